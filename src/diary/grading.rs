//! Grading: how the cells of a soreness column say how sore: in numbers, as `3/10`, in words, or yes and no.

use super::words::grade;
use crate::sheet::dates;
use crate::sheet::fold::fold;
use crate::sheet::values::{Cell, is_missing, number, yes_no};
use crate::soreness::{Direction, Scale};
use crate::text;

/// What a log of yes and no can answer.
pub const TWO_VALUES: &str = "Two values can tell whether easy runs change how often you are sore, not by how much: a \
                              number from 0 to 10 says more.";

/// How the cells of a column are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Grading {
    /// Numbers.
    Numbers,
    /// Numbers out of the highest: `3/10`.
    OutOf(f64),
    /// Words, up to this grade.
    Words(u8),
    /// Yes and no.
    YesNo,
}

impl Grading {
    /// How most of `cells` are written.
    #[must_use]
    pub fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let (mut all, mut numbers, mut yes_or_no, mut words, mut top) = (0, 0, 0, 0, 0);
        let mut out_of: Vec<f64> = Vec::new();
        for cell in cells {
            let folded = fold(cell.trim());
            if is_missing(cell) && folded != "none" {
                continue;
            }
            all += 1;
            numbers += usize::from(matches!(number(cell), Cell::Number(_)) || range(&folded).is_some());
            out_of.extend(fraction(&folded).map(|(_, of)| of));
            yes_or_no += usize::from(yes_no(cell).is_some());
            if let Some(grade) = grade(&folded) {
                words += 1;
                top = top.max(grade);
            }
        }
        let most = |n: usize| n > 0 && n * 10 >= all * 8;
        match out_of.first() {
            // All of them out of one number.
            Some(of) if most(out_of.len()) && out_of.iter().all(|other| other == of) => Self::OutOf(*of),
            _ if most(numbers) => Self::Numbers,
            _ if most(yes_or_no) => Self::YesNo,
            _ if most(words) && top > 0 => Self::Words(top.max(3)),
            _ => Self::Numbers,
        }
    }

    /// The scale that is in the cells themselves. `3/5` may begin at 0 or at 1.
    #[must_use]
    pub fn scale(self) -> Option<Scale> {
        match self {
            Self::OutOf(of) if of == 10.0 || of == 100.0 => Scale::new(0.0, of),
            Self::Words(top) => Scale::new(0.0, f64::from(top)),
            Self::YesNo => Scale::new(0.0, 1.0),
            Self::Numbers | Self::OutOf(_) => None,
        }
    }

    /// The direction that is in the cells themselves.
    #[must_use]
    pub const fn direction(self) -> Option<Direction> {
        match self {
            Self::Words(_) | Self::YesNo => Some(Direction::HigherIsSorer),
            Self::Numbers | Self::OutOf(_) => None,
        }
    }

    /// What there is to say of it.
    #[must_use]
    pub fn note(self) -> Option<String> {
        match self {
            Self::Numbers => None,
            Self::OutOf(of) => Some(format!("Values are written out of {of}.")),
            Self::Words(top) => Some(format!(
                "Words were read as none 0, mild 1, moderate 2, severe 3{}.",
                if top > 3 { ", beyond that 4" } else { "" }
            )),
            Self::YesNo => Some(format!("Yes and no were read as 1 and 0. {TWO_VALUES}")),
        }
    }

    /// What there is to say of the cells of a column: ranges of which the middle was taken, and dates that stand in
    /// place of values.
    #[must_use]
    pub fn notes_of<'a>(self, cells: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
        let of = |is: &dyn Fn(&str) -> bool| {
            let mut found = cells.clone().filter(|cell| is(cell));
            found.next().map(|first| (1 + found.count(), first.to_owned()))
        };
        let in_numbers = matches!(self, Self::Numbers | Self::OutOf(_));
        let ranges = of(&|cell| in_numbers && range(&fold(cell)).is_some()).map(|(n, first)| {
            let values = text::count(n, "value");
            format!("{values} written as a range, such as `{first}`: the middle of the two was taken.")
        });
        let dates = of(&|cell| in_numbers && is_date(cell)).map(|(n, first)| {
            let rows = text::count(n, "row");
            format!(
                "CHECK THE VALUES: {rows} have a date such as `{first}` in place of one, which a spreadsheet program \
                 makes of 3-4 and of 3/10. Type each as one number (3.5, 3)."
            )
        });
        let only_yes = self == Self::YesNo && cells.clone().all(|cell| yes_no(cell) != Some(0.0));
        let blank = of(&|cell| only_yes && is_missing(cell)).map(|(n, _)| {
            let rows = text::count(n, "row");
            format!(
                "CHECK THE BLANKS: only yes is written, and {rows} are blank, which says nothing. If a blank means not \
                 sore, write no."
            )
        });
        ranges.into_iter().chain(dates).chain(blank).collect()
    }

    /// Why a cell says nothing, and what to write.
    #[must_use]
    pub fn why_unreadable(self, cell: &str) -> String {
        let folded = fold(cell);
        let shown: String = cell.chars().take(40).collect();
        if is_date(cell) {
            return format!(
                "soreness `{shown}` is a date: a spreadsheet program makes one of 3-4 and of 3/10; type one number, \
                 e.g. 3.5"
            );
        }
        match fraction(&folded) {
            Some((value, of)) if self == Self::Numbers => {
                format!(
                    "soreness `{shown}` may be {value} of {of}, or {value} to {of}; give one number, e.g. 2.5"
                )
            }
            _ if ends(&folded).is_some() => {
                format!("soreness `{shown}` is too wide a range; give one number, e.g. 2.5")
            }
            _ => format!("soreness `{shown}` is not a number; give one, e.g. 2.5"),
        }
    }

    /// What a cell says.
    #[must_use]
    pub fn read(self, cell: &str) -> Cell {
        match (self, number(cell)) {
            (Self::Numbers | Self::OutOf(_), _) if is_date(cell) => Cell::Unreadable,
            (Self::YesNo | Self::Words(_), _) if fold(cell.trim()) == "none" => Cell::Number(0.0),
            (Self::Numbers | Self::OutOf(_), Cell::Missing) if cell.trim() == "none" => Cell::Number(0.0),
            (_, Cell::Missing) => Cell::Missing,
            (Self::YesNo, _) => yes_no(cell).map_or(Cell::Unreadable, Cell::Number),
            (Self::Words(_), _) => {
                grade(&fold(cell)).map_or(Cell::Unreadable, |grade| Cell::Number(f64::from(grade)))
            }
            (Self::OutOf(of), found) => match (fraction(&fold(cell)), found) {
                (Some((value, own)), _) if own == of => Cell::Number(value),
                (None, Cell::Number(value)) => Cell::Number(value),
                (None, _) => range(&fold(cell)).map_or(Cell::Unreadable, Cell::Number),
                _ => Cell::Unreadable,
            },
            (Self::Numbers, Cell::Unreadable) => {
                let folded = fold(cell);
                let value = range(&folded).or_else(|| about(&folded)).or_else(|| labelled(&folded));
                value.map_or(Cell::Unreadable, Cell::Number)
            }
            (Self::Numbers, found) => found,
        }
    }
}

