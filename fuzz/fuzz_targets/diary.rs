//! Any bytes as a soreness log.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shakeout_fuzz::invariants::soreness_log;

fuzz_target!(|bytes: &[u8]| soreness_log(bytes));
