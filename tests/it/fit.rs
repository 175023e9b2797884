//! FIT: what is read from files of every shape, and what is written.

mod agreement;
mod batches;
mod checksum;
mod damage;
mod round_trip;

use std::fs;
use std::path::Path;

use libdeflater::{DecompressionError, Decompressor};
use shakeout::activity::{Activity, Pause, Sample, Sport};
use shakeout::decode::{Counts, Decoded, fit};
use shakeout::synth::fit_writer::{FitHeader, FitOptions, write};
use shakeout::units::{Position, UtcMillis};

use crate::support;

/// 2024-05-04T06:00:00Z.
const START: UtcMillis = UtcMillis::from_secs(1_714_802_400);

/// `START` plus `seconds`.
fn at(seconds: i64) -> UtcMillis {
    UtcMillis(START.0 + seconds * 1000)
}

/// A run of `seconds` at 1 Hz with every channel, values that FIT holds exactly.
fn run(seconds: i64) -> Activity {
    let mut run = Activity::new(0, Sport::Running, START);
    run.samples = (0..seconds)
        .map(|s| Sample {
            time: at(s),
            position: Some(Position { lat: 568_000_000 + s as i32 * 130, lon: 139_000_000 - s as i32 * 70 }),
            altitude_m: Some(((320.0 + (s % 50) as f64 / 5.0) * 5.0).round() as f32 / 5.0),
            distance_m: Some((s as f64 * 2.8) as f32),
            speed_mps: Some(2.8),
            heart_rate_bpm: Some(120 + (s % 40) as u8),
            cadence_spm: Some(168.0 + (s % 4) as f32 * 0.5),
        })
        .collect();
    run.laps = 1;
    run.summary.elapsed_s = Some(seconds as f64);
    run
}

/// The real FIT samples with their rows of the manifest; gzipped ones unpacked.
fn real_fits(folder: &Path) -> Vec<(String, Vec<u8>, Vec<String>)> {
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).expect("a manifest");
    let rows = manifest.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    rows.filter(|row| row[0].ends_with(".fit") || row[0].ends_with(".fit.gz"))
        .map(|row| {
            let bytes = fs::read(folder.join(&row[0])).expect("a sample");
            let bytes = if row[0].ends_with(".gz") { unpack(&bytes) } else { bytes };
            (row[0].clone(), bytes, row)
        })
        .collect()
}

fn unpack(gzip: &[u8]) -> Vec<u8> {
    let mut size = 1 << 16;
    loop {
        let mut out = vec![0; size];
        match Decompressor::new().gzip_decompress(gzip, &mut out) {
            Ok(length) => break out[..length].to_vec(),
            Err(DecompressionError::InsufficientSpace) => size *= 2,
            Err(error) => panic!("{error}"),
        }
    }
}

fn decode(bytes: &[u8]) -> Decoded {
    fit::decode(bytes).expect("a readable file")
}

#[test]
fn every_real_sample_gives_the_counts_that_an_independent_reader_found() {
    let Some(folder) = support::real_files() else { return };
    let samples = real_fits(&folder);
    assert!(samples.len() >= 20, "only {} FIT samples", samples.len());
    for (file, bytes, row) in samples {
        let found: Vec<(&str, usize)> = row[8]
            .split(' ')
            .filter_map(|word| word.split_once('='))
            .filter_map(|(key, value)| Some((key, value.parse().ok()?)))
            .collect();
        let value = |key: &str| found.iter().find(|(k, _)| *k == key).expect("a count").1;
        let decoded = decode(&bytes);
        let counts = Counts {
            records: value("rec"),
            hr_records: value("hr"),
            gps_records: value("gps"),
            sessions: value("sess"),
            laps: value("lap"),
        };
        assert_eq!(decoded.counts, counts, "{file}");
        assert_eq!(decoded.damage.is_some(), !row[9].trim().is_empty(), "{file}: {:?}", decoded.damage);
        assert_eq!(decoded.no_activity.is_some(), value("type") != 4, "{file}: {:?}", decoded.no_activity);
        let in_activities: usize = decoded.activities.iter().map(|activity| activity.samples.len()).sum();
        if decoded.no_activity.is_none() {
            assert_eq!(in_activities, value("rec"), "{file}: records dealt out to the activities");
        }
    }
}

