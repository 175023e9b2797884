//! Thresholds from the archive: what the runner's own runs show, calendar year by calendar year.
//!
//! METHOD: the value of a year rests on the runs of that year and the one before, so that a later
//! year never moves an earlier one. Where that window shows nothing (the first weeks of a log, a
//! year of easy running) it is widened to the three years before and the one after, no further.
//! A window that follows each date was rejected: it makes the same week change class when it
//! is looked at from another month.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Dated, Fact, Provenance, tanaka};
use crate::activity::Sport;
use crate::digest::speeds::mean_gap_speed;
use crate::stats::median_of;

pub(super) const HR_MAX_METHOD: &str = "highest 30 s median that two runs reach within 3 bpm";
pub(super) const LTHR_METHOD: &str =
    "best 30 min mean heart rate of a maximal effort (90-97 % of HRmax); an estimate";
pub(super) const SPEED_BY_EFFORT: &str =
    "best 30 min grade-adjusted speed of a maximal effort (mean heart rate 90-97 % of HRmax); an estimate";
pub(super) const SPEED_BY_PACE: &str =
    "best 30 min grade-adjusted speed, at least 15 % above the usual run; an estimate";

/// Two peaks this close confirm each other, bpm.
const AGREE_BPM: f64 = 3.0;
/// METHOD: LTHR is the mean of an all-out half hour (Friel). All-out shows as a 30 min mean of
/// 90-97 % of HRmax: below lies tempo running, above no one stays for 30 min (a sensor fault, or an
/// HRmax that is too low). HRmax by formula does not count: it is off by 10 bpm in one of three.
const MAXIMAL_SHARE: std::ops::RangeInclusive<f64> = 0.90..=0.97;
/// METHOD: without heart rate a best half hour is taken for a maximal effort only when it stands
/// out: 15 % faster than the median run, among at least 10 runs. Easy running is at least that much
/// slower than threshold, so a log of nothing but easy runs gives no threshold.
const STANDS_OUT: f64 = 1.15;
const STANDS_OUT_RUNS: usize = 10;

/// What one run can say about thresholds.
#[derive(Clone, Debug)]
pub(super) struct RunEvidence {
    pub(super) date: Date,
    peak_bpm: Option<f64>,
    best_30min_bpm: Option<f64>,
    best_30min_mps: Option<f64>,
    mean_mps: Option<f64>,
    /// Set once HRmax is known. `None`: cannot be told.
    maximal: Option<bool>,
}

impl RunEvidence {
    /// `None` for what is not a run: HRmax differs between sports.
    pub(super) fn of(activity: &Dated<'_>) -> Option<Self> {
        let d = activity.digest;
        (d.sport == Sport::Running).then(|| Self {
            date: activity.date,
            peak_bpm: d.hr_peak_bpm,
            best_30min_bpm: d.hr_best_30min_bpm,
            best_30min_mps: d.gap_best_30min_mps,
            mean_mps: mean_gap_speed(d).ok(),
            maximal: None,
        })
    }

    pub(super) fn judge_effort(&mut self, hr_max: Option<f64>) {
        self.maximal = self.best_30min_bpm.zip(hr_max).map(|(hr, max)| MAXIMAL_SHARE.contains(&(hr / max)));
    }
}

/// A value and the runs that it rests on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) value: f64,
    pub(super) runs: Arc<[Date]>,
}

impl Found {
    pub(super) fn fact(&self, method: &'static str) -> Fact<f64> {
        Fact::known(self.value, Provenance::Archive { method, runs: Arc::clone(&self.runs) })
    }
}

