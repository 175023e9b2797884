//! Load by grade-adjusted pace: rTSS(GAP), and the share of threshold speed behind it.

use super::{Compute, Metric, Unmeasured};
use crate::activity::Sport;
use crate::digest::{Digest, SpeedHistogram};
use crate::thresholds::Athlete;

/// rTSS(GAP).
pub const RTSS_GAP: Metric = Metric {
    column: "rtss_gap",
    unit: "",
    title: "rTSS(GAP)",
    what_it_says: "Load by pace on the flat-equivalent: one hour at threshold pace is 100. Works without heart rate.",
    formula: "100 * s * v_gap * IF / (v_thr * 3600), IF = v_gap / v_thr, v_gap = mean grade-adjusted speed while moving, s = moving seconds",
    needs: "speed over at least 80 % of the time, threshold pace",
    typical: "easy hour 50 to 70, hour at threshold 100",
    evidence: "Blind to heat, wind, ground and tired legs. TrainingPeaks' NGP is unpublished, so this is named after its grade adjustment and will differ from theirs.",
    reference: "form of TrainingPeaks' rTSS (McGregor); grade adjustment by heart rate",
    compute: Compute::Alone(rtss_gap),
};

/// Mean GAP speed as a share of threshold speed.
pub const GAP_SHARE: Metric = Metric {
    column: "gap_share",
    unit: "",
    title: "Share of threshold speed",
    what_it_says: "Mean grade-adjusted speed divided by threshold speed: 1 is threshold pace.",
    formula: "v_gap / v_thr",
    needs: "speed over at least 80 % of the time, threshold pace",
    typical: "easy 0.70 to 0.85, marathon 0.90 to 0.95",
    evidence: "The intensity factor of rTSS; 0.85 as the limit of easy running is a convention.",
    reference: "as rTSS(GAP)",
    compute: Compute::Alone(gap_share),
};

/// Below this share of the timer time a mean speed says too little.
const LEAST_COVERAGE: f64 = 0.80;

/// Slower than this is standing, m/s: not a part of the mean speed, nor of the zones by speed.
const STANDING_MPS: f64 = 0.5;

/// (speed in m/s, seconds) at which the runner moved. The speed of a bin is its mean: finer than
/// the bin.
pub(super) fn moving_speeds(histogram: &SpeedHistogram) -> impl Iterator<Item = (f64, f64)> + '_ {
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
fn gap_totals(digest: &Digest) -> Result<(f64, f64), Unmeasured> {
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

/// METHOD: the session's mean speed, as the form defines it, not a sum over speeds: a session of
/// sprints and walks scores as its mean, which understates it; heart rate has precedence anyway.
fn rtss_gap(digest: &Digest, athlete: &Athlete) -> Result<f64, Unmeasured> {
    let (seconds, metres) = gap_totals(digest)?;
    let threshold = athlete.threshold_mps.value().ok_or(Unmeasured::NoThresholdSpeed)?;
    Ok(score(seconds, metres / seconds, threshold))
}

/// Score of `seconds` at a mean speed: an hour at the threshold speed is 100. Speeds in m/s.
pub(super) fn score(seconds: f64, speed: f64, threshold: f64) -> f64 {
    100.0 * seconds * speed * (speed / threshold) / (threshold * 3600.0)
}

fn gap_share(digest: &Digest, athlete: &Athlete) -> Result<f64, Unmeasured> {
    let speed = mean_gap_speed(digest)?;
    let threshold = athlete.threshold_mps.value().ok_or(Unmeasured::NoThresholdSpeed)?;
    Ok(speed / threshold)
}
