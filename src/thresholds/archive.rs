//! Archive: what the runner's own runs show of thresholds.

use std::sync::Arc;

use jiff::civil::Date;

use super::pool::{self, HalfHour, Pooled};
use super::{Dated, tanaka};
use crate::activity::Sport;

pub(super) const HR_MAX_METHOD: &str =
    "highest 30 s median that several runs support, pooled over all runs, less 0.7 bpm a year";
pub(super) const LTHR_METHOD: &str = "best 30 min mean heart rate, pooled over all runs, as a share of HRmax";
pub(super) const SPEED_METHOD: &str = "second best half hour by grade-adjusted speed, less 12 % a year";

/// Fewer runs show no maximum.
pub(super) const LEAST_RUNS: usize = 5;
/// A heart rate counts for thresholds from this coverage on, exclusive ...
const LEAST_COVERAGE: f64 = 0.5;
/// ... and below this share of time at which it equals the cadence.
const MOST_LOCKED: f64 = 0.3;
/// Nobody's heart beats faster, bpm.
const FASTEST_BPM: f64 = 225.0;
/// LTHR as a share of HRmax lies between these in runners.
const LTHR_SHARES: (f64, f64) = (0.88, 0.94);

/// What the runs of an archive show, pooled.
#[derive(Clone, Debug, Default)]
pub(super) struct Archive {
    /// Highest heart rate.
    pub(super) peak: Option<Pooled>,
    /// Best 30 min mean heart rate.
    half_hour: Option<Pooled>,
    /// Half hours by speed that can be right, in time order.
    pub(super) half_hours: Vec<HalfHour>,
    /// Peaks (date, bpm) in time order.
    peaks: Vec<(Date, f64)>,
    /// Dates of all runs, in order.
    runs: Vec<Date>,
}

impl Archive {
    /// Of activities in time order.
    pub(super) fn of(activities: &[&Dated<'_>]) -> Self {
        let runs: Vec<&&Dated<'_>> = activities.iter().filter(|a| a.digest.sport == Sport::Running).collect();
        let heart_rate = |value: fn(&Dated<'_>) -> Option<f64>| -> Vec<(Date, f64)> {
            let usable = runs.iter().filter(|run| is_usable(run));
            usable.filter_map(|run| Some((run.date, value(run).filter(|bpm| *bpm <= FASTEST_BPM)?))).collect()
        };
        let peaks = heart_rate(|run| run.digest.hr_peak_bpm);
        let half_hours = runs.iter().filter_map(|run| half_hour(run)).filter(HalfHour::is_believed).collect();
        Self {
            peak: pool::heart_rate(&peaks),
            half_hour: pool::heart_rate(&heart_rate(|run| run.digest.hr_best_30min_bpm)),
            half_hours,
            peaks,
            runs: runs.iter().map(|run| run.date).collect(),
        }
    }

    /// LTHR as a share of HRmax, and the runs that it rests on; `None` without half hours.
    pub(super) fn lthr_share(&self) -> Option<(f64, Arc<[Date]>)> {
        let (half_hour, peak) = (self.half_hour.as_ref()?, self.peak.as_ref()?);
        let (low, high) = LTHR_SHARES;
        let share = (half_hour.at_reference_bpm / peak.at_reference_bpm).clamp(low, high);
        Some((share, half_hour.runs.clone().into()))
    }

    /// Runs after `from`, up to `to`.
    pub(super) fn runs_between(&self, from: Date, to: Date) -> usize {
        self.runs
            .partition_point(|run| *run <= to)
            .saturating_sub(self.runs.partition_point(|run| *run <= from))
    }

    /// Peaks far above what the archive supports: (date, bpm).
    pub(super) fn spikes(&self) -> Vec<(Date, f64)> {
        const FAR_BPM: f64 = 10.0;
        let Some(peak) = &self.peak else { return Vec::new() };
        self.peaks.iter().copied().filter(|(date, bpm)| *bpm > peak.on(*date) + FAR_BPM).collect()
    }
}

fn is_usable(run: &Dated<'_>) -> bool {
    let effort = run.digest.hr_effort.as_ref();
    effort.is_some_and(|effort| effort.coverage > LEAST_COVERAGE && effort.lock_share < MOST_LOCKED)
}

fn half_hour(run: &Dated<'_>) -> Option<HalfHour> {
    let (gap_mps, pace) = (run.digest.gap_best_30min_mps?, run.digest.pace_effort.as_ref()?);
    Some(HalfHour { date: run.date, gap_mps, speed_mps: pace.best_30min_mps? })
}

/// The lowest archive HRmax that is believed, bpm.
///
/// METHOD: the highest heart rate *seen* is a maximum only if some run was all-out. A log of easy
/// runs agrees on 150 bpm and would turn every later run into a hard one. So the value must reach
/// the age formula less 20 bpm (two of its standard deviations); without an age, 155 bpm.
pub(super) fn hr_max_floor(age_y: Option<f64>) -> f64 {
    age_y.map_or(155.0, |age| tanaka(age) - 20.0)
}
