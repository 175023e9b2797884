//! Electrodes: heart rates of dry electrodes and of static electricity out.
//!
//! METHOD: a strap that is not yet wet, or a shirt that is charged, counts 200 and more for some minutes. Such a
//! stretch is far above the rest of its run, is run no faster than the rest, and ends faster than a heart slows down
//! or is there from the start. All of it is asked for: a sprint is faster, a climb is harder, and after both the
//! heart rate falls slowly (a trained heart loses less than 20 beats in 20 s).

use super::{Choice, CleanActivity, CleanLog, Link};
use crate::activity::Entry;
use crate::grade::heart_rate_factor;

/// No heart rate falls so far ...
const FALL_BPM: u8 = 25;
/// ... in so short a time, ms.
const FALL_MS: i64 = 20_000;
/// Far above the rest of the run, bpm.
const FAR_BPM: u8 = 15;
/// The highest heart rates of the rest count from so long on, s.
const HELD_S: f64 = 10.0;
/// By then sweat conducts, s.
const DRY_S: f64 = 600.0;
/// Longer bursts are no artefact that is known, s, nor those that take more than a third of the time.
const LONGEST_S: f64 = 900.0;
const MOST_OF_TIME: f64 = 1.0 / 3.0;
/// The rest must last so long, s.
const LEAST_REST_S: f64 = 600.0;
/// A stretch this much faster than the rest is a harder one.
const FASTER: f64 = 1.10;
/// Steeper than this the first minutes are harder for the climb.
const CLIMB: f64 = 0.02;
/// Slower is standing, m/s.
const STANDING_MPS: f32 = 0.5;
/// So many samples are looked at together: a multiple of what vector instructions take.
const BLOCK: usize = 128;

/// Samples, the end excluded.
type Stretch = std::ops::Range<usize>;

/// Drops the bursts that end too fast, and the first minutes where they are far above all others.
pub fn clean(clean: &mut CleanActivity, log: &mut CleanLog) {
    let bursts = bursts(clean);
    let mut dropped_s = drop(clean, bursts);
    let first = first_minutes(clean);
    dropped_s += drop(clean, first.into_iter().collect());
    if dropped_s > 0.0 {
        let what =
            "far above the rest of the run at no higher speed (dry electrodes, static electricity): dropped";
        let words = format!("{dropped_s:.0} s of heart rate {what}");
        log.choices.push(Choice::new(format!("heart rate {what}"), words));
    }
}

/// Takes the heart rates out; their seconds.
fn drop(clean: &mut CleanActivity, stretches: Vec<Stretch>) -> f64 {
    let mut dropped_s = 0.0;
    for i in stretches.into_iter().flatten() {
        let bpm = &mut clean.activity.samples.heart_rate_bpm.raw_mut()[i];
        dropped_s += if bpm.is_present() { f64::from(clean.dt_s[i]) } else { 0.0 };
        *bpm = u8::MISSING;
    }
    dropped_s
}

/// All stretches before a fall that is too fast, where together they are far above the rest and no faster.
fn bursts(clean: &CleanActivity) -> Vec<Stretch> {
    let bpm = clean.activity.samples.heart_rate_bpm.raw();
    let suspicious = suspicious(clean);
    if suspicious.is_empty() || !has_gap(bpm) {
        return Vec::new();
    }
    let mut bursts: Vec<Stretch> = Vec::new();
    let mut free = 0;
    for (high, low) in falls(clean, &suspicious) {
        if high < free {
            continue;
        }
        let above = |bpm: &u8| !bpm.is_present() || *bpm > bpm_at(clean, low).saturating_add(FAR_BPM);
        let from = high - bpm[free..high].iter().rev().take_while(|bpm| above(bpm)).count();
        bursts.push(from..low);
        free = low;
    }
    let inside = |i: usize| {
        let next = bursts.partition_point(|burst| burst.end <= i);
        bursts.get(next).is_some_and(|burst| burst.contains(&i))
    };
    let (burst, rest) = (Part::of(clean, inside), Part::of(clean, |i| !inside(i)));
    let short = burst.hr_s <= LONGEST_S && burst.hr_s <= MOST_OF_TIME * (burst.hr_s + rest.hr_s);
    if short && burst.is_far_above(&rest) && !burst.is_faster(&rest) {
        return bursts;
    }
    Vec::new()
}

fn bpm_at(clean: &CleanActivity, i: usize) -> u8 {
    clean.activity.samples.heart_rate_bpm.raw()[i]
}

/// The first minutes where nearly all of them are far above everything that follows, on the flat and no faster.
fn first_minutes(clean: &CleanActivity) -> Option<Stretch> {
    let bpm = clean.activity.samples.heart_rate_bpm.raw();
    let dry = clean.covered_s.partition_point(|covered_s| *covered_s <= DRY_S).min(bpm.len());
    let highest = |bpm: &[u8]| bpm.iter().fold(0, |highest, bpm| highest.max(*bpm));
    let later = highest(&bpm[dry..]);
    if later == 0 || highest(&bpm[..dry]) < later.saturating_add(FAR_BPM) {
        return None;
    }
    let to = 1 + bpm[..dry].iter().rposition(|bpm| *bpm > later)?;
    let (first, rest) = (Part::of(clean, |i| i < to), Part::of(clean, |i| i >= dry));
    let known = first.gap_mps().is_some() && clean.grade.any();
    let flat = known && first.climb_m <= CLIMB * first.metres;
    let mostly = 2.0 * first.seconds_above(later) > first.hr_s;
    (flat && mostly && rest.hr_s >= LEAST_REST_S && !first.is_faster(&rest)).then_some(0..to)
}

