//! Diary: each dialect and quirk of soreness logs with a small log of its own.

use jiff::civil::{Date, date, time};
use proptest::prelude::*;

use shakeout::diary::DiaryOptions;
use shakeout::diary::{self, Diary};
use shakeout::error::ExitCode;
use shakeout::sheet::dates::DateOrder;
use shakeout::sheet::delimited;
use shakeout::sheet::values::TimeOfDay;
use shakeout::soreness::{Direction, Reported, Scale};

mod apps;
mod bytes;

fn read(text: &str) -> Diary {
    read_with(text, &DiaryOptions::default())
}

#[track_caller]
fn read_with(text: &str, options: &DiaryOptions) -> Diary {
    diary::read(text.as_bytes(), "log.csv", options).unwrap_or_else(|error| panic!("{error}"))
}

/// The text of the refusal; it must be one of configuration (exit code 2).
#[track_caller]
fn refused(bytes: impl AsRef<[u8]>) -> String {
    refused_with(bytes, &DiaryOptions::default())
}

#[track_caller]
fn refused_with(bytes: impl AsRef<[u8]>, options: &DiaryOptions) -> String {
    let error = diary::read(bytes.as_ref(), "log.csv", options).expect_err("a refusal");
    assert_eq!(error.exit_code(), ExitCode::Usage);
    let text = error.to_string();
    assert!(text.contains("log.csv") && text.contains("remedy:"), "{text}");
    text
}

fn one_to_five() -> DiaryOptions {
    scaled(1.0, 5.0, Direction::HigherIsSorer)
}

fn scaled(low: f64, high: f64, direction: Direction) -> DiaryOptions {
    DiaryOptions { scale: Some(Scale { low, high }), direction: Some(direction), ..DiaryOptions::default() }
}

fn values(diary: &Diary) -> Vec<(Date, Option<f64>)> {
    diary.entries.iter().map(|(date, entry)| (*date, entry.soreness)).collect()
}

fn soreness(diary: &Diary) -> Vec<Option<f64>> {
    diary.entries.values().map(|entry| entry.soreness).collect()
}

fn noted(diary: &Diary, words: &str) -> bool {
    diary.notes.iter().any(|note| note.contains(words))
}

// Our own log.

#[test]
fn our_own_log_is_read_as_0_to_10_with_higher_sorer() {
    let log = read(
        "date,time,soreness,sleep_h\n2023-01-02,06:45,1,4.9\n2023-01-03,06:45,10,6.6\n2023-01-04,morning,0,\n",
    );
    assert_eq!(log.dialect, "own");
    assert_eq!(
        (log.scale, log.direction, log.step),
        (Scale { low: 0.0, high: 10.0 }, Direction::HigherIsSorer, 1.0)
    );
    assert_eq!(soreness(&log), [Some(1.0), Some(10.0), Some(0.0)]);
    assert_eq!(log.extra_names, ["sleep_h"]);
    assert_eq!(log.entries[&date(2023, 1, 2)].extra, [Some(4.9)]);
    assert_eq!(log.entries[&date(2023, 1, 4)].extra, [None]);
    assert_eq!(log.entries[&date(2023, 1, 2)].time, Some(TimeOfDay::At(time(6, 45, 0, 0))));
    assert_eq!((log.reported, log.reported_assumed), (Reported::Morning, false));
    assert!(log.info().rejected.is_empty());
}

#[test]
fn a_log_without_times_is_assumed_to_be_of_the_morning_and_says_so() {
    let log = read("date,soreness\n2023-01-02,0\n2023-01-03,7\n");
    assert_eq!((log.reported, log.reported_assumed), (Reported::Morning, true));
    let info = log.info();
    assert_eq!((info.entries, info.rejected_rows, info.reported_assumed), (2, 0, true));
    let told = DiaryOptions { reported: Some(Reported::Evening), ..DiaryOptions::default() };
    let log = read_with("date,soreness\n2023-01-02,0\n2023-01-03,7\n", &told);
    assert_eq!((log.reported, log.reported_assumed), (Reported::Evening, false));
}

