//! The routine: what is found without being typed, the morning in one line, the report in the browser, two periods
//! side by side.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::program::{names, season};

pub fn shakeout(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shakeout"))
        .args(args)
        .current_dir(folder)
        .env("HOME", folder)
        .env("BROWSER", "true")
        .env_remove("COLUMNS")
        .output()
        .expect("the program starts")
}

pub fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[track_caller]
pub fn works(folder: &Path, args: &[&str]) -> String {
    let done = shakeout(folder, args);
    let (out, err) = said(&done);
    assert_eq!(done.status.code(), Some(0), "{args:?}\n{out}{err}");
    out
}

#[track_caller]
pub fn refused(folder: &Path, args: &[&str], words: &[&str]) {
    let done = shakeout(folder, args);
    let (out, err) = said(&done);
    assert_eq!(done.status.code(), Some(2), "{args:?}\n{out}{err}");
    for word in words {
        assert!(err.contains(word), "no `{word}` in: {err}");
    }
}

pub fn scratch() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn copy(from: &Path, to: &Path) -> PathBuf {
    fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
    fs::copy(from, to).expect("a copy");
    to.to_path_buf()
}

pub fn runs(folder: &Path, names: &[&str]) {
    for name in names {
        copy(&season().join("watch").join(name), &folder.join(name));
    }
}

pub const JANUARY: &[&str] = &["2023-01-03-202022.fit", "2023-01-04-125320.fit", "2023-01-06-235000.fit"];

#[test]
fn nothing_typed_prints_ten_lines_that_lead_to_start() {
    let out = works(scratch().path(), &[]);
    assert!(out.lines().count() <= 10 && out.contains("shakeout start"), "{out}");
    assert!(out.lines().all(|line| line.len() <= 80), "{out}");
}

#[test]
fn the_whole_morning_is_one_line() {
    let dir = scratch();
    refused(dir.path(), &["add", "3"], &["no soreness log here", "shakeout start"]);
    works(dir.path(), &["soreness", "new"]);
    let out = works(dir.path(), &["add", "3"]);
    assert!(out.contains(": 3 in soreness.csv") && out.contains("1 morning so far"), "{out}");
    refused(dir.path(), &["add", "4"], &["has a value already", "--replace"]);
    works(dir.path(), &["add", "4", "--replace"]);
    let out = works(dir.path(), &["add", "2,5", "--date", "yesterday"]);
    assert!(out.contains(": 2.5 in soreness.csv") && out.contains("2 mornings so far"), "{out}");
    refused(dir.path(), &["add", "3", "--date", "2999-01-01"], &["in the future"]);
    refused(dir.path(), &["add", "sore"], &["give a number, e.g. 2.5"]);
    refused(dir.path(), &["add"], &["give a number, e.g. 2.5"]);
    let log = fs::read_to_string(dir.path().join("soreness.csv")).expect("a log");
    let days: Vec<&str> = log.lines().filter(|line| line.starts_with("20")).collect();
    assert!(days.len() == 2 && days.is_sorted(), "{log}");
}

#[test]
fn the_morning_goes_to_the_log_of_the_settings_and_knows_how_far_the_record_is() {
    let dir = scratch();
    works(dir.path(), &["soreness", "new", "mine.csv"]);
    fs::write(dir.path().join("shakeout.toml"), "out = \"r\"\n[soreness]\nlog = \"mine.csv\"\n")
        .expect("a file");
    fs::create_dir(dir.path().join("r")).expect("a folder");
    let summary = r#"{"answer": {"rows": 41, "more_days_needed": 60}}"#;
    fs::write(dir.path().join("r/summary.json"), summary).expect("a file");
    works(dir.path(), &["add", "2", "--date", "2024-05-01"]);
    let days = |soreness: i32| {
        let table = format!("date,soreness\n2024-05-01,{soreness}\n");
        fs::write(dir.path().join("r/days.csv"), table).expect("a table");
    };
    days(2);
    let out = works(dir.path(), &["add", "3"]);
    assert!(out.contains("in mine.csv"), "{out}");
    assert!(out.contains("based on 41 days; about 60 to go"), "{out}");
    days(7);
    let out = works(dir.path(), &["add", "3", "--date", "yesterday"]);
    assert!(out.contains("3 mornings so far"), "the report is of another log: {out}");
}

