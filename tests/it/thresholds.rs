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

/// So many runs, three days apart, that peak at about `bpm`.
fn peaks(first: &str, n: i32, bpm: f64) -> Vec<Session> {
    let day = |k: i32| date(first).saturating_add(jiff::Span::new().days(3 * k));
    (0..n).map(|k| run(day(k), 40.0).peak(bpm - f64::from(k % 3))).collect()
}

fn close(value: Option<f64>, expected: f64) {
    let value = value.expect("a value");
    assert!((value - expected).abs() < 0.05, "{value} is not {expected}");
}

#[test]
fn golden_runs_give_the_golden_thresholds() {
    let table = include_str!("../../fixtures/golden/exposure/golden-thresholds.csv");
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let number = |row: &[&str], k: usize| -> Option<f64> { row[k].parse().ok() };
    let sessions: Vec<Session> = rows
        .iter()
        .map(|row| {
            run(date(row[0]), 45.0).peak(0.0).half_hour(0.0, 0.0).with(|d| {
                d.hr_peak_bpm = number(row, 1);
                d.hr_best_30min_bpm = number(row, 2);
                let heart = d.hr_effort.as_mut().expect("usable");
                heart.lock_share = number(row, 3).expect("a share");
                heart.coverage = number(row, 4).expect("a share");
                d.gap_best_30min_mps = number(row, 5);
                d.pace_effort.as_mut().expect("a pace").best_30min_mps = number(row, 6);
            })
        })
        .collect();
    let t = thresholds(&[], &sessions);
    for row in &rows {
        let athlete = t.on(date(row[0]));
        let found = [
            athlete.hr_max_bpm.value(),
            athlete.lthr_bpm.value(),
            athlete.threshold_mps.value(),
            athlete.threshold_months,
        ];
        for (k, found) in found.into_iter().enumerate() {
            let (found, expected) = (found.expect("known"), number(row, 7 + k).expect("a number"));
            assert!(
                (found - expected).abs() < 1e-4,
                "column {} on {}: {found} is not {expected}",
                7 + k,
                row[0]
            );
        }
    }
}

#[test]
fn a_declared_value_wins_over_the_watch_and_the_watch_over_the_archive() {
    let mut sessions = peaks("2024-03-01", 6, 190.0);
    close(hr_max(&thresholds(&[], &sessions), "2024-03-10"), 190.0);
    sessions.push(file("2024-03-04", Some(193.0), None));
    let watch = thresholds(&[], &sessions);
    assert_eq!(hr_max(&watch, "2024-03-10"), Some(193.0));
    assert_eq!(
        watch.on(date("2024-03-10")).hr_max_bpm.provenance(),
        Some(&Provenance::File { date: date("2024-03-04") })
    );
    let declared = thresholds(&[block(None, Some(186.0), None)], &sessions);
    assert_eq!(hr_max(&declared, "2024-03-10"), Some(186.0));
}

#[test]
fn the_watch_s_maximum_counts_only_where_it_can_be_right() {
    let with = |bpm: f64, age: Option<f64>| {
        let mut sessions = peaks("2024-03-01", 6, 185.0);
        sessions.push(file("2024-03-04", Some(bpm), None).with(|d| d.thresholds.age_y = age));
        hr_max(&thresholds(&[], &sessions), "2024-03-10")
    };
    assert_eq!(with(190.0, None), Some(190.0));
    close(with(179.0, None), 185.0); // below what runs reach
    close(with(201.0, None), 185.0); // far above
    close(with(186.0, Some(34.0)), 185.0); // 220 - age
    assert_eq!(with(188.0, Some(34.0)), Some(188.0));
}

#[test]
fn hrmax_of_the_archive_needs_five_runs_and_155_bpm() {
    assert_eq!(hr_max(&thresholds(&[], &peaks("2024-05-01", 4, 188.0)), "2024-05-10"), None);
    close(hr_max(&thresholds(&[], &peaks("2024-05-01", 5, 188.0)), "2024-05-10"), 188.0);
    let easy = peaks("2024-05-01", 20, 148.0);
    assert_eq!(hr_max(&thresholds(&[], &easy), "2024-05-10"), None);
    let born = AthleteBlock { born: Some(1984), ..AthleteBlock::default() };
    assert_eq!(hr_max(&thresholds(&[born], &easy), "2024-05-10"), Some(180.0));
}

