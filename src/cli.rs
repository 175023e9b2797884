//! What can be typed: clap types only. What is meant is in [`crate::config`].

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Did easy runs help me?
///
/// Reads whole watch exports (FIT, GPX, TCX; folders, .gz, .zip as downloaded), computes the
/// training load of every run, joins it with a soreness log and estimates whether next-morning
/// soreness is lower after an easy run than after rest, all else equal.
#[derive(Debug, Parser)]
#[command(name = "shakeout", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The main job: read an archive and a soreness log, write the report
    #[command(after_help = "Examples:\n  \
        shakeout analyze export_1234.zip --soreness soreness.csv\n  \
        shakeout analyze ~/garmin ~/strava.zip --soreness log.csv --out report --tz Europe/Berlin\n  \
        shakeout analyze ~/runs                 (no log yet: the training half)")]
    Analyze(Analyze),
    /// What one file holds: a line of JSON per activity, or every FIT message by name
    #[command(after_help = "Examples:\n  \
        shakeout inspect run.fit\n  \
        shakeout inspect --json export.zip | jq .distance_m\n  \
        shakeout inspect --messages run.fit")]
    Inspect(Inspect),
    /// The answer alone, from a day table (days.csv of a report, or one made elsewhere)
    #[command(after_help = "Examples:\n  \
        shakeout effect shakeout-report/days.csv\n  \
        shakeout effect days.csv --soreness log.csv --json")]
    Effect(Effect),
    /// A coin trial of easy or rest: a sealed list of coins, a calendar and the protocol
    #[command(after_help = "Examples:\n  \
        shakeout plan shakeout-report/days.csv\n  \
        shakeout plan --sigma 1.2 --smallest-effect 1 --start 2024-05-01 --out my-trial\n  \
        shakeout plan --weeks 12 --start 2024-05-01")]
    Plan(Plan),
    /// The analysis of a coin trial, fixed before its first coin
    #[command(after_help = "Examples:\n  \
        shakeout trial plan.csv ~/garmin --dates dates.csv --soreness log.csv\n  \
        shakeout trial plan.csv export.zip --soreness log.csv --out trial-report")]
    Trial(Trial),
    /// A soreness log: start one, add this morning's value, check one
    #[command(subcommand)]
    Soreness(Soreness),
    /// A synthetic season with known truth, written as real files and analysed
    #[command(after_help = "Examples:\n  \
        shakeout demo\n  \
        shakeout demo --effect none --out demo-none")]
    Demo(Demo),
}

/// `shakeout analyze`
#[derive(Debug, Args)]
pub struct Analyze {
    /// Files, folders and .zip archives with FIT, GPX and TCX files
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Soreness log: a CSV with a date and a soreness value a row
    #[arg(long, value_name = "CSV")]
    pub soreness: Option<PathBuf>,
    /// Folder of the report, written whole or not at all
    #[arg(long, value_name = "DIR", default_value = "shakeout-report")]
    pub out: PathBuf,
    /// Flags that every analysing command has.
    #[command(flatten)]
    pub common: Common,
    /// Flags about reading files.
    #[command(flatten)]
    pub reading: Reading,
}

/// `shakeout inspect`
#[derive(Debug, Args)]
pub struct Inspect {
    /// Files, folders and .zip archives
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// One JSON object a line and activity
    #[arg(long)]
    pub json: bool,
    /// Every FIT message by its profile name
    #[arg(long, conflicts_with = "json")]
    pub messages: bool,
    /// Flags about reading files.
    #[command(flatten)]
    pub reading: Reading,
}

/// `shakeout effect`
#[derive(Debug, Args)]
pub struct Effect {
    /// Day table: date, kind (rest, easy, moderate, hard, unknown), hard_load or load, soreness
    #[arg(value_name = "DAYS.csv")]
    pub days: PathBuf,
    /// Soreness log, instead of the table's soreness column
    #[arg(long, value_name = "CSV")]
    pub soreness: Option<PathBuf>,
    /// Flags that every analysing command has.
    #[command(flatten)]
    pub common: Common,
}

