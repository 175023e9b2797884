//! Random order for the permutation test: SplitMix64 (Steele, Lea & Flood 2014) and Fisher-Yates.
//! Seeded, so that equal logs give equal p values on every machine.

/// A seeded generator.
#[derive(Clone, Debug)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// The generator of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 random bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number in 0..n; 0 for n = 0. The bias is below n / 2^32.
    pub const fn below(&mut self, n: usize) -> usize {
        // Rows of a log fit 32 bits by far; the upper half of the product is in 0..n.
        (((self.bits() >> 32) as u128 * n as u128) >> 32) as usize
    }

    /// Brings values into random order (Fisher & Yates; Durstenfeld 1964).
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last + 1));
        }
    }
}
