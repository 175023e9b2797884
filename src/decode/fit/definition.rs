//! Definition messages, compiled once into what the following data messages need.

use super::field::record;
use super::profile::{TIMESTAMP, message};

/// How a value is stored: what turns four bytes from its place into the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct BaseType {
    /// Bytes of one value: 1, 2 or 4.
    size: u8,
    signed: bool,
    /// Most significant byte first.
    big: bool,
    /// Bits of the four bytes that do not belong to the value.
    spare: u8,
    /// The value that means "none".
    invalid: u32,
}

impl BaseType {
    /// Of a base type; `None` for what no field that is read here uses (text, floats, 64 bits).
    ///
    /// SPEC: the low five bits are the type, bit 7 says "more than one byte". Some writers leave
    /// bit 7 out, so it is ignored. The invalid value is the largest one; the `z` types have 0
    /// instead, and the one such field that is read (the serial number) is checked where it is read.
    fn of(base_type: u8, big: bool) -> Option<Self> {
        let (size, signed) = match base_type & 0x1F {
            0x00 | 0x02 | 0x0A | 0x0D => (1, false),
            0x01 => (1, true),
            0x03 => (2, true),
            0x04 | 0x0B => (2, false),
            0x05 => (4, true),
            0x06 | 0x0C => (4, false),
            _ => return None,
        };
        let spare = 32 - 8 * size;
        let invalid = u32::MAX >> spare >> u8::from(signed);
        Some(Self { size, signed, big, spare, invalid })
    }

    fn size(self) -> usize {
        usize::from(self.size)
    }
}

/// Position and type of one value in a data message.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    offset: u32,
    kind: BaseType,
}

impl Slot {
    /// Where its four bytes lie, when they are an unsigned number that begins with its least significant byte.
    #[must_use]
    pub fn place_of_u32(self) -> Option<u32> {
        matches!(self.kind, BaseType { size: 4, signed: false, big: false, .. }).then_some(self.offset)
    }

    /// The value; `None` when it is the type's invalid value. `bytes` begin with the message and may
    /// continue after it.
    ///
    /// Four bytes are taken whatever the type, and what is not the value's is shifted out: a jump for
    /// each type would cost more than the reading.
    #[inline]
    #[must_use]
    pub fn read(self, bytes: &[u8]) -> Option<i64> {
        let BaseType { signed, big, spare, invalid, .. } = self.kind;
        let at = self.offset as usize;
        let four = match bytes.get(at..).and_then(|rest| rest.first_chunk::<4>()) {
            Some(four) => *four,
            None => last_bytes(bytes, at),
        };
        let raised =
            if big { u32::from_be_bytes(four) >> spare << spare } else { u32::from_le_bytes(four) << spare };
        let value = raised >> spare;
        let number = if signed { i64::from(raised.cast_signed() >> spare) } else { i64::from(value) };
        (value != invalid).then_some(number)
    }
}

/// Messages of one definition, contiguous, headers included.
#[derive(Clone, Copy)]
pub struct Messages<'a> {
    /// Their bytes.
    pub bytes: &'a [u8],
    /// Bytes of one.
    pub stride: usize,
}

impl<'a> Messages<'a> {
    /// One by one.
    #[inline(always)]
    pub fn iter(self) -> impl Iterator<Item = &'a [u8]> {
        self.bytes.chunks_exact(self.stride)
    }
}

impl Slot {
    /// Gives the value in each of `messages` to `take`, with the matching entry of `to`.
    ///
    /// This is the innermost loop of the program. There is one for each of the ways in which nearly all
    /// files store their values, so that nothing is decided in it.
    #[inline(always)]
    pub fn each<T>(self, messages: Messages<'_>, to: &mut [T], take: impl Fn(&mut T, Option<i64>)) {
        // After the header.
        let at = 1 + self.offset as usize;
        let both = messages.iter().zip(to);
        match self.kind {
            BaseType { size: 1, signed: false, .. } => {
                for (message, to) in both {
                    let raw = message[at];
                    take(to, (raw != u8::MAX).then_some(i64::from(raw)));
                }
            }
            BaseType { size: 2, signed: false, big: false, .. } => {
                for (message, to) in both {
                    let raw = u16::from_le_bytes(array(message, at));
                    take(to, (raw != u16::MAX).then_some(i64::from(raw)));
                }
            }
            BaseType { size: 4, signed: false, big: false, .. } => {
                for (message, to) in both {
                    let raw = u32::from_le_bytes(array(message, at));
                    take(to, (raw != u32::MAX).then_some(i64::from(raw)));
                }
            }
            BaseType { size: 4, signed: true, big: false, .. } => {
                for (message, to) in both {
                    let raw = i32::from_le_bytes(array(message, at));
                    take(to, (raw != i32::MAX).then_some(i64::from(raw)));
                }
            }
            _ => {
                for (message, to) in both {
                    take(to, self.read(&message[1..]));
                }
            }
        }
    }
}

