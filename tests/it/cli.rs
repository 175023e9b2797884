//! The program as it is typed: exit codes, messages with a remedy, nothing half-written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn season() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/season")
}

fn shakeout(args: &[&str]) -> Output {
    shakeout_with(args, &[])
}

fn shakeout_with(args: &[&str], env: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shakeout"))
        .args(args)
        .envs(env.iter().copied())
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn path(p: &Path) -> &str {
    p.to_str().expect("a UTF-8 path")
}

/// Runs with these arguments, expects this exit code and all of these words on stderr, and that
/// no output folder appears.
fn refused(args: &[&str], code: i32, words: &[&str]) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    let mut all = args.to_vec();
    all.extend(["--out", path(&out)]);
    let output = shakeout(&all);
    let stderr = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    for word in words.iter().chain(&["remedy"]) {
        assert!(stderr.contains(word), "no `{word}` in: {stderr}");
    }
    assert_eq!(fs::read_dir(dir.path()).expect("readable").count(), 0, "something was written");
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
}

#[test]
fn a_path_that_is_not_there_ends_with_1_and_its_name() {
    refused(&["analyze", "no/such/folder"], 1, &["no/such/folder"]);
}

#[test]
fn an_empty_folder_ends_with_1_and_says_what_to_point_at() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    refused(&["analyze", path(dir.path())], 1, &["no activity found", "there is no file"]);
}

#[test]
fn a_folder_without_activities_says_what_was_there_instead() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::write(dir.path().join("notes.txt"), "hello").expect("a file");
    refused(&["analyze", path(dir.path())], 1, &["no activity found", "1 file,", "notes.txt"]);
}

#[test]
fn a_log_without_a_date_column_ends_with_2_and_names_its_columns() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let log = dir.path().join("log.csv");
    fs::write(&log, "day_of_life,how_sore\n1,2\n").expect("a file");
    refused(&["analyze", path(&season()), "--soreness", path(&log)], 2, &["date", "day_of_life"]);
}

#[test]
fn a_scale_that_cannot_be_known_ends_with_2_and_the_exact_flags() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let log = dir.path().join("log.csv");
    fs::write(&log, "Datum;Soreness\n15.11.2023;3\n16.11.2023;4\n").expect("a file");
    refused(
        &[
            "analyze",
            path(&season()),
            "--soreness",
            path(&log),
            "--profile",
            path(&empty_profile(dir.path())),
        ],
        2,
        &["--soreness-scale", "--soreness-direction"],
    );
}

fn empty_profile(dir: &Path) -> PathBuf {
    let profile = dir.join("empty.toml");
    fs::write(&profile, "").expect("a file");
    profile
}

#[test]
fn a_mistake_in_the_profile_ends_with_2_and_its_line() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let profile = dir.path().join("p.toml");
    fs::write(&profile, "tz = \"UTC\"\n[[athlete]]\nhr_mx = 188\n").expect("a file");
    refused(
        &["analyze", path(&season()), "--profile", path(&profile)],
        2,
        &["hr_mx", "p.toml:3:1", "`hr_max`"],
    );
    fs::write(&profile, "[[athlete]]\nthreshold_pace = \"fast\"\n").expect("a file");
    refused(&["analyze", path(&season()), "--profile", path(&profile)], 2, &["threshold_pace", "4:15/km"]);
}

#[test]
fn flags_that_cannot_be_used_end_with_2_and_an_example() {
    let season = season();
    refused(&["analyze", path(&season), "--soreness-scale", "5"], 2, &["--soreness-scale", "0..10"]);
    refused(&["analyze", path(&season), "--tz", "Mars/Base"], 2, &["Mars/Base", "Europe/Berlin"]);
    refused(&["analyze", path(&season), "--since", "May"], 2, &["--since", "2024-05-01"]);
}

#[test]
fn a_folder_that_holds_other_things_is_never_replaced() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("precious");
    fs::create_dir(&out).expect("a folder");
    fs::write(out.join("thesis.txt"), "years of work").expect("a file");
    let output = shakeout(&["analyze", path(&season()), "--out", path(&out)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("thesis.txt"));
    assert_eq!(fs::read_to_string(out.join("thesis.txt")).expect("still there"), "years of work");
    assert_eq!(fs::read_dir(dir.path()).expect("readable").count(), 1, "nothing beside it");
}

