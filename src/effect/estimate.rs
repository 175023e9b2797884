//! The estimators: a regression coefficient with its HC2 standard error, and the headline, which also
//! corrects for the rounding of soreness.

use super::Estimate;
use super::frame::Frame;
use super::linear::{Basis, Symmetric, dot};
use super::small_sample::{bell_mccaffrey, free_share, with_interval};
use crate::stats::variance;

/// Why there is no estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoEstimate {
    /// No more rows than columns plus two.
    TooFewRows,
    /// Covariates explain the choice completely: no two days are comparable.
    ChoiceExplained,
}

/// One coefficient of an ordinary least squares fit.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The coefficient.
    pub estimate: f64,
    /// Squared length of the column after the others were taken out.
    pub information: f64,
    /// Columns, this one and the intercept included.
    pub columns: usize,
    /// Bell-McCaffrey degrees of freedom.
    pub df: f64,
    /// HC2 standard error.
    pub se: f64,
    /// HC3 standard error.
    pub se_hc3: f64,
    /// Standard error under equal variances.
    pub se_classic: f64,
    /// Residual standard deviation, divisor n - columns.
    pub sigma: f64,
    /// Basis of the other columns.
    pub basis: Basis,
    /// The coefficient's column, made orthogonal to the others.
    pub choice: Vec<f64>,
    /// Residuals.
    pub residual: Vec<f64>,
    /// Diagonal of the hat matrix.
    pub leverage: Vec<f64>,
    /// Which of the other columns were kept.
    pub kept: Vec<bool>,
}

impl Fit {
    /// Fits `outcome` on `column`, an intercept and `others`, and returns the coefficient of `column`.
    ///
    /// # Errors
    /// See [`NoEstimate`].
    pub fn new(outcome: &[f64], column: &[f64], others: &[Vec<f64>]) -> Result<Self, NoEstimate> {
        let rows = outcome.len();
        if rows <= others.len() + 4 {
            return Err(NoEstimate::TooFewRows);
        }
        let (basis, kept) = Basis::with_intercept(rows, others);
        let choice = basis.residual(column);
        let information = dot(&choice, &choice);
        if information.is_nan() || information < 1e-6 * rows as f64 {
            return Err(NoEstimate::ChoiceExplained);
        }
        let residual_outcome = basis.residual(outcome);
        let estimate = dot(&choice, &residual_outcome) / information;
        let residual: Vec<f64> =
            residual_outcome.iter().zip(&choice).map(|(y, a)| y - estimate * a).collect();
        let leverage: Vec<f64> = (0..rows)
            .map(|row| {
                let others: f64 = basis.columns().iter().map(|q| q[row] * q[row]).sum();
                others + choice[row] * choice[row] / information
            })
            .collect();
        let columns = basis.rank() + 1;
        let sigma = (dot(&residual, &residual) / (rows - columns) as f64).sqrt();
        let squared = |power: i32| -> f64 {
            let terms = choice.iter().zip(&residual).zip(&leverage);
            terms.map(|((a, r), h)| (a * r / information).powi(2) / free_share(*h).powi(power)).sum()
        };
        Ok(Self {
            estimate,
            information,
            columns,
            df: bell_mccaffrey(&basis, &choice, information, &leverage),
            se: squared(1).sqrt(),
            se_hc3: squared(2).sqrt(),
            se_classic: sigma / information.sqrt(),
            sigma,
            basis,
            choice,
            residual,
            leverage,
            kept,
        })
    }

    /// Rows minus columns.
    #[must_use]
    pub fn residual_df(&self) -> f64 {
        (self.residual.len() - self.columns) as f64
    }

    /// With the HC2 interval.
    #[must_use]
    pub fn interval(&self) -> Estimate {
        with_interval(self.estimate, self.se, self.df)
    }
}

/// Fits the rows of a comparison: the coefficient of the choice, given the covariates.
///
/// # Errors
/// See [`NoEstimate`].
pub fn least_squares(frame: &Frame) -> Result<Fit, NoEstimate> {
    Fit::new(&frame.outcome, &frame.choice(), &frame.standardised().1)
}

/// The headline estimate beside the least squares fit that it starts from.
#[derive(Clone, Debug)]
pub struct Primary {
    /// Corrected for rounding, with its interval.
    pub estimate: Estimate,
    /// The fit without the correction.
    pub fit: Fit,
}

/// The headline: least squares, corrected for the rounding of today's soreness to `step` points
/// (0 for a slider: no correction). Reported soreness is the felt one plus a rounding error of variance
/// step²/12 (Sheppard), which attenuates its coefficient and leaves some confounding behind.
///
/// # Errors
/// See [`NoEstimate`].
pub fn primary(frame: &Frame, step: f64) -> Result<Primary, NoEstimate> {
    let (names, columns) = frame.standardised();
    let choice = frame.choice();
    let fit = Fit::new(&frame.outcome, &choice, &columns)?;
    let corrected = rounding_corrected(frame, step, &fit, &choice, &names, &columns);
    let (estimate, se) = corrected.unwrap_or((fit.estimate, fit.se));
    Ok(Primary { estimate: with_interval(estimate, se, fit.df), fit })
}

/// Estimate and standard error after the correction; `None` when there is nothing to correct: a slider,
/// or all mornings alike, so that soreness is no column of the model.
fn rounding_corrected(
    frame: &Frame,
    step: f64,
    fit: &Fit,
    choice: &[f64],
    names: &[&str],
    covariates: &[Vec<f64>],
) -> Option<(f64, f64)> {
    const CHOICE: usize = 1;
    let rows = frame.rows() as f64;
    let mut columns = vec![vec![1.0; frame.rows()], choice.to_vec()];
    let mut soreness = None;
    for ((name, column), kept) in names.iter().zip(covariates).zip(&fit.kept) {
        if *kept {
            if *name == "S" {
                soreness = Some(columns.len());
            }
            columns.push(column.clone());
        }
    }
    let soreness = soreness.filter(|_| step > 0.0)?;

    let mut gram = Symmetric::gram(&columns);
    // The residual sum of squares of S on all other columns.
    let unexplained = 1.0 / gram.inverse()?.at(soreness, soreness);
    let rounding = step * step / 12.0;
    // METHOD: never more than half of what is left of S, so that the matrix stays positive definite.
    let correction = (rows * rounding / variance(&frame.soreness)?).min(0.5 * unexplained);
    gram.add(soreness, soreness, -correction);
    let inverse = gram.inverse()?;
    let moments: Vec<f64> = columns.iter().map(|column| dot(column, &frame.outcome)).collect();
    let beta = inverse.times(&moments);

    let direction = inverse.row(CHOICE);
    let shift = direction[soreness] * correction * beta[soreness] / rows;
    let mut variance_sum = 0.0;
    for (row, outcome) in frame.outcome.iter().enumerate() {
        let fitted: f64 = columns.iter().zip(&beta).map(|(column, b)| column[row] * b).sum();
        let weight: f64 = columns.iter().zip(direction).map(|(column, g)| column[row] * g).sum();
        let score = weight * (outcome - fitted) + shift;
        variance_sum += score * score / free_share(fit.leverage[row]);
    }
    Some((beta[CHOICE], variance_sum.sqrt()))
}
