//! Join: lists to recordings. What a list knows of a recording goes to it; what no watch recorded
//! becomes an activity without samples.
//!
//! METHOD: a list names the file of a recording, or else its time decides: a machine's list within a
//! minute, a list that people keep by overlap or by the day, because typed times are rounded and late. A list without
//! times of day goes by the day and the length.
//! An entry that holds its own recording is one beside the others; merging finds what is the same run.

mod files;

use std::collections::{BTreeMap, BTreeSet};

use self::files::Files;
use super::{Daily, FileKind, ListedActivity, Listing, Pulse, When, clock, pulse, steady};
use crate::activity::{NameSource, Pause, Sport};
use crate::clean;
use crate::digest::{self, Digest};
use crate::label::Label;
use crate::merge::{Recording, same};
use crate::text;
use crate::units::UtcMillis;
use crate::zone::Zones;

/// A list and the file that holds it.
#[derive(Clone, Debug)]
pub struct ListFile {
    /// Which file.
    pub source: usize,
    /// What it holds.
    pub listing: Listing,
}

/// What became of the entries of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Entries that hold their own recording.
    pub recorded: usize,
    /// Entries that are a recording of another file too.
    pub joined: usize,
    /// Entries that became an activity of their own.
    pub added: usize,
    /// True where it also knows single days, or a heart rate over time.
    pub knows_more: bool,
    /// What it was, in words, for `files.csv`.
    pub words: String,
}

impl Tally {
    /// True where the list has recordings and nothing else.
    #[must_use]
    pub const fn is_of_recordings(&self) -> bool {
        self.recorded > 0 && self.joined == 0 && self.added == 0 && !self.knows_more
    }
}

/// The same start within this, ms ...
const SAME_START_MS: u64 = 60_000;
/// ... and the same duration within this share of the longer, or a minute.
const SAME_DURATION: f64 = 0.10;
/// A typed session is a recording when so much of the shorter lies in the other ...
const TYPED_OVERLAP: f64 = 0.5;
/// ... or when it began within this on the same day, ms, with a duration that fits.
const TYPED_START_MS: u64 = 3 * 3_600_000;
const TYPED_DURATION: f64 = 0.25;
/// Recordings before and after a time that an entry is compared with: more than three days hold, so that the time that
/// joining takes is that of the number of entries.
pub(super) const MOST_NEAR: usize = 256;
/// No entry is a recording that starts further away, ms.
const REACH_MS: i64 = 36 * 3_600_000;

/// Joins lists, in the order of their files, to the recordings; adds a recording for each entry
/// that is none of them. `labels`: name of each file; `copies`: file -> the one with its bytes.
#[must_use]
pub fn join(
    recordings: &mut Vec<Recording>,
    lists: &mut [ListFile],
    labels: &[&Label],
    copies: &BTreeMap<usize, usize>,
    zones: &Zones,
) -> BTreeMap<usize, Tally> {
    steady::forget(lists);
    clock::settle(lists, recordings, zones);
    // Without a list nobody asks for a file by its name.
    let files = Files::of(if lists.is_empty() { &[] } else { labels }, copies);
    let mut tallies = BTreeMap::new();
    let before = recordings.len();
    for ListFile { source, listing } in &mut *lists {
        let own = listing.entries.iter_mut().filter_map(|entry| entry.digest.take());
        recordings.extend(own.map(|digest| Recording { source: *source, digest: *digest }));
    }
    let own_recordings: BTreeSet<(usize, usize)> =
        recordings[before..].iter().map(|own| (own.source, own.digest.index)).collect();
    // Timer stops of entries, by file and place in the file of the recording.
    let mut pauses: BTreeMap<(usize, usize), &[Pause]> = BTreeMap::new();
    let mut index = Index::default();
    for ListFile { source, listing } in &*lists {
        let source = *source;
        index.take_in(recordings, zones);
        let mut tally = Tally::default();
        let mut added = Vec::new();
        for (place, entry) in listing.entries.iter().enumerate() {
            if own_recordings.contains(&(source, place)) && entry.file.is_none() {
                tally.recorded += 1;
                continue;
            }
            let named = entry.file.as_deref().and_then(|file| files.find(source, file));
            match index.find(recordings, named, entry, listing.kind, zones) {
                Match::Recording(k) => {
                    for k in index.claim(recordings, k) {
                        let digest = &mut recordings[k].digest;
                        give(digest, entry, named.is_some(), listing.kind);
                        pauses.insert((recordings[k].source, recordings[k].digest.index), &entry.pauses);
                    }
                    tally.joined += 1;
                }
                Match::Within => tally.joined += 1,
                Match::None => {
                    let digest = index.digest(recordings, place, entry, listing.kind, zones);
                    pauses.insert((source, place), &entry.pauses);
                    added.extend(digest.map(|digest| Recording { source, digest }));
                }
            }
        }
        tally.added = added.len();
        tally.knows_more = !listing.daily.is_empty() || !listing.pulses.is_empty();
        tally.words = words(listing, &tally);
        recordings.extend(added);
        tallies.insert(source, tally);
    }
    give_pulses(recordings, lists, &pauses, zones);
    tallies
}

