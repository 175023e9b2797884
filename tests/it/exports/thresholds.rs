//! Thresholds in the report: each with its source and the runs that it rests on.

use super::{BERLIN, START_S, analyze, fit, folder, run};
use shakeout::activity::Activity;

/// A hard run that ends at `peak` bpm.
fn hard(day: i64, peak: u8) -> Activity {
    let mut run = run(START_S + day * 86_400, 40, BERLIN);
    let last = run.samples.len() - 60;
    for (k, bpm) in run.samples.heart_rate_bpm.raw_mut().iter_mut().enumerate() {
        *bpm = if k > last { peak } else { 150 + (k % 5) as u8 };
    }
    run
}

/// Twelve runs, two of which reach about 190.
fn archive(more: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let names: Vec<String> = (0..12).map(|day| format!("{day:02}.fit")).collect();
    let peak = |day: i64| match day {
        3 => 190,
        7 => 189,
        _ => 172,
    };
    let mut files: Vec<(&str, Vec<u8>)> =
        names.iter().zip(0..).map(|(name, day)| (name.as_str(), fit(&hard(day, peak(day))))).collect();
    files.extend(more.iter().cloned());
    folder(&files)
}

#[test]
fn a_maximum_of_the_archive_is_listed_with_the_runs_that_it_rests_on() {
    let outcome = analyze(archive(&[]).path(), &[]).sound();
    let line = outcome.report.lines().find(|line| line.contains("HRmax") && line.contains('|'));
    let line = line.or_else(|| outcome.report.lines().find(|line| line.contains("hr_max")));
    let line = line.unwrap_or_else(|| panic!("no row for HRmax in {}", outcome.report));
    assert!(line.contains("189") || line.contains("190"), "{line}");
    assert!(line.contains("2024-05-07") && line.contains("2024-05-11"), "{line}");
}

#[test]
fn a_spike_of_one_run_is_no_maximum_and_the_report_warns() {
    let outcome = analyze(archive(&[("spike.fit", fit(&hard(20, 219)))]).path(), &[]).sound();
    let spike = outcome.report.lines().any(|line| line.contains("219") && line.contains("2024-05-24"));
    assert!(spike, "no warning of the spike in {}", outcome.report);
}

#[test]
fn a_declared_maximum_that_runs_exceed_is_said_to_look_wrong() {
    let profile = b"[[athlete]]\nhr_max = 175\nhr_rest = 50\n".to_vec();
    let outcome = analyze(archive(&[("shakeout.toml", profile)]).path(), &[]).sound();
    let warning = "HRmax looks too low: 175 bpm is set, but runs of 2024-05-07, 2024-05-11 reach 189 bpm";
    assert!(outcome.report.contains(warning), "{}", outcome.report);
}
