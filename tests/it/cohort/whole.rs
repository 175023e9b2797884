//! Whole cohorts: what is kept, what is read again, what a killed process leaves.

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use polars_io::prelude::{ParquetReader, SerReader};
use shakeout::cohort::AthleteResult;
use shakeout::worker::{self, Guarded, Keep};

use crate::support::program::{done, program};

use super::{results, season, shakeout, small_cohort};

fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

/// A cohort in a folder, and where its report goes.
struct Club {
    dir: tempfile::TempDir,
}

impl Club {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        small_cohort(dir.path());
        Self { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Runs `shakeout cohort runners --out club` with more flags, and gives its standard output.
    #[track_caller]
    fn run(&self, flags: &[&str]) -> String {
        let (runners, out) = (text(&self.path("runners")), text(&self.path("club")));
        let args: Vec<&str> = ["cohort", &runners, "--out", &out].iter().chain(flags).copied().collect();
        let done = shakeout(&args, "");
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    /// What the same run says beside the answer.
    #[track_caller]
    fn said(&self, flags: &[&str]) -> String {
        let (runners, out) = (text(&self.path("runners")), text(&self.path("club")));
        let args: Vec<&str> = ["cohort", &runners, "--out", &out].iter().chain(flags).copied().collect();
        String::from_utf8_lossy(&shakeout(&args, "").stderr).into_owned()
    }

    /// The file of a runner's kept result, by which it is seen whether the runner was read again.
    fn kept(&self, athlete: &str) -> u64 {
        let path = self.path("club-runners").join(format!("athlete={athlete}/result.json"));
        path.metadata().expect("a kept result").ino()
    }

    fn bytes(&self, file: &str) -> Vec<u8> {
        fs::read(self.path("club").join(file)).expect("an output")
    }
}

#[test]
fn a_runner_is_read_again_when_the_bytes_changed_and_never_for_a_date() {
    let club = Club::new();
    club.run(&[]);
    let before = ["ann", "empty"].map(|name| club.kept(name));
    let log = club.path("runners/ann/soreness.csv");
    let run =
        fs::read_dir(club.path("runners/ann/watch")).expect("runs").next().expect("a run").expect("a run");
    File::open(run.path()).and_then(|file| file.set_modified(std::time::SystemTime::now())).expect("a date");
    club.run(&[]);
    assert_eq!(["ann", "empty"].map(|name| club.kept(name)), before, "read again without a change");

    // As many bytes, and the date put back: only the content tells.
    let date = log.metadata().and_then(|meta| meta.modified()).expect("a date");
    let old = fs::read_to_string(&log).expect("a log");
    let at = old.rfind(|c: char| c.is_ascii_digit()).expect("a digit");
    let digit = if &old[at..=at] == "1" { "2" } else { "1" };
    fs::write(&log, format!("{}{digit}{}", &old[..at], &old[at + 1..])).expect("written");
    File::open(&log).and_then(|file| file.set_modified(date)).expect("a date");
    club.run(&[]);
    assert_ne!(club.kept("ann"), before[0], "a change of the log was missed");
    assert_eq!(club.kept("empty"), before[1], "a runner without a result is read again and again");

    let before = club.kept("ann");
    club.run(&["--option", "smallest-effect=1"]);
    assert_ne!(club.kept("ann"), before, "another setting is another answer");
    let before = ["ann", "empty"].map(|name| club.kept(name));
    club.run(&["--option", "smallest-effect=1", "--fresh"]);
    let after = ["ann", "empty"].map(|name| club.kept(name));
    assert!(after[0] != before[0] && after[1] != before[1]);
}

#[test]
fn a_second_run_says_how_many_were_analysed_anew_and_whose_reports_are_gone() {
    let club = Club::new();
    assert!(!club.said(&["--reports"]).contains("anew"), "a first run has nothing to compare with");
    let said = club.said(&["--reports"]);
    assert!(
        said.contains("Analysed anew: 0 runners. Taken from last time, as nothing had changed: 3 runners."),
        "{said}"
    );
    assert!(!said.contains("are gone"), "{said}");
    let said = club.said(&["--option", "smallest-effect=1"]);
    assert!(said.contains("Analysed anew: 3 runners."), "{said}");
    assert!(
        said.contains(
            "The own reports of 2 runners were of other files or settings and are gone: add --reports"
        ),
        "{said}"
    );
}

#[test]
fn what_a_cohort_wrote_among_the_runners_is_no_runner() {
    let club = Club::new();
    let here = |args: &[&str]| {
        done(program().args(args).current_dir(club.path("runners")));
    };
    here(&["cohort", "."]);
    let first = fs::read(club.path("runners/cohort/athletes.csv")).expect("a table");
    here(&["analyze", "ann", "--out", "rep", "--quiet"]);
    here(&["cohort", "."]);
    assert!(club.path("runners/cohort-runners").is_dir() && club.path("runners/rep").is_dir());
    let second = fs::read(club.path("runners/cohort/athletes.csv")).expect("a table");
    assert_eq!(String::from_utf8_lossy(&second), String::from_utf8_lossy(&first));
}

#[test]
fn a_runner_whose_kept_table_is_damaged_is_read_again_and_nobody_else() {
    let club = Club::new();
    club.run(&[]);
    let whole = club.bytes("activities.parquet");
    let table = club.path("club-runners/athlete=ann/activities.parquet");
    let sound = fs::read(&table).expect("a kept table");
    let turned: Vec<u8> = sound.iter().map(|byte| !byte).collect();
    let middle = [&sound[..4], &turned[4..sound.len() - 8], &sound[sound.len() - 8..]].concat();
    for damaged in [&[], &sound[..sound.len() / 2], &middle] {
        let before = ["ann", "empty"].map(|name| club.kept(name));
        fs::write(&table, damaged).expect("written");
        club.run(&[]);
        assert_ne!(club.kept("ann"), before[0], "{} bytes", damaged.len());
        assert_eq!(club.kept("empty"), before[1]);
        assert_eq!(fs::read(&table).expect("a kept table"), sound);
        assert_eq!(club.bytes("activities.parquet"), whole);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named_for_each_runner_and_the_group_is_answered() {
    let club = Club::new();
    fs::write(club.path("club-runners"), "a file where the folder of the runners goes").expect("written");
    club.run(&[]);
    let table = String::from_utf8(club.bytes("athletes.csv")).expect("text");
    assert_eq!(table.lines().count(), 4, "{table}");
    assert_eq!(table.matches("club-runners").count(), 3, "{table}");
}

#[test]
fn bad_rows_and_missing_files_are_named_by_row_and_nobody_is_lost() {
    let club = Club::new();
    let manifest = club.path("club.csv");
    fs::write(
        &manifest,
        "athlete,path,soreness\nann,runners/ann,runners/ann/soreness.csv\nbob,runners/ann,gone.csv\n\
         cid,no/such.zip,\ndan,runners/ann,\nDan,runners/ann,\n,runners/ann,\n",
    )
    .expect("a manifest");
    let out = club.path("out");
    let done = shakeout(&["cohort", &text(&manifest), "--out", &text(&out)], "");
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let table = fs::read_to_string(out.join("athletes.csv")).expect("a table");
    let row = |athlete: &str| {
        let row = table.lines().find(|line| line.starts_with(&format!("{athlete},")));
        row.unwrap_or_else(|| panic!("{athlete} is lost: {table}")).to_owned()
    };
    assert_eq!(table.lines().count(), 6, "{table}");
    assert!(!row("ann").contains("club.csv"), "{}", row("ann"));
    for (athlete, line, words) in [
        ("bob", 3, "gone.csv: no such file"),
        ("cid", 4, "no/such.zip: no such file"),
        ("dan", 6, "but for case or blanks"),
        ("line 7", 7, "no name"),
    ] {
        let row = row(athlete);
        assert!(row.contains(&format!("club.csv, line {line}")) && row.contains(words), "{row}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_json_cannot_hold_is_the_fault_of_its_runner() {
    use std::os::unix::ffi::OsStrExt;
    let club = Club::new();
    let name = std::ffi::OsStr::from_bytes(b"zo\xeb");
    fs::create_dir(club.path("runners").join(name)).expect("a folder");
    club.run(&[]);
    let table = String::from_utf8(club.bytes("athletes.csv")).expect("text");
    assert_eq!(table.lines().count(), 5, "{table}");
    assert!(table.contains("not UTF-8; rename it"), "{table}");
}

#[test]
fn the_lines_of_a_worker_pool_to_the_same_bytes_as_the_cohort() {
    let club = Club::new();
    club.run(&["--jobs", "2"]);
    let requests = shakeout(&["cohort", &text(&club.path("runners")), "--requests"], "");
    let requests = String::from_utf8_lossy(&requests.stdout).into_owned();
    assert_eq!(requests.lines().count(), 3, "{requests}");
    let lines = shakeout(&["worker"], &requests);
    let path = club.path("results.jsonl");
    fs::write(&path, &lines.stdout).expect("results");
    let pooled = club.path("pooled");
    let done = shakeout(&["pool", &text(&path), "--out", &text(&pooled)], "");
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    for file in ["athletes.csv", "athletes.parquet", "summary.json", "report.html", "report.md"] {
        assert!(fs::read(pooled.join(file)).expect(file) == club.bytes(file), "{file} differs");
    }
}

#[test]
fn numbers_stand_for_names_in_every_file_and_reports_are_linked_only_by_name() {
    let club = Club::new();
    fs::rename(club.path("runners/ann"), club.path("runners/Zebedee Quux")).expect("renamed");
    club.run(&["--reports"]);
    let page = String::from_utf8(club.bytes("report.html")).expect("text").replace("&#x2f;", "/");
    let link = page.split("href=\"../").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let decoded = link.replace("%25", "%").replace("%3D", "=");
    assert!(club.path(&decoded).is_file(), "{link} leads nowhere");
    assert!(page.contains("Zebedee Quux"));

    club.run(&["--anonymize", "--reports"]);
    for entry in fs::read_dir(club.path("club")).expect("the report") {
        let path = entry.expect("a file").path();
        let bytes = fs::read(&path).expect("readable");
        let shown = if path.extension().is_some_and(|ext| ext == "parquet") {
            let frame = ParquetReader::new(Cursor::new(&bytes)).finish().expect("a table");
            let names = frame.get_column_names();
            assert!(!names.iter().any(|name| ["file", "name"].contains(&name.as_str())), "{names:?}");
            let words = names.iter().filter_map(|name| frame.column(name).ok()?.str().ok().cloned());
            words.flat_map(|column| column.iter().flatten().map(str::to_owned).collect::<Vec<_>>()).collect()
        } else {
            String::from_utf8_lossy(&bytes).into_owned()
        };
        assert!(!shown.contains("Zebedee") && !shown.contains("club-runners"), "{}: {shown}", path.display());
    }
}

/// A stand-in for the program whose process is killed by one runner, as the system kills what exhausts the memory.
fn killed_by(folder: &Path, athlete: &str) -> PathBuf {
    let path = folder.join("program");
    let program = env!("CARGO_BIN_EXE_shakeout");
    let script = format!(
        "#!/bin/sh\nwhile read -r line; do case \"$line\" in *'\"{athlete}\"'*) kill -9 $$;; *) printf '%s\\n' \"$line\" | \
         '{program}' worker --unguarded;; esac; done\n"
    );
    fs::write(&path, script).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it can be run");
    path
}

#[test]
fn a_runner_who_kills_the_process_is_passed_over_and_the_next_is_answered() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let mut guarded = Guarded::new(killed_by(dir.path(), "poison"), Vec::new());
    let keep = Keep { tables: Some(dir.path().join("kept")), ..Keep::default() };
    let request = |athlete: &str| {
        let season = season();
        format!(r#"{{"athlete": "{athlete}", "paths": [{season:?}], "place": "club.csv, line 2"}}"#)
    };
    let mut ask = |athlete: &str| worker::answer_guarded(&request(athlete), &mut guarded, &keep);
    assert_eq!(ask("ann").error, None);
    let poisoned = ask("poison");
    let error = poisoned.error.as_ref().expect("no answer");
    assert!(error.what.contains("2 times (signal: 9"), "{error:?}");
    assert!(error.remedy.contains("--fresh"), "{error:?}");
    assert_eq!(error.place.as_deref(), Some("club.csv, line 2"));
    assert_eq!(ask("bob").error, None);

    // It is kept: the real program passes over the runner without reading it.
    let again = worker::answer(&request("poison"), &keep);
    assert_eq!(again, poisoned);
    assert!(worker::answer(&request("poison"), &Keep { fresh: true, ..keep }).error.is_none());
}

fn start(club: &Club) -> Child {
    Command::new(env!("CARGO_BIN_EXE_shakeout"))
        .args(["cohort", &text(&club.path("runners")), "--out", &text(&club.path("club")), "--jobs", "2"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

fn signal(name: &str, pid: u32) {
    let _ = Command::new("kill").args([name, &pid.to_string()]).stderr(Stdio::null()).status();
}

/// Processes that `parent` started.
fn children(parent: u32) -> Vec<u32> {
    let path = format!("/proc/{parent}/task/{parent}/children");
    let own = fs::read_to_string(path).unwrap_or_default();
    let mut found: Vec<u32> = own.split_whitespace().filter_map(|pid| pid.parse().ok()).collect();
    // Workers are started by threads.
    for task in fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten() {
        let list = fs::read_to_string(task.path().join("children")).unwrap_or_default();
        found.extend(list.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Waits for workers that outlived their cohort: they would go on writing into what is removed.
fn wait_for(workers: &[u32]) {
    let runs = |pid: &u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit(") ").next().is_some_and(|state| !state.is_empty() && !state.starts_with('Z'))
    };
    while workers.iter().any(runs) {
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Every table that is there is whole.
fn assert_whole(club: &Club, moment: &str) {
    let parquet = |path: &Path| {
        let bytes = fs::read(path).unwrap_or_else(|e| panic!("{moment}: {}: {e}", path.display()));
        ParquetReader::new(Cursor::new(bytes))
            .finish()
            .unwrap_or_else(|e| panic!("{moment}: {}: {e}", path.display()))
    };
    let folders = fs::read_dir(club.path("club-runners")).into_iter().flatten().flatten();
    for folder in folders.map(|entry| entry.path()) {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let bytes =
            fs::read(folder.join("result.json")).unwrap_or_else(|_| panic!("{moment}: {name} has no result"));
        let result: AthleteResult = serde_json::from_slice(&bytes).expect("a whole result");
        if result.error.is_none() {
            parquet(&folder.join("days.parquet"));
            parquet(&folder.join("activities.parquet"));
        }
    }
    if club.path("club").exists() {
        for file in ["athletes.parquet", "days.parquet", "activities.parquet"] {
            parquet(&club.path("club").join(file));
        }
    }
}

#[test]
fn a_cohort_that_is_stopped_at_any_moment_leaves_whole_tables_and_goes_on() {
    let club = Club::new();
    let begun = std::time::Instant::now();
    club.run(&[]);
    let took = begun.elapsed();
    let whole = ["athletes.csv", "athletes.parquet", "summary.json", "days.parquet", "activities.parquet"];
    let undisturbed = whole.map(|file| club.bytes(file));
    let mut workers = Vec::new();
    for moment in 0..50_u32 {
        if moment % 5 == 0 {
            wait_for(&workers);
            let _ = fs::remove_dir_all(club.path("club-runners"));
            fs::remove_dir_all(club.path("club")).ok();
        }
        let mut running = start(&club);
        std::thread::sleep(took * (moment % 25) / 25);
        // It stands still while its workers are counted: it might start one more.
        signal("-STOP", running.id());
        workers.extend(children(running.id()));
        signal(if moment % 2 == 0 { "-INT" } else { "-KILL" }, running.id());
        signal("-CONT", running.id());
        running.wait().expect("it ends");
        assert_whole(&club, &format!("moment {moment}"));
    }
    // What was finished is kept, and what an orphan still wrote is whole.
    wait_for(&workers);
    club.run(&[]);
    assert_eq!(whole.map(|file| club.bytes(file)), undisturbed);
}

#[test]
fn a_worker_process_that_is_killed_costs_no_runner() {
    let club = Club::new();
    club.run(&[]);
    let undisturbed = club.bytes("athletes.csv");
    for moment in 1..6_u32 {
        let _ = fs::remove_dir_all(club.path("club-runners"));
        let mut running = start(&club);
        std::thread::sleep(Duration::from_millis(u64::from(20 * moment)));
        // One: a runner may end one process without a loss.
        if let Some(child) = children(running.id()).first() {
            signal("-KILL", *child);
        }
        assert!(running.wait().expect("it ends").success());
        assert!(club.bytes("athletes.csv") == undisturbed, "moment {moment}");
    }
}

#[test]
fn a_half_line_is_no_answer_and_an_ended_pipe_ends_the_worker() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_shakeout"))
        .arg("worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(b"{\"athlete\": \"a\", \"pa").expect("written");
    let output = child.wait_with_output().expect("it ends");
    let answers = results(&output);
    assert_eq!(answers.len(), 1);
    assert!(answers[0].error.as_ref().is_some_and(|error| error.what.contains("not a request")));
}
