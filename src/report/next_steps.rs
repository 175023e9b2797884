//! Next steps: what would help most, read off the report itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::Report;
use super::causes::{Cause, causes, the_reason};
use crate::activity::Sport;
use crate::day::DayKind;
use crate::days::join;
use crate::effect::{Analysis, MIN_ARM, Status, plan};
use crate::soreness::Reported;
use crate::text::{self, number};

/// What a step is about; the order in which steps are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Concern {
    /// Nothing can be answered yet: no run, or no log.
    Start,
    /// The number of days, or what kind of days they are.
    Days,
    /// The soreness log.
    Log,
    /// What is known of the runner.
    Thresholds,
    /// The recordings.
    Recordings,
}

/// Something that would help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NextStep {
    /// What it is about.
    pub concern: Concern,
    /// What is missing and what to do, in a sentence or two.
    pub text: String,
    /// What to type or to do; `PATH` and `CSV` stand for the archive and the log.
    pub action: &'static str,
}

/// The most useful things to do next, at most three, the most useful first.
#[must_use]
pub fn next_steps(report: &Report) -> Vec<String> {
    steps(report).into_iter().take(3).map(|step| step.text).collect()
}

/// Everything that the report itself shows to be missing, the most useful first.
#[must_use]
pub fn steps(report: &Report) -> Vec<NextStep> {
    let mut steps = Vec::new();
    let mut step = |concern, text: String, action| steps.push(NextStep { concern, text, action });
    if let Some(what) = &report.two_runners {
        step(Concern::Recordings, format!("{}.", capital(what)), "shakeout cohort DIR");
    }
    match &report.analysis {
        None => step(
            Concern::Start,
            "Start a soreness log: `shakeout soreness new soreness.csv`, then one line each morning before you run, \
             0 (none) to 10 (worst): `shakeout soreness add 3 soreness.csv`. Then add --soreness soreness.csv."
                .to_owned(),
            "shakeout soreness new soreness.csv",
        ),
        Some(analysis) => {
            let reason = the_reason(report, &causes(report));
            // Keep logging only where logging is what is missing.
            let days = if reason.is_some() { None } else { data_step(analysis, report) };
            if let Some(Cause { what, remedy, action, .. }) = reason {
                step(Concern::Days, format!("{}. {remedy}", capital(&what)), action);
            }
            if let Some((text, action)) = days {
                step(Concern::Days, text, action);
            }
        }
    }
    if let Some(info) = &report.soreness {
        if info.rejected_rows > 0 {
            step(
                Concern::Log,
                format!("Fix {} of the soreness log, left out so far.", lines(&info.rejected)),
                "shakeout soreness check CSV",
            );
        }
        if info.reported_assumed {
            step(
                Concern::Log,
                "Say when you log soreness: --reported morning (before running) or evening. Morning was assumed."
                    .to_owned(),
                "--reported morning, or `reported` in shakeout.toml",
            );
        }
    }
    let known = |name: &str| report.thresholds.iter().any(|row| row.name == name && row.value.is_some());
    let unknown_reserve = !known("hr_max") || !known("hr_rest");
    if !report.activities.is_empty() && unknown_reserve {
        step(
            Concern::Thresholds,
            "Put hr_max and hr_rest into shakeout.toml: without both, load is not measured from heart rate."
                .to_owned(),
            "shakeout profile init PATH",
        );
    }
    steps
}

/// `line 7`, `lines 7 and 57`, `lines 7, 9, 12 and 40 more`.
fn lines(rejected: &[(usize, String)]) -> String {
    const MOST: usize = 3;
    let mut named: Vec<String> = rejected.iter().take(MOST).map(|(line, _)| line.to_string()).collect();
    let more = rejected.len().saturating_sub(MOST);
    named.extend((more > 0).then(|| format!("{} more", number::grouped(more))));
    match named.split_last() {
        Some((last, [])) => format!("line {last}"),
        Some((last, rest)) => format!("lines {} and {last}", rest.join(", ")),
        None => "the rows".to_owned(),
    }
}

