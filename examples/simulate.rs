//! Validation: draws runners whose truth is known and prints how the answer fares, one row a world
//! and length of log.
//!
//! ```text
//! cargo run --release --example simulate            500 runners a row
//! cargo run --release --example simulate -- 2000    more of them
//! ```
//!
//! Bias and coverage are those of the interval wherever it is shown; shares are of all runners. The
//! worlds below the line are not the ones that the method was chosen on. Two small tables follow: what the
//! correction for rounding does, and what looking again and again does.

// Of the coins only the beginning of a log is needed.
#[allow(dead_code)]
#[path = "made/coin_trial.rs"]
mod coin_trial;
mod worlds;

use coin_trial::first_days;
use shakeout::day::DayKind;
use shakeout::effect::verdict::always_valid_halfwidth;
use shakeout::effect::{Answer, DayLog, Estimate, Settings, Status, headline};
use shakeout::soreness::Reported;
use shakeout::synth::athlete::{Params, SCENARIOS, SimulatedAthlete, TrainingPlan, scenario, simulate};
use shakeout::synth::truth::truth;
use worlds::{Shown, one_if, percent};

const LENGTHS: [usize; 3] = [90, 180, 365];

/// A world: how the runner lives, and how that is written down.
struct World {
    name: &'static str,
    params: Params,
    log: fn(&SimulatedAthlete) -> (DayLog, Settings),
    /// True: the writing-down leaves the truth as it is.
    truth_known: bool,
}

fn as_reported(runner: &SimulatedAthlete) -> (DayLog, Settings) {
    (
        runner.day_log(),
        Settings { evening: runner.params.report_time == Reported::Evening, ..Settings::ZERO_TO_TEN },
    )
}

/// The same feeling on a scale of 1 to 5.
fn one_to_five(runner: &SimulatedAthlete) -> (DayLog, Settings) {
    let mut log = runner.day_log();
    log.soreness =
        runner.perceived.iter().map(|felt| Some((1.0 + 0.4 * felt).round().clamp(1.0, 5.0))).collect();
    (log, Settings { scale_low: 1.0, scale_high: 5.0, smallest_effect: 0.2, ..Settings::ZERO_TO_TEN })
}

/// A coach writes easy and rest on fixed weekdays. Only for worlds in which an easy run does nothing.
fn coached(runner: &SimulatedAthlete) -> (DayLog, Settings) {
    let mut log = runner.day_log();
    for (day, kind) in log.kind.iter_mut().enumerate() {
        if matches!(kind, DayKind::Easy | DayKind::Rest) {
            *kind = if matches!(day % 7, 1 | 4) { DayKind::Easy } else { DayKind::Rest };
        }
    }
    (log, Settings::ZERO_TO_TEN)
}

/// Five days of illness every seven weeks or so: sorer, resting, and noted.
fn with_illness(runner: &SimulatedAthlete) -> (DayLog, Settings) {
    let mut log = runner.day_log();
    let first = (runner.seed % 49) as usize;
    for spell in (first..log.len()).step_by(49) {
        for day in spell..(spell + 5).min(log.len()) {
            log.ill[day] = true;
            log.kind[day] = DayKind::Rest;
            (log.hard_load[day], log.load[day]) = (Some(0.0), Some(0.0));
            log.soreness[day] = log.soreness[day].map(|soreness| (soreness + 3.0).min(10.0));
        }
    }
    (log, Settings::ZERO_TO_TEN)
}

/// Soreness swings by a point either way over the year. Only for worlds without an effect.
fn with_season(runner: &SimulatedAthlete) -> (DayLog, Settings) {
    let mut log = runner.day_log();
    for (day, soreness) in log.soreness.iter_mut().enumerate() {
        let season = (day as f64 * std::f64::consts::TAU / 365.0).sin();
        *soreness = soreness.map(|_| (runner.perceived[day] + season).round().clamp(0.0, 10.0));
    }
    (log, Settings::ZERO_TO_TEN)
}

fn all_worlds() -> (Vec<World>, Vec<World>) {
    use TrainingPlan::{Flex, Hard, Long, Moderate};
    let plain = |name, params| World { name, params, log: as_reported, truth_known: true };
    let named = SCENARIOS.iter().filter(|(_, p)| p.report_time != Reported::Evening);
    let p = Params::DEFAULT;
    let calm = Params { phi: 0.2, sd_u: 0.9, sd_rate: 0.3, kernel: [0.4, 0.6, 0.3, 0.1], ..p };
    let other = vec![
        plain(
            "no memory (lag-1 correlation ~0)",
            Params { phi: 0.0, sd_u: 1.0, kernel: [0.2, 0.2, 0.1, 0.0], ..p },
        ),
        plain(
            "three hard days a week, helps",
            Params { plan: [Hard, Flex, Hard, Flex, Hard, Flex, Flex], tau: -0.5, ..p },
        ),
        plain(
            "mostly flexible, hurts",
            Params { plan: [Hard, Flex, Flex, Flex, Moderate, Flex, Long], tau: 0.5, ..p },
        ),
        plain("late peak, helps", Params { kernel: [0.3, 1.0, 1.1, 0.6], tau: -0.5, ..p }),
        World { log: one_to_five, ..plain("scale 1-5", p) },
        World { log: one_to_five, ..plain("scale 1-5, calm runner", calm) },
        World { log: with_illness, ..plain("illness spells, helps", Params { tau: -0.5, ..p }) },
        World { log: with_season, ..plain("season of one point either way", p) },
        World { log: coached, truth_known: false, ..plain("coach decides by weekday", p) },
        World {
            truth_known: false,
            ..plain("evening reports, helps", Params { tau: -0.5, report_time: Reported::Evening, ..p })
        },
    ];
    (named.map(|(name, params)| plain(name, *params)).collect(), other)
}

