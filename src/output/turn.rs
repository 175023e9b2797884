//! Turn: one run at a time writes to a place.

use std::ffi::{OsStr, OsString};
use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The right to write to one path. While it is held every other run waits for its own; it ends when the
/// value is dropped or the program ends, however it ends.
#[derive(Debug)]
pub struct Turn {
    path: PathBuf,
    _lock: File,
}

impl Turn {
    /// Waits until no other run writes beside `path`.
    ///
    /// # Errors
    /// [`Error::Io`] when there is no way to keep other runs out.
    pub fn at(path: &Path) -> Result<Self> {
        let path = behind_links(path);
        match lock_beside(&path) {
            Ok(lock) => Ok(Self { path, _lock: lock }),
            Err(source) => {
                let remedy = match parent(&path).is_dir() {
                    true => "choose another place: two runs at a time could not be kept apart here",
                    false => "make this folder first, or choose one that is there",
                };
                Err(Error::Io { path: parent(&path).to_path_buf(), source, remedy: remedy.into() })
            }
        }
    }

    /// The place that the chain of links leads to: that is replaced, and the links stay.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// The folder itself is locked, which leaves no trace. Where that cannot be done (it may not be
/// listed, or lies on a network), a file in it is.
fn lock_beside(path: &Path) -> io::Result<File> {
    let folder = parent(path);
    let locked = File::open(folder).and_then(|folder| folder.lock().map(|()| folder));
    locked.or_else(|_| {
        let file = open_lock(&named(path, "lock"))?;
        file.lock()?;
        Ok(file)
    })
}

/// Opens or makes a file and follows no link.
fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let no_link = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(no_link.bits().cast_signed());
    }
    options.open(path)
}

/// The place that a chain of links leads to.
fn behind_links(path: &Path) -> PathBuf {
    if path.is_symlink() {
        path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
    } else {
        path.to_path_buf()
    }
}

/// The folder that `path` lies in.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// End of the name of what is being written.
pub(super) const NEW: &str = "shakeout-new";

/// End of the name of an old folder that is aside while the new one takes its place.
pub(super) const OLD: &str = "shakeout-old";

/// `.NAME.RANDOM.end` beside `path`: on the same file system, so that a rename is one step.
pub(super) fn sibling(path: &Path, end: &str) -> PathBuf {
    // The standard library seeds its hashers from the operating system.
    let random = RandomState::new().build_hasher().finish();
    named(path, &format!("{random:016x}.{end}"))
}

/// What killed runs left beside `path`: siblings with this end that are real folders (`is_folder`) or real files.
pub(super) fn leftovers(path: &Path, end: &str, is_folder: bool) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent(path)).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| is_sibling(&entry.file_name(), path, end));
    // The type of a link is that of the link.
    let kind = |entry: &std::fs::DirEntry| {
        entry.file_type().is_ok_and(|kind| if is_folder { kind.is_dir() } else { kind.is_file() })
    };
    ours.filter(kind).map(|entry| path.with_file_name(entry.file_name())).collect()
}

/// True if [`sibling`] with this end gives such names for `path`.
fn is_sibling(name: &OsStr, path: &Path, end: &str) -> bool {
    let (begin, end) = (hidden(path), format!(".{end}"));
    let Some(name) = name.to_str() else { return false };
    let random = begin.to_str().and_then(|begin| name.strip_prefix(begin)?.strip_suffix(&end));
    random.is_some_and(|random| random.len() == 16 && random.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn named(path: &Path, end: &str) -> PathBuf {
    let mut name = hidden(path);
    name.push(end);
    path.with_file_name(name)
}

/// `.NAME.`
fn hidden(path: &Path) -> OsString {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or("report".as_ref()));
    name.push(".");
    name
}