/// Twenty days of the values 1 to 5.
fn doubtful(header: &str, cell: &str) -> String {
    let rows = (1..=20).map(|k| format!("2023-01-{k:02},{}{cell}\n", 1 + k % 5));
    format!("{header}\n{}", rows.collect::<String>())
}

#[test]
fn a_two_column_log_that_never_leaves_1_to_5_is_refused_with_the_flags_to_add() {
    let text = refused(doubtful("date,soreness", ""));
    assert!(text.contains("--soreness-scale 1..5 --soreness-direction higher-is-sorer"), "{text}");
    assert!(text.contains("--soreness-scale 0..10"), "{text}");
    let log = read_with(&doubtful("date,soreness", ""), &one_to_five());
    assert_eq!(log.scale, Scale { low: 1.0, high: 5.0 });
    let only = |low, high| DiaryOptions { scale: Some(Scale { low, high }), ..DiaryOptions::default() };
    let message = refused_with(doubtful("date,soreness", ""), &only(1.0, 5.0));
    assert!(
        message.contains("--soreness-direction"),
        "a 1..5 log is not ours: which way does it run? {message}"
    );
    let ten = read_with(&doubtful("date,soreness", ""), &only(0.0, 10.0));
    assert_eq!(ten.scale, Scale { low: 0.0, high: 10.0 });
}

#[test]
fn a_log_with_our_time_column_that_never_leaves_1_to_5_is_read_with_a_loud_note() {
    let log = read(&doubtful("date,soreness,time", ",morning"));
    assert_eq!(log.scale, Scale { low: 0.0, high: 10.0 });
    assert!(noted(&log, "CHECK THE SCALE"));
}

#[test]
fn nineteen_such_values_are_not_enough_to_doubt_the_header() {
    let text = doubtful("date,soreness", "");
    let shorter: Vec<&str> = text.lines().take(20).collect();
    assert_eq!(read(&shorter.join("\n")).count(), 19);
}

#[test]
fn comment_lines_may_state_scale_direction_and_time() {
    let text = "# soreness-scale: 1..7\n# soreness-direction: higher-is-fresher\n# reported: morning\nDay;Soreness\n2023-01-02;7\n2023-01-03;1\n";
    let log = read(text);
    assert_eq!((log.scale, log.direction), (Scale { low: 1.0, high: 7.0 }, Direction::HigherIsFresher));
    assert_eq!(soreness(&log), [Some(1.0), Some(7.0)], "turned round to higher-is-sorer");
    assert!(!log.reported_assumed);
}

#[test]
fn a_scale_in_the_header_is_no_guess() {
    let options = DiaryOptions { direction: Some(Direction::HigherIsSorer), ..DiaryOptions::default() };
    let log = read_with("Date;Soreness (1-7)\n2023-01-02;2\n", &options);
    assert_eq!(log.scale, Scale { low: 1.0, high: 7.0 });
}

#[test]
fn our_own_log_saved_anew_by_a_spreadsheet_program_is_still_ours() {
    let log = read("date;time;soreness\n02.01.2023;06:45;1\n13.01.2023;06:50;9,5\n");
    assert_eq!(log.dialect, "own");
    assert_eq!(values(&log), [(date(2023, 1, 2), Some(1.0)), (date(2023, 1, 13), Some(9.5))]);
    assert!(refused("date;soreness\n2023-01-02;1\n").contains("--soreness-scale"));
}

// Hand-kept logs.

#[test]
fn semicolons_decimal_commas_and_dotted_dates_are_read() {
    let log = read_with("Datum;Soreness\n12.11.2025;3,5\n13.11.2025;2\n 14.11.25 ; 4,0 \n", &one_to_five());
    assert_eq!(
        values(&log),
        [(date(2025, 11, 12), Some(3.5)), (date(2025, 11, 13), Some(2.0)), (date(2025, 11, 14), Some(4.0)),]
    );
    assert_eq!(log.step, 0.5);
}

