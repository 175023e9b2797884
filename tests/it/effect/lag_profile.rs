//! The lag profile on soreness that is written down as a sum, so that every coefficient is known.

use shakeout::effect::diagnostics::LagProfile;
use shakeout::effect::lag_profile::lag_profile as profile;

use super::*;
use crate::support::coin_trial::first_days;

/// One slider, so that soreness may take every value.
fn slider() -> Settings {
    Settings { step: 0.0, ..settings() }
}

/// Scattered hard days (50, 100 or 150: the median is 100) and days with descent (100, 200 or 300 m: the
/// median is 200), soreness still 0.
fn training(days: usize) -> DayLog {
    let mut log = log_of(days, |_| (DayKind::Rest, Some(0.0)));
    for day in 0..days {
        if scatter(day, 3) == 0 {
            (log.kind[day], log.hard_load[day]) = (DayKind::Hard, Some(50.0 * (1 + day % 3) as f64));
        }
        if scatter(day + 7_000, 3) == 0 {
            log.descent_m[day] = Some(100.0 * (1 + day % 3) as f64);
        }
    }
    // The medians are what they are said to be.
    for (column, middle) in [(&log.hard_load, 100.0), (&log.descent_m, 200.0)] {
        let mut values: Vec<f64> = column.iter().flatten().copied().filter(|value| *value > 0.0).collect();
        values.sort_by(f64::total_cmp);
        assert!(values[(values.len() - 1) / 2] == middle && values[values.len() / 2] == middle);
    }
    log
}

/// Soreness as the sum of what happened 1, 2, 3, 4 days before, around 5, and noise of up to `noise`.
fn sore_by(mut log: DayLog, hard: [f64; 4], descent: [f64; 4], noise: f64) -> DayLog {
    for day in 0..log.len() {
        let mut soreness = 5.0 + noise * (scatter(day + 90_000, 201) as f64 / 100.0 - 1.0);
        for back in (1..=4).filter(|back| *back <= day) {
            soreness += hard[back - 1] * log.hard_load[day - back].unwrap_or(0.0) / 100.0
                + descent[back - 1] * log.descent_m[day - back].unwrap_or(0.0) / 200.0;
        }
        log.soreness[day] = Some(soreness);
    }
    log
}

fn profile_of(log: &DayLog) -> LagProfile {
    profile(&Record::new(log), &slider())
}

#[test]
fn planted_lags_of_load_and_descent_come_out_each_by_itself() {
    let (hard, descent) = ([0.5, 1.0, 0.25, -0.125], [0.2, 0.4, 0.1, 0.3]);
    let found = profile_of(&sore_by(training(300), hard, descent, 0.01));
    assert_eq!(found.rows, 296, "every morning but the first four");
    assert_eq!(found.typical_descent_m, Some(200.0));
    for (lag, point) in found.points.iter().enumerate() {
        assert_eq!(point.days, lag + 1);
        let (load, down) = (point.hard_load.expect("told"), point.descent.expect("told"));
        assert!((load.estimate - hard[lag]).abs() < 0.005, "{load:?}");
        assert!((down.estimate - descent[lag]).abs() < 0.005, "{down:?}");
        assert!(load.low < load.estimate && load.estimate < load.high && load.high - load.low < 0.02);
    }
    let [load, down, ..] = &found.sentences[..] else { panic!("{:?}", found.sentences) };
    assert!(load.starts_with(
        "A typical hard session shows most on the second morning after: 1.00 points higher (95"
    ));
    assert!(
        load.ends_with("). So your peak lies within the 24 to 72 hours that are usual for delayed soreness.")
    );
    assert!(down.starts_with("Descent adds to the load:"), "{down}");
    assert!(down.contains("added up over four mornings, 1.00 points higher (95 %"), "{down}");
}

#[test]
fn hard_days_that_leave_less_soreness_are_said_to() {
    let found = profile_of(&sore_by(training(300), [-0.1, -0.2, -0.8, -0.4], [0.0, -0.1, -0.3, 0.0], 0.02));
    let [load, down, ..] = &found.sentences[..] else { panic!("{:?}", found.sentences) };
    assert!(
        load.starts_with(
            "Hard sessions were followed by less soreness, not more: on the third morning after, soreness was 0.80 \
             points lower"
        ),
        "{load}"
    );
    assert!(down.starts_with("Descent goes with less soreness, not more:"), "{down}");
    assert!(down.contains("four mornings, 0.40 points lower"), "{down}");
}

