//! Facts of a column, for the document of columns: name, type, unit, when it is missing, meaning.

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A local date.
    Date,
    /// A number.
    Number,
    /// A whole number.
    Count,
    /// Yes or no.
    Flag,
    /// Text.
    Text,
}

impl Kind {
    /// Type in Parquet; CSV holds the same as text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Number => "float64",
            Self::Count => "int64",
            Self::Flag => "boolean",
            Self::Text => "string",
        }
    }
}

/// A column as its reader needs to know it.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Name in the header.
    pub name: &'static str,
    /// Type.
    pub kind: Kind,
    /// Unit; empty for text, counts, shares, and numbers on an arbitrary scale.
    pub unit: &'static str,
    /// When a cell is missing; empty: never.
    pub missing: &'static str,
    /// What it says.
    pub about: &'static str,
}

/// How a unit is spelled at the end of a column's name.
const SUFFIXES: &[(&str, &str)] = &[
    ("s", "_s"),
    ("min", "_min"),
    ("h", "_h"),
    ("m", "_m"),
    ("beats/min", "_bpm"),
    ("steps/min", "_spm"),
    ("kJ", "_kj"),
    ("%", "_pct"),
];

/// True if the unit stands at the end of the name.
#[must_use]
pub fn names_its_unit(name: &str, unit: &str) -> bool {
    SUFFIXES.iter().any(|(own, suffix)| *own == unit && name.ends_with(suffix))
}
