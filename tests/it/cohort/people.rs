//! Two runners in one archive.

use jiff::civil::date;
use shakeout::activity::{DeviceKey, FileThresholds, Sport};
use shakeout::corroborate::two_runners;
use shakeout::merge::Recording;
use shakeout::units::Position;

use crate::support::session::session;

/// A run of an hour on a day of May, at a place, on a watch of an owner.
fn run(day: i8, lat: f64, serial: u32, (female, kg): (bool, f64)) -> Recording {
    let mut digest = session(date(2024, 5, day), Sport::Running, 60.0).digest;
    digest.first_position = Position::from_degrees(lat, 7.0);
    digest.device_key = Some(DeviceKey {
        manufacturer: 1,
        product: 1,
        serial,
        created: 1000 + u32::from(day.unsigned_abs()),
    });
    digest.thresholds =
        FileThresholds { female: Some(female), weight_kg: Some(kg), ..FileThresholds::default() };
    Recording { source: usize::from(day.unsigned_abs()), digest }
}

const HERS: (bool, f64) = (true, 55.0);
const HIS: (bool, f64) = (false, 78.0);

#[test]
fn runs_far_apart_at_one_time_on_three_days_are_those_of_two_runners() {
    let archive = |days: i8, apart_deg: f64| -> Vec<Recording> {
        (1..=days).flat_map(|day| [run(day, 47.0, 1, HIS), run(day, 47.0 + apart_deg, 1, HIS)]).collect()
    };
    let what = two_runners(&archive(3, 0.1)).expect("11 km apart");
    assert!(
        what.contains("3 days") && what.contains("2024-05-01") && what.contains("`shakeout cohort`"),
        "{what}"
    );
    assert_eq!(two_runners(&archive(2, 0.1)), None, "a wrong clock can do that");
    assert_eq!(two_runners(&archive(9, 0.01)), None, "a phone that starts a kilometre later");
}

#[test]
fn two_watches_in_turn_with_owners_of_another_sex_and_weight_are_those_of_two_runners() {
    let turns = |other: (bool, f64)| -> Vec<Recording> {
        (1..=8)
            .map(|day| if day % 2 == 0 { run(day, 47.0, 1, HERS) } else { run(day, 47.0, 2, other) })
            .collect()
    };
    let what = two_runners(&turns(HIS)).expect("two owners");
    assert!(what.contains("female, 55 kg") && what.contains("male, 78 kg"), "{what}");
    assert_eq!(two_runners(&turns((false, 55.0))), None, "a setting that was never made");
    assert_eq!(two_runners(&turns((true, 60.0))), None, "weight changes");
    // A new watch, and the old one no more.
    let after: Vec<Recording> =
        (1..=8).map(|day| if day < 5 { run(day, 47.0, 1, HERS) } else { run(day, 47.0, 2, HIS) }).collect();
    assert_eq!(two_runners(&after), None);
}