#[test]
fn tabs_are_read_and_a_quoted_decimal_comma_in_a_comma_file_too() {
    assert_eq!(
        soreness(&read_with("date\tsoreness\tnotes\n2025-11-12\t3\ta, b; c\n", &one_to_five())),
        [Some(3.0)]
    );
    assert_eq!(soreness(&read_with("day,soreness\n2025-11-12,\"3,5\"\n", &one_to_five())), [Some(3.5)]);
}

#[test]
fn an_unquoted_decimal_comma_in_a_comma_file_is_rejected_and_explained() {
    let log = read_with("day,soreness\n2025-11-12,3,5\n2025-11-13,3\n", &one_to_five());
    assert_eq!(log.info().rejected.len(), 1);
    assert_eq!(log.info().rejected[0].0, 2);
    assert!(log.info().rejected[0].1.contains("decimal comma"), "{:?}", log.info().rejected);
    assert_eq!(log.count(), 1);
}

#[test]
fn short_rows_and_commas_in_the_last_note_are_forgiven() {
    let log = read(
        "date,soreness,time,note\n2025-11-12,3\n2025-11-13\n\n,,,\n2025-11-14,0,morning,legs heavy, and tired, really\n",
    );
    assert_eq!(values(&log), [(date(2025, 11, 12), Some(3.0)), (date(2025, 11, 14), Some(0.0))]);
    assert!(log.info().rejected.is_empty());
}

#[test]
fn one_number_above_12_settles_the_order_of_day_and_month_for_the_whole_column() {
    let days_first = read_with("date;soreness\n05/11/2019;2\n15/11/2019;3\n", &one_to_five());
    assert_eq!(values(&days_first)[0].0, date(2019, 11, 5));
    let months_first = read_with("date;soreness\n05/11/2019;2\n11/15/2019;3\n", &one_to_five());
    assert_eq!(values(&months_first)[0].0, date(2019, 5, 11));
    assert!(noted(&days_first, "day first") && noted(&months_first, "month first"));
}

#[test]
fn dates_that_may_be_both_are_refused_with_the_flag_and_read_with_it() {
    let text = "date;soreness\n05/11/2019;2\n06/11/2019;3\n";
    let message = refused_with(text, &one_to_five());
    assert!(message.contains("--date-order dmy") && message.contains("--date-order mdy"), "{message}");
    assert!(message.contains("line 2") && message.contains("05/11/2019"), "{message}");
    let order = |order| DiaryOptions { date_order: Some(order), ..one_to_five() };
    assert_eq!(values(&read_with(text, &order(DateOrder::Dmy)))[0].0, date(2019, 11, 5));
    assert_eq!(values(&read_with(text, &order(DateOrder::Mdy)))[0].0, date(2019, 5, 11));
}

#[test]
fn a_column_with_both_orders_is_refused_unless_one_is_a_rare_slip() {
    assert!(
        refused_with("date;soreness\n13/01/2019;2\n01/14/2019;3\n", &one_to_five()).contains("--date-order")
    );
    let rows: String = (13..=23).map(|k| format!("{k}/01/2019;2\n")).collect();
    let log = read_with(&format!("date;soreness\n{rows}02/25/2019;3\n"), &one_to_five());
    assert_eq!(log.count(), 11);
    assert_eq!(log.info().rejected, [(13, "`02/25/2019` is not a date; write 2026-12-01".to_owned())]);
}

