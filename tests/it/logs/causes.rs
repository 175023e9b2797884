//! The true reason first: seasons broken in each way, and what is said of them.

use jiff::ToSpan;
use jiff::civil::date;
use shakeout::activity::Sport;
use shakeout::classify::SessionClass;
use shakeout::day::{Day, DayKind};
use shakeout::effect::Status;
use shakeout::report::Report;
use shakeout::report::causes::{causes, tell_first, the_reason};
use shakeout::report::next_steps::next_steps;
use shakeout::soreness::Reported;

use crate::support::report as made;

/// A report without an answer: 60 days, a run every other day, soreness every morning.
fn season() -> Report {
    let mut report = made::season(60);
    let first = date(2024, 1, 1);
    let template = report.days[0].clone();
    report.days = (0..60i64)
        .map(|k| Day {
            date: first.saturating_add(k.days()),
            kind: if k % 2 == 0 { DayKind::Easy } else { DayKind::Rest },
            kind_reason: String::new(),
            soreness: Some(3.0),
            reported_late: false,
            gap: false,
            ..template.clone()
        })
        .collect();
    let run = report.activities[0].clone();
    report.activities = report
        .days
        .iter()
        .filter(|day| day.kind == DayKind::Easy)
        .map(|day| {
            let mut run = run.clone();
            (run.sport, run.class, run.local_date) = (Sport::Running, SessionClass::Easy, day.date);
            run
        })
        .collect();
    report.runs = report.activities.len();
    let info = report.soreness.as_mut().expect("a log");
    (info.reported, info.rejected_rows, info.rejected, info.empty_column) =
        (Reported::Morning, 0, Vec::new(), None);
    let answer = &mut report.analysis.as_mut().expect("an analysis").answer;
    (answer.status, answer.rows, answer.estimate) = (Status::NotEnoughData, 0, None);
    report
}

/// What is first said of a broken season: code, count, days, sentence and first step.
fn first(report: &mut Report) -> (&'static str, usize, usize, String) {
    let reason = the_reason(report, &causes(report)).expect("a reason");
    tell_first(report);
    let sentence = report.verdict.as_ref().expect("a verdict").headline.clone();
    assert!(
        sentence.contains(&reason.what) && !sentence.to_lowercase().contains("keep logging"),
        "{sentence}"
    );
    let step = &next_steps(report)[0];
    assert!(step.contains(&reason.remedy), "{step}");
    (reason.code, reason.count, reason.days, reason.what)
}

#[test]
fn runs_without_a_class_are_the_reason_where_no_run_has_one() {
    let mut report = season();
    for run in &mut report.activities {
        run.class = SessionClass::Unknown;
        (run.hr_mean_bpm, run.hr_coverage, run.rpe) = (None, None, None);
    }
    for day in report.days.iter_mut().filter(|day| day.kind == DayKind::Easy) {
        day.kind = DayKind::Unknown;
    }
    let (code, count, days, what) = first(&mut report);
    assert_eq!((code, count, days), ("no_class", 30, 30));
    assert_eq!(what, "none of 30 runs has a class (easy, moderate or hard)");
}

#[test]
fn an_empty_column_is_the_reason_and_not_a_lack_of_mornings() {
    let mut report = season();
    for day in &mut report.days {
        day.soreness = None;
    }
    report.soreness.as_mut().expect("a log").empty_column = Some(("soreness".into(), 60));
    let (code, count, _, what) = first(&mut report);
    assert_eq!((code, count), ("empty_column", 60));
    assert_eq!(what, "the column `soreness` of the soreness log holds no value in 60 rows");
}

#[test]
fn evening_reports_are_the_reason_where_they_are_reported_in_the_evening() {
    let mut report = season();
    report.soreness.as_mut().expect("a log").reported = Reported::Evening;
    assert_eq!(first(&mut report).0, "evening_reports");
}

#[test]
fn a_log_of_other_years_than_the_runs_shares_no_day_with_them() {
    let mut report = season();
    for run in &mut report.activities {
        run.local_date = run.local_date.saturating_sub(3.years());
    }
    let (code, _, _, what) = first(&mut report);
    assert_eq!(code, "no_overlap");
    assert!(what.contains("2024-01-01 to 2024-02-29") && what.contains("2021-01-01"), "{what}");
}

#[test]
fn one_other_sport_on_every_day_without_a_run_is_named() {
    let mut report = season();
    let rides: Vec<_> = report
        .days
        .iter()
        .filter(|day| day.kind == DayKind::Rest)
        .map(|day| {
            let mut ride = report.activities[0].clone();
            (ride.sport, ride.local_date) = (Sport::Cycling, day.date);
            ride
        })
        .collect();
    report.activities.extend(rides);
    for day in report.days.iter_mut().filter(|day| day.kind == DayKind::Rest) {
        day.kind = DayKind::Unknown;
    }
    let (code, count, _, what) = first(&mut report);
    assert_eq!((code, count), ("other_sport", 29), "the last day has no morning after it");
    assert!(what.contains("29 days of cycling"), "{what}");
}

#[test]
fn stretches_without_recordings_are_the_reason_where_they_hold_the_mornings() {
    let mut report = season();
    for day in &mut report.days[10..50] {
        (day.kind, day.gap) = (DayKind::Unknown, true);
    }
    let gone = report.days[10].date..=report.days[49].date;
    report.activities.retain(|run| !gone.contains(&run.local_date));
    assert_eq!(first(&mut report).0, "gaps");
}

#[test]
fn keep_logging_is_said_where_mornings_are_what_is_missing() {
    let mut report = season();
    for day in report.days.iter_mut().skip(1).step_by(2) {
        day.soreness = None;
    }
    assert!(the_reason(&report, &causes(&report)).is_none());
    assert_eq!(causes(&report)[0].code, "missing_mornings");
    let before = report.verdict.as_ref().expect("a verdict").headline.clone();
    tell_first(&mut report);
    assert_eq!(report.verdict.as_ref().expect("a verdict").headline, before);
    assert!(next_steps(&report)[0].to_lowercase().contains("keep logging"), "{:?}", next_steps(&report));
}

#[test]
fn an_answer_is_left_alone() {
    let mut report = season();
    report.analysis.as_mut().expect("an analysis").answer.status = Status::Helps;
    assert!(the_reason(&report, &causes(&report)).is_none());
}

#[test]
fn no_run_among_the_activities_is_the_reason_and_asks_for_the_sport_where_no_file_says_it() {
    let mut report = season();
    for activity in &mut report.activities {
        activity.sport = Sport::Unknown;
    }
    report.runs = 0;
    let (code, count, days, what) = first(&mut report);
    assert_eq!((code, count, days), ("no_runs", 30, 59));
    assert_eq!(what, "none of 30 activities is a run (by sport: 30 of unknown)");
    let mut report = season();
    for activity in &mut report.activities {
        activity.sport = Sport::Cycling;
    }
    let reason = the_reason(&report, &causes(&report)).expect("a reason");
    assert_eq!((reason.code, reason.remedy.as_str()), ("no_runs", "Add the recordings of your runs."));
}
