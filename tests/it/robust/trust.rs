//! A `shakeout.toml` that came with the data says something of the runner, and nothing of this computer.

use std::fs;

use super::{folder, run, text};
use crate::support::program::{names, program};

const HOSTILE: &str = "out = \"../victim/notes\"\njobs = 7\nsurprise = 1\n[limits]\nmax_file_mb = 100000\n\
                       max_ratio = 100000000\n[trial]\nout = \"x\"\n[elsewhere]\nkey = 2\n[[athlete]]\nhr_max = 188\nodd = 1\n";

#[test]
fn a_profile_among_the_data_sets_no_output_elsewhere_no_limit_and_no_jobs_and_says_so() {
    let dir =
        folder(&[("in/run.gpx", &run(1)), ("in/shakeout.toml", HOSTILE.as_bytes()), ("victim/a", b"x")]);
    let output =
        program().args(["analyze", "in", "--tz", "UTC"]).current_dir(dir.path()).output().expect("it starts");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(names(&dir.path().join("victim")), ["a"]);
    assert!(dir.path().join("shakeout-report/report.html").exists());
    for (line, key) in [
        (1, "out"),
        (2, "jobs"),
        (3, "surprise"),
        (5, "limits.max_file_mb"),
        (6, "limits.max_ratio"),
        (9, "elsewhere"),
        (13, "odd"),
    ] {
        let begin = format!("warning: in/shakeout.toml:{line}: ");
        assert!(
            said.lines().any(|l| l.starts_with(&begin) && l.contains(&format!("`{key}`"))),
            "{key}: {said}"
        );
    }
    assert_eq!(said.lines().count(), 7, "{said}");
    // What it says of the runner is taken.
    let shown = program()
        .args(["config", "show", "in", "--json"])
        .current_dir(dir.path())
        .output()
        .expect("it starts");
    let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).expect("JSON");
    assert_eq!(shown["athlete.hr_max"]["value"], "188");
    assert_eq!(shown["jobs"]["origin"], "default");
    // Its own file a runner types.
    let own = program()
        .args(["analyze", "in", "--profile", "in/shakeout.toml"])
        .current_dir(dir.path())
        .output()
        .expect("it starts");
    assert_eq!(own.status.code(), Some(2));
    assert!(text(&own.stderr).contains("there is no key"), "{}", text(&own.stderr));
}

#[test]
fn in_the_folder_one_works_in_what_the_own_profile_does_not_set_is_named_with_what_to_type() {
    let dir = folder(&[("run.gpx", &run(1)), ("shakeout.toml", b"out = \"mine\"\njobs = 1\n")]);
    let said = |args: &[&str]| {
        let output = program().args(args).current_dir(dir.path()).output().expect("it starts");
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
        text(&output.stderr)
    };
    let warning = "warning: ./shakeout.toml:2: `jobs` stands in settings that nobody named and is not taken; \
                   type --jobs ..., or --profile ./shakeout.toml if it is yours\n";
    assert_eq!(said(&["config", "show"]), warning);
    assert_eq!(said(&["analyze", ".", "--tz", "UTC"]), warning);
    // Below its own folder it may write.
    fs::remove_dir_all(dir.path().join("mine")).expect("its place");
    // The remedy works when typed.
    assert_eq!(said(&["config", "show", "--profile", "./shakeout.toml"]), "");
    assert_eq!(said(&["analyze", ".", "--tz", "UTC", "--profile", "./shakeout.toml"]), "");
    assert!(dir.path().join("mine/report.html").exists());
}

const LOG: &[u8] = b"date,soreness\n2024-05-01,3\n2024-05-02,3\n";
const SCALE: [&str; 4] = ["--soreness-scale", "0..10", "--soreness-direction", "higher-is-sorer"];

#[test]
fn settings_that_nobody_typed_write_nowhere_but_in_their_own_folder() {
    for out in ["../elsewhere", "runs/../../elsewhere", "/tmp/shakeout-elsewhere", "link/report"] {
        let settings = format!("out = \"{out}\"\njobs = 1\n");
        let dir = folder(&[
            ("dl/runs/run.gpx", &run(1)),
            ("dl/soreness.csv", LOG),
            ("dl/shakeout.toml", settings.as_bytes()),
            ("elsewhere/keep", b""),
        ]);
        #[cfg(unix)]
        std::os::unix::fs::symlink(dir.path().join("elsewhere"), dir.path().join("dl/link")).expect("a link");
        let lines: [(&str, &[&str]); 5] = [
            ("", &["analyze", "dl/runs", "dl/soreness.csv"]),
            ("dl", &["analyze", "runs"]),
            ("dl", &["runs"]),
            ("dl", &["analyze", "runs/run.gpx"]),
            ("dl/runs", &["analyze", ".", "../soreness.csv"]),
        ];
        for (here, line) in lines {
            let output = program()
                .args(line)
                .args(SCALE)
                .args(["--tz", "UTC"])
                .current_dir(dir.path().join(here))
                .output()
                .expect("it starts");
            let said = text(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{line:?}: {said}");
            assert!(said.contains("`out` leads out of the folder of these settings"), "{line:?}: {said}");
            assert!(said.contains("`jobs` stands in settings that nobody named"), "{line:?}: {said}");
            let made = dir.path().join(here).join("shakeout-report");
            fs::remove_dir_all(made).expect("the report in its usual place");
            assert_eq!(names(&dir.path().join("elsewhere")), ["keep"], "{line:?}");
        }
        assert!(!fs::exists("/tmp/shakeout-elsewhere").expect("a look"));
    }
}

#[cfg(unix)]
#[test]
fn settings_that_nobody_typed_name_no_log_that_never_ends_and_those_among_the_data_none_elsewhere() {
    for (log, among, why) in [
        ("/dev/zero", "dl", "is no file to read"),
        ("/dev/zero", "", "is no file to read"),
        ("../private.csv", "dl", "leads out of the folder of these settings"),
    ] {
        let settings = format!("[soreness]\nlog = \"{log}\"\n");
        let name = format!("{among}/shakeout.toml");
        let dir = folder(&[
            ("dl/run.gpx", &run(1)),
            (name.trim_start_matches('/'), settings.as_bytes()),
            ("private.csv", b"secret"),
        ]);
        let output = program().args(["analyze", "dl"]).current_dir(dir.path()).output().expect("it starts");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(&format!("`soreness.log` {why}")) && said.contains("--soreness"), "{said}");
        assert!(!said.contains("secret"), "{said}");
    }
    // The own log may lie anywhere.
    let settings = b"[soreness]\nlog = \"../logs/s.csv\"\nscale = [0, 10]\ndirection = \"higher-is-sorer\"\n";
    let dir = folder(&[("here/in/run.gpx", &run(1)), ("here/shakeout.toml", settings), ("logs/s.csv", LOG)]);
    let line = ["analyze", "in", "--tz", "UTC", "--json"];
    let output = program().args(line).current_dir(dir.path().join("here")).output().expect("it starts");
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(summary["soreness"]["entries"], 2);
}

