//! Heart rate of a chest strap that recorded by itself (`hr` messages), as swimmers' files have it:
//! often in chained parts after the activity.

use super::definition::Message;
use super::field::hr;
use super::profile::{self, TIMESTAMP};
use crate::activity::{Entry, Samples};
use crate::units::UtcMillis;

/// A heart rate of the strap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    /// When.
    pub time: UtcMillis,
    /// The strap's filtered heart rate, bpm, 1..=254.
    pub bpm: u8,
}

/// A sample takes a strap's heart rate from at most this far, ms: beats come at least every 2 s.
const NEAREST_MS: i64 = 3000;

/// The strap's clock: 1/1024 s, tied to UTC by the messages that carry both.
#[derive(Clone, Copy, Debug, Default)]
pub struct BeatClock {
    /// UTC and the strap's ticks at the same instant.
    anchor: Option<(UtcMillis, u32)>,
    /// Ticks of the last beat.
    last: u32,
}

impl BeatClock {
    /// Takes an `hr` message.
    ///
    /// SPEC: 253 with 0 (/ 32768 s) and 9 (`event_timestamp`, / 1024 s) ties the clocks; 6
    /// (`filtered_bpm`) has a value for each time in 9, or for each 12-bit time in 10.
    pub fn read(&mut self, m: Message<'_>, beats: &mut Vec<Beat>) {
        let full: Vec<u32> =
            m.integers(hr::EVENT_TIMESTAMP).flatten().filter_map(|t| u32::try_from(t).ok()).collect();
        if let (Some(utc), Some(&ticks)) = (m.unsigned(TIMESTAMP).map(profile::utc), full.first()) {
            let fraction_ms = m.scaled(hr::FRACTIONAL_TIMESTAMP, 32.768).map_or(0, |ms| ms as i64);
            self.anchor = Some((UtcMillis(utc.0 + fraction_ms), ticks));
        }
        let mut rates = m.integers(hr::FILTERED_BPM);
        for ticks in full {
            self.last = ticks;
            self.beat(rates.next().flatten(), beats);
        }
        for low in m.raw(hr::EVENT_TIMESTAMP_12).unwrap_or_default().chunks_exact(3).flat_map(twelve_bits) {
            self.last = self.last.wrapping_add(low.wrapping_sub(self.last) & 0xFFF);
            self.beat(rates.next().flatten(), beats);
        }
    }

    fn beat(&self, rate: Option<i64>, beats: &mut Vec<Beat>) {
        let Some((utc, ticks)) = self.anchor else { return };
        let Some(bpm) = rate.and_then(|rate| u8::try_from(rate).ok()).filter(|&bpm| bpm > 0) else { return };
        // The signed difference: a beat may lie a little before the anchor.
        let since = i64::from(self.last.wrapping_sub(ticks).cast_signed());
        beats.push(Beat { time: UtcMillis(utc.0 + since * 1000 / 1024), bpm });
    }
}

/// SPEC: two 12-bit values in three bytes, the low bits first.
fn twelve_bits(bytes: &[u8]) -> [u32; 2] {
    let [first, middle, last] = [bytes[0], bytes[1], bytes[2]].map(u32::from);
    [first | (middle & 0x0F) << 8, middle >> 4 | last << 4]
}

/// Gives each sample without a heart rate that of the nearest of the `beats`, which are in order.
/// Returns how many it gave.
pub fn attach(samples: &mut Samples, beats: &[Beat]) -> usize {
    if beats.is_empty() {
        return 0;
    }
    let mut given = 0;
    for (time, heart_rate) in samples.time.iter().zip(samples.heart_rate_bpm.raw_mut()) {
        if heart_rate.is_present() {
            continue;
        }
        let after = beats.partition_point(|beat| beat.time < *time);
        let around = &beats[after.saturating_sub(1)..beats.len().min(after + 1)];
        let nearest = around.iter().min_by_key(|beat| (beat.time.0 - time.0).abs());
        if let Some(beat) = nearest.filter(|beat| (beat.time.0 - time.0).abs() <= NEAREST_MS) {
            *heart_rate = beat.bpm;
            given += 1;
        }
    }
    given
}
