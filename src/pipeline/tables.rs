//! Tables: the commands that begin with a table, and the reading of tables.

use std::io::Read;
use std::path::Path;

use jiff::civil::Date;

use super::{Progress, analyze, assemble, period};
use crate::config::{AnalysisOptions, EffectConfig, PlanConfig, REPORT, TrialConfig};
use crate::diary::{self, Diary, DiaryOptions};
use crate::discover;
use crate::error::{Error, Result};
use crate::report::Report;
use crate::sheet::delimited::MAX_BYTES;
use crate::table::store;
use crate::text;
use crate::trial::design::Known;
use crate::trial::{self, TrialPlan, TrialReport, plan_file};

/// Estimates the effect from a day table.
///
/// # Errors
/// [`Error::Config`] for a table or a log that cannot be used as it is, [`Error::Io`].
pub fn effect(config: &EffectConfig) -> Result<Report> {
    let (bytes, path) = match config.days.to_str() {
        Some("-") => (bytes_of_stdin()?, "standard input".into()),
        _ if config.days.is_dir() => return Err(no_day_table(&config.days)),
        _ => (read_table(&config.days, "check the path of the day table")?, config.days.to_string_lossy()),
    };
    let log = config.soreness.as_deref();
    let mut table = store::day_table(&bytes, &path, None)?;
    // A table with mornings of its own keeps them: the settings may be another runner's.
    let bare = table.days.iter().all(|day| day.soreness.is_none());
    let of_settings = config.log_of_settings.as_deref().filter(|_| log.is_none() && bare);
    let log = log.or(of_settings);
    // The columns of a log take the place of those of the table.
    if let (Some(outcome), None) = (config.analysis.diary.outcome.as_deref(), log) {
        table = store::day_table(&bytes, &path, Some(outcome))?;
    }
    table.notes.extend(of_settings.and_then(|_| config.log_note()));
    period::refuse_outside(table.days.iter().map(|day| day.date), &config.analysis)?;
    let days = span(table.days.iter().map(|day| day.date));
    let diary = log.map(|path| OpenedLog::open(path, &config.analysis)).transpose()?;
    let diary = diary.map(|log| log.diary(&config.analysis, days)).transpose()?;
    assemble::report_of_days(table, diary.as_ref(), config)
}

/// Plans a coin trial; `seed` is used when none was typed.
///
/// # Errors
/// As [`effect`] for the day table and [`diary::read`] for the log; [`Error::Config`] for a plan that cannot be made.
pub fn plan(config: &PlanConfig, seed: u64) -> Result<TrialPlan> {
    let table = config.log.as_ref().map(effect).transpose()?;
    // A log that was not asked for is not read where nothing of it is needed.
    let needed = table.is_none() && (config.sigma.is_none() || config.scale.is_none());
    let log = config.soreness.as_deref().filter(|_| needed);
    let log = log.map(|path| -> Result<_> {
        let name = path.to_string_lossy().into_owned();
        let diary =
            diary::read(&read_table(path, "check the path of the soreness log")?, &name, &config.diary)?;
        Ok((name, diary))
    });
    let known = match (&table, log.transpose()?) {
        (Some(table), _) => Known::Table(table),
        (None, Some((name, diary))) => Known::Log(name, Box::new(diary)),
        (None, None) => Known::Nothing,
    };
    trial::design::design(config, &known, config.seed.unwrap_or(seed))
}

/// Analyses a coin trial.
///
/// # Errors
/// As [`analyze`]; [`Error::Config`] for a plan that is broken, does not match its seal, or has no dates.
pub fn trial(config: &TrialConfig, progress: Progress<'_>) -> Result<TrialReport> {
    let bytes = read_table(&config.plan, "check the path of the plan")?;
    let dates = config
        .dates
        .as_deref()
        .map(|path| read_table(path, "check the path given to --dates"))
        .transpose()?;
    let dates_path = config.dates.as_deref().map(|path| path.to_string_lossy()).unwrap_or_default();
    let sealed = plan_file::read(
        (&bytes, &config.plan.to_string_lossy()),
        dates.as_deref().map(|bytes| (bytes, &*dates_path)),
    )?;
    trial::run(&sealed, &analyze(&config.analyze, progress)?)
}

/// A soreness log that was opened.
#[derive(Debug)]
pub(super) enum OpenedLog {
    /// What it says.
    Read(Box<Diary>),
    /// Its bytes and its path: no date has a year, which the recordings may tell.
    WithoutYears(Vec<u8>, String),
}

impl OpenedLog {
    /// Reads the log at `path`, unless its years can be told from the recordings only.
    ///
    /// # Errors
    /// The system's, and those of [`diary::read`].
    pub(super) fn open(path: &Path, options: &AnalysisOptions) -> Result<Self> {
        let bytes = read_table(path, "check the path given to --soreness")?;
        let path = path.to_string_lossy().into_owned();
        if diary::lacks_years(&bytes, &path, &options.diary) {
            return Ok(Self::WithoutYears(bytes, path));
        }
        diary::read(&bytes, &path, &options.diary).map(|diary| Self::Read(Box::new(diary)))
    }

    /// What it says, beside recordings from the first to the last of these days.
    ///
    /// # Errors
    /// Those of [`diary::read`].
    pub(super) fn diary(self, options: &AnalysisOptions, recorded: Option<(Date, Date)>) -> Result<Diary> {
        match self {
            Self::Read(diary) => Ok(*diary),
            Self::WithoutYears(bytes, path) => {
                diary::read(&bytes, &path, &DiaryOptions { recorded, ..options.diary.clone() })
            }
        }
    }
}

/// The first and the last of some days.
pub(super) fn span(days: impl Iterator<Item = Date> + Clone) -> Option<(Date, Date)> {
    days.clone().min().zip(days.max())
}

/// Reads at most `MAX_BYTES` + 1 bytes, to detect an oversized file (which may never end).
///
/// # Errors
/// The system's.
pub fn bytes_of_table(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The same of standard input.
fn bytes_of_stdin() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes);
    let remedy = "give the table a name, or send it: shakeout effect - < days.csv".into();
    read.map(|_| bytes).map_err(|source| Error::Io { path: "standard input".into(), source, remedy })
}

/// The bytes of a table or another small file; `remedy`: what to do where it cannot be read.
///
/// # Errors
/// [`Error::NoSuchPath`], [`Error::Io`]; [`Error::Config`] for a folder.
pub fn read_table(path: &Path, remedy: &str) -> Result<Vec<u8>> {
    bytes_of_table(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => discover::no_such_path(path),
        _ if path.is_dir() => a_folder(path, remedy),
        _ => Error::Io { path: path.to_path_buf(), source, remedy: remedy.into() },
    })
}

/// The error of a folder in the place of a table.
#[must_use]
pub fn a_folder(path: &Path, remedy: &str) -> Error {
    let place = path.display().to_string();
    Error::Config { what: format!("{place} is a folder, not a table"), place, remedy: remedy.to_owned() }
}

/// The same in the place of a day table: that of the report in it, or the one that an analysis of it makes.
fn no_day_table(folder: &Path) -> Error {
    let (own, typed) = (folder.join(DAYS), text::shell(&folder.display().to_string()));
    let remedy = if own.is_file() {
        format!("give the day table in it: {}", text::shell(&own.display().to_string()))
    } else {
        let made = Path::new(REPORT).join(DAYS);
        format!("make the day table first: shakeout analyze {typed}; then give it: {}", made.display())
    };
    a_folder(folder, &remedy)
}

/// The day table of a report.
const DAYS: &str = "days.csv";
