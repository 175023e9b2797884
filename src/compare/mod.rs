//! Compare: two periods of one record, or two reports: what changed in training, in soreness and in the answer.
//!
//! METHOD: weeks are compared, because training repeats by the week. Each counts with its total, and only when all
//! seven days are known; the first week begins on the first day. The difference of means has a Welch interval (weeks of two periods vary differently). Weeks that
//! follow each other are not quite independent, so that the interval is a little short; this is said. Eleven measures are
//! compared: a change is called more than chance only after Holm's adjustment. The difference of two answers has the
//! standard errors of both, and Welch's degrees of freedom.

mod text;

use jiff::civil::Date;
use serde::Serialize;

use crate::day::{Day, DayKind};
use crate::effect::small_sample::with_interval;
use crate::effect::strata::holm;
use crate::effect::{Estimate, Status};
use crate::report::Report;
use crate::soreness::Scale;

pub use text::text;

/// Days of a week.
const WEEK: usize = 7;
/// Mornings that a week's mean soreness needs.
const LEAST_MORNINGS: usize = 4;

/// What is summed up or averaged over a week.
struct Measure {
    name: &'static str,
    unit: &'static str,
    /// Of seven days; `None` where one of them is not known.
    of: fn(&[Day]) -> Option<f64>,
}

/// A new measure = one row.
const MEASURES: &[Measure] = &[
    Measure { name: "runs", unit: "a week", of: |week| known(week, |day| Some(day.runs as f64)) },
    Measure { name: "running", unit: "h a week", of: |week| Some(known(week, |day| day.run_min)? / 60.0) },
    Measure {
        name: "distance",
        unit: "km a week",
        of: |week| Some(known(week, |day| day.distance_m)? / 1000.0),
    },
    Measure { name: "descent", unit: "m a week", of: |week| known(week, |day| day.descent_m) },
    Measure { name: "load", unit: "a week", of: |week| known(week, |day| day.load) },
    Measure { name: "hard load", unit: "a week", of: |week| known(week, |day| day.hard_load) },
    Measure { name: "easy days", unit: "a week", of: |week| kinds(week, DayKind::Easy) },
    Measure { name: "rest days", unit: "a week", of: |week| kinds(week, DayKind::Rest) },
    Measure { name: "moderate days", unit: "a week", of: |week| kinds(week, DayKind::Moderate) },
    Measure { name: "hard days", unit: "a week", of: |week| kinds(week, DayKind::Hard) },
    Measure { name: SORENESS, unit: "points", of: mean_soreness },
];

/// Name of the measure of soreness.
pub const SORENESS: &str = "soreness";

/// One of the two.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// As it was typed.
    pub name: String,
    /// First day with anything.
    pub first_day: Date,
    /// Last day.
    pub last_day: Date,
    /// Days.
    pub days: usize,
    /// Whole weeks.
    pub weeks: usize,
    /// Mornings with a report.
    pub mornings: usize,
    /// Verdict; `None` without a log.
    pub status: Option<Status>,
    /// Easy minus rest, points; `None` where it cannot be given.
    pub answer: Option<Estimate>,
}

/// What changed in one thing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// What it is.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Mean of the weeks before; `None`: not known in any.
    pub before: Option<f64>,
    /// Mean of the weeks after.
    pub after: Option<f64>,
    /// Weeks that are known, before and after.
    pub weeks: [usize; 2],
    /// After minus before, with its 95 % interval; `None` with fewer than two weeks on a side, or where no week
    /// differs from another of its side.
    pub difference: Option<Estimate>,
    /// Its p value, adjusted by Holm for all measures that are compared.
    pub p_holm: Option<f64>,
}

/// Two periods or two reports, side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The earlier, or the first that was typed.
    pub before: Side,
    /// The other one.
    pub after: Side,
    /// Training and soreness, week by week.
    pub changes: Vec<Change>,
    /// The answer after minus the answer before; `None` where one cannot be given.
    pub answer: Option<Estimate>,
    /// Why not.
    pub answer_reason: Option<String>,
}

/// Compares two reports; `names`: as they were typed. `None` when one of them has no day.
#[must_use]
pub fn compare(names: [&str; 2], reports: [&Report; 2]) -> Option<Comparison> {
    let [before, after] = [side(names[0], reports[0])?, side(names[1], reports[1])?];
    let same_scale = scale(reports[0]) == scale(reports[1]);
    let mut changes: Vec<Change> = MEASURES
        .iter()
        .filter(|measure| same_scale || measure.name != SORENESS)
        .map(|measure| change(measure, [&reports[0].days, &reports[1].days]))
        .filter(|change| change.before.is_some() && change.after.is_some())
        .collect();
    adjust(&mut changes);
    let answers = before.answer.zip(after.answer);
    let (answer, answer_reason) = match answers {
        _ if !same_scale => (None, Some("the two logs have different scales".to_owned())),
        Some((before, after)) => match difference_of_answers(&before, &after) {
            Some(difference) => (Some(difference), None),
            None => (None, Some("neither of them varies".to_owned())),
        },
        None => (None, Some("there is no estimate on both sides".to_owned())),
    };
    Some(Comparison { before, after, changes, answer, answer_reason })
}

