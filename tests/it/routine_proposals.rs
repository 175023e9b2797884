//! What the program proposes works when it is typed, and what it does not take it says in words that lead on.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::routine::{JANUARY, refused, report, runs, said, scratch, shakeout, works};
use crate::support::program::season;

/// The line that begins so, as one would type it.
#[track_caller]
fn proposed(out: &str, begins: &str) -> Vec<String> {
    let line = out.lines().map(str::trim).rfind(|line| line.starts_with(begins));
    line.unwrap_or_else(|| panic!("no `{begins}` in: {out}")).split(' ').skip(1).map(str::to_owned).collect()
}

fn words(line: &[String]) -> Vec<&str> {
    line.iter().map(String::as_str).collect()
}

#[test]
fn tomorrows_command_finds_the_log_where_the_runs_have_settings_of_their_own() {
    let dir = scratch();
    runs(&dir.path().join("runs"), JANUARY);
    fs::write(dir.path().join("runs/shakeout.toml"), "[[athlete]]\nhr_max = 188\n").expect("settings");
    fs::write(dir.path().join("feel.csv"), "date,soreness\n2023-01-04,3\n2023-01-05,2\n").expect("a log");
    let meaning = ["--soreness-scale", "1..5", "--soreness-direction", "higher-is-fresher"];
    let out = works(dir.path(), &[&["start", "runs", "feel.csv"], &meaning[..]].concat());
    assert!(out.contains("shakeout.toml lies with your runs and is read with them"), "{out}");
    let line = proposed(&out, "shakeout analyze");
    let mut typed = words(&line);
    assert!(typed.contains(&"feel.csv"), "{typed:?}");
    typed.push("--json");
    let summary: Value = serde_json::from_str(&works(dir.path(), &typed)).expect("JSON");
    assert_eq!(summary["soreness"]["entries"], 2);
    assert_eq!(summary["soreness"]["scale"], serde_json::json!([1, 5]));
}

#[test]
fn tomorrows_command_is_short_where_the_settings_here_are_read() {
    let dir = scratch();
    runs(&dir.path().join("runs"), JANUARY);
    let out = works(dir.path(), &["start", "runs"]);
    assert_eq!(proposed(&out, "shakeout analyze"), ["analyze", "runs"]);
}

#[test]
fn a_first_run_takes_the_log_that_the_settings_name() {
    let dir = scratch();
    runs(&dir.path().join("runs"), JANUARY);
    works(dir.path(), &["soreness", "new", "mine.csv"]);
    fs::write(dir.path().join("shakeout.toml"), "[soreness]\nlog = \"mine.csv\"\n").expect("settings");
    works(dir.path(), &["start", "runs"]);
    assert!(!dir.path().join("soreness.csv").exists(), "no second log is started");
}

#[test]
fn a_morning_between_two_values_is_their_middle_as_in_a_log() {
    let dir = scratch();
    works(dir.path(), &["soreness", "new"]);
    for (typed, date, value) in [("3-4", "yesterday", "3.5"), ("2 to 3", "today", "2.5")] {
        let out = works(dir.path(), &["add", typed, "--date", date]);
        assert!(out.contains(&format!(": {value} in soreness.csv, the middle of {typed}")), "{out}");
    }
    refused(dir.path(), &["add", "1-9", "--replace"], &["`1-9` is no number", "e.g. 2.5"]);
}

#[test]
fn a_log_that_takes_no_line_leads_to_one_that_does() {
    let dir = scratch();
    let people = "[{\"date\": \"2024-05-01\", \"soreness\": 3}]";
    fs::write(dir.path().join("soreness.csv"), people).expect("a log");
    let way = ["--soreness-scale", "0..10", "--soreness-direction", "higher-is-sorer"];
    let done = shakeout(dir.path(), &[&["add", "3"], &way[..]].concat());
    let line = said(&done).1.split_once("in a new one: ").expect("a remedy").1.to_owned();
    let line: Vec<&str> = line.split_whitespace().skip(1).collect();
    works(dir.path(), &line);
    works(dir.path(), &["add", "3", line.last().expect("a file")]);
}

#[test]
fn a_soreness_log_in_the_place_of_the_export_is_told_from_one() {
    let dir = scratch();
    fs::write(dir.path().join("feel.csv"), "date,soreness\n2023-01-04,3\n2023-01-05,2\n").expect("a log");
    for command in ["analyze", "doctor", "register"] {
        let way = format!("shakeout {command} EXPORT --soreness feel.csv");
        refused(dir.path(), &[command, "feel.csv"], &["feel.csv is a soreness log, not the export", &way]);
    }
    refused(dir.path(), &["feel.csv"], &["shakeout analyze EXPORT --soreness feel.csv"]);
    // A list of activities is an export.
    fs::write(dir.path().join("sessions.csv"), "date,sport,duration_min,rpe\n2023-01-09,Run,60,4\n")
        .expect("a list");
    works(dir.path(), &["analyze", "sessions.csv"]);
}

#[test]
fn a_flag_by_another_name_leads_to_the_one_that_is_meant() {
    let dir = scratch();
    refused(
        dir.path(),
        &["analyze", "x.zip", "--log", "y.csv"],
        &["no flag --log here", "did you mean --soreness?"],
    );
    refused(dir.path(), &["doctor", "x.zip", "--diary", "y.csv"], &["did you mean --soreness?"]);
    refused(dir.path(), &["plan", "--output", "y"], &["did you mean --out?"]);
    // Only where the command has it.
    let done = shakeout(dir.path(), &["soreness", "check", "x.csv", "--log", "y"]);
    assert!(!said(&done).1.contains("mean --soreness?"), "{}", said(&done).1);
}

