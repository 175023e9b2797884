//! Classify: the session class of an activity and the evidence for it.

use serde::Serialize;

use crate::activity::Sport;
use crate::digest::Digest;
use crate::measure::pace_load::GAP_SHARE;
use crate::measure::{Measured, Unmeasured, ZoneRule, session_rpe, zones};
use crate::stats::quantile;
use crate::thresholds::{Athlete, Dated, Thresholds};

/// The class of one session (METRICS, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionClass {
    /// Easy and short and mechanically mild; counts as easy.
    Recovery,
    /// Easy.
    Easy,
    /// Neither easy nor hard.
    Moderate,
    /// Hard.
    Hard,
    /// Two kinds of evidence disagree by two classes.
    Uncertain,
    /// No evidence at all.
    Unknown,
}

impl SessionClass {
    /// Lower-case name, as in the `class` column.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recovery => "recovery",
            Self::Easy => "easy",
            Self::Moderate => "moderate",
            Self::Hard => "hard",
            Self::Uncertain => "uncertain",
            Self::Unknown => "unknown",
        }
    }
}

/// The cut-offs of the rule. They never look at soreness; a specification curve varies them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Cutoffs {
    /// Easy: share of time in zone 1 at least, 0..=1.
    pub easy_z1_share: f64,
    /// Easy: minutes in zone 3 at most.
    pub easy_z3_min: f64,
    /// Easy: RPE at most.
    pub easy_rpe: f64,
    /// Easy: mean grade-adjusted speed at most this share of threshold speed.
    pub easy_gap_share: f64,
    /// Recovery: minutes at most.
    pub recovery_min: f64,
    /// Hard: minutes in zone 3 at least.
    pub hard_z3_min: f64,
    /// Hard: minutes in zones 2 and 3 at least.
    pub hard_z23_min: f64,
    /// Hard: RPE at least.
    pub hard_rpe: f64,
    /// Hard: above this quantile of the runner's descent or duration, 0..=1.
    pub hard_quantile: f64,
    /// Fewer runs give no quantile.
    pub quantile_runs: usize,
    /// A descent or duration in the top decile is hard only from this many times the median on.
    ///
    /// METHOD: one run in ten is in the top decile whatever the runner does. For one whose runs
    /// all take 40 to 50 minutes the longest is no hard session; a long run or a mountain is well
    /// above the median. 0 gives the bare decile.
    pub hard_over_median: f64,
}

impl Default for Cutoffs {
    fn default() -> Self {
        Self {
            easy_z1_share: 0.80,
            easy_z3_min: 2.0,
            easy_rpe: 3.0,
            easy_gap_share: 0.85,
            recovery_min: 60.0,
            hard_z3_min: 10.0,
            hard_z23_min: 30.0,
            hard_rpe: 7.0,
            hard_quantile: 0.90,
            quantile_runs: 20,
            hard_over_median: 1.5,
        }
    }
}

impl Cutoffs {
    /// The cut-offs of a specification curve, each with a label: the default first, then others that a
    /// careful reader might have chosen.
    ///
    /// METHOD: the share of zone 1 crossed with the minutes in zone 3, then one step to either side
    /// in the other limits of an easy run.
    #[must_use]
    pub fn alternatives() -> Vec<(String, Self)> {
        let default = Self::default();
        let mut all = vec![default];
        for easy_z1_share in [0.75, 0.80, 0.90] {
            for hard_z3_min in [8.0, 10.0, 15.0] {
                all.push(Self { easy_z1_share, hard_z3_min, ..default });
            }
        }
        all.push(Self { easy_z1_share: 0.85, ..default });
        all.extend([0.80, 0.90].map(|easy_gap_share| Self { easy_gap_share, ..default }));
        let mut alternatives: Vec<(String, Self)> = Vec::new();
        for cutoffs in all {
            if alternatives.iter().all(|(_, earlier)| *earlier != cutoffs) {
                alternatives.push((cutoffs.in_words(), cutoffs));
            }
        }
        alternatives
    }

