//! Writes results of runners who do not exist, a line each, for `shakeout pool`.
//!
//! cargo run --release --example `make_results` -- 100000 > results.jsonl
//!
//! True effects are drawn from N(-0.1, 0.35²) points of 10; a runner in twelve lets the log be, one in forty has no result.

use std::io::{BufWriter, Write};

use jiff::ToSpan;
use jiff::civil::date;
use shakeout::cohort::result::{Moderators, OwnAnswer};
use shakeout::cohort::{AthleteResult, Failure};
use shakeout::synth::rng::Xoshiro;
use shakeout::worker::line_of;

fn main() -> std::io::Result<()> {
    let runners: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(200);
    let mut rng = Xoshiro::new(7, 7);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for number in 1..=runners {
        writeln!(out, "{}", line_of(&result(number, &mut rng)))?;
    }
    out.flush()
}

fn result(number: usize, rng: &mut Xoshiro) -> AthleteResult {
    let athlete = format!("Runner {number:05}");
    let nothing = Failure {
        what: format!("exports/{number}.zip: no such file or folder"),
        place: Some(format!("manifest.csv, line {}", number + 1)),
        remedy: "check the spelling; a path is a file, a folder or a .zip".into(),
    };
    let failed = AthleteResult::failed(athlete, nothing);
    if number.is_multiple_of(40) {
        return failed;
    }
    let rows = 40 + (260.0 * rng.uniform()) as usize;
    let se = 2.4 / (rows as f64).sqrt();
    let estimate = -0.1 + 0.35 * rng.normal() + se * rng.normal();
    let half = 1.98 * se;
    let status = match (estimate - half, estimate + half) {
        _ if rows < 60 => "not_enough_data",
        (_, high) if high < 0.0 => "helps",
        (low, _) if low > 0.0 => "hurts",
        (low, high) if low > -0.5 && high < 0.5 => "no_difference",
        _ => "cannot_tell",
    };
    let open = matches!(status, "not_enough_data" | "cannot_tell");
    let last_day = date(2024, 12, 31).saturating_sub(i64::from(number.is_multiple_of(3)).days());
    let silent = if number.is_multiple_of(12) { 40 } else { (number % 5) as i64 };
    AthleteResult {
        status: Some(status.into()),
        sentence: Some(
            "The sentence of the own report, about as long as such a sentence is in most of them.".into(),
        ),
        own: Some(OwnAnswer {
            estimate,
            low: estimate - half,
            high: estimate + half,
            se,
            df: rows as f64 - 14.0,
        }),
        scale_range: Some(10.0),
        smallest_effect: Some(0.5),
        rows,
        easy_days: rows / 2,
        rest_days: rows - rows / 2,
        more_days_needed: open.then_some(20 + (number % 90) as u64),
        runs: 2 * rows / 3,
        classed_runs: rows / 2,
        first_day: Some(date(2024, 3, 1)),
        last_day: Some(last_day),
        last_entry: Some(last_day.saturating_sub(silent.days())),
        moderators: Moderators {
            baseline_soreness: Some(0.1 + 0.3 * rng.uniform()),
            weekly_load: Some(200.0 + 500.0 * rng.uniform()),
            female: Some(f64::from(u8::from(number.is_multiple_of(2)))),
            age_y: Some((20.0 + 40.0 * rng.uniform()).round()),
        },
        next_step: open.then(|| {
            "Keep logging: about so many more easy or rest days with both mornings reported.".into()
        }),
        error: None,
        ..failed
    }
}
