//! Content that means harm, or is merely absurd: it costs its own row or file, a message, and no more.

mod archives;
mod days;
mod fit;
mod lists;
mod logs;
mod tables;
mod tcx;

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

use shakeout::diary;
use shakeout::diary::DiaryOptions;
use shakeout::soreness::{Direction, Scale};
use shakeout::synth::zip_writer::{Method, ZipEntry, gzip, write as zip};
use shakeout::table::store;

use crate::support::processor_ns;
use crate::support::program::{contents, done, names, program};

fn told() -> DiaryOptions {
    DiaryOptions {
        scale: Scale::new(0.0, 10.0),
        direction: Some(Direction::HigherIsSorer),
        ..DiaryOptions::default()
    }
}

/// A log of January with 31 values, and `rest` after it.
fn january(rest: &str) -> String {
    let days: String = (1..=31).map(|day| format!("2024-01-{day:02},{}\n", day % 10)).collect();
    format!("date,soreness\n{days}{rest}")
}

/// A run of half an hour as GPX: `name`, and what the 300th to 399th point say instead.
fn gpx(name: &str, day: u32, odd: impl Fn(&str) -> String) -> String {
    let point = |i: u32| {
        let latitude = 52.0 + f64::from(i) * 3e-5;
        let point = format!(
            "<trkpt lat=\"{latitude:.6}\" lon=\"13\"><ele>100</ele><time>2024-05-{day:02}T10:{:02}:{:02}Z</time>\
             <extensions><hr>140</hr></extensions></trkpt>",
            i / 60,
            i % 60
        );
        if (300..400).contains(&i) { odd(&point) } else { point }
    };
    let points: String = (0..1800).map(point).collect();
    format!(
        "<?xml version=\"1.0\"?><gpx version=\"1.1\"><trk><name>{name}</name><type>running</type>\
         <trkseg>{points}</trkseg></trk></gpx>"
    )
}

fn plain(name: &str, day: u32) -> String {
    gpx(name, day, str::to_owned)
}

