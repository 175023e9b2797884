//! Outputs are written whole or not at all, and inputs are never touched.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::program::{Seeded, contents, done, names, program, season, times};

type Report = BTreeMap<PathBuf, Vec<u8>>;

/// The command that writes one of two reports to `out`: with a soreness log, or without.
fn analyze(out: &Path, with_log: bool) -> Command {
    let mut command = program();
    // The whole season has a log beside its runs, which would be found.
    let runs = if with_log { season() } else { season().join("watch") };
    command.arg("analyze").arg(runs).arg("--out").arg(out).args(["--quiet", "--jobs", "2"]);
    if with_log {
        command.arg("--soreness").arg(season().join("soreness.csv"));
    }
    command
}

/// Both reports.
fn reports() -> [Report; 2] {
    let dir = tempfile::tempdir().expect("a temporary folder");
    [false, true].map(|with_log| {
        let out = dir.path().join("report");
        done(&mut analyze(&out, with_log));
        contents(&out)
    })
}

/// Which of the two reports `folder` is; it must be one of them.
fn which(folder: &Path, reports: &[Report; 2]) -> usize {
    let found = contents(folder);
    reports.iter().position(|report| *report == found).unwrap_or_else(|| {
        panic!("a mixture: {:?}", found.keys().collect::<Vec<_>>());
    })
}

/// True while there is a report in `folder` that is not whole yet.
fn is_writing(folder: &Path) -> bool {
    names(folder).iter().any(|name| name.starts_with(".report.") && name.ends_with(".shakeout-new"))
}

/// Runs a shell line with its own file systems: as root, or as root of a namespace. `None`, loudly,
/// where the system allows neither.
fn with_own_mounts(script: &str, dir: &Path) -> Option<std::process::Output> {
    let possible = |flags: &str| {
        let script = "mount -t tmpfs -o size=16k tmpfs /tmp";
        let tried = Command::new("unshare").args([flags, "sh", "-c", script]).output();
        tried.is_ok_and(|output| output.status.success())
    };
    let Some(flags) = ["-m", "-Urm"].into_iter().find(|flags| possible(flags)) else {
        eprintln!("SKIPPED: this system allows no mounts of our own (unshare)");
        return None;
    };
    let mut command = Command::new("unshare");
    command.args([flags, "sh", "-euc", script]).current_dir(dir);
    command.env("SOURCE_DATE_EPOCH", "1700000000").env("SHAKEOUT", env!("CARGO_BIN_EXE_shakeout"));
    Some(command.env("SEASON", season()).output().expect("a shell"))
}

#[test]
fn killed_at_fifty_random_moments_the_folder_holds_the_old_report_or_the_new_one() {
    let reports = reports();
    let inputs = (contents(&season()), times(&season()));
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    let start = Instant::now();
    done(&mut analyze(&out, false));
    let whole_run = start.elapsed();
    let mut random = Seeded(20_240_501);
    let (mut old, mut new, mut while_writing) = (0, 0, 0);
    for k in 0..50 {
        let before = which(&out, &reports);
        let mut run = analyze(&out, before == 0).spawn().expect("the program starts");
        if k % 2 == 0 {
            sleep(Duration::from_micros(random.below(whole_run.as_micros() as u64 * 11 / 10)));
        } else {
            // Writing takes a small part of a run: wait until it begins.
            while !is_writing(dir.path()) && run.try_wait().expect("its state").is_none() {
                sleep(Duration::from_micros(100));
            }
            sleep(Duration::from_micros(random.below(6_000)));
        }
        run.kill().expect("a kill");
        run.wait().expect("its end");
        while_writing += usize::from(is_writing(dir.path()));
        if which(&out, &reports) == before { old += 1 } else { new += 1 }
    }
    assert!(old > 5 && while_writing > 3, "{old} old, {new} new, {while_writing} while writing");
    let next = which(&out, &reports) == 0;
    done(&mut analyze(&out, next));
    assert_eq!(which(&out, &reports), usize::from(next));
    assert_eq!(names(dir.path()), ["report"], "what a killed run left is gone after the next one");
    assert!(inputs == (contents(&season()), times(&season())), "an input was touched");
}

