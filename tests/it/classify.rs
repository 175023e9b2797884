//! Session class: each rule of the table, its boundary, and the evidence in words.

use jiff::civil::Date;
use shakeout::activity::Sport;
use shakeout::classify::{Classified, Cutoffs, SessionClass, classify, classify_with};
use shakeout::measure::measure;
use shakeout::thresholds::AthleteBlock;
use shakeout::thresholds::{DailyFacts, resolve};

use crate::support::session::{Session, date, dated, run, session};

use SessionClass::{Easy, Hard, Moderate, Recovery, Uncertain, Unknown};

/// VT1 153, VT2 170 bpm; threshold speed 4 m/s, so that 3.4 m/s is 85 %.
fn runner() -> AthleteBlock {
    AthleteBlock {
        hr_max_bpm: Some(190.0),
        hr_rest_bpm: Some(50.0),
        lthr_bpm: Some(170.0),
        threshold_mps: Some(4.0),
        ..AthleteBlock::default()
    }
}

fn all(block: &AthleteBlock, sessions: &[Session]) -> Vec<Classified> {
    let activities = dated(sessions);
    let thresholds = resolve(std::slice::from_ref(block), &activities, &DailyFacts::default());
    classify(&activities, &measure(&activities, &thresholds), &thresholds)
}

fn one(session: Session) -> Classified {
    all(&runner(), &[session]).remove(0)
}

fn class(session: Session) -> SessionClass {
    one(session).class
}

fn today() -> Date {
    date("2024-05-01")
}

/// Minutes in the three zones by heart rate.
fn zones(z1: f64, z2: f64, z3: f64) -> Session {
    run(today(), z1 + z2 + z3).hr(&[(140, z1), (160, z2), (175, z3)])
}

#[test]
fn a_run_with_80_percent_in_zone_one_is_easy_and_with_less_moderate() {
    assert_eq!(class(zones(80.0, 20.0, 0.0)), Easy);
    assert_eq!(class(zones(79.0, 21.0, 0.0)), Moderate);
}

#[test]
fn two_minutes_in_zone_three_are_still_easy_and_more_are_not() {
    assert_eq!(class(zones(60.0, 0.0, 2.0)), Easy);
    assert_eq!(class(zones(60.0, 0.0, 2.1)), Moderate);
}

#[test]
fn ten_minutes_in_zone_three_are_hard_and_less_are_not() {
    assert_eq!(class(zones(90.0, 0.0, 10.0)), Hard);
    assert_eq!(class(zones(90.0, 0.0, 9.9)), Moderate);
}

#[test]
fn thirty_minutes_above_zone_one_are_hard_even_when_most_of_the_run_was_easy() {
    assert_eq!(class(zones(30.0, 25.0, 5.0)), Hard);
    assert_eq!(class(zones(30.0, 24.9, 5.0)), Moderate);
    assert_eq!(class(zones(170.0, 30.0, 0.0)), Hard);
    assert_eq!(class(zones(170.0, 29.9, 0.0)), Easy);
}

#[test]
fn rpe_above_three_takes_easy_away_and_seven_makes_hard() {
    assert_eq!(class(zones(60.0, 5.0, 0.0).rpe(3.0)), Easy);
    assert_eq!(class(zones(60.0, 5.0, 0.0).rpe(4.0)), Moderate);
    assert_eq!(class(zones(40.0, 20.0, 0.0).rpe(6.9)), Moderate);
    assert_eq!(class(zones(40.0, 20.0, 0.0).rpe(7.0)), Hard);
}

#[test]
fn a_mean_pace_above_85_percent_of_threshold_takes_easy_away() {
    assert_eq!(class(zones(61.0, 0.0, 0.0).gap(&[(3.4, 61.0)])), Easy);
    assert_eq!(class(zones(61.0, 0.0, 0.0).gap(&[(3.45, 61.0)])), Moderate);
}

#[test]
fn an_easy_hour_with_a_dose_not_above_the_median_is_recovery() {
    let others = (1..=5)
        .map(|d| run(Date::constant(2024, 4, d), 60.0).hr(&[(160, 60.0)]).descent(f64::from(d) * 20.0));
    let with = |minutes: f64, descent: f64| {
        let mut sessions: Vec<Session> = others.clone().collect();
        sessions.push(run(today(), minutes).hr(&[(140, minutes)]).descent(descent));
        all(&runner(), &sessions).pop().expect("six").class
    };
    assert_eq!(with(60.0, 50.0), Recovery);
    assert_eq!(with(60.1, 50.0), Easy);
    assert_eq!(with(60.0, 90.0), Easy);
}

