//! Several runs at a time: one after the other, or an error; never a mixture, never a lost morning.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::{folder, run, text};
use crate::support::program::{contents, names, program};

fn start(dir: &Path, units: &str) -> Child {
    let mut command = program();
    command.args([
        "analyze",
        "in",
        "--tz",
        "UTC",
        "--quiet",
        "--jobs",
        "1",
        "--out",
        "par/x/report",
        "--units",
        units,
    ]);
    command.current_dir(dir).stderr(Stdio::piped()).spawn().expect("it starts")
}

#[test]
fn runs_that_write_to_one_new_place_leave_one_whole_report() {
    let dir = folder(&[("in/run.gpx", &run(1))]);
    let parent = dir.path().join("par");
    let whole: Vec<BTreeMap<PathBuf, Vec<u8>>> = ["metric", "imperial"]
        .into_iter()
        .map(|units| {
            assert!(start(dir.path(), units).wait().expect("its end").success());
            let report = contents(&parent.join("x/report"));
            fs::remove_dir_all(&parent).expect("removed");
            report
        })
        .collect();
    for _ in 0..8 {
        let runs = ["metric", "imperial", "metric", "imperial"].map(|units| start(dir.path(), units));
        for run in runs {
            let output = run.wait_with_output().expect("its end");
            assert!(output.status.success(), "{}", text(&output.stderr));
        }
        assert!(whole.contains(&contents(&parent.join("x/report"))), "a mixture");
        assert_eq!(names(&parent.join("x")), ["report"]);
        fs::remove_dir_all(&parent).expect("removed");
    }
}

#[test]
fn a_place_that_may_not_be_listed_is_locked_too() {
    let dir = folder(&[("in/run.gpx", &run(1))]);
    for folder in [dir.path(), &dir.path().join("in")] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).expect("own");
    }
    let place = dir.path().join("place");
    let nobody = |units: &str| {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--clear-groups", env!("CARGO_BIN_EXE_shakeout"), "analyze", "in"]);
        command.args(["--tz", "UTC", "--quiet", "--jobs", "1", "--out", "place/report", "--units", units]);
        command.env("SOURCE_DATE_EPOCH", "1700000000").current_dir(dir.path()).stderr(Stdio::piped());
        command.spawn()
    };
    let again = || {
        let _ = fs::remove_dir_all(&place);
        fs::create_dir(&place).expect("a folder");
        fs::set_permissions(&place, fs::Permissions::from_mode(0o333)).expect("own");
    };
    again();
    if !nobody("metric").is_ok_and(|mut run| run.wait().is_ok_and(|status| status.success())) {
        eprintln!("SKIPPED: the program cannot be started as nobody here");
        return;
    }
    let metric = contents(&place.join("report"));
    again();
    assert!(nobody("imperial").expect("it starts").wait().expect("its end").success());
    let imperial = contents(&place.join("report"));
    for _ in 0..6 {
        again();
        let runs = ["metric", "imperial", "metric"].map(|units| nobody(units).expect("it starts"));
        for run in runs {
            let output = run.wait_with_output().expect("its end");
            assert!(output.status.success(), "{}", text(&output.stderr));
        }
        let found = contents(&place.join("report"));
        assert!(found == metric || found == imperial, "a mixture");
    }
}

#[test]
fn eight_mornings_added_at_a_time_are_eight_mornings() {
    for _ in 0..5 {
        let dir = folder(&[("s.csv", b"date,soreness\n2024-05-01,3\n")]);
        let runs: Vec<Child> = (2..=9)
            .map(|day| {
                let mut command = program();
                command.args(["soreness", "add", "4", "s.csv", "--date", &format!("2024-05-{day:02}")]);
                command.current_dir(dir.path()).stdout(Stdio::null()).spawn().expect("it starts")
            })
            .collect();
        for mut run in runs {
            assert!(run.wait().expect("its end").success());
        }
        let log = fs::read_to_string(dir.path().join("s.csv")).expect("the log");
        assert_eq!(log.lines().count(), 10, "{log}");
    }
}

#[test]
fn a_log_of_the_run_that_cannot_be_written_costs_lines_and_not_the_report() {
    let season = crate::support::program::season();
    for args in ["--verbose", "--log-format json", "--verbose --log-format json"] {
        for script in [
            "\"$0\" analyze \"$1\" --out out ARGS >/dev/null 2>/dev/full",
            "\"$0\" analyze \"$1\" --out out ARGS 2>&1 >/dev/null | head -1 >/dev/null; test -e out/report.html",
            "\"$0\" analyze \"$1\" --out out ARGS >/dev/null 2>&-",
        ] {
            let dir = tempfile::tempdir().expect("a temporary folder");
            let status = Command::new("sh")
                .args(["-c", &script.replace("ARGS", args), env!("CARGO_BIN_EXE_shakeout")])
                .arg(&season)
                .current_dir(dir.path())
                .status()
                .expect("a shell");
            assert!(status.success(), "{script} {args}: {status:?}");
            assert!(dir.path().join("out/report.html").exists(), "{script} {args}");
        }
    }
}
