//! Store: activities, days and files as CSV and Parquet bytes. Same rows, same bytes.
//!
//! A new column = one row in a `const` table: its name, unit, when it is missing, what it says, and
//! where it comes from; `docs/columns.md` is written from these rows.

use crate::apart::apart;
use crate::day::Day;
use crate::days::columns::{DAY_COLUMNS, DayColumn, REPORTED_COLUMN, SCALE_COLUMNS};

pub use crate::days::read::{DayTable, read_days, read_days_with};
use crate::diary::columns::EXTRAS;
use crate::error::{Error, Result};
use crate::report::FileRow;
use crate::session::Session;
use crate::sheet::facts::{Get, TableColumn, column, number, words};
use crate::soreness::{Meaning, Reported};
use crate::table::{csv, parquet};

const NO_LENGTH: &str = "nothing tells how long it lasted";
const NO_ZONES: &str = "neither heart rate over 80 % of the time nor a threshold pace";

/// Columns of `activities`, before those of the metric registry.
pub const ACTIVITY_COLUMNS: &[TableColumn<Session>] = &[
    column("start", "Start; in CSV as RFC 3339", Get::Instant(Session::start_instant)),
    column(
        "local_date",
        "Local date of the start; before 03:00 it is the day before",
        Get::Date(|a| Some(a.local_date)),
    ),
    column("sport", "Sport: running, cycling, walking, ...", Get::Text(|a| a.sport.name().into())),
    column(
        "class",
        "Session class, of intent and intensity: recovery, easy, moderate, hard, uncertain, unknown",
        Get::Text(|a| a.class.name().into()),
    ),
    column("class_reasons", "Evidence for the class", Get::Text(|a| a.class_reasons.clone())),
    words(
        "intent",
        "nothing says what it was meant to be",
        "What it was meant to be: recovery, easy, long, moderate, long+tempo, tempo, interval, race",
        |a| a.meant.map_or_else(String::new, |meant| meant.intent.name().into()),
    ),
    words(
        "intent_source",
        "there is no intent",
        "Where the intent was read: workout, workout_steps, list_type, list_name, title",
        |a| a.meant.map_or_else(String::new, |meant| meant.source.name().into()),
    ),
    column(
        "intensity",
        "What it was by heart rate and pace: easy, moderate, hard, uncertain, unknown",
        Get::Text(|a| a.intensity.name().into()),
    ),
    number(
        "intensity_score",
        "",
        "no usable heart rate and no pace against a threshold",
        "Distance from the first threshold (VT1): 0 is VT1, 1 about the second threshold",
        |a| a.intensity_score,
    ),
    words("dose", "it is no outlier", "Why it is an outlier in length or descent", |a| {
        a.dose.clone().unwrap_or_default()
    }),
    number(
        "load",
        "",
        "it could not be measured; `load_source` says why",
        "Load that is summed over days, on the scale of TRIMP",
        Session::known_load,
    ),
    column("load_source", "Metric that the load is, or why there is none", Get::Text(load_source)),
    number(
        "hr_coverage",
        "",
        "the file has no duration",
        "Share of timer time with heart rate, 0 to 1",
        |a| a.hr_coverage,
    ),
    number("elapsed_s", "s", NO_LENGTH, "From start to end", |a| a.elapsed_s),
    number("timer_s", "s", NO_LENGTH, "Timer time: without pauses", |a| a.timer_s),
    number("moving_s", "s", "no speed was recorded", "Moving time", |a| a.moving_s),
    number("distance_m", "m", "no distance was recorded", "Distance", |a| a.distance_m),
    number("ascent_m", "m", "no usable altitude", "Metres up", |a| a.ascent_m),
    number("descent_m", "m", "no usable altitude", "Metres down", |a| a.descent_m),
    number("hr_mean_bpm", "beats/min", "no usable heart rate", "Mean heart rate", |a| a.hr_mean_bpm),
    number("cadence_spm", "steps/min", "no cadence", "Mean cadence, steps of both feet", |a| a.cadence_spm),
    number("rpe", "", "neither the file nor a list has one", "Perceived exertion, CR-10: 0 to 10", |a| a.rpe),
    number("z1_min", "min", NO_ZONES, "Time below the first threshold (VT1)", |a| a.zone_min.map(|z| z[0])),
    number("z2_min", "min", NO_ZONES, "Time between VT1 and VT2", |a| a.zone_min.map(|z| z[1])),
    number("z3_min", "min", NO_ZONES, "Time above the second threshold (VT2)", |a| a.zone_min.map(|z| z[2])),
    words("sub_sport", "the file has none", "Finer sport as the file has it", |a| {
        a.sub_sport.clone().unwrap_or_default()
    }),
    words("name", "neither the file nor a list has one", "Title", |a| a.name.clone().unwrap_or_default()),
    TableColumn {
        name: "utc_offset_s",
        unit: "s",
        missing: "",
        about: "Local minus UTC",
        get: Get::Count(|a| i64::from(a.utc_offset_s)),
    },
    column("zone_source", "Where the local time comes from", Get::Text(|a| a.zone_source.name().into())),
    column("file", "File, or archive and member", Get::Text(|a| a.file.to_string())),
    column("index", "Place in the file, from 0", Get::Count(|a| a.index as i64)),
];

