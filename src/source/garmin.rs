//! Garmin: `*_summarizedActivities.json` of an account export.
//!
//! DEVICE: distance and climb in cm, durations in ms, speed in (m/s)/10 (not needed here), RPE times
//! ten; `startTimeLocal` is the local time as if it were UTC, in ms. Such files exceed 100 MB, so that
//! only the fields that are used are kept while reading.

use serde::Deserialize;
use serde_json::Value;

use super::{FileKind, ListedActivity, Listing, Provider, Reader, When, connect, garmin_days, series};
use crate::activity::HrZone;
use crate::decode::sport;
use crate::error::FileError;
use crate::text;
use crate::units::UtcMillis;

const KIND: FileKind = FileKind::list("Garmin's list of activities");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "Garmin",
    readers: &[
        Reader { kind: KIND, sniff, read },
        Reader { kind: garmin_days::KIND, sniff: garmin_days::sniff_zones, read: garmin_days::read_zones },
        Reader { kind: garmin_days::KIND, sniff: garmin_days::sniff_sleep, read: garmin_days::read_sleep },
        Reader { kind: garmin_days::KIND, sniff: garmin_days::sniff_days, read: garmin_days::read_days },
        Reader { kind: garmin_days::KIND, sniff: garmin_days::sniff_habits, read: garmin_days::read_habits },
        Reader { kind: connect::KIND, sniff: connect::sniff, read: connect::read },
    ],
    gives: "recordings in nested zips; names, exertion and time in zones of activities; heart-rate zones, resting heart rate, sleep; alcohol, massage, stretching and strength of lifestyle logs; the table Activities.csv in any language",
    leaves: "steps, stress, body battery; how a workout felt, which is told after it",
    export: "garmin.com › Account › Data Management › Export Your Data",
};

/// The key around the list.
const KEY: &str = "summarizedActivitiesExport";

#[derive(Deserialize)]
struct Group {
    #[serde(rename = "summarizedActivitiesExport", default)]
    activities: Vec<Summary>,
}

/// An activity of the list. Values stay as they are in the JSON: a text where a number should be
/// costs one field, not the file.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Summary {
    name: Value,
    activity_name: Value,
    activity_type: Value,
    sport_type: Value,
    begin_timestamp: Value,
    start_time_gmt: Value,
    start_time_local: Value,
    duration: Value,
    elapsed_duration: Value,
    distance: Value,
    avg_hr: Value,
    max_hr: Value,
    elevation_gain: Value,
    elevation_loss: Value,
    workout_rpe: Value,
    parent: Value,
    #[serde(rename = "hrTimeInZone_0")]
    zone_0: Value,
    #[serde(rename = "hrTimeInZone_1")]
    zone_1: Value,
    #[serde(rename = "hrTimeInZone_2")]
    zone_2: Value,
    #[serde(rename = "hrTimeInZone_3")]
    zone_3: Value,
    #[serde(rename = "hrTimeInZone_4")]
    zone_4: Value,
    #[serde(rename = "hrTimeInZone_5")]
    zone_5: Value,
}

/// True for JSON that begins with the key of the list.
pub fn sniff(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    let json = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    matches!(json.first(), Some(b'[' | b'{')) && memchr::memmem::find(json, KEY.as_bytes()).is_some()
}

/// Reads the list.
pub fn read(bytes: &[u8]) -> Result<Listing, FileError> {
    let json = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let groups: Result<Vec<Group>, _> = match json.first() {
        Some(b'[') => serde_json::from_slice(json),
        _ => serde_json::from_slice(json).map(|group| vec![group]),
    };
    let groups = groups.map_err(|error| FileError::Unreadable(format!("broken JSON: {error}")))?;
    let mut listing = Listing::new(KIND);
    for (place, activity) in (1..).zip(groups.iter().flat_map(|group| &group.activities)) {
        // The whole of a multisport activity; its legs are listed too.
        if activity.parent == Value::Bool(true) || activity.activity_type == "multi_sport" {
            continue;
        }
        match activity.entry(place) {
            Some(entry) => listing.entries.push(entry),
            None => listing.rejected.push((place, "it has no start that can be".into())),
        }
    }
    Ok(listing)
}

fn positive(value: &Value) -> Option<f64> {
    value.as_f64().filter(|value| *value > 0.0)
}

fn word(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.trim().is_empty()).map(text::beginning)
}

fn pulse(value: &Value) -> Option<f64> {
    series::pulse(positive(value))
}

impl Summary {
    fn entry(&self, place: usize) -> Option<ListedActivity> {
        let scaled = |value: &Value, unit: f64| positive(value).map(|value| value / unit);
        Some(ListedActivity {
            sport: word(&self.activity_type).or_else(|| word(&self.sport_type)).and_then(sport::by_name),
            name: word(&self.name).or_else(|| word(&self.activity_name)).map(str::to_owned),
            rpe: scaled(&self.workout_rpe, 10.0).filter(|rpe| *rpe <= 10.0),
            elapsed_s: scaled(&self.elapsed_duration, 1000.0).or_else(|| scaled(&self.duration, 1000.0)),
            timer_s: scaled(&self.duration, 1000.0),
            distance_m: scaled(&self.distance, 100.0),
            hr_mean_bpm: pulse(&self.avg_hr),
            hr_max_bpm: pulse(&self.max_hr),
            ascent_m: scaled(&self.elevation_gain, 100.0),
            descent_m: scaled(&self.elevation_loss, 100.0),
            hr_zones: self.zones(),
            ..ListedActivity::new(place, self.start()?)
        })
    }

    /// Time in the five zones; their limits are not in the file.
    // DEVICE: milliseconds; zone 0 is what lies below the first.
    fn zones(&self) -> Vec<HrZone> {
        let seconds = |value: &Value| value.as_f64().filter(|ms| *ms >= 0.0).map(|ms| ms / 1000.0);
        let below_s = seconds(&self.zone_0).unwrap_or_default();
        let zones = [&self.zone_1, &self.zone_2, &self.zone_3, &self.zone_4, &self.zone_5];
        let Some(mut zones) = zones.into_iter().map(seconds).collect::<Option<Vec<f64>>>() else {
            return Vec::new();
        };
        zones[0] += below_s;
        // Nothing but zeros is a recording without heart rate.
        if zones.iter().sum::<f64>() <= 0.0 {
            return Vec::new();
        }
        zones.into_iter().map(|seconds| HrZone { low_bpm: None, high_bpm: None, seconds }).collect()
    }

    /// Both times where both are there: their difference is the local offset.
    fn start(&self) -> Option<When> {
        let time =
            |value: &Value| positive(value).map(|ms| UtcMillis(ms as i64)).filter(|at| at.is_plausible());
        let utc = time(&self.begin_timestamp).or_else(|| time(&self.start_time_gmt));
        let local = time(&self.start_time_local);
        let Some(utc) = utc else {
            let at = jiff::Timestamp::from_millisecond(local?.0).ok()?;
            return Some(When::Local(jiff::tz::TimeZone::UTC.to_datetime(at)));
        };
        let offset_s = local.map(|local| (local.0 - utc.0) / 1000);
        let offset_s = offset_s.and_then(|s| i32::try_from(s).ok()).filter(|s| s.abs() <= 14 * 3600);
        Some(When::Instant(utc, offset_s))
    }
}
