//! Secondary questions: who is in which group, and that each has its own number.

use super::*;

fn named(analysis: &Analysis, name: &str) -> shakeout::effect::NamedEstimate {
    analysis.strata.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("no {name}")).clone()
}

/// Easy and rest rows of which `keep` holds.
fn count(frame: &Frame, keep: impl Fn(usize) -> bool) -> (usize, usize) {
    let rows: Vec<usize> = (0..frame.rows()).filter(|row| keep(*row)).collect();
    let easy = rows.iter().filter(|row| frame.treated[**row]).count();
    (easy, rows.len() - easy)
}

#[test]
fn a_morning_of_four_is_sore_and_one_of_three_is_mild() {
    let log = golden_log("help365");
    let record = Record::new(&log);
    let (_, frame) = comparison(&record, 1);
    let analysis = analyse(&log, &settings());
    let sore: Vec<bool> = frame.soreness.iter().map(|soreness| *soreness >= 4.0).collect();
    let mild: Vec<bool> = sore.iter().map(|sore| !sore).collect();
    assert!(frame.soreness.contains(&4.0) && frame.soreness.contains(&3.0));
    for (name, group) in [("mild", &mild), ("sore", &sore)] {
        let found = named(&analysis, name);
        assert_eq!((found.easy_days, found.rest_days), count(&frame, |row| group[row]), "{name}");
        let fit = strata::in_group(&frame, group, true).expect("identified");
        assert!((found.estimate.expect("told").estimate - fit.estimate).abs() < 1e-12, "{name}");
    }
    let part = |name: &str| named(&analysis, name).estimate.expect("told").estimate;
    assert!((part("sore_minus_mild") - (part("sore") - part("mild"))).abs() < 1e-9);
    let difference = named(&analysis, "sore_minus_mild");
    let (sore, mild) = (named(&analysis, "sore"), named(&analysis, "mild"));
    assert_eq!(difference.easy_days, sore.easy_days.min(mild.easy_days));
    assert_eq!(difference.rest_days, sore.rest_days.min(mild.rest_days));
    assert!(difference.note.expect("its power").starts_with("a difference of 0.60 points shows in 3 of 10"));
    assert!(mild.label.ends_with("(soreness below 4)") && sore.label.ends_with("(soreness 4 or more)"));
}

#[test]
fn long_easy_runs_are_those_above_the_median_and_each_group_is_held_against_all_rest_days() {
    let log = golden_log("help365");
    let record = Record::new(&log);
    let (_, frame) = comparison(&record, 1);
    let minutes = |row: usize| log.easy_min[frame.days[row]].expect("known");
    let mut easy: Vec<f64> = (0..frame.rows()).filter(|row| frame.treated[*row]).map(minutes).collect();
    easy.sort_by(f64::total_cmp);
    let middle = 0.5 * (easy[(easy.len() - 1) / 2] + easy[easy.len() / 2]);
    let analysis = analyse(&log, &settings());
    let (all_easy, rest) = frame.arms();
    let long: Vec<bool> = (0..frame.rows()).map(|row| frame.treated[row] && minutes(row) > middle).collect();
    let long_easy = long.iter().filter(|long| **long).count();
    assert_eq!(
        (named(&analysis, "long_easy").easy_days, named(&analysis, "long_easy").rest_days),
        (long_easy, rest)
    );
    assert_eq!(
        (named(&analysis, "short_easy").easy_days, named(&analysis, "short_easy").rest_days),
        (all_easy - long_easy, rest)
    );
    let fit = strata::in_group(&frame, &long, false).expect("identified");
    assert!((named(&analysis, "long_easy").estimate.expect("told").estimate - fit.estimate).abs() < 1e-12);
    for name in ["flat_easy", "hilly_easy"] {
        let found = named(&analysis, name);
        assert!(found.estimate.is_none() && found.note.is_none(), "all easy runs of this log are flat");
        assert_eq!(found.reason.as_deref(), Some("easy runs do not differ in this, or it is not known"));
    }
}

#[test]
fn easy_runs_of_unknown_length_are_in_neither_group() {
    let mut log = golden_log("help365");
    let easy: Vec<usize> = (10..365).filter(|day| log.kind[*day] == DayKind::Easy).collect();
    let before = analyse(&log, &settings());
    for day in &easy[..20] {
        log.easy_min[*day] = None;
    }
    let after = analyse(&log, &settings());
    let both = |analysis: &Analysis| {
        named(analysis, "short_easy").easy_days + named(analysis, "long_easy").easy_days
    };
    let used = eligible(&Record::new(&log), DayKind::Easy, 1).days;
    let unknown = easy[..20].iter().filter(|day| used.contains(day)).count();
    assert!(unknown > 5);
    assert_eq!(both(&before) - both(&after), unknown);
    assert_eq!(named(&before, "long_easy").rest_days, named(&after, "long_easy").rest_days);
    assert_eq!(before.answer, after.answer);
}

#[test]
fn moderate_runs_are_held_against_rest_in_their_own_words() {
    let log = golden_log("help365");
    let record = Record::new(&log);
    let chosen = eligible(&record, DayKind::Moderate, 1);
    let frame = Frame::new(&record, &chosen, 1);
    let found = named(&analyse(&log, &settings()), "moderate");
    assert_eq!((found.easy_days, found.rest_days), frame.arms());
    if found.estimate.is_none() {
        assert!(found.reason.expect("why").contains(" moderate and "));
    }
    let none = named(&analyse(&aimless(200), &settings()), "moderate");
    assert!(none.reason.as_deref().expect("why").starts_with("not enough data: 0 moderate and "), "{none:?}");
}

#[test]
fn a_group_takes_ten_days_of_each_kind() {
    // Twelve sore mornings of each kind, then nine easy ones, then nine rest ones.
    let log = |sore_easy: usize, sore_rest: usize| {
        let mut log = aimless(300);
        log.soreness.iter_mut().flatten().for_each(|soreness| *soreness = soreness.min(3.0));
        let mut left = [sore_rest, sore_easy];
        for day in (4..296).step_by(4) {
            let kind = usize::from(log.kind[day] == DayKind::Easy);
            if left[kind] > 0 {
                left[kind] -= 1;
                log.soreness[day] = Some(4.0 + (day / 4 % 3) as f64);
            }
        }
        assert_eq!(left, [0, 0]);
        log
    };
    let sore = |easy, rest| named(&analyse(&log(easy, rest), &settings()), "sore");
    let enough = sore(12, 12);
    assert!(enough.estimate.is_some() && (enough.easy_days, enough.rest_days) == (12, 12), "{enough:?}");
    assert!(sore(10, 10).estimate.is_some());
    for (easy, rest) in [(9, 12), (12, 9)] {
        let few = sore(easy, rest);
        let words =
            format!("not enough data: {easy} easy and {rest} rest days; at least 10 of each are needed");
        assert_eq!((few.estimate, few.reason), (None, Some(words)));
    }
}
