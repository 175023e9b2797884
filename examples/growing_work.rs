//! Does work on an input of size N, for `benches/linear` to count its instructions:
//! `cargo run --release --example growing_work WORK N`; without arguments it lists the kinds of work.

use std::fs;
use std::path::Path;

use shakeout::clean;
use shakeout::config::AnalyzeConfig;
use shakeout::decode::{fit, tcx};
use shakeout::pipeline;
use shakeout::synth::fit_writer::{FitHeader, framed};

/// A kind of work: its name, the smallest size that is worth counting, and what it does.
type Work = (&'static str, usize, fn(usize));

const WORK: &[Work] = &[
    ("sessions-of-one-start", 2000, |n| {
        read_fit(&framed(&sessions((0..n as u32).map(|i| (START, 600_000 + i))), FitHeader::Short));
    }),
    ("chained-parts", 2000, |n| {
        let one = |i: u32| framed(&sessions([(START + i * 1000, 600_000)].into_iter()), FitHeader::Short);
        read_fit(&(0..n as u32).flat_map(one).collect::<Vec<u8>>());
    }),
    ("pauses", 2000, |n| read_fit(&pauses(n as u32))),
    ("a-pause-a-sample", 2000, |n| {
        let decoded = fit::decode(&stop_and_go(n as u32)).expect("a recording");
        for activity in decoded.activities {
            assert!(clean::clean(activity).0.activity.pauses.len() > n / 2);
        }
    }),
    ("laps-without-distance", 2000, laps),
    ("blocks-of-a-profile", 500, profile),
    ("tracks-of-one-hour", 2000, |n| {
        let point = |minute: u32, lat: f64| {
            format!("<trkpt lat=\"{lat}\" lon=\"11\"><time>2023-05-01T08:{minute:02}:00Z</time></trkpt>")
        };
        let track = format!("<trk><trkseg>{}{}</trkseg></trk>", point(0, 48.0), point(10, 48.01));
        analyze("tracks.gpx", &format!("<gpx version=\"1.1\">{}</gpx>", track.repeat(n)));
    }),
    ("rows-of-a-list-on-one-start", 2000, |n| {
        let row = |i: usize| format!("{i},\"Mar 5, 2023, 6:00:00 AM\",n{i},Run,,{},10.0,\n", 3600 + i % 7);
        let header = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Filename\n";
        let rows: String = (0..n).map(row).collect();
        analyze("activities.csv", &format!("{header}{rows}"));
    }),
];

fn main() {
    let mut args = std::env::args().skip(1);
    let work = args.next().and_then(|name| WORK.iter().find(|(known, ..)| *known == name));
    match (work, args.next().and_then(|n| n.parse().ok())) {
        (Some((.., work)), Some(n)) => work(n),
        _ => WORK.iter().for_each(|(name, n, _)| println!("{name} {n}")),
    }
}

/// 2023-05-01T00:00:00Z in FIT seconds.
const START: u32 = 1_682_899_200 - 631_065_600;

/// `file_id`, and sessions of so many milliseconds each from these starts.
fn sessions(starts: impl Iterator<Item = (u32, u32)>) -> Vec<u8> {
    let mut messages = vec![0x40, 0, 0, 0, 0, 1, 0, 1, 0, 0, 4];
    messages.extend([0x42, 0, 0, 18, 0, 3, 2, 4, 0x86, 7, 4, 0x86, 5, 1, 0]);
    for (start, elapsed_ms) in starts {
        messages.push(2);
        messages.extend(start.to_le_bytes());
        messages.extend(elapsed_ms.to_le_bytes());
        messages.push(1);
    }
    messages
}

/// Sessions with a stop and a start of the timer in each.
fn pauses(n: u32) -> Vec<u8> {
    let mut messages = sessions((0..n).map(|i| (START + i * 100, 90_000)));
    messages.extend([0x43, 0, 0, 21, 0, 3, 253, 4, 0x86, 0, 1, 0, 1, 1, 0]);
    for i in 0..n {
        for (second, kind) in [(30, 4), (40, 0)] {
            messages.push(3);
            messages.extend((START + i * 100 + second).to_le_bytes());
            messages.extend([0, kind]);
        }
    }
    framed(&messages, FitHeader::Short)
}

/// A sample with distance and speed each 40 s, and the timer stopped for 10 s after each.
fn stop_and_go(n: u32) -> Vec<u8> {
    let mut messages = sessions(std::iter::once((START, n * 40_000)));
    messages.extend([0x43, 0, 0, 21, 0, 3, 253, 4, 0x86, 0, 1, 0, 1, 1, 0]);
    messages.extend([0x44, 0, 0, 20, 0, 3, 253, 4, 0x86, 5, 4, 0x86, 6, 2, 0x84]);
    for i in 0..n {
        messages.push(4);
        messages.extend((START + 40 * i).to_le_bytes());
        messages.extend((9_000 * i).to_le_bytes());
        messages.extend(3_000_u16.to_le_bytes());
        for (second, kind) in [(15, 4), (25, 0)] {
            messages.push(3);
            messages.extend((START + 40 * i + second).to_le_bytes());
            messages.extend([0, kind]);
        }
    }
    framed(&messages, FitHeader::Short)
}

fn read_fit(bytes: &[u8]) {
    assert!(fit::decode(bytes).is_ok_and(|decoded| decoded.counts.sessions > 0));
}

fn laps(n: usize) {
    let lap = |i: usize| {
        let time = format!("2024-05-04T{:02}:{:02}:{:02}Z", 4 + i / 3600, i / 60 % 60, i % 60);
        format!("<Lap><Track><Trackpoint><Time>{time}</Time></Trackpoint></Track></Lap>")
    };
    let laps: String = (0..n).map(lap).collect();
    let text = format!(
        "<TrainingCenterDatabase><Activities><Activity Sport=\"Running\">{laps}</Activity></Activities></TrainingCenterDatabase>"
    );
    assert!(tcx::decode(text.as_bytes()).is_ok_and(|decoded| decoded.counts.laps == n));
}

fn profile(n: usize) {
    let day = |i: usize| jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(i as i64));
    let text: String = (0..n).map(|i| format!("[[athlete]]\nfrom = {}\nhr_max = 188\n", day(i))).collect();
    in_folder("shakeout.toml", &text, |config| assert_eq!(config.analysis.athlete.len(), n));
}

fn analyze(name: &str, text: &str) {
    in_folder(name, text, |config| {
        let report = pipeline::analyze(config, &|_| ()).expect("activities");
        assert!(!report.activities.is_empty());
    });
}

/// Calls `with` for a folder with this file.
fn in_folder(name: &str, text: &str, with: impl FnOnce(&AnalyzeConfig)) {
    let folder = std::env::temp_dir().join(format!("shakeout-growing-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(name), text).expect("a file");
    with(&AnalyzeConfig::new(&[Path::to_path_buf(&folder)], None).expect("a folder to read"));
    fs::remove_dir_all(&folder).expect("the folder");
}
