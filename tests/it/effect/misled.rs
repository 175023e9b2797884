//! What real logs do to an answer, and what is said about it.

use shakeout::effect::breaks::breaks;
use shakeout::effect::dates::{LogPart, REFUSE, WARN, dates};
use shakeout::effect::findings::{Finding, few_runs_p, rounding_variance};
use shakeout::effect::habits::Contrast;
use shakeout::effect::odds::{after, odds};
use shakeout::effect::plan::power;
use shakeout::effect::robustness::hidden_shift;
use shakeout::effect::small_sample::with_interval;

use super::*;

/// Every so many days a run, the others rest, with one stretch of rest.
fn every(days: usize, run_every: usize, rest: std::ops::Range<usize>) -> Vec<DayKind> {
    (0..days)
        .map(|day| if day % run_every == 0 && !rest.contains(&day) { DayKind::Easy } else { DayKind::Rest })
        .collect()
}

#[test]
fn a_break_is_ten_days_of_rest_or_four_usual_distances_between_runs() {
    let found = |kinds: &[DayKind]| -> Vec<(usize, usize)> {
        breaks(kinds).into_iter().map(|stretch| (stretch.start, stretch.end)).collect()
    };
    assert_eq!(found(&every(60, 2, 21..31)), [(21, 32)], "days 21 to 31: day 32 runs again");
    assert_eq!(found(&every(60, 2, 22..30)), [], "nine days");
    // Runs every fourth day: 16 days of rest are not long enough at 15.
    assert_eq!(found(&every(90, 4, 21..36)), []);
    assert_eq!(found(&every(90, 4, 21..40)), [(21, 40)]);
    // A day that nobody knows ends a stretch.
    let mut kinds = every(60, 2, 21..31);
    kinds[26] = DayKind::Unknown;
    assert_eq!((found(&kinds), found(&[])), (vec![], vec![]));
}

#[test]
fn days_of_a_break_are_no_rows_and_said_to_be_left_out() {
    let mut log = golden_log("help365");
    for day in 100..130 {
        (log.kind[day], log.hard_load[day]) = (DayKind::Rest, Some(0.0));
    }
    let analysis = analyse(&log, &settings());
    let record = Record::new(&log);
    let stretch = record.breaks()[0].clone();
    assert!(stretch.start <= 100 && stretch.end >= 130);
    let (chosen, _) = comparison(&record, 1);
    assert!(chosen.days.iter().all(|day| !stretch.contains(day)));
    assert!(analysis.excluded.iter().any(|(why, days)| why.contains("long break") && *days == stretch.len()));
    let finding = Finding::Break { stretches: 1, days: stretch.len() };
    assert!(analysis.findings.contains(&finding));
    assert_eq!(finding.code(), "break");
}

#[test]
fn the_odds_are_those_of_the_golden_cases_to_one_in_a_thousand_million() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden-method/odds.json");
    let cases: Value = serde_json::from_str(&fs::read_to_string(path).expect("golden odds")).expect("JSON");
    let cases = cases.as_array().expect("a list");
    for case in cases {
        let input = |name: &str| case["input"][name].as_f64().expect("a number");
        let estimate = with_interval(input("estimate"), input("se"), input("df"));
        let (shift, range) = (input("hidden_shift"), input("range"));
        let found = odds(&estimate, shift, input("smallest_effect"), range);
        for (name, chances, factor) in
            [("fair", found.fair, 1.0), ("sceptical", found.sceptical, 0.5), ("open", found.open, 2.0)]
        {
            let (mean, sd) = after(&estimate, shift, 0.05 * range * factor);
            for (key, ours) in [
                ("mean", mean),
                ("sd", sd),
                ("helps", chances.helps),
                ("little", chances.little),
                ("hurts", chances.hurts),
            ] {
                let theirs = case[name][key].as_f64().expect("a number");
                assert!((ours - theirs).abs() <= 1e-9, "{name} {key}: {ours} is not {theirs}");
            }
        }
    }
    assert!(cases.len() >= 3);
}