/// `shakeout plan`
#[derive(Debug, Args)]
pub struct Plan {
    /// Your day table (days.csv of a report): tells the spread of your mornings and the first day
    #[arg(value_name = "DAYS.csv", conflicts_with = "sigma")]
    pub days_csv: Option<PathBuf>,
    /// Spread of a morning that soreness and training leave, in points (default: from DAYS.csv,
    /// else 1 on a scale of 10)
    #[arg(long, value_name = "POINTS")]
    pub sigma: Option<f64>,
    /// Length of the trial (default: as long as the smallest effect takes)
    #[arg(long, value_name = "N", conflicts_with = "days")]
    pub weeks: Option<usize>,
    /// Length of the trial in coin days
    #[arg(long, value_name = "K")]
    pub days: Option<usize>,
    /// First day (default: the day after DAYS.csv)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub start: Option<String>,
    /// Share of coins of which you expect to do the opposite
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    pub adherence_mismatch: f64,
    /// Share of coin days on which you expect to miss the next morning's report
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    pub missing: f64,
    /// Free days a week: no hard or moderate session planned
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub flex_per_week: usize,
    /// Seed of the list (default: drawn by the operating system, printed and stored)
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Folder of the plan; one that holds a plan already is left alone
    #[arg(long, value_name = "DIR", default_value = "shakeout-plan")]
    pub out: PathBuf,
    /// Flags that every analysing command has.
    #[command(flatten)]
    pub common: Common,
}

/// `shakeout trial`
#[derive(Debug, Args)]
pub struct Trial {
    /// The sealed list of coins
    #[arg(value_name = "PLAN.csv")]
    pub plan: PathBuf,
    /// Files, folders and .zip archives with FIT, GPX and TCX files
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Soreness log: a CSV with a date and a soreness value a row
    #[arg(long, value_name = "CSV")]
    pub soreness: PathBuf,
    /// The days of the coins, when they are not in the date column of PLAN.csv
    #[arg(long, value_name = "CSV")]
    pub dates: Option<PathBuf>,
    /// Folder of trial.json and trial.md, written whole or not at all
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Flags that every analysing command has.
    #[command(flatten)]
    pub common: Common,
    /// Flags about reading files.
    #[command(flatten)]
    pub reading: Reading,
}

/// `shakeout soreness`
#[derive(Debug, Subcommand)]
pub enum Soreness {
    /// Start a log: a CSV with the right header and a row for today
    #[command(after_help = "Example:\n  shakeout soreness new soreness.csv")]
    New {
        /// The log; a file that exists is left alone
        file: PathBuf,
    },
    /// Add this morning's value, before you run; 0 is none, the top of the scale the worst you know
    #[command(after_help = "Examples:\n  \
        shakeout soreness add 3 soreness.csv\n  \
        shakeout soreness add 2.5 soreness.csv --date 2024-05-01 --note \"calves\"")]
    Add {
        /// Soreness on the log's own scale
        value: f64,
        /// The log; every other byte of it stays as it is
        file: PathBuf,
        /// Day (default: today)
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<String>,
        /// A note for the day
        #[arg(long)]
        note: Option<String>,
        /// Flags about reading logs.
        #[command(flatten)]
        common: Common,
    },
    /// Show what would be read from a log: dialect, scale, direction, gaps, rejected rows
    #[command(after_help = "Example:\n  shakeout soreness check soreness.csv")]
    Check {
        /// The log
        file: PathBuf,
        /// Flags about reading logs.
        #[command(flatten)]
        common: Common,
    },
}