/// Name of the metric that the load is, or why there is none.
fn load_source(session: &Session) -> String {
    match session.load {
        Ok(_) => session.load_source.name().into(),
        Err(reason) => reason.to_string(),
    }
}

/// Columns of `files`.
pub const FILE_COLUMNS: &[TableColumn<FileRow>] = &[
    column("path", "Path as given", Get::Text(|f| f.path.to_string())),
    words("member", "it is no member of an archive", "Archive member", |f| f.member.to_string()),
    words("format", "not recognised", "fit, gpx, tcx", |f| f.format.to_owned()),
    column("status", "used, duplicate, skipped, failed, partial", Get::Text(|f| f.status.name().into())),
    words("reason", "simply used", "Why", |f| f.reason.to_string()),
    words("duplicate_of", "it is no duplicate", "What was kept instead", |f| f.duplicate_of.clone()),
    column("activities", "Activities in it", Get::Count(|f| f.activities as i64)),
];

/// `activities.csv`.
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn activities_csv(rows: &[Session]) -> Result<Vec<u8>> {
    csv::bytes("activities.csv", &activities(rows))
}

/// `activities.parquet`.
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn activities_parquet(rows: &[Session]) -> Result<Vec<u8>> {
    parquet::bytes("activities.parquet", &activities(rows))
}

/// `days.csv`; `extra_names` names the entries of [`Day::extra`]. `soreness`: what its column means,
/// written to three more columns: the table then says what its numbers mean.
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn days_csv(rows: &[Day], extra_names: &[String], soreness: Option<Meaning>) -> Result<Vec<u8>> {
    csv::bytes("days.csv", &days(rows, &day_columns(), extra_names, soreness))
}

/// `days.parquet`; arguments as for [`days_csv`].
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn days_parquet(rows: &[Day], extra_names: &[String], soreness: Option<Meaning>) -> Result<Vec<u8>> {
    parquet::bytes("days.parquet", &days(rows, &day_columns(), extra_names, soreness))
}

