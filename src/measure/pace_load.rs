//! Load by grade-adjusted pace: rTSS(GAP), and the share of threshold speed behind it.

use super::{Compute, Metric, Unmeasured};
use crate::activity::Sport;
use crate::digest::Digest;
use crate::digest::speeds::{gap_totals, mean_gap_speed};
use crate::thresholds::Athlete;

/// rTSS(GAP).
pub const RTSS_GAP: Metric = Metric {
    column: "rtss_gap",
    unit: "",
    title: "rTSS(GAP)",
    what_it_says: "Load by pace on the flat-equivalent: one hour at threshold pace is 100. Works without heart rate.",
    formula: "100 * s * v_gap * IF / (v_thr * 3600), IF = v_gap / v_thr, v_gap = mean grade-adjusted speed while moving, s = moving seconds",
    needs: "speed over at least 80 % of the time, or distance and duration of a run without samples; threshold pace",
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

/// METHOD: the session's mean speed, as the form defines it, not a sum over speeds: a session of
/// sprints and walks scores as its mean, which understates it; heart rate has precedence anyway.
fn rtss_gap(digest: &Digest, athlete: &Athlete) -> Result<f64, Unmeasured> {
    let (seconds, metres) = gap_totals(digest).or_else(|reason| whole(digest).ok_or(reason))?;
    let threshold = athlete.threshold_mps.value().ok_or(Unmeasured::NoThresholdSpeed)?;
    Ok(score(seconds, metres / seconds, threshold))
}

/// Seconds and metres of a run without samples, on whatever ground.
fn whole(digest: &Digest) -> Option<(f64, f64)> {
    let is_listed = digest.sport == Sport::Running && digest.records == 0;
    digest.timer_s.zip(digest.distance_m).filter(|(s, m)| is_listed && *s >= 60.0 && *m > 0.0)
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
