//! The real samples: counts as the manifest has them, and the same robustness.

use shakeout::decode::sniff;

use super::survives;
use crate::support::real_files;

/// Rows of MANIFEST.tsv with this folder: path in the folder, bytes, what a reader found.
pub(super) fn samples(kind: &str) -> Vec<(String, Vec<u8>, String)> {
    let Some(folder) = real_files() else { return Vec::new() };
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.tsv")).expect("the manifest");
    let rows = manifest.lines().filter(|row| row.starts_with(kind));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let bytes = std::fs::read(folder.join(cells[0])).expect("a sample of the manifest");
        (cells[0].to_owned(), bytes, cells[8].to_owned())
    })
    .collect()
}

/// The number after `key=` in the manifest's cell.
fn manifest_count(found: &str, key: &str) -> usize {
    let value = found.split(' ').find_map(|part| part.strip_prefix(key)?.strip_prefix('='));
    value.expect("a count").parse().expect("a number")
}

#[test]
fn the_counts_of_every_real_gpx_and_tcx_equal_the_manifest() {
    for (kind, sessions) in [("gpx/", "trk"), ("tcx/", "act")] {
        let samples = samples(kind);
        for (name, bytes, found) in &samples {
            let decoder = sniff(bytes).expect("a known format");
            let counts = decoder.read(bytes).expect("readable").counts;
            let read = [counts.records, counts.hr_records, counts.sessions, counts.laps];
            let expected = ["pts", "hr", sessions, "lap"].map(|key| manifest_count(found, key));
            assert_eq!(read, expected, "{name}");
        }
        assert!(samples.is_empty() || samples.len() >= 5, "{kind}: {} samples", samples.len());
    }
}

#[test]
fn no_real_gpx_or_tcx_is_damaged_and_each_gives_an_activity_or_a_reason() {
    for kind in ["gpx/", "tcx/"] {
        for (name, bytes, _) in samples(kind) {
            let decoder = sniff(&bytes).expect("a known format");
            let decoded = decoder.read(&bytes).expect("readable");
            assert_eq!(decoded.damage, None, "{name}");
            assert_ne!(decoded.activities.is_empty(), decoded.no_activity.is_none(), "{name}");
        }
    }
}

#[test]
fn cut_or_flipped_real_samples_never_panic() {
    for (kind, tag) in [("gpx/", "trkpt"), ("tcx/", "Trackpoint")] {
        for (name, bytes, _) in samples(kind) {
            let decoder = sniff(&bytes).expect("a known format");
            survives(&name, &bytes, |bytes| decoder.read(bytes), &format!("</{tag}>"));
        }
    }
}
