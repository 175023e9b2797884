//! Model: the day log that the stage takes, the settings, and the numbers that it returns.

use serde::Serialize;

use super::diagnostics::Diagnostics;
use super::findings::Finding;
use super::gate::MIN_ARM;
use super::habits::Habit;
use super::odds::Odds;
use super::outcome::Outcome;
use super::over_time::Look;
use super::robustness::{MissingArm, Robustness};
use super::verdict::inside_zone;
use crate::day::DayKind;

/// The day table as the estimator sees it: columns of equal length, one entry a calendar day,
/// no day left out. Soreness is on the runner's scale, already flipped so that higher is sorer.
#[derive(Clone, Debug, Default)]
pub struct DayLog {
    /// What was done.
    pub kind: Vec<DayKind>,
    /// Morning soreness; `None`: not reported.
    pub soreness: Vec<Option<f64>>,
    /// Load of moderate and hard sessions, any monotone unit; `Some(0.0)` without one; `None`: a
    /// session whose load or class is not known.
    pub hard_load: Vec<Option<f64>>,
    /// Load of all sessions.
    pub load: Vec<Option<f64>>,
    /// Descent of all runs, m.
    pub descent_m: Vec<Option<f64>>,
    /// Minutes of easy running.
    pub easy_min: Vec<Option<f64>>,
    /// True: inside a stretch without files and diary (unknown, not rest).
    pub gap: Vec<bool>,
    /// True: the report was made after the day's run started, so that it is no baseline.
    pub reported_late: Vec<bool>,
    /// True: illness or injury was noted (excludes that day and the next).
    pub ill: Vec<bool>,
    /// Named extra columns of the diary (sleep, stretching, ...), each known before the choice.
    pub extra: Vec<(String, Vec<Option<f64>>)>,
    /// Named covariates beside the seven, without which a day cannot be compared: with another outcome in the place of
    /// soreness, soreness itself.
    pub beside: Vec<(String, Vec<Option<f64>>)>,
}

impl DayLog {
    /// Number of days.
    #[must_use]
    pub fn len(&self) -> usize {
        self.kind.len()
    }

    /// True without a day.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kind.is_empty()
    }
}

/// The verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The interval lies below 0.
    Helps,
    /// The interval lies above 0.
    Hurts,
    /// The 90 % interval lies inside the zone of effects too small to matter.
    NoDifference,
    /// Enough data to try, not enough to tell.
    CannotTell,
    /// The gate is closed: too few days.
    NotEnoughData,
    /// The log cannot answer, however long it gets.
    NotIdentifiable,
}

impl Status {
    /// Lower-case name, as in `summary.json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Helps => "helps",
            Self::Hurts => "hurts",
            Self::NoDifference => "no_difference",
            Self::CannotTell => "cannot_tell",
            Self::NotEnoughData => "not_enough_data",
            Self::NotIdentifiable => "not_identifiable",
        }
    }
}

/// An estimate with its interval, in points of the soreness scale.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Easy minus rest.
    pub estimate: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Standard error.
    pub se: f64,
    /// Degrees of freedom of its t distribution.
    pub df: f64,
    /// Two-sided p value.
    pub p: f64,
}

impl Answer {
    /// True for an effect that is there but too small to matter: the interval is off 0, its 90 % form inside the
    /// zone of effects too small to matter. The one rule behind "by less than matters", wherever it is said.
    #[must_use]
    pub fn less_than_matters(&self) -> bool {
        matches!(self.status, Status::Helps | Status::Hurts)
            && self.estimate.is_some_and(|estimate| inside_zone(&estimate, self.smallest_effect))
    }

    /// True where an answer cannot be told, and more days are known to be what it takes. The one rule behind
    /// "Too early to tell" against "Cannot tell".
    #[must_use]
    pub fn is_too_early(&self) -> bool {
        matches!(self.status, Status::CannotTell) && self.more_days_needed.is_some_and(|more| more > 0)
    }

    /// `easy` or `rest`, where days of that kind alone are too few: more of the other kind help nothing.
    #[must_use]
    pub fn only_kind_missing(&self) -> Option<&'static str> {
        match (self.status, self.easy_days < MIN_ARM, self.rest_days < MIN_ARM) {
            (Status::NotEnoughData, true, false) => Some("easy"),
            (Status::NotEnoughData, false, true) => Some("rest"),
            _ => None,
        }
    }
}

/// The headline. Numbers are `None` where they cannot be given; `reason` then says why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// Verdict.
    pub status: Status,
    /// For helps, hurts and no difference: survives a hidden factor as strong as today's soreness.
    pub robust: Option<bool>,
    /// Estimate and interval, in points.
    pub estimate: Option<Estimate>,
    /// Confidence level of the interval.
    pub level: f64,
    /// Usable days.
    pub rows: usize,
    /// Of which easy.
    pub easy_days: usize,
    /// Of which rest.
    pub rest_days: usize,
    /// Share of rows with a comparable day of the other kind.
    pub overlap: Option<f64>,
    /// Effect that this log would find in 80 % of repetitions, points.
    pub mde80: Option<f64>,
    /// About how many more easy or rest days with both reports; 0 when there are enough.
    pub more_days_needed: Option<u64>,
    /// Smallest effect that matters, points.
    pub smallest_effect: f64,
    /// How far a hidden factor as strong as today's soreness could shift the estimate, points.
    pub hidden_shift: Option<f64>,
    /// Half-width of the interval that holds at every look, points.
    pub always_valid_halfwidth: Option<f64>,
    /// Power of a trial of 64 coins for an effect of the size that was found, without a direction for the
    /// smallest that matters, 0..=1.
    pub trial_power: Option<f64>,
    /// The chances of help and harm after this log; `None` without an estimate, and where a hidden factor as
    /// strong as today's soreness could explain anything.
    pub odds: Option<Odds>,
    /// Why there is no answer, or why the gate is closed; `None` for an answer.
    pub reason: Option<String>,
}

