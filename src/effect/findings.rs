//! Findings: what this log does that may mislead. Each is said beside the answer; none changes a digit of it.

use serde::Serialize;

use super::Settings;
use super::dates::{Dates, Fired, WARN};
use super::eligible::{Record, flag};
use crate::day::DayKind;

/// Share of reports of one value from which they hardly move.
const FLAT: f64 = 0.9;
/// Share of reports that repeat the one before from which they may be copied, and how unlikely so few changes
/// must be by chance.
const REPEATED: f64 = 0.9;
const BY_CHANCE: f64 = 0.001;
/// Rounding variance of the values in use, as a multiple of that of the scale's step.
const HEAPED: f64 = 2.0;
/// Share of mornings of running days on which the report came after the run, and the fewest of them.
const LATE: f64 = 0.5;
const LATE_DAYS: usize = 10;
/// Fewest reports for a statement about the values in use.
const REPORTS: usize = 30;

/// Something in the log that may mislead.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Finding {
    /// Reports depend on the training of the same day.
    SameDayTest {
        /// t of the day's load.
        t: f64,
    },
    /// The same beyond doubt in a part of the log.
    EarlyDiary(Fired),
    /// Reports follow the training of two days before instead of the day before.
    LateDiary(Fired),
    /// Reports of running days made after the run had started.
    LateReports {
        /// Such reports.
        late: usize,
        /// Reports of running days.
        of: usize,
    },
    /// Few of the values that the scale allows are in use.
    Heaped {
        /// The values in use, ascending.
        values: Vec<f64>,
        /// Rounding variance that they stand for, points².
        variance: f64,
    },
    /// Reports repeat the one before more often than chance allows.
    Copied {
        /// Share that repeats.
        repeated: f64,
        /// Probability of so few changes of value by chance.
        p: f64,
    },
    /// Nearly all reports are one value.
    FlatReports {
        /// The value.
        value: f64,
        /// Its share.
        share: f64,
    },
    /// Long stretches of rest, left out.
    Break {
        /// Stretches.
        stretches: usize,
        /// Days in them.
        days: usize,
    },
}

impl Finding {
    /// Its name in `answer.warnings`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SameDayTest { .. } => "same_day_test",
            Self::EarlyDiary(_) => "early_diary",
            Self::LateDiary(_) => "late_diary",
            Self::LateReports { .. } => "late_reports",
            Self::Heaped { .. } => "heaped",
            Self::Copied { .. } => "copied",
            Self::FlatReports { .. } => "flat_reports",
            Self::Break { .. } => "break",
        }
    }
}

/// A check of a log.
type Check = fn(&Record<'_>, &Dates, &Settings) -> Option<Finding>;

/// Every check, in the order in which findings are told.
const CHECKS: &[Check] = &[
    |_, dates, _| dates.same_day_t.filter(|t| *t > WARN).map(|t| Finding::SameDayTest { t }),
    |_, dates, _| dates.early.map(Finding::EarlyDiary),
    |_, dates, _| dates.late.map(Finding::LateDiary),
    |record, _, _| late_reports(record),
    |record, _, settings| heaped(&reports(record), settings.step),
    |record, _, _| copied(&reports(record)),
    |record, _, _| flat(&reports(record)),
    |record, _, _| breaks(record),
];

/// What may mislead in a log.
#[must_use]
pub fn findings(record: &Record<'_>, dates: &Dates, settings: &Settings) -> Vec<Finding> {
    CHECKS.iter().filter_map(|check| check(record, dates, settings)).collect()
}

pub(super) fn reports(record: &Record<'_>) -> Vec<f64> {
    let (first, end) = record.span();
    (first..end).filter_map(|day| record.soreness(day)).collect()
}

/// Found when most reports of running days came after the run, so that they are no morning reports.
#[must_use]
pub fn late_reports(record: &Record<'_>) -> Option<Finding> {
    let log = record.log;
    let ran = |day: &usize| matches!(record.kind(*day), DayKind::Easy | DayKind::Moderate | DayKind::Hard);
    let reported = |day: &usize| super::eligible::value(&log.soreness, *day).is_some();
    let of: Vec<usize> = (0..log.len()).filter(|day| ran(day) && reported(day)).collect();
    let late = of.iter().filter(|day| flag(&log.reported_late, **day)).count();
    let most = late >= LATE_DAYS && late as f64 > LATE * of.len() as f64;
    most.then_some(Finding::LateReports { late, of: of.len() })
}

/// Distinct values, ascending, each with its number of reports.
fn counts(reports: &[f64]) -> Vec<(f64, usize)> {
    let mut sorted = reports.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len())).collect()
}