/// Gives the heart rates over time of all lists to the recordings of their time.
fn give_pulses(
    recordings: &mut [Recording],
    lists: &[ListFile],
    pauses: &BTreeMap<(usize, usize), &[Pause]>,
    zones: &Zones,
) {
    let pulses: Vec<&Pulse> = lists.iter().flat_map(|list| &list.listing.pulses).collect();
    let offset_s = |digest: &Digest| {
        let zone = digest.zone.as_deref();
        zones.local(digest.start, digest.utc_offset_s, zone, false).map(|local| local.offset_s)
    };
    let pauses = |place| pauses.get(&place).map_or_else(Vec::new, |p| p.to_vec());
    pulse::give(recordings, &pulses, pauses, offset_s);
}

/// What all lists know of single days; of a value that two have, that of the first stays.
#[must_use]
pub fn daily(lists: &[ListFile]) -> Daily {
    let mut daily = Daily::default();
    for ListFile { listing, .. } in lists {
        daily.take_missing(&listing.daily);
    }
    daily
}

fn words(listing: &Listing, tally: &Tally) -> String {
    let mut parts = Vec::new();
    let mut say = |n: usize, before: &str, one: &str, after: &str| {
        if n > 0 {
            parts.push(format!("{before}{}{after}", text::count(n, one)));
        }
    };
    if listing.kind.typed {
        say(listing.entries.len(), "", "session", "");
        say(tally.joined, "RPE of ", "recorded activity", "");
    } else {
        say(tally.recorded, "", "recording", "");
        say(tally.joined, "names and RPE of ", "activity", "");
        say(tally.added, "", "activity", " without a recording");
    }
    say(listing.daily.mornings.len(), "", "morning", " (sleep, resting heart rate, HRV)");
    say(listing.daily.habits.values().map(BTreeMap::len).sum(), "", "answer", " about habits");
    if !listing.pulses.is_empty() {
        parts.push("heart rate over time".to_owned());
    }
    if let Some((line, reason)) = listing.rejected.first() {
        parts
            .push(format!("{} not used (line {line}: {reason})", text::count(listing.rejected.len(), "row")));
    }
    parts.extend(listing.notes.iter().map(|note| note.trim_end_matches('.').to_owned()));
    if parts.is_empty() { listing.kind.words.to_owned() } else { parts.join("; ") }
}

/// What an entry is.
enum Match {
    /// This recording.
    Recording(usize),
    /// Something in the file that it names, but not one recording alone (a multisport file).
    Within,
    /// None.
    None,
}

/// Recordings by start, and which of them an entry of this list is already.
#[derive(Default)]
struct Index {
    order: Vec<usize>,
    /// Those that know their local time.
    placed: Vec<usize>,
    by_source: BTreeMap<usize, Vec<usize>>,
    days: Vec<Option<jiff::civil::Date>>,
    claimed: BTreeSet<usize>,
}

impl Index {
    /// Takes in the recordings that it does not know yet, for the next list.
    fn take_in(&mut self, recordings: &[Recording], zones: &Zones) {
        let place = |k: usize| (recordings[k].digest.start, recordings[k].source, recordings[k].digest.index);
        let new: Vec<usize> = (self.days.len()..recordings.len()).collect();
        let is_placed = |k: &usize| {
            let digest = &recordings[*k].digest;
            digest.zone.is_some() || digest.utc_offset_s.is_some()
        };
        let placed: Vec<usize> = new.iter().copied().filter(is_placed).collect();
        insert(&mut self.order, &new, place);
        insert(&mut self.placed, &placed, place);
        let mut by_source: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for k in new {
            let Recording { source, digest } = &recordings[k];
            by_source.entry(*source).or_default().push(k);
            let date_only = digest.records == 0;
            let local = zones.local(digest.start, digest.utc_offset_s, digest.zone.as_deref(), date_only);
            self.days.push(local.map(|local| local.day));
        }
        for (source, new) in by_source {
            insert(self.by_source.entry(source).or_default(), &new, place);
        }
        self.claimed.clear();
    }

