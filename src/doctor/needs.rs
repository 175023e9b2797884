//! Needs: what is missing for an answer, and what to type or do about it; the most useful first.
//!
//! Never a reason to run more, or through soreness: what is missing is data.

use std::path::Path;

use super::{LogSpan, Need, Seen};
use crate::day::{Day, DayKind, Outside};
use crate::effect::Status;
use crate::measure::LoadSource;
use crate::measure::heart_rate::LEAST_COVERAGE;
use crate::report::FileStatus;
use crate::report::next_steps::{Concern, steps};
use crate::session::Session;
use crate::soreness::Reported;
use crate::text;
use crate::thresholds::{Fact, Provenance};
use crate::zone::ZoneSource;

/// Fewer mornings say nothing about how the scale is used.
const LEAST_MORNINGS: usize = 20;
/// A log whose values all lie in the upper part of its scale, from this share on, has no room below.
const UNUSED_BELOW: f64 = 0.20;
/// One value on more than this share of the mornings says too little.
const ONE_VALUE: f64 = 0.80;
/// Worth a word from this share of the days or runs on.
const NOTABLE: f64 = 0.10;
/// So many days of a log after the last recording are worth a new export.
const NOTABLE_AFTER: usize = 3;

pub(super) fn needs(seen: &Seen<'_>, log: Option<&LogSpan>) -> Vec<Need> {
    let mut needs = Needs { all: Vec::new(), seen };
    needs.start();
    if let Some(log) = log {
        needs.log(log);
    }
    needs.thresholds();
    needs.recordings();
    // Stable: within a concern the order above stays.
    needs.all.sort_by_key(|need| need.concern);
    needs.all
}

struct Needs<'a> {
    all: Vec<Need>,
    seen: &'a Seen<'a>,
}

