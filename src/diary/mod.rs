//! Diary: a soreness log as people and apps write it, read into one entry a local day.
//!
//! Nothing is guessed in silence. The scale and its direction come from the flags or the profile,
//! from the log itself (`# soreness-scale: 0..10`, `Soreness (1-5)`), or from a dialect that is
//! known for sure; otherwise the log is refused with the exact flags to add. Missing is never 0.
//! Every row that cannot be used is listed.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::sheet::dates::{self, DateOrder};
use crate::sheet::delimited::{self, Sheet};
use crate::sheet::values::{self, TimeOfDay};
use crate::soreness::{Direction, Reported, Scale};

pub mod columns;
pub mod dialect;
pub mod log_file;
mod rows;
mod scale;
mod watch;

use crate::sheet::values::squash;
use columns::Columns;
use dialect::{Dialect, Look};
pub use scale::step;
pub use watch::WatchColumn;

/// How the soreness log is to be read. `None`: not said; the dialect may know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DiaryOptions {
    /// Scale.
    pub scale: Option<Scale>,
    /// Direction.
    pub direction: Option<Direction>,
    /// Time of the report.
    pub reported: Option<Reported>,
    /// Column of the soreness value, when several could be it.
    pub column: Option<String>,
    /// Day before month or month before day, where the dates themselves do not tell.
    pub date_order: Option<DateOrder>,
    /// IANA zone in which the runner lives: for logs that write UTC times.
    pub tz: Option<String>,
}

/// What was reported for one local day.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Line of the log, from 1.
    pub line: usize,
    /// Soreness, points of the scale, higher is sorer; `None`: not entered.
    pub soreness: Option<f64>,
    /// When it was reported; `None`: not said.
    pub time: Option<TimeOfDay>,
    /// True: illness or injury was noted.
    pub ill: bool,
    /// Optional columns, in the order of [`Diary::extra_names`].
    pub extra: Vec<Option<f64>>,
}

impl Entry {
    /// True when the runner told something about that day: soreness or illness. A value that a
    /// watch filled in (hours of sleep) is no report.
    #[must_use]
    pub const fn is_report(&self) -> bool {
        self.soreness.is_some() || self.ill
    }
}

/// A row that could not be used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rejected {
    /// Line of the log, from 1.
    pub line: usize,
    /// Column of the cell that is wrong, from 0; `None`: the row as a whole.
    pub column: Option<usize>,
    /// Why.
    pub reason: String,
}

/// A soreness log.
#[derive(Clone, Debug, PartialEq)]
pub struct Diary {
    /// Entries by local date.
    pub entries: BTreeMap<Date, Entry>,
    /// Scale.
    pub scale: Scale,
    /// Direction as written; the entries are already flipped to higher-is-sorer.
    pub direction: Direction,
    /// Smallest step between two values: 1, 0.5, or 0 for a slider.
    pub step: f64,
    /// Name of the dialect.
    pub dialect: &'static str,
    /// When reports are made.
    pub reported: Reported,
    /// True: morning was assumed, nothing says so.
    pub reported_assumed: bool,
    /// Names of the optional columns.
    pub extra_names: Vec<String>,
    /// Rows that could not be used, by line.
    pub rejected: Vec<Rejected>,
    /// What was decided while reading, in sentences.
    pub notes: Vec<String>,
}

impl Diary {
    /// Days with a soreness value.
    #[must_use]
    pub fn count(&self) -> usize {
        self.entries.values().filter(|entry| entry.soreness.is_some()).count()
    }

    /// The log in numbers, for the report.
    #[must_use]
    pub fn info(&self) -> SorenessInfo {
        SorenessInfo {
            entries: self.count(),
            rejected_rows: self.rejected.len(),
            scale: self.scale,
            direction: self.direction,
            dialect: self.dialect.to_owned(),
            reported: self.reported,
            reported_assumed: self.reported_assumed,
            rejected: self.rejected.iter().map(|row| (row.line, row.reason.clone())).collect(),
            notes: self.notes.clone(),
        }
    }
}

/// The soreness log, counted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SorenessInfo {
    /// Days with a value that was read.
    pub entries: usize,
    /// Rows that could not be used.
    pub rejected_rows: usize,
    /// Scale.
    pub scale: Scale,
    /// Direction as written in the log.
    pub direction: Direction,
    /// Dialect.
    pub dialect: String,
    /// Time of the report.
    pub reported: Reported,
    /// True: morning was assumed, not said.
    pub reported_assumed: bool,
    /// Rejected rows: (line, reason).
    pub rejected: Vec<(usize, String)>,
    /// What was decided while reading, in sentences.
    pub notes: Vec<String>,
}

