//! exports: what websites hand out, as downloaded, through the program as it is typed.
//!
//! Where each group of real quirks is tested:
//!
//! | group | what | tests |
//! |---|---|---|
//! | 1 | content, not names | `discover`: gzip and zip are known by content; here: a fit that is a zip, upper case |
//! | 2 | junk | `discover`: junk is passed over; here: zeros after a valid header |
//! | 3 | copies of bytes | here: the real samples zipped twice; `cli` and `synth` on `fixtures/season` |
//! | 4 | one run in two forms | `merge`; here: the real samples (the Strava copy without heart rate) |
//! | 5 | Strava export | `exports::strava` |
//! | 6 | Garmin export | `exports::garmin` |
//! | 7 | Apple Health | here: workout routes |
//! | 8 | file names | here: commas, accents, CJK, names that are no UTF-8 |
//! | 9 | field sizes of COROS | `fit::round_trip` (garbage fields), `fit::agreement`; the real sample |
//! | 10 | damage | `fit::damage`; here: one corrupt file of a thousand, a cut-off gzip |
//! | 11 | chained, multisport | `fit`: chained files, legs of a multisport activity |
//! | 12 | no session, no records | `fit`: a manual entry; `digest`: a manual entry |
//! | 13 | FIT dialects | `fit::round_trip` (every option), `fit::damage` |
//! | 14 | clock | `clean`: one second back, 1990 to 2100, 27 days |
//! | 15 | heart rate | `clean`: spikes, cadence lock; `merge`: heart-rate-only recordings |
//! | 16 | gaps | `clean`: gaps, smart recording |
//! | 17 | treadmill | `fit`; `synth::archives` (the treadmill of the season) |
//! | 18 | GPX forms | `xml::form`, `xml::gpx_quirks` |
//! | 19 | no times | `xml::gpx_quirks`: routes, partly timed, empty tracks |
//! | 20 | odd times | `xml::gpx_quirks`: 1970 and 7605, offsets, no zone; `xml::values` |
//! | 21 | heart-rate names | `xml::gpx_quirks`: every prefix and name |
//! | 22 | types | `xml::gpx_quirks`: types by meaning, inference |
//! | 23 | coordinates, tracks | `xml::values`: 29 decimals; `xml::gpx_quirks`: every track is an activity |
//! | 24 | TCX | `xml::tcx_quirks` |
//! | local date | zones, DST, day start | `exports::days` |
//! | soreness dialects | | `diary` |

mod containers;
mod days;
mod garmin;
mod more;
mod real;
mod sessions;
mod sources;
mod strava;
mod thresholds;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use shakeout::activity::{Activity, Sample, Sport};
use shakeout::sheet::delimited;
use shakeout::synth::fit_writer::{FitOptions, write as fit_of};
use shakeout::synth::zip_writer::{Method, ZipEntry, write as zip_of};
use shakeout::units::{Position, UtcMillis};
use tempfile::TempDir;

/// 2024-05-04T06:00:00Z, a Saturday.
const START_S: i64 = 1_714_802_400;
const BERLIN: (f64, f64) = (52.52, 13.40);
const TOKYO: (f64, f64) = (35.68, 139.76);
const LOS_ANGELES: (f64, f64) = (34.05, -118.24);

/// A run of `minutes` from `start_s` at `place`, a sample every ten seconds, with heart rate.
fn run(start_s: i64, minutes: i64, place: (f64, f64)) -> Activity {
    let mut run = Activity::new(0, Sport::Running, UtcMillis::from_secs(start_s));
    run.samples = (0..=minutes * 6)
        .map(|k| {
            let mut sample = Sample::at(UtcMillis::from_secs(start_s + k * 10));
            let semicircles = |degrees: f64| (degrees * 2_147_483_648.0 / 180.0) as i32;
            sample.position =
                Some(Position { lat: semicircles(place.0 + k as f64 * 0.00025), lon: semicircles(place.1) });
            sample.distance_m = Some(k as f32 * 28.0);
            sample.heart_rate_bpm = Some(130 + (k % 9) as u8 + (start_s / 86_400 % 7) as u8);
            sample
        })
        .collect();
    run.laps = 1;
    run.summary.elapsed_s = Some(minutes as f64 * 60.0);
    run.summary.timer_s = run.summary.elapsed_s;
    run
}

fn fit(activity: &Activity) -> Vec<u8> {
    fit_of(std::slice::from_ref(activity), &FitOptions::default())
}

fn zip(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let members: Vec<ZipEntry> = members
        .iter()
        .enumerate()
        .map(|(i, (path, bytes))| ZipEntry {
            path: (*path).to_owned(),
            bytes: bytes.clone(),
            method: if i % 2 == 0 { Method::Deflated } else { Method::Stored },
        })
        .collect();
    zip_of(&members).expect("small enough for a plain zip")
}

fn folder(files: &[(&str, Vec<u8>)]) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }
    dir
}

type Row = BTreeMap<String, String>;

/// What a run of the program gave.
struct Outcome {
    code: i32,
    stderr: String,
    files: Vec<Row>,
    activities: Vec<Row>,
    report: String,
}

/// `shakeout analyze PATH EXTRA...`, with UTC as the machine's zone.
fn analyze(path: &Path, extra: &[&str]) -> Outcome {
    let out = tempfile::tempdir().expect("a temporary folder");
    let report: PathBuf = out.path().join("report");
    let output = Command::new(env!("CARGO_BIN_EXE_shakeout"))
        .arg("analyze")
        .arg(path)
        .args(extra)
        .arg("--out")
        .arg(&report)
        .env("TZ", "UTC")
        .output()
        .expect("the program starts");
    Outcome {
        code: output.status.code().expect("an exit code"),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        files: rows(&report.join("files.csv"), path),
        activities: rows(&report.join("activities.csv"), path),
        report: fs::read_to_string(report.join("report.md")).unwrap_or_default(),
    }
}

/// The rows of a table, paths below `root` without it; none without the file.
fn rows(path: &Path, root: &Path) -> Vec<Row> {
    let Ok(bytes) = fs::read(path) else { return Vec::new() };
    let sheet = delimited::read(&bytes, "", "table").expect("a table");
    let root = format!("{}/", root.to_string_lossy().replace('\\', "/"));
    let cells = |row: &delimited::Row| {
        let cell = |(k, name): (usize, &String)| (name.clone(), row.cell(k).replace(&root, ""));
        sheet.header.iter().enumerate().map(cell).collect()
    };
    sheet.rows.iter().map(cells).collect()
}

impl Outcome {
    /// Asserts exit code 0 and an empty stderr.
    fn sound(self) -> Self {
        assert_eq!(self.code, 0, "{}", self.stderr);
        assert_eq!(self.stderr, "");
        self
    }

    /// The row of the file whose path, or path and member, ends with `name`.
    fn file(&self, name: &str) -> &Row {
        let found = self.files.iter().filter(|row| {
            let place = if row["member"].is_empty() { &row["path"] } else { &row["member"] };
            place.ends_with(name)
        });
        let found: Vec<&Row> = found.collect();
        assert_eq!(found.len(), 1, "`{name}` in {:#?}", self.files);
        found[0]
    }

    fn status(&self, name: &str) -> &str {
        &self.file(name)["status"]
    }

    fn reason(&self, name: &str) -> &str {
        &self.file(name)["reason"]
    }

    /// Cells of `columns` of every activity, by start.
    fn cells(&self, columns: &[&str]) -> Vec<Vec<&str>> {
        self.activities.iter().map(|row| columns.iter().map(|name| row[*name].as_str()).collect()).collect()
    }
}
