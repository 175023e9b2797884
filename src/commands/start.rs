//! `start`: a guided first run. It finds the export, asks at most five things, writes `shakeout.toml`, starts the
//! log, makes the report and opens it. Where nobody can answer it asks nothing and takes the defaults.

use std::path::{Path, PathBuf};

use shakeout::config::{PROFILE, starting};
use shakeout::discover::nearby::LOG_NAME;
use shakeout::error::{Error, ExitCode, Result};
use shakeout::output::write_file;
use shakeout::soreness::{Direction, Scale};
use shakeout::terminal::Terminal;
use shakeout::text::{self, routine};
use shakeout::{cli, config, diary, discover, pipeline, sheet};

use super::ask::Talk;
use super::{analyze, nearby as beside, print, read_log, soreness};

pub fn start(args: &cli::Start, terminal: &Terminal) -> Result<ExitCode> {
    let talk = Talk::new(!args.yes);
    let told = |line: &str| match terminal.quiet {
        true => Ok(()),
        false => print(&mut std::io::stdout(), line),
    };
    told(routine::WELCOME)?;
    let (paths, typed_log) = exports(args, talk)?;
    told(&routine::reading(&shown(&paths)))?;
    for list in paths.iter().filter(|path| beside::is_list(path)) {
        told(&routine::only_a_list(&list.display().to_string()))?;
    }
    let log = log(typed_log, &paths, talk);
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
    let mut reading = args.log.clone();
    if let Some(own) = beside::settings_beside(&paths).filter(|own| own != settings) {
        told(&routine::settings_of_the_runs(&own.display().to_string(), PROFILE))?;
    }
    if !settings.exists() {
        reading = meaning(reading, &log, talk)?;
        let answers = answers(args, &log, &reading, talk);
        write_file(settings, starting::toml(&answers).as_bytes())?;
        told(&routine::settings_written(PROFILE))?;
    }
    let today = cli::Analyze {
        paths,
        soreness: Some(log),
        out: args.out.clone(),
        open: talk.asks(),
        training: cli::Training { units: args.units, ..cli::Training::default() },
        common: cli::Common { log: reading, ..cli::Common::default() },
        ..cli::Analyze::default()
    };
    let done = analyze::analyze(&today, terminal)?;
    told(&routine::tomorrow(&again(&today)?))?;
    Ok(done)
}

/// What is typed after `shakeout analyze` to read the same log in the same way: the paths, and as flags what no settings
/// say that are read with these paths.
fn again(today: &cli::Analyze) -> Result<String> {
    let plain = cli::Analyze { paths: today.paths.clone(), ..cli::Analyze::default() };
    let (wanted, found) = (beside::analyze(today, &|_| ())?, beside::analyze(&plain, &|_| ())?);
    let mut line = shown(&today.paths);
    let mut add = |flag: &str, value: String| line.push_str(&format!(" {flag} {}", text::shell(&value)));
    if let Some(log) = wanted.soreness.filter(|log| found.soreness.as_ref() != Some(log)) {
        add("--soreness", log.display().to_string());
    }
    let (wanted, found) = (wanted.analysis.diary, found.analysis.diary);
    if let Some(scale) = wanted.scale.filter(|scale| found.scale != Some(*scale)) {
        add("--soreness-scale", format!("{}..{}", scale.low, scale.high));
    }
    if let Some(way) = wanted.direction.filter(|way| found.direction != Some(*way)) {
        add("--soreness-direction", way.name().to_owned());
    }
    Ok(line)
}

fn shown(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| text::shell(&path.display().to_string())).collect::<Vec<_>>().join(" ")
}

/// The first question: where the export is; with the soreness log, where it was typed.
fn exports(args: &cli::Start, talk: Talk) -> Result<(Vec<PathBuf>, Option<PathBuf>)> {
    let (mut paths, mut log) = (args.paths.clone(), args.soreness.clone());
    if paths.is_empty() {
        return Ok((vec![export(talk)?], log));
    }
    beside::take_log(&mut paths, &mut log)?;
    beside::refuse_log_alone(&paths, "start")?;
    Ok((paths, log))
}

/// The export that was found, or the one that is named when asked.
fn export(talk: Talk) -> Result<PathBuf> {
    let found = found();
    let default = found.as_ref().map(|path| path.display().to_string());
    let is_there = |answer: &str| {
        // A file dropped on a terminal comes in quotes.
        let path = PathBuf::from(answer.trim_matches(['"', '\'']));
        (path.exists() && !beside::is_log(&path)).then_some(path)
    };
    let wanted = "that is no export: drag the file or folder from your watch into this window, or type its path; the \
                  soreness log is asked for next";
    let answer = talk.ask_for("Where is the export of your watch", default.as_deref(), is_there, wanted);
    answer.or(found).ok_or_else(|| Error::Config {
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
fn log(typed: Option<PathBuf>, paths: &[PathBuf], talk: Talk) -> PathBuf {
    if let Some(log) = typed {
        return log;
    }
    let named = config::own_places(None).ok().and_then(|places| places.log);
    let here = named.or_else(|| Some(PathBuf::from(LOG_NAME))).filter(|log| log.exists());
    let default = here.or_else(|| pipeline::log_beside(paths)).unwrap_or_else(|| LOG_NAME.into());
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

/// What the numbers of a log mean, asked where the log does not tell.
fn meaning(said: cli::LogReading, log: &Path, talk: Talk) -> Result<cli::LogReading> {
    let name = log.display().to_string();
    let options = soreness::diary_options(&said, (None, None), log)?;
    if !talk.asks() || diary::read(&read_log(log)?, &name, &options).is_ok() {
        return Ok(said);
    }
    let question =
        "What do the numbers of your log mean, from not sore to sorest (10..1 where a high number is fresh)";
    let Some((scale, direction)) = talk.ask_for(question, Some("0..10"), ends, ENDS) else { return Ok(said) };
    Ok(cli::LogReading {
        soreness_scale: Some(format!("{}..{}", scale.low, scale.high)),
        soreness_direction: Some(direction),
        ..said
    })
}

const ENDS: &str = "two numbers, the one for not sore first, such as 0..10, 1..5 or 10..1";

/// Scale and direction from the values of not sore and sorest.
fn ends(text: &str) -> Option<(Scale, cli::DirectionArg)> {
    let (fresh, sore) = text.split_once("..")?;
    match (scale(text), scale(&format!("{sore}..{fresh}"))) {
        (Some(scale), _) => Some((scale, cli::DirectionArg::HigherIsSorer)),
        (None, turned) => Some((turned?, cli::DirectionArg::HigherIsFresher)),
    }
}

/// The last two questions: what the watch does not know.
fn answers(args: &cli::Start, log: &Path, said: &cli::LogReading, talk: Talk) -> starting::Answers {
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
    let direction = said.soreness_direction.map(|way| match way {
        cli::DirectionArg::HigherIsSorer => Direction::HigherIsSorer,
        cli::DirectionArg::HigherIsFresher => Direction::HigherIsFresher,
    });
    let scale = said.soreness_scale.as_deref().and_then(scale);
    starting::Answers { log: log.to_path_buf(), scale, direction, heart, imperial }
}
