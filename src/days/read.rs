//! Read days: a day table back from CSV, our own `days.csv` or one made by another program.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::day::{Day, DayKind, NO_ROW};
use crate::days::columns::{Access, DAY_COLUMNS, DayColumn, REPORTED_COLUMN, SCALE_COLUMNS, kind_named};
use crate::days::{add_curves, add_entry, unknown_day};
use crate::diary::Diary;
use crate::diary::columns::{self, ExtraColumn};
use crate::error::{Error, Result};
use crate::near;
use crate::sheet::dates::{self, Orders};
use crate::sheet::delimited::{self, Row, Sheet};
use crate::sheet::formula::FORMULA_STARTS;
use crate::sheet::values::squash;
use crate::sheet::values::{Cell, number, number_up_to, yes_no};
use crate::soreness::{Reported, Scale};

/// A day table.
#[derive(Clone, Debug, PartialEq)]
pub struct DayTable {
    /// Days, without a hole.
    pub days: Vec<Day>,
    /// Names of the entries of [`Day::extra`].
    pub extra_names: Vec<String>,
    /// Scale of the soreness column, where the table says it.
    pub scale: Option<Scale>,
    /// When its soreness was reported, where the table says it.
    pub reported: Option<Reported>,
    /// What was decided while reading, in sentences.
    pub notes: Vec<String>,
}

impl DayTable {
    /// The table with the soreness, illness and optional columns of a diary instead of its own.
    ///
    /// The table does not say when runs started: of reports with a time, only those of the evening
    /// in a log of mornings count as late.
    #[must_use]
    pub fn with_diary(mut self, diary: &Diary) -> Self {
        for day in &mut self.days {
            (day.soreness, day.ill, day.reported_late) = (None, false, false);
            add_entry(day, diary, None);
        }
        let dates: BTreeSet<Date> = self.days.iter().map(|day| day.date).collect();
        let reports = diary.entries.iter().filter(|(_, entry)| entry.is_report());
        let outside = reports.filter(|(date, _)| !dates.contains(date)).count();
        if outside > 0 {
            self.notes.push(format!("{outside} diary entries are of days that the day table does not have."));
        }
        self.extra_names.clone_from(&diary.extra_names);
        self
    }
}

/// Largest strain that is read. It is a product of two numbers that may both be large, and what [`add_curves`]
/// computes must be readable again.
const MOST_STRAIN: f64 = 1e19;

/// Reads a day table. `path` is for messages only.
///
/// Needs the columns `date`, `kind` and one of `hard_load` and `load`; reads every column of
/// [`DAY_COLUMNS`] and the optional columns of a diary. Without `hard_load` it is the load of
/// moderate and hard days and 0 on rest and easy ones. Missing calendar days are added as unknown.
/// Soreness is taken as written: higher is sorer.
///
/// # Errors [`Error::Config`] with the line and the remedy: a column is missing, a date or a kind
/// cannot be read, a day occurs twice, a number cannot be read, an amount is below 0.
pub fn read_days(bytes: &[u8], path: &str) -> Result<DayTable> {
    read_days_with(bytes, path, None)
}

/// The same with a column of another outcome, by its name.
///
/// # Errors
/// As [`read_days`], and when there is no such column.
pub fn read_days_with(bytes: &[u8], path: &str, outcome: Option<&str>) -> Result<DayTable> {
    let sheet = delimited::read(bytes, path, "day table")?;
    let reader = Reader::new(&sheet, path, outcome)?;
    let mut notes = sheet.notes.clone();
    let cells: Vec<_> = sheet.rows.iter().map(|row| dates::take_apart(row.cell(reader.date))).collect();
    let orders = dates::infer(&cells, None, false).map_err(|_| {
        reader.refuse(
            sheet.header_line,
            Some(reader.date),
            "day and month of the dates cannot be told apart".into(),
            "write dates as 2024-03-09",
        )
    })?;
    let mut days: BTreeMap<Date, (usize, Day)> = BTreeMap::new();
    for (row, cell) in sheet.rows.iter().zip(&cells) {
        let day = reader.day(row, *cell, orders)?;
        if let Some((line, other)) = days.insert(day.date, (row.line, day)) {
            let what = format!("the day {} appears twice (first on line {line})", other.date);
            return Err(reader.refuse(
                row.line,
                Some(reader.date),
                what,
                "keep one row a day: loads add, the hardest kind stays",
            ));
        }
    }
    let mut days =
        without_holes(days.into_values().map(|(_, day)| day).collect(), reader.extras.len(), &mut notes);
    if reader.place("hard_load").is_none() {
        days.iter_mut().for_each(|day| day.hard_load = derived_hard_load(day));
        notes.push(
            "No hard_load column: it is the load of moderate and hard days, and 0 on rest and easy ones."
                .into(),
        );
    }
    if reader.place("ctl").is_none() {
        add_curves(&mut days);
    }
    let extra_names = reader.extras.iter().map(|extra| extra.name.clone()).collect();
    let (scale, reported) = (reader.scale(&sheet)?, reader.reported(&sheet)?);
    Ok(DayTable { days, extra_names, scale, reported, notes })
}

