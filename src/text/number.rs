//! Numbers as a reader sees them: sensible digits, a real minus sign, never "-0.00".

use crate::units::Units;

/// Two decimals: points of the soreness scale.
#[must_use]
pub fn points(value: f64) -> String {
    decimals(value, 2)
}

/// Two decimals, always with a sign: differences of points.
#[must_use]
pub fn signed(value: f64) -> String {
    let text = points(value);
    if text.starts_with('−') || text == "0.00" { text } else { format!("+{text}") }
}

/// `low to high`, both with their sign.
#[must_use]
pub fn interval(low: f64, high: f64) -> String {
    format!("{} to {}", signed(low), signed(high))
}

/// `−0.51 (−0.76 to −0.27)`.
#[must_use]
pub fn estimate(value: f64, low: f64, high: f64) -> String {
    format!("{} ({})", signed(value), interval(low, high))
}

/// A p value: `p < 0.001`, `p = 0.032`, `p = 0.41`.
#[must_use]
pub fn p_value(p: f64) -> String {
    if p < 0.001 {
        "p < 0.001".to_owned()
    } else if p < 0.1 {
        format!("p = {p:.3}")
    } else {
        format!("p = {p:.2}")
    }
}

/// A share 0..=1 as whole percent.
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A confidence level 0..=1: `95 %`, `99.5 %`.
#[must_use]
pub fn level(level: f64) -> String {
    format!("{} %", trimmed(decimals(level * 100.0, 1)))
}

/// Fixed decimals, no trailing zeros.
#[must_use]
pub fn short(value: f64) -> String {
    trimmed(decimals(value, if value.abs() < 10.0 { 2 } else { 1 }))
}

/// A pace in s/km as `4:15 /km` or `6:50 /mi`.
#[must_use]
pub fn pace(seconds_per_km: f64, units: Units) -> String {
    let (seconds, unit) = units.pace(seconds_per_km);
    let seconds = seconds.round() as i64;
    format!("{}:{:02} {unit}", seconds / 60, seconds % 60)
}

/// A distance in m as `12.3 km`, `1,234 km`, `7.6 mi`.
#[must_use]
pub fn distance(metres: f64, units: Units) -> String {
    let (value, unit) = units.distance(metres);
    match value {
        v if v < 100.0 => format!("{} {unit}", decimals(v, 1)),
        v => format!("{} {unit}", grouped(v.round() as usize)),
    }
}

/// A descent in m as `12,345 m` or `40,502 ft`.
#[must_use]
pub fn height(metres: f64, units: Units) -> String {
    let (value, unit) = units.height(metres);
    format!("{} {unit}", grouped(value.round().max(0.0) as usize))
}

/// Thousands set apart: `12,345`.
#[must_use]
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Fixed decimals with a real minus sign.
#[must_use]
pub fn decimals(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    match text.strip_prefix('-') {
        Some(digits) if digits.bytes().all(|b| matches!(b, b'0' | b'.')) => digits.to_owned(),
        Some(digits) => format!("−{digits}"),
        None => text,
    }
}

fn trimmed(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Rounded to six significant digits: what machines get. `None` when not finite.
#[must_use]
pub fn six_digits(value: f64) -> Option<f64> {
    value.is_finite().then(|| format!("{value:.5e}").parse().unwrap_or(value) + 0.0)
}
