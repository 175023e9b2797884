//! Discover: what is found, in which order, and what hides in archives.

use std::fs;
use std::path::{Path, PathBuf};

use libdeflater::{CompressionLvl, Compressor};
use shakeout::discover::{Content, Limits, Opener, Source, discover};
use shakeout::error::{Error, FileError};

const GPX: &[u8] = b"<?xml version=\"1.0\"?><gpx version=\"1.1\"></gpx>";

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }
    dir
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::default());
    let mut out = vec![0; compressor.gzip_compress_bound(bytes.len())];
    let len = compressor.gzip_compress(bytes, &mut out).expect("enough room");
    out.truncate(len);
    out
}

/// A zip by rawzip's own writer; `deflate`: compress the members.
fn zip(files: &[(&str, &[u8])], deflate: bool) -> Vec<u8> {
    use std::io::Write;
    let mut out = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut out);
    for (name, bytes) in files {
        let (method, packed) = if deflate {
            let mut compressor = Compressor::new(CompressionLvl::default());
            let mut packed = vec![0; compressor.deflate_compress_bound(bytes.len())];
            let len = compressor.deflate_compress(bytes, &mut packed).expect("enough room");
            packed.truncate(len);
            (rawzip::CompressionMethod::DEFLATE, packed)
        } else {
            (rawzip::CompressionMethod::STORE, bytes.to_vec())
        };
        let (mut entry, config) =
            archive.new_file(*name).compression_method(method).start().expect("a new member");
        // The checksum is over the unpacked bytes: they go through the wrapper into a sink.
        let mut sum = config.wrap(std::io::sink());
        sum.write_all(bytes).expect("a sink takes all");
        let (_, descriptor) = sum.finish().expect("a sum");
        entry.write_all(&packed).expect("memory");
        entry.finish(descriptor).expect("a member");
    }
    archive.finish().expect("a directory");
    out
}

fn labels(sources: &[Source]) -> Vec<String> {
    sources.iter().map(|source| source.label.to_string()).collect()
}

/// Every recording below `sources`: label and content, or label and error.
fn read_all(sources: &[Source], limits: Limits) -> Vec<(String, Result<Vec<u8>, FileError>)> {
    let mut opener = Opener::new(limits);
    let mut out = Vec::new();
    for source in sources {
        match opener.open(source) {
            Ok(Content::Archive { members, .. }) => out.extend(read_all(&members, limits)),
            Ok(Content::Recording { bytes, damage, .. }) => {
                let whole = damage.map_or(Ok(bytes.to_vec()), |damage| {
                    Err(FileError::Damaged { what: damage.what, at: damage.at })
                });
                out.push((source.label.to_string(), whole));
            }
            Ok(Content::Large { .. }) => panic!("{}: a large file", source.label),
            Ok(Content::Listing(_) | Content::Stream(_)) => {
                out.push((source.label.to_string(), Ok(Vec::new())));
            }
            Err(error) => out.push((source.label.to_string(), Err(error))),
        }
    }
    out
}

fn below(dir: &Path, labels: Vec<String>) -> Vec<String> {
    let root = format!("{}/", dir.to_string_lossy().replace('\\', "/"));
    labels.into_iter().map(|label| label.replace(&root, "")).collect()
}

#[test]
fn a_folder_is_walked_in_sorted_order_and_junk_is_passed_over() {
    let dir = folder(&[
        ("b/2.gpx", GPX),
        ("a.gpx", GPX),
        ("b/.DS_Store", b"x"),
        ("__MACOSX/._a.gpx", GPX),
        ("b/._2.gpx", GPX),
        ("empty.fit", b""),
        ("Thumbs.db", b"x"),
    ]);
    let sources = discover(&[dir.path().to_path_buf()]).expect("found");
    assert_eq!(below(dir.path(), labels(&sources)), ["a.gpx", "b/2.gpx", "empty.fit"]);
}

#[test]
fn the_order_of_the_arguments_does_not_matter_and_a_file_named_twice_is_read_once() {
    let dir = folder(&[("a.gpx", GPX), ("b.gpx", GPX)]);
    let (a, b) = (dir.path().join("a.gpx"), dir.path().join("b.gpx"));
    let forward = discover(&[a.clone(), b.clone(), a.clone()]).expect("found");
    let backward = discover(&[b, a]).expect("found");
    assert_eq!(labels(&forward), labels(&backward));
    assert_eq!(forward.len(), 2);
}

