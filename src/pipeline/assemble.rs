//! Assemble: from what the stages returned to the [`Report`].

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::archive::{Archive, Kept, Measurements};
use super::exposures::exposures;
use super::last_run::last_run;
use super::other_outcome::other_outcome;
use super::{Fate, FileOutcome, asked_for};
use crate::activity::Format;
use crate::classify::SessionClass;
use crate::config::{AnalysisOptions, AnalyzeConfig, EffectConfig};
use crate::day::Day;
use crate::days::join;
use crate::days::{self, DayOptions};
use crate::diary::{Diary, DiaryEntry, SorenessInfo};
use crate::effect::{self, Analysis, DayLog, Outcome, Settings};
use crate::error::{Error, Result, shortened};
use crate::merge::Duplicate;
use crate::report::causes;
use crate::report::easy;
use crate::report::next_steps::next_steps;
use crate::report::{FileCounts, FileRow, FileStatus, Report, RunnerFacts, words};
use crate::session::Session;
use crate::soreness::{Meaning, Reported, Scale};
use crate::source::join::Tally;
use crate::table::store::DayTable;
use crate::thresholds::ThresholdRow;
use crate::thresholds::Thresholds;
use crate::zone::ZoneSource;

/// The report of a whole archive.
pub(super) fn report(
    archive: &Archive,
    found: &Measurements,
    diary: Option<&Diary>,
    options: &AnalysisOptions,
) -> Result<Report> {
    let file_rows = file_rows(archive, options);
    let mut activities = found.sessions.clone();
    let day_options =
        DayOptions { since: options.since, until: options.until, assume_rest: options.assume_rest };
    // Days see every activity: the load curves of the first day asked for know the days before it.
    let all_days = DayOptions { since: None, until: None, ..day_options };
    let mut days = days::build(&activities, diary, &all_days);
    let last_run = last_run(archive, found, &days, |day| asked_for(day, options));
    days.retain(|day| asked_for(day.date, options));
    let other_days = diary.map(|diary| under_other_cutoffs(found, diary, &day_options));
    let settings_used = diary.map(|diary| effect_settings(diary, options));
    let exposures = diary
        .zip(settings_used.as_ref())
        .map(|(diary, settings)| exposures(&found.sessions, diary, &day_options, settings));
    activities.retain(|row| asked_for(row.local_date, options));
    let thresholds = found.thresholds.rows();
    let notes = notes(archive, found, &thresholds, options);
    let limits = easy::limits(&thresholds, options.units).filter(|_| activities.iter().any(Session::is_run));
    finish(
        Report {
            version: env!("CARGO_PKG_VERSION"),
            generated: None,
            synthetic: None,
            files: count(&file_rows),
            file_rows,
            runs: activities.iter().filter(|row| row.is_run()).count(),
            extra_names: diary.map(|diary| diary.extra_names.clone()).unwrap_or_default(),
            soreness: diary.map(|diary| info(diary, options)),
            analysis: None,
            runner: runner(&found.thresholds),
            two_runners: archive.two_runners.clone(),
            verdict: None,
            outcome: None,
            thresholds,
            stability: Some(found.stability),
            exposures: exposures.unwrap_or_default(),
            easy: limits.into_iter().chain(easy::sentences(&activities)).collect(),
            event_study: Vec::new(),
            weeks: days::weeks(&activities),
            zone_rule: found.zone_rule.clone(),
            folders: Vec::new(),
            last_run,
            units: options.units,
            settings: settings(options, diary.map(|diary| diary.scale), &activities),
            notes,
            next_steps: Vec::new(),
            activities,
            days,
        },
        settings_used,
        options,
        &other_days.unwrap_or_default(),
    )
}

/// The runner on the last day of the archive.
fn runner(thresholds: &Thresholds) -> RunnerFacts {
    thresholds.dates().last().map_or_else(RunnerFacts::default, |last| {
        let known = thresholds.on(*last);
        RunnerFacts { female: known.female.value(), age_y: known.age_y.value() }
    })
}

/// What the runner should know about thresholds, zones and days, in sentences.
fn notes(
    archive: &Archive,
    found: &Measurements,
    thresholds: &[ThresholdRow],
    options: &AnalysisOptions,
) -> Vec<String> {
    let mut notes = found.thresholds.notes();
    notes.extend(easy::thresholds_hold(thresholds, found.stability));
    notes.extend(zone_note(archive));
    notes.extend(archive.stray_notes.iter().cloned());
    notes.extend(archive.moved_days(|day| asked_for(day, options)));
    notes
}