/// The text with a capital first letter.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn data_step(analysis: &Analysis, report: &Report) -> Option<(String, &'static str)> {
    const KEEP_LOGGING: &str = "each morning, before you run: shakeout soreness add VALUE CSV";
    const COIN: &str = "shakeout plan";
    let answer = &analysis.answer;
    if let Some(kind) = answer.only_kind_missing() {
        return Some((
            format!(
                "Keep logging, and take some {kind} days: at least {MIN_ARM} of them, with both mornings reported, are needed."
            ),
            KEEP_LOGGING,
        ));
    }
    let scarce = match answer.easy_days.cmp(&answer.rest_days) {
        std::cmp::Ordering::Less => " (easy days are the scarcer kind)".to_owned(),
        std::cmp::Ordering::Greater => format!(" (rest days are the scarcer kind{})", spoiler(report)),
        std::cmp::Ordering::Equal => String::new(),
    };
    match answer.status {
        Status::CannotTell | Status::NotEnoughData => Some((
            match answer.more_days_needed {
                Some(more) if more > 0 => format!(
                    "Keep logging: about {more} more easy or rest days with both mornings reported{scarce}."
                ),
                _ => "Keep logging every morning, on rest days too.".to_owned(),
            },
            KEEP_LOGGING,
        )),
        Status::NotIdentifiable => {
            let evening = report.soreness.as_ref().is_some_and(|info| info.reported == Reported::Evening);
            answer.reason.clone().map(|reason| (reason, if evening { KEEP_LOGGING } else { COIN }))
        }
        Status::Helps | Status::Hurts if answer.robust == Some(false) => Some((
            format!(
                "Toss a coin for easy or rest on free days: about {} at {} free days a week, planned with `shakeout plan \
                 DAYS.csv`, the days.csv of this report. Chance is the one thing that no hidden factor can explain.",
                text::count(coin_weeks(report, answer.smallest_effect), "week"),
                plan::FREE_DAYS
            ),
            COIN,
        )),
        _ => None,
    }
}

/// Weeks of the trial that `shakeout plan` plans from the days of this report.
fn coin_weeks(report: &Report, smallest_effect: f64) -> usize {
    let info = report.soreness.as_ref();
    let own = info
        .filter(|info| info.reported != Reported::Evening)
        .and_then(|_| plan::own_sigma(&join::day_log(&report.days, &report.extra_names)));
    let usual = || plan::DEFAULT_SIGMA * info.map_or(1.0, |info| info.scale.range() / 10.0);
    let coins = plan::coins_needed(own.unwrap_or_else(usual), smallest_effect);
    plan::weeks(plan::list_length(coins, 0.0, 0.0), plan::FREE_DAYS)
}

/// `; 23 days without a run had cycling`: the sport that takes most rest days, where one does.
fn spoiler(report: &Report) -> String {
    /// Fewer are no habit.
    const NOTABLE: usize = 5;
    let without_run: BTreeSet<Date> = report
        .days
        .iter()
        .filter(|day| day.runs == 0 && day.kind == DayKind::Unknown)
        .map(|day| day.date)
        .collect();
    let mut days_of: BTreeMap<Sport, BTreeSet<Date>> = BTreeMap::new();
    let others = report.activities.iter().filter(|other| !other.is_run() && other.sport != Sport::Inactive);
    for other in others.filter(|other| without_run.contains(&other.local_date)) {
        days_of.entry(other.sport).or_default().insert(other.local_date);
    }
    let most = days_of.iter().max_by_key(|(sport, days)| (days.len(), std::cmp::Reverse(**sport)));
    most.filter(|(_, days)| days.len() >= NOTABLE).map_or_else(String::new, |(sport, days)| {
        let sport = if *sport == Sport::Other { "another sport" } else { sport.name() };
        format!("; {} days without a run had {sport}", days.len())
    })
}
