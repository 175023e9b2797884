//! Intensity: what a run was by heart rate and pace, each weighted by how sure it is.
//!
//! METHOD: every score is a distance from VT1, 0 at VT1 and about 1 at threshold, so that evidence
//! of different kinds can be averaged. The weights are one over the variance of each kind. A veto of one
//! kind over the other was rejected: one guessed pace took away every easy run of a declared heart rate.

use serde::Serialize;

use crate::activity::{HrZone, Sport};
use crate::digest::Digest;
use crate::measure::session_rpe;
use crate::thresholds::{Athlete, Fact, Provenance};

/// How hard a run was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Intensity {
    /// Below VT1.
    Easy,
    /// Between.
    Moderate,
    /// At or above threshold for long enough.
    Hard,
    /// Heart rate and pace contradict each other and are about as sure.
    Uncertain,
    /// No evidence.
    Unknown,
}

impl Intensity {
    /// Lower-case name, as in the `intensity` column.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Moderate => "moderate",
            Self::Hard => "hard",
            Self::Uncertain => "uncertain",
            Self::Unknown => "unknown",
        }
    }
}

/// How well the heart-rate threshold is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LthrSource {
    /// Declared, or the watch's own.
    Measured,
    /// From the runner's half hours.
    Archive,
    /// A share of HRmax, or an age formula.
    Share,
}

/// What heart rate says. Shares are of LTHR.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeartEvidence {
    /// Mean.
    pub mean: f64,
    /// 90th percentile; `None`: not known.
    pub p90: Option<f64>,
    /// Best 20 min.
    pub best_20min: Option<f64>,
    /// Minutes at or above LTHR.
    pub above_min: f64,
    /// Minutes with heart rate.
    pub minutes: f64,
    /// Share of the time with heart rate.
    pub coverage: f64,
    /// Share of the time at which heart rate equals the cadence.
    pub lock_share: f64,
    /// How well LTHR is known.
    pub source: LthrSource,
    /// Known from a summary alone.
    pub summary: bool,
}

/// What pace says. Shares are of threshold speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PaceEvidence {
    /// Mean grade-adjusted speed.
    pub mean: f64,
    /// 90th percentile of 30 s means; `None`: not known.
    pub p90: Option<f64>,
    /// Minutes at or above threshold speed.
    pub above_min: f64,
    /// Months to the run that supports threshold speed; `None`: declared.
    pub months: Option<f64>,
    /// Known from a summary alone.
    pub summary: bool,
}

/// What is known of the intensity of one run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct IntensityEvidence {
    /// Heart rate.
    pub heart: Option<HeartEvidence>,
    /// Pace.
    pub pace: Option<PaceEvidence>,
    /// More than 20 m up a kilometre.
    pub hilly: bool,
    /// On a treadmill.
    pub treadmill: bool,
    /// Perceived exertion, CR-10, where nothing else is known.
    pub rpe: Option<f64>,
}

/// The cut-offs of the rule; those of the specification curve among them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct IntensityLimits {
    /// Easy: mean score at most.
    pub easy_mean: f64,
    /// Easy: score of the 90th percentile at most.
    pub easy_p90: f64,
    /// VT1 as a share of LTHR.
    pub vt1_of_lthr: f64,
    /// VT1 as a share of threshold speed.
    pub vt1_of_speed: f64,
    /// Hard: minutes at or above threshold at least.
    pub hard_min: f64,
}

impl Default for IntensityLimits {
    fn default() -> Self {
        Self { easy_mean: 0.20, easy_p90: 0.0, vt1_of_lthr: 0.90, vt1_of_speed: 0.85, hard_min: 10.0 }
    }
}

/// Scores and weights: 0 is VT1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    /// Mean and 90th percentile by heart rate.
    pub heart: Option<(f64, f64)>,
    /// The same by pace.
    pub pace: Option<(f64, f64)>,
    /// Weight of heart rate.
    pub heart_weight: f64,
    /// Weight of pace.
    pub pace_weight: f64,
    /// Weighted mean score; `None` without a weight.
    pub mean: Option<f64>,
    /// Weighted score of the 90th percentile.
    pub p90: Option<f64>,
}

/// The intensity with what it rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// How hard it was.
    pub intensity: Intensity,
    /// Scores and weights.
    pub scores: Scores,
    /// True: from perceived exertion or a summary alone.
    pub weak: bool,
}

