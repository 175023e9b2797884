//! Zip writer: the smallest zip that every reader takes, the same bytes every time.
//!
//! SPEC: PKWARE APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory) and 4.3.16
//! (its end). No zip64: members and archive stay below 4 GiB and 65,535 members, or are refused.

use libdeflater::{CompressionLvl, Compressor, crc32};

/// How a member is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// As it is.
    Stored,
    /// Deflated.
    Deflated,
}

/// One member.
#[derive(Clone, Debug)]
pub struct ZipEntry {
    /// Path in the archive, `/` as separator.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// How.
    pub method: Method,
}

/// The bytes of an archive with these members in this order; `None` when it would need zip64.
#[must_use]
pub fn write(members: &[ZipEntry]) -> Option<Vec<u8>> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let packed = match member.method {
            Method::Stored => member.bytes.clone(),
            Method::Deflated => deflate(&member.bytes),
        };
        let at = u32::try_from(out.len()).ok()?;
        let facts = facts(member, &packed)?;
        out.extend(0x0403_4b50_u32.to_le_bytes());
        out.extend(&facts);
        out.extend(0_u16.to_le_bytes()); // no extra field
        out.extend(member.path.as_bytes());
        out.extend(packed);
        directory.extend(0x0201_4b50_u32.to_le_bytes());
        directory.extend(20_u16.to_le_bytes()); // made by: version 2.0, MS-DOS
        directory.extend(&facts);
        // No extra field, no comment, disk 0, no attributes of either kind: 12 bytes.
        directory.extend([0; 12]);
        directory.extend(at.to_le_bytes());
        directory.extend(member.path.as_bytes());
    }
    let (at, size) = (u32::try_from(out.len()).ok()?, u32::try_from(directory.len()).ok()?);
    let count = u16::try_from(members.len()).ok()?;
    out.extend(directory);
    out.extend(0x0605_4b50_u32.to_le_bytes());
    out.extend([0; 4]); // disk numbers
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend(0_u16.to_le_bytes()); // no comment
    Some(out)
}

/// The 24 bytes that local header and directory share: version needed to name length.
fn facts(member: &ZipEntry, packed: &[u8]) -> Option<Vec<u8>> {
    let method: u16 = match member.method {
        Method::Stored => 0,
        Method::Deflated => 8,
    };
    let mut facts = Vec::with_capacity(24);
    facts.extend(20_u16.to_le_bytes()); // needs version 2.0
    facts.extend(0x0800_u16.to_le_bytes()); // names are UTF-8
    facts.extend(method.to_le_bytes());
    // 1980-01-01 00:00, the zero of MS-DOS: an archive does not know when it was made.
    facts.extend(0_u16.to_le_bytes());
    facts.extend(0x0021_u16.to_le_bytes());
    facts.extend(crc32(&member.bytes).to_le_bytes());
    facts.extend(u32::try_from(packed.len()).ok()?.to_le_bytes());
    facts.extend(u32::try_from(member.bytes.len()).ok()?.to_le_bytes());
    facts.extend(u16::try_from(member.path.len()).ok()?.to_le_bytes());
    Some(facts)
}

/// `bytes` deflated.
fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::default());
    let mut packed = vec![0; compressor.deflate_compress_bound(bytes.len())];
    // Compression fails only in a buffer that is too small, and this one has the size asked for.
    let size = compressor.deflate_compress(bytes, &mut packed).expect("the buffer has the size asked for");
    packed.truncate(size);
    packed
}

/// `bytes` as a `.gz` file, without name and time.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::default());
    let mut packed = vec![0; compressor.gzip_compress_bound(bytes.len())];
    // As in `deflate`.
    let size = compressor.gzip_compress(bytes, &mut packed).expect("the buffer has the size asked for");
    packed.truncate(size);
    packed
}