impl Needs<'_> {
    fn add(&mut self, concern: Concern, text: impl Into<String>, action: &str) {
        let action = self.typed_back(action);
        self.all.push(Need { concern, text: text.into(), action });
    }

    /// An action with what was typed in the place of `PATH` and `CSV`.
    fn typed_back(&self, action: &str) -> String {
        let typed = self.seen.typed;
        let paths: Vec<String> = typed.paths.iter().map(|path| quoted(path)).collect();
        let log = typed.soreness.as_deref().map_or_else(|| "soreness.csv".to_owned(), quoted);
        action.replace("PATH", &paths.join(" ")).replace("CSV", &log)
    }

    /// What the report itself shows to be missing.
    fn start(&mut self) {
        let report = self.seen.report;
        if report.activities.is_empty() {
            self.add(
                Concern::Start,
                format!("No activity was found in {}.", text::count(report.files.seen, "file")),
                "point at the folder or .zip with the FIT, GPX or TCX files (exports are read as downloaded)",
            );
        }
        if let Some(problem) = self.seen.log_problem {
            self.add(
                Concern::Start,
                format!("The soreness log cannot be used: {problem}"),
                "shakeout soreness check CSV",
            );
        }
        for step in steps(report) {
            // A log that is there needs mending, not starting.
            if step.concern != Concern::Start || self.seen.log_problem.is_none() {
                self.add(step.concern, step.text, step.action);
            }
        }
    }

    fn log(&mut self, log: &LogSpan) {
        let report = self.seen.report;
        let Some(info) = &report.soreness else { return };
        let refused = report.analysis.as_ref().is_some_and(|a| a.answer.status == Status::NotIdentifiable);
        if info.reported == Reported::Evening && !refused {
            self.add(
                Concern::Log,
                "Soreness is reported in the evening. The day's run is in it by then, so it is no level ground to \
                 compare easy runs and rest from; a value before running is.",
                "each morning, before you run: shakeout soreness add VALUE CSV",
            );
        }
        let span = log.mornings + log.days_without;
        if log.days_without as f64 > NOTABLE * span as f64 {
            self.add(
                Concern::Log,
                format!(
                    "{} of {span} days since {} have no value. A day counts only with its own morning and the next, on \
                     rest days too.",
                    log.days_without, log.first_day
                ),
                "each morning, before you run: shakeout soreness add VALUE CSV",
            );
        }
        if log.mornings < LEAST_MORNINGS {
            return;
        }
        let scale = info.scale;
        if log.lowest >= scale.low + UNUSED_BELOW * scale.range() {
            self.add(
                Concern::Log,
                format!(
                    "No value is below {} on the scale {} to {}: either another scale was used, or its low end never is.",
                    log.lowest, scale.low, scale.high
                ),
                "if it is another scale: --soreness-scale A..B; else let the low end mean no soreness at all",
            );
        }
        if log.most_frequent as f64 > ONE_VALUE * log.mornings as f64 {
            self.add(
                Concern::Log,
                format!(
                    "{} of {} mornings have the same value: a difference between days can hardly show.",
                    log.most_frequent, log.mornings
                ),
                "use the steps between, such as 2.5: shakeout soreness add VALUE CSV",
            );
        }
    }

    fn thresholds(&mut self) {
        if self.seen.report.activities.is_empty() {
            return;
        }
        let (mut guessed, mut estimated) = (Vec::new(), Vec::new());
        for history in self.seen.thresholds.history() {
            match history.stretches.last().map(|stretch| &stretch.fact) {
                Some(Fact::Known { provenance: Provenance::Formula { .. }, .. }) => {
                    guessed.push(history.name)
                }
                Some(Fact::Known { provenance: Provenance::Archive { .. } | Provenance::Share, .. }) => {
                    estimated.push(history.name)
                }
                _ => {}
            }
        }
        let action = match &self.seen.typed.profile {
            Some(profile) => format!("set them in {}", quoted(profile)),
            None => "shakeout profile init PATH".to_owned(),
        };
        if !guessed.is_empty() {
            self.add(
                Concern::Thresholds,
                format!(
                    "Guessed by a formula of age, off by 10 bpm in one runner of three: {}.",
                    guessed.join(", ")
                ),
                &action,
            );
        }
        if !estimated.is_empty() {
            self.add(
                Concern::Thresholds,
                format!(
                    "Estimated from your own runs: {}. Easy and hard are told apart by them, so a tested value is better.",
                    estimated.join(", ")
                ),
                &action,
            );
        }
    }

    fn recordings(&mut self) {
        let report = self.seen.report;
        let count = |status| report.file_rows.iter().filter(|row| row.status == status).count();
        let (failed, partial) = (count(FileStatus::Failed), count(FileStatus::Partial));
        let spoilt =
            |row: &&crate::report::FileRow| matches!(row.status, FileStatus::Failed | FileStatus::Partial);
        if let Some(first) = report.file_rows.iter().find(spoilt) {
            self.add(
                Concern::Recordings,
                format!("{}; the first is {}: {}.", damaged(failed, partial), first.label(), first.reason),
                &format!("download them again; shakeout inspect {}", quoted(Path::new(&*first.path))),
            );
        }
        let machine = report.activities.iter().filter(|row| row.zone_source == ZoneSource::Machine).count();
        if machine > 0 {
            self.add(
                Concern::Recordings,
                format!(
                    "{} without zone and position: the day is that of this computer.",
                    text::count(machine, "activity")
                ),
                "say where you live: --tz Europe/Berlin, or `tz` in shakeout.toml",
            );
        }
        let runs: Vec<_> = report.activities.iter().filter(|row| row.is_run()).collect();
        let by_trimp =
            |run: &&Session| matches!(run.load_source, LoadSource::Trimp | LoadSource::TrimpMeanHr);
        let without: Vec<&Session> = runs.into_iter().filter(|run| !by_trimp(run)).collect();
        self.without_trimp(&without);
        self.unknown_days();
    }

    /// Runs whose load is a stand-in: for want of a threshold on their day, or of heart rate.
    fn without_trimp(&mut self, without: &[&Session]) {
        let report = self.seen.report;
        let notable = |n: usize| n as f64 > NOTABLE * report.runs as f64;
        let has_heart = |run: &&&Session| run.hr_coverage.is_some_and(|share| share >= LEAST_COVERAGE);
        let measured = without.iter().filter(has_heart).count();
        let bare = without.len() - measured;
        for name in ["hr_max", "hr_rest"] {
            let known = report.thresholds.iter().filter(|row| row.name == name && row.value.is_some());
            // A block without `from` holds from the first day.
            let Some(from) = known.map(|row| row.from).min().flatten() else { continue };
            let before = without.iter().filter(has_heart).filter(|run| run.local_date < from).count();
            if notable(before) {
                self.add(
                    Concern::Thresholds,
                    format!(
                        "{before} runs before {from} have heart rate, but {name} is known only from then on."
                    ),
                    &format!(
                        "add {name} for before {from} to shakeout.toml, as an [[athlete]] block of its own"
                    ),
                );
            }
        }
        let known = |name: &str| report.thresholds.iter().any(|row| row.name == name && row.value.is_some());
        if known("hr_max") && known("hr_rest") && notable(bare) {
            self.add(
                Concern::Recordings,
                format!(
                    "{bare} of {} runs have too little heart rate for TRIMP; their load is a stand-in.",
                    report.runs
                ),
                "wear the sensor on every run, or note how hard it felt (RPE) in the watch or on Strava",
            );
        }
    }

    fn unknown_days(&mut self) {
        let report = self.seen.report;
        let total = report.days.len() as f64;
        let gaps = report.days.iter().filter(|day| day.gap).count();
        let after = report.days.iter().filter(|day| day.outside == Some(Outside::After)).count();
        let unclear = |day: &&Day| day.kind == DayKind::Unknown && !day.gap && day.outside.is_none();
        let unclear: Vec<_> = report.days.iter().filter(unclear).collect();
        if after >= NOTABLE_AFTER {
            self.add(
                Concern::Recordings,
                format!(
                    "{} of the log after the last recording: unknown, not rest.",
                    text::count(after, "day")
                ),
                "export again and give the newer archive; if you rested on all of them: --assume-rest",
            );
        }
        if gaps as f64 > NOTABLE * total {
            self.add(
                Concern::Recordings,
                format!(
                    "{} in stretches without a file and without an entry: unknown, not rest.",
                    text::count(gaps, "day")
                ),
                "if you rested then: --assume-rest; if another watch was worn: add its files to PATH",
            );
        }
        if unclear.len() as f64 > NOTABLE * total {
            let example = unclear
                .first()
                .map_or_else(String::new, |day| format!("; {}: {}", day.date, day.kind_reason));
            self.add(
                Concern::Recordings,
                format!("{} neither easy nor rest nor hard for certain{example}.", is(unclear.len(), "day")),
                "the column kind_reason of days.csv says why; heart rate, RPE or thresholds settle it",
            );
        }
    }
}

/// `2 files could not be read, 1 only in part`.
fn damaged(failed: usize, partial: usize) -> String {
    match (failed, partial) {
        (0, partial) => format!("{} could be read only in part", text::count(partial, "file")),
        (failed, 0) => format!("{} could not be read", text::count(failed, "file")),
        (failed, partial) => {
            format!("{} could not be read, {partial} only in part", text::count(failed, "file"))
        }
    }
}

/// `1 day is`, `3 days are`.
fn is(n: usize, one: &str) -> String {
    format!("{} {}", text::count(n, one), if n == 1 { "is" } else { "are" })
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    text::shell(&path.to_string_lossy())
}
