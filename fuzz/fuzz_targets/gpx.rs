//! Any bytes as a GPX file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shakeout::decode::gpx;
use shakeout_fuzz::invariants::recording;

fuzz_target!(|bytes: &[u8]| {
    let _ = recording(gpx::decode, bytes);
});
