//! Any bytes as `shakeout.toml`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shakeout_fuzz::{invariants::profile, scratch};

fuzz_target!(|bytes: &[u8]| profile(scratch(), bytes));
