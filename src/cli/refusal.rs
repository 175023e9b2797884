//! Refusal: what clap says of a line that cannot be understood, in the form of all other errors.

use std::error::Error as _;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Cli;
use crate::error::Error;

/// The error of a typed line; `None` for help and version, which are asked for.
#[must_use]
pub fn of(error: &clap::Error) -> Option<Error> {
    let name = |kind| context(error, kind);
    let argument = name(ContextKind::InvalidArg).unwrap_or_default();
    let value = name(ContextKind::InvalidValue).unwrap_or_default();
    let listed = |names: Option<String>| match names {
        Some(names) if !names.is_empty() => format!("one of: {names}"),
        _ => String::new(),
    };
    let (what, remedy) = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion => return None,
        ErrorKind::UnknownArgument => {
            let usage = name(ContextKind::Usage).unwrap_or_default();
            let near = otherwise_called(&argument, &usage).or_else(|| name(ContextKind::SuggestedArg));
            let near = near.map(|near| format!("did you mean {near}?"));
            (format!("there is no flag {argument} here"), near.unwrap_or_default())
        }
        ErrorKind::InvalidSubcommand => {
            let typed = name(ContextKind::InvalidSubcommand).unwrap_or_default();
            let near = suggested(error).map(|near| format!("did you mean `{near}`?"));
            (format!("there is no command, file or folder `{typed}`"), near.unwrap_or_default())
        }
        ErrorKind::MissingRequiredArgument => (format!("{argument} is missing"), String::new()),
        ErrorKind::MissingSubcommand => {
            let commands = listed(name(ContextKind::ValidSubcommand));
            ("the command is not complete".to_owned(), commands)
        }
        ErrorKind::ArgumentConflict => {
            let other = name(ContextKind::PriorArg).unwrap_or_default();
            (
                format!("{argument} and {other} exclude each other"),
                format!("leave one of them out: {argument} or {other}"),
            )
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            let remedy = match listed(name(ContextKind::ValidValue)) {
                valid if valid.is_empty() => format!("give one, or leave {argument} out"),
                valid => valid,
            };
            (format!("{argument} needs a value"), remedy)
        }
        ErrorKind::InvalidValue => {
            let near = name(ContextKind::SuggestedValue).map(|near| format!("did you mean {near}? "));
            let valid = listed(name(ContextKind::ValidValue));
            (format!("`{value}` cannot be used for {argument}"), near.unwrap_or_default() + &valid)
        }
        ErrorKind::ValueValidation => {
            // Parsers of ours say which numbers they take.
            let wanted =
                error.source().map(ToString::to_string).filter(|words| words.starts_with("a number"));
            let wanted = wanted.unwrap_or_else(|| "a number".to_owned());
            (format!("`{value}` cannot be used for {argument}"), format!("give {wanted}"))
        }
        _ => {
            let text = error.to_string();
            let line = text.lines().next().unwrap_or_default();
            (line.trim_start_matches("error: ").to_owned(), String::new())
        }
    };
    let usage = name(ContextKind::Usage).map(|usage| usage.trim_start_matches("Usage: ").trim().to_owned());
    let usage = usage.and_then(|usage| usage.lines().next().map(str::to_owned)).unwrap_or_default();
    let place = if usage.is_empty() { "shakeout".to_owned() } else { usage };
    let remedy = match remedy.trim() {
        "" => format!("see what can be typed: {} --help", command(&place)),
        remedy => remedy.to_owned(),
    };
    Some(Error::Config { what, place, remedy })
}

/// What people call a flag, and its name.
const OTHERWISE_CALLED: &[(&str, &str)] = &[
    ("--log", "--soreness"),
    ("--diary", "--soreness"),
    ("--scale", "--soreness-scale"),
    ("--direction", "--soreness-direction"),
    ("--year", "--soreness-year"),
    ("--output", "--out"),
    ("--config", "--profile"),
    ("--settings", "--profile"),
    ("--from", "--since"),
    ("--to", "--until"),
];

/// The flag of another name that a command of this usage has: letters alone would lead from `--log` to `--log-format`.
fn otherwise_called(typed: &str, usage: &str) -> Option<String> {
    let (_, flag) = OTHERWISE_CALLED.iter().find(|(called, _)| *called == typed)?;
    let mut root = Cli::command();
    root.build();
    let words = command(usage.trim_start_matches("Usage: ").trim());
    let named = words.split(' ').skip(1).try_fold(&root, |one, word| one.find_subcommand(word))?;
    let has = named.get_arguments().any(|arg| arg.get_long() == flag.strip_prefix("--"));
    has.then(|| (*flag).to_owned())
}

/// The command that was probably meant, by its own name where an alias is nearest.
fn suggested(error: &clap::Error) -> Option<String> {
    let near = match error.get(ContextKind::SuggestedSubcommand)? {
        ContextValue::Strings(names) => names.last()?,
        ContextValue::String(name) => name,
        _ => return None,
    };
    let root = Cli::command();
    let named = root.find_subcommand(near).map(|command| command.get_name().to_owned());
    named.or_else(|| Some(near.clone()))
}

/// The command of a usage line: `shakeout soreness add`.
fn command(usage: &str) -> String {
    let words = usage.split(' ').take_while(|word| !word.starts_with(['-', '<', '[']));
    words.collect::<Vec<_>>().join(" ")
}

/// What clap knows about the error, in words.
fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    Some(match error.get(kind)? {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => {
            texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        ContextValue::Number(number) => number.to_string(),
        _ => return None,
    })
}
