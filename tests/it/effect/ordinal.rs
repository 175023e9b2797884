//! The ordinal model where its search is hard.

use shakeout::effect::frame::Covariate;
use shakeout::effect::proportional_odds::proportional_odds;

use super::*;

#[test]
fn a_step_that_overshoots_is_halved_and_the_maximum_found() {
    // Soreness nearly tells the next morning: the first full steps leave the cut points out of order. The
    // effect was worked with another program (damped Newton on the same likelihood, numerical derivatives).
    let treated: Vec<bool> = (0..12).map(|row| row % 2 == 0).collect();
    let mut frame = bare(&treated, &[2.0, 2.0, 1.0, 2.0, 2.0, 0.0, 0.0, 2.0, 2.0, 1.0, 0.0, 0.0]);
    let values = vec![2.0, 2.3, 1.9, 2.0, 2.6, 0.9, 0.3, 2.3, 2.0, 1.3, 0.3, 0.6];
    frame.covariates = vec![Covariate { name: "S".to_owned(), values }];
    let fit = least_squares(&frame).expect("identified");
    let found = proportional_odds(&frame, &fit).expect("converges");
    assert!((found.estimate + 0.085_035_045).abs() < 1e-7, "{}", found.estimate);
    assert!(found.se > 0.0 && found.df == fit.df);
}

#[test]
fn a_slider_and_a_constant_have_no_steps() {
    let treated: Vec<bool> = (0..60).map(|row| row % 2 == 0).collect();
    let with = |levels: usize| {
        let outcome: Vec<f64> = (0..60).map(|row| (row % levels) as f64).collect();
        let frame = bare(&treated, &outcome);
        proportional_odds(&frame, &least_squares(&frame).expect("identified"))
    };
    assert!(with(25).is_ok());
    assert_eq!(with(26), Err("a slider has no steps for this check"));
    assert_eq!(with(1), Err("soreness the morning after does not vary"));
}

#[test]
fn three_answers_without_covariates_are_the_difference_of_two_means() {
    // Odds of "at most 0" and of "at most 1" that differ by the same factor, 4: 4/5 and 1/2; 16/17 and 4/5.
    // Of 170 easy days 136, 24 and 10 at 0, 1, 2; of 170 rest days 85, 51 and 34.
    let outcome: Vec<f64> = [(136, 0.0), (24, 1.0), (10, 2.0), (85, 0.0), (51, 1.0), (34, 2.0)]
        .iter()
        .flat_map(|(count, value)| vec![*value; *count])
        .collect();
    let treated: Vec<bool> = (0..340).map(|row| row < 170).collect();
    let frame = bare(&treated, &outcome);
    let fit = least_squares(&frame).expect("identified");
    let found = proportional_odds(&frame, &fit).expect("converges");
    // 44/170 - 119/170: the model holds exactly, and its small penalty moves the fifth digit alone.
    assert!((found.estimate + 75.0 / 170.0).abs() < 1e-4, "{}", found.estimate);
    assert!((found.se / fit.se - 1.0).abs() < 0.05, "{} {}", found.se, fit.se);
}
