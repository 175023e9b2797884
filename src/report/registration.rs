//! Registration: what an analysis is going to do, written down and sealed before anybody looks at its answer.
//!
//! ```text
//! # shakeout registration
//! # date: 2024-05-01
//! # sha256: 9f86...
//! method = shakeout 0.1.0
//! scale = 0..10
//! hr_max from 2022-01-01 = 188 bpm
//! ```
//!
//! The hash is of the line with the date and of everything below the lines that begin with `#`.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::Report;
use crate::classify::Cutoffs;
use crate::error::{Error, Result};

/// Everything that could be chosen otherwise, as name and value; `choices`: the settings that the report does
/// not list.
#[must_use]
pub fn entries(report: &Report, cutoffs: &Cutoffs, choices: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut entries = vec![("method".to_owned(), format!("shakeout {}", report.version))];
    if let Some(log) = &report.soreness {
        entries.push(("scale".into(), format!("{}..{}", log.scale.low, log.scale.high)));
        entries.push(("direction".into(), log.direction.name().into()));
        entries.push(("reported".into(), log.reported.name().into()));
    }
    // Where a profile lies and which days are asked for is no choice about the method, nor is which loads the runs
    // turned out to have.
    let kept = |name: &str| !matches!(name, "profile" | "until" | "load");
    entries.extend(report.settings.iter().filter(|(name, _)| kept(name)).cloned());
    entries.extend(choices);
    entries.extend(cutoffs.facts().into_iter().map(|(name, value)| (name.to_owned(), value)));
    for row in &report.thresholds {
        let from = row.from.map(|day| format!(" from {day}")).unwrap_or_default();
        let value = row.value.map_or_else(|| "not known".to_owned(), |value| format!("{value} {}", row.unit));
        entries.push((format!("{}{from}", row.name), value));
    }
    entries
}

/// The file; `date`: the day on which it is written.
#[must_use]
pub fn text(entries: &[(String, String)], date: jiff::civil::Date) -> String {
    let dated = format!("# date: {date}\n");
    let body = body(entries);
    let seal = seal(&format!("{dated}{body}"));
    format!("# shakeout registration\n{dated}# sha256: {seal}\n{body}")
}

fn body(entries: &[(String, String)]) -> String {
    entries.iter().fold(String::new(), |mut body, (name, value)| {
        // Writing to a String cannot fail.
        let _ = writeln!(body, "{name} = {value}");
        body
    })
}

fn seal(body: &str) -> String {
    Sha256::digest(body.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Refuses an analysis that differs from what was registered in `file`. Returns the date and the hash of the
/// registration, for the report to name it.
///
/// # Errors
/// [`Error::Config`] naming every difference, or that the file was changed since it was sealed.
pub fn check(file: &str, place: &str, entries: &[(String, String)]) -> Result<String> {
    let refuse = |what: String, remedy: &str| {
        Err(Error::Config { what, place: place.to_owned(), remedy: remedy.to_owned() })
    };
    let registered: String = file
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    let sealed = file.lines().find_map(|line| line.strip_prefix("# sha256: ")).map(str::trim);
    let dated = file.lines().find(|line| line.starts_with("# date: ")).unwrap_or_default().trim_end();
    if sealed != Some(seal(&format!("{dated}\n{registered}")).as_str()) {
        return refuse(
            "the registration is not the one that was sealed: its hash does not fit".to_owned(),
            "use the file as `shakeout register` wrote it",
        );
    }
    let now = body(entries);
    let missing = |from: &str, other: &str| -> Vec<String> {
        from.lines().filter(|line| !other.lines().any(|one| one == *line)).map(str::to_owned).collect()
    };
    let (was, is) = (missing(&registered, &now), missing(&now, &registered));
    if was.is_empty() && is.is_empty() {
        let date = dated.trim_start_matches("# date: ");
        return Ok(format!("{date}, sha256 {}", sealed.unwrap_or_default()));
    }
    refuse(
        format!(
            "this analysis differs from the registered one; registered: {}; now: {}",
            list(&was),
            list(&is)
        ),
        "put the registered values into shakeout.toml or the flags (thresholds that the archive gave change with every \
         run: freeze them before you register, with shakeout profile init); or analyse without --registered, and say so",
    )
}

fn list(lines: &[String]) -> String {
    if lines.is_empty() { "nothing more".to_owned() } else { lines.join(", ") }
}