/// The report of a day table: no files, no activities.
pub(super) fn report_of_days(
    table: DayTable,
    diary: Option<&Diary>,
    config: &EffectConfig,
) -> Result<Report> {
    let options = &config.analysis;
    let mut table = match diary {
        Some(diary) => table.with_diary(diary),
        None => table,
    };
    table.days.retain(|day| asked_for(day.date, options));
    let (soreness, settings_used) = match diary {
        Some(diary) => (info(diary, options), effect_settings(diary, options)),
        None => {
            let scale = options.diary.scale.or(table.scale).ok_or_else(|| Error::Config {
                what: "the scale of the soreness column is not known".into(),
                place: config.days.display().to_string(),
                remedy: "say it, for example: --soreness-scale 0..10".into(),
            })?;
            let meaning = Meaning { scale, reported: options.diary.reported.or(table.reported) };
            column_soreness(&table.days, meaning, options, &config.days.to_string_lossy())?
        }
    };
    finish(
        Report {
            version: env!("CARGO_PKG_VERSION"),
            generated: None,
            synthetic: None,
            files: FileCounts::default(),
            file_rows: Vec::new(),
            activities: Vec::new(),
            runs: table.days.iter().map(|day| day.runs).sum(),
            folders: Vec::new(),
            last_run: None,
            units: options.units,
            settings: settings(options, Some(soreness.scale), &[]),
            soreness: Some(soreness),
            extra_names: table.extra_names,
            analysis: None,
            runner: RunnerFacts::default(),
            two_runners: None,
            verdict: None,
            outcome: None,
            thresholds: Vec::new(),
            stability: None,
            exposures: Vec::new(),
            easy: Vec::new(),
            event_study: Vec::new(),
            weeks: Vec::new(),
            zone_rule: String::new(),
            notes: table.notes,
            next_steps: Vec::new(),
            days: table.days,
        },
        Some(settings_used),
        options,
        &[],
    )
}

/// Parent folders of the absolute paths that were typed, `/` as separator.
pub(super) fn folders(config: &AnalyzeConfig) -> Vec<String> {
    let typed = config.paths.iter().chain(&config.soreness).chain(&config.analysis.profile);
    let parents = typed.filter(|path| path.is_absolute()).filter_map(|path| path.parent());
    let mut folders: Vec<String> =
        parents.map(|parent| format!("{}/", parent.to_string_lossy().replace('\\', "/"))).collect();
    // The root folder hides nothing, and removing every `/` would join words.
    folders.retain(|folder| !folder.trim_matches('/').is_empty());
    folders.sort();
    folders.dedup();
    folders
}

/// The days under every set of class cut-offs, with its label; the first set is the one in use.
fn under_other_cutoffs(found: &Measurements, diary: &Diary, options: &DayOptions) -> Vec<(String, Vec<Day>)> {
    let mut sessions = found.sessions.clone();
    let days = |(label, classes): &(String, Vec<SessionClass>)| {
        for (session, class) in sessions.iter_mut().zip(classes) {
            session.class = *class;
        }
        (label.clone(), days::build(&sessions, Some(diary), options))
    };
    found.classes.iter().map(days).collect()
}

/// Runs the effect stage where there is a log, and says what to do next. `cutoffs`: the days under
/// every set of class cut-offs, that of the report first; empty where sessions cannot be classified again.
fn finish(
    mut report: Report,
    settings: Option<Settings>,
    options: &AnalysisOptions,
    cutoffs: &[(String, Vec<Day>)],
) -> Result<Report> {
    if let Some(settings) = settings {
        let left_out = options.no_watch_columns;
        let other = |asked| other_outcome(&report.days, &report.extra_names, asked, &settings, left_out);
        report.outcome = options.outcome.as_ref().map(other).transpose()?;
        let log = join::day_log(&report.days, &report.extra_names);
        let mut analysis: Analysis = effect::analyse(&log, &settings);
        // A log that is refused altogether has no curve.
        if !cutoffs.is_empty() && !analysis.diagnostics.specifications.is_empty() {
            let logs: Vec<(&str, DayLog)> = cutoffs
                .iter()
                .map(|(label, days)| (label.as_str(), join::day_log(days, &report.extra_names)))
                .collect();
            let all = effect::specifications(logs.iter().map(|(label, log)| (*label, log)), &settings);
            analysis.diagnostics.agreement = effect::agreement(&all, &settings);
            analysis.diagnostics.specifications = all;
        }
        report.easy.extend(easy::disagreement(&report.exposures, settings.smallest_effect));
        report.event_study = effect::event_study(&log);
        report.verdict = Some(words::verdict(&analysis, &settings));
        report.analysis = Some(analysis);
    }
    if options.outcome.is_some() && report.outcome.is_none() {
        report
            .notes
            .push("The other outcome was not looked at: it needs a soreness log beside it.".to_owned());
    }
    causes::tell_first(&mut report);
    report.next_steps = next_steps(&report);
    Ok(report)
}