    /// The recordings that start within `reach_ms` of `start`, by start.
    fn around(&self, recordings: &[Recording], start: UtcMillis, reach_ms: i64) -> &[usize] {
        around(&self.order, recordings, start, reach_ms)
    }

    /// The recording that starts nearest to `start` and knows its local time.
    fn neighbour<'r>(&self, recordings: &'r [Recording], start: UtcMillis) -> Option<&'r Digest> {
        let at = self.placed.partition_point(|&k| recordings[k].digest.start < start);
        let (before, after) = self.placed.split_at(at);
        let apart = |k: &&usize| recordings[**k].digest.start.0.abs_diff(start.0);
        before.last().into_iter().chain(after.first()).min_by_key(apart).map(|&k| &recordings[k].digest)
    }

    /// Offset and zone of the recording nearest to `start`.
    // METHOD: an offset holds in its half of the year only. Where the runner's own zone has the same one at the time
    // of that recording, it is taken for that zone, which knows when clocks change.
    fn place<'r>(
        &self,
        recordings: &'r [Recording],
        start: UtcMillis,
        zones: &Zones,
    ) -> (Option<i32>, Option<&'r str>) {
        let Some(near) = self.neighbour(recordings, start) else { return (None, None) };
        let own = |at| zones.local(at, None, None, false).map(|local| local.offset_s);
        let offset = near.utc_offset_s.filter(|_| near.zone.is_none());
        let is_own = offset.is_some() && own(near.start) == offset;
        (if is_own { own(start) } else { offset }, near.zone.as_deref())
    }

    /// Start of an entry as an instant, and what is known of its local time: (offset, zone).
    // METHOD: a list has no zone. Its local times are those of where the runner was: the zone of the
    // recording nearest in time; without any, that of the profile or the machine.
    fn instant(
        &self,
        recordings: &[Recording],
        start: When,
        zones: &Zones,
    ) -> Option<(UtcMillis, Option<i32>, Option<String>)> {
        let about = |at: jiff::civil::DateTime| {
            let at = jiff::tz::TimeZone::UTC.to_timestamp(at).ok()?;
            Some(UtcMillis(at.as_millisecond()))
        };
        let local = match start {
            When::Instant(at, Some(offset_s)) => return Some((at, Some(offset_s), None)),
            When::Instant(at, None) => {
                let (offset, zone) = self.place(recordings, at, zones);
                return Some((at, offset, zone.map(str::to_owned)));
            }
            When::Local(at) => at,
            When::Day(day) => day.at(0, 0, 0, 0),
        };
        let (offset, zone) = self.place(recordings, about(local)?, zones);
        let (at, offset_s) = zones.instant(local, offset, zone)?;
        // Where clocks skip midnight, noon is used for the day.
        let noon = match start {
            When::Day(day) => {
                let found = zones.local(at, Some(offset_s), None, true)?;
                (found.day != day).then(|| zones.instant(day.at(12, 0, 0, 0), offset, zone))
            }
            _ => None,
        };
        let (at, offset_s) = noon.flatten().unwrap_or((at, offset_s));
        Some((at, Some(offset_s), None))
    }

    fn find(
        &self,
        recordings: &[Recording],
        named: Option<usize>,
        entry: &ListedActivity,
        kind: FileKind,
        zones: &Zones,
    ) -> Match {
        let in_file = named.and_then(|file| self.by_source.get(&file)).map_or(&[][..], Vec::as_slice);
        if let [one] = in_file {
            return Match::Recording(*one);
        }
        let Some((start, _, _)) = self.instant(recordings, entry.start, zones) else { return Match::None };
        let free = |k: &&usize| !self.claimed.contains(*k);
        let best = match () {
            _ if kind.typed => self.typed(recordings, entry, start),
            _ if in_file.is_empty()
                && let When::Day(day) = entry.start =>
            {
                self.of_day(recordings, entry, (day, start), |digest| same_length(digest, entry))
            }
            _ if in_file.is_empty() => {
                let near = self.around(recordings, start, SAME_START_MS as i64).iter().filter(free);
                near.filter(|&&k| same_length(&recordings[k].digest, entry))
                    .min_by_key(|&&k| recordings[k].digest.start.0.abs_diff(start.0))
                    .copied()
            }
            _ => around(in_file, recordings, start, SAME_START_MS as i64)
                .iter()
                .find(|&&k| same_length(&recordings[k].digest, entry))
                .copied(),
        };
        match best {
            Some(k) => Match::Recording(k),
            None if !in_file.is_empty() => Match::Within,
            None => Match::None,
        }
    }

    /// Recordings within reach of `start` that no entry is, of a sport that the entry may have.
    fn free<'a>(
        &'a self,
        recordings: &'a [Recording],
        entry: &ListedActivity,
        start: UtcMillis,
    ) -> impl Iterator<Item = usize> + Clone + 'a {
        let sport = entry.sport.as_ref().map_or(Sport::Unknown, |(sport, _)| *sport);
        let is_free = move |k: &usize| !self.claimed.contains(k) && same_sport(&recordings[*k].digest, sport);
        self.around(recordings, start, REACH_MS).iter().copied().filter(is_free)
    }

    /// The recording that an entry without a time is: of that day, of a length that `fits`, the nearest to its own.
    fn of_day(
        &self,
        recordings: &[Recording],
        entry: &ListedActivity,
        (day, start): (jiff::civil::Date, UtcMillis),
        fits: impl Fn(&Digest) -> bool,
    ) -> Option<usize> {
        let that_day = self.free(recordings, entry, start).filter(|&k| self.days[k] == Some(day));
        that_day
            .filter(|&k| fits(&recordings[k].digest))
            .min_by(|&a, &b| off(&recordings[a].digest, entry).total_cmp(&off(&recordings[b].digest, entry)))
    }

    /// The recording that a session is which somebody typed.
    fn typed(&self, recordings: &[Recording], entry: &ListedActivity, start: UtcMillis) -> Option<usize> {
        let duration_s = entry.duration_s()?;
        let about = |digest: &Digest| off(digest, entry) <= TYPED_DURATION;
        if let When::Day(day) = entry.start {
            return self.of_day(recordings, entry, (day, start), about);
        }
        let free = self.free(recordings, entry, start);
        let shared = |k: &usize| overlap(&recordings[*k].digest, start, duration_s);
        let best = free.clone().max_by(|a, b| shared(a).total_cmp(&shared(b)));
        if let Some(best) = best.filter(|k| shared(k) >= TYPED_OVERLAP) {
            return Some(best);
        }
        let near = free.filter(|k| {
            let digest = &recordings[*k].digest;
            digest.start.0.abs_diff(start.0) <= TYPED_START_MS && about(digest)
        });
        near.min_by_key(|&k| recordings[k].digest.start.0.abs_diff(start.0))
    }

    /// Marks a recording and the other recordings of its run as taken by an entry, and returns them:
    /// whichever of them stays when they are merged, it knows what the list knows.
    fn claim(&mut self, recordings: &[Recording], k: usize) -> BTreeSet<usize> {
        let digest = &recordings[k].digest;
        let same_run = |other: &usize| same::reason(digest, &recordings[*other].digest).is_some();
        let around = self.around(recordings, digest.start, REACH_MS);
        let mut run: BTreeSet<usize> = around.iter().copied().filter(same_run).collect();
        run.insert(k);
        self.claimed.extend(&run);
        run
    }

    /// An entry that no watch recorded. `None`: its time is no time.
    fn digest(
        &self,
        recordings: &[Recording],
        place: usize,
        entry: &ListedActivity,
        kind: FileKind,
        zones: &Zones,
    ) -> Option<Digest> {
        let (start, offset_s, zone) = self.instant(recordings, entry.start, zones)?;
        let problem = match &entry.file {
            Some(file) => {
                format!("from {}: its recording {file} is not there or holds no activity", kind.words)
            }
            None => format!("from {}, without a recording", kind.words),
        };
        let mut activity = entry.activity(place, start, Some(problem));
        activity.utc_offset_s = offset_s;
        let (clean, log) = clean::clean(activity);
        Some(digest::digest(&clean, log, zone))
    }
}

