//! `analyze`, `effect` and `demo`: the commands that print the answer.

use std::path::Path;

use jiff::{Timestamp, Unit};
use shakeout::config::{AnalyzeConfig, EffectConfig};
use shakeout::error::{ExitCode, Result};
use shakeout::output::{OutputFile, write_file, write_folder, write_undated_folder};
use shakeout::pipeline::stage;
use shakeout::report::Report;
use shakeout::table::store;
use shakeout::terminal::{Terminal, colour};
use shakeout::{cli, pipeline, render, synth};

use super::print;

pub fn analyze(args: &cli::Analyze, terminal: &Terminal) -> Result<ExitCode> {
    let config = AnalyzeConfig::resolve(args)?;
    terminal.warn(&config.read.warnings);
    analyze_to(&config, terminal, args.common.json, (None, args.registered.as_deref()))
}

fn analyze_to(
    config: &AnalyzeConfig,
    terminal: &Terminal,
    json: bool,
    (synthetic, registered): (Option<String>, Option<&Path>),
) -> Result<ExitCode> {
    let report = terminal.watch(|progress| {
        let mut report = pipeline::analyze(config, progress)?;
        if let Some(file) = registered {
            super::register::check(file, &report, config)?;
        }
        report.synthetic = synthetic;
        if config.anonymize.is_none() {
            report.generated = now().round(Unit::Second).ok().map(|now| now.to_string());
        }
        let files = stage("draw", progress, || {
            let mut files = pipeline::draw(&report, config.read.jobs)?;
            files.extend(tables(&report)?);
            Ok(files)
        })?;
        // A report is often shared on the day after its last run: its own date would tell the shift.
        let write = if config.anonymize.is_some() { write_undated_folder } else { write_folder };
        stage("write", progress, || write(&config.out, &files))?;
        Ok(report)
    })?;
    answer(&report, Some(&config.out), terminal, json)?;
    let damaged = report.files.failed + report.files.partial;
    Ok(if config.read.strict && damaged > 0 { ExitCode::Strict } else { ExitCode::Done })
}

/// The time of the report. `SOURCE_DATE_EPOCH`, in seconds, sets it: the whole report can then be made
/// again to the byte (<https://reproducible-builds.org/specs/source-date-epoch/>).
pub(super) fn now() -> Timestamp {
    let told = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    told.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_else(Timestamp::now)
}

fn tables(report: &Report) -> Result<Vec<OutputFile>> {
    let scale = report.soreness.as_ref().map(|info| info.scale);
    let file = |path: &str, bytes: Vec<u8>| OutputFile { path: path.into(), bytes };
    Ok(vec![
        file("activities.csv", store::activities_csv(&report.activities)?),
        file("activities.parquet", store::activities_parquet(&report.activities)?),
        file("days.csv", store::days_csv(&report.days, &report.extra_names, scale)?),
        file("days.parquet", store::days_parquet(&report.days, &report.extra_names, scale)?),
        file("files.csv", store::files_csv(&report.file_rows)?),
    ])
}

pub fn effect(args: &cli::Effect, terminal: &Terminal) -> Result<ExitCode> {
    let config = EffectConfig::resolve(args)?;
    let report = terminal.watch(|progress| stage("estimate", progress, || pipeline::effect(&config)))?;
    answer(&report, None, terminal, args.common.json)?;
    Ok(ExitCode::Done)
}

pub fn demo(args: &cli::Demo, terminal: &Terminal) -> Result<ExitCode> {
    let truth = match args.effect {
        cli::DemoEffectArg::Helps => synth::demo::DemoEffect::Helps,
        cli::DemoEffectArg::None => synth::demo::DemoEffect::None,
        cli::DemoEffectArg::Hurts => synth::demo::DemoEffect::Hurts,
    };
    if let Some(runners) = args.runners {
        return demo_cohort(runners, args, terminal);
    }
    let archive = args.out.join("archive");
    let files: Vec<OutputFile> =
        synth::demo(truth).into_iter().map(|(path, bytes)| OutputFile { path, bytes }).collect();
    write_folder(&archive, &files)?;
    let analyze = cli::Analyze {
        paths: vec![archive.clone()],
        soreness: Some(archive.join("soreness.csv")),
        out: Some(args.out.join("report")),
        anonymize: None,
        registered: None,
        common: cli::Common { units: args.units, ..cli::Common::default() },
        reading: cli::Reading { jobs: args.jobs, ..cli::Reading::default() },
    };
    let config = AnalyzeConfig::resolve(&analyze)?;
    analyze_to(&config, terminal, args.json, (Some(SYNTHETIC.to_owned()), None))
}

/// Writes a synthetic cohort: a folder a runner, and who truly is helped.
fn demo_cohort(runners: usize, args: &cli::Demo, terminal: &Terminal) -> Result<ExitCode> {
    let members: Vec<synth::cohort::Member> = synth::cohort::members(runners, args.seed);
    for member in &members {
        let files: Vec<OutputFile> =
            member.archive().into_iter().map(|(path, bytes)| OutputFile { path, bytes }).collect();
        write_folder(&args.out.join("runners").join(&member.name), &files)?;
    }
    write_file(&args.out.join("truth.csv"), synth::cohort::truth_csv(&members).as_bytes())?;
    if !terminal.quiet {
        let folder = args.out.join("runners");
        print(
            &mut std::io::stdout().lock(),
            &format!(
                "{runners} synthetic runners, whom nobody is. Next: shakeout cohort {}",
                folder.display()
            ),
        )?;
    }
    Ok(ExitCode::Done)
}

const SYNTHETIC: &str =
    "Synthetic demo: nobody ran this. The runner, the runs and the soreness log are simulated.";

/// Prints the answer, and where the report is.
fn answer(report: &Report, folder: Option<&Path>, terminal: &Terminal, json: bool) -> Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        return print(&mut out, render::summary_json(report).trim_end());
    }
    if terminal.quiet {
        return Ok(());
    }
    print(&mut out, render::terminal(report, colour(&std::io::stdout())).trim_end())?;
    if let Some(folder) = folder {
        print(&mut out, &format!("\nThe whole report: {}", folder.join("report.html").display()))?;
    }
    if report.soreness.is_none() {
        print(&mut out, "No soreness log yet. To start one: shakeout soreness new soreness.csv")?;
    }
    Ok(())
}
