//! Words: the sentences that terminal, poster, page and Markdown share, never stronger than the
//! numbers, and the cleaning of names that come from files.

use crate::effect::{Answer, MIN_ARM, Status};
use crate::report::Report;
use crate::report::causes::{self, NO_ROWS, causes, the_reason};
use crate::session::Session;
use crate::soreness::Reported;
use crate::text::{self, date, number, one_line};
use crate::units::Units;

/// Said beside every answer: what it is not.
pub const LIMITS: &str = "This is about soreness as it was logged, for this runner, over one to three days. It says \
                          nothing about injury or health and is no reason to run when something hurts.";

/// How to begin a soreness log.
pub const START_LOG: &str = "Start a soreness log: `shakeout soreness new soreness.csv`, then one value each morning before \
                             running (a CSV with the columns date,soreness).";

/// The verdict in a few words.
#[must_use]
pub fn verdict(report: &Report) -> &'static str {
    let Some(analysis) = &report.analysis else { return "No soreness log yet" };
    match (analysis.answer.status, analysis.answer.robust) {
        (Status::Helps, _) if analysis.answer.less_than_matters() => {
            "Less sore after easy runs, by less than matters"
        }
        (Status::Hurts, _) if analysis.answer.less_than_matters() => {
            "Sorer after easy runs, by less than matters"
        }
        (Status::Helps, Some(true)) => "Less sore after easy runs",
        (Status::Helps, _) => "Less sore after easy runs, but not beyond doubt",
        (Status::Hurts, Some(true)) => "Sorer after easy runs",
        (Status::Hurts, _) => "Sorer after easy runs, but not beyond doubt",
        (Status::NoDifference, _) => "Found no difference that matters",
        (Status::CannotTell, _) if analysis.answer.is_too_early() => "Too early to tell",
        (Status::CannotTell, _) => "Cannot tell",
        (Status::NotEnoughData, _) => "Not enough data yet",
        (Status::NotIdentifiable, _) => "This log cannot answer",
    }
}

/// The verdict in one sentence: the first one of the answer.
#[must_use]
pub fn headline(report: &Report) -> String {
    let whole = sentence(report);
    // A number holds a point too, but no blank after it.
    match whole.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => whole,
    }
}

/// What the answer says after its first sentence; `None` when it is only one.
#[must_use]
pub fn lead(report: &Report) -> Option<String> {
    sentence(report).split_once(". ").map(|(_, rest)| rest.to_owned())
}

/// The whole answer in its words.
#[must_use]
pub fn sentence(report: &Report) -> String {
    match &report.verdict {
        Some(verdict) => one_line(&verdict.headline),
        None => "Without a soreness log nobody can say whether easy runs helped; here is the training half."
            .to_owned(),
    }
}

/// The scale of soreness in words: `points of the 0–10 scale`.
#[must_use]
pub fn scale(report: &Report) -> String {
    match &report.soreness {
        Some(log) => {
            format!("points of the {}–{} scale", number::short(log.scale.low), number::short(log.scale.high))
        }
        None => "points of soreness".to_owned(),
    }
}

/// `−0.51; plausible range: 0.27 to 0.76 points lower (95 %)`; `None` without an estimate.
#[must_use]
pub fn estimate(answer: &Answer) -> Option<String> {
    let e = answer.estimate?;
    Some(format!("{}; {}", number::beside_interval(e.estimate, e.low, e.high), plausible(answer)?))
}

/// `plausible range: 0.27 to 0.76 points lower (95 %)`; `None` without an estimate.
#[must_use]
pub fn plausible(answer: &Answer) -> Option<String> {
    let e = answer.estimate?;
    let [low, high] = [e.low, e.high].map(number::end);
    let range = if e.high < 0.0 {
        format!("{high} to {low} points lower")
    } else if e.low > 0.0 {
        format!("{low} to {high} points higher")
    } else {
        format!("{low} points lower to {high} points higher")
    };
    Some(format!("plausible range: {range} ({})", number::level(answer.level)))
}

/// What the answer is based on: `195 days: 122 easy, 73 rest`.
#[must_use]
pub fn usable(answer: &Answer) -> String {
    format!(
        "{}: {} easy, {} rest",
        text::count(answer.rows, "day"),
        number::grouped(answer.easy_days),
        number::grouped(answer.rest_days)
    )
}

/// First and last day; `None` without a day.
#[must_use]
pub fn range(report: &Report) -> Option<String> {
    let [first, last] = [report.days.first()?.date, report.days.last()?.date].map(date::day);
    Some(format!("{first} to {last}"))
}

/// Distance of all runs in the reader's units; `None` when no run has one.
#[must_use]
pub fn distance(report: &Report) -> Option<String> {
    total(report, |run| run.distance_m, number::distance)
}

/// Descent of all runs in the reader's units; `None` when no run has one.
#[must_use]
pub fn descent(report: &Report) -> Option<String> {
    total(report, |run| run.descent_m, number::height)
}

