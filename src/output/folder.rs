//! Folder: a report folder replaced as a whole, and nothing but a report folder.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::turn::{self, NEW, OLD, Turn};
use super::{LargeFile, OutputFile, hold, sync_folder};
use crate::error::{Error, Result};

/// Lists what this program wrote, so that the next run replaces that and nothing else.
const MANIFEST: &str = ".shakeout";

/// Replaces `folder` by `files`. It keeps its permissions, and so does each file in it.
///
/// # Errors
/// [`Error::Io`] when it cannot be written; the old folder is then still there. A folder that
/// holds anything that this program did not write, or that is marked as read-only, is refused and
/// left alone.
pub fn write_folder(folder: &Path, files: &[OutputFile]) -> Result<()> {
    write(folder, files, &[], None)
}

/// [`write_folder`] with files that are written piece by piece.
///
/// # Errors
/// Those of [`write_folder`], and of the writing of these files.
pub fn write_folder_with(folder: &Path, files: &[OutputFile], large: &[LargeFile<'_>]) -> Result<()> {
    write(folder, files, large, None)
}

/// [`write_folder`] without the time at which it was done: everything is of 1980-01-01, as in an archive that
/// knows no time.
///
/// # Errors
/// Those of [`write_folder`].
pub fn write_undated_folder(folder: &Path, files: &[OutputFile]) -> Result<()> {
    write(folder, files, &[], Some(SystemTime::UNIX_EPOCH + Duration::from_secs(315_532_800)))
}

fn write(
    folder: &Path,
    files: &[OutputFile],
    large: &[LargeFile<'_>],
    time: Option<SystemTime>,
) -> Result<()> {
    if folder.file_name().is_none() {
        return Err(refused(folder, "this folder cannot be replaced as a whole".into()));
    }
    fs::create_dir_all(turn::parent(folder)).map_err(|error| cannot_write(folder, error))?;
    // Whoever waits for another run can still be stopped: nothing is held yet.
    let turn = Turn::at(folder)?;
    let folder = turn.path();
    let mut finished = hold();
    refuse_foreign(folder)?;
    put_back(folder).map_err(|error| cannot_write(folder, error))?;
    let staged = turn::sibling(folder, NEW);
    let written = write_all(&staged, folder, files, large)
        .map_err(|error| cannot_write(folder, error))
        .and_then(|()| write_large(&staged, folder, large))
        .and_then(|()| {
            let dated = time.map_or(Ok(()), |time| date_all(&staged, time));
            dated.map_err(|error| cannot_write(folder, error))
        })
        .and_then(|()| take_place(&staged, folder));
    if written.is_err() {
        // What is left of it, if anything: the reason itself is what the reader needs.
        let _ = fs::remove_dir_all(&staged);
    }
    written?;
    finished.push(folder.to_path_buf());
    remove_leftovers(folder).map_err(|error| cannot_write(folder, error))
}

fn cannot_write(path: &Path, source: io::Error) -> Error {
    let remedy = "choose a folder that can be written: --out DIR".into();
    Error::Io { path: path.to_path_buf(), source, remedy }
}

fn refused(folder: &Path, what: String) -> Error {
    Error::Config {
        what,
        place: format!("--out {}", folder.display()),
        remedy: "choose another folder: --out DIR (a report folder is replaced as a whole)".into(),
    }
}

/// Writes everything to the new folder `staged`, to the disk. `old` lends its permissions.
fn write_all(staged: &Path, old: &Path, files: &[OutputFile], large: &[LargeFile<'_>]) -> io::Result<()> {
    let paths = files.iter().map(|file| file.path.as_str()).chain(large.iter().map(|file| file.path));
    let list: String = paths.map(|path| format!("{path}\n")).collect();
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    if old.exists() {
        use std::os::unix::fs::DirBuilderExt;
        // It gets the old one's permissions at the end; until then nobody else looks in.
        builder.mode(0o700);
    }
    builder.create(staged)?;
    // First, so that what is left of a killed run is known for it.
    write_one(staged, old, MANIFEST, list.as_bytes())?;
    let mut folders = BTreeSet::from([staged.to_path_buf()]);
    for file in files {
        if let Some(parent) = staged.join(&file.path).parent().filter(|parent| *parent != staged) {
            fs::create_dir_all(parent)?;
            folders.insert(parent.to_path_buf());
        }
        write_one(staged, old, &file.path, &file.bytes)?;
    }
    for folder in folders.iter().rev() {
        let inside = folder.strip_prefix(staged).unwrap_or(Path::new(""));
        if let Ok(old) = fs::metadata(old.join(inside)) {
            fs::set_permissions(folder, old.permissions())?;
        }
        sync_folder(folder);
    }
    Ok(())
}

/// Gives everything in `folder`, and itself, one time of change.
fn date_all(folder: &Path, time: SystemTime) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { date_all(&path, time)? } else { File::open(path)?.set_modified(time)? }
    }
    File::open(folder)?.set_modified(time)
}

fn write_one(staged: &Path, old: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let mut file = create(staged, path)?;
    file.write_all(bytes)?;
    finish(&file, old, path)
}

/// Writes the large files side by side. Of several that fail the first in the list is named.
fn write_large(staged: &Path, folder: &Path, large: &[LargeFile<'_>]) -> Result<()> {
    let written: Vec<Result<()>> = std::thread::scope(|scope| {
        let begun: Vec<_> =
            large.iter().map(|file| scope.spawn(move || write_one_large(staged, folder, file))).collect();
        let end = |thread: std::thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        begun.into_iter().map(end).collect()
    });
    written.into_iter().collect()
}

/// Writes a large file at the top of the new folder.
fn write_one_large(staged: &Path, folder: &Path, large: &LargeFile<'_>) -> Result<()> {
    let io = |error| cannot_write(folder, error);
    let mut file = BufWriter::new(create(staged, large.path).map_err(io)?);
    (large.write)(&mut file)?;
    let file = file.into_inner().map_err(|error| io(error.into_error()))?;
    finish(&file, folder, large.path).map_err(io)
}

fn create(staged: &Path, path: &str) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(staged.join(path))
}

/// Gives the file the permissions of the old one, and puts it on the disk.
fn finish(file: &File, old: &Path, path: &str) -> io::Result<()> {
    if let Ok(old) = fs::symlink_metadata(old.join(path))
        && old.is_file()
    {
        file.set_permissions(old.permissions())?;
    }
    file.sync_all()
}

/// The new folder `staged` takes the place of `folder`, which is removed.
fn take_place(staged: &Path, folder: &Path) -> Result<()> {
    let io = |error| cannot_write(folder, error);
    if !folder.exists() {
        fs::rename(staged, folder).map_err(io)?;
        sync_folder(turn::parent(folder));
        return Ok(());
    }
    exchange(staged, folder).map_err(io)?;
    sync_folder(turn::parent(folder));
    // Now `staged` is the old one. Somebody may have put something into it meanwhile.
    if let Err(error) = only_ours(staged, folder) {
        exchange(staged, folder).map_err(io)?;
        return Err(error);
    }
    fs::remove_dir_all(staged).map_err(|error| cannot_write(staged, error))
}

fn refuse_foreign(folder: &Path) -> Result<()> {
    let refuse = |what: &str| Err(refused(folder, what.into()));
    if !folder.exists() {
        return Ok(());
    }
    if !folder.is_dir() {
        return refuse("there is a file of this name");
    }
    if folder.metadata().is_ok_and(|meta| meta.permissions().readonly()) {
        return refuse("this folder is read-only");
    }
    only_ours(folder, folder)
}

/// Err: `folder`, for people `shown`, holds anything that is not in its list.
fn only_ours(folder: &Path, shown: &Path) -> Result<()> {
    match first_unknown(folder) {
        Ok(None) => Ok(()),
        Ok(Some(path)) => {
            let path = shown.join(path.strip_prefix(folder).unwrap_or(&path));
            let what = format!("the folder holds `{}`, which is not of a report", path.display());
            Err(refused(shown, what))
        }
        Err(source) => Err(Error::Io {
            path: shown.to_path_buf(),
            source,
            remedy: "choose a folder that can be read and written: --out DIR".into(),
        }),
    }
}

/// True for a folder that this program wrote, with `file` in it.
#[must_use]
pub fn wrote(folder: &Path, file: &str) -> bool {
    written(folder).lines().any(|line| line == file)
}

/// What this program wrote to `folder`, a path a line.
fn written(folder: &Path) -> String {
    match fs::symlink_metadata(folder.join(MANIFEST)) {
        Ok(meta) if meta.is_file() => fs::read_to_string(folder.join(MANIFEST)).unwrap_or_default(),
        _ => String::new(),
    }
}

fn first_unknown(folder: &Path) -> io::Result<Option<PathBuf>> {
    let known: BTreeSet<PathBuf> =
        written(folder).lines().map(|line| folder.join(line)).chain([folder.join(MANIFEST)]).collect();
    first_outside(folder, &known)
}

/// The first file or link in `folder`, however deep, that is not `known`.
fn first_outside(folder: &Path, known: &BTreeSet<PathBuf>) -> io::Result<Option<PathBuf>> {
    let mut children: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    children.sort();
    for child in children {
        if child.is_dir() && !child.is_symlink() {
            if let Some(path) = first_outside(&child, known)? {
                return Ok(Some(path));
            }
        } else if !known.contains(&child) {
            return Ok(Some(child));
        }
    }
    Ok(None)
}

/// What killed runs left beside `folder`, with nothing in it but what it lists.
fn leftovers(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut paths = turn::leftovers(folder, end, true);
    paths.retain(|path| first_unknown(path).is_ok_and(|unknown| unknown.is_none()));
    paths
}

/// A run that was killed between the two steps of an exchange left the old report aside.
fn put_back(folder: &Path) -> io::Result<()> {
    match leftovers(folder, OLD).first() {
        Some(old) if !folder.exists() && old.join(MANIFEST).is_file() => fs::rename(old, folder),
        _ => Ok(()),
    }
}

fn remove_leftovers(folder: &Path) -> io::Result<()> {
    [NEW, OLD].iter().flat_map(|end| leftovers(folder, end)).try_for_each(fs::remove_dir_all)
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

/// Where the system cannot exchange: the old folder is aside for a moment and is put back when the
/// new one cannot take its place.
fn exchange_in_two(new: &Path, old: &Path) -> io::Result<()> {
    let aside = turn::sibling(old, OLD);
    fs::rename(old, &aside)?;
    if let Err(error) = fs::rename(new, old) {
        fs::rename(&aside, old)?;
        return Err(error);
    }
    fs::rename(&aside, new)
}
