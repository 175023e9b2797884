//! Shorthand: what people type before they know a command. A path alone means `analyze`.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::CommandFactory;

use super::Cli;

/// The arguments of the program with `analyze` put before a path that no command precedes.
///
/// A first word is a path when there is a file or a folder of that name, or when it looks like one: no command has a
/// dot or a slash in its name.
#[must_use]
pub fn with_command(mut args: Vec<OsString>) -> Vec<OsString> {
    // The flags of the program itself that take a value.
    let takes_value = |arg: &OsString| arg == "--log-format" || arg == "--color";
    let first = (1..args.len()).find(|&k| !is_flag(&args[k]) && !takes_value(&args[k - 1]));
    if first.is_some_and(|k| !is_command(&args[k]) && is_path(&args[k])) {
        args.insert(1, "analyze".into());
    }
    args
}

fn is_flag(arg: &OsStr) -> bool {
    arg.to_string_lossy().starts_with('-')
}

fn is_command(arg: &OsStr) -> bool {
    let root = Cli::command();
    arg == "help" || arg.to_str().is_some_and(|name| root.find_subcommand(name).is_some())
}

fn is_path(arg: &OsStr) -> bool {
    Path::new(arg).exists() || arg.to_string_lossy().contains(['.', '/', '\\'])
}
