//! Store: activities, days and files as CSV and Parquet bytes.
//!
//! Same rows, same bytes. Missing is an empty cell in CSV and null in Parquet. CSV numbers have at
//! most three decimals (Parquet keeps them whole). In CSV, text that begins with `=`, `+`, `-`,
//! `@`, a tab or a line end gets a leading apostrophe, and so does such text after a
//! semicolon, tab or line end inside of it: spreadsheet programs may split cells there and would run
//! it as a formula, and names come from other people's files.
//!
//! A new column = one row in a `const` table: its name, unit, when it is missing, what it says, and
//! where it comes from; `docs/columns.md` is written from these rows.

use jiff::civil::Date;
use polars::prelude::{
    Column, CompatLevel, CsvWriter, DataFrame, IntoSeries, KeyValueMetadata, NamedFrom, ParquetCompression,
    ParquetReader, ParquetWriter, PolarsResult, Schema, SchemaExt, SerReader, SerWriter, Series,
    StringChunked, TimeUnit, TimeZone,
};
use polars_parquet::write::schema_to_metadata_key;

use crate::day::Day;
use crate::days::columns::{DAY_COLUMNS, DayColumn, REPORTED_COLUMN, SCALE_COLUMNS};
use std::io::Cursor;

pub use crate::days::read::{DayTable, read_days, read_days_with};
use crate::error::{Error, Result};
use crate::label::is_unsafe;
use crate::report::FileRow;
use crate::session::Session;
use crate::sheet::facts::{Get, TableColumn, column, number, words};
use crate::sheet::formula::without_formulas;
use crate::soreness::{Meaning, Reported};

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
    csv("activities.csv", || frame(rows, ACTIVITY_COLUMNS, metrics(rows), Target::Csv))
}

/// `activities.parquet`.
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn activities_parquet(rows: &[Session]) -> Result<Vec<u8>> {
    parquet("activities.parquet", || frame(rows, ACTIVITY_COLUMNS, metrics(rows), Target::Parquet))
}

/// `days.csv`; `extra_names` names the entries of [`Day::extra`]. `soreness`: what its column means,
/// written to three more columns: the table then says what its numbers mean.
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn days_csv(rows: &[Day], extra_names: &[String], soreness: Option<Meaning>) -> Result<Vec<u8>> {
    csv("days.csv", || day_frame(rows, extra_names, soreness, Target::Csv))
}

/// `days.parquet`; arguments as for [`days_csv`].
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn days_parquet(rows: &[Day], extra_names: &[String], soreness: Option<Meaning>) -> Result<Vec<u8>> {
    parquet("days.parquet", || day_frame(rows, extra_names, soreness, Target::Parquet))
}

/// A day table from CSV or Parquet, with the column of another `outcome`. `path` is for messages only.
///
/// # Errors
/// Those of [`read_days_with`]; [`Error::Config`] for a Parquet file that cannot be read.
pub fn day_table(bytes: &[u8], path: &str, outcome: Option<&str>) -> Result<DayTable> {
    if !bytes.starts_with(b"PAR1") {
        return read_days_with(bytes, path, outcome);
    }
    // A damaged file may stop the reader in any way; in a thread of its own it takes nothing along.
    let read = std::thread::scope(|scope| scope.spawn(|| csv_of_parquet(bytes)).join());
    let refused = |what: String| Error::Config {
        what: format!("the Parquet file cannot be read: {what}"),
        place: path.to_owned(),
        remedy: "write it again, or give the table as CSV".into(),
    };
    let csv = read.map_err(|_| refused("it is damaged".into()))?;
    read_days_with(&csv.map_err(|error| refused(error.to_string()))?, path, outcome)
}

fn csv_of_parquet(bytes: &[u8]) -> PolarsResult<Vec<u8>> {
    let mut csv = Vec::new();
    let mut frame = ParquetReader::new(Cursor::new(bytes)).finish()?;
    CsvWriter::new(&mut csv).n_threads(1).finish(&mut frame)?;
    Ok(csv)
}

/// `files.csv`.
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn files_csv(rows: &[FileRow]) -> Result<Vec<u8>> {
    csv("files.csv", || frame(rows, FILE_COLUMNS, Vec::new(), Target::Csv))
}

/// Format of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Csv,
    Parquet,
}

/// A column of numbers whose name is known only at run time.
type NamedNumbers = (String, Vec<Option<f64>>);

/// The metrics of all rows, in the order of their first occurrence.
fn metrics(rows: &[Session]) -> Vec<NamedNumbers> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flat_map(|row| &row.metrics) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    names
        .into_iter()
        .map(|name| (name.to_owned(), rows.iter().map(|row| row.metric(name)).collect()))
        .collect()
}

