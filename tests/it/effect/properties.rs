//! What holds of every analysis, whatever the day table.

use proptest::prelude::*;
use shakeout::effect::balance::balance;
use shakeout::effect::frame::Covariate;
use shakeout::effect::naive::naive;
use shakeout::effect::overlap_weighted::overlap_weighted;
use shakeout::effect::proportional_odds::proportional_odds;

use super::*;

/// A column that is whole, has holes, is constant, or is never there.
fn column(
    days: usize,
    value: impl Strategy<Value = f64> + Clone + 'static,
) -> BoxedStrategy<Vec<Option<f64>>> {
    prop_oneof![
        4 => prop::collection::vec(value.clone().prop_map(Some), days),
        4 => prop::collection::vec(prop::option::weighted(0.8, value.clone()), days),
        1 => value.prop_map(move |constant| vec![Some(constant); days]),
        1 => Just(vec![None; days]),
        1 => Just(vec![Some(f64::NAN); days]),
    ]
    .boxed()
}

fn flags(days: usize) -> BoxedStrategy<Vec<bool>> {
    prop_oneof![
        3 => Just(vec![false; days]),
        1 => prop::collection::vec(prop::bool::weighted(0.05), days),
    ]
    .boxed()
}

/// Any log: nothing in it need go with anything else.
fn any_log() -> impl Strategy<Value = DayLog> {
    prop_oneof![1 => 0_usize..12, 4 => 12_usize..220].prop_flat_map(|days| {
        use DayKind::{Easy, Hard, Moderate, Rest, Unknown};
        let kind = prop_oneof![4 => Just(Easy), 4 => Just(Rest), 1 => Just(Moderate), 1 => Just(Hard), 1 => Just(Unknown)];
        let points = (0_u8..=10).prop_map(f64::from);
        (
            (prop::collection::vec(kind, days), column(days, points), column(days, 0.0..400.0)),
            (column(days, 0.0..400.0), column(days, 0.0..3_000.0), column(days, 0.0..180.0)),
            (flags(days), flags(days), flags(days), column(days, 0.0..12.0)),
        )
            .prop_map(|((kind, soreness, hard_load), (load, descent_m, easy_min), (gap, reported_late, ill, sleep))| {
                DayLog {
                    kind,
                    soreness,
                    hard_load,
                    load,
                    descent_m,
                    easy_min,
                    gap,
                    reported_late,
                    ill,
                    extra: vec![("sleep_h".to_owned(), sleep)],
                    beside: Vec::new(),
                }
            })
    })
}

/// A runner's log of up to a year, with holes.
fn runners_log() -> impl Strategy<Value = DayLog> {
    let hole = prop::option::of((0_usize..300, 1_usize..40));
    (60_usize..366, any::<u64>(), hole.clone(), hole.clone(), hole).prop_map(
        |(days, seed, reports, loads, descents)| {
            let mut log = runner(days, seed);
            for (column, hole) in
                [(&mut log.soreness, reports), (&mut log.hard_load, loads), (&mut log.descent_m, descents)]
            {
                if let Some((from, length)) = hole {
                    column.iter_mut().skip(from).take(length).for_each(|value| *value = None);
                }
            }
            log
        },
    )
}

fn scales() -> impl Strategy<Value = Settings> {
    prop_oneof![
        3 => Just(settings()),
        1 => Just(Settings { scale_low: 1.0, scale_high: 5.0, smallest_effect: 0.2, ..settings() }),
        1 => Just(Settings { scale_high: 100.0, step: 0.0, smallest_effect: 5.0, ..settings() }),
        1 => Just(Settings { evening: true, ..settings() }),
    ]
}

/// A number in its interval, all of them finite.
fn sound(estimate: &Estimate) -> Result<(), TestCaseError> {
    let Estimate { estimate: middle, low, high, se, df, p } = *estimate;
    prop_assert!([middle, low, high, se, df, p].iter().all(|number| number.is_finite()), "{:?}", estimate);
    prop_assert!(low <= middle && middle <= high && se >= 0.0 && df >= 1.0, "{:?}", estimate);
    prop_assert!((0.0..=1.0).contains(&p), "{:?}", estimate);
    Ok(())
}

