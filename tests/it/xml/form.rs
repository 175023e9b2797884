//! Finding the format, and encodings.

use shakeout::decode::{gpx, sniff};

use super::{only, point, says, track};

#[test]
fn the_format_is_known_by_its_root_element_alone() {
    let name = |bytes: &[u8]| sniff(bytes).map(|decoder| decoder.format.name());
    assert_eq!(name(b"<gpx>"), Some("gpx"));
    assert_eq!(name(b"\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- <a> --><!DOCTYPE gpx><x:gpx/>"), Some("gpx"));
    assert_eq!(name(b"          <?xml version=\"1.0\"?><TrainingCenterDatabase xmlns='a'>"), Some("tcx"));
    assert_eq!(name(b"<Activities>"), Some("tcx"));
    assert_eq!(name(b"<!DOCTYPE gpx [<!ENTITY a \"b\">]><gpx>"), Some("gpx"));
    for other in [&b"<html><gpx>"[..], b"gpx", b"", b"<", b"<!-- gpx", b"\0\0\0\0", b"<gpxx>", b"<?xml"] {
        assert_eq!(name(other), None, "{}", String::from_utf8_lossy(other));
    }
}

#[test]
fn utf_16_is_read_in_both_orders_with_and_without_a_mark() {
    let text = format!("<?xml version=\"1.0\"?>{}", track(&point(0, "<hr>142</hr>")));
    for (mark, little) in [(true, true), (true, false), (false, true), (false, false)] {
        let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        let bytes: Vec<u8> = units
            .flat_map(|unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect();
        assert!(gpx::sniff(&bytes));
        let run = only(gpx::decode(&bytes).expect("UTF-16"));
        assert_eq!(run.samples.heart_rate_bpm.get(0), Some(142));
    }
}

#[test]
fn latin_1_names_are_read_when_declared_and_marked_when_not() {
    let body = b"<trk><name>Caf\xE9</name><trkseg><trkpt lat='1' lon='2'><time>2024-05-01T06:00:00Z</time></trkpt></trkseg></trk></gpx>";
    let file = |head: &[u8]| [head, body].concat();
    let declared =
        only(gpx::decode(&file(b"<?xml version='1.0' encoding='ISO-8859-1'?><gpx>")).expect("Latin-1"));
    assert_eq!((declared.name.as_deref(), declared.problems.len()), (Some("Café"), 0));
    let silent = only(gpx::decode(&file(b"<gpx>")).expect("readable"));
    assert_eq!(silent.name.as_deref(), Some("Caf?"));
    assert!(says(&silent, "no UTF-8"));
}

#[test]
fn one_or_two_byte_order_marks_and_a_document_type_with_entities_do_no_harm() {
    let types = "<!DOCTYPE gpx [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>";
    let document = format!("\u{FEFF}\u{FEFF}{types}{}", track(&point(0, "<hr>142</hr>")));
    let document = document.replace("<trkseg>", "<name>x &b; &amp;c &d</name><trkseg>");
    assert!(gpx::sniff(document.as_bytes()));
    let run = only(gpx::decode(document.as_bytes()).expect("readable"));
    assert_eq!(run.samples.heart_rate_bpm.get(0), Some(142));
    // Entities of the document's own are not expanded: a few of them can stand for gigabytes.
    assert_eq!(run.name.as_deref(), Some("x &b; &c &d"));
}
