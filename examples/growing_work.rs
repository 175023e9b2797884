//! Does work on an input of size N, for `benches/linear` to count its instructions:
//! `cargo run --release --example growing_work WORK N`; without arguments it lists the kinds of work.

use std::fs;
use std::path::Path;

use shakeout::clean;
use shakeout::cohort::manifest;
use shakeout::config::AnalyzeConfig;
use shakeout::decode::{fit, tcx};
use shakeout::diary::{self, DiaryOptions, log_file};
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
    ("blocks-of-a-profile", 2000, profile),
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
    ("rows-beside-recordings-of-one-start", 500, |n| list_beside(n, 0, "")),
    ("rows-beside-recordings-without-a-zone", 500, |n| list_beside(n, 3600, "")),
    ("rows-that-name-one-file", 500, |n| list_beside(n, 3600, "a.tcx")),
    ("heart-rate-beside-workouts", 1000, |n| {
        let beat = |i: usize| {
            let at = written(60 * i, APPLE);
            format!(
                "<Record type=\"HKQuantityTypeIdentifierHeartRate\" value=\"{}\" startDate=\"{at}\"/>",
                100 + i % 50
            )
        };
        apple(n, (0..20 * n).map(beat));
    }),
    ("efforts-beside-workouts", 1000, |n| {
        let effort = |i: usize| {
            let at = written(1200 * i + 1000, APPLE);
            format!(
                "<Record type=\"HKQuantityTypeIdentifierWorkoutEffortScore\" value=\"5\" startDate=\"{at}\" endDate=\"{at}\"/>"
            )
        };
        apple(n, (0..n).map(effort));
    }),
    ("lists-of-one-session", 60, |n| {
        let file = |i: usize| {
            let day = jiff::civil::date(1990, 1, 2).saturating_add(jiff::Span::new().days(i as i64));
            (format!("{i}.csv"), format!("date,duration_min,sport,distance_km,rpe\n{day},40,running,7,4\n"))
        };
        let files: Vec<(String, String)> = (0..n).map(file).collect();
        analyze_all(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>());
    }),
    ("rows-of-one-runner", 1000, |n| {
        let rows: String = (0..n).map(|i| format!("ann,{i}.fit\n")).collect();
        let runners = manifest::read(format!("athlete,path\n{rows}").as_bytes(), "m.csv", Path::new(""));
        assert_eq!(runners.expect("a manifest")[0].paths.len(), n);
    }),
    ("a-morning-into-notes", 1000, |n| {
        let day = |i: usize| jiff::civil::date(1990, 1, 2).saturating_add(jiff::Span::new().days(i as i64));
        let text: String = (0..n).map(|i| format!("{}: {}\n", day(i), i % 10)).collect();
        let row = log_file::NewMorning { date: day(n), soreness: 3.0, note: None, replace: false };
        let log = log_file::with_morning(text.as_bytes(), "notes.txt", &DiaryOptions::default(), &row);
        assert!(log.expect("a log").len() > text.len());
    }),
    ("mornings-that-are-not-used", 2000, |n| {
        log(n, ("date,time,soreness", "\n"), |i| format!("{:02}:{:02},{}", i % 24, i % 60, i % 10));
    }),
    ("quotes-that-stay-open", 500, |n| {
        log(n, ("date,soreness,note", "\r"), |i| format!("{},x\",\"", i % 10));
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

/// A block a day, each of which says one fact, and a run a day.
fn profile(n: usize) {
    let day = |i: usize| jiff::civil::date(1990, 1, 2).saturating_add(jiff::Span::new().days(i as i64));
    let blocks: String = (0..n).map(|i| format!("[[athlete]]\nfrom = {}\nhr_max = 188\n", day(i))).collect();
    let rows: String = (0..n).map(|i| format!("{},40,run\n", day(i))).collect();
    let list = format!("date,duration_min,sport\n{rows}");
    in_folder(&[("shakeout.toml", &blocks), ("list.csv", &list)], |config| {
        assert_eq!(config.analysis.athlete.len(), n);
        pipeline::analyze(config, &|_| ()).expect("activities");
    });
}

/// Format of times in Apple's export and in TCX.
const APPLE: &str = "%Y-%m-%d %H:%M:%S +0000";
const TCX: &str = "%Y-%m-%dT%H:%M:%SZ";

/// So many seconds after a day.
fn written(seconds: usize, format: &str) -> String {
    let at = jiff::Timestamp::from_second(1_300_000_000 + seconds as i64).expect("a time");
    at.strftime(format).to_string()
}

/// A list of n activities beside a file of as many, each so many seconds after the one before. Every row is half an hour
/// late and much longer, so that no row is one of the recordings.
fn list_beside(n: usize, apart_s: usize, file: &str) {
    let recording = |i: usize| {
        let at = written(i * apart_s, TCX);
        format!(
            "<Activity Sport=\"Running\"><Id>{at}</Id><Lap StartTime=\"{at}\"><TotalTimeSeconds>{}</TotalTimeSeconds>\
             <DistanceMeters>5000</DistanceMeters></Lap></Activity>",
            600 + i
        )
    };
    let tcx: String = (0..n).map(recording).collect();
    let tcx = format!("<TrainingCenterDatabase><Activities>{tcx}</Activities></TrainingCenterDatabase>");
    let row = |i: usize| {
        let at = written(i * apart_s + 1900, "%b %d, %Y, %I:%M:%S %p");
        format!("{i},\"{at}\",n,Run,{},5,{file}\n", 200_000 + i)
    };
    let rows: String = (0..n).map(row).collect();
    let list = format!(
        "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename\n{rows}"
    );
    analyze_all(&[("a.tcx", &tcx), ("activities.csv", &list)]);
}

/// An export of Apple Health with these records and n workouts.
fn apple(n: usize, records: impl Iterator<Item = String>) {
    let workout = |i: usize| {
        let (from, to) = (written(1200 * i, APPLE), written(1200 * i + 900, APPLE));
        format!(
            "<Workout workoutActivityType=\"HKWorkoutActivityTypeRunning\" startDate=\"{from}\" endDate=\"{to}\"></Workout>"
        )
    };
    let all: String = records.chain((0..n).map(workout)).collect();
    analyze("export.xml", &format!("<?xml version=\"1.0\"?><HealthData>{all}</HealthData>"));
}

/// A log of n lines with this end, twenty a day, and what is not used of it.
fn log(n: usize, (header, end): (&str, &str), cells: impl Fn(usize) -> String) {
    let day = |i: usize| jiff::civil::date(1990, 1, 1).saturating_add(jiff::Span::new().days(i as i64 / 20));
    let lines: String = (0..n).map(|i| format!("{},{}{end}", day(i), cells(i))).collect();
    let text = format!("{header}{end}{lines}");
    let diary = diary::read(text.as_bytes(), "log.csv", &DiaryOptions::default()).expect("a log");
    log_file::rejected(&diary, text.as_bytes(), "log.csv", false).expect("a table");
}

fn analyze(name: &str, text: &str) {
    analyze_all(&[(name, text)]);
}

fn analyze_all(files: &[(&str, &str)]) {
    in_folder(files, |config| {
        let report = pipeline::analyze(config, &|_| ()).expect("activities");
        assert!(!report.activities.is_empty());
    });
}

/// Calls `with` for a folder with these files.
fn in_folder(files: &[(&str, &str)], with: impl FnOnce(&AnalyzeConfig)) {
    let folder = std::env::temp_dir().join(format!("shakeout-growing-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("a file");
    }
    with(&AnalyzeConfig::new(&[Path::to_path_buf(&folder)], None).expect("a folder to read"));
    fs::remove_dir_all(&folder).expect("the folder");
}
