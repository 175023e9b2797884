//! Read: every file in parallel; its samples are freed inside its closure.

use std::io::{BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::outcome::{Fate, FileOutcome};
use super::progress::{Event, Progress, timed};
use crate::clean;
use crate::config::ReadOptions;
use crate::decode::{Credit, Damage, Decoded};
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
    let credit = Credit::new(options.limits.memory_bytes);
    let over = |outcome: &FileOutcome| credit.check(outcome.fate.kept_bytes(), outcome.stored_bytes).err();
    let mut outcomes = read_sources(sources, options, zones, progress, &|outcome| {
        credit.take(outcome.fate.kept_bytes(), outcome.stored_bytes);
        // What is over it now is so at the end, too.
        if let Some(error) = over(outcome) {
            outcome.refuse(error);
        }
    });
    // Those that were read before it was known.
    for outcome in &mut outcomes {
        if let Some(error) = over(outcome) {
            outcome.refuse(error);
            outcome.log(0.0);
        }
    }
    outcomes
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

/// `weigh` sees what came of a file, or of all members of an archive once it is known that they are used.
fn read_sources(
    sources: &[Source],
    options: &ReadOptions,
    zones: &Zones,
    progress: Progress<'_>,
    weigh: &(dyn Fn(&mut FileOutcome) + Sync),
) -> Vec<FileOutcome> {
    let read: Vec<(Option<FileOutcome>, Vec<FileOutcome>)> = sources
        .par_iter()
        .map_init(
            || Opener::new(options.limits),
            |opener, source| {
                let (step, ms) = timed(|| read_source(opener, source, &options.limits, zones));
                opener.close();
                match step {
                    Opened::Outcome(mut outcome) => {
                        within_budget(&mut outcome, source, &options.limits);
                        source.keep(outcome.fate.kept_bytes());
                        weigh(&mut outcome);
                        outcome.log(ms);
                        progress(Event::Read { label: &source.label, bytes: source.stored_bytes() });
                        (Some(*outcome), Vec::new())
                    }
                    Opened::Archive(members, damage) => {
                        progress(Event::Archive { members: members.len() });
                        let mut outcomes = Vec::with_capacity(members.len());
                        for part in members.chunks(PART) {
                            outcomes.extend(read_sources(part, options, zones, progress, &|_| ()));
                        }
                        // How much was read by then depends on the workers, so all of it is dropped.
                        match members.first().and_then(Source::over_limit) {
                            Some(error) => {
                                let outcome = FileOutcome::failed(source, error);
                                outcome.log(ms);
                                (Some(outcome), Vec::new())
                            }
                            None => {
                                outcomes.iter_mut().for_each(weigh);
                                (broken_archive(source, damage, ms), outcomes)
                            }
                        }
                    }
                }
            },
        )
        .collect();
    let mut outcomes = Vec::new();
    for (own, of_members) in read {
        outcomes.extend(own);
        // Those of the first archive need not move: it may be the only one, of a million members.
        match outcomes.is_empty() {
            true => outcomes = of_members,
            false => outcomes.extend(of_members),
        }
    }
    outcomes
}

/// Refuses it where what stays of it is more than its file allows: a row of a list is small, and its activity is not.
fn within_budget(outcome: &mut FileOutcome, source: &Source, limits: &Limits) {
    let mut budget = source.budget(limits);
    budget.take(outcome.fate.kept_bytes());
    if let Err(error) = budget.check() {
        outcome.refuse(error);
    }
}

enum Opened {
    Outcome(Box<FileOutcome>),
    Archive(Vec<Source>, Option<Damage>),
}

/// The outcome of an archive of which only a part could be listed; a sound one has none of its own.
fn broken_archive(source: &Source, damage: Option<Damage>, ms: f64) -> Option<FileOutcome> {
    let Damage { what, at } = damage?;
    let outcome = FileOutcome::failed(source, FileError::Damaged { what, at });
    outcome.log(ms);
    Some(outcome)
}

fn read_source(opener: &mut Opener, source: &Source, limits: &Limits, zones: &Zones) -> Opened {
    let outcome = |format, fate, content| {
        let (label, stored_bytes) = (source.label.clone(), source.stored_bytes());
        Opened::Outcome(Box::new(FileOutcome { label, stored_bytes, format, fate, content }))
    };
    let budget = source.budget(limits);
    match opener.open(source) {
        Ok(Content::Archive { members, damage }) => Opened::Archive(members, damage),
        Ok(Content::Recording { bytes, decoder, damage }) => {
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
