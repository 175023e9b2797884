//! When not to answer: too few days, no comparable days, a choice that the weekday makes.

use super::estimate::{NoEstimate, Primary};
use super::frame::Frame;
use super::{Settings, Status};

/// Fewest days of each kind.
pub const MIN_ARM: usize = 10;
/// Fewest degrees of freedom.
pub const MIN_DF: f64 = 10.0;
/// Smallest share of days with a comparable day of the other kind.
// METHOD: a heuristic; ordinary logs have 0.64 or more, so that it trips on degenerate ones only.
const MIN_OVERLAP: f64 = 0.60;
/// Below this share no amount of such days will do.
const NO_OVERLAP: f64 = 0.05;
/// With less than this share of the choice left within weekdays, the weekday decides.
const WEEKDAY_DECIDES: f64 = 0.05;

/// A closed gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Not enough data, or not identifiable.
    pub status: Status,
    /// Why, in words.
    pub reason: String,
}

/// Why there is no answer; `None`: the gate is open.
#[must_use]
pub fn gate(frame: &Frame, fit: &Result<Primary, NoEstimate>, settings: &Settings) -> Option<Closed> {
    let (easy, rest) = frame.arms();
    let overlap = overlap(frame, settings.neighbour());
    if weekday_decides(frame) {
        return unidentifiable(
            "the weekday decides whether you run easy or rest, so that your easy days and your rest days \
             are never the same kind of day",
        );
    }
    if easy < MIN_ARM || rest < MIN_ARM {
        return not_enough(format!(
            "{easy} easy and {rest} rest days with reports on both mornings; at least {MIN_ARM} of each are needed"
        ));
    }
    if overlap.is_none_or(|share| share < NO_OVERLAP) {
        return unidentifiable(
            "no comparable days: you never ran easy on mornings like those on which you rested",
        );
    }
    let primary = match fit {
        Ok(primary) => primary,
        Err(NoEstimate::ChoiceExplained) => {
            return unidentifiable(
                "no comparable days: what went before decides completely whether you run easy or rest",
            );
        }
        Err(NoEstimate::TooFewRows) => return not_enough(format!("only {} usable days", frame.rows())),
    };
    let estimate = &primary.estimate;
    let halfwidth = 0.5 * (estimate.high - estimate.low);
    let share = overlap.unwrap_or(1.0);
    if share < MIN_OVERLAP {
        not_enough(format!(
            "only {:.0} % of the days have a comparable day of the other kind (as sore, and as often after a hard day)",
            100.0 * share
        ))
    } else if estimate.se.is_nan() || estimate.se <= 1e-9 {
        not_enough("soreness the morning after does not vary, so that nothing can be told".to_owned())
    } else if estimate.df < MIN_DF {
        not_enough("the comparable days are too few for a trustworthy interval".to_owned())
    } else if halfwidth > settings.widest_halfwidth() {
        not_enough(format!(
            "the interval would reach {} to either side, too wide to say anything",
            settings.points(halfwidth)
        ))
    } else {
        None
    }
}

// One-line wrappers, so that the rules above read as a list.
fn not_enough(reason: String) -> Option<Closed> {
    Some(Closed { status: Status::NotEnoughData, reason })
}

fn unidentifiable(reason: &str) -> Option<Closed> {
    Some(Closed { status: Status::NotIdentifiable, reason: reason.to_owned() })
}

/// Share of rows that have a row of the other kind with soreness within `neighbour` points and the same
/// answer to "hard day yesterday?", 0..=1; `None` without rows.
#[must_use]
pub fn overlap(frame: &Frame, neighbour: f64) -> Option<f64> {
    // Soreness of the rows by (treated, after a hard day), sorted.
    let mut groups: [[Vec<f64>; 2]; 2] = Default::default();
    for (row, soreness) in frame.soreness.iter().enumerate() {
        groups[usize::from(frame.treated[row])][usize::from(frame.after_hard[row])].push(*soreness);
    }
    for group in groups.iter_mut().flatten() {
        group.sort_by(f64::total_cmp);
    }
    // Half steps and the like are no exact binary fractions.
    let reach = neighbour + 1e-9;
    let comparable = |row: usize| {
        let soreness = frame.soreness[row];
        let others = &groups[usize::from(!frame.treated[row])][usize::from(frame.after_hard[row])];
        let first = others.partition_point(|other| *other < soreness - reach);
        others.get(first).is_some_and(|other| *other <= soreness + reach)
    };
    let count = (0..frame.rows()).filter(|row| comparable(*row)).count();
    (frame.rows() > 0).then(|| count as f64 / frame.rows() as f64)
}

/// True when next to nothing of the choice is left within weekdays.
// METHOD: a log has no holes, so that the day number modulo 7 is the weekday. The weekday alone is looked
// at, not beside the covariates: those would use up the degrees of freedom of a short log and cry wolf.
#[must_use]
pub fn weekday_decides(frame: &Frame) -> bool {
    let mut counts = [[0_usize; 2]; 7];
    for (day, treated) in frame.days.iter().zip(&frame.treated) {
        counts[day % 7][usize::from(*treated)] += 1;
    }
    let (easy, rest) = frame.arms();
    let spread = |a: usize, b: usize| a as f64 * b as f64 / ((a + b).max(1)) as f64;
    let within: f64 = counts.iter().map(|[rest, easy]| spread(*rest, *easy)).sum();
    // With fewer days of a kind, chance alone may look like a plan.
    easy >= 6 && rest >= 6 && within < WEEKDAY_DECIDES * spread(easy, rest)
}
