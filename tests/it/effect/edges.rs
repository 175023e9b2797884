//! Worked examples, edge cases and refusals.

use shakeout::effect::permutation::permutation_p;
use shakeout::effect::proportional_odds::proportional_odds;
use shakeout::effect::rng::SplitMix64;

use super::*;

#[test]
fn student_quantiles_agree_with_closed_forms() {
    // df 1 is Cauchy, df 2 has t = (2p-1) / sqrt(2p(1-p)).
    for p in [0.6, 0.8, 0.95, 0.975, 0.9995] {
        let cauchy = (std::f64::consts::PI * (p - 0.5)).tan();
        assert!((t_quantile(p, 1.0) / cauchy - 1.0).abs() < 1e-11, "{p}");
        let two = (2.0 * p - 1.0) / (2.0 * p * (1.0 - p)).sqrt();
        assert!((t_quantile(p, 2.0) / two - 1.0).abs() < 1e-11, "{p}");
        assert!((t_quantile(1.0 - p, 7.3) + t_quantile(p, 7.3)).abs() < 1e-9);
    }
    assert!((t_quantile(0.975, 10.0) - 2.228_138_851_986_273).abs() < 1e-11);
    assert!((t_quantile(0.975, 1e7) - 1.959_964_2).abs() < 1e-6);
    for df in [1.0, 3.7, 18.29, 108.55, 2_500.0] {
        assert!((two_sided_p(t_quantile(0.975, df), df) - 0.05).abs() < 1e-12);
    }
}

#[test]
fn holm_multiplies_the_smallest_p_by_the_number_of_questions() {
    let adjusted = strata::holm(&[0.04, 0.01, 0.03]);
    for (ours, worked) in adjusted.iter().zip([0.06, 0.03, 0.06]) {
        assert!((ours - worked).abs() < 1e-12);
    }
    assert!(strata::holm(&[]).is_empty());
}

#[test]
fn every_day_between_the_first_and_the_last_report_is_used_or_counted_once() {
    let mut log = runner(200, 3);
    log.ill[50] = true;
    log.gap[60..70].fill(true);
    log.reported_late[80..83].fill(true);
    log.soreness[90..95].fill(None);
    log.hard_load[100] = None;
    log.kind[110] = DayKind::Unknown;
    let record = Record::new(&log);
    let chosen = eligible(&record, DayKind::Easy, 1);
    let excluded: usize = chosen.excluded.iter().map(|(_, days)| days).sum();
    assert_eq!(chosen.days.len() + excluded, 200);
    let reasons: Vec<&str> = chosen.excluded.iter().map(|(reason, _)| reason.as_str()).collect();
    assert_eq!(reasons.len(), 9, "{reasons:?}");
    // Ill: that day and the next. Gap: its days, and the three after it.
    for day in [0, 1, 2, 50, 51, 60, 69, 70, 71, 72, 80, 81, 82, 90, 94, 101, 102, 103, 110] {
        assert!(!chosen.days.contains(&day), "day {day} is not usable");
    }
}

#[test]
fn a_load_that_is_not_known_keeps_a_day_out_but_a_known_one_of_an_unknown_kind_does_not() {
    let mut log = aimless(100);
    log.kind[20] = DayKind::Unknown;
    let used = |log: &DayLog| eligible(&Record::new(log), DayKind::Easy, 1).days;
    assert!(used(&log).contains(&21), "kind unknown, hard load known to be 0: not a hard day");
    let frame_of = |log: &DayLog| {
        let record = Record::new(log);
        Frame::new(&record, &eligible(&record, DayKind::Easy, 1), 1)
    };
    let frame = frame_of(&log);
    let row = frame.days.iter().position(|day| *day == 21).expect("used");
    assert!(!frame.after_hard[row]);
    log.hard_load[20] = None;
    for day in 21..=23 {
        assert!(!used(&log).contains(&day), "day {day}");
    }
    assert!(used(&log).contains(&24));
}

#[test]
fn a_late_report_is_neither_a_baseline_nor_an_outcome() {
    let mut log = aimless(100);
    log.reported_late[40] = true;
    let chosen = eligible(&Record::new(&log), DayKind::Easy, 1);
    assert!(!chosen.days.contains(&39) && !chosen.days.contains(&40) && chosen.days.contains(&41));
}

