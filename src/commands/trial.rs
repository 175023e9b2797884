//! `plan` and `trial`: a coin trial, planned and analysed.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;

use shakeout::config::{PlanConfig, TrialConfig};
use shakeout::discover::nearby::LOG_NAME;
use shakeout::error::{ExitCode, Result};
use shakeout::output::{OutputFile, write_folder};
use shakeout::terminal::{Terminal, columns};
use shakeout::trial::{calendar, protocol, report};
use shakeout::{cli, pipeline};

use super::print;
use super::soreness::today;

pub fn plan(args: &cli::Plan, terminal: &Terminal) -> Result<ExitCode> {
    let today = today();
    let mut config = PlanConfig { earliest: Some(today), ..PlanConfig::resolve(&with_settings(args))? };
    let here = Some(PathBuf::from(LOG_NAME)).filter(|log| log.is_file());
    terminal.warn(&config.warnings);
    config.diary.likely_year = Some(today.year());
    config.soreness = config.soreness.filter(|log| log.is_file()).or(here);
    if let Some(start) = config.start.filter(|start| *start < today) {
        terminal.warn(&[format!("the trial starts on {start}, which is past; a coin is used on its day")]);
    }
    let plan = pipeline::plan(&config, random_seed())?;
    let file = |path: &str, text: String| OutputFile { path: path.into(), bytes: text.into_bytes() };
    let files = [
        file("README.txt", protocol::readme(&plan, &config.out, config.soreness.as_deref())),
        file("plan.csv", plan.csv()),
        file("plan.ics", calendar::ics(&plan)),
        file("dates.csv", plan.dates_csv()),
    ];
    write_folder(&config.out, &files)?;
    let mut out = std::io::stdout().lock();
    if args.common.json {
        print(&mut out, report::plan_json(&plan).trim_end())?;
    } else if !terminal.quiet {
        print(&mut out, report::plan_terminal(&plan, columns()).trim_end())?;
        print(&mut out, &format!("\nHow to run it: {}", config.out.join("README.txt").display()))?;
    }
    Ok(ExitCode::Done)
}

/// With the settings of the folder one works in, where there is no day table, beside which they would be looked for.
fn with_settings(args: &cli::Plan) -> cli::Plan {
    let mut args = args.clone();
    if args.days_csv.is_none() && args.common.profile.is_none() {
        args.common.working_folder = Some(PathBuf::new());
    }
    args
}

/// A random seed: the standard library seeds its hashers from the operating system. 53 bits,
/// so that every JSON reader keeps it whole.
fn random_seed() -> u64 {
    RandomState::new().build_hasher().finish() >> 11
}

pub fn trial(args: &cli::Trial, terminal: &Terminal) -> Result<ExitCode> {
    let config = TrialConfig::resolve(args)?;
    terminal.warn(&config.analyze.read.warnings);
    let found = terminal.watch(|progress| pipeline::trial(&config, progress))?;
    if let Some(folder) = &config.out {
        let file = |path: &str, text: String| OutputFile { path: path.into(), bytes: text.into_bytes() };
        write_folder(folder, &[file("trial.json", found.json()), file("trial.md", found.markdown())])?;
    }
    let mut out = std::io::stdout().lock();
    if args.common.json {
        print(&mut out, found.json().trim_end())?;
    } else if !terminal.quiet {
        print(&mut out, found.terminal(columns()).trim_end())?;
    }
    let damaged = found.files.failed + found.files.partial;
    Ok(if config.analyze.read.strict && damaged > 0 { ExitCode::Strict } else { ExitCode::Done })
}
