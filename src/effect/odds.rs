//! Odds: how the chances of help, harm and little of either look after this log, from three guesses before it.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

use super::Estimate;
use super::small_sample::t_quantile;

/// A fair guess before any log: the effect is 0, give or take this share of the scale's range.
// METHOD: docs/method.md, "Odds". From published trials: half a point on 0-10.
const FAIR: f64 = 0.05;

/// Chances, adding up to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Chances {
    /// Helps by the smallest effect that matters or more.
    pub helps: f64,
    /// Less than that either way.
    pub little: f64,
    /// Hurts by that or more.
    pub hurts: f64,
}

impl Chances {
    /// The largest of the three, by its place.
    fn largest(&self) -> usize {
        let all = [self.helps, self.little, self.hurts];
        (0..3).fold(0, |best, place| if all[place] > all[best] { place } else { best })
    }
}

/// The chances after the log, from each guess.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Odds {
    /// From a fair guess: 0, give or take 5 % of the range.
    pub fair: Chances,
    /// From a guess half as wide.
    pub sceptical: Chances,
    /// From a guess twice as wide.
    pub open: Chances,
}

impl Odds {
    /// True when the guesses do not agree which of the three is likeliest.
    #[must_use]
    pub fn guess_decides(&self) -> bool {
        let fair = self.fair.largest();
        fair != self.sceptical.largest() || fair != self.open.largest()
    }
}

/// Mean and standard deviation after the log of a guess of 0, give or take `prior`.
// METHOD: docs/method.md, "Odds": the standard error is made that of a normal distribution with the same 95 %
// interval, and half of what a hidden factor could do is added to it.
#[must_use]
pub fn after(estimate: &Estimate, hidden_shift: f64, prior: f64) -> (f64, f64) {
    const Z975: f64 = 1.959_963_984_540_054;
    let se = estimate.se * t_quantile(0.975, estimate.df) / Z975;
    let squared = se * se + (0.5 * hidden_shift).powi(2);
    let variance = 1.0 / (1.0 / squared + 1.0 / (prior * prior));
    (variance * estimate.estimate / squared, variance.sqrt())
}

/// The chances of effects beyond `smallest_effect` on a scale of width `range`.
#[must_use]
pub fn odds(estimate: &Estimate, hidden_shift: f64, smallest_effect: f64, range: f64) -> Odds {
    let chances = |factor: f64| {
        let (mean, sd) = after(estimate, hidden_shift, factor * FAIR * range);
        let standard = Normal::standard();
        let helps = standard.cdf((-smallest_effect - mean) / sd);
        let hurts = standard.sf((smallest_effect - mean) / sd);
        Chances { helps, little: (1.0 - helps - hurts).max(0.0), hurts }
    };
    Odds { fair: chances(1.0), sceptical: chances(0.5), open: chances(2.0) }
}
