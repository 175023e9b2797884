//! Anonymize: nothing that came from a file or a path is in any output, dates are moved, and the answer
//! is the same to the last digit.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::civil::Date;
use polars::prelude::Column;
use polars_io::prelude::{ParquetReader, SerReader};
use shakeout::activity::Sport;
use shakeout::anonymize::{CHOICES, Key, LEAST_WEEKS};
use shakeout::synth::archive::{date_of, fit, shakeout_toml};
use shakeout::synth::athlete::{Params, simulate};
use shakeout::synth::season::{Sampling, record};
use shakeout::synth::session::sessions;
use shakeout::synth::zip_writer::{Method, ZipEntry, write as write_zip};
use shakeout::synth::{gpx_writer, tcx_writer};

/// Stands in every text of the archive; sub-sports are read in lower case.
const MARK: &str = "zqxmark";

/// A run of twenty minutes from that second on, far from all others.
fn far_away(start_s: i64) -> Vec<u8> {
    let point = |k: i64| {
        let at = jiff::Timestamp::from_second(start_s + 60 * k).expect("a time");
        format!("<trkpt lat=\"{:.4}\" lon=\"-70\"><time>{at}</time></trkpt>", -40.0 + 0.0015 * k as f64)
    };
    let points: String = (0..=20).map(point).collect();
    format!("<gpx version=\"1.1\"><trk><name>{MARK}</name><type>running</type><trkseg>{points}</trkseg></trk></gpx>")
        .into_bytes()
}

/// An archive with the mark wherever a stranger can write a word; its true days.
fn archive(root: &Path) -> BTreeSet<Date> {
    let athlete = simulate(&Params { n: 150, tau: -0.5, ..Params::DEFAULT }, 1);
    let folder = root.join(format!("{MARK} folder"));
    let put = |name: String, bytes: Vec<u8>| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    };
    let mut zipped = Vec::new();
    for (i, session) in sessions(&athlete).iter().enumerate() {
        let mut activity = record(&athlete, session, Sampling::Smart(8, 12));
        activity.name = Some(format!("{MARK} title {i}"));
        activity.device = Some(format!("{MARK} watch"));
        if i == 4 {
            (activity.sport, activity.sub_sport) = (Sport::Other, Some(format!("{MARK} sport")));
        }
        let one = std::slice::from_ref(&activity);
        match i % 3 {
            0 => put(format!("{MARK}-{i}.fit"), fit(&activity)),
            1 => put(format!("sub {MARK}/{MARK}-{i}.gpx"), gpx_writer::write(one)),
            _ => put(format!("{MARK}-{i}.tcx"), tcx_writer::write(one)),
        }
        // Another runner's.
        if (7..=12).contains(&i) {
            put(format!("far {MARK} {i}.gpx"), far_away(activity.start.0 / 1000));
        }
        if i == 0 {
            put(format!("stray {MARK}.gpx"), far_away(STRAY_S));
            put(format!("copy {MARK}.fit"), fit(&activity));
            put(format!("same run {MARK}.tcx"), tcx_writer::write(one));
            let mut cut = fit(&activity);
            cut.truncate(cut.len() / 2);
            put(format!("cut {MARK}.fit"), cut);
        }
        if i % 20 == 5 {
            let path = format!("{MARK}/{MARK}.{i}.gpx");
            zipped.push(ZipEntry { path, bytes: gpx_writer::write(one), method: Method::Deflated });
        }
    }
    put(format!("{MARK}.zip"), write_zip(&zipped).expect("a small zip"));
    put(format!("broken {MARK}.gpx"), format!("<gpx><{MARK}></trk>").into_bytes());
    put(format!("note {MARK}.txt"), MARK.as_bytes().to_vec());
    put("shakeout.toml".into(), shakeout_toml(&athlete, MARK));
    let mut log = format!("date,soreness,sleep,{MARK} column,note\n");
    for (day, report) in athlete.soreness.iter().enumerate() {
        if let Some(report) = report {
            log.push_str(&format!("{},{report:.0},7,1,{MARK} calves\n", date_of(&athlete, day)));
        }
    }
    log.push_str(&format!("{MARK} day,3,,,\n{},{MARK} value,,,\n", date_of(&athlete, 149)));
    fs::write(folder.join(format!("log {MARK}.csv")), log).expect("a log");
    let stray =
        jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::from_second(STRAY_S).expect("a time")).date();
    (0..150).map(|day| date_of(&athlete, day)).chain([stray]).collect()
}

