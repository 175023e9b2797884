//! The soreness log as a file to write to: every other byte stays, the log's own ways are kept.

use jiff::civil::date;
use shakeout::diary::DiaryOptions;
use shakeout::diary::log_file::{NewMorning, check, new_log, rejected, with_morning};
use shakeout::diary::read;
use shakeout::soreness::{Direction, Scale};

fn options() -> DiaryOptions {
    DiaryOptions {
        scale: Scale::new(0.0, 10.0),
        direction: Some(Direction::HigherIsSorer),
        ..DiaryOptions::default()
    }
}

fn add(log: &str, soreness: f64, note: Option<&str>) -> Result<String, String> {
    let morning = NewMorning { date: date(2024, 5, 3), soreness, note, replace: false };
    with_morning(log.as_bytes(), "log.csv", &options(), &morning)
        .map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
        .map_err(|error| error.to_string())
}

#[test]
fn a_value_off_the_scale_of_the_log_is_a_slip_and_no_other_scale_is_asked_for() {
    let morning = NewMorning { date: date(2024, 5, 3), soreness: 33.0, note: None, replace: false };
    let log = "# soreness-scale: 0..10\n# soreness-direction: higher-is-sorer\ndate,soreness\n2024-05-01,3\n";
    let refused = with_morning(log.as_bytes(), "log.csv", &DiaryOptions::default(), &morning);
    let message = refused.expect_err("off the scale").to_string();
    assert!(message.contains("33 does not fit the scale 0..10 of the log: nothing was written"), "{message}");
    assert!(!message.contains("0..100"), "{message}");
}

#[test]
fn a_new_log_waits_for_today_and_takes_its_value() {
    let log = new_log(date(2024, 5, 3), None);
    assert!(log.ends_with("date,soreness,note\n2024-05-03,,\n"), "{log}");
    let filled = add(&log, 3.0, Some("calves")).expect("added");
    assert_eq!(filled, log.replace("2024-05-03,,", "2024-05-03,3,calves"));
}

#[test]
fn a_log_that_was_started_here_is_never_in_doubt() {
    let mut log = new_log(date(2024, 5, 1), None).into_bytes();
    for k in 0..30i8 {
        let date = date(2024, 5, 1 + k);
        let morning = NewMorning { date, soreness: f64::from(1 + k % 5), note: None, replace: false };
        log = with_morning(&log, "log.csv", &DiaryOptions::default(), &morning).expect("added");
    }
    let diary = read(&log, "log.csv", &DiaryOptions::default()).expect("a log");
    assert_eq!(
        (diary.count(), diary.scale, diary.reported_assumed),
        (30, Scale::new(0.0, 10.0).expect("a scale"), false)
    );
    assert!(diary.notes.iter().any(|note| note.contains("stated in the log")), "{:?}", diary.notes);
}

#[test]
fn an_older_morning_takes_its_place_among_the_dates() {
    let rising = "date,soreness\n2024-05-01,2\n2024-05-04,4\n";
    assert_eq!(
        add(rising, 3.0, None).expect("added"),
        "date,soreness\n2024-05-01,2\n2024-05-03,3\n2024-05-04,4\n"
    );
    let falling = "date,soreness\n2024-05-05,1\n2024-05-04,2\n2024-05-01,4\n";
    let wanted = "date,soreness\n2024-05-05,1\n2024-05-04,2\n2024-05-03,3\n2024-05-01,4\n";
    assert_eq!(add(falling, 3.0, None).expect("added"), wanted);
}

#[test]
fn a_value_is_replaced_when_that_is_asked_for() {
    let log = "date,soreness,note\n2024-05-03,2,calves\n";
    assert!(add(log, 3.0, None).expect_err("refused").contains("--replace"));
    let morning = NewMorning { date: date(2024, 5, 3), soreness: 3.0, note: None, replace: true };
    let new = with_morning(log.as_bytes(), "log.csv", &options(), &morning).expect("replaced");
    assert_eq!(new, b"date,soreness,note\n2024-05-03,3,calves\n");
}

#[test]
fn a_row_is_appended_and_every_other_byte_stays() {
    let log = "date,soreness\n2024-05-01,2\n2024-05-02,4";
    assert_eq!(add(log, 3.0, None).expect("added"), format!("{log}\n2024-05-03,3\n"));
    let dos = "date,soreness\r\n2024-05-01,2\r\n";
    assert_eq!(add(dos, 3.0, None).expect("added"), format!("{dos}2024-05-03,3\r\n"));
}

#[test]
fn the_dialect_of_the_log_is_kept() {
    let german = "Datum;Note;Soreness\n30.04.2024;müde;2,5\n01.05.2024;;3\n";
    assert_eq!(
        add(german, 4.5, Some("Waden; Füße")).expect("added"),
        format!("{german}03.05.2024;\"Waden; Füße\";4,5\n")
    );
    let american = "date,soreness\n04/30/2024,2\n";
    assert_eq!(add(american, 3.0, None).expect("added"), format!("{american}05/03/2024,3\n"));
    let newest_first = "date,soreness\n2024-05-02,1\n2024-05-01,2\n";
    assert_eq!(
        add(newest_first, 3.0, None).expect("added"),
        "date,soreness\n2024-05-03,3\n2024-05-02,1\n2024-05-01,2\n"
    );
}

