//! XML: text and times as both XML writers put them down.

use jiff::Timestamp;

use crate::activity::{Activity, Pause, Sample};
use crate::units::UtcMillis;

/// `text` for element content and attribute values. Characters that XML 1.0 cannot hold are left out.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c.is_control() || c == '\u{FFFE}' || c == '\u{FFFF}' => {}
            c => out.push(c),
        }
    }
    out
}

/// `2023-01-02T13:45:00Z`, with milliseconds where there are some; `None` beyond the year 9999.
#[must_use]
pub fn time(time: UtcMillis) -> Option<String> {
    Timestamp::from_millisecond(time.0).ok().map(|t| t.to_string())
}

/// Cadence of both feet, steps/min, as the files have it: cycles of one foot, 0..=254.
#[must_use]
pub fn one_foot(cadence_spm: f32) -> u8 {
    (cadence_spm / 2.0).round().clamp(0.0, 254.0) as u8
}

/// `samples` cut where a pause of `activity` ends. No piece is empty.
#[must_use]
pub fn without_pauses<'a>(activity: &Activity, samples: &'a [Sample]) -> Vec<&'a [Sample]> {
    let paused_between = |a: &Sample, b: &Sample| {
        activity.pauses.iter().any(|pause| pause.to > a.time && pause.to <= b.time && pause.from >= a.time)
    };
    samples.chunk_by(|a, b| !paused_between(a, b)).collect()
}

/// Seconds of `pauses` between `from` and `to`.
#[must_use]
pub fn paused_s(pauses: &[Pause], from: UtcMillis, to: UtcMillis) -> f64 {
    pauses.iter().map(|p| p.to.min(to).seconds_since(p.from.max(from)).max(0.0)).sum()
}