/// Years before all others.
const STRAY_S: i64 = 1_118_131_200;

fn analyze(root: &Path, out: &Path, extra: &[&str]) -> String {
    let folder = root.join(format!("{MARK} folder"));
    let output = Command::new(env!("CARGO_BIN_EXE_shakeout"))
        .args(["analyze", "--json"])
        .arg(&folder)
        .arg("--soreness")
        .arg(folder.join(format!("log {MARK}.csv")))
        .arg("--out")
        .arg(out)
        .args(extra)
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            out.extend(files(&path));
        } else {
            out.push((path.clone(), fs::read(path).expect("a file")));
        }
    }
    out.sort();
    out
}

/// What a reader of the file can read: bytes as they are, every cell of a Parquet file.
fn readable(path: &Path, bytes: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(bytes).to_lowercase();
    if path.extension().is_some_and(|ext| ext == "parquet") {
        let frame = ParquetReader::new(Cursor::new(bytes.to_vec())).finish().expect("parquet");
        assert!(frame.height() > 0, "{}", path.display());
        for column in frame.columns() {
            text.push_str(column.name());
            for row in 0..frame.height() {
                text.push_str(&format!(" {}", cell_text(column, row)));
            }
        }
    }
    text.to_lowercase()
}

/// A cell as text; an instant as RFC 3339.
fn cell_text(column: &Column, row: usize) -> String {
    match column.datetime() {
        Ok(instants) => {
            let at = instants.physical().get(row).expect("an instant");
            jiff::Timestamp::from_millisecond(at).expect("in the calendar").to_string()
        }
        Err(_) => column.get(row).expect("a cell").to_string(),
    }
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn no_output_holds_a_word_of_the_archive_or_a_true_date() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let days = archive(dir.path());
    let (plain, hidden) = (dir.path().join("plain"), dir.path().join("hidden"));
    let before = json(&analyze(dir.path(), &plain, &[]));
    let after = json(&analyze(dir.path(), &hidden, &["--anonymize"]));

    let sentences = |summary: &serde_json::Value| format!("{} {}", summary["notes"], summary["next_steps"]);
    for words in ["years from the rest of the archive (", "begin far apart at the same time"] {
        assert!(sentences(&before).contains(words), "{}", sentences(&before));
        assert!(!sentences(&after).contains(words), "{}", sentences(&after));
    }
    for words in ["Dated years from the rest", "The archive seems to hold two runners"] {
        assert!(sentences(&after).contains(words), "{}", sentences(&after));
    }

    // The search finds what it looks for, in text and in Parquet, where nothing is hidden.
    let first = days.iter().nth(1).expect("a day").to_string();
    for name in ["activities.csv", "activities.parquet", "files.csv", "report.html", "summary.json"] {
        let text = readable(Path::new(name), &fs::read(plain.join(name)).expect("a file"));
        assert!(text.contains(MARK), "the mark never was in {name}");
    }
    for name in ["days.csv", "days.parquet", "plots/season.csv"] {
        let text = readable(Path::new(name), &fs::read(plain.join(name)).expect("a file"));
        assert!(text.contains(&first), "{first} never was in {name}");
    }
    for (path, bytes) in files(&hidden) {
        let text = readable(&path, &bytes);
        assert!(!text.contains(MARK), "a word of the archive is in {}", path.display());
        for day in &days {
            assert!(!text.contains(&day.to_string()), "{day} is in {}", path.display());
        }
    }
    assert!(after["generated"].is_null(), "the clock would tell the shift");

    // Whole weeks back, by more than a year; and the answer is the answer.
    let day = |summary: &serde_json::Value| -> Date {
        summary["first_day"].as_str().expect("a day").parse().expect("a date")
    };
    let back = day(&after).until(day(&before)).expect("a span").get_days();
    assert_eq!((back % 7, back >= 7 * LEAST_WEEKS), (0, true), "{back}");
    for key in [
        "answer",
        "naive",
        "sensitivity",
        "lags",
        "strata",
        "robustness",
        "days",
        "runs",
        "activities",
        "files",
    ] {
        assert_eq!(before[key], after[key], "{key}");
    }
    let values = |summary: &serde_json::Value| -> Vec<serde_json::Value> {
        summary["thresholds"].as_array().expect("rows").iter().map(|row| row["value"].clone()).collect()
    };
    assert_eq!(values(&before), values(&after));
    let forms = |summary: &serde_json::Value| summary["last_run"]["rows"].clone();
    assert_eq!(forms(&before), forms(&after));
}

