//! Join: the day table as the estimator wants it, columns of equal length.
//!
//! The "morning after" is a join by date and nothing else: the soreness of day d is the report
//! of the morning of d, before that day's running. So for a choice made on day d, `soreness[d]`
//! is the baseline and `soreness[d + 1]` the outcome; no column is shifted here.

use crate::day::Day;
use crate::effect::DayLog;

/// The columns of `days`, in order. `extra_names` names the entries of [`Day::extra`].
///
/// A day with fewer extras than names has `None` for the rest.
#[must_use]
pub fn day_log(days: &[Day], extra_names: &[String]) -> DayLog {
    let extra = extra_names.iter().enumerate().map(|(k, name)| {
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
