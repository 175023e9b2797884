//! Samsung Health: `com.samsung.shealth.exercise.*.csv` (or `com.samsung.health.exercise...`), and the heart
//! rate of its exercises in `jsons/**/*.live_data.json`.
//!
//! DEVICE: line 1 names the table, line 2 is the header, whose names may have a prefix; times are UTC, the offset
//! is a column of its own (`UTC+0200`); durations are milliseconds; the sport is a number.

use serde::Deserialize;
use serde_json::Value;

use super::columns::{self, Header};
use super::json::{self, number, positive};
use super::layout::{Lasts, TableLayout, TimeBasis};
use super::pulse::Pulse;
use super::series::beats;
use super::{FileKind, Listing, Provider, Reader};
use crate::activity::Sport;
use crate::error::FileError;

const KIND: FileKind = FileKind::list("Samsung Health's export");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "Samsung Health",
    readers: &[Reader { kind: KIND, sniff, read }, Reader { kind: KIND, sniff: sniff_live, read: read_live }],
    gives: "exercises with mean heart rate, and heart rate over time from their live data",
    leaves: "steps, stress, locations",
    export: "Samsung Health › Settings › Download personal data; keep the folder jsons beside the CSV files",
};

const LAYOUT: TableLayout = TableLayout {
    must: &[&["starttime"], &["exercisetype"], &["duration"]],
    start: &["starttime"],
    clock: TimeBasis::Utc,
    end: &["endtime"],
    offset: &["timeoffset"],
    sport: &["exercisetype"],
    sport_of,
    timer: Lasts { names: &["duration"], unit_s: 0.001 },
    distance: &["distance"],
    distance_m: 1.0,
    hr_mean: &["meanheartrate"],
    hr_max: &["maxheartrate"],
    ascent: &["altitudegain"],
    descent: &["altitudeloss"],
    ..TableLayout::of(KIND)
};

/// True for a table of exercises.
pub fn sniff(bytes: &[u8]) -> bool {
    table(bytes).and_then(Header::of).is_some_and(|header| LAYOUT.fits(&without_prefix(header)))
}

/// The table below the line that names it; `None`: it is another file.
fn table(bytes: &[u8]) -> Option<&[u8]> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let end = memchr::memchr(b'\n', text)?;
    let is_name = |name: &[u8]| text[..end].starts_with(name);
    let named = is_name(b"com.samsung.shealth.exercise,") || is_name(b"com.samsung.health.exercise,");
    named.then(|| &text[end + 1..])
}

/// `com.samsung.health.exercise.start_time` is `start_time`.
fn without_prefix(header: Header) -> Header {
    let last = |cell: &String| cell.rsplit('.').next().unwrap_or_default().to_owned();
    Header::new(header.cells.iter().map(last).collect())
}

/// Reads exercises.
pub fn read(bytes: &[u8]) -> Result<Listing, FileError> {
    let rest = table(bytes).ok_or_else(|| FileError::Unreadable("no table of exercises".into()))?;
    let (header, sheet) = columns::sheet(rest)?;
    LAYOUT.read_sheet(&without_prefix(header), sheet)
}

fn sport_of(cell: &str) -> Option<(Sport, Option<String>)> {
    let (sport, finer) = match cell.trim().parse::<u32>().ok()? {
        1001 => (Sport::Walking, None),
        1002 => (Sport::Running, None),
        11007 => (Sport::Cycling, None),
        13001 => (Sport::Hiking, None),
        14001 => (Sport::Swimming, None),
        15003 => (Sport::Cycling, Some("indoor".to_owned())),
        15005 => (Sport::Running, Some("treadmill".to_owned())),
        10001..=10026 | 15002 => (Sport::Strength, None),
        0 => return None,
        number => (Sport::Other, Some(format!("samsung {number}"))),
    };
    Some((sport, finer))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reading {
    start_time: Value,
    heart_rate: Value,
}

/// True for live data of an exercise.
pub fn sniff_live(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["start_time", "heart_rate"]) && !json::has_keys(bytes, &["sport_type_id"])
}

/// Reads the heart rate of live data.
pub fn read_live(bytes: &[u8]) -> Result<Listing, FileError> {
    let readings: Vec<Reading> = json::read(bytes)?;
    let readings = readings.iter().filter_map(|reading| {
        let second = u32::try_from((positive(&reading.start_time)? / 1000.0) as i64).ok()?;
        Some((second, number(&reading.heart_rate).and_then(beats)?))
    });
    Ok(Listing { pulses: Pulse::of(readings.collect()), ..Listing::new(KIND) })
}
