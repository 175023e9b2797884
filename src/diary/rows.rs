//! Rows: the rows of a diary to dated reports, and several reports of one day to one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::ask::Ask;
use super::columns::Columns;
use super::dialect::Dialect;
use super::grading::Grading;
use super::words::form_stamp;
use super::{DiaryEntry, DiaryOptions, Rejected};
use crate::sheet::dates::{self, DateCell, DateOrder, Orders, Undecided};
use crate::sheet::delimited::{Row, Sheet};
use crate::sheet::fold::fold;
use crate::sheet::values::{Cell, TimeOfDay, is_missing, number, time_of_day, yes_no};
use crate::sheet::years;
use crate::soreness::Scale;
use crate::text;

/// A report with its day.
#[derive(Clone, Debug)]
pub struct DatedEntry {
    /// Local date.
    pub date: Date,
    /// What it says.
    pub entry: DiaryEntry,
}

/// All rows of a diary.
#[derive(Debug)]
pub struct Rows {
    /// Reports in the order of the file; soreness as written.
    pub reports: Vec<DatedEntry>,
    /// Rows that cannot be used.
    pub rejected: Vec<Rejected>,
    /// Names of the optional columns that hold anything.
    pub extra_names: Vec<String>,
    /// Order of the dates and zone of the times, where they are not known.
    pub asks: Vec<Ask>,
}

/// A cell (`None`: the whole row) and why it cannot be used.
type Slip = (Option<usize>, String);

/// A log whose rows are to be read.
#[derive(Clone, Copy)]
pub struct LogRows<'a> {
    /// The table.
    pub sheet: &'a Sheet,
    /// Its columns.
    pub columns: &'a Columns,
    /// Its date cells, taken apart.
    pub cells: &'a [Option<DateCell>],
    /// What is known of its kind.
    pub dialect: &'a Dialect,
    /// How its soreness cells are written.
    pub grading: Grading,
    /// Flags and profile.
    pub options: &'a DiaryOptions,
}

/// What all rows have in common.
struct Reader<'a> {
    sheet: &'a Sheet,
    columns: &'a Columns,
    dialect: &'a Dialect,
    grading: Grading,
    orders: Orders,
    /// Zone of the runner, where the log writes UTC.
    zone: Option<TimeZone>,
    /// True: the times after the dates tell when a report was made.
    times_tell: bool,
    /// True: rows have no more cells than the header, unless one is split by a decimal comma.
    even: bool,
}

/// Reads the rows. Where the order of day and month or the zone is not known, it is asked for, and the
/// likelier order and UTC stand in.
pub fn read(log: &LogRows<'_>, notes: &mut Vec<String>) -> Rows {
    let LogRows { sheet, dialect, grading, cells, .. } = *log;
    let mut asks = Vec::new();
    let orders = orders(log, &mut asks, notes);
    let mut cells = cells.to_vec();
    fill_years(log, orders, &mut cells, &mut asks, notes);
    let zone = zone(log, &mut asks);
    let times: Vec<Time> = cells.iter().flatten().filter_map(|cell| cell.time).collect();
    // One and the same time after every date is filled in by a program (midnight, 00:01).
    let placeholder = times
        .iter()
        .all(|time| Some(time) == times.first() && (times.len() > 1 || *time == Time::midnight()));
    let mut columns = log.columns.clone();
    columns.ill.retain(|&k| ill_column_is_clear(sheet, k, dialect, notes));
    columns.extras.retain(|extra| {
        sheet.rows.iter().any(|row| extra_value(row.cell(extra.place), extra.factor, dialect).is_some())
    });
    let longer = sheet.rows.iter().filter(|row| row.cells.len() > sheet.header.len()).count();
    let reader = Reader {
        sheet,
        columns: &columns,
        dialect,
        grading,
        orders,
        zone,
        times_tell: !placeholder && !dialect.starts_at_night,
        even: longer * 2 <= sheet.rows.len(),
    };
    let mut found = Rows { reports: Vec::new(), rejected: Vec::new(), extra_names: Vec::new(), asks };
    found.extra_names = columns.extras.iter().map(|extra| extra.name.clone()).collect();
    for (row, cell) in sheet.rows.iter().zip(cells) {
        match reader.report(row, cell) {
            Ok(Some(report)) => found.reports.push(report),
            Ok(None) => {}
            Err((column, reason)) => found.rejected.push(Rejected { line: row.line, column, reason }),
        }
    }
    found
}