#[test]
fn a_period_is_that_of_the_true_dates_for_files_too() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let days = archive(dir.path());
    let since = format!("--since={}", days.iter().nth(40).expect("a day"));
    let files = |extra: &[&str]| {
        let out = dir.path().join(format!("out{}", extra.len()));
        json(&analyze(dir.path(), &out, extra))["files"].clone()
    };
    let plain = files(&[&since]);
    assert_eq!(files(&[&since, "--anonymize"]), plain);
    assert!(plain["used"].as_u64() > Some(20) && plain["skipped"].as_u64() > Some(10), "{plain}");
}

#[test]
fn times_are_cut_to_the_local_hour_and_files_are_numbered() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    archive(dir.path());
    let out = dir.path().join("hidden");
    analyze(dir.path(), &out, &["--anonymize=a word"]);
    let bytes = fs::read(out.join("activities.parquet")).expect("a table");
    let rows = ParquetReader::new(Cursor::new(bytes)).finish().expect("parquet");
    let cell = |name: &str, row: usize| {
        let column = rows.column(name).unwrap_or_else(|_| panic!("no {name}"));
        cell_text(column, row).trim_matches('"').to_owned()
    };
    let mut hours = BTreeSet::new();
    for row in 0..rows.height() {
        let start = cell("start", row);
        // Parquet has a time, CSV a text: either way nothing stands after the hour.
        let clock = start.split(['T', ' ']).nth(1).expect("a time of day").to_owned();
        assert!(clock[2..].starts_with(":00:00"), "{start}");
        assert_eq!(cell("utc_offset_s", row), "0");
        assert_eq!(cell("name", row), "null");
        assert!(cell("file", row).starts_with("file-0"));
        hours.insert(clock[..2].to_owned());
    }
    assert!(hours.len() > 1, "morning and evening are told apart: {hours:?}");
}

#[test]
fn the_same_archive_is_moved_alike_and_a_word_moves_a_grown_one_alike() {
    let contents = [3_u128, 7, 11];
    let moved = Key::Content.days(&contents);
    assert_eq!(moved, Key::Content.days(&[11, 3, 7, 7]), "order and copies do not matter");
    assert_ne!(moved, Key::Content.days(&[3, 7]), "another archive moves by another number");
    let word = Key::typed("my coach");
    assert_eq!(word.days(&contents), word.days(&[1, 2, 3, 4]));
    assert_ne!(word.days(&contents), Key::typed("my club").days(&contents));
    assert_eq!(Key::typed(""), Key::Content);
}

#[test]
fn every_shift_is_whole_weeks_back_and_they_are_spread_over_ten_years() {
    let shifts: BTreeSet<i32> = (0..4000_u128).map(|content| Key::Content.days(&[content])).collect();
    let most = LEAST_WEEKS + i32::try_from(CHOICES).expect("small") - 1;
    for days in &shifts {
        assert_eq!(days % 7, 0);
        assert!((LEAST_WEEKS..=most).contains(&(-days / 7)), "{days}");
    }
    // 4000 draws out of 521 leave hardly one out.
    assert!(shifts.len() > 500, "{}", shifts.len());
}
