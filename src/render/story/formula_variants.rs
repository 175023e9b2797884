//! Your numbers elsewhere: the last run by every form of its numbers that is in use.

use super::{Section, Table};
use crate::measure::formula_variants::VariantValue;
use crate::report::Report;
use crate::text::{date, number};
use crate::units::Units;

/// `None` without a run.
pub(super) fn section(report: &Report) -> Option<Section> {
    let run = report.last_run.as_ref()?;
    let cells = |row: &VariantValue| {
        let form = if row.ours { format!("{} (as here)", row.form) } else { row.form.to_owned() };
        vec![
            row.quantity.to_owned(),
            form,
            value(row, report.units),
            row.formula.to_owned(),
            row.source.to_owned(),
        ]
    };
    let table = Table {
        caption: format!("The run of {}", date::day(run.date)),
        head: vec!["What", "How it is counted", "Value", "Formula", "Who counts so, or why"],
        rows: run.rows.iter().map(cells).collect(),
    };
    let paragraphs = vec![
        "Programs give the same run other numbers because they take other formulas, not because one of them errs. \
         Compare numbers of one program with each other only."
            .to_owned(),
        "A program is named where its documentation or published source gives the form; versions and settings differ, \
         and so do the heart rates at rest and at most that each program holds of you."
            .to_owned(),
    ];
    Some(Section { title: "The same run in other apps", paragraphs, list: Vec::new(), tables: vec![table] })
}

fn value(row: &VariantValue, units: Units) -> String {
    match (row.value, &row.value_reason) {
        (Some(seconds), _) if row.unit == "s/km" => number::pace(seconds, units),
        (Some(value), _) => number::decimals(value, if value.abs() < 10.0 { 2 } else { 1 }),
        (None, Some(reason)) => format!("none: {reason}"),
        (None, None) => "none".to_owned(),
    }
}
