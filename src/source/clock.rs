//! Clock: exports whose times may be UTC or local, put right by recordings of the same runs.

use super::join::{ListFile, MOST_NEAR, same_length};
use super::layout::TimeBasis;
use super::{ListedActivity, When};
use crate::digest::Digest;
use crate::merge::Recording;
use crate::units::UtcMillis;
use crate::zone::Zones;

/// An entry and a recording that start within this are the same run, ms.
const SAME_START_MS: i64 = 60_000;

/// Settles the clock of each kind of list that leaves it open, and says how in its first file. Where no
/// recording tells, the times stay UTC, as they were read.
// DEVICE: Fitbit's exercises are UTC in some archives and local in others, and nothing in them says which.
pub fn settle(lists: &mut [ListFile], recordings: &[Recording], zones: &Zones) {
    let mut kinds: Vec<&str> =
        lists.iter().filter(|list| list.listing.clock_is_open).map(|list| list.listing.kind.words).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let is_open = |list: &&mut ListFile| list.listing.clock_is_open && list.listing.kind.words == kind;
        let entries: Vec<&ListedActivity> = lists
            .iter()
            .filter(|list| list.listing.clock_is_open && list.listing.kind.words == kind)
            .flat_map(|list| &list.listing.entries)
            .collect();
        let (clock, note) = of(&entries, recordings, zones);
        let mut open: Vec<&mut ListFile> = lists.iter_mut().filter(is_open).collect();
        let first = open.iter_mut().find(|list| !list.listing.entries.is_empty());
        first.into_iter().for_each(|list| list.listing.notes.push(note.clone()));
        if clock == TimeBasis::Local {
            open.into_iter().for_each(make_local);
        }
    }
}

/// The clock on which more recordings begin with an entry, and what to say of it.
fn of(entries: &[&ListedActivity], recordings: &[Recording], zones: &Zones) -> (TimeBasis, String) {
    let mut starts: Vec<(i64, &ListedActivity)> =
        entries.iter().filter_map(|entry| Some((at(entry)?.0, *entry))).collect();
    starts.sort_by_key(|(start, _)| *start);
    let begins_with = |digest: &Digest, start: i64| {
        let from = starts.partition_point(|(other, _)| *other < start - SAME_START_MS);
        let mut near =
            starts[from..].iter().take(MOST_NEAR).take_while(|(other, _)| *other <= start + SAME_START_MS);
        near.any(|(_, entry)| same_length(digest, entry))
    };
    let (mut utc, mut local) = (0, 0);
    for Recording { digest, .. } in recordings.iter().filter(|recording| recording.digest.records > 0) {
        let zone = digest.zone.as_deref();
        let offset_s =
            zones.local(digest.start, digest.utc_offset_s, zone, false).map(|local| local.offset_s);
        let Some(offset_s) = offset_s.filter(|s| i64::from(*s).abs() * 1000 > SAME_START_MS) else {
            continue;
        };
        utc += usize::from(begins_with(digest, digest.start.0));
        local += usize::from(begins_with(digest, digest.start.0 + i64::from(offset_s) * 1000));
    }
    match (utc, local) {
        (0, 0) => (
            TimeBasis::Utc,
            "its times were taken as UTC: the file does not say, and no recording of the same runs tells"
                .into(),
        ),
        (utc, local) if local > utc => {
            (TimeBasis::Local, format!("its times are local, as {local} recordings show"))
        }
        (utc, _) => (TimeBasis::Utc, format!("its times are UTC, as {utc} recordings show")),
    }
}

fn at(entry: &ListedActivity) -> Option<UtcMillis> {
    match entry.start {
        When::Instant(at, _) => Some(at),
        When::Local(_) | When::Day(_) => None,
    }
}

fn make_local(list: &mut ListFile) {
    for entry in &mut list.listing.entries {
        if let Some(at) = at(entry).and_then(|at| jiff::Timestamp::from_millisecond(at.0).ok()) {
            entry.start = When::Local(jiff::tz::TimeZone::UTC.to_datetime(at));
        }
    }
    list.listing.pulses.iter_mut().for_each(|pulse| pulse.clock = TimeBasis::Local);
}
