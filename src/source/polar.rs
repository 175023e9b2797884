//! Polar Flow: `training-session-*.json`, in the form of the first and of the second generation.
//!
//! DEVICE: session times are local, their offset is in a field of its own. The clock of `exercises[].startTime` is
//! local in some exports and UTC in others: only its distance from the first exercise is used. In the old form
//! every reading has a time and a missing value is a dropout; in the new one there is an interval. Distances are
//! metres, speeds km/h. `NaN` occurs.

use serde_json::Value;

use super::json::{self, list, member, number, positive, text};
use super::series::{self, Series, amount, pulse};
use super::{FileKind, ListedActivity, Listing, Provider, Reader, When};
use crate::activity::{FileThresholds, HrZone, Sport, ThresholdMessage};
use crate::decode::{sport, time};
use crate::error::FileError;
use crate::units::{Position, UtcMillis};

const KIND: FileKind = FileKind::list("Polar Flow's training session");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "Polar Flow",
    readers: &[Reader { kind: KIND, sniff, read }],
    gives: "sessions with heart rate, speed, distance, altitude and track; thresholds and body data of their day; both generations of the export",
    leaves: "sleep, nightly recharge, daily activity",
    export: "account.polar.com › Download your data",
};

/// True for a training session.
pub fn sniff(bytes: &[u8]) -> bool {
    let new = json::has_keys(bytes, &["exercises", "durationMillis"]);
    new || json::has_keys(bytes, &["exercises", "startTime", "stopTime"])
}

/// Reads a session: an entry for each of its exercises.
pub fn read(bytes: &[u8]) -> Result<Listing, FileError> {
    let session: Value = json::read(bytes)?;
    let mut listing = Listing::new(KIND);
    let Some(start) = local(&session["startTime"]).filter(|at| at.is_plausible()) else {
        listing.rejected.push((1, "the session has no start".into()));
        return Ok(listing);
    };
    let exercises = list(&session["exercises"]);
    let first = exercises.first().and_then(|exercise| local(&exercise["startTime"]));
    for (place, exercise) in (1..).zip(exercises) {
        let own = local(&exercise["startTime"]);
        let later_ms = own.zip(first).map_or(0, |(own, first)| own.0 - first.0);
        let clock = Clock {
            offset_s: offset_s(&session).or_else(|| offset_s(exercise)),
            shift_ms: own.map_or(0, |own| start.0 + later_ms - own.0),
        };
        let alone = exercises.len() == 1;
        listing.entries.push(entry(place, &session, exercise, UtcMillis(start.0 + later_ms), clock, alone));
    }
    Ok(listing)
}

/// A local time as if it were UTC.
fn local(value: &Value) -> Option<UtcMillis> {
    time::parse(text(value)?)
        .map(|at| UtcMillis(at.utc.0 + i64::from(at.offset_s.unwrap_or_default()) * 1000))
}

fn offset_s(object: &Value) -> Option<i32> {
    let minutes = number(member(object, &["timezoneOffsetMinutes", "timeZoneOffset", "timezoneOffset"]))?;
    (minutes.abs() <= 14.0 * 60.0).then_some((minutes * 60.0) as i32)
}

/// How local times of an exercise become instants.
#[derive(Clone, Copy)]
struct Clock {
    offset_s: Option<i32>,
    /// The session's clock minus that of the exercise.
    shift_ms: i64,
}

impl Clock {
    /// A time of the exercise.
    fn of(self, local: UtcMillis) -> UtcMillis {
        self.utc(UtcMillis(local.0 + self.shift_ms))
    }

    /// A time of the session.
    fn utc(self, local: UtcMillis) -> UtcMillis {
        UtcMillis(local.0 - i64::from(self.offset_s.unwrap_or_default()) * 1000)
    }
}

