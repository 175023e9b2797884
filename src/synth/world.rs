//! World: one day of the synthetic runner. How soreness moves, and how the runner chooses.
//!
//! ```text
//!  morning   latent soreness X, perceived P = X + rating noise, report = P rounded to 0..=10
//!  choice    the plan of the day, overridden when sore; on a flexible day easy or rest with
//!            P(easy) depending on soreness, a hard yesterday, ...: confounding by indication
//!  night     X tomorrow = level + DOMS kernel * impulses + AR(1) + what the easy run did
//! ```
//!
//! The main path and the counterfactual paths run the same functions on copies of [`RunnerState`].

use crate::day::DayKind;
use crate::synth::athlete::{ChoiceShape, Params, PolicySees, TrainingPlan};
use crate::synth::portable::{exp, expit};
use crate::synth::rng::Xoshiro;

/// Everything of yesterday and before that today depends on.
#[derive(Clone, Copy, Debug)]
pub struct RunnerState {
    /// Impulses of the last four days, yesterday's first.
    impulses: [f64; 4],
    /// AR(1) part of soreness.
    drift: f64,
    /// What is left of the effect of easy runs.
    carried: f64,
    /// The unmeasured factor U of today, standard normal.
    pub unmeasured: f64,
    /// Mean impulse of about three weeks, for the repeated-bout effect.
    chronic: f64,
    easy_yesterday: bool,
    hard_yesterday: bool,
}

impl RunnerState {
    /// Before the first day of the burn-in.
    pub const START: Self = Self {
        impulses: [0.0; 4],
        drift: 0.0,
        carried: 0.0,
        unmeasured: 0.0,
        chronic: 0.5,
        easy_yesterday: false,
        hard_yesterday: false,
    };
}

/// The chance of one day: drawn once, shared by all paths through that day.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    /// Plan of the day, jitter included.
    pub plan: TrainingPlan,
    /// Innovation of soreness, unit variance.
    pub innovation: f64,
    /// Innovation of the unmeasured factor, standard normal.
    pub unmeasured: f64,
    /// Rating noise, points.
    pub rating: f64,
    /// Size of a hard or moderate session, standard normal.
    pub impulse: f64,
    /// Descent of a hard or moderate session, m.
    pub descent_m: f64,
    /// Uniform: does a flexible day become moderate?
    upgrade: f64,
    /// Uniform: easy or rest?
    choice: f64,
    /// Uniform: is the coin ignored?
    nonadherence: f64,
    /// Uniform: and what is done instead?
    own_choice: f64,
}

impl Chance {
    /// The chance of day `j` (0 = a Monday).
    pub fn draw(p: &Params, j: usize, rng: &mut Xoshiro) -> Self {
        // The variance of t(5) is 5/3.
        let innovation = if p.heavy_tail { rng.t5() / (5.0f64 / 3.0).sqrt() } else { rng.normal() };
        let jitter = rng.uniform() < p.p_plan_jitter;
        let other = rng.below(p.plan.len());
        Self {
            plan: p.plan[if jitter { other } else { j % p.plan.len() }],
            innovation,
            unmeasured: rng.normal(),
            rating: rng.normal() * p.sd_rate,
            impulse: rng.normal(),
            descent_m: 130.0 * rng.gamma(1.2),
            upgrade: rng.uniform(),
            choice: rng.uniform(),
            nonadherence: rng.uniform(),
            own_choice: rng.uniform(),
        }
    }
}

impl Chance {
    /// The same day with a night as expected: what an oracle reckons with.
    #[must_use]
    pub fn without_surprise(&self) -> Self {
        Self { innovation: 0.0, unmeasured: 0.0, ..*self }
    }
}

/// The coin that a randomised runner tosses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// An independent toss.
    Toss,
    /// What the permuted blocks say (true = easy).
    Block(bool),
}

/// What the runner does on a day.
#[derive(Clone, Copy, Debug)]
pub struct DayChoice {
    /// Rest, easy, moderate or hard.
    pub kind: DayKind,
    /// True P(easy | history, the day is easy or rest).
    pub p_easy: f64,
    /// What the coin said, where one was tossed (true = easy).
    pub assigned: Option<bool>,
}

/// Perceived soreness as it is written down: rounded to whole points, 0..=10.
#[must_use]
pub fn report(perceived: f64) -> f64 {
    (perceived + 0.5).floor().clamp(0.0, 10.0)
}

/// Latent soreness of the morning. `day`: day of the record, for the trend of the level.
#[must_use]
pub fn latent(p: &Params, s: &RunnerState, day: usize) -> f64 {
    let doms: f64 = p.kernel.iter().zip(s.impulses).map(|(w, d)| w * d).sum();
    p.mu + p.trend * day as f64 / p.n.max(1) as f64 + doms + s.drift + s.carried
}

