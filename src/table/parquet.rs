//! Parquet: a table as a data frame of polars, and back. Missing is null; numbers and text are kept whole.

use std::io::Cursor;
use std::sync::Arc;

use jiff::civil::Date;
use polars::prelude::{
    ArrowDataType, Column, CompatLevel, DataFrame, IntoSeries, NamedFrom, PolarsError, PolarsResult, Schema,
    SchemaExt, Series, StringChunked, TimeUnit, TimeZone, polars_bail, polars_err,
};
use polars_io::prelude::{KeyValueMetadata, ParquetCompression, ParquetReader, ParquetWriter, SerReader};
use polars_parquet::parquet::metadata::SchemaDescriptor;
use polars_parquet::parquet::page::CompressedPage;
use polars_parquet::parquet::schema::types::{IntegerType, ParquetType, PrimitiveLogicalType, PrimitiveType};
use polars_parquet::read::{ColumnChunkMetadata, FileMetadata, RowGroupMetadata, get_page_iterator};
use polars_parquet::write::schema_to_metadata_key;

use super::store::{Cells, Table};
use crate::error::{Error, Result};
use crate::sheet::delimited::{MAX_CELLS, MAX_ROWS};
use crate::sheet::facts::{Get, TableColumn};

/// The table; `what` names it in an error.
pub(super) fn bytes<R>(what: &str, table: &Table<'_, R>) -> Result<Vec<u8>> {
    frame(table).and_then(write).map_err(|error| failed(what, &error))
}

/// The frame as a file.
pub(super) fn write(mut frame: DataFrame) -> PolarsResult<Vec<u8>> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_compression(ParquetCompression::Zstd(None))
        .with_key_value_metadata(Some(types_for_all(frame.schema())))
        .set_parallel(false)
        .finish(&mut frame)?;
    Ok(bytes)
}

/// The texts of one column of a file of ours.
pub(super) fn texts(bytes: &[u8], column: &str) -> PolarsResult<StringChunked> {
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let most = MAX_UNPACKED + bytes.len() * MAX_RATIO;
    check_sizes(bytes, reader.get_metadata()?, |name| name == column, most)?;
    let frame = reader.with_columns(Some(vec![column.to_owned()])).finish()?;
    let texts = frame.column(column)?.str()?;
    // A dictionary holds a text once, however many rows have it.
    if texts.iter().flatten().map(str::len).sum::<usize>() > most {
        polars_bail!(ComputeError: "its column {column} has more than {} MB", most >> 20);
    }
    Ok(texts.clone())
}

/// Bytes that the columns of a table may unpack to: [`MAX_CELLS`] cells take half of it.
const MAX_UNPACKED: usize = 128 << 20;
/// What the results of many runners, who may be like each other, unpack to besides, as a multiple of their file.
const MAX_RATIO: usize = 200;
/// What a cell takes besides the bytes of its page, and a page besides its cells, bytes.
const CELL: usize = 16;

/// Refuses what would take more memory than `most` bytes. polars unpacks what a file says, and memory that is not there
/// ends a program.
fn check_sizes(
    bytes: &[u8],
    metadata: &FileMetadata,
    is_read: impl Fn(&str) -> bool,
    most: usize,
) -> PolarsResult<()> {
    let damaged = || polars_err!(ComputeError: "it is damaged: it has other rows than it says");
    let rows: usize = metadata.row_groups.iter().map(RowGroupMetadata::num_rows).sum();
    if rows != metadata.num_rows {
        return Err(damaged());
    }
    let file = Cursor::new(bytes.to_vec().into());
    let mut unpacked = 0_usize;
    for group in &metadata.row_groups {
        let read = |column: &&ColumnChunkMetadata| is_read(&column.descriptor().path_in_schema[0]);
        for column in group.parquet_columns().iter().filter(read) {
            let mut values = 0;
            for page in get_page_iterator(column, file.clone(), Vec::new(), bytes.len())? {
                let (size, cells) = match page? {
                    CompressedPage::Data(page) => (page.uncompressed_size(), page.num_values()),
                    // The first page of its column.
                    CompressedPage::Dict(_) => {
                        let header = bytes.get(column.byte_range().start as usize..);
                        (header.and_then(unpacked_size).unwrap_or(usize::MAX), 0)
                    }
                };
                values += cells;
                unpacked = unpacked.saturating_add(size).saturating_add(CELL * (1 + cells));
                if unpacked > most {
                    polars_bail!(ComputeError: "it unpacks to more than {} MB", most >> 20);
                }
            }
            if values != group.num_rows() {
                return Err(damaged());
            }
        }
    }
    Ok(())
}

/// What a page unpacks to, of its header, which begins with the kind of the page and this size; polars keeps that of a
/// dictionary to itself.
// SPEC: Thrift compact protocol: the head of a field of 32 bits that follows its neighbour is 0x15; a number comes in
// groups of seven bits, lowest first, its sign in the lowest bit.
fn unpacked_size(header: &[u8]) -> Option<usize> {
    let kind_end = 1 + header.get(1..)?.iter().position(|byte| byte & 0x80 == 0)? + 1;
    let size = header.get(kind_end..)?.strip_prefix(&[0x15])?;
    let end = size.iter().take(5).position(|byte| byte & 0x80 == 0)?;
    let number = size[..=end].iter().rev().fold(0, |number, byte| number << 7 | usize::from(byte & 0x7F));
    (header[0] == 0x15 && number % 2 == 0).then_some(number / 2)
}

