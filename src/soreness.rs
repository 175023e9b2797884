//! Soreness: the scale of a log, which way it runs, and when it is reported.

use serde::Serialize;

/// A soreness scale as the runner uses it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scale {
    /// Lowest value.
    pub low: f64,
    /// Highest value.
    pub high: f64,
}

impl Scale {
    /// From its ends; `None` unless both are numbers that people write (within 1e9, as the values of
    /// a log) and the lower one is lower by a millionth or more.
    #[must_use]
    pub fn new(low: f64, high: f64) -> Option<Self> {
        let written = low.abs() <= 1e9 && high.abs() <= 1e9;
        (written && high - low >= 1e-6).then_some(Self { low, high })
    }

    /// Highest minus lowest value.
    #[must_use]
    pub fn range(self) -> f64 {
        self.high - self.low
    }
}

/// What a day table says of its soreness column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meaning {
    /// Scale of its values.
    pub scale: Scale,
    /// When they were reported; `None`: nobody said so.
    pub reported: Option<Reported>,
}

/// Which way the soreness scale runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The higher the value, the sorer.
    HigherIsSorer,
    /// The higher the value, the fresher: flipped before anything is computed.
    HigherIsFresher,
}

impl Direction {
    /// As it is typed after `--soreness-direction`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HigherIsSorer => "higher-is-sorer",
            Self::HigherIsFresher => "higher-is-fresher",
        }
    }
}

/// When soreness is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reported {
    /// Before the day's running.
    Morning,
    /// After it.
    Evening,
}

impl Reported {
    /// As it is typed after `--reported`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Evening => "evening",
        }
    }
}
