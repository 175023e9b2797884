//! Containers: names that lie, archives in archives, damage, and a thousand files.

use std::process::Command;

use shakeout::activity::{Entry, Samples, Summary};
use shakeout::synth::zip_writer::gzip;
use shakeout::synth::{gpx_writer, tcx_writer};

use super::{BERLIN, START_S, analyze, fit, folder, run, zip};

#[test]
fn of_a_thousand_files_one_corrupt_one_is_one_row_and_strict_makes_it_exit_3() {
    let names: Vec<String> = (0..1000).map(|i| format!("{}/{i:04}.fit", i / 100)).collect();
    let mut files: Vec<(&str, Vec<u8>)> = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let mut run = run(START_S + i as i64 * 86_400, 3, BERLIN);
            run.samples.edit(|samples| samples.retain(|sample| (sample.time.0 / 1000) % 20 == 0));
            (name.as_str(), fit(&run))
        })
        .collect();
    // A header that promises a FIT file, and noise after it.
    let noise: Vec<u8> = (0..400_u32).map(|k| (k.wrapping_mul(2_654_435_761) >> 24) as u8 | 0x90).collect();
    files[417].1.truncate(14);
    files[417].1.extend(noise);
    let dir = folder(&files);
    let outcome = analyze(dir.path(), &[]).sound();
    assert_eq!(outcome.files.len(), 1000);
    let used = outcome.files.iter().filter(|row| row["status"] == "used").count();
    assert_eq!(used, 999);
    assert_eq!(outcome.status("0417.fit"), "failed");
    assert!(outcome.reason("0417.fit").contains("at byte"), "{}", outcome.reason("0417.fit"));
    assert_eq!(outcome.activities.len(), 999);
    let strict = analyze(dir.path(), &["--strict"]);
    assert_eq!(strict.code, 3, "{}", strict.stderr);
    assert_eq!(strict.files.len(), 1000, "the report is written all the same");
}

#[test]
fn names_that_lie_upper_case_and_odd_letters_do_no_harm() {
    let day = |n: i64| fit(&run(START_S + n * 86_400, 30, BERLIN));
    // Without the flag of UTF-8 a name is in code page 437, where 0xE4 is a sigma.
    let mut latin = zip(&[("LXuf.fit", day(9))]);
    for at in 0..latin.len() - 8 {
        if &latin[at..at + 8] == b"LXuf.fit" {
            latin[at + 1] = 0xE4;
        }
    }
    let dir = folder(&[
        ("a fit that is a zip.fit", zip(&[("inside.gpx", gpx_writer::write(&[run(START_S, 30, BERLIN)]))])),
        ("UPPER.FIT.GZ", gzip(&day(1))),
        ("Lauf, locker (ruhig).fit", day(2)),
        ("Träningspass på Å.fit", day(3)),
        ("跑步 2024.fit", day(4)),
        ("run.txt", day(5)),
        ("noextension", day(6)),
        ("Part1.ZIP", zip(&[("DEEP/跑/RUN.FIT", day(7)), ("b, c.Fit.Gz", gzip(&day(8)))])),
        ("latin1.zip", latin),
    ]);
    let outcome = analyze(dir.path(), &[]).sound();
    assert_eq!(outcome.files.len(), 10, "{:#?}", outcome.files);
    assert!(outcome.files.iter().all(|row| row["status"] == "used"), "{:#?}", outcome.files);
    assert_eq!(outcome.activities.len(), 10);
    assert!(outcome.files.iter().any(|row| row["member"] == "LΣuf.fit"), "{:#?}", outcome.files);
}

