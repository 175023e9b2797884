//! Values of FIT fields: base types, bytes, scales.

/// A value with its base type; the constructors turn `None` into the type's invalid value.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    /// enum, 0xFF for none.
    Enum(u8),
    /// uint8, 0xFF for none.
    U8(u8),
    /// uint16, 0xFFFF for none.
    U16(u16),
    /// uint32, 0xFFFFFFFF for none.
    U32(u32),
    /// uint32z, 0 for none.
    U32z(u32),
    /// sint32, 0x7FFFFFFF for none.
    S32(i32),
    /// string, written with its NUL.
    Text(&'a str),
    /// Base type and bytes, written verbatim.
    Raw(u8, &'a [u8]),
}

impl Value<'_> {
    /// A uint8 or its invalid value.
    pub fn u8(value: Option<u8>) -> Self {
        Self::U8(value.unwrap_or(u8::MAX))
    }

    /// A uint16 or its invalid value.
    pub fn u16(value: Option<u16>) -> Self {
        Self::U16(value.unwrap_or(u16::MAX))
    }

    /// A uint32 or its invalid value.
    pub fn u32(value: Option<u32>) -> Self {
        Self::U32(value.unwrap_or(u32::MAX))
    }

    /// A sint32 or its invalid value.
    pub fn s32(value: Option<i32>) -> Self {
        Self::S32(value.unwrap_or(i32::MAX))
    }

    /// The number of its base type.
    ///
    /// SPEC: numbers of the base types; bit 7 marks those of more than one byte.
    pub fn base_type(self) -> u8 {
        match self {
            Self::Enum(_) => 0x00,
            Self::U8(_) => 0x02,
            Self::Text(_) => 0x07,
            Self::U16(_) => 0x84,
            Self::S32(_) => 0x85,
            Self::U32(_) => 0x86,
            Self::U32z(_) => 0x8C,
            Self::Raw(base_type, _) => base_type,
        }
    }

    /// Bytes in the file.
    pub fn size(self) -> u8 {
        match self {
            Self::Enum(_) | Self::U8(_) => 1,
            Self::U16(_) => 2,
            Self::U32(_) | Self::U32z(_) | Self::S32(_) => 4,
            Self::Text(text) => text.len() as u8 + 1,
            Self::Raw(_, bytes) => bytes.len() as u8,
        }
    }

    /// Appends its bytes to `out`, most significant first when `big`.
    pub fn write(self, out: &mut Vec<u8>, big: bool) {
        match self {
            Self::Enum(value) | Self::U8(value) => out.push(value),
            Self::U16(value) => out.extend(if big { value.to_be_bytes() } else { value.to_le_bytes() }),
            Self::U32(value) | Self::U32z(value) => {
                out.extend(if big { value.to_be_bytes() } else { value.to_le_bytes() });
            }
            Self::S32(value) => out.extend(if big { value.to_be_bytes() } else { value.to_le_bytes() }),
            Self::Text(text) => {
                out.extend_from_slice(text.as_bytes());
                out.push(0);
            }
            Self::Raw(_, bytes) => out.extend_from_slice(bytes),
        }
    }
}

/// Field number and value.
pub type Field<'a> = (u8, Value<'a>);

/// The value times the profile's scale, rounded; `None` also for what the type cannot hold.
pub fn scaled_u32(value: Option<f64>, scale: f64) -> Option<u32> {
    let raw = (value? * scale).round();
    (0.0..f64::from(u32::MAX)).contains(&raw).then_some(raw as u32)
}

/// As [`scaled_u32`].
pub fn scaled_u16(value: Option<f64>, scale: f64) -> Option<u16> {
    scaled_u32(value, scale).and_then(|raw| u16::try_from(raw).ok())
}

/// As [`scaled_u32`].
pub fn scaled_u8(value: Option<f64>, scale: f64) -> Option<u8> {
    scaled_u32(value, scale).and_then(|raw| u8::try_from(raw).ok())
}
