//! outcome: the same question about another morning value than soreness, in its own words, unit and direction.

use std::fmt::Write;
use std::path::Path;

use jiff::ToSpan;
use jiff::civil::date;
use serde_json::Value;
use shakeout::effect::DayLog;
use shakeout::synth::athlete::{Params, SimulatedAthlete, simulate};

use crate::support::program::{program, season};

/// A runner whose choices follow a value and whose easy runs move it by `tau`.
fn runner(tau: f64, seed: u64) -> SimulatedAthlete {
    simulate(&Params { n: 365, tau, ..Params::DEFAULT }, seed)
}

/// A number in 0..n that looks random.
fn scatter(day: usize, n: u64) -> f64 {
    let mixed = (day as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed >> 33) % n) as f64
}

/// A day table in which that value is `fatigue`, turned round it is `mood`, and in bpm it is `hr_rest_bpm`; soreness follows
/// nothing.
fn table(runner: &SimulatedAthlete, folder: &Path) -> String {
    let DayLog { kind, soreness, load, hard_load, .. } = runner.day_log();
    let mut text = "date,kind,load,hard_load,soreness,fatigue,mood,hr_rest_bpm\n".to_owned();
    for day in 0..kind.len() {
        let date = date(2023, 1, 2).checked_add((day as i64).days()).expect("a date");
        let cell = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        let of = |turn: fn(f64) -> f64| cell(soreness[day].map(turn));
        let cells = [
            date.to_string(),
            kind[day].name().to_owned(),
            cell(load[day]),
            cell(hard_load[day]),
            (2.0 + scatter(day, 4)).to_string(),
            of(|value| value),
            of(|value| 10.0 - value),
            of(|value| 48.0 + 1.5 * value),
        ];
        writeln!(text, "{}", cells.join(",")).expect("a String takes everything");
    }
    let path = folder.join("days.csv");
    std::fs::write(&path, text).expect("a table");
    path.to_string_lossy().into_owned()
}

/// `shakeout effect` on a table: its exit code, `summary.json`, and what it said on stderr.
fn effect(table: &str, args: &[&str]) -> (Option<i32>, Value, String) {
    let run = program().args(["effect", table, "--json", "--soreness-scale", "0..10"]).args(args).output();
    let output = run.expect("the program starts");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_default(), stderr)
}

fn fatigue() -> Vec<&'static str> {
    vec!["--outcome", "fatigue", "--outcome-scale", "0..10", "--outcome-direction", "higher-is-worse"]
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn an_effect_on_another_outcome_is_found_there_and_moves_no_digit_of_the_answer_about_soreness() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let table = table(&runner(-0.8, 5), folder.path());
    let (code, with, stderr) = effect(&table, &fatigue());
    assert_eq!(code, Some(0), "{stderr}");
    let other = &with["outcome"];
    assert_eq!(other["status"], "helps", "{other:#}");
    assert!((number(&other["estimate"]) + 0.78).abs() < 3.0 * number(&other["se"]), "{other:#}");
    assert_eq!(other["lags"].as_array().map(Vec::len), Some(3));
    let sentence = other["sentence"].as_str().expect("a sentence");
    assert!(
        sentence.contains("fatigue was") && sentence.contains("points lower (better) than after rest"),
        "{sentence}"
    );
    assert!(!sentence.contains("soreness"), "{sentence}");
    let (_, without, _) = effect(&table, &[]);
    assert_eq!(with["answer"], without["answer"]);
    assert_eq!(with["sensitivity"], without["sensitivity"]);
    assert!(without["outcome"].is_null() && without["outcome_reason"].is_string());
}

#[test]
fn without_an_effect_none_is_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let estimate = |seed| {
        let (_, summary, stderr) = effect(&table(&runner(0.0, seed), folder.path()), &fatigue());
        assert!(summary["outcome"]["estimate"].is_number(), "{stderr}");
        number(&summary["outcome"]["estimate"])
    };
    // A standard error is 0.14 points; of the mean of four runners 0.07.
    let mean = (11..15).map(estimate).sum::<f64>() / 4.0;
    assert!(mean.abs() < 0.2, "{mean}");
}

#[test]
fn a_value_of_which_more_is_better_gives_the_same_numbers_the_other_way_round() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let table = table(&runner(-0.8, 5), folder.path());
    let fatigue = effect(&table, &fatigue()).1["outcome"].clone();
    let mood = ["--outcome", "Mood", "--outcome-scale", "0..10", "--outcome-direction", "higher-is-better"];
    let mood = effect(&table, &mood).1["outcome"].clone();
    assert_eq!(mood["status"], "helps");
    for (a, b) in [("estimate", "estimate"), ("low", "high"), ("high", "low")] {
        assert!((number(&mood[a]) + number(&fatigue[b])).abs() < 1e-5, "{mood:#} {fatigue:#}");
    }
    let sentence = mood["sentence"].as_str().expect("a sentence");
    assert!(sentence.contains("mood was") && sentence.contains("points higher (better) than"), "{sentence}");
}

