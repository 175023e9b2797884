//! Thresholds: declared > file > archive > formula, dated, each with where it comes from.

use jiff::civil::Date;
use shakeout::activity::FileThresholds;
use shakeout::thresholds::AthleteBlock;
use shakeout::thresholds::{DailyFacts, Fact, Provenance, Thresholds, resolve, tanaka};

use crate::support::session::{Session, date, dated, run};

fn thresholds(blocks: &[AthleteBlock], sessions: &[Session]) -> Thresholds {
    resolve(blocks, &dated(sessions), &DailyFacts::default())
}

fn file(day: &str, hr_max: Option<f64>, hr_rest: Option<f64>) -> Session {
    run(date(day), 40.0).with(|d| {
        d.thresholds = FileThresholds { hr_max_bpm: hr_max, hr_rest_bpm: hr_rest, ..Default::default() };
    })
}

fn hr_max(t: &Thresholds, day: &str) -> Option<f64> {
    t.on(date(day)).hr_max_bpm.value()
}

fn block(from: Option<&str>, hr_max: Option<f64>, hr_rest: Option<f64>) -> AthleteBlock {
    AthleteBlock { from: from.map(date), hr_max_bpm: hr_max, hr_rest_bpm: hr_rest, ..AthleteBlock::default() }
}

fn archive_runs(fact: &Fact<f64>) -> Vec<Date> {
    match fact.provenance() {
        Some(Provenance::Archive { runs, .. }) => runs.to_vec(),
        other => panic!("not from the archive: {other:?}"),
    }
}

#[test]
fn a_declared_value_wins_over_the_file_and_the_file_over_the_archive() {
    let sessions =
        [file("2024-03-01", Some(186.0), None).peak(192.0), file("2024-03-03", None, None).peak(191.0)];
    let declared = thresholds(&[block(None, Some(190.0), None)], &sessions);
    assert_eq!(hr_max(&declared, "2024-03-03"), Some(190.0));
    assert_eq!(
        declared.on(date("2024-03-03")).hr_max_bpm.provenance(),
        Some(&Provenance::Declared { from: None })
    );
    let from_file = thresholds(&[], &sessions);
    assert_eq!(hr_max(&from_file, "2024-03-03"), Some(186.0));
    assert_eq!(
        from_file.on(date("2024-03-03")).hr_max_bpm.provenance(),
        Some(&Provenance::File { date: date("2024-03-01") })
    );
    let from_archive = thresholds(&[], &[sessions[1].clone(), run(date("2024-03-05"), 40.0).peak(189.0)]);
    assert_eq!(hr_max(&from_archive, "2024-03-03"), Some(191.0));
}

#[test]
fn a_block_holds_from_its_date_and_inherits_what_it_leaves_out() {
    let blocks = [block(Some("2025-01-01"), Some(185.0), None), block(None, Some(190.0), Some(50.0))];
    let t = thresholds(&blocks, &[]);
    assert_eq!(hr_max(&t, "2024-12-31"), Some(190.0));
    assert_eq!(hr_max(&t, "2025-01-01"), Some(185.0));
    assert_eq!(t.on(date("2025-06-01")).hr_rest_bpm.value(), Some(50.0));
}

#[test]
fn before_the_first_dated_block_nothing_is_declared() {
    let t = thresholds(&[block(Some("2025-01-01"), Some(185.0), None)], &[]);
    assert_eq!(hr_max(&t, "2024-12-31"), None);
}

#[test]
fn a_value_of_a_file_holds_until_a_later_file_and_a_year_back_at_most() {
    let t = thresholds(&[], &[file("2022-06-01", None, Some(52.0)), file("2024-06-01", None, Some(48.0))]);
    let rest = |day| t.on(date(day)).hr_rest_bpm.value();
    assert_eq!(rest("2022-06-01"), Some(52.0));
    assert_eq!(rest("2024-05-31"), Some(52.0));
    assert_eq!(rest("2026-01-01"), Some(48.0));
    assert_eq!(rest("2021-06-01"), Some(52.0));
    assert_eq!(rest("2021-05-31"), None);
}

#[test]
fn a_resting_heart_rate_is_never_assumed() {
    let t = thresholds(&[block(None, Some(190.0), None)], &[file("2024-03-01", None, None)]);
    let athlete = t.on(date("2024-03-01"));
    assert_eq!(athlete.hr_rest_bpm.value(), None);
    assert!(matches!(&athlete.hr_rest_bpm, Fact::Unknown { reason } if reason.contains("hr_rest")));
    assert!(t.notes().iter().any(|n| n.contains("Resting heart rate is not known")), "{:?}", t.notes());
}

