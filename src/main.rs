//! Parse, run, print, exit code.

mod commands;

use std::process::ExitCode as ProcessExit;

use clap::Parser;
use shakeout::cli::shorthand::with_command;
use shakeout::cli::{Cli, Command, Config, Profile, refusal};
use shakeout::error::{ExitCode, Result};
use shakeout::pipeline;
use shakeout::terminal::{Terminal, colour, say};

fn main() -> ProcessExit {
    // A decoder's panic is caught and becomes the fate of one file; its default message would
    // only be noise between the lines of the report.
    std::panic::set_hook(Box::new(|panic| {
        if std::thread::current().name() == Some("main") {
            say(&format!(
                "shakeout stopped unexpectedly: {panic}\n  remedy: please report this with the command"
            ));
        }
    }));
    let Cli { command, log } = match Cli::try_parse_from(with_command(std::env::args_os().collect())) {
        Ok(typed) => typed,
        Err(asked_or_wrong) => match refusal::of(&asked_or_wrong) {
            None => asked_or_wrong.exit(),
            Some(error) => {
                say(&error.shown(colour(&std::io::stderr())));
                return ProcessExit::from(error.exit_code() as u8);
            }
        },
    };
    let terminal = Terminal::new(log);
    let Some(command) = command else {
        return ended(commands::greet(), &terminal);
    };
    if let Err(error) = pipeline::can_work() {
        return ended(Err(error), &terminal);
    }
    let done = match command {
        Command::Start(args) => commands::start(&args, &terminal),
        Command::Add(args) => commands::add(&args, &terminal),
        Command::Open(args) => commands::open(&args, &terminal),
        Command::Compare(args) => commands::compare(&args, &terminal),
        Command::Analyze(args) => commands::analyze(&args, &terminal),
        Command::Effect(args) => commands::effect(&args, &terminal),
        Command::Inspect(args) => commands::inspect(&args, &terminal),
        Command::Soreness(args) => commands::soreness(&args),
        Command::Profile(Profile::Init(args)) => commands::profile_init(&args, &terminal),
        Command::Doctor(args) => commands::doctor(&args, &terminal),
        Command::Plan(args) => commands::plan(&args, &terminal),
        Command::Trial(args) => commands::trial(&args, &terminal),
        Command::Register(args) => commands::register(&args, &terminal),
        Command::Sources(args) => commands::sources(&args),
        Command::Demo(args) => commands::demo(&args, &terminal),
        Command::Cohort(args) => commands::cohort(&args, &terminal),
        Command::Worker(args) => commands::worker(&args),
        Command::Pool(args) => commands::pool(&args, &terminal),
        Command::Config(Config::Show(args)) => commands::show_config(&args, &terminal),
        Command::Completions(args) => commands::completions(&args),
        Command::Man(args) => commands::man(&args),
    };
    ended(done, &terminal)
}

/// Says what went wrong, if anything did.
fn ended(done: Result<ExitCode>, terminal: &Terminal) -> ProcessExit {
    let code = done.unwrap_or_else(|error| {
        terminal.error(&error);
        error.exit_code()
    });
    ProcessExit::from(code as u8)
}
