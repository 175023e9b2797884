//! `profile init` and `doctor`: what is asked of an archive before its answer.

use std::path::Path;

use shakeout::config::AnalyzeConfig;
use shakeout::error::{Error, ExitCode, Result};
use shakeout::output::write_file;
use shakeout::terminal::{Terminal, columns};
use shakeout::{cli, pipeline};

use super::{nearby, print};

pub fn profile_init(args: &cli::ProfileInit, terminal: &Terminal) -> Result<ExitCode> {
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
        write_file(
            Path::new(&old),
            &pipeline::read_table(&config.out, "check the path and its permissions")?,
        )?;
    }
    write_file(&config.out, text.as_bytes())?;
    if !terminal.quiet {
        let path = config.out.display();
        print(&mut out, &format!("{path}: read it, correct what is wrong, fill in what is not known"))?;
    }
    Ok(ExitCode::Done)
}

pub fn doctor(args: &cli::Doctor, terminal: &Terminal) -> Result<ExitCode> {
    let config = nearby::doctor(args, terminal)?;
    terminal.warn(&config.read.warnings);
    let doctor = terminal.watch(|progress| pipeline::doctor(&config, progress))?;
    let text = if args.common.json { doctor.json() } else { doctor.text(columns()) };
    print(&mut std::io::stdout().lock(), text.trim_end())?;
    Ok(ExitCode::Done)
}