/// Sums over the runners of a row.
#[derive(Default)]
struct Row {
    shown: Shown,
    status: [f64; 6],
    robust: f64,
    wrong: f64,
}

impl Row {
    fn add(&mut self, answer: &Answer, truth: f64) {
        self.shown.add(answer, truth);
        self.status[answer.status as usize] += 1.0;
        self.robust += one_if(answer.robust == Some(true));
        let opposite = (truth < -0.05 && answer.status == Status::Hurts)
            || (truth > 0.05 && answer.status == Status::Helps);
        self.wrong += one_if(opposite);
    }

    fn line(&self, world: &World, n: usize, truth: f64) -> String {
        let Shown { runners, shown, .. } = self.shown;
        let known = |text: String| if world.truth_known { text } else { "-".to_owned() };
        let [helps, hurts, none, tell, few, never] = self.status.map(|count| percent(count, runners));
        format!(
            "| {} | {n} | {} | {} | {} | {} | {} | {helps} | {hurts} | {} | {} | {none} | {tell} | {few} | {never} |",
            world.name,
            known(format!("{truth:+.3}")),
            percent(shown, runners),
            known(self.shown.bias()),
            known(self.shown.coverage()),
            self.shown.significant(),
            percent(self.robust, runners),
            percent(self.wrong, runners),
        )
    }
}

fn rows_of(world: &World, runners: u64) -> Vec<String> {
    let truth = truth(&world.params, 60_000).ato[0].unwrap_or(f64::NAN);
    let row = |n: usize| {
        let mut row = Row::default();
        for seed in 0..runners {
            let runner = simulate(&Params { n, ..world.params }, 1_000_000 + seed);
            let (log, settings) = (world.log)(&runner);
            row.add(&headline(&log, &settings), truth);
        }
        row.line(world, n, truth)
    };
    LENGTHS.into_iter().map(row).collect()
}

const COLUMNS: [&str; 15] = [
    "world",
    "days",
    "truth",
    "answered",
    "bias",
    "coverage",
    "significant",
    "helps",
    "hurts",
    "robust",
    "wrong way",
    "no difference",
    "cannot tell",
    "not enough data",
    "not identifiable",
];

/// A year of runners in a named world.
fn year(name: &str, runners: u64) -> impl Iterator<Item = DayLog> {
    let params = Params { n: 365, ..scenario(name).unwrap_or(Params::DEFAULT) };
    (0..runners).map(move |seed| simulate(&params, 1_000_000 + seed).day_log())
}

/// The headline with and without its correction for rounding, where an easy run does nothing.
fn rounding(name: &str, runners: u64) -> Vec<String> {
    let (mut with, mut without) = (Shown::default(), Shown::default());
    for log in year(name, runners) {
        with.add(&headline(&log, &Settings::ZERO_TO_TEN), 0.0);
        without.add(&headline(&log, &Settings { step: 0.0, ..Settings::ZERO_TO_TEN }), 0.0);
    }
    let cells = [with.bias(), with.coverage(), without.bias(), without.coverage()];
    vec![format!("| {name} | {} |", cells.join(" | "))]
}

/// Looks every two weeks, from day 60 to day 354.
fn looks(name: &str, runners: u64) -> Vec<String> {
    let [mut last, mut any, mut valid] = [0.0; 3];
    for log in year(name, runners) {
        let answer = |days| headline(&first_days(&log, days), &Settings::ZERO_TO_TEN).estimate;
        let looks: Vec<Estimate> = (60..=354).step_by(14).filter_map(answer).collect();
        let off_always = |look: &Estimate| look.estimate.abs() > always_valid_halfwidth(look, 0.5);
        last += one_if(looks.last().is_some_and(|look| look.p < 0.05));
        any += one_if(looks.iter().any(|look| look.p < 0.05));
        valid += one_if(looks.iter().any(off_always));
    }
    let cells = [last, any, valid].map(|count| percent(count, runners as f64));
    vec![format!("| {name} | {} |", cells.join(" | "))]
}

fn main() {
    let runners = worlds::runners(500);
    let print = |lines: Vec<String>| lines.iter().for_each(|line| println!("{line}"));
    let (named, other) = all_worlds();
    worlds::heading(runners, &COLUMNS);
    for worlds in [named, other] {
        print(worlds::table(&worlds, |world| rows_of(world, runners)));
    }
    println!("\n365 days, truth 0.\n");
    worlds::heading(runners, &["world", "bias", "coverage", "bias uncorrected", "coverage uncorrected"]);
    let no_effect = ["null", "strong_ind", "latent_pol", "report_pol", "threshold"];
    print(worlds::table(&no_effect, |name| rounding(name, runners)));
    println!("\nLooks every two weeks, day 60 to 354.\n");
    worlds::heading(
        runners,
        &["world", "off 0 at the last look", "off 0 at any look", "always-valid, at any"],
    );
    print(worlds::table(&["null", "help"], |name| looks(name, runners)));
}
