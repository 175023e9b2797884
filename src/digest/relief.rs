//! Relief: climbs and drops of a noisy altitude by hysteresis, and the downhill dose.

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

/// A point of the track as far as it was walked: its altitude, and the sums over all falling
/// steps up to it whose speed is known.
#[derive(Clone, Copy)]
struct Point {
    altitude_m: f64,
    fallen_m: f64,
    fallen_v2: f64,
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

/// Climbs and drops of `track` (altitude m, speed m/s), each from turning point to turning point;
/// a turn counts once the altitude has gone `hysteresis_m` the other way. `None` without altitude.
// METHOD: turning points instead of steps above a threshold: the whole of a 30 m hill counts, and
// noise below the threshold counts nothing however long it lasts.
#[must_use]
pub fn relief(track: impl Iterator<Item = (f64, Option<f64>)>, hysteresis_m: f64) -> Option<Relief> {
    let mut relief = Relief::default();
    let mut state: Option<(Point, Leg)> = None;
    for (altitude_m, speed) in track {
        let Some((before, leg)) = &mut state else {
            let start = Point { altitude_m, fallen_m: 0.0, fallen_v2: 0.0 };
            state = Some((start, Leg::Level { low: start, high: start }));
            continue;
        };
        let mut here = Point { altitude_m, ..*before };
        let fall = before.altitude_m - altitude_m;
        if let (true, Some(speed)) = (fall > 0.0, speed) {
            here.fallen_m += fall;
            here.fallen_v2 += fall * speed * speed;
        }
        *before = here;
        walk(leg, here, hysteresis_m, &mut relief);
    }
    match state?.1 {
        Leg::Level { .. } => {}
        Leg::Up { from, top } => relief.climb(from, top),
        Leg::Down { from, bottom } => relief.drop(from, bottom),
    }
    Some(relief)
}

/// One more point on the leg.
fn walk(leg: &mut Leg, here: Point, hysteresis_m: f64, relief: &mut Relief) {
    let altitude = here.altitude_m;
    match leg {
        Leg::Level { low, high } => {
            if altitude < low.altitude_m {
                *low = here;
            }
            if altitude > high.altitude_m {
                *high = here;
            }
            if altitude - low.altitude_m >= hysteresis_m {
                *leg = Leg::Up { from: *low, top: here };
            } else if high.altitude_m - altitude >= hysteresis_m {
                *leg = Leg::Down { from: *high, bottom: here };
            }
        }
        Leg::Up { from, top } => {
            // `>=`: the last point of a plateau, so that a drop starts at its edge.
            if altitude >= top.altitude_m {
                *top = here;
            } else if top.altitude_m - altitude >= hysteresis_m {
                relief.climb(*from, *top);
                *leg = Leg::Down { from: *top, bottom: here };
            }
        }
        Leg::Down { from, bottom } => {
            if altitude <= bottom.altitude_m {
                *bottom = here;
            } else if altitude - bottom.altitude_m >= hysteresis_m {
                relief.drop(*from, *bottom);
                *leg = Leg::Up { from: *bottom, top: here };
            }
        }
    }
}

impl Relief {
    fn climb(&mut self, from: Point, to: Point) {
        self.ascent_m += to.altitude_m - from.altitude_m;
    }

    /// The drop counts from summit to valley; its speed is that of its falling steps.
    fn drop(&mut self, from: Point, to: Point) {
        let drop_m = from.altitude_m - to.altitude_m;
        self.descent_m += drop_m;
        let fallen_m = to.fallen_m - from.fallen_m;
        if fallen_m > 0.0 {
            self.downhill_m3_s2 += drop_m * (to.fallen_v2 - from.fallen_v2) / fallen_m;
        }
    }
}
