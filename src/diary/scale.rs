//! Scale: which scale a log uses, which way it runs, and in which steps.

use super::ask::Ask;
use super::columns::Columns;
use super::dialect::{Dialect, OWN_COLUMNS};
use super::grading::{Grading, TWO_VALUES};
use super::stated::Stated;
use super::words::is_sore;
use super::{Comments, DiaryOptions};
use crate::sheet::delimited::Sheet;
use crate::sheet::fold::fold;
use crate::soreness::{Direction, Scale};

/// Values outside a scale that was told from which on it may be another one.
const MANY_OUTSIDE: usize = 3;

/// Who says what the scale is; by rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// Words, or yes and no: the values are made here.
    Cells,
    /// A flag or the profile.
    Told,
    /// A line of the log itself.
    Log,
    /// The header.
    Header,
    /// The kind of log.
    Kind,
    /// Nobody: a log with our columns is read as ours.
    Assumed,
}

impl Source {
    const fn words(self) -> &'static str {
        match self {
            Self::Cells => "as the values are written",
            Self::Told => "as told",
            Self::Log => "stated in the log",
            Self::Header => "stated in the header",
            Self::Kind => "known of this kind of log",
            Self::Assumed => "assumed: nothing in the log says so",
        }
    }
}

/// Everything that may state the scale.
pub struct ScaleEvidence<'a> {
    /// The log.
    pub sheet: &'a Sheet,
    /// Its columns.
    pub columns: &'a Columns,
    /// What its comment lines say.
    pub comments: &'a Comments,
    /// What its header says.
    pub stated: Stated,
    /// How its cells are written.
    pub grading: Grading,
    /// Its dialect.
    pub dialect: &'a Dialect,
    /// Flags and profile.
    pub options: &'a DiaryOptions,
}

/// The scale and direction of a log. What is not known is asked for, and the likeliest value is used meanwhile.
#[derive(Debug)]
pub struct Settled {
    /// Scale.
    pub scale: Scale,
    /// Direction.
    pub direction: Direction,
    /// What is not known.
    pub asks: Vec<Ask>,
}

impl ScaleEvidence<'_> {
    fn scale(&self) -> Option<(Scale, Source)> {
        let in_cells = self.grading.scale();
        let made_here = matches!(self.grading, Grading::Words(_) | Grading::YesNo);
        let by_kind = if self.dialect.name == "own" { Source::Assumed } else { Source::Kind };
        let ranks = [
            (in_cells.filter(|_| made_here), Source::Cells),
            (self.options.scale, Source::Told),
            (self.comments.scale, Source::Log),
            (self.stated.scale, Source::Header),
            (in_cells, Source::Cells),
            (self.dialect.scale, by_kind),
        ];
        ranks.into_iter().find_map(|(scale, source)| Some((scale?, source)))
    }

    /// A log with another scale than its dialect's is not of that dialect, and which way it runs is
    /// not known from it.
    fn direction(&self) -> Option<Direction> {
        let scale = self.scale().map(|(scale, _)| scale);
        let fits = self.dialect.scale.is_none() || scale == self.dialect.scale;
        self.grading
            .direction()
            .or(self.options.direction)
            .or(self.comments.direction)
            .or(self.stated.direction)
            .or(self.dialect.direction.filter(|_| fits))
    }

    /// METHOD: 0 of soreness is none, in every language: on a scale from 0 of what is called soreness, higher
    /// is sorer. A scale from 1 runs either way (in team sheets 5 is often fresh), and is asked for.
    fn assumed_direction(&self) -> Option<Direction> {
        let from_0 = self.scale().is_some_and(|(scale, _)| scale.low == 0.0);
        (from_0 && is_sore(&fold(&self.columns.label))).then_some(Direction::HigherIsSorer)
    }

    /// METHOD: a hand-kept 1-5 log with the columns `date,soreness` looks like our own log, which is
    /// 0-10. With 20 values, none of them 0 and none above 5, that it is ours is in doubt.
    fn in_doubt(&self, values: &[f64]) -> bool {
        self.scale().is_some_and(|(_, source)| source == Source::Assumed)
            && values.len() >= 20
            && values.iter().all(|value| (1.0..=5.0).contains(value))
    }

    /// METHOD: 20 values that are all 0 or 1 are yes and no far more often than the low end of a longer scale; on 0-10
    /// half a point would be taken for next to nothing, where it is every second morning.
    fn may_be_yes_and_no(&self, values: &[f64]) -> bool {
        self.scale().is_none_or(|(_, source)| source == Source::Assumed)
            && values.len() >= 20
            && is_binary(values)
    }

    /// True for columns that a hand-kept log hardly ever has: `time`, or those that `soreness new` wrote
    /// before it stated the scale.
    fn has_our_columns(&self) -> bool {
        let as_written = |name: &String| OWN_COLUMNS.contains(&name.as_str());
        let has_time = self.columns.time.is_some() && self.sheet.header.iter().all(as_written);
        has_time || self.sheet.header == ["date", "soreness", "note"]
    }

    fn ask(&self, what: String, flag: String, otherwise: &str) -> Ask {
        Ask {
            what,
            flag,
            otherwise: otherwise.to_owned(),
            line: self.sheet.header_line,
            column: self.columns.labels.or(Some(self.columns.soreness)),
        }
    }
}

const IF_FRESHER: &str = "if a higher value is fresher: --soreness-direction higher-is-fresher";
const IF_OTHER_SCALE: &str = "in place of 0..10: the lowest and the highest value that your scale has";

