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
    with_sign(value, 2)
}

fn with_sign(value: f64, places: usize) -> String {
    let text = decimals(value, places);
    let zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if zero || text.starts_with('−') { text } else { format!("+{text}") }
}

/// Decimals with which the rounded `value` is on the same side of each mark as the value is; `least` or more, six at
/// most. An end of an interval at -0.003 is no 0.00: the interval excludes 0, and so does what is said of it.
#[must_use]
pub fn places(value: f64, marks: &[f64], least: usize) -> usize {
    let kept = |places: &usize| {
        let rounded = format!("{value:.places$}", places = *places).parse().unwrap_or(value);
        marks.iter().all(|mark| f64::partial_cmp(&rounded, mark) == value.partial_cmp(mark))
    };
    (least..=6).find(kept).unwrap_or(least)
}

/// Decimals of an estimate: enough to be on its side of 0 where its interval excludes 0; `least` or more.
#[must_use]
pub fn estimate_places((value, low, high): (f64, f64, f64), least: usize) -> usize {
    if low > 0.0 || high < 0.0 { places(value, &[0.0], least) } else { least }
}

/// The size of an end of an interval, never 0.00 for one that is not 0.
#[must_use]
pub fn end(value: f64) -> String {
    decimals(value.abs(), places(value, &[0.0], 2))
}

/// `low to high`, both with their sign, and off 0 where they are.
#[must_use]
pub fn interval(low: f64, high: f64) -> String {
    let [low, high] = [low, high].map(|end| with_sign(end, places(end, &[0.0], 2)));
    format!("{low} to {high}")
}

/// `−0.51`, off 0 where its interval is.
#[must_use]
pub fn beside_interval(value: f64, low: f64, high: f64) -> String {
    with_sign(value, estimate_places((value, low, high), 2))
}

/// `−0.51 (−0.76 to −0.27)`.
#[must_use]
pub fn estimate(value: f64, low: f64, high: f64) -> String {
    format!("{} ({})", beside_interval(value, low, high), interval(low, high))
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

/// A small number in letters: `four`.
#[must_use]
pub fn spelled(n: u32) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    words.get(n as usize).map_or_else(|| n.to_string(), |word| (*word).to_owned())
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
