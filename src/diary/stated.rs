//! Stated: what the header of a soreness column says of its values: scale, direction, time of day.
//!
//! `Soreness (1-5)`, `soreness_1_5`, `How sore are your legs this morning? (0 = not at all, 10 = worst ever)`,
//! `Muskelkater heute Morgen [0–10]`, `Soreness /10`.

use super::words::{BAD, GOOD};
use crate::sheet::fold::{fold, position, words};
use crate::sheet::values::{TimeOfDay, half_of_day};
use crate::soreness::{Direction, Reported, Scale};

/// What a header says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stated {
    /// Scale.
    pub scale: Option<Scale>,
    /// Direction.
    pub direction: Option<Direction>,
    /// Time of the report.
    pub reported: Option<Reported>,
}

/// Brackets of all kinds, the wide ones already folded.
const OPEN: [char; 6] = ['(', '[', '{', '<', '【', '「'];

/// Reads a header cell.
#[must_use]
pub fn stated(header: &str) -> Stated {
    let text = fold(header);
    let reported = half_of_day(&text).map(|half| match half {
        TimeOfDay::Evening => Reported::Evening,
        _ => Reported::Morning,
    });
    let remark = text.find(OPEN).map(|at| &text[at..]).filter(|remark| !numbers(remark).is_empty());
    let whole = remark.is_none();
    let text = remark.unwrap_or(&text);
    let ends = ends(&numbers(text), whole);
    let scale = ends.and_then(|(low, high)| Scale::new(low.value.min(high.value), low.value.max(high.value)));
    let direction = match ends {
        Some((first, last)) => direction(&text[if whole { first.at } else { 0 }..], first.value < last.value),
        None => numbers(text).first().and_then(|only| lone_direction(&text[only.at..], only.value)),
    };
    Stated {
        scale: scale.or_else(|| out_of(text)),
        direction: direction.or_else(|| in_words(&words(text))),
        reported,
    }
}

/// A whole number in a header.
#[derive(Clone, Copy, Debug)]
struct Number {
    at: usize,
    value: f64,
}

fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let tail = &rest[start..];
        let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let at = text.len() - tail.len();
        if let Some(value) = tail[..end].parse().ok().filter(|_| end <= 4) {
            found.push(Number { at, value });
        }
        rest = &tail[end..];
    }
    found
}

/// The two ends of a scale among the numbers of a header: the last run of numbers that only rise or only
/// fall, so that the number of a question is none of it. Without brackets only what scales usually are.
fn ends(numbers: &[Number], whole: bool) -> Option<(Number, Number)> {
    let last = *numbers.last()?;
    let run = |goes_on: fn(f64, f64) -> bool| {
        let steps = numbers.windows(2).rev().take_while(|pair| goes_on(pair[0].value, pair[1].value)).count();
        (steps > 0).then(|| (numbers[numbers.len() - 1 - steps], last))
    };
    let (first, last) = run(|a, b| a < b).or_else(|| run(|a, b| a > b))?;
    let (low, high) = (first.value.min(last.value), first.value.max(last.value));
    let usual = low <= 1.0 && [3.0, 4.0, 5.0, 6.0, 7.0, 9.0, 10.0, 20.0, 100.0].contains(&high);
    let bearable = if whole { usual } else { high <= 1000.0 };
    bearable.then_some((first, last))
}

/// Which end is the bad one, by the words at the ends: in `0 = none, 10 = worst` the good word comes first.
fn direction(text: &str, rising: bool) -> Option<Direction> {
    let words = words(text);
    let good = first_of(&words, GOOD);
    let bad = first_of(&words, BAD);
    let sorer = match (good, bad) {
        // `not sore` begins with what turns it round.
        (Some(good), Some(bad)) => good <= bad,
        (Some(only), None) => is_at_first_end(&words, only),
        (None, Some(only)) => !is_at_first_end(&words, only),
        (None, None) => return None,
    };
    Some(if sorer == rising { Direction::HigherIsSorer } else { Direction::HigherIsFresher })
}

/// The earliest place of one of `list`.
fn first_of(words: &str, list: &[&str]) -> Option<usize> {
    list.iter().filter_map(|word| position(words, word)).min()
}

/// True when a lone word is at the first number: before the last one.
fn is_at_first_end(words: &str, at: usize) -> bool {
    words.rfind(|c: char| c.is_ascii_digit()).is_some_and(|last| at < last)
}

/// `(10 = worst)`, `(0 = none)`: one end alone shows which way the scale runs.
fn lone_direction(text: &str, value: f64) -> Option<Direction> {
    let words = words(text);
    let bad = match (first_of(&words, GOOD), first_of(&words, BAD)) {
        (None, Some(_)) => true,
        (Some(_), None) => false,
        (Some(good), Some(bad)) => bad < good,
        (None, None) => return None,
    };
    let high = value > 1.0;
    Some(if bad == high { Direction::HigherIsSorer } else { Direction::HigherIsFresher })
}

/// `higher is sorer`, `high = fresh`.
fn in_words(words: &str) -> Option<Direction> {
    let rest = ["higher", "high", "more", "hoher", "hoch", "plus haut", "mas alto", "mais alto", "piu alto"]
        .iter()
        .find_map(|word| words.find(&format!(" {word} ")).map(|at| &words[at + word.len() + 1..]))?;
    let fresher =
        ["fresher", "better", "less", "best", "besser", "weniger", "mieux", "mejor", "melhor", "meglio"];
    let sorer = ["sorer", "worse", "more", "worst", "schlimmer", "mehr", "pire", "peor", "pior", "peggio"];
    match (first_of(rest, &fresher), first_of(rest, &sorer)) {
        (Some(_), None) => Some(Direction::HigherIsFresher),
        (None, Some(_)) => Some(Direction::HigherIsSorer),
        _ => None,
    }
}

/// `/10`, `out of 10`: a scale from 0. With other numbers it may as well begin at 1.
fn out_of(text: &str) -> Option<Scale> {
    let number = numbers(text).pop()?;
    let before = text[..number.at].trim_end();
    let named =
        ["/", "out of", "of", "von", "sur", "sobre", "de", "su", "van", "av", "af", "na", "из", "из:"];
    let fits = [10.0, 100.0].contains(&number.value) && named.iter().any(|word| before.ends_with(word));
    fits.then(|| Scale::new(0.0, number.value)).flatten()
}
