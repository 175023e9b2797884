//! Balance: how unlike easy and rest days are in the covariates, as they are and weighted.

use super::diagnostics::Balance;
use super::frame::Frame;
use super::gate::MIN_ARM;
use super::overlap_weighted::propensity;
use crate::stats::{mean, variance};

/// Standardised mean differences (easy minus rest, in pooled standard deviations of the unweighted days:
/// Austin 2009) of the covariates, before and after overlap weighting (1 - e for easy days, e for rest
/// days). Covariates that never vary are left out. Empty with too few days of a kind, and when the
/// model of the choice does not converge.
// METHOD: the same denominator before and after, so that a smaller number means nearer means.
#[must_use]
pub fn balance(frame: &Frame) -> Vec<Balance> {
    let (easy, rest) = frame.arms();
    if easy < MIN_ARM || rest < MIN_ARM {
        return Vec::new();
    }
    let (_, covariates) = frame.standardised();
    let Some(propensity) = propensity(&frame.choice(), &covariates) else { return Vec::new() };
    let weights: Vec<f64> =
        frame.treated.iter().zip(&propensity).map(|(easy, e)| if *easy { 1.0 - e } else { *e }).collect();
    let entry = |name: &str, values: &[f64]| {
        let arm = |wanted: bool| -> Vec<f64> {
            let rows = values.iter().zip(&frame.treated).filter(|(_, easy)| **easy == wanted);
            rows.map(|(value, _)| *value).collect()
        };
        let (easy, rest) = (arm(true), arm(false));
        let pooled = (0.5 * (variance(&easy)? + variance(&rest)?)).sqrt();
        if pooled < 1e-9 {
            return None;
        }
        let after = weighted_mean(values, &weights, &frame.treated, true)?
            - weighted_mean(values, &weights, &frame.treated, false)?;
        Some(Balance {
            label: label(name).to_owned(),
            before: (mean(&easy)? - mean(&rest)?) / pooled,
            after: after / pooled,
        })
    };
    frame.covariates.iter().filter_map(|column| entry(&column.name, &column.values)).collect()
}

fn weighted_mean(values: &[f64], weights: &[f64], treated: &[bool], wanted: bool) -> Option<f64> {
    let rows = values.iter().zip(weights).zip(treated).filter(|(_, easy)| **easy == wanted);
    let (sum, total) =
        rows.fold((0.0, 0.0), |(sum, total), ((value, weight), _)| (sum + weight * value, total + weight));
    (total > 0.0).then(|| sum / total)
}

/// A covariate in plain words.
fn label(name: &str) -> &str {
    match name {
        "S" => "soreness that morning",
        "Sprev" => "soreness on the morning before",
        "K" => "hard load of the three days before",
        "L1" => "hard load the day before",
        "H1" => "a hard day the day before",
        "Aprev" => "an easy run the day before",
        "t" => "later in the log",
        other => other,
    }
}
