//! Outcome: the answer about another outcome than soreness.

use super::words::Verdict;
use crate::effect::outcome::Higher;
use crate::effect::{Analysis, Estimate, Outcome};
use crate::soreness::Scale;

/// The same question about another morning value.
#[derive(Clone, Debug)]
pub struct OtherOutcome {
    /// What it is.
    pub outcome: Outcome,
    /// Its column in `days.csv`.
    pub column: String,
    /// Its scale; of what a watch measures four standard deviations to either side of the mean.
    pub scale: Scale,
    /// True: a watch measures it.
    pub measured: bool,
    /// Mornings with a value.
    pub mornings: usize,
    /// Values outside the scale, which are not used.
    pub outside: usize,
    /// The analysis; in it a higher value is worse.
    pub analysis: Analysis,
    /// The answer in words.
    pub verdict: Verdict,
}

impl OtherOutcome {
    /// Estimate and interval in the outcome's own direction: above 0, it is higher after an easy run.
    #[must_use]
    pub fn own(&self, estimate: &Estimate) -> Estimate {
        match self.outcome.higher {
            Higher::Worse => *estimate,
            Higher::Better => Estimate {
                estimate: -estimate.estimate,
                low: -estimate.high,
                high: -estimate.low,
                ..*estimate
            },
        }
    }

    /// `worse` or `better`: what a higher value is.
    #[must_use]
    pub const fn higher(&self) -> &'static str {
        match self.outcome.higher {
            Higher::Worse => "worse",
            Higher::Better => "better",
        }
    }
}
