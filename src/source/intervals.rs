//! intervals.icu: activities and wellness, as CSV (`activities.csv`, `wellness.csv`) and as JSON.
//!
//! DEVICE: the `id` of a day of wellness is its date; `icu_hr_zones` are upper bounds in bpm, `icu_hr_zone_times`
//! seconds, lowest zone first, in the CSV `hr_z1..` and `hr_z1_secs..`. Seconds and metres; `start_date_local` has no
//! zone, `start_date` is UTC; `threshold_pace` is a speed in m/s; `lthr`, `icu_resting_hr` and the like are those that held on that day.

use serde_json::Value;

use super::columns::{self, Header, positive as cell_number};
use super::json::{self, list, member, number, positive, text};
use super::layout::{Lasts, TableLayout};
use super::series::{self, pulse};
use super::{FileKind, ListedActivity, Listing, Provider, Reader, When, daily, dates};
use crate::activity::{FileThresholds, HrZone, ThresholdMessage};
use crate::decode::sport;
use crate::error::FileError;
use crate::sheet::dates::DateOrder;
use crate::units::UtcMillis;

const KIND: FileKind = FileKind::list("intervals.icu's list of activities");
const WELLNESS: FileKind = FileKind::list("intervals.icu's wellness");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "intervals.icu",
    readers: &[
        Reader { kind: KIND, sniff: |bytes| LAYOUT.sniff(bytes), read: |bytes| LAYOUT.read(bytes) },
        Reader { kind: KIND, sniff: sniff_json, read: read_json },
        Reader { kind: WELLNESS, sniff: sniff_wellness, read: read_wellness },
        Reader { kind: WELLNESS, sniff: sniff_wellness_csv, read: read_wellness_csv },
    ],
    gives: "activities with mean heart rate, time in zones, exertion, and the thresholds of their day; resting heart rate, sleep and HRV of each day",
    leaves: "power, training load, form curves",
    export: "Settings › Download your data: activities.csv and wellness.csv; for whole recordings, Download all activities (FIT)",
};

/// The columns of the list.
const LAYOUT: TableLayout = TableLayout {
    must: &[&["startdatelocal"], &["movingtime"], &["type"]],
    start: &["startdatelocal"],
    sport: &["type"],
    name: &["name"],
    workout: &["subtype", "icuworkouttype", "workouttype"],
    elapsed: Lasts { names: &["elapsedtime"], unit_s: 1.0 },
    timer: Lasts { names: &["movingtime", "icurecordingtime"], unit_s: 1.0 },
    distance: &["distance", "icudistance"],
    distance_m: 1.0,
    hr_mean: &["averageheartrate"],
    hr_max: &["maxheartrate"],
    ascent: &["totalelevationgain"],
    descent: &["totalelevationloss"],
    rpe: &["icurpe", "perceivedexertion"],
    zones: &[
        &["hrz1secs"],
        &["hrz2secs"],
        &["hrz3secs"],
        &["hrz4secs"],
        &["hrz5secs"],
        &["hrz6secs"],
        &["hrz7secs"],
    ],
    bounds: &[&["hrz1"], &["hrz2"], &["hrz3"], &["hrz4"], &["hrz5"], &["hrz6"]],
    threshold_speed: &["thresholdpace"],
    thresholds: [&["icurestinghr"], &["hrmax", "athletemaxhr"], &["lthr"], &["icuweight"]],
    ..TableLayout::of(KIND)
};

/// True for activities.
pub fn sniff_json(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["start_date_local", "moving_time", "type"])
}

/// True for wellness.
pub fn sniff_wellness(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["id", "restingHR"]) || json::has_keys(bytes, &["id", "sleepSecs"])
}

/// An object, or a list of them.
fn objects(value: &Value) -> &[Value] {
    if value.is_array() { list(value) } else { std::slice::from_ref(value) }
}

/// Reads activities.
pub fn read_json(bytes: &[u8]) -> Result<Listing, FileError> {
    let activities: Value = json::read(bytes)?;
    let mut listing = Listing::new(KIND);
    for (place, activity) in (1..).zip(objects(&activities)) {
        match entry(place, activity) {
            Some(entry) => listing.entries.push(entry),
            None => listing.rejected.push((place, "it has no start that can be".into())),
        }
    }
    Ok(listing)
}

fn when(value: &Value) -> Option<When> {
    dates::take_apart(text(value)?)?.when_written(DateOrder::Dmy)
}