    fn in_words(&self) -> String {
        format!(
            "easy: zone 1 {:.0} %, pace {:.0} %; hard: zone 3 {} min",
            100.0 * self.easy_z1_share,
            100.0 * self.easy_gap_share,
            self.hard_z3_min
        )
    }
}

/// The class of an activity with the evidence for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Classified {
    /// Class.
    pub class: SessionClass,
    /// Evidence, in words with numbers.
    pub reasons: String,
}

/// The class of every activity, in the order given, by METRICS' cut-offs.
#[must_use]
pub fn classify(activities: &[Dated<'_>], measured: &[Measured], thresholds: &Thresholds) -> Vec<Classified> {
    classify_with(activities, measured, thresholds, &Cutoffs::default())
}

/// The class of every activity under other cut-offs.
#[must_use]
pub fn classify_with(
    activities: &[Dated<'_>],
    measured: &[Measured],
    thresholds: &Thresholds,
    cutoffs: &Cutoffs,
) -> Vec<Classified> {
    let classifier = Classifier::of(activities, *cutoffs);
    let pairs = activities.iter().zip(measured);
    pairs.map(|(activity, measured)| classifier.classify(activity, measured, thresholds)).collect()
}

/// Classifies one activity after the other: for who classifies several at a time.
pub struct Classifier {
    own: OwnRuns,
    cutoffs: Cutoffs,
}

impl Classifier {
    /// For some or all of `activities`, by `cutoffs`.
    #[must_use]
    pub fn of(activities: &[Dated<'_>], cutoffs: Cutoffs) -> Self {
        Self { own: OwnRuns::of(activities), cutoffs }
    }

    /// The class of one of them.
    #[must_use]
    pub fn classify(&self, activity: &Dated<'_>, measured: &Measured, thresholds: &Thresholds) -> Classified {
        let athlete = thresholds.on(activity.date);
        Evidence::of(activity.digest, measured, &athlete).classify(&self.own, &self.cutoffs)
    }
}

/// The runner's own runs, to compare one with: sorted descents (m) and durations (min).
struct OwnRuns {
    descents_m: Vec<f64>,
    durations_min: Vec<f64>,
}

impl OwnRuns {
    fn of(activities: &[Dated<'_>]) -> Self {
        let runs = || activities.iter().map(|a| a.digest).filter(|d| d.sport == Sport::Running);
        let sorted = |mut values: Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values
        };
        Self {
            descents_m: sorted(runs().filter_map(|d| d.descent_m).collect()),
            durations_min: sorted(runs().filter_map(|d| d.timer_s).map(|s| s / 60.0).collect()),
        }
    }
}

/// True: above the quantile of at least `quantile_runs` runs, and well above their median.
fn stands_out(value: f64, sorted: &[f64], cutoffs: &Cutoffs) -> bool {
    sorted.len() >= cutoffs.quantile_runs
        && quantile(sorted, cutoffs.hard_quantile).is_some_and(|q| value > q)
        && quantile(sorted, 0.5).is_some_and(|median| value >= cutoffs.hard_over_median * median)
}

/// From this climb on a run is hilly, m/km.
const HILLY_M_PER_KM: f64 = 20.0;

/// What is known of the intensity of one session.
struct Evidence {
    run: bool,
    minutes: Option<f64>,
    descent_m: Option<f64>,
    zones: Option<([f64; 3], ZoneRule)>,
    /// Mean grade-adjusted speed as a share of threshold speed.
    gap_share: Option<f64>,
    /// Minutes in the three zones by grade-adjusted speed, also where heart rate has precedence.
    pace_min: Option<[f64; 3]>,
    /// True: more than [`HILLY_M_PER_KM`] up a kilometre.
    hilly: bool,
    rpe: Option<f64>,
    /// Why there are no zones by heart rate, in words.
    no_heart_rate: Option<Unmeasured>,
}

/// What one kind of evidence says, from its name.
struct Vote {
    kind: &'static str,
    class: SessionClass,
}

impl Evidence {
    fn of(digest: &Digest, measured: &Measured, athlete: &Athlete) -> Self {
        Self {
            run: digest.sport == Sport::Running,
            minutes: digest.timer_s.map(|seconds| seconds / 60.0),
            descent_m: digest.descent_m,
            zones: measured.zone_min.filter(|z| z.iter().sum::<f64>() > 0.0).zip(measured.zone_rule),
            gap_share: measured.value(GAP_SHARE.column),
            pace_min: zones::by_speed(digest, athlete).ok().map(|z| z.minutes),
            hilly: digest
                .ascent_m
                .zip(digest.distance_m)
                .is_some_and(|(m, d)| m > HILLY_M_PER_KM * d / 1000.0),
            rpe: session_rpe::rpe(digest),
            no_heart_rate: zones::not_by_heart_rate(digest, athlete),
        }
    }

    fn classify(&self, own: &OwnRuns, cutoffs: &Cutoffs) -> Classified {
        let votes = self.votes(cutoffs);
        let evidence = self.in_words();
        if let Some((low, high)) = disagreement(&votes) {
            let reasons = format!(
                "{} says {}, {} says {}: {evidence}",
                low.kind,
                low.class.name(),
                high.kind,
                high.class.name()
            );
            return Classified { class: SessionClass::Uncertain, reasons };
        }
        let outstanding = self.outstanding(own, cutoffs);
        if votes.is_empty() && outstanding.is_none() {
            let why = self.no_heart_rate.map_or_else(String::new, |reason| format!(" ({reason})"));
            let reasons = format!("no usable heart rate{why}, no pace against a threshold, no RPE");
            return Classified { class: SessionClass::Unknown, reasons };
        }
        let class = if outstanding.is_some() { SessionClass::Hard } else { self.class(own, cutoffs) };
        let words: Vec<String> =
            [Some(evidence), outstanding].into_iter().flatten().filter(|w| !w.is_empty()).collect();
        Classified { class, reasons: words.join("; ") }
    }

    /// The rule of METRICS, section 3, for a session with zones or an RPE.
    ///
    /// METHOD: hard goes before easy: a long run with 85 % in zone 1 and half an hour above it meets
    /// both rules, and to call it easy would count its soreness as that of easy running.
    fn class(&self, own: &OwnRuns, c: &Cutoffs) -> SessionClass {
        let by_zones = self.zones.map(|(minutes, _)| of_zones(minutes, c));
        let by_rpe = self.rpe.map(|rpe| of_rpe(rpe, c));
        if by_zones == Some(SessionClass::Hard) || by_rpe == Some(SessionClass::Hard) {
            return SessionClass::Hard;
        }
        let all_easy = [by_zones, by_rpe].into_iter().flatten().all(|class| class == SessionClass::Easy);
        let slow_enough = self.gap_share.is_none_or(|share| at_most(share, c.easy_gap_share));
        if !(all_easy && slow_enough) {
            return SessionClass::Moderate;
        }
        let short = self.minutes.is_some_and(|m| at_most(m, c.recovery_min));
        let mild = self.descent_m.zip(quantile(&own.descents_m, 0.5)).is_some_and(|(d, median)| d <= median);
        if self.run && short && mild { SessionClass::Recovery } else { SessionClass::Easy }
    }

    /// What each kind of evidence says by itself.
    fn votes(&self, c: &Cutoffs) -> Vec<Vote> {
        let mut votes = Vec::new();
        if let Some((minutes, _)) = self.zones.filter(|(_, rule)| rule.by_heart_rate()) {
            votes.push(Vote { kind: "heart rate", class: of_zones(minutes, c) });
        }
        if let Some((share, pace_min)) = self.gap_share.zip(self.pace_min) {
            let class = of_pace(share, pace_min, c);
            // METHOD: on hills a slow pace does not contradict a high heart rate, and walking up
            // does not make a mountain race easy. On the flat it does: a wrist sensor that counts steps
            // reads 170 bpm in an easy run.
            if !(self.hilly && class == SessionClass::Easy && !votes.is_empty()) {
                votes.push(Vote { kind: "pace", class });
            }
        }
        if let Some(rpe) = self.rpe {
            votes.push(Vote { kind: "RPE", class: of_rpe(rpe, c) });
        }
        votes
    }

    /// Why the session is hard by its mechanical dose or duration, in words; `None` if it is not.
    fn outstanding(&self, own: &OwnRuns, c: &Cutoffs) -> Option<String> {
        if !self.run {
            return None;
        }
        let top = 100.0 * (1.0 - c.hard_quantile);
        if let Some(m) = self.minutes.filter(|m| stands_out(*m, &own.durations_min, c)) {
            return Some(format!(
                "{m:.0} min, in the longest {top:.0} % of {} runs",
                own.durations_min.len()
            ));
        }
        let descent = self.descent_m.filter(|d| *d > 0.0 && stands_out(*d, &own.descents_m, c))?;
        Some(format!("{descent:.0} m down, in the top {top:.0} % of {} runs", own.descents_m.len()))
    }

    fn in_words(&self) -> String {
        let mut words = Vec::new();
        if let Some((minutes, rule)) = self.zones {
            let share =
                zones::shares(minutes).map_or_else(String::new, |s| format!("Z1 {:.0} %, ", 100.0 * s[0]));
            let by = if rule.by_heart_rate() { "heart rate" } else { "pace" };
            words.push(format!("{share}Z2 {:.1} min, Z3 {:.1} min by {by}", minutes[1], minutes[2]));
        }
        if let Some(share) = self.gap_share {
            words.push(format!("mean GAP {:.0} % of threshold", 100.0 * share));
        }
        if let Some(rpe) = self.rpe {
            words.push(format!("RPE {rpe}"));
        }
        words.join("; ")
    }
}

/// `value <= limit`, where a limit that is met exactly must not be missed by rounding.
fn at_most(value: f64, limit: f64) -> bool {
    value <= limit + 1e-9
}

/// `value >= limit`, likewise.
fn at_least(value: f64, limit: f64) -> bool {
    value >= limit - 1e-9
}

fn of_zones(minutes: [f64; 3], c: &Cutoffs) -> SessionClass {
    let [_, z2, z3] = minutes;
    let z1_share = zones::shares(minutes).map(|s| s[0]);
    if at_least(z3, c.hard_z3_min) || at_least(z2 + z3, c.hard_z23_min) {
        SessionClass::Hard
    } else if z1_share.is_some_and(|s| at_least(s, c.easy_z1_share)) && at_most(z3, c.easy_z3_min) {
        SessionClass::Easy
    } else {
        SessionClass::Moderate
    }
}

fn of_rpe(rpe: f64, c: &Cutoffs) -> SessionClass {
    if at_least(rpe, c.hard_rpe) {
        SessionClass::Hard
    } else if at_most(rpe, c.easy_rpe) {
        SessionClass::Easy
    } else {
        SessionClass::Moderate
    }
}

/// What pace says beside other evidence: by the mean, and by the time above threshold speed.
///
/// METHOD: half an hour between 85 and 100 % of threshold speed alone is not called hard here.
/// Many easy runs lie right below 85 %, and the noise of GPS would put half of each into zone 2.
fn of_pace(share: f64, minutes: [f64; 3], c: &Cutoffs) -> SessionClass {
    if at_least(share, 1.0) || at_least(minutes[2], c.hard_z3_min) {
        SessionClass::Hard
    } else if at_most(share, c.easy_gap_share) && of_zones(minutes, c) == SessionClass::Easy {
        SessionClass::Easy
    } else {
        SessionClass::Moderate
    }
}

/// The two kinds of evidence that are two classes apart, easy and hard; `None` if no two are.
fn disagreement(votes: &[Vote]) -> Option<(&Vote, &Vote)> {
    let easy = votes.iter().find(|v| v.class == SessionClass::Easy)?;
    let hard = votes.iter().find(|v| v.class == SessionClass::Hard)?;
    Some((easy, hard))
}