#[test]
fn a_report_folder_is_replaced_by_the_next_report() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    let run = |extra: &[&str]| {
        let season = season().join("watch");
        let mut args = vec!["analyze", path(&season), "--out", path(&out), "--quiet"];
        args.extend(extra);
        let output = shakeout(&args);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty());
        fs::read_to_string(out.join("summary.json")).expect("a summary")
    };
    let log = season().join("soreness.csv");
    let without = run(&[]);
    let with = run(&["--soreness", path(&log)]);
    assert_ne!(without, with);
    assert_eq!(fs::read_dir(dir.path()).expect("readable").count(), 1, "no staging folder is left");
}

#[test]
fn without_a_log_the_training_half_is_delivered_and_says_how_to_start_one() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    let output = shakeout(&["analyze", path(&season().join("watch")), "--out", path(&out)]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("soreness log"), "{}", text(&output.stdout));
    for file in ["report.html", "report.png", "activities.csv", "days.parquet", "files.csv"] {
        assert!(out.join(file).is_file(), "{file}");
    }
}

#[test]
fn json_is_the_summary_and_nothing_else() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    let log = season().join("soreness.csv");
    let output =
        shakeout(&["analyze", path(&season()), "--soreness", path(&log), "--out", path(&out), "--json"]);
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON and nothing else");
    let written: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("summary.json")).expect("a file")).expect("JSON");
    assert_eq!(summary, written);
    assert_eq!(summary["schema"], 1);
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn strict_ends_with_3_when_a_file_was_readable_only_in_part() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    let output = shakeout(&["analyze", path(&season()), "--out", path(&out), "--strict"]);
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
    assert!(out.join("report.html").is_file(), "the report is still written");
}

#[test]
fn the_effect_of_the_own_day_table_is_the_effect_of_the_archive() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    let log = season().join("soreness.csv");
    let whole =
        shakeout(&["analyze", path(&season()), "--soreness", path(&log), "--out", path(&out), "--json"]);
    let days = out.join("days.csv");
    let alone = shakeout(&["effect", path(&days), "--soreness-scale", "0..10", "--json"]);
    assert_eq!(alone.status.code(), Some(0), "{}", text(&alone.stderr));
    let whole: serde_json::Value = serde_json::from_slice(&whole.stdout).expect("JSON");
    let alone: serde_json::Value = serde_json::from_slice(&alone.stdout).expect("JSON");
    for key in ["status", "rows", "easy_days", "rest_days"] {
        assert_eq!(whole["answer"][key], alone["answer"][key], "{key}");
    }
    // The table is written with three decimals, so the estimate moves by less than that.
    let estimate = |v: &serde_json::Value| v["answer"]["estimate"].as_f64().expect("an estimate");
    assert!((estimate(&whole) - estimate(&alone)).abs() < 1e-3);
}

#[test]
fn inspect_gives_one_object_a_line_for_every_file() {
    let output = shakeout(&["inspect", "--json", path(&season())]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let stdout = text(&output.stdout);
    let objects: Vec<serde_json::Value> =
        stdout.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    assert!(objects.len() > 80, "{}", objects.len());
    let keys = [
        "path",
        "member",
        "format",
        "activity",
        "sport",
        "sub_sport",
        "start",
        "utc_offset_s",
        "local_date",
        "elapsed_s",
        "timer_s",
        "moving_s",
        "distance_m",
        "records",
        "hr_records",
        "hr_mean",
        "hr_max",
        "gps_records",
        "ascent_m",
        "descent_m",
        "cadence_mean",
        "laps",
        "device",
        "rpe",
        "problems",
    ];
    let run = objects.iter().find(|o| o["sport"] == "running").expect("a run");
    for key in keys {
        assert!(run.get(key).is_some(), "no `{key}` in {run}");
    }
    let none = objects.iter().find(|o| o["activity"].is_null()).expect("a file without an activity");
    assert!(!none["reason"].as_str().expect("a reason").is_empty());
}

#[test]
fn inspect_messages_prints_a_fit_file_by_profile_names() {
    let season = season();
    let file = fs::read_dir(&season)
        .expect("readable")
        .map(|entry| entry.expect("an entry").path())
        .chain(walk(&season))
        .find(|path| path.extension().is_some_and(|ext| ext == "fit"))
        .expect("a FIT file");
    let output = shakeout(&["inspect", "--messages", path(&file)]);
    let stdout = text(&output.stdout);
    for word in ["file_id", "record", "heart_rate"] {
        assert!(stdout.to_lowercase().contains(word), "no {word}");
    }
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { out.extend(walk(&path)) } else { out.push(path) }
    }
    out.sort();
    out
}

