//! Log file: a soreness log as a text to write to. Starts one, and adds this morning's row to any
//! that can be read, in its own dialect and without touching another byte.

use jiff::civil::Date;

use super::columns::Columns;
use super::layout::LogLayout;
use super::{Diary, DiaryOptions, Rejected, Table, log_line, read, words_understood};
use crate::day::days_between;
use crate::error::{Error, Excerpt, Result};
use crate::sheet::dates::{self, DateOrder, Orders};
use crate::sheet::delimited::{self, Sheet};
use crate::sheet::formula::FORMULA_STARTS;
use crate::sheet::values::squash;
use crate::sheet::{self, json};
use crate::soreness::Scale;
use crate::text;

/// A new log on `scale` (0 to 10 by default): what it says of itself, the header, and a row for `today` that
/// waits for its value.
#[must_use]
pub fn new_log(today: Date, scale: Option<Scale>) -> String {
    let Scale { low, high } = scale.unwrap_or(Scale { low: 0.0, high: 10.0 });
    format!(
        "# soreness-scale: {low}..{high}\n# soreness-direction: higher-is-sorer\n# reported: morning\n\
         date,soreness,note\n{today},,\n"
    )
}

/// One morning to write down.
#[derive(Clone, Copy, Debug)]
pub struct NewMorning<'a> {
    /// Local date.
    pub date: Date,
    /// Value on the scale of the log.
    pub soreness: f64,
    /// Free text.
    pub note: Option<&'a str>,
    /// True: a value that the day has already is replaced.
    pub replace: bool,
}

/// The log with one more morning.
///
/// # Errors
/// [`Error::Config`] when the log cannot be read, the day has a value already, there is no column
/// for the note, or the value does not fit the scale.
pub fn with_morning(
    bytes: &[u8],
    path: &str,
    options: &DiaryOptions,
    morning: &NewMorning<'_>,
) -> Result<Vec<u8>> {
    let refuse = |what: String, remedy: &str| Error::Config {
        what,
        place: path.to_owned(),
        remedy: remedy.to_owned(),
    };
    let text = std::str::from_utf8(bytes).map_err(|_| {
        refuse("the log is not a text in UTF-8".into(), "save it as CSV in UTF-8, then add to it")
    })?;
    let Table { sheet, columns, layout, .. } = Table::read(bytes, path, options)?;
    if layout == LogLayout::Notes {
        return with_line(text, &sheet, path, options, morning);
    }
    if columns.labels.is_some() || json::is_json(text) || !columns.others.is_empty() {
        let what = "the log has no row a day with one soreness value to fill in".into();
        return Err(refuse(what, &elsewhere(path)));
    }
    let dates = Dates::of(&sheet, columns.date, options.date_order).map_err(|()| {
        refuse("day and month of the dates cannot be told apart".into(), "add --date-order dmy|mdy")
    })?;
    let same_day = |row: &&delimited::Row| {
        dates::take_apart(row.cell(columns.date)).and_then(|cell| cell.date(dates.orders))
            == Some(morning.date)
    };
    let waiting = sheet.rows.iter().find(same_day);
    if let Some(row) = waiting
        && !row.cell(columns.soreness).trim().is_empty()
        && !morning.replace
    {
        let place = sheet.excerpt(path, row.line, Some(columns.soreness));
        return Err(has_a_value(place, morning, row.line));
    }
    let cells = cells(&sheet, &columns, &dates, waiting, morning).ok_or_else(|| {
        refuse("the log has no column for a note".into(), "leave --note out, or add a column `note`")
    })?;
    let row = cells.join(&sheet.separator.to_string());
    let new = placed(text, &row, waiting.map(|row| row.line), &sheet, &dates, columns.date, morning.date);
    if dates::take_apart(&cells[columns.date]).and_then(|cell| cell.date(dates.orders)) != Some(morning.date)
    {
        return Err(refuse(
            format!("{} cannot be a day of the log", morning.date),
            "give the day with --date: 2024-05-01, or yesterday",
        ));
    }
    let what = match off_scale(bytes, path, options, morning) {
        None => misfit(&read(new.as_bytes(), path, options)?, morning),
        what => what,
    };
    what.map_or(Ok(new.into_bytes()), |what| Err(refuse(what, OTHER_VALUE)))
}

/// The log of notes with one more line, in its own form; refused where that line could be read as anything else.
fn with_line(
    text: &str,
    sheet: &Sheet,
    path: &str,
    options: &DiaryOptions,
    morning: &NewMorning<'_>,
) -> Result<Vec<u8>> {
    let diary = read(text.as_bytes(), path, options)?;
    if let Some(entry) = diary.entries.get(&morning.date).filter(|_| !morning.replace) {
        return Err(has_a_value(sheet.excerpt(path, entry.line, None), morning, entry.line));
    }
    let refuse = |what, remedy| Err(Error::Config { what, place: path.to_owned(), remedy });
    if let Some(what) = off_scale(text.as_bytes(), path, options, morning) {
        return refuse(what, OTHER_VALUE.to_owned());
    }
    if morning.note.is_some() {
        return refuse("the log has no column for a note".into(), "leave --note out".into());
    }
    let fits = |line: &String| {
        let new = log_line::placed(text, line, &diary, morning.date);
        let again = read(new.as_bytes(), path, options).ok()?;
        log_line::adds_only(&diary, &again, morning, line).then_some(new)
    };
    match log_line::candidates(text, sheet, &diary, morning).iter().find_map(fits) {
        Some(new) => Ok(new.into_bytes()),
        None => refuse(
            format!("{} cannot be written in the form of the log without doubt", morning.date),
            elsewhere(path),
        ),
    }
}

