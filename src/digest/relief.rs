//! Relief: climbs and drops of a noisy altitude by hysteresis, and the downhill dose.

use crate::activity::{Column, Entry};

/// Climbs and drops of an activity.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Relief {
    /// Sum of the climbs, m.
    pub ascent_m: f64,
    /// Sum of the drops, m, positive.
    pub descent_m: f64,
    /// Sum of descent steps x speed^2, m (m/s)^2.
    pub downhill_m3_s2: f64,
}

/// A point of the track: its sample and its altitude.
#[derive(Clone, Copy)]
struct Point {
    sample: usize,
    altitude_m: f64,
}

/// Which way the ground goes, as far as it is certain.
enum Leg {
    /// Neither a climb nor a drop yet: the lowest and the highest point so far.
    Level { low: Point, high: Point },
    /// A climb from the valley `from` up to `top` so far.
    Up { from: Point, top: Point },
    /// A drop from the summit `from` down to `bottom` so far.
    Down { from: Point, bottom: Point },
}

/// Climbs and drops of a track, each from turning point to turning point; a turn counts once the altitude
/// has gone `hysteresis_m` the other way. `moving_mps`: the speed of a sample, m/s, where it is known that
/// the runner moved. `None` without altitude.
// METHOD: turning points instead of steps above a threshold: the whole of a 30 m hill counts, and
// noise below the threshold counts nothing however long it lasts.
#[must_use]
pub fn relief(
    altitude_m: &Column<f32>,
    moving_mps: impl Fn(usize) -> Option<f32>,
    hysteresis_m: f64,
) -> Option<Relief> {
    let altitudes = altitude_m.raw();
    let entries = altitudes.iter().enumerate().filter(|(_, altitude)| altitude.is_present());
    let mut points = entries.map(|(sample, altitude)| Point { sample, altitude_m: f64::from(*altitude) });
    let start = points.next()?;
    let mut leg = Leg::Level { low: start, high: start };
    let mut relief = Relief::default();
    for here in points {
        let altitude = here.altitude_m;
        match &mut leg {
            Leg::Level { low, high } => {
                if altitude < low.altitude_m {
                    *low = here;
                }
                if altitude > high.altitude_m {
                    *high = here;
                }
                if altitude - low.altitude_m >= hysteresis_m {
                    leg = Leg::Up { from: *low, top: here };
                } else if high.altitude_m - altitude >= hysteresis_m {
                    leg = Leg::Down { from: *high, bottom: here };
                }
            }
            Leg::Up { from, top } => {
                // `>=`: the last point of a plateau, so that a drop starts at its edge.
                if altitude >= top.altitude_m {
                    *top = here;
                } else if top.altitude_m - altitude >= hysteresis_m {
                    relief.climb(*from, *top);
                    leg = Leg::Down { from: *top, bottom: here };
                }
            }
            Leg::Down { from, bottom } => {
                if altitude <= bottom.altitude_m {
                    *bottom = here;
                } else if altitude - bottom.altitude_m >= hysteresis_m {
                    relief.drop(*from, *bottom, altitudes, &moving_mps);
                    leg = Leg::Up { from: *bottom, top: here };
                }
            }
        }
    }
    match leg {
        Leg::Level { .. } => {}
        Leg::Up { from, top } => relief.climb(from, top),
        Leg::Down { from, bottom } => relief.drop(from, bottom, altitudes, &moving_mps),
    }
    Some(relief)
}

impl Relief {
    fn climb(&mut self, from: Point, to: Point) {
        self.ascent_m += to.altitude_m - from.altitude_m;
    }

    /// The drop counts from summit to valley; its speed is that of its falling steps, as far as it is known.
    fn drop(&mut self, from: Point, to: Point, altitudes: &[f32], moving_mps: impl Fn(usize) -> Option<f32>) {
        let drop_m = from.altitude_m - to.altitude_m;
        self.descent_m += drop_m;
        let (mut before, mut fallen_m, mut fallen_v2) = (from.altitude_m, 0.0, 0.0);
        for (sample, altitude) in altitudes[..=to.sample].iter().enumerate().skip(from.sample + 1) {
            let altitude = f64::from(*altitude);
            // Without an altitude neither a step.
            let fall = before - altitude;
            if let (true, Some(speed)) = (fall > 0.0, moving_mps(sample)) {
                fallen_m += fall;
                fallen_v2 += fall * f64::from(speed) * f64::from(speed);
            }
            before = if altitude.is_present() { altitude } else { before };
        }
        if fallen_m > 0.0 {
            self.downhill_m3_s2 += drop_m * fallen_v2 / fallen_m;
        }
    }
}
