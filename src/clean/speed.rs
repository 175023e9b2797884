//! Speed: distance along the track and speed over ground, from the best channel there is.

use super::{CleanActivity, CleanLog, DistanceSource, Link};
use crate::activity::{Column, Entry, Samples, Sport};
use crate::units::{Position, UtcMillis};

/// Seconds to either side over which distance is differentiated where the device gives no speed.
const HALF_WINDOW_S: f64 = 3.0;

/// The fastest that can be true, m/s.
// METHOD: 12 m/s is the peak of a 100 m sprint; 45 m/s is faster than a bicycle downhill.
#[must_use]
pub const fn fastest_mps(sport: Sport) -> f32 {
    match sport {
        Sport::Running | Sport::Walking | Sport::Hiking | Sport::Swimming => 12.0,
        _ => 45.0,
    }
}

/// Metres over a gap are the runner's own only when it is short and they are no faster than a run: what is
/// longer may be a bus, a ferry or a lift.
/// A distance channel was measured on the way: there a longer one counts.
const BRIDGED_S: f64 = 120.0;
const MEASURED_S: f64 = 300.0;
const BRIDGED_MPS: f64 = 6.5;

/// Fills `distance_m`, `distance_source` and `speed_mps`; impossible speeds and steps are dropped.
pub fn clean(clean: &mut CleanActivity, log: &mut CleanLog) {
    let fastest = fastest_mps(clean.activity.sport);
    let samples = &mut clean.activity.samples;
    drop_null_island(&mut samples.position);
    log.speed_dropped += drop_impossible(&mut samples.speed_mps, fastest);
    log.gap_m = 0.0;
    clean.distance_source = source(samples);
    clean.speed_mps = samples.speed_mps.clone();
    let samples = &clean.activity.samples;
    let fastest_step = f64::from(fastest);
    let on_foot = clean.activity.sport.may_be_on_foot();
    let by_device = clean.distance_source == Some(DistanceSource::Device);
    if by_device && clean.speed_mps.is_complete() && is_sound(&samples.distance_m, fastest_step) {
        // As in most recordings: nothing to mend and nothing to derive.
        let since_first = |distance: &f32| f64::from(*distance) - f64::from(samples.distance_m.raw()[0]);
        clean.distance_m = samples.distance_m.raw().iter().map(since_first).collect();
        return;
    }
    let steps: Column<f64> = match clean.distance_source {
        Some(DistanceSource::Device) => {
            let mut steps = channel_steps(samples, fastest_step, log);
            if on_foot {
                drop_across_gaps(&mut steps, clean, MEASURED_S, log);
            }
            spread(&mut steps, &clean.dt_s, &samples.distance_m);
            steps
        }
        Some(DistanceSource::Positions) => {
            let mut steps = position_steps(samples, &clean.link, fastest_step, log);
            if on_foot {
                drop_across_gaps(&mut steps, clean, BRIDGED_S, log);
            }
            spread(&mut steps, &clean.dt_s, &samples.position);
            steps
        }
        Some(DistanceSource::Speed) => {
            // Missing where the speed is.
            samples.speed_mps.raw().iter().zip(&clean.dt_s).map(|(v, dt)| f64::from(v * dt)).collect()
        }
        None => Column::default(),
    };
    let mut total = 0.0;
    let distances = steps.raw().iter().map(|step| {
        total += if step.is_present() { *step } else { 0.0 };
        total
    });
    clean.distance_m = distances.collect();
    for i in 0..clean.speed_mps.raw().len() {
        if clean.speed_mps.get(i).is_none() {
            let derived = derived_mps(clean, &steps, i, fastest);
            clean.speed_mps.set(i, derived);
        }
    }
}

/// Drops positions where the equator meets the meridian of Greenwich: a device without a fix writes zeros.
fn drop_null_island(positions: &mut Column<Position>) {
    /// About 100 m; there is only sea.
    const AROUND: i32 = 12_000;
    let at = |position: &Position| {
        (position.lat.wrapping_add(AROUND) as u32) < 2 * AROUND as u32
            && (position.lon.wrapping_add(AROUND) as u32) < 2 * AROUND as u32
    };
    if positions.raw().iter().fold(false, |any, position| any | at(position)) {
        positions.raw_mut().iter_mut().filter(|position| at(position)).for_each(|at| *at = Position::MISSING);
    }
}

