//! Athlete: a synthetic runner whose answer to "did easy runs help me?" is known.
//!
//! The model of [`crate::synth::world`] walked day by day, with the two reports of the next morning
//! that the runner would have given after an easy run and after rest, then measured with the faults
//! of real logs: reports missing, at random or not; runs not recorded; loads that are off.
//!
//! The model equals the one that the method was validated with; its random streams do not (that
//! one drew from numpy), so a seed here is another runner than the same seed there. What is equal is
//! the population: `tests/it/synth.rs` holds the moments against the numbers of `fixtures/golden`.
//!
//! Easy minus rest everywhere: negative = easy helps.

use crate::day::DayKind;
use crate::effect::DayLog;
use crate::soreness::Reported;
use crate::synth::portable::{exp, expit, ln};
use crate::synth::rng::Xoshiro;
use crate::synth::world::{Assignment, Chance, RunnerState, choose, impulse, latent, report, step};

pub use crate::synth::params::{ChoiceShape, Params, PolicySees, SCENARIOS, TrainingPlan, scenario};
pub use crate::synth::truth::{Truth, truth};

/// A simulated runner: columns of equal length, one entry a day.
#[derive(Clone, Debug)]
pub struct SimulatedAthlete {
    /// The world.
    pub params: Params,
    /// The seed.
    pub seed: u64,
    /// Reported soreness, 0..=10; `None`: not reported.
    pub soreness: Vec<Option<f64>>,
    /// What the record says was done.
    pub kind: Vec<DayKind>,
    /// What was done.
    pub kind_true: Vec<DayKind>,
    /// Recorded load, TRIMP-like (100 and more = a hard session).
    pub load: Vec<f64>,
    /// Recorded load of moderate and hard sessions.
    pub hard_load: Vec<f64>,
    /// Recorded descent of moderate and hard sessions, m.
    pub descent_m: Vec<f64>,
    /// Minutes of recorded easy running.
    pub easy_min: Vec<f64>,
    /// Sleep of the night before, h: a noisy proxy of the unmeasured factor.
    pub sleep_h: Vec<f64>,
    /// Latent soreness.
    pub latent: Vec<f64>,
    /// Perceived soreness before rounding.
    pub perceived: Vec<f64>,
    /// True P(easy | history, the day is easy or rest).
    pub p_easy: Vec<f64>,
    /// The next morning's report had the day been easy; `None` on moderate and hard days.
    pub y1: Vec<Option<f64>>,
    /// The next morning's report had the day been rest; `None` on moderate and hard days.
    pub y0: Vec<Option<f64>>,
    /// What an oracle knows: the mean of the next morning's latent soreness after rest, given the
    /// whole state of the day.
    pub rest_mean: Vec<f64>,
    /// Plan of the day.
    pub plan: Vec<TrainingPlan>,
    /// What the coin said (true = easy) on the days on which one was tossed.
    pub assigned: Vec<Option<bool>>,
}

/// Purposes of the random streams of one seed.
mod stream {
    pub const WORLD: u64 = 1;
    pub const COIN: u64 = 2;
    pub const MEASUREMENT: u64 = 3;
    pub const MISSING: u64 = 4;
}

/// Days before the record, so that it does not start from nothing. Whole weeks: the record starts
/// on the plan's Monday.
const BURN_IN: usize = 56;

/// A day on which easy and rest were both possible, with all that its counterfactuals need.
pub(super) struct Opportunity<'a> {
    pub day: usize,
    pub state: RunnerState,
    pub latent: f64,
    pub perceived: f64,
    pub p_easy: f64,
    pub chances: &'a [Chance],
}

impl Opportunity<'_> {
    /// Easy minus rest on the reported scale 1, 2 and 3 mornings later, the later choices being what
    /// this runner would then do.
    pub fn excursion(&self, p: &Params) -> [f64; 3] {
        let after = |kind| {
            let j = self.day + BURN_IN;
            let mut state = step(p, &self.state, kind, 0.0, self.latent, &self.chances[j]);
            [1, 2, 3].map(|later| {
                let chance = &self.chances[j + later];
                let x = latent(p, &state, self.day + later);
                let perceived = x + chance.rating;
                let choice = choose(p, &state, x, perceived, j + later, chance, Assignment::Toss);
                state = step(p, &state, choice.kind, impulse(p, choice.kind, chance), x, chance);
                report(perceived)
            })
        };
        let (easy, rest) = (after(DayKind::Easy), after(DayKind::Rest));
        [easy[0] - rest[0], easy[1] - rest[1], easy[2] - rest[2]]
    }
}

