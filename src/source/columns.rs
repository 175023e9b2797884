//! Columns: the header of a list, and which column means what.

use crate::error::{Error, FileError};
use crate::sheet::delimited::{self, Row, Sheet};
use crate::sheet::values::squash;
use crate::sheet::values::{self, Cell};
use crate::text;

/// A header row.
#[derive(Clone, Debug)]
pub struct Header {
    /// Cells as written.
    pub cells: Vec<String>,
    /// The same in lower case, letters and digits only.
    names: Vec<String>,
}

/// Longest header line that is read, bytes: 101 columns come to 2 kB.
const LONGEST_LINE: usize = 16 * 1024;

impl Header {
    /// The header of a file that begins with `bytes`; `None` for one that is no table.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let head = &bytes[..bytes.len().min(LONGEST_LINE)];
        let wide = delimited::text_of_utf16(head);
        let head = wide.as_deref().map_or(head, str::as_bytes);
        if head.starts_with(b"<") || head.starts_with(b"{") || head.starts_with(b"[") {
            return None;
        }
        let end = head
            .split_inclusive(|&byte| byte == b'\n')
            .scan(0, |at, line| {
                *at += line.len();
                Some((*at, line))
            })
            .find(|(_, line)| {
                let line = line.trim_ascii();
                !(line.is_empty() || line.starts_with(b"#") || line.starts_with(b"sep="))
            })
            .map(|(end, _)| end)?;
        let sheet = delimited::read(&head[..end], "", "list").ok()?;
        (sheet.header.len() >= 3).then(|| Self::new(sheet.header))
    }

    /// From the cells of a header row.
    #[must_use]
    pub fn new(cells: Vec<String>) -> Self {
        let names = cells.iter().map(|cell| squash(cell)).collect();
        Self { cells, names }
    }

    /// True if there is a column of that squashed name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name)
    }

    /// The first column of one of `names`, the earlier names first.
    #[must_use]
    pub fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.names.iter().position(|own| own == name))
    }

    /// All columns of one of `names`, from the left.
    #[must_use]
    pub fn all(&self, names: &[&str]) -> Vec<usize> {
        (0..self.names.len()).filter(|&k| names.contains(&self.names[k].as_str())).collect()
    }
}

/// Reads the table of a list.
pub fn sheet(bytes: &[u8]) -> Result<(Header, Sheet), FileError> {
    let mut sheet = delimited::read(bytes, "", "list of activities").map_err(|error| match error {
        Error::Config { what, .. } => FileError::Unreadable(what),
        other => FileError::Unreadable(other.to_string()),
    })?;
    let header = Header::new(std::mem::take(&mut sheet.header));
    Ok((header, sheet))
}

/// The text of a cell as it is kept; `None` when blank.
#[must_use]
pub fn text(row: &Row, column: Option<usize>) -> Option<String> {
    column.and_then(|k| text::name(row.cell(k)))
}

/// The number of a cell; `None` when blank, no number, or not above 0: exports write 0 for "not known".
#[must_use]
pub fn positive(row: &Row, column: Option<usize>) -> Option<f64> {
    match values::number(row.cell(column?)) {
        Cell::Number(value) if value > 0.0 => Some(value),
        _ => None,
    }
}

/// The number of a cell, also 0 and below; `None`: none.
#[must_use]
pub fn number(row: &Row, column: Option<usize>) -> Option<f64> {
    match values::number(row.cell(column?)) {
        Cell::Number(value) => Some(value),
        _ => None,
    }
}

/// A number above 0 that may have its thousands grouped: `1,234.56`, `1.234,56`.
#[must_use]
pub fn grouped(row: &Row, column: usize) -> Option<f64> {
    let cell = row.cell(column).trim();
    let decimal = cell.rfind(['.', ',']);
    let plain: String = cell
        .char_indices()
        .filter(|(at, c)| !matches!(c, '.' | ',') || Some(*at) == decimal)
        .map(|(_, c)| if c == ',' { '.' } else { c })
        .collect();
    plain.parse::<f64>().ok().filter(|value| *value > 0.0 && *value <= 1e9)
}

/// The words of a header, in lower case.
fn words(header: &str) -> impl Iterator<Item = String> + '_ {
    header.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Metres of the unit that a header names: `Distance (mi)`, `distance_km`; `None`: it names none.
#[must_use]
pub fn metres_in(header: &str) -> Option<f64> {
    words(header).find_map(|word| {
        Some(match word.as_str() {
            "km" | "kms" | "kilometer" | "kilometers" | "kilometre" | "kilometres" | "公里" | "千米" => {
                1000.0
            }
            "mi" | "mile" | "miles" | "meilen" | "millas" | "miglia" | "mijl" | "milhas" => 1609.344,
            "m" | "meter" | "meters" | "metre" | "metres" | "inmeters" => 1.0,
            "yd" | "yds" | "yard" | "yards" => 0.9144,
            "ft" | "feet" => 0.3048,
            "cm" => 0.01,
            "mm" => 0.001,
            _ => return None,
        })
    })
}

/// Kilograms of the unit that a header names: `Weight (lbs)`; `None`: it names none.
#[must_use]
pub fn kilograms_in(header: &str) -> Option<f64> {
    words(header).find_map(|word| {
        Some(match word.as_str() {
            "kg" | "kgs" | "kilograms" => 1.0,
            "lb" | "lbs" | "pounds" => 0.453_592_37,
            "st" | "stone" | "stones" => 6.350_293_18,
            "g" | "grams" => 0.001,
            _ => return None,
        })
    })
}

/// Metres of a distance that may be km: nobody covers less than 0.2 m in a second and calls it sport.
// METHOD: the unit of a lone distance column is nowhere written (Strava: metres until June 2019, km
// since). A kilometre number read as metres is a thousand times too slow, so the pace settles it.
#[must_use]
pub fn metres(value: f64, duration_s: Option<f64>) -> Option<f64> {
    let slowest_mps = 0.2;
    duration_s.map(|s| if value / s < slowest_mps { value * 1000.0 } else { value })
}
