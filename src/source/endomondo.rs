//! Endomondo: `Workouts/*.json` of the account archive that was handed out until 2021.
//!
//! DEVICE: objects are lists of objects with one member each; points have their time in UTC
//! (`Tue Jan 09 15:34:06 UTC 2024`), the start is local.

use serde_json::Value;

use super::json::{self, list, number, positive, text};
use super::series::{Series, amount, pulse};
use super::{FileKind, ListedActivity, Listing, Provider, Reader, When, dates};
use crate::decode::sport;
use crate::error::FileError;
use crate::sheet::dates::DateOrder;
use crate::units::{Position, UtcMillis};

const KIND: FileKind = FileKind::list("Endomondo's workout");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "Endomondo",
    readers: &[Reader { kind: KIND, sniff, read }],
    gives: "workouts with heart rate and track",
    leaves: "comments, friends",
    export: "the archive that Endomondo handed out until 2021: keep the folder Workouts",
};

/// True for a workout.
pub fn sniff(bytes: &[u8]) -> bool {
    let known = json::has_keys(bytes, &["sport", "start_time", "duration_s"]);
    known && json::head(bytes).is_some_and(|head| head.trim_start().starts_with('['))
}

/// Reads a workout.
pub fn read(bytes: &[u8]) -> Result<Listing, FileError> {
    let workout: Value = json::read(bytes)?;
    let mut listing = Listing::new(KIND);
    let get = |name: &str| get(&workout, name);
    let mut samples = Series::default();
    let mut first = None;
    for point in list(get("points")) {
        let Some(time) = point_time(point) else { continue };
        first = Some(first.map_or(time, |first: UtcMillis| first.min(time)));
        add(&mut samples, time, point);
    }
    let local =
        text(get("start_time")).and_then(|start| dates::take_apart(start)?.when_written(DateOrder::Mdy));
    let start = match (first, local) {
        // Both clocks: what is between them is the zone, a whole number of quarter hours.
        (Some(at), Some(When::Local(_))) => {
            let as_utc = local.map(When::as_utc);
            let offset = match as_utc {
                Some(When::Instant(local, _)) => quarter_hours(local.seconds_since(at)),
                _ => None,
            };
            Some(When::Instant(at, offset))
        }
        (Some(at), _) => Some(When::Instant(at, None)),
        (None, local) => local,
    };
    match start {
        Some(start) => listing.entries.push(ListedActivity {
            sport: text(get("sport")).and_then(sport::by_name),
            name: text(get("name")).or_else(|| text(get("title"))).map(str::to_owned),
            timer_s: positive(get("duration_s")),
            distance_m: positive(get("distance_km")).map(|km| km * 1000.0),
            hr_mean_bpm: pulse(number(get("heart_rate_avg_bpm"))),
            hr_max_bpm: pulse(number(get("heart_rate_max_bpm"))),
            ascent_m: positive(get("ascend_m")),
            descent_m: positive(get("descend_m")),
            samples: samples.samples(),
            ..ListedActivity::new(1, start)
        }),
        None => listing.rejected.push((1, "it has no start that can be".into())),
    }
    Ok(listing)
}

/// The member of that name in a list of objects with one member each.
fn get<'v>(object: &'v Value, name: &str) -> &'v Value {
    list(object).iter().map(|part| &part[name]).find(|value| !value.is_null()).unwrap_or(&Value::Null)
}

/// `Tue Jan 09 15:34:06 UTC 2024`: the year comes last.
fn point_time(point: &Value) -> Option<UtcMillis> {
    let words: Vec<&str> = text(get(point, "timestamp"))?.split_whitespace().collect();
    let [_, month, day, time, zone, year] = words[..] else { return None };
    let cell = dates::take_apart(&format!("{day} {month} {year} {time} {zone}"))?;
    match cell.when_written(DateOrder::Dmy)?.as_utc() {
        When::Instant(at, _) => Some(at),
        _ => None,
    }
}

fn add(samples: &mut Series, time: UtcMillis, point: &Value) {
    samples.heart_rate(time, number(get(point, "heart_rate_bpm")));
    let Some(sample) = samples.at(time) else { return };
    // `[[{latitude}, {longitude}]]`
    let place = list(get(point, "location")).first().unwrap_or(&Value::Null);
    let degrees = number(get(place, "latitude")).zip(number(get(place, "longitude")));
    sample.position = degrees.and_then(|(lat, lon)| Position::from_degrees(lat, lon)).or(sample.position);
    sample.altitude_m = number(get(point, "altitude")).map(|m| m as f32).or(sample.altitude_m);
    sample.distance_m = amount(number(get(point, "distance_km")).map(|km| km * 1000.0)).or(sample.distance_m);
    sample.speed_mps = amount(number(get(point, "speed_kmh")).map(|kmh| kmh / 3.6)).or(sample.speed_mps);
}

/// The nearest quarter of an hour, s; `None` further from it than five minutes, or beyond every zone.
fn quarter_hours(seconds: f64) -> Option<i32> {
    let quarters = (seconds / 900.0).round() * 900.0;
    ((seconds - quarters).abs() <= 300.0 && quarters.abs() <= 14.0 * 3600.0).then_some(quarters as i32)
}