/// Sends `signal` while the report of `run` is being written in `folder`, `after` it was begun. How the
/// program ended, what it said, and whether it was still writing when the signal was sent.
fn signalled(mut run: Command, folder: &Path, signal: &str, after: Duration) -> (ExitStatus, String, bool) {
    let mut run = run.stderr(Stdio::piped()).spawn().expect("the program starts");
    // A shell that is there already: to start one takes longer than to write.
    let script = format!("read line; kill -{signal} {}", run.id());
    let sender = Command::new("sh").args(["-c", &script]).stdin(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut sender = sender.expect("a shell");
    while !is_writing(folder) && run.try_wait().expect("its state").is_none() {
        sleep(Duration::from_micros(50));
    }
    sleep(after);
    let writing = is_writing(folder);
    drop(sender.stdin.take());
    sender.wait().expect("its end");
    let output = run.wait_with_output().expect("its end");
    (output.status, String::from_utf8_lossy(&output.stderr).into_owned(), writing)
}

/// Whether a signal comes while a report is written is luck, the more so on a busy machine: so many are sent.
const MOST_SIGNALS: usize = 300;

#[test]
fn ctrl_c_while_a_report_is_written_lets_it_be_finished_and_says_so() {
    let reports = reports();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    done(&mut analyze(&out, false));
    let mut random = Seeded(20_240_502);
    let mut interrupted = 0;
    for tried in 0.. {
        if tried >= 30 && interrupted > 3 {
            break;
        }
        assert!(tried < MOST_SIGNALS, "{interrupted} signals came while it was writing");
        let before = which(&out, &reports);
        let after = Duration::from_micros(random.below(3_000));
        let (status, said, writing) = signalled(analyze(&out, before == 0), dir.path(), "INT", after);
        assert!(matches!(status.code(), Some(0 | 130)), "{status:?}: {said}");
        assert_eq!(names(dir.path()), ["report"], "nothing half-written is left: {said}");
        let new = which(&out, &reports) != before;
        // What was begun is finished. Otherwise the signal came so late that the report was there.
        assert!(new, "the old report, {status:?}: {said}");
        if status.code() == Some(130) {
            assert!(said.contains(&format!("written: {}", out.display())), "{said}");
            interrupted += usize::from(writing);
        }
    }
}

#[test]
fn a_request_to_end_and_a_closed_terminal_let_a_report_be_finished_too() {
    let reports = reports();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    done(&mut analyze(&out, false));
    let mut random = Seeded(20_240_503);
    let mut while_writing = 0;
    for (tried, (signal, code)) in [("TERM", 143), ("HUP", 129)].into_iter().cycle().enumerate() {
        if tried >= 24 && while_writing > 2 {
            break;
        }
        assert!(tried < MOST_SIGNALS, "{while_writing} signals came while it was writing");
        let before = which(&out, &reports);
        let after = Duration::from_micros(random.below(3_000));
        let (status, said, writing) = signalled(analyze(&out, before == 0), dir.path(), signal, after);
        assert!([Some(0), Some(code)].contains(&status.code()), "{signal}: {status:?}: {said}");
        assert_eq!(names(dir.path()), ["report"], "nothing half-written is left: {said}");
        assert_ne!(which(&out, &reports), before, "{signal}: {said}");
        while_writing += usize::from(writing && !status.success());
    }
}

#[test]
fn a_run_that_was_told_to_outlive_its_terminal_does() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let script = "trap '' HUP; \"$0\" analyze \"$1\" --out report --quiet & kill -HUP $!; sleep 0.05; kill -HUP $!; wait $!";
    let status = Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_shakeout")])
        .arg(season())
        .current_dir(dir.path())
        .status();
    assert!(status.expect("a shell").success());
    assert_eq!(names(dir.path()), ["report"]);
}

#[test]
fn on_a_full_disk_the_old_report_stays_whole() {
    let reports = reports();
    let size = |report: &Report| report.values().map(|bytes| bytes.len().div_ceil(4096) * 4).sum::<usize>();
    let needed = size(&reports[1]) + 200;
    let mut refused = 0;
    for fifth in [0, 1, 2, 4, 6] {
        let dir = tempfile::tempdir().expect("a temporary folder");
        done(&mut analyze(&dir.path().join("old"), false));
        fs::create_dir(dir.path().join("disk")).expect("a folder");
        let kb = size(&reports[0]) + 100 + needed * fifth / 5;
        let script = format!(
            "mount -t tmpfs -o size={kb}k tmpfs disk; cp -r old disk/report; code=0
             \"$SHAKEOUT\" analyze \"$SEASON\" --soreness \"$SEASON/soreness.csv\" --out disk/report --quiet || code=$?
             cp -r disk/report after; ls -A disk; exit $code"
        );
        let Some(output) = with_own_mounts(&script, dir.path()) else { return };
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(String::from_utf8_lossy(&output.stdout), "report\n", "something is left: {stderr}");
        let after = which(&dir.path().join("after"), &reports);
        match output.status.code() {
            Some(0) => assert_eq!(after, 1),
            Some(1) => {
                refused += 1;
                assert_eq!(after, 0);
                assert!(stderr.contains("No space left") && stderr.contains("remedy"), "{stderr}");
            }
            other => panic!("{other:?}: {stderr}"),
        }
    }
    assert!((3..=4).contains(&refused), "{refused} of 5 were refused");
}

