//! Cohort: the group's report: the group first, then who can be answered, who needs how many more days, and whose
//! log is stale.

mod forest;
mod page;
mod words;

use serde_json::{Value, json};

use crate::cohort::group::{Group, Member, Standing};
use crate::error::Result;
use crate::output::OutputFile;
use crate::render::figure::Medium;
use crate::text::number::six_digits;

pub use words::terminal;

/// `report.html`, `report.md`, `report.png` and `summary.json` of a group; no picture without an estimate.
///
/// # Errors
/// When the page could not be made.
pub fn render(group: &Group) -> Result<Vec<OutputFile>> {
    let file = |path: &str, text: String| OutputFile { path: path.to_owned(), bytes: text.into_bytes() };
    let mut files = vec![
        file("report.html", page::page(group)?),
        file("report.md", words::markdown(group)),
        file("summary.json", summary_json(group)),
    ];
    if let Some(forest) = forest::draw(group, Medium::File) {
        files.push(OutputFile { path: "report.png".into(), bytes: forest.png()? });
    }
    Ok(files)
}

/// A name as a part of a URL's path (RFC 3986, section 2.3: letters, digits and `-._~` stay).
#[must_use]
pub fn url(name: &str) -> String {
    name.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
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
        "on_the_way": count(|member| member.standing() == Standing::OnTheWay),
        "without_log": count(|member| member.standing() == Standing::NoLog),
        "without_result": count(|member| member.result.error.is_some()),
        "archives_of_two": count(|member| member.result.two_runners.is_some()),
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
