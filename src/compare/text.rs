//! Text: the comparison in columns, for people.

use unicode_width::UnicodeWidthStr;

use super::{Change, Comparison, SORENESS, Side};
use crate::effect::Estimate;
use crate::text::{count, date, fold, hanging, number};

/// The comparison in at most `columns` columns.
#[must_use]
pub fn text(comparison: &Comparison, columns: usize) -> String {
    let mut page = String::new();
    for (head, side) in [("before", &comparison.before), ("after", &comparison.after)] {
        hanging(&mut page, &format!("{head:<8}"), &described(side), columns);
    }
    page.push('\n');
    let rows = rows(comparison);
    let width = rows.iter().map(|row| row[0].width()).max().unwrap_or_default();
    for [name, before, after, change] in &rows {
        let gap = " ".repeat(width - name.width());
        let head = format!("{name}{gap}  {before:>7} {after:>7}  ");
        hanging(&mut page, &head, change, columns);
    }
    page.push('\n');
    for line in fold(&sentences(comparison), columns) {
        page.push_str(&line);
        page.push('\n');
    }
    page
}

fn described(side: &Side) -> String {
    let days = [side.first_day, side.last_day].map(date::day);
    let lengths = [count(side.days, "day"), count(side.mornings, "morning")];
    format!("{}: {} to {}, {}", side.name, days[0], days[1], lengths.join(", "))
}

fn rows(comparison: &Comparison) -> Vec<[String; 4]> {
    let head = ["", "before", "after", "change (95 % interval)"].map(str::to_owned);
    let answers = comparison.before.answer.zip(comparison.after.answer).map(|(before, after)| {
        let change = comparison.answer.map_or_else(|| "-".to_owned(), |answer| estimate(&answer));
        ["easy minus rest".into(), number::signed(before.estimate), number::signed(after.estimate), change]
    });
    std::iter::once(head).chain(comparison.changes.iter().map(row)).chain(answers).collect()
}

fn row(change: &Change) -> [String; 4] {
    let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), number::points);
    let difference = match &change.difference {
        Some(difference) => estimate(difference),
        None if change.weeks.iter().all(|weeks| *weeks >= 2) => "the same in every week".to_owned(),
        None => "too few whole weeks".to_owned(),
    };
    [format!("{}, {}", change.name, change.unit), shown(change.before), shown(change.after), difference]
}

fn estimate(e: &Estimate) -> String {
    number::estimate(e.estimate, e.low, e.high)
}

fn sentences(comparison: &Comparison) -> String {
    let clear = |change: &&Change| change.p_holm.is_some_and(|p| p < 0.05);
    let more = |change: &Change| change.difference.is_some_and(|d| d.estimate > 0.0);
    let changed: Vec<String> = comparison
        .changes
        .iter()
        .filter(clear)
        .map(|change| {
            let word = match (change.name == SORENESS, more(change)) {
                (true, true) => "higher",
                (true, false) => "lower",
                (false, true) => "more",
                (false, false) => "less",
            };
            format!("{}, {} ({word})", change.name, change.unit)
        })
        .collect();
    let training = match changed.as_slice() {
        [] => format!(
            "No change that is clearly more than chance, allowing for {} compared.",
            count(comparison.changes.len(), "measure")
        ),
        changed => format!(
            "More than chance, allowing for {} compared: {}.",
            count(comparison.changes.len(), "measure"),
            changed.join("; ")
        ),
    };
    let answer = match (&comparison.answer, &comparison.answer_reason) {
        (Some(answer), _) if answer.high < 0.0 => {
            "Compared with rest, easy runs leave you less sore than before."
        }
        (Some(answer), _) if answer.low > 0.0 => "Compared with rest, easy runs leave you sorer than before.",
        (Some(_), _) => "Whether easy runs help you more or less than before, the logs cannot tell yet.",
        (None, Some(reason)) => {
            return format!("{training} The answers cannot be compared: {reason}. {WEEKS}");
        }
        (None, None) => "",
    };
    format!("{training} {answer} {WEEKS}")
}

const WEEKS: &str = "Weeks are taken as independent, so that the intervals are a little short; and what differs between two \
                     periods need not be what caused it.";
