//! Budget: how much memory what is read from one file may take.
//!
//! A format can say very much in very little: a FIT record may have no field at all, and packed it is a hundredth of
//! a byte. What such a file would fill is bounded by its own size, as it is stored, so that it costs its row and never the
//! run: memory that is not there ends a program, and nothing can catch that.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::FileError;

/// Memory that is left for what is read from one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    free: u64,
    left: u64,
    is_spent: bool,
}

/// What a sample takes from its decoder to its digest, bytes.
pub const SAMPLE: u64 = 128;
/// What an activity takes besides its samples, its digest counted in, bytes.
pub const ACTIVITY: u64 = 4096;
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
        Self { free, left: free.saturating_add(stored.saturating_mul(PER_BYTE)), is_spent: false }
    }

    /// For a file of so many bytes.
    #[must_use]
    pub const fn of_bytes(bytes: &[u8]) -> Self {
        Self::new(bytes.len() as u64, Self::FREE)
    }

    /// Takes so much of it; false when there is not so much left: then the thing must not be kept.
    #[inline]
    pub const fn take(&mut self, bytes: u64) -> bool {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                (self.left, self.is_spent) = (0, true);
                false
            }
        }
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
/// Files are summed up with those that take about as much, so that a few that take very much cost no small one its place. A sum
/// does not depend on the order in which workers add to it, so neither does what is refused.
#[derive(Debug)]
pub struct Credit {
    most: u64,
    taken: [AtomicU64; SIZES.len() + 1],
}

/// A megabyte, bytes.
const MB: u64 = 1_000_000;
/// Up to where files count as of one size, by what they take beyond their own bytes: 250 activities, and those of twenty
/// years with one a day.
const SIZES: [u64; 2] = [MB, 32 * MB];
/// What those of one size may take, as a multiple of what is free for one file: the list of a lifetime, given in a handful of forms.
const OF_A_SIZE: u64 = 2;

impl Credit {
    /// For a run in which `free` bytes are free for each file.
    #[must_use]
    pub fn new(free: u64) -> Self {
        Self { most: free.saturating_mul(OF_A_SIZE), taken: Default::default() }
    }

    /// Counts in a file of `stored` bytes of which `kept` stay in memory.
    pub fn take(&self, kept: u64, stored: u64) {
        let beyond = Self::beyond(kept, stored);
        self.of_size(beyond).fetch_add(beyond, Ordering::Relaxed);
    }

    /// Err when those of its size came to more than they may: from then on always, as the sum only grows.
    pub(crate) fn check(&self, kept: u64, stored: u64) -> Result<(), FileError> {
        let beyond = Self::beyond(kept, stored);
        if beyond == 0 || self.of_size(beyond).load(Ordering::Relaxed) <= self.most {
            return Ok(());
        }
        Err(FileError::Limit {
            what: "the memory that this file takes with the others of its size".into(),
            limit: format!("{} MB and {PER_BYTE} bytes for each byte of theirs", self.most / MB),
            flag: "--max-memory-mb".into(),
        })
    }

    const fn beyond(kept: u64, stored: u64) -> u64 {
        kept.saturating_sub(stored.saturating_mul(PER_BYTE))
    }

    fn of_size(&self, beyond: u64) -> &AtomicU64 {
        &self.taken[SIZES.iter().take_while(|&&size| size < beyond).count()]
    }
}
