//! Best: the best half hour, and the highest heart rate that is no artefact.

use super::Moment;
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
            self.gap_m += seconds * speed;
        }
    }

    fn mean(&self, sum: f64, seconds: f64) -> Option<f64> {
        (seconds > 0.0 && seconds >= COVERAGE * self.seconds).then(|| sum / seconds)
    }
}

/// One heart rate and the milliseconds that it stands for; `fresh`: nothing before it counts.
struct Beat {
    bpm: u8,
    ms: u32,
    fresh: bool,
}

/// Highest median of heart rate over 30 s, of medians of five samples, bpm. `None` with less than
/// 30 s of uninterrupted heart rate.
// METHOD: METRICS' estimate of a maximum. A sensor spike lasts a few samples and changes no median.
#[must_use]
pub fn hr_peak(clean: &CleanActivity) -> Option<f64> {
    let beats = beats(clean);
    let mut window = MedianWindow::new();
    let (mut first, mut peak) = (0, None);
    for (i, beat) in beats.iter().enumerate() {
        if beat.fresh {
            window = MedianWindow::new();
            first = i;
        }
        window.add(smoothed(&beats, i), beat.ms);
        while window.total_ms - beats[first].ms >= PEAK_MS {
            window.remove(smoothed(&beats, first), beats[first].ms);
            first += 1;
        }
        if window.total_ms >= PEAK_MS {
            peak = peak.max(Some(window.median()));
        }
    }
    peak.map(f64::from)
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

/// Median of the five heart rates around `i`; at the ends the heart rate itself.
fn smoothed(beats: &[Beat], i: usize) -> u8 {
    match beats.get(i.wrapping_sub(2)..i + 3) {
        Some([a, b, c, d, e]) => median_of_five([a.bpm, b.bpm, c.bpm, d.bpm, e.bpm]),
        _ => beats[i].bpm,
    }
}

/// A sliding weighted median over 256 values.
struct MedianWindow {
    ms: [u32; 256],
    total_ms: u32,
    /// Candidate for the median, and the time at lower values.
    at: u8,
    below_ms: u32,
}

impl MedianWindow {
    const fn new() -> Self {
        Self { ms: [0; 256], total_ms: 0, at: 0, below_ms: 0 }
    }

    fn add(&mut self, bpm: u8, ms: u32) {
        self.ms[usize::from(bpm)] += ms;
        self.total_ms += ms;
        if bpm < self.at {
            self.below_ms += ms;
        }
    }

    fn remove(&mut self, bpm: u8, ms: u32) {
        self.ms[usize::from(bpm)] -= ms;
        self.total_ms -= ms;
        if bpm < self.at {
            self.below_ms -= ms;
        }
    }

    /// The lowest value at or below which lies half of the time. The window must not be empty.
    fn median(&mut self) -> u8 {
        while self.at > 0 && 2 * self.below_ms >= self.total_ms {
            self.at -= 1;
            self.below_ms -= self.ms[usize::from(self.at)];
        }
        while self.at < u8::MAX && 2 * (self.below_ms + self.ms[usize::from(self.at)]) < self.total_ms {
            self.below_ms += self.ms[usize::from(self.at)];
            self.at += 1;
        }
        self.at
    }
}
