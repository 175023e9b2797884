//! A document that is read piece by piece says what it says as a whole.

use std::io::Read;

use proptest::prelude::*;
use shakeout::decode::xml::{Document, Elements, walk, walk_windows};
use shakeout::decode::{Budget, gpx, tcx};

use super::run;

/// Everything that a reader is told.
#[derive(Default, PartialEq, Debug)]
struct Calls(Vec<String>);

impl Elements for Calls {
    fn open(&mut self, name: &[u8], attributes: &str) {
        self.0.push(format!("<{} {attributes}>", String::from_utf8_lossy(name)));
    }

    fn close(&mut self, name: &[u8], parent: &[u8], text: &str) {
        let [name, parent] = [name, parent].map(String::from_utf8_lossy);
        self.0.push(format!("</{name}> in {parent}: {text}"));
    }
}

/// Gives a few bytes at a time.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let length = self.1.min(to.len()).min(self.0.len());
        to[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

fn same(bytes: &[u8], window: usize) {
    let (mut whole, mut pieces) = (Calls::default(), Calls::default());
    let document = Document::new(bytes);
    let damage = walk(&document, &mut whole);
    let mut reader = Drops(bytes, 100);
    let (by_pieces, replaced) = walk_windows(&mut reader, &mut pieces, window);
    assert_eq!(pieces.0.len(), whole.0.len(), "window {window}, {damage:?}, {by_pieces:?}");
    assert_eq!(pieces, whole, "window {window}");
    assert_eq!(by_pieces, damage, "window {window}");
    assert_eq!(replaced, document.replaced_bytes, "window {window}");
}

const ODD: &str = "\u{feff}<?xml version=\"1.0\"?><!-- a <comment> of some length --><g:gpx a='1 > 2' b=\"ü\">\
    text &amp; more <![CDATA[ <raw> & ]]> end<x/><trk><name>Zürich &#8364; &unknown; rest</name>\
    <a><b><c>1</a><d>  2  </d></trk>\n  \n</g:gpx>";

#[test]
fn in_windows_of_any_size_a_document_is_the_same() {
    let odd = ODD.repeat(2);
    for window in 1..=200 {
        same(ODD.as_bytes(), window);
        same(odd.as_bytes(), window);
    }
    let long = run(1);
    for window in [1000, 4096, 65_536] {
        same(&long, window);
    }
}

#[test]
fn one_byte_encodings_and_bytes_that_are_no_text_are_read_alike() {
    let latin = ODD.replace("<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>");
    let latin: Vec<u8> = latin
        .trim_start_matches('\u{feff}')
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    let broken: Vec<u8> = ODD
        .bytes()
        .enumerate()
        .map(|(i, byte)| if i % 37 == 36 && byte.is_ascii_lowercase() { 0xff } else { byte })
        .collect();
    for window in 100..=200 {
        same(&latin, window);
        same(&broken, window);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn damaged_documents_are_read_alike(
        at in 0..400_usize,
        what in prop::sample::select(vec!["", "\"", "<", ">", "&", "<!--", "<![CDATA[", "</x>", "\u{1}"]),
        cut in 0..500_usize,
        window in 20..300_usize,
    ) {
        let mut text = ODD.repeat(2);
        let at = (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.insert_str(at, what);
        let mut bytes = text.into_bytes();
        bytes.truncate(cut.max(at + what.len()));
        same(&bytes, window);
    }
}

#[test]
fn recordings_read_piece_by_piece_are_those_of_the_whole() {
    let bytes = run(5);
    let whole = gpx::decode(&bytes).expect("a run");
    assert_eq!(gpx::stream(&mut Drops(&bytes, 1000), Budget::of_bytes(&bytes)).expect("a run"), whole);
    let point = |s: u32| {
        format!(
            "<Trackpoint><Time>2024-05-04T10:{:02}:{:02}Z</Time><DistanceMeters>{}</DistanceMeters>\
             <HeartRateBpm><Value>140</Value></HeartRateBpm></Trackpoint>",
            s / 60,
            s % 60,
            s * 3
        )
    };
    let laps: String = (0..3)
        .map(|lap| {
            let points: String = (lap * 600..lap * 600 + 600).map(point).collect();
            format!("<Lap><TotalTimeSeconds>600</TotalTimeSeconds><Track>{points}</Track></Lap>")
        })
        .collect();
    let bytes = format!(
        "<TrainingCenterDatabase><Activities><Activity Sport=\"Running\">{laps}</Activity></Activities>\
         </TrainingCenterDatabase>"
    )
    .into_bytes();
    let whole = tcx::decode(&bytes).expect("a run");
    assert_eq!(whole.counts.records, 1800);
    assert_eq!(tcx::stream(&mut Drops(&bytes, 1000), Budget::of_bytes(&bytes)).expect("a run"), whole);
}
