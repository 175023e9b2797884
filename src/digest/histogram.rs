//! Histogram: seconds at each heart rate, in the room of those that were reached.

/// Seconds at each heart rate. Exact, so every heart-rate metric is exact.
#[derive(Clone, Debug, PartialEq)]
pub struct HrHistogram {
    /// The lowest heart rate that holds time, bpm.
    lowest_bpm: u8,
    /// Seconds, a bin for each bpm from there to the highest that holds time.
    seconds: Box<[f32]>,
}

impl HrHistogram {
    /// One for each value of a byte.
    pub const BINS: usize = 256;

    /// Of the seconds at each bpm from 0 on.
    #[must_use]
    pub fn of(seconds: &[f32; Self::BINS]) -> Self {
        let held = |s: &f32| *s > 0.0;
        let lowest = seconds.iter().position(held).unwrap_or(0);
        let end = seconds.iter().rposition(held).map_or(lowest, |highest| highest + 1);
        Self { lowest_bpm: lowest as u8, seconds: seconds[lowest..end].into() }
    }

    /// The seconds at each bpm from 0 on.
    #[must_use]
    pub fn bins(&self) -> [f32; Self::BINS] {
        let mut bins = [0.0; Self::BINS];
        let lowest = usize::from(self.lowest_bpm);
        bins[lowest..lowest + self.seconds.len()].copy_from_slice(&self.seconds);
        bins
    }

    /// Of both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let mut bins = self.bins();
        bins.iter_mut().zip(other.bins()).for_each(|(sum, seconds)| *sum += seconds);
        Self::of(&bins)
    }

    /// (bpm, seconds) from the lowest to the highest heart rate.
    pub fn iter(&self) -> impl Iterator<Item = (f64, f64)> + Clone + '_ {
        (u32::from(self.lowest_bpm)..).zip(&self.seconds).map(|(bpm, s)| (f64::from(bpm), f64::from(*s)))
    }

    /// The highest heart rate, bpm; `None` when empty.
    #[must_use]
    pub fn highest_bpm(&self) -> Option<usize> {
        Some(usize::from(self.lowest_bpm) + self.seconds.len().checked_sub(1)?)
    }

    /// Seconds in all.
    #[must_use]
    pub fn covered_s(&self) -> f64 {
        self.iter().fold(0.0, |sum, (_, s)| sum + s)
    }

    /// Time-weighted mean, bpm; `None` when empty.
    #[must_use]
    pub fn mean_bpm(&self) -> Option<f64> {
        let covered_s = self.covered_s();
        let beats = self.iter().fold(0.0, |sum, (bpm, s)| sum + s * bpm);
        (covered_s > 0.0).then(|| beats / covered_s)
    }

    /// The heart rate at or below which `share` of the time lies, bpm; `None` when empty.
    #[must_use]
    pub fn quantile_bpm(&self, share: f64) -> Option<f64> {
        let wanted_s = share * self.covered_s();
        let mut below_s = 0.0;
        let reaches = |(_, s): &(f64, f64)| {
            below_s += s;
            below_s >= wanted_s
        };
        self.iter().find(reaches).map(|(bpm, _)| bpm)
    }

    /// Minutes at or above a heart rate.
    #[must_use]
    pub fn minutes_from(&self, bpm: f64) -> f64 {
        self.iter().filter(|(at, _)| *at >= bpm).fold(0.0, |sum, (_, s)| sum + s) / 60.0
    }
}
