//! Settings: every flag has a key in `shakeout.toml`, flags win over the file, and a mistake in the file is
//! underlined.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clap::CommandFactory;
use serde_json::Value;
use shakeout::cli::Cli;
use shakeout::config::settings::{ATHLETE_KEYS, COMMAND_LINE_ONLY, SETTINGS};

fn season() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/season")
}

fn shakeout(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shakeout")).args(args).current_dir(folder).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with a `shakeout.toml`.
fn with_file(toml: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::write(dir.path().join("shakeout.toml"), toml).expect("a file");
    dir
}

fn show(folder: &Path, args: &[&str]) -> Value {
    let mut all = vec!["config", "show", "--json", "--profile", "shakeout.toml"];
    all.extend(args);
    let done = shakeout(folder, &all);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    serde_json::from_slice(&done.stdout).expect("JSON")
}

/// (command, flag) of everything that can be typed.
fn flags() -> BTreeSet<(String, String)> {
    fn below(name: &str, command: &clap::Command, out: &mut BTreeSet<(String, String)>) {
        for flag in command.get_arguments().filter_map(clap::Arg::get_long) {
            out.insert((name.to_owned(), format!("--{flag}")));
        }
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            below(format!("{name} {}", inner.get_name()).trim(), inner, out);
        }
    }
    let mut root = Cli::command();
    root.build();
    let mut found = BTreeSet::new();
    below("", &root, &mut found);
    found
}

#[test]
fn every_flag_has_a_key_or_a_reason_why_not() {
    let flags = flags();
    assert!(flags.len() > 100, "{flags:?}");
    let only = |command: &str, flag: &str| {
        COMMAND_LINE_ONLY.iter().any(|(of, name, _)| *name == flag && (of.is_empty() || *of == command))
    };
    for (command, flag) in &flags {
        let key = SETTINGS.iter().any(|setting| setting.flag == flag);
        assert!(key || only(command, flag), "`{command} {flag}` has no key in shakeout.toml");
    }
    for (command, flag, why) in COMMAND_LINE_ONLY {
        assert!(!why.is_empty(), "{flag}");
        let typed = flags.iter().any(|(of, name)| name == flag && (command.is_empty() || of == command));
        assert!(typed, "`{command} {flag}` cannot be typed any more");
        if command.is_empty() {
            assert!(SETTINGS.iter().all(|setting| setting.flag != *flag), "{flag} has a key");
        }
    }
    for setting in SETTINGS.iter().filter(|setting| !setting.flag.is_empty()) {
        assert!(flags.iter().any(|(_, flag)| flag == setting.flag), "{} of {}", setting.flag, setting.key);
    }
}

const WHOLE: &str = r#"tz = "Europe/Berlin"
tz_always = "America/Denver"
day_start = 04:00:00
since = 2023-02-01
until = "2023-05-31"
units = "imperial"
smallest_effect = 0.75
assume_rest = true
no_intent = true
no_watch_columns = true
out = "my-report"
strict = false
jobs = 2
[soreness]
log = "log.csv"
scale = [0, 10]
direction = "higher-is-sorer"
column = "soreness"
date_order = "dmy"
year = 2023
reported = "morning"
[outcome]
column = "mood"
scale = [1, 5]
direction = "higher-is-better"
[limits]
max_file_mb = 100
max_members = 5000
max_memory_mb = 64
max_nesting = 2
max_ratio = 50
[plan]
sigma = 1.5
weeks = 8
start = 2024-05-01
adherence_mismatch = 0.1
missing = 0.05
flex_per_week = 3
out = "my-plan"
[trial]
dates = "dates.csv"
out = "my-trial"
[[athlete]]
from = 2022-01-01
hr_max = 188
hr_rest = 50
lthr = 168
threshold_pace = "4:15/km"
sex = "male"
weight_kg = 70
born = 1985
"#;

#[test]
fn every_key_can_be_written_and_is_shown_with_its_line() {
    let dir = with_file(WHOLE);
    let shown = show(dir.path(), &[]);
    let lines: Vec<&str> = WHOLE.lines().collect();
    // `weeks` and `days` exclude each other.
    for setting in SETTINGS.iter().filter(|setting| setting.key != "plan.days") {
        let one = &shown[setting.key];
        assert_eq!(one["origin"], "file", "{}: {one}", setting.key);
        let line = one["line"].as_u64().expect("a line") as usize;
        let name = setting.key.rsplit('.').next().expect("a name");
        assert!(lines[line - 1].starts_with(&format!("{name} =")), "{}: line {line}", setting.key);
    }
    for (key, _) in ATHLETE_KEYS {
        assert_eq!(shown[format!("athlete.{key}")]["origin"], "file", "{key}");
    }
    assert_eq!(shown.as_object().expect("an object").len(), SETTINGS.len() + ATHLETE_KEYS.len());
    let days = WHOLE.replace("weeks = 8", "days = 40");
    assert_eq!(show(with_file(&days).path(), &[])["plan.days"]["value"], "40");
}

