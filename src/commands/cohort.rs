//! `cohort`, `worker` and `pool`: many runners.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use shakeout::cohort::{AthleteResult, Group, Runner, manifest};
use shakeout::error::{Error, ExitCode, Result};
use shakeout::label::Label;
use shakeout::output::{LargeFile, OutputFile, write_folder_with, written_by_worker};
use shakeout::pipeline::{Event, Progress};
use shakeout::table::cohort as tables;
use shakeout::terminal::Terminal;
use shakeout::text::count;
use shakeout::worker::{self, Guarded, Keep, KeptState, Request};
use shakeout::{cli, pipeline, render};

use super::print;

pub fn worker(args: &cli::Worker) -> Result<ExitCode> {
    let keep = Keep { tables: args.tables.clone(), reports: args.reports, fresh: args.fresh };
    let (input, output) = (std::io::stdin().lock(), std::io::stdout().lock());
    if args.unguarded {
        worker::serve(input, output, |line| worker::answer(line, &keep))?;
    } else {
        let mut guarded = guarded(&keep)?;
        worker::serve(input, output, |line| worker::answer_guarded(line, &mut guarded, &keep))?;
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
        args.extend(keep.fresh.then(|| "--fresh".into()));
    }
    Ok(Guarded::new(program, args))
}

pub fn cohort(args: &cli::Cohort, terminal: &Terminal) -> Result<ExitCode> {
    let options = options(&args.options)?;
    let requests: Vec<Request> =
        runners(&args.runners)?.iter().map(|runner| Request::of(runner, &options)).collect();
    if let Some(note) = left_out(&args.runners) {
        terminal.note(&note);
    }
    if args.requests {
        let lines: Vec<String> = requests.iter().map(Request::line).collect();
        print(&mut std::io::stdout().lock(), &lines.join("\n"))?;
        return Ok(ExitCode::Done);
    }
    let keep = Keep { tables: Some(kept_beside(&args.out)), reports: args.reports, fresh: args.fresh };
    let state = || requests.iter().map(|request| keep.state(&request.athlete)).collect::<Vec<_>>();
    let before = state();
    let results = terminal.watch(|progress| results(requests.clone(), &keep, args.jobs, progress))?;
    let to = Publication { out: &args.out, anonymous: args.anonymize, json: args.json, keep: Some(&keep) };
    publish(results, &to, terminal)?;
    // On standard error: the answer is the same however often it is asked for.
    changes(&before, &state()).iter().for_each(|said| terminal.note(said));
    Ok(ExitCode::Done)
}

/// What a second run over a cohort did, in sentences; none of the first run.
fn changes(before: &[Option<KeptState>], after: &[Option<KeptState>]) -> Vec<String> {
    let both =
        || before.iter().zip(after).filter_map(|(before, after)| Some((before.as_ref()?, after.as_ref())));
    let kept =
        both().filter(|(before, after)| after.is_some_and(|after| after.written == before.written)).count();
    let had_report =
        both().filter(|(before, after)| before.report && !after.is_some_and(|after| after.report));
    let lost = had_report.count();
    let mut said = Vec::new();
    if both().next().is_some() {
        let (anew, kept) = (count(before.len() - kept, "runner"), count(kept, "runner"));
        said.push(format!("Analysed anew: {anew}. Taken from last time, as nothing had changed: {kept}."));
    }
    if lost > 0 {
        let runners = count(lost, "runner");
        said.push(format!(
            "The own reports of {runners} were of other files or settings and are gone: add --reports"
        ));
    }
    said
}

pub fn pool(args: &cli::Pool, terminal: &Terminal) -> Result<ExitCode> {
    let bytes = pipeline::cohort::bytes_of(&args.results)?;
    let path = args.results.display().to_string();
    let results = if bytes.starts_with(b"PAR1") {
        tables::read_athletes(&bytes, &path)?
    } else {
        pipeline::cohort::results(&bytes, &path)?
    };
    drop(bytes);
    let to = Publication { out: &args.out, anonymous: args.anonymize, json: args.json, keep: None };
    publish(results, &to, terminal)
}

/// That there are archives which are no runner's, in a sentence; `None`: there are none.
fn left_out(path: &Path) -> Option<String> {
    let names = pipeline::cohort::archives_beside(path);
    let first = names.first()?;
    let folder = Path::new(first).file_stem()?.to_string_lossy().into_owned();
    Some(format!(
        "Not read: {} beside the runners' folders (the first is {first}). Put each into a folder of its own, such as \
         {folder}, with its soreness log",
        count(names.len(), "archive")
    ))
}

