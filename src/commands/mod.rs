//! Commands: what each of them does, from what was typed to what is printed and written.

mod about;
mod analyze;
mod ask;
mod cohort;
mod compare;
mod inspect;
mod nearby;
mod onboard;
mod open;
mod register;
mod soreness;
mod sources;
mod start;
mod trial;
mod whose;

use std::io::Write;
use std::path::Path;

use shakeout::error::{Error, ExitCode, Result};
use shakeout::{discover, pipeline, text};

pub use about::{completions, greet, man, show_config};
pub use analyze::{analyze, demo, effect};
pub use cohort::{cohort, pool, worker};
pub use compare::compare;
pub use inspect::inspect;
pub use onboard::{doctor, profile_init};
pub use open::open;
pub use register::register;
pub use soreness::{add, soreness};
pub use sources::sources;
pub use start::start;
pub use trial::{plan, trial};

/// A line to stdout, where nothing from a file may command the terminal. A reader that closes the pipe early
/// (`| head`) is no error.
fn print(out: &mut impl Write, line: &str) -> Result<()> {
    match writeln!(out, "{}", text::visible(line)) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        written => written.map_err(|source| Error::Io {
            path: "standard output".into(),
            source,
            remedy: "check where the output is sent".into(),
        }),
    }
}

fn print_bytes(bytes: &[u8]) -> Result<ExitCode> {
    print(&mut std::io::stdout().lock(), String::from_utf8_lossy(bytes).trim_end())?;
    Ok(ExitCode::Done)
}

/// The bytes of a soreness log.
fn read_log(path: &Path) -> Result<Vec<u8>> {
    pipeline::bytes_of_table(path).map_err(|source| {
        if path.is_dir() {
            return pipeline::a_folder(path, "give the soreness log, such as soreness.csv");
        }
        let near = match discover::no_such_path(path) {
            Error::NoSuchPath { near: Some(near), .. } => format!("did you mean {}?", near.display()),
            _ if path.extension().is_none() => {
                let log = text::shell(&path.with_extension("csv").display().to_string());
                format!("give the log, such as {log}; or start one with: shakeout soreness new {log}")
            }
            _ => {
                format!("start one with: shakeout soreness new {}", text::shell(&path.display().to_string()))
            }
        };
        let missing = source.kind() == std::io::ErrorKind::NotFound;
        let remedy = if missing { near } else { "check the path and its permissions".into() };
        Error::Io { path: path.to_path_buf(), source, remedy }
    })
}
