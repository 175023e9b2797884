//! Dates: what a date cell says, and which of day and month comes first in a whole column.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Date, ISOWeekDate, Time, Weekday};
use jiff::tz::TimeZone;
use serde::Serialize;

use super::fold::fold;
use super::months;
use super::values::clock_time;
use super::workbook::unmarked_serial;

/// Which comes first in dates such as 03/04/2024.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

impl DateOrder {
    /// As it is typed after `--date-order`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
        }
    }
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
    /// The two numbers beside the year, as written.
    pair: [i8; 2],
    /// `None`: not written.
    year: Option<i16>,
    /// Time after the date.
    pub time: Option<Time>,
    /// True: that time is UTC (`Z`), not local.
    pub utc: bool,
    /// Offset from UTC as it is written, s; 0 for UTC.
    pub offset_s: Option<i32>,
    /// True: the time is written in halves of the day (AM and PM).
    pub halves: bool,
}

/// Which number comes first, for a whole column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orders {
    /// Of dates whose year comes last.
    pub year_last: DateOrder,
    /// Of dates whose year comes first: `Dmy` stands for YYYY-DD-MM.
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

/// Years that a log can be from.
pub const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// Longest date cell that is read, bytes: with a weekday, a time and a zone in words.
const LONGEST: usize = 100;

/// Takes a date cell apart; `None` when it is no date at all.
///
/// Reads `2024-03-09`, `2024/3/9`, `20240309`, `9.3.2024`, `09/03/24`, `9 Mar 2024`, `March 9th, 2024`,
/// `Montag, 8. Januar 2024`, `8 de enero de 2024`, `2024年1月8日`, `2024. 1. 8`, each with or without a
/// weekday, a time (`T06:45`, ` 06:45:00`, ` 6:45 a. m.`, ` 6:45 午前`) and a zone (`Z`, `+0100`, `GMT+1`).
#[must_use]
pub fn take_apart(cell: &str) -> Option<DateCell> {
    // DEVICE: Notion writes a day with an end as `January 8, 2024 → January 9, 2024`.
    let cell = cell.split('→').next().unwrap_or(cell).trim();
    if cell.len() > LONGEST {
        return None;
    }
    if let Some(week) = week_of(cell) {
        return week;
    }
    plain(cell).or_else(|| spelled(cell)).filter(|found| found.offset_s.is_none_or(|s| s.abs() <= WIDEST_S))
}

/// The day of `2024-W10-3` or `2024W103`, which a week alone is not. `None`: no week of ISO 8601.
fn week_of(cell: &str) -> Option<Option<DateCell>> {
    let (year, rest) = cell.split_at_checked(4)?;
    let week = rest.trim_start_matches('-').strip_prefix(['W', 'w'])?;
    let number = |text: &str| text.parse::<i8>().ok();
    let (year, week, day) =
        (year.parse().ok()?, number(week.get(..2)?)?, number(week[2..].trim_start_matches('-')));
    let date = day
        .and_then(|day| ISOWeekDate::new(year, week, Weekday::from_monday_one_offset(day).ok()?).ok())
        .map(ISOWeekDate::date);
    Some(date.map(|date| DateCell::new(Written::YearFirst, [date.month(), date.day()], date.year())))
}

/// The widest offset from UTC is that of Kiritimati: what is wider is no zone, and the cell no date.
const WIDEST_S: i32 = 14 * 3600;

/// A date in numbers alone.
fn plain(cell: &str) -> Option<DateCell> {
    let end =
        cell.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.'))).unwrap_or(cell.len());
    let (date, rest) = cell.split_at(end);
    let found = numbers(date)?;
    Some(found.at(clock_after(rest)?))
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

/// A number of a cell and the character after it.
#[derive(Clone, Copy, Debug)]
struct Figure<'a> {
    digits: &'a str,
    after: char,
}