fn entry(
    place: usize,
    session: &Value,
    exercise: &Value,
    start: UtcMillis,
    clock: Clock,
    alone: bool,
) -> ListedActivity {
    // What the session says is said of its only exercise.
    let of = |keys: &[&str]| match member(exercise, keys) {
        Value::Null if alone => member(session, keys),
        found => found,
    };
    let body = member(session, &["physicalInformation", "physicalInformationSnapshot"]);
    let utc = clock.utc(start);
    let when = match clock.offset_s {
        Some(offset) => When::Instant(utc, Some(offset)),
        None => jiff::Timestamp::from_millisecond(start.0)
            .map_or(When::Instant(utc, None), |at| When::Local(jiff::tz::TimeZone::UTC.to_datetime(at))),
    };
    let mut samples = Series::default();
    old_samples(&exercise["samples"], clock, &mut samples);
    new_samples(exercise, clock, utc, &mut samples);
    let heart_rate = &exercise["heartRate"];
    ListedActivity {
        sport: sport_of(exercise, session),
        name: text(&session["name"]).map(str::to_owned),
        elapsed_s: local(of(&["stopTime"]))
            .map(|end| UtcMillis(end.0 + clock.shift_ms).seconds_since(start))
            .filter(|s| *s > 0.0),
        timer_s: duration_s(of(&["durationMillis", "duration"])),
        distance_m: positive(of(&["distanceMeters", "distance"])),
        hr_mean_bpm: pulse(number(&heart_rate["avg"]).or_else(|| number(of(&["hrAvg", "averageHeartRate"])))),
        hr_max_bpm: pulse(number(&heart_rate["max"]).or_else(|| number(of(&["hrMax", "maximumHeartRate"])))),
        ascent_m: positive(of(&["ascent", "ascentMeters"])),
        descent_m: positive(of(&["descent", "descentMeters"])),
        hr_zones: zones(exercise),
        thresholds: thresholds(body, start),
        samples: samples.samples(),
        ..ListedActivity::new(place, when)
    }
}

/// Milliseconds, or `PT1H2M3.5S`.
fn duration_s(value: &Value) -> Option<f64> {
    if let Value::Number(_) = value {
        return positive(value).map(|ms| ms / 1000.0);
    }
    let mut rest = text(value)?.strip_prefix("PT")?;
    let mut seconds = 0.0;
    for (unit, factor) in [('H', 3600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((amount, after)) = rest.split_once(unit) {
            seconds += amount.parse::<f64>().ok()? * factor;
            rest = after;
        }
    }
    (seconds > 0.0 && seconds.is_finite()).then_some(seconds)
}

// DEVICE: numbers of sports as Polar's own list has them.
fn sport_of(exercise: &Value, session: &Value) -> Option<(Sport, Option<String>)> {
    let by_number = |value: &Value| {
        let (sport, finer) = match number(&value["id"])? as i64 {
            1 | 4 => (Sport::Running, None),
            17 => (Sport::Running, Some("treadmill")),
            27 => (Sport::Running, Some("trail")),
            2 | 5 | 38 => (Sport::Cycling, None),
            18 => (Sport::Cycling, Some("indoor")),
            3 | 9 => (Sport::Walking, None),
            11 => (Sport::Hiking, None),
            15 | 20 | 34 => (Sport::Strength, None),
            23 | 103 | 105 => (Sport::Swimming, None),
            _ => return None,
        };
        Some((sport, finer.map(str::to_owned)))
    };
    let by_word = |value: &Value| text(value).and_then(sport::by_name);
    by_word(&exercise["sport"])
        .or_else(|| by_number(&exercise["sport"]))
        .or_else(|| by_word(&session["sport"]))
        .or_else(|| by_number(&session["sport"]))
        // The name is that of the sport until the runner changes it.
        .or_else(|| by_word(&session["name"]).filter(|(sport, _)| *sport != Sport::Other))
}

fn zones(exercise: &Value) -> Vec<HrZone> {
    let zones = list(member(&exercise["zones"], &["heart_rate", "heartRate"]));
    let zone = |zone: &Value| {
        Some(HrZone {
            low_bpm: positive(&zone["lowerLimit"]),
            high_bpm: positive(member(zone, &["higherLimit", "upperLimit"])),
            seconds: duration_s(member(zone, &["inZone", "inZoneMillis"])).unwrap_or_default(),
        })
    };
    series::zones(zones.iter().filter_map(zone))
}

fn thresholds(body: &Value, start: UtcMillis) -> FileThresholds {
    let hr_max_bpm = positive(&body["maximumHeartRate"]);
    let born: Option<i16> =
        text(member(body, &["birthday", "dateOfBirth"])).and_then(|born| born.get(..4)?.parse().ok());
    let year = jiff::Timestamp::from_millisecond(start.0)
        .map(|at| jiff::tz::TimeZone::UTC.to_datetime(at).year())
        .ok();
    // DEVICE: until the runner sets it, the anaerobic threshold is 90 % of HRmax: no measurement. Not confirmed by a
    // second source; a measured value that happens to lie there is lost, and the archive's takes its place.
    let is_default = |bpm: &f64| hr_max_bpm.is_some_and(|max| (bpm - 0.90 * max).abs() < 1.0);
    FileThresholds {
        hr_max_bpm,
        hr_max_from: hr_max_bpm.map(|_| ThresholdMessage::Export),
        hr_rest_bpm: positive(&body["restingHeartRate"]),
        lthr_bpm: positive(&body["anaerobicThreshold"]).filter(|bpm| !is_default(bpm)),
        threshold_mps: None,
        female: match text(member(body, &["sex", "gender"])) {
            Some("FEMALE") => Some(true),
            Some("MALE") => Some(false),
            _ => None,
        },
        age_y: born
            .zip(year)
            .map(|(born, year)| f64::from(year.saturating_sub(born)))
            .filter(|age| *age > 0.0),
        weight_kg: positive(member(body, &["weightKg", "weight, kg", "weight"])),
    }
}

/// Every reading with its time.
fn old_samples(samples: &Value, clock: Clock, into: &mut Series) {
    let readings = |name: &'static str| {
        list(&samples[name])
            .iter()
            .filter_map(move |reading| Some((clock.of(local(&reading["dateTime"])?), reading)))
    };
    for (time, reading) in readings("heartRate") {
        into.heart_rate(time, number(&reading["value"]));
    }
    for (time, reading) in readings("speed") {
        let speed = amount(number(&reading["value"]).map(|kmh| kmh / 3.6));
        if let Some(sample) = into.at(time) {
            sample.speed_mps = speed;
        }
    }
    for (time, reading) in readings("distance") {
        if let Some(sample) = into.at(time) {
            sample.distance_m = amount(number(&reading["value"]));
        }
    }
    for (time, reading) in readings("recordedRoute") {
        if let Some(sample) = into.at(time) {
            sample.position = position(reading);
            sample.altitude_m = number(&reading["altitude"]).map(|m| m as f32);
        }
    }
    for (time, reading) in readings("altitude") {
        if let Some(sample) = into.at(time) {
            sample.altitude_m = number(&reading["value"]).map(|m| m as f32).or(sample.altitude_m);
        }
    }
}

