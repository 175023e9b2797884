//! Anonymize: a report to hand to a coach or a researcher. Dates are moved by whole weeks; names,
//! titles, notes, devices, paths and zones are left out. `docs/privacy.md` says what it
//! does not hide.
//!
//! METHOD: the answer must equal that of the full report, to the last digit. So the archive
//! is measured on its true dates, moved as a whole before days are built, and scrubbed of words at
//! the end. Whole weeks: rest and long runs follow the weekday, and the method uses that. Backwards, and
//! by more than a year: a future date would look odd, and a small shift would hide nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Span;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::decode::sport::is_finer_kind;
use crate::diary::Diary;
use crate::label::Label;
use crate::report::{FileRow, FileStatus, Report};
use crate::session::Session;
use crate::units::UtcMillis;

/// Smallest shift, weeks.
pub const LEAST_WEEKS: i32 = 53;
/// Number of possible shifts, one per week: about ten years.
pub const CHOICES: u32 = 521;

/// Key that decides by how many weeks dates move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The recordings themselves: the same archive gives the same shift.
    Content,
    /// A word chosen by the runner: the same shift even when the archive grows.
    Seed(String),
}

impl Key {
    /// From what was typed after `--anonymize`; empty: the recordings decide.
    #[must_use]
    pub fn typed(seed: &str) -> Self {
        if seed.is_empty() { Self::Content } else { Self::Seed(seed.to_owned()) }
    }

    /// Days by which dates move, below 0: a whole number of weeks. `contents`: the hash of every
    /// recording, in any order.
    ///
    /// METHOD: no fixed shift, which would hide nothing; none from the operating system, which would make
    /// every report of the same files different. Without the recordings nobody can work it out from
    /// their hash; with them, the dates are known anyway.
    #[must_use]
    pub fn days(&self, contents: &[u128]) -> i32 {
        let mut hash = Sha256::new_with_prefix(b"shakeout --anonymize\n");
        match self {
            Self::Seed(seed) => hash.update(seed.as_bytes()),
            Self::Content => {
                let mut contents = contents.to_vec();
                contents.sort_unstable();
                contents.dedup();
                for content in contents {
                    hash.update(content.to_le_bytes());
                }
            }
        }
        let digest = hash.finalize();
        let number = u64::from_le_bytes([
            digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7],
        ]);
        // Below 521, so it fits.
        let choice = (number % u64::from(CHOICES)) as i32;
        -7 * (LEAST_WEEKS + choice)
    }
}

/// What stands for the notes about files that are dated far from the rest, which name file and dates.
#[must_use]
pub fn of_strays(count: usize) -> Vec<String> {
    let activities = crate::text::count(count, "activity");
    let note = format!("Dated years from the rest of the archive and kept out of the record: {activities}.");
    (count > 0).then_some(note).into_iter().collect()
}

/// The date, `days` later.
#[must_use]
pub fn moved(date: Date, days: i32) -> Date {
    date.saturating_add(Span::new().days(days))
}

/// The same log, `days` later.
#[must_use]
pub fn diary(mut diary: Diary, days: i32) -> Diary {
    diary.entries = diary.entries.into_iter().map(|(date, entry)| (moved(date, days), entry)).collect();
    diary
}

/// Removes every word that came from a file from a report of moved dates; `registered`: it was found to be as registered.
#[must_use]
pub fn scrub(mut report: Report, registered: bool) -> Report {
    let names: Vec<String> = (1..=report.file_rows.len()).map(|n| format!("file-{n:04}")).collect();
    let by_label: BTreeMap<String, &String> =
        report.file_rows.iter().map(FileRow::label).zip(&names).collect();
    let number = |label: &str| by_label.get(label).map_or_else(|| "file".to_owned(), |name| (*name).clone());
    for row in &mut report.activities {
        scrub_session(row, number(&row.file.to_string()));
    }
    for (row, name) in report.file_rows.iter_mut().zip(&names) {
        let duplicate_of =
            if row.duplicate_of.is_empty() { String::new() } else { number(&row.duplicate_of) };
        *row = FileRow {
            path: name.as_str().into(),
            member: Arc::default(),
            reason: reason(row.status).into(),
            duplicate_of,
            ..row.clone()
        };
    }
    if let Some(log) = &mut report.soreness {
        log.notes.clear();
        if let Some((column, _)) = &mut log.empty_column {
            "soreness".clone_into(column);
        }
        for (_, why) in &mut log.rejected {
            "could not be used".clone_into(why);
        }
    }
    report.settings.push((
        "anonymized".to_owned(),
        "dates moved by whole weeks, times cut to the local hour, names and paths left out".to_owned(),
    ));
    if registered {
        // The hash is of the true dates: whoever tries every shift finds by it the one that was used.
        let which = "as sealed beforehand; date and hash are left out, as they would give the dates away";
        report.settings.push(("registered".to_owned(), which.to_owned()));
    }
    // A report is often shared on the day after its last run: the clock would give the shift away.
    report.generated = None;
    report
}

/// METHOD: the hour stays, as a run before breakfast differs from one after work; minutes would
/// identify one of a day's public runs. Local time as if it were UTC: an offset is a place.
fn scrub_session(session: &mut Session, file: String) {
    session.start = local_hour(session);
    session.utc_offset_s = 0;
    session.name = None;
    session.device = None;
    session.sub_sport = session.sub_sport.take().filter(|name| is_finer_kind(name));
    session.file = Label::of_path(Path::new(&file));
}

fn local_hour(session: &Session) -> UtcMillis {
    const HOUR_MS: i64 = 3_600_000;
    let local = session.start.0 + i64::from(session.utc_offset_s) * 1000;
    UtcMillis(local.div_euclid(HOUR_MS) * HOUR_MS)
}

/// The reason may quote a name or the text of a file.
const fn reason(status: FileStatus) -> &'static str {
    match status {
        FileStatus::Used => "",
        FileStatus::Duplicate => "the same activity as another file",
        FileStatus::Skipped => "no activity in it",
        FileStatus::Failed => "could not be read",
        FileStatus::Partial => "readable in part",
    }
}
