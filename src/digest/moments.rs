//! Moments: what each sample says over the time that it covers, and their sums.

use super::{HrHistogram, SpeedBin, SpeedHistogram};
use crate::activity::{Column, Entry};
use crate::clean::{CleanActivity, Link};
use crate::grade::heart_rate_factor;

/// Slower than this is standing, m/s (33 min/km).
pub const MOVING_MPS: f32 = 0.5;

/// What each sample says, over the time that it stands for. Each column has one entry a sample.
pub struct Moments<'a> {
    /// Timer seconds since the sample before.
    pub dt_s: &'a [f32],
    /// The same when moving, else 0.
    pub moving_s: Vec<f32>,
    /// Heart rate, bpm.
    pub hr_bpm: &'a Column<u8>,
    /// Grade-adjusted speed, m/s; on foot only.
    pub gap_mps: Column<f32>,
    /// Speed over ground, m/s.
    pub speed_mps: &'a Column<f32>,
    /// How it hangs together with the one before it.
    pub link: &'a [Link],
}

impl<'a> Moments<'a> {
    /// The moments of the samples.
    #[must_use]
    pub fn of(clean: &'a CleanActivity, on_foot: bool) -> Self {
        let speeds = clean.speed_mps.raw();
        let moving_s = |(dt_s, speed): (&f32, &f32)| if *speed < MOVING_MPS { 0.0 } else { *dt_s };
        let gap_mps = |(speed, grade): (&f32, &f32)| {
            // Without a grade the pace is taken as it is, as on the flat. Missing without a speed.
            let grade = if grade.is_present() { *grade } else { 0.0 };
            speed * heart_rate_factor(f64::from(grade)) as f32
        };
        Self {
            dt_s: &clean.dt_s,
            moving_s: clean.dt_s.iter().zip(speeds).map(moving_s).collect(),
            hr_bpm: &clean.activity.samples.heart_rate_bpm,
            gap_mps: match on_foot {
                true => speeds.iter().zip(clean.grade.raw()).map(gap_mps).collect(),
                false => Column::missing(speeds.len()),
            },
            speed_mps: &clean.speed_mps,
            link: &clean.link,
        }
    }
}

/// What the moments add up to.
pub struct Sums {
    /// Moving time, s.
    pub moving_s: f64,
    /// Seconds with a heart rate.
    pub hr_s: f64,
    /// Seconds at each heart rate, bpm.
    pub at_hr_s: [f64; HrHistogram::BINS],
    /// Seconds and metres at each grade-adjusted speed.
    at_speed: [(f64, f64); SpeedHistogram::MAX_BINS],
}

const BINS_PER_MPS: f64 = 1.0 / SpeedHistogram::BIN_MPS;

impl Sums {
    /// Of all `moments`.
    // A loop of its own: together with that of the moments the chain from a slope to the bin of its speed is
    // too long for the processor to have several samples in hand, and the digest took a sixth longer.
    #[must_use]
    pub fn of(moments: &Moments<'_>) -> Self {
        // Neighbours are often of the same bin. In two histograms in turn one need not wait for the other.
        let mut at_hr_s = [[0.0; HrHistogram::BINS]; 2];
        let mut at_speed = [[(0.0, 0.0); SpeedHistogram::MAX_BINS]; 2];
        let (mut moving_s, mut hr_s) = (0.0, 0.0);
        let times = moments.dt_s.iter().zip(&moments.moving_s);
        let channels = moments.hr_bpm.raw().iter().zip(moments.gap_mps.raw());
        for (i, ((dt_s, moving), (hr, speed))) in times.zip(channels).enumerate() {
            let seconds = f64::from(*dt_s);
            moving_s += f64::from(*moving);
            if hr.is_present() {
                at_hr_s[i % 2][usize::from(*hr)] += seconds;
                hr_s += seconds;
            }
            if speed.is_present() {
                let speed = f64::from(*speed);
                // Uphill sprints can be faster than 12 m/s in effort: the last bin holds them.
                let bin = ((speed * BINS_PER_MPS) as u32 as usize).min(SpeedHistogram::MAX_BINS - 1);
                let at_speed = &mut at_speed[i % 2][bin];
                at_speed.0 += seconds;
                at_speed.1 += seconds * speed;
            }
        }
        Self {
            moving_s,
            hr_s,
            at_hr_s: std::array::from_fn(|bpm| at_hr_s[0][bpm] + at_hr_s[1][bpm]),
            at_speed: std::array::from_fn(|bin| {
                let [(even_s, even_m), (odd_s, odd_m)] = at_speed.map(|turn| turn[bin]);
                (even_s + odd_s, even_m + odd_m)
            }),
        }
    }

    /// `None` without heart rate.
    #[must_use]
    pub fn hr_histogram(&self) -> Option<HrHistogram> {
        (self.hr_s > 0.0).then(|| HrHistogram::of(&self.at_hr_s.map(|s| s as f32)))
    }

    /// Standing included (bin 0); `None` without speed.
    #[must_use]
    pub fn speed_histogram(&self) -> Option<SpeedHistogram> {
        let used = self.at_speed.iter().rposition(|(seconds, _)| *seconds > 0.0)? + 1;
        let bin = |(seconds, gap_m): &(f64, f64)| SpeedBin { seconds: *seconds as f32, gap_m: *gap_m as f32 };
        Some(SpeedHistogram { bins: self.at_speed[..used].iter().map(bin).collect() })
    }
}
