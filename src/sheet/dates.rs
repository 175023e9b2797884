//! Dates: what a date cell says, and which of day and month comes first in a whole column.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::values::clock_time;
use serde::Serialize;

/// Which comes first in dates such as 03/04/2024.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// Order of the three numbers of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    /// Year, then two numbers.
    YearFirst,
    /// Two numbers with dots, then the year (day first wherever that is written), or a month by name.
    Dots,
    /// Two numbers with slashes or hyphens, then the year: day or month first.
    Ambiguous,
}

/// A date cell, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateCell {
    written: Written,
    /// The two numbers other than the year, as written.
    pair: [i8; 2],
    year: i16,
    /// Time after the date.
    pub time: Option<Time>,
    /// True: that time is UTC (`Z`), not local.
    pub utc: bool,
}

/// Which number comes first, for a whole column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orders {
    /// Of dates whose year comes last.
    pub year_last: DateOrder,
    /// Of dates whose year comes first: `Dmy` means YYYY-DD-MM.
    pub year_first: DateOrder,
}

/// Why a column of dates cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// No number is above 12: day or month first?
    NoneAbove12,
    /// Some say day first, some say month first: the lines of one of each (row index).
    Both(usize, usize),
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Takes a date cell apart; `None` when it is no date at all.
///
/// Reads `2024-03-09`, `2024/3/9`, `20240309`, `9.3.2024`, `09/03/24`, `9 Mar 2024`, `Mar 9, 2024`,
/// each with or without a time (`T06:45`, ` 06:45:00`, ` 6:45 a. m.`) and a zone (`Z`, `+0100`).
#[must_use]
pub fn take_apart(cell: &str) -> Option<DateCell> {
    let cell = cell.trim();
    if !cell.is_ascii() {
        // U+202F and similar spaces precede AM and PM.
        let plain: String = cell.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
        return if plain.is_ascii() { take_apart(&plain) } else { None };
    }
    if let Some(found) = with_month_name(cell) {
        return Some(found);
    }
    let end =
        cell.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.'))).unwrap_or(cell.len());
    let (date, rest) = cell.split_at(end);
    let mut found = numbers(date)?;
    (found.time, found.utc) = time_behind(rest)?;
    Some(found)
}

fn numbers(date: &str) -> Option<DateCell> {
    let date = date.trim_end_matches('.');
    if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
        let pair = [date[4..6].parse().ok()?, date[6..].parse().ok()?];
        return Some(DateCell::new(Written::YearFirst, pair, date[..4].parse().ok()?));
    }
    let separator = date.find(['-', '/', '.'])?;
    let separator = date.as_bytes()[separator];
    let parts: Vec<&str> = date.split(char::from(separator)).collect();
    let [a, b, c] = parts[..] else { return None };
    let small = |text: &str| text.parse::<i8>().ok().filter(|_| (1..=2).contains(&text.len()));
    if a.len() == 4 {
        return Some(DateCell::new(Written::YearFirst, [small(b)?, small(c)?], a.parse().ok()?));
    }
    let year = match c.len() {
        4 => c.parse().ok()?,
        2 => 2000 + c.parse::<i16>().ok()?,
        _ => return None,
    };
    let written = if separator == b'.' { Written::Dots } else { Written::Ambiguous };
    Some(DateCell::new(written, [small(a)?, small(b)?], year))
}

/// `9 Mar 2024`, `March 9, 2024 06:45`, `Sat 9-Mar-2024`: the name of the month settles the order.
fn with_month_name(cell: &str) -> Option<DateCell> {
    let mut month = None;
    let mut figures: Vec<&str> = Vec::new();
    let mut time = None;
    for word in cell.split([' ', ',', '-', '/', '.']).filter(|word| !word.is_empty()) {
        let lower = word.to_ascii_lowercase();
        if word.bytes().all(|b| b.is_ascii_digit()) {
            figures.push(word);
        } else if word.contains(':') {
            time = Some(clock_time(word)?);
        } else if month.is_none() && lower.len() >= 3 {
            month = MONTHS.iter().position(|name| lower.starts_with(name)).map(|k| k as i8 + 1);
        }
    }
    let [day, year] = figures[..] else { return None };
    if year.len() != 4 {
        return None;
    }
    let found = DateCell::new(Written::Dots, [day.parse().ok()?, month?], year.parse().ok()?);
    Some(DateCell { time, ..found })
}

