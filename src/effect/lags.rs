//! The effect on later mornings: least squares with weekdays, and a standard error that allows for overlap.

use super::eligible::{Record, eligible};
use super::estimate::{Fit, NoEstimate};
use super::frame::Frame;
use super::gate::{MIN_ARM, MIN_DF};
use super::linear::dot;
use super::small_sample::{free_share, with_interval};
use super::{Answer, Estimate, Lag, naive};
use crate::day::DayKind;

/// The effect on mornings 1 (the headline), 2 and 3. None has an estimate when the headline may not have one.
#[must_use]
pub fn lags(record: &Record<'_>, frame: &Frame, answer: &Answer) -> Vec<Lag> {
    let next = Lag {
        days: 1,
        estimate: answer.estimate,
        reason: answer.reason.clone(),
        naive: naive::easy_minus_rest(frame),
        rows: frame.rows(),
        p_holm: None,
    };
    let later = [2, 3].map(|days| {
        let mut later = lag(record, days);
        if answer.estimate.is_none() {
            later.estimate = None;
            later.reason = answer.reason.clone();
        }
        later
    });
    std::iter::once(next).chain(later).collect()
}

/// The effect `days` mornings after the choice, whatever was done in between (the total effect: nothing
/// that happened after the choice is adjusted for).
#[must_use]
pub fn lag(record: &Record<'_>, days: usize) -> Lag {
    let frame = Frame::new(record, &eligible(record, DayKind::Easy, days), days);
    let (easy, rest) = frame.arms();
    let fit = with_free_weekdays(&frame);
    let (estimate, reason) = match fit {
        _ if easy < MIN_ARM || rest < MIN_ARM => (None, Some(few_days(easy, rest))),
        Err(NoEstimate::TooFewRows) => (None, Some(few_days(easy, rest))),
        Err(NoEstimate::ChoiceExplained) => (None, Some("no comparable days".to_owned())),
        Ok(fit) if fit.df < MIN_DF => (None, Some(few_days(easy, rest))),
        Ok(fit) => (Some(interval(&fit, &frame.days, days)), None),
    };
    Lag { days, estimate, reason, naive: naive::easy_minus_rest(&frame), rows: frame.rows(), p_holm: None }
}

/// Least squares with a column for each weekday but one.
// METHOD: docs/method.md, "Model": two and three mornings on, weekdays of rest follow weekdays of hard training
// in most plans, and a shrunken column lets some of that through (false alarms 31 % with, 5 % without).
fn with_free_weekdays(frame: &Frame) -> Result<Fit, NoEstimate> {
    let (_, mut columns) = frame.standardised();
    columns.extend(frame.weekdays().into_iter().skip(1));
    Fit::new(&frame.outcome, &frame.choice(), &columns)
}

fn few_days(easy: usize, rest: usize) -> String {
    format!("not enough data: {easy} easy and {rest} rest days with both reports")
}

/// Interval with the larger of the HC2 and the Bartlett standard error.
#[must_use]
pub fn interval(fit: &Fit, days: &[usize], lag: usize) -> Estimate {
    let se = fit.se.max(bartlett_se(fit, days, lag).unwrap_or(fit.se));
    with_interval(fit.estimate, se, fit.df)
}

/// HAC standard error with Bartlett weights over the distance in calendar days, up to `reach` days;
/// `None` when the weighted sum is negative.
// METHOD: outcomes of neighbouring choices share mornings at lags 2 and 3. Distance is counted on the
// calendar, not in rows: rows next to each other may lie a week apart.
#[must_use]
pub fn bartlett_se(fit: &Fit, days: &[usize], reach: usize) -> Option<f64> {
    let scores: Vec<f64> = fit
        .choice
        .iter()
        .zip(&fit.residual)
        .zip(&fit.leverage)
        .map(|((a, r), h)| a * r / (fit.information * free_share(*h).sqrt()))
        .collect();
    let mut sum = dot(&scores, &scores);
    for (row, day) in days.iter().enumerate() {
        for (other, later) in days.iter().enumerate().skip(row + 1) {
            let distance = later - day;
            if distance > reach {
                break;
            }
            let weight = 1.0 - distance as f64 / (reach + 1) as f64;
            sum += 2.0 * weight * scores[row] * scores[other];
        }
    }
    (sum >= 0.0).then(|| sum.sqrt())
}
