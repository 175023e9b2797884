//! Daily: the commands of a runner's day, which find by themselves what they work on.

use std::path::PathBuf;

use clap::Args;

use super::{Common, LogReading, UnitsArg};

/// `shakeout start`
#[derive(Debug, Args)]
pub struct Start {
    /// Exports, folders or files (default: the newest export here or in Downloads)
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Ask nothing: every answer is its default
    #[arg(long, short)]
    pub yes: bool,
    /// Soreness log (default: the one that is here or beside the runs, else a new soreness.csv)
    #[arg(long, value_name = "CSV")]
    pub soreness: Option<PathBuf>,
    /// Folder of the report (default: shakeout-report)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Units of distances, descents and paces in the report (default: metric; tables stay metric)
    #[arg(long, value_enum)]
    pub units: Option<UnitsArg>,
    /// How the log is read; what is said here is written into the settings.
    #[command(flatten)]
    pub log: LogReading,
}

/// `shakeout add`
#[derive(Debug, Args)]
pub struct Add {
    /// Soreness on the log's own scale; 0 is none, the top of the scale the worst you know (default:
    /// it is asked for)
    #[arg(allow_negative_numbers = true)]
    pub value: Option<String>,
    /// The log (default: `soreness.log` of shakeout.toml, else soreness.csv here)
    pub file: Option<PathBuf>,
    /// What is written for which day.
    #[command(flatten)]
    pub morning: Morning,
}

/// What is written for which day.
#[derive(Debug, Args)]
pub struct Morning {
    /// Day, or `yesterday` (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<String>,
    /// Put the value in the place of the one that the day has
    #[arg(long)]
    pub replace: bool,
    /// A note for the day
    #[arg(long)]
    pub note: Option<String>,
    /// Settings (default: shakeout.toml here, else beside the log)
    #[arg(long, value_name = "TOML")]
    pub profile: Option<PathBuf>,
    /// Zone you live in, for a log whose times are UTC (IANA name, e.g. Europe/Berlin)
    #[arg(long, value_name = "ZONE")]
    pub tz: Option<String>,
    /// How the log is read.
    #[command(flatten)]
    pub log: LogReading,
}

/// `shakeout open`
#[derive(Debug, Args)]
pub struct Open {
    /// Folder of the report (default: shakeout-report)
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// `shakeout compare`
#[derive(Debug, Args)]
pub struct Compare {
    /// What was before: a period of REPORT (2023, 2023-05, 2023-01..2023-06, ..2023-06-30), or a report
    #[arg(value_name = "A")]
    pub before: String,
    /// What came after, in the same forms
    #[arg(value_name = "B")]
    pub after: String,
    /// The report of two periods: its folder or its days.csv (default: shakeout-report)
    #[arg(value_name = "REPORT")]
    pub report: Option<PathBuf>,
    /// Settings (default: shakeout.toml beside the report)
    #[arg(long, value_name = "TOML")]
    pub profile: Option<PathBuf>,
    /// Smallest effect that matters, in points (default: 5 % of the scale's range)
    #[arg(long, value_name = "POINTS")]
    pub smallest_effect: Option<f64>,
    /// The comparison as one JSON object on stdout and nothing else there
    #[arg(long)]
    pub json: bool,
    /// How the soreness column is read.
    #[command(flatten)]
    pub log: LogReading,
}

impl Compare {
    /// The flags that every analysing command has.
    #[must_use]
    pub fn common(&self) -> Common {
        Common {
            profile: self.profile.clone(),
            log: self.log.clone(),
            smallest_effect: self.smallest_effect,
            ..Common::default()
        }
    }
}
