//! The stages together: local days, the fate of every file, and what reaches the day table.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, Time, date};
use jiff::tz::TimeZone;
use shakeout::activity::{Activity, Entry, Sample, Sport};
use shakeout::cli;
use shakeout::config::{AnalyzeConfig, ReadOptions};
use shakeout::discover::{Limits, discover};
use shakeout::pipeline::{self, Fate};
use shakeout::report::{FileStatus, Report};
use shakeout::synth::fit_writer::{self, FitOptions};
use shakeout::synth::gpx_writer;
use shakeout::synth::zip_writer::{self, Method, ZipEntry};
use shakeout::units::{Position, UtcMillis};
use shakeout::zone::ZoneSource;
use shakeout::zone::Zones;

/// Half an hour of easy running from `start` (UTC), in Denver (UTC-7 in January) if `placed`.
fn run_at(start: &str, offset_s: Option<i32>, placed: bool) -> Activity {
    let start = start.parse::<jiff::Timestamp>().expect("a timestamp").as_millisecond();
    let mut activity = Activity::new(0, Sport::Running, UtcMillis(start));
    activity.utc_offset_s = offset_s;
    activity.samples = (0..1800_u32)
        .map(|s| Sample {
            position: placed
                .then(|| Position::from_degrees(39.74 + f64::from(s) * 2.4e-5, -104.99).expect("in Denver")),
            distance_m: Some(s as f32 * 2.7),
            heart_rate_bpm: Some(130),
            ..Sample::at(UtcMillis(start + i64::from(s) * 1000))
        })
        .collect();
    activity.summary.timer_s = Some(1799.0);
    activity.summary.elapsed_s = Some(1799.0);
    activity.summary.distance_m = Some(1799.0 * 2.7);
    activity
}

fn config(paths: &[&Path], more: impl FnOnce(&mut cli::Analyze)) -> AnalyzeConfig {
    let mut args =
        cli::Analyze { paths: paths.iter().map(PathBuf::from).collect(), ..cli::Analyze::default() };
    more(&mut args);
    AnalyzeConfig::resolve(&args).expect("a sound configuration")
}

fn analyze(files: &[(&str, Vec<u8>)], more: impl FnOnce(&mut cli::Analyze)) -> Report {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }
    pipeline::analyze(&config(&[dir.path()], more), &|_| ()).expect("a report")
}

fn fit(activity: Activity) -> Vec<u8> {
    fit_writer::write(&[activity], &FitOptions::default())
}

/// 2024-01-10 23:50 in Denver is 06:50 of the 11th in UTC.
const LATE: &str = "2024-01-11T06:50:00Z";

#[test]
fn a_fit_run_at_ten_to_midnight_counts_on_its_local_day() {
    let report = analyze(&[("a.fit", fit(run_at(LATE, Some(-7 * 3600), false)))], |_| ());
    let row = &report.activities[0];
    assert_eq!(row.local_date, date(2024, 1, 10));
    assert_eq!((row.utc_offset_s, row.zone_source), (-25_200, ZoneSource::File));
    assert_eq!(report.days[0].date, date(2024, 1, 10));
}

#[test]
fn a_gpx_run_at_ten_to_midnight_counts_on_the_day_of_its_position() {
    let report = analyze(&[("a.gpx", gpx_writer::write(&[run_at(LATE, None, true)]))], |_| ());
    let row = &report.activities[0];
    assert_eq!(row.local_date, date(2024, 1, 10));
    assert_eq!((row.utc_offset_s, row.zone_source), (-25_200, ZoneSource::Position));
}

#[test]
fn a_typed_zone_overrides_the_position() {
    let report = analyze(&[("a.gpx", gpx_writer::write(&[run_at(LATE, None, true)]))], |args| {
        args.reading.tz = Some("Europe/Berlin".into());
    });
    let row = &report.activities[0];
    assert_eq!((row.local_date, row.zone_source), (date(2024, 1, 11), ZoneSource::Typed));
}

