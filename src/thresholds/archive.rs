//! Archive: what the runner's own runs show of thresholds.

use std::sync::Arc;

use jiff::civil::Date;

use super::pool::{self, HalfHour, PooledRate};
use super::{DatedDigest, tanaka};
use crate::activity::Sport;
use crate::stats::median;

pub(super) const HR_MAX_METHOD: &str =
    "highest 30 s median that several runs support, pooled over all runs, less 0.7 bpm a year";
pub(super) const SUMMARY_HR_MAX_METHOD: &str =
    "highest heart rate in summaries that several runs support, pooled over all runs, less 0.7 bpm a year";
pub(super) const LTHR_METHOD: &str = "best 30 min mean heart rate, pooled over all runs, as a share of HRmax";
pub(super) const SPEED_METHOD: &str = "second best half hour by grade-adjusted speed, less 12 % a year";
pub(super) const SUMMARY_SPEED_METHOD: &str =
    "second fastest mean of a run of half an hour or more, less 12 % a year";

/// Fewer runs show no maximum.
pub(super) const LEAST_RUNS: usize = 5;
/// A heart rate counts for thresholds from this coverage on, exclusive ...
const LEAST_COVERAGE: f64 = 0.5;
/// ... and below this share of time at which it equals the cadence.
const MOST_LOCKED: f64 = 0.3;
/// Nobody's heart beats faster, bpm.
const FASTEST_BPM: f64 = 220.0;
/// LTHR as a share of HRmax lies between these in runners.
const LTHR_SHARES: (f64, f64) = (0.88, 0.94);
/// Runs without samples show a half hour from this duration on, s.
const HALF_HOUR_S: f64 = 1800.0;
/// Fewer runs do not show whether all have one pace.
const LEAST_PACES: usize = 10;
/// The second best half hour is at least this many times the median pace ...
const LEAST_SPREAD: f64 = 1.05;
/// ... and this many where nothing is known of a run but its mean.
const LEAST_SUMMARY_SPREAD: f64 = 1.10;

/// What the runs of an archive show, pooled.
#[derive(Clone, Debug, Default)]
pub(super) struct Archive {
    /// Highest heart rate.
    pub(super) peak: Option<PooledRate>,
    /// The same with the highest heart rate of summaries where a run has no recording.
    summary_peak: Option<PooledRate>,
    /// Best 30 min mean heart rate.
    half_hour: Option<PooledRate>,
    /// What the half hours show of the pace.
    pub(super) pace: Pace,
    /// Peaks (date, bpm) in time order.
    peaks: Vec<(Date, f64)>,
    /// Dates of all runs, in order.
    runs: Vec<Date>,
}

