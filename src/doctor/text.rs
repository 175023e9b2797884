//! Text: the examination for people, in the width of their terminal.

use super::{Count, Examination};
use crate::measure::formula_variants::VariantValue;
use crate::report::FileCounts;
use crate::text::{self, Page, number, one_line, plain};
use crate::units::Units;

/// Names of a list; the rest is counted.
const MOST_NAMES: usize = 6;

/// The examination in at most `columns` columns.
pub(super) fn text(doctor: &Examination, columns: usize) -> String {
    let mut page = Page::new(columns);
    heading(&mut page, "What is in this archive");
    archive(&mut page, doctor);
    heading(&mut page, "What it says about easy runs");
    match &doctor.answer {
        Some(answer) => {
            row(&mut page, "answer", &one_line(&answer.sentence));
            row(
                &mut page,
                "based on",
                &format!(
                    "{}, {}",
                    text::count(answer.easy_days, "easy day"),
                    text::count(answer.rest_days, "rest day")
                ),
            );
        }
        None => row(&mut page, "answer", "none without a soreness log"),
    }
    if !doctor.causes.is_empty() {
        heading(&mut page, "What keeps days out of the comparison");
        for cause in &doctor.causes {
            row(&mut page, &text::count(cause.days, "day"), &one_line(&cause.what));
        }
    }
    heading(&mut page, "What would help most");
    if doctor.needs.is_empty() {
        row(&mut page, "", "Nothing is missing.");
    }
    for (i, need) in doctor.needs.iter().enumerate() {
        page.hanging(&format!("  {}. ", i + 1), &one_line(&need.text));
        page.hanging("     > ", &one_line(&need.action));
    }
    if let Some(run) = &doctor.last_run {
        heading(&mut page, &format!("Your run of {} elsewhere (* as counted here)", run.date));
        let mut quantity = "";
        for form in &run.rows {
            if form.quantity != quantity {
                quantity = form.quantity;
                page.hanging("  ", quantity);
            }
            let mark = if form.ours { '*' } else { ' ' };
            let source = if form.source.is_empty() { String::new() } else { format!(" - {}", form.source) };
            page.hanging(&format!("    {:>8} {mark} ", value(form)), &format!("{}{source}", form.form));
        }
    }
    page.text
}

fn archive(page: &mut Page, doctor: &Examination) {
    for kind in &doctor.files {
        row(page, &format!("{} files", plain(&kind.kind)), &fates(&kind.fates));
    }
    if let (Some(first), Some(last)) = (doctor.first_day, doctor.last_day) {
        row(page, "record", &format!("{first} to {last}, {}", text::count(doctor.days, "day")));
    }
    row(page, "sports", &listed(&doctor.sports));
    row(page, "devices", &listed(&doctor.devices));
    let share = |count: &Count| format!("{} {}", count.name, of(count.count, doctor.runs));
    if doctor.runs > 0 {
        row(page, "runs with", &doctor.runs_with.iter().map(share).collect::<Vec<_>>().join(", "));
    }
    let share = |count: &Count| format!("{} {}", count.name, of(count.count, doctor.activities));
    row(page, "load from", &doctor.load_sources.iter().map(share).collect::<Vec<_>>().join(", "));
    row(page, "day from", &doctor.zone_sources.iter().map(share).collect::<Vec<_>>().join(", "));
    for threshold in &doctor.thresholds {
        let known = match threshold.value {
            Some(seconds) if threshold.name == "threshold_pace" => number::pace(seconds, Units::Metric),
            Some(value) => format!("{} {}", number::short(value), threshold.unit),
            None => String::new(),
        };
        let error = threshold.error.map_or_else(String::new, |error| format!(" ±{error:.0}"));
        let from = threshold.from.map_or_else(String::new, |from| format!(" from {from}"));
        let source = plain(&threshold.source);
        let text = if known.is_empty() { source } else { format!("{known}{error}{from}: {source}") };
        row(page, &threshold.name, &text);
    }
    match &doctor.log {
        Some(log) => row(
            page,
            "soreness",
            &format!(
                "{} from {} to {}, values {} to {}; {} without one",
                text::count(log.mornings, "morning"),
                log.first_day,
                log.last_day,
                number::short(log.lowest),
                number::short(log.highest),
                text::count(log.days_without, "day"),
            ),
        ),
        None => row(page, "soreness", "no log"),
    }
    for choice in &doctor.choices {
        let activities = if choice.count == 1 { "activity" } else { "activities" };
        row(
            page,
            "chosen",
            &format!("{} {activities}: {}", number::grouped(choice.count), one_line(&choice.name)),
        );
    }
    for note in &doctor.notes {
        row(page, "note", &one_line(note));
    }
}

fn fates(f: &FileCounts) -> String {
    let named = [
        (f.used, "used"),
        (f.partial, "in part"),
        (f.duplicate, "duplicate"),
        (f.skipped, "without activity"),
        (f.failed, "failed"),
    ];
    let parts: Vec<String> = named
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{} {what}", number::grouped(*n)))
        .collect();
    parts.join(", ")
}

/// `12 (8 %)`.
fn of(n: usize, all: usize) -> String {
    let share = if all == 0 { 0.0 } else { n as f64 / all as f64 };
    format!("{} ({})", number::grouped(n), number::percent(share))
}

fn listed(counts: &[Count]) -> String {
    if counts.is_empty() {
        return "none".to_owned();
    }
    let mut parts: Vec<String> = counts
        .iter()
        .take(MOST_NAMES)
        .map(|count| format!("{} {}", plain(&count.name), number::grouped(count.count)))
        .collect();
    if counts.len() > MOST_NAMES {
        parts.push(format!("{} more", counts.len() - MOST_NAMES));
    }
    parts.join(", ")
}

fn value(form: &VariantValue) -> String {
    match form.value {
        Some(seconds) if form.unit == "s/km" => number::pace(seconds, Units::Metric),
        Some(value) => number::decimals(value, if value.abs() < 10.0 { 2 } else { 1 }),
        None => "none".to_owned(),
    }
}

fn heading(page: &mut Page, text: &str) {
    if !page.text.is_empty() {
        page.text.push('\n');
    }
    page.text.push_str(text);
    page.text.push('\n');
}

fn row(page: &mut Page, label: &str, text: &str) {
    page.hanging(&format!("  {label:<15}"), text);
}
