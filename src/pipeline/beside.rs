//! Beside: the soreness log that lies with a runner's files, under the names that people give it.

use std::path::{Path, PathBuf};

use crate::discover::nearby;
use crate::{diary, sheet, source};

use super::tables::bytes_of_table;

/// What a log is called beside `soreness`, in lower case: one of these is taken only where it reads as one. Any other
/// table of a date and a number may be of weights.
const NAMES: [&str; 8] = ["notes", "log", "diary", "mornings", "notizen", "tagebuch", "muskelkater", "doms"];

/// The soreness log in the folders among `paths`, or beside the files among them: `soreness.csv`; else in a folder a
/// table with `soreness` in its name, whose mistakes are told then; else notes that read as a log. `None` also where
/// two could be meant.
#[must_use]
pub fn log_beside(paths: &[PathBuf]) -> Option<PathBuf> {
    nearby::log_beside(paths).or_else(|| {
        let tables: Vec<PathBuf> = paths
            .iter()
            .flat_map(|path| nearby::files_in(path))
            .filter(|path| sheet::is_called_a_table(path))
            .collect();
        let only = |found: Vec<&PathBuf>| match found.as_slice() {
            [] => None,
            [one] => Some(Some(PathBuf::clone(one))),
            _ => Some(None),
        };
        only(tables.iter().filter(|path| stem(path).contains("soreness")).collect())
            .or_else(|| only(tables.iter().filter(|path| reads_as_log(path)).collect()))?
    })
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn reads_as_log(path: &Path) -> bool {
    NAMES.contains(&stem(path).as_str())
        && bytes_of_table(path).is_ok_and(|bytes| {
            source::sniff(&bytes).is_none() && diary::is_log(&bytes, &path.to_string_lossy())
        })
}