#[test]
fn a_log_beside_the_runs_is_used_and_said() {
    let dir = scratch();
    runs(&dir.path().join("runs"), JANUARY);
    let log = "date,soreness\n2023-01-04,3\n2023-01-05,2\n";
    fs::write(
        dir.path().join("runs/soreness.csv"),
        format!("# soreness-scale: 0..10\n# soreness-direction: higher-is-sorer\n{log}"),
    )
    .expect("a log");
    let done = shakeout(dir.path(), &["analyze", "runs", "--json", "--out", "r"]);
    let summary: Value = serde_json::from_slice(&done.stdout).expect("JSON and nothing else");
    assert_eq!(summary["soreness"]["entries"], 2);
    let found = Path::new("runs").join("soreness.csv").display().to_string();
    assert!(
        said(&done).1.contains(&format!("soreness log: {found}, found beside your runs")),
        "{}",
        said(&done).1
    );
    let doctor = works(dir.path(), &["doctor", "runs"]);
    assert!(doctor.contains("2 mornings"), "{doctor}");
}

#[test]
fn of_two_logs_beside_the_runs_none_is_used_and_both_are_named() {
    let dir = scratch();
    runs(&dir.path().join("runs"), JANUARY);
    for name in ["legs soreness.csv", "soreness 2022.csv"] {
        fs::write(dir.path().join("runs").join(name), "date,soreness\n2023-01-04,3\n").expect("a log");
    }
    let done = shakeout(dir.path(), &["analyze", "runs", "--json", "--out", "r"]);
    let summary: Value = serde_json::from_slice(&done.stdout).expect("JSON and nothing else");
    assert!(summary["soreness"].is_null(), "{}", summary["soreness"]);
    let (_, said) = said(&done);
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("legs soreness.csv"), "{said}");
    assert!(words.contains("soreness 2022.csv") && words.contains("--soreness"), "{said}");
    refused(dir.path(), &["add", "3", "runs"], &["is a folder", "legs soreness.csv", "soreness 2022.csv"]);
}

#[test]
fn a_log_may_be_typed_among_the_paths_but_not_two() {
    let dir = scratch();
    runs(&dir.path().join("runs"), JANUARY);
    let scale = "# soreness-scale: 0..10\n# soreness-direction: higher-is-sorer\n";
    for name in ["feel.csv", "soreness2.csv"] {
        fs::write(dir.path().join(name), format!("{scale}date,soreness\n2023-01-04,3\n")).expect("a log");
    }
    fs::write(dir.path().join("sessions.csv"), "date,sport,duration_min,rpe\n2023-01-09,Run,60,4\n")
        .expect("a list");
    let out = works(dir.path(), &["runs", "feel.csv", "sessions.csv", "--json"]);
    let summary: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((&summary["soreness"]["entries"], &summary["runs"]), (&1.into(), &4.into()));
    refused(
        dir.path(),
        &["analyze", "runs", "feel.csv", "soreness2.csv"],
        &["both soreness logs", "--soreness"],
    );
}

#[test]
fn a_path_alone_means_analyze_and_the_last_line_is_the_path_of_the_report() {
    let dir = scratch();
    copy(&season().join("export.zip"), &dir.path().join("export.zip"));
    let out = works(dir.path(), &["export.zip"]);
    let page = Path::new("shakeout-report").join("report.html");
    assert_eq!(out.lines().last(), Some(format!("The whole report: {}", page.display()).as_str()));
    let again = works(dir.path(), &["analyse", "export.zip", "--open", "--quiet"]);
    assert_eq!(again, "");
    refused(
        dir.path(),
        &["export.csv.zip", "--sorenes", "x"],
        &["no flag --sorenes", "did you mean --soreness?"],
    );
    refused(dir.path(), &["analize"], &["no command, file or folder `analize`", "`analyze`"]);
}

