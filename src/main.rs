//! Parse, run, print, exit code.

mod commands;

use std::process::ExitCode as ProcessExit;

use clap::Parser;
use shakeout::cli::{Cli, Command, Config, Profile};
use shakeout::terminal::{Terminal, say};

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
    let Cli { command, log } = Cli::parse();
    let terminal = Terminal::new(log);
    let done = match command {
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
        Command::Config(Config::Show(args)) => commands::show_config(&args),
        Command::Completions(args) => commands::completions(&args),
        Command::Man(args) => commands::man(&args),
    };
    let code = done.unwrap_or_else(|error| {
        terminal.error(&error);
        error.exit_code()
    });
    ProcessExit::from(code as u8)
}
