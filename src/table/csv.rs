//! CSV: a table as text. Missing is an empty cell; numbers have at most three decimals.
//!
//! Text that begins with `=`, `+`, `-`, `@`, a tab or a line end gets a leading apostrophe, and so does such text after a
//! semicolon, tab or line end inside of it: spreadsheet programs may split cells there and would run it as a formula, and
//! names come from other people's files.

use std::fmt::Write as _;
use std::io;

use csv::Writer;
use jiff::{Timestamp, tz::TimeZone};
use polars::prelude::{AnyValue, DataFrame, PolarsResult, TimeUnit, polars_err};

use super::store::{Cells, Table};
use crate::error::{Error, Result};
use crate::label::is_unsafe;
use crate::sheet::delimited::MAX_BYTES;
use crate::sheet::facts::Get;
use crate::sheet::formula::without_formulas;

/// The table; `what` names it in an error.
pub(super) fn bytes<R>(what: &str, table: &Table<'_, R>) -> Result<Vec<u8>> {
    write(table).map_err(|error| Error::Output { what: what.to_owned(), reason: error.to_string() })
}

fn write<R>(table: &Table<'_, R>) -> csv::Result<Vec<u8>> {
    let mut out = Writer::from_writer(Vec::new());
    let others = table.others.iter().map(|(name, _)| name.as_str());
    out.write_record(table.columns.iter().map(|column| column.name).chain(others))?;
    let mut cell = String::new();
    for (k, row) in table.rows.iter().enumerate() {
        for column in table.columns {
            cell.clear();
            put(&mut cell, row, &column.get);
            out.write_field(&cell)?;
        }
        for (_, cells) in &table.others {
            cell.clear();
            match cells {
                Cells::Numbers(values) => put_number(&mut cell, values[k]),
                Cells::Words(words) => cell.extend(words[k]),
            }
            out.write_field(&cell)?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.into_inner().map_err(|error| error.into_error().into())
}

/// Missing is empty.
fn put<R>(cell: &mut String, row: &R, get: &Get<R>) {
    match get {
        Get::Date(get) => cell.extend(get(row).map(|date| date.to_string())),
        Get::Instant(get) => cell.extend(get(row).map(|at| at.to_string())),
        Get::Number(get) => put_number(cell, get(row)),
        Get::Count(get) => cell.push_str(&get(row).to_string()),
        Get::Flag(get) => cell.push_str(if get(row) { "true" } else { "false" }),
        Get::Text(get) => cell.push_str(&harmless(&get(row))),
    }
}

/// At most three decimals, never -0; not finite is missing.
fn put_number(cell: &mut String, value: Option<f64>) {
    if let Some(value) = value.filter(|value| value.is_finite()) {
        let rounded = (value * 1000.0).round() / 1000.0 + 0.0;
        // Writing to a String cannot fail.
        let _ = write!(cell, "{rounded:?}");
    }
}

/// No cell begins like a formula, and what is a command to a terminal or turns the direction of writing is U+FFFD;
/// line ends and tabs stay.
fn harmless(text: &str) -> String {
    without_formulas(text).replace(|c| is_unsafe(c) && !matches!(c, '\n' | '\r' | '\t'), "\u{fffd}")
}

/// A frame as somebody else wrote it, to be read as a day table: everything as it is. A text that is kept once for many
/// rows is written for each.
pub(super) fn of(frame: &DataFrame) -> PolarsResult<Vec<u8>> {
    let mut bytes = 0;
    let mut written = || -> csv::Result<Vec<u8>> {
        let mut out = Writer::from_writer(Vec::new());
        out.write_record(frame.get_column_names().into_iter().map(|name| name.as_str()))?;
        for row in 0..frame.height() {
            for column in frame.columns() {
                let cell = value(&column.get(row).unwrap_or(AnyValue::Null));
                bytes += cell.len() + 1;
                if bytes > MAX_BYTES {
                    return Err(io::Error::other(format!("it has more than {} MB", MAX_BYTES >> 20)).into());
                }
                out.write_field(cell)?;
            }
            out.write_record(None::<&[u8]>)?;
        }
        out.into_inner().map_err(|error| error.into_error().into())
    };
    written().map_err(|error| polars_err!(ComputeError: "{error}"))
}

/// An instant without a zone has none in the text either.
fn value(value: &AnyValue<'_>) -> String {
    let instant = |at: i64, unit| {
        let at = match unit {
            TimeUnit::Nanoseconds => Timestamp::from_nanosecond(i128::from(at)),
            TimeUnit::Microseconds => Timestamp::from_microsecond(at),
            TimeUnit::Milliseconds => Timestamp::from_millisecond(at),
        };
        at.ok()
    };
    let text = match value {
        AnyValue::Datetime(at, unit, None) => {
            instant(*at, *unit).map(|at| TimeZone::UTC.to_datetime(at).to_string())
        }
        AnyValue::Datetime(at, unit, Some(_)) => instant(*at, *unit).map(|at| at.to_string()),
        AnyValue::Float32(number) => Some(format!("{number:?}")),
        AnyValue::Float64(number) => Some(format!("{number:?}")),
        AnyValue::Null => None,
        other if other.is_integer() => other.extract::<i64>().map(|number| number.to_string()),
        other => Some(other.get_str().map_or_else(|| other.to_string(), str::to_owned)),
    };
    text.unwrap_or_default()
}
