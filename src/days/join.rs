//! Join: the day table as the estimator wants it, columns of equal length.
//!
//! The "morning after" is a join by date and nothing else: the soreness of day d is the report
//! of the morning of d, before that day's running. So for a choice made on day d, `soreness[d]`
//! is the baseline and `soreness[d + 1]` the outcome; no column is shifted here.

use crate::day::Day;
use crate::diary::columns::EXTRAS;
use crate::effect::DayLog;

/// The columns of `days`, in order. `extra_names` names the entries of [`Day::extra`].
///
/// A day with fewer extras than names has `None` for the rest.
#[must_use]
pub fn day_log(days: &[Day], extra_names: &[String]) -> DayLog {
    // A column that is there because it was asked about is no habit.
    let known = |name: &String| EXTRAS.iter().any(|extra| extra.name == *name);
    let extra = extra_names.iter().enumerate().filter(|(_, name)| known(name)).map(|(k, name)| {
        let values = days.iter().map(|day| day.extra.get(k).copied().flatten()).collect();
        (name.clone(), values)
    });
    DayLog {
        kind: days.iter().map(|day| day.kind).collect(),
        soreness: days.iter().map(|day| day.soreness).collect(),
        hard_load: days.iter().map(|day| day.hard_load).collect(),
        load: days.iter().map(|day| day.load).collect(),
        descent_m: days.iter().map(|day| day.descent_m).collect(),
        easy_min: days.iter().map(|day| day.easy_min).collect(),
        gap: days.iter().map(|day| day.gap).collect(),
        reported_late: days.iter().map(|day| day.reported_late).collect(),
        ill: days.iter().map(|day| day.ill).collect(),
        extra: extra.collect(),
        beside: Vec::new(),
    }
}

/// The same with the column `outcome` in the place of soreness, which stays as a covariate. `worse`: the value for which
/// higher is worse; `None`: it is not used.
#[must_use]
pub fn outcome_log(
    days: &[Day],
    extra_names: &[String],
    outcome: &str,
    worse: impl Fn(f64) -> Option<f64>,
) -> DayLog {
    let log = day_log(days, extra_names);
    let place = extra_names.iter().position(|name| name == outcome);
    let value = |day: &Day| worse(day.extra.get(place?).copied().flatten()?);
    DayLog {
        soreness: days.iter().map(value).collect(),
        extra: log.extra.into_iter().filter(|(name, _)| name != outcome).collect(),
        beside: vec![("soreness".to_owned(), log.soreness)],
        ..log
    }
}