/// Where a morning can go that this log does not take: a new log beside it.
fn elsewhere(path: &str) -> String {
    let new = text::shell(&format!("{}-mornings.csv", path.rsplit_once('.').map_or(path, |(stem, _)| stem)));
    format!("add to it where it was made, or go on in a new one: shakeout soreness new {new}")
}

fn has_a_value(place: Excerpt, morning: &NewMorning<'_>, line: usize) -> Error {
    let what = format!("{} has a value already (line {line})", morning.date);
    Error::in_file(what, place, "if it is wrong: --replace puts the new value in its place")
}

const OTHER_VALUE: &str = "give a value of the scale, or say another one with --soreness-scale";

/// That the value is not on the scale of the log as it is: a slip of the finger says nothing of the scale, of which the
/// reader of the new log would ask for another one.
fn off_scale(bytes: &[u8], path: &str, options: &DiaryOptions, morning: &NewMorning<'_>) -> Option<String> {
    let Scale { low, high } = read(bytes, path, options).ok()?.scale;
    let off = !(low..=high).contains(&morning.soreness);
    off.then(|| {
        format!("{} does not fit the scale {low}..{high} of the log: nothing was written", morning.soreness)
    })
}

/// Why the log with the morning in it does not use its value; `None`: it does.
fn misfit(diary: &Diary, morning: &NewMorning<'_>) -> Option<String> {
    // The log itself says whether the value fits its scale. After a break of years the first morning is
    // not used yet, as it could be a slip of the year: the next ones will stand by it.
    let Scale { low, high } = diary.scale;
    let used = match diary.entries.get(&morning.date) {
        Some(entry) => entry.soreness.is_some(),
        None => (low..=high).contains(&morning.soreness),
    };
    (!used).then(|| format!("{} does not fit the scale {low}..{high} of the log", morning.soreness))
}

/// The row of the morning, with what a row that waits for its value holds already; `None`: no column takes the note.
fn cells(
    sheet: &Sheet,
    columns: &Columns,
    dates: &Dates,
    waiting: Option<&delimited::Row>,
    morning: &NewMorning<'_>,
) -> Option<Vec<String>> {
    let mut cells = vec![String::new(); sheet.header.len()];
    cells[columns.date] = dates.write(morning.date);
    for (cell, own) in cells.iter_mut().zip(waiting.map(|row| &row.cells).into_iter().flatten()) {
        *cell = cell_of(own, sheet.separator);
    }
    cells[columns.soreness] = value(morning.soreness, sheet, columns.soreness);
    if let Some(note) = morning.note {
        let place = sheet.header.iter().position(|name| NOTES.contains(&squash(name).as_str()))?;
        cells[place] = cell_of(note, sheet.separator);
    }
    Some(cells)
}

const NOTES: [&str; 5] = ["note", "notes", "comment", "comments", "notiz"];

/// How the log writes dates.
struct Dates {
    orders: Orders,
    year_first: bool,
    separator: char,
}

impl Dates {
    fn of(sheet: &Sheet, column: usize, declared: Option<DateOrder>) -> std::result::Result<Self, ()> {
        let cells: Vec<_> = sheet.rows.iter().map(|row| dates::take_apart(row.cell(column))).collect();
        let year_first = cells.iter().flatten().all(dates::DateCell::is_year_first);
        let orders = dates::infer(&cells, declared, false).map_err(|_| ())?;
        let separator = sheet
            .rows
            .iter()
            .rev()
            .find_map(|row| row.cell(column).trim().chars().find(|c| matches!(c, '-' | '/' | '.')))
            .unwrap_or('-');
        Ok(Self { orders, year_first, separator })
    }

    fn write(&self, date: Date) -> String {
        let (y, m, d, s) = (date.year(), date.month(), date.day(), self.separator);
        if self.year_first {
            format!("{y:04}{s}{m:02}{s}{d:02}")
        } else if self.orders.year_last == DateOrder::Mdy {
            format!("{m:02}{s}{d:02}{s}{y:04}")
        } else {
            format!("{d:02}{s}{m:02}{s}{y:04}")
        }
    }