/// A date with words in it: weekdays, names of months, `年月日`, halves of the day, zones.
fn spelled(cell: &str) -> Option<DateCell> {
    let text = fold(cell);
    let mut figures: Vec<Figure<'_>> = Vec::new();
    let mut months: Vec<i8> = Vec::new();
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let is_digit = |c: char| c.is_ascii_digit();
        let length = |is_part: &dyn Fn(char) -> bool| rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let end = if is_digit(first) {
            let end = length(&is_digit);
            let after = rest[end..].chars().next().unwrap_or(' ');
            figures.push(Figure { digits: &rest[..end], after });
            end
        } else if first.is_alphabetic() {
            let end = length(&char::is_alphabetic);
            months.extend(months::month(&rest[..end]));
            end
        } else {
            first.len_utf8()
        };
        rest = &rest[end..];
    }
    // A weekday may look like a month (`mar.` is mardi too) and comes first; beside a date in figures (`mar
    // 09/01/2024`) it is nothing else.
    let month = months.last().copied().filter(|_| !text.split_whitespace().any(is_date_in_figures));
    let (found, used) = date_of(&figures, month)?;
    Some(found.at(clock_of(&text, &figures[used..])?))
}

/// Takes a date without a year apart: `12.3.`, `12/03`, `Mar 12`, `Mon, 12. März`, `3月12日`. `None` for one with a
/// year, and for what is no date at all.
#[must_use]
pub fn without_year(cell: &str) -> Option<DateCell> {
    if cell.len() > LONGEST || take_apart(cell).is_some() {
        return None;
    }
    let text = fold(cell.trim());
    let numbers: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let small = |text: &str| text.parse::<i8>().ok().filter(|n| text.len() <= 2 && (1..=31).contains(n));
    let named: Vec<i8> = text.split(|c: char| !c.is_alphabetic()).filter_map(months::month).collect();
    // A weekday may look like a month (`mar.` is mardi too) and comes first.
    let (written, pair) = match (&numbers[..], named.last()) {
        ([day], Some(month)) => (Written::Dots, [small(day)?, *month]),
        ([a, b], _) => {
            let pair = [small(a)?, small(b)?];
            let between = &text[text.find(a)? + a.len()..text.rfind(b)?];
            match between.trim() {
                "月" | "월" => (Written::YearFirst, pair),
                "." => (Written::Dots, pair),
                "/" | "-" => (Written::Ambiguous, pair),
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(DateCell { year: None, ..DateCell::new(written, pair, 0) })
}

/// True for a day and a month by name and nothing else: `4-Mar`, `03. Apr`, `Apr 3`.
#[must_use]
pub fn of_named_month(cell: &str) -> bool {
    let words = cell.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).count();
    words == 1 && cell.bytes().filter(u8::is_ascii_digit).count() <= 2 && without_year(cell).is_some()
}

/// True for `09/01/2024` and `9.1.2024,`; `06.45.10` is a time.
fn is_date_in_figures(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_ascii_digit());
    numbers(word).is_some() && (word.contains(['/', '-']) || word.split('.').any(|part| part.len() == 4))
}

/// The date of the first figures, and how many they are.
fn date_of(figures: &[Figure<'_>], month: Option<i8>) -> Option<(DateCell, usize)> {
    let small = |figure: &Figure<'_>| figure.digits.parse::<i8>().ok().filter(|_| figure.digits.len() <= 2);
    let year = |figure: &Figure<'_>| match figure.digits.len() {
        4 => figure.digits.parse::<i16>().ok(),
        2 => figure.digits.parse::<i16>().ok().map(|year| 2000 + year),
        _ => None,
    };
    match (month, figures) {
        (Some(month), [a, b, ..]) if a.digits.len() == 4 => {
            Some((DateCell::new(Written::Dots, [small(b)?, month], year(a)?), 2))
        }
        (Some(month), [a, b, ..]) => Some((DateCell::new(Written::Dots, [small(a)?, month], year(b)?), 2)),
        (None, [a, b, c, ..]) if a.digits.len() == 4 => {
            Some((DateCell::new(Written::YearFirst, [small(b)?, small(c)?], year(a)?), 3))
        }
        (None, [a, b, c, ..]) => {
            let written = if a.after == '.' { Written::Dots } else { Written::Ambiguous };
            Some((DateCell::new(written, [small(a)?, small(b)?], year(c)?), 3))
        }
        _ => None,
    }
}

/// Words for the two halves of the day after a time, folded and without dots and blanks.
const FIRST_HALF: &[&str] = &["am", "上午", "午前", "오전", "πμ", "vorm", "dop"];
const SECOND_HALF: &[&str] = &["pm", "下午", "午後", "오후", "μμ", "nachm", "odp"];

/// A time of day as it is written after a date.
#[derive(Clone, Copy, Debug, Default)]
struct Clock {
    time: Option<Time>,
    utc: bool,
    offset_s: Option<i32>,
    halves: bool,
}

/// The time in the figures after a date; `None`: they are no time.
fn clock_of(text: &str, figures: &[Figure<'_>]) -> Option<Clock> {
    let [hour, minute, rest @ ..] = figures else { return figures.is_empty().then(Clock::default) };
    // `3/10` is no time.
    if !matches!(hour.after, ':' | '.' | 'h' | '時' | '时' | '点' | '시') {
        return None;
    }
    let small = |figure: &Figure<'_>| figure.digits.parse::<i8>().ok().filter(|_| figure.digits.len() <= 2);
    // A second has the separator of the hour before it; what follows is a fraction or a zone.
    let second = rest.first().filter(|_| minute.after == hour.after).and_then(small).unwrap_or(0);
    let letters: String = text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    let half = |names: &[&str]| {
        names.iter().any(|name| {
            // `am` is a half only after the time: a weekday or a month may end in it.
            let at = letters.rfind(':').map_or("", |at| &letters[at..]);
            if name.is_ascii() { at.contains(name) } else { letters.contains(name) }
        })
    };
    let (first, second_half) = (half(FIRST_HALF), half(SECOND_HALF));
    let hour = match (small(hour)?, first, second_half) {
        (hour @ 1..=12, true, _) => hour % 12,
        (hour @ 1..=12, _, true) => hour % 12 + 12,
        (hour, ..) => hour,
    };
    let zone = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let utc = matches!(zone.trim_start_matches(|c: char| c.is_ascii_digit()), "utc" | "gmt" | "z");
    let time = Time::new(hour, small(minute)?, second.min(59), 0).ok()?;
    let after = text.rfind(':').map_or("", |at| &text[at..]);
    let offset_s = offset_in(after).or(utc.then_some(0));
    Some(Clock { time: Some(time), utc, offset_s, halves: first || second_half })
}

/// Seconds of the `+0200`, `-03:30` or `+2` in a text that follows a time.
fn offset_in(text: &str) -> Option<i32> {
    let sign = text.find(['+', '-'])?;
    let digits: String = text[sign + 1..].chars().filter(char::is_ascii_digit).collect();
    let number: i32 = digits.parse().ok()?;
    let seconds = match digits.len() {
        1 | 2 => number * 3600,
        4 => number / 100 * 3600 + number % 100 * 60,
        _ => return None,
    };
    Some(if text[sign..].starts_with('-') { -seconds } else { seconds })
}

/// A number that counts days or seconds, as programs write dates: the serial day of a spreadsheet, or
/// seconds or milliseconds since 1970, which are UTC.
#[must_use]
pub fn counted(cell: &str) -> Option<DateCell> {
    let cell = cell.trim();
    if let Some(day) = unmarked_serial(cell) {
        return plain(&day);
    }
    let count: i64 = cell.parse().ok()?;
    let seconds = match cell.len() {
        10 => count,
        13 => count / 1000,
        _ => return None,
    };
    let at = TimeZone::UTC.to_datetime(Timestamp::from_second(seconds).ok()?);
    let pair = [at.date().month(), at.date().day()];
    let found = DateCell::new(Written::YearFirst, pair, at.date().year());
    Some(DateCell { time: Some(at.time()), utc: true, offset_s: Some(0), ..found })
}

/// The time and the zone after a date in figures: `None` when the rest is neither.
fn clock_after(rest: &str) -> Option<Clock> {
    let rest = rest.trim_start_matches(['T', 't', ' ', ',']).trim();
    if rest.is_empty() {
        return Some(Clock::default());
    }
    let utc = rest.ends_with(['Z', 'z']) || rest.ends_with("UTC");
    let rest = rest.trim_end_matches(['Z', 'z']).trim_end_matches("UTC");
    // An offset: the date and time are local ones as written.
    let (local, zone) = rest.find(['+', '-']).map_or((rest, ""), |at| rest.split_at(at));
    let time = clock_time(local)?;
    let halves = local.chars().any(char::is_alphabetic);
    Some(Clock { time: Some(time), utc, offset_s: offset_in(zone).or(utc.then_some(0)), halves })
}

impl DateCell {
    const fn new(written: Written, pair: [i8; 2], year: i16) -> Self {
        Self { written, pair, year: Some(year), time: None, utc: false, offset_s: None, halves: false }
    }

    /// The year, where one is written or was given.
    #[must_use]
    pub const fn year(&self) -> Option<i16> {
        self.year
    }

    /// The same day in that year.
    #[must_use]
    pub const fn in_year(self, year: i16) -> Self {
        Self { year: Some(year), ..self }
    }

    /// The same day at that time.
    const fn at(self, clock: Clock) -> Self {
        let Clock { time, utc, offset_s, halves } = clock;
        Self { time, utc, offset_s, halves, ..self }
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
        self.year.filter(|year| !YEARS.contains(year))
    }

    /// The date as written. `None`: no such day, or a year that no log can be from.
    #[must_use]
    pub fn date(&self, orders: Orders) -> Option<Date> {
        let (month, day) = self.month_and_day(orders);
        Date::new(self.year.filter(|year| YEARS.contains(year))?, month, day).ok()
    }

    /// Month and day as written, of which no year need know.
    #[must_use]
    pub const fn month_and_day(&self, orders: Orders) -> (i8, i8) {
        let [a, b] = self.pair;
        match (self.written, orders.year_first, orders.year_last) {
            (Written::YearFirst, DateOrder::Mdy, _) | (Written::Ambiguous, _, DateOrder::Mdy) => (a, b),
            _ => (b, a),
        }
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

/// Reads `23-01-02` as 2 January 2023 where the first number of a column hardly changes and the last runs through the
/// month.
pub fn put_short_years_first(cells: &mut [Option<DateCell>]) {
    let is_short = |cell: &DateCell| cell.written != Written::YearFirst;
    let numbers = |of: fn(&DateCell) -> i16| -> BTreeSet<i16> {
        cells.iter().flatten().filter(|cell| is_short(cell)).map(of).collect()
    };
    let (first, last) =
        (numbers(|cell| i16::from(cell.pair[0])), numbers(|cell| cell.year.unwrap_or(0) - 2000));
    let days =
        last.iter().all(|day| (1..=31).contains(day)) && last.len() >= 5 && last.len() > 2 * first.len();
    if !days {
        return;
    }
    for cell in cells.iter_mut().flatten().filter(|cell| is_short(cell)) {
        let [year, month] = cell.pair;
        let day = i8::try_from(cell.year.unwrap_or(0) - 2000).unwrap_or_default();
        *cell = DateCell {
            written: Written::YearFirst,
            pair: [month, day],
            year: Some(2000 + i16::from(year)),
            ..*cell
        };
    }
}

/// The orders of a whole column: one number above 12 settles it; `declared` wins over all.
///
/// `year_day_month` lets YYYY-DD-MM be inferred too: only one app writes it, and in any other
/// log a month of 13 is a slip of the hand.
///
/// # Errors
/// [`Undecided`] when there are dates like 03/04/2024 and nothing decides it.
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