/// Every file of a report but for the line that says when it was generated.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    walk(folder)
        .into_iter()
        .map(|path| {
            let bytes = fs::read(&path).expect("readable");
            let name = path.strip_prefix(folder).expect("below").to_path_buf();
            match String::from_utf8(bytes) {
                Ok(text) => {
                    let kept: Vec<&str> =
                        text.lines().filter(|l| !l.to_lowercase().contains("generated")).collect();
                    (name, kept.join("\n").into_bytes())
                }
                Err(binary) => (name, binary.into_bytes()),
            }
        })
        .collect()
}

#[test]
fn the_same_bytes_come_out_for_any_zone_threads_and_order() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let log = season().join("soreness.csv");
    let profile = season().join("shakeout.toml");
    let mut files: Vec<PathBuf> = walk(&season());
    let run = |name: &str, files: &[PathBuf], jobs: &str, tz: &str| {
        let out = dir.path().join(name);
        let mut args = vec!["analyze"];
        args.extend(files.iter().map(|file| path(file)));
        args.extend([
            "--soreness",
            path(&log),
            "--profile",
            path(&profile),
            "--out",
            path(&out),
            "--jobs",
            jobs,
        ]);
        let output = shakeout_with(&args, &[("TZ", tz), ("LC_ALL", "de_DE.UTF-8")]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        contents(&out)
    };
    let first = run("a", &files, "1", "UTC");
    assert!(first.len() > 15);
    files.reverse();
    files.rotate_left(37);
    let second = run("b", &files, "8", "Pacific/Auckland");
    for (a, b) in first.iter().zip(&second) {
        assert_eq!(a.0, b.0);
        assert!(a.1 == b.1, "{} differs", a.0.display());
    }
    assert_eq!(first.len(), second.len());
}

#[test]
fn no_output_holds_a_position() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    let log = season().join("soreness.csv");
    let done =
        shakeout(&["analyze", path(&season()), "--soreness", path(&log), "--out", path(&out), "--quiet"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let mut looked_at = 0;
    for (name, bytes) in contents(&out) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let text = text.to_lowercase();
        for word in ["latitude", "longitude", "position_lat", "lat_deg"] {
            assert!(!text.contains(word), "{} contains {word}", name.display());
        }
        looked_at += 1;
    }
    assert!(looked_at > 8);
}

#[test]
fn the_demo_says_that_it_is_synthetic() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("demo");
    let output = shakeout(&["demo", "--effect", "none", "--out", path(&out)]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("ynthetic"), "{}", text(&output.stdout));
    let html = fs::read_to_string(out.join("report/report.html")).expect("a report");
    assert!(html.contains("ynthetic"));
    assert!(walk(&out.join("archive")).len() > 100);
}

#[test]
fn inspect_counts_the_entries_of_a_list() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let list = dir.path().join("sessions.csv");
    std::fs::write(&list, "date,sport,duration_min,rpe\n2024-05-04,Run,60,4\n2024-05-05,Run,50,3\n")
        .expect("a file");
    let shown = shakeout(&["inspect", path(&list)]);
    assert!(text(&shown.stdout).contains("2 entries"), "{}", text(&shown.stdout));
    let shown = shakeout(&["inspect", "--json", path(&list)]);
    let object: serde_json::Value = serde_json::from_slice(&shown.stdout).expect("one object");
    assert_eq!((object["status"].as_str(), object["activity"].is_null()), (Some("used"), true));
    assert!(object["reason"].as_str().is_some_and(|reason| reason.ends_with("2 entries")), "{object}");
}

