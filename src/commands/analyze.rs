//! `analyze`, `effect` and `demo`: the commands that print the answer.

use std::path::Path;

use jiff::{Timestamp, Unit};
use shakeout::config::{AnalyzeConfig, EffectConfig, REPORT};
use shakeout::error::{ExitCode, Result};
use shakeout::output::{OutputFile, write_file, write_folder, write_undated_folder};
use shakeout::pipeline::stage;
use shakeout::report::{Report, SorenessInfo};
use shakeout::table::store;
use shakeout::terminal::{Terminal, colour, columns, link};
use shakeout::text::{self, fold, routine};
use shakeout::{cli, pipeline, render, synth};

use super::open::{self, PAGE};
use super::{nearby, print, whose};

pub fn analyze(args: &cli::Analyze, terminal: &Terminal) -> Result<ExitCode> {
    let config = nearby::analyze(args, &|what| terminal.note(what))?;
    terminal.warn(&config.read.warnings);
    let wish = Wish {
        json: args.common.json,
        open: args.open,
        // What was typed is meant.
        guarded: args.out.is_none() && config.out == Path::new(REPORT),
        registered: args.registered.as_deref(),
        demo: None,
    };
    analyze_to(&config, terminal, &wish)
}

/// What is asked of an analysis beside the analysis.
#[derive(Clone, Copy, Debug, Default)]
struct Wish<'a> {
    /// `summary.json` on stdout.
    json: bool,
    /// The page in the browser.
    open: bool,
    /// Another runner's report is not replaced.
    guarded: bool,
    /// The seal that it must not differ from.
    registered: Option<&'a Path>,
    /// The truth of a synthetic season.
    demo: Option<synth::demo::DemoEffect>,
}

fn analyze_to(config: &AnalyzeConfig, terminal: &Terminal, wish: &Wish<'_>) -> Result<ExitCode> {
    let report = terminal.watch(|progress| {
        let sealed =
            wish.registered.map(|file| move |report: &Report| super::register::check(file, report, config));
        let check = sealed.as_ref().map(|check| check as pipeline::Check<'_>);
        let mut report = pipeline::analyze_as_registered(config, check, progress)?;
        if wish.guarded {
            whose::refuse_other_runner(&config.out, &report)?;
        }
        report.synthetic = wish.demo.map(|_| SYNTHETIC.to_owned());
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
    let page = config.out.join(PAGE);
    answer(&report, Some((&page, wish.demo)), terminal, wish.json)?;
    if wish.open {
        open::show(&page, terminal);
    }
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
    let file = |path: &str, bytes: Vec<u8>| OutputFile { path: path.into(), bytes };
    let mut tables = vec![
        file("activities.csv", store::activities_csv(&report.activities)?),
        file("activities.parquet", store::activities_parquet(&report.activities)?),
    ];
    tables.extend(day_tables(report)?);
    tables.push(file("files.csv", store::files_csv(&report.file_rows)?));
    Ok(tables)
}

fn day_tables(report: &Report) -> Result<[OutputFile; 2]> {
    let soreness = report.soreness.as_ref().map(SorenessInfo::meaning);
    let file = |path: &str, bytes: Vec<u8>| OutputFile { path: path.into(), bytes };
    Ok([
        file("days.csv", store::days_csv(&report.days, &report.extra_names, soreness)?),
        file("days.parquet", store::days_parquet(&report.days, &report.extra_names, soreness)?),
    ])
}

pub fn effect(args: &cli::Effect, terminal: &Terminal) -> Result<ExitCode> {
    let config = EffectConfig::resolve(args)?;
    terminal.warn(&config.warnings);
    let report = terminal.watch(|progress| {
        let mut report = stage("estimate", progress, || pipeline::effect(&config))?;
        if let Some(folder) = &args.out {
            report.generated = now().round(Unit::Second).ok().map(|now| now.to_string());
            let mut files = stage("draw", progress, || pipeline::draw(&report, None))?;
            files.extend(day_tables(&report)?);
            stage("write", progress, || write_folder(folder, &files))?;
        }
        Ok(report)
    })?;
    if let Some(used) = config.log_note().filter(|note| report.notes.contains(note)) {
        terminal.note(&used);
    }
    let page = args.out.as_ref().map(|folder| folder.join(PAGE));
    answer(&report, page.as_deref().map(|page| (page, None)), terminal, args.common.json)?;
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
        training: cli::Training { units: args.units, ..cli::Training::default() },
        reading: cli::Reading { jobs: args.jobs, ..cli::Reading::default() },
        ..cli::Analyze::default()
    };
    let config = AnalyzeConfig::resolve(&analyze)?;
    let wish = Wish { json: args.json, open: args.open, demo: Some(truth), ..Wish::default() };
    analyze_to(&config, terminal, &wish)
}

/// Writes a synthetic cohort: a folder a runner, and who truly is helped.
fn demo_cohort(runners: usize, args: &cli::Demo, terminal: &Terminal) -> Result<ExitCode> {
    let members: Vec<synth::cohort::SimulatedRunner> = synth::cohort::members(runners, args.seed);
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
                text::shell(&folder.display().to_string())
            ),
        )?;
    }
    Ok(ExitCode::Done)
}

const SYNTHETIC: &str =
    "Synthetic demo: nobody ran this. The runner, the runs and the soreness log are simulated.";

/// Prints the answer, the truth where it is known, and last of all where the report is.
fn answer(
    report: &Report,
    written: Option<(&Path, Option<synth::demo::DemoEffect>)>,
    terminal: &Terminal,
    json: bool,
) -> Result<()> {
    let mut out = std::io::stdout().lock();
    if json {
        return print(&mut out, render::summary_json(report).trim_end());
    }
    if terminal.quiet {
        return Ok(());
    }
    let colour = colour(&std::io::stdout());
    print(&mut out, render::terminal(report, colour, columns()).trim_end())?;
    if report.soreness.is_none() {
        print(&mut out, &format!("\n{}", fold(routine::NO_LOG, columns()).join("\n")))?;
    }
    let Some((page, demo)) = written else { return Ok(()) };
    if let Some(change) = demo.and_then(synth::demo::DemoEffect::truth) {
        let answer = report.analysis.as_ref().and_then(|analysis| analysis.answer.estimate);
        let truth = routine::truth(change, answer.map(|answer| (answer.low, answer.high)));
        print(&mut out, &format!("\n{}", fold(&truth, columns()).join("\n")))?;
    }
    print(&mut out, &format!("\nThe whole report: {}", link(page, colour)))
}
