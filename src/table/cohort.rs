//! Cohort: the tables of many runners: a row a runner, and the days and activities of all, stacked.

use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use polars::prelude::{
    DataFrame, DataType, IntoColumn, NamedFrom, NewChunkedArray, PolarsError, PolarsResult, Schema,
    SchemaExt, Series, StringChunked,
};
use polars_io::prelude::{ParallelStrategy, ParquetCompression, ParquetReader, ParquetWriter, SerReader};

use super::store::Table;
use super::{csv, parquet};
use crate::apart::apart;
use crate::cohort::AthleteResult;
use crate::cohort::group::Member;
use crate::error::{Error, Result};
use crate::sheet::facts::{Get, TableColumn, number, words};

const fn date(
    name: &'static str,
    missing: &'static str,
    about: &'static str,
    get: fn(&Member) -> Option<Date>,
) -> TableColumn<Member> {
    TableColumn { name, unit: "", missing, about, get: Get::Date(get) }
}

const fn count(name: &'static str, about: &'static str, get: fn(&Member) -> i64) -> TableColumn<Member> {
    TableColumn { name, unit: "", missing: "", about, get: Get::Count(get) }
}

const NO_ESTIMATE: &str = "the runner has no estimate";
const NOT_POOLED: &str = "the runner is not in the pool";
const NO_LOG: &str = "there is no soreness log";

fn text<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// Points of the runner's own scale from a share of it.
fn points(member: &Member, share: fn(&crate::cohort::pooling::Shrunken) -> f64) -> Option<f64> {
    Some(share(&member.shrunken?) * member.result.scale_range?)
}

/// Columns of `athletes`.
pub const ATHLETE_COLUMNS: &[TableColumn<Member>] = &[
    words("athlete", "", "Name in the manifest, or a number", |m| m.result.athlete.clone()),
    words("status", NO_LOG, "Verdict of the runner's own log", |m| text(m.result.status.clone())),
    number("estimate", "", NO_ESTIMATE, "Easy minus rest, points of the runner's scale", |m| {
        Some(m.result.own?.estimate)
    }),
    number("low", "", NO_ESTIMATE, "Lower end of its 95 % interval", |m| Some(m.result.own?.low)),
    number("high", "", NO_ESTIMATE, "Upper end", |m| Some(m.result.own?.high)),
    number("se", "", NO_ESTIMATE, "Its standard error", |m| Some(m.result.own?.se)),
    number("df", "", NO_ESTIMATE, "Its degrees of freedom", |m| Some(m.result.own?.df)),
    number("shrunken", "", NOT_POOLED, "The estimate drawn towards the group's mean, points", |m| {
        points(m, |s| s.estimate)
    }),
    number("shrunken_low", "", NOT_POOLED, "Lower end of its 95 % interval", |m| points(m, |s| s.low)),
    number("shrunken_high", "", NOT_POOLED, "Upper end", |m| points(m, |s| s.high)),
    number("pulled", "", NOT_POOLED, "Share of the way that it was drawn, 0 to 1", |m| {
        Some(m.shrunken?.pulled)
    }),
    number("scale_range", "", NO_LOG, "Width of the soreness scale, points", |m| m.result.scale_range),
    count("usable_days", "Days that the estimate rests on", |m| m.result.rows as i64),
    count("easy_days", "Of which easy", |m| m.result.easy_days as i64),
    count("rest_days", "Of which rest", |m| m.result.rest_days as i64),
    number(
        "more_days_needed",
        "",
        "not known",
        "About how many more easy or rest days would find an effect of the size that matters, in 80 % of repetitions; also beside an answer, for it is not about the effect that was found",
        |m| m.result.more_days_needed.map(|days| days as f64),
    ),
    count("runs", "Runs", |m| m.result.runs as i64),
    number("classed_share", "", "there is no run", "Share of runs with a class, 0 to 1", |m| {
        (m.result.runs > 0).then(|| m.result.classed_runs as f64 / m.result.runs as f64)
    }),
    date("first_day", "no day", "First day of the record", |m| m.result.first_day),
    date("last_day", "no day", "Last day of the record", |m| m.result.last_day),
    date("last_entry", NO_LOG, "Last morning with a report", |m| m.result.last_entry),
    count("spoilt_files", "Files that failed or were readable only in part", |m| {
        m.result.spoilt_files as i64
    }),
    words("next_step", "nothing is missing", "What would help most", |m| text(m.result.next_step.clone())),
    words("error", "there is a result", "Why there is no result", |m| {
        m.result.error.as_ref().map_or_else(String::new, ToString::to_string)
    }),
];

/// The column of `athletes.parquet` that holds a whole result as its JSON line.
const RESULT: &str = "result_json";

/// `athletes.csv`.
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn athletes_csv(members: &[Member]) -> Result<Vec<u8>> {
    csv::bytes("athletes.csv", &athletes(members))
}

/// `athletes.parquet`: the same, and each result whole, as `shakeout pool` reads it.
///
/// # Errors
/// [`Error::Output`] when the table cannot be written.
pub fn athletes_parquet(members: &[Member]) -> Result<Vec<u8>> {
    let file = || {
        let mut frame = parquet::frame(&athletes(members))?;
        // A line at a time: 100,000 of them come to 70 MB.
        let lines = members.iter().map(|member| serde_json::to_string(&member.result).unwrap_or_default());
        frame.with_column(StringChunked::from_iter_values(RESULT.into(), lines).into_column())?;
        parquet::write(frame)
    };
    file().map_err(|error| parquet::failed("athletes.parquet", &error))
}

fn athletes(members: &[Member]) -> Table<'_, Member> {
    Table::new(members, ATHLETE_COLUMNS, Vec::new())
}

