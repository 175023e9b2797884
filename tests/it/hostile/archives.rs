//! Archives whose members share their bytes, level below level: small files that would unpack to any
//! amount of work.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use shakeout::sheet::delimited;
use shakeout::synth::fit_writer::{FitHeader, framed};
use shakeout::synth::zip_writer::gzip;

use super::{plain, text};
use crate::support::program::{done, program};

/// A zip that holds `bytes` once, stored, and lists them `times` times.
fn listed(bytes: &[u8], times: u16, end: &str) -> Vec<u8> {
    let size = (bytes.len() as u32).to_le_bytes();
    let mut facts = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    facts.extend(libdeflater::crc32(bytes).to_le_bytes());
    facts.extend([size, size].concat());
    let name = |k: u16| format!("{k:05}.{end}").into_bytes();
    facts.extend([name(0).len() as u8, 0, 0, 0]);
    let mut zip = [b"PK\x03\x04".as_slice(), &facts, &name(0), bytes].concat();
    let at = (zip.len() as u32).to_le_bytes();
    let entry = |k| [b"PK\x01\x02\x14\0".as_slice(), &facts, &[0; 10], &[0; 4], &name(k)].concat();
    let directory: Vec<u8> = (0..times).flat_map(entry).collect();
    let (size, count) = ((directory.len() as u32).to_le_bytes(), times.to_le_bytes());
    zip.extend([directory.as_slice(), b"PK\x05\x06\0\0\0\0", &count, &count, &size, &at, &[0, 0]].concat());
    zip
}

/// What `inspect` says of `folder` with so many workers, and 10,000 members an archive at most.
fn inspected(folder: &Path, jobs: &str) -> String {
    let args = ["inspect", "--json", "--max-members", "10000", "--jobs", jobs];
    text(&done(program().args(args).arg(folder)).stdout)
}

#[test]
fn an_archive_may_list_its_members_twice() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let inner = listed(plain("run", 1).as_bytes(), 3, "gpx");
    fs::write(dir.path().join("x.zip"), listed(&inner, 2, "zip")).expect("a file");
    assert_eq!(inspected(dir.path(), "1").matches("\"records\":1800").count(), 6);
}

#[test]
fn archives_in_archives_that_share_their_bytes_are_refused_as_a_whole_and_the_neighbour_is_read() {
    let run = plain("run", 1);
    let deep = listed(&listed(&listed(run.as_bytes(), 100, "gpx"), 100, "zip"), 100, "zip");
    let mut spaces = b"<gpx version=\"1.1\">".to_vec();
    spaces.resize(60 << 20, b' ');
    let packed = listed(&gzip(&spaces), 200, "gpx.gz");
    let many = listed(&listed(&listed(b"<gpx/>", 200, "gpx"), 200, "zip"), 200, "zip");
    for (name, bytes) in [("deep.zip", deep), ("packed.zip", packed), ("many.zip", many)] {
        refused_as_a_whole(name, &bytes);
    }
}

/// An archive beside a run: it is refused, whatever the number of workers, and the run is used.
fn refused_as_a_whole(name: &str, bytes: &[u8]) {
    let run = plain("run", 1);
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::write(dir.path().join("run.gpx"), &run).expect("a file");
    fs::write(dir.path().join(name), bytes).expect("a file");
    let start = Instant::now();
    let alone = inspected(dir.path(), "1");
    assert!(start.elapsed() < Duration::from_secs(30), "{name}: {:?}", start.elapsed());
    assert_eq!(alone.lines().count(), 2, "{name}: {alone}");
    assert!(alone.contains("\"records\":1800") && alone.contains("--max-ratio and --max-members"), "{alone}");
    for jobs in ["2", "8"] {
        assert_eq!(inspected(dir.path(), jobs), alone, "{name}: another answer with {jobs} workers");
    }
    done(
        program()
            .args(["analyze", ".", "--out", "report", "--quiet", "--max-members", "10000"])
            .current_dir(dir.path()),
    );
    let files = fs::read(dir.path().join("report/files.csv")).expect("a table");
    let files = delimited::read(&files, "files.csv", "table").expect("a table");
    let fates: Vec<&str> = files.rows.iter().map(|row| row.cell(3)).collect();
    assert_eq!((files.header[3].as_str(), fates), ("status", vec!["failed", "used"]), "{name}");
}

/// A FIT file of so many sessions that say no more than when they began.
fn sessions(count: u32) -> Vec<u8> {
    let mut messages = vec![0x40, 0, 0, 0, 0, 1, 0, 1, 0, 0, 4, 0x41, 0, 0, 18, 0, 1, 2, 4, 0x86];
    let begun = |i: u32| [[1].as_slice(), &(1_083_737_600 + 3600 * i).to_le_bytes()].concat();
    messages.extend((0..count).flat_map(begun));
    framed(&messages, FitHeader::Short)
}

#[test]
fn members_that_share_their_bytes_have_one_memory_together() {
    let tracks = plain("run", 1).replace("</gpx>", &format!("{}</gpx>", "<trk></trk>".repeat(50_000)));
    refused_as_a_whole("left-out.zip", &listed(tracks.as_bytes(), 40, "gpx"));
    refused_as_a_whole("many-sessions.zip", &listed(&sessions(3000), 30, "fit"));
}

#[test]
fn an_archive_of_five_thousand_small_recordings_needs_no_flag() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::write(dir.path().join("x.zip"), listed(&sessions(1), 5000, "fit")).expect("a file");
    assert_eq!(inspected(dir.path(), "2").matches("\"activity\":0").count(), 5000);
}
