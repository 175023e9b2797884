//! How much a hidden factor, or unreported mornings, would have to do to change the answer.

use serde::Serialize;

use super::Estimate;
use super::eligible::{EligibleDays, Record};
use super::estimate::{Fit, Primary, least_squares};
use super::frame::Frame;
use super::linear::{Basis, dot, standardise};
use super::small_sample::t_quantile;
use crate::stats::variance;

/// A hidden factor is never taken to be weaker than this (partial R² with outcome and choice).
// METHOD: in logs where soreness happens to predict little, "as strong as soreness" would be no test.
const WEAKEST: f64 = 0.05;

/// Bounds on what the log cannot show.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Robustness {
    /// Partial R² of this morning's soreness with the outcome, given choice and covariates.
    pub soreness_r2_outcome: f64,
    /// Partial R² of this morning's soreness with the choice, given the other covariates.
    pub soreness_r2_choice: f64,
    /// Robustness value: share of the unexplained variance of choice and outcome that a hidden factor must
    /// explain to bring the estimate to 0 (Cinelli & Hazlett 2020).
    pub robustness_value: f64,
    /// The same to make the estimate not significant at 5 %; 0 when it is not significant already.
    pub robustness_value_alpha: f64,
    /// E-value, approximate (VanderWeele & Ding 2017, by the effect in standard deviations of the outcome).
    pub e_value: f64,
    /// The same for the end of the interval nearer to 0; 1 when the interval holds 0.
    pub e_value_limit: f64,
    /// Placebo: the "effect" of today's choice on yesterday's soreness, which must be 0. A value off 0 warns;
    /// a value near 0 does not reassure, because hidden factors mostly leave it alone.
    pub placebo: Option<Estimate>,
    /// Share of otherwise usable easy days without a report the morning after.
    pub missing_after_easy: Option<f64>,
    /// The same for rest days.
    pub missing_after_rest: Option<f64>,
    /// How much sorer or fresher than alike reported mornings the unreported ones must have been to
    /// bring the estimate to 0, points. `None`: equally many are missing, so that a difference common to both
    /// kinds of days cancels (one that is not common does not).
    pub missing_tipping_point: Option<f64>,
    /// True: another reasonable way to compute the answer is more than one standard error away.
    pub fragile: bool,
    /// The names of those ways.
    pub fragile_because: Vec<String>,
}

/// Computes the bounds around an estimate; `fragile_because` names the ways to compute it that differ.
#[must_use]
pub fn robustness(
    record: &Record<'_>,
    eligible: &EligibleDays,
    frame: &Frame,
    primary: &Primary,
    fragile_because: Vec<String>,
) -> Robustness {
    let fit = &primary.fit;
    let (r2_outcome, r2_choice) = benchmark(frame);
    // A log with an estimate has outcomes that vary.
    let sd = variance(&frame.outcome).map_or(f64::NAN, f64::sqrt);
    let [after_easy, after_rest] = missing_by_arm(eligible, frame).map(|arm| arm.share);
    let missing = after_easy.zip(after_rest);
    Robustness {
        soreness_r2_outcome: r2_outcome,
        soreness_r2_choice: r2_choice,
        robustness_value: robustness_value(fit),
        robustness_value_alpha: robustness_value_alpha(fit),
        e_value: e_value(primary.estimate.estimate, sd),
        e_value_limit: e_value(nearer_limit(&primary.estimate), sd),
        placebo: placebo(record, frame),
        missing_after_easy: missing.map(|(easy, _)| easy),
        missing_after_rest: missing.map(|(_, rest)| rest),
        missing_tipping_point: missing
            .map(|(easy, rest)| (easy - rest).abs())
            .filter(|gap| *gap > 1e-12)
            .map(|gap| primary.estimate.estimate.abs() / gap),
        fragile: !fragile_because.is_empty(),
        fragile_because,
    }
}

/// Mornings after usable days of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MissingArm {
    /// Days that lack nothing but the report of the morning after.
    pub missing: usize,
    /// Those and the ones that have it.
    pub of: usize,
    /// The share, 0..=1; `None` without a day.
    pub share: Option<f64>,
}

/// Missing outcomes after easy days and after rest days.
#[must_use]
pub fn missing_by_arm(eligible: &EligibleDays, frame: &Frame) -> [MissingArm; 2] {
    let (easy, rest) = frame.arms();
    let arm = |missing: usize, answered: usize| {
        let of = missing + answered;
        MissingArm { missing, of, share: (of > 0).then(|| missing as f64 / of as f64) }
    };
    [arm(eligible.unanswered[0], easy), arm(eligible.unanswered[1], rest)]
}

