//! Corroborate: what the other runs of an archive say of one of them, where its own file cannot tell.

mod people;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::activity::Sport;
use crate::clean::Choice;
use crate::digest::{Digest, HrHistogram};
use crate::merge::Recording;

pub use people::{TWO_RUNNERS, two_runners};

const DAY_MS: i64 = 86_400_000;
/// So long nobody leaves a log and comes back with a handful of activities, days.
const FAR_DAYS: i64 = 5 * 365;
/// More activities are a part of somebody's life, however far from the rest.
const MOST_STRAYS: usize = 3;
/// And the rest must be this many times as many.
const REST: usize = 3;
/// A satellite receiver whose week number ran over is this far behind, days.
const ROLLOVER_DAYS: i64 = 7 * 1024;

/// An activity whose date cannot be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Its file.
    pub source: usize,
    /// Its place in that file.
    pub index: usize,
    /// Why, in words, with the date.
    pub reason: String,
}

/// Takes the activities out that are years from the rest of the archive. `recordings` are in order of start.
// METHOD: clocks fall back to 1970, 2000 or the week of the receiver's firmware, and lists hold typing errors.
// One such date would stretch the record over decades, and every average with it. No clock of this
// computer is asked: the archive decides.
#[must_use]
pub fn take_strays(recordings: &mut Vec<Recording>) -> Vec<Stray> {
    let reasons = far_from_the_rest(recordings);
    let mut strays = Vec::with_capacity(reasons.len());
    for (at, reason) in reasons.into_iter().rev() {
        let Recording { source, digest } = recordings.remove(at);
        strays.push(Stray { source, index: digest.index, reason });
    }
    strays.reverse();
    strays
}

/// Places of those that are far from the rest, in order, with the reason in words.
fn far_from_the_rest(recordings: &[Recording]) -> Vec<(usize, String)> {
    let start = |i: usize| recordings[i].digest.start.0;
    let mut clusters: Vec<std::ops::Range<usize>> = Vec::new();
    for i in 0..recordings.len() {
        match clusters.last_mut().filter(|_| start(i) - start(i - 1) <= FAR_DAYS * DAY_MS) {
            Some(cluster) => cluster.end = i + 1,
            None => clusters.push(i..i + 1),
        }
    }
    let Some(rest) = clusters.iter().max_by_key(|cluster| (cluster.len(), cluster.start)).cloned() else {
        return Vec::new();
    };
    let few = |cluster: &std::ops::Range<usize>| {
        *cluster != rest && cluster.len() <= MOST_STRAYS && REST * cluster.len() <= rest.len()
    };
    let (Some(first), Some(last)) = (day(start(rest.start)), day(start(rest.end - 1))) else {
        return Vec::new();
    };
    let reason = |at: usize| {
        let date = day(start(at))?;
        let weeks = (1..=2).flat_map(|n| [n * ROLLOVER_DAYS, -n * ROLLOVER_DAYS]);
        let mut moved = weeks.filter_map(|days| day(start(at) + days * DAY_MS));
        let rolled = moved.find(|date| (first..=last).contains(date));
        let rolled =
            rolled.map(|date| format!("; a receiver whose weeks ran over means {date}")).unwrap_or_default();
        Some(format!(
            "dated {date}, years from the rest of the archive ({first} to {last}): kept out of the record{rolled}"
        ))
    };
    let strays = clusters.iter().filter(|cluster| few(cluster)).flat_map(Clone::clone);
    strays.filter_map(|at| Some((at, reason(at)?))).collect()
}

fn day(start_ms: i64) -> Option<Date> {
    let at = Timestamp::from_millisecond(start_ms).ok()?;
    Some(Offset::UTC.to_datetime(at).date())
}

/// Paces are the same within this fraction.
const SAME_PACE: f64 = 0.10;
/// Other runs that are asked, those of the nearest pace.
const ASKED: usize = 50;
/// Fewer tell nothing.
const LEAST_ASKED: usize = 3;
/// A heart rate that equals the cadence is the cadence when it is this far above that of the others, bpm.
const LOCK_ABOVE_BPM: f64 = 15.0;
/// Share of the heart rate that must equal the cadence.
const LOCK_SHARE: f64 = 0.6;
/// Any heart rate this far above the others' median, and above three quarters of them by the other, is no
/// heart's, bpm: a strap or a shirt can spoil several runs of a winter.
const FAR_ABOVE_BPM: f64 = 40.0;
const ABOVE_MOST_BPM: f64 = 15.0;