#[test]
fn the_odds_are_said_in_hundredths_and_only_beside_an_answer() {
    let words = said::verdict(&analyse(&golden_log("short60"), &settings()), &settings());
    let odds = words.odds.expect("an answer");
    assert!(odds.starts_with("If effects like those in published trials are a fair guess"), "{odds}");
    assert!(odds.contains("help by 0.50 points or more") && odds.contains("in 100"), "{odds}");
    let refused = analyse(&golden_log("help365"), &Settings { evening: true, ..settings() });
    assert_eq!((refused.answer.odds, said::verdict(&refused, &settings()).odds), (None, None));
}

#[test]
fn a_hidden_factor_as_strong_as_soreness_is_worked_by_hand() {
    let log = golden_log("help365");
    let record = Record::new(&log);
    let (_, frame) = comparison(&record, 1);
    let fit = least_squares(&frame).expect("identified");
    // a = 0.2, y = 0.3: r2dz = 0.25, r2zx = 0.0625, r2yz = (1.25)² / 0.9375 x 3/7 = 5/7.
    let worked = fit.se_classic * fit.residual_df().sqrt() * (5.0_f64 / 7.0 * 0.25 / 0.75).sqrt();
    let found = hidden_shift(&fit, (0.3, 0.2)).expect("bounded");
    assert!((found - worked).abs() < 1e-12, "{found} is not {worked}");
    // Neither is taken to be weaker than 5 %.
    assert_eq!(hidden_shift(&fit, (0.0, 0.0)), hidden_shift(&fit, (0.05, 0.05)));
    // Soreness that explains half of the choice: a factor as strong has no bound.
    assert_eq!(hidden_shift(&fit, (0.3, 0.5)), None);
}

#[test]
fn the_robustness_value_at_five_percent_changes_its_form_for_a_large_t() {
    let log = golden_log("help365");
    let record = Record::new(&log);
    let (_, frame) = comparison(&record, 1);
    let fit = least_squares(&frame).expect("identified");
    let with_t = |t: f64| Fit { estimate: t * fit.se_classic, ..fit.clone() };
    let df: f64 = fit.residual_df();
    let critical = t_quantile(0.975, df - 1.0) / (df - 1.0).sqrt();
    assert_eq!(robustness_value_alpha(&with_t(1.9)), 0.0);
    let f = 2.0 / critical;
    let large = robustness_value_alpha(&with_t(f * df.sqrt()));
    assert!((large - (f * f - critical * critical) / (1.0 + f * f)).abs() < 1e-12);
}

#[test]
fn e_values_go_by_the_outcome_and_the_nearer_limit() {
    let bounds = analyse(&golden_log("help365"), &settings()).robustness.expect("answered");
    assert!(bounds.e_value > bounds.e_value_limit && bounds.e_value_limit > 1.0);
    let open = analyse(&golden_log("short60"), &settings()).robustness.expect("answered");
    assert_eq!(open.e_value_limit, 1.0, "an interval that holds 0 needs no hidden factor");
    // RR = e^0.91 at one standard deviation.
    let ratio = 0.91_f64.exp();
    assert!((e_value(-2.0, 2.0) - (ratio + (ratio * (ratio - 1.0)).sqrt())).abs() < 1e-12);
}

#[test]
fn runs_of_four_and_four_are_counted_by_hand() {
    // 70 orders: two of 2 runs, six of 3, eighteen of 4.
    for (runs, ways) in [(2, 2.0), (3, 8.0), (4, 26.0), (8, 70.0)] {
        assert!((few_runs_p(4, 4, runs) - ways / 70.0).abs() < 1e-9, "{runs}");
    }
    assert_eq!(few_runs_p(0, 5, 1), 1.0);
}

#[test]
fn rounding_variance_is_sheppards_with_every_value_in_use_and_more_with_few() {
    let whole: Vec<f64> = (0..11).map(f64::from).collect();
    assert!((rounding_variance(&whole).expect("values") - 1.0 / 12.0).abs() < 1e-12);
    // 0, 2 and 5: widths 2, 2.5 and 3.
    let few = rounding_variance(&[0.0, 2.0, 5.0]).expect("values");
    assert!((few - (4.0 + 6.25 + 9.0) / 36.0).abs() < 1e-12, "{few}");
    assert_eq!(rounding_variance(&[3.0, 3.0]), None);
}

