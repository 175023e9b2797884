//! Does the answer hang on treating the scale as numbers? Proportional-odds regression, then the
//! mean soreness that it predicts for each row after an easy run and after rest (g-computation).

use super::Estimate;
use super::estimate::Fit;
use super::frame::Frame;
use super::linear::{Symmetric, add_scaled, dot};
use super::overlap_weighted::expit;
use super::small_sample::with_interval;

/// More distinct answers than this are a slider, not a scale.
const MOST_LEVELS: usize = 25;

/// Keeps slopes finite when a column separates the answers.
const RIDGE: f64 = 1e-3;

/// The effect in points by a proportional-odds model of the outcome (McCullagh 1980), with a
/// sandwich standard error and the degrees of freedom of the least squares fit.
///
/// # Errors
/// In words, why there is none: too many levels, or no convergence.
pub fn proportional_odds(frame: &Frame, fit: &Fit) -> Result<Estimate, &'static str> {
    let mut model = Model::new(frame, fit)?;
    model.maximise().ok_or("the proportional-odds model did not converge")?;
    let (effect, gradient) = model.effect();
    let (_, _, curvature) = model.likelihood();
    let inverse = curvature.inverse().ok_or("the proportional-odds model did not converge")?;
    let direction = inverse.times(&gradient);
    let scores: f64 = (0..model.rows()).map(|row| dot(&model.score(row), &direction).powi(2)).sum();
    let rows = model.rows() as f64;
    let inflation = rows / (rows - fit.columns as f64);
    Ok(with_interval(effect, (scores * inflation).sqrt(), fit.df))
}

/// P(outcome <= level k | x) = expit(cut_k - x·slope); the first entry of x is the choice.
struct Model {
    /// Distinct outcomes, ascending.
    levels: Vec<f64>,
    /// Level of each row.
    level: Vec<usize>,
    /// Choice and covariates of each row.
    x: Vec<Vec<f64>>,
    /// Cut points (one fewer than levels), then slopes.
    theta: Vec<f64>,
}

/// First and second derivatives of a row's log-likelihood by its upper and lower cut.
struct Derivatives {
    log_likelihood: f64,
    upper: f64,
    lower: f64,
    upper2: f64,
    lower2: f64,
    mixed: f64,
}

