//! The fast way over plain markup gives what the XML crate's own events give: the same calls in the
//! same order, the same damage at the same byte, on sound and on broken documents.

use std::path::Path;

use proptest::prelude::*;
use shakeout::decode::xml::{Document, Elements, walk, walk_events};

use super::{Dice, activity, point, real, track, trackpoint};

/// Every call, as text.
#[derive(Default)]
struct Calls(Vec<String>);

impl Elements for Calls {
    fn open(&mut self, name: &[u8], attributes: &str) {
        self.0.push(format!("open {} [{attributes}]", String::from_utf8_lossy(name)));
    }

    fn close(&mut self, name: &[u8], parent: &[u8], text: &str) {
        let [name, parent] = [name, parent].map(String::from_utf8_lossy);
        self.0.push(format!("close {name} in {parent} [{text}]"));
    }
}

/// Returns the number of calls.
fn both_ways_agree(what: &str, bytes: &[u8]) -> usize {
    let document = Document::new(bytes);
    let (mut fast, mut slow) = (Calls::default(), Calls::default());
    let damage = walk(&document, &mut fast);
    assert_eq!(damage, walk_events(&document, &mut slow), "{what}");
    let differs = fast.0.iter().zip(&slow.0).position(|(fast, slow)| fast != slow);
    if let Some(at) = differs {
        panic!("{what}: call {at} is {:?}, by the crate {:?}", fast.0[at], slow.0[at]);
    }
    assert_eq!(fast.0.len(), slow.0.len(), "{what}");
    fast.0.len()
}

/// The document, cut at 64 places and with a bit flipped at 256.
fn and_damaged(what: &str, bytes: &[u8]) {
    assert!(both_ways_agree(what, bytes) > 0, "{what} has elements");
    for place in 0..64 {
        both_ways_agree(&format!("{what} cut at {place}/64"), &bytes[..bytes.len() * place / 64]);
    }
    let mut dice = Dice(0x000F_1A6E);
    for _ in 0..256 {
        let mut flipped = bytes.to_vec();
        let (place, bit) = (dice.below(bytes.len()), dice.below(8));
        flipped[place] ^= 1 << bit;
        both_ways_agree(&format!("{what} with bit {bit} of byte {place} flipped"), &flipped);
    }
}

fn fixtures(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("fixtures can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            fixtures(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "gpx" || ext == "tcx") {
            found.push(path);
        }
    }
}

#[test]
fn a_quote_in_a_name_is_left_to_the_crate() {
    for text in ["<a\"b >c\"></a\"b>", "<a'b >c'>1</a'b><d>2</d>", "<a\"b\"c>1</a\"b\"c>"] {
        both_ways_agree(text, text.as_bytes());
    }
}

#[test]
fn every_fixture_reads_the_same_both_ways_sound_and_damaged() {
    let mut paths = Vec::new();
    fixtures(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut paths);
    assert!(paths.len() >= 10, "{} fixtures", paths.len());
    for path in paths {
        let bytes = std::fs::read(&path).expect("a fixture");
        both_ways_agree(&path.display().to_string(), &bytes);
        // The head holds what is special; a whole season of damaged megabytes would take minutes.
        let head = &bytes[..bytes.len().min(20_000)];
        and_damaged(&path.display().to_string(), head);
    }
}

#[test]
fn every_real_sample_reads_the_same_both_ways_sound_and_damaged() {
    for kind in ["gpx/", "tcx/"] {
        for (name, bytes, _) in real::samples(kind) {
            both_ways_agree(&name, &bytes);
            and_damaged(&name, &bytes[..bytes.len().min(50_000)]);
        }
    }
}

#[test]
fn a_made_run_reads_the_same_both_ways_sound_and_damaged() {
    let inside = "\n <ele>512.5</ele>\n <extensions><g:T><g:hr>142</g:hr><g:x/></g:T></extensions>\n";
    let points: String = (0..40).map(|second| point(second, inside)).collect();
    and_damaged("made.gpx", track(&points).as_bytes());
    let inside = "<HeartRateBpm><Value>142</Value></HeartRateBpm>";
    let points: String = (0..40).map(|second| trackpoint(second, inside)).collect();
    and_damaged("made.tcx", activity("Running", &format!("<Lap>{points}</Lap>")).as_bytes());
}

/// What documents are made of, and what breaks them.
const PIECES: &[&str] = &[
    "<a>",
    "</a>",
    "<b>",
    "</b>",
    "<p:a>",
    "</p:a>",
    "</a >",
    "</ a>",
    "<a/>",
    "<a />",
    "<a/b>",
    "<a/ >",
    "< a>",
    "<a x=\"1\">",
    "<a x='1' y=\"2\"/>",
    "<a\nx=\"1>2\">",
    "<a x=\"1/\">",
    "<a x=1/>",
    "<a x=\"<b>\">",
    "<a x=\"1>",
    "<a\"b >c\">",
    "</a\"b>",
    "<a'>'>",
    "</a'>'>",
    "<é>",
    "</é>",
    "<a:b:c>",
    "</a:b:c>",
    "<>",
    "</>",
    "<!x>",
    "<",
    ">",
    "/",
    "\"",
    "'",
    "&",
    ";",
    "&amp;",
    "&#65;",
    "&nope;",
    " ",
    "\n\t ",
    "\r",
    "\u{FEFF}",
    "\u{A0}",
    "\x0c",
    "\0",
    "<!--",
    "-->",
    "<!-- c -->",
    "<![CDATA[",
    "]]>",
    "<![CDATA[<a>]]>",
    "<?",
    "?>",
    "<?pi a?>",
    "<!DOCTYPE a>",
    "<!DOCTYPE a [",
    "1",
    "text",
    " 12.5 ",
    "é",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn any_pieces_in_any_order_read_the_same_both_ways(pieces in prop::collection::vec(0..PIECES.len(), 1..24)) {
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        both_ways_agree(&format!("{text:?}"), text.as_bytes());
        both_ways_agree(&format!("<a>{text:?}"), format!("<a>{text}").as_bytes());
    }
}

#[test]
fn nesting_up_to_the_limit_and_beyond_reads_the_same_both_ways() {
    for depth in [255, 256, 257, 300] {
        let document = format!("{}<b/>1{}", "<a>".repeat(depth), "</a>".repeat(depth));
        both_ways_agree(&format!("{depth} levels"), document.as_bytes());
    }
}
