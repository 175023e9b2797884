//! How much a hidden factor, or unreported mornings, would have to do to change the answer.

use serde::Serialize;

use super::Estimate;
use super::eligible::{Eligible, Record};
use super::estimate::{Fit, Primary, least_squares};
use super::frame::Frame;
use super::linear::{Basis, dot, standardise};
use super::small_sample::t_quantile;

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
    /// E-value, approximate (VanderWeele & Ding 2017, by the effect in standard deviations).
    pub e_value: f64,
    /// Placebo: the "effect" of today's choice on yesterday's soreness, which must be 0. A value off 0 warns;
    /// a value near 0 does not reassure, because hidden factors mostly leave it alone.
    pub placebo: Option<Estimate>,
    /// Share of otherwise usable easy days without a report the morning after.
    pub missing_after_easy: Option<f64>,
    /// The same for rest days.
    pub missing_after_rest: Option<f64>,
    /// How much sorer or fresher than alike reported mornings the unreported ones must have been to
    /// bring the estimate to 0, points. `None`: equally many are missing, so that nothing can.
    pub missing_tipping_point: Option<f64>,
    /// True: another reasonable way to compute the answer is more than one standard error away.
    pub fragile: bool,
    /// The names of those ways.
    pub fragile_because: Vec<String>,
    /// All of it in sentences.
    pub sentences: Vec<String>,
}

/// Computes the bounds around an estimate; `fragile_because` names the ways to compute it that differ.
#[must_use]
pub fn robustness(
    record: &Record<'_>,
    eligible: &Eligible,
    frame: &Frame,
    primary: &Primary,
    fragile_because: Vec<String>,
) -> Robustness {
    let fit = &primary.fit;
    let (r2_outcome, r2_choice) = benchmark(frame);
    let (easy, rest) = frame.arms();
    let [unanswered_easy, unanswered_rest] = eligible.unanswered;
    let missing = share(unanswered_easy, easy).zip(share(unanswered_rest, rest));
    Robustness {
        soreness_r2_outcome: r2_outcome,
        soreness_r2_choice: r2_choice,
        robustness_value: robustness_value(fit),
        robustness_value_alpha: robustness_value_alpha(fit),
        e_value: e_value(fit),
        placebo: placebo(record, frame),
        missing_after_easy: missing.map(|(easy, _)| easy),
        missing_after_rest: missing.map(|(_, rest)| rest),
        missing_tipping_point: missing
            .map(|(easy, rest)| (easy - rest).abs())
            .filter(|gap| *gap > 1e-12)
            .map(|gap| primary.estimate.estimate.abs() / gap),
        fragile: !fragile_because.is_empty(),
        fragile_because,
        sentences: Vec::new(),
    }
}

fn share(missing: usize, answered: usize) -> Option<f64> {
    let all = missing + answered;
    (all > 0).then(|| missing as f64 / all as f64)
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

/// How far a hidden factor as strong as this morning's soreness could shift the estimate, points
/// (Cinelli & Hazlett 2020, benchmark x 1).
#[must_use]
pub fn hidden_shift(fit: &Fit, benchmark: (f64, f64)) -> f64 {
    let (outcome, choice) = (benchmark.0.max(WEAKEST), benchmark.1.max(WEAKEST));
    fit.se_classic * fit.residual_df().sqrt() * (outcome * choice / (1.0 - choice)).sqrt()
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

/// Robustness value for significance at 5 %.
#[must_use]
pub fn robustness_value_alpha(fit: &Fit) -> f64 {
    let df = fit.residual_df() - 1.0;
    let f = partial_f(fit) - t_quantile(0.975, df) / df.sqrt();
    if f > 0.0 { strength_needed(f) } else { 0.0 }
}

/// E-value of a fit: RR = e^(0.91 |effect|/σ), E = RR + √(RR(RR-1)).
#[must_use]
pub fn e_value(fit: &Fit) -> f64 {
    let ratio = (0.91 * fit.estimate.abs() / fit.sigma).exp();
    ratio + (ratio * (ratio - 1.0)).sqrt()
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
