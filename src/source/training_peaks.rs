//! TrainingPeaks: `workouts.csv` of the workout summary export, and `metrics.csv`.
//!
//! DEVICE: hours and metres; days without a time; plans are rows without `TimeTotalInHours`; exertion 1-10.
//! Metrics are a long table of local times, types and values.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::columns::{self, positive, text};
use super::layout::{Lasts, TableLayout, ZoneUnit};
use super::{FileKind, Header, Listing, Provider, Reader, When, dates};
use crate::activity::Sport;
use crate::decode::sport;
use crate::error::FileError;

const METRICS: FileKind = FileKind::list("TrainingPeaks' metrics");
const KIND: FileKind = FileKind::list("TrainingPeaks' list of workouts");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "TrainingPeaks",
    readers: &[
        Reader { kind: KIND, sniff: |bytes| LAYOUT.sniff(bytes), read: |bytes| LAYOUT.read(bytes) },
        Reader { kind: METRICS, sniff: sniff_metrics, read: read_metrics },
    ],
    gives: "workouts with mean heart rate, minutes in zones and exertion; resting pulse, sleep and HRV of metrics.csv; FIT, TCX and GPX recordings",
    leaves: "plans, TSS, comments",
    export: "Account Settings › Export Data: Workout Summary, Metrics, and Workout Files",
};

/// The columns of the list.
const LAYOUT: TableLayout = TableLayout {
    must: &[&["workoutday"], &["workouttype"], &["timetotalinhours"]],
    start: &["workoutday"],
    sport: &["workouttype"],
    sport_of,
    name: &["title"],
    elapsed: Lasts { names: &["timetotalinhours"], unit_s: 3600.0 },
    distance: &["distanceinmeters"],
    distance_m: 1.0,
    hr_mean: &["heartrateaverage"],
    hr_max: &["heartratemax"],
    rpe: &["rpe"],
    zones: &[
        &["hrzone1minutes"],
        &["hrzone2minutes"],
        &["hrzone3minutes"],
        &["hrzone4minutes"],
        &["hrzone5minutes"],
        &["hrzone6minutes"],
        &["hrzone7minutes"],
        &["hrzone8minutes"],
        &["hrzone9minutes"],
        &["hrzone10minutes"],
    ],
    zone_unit: ZoneUnit::Minutes,
    plans: true,
    ..TableLayout::of(KIND)
};

/// A walk of the day off is none.
fn sport_of(cell: &str) -> Option<(Sport, Option<String>)> {
    let other = matches!(cell.trim().to_lowercase().as_str(), "day off" | "custom" | "brick");
    if other { Some((Sport::Other, Some(cell.to_lowercase()))) } else { sport::by_name(cell) }
}

/// True for the table of metrics.
fn sniff_metrics(bytes: &[u8]) -> bool {
    Header::of(bytes).is_some_and(|header| {
        header.cells.len() <= 4 && header.has("timestamp") && header.has("type") && header.has("value")
    })
}

/// Reads resting pulse, sleep and variability.
// DEVICE: a day has the same metric twice, at 00:00:00 and at the time of the measurement: the latter counts.
fn read_metrics(bytes: &[u8]) -> Result<Listing, FileError> {
    let (header, sheet) = columns::sheet(bytes)?;
    let column = |name: &str| header.find(&[name]);
    let (time, kind, value) = (column("timestamp"), column("type"), column("value"));
    let cells: Vec<_> =
        sheet.rows.iter().map(|row| dates::take_apart(time.map_or("", |k| row.cell(k)))).collect();
    let order = dates::order(&cells).map_err(FileError::Unreadable)?;
    let mut found: BTreeMap<(String, Date), (DateTime, f64)> = BTreeMap::new();
    for (row, cell) in sheet.rows.iter().zip(cells) {
        let at = match cell.and_then(|cell| cell.when(order)) {
            Some(When::Local(at)) => at,
            Some(When::Day(day)) => day.at(0, 0, 0, 0),
            _ => continue,
        };
        let (Some(kind), Some(value)) = (text(row, kind), positive(row, value)) else { continue };
        let kept = found.entry((kind.to_lowercase(), at.date())).or_insert((at, value));
        if kept.0.time() == jiff::civil::Time::midnight() {
            *kept = (at, value);
        }
    }
    let mut listing = Listing::new(METRICS);
    for ((kind, date), (_, value)) in found {
        match kind.as_str() {
            "pulse" => listing.daily.rest(date, Some(value)),
            "hrv" => listing.daily.variability(date, Some(value)),
            "sleep hours" => listing.daily.night(date, Some(value)),
            _ => {}
        }
    }
    Ok(listing)
}
