//! Dates: what a date cell of a list says, in the languages in which exports are written.
//!
//! The diary has a stricter reader of its own: a soreness log is typed by hand, an export is not.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use crate::sheet::dates::DateOrder;
use crate::units::UtcMillis;

/// When something was, as far as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// An instant; with the local offset from UTC, s, where that is written too.
    Instant(UtcMillis, Option<i32>),
    /// Local date and time.
    Local(DateTime),
    /// A local day.
    Day(Date),
}

impl When {
    /// The same, `seconds` earlier; a day has no earlier.
    #[must_use]
    pub fn before(self, seconds: f64) -> Self {
        let ms = (seconds * 1000.0) as i64;
        match self {
            Self::Instant(at, offset) => Self::Instant(UtcMillis(at.0.saturating_sub(ms)), offset),
            Self::Local(at) => Self::Local(at.saturating_sub(jiff::SignedDuration::from_millis(ms))),
            Self::Day(day) => Self::Day(day),
        }
    }

    /// A local time at a day that came without one.
    #[must_use]
    pub fn at(self, time: Time) -> Self {
        match self {
            Self::Day(day) => Self::Local(day.to_datetime(time)),
            other => other,
        }
    }

    /// What is written without a zone is UTC.
    #[must_use]
    pub fn as_utc(self) -> Self {
        match self {
            Self::Local(at) => jiff::tz::TimeZone::UTC
                .to_timestamp(at)
                .map_or(self, |at| Self::Instant(UtcMillis(at.as_millisecond()), None)),
            other => other,
        }
    }
}

/// A date cell, taken apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DateCell {
    year: i16,
    /// Day and month; or two numbers of which either may be the month.
    day_month: DayMonth,
    time: Option<Time>,
    /// Offset from UTC, s; 0 for `Z`.
    offset_s: Option<i32>,
    /// True: the time is written with AM or PM.
    halves: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum DayMonth {
    Known { day: i8, month: i8 },
    Either(i8, i8),
}

/// Beginnings of the names of the months, in the languages of the exports. The longest one that a
/// word begins with counts: `marras` is not `mar`.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "янв", "sty", "led", "tammi", "oca"],
    &["feb", "fév", "fev", "фев", "lut", "úno", "helmi", "şub"],
    &["mar", "mär", "mrz", "mrt", "maa", "мар", "bře", "maalis"],
    &["apr", "avr", "abr", "апр", "kwi", "dub", "huhti", "nis"],
    &["may", "mai", "mag", "maj", "mei", "мая", "май", "kvě", "touko"],
    &["jun", "juin", "giu", "июн", "cze", "kesä", "haz"],
    &["jul", "juil", "lug", "июл", "lip", "heinä", "tem"],
    &["aug", "aoû", "aou", "ago", "agu", "авг", "sie", "srp", "elo", "ağu"],
    &["sep", "set", "сен", "wrz", "zář", "syys", "eyl"],
    &["oct", "okt", "out", "ott", "окт", "paź", "říj", "loka", "eki"],
    &["nov", "ноя", "lis", "marras", "kas"],
    &["dec", "dez", "déc", "dic", "des", "дек", "gru", "joulu", "ara"],
];

/// Words for the first and the second half of the day, in lower case.
const MORNING: &[&str] = &["am", "上午", "午前", "오전", "πμ"];
const AFTERNOON: &[&str] = &["pm", "下午", "午後", "오후", "μμ"];

