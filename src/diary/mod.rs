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
use crate::sheet;
use crate::sheet::dates::{self, DateCell, DateOrder};
use crate::sheet::delimited::Sheet;
use crate::sheet::fold::fold;
use crate::sheet::values::{self, TimeOfDay};
use crate::soreness::{Direction, Meaning, Reported, Scale};
use crate::text;

mod ask;
pub mod columns;
pub mod dialect;
mod grading;
mod layout;
pub mod log_file;
mod log_line;
mod rows;
mod scale;
mod shapes;
mod stated;
mod watch;
mod words;

use crate::sheet::values::squash;
use ask::Ask;
use columns::Columns;
use dialect::{Dialect, Features};
use grading::Grading;
use layout::LogLayout;
pub use scale::step;
use scale::{ScaleEvidence, Settled};
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
    /// Another column that is asked about: its name in words of lower case, joined by `_`.
    pub outcome: Option<String>,
    /// Day before month or month before day, where the dates themselves do not tell.
    pub date_order: Option<DateOrder>,
    /// IANA zone in which the runner lives: for logs that write UTC times.
    pub tz: Option<String>,
    /// Year of the earliest entry, for dates that are written without one.
    pub year: Option<i16>,
    /// The year that a message proposes where nothing tells that year.
    pub likely_year: Option<i16>,
    /// First and last day with a recording, where they are known: they may tell that year.
    pub recorded: Option<(Date, Date)>,
}

/// What was reported for one local day.
#[derive(Clone, Debug, PartialEq)]
pub struct DiaryEntry {
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

impl DiaryEntry {
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
    /// A soreness column without any value: its name, and the rows that it has.
    pub empty_column: Option<(String, usize)>,
}

impl SorenessInfo {
    /// What a day table says of these values; an assumption is not handed on as if it had been said.
    #[must_use]
    pub fn meaning(&self) -> Meaning {
        Meaning { scale: self.scale, reported: Some(self.reported).filter(|_| !self.reported_assumed) }
    }

    /// The notes that only the runner can confirm: they are shown wherever the log is.
    pub fn to_check(&self) -> impl Iterator<Item = &str> {
        self.notes.iter().map(String::as_str).filter(|note| note.starts_with("CHECK"))
    }
}

/// A soreness log.
#[derive(Clone, Debug, PartialEq)]
pub struct Diary {
    /// Entries by local date.
    pub entries: BTreeMap<Date, DiaryEntry>,
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
    /// A soreness column without any value: its name, and the rows that it has.
    pub empty_column: Option<(String, usize)>,
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
            empty_column: self.empty_column.clone(),
        }
    }
}