#[test]
fn the_real_samples_have_the_sports_that_the_manifest_names() {
    let Some(folder) = support::real_files() else { return };
    for (file, bytes, row) in real_fits(&folder) {
        let list = row[8].split("sports=[").nth(1).and_then(|s| s.split(']').next()).expect("sports");
        let expected: Vec<Sport> = list
            .split(", ")
            .filter(|number| !number.is_empty())
            .map(|number| match number {
                "1" => Sport::Running,
                "2" => Sport::Cycling,
                "3" => Sport::Transition,
                "5" => Sport::Swimming,
                "10" => Sport::Strength,
                _ => Sport::Other,
            })
            .collect();
        let decoded = decode(&bytes);
        let sports: Vec<Sport> = decoded.activities.iter().map(|activity| activity.sport).collect();
        if !expected.is_empty() {
            assert_eq!(sports, expected, "{file}");
        }
    }
}

#[test]
fn heart_rate_of_a_strap_in_chained_parts_reaches_the_swim() {
    let Some(folder) = support::real_files() else { return };
    let bytes = fs::read(folder.join("fit/pool-swim-chained-hr.fit")).expect("a sample");
    let decoded = decode(&bytes);
    assert_eq!(decoded.counts.hr_records, 0, "counts are of the records as they stand");
    let swim = &decoded.activities[0];
    let rates: Vec<f64> = swim.samples.heart_rate_bpm.present().map(f64::from).collect();
    assert!(rates.len() * 10 > swim.samples.len() * 9, "{} of {}", rates.len(), swim.samples.len());
    let mean = rates.iter().sum::<f64>() / rates.len() as f64;
    let device = swim.summary.hr_mean_bpm.expect("a mean of the device");
    assert!((mean - device).abs() < 4.0, "mean {mean}, the device says {device}");
}

#[test]
fn a_run_and_the_same_run_in_a_strava_export_have_the_same_times() {
    let Some(folder) = support::real_files() else { return };
    let samples = real_fits(&folder);
    let times = |ending: &str| -> Vec<UtcMillis> {
        let (_, bytes, _) = samples.iter().find(|(file, ..)| file.ends_with(ending)).expect("the sample");
        decode(bytes).activities[0].samples.time.clone()
    };
    assert_eq!(times("12866632127.fit.gz"), times("run-hr-gps-same-as-strava-export.fit"));
}

#[test]
fn a_course_is_no_activity_and_says_what_it_is() {
    let bytes = write(&[run(60)], &FitOptions { file_type: 6, ..FitOptions::default() });
    let decoded = decode(&bytes);
    assert_eq!(decoded.no_activity.as_deref(), Some("FIT file type 6 (course)"));
    assert!(decoded.activities.is_empty());
    assert_eq!(decoded.counts.records, 60);
}

#[test]
fn a_manual_entry_is_an_activity_with_a_summary_and_no_samples() {
    let mut manual = Activity::new(0, Sport::Running, START);
    manual.summary.distance_m = Some(8000.0);
    manual.summary.timer_s = Some(2700.0);
    manual.summary.elapsed_s = Some(2700.0);
    manual.summary.rpe = Some(3.0);
    let decoded = decode(&write(std::slice::from_ref(&manual), &FitOptions::default()));
    assert_eq!(decoded.activities[0].summary, manual.summary);
    assert_eq!(decoded.activities[0].start, START);
    assert!(decoded.activities[0].samples.is_empty());
    assert_eq!(decoded.damage, None);
}

#[test]
fn the_legs_of_a_multisport_activity_get_their_own_records_laps_and_pauses() {
    let mut legs = Vec::new();
    for (index, sport) in
        [Sport::Running, Sport::Transition, Sport::Cycling, Sport::Running].into_iter().enumerate()
    {
        let mut leg = run(100 + index as i64);
        let shift = 1000 * index as i64;
        leg.index = index;
        leg.sport = sport;
        leg.start = at(shift);
        leg.laps = index;
        leg.samples.time.iter_mut().for_each(|time| time.0 += shift * 1000);
        leg.pauses = vec![Pause { from: at(shift + 10), to: at(shift + 20) }];
        legs.push(leg);
    }
    for summary_first in [false, true] {
        let bytes = write(&legs, &FitOptions { summary_first, ..FitOptions::default() });
        let decoded = decode(&bytes);
        assert_eq!(decoded.activities.len(), 4);
        for (read, written) in decoded.activities.iter().zip(&legs) {
            assert_eq!((read.index, read.sport, read.start), (written.index, written.sport, written.start));
            assert_eq!(read.samples.len(), written.samples.len());
            assert_eq!(read.samples.time[0], written.samples.time[0]);
            assert_eq!(read.laps, written.laps);
            assert_eq!(read.pauses, written.pauses);
            let on_foot = written.sport == Sport::Running;
            assert_eq!(
                read.samples.cadence_spm.get(0),
                written.samples.cadence_spm.get(0).filter(|_| on_foot)
            );
        }
    }
}

