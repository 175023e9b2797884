//! Effort: how hard a run was, in what intensity needs and no more room than that: moving time, the first
//! three minutes left out for heart rate, which rises late.

use std::ops::Range;

use super::HrHistogram;
use super::moments::{Moments, Sums};
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
    /// Seconds at each heart rate.
    pub histogram: HrHistogram,
    /// Share of that time with a heart rate, 0..=1.
    pub coverage: f64,
    /// Share of the time with heart rate at which it equals the cadence, 0..=1.
    pub lock_share: f64,
    /// Best mean over 20 min, bpm.
    pub best_20min_bpm: Option<f64>,
}

impl HrEffort {
    /// Of two parts of one run.
    ///
    /// METHOD: seconds add up, so mean, percentiles and minutes above threshold are exact; so are the shares, each of
    /// its own time. The best 20 min may lie across the two: that of the better part is the least it was. The second
    /// part lacks its first three minutes, too.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let [own_s, other_s] = [self, other].map(|part| part.histogram.covered_s());
        // A share of no time is none.
        if own_s <= 0.0 || other_s <= 0.0 {
            return if own_s > 0.0 { self.clone() } else { other.clone() };
        }
        let moved_s = own_s / self.coverage + other_s / other.coverage;
        Self {
            histogram: self.histogram.plus(&other.histogram),
            coverage: (own_s + other_s) / moved_s,
            lock_share: (own_s * self.lock_share + other_s * other.lock_share) / (own_s + other_s),
            best_20min_bpm: self.best_20min_bpm.into_iter().chain(other.best_20min_bpm).reduce(f64::max),
        }
    }
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

/// The effort by heart rate, `best_20min_bpm` as found by [`super::best::means`]; `None` without any after the
/// first minutes. `sums`: of the same moments.
///
/// Nearly all of a run counts: what does not (the first minutes, standing) is taken off the sums of the whole.
/// Both are exact, as seconds of 24 bits added up in 53.
#[must_use]
pub fn heart_rate(
    moments: &Moments<'_>,
    sums: &Sums,
    cadence_spm: &Column<f32>,
    best_20min_bpm: Option<f64>,
) -> Option<HrEffort> {
    let start = after_rise(moments);
    let (hr_bpm, spm) = (moments.hr_bpm.raw(), cadence_spm.raw());
    let (dt_s, moving_s) = (moments.dt_s, &moments.moving_s[..]);
    let (mut at_s, mut hr_s) = (sums.at_hr_s, sums.hr_s);
    let any_stands = |at: Range<usize>| any(dt_s[at.clone()].iter().zip(&moving_s[at]), |(dt_s, s)| s < dt_s);
    let standing = in_blocks(start..hr_bpm.len(), any_stands).filter(|i| moving_s[*i] < dt_s[*i]);
    for i in (0..start).chain(standing) {
        // Of a moving sample before the start nothing counts, of a standing one never.
        at_s[usize::from(hr_bpm[i])] -= if hr_bpm[i].is_present() { f64::from(dt_s[i]) } else { 0.0 };
        hr_s -= if hr_bpm[i].is_present() { f64::from(dt_s[i]) } else { 0.0 };
    }
    // A missing cadence is NaN and no lock.
    let is_near = |(bpm, spm): (&u8, &f32)| (f32::from(*bpm) - spm).abs() <= LOCK_BPM;
    let any_near = |at: Range<usize>| any(hr_bpm[at.clone()].iter().zip(&spm[at]), is_near);
    let counts =
        |i: &usize| hr_bpm[*i].is_present() && spm[*i] > LOCK_FROM_SPM && is_near((&hr_bpm[*i], &spm[*i]));
    let locked = in_blocks(start..hr_bpm.len(), any_near).filter(counts);
    let locked_s = locked.fold(0.0, |sum, i| sum + f64::from(moving_s[i]));
    let risen_s = moving_s[..start].iter().fold(0.0, |sum, s| sum + f64::from(*s));
    (hr_s > 0.0).then(|| HrEffort {
        histogram: HrHistogram::of(&at_s.map(|s| s as f32)),
        coverage: (hr_s / (sums.moving_s - risen_s)).min(1.0),
        lock_share: locked_s / hr_s,
        best_20min_bpm,
    })
}

/// The places in blocks of which `any` says that they are to be looked at.
fn in_blocks(places: Range<usize>, any: impl Fn(Range<usize>) -> bool) -> impl Iterator<Item = usize> {
    /// A multiple of what vector instructions take.
    const BLOCK: usize = 128;
    let end = places.end;
    places
        .step_by(BLOCK)
        .map(move |from| from..end.min(from + BLOCK))
        .filter(move |block| any(block.clone()))
        .flatten()
}

/// True where `holds` of any; all are asked, for vector instructions.
fn any<T>(items: impl Iterator<Item = T>, holds: impl Fn(T) -> bool) -> bool {
    items.fold(false, |any, item| any | holds(item))
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

/// The effort by speed, `best_30min_mps` as found by [`super::best::means`]; `None` without speed.
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
            // A sample of a sparse recording can be as long as several stretches.
            let as_long_as = (stretch_s / STRETCH_S).round() as u16;
            stretches[bin] = stretches[bin].saturating_add(as_long_as);
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
