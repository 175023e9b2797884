//! Report: the plain data that every output is made of. No statistics after this point.

mod assumptions;
pub mod causes;
pub mod easy;
pub mod next_steps;
pub mod outcome;
pub mod registration;
pub mod words;

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::classify::Stability;
use crate::day::Day;
use crate::effect::Analysis;
use crate::measure::formula_variants::VariantValue;
use crate::session::Session;
use crate::units::Units;
use easy::Exposure;
use outcome::OtherOutcome;

pub use crate::days::WeekZones;
pub use crate::diary::SorenessInfo;
pub use crate::effect::event_study::{EventPoint, MeanBand};
pub use crate::thresholds::ThresholdRow;

/// The fate of every file, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileCounts {
    /// Files and archive members found.
    pub seen: usize,
    /// Files with at least one activity that is used.
    pub used: usize,
    /// Files that repeat the activities of another file.
    pub duplicate: usize,
    /// Valid files without an activity.
    pub skipped: usize,
    /// Unreadable files.
    pub failed: usize,
    /// Files that were readable in part; that part is used.
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
#[derive(Clone, Debug, PartialEq)]
pub struct FileRow {
    /// Path as given, `/` as separator; members of one archive share it.
    pub path: Arc<str>,
    /// Archive member; empty for a plain file.
    pub member: Arc<str>,
    /// `fit`, `gpx` or `tcx`; empty when unknown.
    pub format: &'static str,
    /// What became of it.
    pub status: FileStatus,
    /// Why, in words; empty for a file that is simply used.
    pub reason: Cow<'static, str>,
    /// `path` or `path › member` of the file that was kept instead.
    pub duplicate_of: String,
    /// Activities found in it.
    pub activities: usize,
}

impl FileRow {
    /// `path`, or `path › member`: the name of the file in other rows.
    #[must_use]
    pub fn label(&self) -> String {
        if self.member.is_empty() {
            self.path.to_string()
        } else {
            format!("{} › {}", self.path, self.member)
        }
    }
}

/// The last run by every common variant of its formulas.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LastRun {
    /// Local date.
    pub date: Date,
    /// Variants, grouped by quantity.
    pub rows: Vec<VariantValue>,
}

/// What is known of the runner on the last day of the record. `None`: not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct RunnerFacts {
    /// `Some(true)`: female.
    pub female: Option<bool>,
    /// Age, whole years.
    pub age_y: Option<f64>,
}

/// Everything that is shown.
#[derive(Clone, Debug)]
pub struct Report {
    /// Version of the program.
    pub version: &'static str,
    /// Time of the report, RFC 3339, the only trace of the clock; `None` in an anonymized report.
    pub generated: Option<String>,
    /// Title line for synthetic data; `None` for the data of a real runner.
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
    /// Why the archive seems to be that of two runners; `None`: it does not.
    pub two_runners: Option<String>,
    /// Who it is about, as far as it is known.
    pub runner: RunnerFacts,
    /// The answer in words; `None` without a soreness log.
    pub verdict: Option<words::Verdict>,
    /// The answer about another outcome; `None` unless one was asked for.
    pub outcome: Option<OtherOutcome>,
    /// Thresholds with provenance.
    pub thresholds: Vec<ThresholdRow>,
    /// How many runs change class when thresholds are a little off; `None` without activities.
    pub stability: Option<Stability>,
    /// The effect under each way to say what was easy; empty without a log.
    pub exposures: Vec<Exposure>,
    /// How easy the easy runs were, in sentences.
    pub easy: Vec<String>,
    /// Soreness around hard days.
    pub event_study: Vec<EventPoint>,
    /// Time in zones by week.
    pub weeks: Vec<WeekZones>,
    /// How zones were determined, in words.
    pub zone_rule: String,
    /// Parent folders of the absolute paths that were typed (`/home/jo/`), stripped from displayed paths:
    /// where somebody keeps their files is private.
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
