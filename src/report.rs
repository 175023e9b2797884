//! Report: the plain data that every output is made of. No statistics happen behind this line.

use jiff::civil::Date;
use serde::Serialize;

use crate::classify::SessionClass;
use crate::config::{Direction, Reported, Scale};
use crate::effect::{Analysis, MIN_ARM, Status};
use crate::measure::elsewhere;
use crate::table::Day;
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
        if self.member.is_empty() { self.path.clone() } else { format!("{} › {}", self.path, self.member) }
    }
}

/// A row of `activities.csv`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActivityRow {
    /// Start, UTC, RFC 3339.
    pub start: String,
    /// Local date.
    pub local_date: Date,
    /// Local minus UTC, s.
    pub utc_offset_s: i32,
    /// Where the local time comes from.
    pub zone_source: String,
    /// Sport.
    pub sport: String,
    /// Finer name.
    pub sub_sport: Option<String>,
    /// Title.
    pub name: Option<String>,
    /// Session class.
    pub class: SessionClass,
    /// Evidence for the class, in words.
    pub class_reasons: String,
    /// Elapsed, s. `None`: nothing tells how long it lasted.
    pub elapsed_s: Option<f64>,
    /// Timer time, s. `None` as for `elapsed_s`.
    pub timer_s: Option<f64>,
    /// Moving time, s.
    pub moving_s: Option<f64>,
    /// Distance, m.
    pub distance_m: Option<f64>,
    /// Ascent, m.
    pub ascent_m: Option<f64>,
    /// Descent, m.
    pub descent_m: Option<f64>,
    /// Mean heart rate, bpm.
    pub hr_mean_bpm: Option<f64>,
    /// Mean cadence, steps/min.
    pub cadence_spm: Option<f64>,
    /// Perceived exertion, CR-10.
    pub rpe: Option<f64>,
    /// The load that is summed over days.
    pub load: Option<f64>,
    /// Which metric that is, or why there is none.
    pub load_source: String,
    /// Share of timer time with heart rate, 0..=1.
    pub hr_coverage: Option<f64>,
    /// Every metric of the registry: (column name, value), in registry order.
    pub metrics: Vec<(&'static str, Option<f64>)>,
    /// Minutes in the three zones.
    pub zone_min: Option<[f64; 3]>,
    /// The file it comes from: `path` or `path › member`.
    pub file: String,
    /// Place in that file.
    pub index: usize,
}

impl ActivityRow {
    /// The value of a metric by its column, as listed in [`crate::measure::METRICS`]; `None` when
    /// it could not be measured, and for a column that is none.
    #[must_use]
    pub fn metric(&self, column: &str) -> Option<f64> {
        self.metrics.iter().find(|(own, _)| *own == column).and_then(|(_, value)| *value)
    }
}

/// The soreness log, counted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SorenessInfo {
    /// Days with a value that was read.
    pub entries: usize,
    /// Rows that could not be used.
    pub rejected_rows: usize,
    /// Scale.
    pub scale: Scale,
    /// Direction as written in the log.
    pub direction: Direction,
    /// Dialect.
    pub dialect: String,
    /// Time of the report.
    pub reported: Reported,
    /// True: morning was assumed, not said.
    pub reported_assumed: bool,
    /// Rejected rows: (line, reason).
    pub rejected: Vec<(usize, String)>,
    /// What was decided while reading, in sentences.
    pub notes: Vec<String>,
}

/// A threshold with its provenance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThresholdRow {
    /// `hr_max`, `hr_rest`, `lthr`, `threshold_pace`.
    pub name: String,
    /// Value: bpm, or s/km for the pace; `None`: not known.
    pub value: Option<f64>,
    /// Unit.
    pub unit: String,
    /// First day on which it holds.
    pub from: Option<Date>,
    /// Where it comes from, in words.
    pub source: String,
    /// Lowest and highest value that share the row, in its unit; `None`: one value.
    pub range: Option<(f64, f64)>,
}

/// Mean soreness around hard days: one line of the event study.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventPoint {
    /// Days since the hard day, -2..=5.
    pub day: i32,
    /// Mean soreness where the day after the hard day was easy; `None` below 3 days.
    pub easy_next: Option<MeanBand>,
    /// Where it was rest.
    pub rest_next: Option<MeanBand>,
}

/// A mean with its 95 % band.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MeanBand {
    /// Mean.
    pub mean: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Number of days.
    pub n: usize,
}

/// Time in zones of one ISO week.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeekZones {
    /// Monday.
    pub monday: Date,
    /// Minutes below VT1, between, above VT2.
    pub zone_min: [f64; 3],
    /// Minutes of running without a zone.
    pub unzoned_min: f64,
    /// Runs.
    pub runs: usize,
    /// Those of them of which nothing tells how long they were: they are in no minutes.
    pub runs_of_unknown_length: usize,
}

