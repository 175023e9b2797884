//! Pipeline: the only place that knows the order of the stages.

mod assemble;
mod last_run;
mod onboard;
mod tables;
mod watch;

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::civil::Date;
use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3Default, xxh3_128};

use crate::activity::Format;
use crate::anonymize;
use crate::classify::{Classified, Classifier, Cutoffs};
use crate::clean;
use crate::config::{AnalysisOptions, AnalyzeConfig, ReadOptions};
use crate::decode::{Damage, Decoded};
use crate::digest::{self, Digest};
use crate::discover::{self, Content, Label, Limits, Opener, Source};
use crate::error::{Error, FileError, Result};
use crate::listing::{self, Listing, join::Tally};
use crate::measure::{self, Measured};
use crate::merge::{self, Duplicate, Recording};
use crate::render::{self, OutputFile, number};
use crate::report::Report;
use crate::thresholds::{self, Dated, Thresholds};
use crate::zone::{Local, Zones};
use tables::read_diary;
use watch::timed;

pub use onboard::{doctor, profile};
pub use tables::{bytes_of_table, effect, plan, trial};
pub use watch::{Event, Progress, stage};

/// What became of one file or archive member when it was read.
#[derive(Clone, Debug)]
pub struct FileOutcome {
    /// Where it stands.
    pub label: Label,
    /// Its format, as far as it was recognised.
    pub format: Option<Format>,
    /// What came of it.
    pub fate: Fate,
    /// Hash of its (unpacked) content: equal bytes are the same recording.
    pub content: Option<u128>,
}

impl FileOutcome {
    /// True if the file failed or was readable only in part.
    #[must_use]
    pub fn is_spoilt(&self) -> bool {
        matches!(self.fate, Fate::Failed(_) | Fate::Read { damage: Some(_), .. })
    }

    /// Of a file that cannot be opened, or that is refused.
    fn failed(source: &Source, error: FileError) -> Self {
        Self { label: source.label.clone(), format: None, fate: Fate::of_error(error), content: None }
    }

    /// A line of the log: what it was, what came of it, and how long that took.
    fn log(&self, bytes: u64, ms: f64) {
        let format = self.format.map_or("-", Format::name);
        let file = &self.label;
        match &self.fate {
            Fate::Failed(why) => tracing::warn!(%file, format, bytes, ms, %why, "failed"),
            Fate::Read { damage: Some(damage), .. } => {
                tracing::warn!(%file, format, bytes, ms, why = %damage.what, at_byte = damage.at, "partial");
            }
            Fate::Read { digests, .. } => {
                tracing::debug!(%file, format, bytes, ms, activities = digests.len(), "read");
            }
            Fate::Listed(list) => tracing::debug!(%file, format = list.kind.words(), bytes, ms, "read"),
            Fate::Skipped(why) => tracing::debug!(%file, format, bytes, ms, %why, "skipped"),
        }
    }
}

/// What came of one file.
#[derive(Clone, Debug)]
pub enum Fate {
    /// Read: at least one activity.
    Read {
        /// One an activity, in file order.
        digests: Vec<Digest>,
        /// What was broken, when it was readable only in part.
        damage: Option<Damage>,
    },
    /// A list of activities.
    Listed(Listing),
    /// Sound, but no activity in it.
    Skipped(String),
    /// Not readable.
    Failed(String),
}