#[test]
fn hrmax_falls_by_less_than_a_beat_a_year_and_never_jumps_at_new_year() {
    let t = thresholds(&[], &peaks("2022-03-01", 200, 190.0));
    let at = |day: &str| hr_max(&t, day).expect("known");
    assert!((at("2022-12-31") - at("2023-01-01")).abs() < 0.01);
    assert!((at("2022-06-01") - at("2023-06-01") - 0.7).abs() < 0.01);
}

#[test]
fn two_artefacts_of_a_strap_move_no_maximum_and_are_named_in_a_note() {
    let mut sessions = peaks("2023-01-01", 120, 188.0);
    let clean = hr_max(&thresholds(&[], &sessions), "2023-06-01").expect("known");
    for k in [40, 41] {
        sessions[k].digest.hr_peak_bpm = Some(225.0);
    }
    let t = thresholds(&[], &sessions);
    let spoilt = hr_max(&t, "2023-06-01").expect("known");
    assert!((clean - spoilt).abs() < 1.0, "{clean} {spoilt}");
    let notes = t.notes().join("\n");
    assert!(notes.contains("225 bpm on 2023-05-01") && notes.contains("one run only"), "{notes}");
}

#[test]
fn a_peak_of_another_sport_says_nothing_of_the_maximum_in_running() {
    let ride = |d| crate::support::session::session(d, shakeout::activity::Sport::Cycling, 60.0).peak(186.0);
    let sessions: Vec<Session> = (1..=9).map(|d| ride(Date::constant(2024, 5, d))).collect();
    assert_eq!(hr_max(&thresholds(&[], &sessions), "2024-05-10"), None);
}

#[test]
fn a_declared_hrmax_that_runs_exceed_is_said_to_look_wrong() {
    let notes =
        thresholds(&[block(None, Some(180.0), None)], &peaks("2024-05-01", 6, 191.0)).notes().join("\n");
    assert!(notes.contains("HRmax looks too low") && notes.contains("191"), "{notes}");
}

#[test]
fn an_hrmax_of_the_archive_far_below_the_age_formula_is_said_to_be_the_highest_seen() {
    let born = AthleteBlock { born: Some(1984), ..AthleteBlock::default() };
    let at =
        |bpm: f64| thresholds(std::slice::from_ref(&born), &peaks("2024-05-01", 6, bpm)).notes().join("\n");
    assert!(
        at(165.0).contains("the highest seen, 165 bpm, where the age formula gives 180"),
        "{}",
        at(165.0)
    );
    assert!(!at(175.0).contains("the highest seen"));
}

/// Runs with best half hours: (day of May 2024, bpm, m/s).
fn half_hours(values: &[(i8, f64, f64)]) -> Vec<Session> {
    let half_hour =
        |&(day, bpm, mps): &(i8, f64, f64)| run(Date::constant(2024, 5, day), 40.0).half_hour(bpm, mps);
    values.iter().map(half_hour).collect()
}

#[test]
fn lthr_is_the_pooled_share_of_hrmax_within_what_runners_have() {
    let with = |bpm: f64| {
        let mut sessions = peaks("2024-05-01", 6, 190.0);
        sessions.extend(half_hours(&[(1, bpm, 3.5), (2, bpm, 3.5), (3, bpm, 3.5)]));
        thresholds(&[], &sessions).on(date("2024-05-10"))
    };
    // Both are adjusted to 2020, by 3.03 bpm: 174.03 / 193.03 of 190.
    close(with(171.0).lthr_bpm.value(), 171.3);
    close(with(150.0).lthr_bpm.value(), 0.88 * 190.0);
    close(with(186.0).lthr_bpm.value(), 0.94 * 190.0);
    assert!(matches!(with(171.0).lthr_bpm.provenance(), Some(Provenance::Archive { .. })));
    let none = thresholds(&[], &peaks("2024-05-01", 6, 190.0)).on(date("2024-05-10"));
    close(none.lthr_bpm.value(), 0.91 * 190.0);
    assert_eq!(none.lthr_bpm.provenance(), Some(&Provenance::Share));
}

