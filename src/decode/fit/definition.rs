//! Definition messages, compiled once into what the data messages behind them need.

use super::profile::{TIMESTAMP, message};

/// How a value is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    U8,
    S8,
    U16,
    S16,
    U32,
    S32,
    U16Big,
    S16Big,
    U32Big,
    S32Big,
}

impl Kind {
    /// Of a base type; `None` for what no field that is read here uses (text, floats, 64 bits).
    ///
    /// SPEC: the low five bits are the type, bit 7 says "more than one byte". Some writers leave
    /// bit 7 out, so it is not looked at.
    fn of(base_type: u8, big: bool) -> Option<Self> {
        Some(match (base_type & 0x1F, big) {
            (0x00 | 0x02 | 0x0A | 0x0D, _) => Self::U8,
            (0x01, _) => Self::S8,
            (0x03, false) => Self::S16,
            (0x03, true) => Self::S16Big,
            (0x04 | 0x0B, false) => Self::U16,
            (0x04 | 0x0B, true) => Self::U16Big,
            (0x05, false) => Self::S32,
            (0x05, true) => Self::S32Big,
            (0x06 | 0x0C, false) => Self::U32,
            (0x06 | 0x0C, true) => Self::U32Big,
            _ => return None,
        })
    }

    /// Bytes of one value.
    const fn size(self) -> usize {
        match self {
            Self::U8 | Self::S8 => 1,
            Self::U16 | Self::S16 | Self::U16Big | Self::S16Big => 2,
            Self::U32 | Self::S32 | Self::U32Big | Self::S32Big => 4,
        }
    }
}

/// Where one value stands in a data message, and how.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    offset: u32,
    kind: Kind,
}

impl Slot {
    /// The value; `None` when it is the type's invalid value.
    ///
    /// SPEC: the `z` types have 0 as invalid value instead. The one such field that is read (the
    /// serial number) is checked where it is read.
    #[inline(always)]
    #[must_use]
    pub fn read(self, bytes: &[u8]) -> Option<i64> {
        let at = self.offset as usize;
        // Written out per type: this is the innermost loop of the program.
        macro_rules! value {
            ($type:ty, $from:ident, $size:literal) => {{
                let value = <$type>::$from(*bytes.get(at..)?.first_chunk::<$size>()?);
                (value != <$type>::MAX).then_some(i64::from(value))
            }};
        }
        match self.kind {
            Kind::U8 => value!(u8, from_le_bytes, 1),
            Kind::S8 => value!(i8, from_le_bytes, 1),
            Kind::U16 => value!(u16, from_le_bytes, 2),
            Kind::S16 => value!(i16, from_le_bytes, 2),
            Kind::U32 => value!(u32, from_le_bytes, 4),
            Kind::S32 => value!(i32, from_le_bytes, 4),
            Kind::U16Big => value!(u16, from_be_bytes, 2),
            Kind::S16Big => value!(i16, from_be_bytes, 2),
            Kind::U32Big => value!(u32, from_be_bytes, 4),
            Kind::S32Big => value!(i32, from_be_bytes, 4),
        }
    }
}

/// One field of a message that is read field by field.
#[derive(Clone, Copy, Debug)]
struct Field {
    number: u8,
    offset: u32,
    size: u8,
    /// `None`: text, or a size that is not a multiple of its type's. Such a field has bytes only.
    kind: Option<Kind>,
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
        let (altitude, altitude_16) = preferred(slot(78), slot(2));
        let (speed, speed_16) = preferred(slot(73), slot(6));
        Self {
            lat: slot(0),
            lon: slot(1),
            altitude,
            altitude_16,
            heart_rate: slot(3),
            cadence: slot(4),
            cadence_fraction: slot(53),
            distance: slot(5),
            speed,
            speed_16,
            speed_distance: fields.iter().find(|f| f.number == 8 && f.size == 3).map(|f| f.offset),
        }
    }
}

/// The better slot first, the other one behind it for when the better one is invalid.
fn preferred(better: Option<Slot>, other: Option<Slot>) -> (Option<Slot>, Option<Slot>) {
    if better.is_some() { (better, other) } else { (other, None) }
}

impl Field {
    fn slot(&self) -> Option<Slot> {
        self.kind.map(|kind| Slot { offset: self.offset, kind })
    }
}

/// What a local message number stands for.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Global message number.
    pub global: u16,
    /// Bytes of the data message behind its header, developer fields included.
    pub size: usize,
    /// The timestamp, which every message may have and compressed headers build upon.
    pub time: Option<Slot>,
    /// For record messages.
    pub record: Option<RecordPlan>,
    /// For the other messages that are read.
    fields: Vec<Field>,
}

impl Definition {
    /// Compiles the definition that begins behind its header byte, and says how many bytes it has.
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
            let kind = Kind::of(base_type, big)
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
        Some((Self { global, size: offset as usize, time, record, fields }, length))
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

    /// All values of an array field; an invalid one is `None`.
    pub fn integers(self, number: u8) -> impl Iterator<Item = Option<i64>> + 'a {
        let field = self.definition.field(number).and_then(|f| f.kind.map(|kind| (*f, kind)));
        field.into_iter().flat_map(move |(field, kind)| {
            (0..u32::from(field.size) / kind.size() as u32)
                .map(move |i| Slot { offset: field.offset + i * kind.size() as u32, kind }.read(self.bytes))
        })
    }

    /// The bytes of a field as they stand.
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
