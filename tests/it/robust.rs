//! Nothing breaks it: memory, locks, members, neighbours, logs, trust and large documents.

mod locks;
mod members;
mod memory;
mod neighbours;
mod quoting;
mod stream;
mod trust;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use shakeout::sheet::delimited;

/// A run of half an hour as GPX on a day of May.
fn run(day: u32) -> Vec<u8> {
    let point = |i: u32| {
        let latitude = 52.0 + f64::from(i) * 3e-5;
        format!(
            "<trkpt lat=\"{latitude:.6}\" lon=\"13\"><time>2024-05-{day:02}T10:{:02}:{:02}Z</time></trkpt>",
            i / 60,
            i % 60
        )
    };
    let points: String = (0..1800).map(point).collect();
    format!(
        "<?xml version=\"1.0\"?><gpx version=\"1.1\"><trk><name>run {day}</name><type>running</type>\
         <trkseg>{points}</trkseg></trk></gpx>"
    )
    .into_bytes()
}

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    dir
}

/// Runs `analyze` of `in` in `dir` with at most so much memory (address space, MB).
fn analyze(dir: &Path, memory_mb: u64, args: &str) -> Output {
    analyze_by(2, dir, memory_mb, args)
}

/// The same with so many workers.
fn analyze_by(jobs: usize, dir: &Path, memory_mb: u64, args: &str) -> Output {
    let script = format!(
        "ulimit -v {}; exec \"$SHAKEOUT\" analyze in --tz UTC --quiet --out out --jobs {jobs} {args}",
        memory_mb * 1024
    );
    Command::new("sh")
        .args(["-c", &script])
        .current_dir(dir)
        .env("SHAKEOUT", env!("CARGO_BIN_EXE_shakeout"))
        .env("SOURCE_DATE_EPOCH", "1700000000")
        .output()
        .expect("a shell")
}

/// (path or member, status, reason) of each row of `files.csv`.
fn rows(dir: &Path) -> Vec<(String, String, String)> {
    let bytes = fs::read(dir.join("out/files.csv")).expect("files.csv");
    let sheet = delimited::read(&bytes, "files.csv", "files").expect("a table");
    let column = |name: &str| sheet.header.iter().position(|cell| cell == name).expect("a column");
    let (path, member, status, reason) =
        (column("path"), column("member"), column("status"), column("reason"));
    let row = |row: &delimited::Row| {
        let name = if row.cell(member).is_empty() { row.cell(path) } else { row.cell(member) };
        [name, row.cell(status), row.cell(reason)].map(str::to_owned).into()
    };
    sheet.rows.iter().map(row).collect()
}

/// The same without reasons.
fn fates(dir: &Path) -> Vec<(String, String)> {
    rows(dir).into_iter().map(|(name, status, _)| (name, status)).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
