//! Edwards' load: minutes in five zones of HRmax, weighted 1 to 5.

use super::heart_rate::usable;
use super::{Compute, Metric, Unmeasured};
use crate::digest::Digest;
use crate::thresholds::Athlete;

/// Edwards.
pub const EDWARDS: Metric = Metric {
    column: "edwards",
    unit: "",
    title: "Edwards' load",
    what_it_says: "Minutes in five heart-rate zones, the hardest counting five times the easiest. Needs no resting heart rate.",
    formula: "sum of min_k * k, zones 50-60-70-80-90-100 % of HRmax, each [low, high), above 100 % = 5, below 50 % = 0",
    needs: "heart rate over at least 80 % of the time, HRmax",
    typical: "easy hour 120 to 180, hour at threshold 240 to 270",
    evidence: "Agrees closely with TRIMP and session RPE within a runner; zone limits are a convention.",
    reference: "Edwards 1993, The Heart Rate Monitor Book",
    compute: Compute::Alone(edwards),
};

fn edwards(digest: &Digest, athlete: &Athlete) -> Result<f64, Unmeasured> {
    let hr = usable(digest, athlete)?;
    let max = athlete.hr_max_bpm.value().ok_or(Unmeasured::NoHrMax)?;
    Ok(hr.map(|(bpm, s)| s / 60.0 * zone(bpm, max)).sum())
}

/// 0 below 50 % of `max`, 1 in [50, 60) %, ... 5 from 90 % on.
pub(super) fn zone(bpm: f64, max: f64) -> f64 {
    // Compared by products: (bpm / max * 10).floor() would miss a limit by rounding.
    [0.5, 0.6, 0.7, 0.8, 0.9].iter().filter(|share| bpm >= max * **share - 1e-9).count() as f64
}
