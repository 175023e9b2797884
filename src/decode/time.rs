//! Timestamps of GPX and TCX: the usual form fast, what else is met in the wild tolerantly.

use crate::activity::Problem;
use crate::units::UtcMillis;

/// A moment, and what its text said of the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timestamp {
    /// The moment. Without a zone in the text: the text read as UTC.
    pub utc: UtcMillis,
    /// Local time minus UTC, seconds: 0 for `Z`, `None` when the text names no zone.
    pub offset_s: Option<i32>,
}

/// Reads `YYYY-MM-DDTHH:MM:SS[.fraction][Z|±HH:MM|±HHMM|±HH]`, and less strictly: white space
/// around, lower-case `t` and `z`, a blank for the `T`, `/` or `.` or nothing between the parts of the
/// date, one-digit fields, a decimal comma, no seconds, `UTC` or `GMT`. The fraction is cut to milliseconds.
/// `None`: no such form, or a date or time of day that does not exist.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    fixed(bytes).or_else(|| tolerant(bytes.trim_ascii()))
}

/// The form that nearly every file has, by position.
fn fixed(text: &[u8]) -> Option<Timestamp> {
    let (head, rest) = text.split_first_chunk::<19>()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2] = *head else {
        return None;
    };
    let year = two(y1, y2)? * 100 + two(y3, y4)?;
    let midnight = days(year, two(m1, m2)?, two(d1, d2)?)? * 86_400_000;
    let clock = milliseconds(two(h1, h2)?, two(n1, n2)?, two(s1, s2)?)?;
    let (fraction, rest) = fraction(rest)?;
    let offset_s = match rest {
        b"Z" => Some(0),
        rest => zone(rest)?,
    };
    let local = midnight + clock + fraction;
    Some(Timestamp { utc: UtcMillis(local - i64::from(offset_s.unwrap_or(0)) * 1000), offset_s })
}

fn two(tens: u8, ones: u8) -> Option<i64> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| i64::from(tens * 10 + ones))
}

/// Days from 1970-01-01 to a date of the Gregorian calendar. `None`: no such date.
/// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.)
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
}

/// Milliseconds since midnight. A leap second (`:60`) and `24:00:00` are the moment after.
fn milliseconds(hour: i64, minute: i64, second: i64) -> Option<i64> {
    let exists = (hour < 24 && minute < 60 && second <= 60) || (hour, minute, second) == (24, 0, 0);
    exists.then_some((hour * 3600 + minute * 60 + second) * 1000)
}

/// Milliseconds of a fraction such as `.4180`, and what follows it.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let [b'.' | b',', digits @ ..] = text else { return Some((0, text)) };
    let (mut value, mut length) = (0, 0);
    while let Some(digit) = digits.get(length).filter(|byte| byte.is_ascii_digit()) {
        if length < 3 {
            value = value * 10 + i64::from(digit - b'0');
        }
        length += 1;
    }
    let scale = [0, 100, 10, 1][length.min(3)];
    (length > 0).then(|| (value * scale, &digits[length..]))
}

/// Offset in seconds: `Some(None)` when nothing is there, `None` when it is no zone.
fn zone(text: &[u8]) -> Option<Option<i32>> {
    let (sign, digits) = match text {
        [] => return Some(None),
        [b'Z' | b'z'] => return Some(Some(0)),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ if text.eq_ignore_ascii_case(b"UTC") || text.eq_ignore_ascii_case(b"GMT") => {
            return Some(Some(0));
        }
        _ => return None,
    };
    let (hours, minutes) = match *digits {
        [h1, h2, b':', m1, m2] | [h1, h2, m1, m2] => (two(h1, h2)?, two(m1, m2)?),
        [h1, h2] => (two(h1, h2)?, 0),
        _ => return None,
    };
    // UTC-12 .. UTC+14 exist; a little more is let through, as ISO 8601 does.
    let seconds = (hours < 24 && minutes < 60).then_some(hours * 3600 + minutes * 60)?;
    Some(Some(sign * seconds as i32))
}

