//! `cohort`, `worker` and `pool`: many runners.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use shakeout::cohort::{AthleteResult, Group, Runner, manifest};
use shakeout::error::{Error, ExitCode, Result};
use shakeout::label::Label;
use shakeout::output::{OutputFile, write_folder};
use shakeout::pipeline::{Event, Progress};
use shakeout::table::cohort as tables;
use shakeout::terminal::Terminal;
use shakeout::worker::{self, Guarded, Keep, Request};
use shakeout::{cli, pipeline, render};

use super::{print, read_file};

pub fn worker(args: &cli::Worker) -> Result<ExitCode> {
    let keep = Keep { tables: args.tables.clone(), reports: args.reports };
    let (input, output) = (std::io::stdin().lock(), std::io::stdout().lock());
    if args.unguarded {
        worker::serve(input, output, |line| worker::answer(line, &keep))?;
    } else {
        let mut guarded = guarded(&keep)?;
        worker::serve(input, output, |line| match Request::parse(line) {
            Ok(request) => guarded.ask(&request.athlete, line),
            Err((athlete, failure)) => AthleteResult::failed(athlete, failure),
        })?;
    }
    Ok(ExitCode::Done)
}

/// A worker in a process of its own.
fn guarded(keep: &Keep) -> Result<Guarded> {
    let program = std::env::current_exe().map_err(|source| Error::Io {
        path: "shakeout".into(),
        source,
        remedy: "call the program by its full path".into(),
    })?;
    let mut args = vec!["worker".into(), "--unguarded".into()];
    if let Some(folder) = &keep.tables {
        args.extend(["--tables".into(), folder.clone().into_os_string()]);
        args.extend(keep.reports.then(|| "--reports".into()));
    }
    Ok(Guarded::new(program, args))
}

pub fn cohort(args: &cli::Cohort, terminal: &Terminal) -> Result<ExitCode> {
    let runners = runners(&args.runners)?;
    let options = options(&args.options)?;
    let keep = Keep { tables: Some(kept_beside(&args.out)), reports: args.reports };
    let results = terminal.watch(|progress| results(&runners, &options, &keep, args, progress))?;
    let folder = keep.tables.as_deref();
    publish(results, args.anonymize, folder, &args.out, terminal, args.json)
}

pub fn pool(args: &cli::Pool, terminal: &Terminal) -> Result<ExitCode> {
    let bytes = pipeline::cohort::results_file(&args.results)?;
    let path = args.results.display().to_string();
    let results = if bytes.starts_with(b"PAR1") {
        tables::read_athletes(&bytes, &path)?
    } else {
        lines(&bytes, &path)?
    };
    publish(results, args.anonymize, None, &args.out, terminal, args.json)
}

/// The runners of a manifest, or of a folder of folders.
fn runners(path: &Path) -> Result<Vec<Runner>> {
    if path.is_dir() {
        return pipeline::cohort::runners_of(path);
    }
    let bytes = read_file(path)?;
    manifest::read(&bytes, &path.to_string_lossy(), path.parent().unwrap_or(Path::new("")))
}

/// `FLAG=VALUE`, or `FLAG` alone for a switch.
fn options(typed: &[String]) -> Result<BTreeMap<String, Value>> {
    let option = |text: &String| {
        let (flag, value) = match text.split_once('=') {
            Some((flag, value)) => (flag, Value::String(value.to_owned())),
            None => (text.as_str(), Value::Bool(true)),
        };
        (!flag.is_empty()).then(|| (flag.trim_start_matches('-').to_owned(), value)).ok_or_else(|| {
            Error::Config {
                what: format!("`{text}` is no option"),
                place: "--option".into(),
                remedy: "write a flag of `shakeout analyze` and its value: --option tz=Europe/Berlin".into(),
            }
        })
    };
    typed.iter().map(option).collect()
}

/// `OUT-runners`: what every runner's result is kept in.
fn kept_beside(out: &Path) -> PathBuf {
    let mut name = out.file_name().unwrap_or("cohort".as_ref()).to_os_string();
    name.push("-runners");
    out.with_file_name(name)
}

