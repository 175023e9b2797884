//! Best: the best half hour, and the highest heart rate that is no artefact.

use super::moments::Moment;
use crate::clean::heart_rate::median_of_five;
use crate::clean::{CleanActivity, Link};

const HALF_HOUR_S: f64 = 1800.0;
/// Sums of seconds are compared with this tolerance.
const ROUNDING_S: f64 = 1e-3;
/// Share of a half hour that must have the channel.
const COVERAGE: f64 = 0.9;
/// Length of the window of the peak, and the longest hole in it.
const PEAK_MS: u32 = 30_000;

/// Highest mean heart rate (bpm) and grade-adjusted speed (m/s) over 30 min of moving timer time.
/// `None` for a channel that no window of 30 min without a gap has for 90 % of its time.
#[must_use]
pub fn half_hour(moments: &[Moment]) -> (Option<f64>, Option<f64>) {
    let mut window = Window::default();
    let (mut best_hr, mut best_gap) = (None::<f64>, None::<f64>);
    let mut first = 0;
    for (i, moment) in moments.iter().enumerate() {
        if moment.after_gap {
            window = Window::default();
            first = i;
        }
        window.add(moment, 1.0);
        while first < i && window.seconds - moments[first].moving_s() >= HALF_HOUR_S - ROUNDING_S {
            window.add(&moments[first], -1.0);
            first += 1;
        }
        if window.seconds >= HALF_HOUR_S - ROUNDING_S {
            best_hr = higher(best_hr, window.mean(window.beats, window.hr_s));
            best_gap = higher(best_gap, window.mean(window.gap_m, window.gap_s));
        }
    }
    (best_hr, best_gap)
}

fn higher(best: Option<f64>, next: Option<f64>) -> Option<f64> {
    match (best, next) {
        (Some(best), Some(next)) => Some(best.max(next)),
        _ => best.or(next),
    }
}

#[derive(Default)]
struct Window {
    seconds: f64,
    hr_s: f64,
    beats: f64,
    gap_s: f64,
    gap_m: f64,
}

impl Window {
    fn add(&mut self, moment: &Moment, sign: f64) {
        let seconds = sign * moment.moving_s();
        self.seconds += seconds;
        if let Some(hr) = moment.hr_bpm {
            self.hr_s += seconds;
            self.beats += seconds * f64::from(hr);
        }
        if let Some(speed) = moment.gap_mps {
            self.gap_s += seconds;
            self.gap_m += seconds * f64::from(speed);
        }
    }

    fn mean(&self, sum: f64, seconds: f64) -> Option<f64> {
        (seconds > 0.0 && seconds >= COVERAGE * self.seconds).then(|| sum / seconds)
    }
}

/// One heart rate and the milliseconds that it stands for; `fresh`: nothing before it counts.
#[derive(Clone, Copy)]
struct Beat {
    bpm: u8,
    fresh: bool,
    ms: u32,
}

/// Highest median of heart rate over 30 s, of medians of five samples, bpm. `None` with less than
/// 30 s of uninterrupted heart rate.
// METHOD: METRICS' estimate of a maximum. A sensor spike lasts a few samples and changes no median.
#[must_use]
pub fn hr_peak(clean: &CleanActivity) -> Option<f64> {
    let beats = smoothed(beats(clean));
    // The window is `first..=i`. Its median is above `peak` when more than half of its time is,
    // so `peak` is raised until no more than half is above it.
    let (mut first, mut total_ms, mut above_ms) = (0, 0, 0);
    let mut peak = 0;
    for (i, beat) in beats.iter().enumerate() {
        if beat.fresh {
            (first, total_ms, above_ms) = (i, 0, 0);
        }
        total_ms += beat.ms;
        above_ms += beat.ms_above(peak);
        while total_ms - beats[first].ms >= PEAK_MS {
            total_ms -= beats[first].ms;
            above_ms -= beats[first].ms_above(peak);
            first += 1;
        }
        while total_ms >= PEAK_MS && 2 * above_ms > total_ms {
            peak += 1;
            above_ms = beats[first..=i].iter().map(|beat| beat.ms_above(peak)).sum();
        }
    }
    (peak > 0).then(|| f64::from(peak))
}

impl Beat {
    const fn ms_above(self, bpm: u8) -> u32 {
        if self.bpm > bpm { self.ms } else { 0 }
    }
}

fn beats(clean: &CleanActivity) -> Vec<Beat> {
    let mut beats = Vec::with_capacity(clean.activity.samples.len());
    let (mut missing_ms, mut fresh) = (0, true);
    for (i, sample) in clean.activity.samples.iter().enumerate() {
        let ms = (clean.dt_s[i] * 1000.0) as u32;
        if clean.link[i] == Link::AfterGap {
            // One sample after a gap stands for 30 s: too much for a peak.
            fresh = true;
            continue;
        }
        match sample.heart_rate_bpm {
            Some(bpm) if ms > 0 => {
                beats.push(Beat { bpm, ms, fresh: fresh || missing_ms > PEAK_MS });
                (missing_ms, fresh) = (0, false);
            }
            Some(_) => {}
            None => missing_ms += ms,
        }
    }
    beats
}

/// The beats with the median of the five around each; the first and last two as they are.
fn smoothed(mut beats: Vec<Beat>) -> Vec<Beat> {
    // A plain array of bytes, so that the compiler finds medians for many samples at once.
    let bpm: Vec<u8> = beats.iter().map(|beat| beat.bpm).collect();
    let medians: Vec<u8> = bpm
        .iter()
        .zip(bpm.iter().skip(1))
        .zip(bpm.iter().skip(2))
        .zip(bpm.iter().skip(3))
        .zip(bpm.iter().skip(4))
        .map(|((((a, b), c), d), e)| median_of_five([*a, *b, *c, *d, *e]))
        .collect();
    for (beat, median) in beats.iter_mut().skip(2).zip(medians) {
        beat.bpm = median;
    }
    beats
}
