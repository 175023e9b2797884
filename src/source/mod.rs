//! Source: what apps hand out beside recordings in FIT, GPX and TCX: lists of activities, recordings in forms
//! of their own, heart rate day and night, sleep and resting heart rate.
//!
//! ```text
//!  bytes ─sniff, read→ Listing of [Entry], [Pulse], [Daily]
//!        ─join→ recordings with names, RPE and heart rate + recordings of the rest + dated facts
//! ```
//!
//! A new source = one file beside `map_my_run.rs` (a table) or `polar.rs` (JSON), and one row in [`PROVIDERS`]
//! with its `mod` line.

mod apple;
mod auto_export;
mod clock;
mod columns;
mod connect;
mod daily;
mod dates;
mod duration;
mod endomondo;
mod fitbit;
mod garmin;
mod garmin_days;
mod intervals;
pub mod join;
mod json;
mod layout;
mod map_my_run;
mod polar;
mod pulse;
mod runkeeper;
mod runtastic;
mod samsung;
mod series;
mod sessions;
mod steady;
mod strava;
mod training_peaks;
pub mod unread;
mod whoop;
mod zepp;

pub use apple::sniff as is_apple;
pub use columns::Header;
pub use daily::{Daily, Wellness};
pub use dates::When;
pub use pulse::Pulse;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::BufRead;

use crate::activity::{Activity, FileThresholds, HrZone, NameSource, Pause, Problem, Samples, Sport};
use crate::clean;
use crate::decode::Budget;
use crate::decode::budget::{ACTIVITY, COPIES, NOTE};
use crate::digest::{self, Digest};
use crate::error::{FileError, shortened};
use crate::sheet::delimited;
use crate::units::UtcMillis;
use crate::zone::Zones;

/// What a file of an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileKind {
    /// For people: `Strava's list of activities`.
    pub words: &'static str,
    /// True for a list that somebody keeps by hand: its times are rounded and late.
    pub typed: bool,
}

impl FileKind {
    /// A file that an app writes.
    #[must_use]
    pub const fn list(words: &'static str) -> Self {
        Self { words, typed: false }
    }
}

/// One line of a list. `None`: the list does not say.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedActivity {
    /// Line of the file, or place in the JSON, from 1.
    pub line: usize,
    /// Start.
    pub start: When,
    /// The file with its recording, relative to the list.
    pub file: Option<String>,
    /// What was done, and its finer name.
    pub sport: Option<(Sport, Option<String>)>,
    /// Title.
    pub name: Option<String>,
    /// Perceived exertion, CR-10, above 0.
    pub rpe: Option<f64>,
    /// Type of the workout as written (Strava's run type, Garmin, TrainingPeaks, intervals.icu).
    pub workout_type: Option<String>,
    /// Thresholds and body data of the runner on that day.
    pub thresholds: FileThresholds,
    /// From start to end, s.
    pub elapsed_s: Option<f64>,
    /// Without pauses, s.
    pub timer_s: Option<f64>,
    /// Distance, m.
    pub distance_m: Option<f64>,
    /// Mean heart rate, bpm.
    pub hr_mean_bpm: Option<f64>,
    /// Highest heart rate, bpm.
    pub hr_max_bpm: Option<f64>,
    /// Time in heart-rate zones, lowest first; empty: not said.
    pub hr_zones: Vec<HrZone>,
    /// Ascent, m.
    pub ascent_m: Option<f64>,
    /// Descent, m.
    pub descent_m: Option<f64>,
    /// Timer stops.
    pub pauses: Vec<Pause>,
    /// Its recording, where the file holds one; empty once it is in [`Self::digest`].
    pub samples: Samples,
    /// Its recording, reduced.
    pub digest: Option<Box<Digest>>,
}

impl ListedActivity {
    /// An entry that says no more than when it was.
    #[must_use]
    pub fn new(line: usize, start: When) -> Self {
        Self {
            line,
            start,
            file: None,
            sport: None,
            name: None,
            rpe: None,
            workout_type: None,
            thresholds: FileThresholds::default(),
            elapsed_s: None,
            timer_s: None,
            distance_m: None,
            hr_mean_bpm: None,
            hr_max_bpm: None,
            hr_zones: Vec::new(),
            ascent_m: None,
            descent_m: None,
            pauses: Vec::new(),
            samples: Samples::default(),
            digest: None,
        }
    }

    fn name_bytes(&self) -> usize {
        let finer = self.sport.as_ref().and_then(|(_, finer)| finer.as_ref());
        let names = [self.file.as_ref(), self.name.as_ref(), self.workout_type.as_ref(), finer];
        names.into_iter().flatten().map(String::len).sum()
    }

    /// Elapsed time, else timer time, s.
    #[must_use]
    pub fn duration_s(&self) -> Option<f64> {
        self.elapsed_s.or(self.timer_s)
    }

