//! Errors: [`Error`] ends the run, [`FileError`] ends one file, [`ExitCode`] is what the shell sees.

mod excerpt;

use std::borrow::Cow;
use std::path::PathBuf;

pub use excerpt::Excerpt;

/// What the shell sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ExitCode {
    /// Done; failed files are reported, not fatal.
    Done = 0,
    /// Cannot go on.
    CannotGoOn = 1,
    /// Usage or configuration.
    Usage = 2,
    /// With `--strict`: a file failed or is partial.
    Strict = 3,
}

/// An error that ends the run. Its text names the thing, the place and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path of the command line does not exist.
    #[error("{path}: no such file or folder\n  remedy: {}", remedy_of_path(.near.as_ref()))]
    NoSuchPath {
        /// The path as typed.
        path: PathBuf,
        /// What is there instead, of a name that may have been meant.
        near: Option<PathBuf>,
    },
    /// Nothing that could be an activity was found.
    #[error(
        "no activity found in {place}: {seen}\n  remedy: point at the folder or .zip with the FIT, GPX or TCX files (exports of Strava or Garmin are read as downloaded)"
    )]
    NoActivities {
        /// The paths that were searched.
        place: String,
        /// What was found instead.
        seen: String,
    },
    /// Reading or writing failed.
    #[error("{path}: {source}\n  remedy: {remedy}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
        /// What to do.
        remedy: String,
    },
    /// A flag, a value in `shakeout.toml` or a CSV that cannot be used as it is.
    #[error("{what}\n  at: {place}\n  remedy: {remedy}")]
    Config {
        /// What is wrong.
        what: String,
        /// File and line, or the flag.
        place: String,
        /// The exact thing to type.
        remedy: String,
    },
    /// An error about a place in a text file, which is shown.
    #[error("{error}")]
    InFile {
        /// What is wrong.
        error: Box<Error>,
        /// The line, with the place underlined.
        excerpt: Excerpt,
    },
    /// An output could not be made (a picture, a table).
    #[error("{what}: {reason}\n  remedy: please report this with the command that was run")]
    Output {
        /// What was to be made.
        what: String,
        /// Why not.
        reason: String,
    },
}

fn remedy_of_path(near: Option<&PathBuf>) -> String {
    match near {
        Some(near) => format!("did you mean {}?", near.display()),
        None => "check the spelling; a path is a file, a folder or a .zip".into(),
    }
}

/// A message that may quote a file, without its middle where it is long: a quoted value may be as long as the file.
#[doc(hidden)]
#[must_use]
pub fn shortened(message: &str) -> Cow<'_, str> {
    const HALF: usize = 1000;
    let end = message.char_indices().nth(HALF);
    let begin = message.char_indices().nth_back(HALF);
    match end.zip(begin) {
        Some(((end, _), (begin, _))) if end < begin => {
            Cow::Owned(format!("{} … {}", &message[..end], &message[begin..]))
        }
        _ => Cow::Borrowed(message),
    }
}

impl Error {
    /// A mistake at a place of a text file: usage or configuration.
    #[must_use]
    pub fn in_file(what: impl Into<String>, excerpt: Excerpt, remedy: impl Into<String>) -> Self {
        let error = Self::Config { what: what.into(), place: excerpt.place(), remedy: remedy.into() };
        Self::InFile { error: Box::new(error), excerpt }
    }

    /// The exit code that belongs to this error.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Config { .. } => ExitCode::Usage,
            Self::InFile { error, .. } => error.exit_code(),
            _ => ExitCode::CannotGoOn,
        }
    }

    /// What is wrong, where if that is not in it, and what to do.
    #[must_use]
    pub fn parts(&self) -> (String, Option<String>, String) {
        let (what, place, remedy) = self.whole_parts();
        let short = |part: String| shortened(&part).into_owned();
        (short(what), place.map(short), short(remedy))
    }

    fn whole_parts(&self) -> (String, Option<String>, String) {
        match self {
            Self::NoSuchPath { path, near } => {
                let what = format!("{}: no such file or folder", path.display());
                (what, None, remedy_of_path(near.as_ref()))
            }
            Self::Io { path, source, remedy } => {
                (format!("{}: {source}", path.display()), None, remedy.clone())
            }
            Self::Config { what, place, remedy } => (what.clone(), Some(place.clone()), remedy.clone()),
            Self::InFile { error, .. } => error.whole_parts(),
            Self::NoActivities { .. } | Self::Output { .. } => {
                let text = self.to_string();
                let (what, remedy) = text.split_once("\n  remedy: ").unwrap_or((&text, ""));
                (what.to_owned(), None, remedy.to_owned())
            }
        }
    }

    /// The error as people see it on a terminal: the line that it is about underlined, and the remedy.
    #[must_use]
    pub fn shown(&self, colour: bool) -> String {
        let (what, place, remedy) = self.parts();
        let excerpt = match self {
            Self::InFile { excerpt, .. } => Some(excerpt),
            _ => None,
        };
        excerpt::error(&what, place.as_deref(), excerpt, &remedy, colour)
    }
}

/// Why one file gives no activity. It never stops the batch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// A sound file of a kind that holds no activity: status *skipped*.
    #[error("{0}")]
    NotAnActivity(Cow<'static, str>),
    /// Damaged beyond use, or nothing in it can be read: status *failed*.
    #[error("{what} at byte {at}")]
    Damaged {
        /// What is wrong.
        what: String,
        /// Byte in the (unpacked) file.
        at: u64,
    },
    /// A limit that guards against hostile files: status *failed*.
    #[error("{what} is over the limit of {limit}; raise it with {flag}")]
    Limit {
        /// What is too large.
        what: String,
        /// The limit, with its unit.
        limit: String,
        /// The flag that raises it.
        flag: String,
    },
    /// The system could not read it: status *failed*.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// A decoder panicked; caught: status *failed*.
    #[error("decoder stopped unexpectedly ({0}); please report this file")]
    Panicked(String),
}

/// `Result` of everything that can end the run.
pub type Result<T> = std::result::Result<T, Error>;
