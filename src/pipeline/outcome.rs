//! Outcome: what became of one file or archive member when it was read.

use std::borrow::Cow;

use crate::activity::Format;
use crate::decode::Damage;
use crate::decode::budget::{COPIES, DIGEST, NOTE, ROW};
use crate::digest::Digest;
use crate::discover::Source;
use crate::error::{FileError, shortened};
use crate::label::Label;
use crate::source::Listing;

/// What became of one file or archive member when it was read.
#[derive(Clone, Debug)]
pub struct FileOutcome {
    /// Its name.
    pub label: Label,
    /// Its format, as far as it was recognised.
    pub format: Option<Format>,
    /// Result of reading it.
    pub fate: Fate,
    /// Hash of its (unpacked) content: equal bytes are the same recording.
    pub content: Option<ContentHash>,
}

/// XXH3 in 128 bits, as bytes: a million members are held at once, and a number would be aligned to 16.
pub type ContentHash = [u8; 16];

impl FileOutcome {
    /// True if the file failed or was readable only in part.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        matches!(self.fate, Fate::Failed(_) | Fate::Read { damage: Some(_), .. })
    }

    /// Outcome of a file that cannot be opened or is refused.
    pub(super) fn failed(source: &Source, error: FileError) -> Self {
        Self { label: source.label.clone(), format: None, fate: Fate::of_error(error), content: None }
    }

    /// Memory that it takes until the end, bytes, by the measures of a [`Budget`](crate::decode::Budget).
    pub(super) fn kept_bytes(&self) -> u64 {
        // A file of the disk takes more there than its row does here.
        let row = if self.label.is_member() { ROW + COPIES * self.label.member_bytes() } else { 0 };
        let of_digest = |digest: &Digest| {
            let names = [&digest.name, &digest.sub_sport, &digest.device, &digest.workout_type];
            let names: usize = names.into_iter().flatten().map(|name| name.len()).sum();
            DIGEST + NOTE * digest.problems.len() as u64 + COPIES * names as u64
        };
        row + match &self.fate {
            Fate::Read { digests, .. } => digests.iter().map(of_digest).sum(),
            Fate::Listed(listing) => listing.kept_bytes(),
            Fate::Skipped(reason) => reason.len() as u64,
            Fate::Failed(reason) => reason.len() as u64,
        }
    }

    /// Logs the file, its result, and how long it took, where that is known.
    pub(super) fn log(&self, bytes: u64, ms: Option<f64>) {
        let format = self.format.map_or("-", Format::name);
        let file = &self.label;
        match &self.fate {
            Fate::Failed(why) => tracing::warn!(%file, format, bytes, ms, %why, "failed"),
            Fate::Read { damage: Some(damage), .. } => {
                tracing::warn!(%file, format, bytes, ms, why = %damage.what, at_byte = damage.at, "partial");
            }
            Fate::Read { digests, .. } => {
                tracing::debug!(%file, format, bytes, ms, activities = digests.len(), "read");
            }
            Fate::Listed(list) => tracing::debug!(%file, format = list.kind.words, bytes, ms, "read"),
            Fate::Skipped(why) => tracing::debug!(%file, format, bytes, ms, %why, "skipped"),
        }
    }
}

/// Result of reading one file.
#[derive(Clone, Debug)]
pub enum Fate {
    /// Read: at least one activity.
    Read {
        /// One per activity, in file order.
        digests: Vec<Digest>,
        /// The damage, when it was readable only in part.
        damage: Option<Box<Damage>>,
    },
    /// A list of activities.
    Listed(Box<Listing>),
    /// Valid, but without an activity.
    Skipped(Cow<'static, str>),
    /// Not readable.
    Failed(String),
}

impl Fate {
    /// Why nothing was read.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Skipped(reason) => Some(reason),
            Self::Failed(reason) => Some(reason),
            Self::Read { .. } | Self::Listed(_) => None,
        }
    }

    /// The same with damage found before decoding, which takes precedence.
    pub(super) fn with_damage(self, before: Option<Damage>) -> Self {
        match (self, before) {
            (Self::Read { digests, damage }, before) => {
                Self::Read { digests, damage: before.map(Box::new).or(damage) }
            }
            (Self::Skipped(reason), Some(before)) => {
                Self::Failed(format!("{} at byte {}: {reason}", before.what, before.at))
            }
            (other, _) => other,
        }
    }

    pub(super) fn of_error(error: FileError) -> Self {
        match error {
            FileError::NotAnActivity(reason) => Self::Skipped(reason),
            other => Self::Failed(shortened(&other.to_string()).into_owned()),
        }
    }
}
