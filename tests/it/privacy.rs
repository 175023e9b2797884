//! What leaves the computer (nothing), and what stands in outputs (no position).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use shakeout::decode;
use shakeout::sheet::delimited;

fn season() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/season")
}

fn text_of(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

/// The network calls that a command makes, one a line.
fn network_calls(program: &str, args: &[&str]) -> String {
    let trace = tempfile::NamedTempFile::new().expect("a temporary file");
    let output = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=network", "-o", text_of(trace.path()), program])
        .args(args)
        .output()
        .expect("strace");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(program == "bash" || output.status.success(), "{args:?}: {stderr}");
    fs::read_to_string(trace.path()).expect("a trace")
}

#[test]
fn no_command_opens_an_internet_socket() {
    if !Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: no strace; what the program says to the network was not looked at");
        return;
    }
    // The test can fail: a shell that does connect is seen.
    let control = network_calls("bash", &["-c", "echo > /dev/tcp/127.0.0.1/9"]);
    assert!(control.contains("AF_INET"), "strace does not see a connection here: {control}");

    let dir = tempfile::tempdir().expect("a temporary folder");
    let to = |name: &str| text_of(&dir.path().join(name)).to_owned();
    let (season, log) = (season(), season().join("soreness.csv"));
    let (season, log) = (text_of(&season), text_of(&log));
    let (report, days, new_log) = (to("report"), to("report/days.csv"), to("new.csv"));
    let plan = to("plan");
    let commands: &[&[&str]] = &[
        &["analyze", season, "--soreness", log, "--out", &report],
        &["effect", &days, "--json"],
        &["inspect", season, "--json"],
        &["plan", &days, "--out", &plan],
        &["soreness", "new", &new_log],
        &["soreness", "add", "3", &new_log],
        &["soreness", "check", log],
        &["demo", "--out", &to("demo")],
        &["--help"],
    ];
    for args in commands {
        let calls = network_calls(env!("CARGO_BIN_EXE_shakeout"), args);
        let internet = calls.lines().find(|line| line.contains("AF_INET"));
        assert!(internet.is_none(), "{args:?} talks to the network: {internet:?}");
    }
    // The coins of a trial lie in the future; its analysis ends with a message, and as silently.
    let plan_csv = to("plan/plan.csv");
    let trial = ["trial", &plan_csv, season, "--soreness", log, "--dates", &to("plan/dates.csv")];
    let quoted: Vec<String> = trial.iter().map(|arg| format!("'{arg}'")).collect();
    let line = format!("'{}' {}", env!("CARGO_BIN_EXE_shakeout"), quoted.join(" "));
    assert!(!network_calls("bash", &["-c", &line]).contains("AF_INET"), "trial talks to the network");
}

/// Lowest and highest latitude and longitude of the season's recordings, degrees.
fn boxes() -> [(f64, f64); 2] {
    let mut boxes = [(f64::INFINITY, f64::NEG_INFINITY); 2];
    for folder in ["watch", "phone", "old-watch"] {
        for entry in fs::read_dir(season().join(folder)).expect("a folder") {
            let bytes = fs::read(entry.expect("an entry").path()).expect("a file");
            let Some(decoder) = decode::sniff(&bytes) else { continue };
            let Ok(decoded) = decoder.read(&bytes) else { continue };
            let samples = decoded.activities.iter().map(|activity| &activity.samples);
            for position in samples.flat_map(|samples| samples.position.present()) {
                for (bounds, degrees) in
                    boxes.iter_mut().zip([position.lat_degrees(), position.lon_degrees()])
                {
                    *bounds = (bounds.0.min(degrees), bounds.1.max(degrees));
                }
            }
        }
    }
    boxes
}

/// Every number with four decimals or more in a text.
fn long_numbers(text: &str) -> impl Iterator<Item = f64> + '_ {
    text.split(|c: char| !c.is_ascii_digit() && c != '.' && c != '-')
        .filter(|word| word.split_once('.').is_some_and(|(_, decimals)| decimals.len() >= 4))
        .filter_map(|word| word.parse().ok())
}

#[test]
fn no_output_holds_a_coordinate_of_the_recordings() {
    let boxes = boxes();
    assert!(boxes.iter().all(|(low, high)| low < high && high - low < 1.0), "{boxes:?}");
    let inside = |value: f64| boxes.iter().any(|(low, high)| (*low..=*high).contains(&value));
    assert!(long_numbers(&format!("x {:.6}", boxes[0].0)).any(|value| value + 1e-6 >= boxes[0].0));

    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    let (season, log) = (season(), season().join("soreness.csv"));
    let analyze =
        ["analyze", text_of(&season), "--soreness", text_of(&log), "--out", text_of(&out), "--quiet"];
    let inspect = ["inspect", "--json", text_of(&season)];
    let run =
        |args: &[&str]| Command::new(env!("CARGO_BIN_EXE_shakeout")).args(args).output().expect("it runs");
    assert!(run(&analyze).status.success());
    let lines = run(&inspect).stdout;
    let mut texts = vec![("inspect --json".to_owned(), String::from_utf8(lines).expect("UTF-8"))];
    for folder in [out.clone(), out.join("plots")] {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if let Some(text) = path.is_file().then(|| fs::read_to_string(&path).ok()).flatten() {
                texts.push((path.display().to_string(), text));
            }
        }
    }
    assert!(texts.len() > 12, "{} texts", texts.len());
    let (mut numbers, mut columns) = (0, 0);
    for (name, text) in &texts {
        let found = long_numbers(text).inspect(|_| numbers += 1).find(|value| inside(*value));
        assert!(found.is_none(), "{name} holds {found:?}");
        if name.ends_with(".csv") {
            let sheet = delimited::read(text.as_bytes(), name, "table").expect("a table");
            for (place, column) in sheet.header.iter().enumerate() {
                let cells: Vec<f64> =
                    sheet.rows.iter().filter_map(|row| row.cell(place).parse().ok()).collect();
                let share =
                    cells.iter().filter(|cell| inside(**cell)).count() as f64 / cells.len().max(1) as f64;
                // A heart rate may be a latitude by chance, a column of them may not.
                assert!(cells.len() < 10 || share < 0.2, "{name}: `{column}` looks like coordinates");
                columns += 1;
            }
        }
    }
    assert!(numbers > 100 && columns > 60, "{numbers} numbers, {columns} columns");
}