/// A run with a grade-adjusted pace and a heart rate.
struct Run {
    at: usize,
    mps: f64,
    bpm: f64,
    /// True: for most of it the heart rate equals the cadence.
    locked: bool,
}

impl Run {
    fn of((at, recording): (usize, &Recording)) -> Option<Self> {
        let digest = &recording.digest;
        let bpm =
            digest.hr.as_ref().and_then(HrHistogram::mean_bpm).filter(|_| digest.sport == Sport::Running)?;
        let seconds = digest.moving_s.or(digest.timer_s).filter(|seconds| *seconds >= 300.0)?;
        let on_the_flat = digest.pace_effort.as_ref().map(|pace| pace.mean_mps);
        let mps = on_the_flat.or_else(|| Some(digest.distance_m? / seconds))?;
        Some(Self { at, mps, bpm, locked: digest.clean.lock_doubt_s >= LOCK_SHARE * digest.hr_s })
    }
}

/// Refuses heart rates that the runner's other runs at that pace contradict: their load is then found
/// without them. Says so in the problems of the run.
pub fn refuse_heart_rates(recordings: &mut [Recording]) {
    let mut runs: Vec<Run> = recordings.iter().enumerate().filter_map(Run::of).collect();
    runs.sort_by(|a, b| a.mps.total_cmp(&b.mps).then(a.at.cmp(&b.at)));
    let refused: Vec<(usize, Choice)> =
        (0..runs.len()).filter_map(|k| Some((runs[k].at, refusal(&runs[k], &others(&runs, k))?))).collect();
    for (at, choice) in refused {
        let digest = &mut recordings[at].digest;
        forget_heart_rate(digest);
        digest.problems.push(choice.words.clone());
        digest.clean.choices.push(choice);
    }
}

/// Heart rates of the runs of the nearest pace, in order.
fn others(runs: &[Run], of: usize) -> Vec<f64> {
    let near = |k: &usize| (runs[*k].mps / runs[of].mps - 1.0).abs() <= SAME_PACE;
    let slower = (0..of).rev().take(ASKED / 2).take_while(near);
    let faster = (of + 1..runs.len()).take(ASKED / 2).take_while(near);
    let mut bpm: Vec<f64> = slower.chain(faster).filter(|k| !runs[*k].locked).map(|k| runs[k].bpm).collect();
    bpm.sort_by(f64::total_cmp);
    bpm
}

fn refusal(run: &Run, others: &[f64]) -> Option<Choice> {
    let (usual, most) = (*others.get(others.len() / 2)?, *others.get(3 * others.len() / 4)?);
    if others.len() < LEAST_ASKED {
        return None;
    }
    let asked = others.len();
    let bpm = run.bpm;
    if run.locked && bpm > usual + LOCK_ABOVE_BPM {
        let words = format!(
            "the heart rate ({bpm:.0} bpm) equals the cadence, and {asked} other runs at this pace have {usual:.0} bpm: \
             refused"
        );
        return Some(Choice::new(
            "heart rate that equals the cadence: refused by other runs at the pace",
            words,
        ));
    }
    (bpm > usual + FAR_ABOVE_BPM && bpm > most + ABOVE_MOST_BPM).then(|| {
        let words = format!(
            "the heart rate ({bpm:.0} bpm) is far above the {usual:.0} bpm of {asked} other runs at this pace: refused"
        );
        Choice::new("heart rate far above the other runs at the pace: refused", words)
    })
}

fn forget_heart_rate(digest: &mut Digest) {
    digest.hr = None;
    (digest.hr_s, digest.hr_records) = (0.0, 0);
    (digest.summary_hr_bpm, digest.hr_peak_bpm, digest.hr_best_30min_bpm) = (None, None, None);
    (digest.halves, digest.hr_effort) = (None, None);
}