#[test]
fn a_day_table_with_soreness_outside_the_scale_that_is_said_ends_with_2_and_the_day() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let days = dir.path().join("days.csv");
    std::fs::write(&days, "date,kind,load,soreness\n2024-05-04,easy,40,2\n2024-05-05,rest,0,7\n")
        .expect("a file");
    let output = shakeout(&["effect", path(&days), "--soreness-scale", "0..5"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    for words in ["soreness on 2024-05-05 is outside the scale 0..5", "--soreness-scale A..B"] {
        assert!(text(&output.stderr).contains(words), "no `{words}` in: {}", text(&output.stderr));
    }
}

#[test]
fn of_very_many_files_that_were_not_used_the_report_lists_the_first_and_says_so() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (archive, out) = (dir.path().join("archive"), dir.path().join("report"));
    std::fs::create_dir(&archive).expect("a folder");
    let run = season().join("watch/2023-01-04-125320.fit");
    std::fs::copy(run, archive.join("run.fit")).expect("a run");
    for k in 0..=200 {
        std::fs::write(archive.join(format!("note-{k:03}.txt")), format!("note {k}")).expect("a file");
    }
    let done = shakeout(&["analyze", path(&archive), "--out", path(&out)]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let report = std::fs::read_to_string(out.join("report.md")).expect("a report");
    assert!(report.contains("The first 200 of 201 are listed; files.csv has them all."));
    assert!(report.contains("note-199.txt") && !report.contains("note-200.txt"));
}

#[cfg(unix)]
#[test]
fn a_greeting_that_nobody_reads_is_no_crash() {
    let greet = |script: &str| {
        let program = env!("CARGO_BIN_EXE_shakeout");
        Command::new("bash").args(["-c", script]).env("SHAKEOUT", program).output().expect("a shell")
    };
    let closed = greet("set -o pipefail; (sleep 0.2; \"$SHAKEOUT\") | true");
    assert_eq!((closed.status.code(), text(&closed.stderr)), (Some(0), String::new()));
    let full = greet("\"$SHAKEOUT\" > /dev/full");
    assert_eq!(full.status.code(), Some(1));
    assert!(text(&full.stderr).contains("standard output"), "{}", text(&full.stderr));
}

#[test]
fn a_refusal_names_what_is_there_and_a_remedy_that_fits() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(dir.path().join("runs")).expect("a folder");
    fs::write(dir.path().join("s.csv"), "date,soreness\n2024-05-01,3\n").expect("a log");
    let says = |args: &[&str], words: &str, not: &str| {
        let done = Command::new(env!("CARGO_BIN_EXE_shakeout"))
            .args(args)
            .current_dir(dir.path())
            .output()
            .expect("it starts");
        let stderr = text(&done.stderr);
        assert!(matches!(done.status.code(), Some(1 | 2)), "{args:?}: {stderr}");
        assert!(stderr.contains(words) && !stderr.contains(not), "{args:?}: {stderr}");
    };
    says(&["analyze", "runs", "--out", ""], "leave --out <DIR> out", "one of:");
    says(&["soreness", "add", "3", ""], "leave [FILE] out", "one of:");
    says(&["cohort", "nosuch"], "no such file or folder", "soreness");
    says(&["soreness", "new", "nodir/x.csv"], "make this folder first", "two runs");
    says(&["demo", "--runners", "0"], "a number from 1 on", "panicked");
    says(&["compare", "runs", "s.csv"], "shakeout analyze runs", "nosuch");
    says(&["compare", "s.csv", "runs"], "date,kind,load", "nosuch");
}

#[test]
fn the_next_line_to_type_is_quoted_for_the_shell() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let said = |args: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_shakeout"))
            .args(args)
            .current_dir(dir.path())
            .output()
            .expect("it starts");
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        text(&done.stdout)
    };
    let new = said(&["soreness", "new", "my log.csv"]);
    assert!(new.contains("shakeout soreness add 3 \"my log.csv\""), "{new}");
    let demo = said(&["demo", "--runners", "1", "--out", "my club"]);
    assert!(demo.contains("shakeout cohort \"my club/runners\""), "{demo}");
}
