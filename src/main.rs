//! Parse, run, print, exit code.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode as ProcessExit;

use clap::Parser;
use jiff::{Timestamp, Unit, ZonedDateTime as Zoned};
use shakeout::cli::terminal::{Terminal, colour, say};
use shakeout::cli::{self, Cli, Command, manual};
use shakeout::config::{
    self, AnalyzeConfig, DiaryOptions, EffectConfig, PlanConfig, ReadOptions, TrialConfig,
};
use shakeout::error::{Error, ExitCode, Result};
use shakeout::output::{Turn, write_file, write_folder, write_undated_folder};
use shakeout::pipeline::stage;
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
            say(&format!(
                "shakeout stopped unexpectedly: {panic}\n  remedy: please report this with the command"
            ));
        }
    }));
    let typed = Cli::parse();
    let terminal = Terminal::new(typed.log);
    let code = match run(typed.command, &terminal) {
        Ok(code) => code,
        Err(error) => {
            terminal.error(&error);
            error.exit_code()
        }
    };
    ProcessExit::from(code as u8)
}

fn run(command: Command, terminal: &Terminal) -> Result<ExitCode> {
    match command {
        Command::Analyze(args) => analyze(&args, terminal),
        Command::Effect(args) => effect(&args, terminal),
        Command::Inspect(args) => inspect(&args, terminal),
        Command::Soreness(args) => soreness(&args),
        Command::Profile(cli::Profile::Init(args)) => profile_init(&args, terminal),
        Command::Doctor(args) => doctor(&args, terminal),
        Command::Plan(args) => plan(&args, terminal),
        Command::Trial(args) => trial(&args, terminal),
        Command::Demo(args) => demo(&args, terminal),
        Command::Config(cli::Config::Show(args)) => show_config(&args),
        Command::Completions(args) => print_bytes(&manual::completions(args.shell)),
        Command::Man(args) => man(&args),
    }
}

fn analyze(args: &cli::Analyze, terminal: &Terminal) -> Result<ExitCode> {
    let config = AnalyzeConfig::resolve(args)?;
    terminal.warn(&config.read.warnings);
    analyze_to(&config, terminal, args.common.json, None)
}