/// The order of day and month in a form whose language has only one.
fn order_of_form(log: &LogRows<'_>) -> Option<DateOrder> {
    let stamp = log.sheet.header.get(log.columns.date).and_then(|cell| form_stamp(&fold(cell)));
    stamp.filter(|stamp| stamp.day_first).map(|_| DateOrder::Dmy)
}

fn orders(log: &LogRows<'_>, asks: &mut Vec<Ask>, notes: &mut Vec<String>) -> Orders {
    let LogRows { sheet, columns, cells, dialect, options, .. } = *log;
    let inferred = dates::infer(cells, options.date_order, dialect.year_day_month);
    let by_language = |why| match order_of_form(log) {
        Some(order) => dates::infer(cells, Some(order), dialect.year_day_month).map_err(|_| why),
        None => Err(why),
    };
    let orders = inferred.or_else(by_language).unwrap_or_else(|why| {
        let shown = |k: usize| (sheet.rows[k].line, sheet.rows[k].cell(columns.date));
        let (what, line) = match why {
            Undecided::NoneAbove12 => {
                let k =
                    cells.iter().position(|cell| cell.is_some_and(|cell| cell.is_ambiguous())).unwrap_or(0);
                (
                    format!("day or month first? `{}` may be both, and no date decides it", shown(k).1),
                    shown(k).0,
                )
            }
            Undecided::Both(day, month) => {
                let ((line, first), (_, second)) = (shown(day), shown(month));
                (format!("dates with the day first (`{first}`) and with the month first (`{second}`)"), line)
            }
        };
        let likely = likelier_order(cells);
        let (flag, otherwise) = match likely {
            DateOrder::Dmy => ("--date-order dmy", "if the month comes first: --date-order mdy"),
            DateOrder::Mdy => ("--date-order mdy", "if the day comes first: --date-order dmy"),
        };
        let (flag, otherwise) = (flag.to_owned(), otherwise.to_owned());
        asks.push(Ask { what, flag, otherwise, line, column: Some(columns.date) });
        Orders { year_last: likely, year_first: DateOrder::Mdy }
    });
    if asks.is_empty() && cells.iter().flatten().any(|cell| cell.is_ambiguous()) {
        let first = if orders.year_last == DateOrder::Dmy { "day" } else { "month" };
        let how = match (options.date_order, inferred) {
            (Some(_), _) => "as told",
            (None, Ok(_)) => "some dates allow no other order",
            (None, Err(_)) => "as the language of the form has it",
        };
        notes.push(format!("Dates have the {first} first ({how})."));
    }
    if orders.year_first == DateOrder::Dmy {
        notes.push("Dates are year, day, month (some allow no other order).".into());
    }
    orders
}

/// Gives a year to dates that have none: that of the rest of the log, of the flag, or the only one in which the
/// recordings fit. Where none of these tells the year, it is asked for, and the likeliest one is used until then.
fn fill_years(
    log: &LogRows<'_>,
    orders: Orders,
    cells: &mut [Option<DateCell>],
    asks: &mut Vec<Ask>,
    notes: &mut Vec<String>,
) {
    let DiaryOptions { year: told, recorded, likely_year, .. } = log.options;
    // Rows out of order keep no year, and are rejected one by one.
    let Ok(Some(yearless)) = years::yearless(cells, orders) else { return };
    let row = &log.sheet.rows[yearless.first_row()];
    let shown = row.cell(log.columns.date);
    let within = recorded.map(|recorded| yearless.years_within(cells, orders, recorded));
    let only = within.as_deref().and_then(|years| if let [only] = years { Some(*only) } else { None });
    let only = only.filter(|_| told.is_none() && yearless.first.is_none());
    let how = match (yearless.first, told, only) {
        (Some(_), ..) => "of the dates around them",
        (None, Some(_), _) => "as told",
        (None, None, Some(_)) => "the only one with recordings; if it is another: --soreness-year YYYY",
        (None, None, None) => "",
    };
    let found = yearless.first.or(*told).or(only);
    // A leap year has every day.
    let year =
        found.or_else(|| Some(*within.as_ref()?.last()?)).or_else(|| Some(recorded.as_ref()?.1.year()));
    let year = year.or(*likely_year).unwrap_or(2024);
    if found.is_some() {
        let dates = text::count(yearless.count(), "date");
        let check = if only == found { "CHECK THE YEAR: " } else { "" };
        notes.push(format!("{check}{dates} without a year (`{shown}`): the first is of {year} ({how})."));
    } else {
        let why = match within.as_deref() {
            None => String::new(),
            Some([]) => ", and in no year do they lie among the recordings".to_owned(),
            Some(years) => {
                let years: Vec<String> = years.iter().map(i16::to_string).collect();
                format!(", and recordings lie among them in {}", years.join(", "))
            }
        };
        asks.push(Ask {
            what: format!("the dates have no year (`{shown}`){why}"),
            flag: format!("--soreness-year {year}"),
            otherwise: format!("in place of {year}: the year of the earliest row"),
            line: row.line,
            column: Some(log.columns.date),
        });
    }
    yearless.fill(cells, year);
}