/// One JSON object.
///
/// # Errors
/// Never: every field has a form in JSON.
pub fn json(comparison: &Comparison) -> serde_json::Result<String> {
    serde_json::to_string_pretty(comparison)
}

fn scale(report: &Report) -> Option<Scale> {
    report.soreness.as_ref().map(|info| info.scale)
}

fn side(name: &str, report: &Report) -> Option<Side> {
    let answer = report.analysis.as_ref().map(|analysis| &analysis.answer);
    Some(Side {
        name: name.to_owned(),
        first_day: report.days.first()?.date,
        last_day: report.days.last()?.date,
        days: report.days.len(),
        weeks: report.days.len() / WEEK,
        mornings: report.days.iter().filter(|day| day.soreness.is_some()).count(),
        status: answer.map(|answer| answer.status),
        answer: answer.and_then(|answer| answer.estimate),
    })
}

fn change(measure: &Measure, days: [&[Day]; 2]) -> Change {
    let weeks = days.map(|days| days.chunks_exact(WEEK).filter_map(measure.of).collect::<Vec<f64>>());
    let moments = [moments(&weeks[0]), moments(&weeks[1])];
    let mean = |side: &Option<Moments>| side.as_ref().map(|moments| moments.mean);
    Change {
        name: measure.name,
        unit: measure.unit,
        before: mean(&moments[0]),
        after: mean(&moments[1]),
        weeks: [weeks[0].len(), weeks[1].len()],
        difference: moments[0]
            .as_ref()
            .zip(moments[1].as_ref())
            .and_then(|(before, after)| welch(before, after)),
        p_holm: None,
    }
}

/// Adjusts the p values for the number of measures that have one.
fn adjust(changes: &mut [Change]) {
    let p_values: Vec<f64> = changes.iter().filter_map(|change| Some(change.difference?.p)).collect();
    let with_p = changes.iter_mut().filter(|change| change.difference.is_some());
    for (change, p) in with_p.zip(holm(&p_values)) {
        change.p_holm = Some(p);
    }
}

/// Sum over a week; `None` where a day of it is not known.
fn known(week: &[Day], of: fn(&Day) -> Option<f64>) -> Option<f64> {
    week.iter().map(|day| of(day).filter(|_| !day.gap)).sum()
}

fn kinds(week: &[Day], kind: DayKind) -> Option<f64> {
    known(week, |_| Some(0.0))?;
    Some(week.iter().filter(|day| day.kind == kind).count() as f64)
}

fn mean_soreness(week: &[Day]) -> Option<f64> {
    let mornings: Vec<f64> = week.iter().filter_map(|day| day.soreness).collect();
    (mornings.len() >= LEAST_MORNINGS).then(|| mornings.iter().sum::<f64>() / mornings.len() as f64)
}

struct Moments {
    mean: f64,
    /// Variance of the mean.
    variance: f64,
    n: f64,
}

/// Mean and its variance; `None` of nothing. One value has no variance, which [`welch`] refuses.
fn moments(values: &[f64]) -> Option<Moments> {
    let n = values.len() as f64;
    let mean = (!values.is_empty()).then(|| values.iter().sum::<f64>() / n)?;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Some(Moments { mean, variance: squares / (n - 1.0) / n, n })
}

/// Difference of two means with Welch's interval (Welch 1947); `None` with fewer than two values on a side, or where
/// none varies.
fn welch(before: &Moments, after: &Moments) -> Option<Estimate> {
    if before.n < 2.0 || after.n < 2.0 {
        return None;
    }
    let parts = [(before.variance, before.n - 1.0), (after.variance, after.n - 1.0)];
    difference(after.mean - before.mean, parts)
}

fn difference_of_answers(before: &Estimate, after: &Estimate) -> Option<Estimate> {
    difference(
        after.estimate - before.estimate,
        [(before.se.powi(2), before.df), (after.se.powi(2), after.df)],
    )
}

/// A difference whose two parts have these variances and degrees of freedom, by Satterthwaite (1946); `None` without
/// any variance: what never varied says nothing of how much chance does.
fn difference(estimate: f64, parts: [(f64, f64); 2]) -> Option<Estimate> {
    let variance: f64 = parts.iter().map(|(variance, _)| variance).sum();
    let spread: f64 = parts.iter().map(|(variance, df)| variance.powi(2) / df).sum();
    (spread > 0.0).then(|| with_interval(estimate, variance.sqrt(), variance.powi(2) / spread))
}
