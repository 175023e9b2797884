//! Moments: what each sample says over the time that it stands for, and what all of them add up to.

use super::{HrHistogram, SpeedBin, SpeedHistogram};
use crate::clean::{CleanActivity, Link};
use crate::grade::heart_rate_factor;

/// Slower than this is standing, m/s (33 min/km).
pub const MOVING_MPS: f32 = 0.5;
/// Steep down: at or below -5 %.
const STEEP_DOWN: f32 = -0.05;
/// Nobody steps faster, steps/min; a sprinter comes to about 290.
const FASTEST_SPM: f32 = 300.0;

/// What one sample says, over the time that it stands for.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Timer seconds since the sample before.
    pub dt_s: f32,
    /// Heart rate, bpm.
    pub hr_bpm: Option<u8>,
    /// Grade-adjusted speed, m/s; on foot only.
    pub gap_mps: Option<f32>,
    /// False: standing.
    pub moving: bool,
    /// True: more than 30 s without a sample before it.
    pub after_gap: bool,
}

impl Moment {
    /// Seconds that it stands for.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        f64::from(self.dt_s)
    }

    /// The same when moving, else 0.
    #[must_use]
    pub fn moving_s(&self) -> f64 {
        if self.moving { self.seconds() } else { 0.0 }
    }
}

/// What is summed over all samples.
pub struct Sums {
    /// False: no sample has a speed.
    pub has_speed: bool,
    /// False: no sample has a grade.
    pub has_grade: bool,
    /// Moving time, s.
    pub moving_s: f64,
    /// Seconds at or below -5 %, moving.
    pub steep_down_s: f64,
    /// Seconds with a heart rate.
    pub hr_s: f64,
    /// Seconds at each heart rate, bpm.
    at_hr_s: [f64; 256],
    /// Seconds and metres at each grade-adjusted speed.
    at_speed: [(f64, f64); SpeedHistogram::MAX_BINS],
    /// Cadence times time, steps/min s.
    pub steps_60: f64,
    /// Seconds in which the feet moved.
    pub stepping_s: f64,
}

/// The moments of the samples, and what they add up to: one pass for all of it, as every further one
/// would wait for the same memory again.
#[must_use]
pub fn moments(clean: &CleanActivity, on_foot: bool) -> (Vec<Moment>, Sums) {
    let mut sums = Sums {
        has_speed: false,
        has_grade: false,
        moving_s: 0.0,
        steep_down_s: 0.0,
        hr_s: 0.0,
        at_hr_s: [0.0; 256],
        at_speed: [(0.0, 0.0); SpeedHistogram::MAX_BINS],
        steps_60: 0.0,
        stepping_s: 0.0,
    };
    let columns = clean.dt_s.iter().zip(&clean.speed_mps).zip(&clean.grade).zip(&clean.link);
    let mut moments = Vec::with_capacity(clean.dt_s.len());
    for (sample, (((&dt_s, &speed), &grade), link)) in clean.activity.samples.iter().zip(columns) {
        let factor = |grade: f32| heart_rate_factor(f64::from(grade)) as f32;
        let moment = Moment {
            dt_s,
            hr_bpm: sample.heart_rate_bpm,
            gap_mps: speed.filter(|_| on_foot).map(|v| v * grade.map_or(1.0, factor)),
            moving: speed.is_none_or(|v| v >= MOVING_MPS),
            after_gap: *link == Link::AfterGap,
        };
        sums.add(&moment);
        sums.has_speed |= speed.is_some();
        sums.has_grade |= grade.is_some();
        if moment.moving && speed.is_some() && grade.is_some_and(|grade| grade <= STEEP_DOWN) {
            sums.steep_down_s += moment.seconds();
        }
        if let Some(spm) = sample.cadence_spm.filter(|spm| *spm > 0.0 && *spm <= FASTEST_SPM) {
            sums.steps_60 += f64::from(spm * dt_s);
            sums.stepping_s += moment.seconds();
        }
        moments.push(moment);
    }
    (moments, sums)
}

const BINS_PER_MPS: f64 = 1.0 / SpeedHistogram::BIN_MPS;

impl Sums {
    fn add(&mut self, moment: &Moment) {
        let seconds = moment.seconds();
        self.moving_s += moment.moving_s();
        if let Some(hr) = moment.hr_bpm {
            self.at_hr_s[usize::from(hr)] += seconds;
            self.hr_s += seconds;
        }
        if let Some(speed) = moment.gap_mps {
            let speed = f64::from(speed);
            // Uphill sprints can be faster than 12 m/s in effort: the last bin holds them.
            let bin = ((speed * BINS_PER_MPS) as usize).min(SpeedHistogram::MAX_BINS - 1);
            self.at_speed[bin].0 += seconds;
            self.at_speed[bin].1 += seconds * speed;
        }
    }

    /// `None` without heart rate.
    #[must_use]
    pub fn hr_histogram(&self) -> Option<HrHistogram> {
        (self.hr_s > 0.0).then(|| HrHistogram { seconds: Box::new(self.at_hr_s.map(|s| s as f32)) })
    }

    /// Standing included (bin 0); `None` without speed.
    #[must_use]
    pub fn speed_histogram(&self) -> Option<SpeedHistogram> {
        let used = self.at_speed.iter().rposition(|(seconds, _)| *seconds > 0.0)? + 1;
        let bin = |(seconds, gap_m): &(f64, f64)| SpeedBin { seconds: *seconds as f32, gap_m: *gap_m as f32 };
        Some(SpeedHistogram { bins: self.at_speed[..used].iter().map(bin).collect() })
    }
}