#[test]
fn a_profile_beside_the_runners_own_log_is_the_runners() {
    let dir = folder(&[
        ("in/run.gpx", &run(1)),
        ("mine/shakeout.toml", b"out = \"report\"\n"),
        ("mine/s.csv", LOG),
    ]);
    let output = program()
        .args(["analyze", "in", "--soreness", "mine/s.csv"])
        .args(SCALE)
        .current_dir(dir.path())
        .output()
        .expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(fs::exists(dir.path().join("mine/report/report.html")).expect("its place"));
}

#[test]
fn an_anonymized_report_shows_neither_its_own_date_nor_a_path() {
    let dir = folder(&[
        ("secret-place/in/secret-run.gpx", &run(1)),
        ("secret-place/s.csv", b"date,soreness\n2024-05-01,3\n2024-05-02,3\n"),
        ("secret-place/shakeout.toml", b"[soreness]\nscale = [0, 10]\ndirection = \"higher-is-sorer\"\n"),
    ]);
    let output = program()
        .args([
            "analyze",
            "secret-place/in",
            "--soreness",
            "secret-place/s.csv",
            "--anonymize",
            "--out",
            "secret-out",
        ])
        .current_dir(dir.path())
        .output()
        .expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let out = dir.path().join("secret-out");
    let dates = crate::support::program::times(&out);
    assert!(dates.len() > 10);
    let epoch = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(315_532_800);
    assert!(dates.values().all(|date| *date == epoch), "{dates:?}");
    assert_eq!(out.metadata().and_then(|meta| meta.modified()).expect("a time"), epoch);
    for (path, bytes) in crate::support::program::contents(&out) {
        assert!(memchr::memmem::find(&bytes, b"secret").is_none(), "a path is in {}", path.display());
    }
}

/// A day table of 40 days, with mornings of `soreness`.
fn day_table(soreness: &str) -> Vec<u8> {
    let row = |day: i64| {
        let date = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days(day)).expect("a date");
        let kind = ["easy", "rest", "hard"][day as usize % 3];
        format!("{date},{kind},{},{soreness}\n", 30 * (day % 3))
    };
    let rows: String = (0..40).map(row).collect();
    format!("date,kind,load,soreness\n{rows}").into_bytes()
}

#[test]
fn a_day_table_with_mornings_of_its_own_keeps_them_whatever_log_the_settings_name() {
    let rows: String = (1..=31).map(|day| format!("2024-01-{day:02},7\n")).collect();
    let log = format!("date,soreness\n{rows}");
    let settings = b"[soreness]\nlog = \"mine.csv\"\nscale = [0, 10]\ndirection = \"higher-is-sorer\"\n";
    let dir = folder(&[
        ("shakeout.toml", settings),
        ("mine.csv", log.as_bytes()),
        ("days.csv", &day_table("2")),
        ("bare.csv", &day_table("")),
    ]);
    let effect = |args: &[&str]| {
        let output = program()
            .args(["effect", "--out", "r", "--json"])
            .args(args)
            .current_dir(dir.path())
            .output()
            .expect("it starts");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{said}");
        let summary: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let days = fs::read_to_string(dir.path().join("r/days.csv")).expect("its days");
        let k = days.lines().next().expect("a header").split(',').position(|name| name == "soreness");
        let cell = |line: &str| line.split(',').nth(k.expect("soreness")).expect("a cell").parse().ok();
        let first: Option<f64> = days.lines().nth(1).and_then(cell);
        (said, summary["soreness"]["entries"].as_u64(), first)
    };
    assert_eq!(effect(&["days.csv"]), (String::new(), Some(40), Some(2.0)));
    // What was typed replaces it; where there is nothing, the log of the settings is used and said.
    assert_eq!(effect(&["days.csv", "--soreness", "mine.csv"]), (String::new(), Some(31), Some(7.0)));
    let (said, entries, first) = effect(&["bare.csv"]);
    assert_eq!((entries, first), (Some(31), Some(7.0)));
    assert!(said.contains("soreness log: mine.csv, from shakeout.toml"), "{said}");
}
