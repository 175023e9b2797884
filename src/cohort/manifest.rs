//! Manifest: who is in a cohort, and where each runner's files are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::result::Failure;
use crate::error::{Error, Result};
use crate::sheet::delimited::{self, Row, Sheet};

/// One runner of a cohort.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Runner {
    /// Name, unique in the cohort.
    pub athlete: String,
    /// Files, folders and archives.
    pub paths: Vec<PathBuf>,
    /// Soreness log.
    pub soreness: Option<PathBuf>,
    /// `shakeout.toml`.
    pub profile: Option<PathBuf>,
    /// File and line of the manifest, `manifest.csv, line 3`; `None` for a runner who was found in a folder.
    pub place: Option<String>,
    /// What is wrong with the runner's rows: nothing of this runner is read, and the others go on.
    pub fault: Option<Failure>,
}

/// Name of the soreness log in a runner's folder.
pub const LOG: &str = "soreness.csv";

const ROW_REMEDY: &str =
    "give each runner one name, one log and one profile; several rows of one runner add paths";

/// Reads a manifest: a table with the columns `athlete` and `path`, and `soreness` and `profile` where there
/// are any. Several rows of one runner add paths. Relative paths start at `folder`, the manifest's own.
///
/// A row without a name or a path, a second log or profile, and a name that differs from another's in case or
/// blanks alone are the [`Runner::fault`] of that runner.
///
/// # Errors
/// [`Error::Config`] for a table without these columns or without a row.
pub fn read(bytes: &[u8], path: &str, folder: &Path) -> Result<Vec<Runner>> {
    let sheet = delimited::read(bytes, path, "manifest")?;
    let columns = Columns::of(&sheet, path)?;
    let mut runners: Vec<Runner> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut paths: BTreeSet<(usize, PathBuf)> = BTreeSet::new();
    for row in &sheet.rows {
        let entry = columns.runner(row, path, folder);
        let key = entry.athlete.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        match known.get(&key) {
            Some(&k) => {
                let mut is_new = |path: &PathBuf| paths.insert((k, path.clone()));
                let new = entry.paths.iter().filter(|path| is_new(path)).cloned().collect();
                runners[k].take(Runner { paths: new, ..entry });
            }
            None => {
                paths.extend(entry.paths.iter().map(|path| (runners.len(), path.clone())));
                known.insert(key, runners.len());
                runners.push(entry);
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
    fn of(sheet: &Sheet, path: &str) -> Result<Self> {
        let column = |name: &str| sheet.header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
        let needed = |name: &str| {
            column(name).ok_or_else(|| Error::Config {
                what: format!("the manifest has no column `{name}`"),
                place: path.into(),
                remedy: "name the columns in its first line: athlete,path,soreness,profile".into(),
            })
        };
        Ok(Self {
            athlete: needed("athlete")?,
            path: needed("path")?,
            soreness: column("soreness"),
            profile: column("profile"),
        })
    }

    /// The runner of one row. Without a name, the line is the name.
    fn runner(&self, row: &Row, path: &str, folder: &Path) -> Runner {
        let cell = |k: usize| Some(row.cell(k).trim()).filter(|cell| !cell.is_empty());
        let file = |k: Option<usize>| k.and_then(cell).map(|cell| folder.join(cell));
        let place = format!("{path}, line {}", row.line);
        let athlete = cell(self.athlete);
        let paths: Vec<PathBuf> = file(Some(self.path)).into_iter().collect();
        let what = match athlete {
            None => Some("the runner has no name".to_owned()),
            Some(name) => paths.is_empty().then(|| format!("no path for `{name}`")),
        };
        Runner {
            athlete: athlete.map_or_else(|| format!("line {}", row.line), str::to_owned),
            paths,
            soreness: file(self.soreness),
            profile: file(self.profile),
            fault: what.map(|what| fault(what, &place)),
            place: Some(place),
        }
    }
}

fn fault(what: String, place: &str) -> Failure {
    Failure { what, place: Some(place.to_owned()), remedy: ROW_REMEDY.into() }
}

impl Runner {
    /// Takes another row of the same runner, with the paths that are new. The first fault stays.
    fn take(&mut self, row: Self) {
        let fault = row.fault.clone().or_else(|| self.conflict(&row));
        self.fault = self.fault.take().or(fault);
        self.soreness = self.soreness.take().or(row.soreness);
        self.profile = self.profile.take().or(row.profile);
        self.paths.extend(row.paths);
    }

    /// What of `row` contradicts the rows before it.
    fn conflict(&self, row: &Self) -> Option<Failure> {
        let first = self.place.as_deref().unwrap_or_default();
        let place = row.place.as_deref().unwrap_or_default();
        if self.athlete != row.athlete {
            let what = format!("`{}` is `{}` of {first} but for case or blanks", row.athlete, self.athlete);
            return Some(fault(what, place));
        }
        let differ = |own: &Option<PathBuf>, other: &Option<PathBuf>| {
            own.as_ref().zip(other.as_ref()).is_some_and(|(own, other)| own != other)
        };
        let second = if differ(&self.soreness, &row.soreness) {
            "soreness log"
        } else if differ(&self.profile, &row.profile) {
            "profile"
        } else {
            return None;
        };
        Some(fault(format!("`{}` has another {second} in {first}", self.athlete), place))
    }
}
