//! Classify: the session class of an activity, from what it was meant to be and what it was by heart rate and
//! pace, and the evidence for it. How long or steep it was is a flag of its own.

use serde::Serialize;

use crate::activity::Sport;
use crate::digest::Digest;
use crate::intensity::{self, Intensity, IntensityEvidence, IntensityLimits, Judged, at_least, at_most};
use crate::intent::{self, Intent, Meant};
use crate::stats::quantile;
use crate::thresholds::{Athlete, DatedDigest, Fact, Thresholds};

/// The class of one session: what it was meant to be and what it was, together.
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
    /// Heart rate and pace contradict each other, and nothing says what it was meant to be.
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
    /// Of the intensity.
    pub limits: IntensityLimits,
    /// True: what a run was meant to be counts.
    pub intent: bool,
    /// Where a run clearly was something else than it was meant to be.
    pub meant: MeantLimits,
    /// Recovery: minutes at most.
    pub recovery_min: f64,
    /// Dose: above this quantile of the runner's descent or duration, 0..=1.
    pub dose_quantile: f64,
    /// Fewer runs give no quantile.
    pub quantile_runs: usize,
    /// Dose: from this many times the median on.
    ///
    /// METHOD: one run in ten is in the top decile whatever the runner does. For one whose runs
    /// all take 40 to 50 minutes the longest is no outlier; a long run or a mountain is well
    /// above the median. 0 gives the bare decile.
    pub dose_over_median: f64,
}

/// Where a run clearly was something else than it was meant to be. Minutes at threshold that make a run hard
/// ([`IntensityLimits::hard_min`]) do so for one that was meant easy too.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MeantLimits {
    /// Meant easy: mean score at most.
    pub easy_mean: f64,
    /// Meant easy: score of the 90th percentile at most.
    pub easy_p90: f64,
    /// Meant as tempo or intervals: hard from so many minutes at or above threshold.
    pub tempo_min: f64,
    /// Meant moderate: as it was by this mean score or below.
    pub moderate_mean: f64,
}

impl Default for MeantLimits {
    fn default() -> Self {
        Self { easy_mean: 0.50, easy_p90: 0.80, tempo_min: 5.0, moderate_mean: -0.5 }
    }
}

impl Default for Cutoffs {
    fn default() -> Self {
        Self {
            limits: IntensityLimits::default(),
            intent: true,
            meant: MeantLimits::default(),
            recovery_min: 60.0,
            dose_quantile: 0.90,
            quantile_runs: 20,
            dose_over_median: 1.5,
        }
    }
}

