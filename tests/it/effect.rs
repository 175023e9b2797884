//! effect: the golden cases, worked examples, edge cases, and the words of the answer.

use std::fs;
use std::path::Path;

use serde_json::Value;
use shakeout::day::DayKind;
use shakeout::effect::eligible::{EligibleDays, Record, eligible};
use shakeout::effect::estimate::{Fit, Primary, least_squares, primary, without_weekday};
use shakeout::effect::frame::Frame;
use shakeout::effect::robustness::{benchmark, e_value, placebo, robustness_value, robustness_value_alpha};
use shakeout::effect::small_sample::{t_quantile, two_sided_p};
use shakeout::effect::{
    Analysis, Answer, DayLog, Estimate, Settings, Status, analyse, event_study, gate, headline, lags,
    scale_jump, strata, verdict,
};
use shakeout::synth::athlete::{Params, scenario, simulate};

use shakeout::report::words as said;

mod by_hand;
mod dose;
mod edges;
mod gates;
mod golden;
mod groups;
mod lag_profile;
mod misled;
mod ordinal;
mod peer;
mod properties;
mod scale_change;
mod scale_rules;
mod supporting;
mod words;

const CASES: [&str; 4] = ["help365", "null180_mcar20", "modified365", "short60"];

fn settings() -> Settings {
    Settings::ZERO_TO_TEN
}

/// A golden day table: `date,soreness,kind,load,hard_load,descent_m,easy_min,sleep_h`.
fn golden_log(case: &str) -> DayLog {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden").join(case);
    let text = fs::read_to_string(path.join("days.csv")).expect("the golden case is in the checkout");
    let mut log = DayLog { extra: vec![("sleep_h".to_owned(), Vec::new())], ..DayLog::default() };
    for line in text.lines().skip(1) {
        let cell: Vec<&str> = line.split(',').collect();
        let number = |index: usize| cell[index].parse::<f64>().ok();
        log.kind.push(match cell[2] {
            "rest" => DayKind::Rest,
            "easy" => DayKind::Easy,
            "moderate" => DayKind::Moderate,
            "hard" => DayKind::Hard,
            other => panic!("kind {other}"),
        });
        log.soreness.push(number(1));
        log.load.push(number(3));
        log.hard_load.push(number(4));
        log.descent_m.push(number(5));
        log.easy_min.push(number(6));
        log.extra[0].1.push(number(7));
        log.gap.push(false);
        log.reported_late.push(false);
        log.ill.push(false);
    }
    log
}

/// The answer of a log in words.
fn sentence_of(analysis: &Analysis, settings: &Settings) -> String {
    said::verdict(analysis, settings).headline
}

fn comparison<'a>(record: &'a Record<'a>, lag: usize) -> (EligibleDays, Frame) {
    let chosen = eligible(record, DayKind::Easy, lag);
    let frame = Frame::new(record, &chosen, lag);
    (chosen, frame)
}

/// A simulated runner's log.
fn runner(n: usize, seed: u64) -> DayLog {
    simulate(&Params { n, ..scenario("help").expect("a named world") }, seed).day_log()
}

/// A log of `days` days with soreness and kind of the day by number; no hard days.
fn log_of(days: usize, day: impl Fn(usize) -> (DayKind, Option<f64>)) -> DayLog {
    let (kind, soreness) = (0..days).map(day).unzip();
    DayLog {
        kind,
        soreness,
        hard_load: vec![Some(0.0); days],
        load: vec![Some(0.0); days],
        descent_m: vec![Some(0.0); days],
        easy_min: vec![Some(0.0); days],
        gap: vec![false; days],
        reported_late: vec![false; days],
        ill: vec![false; days],
        extra: Vec::new(),
        beside: Vec::new(),
    }
}

/// A number in 0..n that looks random.
fn scatter(day: usize, n: usize) -> usize {
    let mut z = (day as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((z >> 33) % n as u64) as usize
}

/// Random kinds and random soreness of 2 to 5.
fn aimless(days: usize) -> DayLog {
    log_of(days, |day| {
        let kind = if scatter(day, 2) == 0 { DayKind::Easy } else { DayKind::Rest };
        (kind, Some(2.0 + scatter(day + 5_000, 4) as f64))
    })
}

/// Rows on mornings of soreness 3, none after a hard day, without covariates.
fn bare(treated: &[bool], outcome: &[f64]) -> Frame {
    let rows = treated.len();
    Frame {
        days: (0..rows).collect(),
        treated: treated.to_vec(),
        outcome: outcome.to_vec(),
        soreness: vec![3.0; rows],
        after_hard: vec![false; rows],
        covariates: Vec::new(),
    }
}
