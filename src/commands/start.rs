//! `start`: a guided first run. It finds the export, asks at most five things, writes `shakeout.toml`, starts the
//! log, makes the report and opens it. Where nobody can answer it asks nothing and takes the defaults.

use std::path::{Path, PathBuf};

use shakeout::config::{PROFILE, starting};
use shakeout::discover::nearby::{self, LOG_NAME};
use shakeout::error::{Error, ExitCode, Result};
use shakeout::output::write_file;
use shakeout::soreness::Scale;
use shakeout::terminal::Terminal;
use shakeout::text::{self, routine};
use shakeout::{cli, discover, sheet};

use super::ask::Talk;
use super::{analyze, print, soreness};

pub fn start(args: &cli::Start, terminal: &Terminal) -> Result<ExitCode> {
    let talk = Talk::new(!args.yes);
    let told = |line: &str| match terminal.quiet {
        true => Ok(()),
        false => print(&mut std::io::stdout(), line),
    };
    told(routine::WELCOME)?;
    let paths = exports(args, talk)?;
    told(&routine::reading(&shown(&paths)))?;
    let log = log(args, &paths, talk);
    let settings = Path::new(PROFILE);
    if settings.exists() {
        told(&routine::settings_stay(PROFILE))?;
    }
    if !log.exists() {
        let scale = talk.ask_for(
            "What is the range of your soreness scale, not sore to sorest",
            Some("0..10"),
            scale,
            SCALE,
        );
        soreness::new_log(&log, scale)?;
        told(&routine::log_started(&log.display().to_string()))?;
    }
    if !settings.exists() {
        let answers = answers(args, &log, talk);
        write_file(settings, starting::toml(&answers).as_bytes())?;
        told(&routine::settings_written(PROFILE))?;
    }
    let done = analyze::analyze(
        &cli::Analyze {
            paths: paths.clone(),
            soreness: Some(log),
            out: args.out.clone(),
            open: talk.asks(),
            training: cli::Training { units: args.units, ..cli::Training::default() },
            ..cli::Analyze::default()
        },
        terminal,
    )?;
    told(&routine::tomorrow(&shown(&paths)))?;
    Ok(done)
}

fn shown(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| text::shell(&path.display().to_string())).collect::<Vec<_>>().join(" ")
}

/// The first question: where the export is.
fn exports(args: &cli::Start, talk: Talk) -> Result<Vec<PathBuf>> {
    if !args.paths.is_empty() {
        return Ok(args.paths.clone());
    }
    let found = found();
    let default = found.as_ref().map(|path| path.display().to_string());
    let is_there = |answer: &str| {
        // A file dropped on a terminal comes in quotes.
        let path = PathBuf::from(answer.trim_matches(['"', '\'']));
        path.exists().then_some(path)
    };
    let wanted = "there is no such file or folder; drag the export into this window, or type its path";
    let answer = talk.ask_for("Where is the export of your watch", default.as_deref(), is_there, wanted);
    answer.or(found).map(|path| vec![path]).ok_or_else(|| Error::Config {
        what: "no export was found here or in Downloads".into(),
        place: "PATH".into(),
        remedy: "name it: shakeout start PATH; how to get one: shakeout sources; to see what comes out: shakeout demo"
            .into(),
    })
}

/// The newest export here, else in Downloads.
fn found() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from);
    let downloads = home.map(|home| home.join("Downloads"));
    let here = Some(PathBuf::from("."));
    here.into_iter()
        .chain(downloads)
        .find_map(|folder| discover::nearby::exports_in(&folder).into_iter().next())
}

/// The second question: the log.
fn log(args: &cli::Start, paths: &[PathBuf], talk: Talk) -> PathBuf {
    if let Some(log) = &args.soreness {
        return log.clone();
    }
    let here = Some(PathBuf::from(LOG_NAME)).filter(|log| log.exists());
    let default = here.or_else(|| nearby::log_beside(paths)).unwrap_or_else(|| LOG_NAME.into());
    let question = "Your soreness log; a new one is started where there is none";
    let is_table = |answer: &str| {
        let path = PathBuf::from(answer.trim_matches(['"', '\'']));
        sheet::is_called_a_table(&path).then_some(path)
    };
    let wanted = "a table such as soreness.csv; type its path, or press Enter";
    talk.ask_for(question, Some(&default.display().to_string()), is_table, wanted).unwrap_or(default)
}

const SCALE: &str = "two numbers, no soreness first, such as 0..10 or 1..5";

fn scale(text: &str) -> Option<Scale> {
    let (low, high) = text.split_once("..").or_else(|| text.split_once('-'))?;
    Scale::new(low.trim().parse().ok()?, high.trim().parse().ok()?)
}

/// The last two questions: what the watch does not know.
fn answers(args: &cli::Start, log: &Path, talk: Talk) -> starting::Answers {
    let question = "Your year of birth, or your highest heart rate; Enter if you know neither for sure";
    let heart =
        talk.ask_for(question, None, starting::Heart::of, "a year such as 1985, or beats such as 188");
    let miles = |text: &str| match text.to_lowercase().as_str() {
        "km" | "metric" | "kilometres" | "kilometers" => Some(false),
        "mi" | "miles" | "imperial" => Some(true),
        _ => None,
    };
    let imperial = match args.units {
        Some(units) => units == cli::UnitsArg::Imperial,
        None => talk.ask_for("Kilometres or miles", Some("km"), miles, "km or mi").unwrap_or(false),
    };
    starting::Answers { log: log.to_path_buf(), heart, imperial }
}