    /// The entry as an activity without samples, the `index`-th of its list. `problem`: what its owner should know.
    #[must_use]
    pub fn activity(&self, index: usize, start: UtcMillis, problem: Option<String>) -> Activity {
        let (sport, sub_sport) = self.sport.clone().unwrap_or((Sport::Unknown, None));
        let mut activity = Activity::new(index, sport, start);
        activity.sub_sport = sub_sport;
        activity.name.clone_from(&self.name);
        activity.name_source = NameSource::List;
        activity.workout_type.clone_from(&self.workout_type);
        activity.thresholds = self.thresholds.clone();
        activity.problems.extend(problem.map(Problem));
        activity.pauses.clone_from(&self.pauses);
        let summary = &mut activity.summary;
        summary.elapsed_s = self.duration_s();
        summary.timer_s = self.timer_s;
        summary.distance_m = self.distance_m;
        summary.hr_mean_bpm = self.hr_mean_bpm;
        summary.hr_max_bpm = self.hr_max_bpm;
        summary.hr_zones.clone_from(&self.hr_zones);
        summary.ascent_m = self.ascent_m;
        summary.descent_m = self.descent_m;
        summary.rpe = self.rpe;
        activity
    }
}

/// A list that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// Where it comes from.
    pub kind: FileKind,
    /// Its entries, in file order.
    pub entries: Vec<ListedActivity>,
    /// Rows that could not be used: (line, reason).
    pub rejected: Vec<(usize, String)>,
    /// What was decided while reading, in sentences.
    pub notes: Vec<String>,
    /// Heart rate that is kept apart from workouts, by sensor.
    pub pulses: Vec<Pulse>,
    /// True: its times were read as UTC and may be local; recordings of the same runs tell.
    pub clock_is_open: bool,
    /// What is known of single days.
    pub daily: Daily,
}

impl Listing {
    /// A list of which nothing was read yet.
    #[must_use]
    pub fn new(kind: FileKind) -> Self {
        Self {
            kind,
            entries: Vec::new(),
            rejected: Vec::new(),
            notes: Vec::new(),
            pulses: Vec::new(),
            clock_is_open: false,
            daily: Daily::default(),
        }
    }

    /// Memory that it takes once its recordings are reduced, bytes, by the measures of a [`Budget`].
    #[must_use]
    pub fn kept_bytes(&self) -> u64 {
        let pauses: usize = self.entries.iter().map(|entry| entry.pauses.len()).sum();
        let names: usize = self.entries.iter().map(ListedActivity::name_bytes).sum();
        let notes = pauses + self.rejected.len() + self.notes.len() + self.daily.values();
        let pulses: u64 = self.pulses.iter().map(Pulse::kept_bytes).sum();
        let said: usize = self.rejected.iter().map(|(_, reason)| reason.len()).sum();
        ACTIVITY * self.entries.len() as u64
            + NOTE * notes as u64
            + COPIES * names as u64
            + said as u64
            + pulses
    }

    /// Reduces the recordings of the entries to digests, so that no sample stays in memory.
    #[must_use]
    pub fn digested(mut self, zones: &Zones) -> Self {
        for (index, entry) in self.entries.iter_mut().enumerate() {
            let When::Instant(start, offset_s) = entry.start else { continue };
            if entry.samples.is_empty() {
                continue;
            }
            let mut activity = entry.activity(index, start, None);
            activity.utc_offset_s = offset_s;
            activity.samples = std::mem::take(&mut entry.samples);
            let (activity, log) = clean::clean(activity);
            if activity.is_single_point() {
                continue;
            }
            let zone = activity.first_position().and_then(|position| zones.at(position));
            entry.digest = Some(Box::new(digest::digest(&activity, log, zone)));
        }
        self
    }
}

/// One kind of file: how to know it and how to read it.
pub struct Reader {
    /// What it is.
    pub kind: FileKind,
    /// True if the file begins like this one.
    pub sniff: fn(&[u8]) -> bool,
    /// Reads the file.
    pub read: fn(&[u8]) -> Result<Listing, FileError>,
}

/// A source: an app or a site that hands out its data.
pub struct Provider {
    /// Its name.
    pub name: &'static str,
    /// The files that are read, in the order in which they are tried.
    pub readers: &'static [Reader],
    /// What is read.
    pub gives: &'static str,
    /// What is not.
    pub leaves: &'static str,
    /// How to export it, as of November 2026.
    pub export: &'static str,
}

/// The sources, in the order in which they are tried: those that are known by fewer marks come last.
pub const PROVIDERS: &[Provider] = &[
    garmin::PROVIDER,
    strava::PROVIDER,
    apple::PROVIDER,
    intervals::PROVIDER,
    training_peaks::PROVIDER,
    polar::PROVIDER,
    whoop::PROVIDER,
    fitbit::PROVIDER,
    runkeeper::PROVIDER,
    samsung::PROVIDER,
    zepp::PROVIDER,
    runtastic::PROVIDER,
    map_my_run::PROVIDER,
    endomondo::PROVIDER,
    auto_export::PROVIDER,
    sessions::PROVIDER,
];

