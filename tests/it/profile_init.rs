//! Profile init: the file that is written is read by our own reader and gives the same thresholds.

use std::fs;
use std::path::Path;

use jiff::civil::Date;
use shakeout::activity::FileThresholds;
use shakeout::cli;
use shakeout::config::profile_init::{Places, toml};
use shakeout::config::{AnalysisOptions, AnalyzeConfig};
use shakeout::thresholds::AthleteBlock;
use shakeout::thresholds::{Athlete, DailyFacts, Fact, Provenance, Thresholds, resolve};
use shakeout::units::Units;

use crate::support::session::{Session, date, dated, run};

/// The options with this profile, as a run with `--profile` has them.
fn options(profile: &str) -> AnalysisOptions {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("shakeout.toml");
    fs::write(&path, profile).expect("a file");
    let args = cli::Analyze {
        paths: vec![dir.path().to_path_buf()],
        common: cli::Common { profile: Some(path), ..cli::Common::default() },
        ..cli::Analyze::default()
    };
    AnalyzeConfig::resolve(&args).expect("our own reader takes what we write").analysis
}

fn written(thresholds: &Thresholds) -> String {
    toml(thresholds, &options(""), &Places::default())
}

fn close(a: &Fact<f64>, b: &Fact<f64>, tolerance: f64) -> bool {
    match (a.value(), b.value()) {
        (Some(a), Some(b)) => (a - b).abs() <= tolerance,
        (None, None) => true,
        _ => false,
    }
}

/// Reads back what is written and compares every day of an activity.
fn round_trip(blocks: &[AthleteBlock], sessions: &[Session]) -> (String, Thresholds) {
    let activities = dated(sessions);
    let before = resolve(blocks, &activities, &DailyFacts::default());
    let text = written(&before);
    let after = resolve(&options(&text).athlete, &activities, &DailyFacts::default());
    for session in sessions {
        let (a, b): (Athlete, Athlete) = (before.on(session.date), after.on(session.date));
        let day = session.date;
        // Within what one line stands for, and the tenth to which it is written.
        assert!(close(&a.hr_max_bpm, &b.hr_max_bpm, 1.05), "{day} HRmax {a:?} {b:?}\n{text}");
        assert!(close(&a.hr_rest_bpm, &b.hr_rest_bpm, 3.05), "{day} HRrest {a:?} {b:?}\n{text}");
        assert!(close(&a.lthr_bpm, &b.lthr_bpm, 2.05), "{day} LTHR {a:?} {b:?}\n{text}");
        let pace = |fact: &Fact<f64>| fact.value().map(|mps| 1000.0 / mps);
        match (pace(&a.threshold_mps), pace(&b.threshold_mps)) {
            (Some(a), Some(b)) => assert!((a - b).abs() <= 8.05, "{day} pace {a} {b}\n{text}"),
            (a, b) => assert_eq!(a, b, "{day} pace\n{text}"),
        }
        assert_eq!((a.female.value(), a.age_y.value()), (b.female.value(), b.age_y.value()), "{day}\n{text}");
        assert!(close(&a.weight_kg, &b.weight_kg, 1.05), "{day} weight\n{text}");
    }
    // Written again, it says the same: nothing creeps.
    let lines = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    };
    assert_eq!(lines(&text), lines(&written(&after)), "{text}");
    (text, after)
}

fn with_file(day: Date, file: FileThresholds) -> Session {
    run(day, 45.0).with(|d| d.thresholds = file)
}

fn days(first: &str, n: i32, step: i32) -> Vec<Date> {
    (0..n).map(|k| date(first).saturating_add(jiff::Span::new().days(k * step))).collect()
}

