//! CRC-16 of FIT files, by folding: long words are added to later ones until little is left.
//!
//! SPEC: FIT protocol, "CRC": the polynomial is P = x^16 + x^15 + x^2 + 1, bits reflected (0xA001), start
//! value 0, no final exclusive or (known as CRC-16/ARC).
//!
//! The CRC is the rest of the bytes, read as a polynomial over two elements, on division by P. There squaring
//! keeps sums, so for every m that is a power of two P divides P^m = x^16m + x^15m + x^2m + 1. A word of m
//! bits may therefore be taken away when it is added (by exclusive or) to the words 1, 14 and 16 places
//! after it. Words are as long as vector instructions like them, and there is no table to wait for.

/// Places from a word to the last one that it is added to.
const REACH: usize = 16;
/// Bytes of the words by which nearly all of a file is folded.
const LONG: usize = 64;
/// Bytes of the words by which what is left then is folded.
const SHORT: usize = 8;
/// Bytes after which a long word is at the same place of the ring again.
const ROUND: usize = REACH * LONG;

/// `TABLE[b]` is the CRC of the byte `b`.
static TABLE: [u16; 256] = table();

const fn table() -> [u16; 256] {
    let mut table = [0u16; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u16;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xA001 } else { crc >> 1 };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
}

/// The CRC-16 of `bytes`. 0 for no bytes, and for any bytes that end with their own CRC.
#[must_use]
pub fn crc16(bytes: &[u8]) -> u16 {
    let (ring, rest) = fold_long(bytes);
    let mut left = [0; 2 * ROUND];
    let left = &mut left[..rest.len()];
    left.copy_from_slice(rest);
    add(left, ring.as_flattened());
    let rest = fold_short(left);
    rest.iter().fold(0, |crc, byte| crc >> 8 ^ TABLE[usize::from(crc.to_le_bytes()[0] ^ byte)])
}

/// Folds rounds of long words as long as another whole round follows. What is still to be added to the
/// rest, and the rest: less than two rounds. (Of less than one round nothing is folded.)
fn fold_long(bytes: &[u8]) -> ([[u8; LONG]; REACH], &[u8]) {
    // What is to be added to the next words. A slot that was taken holds what is to be added to the 16th word after it.
    let mut ring = [[0; LONG]; REACH];
    let rounds = (bytes.len() / ROUND).saturating_sub(1);
    let (folded, rest) = bytes.split_at(rounds * ROUND);
    for round in folded.chunks_exact(ROUND) {
        for (k, word) in round.as_chunks::<LONG>().0.iter().enumerate() {
            add(&mut ring[k], word);
            let word = ring[k];
            add(&mut ring[(k + 1) % REACH], &word);
            add(&mut ring[(k + 14) % REACH], &word);
        }
    }
    (ring, rest)
}

/// Folds `bytes` by short words in place, and returns what is left: 16 words or a little more.
fn fold_short(bytes: &mut [u8]) -> &[u8] {
    let (words, _) = bytes.as_chunks_mut::<SHORT>();
    let folded = words.len().saturating_sub(REACH);
    for i in 0..folded {
        let word = words[i];
        for place in [i + 1, i + 14, i + REACH] {
            add(&mut words[place], &word);
        }
    }
    &bytes[folded * SHORT..]
}

/// Adds two polynomials.
#[inline(always)]
fn add(to: &mut [u8], word: &[u8]) {
    for (to, word) in to.iter_mut().zip(word) {
        *to ^= word;
    }
}
