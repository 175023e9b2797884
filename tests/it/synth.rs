//! The synthetic runner: the model here, the recordings, the writers and the archives below
//! `synth/`. What is asserted of the model comes from `fixtures/golden/*/truth.json`, which another
//! implementation of it wrote.

use std::path::{Path, PathBuf};

use serde_json::Value;
use shakeout::day::DayKind;
use shakeout::synth::athlete::{Params, SCENARIOS, SimulatedAthlete, scenario, simulate, truth};
use shakeout::synth::portable;
use shakeout::synth::rng::Xoshiro;
use shakeout::synth::world::report;

mod archives;
mod recordings;
mod writers;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn assert_near(what: &str, got: f64, wanted: f64, tolerance: f64) {
    assert!((got - wanted).abs() <= tolerance, "{what}: {got}, wanted {wanted} within {tolerance}");
}

// ---- numbers ----------------------------------------------------------------------------------

#[test]
fn the_generator_gives_the_published_numbers_of_xoshiro256_plus_plus() {
    let mut rng = Xoshiro::from_state([1, 2, 3, 4]);
    let first: Vec<u64> = (0..5).map(|_| rng.bits()).collect();
    let published =
        [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205];
    assert_eq!(first, published);
}

#[test]
fn the_portable_functions_agree_with_the_platforms_to_the_last_digits() {
    for i in -4000..=4000 {
        let x = f64::from(i) * 0.013;
        assert_near("exp", portable::exp(x) / x.exp(), 1.0, 1e-14);
        assert_near("sin", portable::sin(x), x.sin(), 1e-13);
        assert_near("cos", portable::cos(x), x.cos(), 1e-13);
        if i > 0 {
            assert_near("ln", portable::ln(x), x.ln(), 1e-14);
            assert_near("ln of a large number", portable::ln(x * 1e200), (x * 1e200).ln(), 1e-12);
        }
    }
}

#[test]
fn the_distributions_have_their_means_and_variances() {
    let mut rng = Xoshiro::new(7, 0);
    let n = 200_000;
    let mut moments = |mut draw: Box<dyn FnMut(&mut Xoshiro) -> f64>| {
        let x: Vec<f64> = (0..n).map(|_| draw(&mut rng)).collect();
        let mean = x.iter().sum::<f64>() / f64::from(n);
        (mean, x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / f64::from(n))
    };
    // Tolerances: five standard errors of the mean, and as much for the variance.
    let (mean, variance) = moments(Box::new(Xoshiro::uniform));
    assert_near("uniform mean", mean, 0.5, 0.0033);
    assert_near("uniform variance", variance, 1.0 / 12.0, 0.001);
    let (mean, variance) = moments(Box::new(Xoshiro::normal));
    assert_near("normal mean", mean, 0.0, 0.0112);
    assert_near("normal variance", variance, 1.0, 0.016);
    let (mean, variance) = moments(Box::new(Xoshiro::t5));
    assert_near("t(5) mean", mean, 0.0, 0.0145);
    assert_near("t(5) variance", variance, 5.0 / 3.0, 0.06);
    let (mean, variance) = moments(Box::new(|rng| rng.gamma(1.2)));
    assert_near("gamma(1.2) mean", mean, 1.2, 0.0123);
    assert_near("gamma(1.2) variance", variance, 1.2, 0.036);
}

// ---- the model --------------------------------------------------------------------------------

