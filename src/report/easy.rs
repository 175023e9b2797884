//! Easy: how easy the easy runs were, in sentences for the runner, and the effect under each way to say what was
//! easy.

use serde::Serialize;

use crate::classify::{SessionClass, Stability, of_intensity};
use crate::effect::Estimate;
use crate::intent::Intent;
use crate::session::Session;
use crate::text;
use crate::thresholds::ThresholdRow;
use crate::units::Units;

/// The effect where easy was decided in one way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exposure {
    /// `intent`, `physiology`, `class`, `own_lower_half`.
    pub name: &'static str,
    /// For the reader.
    pub label: &'static str,
    /// Easy minus rest, points; `None`: not given.
    pub estimate: Option<Estimate>,
    /// Why there is no estimate.
    pub reason: Option<String>,
    /// Easy days that are compared.
    pub easy_days: usize,
    /// Rest days.
    pub rest_days: usize,
    /// Runs that are easy here and not in the class, or the other way round; unknown runs count as neither.
    pub differing_runs: usize,
}

/// Runs within a centred median.
const OWN_HALF_RUNS: usize = 120;

/// VT1 as shares of LTHR and of threshold speed, and how near to it the upper edge of easy begins.
const VT1: (f64, f64) = (0.90, 0.85);
const UPPER_EDGE: f64 = 0.03;

/// The ways to say what was easy, in the order in which they are shown, the headline third: name and label.
pub const WAYS: [(&str, &str); 4] = [
    ("intent", "Easy as meant (runs with an intent only)"),
    ("physiology", "Easy by heart rate and pace alone"),
    ("class", "Easy by both: the answer above"),
    ("own_lower_half", "Easier than your usual run"),
];

/// The class of every session by one of [`WAYS`].
#[must_use]
pub fn classes(way: &str, sessions: &[Session]) -> Vec<SessionClass> {
    match way {
        "intent" => sessions.iter().map(by_intent).collect(),
        "physiology" => sessions.iter().map(|session| of_intensity(session.intensity)).collect(),
        "own_lower_half" => own_lower_half(sessions),
        _ => sessions.iter().map(|session| session.class).collect(),
    }
}

fn by_intent(session: &Session) -> SessionClass {
    if session.is_run() {
        crate::classify::of_intent(session.meant.map(|meant| meant.intent))
    } else {
        session.class
    }
}

/// Easy: not above the median score of the 120 runs around it.
///
/// METHOD: it needs no threshold, but half of the runs of one who runs everything hard are easy by it. So it is a
/// check on the others and never the headline.
fn own_lower_half(sessions: &[Session]) -> Vec<SessionClass> {
    let scores: Vec<f64> =
        sessions.iter().filter(|s| s.is_run()).filter_map(|session| session.intensity_score).collect();
    let mut place = 0_usize;
    sessions
        .iter()
        .map(|session| match session.intensity_score.filter(|_| session.is_run()) {
            None if session.is_run() => SessionClass::Unknown,
            None => session.class,
            Some(score) => {
                let from = place.saturating_sub(OWN_HALF_RUNS / 2);
                let to = (place + OWN_HALF_RUNS / 2).min(scores.len());
                place += 1;
                match crate::stats::median_of(scores[from..to].to_vec(), 1) {
                    Some(median) if score <= median => SessionClass::Easy,
                    _ => SessionClass::Moderate,
                }
            }
        })
        .collect()
}

/// Runs that one set of classes calls easy and the other does not, both being known.
#[must_use]
pub fn differing(sessions: &[Session], classes: &[SessionClass]) -> usize {
    let known = |class| !matches!(class, SessionClass::Unknown | SessionClass::Uncertain);
    let differs = |(session, class): &(&Session, &SessionClass)| {
        session.is_run()
            && known(session.class)
            && known(**class)
            && is_easy(session.class) != is_easy(**class)
    };
    sessions.iter().zip(classes).filter(differs).count()
}