/// Words and signs between the two ends of a range.
const TO: &[&str] = &[
    "-", "\u{2013}", "\u{2014}", "~", "\u{301c}", " to ", " or ", " bis ", " oder ", " a ", " ou ", " tot ",
    " до ",
];

/// The two numbers of `3-4`, `3 – 4`, `3 to 4`, `3 bis 4`.
fn ends(folded: &str) -> Option<(f64, f64)> {
    let end = |text: &str| match number(text) {
        Cell::Number(value) if text.trim().starts_with(|c: char| c.is_ascii_digit()) => Some(value),
        _ => None,
    };
    let parts = TO.iter().find_map(|to| {
        let (low, high) = folded.split_once(to)?;
        Some((end(low)?, end(high)?))
    });
    parts.filter(|(low, high)| low < high)
}

/// The middle of a range.
// METHOD: who cannot decide between 3 and 4 means what lies between. Over more than 2 of 10 points a range says too
// little, and may as well be two values of one day.
pub(super) fn range(folded: &str) -> Option<f64> {
    let (low, high) = ends(folded)?;
    let widest = if high > 10.0 { 20.0 } else { 2.0 };
    (high <= 100.0 && high - low <= widest).then_some((low + high) / 2.0)
}

/// The number of `~6`, `ca. 6`, `6*`, `6½`, `6 1/2`, and of `'6` and `="6"`, by which spreadsheet programs keep a text.
fn about(folded: &str) -> Option<f64> {
    let folded = folded.trim().trim_matches(['\'', '=', '"']);
    let text = folded.trim().trim_start_matches(['~', '\u{2248}', '\u{b1}']).trim_end_matches(['*', '!']);
    let text = ["ca.", "ca ", "circa ", "about ", "etwa ", "around "]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text);
    let half = ["1\u{2044}2", " 1/2"].iter().find_map(|half| text.strip_suffix(half));
    match (half, number(half.unwrap_or(text))) {
        (Some(_), Cell::Number(value)) => Some(value + 0.5),
        (Some(_), Cell::Missing) => Some(0.5),
        (None, Cell::Number(value)) => Some(value),
        _ => None,
    }
}

