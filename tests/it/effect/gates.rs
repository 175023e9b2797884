//! The gate, one rule at a time, on rows and estimates that are written down.

use shakeout::effect::estimate::NoEstimate;

use super::*;

/// `easy` and `rest` rows, all alike but for the morning after, on days of every weekday.
fn alike(easy: usize, rest: usize) -> Frame {
    let rows = easy + rest;
    let treated: Vec<bool> = (0..rows).map(|row| row < easy).collect();
    let outcome: Vec<f64> = (0..rows).map(|row| scatter(row, 3) as f64).collect();
    Frame { days: (0..rows).map(|row| 10 * row + scatter(row, 7)).collect(), ..bare(&treated, &outcome) }
}

fn good() -> Estimate {
    Estimate { estimate: 0.0, low: -0.5, high: 0.5, se: 0.25, df: 40.0, p: 1.0 }
}

fn closed(frame: &Frame, estimate: Estimate) -> Option<(Status, String)> {
    let fit = least_squares(&alike(12, 12)).expect("identified");
    gate::gate(frame, &Ok(Primary { estimate, fit }), &settings())
        .map(|closed| (closed.status, closed.reason))
}

#[track_caller]
fn not_enough(found: Option<(Status, String)>, words: &str) {
    let (status, reason) = found.expect("closed");
    assert_eq!(status, Status::NotEnoughData);
    assert!(reason.contains(words), "{reason}");
}

#[test]
fn the_gate_takes_ten_days_of_each_kind() {
    assert_eq!(closed(&alike(10, 10), good()), None);
    not_enough(
        closed(&alike(9, 30), good()),
        "9 easy days and 30 rest days with reports on both mornings; at least 10",
    );
    not_enough(closed(&alike(30, 9), good()), "30 easy days and 9 rest days");
    not_enough(closed(&alike(30, 1), good()), "30 easy days and 1 rest day with reports");
}

#[test]
fn the_gate_takes_ten_degrees_of_freedom_and_a_spread() {
    let frame = alike(20, 20);
    assert_eq!(closed(&frame, Estimate { df: 10.0, ..good() }), None);
    not_enough(closed(&frame, Estimate { df: 9.9, ..good() }), "too few for a trustworthy interval");
    not_enough(closed(&frame, Estimate { se: 0.0, ..good() }), "does not vary");
    not_enough(closed(&frame, Estimate { se: f64::NAN, ..good() }), "does not vary");
}

#[test]
fn the_gate_takes_an_interval_of_a_tenth_of_the_scale_to_either_side() {
    let frame = alike(20, 20);
    let reach = |low: f64, high: f64| closed(&frame, Estimate { low, high, ..good() });
    assert_eq!(reach(-0.25, 1.75), None, "half of 2.0");
    not_enough(reach(-0.26, 1.76), "the interval would reach 1.01 points to either side");
}

#[test]
fn without_alike_days_the_log_cannot_answer() {
    // Of 40 rows on each side 2 of 80 have a like one, then 4.
    let frame = |alike_rows: usize| {
        let mut frame = alike(40, 40);
        for row in 0..80 {
            frame.soreness[row] = if row < 40 { 0.0 } else { 9.0 };
        }
        for row in 0..alike_rows / 2 {
            (frame.soreness[row], frame.soreness[79 - row]) = (5.0, 5.0);
        }
        frame
    };
    let (status, reason) = closed(&frame(2), good()).expect("closed");
    assert_eq!(status, Status::NotIdentifiable);
    assert!(reason.contains("you never ran easy on mornings like those on which you rested"));
    not_enough(closed(&frame(4), good()), "only 5 % of the days have a comparable day");
}

#[test]
fn without_a_fit_the_gate_says_which() {
    let of = |why| {
        let closed = gate::gate(&alike(12, 12), &Err(why), &settings()).expect("closed");
        (closed.status, closed.reason)
    };
    let (status, reason) = of(NoEstimate::ChoiceExplained);
    assert_eq!(status, Status::NotIdentifiable);
    assert!(reason.contains("what went before decides completely"));
    assert_eq!(of(NoEstimate::TooFewRows), (Status::NotEnoughData, "only 24 usable days".to_owned()));
}