/// Puts `new` in their places. There are exports of thousands of lists of one session each: sorted anew for each of them, they
/// would take the square of their number.
fn insert<P: Ord>(order: &mut Vec<usize>, new: &[usize], place: impl Fn(usize) -> P) {
    const FEW: usize = 64;
    if new.len() > FEW {
        order.extend(new);
        order.sort_by_key(|&k| place(k));
        return;
    }
    for &k in new {
        let at = order.partition_point(|&other| place(other) < place(k));
        order.insert(at, k);
    }
}

/// Those of `order`, which are by start, that start within `reach_ms` of `start`; where these are more than anybody makes,
/// the next ones to it.
fn around<'a>(order: &'a [usize], recordings: &[Recording], start: UtcMillis, reach_ms: i64) -> &'a [usize] {
    let before = |at: i64| order.partition_point(|&k| recordings[k].digest.start.0 < at);
    let (from, to) = (before(start.0.saturating_sub(reach_ms)), before(start.0.saturating_add(reach_ms + 1)));
    let at = before(start.0);
    &order[from.max(at.saturating_sub(MOST_NEAR))..to.min(at + MOST_NEAR)]
}

/// Timer time where there is one, else elapsed, s.
fn length_s(digest: &Digest) -> Option<f64> {
    digest.timer_s.or(digest.elapsed_s)
}

