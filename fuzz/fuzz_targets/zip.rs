//! Any bytes as a file that is walked: a zip, a zip in it, gzip.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shakeout_fuzz::{LOW, invariants::archive, scratch};

fuzz_target!(|bytes: &[u8]| {
    std::fs::write(scratch(), bytes).expect("a file for the archive");
    archive(scratch(), LOW, &mut |_| ());
});
