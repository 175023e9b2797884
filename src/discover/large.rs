//! Large: files that are read piece by piece, unpacked on the way, because they might not fit in memory.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use flate2::read::DeflateDecoder;
use libdeflater::Crc;
use rawzip::ReaderAt;

use super::Limits;
use super::archive::{Archive, Bytes, Member, Total, most_inflated, over_file_limit};
use super::gzip::{self, BROKEN, Gunzip};
use super::open::{Content, HEAD, WRONG_CHECKSUM};
use crate::decode::xml::is_utf16;
use crate::decode::{self, Decoder, Stream};
use crate::error::FileError;
use crate::source;

/// Recordings of at least so many bytes are read piece by piece where their format allows it.
pub(super) const LARGE_FROM: u64 = 64 << 20;

/// Larger members of an archive are looked into before they are unpacked: they may be read as a stream, bytes.
const STREAM_FROM: u64 = 8 << 20;

/// Bytes of a packed file that are read at a time.
const BUFFER: usize = 256 << 10;

/// What reads the recording that begins with `head`, when its format can be read piece by piece.
pub(super) fn in_pieces(head: &[u8]) -> Option<(&'static Decoder, Stream)> {
    let decoder = decode::sniff(head)?;
    Some((decoder, decoder.stream.filter(|_| !is_utf16(head))?))
}

/// The recording in a gzip of `len` bytes, when it says that it is large.
///
/// # Errors
/// Those of reading the file.
pub(super) fn gzipped(path: &Path, len: u64, limits: &Limits) -> io::Result<Option<Content<'static>>> {
    if most_inflated(len) < LARGE_FROM {
        return Ok(None);
    }
    let packed = Bytes::of_file(File::open(path)?, len);
    let mut trailer = [0; 4];
    packed.read_exact_at(&mut trailer, len - 4)?;
    if gzip::told(&trailer) < LARGE_FROM {
        return Ok(None);
    }
    let packed = BufReader::with_capacity(BUFFER, BytesReader { bytes: packed, at: 0 });
    let mut unpacked = Gunzip::new(packed, len, limits);
    let Some(head) = head_of(&mut unpacked) else { return Ok(None) };
    let Some((decoder, stream)) = in_pieces(&head) else { return Ok(None) };
    Ok(Some(Content::Large { reader: Box::new(Cursor::new(head).chain(unpacked)), decoder, stream }))
}

/// The first bytes. `None`: they cannot be unpacked, which is said when the whole is.
fn head_of(reader: &mut impl Read) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    reader.take(HEAD as u64).read_to_end(&mut head).ok()?;
    Some(head)
}

/// A member that is an export of Apple Health or a large recording, as a stream; `None` for anything else.
pub(super) fn member(
    archive: &Arc<Archive>,
    member: &Member,
    limits: &Limits,
) -> Result<Option<Content<'static>>, FileError> {
    if member.unpacked() < STREAM_FROM {
        return Ok(None);
    }
    let total = Arc::clone(archive.total());
    let mut rest = Counted { inner: unpacked(archive, member)?, told: member.unpacked(), total };
    let Some(head) = head_of(&mut rest) else { return Ok(None) };
    if source::is_apple(&head) {
        return Ok(Some(Content::Stream(Box::new(Cursor::new(head).chain(rest)))));
    }
    let Some((decoder, stream)) = in_pieces(&head).filter(|_| member.unpacked() >= LARGE_FROM) else {
        return Ok(None);
    };
    over_file_limit(member.unpacked(), limits)?;
    let whole = Cursor::new(head).chain(rest).take(member.unpacked());
    let reader = Box::new(Checked { inner: whole, crc: Crc::new(), expected: member.crc });
    Ok(Some(Content::Large { reader, decoder, stream }))
}

fn unpacked(archive: &Arc<Archive>, member: &Member) -> Result<Box<dyn Read + Send>, FileError> {
    let packed = BytesReader { bytes: archive.window(member)?, at: 0 };
    if !member.deflated()? {
        return Ok(Box::new(packed));
    }
    Ok(Box::new(DeflateDecoder::new(packed)))
}

/// What a member unpacks to; what is more than its archive says of it is counted in as it comes.
struct Counted {
    inner: Box<dyn Read + Send>,
    /// Bytes that are left of those that were counted when it was listed.
    told: u64,
    total: Arc<Total>,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buf)?;
        let more = (count as u64).saturating_sub(self.told);
        self.told = self.told.saturating_sub(count as u64);
        if more > 0 {
            self.total.add(more, 0).map_err(io::Error::other)?;
        }
        Ok(count)
    }
}

/// Bytes from the first to the last.
struct BytesReader {
    bytes: Bytes,
    at: u64,
}

impl Read for BytesReader {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read_at(buf, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// What a member unpacks to, with its checksum looked at where it ends. Damage is one error; nothing follows it.
struct Checked<R> {
    inner: io::Take<R>,
    crc: Crc,
    expected: Option<u32>,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let damage = match self.inner.read(buf) {
            Ok(count) => {
                self.crc.update(&buf[..count]);
                let is_sound = self.expected.is_none_or(|expected| expected == self.crc.sum());
                if count > 0 || buf.is_empty() || is_sound {
                    return Ok(count);
                }
                WRONG_CHECKSUM
            }
            Err(_) => BROKEN,
        };
        self.inner.set_limit(0);
        self.expected = None;
        Err(io::Error::other(damage))
    }
}