#[test]
fn what_a_watch_measures_needs_no_scale_and_is_said_in_its_unit() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let table = table(&runner(-0.8, 5), folder.path());
    let fatigue = effect(&table, &fatigue()).1["outcome"].clone();
    let (code, summary, stderr) = effect(&table, &["--outcome", "resting_hr"]);
    assert_eq!(code, Some(0), "{stderr}");
    let other = &summary["outcome"];
    assert_eq!((other["unit"].as_str(), other["measured"].as_bool()), (Some("bpm"), Some(true)));
    let mornings: Vec<f64> =
        runner(-0.8, 5).day_log().soreness.into_iter().flatten().map(|s| 48.0 + 1.5 * s).collect();
    let mean = mornings.iter().sum::<f64>() / mornings.len() as f64;
    let sd = (mornings.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / mornings.len() as f64).sqrt();
    assert!((number(&other["scale"][0]) - (mean - 4.0 * sd)).abs() < 0.02, "{mean} {sd} {other:#}");
    assert!((number(&other["smallest_effect"]) - 0.4 * sd).abs() < 0.02, "5 % of the range");
    // Without a correction for rounding, and otherwise the same data times 1.5.
    let ratio = number(&other["estimate"]) / number(&fatigue["estimate"]);
    assert!((ratio / 1.5 - 1.0).abs() < 0.1, "{ratio}");
    let sentence = other["sentence"].as_str().expect("a sentence");
    assert!(
        sentence.contains("resting heart rate was") && sentence.contains(" bpm lower (better)"),
        "{sentence}"
    );
}

#[test]
fn what_a_watch_measures_is_found_under_every_name_under_which_it_can_be_asked_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let table = table(&runner(-0.8, 5), folder.path());
    let text = std::fs::read_to_string(&table).expect("a table");
    let wanted = effect(&table, &["--outcome", "hr_rest_bpm"]).1["outcome"].clone();
    assert!(wanted["estimate"].is_number());
    for column in ["resting_hr", "Resting HR", "rhr"] {
        std::fs::write(&table, text.replacen("hr_rest_bpm", column, 1)).expect("a table");
        for asked in ["resting_hr", "hr_rest_bpm"] {
            let (code, summary, stderr) = effect(&table, &["--outcome", asked]);
            assert_eq!(code, Some(0), "{column}, {asked}: {stderr}");
            assert_eq!(summary["outcome"], wanted, "{column}, {asked}");
        }
        // Unasked it is no habit, as before.
        assert!(!effect(&table, &[]).1["habits"].to_string().contains("hr_rest_bpm"));
    }
}

#[test]
fn a_column_that_is_not_there_is_refused_with_those_that_are() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let table = table(&runner(0.0, 5), folder.path());
    let (code, _, stderr) = effect(&table, &["--outcome", "hrv"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(
        stderr.contains("no value of heart rate variability (column `hrv_ms`)")
            && stderr.contains("hr_rest_bpm"),
        "{stderr}"
    );
    let wrong =
        ["--outcome", "fatique", "--outcome-scale", "0..10", "--outcome-direction", "higher-is-worse"];
    let (code, _, stderr) = effect(&table, &wrong);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(
        stderr.contains("no column `fatique`")
            && stderr.contains("did you mean --outcome fatigue? The other flags stay as they are"),
        "{stderr}"
    );
    for taken in ["soreness", "hard load", "--"] {
        let (code, _, stderr) = effect(&table, &[&format!("--outcome={taken}")]);
        assert_eq!(code, Some(2), "{taken}: {stderr}");
        assert!(stderr.contains("a morning value other than soreness"), "{taken}: {stderr}");
    }
}

#[test]
fn a_column_that_is_not_there_or_holds_no_numbers_is_said_before_its_scale_is_asked_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let table = table(&runner(0.0, 5), folder.path());
    let (code, _, stderr) = effect(&table, &["--outcome", "nosuch"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("no column `nosuch`") && !stderr.contains("--outcome-scale"), "{stderr}");
    let text = std::fs::read_to_string(&table).expect("a table");
    let with = |name: &str, cell: &str| {
        let lines = text.lines().enumerate().map(|(k, line)| {
            let cell = if k == 0 { name } else { cell };
            format!("{line},{cell}\n")
        });
        std::fs::write(&table, lines.collect::<String>()).expect("a table");
        effect(&table, &["--outcome", name])
    };
    let (code, _, stderr) = with("feeling", "fine");
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("feeling `fine` is not a number"), "{stderr}");
    let (code, _, stderr) = with("energy", "");
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("no value of `energy`") && !stderr.contains("--outcome-scale"), "{stderr}");

    // Of an archive the log is looked at before the recordings are.
    let log = folder.path().join("log.csv");
    std::fs::write(&log, "date,soreness,feeling\n2023-02-01,3,fine\n2023-02-02,4,tired\n").expect("a log");
    let season = season();
    let analyze = |name: &str| {
        let mut run = program();
        run.current_dir(folder.path()).arg("analyze").arg(&season).arg("--soreness").arg(&log);
        run.args(["--soreness-scale", "0..10", "--soreness-direction", "higher-is-sorer"]);
        let output = run.args(["--outcome", name]).output().expect("the program starts");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    for (name, told) in [("nosuch", "no column `nosuch`"), ("feeling", "no value of `feeling`")] {
        let stderr = analyze(name);
        assert!(stderr.contains(told) && !stderr.contains("--outcome-scale"), "{stderr}");
    }
}