impl Model {
    fn new(frame: &Frame, fit: &Fit) -> Result<Self, &'static str> {
        let mut levels = frame.outcome.clone();
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        if levels.len() > MOST_LEVELS {
            return Err("a slider has no steps for this check");
        }
        if levels.len() < 2 {
            return Err("soreness the morning after does not vary");
        }
        let (_, covariates) = frame.standardised();
        let mut columns = vec![frame.choice()];
        columns.extend(
            covariates.into_iter().zip(&fit.kept).filter(|(_, kept)| **kept).map(|(column, _)| column),
        );
        let level: Vec<usize> =
            frame.outcome.iter().map(|y| levels.partition_point(|level| level < y)).collect();
        let rows = frame.rows() as f64;
        let mut theta: Vec<f64> = (1..levels.len())
            .map(|cut| {
                let below = level.iter().filter(|level| **level < cut).count() as f64 / rows;
                (below / (1.0 - below)).ln()
            })
            .collect();
        theta.extend(std::iter::repeat_n(0.0, columns.len()));
        let x = (0..frame.rows()).map(|row| columns.iter().map(|column| column[row]).collect()).collect();
        Ok(Self { levels, level, x, theta })
    }

    fn rows(&self) -> usize {
        self.x.len()
    }

    fn cuts(&self) -> usize {
        self.levels.len() - 1
    }

    fn linear(&self, row: usize) -> f64 {
        dot(&self.x[row], &self.theta[self.cuts()..])
    }

    /// Newton's method with step halving; `None` without convergence.
    fn maximise(&mut self) -> Option<()> {
        let (mut best, mut gradient, mut curvature) = self.likelihood();
        for _ in 0..60 {
            let step = curvature.solve(&gradient)?;
            let start = self.theta.clone();
            let mut size = 1.0;
            loop {
                self.theta.clone_from(&start);
                add_scaled(&mut self.theta, size, &step);
                let ordered = self.theta[..self.cuts()].windows(2).all(|pair| pair[0] < pair[1]);
                if ordered {
                    let (value, next_gradient, next_curvature) = self.likelihood();
                    if value >= best - 1e-9 * best.abs() {
                        (best, gradient, curvature) = (value, next_gradient, next_curvature);
                        break;
                    }
                }
                size *= 0.5;
                if size < 1e-6 {
                    return None;
                }
            }
            if size == 1.0 && step.iter().all(|step| step.abs() < 1e-8) {
                return Some(());
            }
        }
        None
    }

    fn derivatives(&self, row: usize) -> Derivatives {
        let (level, eta) = (self.level[row], self.linear(row));
        // Distribution function, density and its slope at a cut; 1 or 0 beyond the outer ones.
        let at = |cut: f64| {
            let f = expit(cut - eta);
            let density = f * (1.0 - f);
            (f, density, density * (1.0 - 2.0 * f))
        };
        let (above, da, sa) = if level < self.cuts() { at(self.theta[level]) } else { (1.0, 0.0, 0.0) };
        let (below, db, sb) = if level > 0 { at(self.theta[level - 1]) } else { (0.0, 0.0, 0.0) };
        let p = (above - below).max(1e-300);
        Derivatives {
            log_likelihood: p.ln(),
            upper: da / p,
            lower: -db / p,
            upper2: sa / p - (da / p).powi(2),
            lower2: -sb / p - (db / p).powi(2),
            mixed: da * db / (p * p),
        }
    }

    /// A row's derivative of the log-likelihood by all parameters.
    fn score(&self, row: usize) -> Vec<f64> {
        let d = self.derivatives(row);
        let mut score = vec![0.0; self.theta.len()];
        let level = self.level[row];
        if level < self.cuts() {
            score[level] = d.upper;
        }
        if level > 0 {
            score[level - 1] = d.lower;
        }
        for (entry, x) in score[self.cuts()..].iter_mut().zip(&self.x[row]) {
            *entry = -(d.upper + d.lower) * x;
        }
        score
    }

    /// Penalised log-likelihood, its gradient, and minus its second derivatives.
    fn likelihood(&self) -> (f64, Vec<f64>, Symmetric) {
        let (cuts, size) = (self.cuts(), self.theta.len());
        let (mut value, mut gradient, mut curvature) = (0.0, vec![0.0; size], Symmetric::zeros(size));
        for row in 0..self.rows() {
            let (d, x, level) = (self.derivatives(row), &self.x[row], self.level[row]);
            value += d.log_likelihood;
            // The cuts that this row touches: place, slope, own curvature, curvature with the line.
            let touched = [
                (level < cuts).then_some((level, d.upper, d.upper2, d.upper2 + d.mixed)),
                (level > 0).then(|| (level - 1, d.lower, d.lower2, d.lower2 + d.mixed)),
            ];
            for (cut, slope, own, with_line) in touched.into_iter().flatten() {
                gradient[cut] += slope;
                curvature.add(cut, cut, -own);
                for (j, x) in x.iter().enumerate() {
                    curvature.add(cut, cuts + j, with_line * x);
                    curvature.add(cuts + j, cut, with_line * x);
                }
            }
            if level > 0 && level < cuts {
                curvature.add(level, level - 1, -d.mixed);
                curvature.add(level - 1, level, -d.mixed);
            }
            let line = d.upper2 + 2.0 * d.mixed + d.lower2;
            for (i, xi) in x.iter().enumerate() {
                gradient[cuts + i] -= (d.upper + d.lower) * xi;
                for (j, xj) in x.iter().enumerate() {
                    curvature.add(cuts + i, cuts + j, -line * xi * xj);
                }
            }
        }
        for (entry, slope) in gradient[cuts..].iter_mut().zip(&self.theta[cuts..]) {
            value -= 0.5 * RIDGE * slope * slope;
            *entry -= RIDGE * slope;
        }
        for slope in cuts..size {
            curvature.add(slope, slope, RIDGE);
        }
        (value, gradient, curvature)
    }

    /// Mean over rows of predicted soreness after easy minus after rest, and its derivative by the
    /// parameters.
    fn effect(&self) -> (f64, Vec<f64>) {
        let cuts = self.cuts();
        let rows = self.rows() as f64;
        let (mut effect, mut gradient) = (0.0, vec![0.0; self.theta.len()]);
        for (row, x) in self.x.iter().enumerate() {
            for (choice, sign) in [(1.0, 1.0), (0.0, -1.0)] {
                let eta = self.linear(row) + (choice - x[0]) * self.theta[cuts];
                let mut pull = 0.0;
                for (cut, pair) in self.levels.windows(2).enumerate() {
                    // Mean = highest level - Σ (gap between levels) P(outcome <= lower level).
                    let gap = pair[1] - pair[0];
                    let f = expit(self.theta[cut] - eta);
                    effect -= sign * gap * f / rows;
                    gradient[cut] -= sign * gap * f * (1.0 - f) / rows;
                    pull += gap * f * (1.0 - f);
                }
                gradient[cuts] += sign * pull * choice / rows;
                for (entry, x) in gradient[cuts + 1..].iter_mut().zip(&x[1..]) {
                    *entry += sign * pull * x / rows;
                }
            }
        }
        (effect, gradient)
    }
}
