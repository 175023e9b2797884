//! Small pieces, each with numbers that are worked by hand.

use shakeout::effect::diary::columns;
use shakeout::effect::frame::Covariate;
use shakeout::effect::linear::standardise;
use shakeout::effect::naive::{naive, pearson};
use shakeout::effect::overlap_weighted::{overlap_weighted, propensity};
use shakeout::effect::permutation::permutation_p;
use shakeout::effect::plan::own_sigma;
use shakeout::effect::rng::SplitMix64;
use shakeout::effect::sensitivity::{far_from, rich};
use shakeout::effect::small_sample::with_interval;
use shakeout::stats::{mean, median, quantile, variance};

use super::*;

/// A log whose choice days are every fourth, `easy` and `rest` of them in scattered order. Mornings before and
/// of the choice are all 3; only the morning `lag` days later varies.
fn every_fourth_day(easy: usize, rest: usize, lag: usize) -> DayLog {
    let mut order: Vec<usize> = (0..easy + rest).collect();
    order.sort_by_key(|place| scatter(*place, 1_000_000));
    log_of(4 * (easy + rest) + 8, |day| {
        let choice = (day >= 4 && day % 4 == 0).then(|| day / 4 - 1).filter(|place| *place < easy + rest);
        let kind = match choice {
            Some(place) if order[place] < easy => DayKind::Easy,
            Some(_) => DayKind::Rest,
            None => DayKind::Moderate,
        };
        let soreness = if day % 4 == lag { 2.0 + scatter(day, 4) as f64 } else { 3.0 };
        (kind, Some(soreness))
    })
}

#[test]
fn quantiles_lie_between_order_statistics_by_their_share() {
    let values = [1.0, 2.0, 4.0, 8.0];
    for (p, worked) in [(0.0, 1.0), (0.25, 1.75), (1.0 / 3.0, 2.0), (0.5, 3.0), (0.75, 5.0), (1.0, 8.0)] {
        assert!((quantile(&values, p).expect("values") - worked).abs() < 1e-12, "{p}");
    }
    assert_eq!(quantile(&[], 0.5), None);
}

#[test]
fn mean_median_and_variance_are_those_of_the_textbook_and_nothing_has_none() {
    let values = [5.0, 1.0, 2.0, 4.0];
    assert_eq!(
        (mean(&values), median(values.to_vec()), variance(&values)),
        (Some(3.0), Some(3.0), Some(2.5))
    );
    assert_eq!(median(vec![9.0, 1.0, 2.0]), Some(2.0));
    assert_eq!((mean(&[]), median(Vec::new()), variance(&[])), (None, None, None));
    let scaled = standardise(&[1.0, 1.0, 3.0, 3.0]).expect("it varies");
    assert_eq!(scaled, [-1.0, -1.0, 1.0, 1.0]);
    assert_eq!(standardise(&[7.0; 5]), None);
}

#[test]
fn a_correlation_of_four_days_is_worked_by_hand() {
    // Means 0.5 and 2; covariance 5/4 - 1 = 1/4; variances 1/4 and 1/2.
    let r = pearson(&[1.0, 0.0, 1.0, 0.0], &[3.0, 1.0, 2.0, 2.0]).expect("both vary");
    assert!((r - 0.25 / 0.125_f64.sqrt()).abs() < 1e-12, "{r}");
    assert_eq!(pearson(&[1.0, 0.0, 1.0, 0.0], &[2.0; 4]), None, "a constant goes with nothing");
    assert_eq!(pearson(&[1.0; 4], &[3.0, 1.0, 2.0, 2.0]), None);
    let exact = pearson(&[1.0, 2.0, 3.0], &[-2.0, -4.0, -6.0]).expect("both vary");
    assert!((exact + 1.0).abs() < 1e-12);
}