/// Reads a soreness log: CSV, the first sheet of a workbook, or JSON. `path` is for messages only.
///
/// # Errors [`Error::Config`], with the exact flags or the change that mends it, when: it is no
/// table; there is no date or soreness column; scale or direction cannot be known or do not
/// fit; day and month cannot be told apart; its times are UTC and no zone is given; it holds
/// several people; no row at all can be read.
pub fn read(bytes: &[u8], path: &str, options: &DiaryOptions) -> Result<Diary> {
    let table = Table::read(bytes, path, options)?;
    let Table { sheet, columns, cells, dialect, grading, .. } = &table;
    let comments = Comments::of(sheet);
    let mut notes = sheet.notes.clone();
    notes.push(format!("Read as: {} ({}).", dialect.name, dialect.about));
    notes.extend(parts_note(sheet, columns));
    notes.extend(grading.note());
    notes.extend(grading.notes_of(sheet.rows.iter().map(|row| row.cell(columns.soreness))));

    one_person(sheet, columns, path)?;
    let log = rows::LogRows { sheet, columns, cells, dialect, grading: *grading, options };
    let rows::Rows { mut reports, mut rejected, extra_names, asks } = rows::read(&log, &mut notes);

    let values: Vec<f64> = reports.iter().filter_map(|report| report.entry.soreness).collect();
    let stated = stated::stated(&columns.label);
    let evidence =
        ScaleEvidence { sheet, columns, comments: &comments, stated, grading: *grading, dialect, options };
    let Settled { scale, direction, asks: about_scale } = scale::settle(&evidence, &values, &mut notes);
    if let (true, Some(first)) = (reports.is_empty(), rejected.first()) {
        return Err(no_row(first, rejected.len(), &table, path));
    }
    let asks: Vec<Ask> = columns.ask.iter().cloned().chain(asks).chain(about_scale).collect();
    let said = options.reported.or(comments.reported).or(stated.reported);
    if !asks.is_empty() {
        return Err(open_questions(asks, said, &reports, scale, sheet, path));
    }
    rows::without_values_outside(&mut reports, scale, columns.soreness, &mut rejected);
    rows::without_lone_years(&mut reports, columns.date, &mut rejected);
    if let (true, Some(first)) = (reports.is_empty(), rejected.first()) {
        return Err(no_row(first, rejected.len(), &table, path));
    }
    let kept: Vec<f64> = reports.iter().filter_map(|report| report.entry.soreness).collect();
    let step = step(&kept);
    if direction == Direction::HigherIsFresher {
        rows::turn_round(&mut reports, scale, &mut notes);
    }
    let entries = rows::one_a_day(reports, &mut rejected, &mut notes);
    let (reported, reported_assumed) = reported(entries.values(), said, &mut notes);
    // A log that was just started has one row, which waits for its value.
    let rows = sheet.rows.len();
    let empty_column = (kept.is_empty() && rows > 1).then(|| (columns.label.clone(), rows));
    if let Some((column, rows)) = &empty_column {
        notes.insert(0, format!("The column `{column}` holds no value in {}.", text::count(*rows, "row")));
    }
    rejected.sort();
    Ok(Diary {
        entries,
        scale,
        direction,
        step,
        dialect: dialect.name,
        reported,
        reported_assumed,
        extra_names,
        rejected,
        notes,
        empty_column,
    })
}

fn no_row(first: &Rejected, rows: usize, table: &Table, path: &str) -> Error {
    Error::in_file(
        format!("no row of the soreness log can be used ({}): {}", text::count(rows, "row"), first.reason),
        table.sheet.excerpt(path, first.line, first.column),
        "write dates as 2024-03-09 and soreness as a number of the scale",
    )
}

/// A log as a table whose columns are known.
#[derive(Debug)]
struct Table {
    sheet: Sheet,
    layout: LogLayout,
    columns: Columns,
    cells: Vec<Option<dates::DateCell>>,
    dialect: &'static Dialect,
    grading: Grading,
}

impl Table {
    fn read(bytes: &[u8], path: &str, options: &DiaryOptions) -> Result<Self> {
        let mut sheet = sheet::read(bytes, path, "soreness log", words_understood)?;
        let layout = layout::arrange(&mut sheet);
        let columns = Columns::find(&sheet, path, options)?;
        let names: Vec<String> = sheet.header.iter().map(|cell| squash(&fold(cell))).collect();
        columns.keep(&mut sheet);
        let date_of = |cell: &str| {
            dates::take_apart(cell).or_else(|| dates::counted(cell)).or_else(|| dates::without_year(cell))
        };
        let mut cells: Vec<_> = sheet.rows.iter().map(|row| date_of(row.cell(columns.date))).collect();
        dates::put_short_years_first(&mut cells);
        let iso_dates = cells.iter().flatten().all(|cell| cell.is_year_first());
        let separator = sheet.separator;
        let dialect = dialect::of(&Features { header: &sheet.header, names: &names, separator, iso_dates });
        let grading = Grading::of(sheet.rows.iter().map(|row| row.cell(columns.soreness)));
        Ok(Self { layout, columns, cells, dialect, grading, sheet })
    }
}

/// True for a table with a column of dates and one of soreness; whether it can be used is another question.
#[must_use]
pub fn is_log(bytes: &[u8], path: &str) -> bool {
    Table::read(bytes, path, &DiaryOptions::default()).is_ok()
}

