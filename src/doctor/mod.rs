//! Doctor: what is in an archive, what is missing for an answer, and what would help most. Everything
//! is counted from what the pipeline made anyway.

mod needs;
mod text;

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;
use serde::Serialize;

use crate::diary::SorenessInfo;
use crate::measure::heart_rate::LEAST_COVERAGE;
use crate::report::causes::{Cause, causes};
use crate::report::next_steps::Concern;
use crate::report::{FileCounts, FileStatus, LastRun, Report};
use crate::session::Session;
use crate::thresholds::ThresholdRow;
use crate::thresholds::Thresholds;

/// What the archive shows beside the report.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The report that `analyze` would make.
    pub report: &'a Report,
    /// The thresholds behind it.
    pub thresholds: &'a Thresholds,
    /// Why the soreness log cannot be used, when it was given and cannot.
    pub log_problem: Option<&'a str>,
    /// What was typed, for commands that can be typed back.
    pub typed: &'a Typed,
}

/// What was typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Files, folders and archives.
    pub paths: Vec<PathBuf>,
    /// Soreness log.
    pub soreness: Option<PathBuf>,
    /// Profile that was found, if any.
    pub profile: Option<PathBuf>,
}

/// Files of one kind by their fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KindCounts {
    /// `fit`, `gpx`, `tcx`, `list` (a list of activities that was used), `other`.
    pub kind: String,
    /// Their fates.
    #[serde(flatten)]
    pub fates: FileCounts,
}

/// Something and how often it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// What.
    pub name: String,
    /// How often.
    pub count: usize,
}

/// What is logged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LogSpan {
    /// Days with a value.
    pub mornings: usize,
    /// First day with a value.
    pub first_day: Date,
    /// Last day with a value.
    pub last_day: Date,
    /// Days without a value from the first morning to the end of the record.
    pub days_without: usize,
    /// Lowest value, higher is sorer.
    pub lowest: f64,
    /// Highest value.
    pub highest: f64,
    /// Days with the most frequent value.
    pub most_frequent: usize,
}

/// The answer as it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CurrentAnswer {
    /// Name of the status, as in `summary.json`.
    pub status: &'static str,
    /// The answer in words.
    pub sentence: String,
    /// Easy days that count.
    pub easy_days: usize,
    /// Rest days that count.
    pub rest_days: usize,
}

/// Something that is missing, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// What it is about.
    pub concern: Concern,
    /// What is missing, in a sentence or two.
    pub text: String,
    /// What to type or to do.
    pub action: String,
}

/// The examination of an archive.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Examination {
    /// Files by kind and fate.
    pub files: Vec<KindCounts>,
    /// First day of the record.
    pub first_day: Option<Date>,
    /// Last day of the record.
    pub last_day: Option<Date>,
    /// Days of the record.
    pub days: usize,
    /// Activities after merging.
    pub activities: usize,
    /// Runs among them.
    pub runs: usize,
    /// Activities by sport, the most frequent first.
    pub sports: Vec<Count>,
    /// Activities by device, the most frequent first.
    pub devices: Vec<Count>,
    /// Runs that have each kind of data.
    pub runs_with: Vec<Count>,
    /// Activities by what their load was computed from, the most frequent first.
    pub load_sources: Vec<Count>,
    /// Activities by where their local time comes from, the most frequent first.
    pub zone_sources: Vec<Count>,
    /// Thresholds with their sources.
    pub thresholds: Vec<ThresholdRow>,
    /// Activities by what was chosen where their channels disagreed, the most frequent first.
    pub choices: Vec<Count>,
    /// What is odd about them and about the rest, in sentences.
    pub notes: Vec<String>,
    /// The soreness log; `None` without a usable one, or without a value in it.
    pub log: Option<LogSpan>,
    /// The answer; `None` without a usable log.
    pub answer: Option<CurrentAnswer>,
    /// What keeps days out of the comparison, the one that would win most days first.
    pub causes: Vec<Cause>,
    /// What is missing, the most useful first.
    pub needs: Vec<Need>,
    /// The last run by every form of its numbers that is in use.
    pub last_run: Option<LastRun>,
}

