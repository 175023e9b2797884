//! Budget: how much memory what is read from one file may take.
//!
//! A format can say very much in very little: a FIT record may have no field at all, and packed it is a hundredth of
//! a byte. What such a file would fill is bounded by its own size, as it is stored, so that it costs its row and never the
//! run: memory that is not there ends a program, and nothing can catch that.

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
        format!("{} MB and {PER_BYTE} bytes for each byte of the file", free / 1_000_000)
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
