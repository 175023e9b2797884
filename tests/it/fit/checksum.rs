//! The checksum, against the division that defines it.

use shakeout::decode::fit::crc16;

/// SPEC: FIT protocol, "CRC": bit by bit, x^16 + x^15 + x^2 + 1 reflected.
fn divided(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc: u16, _| crc >> 1 ^ if crc & 1 == 1 { 0xA001 } else { 0 })
    })
}

/// `count` bytes without a pattern (xorshift, Marsaglia 2003).
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..count).map(next).collect()
}

#[test]
fn the_checksum_has_the_check_value_of_its_kind() {
    assert_eq!(crc16(b"123456789"), 0xBB3D);
    assert_eq!(crc16(b""), 0);
}

#[test]
fn the_checksum_of_every_length_is_that_of_dividing_bit_by_bit() {
    let bytes = noise(40_000);
    for length in (0..4500).chain([8191, 8192, 8193, 39_999, 40_000]) {
        // From another place each time, so that nothing rests on where bytes stand in memory.
        let part = &bytes[length % 7..length.max(length % 7)];
        assert_eq!(crc16(part), divided(part), "of {} bytes", part.len());
    }
}

#[test]
fn one_wrong_bit_anywhere_is_another_checksum() {
    let mut bytes = noise(3000);
    let sound = crc16(&bytes);
    for bit in 0..8 * bytes.len() {
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert_ne!(crc16(&bytes), sound, "bit {bit}");
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
}

#[test]
fn bytes_followed_by_their_own_checksum_have_the_checksum_0() {
    for length in [0, 1, 100, 1022, 1024, 2046, 5000] {
        let mut bytes = noise(length);
        bytes.extend(crc16(&bytes).to_le_bytes());
        assert_eq!(crc16(&bytes), 0, "{length} bytes");
    }
}