/// Every runner's result, in the order of the manifest; those whose inputs did not change are taken as they were.
fn results(
    runners: &[Runner],
    options: &BTreeMap<String, Value>,
    keep: &Keep,
    args: &cli::Cohort,
    progress: Progress<'_>,
) -> Result<Vec<AthleteResult>> {
    let folder = keep.tables.as_deref().unwrap_or(Path::new(""));
    let mut found: Vec<Option<AthleteResult>> = vec![None; runners.len()];
    let mut waiting = VecDeque::new();
    for (k, runner) in runners.iter().enumerate() {
        let inputs = pipeline::cohort::inputs(runner, options, args.reports);
        found[k] = if args.fresh { None } else { pipeline::cohort::kept(folder, &runner.athlete, &inputs) };
        if found[k].is_none() {
            waiting.push_back((k, Request::of(runner, options, Some(inputs))));
        }
    }
    progress(Event::Found { files: waiting.len(), bytes: waiting.len() as u64 });
    let (waiting, found) = (Mutex::new(waiting), Mutex::new(found));
    let jobs = args.jobs.or_else(|| std::thread::available_parallelism().ok().map(Into::into)).unwrap_or(1);
    let take = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let work = |mut guarded: Guarded| {
        while let Some((k, request)) = take() {
            let line = serde_json::to_string(&request).unwrap_or_default();
            let result = guarded.ask(&request.athlete, &line);
            progress(Event::Read { label: &Label::of_path(Path::new(&request.athlete)), bytes: 1 });
            found.lock().unwrap_or_else(PoisonError::into_inner)[k] = Some(result);
        }
    };
    let workers: Vec<Guarded> =
        (0..jobs.clamp(1, runners.len().max(1))).map(|_| guarded(keep)).collect::<Result<_>>()?;
    std::thread::scope(|scope| {
        for guarded in workers {
            scope.spawn(|| work(guarded));
        }
    });
    Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect())
}

/// Pools, writes the folder, prints the answer.
fn publish(
    results: Vec<AthleteResult>,
    anonymous: bool,
    kept: Option<&Path>,
    out: &Path,
    terminal: &Terminal,
    json: bool,
) -> Result<ExitCode> {
    let names: Vec<String> = results.iter().map(|result| result.athlete.clone()).collect();
    let group = Group::of(results, anonymous);
    let mut files = render::cohort::render(&group)?;
    let file = |path: &str, bytes: Vec<u8>| OutputFile { path: path.into(), bytes };
    files.push(file("athletes.csv", tables::athletes_csv(&group.members)?));
    files.push(file("athletes.parquet", tables::athletes_parquet(&group.members)?));
    if let Some(folder) = kept {
        for table in ["days.parquet", "activities.parquet"] {
            // The name that is shown, and the folder of the name that was given.
            let pairs = || names.iter().zip(&group.members);
            let parts = || {
                pairs().filter_map(|(name, member)| {
                    let bytes = pipeline::cohort::kept_table(folder, name, table)?;
                    let athlete = member.result.athlete.clone();
                    member.result.error.is_none().then(|| bytes.map(|bytes| tables::Part { athlete, bytes }))
                })
            };
            files.push(file(table, tables::stack(table, parts)?));
        }
    }
    write_folder(out, &files)?;
    let mut stdout = std::io::stdout().lock();
    if json {
        print(&mut stdout, render::cohort::summary_json(&group).trim_end())?;
    } else if !terminal.quiet {
        print(&mut stdout, render::cohort::terminal(&group).trim_end())?;
        print(&mut stdout, &format!("\nThe group's report: {}", out.join("report.html").display()))?;
    }
    Ok(ExitCode::Done)
}

/// Results a line; a line that is none is named.
fn lines(bytes: &[u8], path: &str) -> Result<Vec<AthleteResult>> {
    let mut results: Vec<AthleteResult> = Vec::new();
    let mut lines_of: BTreeMap<String, usize> = BTreeMap::new();
    let refused = |line: usize, what: String, remedy: &str| Error::Config {
        what,
        place: format!("{path}:{line}"),
        remedy: remedy.into(),
    };
    for (k, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let result: AthleteResult = serde_json::from_slice(line).map_err(|error| {
            refused(k + 1, format!("no result: {error}"), "give the lines of `shakeout worker` as they are")
        })?;
        if let Some(first) = lines_of.insert(result.athlete.clone(), k + 1) {
            let what = format!("`{}` has a result in line {first} already", result.athlete);
            return Err(refused(
                k + 1,
                what,
                "keep one line a runner, or give each runner a name of the own",
            ));
        }
        results.push(result);
    }
    if results.is_empty() {
        return Err(refused(1, "no result in it".into(), "run `shakeout worker` or `shakeout cohort` first"));
    }
    Ok(results)
}