/// First samples of the blocks in which a heart rate may fall too fast.
fn suspicious(clean: &CleanActivity) -> Vec<usize> {
    let bpm = clean.activity.samples.heart_rate_bpm.raw();
    let Some(covered_s) = clean.covered_s.last() else { return Vec::new() };
    let a_second = bpm.len() as f64 / covered_s.max(1.0);
    let lag = ((FALL_MS as f64 / 1000.0 * a_second) as usize).clamp(1, bpm.len());
    // Missing entries are 0 and look like a fall.
    let falls = |from: &usize| {
        let pairs = bpm[*from..].iter().zip(&bpm[(from + lag).min(bpm.len())..]).take(BLOCK);
        pairs.fold(false, |any, (high, low)| any | (high.saturating_sub(*low) >= FALL_BPM))
    };
    (0..bpm.len()).step_by(BLOCK).filter(falls).collect()
}

/// True where hardly any sample lies in some band above the middle one: only then a part is far above the rest.
fn has_gap(bpm: &[u8]) -> bool {
    let mut samples = [0_usize; 256];
    bpm.iter().for_each(|bpm| samples[usize::from(*bpm)] += 1);
    samples[0] = 0;
    let present: usize = samples.iter().sum();
    let mut below = 0;
    let middle = samples.iter().position(|n| {
        below += n;
        2 * below >= present
    });
    let highest = samples.iter().rposition(|n| *n > 0);
    let above = middle.zip(highest).map_or(&[][..], |(middle, highest)| &samples[middle..=highest]);
    above.windows(usize::from(FAR_BPM)).any(|band| band.iter().sum::<usize>() <= 30 + present / 50)
}

/// Falls that are too fast in some blocks: the last sample before and the first one after, in order.
fn falls(clean: &CleanActivity, blocks: &[usize]) -> Vec<(usize, usize)> {
    let samples = &clean.activity.samples;
    let bpm = samples.heart_rate_bpm.raw();
    let highs = blocks.iter().flat_map(|from| *from..bpm.len().min(from + BLOCK));
    let fall = |high: usize| {
        let near = |low: &usize| {
            samples.time[*low].0 - samples.time[high].0 <= FALL_MS && clean.link[*low] == Link::Joined
        };
        let mut after = (high + 1..bpm.len()).take_while(near);
        let fell = |low: &usize| bpm[*low].is_present() && bpm[high].saturating_sub(bpm[*low]) >= FALL_BPM;
        Some((high, after.find(fell)?))
    };
    highs.filter(|high| bpm[*high].is_present()).filter_map(fall).collect()
}

/// What a part of the recording adds up to.
struct Part {
    /// Seconds at each heart rate, bpm.
    at_s: [f64; 256],
    hr_s: f64,
    moving_s: f64,
    /// Metres, grade-adjusted and over ground, and the climb less the descent.
    gap_m: f64,
    metres: f64,
    climb_m: f64,
}

impl Part {
    fn of(clean: &CleanActivity, holds: impl Fn(usize) -> bool) -> Self {
        let mut part =
            Self { at_s: [0.0; 256], hr_s: 0.0, moving_s: 0.0, gap_m: 0.0, metres: 0.0, climb_m: 0.0 };
        for i in (0..clean.dt_s.len()).filter(|i| holds(*i)) {
            let seconds = f64::from(clean.dt_s[i]);
            if let Some(bpm) = clean.activity.samples.heart_rate_bpm.get(i) {
                part.at_s[usize::from(bpm)] += seconds;
                part.hr_s += seconds;
            }
            if let Some(mps) = clean.speed_mps.get(i).filter(|mps| *mps >= STANDING_MPS) {
                // Without a grade as on the flat.
                let grade = clean.grade.get(i).map_or(0.0, f64::from);
                let metres = f64::from(mps) * seconds;
                part.moving_s += seconds;
                part.metres += metres;
                part.climb_m += grade * metres;
                part.gap_m += metres * heart_rate_factor(grade);
            }
        }
        part
    }

    fn gap_mps(&self) -> Option<f64> {
        (self.moving_s > 0.0).then(|| self.gap_m / self.moving_s)
    }

    /// Without speeds nothing is faster.
    fn is_faster(&self, rest: &Self) -> bool {
        self.gap_mps().zip(rest.gap_mps()).is_some_and(|(own, rest)| own > FASTER * rest)
    }

    fn seconds_above(&self, bpm: u8) -> f64 {
        self.at_s[usize::from(bpm) + 1..].iter().sum()
    }

    /// Its median is far above what the rest holds for some seconds.
    fn is_far_above(&self, rest: &Self) -> bool {
        let highest = (0..=u8::MAX).rev().find(|bpm| rest.seconds_above(bpm.saturating_sub(1)) >= HELD_S);
        let far = highest.map(|highest| highest.saturating_add(FAR_BPM));
        rest.hr_s >= LEAST_REST_S && far.is_some_and(|far| 2.0 * self.seconds_above(far) >= self.hr_s)
    }
}
