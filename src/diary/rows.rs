//! Rows: the rows of a diary to dated reports, and several reports of one day to one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::columns::Columns;
use super::dialect::Dialect;
use super::{Entry, Rejected};
use crate::diary::DiaryOptions;
use crate::error::{Error, Result};
use crate::sheet::dates::DateOrder;
use crate::sheet::dates::{self, DateCell, Orders, Undecided};
use crate::sheet::delimited::{Row, Sheet};
use crate::sheet::values::{Cell, TimeOfDay, is_missing, number, time_of_day, yes_no};

/// A report with its day.
#[derive(Clone, Debug)]
pub struct Dated {
    /// Local date.
    pub date: Date,
    /// What it says.
    pub entry: Entry,
}

/// All rows of a diary.
#[derive(Debug)]
pub struct Rows {
    /// Reports in the order of the file; soreness as written.
    pub reports: Vec<Dated>,
    /// Rows that cannot be used.
    pub rejected: Vec<Rejected>,
    /// Names of the optional columns that hold anything.
    pub extra_names: Vec<String>,
}

/// A cell (`None`: the whole row) and why it cannot be used.
type Slip = (Option<usize>, String);

/// What all rows have in common.
struct Reader<'a> {
    sheet: &'a Sheet,
    columns: &'a Columns,
    dialect: &'a Dialect,
    orders: Orders,
    /// Zone of the runner, where the log writes UTC.
    zone: Option<TimeZone>,
    /// True: the times behind the dates tell when a report was made.
    times_tell: bool,
}

/// Reads the rows. `cells` are their date cells.
///
/// # Errors
/// [`Error::Config`] when day and month cannot be told apart, or UTC times have no zone.
pub fn read(
    sheet: &Sheet,
    columns: &Columns,
    cells: &[Option<DateCell>],
    dialect: &Dialect,
    path: &str,
    options: &DiaryOptions,
    notes: &mut Vec<String>,
) -> Result<Rows> {
    let orders = orders(sheet, columns, cells, dialect, path, options, notes)?;
    let zone = zone(sheet, columns, cells, path, options)?;
    let times: Vec<Time> = cells.iter().flatten().filter_map(|cell| cell.time).collect();
    // One and the same time behind every date is filled in by a program (midnight, 00:01).
    let placeholder = times
        .iter()
        .all(|time| Some(time) == times.first() && (times.len() > 1 || *time == Time::midnight()));
    let mut columns = columns.clone();
    columns.ill.retain(|&k| ill_column_is_clear(sheet, k, dialect, notes));
    columns.extras.retain(|(k, extra)| {
        sheet.rows.iter().any(|row| extra_value(row.cell(*k), extra.factor, dialect).is_some())
    });
    let reader = Reader { sheet, columns: &columns, dialect, orders, zone, times_tell: !placeholder };

    let mut found = Rows { reports: Vec::new(), rejected: Vec::new(), extra_names: Vec::new() };
    found.extra_names = columns.extras.iter().map(|(_, extra)| extra.name.to_owned()).collect();
    for (row, cell) in sheet.rows.iter().zip(cells) {
        match reader.report(row, *cell) {
            Ok(Some(report)) => found.reports.push(report),
            Ok(None) => {}
            Err((column, reason)) => found.rejected.push(Rejected { line: row.line, column, reason }),
        }
    }
    Ok(found)
}

