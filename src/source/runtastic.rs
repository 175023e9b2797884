//! Runtastic (adidas Running): `Sport-sessions/*.json`, with heart rate in `Heart-rate-data` and tracks as GPX.
//!
//! DEVICE: times are milliseconds since 1970 in UTC, the offset from UTC is a field of its own; the sport is a
//! number.

use serde::Deserialize;
use serde_json::Value;

use super::json::{self, list, number, positive, text};
use super::pulse::Pulse;
use super::series::{beats, pulse};
use super::{FileKind, ListedActivity, Listing, Provider, Reader, When};
use crate::activity::Sport;
use crate::decode::time;
use crate::error::FileError;
use crate::units::UtcMillis;

const KIND: FileKind = FileKind::list("Runtastic's session");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "Runtastic (adidas Running)",
    readers: &[
        Reader { kind: KIND, sniff, read },
        Reader { kind: KIND, sniff: sniff_heart_rate, read: read_heart_rate },
    ],
    gives: "sessions with sport, heart rate over time, and tracks (GPX)",
    leaves: "photos, notes, elevation files",
    export: "runtastic.com › Settings › Export data",
};

/// True for a session.
pub fn sniff(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["start_time", "sport_type_id"])
}

/// Reads a session.
pub fn read(bytes: &[u8]) -> Result<Listing, FileError> {
    let session: Value = json::read(bytes)?;
    let mut listing = Listing::new(KIND);
    let time =
        |key: &str| positive(&session[key]).map(|ms| UtcMillis(ms as i64)).filter(|at| at.is_plausible());
    let Some(start) = time("start_time") else {
        listing.rejected.push((1, "it has no start that can be".into()));
        return Ok(listing);
    };
    let offset_s = number(&session["start_time_timezone_offset"]).map(|ms| (ms / 1000.0) as i32);
    let feature = |kind: &str| {
        let found = list(&session["features"]).iter().find(|feature| text(&feature["type"]) == Some(kind));
        found.map_or(&Value::Null, |feature| &feature["attributes"])
    };
    let (heart_rate, track) = (feature("heart_rate"), feature("track_metrics"));
    listing.entries.push(ListedActivity {
        sport: sport_of(&session["sport_type_id"]),
        elapsed_s: time("end_time").map(|end| end.seconds_since(start)).filter(|seconds| *seconds > 0.0),
        timer_s: positive(&session["duration"]).map(|ms| ms / 1000.0),
        distance_m: positive(&track["distance"]).or_else(|| positive(&session["distance"])),
        hr_mean_bpm: pulse(number(&heart_rate["average"]).or_else(|| number(&session["pulse_avg"]))),
        hr_max_bpm: pulse(number(&heart_rate["maximum"]).or_else(|| number(&session["pulse_max"]))),
        ascent_m: positive(&track["elevation_gain"]),
        descent_m: positive(&track["elevation_loss"]),
        ..ListedActivity::new(1, When::Instant(start, offset_s.filter(|s| s.abs() <= 14 * 3600)))
    });
    Ok(listing)
}

fn sport_of(value: &Value) -> Option<(Sport, Option<String>)> {
    let (sport, finer) = match number(value)? as i64 {
        1 => (Sport::Running, None),
        14 => (Sport::Running, Some("treadmill".to_owned())),
        82 => (Sport::Running, Some("trail".to_owned())),
        3 | 4 | 15 | 22 => (Sport::Cycling, None),
        7 => (Sport::Hiking, None),
        2 | 19 => (Sport::Walking, None),
        18 => (Sport::Swimming, None),
        number => (Sport::Other, Some(format!("runtastic {number}"))),
    };
    Some((sport, finer))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reading {
    timestamp: Value,
    heart_rate: Value,
}

/// True for the heart rate of a session.
pub fn sniff_heart_rate(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["timestamp", "heart_rate"])
}

/// Reads the heart rate of a session.
pub fn read_heart_rate(bytes: &[u8]) -> Result<Listing, FileError> {
    let readings: Vec<Reading> = json::read(bytes)?;
    let readings = readings.iter().filter_map(|reading| {
        let at = match text(&reading.timestamp) {
            Some(text) => time::parse(text)?.utc,
            None => UtcMillis(positive(&reading.timestamp)? as i64),
        };
        Some((u32::try_from(at.0 / 1000).ok()?, number(&reading.heart_rate).and_then(beats)?))
    });
    Ok(Listing { pulses: Pulse::of(readings.collect()), ..Listing::new(KIND) })
}
