//! What the fuzz targets share: the rules that hold for any bytes, and a file for those that are
//! read from one.

use std::path::PathBuf;
use std::sync::OnceLock;

use shakeout::discover::Limits;

#[path = "../../tests/it/support/invariants.rs"]
pub mod invariants;

/// Limits so low that a run stays fast; what is above them is refused as it is at the default ones.
pub const LOW: Limits = Limits {
    file_bytes: 1 << 20,
    members: 16,
    nesting: 3,
    ratio: 20,
    ratio_from_bytes: 1 << 20,
    memory_bytes: 64 << 20,
};

/// A file of this process in the folder for temporary files (`TMPDIR`; memory is fastest).
pub fn scratch() -> &'static PathBuf {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| std::env::temp_dir().join(format!("shakeout-fuzz-{}", std::process::id())))
}