#[test]
fn heaped_flat_and_copied_reports_are_said_and_ordinary_ones_are_not_accused() {
    let codes = |change: &dyn Fn(usize, f64) -> f64| -> Vec<&str> {
        let mut log = golden_log("help365");
        for (day, soreness) in log.soreness.iter_mut().enumerate() {
            *soreness = soreness.map(|value| change(day, value));
        }
        analyse(&log, &settings()).findings.iter().map(Finding::code).collect()
    };
    assert!(codes(&|_, value| value).is_empty());
    assert!(
        codes(&|_, value| if value < 1.0 {
            0.0
        } else if value < 4.0 {
            2.0
        } else {
            5.0
        })
        .contains(&"heaped")
    );
    let flat = codes(&|day, _| if scatter(day, 20) == 0 { 3.0 } else { 2.0 });
    assert!(flat.contains(&"flat_reports") && !flat.contains(&"copied"), "{flat:?}");
    let copied = codes(&|day, _| [2.0, 4.0, 1.0, 3.0][day / 20 % 4]);
    assert!(copied.contains(&"copied") && !copied.contains(&"flat_reports"), "{copied:?}");
    for seed in 0..20 {
        let analysis = analyse(&runner(180, 900 + seed), &settings());
        assert!(analysis.findings.iter().all(|f| f.code() == "same_day_test"), "{:?}", analysis.findings);
    }
}

#[test]
fn evening_reports_that_claim_to_be_of_the_morning_are_found_out() {
    let evening = Params {
        report_time: shakeout::soreness::Reported::Evening,
        n: 730,
        ..scenario("help").expect("a world")
    };
    let refused = (0..20)
        .filter(|seed| {
            let log = simulate(&evening, 300 + seed).day_log();
            let answer = headline(&log, &settings());
            answer.status == Status::NotIdentifiable
                && answer.reason.as_ref().is_some_and(|reason| reason.contains("same day"))
        })
        .count();
    assert!(refused >= 17, "{refused} of 20");
    let t = |seed| dates(&Record::new(&runner(365, seed))).same_day_t.expect("long enough");
    let warned = (0..60).filter(|seed| t(700 + seed) > WARN).count();
    assert!(warned <= 4 && WARN < REFUSE, "{warned} of 60");
}

#[test]
fn a_diary_that_runs_a_day_late_or_early_is_found_where_it_does() {
    let shifted = |seed: u64, by: isize, from: usize| {
        let mut log = runner(540, 2_000 + seed);
        let reports = log.soreness.clone();
        for day in from..log.len() {
            log.soreness[day] =
                day.checked_add_signed(by).and_then(|day| reports.get(day).copied().flatten());
        }
        dates(&Record::new(&log))
    };
    let late = (0..10).filter(|seed| shifted(*seed, -1, 0).late.is_some()).count();
    assert!(late >= 8, "{late} of 10");
    let early = (0..10).filter(|seed| shifted(*seed, 1, 0).same_day_t.is_some_and(|t| t > REFUSE)).count();
    assert!(early >= 9, "{early} of 10");
    let part = shifted(1, 1, 360).early.expect("the last third runs early");
    assert_eq!(part.part, LogPart::LastThird);
    let sound = (0..40).filter(|seed| {
        let found = dates(&Record::new(&runner(540, 3_000 + seed)));
        found.early.is_some() || found.late.is_some()
    });
    assert!(sound.count() <= 2);
}

#[test]
fn reports_after_the_run_are_no_morning_reports_whatever_was_declared() {
    let mut log = golden_log("help365");
    for day in 0..log.len() {
        log.reported_late[day] = log.kind[day] != DayKind::Rest && day % 10 != 0;
    }
    let analysis = analyse(&log, &settings());
    assert_eq!(analysis.answer.status, Status::NotIdentifiable);
    assert!(
        analysis.answer.reason.as_ref().is_some_and(|reason| reason.contains("after the run had started"))
    );
    assert!(analysis.findings.iter().any(|finding| finding.code() == "late_reports"));
    assert!(analysis.diagnostics.specifications.is_empty() && analysis.over_time.is_empty());
}

