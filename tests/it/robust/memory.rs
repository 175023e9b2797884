//! What a small file may fill is bounded by its size: it costs its row, and the file beside it is used.

use std::time::Duration;

use shakeout::decode::turn;
use shakeout::discover::{Limits, Opener, discover};
use shakeout::synth::fit_writer::{FitHeader, framed};
use shakeout::synth::zip_writer::{Method, ZipEntry, gzip, write as zip};

use crate::support::program::Seeded;

use super::{analyze, analyze_by, fates, folder, rows, run, text};

/// Address space for two workers, the program and about 300 MB of data, MB.
const MEMORY_MB: u64 = 900;

/// `file_id`, one record with a time, then `count` records of one byte: a compressed time and no field.
fn records_without_fields(count: usize) -> Vec<u8> {
    let time: u32 = 1_714_802_400 - 631_065_600;
    let mut messages = vec![0x40, 0, 0, 0, 0, 1, 0, 1, 0, 0, 4];
    messages.extend([0x41, 0, 0, 20, 0, 1, 253, 4, 0x86, 1]);
    messages.extend(time.to_le_bytes());
    messages.extend([0x41, 0, 0, 20, 0, 0]);
    messages.extend((0..count).map(|i| 0xA0 | ((time as usize + i) % 32) as u8));
    framed(&messages, FitHeader::Short)
}

/// Each refused, with the flag that raises the limit, beside a run that is used.
fn refused(name: &str, bytes: &[u8]) {
    let dir = folder(&[(&format!("in/{name}"), bytes), ("in/run.gpx", &run(1))]);
    let output = analyze(dir.path(), MEMORY_MB, "");
    assert_eq!(output.status.code(), Some(0), "{name}: {}", text(&output.stderr));
    let found = rows(dir.path());
    let of = |end: &str| found.iter().find(|(path, ..)| path.ends_with(end)).expect("a row");
    assert_eq!(of("run.gpx").1, "used");
    let (_, status, reason) = of(name);
    assert_eq!(status, "failed", "{name}: {reason}");
    assert!(reason.contains("--max-"), "{name}: {reason}");
}

#[test]
fn large_files_are_unpacked_one_at_a_time_whatever_the_workers() {
    // What follows a FIT file is not read. It is not beyond the ratio.
    let mut bytes = records_without_fields(1);
    bytes.resize(400 << 20, 0);
    let mut seeded = Seeded(1);
    bytes.extend((0..2_200_000).map(|_| seeded.below(256) as u8));
    let packed = gzip(&bytes);
    drop(bytes);
    let names: Vec<String> = (0..4).map(|n| format!("in/{n}.fit.gz")).collect();
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), packed.as_slice())).collect();
    let good = run(1);
    files.push(("in/run.gpx", &good));
    let dir = folder(&files);
    let output = analyze(dir.path(), MEMORY_MB + 100, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(rows(dir.path()).len(), 5);
    assert!(fates(dir.path()).contains(&("in/run.gpx".into(), "used".into())), "{:?}", fates(dir.path()));
}

#[test]
fn records_without_fields_packed_fill_no_memory() {
    refused("records.fit.gz", &gzip(&records_without_fields(100_000_000)));
}

#[test]
fn sessions_laps_and_parts_of_a_byte_fill_no_memory() {
    for global in [18_u8, 19] {
        let mut messages = vec![0x40, 0, 0, 0, 0, 1, 0, 1, 0, 0, 4, 0x41, 0, 0, global, 0, 0];
        messages.resize(90_000_000, 1);
        refused("messages.fit.gz", &gzip(&framed(&messages, FitHeader::Short)));
    }
    refused("chain.fit.gz", &gzip(&framed(&[], FitHeader::Short).repeat(5_000_000)));
}

#[test]
fn a_list_of_empty_objects_fills_no_memory() {
    let mut list = br#"[{"summarizedActivitiesExport":["#.to_vec();
    list.extend(b"{},".repeat(15_000_000));
    list.extend(b"{}]}]");
    refused("x_summarizedActivities.json.gz", &gzip(&list));
}