#[test]
fn chained_files_give_the_activities_of_all_parts() {
    let mut evening = run(50);
    evening.start = at(40_000);
    evening.samples.time.iter_mut().for_each(|time| time.0 += 40_000_000);
    let mut bytes = write(&[run(60)], &FitOptions::default());
    bytes.extend(write(
        &[evening],
        &FitOptions { big_endian: true, header: FitHeader::Short, ..FitOptions::default() },
    ));
    let decoded = decode(&bytes);
    let lengths: Vec<usize> = decoded.activities.iter().map(|activity| activity.samples.len()).collect();
    assert_eq!((lengths, decoded.damage), (vec![60, 50], None));
    assert_eq!(decoded.activities[1].start, at(40_000));
}

#[test]
fn the_local_date_offset_is_taken_only_where_it_can_be_a_zone() {
    for (written, read) in [
        (Some(7200), Some(7200)),
        (Some(-34_200), Some(-34_200)),
        (Some(20_700), Some(20_700)),
        (Some(0), Some(0)),
        (Some(7203), Some(7200)),
        (Some(7600), None),
        (Some(15 * 3600), None),
        (None, None),
    ] {
        let mut run = run(5);
        run.utc_offset_s = written;
        let decoded = decode(&write(&[run], &FitOptions::default()));
        assert_eq!(decoded.activities[0].utc_offset_s, read, "{written:?}");
    }
}

#[test]
fn records_with_times_that_count_from_the_start_of_the_device_are_left_out_and_told() {
    let mut run = run(10);
    run.samples.time[..4].fill(UtcMillis::from_secs(631_065_600 + 5000));
    let decoded = decode(&write(&[run], &FitOptions::default()));
    let activity = &decoded.activities[0];
    assert_eq!((decoded.counts.records, activity.samples.len()), (10, 6));
    assert!(activity.problems.iter().any(|p| p.0.starts_with("4 records without a usable time")));
}

#[test]
fn times_that_count_from_the_start_of_the_device_become_those_of_the_local_clock() {
    let Some(folder) = support::real_files() else { return };
    let bytes = fs::read(folder.join("fit/compressed-timestamp-treadmill-hr.fit")).expect("a sample");
    let decoded = decode(&bytes);
    let run = &decoded.activities[0];
    // local_timestamp 698070063 belongs to 16444673 on the device's clock; the run starts at 16441241.
    let start = UtcMillis::from_secs(631_065_600 + 698_070_063 - (16_444_673 - 16_441_241));
    assert_eq!((run.start, run.utc_offset_s, run.samples.len()), (start, Some(0), 686));
    assert!(run.samples.time.iter().all(|time| (0.0..3500.0).contains(&time.seconds_since(start))));
    assert!(run.problems.iter().any(|problem| problem.0.contains("local clock")), "{:?}", run.problems);
}

#[test]
fn steps_of_both_feet_written_as_strides_are_not_doubled() {
    let mut run = run(30);
    run.samples.cadence_spm.raw_mut().fill(2.0 * 172.0);
    let decoded = decode(&write(&[run], &FitOptions::default()));
    assert!(decoded.activities[0].samples.cadence_spm.iter().all(|cadence| cadence == Some(172.0)));
}

#[test]
fn every_message_is_printed_by_its_profile_name_in_utc() {
    let mut run = run(3);
    run.utc_offset_s = Some(7200);
    let bytes = write(&[run], &FitOptions { developer_field: true, ..FitOptions::default() });
    let mut out = Vec::new();
    shakeout::decode::messages::write(&bytes, &mut out).expect("readable");
    let text = String::from_utf8(out).expect("text");
    assert!(text.starts_with("1 file_id: type = \"activity\""), "{text}");
    let record = text.lines().find(|line| line.contains(" record: ")).expect("a record");
    assert!(record.contains("timestamp = 2024-05-04T06:00:00Z"), "{record}");
    assert!(record.contains("heart_rate = 120 bpm") && record.contains("ground_contact"), "{record}");
    assert!(text.contains("local_timestamp = 2024-05-04T08:00:03"), "{text}");
}
