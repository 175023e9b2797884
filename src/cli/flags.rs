//! Flags that several commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Flags that every analysing command has.
#[derive(Clone, Debug, Default, Args)]
pub struct Common {
    /// Settings, and dated HRmax, HRrest, threshold pace, ... (default: shakeout.toml in the first
    /// PATH folder, else beside the soreness CSV, else beside the first file, else here)
    #[arg(long, value_name = "TOML")]
    pub profile: Option<PathBuf>,
    /// Where settings are looked for last: the folder one works in. Nobody types it.
    #[arg(skip)]
    pub working_folder: Option<PathBuf>,
    /// Smallest effect that matters, in points (default: 5 % of the scale's range)
    #[arg(long, value_name = "POINTS")]
    pub smallest_effect: Option<f64>,
    /// summary.json on stdout and nothing else there
    #[arg(long)]
    pub json: bool,
    // A heading holds for all that follows: groups come last.
    /// Which days count.
    #[command(flatten)]
    pub period: Period,
    /// How the soreness log is read.
    #[command(flatten)]
    pub log: LogReading,
}

/// Which days count.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Runs and days")]
pub struct Period {
    /// First day to use
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub since: Option<String>,
    /// Last day to use
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub until: Option<String>,
}

/// How a soreness log is read.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "The soreness log")]
pub struct LogReading {
    /// Scale of the soreness log, e.g. 0..10 or 1..5
    #[arg(long, value_name = "A..B")]
    pub soreness_scale: Option<String>,
    /// Direction of the soreness log
    #[arg(long, value_enum, value_name = "WAY")]
    pub soreness_direction: Option<DirectionArg>,
    /// Column of the soreness log that holds the value
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub soreness_column: Option<String>,
    /// Order of day and month in the soreness log, when its dates do not tell
    #[arg(long, value_enum, hide_short_help = true)]
    pub date_order: Option<DateOrderArg>,
    /// Year of the earliest entry of a soreness log whose dates have none
    #[arg(long, value_name = "YYYY", hide_short_help = true)]
    pub soreness_year: Option<String>,
    /// When soreness is reported (default: morning, and the report says that it was assumed)
    #[arg(long, value_enum, value_name = "WHEN")]
    pub reported: Option<ReportedArg>,
}

/// What becomes of the runs of an archive.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Runs and days")]
pub struct Training {
    /// Units of distances, descents and paces in the report (default: metric; tables stay metric)
    #[arg(long, value_enum)]
    pub units: Option<UnitsArg>,
    /// Days without file and entry are rest, however long the stretch
    #[arg(long, hide_short_help = true)]
    pub assume_rest: bool,
    /// Leave out sleep, resting heart rate and HRV that lie in the export
    #[arg(long, hide_short_help = true)]
    pub no_watch_columns: bool,
    /// Class runs by heart rate and pace alone, whatever they were meant to be
    #[arg(long, hide_short_help = true)]
    pub no_intent: bool,
}

/// Flags about reading files.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Reading files")]
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
    #[arg(long, value_name = "HH:MM", hide_short_help = true)]
    pub day_start: Option<String>,
    /// Limit: size of one file after unpacking, MB
    #[arg(long, value_name = "MB", hide_short_help = true)]
    pub max_file_mb: Option<u64>,
    /// Limit: members of one archive, those of archives in it counted in
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub max_members: Option<usize>,
    /// Limit: memory for what is read from one file, beside 64 bytes for each of its own
    #[arg(long, value_name = "MB", hide_short_help = true)]
    pub max_memory_mb: Option<u64>,
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