/// Rounding variance of values in use: Σ share x width² / 12, each value standing for what lies nearer to it than
/// to its neighbours; at either end it reaches as far outwards as inwards. `None` below two values.
// METHOD: docs/method.md, "Sensitivity". With every whole number in use this is 1/12, Sheppard's.
#[must_use]
pub fn rounding_variance(reports: &[f64]) -> Option<f64> {
    let counts = counts(reports);
    let below = |place: usize| Some(counts[place].0 - counts[place.checked_sub(1)?].0);
    let above = |place: usize| Some(counts.get(place + 1)?.0 - counts[place].0);
    let width = |place: usize| {
        let (below, above) = (below(place), above(place));
        Some(0.5 * (below.or(above)? + above.or(below)?))
    };
    let terms: Option<Vec<f64>> =
        (0..counts.len()).map(|place| Some(counts[place].1 as f64 * width(place)?.powi(2))).collect();
    terms
        .filter(|terms| !terms.is_empty())
        .map(|terms| terms.iter().sum::<f64>() / (12.0 * reports.len() as f64))
}

pub(super) fn heaped(reports: &[f64], step: f64) -> Option<Finding> {
    let variance = rounding_variance(reports).filter(|_| reports.len() >= REPORTS && step > 0.0)?;
    (variance >= HEAPED * step * step / 12.0).then(|| Finding::Heaped {
        values: counts(reports).into_iter().map(|(value, _)| value).collect(),
        variance,
    })
}

fn most_frequent(reports: &[f64]) -> Option<(f64, usize)> {
    counts(reports).into_iter().max_by_key(|(_, n)| *n)
}

fn flat(reports: &[f64]) -> Option<Finding> {
    let (value, n) = most_frequent(reports).filter(|_| reports.len() >= REPORTS)?;
    let share = n as f64 / reports.len() as f64;
    (share >= FLAT).then_some(Finding::FlatReports { value, share })
}

fn copied(reports: &[f64]) -> Option<Finding> {
    let (value, n) = most_frequent(reports).filter(|_| reports.len() >= REPORTS)?;
    let pairs = reports.len() - 1;
    let repeats = reports.iter().zip(&reports[1..]).filter(|(a, b)| a == b).count();
    let repeated = repeats as f64 / pairs as f64;
    let usual: Vec<bool> = reports.iter().map(|report| *report == value).collect();
    let runs = usual.chunk_by(|a, b| a == b).count();
    let p = few_runs_p(n, reports.len() - n, runs);
    (repeated >= REPEATED && p < BY_CHANCE).then_some(Finding::Copied { repeated, p })
}

/// Probability of `runs` runs or fewer in a random order of `a` things of one kind and `b` of another
/// (Wald & Wolfowitz 1940), exact.
#[must_use]
pub fn few_runs_p(a: usize, b: usize, runs: usize) -> f64 {
    use statrs::function::factorial::ln_binomial;
    if a == 0 || b == 0 {
        return 1.0;
    }
    let ways = |n: usize, k: usize| ln_binomial(n as u64, k as u64);
    let all = ways(a + b, a);
    let exactly = |runs: usize| -> f64 {
        let half = runs / 2;
        let term = |x: usize, y: usize| {
            if x > a || y > b { 0.0 } else { (ways(a - 1, x - 1) + ways(b - 1, y - 1) - all).exp() }
        };
        if runs.is_multiple_of(2) {
            2.0 * term(half, half)
        } else {
            term(half + 1, half) + term(half, half + 1)
        }
    };
    (2..=runs).map(exactly).sum::<f64>().min(1.0)
}

fn breaks(record: &Record<'_>) -> Option<Finding> {
    let stretches = record.breaks();
    let days = stretches.iter().map(ExactSizeIterator::len).sum();
    (!stretches.is_empty()).then_some(Finding::Break { stretches: stretches.len(), days })
}
