//! Numbers: the table below the verdict: the estimate, the days that it is from, and the data.

use super::Table;
use crate::effect::Analysis;
use crate::render::words;
use crate::report::Report;
use crate::text::{self, number};

/// A row: what, its value, a note.
type Row = [String; 3];

fn row(what: &str, value: String, note: impl Into<String>) -> Row {
    [what.to_owned(), value, note.into()]
}

/// What is known, a row each.
pub(super) fn table(report: &Report) -> Table {
    let answer = report.analysis.iter().flat_map(|analysis| of_answer(report, analysis));
    let rows = answer.chain(of_data(report)).map(Vec::from).collect();
    Table { caption: "Estimate, days and data".to_owned(), head: vec!["What", "Value", "Note"], rows }
}

fn of_answer(report: &Report, analysis: &Analysis) -> Vec<Row> {
    let answer = &analysis.answer;
    let mut rows = vec![row(
        "Next-morning soreness, easy run minus rest",
        words::estimate(answer).unwrap_or_else(|| "not given".to_owned()),
        format!("{}; adjusted; below 0: easy run better", words::scale(report)),
    )];
    rows.extend(analysis.naive.easy_minus_rest.map(|value| {
        row("Plain averages", number::signed(value), "misleading: easy and rest days were not alike")
    }));
    rows.push(row(
        "Too small to matter",
        format!("within ±{}", number::points(answer.smallest_effect)),
        "5 % of the scale, unless --smallest-effect says otherwise",
    ));
    rows.push(row("Based on", words::usable(answer), "each with a report that morning and the next"));
    rows.extend(answer.mde80.map(|mde| {
        row(
            "Smallest effect this log would find",
            number::points(mde),
            "points, in 80 % of repetitions; from the standard error of this estimate",
        )
    }));
    rows.extend(answer.more_days_needed.filter(|&n| n > 0).map(|more| {
        row(
            "More days needed, about",
            more.to_string(),
            "easy or rest days with both reports; a plan from the spread of your mornings, not from the row above",
        )
    }));
    rows
}

fn of_data(report: &Report) -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(
        words::range(report).map(|range| row("Record", range, text::count(report.days.len(), "day"))),
    );
    let others = match report.activities.len().saturating_sub(report.runs) {
        0 => String::new(),
        others => format!("and {} of other sports", number::grouped(others)),
    };
    rows.push(row("Activities", text::count(report.runs, "run"), others));
    let sums = [("Distance", words::distance(report)), ("Descent", words::descent(report))];
    rows.extend(sums.into_iter().filter_map(|(what, sum)| Some(row(what, sum?, "of all runs"))));
    if report.files.seen > 0 {
        rows.push(row("Files", words::files(report), "details: files.csv"));
    }
    rows.extend(report.soreness.as_ref().map(|log| {
        let note = match log.rejected_rows {
            0 => "every row is used".to_owned(),
            n => format!("{} left out", text::count(n, "row")),
        };
        row("Soreness log", text::count(log.entries, "morning"), note)
    }));
    rows
}