const fn is_easy(class: SessionClass) -> bool {
    matches!(class, SessionClass::Easy | SessionClass::Recovery)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// How easy the easy runs were, in sentences for the runner.
#[must_use]
pub fn sentences(sessions: &[Session]) -> Vec<String> {
    let runs: Vec<&Session> = sessions.iter().filter(|session| session.is_run()).collect();
    [borderline(&runs), meant_otherwise(&runs), usual(&runs)].into_iter().flatten().collect()
}

/// What easy means for this runner at the end of the record: VT1 in bpm and as a pace, as far as they are known.
#[must_use]
pub fn limits(rows: &[ThresholdRow], units: Units) -> Option<String> {
    let last = |name: &str| rows.iter().rfind(|row| row.name == name && row.value.is_some());
    let heart = last("lthr").and_then(|row| {
        let below = format!("below {:.0} bpm", VT1.0 * row.value?);
        Some((below, format!("{} of threshold heart rate, {}", percent(VT1.0), row.source)))
    });
    let pace = last("threshold_pace").and_then(|row| {
        let slower = format!("slower than {}", text::number::pace(row.value? / VT1.1, units));
        Some((slower, format!("{} of threshold speed, {}", percent(VT1.1), row.source)))
    });
    let (what, from): (Vec<String>, Vec<String>) = heart.into_iter().chain(pace).unzip();
    (!what.is_empty()).then(|| {
        format!("Easy for you: {}, on average over a run ({}).", what.join(" and "), from.join("; "))
    })
}

fn meant_easy(run: &Session) -> bool {
    run.meant.is_some_and(|meant| matches!(meant.intent, Intent::Easy | Intent::Recovery))
}

/// Of the last run that was meant easy, counts as easy, and was at the upper edge of it.
fn borderline(runs: &[&Session]) -> Option<String> {
    let edge =
        |run: &Session| meant_easy(run) && is_easy(run.class) && run.intensity_score.is_some_and(|s| s > 0.0);
    let last = runs.iter().rfind(|run| edge(run))?;
    let near = |share: Option<f64>, vt1: f64| share.filter(|share| *share >= vt1 - UPPER_EDGE);
    let share = match (near(last.hr_of_threshold, VT1.0), near(last.pace_of_threshold, VT1.1)) {
        (Some(share), _) => format!("Your heart averaged {} of threshold", percent(share)),
        (None, Some(share)) => format!("Your pace averaged {} of threshold", percent(share)),
        (None, None) => "The hardest tenth of it was above the first threshold".to_owned(),
    };
    let (like_this, easy) =
        (runs.iter().filter(|run| edge(run)).count(), runs.iter().filter(|run| is_easy(run.class)).count());
    let decided = match last.by_intent() {
        Some(meant) => format!(
            " because you did: {} says so; by heart rate and pace alone it is {}",
            meant.source.words(),
            of_intensity(last.intensity).name()
        ),
        None => String::new(),
    };
    Some(format!(
        "Your run of {}: you meant it easy and it counts as easy{decided}. {share}: the upper edge of easy. {like_this} of your {} {} like this.",
        text::date::day(last.local_date),
        text::count(easy, "easy run"),
        are(like_this)
    ))
}

/// Of the last run that was meant easy and does not count as easy.
fn meant_otherwise(runs: &[&Session]) -> Option<String> {
    let not_easy =
        |run: &Session| meant_easy(run) && matches!(run.class, SessionClass::Moderate | SessionClass::Hard);
    let last = runs.iter().rfind(|run| not_easy(run))?;
    let run_as = last.class.name();
    let why = match (last.above_threshold_min, last.hr_of_threshold.or(last.pace_of_threshold)) {
        (Some(minutes), _) if minutes >= 1.0 => format!("{minutes:.0} min above threshold"),
        (_, Some(share)) => format!("{} of threshold on average", percent(share)),
        _ => "by what was recorded".to_owned(),
    };
    let n = runs.iter().filter(|run| not_easy(run)).count();
    Some(format!(
        "Your run of {}: meant easy, run {run_as}: {why}. It does not count as easy. {n} of {} meant easy {} like this.",
        text::date::day(last.local_date),
        text::count(runs.iter().filter(|run| meant_easy(run)).count(), "run"),
        are(n)
    ))
}

const fn are(n: usize) -> &'static str {
    if n == 1 { "is" } else { "are" }
}

/// Of a runner whose usual run, of which nothing says what it was meant to be, is above easy.
fn usual(runs: &[&Session]) -> Option<String> {
    let unsaid: Vec<&&Session> = runs.iter().filter(|run| run.meant.is_none()).collect();
    let moderate =
        unsaid.iter().filter(|run| matches!(run.class, SessionClass::Moderate | SessionClass::Hard)).count();
    let shares: Vec<f64> = unsaid.iter().filter_map(|run| run.hr_of_threshold).collect();
    // A runner of many intervals runs hard with a mean that is low.
    let median = crate::stats::median_of(shares, 10).filter(|median| *median > VT1.0)?;
    let easy = runs.iter().filter(|run| is_easy(run.class)).count();
    (2 * moderate > unsaid.len()).then(|| {
        format!(
            "Your usual run is at {} of threshold heart rate: that is moderate. The easy side of this comparison rests on {}.",
            percent(median),
            text::count(easy, "run")
        )
    })
}

/// How well the thresholds are known, and how many runs hang on that; `None` without a threshold or a run.
#[must_use]
pub fn thresholds_hold(rows: &[ThresholdRow], stability: Stability) -> Option<String> {
    let share = |n: usize| percent(n as f64 / stability.runs as f64);
    let known = |name: &str| rows.iter().rfind(|row| row.name == name && row.value.is_some());
    let heart = known("lthr").and_then(|row| {
        let error = row.error.map_or_else(String::new, |error| format!(" ±{error:.0}"));
        Some(format!(
            "Threshold heart rate {:.0}{error} bpm ({}): with 3 bpm more or less, {} of your runs change class.",
            row.value?,
            row.source,
            share(stability.by_heart_rate)
        ))
    });
    let pace = known("threshold_pace").map(|_| {
        format!(
            "With a threshold pace 5 % faster or slower, {} of your runs change class.",
            share(stability.by_pace)
        )
    });
    let sentences: Vec<String> = heart.into_iter().chain(pace).collect();
    (stability.runs > 0 && !sentences.is_empty()).then(|| sentences.join(" "))
}

/// Where the ways to say what was easy disagree, in a sentence; `None` where they do not, or where fewer than
/// two of them give an estimate.
#[must_use]
pub fn disagreement(exposures: &[Exposure], smallest_effect: f64) -> Option<String> {
    let headline = exposures.iter().find(|one| one.name == "class")?;
    let answer = headline.estimate?;
    let other = exposures.iter().filter(|one| one.name != "class").find(|one| {
        one.estimate.is_some_and(|e| {
            (e.estimate - answer.estimate).abs() >= smallest_effect
                || e.estimate * answer.estimate < 0.0 && (e.low > 0.0 || e.high < 0.0)
        })
    })?;
    let estimate = other.estimate?;
    Some(format!(
        "The answer hangs on what counts as easy: {} it is {:+.2} points instead of {:+.2}. {} runs count differently.",
        match other.name {
            "intent" => "by what the runs were meant to be",
            "physiology" => "by heart rate and pace alone",
            _ => "against your own usual run",
        },
        estimate.estimate,
        answer.estimate,
        other.differing_runs
    ))
}
