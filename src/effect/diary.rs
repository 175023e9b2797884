//! The diary's other columns: sleep, stretching and the like, as covariates beside the fixed seven,
//! and habits that always come with an easy run.

use super::DayLog;
use super::eligible::value;
use super::frame::Frame;
use crate::stats::{mean, variance};

/// Share of rows that must have a value.
const PRESENT: f64 = 0.8;
/// Difference between easy and rest days in how often a habit was kept, from which the two cannot
/// be told apart.
pub(super) const CO_INTERVENTION: f64 = 0.8;

/// The diary's columns sorted by what can be done with them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DiaryColumns {
    /// Names and row values of columns that serve as covariates.
    pub usable: Vec<(String, Vec<Option<f64>>)>,
    /// Names of habits that nearly always come with an easy run and rarely with rest.
    pub co_interventions: Vec<String>,
}

/// Looks at the diary's columns on the rows of a comparison.
#[must_use]
pub fn columns(log: &DayLog, frame: &Frame) -> DiaryColumns {
    let mut found = DiaryColumns::default();
    for (name, column) in &log.extra {
        let rows: Vec<Option<f64>> = frame.days.iter().map(|day| value(column, *day)).collect();
        let present: Vec<f64> = rows.iter().flatten().copied().collect();
        if (present.len() as f64) < PRESENT * rows.len() as f64 {
            continue;
        }
        let known = |row: &usize| rows[*row].is_some();
        let treated: Vec<bool> = (0..rows.len()).filter(known).map(|row| frame.treated[row]).collect();
        if kept_on(&present, &treated).is_some_and(|(easy, rest)| easy - rest >= CO_INTERVENTION) {
            found.co_interventions.push(name.replace('_', " "));
        } else if variance(&present).is_some_and(|variance| variance > 1e-12) {
            found.usable.push((name.clone(), rows));
        }
    }
    found
}

/// Shares of easy and of rest days on which a habit was kept (any value above 0); `None` without days of a kind.
pub(super) fn kept_on(values: &[f64], treated: &[bool]) -> Option<(f64, f64)> {
    let share = |wanted: bool| {
        let of_kind = values.iter().zip(treated).filter(|(_, treated)| **treated == wanted);
        let kept: Vec<f64> = of_kind.map(|(value, _)| f64::from(u8::from(*value > 0.0))).collect();
        mean(&kept)
    };
    share(true).zip(share(false))
}

/// The rows on which all usable columns are known: without those columns, and with them.
#[must_use]
pub fn without_and_with(frame: &Frame, columns: &DiaryColumns) -> (Frame, Frame) {
    let known = |row: usize| columns.usable.iter().all(|(_, values)| values[row].is_some());
    let without = frame.filter(&known);
    let mut with = without.clone();
    for (name, values) in &columns.usable {
        let kept = values.iter().enumerate().filter(|(row, _)| known(*row));
        with = with.with(name, kept.filter_map(|(_, value)| *value).collect());
    }
    (without, with)
}