#[test]
fn the_population_of_each_golden_world_has_the_moments_that_the_reference_wrote_down() {
    let mut worlds = 0;
    for entry in std::fs::read_dir(folder("golden")).unwrap() {
        let path = entry.unwrap().path().join("truth.json");
        // Golden numbers of other stages lie beside the worlds.
        if !path.exists() {
            continue;
        }
        let golden: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let (params, population) = (&golden["params"], &golden["population"]);
        let world = Params {
            tau: params["tau"].as_f64().unwrap(),
            tau_severe: params["tau_severe"].as_f64(),
            ..Params::DEFAULT
        };
        let ours = truth(&world, 200_000);
        let wanted = |name: &str| population[name].as_f64().unwrap();
        // The reference's own numbers are from 30,000 days, which sets the tolerances (about 3.5
        // standard errors of the two together, the autocorrelation of the days counted in).
        assert_near("mean", ours.mean, wanted("mean_S"), 0.05);
        assert_near("sd", ours.sd, wanted("sd_S"), 0.035);
        assert_near("share of zeros", ours.p_zero, wanted("p_zero"), 0.008);
        assert_near("acf1", ours.acf[0], wanted("acf1"), 0.025);
        assert_near("acf2", ours.acf[1], wanted("acf2"), 0.03);
        assert_near("acf7", ours.acf[2], wanted("acf7"), 0.03);
        assert_near("eligible", ours.p_eligible, wanted("p_eligible"), 0.008);
        assert_near("easy", ours.p_easy_given_eligible, wanted("p_easy_given_eligible"), 0.02);
        for (k, (ate, ato)) in [("ate1", "ato1"), ("ate2", "ato2"), ("ate3", "ato3")].into_iter().enumerate()
        {
            assert_near(ate, ours.ate[k].unwrap(), wanted(ate), 0.02);
            assert_near(ato, ours.ato[k].unwrap(), wanted(ato), 0.02);
        }
        assert_near("mild", ours.ato1_mild.unwrap(), wanted("ato1_mild"), 0.02);
        assert_near("severe", ours.ato1_severe.unwrap(), wanted("ato1_severe"), 0.06);
        worlds += 1;
    }
    assert_eq!(worlds, 4);
}

#[test]
fn a_raw_comparison_finds_half_a_point_of_help_where_the_truth_is_nothing() {
    let null = scenario("null").unwrap();
    let naive: f64 = (0..400).map(|seed| easy_minus_rest(&simulate(&null, seed))).sum::<f64>() / 400.0;
    // -0.549 in the reference; the standard error of 400 runners is 0.008.
    assert_near("naive difference", naive, -0.55, 0.04);
    assert_eq!(truth(&null, 5_000).ato, [Some(0.0); 3]);
}

/// Mean report after easy days minus that after rest days.
fn easy_minus_rest(athlete: &SimulatedAthlete) -> f64 {
    let mean_after = |kind| {
        let days = (0..athlete.params.n - 1).filter(|d| athlete.kind[*d] == kind);
        let reports: Vec<f64> = days.filter_map(|d| athlete.soreness[d + 1]).collect();
        reports.iter().sum::<f64>() / reports.len() as f64
    };
    mean_after(DayKind::Easy) - mean_after(DayKind::Rest)
}

#[test]
fn the_report_that_was_made_is_the_counterfactual_of_what_was_done() {
    for name in ["help", "modified", "high_ar", "unmeasured", "trend", "coin"] {
        let a = simulate(&scenario(name).unwrap(), 3);
        let mut days = (0, 0);
        for d in 0..a.params.n - 1 {
            let done = match a.kind_true[d] {
                DayKind::Easy => a.y1[d],
                DayKind::Rest => a.y0[d],
                _ => {
                    assert_eq!((a.y1[d], a.y0[d]), (None, None), "{name}, day {d}");
                    continue;
                }
            };
            assert_eq!(a.soreness[d + 1], done, "{name}, day {d}");
            if a.kind_true[d] == DayKind::Easy { days.0 += 1 } else { days.1 += 1 }
        }
        assert!(days.0 > 40 && days.1 > 40, "{name}: {days:?}");
    }
}

#[test]
fn equal_seeds_give_equal_runners_and_other_seeds_other_ones() {
    let help = scenario("help").unwrap();
    let (a, b, c) = (simulate(&help, 7), simulate(&help, 7), simulate(&help, 8));
    assert_eq!(format!("{a:?}"), format!("{b:?}"));
    assert_ne!(a.soreness, c.soreness);
    // A longer record is the same runner for longer, as long as nothing drifts.
    let longer = simulate(&Params { n: 400, ..help }, 7);
    assert_eq!(a.soreness[..], longer.soreness[..365]);
}

