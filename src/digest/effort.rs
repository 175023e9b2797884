//! Effort: how hard a run was, in what intensity needs and no more room than that: moving time, the first
//! three minutes left out for heart rate, which rises late.

use std::array;

use super::HrHistogram;
use super::best;
use super::moments::Moments;
use crate::activity::{Column, Entry};

/// Moving time that is left out for heart rate, s.
const RISE_S: f64 = 180.0;
/// Length of the stretches whose mean speed is kept, s of moving time.
const STRETCH_S: f64 = 30.0;
/// Cadence below which no sensor takes steps for beats, steps/min.
const LOCK_FROM_SPM: f32 = 100.0;
/// A heart rate this close to the cadence may be the cadence, bpm.
const LOCK_BPM: f32 = 3.0;

/// Heart rate while moving, after the first three minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct HrEffort {
    /// Seconds at each heart rate, bpm.
    pub seconds: Box<[f32; HrHistogram::BINS]>,
    /// Share of that time with a heart rate, 0..=1.
    pub coverage: f64,
    /// Share of the time with heart rate at which it equals the cadence, 0..=1.
    pub lock_share: f64,
    /// Best mean over 20 min, bpm.
    pub best_20min_bpm: Option<f64>,
}

/// Grade-adjusted speed while moving.
#[derive(Clone, Debug, PartialEq)]
pub struct PaceEffort {
    /// Mean, m/s.
    pub mean_mps: f64,
    /// Number of 30 s stretches at each mean speed: bin k holds speeds nearest to k * [`Self::BIN_MPS`].
    pub stretches: Vec<u16>,
    /// Best 30 min by speed over ground, m/s.
    pub best_30min_mps: Option<f64>,
}

impl HrEffort {
    /// Seconds with a heart rate.
    #[must_use]
    pub fn covered_s(&self) -> f64 {
        self.seconds.iter().fold(0.0, |sum, s| sum + f64::from(*s))
    }

    /// Time-weighted mean, bpm; `None` without any time.
    #[must_use]
    pub fn mean_bpm(&self) -> Option<f64> {
        let covered_s = self.covered_s();
        let beats =
            (0_u32..).zip(&self.seconds[..]).fold(0.0, |sum, (bpm, s)| sum + f64::from(bpm) * f64::from(*s));
        (covered_s > 0.0).then(|| beats / covered_s)
    }

    /// The heart rate below which `share` of the time lies, bpm.
    #[must_use]
    pub fn quantile_bpm(&self, share: f64) -> Option<f64> {
        let covered_s = self.covered_s();
        let mut below_s = 0.0;
        let at = self.seconds.iter().position(|s| {
            below_s += f64::from(*s);
            below_s >= share * covered_s
        })?;
        (covered_s > 0.0).then_some(at as f64)
    }

    /// Minutes at or above a heart rate.
    #[must_use]
    pub fn minutes_from(&self, bpm: f64) -> f64 {
        let above = (0_u32..).zip(&self.seconds[..]).filter(|(at, _)| f64::from(*at) >= bpm);
        above.fold(0.0, |sum, (_, s)| sum + f64::from(*s)) / 60.0
    }
}

impl PaceEffort {
    /// Width of a bin, m/s.
    pub const BIN_MPS: f64 = 0.02;
    /// Number of bins at most: nobody keeps 9 m/s for half a minute in an easy run.
    const MAX_BINS: usize = 450;

    /// The speed below which `share` of the stretches lie, m/s; `None` without any.
    #[must_use]
    pub fn quantile_mps(&self, share: f64) -> Option<f64> {
        let total: u32 = self.stretches.iter().map(|n| u32::from(*n)).sum();
        let mut below = 0;
        let bin = self.stretches.iter().position(|n| {
            below += u32::from(*n);
            total > 0 && f64::from(below) >= share * f64::from(total)
        })?;
        Some(bin as f64 * Self::BIN_MPS)
    }

