//! registration: an analysis is written down before its answer is seen, and may not differ silently.

use std::fs;
use std::path::Path;

use jiff::civil::date;
use shakeout::report::registration::{check, text};

use crate::support::program::{program, season};

fn entries(threshold: &str) -> Vec<(String, String)> {
    vec![("scale".to_owned(), "0..10".to_owned()), ("hr_max".to_owned(), threshold.to_owned())]
}

#[test]
fn the_same_choices_pass_and_any_other_is_named() {
    let file = text(&entries("188 bpm"), date(2024, 5, 1));
    assert!(file.contains("# date: 2024-05-01\n# sha256: "));
    let which = check(&file, "registration.txt", &entries("188 bpm")).expect("nothing differs");
    assert!(which.starts_with("2024-05-01, sha256 "), "{which}");
    let other = check(&file, "registration.txt", &entries("190 bpm")).expect_err("another threshold");
    let words = other.to_string();
    assert!(
        words.contains("registered: hr_max = 188 bpm") && words.contains("now: hr_max = 190 bpm"),
        "{words}"
    );
    // Line ends of another system change nothing, a changed value does.
    check(&file.replace('\n', "\r\n"), "registration.txt", &entries("188 bpm")).expect("the same");
    let forged = file.replace("188 bpm", "190 bpm");
    let words = check(&forged, "registration.txt", &entries("190 bpm")).expect_err("forged").to_string();
    assert!(words.contains("hash does not fit"), "{words}");
    assert!(check("", "registration.txt", &entries("188 bpm")).is_err());
    let earlier = file.replace("# date: 2024-05-01", "# date: 2020-01-01");
    assert!(check(&earlier, "registration.txt", &entries("188 bpm")).is_err(), "the date is sealed too");
}

/// Facts of the made runner, as the season's own profile has them, with one line changed.
fn profile(folder: &Path, from: &str, to: &str) -> String {
    let text = fs::read_to_string(season().join("shakeout.toml")).expect("the season's profile");
    assert!(text.contains(from), "no `{from}` in {text}");
    let path = folder.join("other.toml");
    fs::write(&path, text.replace(from, to)).expect("a profile");
    path.to_string_lossy().into_owned()
}

/// Runs `command` on the season; its exit code and what it said on stderr.
fn on_season(command: &str, args: &[&str]) -> (Option<i32>, String) {
    let log = season().join("soreness.csv");
    let run = program().arg(command).arg(season()).arg("--soreness").arg(log).args(args).output();
    let output = run.expect("the program starts");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn an_analysis_with_any_other_setting_is_refused_by_its_name_and_leaves_nothing() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    let (sealed, out) = (path("sealed.txt"), path("report"));
    assert_eq!(on_season("register", &["--out", &sealed]).0, Some(0));
    let text = fs::read_to_string(&sealed).expect("a registration");
    for line in [
        "direction = higher-is-sorer",
        "reported = morning",
        "easy: mean score, at most = 0.2 (0 is VT1)",
        "VT1 by heart rate = 90.0 % of LTHR",
        "hard: at or above threshold, at least = 10 min",
        "long or steep: times the median, at least = 1.5",
        "what a run was meant to be = counts",
        "another outcome = not said",
    ] {
        assert!(text.lines().any(|own| own == line), "no `{line}` in {text}");
    }
    let analyze = |args: &[&str]| {
        on_season("analyze", &[args, &["--registered", sealed.as_str(), "--out", out.as_str()]].concat())
    };
    let other_sex = profile(dir.path(), "\"male\"", "\"female\"");
    let others: &[(&[&str], &str)] = &[
        (&["--tz", "Asia/Tokyo"], "time zone = Asia/Tokyo"),
        (&["--day-start", "05:00"], "day starts = 05:00:00"),
        (&["--outcome", "sleep_h"], "another outcome = sleep_h, its own spread, higher is better"),
        (&["--no-watch-columns"], "columns of the watch = left out"),
        (&["--assume-rest"], "taken as rest"),
        (&["--since", "2023-02-01"], "since = 2023-02-01"),
        (&["--smallest-effect", "0.9"], "0.9 points"),
        (&["--no-intent"], "what a run was meant to be = does not count"),
        (&["--profile", &other_sex], "sex = female"),
    ];
    for (args, words) in others {
        let (code, stderr) = analyze(args);
        assert_eq!(code, Some(2), "{args:?}: {stderr}");
        assert!(stderr.contains(words), "{args:?}: {stderr}");
        assert!(!Path::new(&out).exists(), "{args:?} left a report");
    }
    let (code, stderr) = analyze(&[]);
    assert_eq!(code, Some(0), "{stderr}");
}

#[test]
fn an_anonymized_report_can_be_the_registered_one_and_no_date_of_it_is_named() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    let (sealed, out) = (path("sealed.txt"), path("report"));
    assert_eq!(on_season("register", &["--out", &sealed]).0, Some(0));
    let analyze = |args: &[&str]| {
        let registered = ["--registered", sealed.as_str(), "--out", out.as_str(), "--anonymize"];
        on_season("analyze", &[args, &registered].concat())
    };
    let (code, stderr) = analyze(&[]);
    assert_eq!(code, Some(0), "{stderr}");
    let summary = fs::read_to_string(Path::new(&out).join("summary.json")).expect("a summary");
    assert!(summary.contains("as sealed beforehand"), "{summary}");
    // By the hash of the true dates the shift could be found.
    let text = fs::read_to_string(&sealed).expect("a registration");
    let hash = text.lines().find_map(|line| line.strip_prefix("# sha256: ")).expect("a hash");
    assert!(!summary.contains(hash), "{summary}");
    // What differs is named on the true calendar alone.
    let (code, stderr) = analyze(&["--smallest-effect", "0.9"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("0.9 points") && !stderr.contains("anonymized"), "{stderr}");
    assert!(!stderr.contains(" from 20"), "{stderr}");
}
