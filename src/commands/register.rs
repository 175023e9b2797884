//! `register`: what an analysis is going to do, sealed; and the check of an analysis against it.

use std::path::Path;

use jiff::tz::TimeZone;
use shakeout::classify::Cutoffs;
use shakeout::config::AnalyzeConfig;
use shakeout::error::{Error, ExitCode, Result};
use shakeout::output::write_file;
use shakeout::report::{Report, registration};
use shakeout::terminal::Terminal;
use shakeout::{cli, pipeline, text};

use super::{analyze::now, nearby, print};

pub fn register(args: &cli::Register, terminal: &Terminal) -> Result<ExitCode> {
    if args.out.exists() {
        return Err(Error::Config {
            what: "there is a file of that name already".into(),
            place: args.out.display().to_string(),
            remedy: "choose another one: --out registration-2.txt".into(),
        });
    }
    let config = nearby::register(args, terminal)?;
    let report = terminal.watch(|progress| pipeline::analyze(&config, progress))?;
    let today = TimeZone::UTC.to_datetime(now()).date();
    let sealing = registration::text(&entries(&report, &config), today);
    write_file(&args.out, sealing.as_bytes())?;
    if !terminal.quiet {
        let mut out = std::io::stdout().lock();
        let sealed = text::shell(&args.out.display().to_string());
        print(&mut out, sealing.trim_end())?;
        print(&mut out, &format!("\nSealed: shakeout analyze ... --registered {sealed}"))?;
    }
    Ok(ExitCode::Done)
}

/// Refuses an analysis that differs from the registered one; returns which one that is.
pub fn check(file: &Path, report: &Report, config: &AnalyzeConfig) -> Result<String> {
    let bytes = pipeline::read_table(file, "give the file that `shakeout register` wrote")?;
    let place = file.display().to_string();
    registration::check(&String::from_utf8_lossy(&bytes), &place, &entries(report, config))
}

fn entries(report: &Report, config: &AnalyzeConfig) -> Vec<(String, String)> {
    let cutoffs = Cutoffs { intent: config.analysis.intent, ..Cutoffs::default() };
    registration::entries(report, &cutoffs, config.choices())
}
