//! Rates: how often a channel is written, learnt from the recording itself.
//!
//! METHOD: a strap may write each 5 s into a recording of each second, and a phone a point each 60 s. What is
//! a gap is judged by the usual interval, not by a fixed one; a value holds until the next of its channel.

use super::{CleanActivity, CleanLog};
use crate::activity::{Column, Entry};

/// A value holds, and a recording goes on, for so many of its usual intervals.
pub const HOLDS: i32 = 3;
/// A rate is learnt from at least so many intervals.
const LEAST_INTERVALS: usize = 8;
/// Longer intervals are no rate, ms.
const SLOWEST_MS: i32 = 150_000;
/// A channel is written less often than the samples when its intervals are longer by this factor.
const SPARSER: f32 = 1.5;

/// The usual interval between samples, ms: the median; `None` for too few of them, or too long ones.
#[must_use]
pub fn usual_ms(intervals_ms: &[i32]) -> Option<i32> {
    let mut intervals: Vec<i32> = intervals_ms.iter().copied().filter(|ms| *ms > 0).collect();
    let middle = intervals.len() / 2;
    (intervals.len() >= LEAST_INTERVALS)
        .then(|| *intervals.select_nth_unstable(middle).1)
        .filter(|usual| *usual <= SLOWEST_MS)
}

/// Holds heart rate and cadence where they are written less often than the samples.
pub fn clean(clean: &mut CleanActivity, log: &mut CleanLog) {
    let samples = &mut clean.activity.samples;
    if let Some(every_s) = hold(&mut samples.heart_rate_bpm, &clean.dt_s) {
        log.choose(format!("heart rate every {every_s} s: held until the next"));
    }
    if let Some(every_s) = hold(&mut samples.cadence_spm, &clean.dt_s) {
        log.choose(format!("cadence every {every_s} s: held until the next"));
    }
}

/// Holds each value until the next, for at most three of the channel's usual intervals. Returns the usual
/// interval, whole seconds; `None` for a channel that is written with the samples.
fn hold<T: Entry>(channel: &mut Column<T>, dt_s: &[f32]) -> Option<i64> {
    if channel.is_complete() || !channel.any() {
        return None;
    }
    let usual_s = slow_interval(channel, dt_s)?;
    let longest_s = HOLDS as f32 * usual_s;
    let (mut last, mut since_s) = (T::MISSING, 0.0);
    for (entry, dt_s) in channel.raw_mut().iter_mut().zip(dt_s) {
        since_s += dt_s;
        if entry.is_present() {
            (last, since_s) = (*entry, 0.0);
        } else if since_s <= longest_s {
            *entry = last;
        }
    }
    Some(usual_s.round() as i64)
}

/// The interval of a channel that is written less often than the samples, s.
// METHOD: the interval that nine of ten do not exceed. The median would call a channel that is in every
// other sample at random one of each sample; single outages stay outages.
fn slow_interval<T: Entry>(channel: &Column<T>, dt_s: &[f32]) -> Option<f32> {
    let (mut intervals, mut since_s, mut begun) = (Vec::new(), 0.0, false);
    for (entry, dt_s) in channel.raw().iter().zip(dt_s) {
        since_s += dt_s;
        if entry.is_present() {
            if begun && since_s > 0.0 {
                intervals.push(since_s);
            }
            (begun, since_s) = (true, 0.0);
        }
    }
    let own = ninth_of_ten(intervals)?;
    let of_samples = ninth_of_ten(dt_s.iter().copied().filter(|dt_s| *dt_s > 0.0).collect())?;
    (own >= SPARSER * of_samples && own * 1000.0 <= SLOWEST_MS as f32).then_some(own)
}

fn ninth_of_ten(mut intervals: Vec<f32>) -> Option<f32> {
    let at = intervals.len() * 9 / 10;
    (intervals.len() >= LEAST_INTERVALS).then(|| *intervals.select_nth_unstable_by(at, f32::total_cmp).1)
}