/// Reads every file of `config`, joins the diary, estimates the effect.
///
/// # Errors
/// Those that end the run: a path that is not there, nothing that is an activity, a soreness log
/// that cannot be used as it is. A bad file is no error: it has its row in `Report::file_rows`.
pub fn analyze(config: &AnalyzeConfig, progress: Progress<'_>) -> Result<Report> {
    // The log first: a mistake in it is known at once, not after an hour of reading.
    let log = config.soreness.as_deref();
    let diary =
        stage("soreness log", progress, || log.map(|path| read_diary(path, &config.analysis)).transpose())?;
    let mut archive = merged(config, progress)?;
    if archive.dated.is_empty() {
        return Err(no_activities(config, &archive));
    }
    let mut measured = stage("measure", progress, || archive.measure(config))?;
    let Some(key) = &config.anonymize else {
        return stage("estimate", progress, || {
            let report = assemble::report(&archive, &measured, diary.as_ref(), &config.analysis)?;
            Ok(Report { folders: assemble::folders(config), ..report })
        });
    };
    let days = key.days(&archive.contents());
    archive.move_by(days);
    measured.thresholds = measured.thresholds.moved(days);
    let diary = diary.map(|diary| anonymize::diary(diary, days));
    let options = anonymize::options(&config.analysis, days);
    stage("estimate", progress, || assemble::report(&archive, &measured, diary.as_ref(), &options))
        .map(anonymize::scrub)
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

/// Reads every source with all workers; outcomes come back in the order of the sources, the
/// members of an archive in its place.
#[must_use]
pub fn read_archive(
    sources: &[Source],
    options: &ReadOptions,
    zones: &Zones,
    progress: Progress<'_>,
) -> Vec<FileOutcome> {
    let bytes = sources.iter().map(Source::stored_bytes).sum();
    progress(Event::Found { files: sources.len(), bytes });
    keep_freed_memory();
    read_sources(sources, options, zones, progress)
}

/// What one file takes and frees should be there for the next.
///
/// glibc gives the end of its heaps back to the system as soon as 128 kB of it are free, and asks for it again,
/// filled with zeros, for the next file. It stops that below twice the size of the largest block of its own
/// that was ever freed (mallopt(3), `M_MMAP_THRESHOLD`). Other systems lose nothing by it.
fn keep_freed_memory() {
    const BLOCK: usize = 4 << 20;
    drop(std::hint::black_box(Vec::<u8>::with_capacity(BLOCK)));
}

fn read_sources(
    sources: &[Source],
    options: &ReadOptions,
    zones: &Zones,
    progress: Progress<'_>,
) -> Vec<FileOutcome> {
    let nested: Vec<Vec<FileOutcome>> = sources
        .par_iter()
        .map_init(
            || Opener::new(options.limits),
            |opener, source| {
                let (step, ms) = timed(|| read_source(opener, source, &options.limits, zones));
                match step {
                    Step::Outcome(outcome) => {
                        outcome.log(source.stored_bytes(), ms);
                        progress(Event::Read { label: &source.label, bytes: source.stored_bytes() });
                        vec![*outcome]
                    }
                    Step::Archive(members, damage) => {
                        progress(Event::Archive { members: members.len() });
                        let outcomes = read_sources(&members, options, zones, progress);
                        // How much of it was read until then depends on the workers: all of it goes.
                        match members.first().and_then(Source::over_limit) {
                            Some(error) => {
                                let outcome = FileOutcome::failed(source, error);
                                outcome.log(source.stored_bytes(), ms);
                                vec![outcome]
                            }
                            None => broken_archive(source, damage, ms).into_iter().chain(outcomes).collect(),
                        }
                    }
                }
            },
        )
        .collect();
    nested.into_iter().flatten().collect()
}

/// Workers beyond this are of no use, and to start and to end many thousands takes minutes.
const MOST_WORKERS: usize = 256;

/// Runs `work` on `jobs` workers (one a core without a number), at most [`MOST_WORKERS`].
///
/// # Errors
/// [`Error::Output`] when the system gives no threads.
pub fn in_pool<T: Send>(jobs: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs.unwrap_or_default().min(MOST_WORKERS))
        .build()
        .map_err(|error| Error::Output { what: "worker threads".into(), reason: error.to_string() })?;
    Ok(pool.install(work))
}

/// Every file of the report that is made of words and pictures, drawn on `jobs` workers; the bytes are
/// the same whatever their number.
///
/// # Errors
/// Those of [`render::render`], and [`Error::Output`] when the system gives no threads.
pub fn draw(report: &Report, jobs: Option<usize>) -> Result<Vec<OutputFile>> {
    render::render_with(report, |pictures| {
        in_pool(jobs, || pictures.par_iter().map(|picture| picture.draw(report)).collect())?
    })
}

