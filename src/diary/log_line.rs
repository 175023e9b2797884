//! Log line: one more morning for a log of notes, in the form in which its lines are written.

use jiff::civil::Date;

use super::log_file::NewMorning;
use super::{Diary, DiaryEntry};
use crate::sheet::delimited::{Row, Sheet};
use crate::soreness::Direction;

/// Forms of a date before a note. The one that gives the date of a line back is that of the line.
const FORMS: &[&str] = &[
    "%-d %b",
    "%-d %B",
    "%b %-d",
    "%B %-d",
    "%d %b",
    "%b %d",
    "%a %-d %b",
    "%a %b %-d",
    "%A %-d %B",
    "%A, %B %-d",
    "%-d %b %Y",
    "%-d %B %Y",
    "%b %-d, %Y",
    "%B %-d, %Y",
    "%-d. %B %Y",
    "%d.%m.%Y",
    "%-d.%-m.%Y",
    "%d.%m.%y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%-d/%-m/%Y",
    "%-m/%-d/%Y",
    "%d-%m-%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    ISO,
];
const ISO: &str = "%Y-%m-%d";

/// Lines that may say what the morning was, the one most like the log first; one without the year, or with words
/// that only one line has, is not for another day. Whoever takes one reads the log again with it.
pub(super) fn candidates(text: &str, sheet: &Sheet, diary: &Diary, morning: &NewMorning<'_>) -> Vec<String> {
    let same_day = diary.entries.get_key_value(&morning.date);
    let last = || diary.entries.iter().max_by_key(|(_, entry)| entry.line);
    let Some((date, entry)) = same_day.or_else(last) else { return Vec::new() };
    let lines: Vec<&str> = text.lines().collect();
    let Some(parts) = row_at(sheet, entry.line).and_then(|row| Parts::of(&lines, row)) else {
        return Vec::new();
    };
    let all_alike = || {
        sheet
            .rows
            .iter()
            .filter_map(|row| Parts::of(&lines, row))
            .all(|other| (other.before, other.after) == (parts.before, parts.after))
    };
    let parts = if same_day.is_some() || all_alike() { parts } else { parts.without_words() };
    let comma = sheet.rows.iter().any(|row| row.cell(1).contains(','));
    let value = morning.soreness.to_string();
    let value = if comma { value.replace('.', ",") } else { value };
    let own = FORMS.iter().filter(|form| date.strftime(form).to_string() == parts.date);
    let line = |form: &&str| {
        let date = morning.date.strftime(form);
        format!("{}{date}{}{value}{}", parts.head, parts.before, parts.after)
    };
    own.chain(&[ISO]).map(line).collect()
}

/// True: `new` says what `old` says, and the morning.
pub(super) fn adds_only(old: &Diary, new: &Diary, morning: &NewMorning<'_>, line: &str) -> bool {
    let values = |diary: &Diary| {
        let others = diary.entries.iter().filter(|(date, _)| **date != morning.date);
        others.map(|(date, entry)| (*date, entry.soreness)).collect::<Vec<(Date, Option<f64>)>>()
    };
    let wanted = match old.direction {
        Direction::HigherIsSorer => morning.soreness,
        Direction::HigherIsFresher => old.scale.low + old.scale.high - morning.soreness,
    };
    // After a break of years the first morning is not used yet: the next ones stand by it.
    let waits =
        || line.contains(&morning.date.year().to_string()) && new.rejected.len() == old.rejected.len() + 1;
    let said = match new.entries.get(&morning.date).and_then(|entry| entry.soreness) {
        Some(value) => (value - wanted).abs() < 1e-9,
        None => waits(),
    };
    said && old.scale == new.scale && values(old) == values(new)
}

/// `text` with `line` in its place: that of the same day, before the entry that follows it in the order of the log,
/// else at the end.
pub(super) fn placed(text: &str, line: &str, diary: &Diary, date: Date) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line_of = |entry: Option<(&Date, &DiaryEntry)>| entry.map(|(_, entry)| entry.line);
    let entries = &diary.entries;
    let newest_first = line_of(entries.first_key_value()) > line_of(entries.last_key_value());
    let next = match newest_first {
        true => line_of(entries.range(..date).next_back()),
        false => line_of(entries.range(date..).next()),
    };
    let (head, rest) = match (entries.get(&date), next) {
        (Some(same), _) => (&lines[..same.line - 1], &lines[same.line..]),
        (None, Some(next)) => lines.split_at(next - 1),
        (None, None) => (&lines[..], &lines[..0]),
    };
    let head = head.concat();
    let open = if head.is_empty() || head.ends_with('\n') { "" } else { end };
    format!("{head}{open}{line}{end}{}", rest.concat())
}

fn row_at(sheet: &Sheet, line: usize) -> Option<&Row> {
    sheet.rows.iter().find(|row| row.line == line)
}

/// A line, taken apart.
#[derive(Clone, Copy)]
struct Parts<'a> {
    head: &'a str,
    date: &'a str,
    before: &'a str,
    after: &'a str,
}

impl<'a> Parts<'a> {
    /// `None`: the value is no number of the line.
    fn of(lines: &[&'a str], row: &Row) -> Option<Self> {
        let line = *lines.get(row.line - 1)?;
        let at = line.find(row.cell(0)).filter(|_| !row.cell(0).is_empty())?;
        let (head, rest) = line.split_at(at);
        let (date, rest) = rest.split_at(row.cell(0).len());
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        // The value of `legs 3/10` stands before the stroke.
        let end = match row.cell(1).split_once('/') {
            Some(_) => rest[..rest.find('/')?].trim_end().len(),
            None => rest.rfind(row.cell(1))? + row.cell(1).len(),
        };
        let start = rest[..end].trim_end_matches(is_part).len();
        (start < end).then(|| Self { head, date, before: &rest[..start], after: &rest[end..] })
    }

    /// The same with the signs alone: ` legs ` becomes a blank, `/10 after the race` becomes `/10`.
    fn without_words(self) -> Self {
        let signs = self.before.find(char::is_alphanumeric).unwrap_or(self.before.len());
        let words = self.after.find(char::is_alphabetic).unwrap_or(self.after.len());
        Self { before: &self.before[..signs], after: self.after[..words].trim_end(), ..self }
    }
}