/// The runner of `seed` in the world `p`. Same arguments, same runner, on every platform.
#[must_use]
pub fn simulate(p: &Params, seed: u64) -> SimulatedAthlete {
    simulate_visiting(p, seed, |_| ())
}

/// As [`simulate`], and hands every eligible day of the record to `visit`.
pub(super) fn simulate_visiting(
    p: &Params,
    seed: u64,
    mut visit: impl FnMut(&Opportunity<'_>),
) -> SimulatedAthlete {
    let mut rng = Xoshiro::new(seed, stream::WORLD);
    let days = p.n + BURN_IN;
    // Four days beyond the end, for the outcomes of the last days.
    let chances: Vec<Chance> = (0..days + 4).map(|j| Chance::draw(p, j, &mut rng)).collect();
    let mut blocks = coin_blocks(p, seed, days).into_iter();
    let mut a = SimulatedAthlete::with_capacity(*p, seed);
    let mut impulses = Vec::with_capacity(p.n);
    let mut state = RunnerState::START;
    for (j, chance) in chances.iter().enumerate().take(days) {
        let day = j.saturating_sub(BURN_IN);
        let x = latent(p, &state, day);
        let perceived = x + chance.rating;
        let coin = blocks.as_slice().first().map_or(Assignment::Toss, |&easy| Assignment::Block(easy));
        let choice = choose(p, &state, x, perceived, j, chance, coin);
        if choice.assigned.is_some() {
            blocks.next();
        }
        let done = impulse(p, choice.kind, chance);
        if j >= BURN_IN {
            let eligible = matches!(choice.kind, DayKind::Rest | DayKind::Easy);
            let next = |kind| {
                let tomorrow = step(p, &state, kind, 0.0, x, chance);
                eligible.then(|| report(latent(p, &tomorrow, day + 1) + chances[j + 1].rating))
            };
            a.y1.push(next(DayKind::Easy));
            a.y0.push(next(DayKind::Rest));
            let mean = chance.without_surprise();
            a.rest_mean.push(latent(p, &step(p, &state, DayKind::Rest, 0.0, x, &mean), day + 1));
            if eligible {
                let p_easy = choice.p_easy;
                visit(&Opportunity { day, state, latent: x, perceived, p_easy, chances: &chances });
            }
            a.latent.push(x);
            a.perceived.push(perceived);
            a.p_easy.push(choice.p_easy);
            a.plan.push(chance.plan);
            a.assigned.push(choice.assigned);
            a.kind_true.push(choice.kind);
            // The measurement stage turns U into sleep, and these descents into recorded ones.
            a.sleep_h.push(state.unmeasured);
            a.descent_m.push(chance.descent_m);
            impulses.push(done);
        }
        state = step(p, &state, choice.kind, done, x, chance);
    }
    measure_runs(&mut a, &impulses);
    measure_soreness(&mut a, &chances[BURN_IN..]);
    a
}

/// The coin of a block-randomised runner: permuted blocks, half of each easy. Empty without blocks.
fn coin_blocks(p: &Params, seed: u64, days: usize) -> Vec<bool> {
    if !p.randomize || p.coin_block == 0 {
        return Vec::new();
    }
    let mut rng = Xoshiro::new(seed, stream::COIN);
    let mut coins: Vec<bool> =
        (0..days + p.coin_block).map(|i| i % p.coin_block < p.coin_block / 2).collect();
    coins.chunks_mut(p.coin_block).for_each(|block| rng.shuffle(block));
    coins
}

/// What a watch makes of the days: kinds, loads, descent, minutes, sleep.
fn measure_runs(a: &mut SimulatedAthlete, impulses: &[f64]) {
    let p = a.params;
    let mut rng = Xoshiro::new(a.seed, stream::MEASUREMENT);
    for (day, &done_impulse) in impulses.iter().enumerate() {
        let done = a.kind_true[day];
        let (unrecorded, misgraded) = (rng.uniform() < p.p_unrecorded, rng.uniform() < p.p_misgrade);
        let kind = match done {
            DayKind::Easy if misgraded => DayKind::Moderate,
            DayKind::Easy if unrecorded => DayKind::Rest,
            other => other,
        };
        let load_error = exp(p.sd_load * rng.normal());
        let minutes = exp(ln(38.0) + 0.22 * rng.normal()).round();
        let trained = matches!(done, DayKind::Moderate | DayKind::Hard);
        let eccentric = if trained { p.ecc_per_100m * a.descent_m[day] / 100.0 } else { 0.0 };
        let load = match (kind, done) {
            (DayKind::Rest, _) => 0.0,
            (_, DayKind::Easy) => minutes * 0.9 * load_error,
            _ => 100.0 * (done_impulse - eccentric).max(0.05) * load_error + 15.0,
        };
        let load = (load * 10.0).round() / 10.0;
        let counts = matches!(kind, DayKind::Moderate | DayKind::Hard);
        a.kind.push(kind);
        a.load.push(load);
        a.hard_load.push(if counts { load } else { 0.0 });
        a.easy_min.push(if kind == DayKind::Easy { minutes } else { 0.0 });
        a.descent_m[day] = if trained { a.descent_m[day].round() } else { 0.0 };
        a.sleep_h[day] = ((7.2 - 0.6 * a.sleep_h[day] + 0.5 * rng.normal()) * 10.0).round() / 10.0;
    }
}

/// What the diary has: reports of the morning or the evening, some missing. `chances`: from the
/// first day of the record on.
fn measure_soreness(a: &mut SimulatedAthlete, chances: &[Chance]) {
    let p = a.params;
    let perceived: Vec<f64> = match p.report_time {
        Reported::Morning => a.perceived.clone(),
        // An evening lies between two mornings, and nearer to the second.
        Reported::Evening => (0..p.n)
            .map(|day| 0.45 * a.latent[day] + 0.55 * a.latent[(day + 1).min(p.n - 1)] + chances[day].rating)
            .collect(),
    };
    a.soreness = perceived.iter().map(|&value| Some(report(value))).collect();
    if p.miss <= 0.0 {
        return;
    }
    let mut rng = Xoshiro::new(a.seed, stream::MISSING);
    let lean = |day: usize| {
        let rest = a.kind_true[day] == DayKind::Rest;
        p.mnar_s * (perceived[day] - 3.0) + if rest { p.mnar_rest } else { 0.0 }
    };
    let lean: Vec<f64> = (0..p.n).map(lean).collect();
    let base = log_odds_for_share(&lean, p.miss * (1.0 - p.miss_block));
    for (day, lean) in lean.iter().enumerate() {
        if rng.uniform() < expit(base + lean) {
            a.soreness[day] = None;
        }
    }
    for start in 0..p.n {
        let (starts, length) = (rng.uniform() < p.miss * p.miss_block / 6.0, rng.uniform());
        if starts {
            let length = 1 + (-6.0 * ln(length.max(1e-9))) as usize;
            let end = (start + length).min(p.n);
            a.soreness[start..end].fill(None);
        }
    }
}

/// The constant that makes the mean of expit(constant + lean) equal to `share`, by bisection.
fn log_odds_for_share(lean: &[f64], share: f64) -> f64 {
    let (mut low, mut high) = (-20.0, 20.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        let mean = lean.iter().map(|l| expit(middle + l)).sum::<f64>() / lean.len() as f64;
        if mean > share { high = middle } else { low = middle }
    }
    0.5 * (low + high)
}

impl SimulatedAthlete {
    fn with_capacity(params: Params, seed: u64) -> Self {
        let n = params.n;
        Self {
            params,
            seed,
            soreness: Vec::new(),
            kind: Vec::with_capacity(n),
            kind_true: Vec::with_capacity(n),
            load: Vec::with_capacity(n),
            hard_load: Vec::with_capacity(n),
            descent_m: Vec::with_capacity(n),
            easy_min: Vec::with_capacity(n),
            sleep_h: Vec::with_capacity(n),
            latent: Vec::with_capacity(n),
            perceived: Vec::with_capacity(n),
            p_easy: Vec::with_capacity(n),
            y1: Vec::with_capacity(n),
            y0: Vec::with_capacity(n),
            rest_mean: Vec::with_capacity(n),
            plan: Vec::with_capacity(n),
            assigned: Vec::with_capacity(n),
        }
    }

    /// The record as the estimator sees it, without extra columns (sleep is in [`Self::sleep_h`]).
    #[must_use]
    pub fn day_log(&self) -> DayLog {
        let some = |column: &[f64]| column.iter().copied().map(Some).collect();
        let n = self.params.n;
        DayLog {
            kind: self.kind.clone(),
            soreness: self.soreness.clone(),
            hard_load: some(&self.hard_load),
            load: some(&self.load),
            descent_m: some(&self.descent_m),
            easy_min: some(&self.easy_min),
            gap: vec![false; n],
            reported_late: vec![false; n],
            ill: vec![false; n],
            extra: Vec::new(),
            beside: Vec::new(),
        }
    }
}
