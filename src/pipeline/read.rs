//! Read: every file in parallel; its samples are freed inside its closure.

use std::io::{BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::outcome::{Fate, FileOutcome};
use super::progress::{Event, Progress, timed};
use crate::clean;
use crate::config::ReadOptions;
use crate::decode::{self, Credit, Damage, Decoded};
use crate::digest;
use crate::discover::{Content, Limits, Opener, Source};
use crate::error::{FileError, Result};
use crate::label::Label;
use crate::source;
use crate::text;
use crate::witness;
use crate::zone::Zones;

/// Reads every source with all workers; outcomes come back in the order of the sources, the
/// members of an archive in its place.
#[must_use]
pub fn read_archive(
    sources: &[Source],
    options: &ReadOptions,
    zones: &Zones,
    progress: Progress<'_>,
) -> Vec<FileOutcome> {
    let bytes = sources.iter().map(Source::stored_bytes).sum();
    progress(Event::Found { files: sources.len(), bytes });
    keep_freed_memory();
    let reading = Reading { limits: &options.limits, zones, progress };
    let credit = Credit::new(options.limits.memory_bytes);
    // Refused once those of its size took too much: before it was known, or after.
    let allowed = |source: &Source, read: Outcomes, beyond| match credit.check(beyond) {
        Ok(()) => read,
        Err(error) => reading.refused(source, error, None),
    };
    let read: Vec<(Outcomes, u64)> = reading.each(sources, |source, read| {
        let beyond = source.beyond(read.kept_bytes());
        credit.take(beyond);
        (allowed(source, read, beyond), beyond)
    });
    let weighed = sources.iter().zip(read);
    flat(sources.len(), weighed.map(|(source, (read, beyond))| allowed(source, read, beyond)))
}

/// Keeps the memory that one file frees for the next.
///
/// glibc returns the end of its heaps to the system once 128 kB of it are free, and asks for it again, zeroed, for
/// the next file. It keeps up to twice the size of the largest block that was ever freed (mallopt(3),
/// `M_MMAP_THRESHOLD`). On other systems this does nothing.
fn keep_freed_memory() {
    const BLOCK: usize = 4 << 20;
    drop(std::hint::black_box(Vec::<u8>::with_capacity(BLOCK)));
}

/// Members that are read at a time: while their outcomes are put in order they are held twice.
const PART: usize = 1 << 14;

/// What came of a source: one outcome, or those of the members of an archive, with its own before them where it is broken.
#[derive(Default)]
struct Outcomes {
    own: Option<FileOutcome>,
    members: Vec<FileOutcome>,
}

impl Outcomes {
    fn kept_bytes(&self) -> u64 {
        self.own.iter().chain(&self.members).map(FileOutcome::kept_bytes).sum()
    }
}

/// All of them in order, about `count`.
fn flat(count: usize, all: impl Iterator<Item = Outcomes>) -> Vec<FileOutcome> {
    all.fold(Vec::with_capacity(count), |mut outcomes, Outcomes { own, members }| {
        outcomes.extend(own);
        // Those of the first archive need not move: it may be the only one, of a million members.
        match outcomes.is_empty() {
            true => members,
            false => {
                outcomes.extend(members);
                outcomes
            }
        }
    })
}

/// How sources are read.
#[derive(Clone, Copy)]
struct Reading<'a> {
    limits: &'a Limits,
    zones: &'a Zones,
    progress: Progress<'a>,
}