/// True for `4-Mar`, `03. Apr` and whole dates, which spreadsheet programs make of `3-4` and `3/10`, and for the number
/// by which they count days.
fn is_date(cell: &str) -> bool {
    let counted = cell.trim().len() == 5 && dates::counted(cell).is_some();
    counted
        || dates::of_named_month(cell)
        || dates::take_apart(cell).is_some() && fraction(&fold(cell)).is_none()
}

/// `3/10`, `legs 3 / 10`, `3 out of 10`, `3 von 10`, `3-4/10`, `30%`: the value and what it is out of.
#[must_use]
pub fn fraction(folded: &str) -> Option<(f64, f64)> {
    if let Some(Cell::Number(percent)) = folded.trim().strip_suffix('%').map(number) {
        return (0.0..=100.0).contains(&percent).then_some((percent, 100.0));
    }
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '\u{2013}');
    let joins =
        ["/", "out of", "of", "von", "sur", "sobre", "de", "su", "van", "av", "af", "na", "z", "из", "з"];
    for join in joins {
        for (at, _) in folded.match_indices(join) {
            let (before, after) = (folded[..at].trim_end(), folded[at + join.len()..].trim_start());
            let start = before
                .rfind(|c: char| !is_number(c))
                .map_or(0, |k| k + before[k..].chars().next().map_or(1, char::len_utf8));
            let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            let own = before[start..].trim_start_matches(['-', '\u{2013}']);
            let value = if let Cell::Number(value) = number(own) { Some(value) } else { range(own) };
            let (Some(value), Ok(of)) = (value, after[..end].parse::<f64>()) else { continue };
            // `2024/3/10` is a date.
            let another = after[end..].starts_with(['/', '-']) || before[..start].ends_with(['/', '-']);
            if !another && value <= of && (3.0..=100.0).contains(&of) {
                return Some((value, of));
            }
        }
    }
    None
}

/// The number of `3 - mild`, `3 (mild)`, `3: mild`, `3 points`, `★★★`: choices of a form carry their words.
fn labelled(folded: &str) -> Option<f64> {
    let stars = folded.chars().filter(|c| matches!(c, '★' | '⭐' | '*')).count();
    if stars > 0
        && folded.chars().all(|c| matches!(c, '★' | '⭐' | '*' | '☆' | '\u{fe0f}') || c.is_whitespace())
    {
        return Some(stars as f64);
    }
    let end = folded.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(folded.len());
    let (digits, rest) = folded.split_at(end);
    let rest = rest.trim_start();
    let after: String = rest.chars().skip(1).collect();
    let is_label = match rest.chars().next()? {
        '-' | '\u{2013}' | '\u{2014}' | ':' | '=' | '(' | '.' | ')' => after.chars().any(char::is_alphabetic),
        _ => rest == "points" || rest == "pts" || rest == "p" || rest == "分" || rest == "점" || rest == "点",
    };
    match number(digits.trim_end_matches('.')) {
        Cell::Number(value)
            if is_label && !digits.is_empty() && !after.chars().any(|c| c.is_ascii_digit()) =>
        {
            Some(value)
        }
        _ => None,
    }
}

/// True when a cell says how sore in one of these ways.
#[must_use]
pub fn is_graded(cell: &str) -> bool {
    !is_missing(cell) && (matches!(number(cell), Cell::Number(_)) || fraction(&fold(cell)).is_some())
}
