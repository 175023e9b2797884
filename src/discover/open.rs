//! Open a source: its bytes, unpacked into buffers that a worker uses again and again, or the
//! list of what is inside when it turns out to be an archive.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use flate2::read::DeflateDecoder;
use libdeflater::Decompressor;

use super::archive::{Archive, Bytes, Members, Total, most_inflated, over_file_limit};
use super::gzip::{self, is_gzip, salvage};
use super::large::{self, LARGE_FROM};
use super::{Limits, Origin, Source};
use crate::decode::{self, Damage, Decoder, turn};
use crate::error::FileError;
use crate::source;

/// What a source turned out to be.
pub enum Content<'a> {
    /// A file of a known recording format.
    Recording {
        /// Its bytes, unpacked.
        bytes: &'a [u8],
        /// What reads them.
        decoder: &'static Decoder,
        /// What was broken in its packing, when only a part of it could be unpacked.
        damage: Option<Damage>,
    },
    /// A large file of a known recording format, to be read piece by piece.
    Large {
        /// Its bytes.
        reader: Box<dyn Read>,
        /// What reads them.
        decoder: &'static Decoder,
        /// The same, piece by piece.
        stream: decode::Stream,
    },
    /// A list of activities, or another file of an export that is read.
    Listing(&'a [u8]),
    /// An export of Apple Health, which may be too large for memory.
    Stream(Box<dyn Read + Send>),
    /// An archive.
    Archive {
        /// Its members in order.
        members: Vec<Source>,
        /// What is broken about the archive itself, when only a part of it could be listed.
        damage: Option<Damage>,
    },
}

impl Content<'_> {
    fn archive((members, damage): Members) -> Self {
        Self::Archive { members, damage }
    }
}

/// Opens sources one after the other, reusing its buffers. One for each worker.
pub struct Opener {
    packed: Vec<u8>,
    /// Room to unpack to. What is left there of the file before is written over: to fill it with zeros
    /// first takes half as long as to unpack a GPX.
    unpacked: Vec<u8>,
    inflate: Decompressor,
    limits: Limits,
    /// What it unpacks without its [turn], bytes.
    room: u64,
}

/// Where the content of a source is.
#[derive(Clone, Copy)]
enum Held {
    /// All of the packed buffer.
    Packed,
    /// So many bytes at the beginning of the unpacked buffer.
    Unpacked(usize),
}

/// How much is read to tell what a file is: a GPX may begin with a long comment.
pub(super) const HEAD: usize = 64 * 1024;

/// What is wrong with a member of a zip whose bytes are not those that were packed.
pub(super) const WRONG_CHECKSUM: &str = "the member's checksum does not fit";

/// Buffers above this are given back after a file, so that one giant does not stay in memory.
const KEEP: usize = 16 << 20;