/// The reader for `bytes`, found by content and never by name. Needs the beginning of the file.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<&'static Reader> {
    PROVIDERS.iter().flat_map(|provider| provider.readers).find(|reader| (reader.sniff)(bytes))
}

/// Reads a list.
///
/// # Errors
/// [`FileError::NotAnActivity`] for anything else; [`FileError::Unreadable`] for a list of which no
/// row can be used, or whose dates could be two things.
pub fn read(bytes: &[u8]) -> Result<Listing, FileError> {
    read_within(bytes, Budget::of_bytes(bytes))
}

/// [`read`] within a budget.
///
/// # Errors
/// Those of [`read`], and [`FileError::Limit`] for a list that would take more memory than its size allows.
pub fn read_within(bytes: &[u8], mut budget: Budget) -> Result<Listing, FileError> {
    // A line of it may hold all of it.
    if is_apple(bytes) {
        return read_apple(bytes, budget);
    }
    budget.take(memory_of(bytes));
    budget.check()?;
    let reader = sniff(bytes).ok_or_else(|| FileError::NotAnActivity("no list of activities".into()))?;
    usable((reader.read)(bytes)?)
}

/// Reads Apple Health's export as it comes, within a budget.
///
/// # Errors
/// As [`read_within`], and [`FileError::Damaged`] when the stream breaks off before the first workout.
pub fn read_apple(stream: impl BufRead, budget: Budget) -> Result<Listing, FileError> {
    usable(apple::read_stream(stream, budget)?)
}

/// The same without entries whose time cannot be.
fn usable(mut listing: Listing) -> Result<Listing, FileError> {
    let possible =
        |entry: &ListedActivity| !matches!(entry.start, When::Instant(at, _) if !at.is_plausible());
    let (entries, others): (Vec<_>, Vec<_>) = listing.entries.into_iter().partition(possible);
    listing.entries = entries;
    let why = || "its time is before 1990 or after 2100".to_owned();
    listing.rejected.extend(others.into_iter().map(|entry| (entry.line, why())));
    for (_, reason) in &mut listing.rejected {
        // It may quote the file.
        if let Cow::Owned(short) = shortened(reason) {
            *reason = short;
        }
    }
    without_copies(&mut listing);
    match listing.rejected.first() {
        Some((line, reason)) if listing.entries.is_empty() => {
            let all = listing.rejected.len();
            let words = listing.kind.words;
            Err(FileError::Unreadable(format!(
                "{words}, of which none of {all} rows can be used; the first is line {line}: {reason}"
            )))
        }
        _ => Ok(listing),
    }
}

/// Drops entries that are in the list twice: pasted, or exported twice and put together.
// METHOD: two entries of one start, length and distance are one. Of a day without a time both stay unless a
// distance tells: two sessions of half an hour on a day are none too many.
fn without_copies(listing: &mut Listing) {
    let mut seen: BTreeSet<(String, u64, u64)> = BTreeSet::new();
    let before = listing.entries.len();
    listing.entries.retain(|entry| {
        let tells = !matches!(entry.start, When::Day(_)) || entry.distance_m.is_some();
        let bits = |value: Option<f64>| value.map_or(0, f64::to_bits);
        let key = (format!("{:?}", entry.start), bits(entry.duration_s()), bits(entry.distance_m));
        !tells || entry.duration_s().is_none() || seen.insert(key)
    });
    match before - listing.entries.len() {
        0 => {}
        copies => listing.notes.push(format!("{copies} activities are listed twice and count once")),
    }
}

/// What a list takes while it is read, bytes, told from its signs: an object, an array and a value of JSON, a row and a
/// cell of a table; and what it takes again of a text that is very long, or is put into another encoding.
fn memory_of(bytes: &[u8]) -> u64 {
    const LONG: u64 = 64 << 20;
    let count = |sign| memchr::memchr_iter(sign, bytes).count() as u64;
    let length = bytes.len() as u64;
    let copies = if delimited::text_of_utf16(&bytes[..bytes.len().min(2)]).is_some() {
        3 * length
    } else {
        2 * length.saturating_sub(LONG)
    };
    if json::head(bytes).is_some() {
        return copies + 640 * count(b'{') + 192 * count(b'[') + 64 * count(b',');
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let named = text.strip_prefix(b"sep=").and_then(|rest| rest.first().copied());
    let cells: u64 = [b',', b';', b'\t', b'|'].into_iter().chain(named).map(count).sum();
    let rows = count(b'\n') + count(b'\r');
    // A row of few cells takes more than they do.
    copies + (384 * rows).max(64 * (cells + rows))
}

/// True for a table that this program wrote itself: a report must not feed the next one.
#[must_use]
pub fn is_own_table(bytes: &[u8]) -> bool {
    Header::of(bytes).is_some_and(|header| {
        header.has("loadsource") && header.has("classreasons")
            || header.has("duplicateof") && header.has("member")
            || header.has("kind") && header.has("hardload")
    })
}