/// The order under which more dates follow each other day by day: what a message proposes.
fn likelier_order(cells: &[Option<DateCell>]) -> DateOrder {
    let steps = |year_last| {
        let orders = Orders { year_last, year_first: DateOrder::Mdy };
        let days: Vec<Date> = cells.iter().flatten().filter_map(|cell| cell.date(orders)).collect();
        days.windows(2).filter(|pair| (pair[1] - pair[0]).get_days().abs() <= 1).count()
    };
    if steps(DateOrder::Mdy) > steps(DateOrder::Dmy) { DateOrder::Mdy } else { DateOrder::Dmy }
}

/// The zone of the runner, where it is needed: UTC times that are not all midnight.
fn zone(log: &LogRows<'_>, asks: &mut Vec<Ask>) -> Option<TimeZone> {
    let LogRows { sheet, columns, cells, options, .. } = *log;
    let needs =
        |cell: &Option<DateCell>| cell.is_some_and(|cell| cell.utc && cell.time != Some(Time::midnight()));
    let k = cells.iter().position(needs)?;
    let mut ask = |what: String| {
        let otherwise = "in place of Europe/Oslo: the zone you live in (Europe/Berlin, America/Denver, ...)";
        asks.push(Ask {
            what,
            flag: "--tz Europe/Oslo".into(),
            otherwise: otherwise.into(),
            line: sheet.rows[k].line,
            column: Some(columns.date),
        });
        Some(TimeZone::UTC)
    };
    match &options.tz {
        None => {
            let shown = sheet.rows[k].cell(columns.date);
            ask(format!("times in UTC (`{shown}`): the local day depends on the zone"))
        }
        Some(name) => TimeZone::get(name).ok().or_else(|| ask(format!("no zone is named `{name}`"))),
    }
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
    fn report(&self, row: &Row, cell: Option<DateCell>) -> std::result::Result<Option<DatedEntry>, Slip> {
        let columns = self.columns;
        let width = self.sheet.header.len();
        let surplus = row.cells.iter().skip(width).any(|cell| !cell.is_empty());
        if surplus && !columns.ends_in_notes {
            let hint = if self.sheet.separator == ',' { " (a decimal comma without quotes?)" } else { "" };
            return Err((None, format!("{} cells for {width} columns{hint}", row.cells.len())));
        }
        if let Some(split) = self.split_by_a_comma(row) {
            let reason = format!("`{split}` (a decimal comma without quotes?)");
            return Err((Some(columns.soreness), reason));
        }
        let soreness = self.soreness(row)?;
        let ill = columns.ill.iter().any(|&k| self.says_ill(row.cell(k)));
        let extra: Vec<Option<f64>> = columns
            .extras
            .iter()
            .map(|extra| extra_value(row.cell(extra.place), extra.factor, self.dialect))
            .collect();
        if soreness.is_none() && !ill && extra.iter().all(Option::is_none) {
            return Ok(None);
        }
        let (date, clock) =
            self.day(row.cell(columns.date), cell).map_err(|reason| (Some(columns.date), reason))?;
        let time = columns.time.and_then(|k| time_of_day(row.cell(k)));
        let time = time.or(clock.filter(|_| self.times_tell).map(TimeOfDay::At));
        Ok(Some(DatedEntry { date, entry: DiaryEntry { line: row.line, soreness, time, ill, extra } }))
    }

    /// The value of a row, of several body parts the highest.
    fn soreness(&self, row: &Row) -> std::result::Result<Option<f64>, Slip> {
        let mut highest: Option<f64> = None;
        for k in std::iter::once(self.columns.soreness).chain(self.columns.others.iter().copied()) {
            match self.grading.read(row.cell(k)) {
                Cell::Number(0.0) if self.dialect.zero_is_missing => {}
                Cell::Number(value) => highest = Some(highest.map_or(value, |other| other.max(value))),
                Cell::Missing => {}
                Cell::Unreadable => return Err((Some(k), self.grading.why_unreadable(row.cell(k)))),
            }
        }
        Ok(highest)
    }

    /// `2,5` in a row of commas: a whole number, and after it a short one where there should be none. A note
    /// of one or two digits is no note.
    fn split_by_a_comma(&self, row: &Row) -> Option<String> {
        let k = self.columns.soreness;
        let digits = |cell: &str| (1..=2).contains(&cell.len()) && cell.bytes().all(|b| b.is_ascii_digit());
        let (whole, part) = (row.cell(k), row.cell(k + 1));
        let surplus = self.even && row.cells.len() > self.sheet.header.len();
        let suspect = surplus || Columns::is_note(self.sheet, k + 1);
        let split = self.sheet.separator == ',' && suspect && digits(whole) && digits(part);
        split.then(|| format!("{whole},{part}"))
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
        let unreadable = || format!("`{}` is not a date; write 2026-12-01", short(written));
        let cell = cell.ok_or_else(unreadable)?;
        if cell.year().is_none() {
            let what = "has no year, and the rows are not in the order of their days";
            return Err(format!("`{}` {what}; write 2026-12-01", short(written)));
        }
        let date = cell.date(self.orders).ok_or_else(|| match cell.year_out_of_range() {
            Some(year) => format!("date `{}`: the year {year} cannot be right", short(written)),
            None => unreadable(),
        })?;
        match &self.zone {
            Some(zone) if cell.utc => {
                cell.local(self.orders, zone).map(|(date, time)| (date, Some(time))).ok_or_else(unreadable)
            }
            _ => {
                let next = self.dialect.starts_at_night && cell.time.is_some_and(|time| time.hour() >= 12);
                let date = if next { date.saturating_add(1.day()) } else { date };
                // Midnight to the second is where a program puts a day that has no time.
                Ok((date, cell.time.filter(|time| *time != Time::midnight())))
            }
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

/// Leaves the reports whose value is on the scale.
pub fn without_values_outside(
    reports: &mut Vec<DatedEntry>,
    scale: Scale,
    column: usize,
    rejected: &mut Vec<Rejected>,
) {
    reports.retain(|report| match report.entry.soreness {
        Some(value) if !(scale.low..=scale.high).contains(&value) => {
            let reason = format!("soreness {value} is outside the scale {}..{}", scale.low, scale.high);
            rejected.push(Rejected { line: report.entry.line, column: Some(column), reason });
            false
        }
        _ => true,
    });
}

/// Turns values of a scale whose higher end is fresher, so that higher is sorer.
pub fn turn_round(reports: &mut [DatedEntry], scale: Scale, notes: &mut Vec<String>) {
    let sum = scale.low + scale.high;
    notes.push(format!("Higher is fresher: values were turned round, {sum} - value."));
    for report in reports {
        report.entry.soreness = report.entry.soreness.map(|value| sum - value);
    }
}

/// One entry a day; the others are rejected, with the line that was used.
///
/// METHOD: the earliest report of a day is used. If any of them was made before the day's run, the
/// earliest was; so this is the morning report wherever there is one. Without times the row that
/// comes first in the file wins. A report with a soreness value goes before one without.
pub fn one_a_day(
    reports: Vec<DatedEntry>,
    rejected: &mut Vec<Rejected>,
    notes: &mut Vec<String>,
) -> BTreeMap<Date, DiaryEntry> {
    let mut others: Vec<(Date, usize)> = Vec::new();
    let mut entries: BTreeMap<Date, DiaryEntry> = BTreeMap::new();
    let rank = |entry: &DiaryEntry| {
        let minute = entry.time.map_or(12 * 60, TimeOfDay::minute);
        (entry.soreness.is_none(), minute, entry.line)
    };
    for DatedEntry { date, entry } in reports {
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
/// day means nothing, and it would stretch the calendar over years of unknown days.
pub fn without_lone_years(reports: &mut Vec<DatedEntry>, date_column: usize, rejected: &mut Vec<Rejected>) {
    if reports.len() < 10 {
        return;
    }
    let dates: BTreeSet<Date> = reports.iter().map(|report| report.date).collect();
    let near = |a: Date, b: Date| (a - b).get_days().abs() <= 366;
    reports.retain(|DatedEntry { date, entry }| {
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