/// A value as people type it: a number with a decimal point or comma, or the middle of a range such as `3-4`, which is
/// then true beside it. `None`: neither.
#[must_use]
pub fn typed_value(text: &str) -> Option<(f64, bool)> {
    let number = text.trim().replace(',', ".").parse().ok().filter(|value: &f64| value.is_finite());
    // `-0` is 0.
    number.map(|value| (value + 0.0, false)).or_else(|| Some((grading::range(&fold(text))?, true)))
}

/// True for the header of a column about how sore the runner was.
#[must_use]
pub fn names_soreness(header: &str) -> bool {
    words::is_sore(&fold(header)) || words::is_legs(&fold(header))
}

/// True for a log of which no date has a year: that may be told by the recordings.
#[must_use]
pub fn lacks_years(bytes: &[u8], path: &str, options: &DiaryOptions) -> bool {
    let years = |table: Table| table.cells.iter().flatten().map(DateCell::year).collect::<Vec<_>>();
    let years = Table::read(bytes, path, options).map(years).unwrap_or_default();
    options.year.is_none() && !years.is_empty() && years.iter().all(Option::is_none)
}

/// How many cells of the first lines of a text are known: old encodings are told apart by it.
fn words_understood(text: &str) -> usize {
    let head = text.lines().take(40).flat_map(|line| line.split([',', ';', '\t']));
    let known = |cell: &str| {
        let folded = fold(cell);
        words::is_sore(&folded)
            || layout::is_date_name(cell)
            || words::grade(&folded).is_some()
            || dates::take_apart(cell).is_some_and(|_| !cell.is_ascii())
    };
    head.filter(|cell| !cell.is_ascii() && known(cell.trim().trim_matches('"'))).count()
}

/// Which of several columns counts.
fn parts_note(sheet: &Sheet, columns: &Columns) -> Option<String> {
    if columns.others.is_empty() {
        return None;
    }
    let names = std::iter::once(columns.soreness).chain(columns.others.iter().copied());
    let names: Vec<String> = names.map(|k| format!("`{}`", sheet.header[k])).collect();
    let column = text::quoted(&columns.label);
    Some(format!(
        "Soreness is the highest of {}; one of them alone: --soreness-column {column}.",
        names.join(", ")
    ))
}

/// Refuses a log for everything that it leaves open; the time of day is asked for with it.
fn open_questions(
    mut asks: Vec<Ask>,
    said: Option<Reported>,
    reports: &[rows::DatedEntry],
    scale: Scale,
    sheet: &Sheet,
    path: &str,
) -> Error {
    let times = reports.iter().any(|report| report.entry.time.is_some());
    if said.is_none() && !times {
        asks.push(Ask {
            what: String::new(),
            flag: "--reported morning".into(),
            otherwise: "if you write it down in the evening: --reported evening".into(),
            line: sheet.header_line,
            column: None,
        });
    }
    let about_scale =
        asks.iter().any(|ask| ask.flag.contains("--soreness-scale") || ask.flag.contains("direction"));
    let asked = |ask: &Ask| {
        let (low, high) =
            ask.flag.strip_prefix("--soreness-scale ")?.split_whitespace().next()?.split_once("..")?;
        Scale::new(low.parse().ok()?, high.parse().ok()?)
    };
    let scale = asks.iter().find_map(asked).unwrap_or(scale);
    let for_good = if about_scale {
        format!(
            "or, for good, these three lines to shakeout.toml:\n  [soreness]\n  scale = [{}, {}]\n  direction = \"higher-is-sorer\"",
            scale.low, scale.high
        )
    } else {
        String::new()
    };
    ask::refusal(&asks, sheet, path, &for_good)
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
            // A spreadsheet program fills the line up with empty cells.
            let value = value.trim().trim_end_matches([',', ';']).trim();
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
fn reported<'a>(
    entries: impl Iterator<Item = &'a DiaryEntry> + Clone,
    said: Option<Reported>,
    notes: &mut Vec<String>,
) -> (Reported, bool) {
    let values = || entries.clone().filter(|entry| entry.soreness.is_some());
    let times: Vec<TimeOfDay> = values().filter_map(|entry| entry.time).collect();
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
