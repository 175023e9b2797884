//! Clean: an activity with what cannot be true taken out, and the log of what was taken.

use serde::Serialize;

/// What cleaning did to one activity. Counts of samples unless the name says seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CleanLog {
    /// Samples whose time is outside 1990..=2100 or more than a day from their neighbours.
    pub clock_dropped: usize,
    /// Samples that came out of order and were sorted.
    pub reordered: usize,
    /// Samples with the time of another one.
    pub duplicate_times: usize,
    /// Heart rates outside 30..=230 bpm.
    pub hr_dropped: usize,
    /// Seconds of heart rate that follow the cadence (cadence lock), dropped.
    pub cadence_lock_s: f64,
    /// Seconds beyond 30 s between two samples: gaps, never filled.
    pub gap_s: f64,
    /// Number of such gaps.
    pub gaps: usize,
    /// Speeds above 12 m/s in a run.
    pub speed_dropped: usize,
    /// Altitudes outside -500..=9000 m or steps that no runner makes.
    pub altitude_dropped: usize,
}