/// How far the length of a recording is from that of an entry; where one is unknown as far as can be.
fn off(digest: &Digest, entry: &ListedActivity) -> f64 {
    length_s(digest).zip(entry.duration_s()).map_or(1.0, |(ours, theirs)| apart(ours, theirs))
}

/// Difference relative to the longer.
fn apart(a: f64, b: f64) -> f64 {
    let longer = a.max(b);
    if longer > 0.0 { (a - b).abs() / longer } else { 0.0 }
}

/// True if one of the entry's durations is one of the recording's; true without any.
pub(super) fn same_length(digest: &Digest, entry: &ListedActivity) -> bool {
    let ours = [digest.elapsed_s, digest.timer_s];
    let mut theirs = [entry.elapsed_s, entry.timer_s].into_iter().flatten().peekable();
    theirs.peek().is_none()
        || theirs
            .any(|s| ours.iter().flatten().any(|o| apart(*o, s) <= SAME_DURATION || (o - s).abs() <= 60.0))
}

fn same_sport(digest: &Digest, sport: Sport) -> bool {
    let open = |sport: Sport| matches!(sport, Sport::Unknown | Sport::Other);
    digest.sport == sport || digest.sport_inferred || open(digest.sport) || open(sport)
}

/// Share of the shorter of the two that lies in the other; 0 of an unknown length.
fn overlap(digest: &Digest, start: UtcMillis, duration_s: f64) -> f64 {
    let end = UtcMillis(start.0.saturating_add((duration_s * 1000.0) as i64));
    let shared_s = same::end(digest).min(end).seconds_since(digest.start.max(start));
    let shorter_s = digest.elapsed_s.map(|seconds| seconds.min(duration_s));
    shorter_s.filter(|seconds| *seconds >= 1.0).map_or(0.0, |seconds| (shared_s / seconds).max(0.0))
}

/// Gives a recording what its entry knows. `by_file`: the list names the file, so that the name and
/// the sport are those that the runner gave the recording after it was uploaded.
fn give(digest: &mut Digest, entry: &ListedActivity, by_file: bool, kind: FileKind) {
    if let Some(name) = &entry.name
        && (by_file || digest.name.is_none() || digest.name_source == NameSource::Profile)
    {
        digest.name = Some(name.clone());
        digest.name_source = NameSource::List;
    }
    digest.workout_type = digest.workout_type.take().or_else(|| entry.workout_type.clone());
    let guessed = by_file && digest.sport_inferred;
    if let Some((sport, finer)) = &entry.sport
        && (guessed || *sport != Sport::Other)
        && *sport != Sport::Unknown
    {
        let open = digest.sport_inferred || matches!(digest.sport, Sport::Unknown | Sport::Other);
        if *sport != digest.sport && (open || by_file) {
            if !open {
                let (file, list) = (digest.sport.name(), sport.name());
                digest
                    .problems
                    .push(format!("{file} in the file, {list} in {}: the latter counts", kind.words));
            }
            digest.sport = *sport;
            digest.sub_sport.clone_from(finer);
        }
        digest.sport_inferred &= *sport != digest.sport;
        if digest.sub_sport.is_none() {
            digest.sub_sport.clone_from(finer);
        }
    }
    if digest.rpe.is_none_or(|rpe| rpe <= 0.0) {
        digest.rpe = entry.rpe.or(digest.rpe);
    }
    digest.thresholds.take_missing(&entry.thresholds);
    digest.summary_hr_bpm = digest.summary_hr_bpm.or(entry.hr_mean_bpm);
    digest.summary_hr_max_bpm = digest.summary_hr_max_bpm.or(entry.hr_max_bpm);
    if digest.summary_hr_zones.is_empty() {
        digest.summary_hr_zones.clone_from(&entry.hr_zones);
    }
    digest.distance_m = digest.distance_m.or(entry.distance_m);
}
