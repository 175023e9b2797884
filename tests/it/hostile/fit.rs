//! A FIT with values at the limits of every type, in every field that is read.

use shakeout::decode::fit;
use shakeout::synth::fit_writer::{FitHeader, framed};

use super::inspected;
use crate::support::invariants::recording;
use crate::support::program::{done, program};

/// Number, base type and bytes of a field.
type Field = (u8, u8, Vec<u8>);

/// Length of the run, s; it has a record a second, and one at its end.
const SECONDS: u32 = 200;
const RECORDS: usize = 201;

/// 2024-05-04T06:00:00Z in FIT seconds.
const START: u32 = 1_714_802_400 - 631_065_600;

fn u8_field(number: u8, value: u8) -> Field {
    (number, 0x02, vec![value])
}

fn u32_field(number: u8, value: u32) -> Field {
    (number, 0x86, value.to_le_bytes().into())
}

/// A message with its definition, little-endian, in local number 0.
fn message(out: &mut Vec<u8>, global: u16, fields: &[Field]) {
    out.extend([0x40, 0, 0]);
    out.extend(global.to_le_bytes());
    out.push(fields.len() as u8);
    for (number, base, bytes) in fields {
        out.extend([*number, bytes.len() as u8, *base]);
    }
    out.push(0);
    fields.iter().for_each(|(_, _, bytes)| out.extend(bytes));
}

const SESSION: u16 = 18;
const RECORD: u16 = 20;

/// The fields of each message, as a sound run has them; `second` is for records.
fn sound(global: u16, second: u32) -> Vec<Field> {
    match global {
        0 => vec![
            (0, 0x00, vec![4]),
            (1, 0x84, vec![1, 0]),
            (2, 0x84, vec![7, 7]),
            (3, 0x8C, vec![1, 2, 3, 4]),
            u32_field(4, START),
            (8, 0x07, b"watch\0".into()),
        ],
        3 => vec![
            (1, 0x00, vec![1]),
            u8_field(2, 40),
            (4, 0x84, vec![0xBC, 2]),
            u8_field(8, 50),
            u8_field(9, 190),
            u8_field(11, 190),
        ],
        7 => vec![u8_field(1, 190), u8_field(2, 170)],
        12 => vec![(0, 0x00, vec![1]), (1, 0x00, vec![0]), (3, 0x07, b"Run\0".into())],
        SESSION => vec![
            u32_field(253, START + SECONDS),
            (254, 0x84, vec![0, 0]),
            u32_field(2, START),
            (5, 0x00, vec![1]),
            (6, 0x00, vec![0]),
            u32_field(7, SECONDS * 1000),
            u32_field(8, SECONDS * 1000),
            u32_field(9, SECONDS * 300),
            u8_field(16, 140),
            u8_field(17, 150),
            u8_field(18, 85),
            u8_field(92, 0),
            (22, 0x84, vec![5, 0]),
            (23, 0x84, vec![5, 0]),
            u8_field(193, 30),
            (110, 0x07, b"Morning\0".into()),
        ],
        19 => vec![u32_field(253, START + SECONDS), u32_field(2, START)],
        RECORD => vec![
            u32_field(253, START + second),
            (0, 0x85, (620_000_000 + second as i32 * 358).to_le_bytes().into()),
            (1, 0x85, 160_000_000_i32.to_le_bytes().into()),
            u8_field(3, 140),
            u8_field(4, 85),
            u8_field(53, 0),
            u32_field(5, second * 300),
            (6, 0x84, 3000_u16.to_le_bytes().into()),
            (2, 0x84, 3000_u16.to_le_bytes().into()),
            u32_field(73, 3000),
            u32_field(78, 3000),
            (8, 0x0D, vec![0xFF; 3]),
        ],
        21 => vec![u32_field(253, START), (0, 0x00, vec![0]), (1, 0x00, vec![0])],
        23 => vec![(0, 0x02, vec![0]), (27, 0x07, b"watch\0".into())],
        34 => vec![u32_field(253, START + SECONDS), u32_field(5, START + SECONDS + 7200)],
        132 => vec![
            u32_field(253, START),
            (0, 0x84, vec![0, 0]),
            (6, 0x02, vec![140]),
            u32_field(9, 1024),
            (10, 0x0D, vec![0, 4, 8]),
        ],
        216 => vec![
            (0, 0x84, vec![18, 0]),
            (1, 0x84, vec![0, 0]),
            u8_field(11, 190),
            u8_field(12, 50),
            u8_field(13, 170),
        ],
        _ => unreachable!("a message that is not read"),
    }
}

/// A run in which the field `number` of the message `global` (of ten of the records)
/// is `odd` instead.
fn fit_with(global: u16, odd: &Field) -> Vec<u8> {
    let mut data = Vec::new();
    let mut add = |own: u16, second: u32, is_odd: bool| {
        let mut fields = sound(own, second);
        if is_odd {
            fields.iter_mut().filter(|field| field.0 == odd.0).for_each(|field| field.clone_from(odd));
        }
        message(&mut data, own, &fields);
    };
    for own in [0, 23, 3, 12, 7, 21] {
        add(own, 0, own == global);
    }
    for second in 0..=SECONDS {
        add(RECORD, second, global == RECORD && (100..110).contains(&second));
    }
    for own in [132, 19, SESSION, 216, 34] {
        add(own, 0, own == global);
    }
    framed(&data, FitHeader::ZeroCrc)
}

