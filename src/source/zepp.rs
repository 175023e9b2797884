//! Zepp (Amazfit, Mi Fit): `SPORT_*.csv`, and the heart rate of the whole day in `HEARTRATE_AUTO_*.csv`.
//!
//! DEVICE: times of workouts are UTC with `+0000`, those of heart rate local by the minute; -1 is missing; the
//! sport is a number.

use jiff::civil::Date;

use super::layout::{Lasts, TableLayout, TimeBasis};
use super::pulse::Pulse;
use super::series::beats;
use super::{FileKind, Header, Listing, Provider, Reader};
use crate::activity::Sport;
use crate::error::FileError;
use crate::sheet::values::clock_time;

const KIND: FileKind = FileKind::list("Zepp's list of workouts");
const HEART_RATE: FileKind = FileKind::list("Zepp's heart rate");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "Zepp (Amazfit, Mi Fit)",
    readers: &[
        Reader { kind: KIND, sniff: |bytes| LAYOUT.sniff(bytes), read: |bytes| LAYOUT.read(bytes) },
        Reader { kind: HEART_RATE, sniff: sniff_heart_rate, read: read_heart_rate },
    ],
    gives: "sport, duration and distance of workouts; heart rate of the whole day, by the minute",
    leaves: "heart rate by the second (the export has none): export single workouts as GPX or TCX, or let Zepp sync to Strava",
    export: "Zepp app › Profile › Settings › About › Exercising user rights › Export data",
};

/// The columns of the list.
const LAYOUT: TableLayout = TableLayout {
    must: &[&["type"], &["starttime"], &["sporttime", "sporttimes"]],
    start: &["starttime"],
    clock: TimeBasis::Utc,
    sport: &["type"],
    sport_of,
    timer: Lasts { names: &["sporttime", "sporttimes"], unit_s: 1.0 },
    distance: &["distance", "distancem"],
    distance_m: 1.0,
    hr_mean: &["avgheartrate", "averageheartrate"],
    hr_max: &["maxheartrate"],
    ..TableLayout::of(KIND)
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

/// True for the table of heart rates.
pub fn sniff_heart_rate(bytes: &[u8]) -> bool {
    let is = |header: &Header| header.cells.len() == 3 && header.has("time") && header.has("date");
    Header::of(bytes).is_some_and(|header| is(&header) && header.has("heartrate"))
}

/// Reads heart rate: a line a minute for years, so that no cell is kept.
pub fn read_heart_rate(bytes: &[u8]) -> Result<Listing, FileError> {
    let text = String::from_utf8_lossy(bytes);
    let cell = |cell: Option<&str>| cell.map(|cell| cell.trim().trim_matches('"').to_owned());
    let reading = |line: &str| {
        let mut cells = line.split([',', ';', '\t']);
        let (date, time, bpm) = (cell(cells.next())?, cell(cells.next())?, cell(cells.next())?);
        let local = date.parse::<Date>().ok()?.to_datetime(clock_time(&time)?);
        let second = jiff::tz::TimeZone::UTC.to_timestamp(local).ok()?.as_second();
        Some((u32::try_from(second).ok()?, beats(bpm.parse().ok()?)?))
    };
    let mut pulses = Pulse::of(text.lines().filter_map(reading).collect());
    pulses.iter_mut().for_each(|pulse| pulse.clock = TimeBasis::Local);
    Ok(Listing { pulses, ..Listing::new(HEART_RATE) })
}
