//! Whose: the report that is in the default folder may be another runner's. It is not replaced unasked.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::Date;
use shakeout::diary::Diary;
use shakeout::error::{Error, Result};
use shakeout::pipeline;
use shakeout::report::Report;
use shakeout::sheet::delimited::{self, Sheet};

/// Refuses to replace a report that shares no activity with the new one, by start or by file.
///
/// A folder that was typed is replaced: this is for the folder that is taken when nothing is said. An anonymized
/// report numbers its files and has other dates; it cannot be told apart and is replaced.
pub fn refuse_other_runner(folder: &Path, report: &Report) -> Result<()> {
    let Some(old) = activities(folder) else { return Ok(()) };
    let (starts, files) = (column(&old, "start"), column(&old, "file"));
    let known = |session: &shakeout::session::Session| {
        starts.contains(session.start_text().as_str()) || files.contains(session.file.to_string().as_str())
    };
    let anonymized = files.iter().all(|file| is_number_of_file(file));
    if starts.is_empty() || anonymized || report.activities.iter().any(known) {
        return Ok(());
    }
    let ends =
        [starts.first(), starts.last()].map(|end| end.map_or("", |start| start.get(..10).unwrap_or(start)));
    Err(Error::Config {
        what: format!(
            "{} holds the report of other runs ({} to {}), perhaps another runner's",
            folder.display(),
            ends[0],
            ends[1]
        ),
        place: "--out".into(),
        remedy: format!("choose another folder: --out DIR; or replace it: --out {}", folder.display()),
    })
}

/// True if the report in `folder` rests on this log: nine in ten of its mornings are the log's. Of no other report,
/// nor of one with other dates, can it be said how far the log is.
pub fn is_of_log(folder: &Path, log: &Diary) -> bool {
    let path = folder.join("days.csv");
    let Ok(bytes) = pipeline::bytes_of_table(&path) else { return false };
    let Ok(days) = delimited::read(&bytes, &path.to_string_lossy(), "table of days") else { return false };
    let place = |name: &str| days.header.iter().position(|cell| cell == name);
    let Some((date, soreness)) = place("date").zip(place("soreness")) else { return false };
    let morning = |row: &delimited::Row| -> Option<(Date, f64)> {
        Some((row.cell(date).parse().ok()?, row.cell(soreness).parse().ok()?))
    };
    let mornings: Vec<(Date, f64)> = days.rows.iter().filter_map(morning).collect();
    let same = |(date, value): &&(Date, f64)| {
        let own = log.entries.get(date).and_then(|entry| entry.soreness);
        own.is_some_and(|own| (own - value).abs() < 0.005)
    };
    !mornings.is_empty() && 10 * mornings.iter().filter(same).count() >= 9 * mornings.len()
}

/// True for what an anonymized report has in the place of a name: `file-0012`.
fn is_number_of_file(name: &str) -> bool {
    name.strip_prefix("file-").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The table of activities of the report that is there.
fn activities(folder: &Path) -> Option<Sheet> {
    let path = folder.join("activities.csv");
    let bytes = pipeline::bytes_of_table(&path).ok()?;
    delimited::read(&bytes, &path.to_string_lossy(), "table of activities").ok()
}

fn column<'a>(sheet: &'a Sheet, name: &str) -> BTreeSet<&'a str> {
    let place = sheet.header.iter().position(|cell| cell == name);
    let cells = place.into_iter().flat_map(|k| sheet.rows.iter().map(move |row| row.cell(k)));
    cells.filter(|cell| !cell.is_empty()).collect()
}
