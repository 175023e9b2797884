//! Apart: work that may stop in the middle, in a thread of its own.

use std::thread;

/// What `work` gives; `None` when it panics. Libraries that read damaged bytes may do so: that is the end of a file, not of
/// the program, which announces a panic of its main thread only.
pub fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    thread::scope(|scope| scope.spawn(work).join()).ok()
}