#[test]
fn every_world_has_one_name_and_columns_of_equal_length() {
    let names: std::collections::BTreeSet<&str> = SCENARIOS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), SCENARIOS.len());
    assert_eq!(scenario("no such world"), None);
    for (name, params) in SCENARIOS {
        let log = simulate(&Params { n: 90, ..*params }, 1).day_log();
        let lengths =
            [log.kind.len(), log.soreness.len(), log.hard_load.len(), log.load.len(), log.descent_m.len()];
        assert_eq!(lengths, [90; 5], "{name}");
        assert_eq!([log.easy_min.len(), log.gap.len(), log.reported_late.len(), log.ill.len()], [90; 4]);
        let whole = |s: &f64| s.fract() == 0.0 && (0.0..=10.0).contains(s);
        assert!(log.soreness.iter().flatten().all(whole), "{name}");
    }
}

#[test]
fn reports_go_missing_as_often_and_where_the_world_says() {
    let share = |a: &SimulatedAthlete, days: &dyn Fn(usize) -> bool| {
        let days: Vec<usize> = (0..a.params.n).filter(|d| days(*d)).collect();
        days.iter().filter(|d| a.soreness[**d].is_none()).count() as f64 / days.len() as f64
    };
    for (name, wanted) in [("mcar20", 0.2), ("mnar_s40", 0.4), ("mnar_rest40", 0.4)] {
        let a = simulate(&Params { n: 20_000, ..scenario(name).unwrap() }, 1);
        assert_near(name, share(&a, &|_| true), wanted, 0.02);
    }
    let a = simulate(&Params { n: 20_000, ..scenario("mnar_s40").unwrap() }, 1);
    let sore = share(&a, &|d| report(a.perceived[d]) >= 5.0);
    let fresh = share(&a, &|d| report(a.perceived[d]) <= 1.0);
    assert!(sore > fresh + 0.3, "{sore} of the sore mornings, {fresh} of the fresh ones");
    let a = simulate(&Params { n: 20_000, ..scenario("mnar_rest40").unwrap() }, 1);
    let rest = share(&a, &|d| a.kind_true[d] == DayKind::Rest);
    assert!(rest > share(&a, &|d| a.kind_true[d] != DayKind::Rest) + 0.1);
}

#[test]
fn an_unrecorded_easy_run_looks_like_rest_and_a_misgraded_one_like_a_moderate() {
    let a = simulate(&Params { n: 5_000, ..scenario("misclass").unwrap() }, 1);
    let as_what = |kind| {
        let easy = (0..5_000).filter(|d| a.kind_true[*d] == DayKind::Easy);
        let days: Vec<usize> = easy.filter(|d| a.kind[*d] == kind).collect();
        (days.len() as f64 / a.kind_true.iter().filter(|k| **k == DayKind::Easy).count() as f64, days)
    };
    let (rest, days) = as_what(DayKind::Rest);
    assert_near("unrecorded", rest, 0.08, 0.02);
    assert!(days.iter().all(|d| a.load[*d] == 0.0 && a.easy_min[*d] == 0.0));
    let (moderate, days) = as_what(DayKind::Moderate);
    assert_near("misgraded", moderate, 0.05, 0.02);
    assert!(days.iter().all(|d| a.hard_load[*d] > 0.0 && a.easy_min[*d] == 0.0));
}

#[test]
fn a_blocked_coin_gives_as_many_easy_days_as_rest_days_in_every_block() {
    let coin = Params { coin_block: 4, ..scenario("coin").unwrap() };
    let a = simulate(&coin, 5);
    // The record starts within a block of the burn-in, so balance holds to half a block at each end.
    let tosses: Vec<bool> = a.assigned.iter().flatten().copied().collect();
    assert!(tosses.len() > 150);
    let aligned = (0..4).any(|skip| {
        tosses[skip..].chunks_exact(4).all(|block| block.iter().filter(|easy| **easy).count() == 2)
    });
    assert!(aligned, "{tosses:?}");
    let all_kept = (0..a.params.n).all(|d| {
        a.assigned[d].is_none_or(|easy| a.kind_true[d] == if easy { DayKind::Easy } else { DayKind::Rest })
    });
    assert!(all_kept);
}
