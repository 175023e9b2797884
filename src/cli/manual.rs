//! Manual: completions and manual pages, from the definitions of the command line.

use clap::{Command, CommandFactory};

use super::Cli;
use crate::error::{Error, Result};
use crate::near;

/// The completions of a shell.
#[must_use]
pub fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "shakeout", &mut script);
    script
}

/// The manual page of the command that is named, in roff; of the program itself when none is.
///
/// # Errors
/// [`Error::Config`] when there is no such command.
pub fn page(command: &[String]) -> Result<Vec<u8>> {
    let whole = whole();
    let mut found = &whole;
    for name in command {
        found = found.find_subcommand(name).ok_or_else(|| {
            let names: Vec<&str> = found.get_subcommands().map(Command::get_name).collect();
            let remedy = match near::nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the commands are: {}", names.join(", ")),
            };
            Error::Config { what: format!("there is no command `{name}`"), place: "COMMAND".into(), remedy }
        })?;
    }
    roff(found)
}

/// Every page: (file name, roff), of the program and of each of its commands.
///
/// # Errors
/// [`Error::Output`] when a page cannot be made.
pub fn pages() -> Result<Vec<(String, Vec<u8>)>> {
    fn below(command: &Command, out: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
        let name = clap_mangen::Man::new(command.clone()).get_filename();
        out.push((name, roff(command)?));
        command.get_subcommands().try_for_each(|inner| below(inner, out))
    }
    let mut pages = Vec::new();
    below(&whole(), &mut pages)?;
    Ok(pages)
}

fn whole() -> Command {
    let mut command = Cli::command().disable_help_subcommand(true);
    // Gives each command the name of those above it, and the flags that all of them have.
    command.build();
    command
}

fn roff(command: &Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    let man = clap_mangen::Man::new(command.clone());
    let man = man.source(concat!("shakeout ", env!("CARGO_PKG_VERSION"))).manual("shakeout");
    man.render(&mut page)
        .map_err(|error| Error::Output { what: "a manual page".into(), reason: error.to_string() })?;
    Ok(page)
}