#[test]
fn five_readings_of_the_watch_are_believed_and_hold_for_sixty_runs() {
    let reading = |day: Date, bpm| run(day, 40.0).peak(190.0).with(|d| d.thresholds.lthr_bpm = Some(bpm));
    let mut sessions: Vec<Session> = (1..=4).map(|d| reading(Date::constant(2024, 5, d), 172.0)).collect();
    sessions.extend(peaks("2024-06-01", 70, 190.0));
    let lthr = |sessions: &[Session], day| thresholds(&[], sessions).on(date(day)).lthr_bpm;
    assert!(!matches!(lthr(&sessions, "2024-06-01").provenance(), Some(Provenance::File { .. })));
    sessions.push(reading(date("2024-05-05"), 175.0));
    assert_eq!(lthr(&sessions, "2024-06-01").value(), Some(175.0));
    // 63 runs later the median share of the readings is left: 172 / 190.
    let by_share = lthr(&sessions, "2024-12-10").value().expect("known");
    assert!((171.0..172.5).contains(&by_share), "{by_share}");
    // Not below 86.5 % of HRmax.
    sessions
        .iter_mut()
        .for_each(|s| s.digest.thresholds.lthr_bpm = s.digest.thresholds.lthr_bpm.map(|_| 160.0));
    assert!(!matches!(lthr(&sessions, "2024-06-01").provenance(), Some(Provenance::File { .. })));
}

#[test]
fn threshold_speed_is_the_second_best_half_hour_and_fades_with_the_years() {
    let sessions = half_hours(&[(1, 150.0, 3.1), (2, 150.0, 3.9), (3, 150.0, 4.0)]);
    let t = thresholds(&[], &sessions);
    let athlete = t.on(date("2024-05-02"));
    close(athlete.threshold_mps.value(), 3.9);
    assert_eq!(archive_runs(&athlete.threshold_mps), [date("2024-05-02")]);
    close(t.on(date("2025-05-02")).threshold_mps.value(), 3.9 * 0.88);
    close(t.on(date("2025-05-02")).threshold_months, 12.0);
    assert_eq!(t.on(date("2031-05-02")).threshold_mps.value(), None);
    assert_eq!(thresholds(&[], &sessions[..2]).on(date("2024-05-02")).threshold_mps.value(), None);
}

#[test]
fn a_ride_saved_as_a_run_and_a_faulty_altitude_move_no_threshold_speed() {
    let mut sessions = half_hours(&[(1, 150.0, 3.1), (2, 150.0, 3.4), (3, 150.0, 3.5), (4, 150.0, 3.6)]);
    let clean = thresholds(&[], &sessions).on(date("2024-05-02")).threshold_mps;
    sessions.push(run(date("2024-05-05"), 40.0).half_hour(120.0, 7.4));
    sessions.push(run(date("2024-05-06"), 40.0).half_hour(120.0, 3.9).with(|d| {
        d.pace_effort.as_mut().expect("a pace").best_30min_mps = Some(3.6);
    }));
    assert_eq!(thresholds(&[], &sessions).on(date("2024-05-02")).threshold_mps, clean);
}

#[test]
fn one_fast_hilly_run_moves_threshold_speed_by_no_more_than_to_the_best_before() {
    let mut sessions = half_hours(&[(1, 150.0, 3.4), (2, 150.0, 3.45), (3, 150.0, 3.5), (4, 150.0, 3.5)]);
    sessions.push(run(date("2024-05-05"), 40.0).half_hour(150.0, 4.6));
    close(thresholds(&[], &sessions).on(date("2024-05-04")).threshold_mps.value(), 3.5);
}