#[test]
fn a_file_that_says_no_zone_uses_the_machines_and_the_report_says_so() {
    let report = analyze(&[("a.fit", fit(run_at(LATE, None, false)))], |_| ());
    assert_eq!(report.activities[0].zone_source, ZoneSource::Machine);
    assert!(report.notes.iter().any(|note| note.contains("--tz")), "{:?}", report.notes);
}

#[test]
fn a_run_after_midnight_belongs_to_the_day_before_until_day_start() {
    let zones = |start: Time| Zones::new(Some(TimeZone::UTC), None, start);
    let day = |at: &str, start: Time, date_only: bool| -> Date {
        let at = at.parse::<jiff::Timestamp>().expect("a timestamp").as_millisecond();
        zones(start).local(UtcMillis(at), None, None, date_only).expect("inside the calendar").day
    };
    let three = Time::constant(3, 0, 0, 0);
    assert_eq!(day("2024-01-11T02:59:59Z", three, false), date(2024, 1, 10));
    assert_eq!(day("2024-01-11T03:00:00Z", three, false), date(2024, 1, 11));
    assert_eq!(day("2024-01-11T02:59:59Z", Time::midnight(), false), date(2024, 1, 11));
    // A manual entry at midnight has a date and no time of day.
    assert_eq!(day("2024-01-11T00:00:00Z", three, true), date(2024, 1, 11));
}

#[test]
fn local_days_follow_daylight_saving() {
    let zones = Zones::new(None, None, Time::constant(3, 0, 0, 0));
    let offset = |at: &str| {
        let at = at.parse::<jiff::Timestamp>().expect("a timestamp").as_millisecond();
        let local = zones.local(UtcMillis(at), None, Some("Europe/Berlin"), false).expect("a day");
        assert_eq!(local.source, ZoneSource::Position);
        local.offset_s
    };
    assert_eq!(offset("2024-03-31T00:59:59Z"), 3600, "a second before the clocks go forward");
    assert_eq!(offset("2024-03-31T01:00:00Z"), 7200);
    assert_eq!(offset("2024-10-27T01:00:00Z"), 3600);
}

#[test]
fn every_file_has_one_row_whatever_became_of_it() {
    let run = run_at(LATE, Some(-25_200), true);
    let sound = fit(run.clone());
    let other = fit(run_at("2024-01-12T16:00:00Z", Some(-25_200), true));
    let course =
        fit_writer::write(std::slice::from_ref(&run), &FitOptions { file_type: 6, ..FitOptions::default() });
    let report = analyze(
        &[
            ("a/sound.fit", sound.clone()),
            ("b/same-bytes.fit", sound.clone()),
            ("c/same-run.gpx", gpx_writer::write(&[run])),
            ("d/course.fit", course),
            ("e/cut.fit", other[..other.len() / 2].to_vec()),
            ("f/notes.txt", b"hello".to_vec()),
        ],
        |_| (),
    );
    let fates: Vec<(String, FileStatus)> = report
        .file_rows
        .iter()
        .map(|row| (row.path.rsplit('/').next().expect("a name").to_owned(), row.status))
        .collect();
    let expected = [
        ("sound.fit", FileStatus::Used),
        ("same-bytes.fit", FileStatus::Duplicate),
        ("same-run.gpx", FileStatus::Duplicate),
        ("course.fit", FileStatus::Skipped),
        ("cut.fit", FileStatus::Partial),
        ("notes.txt", FileStatus::Skipped),
    ];
    assert_eq!(fates, expected.map(|(name, status)| (name.to_owned(), status)));
    assert_eq!(report.activities.len(), 2);
    assert_eq!(report.files.seen, 6);
    for row in report.file_rows.iter().filter(|row| row.status != FileStatus::Used) {
        assert!(!row.reason.is_empty(), "{} has no reason", row.path);
    }
    for row in report.file_rows.iter().filter(|row| row.status == FileStatus::Duplicate) {
        assert!(row.duplicate_of.ends_with("a/sound.fit"), "{}", row.duplicate_of);
    }
}