/// Scores are clipped to this.
const MOST_SCORE: f64 = 2.0;
/// Share of LTHR, and of threshold speed, that makes one unit of score.
const HEART_UNIT: f64 = 0.10;
const PACE_UNIT: f64 = 0.15;
/// VT1 lies this much higher for a 90th percentile than for a mean, as shares.
const HEART_P90_ABOVE: f64 = 0.05;
const PACE_P90_ABOVE: f64 = 0.10;
/// A 90th percentile that is not known lies this much above the mean, as shares.
const HEART_P90_USUAL: f64 = 0.04;
const PACE_P90_USUAL: f64 = 0.06;
/// Hills widen the spread of grade-adjusted speed.
const HILLY_P90: f64 = 0.5;

impl HeartEvidence {
    fn scores(&self, limits: &IntensityLimits) -> (f64, f64) {
        let p90 = self.p90.unwrap_or(self.mean + HEART_P90_USUAL);
        (
            clipped((self.mean - limits.vt1_of_lthr) / HEART_UNIT),
            clipped((p90 - limits.vt1_of_lthr - HEART_P90_ABOVE) / HEART_UNIT),
        )
    }

    /// One over the variance of the score.
    fn weight(&self) -> f64 {
        let weight = match self.source {
            LthrSource::Measured => 3.6,
            LthrSource::Archive => 2.8,
            LthrSource::Share => 1.6,
        };
        let halved = |weight: f64, when: bool| if when { weight / 2.0 } else { weight };
        match self.coverage {
            coverage if coverage < 0.5 => 0.0,
            coverage => halved(halved(halved(weight, coverage < 0.8), self.lock_share > 0.5), self.summary),
        }
    }

    fn is_hard(&self, limits: &IntensityLimits) -> bool {
        at_least(self.above_min, limits.hard_min)
            || self.best_20min.is_some_and(|share| at_least(share, 0.97))
            || at_least(self.above_min, limits.hard_min / 2.0) && at_least(self.above_min, 0.2 * self.minutes)
    }
}

impl PaceEvidence {
    fn scores(&self, limits: &IntensityLimits) -> (f64, f64) {
        let p90 = self.p90.unwrap_or(self.mean + PACE_P90_USUAL);
        (
            clipped((self.mean - limits.vt1_of_speed) / PACE_UNIT),
            clipped((p90 - limits.vt1_of_speed - PACE_P90_ABOVE) / PACE_UNIT),
        )
    }

    /// One over the variance of the score: spread within a runner, of GPS, of the day, and of the threshold
    /// with the months to the run that supports it; hills and treadmills add theirs.
    fn weight(&self, hilly: bool, treadmill: bool) -> f64 {
        let threshold = self.months.map_or(0.02, |months| 0.04 + 0.012 * months) / PACE_UNIT;
        let of = |when: bool, variance: f64| if when { variance } else { 0.0 };
        let variance = 0.42_f64.powi(2)
            + 0.13_f64.powi(2)
            + 0.20_f64.powi(2)
            + threshold.powi(2)
            + of(hilly, 0.64)
            + of(treadmill, 0.16);
        if self.summary { 0.5 / variance } else { 1.0 / variance }
    }

    fn is_hard(&self, hilly: bool, limits: &IntensityLimits) -> bool {
        at_least(self.above_min, limits.hard_min) && !hilly
            || at_least(self.mean, if hilly { 1.0 } else { 0.95 })
    }
}

fn clipped(score: f64) -> f64 {
    score.clamp(-MOST_SCORE, MOST_SCORE)
}

/// `value <= limit`, where a limit that is met exactly must not be missed by rounding.
pub(crate) fn at_most(value: f64, limit: f64) -> bool {
    value <= limit + 1e-9
}

/// `value >= limit`, likewise.
pub(crate) fn at_least(value: f64, limit: f64) -> bool {
    value >= limit - 1e-9
}

impl IntensityEvidence {
    /// Scores and weights of the evidence.
    #[must_use]
    pub fn scores(&self, limits: &IntensityLimits) -> Scores {
        let heart = self.heart.map(|heart| (heart.scores(limits), heart.weight()));
        let pace = self.pace.map(|pace| (pace.scores(limits), pace.weight(self.hilly, self.treadmill)));
        let heart_weight = heart.map_or(0.0, |(_, weight)| weight);
        let pace_weight = pace.map_or(0.0, |(_, weight)| weight);
        let eased = if self.hilly && heart_weight <= 0.0 { HILLY_P90 } else { 0.0 };
        let pace_in_mean = pace.map(|((mean, p90), weight)| ((mean, p90 - eased), weight));
        let weighted = |of: fn((f64, f64)) -> f64| {
            let known = [heart, pace_in_mean].into_iter().flatten();
            let sum = known.fold(0.0, |sum, (scores, weight)| sum + weight * of(scores));
            (heart_weight + pace_weight > 0.0).then(|| sum / (heart_weight + pace_weight))
        };
        Scores {
            heart: heart.map(|(scores, _)| scores),
            pace: pace.map(|(scores, _)| scores),
            heart_weight,
            pace_weight,
            mean: weighted(|(mean, _)| mean),
            p90: weighted(|(_, p90)| p90),
        }
    }

