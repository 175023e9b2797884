//! Listing: lists of activities that stand beside the recordings. They give names, exertion and
//! weight to what a watch recorded, and sessions that no watch recorded.
//!
//! ```text
//!  bytes ─sniff, read→ Listing of [Entry] ─join→ recordings with names and RPE + recordings of the rest
//! ```
//!
//! A new list = one file beside `strava.rs`, one `mod` line, one row in [`READERS`].

mod columns;
mod dates;
mod duration;
mod garmin;
pub mod join;
mod sessions;
mod strava;

pub use columns::Header;
pub use dates::When;

use crate::activity::{Activity, FileThresholds, HrZone, NameSource, Problem, Sport};
use crate::decode::Budget;
use crate::error::FileError;
use crate::units::UtcMillis;

/// Where a list comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `activities.csv` of a Strava export.
    Strava,
    /// `*_summarizedActivities.json` of a Garmin export.
    Garmin,
    /// A table of sessions that somebody keeps.
    Sessions,
}

impl Kind {
    /// What it is, for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Strava => "Strava's list of activities",
            Self::Garmin => "Garmin's list of activities",
            Self::Sessions => "a list of sessions",
        }
    }
}

/// One line of a list. `None`: the list does not say.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
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
}

impl Entry {
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
        }
    }

    /// Elapsed time, else timer time, s.
    #[must_use]
    pub fn duration_s(&self) -> Option<f64> {
        self.elapsed_s.or(self.timer_s)
    }

    /// The entry as an activity without samples, the `index`-th of its list.
    #[must_use]
    pub fn activity(&self, index: usize, start: UtcMillis, problem: String) -> Activity {
        let (sport, sub_sport) = self.sport.clone().unwrap_or((Sport::Unknown, None));
        let mut activity = Activity::new(index, sport, start);
        activity.sub_sport = sub_sport;
        activity.name.clone_from(&self.name);
        activity.name_source = NameSource::List;
        activity.workout_type.clone_from(&self.workout_type);
        activity.thresholds = self.thresholds.clone();
        activity.problems.push(Problem(problem));
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
    pub kind: Kind,
    /// Its entries, in file order.
    pub entries: Vec<Entry>,
    /// Rows that could not be used: (line, reason).
    pub rejected: Vec<(usize, String)>,
    /// What was decided while reading, in sentences.
    pub notes: Vec<String>,
}

/// One kind of list: how to know it and how to read it.
pub struct Reader {
    /// Where it comes from.
    pub kind: Kind,
    /// True if the file begins like this list.
    pub sniff: fn(&[u8]) -> bool,
    /// Reads the list.
    pub read: fn(&[u8]) -> Result<Listing, FileError>,
}

/// The lists, in the order in which they are tried.
pub const READERS: &[Reader] = &[
    Reader { kind: Kind::Garmin, sniff: garmin::sniff, read: garmin::read },
    Reader { kind: Kind::Strava, sniff: strava::sniff, read: strava::read },
    Reader { kind: Kind::Sessions, sniff: sessions::sniff, read: sessions::read },
];

/// The reader for `bytes`, found by content and never by name. Needs the beginning of the file.
#[must_use]
pub fn sniff(bytes: &[u8]) -> Option<&'static Reader> {
    READERS.iter().find(|reader| (reader.sniff)(bytes))
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
    budget.take(memory_of(bytes));
    budget.check()?;
    let reader = sniff(bytes).ok_or_else(|| FileError::NotAnActivity("no list of activities".into()))?;
    let listing = (reader.read)(bytes)?;
    match listing.rejected.first() {
        Some((line, reason)) if listing.entries.is_empty() => {
            let all = listing.rejected.len();
            let words = reader.kind.words();
            Err(FileError::Unreadable(format!(
                "{words}, of which none of {all} rows can be used; the first is line {line}: {reason}"
            )))
        }
        _ => Ok(listing),
    }
}

/// What a list takes while it is read, bytes, told from its signs: an object or a row as a whole, and a value of JSON.
fn memory_of(bytes: &[u8]) -> u64 {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let is_json = matches!(text.trim_ascii_start().first(), Some(b'{' | b'['));
    let signs = |a, b| memchr::memchr2_iter(a, b, bytes).count() as u64;
    match is_json {
        true => 768 * signs(b'{', b'{') + 32 * signs(b',', b'['),
        false => 384 * signs(b'\n', b'\r'),
    }
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
