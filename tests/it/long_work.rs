//! Long work: progress on a terminal only, a log for those who ask, and Ctrl-C that leaves nothing half-written.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

fn season() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/season")
}

fn shakeout(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shakeout"));
    command.args(args).env_remove("NO_COLOR");
    command
}

fn run(args: &[&str]) -> Output {
    shakeout(args).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn path(p: &Path) -> &str {
    p.to_str().expect("a UTF-8 path")
}

/// The season's runs again and again, as an archive that takes a while.
fn large_archive(folder: &Path) -> usize {
    let mut files = 0;
    for round in 0..30 {
        let to = folder.join(format!("{round:02}"));
        fs::create_dir_all(&to).expect("a folder");
        for entry in fs::read_dir(season().join("watch")).expect("readable") {
            let from = entry.expect("an entry").path();
            fs::copy(&from, to.join(from.file_name().expect("a name"))).expect("a copy");
            files += 1;
        }
    }
    files
}

/// Starts, waits for `lines` lines of the log, and sends Ctrl-C: the program cannot be through, because it
/// waits for somebody to read its log. Returns the exit code and the rest of stderr.
fn interrupted_after(lines: usize, args: &[&str]) -> (Option<i32>, String) {
    let mut child: Child =
        shakeout(args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut log = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    for _ in 0..lines {
        line.clear();
        assert!(log.read_line(&mut line).expect("a line") > 0, "it ended early");
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
    let mut rest = String::new();
    log.read_to_string(&mut rest).expect("the rest");
    (child.wait().expect("it ends").code(), rest)
}

#[cfg(unix)]
#[test]
fn ctrl_c_says_what_was_done_and_leaves_nothing_half_written() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let archive = dir.path().join("archive");
    let files = large_archive(&archive);
    let out = dir.path().join("report");
    let args = ["analyze", path(&archive), "--out", path(&out), "--verbose", "--jobs", "2"];
    let (code, log) = interrupted_after(40, &args);
    assert_eq!(code, Some(130), "{log}");
    let last = log.lines().find(|line| line.starts_with("interrupted: ")).unwrap_or_else(|| panic!("{log}"));
    let read: usize = last.split(' ').nth(1).and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("{last}"));
    assert!((20..files).contains(&read), "{last}");
    assert!(last.contains("files were read") && last.contains("written: nothing"), "{last}");
    let left: Vec<_> =
        fs::read_dir(dir.path()).expect("readable").map(|e| e.expect("one").file_name()).collect();
    assert_eq!(left, ["archive"], "something was left behind");
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_the_report_of_the_last_time_as_it_was() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    let season = season();
    let first = run(&["analyze", path(&season), "--out", path(&out), "--quiet"]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    let before = fs::read(out.join("summary.json")).expect("a summary");
    let archive = dir.path().join("archive");
    large_archive(&archive);
    let args = ["analyze", path(&archive), "--out", path(&out), "--log-format", "json", "--verbose"];
    let (code, log) = interrupted_after(30, &args);
    assert_eq!(code, Some(130), "{log}");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let last = lines.iter().find(|line| line["message"] == "interrupted").unwrap_or_else(|| panic!("{log}"));
    assert_eq!((&last["exit_code"], &last["written"]), (&130.into(), &"nothing".into()));
    assert_eq!(fs::read(out.join("summary.json")).expect("still there"), before);
    assert_eq!(fs::read_dir(dir.path()).expect("readable").count(), 2);
}

#[test]
fn the_log_has_a_line_for_every_file_and_stage_and_changes_no_output() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let season = season();
    let out = dir.path().join("report");
    let log = season.join("soreness.csv");
    let typed = ["analyze", path(&season), "--soreness", path(&log), "--out", path(&out), "--json"];
    let plain = run(&typed);
    assert!(plain.stderr.is_empty(), "{}", text(&plain.stderr));
    let logged = run(&[&typed[..], &["--verbose", "--log-format", "json"]].concat());
    assert_eq!(logged.status.code(), Some(0));
    // But for the second in which it was made.
    let summary_of = |stdout: &[u8]| {
        let text = text(stdout);
        text.lines().filter(|line| !line.contains("\"generated\"")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(summary_of(&plain.stdout), summary_of(&logged.stdout), "the log changed an output");
    let told = run(&[&typed[..], &["--verbose"]].concat());
    let prose = text(&told.stderr);
    assert!(
        prose.lines().any(|line| line.ends_with(" ms") && line.contains(": read as fit, 1 activity, ")),
        "{prose}"
    );
    assert!(
        prose.lines().any(|line| line.contains("2023-01-29-130528.fit: read in part, up to byte ")),
        "{prose}"
    );
    assert!(prose.contains("search: done, ") && !prose.contains("DEBUG") && !prose.contains('='), "{prose}");
    let log = text(&logged.stderr);
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let summary: Value = serde_json::from_slice(&logged.stdout).expect("summary.json");
    let of_files = lines.iter().filter(|line| line["file"].is_string()).count() as u64;
    assert_eq!(Some(of_files), summary["files"]["seen"].as_u64());
    let partial = lines.iter().find(|line| line["message"] == "partial").expect("a partial file");
    assert_eq!((&partial["level"], &partial["format"]), (&"WARN".into(), &"fit".into()));
    assert!(
        partial["file"].as_str().is_some_and(|file| file.ends_with("2023-01-29-130528.fit")),
        "{partial}"
    );
    assert!(lines.iter().all(|line| line["file"].is_null() || line["ms"].is_f64()), "{log}");
    let stages: Vec<&str> = lines.iter().filter_map(|line| line["stage"].as_str()).collect();
    assert_eq!(stages, ["soreness log", "search", "read", "merge", "measure", "estimate", "draw", "write"]);
}

#[test]
fn an_error_in_the_json_log_is_a_line_of_it() {
    let done = run(&["analyze", "no/such/folder", "--log-format", "json"]);
    assert_eq!(done.status.code(), Some(1));
    let log = text(&done.stderr);
    let last: Value = serde_json::from_str(log.lines().last().expect("a line")).expect("JSON");
    assert_eq!((&last["level"], &last["exit_code"]), (&"ERROR".into(), &1.into()));
    assert!(last["what"].as_str().is_some_and(|what| what.contains("no/such/folder")), "{last}");
    assert!(last["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty()), "{last}");
}

#[test]
fn quiet_says_nothing_unless_something_is_wrong() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let season = season();
    let done = run(&["--quiet", "analyze", path(&season), "--out", path(&dir.path().join("r"))]);
    assert_eq!(done.status.code(), Some(0));
    assert!(done.stdout.is_empty() && done.stderr.is_empty(), "{}", text(&done.stderr));
    let wrong = run(&["--quiet", "analyze", "no/such/folder"]);
    assert!(text(&wrong.stderr).contains("no/such/folder"));
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_enough_ends_the_program_quietly() {
    for command in ["inspect", "inspect --json", "inspect --messages"] {
        let line = format!(
            "{{ '{}' {command} '{}'; echo \"code $?\" >&2; }} | head -1",
            env!("CARGO_BIN_EXE_shakeout"),
            path(&season())
        );
        let done = Command::new("sh").args(["-c", &line]).output().expect("a shell");
        assert_eq!(text(&done.stderr), "code 0\n", "{command}");
        assert_eq!(text(&done.stdout).lines().count(), 1, "{command}");
    }
}

/// What a person at a terminal sees; `None`, with a loud line, where there is no `script` to make one.
fn on_a_terminal(line: &str, env: &[(&str, &str)]) -> Option<String> {
    let mut command = Command::new("script");
    command
        .args(["-qec", line, "/dev/null"])
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null());
    match command.envs(env.iter().copied()).output() {
        Ok(done) => Some(text(&done.stdout)),
        Err(error) => {
            eprintln!("SKIPPED: no terminal could be made: `script`: {error}");
            None
        }
    }
}

/// True if a text sets a colour or a weight; moving the cursor is none.
fn is_coloured(text: &str) -> bool {
    text.split("\u{1b}[")
        .skip(1)
        .any(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m'))
}

#[cfg(target_os = "linux")]
#[test]
fn progress_and_colours_are_for_a_terminal_only() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (season, out) = (season(), dir.path().join("report"));
    let line = format!(
        "stty cols 120; '{}' analyze '{}' --jobs 1 --out '{}'",
        env!("CARGO_BIN_EXE_shakeout"),
        path(&season),
        path(&out)
    );
    let Some(seen) = on_a_terminal(&line, &[]) else { return };
    // Of the stages the first: a later one may be over before the line is due to be written again.
    for words in ["search", "of 131 files", "MiB", "files/s", "left", "export.zip › activities/"] {
        assert!(seen.contains(words), "no `{words}` in the progress:\n{seen}");
    }
    let log = season.join("soreness.csv");
    let hidden = run(&["analyze", path(&season), "--soreness", path(&log), "--out", path(&out)]);
    assert!(hidden.stderr.is_empty(), "{}", text(&hidden.stderr));

    let wrong = format!("'{}' analyze no/such/folder", env!("CARGO_BIN_EXE_shakeout"));
    let coloured = on_a_terminal(&wrong, &[]).expect("a terminal");
    assert!(is_coloured(&coloured), "{coloured:?}");
    for env in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let plain = on_a_terminal(&wrong, &[env]).expect("a terminal");
        assert!(plain.contains("no such file or folder") && !is_coloured(&plain), "{plain:?}");
    }
    assert!(!text(&run(&["analyze", "no/such/folder"]).stderr).contains('\u{1b}'));
}
