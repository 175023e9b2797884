//! `soreness`: start a log, add a morning, check a log.

use jiff::ZonedDateTime as Zoned;
use jiff::civil::Date;
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
        cli::Soreness::Add { value, file, date, replace, note, tz, common } => {
            let options = config::diary_options(common, tz.as_deref(), file)?;
            let date = morning_of(date.as_deref())?;
            let (note, replace) = (note.as_deref(), *replace);
            let morning = log_file::Morning { date, soreness: *value, note, replace };
            // Two mornings added at a time: each finds what the other one wrote.
            let turn = Turn::at(file);
            let log = log_file::with_morning(&read_file(file)?, &file.to_string_lossy(), &options, &morning)?;
            turn?.write_file(&log)?;
            print(&mut out, &format!("{date}: {value} in {}", file.display()))?;
        }
        cli::Soreness::Check { file, tz, common } => {
            let options = config::diary_options(common, tz.as_deref(), file)?;
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

/// The day of `--date`: today, `yesterday`, or an earlier one.
fn morning_of(typed: Option<&str>) -> Result<Date> {
    let today = Zoned::now().date();
    let date = match typed {
        None | Some("today") => today,
        Some("yesterday") => today.yesterday().unwrap_or(today),
        Some(text) => config::day("--date", text)?,
    };
    if date > today {
        return Err(Error::Config {
            what: format!("{date} is in the future: today is {today}"),
            place: "--date".into(),
            remedy: "give a day that has begun, such as --date yesterday".into(),
        });
    }
    Ok(date)
}
