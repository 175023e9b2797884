//! Three zones (Seiler): below VT1, between, above VT2. Without measured thresholds their limits
//! are conventions, and the one that was used is named.

use super::Unmeasured;
use super::heart_rate::usable;
use crate::digest::Digest;
use crate::digest::speeds::{mean_gap_speed, moving_speeds};
use crate::thresholds::Athlete;

/// VT1 as a share of LTHR.
const VT1_OF_LTHR: f64 = 0.90;
/// VT1 as a share of threshold speed.
const VT1_OF_SPEED: f64 = 0.85;

/// The convention by which zones were drawn, with its limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ZoneRule {
    /// Heart rate: VT2 = LTHR, VT1 = 0.90 LTHR.
    Lthr {
        /// VT1, bpm.
        vt1_bpm: f64,
        /// VT2, bpm.
        vt2_bpm: f64,
    },
    /// Grade-adjusted speed: VT2 = threshold speed, VT1 = 0.85 of it.
    Speed {
        /// VT1, m/s.
        vt1_mps: f64,
        /// VT2, m/s.
        vt2_mps: f64,
    },
}

impl ZoneRule {
    /// The convention in words, without the limits.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Lthr { .. } => {
                "heart rate, zone 3 from threshold heart rate on and zone 2 from 90 % of it (a convention)"
            }
            Self::Speed { .. } => {
                "grade-adjusted speed, zone 3 from threshold pace on and zone 2 from 85 % of its speed (a convention)"
            }
        }
    }
}

/// How the zones of many activities were drawn, in one sentence; the most frequent rule first.
#[must_use]
pub fn summary(rules: impl Iterator<Item = Option<ZoneRule>>) -> String {
    let mut counts: std::collections::BTreeMap<&'static str, usize> = std::collections::BTreeMap::new();
    for rule in rules {
        *counts
            .entry(rule.map_or("no zones (no usable heart rate, no threshold pace)", ZoneRule::words))
            .or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    match counts.as_slice() {
        [] => "no activities".to_owned(),
        [(only, _)] => format!("by {only}").replace("by no zones", "no zones"),
        several => several
            .iter()
            .map(|(words, n)| format!("{n} by {words}").replace("by no zones", "without zones"))
            .collect::<Vec<_>>()
            .join("; "),
    }
}

/// Minutes in the three zones and the rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ZoneMinutes {
    /// Minutes below VT1, in [VT1, VT2), from VT2 on.
    pub minutes: [f64; 3],
    /// The convention.
    pub rule: ZoneRule,
}

/// Share of each zone, 0..=1; `None` without any time.
#[must_use]
pub fn shares(minutes: [f64; 3]) -> Option<[f64; 3]> {
    let sum: f64 = minutes.iter().sum();
    (sum > 0.0).then(|| minutes.map(|m| m / sum))
}

/// Zones by heart rate where that is usable, else by grade-adjusted speed.
///
/// # Errors
/// [`Unmeasured::NoZones`] when neither can be drawn.
pub fn of(digest: &Digest, athlete: &Athlete) -> Result<ZoneMinutes, Unmeasured> {
    by_heart_rate(digest, athlete).or_else(|_| by_speed(digest, athlete)).map_err(|_| Unmeasured::NoZones)
}

/// The heart-rate limits of a runner: by LTHR.
#[must_use]
pub fn heart_rate_rule(athlete: &Athlete) -> Option<ZoneRule> {
    let lthr = athlete.lthr_bpm.value()?;
    Some(ZoneRule::Lthr { vt1_bpm: VT1_OF_LTHR * lthr, vt2_bpm: lthr })
}

/// Zones by heart rate.
///
/// # Errors
/// Without usable heart rate or without thresholds for it.
pub fn by_heart_rate(digest: &Digest, athlete: &Athlete) -> Result<ZoneMinutes, Unmeasured> {
    let hr = usable(digest, athlete)?;
    let vt2 = athlete.lthr_bpm.value().ok_or(Unmeasured::NoHrThresholds)?;
    let (vt1, rule) = (VT1_OF_LTHR * vt2, heart_rate_rule(athlete).ok_or(Unmeasured::NoHrThresholds)?);
    Ok(ZoneMinutes { minutes: minutes(hr, vt1, vt2), rule })
}

/// Zones by grade-adjusted speed; runs only.
///
/// # Errors
/// Without speed or without threshold speed.
pub fn by_speed(digest: &Digest, athlete: &Athlete) -> Result<ZoneMinutes, Unmeasured> {
    mean_gap_speed(digest)?; // enough of it, and a run
    let histogram = digest.gap.as_ref().ok_or(Unmeasured::NoSpeed)?;
    let vt2_mps = athlete.threshold_mps.value().ok_or(Unmeasured::NoThresholdSpeed)?;
    let vt1_mps = VT1_OF_SPEED * vt2_mps;
    let speeds = moving_speeds(histogram);
    Ok(ZoneMinutes { minutes: minutes(speeds, vt1_mps, vt2_mps), rule: ZoneRule::Speed { vt1_mps, vt2_mps } })
}

/// Minutes below `vt1`, in [vt1, vt2), from `vt2` on.
fn minutes(values: impl Iterator<Item = (f64, f64)>, vt1: f64, vt2: f64) -> [f64; 3] {
    values.fold([0.0; 3], |mut zones, (value, seconds)| {
        // A heart rate or speed exactly at a limit must not fall below it by rounding.
        let zone = usize::from(value >= vt1 - 1e-9) + usize::from(value >= vt2 - 1e-9);
        zones[zone] += seconds / 60.0;
        zones
    })
}
