//! Session class: intent and intensity together, the dose apart, and the evidence in words.

use jiff::civil::Date;
use shakeout::activity::{HrZone, NameSource, Sport};
use shakeout::classify::{Classified, Classifier, Cutoffs, SessionClass, Stability, classify, classify_with};
use shakeout::intent::{Intent, IntentSource};
use shakeout::thresholds::{AthleteBlock, DailyFacts, resolve};

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
    classify(&activities, &resolve(std::slice::from_ref(block), &activities, &DailyFacts::default()))
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

fn titled(session: Session, title: &str) -> Session {
    session.with(|d| {
        d.name = Some(title.to_owned());
        d.name_source = NameSource::Title;
    })
}

#[test]
fn a_run_below_vt1_is_easy_one_above_it_moderate_and_ten_minutes_at_threshold_hard() {
    assert_eq!(class(run(today(), 61.0).hr(&[(148, 61.0)])), Easy);
    assert_eq!(class(run(today(), 61.0).hr(&[(160, 61.0)])), Moderate);
    assert_eq!(class(run(today(), 60.0).hr(&[(158, 49.0), (172, 11.0)])), Hard);
}

#[test]
fn heart_rate_and_pace_are_weighed_and_neither_has_a_veto() {
    // Heart rate at 81 % of LTHR; pace at 90 % of a declared threshold.
    let both = run(today(), 61.0).hr(&[(138, 61.0)]).gap(&[(3.6, 61.0)]);
    assert_eq!(class(both), Easy);
    assert_eq!(class(run(today(), 61.0).gap(&[(3.6, 61.0)])), Moderate);
}

#[test]
fn what_a_run_was_meant_to_be_decides_near_the_limit() {
    let edge = || run(today(), 61.0).hr(&[(158, 61.0)]);
    assert_eq!(class(edge()), Moderate);
    let meant = one(titled(edge(), "Easy run"));
    assert_eq!(meant.class, Easy);
    assert_eq!(meant.meant.map(|m| (m.intent, m.source)), Some((Intent::Easy, IntentSource::Title)));
    assert!(
        meant.reasons.starts_with("meant easy (its title), which decides; heart rate 93 % of threshold"),
        "{}",
        meant.reasons
    );
    let hard = run(today(), 60.0).hr(&[(158, 48.0), (172, 12.0)]);
    assert_eq!(class(titled(hard, "Easy run")), Hard);
}

#[test]
fn a_pace_over_an_unknown_or_too_short_time_is_no_evidence() {
    let by_pace = |moving_s| {
        let session = run(today(), 61.0).gap(&[(3.6, 61.0)]).with(|d| d.moving_s = moving_s);
        one(session).evidence.pace.is_some()
    };
    assert_eq!([None, Some(59.0), Some(60.0)].map(by_pace), [false, false, true]);
}

#[test]
fn without_intent_physiology_alone_decides() {
    let sessions = [titled(run(today(), 61.0).hr(&[(158, 61.0)]), "Easy run")];
    let activities = dated(&sessions);
    let thresholds = resolve(&[runner()], &activities, &DailyFacts::default());
    let off = Cutoffs { intent: false, ..Cutoffs::default() };
    let classified = classify_with(&activities, &thresholds, &off).remove(0);
    assert_eq!((classified.class, classified.meant), (Moderate, None));
}