impl Archive {
    /// Of activities in time order.
    pub(super) fn of(activities: &[&DatedDigest<'_>]) -> Self {
        let runs: Vec<&&DatedDigest<'_>> =
            activities.iter().filter(|a| a.digest.sport == Sport::Running).collect();
        let heart_rate = |value: fn(&DatedDigest<'_>) -> Option<f64>| -> Vec<(Date, f64)> {
            let usable = runs.iter().filter(|run| is_usable(run));
            usable.filter_map(|run| Some((run.date, value(run)?))).collect()
        };
        let living = |mut heart_rates: Vec<(Date, f64)>| {
            heart_rates.retain(|(_, bpm)| *bpm <= FASTEST_BPM);
            heart_rates
        };
        let peaks = heart_rate(|run| run.digest.hr_peak_bpm);
        let highest = runs.iter().filter_map(|run| Some((run.date, highest(run)?)));
        Self {
            peak: pool::heart_rate(&living(peaks.clone())),
            summary_peak: pool::heart_rate(&highest.collect::<Vec<_>>()),
            half_hour: pool::heart_rate(&living(heart_rate(|run| run.digest.hr_best_30min_bpm))),
            pace: Pace::of(&runs),
            peaks,
            runs: runs.iter().map(|run| run.date).collect(),
        }
    }

    /// The highest heart rate, whether or not it can be a maximum: of recordings, else of summaries.
    pub(super) fn seen(&self) -> Option<&PooledRate> {
        self.peak.as_ref().or(self.summary_peak.as_ref())
    }

    /// The highest heart rate that can be a maximum, and how it was found.
    ///
    /// METHOD: a recording is surer than a summary, whose highest second may be a spike. Summaries count where
    /// recordings are few or none reaches a maximum.
    pub(super) fn hr_max(&self, date: Date, age_y: Option<f64>) -> Option<(&PooledRate, &'static str)> {
        let can_be =
            |peak: &&PooledRate| peak.looked_at >= LEAST_RUNS && peak.on(date) >= hr_max_floor(age_y);
        let recorded = self.peak.as_ref().filter(can_be).map(|peak| (peak, HR_MAX_METHOD));
        let summed = self.summary_peak.as_ref().filter(can_be).map(|peak| (peak, SUMMARY_HR_MAX_METHOD));
        recorded.or(summed)
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

fn is_usable(run: &DatedDigest<'_>) -> bool {
    let effort = run.digest.hr_effort.as_ref();
    effort.is_some_and(|effort| effort.coverage > LEAST_COVERAGE && effort.lock_share < MOST_LOCKED)
}

/// The highest heart rate of a run, bpm: of its recording; of its summary where it has none.
fn highest(run: &DatedDigest<'_>) -> Option<f64> {
    let found = match is_usable(run) {
        true => run.digest.hr_peak_bpm,
        false => run.digest.summary_hr_max_bpm.filter(|_| run.digest.hr_effort.is_none()),
    };
    found.filter(|bpm| *bpm <= FASTEST_BPM)
}

/// Half hours by speed that can be right.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace {
    /// In time order.
    pub(super) half_hours: Vec<HalfHour>,
    /// How they were found.
    pub(super) method: &'static str,
    /// True where all runs have about one pace: the half hours are then left out.
    pub(super) is_one: bool,
}

impl Pace {
    /// The pace that the best half hours of the recordings show. Where too few runs have one, the mean speeds of
    /// whole runs are used.
    ///
    /// METHOD: any half hour is a lower bound of threshold speed, and so is the mean of a longer run. But where
    /// the fastest are hardly faster than the usual run, nobody knows how far below threshold all of them are:
    /// taken as a threshold they would turn every easy run into a hard one.
    fn of(runs: &[&&DatedDigest<'_>]) -> Self {
        let believed = |of: fn(&DatedDigest<'_>) -> Option<(HalfHour, f64)>| -> (Vec<HalfHour>, Vec<f64>) {
            let found = runs.iter().filter_map(|run| of(run));
            found.filter(|(half_hour, _)| half_hour.is_believed()).unzip()
        };
        let (half_hours, means) = believed(half_hour);
        if half_hours.len() >= pool::LEAST_HALF_HOURS {
            let is_one = means.len() >= LEAST_PACES && !has_spread(&half_hours, means, LEAST_SPREAD);
            return Self::new(half_hours, SPEED_METHOD, is_one);
        }
        let (half_hours, means) = believed(summary_half_hour);
        if half_hours.len() < LEAST_PACES {
            return Self::default();
        }
        let is_one = !has_spread(&half_hours, means, LEAST_SUMMARY_SPREAD);
        Self::new(half_hours, SUMMARY_SPEED_METHOD, is_one)
    }

    fn new(half_hours: Vec<HalfHour>, method: &'static str, is_one: bool) -> Self {
        let mut half_hours = if is_one { Vec::new() } else { half_hours };
        half_hours.sort_by_key(|half_hour| half_hour.date);
        Self { half_hours, method, is_one }
    }
}

/// True where the second best half hour is `least` times the median of the mean speeds.
fn has_spread(half_hours: &[HalfHour], means: Vec<f64>, least: f64) -> bool {
    let mut speeds: Vec<f64> = half_hours.iter().map(|half_hour| half_hour.gap_mps).collect();
    speeds.sort_by(|a, b| b.total_cmp(a));
    let second = speeds.get(1).copied();
    second.zip(median(means)).is_some_and(|(second, usual)| second >= least * usual)
}

/// The best half hour of a recording, and its mean speed, m/s.
fn half_hour(run: &DatedDigest<'_>) -> Option<(HalfHour, f64)> {
    let (gap_mps, pace) = (run.digest.gap_best_30min_mps?, run.digest.pace_effort.as_ref()?);
    Some((HalfHour { date: run.date, gap_mps, speed_mps: pace.best_30min_mps? }, pace.mean_mps))
}

/// The mean speed of a run without samples, as its half hour; a treadmill says little of the ground.
fn summary_half_hour(run: &DatedDigest<'_>) -> Option<(HalfHour, f64)> {
    let digest = run.digest;
    let outside = digest.records == 0 && !digest.is_on_treadmill();
    let seconds = digest.timer_s.or(digest.elapsed_s).filter(|seconds| outside && *seconds >= HALF_HOUR_S)?;
    let mps = digest.distance_m? / seconds;
    Some((HalfHour { date: run.date, gap_mps: mps, speed_mps: mps }, mps))
}

/// The lowest archive HRmax that is believed, bpm.
///
/// METHOD: the highest heart rate *seen* is a maximum only if some run was all-out. A log of easy
/// runs agrees on 150 bpm and would turn every later run into a hard one. So the value must reach
/// the age formula less 20 bpm (two of its standard deviations); without an age, 155 bpm.
pub(super) fn hr_max_floor(age_y: Option<f64>) -> f64 {
    age_y.map_or(155.0, |age| tanaka(age) - 20.0)
}