fn day_frame(
    rows: &[Day],
    extra_names: &[String],
    soreness: Option<Meaning>,
    target: Target,
) -> PolarsResult<DataFrame> {
    let extra = |k: usize| rows.iter().map(|day| day.extra.get(k).copied().flatten()).collect();
    let mut extras: Vec<NamedNumbers> =
        extra_names.iter().enumerate().map(|(k, name)| (name.clone(), extra(k))).collect();
    if let Some(Meaning { scale, .. }) = soreness {
        let ends = SCALE_COLUMNS.iter().zip([scale.low, scale.high]);
        extras.extend(ends.map(|(name, end)| ((*name).to_owned(), vec![Some(end); rows.len()])));
    }
    let columns: Vec<TableColumn<Day>> = DAY_COLUMNS.iter().map(DayColumn::column).collect();
    let mut frame = frame(rows, &columns, extras, target)?;
    if let Some(Meaning { reported, .. }) = soreness {
        let cells = vec![reported.map(Reported::name); rows.len()];
        frame.with_column(Series::new(REPORTED_COLUMN.into(), cells).into())?;
    }
    Ok(frame)
}

/// The data frame: the columns, then the numbers with other names.
pub(super) fn frame<R>(
    rows: &[R],
    columns: &[TableColumn<R>],
    numbers: Vec<NamedNumbers>,
    target: Target,
) -> PolarsResult<DataFrame> {
    let mut all: Vec<Column> = columns.iter().map(|column| series(rows, column, target).into()).collect();
    for (name, values) in numbers {
        // A metric that is also a fact of the activity (descent_m) is written once.
        if columns.iter().all(|column| column.name != name) {
            let values: Vec<Option<f64>> = values.into_iter().map(|value| rounded(value, target)).collect();
            all.push(Series::new(name.as_str().into(), values).into());
        }
    }
    DataFrame::new(rows.len(), all)
}

fn series<R>(rows: &[R], column: &TableColumn<R>, target: Target) -> Series {
    let name = column.name.into();
    match column.get {
        Get::Date(get) => {
            let days: Vec<Option<i32>> = rows.iter().map(|row| get(row).map(epoch_day)).collect();
            Series::new(name, days).into_date()
        }
        Get::Instant(get) if target == Target::Csv => {
            let cells: StringChunked = rows.iter().map(|row| get(row).map(|at| at.to_string())).collect();
            cells.with_name(name).into_series()
        }
        Get::Instant(get) => {
            let at: Vec<Option<i64>> = rows.iter().map(|row| Some(get(row)?.as_millisecond())).collect();
            Series::new(name, at).into_datetime(TimeUnit::Milliseconds, Some(TimeZone::UTC))
        }
        Get::Number(get) => {
            Series::new(name, rows.iter().map(|row| rounded(get(row), target)).collect::<Vec<Option<f64>>>())
        }
        Get::Count(get) => Series::new(name, rows.iter().map(get).collect::<Vec<i64>>()),
        Get::Flag(get) => Series::new(name, rows.iter().map(get).collect::<Vec<bool>>()),
        Get::Text(get) => {
            let cells: StringChunked = rows.iter().map(|row| text(get(row), target)).collect();
            cells.with_name(name).into_series()
        }
    }
}

/// Days since 1970-01-01: what polars counts dates in.
fn epoch_day(date: Date) -> i32 {
    const EPOCH: Date = Date::constant(1970, 1, 1);
    // From year -9999 to 9999 there are 7.3 million days; the difference of two dates in days has
    // no other unit.
    EPOCH.until(date).map_or(0, |span| span.get_days())
}

/// Not finite is missing; in CSV at most three decimals; never -0.
fn rounded(value: Option<f64>, target: Target) -> Option<f64> {
    let value = value.filter(|value| value.is_finite())?;
    Some(if target == Target::Csv { (value * 1000.0).round() / 1000.0 + 0.0 } else { value })
}

/// Empty is missing. In CSV no cell begins like a formula, and what is a command to a terminal or turns the
/// direction of writing is U+FFFD; line ends and tabs stay.
fn text(text: String, target: Target) -> Option<String> {
    (!text.is_empty()).then(|| match target {
        Target::Csv => without_formulas(&text).replace(is_command, "\u{fffd}"),
        Target::Parquet => text,
    })
}

fn is_command(c: char) -> bool {
    is_unsafe(c) && !matches!(c, '\n' | '\r' | '\t')
}

pub(super) fn csv(what: &str, frame: impl FnOnce() -> PolarsResult<DataFrame>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    frame()
        .and_then(|mut frame| CsvWriter::new(&mut bytes).n_threads(1).finish(&mut frame))
        .map_err(|error| failed(what, &error))?;
    Ok(bytes)
}

pub(super) fn parquet(what: &str, frame: impl FnOnce() -> PolarsResult<DataFrame>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    frame()
        .and_then(|mut frame| {
            ParquetWriter::new(&mut bytes)
                .with_compression(ParquetCompression::Zstd(None))
                .with_key_value_metadata(Some(types_for_all(frame.schema())))
                .set_parallel(false)
                .finish(&mut frame)
        })
        .map_err(|error| failed(what, &error))?;
    Ok(bytes)
}

/// The types of a file as every reader of Arrow knows them. polars itself would call text `string_view`, by which
/// pyarrow, and pandas through it, can neither filter nor sort.
pub(super) fn types_for_all(schema: &Schema) -> KeyValueMetadata {
    let types = schema_to_metadata_key(&schema.to_arrow(CompatLevel::oldest()));
    KeyValueMetadata::from_static(vec![(types.key, types.value.unwrap_or_default())])
}

pub(super) fn failed(what: &str, error: &polars::prelude::PolarsError) -> Error {
    Error::Output { what: what.to_owned(), reason: error.to_string() }
}