/// Examines.
#[must_use]
pub fn examine(seen: &Seen<'_>) -> Examination {
    let report = seen.report;
    let activities = &report.activities;
    let log = log(report);
    let answer = report.analysis.as_ref().map(|analysis| CurrentAnswer {
        status: analysis.answer.status.name(),
        sentence: report.verdict.as_ref().map(|verdict| verdict.headline.clone()).unwrap_or_default(),
        easy_days: analysis.answer.easy_days,
        rest_days: analysis.answer.rest_days,
    });
    let devices = activities.iter().map(|session| session.device.as_deref().unwrap_or("not named"));
    Examination {
        files: kinds(report),
        first_day: report.days.first().map(|day| day.date),
        last_day: report.days.last().map(|day| day.date),
        days: report.days.len(),
        activities: activities.len(),
        runs: report.runs,
        sports: counts(activities.iter().map(|row| row.sport.name())),
        devices: counts(devices),
        runs_with: runs_with(activities),
        load_sources: counts(
            activities.iter().map(|row| if row.load.is_ok() { row.load_source.name() } else { "nothing" }),
        ),
        zone_sources: counts(activities.iter().map(|row| row.zone_source.name())),
        thresholds: report.thresholds.clone(),
        choices: counts(activities.iter().flat_map(|session| session.choices.iter().map(String::as_str))),
        notes: report
            .soreness
            .iter()
            .flat_map(SorenessInfo::to_check)
            .map(str::to_owned)
            .chain(report.notes.clone())
            .collect(),
        causes: causes(report),
        needs: needs::needs(seen, log.as_ref()),
        log,
        answer,
        last_run: report.last_run.clone(),
    }
}

impl Examination {
    /// For people: at most 80 columns.
    #[must_use]
    pub fn text(&self, columns: usize) -> String {
        text::text(self, columns)
    }

    /// For programs.
    #[must_use]
    pub fn json(&self) -> String {
        // Structs of text and finite numbers: nothing in them can fail to serialise.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// The most frequent first, ties by name.
fn counts<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Count> {
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *by_name.entry(name).or_default() += 1;
    }
    let mut all: Vec<Count> =
        by_name.into_iter().map(|(name, count)| Count { name: name.to_owned(), count }).collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.count));
    all
}

fn kinds(report: &Report) -> Vec<KindCounts> {
    let mut kinds: BTreeMap<&str, FileCounts> = BTreeMap::new();
    for row in &report.file_rows {
        let kind = match (row.format, row.status) {
            ("", FileStatus::Used) => "list",
            ("", _) => "other",
            (format, _) => format,
        };
        kinds.entry(kind).or_default().add(row.status);
    }
    kinds.into_iter().map(|(kind, fates)| KindCounts { kind: kind.to_owned(), fates }).collect()
}

/// A kind of data: its name, and whether a run has it.
type Channel = (&'static str, fn(&Session) -> bool);

/// Running power is not among them: nothing here reads it.
const CHANNELS: [Channel; 7] = [
    ("heart rate", |row| row.hr_coverage.is_some_and(|share| share > 0.0) || row.hr_mean_bpm.is_some()),
    ("heart rate over 80 % of the time", |row| row.hr_coverage.is_some_and(|share| share >= LEAST_COVERAGE)),
    ("positions", |row| row.has_positions),
    ("altitude", |row| row.ascent_m.is_some() || row.descent_m.is_some()),
    ("distance", |row| row.distance_m.is_some()),
    ("cadence", |row| row.cadence_spm.is_some()),
    ("RPE", |row| row.rpe.is_some()),
];

fn runs_with(activities: &[Session]) -> Vec<Count> {
    let runs: Vec<&Session> = activities.iter().filter(|session| session.is_run()).collect();
    let count = |has: fn(&Session) -> bool| runs.iter().filter(|run| has(run)).count();
    CHANNELS.iter().map(|(name, has)| Count { name: (*name).to_owned(), count: count(*has) }).collect()
}

fn log(report: &Report) -> Option<LogSpan> {
    let days: Vec<(Date, f64)> =
        report.days.iter().filter_map(|day| Some((day.date, day.soreness?))).collect();
    let (&(first_day, _), &(last_day, _)) = (days.first()?, days.last()?);
    let mut sorted: Vec<f64> = days.iter().map(|(_, value)| *value).collect();
    sorted.sort_by(f64::total_cmp);
    let without = |day: &&crate::day::Day| day.date >= first_day && day.soreness.is_none();
    Some(LogSpan {
        mornings: days.len(),
        first_day,
        last_day,
        days_without: report.days.iter().filter(without).count(),
        lowest: *sorted.first()?,
        highest: *sorted.last()?,
        most_frequent: sorted.chunk_by(|a, b| a == b).map(<[f64]>::len).max()?,
    })
}
