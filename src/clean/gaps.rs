//! Gaps: the timer time that each sample stands for.

use super::{CleanActivity, CleanLog, Link};
use crate::activity::Pause;

/// Longest time that one sample may stand for, ms (smart recording writes less than once a second).
pub const LONGEST_MS: i64 = 30_000;

/// Fills `dt_s`, `covered_s` and `link`.
// METHOD: a sample stands for the time since the one before, as its distance and its altitude step
// do. Time in which the timer was stopped is taken off first; what then is beyond 30 s is a gap.
pub fn clean(clean: &mut CleanActivity, log: &mut CleanLog) {
    order(&mut clean.activity.pauses);
    let (samples, pauses) = (&clean.activity.samples, &clean.activity.pauses);
    clean.dt_s.reserve_exact(samples.len());
    clean.covered_s.reserve_exact(samples.len());
    clean.link.reserve_exact(samples.len());
    if samples.is_empty() {
        return;
    }
    clean.dt_s.push(0.0);
    clean.covered_s.push(0.0);
    clean.link.push(Link::First);
    let (mut covered_ms, mut next_pause) = (0, 0);
    for pair in samples.windows(2) {
        let (from, to) = (pair[0].time.0, pair[1].time.0);
        while pauses.get(next_pause).is_some_and(|pause| pause.to.0 <= from) {
            next_pause += 1;
        }
        let paused_ms = paused_between(&pauses[next_pause..], from, to);
        let running_ms = to - from - paused_ms;
        let gap_ms = (running_ms - LONGEST_MS).max(0);
        if gap_ms > 0 {
            log.gaps += 1;
            log.gap_s += gap_ms as f64 / 1000.0;
        }
        covered_ms += running_ms - gap_ms;
        clean.dt_s.push((running_ms - gap_ms) as f32 / 1000.0);
        clean.covered_s.push(covered_ms as f64 / 1000.0);
        clean.link.push(match (gap_ms > 0, paused_ms > 0) {
            (true, _) => Link::AfterGap,
            (false, true) => Link::AfterPause,
            (false, false) => Link::Joined,
        });
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
    pauses
        .iter()
        .take_while(|pause| pause.from.0 < to)
        .map(|pause| (pause.to.0.min(to) - pause.from.0.max(from)).max(0))
        .sum()
}
