//! Scale: which scale a log uses, which way it runs, and in which steps.

use super::Comments;
use super::columns::Columns;
use super::dialect::{Dialect, scale_in_header};
use crate::diary::DiaryOptions;
use crate::error::{Error, Result};
use crate::sheet::delimited::Sheet;
use crate::soreness::{Direction, Scale};

/// The scale comes from a flag or the profile.
const AS_TOLD: &str = "as told";
/// Values outside a scale that was told from which on it may be another one.
const MANY_OUTSIDE: usize = 3;

/// Everything that may state the scale.
pub struct Stated<'a> {
    /// The log.
    pub sheet: &'a Sheet,
    /// Its columns.
    pub columns: &'a Columns,
    /// What its comment lines say.
    pub comments: &'a Comments,
    /// Its dialect.
    pub dialect: &'a Dialect,
    /// Flags and profile.
    pub options: &'a DiaryOptions,
}

impl Stated<'_> {
    /// The scale, and who says so; by rank: flags and profile, the log, the dialect.
    fn scale(&self) -> Option<(Scale, &'static str)> {
        let header = || scale_in_header(&self.sheet.header[self.columns.soreness]);
        let told = self.options.scale.map(|scale| (scale, AS_TOLD));
        told.or(self.comments.scale.map(|scale| (scale, "stated in the log")))
            .or_else(|| header().map(|scale| (scale, "stated in the header")))
            .or(self.dialect.scale.map(|scale| (scale, "known of this kind of log")))
    }

    /// A log with another scale than its dialect's is not of that dialect, and which way it runs is
    /// not known from it.
    fn direction(&self) -> Option<Direction> {
        let fits = self.dialect.scale.is_none() || self.scale().map(|(scale, _)| scale) == self.dialect.scale;
        self.options.direction.or(self.comments.direction).or(self.dialect.direction.filter(|_| fits))
    }

    /// True when nothing but the dialect stands behind the scale.
    fn by_dialect(&self) -> bool {
        self.scale().is_some_and(|(_, source)| source == "known of this kind of log")
    }

    /// METHOD: a hand-kept 1-5 log with the columns `date,soreness` looks like our own log, which is
    /// 0-10. With 20 values, none of them 0 and none above 5, our claim is in doubt.
    fn in_doubt(&self, values: &[f64]) -> bool {
        self.dialect.name == "own"
            && self.by_dialect()
            && values.len() >= 20
            && values.iter().all(|value| (1.0..=5.0).contains(value))
    }
}

/// The scale and direction of a log.
///
/// # Errors
/// [`Error::Config`] with the flags to add, when they are not known or do not fit the values.
pub fn settle(
    stated: &Stated<'_>,
    values: &[f64],
    path: &str,
    notes: &mut Vec<String>,
) -> Result<(Scale, Direction)> {
    let guess = likely_scale(values);
    let (low, high) = (guess.low, guess.high);
    let refuse = |what: String, flags: &str| {
        let column = Some(stated.columns.soreness);
        Error::in_file(
            what,
            stated.sheet.excerpt(path, stated.sheet.header_line, column),
            format!(
                "add {flags}\n  or, for good, to shakeout.toml: [soreness] scale = [{low}, {high}], \
                 direction = \"higher-is-sorer\""
            ),
        )
    };
    let scale_flag = format!("--soreness-scale {low}..{high}");
    let direction_flag = "--soreness-direction higher-is-sorer (or higher-is-fresher)";
    let seen = seen(values);
    let ((scale, source), direction) = match (stated.scale(), stated.direction()) {
        (Some(scale), Some(direction)) => (scale, direction),
        (None, Some(_)) => return Err(refuse(format!("the soreness scale is not known{seen}"), &scale_flag)),
        (Some(_), None) => {
            return Err(refuse(
                format!("it is not known whether a higher value means sorer{seen}"),
                direction_flag,
            ));
        }
        (None, None) => {
            let flags = format!("{scale_flag} {direction_flag}");
            return Err(refuse(format!("the soreness scale and its direction are not known{seen}"), &flags));
        }
    };
    let outside = values.iter().filter(|value| !(scale.low..=scale.high).contains(*value)).count();
    // A few slips are rejected rows; many say that it is another scale.
    let few = source == AS_TOLD && outside < MANY_OUTSIDE;
    if !few && outside * 5 > values.len() {
        let what = format!(
            "{outside} of {} soreness values lie outside the scale {}..{} ({source}){seen}",
            values.len(),
            scale.low,
            scale.high
        );
        return Err(refuse(what, &format!("{scale_flag} {direction_flag}")));
    }
    if stated.in_doubt(values) {
        // The `time` column is what our own log has and a hand-kept one hardly ever.
        if stated.columns.time.is_none() {
            let what = "the soreness scale is in doubt: the columns are those of our own log (0..10), \
                        yet no value is 0 or above 5";
            let flags = format!("{scale_flag} {direction_flag}; if it is 0 to 10: --soreness-scale 0..10");
            return Err(refuse(what.into(), &flags));
        }
        notes.push(format!(
            "CHECK THE SCALE: read as 0..10, yet none of {} values is 0 or above 5. If it is 1..5, add \
             --soreness-scale 1..5 --soreness-direction higher-is-sorer.",
            values.len()
        ));
    }
    let sorer = if direction == Direction::HigherIsSorer { "sorer" } else { "fresher" };
    notes.push(format!("Scale {}..{} ({source}), higher is {sorer}{seen}.", scale.low, scale.high));
    Ok((scale, direction))
}

/// The smallest usual scale that holds the values: what a message proposes, never what is used.
fn likely_scale(values: &[f64]) -> Scale {
    let usual = [(1.0, 5.0), (1.0, 7.0), (0.0, 5.0), (1.0, 10.0), (0.0, 10.0), (0.0, 100.0)];
    let outside = |low: f64, high: f64| values.iter().filter(|value| !(low..=high).contains(*value)).count();
    let holds = |&&(low, high): &&(f64, f64)| {
        // An 11 among values up to 10 is a slip, and no scale up to 100.
        let slips = if (low, high) == (0.0, 10.0) { values.len() / 5 } else { 0 };
        outside(low, high) <= slips
    };
    let &(low, high) = usual.iter().find(holds).unwrap_or(&(0.0, 10.0));
    Scale { low, high }
}

fn seen(values: &[f64]) -> String {
    let low = values.iter().copied().reduce(f64::min);
    let high = values.iter().copied().reduce(f64::max);
    low.zip(high).map_or(String::new(), |(low, high)| format!("; values from {low} to {high} were seen"))
}

/// Smallest step of the values: 1 for whole numbers, 0.5 for halves, else 0 (a slider).
#[must_use]
pub fn step(values: &[f64]) -> f64 {
    let multiples_of = |step: f64| values.iter().all(|value| (value / step).fract().abs() < 1e-9);
    [1.0, 0.5].into_iter().find(|&step| multiples_of(step)).unwrap_or(0.0)
}