#[test]
fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
    let dir = with_file("since = 2023-02-01\nunits = \"imperial\"\n");
    let shown = show(dir.path(), &["--since", "2023-03-01"]);
    assert_eq!(shown["since"]["value"], "2023-03-01");
    assert_eq!((&shown["since"]["origin"], &shown["since"]["flag"]), (&"flag".into(), &"--since".into()));
    assert_eq!((&shown["units"]["origin"], &shown["units"]["line"]), (&"file".into(), &2.into()));
    assert_eq!((&shown["until"]["origin"], &shown["until"]["value"]), (&"default".into(), &Value::Null));
    let done = shakeout(dir.path(), &["config", "show"]);
    let page = text(&done.stdout);
    assert!(
        page.lines().any(|line| line.starts_with("units ") && line.ends_with("shakeout.toml:2")),
        "{page}"
    );
}

#[test]
fn what_the_file_says_is_done() {
    let dir = with_file(
        "out = \"made/report\"\nsince = 2023-02-01\nuntil = 2023-04-30\n[soreness]\nlog = \"log.csv\"\n",
    );
    fs::create_dir(dir.path().join("made")).expect("a folder");
    fs::copy(season().join("soreness.csv"), dir.path().join("log.csv")).expect("a log");
    fs::copy(season().join("export.zip"), dir.path().join("export.zip")).expect("an archive");
    // From another folder: paths in the file are relative to the file.
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let archive = dir.path().join("export.zip");
    let profile = dir.path().join("shakeout.toml");
    let [archive, profile] = [&archive, &profile].map(|path| path.to_str().expect("UTF-8"));
    let done = shakeout(elsewhere.path(), &["analyze", archive, "--json", "--profile", profile]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let summary: Value = serde_json::from_slice(&done.stdout).expect("summary.json");
    // Of the 89 days that were asked for.
    assert!(summary["soreness"]["entries"].as_u64() > Some(70), "{}", summary["soreness"]);
    assert!(summary["first_day"].as_str() >= Some("2023-02-01"), "{}", summary["first_day"]);
    assert!(dir.path().join("made/report/report.html").is_file());
    assert_eq!(fs::read_dir(elsewhere.path()).expect("readable").count(), 0);
}

/// stderr of a `config show` that is refused with exit code 2.
fn refused(toml: &str) -> String {
    let dir = with_file(toml);
    let done = shakeout(dir.path(), &["config", "show", "--profile", "./shakeout.toml"]);
    let stderr = text(&done.stderr);
    assert_eq!(done.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("= remedy: ") && !stderr.contains('\u{1b}'), "{stderr}");
    stderr
}

#[test]
fn a_mistake_in_the_file_is_underlined_and_the_word_that_was_meant_is_named() {
    let expected = "error: there is no key `hr_mx`\n --> ./shakeout.toml:3:1\n  |\n3 | hr_mx = 188\n  | ^^^^^\n  |\n  = remedy: did you mean `hr_max`?\n";
    assert_eq!(refused("tz = \"UTC\"\n[[athlete]]\nhr_mx = 188\n"), expected);
    let marked = |toml: &str, place: &str, remedy: &str| {
        let stderr = refused(toml);
        assert!(stderr.contains(place) && stderr.contains(remedy), "{stderr}");
    };
    marked("unit = \"metric\"\n", "| ^^^^\n", "did you mean `units`?");
    marked("scale = [0, 10]\n", "| ^^^^^\n", "`scale` below [soreness]");
    marked("hr_max = 188\n", "| ^^^^^^\n", "`hr_max` below [[athlete]]");
    marked("[soreness]\ndirection = \"higher-is-sorrer\"\n", "^^^^^^^^^^^^^^^^^^\n", "\"higher-is-sorer\"");
    marked("[soreness]\nscale = [10, 0]\n", "|         ^^^^^^^\n", "the lower one first");
    marked("tz = \"Mars/Base\"\n", "|      ^^^^^^^^^^^\n", "Europe/Berlin");
    marked("since = 2024-05-01\nuntil = 2024-04-01\n", "2 | until = 2024-04-01", "not before 2024-05-01");
    marked("[plan]\nweeks = 8\ndays = 3\n", "2 | weeks = 8", "only one of");
    marked("[[athlete]]\nhr_max = 18\n", "2 | hr_max = 18", "from 100 to 240");
    marked("[[athlete]]\nhr_max = 180\nlthr = 180\n", "3 | lthr = 180", "below hr_max");
    marked("[[athlete]]\nhr_max = 180\n[[athlete]]\nhr_max = 181\n", "3 | [[athlete]]", "a day of its own");
    marked("[soreness\n", "1 | [soreness", "docs/config.md");
}

#[test]
fn a_path_or_a_column_with_a_slip_is_answered_with_the_near_name() {
    let dir = with_file("");
    fs::write(dir.path().join("soreness.csv"), "date,sorenes\n2024-05-01,3\n").expect("a log");
    let says = |args: &[&str], code: i32, words: &str| {
        let done = shakeout(dir.path(), args);
        let stderr = text(&done.stderr);
        assert_eq!(done.status.code(), Some(code), "{stderr}");
        assert!(stderr.contains(words), "{stderr}");
    };
    says(&["analyze", "sorness.csv"], 1, "did you mean soreness.csv?");
    says(&["analyze", ".", "--soreness", "soreness.cvs"], 1, "did you mean soreness.csv?");
    says(&["config", "show", "--profile", "shakeuot.toml"], 1, "did you mean shakeout.toml?");
    says(&["soreness", "check", "soreness.csv"], 2, "shakeout soreness check soreness.csv --soreness-scale");
    says(&["soreness", "check", "soreness.csv", "--soreness-column", "soreness"], 2, "\"sorenes\"?");
    says(&["soreness", "check", "sorenes.csv"], 1, "did you mean soreness.csv?");
    says(&["anlyze", "."], 2, "`analyze`");
    says(&["analyze", ".", "--sorenes", "x"], 2, "did you mean --soreness?");
    says(&["analyze", ".", "--units", "metrc"], 2, "did you mean metric?");
    fs::write(dir.path().join("days.csv"), "date,kind,load,soreness\n2024-05-01,esay,3,2\n")
        .expect("a table");
    says(&["effect", "days.csv"], 2, "2 | 2024-05-01,esay,3,2\n  |            ^^^^\n");
    says(&["effect", "days.csv"], 2, "did you mean easy?");
}

#[test]
fn the_document_of_settings_has_every_key_as_it_is() {
    let root = Cli::command();
    let help = |flag: &str| -> String {
        root.get_subcommands()
            .flat_map(clap::Command::get_arguments)
            .find(|arg| arg.get_long().is_some_and(|long| flag == format!("--{long}")))
            .and_then(|arg| arg.get_help().map(ToString::to_string))
            .unwrap_or_default()
    };
    let mut table = String::from("| key | flag | when nothing is said | |\n|---|---|---|---|\n");
    for setting in SETTINGS {
        let flag = if setting.flag.is_empty() { String::new() } else { format!("`{}`", setting.flag) };
        let about = if setting.about.is_empty() { help(setting.flag) } else { setting.about.to_owned() };
        let about = match setting.key {
            "plan.out" => "Folder of the plan".to_owned(),
            "trial.out" => "Folder of trial.json and trial.md".to_owned(),
            _ => about.split(" (default").next().unwrap_or_default().replace('\n', " "),
        };
        assert!(!about.is_empty(), "{} is not explained", setting.key);
        table.push_str(&format!("| `{}` | {flag} | {} | {about} |\n", setting.key, setting.default));
    }
    table.push_str("\n| `[[athlete]]` | |\n|---|---|\n");
    for (key, about) in ATHLETE_KEYS {
        table.push_str(&format!("| `{key}` | {about} |\n"));
    }
    table.push_str("\n| flag without a key | why |\n|---|---|\n");
    for (command, flag, why) in COMMAND_LINE_ONLY {
        let name = format!("{command} {flag}");
        table.push_str(&format!("| `{}` | {why} |\n", name.trim()));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/config.md");
    let page = fs::read_to_string(&path).expect("docs/config.md");
    let (head, _) = page.split_once("<!-- generated -->\n").expect("a place for the table");
    let wanted = format!("{head}<!-- generated -->\n{table}");
    if std::env::var_os("SHAKEOUT_WRITE_DOCS").is_some() {
        fs::write(&path, &wanted).expect("written");
    }
    let page = fs::read_to_string(&path).expect("docs/config.md");
    assert!(
        page == wanted,
        "docs/config.md is old: run this test with SHAKEOUT_WRITE_DOCS=1 and look at the change"
    );
    let example =
        head.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let shown = show(with_file(example).path(), &[]);
    assert_eq!(shown["soreness.log"]["value"], "soreness.csv");
}