impl WeekZones {
    /// A week without a run.
    #[must_use]
    pub const fn of(monday: Date) -> Self {
        Self { monday, zone_min: [0.0; 3], unzoned_min: 0.0, runs: 0, runs_of_unknown_length: 0 }
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
    pub activities: Vec<ActivityRow>,
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

/// What a step is about; the order in which steps are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Concern {
    /// Nothing can be answered yet: no run, or no log.
    Start,
    /// The number of days, or what kind of days they are.
    Days,
    /// The soreness log.
    Log,
    /// What is known of the runner.
    Thresholds,
    /// The recordings.
    Recordings,
}

/// Something that would help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What it is about.
    pub concern: Concern,
    /// What is missing and what to do, in a sentence or two.
    pub text: String,
    /// What to type or to do; `PATH` and `CSV` stand for the archive and the log.
    pub action: &'static str,
}

/// The most useful things to do next, at most three, the most useful first.
#[must_use]
pub fn next_steps(report: &Report) -> Vec<String> {
    steps(report).into_iter().take(3).map(|step| step.text).collect()
}

/// Everything that the report itself shows to be missing, the most useful first.
#[must_use]
pub fn steps(report: &Report) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut step = |concern, text: String, action| steps.push(Step { concern, text, action });
    match &report.analysis {
        None => step(
            Concern::Start,
            "Start a soreness log: `shakeout soreness new soreness.csv`, then one line each morning before you run, \
             0 (none) to 10 (worst): `shakeout soreness add 3 soreness.csv`. Then add --soreness soreness.csv."
                .to_owned(),
            "shakeout soreness new soreness.csv",
        ),
        Some(analysis) => {
            if let Some((text, action)) = data_step(analysis, report) {
                step(Concern::Days, text, action);
            }
        }
    }
    if let Some(info) = &report.soreness {
        if info.rejected_rows > 0 {
            step(
                Concern::Log,
                format!(
                    "Mend {} rows of the soreness log that could not be used; the report lists them by line.",
                    info.rejected_rows
                ),
                "shakeout soreness check CSV",
            );
        }
        if info.reported_assumed {
            step(
                Concern::Log,
                "Say when you log soreness: --reported morning (before running) or evening. Morning was assumed."
                    .to_owned(),
                "--reported morning, or `reported` in shakeout.toml",
            );
        }
    }
    let known = |name: &str| report.thresholds.iter().any(|row| row.name == name && row.value.is_some());
    let unknown_reserve = !known("hr_max") || !known("hr_rest");
    if !report.activities.is_empty() && unknown_reserve {
        step(
            Concern::Thresholds,
            "Put hr_max and hr_rest into shakeout.toml: without both, load is not measured from heart rate."
                .to_owned(),
            "shakeout profile init PATH",
        );
    }
    steps
}

fn data_step(analysis: &Analysis, report: &Report) -> Option<(String, &'static str)> {
    const KEEP_LOGGING: &str = "each morning, before you run: shakeout soreness add VALUE CSV";
    const COIN: &str = "shakeout plan";
    let answer = &analysis.answer;
    if let Some(kind) = answer.only_kind_missing() {
        return Some((
            format!(
                "Keep logging, and take some {kind} days: at least {MIN_ARM} of them, with both mornings reported, are needed."
            ),
            KEEP_LOGGING,
        ));
    }
    let scarce = match answer.easy_days.cmp(&answer.rest_days) {
        std::cmp::Ordering::Less => " (easy days are the scarcer kind)",
        std::cmp::Ordering::Greater => " (rest days are the scarcer kind)",
        std::cmp::Ordering::Equal => "",
    };
    match answer.status {
        Status::CannotTell | Status::NotEnoughData => Some((
            match answer.more_days_needed {
                Some(more) if more > 0 => format!(
                    "Keep logging: about {more} more easy or rest days with both mornings reported{scarce}."
                ),
                _ => "Keep logging every morning, on rest days too.".to_owned(),
            },
            KEEP_LOGGING,
        )),
        Status::NotIdentifiable => {
            let evening = report.soreness.as_ref().is_some_and(|info| info.reported == Reported::Evening);
            answer.reason.clone().map(|reason| (reason, if evening { KEEP_LOGGING } else { COIN }))
        }
        Status::Helps | Status::Hurts if answer.robust == Some(false) => Some((
            "Toss a coin for easy or rest on free days for some weeks: chance is the one thing that \
             no hidden factor can explain."
                .to_owned(),
            COIN,
        )),
        _ => None,
    }
}
