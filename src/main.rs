//! Parse, run, print, exit code.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode as ProcessExit;

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{Timestamp, Unit, ZonedDateTime as Zoned};
use shakeout::cli::{self, Cli, Command};
use shakeout::config::{
    self, AnalyzeConfig, DiaryOptions, EffectConfig, PlanConfig, ReadOptions, TrialConfig,
};
use shakeout::error::{Error, ExitCode, Result};
use shakeout::output::write_folder;
use shakeout::render::OutputFile;
use shakeout::report::Report;
use shakeout::table::diary::log_file;
use shakeout::trial::{calendar, protocol, report as trial_report};
use shakeout::zone::Zones;
use shakeout::{decode, discover, inspect, pipeline, render, synth, table};

fn main() -> ProcessExit {
    // A decoder's panic is caught and becomes the fate of one file; its default message would
    // only be noise between the lines of the report.
    std::panic::set_hook(Box::new(|panic| {
        if std::thread::current().name() == Some("main") {
            eprintln!(
                "shakeout stopped unexpectedly: {panic}\n  remedy: please report this with the command"
            );
        }
    }));
    let code = match run(Cli::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("shakeout: {error}");
            error.exit_code()
        }
    };
    ProcessExit::from(code as u8)
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Analyze(args) => analyze(&args),
        Command::Effect(args) => effect(&args),
        Command::Inspect(args) => inspect(&args),
        Command::Soreness(args) => soreness(&args),
        Command::Plan(args) => plan(&args),
        Command::Trial(args) => trial(&args),
        Command::Demo(args) => demo(&args),
    }
}

fn analyze(args: &cli::Analyze) -> Result<ExitCode> {
    let config = AnalyzeConfig::resolve(args)?;
    let show = Show { json: args.common.json, quiet: args.common.quiet };
    analyze_to(&config, show, None)
}

fn analyze_to(config: &AnalyzeConfig, show: Show, synthetic: Option<String>) -> Result<ExitCode> {
    let bar = show.progress();
    let result = pipeline::analyze(config, &|_bytes| bar.inc(1));
    bar.finish_and_clear();
    let mut report = result?;
    report.synthetic = synthetic;
    report.generated = Timestamp::now().round(Unit::Second).ok().map(|now| now.to_string());
    let mut files = render::render(&report)?;
    files.extend(tables(&report)?);
    write_folder(&config.out, &files)?;
    show.answer(&report, Some(&config.out))?;
    let spoilt = report.files.failed + report.files.partial;
    Ok(if config.read.strict && spoilt > 0 { ExitCode::Strict } else { ExitCode::Done })
}

fn tables(report: &Report) -> Result<Vec<OutputFile>> {
    use table::store;
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

fn effect(args: &cli::Effect) -> Result<ExitCode> {
    let report = pipeline::effect(&EffectConfig::resolve(args)?)?;
    Show { json: args.common.json, quiet: args.common.quiet }.answer(&report, None)?;
    Ok(ExitCode::Done)
}

fn inspect(args: &cli::Inspect) -> Result<ExitCode> {
    let options = ReadOptions::resolve(&args.reading)?;
    let sources = discover::discover(&args.paths)?;
    let mut out = std::io::stdout().lock();
    if args.messages {
        return messages(&sources, &options, &mut out);
    }
    let zones = Zones::new(options.tz.clone(), None, options.day_start);
    let outcomes =
        pipeline::in_pool(options.jobs, || pipeline::read_archive(&sources, &options, &zones, &|_| ()))?;
    let mut spoilt = false;
    for outcome in &outcomes {
        spoilt |= outcome.is_spoilt();
        if args.json {
            for line in inspect::json_lines(outcome, &zones) {
                print(&mut out, &line)?;
            }
        } else {
            print(&mut out, inspect::text(outcome, &zones).trim_end())?;
        }
    }
    Ok(if options.strict && spoilt { ExitCode::Strict } else { ExitCode::Done })
}

fn messages(sources: &[discover::Source], options: &ReadOptions, out: &mut impl Write) -> Result<ExitCode> {
    let mut spoilt = false;
    pipeline::for_each_recording(sources, options, &mut |label, content| {
        print(out, &format!("# {label}"))?;
        let written = content.and_then(|bytes| decode::messages::write(bytes, out));
        if let Err(error) = written {
            spoilt = true;
            print(out, &format!("# {error}"))?;
        }
        Ok(())
    })?;
    Ok(if options.strict && spoilt { ExitCode::Strict } else { ExitCode::Done })
}

fn soreness(args: &cli::Soreness) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    match args {
        cli::Soreness::New { file } => {
            if file.exists() {
                return Err(Error::Config {
                    what: "there is a file of this name already".into(),
                    place: file.display().to_string(),
                    remedy: format!("add to it: shakeout soreness add 3 {}", file.display()),
                });
            }
            write_file(file, log_file::new_log(Zoned::now().date()).as_bytes())?;
            let file = file.display();
            print(&mut out, &format!("{file} waits for this morning: shakeout soreness add 3 {file}"))?;
        }
        cli::Soreness::Add { value, file, date, note, common } => {
            let options = DiaryOptions::resolve(common, file)?;
            let date = date.as_deref().map_or(Ok(Zoned::now().date()), |text| config::day("--date", text))?;
            let morning = log_file::Morning { date, soreness: *value, note: note.as_deref() };
            let log = log_file::with_morning(&read_file(file)?, &file.to_string_lossy(), &options, &morning)?;
            write_file(file, &log)?;
            print(&mut out, &format!("{date}: {value} in {}", file.display()))?;
        }
        cli::Soreness::Check { file, common } => {
            let options = DiaryOptions::resolve(common, file)?;
            let diary = table::diary::read(&read_file(file)?, &file.to_string_lossy(), &options)?;
            print(&mut out, &log_file::check(&diary))?;
        }
    }
    Ok(ExitCode::Done)
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    let remedy = "start one with: shakeout soreness new FILE".into();
    std::fs::read(path).map_err(|source| Error::Io { path: path.to_path_buf(), source, remedy })
}