#[test]
fn a_limit_on_the_size_of_files_leaves_the_old_report_and_the_old_log_whole() {
    let reports = reports();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    let log = dir.path().join("soreness.csv");
    let header = "date,soreness,note\n";
    let long = format!("{header}{}", "# a comment that fills the log\n".repeat(200));
    fs::write(&log, &long).expect("a log");
    done(&mut analyze(&out, false));
    // With the signal ignored the write fails; else the process dies in the middle of a file.
    for ignore in ["trap '' XFSZ; ", ""] {
        let limited = |blocks: usize, command: &str| {
            let script = format!("{ignore}ulimit -c 0; ulimit -f {blocks}; exec \"$SHAKEOUT\" {command}");
            Command::new("sh")
                .args(["-c", &script])
                .current_dir(dir.path())
                .env("SHAKEOUT", env!("CARGO_BIN_EXE_shakeout"))
                .env("SEASON", season())
                .output()
                .expect("a shell")
        };
        // Blocks of 512 bytes: the pictures are larger than 50 kB, the log is larger than 1 kB.
        let report =
            limited(100, "analyze \"$SEASON\" --soreness \"$SEASON/soreness.csv\" --out report --quiet");
        assert!(!report.status.success());
        assert_eq!(which(&out, &reports), 0);
        let added = limited(2, "soreness add 3 soreness.csv --date 2024-02-01");
        assert!(!added.status.success());
        assert_eq!(fs::read_to_string(&log).expect("the log"), long);
        if !ignore.is_empty() {
            assert_eq!(names(dir.path()), ["report", "soreness.csv"], "nothing half-written is left");
        }
    }
    done(program().args(["soreness", "add", "3"]).arg(&log).args(["--date", "2024-02-01"]));
    assert_eq!(fs::read_to_string(&log).expect("the log"), format!("{long}2024-02-01,3,\n"));
    done(&mut analyze(&out, true));
    assert_eq!(which(&out, &reports), 1);
    assert_eq!(names(dir.path()), ["report", "soreness.csv"]);
}

#[test]
fn a_log_killed_while_a_morning_is_added_is_the_old_one_or_the_new_one() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let log = dir.path().join("soreness.csv");
    let old = format!("date,soreness,note\n{}", "# a comment that fills the log\n".repeat(20_000));
    let new = format!("{old}2024-02-01,3,\n");
    let mut random = Seeded(99);
    let mut kept = 0;
    for _ in 0..50 {
        fs::write(&log, &old).expect("a log");
        let mut run = program();
        run.args(["soreness", "add", "3"]).arg(&log).args(["--date", "2024-02-01"]);
        let mut run = run.stdout(std::process::Stdio::null()).spawn().expect("the program starts");
        sleep(Duration::from_micros(random.below(20_000)));
        run.kill().expect("a kill");
        run.wait().expect("its end");
        let found = fs::read_to_string(&log).expect("the log");
        assert!(found == old || found == new, "half a log of {} bytes", found.len());
        kept += usize::from(found == old);
    }
    assert!(kept > 0, "no kill came early enough");
}

#[test]
fn a_morning_is_added_through_a_link_and_the_permissions_of_the_log_stay() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (log, link) = (dir.path().join("real.csv"), dir.path().join("soreness.csv"));
    fs::write(&log, "date,soreness\n2024-01-01,2\n").expect("a log");
    fs::set_permissions(&log, fs::Permissions::from_mode(0o600)).expect("permissions");
    symlink("real.csv", &link).expect("a link");
    done(program().args(["soreness", "add", "3"]).arg(&link).args(["--date", "2024-01-02"]));
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(&log).expect("the log"), "date,soreness\n2024-01-01,2\n2024-01-02,3\n");
    assert_eq!(fs::metadata(&log).expect("the log").permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&log, fs::Permissions::from_mode(0o400)).expect("permissions");
    let refused = program().args(["soreness", "add", "3"]).arg(&link).args(["--date", "2024-01-03"]).output();
    assert_eq!(refused.expect("the program starts").status.code(), Some(1));
    assert_eq!(names(dir.path()), ["real.csv", "soreness.csv"]);
}