fn position(value: &Value) -> Option<Position> {
    Position::from_degrees(number(&value["latitude"])?, number(&value["longitude"])?)
}

/// Readings at an interval, and a route with times of its own.
fn new_samples(exercise: &Value, clock: Clock, start: UtcMillis, into: &mut Series) {
    for channel in list(&exercise["samples"]["samples"]) {
        let Some(interval_ms) = positive(&channel["intervalMillis"]) else { continue };
        let kind = text(&channel["type"]).unwrap_or_default();
        for (k, value) in list(&channel["values"]).iter().enumerate() {
            let time = UtcMillis(start.0.saturating_add((k as f64 * interval_ms) as i64));
            let value = number(value);
            match kind {
                "HEART_RATE" => into.heart_rate(time, value),
                "DISTANCE" | "SPEED" | "ALTITUDE" => {
                    let Some(sample) = into.at(time) else { continue };
                    match kind {
                        "DISTANCE" => sample.distance_m = amount(value),
                        "SPEED" => sample.speed_mps = amount(value.map(|kmh| kmh / 3.6)),
                        _ => sample.altitude_m = value.filter(|m| m.abs() < 1e5).map(|m| m as f32),
                    }
                }
                _ => {}
            }
        }
    }
    let route = &exercise["routes"]["route"];
    // METHOD: a route that begins hours before or after its exercise has another clock, not another time.
    let own = local(&route["startTime"]).map(|at| clock.of(at));
    let begins = own.filter(|at| at.seconds_since(start).abs() < 600.0).unwrap_or(start);
    for point in list(&route["wayPoints"]) {
        let Some(later_ms) = number(&point["elapsedMillis"]).filter(|ms| *ms >= 0.0) else { continue };
        if let Some(sample) = into.at(UtcMillis(begins.0.saturating_add(later_ms as i64))) {
            sample.position = position(point);
            sample.altitude_m = number(&point["altitude"]).map(|m| m as f32).or(sample.altitude_m);
        }
    }
}
