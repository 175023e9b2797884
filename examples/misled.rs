//! Misled: worlds in which a log misleads, and how often that is noticed. Prints one row a world and length of log,
//! and how the odds are calibrated.
//!
//! ```text
//! cargo run --release --example misled            500 runners a row
//! cargo run --release --example misled -- 2000    more of them
//! ```
//!
//! Shares are of all runners in %, bias and coverage those of the intervals that are shown.

mod worlds;

use shakeout::day::DayKind;
use shakeout::effect::dates::dates;
use shakeout::effect::eligible::Record;
use shakeout::effect::findings::findings;
use shakeout::effect::lags::lag;
use shakeout::effect::{DayLog, Settings, Status, headline};
use shakeout::soreness::Reported;
use shakeout::synth::athlete::{Params, SimulatedAthlete, simulate};
use shakeout::synth::truth::truth;
use worlds::{Shown, one_if, percent};

const LENGTHS: [usize; 4] = [90, 180, 365, 730];

/// A world, and what is written down of it.
struct World {
    name: &'static str,
    params: Params,
    log: fn(&SimulatedAthlete) -> DayLog,
}

fn as_it_is(runner: &SimulatedAthlete) -> DayLog {
    runner.day_log()
}

/// Reports from a day on moved by some days.
fn moved(runner: &SimulatedAthlete, from: usize, by: isize) -> DayLog {
    let mut log = runner.day_log();
    for day in from..log.len() {
        let source = day.checked_add_signed(by);
        log.soreness[day] = source.and_then(|day| runner.soreness.get(day).copied().flatten());
    }
    log
}

/// Running days reported after the run: the report holds what it did.
fn timed_after(runner: &SimulatedAthlete) -> DayLog {
    let mut log = runner.day_log();
    for day in 0..log.len() {
        log.reported_late[day] = log.kind[day] != DayKind::Rest && (day as u64 + runner.seed) % 10 < 8;
    }
    log
}

/// Four weeks of rest every half year, sore at first and healing.
fn with_breaks(runner: &SimulatedAthlete) -> DayLog {
    let mut log = runner.day_log();
    for day in 0..log.len() {
        let since = (day as u64 + runner.seed * 13) % 182;
        if since < 28 {
            (log.kind[day], log.hard_load[day], log.load[day]) = (DayKind::Rest, Some(0.0), Some(0.0));
            let healing = 3.0 * (1.0 - since as f64 / 28.0);
            log.soreness[day] =
                log.soreness[day].map(|_| (2.0 + healing + 0.4 * runner.perceived[day]).round().min(10.0));
        }
    }
    log
}

/// Saturdays and Sundays ease both choice and the mornings after them by 0.8 points.
fn weekends(runner: &SimulatedAthlete) -> DayLog {
    let mut log = runner.day_log();
    for day in 0..log.len() {
        let ease = if matches!(day % 7, 6 | 0) { 0.8 } else { 0.0 };
        log.soreness[day] =
            log.soreness[day].map(|_| (runner.perceived[day] - ease).round().clamp(0.0, 10.0));
    }
    log
}

/// Only 0, 2 and 5 are written.
fn heaped(runner: &SimulatedAthlete) -> DayLog {
    let mut log = runner.day_log();
    for (day, soreness) in log.soreness.iter_mut().enumerate() {
        let felt = runner.perceived[day];
        let written = if felt < 1.0 {
            0.0
        } else if felt < 3.5 {
            2.0
        } else {
            5.0
        };
        *soreness = soreness.map(|_| written);
    }
    log
}

/// Yesterday's value copied on nine mornings of ten.
fn copied(runner: &SimulatedAthlete) -> DayLog {
    let mut log = runner.day_log();
    for day in 1..log.len() {
        if !(day as u64 * 7 + runner.seed).is_multiple_of(16) {
            log.soreness[day] = log.soreness[day - 1];
        }
    }
    log
}

/// 2 on all mornings but one in twenty.
fn flat(runner: &SimulatedAthlete) -> DayLog {
    let mut log = runner.day_log();
    for (day, soreness) in log.soreness.iter_mut().enumerate() {
        let usual = !(day as u64 * 11 + runner.seed).is_multiple_of(20);
        *soreness = if usual { Some(2.0) } else { *soreness };
    }
    log
}

fn all_worlds() -> Vec<World> {
    let p = Params::DEFAULT;
    let helps = Params { tau: -0.8, ..p };
    vec![
        World { name: "sound: no effect", params: p, log: as_it_is },
        World { name: "sound: helps", params: helps, log: as_it_is },
        World {
            name: "sound: soreness peaks late",
            params: Params { kernel: [0.3, 1.0, 1.1, 0.6], ..p },
            log: as_it_is,
        },
        World { name: "sound: much memory", params: Params { phi: 0.8, sd_u: 0.55, ..p }, log: as_it_is },
        World { name: "sound: 40 % missing", params: Params { miss: 0.4, ..p }, log: as_it_is },
        World {
            name: "evening reports said to be of the morning, helps",
            params: Params { report_time: Reported::Evening, ..helps },
            log: as_it_is,
        },
        World { name: "diary a day late", params: p, log: |runner| moved(runner, 0, -1) },
        World {
            name: "diary a day late in the last third",
            params: p,
            log: |r| moved(r, 2 * r.params.n / 3, -1),
        },
        World { name: "diary a day early", params: p, log: |runner| moved(runner, 0, 1) },
        World {
            name: "diary a day early in the last third",
            params: p,
            log: |r| moved(r, 2 * r.params.n / 3, 1),
        },
        World { name: "reports timed after the run", params: p, log: timed_after },
        World { name: "breaks of four weeks", params: p, log: with_breaks },
        World { name: "weekends ease choice and soreness", params: Params { a_wd: 1.5, ..p }, log: weekends },
        World { name: "only 0, 2 and 5 written", params: p, log: heaped },
        World { name: "yesterday's value copied", params: p, log: copied },
        World { name: "nearly always one value", params: p, log: flat },
    ]
}

