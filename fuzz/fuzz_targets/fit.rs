//! Any bytes as a FIT file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shakeout::decode::fit;
use shakeout_fuzz::invariants::recording;

fuzz_target!(|bytes: &[u8]| {
    let _ = recording(fit::decode, bytes);
});
