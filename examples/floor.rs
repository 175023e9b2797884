//! How fast the bytes of an archive can be had at all: `cargo run --release --example floor PATH...`.
//! Two numbers on all cores, medians of seven: opening every source (read, unpack, checksum of the
//! packing), and what the unpacking library alone takes for the packed bytes in memory.

use std::io::{Error, Read};
use std::path::PathBuf;
use std::time::Instant;

use libdeflater::Decompressor;
use rayon::prelude::*;
use shakeout::discover::{Content, Limits, Opener, Source, discover};

fn main() -> Result<(), Error> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let sources = discover(&paths).map_err(|error| Error::other(error.to_string()))?;
    let bytes = read(&sources);
    let opened_s = median(|| {
        read(&sources);
    });
    println!("open: {:.1} MB in {opened_s:.3} s", bytes as f64 / 1e6);

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

/// Opens everything below `sources` on all cores; returns the unpacked bytes.
fn read(sources: &[Source]) -> usize {
    let open = |opener: &mut Opener, source: &Source| match opener.open(source) {
        Ok(Content::Archive { members, .. }) => read(&members),
        Ok(Content::Recording { bytes, .. } | Content::Listing(bytes)) => bytes.len(),
        Ok(Content::Stream(_) | Content::Large { .. }) | Err(_) => 0,
    };
    sources.par_iter().map_init(|| Opener::new(Limits::default()), open).sum()
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
    let mut seconds: Vec<f64> = (0..7).map(time).collect();
    seconds.sort_by(f64::total_cmp);
    seconds[3]
}
