//! Best: the best half hour and twenty minutes, and the highest heart rate that is no artefact.

use super::moments::Moments;
use crate::activity::Entry;
use crate::clean::heart_rate::median_of_five;
use crate::clean::{CleanActivity, Link};

const HALF_HOUR_S: f64 = 1800.0;
const TWENTY_MIN_S: f64 = 1200.0;
/// Sums of seconds are compared with this tolerance.
const ROUNDING_S: f64 = 1e-3;
/// Share of a window that must have the channel.
const COVERAGE: f64 = 0.9;
/// Length of the window of the peak, and the longest hole in it.
const PEAK_MS: u32 = 30_000;

/// The best means of moving timer time; `None` for a channel that no window of that length without a gap has for
/// 90 % of its time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Means {
    /// Highest mean heart rate over 30 min, bpm.
    pub hr_30min_bpm: Option<f64>,
    /// Highest mean heart rate over 20 min, bpm.
    pub hr_20min_bpm: Option<f64>,
    /// Highest mean grade-adjusted speed over 30 min, m/s.
    pub gap_30min_mps: Option<f64>,
    /// Highest mean speed over ground over 30 min, m/s.
    pub speed_30min_mps: Option<f64>,
}

/// The best means of an activity.
#[must_use]
pub fn means(moments: &Moments<'_>) -> Means {
    let integrals = Integrals::of(moments);
    let [hr_30min_bpm, gap_30min_mps, speed_30min_mps] =
        integrals.highest(moments.link, HALF_HOUR_S, [BEATS, GAP, WAY]);
    let [hr_20min_bpm] = integrals.highest(moments.link, TWENTY_MIN_S, [BEATS]);
    Means { hr_30min_bpm, hr_20min_bpm, gap_30min_mps, speed_30min_mps }
}

/// Below every mean.
const NONE: f64 = -1.0;

/// Places of the channels in [`Integrals::sums`]; moving seconds are the first.
const BEATS: usize = 1;
const GAP: usize = 2;
const WAY: usize = 3;

/// Running sums before each sample and after the last: a window is the difference of two, however long it is.
struct Integrals {
    /// Moving seconds, beats (bpm s), and metres, grade-adjusted and over ground.
    sums: Vec<[f64; 4]>,
    /// Moving seconds in which the channel of that place is present; `None`: all channels always are.
    covered_s: Option<Vec<[f64; 4]>>,
}

impl Integrals {
    fn of(moments: &Moments<'_>) -> Self {
        let complete =
            moments.hr_bpm.is_complete() && moments.gap_mps.is_complete() && moments.speed_mps.is_complete();
        let channels = moments.gap_mps.raw().iter().zip(moments.speed_mps.raw());
        let values = moments.hr_bpm.raw().iter().zip(channels);
        let samples = moments.moving_s.iter().zip(values);
        let parts = samples.map(|(moving_s, (hr, (gap, speed)))| {
            let present = [hr.is_present(), gap.is_present(), speed.is_present()];
            (f64::from(*moving_s), [f32::from(*hr), *gap, *speed], present)
        });
        if complete {
            let integral = |(seconds, values, _): (f64, [f32; 3], [bool; 3])| {
                let [beats, gap, way] = values.map(|value| seconds * f64::from(value));
                [seconds, beats, gap, way]
            };
            return Self { covered_s: None, sums: running(parts.map(integral)) };
        }
        let integral = |(seconds, values, present): (f64, [f32; 3], [bool; 3])| {
            let [beats, gap, way] =
                std::array::from_fn(|k| if present[k] { seconds * f64::from(values[k]) } else { 0.0 });
            [seconds, beats, gap, way]
        };
        let covered = |(seconds, _, present): (f64, [f32; 3], [bool; 3])| {
            let [beats, gap, way] = present.map(|present| if present { seconds } else { 0.0 });
            [seconds, beats, gap, way]
        };
        Self { covered_s: Some(running(parts.clone().map(covered))), sums: running(parts.map(integral)) }
    }