/// The results of an `athletes.parquet`.
///
/// # Errors
/// [`Error::Config`] for a file that is none, or of another version.
pub fn read_athletes(bytes: &[u8], path: &str) -> Result<Vec<AthleteResult>> {
    let refused = |what: String| Error::Config {
        what,
        place: path.into(),
        remedy: "give the athletes.parquet of `shakeout cohort`, or the lines of `shakeout worker`".into(),
    };
    let unreadable = |what: &str| refused(format!("the Parquet file cannot be read: {what}"));
    let lines = apart(|| parquet::texts(bytes, RESULT)).ok_or_else(|| unreadable("it is damaged"))?;
    let lines = lines.map_err(|error| match error {
        PolarsError::ColumnNotFound(_) => refused(format!("it has no column {RESULT}")),
        error => unreadable(&error.to_string()),
    })?;
    if lines.is_empty() {
        return Err(refused("no result in it".into()));
    }
    lines
        .iter()
        .enumerate()
        .map(|(k, line)| {
            serde_json::from_str(line.unwrap_or_default())
                .map_err(|error| refused(format!("row {}: {error}", k + 1)))
        })
        .collect()
}

/// One runner's table, to be stacked.
pub struct AthleteTable {
    /// Name of the runner.
    pub athlete: String,
    /// The Parquet file.
    pub path: PathBuf,
}

/// Gives the bytes of a file.
pub type Load<'a> = &'a (dyn Fn(&Path) -> Result<Vec<u8>> + Sync);

/// Columns that may hold what a runner wrote: titles and names of files.
const OWN_WORDS: [&str; 3] = ["name", "sub_sport", "file"];

/// Rows of a row group, at least: what is known of each group stays in memory until the file ends, so that a group
/// a runner would cost more than the tables.
const GROUP_ROWS: usize = 10_000;

/// Writes one Parquet file of the tables of all runners, with the runner in the first column. Runners follow one after
/// the other, some of them in each row group: a reader that asks for one runner reads one group or two. Columns that
/// a table does not have are missing there; `anonymous`: without the columns that may hold a name. The tables of one
/// group at a time are in memory.
///
/// # Errors
/// [`Error::Config`] when a table cannot be read, [`Error::Output`] when the file cannot be written; those of `load`.
pub fn stack(
    what: &str,
    parts: &[AthleteTable],
    anonymous: bool,
    load: Load<'_>,
    to: &mut dyn Write,
) -> Result<()> {
    let failed = |error| parquet::failed(what, &error);
    let damaged = |part: &AthleteTable, error: &PolarsError| Error::Config {
        what: format!("the kept table cannot be read: {error}"),
        place: part.path.display().to_string(),
        remedy: "analyse its runner anew: the same command with --fresh".into(),
    };
    let read = |part: &AthleteTable| read(part, &load(&part.path)?).map_err(|error| damaged(part, &error));
    let mut schema = Schema::default();
    schema.insert("athlete".into(), DataType::String);
    for part in parts {
        let stored = ParquetReader::new(Cursor::new(load(&part.path)?)).schema();
        let stored = stored.map_err(|error| damaged(part, &error))?;
        for (name, kind) in Schema::from_arrow_schema(&stored).iter() {
            let hidden = anonymous && OWN_WORDS.contains(&name.as_str());
            if !hidden && !schema.contains(name) {
                schema.insert(name.clone(), kind.clone());
            }
        }
    }
    let mut writer = ParquetWriter::new(to)
        .with_compression(ParquetCompression::Zstd(None))
        .with_key_value_metadata(Some(parquet::types_for_all(&schema)))
        .batched(&schema)
        .map_err(failed)?;
    let mut group: Option<DataFrame> = None;
    for (k, part) in parts.iter().enumerate() {
        let frame = aligned(&read(part)?, &schema).map_err(failed)?;
        let mut rows = match group.take() {
            Some(mut rows) => {
                rows.vstack_mut_owned(frame).map_err(failed)?;
                rows
            }
            None => frame,
        };
        if rows.height() < GROUP_ROWS && k + 1 < parts.len() {
            group = Some(rows);
        } else {
            writer.write_batch(rows.rechunk_mut()).map_err(failed)?;
        }
    }
    writer.finish().map_err(failed)?;
    Ok(())
}

/// True for a runner's table that [`stack`] can read.
#[must_use]
pub fn is_whole(table: &[u8]) -> bool {
    apart(|| frame_of(table).is_ok()).unwrap_or(false)
}

fn frame_of(table: &[u8]) -> PolarsResult<DataFrame> {
    ParquetReader::new(Cursor::new(table)).read_parallel(ParallelStrategy::None).finish()
}

/// A runner's table with the runner in the first column.
fn read(part: &AthleteTable, bytes: &[u8]) -> PolarsResult<DataFrame> {
    let mut frame = frame_of(bytes)?;
    let names = vec![part.athlete.as_str(); frame.height()];
    frame.insert_column(0, Series::new("athlete".into(), names).into())?;
    Ok(frame)
}

/// The frame with the columns of `schema`, in its order.
fn aligned(frame: &DataFrame, schema: &Schema) -> PolarsResult<DataFrame> {
    let columns = schema
        .iter()
        .map(|(name, kind)| match frame.column(name) {
            // A cast would take the zone of an instant away.
            Ok(column) if column.dtype() == kind => Ok(column.clone()),
            Ok(column) => column.cast(kind),
            Err(_) => Ok(Series::full_null(name.clone(), frame.height(), kind).into()),
        })
        .collect::<PolarsResult<Vec<_>>>()?;
    DataFrame::new(frame.height(), columns)
}
