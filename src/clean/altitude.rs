//! Altitude: impossible values out, smoothed, and the grade of the ground.

use super::{CleanActivity, CleanLog};
use crate::activity::{Column, Entry};

/// Altitudes that are on land, m.
const ON_LAND_M: std::ops::RangeInclusive<f32> = -500.0..=9000.0;
/// A step is a jump of the sensor when it is larger than both.
const JUMP_M: f32 = 10.0;
const JUMP_MPS: f32 = 5.0;
/// That many jumps in a row are a new level (the barometer was calibrated), not spikes.
const NEW_LEVEL_AFTER: usize = 5;
/// Half of the smoothing window: 50 m of track or 30 s, whichever is shorter.
const HALF_SMOOTH_M: f64 = 25.0;
const HALF_SMOOTH_S: f64 = 15.0;
/// Grade is taken over at least this many metres.
const GRADE_OVER_M: f64 = 20.0;
/// A stretch shorter than this has no grade: grade-adjusted pace is pace there.
const SHORTEST_STRETCH_M: f64 = 50.0;

/// Fills `altitude_m`, `grade` and `hysteresis_m`.
pub fn clean(clean: &mut CleanActivity, log: &mut CleanLog) {
    let altitudes = &mut clean.activity.samples.altitude_m;
    if !is_sound(altitudes) {
        log.altitude_dropped += drop_zeros(altitudes);
    }
    let levels = if is_sound(altitudes) { altitudes.clone() } else { levels(altitudes, &clean.dt_s, log) };
    clean.hysteresis_m = hysteresis_m(&levels, &clean.dt_s);
    clean.altitude_m = smooth(&levels, &clean.covered_s, &clean.distance_m);
    clean.grade = grades(&clean.altitude_m, &clean.distance_m);
}

/// True when there is nothing to mend, as in most recordings: each sample has an altitude, on land, and none
/// is a jump from the one before, whatever the time between.
fn is_sound(altitudes: &Column<f32>) -> bool {
    let altitudes = altitudes.raw();
    let on_land = altitudes.iter().fold(true, |all, altitude| {
        all & (*altitude >= *ON_LAND_M.start()) & (*altitude <= *ON_LAND_M.end())
    });
    let steps = altitudes.iter().zip(altitudes.iter().skip(1));
    on_land && steps.fold(true, |all, (before, here)| all & ((here - before).abs() <= JUMP_M))
}

/// Drops altitudes of exactly 0 from which the next altitude is further than a jump: they mean that none was
/// known yet. Returns how many.
fn drop_zeros(altitudes: &mut Column<f32>) -> usize {
    let altitudes = altitudes.raw_mut();
    let mut dropped = 0;
    let mut from = 0;
    while from < altitudes.len() {
        if altitudes[from] != 0.0 {
            from += 1;
            continue;
        }
        let to = altitudes[from..]
            .iter()
            .position(|altitude| *altitude != 0.0)
            .map_or(altitudes.len(), |n| from + n);
        let near = |altitude: Option<&f32>| {
            altitude.is_none_or(|altitude| !altitude.is_present() || altitude.abs() <= JUMP_M)
        };
        let before = from.checked_sub(1).and_then(|before| altitudes.get(before));
        if !near(before) || !near(altitudes.get(to)) {
            altitudes[from..to].fill(f32::MISSING);
            dropped += to - from;
        }
        from = to;
    }
    dropped
}

/// Altitudes without spikes and with jumps to a new level taken out.
fn levels(altitudes: &mut Column<f32>, dt_s: &[f32], log: &mut CleanLog) -> Column<f32> {
    // `last`: the last altitude that was believed; `since_s`: seconds since then.
    let (mut last, mut since_s, mut shift, mut jumps) = (None::<f32>, 0.0, 0.0, 0);
    let level = |(entry, dt): (&mut f32, &f32)| {
        since_s += dt;
        let altitude = *entry;
        if !altitude.is_present() {
            return f32::MISSING;
        }
        let jumped = last.is_some_and(|before| (altitude - before).abs() > JUMP_M.max(JUMP_MPS * since_s));
        let on_land = ON_LAND_M.contains(&altitude);
        if on_land && !jumped {
            (last, since_s, jumps) = (Some(altitude), 0.0, 0);
            return altitude - shift;
        }
        *entry = f32::MISSING;
        log.altitude_dropped += 1;
        jumps += usize::from(on_land);
        if let (true, Some(before)) = (jumps >= NEW_LEVEL_AFTER, last) {
            shift += altitude - before;
            (last, since_s, jumps) = (Some(altitude), 0.0, 0);
        }
        f32::MISSING
    };
    altitudes.raw_mut().iter_mut().zip(dt_s).map(level).collect()
}

