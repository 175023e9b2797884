//! Heart rate as every metric of it sees it: what is dropped, how much of the time is covered,
//! and the fraction of heart-rate reserve.

use std::ops::Range;

use super::Unmeasured;
use crate::activity::LIVING_BPM;
pub use crate::digest::LEAST_COVERAGE;
use crate::digest::{Digest, HrHistogram, NEARLY_ALL};
use crate::thresholds::Athlete;

/// Above HRmax by more than this is a sensor fault, bpm.
const ABOVE_MAX_BPM: f64 = 10.0;

fn highest_believed(athlete: &Athlete) -> f64 {
    let highest = f64::from(*LIVING_BPM.end());
    athlete.hr_max_bpm.value().map_or(highest, |max| (max + ABOVE_MAX_BPM).min(highest))
}

/// (bpm, seconds) of every bin of the histogram from `bpm` that holds time.
fn bins(digest: &Digest, bpm: Range<usize>) -> impl Iterator<Item = (f64, f64)> + '_ {
    let held = digest.hr.iter().flat_map(HrHistogram::iter).filter(|(_, seconds)| *seconds > 0.0);
    held.filter(move |(at, _)| bpm.contains(&(*at as usize)))
}

/// 30..=min(HRmax + 10, 230) bpm.
fn believed(athlete: &Athlete) -> Range<usize> {
    let lowest = usize::from(*LIVING_BPM.start());
    lowest..lowest.max(highest_believed(athlete) as usize + 1)
}

/// Seconds of heart rate outside 30..=min(HRmax + 10, 230) bpm.
#[must_use]
pub fn dropped_s(digest: &Digest, athlete: &Athlete) -> f64 {
    let Range { start, end } = believed(athlete);
    bins(digest, 0..start).chain(bins(digest, end..HrHistogram::BINS)).map(|(_, s)| s).sum()
}

/// Share of the timer time with a heart rate that is believed, 0..=1. `None` without a timer
/// time.
#[must_use]
pub fn coverage(digest: &Digest, athlete: &Athlete) -> Option<f64> {
    let timer_s = digest.timer_s?;
    let seconds = if digest.hr.is_some() { digest.hr_s - dropped_s(digest, athlete) } else { 0.0 };
    Some((seconds / timer_s).clamp(0.0, 1.0))
}

/// (bpm, seconds) that are believed, when they cover at least 80 % of the timer time; seconds are scaled to the
/// whole of it.
///
/// METHOD: a strap that lost a tenth of a run lost no tenth of its load. Below 80 % the rest could be too
/// different for that.
///
/// # Errors
/// Without heart rate, without a duration, or with too little coverage.
pub fn usable<'a>(
    digest: &'a Digest,
    athlete: &'a Athlete,
) -> Result<impl Iterator<Item = (f64, f64)> + 'a, Unmeasured> {
    if digest.hr.is_none() || digest.hr_s <= 0.0 {
        return Err(Unmeasured::NoHeartRate);
    }
    let coverage = coverage(digest, athlete).ok_or(Unmeasured::NoDuration)?;
    if coverage < LEAST_COVERAGE {
        return Err(Unmeasured::HrCoverageBelow80 { percent: 100.0 * coverage });
    }
    let whole = if is_scaled(coverage) { 1.0 / coverage } else { 1.0 };
    Ok(bins(digest, believed(athlete)).map(move |(bpm, seconds)| (bpm, seconds * whole)))
}

/// True where a sum over heart rate is scaled to the whole of the timer time: the seconds by which
/// the samples of nearly every recording are shorter are no outage.
fn is_scaled(coverage: f64) -> bool {
    (LEAST_COVERAGE..NEARLY_ALL).contains(&coverage)
}

/// HRrest and HRmax, bpm.
///
/// # Errors
/// Names the one that is not known.
pub fn reserve(athlete: &Athlete) -> Result<(f64, f64), Unmeasured> {
    athlete.hr_max_bpm.value().ok_or(Unmeasured::NoHrMax)?;
    athlete.hr_rest_bpm.value().ok_or(Unmeasured::NoRestingHr)?;
    athlete.reserve_bpm().ok_or(Unmeasured::NoReserve)
}

/// Fraction of heart-rate reserve (Karvonen 1957): 0 at rest, 1 at HRmax; clamped at 0 below, and
/// allowed above 1, where [`problems`] says so.
#[must_use]
pub fn reserve_fraction(bpm: f64, (rest, max): (f64, f64)) -> f64 {
    ((bpm - rest) / (max - rest)).max(0.0)
}

/// What is odd about the heart rate, in words.
#[must_use]
pub fn problems(digest: &Digest, athlete: &Athlete) -> Vec<String> {
    let mut problems = Vec::new();
    let dropped = dropped_s(digest, athlete);
    if dropped > 0.0 {
        problems.push(format!(
            "{dropped:.0} s of heart rate outside 30 to {:.0} bpm dropped",
            highest_believed(athlete)
        ));
    }
    if let Some(max) = athlete.hr_max_bpm.value() {
        let above = bins(digest, believed(athlete)).filter(|(bpm, _)| *bpm > max);
        let (seconds, highest) = above.fold((0.0, max), |(s, high), (bpm, t)| (s + t, high.max(bpm)));
        if seconds > 0.0 {
            problems.push(format!(
                "{seconds:.0} s above HRmax {max:.0} (up to {highest:.0} bpm): HRmax may be too low"
            ));
        }
    }
    problems
}