#[test]
fn a_log_of_notes_or_without_a_header_takes_a_line_in_its_own_form() {
    for (log, line) in [
        ("2024-05-01: 3\n2024-05-02: 10\n", "2024-05-03: 4\n"),
        ("2024-05-01 legs 3/10\n2024-05-02 legs 5/10\n", "2024-05-03 legs 4/10\n"),
        ("2024-05-01 legs 3/10\n2024-05-02 5/10 after the race\n", "2024-05-03 4/10\n"),
        ("2024-05-01,3\n2024-05-02,5\n", "2024-05-03,4\n"),
        ("Legs this year\n\n1 May 2024: 3\n2 May 2024: 5", "3 May 2024: 4\n"),
    ] {
        let open = if log.ends_with('\n') { "" } else { "\n" };
        assert_eq!(add(log, 4.0, None).expect(log), format!("{log}{open}{line}"));
    }
}

#[test]
fn a_log_of_notes_without_a_year_takes_the_day_only_in_the_year_that_is_known() {
    let log = "30 Apr: 3\n1 May: 10\n2 May: 5\n";
    let morning = NewMorning { date: date(2024, 5, 3), soreness: 4.0, note: None, replace: false };
    let of = |year| DiaryOptions { year: Some(year), ..options() };
    let added = with_morning(log.as_bytes(), "log.csv", &of(2024), &morning).expect("added");
    assert_eq!(added, format!("{log}3 May: 4\n").into_bytes());
    let refused = with_morning(log.as_bytes(), "log.csv", &of(2022), &morning).expect_err("of another year");
    assert!(refused.to_string().contains("shakeout soreness new log-mornings.csv"), "{refused}");
    let asked = with_morning(log.as_bytes(), "log.csv", &options(), &morning).expect_err("no year");
    assert!(asked.to_string().contains("--soreness-year"), "{asked}");
}

#[test]
fn a_note_keeps_its_place_and_its_words_and_a_second_value_is_refused() {
    let log = "2024-05-01: 3\n2024-05-04: 5\n";
    assert_eq!(add(log, 4.0, None).expect("added"), "2024-05-01: 3\n2024-05-03: 4\n2024-05-04: 5\n");
    let falling = "2024-05-04: 5\n2024-05-01: 3\n";
    assert_eq!(add(falling, 4.0, None).expect("added"), "2024-05-04: 5\n2024-05-03: 4\n2024-05-01: 3\n");
    let said = "2024-05-02 legs 3/10\n2024-05-03 calves 5/10, hot\n";
    assert!(add(said, 4.0, None).expect_err("refused").contains("has a value already (line 2)"));
    let morning = NewMorning { date: date(2024, 5, 3), soreness: 4.0, note: None, replace: true };
    let new = with_morning(said.as_bytes(), "log.csv", &options(), &morning).expect("replaced");
    assert_eq!(new, b"2024-05-02 legs 3/10\n2024-05-03 calves 4/10, hot\n");
    assert!(add(log, 11.0, None).expect_err("refused").contains("0..10"));
}

#[test]
fn a_row_that_waits_keeps_its_other_cells() {
    let log = "date,soreness,sleep,note\n2024-05-03,,7.5,\"a, b\"\n2024-05-04,,,\n";
    assert_eq!(
        add(log, 3.0, None).expect("added"),
        "date,soreness,sleep,note\n2024-05-03,3,7.5,\"a, b\"\n2024-05-04,,,\n"
    );
}

#[test]
fn a_log_is_taken_up_again_after_a_break_of_years() {
    let days = (1..=12).map(|day| format!("2021-03-{day:02},2\n")).collect::<String>();
    let log = format!("date,soreness\n{days}");
    assert_eq!(add(&log, 3.0, None).expect("added"), format!("{log}2024-05-03,3\n"));
    assert!(add(&log, 11.0, None).expect_err("refused").contains("0..10"));
}

#[test]
fn a_second_value_for_a_day_is_refused_with_its_line() {
    let refusal = add("date,soreness\n2024-05-03,2\n", 3.0, None).expect_err("refused");
    assert!(refusal.contains("line 2"), "{refusal}");
}

#[test]
fn a_value_outside_the_scale_and_a_note_without_a_column_are_refused() {
    let log = "date,soreness\n2024-05-01,2\n2024-05-02,2\n";
    assert!(add(log, 11.0, None).expect_err("refused").contains("0..10"));
    assert!(add(log, f64::NAN, None).is_err());
    assert!(add(log, 3.0, Some("x")).expect_err("refused").contains("note"));
}

