//! Stats: mean, variance, median and quantile of a column.

/// Mean of a column; `None` when it is empty.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Population variance (divisor n) of a column; `None` when it is empty.
#[must_use]
pub fn variance(values: &[f64]) -> Option<f64> {
    let centre = mean(values)?;
    Some(values.iter().map(|v| (v - centre).powi(2)).sum::<f64>() / values.len() as f64)
}

/// Median (mean of the middle two for an even count); `None` when there is no value.
#[must_use]
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    match (n, n % 2) {
        (0, _) => None,
        (_, 1) => values.get(n / 2).copied(),
        _ => Some(0.5 * (values[n / 2 - 1] + values[n / 2])),
    }
}

/// Quantile of sorted values by linear interpolation between order statistics (Hyndman & Fan 1996,
/// type 7), `p` in 0..=1; `None` when there is no value.
#[must_use]
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let at = p * (sorted.len().checked_sub(1)? as f64);
    let (low, high) = (sorted.get(at.floor() as usize)?, sorted.get(at.ceil() as usize)?);
    Some(low + (at - at.floor()) * (high - low))
}

/// Median; `None` with fewer than `at_least` values, or without any.
#[must_use]
pub fn median_of(values: Vec<f64>, at_least: usize) -> Option<f64> {
    if values.len() < at_least { None } else { median(values) }
}
