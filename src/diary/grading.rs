//! Grading: how the cells of a soreness column say how sore: in numbers, as `3/10`, in words, or yes and no.

use super::words::grade;
use crate::sheet::fold::fold;
use crate::sheet::values::{Cell, is_missing, number, yes_no};
use crate::soreness::{Direction, Scale};

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
            if folded.is_empty() || folded == "-" {
                continue;
            }
            all += 1;
            numbers += usize::from(matches!(number(cell), Cell::Number(_)));
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
            Self::YesNo => Some(
                "Yes and no were read as 1 and 0. Two values can tell whether easy runs change how often you are \
                 sore, not by how much: a number from 0 to 10 says more."
                    .into(),
            ),
        }
    }

    /// What a cell says.
    #[must_use]
    pub fn read(self, cell: &str) -> Cell {
        match (self, number(cell)) {
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
                _ => Cell::Unreadable,
            },
            (Self::Numbers, Cell::Unreadable) => labelled(&fold(cell)).map_or(Cell::Unreadable, Cell::Number),
            (Self::Numbers, found) => found,
        }
    }
}

/// `3/10`, `legs 3 / 10`, `3 out of 10`, `3 von 10`: the value and what it is out of.
#[must_use]
pub fn fraction(folded: &str) -> Option<(f64, f64)> {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let joins =
        ["/", "out of", "of", "von", "sur", "sobre", "de", "su", "van", "av", "af", "na", "z", "из", "з"];
    for join in joins {
        for (at, _) in folded.match_indices(join) {
            let (before, after) = (folded[..at].trim_end(), folded[at + join.len()..].trim_start());
            let start = before
                .rfind(|c: char| !is_number(c))
                .map_or(0, |k| k + before[k..].chars().next().map_or(1, char::len_utf8));
            let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            let (Cell::Number(value), Ok(of)) = (number(&before[start..]), after[..end].parse::<f64>())
            else {
                continue;
            };
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
    let stars = folded.chars().filter(|c| matches!(c, '★' | '⭐')).count();
    if stars > 0 && folded.chars().all(|c| matches!(c, '★' | '⭐' | '☆' | '\u{fe0f}') || c.is_whitespace())
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
