//! Outcome: what is compared on the morning after: soreness, or another value of the diary or the watch.
//!
//! Inside this room a higher value is worse, whatever it means outside; words turn it back.

use std::borrow::Cow;

/// What a higher value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Higher {
    /// As with soreness and fatigue.
    Worse,
    /// As with mood; the column was turned round.
    Better,
}

/// What the sentences of an analysis are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// In a sentence: `soreness`, `resting heart rate`.
    pub name: Cow<'static, str>,
    /// Unit of a difference: `points`, `bpm`.
    pub unit: Cow<'static, str>,
    /// What a higher value means.
    pub higher: Higher,
}

impl Outcome {
    /// The outcome that everything begins with.
    pub const SORENESS: Self =
        Self { name: Cow::Borrowed("soreness"), unit: Cow::Borrowed("points"), higher: Higher::Worse };

    /// True for soreness.
    #[must_use]
    pub fn is_soreness(&self) -> bool {
        *self == Self::SORENESS
    }

    /// `lower` or `higher` for a difference of the analysis; of another outcome than soreness also which is the
    /// better: `higher (better)`.
    #[must_use]
    pub fn direction(&self, worse: bool) -> &'static str {
        match (self.is_soreness(), worse, self.higher) {
            (true, false, _) => "lower",
            (true, true, _) => "higher",
            (false, false, Higher::Worse) => "lower (better)",
            (false, false, Higher::Better) => "higher (better)",
            (false, true, Higher::Worse) => "higher (worse)",
            (false, true, Higher::Better) => "lower (worse)",
        }
    }
}
