//! Manifest: who is in a cohort, and where each runner's files are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::sheet::delimited::{self, Row, Sheet};

/// One runner of a cohort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runner {
    /// Name, unique in the cohort.
    pub athlete: String,
    /// Files, folders and archives.
    pub paths: Vec<PathBuf>,
    /// Soreness log.
    pub soreness: Option<PathBuf>,
    /// `shakeout.toml`.
    pub profile: Option<PathBuf>,
}

/// Name of the soreness log in a runner's folder.
pub const LOG: &str = "soreness.csv";

/// Reads a manifest: a table with the columns `athlete` and `path`, and `soreness` and `profile` where there
/// are any. Several rows of one runner add paths. Relative paths start at `folder`, the manifest's own.
///
/// # Errors
/// [`Error::Config`] and its excerpt for a row without a name or a path, and for a runner with two logs, two
/// profiles, or a name that differs from another's in case or blanks alone.
pub fn read(bytes: &[u8], path: &str, folder: &Path) -> Result<Vec<Runner>> {
    let sheet = delimited::read(bytes, path, "manifest")?;
    let column = |name: &str| sheet.header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
    let columns = Columns {
        athlete: column("athlete").ok_or_else(|| no_column("athlete", path))?,
        path: column("path").ok_or_else(|| no_column("path", path))?,
        soreness: column("soreness"),
        profile: column("profile"),
    };
    let mut runners: Vec<Runner> = Vec::new();
    let mut places: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for row in &sheet.rows {
        let entry = columns.entry(row, folder).map_err(|what| at(&sheet, path, row, what))?;
        let key = entry.athlete.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        match places.get(&key) {
            None => {
                places.insert(key, (runners.len(), row.line));
                runners.push(entry);
            }
            Some(&(known, line)) => {
                runners[known].take(entry, line).map_err(|what| at(&sheet, path, row, what))?;
            }
        }
    }
    if runners.is_empty() {
        return Err(Error::Config {
            what: "no runner in the manifest".into(),
            place: path.into(),
            remedy: "add a row a runner: athlete,path,soreness,profile".into(),
        });
    }
    Ok(runners)
}

struct Columns {
    athlete: usize,
    path: usize,
    soreness: Option<usize>,
    profile: Option<usize>,
}

impl Columns {
    fn entry(&self, row: &Row, folder: &Path) -> std::result::Result<Runner, String> {
        let cell = |k: usize| Some(row.cell(k).trim()).filter(|cell| !cell.is_empty());
        let place = |k: Option<usize>| k.and_then(cell).map(|cell| folder.join(cell));
        let athlete = cell(self.athlete).ok_or("the runner has no name")?;
        let path = place(Some(self.path)).ok_or_else(|| format!("no path for `{athlete}`"))?;
        Ok(Runner {
            athlete: athlete.to_owned(),
            paths: vec![path],
            soreness: place(self.soreness),
            profile: place(self.profile),
        })
    }
}

impl Runner {
    /// Takes another row of the same runner, who was first met in `line`.
    fn take(&mut self, row: Self, line: usize) -> std::result::Result<(), String> {
        if self.athlete != row.athlete {
            return Err(format!(
                "`{}` is `{}` of line {line} but for case or blanks",
                row.athlete, self.athlete
            ));
        }
        for (what, own, other) in
            [("soreness log", &mut self.soreness, row.soreness), ("profile", &mut self.profile, row.profile)]
        {
            match (own.as_ref(), other) {
                (Some(own), Some(other)) if *own != other => {
                    return Err(format!("`{}` has another {what} in line {line}", self.athlete));
                }
                (None, Some(other)) => *own = Some(other),
                _ => {}
            }
        }
        for path in row.paths {
            if !self.paths.contains(&path) {
                self.paths.push(path);
            }
        }
        Ok(())
    }
}

fn no_column(name: &str, path: &str) -> Error {
    Error::Config {
        what: format!("the manifest has no column `{name}`"),
        place: path.into(),
        remedy: "its first line names the columns: athlete,path,soreness,profile".into(),
    }
}

fn at(sheet: &Sheet, path: &str, row: &Row, what: String) -> Error {
    Error::in_file(
        what,
        sheet.excerpt(path, row.line, None),
        "one name, one log and one profile a runner; several rows of one runner add paths",
    )
}