#[test]
fn a_broken_file_never_stops_the_batch() {
    let mut files = vec![("broken.fit".to_owned(), {
        let mut bytes = fit(run_at(LATE, Some(-25_200), true));
        bytes.truncate(40);
        bytes
    })];
    for day in 1..=9 {
        let start = format!("2024-01-0{day}T16:00:00Z");
        files.push((format!("{day}.fit"), fit(run_at(&start, Some(-25_200), true))));
    }
    let files: Vec<(&str, Vec<u8>)> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let report = analyze(&files, |_| ());
    assert_eq!((report.files.used, report.files.failed, report.runs), (9, 1, 9));
}

#[test]
fn since_and_until_limit_what_is_shown_but_the_load_curves_know_the_days_before() {
    let files: Vec<(String, Vec<u8>)> = (1..=20)
        .map(|day| {
            let start = format!("2024-01-{day:02}T16:00:00Z");
            (format!("{day}.fit"), fit(run_at(&start, Some(-25_200), true)))
        })
        .collect();
    let files: Vec<(&str, Vec<u8>)> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let profile = tempfile::NamedTempFile::with_suffix(".toml").expect("a file");
    fs::write(profile.path(), "[[athlete]]\nhr_max = 190\nhr_rest = 50\nsex = \"male\"\n").expect("written");
    let report = analyze(&files, |args| {
        args.common.period.since = Some("2024-01-11".into());
        args.common.period.until = Some("2024-01-15".into());
        args.common.profile = Some(profile.path().to_path_buf());
    });
    assert_eq!(report.activities.len(), 5);
    assert_eq!(report.days.first().map(|day| day.date), Some(date(2024, 1, 11)));
    assert_eq!(report.days.last().map(|day| day.date), Some(date(2024, 1, 15)));
    let first = &report.days[0];
    assert!(first.ctl.expect("a curve") > first.load.expect("a load") * 0.023_528 * 1.5, "{first:?}");
}

#[test]
fn members_of_an_archive_take_its_place_in_the_order_of_files() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for name in ["a.gpx", "c.gpx"] {
        fs::write(dir.path().join(name), gpx_writer::write(&[run_at(LATE, None, true)])).expect("a file");
    }
    let sources = discover(&[dir.path().to_path_buf()]).expect("found");
    let zones = Zones::new(None, None, Time::midnight());
    let options = ReadOptions {
        tz: None,
        day_start: Time::midnight(),
        limits: Limits::default(),
        jobs: None,
        strict: false,
        warnings: Vec::new(),
    };
    let outcomes = pipeline::read_archive(&sources, &options, &zones, &|_| ());
    assert_eq!(outcomes.len(), 2);
    assert!(outcomes.iter().all(|outcome| matches!(outcome.fate, Fate::Read { .. })));
    assert_eq!(outcomes[0].content, outcomes[1].content, "the same bytes have the same hash");
}

#[test]
fn the_specification_curve_of_an_archive_begins_with_its_headline_and_draws_classes_anew() {
    let season = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/season");
    let report = pipeline::analyze(
        &config(&[&season], |args| args.soreness = Some(season.join("soreness.csv"))),
        &|_| (),
    )
    .expect("a report");
    let analysis = report.analysis.expect("an analysis");
    let curve = &analysis.diagnostics.specifications;
    assert!(curve[0].headline && curve.iter().filter(|one| one.headline).count() == 1);
    assert_eq!((curve[0].status, curve[0].estimate), (analysis.answer.status, analysis.answer.estimate));
    assert_eq!(curve[0].easy_days, analysis.answer.easy_days);
    let cutoffs: std::collections::BTreeSet<&str> = curve.iter().map(|one| one.cutoffs.as_str()).collect();
    assert!(cutoffs.len() >= 2, "{cutoffs:?}");
    assert!(curve[0].cutoffs.contains("VT1 90 % LTHR") && curve[0].cutoffs.contains("hard: 10 min"));
    assert_eq!(analysis.diagnostics.agreement.is_some(), analysis.answer.estimate.is_some());
}

