//! `soreness` and `add`: start a log, add a morning, check a log.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use jiff::ZonedDateTime as Zoned;
use jiff::civil::Date;
use shakeout::day::days_between;
use shakeout::diary::{Diary, DiaryOptions, log_file};
use shakeout::discover::nearby::LOG_NAME;
use shakeout::error::{Error, ExitCode, Result};
use shakeout::output::{Turn, write_file};
use shakeout::sheet::dates::{self, DateOrder};
use shakeout::soreness::Scale;
use shakeout::terminal::{Terminal, colour};
use shakeout::text::{self, routine};
use shakeout::{cli, config, diary, pipeline};

use super::ask::Talk;
use super::nearby::settings_here;
use super::{print, read_log, whose};

pub fn soreness(args: &cli::Soreness) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    match args {
        cli::Soreness::New { file } => {
            if file.exists() {
                return Err(Error::Config {
                    what: "there is a file of this name already".into(),
                    place: file.display().to_string(),
                    remedy: format!("add to it: shakeout soreness add 3 {}", typed(file)),
                });
            }
            new_log(file, None)?;
            let (shown, file) = (file.display(), typed(file));
            print(&mut out, &format!("{shown} waits for this morning: shakeout soreness add 3 {file}"))?;
        }
        cli::Soreness::Add { value, file, morning } => {
            let profile = morning.profile.as_deref();
            let done = written(value, file, profile, morning)?;
            print(&mut out, &done.said)?;
            done.alone.map_or(Ok(()), |said| print(&mut out, &said))?;
        }
        cli::Soreness::Check { file, profile, tz, log } => {
            let options = diary_options(log, (profile.as_deref(), tz.as_deref()), file)?;
            let (bytes, path) = (read_log(file)?, file.to_string_lossy());
            let diary = diary::read(&bytes, &path, &options)?;
            print(&mut out, &log_file::check(&diary))?;
            for row in log_file::rejected(&diary, &bytes, &path, colour(&std::io::stdout()))? {
                print(&mut out, &format!("\n{row}"))?;
            }
        }
    }
    Ok(ExitCode::Done)
}

/// The whole morning: this value into the log that is found.
pub fn add(args: &cli::Add, terminal: &Terminal) -> Result<ExitCode> {
    let settings = args.morning.profile.clone().or_else(settings_here);
    let places = config::own_places(args.morning.profile.as_deref())?;
    let file = args.file.clone().or(places.log).unwrap_or_else(|| LOG_NAME.into());
    let file = in_folder(file)?;
    if !file.exists() && args.file.is_none() {
        return Err(Error::Config {
            what: "there is no soreness log here yet".into(),
            place: file.display().to_string(),
            remedy: "begin with: shakeout start; or with a log alone: shakeout soreness new".into(),
        });
    }
    // Settings beside the log come first: they are about it.
    let beside = file.with_file_name(config::PROFILE).is_file();
    let profile = args.morning.profile.as_deref().or(settings.as_deref().filter(|_| !beside));
    let value = match &args.value {
        Some(value) => value.clone(),
        None => asked_for()?,
    };
    let done = written(&value, &file, profile, &args.morning)?;
    if !terminal.quiet {
        let mut out = std::io::stdout().lock();
        print(&mut out, &done.said)?;
        if let Some(said) = &done.alone {
            print(&mut out, said)?;
        }
        let own = whose::is_of_log(&places.out, &done.log);
        let progress = own.then(|| last_report(&places.out)).flatten();
        let progress = progress.unwrap_or_else(|| routine::mornings(done.log.count()));
        print(&mut out, &progress)?;
    }
    Ok(ExitCode::Done)
}

fn typed(file: &Path) -> String {
    text::shell(&file.display().to_string())
}

/// The log in a folder that was typed; any other path as it is.
fn in_folder(file: PathBuf) -> Result<PathBuf> {
    if !file.is_dir() {
        return Ok(file);
    }
    let found = pipeline::logs_beside(std::slice::from_ref(&file));
    let remedy = match found.as_slice() {
        [log] => return Ok(log.clone()),
        [] => format!("give the log, or start one: shakeout soreness new {}", typed(&file.join(LOG_NAME))),
        [first, second, ..] => format!("give the log, {} or {}", typed(first), typed(second)),
    };
    Err(pipeline::a_folder(&file, &remedy))
}