#[test]
fn an_easy_hour_with_a_dose_not_above_the_median_is_recovery() {
    let others = (1..=5)
        .map(|d| run(Date::constant(2024, 4, d), 60.0).hr(&[(165, 60.0)]).descent(f64::from(d) * 20.0));
    let with = |minutes: f64, descent: f64| {
        let mut sessions: Vec<Session> = others.clone().collect();
        sessions.push(run(today(), minutes).hr(&[(140, minutes)]).descent(descent));
        all(&runner(), &sessions).pop().expect("six").class
    };
    assert_eq!(with(60.0, 50.0), Recovery);
    assert_eq!(with(60.1, 50.0), Easy);
    assert_eq!(with(60.0, 90.0), Easy);
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
fn a_run_in_the_longest_tenth_keeps_its_class_and_has_a_dose_from_twenty_runs_on() {
    let long = || run(today(), 150.0).hr(&[(140, 150.0)]).descent(100.0);
    let classified = after_easy_hours(19, long());
    assert_eq!(classified.class, Easy);
    assert_eq!(classified.dose.as_deref(), Some("150 min, in the longest 10 % of 20 runs"));
    assert!(classified.reasons.contains("150 min"), "{}", classified.reasons);
    assert_eq!(after_easy_hours(18, long()).dose, None);
}

#[test]
fn a_run_in_the_top_tenth_of_descent_has_a_dose() {
    let steep = after_easy_hours(19, run(today(), 60.0).hr(&[(140, 60.0)]).descent(600.0));
    assert!(steep.dose.as_deref().is_some_and(|dose| dose.contains("600 m down")), "{:?}", steep.dose);
}

#[test]
fn the_longest_of_equal_runs_is_no_outlier_for_being_the_longest() {
    let little_longer = run(today(), 62.0).hr(&[(140, 62.0)]).descent(102.0);
    assert_eq!(after_easy_hours(30, little_longer).dose, None);
}

#[test]
fn another_sport_is_never_recovery_and_has_neither_pace_nor_dose() {
    let walk = session(today(), Sport::Walking, 30.0).hr(&[(100, 30.0)]).descent(0.0);
    assert_eq!(after_easy_hours(5, walk).class, Easy);
    let ride = session(today(), Sport::Cycling, 240.0).hr(&[(140, 240.0)]).gap(&[(8.0, 240.0)]);
    let ride = after_easy_hours(30, ride);
    assert_eq!((ride.class, ride.dose), (Easy, None));
    assert_eq!(class(session(today(), Sport::Strength, 60.0)), Unknown);
}

#[test]
fn exertion_never_takes_easy_away_and_decides_alone() {
    assert_eq!(class(run(today(), 61.0).hr(&[(140, 61.0)]).rpe(8.0)), Easy);
    for (rpe, expected) in [(4.0, Easy), (5.0, Moderate), (7.0, Hard)] {
        let alone = one(run(today(), 61.0).rpe(rpe));
        assert_eq!(alone.class, expected, "RPE {rpe}");
        assert_eq!(alone.reasons, format!("RPE {rpe}, weak evidence"));
    }
}

#[test]
fn a_contradiction_is_uncertain() {
    let sessions = [run(today(), 60.0).hr(&[(172, 60.0)]).gap(&[(2.6, 60.0)])];
    let classified = all(&runner(), &sessions).remove(0);
    assert_eq!(classified.class, Uncertain, "{}", classified.reasons);
    assert!(classified.reasons.contains("contradict"), "{}", classified.reasons);
}

#[test]
fn without_any_evidence_a_session_is_unknown_and_says_why() {
    let classified = one(run(today(), 60.0));
    assert_eq!(classified.class, Unknown);
    assert_eq!(classified.reasons, "no usable heart rate, no pace against a threshold, no RPE");
}

#[test]
fn heart_rate_over_less_than_half_of_the_time_does_not_count() {
    let partial = one(run(today(), 100.0).hr(&[(175, 49.0)]));
    assert_eq!(partial.class, Unknown);
    assert!(partial.reasons.contains("not used: it covers 49 %"), "{}", partial.reasons);
    assert_eq!(class(run(today(), 100.0).hr(&[(175, 50.0)])), Hard);
}

#[test]
fn a_line_of_a_list_is_classed_by_its_mean_heart_rate_and_its_zones_and_says_so() {
    let line = |bpm: f64, above_s: f64| {
        run(today(), 60.0).with(|d| {
            d.summary_hr_bpm = Some(bpm);
            d.summary_hr_zones = vec![HrZone { low_bpm: Some(170.0), high_bpm: None, seconds: above_s }];
        })
    };
    let easy = one(line(146.0, 0.0));
    assert_eq!(easy.class, Easy);
    assert!(easy.reasons.contains("from a summary alone") && easy.judged.weak, "{}", easy.reasons);
    assert_eq!(class(line(158.0, 900.0)), Hard);
}

#[test]
fn the_reasons_name_the_evidence_with_its_numbers() {
    let classified = one(run(today(), 50.0).hr(&[(136, 44.0), (153, 6.0)]).gap(&[(3.12, 50.0)]).rpe(3.0));
    assert_eq!(
        classified.reasons,
        "heart rate 81 % of threshold (90th percentile 90 %), 0.0 min above; \
         pace 78 % of threshold (90th percentile 78 %), 0.0 min above; RPE 3"
    );
}

#[test]
fn the_class_rests_on_the_thresholds_of_its_own_date() {
    let blocks = [
        runner(),
        AthleteBlock { from: Some(date("2024-06-01")), lthr_bpm: Some(150.0), ..AthleteBlock::default() },
    ];
    let sessions =
        [run(date("2024-05-31"), 61.0).hr(&[(150, 61.0)]), run(date("2024-06-01"), 61.0).hr(&[(150, 61.0)])];
    let activities = dated(&sessions);
    let classes: Vec<SessionClass> =
        classify(&activities, &resolve(&blocks, &activities, &DailyFacts::default()))
            .iter()
            .map(|c| c.class)
            .collect();
    assert_eq!(classes, [Easy, Hard]);
}

#[test]
fn the_alternatives_begin_with_the_cut_offs_in_force_and_differ_in_one_limit_each() {
    let all = Cutoffs::default().alternatives();
    assert_eq!(all[0].1, Cutoffs::default());
    assert!(all.iter().any(|(label, _)| label.ends_with("without intent")));
    for (k, (label, cutoffs)) in all.iter().enumerate() {
        assert!(all[..k].iter().all(|(other, earlier)| other != label && earlier != cutoffs), "{label}");
    }
}

#[test]
fn a_run_at_the_limit_changes_class_with_three_bpm_and_one_far_from_it_does_not() {
    let sessions = [run(today(), 61.0).hr(&[(155, 61.0)]), run(date("2024-05-02"), 61.0).hr(&[(130, 61.0)])];
    let activities = dated(&sessions);
    let thresholds = resolve(&[runner()], &activities, &DailyFacts::default());
    let classifier = Classifier::of(&activities, Cutoffs::default());
    let of = |k: usize| Stability::of(&classifier, &activities[k], &thresholds.on(sessions[k].date));
    assert_eq!(of(0), Stability { runs: 1, by_heart_rate: 1, by_pace: 0 });
    assert_eq!(of(1), Stability { runs: 1, by_heart_rate: 0, by_pace: 0 });
}
