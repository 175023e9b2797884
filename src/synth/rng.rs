//! Random numbers: xoshiro256++ with the few distributions that the simulation draws from.
//!
//! Reference: Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators", ACM Trans.
//! Math. Softw. 47:36; seeded by SplitMix64 as they advise.

use crate::synth::portable::ln;

/// A seeded generator. Equal seeds and streams give equal numbers on every platform.
#[derive(Clone, Debug)]
pub struct Xoshiro {
    state: [u64; 4],
}

impl Xoshiro {
    /// The generator of `seed` for one purpose. Streams of one seed are independent, so that a
    /// purpose that draws more numbers leaves the others as they were.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut x = seed ^ stream.wrapping_mul(0xD1B5_4A32_D192_ED03);
        let mut split_mix = || {
            x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = x;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^ (z >> 31)
        };
        Self { state: [split_mix(), split_mix(), split_mix(), split_mix()] }
    }

    /// The generator in this state, which must not be all zero.
    #[must_use]
    pub const fn from_state(state: [u64; 4]) -> Self {
        Self { state }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let t = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= t;
        *d = d.rotate_left(45);
        result
    }

    /// Uniform on [0, 1), in steps of 2^-53.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// A whole number in 0..n; 0 for n = 0. The bias of the multiplication is below n / 2^64.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// Standard normal (Marsaglia's polar method; the second number of a pair is not kept, so that
    /// a normal never depends on whether another one was drawn before it).
    pub fn normal(&mut self) -> f64 {
        loop {
            let u = 2.0 * self.uniform() - 1.0;
            let v = 2.0 * self.uniform() - 1.0;
            let s = u * u + v * v;
            // The lower limit keeps the logarithm finite; it cuts one pair in 10^12.
            if s < 1.0 && s > 1e-12 {
                return u * (-2.0 * ln(s) / s).sqrt();
            }
        }
    }

    /// Gamma of `shape` >= 1 and scale 1 (Marsaglia & Tsang 2000; exact, by rejection).
    pub fn gamma(&mut self, shape: f64) -> f64 {
        debug_assert!(shape >= 1.0);
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v <= f64::MIN_POSITIVE {
                continue;
            }
            let u = self.uniform().max(1e-300);
            if ln(u) < 0.5 * x * x + d - d * v + d * ln(v) {
                return d * v;
            }
        }
    }

    /// Student's t with 5 degrees of freedom (variance 5/3).
    pub fn t5(&mut self) -> f64 {
        let chi_squared = 2.0 * self.gamma(2.5);
        self.normal() / (chi_squared / 5.0).sqrt()
    }

    /// The elements of `items` in random order (Fisher-Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i + 1);
            items.swap(i, j);
        }
    }
}
