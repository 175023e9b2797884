//! Dates: two tests of whether reports belong to the mornings that they are filed under.
//!
//! A report made in the morning cannot depend on the training of that day, and follows the training of the
//! day before more than that of two days before.

use serde::Serialize;

use super::eligible::{DAYS_BEFORE, Record};
use super::linear::{Symmetric, dot};
use crate::day::DayKind;

/// t above which the same-day test warns.
pub const WARN: f64 = 2.3;
/// t above which a test refuses the log.
pub const REFUSE: f64 = 3.3;
/// Days of a log from which each third is tested by itself.
const THIRDS_FROM: usize = 180;
/// Fewest mornings of a test.
const SAME_DAY_ROWS: usize = 30;
const LATE_ROWS: usize = 40;
/// The day before counts for less than this share of the day before that: a diary that runs late.
const LATE_SHARE: f64 = 0.25;

/// t of the day before, below which its load counts for nothing.
// METHOD: soreness that peaks on the second day gives the contrast of a late diary too: in a world with a kernel of
// 0.3, 1.0, 1.1 on the first to third day the contrast alone would refuse 33 of 100 logs of a year.
const NOTHING: f64 = 1.0;
/// In the whole log the day before counts for at least this share of the day before that: its runner does not
/// peak late, so that a part that looks as if he did is misdated.
const USUAL: f64 = 0.5;

/// A part of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogPart {
    /// All of it.
    Whole,
    /// Its first, second or last third, by days.
    FirstThird,
    /// See [`LogPart::FirstThird`].
    SecondThird,
    /// See [`LogPart::FirstThird`].
    LastThird,
}

impl LogPart {
    /// As a sentence names it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Whole => "the whole log",
            Self::FirstThird => "the first third of the log",
            Self::SecondThird => "the second third of the log",
            Self::LastThird => "the last third of the log",
        }
    }
}

/// A test that fired.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Fired {
    /// Where.
    pub part: LogPart,
    /// Its t.
    pub t: f64,
}

/// What the two tests say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Dates {
    /// One-sided t of the day's own hard load; `None`: no test.
    pub same_day_t: Option<f64>,
    /// The third in which reports depend most on the same day, when they do beyond doubt.
    pub early: Option<Fired>,
    /// The part in which reports follow the load of two days before, and hardly that of the day before.
    pub late: Option<Fired>,
    /// True: no runner is like that, the dates must be wrong: the day before counts for nothing, or it is so in a
    /// part of the log and not in the whole.
    pub late_for_sure: bool,
}

/// Runs both tests on the whole log and, from 180 days on, on each third.
#[must_use]
pub fn dates(record: &Record<'_>) -> Dates {
    let (first, end) = record.span();
    let third = |n: usize| first + n * (end - first) / 3;
    let mut parts = vec![(LogPart::Whole, first, end)];
    if end - first >= THIRDS_FROM {
        parts.extend([
            (LogPart::FirstThird, third(0), third(1)),
            (LogPart::SecondThird, third(1), third(2)),
            (LogPart::LastThird, third(2), end),
        ]);
    }
    let thirds = parts.split_off(1);
    let strongest = |test: &dyn Fn(usize, usize) -> Option<f64>, parts: &[(LogPart, usize, usize)]| {
        let found =
            parts.iter().filter_map(|(part, from, to)| Some(Fired { part: *part, t: test(*from, *to)? }));
        found.filter(|fired| fired.t > REFUSE).max_by(|a, b| a.t.total_cmp(&b.t))
    };
    let contrast = |from: usize, to: usize| late(record, from, to).filter(Late::counts).map(|late| late.t);
    let whole = strongest(&contrast, &parts);
    let sure = |late: Late| {
        if whole.is_some() { late.one_t < NOTHING } else { late.one >= USUAL * late.two }
    };
    Dates {
        same_day_t: same_day(record, first, end),
        early: strongest(&|from, to| same_day(record, from, to), &thirds),
        late: whole.or_else(|| strongest(&contrast, &thirds)),
        late_for_sure: late(record, first, end).is_some_and(sure),
    }
}

