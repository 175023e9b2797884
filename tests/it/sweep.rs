//! The mutation sweep: every fixture and every real sample, cut at 64 places and flipped at 256.
//!
//! It runs in a process of its own, so that its memory can be read: never a panic, never more than
//! 2 s of processor for one input, never above 300 MB, no value outside what can be, and every
//! record that stands before the damage is kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use shakeout::decode::sniff;
use shakeout::discover::Limits;
use shakeout::synth::rng::Xoshiro;

use crate::support::invariants::{self, answer, archive, day_table, decoded, list, profile, soreness_log};
use crate::support::real_files;

const CUTS: usize = 64;
const FLIPS: usize = 256;
const LONGEST_S: f64 = 2.0;
const MOST_MB: usize = 300;

#[test]
fn fixtures_cut_and_flipped_anywhere_keep_what_precedes_the_damage() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    sweep("fixtures_cut_and_flipped_anywhere_keep_what_precedes_the_damage", &folder, 100);
}

#[test]
fn real_samples_cut_and_flipped_anywhere_keep_what_precedes_the_damage() {
    let Some(folder) = real_files() else { return };
    sweep("real_samples_cut_and_flipped_anywhere_keep_what_precedes_the_damage", &folder, 40);
}

/// Runs the test `name` again as a process of its own, which does the work.
fn sweep(name: &str, folder: &Path, at_least: usize) {
    const INSIDE: &str = "SHAKEOUT_SWEEP";
    if std::env::var_os(INSIDE).is_none() {
        let this = std::env::current_exe().expect("this program");
        let child = Command::new(this)
            .args(["--exact", &format!("sweep::{name}"), "--nocapture"])
            .env(INSIDE, "1")
            .output()
            .expect("this program again");
        let said = String::from_utf8_lossy(&child.stdout) + String::from_utf8_lossy(&child.stderr);
        assert!(child.status.success(), "{said}");
        assert!(said.contains("swept: "), "nothing was done: {said}");
        return;
    }
    let files = below(folder);
    let (next, swept) = (AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for worker in 0..2 {
            let (files, next, swept) = (&files, &next, &swept);
            scope.spawn(move || {
                let scratch = tempfile::tempdir().expect("a folder");
                let place = scratch.path().join(format!("input-{worker}"));
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    swept.fetch_add(usize::from(torture(path, &place)), Ordering::Relaxed);
                }
            });
        }
    });
    let swept = swept.into_inner();
    assert!(swept >= at_least, "{swept} of {} files", files.len());
    let peak = peak_mb();
    assert!(peak.is_none_or(|mb| mb <= MOST_MB), "{peak:?} MB");
    println!("swept: {swept} files, peak {peak:?} MB");
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

/// The most memory that this process ever had, MB; `None` where the system does not tell.
fn peak_mb() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse::<usize>().ok().map(|kb| kb / 1024)
}

/// Processor seconds of this thread: a busy machine makes nothing slow. Else wall seconds.
fn seconds(since: Instant) -> f64 {
    let spent = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = spent.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| since.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

/// Every broken form of `bytes`: where the damage begins, and the form.
fn broken(bytes: &[u8], each: &mut dyn FnMut(usize, &[u8])) {
    let mut random = Xoshiro::new(bytes.len() as u64, 1);
    for cut in 0..CUTS {
        let at = bytes.len() * cut / CUTS;
        each(at, &bytes[..at]);
    }
    let mut flipped = bytes.to_vec();
    for _ in 0..FLIPS {
        let (at, bit) = (random.below(bytes.len()), random.below(8));
        flipped[at] ^= 1 << bit;
        each(at, &flipped);
        flipped[at] ^= 1 << bit;
    }
}

/// What is asked of a broken form, and where its damage begins.
type Check<'a> = Box<dyn FnMut(usize, &[u8]) + 'a>;

/// Breaks one file in every way; false for a file of a kind that is no input.
fn torture(path: &Path, place: &Path) -> bool {
    let bytes = fs::read(path).expect("a file");
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let begun = Instant::now();
    let mut check: Check<'_> = match path.extension().and_then(|e| e.to_str()) {
        Some("fit" | "gpx" | "tcx") => {
            let decoder = sniff(&bytes).expect("a sound file");
            invariants::recording(|bytes| decoder.read(bytes), &bytes).expect("a sound file");
            Box::new(|at, broken| recording(&bytes, at, broken, path))
        }
        Some("gz" | "zip") => Box::new(|_, broken| {
            fs::write(place, broken).expect("a file");
            archive(place, Limits::default(), &mut |inside| {
                let decoder = sniff(inside).expect("a recording");
                decoded(inside, &decoder.read(inside));
            });
        }),
        Some("csv") if name == "activities.csv" => Box::new(|_, broken| list(broken)),
        Some("csv") if name == "days.csv" => {
            let mut forms = 0;
            Box::new(move |_, broken| {
                day_table(broken);
                // An answer takes a hundred times as long as the table.
                forms += 1;
                if forms % 16 == 0 {
                    answer(place, broken);
                }
            })
        }
        Some("csv") => Box::new(|_, broken| soreness_log(broken)),
        Some("toml") => Box::new(|_, broken| profile(place, broken)),
        _ => return false,
    };
    broken(&bytes, &mut |at, broken| {
        let before = seconds(begun);
        check(at, broken);
        let spent = seconds(begun) - before;
        assert!(spent <= LONGEST_S, "{}: {spent} s with damage at byte {at}", path.display());
    });
    true
}

/// What stands before the damage is what a file that ends there gives.
fn recording(whole: &[u8], at: usize, broken: &[u8], path: &Path) {
    let decoder = sniff(whole).expect("a sound file");
    let records = |bytes: &[u8]| decoder.read(bytes).map_or(0, |decoded| decoded.counts.records);
    let read = decoder.read(broken);
    decoded(broken, &read);
    let kept = read.map_or(0, |decoded| decoded.counts.records);
    let before = records(&whole[..at]);
    assert!(kept >= before, "{}: {kept} of {before} records before byte {at}", path.display());
}