/// The smallest climb that counts: 3 m, or 20 m for a noisy altitude (5 m where samples are too seldom to
/// tell); `None` with fewer than two altitudes.
// METHOD: no format says for sure whether an altitude is barometric. Barometers differ from one
// sample to the next by centimetres beside the slope, satellite altitudes by metres: a median
// second difference that stands for a standard deviation above 0.4 m is taken as GPS only. Such an altitude
// wanders by ten metres in a minute or two, so that less than 20 m is no climb: on a flat hour with that
// error 5 m count 130 m of ascent, 20 m count 20 to 50. Where samples are more than 2.5 s apart hills bend
// as much as errors do: there it is 5 m from 0.5 m on.
fn hysteresis_m(levels: &Column<f32>, dt_s: &[f32]) -> Option<f64> {
    const DENSE_S: f32 = 2.5;
    const BIN_M: f32 = 0.05;
    // Some hundred triples tell a median well enough, however long the activity.
    let every = levels.raw().len() / 512 + 1;
    let (mut bins, mut n, mut seconds) = ([0_u32; 64], 0, 0.0);
    for (three, dt_s) in levels.raw().windows(3).zip(dt_s.iter().skip(2)).step_by(every) {
        // Missing where one of the three is.
        let bend = (three[0] - 2.0 * three[1] + three[2]).abs();
        if bend.is_present() {
            bins[((bend / BIN_M) as usize).min(bins.len() - 1)] += 1;
            n += 1;
            seconds += dt_s;
        }
    }
    levels.present().nth(1)?;
    let mut below = 0;
    let median_bin = bins.iter().position(|count| {
        below += count;
        2 * below >= n
    });
    // The standard deviation of a second difference of white noise is sqrt(6) times that of the
    // noise, and 1.4826 times the median of its size.
    let sd = median_bin.map_or(0.0, |bin| bin as f64 * f64::from(BIN_M) * 1.4826 / 6.0_f64.sqrt());
    let dense = seconds <= DENSE_S * n as f32;
    Some(match sd {
        noisy if dense && noisy > 0.4 => 20.0,
        noisy if noisy > 0.5 => 5.0,
        _ => 3.0,
    })
}

/// Centred mean over the smoothing window. Toward both ends the window shrinks on both sides
/// alike, so that a slope stays the same slope. Without distance the window is one of time.
fn smooth(levels: &Column<f32>, covered_s: &[f64], distance_m: &[f64]) -> Column<f32> {
    let levels = levels.raw();
    let n = levels.len();
    let first = levels.iter().position(|level| level.is_present());
    let last = levels.iter().rposition(|level| level.is_present());
    let (Some(first), Some(last)) = (first, last) else { return Column::missing(n) };
    let standing;
    let way = match distance_m.get(..=last) {
        Some(way) => way,
        None => {
            standing = vec![0.0; last + 1];
            &standing
        }
    };
    let time = &covered_s[..way.len()];
    let (start_s, end_s) = (time[first], time[last]);
    let before = Before::of(levels);
    let mut smoothed = Column::missing(n);
    // The window is `lo..hi`; of these two the time and the way are looked up once.
    let (mut lo, mut hi) = (first, first);
    let at = |i: usize| match (time.get(i), way.get(i)) {
        (Some(time_s), Some(way_m)) => (*time_s, *way_m),
        // Behind the end.
        _ => (f64::INFINITY, f64::INFINITY),
    };
    let (mut lo_s, mut lo_m) = at(lo);
    let (mut hi_s, mut hi_m) = at(hi);
    // A plain loop: in a closure all these would be kept in memory.
    for ((mean, level), (time_s, way_m)) in
        smoothed.raw_mut().iter_mut().zip(levels).zip(time.iter().zip(way))
    {
        if !level.is_present() {
            continue;
        }
        let half_s = HALF_SMOOTH_S.min(time_s - start_s).min(end_s - time_s);
        let (until_s, until_m) = (time_s + half_s, way_m + HALF_SMOOTH_M);
        while hi_m <= until_m && hi_s <= until_s {
            hi += 1;
            (hi_s, hi_m) = at(hi);
        }
        let (from_s, from_m) = (time_s - half_s, way_m - HALF_SMOOTH_M);
        while lo_m < from_m || lo_s < from_s {
            lo += 1;
            (lo_s, lo_m) = at(lo);
        }
        *mean = before.mean(lo, hi) as f32;
    }
    smoothed
}