#[test]
fn a_hand_typed_wrong_month_is_rejected_with_its_line_and_the_rest_is_used() {
    let log = read(
        "date,time,soreness\n2024-01-31,morning,2\n2024-13-01,morning,3\n2024-02-30,morning,3\nsoon,morning,1\n,morning,4\n1019-02-03,morning,4\n9999-01-01,,2\n2024-02-02,morning,0\n",
    );
    let lines: Vec<usize> = log.info().rejected.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8]);
    assert!(log.info().rejected[4].1.contains("the year 1019 cannot be right"), "{:?}", log.info().rejected);
    assert_eq!(log.info().rejected[3].1, "no date");
    assert_eq!(log.count(), 2);
}

#[test]
fn a_lone_day_years_away_is_a_slip_of_the_year_and_does_not_stretch_the_calendar() {
    let rows: String = (10..20).map(|k| format!("2024-01-{k},,{}\n", k % 10)).collect();
    let log = read(&format!("date,time,soreness\n{rows}2042-01-20,,3\n2024-12-31,,3\n"));
    assert_eq!(log.entries.keys().next_back(), Some(&date(2024, 12, 31)));
    assert_eq!(log.info().rejected.len(), 1);
    assert!(
        log.info().rejected[0].0 == 12 && log.info().rejected[0].1.contains("2042-01-20"),
        "{:?}",
        log.info().rejected
    );
}

#[test]
fn of_three_entries_on_a_day_both_others_name_the_line_that_is_used_and_illness_is_kept() {
    let log = read(
        "date,time,soreness,ill\n2024-01-01,12:00,5,no\n2024-01-01,09:00,4,yes\n2024-01-01,07:00,0,no\n",
    );
    let reason = "second entry for 2024-01-01; line 4 is used".to_owned();
    assert_eq!(log.info().rejected, [(2, reason.clone()), (3, reason)]);
    assert!(log.entries[&date(2024, 1, 1)].ill);
}

#[test]
fn dates_with_month_names_times_and_offsets_are_dates_as_written() {
    let text = "date;soreness\n9 Mar 2024;1\nMarch 10, 2024;2\n2024-03-11T23:50:00+13:00;3\n2024/3/12 6:45 a.\u{a0}m.;4\n20240313;5\n";
    let log = read_with(text, &one_to_five());
    let dates: Vec<Date> = log.entries.keys().copied().collect();
    assert_eq!(dates, (9..=13).map(|d| date(2024, 3, d)).collect::<Vec<_>>(), "{:?}", log.info().rejected);
    assert_eq!(log.entries[&date(2024, 3, 12)].time, Some(TimeOfDay::At(time(6, 45, 0, 0))));
}

#[test]
fn midnight_in_utc_is_a_date_that_a_program_wrote_and_needs_no_zone() {
    let log =
        read_with("date;soreness\n2024-03-11T00:00:00.000Z;3\n2024-03-12T00:00:00.000Z;2\n", &one_to_five());
    assert_eq!(log.entries.keys().copied().collect::<Vec<_>>(), [date(2024, 3, 11), date(2024, 3, 12)]);
    assert!(log.entries.values().all(|entry| entry.time.is_none()));
}

#[test]
fn what_was_not_entered_is_missing_and_neither_0_nor_rejected() {
    let rows = ["", "NA", "n/a", "-", "--", "\u{2013}", "None", "null"];
    let rows: String =
        rows.iter().enumerate().map(|(k, cell)| format!("2024-01-{:02},morning,{cell},8\n", k + 1)).collect();
    let log = read(&format!("date,time,soreness,sleep_h\n{rows}2024-02-01,morning,0,8\n"));
    assert_eq!(log.count(), 1);
    assert_eq!(log.entries.len(), 9);
    assert!(log.info().rejected.is_empty());
}

#[test]
fn numbers_that_no_scale_has_are_rejected() {
    let log = read(
        "date,time,soreness\n2024-01-01,,NaN\n2024-01-02,,inf\n2024-01-03,,1e308\n2024-01-04,,3\n2024-01-05,,-1\n2024-01-06,,4\n2024-01-07,,1\n2024-01-08,,2\n2024-01-09,,0\n2024-01-10,,sore\n",
    );
    let lines: Vec<usize> = log.info().rejected.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [2, 3, 4, 6, 11]);
    assert_eq!(log.info().rejected[3].1, "soreness -1 is outside the scale 0..10");
    assert_eq!(log.count(), 5);
}

