//! Layout: where the table of a log begins: below a title, without a header, or as lines of notes.

use super::grading::{fraction, is_graded};
use super::words::{DATES, form_stamp};
use crate::sheet::dates::{take_apart, without_year};
use crate::sheet::delimited::{Row, Sheet};
use crate::sheet::fold::fold;
use crate::sheet::values::squash;

/// Rows above a header that a title may take.
const MAX_TITLE_ROWS: usize = 15;

/// How a log is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLayout {
    /// A header and a row a report.
    Table,
    /// Rows without a header.
    NoHeader,
    /// Lines of text that begin with a date.
    Notes,
}

/// Puts the header of `sheet` where it belongs, and says what the layout is.
pub fn arrange(sheet: &mut Sheet) -> LogLayout {
    if let Some((name, rows)) = notes_of(sheet) {
        sheet.header_line = rows.first().map_or(sheet.header_line, |row| row.line);
        sheet.header = vec!["date".into(), name.into()];
        sheet.rows = rows;
        sheet.notes.push("Lines of text that begin with a date.".into());
        return LogLayout::Notes;
    }
    if names_a_date(&sheet.header) {
        return LogLayout::Table;
    }
    if has_a_date(&sheet.header) {
        let first = Row { line: sheet.header_line, cells: std::mem::take(&mut sheet.header) };
        sheet.header = made_up(&first, sheet.rows.first());
        sheet.rows.insert(0, first);
        sheet.notes.push("There is no header line.".into());
        return LogLayout::NoHeader;
    }
    if let Some(k) = below_a_title(&sheet.rows) {
        let header = sheet.rows.drain(..=k).next_back();
        if let Some(header) = header {
            sheet.notes.push(format!("The header is line {}, below a title.", header.line));
            (sheet.header, sheet.header_line) = (header.cells, header.line);
        }
    }
    LogLayout::Table
}

/// True for a header cell under which dates stand.
#[must_use]
pub fn is_date_name(cell: &str) -> bool {
    let folded = fold(cell);
    DATES.contains(&&*squash(&folded)) || form_stamp(&folded).is_some()
}

fn names_a_date(cells: &[String]) -> bool {
    cells.iter().any(|cell| is_date_name(cell))
}

fn has_a_date(cells: &[String]) -> bool {
    cells.iter().any(|cell| take_apart(cell).is_some())
}

/// The row that is the header: the first that names a date, else the one before the first date.
fn below_a_title(rows: &[Row]) -> Option<usize> {
    let head = &rows[..rows.len().min(MAX_TITLE_ROWS)];
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.is_empty()).count();
    let first_date = head.iter().position(|row| has_a_date(&row.cells)).unwrap_or(head.len());
    head[..first_date]
        .iter()
        .position(|row| filled(row) >= 2 && names_a_date(&row.cells))
        .or_else(|| first_date.checked_sub(1).filter(|&k| first_date < head.len() && filled(&head[k]) >= 2))
}

/// Names for the columns of a table without a header.
fn made_up(first: &Row, second: Option<&Row>) -> Vec<String> {
    let width = first.cells.len();
    let date = (0..width).find(|&k| take_apart(first.cell(k)).is_some()).unwrap_or_default();
    let says = |k: usize| {
        k != date && (is_graded(first.cell(k)) || second.is_some_and(|row| is_graded(row.cell(k))))
    };
    let graded: Vec<usize> = (0..width).filter(|&k| says(k)).collect();
    let other: Vec<usize> = (0..width).filter(|&k| k != date && !first.cell(k).is_empty()).collect();
    let soreness = match (&graded[..], &other[..]) {
        ([only], _) | ([], [only]) => Some(*only),
        _ => None,
    };
    let name = |k: usize| match k {
        k if k == date => "date".to_owned(),
        k if Some(k) == soreness => "soreness".to_owned(),
        k if graded.contains(&k) => format!("column {}", k + 1),
        _ => String::new(),
    };
    (0..width).map(name).collect()
}

/// Lines such as `2024-01-08 legs 3/10` or `Jan 8: 3` below a title, each split after its date, and what the rest is
/// called; `None`: the log is none of those.
fn notes_of(sheet: &Sheet) -> Option<(&'static str, Vec<Row>)> {
    let separator = sheet.separator.to_string();
    let head = Row { line: sheet.header_line, cells: sheet.header.clone() };
    let lines = || std::iter::once(&head).chain(&sheet.rows);
    let split = |row: &Row| {
        let text = row.cells.join(&separator);
        let (date, rest) = after_date(&text)?;
        Some(Row { line: row.line, cells: vec![date.to_owned(), rest.to_owned()] })
    };
    let is_title = |row: &&Row| !names_a_date(&row.cells) && split(row).is_none();
    let title = lines().take(MAX_TITLE_ROWS).take_while(is_title).count();
    let is_plain = |row: &Row| row.cells.len() == 1;
    // In a table a number after a date is a cell of its own.
    let is_line = lines().skip(title).all(is_plain);
    let first = split(lines().nth(title)?).filter(|_| is_line || lines().take(title).all(is_plain))?;
    let name = match first.cell(1) {
        text if fraction(&fold(text)).is_some() => "note",
        text if is_line && is_graded(the_number(text)) => "soreness",
        _ => return None,
    };
    let rows = lines().skip(title).map(|row| match split(row) {
        Some(Row { line, cells }) if name == "soreness" => {
            Row { line, cells: vec![cells[0].clone(), the_number(&cells[1]).to_owned()] }
        }
        Some(row) => row,
        // A line without a date is listed as one that cannot be used.
        None => Row { line: row.line, cells: vec![row.cells.join(&separator), String::new()] },
    });
    Some((name, rows.collect()))
}

/// The number in `😴 1`. A text with words stays as it is: in `ran 5 km` the number says nothing of soreness.
fn the_number(text: &str) -> &str {
    let mut words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
    match (words.next(), words.next()) {
        (Some(only), None) if is_graded(only) => only,
        _ => text,
    }
}

/// The date that a text begins with, and the rest; `None`: it begins with none, or is one.
fn after_date(text: &str) -> Option<(&str, &str)> {
    let ends: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| c.is_whitespace() || matches!(c, ':' | ','))
        .map(|(at, _)| at)
        .take(6)
        .collect();
    // A date alone is no note of its year.
    if take_apart(text).is_some() {
        return number_after_day(text);
    }
    let is_whole = |end: &&usize| take_apart(&text[..**end]).is_some();
    let has_no_year = |end: &&usize| without_year(&text[..**end]).is_some();
    let end = *ends.iter().find(is_whole).or_else(|| ends.iter().find(has_no_year))?;
    let rest = text[end..].trim_start_matches([' ', ':', ',', '-', '\u{2013}', '\t']);
    (!rest.is_empty()).then(|| (&text[..end], rest))
}

/// `7 Jan: 10` says 10, although `7 Jan 10` can be a day of 2010: no year follows a colon or a dash, and after a blank
/// a number up to 10 is a value.
fn number_after_day(text: &str) -> Option<(&str, &str)> {
    const HIGHEST: u8 = 10;
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (before, value) = text.split_at(text.len() - digits);
    let said = before.trim_end();
    let date = said.trim_end_matches([':', '-', '\u{2013}', ' ']);
    let is_apart = said.len() < before.len() || said.ends_with(':');
    let is_marked = date.len() < said.len() || value.parse().is_ok_and(|value: u8| value <= HIGHEST);
    (is_apart && is_marked && value.len() <= 2 && without_year(date).is_some()).then_some((date, value))
}
