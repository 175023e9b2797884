//! Clock: samples in order of time, each time once, none from another year.

use super::{CleanActivity, CleanLog};
use crate::activity::Sample;
use crate::units::UtcMillis;

const DAY_MS: i64 = 86_400_000;

/// Sorts, joins samples of one instant, drops impossible times and moves an impossible start to
/// the first sample.
pub fn clean(clean: &mut CleanActivity, log: &mut CleanLog) {
    let samples = &mut clean.activity.samples;
    if !is_sound(&samples.time) {
        let read = samples.len();
        samples.edit(|samples| {
            samples.retain(|sample| sample.time.is_plausible());
            sort(samples, log);
            keep_bulk(samples);
            log.clock_dropped = read - samples.len();
            join_instants(samples, log);
        });
    }
    check_start(clean);
}

/// True when there is nothing to mend, as in nearly all recordings.
fn is_sound(times: &[UtcMillis]) -> bool {
    let [first, .., last] = times else { return times.iter().all(|time| time.is_plausible()) };
    let ascending = times.iter().zip(&times[1..]).fold(true, |all, (time, next)| all & (time < next));
    let has_hole = || times.iter().zip(&times[1..]).any(|(time, next)| next.0 - time.0 > DAY_MS);
    ascending && first.is_plausible() && last.is_plausible() && (last.0 - first.0 <= DAY_MS || !has_hole())
}

fn sort(samples: &mut [Sample], log: &mut CleanLog) {
    let mut latest = UtcMillis(i64::MIN);
    for sample in samples.iter() {
        log.reordered += usize::from(sample.time < latest);
        latest = latest.max(sample.time);
    }
    if log.reordered > 0 {
        samples.sort_by_key(|sample| sample.time);
    }
}

/// Keeps the largest cluster of samples without a hole of more than a day; the earliest of equals.
// DEVICE: activities of 27 and 31 days are a run and one sample with the clock of the last reset.
fn keep_bulk(samples: &mut Vec<Sample>) {
    let whole = match (samples.first(), samples.last()) {
        (Some(first), Some(last)) => last.time.0 - first.time.0 <= DAY_MS,
        _ => true,
    };
    if whole {
        return;
    }
    let (mut bulk, mut from) = (0..0, 0);
    for i in 1..=samples.len() {
        let ends = i == samples.len() || samples[i].time.0 - samples[i - 1].time.0 > DAY_MS;
        if ends {
            if i - from > bulk.len() {
                bulk = from..i;
            }
            from = i;
        }
    }
    samples.truncate(bulk.end);
    samples.drain(..bulk.start);
}

/// Of samples with one time the first stays and takes the channels that it lacks from the others.
fn join_instants(samples: &mut Vec<Sample>, log: &mut CleanLog) {
    let before = samples.len();
    samples.dedup_by(|later, kept| {
        if later.time != kept.time {
            return false;
        }
        kept.position = kept.position.or(later.position);
        kept.altitude_m = kept.altitude_m.or(later.altitude_m);
        kept.distance_m = kept.distance_m.or(later.distance_m);
        kept.speed_mps = kept.speed_mps.or(later.speed_mps);
        kept.heart_rate_bpm = kept.heart_rate_bpm.or(later.heart_rate_bpm);
        kept.cadence_spm = kept.cadence_spm.or(later.cadence_spm);
        true
    });
    log.duplicate_times = before - samples.len();
}

fn check_start(clean: &mut CleanActivity) {
    let start = clean.activity.start;
    let plausible = start.is_plausible();
    match clean.activity.samples.time.first() {
        Some(first) if !plausible || (first.0 - start.0).abs() > DAY_MS => {
            clean.activity.start = *first;
            clean.report(
                "the start is more than a day from the samples: that of the first sample is used".into(),
            );
        }
        None if !plausible => clean.report("the start is not between 1990 and 2100".into()),
        _ => {}
    }
}