#[test]
fn an_easy_run_of_unknown_mechanical_dose_is_easy_and_not_recovery() {
    assert_eq!(class(zones(40.0, 0.0, 0.0)), Easy);
    assert_eq!(class(zones(40.0, 0.0, 0.0).descent(10.0)), Recovery);
}

/// So many easy hours before today, and one more run.
fn after_easy_hours(n: i64, last: Session) -> Classified {
    let mut sessions: Vec<Session> = (1..=n)
        .map(|d| today().saturating_sub(jiff::Span::new().days(d)))
        .map(|day| run(day, 60.0).hr(&[(140, 60.0)]).descent(100.0))
        .collect();
    sessions.push(last);
    all(&runner(), &sessions).pop().expect("the last one")
}

#[test]
fn a_run_in_the_longest_tenth_is_hard_from_twenty_runs_on() {
    let long = || run(today(), 150.0).hr(&[(140, 150.0)]).descent(100.0);
    let hard = after_easy_hours(19, long());
    assert_eq!(hard.class, Hard);
    assert!(hard.reasons.contains("150 min, in the longest 10 % of 20 runs"), "{}", hard.reasons);
    assert_eq!(after_easy_hours(18, long()).class, Easy);
}

#[test]
fn a_run_in_the_top_tenth_of_descent_is_hard() {
    let down = |metres| run(today(), 60.0).hr(&[(140, 60.0)]).descent(metres);
    let hard = after_easy_hours(19, down(600.0));
    assert_eq!(hard.class, Hard);
    assert!(hard.reasons.contains("600 m down"), "{}", hard.reasons);
}

#[test]
fn the_longest_of_equal_runs_is_not_hard_for_being_the_longest() {
    let little_longer = run(today(), 62.0).hr(&[(140, 62.0)]).descent(102.0);
    assert_eq!(after_easy_hours(30, little_longer.clone()).class, Easy);
    let bare = Cutoffs { hard_over_median: 0.0, ..Cutoffs::default() };
    let mut sessions: Vec<Session> =
        (1..=29).map(|d| run(Date::constant(2024, 3, d), 60.0).hr(&[(140, 60.0)]).descent(100.0)).collect();
    sessions.push(little_longer);
    let activities = dated(&sessions);
    let thresholds = resolve(&[runner()], &activities, &DailyFacts::default());
    let measured = measure(&activities, &thresholds);
    assert_eq!(classify_with(&activities, &measured, &thresholds, &bare)[29].class, Hard);
}

#[test]
fn a_length_that_a_quarter_of_the_runs_have_is_no_top_tenth() {
    let sessions: Vec<Session> = (1..=20)
        .map(|d| (Date::constant(2024, 3, d), if d % 4 == 0 { 120.0 } else { 60.0 }))
        .map(|(day, minutes)| run(day, minutes).hr(&[(140, minutes)]))
        .collect();
    assert!(all(&runner(), &sessions).iter().all(|c| c.class == Easy));
}

#[test]
fn a_race_of_eight_minutes_at_threshold_pace_with_an_easy_heart_rate_is_uncertain() {
    assert_eq!(class(zones(8.0, 0.0, 0.0).gap(&[(4.0, 8.0)])), Uncertain);
}

#[test]
fn another_sport_is_never_recovery() {
    let walk = session(today(), Sport::Walking, 30.0).hr(&[(100, 30.0)]).descent(0.0);
    assert_eq!(after_easy_hours(5, walk).class, Easy);
}

#[test]
fn an_easy_heart_rate_with_a_hard_rpe_is_uncertain() {
    let c = one(zones(60.0, 0.0, 0.0).rpe(8.0));
    assert_eq!(c.class, Uncertain);
    assert!(c.reasons.starts_with("heart rate says easy, RPE says hard: "), "{}", c.reasons);
}

#[test]
fn a_hard_heart_rate_with_an_easy_rpe_is_uncertain() {
    assert_eq!(class(zones(30.0, 10.0, 20.0).rpe(2.0)), Uncertain);
}

#[test]
fn a_hard_pace_with_an_easy_heart_rate_is_uncertain() {
    let c = one(zones(60.0, 0.0, 0.0).gap(&[(3.0, 45.0), (4.2, 15.0)]));
    assert_eq!(c.class, Uncertain);
    assert!(c.reasons.contains("pace says hard"), "{}", c.reasons);
}

#[test]
fn a_slow_pace_contradicts_a_hard_heart_rate_on_the_flat_and_not_on_hills() {
    let slow = |ascent| {
        zones(30.0, 10.0, 20.0).gap(&[(2.6, 60.0)]).with(move |d| {
            d.ascent_m = Some(ascent);
            d.distance_m = Some(10_000.0);
        })
    };
    assert_eq!(class(slow(200.0)), Uncertain);
    assert_eq!(class(slow(201.0)), Hard);
}