/// What the archive shows for one calendar year.
#[derive(Clone, Debug, Default)]
pub(super) struct ArchiveYear {
    pub(super) hr_max: Option<Found>,
    /// Peaks of this window that no other run confirms: (date, bpm).
    pub(super) spikes: Vec<(Date, f64)>,
    pub(super) lthr: Option<Found>,
    pub(super) threshold_mps: Option<(Found, &'static str)>,
}

/// Windows of a year in the order in which they are tried: first and last calendar year.
fn windows(year: i16) -> [(i16, i16); 2] {
    [(year.saturating_sub(1), year), (year.saturating_sub(3), year.saturating_add(1))]
}

fn within(runs: &[RunEvidence], (first, last): (i16, i16)) -> &[RunEvidence] {
    let from = runs.partition_point(|r| r.date.year() < first);
    let to = runs.partition_point(|r| r.date.year() <= last);
    &runs[from..to]
}

/// HRmax of `year`: the highest peak that another run reaches within 3 bpm; and the peaks above
/// it, which stand alone and are no maximum.
pub(super) fn hr_max(runs: &[RunEvidence], year: i16) -> (Option<Found>, Vec<(Date, f64)>) {
    let mut lone = Vec::new();
    for window in windows(year) {
        let mut peaks: Vec<(f64, Date)> =
            within(runs, window).iter().filter_map(|r| Some((r.peak_bpm?, r.date))).collect();
        peaks.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let agreed = peaks.windows(2).position(|p| p[0].0 - p[1].0 <= AGREE_BPM);
        let above = agreed.unwrap_or(peaks.len());
        lone = peaks[..above].iter().map(|&(bpm, date)| (date, bpm)).collect();
        if let Some(at) = agreed {
            let value = peaks[at].0;
            let mut rests_on: Vec<Date> =
                peaks[at..].iter().take_while(|p| value - p.0 <= AGREE_BPM).map(|p| p.1).collect();
            rests_on.sort();
            rests_on.dedup();
            return (Some(Found { value, runs: rests_on.into() }), lone);
        }
    }
    (None, lone)
}

/// The lowest archive HRmax that is believed, bpm.
///
/// METHOD: the highest heart rate *seen* is a maximum only if some run was all-out. A log of easy
/// runs agrees on 150 bpm and would turn every later run into a hard one. So the value must reach
/// the age formula less 20 bpm (two of its standard deviations); without an age, 160 bpm.
pub(super) fn hr_max_floor(age_y: Option<f64>) -> f64 {
    age_y.map_or(160.0, |age| tanaka(age) - 20.0)
}

/// LTHR of `year`: the highest 30 min mean heart rate of a maximal effort.
pub(super) fn lthr(runs: &[RunEvidence], year: i16) -> Option<Found> {
    best_of(runs, year, |r| r.best_30min_bpm.filter(|_| r.maximal == Some(true)))
}

/// Threshold speed of `year` and how it was found.
pub(super) fn threshold_speed(runs: &[RunEvidence], year: i16) -> Option<(Found, &'static str)> {
    if let Some(found) = best_of(runs, year, |r| r.best_30min_mps.filter(|_| r.maximal == Some(true))) {
        return Some((found, SPEED_BY_EFFORT));
    }
    windows(year).into_iter().find_map(|window| {
        let runs = within(runs, window);
        let usual = median_of(runs.iter().filter_map(|r| r.mean_mps).collect(), STANDS_OUT_RUNS)?;
        // A run whose heart rate says that it was not all-out is no evidence, however fast.
        let found = highest(runs, |r| r.best_30min_mps.filter(|_| r.maximal.is_none()))?;
        (found.value >= STANDS_OUT * usual).then_some((found, SPEED_BY_PACE))
    })
}

fn best_of(runs: &[RunEvidence], year: i16, value: impl Fn(&RunEvidence) -> Option<f64>) -> Option<Found> {
    windows(year).into_iter().find_map(|window| highest(within(runs, window), &value))
}

fn highest(runs: &[RunEvidence], value: impl Fn(&RunEvidence) -> Option<f64>) -> Option<Found> {
    let best = runs.iter().filter_map(|r| Some((value(r)?, r.date))).max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(Found { value: best.0, runs: [best.1].into() })
}
