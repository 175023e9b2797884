//! The metrics as a document: `docs/metrics.md`, written from the table and nothing else.

use std::fmt::Write as _;

use super::{METRICS, Metric};

/// The text of `docs/metrics.md`.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from(
        "# Metrics\n\nEvery column that `activities.csv` has for what a run cost. Written from the table in\n`src/measure/`; a metric that could not be measured is an empty cell, never 0.\n",
    );
    for metric in METRICS {
        section(&mut text, metric);
    }
    text
}

fn section(text: &mut String, m: &Metric) {
    let unit = if m.unit.is_empty() { String::new() } else { format!(", {}", m.unit) };
    // Writing into a String cannot fail.
    let _ = write!(text, "\n## {} (`{}`{unit})\n\n{}\n", m.title, m.column, m.what_it_says);
    for (name, fact) in [
        ("Formula", m.formula),
        ("Needs", m.needs),
        ("Typical values", m.typical),
        ("Evidence", m.evidence),
        ("Reference", m.reference),
    ] {
        let _ = write!(text, "\n- **{name}**: {fact}");
    }
    text.push('\n');
}
