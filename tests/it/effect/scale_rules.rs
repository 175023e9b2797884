//! The rules of a changed scale, one at a time: reports in fixed rhythms, so that the 30 reports beside the
//! change are like the rest and every number of a rule is known.

use shakeout::effect::scale_change::scale_change;

use super::*;

/// Six values from 10 on, in an order in which neighbours do not go together: mean 12.5, variance 35/12.
const SIX: [f64; 6] = [10.0, 13.0, 11.0, 15.0, 12.0, 14.0];

/// Fifteen values around `mean`, likewise: variance 56/3.
fn fifteen(mean: f64) -> Vec<f64> {
    (0..15).map(|place| mean - 7.0 + f64::from(7 * place % 15)).collect()
}

/// `days` of each rhythm, with a load of 50 a day.
fn log(before: &[f64], after: &[f64], days: usize) -> DayLog {
    let report = |day: usize| if day < days { before[day % before.len()] } else { after[day % after.len()] };
    DayLog { load: vec![Some(50.0); 2 * days], ..log_of(2 * days, |day| (DayKind::Rest, Some(report(day)))) }
}

fn changed(before: &[f64], after: &[f64], days: usize) -> Option<usize> {
    scale_change(&Record::new(&log(before, after, days)))
}

#[test]
fn a_scale_with_another_mean_and_spread_has_changed_on_its_first_day() {
    assert_eq!(changed(&SIX, &fifteen(40.0), 210), Some(210));
    assert_eq!(changed(&fifteen(40.0), &SIX, 210), Some(210), "the other way round");
    assert_eq!(changed(&SIX, &SIX, 210), None);
}

#[test]
fn the_mean_has_to_move_by_five_standard_errors() {
    // Each report is worth a third: 5 x √((35/12 + 56/3) / 70) = 2.78.
    assert_eq!(changed(&SIX, &fifteen(12.5 + 2.6), 210), None);
    assert_eq!(changed(&SIX, &fifteen(12.5 + 3.0), 210), Some(210));
}

#[test]
fn the_spread_has_to_change_by_five_standard_errors() {
    // The logarithm of √(56/3 x 12/35) is 0.928; 5 x √(1 / 20) = 1.12 and 5 x √(1 / 30) = 0.913.
    assert_eq!(changed(&SIX, &fifteen(40.0), 60), None);
    assert_eq!(changed(&SIX, &fifteen(40.0), 90), Some(90));
}

#[test]
fn the_standard_deviation_has_to_double_whatever_the_range_does() {
    // Two of six at ±7: the middle 95 % grow from 5 to 14 points, the standard deviation by 2.37 and by 1.98.
    let far = |at: f64| [50.0, 50.0 - at, 50.0, 50.0, 50.0 + at, 50.0];
    assert_eq!(changed(&SIX, &far(7.0), 990), Some(990));
    assert_eq!(changed(&SIX, &far(5.8), 990), None);
}

#[test]
fn the_range_has_to_grow_by_four_fifths_whatever_the_standard_deviation_does() {
    // One in twenty at either end: standard deviation 0.316 x `at`, range 2 x `at`.
    let rare = |at: f64| {
        let mut values = vec![20.0; 30];
        (values[3], values[13], values[23], values[28]) = (20.0 - at, 20.0 + at, 20.0 - at, 20.0 + at);
        values
    };
    // From ±3.8 to fifteen values: 7.6 to about 14 points, 1.84 times; from ±4.2 1.67 times.
    assert_eq!(changed(&rare(3.7), &fifteen(60.0), 990), Some(990));
    assert_eq!(changed(&rare(4.2), &fifteen(60.0), 990), None);
}

#[test]
fn reports_that_lean_on_an_end_of_the_scale_are_no_evidence() {
    let quarter = [10.0, 13.0, 11.0, 12.0];
    assert_eq!(changed(&quarter, &fifteen(40.0), 180), Some(180), "a quarter may");
    let third = [10.0, 13.0, 11.0, 10.0, 12.0, 14.0];
    assert_eq!(changed(&third, &fifteen(40.0), 180), None);
    assert_eq!(changed(&fifteen(40.0), &third, 180), None);
    // At the upper end likewise.
    let high = third.map(|value| 80.0 - value);
    assert_eq!(changed(&fifteen(40.0), &high, 180), None);
}

#[test]
fn training_that_changes_by_half_may_be_what_changed_and_unknown_training_as_well() {
    let with = |before: Option<f64>, after: Option<f64>| {
        let mut log = log(&SIX, &fifteen(40.0), 210);
        log.load[..210].fill(before);
        log.load[210..].fill(after);
        scale_change(&Record::new(&log))
    };
    assert_eq!(with(Some(40.0), Some(60.0)), Some(210));
    assert_eq!(with(Some(60.0), Some(40.1)), Some(210));
    assert_eq!(with(Some(40.0), Some(61.0)), None);
    assert_eq!(with(Some(61.0), Some(40.0)), None);
    assert_eq!(with(None, Some(40.0)), None);
    assert_eq!(with(Some(0.0), Some(0.0)), None);
}

#[test]
fn two_answers_are_no_scale() {
    assert_eq!(changed(&[10.0, 12.0], &fifteen(40.0), 210), None);
    assert_eq!(changed(&[10.0, 12.0, 14.0], &fifteen(40.0), 210), None, "a third at the lowest value");
    assert_eq!(changed(&[10.0, 12.0, 14.0, 13.0], &fifteen(40.0), 180), Some(180));
}

#[test]
fn reports_that_linger_are_worth_less() {
    // The same values up and down go together by 0.86, so that each is worth a thirteenth: the 0.928 have to
    // beat 5 x √(13 / 300) = 1.04 and 5 x √(13 / 480) = 0.82.
    let mut waves = SIX.to_vec();
    waves.sort_by(f64::total_cmp);
    waves.extend(waves.clone().iter().rev());
    assert_eq!(changed(&waves, &fifteen(40.0), 300), None);
    assert_eq!(changed(&waves, &fifteen(40.0), 480), Some(480));
}

#[test]
fn a_change_that_comes_bit_by_bit_is_a_drift() {
    let over = |days: usize| {
        let mut log = log(&SIX, &fifteen(40.0), 210);
        for day in 210 - days / 2..210 + days / 2 {
            let share = (day + days / 2 - 210) as f64 / days as f64;
            let (old, new) = (SIX[day % 6], fifteen(40.0)[day % 15]);
            log.soreness[day] = Some(old + share * (new - old));
        }
        scale_change(&Record::new(&log)).is_some()
    };
    assert!(over(0) && over(6));
    assert!(!over(200));
}