/// `N` bytes from `at` on. All places are inside: a message is read only when all of it is there.
#[inline(always)]
fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(&bytes[at..at + N]);
    array
}

/// The bytes from `at` on when they are fewer than four, padded with zeros.
#[cold]
fn last_bytes(bytes: &[u8], at: usize) -> [u8; 4] {
    let mut four = [0; 4];
    for (to, from) in four.iter_mut().zip(bytes.iter().skip(at)) {
        *to = *from;
    }
    four
}

/// One field of a message that is read field by field.
#[derive(Clone, Copy, Debug)]
struct Field {
    number: u8,
    offset: u32,
    size: u8,
    /// `None`: text, or a size that is not a multiple of its type's. Such a field has bytes only.
    kind: Option<BaseType>,
}

/// The slots of a record message.
#[derive(Clone, Copy, Debug, Default)]
pub struct RecordPlan {
    /// Latitude, semicircles.
    pub lat: Option<Slot>,
    /// Longitude, semicircles.
    pub lon: Option<Slot>,
    /// Altitude, enhanced where there is one: / 5 - 500 m.
    pub altitude: Option<Slot>,
    /// Altitude in 16 bits, where there is an enhanced one too (which may be invalid).
    pub altitude_16: Option<Slot>,
    /// Heart rate, bpm.
    pub heart_rate: Option<Slot>,
    /// Cadence: of one foot when running, 1/min.
    pub cadence: Option<Slot>,
    /// Fraction of the cadence: / 128 1/min.
    pub cadence_fraction: Option<Slot>,
    /// Distance: / 100 m.
    pub distance: Option<Slot>,
    /// Speed, enhanced where there is one: / 1000 m/s.
    pub speed: Option<Slot>,
    /// Speed in 16 bits, where there is an enhanced one too (which may be invalid).
    pub speed_16: Option<Slot>,
    /// Offset of `compressed_speed_distance` (three bytes).
    pub speed_distance: Option<u32>,
}

impl RecordPlan {
    fn new(fields: &[Field]) -> Self {
        let slot = |number: u8| fields.iter().find(|f| f.number == number).and_then(Field::slot);
        let (altitude, altitude_16) = preferred(slot(record::ENHANCED_ALTITUDE), slot(record::ALTITUDE));
        let (speed, speed_16) = preferred(slot(record::ENHANCED_SPEED), slot(record::SPEED));
        Self {
            lat: slot(record::POSITION_LAT),
            lon: slot(record::POSITION_LONG),
            altitude,
            altitude_16,
            heart_rate: slot(record::HEART_RATE),
            cadence: slot(record::CADENCE),
            cadence_fraction: slot(record::FRACTIONAL_CADENCE),
            distance: slot(record::DISTANCE),
            speed,
            speed_16,
            speed_distance: fields
                .iter()
                .find(|f| f.number == record::COMPRESSED_SPEED_DISTANCE && f.size == 3)
                .map(|f| f.offset),
        }
    }
}

/// The better slot first, then the other one, for when the better one is invalid.
fn preferred(better: Option<Slot>, other: Option<Slot>) -> (Option<Slot>, Option<Slot>) {
    if better.is_some() { (better, other) } else { (other, None) }
}

impl Field {
    fn slot(&self) -> Option<Slot> {
        self.kind.map(|kind| Slot { offset: self.offset, kind })
    }
}

/// What a local message number means.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Global message number.
    pub global: u16,
    /// Bytes of the data message after its header, developer fields included.
    pub size: usize,
    /// The timestamp, which every message may have and compressed headers build upon.
    pub time: Option<Slot>,
    /// For record messages.
    pub record: Option<RecordPlan>,
    /// False: nothing of the message is read but its time.
    pub is_read: bool,
    /// For the other messages that are read.
    fields: Vec<Field>,
}

