//! About: the commands about the program itself: its settings, its completions, its manual.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Common, OutcomeArgs, Reading, Training};

/// `shakeout config`
#[derive(Debug, Subcommand)]
pub enum Config {
    /// Every setting, its value, and where that comes from: flag, line of shakeout.toml, default
    #[command(after_help = "Examples:\n  \
        shakeout config show\n  \
        shakeout config show ~/garmin --soreness soreness.csv --since 2023-02-01\n  \
        shakeout config show ~/garmin --json | jq .tz")]
    Show(Show),
}

/// `shakeout config show`
#[derive(Debug, Args)]
pub struct Show {
    /// The paths that would be analysed: their shakeout.toml is read (default: the current folder)
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    pub paths: Vec<PathBuf>,
    /// Soreness log
    #[arg(long, value_name = "CSV")]
    pub soreness: Option<PathBuf>,
    /// Folder of the report (default: shakeout-report)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Another outcome than soreness.
    #[command(flatten)]
    pub outcome: OutcomeArgs,
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

/// `shakeout completions`
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `shakeout man`
#[derive(Debug, Args)]
pub struct Man {
    /// The command, e.g. `soreness add` (default: shakeout itself)
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    pub command: Vec<String>,
    /// Folder for all pages; other files in it are left alone
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}