#[test]
fn the_weekday_decides_when_a_twentieth_of_the_choice_is_left_within_weekdays() {
    // Easy on three weekdays, rest on four; `against` of the 20 days of one weekday are the other way.
    let frame = |weeks: usize, against: usize| {
        let days: Vec<usize> = (0..7 * weeks).collect();
        let treated: Vec<bool> =
            days.iter().map(|day| (day % 7 < 3) != (day % 7 == 0 && day / 7 < against)).collect();
        Frame { days, ..bare(&treated, &vec![0.0; 7 * weeks]) }
    };
    assert!(gate::weekday_decides(&frame(20, 0)));
    // Left within weekdays 1 x 19 / 20 = 0.95, 1.8, 2.55 of 58 x 82 / 140 = 34.0: 2.8, 5.3 and 7.5 %.
    assert!(gate::weekday_decides(&frame(20, 1)));
    assert!(!gate::weekday_decides(&frame(20, 2)));
    assert!(!gate::weekday_decides(&frame(20, 3)));
    // Six days of each kind; fewer may be chance.
    assert!(gate::weekday_decides(&frame(2, 0)), "six easy, eight rest");
    assert!(!gate::weekday_decides(&frame(1, 0)), "three easy");
    let turned = |frame: Frame| Frame { treated: frame.treated.iter().map(|easy| !easy).collect(), ..frame };
    assert!(gate::weekday_decides(&turned(frame(2, 0))));
    assert!(!gate::weekday_decides(&turned(frame(1, 0))));
    assert!(!gate::weekday_decides(&Frame::default()));
}

#[test]
fn a_neighbour_is_as_sore_to_the_step_and_follows_as_hard_a_day() {
    let share = |soreness: [f64; 2], after_hard: [bool; 2], caliper: f64| {
        let frame = Frame {
            soreness: soreness.to_vec(),
            after_hard: after_hard.to_vec(),
            ..bare(&[true, false], &[0.0, 0.0])
        };
        gate::overlap(&frame, caliper).expect("rows")
    };
    assert_eq!(share([3.0, 4.0], [false; 2], 1.0), 1.0);
    assert_eq!(share([4.0, 3.0], [false; 2], 1.0), 1.0);
    assert_eq!(share([3.0, 4.1], [false; 2], 1.0), 0.0);
    assert_eq!(share([4.1, 3.0], [false; 2], 1.0), 0.0);
    assert_eq!(share([3.0, 3.0], [true, false], 1.0), 0.0);
    assert_eq!(share([3.0, 3.0], [true, true], 0.0), 1.0);
    // 0.1 + 0.2 is not 0.3 in binary: a step apart all the same.
    assert_eq!(share([0.3, 0.1 + 0.2 + 0.1], [false; 2], 0.1), 1.0);
}

#[test]
fn an_interval_that_touches_zero_has_no_direction() {
    let at = |low: f64, high: f64| {
        let estimate = Estimate { estimate: 0.5 * (low + high), low, high, se: 0.4, df: 50.0, p: 0.05 };
        verdict::verdict(&estimate, 0.5)
    };
    assert_eq!((at(-1.6, 0.0), at(0.0, 1.6)), (Status::CannotTell, Status::CannotTell));
    assert_eq!((at(-1.6, -0.01), at(0.01, 1.6)), (Status::Helps, Status::Hurts));
}

#[test]
fn an_answer_is_robust_when_a_hidden_factor_leaves_its_interval_off_zero() {
    // 0.6 - 2.0086 x 0.1 leaves 0.399.
    for estimate in [-0.6, 0.6] {
        let estimate = shakeout::effect::small_sample::with_interval(estimate, 0.1, 50.0);
        assert!(verdict::is_robust(&estimate, 0.39) && !verdict::is_robust(&estimate, 0.41));
    }
}

