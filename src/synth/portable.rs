//! Portable: exponential, logarithm and sine made of IEEE operations only.
//!
//! The standard library hands these to the platform's C library, whose last bit differs between
//! systems. One such bit would make another season out of the same seed, so what is simulated uses
//! these instead. Accurate to about 1e-15 relative on the ranges named; not made for speed.

use std::f64::consts::{FRAC_PI_2, LN_2, PI};

/// ln 2 in two parts: the first has few enough bits that `k * LN_2_HIGH` is exact.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// e^x for |x| <= 700; beyond, the value at the nearest end.
#[must_use]
pub fn exp(x: f64) -> f64 {
    let x = x.clamp(-700.0, 700.0);
    let k = (x / LN_2).round();
    let r = (x - k * LN_2_HIGH) - k * LN_2_LOW;
    // |r| <= 0.35: fourteen terms of the series leave less than 1e-17.
    let mut sum = 1.0;
    for n in (1..=14).rev() {
        sum = 1.0 + sum * r / f64::from(n);
    }
    // 2^k: the exponent field of a double is k + 1023, and |k| <= 1010 here.
    sum * f64::from_bits(((k as i64 + 1023) as u64) << 52)
}

/// Natural logarithm of a positive, normal `x`.
#[must_use]
pub fn ln(x: f64) -> f64 {
    debug_assert!(x >= f64::MIN_POSITIVE && x.is_finite());
    let bits = x.to_bits();
    let mut exponent = (bits >> 52) as i64 - 1023;
    let mut m = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if m > std::f64::consts::SQRT_2 {
        m /= 2.0;
        exponent += 1;
    }
    // ln m = 2 artanh((m - 1) / (m + 1)), and |s| <= 0.172.
    let s = (m - 1.0) / (m + 1.0);
    let mut sum = 0.0;
    for n in (0..=11).rev() {
        sum = sum * s * s + 1.0 / f64::from(2 * n + 1);
    }
    let k = exponent as f64;
    k * LN_2_HIGH + (k * LN_2_LOW + 2.0 * s * sum)
}

/// Sine of `x` radians, |x| up to some thousands.
#[must_use]
pub fn sin(x: f64) -> f64 {
    let mut r = x - (x / (2.0 * PI)).round() * (2.0 * PI);
    if r > FRAC_PI_2 {
        r = PI - r;
    } else if r < -FRAC_PI_2 {
        r = -PI - r;
    }
    let mut sum = 1.0;
    for n in (1..=10).rev() {
        sum = 1.0 - sum * r * r / f64::from(2 * n * (2 * n + 1));
    }
    r * sum
}

/// Cosine of `x` radians, |x| up to some thousands.
#[must_use]
pub fn cos(x: f64) -> f64 {
    sin(x + FRAC_PI_2)
}

/// The logistic function 1 / (1 + e^-x).
#[must_use]
pub fn expit(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}