impl Opener {
    /// An opener with empty buffers.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let inflate = Decompressor::new();
        Self { packed: Vec::new(), unpacked: Vec::new(), inflate, limits, room: LARGE_FROM }
    }

    /// The same for one of so many workers: of more than two, each has less room.
    #[must_use]
    pub fn among(mut self, workers: usize) -> Self {
        self.room = turn::share(workers);
        self
    }

    /// Gives back the memory of what was opened last, and ends the [turn] for it.
    pub fn close(&mut self) {
        for buffer in [&mut self.packed, &mut self.unpacked] {
            buffer.truncate(KEEP);
            buffer.shrink_to(KEEP);
        }
        self.packed.clear();
        turn::end();
    }

    /// The content of `source`.
    ///
    /// # Errors
    /// [`FileError::NotAnActivity`] for anything that is no recording, list or archive (only its
    /// head is read then); the other kinds for what cannot be read or is over a limit.
    pub fn open(&mut self, source: &Source) -> Result<Content<'_>, FileError> {
        self.close();
        match &source.origin {
            Origin::File(path, _) => self.open_file(path, source),
            Origin::Closed(why) => Err(*why.clone()),
            Origin::Member(archive, member) => {
                let total = archive.total();
                total.check()?;
                if let Some(content) = large::member(archive, member, &self.limits)? {
                    return Ok(content);
                }
                over_file_limit(member.unpacked(), &self.limits).or_else(|error| {
                    // A nested archive may be larger than any file, as long as it needs no copy.
                    if member.deflated()? { Err(error) } else { Ok(()) }
                })?;
                if !member.deflated()? {
                    let window = archive.window(member)?;
                    if starts_as_zip(&window)? {
                        return Archive::list(window, &source.label, source.depth, total)
                            .map(Content::archive);
                    }
                    archive.read_packed(member, &self.limits, &mut self.packed)?;
                    let damage = check_crc(&self.packed, member.crc);
                    return self.unwrap(Held::Packed, source, damage, total);
                }
                archive.read_packed(member, &self.limits, &mut self.packed)?;
                let size = member.unpacked().min(most_inflated(self.packed.len() as u64));
                wait_for(size, self.room);
                let room = room(&mut self.unpacked, size as usize);
                let (len, damage) = match self.inflate.deflate_decompress(&self.packed, room) {
                    Ok(len) => (len, check_crc(&room[..len], member.crc)),
                    Err(_) => {
                        let reader = DeflateDecoder::new(self.packed.as_slice());
                        self.unpacked.clear();
                        let damage = salvage(reader, &mut self.unpacked, member.unpacked())?;
                        // By a chunk more than the directory says, which is what was counted.
                        let len = self.unpacked.len();
                        total.add((len as u64).saturating_sub(size), 0)?;
                        (len, Some(damage))
                    }
                };
                self.unwrap(Held::Unpacked(len), source, damage, total)
            }
        }
    }

    fn open_file(&mut self, path: &Path, source: &Source) -> Result<Content<'_>, FileError> {
        let unreadable = |error: std::io::Error| FileError::Unreadable(error.to_string());
        let mut file = File::open(path).map_err(unreadable)?;
        let len = file.metadata().map_err(unreadable)?.len();
        (&mut file).take(HEAD as u64).read_to_end(&mut self.packed).map_err(unreadable)?;
        let total = Total::of_file(len, &self.limits);
        if is_zip(&self.packed) {
            let bytes = Bytes::of_file(file, len);
            return Archive::list(bytes, &source.label, source.depth, &total).map(Content::archive);
        }
        if source::is_apple(&self.packed) {
            let head = std::io::Cursor::new(std::mem::take(&mut self.packed));
            return Ok(Content::Stream(Box::new(head.chain(file))));
        }
        if !is_gzip(&self.packed)
            && decode::sniff(&self.packed).is_none()
            && source::sniff(&self.packed).is_none()
        {
            return Err(not_a_recording(&self.packed));
        }
        over_file_limit(len, &self.limits)?;
        if len >= LARGE_FROM
            && let Some((decoder, stream)) = large::in_pieces(&self.packed)
        {
            let head = Cursor::new(std::mem::take(&mut self.packed));
            let reader = Box::new(head.chain(file.take(self.limits.file_bytes)));
            return Ok(Content::Large { reader, decoder, stream });
        }
        if is_gzip(&self.packed)
            && let Some(content) = large::gzipped(path, len, &self.limits).map_err(unreadable)?
        {
            return Ok(content);
        }
        // One reservation for the rest: the size is known.
        self.packed.reserve_exact((len as usize).saturating_sub(self.packed.len()) + 1);
        file.take(self.limits.file_bytes).read_to_end(&mut self.packed).map_err(unreadable)?;
        self.unwrap(Held::Packed, source, None, &total)
    }

    /// Takes off gzip, if there is one, and looks again: an archive can hide in it.
    /// `damage` is what was met on the way here, `total` counts what the file comes to.
    fn unwrap(
        &mut self,
        mut held: Held,
        source: &Source,
        mut damage: Option<Damage>,
        total: &Arc<Total>,
    ) -> Result<Content<'_>, FileError> {
        if is_gzip(self.content(held)) {
            if let Held::Unpacked(_) = held {
                self.packed = self.take(held);
            }
            let (len, broken) =
                gzip::unpack(&mut self.inflate, &self.packed, &mut self.unpacked, &self.limits, self.room)?;
            damage = damage.or(broken);
            total.add(len as u64, 0)?;
            held = Held::Unpacked(len);
        }
        if is_zip(self.content(held)) {
            let bytes = Bytes::of_memory(self.take(held));
            // Its members are opened while it is: they would wait for it.
            turn::end();
            return Archive::list(bytes, &source.label, source.depth, total).map(Content::archive);
        }
        let content = self.content(held);
        if let Some(decoder) = decode::sniff(content) {
            return Ok(Content::Recording { bytes: content, decoder, damage });
        }
        match damage {
            // A list with a hole, or what cannot be told: nothing that a runner should rely on.
            Some(damage) => Err(FileError::Damaged { what: damage.what, at: damage.at }),
            None if source::sniff(content).is_some() => Ok(Content::Listing(content)),
            None => Err(not_a_recording(content)),
        }
    }

    fn content(&self, held: Held) -> &[u8] {
        match held {
            Held::Packed => &self.packed,
            Held::Unpacked(len) => &self.unpacked[..len],
        }
    }

    /// The content by itself; its buffer is a new one afterwards.
    fn take(&mut self, held: Held) -> Vec<u8> {
        match held {
            Held::Packed => std::mem::take(&mut self.packed),
            Held::Unpacked(len) => {
                self.unpacked.truncate(len);
                std::mem::take(&mut self.unpacked)
            }
        }
    }
}

