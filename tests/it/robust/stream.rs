//! A document that is read piece by piece says what it says as a whole.

use std::path::Path;

use proptest::prelude::*;
use shakeout::decode::{Budget, Decoded, gpx, tcx};
use shakeout::discover::{Content, Limits, Opener, discover};
use shakeout::error::FileError;
use shakeout::synth::zip_writer::{self, Method, ZipEntry};

use super::run;
use crate::support::invariants::{Drops, same_in_windows as same};

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
        // Cut off in a character, in what belongs to damage.
        same(&[b"<!--", &ODD.as_bytes()[..210]].concat(), window);
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

/// A run with so much white space in its comments that it is large.
fn large() -> Vec<u8> {
    let text = String::from_utf8(run(1)).expect("text");
    let (head, rest) = text.split_once("<trkseg>").expect("a segment");
    let comment = format!("<!--{}--><src/>", " ".repeat(1 << 20));
    format!("{head}{}<trkseg>{rest}", comment.repeat(66)).into_bytes()
}

/// Reads the only file in `dir` piece by piece: what was read, and whether its bytes came to an end.
fn in_pieces(dir: &Path, limits: Limits) -> (Result<Decoded, FileError>, Result<(), FileError>) {
    let mut opener = Opener::new(limits);
    let mut sources = discover(&[dir.to_path_buf()]).expect("a folder");
    if let Content::Archive { members, .. } = opener.open(&sources[0]).expect("a file") {
        sources = members;
    }
    let budget = sources[0].budget(&limits);
    let Content::Large { mut reader, stream, .. } = opener.open(&sources[0]).expect("a recording") else {
        panic!("it is not read piece by piece")
    };
    let read = stream(&mut reader, budget);
    let end = std::io::copy(&mut reader, &mut std::io::sink());
    (read, end.map(drop).map_err(|error| error.downcast().expect("a limit")))
}

#[test]
fn large_recordings_are_read_piece_by_piece_out_of_gzip_and_zip() {
    let plain = large();
    let whole = gpx::decode(&plain).expect("a run");
    let zip = |method| {
        let member = ZipEntry { path: "run.gpx".into(), bytes: plain.clone(), method };
        zip_writer::write(&[member]).expect("a small zip")
    };
    let gz = zip_writer::gzip(&plain);
    let mut members = zip_writer::gzip(&plain[..1000]);
    members.extend(zip_writer::gzip(&plain[1000..]));
    let mut followed = gz.clone();
    followed.extend([0; 100]);
    let packed = [&plain, &gz, &members, &zip(Method::Deflated), &zip(Method::Stored)];
    for (i, bytes) in packed.into_iter().enumerate() {
        let dir = super::folder(&[("run", bytes)]);
        let (read, end) = in_pieces(dir.path(), Limits::default());
        let read = read.expect("a run");
        assert_eq!(end, Ok(()), "packed as {i}");
        assert_eq!(read.damage, None, "packed as {i}");
        assert!(read == whole, "packed as {i}");
    }

    let low = Limits { file_bytes: 65 << 20, ..Limits::default() };
    let dir = super::folder(&[("run", &gz)]);
    let (_, end) = in_pieces(dir.path(), low);
    assert!(matches!(end, Err(FileError::Limit { .. })), "{end:?}");

    let mut broken = gz.clone();
    let checksum = broken.len() - 8;
    broken[checksum] ^= 1;
    let mut wrong = zip(Method::Stored);
    let end = wrong.len() - 1000;
    let at = end + wrong[end..].windows(6).position(|six| six == b"trkpt>").expect("a point");
    wrong[at..at + 6].copy_from_slice(b"TRKPT>");
    for (bytes, words) in [(broken, "broken or cut off compressed data"), (wrong, "checksum does not fit")] {
        let dir = super::folder(&[("run", &bytes)]);
        let (read, end) = in_pieces(dir.path(), Limits::default());
        let read = read.expect("a run");
        let damage = read.damage.expect("damage");
        assert!(damage.what.contains(words), "{damage:?}");
        assert!(read.activities[0].samples.len() > 1000 && end == Ok(()), "{end:?}");
    }
}

#[test]
fn a_declaration_that_never_closes_names_the_same_encoding_in_any_window() {
    let document = b"<?xml version=\"1.0\" encoding=\"UTF/v0\">\n <\x93\x9a\x9e><time>2023-01-14T02:19:10Z</time>\n <trk>\n \
                     <name>Eve\x92ng cp125</name>\n <type>running</type></trk>\n</gpx>\n";
    for window in [16, 65, 100, 200] {
        same(document, window);
    }
}

#[test]
fn a_member_that_is_larger_than_its_archive_says_is_held_against_the_ratio_as_it_comes() {
    let mut bytes = b"<?xml version=\"1.0\"?><HealthData locale=\"en\">".to_vec();
    bytes.resize(64 << 20, b' ');
    let member = ZipEntry { path: "export.xml".into(), bytes, method: Method::Deflated };
    let mut archive = zip_writer::write(&[member]).expect("a small zip");
    // SPEC: APPNOTE 4.3.12: the size stands 24 bytes into the header of a member in the directory.
    let at = memchr::memmem::rfind(&archive, b"PK\x01\x02").expect("a directory") + 24;
    archive[at..at + 4].copy_from_slice(&(9_u32 << 20).to_le_bytes());
    let dir = super::folder(&[("export.zip", &archive)]);
    let mut opener = Opener::new(Limits { ratio_from_bytes: 1 << 20, ..Limits::default() });
    let sources = discover(&[dir.path().to_path_buf()]).expect("a folder");
    let Content::Archive { members, .. } = opener.open(&sources[0]).expect("an archive") else {
        panic!("it is no archive")
    };
    let Content::Stream(mut stream) = opener.open(&members[0]).expect("an export") else {
        panic!("it is not read as a stream")
    };
    let error = std::io::copy(&mut stream, &mut std::io::sink()).expect_err("more than 200 times its size");
    assert!(error.to_string().contains("--max-ratio"), "{error}");
}