/// Takes a date cell apart; `None` when it is no date.
#[must_use]
pub fn take_apart(cell: &str) -> Option<DateCell> {
    // Exports since 2023 have U+202F before AM and PM.
    let text: String = cell
        .trim()
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .flat_map(char::to_lowercase)
        .collect();
    let (text, offset_s) = zone(&text);
    // The widest one is that of Kiritimati, +14:00: what is wider is no zone, and the cell no date.
    if offset_s.is_some_and(|seconds| seconds.abs() > 14 * 3600) {
        return None;
    }
    let numbers = numbers(text);
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let month = words.iter().find_map(|word| month(word));
    let (year, day_month, used) = match month {
        Some(month) => with_month(&numbers, month)?,
        None => of_numbers(&numbers)?,
    };
    let squashed: String = text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    let half = |names: &[&str]| {
        names
            .iter()
            .any(|name| if name.is_ascii() { squashed.ends_with(name) } else { squashed.contains(name) })
    };
    let (morning, afternoon) = (half(MORNING), half(AFTERNOON));
    let time = match &numbers[used..] {
        [] => None,
        [hour, minute, rest @ ..] => {
            let second = rest.first().map_or(0, |n| n.value);
            let hour = match (hour.value, morning, afternoon) {
                (hour @ 1..=12, true, _) => hour % 12,
                (hour @ 1..=12, _, true) => hour % 12 + 12,
                (hour, ..) => hour,
            };
            let small = |n: i32| i8::try_from(n).ok();
            // A leap second is the second before it.
            Some(Time::new(small(hour)?, small(minute.value)?, small(second.min(59))?, 0).ok()?)
        }
        [_] => return None,
    };
    (1990..=2100).contains(&year).then_some(DateCell {
        year,
        day_month,
        time,
        offset_s,
        halves: morning || afternoon,
    })
}

/// The text without its zone, and the zone's offset, s.
fn zone(text: &str) -> (&str, Option<i32>) {
    for name in ["utc", "gmt"] {
        if let Some(rest) = text.strip_suffix(name) {
            return (rest, Some(0));
        }
    }
    if let Some(rest) = text.strip_suffix('z').filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit())) {
        return (rest, Some(0));
    }
    // An offset follows a time, and a time has a colon: the hyphens of a date do not.
    let Some(colon) = text.find(':') else { return (text, None) };
    let Some(sign) = text[colon..].find(['+', '-']).map(|at| at + colon) else { return (text, None) };
    let digits: String = text[sign + 1..].chars().filter(char::is_ascii_digit).collect();
    let seconds = match digits.len() {
        2 => digits.parse::<i32>().ok().map(|h| h * 3600),
        4 => digits.parse::<i32>().ok().map(|hm| hm / 100 * 3600 + hm % 100 * 60),
        _ => None,
    };
    match seconds {
        Some(seconds) => {
            let seconds = if text.as_bytes()[sign] == b'-' { -seconds } else { seconds };
            (&text[..sign], Some(seconds))
        }
        None => (text, None),
    }
}

#[derive(Clone, Copy, Debug)]
struct Number {
    value: i32,
    digits: usize,
    /// The sign after it.
    after: char,
}

fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let tail = &rest[at..];
        let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let after = tail[end..].chars().next().unwrap_or(' ');
        // Longer than a date in one piece: no date; a value that no year is.
        found.push(Number { value: tail[..end].parse().unwrap_or(-1), digits: end, after });
        rest = &tail[end..];
    }
    found
}

fn month(word: &str) -> Option<i8> {
    let mut best: Option<(usize, i8)> = None;
    for (month, names) in (1..).zip(MONTHS) {
        for name in names.iter().filter(|name| word.starts_with(**name)) {
            if best.is_none_or(|(len, _)| name.len() > len) {
                best = Some((name.len(), month));
            }
        }
    }
    best.map(|(_, month)| month)
}

type Found = (i16, DayMonth, usize);

fn with_month(numbers: &[Number], month: i8) -> Option<Found> {
    let [a, b, ..] = numbers else { return None };
    let (day, year) = if a.digits == 4 { (b, a) } else { (a, b) };
    if year.digits != 4 {
        return None;
    }
    let day = i8::try_from(day.value).ok()?;
    Some((i16::try_from(year.value).ok()?, DayMonth::Known { day, month }, 2))
}

