//! Broken documents: what stands before (and often after) the damage is kept.

use std::time::{Duration, Instant};

use shakeout::decode::{gpx, tcx};
use shakeout::error::FileError;

use super::{START, activity, only, point, read_gpx, survives, track, trackpoint};

#[test]
fn a_cut_file_keeps_the_points_before_the_cut_and_names_the_byte() {
    let document = track(&(point(0, "<hr>142</hr>") + &point(1, "<hr>143</hr>")));
    let cut = document.rfind("43</hr>").expect("the second heart rate") + 1;
    let decoded = read_gpx(&document[..cut]);
    let damage = decoded.damage.clone().expect("damage");
    assert_eq!((damage.what.as_str(), damage.at), ("the file ends before </gpx>", cut as u64));
    assert_eq!(only(decoded).samples.len(), 1);
}

#[test]
fn a_lost_quote_costs_its_point_and_no_more() {
    let document = track(&(0..10).map(|second| point(second, "")).collect::<String>());
    let place = document.find("lat=\"47.0000810\"").expect("the fourth point");
    let broken = document.replacen("lat=\"47.0000810\"", "lat=\"47.0000810", 1);
    let decoded = read_gpx(&broken);
    let damage = decoded.damage.clone().expect("damage");
    assert_eq!(damage.at, place as u64 - 7);
    let run = only(decoded);
    let seconds: Vec<_> = run.samples.time.iter().map(|time| (time.0 - START) / 1000).collect();
    assert_eq!(seconds, [0, 1, 2, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn the_byte_of_the_damage_is_one_of_the_file_in_every_encoding() {
    let document = track(&point(0, "")).replace("<trkseg>", "<name>Café</name><trkseg>");
    let broken = document.replace("</trkseg>", "<!x></trkseg>");
    let place = broken.find("<!x>").expect("the broken place");
    let utf8 = gpx::decode(broken.as_bytes()).expect("readable").damage.expect("damage");
    assert_eq!(utf8.at, place as u64);
    let units: Vec<u8> =
        [0xFEFF].into_iter().chain(broken.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let utf16 = gpx::decode(&units).expect("readable").damage.expect("damage");
    assert_eq!(utf16.at, 2 + 2 * (place as u64 - 1));
}

#[test]
fn nothing_readable_is_a_failure_with_its_byte() {
    for bytes in [&b"<gpx"[..], b"<gpx>", b"<gpx><metadata>", b"<?xml version='1.0'?><gpx version=\"1.1>"] {
        let error = gpx::decode(bytes).expect_err("nothing to read");
        assert!(matches!(error, FileError::Damaged { .. }), "{error}");
    }
    assert!(matches!(tcx::decode(b"<Activities>"), Err(FileError::Damaged { at: 12, .. })));
}

#[test]
fn a_million_nested_elements_end_the_reading_and_keep_what_was_read() {
    let deep = "<a>".repeat(1_000_000);
    let document = format!("<gpx><trk><trkseg>{}{deep}", point(0, ""));
    let begun = Instant::now();
    let decoded = read_gpx(&document);
    assert!(decoded.damage.as_ref().expect("damage").what.contains("deeper than 256"));
    assert_eq!(only(decoded).samples.len(), 1);
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn hostile_bytes_end_fast() {
    let begun = Instant::now();
    for unit in
        ["<!--", "<![CDATA[", "<a b=\"", "&", "<", "</", "<?", "<a b='\"' ", "]]>", "<!DOCTYPE [", "\u{FEFF}"]
    {
        let document = format!("<gpx>{}", unit.repeat(1_000_000 / unit.len()));
        let _ = gpx::decode(document.as_bytes());
        let _ = tcx::decode(document.as_bytes());
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn a_cut_or_flipped_gpx_or_tcx_never_panics_and_keeps_what_precedes_the_damage() {
    let inside = "<ele>512.5</ele><extensions><g:T><g:hr>142</g:hr><g:cad>85</g:cad></g:T></extensions>";
    let points: String = (0..200).map(|second| point(second, inside)).collect();
    survives("made.gpx", track(&points).as_bytes(), gpx::decode, "</trkpt>");
    let inside = "<Position><LatitudeDegrees>47</LatitudeDegrees><LongitudeDegrees>8.5</LongitudeDegrees></Position><HeartRateBpm><Value>142</Value></HeartRateBpm>";
    let points: String = (0..200).map(|second| trackpoint(second, inside)).collect();
    let document = activity("Running", &format!("<Lap><Track>{points}</Track></Lap>"));
    survives("made.tcx", document.as_bytes(), tcx::decode, "</Trackpoint>");
}