#[test]
fn the_report_is_opened_by_the_browser_of_the_runner() {
    let dir = scratch();
    refused(dir.path(), &["open"], &["no report here yet", "shakeout analyze PATH"]);
    fs::create_dir(dir.path().join("shakeout-report")).expect("a folder");
    fs::write(dir.path().join("shakeout-report/report.html"), "<p>").expect("a page");
    let out = works(dir.path(), &["open"]);
    assert!(out.trim_end().ends_with("report.html"), "{out}");
    // Nobody must be left without the page when nothing can show it.
    let output = Command::new(env!("CARGO_BIN_EXE_shakeout"))
        .args(["open", "shakeout-report"])
        .current_dir(dir.path())
        .env("BROWSER", "false")
        .env("PATH", dir.path())
        .output()
        .expect("it starts");
    let (out, err) = said(&output);
    assert!(output.status.success() && out.contains("report.html") && err.contains("by hand"), "{out}{err}");
}

#[test]
fn another_runners_report_in_the_default_folder_is_not_replaced_unasked() {
    let dir = scratch();
    runs(&dir.path().join("ana"), &JANUARY[..2]);
    runs(&dir.path().join("bo"), &["2023-06-20-191719.fit.gz", "2023-06-21-130659.fit"]);
    works(dir.path(), &["analyze", "ana"]);
    works(dir.path(), &["analyze", "ana"]);
    let before = fs::read(dir.path().join("shakeout-report/activities.csv")).expect("a table");
    refused(dir.path(), &["analyze", "bo"], &["the report of other runs", "2023-01-0", "--out"]);
    assert_eq!(fs::read(dir.path().join("shakeout-report/activities.csv")).expect("a table"), before);
    works(dir.path(), &["analyze", "bo", "--out", "shakeout-report"]);
    // A report without names and dates cannot be told apart.
    works(dir.path(), &["analyze", "ana", "--out", "shakeout-report", "--anonymize"]);
    works(dir.path(), &["analyze", "bo"]);
}

#[test]
fn a_first_run_asks_nothing_when_nobody_can_answer() {
    let dir = scratch();
    refused(dir.path(), &["start"], &["no export was found", "shakeout sources", "shakeout demo"]);
    copy(&season().join("export.zip"), &dir.path().join("Downloads/export_123.zip"));
    fs::write(dir.path().join("Downloads/photos.zip"), "no zip").expect("a file");
    let out = works(dir.path(), &["start"]);
    for words in ["export_123.zip", "soreness.csv, started today", "shakeout add 3", "report.html"] {
        assert!(out.contains(words), "no `{words}` in {out}");
    }
    let found = names(dir.path());
    for name in ["shakeout-report", "shakeout.toml", "soreness.csv"] {
        assert!(found.iter().any(|other| other == name), "{found:?}");
    }
    // The second time nothing of the runner's is touched.
    works(dir.path(), &["add", "3"]);
    let files =
        || ["shakeout.toml", "soreness.csv"].map(|name| fs::read(dir.path().join(name)).expect("a file"));
    let before = files();
    let out = works(dir.path(), &["start", "--yes"]);
    assert!(out.contains("stays as it is"), "{out}");
    assert_eq!(files(), before);
}

#[test]
fn a_first_run_knows_a_soreness_log_and_a_list_from_an_export() {
    let dir = scratch();
    fs::write(dir.path().join("feel.csv"), "date,soreness\n2023-01-04,3\n2023-01-05,2\n").expect("a log");
    refused(dir.path(), &["start", "feel.csv"], &["feel.csv is a soreness log", "--soreness feel.csv"]);
    assert_eq!(names(dir.path()), ["feel.csv"], "nothing was written");
    runs(&dir.path().join("runs"), JANUARY);
    // The direction is not known and nobody can be asked: what is proposed can be typed, and stays in the settings.
    let wellness = "date,soreness\n2023-01-03,2\n2023-01-04,4\n2023-01-05,1\n2023-01-06,5\n";
    fs::write(dir.path().join("scale.csv"), wellness).expect("a log");
    let way = ["--soreness-scale", "1..5", "--soreness-direction", "higher-is-fresher"];
    works(dir.path(), &[&["start", "runs", "scale.csv"], &way[..]].concat());
    let settings = fs::read_to_string(dir.path().join("shakeout.toml")).expect("settings");
    assert!(settings.contains("scale = [1, 5]\ndirection = \"higher-is-fresher\""), "{settings}");
    works(dir.path(), &["analyze", "runs"]);
    let list = "date,sport,duration_min,rpe\n2023-01-09,Run,60,4\n2023-01-10,Run,50,3\n";
    fs::write(dir.path().join("sessions.csv"), list).expect("a list");
    let out = works(dir.path(), &["start", "sessions.csv", "--out", "r2"]);
    assert!(out.contains("sessions.csv is a list of activities without their recordings"), "{out}");
}