    /// The intensity by `limits`.
    #[must_use]
    pub fn judge(&self, limits: &IntensityLimits) -> Judged {
        let scores = self.scores(limits);
        let summary = self.heart.is_none_or(|h| h.summary) && self.pace.is_none_or(|p| p.summary);
        let (intensity, weak) = match scores.mean.zip(scores.p90) {
            Some((mean, p90)) => (self.by_scores(&scores, mean, p90, limits), summary),
            None => (self.rpe.map_or(Intensity::Unknown, of_rpe), self.rpe.is_some()),
        };
        Judged { intensity, scores, weak }
    }

    fn by_scores(&self, scores: &Scores, mean: f64, p90: f64, limits: &IntensityLimits) -> Intensity {
        if contradict(scores, mean) {
            return Intensity::Uncertain;
        }
        let heart_hard = scores.heart_weight > 0.0 && self.heart.is_some_and(|h| h.is_hard(limits));
        let pace_hard = self.pace.is_some_and(|p| p.is_hard(self.hilly, limits));
        if at_most(mean, limits.easy_mean) && at_most(p90, limits.easy_p90) {
            let above = heart_hard && scores.heart_weight >= scores.pace_weight;
            return if above { Intensity::Moderate } else { Intensity::Easy };
        }
        let voted = |hard: bool, weight: f64| if hard { weight } else { 0.0 };
        let hard = voted(heart_hard, scores.heart_weight) + voted(pace_hard, scores.pace_weight);
        if 2.0 * hard > scores.heart_weight + scores.pace_weight {
            Intensity::Hard
        } else {
            Intensity::Moderate
        }
    }
}

/// True where heart rate and pace are about as sure, far apart on the two sides of VT1, and in the mean near
/// to it.
fn contradict(scores: &Scores, mean: f64) -> bool {
    let Some(((heart, _), (pace, _))) = scores.heart.zip(scores.pace) else { return false };
    let (low, high) =
        (scores.heart_weight.min(scores.pace_weight), scores.heart_weight.max(scores.pace_weight));
    low > 0.5 * high && at_least((heart - pace).abs(), 1.5) && heart * pace < 0.0 && mean.abs() < 0.30
}

/// METHOD: exertion decides only where nothing else is known, and never takes easy away: ordinary runs
/// get a 6, and soreness raises it (it would be a collider).
fn of_rpe(rpe: f64) -> Intensity {
    if at_most(rpe, 4.0) {
        Intensity::Easy
    } else if at_least(rpe, 7.0) {
        Intensity::Hard
    } else {
        Intensity::Moderate
    }
}

/// From this climb on a run is hilly, m/km.
const HILLY_M_PER_KM: f64 = 20.0;
/// Least length of a run for evidence by pace, min of moving time.
const LEAST_PACED_MIN: f64 = 1.0;

/// What a digest says of intensity against the thresholds of its day.
#[must_use]
pub fn evidence(digest: &Digest, athlete: &Athlete) -> IntensityEvidence {
    let climb = digest.ascent_m.zip(digest.distance_m).filter(|(_, metres)| *metres > 0.0);
    IntensityEvidence {
        heart: heart(digest, &athlete.lthr_bpm),
        pace: pace(digest, athlete),
        hilly: climb.is_some_and(|(up, metres)| up > HILLY_M_PER_KM * metres / 1000.0),
        treadmill: digest.is_on_treadmill(),
        rpe: session_rpe::rpe(digest),
    }
}

fn lthr_source(lthr: &Fact<f64>) -> LthrSource {
    match lthr.provenance() {
        Some(Provenance::Declared { .. } | Provenance::File { .. }) => LthrSource::Measured,
        Some(Provenance::Archive { .. }) => LthrSource::Archive,
        Some(Provenance::Share | Provenance::Formula { .. }) | None => LthrSource::Share,
    }
}

