//! Budget: how much memory what is read from one file may take.
//!
//! A format can say very much in very little: a FIT record may have no field at all, and packed it is a hundredth of
//! a byte. What such a file would fill is bounded by its own size, as it is stored, so that it costs its row and never the
//! run: memory that is not there ends a program, and nothing can catch that.

use std::sync::atomic::{AtomicU64, Ordering};

use super::turn;
use crate::error::FileError;

/// Memory that is left for what is read from one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    free: u64,
    left: u64,
    /// What is left once it is this worker's turn.
    later: u64,
    is_spent: bool,
}

/// What a sample takes from its decoder to its digest, bytes.
pub const SAMPLE: u64 = 128;
/// What an activity takes besides its samples, its digest counted in, bytes.
pub const ACTIVITY: u64 = 4096;
/// What a file in an archive takes besides its name and what is read of it, bytes.
pub const ROW: u64 = 640;
/// How often a name is held at a time: where it was read, in its activity and in a table.
pub const COPIES: u64 = 3;
/// What the digest of a recording takes until the end, with what the report makes of it, bytes.
pub const DIGEST: u64 = 2 * ACTIVITY;
/// What a lap, a note or another small thing takes, bytes.
pub const NOTE: u64 = 128;

/// What each byte of a file allows. A second of heart rate is two bytes of FIT, and one [`SAMPLE`].
const PER_BYTE: u64 = SAMPLE / 2;

impl Budget {
    /// For every file, however small, bytes: a million samples.
    pub const FREE: u64 = 1_000_000 * SAMPLE;

    /// For a file of `stored` bytes (packed, in an archive): `free` and [`PER_BYTE`] for each of them.
    #[must_use]
    pub const fn new(stored: u64, free: u64) -> Self {
        let left = free.saturating_add(stored.saturating_mul(PER_BYTE));
        Self { free, left, later: 0, is_spent: false }
    }

    /// The same for one of so many workers: what is more than its [share](turn::share) is taken when it is its turn.
    #[must_use]
    pub fn in_turn(self, workers: usize) -> Self {
        let left = self.left.min(turn::share(workers));
        Self { left, later: self.left - left, ..self }
    }

    /// For a file of so many bytes.
    #[must_use]
    pub const fn of_bytes(bytes: &[u8]) -> Self {
        Self::new(bytes.len() as u64, Self::FREE)
    }

    /// Takes so much of it; false when there is not so much left: then the thing must not be kept.
    #[inline]
    pub fn take(&mut self, bytes: u64) -> bool {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                true
            }
            None => self.take_later(bytes),
        }
    }

    #[cold]
    fn take_later(&mut self, bytes: u64) -> bool {
        if self.later > 0 {
            turn::take();
            self.left += std::mem::take(&mut self.later);
        }
        self.is_spent |= self.left < bytes;
        self.left = if self.is_spent { 0 } else { self.left - bytes };
        !self.is_spent
    }

    /// True once something could not be kept.
    #[inline]
    #[must_use]
    pub const fn is_spent(&self) -> bool {
        self.is_spent
    }

    /// What is allowed, in words.
    pub(crate) fn words(free: u64) -> String {
        format!("{} MB and {PER_BYTE} bytes for each byte of the file", free / MB)
    }

    /// Err when something could not be kept.
    pub(crate) fn check(&self) -> Result<(), FileError> {
        if !self.is_spent {
            return Ok(());
        }
        Err(FileError::Limit {
            what: "the memory that its content would take".into(),
            limit: Self::words(self.free),
            flag: "--max-memory-mb".into(),
        })
    }
}

/// What all files of a run take together beyond what their own bytes allow: each may be within its [`Budget`] while a
/// hundred of them are not.
///
/// Those that take very much are summed up by themselves, so that a few of them cost no small one its place. A sum
/// does not depend on the order in which workers add to it, so neither does what is refused.
#[derive(Debug)]
pub struct Credit {
    small: Sum,
    large: Sum,
}

/// What files of about one size may take, and what they took, bytes.
#[derive(Debug)]
struct Sum {
    most: u64,
    taken: AtomicU64,
}

/// A megabyte, bytes.
const MB: u64 = 1_000_000;
/// What takes more beyond its own bytes is large: the activities of forty years, one a day.
const LARGE: u64 = 64 * MB;

impl Credit {
    /// For a run in which `free` bytes are free for each file: small ones may take twice as much together, large ones as much.
    #[must_use]
    pub fn new(free: u64) -> Self {
        let sum = |most| Sum { most, taken: AtomicU64::new(0) };
        Self { small: sum(free.saturating_mul(2)), large: sum(free) }
    }

    /// Counts in a file that takes so much beyond its own bytes.
    pub fn take(&self, beyond: u64) {
        self.of_size(beyond).taken.fetch_add(beyond, Ordering::Relaxed);
    }

    /// Err when those of its size came to more than they may: from then on always, as the sum only grows.
    pub(crate) fn check(&self, beyond: u64) -> Result<(), FileError> {
        let Sum { most, taken } = self.of_size(beyond);
        if beyond == 0 || taken.load(Ordering::Relaxed) <= *most {
            return Ok(());
        }
        Err(FileError::Limit {
            what: "the memory that it takes with the other files of its size".into(),
            limit: format!("{} MB and {PER_BYTE} bytes for each byte of theirs", most / MB),
            flag: "--max-memory-mb".into(),
        })
    }

    const fn of_size(&self, beyond: u64) -> &Sum {
        if beyond > LARGE { &self.large } else { &self.small }
    }
}

/// What a file of `stored` bytes of which `kept` stay takes beyond its own bytes.
#[must_use]
pub const fn beyond(kept: u64, stored: u64) -> u64 {
    kept.saturating_sub(stored.saturating_mul(PER_BYTE))
}
