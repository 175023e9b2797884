//! Nearby: what was not typed and lies beside: the soreness log, the settings of the folder one works in.

use std::path::{Path, PathBuf};

use shakeout::config::{AnalyzeConfig, PROFILE};
use shakeout::discover::nearby;
use shakeout::error::{Error, Result};
use shakeout::terminal::Terminal;
use shakeout::text::routine;
use shakeout::{cli, diary, pipeline, sheet, source};

/// What `analyze` is to do: a soreness log may be among the paths, or lie beside the runs.
pub fn analyze(args: &cli::Analyze, terminal: &Terminal) -> Result<AnalyzeConfig> {
    let mut args = args.clone();
    typed(&mut args.paths, &mut args.soreness, &mut args.common)?;
    let config = AnalyzeConfig::resolve(&args)?;
    Ok(with_log(config, terminal))
}

/// The same for the commands that examine an archive.
pub fn doctor(args: &cli::Doctor, terminal: &Terminal) -> Result<AnalyzeConfig> {
    let mut args = args.clone();
    typed(&mut args.paths, &mut args.soreness, &mut args.common)?;
    let config = AnalyzeConfig::resolve_doctor(&args)?;
    Ok(with_log(config, terminal))
}

/// The same for what is to be registered.
pub fn register(args: &cli::Register, terminal: &Terminal) -> Result<AnalyzeConfig> {
    let mut args = args.clone();
    typed(&mut args.archive.paths, &mut args.archive.soreness, &mut args.archive.common)?;
    let config = AnalyzeConfig::resolve_register(&args)?;
    Ok(with_log(config, terminal))
}

/// Takes a log that was typed among the paths, and the settings of the folder one works in.
fn typed(paths: &mut Vec<PathBuf>, soreness: &mut Option<PathBuf>, common: &mut cli::Common) -> Result<()> {
    take_log(paths, soreness)?;
    let beside = |path: &PathBuf| match path.is_dir() {
        true => path.join(PROFILE),
        false => path.with_file_name(PROFILE),
    };
    let elsewhere = paths.iter().chain(soreness.as_ref()).any(|path| beside(path).is_file());
    if common.profile.is_none() && !elsewhere {
        common.profile = settings_here();
    }
    Ok(())
}

/// `shakeout.toml` of the folder one works in.
pub fn settings_here() -> Option<PathBuf> {
    Some(PathBuf::from(PROFILE)).filter(|path| path.is_file())
}

/// Moves a soreness log from the paths to its own place.
pub fn take_log(paths: &mut Vec<PathBuf>, soreness: &mut Option<PathBuf>) -> Result<()> {
    if soreness.is_some() || paths.len() < 2 {
        return Ok(());
    }
    let (logs, others): (Vec<PathBuf>, Vec<PathBuf>) = paths.drain(..).partition(|path| is_log(path));
    *paths = others;
    if let [first, second, ..] = logs.as_slice() {
        return Err(Error::Config {
            what: format!("{} and {} are both soreness logs", first.display(), second.display()),
            place: "PATH".into(),
            remedy: format!("name the one that counts: --soreness {}", first.display()),
        });
    }
    *soreness = logs.into_iter().next();
    Ok(())
}

/// True for a list of activities, which comes without their recordings.
pub fn is_list(path: &Path) -> bool {
    let table = sheet::is_called_a_table(path) && path.is_file();
    table && pipeline::bytes_of_table(path).is_ok_and(|bytes| source::sniff(&bytes).is_some())
}

/// True for a table of a date and a soreness value a row, and for what is called one: its mistakes are told then.
pub fn is_log(path: &Path) -> bool {
    if !sheet::is_called_a_table(path) || !path.is_file() {
        return false;
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    if name.contains("soreness") {
        return true;
    }
    let Ok(bytes) = pipeline::bytes_of_table(path) else { return false };
    source::sniff(&bytes).is_none() && diary::is_log(&bytes, &path.to_string_lossy())
}

/// With the log that lies beside the runs, where none was typed and the settings name none.
fn with_log(mut config: AnalyzeConfig, terminal: &Terminal) -> AnalyzeConfig {
    // A missing path is reported before anything else.
    let all_there = config.paths.iter().all(|path| path.exists());
    if config.soreness.is_none()
        && all_there
        && let Some(log) = nearby::log_beside(&config.paths)
    {
        terminal.note(&routine::log_found(&log.display().to_string()));
        config.soreness = Some(log);
    }
    config
}
