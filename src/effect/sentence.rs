//! The verdict in one sentence, in a runner's words: kind, honest, with its numbers.

use super::verdict::interval90;
use super::{Answer, Estimate, Settings, Status};

/// The sentence of an answer; every number in it is a field of the answer.
#[must_use]
pub fn verdict(answer: &Answer, settings: &Settings) -> String {
    match (answer.status, &answer.estimate) {
        (Status::Helps | Status::Hurts, Some(estimate)) => directed(answer, estimate, settings),
        (Status::NoDifference, Some(estimate)) => no_difference(answer, estimate, settings),
        (Status::CannotTell, Some(estimate)) => cannot_tell(answer, estimate, settings),
        (Status::NotIdentifiable, _) => format!(
            "This log cannot answer the question, however long it gets: {}.",
            answer.reason.as_deref().unwrap_or("easy days and rest days are not comparable")
        ),
        _ => not_enough(answer),
    }
}

/// "0.51 points lower", "0.20 points higher", "0.00 points lower or higher".
#[must_use]
pub fn lower_or_higher(value: f64, settings: &Settings) -> String {
    let size = settings.points(value.abs());
    let zero = size.bytes().all(|byte| !(b'1'..=b'9').contains(&byte));
    match (zero, value < 0.0) {
        (true, _) => format!("{size} lower or higher"),
        (false, true) => format!("{size} lower"),
        (false, false) => format!("{size} higher"),
    }
}

fn range(low: f64, high: f64, settings: &Settings) -> String {
    format!("{} to {}", lower_or_higher(low, settings), lower_or_higher(high, settings))
}

fn days(answer: &Answer) -> String {
    format!("{} easy and {} rest days", answer.easy_days, answer.rest_days)
}

fn directed(answer: &Answer, estimate: &Estimate, settings: &Settings) -> String {
    let helps = answer.status == Status::Helps;
    let mut sentence = format!(
        "Easy runs {}: the morning after one, soreness was {} than after rest on comparable days \
         (95 % interval {}; {})",
        if helps { "seem to help you" } else { "seem to cost you" },
        lower_or_higher(estimate.estimate, settings),
        range(estimate.low, estimate.high, settings),
        days(answer),
    );
    sentence.push_str(if answer.robust == Some(true) {
        "; a hidden factor as strong as today's soreness would not explain it away."
    } else {
        ", but a hidden factor as strong as today's soreness could explain it; only a coin-toss trial can settle it."
    });
    sentence
}

fn no_difference(answer: &Answer, estimate: &Estimate, settings: &Settings) -> String {
    let (low, high) = interval90(estimate);
    format!(
        "It makes no difference that matters for your next-morning soreness whether you run easy or rest: after \
         easy runs it was {} (90 % interval {}), and less than {} either way counts as too small to matter ({}).",
        lower_or_higher(estimate.estimate, settings),
        range(low, high, settings),
        settings.points(answer.smallest_effect),
        days(answer),
    )
}

fn cannot_tell(answer: &Answer, estimate: &Estimate, settings: &Settings) -> String {
    let so_far = format!(
        "Cannot tell yet: after easy runs soreness was {} than after rest on comparable days, and anything from {} \
         fits your log (95 % interval; {}).",
        lower_or_higher(estimate.estimate, settings),
        range(estimate.low, estimate.high, settings),
        days(answer),
    );
    match answer.more_days_needed {
        Some(more) if more > 0 => {
            let effect = settings.points(answer.smallest_effect);
            format!("{so_far} To see an effect of {effect}, keep logging for {}.", more_days(answer, more))
        }
        _ => format!(
            "{so_far} The log is long enough to see an effect of {} most of the time; if there is one, it is \
             small or near that size.",
            settings.points(answer.smallest_effect)
        ),
    }
}

fn not_enough(answer: &Answer) -> String {
    let reason = answer.reason.as_deref().unwrap_or("too few days with reports on both mornings");
    match answer.more_days_needed {
        Some(more) if more > 0 => {
            format!("Not enough data yet: {reason}. It takes {}.", more_days(answer, more))
        }
        _ => format!("Not enough data yet: {reason}."),
    }
}

/// "about 83 more easy/rest days with both reports (about 42 each;
/// the scarcer kind first: easy)".
fn more_days(answer: &Answer, more: u64) -> String {
    let scarcer = match answer.easy_days.cmp(&answer.rest_days) {
        std::cmp::Ordering::Less => "the scarcer kind first: easy",
        std::cmp::Ordering::Greater => "the scarcer kind first: rest",
        std::cmp::Ordering::Equal => "the scarcer kind first",
    };
    format!("about {more} more easy/rest days with both reports (about {} each; {scarcer})", more.div_ceil(2))
}
