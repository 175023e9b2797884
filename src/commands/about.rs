//! `config show`, `completions` and `man`: what the program says of itself.

use shakeout::cli::{self, manual};
use shakeout::config;
use shakeout::error::{Error, ExitCode, Result};
use shakeout::output::write_file;
use shakeout::terminal::Terminal;
use shakeout::text;

use super::{print, print_bytes};

pub fn show_config(args: &cli::Show, terminal: &Terminal) -> Result<ExitCode> {
    let (settings, warnings) = config::show::settings(args)?;
    terminal.warn(&warnings);
    let show = if args.common.json { config::show::json } else { config::show::text };
    print(&mut std::io::stdout().lock(), &show(&settings))?;
    Ok(ExitCode::Done)
}

/// What `shakeout` alone says.
pub fn greet() -> Result<ExitCode> {
    print(&mut std::io::stdout().lock(), text::routine::GREETING)?;
    Ok(ExitCode::Done)
}

pub fn man(args: &cli::Man) -> Result<ExitCode> {
    let Some(folder) = &args.out else { return print_bytes(&manual::page(&args.command)?) };
    let made = std::fs::create_dir_all(folder);
    let remedy = "choose a folder that can be written: --out DIR".into();
    made.map_err(|source| Error::Io { path: folder.clone(), source, remedy })?;
    for (name, page) in manual::pages()? {
        write_file(&folder.join(name), &page)?;
    }
    Ok(ExitCode::Done)
}

pub fn completions(args: &cli::Completions) -> Result<ExitCode> {
    print_bytes(&manual::completions(args.shell))
}
