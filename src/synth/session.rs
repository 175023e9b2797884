//! Session: what the runner does on a day, as blocks of time at a heart rate, so that the load is
//! the simulated one and the class is the intended one.
//!
//! The blocks keep to the session classes by margin. With HRmax 188, HRrest 50 and LTHR 168 the
//! thresholds lie at 151 bpm (VT1, 0.733 of the heart-rate reserve) and 168 bpm (0.855):
//!
//! | kind | blocks | why it is that class |
//! |---|---|---|
//! | easy | one, reserve 0.40..=0.64 | at most 138 bpm and 80 % of threshold speed |
//! | moderate | easy, 8..=17 min at 0.82, easy | the 90th percentile is above the easy edge, and little is above threshold |
//! | hard | easy, 4 min repeats at 0.92 or a tempo at 0.90, easy | over 10 min above both thresholds |
//! | long | easy, 16 min at 0.82, then 12 min at 0.91 | likewise |
//!
//! One rule overrides this on purpose: a moderate session whose descent is in the runner's top decile
//! makes its day a hard one (about one moderate session in five), and it is: in this model 300 m of
//! descent nearly double what a moderate session does to the legs.

use jiff::ToSpan;
use jiff::civil::DateTime;

use crate::activity::Sport;
use crate::day::DayKind;
use crate::synth::athlete::{SimulatedAthlete, TrainingPlan};
use crate::synth::portable::exp;
use crate::synth::rng::Xoshiro;

/// A stretch of even effort.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Block {
    /// Duration, s.
    pub seconds: f64,
    /// Fraction of the heart-rate reserve that the heart settles at.
    pub reserve: f64,
}

/// One session of one day.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedSession {
    /// Day of the record, from 0.
    pub day: usize,
    /// Easy, moderate or hard.
    pub kind: DayKind,
    /// What is done.
    pub sport: Sport,
    /// On the treadmill: no positions.
    pub indoor: bool,
    /// Local start.
    pub start: DateTime,
    /// The effort.
    pub blocks: Vec<Block>,
    /// Descent, m; the ascent is the same.
    pub descent_m: f64,
    /// Perceived exertion, CR-10.
    pub rpe: f64,
    /// Pause: seconds of running before it, and its length in s.
    pub pause: Option<(u32, u32)>,
    /// Seed of everything that varies within the session.
    pub seed: u64,
}

/// TRIMP of a minute at a fraction of the heart-rate reserve (Banister 1991, men).
#[must_use]
pub fn trimp_per_min(reserve: f64) -> f64 {
    reserve * 0.64 * exp(1.92 * reserve)
}

/// The fraction of the reserve at which a minute gives `trimp`, within 0.40..=0.64 (easy running).
fn easy_reserve(trimp: f64) -> f64 {
    let (mut low, mut high) = (0.40, 0.64);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if trimp_per_min(middle) < trimp { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// The recorded sessions of the runner: one on every day that is not rest.
#[must_use]
pub fn sessions(athlete: &SimulatedAthlete) -> Vec<SimulatedSession> {
    (0..athlete.params.n)
        .filter(|&day| athlete.kind[day] != DayKind::Rest)
        .map(|day| session(athlete, day))
        .collect()
}

fn session(a: &SimulatedAthlete, day: usize) -> SimulatedSession {
    /// Streams from here on belong to the sessions, one each.
    const FIRST_STREAM: u64 = 1000;
    let mut rng = Xoshiro::new(a.seed, FIRST_STREAM + day as u64);
    // Afternoons mostly, always after the morning's report: 07:30 to 20:20.
    let minutes = (600.0 + 180.0 * rng.normal()).round().clamp(30.0, 800.0) as i64;
    let midnight = a.params.start.saturating_add((day as i64).days()).at(0, 0, 0, 0);
    let start = midnight
        .saturating_add((7 * 60 + minutes).minutes())
        .saturating_add((rng.below(60) as i64).seconds());
    let kind = a.kind[day];
    let (blocks, rpe) = match kind {
        DayKind::Easy => (easy(a.load[day], a.easy_min[day]), 2.0 + rng.below(2) as f64),
        DayKind::Hard if a.plan[day] == TrainingPlan::Long => (long(a.load[day]), 7.0),
        DayKind::Hard => (hard(a.load[day]), 7.0 + rng.below(2) as f64),
        _ => (moderate(a.load[day]), 4.0 + rng.below(3) as f64),
    };
    let flat = (40.0 + 25.0 * rng.normal()).round().max(0.0);
    let total = blocks.iter().map(|b| b.seconds).sum::<f64>();
    let (pauses, at, length) = (rng.uniform() < 0.15, rng.uniform(), rng.below(110) as u32);
    SimulatedSession {
        day,
        kind,
        sport: Sport::Running,
        indoor: false,
        start,
        blocks,
        descent_m: if kind == DayKind::Easy { flat } else { a.descent_m[day] },
        rpe,
        pause: pauses.then_some(((total * (0.3 + 0.4 * at)) as u32, 40 + length)),
        seed: rng.bits(),
    }
}

fn block(minutes: f64, reserve: f64) -> Block {
    Block { seconds: (minutes * 60.0).round(), reserve }
}

/// All of it easy, at the effort at which its minutes give the load.
fn easy(load: f64, minutes: f64) -> Vec<Block> {
    vec![block(minutes.max(15.0), easy_reserve(load / minutes.max(15.0)))]
}

/// Upper end of moderate: 163 bpm and 97 % of threshold speed.
const STEADY: f64 = 0.82;

/// A steady middle part; what it leaves of the load is run easily before and after.
fn moderate(load: f64) -> Vec<Block> {
    let steady = (0.55 * load / trimp_per_min(STEADY)).clamp(8.0, 17.0);
    let rest = (load - steady * trimp_per_min(STEADY)) / trimp_per_min(0.58);
    // Over a tenth of the time steady also when the lag of the heart eats the first minutes.
    let rest = rest.clamp(8.0, 2.6 * steady);
    vec![block(0.6 * rest, 0.58), block(steady, STEADY), block(0.4 * rest, 0.58)]
}

/// Repeats of 4 min with 2 min between them where the load is large enough, else a tempo.
fn hard(load: f64) -> Vec<Block> {
    const REPEAT: f64 = 0.92;
    const TEMPO: f64 = 0.90;
    let (warm, cool) = (block(10.0, 0.58), 5.0 * trimp_per_min(0.56));
    let left = load - 10.0 * trimp_per_min(0.58) - cool;
    let one = 4.0 * trimp_per_min(REPEAT) + 2.0 * trimp_per_min(0.66);
    let repeats = (left / one).floor() as usize;
    let mut blocks = vec![warm];
    let mut easy_min = 5.0;
    if repeats >= 4 {
        let repeats = repeats.min(8);
        for _ in 0..repeats {
            blocks.extend([block(4.0, REPEAT), block(2.0, 0.66)]);
        }
        easy_min += (left - repeats as f64 * one) / trimp_per_min(0.56);
    } else {
        blocks.push(block((left / trimp_per_min(TEMPO)).max(14.0), TEMPO));
    }
    blocks.push(block(easy_min.min(45.0), 0.56));
    blocks
}

/// The long run: easy, and a fast finish.
fn long(load: f64) -> Vec<Block> {
    const FINISH: f64 = 0.91;
    let (steady, finish) = (16.0, 12.0);
    let fast = steady * trimp_per_min(STEADY) + finish * trimp_per_min(FINISH);
    let easy = (load - fast) / trimp_per_min(0.60);
    vec![block(easy.clamp(20.0, 110.0), 0.60), block(steady, STEADY), block(finish, FINISH)]
}
