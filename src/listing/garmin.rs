//! Garmin: `*_summarizedActivities.json` of an account export.
//!
//! DEVICE: distance and climb in cm, durations in ms, speed in (m/s)/10 (not needed here), RPE times
//! ten; `startTimeLocal` is the local time as if it were UTC, in ms.

use serde_json::Value;

use super::{Entry, Kind, Listing, When};
use crate::decode::sport;
use crate::error::FileError;
use crate::units::UtcMillis;

/// The key around the list.
const KEY: &str = "summarizedActivitiesExport";

/// True for JSON that begins with the key of the list.
pub fn sniff(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    let json = head.trim_ascii_start();
    let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
    (json.starts_with(b"[") || json.starts_with(b"{")) && memchr::memmem::find(head, KEY.as_bytes()).is_some()
}

/// Reads the list.
pub fn read(bytes: &[u8]) -> Result<Listing, FileError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let json: Value = serde_json::from_slice(bytes).map_err(|error| FileError::Damaged {
        what: format!("broken JSON in line {}: {error}", error.line()),
        at: 0,
    })?;
    let mut listing =
        Listing { kind: Kind::Garmin, entries: Vec::new(), rejected: Vec::new(), notes: Vec::new() };
    let groups = match &json {
        Value::Array(groups) => groups.as_slice(),
        one => std::slice::from_ref(one),
    };
    let activities = groups.iter().filter_map(|group| group.get(KEY)?.as_array()).flatten();
    for (place, activity) in (1..).zip(activities) {
        // The whole of a multisport activity; its legs stand in the list too.
        let parent = activity.get("parent").and_then(Value::as_bool) == Some(true);
        if parent || activity.get("activityType").and_then(Value::as_str) == Some("multi_sport") {
            continue;
        }
        match entry(place, activity) {
            Some(entry) => listing.entries.push(entry),
            None => listing.rejected.push((place, "it has no start".into())),
        }
    }
    Ok(listing)
}

fn entry(place: usize, activity: &Value) -> Option<Entry> {
    let number = |key: &str| activity.get(key).and_then(Value::as_f64);
    let positive = |key: &str| number(key).filter(|value| *value > 0.0);
    let scaled = |key: &str, unit: f64| positive(key).map(|value| value / unit);
    let word = |key: &str| activity.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let start =
        start(positive("beginTimestamp").or_else(|| positive("startTimeGmt")), positive("startTimeLocal"))?;
    let pulse = |key: &str| positive(key).filter(|bpm| (30.0..=230.0).contains(bpm));
    Some(Entry {
        sport: word("activityType").or_else(|| word("sportType")).and_then(sport::by_name),
        name: word("name").or_else(|| word("activityName")).map(str::to_owned),
        rpe: scaled("workoutRpe", 10.0).filter(|rpe| *rpe <= 10.0),
        elapsed_s: scaled("elapsedDuration", 1000.0).or_else(|| scaled("duration", 1000.0)),
        timer_s: scaled("duration", 1000.0),
        distance_m: scaled("distance", 100.0),
        hr_mean_bpm: pulse("avgHr"),
        hr_max_bpm: pulse("maxHr"),
        ascent_m: scaled("elevationGain", 100.0),
        descent_m: scaled("elevationLoss", 100.0),
        ..Entry::new(place, start)
    })
}

/// Both times where both are there: their difference is the local offset.
fn start(utc_ms: Option<f64>, local_ms: Option<f64>) -> Option<When> {
    match (utc_ms, local_ms) {
        (Some(utc), local) => {
            let offset_s = local.map(|local| ((local - utc) / 1000.0).round());
            let offset_s = offset_s.filter(|s| s.abs() <= 15.0 * 3600.0).map(|s| s as i32);
            Some(When::Instant(UtcMillis(utc as i64), offset_s))
        }
        (None, Some(local)) => {
            let at = jiff::Timestamp::from_millisecond(local as i64).ok()?;
            Some(When::Local(jiff::tz::TimeZone::UTC.to_datetime(at)))
        }
        (None, None) => None,
    }
}