    /// Line of the first row that comes after `date` in the order of the log; `None`: all come before it.
    fn line_of(&self, sheet: &Sheet, column: usize, date: Date) -> Option<usize> {
        let dated: Vec<(usize, Date)> = sheet
            .rows
            .iter()
            .filter_map(|row| Some((row.line, dates::take_apart(row.cell(column))?.date(self.orders)?)))
            .collect();
        let newest_first = dated.first().zip(dated.last()).is_some_and(|(first, last)| first.1 > last.1);
        // Behind the last row that comes before it: one slip far above leaves the rest in order.
        let before = |other: Date| if newest_first { other > date } else { other <= date };
        let place = dated.iter().rposition(|&(_, other)| before(other)).map_or(0, |k| k + 1);
        dated.get(place).map(|(line, _)| *line)
    }
}

/// A number as the log writes them: with a decimal comma where commas are free for it.
fn value(soreness: f64, sheet: &Sheet, column: usize) -> String {
    let comma = sheet.separator != ',' && sheet.rows.iter().any(|row| row.cell(column).contains(','));
    let text = soreness.to_string();
    if comma { text.replace('.', ",") } else { text }
}

/// A text as a cell: quoted where it must be, and never a formula.
fn cell_of(note: &str, separator: char) -> String {
    let one_line: String = note.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let safe = if one_line.starts_with(FORMULA_STARTS) { format!("'{one_line}") } else { one_line };
    text::csv_cell(&safe, separator)
}

/// `text` with `row` in its place: in that of the row that waits for a value, before the first row that
/// follows `date` in the order of the log, else at the end.
fn placed(
    text: &str,
    row: &str,
    waiting: Option<usize>,
    sheet: &Sheet,
    dates: &Dates,
    column: usize,
    date: Date,
) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if let Some(line) = waiting {
        let before: String = lines[..line - 1].concat();
        return format!("{before}{row}{end}{}", lines[line..].concat());
    }
    if let Some(line) = dates.line_of(sheet, column, date) {
        let (head, rest) = lines.split_at(line - 1);
        return format!("{}{row}{end}{}", head.concat(), rest.concat());
    }
    let open = if text.ends_with('\n') { "" } else { end };
    format!("{text}{open}{row}{end}")
}

/// What would be read from a log, for people: dialect, scale, days, gaps, a small histogram.
#[must_use]
pub fn check(diary: &Diary) -> String {
    let mut lines = diary.notes.clone();
    let days: Vec<Date> =
        diary.entries.iter().filter(|(_, e)| e.soreness.is_some()).map(|(d, _)| *d).collect();
    match (days.first(), days.last()) {
        (Some(first), Some(last)) => {
            let span = days_between(*first, *last).unsigned_abs() as usize + 1;
            lines.push(format!(
                "{} from {first} to {last} ({}).",
                text::count(days.len(), "morning"),
                text::count(span, "day")
            ));
            let longest = days
                .windows(2)
                .map(|pair| (days_between(pair[0], pair[1]) - 1, pair[0]))
                .max_by_key(|&(gap, _)| gap);
            if let Some((gap, after)) = longest.filter(|&(gap, _)| gap > 0) {
                let gap = text::count(gap.unsigned_abs() as usize, "day");
                lines.push(format!("Longest gap: {gap} after {after}."));
            }
        }
        _ => lines.push("No morning with a value yet.".into()),
    }
    lines.extend(histogram(diary));
    lines.join("\n")
}

/// Rows of a log that are shown because they are not used.
const MOST_SHOWN: usize = 100;

/// The rows of a log that are not used, each with its line and the cell underlined; of very many the first, and the number
/// of the others.
///
/// # Errors
/// [`Error::Config`] when `bytes` are no table.
pub fn rejected(diary: &Diary, bytes: &[u8], path: &str, colour: bool) -> Result<Vec<String>> {
    let sheet = sheet::read(bytes, path, "soreness log", words_understood)?;
    let shown = |row: &Rejected| {
        let what = format!("line {} is not used: {}", row.line, row.reason);
        sheet.excerpt(path, row.line, row.column).warning(&what, colour)
    };
    let mut rows: Vec<String> = diary.rejected.iter().take(MOST_SHOWN).map(shown).collect();
    let others = diary.rejected.len().saturating_sub(MOST_SHOWN);
    if others > 0 {
        rows.push(format!(
            "{} more are not used either; mend these and check again",
            text::count(others, "row")
        ));
    }
    Ok(rows)
}

/// A bar a tenth of the scale (or a step, where there are fewer): value, count, bar.
fn histogram(diary: &Diary) -> Vec<String> {
    let values: Vec<f64> = diary.entries.values().filter_map(|entry| entry.soreness).collect();
    let width =
        if diary.step >= diary.scale.range() / 12.0 { diary.step } else { diary.scale.range() / 10.0 };
    let bins = (diary.scale.range() / width).round() as usize;
    let count =
        |k: usize| values.iter().filter(|v| ((**v - diary.scale.low) / width).round() as usize == k).count();
    let most = (0..=bins).map(count).max().unwrap_or_default();
    if most == 0 {
        return Vec::new();
    }
    (0..=bins)
        .map(|k| {
            let n = count(k);
            let bar = "#".repeat((n * 40).div_ceil(most));
            format!("{:>6} {n:>5} {bar}", diary.scale.low + k as f64 * width)
        })
        .collect()
}
