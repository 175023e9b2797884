//! Gzip: all members of a file, one after the other, as `gzip -d` gives them.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use libdeflater::{DecompressionError, Decompressor};

use super::Limits;
use super::archive::{most_inflated, over_file_limit, over_ratio};
use super::open::{room, wait_for};
use crate::decode::Damage;
use crate::error::FileError;

/// What a member begins with.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// What is wrong with data that cannot be unpacked.
pub(super) const BROKEN: &str = "broken or cut off compressed data";

pub(super) fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&MAGIC)
}

/// The unpacked size of the last member, modulo 2^32, that the last bytes of a gzip tell.
pub(super) fn told(trailer: &[u8; 4]) -> u64 {
    // SPEC: RFC 1952, 2.3.1.
    u64::from(u32::from_le_bytes(*trailer))
}

/// Unpacks `packed` to the beginning of `unpacked`: how many bytes, and what was broken when that is not all
/// of it. From `wait_from` bytes on it waits for this worker's turn.
pub(super) fn unpack(
    inflate: &mut Decompressor,
    packed: &[u8],
    unpacked: &mut Vec<u8>,
    limits: &Limits,
    wait_from: u64,
) -> Result<(usize, Option<Damage>), FileError> {
    let told = packed.last_chunk().map_or(0, told);
    let size = packed.len() as u64;
    let believed = limits.ratio_from_bytes.max((size + 1).saturating_mul(limits.ratio));
    let most = limits.file_bytes.min(most_inflated(size)).min(believed);
    let mut ask = told.max(size).min(most);
    let (mut at, mut done) = (0, 0);
    loop {
        let member = &packed[at..];
        wait_for(ask, wait_from);
        match inflate.gzip_decompress(member, &mut grown(unpacked, done, ask)[done..]) {
            Ok(length) => {
                done += length;
                match end_of_member(member, length) {
                    Some(end) => at += end,
                    None => return Ok((done, None)),
                }
            }
            Err(DecompressionError::InsufficientSpace) if ask < most_inflated(size) => {
                over_file_limit(ask + 1, limits)?;
                over_ratio(ask + 1, size, limits)?;
                ask = (ask * 2).min(most);
            }
            Err(_) => {
                unpacked.truncate(done);
                wait_for(most, wait_from);
                let damage = salvage(GzDecoder::new(member), unpacked, most)?;
                return Ok((unpacked.len(), Some(damage)));
            }
        }
    }
}

/// At least `size` bytes of `buffer`, of which the first `done` stay.
fn grown(buffer: &mut Vec<u8>, done: usize, size: u64) -> &mut [u8] {
    let size = size as usize;
    if done == 0 {
        return room(buffer, size);
    }
    if buffer.len() < size {
        buffer.resize(size, 0);
    }
    &mut buffer[..size]
}

/// Where the next member begins; `None` after the last one. What is no member there is passed over, as by
/// `gzip -d`.
///
/// libdeflate does not say where a member ends. It ends with its unpacked size, and another one begins: by
/// chance six such bytes are in no file.
fn end_of_member(member: &[u8], length: usize) -> Option<usize> {
    // SPEC: RFC 1952, 2.2: a header of 10 bytes, at least 2 of data, checksum and size.
    const SHORTEST: usize = 20;
    let size = (length as u32).to_le_bytes();
    let seam = [size[0], size[1], size[2], size[3], MAGIC[0], MAGIC[1]];
    let from = SHORTEST - size.len();
    memchr::memmem::find(member.get(from..)?, &seam).map(|at| from + at + size.len())
}

/// Appends what can be unpacked of broken data until there are `limit` bytes: libdeflate gives all or
/// nothing, so a slower reader goes over it once more.
pub(super) fn salvage(
    mut reader: impl Read,
    unpacked: &mut Vec<u8>,
    limit: u64,
) -> Result<Damage, FileError> {
    let mut chunk = [0; 16 * 1024];
    // Ends at the first error or at the end of what there is.
    while let Ok(read @ 1..) = reader.read(&mut chunk) {
        unpacked.extend_from_slice(&chunk[..read]);
        if unpacked.len() as u64 >= limit {
            break;
        }
    }
    let damage = Damage { what: BROKEN.into(), at: unpacked.len() as u64 };
    if unpacked.is_empty() {
        return Err(FileError::Damaged { what: damage.what, at: 0 });
    }
    Ok(damage)
}

/// The same piece by piece: all members of a gzip, one after the other.
///
/// Broken data are one error, and nothing follows it. Over a limit, every read is a [`FileError::Limit`].
pub(super) struct Gunzip<R> {
    /// `None` after the last member.
    member: Option<GzDecoder<R>>,
    packed: u64,
    unpacked: u64,
    limits: Limits,
}

impl<R: BufRead> Gunzip<R> {
    /// For a gzip of `packed` bytes.
    pub(super) fn new(reader: R, packed: u64, limits: &Limits) -> Self {
        Self { member: Some(GzDecoder::new(reader)), packed, unpacked: 0, limits: *limits }
    }

    fn next_member(&mut self) -> io::Result<()> {
        let Some(member) = self.member.take() else { return Ok(()) };
        let mut rest = member.into_inner();
        let begins = match rest.fill_buf()? {
            // The end of what is buffered.
            [first] => *first == MAGIC[0],
            bytes => is_gzip(bytes),
        };
        self.member = begins.then(|| GzDecoder::new(rest));
        Ok(())
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        over_file_limit(self.unpacked, &self.limits)
            .and_then(|()| over_ratio(self.unpacked, self.packed, &self.limits))
            .map_err(io::Error::other)?;
        while let Some(member) = self.member.as_mut().filter(|_| !buf.is_empty()) {
            match member.read(buf) {
                Ok(0) => self.next_member()?,
                Ok(count) => {
                    self.unpacked += count as u64;
                    return Ok(count);
                }
                Err(_) => {
                    self.member = None;
                    return Err(io::Error::other(BROKEN));
                }
            }
        }
        Ok(0)
    }
}