/// For each sample, and for the end of them, what the levels before it add up to: so that the sum over a
/// window is a difference, and no sample has to wait for the window of the one before it.
struct Before {
    sum: Vec<f64>,
    /// How many levels there are before; empty where none is missing.
    count: Vec<u32>,
}

impl Before {
    fn of(levels: &[f32]) -> Self {
        let mut sum = vec![0.0; levels.len() + 1];
        let mut total = 0.0;
        for (level, before) in levels.iter().zip(&mut sum[1..]) {
            total += if level.is_present() { f64::from(*level) } else { 0.0 };
            *before = total;
        }
        let mut count = Vec::new();
        if !levels.iter().fold(true, |all, level| all & level.is_present()) {
            count.push(0);
            count.extend(levels.iter().scan(0, |count, level| {
                *count += u32::from(level.is_present());
                Some(*count)
            }));
        }
        Self { sum, count }
    }

    /// Mean of the levels of `lo..hi`.
    #[inline(always)]
    fn mean(&self, lo: usize, hi: usize) -> f64 {
        let count = if self.count.is_empty() { (hi - lo) as u32 } else { self.count[hi] - self.count[lo] };
        (self.sum[hi] - self.sum[lo]) / f64::from(count)
    }
}

/// Rise over run around each sample, over at least 20 m; missing without altitude or distance.
fn grades(altitude_m: &Column<f32>, distance_m: &[f64]) -> Column<f32> {
    let altitude_m = altitude_m.raw();
    let n = altitude_m.len();
    let long_enough = match (distance_m.first(), distance_m.last()) {
        (Some(first), Some(last)) => last - first >= SHORTEST_STRETCH_M,
        _ => false,
    };
    if !long_enough {
        return Column::missing(n);
    }
    let distance_m = &distance_m[..n];
    let mut grades = Column::missing(n);
    let (mut lo, mut hi) = (0, 0);
    // The distances at `lo`, after `lo` and at `hi`: each is looked up once.
    let (mut lo_m, mut hi_m) = (distance_m[0], distance_m[0]);
    let mut next_m = distance_m[1];
    for ((grade, altitude), here) in grades.raw_mut().iter_mut().zip(altitude_m).zip(distance_m) {
        while next_m <= here - GRADE_OVER_M / 2.0 {
            lo += 1;
            lo_m = next_m;
            next_m = distance_m.get(lo + 1).copied().unwrap_or(f64::INFINITY);
        }
        let (ahead, over) = (here + GRADE_OVER_M / 2.0, lo_m + GRADE_OVER_M);
        // Not `max`, which takes longer as it looks for NaN.
        let reach = if ahead > over { ahead } else { over };
        while hi_m < reach && hi + 1 < n {
            hi += 1;
            hi_m = distance_m[hi];
        }
        // Near the end the window reaches further back.
        let (mut from, mut run) = (lo, hi_m - lo_m);
        while run < GRADE_OVER_M && from > 0 {
            from -= 1;
            run = hi_m - distance_m[from];
        }
        // Missing where one of the two is.
        let rise = altitude_m[hi] - altitude_m[from];
        if run >= GRADE_OVER_M && altitude.is_present() {
            *grade = rise / run as f32;
        }
    }
    grades
}
