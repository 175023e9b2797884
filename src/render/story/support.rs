//! What supports the answer: what made this runner sore, trials on others, and what the
//! metrics mean.

use super::{Section, Table};
use crate::effect::Analysis;
use crate::measure::{METRICS, Metric};
use crate::text::{number, one_line};
use crate::units::Units;

/// What the profile of the days before says; `None` without a profile.
pub(super) fn what_made_me_sore(analysis: &Analysis, units: Units) -> Option<Section> {
    let profile = analysis.diagnostics.profile.as_ref()?;
    let mut paragraphs: Vec<String> = profile.sentences.iter().map(|s| one_line(s)).collect();
    if paragraphs.is_empty() {
        return None;
    }
    if let Some(metres) = profile.typical_descent_m {
        paragraphs.push(format!("A typical descent of yours is {}.", number::height(metres, units)));
    }
    paragraphs.push(
        "These are associations, each with the others held equal. Training that is planned around soreness blurs them."
            .to_owned(),
    );
    Some(Section { title: "What made me sore", paragraphs, list: Vec::new(), tables: Vec::new() })
}

/// What is known from other people; `None` when nothing is cited.
pub(super) fn trials_on_others(analysis: &Analysis) -> Option<Section> {
    let list: Vec<String> = analysis.diagnostics.evidence.iter().map(|s| one_line(s)).collect();
    if list.is_empty() {
        return None;
    }
    let paragraphs = vec![
        "For comparison only: none of it went into the numbers above, and other people's averages need not be yours."
            .to_owned(),
    ];
    Some(Section { title: "What is known from trials on others", paragraphs, list, tables: Vec::new() })
}

/// The glossary, from the table of metrics.
pub(super) fn glossary() -> Section {
    let rows = METRICS.iter().map(|metric| {
        [name(metric), metric.what_it_says.into(), metric.formula.into(), metric.reference.into()].to_vec()
    });
    let table = Table {
        caption: "Columns of activities.csv that say what a run cost".to_owned(),
        head: vec!["Metric", "What it says", "Formula", "Reference"],
        rows: rows.collect(),
    };
    let paragraphs = vec!["A metric that could not be measured is an empty cell, never 0.".to_owned()];
    Section { title: "What the metrics mean", paragraphs, list: Vec::new(), tables: vec![table] }
}

fn name(metric: &Metric) -> String {
    match metric.unit {
        "" => metric.title.to_owned(),
        unit => format!("{}, {unit}", metric.title),
    }
}