fn of_numbers(numbers: &[Number]) -> Option<Found> {
    let small = |n: i32| i8::try_from(n).ok();
    if let [one, ..] = numbers
        && one.digits == 8
    {
        let (year, month, day) = (one.value / 10_000, one.value / 100 % 100, one.value % 100);
        return Some((
            i16::try_from(year).ok()?,
            DayMonth::Known { day: small(day)?, month: small(month)? },
            1,
        ));
    }
    let [a, b, c, ..] = numbers else { return None };
    if a.digits == 4 {
        let day_month = DayMonth::Known { day: small(c.value)?, month: small(b.value)? };
        return Some((i16::try_from(a.value).ok()?, day_month, 3));
    }
    let year = match c.digits {
        4 => c.value,
        2 => 2000 + c.value,
        _ => return None,
    };
    let (first, second) = (small(a.value)?, small(b.value)?);
    // Dots: the day comes first wherever that is written.
    let day_month = if a.after == '.' {
        DayMonth::Known { day: first, month: second }
    } else {
        DayMonth::Either(first, second)
    };
    Some((i16::try_from(year).ok()?, day_month, 3))
}

/// Which of day and month comes first in a column with dates such as 03/04/2024.
///
/// # Errors
/// A sentence when nothing decides.
pub fn order(cells: &[Option<DateCell>]) -> Result<DateOrder, String> {
    let pairs: Vec<(i8, i8)> = cells
        .iter()
        .flatten()
        .filter_map(|cell| match cell.day_month {
            DayMonth::Either(a, b) => Some((a, b)),
            DayMonth::Known { .. } => None,
        })
        .collect();
    let day_first = pairs.iter().any(|(a, _)| *a > 12);
    let month_first = pairs.iter().any(|(_, b)| *b > 12);
    let halves = cells.iter().flatten().any(|cell| cell.halves);
    match (day_first, month_first) {
        (true, false) => Ok(DateOrder::Dmy),
        (false, true) => Ok(DateOrder::Mdy),
        _ if pairs.iter().all(|(a, b)| a == b) => Ok(DateOrder::Dmy),
        // Month first and AM/PM go together: en-US.
        (false, false) if halves => Ok(DateOrder::Mdy),
        _ => Err("its dates could be day or month first; write them as 2024-03-09".into()),
    }
}

impl DateCell {
    /// True when a time of day is written.
    #[must_use]
    pub const fn has_time(self) -> bool {
        self.time.is_some()
    }

    /// When that is, of a cell alone: `order` holds where day and month could be either and neither is above 12.
    #[must_use]
    pub fn when_written(self, order: DateOrder) -> Option<When> {
        let order = match self.day_month {
            DayMonth::Either(first, _) if first > 12 => DateOrder::Dmy,
            DayMonth::Either(_, second) if second > 12 => DateOrder::Mdy,
            _ => order,
        };
        self.when(order)
    }

    /// When that is. `None`: no such day.
    #[must_use]
    pub fn when(self, order: DateOrder) -> Option<When> {
        let (day, month) = match (self.day_month, order) {
            (DayMonth::Known { day, month }, _) => (day, month),
            (DayMonth::Either(day, month), DateOrder::Dmy) => (day, month),
            (DayMonth::Either(month, day), DateOrder::Mdy) => (day, month),
        };
        let date = Date::new(self.year, month, day).ok()?;
        let Some(time) = self.time else { return Some(When::Day(date)) };
        let local = date.to_datetime(time);
        let Some(offset_s) = self.offset_s else { return Some(When::Local(local)) };
        let as_utc: Timestamp = jiff::tz::TimeZone::UTC.to_timestamp(local).ok()?;
        let at = UtcMillis(as_utc.as_millisecond() - i64::from(offset_s) * 1000);
        // `Z` says how the time is written, not where the runner was.
        Some(When::Instant(at, (offset_s != 0).then_some(offset_s)))
    }
}
