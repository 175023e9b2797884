//! Same: are two recordings of one run? The rules, and their reasons in words.

use crate::activity::{DeviceKey, Sport};
use crate::digest::Digest;
use crate::units::UtcMillis;

/// Share of the shorter recording that must lie in the other.
const OVERLAP: f64 = 0.6;
/// Shorter recordings tell what the run was from this share of the longer's time.
pub(super) const LEAST_TOLD: f64 = 0.25;
/// Two measures of one distance differ by no more than this fraction of the longer.
const DISTANCE: f64 = 0.05;
/// The largest shift by a wrong time zone: 14 h, and the seconds that clocks differ by.
const MOST_HOURS: i64 = 14;
const HOUR_MS: i64 = 3_600_000;
const CLOCK_MS: i64 = 5_000;
/// No two recordings whose starts differ by more are one run, unless they overlap.
pub const LONGEST_SHIFT_MS: i64 = MOST_HOURS * HOUR_MS + CLOCK_MS;
/// A shifted copy has the same duration within this, s (distances as above: by a sensor and by positions) ...
const SHIFTED_DURATION_S: f64 = 3.0;
/// ... and histograms that differ by no more than this share of their time.
const SHIFTED_HISTOGRAM: f64 = 0.02;
/// A histogram with less spread than this many bins could be that of another run.
const TELLING_BINS: usize = 5;

/// When a recording ends. Of unknown length it is the moment of its start.
#[must_use]
pub fn end(digest: &Digest) -> UtcMillis {
    let length_ms = digest.elapsed_s.map_or(0, |seconds| (seconds * 1000.0) as i64);
    UtcMillis(digest.start.0.saturating_add(length_ms))
}

/// Why `other` is a recording of the same run as `kept`, in words; `None` when it is another run.
/// Whether there is a reason does not depend on which of the two is `kept`.
#[must_use]
pub fn reason(kept: &Digest, other: &Digest) -> Option<String> {
    at_one_time(kept, other).or_else(|| shifted(kept, other))
}

/// The same for recordings that lie on each other in time.
#[must_use]
pub fn at_one_time(kept: &Digest, other: &Digest) -> Option<String> {
    let overlap = overlap(kept, other);
    if overlap < OVERLAP {
        return None;
    }
    same_device(kept, other).or_else(|| same_hour(kept, other, overlap))
}

/// Seconds that two recordings share; negative when one begins after the other's end.
#[must_use]
pub fn shared_s(a: &Digest, b: &Digest) -> f64 {
    end(a).min(end(b)).seconds_since(a.start.max(b.start))
}

/// Share of the shorter recording that lies in the other; of no or unknown duration: 1 inside, else 0.
#[must_use]
pub fn overlap(a: &Digest, b: &Digest) -> f64 {
    let shorter_s = a.elapsed_s.zip(b.elapsed_s).map(|(a, b)| a.min(b)).filter(|seconds| *seconds >= 1.0);
    match (shared_s(a, b), shorter_s) {
        (s, _) if s < 0.0 => 0.0,
        (_, None) => 1.0,
        (s, Some(shorter_s)) => s / shorter_s,
    }
}

/// Copies and edits of one recording of one device: FIT file_id, and place in the file.
// DEVICE: apps without a serial number give all their files one key, and a race in three files
// is not one file three times: copies must also lie on each other.
fn same_device(a: &Digest, b: &Digest) -> Option<String> {
    let same_key = a.device_key.is_some() && a.device_key == b.device_key && a.index == b.index;
    same_key.then(|| "same device recording".into())
}

/// Two devices, or two exports, at the same time.
// METHOD: one person cannot do two things on foot at a time. So there the overlap decides; the distance (a
// phone, a watch and a belt differ by 15 %) and the name of the sport (`walking`, `Workout`) do not.
fn same_hour(kept: &Digest, other: &Digest, overlap: f64) -> Option<String> {
    let same_times = same_start(kept, other) && same_duration(kept, other);
    if one_watch_twice(kept, other) && !same_times {
        return None;
    }
    if heart_rate_only(other) && has_track(kept) || heart_rate_only(kept) && has_track(other) {
        let joins = same_sport(kept, other) || unnamed(kept) || unnamed(other);
        return joins.then(|| "heart rate of the same hour, joined to the track".into());
    }
    let feet = on_foot(kept) && on_foot(other);
    if !feet && !same_sport(kept, other) || short_run_in_ride(kept, other) || short_run_in_ride(other, kept) {
        return None;
    }
    let shorter = format!("same hour ({:.0} % of the shorter)", overlap.min(1.0) * 100.0);
    match (kept.distance_m, other.distance_m) {
        (Some(a), Some(b)) => {
            let apart = apart(a, b);
            if apart < 0.001 && same_times {
                Some("the same recording in another file".into())
            } else if apart <= DISTANCE {
                Some(format!("{shorter} and distance ({:.1} % apart)", apart * 100.0))
            } else {
                feet.then(|| format!("{shorter}, and nobody does two things on foot at a time"))
            }
        }
        _ => Some(format!("{shorter} and sport")),
    }
}

/// True where the speeds of `whole` were taken for a ride's and `part` says that it is of feet: a phone that went on
/// from a ride to a run, or back.
#[must_use]
pub fn ride_over_run(whole: &Digest, part: &Digest) -> bool {
    let ridden = whole.sport_inferred && !whole.sport.may_be_on_foot();
    ridden && part.sport.is_on_foot() && !part.sport_inferred
}

