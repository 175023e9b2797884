//! The real samples: every one has the status that a careful person would give it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{analyze, zip};
use crate::support;

/// Everything that is not simply used: the status and words of its reason.
const NOT_SIMPLY_USED: &[(&str, &str, &str)] = &[
    // The table of origins is text that lists files, not sessions.
    ("MANIFEST.tsv", "skipped", "text"),
    ("fit/course-not-activity.fit", "skipped", "course"),
    // Both broken files keep what stands before the damage.
    ("fit/long-corrupt-tail-no-session.fit", "partial", "at byte 403437"),
    ("fit/strava-app-truncated-run.fit", "partial", "at byte 7471"),
    // One race of one watch, written in two orders; one run by two exports; one run with its heart
    // rate, without it, and with a broken root element.
    ("fit/triathlon-summary-last.fit", "duplicate", "same device recording"),
    ("strava-export/activities/12866632127.fit.gz", "duplicate", "same device recording"),
    ("tcx/run-3laps-hr.tcx", "duplicate", "the same recording"),
    ("tcx/run-no-hr.tcx", "duplicate", "the same recording"),
    // The last track of the other, of which this one has the times of 57 s.
    ("gpx/gpx10-few-times.gpx", "duplicate", "same hour"),
    // Routes and waypoints: sound files, nobody ran.
    ("gpx/comments-in-nodes.gpx", "skipped", "a single point"),
    ("gpx/timezone-offset.gpx", "skipped", "a single point"),
    ("gpx/course-no-time.gpx", "skipped", "without times"),
    ("gpx/strava-route-no-time.gpx", "skipped", "without times"),
    ("gpx/runkeeper-hr-ext-no-trkpt.gpx", "skipped", "waypoints"),
    ("gpx/utf8-bom-no-encoding.gpx", "skipped", "waypoints"),
    ("gpx/utf8-bom-no-version-no-ns.gpx", "skipped", "waypoints"),
    ("strava-export/activities.csv", "used", "names and RPE of 1 activity"),
];

/// Every file below `folder`, relative path and bytes, sorted.
fn all(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, root: &Path, out: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, root, out);
            } else {
                let name = path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
                out.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(folder, folder, &mut files);
    files
}

#[test]
fn every_real_sample_has_the_status_that_a_careful_person_would_give() {
    let Some(folder) = support::real_files() else { return };
    let samples = all(&folder);
    let outcome = analyze(&folder, &["--tz", "UTC"]).sound();
    assert_eq!(outcome.files.len(), samples.len(), "one row a file");
    for row in &outcome.files {
        let name = row["path"].as_str();
        let expected = NOT_SIMPLY_USED.iter().find(|(other, ..)| *other == name);
        let (status, words) = expected.map_or(("used", ""), |(_, status, words)| (*status, *words));
        assert_eq!(row["status"], status, "{name}: {}", row["reason"]);
        assert!(row["reason"].contains(words), "{name}: {}", row["reason"]);
        assert!(expected.is_some() || row["reason"].is_empty(), "{name}: {}", row["reason"]);
    }
    let named: Vec<&String> = outcome.activities.iter().filter_map(|row| row.get("name")).collect();
    assert!(named.iter().any(|name| *name == "Laufen Landal Park"), "{named:?}");
}

#[test]
fn the_real_samples_zipped_and_zipped_again_give_the_same_activities_and_one_row_a_member() {
    let Some(folder) = support::real_files() else { return };
    let samples = all(&folder);
    let members: Vec<(&str, Vec<u8>)> =
        samples.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let inner = zip(&members);
    let outer = zip(&[("samples.zip", inner)]);
    let dir = super::folder(&[("all.zip", outer)]);
    let (flat, zipped) =
        (analyze(&folder, &["--tz", "UTC"]).sound(), analyze(dir.path(), &["--tz", "UTC"]).sound());
    assert_eq!(zipped.files.len(), samples.len());
    for (a, b) in flat.files.iter().zip(&zipped.files) {
        assert_eq!(b["member"], format!("samples.zip › {}", a["path"]));
        // A reason may name another file, and that one is a member here.
        let reason = a["reason"].replace("(gpx/", "(all.zip › samples.zip › gpx/");
        assert_eq!((&a["status"], &reason), (&b["status"], &b["reason"]), "{}", a["path"]);
    }
    let known = |outcome: &super::Outcome| -> Vec<Vec<String>> {
        let columns = ["start", "sport", "name", "timer_s", "distance_m", "hr_mean_bpm", "load"];
        outcome
            .cells(&columns)
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
            .collect()
    };
    assert_eq!(known(&flat), known(&zipped));
}

#[test]
fn the_folder_beside_its_zip_counts_nothing_twice() {
    let Some(folder) = support::real_files() else { return };
    let samples = all(&folder);
    let members: Vec<(&str, Vec<u8>)> =
        samples.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let mut files: Vec<(&str, Vec<u8>)> = members.clone();
    let again = zip(&members);
    files.push(("z/again.zip", again));
    let dir = super::folder(&files);
    let (once, twice) =
        (analyze(&folder, &["--tz", "UTC"]).sound(), analyze(dir.path(), &["--tz", "UTC"]).sound());
    assert_eq!(twice.files.len(), 2 * samples.len());
    assert_eq!(once.activities.len(), twice.activities.len());
    for row in twice.files.iter().filter(|row| !row["member"].is_empty()) {
        assert!(["duplicate", "skipped"].contains(&row["status"].as_str()), "{row:?}");
    }
}