#[test]
fn a_resting_heart_rate_above_hrmax_is_refused_with_a_reason() {
    let t = thresholds(&[block(None, Some(120.0), Some(130.0))], &[]);
    let athlete = t.on(date("2024-03-01"));
    assert_eq!(athlete.hr_rest_bpm.value(), None);
    assert_eq!(athlete.reserve_bpm(), None);
}

#[test]
fn unset_profile_fields_of_a_device_are_not_thresholds() {
    let t = thresholds(&[], &[file("2024-03-01", Some(0.0), Some(255.0))]);
    let athlete = t.on(date("2024-03-01"));
    assert_eq!((athlete.hr_max_bpm.value(), athlete.hr_rest_bpm.value()), (None, None));
}

#[test]
fn hrmax_of_the_archive_is_the_highest_that_two_runs_reach_within_three_bpm() {
    let day = |d: i8, bpm: f64| run(Date::constant(2024, 5, d), 40.0).peak(bpm);
    let t = thresholds(&[], &[day(1, 170.0), day(2, 188.0), day(3, 185.0), day(4, 171.0)]);
    let athlete = t.on(date("2024-05-10"));
    assert_eq!(athlete.hr_max_bpm.value(), Some(188.0));
    assert_eq!(archive_runs(&athlete.hr_max_bpm), [date("2024-05-02"), date("2024-05-03")]);
}

#[test]
fn two_runs_more_than_three_bpm_apart_do_not_confirm_each_other() {
    let day = |d: i8, bpm: f64| run(Date::constant(2024, 5, d), 40.0).peak(bpm);
    let t = thresholds(&[], &[day(1, 188.0), day(2, 184.9), day(3, 182.0)]);
    assert_eq!(hr_max(&t, "2024-05-10"), Some(184.9));
}

#[test]
fn a_lone_spike_is_not_a_maximum_and_is_named_in_a_note() {
    let day = |d: i8, bpm: f64| run(Date::constant(2024, 5, d), 40.0).peak(bpm);
    let t = thresholds(&[], &[day(1, 221.0), day(2, 186.0), day(3, 185.0)]);
    assert_eq!(hr_max(&t, "2024-05-10"), Some(186.0));
    let notes = t.notes().join("\n");
    assert!(notes.contains("221 bpm on 2024-05-01") && notes.contains("one run only"), "{notes}");
}

#[test]
fn where_no_two_runs_agree_no_peak_is_called_a_spike() {
    let sessions = [run(date("2024-05-01"), 40.0).peak(188.0), run(date("2024-05-02"), 40.0).peak(171.0)];
    let t = thresholds(&[], &sessions);
    assert_eq!(hr_max(&t, "2024-05-01"), None);
    assert!(!t.notes().join("").contains("spike"), "{:?}", t.notes());
}

#[test]
fn a_peak_of_another_sport_says_nothing_of_the_maximum_in_running() {
    let ride = crate::support::session::session(date("2024-05-03"), shakeout::activity::Sport::Cycling, 60.0);
    let t = thresholds(&[], &[run(date("2024-05-01"), 40.0).peak(186.0), ride.peak(186.0)]);
    assert_eq!(hr_max(&t, "2024-05-10"), None);
}

#[test]
fn thresholds_of_2016_do_not_move_because_the_runner_changed_in_2026() {
    let mut sessions =
        vec![run(date("2016-05-01"), 40.0).peak(190.0), run(date("2016-06-01"), 40.0).peak(189.0)];
    let before = thresholds(&[], &sessions).on(date("2016-07-01"));
    assert_eq!(before.hr_max_bpm.value(), Some(190.0));
    for day in ["2025-05-01", "2026-06-01", "2026-07-01"] {
        sessions.push(file(day, Some(205.0), Some(44.0)).peak(204.0));
    }
    assert_eq!(thresholds(&[], &sessions).on(date("2016-07-01")), before);
}

#[test]
fn a_year_without_evidence_borrows_from_its_neighbours_and_no_further() {
    let sessions = [run(date("2020-05-01"), 40.0).peak(188.0), run(date("2020-06-01"), 40.0).peak(187.0)];
    let t = thresholds(&[], &sessions);
    assert_eq!(hr_max(&t, "2019-12-01"), Some(188.0));
    assert_eq!(hr_max(&t, "2023-12-31"), Some(188.0));
    assert_eq!(hr_max(&t, "2024-01-01"), None);
    assert_eq!(hr_max(&t, "2018-12-31"), None);
}

