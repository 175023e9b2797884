//! Decode: bytes of one file to [`Activity`] values. The registry of formats, found by content.
//!
//! A new format = one file next to `gpx.rs`, one `mod` line, one row in [`DECODERS`].

pub mod budget;
pub mod fit;
pub mod gpx;
pub mod messages;
pub mod sport;
pub mod tcx;
pub mod time;
pub mod turn;
pub mod xml;

use std::io::Read;

pub use budget::{Budget, Credit};

use crate::activity::{Activity, Format};
use crate::error::FileError;

/// What was counted in a file, whatever became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Samples: FIT record, GPX trkpt, TCX Trackpoint.
    pub records: usize,
    /// Samples with a valid heart rate.
    pub hr_records: usize,
    /// Samples with a position.
    pub gps_records: usize,
    /// FIT session, GPX trk, TCX Activity.
    pub sessions: usize,
    /// FIT lap, TCX Lap.
    pub laps: usize,
}

/// Damage that left a file readable in part: status *partial*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// What is wrong, for the owner.
    pub what: String,
    /// Byte in the (unpacked) file at which it was met.
    pub at: u64,
}

/// Everything that was read from one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The format.
    pub format: Format,
    /// The activities, in file order. Empty only together with [`Self::no_activity`].
    pub activities: Vec<Activity>,
    /// Why there is no activity although the file is sound (`a route without times`,
    /// `file type 6 (course)`).
    pub no_activity: Option<String>,
    /// What was counted.
    pub counts: Counts,
    /// Damage, when the file was readable only in part. The first one met.
    pub damage: Option<Damage>,
}

/// One format: how to know it and how to read it.
pub struct Decoder {
    /// The format.
    pub format: Format,
    /// True if the file begins like this format. Sees the whole file, looks at its beginning.
    pub sniff: fn(&[u8]) -> bool,
    /// Reads the file within its budget.
    pub decode: fn(&[u8], Budget) -> Result<Decoded, FileError>,
    /// Reads a file that is too large to be held, from its beginning; `None`: the format cannot.
    pub stream: Option<Stream>,
}

/// See [`Decoder::stream`].
pub type Stream = fn(&mut dyn Read, Budget) -> Result<Decoded, FileError>;

impl Decoder {
    /// Reads a whole file.
    ///
    /// # Errors
    /// Those of the format, and [`FileError::Limit`] for what would take more memory than its size allows.
    pub fn read(&self, bytes: &[u8]) -> Result<Decoded, FileError> {
        (self.decode)(bytes, Budget::of_bytes(bytes))
    }
}

/// The formats, in the order in which they are tried.
pub const DECODERS: &[Decoder] = &[
    Decoder { format: Format::Fit, sniff: fit::sniff, decode: fit::decode_within, stream: None },
    Decoder { format: Format::Tcx, sniff: tcx::sniff, decode: tcx::decode_within, stream: Some(tcx::stream) },
    Decoder { format: Format::Gpx, sniff: gpx::sniff, decode: gpx::decode_within, stream: Some(gpx::stream) },
];

/// The decoder for `bytes`, found by content and never by name.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<&'static Decoder> {
    DECODERS.iter().find(|decoder| (decoder.sniff)(bytes))
}
