//! Keep: what a worker writes besides its answers, a folder a runner, and what it finds there again.

use std::path::PathBuf;
use std::time::SystemTime;

use super::line_of;
use crate::cohort::AthleteResult;
use crate::cohort::result::{FILE as RESULT, SCHEMA};
use crate::error::Result;
use crate::output::{OutputFile, folder_of, write_folder};
use crate::pipeline;
use crate::report::{Report, SorenessInfo};
use crate::table::{cohort, store};

/// The page of a runner's own report, below the runner's folder.
pub const REPORT: &str = "report/report.html";

/// What a worker writes besides its answers.
#[derive(Clone, Debug, Default)]
pub struct Keep {
    /// Folder that gets `athlete=ID/` with the runner's result and tables.
    pub tables: Option<PathBuf>,
    /// True: the runner's own report as well.
    pub reports: bool,
    /// True: what was kept earlier is not used.
    pub fresh: bool,
}

/// What is kept of a runner at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptState {
    /// When the result was written.
    pub written: SystemTime,
    /// True: a report of the runner's own is beside it.
    pub report: bool,
}

const TABLES: [&str; 2] = ["activities.parquet", "days.parquet"];

impl Keep {
    /// The folder of a runner.
    #[must_use]
    pub fn folder(&self, athlete: &str) -> Option<PathBuf> {
        self.tables.as_deref().map(|tables| tables.join(folder_of(athlete)))
    }

    /// What is kept of a runner now: when its result was written, and whether there is a report.
    #[must_use]
    pub fn state(&self, athlete: &str) -> Option<KeptState> {
        let folder = self.folder(athlete)?;
        let written = folder.join(RESULT).metadata().and_then(|result| result.modified()).ok()?;
        Some(KeptState { written, report: folder.join(REPORT).is_file() })
    }

    /// The kept result of a runner, when it is one of the same inputs and everything that is wanted is there.
    #[must_use]
    pub fn kept(&self, athlete: &str, inputs: &str) -> Option<AthleteResult> {
        let folder = self.folder(athlete).filter(|_| !self.fresh)?;
        let bytes = pipeline::cohort::bytes_of(&folder.join(RESULT)).ok()?;
        let result: AthleteResult = serde_json::from_slice(&bytes).ok()?;
        let same =
            result.schema == SCHEMA && result.athlete == athlete && result.inputs.as_deref() == Some(inputs);
        let whole = || {
            let report = self.reports.then_some(REPORT);
            let is_whole = |table: &str| {
                pipeline::cohort::bytes_of(&folder.join(table)).is_ok_and(|bytes| cohort::is_whole(&bytes))
            };
            TABLES.into_iter().all(is_whole) && report.is_none_or(|report| folder.join(report).is_file())
        };
        (same && (result.error.is_some() || whole())).then_some(result)
    }

    /// The tables of an analysis, and its report where that is wanted.
    ///
    /// # Errors
    /// When a table or a picture could not be made.
    pub(super) fn files(&self, report: &Report) -> Result<Vec<OutputFile>> {
        if self.tables.is_none() {
            return Ok(Vec::new());
        }
        let soreness = report.soreness.as_ref().map(SorenessInfo::meaning);
        let [activities, days] = TABLES.map(str::to_owned);
        let mut files = vec![
            OutputFile { path: activities, bytes: store::activities_parquet(&report.activities)? },
            OutputFile {
                path: days,
                bytes: store::days_parquet(&report.days, &report.extra_names, soreness)?,
            },
        ];
        if self.reports {
            let below = |file: OutputFile| OutputFile { path: format!("report/{}", file.path), ..file };
            files.extend(pipeline::draw(report, Some(1))?.into_iter().map(below));
        }
        Ok(files)
    }

    /// Writes a runner's folder, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn store(&self, result: &AthleteResult, mut files: Vec<OutputFile>) -> Result<()> {
        let Some(folder) = self.folder(&result.athlete) else { return Ok(()) };
        files.push(OutputFile { path: RESULT.into(), bytes: line_of(result).into_bytes() });
        write_folder(&folder, &files)
    }
}
