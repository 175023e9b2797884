//! `inspect`: what is in files.

use std::io::Write;

use shakeout::config::ReadOptions;
use shakeout::error::{ExitCode, Result};
use shakeout::pipeline::stage;
use shakeout::terminal::Terminal;
use shakeout::zone::Zones;
use shakeout::{cli, decode, discover, inspect as shown, pipeline};

use super::print;

pub fn inspect(args: &cli::Inspect, terminal: &Terminal) -> Result<ExitCode> {
    let options = ReadOptions::resolve(&args.reading, args.profile.as_deref(), &args.paths)?;
    terminal.warn(&options.warnings);
    let sources = discover::discover(&args.paths)?;
    let mut out = std::io::stdout().lock();
    if args.messages {
        return messages(&sources, &options, &mut out);
    }
    let zones = Zones::new(options.tz.clone(), None, options.day_start);
    let outcomes = terminal.watch(|progress| {
        stage("read", progress, || {
            pipeline::in_pool(options.jobs, || pipeline::read_archive(&sources, &options, &zones, progress))
        })
    })?;
    let mut damaged = false;
    for outcome in &outcomes {
        damaged |= outcome.is_damaged();
        if args.json {
            for line in shown::json_lines(outcome, &zones) {
                print(&mut out, &line)?;
            }
        } else {
            print(&mut out, shown::text(outcome, &zones).trim_end())?;
        }
    }
    Ok(if options.strict && damaged { ExitCode::Strict } else { ExitCode::Done })
}

fn messages(sources: &[discover::Source], options: &ReadOptions, out: &mut impl Write) -> Result<ExitCode> {
    let mut damaged = false;
    pipeline::for_each_recording(sources, options, &mut |label, content| {
        print(out, &format!("# {label}"))?;
        let written = content.and_then(|bytes| decode::messages::write(bytes, out));
        if let Err(error) = written {
            damaged = true;
            print(out, &format!("# {error}"))?;
        }
        Ok(())
    })?;
    Ok(if options.strict && damaged { ExitCode::Strict } else { ExitCode::Done })
}
