//! Runkeeper: `cardioActivities.csv`, beside GPX files without a sport and mostly without heart rate.
//!
//! DEVICE: distance and climb in the units of the account, which the headers name; local times.

use super::layout::{Lasts, TableLayout};
use super::{FileKind, Provider, Reader};

const KIND: FileKind = FileKind::list("Runkeeper's list of activities");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "Runkeeper",
    readers: &[Reader { kind: KIND, sniff: |bytes| LAYOUT.sniff(bytes), read: |bytes| LAYOUT.read(bytes) }],
    gives: "sport, duration, distance and mean heart rate of activities; tracks (GPX), which have no heart rate of their own",
    leaves: "photos, measurements, notes",
    export: "runkeeper.com › Account Settings › Export Data",
};

/// The columns of the list.
const LAYOUT: TableLayout = TableLayout {
    must: &[&["gpxfile"], &["type"], &["date"]],
    start: &["date"],
    sport: &["type"],
    name: &["routename"],
    file: &["gpxfile"],
    timer: Lasts { names: &["duration"], unit_s: 1.0 },
    distance: &["distance"],
    distance_m: 0.0,
    hr_mean: &["averageheartrate"],
    ascent: &["climb"],
    ..TableLayout::of(KIND)
};
