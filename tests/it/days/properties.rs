//! What holds of every day table, whatever the activities and the diary.

use std::collections::BTreeSet;

use proptest::prelude::*;
use shakeout::days::{GAP_DAYS, GAP_DAYS_WITHOUT_DIARY};

use super::*;

const CLASSES: [SessionClass; 6] = [
    SessionClass::Recovery,
    SessionClass::Easy,
    SessionClass::Moderate,
    SessionClass::Hard,
    SessionClass::Uncertain,
    SessionClass::Unknown,
];

/// Runs and other sports on scattered days; loads, descents and distances are missing now and then.
fn activities() -> impl Strategy<Value = Vec<Session>> {
    let missing = |most: f64| prop::option::weighted(0.9, 0.0..most);
    let one = (
        0_i64..200,
        0_usize..4,
        0_usize..6,
        missing(300.0),
        missing(900.0),
        missing(42_195.0),
        1.0..300.0_f64,
    );
    prop::collection::vec(one, 1..40).prop_map(|all| {
        let row = |(offset, what, class, load, descent_m, distance_m, minutes): (
            i64,
            usize,
            usize,
            _,
            _,
            _,
            f64,
        )| {
            let sport = [Sport::Running, Sport::Running, Sport::Running, Sport::Cycling][what];
            Session {
                sport,
                timer_s: Some(60.0 * minutes),
                load: Option::ok_or(load, Unmeasured::NoLoad),
                descent_m,
                distance_m,
                zone_min: (class != 5).then_some([0.5 * minutes, 0.3 * minutes, 0.2 * minutes]),
                ..run(day(offset), CLASSES[class])
            }
        };
        all.into_iter().map(row).collect()
    })
}

/// A diary with a report on some days.
fn reports() -> impl Strategy<Value = Option<(BTreeSet<i64>, Diary)>> {
    prop::option::of(prop::collection::btree_set(0_i64..200, 1..30).prop_map(|offsets| {
        let lines: String =
            offsets.iter().map(|offset| format!("{},morning,{}\n", day(*offset), offset % 10)).collect();
        (offsets, diary(&format!("date,time,soreness\n{lines}")))
    }))
}

fn is_run(row: &&Session) -> bool {
    row.is_run()
}