#[test]
fn previous_soreness_is_the_last_report_of_three_days_else_todays() {
    let mut log = aimless(60);
    log.soreness[27..30].fill(None);
    log.soreness[26] = Some(9.0);
    log.soreness[30] = Some(1.0);
    log.soreness[31] = Some(2.0);
    let record = Record::new(&log);
    assert_eq!(record.previous_soreness(30), None);
    assert_eq!(record.previous_soreness(29), Some(9.0));
    let (_, frame) = comparison(&record, 1);
    let row = frame.days.iter().position(|day| *day == 30).expect("used");
    assert_eq!(frame.covariates[1].values[row], 1.0);
}

#[test]
fn logs_without_enough_in_them_say_how_much_is_missing() {
    let empty = analyse(&DayLog::default(), &settings());
    let rest_only = analyse(&log_of(200, |_| (DayKind::Rest, Some(3.0))), &settings());
    let no_reports =
        analyse(&log_of(200, |day| ([DayKind::Rest, DayKind::Easy][day % 2], None)), &settings());
    let month = analyse(&runner(30, 1), &settings());
    let two_days = analyse(&runner(2, 1), &settings());
    for analysis in [empty, rest_only, no_reports, month, two_days] {
        let answer = &analysis.answer;
        assert_eq!(answer.status, Status::NotEnoughData, "{}", said::headline(answer, &[], &settings()));
        assert!(answer.estimate.is_none() && answer.robust.is_none() && answer.mde80.is_none());
        assert!(answer.more_days_needed.is_some_and(|more| more > 0));
        assert!(
            said::headline(answer, &[], &settings()).contains("more easy/rest days with both reports"),
            "{answer:?}"
        );
        assert!(answer.reason.is_some());
        assert!(analysis.robustness.is_none());
        assert!(analysis.lags.iter().all(|lag| lag.estimate.is_none() && lag.reason.is_some()));
        assert!(
            analysis
                .sensitivity
                .iter()
                .chain(&analysis.strata)
                .all(|e| e.estimate.is_none() && e.reason.is_some())
        );
        assert_eq!(analysis.sensitivity.len(), 6, "the set is always all shown");
    }
}

#[test]
fn soreness_that_is_the_same_every_morning_answers_nothing() {
    let log =
        log_of(200, |day| (if scatter(day, 2) == 0 { DayKind::Easy } else { DayKind::Rest }, Some(3.0)));
    let answer = analyse(&log, &settings()).answer;
    assert_eq!(answer.status, Status::NotEnoughData);
    assert!(
        said::headline(&answer, &[], &settings()).contains("does not vary"),
        "{}",
        said::headline(&answer, &[], &settings())
    );
}

#[test]
fn constant_baselines_are_dropped_and_not_corrected() {
    // Soreness alternates between a constant baseline on choice days and a free outcome the morning after.
    let log = log_of(300, |day| match day % 2 {
        0 => (if scatter(day, 2) == 0 { DayKind::Easy } else { DayKind::Rest }, Some(3.0)),
        _ => (DayKind::Moderate, Some(2.0 + scatter(day, 4) as f64)),
    });
    let record = Record::new(&log);
    let (_, frame) = comparison(&record, 1);
    assert!(frame.rows() > 100);
    let primary = without_weekday(&frame, 1.0).expect("identified");
    assert_eq!(primary.estimate.estimate, primary.fit.estimate);
}

#[test]
fn a_choice_that_the_weekday_makes_is_refused() {
    let by_weekday = |day: usize| if day % 7 < 3 { DayKind::Easy } else { DayKind::Rest };
    let log = log_of(200, |day| (by_weekday(day), Some(2.0 + scatter(day, 4) as f64)));
    let answer = analyse(&log, &settings()).answer;
    assert_eq!(answer.status, Status::NotIdentifiable);
    assert!(
        said::headline(&answer, &[], &settings()).contains("weekday"),
        "{}",
        said::headline(&answer, &[], &settings())
    );
    assert_eq!(answer.more_days_needed, None);
    // With every fourth day free the weekday no longer decides.
    let freer = |day: usize| if scatter(day, 4) == 0 { DayKind::Rest } else { by_weekday(day) };
    let log = log_of(200, |day| (freer(day), Some(2.0 + scatter(day, 4) as f64)));
    assert_ne!(analyse(&log, &settings()).answer.status, Status::NotIdentifiable);
}