#[test]
fn the_scale_of_a_reported_value_is_asked_for_and_the_flags_that_are_named_work() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let table = table(&runner(0.0, 5), folder.path());
    let (code, _, stderr) = effect(&table, &["--outcome", "fatigue"]);
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains("--outcome-scale 1..5 --outcome-direction higher-is-worse"), "{stderr}");
    let typed = ["--outcome", "fatigue", "--outcome-scale", "1..5", "--outcome-direction", "higher-is-worse"];
    let (code, summary, stderr) = effect(&table, &typed);
    assert_eq!(code, Some(0), "{stderr}");
    let outside =
        runner(0.0, 5).day_log().soreness.into_iter().flatten().filter(|s| !(1.0..=5.0).contains(s)).count();
    assert_eq!(summary["outcome"]["outside_the_scale"], outside, "values outside are counted and left out");
    let (code, _, stderr) = effect(&table, &typed[..4]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("what a higher value means is not known"), "{stderr}");
    let whole = "--outcome fatigue --outcome-scale 1..5 --outcome-direction higher-is-worse";
    assert!(stderr.contains(whole), "what was typed already is in the remedy: {stderr}");
}

#[test]
fn an_archive_is_asked_about_another_column_of_its_log_and_shows_it_in_every_text() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let log = std::fs::read_to_string(season().join("soreness.csv")).expect("the season's log");
    let mut lines = log.lines();
    let mut with = format!("{},Leg Fatigue (1-5)\n", lines.next().expect("a header"));
    for (day, line) in lines.enumerate() {
        writeln!(with, "{line},{}", 1.0 + scatter(day, 5)).expect("a String takes everything");
    }
    let path = folder.path().join("soreness.csv");
    std::fs::write(&path, with).expect("a log");
    let out = folder.path().join("report");
    let asked =
        ["--outcome", "leg fatigue", "--outcome-scale", "1..5", "--outcome-direction", "higher-is-worse"];
    let command = || {
        let mut command = program();
        command.arg("analyze").arg(season()).arg("--soreness").arg(&path).arg("--out").arg(&out);
        command
    };
    let output = command().args(asked).output().expect("the program starts");
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(stdout.contains("also") && stdout.contains("leg fatigue"), "{stdout}");
    let read = |name: &str| std::fs::read_to_string(out.join(name)).expect(name);
    for name in ["report.html", "report.md"] {
        let text = read(name);
        assert!(
            text.contains("Another outcome than soreness")
                && text.contains("Leg fatigue of the next morning"),
            "{name}"
        );
    }
    assert!(read("days.csv").lines().next().is_some_and(|header| header.contains(",leg_fatigue")));
    let effect = read("plots/effect.csv");
    let row = effect.lines().find(|line| line.starts_with("outcome_leg_fatigue_1,")).expect("its row");
    assert!(row.contains("higher is worse") && row.contains(",outcome,"), "{row}");
    let habits = serde_json::from_str::<Value>(&read("summary.json")).expect("JSON")["habits"].to_string();
    assert!(!habits.contains("fatigue"), "an outcome is no habit: {habits}");
    let wrong = command().args(["--outcome", "legs", "--outcome-scale", "1..5"]).args(&asked[4..]).output();
    let stderr = String::from_utf8_lossy(&wrong.expect("the program starts").stderr).into_owned();
    assert!(
        stderr.contains("no column `legs` beside soreness; the columns are: date, time, soreness"),
        "{stderr}"
    );
}

#[test]
fn soreness_stays_among_the_covariates_and_a_day_without_it_is_not_compared() {
    use shakeout::effect::eligible::{Record, eligible};
    use shakeout::effect::frame::Frame;
    let mut log = runner(-0.8, 5).day_log();
    let soreness: Vec<Option<f64>> =
        (0..log.len()).map(|day| (day % 3 > 0).then(|| scatter(day, 7))).collect();
    log.beside = vec![("soreness".to_owned(), soreness)];
    let record = Record::new(&log);
    let frame = Frame::new(&record, &eligible(&record, shakeout::day::DayKind::Easy, 1), 1);
    assert!(frame.rows() > 50 && frame.days.iter().all(|day| day % 3 > 0));
    let last = frame.covariates.last().expect("covariates");
    assert_eq!((frame.covariates.len(), last.name.as_str()), (8, "soreness"));
    assert!(frame.days.iter().zip(&last.values).all(|(day, value)| *value == scatter(*day, 7)));
}