/// Writes beside the file first: an interrupted run leaves the old log.
fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut staged = path.as_os_str().to_owned();
    staged.push(".new");
    let written = std::fs::write(&staged, bytes).and_then(|()| std::fs::rename(&staged, path));
    let remedy = "choose a folder that can be written".into();
    written.map_err(|source| Error::Io { path: path.to_path_buf(), source, remedy })
}

fn plan(args: &cli::Plan) -> Result<ExitCode> {
    let config = PlanConfig::resolve(args)?;
    let plan = pipeline::plan(&config, random_seed())?;
    let file = |path: &str, text: String| OutputFile { path: path.into(), bytes: text.into_bytes() };
    let files = [
        file("README.txt", protocol::readme(&plan)),
        file("plan.csv", plan.csv()),
        file("plan.ics", calendar::ics(&plan)),
        file("dates.csv", plan.dates_csv()),
    ];
    write_folder(&config.out, &files)?;
    let mut out = std::io::stdout().lock();
    if args.common.json {
        print(&mut out, trial_report::plan_json(&plan).trim_end())?;
    } else if !args.common.quiet {
        print(&mut out, trial_report::plan_terminal(&plan).trim_end())?;
        print(&mut out, &format!("\nHow to run it: {}", config.out.join("README.txt").display()))?;
    }
    Ok(ExitCode::Done)
}

/// A seed that nobody chose: the standard library seeds its hashers from the operating system. 53 bits,
/// so that every JSON reader keeps it whole.
fn random_seed() -> u64 {
    RandomState::new().build_hasher().finish() >> 11
}

fn trial(args: &cli::Trial) -> Result<ExitCode> {
    let config = TrialConfig::resolve(args)?;
    let show = Show { json: args.common.json, quiet: args.common.quiet };
    let bar = show.progress();
    let result = pipeline::trial(&config, &|_bytes| bar.inc(1));
    bar.finish_and_clear();
    let report = result?;
    if let Some(folder) = &config.out {
        let file = |path: &str, text: String| OutputFile { path: path.into(), bytes: text.into_bytes() };
        write_folder(folder, &[file("trial.json", report.json()), file("trial.md", report.markdown())])?;
    }
    let mut out = std::io::stdout().lock();
    if show.json {
        print(&mut out, report.json().trim_end())?;
    } else if !show.quiet {
        print(&mut out, report.terminal().trim_end())?;
    }
    let spoilt = report.files.failed + report.files.partial;
    Ok(if config.analyze.read.strict && spoilt > 0 { ExitCode::Strict } else { ExitCode::Done })
}

fn demo(args: &cli::Demo) -> Result<ExitCode> {
    let truth = match args.effect {
        cli::Truth::Helps => synth::demo::Truth::Helps,
        cli::Truth::None => synth::demo::Truth::None,
        cli::Truth::Hurts => synth::demo::Truth::Hurts,
    };
    let archive = args.out.join("archive");
    let files: Vec<OutputFile> =
        synth::demo(truth).into_iter().map(|(path, bytes)| OutputFile { path, bytes }).collect();
    write_folder(&archive, &files)?;
    let analyze = cli::Analyze {
        paths: vec![archive.clone()],
        soreness: Some(archive.join("soreness.csv")),
        out: args.out.join("report"),
        common: cli::Common { units: args.units, ..cli::Common::default() },
        reading: cli::Reading { jobs: args.jobs, ..cli::Reading::default() },
    };
    let config = AnalyzeConfig::resolve(&analyze)?;
    analyze_to(&config, Show { json: args.json, quiet: args.quiet }, Some(SYNTHETIC.to_owned()))
}

const SYNTHETIC: &str =
    "Synthetic demo: nobody ran this. The runner, the runs and the soreness log are simulated.";

/// What is shown on the terminal.
#[derive(Clone, Copy)]
struct Show {
    json: bool,
    quiet: bool,
}

impl Show {
    fn progress(self) -> ProgressBar {
        if self.quiet || self.json || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{spinner} {pos} files read, {per_sec}");
        let bar = ProgressBar::new_spinner();
        match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }

    fn answer(self, report: &Report, folder: Option<&Path>) -> Result<()> {
        let mut out = std::io::stdout().lock();
        if self.json {
            return print(&mut out, render::summary_json(report).trim_end());
        }
        if self.quiet {
            return Ok(());
        }
        let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        print(&mut out, render::terminal(report, colour).trim_end())?;
        match folder {
            Some(folder) => {
                print(&mut out, &format!("\nThe whole report: {}", folder.join("report.html").display()))
            }
            None => Ok(()),
        }
    }
}

/// A line to stdout. A reader that closes the pipe early (`| head`) is no error.
fn print(out: &mut impl Write, line: &str) -> Result<()> {
    match writeln!(out, "{line}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        written => written.map_err(|source| Error::Io {
            path: "standard output".into(),
            source,
            remedy: "check where the output is sent".into(),
        }),
    }
}