#[test]
fn what_is_readable_of_a_cut_off_gzip_is_used_and_the_file_is_partial() {
    let whole = fit(&run(START_S, 60, BERLIN));
    let mut packed = gzip(&whole);
    packed.truncate(packed.len() * 3 / 4);
    let dir = folder(&[
        ("cut.fit.gz", packed.clone()),
        ("whole.fit", fit(&run(START_S + 86_400, 60, BERLIN))),
        (
            "in.zip",
            zip(&[("cut-too.fit.gz", {
                let mut packed = gzip(&fit(&run(START_S + 2 * 86_400, 60, BERLIN)));
                packed.truncate(packed.len() * 3 / 4);
                packed
            })]),
        ),
    ]);
    let outcome = analyze(dir.path(), &[]).sound();
    for name in ["cut.fit.gz", "cut-too.fit.gz"] {
        assert_eq!(outcome.status(name), "partial");
        assert!(outcome.reason(name).contains("cut off compressed data at byte"), "{}", outcome.reason(name));
    }
    let minutes: Vec<f64> = outcome
        .activities
        .iter()
        .map(|row| row["timer_s"].parse::<f64>().expect("a number") / 60.0)
        .collect();
    assert_eq!(minutes.len(), 3);
    assert!((30.0..60.0).contains(&minutes[0]) && minutes[1] == 60.0, "{minutes:?}");
    assert_eq!(analyze(dir.path(), &["--strict"]).code, 3);
    // Nothing to save: failed, with its reason.
    packed.truncate(12);
    let dir = folder(&[("stump.fit.gz", packed), ("whole.fit", whole)]);
    let outcome = analyze(dir.path(), &[]).sound();
    assert_eq!(outcome.status("stump.fit.gz"), "failed");
}

#[test]
fn a_member_with_a_wrong_checksum_or_broken_data_is_partial_and_its_neighbours_are_used() {
    let (good, bad) = (fit(&run(START_S, 40, BERLIN)), fit(&run(START_S + 86_400, 40, BERLIN)));
    // The second member is stored: one byte of its last record is turned.
    let mut bytes = zip(&[("good.fit", good), ("bad.fit", bad.clone())]);
    let at = memchr::memmem::find(&bytes, &bad).expect("stored as it is");
    bytes[at + bad.len() - 3] ^= 0x01;
    let dir = folder(&[("export.zip", bytes)]);
    let outcome = analyze(dir.path(), &[]).sound();
    assert_eq!((outcome.status("good.fit"), outcome.status("bad.fit")), ("used", "partial"));
    assert!(outcome.reason("bad.fit").contains("checksum"), "{}", outcome.reason("bad.fit"));
    assert_eq!(outcome.activities.len(), 2);
}

#[test]
fn an_apple_export_gives_its_workout_routes_and_skips_the_rest() {
    let mut routes = Vec::new();
    for n in 0..3 {
        let mut route = run(START_S + n * 86_400, 30, BERLIN);
        route.name = Some("Route 2024-05-04 8:00am".into());
        route.samples.heart_rate_bpm.raw_mut().fill(u8::MISSING);
        routes.push(gpx_writer::write(&[route]));
    }
    let health = br#"<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE HealthData []><HealthData locale="de_DE"></HealthData>"#;
    let [a, b, c] = <[Vec<u8>; 3]>::try_from(routes).expect("three");
    let dir = folder(&[(
        "Export.zip",
        zip(&[
            ("apple_health_export/workout-routes/route_2024-05-04_8.00am.gpx", a),
            ("apple_health_export/workout-routes/route_2024-05-05_8.00am.gpx", b),
            ("apple_health_export/workout-routes/route_2024-05-06_8.00am.gpx", c),
            ("apple_health_export/Exportieren.xml", health.to_vec()),
            (
                "apple_health_export/electrocardiograms/ecg_2024.csv",
                b"Name,Some One\nClassification,Sinus\n".to_vec(),
            ),
        ]),
    )]);
    let outcome = analyze(dir.path(), &[]).sound();
    let status = |status: &str| outcome.files.iter().filter(|row| row["status"] == status).count();
    assert_eq!((status("used"), status("skipped")), (4, 1), "{:#?}", outcome.files);
    assert_eq!(outcome.activities.len(), 3);
    assert_eq!(outcome.activities[0]["local_date"], "2024-05-04");
}

#[test]
fn zeros_after_a_valid_header_and_junk_are_no_activities() {
    let mut zeros = fit(&run(START_S, 30, BERLIN));
    zeros[14..].fill(0);
    let dir = folder(&[
        ("run.fit", fit(&run(START_S, 30, BERLIN))),
        ("zeros.fit", zeros),
        ("._run.fit", b"\0\x05\x16\x07".to_vec()),
        (".Trash/old.fit", fit(&run(START_S + 86_400, 30, BERLIN))),
        ("empty.fit", Vec::new()),
    ]);
    let outcome = analyze(dir.path(), &[]).sound();
    assert_eq!(outcome.files.len(), 3, "{:#?}", outcome.files);
    assert_eq!((outcome.status("run.fit"), outcome.status("zeros.fit")), ("used", "failed"));
    assert_eq!((outcome.status("empty.fit"), outcome.reason("empty.fit")), ("skipped", "an empty file"));
}

