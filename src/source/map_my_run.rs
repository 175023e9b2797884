//! MapMyRun (MapMyFitness, Under Armour): the workout history as a CSV.
//!
//! DEVICE: days without a time, written `Jan. 9, 2024`; seconds; miles or kilometres, named in the header.

use super::layout::{Lasts, TableLayout};
use super::{FileKind, Provider, Reader};

const KIND: FileKind = FileKind::list("MapMyRun's list of workouts");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "MapMyRun (MapMyFitness, Under Armour)",
    readers: &[Reader { kind: KIND, sniff: |bytes| LAYOUT.sniff(bytes), read: |bytes| LAYOUT.read(bytes) }],
    gives: "sport, day, duration, distance and mean heart rate of workouts",
    leaves: "routes, notes",
    export: "mapmyrun.com › Workouts › Export; single workouts as TCX have heart rate",
};

/// The columns of the list.
const LAYOUT: TableLayout = TableLayout {
    must: &[&["workoutdate"], &["activitytype"], &["workouttime"]],
    start: &["workoutdate"],
    sport: &["activitytype"],
    timer: Lasts { names: &["workouttime"], unit_s: 1.0 },
    distance: &["distance"],
    distance_m: 0.0,
    hr_mean: &["avgheartrate"],
    hr_max: &["maxheartrate"],
    ..TableLayout::of(KIND)
};
