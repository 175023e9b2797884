//! Cohort: the files of many runners: who is in a folder, and whether a runner's inputs changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use crate::cohort::result::{self, SCHEMA};
use crate::cohort::{AthleteResult, Failure, Group, Runner};
use crate::config::AnalyzeConfig;
use crate::discover;
use crate::error::{Error, Result};
use crate::output::{OutputFile, wrote};
use crate::render;
use crate::table::cohort as tables;

/// The runners of a folder: one a folder in it, by name; its soreness log and `shakeout.toml` are found inside.
/// Reports, and what is kept of each runner beside the group's, are no runners. A link to nowhere is one: its result says so.
///
/// # Errors
/// [`Error::Io`]; [`Error::Config`] when there is no folder in it.
pub fn runners_of(folder: &Path) -> Result<Vec<Runner>> {
    let io = |source| unreadable(folder, source);
    let mut folders: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let leads_nowhere = path.is_symlink() && !path.exists();
        if !hidden && (leads_nowhere || path.is_dir() && !is_own(&path)) {
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

/// Marks repeated runners: one with the same files and log as an earlier one gets a [`Runner::fault`] and is not read.
#[must_use]
pub fn told_apart(mut runners: Vec<Runner>) -> Vec<Runner> {
    let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
    let mut seen: BTreeMap<(BTreeSet<PathBuf>, Option<PathBuf>), String> = BTreeMap::new();
    for runner in runners.iter_mut().filter(|runner| !runner.paths.is_empty()) {
        let files = (runner.paths.iter().map(real).collect(), runner.soreness.as_ref().map(real));
        if let Some(first) = seen.get(&files) {
            let what = format!("the same files as `{first}`");
            let remedy = "leave one of the two out".into();
            runner.fault.get_or_insert(Failure { what, place: runner.place.clone(), remedy });
        } else {
            seen.insert(files, runner.athlete.clone());
        }
    }
    runners
}

/// The archives that lie beside the runners of a folder, by name: nobody's, as long as they are in no folder.
#[must_use]
pub fn archives_beside(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let archives = entries
        .filter(|path| path.is_file() && path.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip")));
    let mut names: Vec<String> =
        archives.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
    names.sort();
    names
}

/// True for a report, and for the folder of what is kept of runners.
fn is_own(folder: &Path) -> bool {
    let is_kept = |entry: fs::DirEntry| {
        entry.file_name().to_string_lossy().starts_with("athlete=") && wrote(&entry.path(), result::FILE)
    };
    wrote(folder, "report.html") || fs::read_dir(folder).into_iter().flatten().flatten().any(is_kept)
}

fn runner(folder: PathBuf) -> Runner {
    let log = super::log_beside(std::slice::from_ref(&folder));
    Runner {
        athlete: folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        soreness: log,
        paths: vec![folder],
        ..Runner::default()
    }
}

/// Hash of everything that a result rests on: the bytes and the names of all files, every setting, the
/// version. Equal: the result would be the same.
///
/// The bytes and not sizes and times, which a copy, a restore or a clock can leave as they were.
#[must_use]
pub fn inputs(config: &AnalyzeConfig) -> String {
    const BLOCK: usize = 64 << 10;
    let mut inputs = Inputs { hash: Xxh3::new(), seen: BTreeSet::new(), block: vec![0; BLOCK] };
    inputs.hash.update(format!("{SCHEMA} {} {config:?}\n", env!("CARGO_PKG_VERSION")).as_bytes());
    let own = config.soreness.iter().chain(&config.analysis.profile);
    for path in config.paths.iter().chain(own) {
        inputs.add(path);
    }
    format!("{:032x}", inputs.hash.digest128())
}

struct Inputs {
    hash: Xxh3,
    /// Canonical paths of folders: a loop of links ends.
    seen: BTreeSet<PathBuf>,
    block: Vec<u8>,
}

impl Inputs {
    /// Adds a file, or all files of a folder. What cannot be read counts as that.
    fn add(&mut self, path: &Path) {
        self.add_of(path, path.metadata().map(|meta| meta.file_type()));
    }

    fn add_of(&mut self, path: &Path, kind: io::Result<FileType>) {
        self.hash.update(path.as_os_str().as_encoded_bytes());
        let added = kind.and_then(|kind| match (kind.is_dir(), kind.is_file()) {
            (true, _) => self.add_folder(path),
            (_, true) => self.add_content(path),
            // A pipe or a device has no content to come back to.
            _ => Ok(()),
        });
        if let Err(error) = added {
            self.hash.update(error.kind().to_string().as_bytes());
        }
    }

    fn add_folder(&mut self, path: &Path) -> io::Result<()> {
        if !self.seen.insert(path.canonicalize()?) {
            return Ok(());
        }
        let mut entries = fs::read_dir(path)?
            .map(|entry| entry.and_then(|entry| Ok((entry.file_name(), entry.file_type()?))))
            .collect::<io::Result<Vec<_>>>()?;
        entries.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        for (name, kind) in entries {
            let path = path.join(name);
            if kind.is_symlink() { self.add(&path) } else { self.add_of(&path, Ok(kind)) }
        }
        Ok(())
    }

    /// Adds the bytes of a file, then their number.
    fn add_content(&mut self, path: &Path) -> io::Result<()> {
        let (mut file, mut length) = (fs::File::open(path)?, 0_u64);
        loop {
            match file.read(&mut self.block)? {
                0 => break,
                count => {
                    self.hash.update(&self.block[..count]);
                    length += count as u64;
                }
            }
        }
        self.hash.update(&length.to_le_bytes());
        Ok(())
    }
}

/// The runner with the log that lies in a folder of the archive, where none is named.
#[must_use]
pub fn with_log_beside(runner: Runner) -> Runner {
    let beside = || super::log_beside(&runner.paths);
    Runner { soreness: runner.soreness.clone().or_else(beside), ..runner }
}

/// The results of a file, one a line.
///
/// # Errors
/// [`Error::Config`] naming the first line that is none, or a runner's second one.
pub fn results(bytes: &[u8], path: &str) -> Result<Vec<AthleteResult>> {
    let refused = |line: usize, what: String, remedy: &str| Error::Config {
        what,
        place: format!("{path}:{line}"),
        remedy: remedy.into(),
    };
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let lines: Vec<(usize, &[u8])> =
        lines.map(|(k, line)| (k + 1, line)).filter(|(_, line)| !line.trim_ascii().is_empty()).collect();
    let parsed: Vec<serde_json::Result<AthleteResult>> =
        lines.par_iter().map(|(_, line)| serde_json::from_slice(line)).collect();
    // The first line that is at fault is named, whichever was met first.
    let named = parsed.into_iter().zip(&lines).map(|(result, (line, _))| {
        result.map_err(|error| {
            let remedy = "give the lines of `shakeout worker` as they are";
            refused(*line, format!("no result: {error}"), remedy)
        })
    });
    let results = named.collect::<Result<Vec<_>>>()?;
    let mut lines_of: BTreeMap<&str, usize> = BTreeMap::new();
    for (result, (line, _)) in results.iter().zip(&lines) {
        if let Some(first) = lines_of.insert(&result.athlete, *line) {
            let what = format!("`{}` has a result in line {first} already", result.athlete);
            let remedy = "keep one line a runner, or give each runner a name of the own";
            return Err(refused(*line, what, remedy));
        }
    }
    if results.is_empty() {
        return Err(refused(1, "no result in it".into(), "run `shakeout worker` or `shakeout cohort` first"));
    }
    Ok(results)
}

/// The report of a group, and its table of runners.
///
/// # Errors
/// When the page or a table could not be made.
pub fn files(group: &Group) -> Result<Vec<OutputFile>> {
    let file = |path: &str, bytes: Vec<u8>| OutputFile { path: path.into(), bytes };
    let (parquet, (csv, pages)) = rayon::join(
        || tables::athletes_parquet(&group.members),
        || (tables::athletes_csv(&group.members), render::cohort::render(group)),
    );
    let mut files = pages?;
    files.extend([file("athletes.csv", csv?), file("athletes.parquet", parquet?)]);
    Ok(files)
}

/// The bytes of a file that this program made, however large.
///
/// # Errors
/// [`Error::NoSuchPath`], [`Error::Io`].
pub fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    let read = path.metadata().and_then(|meta| match meta.is_file() {
        true => fs::read(path),
        // A device may never end.
        false => Err(io::Error::other("not a regular file")),
    });
    read.map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => discover::no_such_path(path),
        _ => unreadable(path, source),
    })
}

fn unreadable(path: &Path, source: io::Error) -> Error {
    Error::Io { path: path.to_path_buf(), source, remedy: "check the path and its permissions".into() }
}
