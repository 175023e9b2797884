//! Outcome: the same question about another morning value than soreness.

use super::{Section, Table, given};
use crate::report::Report;
use crate::report::outcome::OtherOutcome;
use crate::text::{self, number, one_line, plain};

/// `None` unless another outcome was asked for.
pub(super) fn section(report: &Report) -> Option<Section> {
    let other = report.outcome.as_ref()?;
    let warnings = other.verdict.warnings.iter().map(|warning| one_line(&warning.text));
    let details = other.verdict.details.iter().map(|detail| one_line(detail));
    Some(Section {
        title: "Another outcome than soreness",
        paragraphs: vec![one_line(&other.verdict.headline), what(other)],
        list: warnings.chain(details).collect(),
        tables: vec![mornings(other)],
    })
}

/// What is compared, and on which scale.
fn what(other: &OtherOutcome) -> String {
    let OtherOutcome { outcome, scale, .. } = other;
    let unit = plain(&outcome.unit);
    let (low, high) = (number::short(scale.low), number::short(scale.high));
    let scale = if other.measured {
        format!(
            "Its own spread makes its scale, four standard deviations to either side of the mean: {low} to {high} {unit}"
        )
    } else {
        format!("It is on a scale of {low} to {high}")
    };
    let outside = match other.outside {
        0 => String::new(),
        n => format!(" {} outside of it were left out.", text::count(n, "value")),
    };
    format!(
        "{} of the next morning on {}, by the same days, method and assumptions as soreness, which is one more covariate. \
         {scale}; higher is {}.{outside} No odds are given: the trials that they begin with are about soreness.",
        capitalised(&plain(&outcome.name)),
        text::count(other.mornings, "morning"),
        other.higher(),
    )
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn mornings(other: &OtherOutcome) -> Table {
    let rows = other.analysis.lags.iter().map(|lag| {
        let [value, range] = given(lag.estimate.map(|estimate| other.own(&estimate)), lag.reason.as_ref());
        let p = lag.p_holm.map(number::p_value).unwrap_or_default();
        vec![text::count(lag.days, "morning"), value, range, number::grouped(lag.rows), p]
    });
    Table {
        caption: format!(
            "{}, easy minus rest, {}, 95 % intervals; above 0: higher ({}) after an easy run",
            capitalised(&plain(&other.outcome.name)),
            plain(&other.outcome.unit),
            other.higher()
        ),
        head: vec!["After", "Adjusted", "Interval", "Days", "p (Holm)"],
        rows: rows.collect(),
    }
}