/// The runners of a manifest, or of a folder of folders.
fn runners(path: &Path) -> Result<Vec<Runner>> {
    if path.is_dir() {
        return pipeline::cohort::runners_of(path).map(pipeline::cohort::told_apart);
    }
    let bytes = pipeline::read_table(path, "give a list of runners, or a folder with a folder a runner")?;
    let listed = manifest::read(&bytes, &path.to_string_lossy(), path.parent().unwrap_or(Path::new("")))?;
    let runners = listed.into_iter().map(pipeline::cohort::with_log_beside).collect();
    Ok(pipeline::cohort::told_apart(runners))
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

/// Every runner's result, in the order of the requests: `jobs` runners at a time, each in a process that analyses
/// on one thread.
fn results(
    requests: Vec<Request>,
    keep: &Keep,
    jobs: Option<usize>,
    progress: Progress<'_>,
) -> Result<Vec<AthleteResult>> {
    let runners = requests.len();
    progress(Event::Found { files: runners, bytes: runners as u64 });
    let waiting: Mutex<VecDeque<(usize, Request)>> = Mutex::new(requests.into_iter().enumerate().collect());
    let found: Mutex<Vec<Option<AthleteResult>>> = Mutex::new(vec![None; runners]);
    let take = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let work = |mut guarded: Guarded| {
        while let Some((k, request)) = take() {
            let result = worker::answer_guarded(&request.line(), &mut guarded, keep);
            keep.tables.iter().filter(|folder| folder.is_dir()).for_each(|folder| written_by_worker(folder));
            progress(Event::Read { label: &Label::of_path(Path::new(&request.athlete)), bytes: 1 });
            found.lock().unwrap_or_else(PoisonError::into_inner)[k] = Some(result);
        }
    };
    let cores = || std::thread::available_parallelism().map_or(1, Into::into);
    let jobs = jobs.unwrap_or_else(cores).clamp(1, runners.max(1));
    let workers = (0..jobs).map(|_| guarded(keep)).collect::<Result<Vec<_>>>()?;
    std::thread::scope(|scope| {
        for guarded in workers {
            scope.spawn(|| work(guarded));
        }
    });
    Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect())
}

/// How a group's report is published.
struct Publication<'a> {
    out: &'a Path,
    anonymous: bool,
    json: bool,
    /// Where the runners' tables and reports are; `None`: nowhere.
    keep: Option<&'a Keep>,
}

/// Pools, writes the folder, prints the answer.
fn publish(results: Vec<AthleteResult>, to: &Publication<'_>, terminal: &Terminal) -> Result<ExitCode> {
    let names: Vec<String> = results.iter().map(|result| result.athlete.clone()).collect();
    let mut group = Group::of(results, to.anonymous);
    // A link leads to a folder with the runner's name.
    if let Some(keep) = to.keep.filter(|_| !to.anonymous) {
        group.link(|athlete| link(keep, athlete));
    }
    let files = pipeline::cohort::files(&group)?;
    write_with_tables(&files, &names, &group, to)?;
    let mut stdout = std::io::stdout().lock();
    if to.json {
        print(&mut stdout, render::cohort::summary_json(&group).trim_end())?;
    } else if !terminal.quiet {
        print(&mut stdout, render::cohort::terminal(&group).trim_end())?;
        print(&mut stdout, &format!("\nThe group's report: {}", to.out.join("report.html").display()))?;
        if let Some(folder) = to.keep.filter(|keep| keep.reports).and_then(|keep| keep.tables.as_ref()) {
            let each = folder.join("athlete=NAME").join(worker::REPORT);
            print(&mut stdout, &format!("Each runner's own: {}", each.display()))?;
        }
    }
    Ok(ExitCode::Done)
}

/// Writes the folder with the stacked tables of all runners, where there are any.
fn write_with_tables(
    files: &[OutputFile],
    names: &[String],
    group: &Group,
    to: &Publication<'_>,
) -> Result<()> {
    // The name that is shown, and the folder of the name that was given.
    let parts = |table: &str| -> Vec<tables::AthleteTable> {
        let with_result = names.iter().zip(&group.members).filter(|(_, m)| m.result.error.is_none());
        let part = |(name, member): (&String, &shakeout::cohort::group::Member)| {
            let path = to.keep?.folder(name)?.join(table);
            path.is_file().then(|| tables::AthleteTable { athlete: member.result.athlete.clone(), path })
        };
        with_result.filter_map(part).collect()
    };
    let stack = |table: &str, to_file: &mut dyn std::io::Write| {
        tables::stack(table, &parts(table), to.anonymous, &pipeline::cohort::bytes_of, to_file)
    };
    let activities = |file: &mut dyn std::io::Write| stack("activities.parquet", file);
    let days = |file: &mut dyn std::io::Write| stack("days.parquet", file);
    let large = [
        LargeFile { path: "activities.parquet", write: &activities },
        LargeFile { path: "days.parquet", write: &days },
    ];
    let large: &[LargeFile<'_>] = if to.keep.is_some() { &large } else { &[] };
    write_folder_with(to.out, files, large)
}

/// Where a runner's own report is, seen from the group's: `../club-runners/athlete=ann/report/report.html`.
fn link(keep: &Keep, athlete: &str) -> Option<String> {
    let folder = keep.folder(athlete)?;
    let name = |path: &Path| Some(render::cohort::url(path.file_name()?.to_str()?));
    let path = format!("../{}/{}/{}", name(folder.parent()?)?, name(&folder)?, worker::REPORT);
    folder.join(worker::REPORT).is_file().then_some(path)
}
