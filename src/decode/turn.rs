//! Turn: whoever needs much memory waits until nobody else does.
//!
//! Workers read files side by side, and memory would be that of the largest file times their number. A worker takes
//! its turn once a file needs more than a little, and gives it back with the file's memory. Nothing else is waited for meanwhile, so no
//! two workers wait for each other.

use std::cell::RefCell;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Memory that a worker may take without its turn, one of so many, bytes: 64 MB for each of two, and no less than 8 MB, which
/// is 17 hours at 1 Hz.
#[must_use]
pub fn share(workers: usize) -> u64 {
    const MB: u64 = 1_000_000;
    (128 * MB / workers.max(1) as u64).clamp(8 * MB, 64 * MB)
}

/// Held by the worker whose turn it is.
static TURN: Mutex<()> = Mutex::new(());

thread_local! {
    static HELD: RefCell<Option<MutexGuard<'static, ()>>> = const { RefCell::new(None) };
}

/// Waits for this worker's turn, if it has none.
pub fn take() {
    HELD.with_borrow_mut(|held| {
        held.get_or_insert_with(|| TURN.lock().unwrap_or_else(PoisonError::into_inner));
    });
}

/// Ends this worker's turn, if it has one.
pub fn end() {
    HELD.with_borrow_mut(|held| *held = None);
}