fn all_sound(analysis: &Analysis) -> Result<(), TestCaseError> {
    let answer = &analysis.answer;
    prop_assert_eq!(answer.estimate.is_none(), answer.reason.is_some());
    prop_assert_eq!(answer.rows, answer.easy_days + answer.rest_days);
    let numbers = [answer.overlap, answer.mde80, answer.hidden_shift, answer.always_valid_halfwidth];
    prop_assert!(numbers.iter().flatten().all(|number| number.is_finite()), "{:?}", answer);
    prop_assert!(answer.overlap.is_none_or(|share| (0.0..=1.0).contains(&share)));
    for entry in analysis.sensitivity.iter().chain(&analysis.strata) {
        prop_assert_eq!(entry.estimate.is_none(), entry.reason.is_some(), "{}", entry.name);
        entry.estimate.iter().try_for_each(sound)?;
        prop_assert!(entry.p_holm.is_none_or(|p| (0.0..=1.0).contains(&p)));
    }
    for lag in &analysis.lags {
        prop_assert_eq!(lag.estimate.is_none(), lag.reason.is_some(), "lag {}", lag.days);
        lag.estimate.iter().try_for_each(sound)?;
        prop_assert!(lag.naive.is_none_or(f64::is_finite));
    }
    answer.estimate.iter().try_for_each(sound)?;
    let naive = &analysis.naive;
    let numbers = [naive.easy_minus_rest, naive.change_score, naive.pearson_r];
    prop_assert!(numbers.iter().flatten().all(|number| number.is_finite()), "{:?}", naive);
    if let Some(bounds) = &analysis.robustness {
        for share in [
            Some(bounds.soreness_r2_outcome),
            Some(bounds.soreness_r2_choice),
            Some(bounds.robustness_value),
            Some(bounds.robustness_value_alpha),
            bounds.missing_after_easy,
            bounds.missing_after_rest,
        ] {
            prop_assert!(share.is_none_or(|share| (0.0..=1.0 + 1e-9).contains(&share)), "{:?}", bounds);
        }
        prop_assert!(bounds.e_value >= 1.0 && bounds.robustness_value_alpha <= bounds.robustness_value);
        bounds.placebo.iter().try_for_each(sound)?;
    }
    let further = &analysis.diagnostics;
    prop_assert!(further.balance.iter().all(|one| one.before.is_finite() && one.after.is_finite()));
    let lags = further.profile.iter().flat_map(|profile| &profile.points);
    lags.flat_map(|lag| [lag.hard_load, lag.descent]).flatten().try_for_each(|one| sound(&one))?;
    further.dose.iter().flat_map(|dose| &dose.points).try_for_each(|point| sound(&point.estimate))?;
    for one in &further.specifications {
        one.estimate.iter().try_for_each(sound)?;
    }
    let said = format!("{analysis:?}");
    prop_assert!(!said.contains("NaN") && !said.contains(": inf") && !said.contains("-inf"), "{}", said);
    Ok(())
}

fn excluded(analysis: &Analysis) -> usize {
    analysis.excluded.iter().map(|(_, days)| days).sum()
}

fn alike(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-7 * (1.0 + a.abs())
}