/// Partial R² of this morning's soreness with outcome (given choice and covariates) and with choice (given
/// covariates); 0 when soreness is constant or explained by the rest.
#[must_use]
pub fn benchmark(frame: &Frame) -> (f64, f64) {
    let Some(soreness) = standardise(&frame.soreness) else { return (0.0, 0.0) };
    let rest = frame.clone().without("S");
    let (_, mut others) = rest.standardised();
    let choice = frame.choice();
    let r2_choice = partial_r2(&soreness, &choice, &others);
    others.push(choice);
    (partial_r2(&soreness, &frame.outcome, &others), r2_choice)
}

fn partial_r2(a: &[f64], b: &[f64], given: &[Vec<f64>]) -> f64 {
    let (basis, _) = Basis::with_intercept(a.len(), given);
    let (a, b) = (basis.residual(a), basis.residual(b));
    let lengths = dot(&a, &a) * dot(&b, &b);
    if lengths > 1e-20 { dot(&a, &b).powi(2) / lengths } else { 0.0 }
}

/// How far a hidden factor as strong as this morning's soreness could shift the estimate, points: the formal
/// benchmark of Cinelli & Hazlett (2020), their k = 1. `None`: soreness explains half of the choice or more,
/// and a factor as strong as that could explain any difference.
#[must_use]
pub fn hidden_shift(fit: &Fit, benchmark: (f64, f64)) -> Option<f64> {
    let (outcome, choice) = (benchmark.0.max(WEAKEST), benchmark.1.max(WEAKEST));
    let with_choice = choice / (1.0 - choice);
    let with_soreness = with_choice.powi(2);
    if with_choice >= 1.0 || with_soreness >= 1.0 {
        return None;
    }
    let inflation = (1.0 + with_soreness.sqrt()).powi(2) / (1.0 - with_soreness);
    let with_outcome = (inflation * outcome / (1.0 - outcome)).min(1.0);
    let bias = (with_outcome * with_choice / (1.0 - with_choice)).sqrt();
    Some(fit.se_classic * fit.residual_df().sqrt() * bias)
}

fn strength_needed(f: f64) -> f64 {
    let f2 = f * f;
    0.5 * ((f2 * f2 + 4.0 * f2).sqrt() - f2)
}

fn partial_f(fit: &Fit) -> f64 {
    (fit.estimate / fit.se_classic).abs() / fit.residual_df().sqrt()
}

/// Robustness value of a fit: ½(√(f⁴+4f²) - f²), f = |t|/√df.
#[must_use]
pub fn robustness_value(fit: &Fit) -> f64 {
    strength_needed(partial_f(fit))
}

/// Robustness value for significance at 5 %; 0 when it is not significant already.
// METHOD: with a t beyond 1 / f* the factor that is tied to the choice alone is the cheaper one (Cinelli & Hazlett
// 2025, corrected from 2020).
#[must_use]
pub fn robustness_value_alpha(fit: &Fit) -> f64 {
    let df = fit.residual_df() - 1.0;
    let (f, critical) = (partial_f(fit), t_quantile(0.975, df) / df.sqrt());
    if f <= critical {
        0.0
    } else if f > 1.0 / critical {
        (f * f - critical * critical) / (1.0 + f * f)
    } else {
        strength_needed(f - critical)
    }
}

/// E-value of an effect on outcomes of standard deviation `sd`: RR = e^(0.91 |effect|/sd), E = RR + √(RR(RR-1)).
#[must_use]
pub fn e_value(effect: f64, sd: f64) -> f64 {
    let ratio = (0.91 * effect.abs() / sd).exp();
    ratio + (ratio * (ratio - 1.0)).sqrt()
}

/// The end of the interval that is nearer to 0; 0 when it holds 0.
fn nearer_limit(estimate: &Estimate) -> f64 {
    if estimate.low > 0.0 {
        estimate.low
    } else if estimate.high < 0.0 {
        estimate.high
    } else {
        0.0
    }
}

/// Negative-control outcome: coefficient of today's choice on yesterday's soreness, given the other
/// columns. `None` when it cannot be fitted.
// METHOD: conditional on this morning's soreness. "Tomorrow's run against past soreness" without that is
// no placebo: choosing by how one feels makes it non-zero by design.
#[must_use]
pub fn placebo(record: &Record<'_>, frame: &Frame) -> Option<Estimate> {
    let yesterday = |row: usize| record.soreness(frame.days[row].checked_sub(1)?);
    let mut rows = frame.filter(&|row| yesterday(row).is_some()).without("Sprev");
    rows.outcome = (0..frame.rows()).filter_map(yesterday).collect();
    least_squares(&rows).ok().map(|fit| fit.interval())
}