/// The time and the zone after a date: `None` when the rest is neither.
fn time_behind(rest: &str) -> Option<(Option<Time>, bool)> {
    let rest = rest.trim_start_matches(['T', 't', ' ', ',']).trim();
    if rest.is_empty() {
        return Some((None, false));
    }
    let utc = rest.ends_with(['Z', 'z']) || rest.ends_with("UTC");
    let rest = rest.trim_end_matches(['Z', 'z']).trim_end_matches("UTC");
    // An offset: the date and time are local ones as written.
    let local = rest.find(['+', '-']).map_or(rest, |at| &rest[..at]);
    clock_time(local).map(|time| (Some(time), utc))
}

impl DateCell {
    const fn new(written: Written, pair: [i8; 2], year: i16) -> Self {
        Self { written, pair, year, time: None, utc: false }
    }

    /// True for a date such as 2024-03-09.
    #[must_use]
    pub fn is_year_first(&self) -> bool {
        self.written == Written::YearFirst
    }

    /// True for a date such as 03/04/2024.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.written == Written::Ambiguous
    }

    /// The year, when no log can be from it.
    #[must_use]
    pub fn year_out_of_range(&self) -> Option<i16> {
        (!(1990..=2100).contains(&self.year)).then_some(self.year)
    }

    /// The date as written. `None`: no such day, or a year that no log can be from.
    #[must_use]
    pub fn date(&self, orders: Orders) -> Option<Date> {
        let [a, b] = self.pair;
        let (month, day) = match self.written {
            Written::YearFirst if orders.year_first == DateOrder::Mdy => (a, b),
            Written::Ambiguous if orders.year_last == DateOrder::Mdy => (a, b),
            _ => (b, a),
        };
        if self.year_out_of_range().is_some() {
            return None;
        }
        Date::new(self.year, month, day).ok()
    }

    /// The local date and time of a UTC time in `zone`. `None` as for [`Self::date`] or without a time.
    #[must_use]
    pub fn local(&self, orders: Orders, zone: &TimeZone) -> Option<(Date, Time)> {
        let utc = self.date(orders)?.to_datetime(self.time?);
        let instant: Timestamp = TimeZone::UTC.to_timestamp(utc).ok()?;
        let local = zone.to_datetime(instant);
        Some((local.date(), local.time()))
    }
}

/// The orders of a whole column: one number above 12 settles it; `declared` wins over all.
///
/// `year_day_month` lets YYYY-DD-MM be inferred too: only one app writes it, and in any other
/// log a month of 13 is a slip of the hand.
///
/// # Errors
/// [`Undecided`] when there are dates like 03/04/2024 and nothing decides.
pub fn infer(
    cells: &[Option<DateCell>],
    declared: Option<DateOrder>,
    year_day_month: bool,
) -> Result<Orders, Undecided> {
    let of = |written| {
        cells.iter().enumerate().filter_map(move |(k, cell)| {
            cell.filter(|cell| cell.written == written).map(|cell| (k, cell.pair))
        })
    };
    let above = |written, place: usize| of(written).filter(move |(_, pair)| pair[place] > 12);

    let year_first = year_day_month
        && above(Written::YearFirst, 0).next().is_some()
        && above(Written::YearFirst, 1).next().is_none();
    let year_first = if year_first { DateOrder::Dmy } else { DateOrder::Mdy };

    let day_first = above(Written::Ambiguous, 0).count();
    let month_first = above(Written::Ambiguous, 1).count();
    let either = of(Written::Ambiguous).all(|(_, [a, b])| a == b);
    let year_last = match (declared, day_first, month_first) {
        (Some(order), _, _) => order,
        (None, 0, 0) if either => DateOrder::Dmy,
        (None, 0, 0) => return Err(Undecided::NoneAbove12),
        // A few slips of the hand against a whole column: those rows are rejected one by one.
        (None, day, month) if day >= 5 * month => DateOrder::Dmy,
        (None, day, month) if month >= 5 * day => DateOrder::Mdy,
        _ => {
            let first = |place| above(Written::Ambiguous, place).next().map_or(0, |(k, _)| k);
            return Err(Undecided::Both(first(0), first(1)));
        }
    };
    Ok(Orders { year_last, year_first })
}
