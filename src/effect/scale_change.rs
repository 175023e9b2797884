//! Scale change: reports that from one day on mean something else, so that no morning before it can be compared
//! with one after it.

use super::eligible::{Record, value};
use crate::stats::{mean, quantile, variance};

/// Fewest reports on each side of the change, and reports right beside it that must show it as well.
const WINDOW: usize = 30;
/// Times by which standard deviation changes, at least.
const SPREAD: f64 = 2.0;
/// Times by which the range of the middle 95 % of reports changes, at least.
const RANGE: f64 = 1.8;
/// The change right beside the day, as a share of that of the whole parts: a drift shows little of it.
const ABRUPT: f64 = 0.6;
/// Standard errors of the change of the mean, and of the logarithm of the standard deviation, at least.
const MEAN_ERRORS: f64 = 5.0;
const SPREAD_ERRORS: f64 = 5.0;
/// Lag-1 correlation of reports, at least: soreness lingers.
const LINGERS: f64 = 0.5;
/// Share of a part's reports that may lie at the lowest or highest value of the log.
const AT_AN_END: f64 = 0.25;
/// Times by which daily load may change; beyond it, training may be what changed.
const SAME_LOAD: f64 = 1.5;

/// One part of the reports.
struct Part {
    mean: f64,
    sd: f64,
    range: f64,
}

impl Part {
    /// `None` with fewer than three different values: a runner who always says 0 has not changed the scale.
    fn of(reports: &[f64]) -> Option<Self> {
        let mut sorted = reports.to_vec();
        sorted.sort_by(f64::total_cmp);
        let range = quantile(&sorted, 0.975)? - quantile(&sorted, 0.025)?;
        sorted.dedup();
        (sorted.len() >= 3).then_some(Self { mean: mean(reports)?, sd: variance(reports)?.sqrt(), range })
    }
}

/// The first day (0-based) on which the scale was another one, when the evidence is strong: at the day that
/// splits the reports best, mean and spread both change by a lot, at once, for 30 reports or more on each
/// side, and the load of training does not.
// METHOD: false alarms in 0 of 7,320 simulated logs of 120 to 1,000 days, among them drifting ones with a lag-1
// correlation of 0.95; the price is that 0-10 turned into 1-5 is seldom seen (6 of 100), 0-10 into 0-100
// always. A refusal must not come from a season, a holiday, an illness, or a comeback, so that every rule has to
// hold. A change that leaves mean or spread alone (a reversed scale, say) is only said among the
// assumptions.
#[must_use]
pub fn scale_change(record: &Record<'_>) -> Option<usize> {
    let (first, end) = record.span();
    let (days, reports): (Vec<usize>, Vec<f64>) =
        (first..end).filter_map(|day| Some((day, record.soreness(day)?))).unzip();
    let split = best_split(&reports)?;
    let (before, after) = reports.split_at(split);
    let near = (&before[before.len() - WINDOW..], &after[..WINDOW]);
    let (whole, near) = ((Part::of(before)?, Part::of(after)?), (Part::of(near.0)?, Part::of(near.1)?));
    let spread = |(a, b): &(Part, Part)| (b.sd / a.sd).ln();
    let shift = |(a, b): &(Part, Part)| b.mean - a.mean;
    let (a, b) = &whole;
    // Reports that are worth one independent report.
    let each = {
        let r = lag1_correlation(before, a.mean).max(lag1_correlation(after, b.mean)).clamp(LINGERS, 0.99);
        (1.0 + r) / (1.0 - r)
    };
    let (na, nb) = (before.len() as f64 / each, after.len() as f64 / each);
    let mean_error = (a.sd * a.sd / na + b.sd * b.sd / nb).sqrt();
    let spread_error = (0.5 / na + 0.5 / nb).sqrt();
    let large = spread(&whole).abs() >= SPREAD.ln()
        && (b.range / a.range).ln().abs() >= RANGE.ln()
        && shift(&whole).abs() >= MEAN_ERRORS * mean_error
        && spread(&whole).abs() >= SPREAD_ERRORS * spread_error;
    let at_once = spread(&near) / spread(&whole) >= ABRUPT && shift(&near) / shift(&whole) >= ABRUPT;
    let day = days[split];
    let free = off_the_ends(before, after);
    (large && at_once && free && same_load(record, day)).then_some(day)
}

/// True when neither part leans on an end of the scale, where mean and spread shrink together by themselves.
fn off_the_ends(before: &[f64], after: &[f64]) -> bool {
    let all = || before.iter().chain(after).copied();
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    [before, after].into_iter().all(|part| {
        let at_an_end = part.iter().filter(|report| **report <= low || **report >= high).count();
        at_an_end as f64 <= AT_AN_END * part.len() as f64
    })
}

/// Correlation of each report with the next one, around their mean.
fn lag1_correlation(reports: &[f64], mean: f64) -> f64 {
    let product = |(a, b): (&f64, &f64)| (a - mean) * (b - mean);
    let pairs: f64 = reports.iter().zip(reports.iter().skip(1)).map(product).sum();
    pairs / reports.iter().zip(reports).map(product).sum::<f64>()
}

/// Why there is no answer.
#[must_use]
pub fn reason(day: usize) -> String {
    format!(
        "from day {} of the log on, reports lie in another part of the scale and spread differently, all at once and \
         without a change in training, as when the scale or the meaning of its numbers has changed; analyse the two \
         parts apart",
        day + 1
    )
}

/// The split into two normal distributions of largest likelihood, at least 30 reports on each side.
fn best_split(reports: &[f64]) -> Option<usize> {
    let mut sums = vec![(0.0, 0.0)];
    let (mut sum, mut squares) = (0.0, 0.0);
    for report in reports {
        sum += report;
        squares += report * report;
        sums.push((sum, squares));
    }
    let cost = |from: usize, to: usize| {
        let n = (to - from) as f64;
        let (sum, squares) = (sums[to].0 - sums[from].0, sums[to].1 - sums[from].1);
        // Kept off zero: a stretch of equal reports would have infinite likelihood.
        n * (squares / n - (sum / n).powi(2)).max(1e-3).ln()
    };
    let splits = WINDOW..=reports.len().checked_sub(WINDOW)?;
    let costs = splits.map(|split| (split, cost(0, split) + cost(split, reports.len())));
    costs.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(split, _)| split)
}

/// True when daily load is known and about the same before and from `day` on.
fn same_load(record: &Record<'_>, day: usize) -> bool {
    let (first, end) = record.span();
    let daily = |from: usize, to: usize| {
        let known: Vec<f64> = (from..to).filter_map(|day| value(&record.log.load, day)).collect();
        mean(&known).filter(|load| *load > 0.0)
    };
    daily(first, day).zip(daily(day, end)).is_some_and(|(a, b)| (b / a).ln().abs() <= SAME_LOAD.ln())
}