fn derived_hard_load(day: &Day) -> Option<f64> {
    match day.kind {
        DayKind::Moderate | DayKind::Hard => day.load,
        DayKind::Rest | DayKind::Easy => Some(0.0),
        DayKind::Unknown => None,
    }
}

/// Adds unknown days where calendar days are missing.
fn without_holes(days: Vec<Day>, extras: usize, notes: &mut Vec<String>) -> Vec<Day> {
    let mut whole: Vec<Day> = Vec::with_capacity(days.len());
    let mut added = 0;
    for day in days {
        while let Some(next) = whole.last().and_then(|last| last.date.checked_add(1.day()).ok()) {
            if next >= day.date {
                break;
            }
            whole.push(Day { extra: vec![None; extras], kind_reason: NO_ROW.into(), ..unknown_day(next) });
            added += 1;
        }
        whole.push(day);
    }
    if added > 0 {
        notes.push(format!("{added} calendar days have no row: they are unknown, not rest."));
    }
    whole
}

/// The places of the columns in one sheet.
struct Reader<'a> {
    path: &'a str,
    sheet: &'a Sheet,
    names: Vec<String>,
    date: usize,
    kind: usize,
    /// Columns of [`DAY_COLUMNS`] that the table has, without date and kind.
    columns: Vec<(usize, &'static DayColumn)>,
    extras: Vec<ExtraColumn>,
}

impl<'a> Reader<'a> {
    fn new(sheet: &'a Sheet, path: &'a str, outcome: Option<&str>) -> Result<Self> {
        let names: Vec<String> = sheet.header.iter().map(|cell| squash(cell)).collect();
        let mut reader =
            Self { path, sheet, names, date: 0, kind: 0, columns: Vec::new(), extras: Vec::new() };
        let missing = |reader: &Self, what: &str| {
            let found: Vec<&str> =
                sheet.header.iter().map(String::as_str).filter(|name| !name.is_empty()).take(12).collect();
            let near =
                near::nearest(what.trim_matches('`'), found.iter().copied().filter(|name| name.len() > 3));
            let near = near.map_or(String::new(), |near| format!("if `{near}` is it, correct its name; "));
            let what = format!("no column {what}; the columns are: {}", found.join(", "));
            let remedy = "a day table has the columns date,kind,load,hard_load,descent_m,easy_min,soreness; \
                          date, kind and one of the loads must be there";
            reader.refuse(sheet.header_line, None, what, &format!("{near}{remedy}"))
        };
        reader.date = reader.place("date").ok_or_else(|| missing(&reader, "`date`"))?;
        reader.kind = reader.place("kind").ok_or_else(|| missing(&reader, "`kind`"))?;
        if reader.place("hard_load").or(reader.place("load")).is_none() {
            return Err(missing(&reader, "`hard_load` or `load`"));
        }
        reader.columns =
            DAY_COLUMNS.iter().filter_map(|column| Some((reader.place(column.name)?, column))).collect();
        let taken = reader.place("soreness");
        reader.extras = columns::extras(&sheet.header, outcome, taken).ok_or_else(|| {
            let (what, remedy) = columns::no_outcome(&sheet.header, outcome.unwrap_or_default());
            let names: Vec<&str> = sheet.header.iter().map(String::as_str).collect();
            let what = format!("{what}; the columns are: {}", names.join(", "));
            reader.refuse(sheet.header_line, None, what, &remedy)
        })?;
        Ok(reader)
    }

    fn place(&self, name: &str) -> Option<usize> {
        let name = squash(name);
        self.names.iter().position(|own| *own == name)
    }

    fn refuse(&self, line: usize, column: Option<usize>, what: String, remedy: &str) -> Error {
        Error::in_file(what, self.sheet.excerpt(self.path, line, column), remedy)
    }

    /// The scale of the soreness column as our own tables say it, on their first row.
    fn scale(&self, sheet: &Sheet) -> Result<Option<Scale>> {
        let [low, high] = SCALE_COLUMNS.map(|name| self.place(name));
        let (Some(low), Some(high), Some(row)) = (low, high, sheet.rows.first()) else { return Ok(None) };
        let end = |k: usize| self.number(row, k, "the soreness scale");
        Ok(end(low)?.zip(end(high)?).and_then(|(low, high)| Scale::new(low, high)))
    }

