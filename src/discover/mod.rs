//! Discover: paths of the command line to a sorted list of [`Source`]s, and the bytes of each.
//!
//! Folders are walked here; what a file really is (gzip, zip, recording) is found by content
//! when it is opened ([`Opener`]), because names lie: there are `.fit` files that are zips.

mod archive;
mod directory;
mod gzip;
mod large;
pub mod nearby;
mod open;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use open::{Content, Opener};

use crate::decode::{Budget, budget};
use crate::error::{Error, FileError, Result};
use crate::label::Label;
use crate::near;

/// One file, or one member of an archive, that may hold activities.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it is.
    pub label: Label,
    origin: Origin,
    /// How many archives it is inside of.
    depth: usize,
}

impl Source {
    /// Its size as it is stored (packed, in an archive), bytes.
    #[must_use]
    pub fn stored_bytes(&self) -> u64 {
        match &self.origin {
            Origin::File(_, size) => *size,
            Origin::Closed(_) => 0,
            Origin::Member(_, member) => member.packed(),
        }
    }

    /// Memory that what is read from it may take.
    #[must_use]
    pub fn budget(&self, limits: &Limits) -> Budget {
        Budget::new(self.stored_bytes(), limits.memory_bytes)
    }

    /// What it takes beyond its own bytes where `kept` bytes stay in memory.
    #[must_use]
    pub fn beyond(&self, kept: u64) -> u64 {
        budget::beyond(kept, self.stored_bytes())
    }

    /// Counts in what stays in memory of it, bytes: each member of an archive may be within its budget while all of
    /// them together are not.
    pub fn keep(&self, bytes: u64) {
        if let Origin::Member(archive, _) = &self.origin {
            archive.total().keep(bytes);
        }
    }

    /// Why the whole file that it lies in is refused: with all the archives in it, it came to more
    /// than the limits allow. `None`: it did not so far.
    #[must_use]
    pub fn over_limit(&self) -> Option<FileError> {
        match &self.origin {
            Origin::File(..) | Origin::Closed(_) => None,
            Origin::Member(archive, _) => archive.total().check().err(),
        }
    }
}

#[derive(Clone, Debug)]
enum Origin {
    /// With its size, bytes.
    File(PathBuf, u64),
    /// What is never opened, and why: no file, or a folder, a file or a link that the system does not let this
    /// program into.
    Closed(Box<FileError>),
    Member(Arc<archive::Archive>, archive::Member),
}

/// Limits against hostile or absurd files. Each names the flag that raises it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of one file after unpacking, bytes (`--max-file-mb`).
    pub file_bytes: u64,
    /// Members of one archive, those of archives in it counted in (`--max-members`).
    pub members: usize,
    /// Archives inside archives (`--max-nesting`).
    pub nesting: usize,
    /// Unpacked size of an archive or a gzip, and of all that lies in a file however deep, as a
    /// multiple of its packed size; looked at from [`Self::ratio_from_bytes`] on (`--max-ratio`).
    pub ratio: u64,
    /// What unpacks to less than this is not looked at for its ratio, bytes.
    pub ratio_from_bytes: u64,
    /// Memory for what is read from one file, however small it is, bytes (`--max-memory-mb`): see [`Budget`].
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 1 << 30,
            members: 1_000_000,
            nesting: 3,
            ratio: 200,
            ratio_from_bytes: 100 << 20,
            memory_bytes: Budget::FREE,
        }
    }
}

/// Every file below `paths`, sorted by label, each once however often it was named.
///
/// # Errors
/// [`Error::NoSuchPath`] and [`Error::Io`] for the paths that were typed. A folder or a link further down that
/// cannot be read, and whatever is no file, is a source that cannot be opened: it has its row like a broken file.
pub fn discover(paths: &[PathBuf]) -> Result<Vec<Source>> {
    let mut found = Walk::default();
    let mut sorted: Vec<&PathBuf> = paths.iter().collect();
    sorted.sort();
    for path in sorted {
        path.metadata().map_err(|source| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => no_such_path(path),
            _ => unreadable(path, source),
        })?;
        // What has no name of its own, as a pipe of the shell, goes by the one that was typed.
        let canonical = path.canonicalize().unwrap_or_else(|_| path.clone());
        found.visit(path, canonical).map_err(|source| unreadable(path, source))?;
    }
    let mut sources = found.sources;
    sources.sort_by(|a, b| a.label.cmp(&b.label));
    Ok(sources)
}