#[test]
fn tracks_and_laps_without_anything_fill_no_memory() {
    let mut gpx = b"<gpx version=\"1.1\">".to_vec();
    gpx.extend(b"<trk></trk>".repeat(8_000_000));
    gpx.extend(b"</gpx>");
    refused("tracks.gpx.gz", &gzip(&gpx));
    let mut tcx = b"<TrainingCenterDatabase><Activities><Activity Sport=\"Running\">".to_vec();
    tcx.extend(b"<Lap/>".repeat(12_000_000));
    tcx.extend(b"</Activity></Activities></TrainingCenterDatabase>");
    refused("laps.tcx.gz", &gzip(&tcx));
}

#[test]
fn workouts_without_anything_of_an_apple_export_fill_no_memory() {
    let mut export = b"<?xml version=\"1.0\"?><!DOCTYPE HealthData []><HealthData>".to_vec();
    export.extend(b"<Workout>".repeat(8_000_000));
    // All of it in one line, so that lines tell nothing.
    refused("export.xml.gz", &gzip(&export));
    let path = "apple_health_export/export.xml";
    let archive = zip(&[ZipEntry { path: path.into(), bytes: export, method: Method::Deflated }]);
    let dir = folder(&[("in/export.zip", &archive.expect("a small zip")), ("in/run.gpx", &run(1))]);
    let output = analyze(dir.path(), MEMORY_MB, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let found = rows(dir.path());
    let (_, status, reason) = found.iter().find(|(name, ..)| name == path).expect("a row");
    assert_eq!(status, "failed", "{reason}");
    assert!(reason.contains("--max-memory-mb"), "{reason}");
}

#[test]
fn a_limit_on_memory_can_be_raised_and_a_long_recording_needs_no_flag() {
    // Nearly eleven days at 1 Hz.
    let dir =
        folder(&[("in/records.fit.gz", &gzip(&records_without_fields(950_000))), ("in/run.gpx", &run(1))]);
    assert_eq!(analyze(dir.path(), MEMORY_MB, "").status.code(), Some(0));
    let status = |dir: &std::path::Path| {
        let found = fates(dir);
        found.into_iter().find(|(path, _)| path.ends_with("fit.gz")).expect("a row").1
    };
    assert_eq!(status(dir.path()), "used");
    assert_eq!(analyze(dir.path(), MEMORY_MB, "--max-memory-mb 50").status.code(), Some(0));
    assert_eq!(status(dir.path()), "failed");
}

#[test]
fn a_name_of_64_kilobytes_is_not_repeated_for_each_member_after_it() {
    let member = |path: String, bytes: Vec<u8>| ZipEntry { path, bytes, method: Method::Deflated };
    let many = (0..20_000).map(|i| member(format!("{i}"), b"x".to_vec())).collect::<Vec<_>>();
    let outer = member("N".repeat(65_000), zip(&many).expect("a small zip"));
    let dir = folder(&[("in/x.zip", &zip(&[outer]).expect("a small zip")), ("in/run.gpx", &run(1))]);
    let output = analyze(dir.path(), MEMORY_MB, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let table = std::fs::read_to_string(dir.path().join("out/files.csv")).expect("files.csv");
    assert_eq!(table.lines().count(), 20_002);
    assert!(table.len() < 40 << 20, "{} bytes", table.len());
}

#[test]
fn a_creator_of_megabytes_is_not_repeated_for_each_track() {
    let one = text(&run(1));
    let track = &one[one.find("<trk>").expect("a track")..one.find("</gpx>").expect("an end")];
    let short = track.split_inclusive("</trkpt>").take(40).collect::<String>() + "</trkseg></trk>";
    let gpx = format!("<gpx creator=\"{}\">{}</gpx>", "x".repeat(4 << 20), short.repeat(1000));
    let dir = folder(&[("in/many.gpx.gz", &gzip(gpx.as_bytes())), ("in/run.gpx", &run(2))]);
    let output = analyze(dir.path(), MEMORY_MB, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(fates(dir.path()).iter().all(|(_, status)| status == "used"), "{:?}", rows(dir.path()));
}

/// A list of a session a day of so many days, packed.
fn packed_list(days: usize, file: usize) -> Vec<u8> {
    let first = jiff::civil::date(1990 + file as i16 % 20, 1, 2);
    let row = |day| format!("{},30,run\n", first.saturating_add(jiff::Span::new().days(day)));
    let mut list = "date,duration_min,sport\n".to_owned();
    list.extend((0..days as i64).map(row));
    let entry = ZipEntry { path: "list.csv".into(), bytes: list.into(), method: Method::Deflated };
    zip(&[entry]).expect("a small zip")
}

#[test]
fn files_that_are_each_within_their_limit_fill_no_memory_together() {
    let names: Vec<String> = (0..24).map(|n| format!("in/{n:02}.zip")).collect();
    let lists: Vec<Vec<u8>> = (0..24).map(|n| packed_list(31_000, n)).collect();
    let mut files: Vec<(&str, &[u8])> =
        names.iter().map(String::as_str).zip(lists.iter().map(Vec::as_slice)).collect();
    let (small, good) = (packed_list(2_000, 3), run(1));
    files.extend([("in/small.zip", small.as_slice()), ("in/run.gpx", good.as_slice())]);
    let dir = folder(&files);
    let output = analyze(dir.path(), MEMORY_MB, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let found = rows(dir.path());
    let (refused, used): (Vec<_>, Vec<_>) = found.iter().partition(|(_, status, _)| status == "failed");
    assert_eq!((refused.len(), used.len()), (24, 2), "{found:?}");
    assert!(refused.iter().all(|(.., reason)| reason.contains("--max-memory-mb")), "{refused:?}");

    // Alone, each is used.
    let dir = folder(&[("in/00.zip", &lists[0]), ("in/run.gpx", &good)]);
    assert_eq!(analyze(dir.path(), MEMORY_MB, "").status.code(), Some(0));
    assert!(fates(dir.path()).iter().all(|(_, status)| status == "used"), "{:?}", fates(dir.path()));
}

/// A run beside these files, in little memory: it is used, and the table of files stays small.
fn costs_little(files: &[(String, Vec<u8>)]) {
    let good = run(1);
    let mut all: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (&**name, &**bytes)).collect();
    all.push(("in/run.gpx", &good));
    let dir = folder(&all);
    let output = analyze(dir.path(), MEMORY_MB, "");
    let first = &files[0].0;
    assert_eq!(output.status.code(), Some(0), "{first}: {}", text(&output.stderr));
    let fates = fates(dir.path());
    assert!(fates.contains(&("in/run.gpx".into(), "used".into())), "{first}: {fates:?}");
    let table = std::fs::metadata(dir.path().join("out/files.csv")).expect("files.csv");
    assert!(table.len() < 2500 * fates.len() as u64, "{first}: {table:?}");
}

#[test]
fn texts_as_long_as_their_file_are_kept_in_part() {
    let many = |count: usize, kind: &str, text: &dyn Fn(usize) -> String| -> Vec<(String, Vec<u8>)> {
        (0..count).map(|i| (format!("in/{i}.{kind}.gz"), gzip(text(i).as_bytes()))).collect()
    };
    let long = "N".repeat(14 << 20);
    let exercise = |i: usize| {
        let at = |second| format!("2024-05-04T{:02}:{:02}:{second}.000", i / 60, i % 60);
        format!("{{\"startTime\":\"{}\",\"stopTime\":\"{}\"}}", at("00"), at("50"))
    };
    let exercises: Vec<String> = (0..400).map(exercise).collect();
    let day = |i: usize| format!("2024-05-{:02}", i + 1);
    costs_little(&many(1, "json", &|_| {
        format!(
            "{{\"startTime\":\"2024-05-04T00:00:00.000\",\"stopTime\":\"2024-05-04T09:00:00.000\",\"exercises\":[{}],\"name\":\"{}\"}}",
            exercises.join(","),
            &long[..2 << 20]
        )
    }));
    costs_little(&many(20, "csv", &|i| {
        format!("date,duration_min,sport,title\n{},3{i},run,{long}\n", day(i))
    }));
    costs_little(&many(30, "csv", &|i| {
        format!("date,duration_min,sport\n{},3{i},run\n{long},30,run\n", day(i))
    }));
    costs_little(&many(30, "csv", &|i| format!("date,duration_min,sport\n{},x{long},run\n", day(i))));
}

#[test]
fn time_in_a_million_zones_fills_no_memory() {
    let list = |i: usize| {
        let zones = "1,".repeat(800_000);
        format!(
            "[{{\"start_date_local\":\"2024-05-{:02}T08:00:00\",\"moving_time\":3000,\"elapsed_time\":3000,\"type\":\"Run\",\
             \"icu_hr_zone_times\":[{zones}1]}}]",
            i + 1
        )
    };
    costs_little(&(0..20).map(|i| (format!("in/{i}.json.gz"), gzip(list(i).as_bytes()))).collect::<Vec<_>>());
}

#[test]
fn names_of_signs_that_are_spelled_out_fill_no_memory() {
    let name = |i: usize| format!("{}{i}", "\u{1b}".repeat(1000));
    let member = |i| ZipEntry { path: name(i), bytes: b"x".to_vec(), method: Method::Stored };
    let names = zip(&(0..12_000).map(member).collect::<Vec<_>>()).expect("a small zip");
    costs_little(&[("in/names.zip.gz".to_owned(), gzip(&names))]);
}

#[test]
fn objects_in_utf_16_and_cells_between_bars_fill_no_memory() {
    let wide = |text: String| -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let objects =
        |i: usize| wide(format!("[{}{{\"icu_hr_zone_times\":{i}}}]", "{\"a\":1},".repeat(1_000_000)));
    let bars =
        |i: usize| format!("date|duration_min|sport\n2024-05-0{}|30|run{}\n", i + 1, "|".repeat(12_000_000));
    let mut files = vec![];
    files.extend((0..2).map(|i| (format!("in/{i}.json.gz"), gzip(&objects(i)))));
    files.extend((0..4).map(|i| (format!("in/{i}.csv.gz"), gzip(bars(i).as_bytes()))));
    costs_little(&files);
}

#[test]
fn twenty_backups_of_the_list_of_a_lifetime_are_read() {
    let list = packed_list(2000, 3);
    let good = run(1);
    let names: Vec<String> = (0..20).map(|i| format!("in/{i:02}.zip")).collect();
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &*list)).collect();
    files.push(("in/run.gpx", &good));
    let dir = folder(&files);
    assert_eq!(analyze(dir.path(), MEMORY_MB, "").status.code(), Some(0));
    assert!(fates(dir.path()).iter().all(|(_, status)| status != "failed"), "{:?}", rows(dir.path()));
}

/// The same zip, all of whose members are the packed bytes of the first.
fn overlapping(zip: &[u8]) -> Vec<u8> {
    let found = |from: usize, mark: &[u8]| from + memchr::memmem::find(&zip[from..], mark).expect("a mark");
    let (second, directory) = (found(4, b"PK\x03\x04"), found(0, b"PK\x01\x02"));
    let end = found(directory, b"PK\x05\x06");
    let mut out = zip[..second].to_vec();
    let mut at = directory;
    while at < end {
        let length = 46 + usize::from(u16::from_le_bytes([zip[at + 28], zip[at + 29]]));
        out.extend(&zip[at..at + 42]);
        out.extend([0; 4]);
        out.extend(&zip[at + 46..at + length]);
        at += length;
    }
    out.extend(&zip[end..end + 16]);
    out.extend((second as u32).to_le_bytes());
    out.extend(&zip[end + 20..]);
    out
}

#[test]
fn members_that_share_their_bytes_are_weighed_by_those_of_their_archive() {
    // As much in each row as an activity may take for it.
    let mut seeded = Seeded(1);
    let mut letters = move || (0..100).map(|_| char::from(b'a' + seeded.below(26) as u8)).collect::<String>();
    let mut archive = |file: usize| {
        let row = |i: usize| format!("2024-05-{:02},{},run,{}\n", 1 + i % 28, 30 + file, letters());
        let list = format!("date,duration_min,sport,title\n{}", (0..1000).map(row).collect::<String>());
        let member = |i: usize| ZipEntry {
            path: format!("{i:03}.csv"),
            bytes: list.clone().into_bytes(),
            method: Method::Deflated,
        };
        overlapping(&zip(&(0..28).map(member).collect::<Vec<_>>()).expect("a small zip"))
    };
    let files: Vec<(String, Vec<u8>)> = (0..50).map(|i| (format!("in/{i:02}.zip"), archive(i))).collect();
    costs_little(&files);
}

#[test]
fn an_opener_that_is_gone_holds_no_turn() {
    let mut bytes = records_without_fields(1);
    bytes.resize(80 << 20, 0);
    let dir = folder(&[("in/large.fit.gz", &gzip(&bytes))]);
    let sources = discover(&[dir.path().join("in")]).expect("a source");
    let mut opener = Opener::new(Limits::default());
    opener.open(&sources[0]).expect("a recording");
    let (done, waits) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        turn::take();
        turn::end();
        done.send(()).expect("who waits for it");
    });
    assert!(waits.recv_timeout(Duration::from_millis(200)).is_err(), "the turn is taken");
    drop(opener);
    assert!(waits.recv_timeout(Duration::from_secs(60)).is_ok(), "the turn is given back");
}