#[test]
fn values_of_the_files_come_back_with_their_dates() {
    let mut sessions: Vec<Session> = days("2023-01-01", 40, 10)
        .into_iter()
        .enumerate()
        .map(|(k, day)| {
            with_file(
                day,
                FileThresholds {
                    hr_max_bpm: Some(if k < 20 { 190.0 } else { 186.0 }),
                    hr_rest_bpm: Some(if k < 25 { 52.0 } else { 46.0 }),
                    lthr_bpm: Some(168.0),
                    female: Some(true),
                    weight_kg: Some(61.5),
                    ..FileThresholds::default()
                },
            )
        })
        .collect();
    sessions.insert(0, run(date("2022-12-20"), 30.0));
    let (text, after) = round_trip(&[], &sessions);
    for line in ["hr_max = 190", "hr_max = 186", "lthr = 168", "sex = \"female\"", "weight_kg = 61.5"] {
        assert!(text.contains(&format!("\n{line}\n")), "no `{line}` in\n{text}");
    }
    assert!(text.contains("from = 2023-07-20\n"), "{text}");
    assert!(text.contains("# the watch's own value, in the file of 2023-01-01\nhr_max = 190"), "{text}");
    assert!(text.contains("\n# threshold_pace = \"4:15/km\"\n"), "{text}");
    assert!(text.contains("How to find it: the pace of a flat race"), "{text}");
    assert!(matches!(
        after.on(date("2024-01-01")).hr_max_bpm.provenance(),
        Some(Provenance::Declared { from: Some(_) })
    ));
}

#[test]
fn what_the_archive_worked_out_comes_back() {
    let sessions: Vec<Session> = days("2023-03-01", 30, 9)
        .into_iter()
        .enumerate()
        .map(|(k, day)| {
            let (bpm, mps) = if k % 6 == 0 { (172.3, 4.0) } else { (140.0, 3.0) };
            run(day, 45.0).hr(&[(140, 45.0)]).gap(&[(mps, 45.0)]).peak(188.0).half_hour(bpm, mps)
        })
        .collect();
    let (text, _) = round_trip(&[], &sessions);
    for line in ["hr_max = 188", "lthr = 172", "threshold_pace = \"4:1"] {
        assert!(text.contains(&format!("\n{line}")), "no `{line}` in\n{text}");
    }
    assert!(text.contains("# archive: best 30 min mean heart rate, pooled over all runs"), "{text}");
    assert!(text.contains("\n# hr_rest = 50\n"), "{text}");
}

#[test]
fn an_age_formula_is_not_written_as_the_runner_s_own_value() {
    let sessions: Vec<Session> = days("2023-01-01", 5, 7)
        .into_iter()
        .map(|day| with_file(day, FileThresholds { age_y: Some(40.0), ..FileThresholds::default() }))
        .collect();
    let (text, after) = round_trip(&[], &sessions);
    assert!(!text.contains("\nhr_max ="), "{text}");
    assert!(text.contains("formula by age: 208 - 0.7 x 40"), "{text}");
    assert!(text.contains("\nborn = 1983\n"), "{text}");
    assert!(matches!(after.on(date("2023-01-08")).hr_max_bpm.provenance(), Some(Provenance::Formula { .. })));
}

#[test]
fn a_value_that_was_lost_again_is_left_to_the_archive() {
    // Fast half hours in 2016, then years without any: they are no threshold of 2023.
    let mut sessions: Vec<Session> = days("2016-01-10", 12, 20)
        .into_iter()
        .enumerate()
        .map(|(k, day)| {
            let mps = if k % 3 == 0 { 3.9 } else { 3.3 };
            run(day, 45.0).gap(&[(mps, 45.0)]).peak(188.0).half_hour(173.0, mps)
        })
        .collect();
    sessions.extend(days("2023-01-10", 12, 20).into_iter().map(|day| run(day, 45.0)));
    let (text, _) = round_trip(&[], &sessions);
    assert!(!text.contains("\nthreshold_pace ="), "{text}");
    assert!(text.contains("# threshold_pace before 2023-01-10 is left to the archive"), "{text}");
}