/// Base types with the bytes of one value.
const TYPES: [(u8, usize); 17] = [
    (0x00, 1),
    (0x01, 1),
    (0x02, 1),
    (0x83, 2),
    (0x84, 2),
    (0x85, 4),
    (0x86, 4),
    (0x07, 1),
    (0x88, 4),
    (0x89, 8),
    (0x0A, 1),
    (0x8B, 2),
    (0x8C, 4),
    (0x0D, 1),
    (0x8E, 8),
    (0x8F, 8),
    (0x90, 8),
];

/// The limits of a type, and what lies beside them: all of the bits, none, the sign alone, the
/// largest positive number, one, and for fractions those that are no numbers.
fn limits(base: u8, size: usize) -> Vec<Vec<u8>> {
    let of = |low: u8, high: u8| {
        let mut bytes = vec![low; size];
        bytes[size - 1] = high;
        bytes
    };
    let mut values =
        vec![of(0xFF, 0xFF), of(0, 0), of(0, 0x80), of(0xFF, 0x7F), of(0xFE, 0x7F), of(0xFF, 0xFE)];
    values.extend([of(1, 0x80), of(if size == 1 { 0 } else { 1 }, 1), [vec![1], vec![0; size - 1]].concat()]);
    match base {
        0x88 => values.extend(
            [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN_POSITIVE]
                .map(|v| v.to_le_bytes().into()),
        ),
        0x89 => values.extend(
            [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308, f64::MIN_POSITIVE]
                .map(|v| v.to_le_bytes().into()),
        ),
        _ => {}
    }
    values
}

#[test]
fn every_field_that_is_read_may_hold_the_limits_of_every_type() {
    let whole = recording(fit::decode, &fit_with(u16::MAX, &u8_field(0, 0))).expect("a sound file");
    assert_eq!((whole.counts.records, whole.activities.len(), whole.damage), (RECORDS, 1, None));
    let mut tried = 0;
    for global in [0, 3, 7, 12, SESSION, 19, RECORD, 21, 23, 34, 132, 216] {
        for (number, ..) in sound(global, 0) {
            for (base, size) in TYPES {
                for value in limits(base, size) {
                    // As one value, and as an array of three.
                    for bytes in [value.clone(), value.repeat(3)] {
                        let file = fit_with(global, &(number, base, bytes));
                        let read = recording(fit::decode, &file);
                        let read = read.unwrap_or_else(|error| {
                            panic!("message {global}, field {number} of type {base:#x}, {value:?}: {error}")
                        });
                        assert_eq!(
                            read.counts.records, RECORDS,
                            "message {global}, field {number}, {value:?}"
                        );
                        tried += 1;
                    }
                }
            }
        }
    }
    assert!(tried > 10_000, "{tried}");
}

#[test]
fn a_few_absurd_records_of_a_fit_cost_no_more_than_themselves() {
    for (number, ..) in sound(RECORD, 0).into_iter().skip(1) {
        for (base, size) in [(0x02, 1), (0x84, 2), (0x85, 4), (0x86, 4), (0x88, 4), (0x89, 8), (0x8E, 8)] {
            for value in limits(base, size) {
                let file = fit_with(RECORD, &(number, base, value.clone()));
                // Without the session: what it says would hide what the records say.
                let read = fit::decode(&file).expect("a readable file");
                let mut activity = read.activities.into_iter().next().expect("an activity");
                activity.summary = shakeout::activity::Summary::default();
                let (cleaned, log) = shakeout::clean::clean(activity);
                let digest = shakeout::digest::digest(&cleaned, log, None);
                let what = format!("field {number} of type {base:#x}: {value:?}");
                let metres = digest.distance_m.unwrap_or_else(|| panic!("{what}: no distance"));
                // A counted distance that falls takes its own 30 m with it.
                assert!((metres - 600.0).abs() < 40.0, "{what}: {metres} m");
                let mean = digest.hr.as_ref().and_then(|hr| hr.mean_bpm()).expect("a heart rate");
                assert!((mean - 140.0).abs() < 10.0, "{what}: {mean} bpm");
                assert!(digest.ascent_m.is_none_or(|up| up < 30.0), "{what}: {:?} m up", digest.ascent_m);
            }
        }
    }
}

#[test]
fn texts_of_a_fit_without_an_end_or_with_anything_in_them_are_read_as_text() {
    let texts: [(&[u8], Option<&str>); 8] = [
        (b"no end", Some("no end")),
        (b"a\0b\0c", Some("a")),
        (b"\0hidden", None),
        (b"\xFF\xFF\xFF\xFF", None),
        (b"Z\xFCrich\0", Some("Z\u{fffd}rich")),
        (b"\xC3", Some("\u{fffd}")),
        (b"\x1b[2J\x07name\r\n\0", Some("\u{1b}[2J\u{7}name")),
        (b"=cmd|' /C calc'!A0\0", Some("=cmd|' /C calc'!A0")),
    ];
    for (bytes, expected) in texts {
        for (global, number, key) in
            [(SESSION, 110, "name"), (0, 8, "device"), (23, 27, "device"), (12, 3, "name")]
        {
            let file = fit_with(global, &(number, 0x07, bytes.into()));
            recording(fit::decode, &file).expect("a readable file");
            let found = &inspected("run.fit", &file)[0];
            if global == SESSION {
                assert_eq!(found[key].as_str(), expected, "{found}");
            }
            assert_eq!(found["records"], RECORDS, "{found}");
            let dir = tempfile::tempdir().expect("a temporary folder");
            std::fs::write(dir.path().join("run.fit"), &file).expect("a file");
            let shown = done(program().args(["inspect", "run.fit"]).current_dir(dir.path())).stdout;
            let shown = String::from_utf8(shown).expect("UTF-8");
            assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
        }
    }
}
