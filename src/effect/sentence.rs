//! Phrases for a difference in the outcome: how much lower or higher.

use super::{Estimate, Settings};
use crate::text::number;

/// "0.51 points lower", "0.20 points higher", "0.00 points lower or higher".
#[must_use]
pub fn lower_or_higher(value: f64, settings: &Settings) -> String {
    rounded(value, settings.decimals(), settings)
}

/// An estimate as [`lower_or_higher`], and off 0 where its interval is.
#[must_use]
pub fn of(estimate: &Estimate, settings: &Settings) -> String {
    let Estimate { estimate, low, high, .. } = *estimate;
    rounded(estimate, number::estimate_places((estimate, low, high), settings.decimals()), settings)
}

fn rounded(value: f64, places: usize, settings: &Settings) -> String {
    let size = settings.rounded(value.abs(), places);
    let zero = size.bytes().all(|byte| !(b'1'..=b'9').contains(&byte));
    match (zero, value < 0.0) {
        (true, _) => format!("{size} lower or higher"),
        (false, better) => format!("{size} {}", settings.outcome.direction(!better)),
    }
}

/// "0.80 points lower to 0.10 points higher"; an end that is not 0 is never 0.00.
#[must_use]
pub fn range(low: f64, high: f64, settings: &Settings) -> String {
    range_beside(low, high, &[0.0], settings)
}

/// The same, with ends that stay on their side of each mark.
#[must_use]
pub fn range_beside(low: f64, high: f64, marks: &[f64], settings: &Settings) -> String {
    let end = |end: f64| rounded(end, number::places(end, marks, settings.decimals()), settings);
    format!("{} to {}", end(low), end(high))
}

/// "0.51 points lower (95 % interval 0.80 points lower to 0.22 points lower)".
#[must_use]
pub fn with_interval(estimate: &Estimate, settings: &Settings) -> String {
    let range = range(estimate.low, estimate.high, settings);
    format!("{} (95 % interval {range})", of(estimate, settings))
}
