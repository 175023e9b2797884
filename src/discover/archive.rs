//! Zip archives read in place: members are listed once and read by position, so that many
//! threads can unpack one archive, and an archive stored inside an archive needs no copy.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use rawzip::{CompressionMethod, FileReader, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder};

use super::open::room;
use super::{Limits, Origin, Source, directory};
use crate::decode::{Budget, Damage};
use crate::error::FileError;
use crate::label::Label;

/// Bytes that can be read at any position: a file, a part of one, or memory.
#[derive(Clone, Debug)]
pub(super) struct Bytes {
    store: Arc<Store>,
    start: u64,
    len: u64,
}

#[derive(Debug)]
enum Store {
    File(FileReader),
    Memory(Vec<u8>),
}

impl Bytes {
    pub(super) fn of_file(file: File, len: u64) -> Self {
        Self { store: Arc::new(Store::File(FileReader::from(file))), start: 0, len }
    }

    pub(super) fn of_memory(bytes: Vec<u8>) -> Self {
        let len = bytes.len() as u64;
        Self { store: Arc::new(Store::Memory(bytes)), start: 0, len }
    }

    pub(super) fn len(&self) -> u64 {
        self.len
    }

    fn part(&self, from: u64, to: u64) -> Self {
        Self { store: Arc::clone(&self.store), start: self.start + from, len: to.saturating_sub(from) }
    }
}

impl ReaderAt for Bytes {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        let left = self.len.saturating_sub(offset);
        let want = usize::try_from(left).unwrap_or(usize::MAX).min(buf.len());
        let at = self.start + offset.min(self.len);
        match &*self.store {
            Store::File(file) => file.read_at(&mut buf[..want], at),
            Store::Memory(bytes) => {
                // `start + len` never exceeds the memory, and memory is addressed by usize.
                let at = at as usize;
                buf[..want].copy_from_slice(&bytes[at..at + want]);
                Ok(want)
            }
        }
    }
}

/// What one file comes to with all the archives in it: each of them may be within its limits while
/// members that share their bytes, level below level, multiply the work.
///
/// A sum does not depend on the order in which workers add to it, so neither does what is refused.
#[derive(Debug)]
pub(super) struct Total {
    limits: Limits,
    /// Size of the file, bytes.
    stored: u64,
    /// Bytes that its members and theirs unpack to, or take packed where that is more.
    unpacked: AtomicU64,
    members: AtomicUsize,
    /// Bytes of memory that stay taken by what was read of them.
    kept: AtomicU64,
}

impl Total {
    /// For a file of `stored` bytes.
    pub(super) fn of_file(stored: u64, limits: &Limits) -> Arc<Self> {
        let (unpacked, members, kept) = (AtomicU64::new(0), AtomicUsize::new(0), AtomicU64::new(0));
        Arc::new(Self { limits: *limits, stored, unpacked, members, kept })
    }

    /// Counts so much more in.
    pub(super) fn add(&self, unpacked: u64, members: usize) -> Result<(), FileError> {
        self.unpacked.fetch_add(unpacked, Ordering::Relaxed);
        self.members.fetch_add(members, Ordering::Relaxed);
        self.check()
    }

    /// Counts so much memory in.
    pub(super) fn keep(&self, bytes: u64) {
        self.kept.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Whether it is still within the limits; once it is not, it stays so.
    pub(super) fn check(&self) -> Result<(), FileError> {
        let Self { limits, stored, unpacked, members, kept } = self;
        let few = members.load(Ordering::Relaxed) <= limits.members;
        let small = Budget::new(*stored, limits.memory_bytes).take(kept.load(Ordering::Relaxed));
        if few && small && over_ratio(unpacked.load(Ordering::Relaxed), *stored, limits).is_ok() {
            return Ok(());
        }
        // One text for all: which of them is met first depends on the order.
        Err(FileError::Limit {
            what: "what lies in it, with the archives in it,".into(),
            limit: format!(
                "{} times its size, {} members or {} in memory",
                limits.ratio,
                limits.members,
                Budget::words(limits.memory_bytes)
            ),
            flag: "--max-memory-mb, --max-ratio and --max-members".into(),
        })
    }
}

/// An opened zip.
#[derive(Debug)]
pub(super) struct Archive {
    /// `None`: its directory cannot be read.
    zip: Option<ZipArchive<Bytes>>,
    bytes: Bytes,
    total: Arc<Total>,
}

/// One member of an [`Archive`], as its directory or its own header describes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub place: Place,
    pub method: CompressionMethod,
    /// CRC-32; `None`: it was cut off.
    pub crc: Option<u32>,
    pub encrypted: bool,
}