fn analyze_to(
    config: &AnalyzeConfig,
    terminal: &Terminal,
    json: bool,
    synthetic: Option<String>,
) -> Result<ExitCode> {
    let report = terminal.watch(|progress| {
        let mut report = pipeline::analyze(config, progress)?;
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
    let spoilt = report.files.failed + report.files.partial;
    Ok(if config.read.strict && spoilt > 0 { ExitCode::Strict } else { ExitCode::Done })
}

/// The time of the report. `SOURCE_DATE_EPOCH`, in seconds, sets it: the whole report can then be made
/// again to the byte (<https://reproducible-builds.org/specs/source-date-epoch/>).
fn now() -> Timestamp {
    let told = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    told.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_else(Timestamp::now)
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

fn effect(args: &cli::Effect, terminal: &Terminal) -> Result<ExitCode> {
    let config = EffectConfig::resolve(args)?;
    let report = terminal.watch(|progress| stage("estimate", progress, || pipeline::effect(&config)))?;
    answer(&report, None, terminal, args.common.json)?;
    Ok(ExitCode::Done)
}

fn inspect(args: &cli::Inspect, terminal: &Terminal) -> Result<ExitCode> {
    let options = ReadOptions::resolve(&args.reading, args.profile.as_deref(), &args.paths)?;
    terminal.warn(&options.warnings);
    let sources = discover::discover(&args.paths)?;
    let mut out = std::io::stdout().lock();
    if args.messages {
        return messages(&sources, &options, &mut out);
    }
    let zones = Zones::new(options.tz.clone(), None, options.day_start);
    let outcomes = terminal.watch(|progress| {
        stage("read", progress, || {
            pipeline::in_pool(options.jobs, || pipeline::read_archive(&sources, &options, &zones, progress))
        })
    })?;
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
            // Two mornings added at a time: each finds what the other one wrote.
            let turn = Turn::at(file);
            let log = log_file::with_morning(&read_file(file)?, &file.to_string_lossy(), &options, &morning)?;
            turn?.write_file(&log)?;
            print(&mut out, &format!("{date}: {value} in {}", file.display()))?;
        }
        cli::Soreness::Check { file, common } => {
            let options = DiaryOptions::resolve(common, file)?;
            let (bytes, path) = (read_file(file)?, file.to_string_lossy());
            let diary = table::diary::read(&bytes, &path, &options)?;
            print(&mut out, &log_file::check(&diary))?;
            for row in log_file::rejected(&diary, &bytes, &path, colour(&std::io::stdout()))? {
                print(&mut out, &format!("\n{row}"))?;
            }
        }
    }
    Ok(ExitCode::Done)
}

fn profile_init(args: &cli::ProfileInit, terminal: &Terminal) -> Result<ExitCode> {
    let config = AnalyzeConfig::resolve_profile(args)?;
    terminal.warn(&config.read.warnings);
    let show = config.out == Path::new("-");
    let replaces = !show && config.out.exists();
    if replaces && !args.force {
        return Err(Error::Config {
            what: "there is a profile already".into(),
            place: config.out.display().to_string(),
            remedy:
                "see what would be written: --out -, or replace it: --force (the old one is kept beside it)"
                    .into(),
        });
    }
    let text = terminal.watch(|progress| pipeline::profile(&config, progress))?;
    let mut out = std::io::stdout().lock();
    if show {
        print(&mut out, text.trim_end())?;
        return Ok(ExitCode::Done);
    }
    if replaces {
        let mut old = config.out.clone().into_os_string();
        old.push(".old");
        write_file(Path::new(&old), &read_file(&config.out)?)?;
    }
    write_file(&config.out, text.as_bytes())?;
    if !terminal.quiet {
        let path = config.out.display();
        print(&mut out, &format!("{path}: read it, mend what is wrong, fill in what is not known"))?;
    }
    Ok(ExitCode::Done)
}

fn doctor(args: &cli::Doctor, terminal: &Terminal) -> Result<ExitCode> {
    let config = AnalyzeConfig::resolve_doctor(args)?;
    terminal.warn(&config.read.warnings);
    let doctor = terminal.watch(|progress| pipeline::doctor(&config, progress))?;
    let text = if args.common.json { doctor.json() } else { doctor.text() };
    print(&mut std::io::stdout().lock(), text.trim_end())?;
    Ok(ExitCode::Done)
}

fn read_file(path: &Path) -> Result<Vec<u8>> {
    pipeline::bytes_of_table(path).map_err(|source| {
        let near = match discover::no_such_path(path) {
            Error::NoSuchPath { near: Some(near), .. } => format!("did you mean {}?", near.display()),
            _ => format!("start one with: shakeout soreness new {}", path.display()),
        };
        let missing = source.kind() == std::io::ErrorKind::NotFound;
        let remedy = if missing { near } else { "check the path and its permissions".into() };
        Error::Io { path: path.to_path_buf(), source, remedy }
    })
}

fn show_config(args: &cli::Show) -> Result<ExitCode> {
    let settings = config::show::settings(args)?;
    let show = if args.common.json { config::show::json } else { config::show::text };
    print(&mut std::io::stdout().lock(), &show(&settings))?;
    Ok(ExitCode::Done)
}

fn man(args: &cli::Man) -> Result<ExitCode> {
    let Some(folder) = &args.out else { return print_bytes(&manual::page(&args.command)?) };
    let made = std::fs::create_dir_all(folder);
    let remedy = "choose a folder that can be written: --out DIR".into();
    made.map_err(|source| Error::Io { path: folder.clone(), source, remedy })?;
    for (name, page) in manual::pages()? {
        write_file(&folder.join(name), &page)?;
    }
    Ok(ExitCode::Done)
}

fn plan(args: &cli::Plan, terminal: &Terminal) -> Result<ExitCode> {
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
    } else if !terminal.quiet {
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

fn trial(args: &cli::Trial, terminal: &Terminal) -> Result<ExitCode> {
    let config = TrialConfig::resolve(args)?;
    terminal.warn(&config.analyze.read.warnings);
    let report = terminal.watch(|progress| pipeline::trial(&config, progress))?;
    if let Some(folder) = &config.out {
        let file = |path: &str, text: String| OutputFile { path: path.into(), bytes: text.into_bytes() };
        write_folder(folder, &[file("trial.json", report.json()), file("trial.md", report.markdown())])?;
    }
    let mut out = std::io::stdout().lock();
    if args.common.json {
        print(&mut out, report.json().trim_end())?;
    } else if !terminal.quiet {
        print(&mut out, report.terminal().trim_end())?;
    }
    let spoilt = report.files.failed + report.files.partial;
    Ok(if config.analyze.read.strict && spoilt > 0 { ExitCode::Strict } else { ExitCode::Done })
}

fn demo(args: &cli::Demo, terminal: &Terminal) -> Result<ExitCode> {
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
        out: Some(args.out.join("report")),
        anonymize: None,
        common: cli::Common { units: args.units, ..cli::Common::default() },
        reading: cli::Reading { jobs: args.jobs, ..cli::Reading::default() },
    };
    let config = AnalyzeConfig::resolve(&analyze)?;
    analyze_to(&config, terminal, args.json, Some(SYNTHETIC.to_owned()))
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

fn print_bytes(bytes: &[u8]) -> Result<ExitCode> {
    print(&mut std::io::stdout().lock(), String::from_utf8_lossy(bytes).trim_end())?;
    Ok(ExitCode::Done)
}