    /// Highest means of `channels` over windows of `length_s`.
    fn highest<const N: usize>(
        &self,
        link: &[Link],
        length_s: f64,
        channels: [usize; N],
    ) -> [Option<f64>; N] {
        let best = match &self.covered_s {
            None => self.scan(link, length_s, channels, |_, _, _, seconds| seconds),
            Some(covered) => self.scan(link, length_s, channels, |from, to, channel, seconds| {
                let covered_s = covered[to][channel] - covered[from][channel];
                // Too little of it: no mean is higher than none.
                if covered_s >= COVERAGE * seconds { covered_s } else { f64::NAN }
            }),
        };
        best.map(|best| (best > NONE).then_some(best))
    }

    /// `covered_s`: seconds of a channel between two places, from both, the channel and the seconds in all.
    #[inline(always)]
    fn scan<const N: usize>(
        &self,
        link: &[Link],
        length_s: f64,
        channels: [usize; N],
        covered_s: impl Fn(usize, usize, usize, f64) -> f64,
    ) -> [f64; N] {
        let length_s = length_s - ROUNDING_S;
        let mut best = [NONE; N];
        let Some((first, after)) = self.sums.split_first() else { return best };
        // The window begins at `from`, with the sums `start`; `next` are those one sample later.
        let (mut from, mut start, mut next) = (0, first, after.first().unwrap_or(first));
        for (i, (link, to)) in link.iter().zip(after).enumerate() {
            if *link == Link::AfterGap {
                (from, start, next) = (i, &self.sums[i], to);
            }
            while to[0] - next[0] >= length_s {
                from += 1;
                (start, next) = (next, &after[from]);
            }
            let seconds = to[0] - start[0];
            if seconds >= length_s {
                for (best, channel) in best.iter_mut().zip(channels) {
                    let covered_s = covered_s(from, i + 1, channel, seconds);
                    let mean = (to[channel] - start[channel]) / covered_s;
                    // Divided whether it is higher or not: the heart rate drifts, and often it is.
                    *best = if mean > *best { mean } else { *best };
                }
            }
        }
        best
    }
}

/// The sums before each of `parts` and after the last.
fn running(parts: impl Iterator<Item = [f64; 4]>) -> Vec<[f64; 4]> {
    let mut sums = Vec::with_capacity(parts.size_hint().0 + 1);
    let mut sum = [0.0; 4];
    sums.push(sum);
    sums.extend(parts.map(|part| {
        sum = std::array::from_fn(|k| sum[k] + part[k]);
        sum
    }));
    sums
}

/// Heart rates and the milliseconds that each covers, by channel.
#[derive(Default)]
struct Beats {
    bpm: Vec<u8>,
    ms: Vec<u32>,
    /// Places of beats before which nothing counts, in order.
    fresh: Vec<usize>,
}

/// Highest median of heart rate over 30 s, of medians of five samples, bpm. `None` with less than
/// 30 s of uninterrupted heart rate.
// METHOD: a maximum is estimated from medians: a sensor spike lasts a few samples and changes no median.
#[must_use]
pub fn hr_peak(clean: &CleanActivity) -> Option<f64> {
    let Beats { bpm, ms, fresh } = beats_throughout(clean).unwrap_or_else(|| beats(clean));
    let bpm = smoothed(bpm);
    let mut peak = 0;
    for (i, &from) in fresh.iter().enumerate() {
        let to = fresh.get(i + 1).copied().unwrap_or(bpm.len());
        peak = raised(peak, &bpm[from..to], &ms[from..to]);
    }
    (peak > 0).then(|| f64::from(peak))
}

/// `peak`, or the highest median over 30 s of uninterrupted beats where that is higher.
fn raised(peak: u8, bpm: &[u8], ms: &[u32]) -> u8 {
    // The highest beats first: then only what is near a beat above their median is left to be looked at.
    let highest = bpm.iter().fold(0, |highest, bpm| highest.max(*bpm));
    let at = bpm.iter().position(|bpm| *bpm == highest).unwrap_or(0);
    let (mut peak, _) = raised_from(at, peak, bpm, ms);
    let mut next = first_above(peak, 0, bpm);
    while let Some(at) = next {
        let (raised, end) = raised_from(at, peak, bpm, ms);
        peak = raised;
        next = first_above(peak, end, bpm);
    }
    peak
}

/// The first place at or after `from` where `bpm` is above `peak`.
fn first_above(peak: u8, from: usize, bpm: &[u8]) -> Option<usize> {
    /// So many are looked at together: a multiple of what vector instructions take.
    const BLOCK: usize = 64;
    let above = |block: &[u8]| block.iter().fold(false, |any, bpm| any | (*bpm > peak));
    let block = bpm[from..].chunks(BLOCK).position(above)?;
    let start = from + block * BLOCK;
    bpm[start..].iter().position(|bpm| *bpm > peak).map(|i| start + i)
}