/// The log in numbers, of the days that were asked for.
fn info(diary: &Diary, options: &AnalysisOptions) -> SorenessInfo {
    let counts =
        |(date, entry): &(&Date, &DiaryEntry)| entry.soreness.is_some() && asked_for(**date, options);
    SorenessInfo { entries: diary.entries.iter().filter(counts).count(), ..diary.info() }
}

fn effect_settings(diary: &Diary, options: &AnalysisOptions) -> Settings {
    Settings {
        scale_low: diary.scale.low,
        scale_high: diary.scale.high,
        step: diary.step,
        smallest_effect: smallest_effect(options, diary.scale),
        evening: diary.reported == Reported::Evening,
        reported_assumed: diary.reported_assumed,
        outcome: Outcome::SORENESS,
    }
}

// METHOD: docs/method.md, "Symbols": half a point on 0-10, scaled with the range.
fn smallest_effect(options: &AnalysisOptions, scale: Scale) -> f64 {
    options.smallest_effect.unwrap_or(scale.range() * 0.05)
}

/// The soreness column of a day table, as written: higher is sorer, as in our own tables.
fn column_soreness(
    days: &[Day],
    Meaning { scale, reported: said }: Meaning,
    options: &AnalysisOptions,
    path: &str,
) -> Result<(SorenessInfo, Settings)> {
    let values: Vec<f64> = days.iter().filter_map(|day| day.soreness).collect();
    if let Some(day) =
        days.iter().find(|day| day.soreness.is_some_and(|value| value < scale.low || value > scale.high))
    {
        return Err(Error::Config {
            what: format!("soreness on {} is outside the scale {}..{}", day.date, scale.low, scale.high),
            place: path.into(),
            remedy: "give the scale that was used: --soreness-scale A..B".into(),
        });
    }
    let reported = said.unwrap_or(Reported::Morning);
    let info = SorenessInfo {
        entries: values.len(),
        rejected_rows: 0,
        scale,
        direction: crate::soreness::Direction::HigherIsSorer,
        dialect: causes::DAY_TABLE.into(),
        reported,
        reported_assumed: said.is_none(),
        rejected: Vec::new(),
        notes: Vec::new(),
        empty_column: None,
    };
    let settings = Settings {
        scale_low: scale.low,
        scale_high: scale.high,
        step: crate::diary::step(&values),
        smallest_effect: smallest_effect(options, scale),
        evening: reported == Reported::Evening,
        reported_assumed: info.reported_assumed,
        outcome: Outcome::SORENESS,
    };
    Ok((info, settings))
}

/// The fate of every file. One whose activities all lie outside the days that were asked for is skipped.
fn file_rows(archive: &Archive, options: &AnalysisOptions) -> Vec<FileRow> {
    let lost = by_source(&archive.duplicates);
    let strays: BTreeMap<usize, String> =
        archive.strays.iter().map(|stray| (stray.source, stray.reason.clone())).collect();
    let mut kept: BTreeMap<usize, usize> = BTreeMap::new();
    let mut outside = kept.clone();
    for Kept { recording, local } in &archive.kept {
        *kept.entry(recording.source).or_default() += 1;
        if !asked_for(local.day, options) {
            *outside.entry(recording.source).or_default() += 1;
        }
    }
    let label = |source: usize| archive.outcomes[source].label.to_string();
    let nothing_else = |source| archive.lists.get(&source).is_none_or(Tally::is_of_recordings);
    archive
        .outcomes
        .iter()
        .enumerate()
        .map(|(source, outcome)| {
            let of_copy = archive.copies.get(&source).map(|&first| label(first));
            let lost = lost.get(&source).map_or(&[][..], Vec::as_slice);
            let kept = kept.get(&source).copied().unwrap_or_default();
            let is_outside = kept > 0 && outside.get(&source) == Some(&kept);
            let (status, reason, duplicate_of) = match (&outcome.fate, of_copy, lost) {
                (Fate::Read { .. }, None, _) if is_outside => {
                    (FileStatus::Skipped, outside_period(options).into(), String::new())
                }
                (Fate::Skipped(reason), ..) => (FileStatus::Skipped, reason.clone(), String::new()),
                (Fate::Failed(reason), ..) => (FileStatus::Failed, reason.clone().into(), String::new()),
                (Fate::Read { .. } | Fate::Listed(_), Some(first), _) => {
                    (FileStatus::Duplicate, "the same bytes".into(), first)
                }
                (Fate::Read { .. } | Fate::Listed(_), None, [one, ..])
                    if kept == 0 && nothing_else(source) =>
                {
                    (FileStatus::Duplicate, one.reason.clone().into(), label(one.of_source))
                }
                (Fate::Listed(_), None, _) => {
                    let words = archive.lists.get(&source).map(|tally| tally.words.clone());
                    (FileStatus::Used, words.unwrap_or_default().into(), String::new())
                }
                (Fate::Read { .. }, None, []) if kept == 0 && strays.contains_key(&source) => (
                    FileStatus::Skipped,
                    strays.get(&source).cloned().unwrap_or_default().into(),
                    String::new(),
                ),
                (Fate::Read { damage: Some(damage), .. }, ..) => {
                    let reason = format!("{} at byte {}; what was readable is used", damage.what, damage.at);
                    (FileStatus::Partial, reason.into(), String::new())
                }
                (Fate::Read { .. }, None, lost) => {
                    (FileStatus::Used, reasons_of_lost(lost, label).into(), String::new())
                }
            };
            row(outcome, status, reason, duplicate_of, kept + lost.len())
        })
        .collect()
}

