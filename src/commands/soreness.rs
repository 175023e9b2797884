//! `soreness`: start a log, add a morning, check a log.

use jiff::ZonedDateTime as Zoned;
use shakeout::diary::log_file;
use shakeout::error::{Error, ExitCode, Result};
use shakeout::output::{Turn, write_file};
use shakeout::terminal::colour;
use shakeout::{cli, config, diary};

use super::{print, read_file};

pub fn soreness(args: &cli::Soreness) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    match args {
        cli::Soreness::New { file } => {
            if file.exists() {
                return Err(Error::Config {
                    what: "there is a file of this name already".into(),
                    place: file.display().to_string(),
                    remedy: format!("add to it: shakeout soreness add 3 {}", file.display()),
                });
            }
            write_file(file, log_file::new_log(Zoned::now().date()).as_bytes())?;
            let file = file.display();
            print(&mut out, &format!("{file} waits for this morning: shakeout soreness add 3 {file}"))?;
        }
        cli::Soreness::Add { value, file, date, note, common } => {
            let options = config::diary_options(common, file)?;
            let date = date.as_deref().map_or(Ok(Zoned::now().date()), |text| config::day("--date", text))?;
            let morning = log_file::Morning { date, soreness: *value, note: note.as_deref() };
            // Two mornings added at a time: each finds what the other one wrote.
            let turn = Turn::at(file);
            let log = log_file::with_morning(&read_file(file)?, &file.to_string_lossy(), &options, &morning)?;
            turn?.write_file(&log)?;
            print(&mut out, &format!("{date}: {value} in {}", file.display()))?;
        }
        cli::Soreness::Check { file, common } => {
            let options = config::diary_options(common, file)?;
            let (bytes, path) = (read_file(file)?, file.to_string_lossy());
            let diary = diary::read(&bytes, &path, &options)?;
            print(&mut out, &log_file::check(&diary))?;
            for row in log_file::rejected(&diary, &bytes, &path, colour(&std::io::stdout()))? {
                print(&mut out, &format!("\n{row}"))?;
            }
        }
    }
    Ok(ExitCode::Done)
}
