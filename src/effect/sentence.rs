//! Phrases for a difference in the outcome: how much lower or higher.

use super::{Estimate, Settings};

/// "0.51 points lower", "0.20 points higher", "0.00 points lower or higher".
#[must_use]
pub fn lower_or_higher(value: f64, settings: &Settings) -> String {
    let size = settings.points(value.abs());
    let zero = size.bytes().all(|byte| !(b'1'..=b'9').contains(&byte));
    match (zero, value < 0.0) {
        (true, _) => format!("{size} lower or higher"),
        (false, better) => format!("{size} {}", settings.outcome.direction(!better)),
    }
}

/// "0.80 points lower to 0.10 points higher".
#[must_use]
pub fn range(low: f64, high: f64, settings: &Settings) -> String {
    format!("{} to {}", lower_or_higher(low, settings), lower_or_higher(high, settings))
}

/// "0.51 points lower (95 % interval 0.80 points lower to 0.22 points lower)".
#[must_use]
pub fn with_interval(estimate: &Estimate, settings: &Settings) -> String {
    format!(
        "{} (95 % interval {})",
        lower_or_higher(estimate.estimate, settings),
        range(estimate.low, estimate.high, settings)
    )
}
