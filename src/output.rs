//! Output: a folder or a file written whole or not at all.
//!
//! Everything goes to a hidden sibling first; then the two folders change places in one step. So
//! a reader finds the old report or the new one, never a mixture, whenever the run is stopped, and
//! however many runs write to the same place.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Result};

/// One file of an output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Path below the output folder, `/` as separator.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// What was written so far. Whoever writes holds it, so that an output that was begun is finished
/// before the program can be ended: see [`hold`].
static WRITTEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Waits until no output is being written and keeps it so; tells what was written.
pub fn hold() -> MutexGuard<'static, Vec<PathBuf>> {
    // After a panic in the middle of writing the list is still that of what was finished.
    WRITTEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lists what this program wrote, so that the next run replaces that and nothing else.
const MANIFEST: &str = ".shakeout";

/// Replaces `folder` by `files`.
///
/// # Errors
/// [`Error::Io`] when it cannot be written; the old folder is then still there. A folder that
/// holds anything that this program did not write, or that is marked as read-only, is refused and
/// left alone.
pub fn write_folder(folder: &Path, files: &[OutputFile]) -> Result<()> {
    let folder = &behind_links(folder);
    // Whoever waits for another run can still be stopped: nothing is held yet.
    let _turn = turn(folder);
    let mut finished = hold();
    refuse_foreign(folder)?;
    let staged = sibling(folder);
    let io = |path: &Path| {
        let path = path.to_path_buf();
        move |source| Error::Io {
            path,
            source,
            remedy: "choose a folder that can be written: --out DIR".into(),
        }
    };
    if staged.exists() {
        fs::remove_dir_all(&staged).map_err(io(&staged))?;
    }
    let aside = aside(&staged);
    if aside.join(MANIFEST).exists() {
        // A run was killed between the two steps of an exchange, or just behind them.
        if folder.exists() { fs::remove_dir_all(&aside) } else { fs::rename(&aside, folder) }
            .map_err(io(&aside))?;
    }
    let written = write_all(&staged, files).map_err(io(folder)).and_then(|()| {
        if folder.exists() { exchange(&staged, folder) } else { fs::rename(&staged, folder) }
            .map_err(io(folder))
    });
    if staged.exists() {
        // After an exchange it is the old report, after a failure the unfinished new one.
        fs::remove_dir_all(&staged).map_err(io(&staged))?;
    }
    written.map(|()| finished.push(folder.to_path_buf()))
}

/// Replaces the file `path` in one step; what was there stays until then. The new file has the
/// permissions of the old one.
///
/// # Errors
/// [`Error::Io`] when it cannot be written; the old file is then as it was.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let path = &behind_links(path);
    let _turn = turn(path);
    let mut finished = hold();
    let staged = sibling(path);
    let write = || {
        let old = fs::metadata(path).ok().map(|old| old.permissions());
        if old.as_ref().is_some_and(fs::Permissions::readonly) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
        }
        let mut file = File::create(&staged)?;
        file.write_all(bytes)?;
        if let Some(old) = old {
            file.set_permissions(old)?;
        }
        // A log of months must outlive a power cut: its bytes are on the disk before its name is.
        file.sync_all()?;
        fs::rename(&staged, path)
    };
    write().map(|()| finished.push(path.clone())).map_err(|source| {
        // What is left of it, if anything: the reason itself is what the reader needs.
        let _ = fs::remove_file(&staged);
        Error::Io {
            path: path.clone(),
            source,
            remedy: "choose a file and a folder that can be written".into(),
        }
    })
}

/// The place that a chain of links leads to: that is replaced, and the links stay.
fn behind_links(path: &Path) -> PathBuf {
    if path.is_symlink() {
        path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
    } else {
        path.to_path_buf()
    }
}

/// Waits until no other run writes beside `path`; the turn ends when the value is dropped. `None`:
/// this system cannot lock folders.
fn turn(path: &Path) -> Option<File> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = File::open(parent).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

fn write_all(staged: &Path, files: &[OutputFile]) -> io::Result<()> {
    fs::create_dir_all(staged)?;
    let mut manifest = String::new();
    for file in files {
        let path = staged.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, &file.bytes)?;
        manifest.push_str(&file.path);
        manifest.push('\n');
    }
    fs::write(staged.join(MANIFEST), manifest)
}

/// `.NAME.new` beside `folder`: on the same file system, so that a rename is one step.
fn sibling(folder: &Path) -> PathBuf {
    let name = folder.file_name().map_or_else(|| "report".into(), |name| name.to_string_lossy().into_owned());
    folder.with_file_name(format!(".{name}.new"))
}

/// `.NAME.old` beside `.NAME.new`: where an old folder stands while the new one takes its place.
fn aside(staged: &Path) -> PathBuf {
    staged.with_extension("old")
}

fn refuse_foreign(folder: &Path) -> Result<()> {
    let refuse = |what: String| Error::Config {
        what,
        place: format!("--out {}", folder.display()),
        remedy: "choose another folder: --out DIR (a report folder is replaced as a whole)".into(),
    };
    if folder.file_name().is_none() {
        return Err(refuse("this folder cannot be replaced as a whole".into()));
    }
    if !folder.exists() {
        return Ok(());
    }
    if !folder.is_dir() {
        return Err(refuse("there is a file of this name".into()));
    }
    if folder.metadata().is_ok_and(|meta| meta.permissions().readonly()) {
        return Err(refuse("this folder is read-only".into()));
    }
    let known: BTreeSet<PathBuf> = fs::read_to_string(folder.join(MANIFEST))
        .map(|list| list.lines().map(|line| folder.join(line)).chain([folder.join(MANIFEST)]).collect())
        .unwrap_or_default();
    match first_unknown(folder, &known) {
        Ok(None) => Ok(()),
        Ok(Some(path)) => {
            Err(refuse(format!("the folder holds `{}`, which is not of a report", path.display())))
        }
        Err(source) => Err(Error::Io {
            path: folder.to_path_buf(),
            source,
            remedy: "choose a folder that can be read and written: --out DIR".into(),
        }),
    }
}

fn first_unknown(folder: &Path, known: &BTreeSet<PathBuf>) -> io::Result<Option<PathBuf>> {
    let mut children: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    children.sort();
    for child in children {
        if child.is_dir() && !child.is_symlink() {
            if let Some(path) = first_unknown(&child, known)? {
                return Ok(Some(path));
            }
        } else if !known.contains(&child) {
            return Ok(Some(child));
        }
    }
    Ok(None)
}

/// Two folders change places in one step.
#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        // Some network file systems cannot do it.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => exchange_in_two(a, b),
        done => done.map_err(io::Error::from),
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    exchange_in_two(a, b)
}

/// Where the system cannot exchange: the old folder stands aside for a moment and is put back
/// when the new one cannot take its place.
fn exchange_in_two(new: &Path, old: &Path) -> io::Result<()> {
    let aside = aside(new);
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(error);
    }
    fs::rename(&aside, new)
}
