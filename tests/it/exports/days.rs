//! The local day of a run: where the runner was, on the day that the runner calls it.

use shakeout::synth::gpx_writer;

use super::{BERLIN, LOS_ANGELES, TOKYO, analyze, folder, run};

fn seconds(rfc3339: &str) -> i64 {
    rfc3339.parse::<jiff::Timestamp>().expect("a time").as_second()
}

/// Local dates of runs as GPX, which knows no zone but that of its positions.
fn dates(runs: &[(&str, (f64, f64))], extra: &[&str]) -> Vec<(String, String, String)> {
    let names: Vec<String> = (0..runs.len()).map(|i| format!("{i}.gpx")).collect();
    let files: Vec<(&str, Vec<u8>)> = names
        .iter()
        .zip(runs)
        .map(|(name, (start, place))| (name.as_str(), gpx_writer::write(&[run(seconds(start), 20, *place)])))
        .collect();
    let dir = folder(&files);
    let outcome = analyze(dir.path(), extra).sound();
    let rows = outcome.cells(&["local_date", "utc_offset_s", "zone_source"]);
    rows.iter().map(|row| (row[0].to_owned(), row[1].to_owned(), row[2].to_owned())).collect()
}

fn days(runs: &[(&str, (f64, f64))], extra: &[&str]) -> Vec<String> {
    dates(runs, extra).into_iter().map(|(date, ..)| date).collect()
}

#[test]
fn a_run_counts_to_the_day_of_the_place_where_it_was_run() {
    let travel = [
        ("2024-05-01T22:00:00Z", TOKYO),       // 07:00 on the 2nd
        ("2024-05-02T21:50:00Z", BERLIN),      // 23:50
        ("2024-05-04T02:00:00Z", LOS_ANGELES), // 19:00 on the 3rd
    ];
    let found = dates(&travel, &[]);
    let expected = [("2024-05-02", "32400"), ("2024-05-02", "7200"), ("2024-05-03", "-25200")];
    for ((date, offset, source), expected) in found.iter().zip(expected) {
        assert_eq!((date.as_str(), offset.as_str(), source.as_str()), (expected.0, expected.1, "position"));
    }
    // What is typed wins over everything.
    assert_eq!(days(&travel, &["--tz", "UTC"]), ["2024-05-01", "2024-05-02", "2024-05-03"]);
}

#[test]
fn days_on_which_clocks_change_have_their_right_offset_before_and_after() {
    let runs = [
        ("2024-03-30T22:30:00Z", BERLIN), // 23:30 CET
        ("2024-03-31T21:30:00Z", BERLIN), // 23:30 CEST
        ("2024-10-26T21:30:00Z", BERLIN), // 23:30 CEST
        ("2024-10-27T22:30:00Z", BERLIN), // 23:30 CET
    ];
    let found = dates(&runs, &[]);
    let expected =
        [("2024-03-30", "3600"), ("2024-03-31", "7200"), ("2024-10-26", "7200"), ("2024-10-27", "3600")];
    for ((date, offset, _), expected) in found.iter().zip(expected) {
        assert_eq!((date.as_str(), offset.as_str()), expected);
    }
}

#[test]
fn a_run_after_midnight_counts_to_the_day_before_until_the_day_starts() {
    let runs = [
        ("2024-05-03T22:30:00Z", BERLIN), // 00:30 on the 4th
        ("2024-05-05T00:59:00Z", BERLIN), // 02:59 on the 5th
        ("2024-05-06T01:00:00Z", BERLIN), // 03:00 on the 6th
        ("2024-10-27T01:30:00Z", BERLIN), // 02:30 for the second time
    ];
    let default = ["2024-05-03", "2024-05-04", "2024-05-06", "2024-10-26"];
    assert_eq!(days(&runs, &[]), default);
    assert_eq!(days(&runs, &["--day-start", "03:00"]), default);
    assert_eq!(
        days(&runs, &["--day-start", "00:00"]),
        ["2024-05-04", "2024-05-05", "2024-05-06", "2024-10-27"]
    );
    assert_eq!(
        days(&runs, &["--day-start", "04:00"]),
        ["2024-05-03", "2024-05-04", "2024-05-05", "2024-10-26"]
    );
}