/// The value, asked for on a terminal.
fn asked_for() -> Result<String> {
    if !std::io::stdin().is_terminal() {
        return Err(no_number("", "nothing was given"));
    }
    Talk::new(true)
        .ask("How sore are you this morning", None)
        .ok_or_else(|| no_number("", "nothing was given"))
}

/// How far the record is, by the summary of the last report; `None` when there is none.
fn last_report(folder: &Path) -> Option<String> {
    let bytes = pipeline::bytes_of_table(&folder.join("summary.json")).ok()?;
    let summary: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    let days = usize::try_from(summary["answer"]["rows"].as_u64().filter(|days| *days > 0)?).ok()?;
    Some(routine::so_far(days, summary["answer"]["more_days_needed"].as_u64()))
}

/// A morning that was written down.
struct Written {
    said: String,
    /// That the morning lies too far from the others to count yet.
    alone: Option<String>,
    log: Diary,
}

fn written(value: &str, file: &Path, profile: Option<&Path>, morning: &cli::Morning) -> Result<Written> {
    let (number, is_middle) =
        diary::typed_value(value).ok_or_else(|| no_number(value, &format!("`{value}` is no number")))?;
    let options = diary_options(&morning.log, (profile, morning.tz.as_deref()), file)?;
    let date = morning_of(morning.date.as_deref())?;
    let path = file.to_string_lossy();
    let row = log_file::NewMorning {
        date,
        soreness: number,
        note: morning.note.as_deref(),
        replace: morning.replace,
    };
    // Two mornings added at a time: each finds what the other one wrote.
    let turn = Turn::at(file);
    let log = log_file::with_morning(&read_log(file)?, &path, &options, &row)?;
    turn?.write_file(&log)?;
    let log = diary::read(&log, &path, &options)?;
    let nearest = log.entries.keys().min_by_key(|other| days_between(**other, date).abs());
    let alone =
        nearest.filter(|_| !log.entries.contains_key(&date)).map(|other| routine::alone(date, *other));
    let range = is_middle.then_some(value);
    Ok(Written { said: routine::added(&date.to_string(), number, range, &path), alone, log })
}

fn no_number(text: &str, what: &str) -> Error {
    let place = if text.is_empty() { "VALUE".to_owned() } else { format!("VALUE {text}") };
    Error::Config { what: what.to_owned(), place, remedy: "give a number, e.g. 2.5: shakeout add 2.5".into() }
}

/// How a log is read where no recordings tell its year: this year is the likeliest.
pub fn diary_options(
    flags: &cli::LogReading,
    told: (Option<&Path>, Option<&str>),
    log: &Path,
) -> Result<DiaryOptions> {
    let options = config::diary_options(flags, told, log)?;
    Ok(DiaryOptions { likely_year: Some(today().year()), ..options })
}

/// Starts a log with a row for today.
pub fn new_log(file: &Path, scale: Option<Scale>) -> Result<()> {
    write_file(file, log_file::new_log(Zoned::now().date(), scale).as_bytes())
}

/// Today, where the runner is.
pub fn today() -> Date {
    Zoned::now().date()
}

/// A day as logs have it, where it can be one day only: `2026-11-28`, `28.11.2026`, `28/11/2026`, `11/28/2026`.
fn day_typed(text: &str) -> Result<Date> {
    let refused = |what: String| Error::Config {
        what,
        place: "--date".into(),
        remedy: "give yesterday, or a day such as 2024-05-01".into(),
    };
    if let Ok(day) = config::day("--date", text) {
        return Ok(day);
    }
    let cell = dates::take_apart(text).filter(|cell| cell.year().is_some());
    let cell = cell.ok_or_else(|| refused(format!("`{text}` is no day")))?;
    // Days with full stops have the day first wherever they are written.
    let declared = text.contains('.').then_some(DateOrder::Dmy);
    let orders = dates::infer(&[Some(cell)], declared, false)
        .map_err(|_| refused(format!("day and month of `{text}` cannot be told apart")))?;
    cell.date(orders).ok_or_else(|| refused(format!("`{text}` is no day")))
}

/// The day of `--date`: today, `yesterday`, or an earlier one.
fn morning_of(typed: Option<&str>) -> Result<Date> {
    let today = today();
    let date = match typed {
        None | Some("today") => today,
        Some("yesterday") => today.yesterday().unwrap_or(today),
        Some(text) => day_typed(text)?,
    };
    if date > today {
        return Err(Error::Config {
            what: format!("{date} is in the future: today is {today}"),
            place: "--date".into(),
            remedy: "give a day that has begun, such as --date yesterday".into(),
        });
    }
    Ok(date)
}