/// Where a member lies, and its sizes in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// As the directory says.
    Listed(ZipArchiveEntryWayfinder),
    /// As its own header says.
    At { from: u64, packed: u64, unpacked: u64 },
}

/// The members of an archive, sorted.
pub(super) type Members = (Vec<Source>, Option<Damage>);

impl Archive {
    /// Lists the members of a zip as sources below `label`, and what is broken about it.
    pub(super) fn list(
        bytes: Bytes,
        label: &Label,
        depth: usize,
        total: &Arc<Total>,
    ) -> Result<Members, FileError> {
        let limits = &total.limits;
        if depth >= limits.nesting {
            return Err(FileError::Limit {
                what: format!("an archive inside {depth} archives"),
                limit: format!("{} levels", limits.nesting),
                flag: "--max-nesting".into(),
            });
        }
        let (zip, broken) = match directory::locate(&bytes) {
            Ok(zip) => (Some(zip), None),
            Err(error) => (None, Some(error)),
        };
        let packed = bytes.len;
        let archive = Arc::new(Self { zip, bytes, total: Arc::clone(total) });
        let mut list = List::new(&archive, label, depth + 1);
        let broken = match &archive.zip {
            Some(zip) => directory::list(zip, packed, &mut |entry| list.add(entry))?,
            None => broken,
        };
        let mut damage = None;
        if let Some(error) = broken {
            list = List::new(&archive, label, depth + 1);
            damage = Some(directory::scan(&archive.bytes, &mut |entry| list.add(entry))?);
            if list.sources.is_empty() {
                return Err(error);
            }
        }
        over_ratio(list.unpacked, packed, limits)?;
        total.add(list.work, list.sources.len())?;
        if list.sources.is_empty() {
            return Err(FileError::NotAnActivity("an archive without a file in it".into()));
        }
        Ok((list.sorted(), damage))
    }

    /// What the file that it lies in comes to.
    pub(super) fn total(&self) -> &Arc<Total> {
        &self.total
    }

    /// The packed bytes of a member, appended to the empty `packed`.
    pub(super) fn read_packed(
        &self,
        member: &Member,
        limits: &Limits,
        packed: &mut Vec<u8>,
    ) -> Result<(), FileError> {
        let (from, to) = self.range(member)?;
        over_file_limit(to - from, limits)?;
        self.bytes
            .read_exact_at(room(packed, (to - from) as usize), from)
            .map_err(|error| FileError::Damaged { what: format!("member cannot be read: {error}"), at: from })
    }

    /// A member that is stored without compression, as bytes of their own (no copy).
    pub(super) fn window(&self, member: &Member) -> Result<Bytes, FileError> {
        let (from, to) = self.range(member)?;
        Ok(self.bytes.part(from, to))
    }

    fn range(&self, member: &Member) -> Result<(u64, u64), FileError> {
        let (from, to) = match (member.place, &self.zip) {
            (Place::Listed(wayfinder), Some(zip)) => {
                zip.get_entry(wayfinder).map_err(|error| damaged(&error, 0))?.compressed_data_range()
            }
            (Place::At { from, packed, .. }, _) => (from, from.saturating_add(packed)),
            (Place::Listed(_), None) => (0, 0),
        };
        if to < from || to > self.bytes.len {
            let what = "member reaches beyond the end of the archive".into();
            return Err(FileError::Damaged { what, at: from });
        }
        Ok((from, to))
    }
}

/// Members while they are listed.
struct List<'a> {
    archive: &'a Arc<Archive>,
    label: Box<dyn Fn(&str) -> Label>,
    depth: usize,
    sources: Vec<Source>,
    /// Bytes that they unpack to.
    unpacked: u64,
    /// The same, or their packed size where that is more: members may share their packed bytes, and
    /// each reads them anew.
    work: u64,
}