impl Drop for Opener {
    /// Ends the [turn] for what was opened last: who opens no more files would hold it for ever.
    fn drop(&mut self) {
        turn::end();
    }
}

/// Waits for this worker's [turn] where a file unpacks to `size` bytes and that is more than the worker has room for.
pub(super) fn wait_for(size: u64, room: u64) {
    if size >= room {
        turn::take();
    }
}

/// `size` bytes of `buffer`, whatever they are.
pub(super) fn room(buffer: &mut Vec<u8>, size: usize) -> &mut [u8] {
    if buffer.capacity() < size {
        // A new one: nothing of the old is copied, and the system gives large ones filled with zeros.
        *buffer = vec![0; size];
    } else if buffer.len() < size {
        buffer.resize(size, 0);
    }
    &mut buffer[..size]
}

fn starts_as_zip(bytes: &Bytes) -> Result<bool, FileError> {
    let mut head = [0; 4];
    let read = rawzip::ReaderAt::read_at(bytes, &mut head, 0)
        .map_err(|error| FileError::Unreadable(error.to_string()))?;
    Ok(is_zip(&head[..read]))
}

fn check_crc(bytes: &[u8], expected: Option<u32>) -> Option<Damage> {
    let fits = expected.is_none_or(|expected| libdeflater::crc32(bytes) == expected);
    (!fits).then(|| Damage { what: WRONG_CHECKSUM.into(), at: 0 })
}

fn is_zip(head: &[u8]) -> bool {
    // SPEC: APPNOTE 4.3.7 local file header, 4.3.16 end of an empty archive.
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// What kind of archive it is that is not read, and what to do.
fn packed_otherwise(head: &[u8]) -> Option<&'static str> {
    const KINDS: &[(usize, &[u8], &str)] = &[
        (257, b"ustar", "a tar archive: unpack it first, or pack the files as a zip"),
        (0, b"BZh", "packed with bzip2: unpack it first"),
        (0, b"\xfd7zXZ\0", "packed with xz: unpack it first"),
        (0, b"\x28\xb5\x2f\xfd", "packed with zstd: unpack it first"),
        (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first, or pack the files as a zip"),
        (0, b"Rar!\x1a\x07", "a RAR archive: unpack it first, or pack the files as a zip"),
    ];
    let is = |at: usize, mark: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(mark));
    KINDS.iter().find(|(at, mark, _)| is(*at, mark)).map(|(.., words)| *words)
}

fn not_a_recording(head: &[u8]) -> FileError {
    let what = if head.is_empty() {
        "an empty file"
    } else if head.iter().take(512).all(|&byte| byte == 0) {
        "nothing but zeros"
    } else if head.starts_with(b"\x89PNG") || head.starts_with(&[0xff, 0xd8, 0xff]) {
        "a picture, not a recording"
    } else if let Some(kind) = packed_otherwise(head) {
        kind
    } else if source::is_own_table(head) {
        "a table that this program wrote"
    } else if let Some(words) = source::unread::words(head) {
        words
    } else if std::str::from_utf8(&head[..head.len().min(512)]).is_ok_and(|text| !text.contains('\0')) {
        "text, but no GPX or TCX"
    } else {
        "not a FIT, GPX or TCX file"
    };
    FileError::NotAnActivity(what.into())
}
