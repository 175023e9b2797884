//! Best: the best half hour, and the highest heart rate that is no artefact.

use super::moments::Moments;
use crate::activity::Entry;
use crate::clean::heart_rate::median_of_five;
use crate::clean::{CleanActivity, Link};

const HALF_HOUR_S: f64 = 1800.0;
/// Sums of seconds are compared with this tolerance.
const ROUNDING_S: f64 = 1e-3;
/// Share of a half hour that must have the channel.
const COVERAGE: f64 = 0.9;
/// Length of the window of the peak, and the longest hole in it.
const PEAK_MS: u32 = 30_000;

/// The best half hour of moving timer time by each channel; `None` for a channel that no window of 30 min
/// without a gap has for 90 % of its time.
#[derive(Clone, Copy, Debug, Default)]
pub struct HalfHours {
    /// Highest mean heart rate, bpm.
    pub hr_bpm: Option<f64>,
    /// Highest mean grade-adjusted speed, m/s.
    pub gap_mps: Option<f64>,
    /// Highest mean speed over ground, m/s.
    pub speed_mps: Option<f64>,
}

/// The best half hours of an activity.
#[must_use]
pub fn half_hour(moments: &Moments<'_>) -> HalfHours {
    let [hr_bpm, gap_mps, speed_mps] = windows(moments, HALF_HOUR_S, |i| {
        [beats_or_nan(moments.hr_bpm.raw()[i]), moments.gap_mps.raw()[i], moments.speed_mps.raw()[i]]
    });
    HalfHours { hr_bpm, gap_mps, speed_mps }
}

/// Highest mean heart rate over `length_s` of moving timer time, bpm; `None` as for [`half_hour`].
#[must_use]
pub fn heart_rate(moments: &Moments<'_>, length_s: f64) -> Option<f64> {
    let [hr_bpm] = windows(moments, length_s, |i| [beats_or_nan(moments.hr_bpm.raw()[i])]);
    hr_bpm
}

#[inline(always)]
fn beats_or_nan(hr: u8) -> f32 {
    if hr.is_present() { f32::from(hr) } else { f32::NAN }
}

/// Highest means over windows of `length_s`; `values`: those of a sample, NaN where missing.
#[inline(always)]
fn windows<const N: usize>(
    moments: &Moments<'_>,
    length_s: f64,
    values: impl Fn(usize) -> [f32; N],
) -> [Option<f64>; N] {
    let n = moments.link.len();
    let moving_s = &moments.moving_s[..n];
    let sample = |i: usize| Window::of(f64::from(moving_s[i]), values(i));
    let (mut window, mut first) = (Window::default(), 0);
    let mut best = [NONE; N];
    for (i, link) in moments.link.iter().enumerate() {
        if *link == Link::AfterGap {
            window = Window::default();
            first = i;
        }
        window.add(sample(i));
        while window.seconds - f64::from(moving_s[first]) >= length_s - ROUNDING_S {
            window.remove(sample(first));
            first += 1;
        }
        if window.seconds >= length_s - ROUNDING_S {
            best = window.higher(best);
        }
    }
    best.map(|best| (best > NONE).then_some(best))
}

/// Below every mean.
const NONE: f64 = -1.0;

/// Sums over a window, of all channels: side by side for vector instructions.
#[derive(Clone, Copy)]
struct Window<const N: usize> {
    seconds: f64,
    /// Seconds in which the channel is present.
    covered_s: [f64; N],
    /// Over those the integral of the channel, bpm s or m.
    sum: [f64; N],
}

impl<const N: usize> Default for Window<N> {
    fn default() -> Self {
        Self { seconds: 0.0, covered_s: [0.0; N], sum: [0.0; N] }
    }
}

impl<const N: usize> Window<N> {
    /// Of one sample.
    #[inline(always)]
    fn of(seconds: f64, values: [f32; N]) -> Self {
        let present = values.map(|value| value >= 0.0);
        Self {
            seconds,
            covered_s: present.map(|present| if present { seconds } else { 0.0 }),
            sum: std::array::from_fn(|k| if present[k] { seconds * f64::from(values[k]) } else { 0.0 }),
        }
    }

    #[inline(always)]
    fn add(&mut self, other: Self) {
        self.seconds += other.seconds;
        for k in 0..N {
            self.covered_s[k] += other.covered_s[k];
            self.sum[k] += other.sum[k];
        }
    }

    #[inline(always)]
    fn remove(&mut self, other: Self) {
        self.seconds -= other.seconds;
        for k in 0..N {
            self.covered_s[k] -= other.covered_s[k];
            self.sum[k] -= other.sum[k];
        }
    }

    /// `best`, or the mean over the window where that is higher and well enough covered.
    // Divided whether it is higher or not: the heart rate drifts, and often it is.
    #[inline(always)]
    fn higher(&self, best: [f64; N]) -> [f64; N] {
        std::array::from_fn(|k| {
            let covered = self.covered_s[k] >= COVERAGE * self.seconds;
            let mean = if covered { self.sum[k] / self.covered_s[k] } else { NONE };
            if mean > best[k] { mean } else { best[k] }
        })
    }
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
// METHOD: METRICS' estimate of a maximum. A sensor spike lasts a few samples and changes no median.
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
