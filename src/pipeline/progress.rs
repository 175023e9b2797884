//! Progress: events of a run while it works, and how long its stages take, for the log. Nothing of it
//! reaches an output.

use std::time::Instant;

use crate::label::Label;

/// What happens while an archive is read.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A stage begins.
    Stage(&'static str),
    /// The paths were searched.
    Found {
        /// Files; an archive counts as one.
        files: usize,
        /// Their size as they are stored, bytes.
        bytes: u64,
    },
    /// One of the files is an archive.
    Archive {
        /// Files in it.
        members: usize,
    },
    /// A file or a member was read, with any result.
    Read {
        /// Its name.
        label: &'a Label,
        /// Its size as it is stored, bytes.
        bytes: u64,
    },
}

/// Called for each event, from any thread.
pub type Progress<'a> = &'a (dyn Fn(Event<'_>) + Sync);

/// Runs `work` as the stage `name`.
pub fn stage<T>(name: &'static str, progress: Progress<'_>, work: impl FnOnce() -> T) -> T {
    progress(Event::Stage(name));
    let (done, ms) = timed(work);
    tracing::info!(stage = name, ms, "stage done");
    done
}

/// Returns the result of `work`, and how long it took, ms.
pub(super) fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let done = work();
    // Finer than microseconds is noise.
    (done, start.elapsed().as_micros() as f64 / 1000.0)
}
