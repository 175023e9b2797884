//! Every command that README and docs show is run, or stands here with the reason why not.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Commands that are not run here: (beginning of the line, reason).
const NOT_RUN: &[(&str, &str)] = &[
    ("shakeout start", "it writes into the home of who runs it; tests/it/routine.rs does it"),
    ("cargo test --release", "it runs this test"),
    ("cargo install --path .", "a build; .ci/run does it from the packaged crate"),
    ("pip install maturin", "an installation; .ci/run does it"),
    ("maturin build --release", "a build; .ci/run does it"),
    ("pip install target/wheels/*.whl", "an installation; .ci/run does it"),
    ("rustup target add x86_64-unknown-linux-musl", "an installation"),
    ("cargo build --release --target x86_64-unknown-linux-musl", "a build of everything for another target"),
    (
        "cargo run --release --example simulate",
        "minutes of simulation; tests/it/effect_validation.rs draws less",
    ),
    ("cargo run --release --example misled", "minutes of simulation; tests/it/effect/misled.rs draws less"),
    ("cargo run --release --example coins", "minutes of simulation; tests/it/trial plays fewer plans"),
    ("shakeout trial shakeout-plan/plan.csv", "it needs months of coins; tests/it/trial plays them"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn documents() -> Vec<PathBuf> {
    let mut docs: Vec<PathBuf> = fs::read_dir(root().join("docs"))
        .expect("docs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "md"))
        .collect();
    let others =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "packaging/README.md", "fixtures/README.md"];
    docs.extend(others.map(|name| root().join(name)));
    docs.sort();
    docs
}

/// The lines of the `sh` blocks, comments taken off, joined where one ends in a backslash.
fn commands(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut inside = false;
    for line in text.replace("\\\n", " ").lines() {
        if line.starts_with("```") {
            inside = line.trim() == "```sh";
        } else if inside {
            let command = line.split(" #").next().unwrap_or(line).trim();
            if !command.is_empty() && !command.starts_with('#') {
                out.push(command.to_owned());
            }
        }
    }
    out
}

/// A folder with what the documents take for granted: the fixtures, an export, logs, a report.
fn a_users_folder(with_log: bool) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let season = root().join("fixtures/season");
    let to = |name: &str| dir.path().join(name);
    copy(&season, &to("fixtures/season"));
    for name in ["export.zip", "export_12345.zip"] {
        fs::copy(season.join("export.zip"), to(name)).expect("a copy");
    }
    let log = fs::read_to_string(season.join("soreness.csv")).expect("a log");
    if with_log {
        fs::write(to("soreness.csv"), &log).expect("a log");
    }
    fs::copy(season.join("export.zip"), to("ann.zip")).expect("a copy");
    fs::write(
        to("manifest.csv"),
        "athlete,path,soreness\nann,ann.zip,\nbob,fixtures/season,fixtures/season/soreness.csv\n",
    )
    .expect("a manifest");
    let team = (13..27).map(|day| format!("2023-03-{day};{}\n", 1 + day % 5)).collect::<String>();
    fs::write(to("team.csv"), format!("date;soreness\n{team}")).expect("a log");
    run(dir.path(), "shakeout analyze fixtures/season --soreness fixtures/season/soreness.csv --quiet");
    dir
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target)
        } else {
            fs::copy(&path, &target).map(|_| ()).expect("a copy")
        }
    }
}

/// Runs a line in a shell as a user would, the program on the PATH; every part of a pipe must succeed.
fn run(folder: &Path, line: &str) {
    let program = Path::new(env!("CARGO_BIN_EXE_shakeout"));
    let mut path = vec![program.parent().expect("a folder").to_path_buf()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let output = Command::new("bash")
        .args(["-o", "pipefail", "-c", line])
        .current_dir(folder)
        .env("PATH", std::env::join_paths(path).expect("a PATH"))
        .output()
        .expect("bash");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "`{line}` ended with {}: {stderr}", output.status);
}

fn has_jq() -> bool {
    Command::new("jq").arg("--version").output().is_ok_and(|output| output.status.success())
}