/// What `inspect --json` says of one file.
fn inspected(name: &str, bytes: &[u8]) -> Vec<serde_json::Value> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::write(dir.path().join(name), bytes).expect("a file");
    let shown = done(program().args(["inspect", "--json"]).arg(dir.path()));
    assert_eq!(names(dir.path()), [name], "inspecting writes nothing");
    let text = String::from_utf8(shown.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Runs with at most so much memory (address space, MB), and says how long it took.
fn bounded(mb: u64, args: &[&str]) -> (Output, Duration) {
    let start = Instant::now();
    let script = format!("ulimit -v {}; exec \"$@\"", mb * 1024);
    let output = std::process::Command::new("sh")
        .args(["-c", &script, "sh", env!("CARGO_BIN_EXE_shakeout")])
        .args(args)
        .output()
        .expect("a shell");
    (output, start.elapsed())
}

/// Address space that the program takes with two workers beside its data, and 300 MB for them, MB.
const MEMORY_MB: u64 = 700;

/// A file of `len` bytes that takes no room: zeros between its beginning and its end.
fn sparse(path: &Path, begin: &[u8], len: u64, end: &[u8]) {
    let mut file = fs::File::create(path).expect("a file");
    file.write_all(begin).expect("its beginning");
    file.set_len(len).expect("its length");
    let mut file = fs::OpenOptions::new().append(true).open(path).expect("the file");
    file.write_all(end).expect("its end");
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_line_of_a_gigabyte_is_refused_as_a_log_a_table_and_a_profile_without_being_read() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (big, small) = (dir.path().join("big"), dir.path().join("small.csv"));
    sparse(&big, b"date,soreness\n2024-01-01,3", 1 << 30, b"\n");
    fs::write(&small, january("")).expect("a file");
    let (big, small) = (big.to_str().expect("UTF-8"), small.to_str().expect("UTF-8"));
    for (args, said) in [
        (vec!["soreness", "check", big], "more than 16 MB"),
        (vec!["soreness", "add", "3", big], "more than 16 MB"),
        (vec!["effect", big, "--soreness-scale", "0..10"], "more than 16 MB"),
        (vec!["soreness", "check", small, "--profile", big], "below 1 MB"),
        (vec!["soreness", "check", "/dev/zero"], "more than 16 MB"),
    ] {
        let (output, time) = bounded(MEMORY_MB, &args);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{args:?}: {:?}", output.status);
        assert!(text(&output.stderr).contains(said), "{args:?}: {}", text(&output.stderr));
        assert!(time < Duration::from_secs(10), "{args:?}: {time:?}");
    }
}

#[test]
fn a_recording_of_two_gigabytes_costs_its_row_and_no_memory() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    sparse(
        &dir.path().join("line.gpx"),
        b"<?xml version=\"1.0\"?><gpx version=\"1.1\"><!--",
        2 << 30,
        b"-->",
    );
    fs::write(dir.path().join("run.gpx"), plain("run", 1)).expect("a file");
    let (output, _) = bounded(MEMORY_MB, &["inspect", "--jobs", "2", dir.path().to_str().expect("UTF-8")]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(shown.contains("--max-file-mb") && shown.contains("running 0"), "{shown}");
}

#[test]
fn sizes_that_lie_and_bombs_fill_no_memory_and_the_neighbour_is_read() {
    let run = plain("run", 1);
    let mut lying = gzip(run.as_bytes());
    let end = lying.len() - 4;
    lying[end..].copy_from_slice(&((1_u32 << 30) - 1).to_le_bytes());
    let member = |path: &str, bytes: Vec<u8>| ZipEntry { path: path.into(), bytes, method: Method::Deflated };
    let mut directory = zip(&[member("a.gpx", run.clone().into_bytes())]).expect("a small zip");
    let at = directory.windows(4).rposition(|four| four == b"PK\x01\x02").expect("a directory");
    directory[at + 24..at + 28].copy_from_slice(&((1_u32 << 30) - 1).to_le_bytes());
    let bomb = zip(&[member("bomb.fit", vec![0; 150 << 20])]).expect("a small zip");
    let mut spaces = b"<gpx version=\"1.1\">".to_vec();
    spaces.resize(250 << 20, b' ');
    let dir = tempfile::tempdir().expect("a temporary folder");
    let files = [
        ("lying.gpx.gz", lying),
        ("lying.zip", directory),
        ("bomb.zip", bomb),
        ("bomb.gpx.gz", gzip(&spaces)),
    ];
    for (name, bytes) in files {
        fs::write(dir.path().join(name), bytes).expect("a file");
    }
    fs::write(dir.path().join("run.gpx"), &run).expect("a file");
    let (output, _) =
        bounded(MEMORY_MB, &["inspect", "--json", "--jobs", "2", dir.path().to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let shown = text(&output.stdout);
    assert_eq!(shown.matches("--max-ratio").count(), 2, "both bombs: {shown}");
    assert_eq!(shown.matches("\"sport\":\"running\"").count(), 3, "the run and what only lies: {shown}");
}

#[test]
fn paths_in_a_zip_lead_nowhere_and_its_links_are_not_followed() {
    let odd = [
        "../../../evil.gpx",
        "/tmp/evil.gpx",
        "..\\..\\evil.gpx",
        "C:\\evil.gpx",
        "twice.gpx",
        "twice.gpx",
        "=cmd|' /C calc'!A0.gpx",
        "\u{1b}[2Jred.gpx",
        "line\n=1+1.gpx",
    ];
    let mut members: Vec<ZipEntry> = odd
        .iter()
        .zip(1..)
        .map(|(path, day)| ZipEntry {
            path: (*path).into(),
            bytes: plain("run", day).into_bytes(),
            method: Method::Deflated,
        })
        .collect();
    members.push(ZipEntry {
        path: "link.gpx".into(),
        bytes: b"/etc/passwd".to_vec(),
        method: Method::Stored,
    });
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::write(dir.path().join("x.zip"), zip(&members).expect("a small zip")).expect("a file");
    let shown = done(program().args(["inspect", "x.zip"]).current_dir(dir.path()));
    let shown = text(&shown.stdout);
    assert_eq!(shown.matches("running 0").count(), odd.len(), "{shown}");
    assert!(shown.contains("../../../evil.gpx") && shown.contains("link.gpx\n  skipped: text"), "{shown}");
    assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "the terminal is spoken to: {shown:?}");
    done(program().args(["analyze", "x.zip", "--out", "report", "--quiet"]).current_dir(dir.path()));
    assert_eq!(names(dir.path()), ["report", "x.zip"]);
}

#[test]
fn no_cell_of_a_written_table_begins_like_a_formula() {
    let names = ["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "run;=cmd|x", "\u{ff1d}1+1", " =1"];
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, day) in names.iter().zip(1..) {
        let file = dir.path().join(format!("runs/={day}.gpx"));
        fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
        fs::write(file, plain(name, day)).expect("a file");
    }
    let log: String = (1..=28).map(|day| format!("2024-05-{day:02},{}\n", day % 10)).collect();
    fs::write(dir.path().join("log.csv"), format!("date,soreness\n{log}")).expect("a log");
    // Relative, so that the paths themselves begin with `=`.
    done(
        program()
            .args(["analyze", "--out", "../report", "--quiet", "--soreness", "../log.csv"])
            .args((1..=names.len()).map(|day| format!("={day}.gpx")))
            .current_dir(dir.path().join("runs")),
    );
    let mut cells = 0;
    for (file, bytes) in contents(&dir.path().join("report")) {
        if file.extension().is_none_or(|end| end != "csv") {
            continue;
        }
        // Parted wherever some spreadsheet program would.
        for cell in text(&bytes).split(['\n', '\r', ',', ';', '\t']) {
            cells += 1;
            let cell = cell.trim_start_matches('"');
            let number = cell.trim_end_matches('"').parse::<f64>().is_ok();
            assert!(
                number || !cell.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}']),
                "{}: {cell}",
                file.display()
            );
        }
    }
    assert!(cells > 500, "{cells}");
    let activities = fs::read_to_string(dir.path().join("report/activities.csv")).expect("a table");
    assert!(activities.contains("'=cmd|' /C calc'!A0") && activities.contains("run;'=cmd|x"), "{activities}");
}

#[test]
fn every_encoding_of_a_log_gives_the_same_days_and_two_byte_order_marks_are_one_too_many() {
    let log = january("");
    let expected = diary::read(log.as_bytes(), "log.csv", &told()).expect("a log");
    let wide = |join: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff).chain(log.encode_utf16()).flat_map(join).collect()
    };
    let marked = |marks: usize| [b"\xEF\xBB\xBF".repeat(marks), log.clone().into_bytes()].concat();
    for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes), marked(1), marked(2)] {
        let found = diary::read(&bytes, "log.csv", &told()).expect("a log");
        assert_eq!(found.entries, expected.entries);
        assert_eq!(found.dialect, expected.dialect);
    }
    assert_eq!(expected.entries.len(), 31);
}

