//! Cover: which of the recordings of one run is the run.

use super::same::LEAST_TOLD;
use super::{MOST_AT_A_TIME, Recording, same};
use crate::digest::{Digest, SpeedHistogram};

/// A recording covers a run as well as the longest from this share of its time.
const AS_LONG: f64 = 0.9;

/// Seconds from start to end; 0 where they are not known.
fn length(digest: &Digest) -> f64 {
    digest.elapsed_s.unwrap_or_default()
}

/// Seconds of moving; where it has no samples, those of its timer: a row of a list may be of a watch that was paused for
/// days.
fn moving_s(digest: &Digest) -> Option<f64> {
    digest.moving_s.or(digest.timer_s)
}

/// True where a recording moved most of its time, or that is not known.
fn keeps_moving(digest: &Digest) -> bool {
    moving_s(digest).zip(digest.elapsed_s).is_none_or(|(moving, elapsed)| moving >= LEAST_MOVING * elapsed)
}

/// A recording that goes on without moving for most of its time was not stopped.
const LEAST_MOVING: f64 = 0.5;
/// Slower than both, a share of the run's speed and m/s, is walked or stood; faster than both is ridden ...
// METHOD: people change from walking to running at about 2 m/s (Hreljac 1993); the others were chosen on made recordings,
// between easy and hard running of one run on one side and a slow ride on the other.
const WALKED: (f64, f64) = (0.65, 1.9);
const RIDDEN: (f64, f64) = (1.4, 4.0);
/// ... and so is the rest where this share of it is.
const MOST: f64 = 0.7;

/// True for a recording that went on beyond the run: what it has more than the `shorter` ones in it, the longest first,
/// was no running. A phone records the way to the start, the ride home and the time on the table.
// METHOD: the run is what the shorter recordings have together that do not overlap each other. The longer one has that
// and a rest, whose speeds are those that it has more of; each device is its own measure, so that one that reads 20 %
// too much is no ride. Where only the longer one has a heart rate it is not given up for that.
fn goes_beyond(whole: &Digest, shorter: &[&Digest]) -> bool {
    let mut parts: Vec<&Digest> = Vec::new();
    let shorter = shorter.iter().copied();
    for part in shorter.filter(|part| part.elapsed_s.is_some_and(|s| s < AS_LONG * length(whole))) {
        if parts.len() < MOST_AT_A_TIME && parts.iter().all(|other| same::shared_s(other, part) <= 0.0) {
            parts.push(part);
        }
    }
    let all = |of: &dyn Fn(&Digest) -> Option<f64>| parts.iter().map(|part| of(part)).sum::<Option<f64>>();
    let (Some(seconds), Some(told_s)) = (whole.elapsed_s, all(&|part| part.elapsed_s)) else { return false };
    if !keeps_moving(whole) {
        let moved = moving_s(whole).unwrap_or(seconds);
        return told_s >= LEAST_MOVING * moved && parts.iter().any(|part| keeps_moving(part));
    }
    if parts.iter().any(|part| same::ride_over_run(whole, part)) {
        return told_s >= LEAST_TOLD * seconds;
    }
    let only_heart_rate = whole.hr.is_some() && parts.iter().all(|part| part.hr.is_none());
    let rest_s = seconds - told_s;
    if told_s < LEAST_TOLD * seconds || rest_s <= (1.0 - AS_LONG) * seconds || only_heart_rate {
        return false;
    }
    let from = |mps: f64| Some(seconds_from(whole, mps)? - all(&|part| seconds_from(part, mps))?);
    let mean =
        all(&|part| part.gap.as_ref().map(|gap| gap.bins.iter().map(|bin| f64::from(bin.gap_m)).sum()));
    let speed = mean.zip(all(&|part| seconds_from(part, 0.0))).map(|(metres, seconds)| metres / seconds);
    // A walk says nothing of what was no running.
    let Some(speed) = speed.filter(|speed| *speed > WALKED.1) else { return false };
    let walked = from(WALKED.1.min(WALKED.0 * speed)).is_some_and(|ran_s| ran_s <= (1.0 - MOST) * rest_s);
    let ridden = from(RIDDEN.1.max(RIDDEN.0 * speed)).is_some_and(|rode_s| rode_s >= MOST * rest_s);
    walked || ridden
}

/// Seconds at a grade-adjusted speed of `mps` or more; `None` where no speeds are known.
fn seconds_from(digest: &Digest, mps: f64) -> Option<f64> {
    let first = (mps / SpeedHistogram::BIN_MPS).ceil() as usize;
    Some(digest.gap.as_ref()?.bins.iter().skip(first).map(|bin| f64::from(bin.seconds)).sum())
}

/// The member that is kept: of those that cover the run as well as the longest, the richest. A strap that
/// knows no way covers none, a recording that goes beyond the run is not it.
pub(super) fn best(run: &[usize], recordings: &[Recording]) -> Option<usize> {
    let digest = |i: usize| &recordings[i].digest;
    let is_track = |i: &usize| same::has_track(digest(*i));
    let any_track = run.iter().any(is_track);
    let mut run: Vec<usize> = run.iter().copied().filter(|i| !any_track || is_track(i)).collect();
    run.sort_by(|a, b| length(digest(*b)).total_cmp(&length(digest(*a))).then(a.cmp(b)));
    let digests: Vec<&Digest> = run.iter().copied().map(digest).collect();
    let beyond = |k: &usize| *k < MOST_AT_A_TIME && goes_beyond(digests[*k], &digests[k + 1..]);
    let first = (0..run.len()).find(|k| !beyond(k))?;
    let covers = |i: &usize| length(digest(*i)) >= AS_LONG * length(digests[first]);
    run[first..].iter().copied().filter(covers).min_by_key(|&i| (std::cmp::Reverse(wealth(digest(i))), i))
}

/// What makes a recording richer, most important first: heart rate on a track, a track, heart
/// rate, then the number of samples with heart rate, of all samples, of samples with a position,
/// and a start whose local time is known.
pub(super) fn wealth(digest: &Digest) -> (bool, bool, bool, usize, usize, usize, bool) {
    let (track, hr) = (digest.distance_m.is_some() || digest.gps_records > 0, digest.hr.is_some());
    let local = digest.utc_offset_s.is_some() || digest.zone.is_some();
    (track && hr, track, hr, digest.hr_records, digest.records, digest.gps_records, local)
}