#[test]
fn a_tempo_run_just_below_threshold_pace_does_not_contradict_its_heart_rate() {
    // Mean 82 % of threshold and hardly a minute above it, but a third of it at 97 %.
    let tempo = zones(40.0, 8.0, 12.0).gap(&[(3.0, 40.0), (3.88, 20.0)]);
    assert_eq!(class(tempo), Hard);
}

#[test]
fn evidence_one_class_apart_is_not_uncertain() {
    assert_eq!(class(zones(60.0, 0.0, 0.0).rpe(5.0)), Moderate);
    assert_eq!(class(zones(30.0, 10.0, 20.0).rpe(5.0)), Hard);
}

#[test]
fn without_heart_rate_pace_draws_the_zones() {
    assert_eq!(class(run(today(), 61.0).gap(&[(3.0, 61.0)])), Easy);
    assert_eq!(class(run(today(), 60.0).gap(&[(3.0, 40.0), (3.6, 20.0)])), Moderate);
    assert_eq!(class(run(today(), 60.0).gap(&[(3.0, 45.0), (4.2, 15.0)])), Hard);
}

#[test]
fn with_nothing_but_an_rpe_that_decides() {
    for (rpe, expected) in [(3.0, Easy), (4.0, Moderate), (6.0, Moderate), (7.0, Hard)] {
        let c = one(run(today(), 61.0).rpe(rpe));
        assert_eq!(c.class, expected, "RPE {rpe}");
        assert_eq!(c.reasons, format!("RPE {rpe}"));
    }
}

#[test]
fn without_any_evidence_a_session_is_unknown_and_says_why() {
    let c = one(run(today(), 60.0));
    assert_eq!(c.class, Unknown);
    assert_eq!(c.reasons, "no usable heart rate (no heart rate), no pace against a threshold, no RPE");
}

#[test]
fn heart_rate_counts_as_evidence_only_over_80_percent_of_the_time() {
    let partial = one(run(today(), 100.0).hr(&[(175, 79.0)]));
    assert_eq!(partial.class, Unknown);
    assert!(partial.reasons.contains("covers 79 %"), "{}", partial.reasons);
    assert_eq!(class(run(today(), 100.0).hr(&[(175, 80.0)])), Hard);
}

#[test]
fn the_reasons_name_the_evidence_with_its_numbers() {
    let c = one(run(today(), 50.0).hr(&[(140, 46.0), (160, 4.0)]).gap(&[(3.12, 50.0)]).rpe(3.0));
    assert_eq!(c.reasons, "Z1 92 %, Z2 4.0 min, Z3 0.0 min by heart rate; mean GAP 78 % of threshold; RPE 3");
}

#[test]
fn another_sport_is_classed_by_heart_rate_and_never_by_pace_or_duration() {
    let ride = session(today(), Sport::Cycling, 240.0).hr(&[(140, 240.0)]).gap(&[(8.0, 240.0)]);
    assert_eq!(after_easy_hours(30, ride).class, Easy);
    assert_eq!(class(session(today(), Sport::Strength, 60.0)), Unknown);
}

#[test]
fn the_class_rests_on_the_thresholds_of_its_own_date() {
    let blocks = [
        runner(),
        AthleteBlock { from: Some(date("2024-06-01")), lthr_bpm: Some(150.0), ..AthleteBlock::default() },
    ];
    let sessions =
        [run(date("2024-05-31"), 61.0).hr(&[(148, 61.0)]), run(date("2024-06-01"), 61.0).hr(&[(148, 61.0)])];
    let activities = dated(&sessions);
    let thresholds = resolve(&blocks, &activities, &DailyFacts::default());
    let classes: Vec<SessionClass> = classify(&activities, &measure(&activities, &thresholds), &thresholds)
        .iter()
        .map(|c| c.class)
        .collect();
    assert_eq!(classes, [Easy, Hard]);
}

#[test]
fn other_cutoffs_give_other_classes() {
    let sessions = [zones(75.0, 25.0, 0.0)];
    let activities = dated(&sessions);
    let thresholds = resolve(&[runner()], &activities, &DailyFacts::default());
    let measured = measure(&activities, &thresholds);
    let looser = Cutoffs { easy_z1_share: 0.70, ..Cutoffs::default() };
    assert_eq!(classify(&activities, &measured, &thresholds)[0].class, Moderate);
    assert_eq!(classify_with(&activities, &measured, &thresholds, &looser)[0].class, Easy);
}