/// Sums by day, added up, are the sum over the activities where every one is known; a day with an unknown one
/// is unknown, and takes only its own activities out.
fn sums_agree(
    rows: &[Session],
    days: &[Day],
    of_day: impl Fn(&Day) -> Option<f64>,
    of_row: impl Fn(&Session) -> Option<f64>,
) -> Result<(), TestCaseError> {
    for day in days.iter().filter(|day| !day.gap && day.outside.is_none()) {
        let of_the_day = rows.iter().filter(|row| row.local_date == day.date);
        let worked: Option<f64> = of_the_day.map(&of_row).sum();
        let found = of_day(day);
        prop_assert_eq!(found.is_some(), worked.is_some(), "{}", day.date);
        prop_assert!(
            found.zip(worked).is_none_or(|(found, worked)| (found - worked).abs() < 1e-6),
            "{}",
            day.date
        );
    }
    let known =
        |date: Date| days.iter().find(|day| day.date == date).is_some_and(|day| of_day(day).is_some());
    let all: f64 = rows.iter().filter(|row| known(row.local_date)).filter_map(&of_row).sum();
    let by_day: f64 = days.iter().filter_map(&of_day).sum();
    prop_assert!((all - by_day).abs() < 1e-6 * all.max(1.0), "{} {}", all, by_day);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn each_date_from_the_first_to_the_last_is_there_once_and_in_order(rows in activities(), reports in reports()) {
        let log = reports.as_ref().map(|(_, log)| log);
        let days = build(&rows, log, &DayOptions::default());
        let reported = reports.iter().flat_map(|(offsets, _)| offsets.iter().map(|offset| day(*offset)));
        let dates: BTreeSet<Date> = rows.iter().map(|row| row.local_date).chain(reported).collect();
        let first = *dates.first().expect("an activity");
        prop_assert_eq!((days[0].date, days[days.len() - 1].date), (first, *dates.last().expect("an activity")));
        for pair in days.windows(2) {
            prop_assert_eq!(pair[0].date.tomorrow().expect("a day"), pair[1].date);
        }
        for day in &days {
            prop_assert!(!(dates.contains(&day.date) && day.gap), "{} is known", day.date);
            prop_assert_eq!(day.gap, day.kind_reason.starts_with("no file"));
        }
    }

    #[test]
    fn what_the_days_hold_is_what_the_activities_hold(rows in activities(), reports in reports()) {
        let log = reports.as_ref().map(|(_, log)| log);
        let days = build(&rows, log, &DayOptions::default());
        prop_assert_eq!(days.iter().map(|day| day.runs).sum::<usize>(), rows.iter().filter(is_run).count());
        let of_run = |row: &Session, value: Option<f64>| if is_run(&row) { value } else { Some(0.0) };
        let minutes = Session::minutes;
        sums_agree(&rows, &days, |day| day.load, |row| row.known_load())?;
        sums_agree(&rows, &days, |day| day.run_min, |row| of_run(row, minutes(row)))?;
        sums_agree(&rows, &days, |day| day.other_min, |row| if is_run(&row) { Some(0.0) } else { minutes(row) })?;
        sums_agree(&rows, &days, |day| day.descent_m, |row| of_run(row, row.descent_m))?;
        sums_agree(&rows, &days, |day| day.distance_m, |row| of_run(row, row.distance_m))?;
        sums_agree(
            &rows,
            &days,
            |day| day.zone_min.map(|zones| zones.iter().sum()),
            |row| of_run(row, row.zone_min.map(|zones| zones.iter().sum())),
        )?;
        sums_agree(&rows, &days, |day| day.easy_min, |row| {
            of_run(row, match row.class {
                SessionClass::Easy | SessionClass::Recovery => minutes(row),
                SessionClass::Moderate | SessionClass::Hard => Some(0.0),
                SessionClass::Uncertain | SessionClass::Unknown => None,
            })
        })?;
    }

    #[test]
    fn weeks_hold_what_their_days_hold(rows in activities()) {
        let weeks = weeks(&rows);
        let runs: Vec<&Session> = rows.iter().filter(is_run).collect();
        prop_assert_eq!(weeks.iter().map(|week| week.runs).sum::<usize>(), runs.len());
        let zoned: f64 = runs.iter().filter_map(|row| row.zone_min).flatten().sum();
        let unzoned: f64 = runs.iter().filter(|row| row.zone_min.is_none()).filter_map(|row| row.timer_s).sum::<f64>() / 60.0;
        prop_assert!((weeks.iter().flat_map(|week| week.zone_min).sum::<f64>() - zoned).abs() < 1e-6);
        prop_assert!((weeks.iter().map(|week| week.unzoned_min).sum::<f64>() - unzoned).abs() < 1e-6);
        let unknown = runs.iter().filter(|row| row.zone_min.is_none() && row.timer_s.is_none()).count();
        prop_assert_eq!(weeks.iter().map(|week| week.runs_of_unknown_length).sum::<usize>(), unknown);
        for pair in weeks.windows(2) {
            prop_assert_eq!(pair[0].monday.saturating_add(jiff::Span::new().days(7)), pair[1].monday);
        }
    }

    #[test]
    fn a_day_with_a_run_is_no_rest_day_and_a_day_without_is_no_day_of_running(rows in activities(), reports in reports()) {
        let log = reports.as_ref().map(|(_, log)| log);
        for day in build(&rows, log, &DayOptions::default()) {
            let ran = matches!(day.kind, DayKind::Easy | DayKind::Moderate | DayKind::Hard);
            prop_assert!(!ran || day.runs > 0);
            prop_assert!(day.runs == 0 || (day.kind != DayKind::Rest && !day.gap));
            prop_assert_eq!(day.kind == DayKind::Unknown, !day.kind_reason.is_empty());
            prop_assert!(day.hard_load.zip(day.load).is_none_or(|(hard, all)| hard <= all + 1e-9));
            let numbers = [day.load, day.ctl, day.atl, day.tsb, day.monotony, day.strain];
            prop_assert!(numbers.iter().flatten().all(|number| number.is_finite()));
        }
    }

    #[test]
    fn silent_days_are_unknown_in_stretches_and_rest_otherwise(rows in activities(), reports in reports()) {
        let log = reports.as_ref().map(|(_, log)| log);
        let limit = if log.is_some() { GAP_DAYS } else { GAP_DAYS_WITHOUT_DIARY };
        let days = build(&rows, log, &DayOptions::default());
        for stretch in days.chunk_by(|a, b| a.gap == b.gap) {
            prop_assert!(!stretch[0].gap || stretch.len() >= limit, "{} days from {}", stretch.len(), stretch[0].date);
        }
        let assumed = build(&rows, log, &DayOptions { assume_rest: true, ..DayOptions::default() });
        prop_assert_eq!(assumed.len(), days.len());
        for (ours, assumed) in days.iter().zip(&assumed) {
            prop_assert!(!assumed.gap && (!ours.gap || assumed.kind == DayKind::Rest));
        }
    }
}
