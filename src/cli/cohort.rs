//! Cohort: the commands for many runners.

use std::path::PathBuf;

use clap::Args;

/// `shakeout cohort`
#[derive(Debug, Args)]
pub struct Cohort {
    /// A folder with one folder a runner (archive, soreness.csv, shakeout.toml), or a manifest: a CSV with the
    /// columns athlete, path, soreness, profile
    #[arg(value_name = "DIR|MANIFEST.csv")]
    pub runners: PathBuf,
    /// Folder of the group's report, written whole or not at all; the runners' own results are kept beside it, in
    /// DIR-runners
    #[arg(long, value_name = "DIR", default_value = "cohort")]
    pub out: PathBuf,
    /// Each runner's own report too, below DIR-runners
    #[arg(long)]
    pub reports: bool,
    /// Read every runner again, also those whose files did not change
    #[arg(long)]
    pub fresh: bool,
    /// Numbers instead of names; DIR-runners keeps the names
    #[arg(long)]
    pub anonymize: bool,
    /// What a worker is asked, a line of JSON a runner, on stdout; nothing is read
    #[arg(long, conflicts_with_all = ["reports", "fresh", "anonymize", "json"])]
    pub requests: bool,
    /// Runners at a time (default: one a core)
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// summary.json on stdout and nothing else there
    #[arg(long)]
    pub json: bool,
    /// A flag of `shakeout analyze` for every runner, without its dashes: `--option tz=Europe/Berlin`
    #[arg(long = "option", value_name = "FLAG=VALUE")]
    pub options: Vec<String>,
}

/// `shakeout worker`
#[derive(Debug, Args)]
pub struct Worker {
    /// Folder that gets athlete=ID/ with each runner's result, activities and days (Parquet), written whole or not
    /// at all
    #[arg(long, value_name = "DIR")]
    pub tables: Option<PathBuf>,
    /// Each runner's own report too, below the folder of its tables
    #[arg(long, requires = "tables")]
    pub reports: bool,
    /// Read every runner again, also those whose kept inputs did not change
    #[arg(long, requires = "tables")]
    pub fresh: bool,
    /// Answer in this process: what exhausts its memory ends it
    #[arg(long, hide = true)]
    pub unguarded: bool,
}

/// `shakeout pool`
#[derive(Debug, Args)]
pub struct Pool {
    /// Results of `shakeout worker`, a line each, or athletes.parquet of a cohort
    #[arg(value_name = "RESULTS.jsonl|athletes.parquet")]
    pub results: PathBuf,
    /// Folder of the group's report, written whole or not at all
    #[arg(long, value_name = "DIR", default_value = "cohort")]
    pub out: PathBuf,
    /// Numbers instead of names
    #[arg(long)]
    pub anonymize: bool,
    /// summary.json on stdout and nothing else there
    #[arg(long)]
    pub json: bool,
}
