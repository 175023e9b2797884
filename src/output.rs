//! Output: a folder or a file written whole or not at all.
//!
//! Everything goes to a hidden sibling first; then the two change places in one step. So a reader
//! finds the old report or the new one, never a mixture, whenever the run is stopped, and however many
//! runs write to the same place. A sibling has a name that nobody can guess and is made anew, so
//! that nothing of anybody else is written over, followed or deleted.

mod folder;
mod turn;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub use folder::{write_folder, write_folder_with, write_undated_folder, wrote};
pub use turn::Turn;

use crate::error::{Error, Result};

/// One file of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Path below the output folder, `/` as separator.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// One file of an output that is too large for memory.
pub struct LargeFile<'a> {
    /// Path below the output folder, `/` as separator.
    pub path: &'a str,
    /// Writes its content.
    pub write: &'a (dyn Fn(&mut dyn Write) -> Result<()> + Sync),
}

/// What was written so far. Whoever writes holds it, so that an output that was begun is finished
/// before the program can be ended: see [`hold`].
static WRITTEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Waits until no output is being written and keeps it so; returns what was written.
pub fn hold() -> MutexGuard<'static, Vec<PathBuf>> {
    // After a panic in the middle of writing the list is still that of what was finished.
    WRITTEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts what a process of ours wrote.
pub fn written_by_worker(path: &Path) {
    let mut written = hold();
    if !written.iter().any(|known| known == path) {
        written.push(path.to_path_buf());
    }
}

/// Replaces the file `path` in one step; what was there stays until then. The new file has the
/// permissions of the old one. To change a file by what it holds, take its [`Turn`] before reading.
///
/// # Errors
/// [`Error::Io`] when it cannot be written; the old file is then as it was.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    Turn::at(path)?.write_file(bytes)
}

impl Turn {
    /// [`write_file`] in this turn.
    ///
    /// # Errors
    /// Those of [`write_file`].
    pub fn write_file(&self, bytes: &[u8]) -> Result<()> {
        let path = self.path();
        let mut finished = hold();
        replace_file(path, bytes).map_err(|source| Error::Io {
            path: path.to_path_buf(),
            source,
            remedy: "choose a file and a folder that can be written".into(),
        })?;
        finished.push(path.to_path_buf());
        Ok(())
    }
}

fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = fs::metadata(path).ok().map(|old| old.permissions());
    if old.as_ref().is_some_and(fs::Permissions::readonly) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    let staged = turn::sibling(path, turn::NEW);
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&staged)?;
        file.write_all(bytes)?;
        if let Some(old) = old {
            file.set_permissions(old)?;
        }
        // A log of months must outlive a power cut: its bytes are on the disk before its name is.
        file.sync_all()?;
        fs::rename(&staged, path)?;
        sync_folder(turn::parent(path));
        // What killed runs left.
        turn::leftovers(path, turn::NEW, false).into_iter().try_for_each(fs::remove_file)
    };
    write().inspect_err(|_| {
        // What is left of it, if anything: the reason itself is what the reader needs.
        let _ = fs::remove_file(&staged);
    })
}

/// Puts the names in a folder on the disk. Some systems cannot; the names are then there a little later.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// `athlete=ID`, as tools that read partitioned tables have it. Bytes that a folder's name should not
/// hold are written as `%XX`; a name that is too long for file systems ends in a hash of the whole.
#[must_use]
pub fn folder_of(athlete: &str) -> String {
    let mut name = "athlete=".to_owned();
    for byte in athlete.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            name.push(char::from(byte));
        } else {
            name.push_str(&format!("%{byte:02X}"));
        }
    }
    if name.len() > LONGEST_FOLDER {
        let cut = &name[..LONGEST_FOLDER];
        let end = cut.rfind('%').filter(|at| at + 3 > LONGEST_FOLDER).unwrap_or(LONGEST_FOLDER);
        name = format!("{}~{:016x}", &name[..end], xxhash_rust::xxh3::xxh3_64(athlete.as_bytes()));
    }
    name
}

/// Bytes of the name of a folder; file systems take 255, and there are names beside it that are longer.
const LONGEST_FOLDER: usize = 180;