#[test]
fn the_activity_that_is_a_copy_is_named_in_the_row_of_a_file_that_holds_another_too() {
    let morning = run_at("2024-01-12T16:00:00Z", Some(-25_200), true);
    let mut poorer = morning.clone();
    poorer.samples.heart_rate_bpm.raw_mut().fill(u8::MISSING);
    let mut evening = run_at("2024-01-13T01:00:00Z", Some(-25_200), true);
    evening.index = 1;
    let both = gpx_writer::write(&[poorer, evening]);
    let report = analyze(&[("a/both.gpx", both), ("b/morning.fit", fit(morning))], |_| ());
    assert_eq!(report.activities.len(), 2);
    let [both, morning] = report.file_rows.as_slice() else { panic!("{:?}", report.file_rows) };
    assert_eq!((both.status, both.activities), (FileStatus::Used, 2));
    assert!(both.reason.starts_with("activity 0: "), "{}", both.reason);
    assert!(both.reason.ends_with("b/morning.fit)"), "{}", both.reason);
    assert_eq!((morning.status, &*morning.reason), (FileStatus::Used, ""));
}

#[test]
fn a_member_whose_checksum_does_not_fit_and_that_holds_no_run_has_failed() {
    let route = b"<?xml version=\"1.0\"?><gpx><rte><rtept lat=\"1\" lon=\"2\"/></rte></gpx>".to_vec();
    let member = |bytes: Vec<u8>| ZipEntry { path: "route.gpx".into(), bytes, method: Method::Stored };
    let sound = zip_writer::write(&[member(route)]).expect("a small zip");
    let mut broken = sound.clone();
    // The checksum as the directory has it (APPNOTE 4.3.12).
    let entry = broken.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    broken[entry + 16] ^= 0xff;
    let run = fit(run_at(LATE, Some(-25_200), true));
    let report = analyze(&[("broken.zip", broken), ("run.fit", run), ("sound.zip", sound)], |_| ());
    let fates: Vec<(FileStatus, &str)> =
        report.file_rows.iter().map(|row| (row.status, &*row.reason)).collect();
    assert_eq!(fates[0].0, FileStatus::Failed);
    assert!(fates[0].1.starts_with("the member's checksum does not fit at byte 0: "), "{}", fates[0].1);
    assert_eq!(fates[1].0, FileStatus::Used);
    assert_eq!(fates[2].0, FileStatus::Skipped);
    assert!(fates[0].1.ends_with(fates[2].1), "{fates:?}");
}

#[test]
fn what_is_unpacked_is_not_followed_by_the_end_of_the_file_before() {
    // A long file, and then a short one unpacked to the same place: one worker opens both.
    let long = run_at(LATE, Some(-25_200), true);
    let mut short = run_at("2024-01-14T16:00:00Z", Some(-25_200), true);
    short.samples.edit(|samples| samples.truncate(300));
    short.summary = shakeout::activity::Summary::default();
    let packed = |activity: &Activity| zip_writer::gzip(&gpx_writer::write(std::slice::from_ref(activity)));
    let both = analyze(&[("a.gpx.gz", packed(&long)), ("b.gpx.gz", packed(&short))], |args| {
        args.reading.jobs = Some(1);
    });
    let alone = analyze(&[("b.gpx.gz", packed(&short))], |_| ());
    assert!(both.file_rows.iter().all(|row| row.status == FileStatus::Used), "{:?}", both.file_rows);
    assert_eq!(both.activities[1].elapsed_s, alone.activities[0].elapsed_s);
    assert_eq!(both.activities[1].distance_m, alone.activities[0].distance_m);
}
