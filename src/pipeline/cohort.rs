//! Cohort: the files of many runners: who is in a folder, whether inputs changed, and results that are kept.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_128;

use crate::cohort::manifest::LOG;
use crate::cohort::result::SCHEMA;
use crate::cohort::{AthleteResult, Runner};
use crate::discover;
use crate::error::{Error, Result};
use crate::output::folder_of;

/// The runners of a folder: one a folder in it, by name; `soreness.csv` and `shakeout.toml` are found inside.
///
/// # Errors
/// [`Error::Io`]; [`Error::Config`] when there is no folder in it.
pub fn runners_of(folder: &Path) -> Result<Vec<Runner>> {
    let io = |source| Error::Io {
        path: folder.to_path_buf(),
        source,
        remedy: "check the path and its permissions".into(),
    };
    let mut folders: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden {
            folders.push(path);
        }
    }
    folders.sort();
    if folders.is_empty() {
        return Err(Error::Config {
            what: "no runner's folder in it".into(),
            place: folder.display().to_string(),
            remedy: "make a folder a runner, with the archive and soreness.csv in it, or write a manifest: \
                     athlete,path,soreness,profile"
                .into(),
        });
    }
    Ok(folders.into_iter().map(runner).collect())
}

fn runner(folder: PathBuf) -> Runner {
    let log = folder.join(LOG);
    Runner {
        athlete: folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        soreness: log.is_file().then_some(log),
        profile: None,
        paths: vec![folder],
    }
}

/// What a runner's inputs look like: names, sizes and times of all files, the content of the log and the profile,
/// the options and the version. Equal: nothing changed.
///
/// Sizes and times instead of the bytes of recordings: to read a whole archive only to learn that nothing changed
/// takes as long as half of an analysis. A copy with new times is read again, which costs time and nothing else.
#[must_use]
pub fn inputs(runner: &Runner, options: &BTreeMap<String, Value>, reports: bool) -> String {
    let mut text = format!("{SCHEMA} {} {reports}\n", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(text, "{options:?}");
    for path in &runner.paths {
        walk(path, &mut text);
    }
    let tables = runner.soreness.iter().chain(&runner.profile).cloned();
    for table in tables.chain(runner.paths.iter().map(|path| path.join("shakeout.toml"))) {
        if let Ok(bytes) = fs::read(&table) {
            let _ = writeln!(text, "{} {:032x}", table.display(), xxh3_128(&bytes));
        }
    }
    format!("{:032x}", xxh3_128(text.as_bytes()))
}

fn walk(path: &Path, text: &mut String) {
    let Ok(meta) = fs::metadata(path) else { return };
    if !meta.is_dir() {
        let time = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let _ = writeln!(text, "{} {} {:?}", path.display(), meta.len(), time);
        return;
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    let mut children: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    children.sort();
    for child in children.iter().filter(|child| !child.is_symlink()) {
        walk(child, text);
    }
}

/// The kept result of a runner, when it is one of the same inputs.
#[must_use]
pub fn kept(folder: &Path, athlete: &str, inputs: &str) -> Option<AthleteResult> {
    let bytes = fs::read(folder.join(folder_of(athlete)).join("result.json")).ok()?;
    let result: AthleteResult = serde_json::from_slice(&bytes).ok()?;
    (result.schema == SCHEMA && result.athlete == athlete && result.inputs.as_deref() == Some(inputs))
        .then_some(result)
}

/// A kept table of a runner; `None`: there is none.
#[must_use]
pub fn kept_table(folder: &Path, athlete: &str, table: &str) -> Option<Result<Vec<u8>>> {
    let path = folder.join(folder_of(athlete)).join(table);
    path.exists().then(|| {
        fs::read(&path).map_err(|source| Error::Io {
            path,
            source,
            remedy: "run the cohort again: --fresh".into(),
        })
    })
}

/// The bytes of a file of results, however large.
///
/// # Errors
/// [`Error::NoSuchPath`], [`Error::Io`].
pub fn results_file(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => discover::no_such_path(path),
        _ => Error::Io {
            path: path.to_path_buf(),
            source,
            remedy: "check the path and its permissions".into(),
        },
    })
}
