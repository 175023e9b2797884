//! Series: the channels of a recording as exports keep them, each with times of its own, put together.

use std::collections::BTreeMap;

use crate::activity::{HrZone, Sample, Samples, is_living};
use crate::units::UtcMillis;

/// Samples by time, ms, whatever the order in which channels come.
#[derive(Debug, Default)]
pub struct Series(BTreeMap<i64, Sample>);

impl Series {
    /// The sample of a time; `None` for a time that cannot be.
    pub fn at(&mut self, time: UtcMillis) -> Option<&mut Sample> {
        time.is_plausible().then(|| self.0.entry(time.0).or_insert_with(|| Sample::at(time)))
    }

    /// Adds a heart rate, bpm.
    pub fn heart_rate(&mut self, time: UtcMillis, bpm: Option<f64>) {
        if let Some(bpm) = bpm.and_then(beats)
            && let Some(sample) = self.at(time)
        {
            sample.heart_rate_bpm = Some(bpm);
        }
    }

    /// The samples in order of time.
    #[must_use]
    pub fn samples(self) -> Samples {
        self.0.into_values().collect()
    }
}

/// A heart rate as a sample keeps it; `None`: it is none.
#[must_use]
pub fn beats(bpm: f64) -> Option<u8> {
    (1.0..254.5).contains(&bpm).then(|| bpm.round() as u8)
}

/// A channel value that is not negative.
#[must_use]
pub fn amount(value: Option<f64>) -> Option<f32> {
    value.filter(|value| (0.0..=1e7).contains(value)).map(|value| value as f32)
}

/// Nobody has more heart-rate zones: of more, none is kept, as a part of them would be too little time.
const MOST_ZONES: usize = 16;

/// Time in heart-rate zones as it is kept; empty: not known.
#[must_use]
pub fn zones(zones: impl Iterator<Item = HrZone>) -> Vec<HrZone> {
    let zones: Vec<HrZone> = zones.take(MOST_ZONES + 1).collect();
    let is_known = zones.len() <= MOST_ZONES && zones.iter().any(|zone| zone.seconds > 0.0);
    if is_known { zones } else { Vec::new() }
}

/// A mean or highest heart rate of a whole activity, bpm.
#[must_use]
pub fn pulse(bpm: Option<f64>) -> Option<f64> {
    bpm.filter(|bpm| is_living(*bpm))
}
