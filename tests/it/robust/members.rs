//! What lies in an archive or a gzip: all of it is read, and everything has its row and a name of its own.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use shakeout::discover::{Content, Limits, Opener, discover};
use shakeout::synth::zip_writer::{Method, ZipEntry, gzip, write as zip};

use super::{analyze, fates, folder, rows, run, text};
use crate::support::program::Seeded;

fn member(path: &str, bytes: Vec<u8>, method: Method) -> ZipEntry {
    ZipEntry { path: path.into(), bytes, method }
}

/// The content of the only file of `dir`, or why there is none, and whether it is damaged.
fn opened(dir: &Path, limits: Limits) -> Result<(Vec<u8>, bool), String> {
    let sources = discover(&[dir.to_path_buf()]).expect("found");
    match Opener::new(limits).open(&sources[0]) {
        Ok(Content::Recording { bytes, damage, .. }) => Ok((bytes.to_vec(), damage.is_some())),
        Ok(_) => panic!("no recording"),
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn a_gzip_is_held_against_the_ratio_once_at_the_limit_below_it_and_above_it() {
    let mut seeded = Seeded(7);
    let mut gpx = b"<gpx version=\"1.1\"><!--".to_vec();
    gpx.extend((0..2000).map(|_| b'a' + seeded.below(26) as u8));
    gpx.resize(400_000, b' ');
    gpx.extend(b"--></gpx>");
    let packed = gzip(&gpx);
    let ratio = gpx.len().div_ceil(packed.len()) as u64;
    assert!(ratio > 50, "{ratio}");
    let dir = folder(&[("a.gpx.gz", &packed)]);
    for (ratio, read) in [(ratio - 1, false), (ratio, true), (ratio + 1, true)] {
        let limits = Limits { ratio, ratio_from_bytes: 1000, ..Limits::default() };
        let opened = opened(dir.path(), limits);
        assert_eq!(opened.is_ok(), read, "{ratio}: {opened:?}");
    }
}

/// What `gzip -dc` makes of `packed`; `None` without such a program.
fn gzip_dc(packed: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new("gzip")
        .arg("-dc")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut to = child.stdin.take()?;
    let packed = packed.to_vec();
    let writer = std::thread::spawn(move || to.write_all(&packed));
    let output = child.wait_with_output().ok()?;
    let _ = writer.join();
    Some(output.stdout)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn a_gzip_of_any_number_of_members_is_what_gzip_makes_of_it(
        cuts in prop::collection::vec(0..20_000_usize, 0..6),
        end in prop::sample::select(vec!["", "zeros", "garbage", "cut", "flip"]),
        at in 0.3..1.0_f64,
    ) {
        let whole = run(3);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(whole.len())).collect();
        cuts.extend([0, whole.len()]);
        cuts.sort_unstable();
        let mut packed: Vec<u8> = cuts.windows(2).flat_map(|pair| gzip(&whole[pair[0]..pair[1]])).collect();
        match end {
            "zeros" => packed.extend([0; 300]),
            "garbage" => packed.extend(b"some text that is no member"),
            "cut" => packed.truncate((packed.len() as f64 * at) as usize),
            "flip" => {
                let byte = (packed.len() as f64 * at) as usize;
                packed[byte.min(whole.len()) - 1] ^= 0x10;
            }
            _ => {}
        }
        let Some(expected) = gzip_dc(&packed) else {
            eprintln!("SKIPPED: no gzip");
            return Ok(());
        };
        let dir = folder(&[("a.gpx.gz", &packed)]);
        match opened(dir.path(), Limits::default()) {
            Ok((bytes, false)) => prop_assert!(bytes == expected, "{} of {} bytes", bytes.len(), expected.len()),
            // Of damaged data as much as there is; where it is damaged differs by a block of the unpacker.
            Ok((bytes, true)) => {
                prop_assert!(matches!(end, "cut" | "flip"));
                // Behind a flipped bit gzip goes on with what it takes for data.
                let right = |bytes: &[u8]| bytes.iter().zip(&whole).take_while(|(a, b)| a == b).count();
                prop_assert!(right(&bytes) + 70_000 >= right(&expected), "{} of {}", right(&bytes), right(&expected));
            }
            Err(error) => prop_assert!(matches!(end, "cut" | "flip"), "{error}"),
        }
    }
}

#[test]
fn two_runs_packed_one_after_the_other_are_two_runs() {
    let fit = fs::read(crate::support::program::season().join("watch/2023-01-04-125320.fit")).expect("a run");
    let dir = folder(&[
        ("in/ab.fit.gz", &[gzip(&fit), gzip(&fit)].concat()),
        ("in/empty-first.gpx.gz", &[gzip(b""), gzip(&run(2))].concat()),
    ]);
    let sources = discover(&[dir.path().join("in")]).expect("found");
    let mut opener = Opener::new(Limits::default());
    let Ok(Content::Recording { bytes, damage: None, .. }) = opener.open(&sources[0]) else {
        panic!("no run")
    };
    assert_eq!(bytes.len(), 2 * fit.len(), "both, as a chained file");
    assert_eq!(analyze(dir.path(), 4000, "").status.code(), Some(0));
    assert!(fates(dir.path()).iter().all(|(_, status)| status == "used"), "{:?}", rows(dir.path()));
}

#[test]
fn archives_of_nothing_and_files_of_nothing_have_a_row() {
    let empty = zip(&[]).expect("a zip");
    let folders = zip(&[member("a/", Vec::new(), Method::Stored)]).expect("a zip");
    let nothing = zip(&[member("a.gpx", Vec::new(), Method::Stored)]).expect("a zip");
    let mut lie = zip(&[member("b.gpx", run(4), Method::Deflated)]).expect("a zip");
    let at = lie.windows(4).rposition(|four| four == b"PK\x01\x02").expect("a directory");
    lie[at + 24..at + 28].fill(0);
    let dir = folder(&[
        ("in/empty.zip", &empty),
        ("in/folders.zip", &folders),
        ("in/lie.zip", &lie),
        ("in/nothing.zip", &nothing),
        ("in/size-0.fit", b""),
        ("in/run.gpx", &run(1)),
    ]);
    assert_eq!(analyze(dir.path(), 4000, "").status.code(), Some(0));
    let found = fates(dir.path());
    let of =
        |end: &str| found.iter().find(|(name, _)| name.ends_with(end)).map(|(_, status)| status.as_str());
    assert_eq!(of("empty.zip"), Some("skipped"), "{found:?}");
    assert_eq!(of("folders.zip"), Some("skipped"));
    assert!(of("b.gpx").is_some(), "{found:?}");
    assert_eq!(of("a.gpx"), Some("skipped"));
    assert_eq!(of("size-0.fit"), Some("skipped"));
    assert_eq!(of("run.gpx"), Some("used"));
}

#[test]
fn a_zip_that_was_cut_off_gives_every_member_that_is_there() {
    let members: Vec<ZipEntry> = (1..=9)
        .map(|day| {
            let method = if day % 2 == 0 { Method::Stored } else { Method::Deflated };
            member(&format!("{day}.gpx"), run(day), method)
        })
        .collect();
    let whole = zip(&members).expect("a zip");
    for (cut, least) in [(whole.len() - 10, 9), (whole.len() * 9 / 10, 6), (whole.len() / 2, 3)] {
        let dir = folder(&[("in/cut.zip", &whole[..cut]), ("in/run.gpx", &run(20))]);
        assert_eq!(analyze(dir.path(), 4000, "").status.code(), Some(0));
        let found = rows(dir.path());
        let used = found.iter().filter(|(_, status, _)| status == "used" || status == "partial").count();
        assert!(used > least, "{cut}: {found:?}");
        let archive =
            found.iter().find(|(name, ..)| name.ends_with("cut.zip")).expect("a row of the archive");
        assert!(archive.1 == "failed" && archive.2.contains("cut off"), "{archive:?}");
    }
}

#[test]
fn sizes_that_come_after_the_member_are_found_in_a_cut_off_zip() {
    // As a program that writes to a pipe does it.
    let mut streamed = Vec::new();
    for day in 1..=3 {
        let one = zip(&[member(&format!("{day}.gpx"), run(day), Method::Deflated)]).expect("a zip");
        let directory = one.windows(4).rposition(|four| four == b"PK\x01\x02").expect("a directory");
        let facts = one[14..26].to_vec();
        let mut local = one[..directory].to_vec();
        local[6] |= 8;
        local[14..26].fill(0);
        streamed.extend(local);
        streamed.extend(if day == 2 { b"PK\x07\x08".as_slice() } else { b"" });
        streamed.extend(facts);
    }
    let dir = folder(&[("in/cut.zip", &streamed)]);
    assert_eq!(analyze(dir.path(), 4000, "").status.code(), Some(0));
    let used = fates(dir.path()).iter().filter(|(_, status)| status == "used").count();
    assert_eq!(used, 3, "{:?}", rows(dir.path()));
}

#[test]
fn wide_headers_of_a_cut_off_zip_lose_no_member() {
    // As `... | zip out.zip -` and others write small members too: the sizes stand in an extra field, or, when
    // they come after the member, nowhere in the header.
    for (later, signed) in [(false, false), (true, true), (true, false)] {
        let mut archive = Vec::new();
        for day in 1..=3 {
            let one = zip(&[member(&format!("{day}.gpx"), run(day), Method::Deflated)]).expect("a zip");
            let directory = one.windows(4).rposition(|four| four == b"PK\x01\x02").expect("a directory");
            let (crc, packed, unpacked) = (&one[14..18], &one[18..22], &one[22..26]);
            let wide = [unpacked, &[0; 4], packed, &[0; 4]].concat();
            let unknown = [0; 16].to_vec();
            let mut header = one[..30].to_vec();
            header[4] = 45;
            header[18..26].fill(0xff);
            header[28] = 6 + 20;
            if later {
                header[6] |= 8;
                header[14..18].fill(0);
            }
            archive.extend([&header, &one[30..35], b"UT\x02\0ab\x01\0\x10\0"].concat());
            archive.extend(if later { &unknown } else { &wide });
            archive.extend(&one[35..directory]);
            if later {
                let signature = if signed { b"PK\x07\x08".as_slice() } else { b"" };
                archive.extend([signature, crc, packed, &[0; 4], unpacked, &[0; 4]].concat());
            }
        }
        let dir = folder(&[("in/cut.zip", &archive)]);
        assert_eq!(analyze(dir.path(), 4000, "").status.code(), Some(0));
        let used = fates(dir.path()).iter().filter(|(_, status)| status == "used").count();
        assert_eq!(used, 3, "{later} {signed}: {:?}", rows(dir.path()));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_commands_no_text_or_twice_there_are_shown_and_told_apart() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let dir = folder(&[("in/run.gpx", &run(1))]);
    let names: [&[u8]; 6] = [
        b"esc\x1b[31m.gpx",
        b"bad\xff.gpx",
        b"bad\xfe.gpx",
        b"a\\b.gpx",
        "gpj\u{202e}xpg.gpx".as_bytes(),
        b"\xe2\x80\xaa.gpx",
    ];
    for (day, name) in (2..).zip(names) {
        fs::write(dir.path().join("in").join(OsStr::from_bytes(name)), run(day)).expect("a file");
    }
    fs::create_dir(dir.path().join("in/a")).expect("a folder");
    fs::write(dir.path().join("in/a/b.gpx"), run(9)).expect("a file");
    let twice = [
        member("same.gpx", run(10), Method::Stored),
        member("same.gpx", run(11), Method::Stored),
        member("esc\u{1b}]0;x\u{7}.gpx", run(12), Method::Stored),
    ];
    fs::write(dir.path().join("in/twice.zip"), zip(&twice).expect("a zip")).expect("a file");
    let output = analyze(dir.path(), 4000, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let found = rows(dir.path());
    let mut seen: Vec<&String> = found.iter().map(|(name, ..)| name).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 11, "{found:?}");
    for expected in ["a\\b.gpx", "a/b.gpx", "bad\\xff.gpx", "esc\\u{1b}[31m.gpx", "same.gpx (2)"] {
        assert!(seen.iter().any(|name| name.ends_with(expected)), "{expected}: {seen:?}");
    }
    for file in ["files.csv", "activities.csv", "report.md", "report.html", "summary.json"] {
        let text = fs::read_to_string(dir.path().join("out").join(file)).expect("a file");
        let odd = text.chars().find(|c| shakeout::label::is_unsafe(*c) && !matches!(c, '\n' | '\t' | '\r'));
        assert_eq!(odd, None, "{file}");
    }
}

#[test]
fn titles_that_turn_the_direction_of_writing_do_not_reach_a_table() {
    let odd = text(&run(1)).replace("run 1", "a&#27;[31m\u{202e}b\u{9b}c");
    let odd = odd.replace("&#27;", "\u{1b}");
    let dir = folder(&[("in/run.gpx", odd.as_bytes())]);
    assert_eq!(analyze(dir.path(), 4000, "").status.code(), Some(0));
    let table = fs::read_to_string(dir.path().join("out/activities.csv")).expect("a table");
    assert!(!table.contains(|c: char| shakeout::label::is_unsafe(c) && c != '\n'), "{table}");
}