#[test]
fn two_watches_that_disagree_every_day_are_said_and_not_written() {
    let sessions: Vec<Session> = days("2023-01-01", 60, 3)
        .into_iter()
        .enumerate()
        .map(|(k, day)| {
            let hr_max_bpm = Some(if k % 2 == 0 { 185.0 } else { 195.0 });
            with_file(day, FileThresholds { hr_max_bpm, ..FileThresholds::default() })
        })
        .collect();
    let (text, _) = round_trip(&[], &sessions);
    assert!(text.contains("it changes 60 times, 185 to 195: two watches"), "{text}");
}

#[test]
fn what_was_declared_is_kept_with_its_dates() {
    let blocks = options(
        "[[athlete]]\nhr_max = 190\nhr_rest = 50\nborn = 1985\n[[athlete]]\nfrom = 2023-02-01\nhr_max = 187\n",
    )
    .athlete;
    let sessions: Vec<Session> = days("2023-01-01", 10, 7).into_iter().map(|day| run(day, 45.0)).collect();
    let (text, after) = round_trip(&blocks, &sessions);
    assert!(text.contains("from = 2023-02-01\n# declared, from 2023-02-01\nhr_max = 187"), "{text}");
    assert_eq!(after.on(date("2023-01-31")).hr_max_bpm.value(), Some(190.0));
}

#[test]
fn settings_in_force_are_written_and_the_others_shown() {
    let sessions = [run(date("2023-01-01"), 45.0)];
    let thresholds = resolve(&[], &dated(&sessions), &DailyFacts::default());
    let set = options(
        "tz = \"America/Denver\"\nunits = \"imperial\"\n[soreness]\nscale = [1, 5]\ndirection = \
         \"higher-is-fresher\"\nreported = \"evening\"\n",
    );
    let again = options(&toml(&thresholds, &set, &Places::default()));
    assert_eq!((&again.diary, again.units), (&set.diary, Units::Imperial));
    let places = Places { activities: 9, without_zone: 2, usual: Some("Europe/Oslo".into()) };
    let text = toml(&thresholds, &options(""), &places);
    assert!(text.contains("2 of 9 activities carry neither"), "{text}");
    assert!(text.contains("\n# tz = \"Europe/Oslo\"\n"), "{text}");
    let nothing = options(&text);
    assert!(nothing.diary.scale.is_none() && nothing.profile_tz.is_none() && nothing.athlete.len() == 1);
}

#[test]
fn real_archives_give_profiles_that_say_the_same() {
    let Some(root) = crate::support::real_files() else { return };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("shakeout.toml");
    let run = |args: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_shakeout"))
            .args(args)
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let root = root.to_str().expect("UTF-8");
    let thresholds = |profile: &Path| -> Vec<(String, Option<f64>)> {
        let profile = profile.to_str().expect("UTF-8");
        let json = run(&["doctor", root, "--json", "--profile", profile]);
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let rows = json["thresholds"].as_array().expect("rows").clone();
        let last =
            |name: &str| rows.iter().rfind(|row| row["name"] == name).and_then(|row| row["value"].as_f64());
        ["hr_max", "hr_rest", "lthr", "threshold_pace"].map(|name| (name.to_owned(), last(name))).to_vec()
    };
    let empty = dir.path().join("empty.toml");
    fs::write(&empty, "").expect("a file");
    run(&[
        "profile",
        "init",
        root,
        "--profile",
        empty.to_str().expect("UTF-8"),
        "--out",
        out.to_str().expect("UTF-8"),
    ]);
    for ((name, before), (_, after)) in thresholds(&empty).into_iter().zip(thresholds(&out)) {
        match (before, after) {
            (Some(before), Some(after)) => {
                assert!((before - after).abs() <= 3.05, "{name}: {before}, {after}")
            }
            (before, after) => assert_eq!(before, after, "{name}"),
        }
    }
}
