//! Store: activities, days and files as CSV and Parquet bytes, and days back from CSV.
//!
//! Same rows, same bytes. Missing is an empty cell in CSV and null in Parquet. CSV numbers have at
//! most three decimals (Parquet keeps them whole). In CSV, text that begins with `=`, `+`, `-`,
//! `@`, a tab or a line end gets a leading apostrophe, and so does what begins like that behind a
//! semicolon, tab or line end inside of it: spreadsheet programs, which may part cells there, would run
//! it as a formula, and names come from files of others.
//!
//! A new column = one row in a `const` table: its name, what it says, and where it comes from.

use jiff::civil::Date;
use polars::prelude::{
    Column as PolarsColumn, CsvWriter, DataFrame, NamedFrom, ParquetCompression, ParquetWriter, PolarsResult,
    SerWriter, Series,
};

use crate::config::Scale;
use crate::error::{Error, Result};
use crate::report::{ActivityRow, FileRow};
use crate::table::Day;
use crate::table::day_columns::DAY_COLUMNS;
pub use crate::table::read_days::{DayTable, read_days};

/// Where the cells of a column come from.
pub enum Get<R> {
    /// A local date.
    Date(fn(&R) -> Date),
    /// A number; `None`: missing.
    Number(fn(&R) -> Option<f64>),
    /// A whole number.
    Count(fn(&R) -> i64),
    /// Yes or no.
    Flag(fn(&R) -> bool),
    /// Text; empty: missing.
    Text(fn(&R) -> String),
}

/// One column of an output table.
pub struct Column<R> {
    /// Name; the unit stands in it.
    pub name: &'static str,
    /// What it says.
    pub about: &'static str,
    /// Where it comes from.
    pub get: Get<R>,
}

const fn column<R>(name: &'static str, about: &'static str, get: Get<R>) -> Column<R> {
    Column { name, about, get }
}

/// Columns of `activities`, before those of the metric registry.
pub const ACTIVITY_COLUMNS: &[Column<ActivityRow>] = &[
    column("start", "Start, UTC, RFC 3339", Get::Text(|a| a.start.clone())),
    column("local_date", "Local date of the start", Get::Date(|a| a.local_date)),
    column("sport", "Sport", Get::Text(|a| a.sport.clone())),
    column(
        "class",
        "Session class: recovery, easy, moderate, hard, uncertain, unknown",
        Get::Text(|a| a.class.name().into()),
    ),
    column("class_reasons", "Evidence for the class", Get::Text(|a| a.class_reasons.clone())),
    column("load", "Load that is summed over days", Get::Number(|a| a.load)),
    column(
        "load_source",
        "Metric that the load is, or why there is none",
        Get::Text(|a| a.load_source.clone()),
    ),
    column("hr_coverage", "Share of timer time with heart rate, 0 to 1", Get::Number(|a| a.hr_coverage)),
    column("elapsed_s", "From start to end, s", Get::Number(|a| Some(a.elapsed_s))),
    column("timer_s", "Timer time, s", Get::Number(|a| Some(a.timer_s))),
    column("moving_s", "Moving time, s", Get::Number(|a| a.moving_s)),
    column("distance_m", "Distance, m", Get::Number(|a| a.distance_m)),
    column("ascent_m", "Ascent, m", Get::Number(|a| a.ascent_m)),
    column("descent_m", "Descent, m", Get::Number(|a| a.descent_m)),
    column("hr_mean_bpm", "Mean heart rate, beats/min", Get::Number(|a| a.hr_mean_bpm)),
    column("cadence_spm", "Mean cadence of both feet, steps/min", Get::Number(|a| a.cadence_spm)),
    column("rpe", "Perceived exertion, CR-10", Get::Number(|a| a.rpe)),
    column("z1_min", "Minutes below VT1", Get::Number(|a| a.zone_min.map(|z| z[0]))),
    column("z2_min", "Minutes between VT1 and VT2", Get::Number(|a| a.zone_min.map(|z| z[1]))),
    column("z3_min", "Minutes above VT2", Get::Number(|a| a.zone_min.map(|z| z[2]))),
    column(
        "sub_sport",
        "Finer sport as the file has it",
        Get::Text(|a| a.sub_sport.clone().unwrap_or_default()),
    ),
    column("name", "Title", Get::Text(|a| a.name.clone().unwrap_or_default())),
    column("utc_offset_s", "Local minus UTC, s", Get::Count(|a| i64::from(a.utc_offset_s))),
    column("zone_source", "Where the local time comes from", Get::Text(|a| a.zone_source.clone())),
    column("file", "File, or archive and member", Get::Text(|a| a.file.clone())),
    column("index", "Place in the file, from 0", Get::Count(|a| a.index as i64)),
];

/// Columns of `files`.
pub const FILE_COLUMNS: &[Column<FileRow>] = &[
    column("path", "Path as given", Get::Text(|f| f.path.clone())),
    column("member", "Archive member", Get::Text(|f| f.member.clone())),
    column("format", "fit, gpx, tcx", Get::Text(|f| f.format.clone())),
    column("status", "used, duplicate, skipped, failed, partial", Get::Text(|f| f.status.name().into())),
    column("reason", "Why", Get::Text(|f| f.reason.clone())),
    column("duplicate_of", "What was kept instead", Get::Text(|f| f.duplicate_of.clone())),
    column("activities", "Activities in it", Get::Count(|f| f.activities as i64)),
];

/// `activities.csv`.
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn activities_csv(rows: &[ActivityRow]) -> Result<Vec<u8>> {
    csv("activities.csv", || frame(rows, ACTIVITY_COLUMNS, metrics(rows), Target::Csv))
}