impl Reading<'_> {
    /// What `with` makes of what came of each source, in their order.
    fn each<T: Send>(self, sources: &[Source], with: impl Fn(&Source, Outcomes) -> T + Sync) -> Vec<T> {
        let read = |opener: &mut Opener, source: &Source| with(source, self.one(opener, source));
        let opener = || Opener::new(*self.limits).among(rayon::current_num_threads());
        sources.par_iter().map_init(opener, read).collect()
    }

    fn one(self, opener: &mut Opener, source: &Source) -> Outcomes {
        let (step, ms) = timed(|| read_source(opener, source, self.limits, self.zones));
        opener.close();
        match step {
            Opened::Outcome(outcome) => {
                let outcome = within_budget(*outcome, source, self.limits);
                source.keep(outcome.kept_bytes());
                outcome.log(source.stored_bytes(), Some(ms));
                (self.progress)(Event::Read { label: &source.label, bytes: source.stored_bytes() });
                Outcomes { own: Some(outcome), ..Outcomes::default() }
            }
            Opened::Archive(members, damage) => {
                (self.progress)(Event::Archive { members: members.len() });
                let parts = members.chunks(PART).flat_map(|part| self.each(part, |_, read| read));
                let outcomes = flat(members.len(), parts);
                // How much was read by then depends on the workers, so all of it is dropped.
                match members.first().and_then(Source::over_limit) {
                    Some(error) => self.refused(source, error, Some(ms)),
                    None => Outcomes { own: broken_archive(source, damage, ms), members: outcomes },
                }
            }
        }
    }

    /// A source whose content takes more than is allowed: what was read of it, in `ms` if that is known, is dropped.
    fn refused(self, source: &Source, error: FileError, ms: Option<f64>) -> Outcomes {
        let outcome = FileOutcome::failed(source, error);
        outcome.log(source.stored_bytes(), ms);
        Outcomes { own: Some(outcome), ..Outcomes::default() }
    }
}

/// The same, failed where what stays of it is more than its file allows: a row of a list is small, and its activity is not.
fn within_budget(outcome: FileOutcome, source: &Source, limits: &Limits) -> FileOutcome {
    let mut budget = source.budget(limits);
    budget.take(outcome.kept_bytes());
    budget.check().map_or_else(|error| FileOutcome::failed(source, error), |()| outcome)
}

enum Opened {
    Outcome(Box<FileOutcome>),
    Archive(Vec<Source>, Option<Damage>),
}

/// The outcome of an archive of which only a part could be listed; a sound one has none of its own.
fn broken_archive(source: &Source, damage: Option<Damage>, ms: f64) -> Option<FileOutcome> {
    let Damage { what, at } = damage?;
    let outcome = FileOutcome::failed(source, FileError::Damaged { what, at });
    outcome.log(source.stored_bytes(), Some(ms));
    Some(outcome)
}

fn read_source(opener: &mut Opener, source: &Source, limits: &Limits, zones: &Zones) -> Opened {
    let outcome = |format, fate, content| {
        Opened::Outcome(Box::new(FileOutcome { label: source.label.clone(), format, fate, content }))
    };
    let budget = source.budget(limits).in_turn(rayon::current_num_threads());
    match opener.open(source) {
        Ok(Content::Archive { members, damage }) => Opened::Archive(members, damage),
        Ok(Content::Recording { bytes, decoder, damage }) => {
            let mut budget = budget;
            budget.take(decode::xml::copied(bytes));
            let fate = caught(|| digest_all((decoder.decode)(bytes, budget), zones)).with_damage(damage);
            outcome(Some(decoder.format), fate, Some(xxh3_128(bytes).to_be_bytes()))
        }
        Ok(Content::Large { reader, decoder, stream }) => {
            let mut reader = Hashing { inner: reader, hash: Xxh3::new() };
            let fate = caught(|| digest_all(stream(&mut reader, budget), zones));
            // The hash is that of the whole file, read or not.
            match std::io::copy(&mut reader, &mut std::io::sink()) {
                Ok(_) => outcome(Some(decoder.format), fate, Some(reader.hash.digest128().to_be_bytes())),
                Err(error) => {
                    let fate = error.downcast().map_or(fate, Fate::of_error);
                    outcome(Some(decoder.format), fate, None)
                }
            }
        }
        Ok(Content::Listing(bytes)) => {
            let fate = caught(|| listed(source::read_within(bytes, budget), zones));
            outcome(None, fate, Some(xxh3_128(bytes).to_be_bytes()))
        }
        Ok(Content::Stream(stream)) => {
            let mut hash = Hashing { inner: stream, hash: Xxh3::new() };
            let fate = caught(|| {
                let stream = BufReader::with_capacity(STREAM_BUFFER, &mut hash);
                listed(source::read_apple(stream, budget), zones)
            });
            outcome(None, fate, Some(hash.hash.digest128().to_be_bytes()))
        }
        Err(error) => Opened::Outcome(Box::new(FileOutcome::failed(source, error))),
    }
}

