//! Other outcome: the same question about another morning value, soreness among the covariates.

use super::tables::OpenedLog;
use crate::config::{AnalysisOptions, OutcomeOptions};
use crate::day::Day;
use crate::days::join;
use crate::diary::{self, DiaryEntry};
use crate::effect::outcome::Higher;
use crate::effect::{self, Settings};
use crate::error::{Error, Result};
use crate::near;
use crate::report::outcome::OtherOutcome;
use crate::report::words;
use crate::soreness::Scale;
use crate::stats::{mean, variance};

/// Standard deviations of what a watch measures that make its scale.
// METHOD: soreness on 0-10 has a standard deviation of about 1.25: an eighth of its range. So the rules that are
// shares of a range (what matters: 5 %, what is alike: 10 %) mean the same for a column that has none.
const DEVIATIONS: f64 = 8.0;

/// Answers for `asked`; `soreness`: the settings of the answer about soreness; `no_watch_columns`: what a watch
/// measured was left out.
///
/// # Errors
/// [`Error::Config`] when no such column has values, with those that there are; then as
/// [`OutcomeOptions::refuse_unsaid`].
pub(super) fn other_outcome(
    days: &[Day],
    extra_names: &[String],
    asked: &OutcomeOptions,
    soreness: &Settings,
    no_watch_columns: bool,
) -> Result<OtherOutcome> {
    let place = extra_names.iter().position(|name| *name == asked.column);
    let of_day = |day: &Day| day.extra.get(place?).copied().flatten();
    let values: Vec<f64> = days.iter().filter_map(of_day).collect();
    if values.is_empty() {
        return Err(missing(asked, extra_names, no_watch_columns));
    }
    asked.refuse_unsaid()?;
    let scale = asked.scale.or_else(|| spread(&values)).ok_or_else(|| unvaried(asked, values.len()))?;
    let fits = |value: &f64| (scale.low..=scale.high).contains(value);
    let inside: Vec<f64> = values.iter().copied().filter(fits).collect();
    let worse = |value: f64| match asked.outcome.higher {
        Higher::Worse => value,
        Higher::Better => scale.low + scale.high - value,
    };
    let settings = Settings {
        scale_low: scale.low,
        scale_high: scale.high,
        // A watch rounds far below its spread.
        step: if asked.measured { 0.0 } else { diary::step(&inside) },
        smallest_effect: 0.05 * scale.range(),
        outcome: asked.outcome.clone(),
        ..soreness.clone()
    };
    let log = join::outcome_log(days, extra_names, &asked.column, |value| fits(&value).then(|| worse(value)));
    let mut analysis = effect::analyse(&log, &settings);
    // The guess that odds begin with is that of trials about soreness.
    analysis.answer.odds = None;
    Ok(OtherOutcome {
        outcome: asked.outcome.clone(),
        column: asked.column.clone(),
        scale,
        measured: asked.measured,
        mornings: inside.len(),
        outside: values.len() - inside.len(),
        verdict: words::verdict(&analysis, &settings),
        analysis,
    })
}

/// Refuses what can be refused of the flags and the log, before the recordings are read.
///
/// # Errors
/// As [`other_outcome`].
pub(super) fn refuse_early(log: Option<&OpenedLog>, options: &AnalysisOptions) -> Result<()> {
    let Some(asked) = &options.outcome else { return Ok(()) };
    match log {
        Some(OpenedLog::WithoutYears(..)) => return Ok(()),
        Some(OpenedLog::Read(diary)) if !asked.measured => {
            let place = diary.extra_names.iter().position(|name| *name == asked.column);
            let has = |entry: &DiaryEntry| place.and_then(|k| *entry.extra.get(k)?).is_some();
            if !diary.entries.values().any(has) {
                return Err(missing(asked, &diary.extra_names, options.no_watch_columns));
            }
        }
        _ => {}
    }
    asked.refuse_unsaid()
}

fn spread(values: &[f64]) -> Option<Scale> {
    let (middle, half) = (mean(values)?, 0.5 * DEVIATIONS * variance(values)?.sqrt());
    Scale::new(middle - half, middle + half)
}

fn missing(asked: &OutcomeOptions, extra_names: &[String], no_watch_columns: bool) -> Error {
    let others: Vec<&str> =
        extra_names.iter().map(String::as_str).filter(|name| *name != asked.column).collect();
    let near = near::nearest(&asked.column, others.iter().copied());
    let known = match others[..] {
        [] => "the days have no other column than soreness".to_owned(),
        _ => format!("the columns that have values are: {}", others.join(", ")),
    };
    let remedy = match (near, asked.measured) {
        (Some(near), _) => format!("did you mean --outcome {near}? The other flags stay as they are"),
        (None, true) if no_watch_columns => "leave out --no-watch-columns (`no_watch_columns`)".into(),
        (None, true) => {
            "add it to the soreness log as a column of that name, or read an export that holds it".into()
        }
        (None, false) => "fill in that column of the soreness log, or name one that has values".into(),
    };
    // It may have been asked about under another name than that of its column.
    let name = match asked.measured {
        true => format!("{} (column `{}`)", asked.outcome.name, asked.column),
        false => format!("`{}`", asked.column),
    };
    Error::Config { what: format!("no value of {name}; {known}"), place: "--outcome".into(), remedy }
}

fn unvaried(asked: &OutcomeOptions, values: usize) -> Error {
    Error::Config {
        what: format!("`{}` hardly varies in its {values} values: its spread makes no scale", asked.column),
        place: "--outcome".into(),
        remedy: "give a scale, for example: --outcome-scale 40..80".into(),
    }
}
