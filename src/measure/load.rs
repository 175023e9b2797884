//! The one load of each activity that is summed over days, whatever could be measured of it.
//!
//! METHOD: a day table must not mix scales, so everything is put on the scale of TRIMP. In order:
//!
//! 1. `trimp`: heart rate over at least 80 % of the time.
//! 2. `trimp_mean_hr`: an activity without samples whose summary has a mean heart rate.
//! 3. `edwards`: heart rate without a known resting heart rate.
//! 4. `session_rpe`, 5. `rtss_gap`.
//! 6. `minutes`: minutes times the runner's own median load per minute, of the same sport where at
//!    least five such sessions were measured, else of all.
//!
//! A source is converted by the median of TRIMP / source over the runner's own runs that have
//! both, where there are at least five. Without those by one hour at threshold, which is 100 rTSS,
//! RPE 7 x 60 = 420, four Edwards points a minute = 240, and in TRIMP 60 minutes at 85 % of reserve.

use std::collections::BTreeMap;

use serde::Serialize;

use super::trimp::Weights;
use super::{Measured, Metric, Unmeasured, edwards, pace_load, session_rpe, trimp};
use crate::activity::Sport;
use crate::digest::Digest;
use crate::stats::median_of;
use crate::thresholds::{Athlete, DatedDigest};

/// What a load was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadSource {
    /// TRIMP over every heart rate.
    Trimp,
    /// TRIMP of the device's mean heart rate.
    TrimpMeanHr,
    /// Edwards' load.
    Edwards,
    /// Session RPE.
    SessionRpe,
    /// Grade-adjusted pace.
    RtssGap,
    /// Duration alone.
    Minutes,
    /// Nothing: there is no load, and the load says why.
    None,
}

impl LoadSource {
    /// Name, as in the `load_source` column.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trimp => "trimp",
            Self::TrimpMeanHr => "trimp_mean_hr",
            Self::Edwards => "edwards",
            Self::SessionRpe => "session_rpe",
            Self::RtssGap => "rtss_gap",
            Self::Minutes => "minutes",
            Self::None => "none",
        }
    }
}

/// Fewer runs with both loads give no ratio.
const LEAST_OVERLAP: usize = 5;
/// The share of heart-rate reserve of the hour at threshold: a convention.
const THRESHOLD_X: f64 = 0.85;

/// A source that is not TRIMP itself: its metric, and what it gives for one hour at threshold.
struct Other {
    source: LoadSource,
    metric: Metric,
    threshold_hour: f64,
}

const OTHERS: [Other; 3] = [
    Other { source: LoadSource::Edwards, metric: edwards::EDWARDS, threshold_hour: 240.0 },
    Other { source: LoadSource::SessionRpe, metric: session_rpe::SESSION_RPE, threshold_hour: 420.0 },
    Other { source: LoadSource::RtssGap, metric: pace_load::RTSS_GAP, threshold_hour: 100.0 },
];

/// An activity, what was known of the runner then, and what was measured of it alone.
#[derive(Clone, Copy)]
struct Session<'a> {
    digest: &'a Digest,
    athlete: &'a Athlete,
    measured: &'a Measured,
}

/// The load of every activity and its source, in the order given. `measured`: what was measured of
/// each alone.
pub(super) fn loads(
    activities: &[DatedDigest<'_>],
    athletes: &[Athlete],
    measured: &[Measured],
) -> Vec<(Result<f64, Unmeasured>, LoadSource)> {
    let sessions: Vec<Session<'_>> = activities
        .iter()
        .zip(athletes)
        .zip(measured)
        .map(|((activity, athlete), measured)| Session { digest: activity.digest, athlete, measured })
        .collect();
    let ratios = OTHERS.each_ref().map(|other| own_ratio(other, &sessions));
    let loads: Vec<Option<(f64, LoadSource)>> = sessions
        .iter()
        .map(|session| match session.measured.value(trimp::TRIMP.column) {
            Some(trimp) => Some((trimp, LoadSource::Trimp)),
            None => fallback(session, &ratios),
        })
        .collect();
    let rates = Rates::of(&sessions, &loads);
    sessions
        .iter()
        .zip(loads)
        .map(|(Session { digest, .. }, load)| match load {
            Some((load, source)) => (Ok(load), source),
            None => match rates.load(digest) {
                Ok(load) => (Ok(load), LoadSource::Minutes),
                Err(reason) => (Err(reason), LoadSource::None),
            },
        })
        .collect()
}

/// Median of TRIMP / source over the runs that have both; `None` with fewer than five.
fn own_ratio(other: &Other, sessions: &[Session<'_>]) -> Option<f64> {
    let runs = sessions.iter().filter(|session| session.digest.sport == Sport::Running);
    let ratios = runs.filter_map(|Session { measured, .. }| {
        let (trimp, other) = (measured.value(trimp::TRIMP.column)?, measured.value(other.metric.column)?);
        (trimp > 0.0 && other > 0.0).then(|| trimp / other)
    });
    median_of(ratios.collect(), LEAST_OVERLAP)
}

/// The load by the first source after TRIMP that has one.
fn fallback(session: &Session<'_>, ratios: &[Option<f64>; 3]) -> Option<(f64, LoadSource)> {
    let Session { digest, athlete, measured } = *session;
    if digest.hr.is_none()
        && let Ok(trimp) = trimp::of_mean(digest, athlete)
    {
        return Some((trimp, LoadSource::TrimpMeanHr));
    }
    OTHERS.iter().zip(ratios).find_map(|(other, ratio)| {
        let load = measured.value(other.metric.column)?;
        let hour = 60.0 * Weights::of(athlete).per_minute(THRESHOLD_X);
        Some((load * ratio.unwrap_or(hour / other.threshold_hour), other.source))
    })
}

/// The runner's median load per minute: of each sport, and of everything.
struct Rates {
    by_sport: BTreeMap<Sport, f64>,
    all: Option<f64>,
}

impl Rates {
    fn of(sessions: &[Session<'_>], loads: &[Option<(f64, LoadSource)>]) -> Self {
        let mut by_sport: BTreeMap<Sport, Vec<f64>> = BTreeMap::new();
        for (Session { digest, .. }, load) in sessions.iter().zip(loads) {
            if let (Some((load, _)), Some(timer_s)) = (load, digest.timer_s) {
                by_sport.entry(digest.sport).or_default().push(load / (timer_s / 60.0));
            }
        }
        let all = median_of(by_sport.values().flatten().copied().collect(), 1);
        let by_sport = by_sport
            .into_iter()
            .filter_map(|(sport, rates)| Some((sport, median_of(rates, LEAST_OVERLAP)?)))
            .collect();
        Self { by_sport, all }
    }

    fn load(&self, digest: &Digest) -> Result<f64, Unmeasured> {
        let timer_s = digest.timer_s.ok_or(Unmeasured::NoDuration)?;
        let rate = self.by_sport.get(&digest.sport).copied().or(self.all).ok_or(Unmeasured::NoLoad)?;
        Ok(rate * timer_s / 60.0)
    }
}