#[test]
fn a_choice_that_soreness_makes_is_refused() {
    let log = log_of(300, |day| {
        let soreness = [1.0, 2.0, 6.0, 7.0][scatter(day, 4)];
        (if soreness < 4.0 { DayKind::Easy } else { DayKind::Rest }, Some(soreness))
    });
    let answer = analyse(&log, &settings()).answer;
    assert_eq!(answer.overlap, Some(0.0));
    assert_eq!(answer.status, Status::NotIdentifiable);
    assert!(
        said::headline(&answer, &[], &settings()).contains("no comparable days"),
        "{}",
        said::headline(&answer, &[], &settings())
    );
}

#[test]
fn a_choice_that_yesterday_makes_is_refused() {
    // Easy, rest, easy, rest: "easy yesterday" explains the choice completely.
    let log =
        log_of(300, |day| ([DayKind::Easy, DayKind::Rest][day % 2], Some(2.0 + scatter(day, 4) as f64)));
    let answer = analyse(&log, &settings()).answer;
    assert_eq!(answer.status, Status::NotIdentifiable, "{}", said::headline(&answer, &[], &settings()));
}

#[test]
fn a_slider_is_not_corrected_for_rounding() {
    let log = golden_log("help365");
    let slider = Settings { step: 0.0, ..settings() };
    let analysis = analyse(&log, &slider);
    let row =
        |analysis: &Analysis, place: usize| analysis.sensitivity[place].estimate.expect("answered").estimate;
    let ols = row(&analysis, 1);
    assert!((row(&analysis, 0) - ols).abs() < 1e-12);
    let steps = row(&analyse(&log, &settings()), 0);
    assert!((steps - ols).abs() > 1e-3);
}

#[test]
fn a_scale_that_does_not_start_at_zero_gives_the_same_answer_moved() {
    let log = golden_log("modified365");
    let mut moved = log.clone();
    for soreness in moved.soreness.iter_mut().flatten() {
        *soreness += 1.0;
    }
    let from_one = Settings { scale_low: 1.0, scale_high: 11.0, ..settings() };
    let (a, b) = (analyse(&log, &settings()), analyse(&moved, &from_one));
    assert_eq!(a.answer.status, b.answer.status);
    for (a, b) in a.strata.iter().zip(&b.strata) {
        assert_eq!((a.easy_days, a.rest_days), (b.easy_days, b.rest_days), "{}", a.name);
        let pair = a.estimate.zip(b.estimate);
        assert_eq!(pair.is_some(), a.estimate.is_some(), "{}", a.name);
        assert!(pair.is_none_or(|(a, b)| (a.estimate - b.estimate).abs() < 1e-9), "{}", a.name);
    }
}

#[test]
fn limits_scale_with_the_range() {
    let five = Settings { scale_low: 1.0, scale_high: 5.0, step: 1.0, smallest_effect: 0.2, ..settings() };
    assert!((five.sore_from() - 2.6).abs() < 1e-12);
    assert!((five.caliper() - 1.0).abs() < 1e-12, "at least a step");
    assert!((five.widest_halfwidth() - 0.4).abs() < 1e-12);
    let hundred = Settings { scale_high: 100.0, step: 0.0, smallest_effect: 5.0, ..settings() };
    assert!((hundred.caliper() - 10.0).abs() < 1e-12);
}

#[test]
fn overlap_counts_days_with_a_like_day_of_the_other_kind() {
    let frame = Frame {
        days: vec![10, 11, 12, 13, 14],
        treated: vec![true, false, true, false, true],
        outcome: vec![0.0; 5],
        soreness: vec![2.0, 3.0, 6.0, 8.0, 3.0],
        after_hard: vec![false, false, false, false, true],
        covariates: Vec::new(),
    };
    // Rows 0 and 1 match; 2 and 3 are two points apart; 4 follows a hard day and no rest row does.
    assert_eq!(gate::overlap(&frame, 1.0), Some(0.4));
    assert_eq!(gate::overlap(&frame, 2.0), Some(0.8));
    assert_eq!(gate::overlap(&Frame::default(), 1.0), None);
}