impl Cutoffs {
    /// Every cut-off, as name and value with its unit.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        // Every field is named, so that a new one cannot be forgotten here.
        let Self { limits, intent, meant, recovery_min, dose_quantile, quantile_runs, dose_over_median } =
            self;
        let IntensityLimits { easy_mean, easy_p90, vt1_of_lthr, vt1_of_speed, hard_min } = limits;
        let MeantLimits { easy_mean: meant_mean, easy_p90: meant_p90, tempo_min, moderate_mean } = meant;
        vec![
            ("easy: mean score, at most", format!("{easy_mean} (0 is VT1)")),
            ("easy: score of the 90th percentile, at most", format!("{easy_p90} (0 is VT1)")),
            ("VT1 by heart rate", format!("{:.1} % of LTHR", 100.0 * vt1_of_lthr)),
            ("VT1 by pace", format!("{:.1} % of threshold speed", 100.0 * vt1_of_speed)),
            ("hard: at or above threshold, at least", format!("{hard_min} min")),
            ("recovery: at most", format!("{recovery_min} min")),
            ("long or steep: above the quantile of all runs", format!("{:.1} %", 100.0 * dose_quantile)),
            ("long or steep: runs for a quantile, at least", quantile_runs.to_string()),
            ("long or steep: times the median, at least", dose_over_median.to_string()),
            ("what a run was meant to be", if *intent { "counts" } else { "does not count" }.to_owned()),
            ("meant easy: mean score, at most", format!("{meant_mean} (0 is VT1)")),
            ("meant easy: score of the 90th percentile, at most", format!("{meant_p90} (0 is VT1)")),
            ("meant easy: at or above threshold, below", format!("{hard_min} min")),
            ("meant as tempo or intervals: at or above threshold, at least", format!("{tempo_min} min")),
            ("meant moderate: mean score, above", format!("{moderate_mean} (0 is VT1)")),
        ]
    }

    /// The cut-offs of a specification curve, each with a label: these first, then others that a
    /// careful reader might have chosen, one step to either side in each limit.
    #[must_use]
    pub fn alternatives(self) -> Vec<(String, Self)> {
        let limits = self.limits;
        let with = |limits| Self { limits, ..self };
        let mut all = vec![self];
        all.extend([0.0, 0.40].map(|easy_mean| with(IntensityLimits { easy_mean, ..limits })));
        all.extend([-0.25, 0.25].map(|easy_p90| with(IntensityLimits { easy_p90, ..limits })));
        all.extend([0.88, 0.92].map(|vt1_of_lthr| with(IntensityLimits { vt1_of_lthr, ..limits })));
        all.extend([0.82, 0.88].map(|vt1_of_speed| with(IntensityLimits { vt1_of_speed, ..limits })));
        all.extend([8.0, 15.0].map(|hard_min| with(IntensityLimits { hard_min, ..limits })));
        all.extend(self.intent.then_some(Self { intent: false, ..self }));
        all.into_iter().map(|cutoffs| (cutoffs.in_words(), cutoffs)).collect()
    }

    fn in_words(&self) -> String {
        let IntensityLimits { easy_mean, easy_p90, vt1_of_lthr, vt1_of_speed, hard_min } = self.limits;
        let intent = if self.intent { "" } else { "; without intent" };
        format!(
            "VT1 {:.0} % LTHR, {:.0} % pace; easy: mean {easy_mean:.2}, p90 {easy_p90:.2}; hard: {hard_min:.0} min{intent}",
            100.0 * vt1_of_lthr,
            100.0 * vt1_of_speed,
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
    /// What it was meant to be.
    pub meant: Option<Meant>,
    /// What it was, with scores.
    pub judged: Judged,
    /// What that rests on.
    pub evidence: IntensityEvidence,
    /// Why it is an outlier in length or descent, in words; `None`: it is none.
    pub dose: Option<String>,
}

/// The class of every activity, in the order given.
#[must_use]
pub fn classify(activities: &[DatedDigest<'_>], thresholds: &Thresholds) -> Vec<Classified> {
    classify_with(activities, thresholds, &Cutoffs::default())
}

/// The class of every activity under other cut-offs.
#[must_use]
pub fn classify_with(
    activities: &[DatedDigest<'_>],
    thresholds: &Thresholds,
    cutoffs: &Cutoffs,
) -> Vec<Classified> {
    let classifier = Classifier::of(activities, *cutoffs);
    activities.iter().map(|activity| classifier.classify(activity, &thresholds.on(activity.date))).collect()
}

/// Classifies one activity after the other, for callers that classify several at a time.
pub struct Classifier {
    own: OwnRuns,
    cutoffs: Cutoffs,
}

impl Classifier {
    /// For some or all of `activities`, by `cutoffs`.
    #[must_use]
    pub fn of(activities: &[DatedDigest<'_>], cutoffs: Cutoffs) -> Self {
        Self { own: OwnRuns::of(activities), cutoffs }
    }

    /// The class of one of them, with the thresholds of its day.
    #[must_use]
    pub fn classify(&self, activity: &DatedDigest<'_>, athlete: &Athlete) -> Classified {
        let digest = activity.digest;
        let evidence = intensity::evidence(digest, athlete);
        let judged = evidence.judge(&self.cutoffs.limits);
        let run = digest.sport == Sport::Running;
        let meant = intent::of(digest).filter(|_| self.cutoffs.intent && run);
        let mut class = combine(meant.map(|meant| meant.intent), &judged, &evidence, &self.cutoffs);
        if class == SessionClass::Easy && run && self.is_recovery(digest) {
            class = SessionClass::Recovery;
        }
        let dose = self.own.dose(digest, &self.cutoffs).filter(|_| run);
        let decides = meant.is_some() && !alike(class, of_intensity(judged.intensity));
        let reasons = in_words(meant.map(|meant| (meant, decides)), &judged, &evidence, dose.as_deref());
        Classified { class, reasons, meant, judged, evidence, dose }
    }

    /// Short and mechanically mild.
    fn is_recovery(&self, digest: &Digest) -> bool {
        let short = digest.timer_s.is_some_and(|s| at_most(s / 60.0, self.cutoffs.recovery_min));
        let median = quantile(&self.own.descents_m, 0.5);
        short && digest.descent_m.zip(median).is_some_and(|(descent, median)| descent <= median)
    }

    /// True where the class changes when LTHR, bpm, and threshold speed, as a factor, are shifted.
    #[must_use]
    pub fn changes(&self, activity: &DatedDigest<'_>, athlete: &Athlete, lthr_bpm: f64, speed: f64) -> bool {
        let shifted = |fact: &Fact<f64>, of: &dyn Fn(f64) -> f64| match fact {
            Fact::Known { value, provenance } => {
                Fact::Known { value: of(*value), provenance: provenance.clone() }
            }
            unknown @ Fact::Unknown { .. } => unknown.clone(),
        };
        let other = Athlete {
            lthr_bpm: shifted(&athlete.lthr_bpm, &|bpm| bpm + lthr_bpm),
            threshold_mps: shifted(&athlete.threshold_mps, &|mps| mps * speed),
            ..athlete.clone()
        };
        let plain = |athlete: &Athlete| match self.classify(activity, athlete).class {
            SessionClass::Recovery => SessionClass::Easy,
            class => class,
        };
        plain(athlete) != plain(&other)
    }
}

/// Intent and intensity together.
///
/// METHOD: what a run was meant to be decides unless it clearly was something else. Without physiology the
/// intent is the class; a long run says nothing of its intensity.
#[must_use]
pub fn combine(
    intent: Option<Intent>,
    judged: &Judged,
    evidence: &IntensityEvidence,
    cutoffs: &Cutoffs,
) -> SessionClass {
    let Cutoffs { limits, meant, .. } = cutoffs;
    let by_physiology = of_intensity(judged.intensity);
    let Some(intent) = intent else { return by_physiology };
    let (Some(mean), Some(p90)) = (judged.scores.mean, judged.scores.p90) else {
        return without_physiology(intent, by_physiology);
    };
    let heart_min = evidence.heart.filter(|_| judged.scores.heart_weight > 0.0).map_or(0.0, |h| h.above_min);
    let pace_min = evidence.pace.map_or(0.0, |pace| pace.above_min);
    let at_least_moderate = match by_physiology {
        SessionClass::Hard => SessionClass::Hard,
        _ => SessionClass::Moderate,
    };
    match intent {
        Intent::Easy | Intent::Recovery => {
            let clearly_not =
                mean > meant.easy_mean || at_least(heart_min, limits.hard_min) || p90 > meant.easy_p90;
            if clearly_not { at_least_moderate } else { SessionClass::Easy }
        }
        Intent::Race => SessionClass::Hard,
        Intent::Interval | Intent::Tempo => {
            let hard =
                at_least(heart_min, meant.tempo_min) || at_least(pace_min, meant.tempo_min) || mean > 0.0;
            if hard { SessionClass::Hard } else { at_least_moderate }
        }
        Intent::Moderate | Intent::LongTempo => {
            if at_most(mean, meant.moderate_mean) {
                by_physiology
            } else {
                at_least_moderate
            }
        }
        Intent::Long => by_physiology,
    }
}

/// True: one class, or both easy.
#[must_use]
pub const fn alike(one: SessionClass, other: SessionClass) -> bool {
    const fn group(class: SessionClass) -> u8 {
        match class {
            SessionClass::Recovery | SessionClass::Easy => 0,
            SessionClass::Moderate => 1,
            SessionClass::Hard => 2,
            SessionClass::Uncertain => 3,
            SessionClass::Unknown => 4,
        }
    }
    group(one) == group(other)
}

/// The class of a run by its intensity alone.
#[must_use]
pub const fn of_intensity(intensity: Intensity) -> SessionClass {
    match intensity {
        Intensity::Easy => SessionClass::Easy,
        Intensity::Moderate => SessionClass::Moderate,
        Intensity::Hard => SessionClass::Hard,
        Intensity::Uncertain => SessionClass::Uncertain,
        Intensity::Unknown => SessionClass::Unknown,
    }
}

/// The intent where no score is known; exertion alone never overrules it.
const fn without_physiology(intent: Intent, otherwise: SessionClass) -> SessionClass {
    match intent {
        Intent::Easy | Intent::Recovery => SessionClass::Easy,
        Intent::Moderate | Intent::LongTempo => SessionClass::Moderate,
        Intent::Tempo | Intent::Interval | Intent::Race => SessionClass::Hard,
        Intent::Long => otherwise,
    }
}

/// The intent alone as a class; unknown without one, and for a long run.
#[must_use]
pub fn of_intent(intent: Option<Intent>) -> SessionClass {
    intent.map_or(SessionClass::Unknown, |intent| without_physiology(intent, SessionClass::Unknown))
}

/// The runner's own runs, to compare one with: sorted descents (m) and durations (min).
struct OwnRuns {
    descents_m: Vec<f64>,
    durations_min: Vec<f64>,
}

impl OwnRuns {
    fn of(activities: &[DatedDigest<'_>]) -> Self {
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

    /// Why a run is an outlier in duration or descent, in words; `None` if it is none.
    fn dose(&self, digest: &Digest, c: &Cutoffs) -> Option<String> {
        let top = 100.0 * (1.0 - c.dose_quantile);
        let minutes = digest.timer_s.map(|s| s / 60.0);
        if let Some(m) = minutes.filter(|m| is_outlier(*m, &self.durations_min, c)) {
            let runs = self.durations_min.len();
            return Some(format!("{m:.0} min, in the longest {top:.0} % of {runs} runs"));
        }
        let descent = digest.descent_m.filter(|d| *d > 0.0 && is_outlier(*d, &self.descents_m, c))?;
        Some(format!("{descent:.0} m down, in the top {top:.0} % of {} runs", self.descents_m.len()))
    }
}

/// True: above the quantile of at least `quantile_runs` runs, and well above their median.
fn is_outlier(value: f64, sorted: &[f64], cutoffs: &Cutoffs) -> bool {
    sorted.len() >= cutoffs.quantile_runs
        && quantile(sorted, cutoffs.dose_quantile).is_some_and(|q| value > q)
        && quantile(sorted, 0.5).is_some_and(|median| value >= cutoffs.dose_over_median * median)
}

/// `meant`: what it was meant to be, and whether that decided the class.
fn in_words(
    meant: Option<(Meant, bool)>,
    judged: &Judged,
    evidence: &IntensityEvidence,
    dose: Option<&str>,
) -> String {
    let mut words = Vec::new();
    if let Some((meant, decides)) = meant {
        let decides = if decides { ", which decides" } else { "" };
        words.push(format!("{}{decides}", meant.words()));
    }
    if let Some(heart) = evidence.heart {
        words.push(heart_in_words(&heart, judged));
    }
    if let Some(pace) = evidence.pace {
        let p90 = pace.p90.map_or_else(String::new, |p90| format!(" (90th percentile {:.0} %)", 100.0 * p90));
        let above = pace.above_min;
        let hilly = if evidence.hilly { ", hilly: weak" } else { "" };
        words.push(format!("pace {:.0} % of threshold{p90}, {above:.1} min above{hilly}", 100.0 * pace.mean));
    }
    if let Some(rpe) = evidence.rpe {
        let weak = if judged.scores.mean.is_none() { ", weak evidence" } else { "" };
        words.push(format!("RPE {rpe}{weak}"));
    }
    if judged.weak && judged.scores.mean.is_some() {
        words.push("from a summary alone".into());
    }
    if judged.intensity == Intensity::Uncertain {
        words.push("heart rate and pace contradict each other".into());
    }
    words.extend(dose.map(str::to_owned));
    if words.is_empty() {
        return "no usable heart rate, no pace against a threshold, no RPE".into();
    }
    words.join("; ")
}

fn heart_in_words(heart: &intensity::HeartEvidence, judged: &Judged) -> String {
    let p90 = heart.p90.map_or_else(String::new, |p90| format!(" (90th percentile {:.0} %)", 100.0 * p90));
    let unused = if judged.scores.heart_weight > 0.0 {
        String::new()
    } else {
        format!(", not used: it covers {:.0} % of the time", 100.0 * heart.coverage)
    };
    format!(
        "heart rate {:.0} % of threshold{p90}, {:.1} min above{unused}",
        100.0 * heart.mean,
        heart.above_min
    )
}

/// How many runs change class when thresholds are a little off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stability {
    /// Runs.
    pub runs: usize,
    /// Runs whose class changes when LTHR is 3 bpm lower or higher.
    pub by_heart_rate: usize,
    /// Runs whose class changes when threshold pace is 5 % slower or faster.
    pub by_pace: usize,
}

impl Stability {
    /// LTHR is shifted by this, bpm.
    pub const LTHR_BPM: f64 = 3.0;
    /// Threshold speed is shifted by this share.
    pub const SPEED: f64 = 0.05;

    /// Of one activity.
    #[must_use]
    pub fn of(classifier: &Classifier, activity: &DatedDigest<'_>, athlete: &Athlete) -> Self {
        if activity.digest.sport != Sport::Running {
            return Self::default();
        }
        let changes = |bpm, speed| classifier.changes(activity, athlete, bpm, speed);
        let by_heart_rate = changes(-Self::LTHR_BPM, 1.0) || changes(Self::LTHR_BPM, 1.0);
        let by_pace = changes(0.0, 1.0 - Self::SPEED) || changes(0.0, 1.0 + Self::SPEED);
        Self { runs: 1, by_heart_rate: usize::from(by_heart_rate), by_pace: usize::from(by_pace) }
    }

    /// Of two sets of activities.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            runs: self.runs + other.runs,
            by_heart_rate: self.by_heart_rate + other.by_heart_rate,
            by_pace: self.by_pace + other.by_pace,
        }
    }
}
