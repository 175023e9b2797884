//! Speeds: the grade-adjusted speeds of a digest, and their mean while moving.

use super::{Digest, SpeedHistogram};
use crate::activity::Sport;
use crate::unmeasured::Unmeasured;

/// Below this share of the timer time a mean speed says too little.
const LEAST_COVERAGE: f64 = 0.80;

/// Slower than this is standing, m/s: not a part of the mean speed, nor of the zones by speed.
const STANDING_MPS: f64 = 0.5;

/// (speed in m/s, seconds) at which the runner moved. The speed of a bin is its mean: finer than
/// the bin.
pub fn moving_speeds(histogram: &SpeedHistogram) -> impl Iterator<Item = (f64, f64)> + '_ {
    histogram.bins.iter().enumerate().filter(|(_, bin)| bin.seconds > 0.0).filter_map(|(k, bin)| {
        let low = k as f64 * SpeedHistogram::BIN_MPS;
        let seconds = f64::from(bin.seconds);
        // The last bin is open: whatever was faster is in it.
        let open = k + 1 == SpeedHistogram::MAX_BINS;
        let high = if open { f64::INFINITY } else { low + SpeedHistogram::BIN_MPS };
        (high > STANDING_MPS + 1e-9).then(|| ((f64::from(bin.gap_m) / seconds).clamp(low, high), seconds))
    })
}

/// Moving seconds and metres of the grade-adjusted speed histogram of a run.
///
/// # Errors
/// For other sports, without speed or a duration, and with speed over less than 80 % of the timer time.
pub fn gap_totals(digest: &Digest) -> Result<(f64, f64), Unmeasured> {
    if digest.sport != Sport::Running {
        return Err(Unmeasured::NotARun);
    }
    let histogram = digest.gap.as_ref().ok_or(Unmeasured::NoSpeed)?;
    let (seconds, metres) =
        moving_speeds(histogram).fold((0.0, 0.0), |(sum, metres), (v, s)| (sum + s, metres + v * s));
    if seconds <= 0.0 || metres <= 0.0 {
        return Err(Unmeasured::NoSpeed);
    }
    // Standing is covered time too; a stretch without samples is not.
    let covered: f64 = histogram.bins.iter().map(|bin| f64::from(bin.seconds)).sum();
    let timer_s = digest.timer_s.ok_or(Unmeasured::NoDuration)?;
    if covered < LEAST_COVERAGE * timer_s {
        return Err(Unmeasured::SpeedCoverageBelow80 { percent: 100.0 * covered / timer_s });
    }
    Ok((seconds, metres))
}

/// Mean grade-adjusted speed of a run while moving, m/s.
///
/// # Errors
/// For other sports, without speed, or with too little of it.
pub fn mean_gap_speed(digest: &Digest) -> Result<f64, Unmeasured> {
    gap_totals(digest).map(|(seconds, metres)| metres / seconds)
}
