//! The real program, and folders as they stand on the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

/// The program, with a fixed time of the report: equal runs write equal bytes.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shakeout"));
    command.env("SOURCE_DATE_EPOCH", "1700000000");
    command
}

/// Runs it and expects success.
pub fn done(command: &mut Command) -> Output {
    let output = command.output().expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

pub fn season() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/season")
}

/// Every file below `folder`, by its path there, with its bytes.
pub fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let read = |(name, path): (PathBuf, PathBuf)| (name, fs::read(path).expect("readable"));
    files(folder).into_iter().map(read).collect()
}

/// Every file below `folder`, by its path there, with its time of change.
pub fn times(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let time = |path: PathBuf| path.metadata().and_then(|meta| meta.modified()).expect("a time");
    files(folder).into_iter().map(|(name, path)| (name, time(path))).collect()
}

fn files(folder: &Path) -> BTreeMap<PathBuf, PathBuf> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.strip_prefix(folder).expect("below").to_path_buf(), path);
            }
        }
    }
    found
}

/// Names of what stands in `folder`, hidden ones too.
pub fn names(folder: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| name(entry).to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Numbers that are the same in every run of a test (xorshift).
pub struct Seeded(pub u64);

impl Seeded {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for k in (1..items.len()).rev() {
            items.swap(k, self.below(k as u64 + 1) as usize);
        }
    }
}
