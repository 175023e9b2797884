//! Data: the table that a figure draws, as CSV and as documentation, from one list of columns.

use std::borrow::Borrow;

use crate::sheet::facts::{Facts, Get, TableColumn};
pub use crate::sheet::facts::{column, number, words};
use crate::text::{self, number::six_digits};

/// What a reader of the columns needs to know.
pub fn facts<R>(columns: &[TableColumn<R>]) -> Vec<Facts> {
    columns.iter().map(TableColumn::facts).collect()
}

/// The rows as CSV with a header: six significant digits, empty where a value is missing.
pub fn csv<R>(columns: &[TableColumn<R>], rows: impl IntoIterator<Item: Borrow<R>>) -> String {
    let mut out = columns.iter().map(|column| column.name).collect::<Vec<_>>().join(",") + "\n";
    for row in rows {
        for (i, column) in columns.iter().enumerate() {
            out.push_str(if i > 0 { "," } else { "" });
            out.push_str(&cell(&column.get, row.borrow()));
        }
        out.push('\n');
    }
    out
}

fn cell<R>(get: &Get<R>, row: &R) -> String {
    match get {
        Get::Date(of) => of(row).map_or_else(String::new, |date| date.to_string()),
        Get::Instant(of) => of(row).map_or_else(String::new, |at| at.to_string()),
        Get::Number(of) => of(row).and_then(six_digits).map(|v| v.to_string()).unwrap_or_default(),
        Get::Count(of) => of(row).to_string(),
        Get::Flag(of) => of(row).to_string(),
        Get::Text(of) => text::csv_cell(&of(row), ','),
    }
}