/// `activities.parquet`.
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn activities_parquet(rows: &[ActivityRow]) -> Result<Vec<u8>> {
    parquet("activities.parquet", || frame(rows, ACTIVITY_COLUMNS, metrics(rows), Target::Parquet))
}

/// `days.csv`; `extra_names` names the entries of [`Day::extra`]. `scale`: that of the soreness
/// column; it stands in columns of its own, so that the table says what its numbers mean.
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn days_csv(rows: &[Day], extra_names: &[String], scale: Option<Scale>) -> Result<Vec<u8>> {
    csv("days.csv", || day_frame(rows, extra_names, scale, Target::Csv))
}

/// `days.parquet`; arguments as for [`days_csv`].
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn days_parquet(rows: &[Day], extra_names: &[String], scale: Option<Scale>) -> Result<Vec<u8>> {
    parquet("days.parquet", || day_frame(rows, extra_names, scale, Target::Parquet))
}

/// `files.csv`.
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn files_csv(rows: &[FileRow]) -> Result<Vec<u8>> {
    csv("files.csv", || frame(rows, FILE_COLUMNS, Vec::new(), Target::Csv))
}

/// What a table is made for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Csv,
    Parquet,
}

/// A column of numbers whose name is known only at run time.
type NamedNumbers = (String, Vec<Option<f64>>);

/// The metrics of all rows, in the order in which they are first met.
fn metrics(rows: &[ActivityRow]) -> Vec<NamedNumbers> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flat_map(|row| &row.metrics) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let of = |row: &ActivityRow, name: &str| {
        row.metrics.iter().find(|(own, _)| *own == name).and_then(|(_, v)| *v)
    };
    names.into_iter().map(|name| (name.to_owned(), rows.iter().map(|row| of(row, name)).collect())).collect()
}

/// The columns that say what the scale of a day table is.
pub(super) const SCALE_COLUMNS: [&str; 2] = ["soreness_scale_low", "soreness_scale_high"];

fn day_frame(
    rows: &[Day],
    extra_names: &[String],
    scale: Option<Scale>,
    target: Target,
) -> PolarsResult<DataFrame> {
    let extra = |k: usize| rows.iter().map(|day| day.extra.get(k).copied().flatten()).collect();
    let mut extras: Vec<NamedNumbers> =
        extra_names.iter().enumerate().map(|(k, name)| (name.clone(), extra(k))).collect();
    if let Some(scale) = scale {
        let ends = SCALE_COLUMNS.iter().zip([scale.low, scale.high]);
        extras.extend(ends.map(|(name, end)| ((*name).to_owned(), vec![Some(end); rows.len()])));
    }
    let columns: Vec<Column<Day>> =
        DAY_COLUMNS.iter().map(|day| column(day.name, day.about, day.get())).collect();
    frame(rows, &columns, extras, target)
}

/// The data frame: the columns, and then the numbers whose names are not taken yet.
fn frame<R>(
    rows: &[R],
    columns: &[Column<R>],
    numbers: Vec<NamedNumbers>,
    target: Target,
) -> PolarsResult<DataFrame> {
    let mut all: Vec<PolarsColumn> =
        columns.iter().map(|column| series(rows, column, target).into()).collect();
    for (name, values) in numbers {
        // A metric that is also a fact of the activity (descent_m) stands there once.
        if columns.iter().all(|column| column.name != name) {
            let values: Vec<Option<f64>> = values.into_iter().map(|value| rounded(value, target)).collect();
            all.push(Series::new(name.as_str().into(), values).into());
        }
    }
    DataFrame::new(rows.len(), all)
}

fn series<R>(rows: &[R], column: &Column<R>, target: Target) -> Series {
    let name = column.name.into();
    match column.get {
        Get::Date(get) => {
            Series::new(name, rows.iter().map(|row| epoch_day(get(row))).collect::<Vec<i32>>()).into_date()
        }
        Get::Number(get) => {
            Series::new(name, rows.iter().map(|row| rounded(get(row), target)).collect::<Vec<Option<f64>>>())
        }
        Get::Count(get) => Series::new(name, rows.iter().map(get).collect::<Vec<i64>>()),
        Get::Flag(get) => Series::new(name, rows.iter().map(get).collect::<Vec<bool>>()),
        Get::Text(get) => {
            Series::new(name, rows.iter().map(|row| text(get(row), target)).collect::<Vec<Option<String>>>())
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

/// Empty is missing; in CSV no cell begins like a formula.
fn text(text: String, target: Target) -> Option<String> {
    (!text.is_empty()).then(|| if target == Target::Csv { without_formulas(&text) } else { text })
}

fn without_formulas(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        if begins && FORMULA_STARTS.contains(&c) {
            out.push('\'');
        }
        out.push(c);
        begins = matches!(c, ';' | '\t' | '\r' | '\n');
    }
    out
}

/// Characters with which spreadsheet programs let a formula begin, wide forms included.
pub(super) const FORMULA_STARTS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

fn csv(what: &str, frame: impl FnOnce() -> PolarsResult<DataFrame>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    frame()
        .and_then(|mut frame| CsvWriter::new(&mut bytes).n_threads(1).finish(&mut frame))
        .map_err(|error| failed(what, &error))?;
    Ok(bytes)
}

fn parquet(what: &str, frame: impl FnOnce() -> PolarsResult<DataFrame>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    frame()
        .and_then(|mut frame| {
            ParquetWriter::new(&mut bytes)
                .with_compression(ParquetCompression::Zstd(None))
                .set_parallel(false)
                .finish(&mut frame)
        })
        .map_err(|error| failed(what, &error))?;
    Ok(bytes)
}

fn failed(what: &str, error: &polars::prelude::PolarsError) -> Error {
    Error::Output { what: what.to_owned(), reason: error.to_string() }
}