#[test]
fn without_a_trace_the_largest_difference_is_named() {
    let mut ways = [0, 0];
    for seed in 0..12 {
        let mut log = training(200);
        for day in 0..200 {
            log.soreness[day] = Some(scatter(day + 1_000 * seed, 7) as f64);
        }
        let found = profile_of(&log);
        let load = &found.sentences[0];
        if !load.starts_with("Hard sessions left no clear trace") {
            continue;
        }
        let lags: Vec<f64> =
            found.points.iter().map(|point| point.hard_load.expect("told").estimate).collect();
        let largest = (0..4).max_by(|a, b| lags[*a].abs().total_cmp(&lags[*b].abs())).expect("four");
        let morning = ["first", "second", "third", "fourth"][largest];
        assert!(load.contains(&format!("the largest difference: on the {morning} morning after")), "{load}");
        assert!(found.sentences[1].starts_with("Descent adds nothing clear"), "{}", found.sentences[1]);
        ways[usize::from(lags[largest] > 0.0)] += 1;
    }
    assert!(ways[0] >= 2 && ways[1] >= 2, "either way: {ways:?}");
}

#[test]
fn a_peak_that_may_be_a_later_one_is_not_called_certain() {
    let said = |hard: [f64; 4]| profile_of(&sore_by(training(300), hard, [0.0; 4], 1.0)).sentences[0].clone();
    let second_or_third = said([0.2, 1.0, 1.0, 0.2]);
    assert!(
        second_or_third.contains("cannot be told apart from it. So your peak lies within"),
        "{second_or_third}"
    );
    let later = said([0.2, 0.2, 0.2, 1.2]);
    assert!(
        later.contains("on the fourth morning after") && later.contains("). That is later than"),
        "{later}"
    );
    // Third and fourth alike: whichever is the higher one.
    let mut seen = [0, 0];
    for tilt in [-0.05, 0.05] {
        let unsure = said([0.2, 0.2, 1.0 - tilt, 1.0 + tilt]);
        if unsure.contains("most on the fourth morning after") {
            assert!(unsure.contains("though the third cannot be told apart from it"), "{unsure}");
            assert!(unsure.contains("So it is not clear whether your peak lies within"), "{unsure}");
            seen[1] += 1;
        } else {
            assert!(unsure.contains("though the fourth cannot be told apart from it"), "{unsure}");
            assert!(unsure.contains("seems to lie within the 24 to 72 hours"), "{unsure}");
            seen[0] += 1;
        }
    }
    assert_eq!(seen, [1, 1]);
}

#[test]
fn a_profile_takes_sixty_mornings_and_ten_hard_days() {
    let log = sore_by(training(300), [0.5, 1.0, 0.25, 0.1], [0.0; 4], 0.1);
    let reason = |log: &DayLog| {
        let found = profile_of(log);
        (found.rows, found.points[0].hard_load.is_some(), found.sentences[0].clone())
    };
    let (rows, told, _) = reason(&first_days(&log, 64));
    assert!(rows == 60 && told);
    let (rows, told, why) = reason(&first_days(&log, 63));
    assert!(rows == 59 && !told && why.contains("59 mornings with a report"), "{why}");
    // Hard days that count are those the day before a morning of the comparison.
    let hard: Vec<usize> = (0..300).filter(|day| log.hard_load[*day] > Some(0.0)).collect();
    let with = |count: usize| {
        let mut fewer = log.clone();
        for day in hard.iter().filter(|day| **day < 3).chain(hard.iter().filter(|day| **day >= 3).skip(count))
        {
            fewer.hard_load[*day] = Some(0.0);
        }
        reason(&fewer)
    };
    assert!(with(10).1);
    assert!(!with(9).1 && with(9).2.contains("hard load on only 9 of the days before"), "{}", with(9).2);
}

#[test]
fn mornings_of_illness_gaps_and_unknown_load_take_no_part() {
    let log = sore_by(training(200), [0.5, 1.0, 0.25, 0.1], [0.0; 4], 0.1);
    let rows = |change: &dyn Fn(&mut DayLog)| {
        let mut changed = log.clone();
        change(&mut changed);
        profile_of(&changed).rows
    };
    assert_eq!(rows(&|_| ()), 196);
    assert_eq!(rows(&|log| log.ill[100] = true), 194, "that morning and the next");
    assert_eq!(rows(&|log| log.gap[100] = true), 192, "the four mornings after");
    assert_eq!(rows(&|log| log.hard_load[100] = None), 192);
    assert_eq!(rows(&|log| log.soreness[100] = None), 195, "that morning alone: there is an earlier report");
    // Four mornings without a report, and the one that finds none four to seven days before it.
    assert_eq!(rows(&|log| log.soreness[100..104].fill(None)), 196 - 4 - 1);
    assert_eq!(rows(&|log| log.soreness[100..103].fill(None)), 196 - 3);
}

#[test]
fn descent_takes_part_when_it_is_known_before_four_fifths_of_the_mornings() {
    // 100 mornings, days 4 to 103; from day 83 on unknown: known before those up to day 83.
    let log = first_days(&sore_by(training(300), [0.5, 1.0, 0.25, 0.1], [0.2; 4], 0.1), 104);
    let known_before = |day: usize| {
        let mut part = log.clone();
        part.descent_m[day..].fill(None);
        profile_of(&part)
    };
    let enough = known_before(83);
    assert!(enough.rows == 80 && enough.points[0].descent.is_some(), "{:?}", enough.sentences);
    let short = known_before(82);
    assert!(short.rows == 100 && short.points[0].descent.is_none() && short.typical_descent_m.is_none());
    assert_eq!(short.sentences[1], "Descent is left out: it is known before 79 of 100 mornings only.");
    // And sixty of them.
    let few = first_days(&log, 70);
    let known = |day: usize| {
        let mut part = few.clone();
        part.descent_m[day..].fill(None);
        profile_of(&part).points[0].descent.is_some()
    };
    assert!(known(63) && !known(62));
}

