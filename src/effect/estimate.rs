//! The estimators: a regression coefficient with its HC2 standard error, and the headline, which also
//! corrects for the rounding of soreness.

use super::frame::Frame;
use super::linear::{Basis, Symmetric, dot};
use super::small_sample::{bell_mccaffrey, free_share, with_interval};
use super::{Estimate, Settings};
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
    /// Corrected for rounding and weekdays, with its interval.
    pub estimate: Estimate,
    /// The fit without either.
    pub fit: Fit,
}

/// The headline: least squares with seven weekday columns, each shrunken towards no difference, and corrected
/// for the rounding of today's soreness to the step of the scale (0 for a slider: no correction). Reported
/// soreness is the felt one plus a rounding error of variance step²/12 (Sheppard), which attenuates its
/// coefficient and leaves some confounding behind.
///
/// # Errors
/// See [`NoEstimate`].
// METHOD: docs/method.md, "Model". A ridge of σ² / (4 % of the range)² is the prior that a weekday moves soreness by
// 0.4 points on 0-10, give or take: free columns would cost a short log its degrees of freedom, none leave
// the weekend in (bias -0.125 against -0.018 where it eases both choice and soreness).
pub fn primary(frame: &Frame, settings: &Settings) -> Result<Primary, NoEstimate> {
    adjusted(frame, &frame.choice(), settings)
}

/// As [`primary`], for the coefficient of another column than the choice.
///
/// # Errors
/// See [`NoEstimate`].
pub fn adjusted(frame: &Frame, column: &[f64], settings: &Settings) -> Result<Primary, NoEstimate> {
    const WEEKDAY_SD: f64 = 0.04;
    let (design, fit) = Design::of(frame, column)?;
    let ridge = (fit.sigma / (WEEKDAY_SD * settings.range())).powi(2);
    let shrunken = design.with_weekdays(frame, ridge).corrected(frame, settings.step);
    let (estimate, se) = shrunken.unwrap_or((fit.estimate, fit.se));
    Ok(Primary { estimate: with_interval(estimate, se, fit.df), fit })
}

/// The headline without weekday columns, corrected for rounding alone.
///
/// # Errors
/// See [`NoEstimate`].
pub fn without_weekday(frame: &Frame, step: f64) -> Result<Primary, NoEstimate> {
    let (design, fit) = Design::of(frame, &frame.choice())?;
    let rounded = step > 0.0 && design.soreness.is_some();
    let corrected = if rounded { design.corrected(frame, step) } else { None };
    let (estimate, se) = corrected.unwrap_or((fit.estimate, fit.se));
    Ok(Primary { estimate: with_interval(estimate, se, fit.df), fit })
}

/// Columns of a model with a ridge each: intercept, choice (or what else is asked about), covariates, perhaps weekdays.
struct Design {
    columns: Vec<Vec<f64>>,
    ridge: Vec<f64>,
    /// Place of this morning's soreness; `None`: all mornings alike.
    soreness: Option<usize>,
    /// Hat values, once they are not those of the least squares fit.
    leverage: Option<Vec<f64>>,
    least_squares: Vec<f64>,
}

impl Design {
    const CHOICE: usize = 1;
    /// A row that the model fits by itself says nothing about the error; its weight is kept in bounds.
    const MOST_LEVERAGE: f64 = 0.999;

    fn of(frame: &Frame, column: &[f64]) -> Result<(Self, Fit), NoEstimate> {
        let (names, covariates) = frame.standardised();
        let fit = Fit::new(&frame.outcome, column, &covariates)?;
        let kept = names.iter().zip(covariates).zip(&fit.kept).filter(|(_, kept)| **kept);
        let (names, covariates): (Vec<&str>, Vec<Vec<f64>>) =
            kept.map(|((name, column), _)| (*name, column)).unzip();
        let soreness = names.iter().position(|name| *name == "S").map(|place| place + 2);
        let columns: Vec<Vec<f64>> =
            [vec![1.0; frame.rows()], column.to_vec()].into_iter().chain(covariates).collect();
        let ridge = vec![0.0; columns.len()];
        Ok((Self { columns, ridge, soreness, leverage: None, least_squares: fit.leverage.clone() }, fit))
    }

    fn with_weekdays(mut self, frame: &Frame, ridge: f64) -> Self {
        for mut weekday in frame.weekdays() {
            let share = dot(&weekday, &weekday) / frame.rows() as f64;
            weekday.iter_mut().for_each(|value| *value -= share);
            self.columns.push(weekday);
            self.ridge.push(ridge);
        }
        self.leverage = self.penalised_leverage();
        self
    }

    fn penalised(&self, gram: &Symmetric) -> Symmetric {
        let mut penalised = gram.clone();
        self.ridge.iter().enumerate().for_each(|(place, ridge)| penalised.add(place, place, *ridge));
        penalised
    }

    fn row(&self, row: usize) -> Vec<f64> {
        self.columns.iter().map(|column| column[row]).collect()
    }

    fn penalised_leverage(&self) -> Option<Vec<f64>> {
        let inverse = self.penalised(&Symmetric::gram(&self.columns)).inverse()?;
        let of_row = |row: usize| {
            let x = self.row(row);
            dot(&inverse.times(&x), &x).min(Self::MOST_LEVERAGE)
        };
        Some((0..self.least_squares.len()).map(of_row).collect())
    }

    /// What is taken off the square of soreness for its rounding.
    // METHOD: never more than half of what is left of S, so that the matrix stays positive definite.
    fn rounding(&self, soreness: usize, frame: &Frame, step: f64) -> Option<f64> {
        let others: Vec<Vec<f64>> = (1..self.columns.len())
            .filter(|place| *place != soreness)
            .map(|i| self.columns[i].clone())
            .collect();
        let (basis, _) = Basis::with_intercept(frame.rows(), &others);
        let left = basis.residual(self.columns.get(soreness)?);
        let rounding = frame.rows() as f64 * step * step / 12.0;
        Some((rounding / variance(&frame.soreness)?).min(0.5 * dot(&left, &left)))
    }

    /// Estimate and standard error; `None` when the columns cannot be told apart.
    fn corrected(&self, frame: &Frame, step: f64) -> Option<(f64, f64)> {
        let correction = self.soreness.and_then(|place| Some((place, self.rounding(place, frame, step)?)));
        let mut gram = self.penalised(&Symmetric::gram(&self.columns));
        if let Some((place, taken)) = correction {
            gram.add(place, place, -taken);
        }
        let inverse = gram.inverse()?;
        let moments: Vec<f64> = self.columns.iter().map(|column| dot(column, &frame.outcome)).collect();
        let beta = inverse.times(&moments);
        let direction = inverse.row(Self::CHOICE);
        let shift = correction
            .map_or(0.0, |(place, taken)| direction[place] * taken * beta[place] / frame.rows() as f64);
        let leverage = self.leverage.as_ref().unwrap_or(&self.least_squares);
        let squares = frame.outcome.iter().zip(leverage).enumerate().map(|(row, (outcome, leverage))| {
            let x = self.row(row);
            let score = dot(direction, &x) * (outcome - dot(&beta, &x)) + shift;
            score * score / free_share(*leverage)
        });
        Some((beta[Self::CHOICE], squares.sum::<f64>().sqrt()))
    }
}
