//! Overlap-weighted, doubly robust estimate: least squares, corrected by a model of the choice.

use super::Estimate;
use super::estimate::Fit;
use super::frame::Frame;
use super::linear::{Symmetric, dot};
use super::small_sample::{free_share, with_interval};

/// Penalty on a slope of the choice model (log-odds per standard deviation, squared).
// METHOD: as if each slope came from a normal distribution with variance 2. Without it, short logs
// separate and the weights run to 0 and 1; the outcome model takes up what little bias it leaves.
const RIDGE: f64 = 0.5;

/// Overlap-weighted AIPW (Li, Morgan & Zaslavsky 2018): the least squares effect plus the weighted
/// mean of its residuals, weights 1 - e for easy days and e for rest days, e = P(easy |
/// covariates). `None` when the choice model does not converge.
// METHOD: overlap weights, not inverse ones: those are ruled by the few days that went against the
// runner's habit.
#[must_use]
pub fn overlap_weighted(frame: &Frame, fit: &Fit) -> Option<Estimate> {
    let (_, covariates) = frame.standardised();
    let propensity = propensity(&frame.choice(), &covariates)?;
    let (mut residual_easy, mut residual_rest, mut weight_easy, mut weight_rest) = (0.0, 0.0, 0.0, 0.0);
    for (row, e) in propensity.iter().enumerate() {
        if frame.treated[row] {
            residual_easy += (1.0 - e) * fit.residual[row];
            weight_easy += 1.0 - e;
        } else {
            residual_rest += e * fit.residual[row];
            weight_rest += e;
        }
    }
    // No weight is 0: with days of one kind alone the model of the choice does not converge.
    let total: f64 = propensity.iter().map(|e| e * (1.0 - e)).sum();
    let estimate = fit.estimate + residual_easy / weight_easy - residual_rest / weight_rest;
    // The influence of a row; errors of the two models enter as a product only.
    let influence =
        |row: usize| (f64::from(u8::from(frame.treated[row])) - propensity[row]) * fit.residual[row] / total;
    let variance: f64 =
        (0..frame.rows()).map(|row| influence(row).powi(2) / free_share(fit.leverage[row])).sum();
    Some(with_interval(estimate, variance.sqrt(), fit.df))
}

/// P(choice = 1) by logistic regression on an intercept and standardised covariates, slopes shrunk; Newton's
/// method. `None` when it does not converge.
#[must_use]
pub fn propensity(choice: &[f64], covariates: &[Vec<f64>]) -> Option<Vec<f64>> {
    let mut columns = vec![vec![1.0; choice.len()]];
    columns.extend_from_slice(covariates);
    let mut beta = vec![0.0; columns.len()];
    for _ in 0..50 {
        let fitted = probabilities(&columns, &beta);
        let errors: Vec<f64> = choice.iter().zip(&fitted).map(|(a, e)| a - e).collect();
        let weights: Vec<f64> = fitted.iter().map(|e| e * (1.0 - e)).collect();
        let mut gradient: Vec<f64> = columns.iter().map(|column| dot(column, &errors)).collect();
        let mut curvature = Symmetric::zeros(columns.len());
        for (i, a) in columns.iter().enumerate() {
            let weighted: Vec<f64> = a.iter().zip(&weights).map(|(a, w)| a * w).collect();
            for (j, b) in columns.iter().enumerate().take(i + 1) {
                let entry = dot(&weighted, b);
                curvature.set(i, j, entry);
                curvature.set(j, i, entry);
            }
            if i > 0 {
                curvature.add(i, i, RIDGE);
                gradient[i] -= RIDGE * beta[i];
            }
        }
        let step = curvature.solve(&gradient)?;
        let largest = step.iter().fold(0.0_f64, |largest, step| largest.max(step.abs()));
        // Long steps are cut: far from the optimum the quadratic model overshoots.
        let scale = if largest > 2.0 { 2.0 / largest } else { 1.0 };
        for (beta, step) in beta.iter_mut().zip(&step) {
            *beta += scale * step;
        }
        if largest < 1e-10 {
            return Some(probabilities(&columns, &beta));
        }
    }
    None
}

fn probabilities(columns: &[Vec<f64>], beta: &[f64]) -> Vec<f64> {
    let rows = columns.first().map_or(0, Vec::len);
    (0..rows)
        .map(|row| expit(columns.iter().zip(beta).map(|(column, beta)| column[row] * beta).sum()))
        .collect()
}

/// Logistic function, without overflow.
#[must_use]
pub fn expit(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let z = x.exp();
        z / (1.0 + z)
    }
}