/// A day table from CSV or Parquet, with the column of another `outcome`. `path` is for messages only.
///
/// # Errors
/// Those of [`read_days_with`]; [`Error::Config`] for a Parquet file that cannot be read.
pub fn day_table(bytes: &[u8], path: &str, outcome: Option<&str>) -> Result<DayTable> {
    if !bytes.starts_with(b"PAR1") {
        return read_days_with(bytes, path, outcome);
    }
    let read = || parquet::read_any(bytes).and_then(|(frame, others)| Ok((csv::of(&frame)?, others)));
    let refused = |what: String| Error::Config {
        what: format!("the Parquet file cannot be read: {what}"),
        place: path.to_owned(),
        remedy: "write it again, or give the table as CSV".into(),
    };
    let (csv, others) = apart(read)
        .ok_or_else(|| refused("it is damaged".into()))?
        .map_err(|error| refused(error.to_string()))?;
    match others.iter().find(|column| is_wanted(column, outcome)) {
        Some(column) => Err(Error::Config {
            what: format!("the column {column} has a type that is not read"),
            place: path.to_owned(),
            remedy: "write it as float64, int64, date or text, or give the table as CSV".into(),
        }),
        None => read_days_with(&csv, path, outcome),
    }
}

/// True for a column, written `name (type)`, that a day table is read for.
fn is_wanted(column: &str, outcome: Option<&str>) -> bool {
    let name = column.split(" (").next().unwrap_or(column).to_lowercase();
    DAY_COLUMNS.iter().any(|known| known.name == name)
        || EXTRAS.iter().any(|extra| extra.name == name)
        || SCALE_COLUMNS.contains(&&*name)
        || outcome == Some(&*name)
}

/// `files.csv`.
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn files_csv(rows: &[FileRow]) -> Result<Vec<u8>> {
    csv::bytes("files.csv", &Table::new(rows, FILE_COLUMNS, Vec::new()))
}

/// A column whose name is known only at run time.
pub(super) type NamedCells = (String, Cells);

/// What it holds, a cell a row.
pub(super) enum Cells {
    Numbers(Vec<Option<f64>>),
    Words(Vec<Option<&'static str>>),
}

/// What a table holds, whatever its format.
pub(super) struct Table<'a, R> {
    pub(super) rows: &'a [R],
    pub(super) columns: &'a [TableColumn<R>],
    /// After the columns.
    pub(super) others: Vec<NamedCells>,
}

impl<'a, R> Table<'a, R> {
    /// A metric that is also a fact of the activity (`descent_m`) is written once.
    pub(super) fn new(rows: &'a [R], columns: &'a [TableColumn<R>], mut others: Vec<NamedCells>) -> Self {
        others.retain(|(name, _)| columns.iter().all(|column| column.name != name));
        Self { rows, columns, others }
    }
}

/// The metrics of all rows are in the order of their first occurrence.
fn activities(rows: &[Session]) -> Table<'_, Session> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flat_map(|row| &row.metrics) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let metric = |name: &str| Cells::Numbers(rows.iter().map(|row| row.metric(name)).collect());
    let metrics = names.into_iter().map(|name| (name.to_owned(), metric(name))).collect();
    Table::new(rows, ACTIVITY_COLUMNS, metrics)
}

fn day_columns() -> Vec<TableColumn<Day>> {
    DAY_COLUMNS.iter().map(DayColumn::column).collect()
}

fn days<'a>(
    rows: &'a [Day],
    columns: &'a [TableColumn<Day>],
    extra_names: &[String],
    soreness: Option<Meaning>,
) -> Table<'a, Day> {
    let extra = |k: usize| rows.iter().map(|day| day.extra.get(k).copied().flatten()).collect();
    let extras = extra_names.iter().enumerate().map(|(k, name)| (name.clone(), Cells::Numbers(extra(k))));
    let mut others: Vec<NamedCells> = extras.collect();
    if let Some(Meaning { scale, reported }) = soreness {
        let ends = SCALE_COLUMNS.into_iter().zip([scale.low, scale.high]);
        others.extend(ends.map(|(name, end)| (name.to_owned(), Cells::Numbers(vec![Some(end); rows.len()]))));
        let reported = vec![reported.map(Reported::name); rows.len()];
        others.push((REPORTED_COLUMN.to_owned(), Cells::Words(reported)));
    }
    Table::new(rows, columns, others)
}