/// What a naive look would say. Never an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Naive {
    /// Mean soreness after easy days minus after rest days.
    pub easy_minus_rest: Option<f64>,
    /// The same for the change since the morning before.
    pub change_score: Option<f64>,
    /// Correlation of "ran easy" with next-morning soreness.
    pub pearson_r: Option<f64>,
}

/// One row of the sensitivity table or of a stratum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NamedEstimate {
    /// Fixed machine name (`ols`, `mild`, ...).
    pub name: String,
    /// For the reader.
    pub label: String,
    /// The estimate; `None` when it cannot be given.
    #[serde(flatten)]
    pub estimate: Option<Estimate>,
    /// Why not.
    pub reason: Option<String>,
    /// What to know when reading it: its power, what was left out.
    pub note: Option<String>,
    /// Easy days in it.
    pub easy_days: usize,
    /// Rest (reference) days in it.
    pub rest_days: usize,
    /// p value adjusted for the family (Holm), where it belongs to one.
    pub p_holm: Option<f64>,
}

/// The effect at a later morning.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lag {
    /// Mornings after the choice: 1, 2, 3.
    pub days: usize,
    /// Estimate, `None` when it cannot be given.
    #[serde(flatten)]
    pub estimate: Option<Estimate>,
    /// Why not.
    pub reason: Option<String>,
    /// The raw difference at that lag, labelled as naive wherever it is shown.
    pub naive: Option<f64>,
    /// Rows used.
    pub rows: usize,
    /// p value adjusted for the family of secondary questions (Holm); `None` for the headline.
    pub p_holm: Option<f64>,
}

/// Everything that the effect stage returns.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Analysis {
    /// The headline.
    pub answer: Answer,
    /// The naive numbers.
    pub naive: Naive,
    /// The effect at 1, 2 and 3 mornings.
    pub lags: Vec<Lag>,
    /// The fixed sensitivity set.
    pub sensitivity: Vec<NamedEstimate>,
    /// Subgroups and secondary contrasts, one Holm family.
    pub strata: Vec<NamedEstimate>,
    /// What a hidden factor or unreported mornings could do; `None` without an estimate.
    pub robustness: Option<Robustness>,
    /// What supports the headline.
    pub diagnostics: Diagnostics,
    /// What in this log may mislead.
    pub findings: Vec<Finding>,
    /// Mornings without a report after usable easy days and after usable rest days.
    pub missing_by_arm: [MissingArm; 2],
    /// What else goes with less soreness the next morning.
    pub habits: Vec<Habit>,
    /// The answer as it grew.
    pub over_time: Vec<Look>,
    /// Names of habits that nearly always come with easy runs, so that the answer is about the two together.
    pub co_interventions: Vec<String>,
    /// The day (0-based) at which reports jump to another part of the scale, if they do.
    pub scale_jump: Option<usize>,
    /// Why days were not used: (reason, number of days), in the order of the checks.
    pub excluded: Vec<(String, usize)>,
}

/// What the analysis must know besides the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Lowest value of the scale.
    pub scale_low: f64,
    /// Highest value of the scale.
    pub scale_high: f64,
    /// Step of the scale; 0 for a slider.
    pub step: f64,
    /// Smallest effect that matters, points.
    pub smallest_effect: f64,
    /// True: reports are made in the evening, after the run.
    pub evening: bool,
    /// True: `evening` was assumed to be false, not said.
    pub reported_assumed: bool,
    /// What the soreness column of the log holds; [`Outcome::SORENESS`] unless another one was asked for.
    pub outcome: Outcome,
}

impl Settings {
    /// A log of whole points from 0 to 10, written in the morning; half a point matters.
    pub const ZERO_TO_TEN: Self = Self {
        scale_low: 0.0,
        scale_high: 10.0,
        step: 1.0,
        smallest_effect: 0.5,
        evening: false,
        reported_assumed: false,
        outcome: Outcome::SORENESS,
    };

    /// Width of the scale, points.
    #[must_use]
    pub fn range(&self) -> f64 {
        self.scale_high - self.scale_low
    }

    /// Soreness from which a morning counts as sore: 40 % of the range (4 on 0-10).
    #[must_use]
    pub fn sore_from(&self) -> f64 {
        self.scale_low + 0.4 * self.range()
    }

    /// Soreness that counts as about the same: 10 % of the range, at least a step.
    #[must_use]
    pub fn caliper(&self) -> f64 {
        (0.1 * self.range()).max(self.step)
    }

    /// Widest half of an interval that still says something: 10 % of the range.
    #[must_use]
    pub fn widest_halfwidth(&self) -> f64 {
        0.1 * self.range()
    }

    /// A difference in words, with decimals that suit the scale and the unit of the outcome: "0.51 points".
    #[must_use]
    pub fn points(&self, value: f64) -> String {
        self.rounded(value, self.decimals())
    }

    /// A difference in words with so many decimals.
    #[must_use]
    pub fn rounded(&self, value: f64, places: usize) -> String {
        format!("{value:.places$} {}", self.outcome.unit)
    }

    /// Decimals that suit the scale.
    #[must_use]
    pub fn decimals(&self) -> usize {
        if self.range() > 50.0 { 1 } else { 2 }
    }
}
