//! Scene: what a witness sees, a recording in some hundred steps.

use crate::activity::Entry;
use crate::clean::{CleanActivity, CleanLog};
use crate::units::Position;

/// What a witness sees.
pub struct Scene<'a> {
    /// The recording.
    pub clean: &'a CleanActivity,
    /// What cleaning did.
    pub log: &'a CleanLog,
    /// The recording in steps.
    pub steps: &'a [Step],
    /// IANA zone of the first position.
    pub zone: Option<&'a str>,
}

/// A step of the recording without an interruption in it.
// METHOD: every sample would cost more than the rest of cleaning. A step of half a minute shows every
// mistake of a unit; what looks broken is looked at in full.
#[derive(Clone, Copy)]
pub struct Step {
    /// Its last sample.
    pub to: usize,
    /// Timer time, s.
    pub seconds: f64,
    /// By the distance channel, m.
    pub device_m: Option<f64>,
    /// Between the positions at both ends, m.
    pub chord_m: Option<f64>,
    /// By the speed at its end, m.
    pub speed_m: Option<f64>,
}

impl Step {
    /// Speed by positions, else by the distance channel, m/s.
    pub fn mps(&self) -> Option<f64> {
        self.chord_m.or(self.device_m).map(|metres| metres / self.seconds)
    }
}

/// At least so many steps, and no longer ones than this, s.
const LEAST_STEPS: usize = 128;
const LONGEST_STEP_S: f64 = 60.0;

/// The steps of a recording; those that hold a pause or a gap are left out.
pub fn steps(clean: &CleanActivity) -> Vec<Step> {
    let samples = &clean.activity.samples;
    let n = samples.len();
    let wanted = LEAST_STEPS.max(clean.covered_s.last().map_or(0, |s| (s / LONGEST_STEP_S) as usize));
    let stride = n.div_ceil(wanted).max(1);
    let ends = (0..n).step_by(stride).zip((stride..n).step_by(stride));
    let step = |(from, to): (usize, usize)| {
        let seconds = clean.covered_s[to] - clean.covered_s[from];
        let whole = samples.time[to].seconds_since(samples.time[from]) - seconds < 1.0;
        (whole && seconds > 0.0).then(|| {
            let [a, b] = [from, to].map(|i| samples.distance_m.raw()[i]);
            let [p, q] = [from, to].map(|i| samples.position.raw()[i]);
            let speed = samples.speed_mps.raw()[to];
            Step {
                to,
                seconds,
                device_m: (a.is_present() && b.is_present()).then(|| f64::from(b - a)),
                chord_m: (p.is_present() && q.is_present()).then(|| chord(p, q)),
                speed_m: speed.is_present().then(|| f64::from(speed) * seconds),
            }
        })
    };
    ends.filter_map(step).collect()
}

/// Metres between two positions, on the plane where they are near.
fn chord(a: Position, b: Position) -> f64 {
    const METRES_PER_LAT: f64 = 6_371_008.8 * std::f64::consts::PI / 2_147_483_648.0;
    /// About 5 km.
    const NEAR: u32 = 600_000;
    let (lat, lon) = (b.lat.wrapping_sub(a.lat), b.lon.wrapping_sub(a.lon));
    if lat.unsigned_abs() > NEAR || lon.unsigned_abs() > NEAR {
        return a.metres_to(b);
    }
    let east = f64::from(lon) * a.lat_degrees().to_radians().cos();
    METRES_PER_LAT * (f64::from(lat).powi(2) + east * east).sqrt()
}