/// Called with a recording's label, and its bytes or why there are none.
pub type OnRecording<'a> = &'a mut dyn FnMut(&Label, std::result::Result<&[u8], FileError>) -> Result<()>;

/// Calls `with` for every recording below `sources`, in order, on this thread.
///
/// # Errors
/// Those of `with`.
pub fn for_each_recording(sources: &[Source], options: &ReadOptions, with: OnRecording<'_>) -> Result<()> {
    let mut opener = Opener::new(options.limits);
    for source in sources {
        match opener.open(source) {
            Ok(Content::Archive { members, damage }) => {
                if let Some(Damage { what, at }) = damage {
                    with(&source.label, Err(FileError::Damaged { what, at }))?;
                }
                for_each_recording(&members, options, with)?;
            }
            Ok(Content::Recording { bytes, .. }) => with(&source.label, Ok(bytes))?,
            Ok(Content::Stream { .. }) => {
                let what = "too large for its messages to be shown".into();
                with(&source.label, Err(FileError::Unreadable(what)))?;
            }
            Ok(Content::Listing(_)) => {
                let what = "a list of activities, not a recording".into();
                with(&source.label, Err(FileError::NotAnActivity(what)))?;
            }
            Err(error) => with(&source.label, Err(error))?,
        }
    }
    Ok(())
}

enum Step {
    Outcome(Box<FileOutcome>),
    Archive(Vec<Source>, Option<Damage>),
}

/// The outcome of an archive of which only a part could be listed; a sound one has none of its own.
fn broken_archive(source: &Source, damage: Option<Damage>, ms: f64) -> Option<FileOutcome> {
    let Damage { what, at } = damage?;
    let outcome = FileOutcome::failed(source, FileError::Damaged { what, at });
    outcome.log(source.stored_bytes(), ms);
    Some(outcome)
}

fn read_source(opener: &mut Opener, source: &Source, limits: &Limits, zones: &Zones) -> Step {
    let outcome = |format, fate, content| {
        Step::Outcome(Box::new(FileOutcome { label: source.label.clone(), format, fate, content }))
    };
    let budget = source.budget(limits);
    match opener.open(source) {
        Ok(Content::Archive { members, damage }) => Step::Archive(members, damage),
        Ok(Content::Listing(bytes)) => {
            let fate = listing::read_within(bytes, budget).map_or_else(Fate::of_error, Fate::Listed);
            outcome(None, fate, Some(xxh3_128(bytes)))
        }
        Ok(Content::Recording { bytes, decoder, damage }) => {
            let fate = caught(|| digest_all((decoder.decode)(bytes, budget), zones)).with_damage(damage);
            outcome(Some(decoder.format), fate, Some(xxh3_128(bytes)))
        }
        Ok(Content::Stream { reader, decoder, stream }) => {
            let mut reader = Hashed { reader, hash: Xxh3Default::new() };
            let fate = caught(|| digest_all(stream(&mut reader, budget), zones));
            outcome(Some(decoder.format), fate, reader.finish().ok())
        }
        Err(error) => Step::Outcome(Box::new(FileOutcome::failed(source, error))),
    }
}

/// What `read` gives. A panic in a decoder is a defect of ours, and the loss of one file, not of the batch.
fn caught(read: impl FnOnce() -> Fate) -> Fate {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Fate::of_error(FileError::Panicked(text.unwrap_or_else(|| "no message".into())))
    })
}

/// Bytes that are hashed while they are read.
struct Hashed {
    reader: Box<dyn Read>,
    hash: Xxh3Default,
}

impl Read for Hashed {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(to)?;
        self.hash.update(&to[..length]);
        Ok(length)
    }
}

impl Hashed {
    /// The hash of all bytes, read or not.
    fn finish(mut self) -> io::Result<u128> {
        io::copy(&mut self, &mut io::sink())?;
        Ok(self.hash.digest128())
    }
}

