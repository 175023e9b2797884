//! Directory: the members of a zip as its central directory lists them, or, when that is broken or was
//! cut off, as their own headers say.

use rawzip::{CompressionMethod, ReaderAt, ZipArchive};

use super::archive::{Bytes, Member, Place, damaged};
use super::is_junk;
use crate::decode::Damage;
use crate::error::FileError;
use crate::text;

/// A member with its name as it is in the archive.
pub(super) struct NamedMember {
    pub name: String,
    pub member: Member,
}

/// Called with each member; an error ends the listing.
pub(super) type OnEntry<'a> = &'a mut dyn FnMut(NamedMember) -> Result<(), FileError>;

/// Opens the central directory of a zip.
pub(super) fn locate(bytes: &Bytes) -> Result<ZipArchive<Bytes>, FileError> {
    let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
    rawzip::ZipLocator::new()
        .locate_in_reader(bytes.clone(), &mut buffer, bytes.len())
        .map_err(|(_, error)| damaged(&error, bytes.len()))
}

/// Calls `with` for every member that the directory lists. `Ok` has the damage that ended the list early.
pub(super) fn list(
    zip: &ZipArchive<Bytes>,
    size: u64,
    with: OnEntry<'_>,
) -> Result<Option<FileError>, FileError> {
    let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
    let mut entries = zip.entries(&mut buffer);
    loop {
        let entry = match entries.next_entry() {
            Ok(Some(entry)) => entry,
            Ok(None) => return Ok(None),
            Err(error) => return Ok(Some(damaged(&error, size))),
        };
        // SPEC: APPNOTE 4.4.2.2: 0 MS-DOS, 10 NTFS, 14 VFAT. Only their tools take a backslash for a separator.
        let dos = matches!(entry.version_made_by().creator_system().as_u8(), 0 | 10 | 14);
        let name = name(entry.file_path().as_bytes(), dos);
        if entry.is_dir() || is_junk(&name) {
            continue;
        }
        let member = Member {
            place: Place::Listed(entry.wayfinder()),
            method: entry.compression_method(),
            crc: Some(entry.crc32()),
            encrypted: entry.flags().is_encrypted(),
        };
        with(NamedMember { name, member })?;
    }
}

/// The same from the headers before the members: for a zip whose download or copy was cut off.
/// Returns what is wrong with it.
///
/// SPEC: APPNOTE 4.3.7. The sizes may come after the member instead (4.3.9): then its end is where the
/// next header begins.
pub(super) fn scan(bytes: &Bytes, with: OnEntry<'_>) -> Result<Damage, FileError> {
    let (mut at, mut found) = (0, 0);
    while let Some(header) = header_from(bytes, at)? {
        let start = header.data;
        let (end, sizes) = match header.sizes {
            Some((packed, unpacked)) => (start.saturating_add(packed), Some((header.crc, unpacked))),
            None => end_from(bytes, start)?,
        };
        at = end.max(start);
        let packed = end.min(bytes.len()) - start.min(bytes.len());
        if header.name.ends_with('/') || is_junk(&header.name) {
            continue;
        }
        found += 1;
        let (crc, unpacked) = sizes.unzip();
        let unpacked = unpacked.unwrap_or_else(|| packed.saturating_mul(USUAL_RATIO));
        let Header { name, method, encrypted, .. } = header;
        let place = Place::At { from: start, packed, unpacked };
        with(NamedMember { name, member: Member { place, method, crc, encrypted } })?;
    }
    let found = text::count(found, "member");
    let what = format!("the zip is cut off or its directory is broken ({found} found without it)");
    Ok(Damage { what, at: bytes.len() })
}

/// A member that was cut off may unpack to so many times its size: GPX comes to 20.
const USUAL_RATIO: u64 = 30;

/// The header before a member.
struct Header {
    name: String,
    method: CompressionMethod,
    crc: u32,
    encrypted: bool,
    /// Packed and unpacked; `None`: they come after the member.
    sizes: Option<(u64, u64)>,
    /// Where the member begins.
    data: u64,
}

/// The first header at `from` or after it.
fn header_from(bytes: &Bytes, mut from: u64) -> Result<Option<Header>, FileError> {
    while let Some((at, signature)) = signature_from(bytes, from)? {
        if signature == Signature::Member
            && let Some(header) = header_at(bytes, at)?
        {
            return Ok(Some(header));
        }
        from = at + 4;
    }
    Ok(None)
}

