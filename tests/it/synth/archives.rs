//! The fixture and the demo.

use std::collections::BTreeMap;
use std::path::Path;

use shakeout::activity::{Activity, Sport};
use shakeout::decode;
use shakeout::synth::athlete::simulate;
use shakeout::synth::demo;
use shakeout::synth::session::sessions;

use super::folder;
use super::writers::unzip;
use crate::support::fixture;

/// All files below `folder`, by their path below it with `/`.
fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(folder).unwrap();
                let parts: Vec<String> = below.iter().map(|p| p.to_string_lossy().into_owned()).collect();
                files.insert(parts.join("/"), std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

#[test]
fn the_committed_season_is_what_make_fixtures_writes_byte_for_byte() {
    let made: BTreeMap<String, Vec<u8>> = fixture::season().into_iter().collect();
    let committed = files_below(&folder("season"));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&made), names(&committed));
    for (path, bytes) in &made {
        assert!(
            committed[path] == *bytes,
            "{path} differs: run `cargo run --release --example make_fixtures`"
        );
    }
    let size: usize = made.values().map(Vec::len).sum();
    assert!(size < 8_000_000, "{size} bytes");
}

/// The activities of a fixture file that can be read whole.
fn read(path: &str, bytes: &[u8]) -> Vec<Activity> {
    let decoder = decode::sniff(bytes).unwrap_or_else(|| panic!("{path} is not known by its content"));
    let decoded = decoder.read(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(decoded.damage, None, "{path}");
    decoded.activities
}

/// The season, with gzip taken off.
fn season() -> BTreeMap<String, Vec<u8>> {
    let plain = |(path, bytes): (String, Vec<u8>)| match path.strip_suffix(".gz") {
        Some(path) => {
            let size = u32::from_le_bytes(*bytes.last_chunk().unwrap()) as usize;
            let mut out = vec![0; size];
            libdeflater::Decompressor::new().gzip_decompress(&bytes, &mut out).unwrap();
            (path.to_owned(), out)
        }
        None => (path, bytes),
    };
    fixture::season().into_iter().map(plain).collect()
}

#[test]
fn every_run_of_the_season_is_in_the_archive_and_on_its_day() {
    let athlete = simulate(&fixture::params(), fixture::SEED);
    let ran: Vec<usize> = sessions(&athlete).iter().map(|s| s.day).collect();
    let mut days = Vec::new();
    let mut files = season();
    files.extend(unzip(&files["export.zip"]));
    for (path, bytes) in &files {
        let is_run = [".fit", ".gpx", ".tcx"].iter().any(|end| path.ends_with(end))
            && !["inbox/", "__MACOSX/", "watch/course", "-ride.fit"].iter().any(|part| path.contains(part));
        if is_run {
            let decoder = decode::sniff(bytes).unwrap();
            let decoded = decoder.read(bytes).unwrap();
            assert_eq!(decoded.activities.len(), 1, "{path}");
            assert_eq!(decoded.activities[0].sport, Sport::Running, "{path}");
            let date: jiff::civil::Date = path.rsplit('/').next().unwrap()[..10].parse().unwrap();
            let day = athlete.params.start.until(date).unwrap().get_days();
            days.push(usize::try_from(day).unwrap());
        }
    }
    days.sort_unstable();
    assert_eq!(days, ran);
}

#[test]
fn the_season_holds_what_real_archives_hold() {
    let files = season();
    let named = |part: &str| -> Vec<&String> { files.keys().filter(|path| path.contains(part)).collect() };
    let only = |part: &str| {
        let names = named(part);
        assert_eq!(names.len(), 1, "{part}: {names:?}");
        (names[0], &files[names[0]])
    };
    for (format, at_least) in [("watch/", 70), ("phone/", 8), ("old-watch/", 8)] {
        assert!(named(format).len() >= at_least, "{format}: {}", named(format).len());
    }
    // One run twice in the same bytes.
    let (_, copy) = only("inbox/activity_7001.fit");
    assert_eq!(files.values().filter(|bytes| *bytes == copy).count(), 2);
    // One run twice in different bytes: the copy knows no heart rate.
    let (path, bytes) = only("inbox/7002.gpx");
    let poor = read(path, bytes).remove(0);
    assert!(poor.samples.rows().all(|s| s.heart_rate_bpm.is_none() && s.position.is_some()));
    let same_start = |path: &&String| path.starts_with("watch/") && !path.contains("-ride");
    let rich = files.keys().filter(same_start).filter(|path| !path.ends_with("course.fit"));
    let rich: Vec<Activity> =
        rich.filter_map(|p| decode::fit::decode(&files[p]).ok()).flat_map(|d| d.activities).collect();
    let twin: Vec<&Activity> = rich.iter().filter(|a| a.start == poor.start).collect();
    assert_eq!(twin.len(), 1);
    assert!(twin[0].samples.rows().all(|s| s.heart_rate_bpm.is_some()));
    // One file whose end is missing, of which the records can be read.
    let damaged: Vec<&String> = files
        .keys()
        .filter(|p| p.ends_with(".fit") && decode::fit::decode(&files[*p]).is_ok_and(|d| d.damage.is_some()))
        .collect();
    assert_eq!(damaged.len(), 1);
    assert!(decode::fit::decode(&files[damaged[0]]).unwrap().counts.records > 100);
    // One sound FIT file that is no activity.
    let (_, course) = only("watch/course.fit");
    let course = decode::fit::decode(course);
    let refused = course.as_ref().map_or(true, |d| d.activities.is_empty() && d.no_activity.is_some());
    assert!(refused, "{course:?}");
    // One ride.
    let (path, bytes) = only("-ride.fit");
    assert_eq!(read(path, bytes)[0].sport, Sport::Cycling);
    // One treadmill run: no position, and its sub-sport says why.
    let indoors: Vec<&Activity> =
        rich.iter().filter(|a| a.sport == Sport::Running && !a.samples.position.any()).collect();
    assert_eq!(indoors.len(), 1);
    assert_eq!(indoors[0].sub_sport.as_deref(), Some("treadmill"));
    // Junk.
    assert!(decode::sniff(&files[".DS_Store"]).is_none());
    let (junk, good): (Vec<_>, Vec<_>) =
        unzip(&files["export.zip"]).into_iter().partition(|(path, _)| path.starts_with("__MACOSX/"));
    assert_eq!(junk.len(), 1);
    assert!(decode::sniff(&junk[0].1).is_none());
    assert!(good.len() >= 8 && good.iter().all(|(path, bytes)| read(path, bytes).len() == 1));
}

#[test]
fn two_runs_start_at_ten_to_midnight_when_it_is_tomorrow_in_utc() {
    let files = season();
    let late: Vec<&String> = files.keys().filter(|path| path.contains("-235000.")).collect();
    assert_eq!(late.len(), 2, "{late:?}");
    assert!(late[0].ends_with(".gpx") && late[1].ends_with(".fit"));
    for path in late {
        let activity = read(path, &files[path]).remove(0);
        let utc =
            jiff::Timestamp::from_millisecond(activity.start.0).unwrap().strftime("%Y-%m-%d").to_string();
        assert!(!path.contains(&utc), "{path} starts on {utc} in UTC");
    }
}

#[test]
fn the_log_of_the_season_has_missing_mornings_and_two_rows_that_must_be_rejected() {
    let log = String::from_utf8(season()["soreness.csv"].clone()).unwrap();
    let rows: Vec<&str> = log.lines().collect();
    assert_eq!(rows[0], "date,time,soreness,sleep_h,note");
    assert_eq!(rows.iter().filter(|row| row.starts_with("2023-02-30,")).count(), 1);
    assert_eq!(rows.iter().filter(|row| row.split(',').nth(2) == Some("14")).count(), 1);
    let reports = simulate(&fixture::params(), fixture::SEED).soreness;
    let made = reports.iter().flatten().count();
    assert_eq!(rows.len(), 1 + made + 2);
    assert!((155..=177).contains(&made), "{made} of 180");
}

// ---- the demo ---------------------------------------------------------------------------------

#[test]
fn the_demo_says_that_it_is_synthetic_and_what_the_truth_is() {
    for (effect, tau) in [
        (demo::DemoEffect::Helps, "-0.6"),
        (demo::DemoEffect::None, "+0.0"),
        (demo::DemoEffect::Hurts, "+0.6"),
    ] {
        let files: BTreeMap<String, Vec<u8>> = demo::demo(effect).into_iter().collect();
        let readme = String::from_utf8(files["README.txt"].clone()).unwrap();
        assert!(readme.starts_with("This season is synthetic."));
        assert!(readme.contains(&format!("by {tau} points")), "{readme}");
        for end in [".fit", ".fit.gz", ".gpx", ".tcx"] {
            assert!(files.keys().filter(|path| path.ends_with(end)).count() >= 20, "{end}");
        }
        assert!(files.contains_key("soreness.csv") && files.contains_key("shakeout.toml"));
    }
}

#[test]
fn the_three_demos_are_one_runner_in_three_worlds() {
    let log = |effect| demo::demo(effect).into_iter().find(|(path, _)| path == "soreness.csv").unwrap().1;
    let (helps, none, hurts) =
        (log(demo::DemoEffect::Helps), log(demo::DemoEffect::None), log(demo::DemoEffect::Hurts));
    assert!(helps != none && none != hurts && helps != hurts);
    let again = log(demo::DemoEffect::Helps);
    assert!(helps == again);
}