#[test]
fn without_anything_else_hrmax_is_tanaka_by_age() {
    assert!((tanaka(40.0) - 180.0).abs() < 1e-9);
    let born = AthleteBlock { born: Some(1984), ..AthleteBlock::default() };
    let t = thresholds(&[born], &[run(date("2024-05-01"), 40.0)]);
    let athlete = t.on(date("2024-05-01"));
    assert_eq!(athlete.hr_max_bpm.value(), Some(180.0));
    assert_eq!(athlete.hr_max_bpm.provenance(), Some(&Provenance::Formula { age_y: 40.0 }));
    assert!(t.notes().iter().any(|n| n.contains("age formula")));
}

#[test]
fn an_age_in_a_file_grows_with_the_years() {
    let aged = run(date("2020-05-01"), 40.0).with(|d| d.thresholds.age_y = Some(40.0));
    let t = thresholds(&[], &[aged]);
    assert_eq!(t.on(date("2026-05-01")).age_y.value(), Some(46.0));
}

#[test]
fn a_log_of_easy_runs_shows_no_maximum() {
    let easy: Vec<Session> = (1..=20).map(|d| run(Date::constant(2024, 5, d), 40.0).peak(148.0)).collect();
    assert_eq!(hr_max(&thresholds(&[], &easy), "2024-05-10"), None);
    let born = AthleteBlock { born: Some(1984), ..AthleteBlock::default() };
    assert_eq!(hr_max(&thresholds(&[born], &easy), "2024-05-10"), Some(180.0));
}

#[test]
fn a_declared_hrmax_that_runs_exceed_is_said_to_look_wrong() {
    let sessions = [run(date("2024-05-01"), 40.0).peak(191.0), run(date("2024-05-02"), 40.0).peak(190.0)];
    let notes = thresholds(&[block(None, Some(180.0), None)], &sessions).notes().join("\n");
    assert!(notes.contains("HRmax looks too low") && notes.contains("191"), "{notes}");
}

fn half_hour(day: &str, bpm: f64, mps: f64) -> Session {
    run(date(day), 40.0).gap(&[(mps, 40.0)]).with(|d| {
        d.hr_best_30min_bpm = Some(bpm);
        d.gap_best_30min_mps = Some(mps);
    })
}

#[test]
fn lthr_and_threshold_speed_come_from_the_best_half_hour_of_a_maximal_effort() {
    let sessions = [
        half_hour("2024-05-01", 150.0, 3.1), // easy: 79 % of HRmax
        half_hour("2024-05-02", 172.0, 3.9), // 90.5 %
        half_hour("2024-05-03", 175.0, 4.0), // 92.1 %
        half_hour("2024-05-04", 188.0, 3.0), // 98.9 %: no one holds that
    ];
    let t = thresholds(&[block(None, Some(190.0), None)], &sessions);
    let athlete = t.on(date("2024-05-10"));
    assert_eq!(athlete.lthr_bpm.value(), Some(175.0));
    assert_eq!(athlete.threshold_mps.value(), Some(4.0));
    assert_eq!(archive_runs(&athlete.threshold_mps), [date("2024-05-03")]);
    let rows = t.rows();
    let pace = rows.iter().find(|r| r.name == "threshold_pace").expect("a row");
    assert_eq!(pace.value, Some(250.0));
    assert!(pace.source.contains("an estimate") && pace.source.contains("2024-05-03"), "{}", pace.source);
}

#[test]
fn an_hrmax_by_formula_cannot_tell_a_maximal_effort() {
    let born = AthleteBlock { born: Some(1984), ..AthleteBlock::default() };
    let t = thresholds(&[born], &[half_hour("2024-05-01", 168.0, 4.0)]);
    let athlete = t.on(date("2024-05-01"));
    assert_eq!(athlete.hr_max_bpm.value(), Some(180.0));
    assert_eq!((athlete.lthr_bpm.value(), athlete.threshold_mps.value()), (None, None));
}

fn paced(best: f64) -> Vec<Session> {
    let mut sessions: Vec<Session> = (1..=12)
        .map(|d| run(Date::constant(2024, 5, d), 40.0).gap(&[(3.0, 40.0)]))
        .map(|s| s.with(|d| d.gap_best_30min_mps = Some(3.02)))
        .collect();
    sessions
        .push(run(date("2024-05-20"), 40.0).gap(&[(best, 40.0)]).with(|d| d.gap_best_30min_mps = Some(best)));
    sessions
}

#[test]
fn without_heart_rate_a_half_hour_gives_threshold_speed_only_when_it_stands_out() {
    let stands_out = thresholds(&[], &paced(3.6)).on(date("2024-05-25")).threshold_mps;
    assert_eq!(stands_out.value(), Some(3.6));
    assert_eq!(thresholds(&[], &paced(3.3)).on(date("2024-05-25")).threshold_mps.value(), None);
}

