//! Result: what is kept of one runner: one small row, wherever it was made.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::pooling::{MIN_DF, Own};
use crate::classify::SessionClass;
use crate::error::Error;
use crate::report::Report;
use crate::report::next_steps::steps;
use crate::stats;

/// Version of the row; a reader refuses others.
pub const SCHEMA: u32 = 1;

/// The file in which a runner's result is kept.
pub const FILE: &str = "result.json";

/// One runner's result, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AthleteResult {
    /// Version of this row.
    pub schema: u32,
    /// Name of the runner in the manifest.
    pub athlete: String,
    /// Verdict as in `summary.json`; `None` without a soreness log, or after an error.
    pub status: Option<String>,
    /// False: the verdict does not hold in every other way to look at the log. `None`: not looked at, or not known.
    #[serde(default)]
    pub robust: Option<bool>,
    /// The verdict in one sentence.
    pub sentence: Option<String>,
    /// The runner's own estimate, points of the runner's scale, also where the verdict is refused
    /// for want of days.
    pub own: Option<OwnAnswer>,
    /// Width of the soreness scale, points: answers are pooled as shares of it.
    pub scale_range: Option<f64>,
    /// Smallest effect that matters, points.
    pub smallest_effect: Option<f64>,
    /// Usable days.
    pub rows: usize,
    /// Of which easy.
    pub easy_days: usize,
    /// Of which rest.
    pub rest_days: usize,
    /// About how many more easy or rest days an answer needs; `None`: not known.
    pub more_days_needed: Option<u64>,
    /// Runs.
    pub runs: usize,
    /// Runs with a class.
    pub classed_runs: usize,
    /// Files that failed or were readable only in part.
    pub spoilt_files: usize,
    /// First day of the record.
    pub first_day: Option<Date>,
    /// Last day of the record.
    pub last_day: Option<Date>,
    /// Last morning with a report.
    pub last_entry: Option<Date>,
    /// What may explain differences between runners.
    pub moderators: Moderators,
    /// What would help most, a sentence; `None`: nothing is missing.
    pub next_step: Option<String>,
    /// The same as what to type or to do: words of the program alone, which name nobody.
    #[serde(default)]
    pub next_action: Option<String>,
    /// Why the archive seems to be that of two runners; `None`: it does not.
    #[serde(default)]
    pub two_runners: Option<String>,
    /// Hash of everything that it rests on: equal when nothing changed.
    pub inputs: Option<String>,
    /// Why there is no result.
    pub error: Option<Failure>,
}

/// An estimate with what pooling needs of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnAnswer {
    /// Easy minus rest, points.
    pub estimate: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Standard error.
    pub se: f64,
    /// Degrees of freedom.
    pub df: f64,
}

/// What is known of a runner besides the answer. `None`: not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Moderators {
    /// Mean morning soreness, share of the scale, 0..=1.
    pub baseline_soreness: Option<f64>,
    /// Mean load of a week, TRIMP.
    pub weekly_load: Option<f64>,
    /// 1: female, 0: male.
    pub female: Option<f64>,
    /// Age on the last day, years.
    pub age_y: Option<f64>,
}

impl Moderators {
    fn of(report: &Report) -> Self {
        let scale = report.soreness.as_ref().map(|info| info.scale);
        let reports: Vec<f64> = report.days.iter().filter_map(|day| day.soreness).collect();
        let loads: Vec<f64> = report.days.iter().filter_map(|day| day.load).collect();
        Self {
            baseline_soreness: scale
                .zip(stats::mean(&reports))
                .map(|(scale, mean)| (mean - scale.low) / scale.range()),
            weekly_load: stats::mean(&loads).map(|load| 7.0 * load),
            female: report.runner.female.map(|female| if female { 1.0 } else { 0.0 }),
            age_y: report.runner.age_y,
        }
    }
}

/// An error as data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What is wrong.
    pub what: String,
    /// Where.
    pub place: Option<String>,
    /// What to do.
    pub remedy: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}; {}", self.what, self.remedy)
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let (what, place, remedy) = error.parts();
        Self { what, place, remedy }
    }
}

impl AthleteResult {
    /// A runner of whom nothing could be made.
    #[must_use]
    pub fn failed(athlete: impl Into<String>, error: Failure) -> Self {
        Self { error: Some(error), ..Self::empty(athlete.into()) }
    }

    /// The result of an analysis.
    #[must_use]
    pub fn of(athlete: impl Into<String>, report: &Report) -> Self {
        let answer = report.analysis.as_ref().map(|analysis| &analysis.answer);
        let own = answer.and_then(|answer| answer.estimate).map(|own| OwnAnswer {
            estimate: own.estimate,
            low: own.low,
            high: own.high,
            se: own.se,
            df: own.df,
        });
        let runs = || report.activities.iter().filter(|session| session.is_run());
        let classed = |class| !matches!(class, SessionClass::Unknown | SessionClass::Uncertain);
        Self {
            status: answer.map(|answer| answer.status.name().to_owned()),
            robust: answer.and_then(|answer| answer.robust),
            sentence: report.verdict.as_ref().map(|verdict| verdict.headline.clone()),
            own,
            scale_range: report.soreness.as_ref().map(|info| info.scale.range()),
            smallest_effect: answer.map(|answer| answer.smallest_effect),
            rows: answer.map_or(0, |answer| answer.rows),
            easy_days: answer.map_or(0, |answer| answer.easy_days),
            rest_days: answer.map_or(0, |answer| answer.rest_days),
            more_days_needed: answer.and_then(|answer| answer.more_days_needed),
            runs: report.runs,
            classed_runs: runs().filter(|session| classed(session.class)).count(),
            spoilt_files: report.files.failed + report.files.partial,
            first_day: report.days.first().map(|day| day.date),
            last_day: report.days.last().map(|day| day.date),
            last_entry: report.days.iter().rev().find(|day| day.soreness.is_some()).map(|day| day.date),
            moderators: Moderators::of(report),
            next_step: report.next_steps.first().cloned(),
            next_action: steps(report).first().map(|step| step.action.to_owned()),
            two_runners: report.two_runners.clone(),
            ..Self::empty(athlete.into())
        }
    }

    fn empty(athlete: String) -> Self {
        Self {
            schema: SCHEMA,
            athlete,
            status: None,
            robust: None,
            sentence: None,
            own: None,
            scale_range: None,
            smallest_effect: None,
            rows: 0,
            easy_days: 0,
            rest_days: 0,
            more_days_needed: None,
            runs: 0,
            classed_runs: 0,
            spoilt_files: 0,
            first_day: None,
            last_day: None,
            last_entry: None,
            moderators: Moderators::default(),
            next_step: None,
            next_action: None,
            two_runners: None,
            inputs: None,
            error: None,
        }
    }

    /// The estimate as a share of the scale, for the pool; `None` without an estimate, with fewer
    /// than [`MIN_DF`] degrees of freedom, or without a scale.
    #[must_use]
    pub fn share_of_scale(&self) -> Option<Own> {
        let (own, range) = (self.own?, self.scale_range?);
        let usable = own.df >= MIN_DF && own.se > 0.0 && range > 0.0;
        usable.then(|| Own { estimate: own.estimate / range, se: own.se / range, df: own.df })
    }
}