fn by_source(duplicates: &[Duplicate]) -> BTreeMap<usize, Vec<&Duplicate>> {
    let mut lost: BTreeMap<usize, Vec<&Duplicate>> = BTreeMap::new();
    for duplicate in duplicates {
        lost.entry(duplicate.source).or_default().push(duplicate);
    }
    lost
}

/// Why single activities of a file that is used do not count; of very many the first.
fn reasons_of_lost(lost: &[&Duplicate], label: impl Fn(usize) -> String) -> String {
    const MOST_REASONS: usize = 20;
    let reason =
        |one: &&Duplicate| format!("activity {}: {} ({})", one.index, one.reason, label(one.of_source));
    let mut reasons: Vec<String> = lost.iter().take(MOST_REASONS).map(reason).collect();
    let more = lost.len().saturating_sub(MOST_REASONS);
    reasons.extend((more > 0).then(|| format!("{more} more")));
    reasons.join("; ")
}

fn row(
    outcome: &FileOutcome,
    status: FileStatus,
    reason: Cow<'static, str>,
    duplicate_of: String,
    activities: usize,
) -> FileRow {
    let (path, member) = outcome.label.parts();
    FileRow {
        path,
        member,
        format: outcome.format.map_or("", Format::name),
        status,
        // It may quote the file.
        reason: match shortened(&reason) {
            Cow::Owned(short) => short.into(),
            Cow::Borrowed(_) => reason,
        },
        duplicate_of,
        activities: match &outcome.fate {
            // A byte-for-byte copy keeps its own digests: they were not merged.
            Fate::Read { digests, .. } if activities == 0 => digests.len(),
            _ => activities,
        },
    }
}

fn count(rows: &[FileRow]) -> FileCounts {
    let mut counts = FileCounts::default();
    for row in rows {
        counts.add(row.status);
    }
    counts
}

fn zone_note(archive: &Archive) -> Option<String> {
    let n = archive.kept.iter().filter(|kept| kept.local.source == ZoneSource::Machine).count();
    (n > 0).then(|| {
        format!(
            "{n} activities carry neither a zone nor a position: their local day was taken from this \
             computer's time zone. Say it with --tz or `tz` in shakeout.toml."
        )
    })
}

/// `before 2023-02-01`, `after 2023-06-30`: why a file of another time is skipped.
fn outside_period(options: &AnalysisOptions) -> String {
    let ends =
        [options.since.map(|day| format!("before {day}")), options.until.map(|day| format!("after {day}"))];
    format!("outside the period: {}", ends.into_iter().flatten().collect::<Vec<_>>().join(" or "))
}

fn settings(
    options: &AnalysisOptions,
    scale: Option<Scale>,
    activities: &[Session],
) -> Vec<(String, String)> {
    let mut settings = loads(activities);
    settings.push(("fitness".to_owned(), "CTL 42 days, ATL 7 days, 1 - exp(-1/tau)".to_owned()));
    if let Some(scale) = scale {
        settings.push((
            "smallest effect that matters".into(),
            format!("{} points", smallest_effect(options, scale)),
        ));
    }
    if let Some(profile) = &options.profile {
        settings.push(("profile".into(), profile.display().to_string()));
    }
    for (name, day) in [("since", options.since), ("until", options.until)] {
        if let Some(day) = day {
            settings.push((name.into(), day.to_string()));
        }
    }
    if options.assume_rest {
        settings.push(("days without file and entry".into(), "taken as rest".into()));
    }
    settings
}

/// The metrics that the loads are, with how many activities each; nothing where there is no load.
fn loads(activities: &[Session]) -> Vec<(String, String)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for session in activities.iter().filter(|session| session.load.is_ok()) {
        *counts.entry(session.load_source.name()).or_default() += 1;
    }
    let mut most_first: Vec<(&str, usize)> = counts.into_iter().collect();
    most_first.sort_by_key(|&(name, n)| (std::cmp::Reverse(n), name));
    let named = |(name, n): &(&str, usize)| format!("{name} ({n})");
    let value = most_first.iter().map(named).collect::<Vec<_>>().join(", ");
    if value.is_empty() { Vec::new() } else { vec![("load".to_owned(), value)] }
}