    /// When the soreness column was reported, as our own tables say it, on their first row; an empty cell says nothing.
    fn reported(&self, sheet: &Sheet) -> Result<Option<Reported>> {
        let (Some(k), Some(row)) = (self.place(REPORTED_COLUMN), sheet.rows.first()) else { return Ok(None) };
        let cell = row.cell(k);
        let times = [Reported::Morning, Reported::Evening];
        match times.into_iter().find(|time| squash(cell) == time.name()) {
            None if !cell.trim().is_empty() => {
                let what = format!("{REPORTED_COLUMN} `{cell}` is not known");
                Err(self.refuse(row.line, Some(k), what, "use morning or evening, or leave the cell empty"))
            }
            found => Ok(found),
        }
    }

    fn day(&self, row: &Row, cell: Option<dates::DateCell>, orders: Orders) -> Result<Day> {
        let date = cell.and_then(|cell| cell.date(orders)).ok_or_else(|| {
            self.refuse(
                row.line,
                Some(self.date),
                format!("`{}` is not a date", row.cell(self.date)),
                "write dates as 2024-03-09",
            )
        })?;
        let kind = kind_named(row.cell(self.kind)).ok_or_else(|| {
            let what = format!("kind `{}` is not known", row.cell(self.kind));
            let kinds = ["rest", "easy", "moderate", "hard", "unknown"];
            let near = near::nearest(row.cell(self.kind), kinds);
            let near = near.map_or(String::new(), |near| format!("did you mean {near}? "));
            let remedy = format!("{near}use one of: {}", kinds.join(", "));
            self.refuse(row.line, Some(self.kind), what, &remedy)
        })?;
        let mut day = Day { kind, kind_reason: String::new(), gap: false, ..unknown_day(date) };
        let mut zones = [None; 3];
        for (k, column) in &self.columns {
            match column.access {
                Access::Zone(_, zone) => zones[zone] = self.amount(row, *k, column)?,
                _ => self.set(&mut day, column, row, *k)?,
            }
        }
        if let [Some(below), Some(between), Some(above)] = zones {
            day.zone_min = Some([below, between, above]);
        }
        for extra in &self.extras {
            let value = self.number(row, extra.place, &extra.name)?;
            day.extra.push(value.map(|value| value * extra.factor));
        }
        Ok(day)
    }

    fn set(&self, day: &mut Day, column: &DayColumn, row: &Row, k: usize) -> Result<()> {
        match column.access {
            Access::Date | Access::Kind | Access::Zone(..) => {}
            Access::Number(_, set) => set(day, self.amount(row, k, column)?),
            Access::Count(_, set) => {
                set(day, self.amount(row, k, column)?.map_or(0, |value| value as usize));
            }
            Access::Flag(_, set) => set(day, self.number(row, k, column.name)? == Some(1.0)),
            Access::Text(_, set) => set(day, without_apostrophe(row.cell(k))),
        }
        Ok(())
    }

    /// A number of `column`, not below 0 where it cannot be.
    fn amount(&self, row: &Row, k: usize, column: &DayColumn) -> Result<Option<f64>> {
        let value = self.number(row, k, column.name)?;
        if column.signed || value.is_none_or(|value| value >= 0.0) {
            return Ok(value);
        }
        let what = format!("{} `{}` is below 0", column.name, row.cell(k));
        Err(self.refuse(row.line, Some(k), what, "leave the cell empty where nothing is known"))
    }

    /// A number, or yes and no as 1 and 0; `None` when nothing was entered.
    fn number(&self, row: &Row, k: usize, name: &str) -> Result<Option<f64>> {
        let cell = row.cell(k);
        match if name == "strain" { number_up_to(cell, MOST_STRAIN) } else { number(cell) } {
            Cell::Number(value) => Ok(Some(value)),
            Cell::Missing => Ok(None),
            Cell::Unreadable => yes_no(cell).map(Some).ok_or_else(|| {
                let shown: String = cell.chars().take(40).collect();
                self.refuse(
                    row.line,
                    Some(k),
                    format!("{name} `{shown}` is not a number"),
                    "leave the cell empty where nothing is known",
                )
            }),
        }
    }
}

/// The text that was written: without the apostrophe that keeps it from being a formula.
fn without_apostrophe(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(text) if text.starts_with(FORMULA_STARTS) => text.to_owned(),
        _ => cell.to_owned(),
    }
}
