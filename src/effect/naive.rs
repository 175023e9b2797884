//! What a naive look would say. Shown beside the answer, as a warning; never the answer.

use super::Naive;
use super::frame::Frame;
use super::linear::dot;
use crate::stats::{mean, variance};

/// The naive numbers of a comparison.
#[must_use]
pub fn naive(frame: &Frame) -> Naive {
    let change: Vec<f64> = frame.outcome.iter().zip(&frame.soreness).map(|(y, s)| y - s).collect();
    Naive {
        easy_minus_rest: easy_minus_rest(frame),
        change_score: difference(&frame.treated, &change),
        pearson_r: pearson(&frame.choice(), &frame.outcome),
    }
}

/// Mean outcome after treated days minus after rest days; `None` when one kind is missing.
#[must_use]
pub fn easy_minus_rest(frame: &Frame) -> Option<f64> {
    difference(&frame.treated, &frame.outcome)
}

fn difference(treated: &[bool], values: &[f64]) -> Option<f64> {
    let arm = |wanted: bool| -> Vec<f64> {
        let rows = treated.iter().zip(values);
        rows.filter(|(treated, _)| **treated == wanted).map(|(_, value)| *value).collect()
    };
    Some(mean(&arm(true))? - mean(&arm(false))?)
}

/// Pearson correlation; `None` when a column is constant.
#[must_use]
pub fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let (mean_a, mean_b) = (mean(a)?, mean(b)?);
    let spread = (variance(a)? * variance(b)?).sqrt();
    let covariance = dot(a, b) / a.len() as f64 - mean_a * mean_b;
    (spread > 1e-12).then(|| (covariance / spread).clamp(-1.0, 1.0))
}
