//! Coins: the size and the power of a coin trial, on runners whose truth is known. Prints one row a list of coins and
//! effect.
//!
//! ```text
//! cargo run --release --example coins            500 trials a row
//! cargo run --release --example coins -- 2000    more of them
//! ```
//!
//! *found*: a verdict with a direction at the end. *looks*: at any look every 8 coins.

#[path = "made/coin_trial.rs"]
mod coin_trial;
mod worlds;

use coin_trial::coin_runner;
use shakeout::effect::trial::{Coin, LOOK_EVERY, Use, analyse};
use shakeout::effect::{DayLog, Settings, Status};
use shakeout::synth::athlete::Params;
use shakeout::synth::truth::truth;
use worlds::{one_if, percent};

/// What happens to coins and reports.
type Life = fn(DayLog, Vec<Coin>, u64) -> (DayLog, Vec<Coin>);

struct World {
    name: &'static str,
    coins: usize,
    tau: f64,
    life: Life,
}

fn as_planned(log: DayLog, coins: Vec<Coin>, _: u64) -> (DayLog, Vec<Coin>) {
    (log, coins)
}

/// One coin in eight is passed over.
fn passed_over(log: DayLog, mut coins: Vec<Coin>, seed: u64) -> (DayLog, Vec<Coin>) {
    let out = (seed % 8) as usize;
    coins.iter_mut().skip(out).step_by(8).for_each(|coin| coin.used = Use::Waiting);
    (log, coins)
}

/// One morning in five is not reported.
fn missing(mut log: DayLog, coins: Vec<Coin>, seed: u64) -> (DayLog, Vec<Coin>) {
    let out = (seed % 5) as usize;
    log.soreness.iter_mut().skip(out).step_by(5).for_each(|report| *report = None);
    (log, coins)
}

fn all_worlds() -> Vec<World> {
    let world = |name, coins, tau| World { name, coins, tau, life: as_planned };
    let mut worlds = Vec::new();
    for (coins, tau) in [(38, -1.0), (64, -0.75), (64, -0.5), (132, -0.5)] {
        worlds.push(world("as planned", coins, tau));
    }
    for coins in [38, 64, 132] {
        worlds.push(world("as planned", coins, 0.0));
    }
    for tau in [0.0, -0.75] {
        worlds.push(World { life: passed_over, ..world("one coin in eight passed over", 64, tau) });
        worlds.push(World { life: missing, ..world("one morning in five missing", 64, tau) });
    }
    worlds
}

/// Sums over the trials of a row.
#[derive(Default)]
struct Row {
    trials: f64,
    found: f64,
    wrong: f64,
    covered: f64,
    error: f64,
    rejected: f64,
    e_value: f64,
    looks: f64,
    coins_to_look: f64,
}

impl Row {
    fn add(&mut self, log: &DayLog, coins: &[Coin], settings: &Settings, truth: f64) {
        let trial = analyse(log, coins, settings);
        let Some(estimate) = trial.estimate else { return };
        let directed = |status: Status| matches!(status, Status::Helps | Status::Hurts);
        self.trials += 1.0;
        self.found += one_if(directed(trial.status));
        self.wrong += one_if(trial.status == if truth < 0.0 { Status::Hurts } else { Status::Helps });
        self.covered += one_if(estimate.low <= truth && truth <= estimate.high);
        self.error += estimate.estimate - truth;
        self.rejected += one_if(trial.p_randomisation.is_some_and(|p| p < 0.05));
        self.e_value += one_if(trial.e_value.is_some_and(|e_value| e_value >= 20.0));
        let early = (2 * LOOK_EVERY..coins.len()).step_by(LOOK_EVERY).find(|&used| {
            let mut so_far = coins.to_vec();
            so_far.iter_mut().skip(used).for_each(|coin| coin.used = Use::Waiting);
            directed(analyse(log, &so_far, settings).status)
        });
        self.looks += one_if(early.is_some());
        self.coins_to_look += early.unwrap_or(coins.len()) as f64;
    }
}

fn rows_of(world: &World, trials: u64) -> Vec<String> {
    let params = Params { tau: world.tau, ..Params::DEFAULT };
    let truth = truth(&Params { randomize: true, ..params }, 40_000).ato[0].unwrap_or(f64::NAN);
    let mut row = Row::default();
    let settings = Settings { smallest_effect: 0.75, ..Settings::ZERO_TO_TEN };
    for seed in 0..trials {
        if let Some((log, coins)) = coin_runner(params, 7_000_000 + seed, world.coins) {
            let (log, coins) = (world.life)(log, coins, seed);
            row.add(&log, &coins, &settings, truth);
        }
    }
    vec![format!(
        "| {} | {} | {truth:+.2} | {} | {} | {} | {} | {:+.3} | {} | {} | {:.0} |",
        world.name,
        world.coins,
        percent(row.rejected, row.trials),
        percent(row.found, row.trials),
        percent(row.wrong, row.trials),
        percent(row.covered, row.trials),
        row.error / row.trials,
        percent(row.e_value, row.trials),
        percent(row.looks, row.trials),
        row.coins_to_look / row.trials,
    )]
}

const COLUMNS: [&str; 11] = [
    "trial",
    "coins",
    "truth",
    "p < 0.05",
    "found",
    "wrong way",
    "coverage",
    "bias",
    "e-value 20",
    "found at an early look",
    "coins until then",
];

fn main() {
    let trials = worlds::runners(500);
    worlds::heading(trials, &COLUMNS);
    worlds::table(&all_worlds(), |world| rows_of(world, trials)).iter().for_each(|line| println!("{line}"));
}