#[test]
fn the_naive_numbers_of_four_days_are_worked_by_hand() {
    let mut frame = bare(&[true, false, true, false], &[3.0, 1.0, 2.0, 2.0]);
    frame.soreness = vec![4.0, 1.0, 4.0, 0.0];
    let naive = naive(&frame);
    assert_eq!(naive.easy_minus_rest, Some(1.0), "2.5 after easy, 1.5 after rest");
    assert_eq!(naive.change_score, Some(-2.5), "down by 1.5 after easy, up by 1 after rest");
    assert!((naive.pearson_r.expect("both vary") - 0.5_f64.sqrt()).abs() < 1e-12);
}

#[test]
fn random_bits_are_those_of_splitmix64() {
    // The reference implementation (Vigna) from seeds 0 and 1234567.
    let mut zero = SplitMix64::new(0);
    assert_eq!(
        [zero.bits(), zero.bits(), zero.bits()],
        [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F]
    );
    let mut other = SplitMix64::new(1_234_567);
    assert_eq!([other.bits(), other.bits()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    // 0xE220A839 is 0.88 of 2^32, 0x6E789E6A 0.43, 0x06C45D18 0.026.
    let mut below = SplitMix64::new(0);
    assert_eq!([below.below(10), below.below(10), below.below(100)], [8, 4, 2]);
    assert_eq!(below.below(0), 0);
}

#[test]
fn a_diary_column_serves_from_four_fifths_of_the_days_on() {
    let frame = bare(&[true, false, true, false, true, false, true, false, true, false], &[0.0; 10]);
    let usable = |known: usize| {
        let sleep = (0..10).map(|day| (day < known).then_some(6.0 + day as f64)).collect();
        let log =
            DayLog { extra: vec![("sleep_h".to_owned(), sleep)], ..log_of(10, |_| (DayKind::Rest, None)) };
        columns(&log, &frame).usable.len()
    };
    assert_eq!([usable(0), usable(7), usable(8), usable(10)], [0, 0, 1, 1]);
}

#[test]
fn a_habit_is_a_package_from_a_difference_of_four_fifths_on() {
    let treated: Vec<bool> = (0..20).map(|row| row < 10).collect();
    let frame = bare(&treated, &[0.0; 20]);
    let found = |kept_on_rest: usize| {
        let habit = (0..20).map(|row| Some(f64::from(u8::from(row < 10 + kept_on_rest)))).collect();
        let log = DayLog {
            extra: vec![("foam_roller".to_owned(), habit)],
            ..log_of(20, |_| (DayKind::Rest, None))
        };
        columns(&log, &frame)
    };
    assert_eq!(found(2).co_interventions, ["foam roller"]);
    assert!(found(2).usable.is_empty());
    assert!(found(3).co_interventions.is_empty());
    assert_eq!(found(3).usable.len(), 1);
    assert_eq!(found(10), Default::default(), "kept on every day it tells nothing");
}

#[test]
fn the_reason_of_a_missing_outcome_names_the_morning() {
    let mut log = aimless(60);
    log.soreness[30] = None;
    let record = Record::new(&log);
    for (lag, words) in [
        (1, "no soreness report before running the morning after"),
        (2, "no soreness report before running 2 mornings after"),
    ] {
        let excluded = eligible(&record, DayKind::Easy, lag).excluded;
        assert!(excluded.iter().any(|(reason, _)| reason == words), "{excluded:?}");
    }
}

#[test]
fn evidence_names_the_scale_where_it_is_not_the_usual_one() {
    let said = |low: f64, high: f64| {
        let scale = Settings { scale_low: low, scale_high: high, ..settings() };
        shakeout::effect::evidence::evidence(&scale).pop().expect("sentences")
    };
    assert!(said(0.0, 10.0).contains("give or take 0.50 points:"), "{}", said(0.0, 10.0));
    assert!(said(1.0, 11.0).contains("give or take 0.50 points:"));
    assert!(said(0.0, 5.0).contains("give or take 0.25 points on your scale:"), "{}", said(0.0, 5.0));
    assert!(said(0.0, 100.0).contains("give or take 5.0 points on your scale:"));
}

#[test]
fn around_hard_days_the_band_reaches_as_far_down_as_up() {
    // Changes since a morning of 1: mean 2, SD 2, three days: 2 ± 4.302653 x 2 / √3.
    let log = log_of(40, |day| {
        let kind = [DayKind::Hard, DayKind::Easy, DayKind::Rest][(day % 10).min(2)];
        (kind, Some(if day % 10 == 1 { 1.0 + 2.0 * (day / 10) as f64 } else { 1.0 }))
    });
    let short = DayLog { kind: log.kind[..30].to_vec(), soreness: log.soreness[..30].to_vec(), ..log };
    let band = event_study(&short)[3].easy_next.expect("three days");
    let reach = 4.302_652_729_911 * 2.0 / 3.0_f64.sqrt();
    assert!((band.mean - 2.0).abs() < 1e-12 && band.n == 3);
    assert!((band.low - (2.0 - reach)).abs() < 1e-9 && (band.high - (2.0 + reach)).abs() < 1e-9, "{band:?}");
}

#[test]
fn a_gate_opens_at_three_fifths_of_comparable_days() {
    // Of 50 rows `alike` are at soreness 3, half of each kind; of the others easy ones lie at 0 and rest ones at 9.
    let with = |alike: usize| {
        let treated: Vec<bool> = (0..50).map(|row| row % 2 == 0).collect();
        let outcome: Vec<f64> = (0..50).map(|row| scatter(row, 3) as f64).collect();
        let mut frame = bare(&treated, &outcome);
        // Scattered over the weekdays.
        frame.days = (0..50).map(|row| 10 * row + scatter(row, 7)).collect();
        for (soreness, easy) in frame.soreness.iter_mut().zip(&treated).skip(alike) {
            *soreness = if *easy { 0.0 } else { 9.0 };
        }
        let fit = least_squares(&frame).expect("identified");
        let estimate = Estimate { estimate: 0.0, low: -0.5, high: 0.5, se: 0.25, df: 40.0, p: 1.0 };
        gate::gate(&frame, &Ok(Primary { estimate, fit }), &settings()).map(|closed| closed.reason)
    };
    assert_eq!(with(30), None);
    assert!(with(28).expect("closed").contains("only 56 % of the days"));
}

#[test]
fn a_later_morning_takes_ten_days_of_each_kind() {
    let later = |easy, rest| {
        let log = every_fourth_day(easy, rest, 2);
        lags::lag(&Record::new(&log), 2)
    };
    // Weekdays take six degrees of freedom: ten days of each kind are the least, not always enough.
    let enough = later(40, 40);
    assert!(enough.estimate.is_some() && enough.reason.is_none() && enough.rows == 80, "{enough:?}");
    for (easy, rest) in [(9, 31), (31, 9)] {
        let short = later(easy, rest);
        assert_eq!(short.estimate, None);
        let words = format!("not enough data: {easy} easy and {rest} rest days with both reports");
        assert_eq!(short.reason.as_deref(), Some(words.as_str()));
    }
}

#[test]
fn the_model_of_the_choice_meets_its_equations() {
    // At the maximum: errors sum to 0 (the intercept is free), and beside a column to half its slope.
    let choice = [1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0];
    let column = [-1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0];
    let mut covariate = column.to_vec();
    covariate[0] = -3.0;
    let fitted = propensity(&choice, std::slice::from_ref(&covariate)).expect("converges");
    let errors: Vec<f64> = choice.iter().zip(&fitted).map(|(a, e)| a - e).collect();
    assert!(errors.iter().sum::<f64>().abs() < 1e-9, "{errors:?}");
    let log_odds = |row: usize| (fitted[row] / (1.0 - fitted[row])).ln();
    let slope = (log_odds(7) - log_odds(1)) / 2.0;
    assert!((log_odds(1) - log_odds(0) - 2.0 * slope).abs() < 1e-9, "a line");
    let moment: f64 = errors.iter().zip(&covariate).map(|(error, x)| error * x).sum();
    assert!((moment - 0.5 * slope).abs() < 1e-9, "{moment} {slope}");
    assert!(slope.abs() > 0.01);
    assert_eq!(propensity(&[1.0; 8], &[column.to_vec()]), None, "without a rest day there is no choice");
}

#[test]
fn the_weighted_estimate_is_least_squares_and_weighted_means_of_residuals() {
    let mut frame = bare(&[false; 12], &[1.0, 2.0, 4.0, 3.0, 5.0, 2.0, 6.0, 4.0, 3.0, 7.0, 5.0, 1.0]);
    frame.treated = (0..12).map(|row| [0, 2, 3, 5, 9, 10, 11].contains(&row)).collect();
    let values = [0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0, 4.0, 6.0, 9.0];
    frame.covariates = vec![Covariate { name: "S".to_owned(), values: values.to_vec() }];
    let fit = least_squares(&frame).expect("identified");
    let e = propensity(&frame.choice(), &frame.standardised().1).expect("converges");
    // 1 - e for easy days, e for rest days.
    let weighted = |easy: bool| {
        let rows: Vec<usize> = (0..12).filter(|row| frame.treated[*row] == easy).collect();
        let weight = |row: usize| if easy { 1.0 - e[row] } else { e[row] };
        let total: f64 = rows.iter().map(|row| weight(*row)).sum();
        rows.iter().map(|row| weight(*row) * fit.residual[*row]).sum::<f64>() / total
    };
    let worked = fit.estimate + weighted(true) - weighted(false);
    let found = overlap_weighted(&frame, &fit).expect("converges");
    assert!((found.estimate - worked).abs() < 1e-12, "{} {worked}", found.estimate);
    assert!((worked - fit.estimate).abs() > 1e-3, "the weights do something");
    let total: f64 = e.iter().map(|e| e * (1.0 - e)).sum();
    let variance: f64 = (0..12)
        .map(|row| {
            let off = f64::from(u8::from(frame.treated[row])) - e[row];
            (off * fit.residual[row] / total).powi(2) / (1.0 - fit.leverage[row])
        })
        .sum();
    assert!((found.se - variance.sqrt()).abs() < 1e-12);
    assert_eq!(found.df, fit.df);
}

/// 1,999 draws miss the exact share by a standard deviation of 0.011 at most.
fn near(p: f64, exact: f64) {
    assert!((p - exact).abs() < 0.04, "{p} is not {exact}");
}

#[test]
fn the_permutation_p_value_of_six_days_is_the_share_of_their_twenty_orders() {
    // Easy 0, 6, 6 and rest 0, 0, 0: as far apart or farther in 8 of 20 orders (both 6 in one arm).
    let frame = bare(&[true, true, true, false, false, false], &[0.0, 6.0, 6.0, 0.0, 0.0, 0.0]);
    let fit = least_squares(&frame).expect("identified");
    near(permutation_p(&frame, &fit, 4.0), 0.4);
}

#[test]
fn outcomes_are_swapped_within_sore_mornings_and_within_mild_ones() {
    // Apart 1 of 2 and 1 of 6 orders: 2 of 12, both ways. In one pot it would be 2 of 20.
    let mut frame = bare(&[true, false, true, true, false, false], &[6.0, 0.0, 6.0, 6.0, 0.0, 0.0]);
    let fit = least_squares(&frame).expect("identified");
    near(permutation_p(&frame, &fit, 4.0), 0.1);
    // A morning at the limit is sore.
    frame.soreness = vec![4.0, 4.0, 3.0, 3.0, 3.0, 3.0];
    near(permutation_p(&frame, &fit, 4.0), 2.0 / 12.0);
    frame.soreness = vec![3.0; 6];
    frame.after_hard = vec![true, true, false, false, false, false];
    near(permutation_p(&frame, &fit, 4.0), 2.0 / 12.0);
}

#[test]
fn the_richer_covariates_are_severity_two_older_loads_and_the_descent_of_three_days() {
    let mut log = aimless(8);
    log.soreness[5] = Some(6.5);
    // Median hard load of days with one: 20.
    for (day, load) in [(2, 10.0), (3, 40.0), (4, 20.0)] {
        log.hard_load[day] = Some(load);
    }
    for (day, metres) in [(2, 100.0), (3, 10.0), (4, 1.0)] {
        log.descent_m[day] = Some(metres);
    }
    let frame_of = |log: &DayLog| {
        let record = Record::new(log);
        let frame = comparison(&record, 1).1;
        let row = frame.days.iter().position(|day| *day == 5).expect("usable");
        let (rich, with_descent) = rich(&record, &frame, &settings());
        let last: Vec<(String, f64)> =
            rich.covariates[7..].iter().map(|column| (column.name.clone(), column.values[row])).collect();
        (last, with_descent)
    };
    let (columns, with_descent) = frame_of(&log);
    assert!(with_descent);
    let worked = [("severe", 2.5), ("L2", 2.0), ("L3", 0.5), ("descent", 0.9 + 1.2 * 10.0 + 0.6 * 100.0)];
    for ((name, value), (wanted, number)) in columns.iter().zip(worked) {
        assert!(name == wanted && (value - number).abs() < 1e-12, "{name} {value}");
    }
    assert_eq!(columns.len(), 4);
    log.descent_m[3] = None;
    assert_eq!(frame_of(&log).0.len(), 3, "descent that is not known on every day is left out");
}

#[test]
fn an_estimate_is_far_from_the_headline_beyond_one_standard_error() {
    let set: Vec<_> = [("ols", Some(1.5)), ("rich", Some(1.51)), ("low", Some(0.49)), ("none", None)]
        .into_iter()
        .map(|(name, estimate)| shakeout::effect::NamedEstimate {
            name: name.to_owned(),
            label: String::new(),
            estimate: estimate.map(|estimate| with_interval(estimate, 0.1, 30.0)),
            reason: None,
            note: None,
            easy_days: 0,
            rest_days: 0,
            p_holm: None,
        })
        .collect();
    assert_eq!(far_from(&with_interval(1.0, 0.5, 30.0), &set), ["rich", "low"]);
}

#[test]
fn small_effects_that_are_there_are_said_to_be_small_and_large_ones_are_not() {
    let said = |estimate: f64, se: f64| {
        let estimate = with_interval(estimate, se, 50.0);
        let answer = Answer {
            status: verdict::verdict(&estimate, 0.5),
            estimate: Some(estimate),
            ..analyse(&DayLog::default(), &settings()).answer
        };
        assert!(matches!(answer.status, Status::Helps | Status::Hurts));
        said::headline(&answer, &[], &settings()).contains("less than the 0.50 points that count")
    };
    assert!(said(-0.1, 0.04) && said(0.1, 0.04));
    assert!(!said(-0.6, 0.2) && !said(0.6, 0.2));
}

#[test]
fn nothing_more_to_log_is_not_said_to_take_days() {
    let with = |more| Answer {
        more_days_needed: more,
        reason: Some("the reason".to_owned()),
        ..analyse(&DayLog::default(), &settings()).answer
    };
    let said = |more| said::headline(&with(more), &[], &settings());
    assert_eq!(said(Some(0)), "Not enough data yet: the reason.");
    assert_eq!(said(None), "Not enough data yet: the reason.");
    assert!(said(Some(1)).contains("It takes about 1 more easy/rest days with both reports (about 1 each;"));
}

#[test]
fn a_runners_own_spread_takes_ten_degrees_of_freedom_and_mornings_that_vary() {
    assert!(own_sigma(&every_fourth_day(20, 20, 1)).is_some_and(|sigma| (0.9..1.4).contains(&sigma)));
    assert_eq!(own_sigma(&every_fourth_day(5, 5, 1)), None);
    let mut constant = every_fourth_day(20, 20, 1);
    constant.soreness.fill(Some(3.0));
    assert_eq!(own_sigma(&constant), None);
}