/// Other forms than the usual one, read part by part.
fn tolerant(text: &[u8]) -> Option<Timestamp> {
    let mut rest = text;
    let year = digits(&mut rest, 4, 4)?;
    separator(&mut rest, b"-/.");
    let month = digits(&mut rest, 1, 2)?;
    separator(&mut rest, b"-/.");
    let day = digits(&mut rest, 1, 2)?;
    // A date alone is no moment: a run cannot be put on a day by an unknown zone's midnight.
    if !separator(&mut rest, b"Tt _") {
        return None;
    }
    rest = rest.trim_ascii_start();
    let hour = digits(&mut rest, 1, 2)?;
    separator(&mut rest, b":.");
    let minute = digits(&mut rest, 2, 2)?;
    let (mut second, mut thousandths) = (0, 0);
    if rest.first().is_some_and(|byte| *byte == b':' || byte.is_ascii_digit()) {
        separator(&mut rest, b":");
        second = digits(&mut rest, 1, 2)?;
        (thousandths, rest) = fraction(rest)?;
    }
    let offset_s = zone(rest.trim_ascii_start())?;
    let local = days(year, month, day)? * 86_400_000 + milliseconds(hour, minute, second)? + thousandths;
    Some(Timestamp { utc: UtcMillis(local - i64::from(offset_s.unwrap_or(0)) * 1000), offset_s })
}

/// Takes between `least` and `most` digits from the front.
fn digits(rest: &mut &[u8], least: usize, most: usize) -> Option<i64> {
    let length = rest.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
    if length < least {
        return None;
    }
    let value = rest[..length].iter().fold(0, |sum, byte| sum * 10 + i64::from(byte - b'0'));
    *rest = &rest[length..];
    Some(value)
}

/// Takes one of `signs` from the front, if it is there.
fn separator(rest: &mut &[u8], signs: &[u8]) -> bool {
    let there = rest.first().is_some_and(|byte| signs.contains(byte));
    if there {
        *rest = &rest[1..];
    }
    there
}

/// The clock of one activity: reads its timestamps and remembers what is odd about them.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// Offset of the first timestamp that names one other than 0, s. (`Z` and `+00:00` say
    /// UTC and nothing of the runner's own zone.)
    pub utc_offset_s: Option<i32>,
    without_zone: usize,
    impossible: usize,
    other_era: usize,
    untimed: usize,
    timed: usize,
}

impl Clock {
    /// The moment in `text`. `None`: no timestamp, or one before 1990 or after 2100: such a clock
    /// was not set (1970, 1980), or milliseconds were taken for microseconds (year 7605).
    pub fn read(&mut self, text: &str) -> Option<UtcMillis> {
        let Some(Timestamp { utc, offset_s }) = parse(text) else {
            self.impossible += usize::from(!text.trim_ascii().is_empty());
            return None;
        };
        if !utc.is_plausible() {
            self.other_era += 1;
            return None;
        }
        match offset_s {
            None => self.without_zone += 1,
            Some(offset) if offset != 0 => {
                self.utc_offset_s.get_or_insert(offset);
            }
            Some(_) => {}
        }
        Some(utc)
    }

    /// Notes a finished point, with or without a time.
    pub fn count(&mut self, timed: bool) {
        self.timed += usize::from(timed);
        self.untimed += usize::from(!timed);
    }

    /// Points with and without a time.
    #[must_use]
    pub fn points(&self) -> usize {
        self.timed + self.untimed
    }

    /// Why points that have times have no usable one. `None`: they have no times at all.
    #[must_use]
    pub fn unusable(&self) -> Option<String> {
        match (self.other_era, self.impossible) {
            (0, 0) => None,
            (0, count) => Some(format!("{count} times that are no date and time")),
            (count, _) => Some(format!("{count} times before 1990 or after 2100")),
        }
    }

    /// What the owner should know about the times of this activity.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut say = |count: usize, what: String| {
            if count > 0 {
                problems.push(Problem(what));
            }
        };
        let (untimed, points) = (self.untimed, self.points());
        say(untimed, format!("{untimed} of {points} points without a usable time: left out"));
        let count = self.other_era;
        say(count, format!("{count} times before 1990 or after 2100: read as no time"));
        let count = self.impossible;
        say(count, format!("{count} times that are no date and time: read as no time"));
        let count = self.without_zone;
        say(count, format!("{count} times without a zone: read as UTC"));
        problems
    }
}
