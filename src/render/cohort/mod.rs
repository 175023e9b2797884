//! Cohort: the group's report: the group first, then who can be answered, who needs how many more days, and whose
//! log is stale.

mod page;
mod words;

use serde_json::{Value, json};

use crate::cohort::group::{Group, Member};
use crate::error::Result;
use crate::output::OutputFile;
use crate::text::number::six_digits;

pub use words::terminal;

/// `report.html`, `report.md` and `summary.json` of a group.
///
/// # Errors
/// When the page could not be made.
pub fn render(group: &Group) -> Result<Vec<OutputFile>> {
    let file = |path: &str, text: String| OutputFile { path: path.to_owned(), bytes: text.into_bytes() };
    Ok(vec![
        file("report.html", page::page(group)?),
        file("report.md", words::markdown(group)),
        file("summary.json", summary_json(group)),
    ])
}

/// `summary.json`, with a line feed at its end. Effects of the group are shares of the scale.
#[must_use]
pub fn summary_json(group: &Group) -> String {
    let count = |chosen: fn(&Member) -> bool| group.members.iter().filter(|member| chosen(member)).count();
    let pooled = group.pooled.map(|pooled| {
        json!({
            "runners": pooled.runners,
            "mean": number(pooled.mean), "low": number(pooled.low), "high": number(pooled.high),
            "se": number(pooled.se),
            "tau2": number(pooled.between), "tau2_low": number(pooled.between_low),
            "tau2_high": number(pooled.between_high),
            "q": number(pooled.q), "q_p": number(pooled.q_p), "i2": number(pooled.i2),
            "new_runner": pooled.new_runner.map(|(low, high)| [number(low), number(high)]),
        })
    });
    let moderators: Vec<Value> = group
        .moderators
        .iter()
        .map(|moderator| {
            json!({
                "name": moderator.name,
                "label": moderator.label,
                "exploratory": true,
                "runners": moderator.slope.map(|slope| slope.runners),
                "slope": moderator.slope.map(|slope| number(slope.slope)),
                "low": moderator.slope.map(|slope| number(slope.low)),
                "high": moderator.slope.map(|slope| number(slope.high)),
                "p": moderator.slope.map(|slope| number(slope.p)),
            })
        })
        .collect();
    let summary = json!({
        "schema": 1,
        "version": env!("CARGO_PKG_VERSION"),
        "sentence": group.sentence(),
        "runners": group.members.len(),
        "in_pool": group.in_pool(),
        "answered": count(Member::is_answered),
        "stale_logs": count(Member::is_stale),
        "without_result": count(|member| member.result.error.is_some()),
        "last_day": group.last_day.map(|day| day.to_string()),
        "unit": "share of each runner's scale",
        "pooled": pooled,
        "moderators": moderators,
    });
    // Text, finite numbers and string keys: nothing in it can fail to serialise.
    serde_json::to_string_pretty(&summary).unwrap_or_default() + "\n"
}

/// A number with six significant digits.
fn number(value: f64) -> Option<f64> {
    six_digits(value)
}