/// Such a part that is too short to tell what the whole was: it is a run of its own.
fn short_run_in_ride(whole: &Digest, part: &Digest) -> bool {
    let lengths = whole.elapsed_s.zip(part.elapsed_s);
    ride_over_run(whole, part) && lengths.is_some_and(|(whole, part)| part < LEAST_TOLD * whole)
}

/// True for what is done on foot, and for what may be: a sport without a name.
#[must_use]
pub fn on_foot(digest: &Digest) -> bool {
    match digest.sport {
        Sport::Other => digest.sub_sport.is_none(),
        sport => sport.may_be_on_foot() || digest.sport_inferred,
    }
}

/// Two recordings of one device: it cannot make two at a time.
// DEVICE: watches that do not know the time put runs of different days on one hour.
fn one_watch_twice(a: &Digest, b: &Digest) -> bool {
    let (Some(a), Some(b)) = (a.device_key, b.device_key) else { return false };
    let watch = |key: DeviceKey| (key.manufacturer, key.product, key.serial);
    watch(a) == watch(b) && a.serial != 0 && a.created != b.created
}

/// The same recording with a clock that is wrong by whole hours.
// METHOD: two runs of one length on one day are common (a treadmill, there and back to work), so a
// shift asks for a fingerprint that another run does not have: the seconds at each heart rate, or,
// without heart rate, the distance to the metre and the seconds at each speed.
#[must_use]
pub fn shifted(a: &Digest, b: &Digest) -> Option<String> {
    let hours = shift_h(a, b)?;
    let distance_fits = match (a.distance_m, b.distance_m) {
        (Some(a), Some(b)) => apart(a, b) <= DISTANCE,
        _ => true,
    };
    if !(same_duration(a, b) && same_sport(a, b) && distance_fits) {
        return None;
    }
    let same = match (&a.hr, &b.hr) {
        (Some(x), Some(y)) => same_fingerprint(&x.bins(), &y.bins()),
        _ => same_metre(a, b) && same_speeds(a, b),
    };
    same.then(|| format!("the same recording shifted by {hours} h (a wrong time zone)"))
}

/// Whole hours between the starts, 1 to 14; `None` when they are no whole hours apart.
fn shift_h(a: &Digest, b: &Digest) -> Option<i64> {
    let apart = (a.start.0 - b.start.0).abs();
    let hours = (apart + HOUR_MS / 2) / HOUR_MS;
    ((1..=MOST_HOURS).contains(&hours) && (apart - hours * HOUR_MS).abs() <= CLOCK_MS).then_some(hours)
}

fn same_metre(a: &Digest, b: &Digest) -> bool {
    matches!((a.distance_m, b.distance_m), (Some(a), Some(b)) if (a - b).abs() <= 1.0)
}

fn same_speeds(a: &Digest, b: &Digest) -> bool {
    let (Some(a), Some(b)) = (&a.gap, &b.gap) else { return false };
    let seconds = |bins: &[crate::digest::SpeedBin]| bins.iter().map(|bin| bin.seconds).collect::<Vec<f32>>();
    same_fingerprint(&seconds(&a.bins), &seconds(&b.bins))
}

/// True for two histograms that agree in all but 2 % of their time and are spread enough to tell.
fn same_fingerprint(a: &[f32], b: &[f32]) -> bool {
    let at = |bins: &[f32], k: usize| bins.get(k).copied().map_or(0.0, f64::from);
    let (mut total, mut differing, mut used) = (0.0, 0.0, 0);
    for k in 0..a.len().max(b.len()) {
        let (x, y) = (at(a, k), at(b, k));
        total += x.max(y);
        differing += (x - y).abs();
        used += usize::from(x > 0.0 && y > 0.0);
    }
    used >= TELLING_BINS && differing <= SHIFTED_HISTOGRAM * total
}

fn same_start(a: &Digest, b: &Digest) -> bool {
    (a.start.0 - b.start.0).abs() <= CLOCK_MS
}

/// Two unknown durations are not the same one.
fn same_duration(a: &Digest, b: &Digest) -> bool {
    a.elapsed_s.zip(b.elapsed_s).is_some_and(|(a, b)| (a - b).abs() <= SHIFTED_DURATION_S)
}

/// Difference relative to the longer.
fn apart(a: f64, b: f64) -> f64 {
    let longer = a.abs().max(b.abs());
    if longer > 0.0 { (a - b).abs() / longer } else { 0.0 }
}

fn same_sport(a: &Digest, b: &Digest) -> bool {
    let open = |d: &Digest| d.sport == Sport::Unknown || d.sport_inferred;
    a.sport == b.sport || open(a) || open(b)
}

/// True where the sport says nothing: a heart-rate strap does not know what is done.
const fn unnamed(digest: &Digest) -> bool {
    matches!(digest.sport, Sport::Unknown | Sport::Other)
}

const fn heart_rate_only(digest: &Digest) -> bool {
    digest.hr.is_some() && !has_track(digest)
}

/// True where it knows a way.
#[must_use]
pub const fn has_track(digest: &Digest) -> bool {
    digest.distance_m.is_some() || digest.gps_records > 0
}