/// The frame of a file of any program, and the columns that no table of ours has a type for, as `name (type)`.
///
/// polars reads whole numbers of 8 and 16 bits with features that every build would pay for. Parquet stores them in
/// 32 bits and says the width beside: without that they are numbers like others.
pub(super) fn read_any(bytes: &[u8]) -> PolarsResult<(DataFrame, Vec<String>)> {
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let mut metadata = FileMetadata::clone(reader.get_metadata()?);
    let rows = metadata.num_rows;
    // The types of the program that wrote it, where they are more than those of Parquet.
    metadata.key_value_metadata = None;
    let columns = metadata.schema_descr.fields().iter().cloned().map(widened).collect();
    metadata.schema_descr = SchemaDescriptor::new(metadata.schema_descr.name().into(), columns);
    reader.set_metadata(Arc::new(metadata));
    let (mut known, mut others) = (Vec::new(), Vec::new());
    for (name, field) in reader.schema()?.iter() {
        match is_read(field.dtype()) {
            true => known.push(name.to_string()),
            false => others.push(format!("{name} ({:?})", field.dtype())),
        }
    }
    if rows > MAX_ROWS || rows * known.len() > MAX_CELLS {
        polars_bail!(ComputeError: "it has more than {MAX_ROWS} rows or {MAX_CELLS} cells");
    }
    check_sizes(bytes, reader.get_metadata()?, |name| known.iter().any(|own| own == name), MAX_UNPACKED)?;
    Ok((reader.with_columns(Some(known)).finish()?, others))
}

fn widened(column: ParquetType) -> ParquetType {
    use IntegerType::{Int8, Int16, UInt8, UInt16};
    match column {
        ParquetType::PrimitiveType(PrimitiveType {
            logical_type: Some(PrimitiveLogicalType::Integer(Int8 | Int16 | UInt8 | UInt16)),
            field_info,
            physical_type,
            ..
        }) => ParquetType::PrimitiveType(PrimitiveType {
            field_info,
            logical_type: None,
            converted_type: None,
            physical_type,
        }),
        other => other,
    }
}

/// True for the types that a cell of a table may have.
const fn is_read(kind: &ArrowDataType) -> bool {
    use ArrowDataType::{
        Boolean, Date32, Float32, Float64, Int32, Int64, LargeUtf8, Null, Timestamp, UInt32, UInt64, Utf8,
        Utf8View,
    };
    matches!(
        kind,
        Null | Boolean
            | Int32
            | Int64
            | UInt32
            | UInt64
            | Float32
            | Float64
            | Utf8
            | LargeUtf8
            | Utf8View
            | Date32
            | Timestamp(..)
    )
}

/// The columns, then the others.
pub(super) fn frame<R>(table: &Table<'_, R>) -> PolarsResult<DataFrame> {
    let columns = table.columns.iter().map(|column| series(table.rows, column));
    let others = table.others.iter().map(|(name, cells)| match cells {
        Cells::Numbers(values) => {
            let values: Vec<Option<f64>> = values.iter().copied().map(finite).collect();
            Series::new(name.as_str().into(), values)
        }
        Cells::Words(words) => Series::new(name.as_str().into(), words),
    });
    DataFrame::new(table.rows.len(), columns.chain(others).map(Column::from).collect())
}

/// Missing is null.
fn series<R>(rows: &[R], column: &TableColumn<R>) -> Series {
    let name = column.name.into();
    match column.get {
        Get::Date(get) => {
            let days: Vec<Option<i32>> = rows.iter().map(|row| get(row).map(epoch_day)).collect();
            Series::new(name, days).into_date()
        }
        Get::Instant(get) => {
            let at: Vec<Option<i64>> = rows.iter().map(|row| Some(get(row)?.as_millisecond())).collect();
            Series::new(name, at).into_datetime(TimeUnit::Milliseconds, Some(TimeZone::UTC))
        }
        Get::Number(get) => {
            Series::new(name, rows.iter().map(|row| finite(get(row))).collect::<Vec<Option<f64>>>())
        }
        Get::Count(get) => Series::new(name, rows.iter().map(get).collect::<Vec<i64>>()),
        Get::Flag(get) => Series::new(name, rows.iter().map(get).collect::<Vec<bool>>()),
        Get::Text(get) => {
            let cells: StringChunked =
                rows.iter().map(|row| Some(get(row)).filter(|text| !text.is_empty())).collect();
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

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

/// The types of a file as every reader of Arrow knows them. polars itself would call text `string_view`, by which
/// pyarrow, and pandas through it, can neither filter nor sort.
pub(super) fn types_for_all(schema: &Schema) -> KeyValueMetadata {
    let types = schema_to_metadata_key(&schema.to_arrow(CompatLevel::oldest()));
    KeyValueMetadata::from_static(vec![(types.key, types.value.unwrap_or_default())])
}

pub(super) fn failed(what: &str, error: &PolarsError) -> Error {
    Error::Output { what: what.to_owned(), reason: error.to_string() }
}