    /// Minutes in stretches at or above a speed.
    #[must_use]
    pub fn minutes_from(&self, mps: f64) -> f64 {
        let first = mps / Self::BIN_MPS - 1e-9;
        let above = (0_u32..).zip(&self.stretches).filter(|(bin, _)| f64::from(*bin) >= first);
        above.fold(0.0, |sum, (_, n)| sum + f64::from(*n)) * STRETCH_S / 60.0
    }
}

/// The effort by heart rate; `None` without any after the first minutes.
#[must_use]
pub fn heart_rate(moments: &Moments<'_>, cadence_spm: &Column<f32>) -> Option<HrEffort> {
    let start = after_rise(moments);
    let moving = &moments.moving_s[start..];
    let channels = moments.hr_bpm.raw()[start..].iter().zip(&cadence_spm.raw()[start..]);
    // Neighbours are often of the same bin: in two histograms in turn one need not wait for the other.
    let mut seconds = [[0.0_f32; HrHistogram::BINS]; 2];
    let (mut moving_s, mut hr_s, mut locked_s) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (i, (dt_s, (hr, spm))) in moving.iter().zip(channels).enumerate() {
        moving_s += f64::from(*dt_s);
        if hr.is_present() {
            seconds[i % 2][usize::from(*hr)] += dt_s;
            hr_s += f64::from(*dt_s);
            // A missing cadence is NaN and no lock.
            let locked = *spm > LOCK_FROM_SPM && (f32::from(*hr) - spm).abs() <= LOCK_BPM;
            locked_s += if locked { f64::from(*dt_s) } else { 0.0 };
        }
    }
    (hr_s > 0.0).then(|| HrEffort {
        seconds: Box::new(array::from_fn(|bpm| seconds[0][bpm] + seconds[1][bpm])),
        coverage: (hr_s / moving_s).min(1.0),
        lock_share: locked_s / hr_s,
        best_20min_bpm: best::heart_rate(moments, 1200.0),
    })
}

/// The first sample after the first minutes of moving.
fn after_rise(moments: &Moments<'_>) -> usize {
    let mut moved_s = 0.0;
    let rises = |dt_s: &f32| {
        moved_s += f64::from(*dt_s);
        moved_s > RISE_S
    };
    moments.moving_s.iter().position(rises).unwrap_or(moments.moving_s.len())
}

/// The effort by speed, `best_30min_mps` as found by [`best::half_hour`]; `None` without speed.
#[must_use]
pub fn pace(moments: &Moments<'_>, best_30min_mps: Option<f64>) -> Option<PaceEffort> {
    let (mut moving_s, mut gap_m) = (0.0, 0.0);
    let (mut stretch_s, mut stretch_m) = (0.0, 0.0);
    let mut stretches = vec![0_u16; PaceEffort::MAX_BINS];
    for (dt_s, mps) in moments.moving_s.iter().zip(moments.gap_mps.raw()) {
        if !mps.is_present() {
            continue;
        }
        let seconds = f64::from(*dt_s);
        stretch_s += seconds;
        stretch_m += seconds * f64::from(*mps);
        if stretch_s >= STRETCH_S {
            let bin =
                ((stretch_m / stretch_s / PaceEffort::BIN_MPS + 0.5) as usize).min(PaceEffort::MAX_BINS - 1);
            // A sample of a sparse recording can be longer than a stretch; it counts as one.
            stretches[bin] = stretches[bin].saturating_add(1);
            (moving_s, gap_m) = (moving_s + stretch_s, gap_m + stretch_m);
            (stretch_s, stretch_m) = (0.0, 0.0);
        }
    }
    (moving_s, gap_m) = (moving_s + stretch_s, gap_m + stretch_m);
    let used = stretches.iter().rposition(|n| *n > 0).map_or(0, |last| last + 1);
    stretches.truncate(used);
    stretches.shrink_to_fit();
    (moving_s > 0.0).then(|| PaceEffort { mean_mps: gap_m / moving_s, stretches, best_30min_mps })
}
