//! The same input gives the same bytes, whatever the machine is like.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::program::{Seeded, contents, done, program, season};

/// A machine: worker threads, zone, locale.
const MACHINES: [(&str, &str, &str); 3] =
    [("1", "UTC", "C"), ("2", "Pacific/Auckland", "de_DE.UTF-8"), ("8", "America/St_Johns", "tr_TR.UTF-8")];

fn same(a: &BTreeMap<PathBuf, Vec<u8>>, b: &BTreeMap<PathBuf, Vec<u8>>) {
    assert!(a.keys().eq(b.keys()), "other files");
    for (name, bytes) in a {
        assert!(*bytes == b[name], "{} differs", name.display());
    }
}

/// The season as a folder `season` below `parent`, its files created in a random order: so the
/// system lists them in another one.
fn season_in_another_order(parent: &Path, seed: u64) {
    let mut files: Vec<_> = contents(&season()).into_iter().collect();
    Seeded(seed).shuffle(&mut files);
    for (name, bytes) in files {
        let path = parent.join("season").join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }
}

#[test]
fn every_byte_of_a_report_is_the_same_for_any_threads_zone_locale_and_order_of_the_folder() {
    let mut reports = Vec::new();
    for (k, (jobs, zone, locale)) in MACHINES.iter().enumerate() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        season_in_another_order(dir.path(), 7 + k as u64);
        let args =
            ["analyze", "season", "--soreness", "season/soreness.csv", "--out", "report", "--jobs", jobs];
        let shown = done(program().args(args).current_dir(dir.path()).envs([
            ("TZ", zone),
            ("LC_ALL", locale),
            ("LANG", locale),
        ]));
        let mut report = contents(&dir.path().join("report"));
        report.insert("what is shown".into(), shown.stdout);
        assert!(report.len() > 30, "{}", report.len());
        reports.push(report);
    }
    same(&reports[0], &reports[1]);
    same(&reports[0], &reports[2]);
}

#[test]
fn every_byte_of_a_report_is_the_same_for_any_order_of_the_arguments() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    season_in_another_order(dir.path(), 3);
    let mut files: Vec<PathBuf> =
        contents(&dir.path().join("season")).into_keys().map(|name| Path::new("season").join(name)).collect();
    let mut reports = Vec::new();
    for (k, (jobs, zone, locale)) in MACHINES.iter().enumerate() {
        Seeded(11 + k as u64).shuffle(&mut files);
        done(
            program()
                .arg("analyze")
                .args(&files)
                .args(["--profile", "season/shakeout.toml", "--soreness", "season/soreness.csv"])
                .args(["--out", "report", "--jobs", jobs, "--quiet"])
                .current_dir(dir.path())
                .envs([("TZ", zone), ("LC_ALL", locale), ("LANG", locale)]),
        );
        reports.push(contents(&dir.path().join("report")));
    }
    assert!(reports[0].len() >= 30, "{}", reports[0].len());
    same(&reports[0], &reports[1]);
    same(&reports[0], &reports[2]);
}

#[test]
fn the_other_commands_print_the_same_bytes_on_every_machine() {
    let days = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden/help365/days.csv");
    let days = days.to_str().expect("a UTF-8 path");
    let season = season();
    let season = season.to_str().expect("a UTF-8 path");
    let commands: [&[&str]; 3] = [
        &["effect", days, "--soreness-scale", "0..10", "--json"],
        &["inspect", season, "--json", "--tz", "Europe/Berlin"],
        &["plan", days, "--soreness-scale", "0..10", "--start", "2024-05-01", "--seed", "7", "--json"],
    ];
    for args in commands {
        let outputs: Vec<Vec<u8>> = MACHINES
            .iter()
            .map(|(_, zone, locale)| {
                let dir = tempfile::tempdir().expect("a temporary folder");
                let mut command = program();
                command.args(args).current_dir(dir.path()).envs([("TZ", zone), ("LC_ALL", locale)]);
                done(&mut command).stdout
            })
            .collect();
        assert!(outputs[0].len() > 100, "{args:?}: {}", outputs[0].len());
        assert!(outputs[0] == outputs[1] && outputs[0] == outputs[2], "{args:?}");
    }
}