#[test]
fn the_first_settings_are_read_back_whatever_the_name_of_the_log() {
    use shakeout::config::starting::{Answers, Heart, toml};
    use shakeout::soreness::{Direction, Scale};
    let dir = scratch();
    for (heart, key) in [(Heart::of("1985"), "athlete.born"), (Heart::of("188"), "athlete.hr_max")] {
        let text = toml(&Answers {
            log: r#"my "log" \ 1.csv"#.into(),
            scale: Some(Scale { low: 1.0, high: 5.0 }),
            direction: Some(Direction::HigherIsFresher),
            heart,
            imperial: true,
        });
        fs::write(dir.path().join("shakeout.toml"), text).expect("a file");
        let out = works(dir.path(), &["config", "show", "--json", "--profile", "shakeout.toml"]);
        let shown: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(shown["soreness.log"]["value"], r#"my "log" \ 1.csv"#);
        assert_eq!(shown["soreness.direction"]["value"], "higher-is-fresher");
        assert_eq!(shown["soreness.scale"]["origin"], "file");
        assert_eq!((&shown["units"]["value"], &shown[key]["origin"]), (&"imperial".into(), &"file".into()));
    }
    assert_eq!(Heart::of("300"), None);
}

/// The report of the season, and of its first part.
pub fn report(folder: &Path, extra: &[&str]) -> Value {
    let (season, out) = (season(), folder.join("report"));
    let texts = [season.to_str().expect("UTF-8"), out.to_str().expect("UTF-8")];
    let mut args = vec!["analyze", texts[0], "--json", "--out", texts[1]];
    args.extend(extra);
    serde_json::from_str(&works(folder, &args)).expect("JSON")
}

#[test]
fn every_count_is_of_the_period_that_was_asked_for() {
    let dir = scratch();
    let whole = report(dir.path(), &[]);
    let part = report(dir.path(), &["--since", "2023-02-01", "--until", "2023-02-28"]);
    let days = fs::read_to_string(dir.path().join("report/days.csv")).expect("a table");
    assert_eq!(days.lines().count(), 29);
    assert!(part["soreness"]["entries"].as_u64() <= Some(28), "{}", part["soreness"]);
    let used = |summary: &Value| summary["files"]["used"].as_u64().expect("a number");
    assert!(used(&part) < used(&whole) / 3, "{} of {}", part["files"], whole["files"]);
    assert_eq!(part["files"]["seen"], whole["files"]["seen"]);
    let files = fs::read_to_string(dir.path().join("report/files.csv")).expect("a table");
    assert!(files.contains("outside the period: before 2023-02-01 or after 2023-02-28"), "{files}");
    let season = season();
    let path = season.to_str().expect("UTF-8");
    let words = ["no day of this period", "from 2023-01-02 to", "--since"];
    refused(dir.path(), &["analyze", path, "--since", "2030-01-01"], &words);
    refused(dir.path(), &["effect", "report/days.csv", "--until", "2001-01-01"], &words[..1]);
    let backwards = ["effect", "report/days.csv", "--since", "2023-02-03", "--until", "2023-02-01"];
    refused(dir.path(), &backwards, &["`2023-02-01` cannot be used", "not before 2023-02-03, the first one"]);
}

/// A table of `days` days from 2024 on, every second one easy and the others rest, without the rows of which `left_out`
/// says so.
fn easy_and_rest(days: i64, left_out: impl Fn(i64) -> bool) -> String {
    let row = |k: i64| {
        let date = jiff::civil::date(2024, 1, 1).saturating_add(jiff::Span::new().days(k));
        let (kind, load) = if k % 2 == 0 { ("easy", 50) } else { ("rest", 0) };
        format!("{date},{kind},{load},{}\n", 2 + (k * 7) % 5)
    };
    let rows = (0..days).filter(|k| !left_out(*k)).map(row);
    std::iter::once("date,kind,load,soreness\n".to_owned()).chain(rows).collect()
}

#[test]
fn a_day_table_without_its_rest_days_says_first_that_they_are_missing() {
    let dir = scratch();
    let effect = |table: String| {
        fs::write(dir.path().join("days.csv"), table).expect("a table");
        works(dir.path(), &["effect", "days.csv", "--soreness-scale", "0..10"]).replace("\n  ", " ")
    };
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = flat(&effect(easy_and_rest(200, |k| k % 2 == 1)));
    let what = "99 calendar days have no row in the day table and are unknown, not rest";
    let first = format!("No answer yet, and logging longer is not what it takes: {what}.");
    assert!(said.starts_with(&first), "{said}");
    let remedy =
        "Write each day without a run as a row with kind rest, load 0 and the soreness of that morning.";
    assert!(said.contains(remedy) && !said.contains("take some rest days"), "{said}");
    // A few that are missing do not make the answer, but they are told.
    let said = flat(&effect(easy_and_rest(200, |k| k == 151)));
    assert!(!said.starts_with("No answer yet"), "{said}");
    let few = "1 calendar day has no row in the day table and is unknown, not rest; write each day without a run as a row";
    assert!(said.contains(few), "{said}");
    assert!(!effect(easy_and_rest(200, |_| false)).contains("no row"));
}

#[test]
fn a_day_table_comes_from_stdin_and_from_parquet_and_gives_a_report() {
    use std::io::Write;
    use std::process::Stdio;
    let dir = scratch();
    report(dir.path(), &[]);
    let answer = |out: &str| -> Value { serde_json::from_str::<Value>(out).expect("JSON")["answer"].clone() };
    let csv = answer(&works(dir.path(), &["effect", "report/days.csv", "--json"]));
    let parquet = answer(&works(dir.path(), &["effect", "report/days.parquet", "--json"]));
    let close =
        |a: &Value, b: &Value| (a.as_f64().expect("a number") - b.as_f64().expect("a number")).abs() < 1e-3;
    assert!(close(&csv["estimate"], &parquet["estimate"]), "{csv} {parquet}");
    let mut piped = Command::new(env!("CARGO_BIN_EXE_shakeout"))
        .args(["effect", "-", "--json", "--out", "answer"])
        .current_dir(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let table = fs::read(dir.path().join("report/days.csv")).expect("a table");
    piped.stdin.take().expect("a pipe").write_all(&table).expect("written");
    let output = piped.wait_with_output().expect("it ends");
    assert_eq!(answer(&said(&output).0), csv);
    let page = fs::read_to_string(dir.path().join("answer/report.html")).expect("a page");
    assert!(!page.contains("0 files") && !page.contains("0 runs and"), "what was not read is not counted");
    let shown = works(dir.path(), &["effect", "report/days.csv"]);
    assert!(!shown.contains("files"), "{shown}");
}

#[test]
fn a_day_table_says_when_soreness_was_reported_and_is_believed() {
    let dir = scratch();
    report(dir.path(), &[]);
    let log = |args: &[&str]| -> Value {
        let all = [&["effect", "report/days.csv", "--json"], args].concat();
        serde_json::from_str::<Value>(&works(dir.path(), &all)).expect("JSON")["soreness"].clone()
    };
    // The season's own settings say morning.
    let said = log(&[]);
    assert_eq!((&said["reported"], &said["reported_assumed"]), (&"morning".into(), &false.into()), "{said}");
    assert_eq!(log(&["--reported", "evening"])["reported"], "evening", "what is typed goes first");
    let table = dir.path().join("report/days.csv");
    let text = fs::read_to_string(&table).expect("a table");
    let with =
        |time: &str| fs::write(&table, text.replace(",morning\n", &format!(",{time}\n"))).expect("written");
    with("");
    assert_eq!(log(&[])["reported_assumed"], true);
    with("evening");
    assert_eq!(log(&[])["reported"], "evening");
    with("noon");
    let words = ["soreness_reported `noon` is not known", "morning or evening"];
    refused(dir.path(), &["effect", "report/days.csv"], &words);
}

#[test]
fn a_damaged_parquet_table_is_refused_with_a_remedy() {
    let dir = scratch();
    report(dir.path(), &[]);
    let whole = fs::read(dir.path().join("report/days.parquet")).expect("a table");
    let bad = dir.path().join("bad.parquet");
    let mut tried = 0;
    for k in 0..24 {
        let mut bytes = whole.clone();
        match k % 2 {
            0 => bytes.truncate(whole.len() * (k + 1) / 26),
            _ => bytes[4 + (whole.len() - 8) * k / 24] ^= 0x55,
        }
        fs::write(&bad, &bytes).expect("a file");
        let done = shakeout(dir.path(), &["effect", "bad.parquet", "--json"]);
        let (_, err) = said(&done);
        match done.status.code() {
            Some(0) => {}
            Some(2) => assert!(err.contains("remedy"), "{err}"),
            other => panic!("{other:?}: {err}"),
        }
        tried += 1;
    }
    assert_eq!(tried, 24);
}

#[test]
fn the_demo_says_its_truth_and_whether_it_was_found() {
    use shakeout::text::routine::truth;
    assert_eq!(
        truth(-0.57, Some((-0.9, -0.2))),
        "The truth of this made-up season: an easy run lowers the next morning's soreness by 0.57 points. \
         The plausible range holds it."
    );
    assert!(
        truth(0.001, Some((0.2, 0.9)))
            .contains("changes nothing the next morning. The plausible range misses it")
    );
    assert!(truth(0.5, None).ends_with("raises the next morning's soreness by 0.50 points."));
}

#[test]
fn a_plan_starts_today_at_the_earliest_unless_another_day_is_typed() {
    let dir = scratch();
    report(dir.path(), &[]);
    let plan = |args: &[&str]| -> (Value, String) {
        let mut all = vec!["plan", "--json", "--weeks", "12"];
        all.extend(args);
        let done = shakeout(dir.path(), &all);
        assert_eq!(done.status.code(), Some(0), "{}", said(&done).1);
        (serde_json::from_slice(&done.stdout).expect("JSON"), said(&done).1)
    };
    let (old, _) = plan(&["report/days.csv", "--out", "a"]);
    let start: jiff::civil::Date = old["start"].as_str().expect("a day").parse().expect("a day");
    assert!(start > jiff::civil::date(2025, 1, 1), "the season is of 2023, the plan of {start}");
    let (_, warned) = plan(&["--sigma", "1", "--start", "2023-02-01", "--out", "b"]);
    assert!(warned.contains("2023-02-01, which is past"), "{warned}");
}

#[test]
fn two_periods_are_compared_week_by_week_and_answer_by_answer() {
    let dir = scratch();
    report(dir.path(), &[]);
    let out = works(dir.path(), &["compare", "2023-01..2023-03", "2023-04..", "report", "--json"]);
    let found: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (&found["before"]["first_day"], &found["before"]["last_day"]),
        (&"2023-01-02".into(), &"2023-03-31".into())
    );
    let change = |name: &str| {
        let all = found["changes"].as_array().expect("a list");
        all.iter().find(|change| change["name"] == name).unwrap_or_else(|| panic!("no {name}")).clone()
    };
    assert_eq!(change("runs")["weeks"], serde_json::json!([12, 13]));
    // Holm: the smallest p value times the number of measures that have one, and none below its own.
    let p = |key: &str| -> Vec<f64> {
        found["changes"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|change| match key {
                "p" => change["difference"]["p"].as_f64(),
                _ => change[key].as_f64(),
            })
            .collect()
    };
    let (own, adjusted) = (p("p"), p("p_holm"));
    let least = |values: &[f64]| values.iter().copied().fold(1.0, f64::min);
    assert!(own.len() >= 9 && own.len() == adjusted.len(), "{own:?} {adjusted:?}");
    assert!((least(&adjusted) - (own.len() as f64 * least(&own)).min(1.0)).abs() < 1e-12);
    assert!(own.iter().zip(&adjusted).all(|(own, adjusted)| own <= adjusted));
    let soreness = change("soreness");
    let (low, high) = (soreness["difference"]["low"].as_f64(), soreness["difference"]["high"].as_f64());
    assert!(low < high, "{soreness}");
    let se = |side: &str| found[side]["answer"]["se"].as_f64().expect("a number");
    let both = se("before").hypot(se("after"));
    assert!((found["answer"]["se"].as_f64().expect("a number") - both).abs() < 1e-12);
    for columns in ["60", "80", "200"] {
        let output = Command::new(env!("CARGO_BIN_EXE_shakeout"))
            .args(["compare", "2023-01..2023-03", "2023-04..", "report"])
            .current_dir(dir.path())
            .env("COLUMNS", columns)
            .output()
            .expect("it starts");
        let (shown, _) = said(&output);
        let most = columns.parse::<usize>().expect("a number").min(100);
        assert!(shown.lines().all(|line| line.chars().count() <= most), "{columns}: {shown}");
        let words: Vec<&str> = shown.split_whitespace().collect();
        assert!(words.join(" ").contains("change (95 % interval)"), "{shown}");
    }
    refused(
        dir.path(),
        &["compare", "2023-01..2023-03", "2023-03", "report"],
        &["share 31 days, 2023-03-01 to 2023-03-31"],
    );
    refused(dir.path(), &["compare", "2022", "2023", "report"], &["no day of this period"]);
    works(dir.path(), &["compare", "2023-01..2023-03", "2023-04..", "report/days.parquet"]);
}

#[test]
fn the_answer_fits_a_terminal_of_sixty_columns() {
    let dir = scratch();
    report(dir.path(), &[]);
    let output = Command::new(env!("CARGO_BIN_EXE_shakeout"))
        .args(["effect", "report/days.csv"])
        .current_dir(dir.path())
        .env("COLUMNS", "60")
        .output()
        .expect("it starts");
    let (shown, _) = said(&output);
    assert!(shown.lines().all(|line| line.chars().count() <= 60), "{shown}");
}

#[test]
fn what_is_said_beside_the_answer_fits_a_terminal_of_sixty_columns_too() {
    let dir = scratch();
    let folder = dir.path().join("my-runs");
    runs(&folder, JANUARY);
    copy(&season().join("soreness.csv"), &folder.join("soreness.csv"));
    for (args, words) in [
        (&["analyze", "my-runs"][..], "found beside your runs"),
        (&["analyze", "my-runs", "--since", "31.31.2023"], "--since"),
        (&["analyze", "nowhere-at-all", "--soreness", "no-log-of-this-name.csv"], "remedy"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_shakeout"))
            .args(args)
            .current_dir(dir.path())
            .env("COLUMNS", "60")
            .output()
            .expect("it starts");
        let (_, shown) = said(&output);
        let whole = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(whole.contains(words), "{args:?}: {shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= 60), "{args:?}: {shown}");
    }
}

#[test]
fn colours_come_and_go_as_they_are_asked_for() {
    let dir = scratch();
    report(dir.path(), &[]);
    let coloured =
        |when: &str| works(dir.path(), &["effect", "report/days.csv", "--color", when]).contains('\u{1b}');
    assert!(coloured("always") && !coloured("never") && !coloured("auto"));
}

#[test]
fn a_line_that_cannot_be_understood_is_refused_like_any_other_mistake() {
    let dir = scratch();
    for (args, words) in [
        (&["analyze"][..], &["is missing", "shakeout analyze --help"][..]),
        (&["demo", "--effect", "helsp"], &["`helsp` cannot be used", "did you mean helps?"]),
        (&["plan", "--weeks", "many"], &["`many` cannot be used", "give a number"]),
        (&["plan", "--weeks", "3", "--days", "4"], &["exclude each other"]),
        (&["analyze", "x", "--quiet", "--verbose"], &["exclude each other"]),
    ] {
        let done = shakeout(dir.path(), args);
        let (_, err) = said(&done);
        assert_eq!(done.status.code(), Some(2), "{args:?} {err}");
        assert!(err.contains("remedy"), "{err}");
        for word in words {
            assert!(err.contains(word), "no `{word}` in {err}");
        }
    }
}

/// Day tables of weeks with so many runs, all on their first day.
fn weeks_of_runs(folder: &Path, tables: &[(&str, u32, &[u32])]) {
    for (name, month, weeks) in tables {
        let mut table = String::from("date,kind,load,runs,soreness\n");
        for (k, runs) in
            weeks.iter().flat_map(|runs| (0..7).map(move |day| if day == 0 { *runs } else { 0 })).enumerate()
        {
            let kind = if runs > 0 { "easy" } else { "rest" };
            table.push_str(&format!("2023-{month:02}-{:02},{kind},{runs},{runs},{}\n", k + 1, k % 3));
        }
        fs::write(folder.join(name), table).expect("a table");
    }
}

#[test]
fn what_never_varies_has_no_interval_and_is_not_called_more_than_chance() {
    let dir = scratch();
    weeks_of_runs(dir.path(), &[("a.csv", 1, &[4, 4]), ("b.csv", 5, &[5, 5, 5])]);
    let args = ["compare", "a.csv", "b.csv", "--soreness-scale", "0..10"];
    let found: Value =
        serde_json::from_str(&works(dir.path(), &[&args[..], &["--json"]].concat())).expect("JSON");
    let runs = &found["changes"][0];
    assert_eq!(
        (runs["name"].as_str(), runs["before"].as_f64(), runs["after"].as_f64()),
        (Some("runs"), Some(4.0), Some(5.0))
    );
    assert!(runs["difference"].is_null() && runs["p_holm"].is_null(), "{runs}");
    let shown = works(dir.path(), &args);
    assert!(shown.contains("the same in every week"), "{shown}");
    assert!(shown.contains("No change that is clearly more than chance, allowing for "), "{shown}");
}

#[test]
fn the_interval_of_weekly_means_is_welchs() {
    let dir = scratch();
    // Runs a week: 3 and 5 before; 6, 6 and 9 after. Means 4 and 7, variances of the means 1 and 1.
    weeks_of_runs(dir.path(), &[("a.csv", 1, &[3, 5]), ("b.csv", 5, &[6, 6, 9])]);
    let out = works(dir.path(), &["compare", "a.csv", "b.csv", "--soreness-scale", "0..10", "--json"]);
    let found: Value = serde_json::from_str(&out).expect("JSON");
    let runs = found["changes"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|change| change["name"] == "runs")
        .expect("runs");
    assert_eq!((runs["before"].as_f64(), runs["after"].as_f64()), (Some(4.0), Some(7.0)));
    let of = |key: &str| runs["difference"][key].as_f64().expect("a number");
    assert!((of("estimate") - 3.0).abs() < 1e-12 && (of("se") - 2.0_f64.sqrt()).abs() < 1e-12);
    assert!((of("df") - 4.0 / 1.5).abs() < 1e-12);
    // The 97.5 % point of Student's t with 2.667 degrees of freedom is 3.4198.
    assert!((of("high") - 3.0 - 3.4198 * 2.0_f64.sqrt()).abs() < 1e-3, "{runs}");
    assert!(found["answer"].is_null() && found["answer_reason"].is_string());
}

#[test]
fn a_morning_a_year_after_the_last_entry_is_written_and_said_not_to_count_yet() {
    let dir = scratch();
    let rows: String = (1..=12).map(|day| format!("2023-05-{day:02},{}\n", day % 5)).collect();
    let head = "# soreness-scale: 0..10\n# soreness-direction: higher-is-sorer\ndate,soreness\n";
    fs::write(dir.path().join("soreness.csv"), format!("{head}{rows}")).expect("a log");
    let out = works(dir.path(), &["add", "3", "--date", "2024-06-20"]);
    assert!(
        out.contains("13 months after your last entry (2023-05-12)") && out.contains("counts once"),
        "{out}"
    );
    assert!(out.contains("12 mornings so far"), "{out}");
    let out = works(dir.path(), &["add", "3", "--date", "2024-06-21"]);
    assert!(!out.contains("counts once") && out.contains("14 mornings so far"), "{out}");
}

#[test]
fn add_takes_the_log_of_a_folder_and_days_that_can_be_one_day_only() {
    let dir = scratch();
    fs::create_dir(dir.path().join("Berta")).expect("a folder");
    refused(dir.path(), &["add", "2", "Berta"], &["soreness new Berta"]);
    works(dir.path(), &["soreness", "new", "Berta/soreness.tsv"]);
    for (day, read) in
        [("28.11.2024", "2024-11-28"), ("27/11/2024", "2024-11-27"), ("3.4.2024", "2024-04-03")]
    {
        let out = works(dir.path(), &["add", "2", "Berta", "--date", day]);
        assert!(out.contains(read) && out.contains("soreness.tsv"), "{out}");
    }
    refused(dir.path(), &["add", "2", "Berta", "--date", "03/04/2024"], &["cannot be told apart"]);
    let (_, err) = said(&shakeout(dir.path(), &["add", "2", "Carla"]));
    assert!(err.contains("soreness new Carla.csv"), "{err}");
}
