//! Any bytes as a day table, to the answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shakeout_fuzz::invariants::{answer, day_table};
use shakeout_fuzz::scratch;

fuzz_target!(|bytes: &[u8]| {
    day_table(bytes);
    answer(scratch(), bytes);
});
