//! Values: what the numbers of a field mean.

use crate::activity::Entry;

/// SPEC: 2^30 semicircles are 90 degrees.
#[inline(always)]
pub fn latitude(raw: i64) -> Option<i32> {
    i32::try_from(raw).ok().filter(|lat| lat.unsigned_abs() <= 1 << 30)
}

/// 0 and 255 are no heart rates.
#[inline(always)]
pub fn heart_rate(raw: i64) -> Option<u8> {
    u8::try_from(raw).ok().filter(|bpm| (1..=254).contains(bpm))
}

// Products instead of quotients below: several times faster, and the same f32 for every one of the
// values that 32 bits hold (all were compared).

/// SPEC: / 5 - 500 m. From the lowest value that the format holds to 13,000 m, which no foot reaches.
#[inline(always)]
pub fn altitude(raw: i64) -> Option<f32> {
    (0..=5 * 13_500).contains(&raw).then_some((raw as f64 * 0.2 - 500.0) as f32)
}

/// SPEC: / 1000 m/s. The fastest is what the 16 bits of the plain field hold.
#[inline(always)]
pub fn speed(raw: i64) -> Option<f32> {
    (0..=65_535).contains(&raw).then_some((raw as f64 * 0.001) as f32)
}

/// SPEC: / 100 m.
#[inline(always)]
pub fn distance(raw: i64) -> Option<f32> {
    (raw >= 0).then_some((raw as f64 * 0.01) as f32)
}

/// Without its fraction.
#[inline(always)]
pub fn cadence(raw: i64) -> Option<f32> {
    (0..=254).contains(&raw).then_some(raw as f32)
}

/// SPEC: / 128 1/min; 0 for what is no fraction.
#[inline(always)]
pub fn cadence_fraction(raw: Option<i64>) -> f32 {
    raw.filter(|fraction| (0..128).contains(fraction)).unwrap_or(0) as f32 / 128.0
}

/// SPEC: `compressed_speed_distance`: 12 bits of speed (/ 100 m/s), then 12 bits of
/// distance (/ 16 m) that roll over and are to be accumulated.
#[derive(Default)]
pub struct CompressedDistance {
    /// Sixteenths of a metre so far.
    total: Option<u32>,
}

impl CompressedDistance {
    /// Reads the field that `bytes` begin with, and gives what is missing.
    #[inline(never)]
    pub fn read(&mut self, bytes: &[u8], speed_mps: &mut f32, distance_m: &mut f32) {
        let Some(&[first, middle, last]) = bytes.first_chunk::<3>() else { return };
        if [first, middle, last] == [0xFF; 3] {
            return;
        }
        let speed = u16::from(first) | u16::from(middle & 0x0F) << 8;
        let distance = u32::from(middle >> 4) | u32::from(last) << 4;
        let total = match self.total {
            Some(before) => before.wrapping_add(distance.wrapping_sub(before) & 0xFFF),
            None => distance,
        };
        self.total = Some(total);
        if !speed_mps.is_present() && speed != 0xFFF {
            *speed_mps = (f64::from(speed) / 100.0) as f32;
        }
        if !distance_m.is_present() {
            *distance_m = (f64::from(total) / 16.0) as f32;
        }
    }
}
