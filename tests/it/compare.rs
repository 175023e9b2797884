//! compare: what is no two samples is refused, and a column of figures has the decimals of its neighbours.

use std::path::Path;
use std::process::Output;

use crate::support::program::program;

/// A day table of 12 weeks from 2 January 2023 on: easy and rest days in turn, a hard one a week; loads grow by `step`.
fn table(folder: &Path, name: &str, step: f64) {
    let mut text = String::from("date,kind,load,hard_load,runs,run_min,distance_m,soreness\n");
    for day in 0..84_i64 {
        let date = jiff::civil::date(2023, 1, 2).checked_add(jiff::Span::new().days(day)).expect("a date");
        let (kind, load) = match day % 7 {
            5 => ("hard", 120.0 + step * day as f64),
            1 | 3 => ("rest", 0.0),
            _ => ("easy", 40.0 + step * day as f64),
        };
        let runs = i32::from(load > 0.0);
        let hard = if kind == "hard" { load } else { 0.0 };
        let soreness = (day * 5 + day / 7) % 6;
        text.push_str(&format!("{date},{kind},{load},{hard},{runs},{load},{},{soreness}\n", 150.0 * load));
    }
    std::fs::write(folder.join(name), text).expect("a table");
}

fn compare(folder: &Path, args: &[&str]) -> Output {
    let scale = ["--soreness-scale", "0..10", "--reported", "morning"];
    program().arg("compare").args(args).args(scale).current_dir(folder).output().expect("it starts")
}

#[test]
fn two_reports_that_share_days_are_refused_with_their_number() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    table(folder.path(), "a.csv", 0.5);
    table(folder.path(), "b.csv", 0.6);
    let output = compare(folder.path(), &["a.csv", "b.csv"]);
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    let words = [
        "share 84 days, 2023-01-02 to 2023-03-26",
        "not two samples",
        "shakeout compare ",
        "shakeout cohort",
    ];
    assert!(words.iter().all(|word| stderr.contains(word)), "{stderr}");
    // The remedy works.
    let periods = compare(folder.path(), &["2023-01", "2023-02..2023-03", "a.csv"]);
    assert!(periods.status.success(), "{}", String::from_utf8_lossy(&periods.stderr));
}

// Only an end of an interval that would read 0.00 and is not 0 has more: there is none here.
#[test]
fn every_figure_of_the_comparison_has_two_decimals() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    table(folder.path(), "a.csv", 0.5);
    let output = compare(folder.path(), &["2023-01..2023-02-12", "2023-02-13..", "a.csv"]);
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut seen = 0;
    for line in shown.lines().skip_while(|line| !line.contains("change (95 % interval)")).skip(1) {
        if line.is_empty() {
            break;
        }
        let figures = line.split_once("  ").map_or("", |(_, figures)| figures);
        for figure in figures.split_whitespace().map(|word| word.trim_matches(['(', ')'])) {
            let digits = figure.trim_start_matches(['+', '\u{2212}']);
            if digits.starts_with(|first: char| first.is_ascii_digit()) {
                let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
                assert_eq!(decimals, 2, "{figure} in {line}");
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{shown}");
}

#[test]
fn a_month_by_its_name_is_a_period_and_a_name_that_is_nothing_has_a_remedy() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    table(folder.path(), "a.csv", 0.5);
    let output = compare(folder.path(), &["January 2023", "Mar 2023", "a.csv"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(shown.contains("moderate days, a week"), "{shown}");
    let refused = compare(folder.path(), &["a.csv", "Berta"]);
    let stderr = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(stderr.contains("neither a period nor a report") && stderr.contains("--out DIR"), "{stderr}");
}
