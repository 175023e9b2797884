//! Errors: [`Error`] ends the run, [`FileError`] ends one file, [`ExitCode`] is what the shell sees.

use std::path::PathBuf;

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
    #[error(
        "{path}: no such file or folder\n  remedy: check the spelling; PATH is a file, a folder or a .zip"
    )]
    NoSuchPath {
        /// The path as typed.
        path: PathBuf,
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
    /// An output could not be made (a picture, a table).
    #[error("{what}: {reason}\n  remedy: please report this with the command that was run")]
    Output {
        /// What was to be made.
        what: String,
        /// Why not.
        reason: String,
    },
}

impl Error {
    /// The exit code that belongs to this error.
    #[must_use]
    pub const fn exit_code(&self) -> ExitCode {
        match self {
            Self::Config { .. } => ExitCode::Usage,
            _ => ExitCode::CannotGoOn,
        }
    }
}

/// Why one file gives no activity. It never stops the batch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// A sound file of a kind that holds no activity: status *skipped*.
    #[error("{0}")]
    NotAnActivity(String),
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
