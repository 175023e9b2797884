//! The coin trial: its plan, its files, and its analysis on runners whose truth is known.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use jiff::civil::date;
use shakeout::day::DayKind;
use shakeout::effect::plan::{BLOCK, blocks, coins_needed, detectable, list_length, own_sigma};
use shakeout::effect::trial::{Coin, Use, analyse};
use shakeout::effect::{DayLog, Settings, Status};
use shakeout::error::{Error, ExitCode};
use shakeout::soreness::Scale;
use shakeout::synth::athlete::{Params, scenario, simulate};
use shakeout::synth::truth::truth;
use shakeout::trial::{TrialPlan, calendar, plan_file, protocol, report, words};

mod analysis;
mod bars;
mod files;
mod length;
mod typed;

fn settings() -> Settings {
    Settings { smallest_effect: 0.75, ..Settings::ZERO_TO_TEN }
}

fn plan(coins: usize, seed: u64) -> TrialPlan {
    TrialPlan {
        coins: blocks(coins, seed),
        seed,
        smallest_effect: 0.75,
        scale: Scale { low: 0.0, high: 10.0 },
        sigma: 1.0,
        sigma_source: "as given".into(),
        needed: coins,
        detectable: detectable(1.0, coins, 0.0, 0.0),
        start: date(2024, 2, 27),
        flex_per_week: 4,
        mismatch: 0.0,
        missing: 0.0,
        notes: Vec::new(),
    }
}

/// A runner who uses a coin on every free day, and the coins of the record.
fn coin_runner(p: Params, seed: u64, coins: usize) -> (DayLog, Vec<Coin>) {
    crate::support::coin_trial::coin_runner(p, seed, coins).expect("blocks of four")
}

fn world(name: &str) -> Params {
    scenario(name).expect("a named world")
}

/// Three Monte-Carlo standard errors of a share.
fn slack(share: f64, draws: f64) -> f64 {
    3.0 * (share * (1.0 - share) / draws).sqrt()
}

/// The plan with the `date` column filled by `date_of` (coin from 1 on; empty: waits).
fn dated(plan: &TrialPlan, date_of: &dyn Fn(usize) -> String) -> String {
    let text = plan.csv();
    let rows = text.lines().map(|line| match line.split_once(',') {
        Some((coin, rest)) if coin.parse::<usize>().is_ok() => {
            let assignment = rest.split(',').next().expect("an assignment");
            format!("{coin},{assignment},{},\n", date_of(coin.parse().expect("a number")))
        }
        _ => format!("{line}\n"),
    });
    rows.collect()
}

fn march(coin: usize) -> String {
    date(2024, 3, 1).checked_add(jiff::ToSpan::days(2 * coin as i64)).expect("a day").to_string()
}