#[test]
fn a_path_that_does_not_exist_is_named() {
    let error = discover(&[PathBuf::from("no/such/folder")]).expect_err("it is not there");
    assert!(matches!(error, Error::NoSuchPath { .. }));
    assert!(error.to_string().contains("no/such/folder"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_ends() {
    let dir = folder(&[("a.gpx", GPX)]);
    std::os::unix::fs::symlink(dir.path(), dir.path().join("again")).expect("a link");
    assert_eq!(discover(&[dir.path().to_path_buf()]).expect("found").len(), 1);
}

#[cfg(unix)]
#[test]
fn the_target_of_links_is_read_once_and_a_dangling_link_has_its_row() {
    use std::os::unix::fs::symlink;
    let dir = folder(&[("a.fit", b"x"), ("sub/c.fit", b"y")]);
    let other = folder(&[("d.fit", b"z"), ("more/e.fit", b"z")]);
    let link = |to: PathBuf, name: &str| symlink(to, dir.path().join(name)).expect("a link");
    link(dir.path().join("a.fit"), "b.fit");
    link("sub".into(), "alias");
    link("nowhere".into(), "gone.fit");
    link(other.path().join("d.fit"), "sub/d.fit");
    link(other.path().to_path_buf(), "sub/other");
    let found = labels(&discover(&[dir.path().to_path_buf()]).expect("found"));
    let expected = ["a.fit", "alias/c.fit", "alias/d.fit", "alias/other/more/e.fit", "gone.fit"];
    assert_eq!(below(dir.path(), found), expected);
}

/// Label and reason of each source that cannot be opened.
fn closed(dir: &Path) -> Vec<(String, FileError)> {
    let read = read_all(&discover(&[dir.to_path_buf()]).expect("found"), Limits::default());
    let refused = read.into_iter().filter_map(|(label, read)| Some((label, read.err()?)));
    refused.map(|(label, error)| (below(dir, vec![label]).remove(0), error)).collect()
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere_or_to_itself_has_a_reason_and_a_typed_one_is_not_taken_for_a_slip() {
    use std::os::unix::fs::symlink;
    let dir = folder(&[("a.gpx", GPX), ("in/file", b"x")]);
    let link = |to: &str, name: &str| symlink(to, dir.path().join(name)).expect("a link");
    link("nowhere", "gone.fit");
    link("self.fit", "self.fit");
    link("in/file/below", "through.fit");
    let found = closed(dir.path());
    let reason = |name: &str| {
        let (_, error) = found.iter().find(|(label, _)| label == name).expect(name);
        error.to_string()
    };
    for name in ["gone.fit", "through.fit"] {
        assert_eq!(reason(name), "cannot be read: a link that leads nowhere");
    }
    assert!(reason("self.fit").starts_with("cannot be read: "), "{found:?}");
    for name in ["gone.fit", "self.fit", "through.fit"] {
        let typed = dir.path().join(name);
        let error = discover(&[typed]).expect_err("it leads nowhere").to_string();
        assert!(error.contains(name) && !error.contains("did you mean"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_and_a_socket_have_a_row_typed_or_in_a_folder_and_are_never_opened() {
    let dir = folder(&[("in/a.gpx", GPX)]);
    let pipe = dir.path().join("in/pipe.fit");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success());
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("in/socket.fit")).expect("a socket");
    let no_file = FileError::NotAnActivity("not a regular file (a pipe, a socket or a device)".into());
    let expected = [("pipe.fit".to_owned(), no_file.clone()), ("socket.fit".to_owned(), no_file)];
    assert_eq!(closed(&dir.path().join("in")), expected);
    let typed = [dir.path().join("in/a.gpx"), pipe, "/dev/null".into()];
    let found = discover(&typed).expect("found");
    assert_eq!(below(&dir.path().join("in"), labels(&found)), ["/dev/null", "a.gpx", "pipe.fit"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_may_be_listed_but_not_entered_costs_a_row_and_the_neighbour_is_read() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::process::Command;
    let dir = folder(&[("locked/run.fit", b"x"), ("shut/run.fit", b"x"), ("run.gpx", GPX)]);
    let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("own");
    let locked = dir.path().join("locked");
    set(dir.path(), 0o755);
    set(&locked, 0o444);
    let shut = dir.path().join("shut");
    std::os::unix::fs::symlink("shut/run.fit", dir.path().join("link.fit")).expect("a link");
    set(&shut, 0o000);
    // Nothing is locked for root: then it asks as nobody.
    let is_root = dir.path().metadata().expect("a folder").uid() == 0;
    let shakeout = |argument: &std::ffi::OsStr| {
        let mut as_nobody = Command::new("setpriv");
        as_nobody.args(["--reuid=65534", "--clear-groups", env!("CARGO_BIN_EXE_shakeout")]);
        let mut command = if is_root { as_nobody } else { Command::new(env!("CARGO_BIN_EXE_shakeout")) };
        command.args(["inspect".as_ref(), argument]).output()
    };
    if !shakeout("--help".as_ref()).is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: root cannot start the program as nobody here; a locked folder was not tried");
        return;
    }
    let output = shakeout(dir.path().as_os_str()).expect("the program starts");
    set(&locked, 0o755);
    set(&shut, 0o755);
    let shown = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    for name in ["locked/run.fit", "shut", "run.gpx", "link.fit"] {
        assert!(shown.lines().any(|line| line.ends_with(name)), "{name}: {shown}");
    }
    assert_eq!(shown.matches("cannot be read: Permission denied").count(), 3, "{shown}");
}

#[test]
fn gzip_and_zip_are_known_by_content_and_never_by_name() {
    let dir = folder(&[
        ("a.fit", &zip(&[("x.gpx", GPX)], true)),
        ("b.txt", &gzip(GPX)),
        ("c.gpx", GPX),
        ("d.zip", GPX),
    ]);
    let read = read_all(&discover(&[dir.path().to_path_buf()]).expect("found"), Limits::default());
    let names = below(dir.path(), read.iter().map(|(label, _)| label.clone()).collect());
    assert_eq!(names, ["a.fit › x.gpx", "b.txt", "c.gpx", "d.zip"]);
    assert!(read.iter().all(|(_, bytes)| bytes.as_deref() == Ok(GPX)));
}

#[test]
fn a_zip_in_a_zip_is_read_in_place_stored_or_deflated() {
    for deflate in [false, true] {
        let inner =
            zip(&[("run.gpx", GPX), ("__MACOSX/._run.gpx", GPX), ("packed.gpx.gz", &gzip(GPX))], true);
        let outer = zip(&[("DI_CONNECT/Part1.zip", &inner), ("top.gpx", GPX)], deflate);
        let dir = folder(&[("export.zip", &outer)]);
        let read = read_all(&discover(&[dir.path().to_path_buf()]).expect("found"), Limits::default());
        let names = below(dir.path(), read.iter().map(|(label, _)| label.clone()).collect());
        let inside = "export.zip › DI_CONNECT/Part1.zip ›";
        assert_eq!(
            names,
            [format!("{inside} packed.gpx.gz"), format!("{inside} run.gpx"), "export.zip › top.gpx".into()]
        );
        assert!(read.iter().all(|(_, bytes)| bytes.as_deref() == Ok(GPX)), "deflate = {deflate}");
    }
}

#[test]
fn what_is_no_recording_is_skipped_with_a_reason() {
    let mut tar = b"runs/a.fit".to_vec();
    tar.resize(257, 0);
    tar.extend(b"ustar\x0000");
    let dir = folder(&[
        ("notes.txt", b"hello"),
        ("photo.jpg", &[0xff, 0xd8, 0xff, 0xe0]),
        ("runs.tar", &tar),
        ("runs.tgz", &gzip(&tar)),
        ("x.fit.bz2", b"BZh91AY&SY"),
        ("y.bin", b"text\0and more"),
        ("z.fit", &[0; 9000]),
    ]);
    let read = read_all(&discover(&[dir.path().to_path_buf()]).expect("found"), Limits::default());
    let reasons: Vec<String> =
        read.into_iter().map(|(_, r)| r.expect_err("no recording").to_string()).collect();
    let tar = "a tar archive: unpack it first, or pack the files as a zip";
    assert_eq!(
        reasons,
        [
            "text, but no GPX or TCX",
            "a picture, not a recording",
            tar,
            tar,
            "packed with bzip2: unpack it first",
            "not a FIT, GPX or TCX file",
            "nothing but zeros"
        ]
    );
}

#[test]
fn limits_are_named_with_the_flag_that_raises_them() {
    let big = vec![b' '; 3 << 20];
    let inner = zip(&[("a.gpx", GPX), ("b.gpx", GPX)], true);
    let outer = zip(&[("inner.zip", &inner)], true);
    let dir =
        folder(&[("1.gpx.gz", &gzip(&big)), ("2.zip", &outer), ("3.zip", &zip(&[("big.gpx", &big)], true))]);
    let found = discover(&[dir.path().to_path_buf()]).expect("found");
    let tight = Limits {
        file_bytes: 1 << 20,
        members: 1,
        nesting: 2,
        ratio: 2,
        ratio_from_bytes: 2 << 20,
        ..Limits::default()
    };
    let errors = |limits| -> Vec<String> {
        read_all(&found, limits).into_iter().filter_map(|(_, r)| r.err()).map(|e| e.to_string()).collect()
    };
    let all = errors(tight);
    assert_eq!(all.len(), 3, "{all:?}");
    assert!(all[0].contains("--max-file-mb"), "{all:?}");
    assert!(all[1].contains("--max-members"), "{all:?}");
    assert!(all[2].contains("--max-ratio"), "{all:?}");
    let nested = errors(Limits { nesting: 1, ..Limits::default() });
    assert!(nested.iter().any(|error| error.contains("--max-nesting")), "{nested:?}");
}

#[test]
fn a_broken_archive_or_member_is_an_error_and_never_a_panic() {
    let sound = zip(&[("a.gpx", GPX), ("b.gpx", GPX)], true);
    let mut read_something = 0;
    for cut in 0..sound.len() {
        let mut bytes = sound.clone();
        bytes[cut] ^= 0x55;
        let dir = folder(&[("x.zip", &bytes), ("y.zip", &sound[..cut])]);
        let read = read_all(&discover(&[dir.path().to_path_buf()]).expect("found"), Limits::default());
        for (label, bytes) in read {
            match bytes {
                Ok(bytes) => {
                    assert_eq!(bytes, GPX, "{label}: what passes the checksum is what was packed");
                    read_something += 1;
                }
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }
    assert!(read_something > 0);
}
