//! Any bytes as a list of activities: activities.csv, a Garmin summary, a table of sessions.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shakeout_fuzz::invariants::list;

fuzz_target!(|bytes: &[u8]| list(bytes));
