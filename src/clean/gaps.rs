//! Gaps: the timer time that each sample stands for.

use super::{CleanActivity, CleanLog, Link, rates};
use crate::activity::Pause;
use crate::units::UtcMillis;

/// Longest time that one sample may stand for, ms (smart recording writes less than once a second), where
/// the recording's own rate is not slower.
const LONGEST_MS: i32 = 30_000;

/// Fills `dt_s`, `covered_s` and `link`.
// METHOD: a sample stands for the time since the one before, as its distance and its altitude step
// do. Time in which the timer was stopped is taken off first; what then is beyond 30 s, or beyond three
// usual intervals of a recording with a point each 10 s or less often, is a gap.
pub fn clean(clean: &mut CleanActivity, log: &mut CleanLog) {
    order(&mut clean.activity.pauses);
    let times = &clean.activity.samples.time;
    let mut link = vec![Link::Joined; times.len()];
    let mut timer_ms: Vec<i32> = vec![0; times.len()];
    for (ms, (from, to)) in timer_ms.iter_mut().skip(1).zip(times.iter().zip(times.iter().skip(1))) {
        // No more than a day, after `clock`.
        *ms = (to.0 - from.0) as i32;
    }
    for pause in &clean.activity.pauses {
        take_off(pause, times, &mut timer_ms, &mut link);
    }
    let longest_ms = longest_ms(&timer_ms);
    (log.gaps, log.gap_s) = (0, 0.0);
    for (ms, link) in timer_ms.iter_mut().zip(&mut link) {
        if *ms > longest_ms {
            log.gaps += 1;
            log.gap_s += f64::from(*ms - longest_ms) / 1000.0;
            (*ms, *link) = (longest_ms, Link::AfterGap);
        }
    }
    if let Some(first) = link.first_mut() {
        *first = Link::First;
    }
    let mut covered_ms = 0_i64;
    let covered = timer_ms.iter().map(|ms| {
        covered_ms += i64::from(*ms);
        covered_ms as f64
    });
    clean.covered_s = covered.collect();
    // In a loop of its own, for vector instructions.
    clean.covered_s.iter_mut().for_each(|covered| *covered /= 1000.0);
    clean.dt_s = timer_ms.iter().map(|ms| *ms as f32 / 1000.0).collect();
    clean.link = link;
}

/// Longest time that one sample stands for, ms.
fn longest_ms(timer_ms: &[i32]) -> i32 {
    let without_gap = timer_ms.iter().fold(true, |all, ms| all & (*ms <= LONGEST_MS));
    if without_gap {
        return LONGEST_MS;
    }
    rates::usual_ms(timer_ms).map_or(LONGEST_MS, |usual| LONGEST_MS.max(rates::HOLDS * usual))
}

/// Takes a pause off the time between the samples around it and in it.
fn take_off(pause: &Pause, times: &[UtcMillis], timer_ms: &mut [i32], link: &mut [Link]) {
    let first = times.partition_point(|time| *time <= pause.from).max(1);
    for i in first..times.len() {
        let (from, to) = (times[i - 1], times[i]);
        if from >= pause.to {
            break;
        }
        timer_ms[i] -= (pause.to.min(to).0 - pause.from.max(from).0) as i32;
        link[i] = Link::AfterPause;
    }
}

/// Puts pauses in order and joins those that overlap; a stop without time is none.
fn order(pauses: &mut Vec<Pause>) {
    pauses.retain(|pause| pause.from < pause.to);
    pauses.sort_by_key(|pause| (pause.from, pause.to));
    pauses.dedup_by(|later, kept| {
        let joined = later.from <= kept.to;
        if joined {
            kept.to = kept.to.max(later.to);
        }
        joined
    });
}

/// Milliseconds of `from..to` that lie in `pauses` (in order, disjoint).
#[must_use]
pub fn paused_between(pauses: &[Pause], from: i64, to: i64) -> i64 {
    let first = pauses.partition_point(|pause| pause.to.0 <= from);
    pauses[first..]
        .iter()
        .take_while(|pause| pause.from.0 < to)
        .map(|pause| (pause.to.0.min(to) - pause.from.0.max(from)).max(0))
        .sum()
}