/// Settles scale and direction of a log with these values.
#[must_use]
pub fn settle(evidence: &ScaleEvidence<'_>, values: &[f64], notes: &mut Vec<String>) -> Settled {
    let guess = evidence.dialect.likely.unwrap_or_else(|| likely_scale(values));
    let guess = if values.iter().all(|value| (guess.low..=guess.high).contains(value)) {
        guess
    } else {
        likely_scale(values)
    };
    let scale_flag = format!("--soreness-scale {}..{}", guess.low, guess.high);
    let direction_flag = "--soreness-direction higher-is-sorer".to_owned();
    let both = || format!("{scale_flag} {direction_flag}");
    let seen = seen(values);
    let few = values.len() < FEW_VALUES && evidence.dialect.likely.is_none();
    let other_scale = if few { IF_OTHER_SCALE } else { "" };
    let scale_and_fresher =
        if few { format!("{IF_OTHER_SCALE}; {IF_FRESHER}") } else { IF_FRESHER.to_owned() };
    let known = evidence.direction();
    let direction = known.or_else(|| evidence.assumed_direction());
    let mut settled = Settled {
        scale: evidence.scale().map_or(guess, |(scale, _)| scale),
        direction: direction.unwrap_or(Direction::HigherIsSorer),
        asks: Vec::new(),
    };
    let (scale, source) = match (evidence.scale(), direction) {
        (Some(found), Some(_)) => found,
        (None, Some(_)) => {
            let what = format!("the soreness scale is not known{seen}");
            settled.asks.push(evidence.ask(what, scale_flag, other_scale));
            return settled;
        }
        (Some(_), None) => {
            let what = format!("it is not known whether a higher value means sorer{seen}");
            settled.asks.push(evidence.ask(what, direction_flag, IF_FRESHER));
            return settled;
        }
        (None, None) => {
            let what = format!("the soreness scale and its direction are not known{seen}");
            settled.asks.push(evidence.ask(what, both(), &scale_and_fresher));
            return settled;
        }
    };
    settled.asks.extend(contradiction(evidence, values, (scale, source), &both(), notes));
    if scale.range() == 1.0 && evidence.grading != Grading::YesNo {
        notes.push(TWO_VALUES.into());
    }
    let sorer = if settled.direction == Direction::HigherIsSorer { "sorer" } else { "fresher" };
    let assumed = if known.is_none() { " (assumed: 0 of soreness is none)" } else { "" };
    notes.push(format!(
        "Scale {}..{} ({}), higher is {sorer}{assumed}{seen}.",
        scale.low,
        scale.high,
        source.words()
    ));
    settled
}

/// What the values say against the scale: asked about, or noted where the log itself leaves little doubt. `flags`:
/// the flags that say another one.
fn contradiction(
    evidence: &ScaleEvidence<'_>,
    values: &[f64],
    (scale, source): (Scale, Source),
    flags: &str,
    notes: &mut Vec<String>,
) -> Option<Ask> {
    let outside = values.iter().filter(|value| !(scale.low..=scale.high).contains(*value)).count();
    // A few slips are rejected rows; many say that it is another scale.
    let few = source == Source::Told && outside < MANY_OUTSIDE;
    if !few && outside * 5 > values.len() {
        let what = format!(
            "{outside} of {} soreness values lie outside the scale {}..{} ({}){}",
            values.len(),
            scale.low,
            scale.high,
            source.words(),
            seen(values)
        );
        return Some(evidence.ask(what, flags.to_owned(), IF_FRESHER));
    }
    if evidence.may_be_yes_and_no(values) {
        let what =
            "the soreness scale is in doubt: every value is 0 or 1, yes and no or the low end of 0..10";
        let otherwise = "if 1 is a little sore on a scale of 0 to 10: --soreness-scale 0..10";
        return Some(evidence.ask(what.into(), flags.to_owned(), otherwise));
    }
    if evidence.in_doubt(values) && !evidence.has_our_columns() {
        let what = "the soreness scale is in doubt: the columns are those of shakeout's own log (0..10), \
                    yet no value is 0 or above 5";
        let otherwise = format!("{IF_FRESHER}; if it is 0 to 10: --soreness-scale 0..10");
        return Some(evidence.ask(what.into(), flags.to_owned(), &otherwise));
    }
    if evidence.in_doubt(values) {
        notes.push(format!(
            "CHECK THE SCALE: read as 0..10, yet none of {} values is 0 or above 5. If it is 1..5, add \
             --soreness-scale 1..5 --soreness-direction higher-is-sorer.",
            values.len()
        ));
    }
    None
}

/// True for values of which some are 1 and all others 0.
fn is_binary(values: &[f64]) -> bool {
    values.iter().all(|value| *value == 0.0 || *value == 1.0)
        && values.contains(&0.0)
        && values.contains(&1.0)
}

/// Fewer values do not show a scale.
const FEW_VALUES: usize = 10;

/// The smallest usual scale that holds the values, of few values 0 to 10: what a message proposes, never what is
/// used.
fn likely_scale(values: &[f64]) -> Scale {
    let usual = [(0.0, 1.0), (1.0, 5.0), (1.0, 7.0), (0.0, 5.0), (1.0, 10.0), (0.0, 10.0), (0.0, 100.0)];
    let outside = |low: f64, high: f64| values.iter().filter(|value| !(low..=high).contains(*value)).count();
    let few = values.len() < FEW_VALUES;
    let holds = |&&(low, high): &&(f64, f64)| {
        // An 11 among values up to 10 is a slip, and no scale up to 100.
        let slips = if (low, high) == (0.0, 10.0) { values.len() / 5 } else { 0 };
        let yes_and_no = high > 1.0 || is_binary(values);
        yes_and_no && outside(low, high) <= slips && (!few || high >= 10.0 && low == 0.0)
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