#[test]
fn a_habit_that_helps_is_found_beside_the_easy_run_and_one_that_does_nothing_is_not() {
    let mut log = runner(365, 77);
    let kept: Vec<Option<f64>> =
        (0..365).map(|day| Some(f64::from(u8::from(scatter(day, 2) == 0)))).collect();
    let noise: Vec<Option<f64>> = (0..365).map(|day| Some(scatter(day + 9_000, 90) as f64 / 10.0)).collect();
    for day in 1..365 {
        if kept[day - 1] == Some(1.0) {
            log.soreness[day] = log.soreness[day].map(|soreness| (soreness - 1.5).max(0.0));
        }
    }
    let always_easy = log.kind.iter().map(|kind| Some(f64::from(u8::from(*kind == DayKind::Easy)))).collect();
    log.extra = vec![
        ("stretching".to_owned(), kept),
        ("sleep_h".to_owned(), noise),
        ("shower".to_owned(), always_easy),
        ("rare".to_owned(), (0..365).map(|day| Some(f64::from(u8::from(day % 90 == 0)))).collect()),
    ];
    let analysis = analyse(&log, &settings());
    let [stretching, sleep, shower, rare] = &analysis.habits[..] else { panic!("{:?}", analysis.habits) };
    let found = stretching.estimate.expect("told");
    assert!(found.high < 0.0 && stretching.p_holm.is_some_and(|p| p < 0.05), "{stretching:?}");
    assert_eq!(stretching.contrast, Some(Contrast::WithAndWithout));
    assert!(sleep.p_holm.is_some_and(|p| p > 0.01) && matches!(sleep.contrast, Some(Contrast::PerSd { .. })));
    assert!(shower.co_intervention && shower.estimate.is_none() && shower.reason.is_some());
    assert!(rare.estimate.is_none() && rare.p_holm.is_none());
    let words = said::verdict(&analysis, &settings()).habits;
    assert!(
        words[0].contains("after days with stretching, soreness was")
            && words[0].contains(" than after days without (")
            && words[0].ends_with("A hint, not an answer.")
    );
}

#[test]
fn the_answer_over_time_ends_at_the_whole_log_and_leaves_no_future_in() {
    let log = runner(364, 5);
    let whole = analyse(&log, &settings());
    let last = whole.over_time.last().expect("looks");
    assert_eq!((last.days, last.rows), (364, whole.answer.rows));
    assert!((last.estimate.estimate - whole.answer.estimate.expect("answered").estimate).abs() < 1e-9);
    // A log that ends between two fortnights ends at the answer all the same, whatever its length.
    for days in [357, 358, 363, 365, 371] {
        let log = runner(days, 5);
        let analysis = analyse(&log, &settings());
        let last = analysis.over_time.last().expect("looks");
        assert_eq!(
            (last.rows, Some(last.estimate)),
            (analysis.answer.rows, analysis.answer.estimate),
            "{days}"
        );
        let near = analysis.over_time.windows(2).map(|two| two[1].days - two[0].days).min();
        assert!(near >= Some(7), "{days}: {near:?}");
    }
    let mut half = log.clone();
    half.soreness[182..].fill(None);
    let then = analyse(&half, &settings());
    let look = whole.over_time.iter().find(|look| look.days == 182).expect("a fortnight");
    assert!((look.estimate.estimate - then.answer.estimate.expect("answered").estimate).abs() < 1e-9);
    assert!(whole.over_time.windows(2).all(|two| two[0].days < two[1].days && two[0].rows <= two[1].rows));
    assert!(analyse(&runner(3_650, 5), &settings()).over_time.len() <= 30);
}

#[test]
fn the_power_of_a_trial_is_that_of_its_own_sizes() {
    // 132, 62 and 38 coins find 0.5, 0.75 and 1 point in 80 % at sigma 1.
    for (coins, delta) in [(132, 0.5), (62, 0.75), (38, 1.0)] {
        assert!((power(delta, 1.0, coins) - 0.8).abs() < 0.02, "{coins}: {}", power(delta, 1.0, coins));
    }
    assert!((power(0.0, 1.0, 64) - 0.05).abs() < 1e-9);
}