/// The runner's own P(easy) on a flexible day, before any coin. `j` counts from the first day of
/// the burn-in.
fn own_p_easy(p: &Params, s: &RunnerState, latent: f64, perceived: f64, j: usize) -> f64 {
    let seen = match p.policy_sees {
        PolicySees::Perceived => perceived,
        PolicySees::Report => report(perceived),
        PolicySees::Latent => latent,
    };
    let mut log_odds = match p.shape {
        ChoiceShape::Logit => p.a0 + p.a_s * (seen - 3.0),
        ChoiceShape::Threshold if seen < 3.5 => p.a0 + 0.6,
        ChoiceShape::Threshold => p.a0 - 1.8,
    };
    log_odds += if s.hard_yesterday { p.a_h } else { 0.0 };
    log_odds += if s.easy_yesterday { p.a_lag } else { 0.0 };
    log_odds += if j % 7 >= 5 { p.a_wd } else { 0.0 };
    log_odds += p.a_u * s.unmeasured + p.a_t * (j as f64 / p.n.max(1) as f64 - 0.5);
    expit(log_odds)
}

/// What is done today. `coin`: how a randomised runner's coin falls.
#[must_use]
pub fn choose(
    p: &Params,
    s: &RunnerState,
    latent: f64,
    perceived: f64,
    j: usize,
    chance: &Chance,
    coin: Assignment,
) -> DayChoice {
    let own = own_p_easy(p, s, latent, perceived, j);
    let p_easy = if p.randomize { p.p_coin } else { own };
    let done = |kind| DayChoice { kind, p_easy, assigned: None };
    if perceived <= p.override_at {
        match chance.plan {
            TrainingPlan::Hard | TrainingPlan::Long => return done(DayKind::Hard),
            TrainingPlan::Moderate => return done(DayKind::Moderate),
            TrainingPlan::Flex => {}
        }
    }
    if chance.upgrade < p.p_up * if perceived < 4.0 { 1.0 } else { 0.3 } {
        return done(DayKind::Moderate);
    }
    let kind = |easy| if easy { DayKind::Easy } else { DayKind::Rest };
    if !p.randomize {
        return done(kind(chance.choice < own));
    }
    let assigned = match coin {
        Assignment::Toss => chance.choice < p_easy,
        Assignment::Block(easy) => easy,
    };
    let ignored = chance.nonadherence < p.nonadhere;
    let easy = if ignored { chance.own_choice < own } else { assigned };
    DayChoice { kind: kind(easy), p_easy, assigned: Some(assigned) }
}

/// What the day's session does to the legs: 1 = a typical hard session.
#[must_use]
pub fn impulse(p: &Params, kind: DayKind, chance: &Chance) -> f64 {
    let size = match (kind, chance.plan) {
        (DayKind::Hard, TrainingPlan::Long) => 1.25,
        (DayKind::Hard, _) => 1.0,
        (DayKind::Moderate, _) => 0.40,
        _ => return 0.0,
    };
    size * exp(0.25 * chance.impulse) + p.ecc_per_100m * chance.descent_m / 100.0
}

/// Latent effect of an easy run on the next morning when latent soreness is `latent`.
fn effect(p: &Params, latent: f64) -> f64 {
    match p.tau_severe {
        Some(severe) if latent >= p.sev_cut => severe,
        _ => p.tau,
    }
}

/// The night: from this morning's state to the next one's.
#[must_use]
pub fn step(
    p: &Params,
    s: &RunnerState,
    kind: DayKind,
    impulse: f64,
    latent: f64,
    chance: &Chance,
) -> RunnerState {
    let accustomed = (s.chronic / 0.8).min(1.0);
    let [d1, d2, d3, _] = s.impulses;
    let gained = if kind == DayKind::Easy { effect(p, latent) } else { 0.0 };
    RunnerState {
        impulses: [impulse * (1.0 - p.rbe * accustomed), d1, d2, d3],
        drift: p.phi * s.drift + p.sd_u * chance.innovation + p.g_u * s.unmeasured,
        carried: p.carry * s.carried + gained,
        unmeasured: p.phi_u * s.unmeasured + (1.0 - p.phi_u * p.phi_u).sqrt() * chance.unmeasured,
        chronic: s.chronic + (impulse - s.chronic) / 21.0,
        easy_yesterday: kind == DayKind::Easy,
        hard_yesterday: kind == DayKind::Hard,
    }
}
