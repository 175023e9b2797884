//! A `shakeout.toml` that came with the data says something of the runner, and nothing of this computer.

use std::fs;

use super::{folder, run, text};
use crate::support::program::{names, program};

const HOSTILE: &str = "out = \"../victim/notes\"\njobs = 7\nsurprise = 1\n[limits]\nmax_file_mb = 100000\n\
                       max_ratio = 100000000\n[trial]\nout = \"x\"\n[elsewhere]\nkey = 2\n[[athlete]]\nhr_max = 188\nodd = 1\n";

#[test]
fn a_profile_among_the_data_sets_no_output_no_limit_and_no_jobs_and_says_so() {
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
        (8, "trial.out"),
        (9, "elsewhere"),
        (13, "odd"),
    ] {
        let begin = format!("warning: in/shakeout.toml:{line}: ");
        assert!(
            said.lines().any(|l| l.starts_with(&begin) && l.contains(&format!("`{key}`"))),
            "{key}: {said}"
        );
    }
    assert_eq!(said.lines().count(), 8, "{said}");
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
fn in_the_folder_of_the_data_what_the_own_profile_does_not_set_is_named_with_what_to_type() {
    let dir = folder(&[("run.gpx", &run(1)), ("shakeout.toml", b"out = \"mine\"\n")]);
    let said = |args: &[&str]| {
        let output = program().args(args).current_dir(dir.path()).output().expect("it starts");
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
        text(&output.stderr)
    };
    let warning = "warning: ./shakeout.toml:1: `out` is not taken from a profile that lies among the data; \
                   type --out ..., or --profile ./shakeout.toml if it is yours\n";
    assert_eq!(said(&["config", "show"]), warning);
    assert_eq!(said(&["analyze", ".", "--tz", "UTC"]), warning);
    assert!(!fs::exists(dir.path().join("mine")).expect("a look"));
    // The remedy works when typed.
    assert_eq!(said(&["config", "show", "--profile", "./shakeout.toml"]), "");
    assert_eq!(said(&["analyze", ".", "--tz", "UTC", "--profile", "./shakeout.toml"]), "");
    assert!(dir.path().join("mine/report.html").exists());
}

#[test]
fn a_profile_beside_the_runners_own_log_is_the_runners() {
    let dir = folder(&[
        ("in/run.gpx", &run(1)),
        ("mine/shakeout.toml", b"out = \"report\"\n"),
        ("mine/s.csv", b"date,soreness\n2024-05-01,3\n2024-05-02,3\n"),
    ]);
    let scale = ["--soreness-scale", "0..10", "--soreness-direction", "higher-is-sorer"];
    let output = program()
        .args(["analyze", "in", "--soreness", "mine/s.csv"])
        .args(scale)
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
