//! CRC-16 of FIT files, sixteen bytes a step.
//!
//! The nibble table of the FIT SDK takes two dependent look-ups a byte and would cap the whole
//! decoder. Slicing by sixteen takes sixteen look-ups for sixteen bytes, of which only two wait for
//! the step before.

/// One table a byte position: `TABLES[k][b]` is the CRC of the byte `b` followed by `k` zero bytes.
static TABLES: [[u16; 256]; 16] = tables();

/// SPEC: FIT protocol, "CRC": the polynomial is x^16 + x^15 + x^2 + 1, bits reflected (0xA001),
/// start value 0, no final exclusive or (known as CRC-16/ARC).
const fn tables() -> [[u16; 256]; 16] {
    let mut tables = [[0u16; 256]; 16];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u16;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xA001 } else { crc >> 1 };
            bit += 1;
        }
        tables[0][byte] = crc;
        byte += 1;
    }
    let mut zeros = 1;
    while zeros < 16 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[zeros - 1][byte];
            tables[zeros][byte] = (before >> 8) ^ tables[0][(before & 0xFF) as usize];
            byte += 1;
        }
        zeros += 1;
    }
    tables
}

/// The CRC-16 of `bytes`. 0 for no bytes, and for any bytes that end with their own CRC.
#[must_use]
pub fn crc16(bytes: &[u8]) -> u16 {
    let (chunks, rest) = bytes.as_chunks::<16>();
    let crc = chunks.iter().fold(0u16, |crc, chunk| {
        let [low, high] = crc.to_le_bytes();
        let at = |place: usize, byte: u8| TABLES[15 - place][byte as usize];
        // The two look-ups that depend on the step before come last, so that the others overlap it.
        let free = (at(2, chunk[2]) ^ at(3, chunk[3]) ^ at(4, chunk[4]) ^ at(5, chunk[5]))
            ^ (at(6, chunk[6]) ^ at(7, chunk[7]) ^ at(8, chunk[8]) ^ at(9, chunk[9]))
            ^ (at(10, chunk[10]) ^ at(11, chunk[11]) ^ at(12, chunk[12]) ^ at(13, chunk[13]))
            ^ (at(14, chunk[14]) ^ at(15, chunk[15]));
        free ^ (at(0, chunk[0] ^ low) ^ at(1, chunk[1] ^ high))
    });
    rest.iter().fold(crc, |crc, byte| (crc >> 8) ^ TABLES[0][((crc & 0xFF) as u8 ^ byte) as usize])
}
