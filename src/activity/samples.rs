//! Samples: the channels of a recording, each a column with one entry a sample.
//!
//! A missing entry is kept as a pattern that no value of its channel has. An `Option` would take twice the
//! room, and a loop over a column could not become vector instructions.

use super::Sample;
use crate::units::{Position, UtcMillis};

/// What a [`Column`] can hold: a type with one pattern that is no value.
pub trait Entry: Copy {
    /// The pattern that means a missing entry.
    const MISSING: Self;

    /// False for [`Self::MISSING`].
    fn is_present(self) -> bool;
}

/// NaN is missing.
impl Entry for f32 {
    const MISSING: Self = Self::NAN;

    #[inline(always)]
    fn is_present(self) -> bool {
        !self.is_nan()
    }
}

/// NaN is missing.
impl Entry for f64 {
    const MISSING: Self = Self::NAN;

    #[inline(always)]
    fn is_present(self) -> bool {
        !self.is_nan()
    }
}

/// 0 is missing: no living heart beats 0 times a minute.
impl Entry for u8 {
    const MISSING: Self = 0;

    #[inline(always)]
    fn is_present(self) -> bool {
        self != 0
    }
}

/// A latitude of -180 degrees is missing.
impl Entry for Position {
    const MISSING: Self = Self { lat: i32::MIN, lon: 0 };

    #[inline(always)]
    fn is_present(self) -> bool {
        self.lat != i32::MIN
    }
}

/// One channel: an entry for each sample, each of which may be missing.
#[derive(Clone, Debug)]
pub struct Column<T>(Vec<T>);

impl<T: Entry> Column<T> {
    /// `count` entries, all of them missing.
    #[must_use]
    pub fn missing(count: usize) -> Self {
        Self(vec![T::MISSING; count])
    }

    /// The entry of sample `i`.
    ///
    /// # Panics
    /// If there is no sample `i`.
    #[inline(always)]
    #[must_use]
    pub fn get(&self, i: usize) -> Option<T> {
        Some(self.0[i]).filter(|entry| entry.is_present())
    }

    /// Sets the entry of sample `i`.
    ///
    /// # Panics
    /// If there is no sample `i`.
    #[inline]
    pub fn set(&mut self, i: usize, entry: Option<T>) {
        self.0[i] = entry.unwrap_or(T::MISSING);
    }

    /// The entries in the order of the samples.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<T>> + '_ {
        self.0.iter().map(|entry| Some(*entry).filter(|entry| entry.is_present()))
    }

    /// The entries that are not missing.
    pub fn present(&self) -> impl DoubleEndedIterator<Item = T> + '_ {
        self.0.iter().copied().filter(|entry| entry.is_present())
    }

    /// True when at least one entry is not missing.
    #[must_use]
    pub fn any(&self) -> bool {
        self.0.iter().any(|entry| entry.is_present())
    }

    /// True when no entry is missing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        // Every entry is tested: that is faster than a loop that can end early.
        self.0.iter().fold(true, |complete, entry| complete & entry.is_present())
    }

    /// The entries as they are kept, [`Entry::MISSING`] among them.
    #[inline(always)]
    #[must_use]
    pub fn raw(&self) -> &[T] {
        &self.0
    }

    /// The entries as they are kept, [`Entry::MISSING`] among them.
    #[inline(always)]
    pub fn raw_mut(&mut self) -> &mut [T] {
        &mut self.0
    }

    /// Adds `count` missing entries and gives them to be filled.
    pub fn grow(&mut self, count: usize) -> &mut [T] {
        let before = self.0.len();
        self.0.resize(before + count, T::MISSING);
        &mut self.0[before..]
    }

    fn push(&mut self, entry: Option<T>) {
        self.0.push(entry.unwrap_or(T::MISSING));
    }
}

// Not derived: that would ask for a default of the entries.
impl<T> Default for Column<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// From entries as they are kept.
impl<T: Entry> FromIterator<T> for Column<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

/// Missing entries are equal to each other.
impl<T: Entry + PartialEq> PartialEq for Column<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// The samples of a recording by channel. All columns have the same length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    /// Times.
    pub time: Vec<UtcMillis>,
    /// Positions.
    pub position: Column<Position>,
    /// Altitude, m (barometric where the file has it).
    pub altitude_m: Column<f32>,
    /// Distance since the start of the activity as the device counts it, m.
    pub distance_m: Column<f32>,
    /// Speed as the device measures it, m/s.
    pub speed_mps: Column<f32>,
    /// Heart rate, beats per minute, as recorded (1..=254).
    pub heart_rate_bpm: Column<u8>,
    /// Cadence of *both* feet, steps per minute.
    pub cadence_spm: Column<f32>,
}

impl Samples {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.time.len()
    }

    /// True if there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    /// Makes room for `count` more.
    pub fn reserve(&mut self, count: usize) {
        self.time.reserve(count);
        self.position.0.reserve(count);
        self.altitude_m.0.reserve(count);
        self.distance_m.0.reserve(count);
        self.speed_mps.0.reserve(count);
        self.heart_rate_bpm.0.reserve(count);
        self.cadence_spm.0.reserve(count);
    }

    /// All channels of sample `i`.
    ///
    /// # Panics
    /// If there is no sample `i`.
    #[must_use]
    pub fn row(&self, i: usize) -> Sample {
        Sample {
            time: self.time[i],
            position: self.position.get(i),
            altitude_m: self.altitude_m.get(i),
            distance_m: self.distance_m.get(i),
            speed_mps: self.speed_mps.get(i),
            heart_rate_bpm: self.heart_rate_bpm.get(i),
            cadence_spm: self.cadence_spm.get(i),
        }
    }

    /// The samples one by one.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Sample> + ExactSizeIterator + '_ {
        (0..self.len()).map(|i| self.row(i))
    }

    /// Adds a sample.
    pub fn push(&mut self, sample: Sample) {
        self.time.push(sample.time);
        self.position.push(sample.position);
        self.altitude_m.push(sample.altitude_m);
        self.distance_m.push(sample.distance_m);
        self.speed_mps.push(sample.speed_mps);
        self.heart_rate_bpm.push(sample.heart_rate_bpm);
        self.cadence_spm.push(sample.cadence_spm);
    }

    /// Changes the samples one by one, or their number or order: for what is seldom done, as they
    /// are written down anew.
    pub fn edit(&mut self, change: impl FnOnce(&mut Vec<Sample>)) {
        let mut rows = self.rows().collect();
        // Not both at a time.
        *self = Self::default();
        change(&mut rows);
        *self = rows.into_iter().collect();
    }
}

impl FromIterator<Sample> for Samples {
    fn from_iter<I: IntoIterator<Item = Sample>>(rows: I) -> Self {
        let mut samples = Self::default();
        let rows = rows.into_iter();
        samples.reserve(rows.size_hint().0);
        rows.for_each(|row| samples.push(row));
        samples
    }
}