#[test]
fn a_recording_of_a_single_point_is_skipped_unless_its_summary_says_how_long_it_was() {
    let mut point = run(START_S, 30, BERLIN);
    point.samples.edit(|samples| samples.truncate(1));
    let summed_up = point.clone();
    point.summary = Summary::default();
    let mut twice = point.clone();
    twice.samples.push(twice.samples.row(0));
    let mut later = run(START_S + 7200, 30, BERLIN);
    later.samples.heart_rate_bpm.raw_mut()[1..].fill(u8::MISSING);
    let sound = run(START_S - 86_400, 30, BERLIN);
    let dir = folder(&[
        ("point.gpx", gpx_writer::write(std::slice::from_ref(&point))),
        ("point.tcx", tcx_writer::write(std::slice::from_ref(&point))),
        ("point.fit", fit(&point)),
        ("twice.gpx", gpx_writer::write(&[twice])),
        ("summed-up.fit", fit(&summed_up)),
        ("two.gpx", gpx_writer::write(&[point, later])),
        ("sound.gpx", gpx_writer::write(&[sound])),
    ]);
    let outcome = analyze(dir.path(), &[]).sound();
    for name in ["point.gpx", "point.tcx", "point.fit", "twice.gpx"] {
        assert_eq!((outcome.status(name), outcome.reason(name)), ("skipped", "a single point"), "{name}");
    }
    assert_eq!((outcome.status("summed-up.fit"), outcome.status("two.gpx")), ("used", "used"));
    let lengths = outcome.cells(&["elapsed_s"]);
    assert_eq!(lengths, [["1800.0"], ["1800.0"], ["1800.0"]], "{lengths:?}");
    let mut shown = Command::new(env!("CARGO_BIN_EXE_shakeout"));
    shown.arg("inspect").arg(dir.path().join("two.gpx"));
    let shown = String::from_utf8(shown.output().expect("the program starts").stdout).expect("UTF-8");
    assert!(shown.contains("the file has 1 more activity of a single point, left out"), "{shown}");
}

#[test]
fn a_recording_that_is_cut_off_after_its_first_point_has_failed() {
    let whole = String::from_utf8(gpx_writer::write(&[run(START_S, 30, BERLIN)])).expect("UTF-8");
    let second = whole.match_indices("<trkpt").nth(1).expect("a second point").0;
    let dir = folder(&[
        ("cut.gpx", whole.as_bytes()[..second + 20].to_vec()),
        ("sound.gpx", gpx_writer::write(&[run(START_S - 86_400, 30, BERLIN)])),
    ]);
    let outcome = analyze(dir.path(), &[]).sound();
    assert_eq!(outcome.status("cut.gpx"), "failed");
    assert!(
        outcome.reason("cut.gpx").ends_with(": a single point before it"),
        "{}",
        outcome.reason("cut.gpx")
    );
}

#[test]
fn an_activity_that_does_not_say_how_long_it_was_has_no_length_in_any_table() {
    let mut unknown = run(START_S, 30, BERLIN);
    unknown.samples = Samples::default();
    unknown.summary = Summary { distance_m: Some(5000.0), ..Summary::default() };
    let dir =
        folder(&[("unknown.fit", fit(&unknown)), ("sound.fit", fit(&run(START_S + 86_400, 30, BERLIN)))]);
    let outcome = analyze(dir.path(), &[]).sound();
    let columns = ["elapsed_s", "timer_s", "distance_m", "load", "hr_coverage"];
    assert_eq!(outcome.cells(&columns)[0], ["", "", "5000.0", "", ""]);
    assert_ne!(outcome.cells(&columns)[1][0], "");
    let mut shown = Command::new(env!("CARGO_BIN_EXE_shakeout"));
    shown.args(["inspect", "--json"]).arg(dir.path().join("unknown.fit"));
    let shown = String::from_utf8(shown.output().expect("the program starts").stdout).expect("UTF-8");
    assert!(shown.contains("\"elapsed_s\":null") && shown.contains("\"timer_s\":null"), "{shown}");
}
