//! Health Auto Export (an iOS app): workouts and daily metrics of Apple Health as JSON.
//!
//! DEVICE: heart rate comes as the mean of each minute or as single readings; units stand beside quantities
//! (`km`, `mi`); workouts of version 1 have `avgHeartRate`, those of version 2 `heartRate.avg`.

use serde::Deserialize;
use serde_json::Value;

use super::json::{self, member, number, positive, text};
use super::series::{Series, amount, pulse};
use super::{FileKind, ListedActivity, Listing, Provider, Reader, When, daily, dates};
use crate::activity::{Samples, Sport};
use crate::decode::sport;
use crate::error::FileError;
use crate::sheet::dates::DateOrder;
use crate::units::{Position, UtcMillis};

const KIND: FileKind = FileKind::list("Health Auto Export's file");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "Health Auto Export",
    readers: &[Reader { kind: KIND, sniff, read }],
    gives: "workouts with heart rate and track; resting heart rate, sleep and HRV",
    leaves: "other metrics",
    export: "the app › Manual Export › Workouts and Health Metrics, JSON",
};

/// The whole file: only what is used is kept while reading, because metrics of a decade are large.
#[derive(Deserialize)]
struct File {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    #[serde(default)]
    workouts: Vec<Workout>,
    #[serde(default)]
    metrics: Vec<Metric>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Workout {
    name: Value,
    start: Value,
    end: Value,
    duration: Value,
    is_indoor: Value,
    location: Value,
    distance: Value,
    total_distance: Value,
    heart_rate: Value,
    avg_heart_rate: Value,
    max_heart_rate: Value,
    elevation_up: Value,
    elevation_down: Value,
    heart_rate_data: Vec<Reading>,
    route: Vec<Point>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metric {
    name: String,
    data: Vec<Reading>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reading {
    date: Value,
    #[serde(alias = "Avg")]
    avg: Value,
    qty: Value,
    #[serde(rename = "totalSleep")]
    total_sleep: Value,
    asleep: Value,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Point {
    #[serde(alias = "lat")]
    latitude: Value,
    #[serde(alias = "lon")]
    longitude: Value,
    altitude: Value,
    timestamp: Value,
}

/// True for such a file.
pub fn sniff(bytes: &[u8]) -> bool {
    json::has_keys(bytes, &["data", "workouts"]) || json::has_keys(bytes, &["data", "metrics"])
}

/// Reads workouts, nights and resting heart rates.
pub fn read(bytes: &[u8]) -> Result<Listing, FileError> {
    let File { data } = json::read(bytes)?;
    let mut listing = Listing::new(KIND);
    for (place, workout) in (1..).zip(&data.workouts) {
        match workout.entry(place) {
            Some(entry) => listing.entries.push(entry),
            None => listing.rejected.push((place, "it has no start that can be".into())),
        }
    }
    for metric in &data.metrics {
        for reading in &metric.data {
            let Some(date) = text(&reading.date).and_then(local_day) else { continue };
            match metric.name.as_str() {
                "resting_heart_rate" => listing.daily.rest_of_day(date, number(&reading.qty)),
                "heart_rate_variability" => listing.daily.variability(date, number(&reading.qty)),
                "sleep_analysis" => {
                    let asleep = positive(&reading.total_sleep).or_else(|| positive(&reading.asleep));
                    listing.daily.night(date, asleep.or_else(|| positive(&reading.qty)));
                }
                _ => {}
            }
        }
    }
    Ok(listing)
}

/// The date as it is written, whatever the zone.
fn local_day(text: &str) -> Option<jiff::civil::Date> {
    daily::day(text.get(..10)?)
}

fn when(value: &Value) -> Option<When> {
    dates::take_apart(text(value)?)?.when_written(DateOrder::Mdy)
}

fn instant(value: &Value) -> Option<UtcMillis> {
    match when(value)?.as_utc() {
        When::Instant(at, _) => Some(at),
        _ => None,
    }
}

/// Metres of a quantity with its unit.
fn metres(value: &Value) -> Option<f64> {
    let unit = match text(&value["units"])?.to_lowercase().as_str() {
        "m" => 1.0,
        "km" => 1000.0,
        "mi" => 1609.344,
        "yd" => 0.9144,
        "ft" => 0.3048,
        _ => return None,
    };
    positive(&value["qty"]).map(|quantity| quantity * unit)
}

impl Workout {
    fn entry(&self, place: usize) -> Option<ListedActivity> {
        let start = when(&self.start)?;
        let elapsed_s = instant(&self.start).zip(instant(&self.end)).map(|(from, to)| to.seconds_since(from));
        let indoor = self.is_indoor == Value::Bool(true) || text(&self.location) == Some("Indoor");
        let sport = text(&self.name).and_then(sport::by_name).map(|(sport, finer)| {
            let treadmill = indoor && sport == Sport::Running;
            (sport, if treadmill { Some("treadmill".into()) } else { finer })
        });
        let quantity = |value: &Value| number(value).or_else(|| number(&value["qty"]));
        let heart_rate = |keys: &[&str], other: &Value| {
            pulse(quantity(member(&self.heart_rate, keys)).or_else(|| quantity(other)))
        };
        Some(ListedActivity {
            sport,
            elapsed_s: elapsed_s.filter(|seconds| *seconds > 0.0),
            timer_s: positive(&self.duration),
            distance_m: metres(&self.distance).or_else(|| metres(&self.total_distance)),
            hr_mean_bpm: heart_rate(&["avg"], &self.avg_heart_rate),
            hr_max_bpm: heart_rate(&["max"], &self.max_heart_rate),
            ascent_m: metres(&self.elevation_up),
            descent_m: metres(&self.elevation_down),
            samples: self.samples(),
            ..ListedActivity::new(place, start)
        })
    }

    fn samples(&self) -> Samples {
        let mut samples = Series::default();
        let readings: Vec<(UtcMillis, f64)> = self
            .heart_rate_data
            .iter()
            .filter_map(|reading| {
                let bpm = number(&reading.avg).or_else(|| number(&reading.qty))?;
                Some((instant(&reading.date)?, bpm))
            })
            .collect();
        for (k, (time, bpm)) in readings.iter().enumerate() {
            let next = readings.get(k + 1).map_or(60_000, |(next, _)| next.0 - time.0);
            // The mean of a minute holds for all of it.
            let holds_ms = if (31_000..=90_000).contains(&next) { next } else { 1 };
            for later in (0..holds_ms).step_by(20_000) {
                samples.heart_rate(UtcMillis(time.0 + later), Some(*bpm));
            }
        }
        for point in &self.route {
            let degrees = number(&point.latitude).zip(number(&point.longitude));
            let Some(sample) = instant(&point.timestamp).and_then(|time| samples.at(time)) else { continue };
            sample.position = degrees.and_then(|(lat, lon)| Position::from_degrees(lat, lon));
            sample.altitude_m = amount(number(&point.altitude));
        }
        samples.samples()
    }
}