/// t of the hard load of day d for soreness on d, given everything before: above 0 where reports were made
/// after running.
// METHOD: docs/method.md, "Tests of dates": 0.1 % false alarms at 3.3 over 19 worlds of morning reports; finds
// evening reports in 15, 42, 85 and 98 % at 90, 180, 365 and 730 days.
fn same_day(record: &Record<'_>, from: usize, to: usize) -> Option<f64> {
    let row = |day: usize| {
        let yesterday = record.soreness(day.checked_sub(1)?)?;
        let before = (2..=4).filter_map(|back| day.checked_sub(back)).find_map(|day| record.soreness(day));
        let [one, two, three] = super::frame::loads_before(record, day)?;
        let columns = vec![
            record.hard_load(day)?,
            easy(record, day)?,
            yesterday,
            before.unwrap_or(yesterday),
            one,
            two,
            three,
            easy(record, day - 1)?,
        ];
        Some((columns, record.soreness(day)?))
    };
    Rows::collect(from.max(DAYS_BEFORE), to, row).coefficient(SAME_DAY_ROWS, 0).map(|(_, t)| t)
}

/// What the loads of the two days before go with.
struct Late {
    /// t of the second day's coefficient minus the first's: above 0 where the diary runs a day late.
    t: f64,
    /// Coefficient of the day before, its t, and the coefficient of two days before.
    one: f64,
    one_t: f64,
    two: f64,
}

impl Late {
    /// True where soreness rises with the load of two days before and hardly with that of the day before.
    fn counts(&self) -> bool {
        self.two > 0.0 && self.one < LATE_SHARE * self.two
    }
}

fn late(record: &Record<'_>, from: usize, to: usize) -> Option<Late> {
    let row = |day: usize| {
        let [one, two, three] = super::frame::loads_before(record, day)?;
        // b1 L1 + b2 L2 = b1 (L1 + L2) + (b2 - b1) L2: the contrast is a coefficient.
        let columns = vec![two, one + two, record.soreness(day - 1)?, three, easy(record, day - 1)?];
        Some((columns, record.soreness(day)?))
    };
    let rows = Rows::collect(from.max(4), to, row);
    let (difference, t) = rows.coefficient(LATE_ROWS, 0)?;
    let (one, one_t) = rows.coefficient(LATE_ROWS, 1)?;
    Some(Late { t, one, one_t, two: one + difference })
}

fn easy(record: &Record<'_>, day: usize) -> Option<f64> {
    match record.kind(day) {
        DayKind::Unknown => None,
        kind => Some(f64::from(u8::from(kind == DayKind::Easy))),
    }
}

/// Columns of a least squares fit with classical standard errors.
struct Rows {
    columns: Vec<Vec<f64>>,
    outcome: Vec<f64>,
}

impl Rows {
    /// The days of `from..to` for which `row` has everything; an intercept and the date go last.
    fn collect(from: usize, to: usize, row: impl Fn(usize) -> Option<(Vec<f64>, f64)>) -> Self {
        let days: Vec<(usize, (Vec<f64>, f64))> =
            (from..to).filter_map(|day| Some((day, row(day)?))).collect();
        let width = days.first().map_or(0, |(_, (columns, _))| columns.len());
        let mut columns: Vec<Vec<f64>> = (0..width)
            .map(|place| days.iter().filter_map(|(_, (values, _))| values.get(place).copied()).collect())
            .collect();
        let last = days.last().map_or(1, |(day, _)| (*day).max(1)) as f64;
        columns.push(vec![1.0; days.len()]);
        columns.push(days.iter().map(|(day, _)| *day as f64 / last).collect());
        Self { columns, outcome: days.iter().map(|(_, (_, outcome))| *outcome).collect() }
    }

    /// Coefficient of a column and its t; `None` with fewer rows than `least`, or where a column says nothing
    /// that the others do not.
    fn coefficient(&self, least: usize, place: usize) -> Option<(f64, f64)> {
        let free = self.outcome.len().checked_sub(self.columns.len())?;
        if self.outcome.len() < least || free == 0 {
            return None;
        }
        let inverse = Symmetric::gram(&self.columns).inverse()?;
        let moments: Vec<f64> = self.columns.iter().map(|column| dot(column, &self.outcome)).collect();
        let beta = inverse.times(&moments);
        let residual = |row: usize| -> f64 {
            let fitted: f64 = self.columns.iter().zip(&beta).map(|(column, b)| column[row] * b).sum();
            self.outcome[row] - fitted
        };
        let squares: f64 = (0..self.outcome.len()).map(|row| residual(row).powi(2)).sum();
        let se = (squares / free as f64 * inverse.at(place, place)).sqrt();
        (se > 1e-9).then(|| (beta[place], beta[place] / se))
    }
}