/// The error for a path that is not there, with the name in its folder that may have been meant.
#[must_use]
pub fn no_such_path(path: &Path) -> Error {
    if path.is_symlink() {
        let (path, source) = (path.to_path_buf(), io::Error::other(DANGLING));
        return Error::Io { path, source, remedy: "put back what it stands for, or leave it out".into() };
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut names: Vec<String> = folder
        .unwrap_or(Path::new("."))
        .read_dir()
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    names.sort();
    let typed = path.file_name().unwrap_or_default().to_string_lossy();
    let near = near::nearest(&typed, names.iter().map(String::as_str)).map(|name| path.with_file_name(name));
    Error::NoSuchPath { path: path.to_path_buf(), near }
}

/// What is wrong with a link to what is not there.
const DANGLING: &str = "a link that leads nowhere";

#[derive(Default)]
struct Walk {
    sources: Vec<Source>,
    /// Canonical paths already seen: a file named twice is read once, a link loop ends.
    seen: BTreeSet<PathBuf>,
}

impl Walk {
    /// Adds the files in a folder, or one file. Err: the system does not let this program in.
    fn visit(&mut self, path: &Path, canonical: PathBuf) -> io::Result<()> {
        if !self.seen.insert(canonical.clone()) {
            return Ok(());
        }
        let meta = match path.metadata() {
            // Gone since its folder was read.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            meta => meta?,
        };
        if meta.is_file() {
            self.add(path, Origin::File(path.to_path_buf(), meta.len()));
            return Ok(());
        }
        if !meta.is_dir() {
            // To open a pipe waits for somebody to write into it.
            let what = FileError::NotAnActivity("not a regular file (a pipe, a socket or a device)".into());
            self.add(path, Origin::Closed(Box::new(what)));
            return Ok(());
        }
        let mut children = Vec::new();
        for entry in path.read_dir()? {
            let entry = entry?;
            children.push((entry.path(), entry.file_type()?.is_symlink()));
        }
        children.sort();
        for (child, is_link) in children {
            if is_junk(&child.to_string_lossy()) {
                continue;
            }
            // Only a link can stand for another path; to ask the system for every file takes longer
            // than all the rest of the search.
            let target = match child.file_name() {
                Some(name) if !is_link => Ok(canonical.join(name)),
                _ => child.canonicalize(),
            };
            if let Err(error) = target.and_then(|target| self.visit(&child, target)) {
                let why = match error.kind() {
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory if is_link => DANGLING.to_owned(),
                    _ => error.to_string(),
                };
                self.add(&child, Origin::Closed(Box::new(FileError::Unreadable(why))));
            }
        }
        Ok(())
    }

    fn add(&mut self, path: &Path, origin: Origin) {
        self.sources.push(Source { label: Label::of_path(path), origin, depth: 0 });
    }
}

fn unreadable(path: &Path, source: io::Error) -> Error {
    Error::Io { path: path.to_path_buf(), source, remedy: "check the permissions, or leave it out".into() }
}

/// True for what operating systems leave behind, by the last part of the path or by a folder of
/// an archive member. Passed over in silence.
fn is_junk(path: &str) -> bool {
    const FOLDERS: [&str; 4] = ["__MACOSX", "$Recycle.bin", "$RECYCLE.BIN", "System Volume Information"];
    let mut parts = path.rsplit(['/', '\\']).filter(|part| !part.is_empty());
    let Some(name) = parts.next() else { return true };
    let hidden = name.starts_with('.') && name != "." && name != "..";
    hidden
        || FOLDERS.contains(&name)
        || matches!(name, "Thumbs.db" | "desktop.ini")
        || parts.any(|part| part == "__MACOSX")
}
