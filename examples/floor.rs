//! How fast the bytes of an archive can be had at all: `cargo run --release --example floor PATH...`.
//! On all cores, medians of nine: opening every source (read, unpack, checksum of the packing); the same and
//! its hash; the same and one look at each byte (a search for `<`); the reading of shakeout (the same, decoded, cleaned
//! and digested). Last, what the unpacking library alone takes for the packed bytes in memory.

use std::hint::black_box;
use std::io::{Error, Read};
use std::path::PathBuf;
use std::time::Instant;

use libdeflater::Decompressor;
use memchr::memchr_iter;
use rayon::prelude::*;
use shakeout::cli::Analyze;
use shakeout::config::AnalyzeConfig;
use shakeout::discover::{Content, Limits, Opener, Source, discover};
use shakeout::pipeline::read_archive;
use shakeout::zone::Zones;
use xxhash_rust::xxh3::xxh3_128;

fn main() -> Result<(), Error> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let sources = discover(&paths).map_err(|error| Error::other(error.to_string()))?;
    let bytes = read(&sources, &|bytes| bytes.len());
    println!("{:.1} MB", bytes as f64 / 1e6);
    let hashed = |bytes: &[u8]| xxh3_128(bytes) as usize;
    let looked_at = |bytes: &[u8]| hashed(bytes) ^ memchr_iter(b'<', bytes).count();
    let looks: [(&str, Look); 3] = [
        ("open", &|bytes| bytes.len()),
        ("open, hash", &hashed),
        ("open, hash, look at each byte", &looked_at),
    ];
    for (name, look) in looks {
        println!("{name}: {:.1} ms", 1000.0 * median(|| _ = black_box(read(&sources, look))));
    }
    let read_options =
        AnalyzeConfig::resolve(&Analyze::default()).map_err(|error| Error::other(error.to_string()))?.read;
    let zones = Zones::new(None, None, read_options.day_start);
    let reading_s = median(|| drop(black_box(read_archive(&sources, &read_options, &zones, &|_| ()))));
    println!("reading: {:.1} ms", 1000.0 * reading_s);

    let mut members = Vec::new();
    for path in &paths {
        packed(path, &mut members)?;
    }
    if members.is_empty() {
        return Ok(());
    }
    let unpacked: usize = members.iter().map(|member| member.size).sum();
    let inflated_s = median(|| {
        members.par_iter().for_each_init(
            || (Decompressor::new(), Vec::new()),
            |(inflate, buffer), member| {
                buffer.resize(member.size, 0);
                assert!(inflate.deflate_decompress(&member.deflated, buffer).is_ok(), "a sound member");
            },
        );
    });
    println!("libdeflate alone: {:.1} MB in {inflated_s:.3} s", unpacked as f64 / 1e6);
    Ok(())
}

/// What is done with the bytes of a source.
type Look<'a> = &'a (dyn Fn(&[u8]) -> usize + Sync);

/// Opens everything below `sources` on all cores and looks at it; returns the sum of what it saw.
fn read(sources: &[Source], look: Look<'_>) -> usize {
    let open = |opener: &mut Opener, source: &Source| match opener.open(source) {
        Ok(Content::Archive { members, .. }) => read(&members, look),
        Ok(Content::Recording { bytes, .. } | Content::Listing(bytes)) => look(bytes),
        Ok(Content::Stream(_) | Content::Large { .. }) | Err(_) => 0,
    };
    let sum = |one: usize, other| one.wrapping_add(other);
    sources.par_iter().map_init(|| Opener::new(Limits::default()), open).reduce(|| 0, sum)
}

struct Member {
    deflated: Vec<u8>,
    size: usize,
}

/// The deflated members of `.gz` files and zips below `path`. Only for archives of the kind that
/// `make_archive` and the usual tools make: one gzip member a file, no extra header fields in `.gz`
/// but the name.
fn packed(path: &PathBuf, members: &mut Vec<Member>) -> Result<(), Error> {
    if path.is_dir() {
        for entry in path.read_dir()? {
            packed(&entry?.path(), members)?;
        }
        return Ok(());
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.read_to_end(&mut bytes)?;
    of_bytes(bytes, members)
}

fn of_bytes(bytes: Vec<u8>, members: &mut Vec<Member>) -> Result<(), Error> {
    if bytes.starts_with(&[0x1f, 0x8b]) && bytes.len() > 18 {
        let named = bytes[3] & 8 != 0;
        let name = bytes[10..].iter().position(|&byte| byte == 0).unwrap_or(0);
        let from = if named { 10 + name + 1 } else { 10 };
        let size = u32::from_le_bytes([0, 1, 2, 3].map(|k| bytes[bytes.len() - 4 + k])) as usize;
        members.push(Member { deflated: bytes[from..bytes.len() - 8].to_vec(), size });
    } else if bytes.starts_with(b"PK\x03\x04") {
        let zip = rawzip::ZipArchive::from_slice(&bytes).map_err(Error::other)?;
        for entry in zip.entries() {
            let entry = entry.map_err(Error::other)?;
            let member = zip.get_entry(entry.wayfinder()).map_err(Error::other)?;
            let size = entry.uncompressed_size_hint() as usize;
            if entry.compression_method() == rawzip::CompressionMethod::DEFLATE {
                members.push(Member { deflated: member.data().to_vec(), size });
            } else {
                of_bytes(member.data().to_vec(), members)?;
            }
        }
    }
    Ok(())
}

fn median(work: impl Fn()) -> f64 {
    let time = |_| {
        let begun = Instant::now();
        work();
        begun.elapsed().as_secs_f64()
    };
    let mut seconds: Vec<f64> = (0..9).map(time).collect();
    seconds.sort_by(f64::total_cmp);
    seconds[4]
}
