//! Zepp (Amazfit, Mi Fit): `SPORT_*.csv`. Its workouts have no heart rate.
//!
//! DEVICE: times are UTC with `+0000`; -1 is missing; the sport is a number.

use super::layout::{Clock, Lasts, Layout};
use super::{Kind, Provider, Reader};
use crate::activity::Sport;

const KIND: Kind = Kind::list("Zepp's list of workouts");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "Zepp (Amazfit, Mi Fit)",
    readers: &[Reader { kind: KIND, sniff: |bytes| LAYOUT.sniff(bytes), read: |bytes| LAYOUT.read(bytes) }],
    gives: "sport, duration and distance of workouts",
    leaves: "heart rate of workouts (the export has none): export single workouts as GPX or TCX, or let Zepp sync to Strava",
    export: "Zepp app › Profile › Settings › About › Exercising user rights › Export data",
};

/// The columns of the list.
const LAYOUT: Layout = Layout {
    must: &[&["type"], &["starttime"], &["sporttime", "sporttimes"]],
    start: &["starttime"],
    clock: Clock::Utc,
    sport: &["type"],
    sport_of,
    timer: Lasts { names: &["sporttime", "sporttimes"], unit_s: 1.0 },
    distance: &["distance", "distancem"],
    distance_m: 1.0,
    hr_mean: &["avgheartrate", "averageheartrate"],
    hr_max: &["maxheartrate"],
    ..Layout::of(KIND)
};

/// Numbers as public readers of these exports have them.
fn sport_of(cell: &str) -> Option<(Sport, Option<String>)> {
    let (sport, finer) = match cell.trim().parse::<u32>() {
        Ok(1) => (Sport::Running, None),
        Ok(6) => (Sport::Walking, None),
        Ok(7) => (Sport::Running, Some("trail")),
        Ok(8) => (Sport::Running, Some("treadmill")),
        Ok(9 | 10) => (Sport::Cycling, None),
        Ok(14 | 15) => (Sport::Swimming, None),
        Ok(number) => return Some((Sport::Other, Some(format!("zepp {number}")))),
        Err(_) => return crate::decode::sport::by_name(cell),
    };
    Some((sport, finer.map(str::to_owned)))
}
