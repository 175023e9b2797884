//! Any bytes as a TCX file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shakeout::decode::tcx;
use shakeout_fuzz::invariants::recording;

fuzz_target!(|bytes: &[u8]| {
    let _ = recording(tcx::decode, bytes);
});