/// `shakeout demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Folder of the synthetic archive and its report
    #[arg(long, value_name = "DIR", default_value = "demo-report")]
    pub out: PathBuf,
    /// The truth of the synthetic season
    #[arg(long, value_enum, default_value = "helps")]
    pub effect: Truth,
    /// Units of distances, descents and paces in the report (default: metric; tables stay metric)
    #[arg(long, value_enum)]
    pub units: Option<UnitsArg>,
    /// Worker threads (default: one a core)
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// summary.json on stdout and nothing else there
    #[arg(long)]
    pub json: bool,
    /// No progress and no summary
    #[arg(long)]
    pub quiet: bool,
}

/// The truth of a synthetic season.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Truth {
    /// Easy runs lower next-morning soreness.
    Helps,
    /// Easy runs make no difference.
    None,
    /// Easy runs raise next-morning soreness.
    Hurts,
}

/// Flags that every analysing command has.
#[derive(Debug, Default, Args)]
pub struct Common {
    /// Dated HRmax, HRrest, threshold pace, ... (default: shakeout.toml in the first PATH folder,
    /// else beside the soreness CSV)
    #[arg(long, value_name = "TOML")]
    pub profile: Option<PathBuf>,
    /// First day to use
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub since: Option<String>,
    /// Last day to use
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<String>,
    /// Scale of the soreness log, e.g. 0..10 or 1..5
    #[arg(long, value_name = "A..B")]
    pub soreness_scale: Option<String>,
    /// Direction of the soreness log
    #[arg(long, value_enum)]
    pub soreness_direction: Option<DirectionArg>,
    /// Column of the soreness log that holds the value
    #[arg(long, value_name = "NAME")]
    pub soreness_column: Option<String>,
    /// Order of day and month in the soreness log, when its dates do not tell
    #[arg(long, value_enum)]
    pub date_order: Option<DateOrderArg>,
    /// When soreness is reported (default: morning, and the report says that it was assumed)
    #[arg(long, value_enum)]
    pub reported: Option<ReportedArg>,
    /// Smallest effect that matters, in points (default: 5 % of the scale's range; for plan 7.5 %)
    #[arg(long, value_name = "POINTS")]
    pub smallest_effect: Option<f64>,
    /// Units of distances, descents and paces in the report (default: metric; tables stay metric)
    #[arg(long, value_enum)]
    pub units: Option<UnitsArg>,
    /// Days without file and entry are rest, however long the stretch
    #[arg(long)]
    pub assume_rest: bool,
    /// summary.json on stdout and nothing else there
    #[arg(long)]
    pub json: bool,
    /// No progress and no summary
    #[arg(long)]
    pub quiet: bool,
}

/// Flags about reading files.
#[derive(Debug, Default, Args)]
pub struct Reading {
    /// Zone of the local days (IANA name, e.g. Europe/Berlin); overrides what the files say
    #[arg(long, value_name = "ZONE")]
    pub tz: Option<String>,
    /// Worker threads (default: one a core)
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Exit with 3 when a file failed or could be read only in part
    #[arg(long)]
    pub strict: bool,
    /// Runs that start before this time of day count to the day before (default: 03:00)
    #[arg(long, value_name = "HH:MM")]
    pub day_start: Option<String>,
    /// Limit: size of one file after unpacking, MB
    #[arg(long, value_name = "MB", hide_short_help = true)]
    pub max_file_mb: Option<u64>,
    /// Limit: members of one archive
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub max_members: Option<usize>,
    /// Limit: archives inside archives
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub max_nesting: Option<usize>,
    /// Limit: how many times its size an archive may unpack to
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub max_ratio: Option<u64>,
}

/// Direction of a soreness scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DirectionArg {
    /// The higher, the sorer.
    HigherIsSorer,
    /// The higher, the fresher.
    HigherIsFresher,
}

/// Order of day and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DateOrderArg {
    /// Day first.
    Dmy,
    /// Month first.
    Mdy,
}

/// Units of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum UnitsArg {
    /// km, m, min/km.
    Metric,
    /// mi, ft, min/mi.
    Imperial,
}

/// Time of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportedArg {
    /// Before the day's running.
    Morning,
    /// After it.
    Evening,
}
