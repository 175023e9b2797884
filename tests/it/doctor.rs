//! Doctor: what is there, what is missing, and that its advice can be typed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn season() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/season")
}

fn doctor(args: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_shakeout")).arg("doctor").args(args).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn examined(args: &[&str]) -> Value {
    let mut all = args.to_vec();
    all.push("--json");
    serde_json::from_str(&doctor(&all)).expect("JSON and nothing else")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn count(counts: &Value, name: &str) -> u64 {
    let found = counts.as_array().expect("a list").iter().find(|count| count["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {counts}"))["count"].as_u64().expect("a count")
}

fn needs(examined: &Value) -> Vec<(String, String)> {
    let words = |need: &Value, key: &str| need[key].as_str().expect("text").to_owned();
    let all = examined["needs"].as_array().expect("a list");
    all.iter().map(|need| (words(need, "text"), words(need, "action"))).collect()
}

#[test]
fn the_archive_is_counted_as_the_report_counts_it() {
    let (season, dir) = (season(), tempfile::tempdir().expect("a temporary folder"));
    let (log, out) = (season.join("soreness.csv"), dir.path().join("report"));
    let found = examined(&[text(&season), "--soreness", text(&log)]);
    let output = Command::new(env!("CARGO_BIN_EXE_shakeout"))
        .args(["analyze", text(&season), "--soreness", text(&log), "--json", "--out", text(&out)])
        .output()
        .expect("it starts");
    let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    for key in ["first_day", "last_day", "days", "activities", "runs", "thresholds", "notes", "last_run"] {
        // The summary rounds to six digits.
        if !matches!(key, "thresholds" | "last_run") {
            assert_eq!(found[key], summary[key], "{key}");
        }
    }
    for fate in ["seen", "used", "duplicate", "skipped", "failed", "partial"] {
        let sum: u64 = found["files"]
            .as_array()
            .expect("kinds")
            .iter()
            .map(|kind| kind[fate].as_u64().expect("a count"))
            .sum();
        assert_eq!(Some(sum), summary["files"][fate].as_u64(), "{fate}");
    }
    for key in ["status", "sentence", "easy_days", "rest_days"] {
        assert_eq!(found["answer"][key], summary["answer"][key], "{key}");
    }
    for key in ["sports", "devices", "load_sources", "zone_sources"] {
        let all: u64 =
            found[key].as_array().expect("a list").iter().map(|c| c["count"].as_u64().expect("n")).sum();
        assert_eq!(Some(all), summary["activities"].as_u64(), "{key}");
    }
    let runs = found["runs"].as_u64().expect("runs");
    let with_hr = count(&found["runs_with"], "heart rate");
    assert!(with_hr <= runs && with_hr * 10 > runs * 8, "{with_hr} of {runs}");
    assert!(count(&found["runs_with"], "positions") > 0);
    assert_eq!(found["log"]["mornings"], summary["soreness"]["entries"]);
}

#[test]
fn without_a_log_the_first_advice_is_to_start_one() {
    let found = examined(&[text(&season().join("watch"))]);
    assert!(found["answer"].is_null() && found["log"].is_null());
    assert_eq!(needs(&found)[0].1, "shakeout soreness new soreness.csv");
    let page = doctor(&[text(&season().join("watch"))]);
    assert!(page.contains("> shakeout soreness new soreness.csv"), "{page}");
}

#[test]
fn a_log_that_cannot_be_used_is_a_finding_with_its_remedy() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let log = dir.path().join("my log.csv");
    fs::write(&log, "Datum;Soreness\n15.11.2023;3\n16.11.2023;4\n").expect("a file");
    let profile = dir.path().join("empty.toml");
    fs::write(&profile, "").expect("a file");
    let found = examined(&[text(&season()), "--soreness", text(&log), "--profile", text(&profile)]);
    let (what, action) = needs(&found).remove(0);
    assert!(what.contains("cannot be used") && what.contains("--soreness-scale"), "{what}");
    assert_eq!(action, format!("shakeout soreness check \"{}\"", text(&log)), "quoted for a shell");
}