#[test]
fn a_folder_in_the_place_of_a_table_is_told_with_what_is_wanted() {
    let dir = scratch();
    runs(&dir.path().join("runs"), JANUARY);
    for command in ["plan", "effect"] {
        let words = ["runs is a folder, not a table", "shakeout analyze runs", "days.csv"];
        refused(dir.path(), &[command, "runs"], &words);
    }
    refused(dir.path(), &["add", "3", "runs"], &["runs is a folder", "soreness.csv"]);
    refused(dir.path(), &["analyze", "runs", "--soreness", "runs"], &["runs is a folder", "--soreness"]);
    report(dir.path(), &[]);
    let own = Path::new("report").join("days.csv").display().to_string();
    refused(dir.path(), &["plan", "report"], &["report is a folder", &own]);
}

#[test]
fn a_plan_without_a_day_table_takes_scale_and_spread_from_the_log_and_says_so() {
    let dir = scratch();
    let mornings: String =
        (1..=28).map(|d| format!("2024-05-{d:02},{}\n", 1 + (d * d * 7 + d / 3) % 5)).collect();
    let log =
        format!("# soreness-scale: 1..5\n# soreness-direction: higher-is-sorer\ndate,soreness\n{mornings}");
    fs::write(dir.path().join("soreness.csv"), &log).expect("a log");
    let out = works(dir.path(), &["plan"]);
    let out: Vec<&str> = out.split_whitespace().collect();
    let out = out.join(" ");
    for words in
        ["of 1..5", "from soreness.csv alone", "Taken from soreness.csv: the scale 1..5, and the spread"]
    {
        assert!(out.contains(words), "no `{words}` in {out}");
    }
    assert!(!out.contains("the usual value") && !out.contains("is logged on 0..10"), "{out}");
    // The log of the settings, and numbers that are typed win.
    fs::rename(dir.path().join("soreness.csv"), dir.path().join("mine.csv")).expect("renamed");
    fs::write(dir.path().join("shakeout.toml"), "[soreness]\nlog = \"mine.csv\"\n").expect("settings");
    let out = works(dir.path(), &["plan", "--sigma", "0.5", "--out", "b"]);
    assert!(out.contains("Taken from mine.csv: the scale 1..5.") && out.contains("as given"), "{out}");
}

#[test]
fn the_command_at_the_end_of_a_plan_works_where_the_plan_was_made() {
    let dir = scratch();
    fs::copy(season().join("export.zip"), dir.path().join("export.zip")).expect("a copy");
    fs::copy(season().join("soreness.csv"), dir.path().join("soreness.csv")).expect("a copy");
    let scale = ["--soreness-scale", "0..10", "--soreness-direction", "higher-is-sorer"];
    works(dir.path(), &[&["plan", "--weeks", "4", "--start", "2023-02-01"], &scale[..]].concat());
    let readme = fs::read_to_string(dir.path().join("shakeout-plan/README.txt")).expect("a protocol");
    let line = proposed(&readme, "shakeout trial");
    let dates = dir.path().join("shakeout-plan/dates.csv");
    let noted = fs::read_to_string(&dates).expect("dates").replace("\n1,", "\n1,2023-02-03");
    fs::write(&dates, noted).expect("written");
    let done = shakeout(dir.path(), &[&words(&line)[..], &scale[..]].concat());
    assert_eq!(done.status.code(), Some(0), "{line:?}: {}", said(&done).1);
    let row = include_str!("../../README.md").lines().find(|line| line.starts_with("| `shakeout trial"));
    assert!(row.expect("a row").contains("--dates"), "README says what the program takes");
}

#[test]
fn the_halves_that_are_proposed_are_those_of_the_record_and_can_be_typed() {
    let dir = scratch();
    report(dir.path(), &[]);
    for typed in [["2023-01..2023-04", "2023-03..2023-06"], ["2019", "2020"]] {
        let done = shakeout(dir.path(), &["compare", typed[0], typed[1], "report"]);
        let err = said(&done).1;
        let line = err.split_once("shakeout compare ").unwrap_or_else(|| panic!("{err}")).1;
        let mut line: Vec<&str> = line.split_whitespace().collect();
        line.insert(0, "compare");
        line.push("--json");
        let found: Value = serde_json::from_str(&works(dir.path(), &line)).expect("JSON");
        assert_eq!(found["before"]["first_day"], "2023-01-02");
        assert_eq!(found["after"]["last_day"], "2023-06-30");
        assert_eq!(
            found["before"]["days"].as_u64().expect("days") + found["after"]["days"].as_u64().expect("days"),
            180
        );
    }
}

#[test]
fn the_year_that_is_proposed_is_this_one_where_nothing_tells_it() {
    let dir = scratch();
    fs::write(dir.path().join("soreness.csv"), "7 Jan: 3\n8 Jan: 4\n9 Jan: 10\n").expect("a log");
    works(dir.path(), &["soreness", "new", "today.csv"]);
    let today = fs::read_to_string(dir.path().join("today.csv")).expect("a log");
    let year = &today.lines().last().expect("a row of today")[..4];
    let flag = format!("--soreness-year {year}");
    refused(dir.path(), &["soreness", "check", "soreness.csv"], &[&flag]);
    refused(dir.path(), &["add", "3"], &[&flag]);
}
