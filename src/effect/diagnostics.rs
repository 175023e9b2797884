//! Diagnostics: what stands behind the headline, as data for tables and figures. Never the answer.

use serde::Serialize;

use super::{Estimate, Status};

/// Everything behind the headline.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Diagnostics {
    /// What made this runner sore: load and descent of the days before.
    pub profile: Option<LagProfile>,
    /// Easy and rest days before and after adjustment.
    pub balance: Vec<Balance>,
    /// Minutes of easy running against the change in soreness.
    pub dose: Option<DoseResponse>,
    /// The answer over other class cut-offs and covariate sets.
    pub specifications: Vec<Specification>,
    /// How many of them agree with the headline, in a sentence; `None` without an estimate.
    pub agreement: Option<String>,
    /// What trials on other people found, in sentences, each with its source.
    pub evidence: Vec<String>,
}

/// Soreness of a morning against the hard load and the descent of the days before it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LagProfile {
    /// One a day back, 1..=4.
    pub points: Vec<LagPoint>,
    /// Mornings used.
    pub rows: usize,
    /// The descent of a typical day with one, m; `None` where descent is left out.
    pub typical_descent_m: Option<f64>,
    /// What it says, in sentences; also why there is no estimate.
    pub sentences: Vec<String>,
}

/// Points of soreness that go with one unit of exposure so many days before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LagPoint {
    /// Days before the morning.
    pub days: usize,
    /// For a typical hard session.
    pub hard_load: Option<Estimate>,
    /// For a typical descent of a day with descent.
    pub descent: Option<Estimate>,
}

/// How unlike easy and rest days are in one covariate, in standard deviations (easy minus rest).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Balance {
    /// What it is, for the reader.
    pub label: String,
    /// As they are.
    pub before: f64,
    /// Weighted as the estimate weights them.
    pub after: f64,
}

/// Soreness after so many easy minutes minus after rest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DoseResponse {
    /// The curve, by minutes.
    pub points: Vec<DosePoint>,
    /// Minutes of every easy day used, for the rug.
    pub easy_min: Vec<f64>,
    /// Rows used.
    pub rows: usize,
}

/// One point of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DosePoint {
    /// Minutes of easy running.
    pub minutes: f64,
    /// Easy minus rest, points.
    pub estimate: Estimate,
}

/// The answer under one set of choices.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Specification {
    /// The class cut-offs, for the reader.
    pub cutoffs: String,
    /// The covariates, for the reader.
    pub covariates: String,
    /// True for the one that the headline uses.
    pub headline: bool,
    /// Verdict.
    pub status: Status,
    /// Estimate; `None` where the gate is closed.
    pub estimate: Option<Estimate>,
    /// Easy days.
    pub easy_days: usize,
    /// Rest days.
    pub rest_days: usize,
}