#[test]
fn every_command_in_the_documents_runs() {
    let (mut ran, mut excused) = (0, BTreeSet::new());
    for document in documents() {
        let lines = commands(&fs::read_to_string(&document).expect("a document"));
        // A document that starts a log must not find one.
        let folder = a_users_folder(lines.iter().all(|line| !line.starts_with("shakeout soreness new")));
        for line in lines {
            if let Some((start, _)) = NOT_RUN.iter().find(|(start, _)| line.starts_with(start)) {
                excused.insert(*start);
                continue;
            }
            let line = line.replace("cargo run --release -- ", "shakeout ");
            assert!(line.starts_with("shakeout "), "{}: what is `{line}`?", document.display());
            let (alone, pipe) = line.split_once(" | ").map_or((line.as_str(), ""), |(a, b)| (a, b));
            if pipe.starts_with("jq") && !has_jq() {
                eprintln!("SKIPPED: no jq for `{line}`, only its first part is run");
                run(folder.path(), alone);
            } else {
                run(folder.path(), &line);
            }
            ran += 1;
        }
    }
    assert!(ran >= 12, "only {ran} commands were found");
    let all: BTreeSet<&str> = NOT_RUN.iter().map(|(start, _)| *start).collect();
    assert_eq!(excused, all, "an excuse that no document needs");
}

/// What stands in backticks and is a path into one of the folders of the repository; words in capitals are to be filled in.
fn paths_told(text: &str) -> BTreeSet<String> {
    let tops =
        ["src", "tests", "docs", "fixtures", "examples", "benches", "fuzz", "packaging", ".ci", ".github"];
    let words = text.split('`').skip(1).step_by(2).flat_map(str::split_whitespace);
    let paths = words.filter(|word| word.split_once('/').is_some_and(|(top, _)| tops.contains(&top)));
    let filled = |path: &&str| {
        !path.contains('<')
            && !path.split(['/', '.']).any(|part| part.len() > 2 && part == part.to_uppercase())
    };
    paths.filter(filled).map(str::to_owned).collect()
}

#[test]
fn every_path_that_a_contributor_is_told_of_exists() {
    let mut seen = 0;
    for document in ["CONTRIBUTING.md", "ARCHITECTURE.md"] {
        for path in paths_told(&fs::read_to_string(root().join(document)).expect(document)) {
            assert!(root().join(&path).exists(), "{document} speaks of {path}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} paths");
}

#[test]
fn every_section_of_the_method_that_a_comment_cites_is_there() {
    let method = fs::read_to_string(root().join("docs/method.md")).expect("docs/method.md");
    let mut seen = 0;
    for (file, text) in crate::layers::sources() {
        let flat = text.replace("\n", " ").replace(" // ", " ");
        for cited in flat.split("docs/method.md, \"").skip(1) {
            let heading = cited.split('"').next().unwrap_or_default();
            assert!(method.contains(&format!("\n## {heading}")), "{file} cites \"{heading}\"");
            seen += 1;
        }
    }
    assert!(seen >= 18, "{seen} sections are cited");
}

#[test]
fn the_version_is_the_same_wherever_it_stands() {
    let version = env!("CARGO_PKG_VERSION");
    let entry = format!("name = \"shakeout\"\nversion = \"{version}\"\n");
    let places = [
        ("CITATION.cff", format!("\nversion: {version}\n")),
        ("Cargo.lock", entry.clone()),
        ("fuzz/Cargo.lock", entry),
        ("CHANGELOG.md", format!("\n## {version} - ")),
    ];
    for (file, words) in places {
        let text = fs::read_to_string(root().join(file)).expect(file);
        assert!(text.contains(&words), "{file} has another version than Cargo.toml: no {words:?}");
    }
}

#[test]
fn the_notes_of_a_release_are_the_section_of_its_version() {
    let notes = |version: &str| {
        let output =
            Command::new(root().join("packaging/notes")).arg(version).output().expect("packaging/notes");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (done, text) = notes("0.1.0");
    assert!(done && text.contains("### Added") && !text.contains("\n## "), "{text}");
    assert_eq!(notes("0.1"), (false, String::new()));
}

#[test]
fn every_link_to_a_file_in_the_documents_leads_somewhere() {
    let mut seen = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).expect("a document");
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split([')', '#']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") {
                let path = document.parent().expect("a folder").join(target);
                assert!(path.exists(), "{} links to {target}", document.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 8, "{seen} links");
}