/// Both times where both are there: their difference is the local offset.
fn start(activity: &Value) -> Option<When> {
    let local = when(&activity["start_date_local"]).map(When::as_utc);
    let (Some(When::Instant(local, _)), Some(When::Instant(utc, _))) = (local, when(&activity["start_date"]))
    else {
        return when(&activity["start_date_local"]);
    };
    let offset = i32::try_from((local.0 - utc.0) / 1000).ok().filter(|s| s.abs() <= 14 * 3600);
    Some(When::Instant(UtcMillis(utc.0), offset))
}

fn entry(place: usize, activity: &Value) -> Option<ListedActivity> {
    let number_of = |keys: &[&str]| positive(member(activity, keys));
    let hr_max_bpm = number_of(&["athlete_max_hr", "hr_max"]);
    Some(ListedActivity {
        sport: text(&activity["type"]).and_then(sport::by_name),
        name: text(&activity["name"]).map(str::to_owned),
        workout_type: text(&activity["sub_type"]).filter(|kind| *kind != "NONE").map(str::to_owned),
        elapsed_s: number_of(&["elapsed_time"]),
        timer_s: number_of(&["moving_time", "icu_recording_time"]),
        distance_m: number_of(&["distance", "icu_distance"]),
        hr_mean_bpm: pulse(number(&activity["average_heartrate"])),
        hr_max_bpm: pulse(number(&activity["max_heartrate"])),
        ascent_m: number_of(&["total_elevation_gain"]),
        descent_m: number_of(&["total_elevation_loss"]),
        rpe: number_of(&["icu_rpe", "perceived_exertion"]).filter(|rpe| *rpe <= 10.0),
        hr_zones: zones(&activity["icu_hr_zone_times"], &activity["icu_hr_zones"]),
        thresholds: FileThresholds {
            hr_max_bpm,
            hr_max_from: hr_max_bpm.map(|_| ThresholdMessage::Export),
            hr_rest_bpm: number_of(&["icu_resting_hr"]),
            lthr_bpm: number_of(&["lthr"]),
            threshold_mps: number_of(&["threshold_pace"]),
            weight_kg: number_of(&["icu_weight"]),
            ..FileThresholds::default()
        },
        ..ListedActivity::new(place, start(activity)?)
    })
}

fn zones(seconds: &Value, bounds: &Value) -> Vec<HrZone> {
    let bound = |k: usize| list(bounds).get(k).and_then(positive);
    let zone = |(k, seconds): (usize, &Value)| {
        let low_bpm = k.checked_sub(1).and_then(bound);
        Some(HrZone { low_bpm, high_bpm: bound(k), seconds: number(seconds).filter(|s| *s >= 0.0)? })
    };
    series::zones(list(seconds).iter().enumerate().filter_map(zone))
}

/// Reads wellness.
pub fn read_wellness(bytes: &[u8]) -> Result<Listing, FileError> {
    let days: Value = json::read(bytes)?;
    let mut listing = Listing::new(WELLNESS);
    for day in objects(&days) {
        let Some(date) = text(&day["id"]).and_then(daily::day) else { continue };
        listing.daily.rest(date, positive(&day["restingHR"]));
        listing.daily.night(date, positive(&day["sleepSecs"]).map(|seconds| seconds / 3600.0));
        listing.daily.variability(date, positive(member(day, &["hrv", "hrvSDNN"])));
    }
    Ok(listing)
}

/// True for the CSV of wellness.
pub fn sniff_wellness_csv(bytes: &[u8]) -> bool {
    let day = |header: &Header| header.has("date") || header.has("id");
    Header::of(bytes).is_some_and(|header| {
        day(&header) && (header.has("restinghr") && (header.has("sleepsecs") || header.has("hrv")))
    })
}

/// Reads the CSV of wellness.
pub fn read_wellness_csv(bytes: &[u8]) -> Result<Listing, FileError> {
    let (header, sheet) = columns::sheet(bytes)?;
    let date = header.find(&["date", "id"]);
    let (rest, sleep) = (header.find(&["restinghr"]), header.find(&["sleepsecs"]));
    let variability = header.find(&["hrv", "hrvsdnn"]);
    let mut listing = Listing::new(WELLNESS);
    for row in &sheet.rows {
        let Some(date) = date.and_then(|column| daily::day(row.cell(column))) else { continue };
        listing.daily.rest(date, cell_number(row, rest));
        listing.daily.night(date, cell_number(row, sleep).map(|seconds| seconds / 3600.0));
        listing.daily.variability(date, cell_number(row, variability));
    }
    Ok(listing)
}
