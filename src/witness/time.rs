//! Time: start, local offset and timer against the samples and their positions.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Derived;
use super::scene::Scene;
use crate::activity::{Entry, Pause};
use crate::clean::{CleanActivity, CleanLog, Link};
use crate::units::UtcMillis;

/// A start this near the first sample is that of the recording, s.
const NEAR_START_S: f64 = 300.0;
/// Without an elapsed time a start may be as far, s.
const FAR_START_S: f64 = 3600.0;
/// A watch may keep the time of home on a short journey, s.
const NEAR_OFFSET_S: i32 = 3 * 3600;
/// Slower is standing, m/s.
const STANDING_MPS: f32 = 0.5;
/// Differences of so many seconds are none.
const SMALL_S: f64 = 60.0;

/// Seconds from the start to the first sample, where the start belongs to another recording.
pub fn stale_start(scene: &Scene<'_>) -> Option<f64> {
    let activity = &scene.clean.activity;
    let [first, .., last] = activity.samples.time[..] else { return None };
    let late_s = first.seconds_since(activity.start);
    if late_s.abs() <= NEAR_START_S {
        return None;
    }
    let stale = match activity.summary.elapsed_s.filter(|seconds| *seconds > 0.0) {
        Some(elapsed_s) => {
            let end_s = last.seconds_since(activity.start) - elapsed_s;
            end_s.abs() > NEAR_START_S && (late_s > 0.0) == (end_s > 0.0)
        }
        None => late_s.abs() > FAR_START_S,
    };
    stale.then_some(late_s.abs())
}

/// True where the first sample is of another local day than the start.
pub fn starts_on_another_day(scene: &Scene<'_>) -> bool {
    let activity = &scene.clean.activity;
    let Some(first) = activity.samples.time.first() else { return false };
    let offset_s = activity.utc_offset_s.or_else(|| offset_there_s(scene)).unwrap_or_default();
    day(activity.start, offset_s) != day(*first, offset_s)
}

/// True where the start is of another day by the file's offset than by that of its position.
pub fn is_of_another_day(scene: &Scene<'_>) -> bool {
    let activity = &scene.clean.activity;
    let offsets = activity.utc_offset_s.zip(offset_there_s(scene));
    offsets.is_some_and(|(own, there)| day(activity.start, own) != day(activity.start, there))
}

/// Days since 1970 by a clock that is so far from UTC.
const fn day(time: UtcMillis, offset_s: i32) -> i64 {
    (time.0 + 1000 * offset_s as i64).div_euclid(86_400_000)
}

/// Offset of the zone of the first position at the start, s.
fn offset_there_s(scene: &Scene<'_>) -> Option<i32> {
    let at = Timestamp::from_millisecond(scene.clean.activity.start.0).ok()?;
    Some(TimeZone::get(scene.zone?).ok()?.to_offset(at).seconds())
}

pub fn start_at_first_sample(clean: &mut CleanActivity, _: &CleanLog, _: f64) -> Derived {
    if let Some(first) = clean.activity.samples.time.first() {
        clean.activity.start = *first;
    }
    Derived::Same
}

/// Seconds between the file's offset and that of its position, where the file's cannot be local time: 3 h
/// and more, or an offset of 0, which is what is written where the zone is not known.
pub fn wrong_offset(scene: &Scene<'_>) -> Option<f64> {
    let activity = &scene.clean.activity;
    let offset = activity.utc_offset_s?;
    let apart = (offset - offset_there_s(scene)?).abs();
    (apart > NEAR_OFFSET_S || offset == 0 && apart > 0).then_some(f64::from(apart))
}

pub fn forget_offset(clean: &mut CleanActivity, _: &CleanLog, _: f64) -> Derived {
    clean.activity.utc_offset_s = None;
    Derived::Same
}

