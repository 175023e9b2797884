//! Pipeline: the only place that knows the order of the stages.

mod archive;
mod assemble;
mod beside;
pub mod cohort;
mod exposures;
mod last_run;
mod onboard;
mod other_outcome;
mod outcome;
mod period;
mod progress;
mod read;
mod tables;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::anonymize;
use crate::config::{AnalysisOptions, AnalyzeConfig, ReadOptions};
use crate::diary::Diary;
use crate::discover;
use crate::error::{Error, Result};
use crate::output::OutputFile;
use crate::render;
use crate::report::Report;
use crate::text;
use crate::zone::Zones;
use archive::{Archive, Measurements};
use tables::{OpenedLog, span};

pub use beside::{log_beside, logs_beside};
pub use onboard::{doctor, profile};
pub use outcome::{Fate, FileOutcome};
pub use progress::{Event, Progress, stage};
pub use read::{OnRecording, for_each_recording, read_archive};
pub use tables::{a_folder, bytes_of_table, effect, plan, read_table, trial};

/// Reads every file of `config`, joins the diary, estimates the effect.
///
/// # Errors
/// Those that end the run: a path that is not there, nothing that is an activity, a soreness log
/// that cannot be used as it is. A bad file is no error: it has its row in `Report::file_rows`.
pub fn analyze(config: &AnalyzeConfig, progress: Progress<'_>) -> Result<Report> {
    analyze_as_registered(config, None, progress)
}

/// Sees the report on its true dates; what it returns names the registration, an error ends the run.
pub type Check<'a> = &'a dyn Fn(&Report) -> Result<String>;

/// [`analyze`] that a registration may refuse.
///
/// # Errors
/// Those of [`analyze`] and of `check`.
#[doc(hidden)]
pub fn analyze_as_registered(
    config: &AnalyzeConfig,
    check: Option<Check<'_>>,
    progress: Progress<'_>,
) -> Result<Report> {
    // The log first: a mistake in it is known at once, not after an hour of reading.
    let log = config.soreness.as_deref();
    let log = stage("soreness log", progress, || {
        log.map(|path| OpenedLog::open(path, &config.analysis)).transpose()
    })?;
    other_outcome::refuse_early(log.as_ref(), &config.analysis)?;
    let archive = merged(config, progress)?;
    if archive.kept.is_empty() {
        return Err(no_activities(config, &archive));
    }
    let measured = stage("measure", progress, || archive.measure(config))?;
    let diary = log.map(|log| beside(log, &archive, &measured, &config.analysis)).transpose()?;
    let days = measured.sessions.iter().map(|session| session.local_date);
    period::refuse_outside(days.chain(mornings(diary.as_ref())), &config.analysis)?;
    let as_it_is = || -> Result<Report> {
        let mut report = assemble::report(&archive, &measured, diary.as_ref(), &config.analysis)?;
        let registered = check.map(|check| check(&report)).transpose()?;
        report.settings.extend(registered.map(|which| ("registered".to_owned(), which)));
        Ok(Report { folders: assemble::folders(config), ..report })
    };
    let Some(key) = &config.anonymize else { return stage("estimate", progress, as_it_is) };
    if check.is_some() {
        stage("estimate", progress, as_it_is)?;
    }
    let days = key.days(&archive.contents());
    let archive = archive.anonymized(days);
    let measured = measured.moved(days);
    let diary = diary.map(|diary| anonymize::diary(diary, days));
    let options = config.analysis.moved(days);
    stage("estimate", progress, || assemble::report(&archive, &measured, diary.as_ref(), &options))
        .map(|report| anonymize::scrub(report, check.is_some()))
}

/// The soreness log beside the recordings, with the columns of a watch.
///
/// # Errors
/// Those of [`OpenedLog::diary`].
fn beside(
    log: OpenedLog,
    archive: &Archive,
    measured: &Measurements,
    options: &AnalysisOptions,
) -> Result<Diary> {
    let diary = log.diary(options, span(measured.sessions.iter().map(|session| session.local_date)))?;
    Ok(match options.no_watch_columns {
        true => diary,
        false => diary.with_watch_columns(archive.daily.columns()),
    })
}

