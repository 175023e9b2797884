//! Records are read a batch at a time: nothing of it shows.

use shakeout::activity::{Activity, Sample};
use shakeout::decode::{Counts, Decoded};
use shakeout::synth::fit_writer::{FitHeader, framed};

use super::{START, at, decode};

/// FIT seconds of `START`.
const START_FIT: u32 = (START.0 / 1000) as u32 - 631_065_600;

/// Number, size and base type of a field.
type Field = [u8; 3];

const TIME: Field = [253, 4, 0x86];
const HEART_RATE: Field = [3, 1, 0x02];
const ALTITUDE_16: Field = [2, 2, 0x84];
const SPEED_16: Field = [6, 2, 0x84];
const SPEED: Field = [73, 4, 0x86];

/// Data of a FIT file that grows message by message.
#[derive(Default)]
struct Data(Vec<u8>);

impl Data {
    /// Defines `local` as records with `fields`, least significant byte first.
    fn define(&mut self, local: u8, fields: &[Field]) {
        self.0.extend([0x40 | local, 0, 0, 20, 0, fields.len() as u8]);
        self.0.extend(fields.concat());
    }

    /// A record of `local` at `second`, or without a time; `rest` stands after it.
    fn record(&mut self, local: u8, second: Option<u32>, rest: &[u8]) {
        self.0.push(local);
        self.0.extend(second.map_or(u32::MAX, |second| START_FIT + second).to_le_bytes());
        self.0.extend(rest);
    }

    /// The file, read.
    fn decode(&self) -> Decoded {
        let decoded = decode(&framed(&self.0, FitHeader::ZeroCrc));
        assert_eq!((&decoded.damage, decoded.activities.len()), (&None, 1));
        decoded
    }

    fn activity(&self) -> Activity {
        self.decode().activities.remove(0)
    }
}

#[test]
fn records_of_two_definitions_in_turn_come_in_the_order_of_the_file() {
    let mut data = Data::default();
    data.define(0, &[TIME, HEART_RATE]);
    data.define(1, &[TIME, SPEED_16, HEART_RATE]);
    for second in 0..5000 {
        // One, two or three of a kind in a row.
        match second % 6 {
            0 | 3 | 4 => data.record(0, Some(second), &[100 + (second % 50) as u8]),
            _ => data.record(1, Some(second), &[0xB8, 0x0B, 100 + (second % 50) as u8]),
        }
    }
    let expected = (0..5000).map(|second| Sample {
        heart_rate_bpm: Some(100 + (second % 50) as u8),
        speed_mps: (!matches!(second % 6, 0 | 3 | 4)).then_some(3.0),
        ..Sample::at(at(second))
    });
    assert!(data.activity().samples.rows().eq(expected));
}

#[test]
fn a_definition_that_takes_the_place_of_another_changes_no_record_before_it() {
    let mut data = Data::default();
    for second in 0..3000 {
        if second % 1500 == 0 {
            let swapped = second > 0;
            data.define(
                2,
                if swapped { &[TIME, SPEED_16, HEART_RATE] } else { &[TIME, HEART_RATE, SPEED_16] },
            );
        }
        let rest = if second < 1500 { [140, 0xB8, 0x0B] } else { [0xB8, 0x0B, 140] };
        data.record(2, Some(second), &rest);
    }
    let expected = (0..3000).map(|second| Sample {
        heart_rate_bpm: Some(140),
        speed_mps: Some(3.0),
        ..Sample::at(at(second))
    });
    assert!(data.activity().samples.rows().eq(expected));
}

#[test]
fn records_without_a_time_among_others_are_left_out_and_counted() {
    let mut data = Data::default();
    data.define(0, &[TIME, HEART_RATE]);
    for second in 0..3000 {
        data.record(0, (second % 3 > 0).then_some(second), &[if second % 2 == 0 { 0 } else { 150 }]);
    }
    let decoded = data.decode();
    let counts = Counts { records: 3000, hr_records: 1500, ..Counts::default() };
    assert_eq!(decoded.counts, counts);
    let activity = &decoded.activities[0];
    let expected = (0..3000)
        .filter(|second| second % 3 > 0)
        .map(|second| Sample { heart_rate_bpm: (second % 2 > 0).then_some(150), ..Sample::at(at(second)) });
    assert!(activity.samples.rows().eq(expected));
    assert!(activity.problems.iter().any(|p| p.0.starts_with("1000 records without a usable time")));
}

#[test]
fn the_plain_speed_is_used_where_the_enhanced_one_is_invalid() {
    let mut data = Data::default();
    data.define(0, &[TIME, SPEED, SPEED_16]);
    let none = u32::MAX.to_le_bytes();
    data.record(0, Some(0), &[&3500_u32.to_le_bytes()[..], &[0xB8, 0x0B]].concat());
    data.record(0, Some(1), &[&none[..], &[0xB8, 0x0B]].concat());
    data.record(0, Some(2), &[&none[..], &[0xFF, 0xFF]].concat());
    let speeds: Vec<_> = data.activity().samples.speed_mps.iter().collect();
    assert_eq!(speeds, [Some(3.5), Some(3.0), None]);
}

#[test]
fn every_altitude_and_speed_of_16_bits_is_the_quotient_of_the_profile() {
    let mut data = Data::default();
    data.define(0, &[TIME, ALTITUDE_16, SPEED_16]);
    for raw in 0..=u16::MAX {
        let [low, high] = raw.to_le_bytes();
        data.record(0, Some(u32::from(raw)), &[low, high, low, high]);
    }
    let samples = data.activity().samples;
    assert_eq!(samples.len(), 1 << 16);
    for raw in 0..usize::from(u16::MAX) {
        let altitude = (raw as f64 / 5.0 - 500.0) as f32;
        assert_eq!(samples.altitude_m.get(raw), Some(altitude), "{raw}");
        assert_eq!(samples.speed_mps.get(raw), Some((raw as f64 / 1000.0) as f32), "{raw}");
    }
    assert_eq!(samples.row(0xFFFF), Sample::at(at(0xFFFF)));
}