/// Drops steps over gaps that are no run.
fn drop_across_gaps(steps: &mut Column<f64>, clean: &CleanActivity, longest_s: f64, log: &mut CleanLog) {
    let (times, link) = (&clean.activity.samples.time, &clean.link);
    for i in (1..link.len()).filter(|&i| link[i] == Link::AfterGap) {
        let Some(metres) = steps.get(i) else { continue };
        let seconds = times[i].seconds_since(times[i - 1]);
        if seconds > longest_s && metres > 0.5 * seconds || metres > BRIDGED_MPS * seconds {
            log.gap_m += metres;
            steps.set(i, None);
        }
    }
}

/// Drops speeds below 0 and above `fastest`; returns how many.
fn drop_impossible(speeds: &mut Column<f32>, fastest: f32) -> usize {
    let mut dropped = 0;
    for speed in speeds.raw_mut() {
        let impossible = (*speed < 0.0) | (*speed > fastest);
        dropped += usize::from(impossible);
        *speed = if impossible { f32::MISSING } else { *speed };
    }
    dropped
}

fn source(samples: &Samples) -> Option<DistanceSource> {
    // A treadmill without a foot pod writes a distance that stays 0: it means nothing.
    let mut distances = samples.distance_m.present();
    if distances.next().is_some_and(|first| distances.any(|distance| distance > first)) {
        return Some(DistanceSource::Device);
    }
    if samples.position.present().nth(1).is_some() {
        return Some(DistanceSource::Positions);
    }
    samples.speed_mps.any().then_some(DistanceSource::Speed)
}

/// Metres from each sample to the next.
fn steps(distances: &Column<f32>) -> impl Iterator<Item = f64> {
    distances.raw().windows(2).map(|step| f64::from(step[1]) - f64::from(step[0]))
}

/// True if every sample has a distance, and none is further from the one before than one comes in a second.
fn is_sound(distances: &Column<f32>, fastest: f64) -> bool {
    steps(distances).fold(true, |all, step| all & (step >= 0.0) & (step <= fastest))
}

/// Metres since the last sample with a distance; missing where that cannot be told.
fn channel_steps(samples: &Samples, fastest: f64, log: &mut CleanLog) -> Column<f64> {
    if is_sound(&samples.distance_m, fastest) {
        return std::iter::once(f64::MISSING).chain(steps(&samples.distance_m)).collect();
    }
    let mut last: Option<(f64, i64)> = None;
    let step = |(distance, time): (Option<f32>, &UtcMillis)| {
        let here = (f64::from(distance?), time.0);
        let (before, time) = last.replace(here)?;
        // DEVICE: legs of a multisport file start again at 0; that is no step back.
        if here.0 < before {
            return None;
        }
        plausible_step(here.0 - before, here.1 - time, fastest, log)
    };
    let steps = samples.distance_m.iter().zip(&samples.time).map(step);
    steps.map(|step| step.unwrap_or(f64::MISSING)).collect()
}

/// Great-circle metres since the last sample with a position. Ways made while the timer was
/// stopped are no part of the run.
fn position_steps(samples: &Samples, link: &[Link], fastest: f64, log: &mut CleanLog) -> Column<f64> {
    let mut last: Option<(Position, i64)> = None;
    let mut plane = LocalPlane::default();
    let step = |((position, time), link): ((Option<Position>, &UtcMillis), &Link)| {
        if *link == Link::AfterPause {
            last = None;
        }
        let here = (position?, time.0);
        let (before, time) = last.replace(here)?;
        plausible_step(plane.metres(before, here.0), here.1 - time, fastest, log)
    };
    let steps = samples.position.iter().zip(&samples.time).zip(link).map(step);
    steps.map(|step| step.unwrap_or(f64::MISSING)).collect()
}

/// Spreads each step evenly in time over the samples before it that lack the channel (a tunnel,
/// a channel that is written every few samples), so that speed there is the mean speed.
fn spread<T: Entry>(steps: &mut Column<f64>, dt_s: &[f32], channel: &Column<T>) {
    if channel.is_complete() {
        return;
    }
    let mut last = None;
    for i in (0..dt_s.len()).filter(|&i| channel.get(i).is_some()) {
        let from = last.replace(i).map(|last: usize| last + 1);
        let (Some(from), Some(whole)) = (from, steps.get(i)) else { continue };
        if from == i {
            continue;
        }
        let seconds: f64 = dt_s[from..=i].iter().map(|dt| f64::from(*dt)).sum();
        if seconds > 0.0 {
            for (step, dt) in steps.raw_mut()[from..=i].iter_mut().zip(&dt_s[from..=i]) {
                *step = whole * f64::from(*dt) / seconds;
            }
        }
    }
}