/// `peak` raised by the windows that end with beat `at` or later, as far as one of their beats is above it;
/// and where the windows begin that are not looked at.
fn raised_from(at: usize, mut peak: u8, bpm: &[u8], ms: &[u32]) -> (u8, usize) {
    // The window is `first..=i`. Its median is above `peak` when more than half of its time is,
    // so `peak` is raised until no more than half is above it.
    let above = |i: usize, peak: u8| if bpm[i] > peak { ms[i] } else { 0 };
    let (mut first, mut total_ms) = (at, 0);
    while first > 0 && total_ms < PEAK_MS {
        first -= 1;
        total_ms += ms[first];
    }
    let mut above_ms: u32 = (first..at).map(|k| above(k, peak)).sum();
    for i in at..bpm.len() {
        total_ms += ms[i];
        above_ms += above(i, peak);
        while total_ms - ms[first] >= PEAK_MS {
            total_ms -= ms[first];
            above_ms -= above(first, peak);
            first += 1;
        }
        while total_ms >= PEAK_MS && 2 * above_ms > total_ms {
            peak += 1;
            above_ms = (first..=i).map(|k| above(k, peak)).sum();
        }
        if above_ms == 0 {
            return (peak, i + 1);
        }
    }
    (peak, bpm.len())
}

fn beats(clean: &CleanActivity) -> Beats {
    let samples = &clean.activity.samples;
    let mut beats = Beats {
        bpm: Vec::with_capacity(samples.len()),
        ms: Vec::with_capacity(samples.len()),
        fresh: Vec::new(),
    };
    let (mut missing_ms, mut fresh) = (0, true);
    for ((hr, dt_s), link) in samples.heart_rate_bpm.iter().zip(&clean.dt_s).zip(&clean.link) {
        let ms = milliseconds(*dt_s);
        if *link == Link::AfterGap {
            // One sample after a gap stands for 30 s: too much for a peak.
            fresh = true;
            continue;
        }
        match hr {
            Some(bpm) if ms > 0 => {
                if fresh || missing_ms > PEAK_MS {
                    beats.fresh.push(beats.bpm.len());
                }
                beats.bpm.push(bpm);
                beats.ms.push(ms);
                (missing_ms, fresh) = (0, false);
            }
            Some(_) => {}
            None => missing_ms += ms,
        }
    }
    beats
}

/// The beats of a recording that has a heart rate throughout, as most have; `None` for others.
fn beats_throughout(clean: &CleanActivity) -> Option<Beats> {
    let heart_rates = &clean.activity.samples.heart_rate_bpm;
    // The first sample stands for no time.
    let (_, bpm) = heart_rates.raw().split_first()?;
    let (_, dt_s) = clean.dt_s.split_first()?;
    let without_gap = clean.link.iter().fold(true, |all, link| all & (*link != Link::AfterGap));
    let each_counts = dt_s.iter().fold(true, |all, dt_s| all & (milliseconds(*dt_s) > 0));
    (without_gap && each_counts && heart_rates.is_complete()).then(|| Beats {
        bpm: bpm.to_vec(),
        ms: dt_s.iter().map(|dt_s| milliseconds(*dt_s)).collect(),
        fresh: vec![0],
    })
}

/// By way of signed numbers, for which there are vector instructions.
#[inline(always)]
fn milliseconds(dt_s: f32) -> u32 {
    (dt_s * 1000.0) as i32 as u32
}

/// The median of the five around each; the first and last two as they are.
fn smoothed(bpm: Vec<u8>) -> Vec<u8> {
    let mut smoothed = bpm.clone();
    // Plain arrays of bytes, so that the compiler finds medians for many samples at once.
    let fives = bpm
        .iter()
        .zip(bpm.iter().skip(1))
        .zip(bpm.iter().skip(2))
        .zip(bpm.iter().skip(3))
        .zip(bpm.iter().skip(4));
    for (median, ((((a, b), c), d), e)) in smoothed.iter_mut().skip(2).zip(fives) {
        *median = median_of_five([*a, *b, *c, *d, *e]);
    }
    smoothed
}
