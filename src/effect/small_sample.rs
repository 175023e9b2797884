//! Small samples: Bell-McCaffrey degrees of freedom and Student's t.

use statrs::distribution::{Continuous, ContinuousCDF, Normal, StudentsT};

use super::Estimate;
use super::linear::{Basis, dot};

/// Satterthwaite degrees of freedom of the HC2 variance of one coefficient, at least 1
/// (Bell & McCaffrey 2002; Imbens & Kolesár 2016). O(n p²).
///
/// `basis` spans all other columns, `treated` is the coefficient's column made orthogonal to them,
/// `information` its squared length, `leverage` the diagonal of the hat matrix.
#[must_use]
pub fn bell_mccaffrey(basis: &Basis, treated: &[f64], information: f64, leverage: &[f64]) -> f64 {
    let length = information.sqrt();
    let weights: Vec<f64> = treated
        .iter()
        .zip(leverage)
        .map(|(a, h)| (a / information) * (a / information) / free_share(*h))
        .collect();
    let mut columns: Vec<Vec<f64>> = basis.columns().to_vec();
    columns.push(treated.iter().map(|a| a / length).collect());

    let trace: f64 = weights.iter().zip(leverage).map(|(g, h)| g * (1.0 - h)).sum();
    let diagonal: f64 = weights.iter().zip(leverage).map(|(g, h)| g * g * (1.0 - 2.0 * h)).sum();
    let mut cross = 0.0;
    for (i, a) in columns.iter().enumerate() {
        let weighted: Vec<f64> = a.iter().zip(&weights).map(|(a, g)| a * g).collect();
        for (j, b) in columns.iter().enumerate().take(i + 1) {
            let entry = dot(&weighted, b);
            cross += if i == j { entry * entry } else { 2.0 * entry * entry };
        }
    }
    let df = trace * trace / (diagonal + cross);
    if df.is_finite() { df.max(1.0) } else { 1.0 }
}

/// 1 - leverage, kept off zero: a row that the model fits by itself says nothing about the error.
#[must_use]
pub fn free_share(leverage: f64) -> f64 {
    (1.0 - leverage).max(1e-10)
}

/// Quantile of Student's t with `df` (may be fractional) degrees of freedom; 0 < `probability` < 1.
/// Without degrees of freedom it is infinite, its limit as they go to 0: nothing is known then, and
/// the interval is the whole line.
#[must_use]
pub fn t_quantile(probability: f64, df: f64) -> f64 {
    let tail = probability.min(1.0 - probability);
    if tail >= 0.5 {
        return 0.0;
    }
    let Ok(student) = StudentsT::new(0.0, 1.0, df) else {
        return if probability < 0.5 { f64::NEG_INFINITY } else { f64::INFINITY };
    };
    // METHOD: statrs inverts the incomplete beta to about 1e-7 only, and slowly; Newton on the upper tail, kept
    // inside a bracket, brings the quantile to machine precision from any beginning.
    let mut t = near_quantile(tail, df);
    let (mut low, mut high) = (0.0_f64, f64::INFINITY);
    for _ in 0..60 {
        let excess = student.sf(t) - tail;
        if excess > 0.0 {
            low = t;
        } else {
            high = t;
        }
        let mut next = t + excess / student.pdf(t);
        if !(next > low && next < high) {
            next = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * low + 1.0 };
        }
        let done = (next - t).abs() <= 1e-14 * t.abs();
        t = next;
        if done {
            break;
        }
    }
    if probability < 0.5 { -t } else { t }
}

/// The upper quantile of Student's t, nearly: the expansion about the normal quantile (Abramowitz & Stegun
/// 26.7.5), to 1e-4 from about 5 degrees of freedom on.
fn near_quantile(tail: f64, df: f64) -> f64 {
    let z = Normal::standard().inverse_cdf(1.0 - tail);
    let z2 = z * z;
    let first = (z2 + 1.0) / 4.0;
    let second = ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let third = (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    z * (1.0 + (first + (second + third / df) / df) / df)
}

/// Two-sided p value of a t statistic.
#[must_use]
pub fn two_sided_p(t: f64, df: f64) -> f64 {
    match StudentsT::new(0.0, 1.0, df) {
        Ok(student) if t.is_finite() => (2.0 * student.sf(t.abs())).min(1.0),
        _ if t.is_infinite() => 0.0,
        _ => 1.0,
    }
}

/// Estimate with its 95 % interval and p value by Student's t.
#[must_use]
pub fn with_interval(estimate: f64, se: f64, df: f64) -> Estimate {
    let reach = t_quantile(0.975, df) * se;
    let p = if se > 0.0 { two_sided_p(estimate / se, df) } else { 1.0 };
    Estimate { estimate, low: estimate - reach, high: estimate + reach, se, df, p }
}