impl Definition {
    /// Compiles the definition after its header byte; returns its length in bytes as well.
    /// `None`: the bytes end before it does, or are no definition.
    ///
    /// SPEC: reserved, architecture (0 little, 1 big endian), global number (2), number of fields,
    /// then number, size and base type of each; with developer data the same count and triples again.
    #[must_use]
    pub fn compile(bytes: &[u8], developer: bool) -> Option<(Self, usize)> {
        let [_, architecture, number_0, number_1, field_count] = *bytes.first_chunk::<5>()?;
        let big = match architecture {
            0 => false,
            1 => true,
            _ => return None,
        };
        let number = [number_0, number_1];
        let global = if big { u16::from_be_bytes(number) } else { u16::from_le_bytes(number) };
        let mut length = 5 + 3 * usize::from(field_count);
        let mut offset = 0u32;
        let mut fields = Vec::with_capacity(usize::from(field_count));
        for triple in bytes.get(5..length)?.chunks_exact(3) {
            let (number, size, base_type) = (triple[0], triple[1], triple[2]);
            // DEVICE: COROS declares event.data (uint32) with one byte: a size that does not hold
            // whole values is skipped by its size (`coros-misaligned-field-size.fit`).
            let kind = BaseType::of(base_type, big)
                .filter(|kind| size > 0 && usize::from(size).is_multiple_of(kind.size()));
            fields.push(Field { number, offset, size, kind });
            offset += u32::from(size);
        }
        if developer {
            let count = usize::from(*bytes.get(length)?);
            let triples = bytes.get(length + 1..length + 1 + 3 * count)?;
            offset += triples.chunks_exact(3).map(|triple| u32::from(triple[1])).sum::<u32>();
            length += 1 + 3 * count;
        }
        let time = fields.iter().find(|f| f.number == TIMESTAMP).and_then(Field::slot);
        let record = (global == message::RECORD).then(|| RecordPlan::new(&fields));
        let is_read = message::READ.contains(&global);
        Some((Self { global, size: offset as usize, time, record, is_read, fields }, length))
    }

    /// FIT seconds of the message that `bytes` begin with.
    #[must_use]
    pub fn stamp(&self, bytes: &[u8]) -> Option<u32> {
        self.time?.read(bytes).and_then(|seconds| u32::try_from(seconds).ok())
    }

    /// FIT seconds of the last of `messages`, headers included, that has a time.
    #[must_use]
    pub fn last_stamp(&self, messages: &[u8]) -> Option<u32> {
        self.time?;
        messages.rchunks_exact(1 + self.size).find_map(|message| self.stamp(&message[1..]))
    }

    fn field(&self, number: u8) -> Option<&Field> {
        self.fields.iter().find(|f| f.number == number)
    }
}

/// A data message that is read field by field.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// Its definition.
    pub definition: &'a Definition,
    /// Its bytes, `definition.size` of them.
    pub bytes: &'a [u8],
}

impl<'a> Message<'a> {
    /// The (first) value of a field; `None` when the message lacks it or it is invalid.
    #[must_use]
    pub fn integer(self, number: u8) -> Option<i64> {
        self.definition.field(number)?.slot()?.read(self.bytes)
    }

    /// The value as an unsigned type; `None` also when it does not fit.
    #[must_use]
    pub fn unsigned<T: TryFrom<i64>>(self, number: u8) -> Option<T> {
        self.integer(number).and_then(|value| T::try_from(value).ok())
    }

    /// The value divided by the profile's scale.
    #[must_use]
    pub fn scaled(self, number: u8, scale: f64) -> Option<f64> {
        self.integer(number).map(|value| value as f64 / scale)
    }

    /// [`Self::scaled`] of an amount: a definition can make any field signed or of 64 bits, yet no
    /// time, way or climb is below 0 or beyond the 32 bits that the profile has for it.
    pub fn amount(self, number: u8, scale: f64) -> Option<f64> {
        self.unsigned::<u32>(number).map(|value| f64::from(value) / scale)
    }

    /// All values of an array field; an invalid one is `None`.
    pub fn integers(self, number: u8) -> impl Iterator<Item = Option<i64>> + 'a {
        let field = self.definition.field(number).and_then(|f| f.kind.map(|kind| (*f, kind)));
        field.into_iter().flat_map(move |(field, kind)| {
            (0..u32::from(field.size) / kind.size() as u32)
                .map(move |i| Slot { offset: field.offset + i * kind.size() as u32, kind }.read(self.bytes))
        })
    }

    /// The bytes of a field, undecoded.
    #[must_use]
    pub fn raw(self, number: u8) -> Option<&'a [u8]> {
        let field = self.definition.field(number)?;
        self.bytes.get(field.offset as usize..field.offset as usize + usize::from(field.size))
    }

    /// A text field up to its NUL or its end; `None` when it is empty.
    #[must_use]
    pub fn text(self, number: u8) -> Option<String> {
        let raw = self.raw(number)?;
        let text = raw.split(|&byte| byte == 0).next().unwrap_or(raw);
        let text = String::from_utf8_lossy(text).trim().to_owned();
        (!text.is_empty() && !raw.iter().all(|&byte| byte == 0xFF)).then_some(text)
    }
}