#[test]
fn a_slip_in_a_short_log_of_a_told_scale_is_a_rejected_row() {
    let options = DiaryOptions {
        scale: Scale::new(0.0, 10.0),
        direction: Some(Direction::HigherIsSorer),
        ..DiaryOptions::default()
    };
    let log = b"date,soreness\n2024-01-01,3\n2024-01-02,12\n2024-01-03,4\n";
    let diary = diary::read(log, "log.csv", &options).expect("a log");
    assert_eq!((diary.count(), diary.info().rejected.len()), (2, 1));
}

#[test]
fn values_that_do_not_fit_the_scale_are_refused_when_they_are_many() {
    let text = "date,time,soreness\n2024-01-01,,37\n2024-01-02,,52\n2024-01-03,,3\n";
    let message = refused(text);
    assert!(message.contains("2 of 3") && message.contains("--soreness-scale 0..100"), "{message}");
    let log = read_with(text, &scaled(0.0, 100.0, Direction::HigherIsSorer));
    assert_eq!(log.count(), 3);
}

#[test]
fn a_slip_above_ten_does_not_make_the_message_propose_a_scale_up_to_a_hundred() {
    let rows: String =
        [3, 4, 11, 5, 6, 1, 2].iter().enumerate().map(|(k, v)| format!("0{}.02.2024;{v}\n", k + 1)).collect();
    let message = refused_with(format!("Datum;Soreness\n{rows}13.02.2024;2\n"), &DiaryOptions::default());
    assert!(message.contains("--soreness-scale 0..10 "), "{message}");
}

#[test]
fn an_unknown_scale_is_refused_with_both_flags_at_once() {
    let rows: String =
        (1..=12).map(|k| format!("2024-01-{k:02};{}\n", if k % 2 == 0 { 2 } else { 6 })).collect();
    let message = refused(format!("Date;Soreness\n{rows}"));
    assert!(message.contains("--soreness-scale 1..7 --soreness-direction higher-is-sorer"), "{message}");
    assert!(message.contains("higher-is-fresher"), "{message}");
    let half = DiaryOptions { scale: Some(Scale { low: 1.0, high: 7.0 }), ..DiaryOptions::default() };
    let message = refused_with("Date;Soreness\n2024-01-01;2\n", &half);
    assert!(message.contains("--soreness-direction") && !message.contains("--soreness-scale"), "{message}");
}

#[test]
fn the_step_is_1_for_whole_numbers_a_half_for_halves_and_0_for_a_slider() {
    let step = |cells: [&str; 3]| {
        let [a, b, c] = cells;
        read(&format!("date,time,soreness\n2024-01-01,,{a}\n2024-01-02,,{b}\n2024-01-03,,{c}\n")).step
    };
    assert_eq!(step(["0", "2", "9"]), 1.0);
    assert_eq!(step(["0", "2.5", "9"]), 0.5);
    assert_eq!(step(["0.3", "2.5", "9"]), 0.0);
}

#[test]
fn two_entries_on_a_day_leave_the_earliest_whatever_their_order_in_the_file() {
    for rows in [["evening,5", "06:45,2"], ["06:45,2", "evening,5"]] {
        let log = read(&format!(
            "date,time,soreness\n2024-01-01,{}\n2024-01-01,{}\n2024-01-02,07:00,0\n",
            rows[0], rows[1]
        ));
        assert_eq!(soreness(&log), [Some(2.0), Some(0.0)]);
        assert_eq!(log.info().rejected.len(), 1);
        assert!(log.info().rejected[0].1.contains("second entry for 2024-01-01"));
    }
    let blank_first =
        read("date,time,soreness,sleep\n2024-01-01,06:00,,3\n2024-01-01,09:00,4,3\n2024-01-02,09:00,0,3\n");
    assert_eq!(soreness(&blank_first), [Some(4.0), Some(0.0)]);
}