fn orders(
    sheet: &Sheet,
    columns: &Columns,
    cells: &[Option<DateCell>],
    dialect: &Dialect,
    path: &str,
    options: &DiaryOptions,
    notes: &mut Vec<String>,
) -> Result<Orders> {
    let orders = dates::infer(cells, options.date_order, dialect.year_day_month).map_err(|why| {
        let shown = |k: usize| (sheet.rows[k].line, sheet.rows[k].cell(columns.date));
        let (what, line) = match why {
            Undecided::NoneAbove12 => {
                let k =
                    cells.iter().position(|cell| cell.is_some_and(|cell| cell.is_ambiguous())).unwrap_or(0);
                (format!("day or month first? `{}` may be both, and no date tells", shown(k).1), shown(k).0)
            }
            Undecided::Both(day, month) => {
                let ((line, first), (_, second)) = (shown(day), shown(month));
                (format!("dates with the day first (`{first}`) and with the month first (`{second}`)"), line)
            }
        };
        let remedy = "add --date-order dmy (day first) or --date-order mdy (month first)";
        Error::in_file(what, sheet.excerpt(path, line, Some(columns.date)), remedy)
    })?;
    if cells.iter().flatten().any(|cell| cell.is_ambiguous()) {
        let first = if orders.year_last == DateOrder::Dmy { "day" } else { "month" };
        let how = if options.date_order.is_some() { "as told" } else { "some dates allow no other order" };
        notes.push(format!("Dates have the {first} first ({how})."));
    }
    if orders.year_first == DateOrder::Dmy {
        notes.push("Dates are year, day, month (some allow no other order).".into());
    }
    Ok(orders)
}

/// The zone of the runner, where it is needed: UTC times that are not all midnight.
fn zone(
    sheet: &Sheet,
    columns: &Columns,
    cells: &[Option<DateCell>],
    path: &str,
    options: &DiaryOptions,
) -> Result<Option<TimeZone>> {
    let needs =
        |cell: &Option<DateCell>| cell.is_some_and(|cell| cell.utc && cell.time != Some(Time::midnight()));
    let Some(k) = cells.iter().position(needs) else { return Ok(None) };
    let refuse = |what: String| {
        let place = sheet.excerpt(path, sheet.rows[k].line, Some(columns.date));
        Error::in_file(what, place, "add --tz with the zone you live in, for example --tz Europe/Oslo")
    };
    let Some(name) = &options.tz else {
        let shown = sheet.rows[k].cell(columns.date);
        return Err(refuse(format!("times in UTC (`{shown}`): the local day depends on the zone")));
    };
    TimeZone::get(name).map(Some).map_err(|_| refuse(format!("no zone is named `{name}`")))
}

/// True when a column of illness or injury can be read as yes or no.
fn ill_column_is_clear(sheet: &Sheet, k: usize, dialect: &Dialect, notes: &mut Vec<String>) -> bool {
    let clear = dialect.injured_from.is_some()
        || sheet.rows.iter().all(|row| match number(row.cell(k)) {
            Cell::Number(value) => value == 0.0 || value == 1.0,
            _ => true,
        });
    if !clear {
        notes.push(format!(
            "Column `{}` was not used: it holds numbers other than 0 and 1, and what they mean is not known.",
            sheet.header[k]
        ));
    }
    clear
}

fn extra_value(cell: &str, factor: f64, dialect: &Dialect) -> Option<f64> {
    match number(cell) {
        Cell::Number(0.0) if dialect.zero_is_missing => None,
        Cell::Number(value) => Some(value * factor),
        Cell::Missing => None,
        Cell::Unreadable => yes_no(cell),
    }
}