fn header_at(bytes: &Bytes, at: u64) -> Result<Option<Header>, FileError> {
    let mut fixed = [0; 30];
    if read(bytes, at, &mut fixed)? < fixed.len() {
        return Ok(None);
    }
    let short = |i: usize| u16::from_le_bytes([fixed[i], fixed[i + 1]]);
    let long = |i: usize| u32::from_le_bytes([fixed[i], fixed[i + 1], fixed[i + 2], fixed[i + 3]]);
    let mut text = vec![0; usize::from(short(26))];
    if read(bytes, at + 30, &mut text)? < text.len() || text.is_empty() {
        return Ok(None);
    }
    let from = at + 30 + text.len() as u64;
    let mut extra = vec![0; usize::from(short(28))];
    let sizes = match (long(18), long(22)) {
        (u32::MAX, _) | (_, u32::MAX) => {
            let length = read(bytes, from, &mut extra)?;
            wide_sizes(&extra[..length])
        }
        (packed, unpacked) => Some((packed.into(), unpacked.into())),
    };
    let flags = short(6);
    let later = flags & 1 << 3 != 0;
    Ok(Some(Header {
        name: name(&text, true),
        method: CompressionMethod::new(short(8)),
        crc: long(14),
        encrypted: flags & 1 != 0,
        sizes: sizes.filter(|(packed, _)| !later || *packed != 0),
        data: from + extra.len() as u64,
    }))
}

/// Packed and unpacked size from the extra fields of a header whose own are too small for them. Writers that do not
/// know a size beforehand write such headers for small members as well.
///
/// SPEC: APPNOTE 4.5.3: field 1 begins with the unpacked size and the packed one; a local header has both.
fn wide_sizes(mut extra: &[u8]) -> Option<(u64, u64)> {
    while let Some((&[low, high, s, t], rest)) = extra.split_first_chunk() {
        let (field, rest) = rest.split_at_checked(u16::from_le_bytes([s, t]).into())?;
        if [low, high] == [1, 0] {
            return Some((wide(field, 8)?, wide(field, 0)?));
        }
        extra = rest;
    }
    None
}

/// The eight bytes at `i` as a number.
fn wide(bytes: &[u8], i: usize) -> Option<u64> {
    bytes.get(i..)?.first_chunk().map(|eight| u64::from_le_bytes(*eight))
}

/// Where a member ends, with its checksum and its unpacked size.
type End = (u64, Option<(u32, u64)>);

/// The end of the member at `start` whose size comes after it.
fn end_from(bytes: &Bytes, start: u64) -> Result<End, FileError> {
    let next = signature_from(bytes, start)?.map_or(bytes.len(), |(at, _)| at);
    // SPEC: APPNOTE 4.3.9: checksum, packed, unpacked, of 8 bytes each after a header with wide sizes, else of 4;
    // most writers put a signature before them.
    for before in [24, 20, 16, 12] {
        let end = next.saturating_sub(before);
        let mut facts = [0; 20];
        if end < start || read(bytes, next - 20, &mut facts)? < facts.len() {
            continue;
        }
        let long = |i: usize| u32::from_le_bytes([facts[i], facts[i + 1], facts[i + 2], facts[i + 3]]);
        let (crc, packed, unpacked) = match before {
            20.. => (long(0), wide(&facts, 4), wide(&facts, 12)),
            _ => (long(8), Some(long(12).into()), Some(long(16).into())),
        };
        if packed == Some(end - start) {
            return Ok((end, unpacked.map(|unpacked| (crc, unpacked))));
        }
    }
    Ok((next, None))
}

/// What begins with a signature of four bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Signature {
    /// The header before a member.
    Member,
    /// A line of the central directory.
    Directory,
}

/// The first signature at `from` or after it.
fn signature_from(bytes: &Bytes, mut from: u64) -> Result<Option<(u64, Signature)>, FileError> {
    // Small first: in most archives it is right here.
    let mut block = vec![0; 64];
    loop {
        let length = read(bytes, from, &mut block)?;
        for at in memchr::memmem::find_iter(&block[..length], b"PK") {
            let signature = match block[at..length] {
                [_, _, 3, 4, ..] => Signature::Member,
                [_, _, 1, 2, ..] => Signature::Directory,
                _ => continue,
            };
            return Ok(Some((from + at as u64, signature)));
        }
        if length < block.len() {
            return Ok(None);
        }
        // It may begin at the end of this block.
        from += (length - 3) as u64;
        block.resize((2 * block.len()).min(256 * 1024), 0);
    }
}

/// As many bytes as there are from `at` on, at most those of `to`.
fn read(bytes: &Bytes, at: u64, to: &mut [u8]) -> Result<usize, FileError> {
    let mut length = 0;
    while length < to.len() {
        let step = bytes.read_at(&mut to[length..], at.saturating_add(length as u64));
        match step.map_err(|error| FileError::Unreadable(error.to_string()))? {
            0 => break,
            step => length += step,
        }
    }
    Ok(length)
}

/// The name of a member, `/` as separator.
///
/// SPEC: APPNOTE appendix D: UTF-8 or, by those who know nothing else, code page 437. Every byte of it is
/// a letter, so that names that differ stay apart.
fn name(bytes: &[u8], backslash_separates: bool) -> String {
    let name = match std::str::from_utf8(bytes) {
        Ok(name) => name.to_owned(),
        Err(_) => bytes.iter().map(|&byte| code_page_437(byte)).collect(),
    };
    if backslash_separates { name.replace('\\', "/") } else { name }
}

fn code_page_437(byte: u8) -> char {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
    match byte {
        ..=0x7f => char::from(byte),
        _ => UPPER.chars().nth(usize::from(byte) - 0x80).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}