/// Sums over the runners of a row.
#[derive(Default)]
struct Row {
    shown: Shown,
    refused: f64,
    helps: f64,
    later: [(f64, f64); 2],
    codes: std::collections::BTreeMap<&'static str, f64>,
}

impl Row {
    fn add(&mut self, log: &DayLog, truth: f64) {
        let answer = headline(log, &Settings::ZERO_TO_TEN);
        self.shown.add(&answer, truth);
        self.refused += one_if(answer.status == Status::NotIdentifiable);
        self.helps += one_if(answer.status == Status::Helps);
        let record = Record::new(log);
        for (days, (shown, significant)) in (2..).zip(&mut self.later) {
            if let Some(estimate) = lag(&record, days).estimate.filter(|_| answer.estimate.is_some()) {
                *shown += 1.0;
                *significant += one_if(estimate.p < 0.05);
            }
        }
        for finding in findings(&record, &dates(&record), &Settings::ZERO_TO_TEN) {
            *self.codes.entry(finding.code()).or_default() += 1.0;
        }
    }

    fn line(&self, name: &str, n: usize, truth: f64) -> String {
        let Shown { runners, shown, .. } = self.shown;
        let codes: Vec<String> =
            self.codes.iter().map(|(code, count)| format!("{code} {}", percent(*count, runners))).collect();
        format!(
            "| {name} | {n} | {truth:+.2} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            percent(self.refused, runners),
            percent(shown, runners),
            self.shown.bias(),
            self.shown.coverage(),
            self.shown.significant(),
            percent(self.helps, runners),
            percent(self.later[0].1, self.later[0].0),
            percent(self.later[1].1, self.later[1].0),
            codes.join(", "),
        )
    }
}

fn rows_of(world: &World, runners: u64) -> Vec<String> {
    let truth = truth(&world.params, 40_000).ato[0].unwrap_or(f64::NAN);
    let row = |n: usize| {
        let mut row = Row::default();
        for seed in 0..runners {
            let runner = simulate(&Params { n, ..world.params }, 3_000_000 + seed);
            row.add(&(world.log)(&runner), truth);
        }
        row.line(world.name, n, truth)
    };
    LENGTHS.into_iter().map(row).collect()
}

/// Runners whose effects spread like the fair guess: said and true shares of "helps", by tenths of what was said.
fn calibration(runners: u64) {
    let mut bins = [(0.0, 0.0, 0.0); 10];
    // Sum of squared uniform numbers is no normal one; twelve of them are near enough.
    let normal = |seed: u64| {
        let mut rng = shakeout::effect::rng::SplitMix64::new(seed);
        (0..12).map(|_| rng.below(1_000_000) as f64 / 1e6).sum::<f64>() - 6.0
    };
    for seed in 0..runners {
        let tau = 0.5 * normal(9_000 + seed);
        let runner = simulate(&Params { n: 180, tau, ..Params::DEFAULT }, 5_000_000 + seed);
        let Some(odds) = headline(&runner.day_log(), &Settings::ZERO_TO_TEN).odds else { continue };
        // On the reported scale an effect is 0.98 of the felt one.
        let truth = 0.98 * tau;
        for (said, real) in [
            (odds.fair.helps, truth <= -0.5),
            (odds.fair.little, truth.abs() < 0.5),
            (odds.fair.hurts, truth >= 0.5),
        ] {
            let bin = &mut bins[((10.0 * said) as usize).min(9)];
            *bin = (bin.0 + 1.0, bin.1 + said, bin.2 + f64::from(u8::from(real)));
        }
    }
    println!("\n| said, in 100 | forecasts | mean said | came true |\n|---|--:|--:|--:|");
    let (mut error, mut all) = (0.0, 0.0);
    for (place, (n, said, real)) in bins.into_iter().enumerate().filter(|(_, (n, ..))| *n > 0.0) {
        println!(
            "| {}-{} | {n} | {:.1} | {:.1} |",
            10 * place,
            10 * place + 10,
            100.0 * said / n,
            100.0 * real / n
        );
        error += (said - real).abs();
        all += n;
    }
    println!("\nExpected calibration error {:.3} ({runners} runners of 180 days).", error / all);
}

const COLUMNS: [&str; 12] = [
    "world",
    "days",
    "truth",
    "refused",
    "answered",
    "bias",
    "coverage",
    "significant",
    "helps",
    "lag 2",
    "lag 3",
    "warnings",
];

fn main() {
    let runners = worlds::runners(500);
    worlds::heading(runners, &COLUMNS);
    worlds::table(&all_worlds(), |world| rows_of(world, runners)).iter().for_each(|line| println!("{line}"));
    calibration(5 * runners);
}