#[test]
fn facts_of_single_days_count_as_those_of_files() {
    let mut daily = DailyFacts::default();
    daily.hr_rest_bpm.insert(date("2024-05-02"), 47.0);
    let t = resolve(&[], &dated(&[run(date("2024-05-01"), 40.0)]), &daily);
    assert_eq!(t.on(date("2024-05-03")).hr_rest_bpm.value(), Some(47.0));
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
    let mut sessions = peaks("2024-03-01", 80, 190.0);
    sessions.extend(half_hours(&[(1, 170.0, 3.1), (2, 171.0, 3.4), (3, 172.0, 3.5), (4, 150.0, 3.6)]));
    sessions.push(file("2024-05-21", Some(186.0), Some(51.0)));
    let forward = thresholds(&[], &sessions);
    sessions.reverse();
    let backward = thresholds(&[], &sessions);
    assert_eq!(forward.rows(), backward.rows());
    assert_eq!(forward.notes(), backward.notes());
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
    assert_eq!(lthr.len(), 2, "91 % of each HRmax");
    assert!(
        (lthr[0].value.expect("known") - 172.9).abs() < 1e-6 && lthr[0].source.starts_with("91 % of HRmax")
    );
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
fn an_empty_archive_gives_rows_that_say_why_nothing_is_known() {
    let t = thresholds(&[], &[]);
    assert_eq!(t.rows().len(), 4);
    assert!(t.rows().iter().all(|r| r.value.is_none() && r.source.starts_with("not known")));
}

/// So many runs of 40 min without samples: highest heart rate (bpm) and mean speed (m/s).
fn summaries(n: i32, of: impl Fn(i32) -> (f64, f64)) -> Vec<Session> {
    let day = |k: i32| date("2024-04-01").saturating_add(jiff::Span::new().days(2 * k));
    let one = |k: i32| {
        let (bpm, mps) = of(k);
        run(day(k), 40.0).with(|d| {
            (d.summary_hr_max_bpm, d.distance_m) = (Some(bpm), Some(mps * 2400.0));
        })
    };
    (0..n).map(one).collect()
}

#[test]
fn hrmax_comes_from_the_highest_heart_rates_of_summaries_where_there_are_no_recordings() {
    let t = thresholds(&[], &summaries(20, |k| (if k % 4 == 0 { 184.0 } else { 160.0 }, 2.5)));
    let is_184 = |t: &Thresholds| hr_max(t, "2024-05-01").is_some_and(|bpm| (bpm - 184.0).abs() < 0.2);
    assert!(is_184(&t));
    // Four runs are too few, 150 bpm is no maximum, and 240 bpm is no heart.
    assert_eq!(hr_max(&thresholds(&[], &summaries(4, |_| (184.0, 2.5))), "2024-04-01"), None);
    assert_eq!(hr_max(&thresholds(&[], &summaries(20, |_| (150.0, 2.5))), "2024-04-01"), None);
    let spoilt = thresholds(&[], &summaries(20, |k| (if k < 2 { 240.0 } else { 184.0 }, 2.5)));
    assert!(is_184(&spoilt));
}

#[test]
fn recordings_that_reach_a_maximum_count_before_summaries() {
    let mut sessions = peaks("2024-01-01", 20, 180.0);
    sessions.extend(summaries(20, |_| (199.0, 2.5)));
    let bpm = hr_max(&thresholds(&[], &sessions), "2024-04-01").expect("a maximum");
    assert!((179.0..=181.0).contains(&bpm), "{bpm}");
}

#[test]
fn threshold_speed_of_lists_is_the_second_fastest_mean_and_needs_paces_that_differ() {
    let speed = |of: fn(i32) -> f64, n| {
        let t = thresholds(&[], &summaries(n, |k| (0.0, of(k))));
        t.on(date("2024-04-03")).threshold_mps.value()
    };
    // The second fastest is the next fast run, eight days later: 12 % a year less.
    let mixed = speed(|k| if k % 3 == 0 { 3.0 } else { 2.5 }, 20).expect("a threshold");
    assert!((2.98..=3.0).contains(&mixed), "{mixed}");
    assert_eq!(speed(|k| 2.5 + 0.02 * f64::from(k % 5), 20), None, "one pace");
    assert_eq!(speed(|k| if k % 3 == 0 { 3.0 } else { 2.5 }, 9), None, "nine runs");
    assert_eq!(speed(|k| if k % 3 == 0 { 9.0 } else { 2.5 }, 20), None, "rides");
}

#[test]
fn recordings_at_one_pace_show_no_threshold_speed() {
    let day = |k: i32| date("2024-04-01").saturating_add(jiff::Span::new().days(2 * k));
    let of = |fast: f64| -> Vec<Session> {
        let mps = |k: i32| if k % 3 == 0 { fast } else { 2.5 };
        (0..20).map(|k| run(day(k), 40.0).gap(&[(mps(k), 40.0)]).half_hour(0.0, mps(k))).collect()
    };
    assert_eq!(thresholds(&[], &of(2.55)).on(date("2024-04-01")).threshold_mps.value(), None);
    assert!(thresholds(&[], &of(2.9)).on(date("2024-04-01")).threshold_mps.value().is_some());
}

#[test]
fn resting_heart_rate_is_a_low_quantile_of_the_last_ninety_days() {
    let nights: Vec<Session> = (0..21)
        .map(|k| {
            let day = date("2024-05-01").saturating_add(jiff::Span::new().days(k));
            file(&day.to_string(), None, Some(48.0 + k as f64))
        })
        .collect();
    // Of 48, 49, ... 68 the tenth percentile is 50.
    assert_eq!(thresholds(&[], &nights).on(date("2024-05-21")).hr_rest_bpm.value(), Some(50.0));
}
