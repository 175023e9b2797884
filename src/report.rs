//! Report: the plain data that every output is made of. No statistics happen behind this line.

pub mod next_steps;

use jiff::civil::Date;
use serde::Serialize;

use crate::days::WeekZones;
use crate::diary::SorenessInfo;
use crate::effect::Analysis;
use crate::effect::event_study::EventPoint;
use crate::session::Session;
use crate::thresholds::ThresholdRow;

use crate::day::Day;
use crate::measure::elsewhere;
use crate::units::Units;

/// The fate of every file, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileCounts {
    /// Files and archive members that were looked at.
    pub seen: usize,
    /// With at least one activity that is used.
    pub used: usize,
    /// Copies of another file's activity.
    pub duplicate: usize,
    /// Sound, but no activity.
    pub skipped: usize,
    /// Not readable.
    pub failed: usize,
    /// Readable in part; what was readable is used.
    pub partial: usize,
}

impl FileCounts {
    /// Counts one more file.
    pub fn add(&mut self, status: FileStatus) {
        self.seen += 1;
        *match status {
            FileStatus::Used => &mut self.used,
            FileStatus::Duplicate => &mut self.duplicate,
            FileStatus::Skipped => &mut self.skipped,
            FileStatus::Failed => &mut self.failed,
            FileStatus::Partial => &mut self.partial,
        } += 1;
    }
}

/// The fate of one file or archive member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FileStatus {
    /// Used.
    Used,
    /// A copy of another one.
    Duplicate,
    /// No activity in it.
    Skipped,
    /// Not readable.
    Failed,
    /// Readable in part.
    Partial,
}

impl FileStatus {
    /// Lower-case name, as in `files.csv`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Duplicate => "duplicate",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Partial => "partial",
        }
    }
}

/// A row of `files.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileRow {
    /// Path as given, `/` as separator.
    pub path: String,
    /// Archive member; empty for a plain file.
    pub member: String,
    /// fit, gpx, tcx; empty when not known.
    pub format: String,
    /// What became of it.
    pub status: FileStatus,
    /// Why, in words; empty for a file that is simply used.
    pub reason: String,
    /// `path` or `path › member` of the file that was kept instead.
    pub duplicate_of: String,
    /// Activities found in it.
    pub activities: usize,
}

impl FileRow {
    /// `path`, or `path › member`: the name of the file in other rows.
    #[must_use]
    pub fn label(&self) -> String {
        crate::label::Label { path: self.path.clone(), member: self.member.clone() }.to_string()
    }
}

/// The runner's own last run, by every form of its numbers that is in use.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LastRun {
    /// Local date.
    pub date: Date,
    /// The forms, those of a quantity together.
    pub rows: Vec<elsewhere::Row>,
}

/// Everything that is shown.
#[derive(Clone, Debug)]
pub struct Report {
    /// Version of the program.
    pub version: &'static str,
    /// The one line that a clock may write: "generated", RFC 3339; `None` in snapshots.
    pub generated: Option<String>,
    /// Title line for synthetic data; `None` for a real runner's.
    pub synthetic: Option<String>,
    /// Fate of files, counted.
    pub files: FileCounts,
    /// Fate of every file.
    pub file_rows: Vec<FileRow>,
    /// Activities after merging, by start.
    pub activities: Vec<Session>,
    /// Runs among them.
    pub runs: usize,
    /// Days, without a hole.
    pub days: Vec<Day>,
    /// Names of the diary's extra columns, in the order of [`Day::extra`].
    pub extra_names: Vec<String>,
    /// The soreness log; `None` without one.
    pub soreness: Option<SorenessInfo>,
    /// The answer; `None` without a soreness log.
    pub analysis: Option<Analysis>,
    /// Thresholds with provenance.
    pub thresholds: Vec<ThresholdRow>,
    /// Soreness around hard days.
    pub event_study: Vec<EventPoint>,
    /// Time in zones by week.
    pub weeks: Vec<WeekZones>,
    /// How zones were drawn, in words.
    pub zone_rule: String,
    /// What stands in front of the last part of each absolute path that was typed (`/home/jo/`). Where
    /// somebody's files lie is nobody's business: pages that are shown leave it out.
    pub folders: Vec<String>,
    /// The last run as other programs would count it; `None` without a run.
    pub last_run: Option<LastRun>,
    /// Units in which distances, descents and paces are shown.
    pub units: Units,
    /// Settings that were used: (name, value).
    pub settings: Vec<(String, String)>,
    /// Things to know, in sentences.
    pub notes: Vec<String>,
    /// The most useful next steps, in sentences, at most three.
    pub next_steps: Vec<String>,
}