impl Reader<'_> {
    /// `Ok(None)`: a row that says nothing. `Err`: the cell (`None`: the row) and why it cannot be used.
    fn report(&self, row: &Row, cell: Option<DateCell>) -> std::result::Result<Option<Dated>, Slip> {
        let columns = self.columns;
        let width = self.sheet.header.len();
        let surplus = row.cells.iter().skip(width).any(|cell| !cell.is_empty());
        if surplus && !columns.ends_in_notes {
            let hint = if self.sheet.separator == ',' { " (a decimal comma without quotes?)" } else { "" };
            return Err((None, format!("{} cells for {width} columns{hint}", row.cells.len())));
        }
        let written = row.cell(columns.soreness);
        let soreness = match number(written) {
            Cell::Number(0.0) if self.dialect.zero_is_missing => None,
            Cell::Number(value) => Some(value),
            Cell::Missing => None,
            Cell::Unreadable => {
                let reason = format!("soreness `{}` is not a number that can be used", short(written));
                return Err((Some(columns.soreness), reason));
            }
        };
        let ill = columns.ill.iter().any(|&k| self.says_ill(row.cell(k)));
        let extra: Vec<Option<f64>> = columns
            .extras
            .iter()
            .map(|(k, extra)| extra_value(row.cell(*k), extra.factor, self.dialect))
            .collect();
        if soreness.is_none() && !ill && extra.iter().all(Option::is_none) {
            return Ok(None);
        }
        let (date, clock) =
            self.day(row.cell(columns.date), cell).map_err(|reason| (Some(columns.date), reason))?;
        let time = columns.time.and_then(|k| time_of_day(row.cell(k)));
        let time = time.or(clock.filter(|_| self.times_tell).map(TimeOfDay::At));
        Ok(Some(Dated { date, entry: Entry { line: row.line, soreness, time, ill, extra } }))
    }

    /// Local date and, where the cell has it, local time.
    fn day(
        &self,
        written: &str,
        cell: Option<DateCell>,
    ) -> std::result::Result<(Date, Option<Time>), String> {
        if is_missing(written) {
            return Err("no date".into());
        }
        let unreadable = || format!("date `{}` cannot be read", short(written));
        let cell = cell.ok_or_else(unreadable)?;
        let date = cell.date(self.orders).ok_or_else(|| match cell.year_out_of_range() {
            Some(year) => format!("date `{}`: the year {year} cannot be right", short(written)),
            None => unreadable(),
        })?;
        match &self.zone {
            Some(zone) if cell.utc => {
                cell.local(self.orders, zone).map(|(date, time)| (date, Some(time))).ok_or_else(unreadable)
            }
            _ => Ok((date, cell.time)),
        }
    }

    fn says_ill(&self, cell: &str) -> bool {
        match number(cell) {
            Cell::Number(value) => value >= self.dialect.injured_from.unwrap_or(1.0),
            Cell::Missing => false,
            // Words: "yes", "cold"; but not "no".
            Cell::Unreadable => yes_no(cell) != Some(0.0),
        }
    }
}

/// One entry a day; the others are rejected, with the line that was used.
///
/// METHOD: the earliest report of a day is used. If any of them was made before the day's run, the
/// earliest was; so this is the morning report wherever there is one. Without times the row that
/// stands first in the file wins. A report with a soreness value goes before one without.
pub fn one_a_day(
    reports: Vec<Dated>,
    rejected: &mut Vec<Rejected>,
    notes: &mut Vec<String>,
) -> BTreeMap<Date, Entry> {
    let mut others: Vec<(Date, usize)> = Vec::new();
    let mut entries: BTreeMap<Date, Entry> = BTreeMap::new();
    let rank = |entry: &Entry| {
        let minute = entry.time.map_or(12 * 60, TimeOfDay::minute);
        (entry.soreness.is_none(), minute, entry.line)
    };
    for Dated { date, entry } in reports {
        let Some(kept) = entries.get_mut(&date) else {
            entries.insert(date, entry);
            continue;
        };
        let other = if rank(&entry) < rank(kept) { std::mem::replace(kept, entry) } else { entry };
        kept.ill |= other.ill;
        others.push((date, other.line));
    }
    if !others.is_empty() {
        let rule = "the earliest of the day is used (without times, the first in the file)";
        notes.push(format!("Days with several entries: {rule}."));
    }
    rejected.extend(others.into_iter().map(|(date, line)| {
        let used = entries.get(&date).map_or(0, |entry| entry.line);
        Rejected { line, column: None, reason: format!("second entry for {date}; line {used} is used") }
    }));
    entries
}

/// Rejects reports that lie more than a year from every other one: a slip of the year. One lone
/// day tells nothing, and it would stretch the calendar over years of unknown days.
pub fn without_lone_years(reports: &mut Vec<Dated>, date_column: usize, rejected: &mut Vec<Rejected>) {
    if reports.len() < 10 {
        return;
    }
    let dates: BTreeSet<Date> = reports.iter().map(|report| report.date).collect();
    let near = |a: Date, b: Date| (a - b).get_days().abs() <= 366;
    reports.retain(|Dated { date, entry }| {
        let before = dates.range(..*date).next_back().is_some_and(|other| near(*date, *other));
        let after = dates.range(*date..).nth(1).is_some_and(|other| near(*date, *other));
        if !before && !after {
            let reason = format!("{date} lies more than a year from every other entry: a slip?");
            rejected.push(Rejected { line: entry.line, column: Some(date_column), reason });
        }
        before || after
    });
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
