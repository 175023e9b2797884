//! `open`: the report in the browser.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use shakeout::error::{Error, ExitCode, Result};
use shakeout::terminal::Terminal;
use shakeout::{cli, config, discover};

use super::print;

/// Name of the page in the folder of a report.
pub const PAGE: &str = "report.html";

pub fn open(args: &cli::Open, terminal: &Terminal) -> Result<ExitCode> {
    let folder = match &args.folder {
        Some(folder) => folder.clone(),
        None => config::own_places(None)?.out,
    };
    // A demo keeps its report one folder further down.
    let pages = [folder.clone(), folder.join(PAGE), folder.join("report").join(PAGE)];
    let page = pages.into_iter().find(|page| page.is_file()).ok_or_else(|| no_report(&folder))?;
    show(&page, terminal);
    print(&mut std::io::stdout().lock(), &page.display().to_string())?;
    Ok(ExitCode::Done)
}

fn no_report(folder: &Path) -> Error {
    if !folder.exists() && folder != Path::new(config::REPORT) {
        return discover::no_such_path(folder);
    }
    Error::Config {
        what: "there is no report here yet".into(),
        place: folder.display().to_string(),
        remedy: "make one: shakeout analyze PATH; or name the folder of another: shakeout open FOLDER".into(),
    }
}

/// Opens the page; where nothing can, says so: the path is printed in any case.
pub fn show(page: &Path, terminal: &Terminal) {
    // Browsers take an absolute path only.
    let page = page.canonicalize().unwrap_or_else(|_| page.to_path_buf());
    if !openers().iter().any(|opener| opens(opener, &page)) {
        terminal.note("no browser could be started: open this page by hand");
    }
}

/// What can open a page here, the runner's own choice first: a program and its arguments before the page.
fn openers() -> Vec<Vec<String>> {
    let own = std::env::var("BROWSER").ok().filter(|own| !own.is_empty());
    let usual: &[&[&str]] = if cfg!(target_os = "windows") {
        &[&["explorer"]]
    } else if cfg!(target_os = "macos") {
        &[&["open"]]
    } else {
        &[&["xdg-open"], &["wslview"]]
    };
    let usual = usual.iter().map(|words| words.iter().map(|word| (*word).to_owned()).collect());
    own.map(|own| vec![own]).into_iter().chain(usual).collect()
}

/// True when the program starts and does not fail at once. It is not waited for: some stay until the window is closed.
fn opens(opener: &[String], page: &Path) -> bool {
    let Some((program, arguments)) = opener.split_first() else { return false };
    let mut command = Command::new(program);
    command.args(arguments).arg(page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    for _ in 0..20 {
        match child.try_wait() {
            // The explorer of Windows ends with 1 when all is well.
            Ok(Some(status)) => return status.success() || cfg!(target_os = "windows"),
            Ok(None) => sleep(Duration::from_millis(50)),
            Err(_) => return false,
        }
    }
    true
}