#[test]
fn in_a_read_only_place_nothing_is_written_and_the_old_report_stays() {
    let reports = reports();
    let dir = tempfile::tempdir().expect("a temporary folder");
    done(&mut analyze(&dir.path().join("place/report"), false));
    let script = "mount --bind place place; mount -o remount,ro,bind place
                  exec \"$SHAKEOUT\" analyze \"$SEASON\" --soreness \"$SEASON/soreness.csv\" --out place/report";
    if let Some(output) = with_own_mounts(script, dir.path()) {
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains("Read-only") && stderr.contains("--out DIR"), "{stderr}");
        assert_eq!(which(&dir.path().join("place/report"), &reports), 0);
        assert_eq!(names(&dir.path().join("place")), ["report"]);
    }
}

#[test]
fn a_report_folder_that_is_marked_read_only_is_refused_and_left_alone() {
    let reports = reports();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    done(&mut analyze(&out, false));
    fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).expect("permissions");
    let refused = analyze(&out, true).output().expect("the program starts");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("read-only"));
    assert_eq!(which(&out, &reports), 0);
    assert_eq!(names(dir.path()), ["report"]);
    fs::set_permissions(&out, fs::Permissions::from_mode(0o755)).expect("permissions");
}

#[test]
fn a_report_reached_through_a_link_is_replaced_there_and_the_link_stays() {
    let reports = reports();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (real, link) = (dir.path().join("real"), dir.path().join("report"));
    done(&mut analyze(&real, false));
    symlink("real", &link).expect("a link");
    done(&mut analyze(&link, true));
    assert!(link.is_symlink());
    assert_eq!(which(&real, &reports), 1);
    assert_eq!(names(dir.path()), ["real", "report"]);
}

#[test]
fn a_file_of_somebody_else_inside_an_old_report_stops_the_next_one() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    done(&mut analyze(&out, false));
    fs::write(out.join("plots/notes.txt"), "mine").expect("a file");
    let before = contents(&out);
    let refused = analyze(&out, true).output().expect("the program starts");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("notes.txt"));
    assert!(before == contents(&out));
    assert_eq!(names(dir.path()), ["report"]);
}

#[test]
fn many_runs_to_one_folder_leave_the_report_of_one_of_them() {
    let reports = reports();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    let runs: Vec<_> =
        (0..6).map(|k| analyze(&out, k % 2 == 0).spawn().expect("the program starts")).collect();
    for mut run in runs {
        assert!(run.wait().expect("its end").success());
    }
    which(&out, &reports);
    assert_eq!(names(dir.path()), ["report"]);
}

/// `command` on a system that refuses calls, as `faults` say in the words of `strace --inject`.
fn on_a_system_that_refuses(faults: &[&str], command: &Command) -> Command {
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-o", "/dev/null"]);
    for fault in faults {
        traced.args(["-e", &format!("inject={fault}")]);
    }
    traced.arg(command.get_program()).args(command.get_args());
    traced.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    traced
}

#[test]
fn where_folders_cannot_be_exchanged_the_old_report_steps_aside_and_comes_back_if_it_must() {
    if !Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: no strace; a system that cannot exchange folders was not tried");
        return;
    }
    let reports = reports();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    done(&mut analyze(&out, false));

    // As on some network file systems: the new report takes the place of the old one in two steps.
    let no_exchange = "renameat2:error=EINVAL";
    done(&mut on_a_system_that_refuses(&[no_exchange], &analyze(&out, true)));
    assert_eq!((which(&out, &reports), names(dir.path())), (1, vec!["report".to_owned()]));

    // The second step fails: the old one is put back, and nothing is left of the new one.
    let second_fails = "/^rename(at)?$:error=EACCES:when=2";
    let mut broken = on_a_system_that_refuses(&[no_exchange, second_fails], &analyze(&out, false));
    let failed = broken.output().expect("strace");
    assert_eq!(failed.status.code(), Some(1), "{}", String::from_utf8_lossy(&failed.stderr));
    assert_eq!((which(&out, &reports), names(dir.path())), (1, vec!["report".to_owned()]));
}

#[test]
fn a_run_that_was_killed_between_two_steps_leaves_nothing_that_stops_the_next() {
    let reports = reports();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("report");
    let aside = dir.path().join(".report.0123456789abcdef.shakeout-old");

    // Between the steps: the old report stands aside.
    done(&mut analyze(&out, false));
    fs::rename(&out, &aside).expect("the first step");
    done(&mut analyze(&out, true));
    assert_eq!((which(&out, &reports), names(dir.path())), (1, vec!["report".to_owned()]));

    // Behind them: the new report is there, and the old one was not removed yet.
    fs::create_dir_all(aside.join("plots")).expect("what is left of an old report");
    fs::write(aside.join(".shakeout"), "days.csv").expect("its list");
    done(&mut analyze(&out, false));
    assert_eq!((which(&out, &reports), names(dir.path())), (0, vec!["report".to_owned()]));
}
