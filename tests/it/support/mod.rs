//! What several test files need.

use std::path::{Path, PathBuf};

#[path = "../../../examples/made/coin_trial.rs"]
pub mod coin_trial;
pub mod export_samples;
#[path = "../../../examples/made/fixture.rs"]
pub mod fixture;
pub mod invariants;
#[path = "../../../examples/made/like.rs"]
pub mod like;
#[allow(dead_code)]
pub mod program;
pub mod session;

/// Processor time of this thread, ns: other work on the machine does not count. `None` where the system does
/// not report it.
pub fn processor_ns() -> Option<u64> {
    // proc(5): time on a processor, time of waiting for one, number of time slices.
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

/// The folder of real samples, if it is there: `SHAKEOUT_REAL_FILES`, else `../shared/real-files`
/// beside the checkout. Says loudly on stderr when it is not, so that a skipped test is seen.
#[allow(dead_code)]
pub fn real_files() -> Option<PathBuf> {
    let folder = std::env::var_os("SHAKEOUT_REAL_FILES")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real-files"));
    if folder.join("MANIFEST.tsv").is_file() {
        return Some(folder);
    }
    eprintln!("SKIPPED: no real samples at {} (set SHAKEOUT_REAL_FILES)", folder.display());
    None
}

#[allow(dead_code)]
pub mod report;