impl<'a> List<'a> {
    fn new(archive: &'a Arc<Archive>, label: &Label, depth: usize) -> Self {
        let label = Box::new(label.members());
        Self { archive, label, depth, sources: Vec::new(), unpacked: 0, work: 0 }
    }

    fn add(
        &mut self,
        directory::NamedMember { name, member }: directory::NamedMember,
    ) -> Result<(), FileError> {
        let limits = &self.archive.total.limits;
        if self.sources.len() == limits.members {
            return Err(FileError::Limit {
                what: "the number of members".into(),
                limit: limits.members.to_string(),
                flag: "--max-members".into(),
            });
        }
        let size = member.unpacked().min(most_inflated(member.packed()));
        self.unpacked = self.unpacked.saturating_add(size);
        self.work = self.work.saturating_add(size.max(member.packed()));
        self.sources.push(Source {
            label: (self.label)(&name),
            origin: Origin::Member(Arc::clone(self.archive), member),
            depth: self.depth,
        });
        Ok(())
    }

    /// By label; members of one name are numbered.
    fn sorted(mut self) -> Vec<Source> {
        self.sources.sort_by(|a, b| a.label.cmp(&b.label));
        let same = |a: &Source, b: &Source| a.label == b.label;
        for twins in self.sources.chunk_by_mut(same) {
            for (n, source) in (1..).zip(twins).skip(1) {
                source.label = source.label.numbered(n);
            }
        }
        // A numbered name may belong after one that begins alike.
        self.sources.sort_by(|a, b| a.label.cmp(&b.label));
        self.sources
    }
}

impl Member {
    /// Size in the archive, bytes.
    pub(super) fn packed(&self) -> u64 {
        match self.place {
            Place::Listed(wayfinder) => wayfinder.compressed_size_hint(),
            Place::At { packed, .. } => packed,
        }
    }

    /// Size after unpacking, bytes.
    pub(super) fn unpacked(&self) -> u64 {
        match self.place {
            Place::Listed(wayfinder) => wayfinder.uncompressed_size_hint(),
            Place::At { unpacked, .. } => unpacked,
        }
    }

    /// `Ok(true)`: deflated, `Ok(false)`: stored; an error for anything else.
    pub(super) fn deflated(&self) -> Result<bool, FileError> {
        if self.encrypted {
            return Err(FileError::Unreadable("the member is encrypted; unpack the archive first".into()));
        }
        match self.method {
            CompressionMethod::STORE => Ok(false),
            CompressionMethod::DEFLATE => Ok(true),
            other => Err(FileError::Unreadable(format!(
                "compression method {other:?} is not supported; unpack the archive first"
            ))),
        }
    }
}

/// Checks one size against the limit of a single file.
pub(super) fn over_file_limit(bytes: u64, limits: &Limits) -> Result<(), FileError> {
    if bytes <= limits.file_bytes {
        return Ok(());
    }
    Err(FileError::Limit {
        what: format!("a file of {} MB", bytes >> 20),
        limit: format!("{} MB", limits.file_bytes >> 20),
        flag: "--max-file-mb".into(),
    })
}

/// No deflated data unpacks to more than this: a match of 258 bytes takes two bits or more. What a
/// directory or a trailer says beyond that is a lie that must not fill the memory.
pub(super) fn most_inflated(packed: u64) -> u64 {
    packed.saturating_mul(258 * 4)
}

/// Checks how much unpacks from how much.
pub(super) fn over_ratio(unpacked: u64, packed: u64, limits: &Limits) -> Result<(), FileError> {
    if unpacked <= limits.ratio_from_bytes || unpacked / limits.ratio <= packed {
        return Ok(());
    }
    Err(FileError::Limit {
        what: format!("something packed that unpacks to {} times its size", unpacked.div_ceil(packed.max(1))),
        limit: format!("{} times", limits.ratio),
        flag: "--max-ratio".into(),
    })
}

pub(super) fn damaged(error: &rawzip::Error, at: u64) -> FileError {
    FileError::Damaged { what: format!("broken zip: {error}"), at }
}
