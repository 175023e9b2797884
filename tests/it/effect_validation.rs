//! effect: the estimator on runners whose truth is known. Each bar is the method's own, on a
//! smaller draw; the bounds are widened by three Monte-Carlo standard errors of that draw, so that
//! a sound estimator passes and a wrong one does not. `cargo run --release --example simulate`
//! makes the full table.

use crate::support::coin_trial::first_days;
use shakeout::day::DayKind;
use shakeout::effect::eligible::{Record, eligible};
use shakeout::effect::estimate;
use shakeout::effect::frame::Frame;
use shakeout::effect::verdict::{FALSE_ALARMS, FalseAlarms, always_valid_halfwidth};
use shakeout::effect::{Answer, DayLog, Estimate, Settings, Status, analyse, headline};
use shakeout::soreness::Reported;
use shakeout::synth::athlete::{Params, SimulatedAthlete, TrainingPlan, scenario, simulate};
use shakeout::synth::truth::truth;

const IDENTIFIED: [&str; 13] = [
    "null",
    "help",
    "harm",
    "strong_ind",
    "threshold",
    "report_pol",
    "floor",
    "trend",
    "high_ar",
    "mcar20",
    "mcar40",
    "mnar_s40",
    "modified",
];

fn settings() -> Settings {
    Settings::ZERO_TO_TEN
}

fn world(name: &str, n: usize) -> Params {
    Params { n, ..scenario(name).expect("a named world") }
}

fn logs(p: Params, athletes: u64) -> impl Iterator<Item = DayLog> {
    // Seeds that no other check draws from.
    (0..athletes).map(move |athlete| simulate(&p, 50_000 + athlete).day_log())
}

fn truth_of(p: &Params) -> f64 {
    truth(p, 40_000).ato[0].expect("days to compare")
}

/// What became of the athletes of one world.
#[derive(Default)]
struct Cell {
    athletes: f64,
    answered: f64,
    error: f64,
    squares: f64,
    covered: f64,
    significant: f64,
    robust: f64,
    helps: f64,
    hurts: f64,
    no_difference: f64,
}

impl Cell {
    fn add(&mut self, answer: &Answer, truth: f64) {
        self.athletes += 1.0;
        let share = |yes: bool| f64::from(u8::from(yes));
        self.helps += share(answer.status == Status::Helps);
        self.hurts += share(answer.status == Status::Hurts);
        self.no_difference += share(answer.status == Status::NoDifference);
        self.robust += share(answer.robust == Some(true));
        if let Some(estimate) = answer.estimate {
            self.answered += 1.0;
            self.error += estimate.estimate - truth;
            self.squares += (estimate.estimate - truth).powi(2);
            self.covered += share(estimate.low <= truth && truth <= estimate.high);
            self.significant += share(estimate.p < 0.05);
        }
    }

    fn of(p: Params, athletes: u64, truth: f64) -> Self {
        let mut cell = Self::default();
        for log in logs(p, athletes) {
            cell.add(&headline(&log, &settings()), truth);
        }
        cell
    }

    fn bias(&self) -> f64 {
        self.error / self.answered
    }

    /// Monte-Carlo standard error of the bias.
    fn bias_error(&self) -> f64 {
        ((self.squares / self.answered - self.bias().powi(2)) / self.answered).sqrt()
    }

    fn coverage(&self) -> f64 {
        self.covered / self.answered
    }
}

/// Three Monte-Carlo standard errors of a share.
fn slack(share: f64, draws: f64) -> f64 {
    3.0 * (share * (1.0 - share) / draws).sqrt()
}