/// Clean and digest the activities of one file: their samples live and die here.
fn digest_all(decoded: std::result::Result<Decoded, FileError>, zones: &Zones) -> Fate {
    let decoded = match decoded {
        Ok(decoded) => decoded,
        Err(error) => return Fate::of_error(error),
    };
    if decoded.activities.is_empty() {
        return match (decoded.damage, decoded.no_activity) {
            (Some(damage), _) => Fate::Failed(format!("{} at byte {}", damage.what, damage.at)),
            (None, reason) => Fate::Skipped(reason.unwrap_or_else(|| "no activity in it".into())),
        };
    }
    // Room for as many as there are: collecting through a filter would keep it for four, a file.
    let mut digests = Vec::with_capacity(decoded.activities.len());
    let mut single_points = 0;
    for activity in decoded.activities {
        let (activity, log) = clean::clean(activity);
        if activity.is_single_point() {
            single_points += 1;
            continue;
        }
        let zone = activity.first_position().and_then(|position| zones.at(position));
        digests.push(digest::digest(&activity, log, zone));
    }
    match (digests.first_mut(), decoded.damage) {
        (None, Some(damage)) => {
            Fate::Failed(format!("{} at byte {}: {SINGLE_POINT} before it", damage.what, damage.at))
        }
        (None, None) => Fate::Skipped(SINGLE_POINT.into()),
        (Some(first), damage) => {
            if single_points > 0 {
                let more = number::count(single_points, "more activity");
                first.problems.push(format!("the file has {more} of a single point, left out"));
            }
            Fate::Read { digests, damage }
        }
    }
}

/// Why a recording of one moment is no activity: a place was marked, or the watch was started and
/// stopped at once.
const SINGLE_POINT: &str = "a single point";

impl Fate {
    /// The same with damage that was met before the file was decoded: that came first.
    fn with_damage(self, before: Option<Damage>) -> Self {
        match (self, before) {
            (Self::Read { digests, damage }, before) => Self::Read { digests, damage: before.or(damage) },
            (Self::Skipped(reason), Some(before)) => {
                Self::Failed(format!("{} at byte {}: {reason}", before.what, before.at))
            }
            (other, _) => other,
        }
    }

    fn of_error(error: FileError) -> Self {
        match error {
            FileError::NotAnActivity(reason) => Self::Skipped(reason),
            other => Self::Failed(other.to_string()),
        }
    }
}

/// The archive after merging: every file's fate, and the activities that count.
pub(crate) struct Archive {
    pub(crate) outcomes: Vec<FileOutcome>,
    /// (file, the earlier file with the same bytes).
    pub(crate) copies: BTreeMap<usize, usize>,
    pub(crate) duplicates: Vec<Duplicate>,
    /// What became of the entries of each list, by file.
    pub(crate) lists: BTreeMap<usize, Tally>,
    /// Activities that are kept, by start.
    pub(crate) kept: Vec<Recording>,
    /// Local day of each of `kept`.
    pub(crate) dated: Vec<Local>,
}

/// What the archive's activities were measured as, in the order of [`Archive::kept`].
pub(crate) struct Measurements {
    pub(crate) thresholds: Thresholds,
    pub(crate) measured: Vec<Measured>,
    pub(crate) classes: Vec<Classified>,
}