/// A log of the season's mornings with other values.
fn log(dir: &Path, value: impl Fn(usize) -> f64, skip: impl Fn(usize) -> bool) -> PathBuf {
    let season = fs::read_to_string(season().join("soreness.csv")).expect("a log");
    let mut out = "date,soreness\n".to_owned();
    for (i, line) in season.lines().skip(1).enumerate() {
        let date = line.split(',').next().expect("a date");
        if date.len() == 10 && !skip(i) {
            out.push_str(&format!("{date},{}\n", value(i)));
        }
    }
    let path = dir.join("soreness.csv");
    fs::write(&path, out).expect("a file");
    path
}

#[test]
fn how_the_scale_is_used_and_days_without_a_value_are_found() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let high = log(dir.path(), |i| 4.0 + (i % 2) as f64, |i| i % 3 == 0);
    let words = needs(&examined(&[text(&season()), "--soreness", text(&high)]));
    let has = |part: &str| words.iter().any(|(text, _)| text.contains(part));
    assert!(has("No value is below 4 on the scale 0 to 10"), "{words:?}");
    assert!(has("have no value"), "{words:?}");
    let flat = log(dir.path(), |i| if i % 10 == 0 { 2.0 } else { 1.0 }, |_| false);
    let words = needs(&examined(&[text(&season()), "--soreness", text(&flat)]));
    assert!(words.iter().any(|(text, _)| text.contains("have the same value")), "{words:?}");
}

#[test]
fn an_evening_log_is_said_and_no_advice_is_to_run_through_soreness() {
    let log = season().join("soreness.csv");
    let found = examined(&[text(&season()), "--soreness", text(&log), "--reported", "evening"]);
    let words = needs(&found);
    assert!(words.iter().any(|(text, _)| text.to_lowercase().contains("evening")), "{words:?}");
    for (text, action) in &words {
        for bad in ["run more", "run anyway", "run through", "train harder"] {
            assert!(!format!("{text} {action}").to_lowercase().contains(bad), "{text} {action}");
        }
    }
}

#[test]
fn unknown_thresholds_point_to_profile_init_with_the_paths_that_were_typed() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let folder = dir.path().join("my runs");
    fs::create_dir(&folder).expect("a folder");
    let source = season().join("phone");
    for entry in fs::read_dir(source).expect("readable") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, folder.join(path.file_name().expect("a name"))).expect("a copy");
    }
    let words = needs(&examined(&[text(&folder)]));
    let action = format!("shakeout profile init \"{}\"", text(&folder));
    assert!(words.iter().any(|(_, own)| *own == action), "{words:?}");
}

#[test]
fn an_archive_without_an_activity_is_a_finding_not_an_error() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let found = examined(&[text(dir.path())]);
    assert_eq!(found["activities"], 0);
    assert!(needs(&found)[0].0.contains("No activity was found"), "{found}");
    assert!(found["last_run"].is_null());
}

#[test]
fn the_page_fits_80_columns_and_every_need_has_an_action() {
    let log = season().join("soreness.csv");
    let args = [text(&season()).to_owned(), "--soreness".into(), text(&log).to_owned()];
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let page = doctor(&args);
    for line in page.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    for heading in ["What is in this archive", "What would help most", "elsewhere (* as counted here)"] {
        assert!(page.contains(heading), "{page}");
    }
    for (text, action) in needs(&examined(&args)) {
        assert!(!text.is_empty() && !action.is_empty());
        assert!(!action.contains("PATH") && !action.contains("CSV"), "{action}");
    }
}

#[test]
fn days_that_are_neither_easy_nor_hard_for_certain_and_a_guessed_maximum_are_needs() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let archive = dir.path().join("archive");
    fs::create_dir(&archive).expect("a folder");
    // Without heart rate, pace against a threshold or RPE nothing tells what a run was.
    let list: String = (1..=20).map(|day| format!("2024-05-{day:02},Run,45\n")).collect();
    fs::write(archive.join("sessions.csv"), format!("date,sport,duration_min\n{list}")).expect("a file");
    let profile = dir.path().join("shakeout.toml");
    fs::write(&profile, "[[athlete]]\nborn = 1984\n").expect("a file");
    let words = needs(&examined(&[text(&archive), "--profile", text(&profile)]));
    let has = |parts: [&str; 2]| words.iter().any(|(text, _)| parts.iter().all(|part| text.contains(part)));
    assert!(has(["20 days are neither easy nor rest nor hard for certain", "2024-05-01"]), "{words:?}");
    assert!(has(["Guessed by a formula of age", "hr_max"]), "{words:?}");
}