#[test]
fn a_fast_half_hour_whose_heart_rate_was_not_maximal_gives_no_threshold_speed() {
    let mut sessions = paced(3.6);
    sessions.last_mut().expect("a run").digest.hr_best_30min_bpm = Some(160.0);
    let block = block(None, Some(190.0), None);
    assert_eq!(thresholds(&[block], &sessions).on(date("2024-05-25")).threshold_mps.value(), None);
}

#[test]
fn an_hrmax_of_the_archive_far_below_the_age_formula_is_said_to_be_the_highest_seen() {
    let born = AthleteBlock { born: Some(1984), ..AthleteBlock::default() };
    let at = |bpm: f64| {
        let sessions = [run(date("2024-05-01"), 40.0).peak(bpm), run(date("2024-05-02"), 40.0).peak(bpm)];
        thresholds(std::slice::from_ref(&born), &sessions).notes().join("\n")
    };
    assert!(
        at(165.0).contains("the highest seen, 165 bpm, where the age formula gives 180"),
        "{}",
        at(165.0)
    );
    assert!(!at(175.0).contains("the highest seen"));
}

#[test]
fn the_rows_hold_one_line_for_each_threshold_and_change_of_it() {
    let blocks = [
        AthleteBlock { threshold_mps: Some(4.0), ..block(None, Some(190.0), None) },
        block(Some("2024-06-01"), Some(186.0), None),
    ];
    let sessions: Vec<Session> = (1..=9)
        .map(|month| file(&format!("2024-0{month}-10"), None, Some(50.0 + f64::from(month % 3))))
        .collect();
    let rows = thresholds(&blocks, &sessions).rows();
    let of = |name: &str| rows.iter().filter(|r| r.name == name).cloned().collect::<Vec<_>>();
    let max = of("hr_max");
    assert_eq!(
        max.iter().map(|r| (r.from, r.value)).collect::<Vec<_>>(),
        [(None, Some(190.0)), (Some(date("2024-06-01")), Some(186.0))]
    );
    let rest = of("hr_rest");
    assert_eq!(rest.len(), 1, "{rest:?}");
    let (low, high) = rest[0].range.expect("two values share the row");
    assert_eq!((low.round(), high.round()), (51.0, 52.0));
    let lthr = of("lthr");
    assert_eq!((lthr.len(), lthr[0].value), (1, None));
    assert!(lthr[0].source.starts_with("not known: "));
    assert_eq!((of("threshold_pace")[0].value, of("threshold_pace")[0].unit.as_str()), (Some(250.0), "s/km"));
}

#[test]
fn one_odd_night_does_not_move_the_resting_heart_rate_of_the_files() {
    let nights = [("2024-05-01", 48.0), ("2024-05-02", 47.0), ("2024-05-03", 71.0), ("2024-05-04", 48.0)];
    let sessions: Vec<Session> = nights.iter().map(|(day, bpm)| file(day, None, Some(*bpm))).collect();
    let t = thresholds(&[], &sessions);
    let rest = |day| t.on(date(day)).hr_rest_bpm.value();
    assert_eq!(rest("2024-05-03"), Some(48.0));
    assert_eq!(rest("2024-05-04"), Some(48.0));
    // 90 days later only the last value is left
    assert_eq!(rest("2025-05-04"), Some(48.0));
}

#[test]
fn two_watches_that_disagree_daily_give_a_row_a_year_and_not_a_row_a_day() {
    let sessions: Vec<Session> = (0..400_i64)
        .map(|d| (date("2023-06-01").saturating_add(jiff::Span::new().days(d)), d))
        .map(|(day, d)| file(&day.to_string(), Some(if d % 2 == 0 { 186.0 } else { 192.0 }), None))
        .collect();
    let rows = thresholds(&[], &sessions).rows();
    let max: Vec<_> = rows.iter().filter(|r| r.name == "hr_max").collect();
    assert_eq!(max.len(), 2, "{max:?}");
    assert_eq!(max[1].range, Some((186.0, 192.0)));
    assert_eq!(max[1].from, Some(date("2024-01-01")));
}

#[test]
fn the_order_in_which_activities_come_changes_nothing() {
    let mut sessions = paced(3.6);
    sessions.push(file("2024-05-21", Some(186.0), Some(51.0)));
    let forward = thresholds(&[], &sessions);
    sessions.reverse();
    let backward = thresholds(&[], &sessions);
    assert_eq!(forward.rows(), backward.rows());
    assert_eq!(forward.notes(), backward.notes());
}

#[test]
fn an_empty_archive_gives_rows_that_say_why_nothing_is_known() {
    let t = thresholds(&[], &[]);
    assert_eq!(t.rows().len(), 4);
    assert!(t.rows().iter().all(|r| r.value.is_none() && r.source.starts_with("not known")));
}