#[test]
fn a_note_is_never_a_formula() {
    let added = add("date,soreness,note\n2024-05-01,2,\n", 3.0, Some("=1+1")).expect("added");
    assert!(added.ends_with("2024-05-03,3,'=1+1\n"), "{added}");
}

#[test]
fn a_check_shows_gaps_rejected_lines_and_how_often_each_value_occurs() {
    let log = b"date,soreness\n2024-05-01,2\n2024-05-02,2\n2024-05-09,4\n2024-05-10,17\n";
    let diary = read(log, "log.csv", &options()).expect("a log");
    let text = check(&diary);
    assert!(text.contains("3 mornings from 2024-05-01 to 2024-05-09"), "{text}");
    assert!(text.contains("Longest gap: 6 days after 2024-05-02"), "{text}");
    let rejected = rejected(&diary, log, "log.csv", false).expect("a table");
    assert_eq!(rejected.len(), 1);
    let marked = "log.csv:5:12\n  |\n5 | 2024-05-10,17\n  |            ^^";
    assert!(rejected[0].contains("line 5 is not used") && rejected[0].contains(marked), "{}", rejected[0]);
    assert!(text.contains("     2     2 ########################################"), "{text}");
    assert!(text.contains("     4     1 ####################\n"), "{text}");
}

#[test]
fn the_first_morning_after_more_than_a_year_is_added() {
    let old: String = (1..=12).map(|day| format!("2023-05-{day:02},3\n")).collect();
    let log = format!("date,soreness\n{old}");
    let morning = NewMorning { date: date(2025, 1, 2), soreness: 4.0, note: None, replace: false };
    let added = with_morning(log.as_bytes(), "log.csv", &options(), &morning).expect("a log");
    assert!(added.ends_with(b"2025-01-02,4\n"));
    let outside = NewMorning { soreness: 40.0, ..morning };
    let error =
        with_morning(log.as_bytes(), "log.csv", &options(), &outside).expect_err("no value of the scale");
    assert!(error.to_string().contains("40 does not fit the scale"), "{error}");
}

/// The program, in `folder`.
fn shakeout(folder: &std::path::Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_shakeout"))
        .current_dir(folder)
        .args(args)
        .output()
        .expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_first_run_ends_with_how_to_start_a_log_and_a_log_is_started_filled_and_checked() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let season = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/season/phone");
    let (code, out, _) = shakeout(dir.path(), &["analyze", season.to_str().expect("UTF-8")]);
    assert_eq!(code, Some(0));
    assert_eq!(out.lines().last(), Some("The whole report: shakeout-report/report.html"));
    let last = out.lines().find(|line| line.contains("To start one")).expect("how to start a log");
    let command = last.split_once("To start one: shakeout ").map(|(_, command)| command);
    let command: Vec<&str> = command.unwrap_or_else(|| panic!("{last}")).split(' ').collect();
    assert_eq!(shakeout(dir.path(), &command).0, Some(0), "what the last line says can be typed");

    let log = dir.path().join("soreness.csv");
    let read = || std::fs::read_to_string(&log).expect("a log");
    let new = read();
    assert!(new.starts_with("# soreness-scale: 0..10\n") && new.contains("\ndate,soreness,note\n"), "{new}");
    assert_eq!(shakeout(dir.path(), &["soreness", "new"]).0, Some(2), "a log that is there is left alone");
    let (code, out, err) = shakeout(dir.path(), &["soreness", "add", "3"]);
    assert_eq!(code, Some(0), "{out}{err}");
    let filled = read();
    assert_eq!(filled.lines().count(), new.lines().count(), "{filled}");
    let (code, _, err) = shakeout(dir.path(), &["soreness", "add", "4"]);
    assert_eq!((code, read()), (Some(2), filled.clone()), "a second value for the day is refused: {err}");
    let note = ["soreness", "add", "2.5", "--date", "2020-01-02", "--note", "calves, left"];
    assert_eq!(shakeout(dir.path(), &note).0, Some(0));
    let older = "date,soreness,note\n2020-01-02,2.5,\"calves, left\"\n";
    assert_eq!(read(), filled.replace("date,soreness,note\n", older), "in the order of its dates");
    let future = ["soreness", "add", "2", "--date", "2999-01-02"];
    assert_eq!(shakeout(dir.path(), &future).0, Some(2), "the future is refused");
    assert_eq!(shakeout(dir.path(), &["soreness", "add", "4", "--replace"]).0, Some(0));
    assert_eq!(shakeout(dir.path(), &["soreness", "add", "1", "--date", "yesterday"]).0, Some(0));
    let (code, out, _) = shakeout(dir.path(), &["soreness", "check"]);
    assert_eq!(code, Some(0));
    for words in
        ["Read as: own", "Scale 0..10", "higher is sorer", "3 mornings from 2020-01-02", "Longest gap", "#"]
    {
        assert!(out.contains(words), "no `{words}` in\n{out}");
    }
}
