//! What lies beside an output belongs to somebody: it is not deleted, not followed and not opened up.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::{analyze, folder, run, text};
use crate::support::program::{done, names, program};

#[test]
fn folders_files_and_links_of_the_names_that_were_used_once_are_left_alone() {
    let dir = folder(&[
        ("in/run.gpx", &run(1)),
        (".out.new/thesis.txt", b"precious"),
        (".out.old/.shakeout", b"thesis.txt\n"),
        (".out.old/thesis.txt", b"precious"),
        ("victim.txt", b"precious"),
        ("s.csv", b"date,soreness\n2024-05-01,3\n"),
        (".out.0123456789abcdef.shakeout-new/thesis.txt", b"precious"),
    ]);
    symlink("victim.txt", dir.path().join(".s.csv.new")).expect("a link");
    symlink("nowhere", dir.path().join(".s.csv.old")).expect("a link");
    symlink("victim.txt", dir.path().join(".s.csv.0123456789abcdef.shakeout-new")).expect("a link");
    let before = names(dir.path());
    for _ in 0..2 {
        let output = analyze(dir.path(), 4000, "");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
    done(program().args(["soreness", "add", "4", "s.csv", "--date", "2024-05-02"]).current_dir(dir.path()));
    let mut expected = before;
    expected.push("out".into());
    expected.sort();
    assert_eq!(names(dir.path()), expected);
    for file in [
        ".out.new/thesis.txt",
        ".out.old/thesis.txt",
        "victim.txt",
        ".out.0123456789abcdef.shakeout-new/thesis.txt",
    ] {
        assert_eq!(fs::read(dir.path().join(file)).expect(file), b"precious");
    }
    assert!(!dir.path().join("s.csv").is_symlink());
}

#[test]
fn a_folder_that_was_made_private_stays_so_and_so_do_its_files() {
    let dir = folder(&[("in/run.gpx", &run(1))]);
    analyze(dir.path(), 4000, "");
    let set = |path: &str, mode| {
        fs::set_permissions(dir.path().join(path), fs::Permissions::from_mode(mode)).expect("own");
    };
    let modes = [("out", 0o700), ("out/plots", 0o750), ("out/days.csv", 0o600)];
    modes.iter().for_each(|(path, mode)| set(path, *mode));
    assert_eq!(analyze(dir.path(), 4000, "").status.code(), Some(0));
    for (path, mode) in modes {
        let found = fs::metadata(dir.path().join(path)).expect(path).permissions().mode() & 0o777;
        assert_eq!(found, mode, "{path}: {found:o}");
    }
}

#[test]
fn a_link_in_the_place_of_a_file_of_the_report_is_not_followed() {
    let dir = folder(&[("in/run.gpx", &run(1)), ("victim.txt", b"precious")]);
    analyze(dir.path(), 4000, "");
    fs::remove_file(dir.path().join("out/days.csv")).expect("a table");
    symlink("../victim.txt", dir.path().join("out/days.csv")).expect("a link");
    analyze(dir.path(), 4000, "");
    assert_eq!(fs::read(dir.path().join("victim.txt")).expect("the file"), b"precious");
}
