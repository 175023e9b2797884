//! Nearby: what was not typed and lies beside: the soreness log, the settings of the folder one works in.

use std::path::{Path, PathBuf};

use shakeout::config::{AnalyzeConfig, PROFILE};
use shakeout::error::{Error, Result};
use shakeout::terminal::Terminal;
use shakeout::text::{self, routine};
use shakeout::{cli, diary, pipeline, sheet, source};

/// What `analyze` is to do. A soreness log may be among the paths, or lie beside the runs: `note` says so then.
pub fn analyze(args: &cli::Analyze, note: &dyn Fn(&str)) -> Result<AnalyzeConfig> {
    let mut args = args.clone();
    typed(&mut args.paths, &mut args.soreness, &mut args.common)?;
    refuse_log_alone(&args.paths, "analyze")?;
    let config = AnalyzeConfig::resolve(&args)?;
    Ok(with_log(config, note))
}

/// The same for the commands that examine an archive.
pub fn doctor(args: &cli::Doctor, terminal: &Terminal) -> Result<AnalyzeConfig> {
    let mut args = args.clone();
    typed(&mut args.paths, &mut args.soreness, &mut args.common)?;
    refuse_log_alone(&args.paths, "doctor")?;
    let config = AnalyzeConfig::resolve_doctor(&args)?;
    Ok(with_log(config, &|what| terminal.note(what)))
}

/// The same for what is to be registered.
pub fn register(args: &cli::Register, terminal: &Terminal) -> Result<AnalyzeConfig> {
    let mut args = args.clone();
    typed(&mut args.archive.paths, &mut args.archive.soreness, &mut args.archive.common)?;
    refuse_log_alone(&args.archive.paths, "register")?;
    let config = AnalyzeConfig::resolve_register(&args)?;
    Ok(with_log(config, &|what| terminal.note(what)))
}

/// Takes a log that was typed among the paths, and the settings of the folder one works in.
fn typed(paths: &mut Vec<PathBuf>, soreness: &mut Option<PathBuf>, common: &mut cli::Common) -> Result<()> {
    take_log(paths, soreness)?;
    let elsewhere = settings_beside(paths.iter().chain(soreness.as_ref())).is_some();
    if common.profile.is_none() && !elsewhere {
        common.working_folder = Some(PathBuf::new());
    }
    Ok(())
}

/// `shakeout.toml` in the folders among `paths`, or beside the files among them.
pub fn settings_beside<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> Option<PathBuf> {
    let beside = |path: &PathBuf| match path.is_dir() {
        true => path.join(PROFILE),
        false => path.with_file_name(PROFILE),
    };
    paths.into_iter().map(beside).find(|path| path.is_file())
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
        let [first, second] = [first, second].map(|log| text::shell(&log.display().to_string()));
        return Err(Error::Config {
            what: format!("{first} and {second} are both soreness logs"),
            place: "PATH".into(),
            remedy: format!("name the one that counts: --soreness {first}"),
        });
    }
    *soreness = logs.into_iter().next();
    Ok(())
}

/// Refuses a soreness log in the place of the export, with the line to type.
pub fn refuse_log_alone(paths: &[PathBuf], command: &str) -> Result<()> {
    let only_logs = !paths.is_empty() && paths.iter().all(|path| is_log(path) && !is_list(path));
    let Some(log) = paths.first().filter(|_| only_logs) else { return Ok(()) };
    let log = text::shell(&log.display().to_string());
    Err(Error::Config {
        what: format!("{log} is a soreness log, not the export of a watch"),
        place: "PATH".into(),
        remedy: format!(
            "name the export, and the log beside it: shakeout {command} EXPORT --soreness {log}; how to get an export: \
             shakeout sources; what the log says: shakeout soreness check {log}"
        ),
    })
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
fn with_log(mut config: AnalyzeConfig, note: &dyn Fn(&str)) -> AnalyzeConfig {
    // A missing path is reported before anything else.
    let all_there = config.paths.iter().all(|path| path.exists());
    if config.soreness.is_some() || !all_there {
        return config;
    }
    match pipeline::logs_beside(&config.paths).as_slice() {
        [] => {}
        [log] => {
            note(&routine::log_found(&log.display().to_string()));
            config.soreness = Some(log.clone());
        }
        [first, second, ..] => {
            let [first, second] = [first, second].map(|log| text::shell(&log.display().to_string()));
            note(&routine::two_logs_found(&first, &second));
        }
    }
    config
}
