//! Columns of an output table, each with its facts: name, type, unit, when it is missing, meaning.

use jiff::Timestamp;
use jiff::civil::Date;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellType {
    /// A local date.
    Date,
    /// An instant, UTC.
    Instant,
    /// A number.
    Number,
    /// A whole number.
    Count,
    /// Yes or no.
    Flag,
    /// Text.
    Text,
}

impl CellType {
    /// Type in Parquet as Arrow spells it; CSV holds the same as text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Date => "date32[day]",
            Self::Instant => "timestamp[ms, tz=UTC]",
            Self::Number => "double",
            Self::Count => "int64",
            Self::Flag => "bool",
            Self::Text => "large_string",
        }
    }
}

/// A column as its reader needs to know it.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Name in the header.
    pub name: &'static str,
    /// Type.
    pub kind: CellType,
    /// Unit; empty for text, counts, shares, and numbers on an arbitrary scale.
    pub unit: &'static str,
    /// When a cell is missing; empty: never.
    pub missing: &'static str,
    /// What it says.
    pub about: &'static str,
}

/// Where the cells of a column come from.
pub enum Get<R> {
    /// A local date; `None`: missing.
    Date(fn(&R) -> Option<Date>),
    /// An instant, in CSV as RFC 3339; `None`: missing.
    Instant(fn(&R) -> Option<Timestamp>),
    /// A number; `None`: missing.
    Number(fn(&R) -> Option<f64>),
    /// A whole number.
    Count(fn(&R) -> i64),
    /// Yes or no.
    Flag(fn(&R) -> bool),
    /// Text; empty: missing.
    Text(fn(&R) -> String),
}

impl<R> Get<R> {
    /// Type of the column.
    #[must_use]
    pub const fn kind(&self) -> CellType {
        match self {
            Self::Date(_) => CellType::Date,
            Self::Instant(_) => CellType::Instant,
            Self::Number(_) => CellType::Number,
            Self::Count(_) => CellType::Count,
            Self::Flag(_) => CellType::Flag,
            Self::Text(_) => CellType::Text,
        }
    }
}

/// One column of an output table.
pub struct TableColumn<R> {
    /// Name, unit included.
    pub name: &'static str,
    /// Unit; empty where there is none.
    pub unit: &'static str,
    /// When a cell is missing; empty: never.
    pub missing: &'static str,
    /// What it says.
    pub about: &'static str,
    /// Where it comes from.
    pub get: Get<R>,
}

impl<R> TableColumn<R> {
    /// What its reader needs to know.
    #[must_use]
    pub const fn facts(&self) -> Facts {
        let Self { name, unit, missing, about, .. } = *self;
        Facts { name, kind: self.get.kind(), unit, missing, about }
    }
}

/// A column that is never missing.
#[must_use]
pub const fn column<R>(name: &'static str, about: &'static str, get: Get<R>) -> TableColumn<R> {
    TableColumn { name, unit: "", missing: "", about, get }
}

/// A number; `missing` says when there is none, empty: never.
#[must_use]
pub const fn number<R>(
    name: &'static str,
    unit: &'static str,
    missing: &'static str,
    about: &'static str,
    get: fn(&R) -> Option<f64>,
) -> TableColumn<R> {
    TableColumn { name, unit, missing, about, get: Get::Number(get) }
}

/// A text that may be missing.
#[must_use]
pub const fn words<R>(
    name: &'static str,
    missing: &'static str,
    about: &'static str,
    get: fn(&R) -> String,
) -> TableColumn<R> {
    TableColumn { name, unit: "", missing, about, get: Get::Text(get) }
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

/// True if the name ends with the unit.
#[must_use]
pub fn names_its_unit(name: &str, unit: &str) -> bool {
    SUFFIXES.iter().any(|(own, suffix)| *own == unit && name.ends_with(suffix))
}
