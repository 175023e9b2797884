//! Classify: the session class of an activity and the evidence for it.

use serde::Serialize;

/// The class of one session (METRICS, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SessionClass {
    /// Easy and short and mechanically mild; counts as easy.
    Recovery,
    /// Easy.
    Easy,
    /// Neither easy nor hard.
    Moderate,
    /// Hard.
    Hard,
    /// Two kinds of evidence disagree by two classes.
    Uncertain,
    /// No evidence at all.
    Unknown,
}

impl SessionClass {
    /// Lower-case name, as in the `class` column.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recovery => "recovery",
            Self::Easy => "easy",
            Self::Moderate => "moderate",
            Self::Hard => "hard",
            Self::Uncertain => "uncertain",
            Self::Unknown => "unknown",
        }
    }
}
