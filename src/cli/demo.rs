//! Demo: the command that makes a synthetic season.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::UnitsArg;

/// A number of runners.
fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|runners| *runners > 0).ok_or_else(|| "a number from 1 on".to_owned())
}

/// `shakeout demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Folder of the synthetic archive and its report
    #[arg(long, value_name = "DIR", default_value = "demo-report")]
    pub out: PathBuf,
    /// The truth of the synthetic season
    #[arg(long, value_enum, default_value = "helps", conflicts_with = "runners")]
    pub effect: DemoEffectArg,
    /// A cohort of so many synthetic runners, for `shakeout cohort DIR`; nothing is analysed
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub runners: Option<usize>,
    /// Seed of the cohort
    #[arg(long, value_name = "N", default_value_t = 1, requires = "runners")]
    pub seed: u64,
    /// Units of distances, descents and paces in the report (default: metric; tables stay metric)
    #[arg(long, value_enum)]
    pub units: Option<UnitsArg>,
    /// Worker threads (default: one a core)
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Open the report in the browser
    #[arg(long)]
    pub open: bool,
    /// summary.json on stdout and nothing else there
    #[arg(long)]
    pub json: bool,
}

/// The truth of a synthetic season.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DemoEffectArg {
    /// Easy runs lower next-morning soreness.
    Helps,
    /// Easy runs make no difference.
    None,
    /// Easy runs raise next-morning soreness.
    Hurts,
}