#[test]
fn a_profile_may_have_a_byte_order_mark_and_other_encodings_are_refused_with_the_remedy() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (log, profile) = (dir.path().join("log.csv"), dir.path().join("p.toml"));
    fs::write(&log, january("")).expect("a log");
    let toml = "[soreness]\nscale = [0, 10]\ndirection = \"higher-is-sorer\"\n";
    let check = |bytes: &[u8]| {
        fs::write(&profile, bytes).expect("a profile");
        program()
            .args(["soreness", "check"])
            .arg(&log)
            .arg("--profile")
            .arg(&profile)
            .output()
            .expect("a run")
    };
    assert_eq!(check(&[b"\xEF\xBB\xBF", toml.as_bytes()].concat()).status.code(), Some(0));
    let utf_16: Vec<u8> =
        std::iter::once(0xfeff).chain(toml.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for bytes in [utf_16, [toml.as_bytes(), b"# m\xFCde\n"].concat()] {
        let refused = check(&bytes);
        assert_eq!(refused.status.code(), Some(2));
        assert!(text(&refused.stderr).contains("UTF-8"), "{}", text(&refused.stderr));
    }
    assert_eq!(check(&[toml.as_bytes(), b"#\0\n"].concat()).status.code(), Some(2));
}

#[test]
fn quotation_marks_that_never_end_and_a_table_full_of_cells_end_fast() {
    let start = processor_ns();
    // Each row opens a quotation mark that the next row closes and opens anew.
    let quotes = format!("date,soreness\n{}", "x\"\"\",\"\n".repeat(190_000));
    let refused = diary::read(quotes.as_bytes(), "log.csv", &told()).expect_err("no row is one").to_string();
    assert!(refused.contains("no row of the soreness log can be used"), "{refused}");
    let row = format!("2024-01-01,3{}\n", ",a".repeat(4000));
    let cells = format!("date,soreness{}\n{}", ",a".repeat(4000), row.repeat(2000));
    let refused = diary::read(cells.as_bytes(), "log.csv", &told()).expect_err("too many cells").to_string();
    assert!(refused.contains("4000000 cells"), "{refused}");
    let wide = january(&format!("2024-02-01,3{}\n", ",".repeat(1_000_000)));
    assert_eq!(diary::read(wide.as_bytes(), "log.csv", &told()).expect("a log").entries.len(), 32);
    let (Some(start), Some(end)) = (start, processor_ns()) else {
        eprintln!("SKIPPED: this system does not report the processor time of a thread");
        return;
    };
    let seconds = (end - start) as f64 / 1e9;
    assert!(seconds < 20.0, "{seconds} s");
}