/// The timer of the summary, s, where its samples contradict it.
// METHOD: less than the runner moved is no timer (minutes for seconds), nor is far more than was recorded,
// unless the summary's distance too is more than was recorded: then it is the samples that are lost.
pub fn wrong_timer(scene: &Scene<'_>) -> Option<f64> {
    let timer_s = scene.clean.activity.summary.timer_s.filter(|seconds| *seconds > 0.0)?;
    let covered_s = scene.clean.covered_s.last().copied().filter(|seconds| *seconds >= SMALL_S)?;
    let recorded_s = covered_s + scene.log.gap_s;
    if timer_s > 1.5 * recorded_s + 600.0 {
        let recorded_m = scene.clean.distance_m.last().copied();
        let lost =
            scene.clean.activity.summary.distance_m.zip(recorded_m).is_some_and(|(all, m)| all > 1.5 * m);
        return (!lost).then_some(timer_s);
    }
    let possible = covered_s > 1.25 * timer_s + SMALL_S;
    (possible && moving_s(scene.clean) > 1.25 * timer_s + SMALL_S).then_some(timer_s)
}

pub fn forget_timer(clean: &mut CleanActivity, log: &CleanLog, timer_s: f64) -> Derived {
    let recorded_s = clean.covered_s.last().map_or(0.0, |covered_s| covered_s + log.gap_s);
    let summary = &mut clean.activity.summary;
    summary.timer_s = None;
    summary.elapsed_s = summary.elapsed_s.filter(|seconds| timer_s < recorded_s || *seconds < timer_s);
    Derived::Same
}

fn moving_s(clean: &CleanActivity) -> f64 {
    let moving = clean.speed_mps.raw().iter().zip(&clean.dt_s).filter(|(speed, _)| **speed >= STANDING_MPS);
    moving.map(|(_, dt_s)| f64::from(*dt_s)).sum()
}

/// Seconds that the samples are longer than the timer, where the runner stood for as long.
pub fn standing_s(scene: &Scene<'_>) -> Option<f64> {
    let timer_s = scene.clean.activity.summary.timer_s.filter(|seconds| *seconds > 0.0)?;
    let excess_s = scene.clean.covered_s.last()? - timer_s;
    if excess_s <= SMALL_S || excess_s <= 0.05 * timer_s {
        return None;
    }
    let standing_s: f64 = standing(scene.clean).iter().map(|(from, to)| to.seconds_since(*from)).sum();
    (standing_s >= 0.8 * excess_s).then(|| excess_s.min(standing_s))
}

/// Makes the longest times of standing pauses, until they add up to `excess_s`.
pub fn pause_standing(clean: &mut CleanActivity, _: &CleanLog, excess_s: f64) -> Derived {
    let mut stretches = standing(clean);
    stretches.sort_by_key(|(from, to)| (from.0 - to.0, *from));
    let mut left_ms = (excess_s * 1000.0) as i64;
    for (from, to) in stretches {
        let taken_ms = left_ms.min(to.0 - from.0);
        left_ms -= taken_ms;
        if taken_ms > 0 {
            clean.activity.pauses.push(Pause { from, to: UtcMillis(from.0 + taken_ms) });
        }
    }
    Derived::Again
}

/// Where the runner stood for 5 s and more, without an interruption.
fn standing(clean: &CleanActivity) -> Vec<(UtcMillis, UtcMillis)> {
    const LEAST_MS: i64 = 5_000;
    let times = &clean.activity.samples.time;
    let mut stretches = Vec::new();
    let mut open: Option<(UtcMillis, UtcMillis)> = None;
    for (i, speed) in clean.speed_mps.raw().iter().enumerate().skip(1) {
        let stands = speed.is_present() && *speed < STANDING_MPS && clean.link[i] == Link::Joined;
        match &mut open {
            Some((_, to)) if stands => *to = times[i],
            None if stands => open = Some((times[i - 1], times[i])),
            _ => stretches.extend(open.take()),
        }
    }
    stretches.extend(open);
    stretches.retain(|(from, to)| to.0 - from.0 >= LEAST_MS);
    stretches
}