#[test]
fn twelve_workers_take_turns_with_files_of_many_samples() {
    let records = gzip(&records_without_fields(900_000));
    let good = run(1);
    let names: Vec<String> = (0..12).map(|i| format!("in/{i}.fit.gz")).collect();
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &*records)).collect();
    files.push(("in/run.gpx", &good));
    let dir = folder(&files);
    // Each worker takes some address space of its own.
    let output = analyze_by(12, dir.path(), MEMORY_MB + 400, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(fates(dir.path()).contains(&("in/run.gpx".into(), "used".into())), "{:?}", fates(dir.path()));
}

#[test]
fn a_hundred_thousand_members_of_a_byte_take_little_memory_and_have_a_row_each() {
    let member = |path: String, bytes: Vec<u8>| ZipEntry { path, bytes, method: Method::Stored };
    let part = |n: usize| {
        let many = (0..50_000).map(|i| member(format!("{n}-{i}"), b"x".to_vec())).collect::<Vec<_>>();
        zip(&many).expect("a small zip")
    };
    let dir = folder(&[("in/a.zip", &part(0)), ("in/b.zip", &part(1)), ("in/run.gpx", &run(1))]);
    let output = analyze(dir.path(), 700, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(fates(dir.path()).len(), 100_001);
}

#[test]
fn two_hundred_archives_do_not_overflow_a_stack_and_many_jobs_do_not_hang() {
    let member =
        |i: usize| ZipEntry { path: format!("{i}.gpx"), bytes: b"<gpx/>".to_vec(), method: Method::Stored };
    let many = zip(&(0..40).map(member).collect::<Vec<_>>()).expect("a small zip");
    let names: Vec<String> = (0..200).map(|i| format!("in/{i:03}.zip")).collect();
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), many.as_slice())).collect();
    let good = run(1);
    files.push(("in/run.gpx", &good));
    let dir = folder(&files);
    let begun = std::time::Instant::now();
    let script = "exec \"$SHAKEOUT\" analyze in --tz UTC --quiet --out out --jobs 20000";
    let output = std::process::Command::new("sh")
        .args(["-c", script])
        .current_dir(dir.path())
        .env("SHAKEOUT", env!("CARGO_BIN_EXE_shakeout"))
        .output()
        .expect("a shell");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
    assert_eq!(fates(dir.path()).len(), 200 * 40 + 1);
}
