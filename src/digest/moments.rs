//! Moments: what each sample says over the time that it stands for, and what all of them add up to.

use super::{HrHistogram, SpeedBin, SpeedHistogram};
use crate::clean::{CleanActivity, Link};
use crate::grade::heart_rate_factor;

/// Slower than this is standing, m/s (33 min/km).
pub const MOVING_MPS: f32 = 0.5;

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

/// The moments of the samples.
#[must_use]
pub fn moments(clean: &CleanActivity, on_foot: bool) -> Vec<Moment> {
    let samples = clean.activity.samples.iter();
    let columns = clean.dt_s.iter().zip(&clean.speed_mps).zip(&clean.grade).zip(&clean.link);
    let mut moments = Vec::with_capacity(clean.dt_s.len());
    for (sample, (((dt_s, speed), grade), link)) in samples.zip(columns) {
        let factor = |grade: f32| heart_rate_factor(f64::from(grade)) as f32;
        moments.push(Moment {
            dt_s: *dt_s,
            hr_bpm: sample.heart_rate_bpm,
            gap_mps: speed.filter(|_| on_foot).map(|v| v * grade.map_or(1.0, factor)),
            moving: speed.is_none_or(|v| v >= MOVING_MPS),
            after_gap: *link == Link::AfterGap,
        });
    }
    moments
}

/// What the moments add up to.
pub struct Sums {
    /// Moving time, s.
    pub moving_s: f64,
    /// Seconds with a heart rate.
    pub hr_s: f64,
    /// Seconds at each heart rate, bpm.
    at_hr_s: [f64; 256],
    /// Seconds and metres at each grade-adjusted speed.
    at_speed: [(f64, f64); SpeedHistogram::MAX_BINS],
}

const BINS_PER_MPS: f64 = 1.0 / SpeedHistogram::BIN_MPS;

impl Sums {
    /// Of all `moments`.
    // A loop of its own: together with that of the moments the chain from a slope to the bin of its speed is
    // too long for the processor to have several samples in hand, and the digest took a sixth longer.
    #[must_use]
    pub fn of(moments: &[Moment]) -> Self {
        let mut sums = Self {
            moving_s: 0.0,
            hr_s: 0.0,
            at_hr_s: [0.0; 256],
            at_speed: [(0.0, 0.0); SpeedHistogram::MAX_BINS],
        };
        for moment in moments {
            sums.add(moment);
        }
        sums
    }

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