/// The step, if one can move so far in that time (a second at least, as clocks are whole seconds).
fn plausible_step(metres: f64, ms: i64, fastest: f64, log: &mut CleanLog) -> Option<f64> {
    let seconds = if ms <= 1000 { 1.0 } else { ms as f64 / 1000.0 };
    let plausible = metres <= fastest * seconds;
    log.speed_dropped += usize::from(!plausible);
    plausible.then_some(metres)
}

/// Distances between near positions on the plane that touches the Earth there: within 1e-5 of
/// [`Position::metres_to`] for steps up to 1 km outside the polar caps, and without its five
/// trigonometric functions.
#[derive(Default)]
struct LocalPlane {
    lat: i32,
    metres_per_lon: Option<f64>,
}

impl LocalPlane {
    const METRES_PER_LAT: f64 = 6_371_008.8 * std::f64::consts::PI / 2_147_483_648.0;
    /// About 100 m in latitude, and 1 km.
    const NEAR_LAT: i64 = 10_000;
    const FAR: f64 = 1000.0;

    fn metres(&mut self, a: Position, b: Position) -> f64 {
        let reusable = (i64::from(a.lat) - i64::from(self.lat)).abs() < Self::NEAR_LAT;
        let metres_per_lon = match self.metres_per_lon {
            Some(scale) if reusable => scale,
            _ => {
                self.lat = a.lat;
                *self.metres_per_lon.insert(a.lat_degrees().to_radians().cos() * Self::METRES_PER_LAT)
            }
        };
        let north = f64::from(b.lat.wrapping_sub(a.lat)) * Self::METRES_PER_LAT;
        // Semicircles wrap at the date line as i32 does.
        let east = f64::from(b.lon.wrapping_sub(a.lon)) * metres_per_lon;
        let metres = north.hypot(east);
        let plane = metres < Self::FAR && a.lat_degrees().abs() < 80.0;
        if plane { metres } else { a.metres_to(b) }
    }
}

/// Speed from the distance around sample `i`: its own step and its neighbours within 3 s, never
/// across an interruption or a step that was dropped.
fn derived_mps(clean: &CleanActivity, steps: &Column<f64>, i: usize, fastest: f32) -> Option<f32> {
    if matches!(clean.distance_source, None | Some(DistanceSource::Speed)) {
        return None;
    }
    let (samples, link) = (&clean.activity.samples, &clean.link);
    steps.get(i)?;
    if link[i] == Link::AfterPause || link[i] == Link::AfterGap {
        let seconds = interval_s(clean, i);
        return (seconds >= 1.0)
            .then(|| (clean.distance_m[i] - clean.distance_m[i - 1]) / seconds)
            .and_then(|speed| within(speed as f32, fastest));
    }
    let joined = |k: usize| link[k] == Link::Joined && steps.get(k).is_some();
    let here = samples.time[i];
    let mut lo = i - 1;
    while lo > 0 && joined(lo) && here.seconds_since(samples.time[lo - 1]) <= HALF_WINDOW_S {
        lo -= 1;
    }
    let mut hi = i;
    while hi + 1 < samples.len()
        && joined(hi + 1)
        && samples.time[hi + 1].seconds_since(here) <= HALF_WINDOW_S
    {
        hi += 1;
    }
    let seconds = samples.time[hi].seconds_since(samples.time[lo]);
    within(((clean.distance_m[hi] - clean.distance_m[lo]) / seconds) as f32, fastest)
}

/// Seconds of running timer between sample `i` and the one before, a gap included.
fn interval_s(clean: &CleanActivity, i: usize) -> f64 {
    let (from, to) = (clean.activity.samples.time[i - 1].0, clean.activity.samples.time[i].0);
    (to - from - super::gaps::paused_between(&clean.activity.pauses, from, to)) as f64 / 1000.0
}

fn within(speed: f32, fastest: f32) -> Option<f32> {
    (0.0..=fastest).contains(&speed).then_some(speed)
}
