//! Witnesses: what the channels of one recording say of each other, after cleaning and before the digest.
//!
//! Each invariant is a row of [`WITNESSES`]: its name, its test, the choice that is made where it is broken,
//! and that choice in words. A new invariant = one row, and its two functions in the file of its subject.
//!
//! METHOD: agreement is asked for instead of a best channel. A channel that is off by a factor which
//! programs are known to confuse (km for m, km/h for m/s) gives way to the positions; a device's summary
//! that its own samples contradict gives way to the samples. Anything milder is left as it is.

mod distance;
mod ground;
mod scene;
mod time;
mod vehicle;

use crate::clean::{self, Choice, CleanActivity, CleanLog};
pub use ground::is_virtual;
use scene::Scene;

/// One invariant between the channels of a recording.
pub struct Witness {
    /// What is compared.
    pub name: &'static str,
    /// By how much it is broken, in the unit of its words. `None`: it holds, or cannot be checked.
    test: fn(&Scene<'_>) -> Option<f64>,
    /// Makes the recording agree with itself.
    choose: fn(&mut CleanActivity, &CleanLog, f64) -> Derived,
    /// The choice as `doctor` counts it.
    pub kind: &'static str,
    /// The choice in words, from what the test gave.
    words: fn(f64) -> String,
    /// True where the choice moves the activity to another day, or to another sport.
    moves_day: fn(&Scene<'_>) -> bool,
}

/// What a choice means for the columns that follow from the samples.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Derived {
    /// They are as they were.
    Same,
    /// They are to be found again.
    Again,
}

/// The invariants, in the order in which they are asked: a later one sees what an earlier one chose.
pub const WITNESSES: &[Witness] = &[
    Witness {
        name: "start and samples",
        test: time::stale_start,
        choose: time::start_at_first_sample,
        kind: "start far from the samples: that of the first sample is used",
        words: |seconds| {
            format!(
                "the start is {:.1} h from the samples: that of the first sample is used",
                seconds / 3600.0
            )
        },
        moves_day: time::starts_on_another_day,
    },
    Witness {
        name: "offset and position",
        test: time::wrong_offset,
        choose: time::forget_offset,
        kind: "local time of the file is not that of its position: the position's zone is used",
        words: |seconds| {
            let hours = seconds / 3600.0;
            format!(
                "the file's local time is {hours:.1} h from that of its position: the position's zone is used"
            )
        },
        moves_day: time::is_of_another_day,
    },
    Witness {
        name: "climbs and ground",
        test: ground::no_ground,
        choose: ground::level,
        kind: "climbs on a belt or in a virtual world: none for the legs",
        words: ground::words,
        moves_day: never,
    },
    Witness {
        name: "distance and positions",
        test: distance::wrong_channel,
        choose: distance::drop_channel,
        kind: "distance in another unit, or 0: the positions are used",
        words: |ratio| {
            format!("the distance is {ratio:.3} times the way between the positions: the positions are used")
        },
        moves_day: never,
    },
    Witness {
        name: "speed and distance",
        test: distance::wrong_speed,
        choose: distance::drop_speed,
        kind: "speed in another unit, or 0: taken from the distance",
        words: |ratio| {
            format!("the speed is {ratio:.2} times the distance a second: taken from the distance")
        },
        moves_day: never,
    },
    Witness {
        name: "cadence and legs",
        test: ground::cadence_twice,
        choose: ground::halve_cadence,
        kind: "cadence counted twice: halved",
        words: |steps| format!("a cadence of {steps:.0} steps a minute counts both feet twice: halved"),
        moves_day: never,
    },
    Witness {
        name: "climb and body",
        test: ground::in_feet,
        choose: ground::from_feet,
        kind: "climbs faster than anybody's: taken as feet",
        words: |mps| {
            format!("a climb of {:.0} m an hour is faster than anybody's: taken as feet", 3600.0 * mps)
        },
        moves_day: never,
    },
    Witness {
        name: "timer and samples",
        test: time::wrong_timer,
        choose: time::forget_timer,
        kind: "timer that does not fit the samples: the samples are used",
        words: |seconds| format!("a timer of {seconds:.0} s does not fit the samples: the samples are used"),
        moves_day: never,
    },
    Witness {
        name: "speed and body",
        test: vehicle::no_runner,
        choose: vehicle::take_for_ride,
        kind: "faster than any runner for that long: taken for a ride",
        words: |mps| {
            format!(
                "{:.1} km/h throughout, faster than any runner for that long: taken for a ride",
                3.6 * mps
            )
        },
        moves_day: |_| true,
    },
    Witness {
        name: "stretches and body",
        test: vehicle::ridden_s,
        choose: vehicle::cut_off,
        kind: "a part faster than any runner (a car, a bus): cut off",
        words: |seconds| {
            format!("{:.0} min faster than any runner (a car, a bus) cut off", (seconds / 60.0).max(1.0))
        },
        moves_day: never,
    },
    Witness {
        name: "timer and standing",
        test: time::standing_s,
        choose: time::pause_standing,
        kind: "records while the timer stood: not counted",
        words: |seconds| format!("{seconds:.0} s of records while the timer stood are not counted"),
        moves_day: never,
    },
    Witness {
        name: "summary distance and samples",
        test: distance::wrong_summary,
        choose: distance::forget_summary,
        kind: "distance of the summary does not fit the samples: the samples are used",
        words: |metres| {
            format!("the summary's {:.1} km do not fit the samples: the samples are used", metres / 1000.0)
        },
        moves_day: never,
    },
];

/// Asks every witness, makes the choices and notes them in `log`. `zone`: IANA zone of the first position.
pub fn hear(clean: &mut CleanActivity, log: &mut CleanLog, zone: Option<&str>) {
    let mut steps = scene::steps(clean);
    for witness in WITNESSES {
        let scene = Scene { clean, log, steps: &steps, zone };
        let Some(broken) = (witness.test)(&scene) else { continue };
        let moves_day = (witness.moves_day)(&scene);
        let derived = (witness.choose)(clean, log, broken);
        log.choices.push(Choice { moves_day, ..Choice::new(witness.kind, (witness.words)(broken)) });
        if derived == Derived::Again {
            clean::derive_again(clean, log);
            steps = scene::steps(clean);
        }
    }
}

/// For a choice that leaves the day and the sport as they are.
const fn never(_: &Scene<'_>) -> bool {
    false
}