/// What `read` gives. A panic in a reader is a bug of ours; it must cost one file, not the batch.
fn caught(read: impl FnOnce() -> Fate) -> Fate {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Fate::of_error(FileError::Panicked(text.unwrap_or_else(|| "no message".into())))
    })
}

fn listed(read: std::result::Result<source::Listing, FileError>, zones: &Zones) -> Fate {
    read.map_or_else(Fate::of_error, |listing| Fate::Listed(Box::new(listing.digested(zones))))
}

/// How much of a file is read at a time that is too large for memory.
const STREAM_BUFFER: usize = 1 << 20;

/// A reader that hashes what it gives.
struct Hashing<R> {
    inner: R,
    hash: Xxh3,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buf)?;
        self.hash.update(&buf[..count]);
        Ok(count)
    }
}

/// Cleans and digests the activities of one file: their samples live and die here.
fn digest_all(decoded: std::result::Result<Decoded, FileError>, zones: &Zones) -> Fate {
    let decoded = match decoded {
        Ok(decoded) => decoded,
        Err(error) => return Fate::of_error(error),
    };
    if decoded.activities.is_empty() {
        return match (decoded.damage, decoded.no_activity) {
            (Some(damage), _) => Fate::Failed(format!("{} at byte {}", damage.what, damage.at)),
            (None, reason) => Fate::Skipped(reason.map_or("no activity in it".into(), Into::into)),
        };
    }
    // Exact capacity: collecting through a filter would reserve four entries per file.
    let mut digests = Vec::with_capacity(decoded.activities.len());
    let mut single_points = 0;
    for activity in decoded.activities {
        let (mut activity, mut log) = clean::clean(activity);
        if activity.is_single_point() {
            single_points += 1;
            continue;
        }
        // A virtual world lies in no zone.
        let place = activity.first_position().filter(|_| !witness::is_virtual(&activity.activity));
        let zone = place.and_then(|position| zones.at(position));
        witness::hear(&mut activity, &mut log, zone.as_deref());
        digests.push(digest::digest(&activity, log, zone));
    }
    match (digests.first_mut(), decoded.damage) {
        (None, Some(damage)) => {
            Fate::Failed(format!("{} at byte {}: {SINGLE_POINT} before it", damage.what, damage.at))
        }
        (None, None) => Fate::Skipped(SINGLE_POINT.into()),
        (Some(first), damage) => {
            if single_points > 0 {
                let more = text::count(single_points, "more activity");
                first.problems.push(format!("the file has {more} of a single point, left out"));
            }
            Fate::Read { digests, damage: damage.map(Box::new) }
        }
    }
}

/// Reason why a recording of one moment is no activity: a marked place, or a watch that was stopped at once.
const SINGLE_POINT: &str = "a single point";

/// Called with a recording's label, and its bytes or why there are none.
pub type OnRecording<'a> = &'a mut dyn FnMut(&Label, std::result::Result<&[u8], FileError>) -> Result<()>;

/// Calls `with` for every recording below `sources`, in order, on this thread.
///
/// # Errors
/// Those of `with`.
pub fn for_each_recording(sources: &[Source], options: &ReadOptions, with: OnRecording<'_>) -> Result<()> {
    let mut opener = Opener::new(options.limits);
    for source in sources {
        match opener.open(source) {
            Ok(Content::Archive { members, damage }) => {
                if let Some(Damage { what, at }) = damage {
                    with(&source.label, Err(FileError::Damaged { what, at }))?;
                }
                for_each_recording(&members, options, with)?;
            }
            Ok(Content::Recording { bytes, .. }) => with(&source.label, Ok(bytes))?,
            Ok(Content::Large { .. }) => {
                let what = "too large for its messages to be shown".into();
                with(&source.label, Err(FileError::Unreadable(what)))?;
            }
            Ok(Content::Listing(_) | Content::Stream(_)) => {
                let what = "a list of activities, not a recording".into();
                with(&source.label, Err(FileError::NotAnActivity(what)))?;
            }
            Err(error) => with(&source.label, Err(error))?,
        }
    }
    Ok(())
}
