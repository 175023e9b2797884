//! Fitbit in Google's Takeout or in Fitbit's own archive: `exercise-N.json`, `heart_rate-*.json`, `sleep-*.json`,
//! `resting_heart_rate-*.json`, and Google's newer `UserExercises_*.csv`.
//!
//! DEVICE: exercise and heart rate are in UTC or local, which the files do not say, written `07/11/26 14:55:42` or `2026-07-11 14:55:42`; sleep is
//! local. Zones come from 220 - age: their times are read, their limits are no threshold.

use serde::Deserialize;
use serde_json::Value;

use super::json::{self, list, number, positive, text};
use super::layout::{Lasts, TableLayout, TimeBasis};
use super::pulse::Pulse;
use super::series::{self, beats, pulse};
use super::{FileKind, ListedActivity, Listing, Provider, Reader, When, daily, dates};
use crate::activity::HrZone;
use crate::decode::sport;
use crate::error::FileError;
use crate::sheet::dates::DateOrder;
use crate::units::UtcMillis;

const KIND: FileKind = FileKind::list("Fitbit's export");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "Fitbit (Google Takeout)",
    readers: &[
        Reader { kind: KIND, sniff: sniff_exercise, read: read_exercise },
        Reader { kind: KIND, sniff: sniff_heart_rate, read: read_heart_rate },
        Reader { kind: KIND, sniff: sniff_sleep, read: read_sleep },
        Reader { kind: KIND, sniff: sniff_rest, read: read_rest },
        Reader { kind: KIND, sniff: |bytes| LAYOUT.sniff(bytes), read: |bytes| LAYOUT.read(bytes) },
    ],
    gives: "exercises, heart rate over time, sleep, resting heart rate; the newer UserExercises CSV",
    leaves: "steps, calories; limits of zones as thresholds: they come from 220 - age",
    export: "takeout.google.com › Fitbit › All Fitbit data",
};

/// The columns of `UserExercises_*.csv`.
const LAYOUT: TableLayout = TableLayout {
    must: &[&["exercisestart"], &["activityname"], &["utcoffset"]],
    start: &["exercisestart"],
    clock: TimeBasis::Utc,
    end: &["exerciseend"],
    offset: &["utcoffset"],
    sport: &["activityname"],
    elapsed: Lasts { names: &["exerciseduration", "duration", "trackertotalduration"], unit_s: 0.001 },
    distance: &["trackertotaldistancemm", "distance"],
    distance_m: 0.0,
    hr_mean: &["trackeravgheartrate", "averageheartrate"],
    hr_max: &["trackerpeakheartrate"],
    ..TableLayout::of(KIND)
};

/// True for a list of exercises.
pub fn sniff_exercise(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["activityName", "startTime", "logId"])
        || json::has_keys(bytes, &["activityName", "startTime", "activeDuration"])
}

/// True for readings of heart rate.
pub fn sniff_heart_rate(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["dateTime", "bpm", "confidence"])
}

/// True for nights.
pub fn sniff_sleep(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["dateOfSleep", "minutesAsleep"])
}

/// True for resting heart rates.
pub fn sniff_rest(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["dateTime", "value", "date", "error"])
}

fn utc(value: &Value) -> Option<UtcMillis> {
    // Month first, wherever the runner lives.
    match dates::take_apart(text(value)?)?.when_written(DateOrder::Mdy)?.as_utc() {
        When::Instant(at, _) => Some(at),
        _ => None,
    }
}

/// Reads exercises.
pub fn read_exercise(bytes: &[u8]) -> Result<Listing, FileError> {
    let exercises: Value = json::read(bytes)?;
    let mut listing = Listing { clock_is_open: true, ..Listing::new(KIND) };
    for (place, exercise) in (1..).zip(list(&exercises)) {
        let Some(start) = utc(&exercise["startTime"]) else {
            listing.rejected.push((place, "it has no start that can be".into()));
            continue;
        };
        let seconds = |key: &str| positive(&exercise[key]).map(|ms| ms / 1000.0);
        let unit_m = match text(&exercise["distanceUnit"]).map(str::to_lowercase).as_deref() {
            Some("mile" | "miles" | "mi") => 1609.344,
            Some("meter" | "meters" | "m") => 1.0,
            _ => 1000.0,
        };
        listing.entries.push(ListedActivity {
            sport: text(&exercise["activityName"]).and_then(sport::by_name),
            elapsed_s: seconds("originalDuration").or_else(|| seconds("duration")),
            timer_s: seconds("activeDuration"),
            distance_m: positive(&exercise["distance"]).map(|distance| distance * unit_m),
            hr_mean_bpm: pulse(number(&exercise["averageHeartRate"])),
            hr_zones: zones(&exercise["heartRateZones"]),
            ascent_m: positive(&exercise["elevationGain"]),
            ..ListedActivity::new(place, When::Instant(start, None))
        });
    }
    Ok(listing)
}

fn zones(value: &Value) -> Vec<HrZone> {
    let zone = |zone: &Value| {
        let seconds = number(&zone["minutes"]).filter(|minutes| *minutes >= 0.0)? * 60.0;
        Some(HrZone { low_bpm: positive(&zone["min"]), high_bpm: positive(&zone["max"]), seconds })
    };
    let mut zones = series::zones(list(value).iter().filter_map(zone));
    zones.sort_by(|a, b| a.low_bpm.unwrap_or_default().total_cmp(&b.low_bpm.unwrap_or_default()));
    zones
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Reading {
    date_time: Value,
    value: Beats,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Beats {
    bpm: Value,
}

/// Reads heart rate: a reading every 5 to 15 s, day and night.
pub fn read_heart_rate(bytes: &[u8]) -> Result<Listing, FileError> {
    let readings: Vec<Reading> = json::read(bytes)?;
    let readings = readings.iter().filter_map(|reading| {
        let second = u32::try_from(utc(&reading.date_time)?.0 / 1000).ok()?;
        Some((second, number(&reading.value.bpm).and_then(beats)?))
    });
    Ok(Listing { pulses: Pulse::of(readings.collect()), clock_is_open: true, ..Listing::new(KIND) })
}

/// Reads nights.
pub fn read_sleep(bytes: &[u8]) -> Result<Listing, FileError> {
    let nights: Value = json::read(bytes)?;
    let mut listing = Listing::new(KIND);
    for night in list(&nights).iter().filter(|night| night["mainSleep"] != Value::Bool(false)) {
        if let Some(date) = text(&night["dateOfSleep"]).and_then(daily::day) {
            listing.daily.night(date, positive(&night["minutesAsleep"]).map(|minutes| minutes / 60.0));
        }
    }
    Ok(listing)
}

/// Reads resting heart rates.
pub fn read_rest(bytes: &[u8]) -> Result<Listing, FileError> {
    let days: Value = json::read(bytes)?;
    let mut listing = Listing::new(KIND);
    for day in list(&days) {
        let date = text(&day["value"]["date"]).or_else(|| text(&day["dateTime"]));
        if let Some(date) = date.and_then(daily::day) {
            listing.daily.rest_of_day(date, positive(&day["value"]["value"]));
        }
    }
    Ok(listing)
}
