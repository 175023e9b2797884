//! Garmin: what an account export holds beside activities: heart-rate zones, daily summaries, sleep, and
//! lifestyle logs.
//!
//! DEVICE: -1 is missing; daily summaries of neighbouring files share their boundary dates, and the one with a
//! value counts; a night belongs to the date on which it ends.

use serde::Deserialize;
use serde_json::Value;

use super::json::{self, list, member, number, positive, text};
use super::{FileKind, Listing, daily};
use crate::activity::{FileThresholds, ThresholdMessage};
use crate::error::FileError;
use crate::sheet::values::yes_no;

/// What the file is.
pub const KIND: FileKind = FileKind::list("Garmin's days");

/// True for `*_heartRateZones.json`.
pub fn sniff_zones(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["trainingMethod", "maxHeartRateUsed", "zone1Floor"])
}

/// Reads HRmax, resting heart rate and threshold as they are set for running, else for all sports.
pub fn read_zones(bytes: &[u8]) -> Result<Listing, FileError> {
    let zones: Value = json::read(bytes)?;
    let of_sport = |sport: &str| list(&zones).iter().find(|zones| text(&zones["sport"]) == Some(sport));
    let mut listing = Listing::new(KIND);
    let found = of_sport("RUNNING").or_else(|| of_sport("DEFAULT")).or_else(|| list(&zones).first());
    listing.daily.settings = found.map(|zones| FileThresholds {
        hr_max_bpm: positive(&zones["maxHeartRateUsed"]),
        hr_max_from: positive(&zones["maxHeartRateUsed"]).map(|_| ThresholdMessage::Export),
        hr_rest_bpm: positive(&zones["restingHeartRateUsed"]),
        lthr_bpm: positive(&zones["lactateThresholdHeartRateUsed"]),
        ..FileThresholds::default()
    });
    Ok(listing)
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Day {
    calendar_date: Value,
    resting_heart_rate: Value,
    current_day_resting_heart_rate: Value,
}

/// True for `UDSFile_*.json`.
pub fn sniff_days(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["calendarDate", "restingHeartRate"])
        || json::has_keys(bytes, &["calendarDate", "totalSteps"])
}

/// Reads resting heart rates.
pub fn read_days(bytes: &[u8]) -> Result<Listing, FileError> {
    let days: Vec<Day> = json::read(bytes)?;
    let mut listing = Listing::new(KIND);
    for day in &days {
        let bpm = positive(&day.resting_heart_rate).or_else(|| positive(&day.current_day_resting_heart_rate));
        if let Some(date) = date(&day.calendar_date) {
            listing.daily.rest_of_day(date, bpm);
        }
    }
    Ok(listing)
}

/// `2024-01-08`, also inside of `{"date": ...}`, or `[2024, 1, 8]`.
fn date(value: &Value) -> Option<jiff::civil::Date> {
    if let [year, month, day] = list(value) {
        let small = |value: &Value| i8::try_from(value.as_i64()?).ok();
        let year = i16::try_from(year.as_i64()?).ok()?;
        return jiff::civil::Date::new(year, small(month)?, small(day)?).ok();
    }
    daily::day(text(value).or_else(|| text(&value["date"]))?.get(..10)?)
}

/// True for `*LifestyleLogging.json`.
pub fn sniff_habits(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["dailyLogList"])
        || ["behaviourName", "behaviorName"].iter().any(|name| json::has_keys(bytes, &[name, "calendarDate"]))
}

/// Reads yes and no of habits.
pub fn read_habits(bytes: &[u8]) -> Result<Listing, FileError> {
    let logs: Value = json::read(bytes)?;
    let mut listing = Listing::new(KIND);
    for day in if logs.is_array() { list(&logs) } else { std::slice::from_ref(&logs) } {
        let entries = match &day["dailyLogList"] {
            Value::Array(entries) => entries.as_slice(),
            _ => std::slice::from_ref(day),
        };
        for entry in entries {
            let name = text(member(entry, &["behaviourName", "behaviorName"]));
            let kept = text(&entry["status"]).and_then(yes_no);
            if let (Some(date), Some(name)) = (date(&entry["calendarDate"]), name) {
                listing.daily.habit(date, name, kept);
            }
        }
    }
    Ok(listing)
}

/// True for `*_sleepData.json`.
pub fn sniff_sleep(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["calendarDate", "deepSleepSeconds"])
}

/// Reads nights.
pub fn read_sleep(bytes: &[u8]) -> Result<Listing, FileError> {
    let nights: Value = json::read(bytes)?;
    let mut listing = Listing::new(KIND);
    for night in list(&nights) {
        let stages = ["deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds"];
        let seconds: f64 = stages.iter().filter_map(|stage| positive(&night[*stage])).sum();
        let Some(date) = date(member(night, &["calendarDate"])) else { continue };
        listing.daily.night(date, Some(seconds / 3600.0));
        listing.daily.variability(date, number(&night["avgOvernightHrv"]));
    }
    Ok(listing)
}