#[test]
fn the_verdict_follows_the_interval() {
    let at = |estimate: f64, se: f64| {
        let reach = t_quantile(0.975, 50.0) * se;
        let interval =
            Estimate { estimate, low: estimate - reach, high: estimate + reach, se, df: 50.0, p: 0.5 };
        verdict::verdict(&interval, 0.5)
    };
    assert_eq!(at(-0.6, 0.2), Status::Helps);
    assert_eq!(at(0.6, 0.2), Status::Hurts);
    assert_eq!(at(0.1, 0.2), Status::NoDifference);
    assert_eq!(at(0.2, 0.2), Status::CannotTell);
    assert_eq!(at(-0.3, 0.2), Status::CannotTell);
    assert_eq!(at(-0.1, 0.04), Status::Helps, "small, but there");
}

#[test]
fn a_shuffle_makes_every_order_equally_often() {
    let mut rng = SplitMix64::new(7);
    let mut orders = std::collections::BTreeMap::new();
    for _ in 0..6_000 {
        let mut three = [1, 2, 3];
        rng.shuffle(&mut three);
        *orders.entry(three).or_insert(0) += 1;
    }
    assert_eq!(orders.len(), 6);
    assert!(orders.values().all(|count| (880..=1_120).contains(count)), "{orders:?}");
}

#[test]
fn the_permutation_p_value_is_near_the_t_test_and_smallest_for_a_planted_effect() {
    let mut differ = 0;
    for case in CASES {
        let log = golden_log(case);
        let record = Record::new(&log);
        let (_, frame) = comparison(&record, 1);
        let fit = least_squares(&frame).expect("identified");
        let p = permutation_p(&frame, &fit, 4.0);
        assert!((p - fit.interval().p).abs() < 0.05, "{case}: {p} and {}", fit.interval().p);
        differ += usize::from(p > 0.01);
        let mut planted = frame.clone();
        for (outcome, easy) in planted.outcome.iter_mut().zip(&frame.treated) {
            *outcome -= if *easy { 8.0 } else { 0.0 };
        }
        let fit = least_squares(&planted).expect("identified");
        assert_eq!(permutation_p(&planted, &fit, 4.0), 1.0 / 2_000.0);
    }
    assert!(differ >= 2);
}

#[test]
fn weighted_and_ordinal_estimates_stay_beside_least_squares_with_errors_of_its_size() {
    for case in ["help365", "modified365", "null180_mcar20"] {
        let analysis = analyse(&golden_log(case), &settings());
        let ols = analysis.sensitivity[1].estimate.expect("answered");
        for entry in &analysis.sensitivity[2..5] {
            let other = entry.estimate.expect("answered");
            assert!((other.estimate - ols.estimate).abs() < 0.35 * ols.se, "{case} {}", entry.name);
            assert!(
                (0.85..1.15).contains(&(other.se / ols.se)),
                "{case} {}: {} {}",
                entry.name,
                other.se,
                ols.se
            );
        }
    }
}

#[test]
fn with_two_answers_the_ordinal_model_is_a_logistic_one() {
    // Choice by a fair coin, no covariates: the effect is the difference of two shares, its variance p(1-p)/n.
    let rows = 400;
    let treated: Vec<bool> = (0..rows).map(|row| row % 2 == 0).collect();
    // 60 of 200 against 100 of 200.
    let outcome = (0..rows).map(|row| {
        let place = row / 2;
        f64::from(u8::from(if row % 2 == 0 { place < 60 } else { place < 100 }))
    });
    let frame = Frame {
        days: (0..rows).collect(),
        outcome: outcome.collect(),
        soreness: vec![3.0; rows],
        after_hard: vec![false; rows],
        treated,
        covariates: Vec::new(),
    };
    let fit = least_squares(&frame).expect("identified");
    let ordinal = proportional_odds(&frame, &fit).expect("converges");
    assert!((ordinal.estimate + 0.2).abs() < 1e-5);
    let worked: f64 = 0.3 * 0.7 / 200.0 + 0.5 * 0.5 / 200.0;
    assert!((ordinal.se / worked.sqrt() - 1.0).abs() < 0.01, "{} {}", ordinal.se, worked.sqrt());
}
