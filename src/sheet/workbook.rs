//! Workbook: the first sheet of an `.xlsx` as CSV, as spreadsheet programs, Google Sheets and Numbers write it.

use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};
use flate2::read::DeflateDecoder;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rawzip::{CompressionMethod, ZipArchive};

use super::delimited::{MAX_BYTES, MAX_ROWS};
use super::table_text::TableText;
use crate::apart::apart;

/// Bytes that all parts of a workbook may unpack to together, and the same by its size: so many, and so many times it.
const MAX_UNPACKED: u64 = 64 << 20;
const FREE: u64 = 8 << 20;
const MAX_RATIO: u64 = 100;
/// Columns of a sheet that are looked at: a log has a handful.
const MAX_SHEET_COLUMNS: u32 = 256;

/// True for a workbook: a zip with a sheet in it.
#[must_use]
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") && memchr::memmem::find(bytes, b"xl/worksheets/").is_some()
}

/// The first sheet as CSV, a line a row of the sheet.
///
/// # Errors
/// In words, why it cannot be read.
pub fn csv(bytes: &[u8]) -> Result<String, String> {
    let epoch = epoch_of_sound(bytes)?;
    apart(|| first_sheet(bytes, epoch)).unwrap_or_else(|| Err("it is damaged".into()))
}

/// Day 0 of the serial dates of a workbook that unpacks to a bearable size.
fn epoch_of_sound(bytes: &[u8]) -> Result<Date, String> {
    let damaged = |error: rawzip::Error| format!("its zip is damaged ({error})");
    let zip = ZipArchive::from_slice(bytes).map_err(damaged)?;
    let mut epoch = EPOCH_1900;
    let most = MAX_UNPACKED.min(FREE + MAX_RATIO * bytes.len() as u64);
    let mut left = most;
    for entry in zip.entries() {
        let entry = entry.map_err(damaged)?;
        let packed = zip.get_entry(entry.wayfinder()).map_err(damaged)?;
        let mut part: Box<dyn Read> = match entry.compression_method() {
            CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(packed.data())),
            _ => Box::new(packed.data()),
        };
        let unpacked = if entry.file_path().as_ref() == b"xl/workbook.xml" {
            let mut text = Vec::new();
            let read = part.take(left + 1).read_to_end(&mut text);
            if memchr::memmem::find(&text, b"date1904=\"1\"").is_some() {
                epoch = EPOCH_1904;
            }
            read.map(|n| n as u64)
        } else {
            std::io::copy(&mut part.by_ref().take(left + 1), &mut std::io::sink())
        };
        let unpacked = unpacked.map_err(|error| format!("it is damaged ({error})"))?;
        left =
            left.checked_sub(unpacked).ok_or_else(|| format!("it unpacks to more than {} MB", most >> 20))?;
    }
    Ok(epoch)
}

fn first_sheet(bytes: &[u8], epoch: Date) -> Result<String, String> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let name = book.sheet_names().first().cloned().ok_or("there is no sheet in it")?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(|error| error.to_string())?;
    let mut table = TableText::default();
    let mut row: Vec<(usize, String)> = Vec::new();
    let (mut at, mut row_bytes) = (0, 0);
    while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
        let (line, column) = cell.get_position();
        if line != at {
            finish(&mut table, &mut row);
            (at, row_bytes) = (line, 0);
        }
        // Rows that are left out keep their numbers.
        while (table.rows() as u64) < u64::from(line) {
            table.row(std::iter::empty());
            if table.rows() > MAX_ROWS {
                return Err(TOO_LARGE.into());
            }
        }
        if column < MAX_SHEET_COLUMNS {
            // A string is in the file once, however many cells show it.
            row_bytes += length(cell.get_value());
            if row.len() == MAX_SHEET_COLUMNS as usize || table.bytes() + row_bytes > MAX_BYTES {
                return Err(TOO_LARGE.into());
            }
            row.push((column as usize, shown(cell.get_value(), epoch)));
        }
    }
    finish(&mut table, &mut row);
    Ok(table.text())
}

const TOO_LARGE: &str = "its first sheet is too large for a log";

/// Bytes of a text before it is copied; of other cells a few.
const fn length(cell: &DataRef<'_>) -> usize {
    match cell {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.len(),
        DataRef::SharedString(text) => text.len(),
        _ => 0,
    }
}

fn finish(table: &mut TableText, row: &mut Vec<(usize, String)>) {
    if !row.is_empty() {
        row.sort_by_key(|(column, _)| *column);
        table.row(row.iter().map(|(column, cell)| (*column, cell.as_str())));
        row.clear();
    }
}

fn shown(cell: &DataRef<'_>, epoch: Date) -> String {
    match cell {
        DataRef::Int(value) => value.to_string(),
        // `3.0000000000000004` is what a spreadsheet shows as 3.
        DataRef::Float(value) => format!("{}", (value * 1e9).round() / 1e9),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(value) => {
            serial(value.as_f64(), epoch).unwrap_or_else(|| value.as_f64().to_string())
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

// SPEC: ECMA-376 part 1, 18.17.4.1: the 1900 and the 1904 date systems. Day 60 of 1900 is a 29 February that
// never was: days are right from 1 March 1900 on.
const EPOCH_1900: Date = date(1899, 12, 30);
const EPOCH_1904: Date = date(1904, 1, 1);

/// A serial date as text: days since `epoch`; the fraction is the time of day.
fn serial(value: f64, epoch: Date) -> Option<String> {
    if !(0.0..200_000.0).contains(&value) {
        return None;
    }
    let seconds = (value.fract() * 86_400.0).round() as i64;
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    if value < 1.0 {
        return Some(clock);
    }
    let day = epoch.checked_add((value.trunc() as i64 + seconds / 86_400).days()).ok()?;
    Some(if seconds % 86_400 == 0 { day.to_string() } else { format!("{day} {clock}") })
}

/// A serial date of a cell that nothing marks as one, as text: from 1990 to 2049.
#[must_use]
pub fn unmarked_serial(text: &str) -> Option<String> {
    let value: f64 = text.parse().ok()?;
    (32_874.0..54_789.0).contains(&value).then(|| serial(value, EPOCH_1900)).flatten()
}
