//! Any bytes as an XML document that is read piece by piece; the first byte is the size of the pieces.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shakeout::decode::xml::{declares_one_byte_encoding, is_utf16};
use shakeout_fuzz::invariants::same_in_windows;

fuzz_target!(|bytes: &[u8]| {
    // What is UTF-16 is read as a whole. Where one byte is a character, each window decides for itself whether it
    // is UTF-8 all the same.
    if let [size, document @ ..] = bytes
        && !is_utf16(document)
        && !declares_one_byte_encoding(document)
    {
        same_in_windows(document, usize::from(*size) + 1);
    }
});
