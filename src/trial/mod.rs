//! Trial: the randomised experiment of easy or rest, from its plan to its report.
//!
//! `plan` draws a list of coins and seals it; the runner uses the next coin on each free day; `trial`
//! joins the coins with the day table and passes them to [`crate::effect::trial`].

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::day::DayKind;
use crate::days::join;
use crate::diary::SorenessInfo;
use crate::effect::trial::{Coin, Use, analyse};
use crate::effect::{Outcome, Settings};
use crate::error::{Error, Result};
use crate::report::Report;
use crate::soreness::{Reported, Scale};
use crate::text;

pub mod calendar;
pub mod design;
pub mod plan_file;
pub mod protocol;
pub mod report;
pub mod words;

pub use plan_file::{Sealed, SealedPlan, TrialPlan};
pub use report::TrialReport;

/// Joins a plan with the days of a report and analyses it.
///
/// # Errors
/// [`Error::Config`] without a soreness log, or with one of evening reports.
pub fn run(sealed: &Sealed, report: &Report) -> Result<TrialReport> {
    let soreness = report.soreness.as_ref().ok_or_else(|| Error::Config {
        what: "a trial is about soreness, and there is no soreness log".into(),
        place: "--soreness".into(),
        remedy: "give the log: --soreness soreness.csv".into(),
    })?;
    if soreness.reported == Reported::Evening {
        return Err(Error::Config {
            what: "soreness is reported in the evening, when it already holds a part of what the coin did"
                .into(),
            place: "--reported evening".into(),
            remedy:
                "the trial needs reports made in the morning before the coin is opened: --reported morning"
                    .into(),
        });
    }
    let plan = &sealed.plan;
    let settings = settings(plan, soreness);
    let coins = coins(sealed, report);
    let trial = analyse(&join::day_log(&report.days, &report.extra_names), &coins, &settings);
    let mut notes = departures(sealed, report, &coins, soreness.scale);
    notes.extend((!trial.well_followed()).then(|| {
        format!(
            "{} of {} coins were followed. The estimate is the effect of the coin; where a coin was not followed, it \
             understates what the run itself does.",
            trial.followed(),
            trial.used
        )
    }));
    notes.extend(data_notes(report, soreness));
    Ok(TrialReport {
        version: report.version,
        sha256: plan.sha256(),
        planned_sigma: plan.sigma,
        scale: soreness.scale,
        files: report.files,
        sentence: words::sentence(&trial, &settings),
        looks: words::looks(&trial, &settings),
        trial,
        notes,
    })
}

/// The smallest effect is the same share of the log's scale as it is of the plan's.
fn settings(plan: &SealedPlan, soreness: &SorenessInfo) -> Settings {
    Settings {
        scale_low: soreness.scale.low,
        scale_high: soreness.scale.high,
        step: 0.0,
        smallest_effect: plan.smallest_effect * soreness.scale.range() / plan.scale.range(),
        evening: false,
        reported_assumed: soreness.reported_assumed,
        outcome: Outcome::SORENESS,
    }
}

/// The coins with their days.
fn coins(sealed: &Sealed, report: &Report) -> Vec<Coin> {
    let places: BTreeMap<Date, usize> =
        report.days.iter().enumerate().map(|(place, day)| (day.date, place)).collect();
    let used = |date: Date| places.get(&date).map_or(Use::OutsideLog, |&place| Use::On(place));
    let pairs = sealed.plan.coins.iter().zip(&sealed.dates);
    pairs.map(|(&easy, date)| Coin { easy, used: date.map_or(Use::Waiting, used) }).collect()
}

/// Rows and files that could not be used, and what was assumed.
fn data_notes(report: &Report, soreness: &SorenessInfo) -> Vec<String> {
    let mut notes = Vec::new();
    if soreness.rejected_rows > 0 {
        let rows = text::count(soreness.rejected_rows, "row");
        notes.push(format!("{rows} of the soreness log could not be used; `shakeout analyze` lists them."));
    }
    let damaged = report.files.failed + report.files.partial;
    if damaged > 0 {
        let files = text::count(damaged, "file");
        notes.push(format!("{files} could not be read whole; `shakeout analyze` lists them."));
    }
    if soreness.reported_assumed {
        notes.push(
            "Assumed, not said: soreness is reported in the morning before the coin is opened. Say it with \
             --reported morning."
                .into(),
        );
    }
    notes
}

/// Departures from the protocol.
fn departures(sealed: &Sealed, report: &Report, coins: &[Coin], scale: Scale) -> Vec<String> {
    let mut notes = Vec::new();
    let last_used = sealed.dates.iter().rposition(Option::is_some).unwrap_or(0);
    let passed_over = sealed.dates[..last_used].iter().filter(|date| date.is_none()).count();
    if passed_over > 0 {
        notes.push(format!(
            "{} passed over. A coin that was opened and not used lets a choice back in \
             that chance should have made; a veto comes before the coin is opened.",
            text::count(passed_over, "coin")
        ));
    }
    let used: Vec<(usize, Date)> =
        sealed.dates.iter().enumerate().filter_map(|(coin, date)| Some((coin, (*date)?))).collect();
    if let Some(pair) = used.windows(2).find(|pair| pair[1].1 < pair[0].1) {
        notes.push(format!(
            "The coins were not used in their order: coin {} on {}, coin {} on {}. Check the dates.",
            pair[0].0 + 1,
            pair[0].1,
            pair[1].0 + 1,
            pair[1].1
        ));
    }
    let on = |coin: &Coin| match coin.used {
        Use::On(day) => report.days.get(day),
        Use::Waiting | Use::OutsideLog => None,
    };
    let ill = coins.iter().filter_map(on).filter(|day| day.ill).count();
    if ill > 0 {
        notes.push(format!(
            "{} with a note of illness or injury, counted as the coin said. Pain or illness is a veto before the \
             coin is opened.",
            text::count(ill, "coin day")
        ));
    }
    let hard = coins
        .iter()
        .filter_map(on)
        .filter(|day| matches!(day.kind, DayKind::Moderate | DayKind::Hard))
        .count();
    if hard > 0 {
        let days = text::count(hard, "coin day");
        notes.push(format!("{days} with a moderate or hard run, counted as the coin said."));
    }
    if scale != sealed.plan.scale {
        notes.push(format!(
            "The plan was made for a scale of {}..{}, the log has {}..{}: the smallest effect that matters was \
             carried over as the same share of the range.",
            sealed.plan.scale.low, sealed.plan.scale.high, scale.low, scale.high
        ));
    }
    notes
}