/// A sum over runs; says of how many where not every run has the value.
fn total(
    report: &Report,
    pick: fn(&Session) -> Option<f64>,
    words: fn(f64, Units) -> String,
) -> Option<String> {
    let runs: Vec<_> = report.activities.iter().filter(|run| run.is_run()).collect();
    let known: Vec<f64> = runs.iter().filter_map(|run| pick(run)).collect();
    if known.is_empty() {
        return None;
    }
    let sum = words(known.iter().sum(), report.units);
    Some(match runs.len() - known.len() {
        0 => sum,
        _ => format!("{sum} in {} of {}", number::grouped(known.len()), text::count(runs.len(), "run")),
    })
}

/// The assumption about the time of the report; `None` when it was said.
#[must_use]
pub fn assumed(report: &Report) -> Option<&'static str> {
    let log = report.soreness.as_ref().filter(|log| log.reported_assumed)?;
    match log.reported {
        Reported::Morning => Some(
            "Assumed, not said: soreness is reported in the morning before running. If that is wrong, so is the \
             answer; say it with --reported morning or --reported evening.",
        ),
        Reported::Evening => Some("Assumed, not said: soreness is reported in the evening."),
    }
}

/// `text` with the parent folders stripped from the paths that were typed.
#[must_use]
pub fn from_here(report: &Report, text: &str) -> String {
    // The shortest first: a folder keeps its name where a file in it was typed, too.
    let mut folders: Vec<&String> = report.folders.iter().collect();
    folders.sort_by_key(|folder| folder.len());
    folders.into_iter().fold(text.to_owned(), |text, folder| text.replace(folder.as_str(), ""))
}

/// How many days are missing, in words; `None` when there are enough, nobody can say, or something else than days is
/// missing.
#[must_use]
pub fn more_days(report: &Report) -> Option<String> {
    let answer = &report.analysis.as_ref()?.answer;
    if the_reason(report, &causes(report)).is_some() {
        return None;
    }
    let more = answer.more_days_needed.filter(|&n| n > 0)?;
    if let Some(kind) = answer.only_kind_missing() {
        return Some(format!("at least {MIN_ARM} {kind} days, each with a report that morning and the next"));
    }
    Some(format!(
        "about {more} more easy or rest days, each with a report that morning and the next, to find an effect of {} points",
        number::points(answer.smallest_effect)
    ))
}

/// The days that a day table leaves out and what to do about them; `None` when there are none, or the answer says it.
#[must_use]
pub fn rowless(report: &Report) -> Option<String> {
    let said = the_reason(report, &causes(report)).is_some_and(|reason| reason.code == NO_ROWS);
    let (_, what) = causes::rowless(&report.days).filter(|_| !said)?;
    Some(format!("{what}; write each day without a run as a row with kind rest"))
}

/// The robustness of a verdict, in a sentence; `None` where there is nothing to explain away.
#[must_use]
pub fn robustness(answer: &Answer) -> Option<String> {
    let shift =
        answer.hidden_shift.map(|s| format!(" (about {} points)", number::points(s))).unwrap_or_default();
    let left = answer.estimate.zip(answer.hidden_shift).is_some_and(|(e, shift)| e.estimate.abs() > shift);
    match (answer.status, answer.robust?) {
        (Status::NoDifference, true) => Some(format!(
            "A hidden factor as strong as today's soreness{shift} would not hide a difference that matters; a stronger one could."
        )),
        (Status::NoDifference, false) => Some(format!(
            "A hidden factor as strong as today's soreness{shift} could hide a difference that matters; a coin-toss trial can test it."
        )),
        (_, true) => Some(format!(
            "A hidden factor as strong as today's soreness{shift} would not change the direction; a stronger one could."
        )),
        (_, false) => Some(format!(
            "A hidden factor as strong as today's soreness{shift} could {}; a coin-toss trial can test it.",
            if left { "make it uncertain" } else { "explain it" }
        )),
    }
}

/// The chances of help and harm, in a sentence; `None` where there are none.
#[must_use]
pub fn odds(report: &Report) -> Option<String> {
    Some(one_line(report.verdict.as_ref()?.odds.as_ref()?))
}

/// What in this log may mislead, each in a sentence or two.
#[must_use]
pub fn warnings(report: &Report) -> Vec<String> {
    report
        .verdict
        .iter()
        .flat_map(|verdict| &verdict.warnings)
        .map(|warning| one_line(&warning.text))
        .collect()
}

/// The plain averages, in a few words; `None` when there is none.
#[must_use]
pub fn naive(report: &Report) -> Option<String> {
    let value = report.analysis.as_ref()?.naive.easy_minus_rest?;
    Some(format!("plain averages {} (misleading: easy and rest days were not alike)", number::signed(value)))
}

/// Counts of files in words.
#[must_use]
pub fn files(report: &Report) -> String {
    let f = report.files;
    let mut parts = vec![format!("{} used", number::grouped(f.used))];
    for (n, what) in
        [(f.partial, "partial"), (f.duplicate, "duplicate"), (f.skipped, "skipped"), (f.failed, "failed")]
    {
        if n > 0 {
            parts.push(format!("{} {what}", number::grouped(n)));
        }
    }
    format!("{}: {}", text::count(f.seen, "file"), parts.join(", "))
}
