//! Duration: what a cell says about how long something lasted, in the unit of its column.

use crate::sheet::values::{Cell, number};

/// Unit of the plain numbers of a column, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit(pub f64);

/// The unit that a header names: `duration_min`, `Dauer (h)`, `elapsed_s`; `None`: it does not.
#[must_use]
pub fn unit_in(header: &str) -> Option<Unit> {
    let lower = header.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).find_map(|word| {
        Some(Unit(match word {
            "s" | "sec" | "secs" | "second" | "seconds" | "sekunden" => 1.0,
            "min" | "mins" | "minute" | "minutes" | "minuten" | "minutos" | "minuti" => 60.0,
            "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunden" | "heures" | "horas" | "ore" => 3600.0,
            _ => return None,
        }))
    })
}

/// The unit that the plain numbers of a column must have, by their median; `None` without numbers.
// METHOD: sessions last from 10 minutes to 10 hours. Median 600 or more: seconds; from 6: minutes;
// below: hours. A column of sessions of six minutes in seconds or six hours in minutes is neither.
#[must_use]
pub fn unit_of(cells: &[&str]) -> Option<Unit> {
    let mut plain: Vec<f64> = cells
        .iter()
        .filter_map(|cell| match number(cell) {
            Cell::Number(value) if value > 0.0 => Some(value),
            _ => None,
        })
        .collect();
    plain.sort_by(f64::total_cmp);
    let median = *plain.get(plain.len() / 2)?;
    Some(Unit(if median >= 600.0 {
        1.0
    } else if median >= 6.0 {
        60.0
    } else {
        3600.0
    }))
}

/// Seconds of a cell: `3600`, `62,5`, `1:02:30`, `45:10`, `1h 05m`, `65 min`. `None`: none or 0.
#[must_use]
pub fn seconds(cell: &str, unit: Option<Unit>) -> Option<f64> {
    let found = match number(cell) {
        Cell::Missing => None,
        Cell::Number(value) => unit.map(|unit| value * unit.0),
        Cell::Unreadable if cell.contains(':') => clock(cell),
        Cell::Unreadable => in_words(cell),
    };
    found.filter(|seconds| *seconds > 0.0 && *seconds <= 10.0 * 86_400.0)
}

/// As [`seconds`], in the list of an app: of two parts of a clock the first is minutes.
#[must_use]
pub fn of_app(cell: &str, unit: Option<Unit>) -> Option<f64> {
    let longer = format!("0:{}", cell.trim());
    let short = cell.matches(':').count() == 1;
    seconds(if short { &longer } else { cell }, unit)
}

/// `h:mm:ss`; of two parts the first is minutes from 10 on, else hours.
// METHOD: 45:10 is 45 minutes, 1:05 an hour and five minutes; nobody keeps a list of runs of
// less than ten minutes by the second.
fn clock(cell: &str) -> Option<f64> {
    let parts: Vec<f64> =
        cell.trim().split(':').map(|part| part.trim().parse::<f64>().ok()).collect::<Option<_>>()?;
    match parts[..] {
        [h, m, s] => Some(h * 3600.0 + m * 60.0 + s),
        [m, s] if m >= 10.0 => Some(m * 60.0 + s),
        [h, m] => Some(h * 3600.0 + m * 60.0),
        _ => None,
    }
}

/// `1h 05m 10s`, `65 min`, `1h05`.
fn in_words(cell: &str) -> Option<f64> {
    let lower = cell.trim().to_lowercase().replace(',', ".");
    let (mut total, mut rest, mut last) = (0.0, lower.as_str(), 0.0);
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let tail = &rest[at..];
        let end = tail.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(tail.len());
        let value: f64 = tail[..end].parse().ok()?;
        rest = &tail[end..];
        let word_end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let unit = match rest[..word_end].trim().chars().next() {
            Some('h') => 3600.0,
            Some('m') => 60.0,
            Some('s') => 1.0,
            // `1h05`: the unit below the last one.
            None if last > 1.0 => last / 60.0,
            _ => return None,
        };
        total += value * unit;
        last = unit;
    }
    (last > 0.0).then_some(total)
}
