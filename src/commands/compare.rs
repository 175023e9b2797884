//! `compare`: two periods of one record, or two reports.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::ToSpan;
use jiff::civil::Date;
use shakeout::config::{self, EffectConfig};
use shakeout::day::{Day, DayKind};
use shakeout::error::{Error, ExitCode, Result};
use shakeout::report::Report;
use shakeout::sheet::months;
use shakeout::terminal::{self, Terminal};
use shakeout::{cli, compare as compared, pipeline, text};

use super::print;

/// The day table of a report.
const DAYS: &str = "days.csv";

pub fn compare(args: &cli::Compare, terminal: &Terminal) -> Result<ExitCode> {
    let sides = [side(&args.before, args)?, side(&args.after, args)?];
    let of = |side| pipeline::effect(side).map_err(|error| of_the_record(error, side, args));
    let reports = sides.iter().map(of).collect::<Result<Vec<Report>>>()?;
    let [before, after] = reports.as_slice() else { return Ok(ExitCode::CannotGoOn) };
    refuse_shared(before, after, || match sides[0].days == sides[1].days {
        true => halves(&sides[0], args.report.as_deref()),
        false => {
            let of_one = halves(&sides[0], Some(Path::new(&args.before)));
            format!("{of_one}; of two runners each has an own answer: shakeout cohort")
        }
    })?;
    let names = [args.before.as_str(), args.after.as_str()];
    let found = compared::compare(names, [before, after]).ok_or_else(|| Error::Config {
        what: "one of the two has no day".into(),
        place: names.join(" "),
        remedy: halves(&sides[0], args.report.as_deref()),
    })?;
    let mut out = std::io::stdout().lock();
    if args.json {
        let json = compared::json(&found)
            .map_err(|error| Error::Output { what: "the comparison".into(), reason: error.to_string() })?;
        print(&mut out, &json)?;
    } else if !terminal.quiet {
        let named = [&args.before, &args.after].into_iter().any(|typed| is_period(typed));
        if named && args.report.is_none() {
            print(&mut out, &format!("report  {}\n", report(args)?.display()))?;
        }
        print(&mut out, compared::text(&found, terminal::columns()).trim_end())?;
    }
    Ok(ExitCode::Done)
}

/// Two periods or two reports with days in common are not two samples: their errors are not independent.
fn refuse_shared(before: &Report, after: &Report, remedy: impl Fn() -> String) -> Result<()> {
    let known = |day: &&Day| day.kind != DayKind::Unknown || day.soreness.is_some();
    let dates = |report: &Report| -> BTreeSet<Date> {
        report.days.iter().filter(known).map(|day| day.date).collect()
    };
    let shared: Vec<Date> = dates(before).intersection(&dates(after)).copied().collect();
    let Some((from, to)) = shared.first().zip(shared.last()) else { return Ok(()) };
    Err(Error::Config {
        what: format!(
            "the two share {}, {from} to {to}: they are not two samples",
            text::count(shared.len(), "day")
        ),
        place: "A and B".into(),
        remedy: remedy(),
    })
}

/// The error of a period without a day, with what can be typed here, where there is no `--since`.
fn of_the_record(error: Error, side: &EffectConfig, args: &cli::Compare) -> Error {
    match error {
        Error::Config { what, place, .. } if place.starts_with("--since") || place.starts_with("--until") => {
            let place = format!("{} {}", args.before, args.after);
            Error::Config { what, place, remedy: halves(side, args.report.as_deref()) }
        }
        error => error,
    }
}

/// The two halves of the reader's own record, as they are typed.
fn halves(side: &EffectConfig, report: Option<&Path>) -> String {
    let mut whole = side.clone();
    (whole.analysis.since, whole.analysis.until) = (None, None);
    let days = pipeline::effect(&whole).map(|report| report.days).unwrap_or_default();
    let Some([.., last, first]) = days.get(..days.len() / 2 + 1).filter(|half| half.len() > 1) else {
        return "choose periods with days in the record".into();
    };
    let report = report.map(|path| format!(" {}", text::shell(&path.display().to_string())));
    format!(
        "choose periods that share no day, such as the halves of the record: shakeout compare ..{} {}..{}",
        last.date,
        first.date,
        report.unwrap_or_default()
    )
}

/// What a side is: a period of the report, or a report of its own.
fn side(typed: &str, args: &cli::Compare) -> Result<EffectConfig> {
    let path = Path::new(typed);
    let (days, period) = match period(typed) {
        Some(period) if !path.exists() => (table_of(&report(args)?), period),
        _ if !path.exists() => return Err(neither(typed)),
        _ => (table_of(path), Period::default()),
    };
    let Period { since, until } = period;
    let mut config = EffectConfig::resolve_common(&args.common(), days)?;
    (config.analysis.since, config.analysis.until) = (since, until);
    Ok(config)
}

fn is_period(typed: &str) -> bool {
    !Path::new(typed).exists() && period(typed).is_some()
}

/// What was typed is no period, and nothing on the disk.
fn neither(typed: &str) -> Error {
    Error::Config {
        what: format!("`{typed}` is neither a period nor a report that is there"),
        place: "A and B".into(),
        remedy: "write a period as 2023, 2023-05 or 2023-05-01..2023-06-15; of a runner without a report, make one \
                 first: shakeout analyze EXPORT --out DIR"
            .into(),
    }
}

fn report(args: &cli::Compare) -> Result<PathBuf> {
    match &args.report {
        Some(report) => Ok(report.clone()),
        None => Ok(config::own_places(args.profile.as_deref())?.out),
    }
}

fn table_of(report: &Path) -> PathBuf {
    // A folder without one is refused by its name.
    let table = report.join(DAYS);
    if table.is_file() { table } else { report.to_path_buf() }
}

/// First and last day; `None`: open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Period {
    since: Option<Date>,
    until: Option<Date>,
}

/// `2023`, `2023-05`, `2023-05-01`, or two of them with `..` between, one of which may be left out.
fn period(text: &str) -> Option<Period> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    if from.is_empty() && to.is_empty() {
        return None;
    }
    let end = |text: &str| if text.is_empty() { Some(None) } else { span(text).map(Some) };
    let (from, to) = (end(from)?, end(to)?);
    Some(Period { since: from.map(|(first, _)| first), until: to.map(|(_, last)| last) })
}

/// First and last day of a year, a month or a day; a month may have its name: `May 2023`.
fn span(text: &str) -> Option<(Date, Date)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if let [month, year] = words.as_slice()
        && let Some(month) = months::month(month)
    {
        return span(&format!("{year}-{month}"));
    }
    let numbers: Option<Vec<i16>> = text.split('-').map(|part| part.parse().ok()).collect();
    let (first, length) = match *numbers? {
        [year] if text.len() == 4 => (Date::new(year, 1, 1).ok()?, 1.year()),
        [year, month] => (Date::new(year, month.try_into().ok()?, 1).ok()?, 1.month()),
        [year, month, day] => (Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?, 1.day()),
        _ => return None,
    };
    Some((first, first.checked_add(length).ok()?.yesterday().ok()?))
}