#[test]
fn descent_takes_part_from_ten_days_with_some_on() {
    let log = sore_by(training(300), [0.5, 1.0, 0.25, 0.1], [0.2; 4], 0.1);
    let down: Vec<usize> = (0..300).filter(|day| log.descent_m[*day] > Some(0.0)).collect();
    let with = |count: usize| {
        let mut fewer = log.clone();
        for day in down.iter().filter(|day| **day < 3).chain(down.iter().filter(|day| **day >= 3).skip(count))
        {
            fewer.descent_m[*day] = Some(0.0);
        }
        profile_of(&fewer)
    };
    assert!(with(10).points[0].descent.is_some());
    assert_eq!(with(9).sentences[1], "Descent is left out: fewer than 10 days with descent.");
}

/// Descent a day up to `day`, the days weighted by exp(-days back / 42) over 126 days.
fn used_to(log: &DayLog, day: usize) -> Option<f64> {
    let weighted = (0..=126.min(day)).map(|back| ((-(back as f64) / 42.0).exp(), log.descent_m[day - back]));
    let (mut sum, mut known, mut all) = (0.0, 0.0, 0.0);
    for (weight, metres) in weighted {
        all += weight;
        if let Some(metres) = metres {
            sum += weight * metres;
            known += weight;
        }
    }
    (day >= 42 && known >= 0.8 * all).then(|| sum / known)
}

/// Soreness in which the descent of four days counts `change` more for each standard deviation of what the
/// runner was used to before them, and the profile's sentence about it.
fn protected(log: DayLog, change: f64, noise: f64) -> String {
    let mut log = sore_by(log, [0.5, 1.0, 0.25, 0.1], [0.2; 4], noise);
    let known = |day: usize| (1..=4).all(|back| log.descent_m[day - back].is_some());
    let mornings: Vec<(usize, f64)> = (5..log.len())
        .filter(|day| known(*day))
        .filter_map(|day| Some((day, used_to(&log, day - 5)?)))
        .collect();
    let n = mornings.len() as f64;
    let mean = mornings.iter().map(|(_, level)| level).sum::<f64>() / n;
    let sd = (mornings.iter().map(|(_, level)| (level - mean).powi(2)).sum::<f64>() / n).sqrt();
    for (day, level) in mornings {
        let dose: f64 = (1..=4).filter_map(|back| log.descent_m[day - back]).sum::<f64>() / 200.0;
        log.soreness[day] = log.soreness[day].map(|felt| felt + change * dose * (level - mean) / sd);
    }
    let sentences = profile_of(&log).sentences;
    assert!(sentences.len() <= 4);
    sentences.into_iter().find(|words| words.contains("used to")).unwrap_or_default()
}

/// Training in which descent comes in seasons, so that what the runner is used to changes.
fn seasons(days: usize) -> DayLog {
    let mut log = training(days);
    for day in 0..days {
        if day / 60 % 2 == 1 && log.descent_m[day] != Some(200.0) {
            log.descent_m[day] = Some(0.0);
        }
    }
    log
}

#[test]
fn what_a_runner_is_used_to_is_descent_of_eighteen_weeks_fading_by_six() {
    let said = protected(seasons(400), -0.3, 0.004);
    assert!(said.starts_with("Being used to it seems to protect you:"), "{said}");
    assert!(
        said.contains("0.30 points lower (95 % interval 0.30 points lower to 0.30 points lower)"),
        "{said}"
    );
    let against = protected(seasons(400), 0.3, 0.004);
    assert!(against.starts_with("Being used to it did not protect you:"), "{against}");
    assert!(against.contains("0.30 points higher"), "{against}");
    assert!(
        protected(seasons(400), 0.0, 1.0)
            .starts_with("Whether being used to descent protects you is not clear:")
    );
}

#[test]
fn days_of_unknown_descent_are_left_out_of_what_a_runner_is_used_to_up_to_a_fifth() {
    let mut log = seasons(400);
    log.descent_m[..30].fill(None);
    log.descent_m[200..204].fill(None);
    let said = protected(log, -0.3, 0.004);
    assert!(
        said.contains("0.30 points lower (95 % interval 0.30 points lower to 0.30 points lower)"),
        "{said}"
    );
}

#[test]
fn the_question_of_being_used_to_descent_takes_120_mornings_after_six_weeks() {
    // The first morning is day 47: 42 days, and the four days of the descent itself.
    assert!(!protected(first_days(&seasons(400), 167), -0.3, 0.1).is_empty());
    assert!(protected(first_days(&seasons(400), 166), -0.3, 0.1).is_empty());
}
