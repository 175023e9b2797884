//! Whoop: `workouts.csv`, `physiological_cycles.csv` and `journal_entries.csv`.
//!
//! DEVICE: times are local, their offset is in `Cycle timezone`; zones are percent of the duration, and its
//! zones are shares of the heart-rate reserve or of HRmax without bounds in the file.

use super::columns::{self, positive};
use super::layout::{Lasts, TableLayout, ZoneUnit};
use super::{FileKind, Header, Listing, Provider, Reader, dates};
use crate::error::FileError;
use crate::sheet::values::yes_no;

const CYCLES: FileKind = FileKind::list("Whoop's cycles");
const JOURNAL: FileKind = FileKind::list("Whoop's journal");
const KIND: FileKind = FileKind::list("Whoop's export");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "Whoop",
    readers: &[
        Reader { kind: KIND, sniff: |bytes| LAYOUT.sniff(bytes), read: |bytes| LAYOUT.read(bytes) },
        Reader { kind: CYCLES, sniff: sniff_cycles, read: read_cycles },
        Reader { kind: JOURNAL, sniff: sniff_journal, read: read_journal },
    ],
    gives: "workouts with mean and highest heart rate and shares of zones; resting heart rate, sleep and HRV of each morning; alcohol, massage, stretching and strength of the journal",
    leaves: "strain, recovery",
    export: "Whoop app › More › App Settings › Data Export",
};

/// The columns of the list of workouts.
const LAYOUT: TableLayout = TableLayout {
    must: &[&["workoutstarttime"], &["activityname"]],
    start: &["workoutstarttime"],
    end: &["workoutendtime"],
    offset: &["cycletimezone"],
    sport: &["activityname"],
    timer: Lasts { names: &["duration", "durationmin"], unit_s: 60.0 },
    distance: &["distance", "distancemeters"],
    distance_m: 1.0,
    hr_mean: &["averagehr", "avghr"],
    hr_max: &["maxhr"],
    ascent: &["altitudegain"],
    zones: &[&["hrzone1"], &["hrzone2"], &["hrzone3"], &["hrzone4"], &["hrzone5"]],
    zone_unit: ZoneUnit::Percent,
    ..TableLayout::of(KIND)
};

/// True for the table of cycles.
pub fn sniff_cycles(bytes: &[u8]) -> bool {
    Header::of(bytes).is_some_and(|header| {
        header.has("cyclestarttime") && header.has("restingheartrate") && !header.has("workoutstarttime")
    })
}

/// Reads resting heart rate, sleep and variability, each of the night before the day of the cycle.
// DEVICE: a cycle begins when the runner falls asleep; it belongs to the day on which it wakes them up.
pub fn read_cycles(bytes: &[u8]) -> Result<Listing, FileError> {
    let (header, sheet) = columns::sheet(bytes)?;
    let start = header.find(&["cyclestarttime"]);
    let wake = header.find(&["wakeonset"]);
    let (rest, asleep) = (header.find(&["restingheartrate"]), header.find(&["asleepduration"]));
    let variability = header.find(&["heartratevariability"]);
    let mut listing = Listing::new(CYCLES);
    for row in &sheet.rows {
        let day = |column: Option<usize>| super::daily::day_of(dates::take_apart(row.cell(column?))?);
        // In the evening, the day is the next one.
        let Some(date) = day(wake).or_else(|| super::daily::morning_after(row.cell(start?))) else {
            continue;
        };
        listing.daily.rest(date, positive(row, rest));
        listing.daily.night(date, positive(row, asleep).map(|minutes| minutes / 60.0));
        listing.daily.variability(date, positive(row, variability));
    }
    Ok(listing)
}

/// True for the journal.
pub fn sniff_journal(bytes: &[u8]) -> bool {
    Header::of(bytes).is_some_and(|header| header.has("cyclestarttime") && header.has("questiontext"))
}

/// Reads yes and no of habits, each of the day of its cycle.
pub fn read_journal(bytes: &[u8]) -> Result<Listing, FileError> {
    let (header, sheet) = columns::sheet(bytes)?;
    let start = header.find(&["cyclestarttime"]);
    let (question, answer) = (header.find(&["questiontext"]), header.find(&["answeredyes"]));
    let mut listing = Listing::new(JOURNAL);
    for row in &sheet.rows {
        let date = start.and_then(|column| super::daily::morning_after(row.cell(column)));
        if let (Some(date), Some(question), Some(answer)) = (date, question, answer) {
            listing.daily.habit(date, row.cell(question), yes_no(row.cell(answer)));
        }
    }
    Ok(listing)
}
