//! Garmin Connect: `Activities.csv`, the table that its page of activities exports, in any language.
//!
//! DEVICE: the first columns have one order in every language: type, date, favourite, title, distance, calories,
//! time, mean and highest heart rate. Distances are kilometres or miles by the account, and the file does not
//! say which; swimming and track running are in metres.

use super::columns::{self, Header, positive, text};
use super::dates::{self, DateCell};
use super::series::pulse;
use super::{FileKind, ListedActivity, Listing, duration};
use crate::decode::sport;
use crate::error::FileError;
use crate::sheet::delimited::Row;

/// What the file is.
pub const KIND: FileKind = FileKind::list("Garmin Connect's table of activities");

/// Places of the columns.
mod place {
    pub const SPORT: usize = 0;
    pub const DATE: usize = 1;
    pub const FAVOURITE: usize = 2;
    pub const TITLE: usize = 3;
    pub const DISTANCE: usize = 4;
    pub const TIME: usize = 6;
    pub const HR_MEAN: usize = 7;
    pub const HR_MAX: usize = 8;
}

/// True for a header of at least nine columns above rows of such a table.
pub fn sniff(bytes: &[u8]) -> bool {
    let Some(header) = Header::of(bytes) else { return false };
    let head = &bytes[..bytes.len().min(64 * 1024)];
    // The last line may be cut off.
    let whole = head.iter().rposition(|&byte| byte == b'\n').map_or(head, |end| &head[..=end]);
    header.cells.len() > place::HR_MAX
        && columns::sheet(whole).is_ok_and(|(_, sheet)| sheet.rows.first().is_some_and(is_row))
}

fn is_row(row: &Row) -> bool {
    let favourite = row.cell(place::FAVOURITE).to_lowercase();
    let dated = dates::take_apart(row.cell(place::DATE)).is_some_and(DateCell::has_time);
    dated && matches!(favourite.as_str(), "true" | "false") && row.cell(place::TIME).contains(':')
}

/// Reads the table.
pub fn read(bytes: &[u8]) -> Result<Listing, FileError> {
    let (header, sheet) = columns::sheet(bytes)?;
    let cells: Vec<Option<DateCell>> =
        sheet.rows.iter().map(|row| dates::take_apart(row.cell(place::DATE))).collect();
    let order = dates::order(&cells).map_err(FileError::Unreadable)?;
    let mut listing = Listing { notes: sheet.notes, ..Listing::new(KIND) };
    // The first line alone may have more columns than it has by the separator of the whole.
    let named_m = header.cells.get(place::DISTANCE).and_then(|name| columns::metres_in(name));
    if named_m.is_none() {
        listing.notes.push("distances were taken as kilometres: the file does not say".into());
    }
    for (row, cell) in sheet.rows.iter().zip(cells) {
        let Some(start) = cell.and_then(|cell| cell.when(order)) else {
            let date = row.cell(place::DATE);
            listing.rejected.push((row.line, format!("`{date}` is no date that is understood")));
            continue;
        };
        let timer_s = duration::of_app(row.cell(place::TIME), None);
        let distance = columns::grouped(row, place::DISTANCE);
        listing.entries.push(ListedActivity {
            sport: text(row, Some(place::SPORT)).and_then(|cell| sport::by_name(&cell)),
            name: text(row, Some(place::TITLE)),
            timer_s,
            distance_m: distance.and_then(|value| match named_m {
                Some(unit) => Some(value * unit),
                None => kilometres(value, timer_s),
            }),
            hr_mean_bpm: pulse(positive(row, Some(place::HR_MEAN))),
            hr_max_bpm: pulse(positive(row, Some(place::HR_MAX))),
            ..ListedActivity::new(row.line, start)
        });
    }
    Ok(listing)
}

/// Metres of a distance that is kilometres, unless nobody could be so fast.
// METHOD: 15 m/s is faster than any runner and most rides: then they were metres.
fn kilometres(value: f64, duration_s: Option<f64>) -> Option<f64> {
    duration_s.map(|seconds| if value * 1000.0 / seconds > 15.0 { value } else { value * 1000.0 })
}