#[test]
fn values_that_are_no_numbers_and_years_that_cannot_be_cost_their_row() {
    let odd = "2024-02-01,NaN\n2024-02-02,inf\n2024-02-03,-inf\n2024-02-04,1e308\n2024-02-05,-1e308\n\
               2024-02-06,1e400\n0000-02-07,3\n9999-12-31,3\n-0001-01-01,3\n10000-01-01,3\n";
    let found = diary::read(january(odd).as_bytes(), "log.csv", &told()).expect("a log");
    assert_eq!(found.entries.len(), 31);
    assert_eq!(found.rejected.len(), 10, "{:?}", found.rejected);
    for value in ["NaN", "inf", "1e308"] {
        let days = format!("date,kind,load,soreness\n2024-01-01,easy,{value},3\n");
        let refused = store::read_days(days.as_bytes(), "days.csv").expect_err(value).to_string();
        assert!(refused.contains("line 2"), "{refused}");
    }
    for date in ["0000-01-01", "9999-12-31"] {
        let days = format!("date,kind,load,soreness\n{date},easy,50,3\n");
        assert!(store::read_days(days.as_bytes(), "days.csv").is_err(), "{date}");
    }
}

#[test]
fn a_scale_is_within_what_people_write() {
    for (low, high) in [(0.0, 1e308), (-1e308, 1e308), (0.0, f64::NAN), (0.0, f64::INFINITY), (0.0, 1e-308)] {
        assert_eq!(Scale::new(low, high), None, "{low}..{high}");
    }
    assert!(Scale::new(-5.0, 5.0).is_some() && Scale::new(0.0, 0.01).is_some());
}

#[test]
fn a_morning_of_the_year_0_or_9999_is_no_morning_and_the_message_says_so() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let log = dir.path().join("log.csv");
    fs::write(&log, january("")).expect("a log");
    for (date, words) in
        [("0000-01-01", "0000-01-01 cannot be a day"), ("9999-12-31", "9999-12-31 is in the future")]
    {
        let refused = program().args(["soreness", "add", "3"]).arg(&log).args(["--date", date]).output();
        let refused = refused.expect("the program starts");
        assert_eq!(refused.status.code(), Some(2));
        assert!(text(&refused.stderr).contains(words), "{}", text(&refused.stderr));
    }
    assert_eq!(fs::read_to_string(&log).expect("the log"), january(""));
}

#[test]
fn a_hundred_absurd_points_of_a_recording_cost_no_more_than_themselves() {
    let run = &inspected("run.gpx", plain("run", 1).as_bytes())[0];
    let (distance, hr) = (run["distance_m"].as_f64().expect("m"), run["hr_mean"].as_f64().expect("bpm"));
    assert!((distance - 6000.0).abs() < 10.0 && hr == 140.0);
    for value in ["NaN", "inf", "-inf", "1e308", "-1e308", "1e400", "0x8C", "\0"] {
        for field in ["<ele>100<", "<hr>140<", "lon=\"13\""] {
            let number = field.trim_matches(|c: char| !c.is_ascii_digit() && c != '"').trim_matches('"');
            let odd = field.replace(number, value);
            let file = gpx("run", 1, |point| point.replace(field, &odd));
            let found = &inspected("run.gpx", file.as_bytes())[0];
            let near = |key: &str, other: f64| (found[key].as_f64().expect(key) - other).abs() < 0.02 * other;
            assert!(near("distance_m", distance) && near("hr_mean", hr), "{odd}: {found}");
            assert!(
                found["ascent_m"].is_null() || found["ascent_m"].as_f64().expect("m") < 20.0,
                "{odd}: {found}"
            );
        }
    }
    for year in ["0000", "0001", "9999"] {
        let file = gpx("run", 1, |point| point.replace("2024-05", &format!("{year}-05")));
        let found = &inspected("run.gpx", file.as_bytes())[0];
        assert_eq!(
            (found["records"].as_u64(), found["local_date"].as_str()),
            (Some(1700), Some("2024-05-01"))
        );
    }
}

#[test]
fn a_million_attributes_and_a_name_of_control_characters_do_no_harm() {
    let attributes: String = (0..1_000_000).map(|k| format!(" a{k}=\"1\"")).collect();
    let file = plain("\u{1b}]0;evil\u{7}\u{1b}[2J", 1).replace("<gpx", &format!("<gpx{attributes}"));
    let start = Instant::now();
    let found = inspected("run.gpx", file.as_bytes());
    assert_eq!(found[0]["records"], 1800);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn links_in_a_folder_neither_loop_nor_read_a_file_twice() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::write(dir.path().join("run.gpx"), plain("run", 1)).expect("a file");
    symlink("run.gpx", dir.path().join("again.gpx")).expect("a link");
    symlink(".", dir.path().join("loop")).expect("a link");
    symlink("/dev/zero", dir.path().join("endless.gpx")).expect("a link");
    let shown = done(program().args(["inspect", "--json"]).arg(dir.path()));
    let shown = text(&shown.stdout);
    assert_eq!(shown.lines().count(), 2, "{shown}");
    assert!(shown.contains("\"records\":1800") && shown.contains("not a regular file"), "{shown}");
}
