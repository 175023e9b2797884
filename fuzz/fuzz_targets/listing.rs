//! Any bytes as a file of an export, through every reader of the registry: lists, sessions, heart rate, days.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shakeout_fuzz::invariants::list;

fuzz_target!(|bytes: &[u8]| list(bytes));