fn heart(digest: &Digest, lthr: &Fact<f64>) -> Option<HeartEvidence> {
    let bpm = lthr.value()?;
    let Some(effort) = &digest.hr_effort else { return heart_of_summary(digest, bpm, lthr_source(lthr)) };
    Some(HeartEvidence {
        mean: effort.histogram.mean_bpm()? / bpm,
        p90: effort.histogram.quantile_bpm(0.9).map(|p90| p90 / bpm),
        best_20min: effort.best_20min_bpm.map(|best| best / bpm),
        above_min: effort.histogram.minutes_from(bpm),
        minutes: effort.histogram.covered_s() / 60.0,
        coverage: effort.coverage,
        lock_share: effort.lock_share,
        source: lthr_source(lthr),
        summary: false,
    })
}

/// A zone without a limit reaches so far beyond the one that it has, bpm ...
const OPEN_ZONE_BPM: f64 = 20.0;
/// ... and the highest one hardly so far as its limit, which is that of a body.
const TOP_ZONE_BPM: f64 = 10.0;
/// Zones that hold less of the time say nothing of the mean.
const LEAST_IN_ZONES: f64 = 0.8;

/// Mean heart rate of the times in zones, bpm: every zone counts with its middle. `None` where limits are not known.
fn mean_of_zones(zones: &[HrZone], seconds: f64) -> Option<f64> {
    let last = zones.len().checked_sub(1)?;
    let (mut sum, mut total) = (0.0, 0.0);
    for (k, zone) in zones.iter().enumerate().filter(|(_, zone)| zone.seconds > 0.0) {
        let middle = match (zone.low_bpm, zone.high_bpm) {
            (Some(low), Some(high)) if k == last => low + 0.5 * (high - low).min(TOP_ZONE_BPM),
            (Some(low), Some(high)) => high - 0.5 * (high - low).min(OPEN_ZONE_BPM),
            (Some(low), None) => low + 0.5 * TOP_ZONE_BPM,
            (None, Some(high)) => high - 0.5 * OPEN_ZONE_BPM,
            (None, None) => return None,
        };
        sum += middle * zone.seconds;
        total += zone.seconds;
    }
    (total >= LEAST_IN_ZONES * seconds && total > 0.0).then(|| sum / total)
}

/// From the mean heart rate and the zone times of a list.
fn heart_of_summary(digest: &Digest, lthr_bpm: f64, source: LthrSource) -> Option<HeartEvidence> {
    let minutes = digest.timer_s.or(digest.elapsed_s)? / 60.0;
    let above =
        digest.summary_hr_zones.iter().filter(|zone| zone.low_bpm.is_some_and(|low| low >= 0.98 * lthr_bpm));
    let mean_bpm =
        digest.summary_hr_bpm.or_else(|| mean_of_zones(&digest.summary_hr_zones, minutes * 60.0))?;
    let mean = mean_bpm / lthr_bpm;
    Some(HeartEvidence {
        mean,
        p90: None,
        // The best 20 min are no lower than the mean of the whole.
        best_20min: (minutes >= 20.0).then_some(mean),
        above_min: above.fold(0.0, |sum, zone| sum + zone.seconds) / 60.0,
        minutes,
        coverage: 1.0,
        lock_share: 0.0,
        source,
        summary: true,
    })
}

/// Pace against threshold speed: runs only.
fn pace(digest: &Digest, athlete: &Athlete) -> Option<PaceEvidence> {
    if digest.sport != Sport::Running {
        return None;
    }
    let threshold = athlete.threshold_mps.value()?;
    let months = athlete.threshold_months;
    let Some(effort) = &digest.pace_effort else {
        // A list: distance over timer time, nothing known of the hills in it.
        let timer_s = digest.timer_s.or(digest.elapsed_s).filter(|s| *s >= 60.0);
        let (metres, seconds) = digest.distance_m.zip(timer_s)?;
        let mean = metres / seconds / threshold;
        return (digest.records == 0).then_some(PaceEvidence {
            mean,
            p90: None,
            above_min: 0.0,
            months,
            summary: true,
        });
    };
    let long = digest.moving_s.is_some_and(|s| s >= 60.0 * LEAST_PACED_MIN);
    long.then(|| PaceEvidence {
        mean: effort.mean_mps / threshold,
        p90: effort.quantile_mps(0.9).map(|p90| p90 / threshold),
        above_min: effort.minutes_from(threshold),
        months,
        summary: false,
    })
}
