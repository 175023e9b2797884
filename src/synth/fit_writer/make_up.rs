//! Make-up: what watches write beside the messages and fields that are read here.
//!
//! The shares were taken from files of such watches: which messages stand between two records, how many
//! bytes they have, how many fields a record has and how many definitions a file.

use super::value::{Field, Value};

/// What a watch writes beside what is read.
#[derive(Debug, PartialEq, Eq)]
pub struct MakeUp {
    /// Bytes of the fields that are added to each record.
    pub fields: &'static [u8],
    /// Bytes of the developer fields of each record.
    pub developer: &'static [u8],
    /// Messages between the records.
    pub between: &'static [Between],
    /// Messages at the beginning: global number, bytes, how many.
    pub settings: &'static [(u16, u8, usize)],
    /// Bytes that are added to each lap.
    pub lap: u8,
}

/// A kind of message between the records.
#[derive(Debug, PartialEq, Eq)]
pub struct Between {
    /// Global number; the profile describes few of them.
    pub global: u16,
    /// Bytes of a message, without its header and its time.
    pub size: u8,
    /// True: it has a time.
    pub timed: bool,
    /// How many there are for each hundred records.
    pub per_hundred: usize,
}

const fn between(global: u16, size: u8, timed: bool, per_hundred: usize) -> Between {
    Between { global, size, timed, per_hundred }
}

/// A watch of 2015: thirteen fields in a record, two or three messages of five bytes after it.
pub const WATCH_2015: MakeUp = MakeUp {
    fields: &[1, 2, 2, 1],
    developer: &[],
    between: &[between(233, 4, false, 264)],
    settings: &[
        (2, 40, 1),
        (13, 30, 1),
        (22, 10, 13),
        (49, 3, 1),
        (72, 20, 1),
        (79, 40, 1),
        (104, 10, 1),
        (113, 30, 1),
        (140, 60, 1),
        (141, 80, 1),
        (147, 60, 2),
        (216, 100, 7),
        (22, 12, 1),
        (23, 90, 10),
    ],
    lap: 165,
};

/// A watch of 2024 without a sensor of running dynamics.
pub const WATCH_2024: MakeUp = MakeUp {
    fields: &[1, 1, 1, 1, 2],
    developer: &[],
    between: BETWEEN_2024,
    settings: SETTINGS_2024,
    lap: 170,
};

/// The same watch with one: 32 fields in a record.
pub const WATCH_2024_DYNAMICS: MakeUp = MakeUp {
    fields: &[2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1],
    developer: &[],
    between: BETWEEN_2024,
    settings: SETTINGS_2024,
    lap: 170,
};

const BETWEEN_2024: &[Between] = &[
    between(160, 4, true, 200),
    between(233, 4, false, 200),
    between(78, 10, false, 50),
    between(534, 4, true, 25),
    between(325, 6, true, 12),
    between(326, 8, true, 8),
    between(312, 3, true, 10),
    between(22, 5, true, 2),
];

const SETTINGS_2024: &[(u16, u8, usize)] = &[
    (2, 60, 1),
    (13, 40, 1),
    (23, 50, 12),
    (22, 12, 1),
    (49, 3, 1),
    (72, 20, 1),
    (79, 60, 1),
    (104, 10, 1),
    (113, 30, 1),
    (140, 100, 1),
    (141, 80, 1),
    (147, 60, 4),
    (216, 150, 8),
    (288, 20, 1),
    (327, 20, 1),
    (394, 20, 1),
    (499, 40, 1),
];

/// A watch with a foot pod: seven developer fields in a record, the beats of a strap after it.
pub const FOOTPOD: MakeUp = MakeUp {
    fields: &[2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1],
    developer: &[2, 2, 4, 2, 2, 4, 2],
    between: &[between(78, 10, false, 100)],
    settings: &[
        (2, 60, 1),
        (13, 40, 1),
        (22, 12, 8),
        (49, 3, 1),
        (72, 20, 1),
        (79, 60, 1),
        (104, 10, 1),
        (113, 30, 1),
        (206, 100, 7),
        (207, 20, 1),
        (288, 20, 1),
        (327, 20, 1),
        (140, 90, 1),
        (141, 70, 1),
        (147, 130, 10),
        (216, 95, 15),
        (23, 95, 15),
    ],
    lap: 190,
};

/// Bytes for fields that nobody reads. None of their values is invalid.
static BYTES: [u8; 256] = {
    let mut bytes = [0; 256];
    let mut i = 0;
    while i < 256 {
        bytes[i] = (i * 37 % 251) as u8;
        i += 1;
    }
    bytes
};

impl MakeUp {
    /// The fields that are added to a record.
    pub(super) fn record(&self) -> impl Iterator<Item = Field<'static>> {
        // The profile's first free numbers of running dynamics and of what came after them.
        self.fields.iter().zip(90..).map(|(size, number)| (number, filler(*size)))
    }

    /// Developer fields: number, bytes, index of the developer.
    pub(super) fn developer(&self) -> impl Iterator<Item = [u8; 3]> {
        self.developer.iter().zip(0..).map(|(size, number)| [number, *size, 0])
    }
}

impl Between {
    /// How many of these follow record `n`.
    pub(super) const fn after(&self, n: usize) -> usize {
        (n + 1) * self.per_hundred / 100 - n * self.per_hundred / 100
    }
}

/// A value of so many bytes.
pub(super) fn filler(size: u8) -> Value<'static> {
    Value::Raw(0x0D, &BYTES[..usize::from(size)])
}
