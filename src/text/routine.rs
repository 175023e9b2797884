//! Routine: what the commands of a runner's day say.

use jiff::civil::Date;

use super::plural::count;

/// What is printed when nothing was typed.
pub const GREETING: &str = "\
shakeout: did easy runs help me? Your watch export and one number each morning
give the answer, with how sure it is. Everything stays on this computer.

  shakeout start         the first time: finds your export, asks five things
  shakeout add 3         every morning: how sore you are, 0 to 10
  shakeout export.zip    the report, whenever you like
  shakeout open          the report in the browser
  shakeout demo          how it looks, on a made-up season
  shakeout --help        all commands";

/// Said at the beginning of the first run.
pub const WELCOME: &str =
    "Five questions at most; Enter takes what is in [brackets]. Nothing leaves this computer.\n";

/// Said at the end of a report without a log.
pub const NO_LOG: &str = "No soreness log yet. To start one: shakeout soreness new soreness.csv";

/// What is read.
#[must_use]
pub fn reading(paths: &str) -> String {
    format!("export: {paths}")
}

/// A list is not the recordings.
#[must_use]
pub fn only_a_list(path: &str) -> String {
    format!(
        "{path} is a list of activities without their recordings: heart rate, pace and descent are known only as far as it \
         has them. The whole export tells more: shakeout sources"
    )
}

/// Settings that are there stay.
#[must_use]
pub fn settings_stay(path: &str) -> String {
    format!("settings: {path} is there and stays as it is")
}

/// Settings lie with the runs and are read with them.
#[must_use]
pub fn settings_of_the_runs(path: &str, here: &str) -> String {
    format!("settings: {path} lies with your runs and is read with them, in place of {here}")
}

/// Settings were written.
#[must_use]
pub fn settings_written(path: &str) -> String {
    format!("settings: {path} (every key: docs/config.md)")
}

/// A log was started.
#[must_use]
pub fn log_started(path: &str) -> String {
    format!("soreness log: {path}, started today")
}

/// What to do from tomorrow on.
#[must_use]
pub fn tomorrow(paths: &str) -> String {
    format!(
        "\nEvery morning, before you run, how sore you are:\n  shakeout add 3\n\
         Whenever you like, with a new export or this one:\n  shakeout analyze {paths}"
    )
}

/// A log that nobody typed is used.
#[must_use]
pub fn log_found(path: &str) -> String {
    format!("soreness log: {path}, found beside your runs (another one: --soreness CSV)")
}

/// Two files could be the log: neither is used.
#[must_use]
pub fn two_logs_found(first: &str, second: &str) -> String {
    format!("soreness log: {first} or {second}? None was used; name the one that counts: --soreness {first}")
}

/// A morning was written down; `range`: what was typed where the value is the middle of it.
#[must_use]
pub fn added(date: &str, value: f64, range: Option<&str>, log: &str) -> String {
    let how = range.map_or_else(String::new, |range| format!(", the middle of {range}"));
    format!("{date}: {value} in {log}{how}")
}

/// A morning so far from all others that it could be a slip of the year; `nearest`: the entry next to it.
#[must_use]
pub fn alone(date: Date, nearest: Date) -> String {
    let (earlier, later) = if nearest < date { (nearest, date) } else { (date, nearest) };
    let months = 12 * i32::from(later.year() - earlier.year()) + i32::from(later.month() - earlier.month())
        - i32::from(later.day() < earlier.day());
    let side = if nearest < date { "after your last entry" } else { "before your next entry" };
    format!("Written, but {months} months {side} ({nearest}): it counts once more mornings follow.")
}

/// How far the record is, by the last report: days that count, and how many more it takes.
#[must_use]
pub fn so_far(days: usize, more: Option<u64>) -> String {
    let based = format!("Your last report was based on {}", count(days, "day"));
    match more {
        Some(more) if more > 0 => format!("{based}; about {more} to go."),
        _ => format!("{based}."),
    }
}

/// How many mornings the log has.
#[must_use]
pub fn mornings(n: usize) -> String {
    format!("{} so far. shakeout analyze PATH makes the report.", count(n, "morning"))
}

/// The truth of a synthetic season; `change`: of the next morning's soreness, points of 0 to 10.
#[must_use]
pub fn truth(change: f64, found: Option<(f64, f64)>) -> String {
    let truth = match change {
        c if c.abs() < 0.005 => "an easy run changes nothing the next morning".to_owned(),
        c if c < 0.0 => format!("an easy run lowers the next morning's soreness by {:.2} points", -c),
        c => format!("an easy run raises the next morning's soreness by {c:.2} points"),
    };
    let held = match found {
        Some((low, high)) if (low..=high).contains(&change) => " The plausible range holds it.",
        Some(_) => " The plausible range misses it, as it does once in twenty.",
        None => "",
    };
    format!("The truth of this made-up season: {truth}.{held}")
}