/// The rows of a comparison in another order.
fn shuffled(frame: &Frame, seed: u64) -> Frame {
    let mut order: Vec<usize> = (0..frame.rows()).collect();
    shakeout::effect::rng::SplitMix64::new(seed).shuffle(&mut order);
    let column = |values: &[f64]| -> Vec<f64> { order.iter().map(|row| values[*row]).collect() };
    Frame {
        days: order.iter().map(|row| frame.days[*row]).collect(),
        treated: order.iter().map(|row| frame.treated[*row]).collect(),
        after_hard: order.iter().map(|row| frame.after_hard[*row]).collect(),
        outcome: column(&frame.outcome),
        soreness: column(&frame.soreness),
        covariates: frame
            .covariates
            .iter()
            .map(|one| Covariate { name: one.name.clone(), values: column(&one.values) })
            .collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn any_log_gives_finite_numbers_or_a_reason(log in any_log(), scale in scales()) {
        let analysis = analyse(&log, &scale);
        all_sound(&analysis)?;
        let reported = |day: &usize| !log.reported_late[*day] && log.soreness[*day].is_some_and(f64::is_finite);
        let span = (0..log.len()).filter(reported);
        let (first, last) = (span.clone().next(), span.clone().next_back());
        let days = first.zip(last).map_or(0, |(first, last)| last + 1 - first);
        prop_assert_eq!(analysis.answer.rows + excluded(&analysis), days, "each day is used or counted once");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn a_runners_log_gives_finite_numbers_or_a_reason(log in runners_log(), scale in scales()) {
        all_sound(&analyse(&log, &scale))?;
    }

    #[test]
    fn the_order_of_the_rows_changes_nothing(log in runners_log(), seed in any::<u64>()) {
        let record = Record::new(&log);
        let frame = comparison(&record, 1).1;
        let other = shuffled(&frame, seed);
        let same = |a: Option<Estimate>, b: Option<Estimate>| {
            a.is_some() == b.is_some()
                && a.zip(b).is_none_or(|(a, b)| alike(a.estimate, b.estimate) && alike(a.se, b.se) && alike(a.df, b.df))
        };
        let (a, b) = (primary(&frame, &settings()).ok(), primary(&other, &settings()).ok());
        prop_assert!(same(a.as_ref().map(|one| one.estimate), b.as_ref().map(|one| one.estimate)));
        if let Some((a, b)) = a.zip(b) {
            prop_assert!(same(Some(a.fit.interval()), Some(b.fit.interval())));
            prop_assert!(same(overlap_weighted(&frame, &a.fit), overlap_weighted(&other, &b.fit)));
            prop_assert!(same(proportional_odds(&frame, &a.fit).ok(), proportional_odds(&other, &b.fit).ok()));
        }
        prop_assert_eq!(gate::overlap(&frame, 1.0), gate::overlap(&other, 1.0));
        prop_assert_eq!(gate::weekday_decides(&frame), gate::weekday_decides(&other));
        for (a, b) in balance(&frame).iter().zip(balance(&other)) {
            prop_assert!(a.label == b.label && alike(a.before, b.before) && alike(a.after, b.after));
        }
        let (a, b) = (naive(&frame), naive(&other));
        for (a, b) in [(a.easy_minus_rest, b.easy_minus_rest), (a.change_score, b.change_score), (a.pearson_r, b.pearson_r)] {
            prop_assert!(a.zip(b).is_none_or(|(a, b)| alike(a, b)));
        }
    }

    #[test]
    fn soreness_turned_round_turns_the_answer_round(log in runners_log()) {
        let mut turned = log.clone();
        turned.soreness.iter_mut().flatten().for_each(|soreness| *soreness = 10.0 - *soreness);
        let (a, b) = (headline(&log, &settings()), headline(&turned, &settings()));
        // Reports that follow what was run on the same day are refused; turned round they are not: fresher after
        // running is no sign of a report made after it.
        let misdated = |answer: &Answer| answer.reason.as_ref().is_some_and(|why| why.contains("reports depend") || why.contains("reports follow"));
        prop_assume!(!misdated(&a) && !misdated(&b));
        let status = match a.status {
            Status::Helps => Status::Hurts,
            Status::Hurts => Status::Helps,
            other => other,
        };
        prop_assert_eq!(status, b.status);
        prop_assert_eq!((a.rows, a.easy_days, a.overlap, a.robust), (b.rows, b.easy_days, b.overlap, b.robust));
        prop_assert_eq!(a.estimate.is_some(), b.estimate.is_some());
        if let Some((a, b)) = a.estimate.zip(b.estimate) {
            prop_assert!(alike(a.estimate, -b.estimate) && alike(a.low, -b.high) && alike(a.high, -b.low));
            prop_assert!(alike(a.se, b.se) && alike(a.df, b.df) && alike(a.p, b.p));
        }
    }

    #[test]
    fn a_wider_scale_and_another_unit_of_load_change_the_unit_and_nothing_else(
        log in runners_log(),
        low in -5.0..5.0_f64,
        factor in prop_oneof![Just(0.5), Just(10.0), 0.3..4.0_f64],
        unit in 0.01..100.0_f64,
    ) {
        let mut other = log.clone();
        other.soreness.iter_mut().flatten().for_each(|soreness| *soreness = low + factor * *soreness);
        for column in [&mut other.hard_load, &mut other.load] {
            column.iter_mut().flatten().for_each(|load| *load *= unit);
        }
        let wide = Settings {
            scale_low: low,
            scale_high: low + 10.0 * factor,
            step: factor,
            smallest_effect: 0.5 * factor,
            ..settings()
        };
        let (a, b) = (analyse(&log, &settings()), analyse(&other, &wide));
        prop_assert_eq!(a.answer.status, b.answer.status);
        prop_assert_eq!(&a.excluded, &b.excluded);
        let scaled = |a: Option<Estimate>, b: Option<Estimate>| {
            a.is_some() == b.is_some()
                && a.zip(b).is_none_or(|(a, b)| {
                    alike(factor * a.estimate, b.estimate) && alike(factor * a.low, b.low) && alike(factor * a.high, b.high)
                })
        };
        prop_assert!(scaled(a.answer.estimate, b.answer.estimate));
        for (a, b) in a.lags.iter().zip(&b.lags) {
            prop_assert!(scaled(a.estimate, b.estimate), "lag {}", a.days);
        }
        for (a, b) in a.strata.iter().zip(&b.strata) {
            prop_assert_eq!((a.easy_days, a.rest_days), (b.easy_days, b.rest_days), "{}", &a.name);
            prop_assert!(scaled(a.estimate, b.estimate), "{}", a.name);
        }
    }

    #[test]
    fn days_without_a_report_around_the_log_change_no_digit(log in runners_log(), before in 0_usize..40, after in 0_usize..40) {
        let mut longer = log.clone();
        longer.kind.splice(0..0, vec![DayKind::Rest; before]);
        longer.kind.extend(vec![DayKind::Easy; after]);
        longer.soreness.splice(0..0, vec![None; before]);
        longer.soreness.extend(vec![None; after]);
        for column in [&mut longer.hard_load, &mut longer.load, &mut longer.descent_m, &mut longer.easy_min] {
            column.splice(0..0, vec![None; before]);
            column.extend(vec![Some(50.0); after]);
        }
        for flags in [&mut longer.gap, &mut longer.reported_late, &mut longer.ill] {
            flags.splice(0..0, vec![false; before]);
            flags.extend(vec![false; after]);
        }
        longer.extra.clear();
        let (a, b) = (headline(&log, &settings()), headline(&longer, &settings()));
        prop_assert_eq!((a.status, a.rows, a.overlap), (b.status, b.rows, b.overlap));
        // The day number is a covariate: moved by a constant, and so a rounding error apart.
        let close = |a: Estimate, b: Estimate| alike(a.estimate, b.estimate) && alike(a.se, b.se) && alike(a.df, b.df);
        prop_assert!(a.estimate.zip(b.estimate).is_none_or(|(a, b)| close(a, b)));
    }
}
