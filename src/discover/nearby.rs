//! Nearby: what a runner has lying around: a soreness log beside the runs, exports in a folder. Only commands
//! search; the library reads what its caller names.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Content, Limits, Opener, discover, is_junk};
use crate::sheet;

/// Name under which a soreness log is found by itself.
pub const LOG_NAME: &str = "soreness.csv";

/// Entries of a folder that are looked at: a downloads folder may hold anything.
const MOST_ENTRIES: usize = 2_000;

/// Ends of the names of recordings, and of lists that only exports of activities have.
const RECORDINGS: &[&str] = &[".fit", ".fit.gz", ".gpx", ".gpx.gz", ".tcx", ".tcx.gz"];
const LISTS: &[&str] = &["activities.csv", "export.xml", "summarizedactivities.json"];

/// The soreness log in the folders among `paths`, or beside the files among them.
#[must_use]
pub fn log_beside(paths: &[PathBuf]) -> Option<PathBuf> {
    let folder = |path: &PathBuf| match path.is_dir() {
        true => path.clone(),
        false => path.parent().map_or_else(PathBuf::new, Path::to_path_buf),
    };
    paths.iter().map(|path| folder(path).join(LOG_NAME)).find(|log| log.is_file())
}

/// What is called a table in a folder, by name; none of anything else.
#[must_use]
pub fn tables_in(folder: &Path) -> Vec<PathBuf> {
    let is_table = |path: &PathBuf| sheet::is_called_a_table(path) && path.is_file();
    let mut tables: Vec<PathBuf> = entries(folder).into_iter().filter(is_table).collect();
    tables.sort();
    tables
}

/// Exports in `folder`, newest first: archives and folders that hold recordings, and the folder itself where
/// recordings lie loose in it. An entry that cannot be read is passed over.
#[must_use]
pub fn exports_in(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<(SystemTime, PathBuf)> = Vec::new();
    let mut loose = None;
    for path in entries(folder) {
        let changed = path.metadata().and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        if path.is_dir() && holds_recordings(&path) || is_zip(&path) && is_export(&path) {
            found.push((changed, path));
        } else if path.is_file() && is_recording(&path.to_string_lossy()) {
            loose = loose.max(Some(changed));
        }
    }
    found.extend(loose.map(|changed| (changed, folder.to_path_buf())));
    // Of the same age: by name.
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.into_iter().map(|(_, path)| path).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
    entries.filter(|path| !is_junk(&path.to_string_lossy())).take(MOST_ENTRIES).collect()
}

/// True for a folder with recordings in it, or in a folder of it.
fn holds_recordings(folder: &Path) -> bool {
    let direct = |folder: &Path| entries(folder).iter().any(|path| is_recording(&path.to_string_lossy()));
    direct(folder) || entries(folder).iter().filter(|path| path.is_dir()).take(20).any(|path| direct(path))
}

fn is_zip(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("zip"))
}

/// True for an archive whose list of members names recordings, the parts of one, or a list of activities.
fn is_export(path: &Path) -> bool {
    let Ok(sources) = discover(&[path.to_path_buf()]) else { return false };
    let mut opener = Opener::new(Limits::default());
    sources.iter().any(|source| match opener.open(source) {
        Ok(Content::Archive { members, .. }) => members.iter().any(|member| {
            let name = member.label.member().to_lowercase();
            is_recording(&name)
                || LISTS.iter().any(|list| name.ends_with(list))
                || name.contains("uploadedfiles") && name.ends_with(".zip")
        }),
        _ => false,
    })
}

fn is_recording(name: &str) -> bool {
    let name = name.to_lowercase();
    RECORDINGS.iter().any(|end| name.ends_with(end))
}
