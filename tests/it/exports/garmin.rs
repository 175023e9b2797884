//! Garmin exports: zips in a zip, FIT files of every kind, and the list of activities.

use shakeout::source::{self, When};
use shakeout::synth::fit_writer::{FitOptions, write as fit_of};
use shakeout::units::UtcMillis;

use super::{BERLIN, START_S, analyze, fit, folder, run, zip};

/// An activity of the list: ms, cm, and the local time as if it were UTC (Berlin in summer).
fn entry(name: &str, kind: &str, start_s: i64, seconds: i64, metres: i64, more: &str) -> String {
    let (utc, local) = (start_s * 1000, (start_s + 7200) * 1000);
    format!(
        r#"{{"activityId": {start_s}, "name": "{name}", "activityType": "{kind}", "beginTimestamp": {utc},
            "startTimeGmt": {utc}.0, "startTimeLocal": {local}.0, "duration": {}.0, "elapsedDuration": {}.0,
            "distance": {}.0, "avgSpeed": 0.28, "avgHr": 141.0, "maxHr": 160.0{more}}}"#,
        seconds * 1000,
        seconds * 1000,
        metres * 100,
    )
}

fn list(entries: &[String]) -> Vec<u8> {
    format!(r#"[{{"summarizedActivitiesExport": [{}]}}]"#, entries.join(",")).into_bytes()
}

#[test]
fn a_takeout_counts_its_activities_and_skips_other_kinds_of_fit_by_name() {
    let of_type = |file_type: u8| {
        fit_of(&[run(START_S, 5, BERLIN)], &FitOptions { file_type, ..FitOptions::default() })
    };
    let uploaded = zip(&[
        ("me@mail_1.fit", fit(&run(START_S, 30, BERLIN))),
        ("me@mail_2.fit", fit(&run(START_S + 86_400, 45, BERLIN))),
        ("me@mail_3.fit", of_type(32)),
        ("me@mail_4.fit", of_type(2)),
        ("me@mail_5.fit", of_type(9)),
        ("me@mail_6.fit", of_type(5)),
        ("me@mail_7.fit", of_type(6)),
    ]);
    let summaries = list(&[
        entry("Berlin Running", "running", START_S + 20, 1800, 5040, r#", "workoutRpe": 30"#),
        entry("Dauerlauf \\u00e4", "running", START_S + 86_400, 2700, 7560, ""),
        // A treadmill that was typed by hand, and a triathlon whose legs stand for themselves.
        entry("Laufband", "treadmill_running", START_S + 2 * 86_400, 2400, 6500, r#", "workoutRpe": 60"#),
        entry("Tri", "multi_sport", START_S + 3 * 86_400, 9000, 30_000, r#", "parent": true"#),
        r#"{"activityId": 5, "name": "no time"}"#.to_owned(),
    ]);
    let takeout = zip(&[
        ("DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip", uploaded),
        ("DI_CONNECT/DI-Connect-Fitness/me@mail_0_summarizedActivities.json", summaries),
        (
            "DI_CONNECT/DI-Connect-Wellness/2024_sleepData.json",
            br#"[{"calendarDate": "2024-05-04"}]"#.to_vec(),
        ),
        ("customer_data/customer.json", br#"{"emailAddress": "me@mail"}"#.to_vec()),
    ]);
    let dir = folder(&[("takeout.zip", takeout)]);
    let outcome = analyze(dir.path(), &[]).sound();
    assert_eq!(outcome.files.len(), 10, "{:#?}", outcome.files);
    for (name, words) in [
        ("me@mail_3.fit", "32"),
        ("me@mail_4.fit", "2 (settings)"),
        ("me@mail_5.fit", "9 (weight)"),
        ("me@mail_6.fit", "5 (workout)"),
        ("me@mail_7.fit", "6 (course)"),
    ] {
        assert_eq!(outcome.status(name), "skipped", "{name}");
        assert!(outcome.reason(name).contains(words), "{name}: {}", outcome.reason(name));
    }
    let list = outcome.reason("summarizedActivities.json");
    assert_eq!(outcome.status("summarizedActivities.json"), "used");
    for words in ["names and RPE of 2 activities", "1 activity without a recording", "1 row not used"] {
        assert!(list.contains(words), "no `{words}` in: {list}");
    }
    assert_eq!(
        outcome.cells(&["local_date", "sport", "sub_sport", "name", "rpe", "utc_offset_s"]),
        [
            ["2024-05-04", "running", "", "Berlin Running", "3.0", "7200"],
            ["2024-05-05", "running", "", "Dauerlauf ä", "", "7200"],
            ["2024-05-06", "running", "treadmill", "Laufband", "6.0", "7200"],
        ]
    );
    assert_eq!(outcome.activities[2]["distance_m"], "6500.0");
}

#[test]
fn the_units_are_centimetres_and_milliseconds_and_the_local_time_gives_the_offset() {
    let bytes = list(&[entry(
        "x",
        "running",
        START_S,
        1830,
        5123,
        r#", "workoutRpe": 45, "elevationGain": 12300.0"#,
    )]);
    let listing = source::read(&bytes).expect("a list");
    assert_eq!(listing.kind.words, "Garmin's list of activities");
    let entry = &listing.entries[0];
    assert_eq!(entry.start, When::Instant(UtcMillis::from_secs(START_S), Some(7200)));
    assert_eq!(
        [entry.timer_s, entry.distance_m, entry.rpe, entry.ascent_m, entry.hr_mean_bpm, entry.hr_max_bpm],
        [1830.0, 5123.0, 4.5, 123.0, 141.0, 160.0].map(Some)
    );
    let local_only = br#"[{"summarizedActivitiesExport": [{"name": "a", "startTimeLocal": 1714809600000.0, "duration": 60000.0}]}]"#;
    let listing = source::read(local_only).expect("a list");
    assert_eq!(listing.entries[0].start, When::Local(jiff::civil::date(2024, 5, 4).at(8, 0, 0, 0)));
}

#[test]
fn a_broken_list_fails_alone_and_the_recordings_are_used() {
    let mut summaries = list(&[entry("x", "running", START_S, 1800, 5000, "")]);
    summaries.truncate(summaries.len() - 20);
    let dir =
        folder(&[("a_summarizedActivities.json", summaries), ("run.fit", fit(&run(START_S, 30, BERLIN)))]);
    let outcome = analyze(dir.path(), &[]).sound();
    assert_eq!(outcome.status("a_summarizedActivities.json"), "failed");
    assert_eq!(outcome.status("run.fit"), "used");
}