/// Reads a soreness log. `path` is for messages only.
///
/// # Errors [`Error::Config`], with the exact flags or the change that mends it, when: it is no
/// text table; there is no date or soreness column; scale or direction cannot be known or do not
/// fit; day and month cannot be told apart; its times are UTC and no zone is given; it holds
/// several people; no row at all can be read.
pub fn read(bytes: &[u8], path: &str, options: &DiaryOptions) -> Result<Diary> {
    let sheet = delimited::read(bytes, path, "soreness log")?;
    let columns = Columns::find(&sheet, path, options.column.as_deref())?;
    let cells: Vec<_> = sheet.rows.iter().map(|row| dates::take_apart(row.cell(columns.date))).collect();
    let dialect = dialect_of(&sheet, &cells);
    let comments = Comments::of(&sheet);
    let mut notes = sheet.notes.clone();
    notes.push(format!("Read as: {} ({}).", dialect.name, dialect.about));

    one_person(&sheet, &columns, path)?;
    let read = rows::read(&sheet, &columns, &cells, dialect, path, options, &mut notes)?;
    let rows::Rows { mut reports, mut rejected, extra_names } = read;

    let values: Vec<f64> = reports.iter().filter_map(|report| report.entry.soreness).collect();
    let stated = scale::Stated { sheet: &sheet, columns: &columns, comments: &comments, dialect, options };
    let (scale, direction) = scale::settle(&stated, &values, path, &mut notes)?;
    reports.retain(|report| match report.entry.soreness {
        Some(value) if !(scale.low..=scale.high).contains(&value) => {
            let reason = format!("soreness {value} is outside the scale {}..{}", scale.low, scale.high);
            let column = Some(columns.soreness);
            rejected.push(Rejected { line: report.entry.line, column, reason });
            false
        }
        _ => true,
    });
    rows::without_lone_years(&mut reports, columns.date, &mut rejected);
    if let (true, Some(first)) = (reports.is_empty(), rejected.first()) {
        return Err(Error::in_file(
            format!("no row of the soreness log can be used ({} rows): {}", rejected.len(), first.reason),
            sheet.excerpt(path, first.line, first.column),
            "write dates as 2024-03-09 and soreness as a number of the scale",
        ));
    }
    let kept: Vec<f64> = reports.iter().filter_map(|report| report.entry.soreness).collect();
    let step = step(&kept);
    if direction == Direction::HigherIsFresher {
        notes.push(format!(
            "Higher is fresher: values were turned round, {0} - value.",
            scale.low + scale.high
        ));
        for report in &mut reports {
            report.entry.soreness = report.entry.soreness.map(|value| scale.low + scale.high - value);
        }
    }
    let (reported, reported_assumed) = reported(&reports, options.reported.or(comments.reported), &mut notes);
    let entries = rows::one_a_day(reports, &mut rejected, &mut notes);
    rejected.sort();
    let dialect = dialect.name;
    Ok(Diary {
        entries,
        scale,
        direction,
        step,
        dialect,
        reported,
        reported_assumed,
        extra_names,
        rejected,
        notes,
    })
}

fn dialect_of(sheet: &Sheet, cells: &[Option<dates::DateCell>]) -> &'static Dialect {
    let names: Vec<String> = sheet.header.iter().map(|cell| squash(cell)).collect();
    let iso_dates = cells.iter().flatten().all(|cell| cell.is_year_first());
    dialect::of(&Look { header: &sheet.header, names: &names, separator: sheet.separator, iso_dates })
}

/// What the log says about itself in lines that begin with `#`.
#[derive(Clone, Copy, Debug, Default)]
struct Comments {
    scale: Option<Scale>,
    direction: Option<Direction>,
    reported: Option<Reported>,
}

impl Comments {
    /// `# soreness-scale: 0..10`, `# soreness-direction: higher-is-sorer`, `# reported: morning`.
    fn of(sheet: &Sheet) -> Self {
        let mut found = Self::default();
        for (name, value) in sheet.comments.iter().filter_map(|(_, text)| text.split_once([':', '='])) {
            let value = value.trim();
            match name.trim().trim_start_matches("--") {
                "soreness-scale" | "scale" => found.scale = dialect::scale_in(value),
                "soreness-direction" | "direction" => {
                    found.direction = match value {
                        "higher-is-sorer" => Some(Direction::HigherIsSorer),
                        "higher-is-fresher" => Some(Direction::HigherIsFresher),
                        _ => None,
                    };
                }
                "reported" => {
                    found.reported = match value {
                        "morning" => Some(Reported::Morning),
                        "evening" => Some(Reported::Evening),
                        _ => None,
                    };
                }
                _ => {}
            }
        }
        found
    }
}

/// Refuses a sheet of a team: one answer is about one runner.
fn one_person(sheet: &Sheet, columns: &Columns, path: &str) -> Result<()> {
    let Some(person) = columns.person else { return Ok(()) };
    let people: BTreeSet<&str> =
        sheet.rows.iter().map(|row| row.cell(person)).filter(|cell| !values::is_missing(cell)).collect();
    if people.len() <= 1 {
        return Ok(());
    }
    let name = &sheet.header[person];
    Err(Error::in_file(
        format!("the soreness log holds {} people (column `{name}`)", people.len()),
        sheet.excerpt(path, sheet.header_line, Some(person)),
        format!("keep the rows of one runner in a file of its own: those with one value of `{name}`"),
    ))
}

/// When reports are made, and whether that is only assumed.
///
/// METHOD: an evening report looks back on the day's run and is no baseline. So a log whose times
/// are mostly evening ones is an evening log, unless it was said otherwise.
fn reported(reports: &[rows::Dated], said: Option<Reported>, notes: &mut Vec<String>) -> (Reported, bool) {
    let values = || reports.iter().filter(|report| report.entry.soreness.is_some());
    let times: Vec<TimeOfDay> = values().filter_map(|report| report.entry.time).collect();
    let evening = times.iter().filter(|time| time.is_evening()).count();
    let morning = times.iter().filter(|time| time.is_morning()).count();
    if let Some(said) = said {
        if said == Reported::Morning && evening * 2 > times.len() {
            notes.push(format!(
                "Morning reports were declared, yet {evening} of {} times are evening.",
                times.len()
            ));
        }
        return (said, false);
    }
    if evening * 2 > times.len() {
        notes.push(format!(
            "{evening} of {} reports with a time were made in the evening: read as an evening log \
             (--reported morning says otherwise).",
            times.len()
        ));
        return (Reported::Evening, false);
    }
    if evening > 0 {
        notes.push(format!("{evening} of {} reports with a time were made in the evening.", times.len()));
    }
    (Reported::Morning, morning * 10 < values().count() * 8)
}