#[test]
fn balance_takes_ten_days_of_each_kind() {
    let entries = |easy, rest| {
        let mut frame = alike(easy, rest);
        let values = (0..easy + rest).map(|row| scatter(row + 70, 9) as f64).collect();
        frame.covariates.push(shakeout::effect::frame::Covariate { name: "K".to_owned(), values });
        shakeout::effect::balance::balance(&frame).len()
    };
    assert_eq!([entries(10, 10), entries(9, 30), entries(30, 9)], [1, 0, 0]);
}

#[test]
fn the_covariates_of_a_day_are_worked_by_hand() {
    // Median hard day 40. Day 6 looks back on 40, 20 and 80; day 7 on 0, 40 and 20.
    let mut log = aimless(12);
    for (day, load) in [(3, 80.0), (4, 20.0), (5, 40.0)] {
        (log.kind[day], log.hard_load[day]) = (DayKind::Hard, Some(load));
    }
    (log.kind[6], log.kind[7], log.kind[8]) = (DayKind::Easy, DayKind::Rest, DayKind::Easy);
    (log.soreness[5], log.soreness[6], log.soreness[7]) = (Some(6.0), Some(5.0), Some(3.0));
    let record = Record::new(&log);
    let (_, frame) = comparison(&record, 1);
    let of = |day: usize| -> Vec<f64> {
        let row = frame.days.iter().position(|one| *one == day).expect("usable");
        frame.covariates.iter().map(|column| column.values[row]).collect()
    };
    // S, Sprev, K = 0.9, 1.2, 0.6 of the three days, L1, hard yesterday, easy yesterday, day.
    for (day, worked) in [
        (6, [5.0, 6.0, 0.9 + 1.2 * 0.5 + 0.6 * 2.0, 1.0, 1.0, 0.0, 6.0]),
        (7, [3.0, 5.0, 1.2 + 0.6 * 0.5, 0.0, 0.0, 1.0, 7.0]),
    ] {
        for (found, worked) in of(day).into_iter().zip(worked) {
            assert!((found - worked).abs() < 1e-12, "day {day}: {found} is not {worked}");
        }
    }
}

#[test]
fn evening_reports_are_read_again_with_the_evening_before_as_baseline() {
    let log = golden_log("help365");
    let bracket = shakeout::effect::evening::bracket(&log);
    // The report of each evening on the day after, and a day more for the last.
    let mut shifted = log.clone();
    shifted.soreness.insert(0, None);
    shifted.kind.push(DayKind::Unknown);
    let record = Record::new(&shifted);
    for (reading, lag) in [(1, 1), (2, 2)] {
        let (_, frame) = comparison(&record, lag);
        let fit = least_squares(&frame).expect("identified");
        let found = bracket[reading].estimate.expect("told");
        assert!((found.estimate - fit.estimate).abs() < 1e-12, "{}", bracket[reading].name);
        assert_eq!((bracket[reading].easy_days, bracket[reading].rest_days), frame.arms());
    }
    let reason = |readings: usize| shakeout::effect::evening::reason(&bracket[..readings], &settings());
    assert!(reason(1).ends_with("; report it in the morning before running instead"));
    assert!(reason(2).contains("; readings of it range from "));
}

#[test]
fn every_rule_is_in_the_document_with_what_it_says_and_in_its_order() {
    let docs = include_str!("../../../docs/how-it-decides.md");
    let log = gate::LOG_RULES.iter().map(|rule| (rule.name, rule.status));
    let rules: Vec<_> = log.chain(gate::RULES.iter().map(|rule| (rule.name, rule.status))).collect();
    let due: Vec<[String; 2]> =
        rules.iter().map(|(name, status)| [format!("`{name}`"), status.name().replace('_', " ")]).collect();
    let rows = docs.lines().filter(|line| line.starts_with("| `"));
    let told: Vec<[String; 2]> = rows
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            [cells[0].to_owned(), cells[2].to_owned()]
        })
        .collect();
    assert_eq!(told, due, "docs/how-it-decides.md: the table of rules");
}
