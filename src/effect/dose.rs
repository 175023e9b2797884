//! Dose: minutes of easy running against soreness the morning after, each compared with rest.

use super::diagnostics::{DosePoint, DoseResponse};
use super::eligible::{Record, value};
use super::estimate::Fit;
use super::frame::Frame;
use super::gate::{MIN_ARM, MIN_DF};
use crate::stats::quantile;

/// Fewest easy days with known minutes.
pub const MIN_EASY: usize = 30;
/// Points on the curve, at most; fewer where whole minutes coincide.
const POINTS: usize = 7;

/// The curve over the middle 90 % of the runner's easy minutes. `None` with fewer than 30 easy days of known
/// length or 10 rest days, and when easy runs hardly differ in length (quartiles coincide).
// METHOD: least squares with the covariates of the headline; the choice is replaced by "easy" and a restricted
// cubic spline of minutes with knots at the runner's quartiles (linear outside them: Harrell 2015,
// section 2.4.5). The curve need not pass through 0 at 0 minutes: there are no such runs. Without the
// rounding correction, so that it may lie a few hundredths below the headline.
#[must_use]
pub fn dose(record: &Record<'_>, frame: &Frame) -> Option<DoseResponse> {
    let minutes = |day: usize| value(&record.log.easy_min, day).filter(|minutes| *minutes > 0.0);
    let rows = frame.filter(&|row| !frame.treated[row] || minutes(frame.days[row]).is_some());
    let of_row: Vec<Option<f64>> =
        rows.days.iter().zip(&rows.treated).map(|(day, easy)| minutes(*day).filter(|_| *easy)).collect();
    let mut easy_min: Vec<f64> = of_row.iter().flatten().copied().collect();
    easy_min.sort_by(f64::total_cmp);
    if easy_min.len() < MIN_EASY || rows.rows() - easy_min.len() < MIN_ARM {
        return None;
    }
    let at = |p: f64| quantile(&easy_min, p);
    let knots = [at(0.25)?, at(0.5)?, at(0.75)?];
    if knots[1] - knots[0] < 1.0 || knots[2] - knots[1] < 1.0 {
        return None;
    }
    let points: Option<Vec<DosePoint>> = whole_minutes(at(0.05)?, at(0.95)?)
        .into_iter()
        .map(|minutes| contrast(&rows, &of_row, knots, minutes))
        .collect();
    Some(DoseResponse { points: points?, rows: rows.rows(), easy_min })
}

/// Evenly spaced whole minutes from `low` to `high`, inside both.
fn whole_minutes(low: f64, high: f64) -> Vec<f64> {
    let (low, high) = (low.ceil(), high.floor());
    let mut minutes: Vec<f64> =
        (0..POINTS).map(|point| (low + (high - low) * point as f64 / (POINTS - 1) as f64).round()).collect();
    minutes.dedup();
    minutes
}

/// Easy runs of `at` minutes minus rest.
// The spline is centred at `at`, so that the contrast is the coefficient of "easy" itself.
fn contrast(rows: &Frame, minutes: &[Option<f64>], knots: [f64; 3], at: f64) -> Option<DosePoint> {
    let (_, mut columns) = rows.standardised();
    let there = spline(at, knots);
    for (term, there) in there.into_iter().enumerate() {
        // A rest day has no minutes and takes no part in the curve.
        let column = minutes.iter().map(|minutes| minutes.map_or(0.0, |m| spline(m, knots)[term] - there));
        columns.push(column.collect());
    }
    let fit = Fit::new(&rows.outcome, &rows.choice(), &columns).ok()?;
    let sound = fit.se > 1e-9 && fit.df >= 0.5 * MIN_DF;
    sound.then(|| DosePoint { minutes: at, estimate: fit.interval() })
}

/// Linear and cubic term of a restricted cubic spline with three knots.
// Of the size of the other columns: what they span is the same, but a column of a million beside one of
// ones and zeros would be what all the others are negligible to.
fn spline(x: f64, [a, b, c]: [f64; 3]) -> [f64; 2] {
    let cube = |knot: f64| (x - knot).max(0.0).powi(3);
    let bend = cube(a) - cube(b) * (c - a) / (c - b) + cube(c) * (b - a) / (c - b);
    [(x - b) / (c - a), bend / (c - a).powi(3)]
}
