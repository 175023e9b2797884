//! A coin-toss trial: its plan and its analysis.

use std::path::PathBuf;

use clap::Args;

use super::{Common, Reading, Training};

/// `shakeout plan`
#[derive(Clone, Debug, Default, Args)]
pub struct Plan {
    /// Your day table (days.csv of a report): gives the spread of your mornings and the first day
    #[arg(value_name = "DAYS.csv", conflicts_with = "sigma")]
    pub days_csv: Option<PathBuf>,
    /// Spread of a morning that soreness and training leave, in points (default: from DAYS.csv, else from
    /// the log of shakeout.toml or soreness.csv here, else 1 on a scale of 10)
    #[arg(long, value_name = "POINTS")]
    pub sigma: Option<f64>,
    /// Length of the trial (default: as long as the smallest effect takes)
    #[arg(long, value_name = "N", conflicts_with = "days")]
    pub weeks: Option<usize>,
    /// Length of the trial in coin days
    #[arg(long, value_name = "K")]
    pub days: Option<usize>,
    /// First day (default: the day after DAYS.csv, today at the earliest)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub start: Option<String>,
    /// Share of coins of which you expect to do the opposite (default: 0)
    #[arg(long, value_name = "SHARE", hide_short_help = true)]
    pub adherence_mismatch: Option<f64>,
    /// Share of coin days on which you expect to miss the next morning's report (default: 0)
    #[arg(long, value_name = "SHARE", hide_short_help = true)]
    pub missing: Option<f64>,
    /// Free days a week: no hard or moderate session planned (default: 4)
    #[arg(long, value_name = "N")]
    pub flex_per_week: Option<usize>,
    /// Seed of the list (default: drawn by the operating system, printed and stored)
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Folder of the plan; one that holds a plan already is left alone (default: shakeout-plan)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
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
    pub soreness: Option<PathBuf>,
    /// The days of the coins, when they are not in the date column of PLAN.csv
    #[arg(long, value_name = "CSV")]
    pub dates: Option<PathBuf>,
    /// Folder of trial.json and trial.md, written whole or not at all (default: none is written)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Flags that every analysing command has.
    #[command(flatten)]
    pub common: Common,
    /// What becomes of the runs.
    #[command(flatten)]
    pub training: Training,
    /// Flags about reading files.
    #[command(flatten)]
    pub reading: Reading,
}
