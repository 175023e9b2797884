//! Beside: the soreness log that lies with a runner's files, under the names that people give it.

use std::path::{Path, PathBuf};

use crate::discover::nearby;
use crate::{diary, source};

use super::tables::bytes_of_table;

/// What a log is called beside `soreness`, in lower case: one of these is taken only where it reads as one. Any other
/// table of a date and a number may be of weights.
const NAMES: [&str; 8] = ["notes", "log", "diary", "mornings", "notizen", "tagebuch", "muskelkater", "doms"];

/// What could be the soreness log in the folders among `paths`, or beside the files among them: `soreness.csv`; else in
/// a folder the tables with `soreness` in their names, whose mistakes are told then; else notes that read as a log.
#[must_use]
pub fn logs_beside(paths: &[PathBuf]) -> Vec<PathBuf> {
    if let Some(log) = nearby::log_beside(paths) {
        return vec![log];
    }
    let tables: Vec<PathBuf> = paths.iter().flat_map(|path| nearby::tables_in(path)).collect();
    let called: Vec<PathBuf> =
        tables.iter().filter(|path| stem(path).contains("soreness")).cloned().collect();
    match called.is_empty() {
        true => tables.into_iter().filter(|path| reads_as_log(path)).collect(),
        false => called,
    }
}

/// The soreness log among them; `None` also where two could be meant.
#[must_use]
pub fn log_beside(paths: &[PathBuf]) -> Option<PathBuf> {
    <[PathBuf; 1]>::try_from(logs_beside(paths)).ok().map(|[log]| log)
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