#[test]
fn identified_worlds_are_unbiased_and_covered_and_false_alarms_are_rare() {
    const ATHLETES: u64 = 120;
    let (mut biases, mut bias_errors, mut covered, mut answered) = (Vec::new(), Vec::new(), 0.0, 0.0);
    let (mut alarms, mut nulls) = (0.0, 0.0);
    for name in IDENTIFIED {
        let truth = truth_of(&world(name, 365));
        for n in [180, 365] {
            let cell = Cell::of(world(name, n), ATHLETES, truth);
            // Half a year with 40 % of the reports missing is a matter of luck; everything else is enough.
            let enough = if name.ends_with("40") && n == 180 { 0.5 } else { 0.95 };
            assert!(cell.answered >= enough * cell.athletes, "{name} {n}: {} answered", cell.answered);
            let allowed = 0.05 + 3.0 * cell.bias_error();
            assert!(cell.bias().abs() <= allowed, "{name} {n}: bias {} > {allowed}", cell.bias());
            let (low, high) = (0.92 - slack(0.92, cell.answered), 0.98 + slack(0.98, cell.answered));
            assert!((low..=high).contains(&cell.coverage()), "{name} {n}: coverage {}", cell.coverage());
            let wrong = if truth < -0.1 {
                cell.hurts
            } else if truth > 0.1 {
                cell.helps
            } else {
                0.0
            };
            assert!(
                wrong / cell.athletes <= 0.005 + slack(0.005, cell.athletes),
                "{name} {n}: {wrong} wrong way"
            );
            if truth == 0.0 {
                let share = cell.significant / cell.answered;
                assert!(share <= 0.08 + slack(0.08, cell.answered), "{name} {n}: type I {share}");
                alarms += cell.significant;
                nulls += cell.answered;
            }
            biases.push(cell.bias().abs());
            bias_errors.push(cell.bias_error());
            covered += cell.covered;
            answered += cell.answered;
        }
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    // |bias| of an unbiased cell is 0.8 of its Monte-Carlo error on average.
    let allowed = 0.02 + 0.8 * mean(&bias_errors);
    assert!(mean(&biases) <= allowed, "mean |bias| {} > {allowed}", mean(&biases));
    let coverage = covered / answered;
    let (low, high) = (0.94 - slack(0.95, answered), 0.965 + slack(0.95, answered));
    assert!((low..=high).contains(&coverage), "coverage over all cells {coverage}");
    assert!(
        nulls > 0.0 && alarms / nulls <= 0.06 + slack(0.06, nulls),
        "type I over cells {}",
        alarms / nulls
    );
}

#[test]
fn an_effect_of_half_a_point_is_mostly_found_in_a_year() {
    for (n, power) in [(180, 0.52), (365, 0.82)] {
        for name in ["help", "harm"] {
            let cell = Cell::of(world(name, n), 100, 0.0);
            let found = if name == "help" { cell.helps } else { cell.hurts } / cell.athletes;
            assert!(found >= power - slack(power, cell.athletes), "{name} {n}: power {found}");
        }
    }
}

/// The estimate of an oracle that adjusts for the true mean of the next morning instead of covariates.
fn oracle(athlete: &SimulatedAthlete) -> Option<f64> {
    let log = athlete.day_log();
    let rows: Vec<(f64, f64, f64)> = (3..log.len() - 1)
        .filter_map(|d| {
            let easy = match log.kind[d] {
                DayKind::Easy => 1.0,
                DayKind::Rest => 0.0,
                _ => return None,
            };
            Some((log.soreness[d].and(log.soreness[d + 1])?, easy, athlete.rest_mean[d]))
        })
        .collect();
    let mean = |of: &dyn Fn(&(f64, f64, f64)) -> f64| rows.iter().map(of).sum::<f64>() / rows.len() as f64;
    let (my, ma, mm) = (mean(&|r| r.0), mean(&|r| r.1), mean(&|r| r.2));
    let sum = |of: &dyn Fn(f64, f64, f64) -> f64| -> f64 {
        rows.iter().map(|r| of(r.0 - my, r.1 - ma, r.2 - mm)).sum()
    };
    // Two regressors, solved by hand: the choice and the oracle's mean.
    let (aa, mm2, am) = (sum(&|_, a, _| a * a), sum(&|_, _, m| m * m), sum(&|_, a, m| a * m));
    let (ay, mean_y) = (sum(&|y, a, _| y * a), sum(&|y, _, m| y * m));
    let determinant = aa * mm2 - am * am;
    (determinant > 1e-9).then(|| (ay * mm2 - mean_y * am) / determinant)
}

#[test]
fn the_estimate_is_nearly_as_exact_as_that_of_an_oracle() {
    const ATHLETES: u64 = 200;
    for name in ["null", "help", "harm", "threshold"] {
        let truth = truth_of(&world(name, 365));
        for (n, bar) in [(180, 1.28), (365, 1.28)] {
            let (mut own, mut best, mut answered) = (0.0, 0.0, 0.0);
            for seed in 0..ATHLETES {
                let athlete = simulate(&world(name, n), 70_000 + seed);
                let answer = headline(&athlete.day_log(), &settings());
                if let Some((estimate, oracle)) = answer.estimate.zip(oracle(&athlete)) {
                    own += (estimate.estimate - truth).powi(2);
                    best += (oracle - truth).powi(2);
                    answered += 1.0;
                }
            }
            assert!(answered >= 0.95 * ATHLETES as f64, "{name} {n}: {answered} answered");
            let ratio = f64::sqrt(own / best);
            // A ratio of two paired RMSEs has about this relative Monte-Carlo error.
            let allowed = bar * (1.0 + 3.0 * 0.5 / f64::sqrt(answered));
            println!("{name} {n}: RMSE ratio {ratio:.3}");
            assert!((0.9..=allowed).contains(&ratio), "{name} {n}: RMSE ratio {ratio} > {allowed}");
        }
    }
}

#[test]
fn without_an_effect_the_raw_difference_misleads_and_the_headline_does_not() {
    let (mut raw, mut adjusted) = (0.0, 0.0);
    let athletes = 100;
    for log in logs(world("null", 365), athletes) {
        let analysis = analyse(&log, &settings());
        raw += analysis.naive.easy_minus_rest.expect("both kinds") / athletes as f64;
        let estimate = analysis.answer.estimate.expect("answered").estimate;
        assert!((estimate - analysis.naive.easy_minus_rest.expect("both kinds")).abs() > 1e-6);
        adjusted += estimate / athletes as f64;
    }
    assert!(raw < -0.45, "raw {raw}");
    assert!(adjusted.abs() <= 0.05 + 3.0 * 0.16 / (athletes as f64).sqrt(), "headline {adjusted}");
}

#[test]
fn without_an_effect_a_year_says_no_difference_and_three_months_rarely_claim_one() {
    let year = Cell::of(world("null", 365), 150, 0.0);
    let share = year.no_difference / year.athletes;
    assert!(share >= 0.80 - slack(0.80, year.athletes), "no difference in {share}");
    let quarter = Cell::of(world("null", 90), 150, 0.0);
    let claims = (quarter.helps + quarter.hurts) / quarter.athletes;
    assert!(claims <= 0.09 + slack(0.09, quarter.athletes), "claims in {claims}");
}

#[test]
fn the_gate_is_closed_for_a_month_and_open_after_four() {
    let answered = |n| {
        let cell = Cell::of(world("null", n), 150, 0.0);
        cell.answered / cell.athletes
    };
    assert!(answered(30) == 0.0);
    assert!(answered(45) <= 0.05 + slack(0.05, 150.0));
    assert!(answered(120) >= 0.97 - slack(0.97, 150.0));
}

#[test]
fn the_number_of_days_still_needed_is_about_right() {
    // In this world the detectable effect falls to half a point at 145 rows.
    for n in [120, 150, 180] {
        let mut totals: Vec<f64> = logs(world("null", n), 150)
            .map(|log| headline(&log, &settings()))
            .filter(|answer| answer.estimate.is_some())
            .map(|answer| answer.rows as f64 + answer.more_days_needed.expect("a number") as f64)
            .collect();
        totals.sort_by(f64::total_cmp);
        let median = totals[totals.len() / 2];
        // 15 %, and a Monte-Carlo error of about 4 rows.
        assert!((145.0 * 0.85 - 12.0..=145.0 * 1.15 + 12.0).contains(&median), "{n} days: {median} rows");
    }
}

#[test]
fn a_hidden_factor_as_strong_as_soreness_seldom_passes_for_robust() {
    for n in [180, 365] {
        let cell = Cell::of(world("unmeasured", n), 200, 0.0);
        let share = cell.robust / cell.athletes;
        assert!(share <= 0.03 + slack(0.03, cell.athletes), "{n}: robust in {share}");
    }
}

#[test]
fn secondary_questions_claim_little_when_there_is_nothing() {
    let athletes = 100;
    let mut claimed = 0.0;
    for log in logs(world("null", 365), athletes) {
        let analysis = analyse(&log, &settings());
        // Moderate runs do change soreness in this world.
        let null = analysis.strata.iter().filter(|stratum| stratum.name != "moderate");
        claimed += f64::from(u8::from(null.filter_map(|stratum| stratum.p_holm).any(|p| p < 0.05)));
    }
    let share = claimed / athletes as f64;
    assert!(share <= 0.085 + slack(0.085, athletes as f64), "claims in {share}");
}

#[test]
fn looking_every_two_weeks_is_safe_with_the_interval_for_it() {
    let athletes = 60;
    let [mut crossed, mut fooled] = [0.0; 2];
    for log in logs(world("null", 365), athletes) {
        let look = |days| headline(&first_days(&log, days), &settings()).estimate;
        let looks: Vec<Estimate> = (60..=354).step_by(14).filter_map(look).collect();
        let off_always = |look: &Estimate| look.estimate.abs() > always_valid_halfwidth(look, 0.5);
        crossed += f64::from(u8::from(looks.iter().any(off_always)));
        fooled += f64::from(u8::from(looks.iter().any(|look| look.p < 0.05)));
    }
    let [crossed, fooled] = [crossed, fooled].map(|count| count / athletes as f64);
    assert!(crossed <= 0.05 + slack(0.05, athletes as f64), "crossed in {crossed}");
    // What the report says of the interval of a single look.
    let FalseAlarms { once, looking } = FALSE_ALARMS;
    assert_eq!(once, 5, "the interval of 95 %");
    let said = f64::from(looking) / 100.0;
    assert!((fooled - said).abs() <= slack(said, athletes as f64), "fooled in {fooled}");
    let method = include_str!("../../docs/method.md");
    let told = format!("turns {once} % of false alarms into about {looking} %");
    assert!(method.contains(&told), "docs/method.md does not say: {told}");
}

#[test]
fn other_ways_to_compute_agree_where_nothing_is_hidden() {
    let athletes = 80_u64;
    let (mut fragile, mut covered, mut shown) = (0.0, [0.0; 4], [0.0; 4]);
    let mut p_small = 0.0;
    for log in logs(world("null", 365), athletes) {
        let analysis = analyse(&log, &settings());
        fragile += f64::from(u8::from(analysis.robustness.expect("answered").fragile));
        for (way, entry) in analysis.sensitivity.iter().take(4).enumerate() {
            let estimate = entry.estimate.unwrap_or_else(|| panic!("{}: {:?}", entry.name, entry.reason));
            shown[way] += 1.0;
            covered[way] += f64::from(u8::from(estimate.low <= 0.0 && estimate.high >= 0.0));
        }
        let permutation = analysis.sensitivity.iter().find(|entry| entry.name == "permutation");
        p_small += f64::from(u8::from(permutation.and_then(|entry| entry.estimate).expect("shown").p < 0.05));
    }
    let draws = athletes as f64;
    assert!(fragile / draws <= 0.02 + slack(0.02, draws), "fragile in {fragile}");
    for way in 0..4 {
        assert!(shown[way] == draws);
        assert!(
            covered[way] / draws >= 0.90 - slack(0.90, draws),
            "way {way} covers {}",
            covered[way] / draws
        );
    }
    assert!(p_small / draws <= 0.08 + slack(0.08, draws), "permutation rejects in {p_small}");
}

#[test]
fn coarser_scales_keep_their_coverage() {
    for (name, highest) in [("null", 7.0), ("strong_ind", 7.0), ("null", 5.0), ("strong_ind", 5.0)] {
        let p = world(name, 365);
        let scale = Settings {
            scale_low: 1.0,
            scale_high: highest,
            smallest_effect: 0.05 * (highest - 1.0),
            ..settings()
        };
        let mut cell = Cell::default();
        for athlete in 0..100 {
            let runner = simulate(&p, 70_000 + athlete);
            let mut log = runner.day_log();
            let coarse = |felt: f64| (1.0 + felt * (highest - 1.0) / 10.0).round().clamp(1.0, highest);
            log.soreness = runner.perceived.iter().map(|felt| Some(coarse(*felt))).collect();
            cell.add(&headline(&log, &scale), 0.0);
        }
        assert!(cell.answered >= 95.0, "{name} 1-{highest}: {} answered", cell.answered);
        let allowed = 0.005 * (highest - 1.0) + 3.0 * cell.bias_error();
        assert!(cell.bias().abs() <= allowed, "{name} 1-{highest}: bias {}", cell.bias());
        assert!(
            cell.coverage() >= 0.92 - slack(0.92, cell.answered),
            "{name} 1-{highest}: {}",
            cell.coverage()
        );
    }
}

#[test]
fn worlds_that_the_method_was_not_made_on_are_answered_soundly_too() {
    use TrainingPlan::{Flex, Hard, Long, Moderate};
    let base = Params { n: 365, ..Params::DEFAULT };
    let worlds = [
        ("no memory", Params { phi: 0.0, sd_u: 1.0, ..base }),
        ("three hard days", Params { plan: [Hard, Flex, Hard, Flex, Hard, Flex, Flex], tau: -0.5, ..base }),
        ("two weeks' rhythm lost", Params { p_plan_jitter: 0.8, tau: 0.5, ..base }),
        (
            "mostly flexible",
            Params { plan: [Hard, Flex, Flex, Flex, Moderate, Flex, Long], tau: -0.3, ..base },
        ),
        ("calm runner", Params { sd_u: 0.4, sd_rate: 0.3, kernel: [0.3, 0.5, 0.3, 0.1], ..base }),
        ("late peak", Params { kernel: [0.3, 1.0, 1.1, 0.6], tau: -0.5, ..base }),
    ];
    for (name, p) in worlds {
        let cell = Cell::of(p, 100, truth_of(&p));
        assert!(cell.answered >= 90.0, "{name}: {} answered", cell.answered);
        assert!(cell.bias().abs() <= 0.06 + 3.0 * cell.bias_error(), "{name}: bias {}", cell.bias());
        assert!(cell.coverage() >= 0.92 - slack(0.92, cell.answered), "{name}: coverage {}", cell.coverage());
    }
}

#[test]
fn evening_reports_never_get_a_verdict_but_a_bracket_that_holds_the_truth() {
    let p = Params { report_time: Reported::Evening, ..world("help", 365) };
    let evening = Settings { evening: true, ..settings() };
    let (mut low, mut high) = (0.0, 0.0);
    for log in logs(p, 40) {
        let analysis = analyse(&log, &evening);
        assert_eq!(analysis.answer.status, Status::NotIdentifiable);
        assert_eq!(analysis.answer.estimate, None);
        let points: Vec<f64> = analysis
            .sensitivity
            .iter()
            .map(|reading| reading.estimate.expect("enough days").estimate)
            .collect();
        low += points.iter().copied().fold(f64::INFINITY, f64::min) / 40.0;
        high += points.iter().copied().fold(f64::NEG_INFINITY, f64::max) / 40.0;
    }
    let truth = truth_of(&world("help", 365));
    assert!(low < truth && truth < high, "{low}..{high} does not hold {truth}");
}

#[test]
fn the_mirrored_scale_gives_the_mirrored_headline() {
    for log in logs(world("help", 365), 10) {
        // The estimate alone: on a mirrored scale soreness falls after hard days, which no diary says.
        let primary = |log: &DayLog| {
            let record = Record::new(log);
            let frame = Frame::new(&record, &eligible(&record, DayKind::Easy, 1), 1);
            estimate::primary(&frame, &settings()).expect("answered").estimate
        };
        let ours = primary(&log);
        let mut mirrored = log.clone();
        for soreness in mirrored.soreness.iter_mut().flatten() {
            *soreness = 10.0 - *soreness;
        }
        let theirs = primary(&mirrored);
        assert!((ours.estimate + theirs.estimate).abs() < 1e-10);
        assert!((ours.low + theirs.high).abs() < 1e-10);
        assert!((ours.df - theirs.df).abs() < 1e-7);
    }
}

#[test]
fn days_without_a_report_at_the_end_change_nothing() {
    for log in logs(world("mcar20", 180), 10) {
        let mut longer = log.clone();
        for day in 0..40 {
            longer.kind.push([DayKind::Rest, DayKind::Hard, DayKind::Easy, DayKind::Unknown][day % 4]);
            longer.soreness.push(None);
            longer.hard_load.push([Some(0.0), Some(333.0), Some(0.0), None][day % 4]);
            longer.load.push(Some(10.0));
            longer.descent_m.push(Some(5.0));
            longer.easy_min.push(Some(30.0));
            longer.gap.push(false);
            longer.reported_late.push(false);
            longer.ill.push(false);
        }
        let (before, after) = (analyse(&log, &settings()), analyse(&longer, &settings()));
        assert!(before.answer.estimate.is_some() || before.answer.reason.is_some());
        assert_eq!(before, after);
    }
}

#[test]
fn the_same_log_gives_the_same_bytes() {
    let log = logs(world("mcar40", 365), 1).next().expect("one");
    let bytes = |log: &DayLog| serde_json::to_vec(&analyse(log, &settings())).expect("plain data");
    let first = bytes(&log);
    assert!(first.len() > 1_000);
    assert_eq!(first, bytes(&log.clone()));
    let other_thread = std::thread::scope(|scope| scope.spawn(|| bytes(&log)).join().expect("no panic"));
    assert_eq!(first, other_thread);
}