/// The archive of `config`, read and merged.
fn merged(config: &AnalyzeConfig, progress: Progress<'_>) -> Result<Archive> {
    let ReadOptions { tz, day_start, jobs, .. } = &config.read;
    in_pool(*jobs, || {
        // The map of time zones takes as long to unpack as a thousand files to be found.
        let (zones, sources) = rayon::join(
            || Zones::new(tz.clone(), config.analysis.profile_tz.clone(), *day_start),
            || stage("search", progress, || discover::discover(&config.paths)),
        );
        let sources = sources?;
        let outcomes = stage("read", progress, || read_archive(&sources, &config.read, &zones, progress));
        Ok(stage("merge", progress, || Archive::merge(without_own_inputs(outcomes, config), &zones)))
    })?
}

/// Workers beyond this are of no use, and to start and to end many thousands takes minutes.
const MOST_WORKERS: usize = 256;

/// Refuses a place where no thread can be started: the libraries that are used stop there without a reason.
///
/// # Errors
/// [`Error::Io`] with the system's reason.
#[doc(hidden)]
pub fn can_work() -> Result<()> {
    let started = std::thread::Builder::new().spawn(|| ());
    let io = |source| Error::Io {
        path: "a worker thread".into(),
        source,
        remedy: "end other programs, or raise the limit of processes: ulimit -u".into(),
    };
    started.map_err(io).map(|thread| thread.join().unwrap_or_default())
}

/// Runs `work` on `jobs` workers (`None`: one per core), at most `MOST_WORKERS`.
///
/// # Errors
/// [`Error::Output`] when no threads can be started.
pub fn in_pool<T: Send>(jobs: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.unwrap_or_default().min(MOST_WORKERS))
        .build()
        .map_err(|error| Error::Output { what: "worker threads".into(), reason: error.to_string() })?;
    Ok(pool.install(work))
}

/// Renders every text and picture of the report on `jobs` workers; their number does not change the bytes.
///
/// # Errors
/// Those of [`render::render`], and [`Error::Output`] when no threads can be started.
pub fn draw(report: &Report, jobs: Option<usize>) -> Result<Vec<OutputFile>> {
    render::render_with(report, |pictures| {
        in_pool(jobs, || pictures.par_iter().map(|picture| picture.draw(report)).collect())?
    })
}

/// Marks the soreness log and the settings where they are among the recordings: they were read as what they are.
fn without_own_inputs(mut outcomes: Vec<FileOutcome>, config: &AnalyzeConfig) -> Vec<FileOutcome> {
    let inputs = [
        (config.soreness.as_deref(), "used as the soreness log, not as a recording"),
        (config.analysis.profile.as_deref(), "used as the settings, not as a recording"),
    ];
    for (input, reason) in inputs {
        let Some(canonical) = input.and_then(|path| path.canonicalize().ok()) else { continue };
        for outcome in outcomes.iter_mut().filter(|outcome| !outcome.label.is_member()) {
            let path = std::path::Path::new(outcome.label.path());
            // The name first: resolving every path of a large archive takes time.
            let same_name = path.file_name() == input.and_then(std::path::Path::file_name);
            if same_name && path.canonicalize().is_ok_and(|path| path == canonical) {
                outcome.fate = Fate::Skipped(reason.into());
            }
        }
    }
    outcomes
}

fn no_activities(config: &AnalyzeConfig, archive: &Archive) -> Error {
    let place: Vec<String> = config.paths.iter().map(|path| path.display().to_string()).collect();
    let seen = match archive.outcomes.as_slice() {
        [] => "there is no file".to_owned(),
        outcomes => {
            let files = text::count(outcomes.len(), "file");
            let failed = outcomes.iter().filter(|o| matches!(o.fate, Fate::Failed(_))).count();
            let first = outcomes.iter().find_map(|o| Some(format!("{}: {}", o.label, o.fate.reason()?)));
            let first = first.map_or_else(String::new, |first| format!(", the first is {first}"));
            match failed {
                0 => format!("{files}{first}"),
                failed => {
                    format!("{files}, of which {} could not be read{first}", text::number::grouped(failed))
                }
            }
        }
    };
    Error::NoActivities { place: place.join(", "), seen }
}

/// Days with a report.
fn mornings(diary: Option<&Diary>) -> impl Iterator<Item = Date> {
    let entries = diary.into_iter().flat_map(|diary| &diary.entries);
    entries.filter(|(_, entry)| entry.is_report()).map(|(day, _)| *day)
}

/// True if `day` is inside the days that were asked for.
fn asked_for(day: Date, options: &AnalysisOptions) -> bool {
    options.since.is_none_or(|since| day >= since) && options.until.is_none_or(|until| day <= until)
}