impl Archive {
    fn merge(mut outcomes: Vec<FileOutcome>, zones: &Zones) -> Self {
        let mut first_with: BTreeMap<u128, usize> = BTreeMap::new();
        let mut copies = BTreeMap::new();
        // Most files hold one activity.
        let (mut recordings, mut lists) = (Vec::with_capacity(outcomes.len()), Vec::new());
        for (source, outcome) in outcomes.iter_mut().enumerate() {
            if !matches!(outcome.fate, Fate::Read { .. } | Fate::Listed(_)) {
                continue;
            }
            if let Some(content) = outcome.content {
                if let Some(&first) = first_with.get(&content) {
                    copies.insert(source, first);
                    continue;
                }
                first_with.insert(content, source);
            }
            match &mut outcome.fate {
                Fate::Read { digests, .. } => {
                    let taken = std::mem::take(digests).into_iter();
                    recordings.extend(taken.map(|digest| Recording { source, digest }));
                }
                Fate::Listed(listing) => {
                    lists.push(listing::join::Source { source, listing: listing.clone() });
                }
                Fate::Skipped(_) | Fate::Failed(_) => {}
            }
        }
        let labels: Vec<&Label> = outcomes.iter().map(|outcome| &outcome.label).collect();
        let lists = listing::join::join(&mut recordings, lists, &labels, &copies, zones);
        let merged = merge::merge(recordings);
        let mut kept = Vec::with_capacity(merged.kept.len());
        let mut dated = Vec::with_capacity(merged.kept.len());
        for recording in merged.kept {
            let digest = &recording.digest;
            let date_only = digest.records == 0;
            // Decoders let no time outside 1990..=2100 through, so there is always a day.
            if let Some(local) =
                zones.local(digest.start, digest.utc_offset_s, digest.zone.as_deref(), date_only)
            {
                dated.push(local);
                kept.push(recording);
            }
        }
        Self { outcomes, copies, duplicates: merged.duplicates, lists, kept, dated }
    }

    /// The activities with their local days.
    fn dated(&self) -> Vec<Dated<'_>> {
        self.kept
            .iter()
            .zip(&self.dated)
            .map(|(recording, local)| Dated { date: local.day, digest: &recording.digest })
            .collect()
    }

    /// Hash of each recording and list.
    fn contents(&self) -> Vec<u128> {
        let used = |outcome: &&FileOutcome| matches!(outcome.fate, Fate::Read { .. } | Fate::Listed(_));
        self.outcomes.iter().filter(used).filter_map(|outcome| outcome.content).collect()
    }

    /// The same activities, `days` later.
    fn move_by(&mut self, days: i32) {
        for (recording, local) in self.kept.iter_mut().zip(&mut self.dated) {
            recording.digest.start.0 += i64::from(days) * 86_400_000;
            local.day = local.day.saturating_add(jiff::Span::new().days(days));
        }
    }

    fn measure(&self, config: &AnalyzeConfig) -> Result<Measurements> {
        let dated = self.dated();
        let thresholds = thresholds::resolve(&config.analysis.athlete, &dated);
        let (measured, classes) = in_pool(config.read.jobs, || {
            let alone = dated.par_iter().map(|activity| measure::alone(activity, &thresholds)).collect();
            let measured = measure::together(&dated, alone);
            let classifier = Classifier::of(&dated, Cutoffs::default());
            let pairs = dated.par_iter().zip(&measured);
            let classes = pairs
                .map(|(activity, measured)| classifier.classify(activity, measured, &thresholds))
                .collect();
            (measured, classes)
        })?;
        Ok(Measurements { thresholds, measured, classes })
    }
}

/// The soreness log and the profile may lie among the recordings: they were read already.
fn without_own_inputs(mut outcomes: Vec<FileOutcome>, config: &AnalyzeConfig) -> Vec<FileOutcome> {
    let inputs = [
        (config.soreness.as_deref(), "the soreness log"),
        (config.analysis.profile.as_deref(), "the profile"),
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
            let failed = outcomes.iter().filter(|o| matches!(o.fate, Fate::Failed(_))).count();
            let first = outcomes.iter().find_map(|o| match &o.fate {
                Fate::Skipped(reason) | Fate::Failed(reason) => Some(format!("{}: {reason}", o.label)),
                Fate::Read { .. } | Fate::Listed(_) => None,
            });
            let first = first.map_or_else(String::new, |first| format!(", the first is {first}"));
            format!("{} files, of which {failed} could not be read{first}", outcomes.len())
        }
    };
    Error::NoActivities { place: place.join(", "), seen }
}

/// True if `day` is inside the days that were asked for.
fn asked_for(day: Date, options: &AnalysisOptions) -> bool {
    options.since.is_none_or(|since| day >= since) && options.until.is_none_or(|until| day <= until)
}