#[test]
fn a_log_of_evening_times_is_an_evening_log_unless_it_is_said_otherwise() {
    let text = "date,time,soreness\n2024-01-01,evening,2\n2024-01-02,21:30,3\n2024-01-03,8:15 pm,0\n2024-01-04,06:30,1\n";
    let log = read(text);
    assert_eq!((log.reported, log.reported_assumed), (Reported::Evening, false));
    assert!(noted(&log, "evening"));
    let told = DiaryOptions { reported: Some(Reported::Morning), ..DiaryOptions::default() };
    let log = read_with(text, &told);
    assert_eq!(log.reported, Reported::Morning);
    assert!(noted(&log, "3 of 4 times are evening"));
}

#[test]
fn yes_and_no_become_1_and_0_in_optional_columns() {
    let log = read(
        "date,time,soreness,stretching,massage,alcohol\n2024-01-01,morning,2,yes,no,\n2024-01-02,morning,0,No,TRUE,\n",
    );
    assert_eq!(log.extra_names, ["stretching", "massage"], "a column without any value is left out");
    assert_eq!(log.entries[&date(2024, 1, 1)].extra, [Some(1.0), Some(0.0)]);
    assert_eq!(log.entries[&date(2024, 1, 2)].extra, [Some(0.0), Some(1.0)]);
}

#[test]
fn an_illness_column_in_numbers_of_unknown_meaning_is_not_used() {
    let log = read("date,time,soreness,illness,injury\n2024-01-01,morning,2,1,0\n2024-01-02,morning,0,3,1\n");
    assert!(!log.entries[&date(2024, 1, 1)].ill, "illness 1 may be the best of a scale");
    assert!(log.entries[&date(2024, 1, 2)].ill, "injury is 0 or 1");
    assert!(noted(&log, "`illness` was not used"));
    let words = read(
        "date,time,soreness,ill\n2024-01-01,morning,2,cold\n2024-01-02,morning,0,no\n2024-01-03,morning,0,-\n",
    );
    assert_eq!(words.entries.values().map(|entry| entry.ill).collect::<Vec<_>>(), [true, false, false]);
}

// Columns.

#[test]
fn no_date_column_is_refused_with_the_columns_that_are_there() {
    assert!(refused("id,soreness\n1,2\n2,3\n").contains("no date column"));
    let message = refused("when,soreness\nsoon,2\n");
    assert!(message.contains("no date column") && message.contains("when, soreness"), "{message}");
    assert_eq!(
        read_with("when,soreness\n2024-01-01,2\n", &one_to_five()).count(),
        1,
        "known by what it holds"
    );
}

#[test]
fn the_soreness_column_is_asked_for_when_none_could_be_it_and_of_several_the_highest_counts() {
    let message = refused("date,ankle_pain\n2024-01-01,2\n");
    assert!(message.contains("--soreness-column"), "{message}");
    let several = read_with("date,soreness_legs,soreness_back\n2024-01-01,2,3\n", &one_to_five());
    assert_eq!(soreness(&several), [Some(3.0)], "the highest");
    assert!(noted(&several, "--soreness-column \"soreness_legs\""));
    let options = DiaryOptions { column: Some("Ankle pain".into()), ..one_to_five() };
    assert_eq!(soreness(&read_with("date,ankle_pain\n2024-01-01,2\n", &options)), [Some(2.0)]);
    assert!(refused_with("date,soreness\n2024-01-01,2\n", &options).contains("no column `Ankle pain`"));
    assert_eq!(
        soreness(&read_with("date,leg_soreness,soreness_area\n2024-01-01,2,calf\n", &one_to_five())),
        [Some(2.0)]
    );
}
