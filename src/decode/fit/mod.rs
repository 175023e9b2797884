//! FIT: a lean decoder, driven by the definitions in the file.
//!
//! It reads the messages that this program uses, skips every other field by its size, checks the
//! checksum, and keeps what is readable of a damaged file. [`super::messages`] prints everything.

mod build;
mod content;
mod crc;
mod definition;
pub(crate) mod field;
mod heart_rate;
pub(crate) mod profile;
mod reader;
mod records;
mod values;

pub use crc::crc16;

use super::{Budget, Decoded};
use crate::activity::Format;
use crate::error::FileError;

/// True if the bytes begin with a FIT header.
#[must_use]
pub fn sniff(bytes: &[u8]) -> bool {
    reader::is_header(bytes, 0)
}

/// Reads a FIT file. Err only when it is damaged and nothing in it could be read, or when it would take
/// more memory than its size allows.
pub fn decode(bytes: &[u8]) -> Result<Decoded, FileError> {
    decode_within(bytes, Budget::of_bytes(bytes))
}

/// [`decode`] within a budget.
pub fn decode_within(bytes: &[u8], budget: Budget) -> Result<Decoded, FileError> {
    if !sniff(bytes) {
        return Err(FileError::Damaged { what: "no FIT header".into(), at: 0 });
    }
    let (content, damage) = reader::read(bytes, budget);
    content.budget.check()?;
    let counts = content.counts;
    let other_kind = other_kind(&content);
    let nothing = match counts.records {
        0 => "a FIT activity file without sessions and records".to_owned(),
        records => format!("a FIT activity file of {records} records without a usable time"),
    };
    let decoded = |activities, no_activity, damage| Decoded {
        format: Format::Fit,
        activities,
        no_activity,
        counts,
        damage,
    };
    if other_kind.is_some() {
        return Ok(decoded(Vec::new(), other_kind, damage));
    }
    let activities = build::activities(content);
    match damage {
        Some(damage) if activities.is_empty() => Err(FileError::Damaged { what: damage.what, at: damage.at }),
        damage => {
            let no_activity = activities.is_empty().then_some(nothing);
            Ok(decoded(activities, no_activity, damage))
        }
    }
}

/// `FIT file type 6 (course)`, when the file says that it is something else than an activity.
fn other_kind(content: &content::FitContent) -> Option<String> {
    let types = || content.parts.iter().filter_map(|part| part.file_type);
    if types().any(|kind| kind == profile::FILE_TYPE_ACTIVITY) {
        return None;
    }
    types().next().map(|kind| {
        let name = profile::file_type_name(kind);
        if name == kind.to_string() {
            format!("FIT file type {kind}")
        } else {
            format!("FIT file type {kind} ({name})")
        }
    })
}
