//! Outcome: another morning value that is asked about beside soreness.

use std::borrow::Cow;

use super::layers::Layers;
use crate::cli;
use crate::days::columns::DAY_COLUMNS;
use crate::diary::columns::is_measured_as;
use crate::effect::Outcome;
use crate::effect::outcome::Higher;
use crate::error::{Error, Result};
use crate::sheet::values::squash;
use crate::soreness::Scale;

/// A column that a watch measures: its scale and direction are known.
struct Measured {
    /// Its column of [`crate::diary::columns::EXTRAS`], which has the names under which it is asked for, too.
    column: &'static str,
    name: &'static str,
    unit: &'static str,
    higher: Higher,
}

const MEASURED: &[Measured] = &[
    Measured { column: "hr_rest_bpm", name: "resting heart rate", unit: "bpm", higher: Higher::Worse },
    Measured { column: "hrv_ms", name: "heart rate variability", unit: "ms", higher: Higher::Better },
    Measured { column: "sleep_h", name: "sleep", unit: "h", higher: Higher::Better },
];

/// Another outcome, resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeOptions {
    /// Name of its column among the optional ones of the diary.
    pub column: String,
    /// What is said of it.
    pub outcome: Outcome,
    /// Its scale; `None` for what a watch measures: the spread of the values makes it.
    pub scale: Option<Scale>,
    /// True: a watch measures it, so that the log need not have it.
    pub measured: bool,
    /// What a higher value was said to mean.
    higher: Option<Higher>,
}

impl OutcomeOptions {
    /// Resolves the flags over the profile; `None`: nothing else than soreness is asked about.
    ///
    /// # Errors
    /// [`Error::Config`] for a name that is no morning value.
    pub(super) fn of(args: &cli::OutcomeArgs, layers: &mut Layers) -> Result<Option<Self>> {
        let column = layers.get("outcome.column", args.outcome.clone(), column, COLUMN)?;
        let scale = layers.get("outcome.scale", args.outcome_scale.clone(), super::scale, super::SCALE)?;
        let higher = layers.choice("outcome.direction", args.outcome_direction)?.map(|higher| match higher {
            cli::OutcomeDirectionArg::HigherIsWorse => Higher::Worse,
            cli::OutcomeDirectionArg::HigherIsBetter => Higher::Better,
        });
        let Some(column) = column else { return Ok(None) };
        if let Some(known) = MEASURED.iter().find(|known| is_measured_as(known.column, &column)) {
            let outcome = Outcome {
                name: Cow::Borrowed(known.name),
                unit: Cow::Borrowed(known.unit),
                higher: higher.unwrap_or(known.higher),
            };
            return Ok(Some(Self {
                column: known.column.to_owned(),
                outcome,
                scale,
                measured: true,
                higher,
            }));
        }
        let outcome = Outcome {
            name: Cow::Owned(column.replace('_', " ")),
            unit: "points".into(),
            higher: higher.unwrap_or(Higher::Worse),
        };
        Ok(Some(Self { column, outcome, scale, measured: false, higher }))
    }

    /// Refuses a reported value without scale or direction. Asked of a column that is there: who mistyped its name would
    /// answer in vain.
    ///
    /// # Errors
    /// [`Error::Config`] with the flags to add.
    pub fn refuse_unsaid(&self) -> Result<()> {
        match (self.scale, self.higher) {
            (Some(_), Some(_)) => Ok(()),
            _ if self.measured => Ok(()),
            (scale, higher) => Err(unsaid(&self.column, scale, higher)),
        }
    }

    /// What was chosen, for a registration.
    #[must_use]
    pub fn words(&self) -> String {
        let scale =
            self.scale.map_or_else(|| "its own spread".to_owned(), |s| format!("{}..{}", s.low, s.high));
        let higher = match self.outcome.higher {
            Higher::Worse => "worse",
            Higher::Better => "better",
        };
        format!("{}, {scale}, higher is {higher}", self.column)
    }
}

const COLUMN: &str = "a morning value other than soreness: a column of the log such as fatigue or mood, or of the \
                      watch resting_hr (hr_rest_bpm in tables), hrv (hrv_ms) or sleep_h";

/// The name of a column in tables: lower case, words joined by `_`. `None` for soreness, for a column of the day table
/// that says what was done, and without a letter.
fn column(typed: &str) -> Option<String> {
    let words = typed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let name = words.collect::<Vec<_>>().join("_").to_lowercase();
    let taken = DAY_COLUMNS.iter().any(|column| squash(column.name) == squash(&name));
    let usable = name.starts_with(char::is_alphabetic) && name.chars().count() <= 60;
    (usable && !taken).then_some(name)
}

fn unsaid(column: &str, scale: Option<Scale>, higher: Option<Higher>) -> Error {
    let what = match (scale, higher) {
        (None, None) => "neither its scale nor what a higher value means is known",
        (None, Some(_)) => "its scale is not known",
        (Some(_), _) => "what a higher value means is not known",
    };
    // What was said already is said again, so that the remedy is whole.
    let scale = scale.map_or_else(|| "1..5".to_owned(), |scale| format!("{}..{}", scale.low, scale.high));
    let (direction, other) = match higher {
        Some(Higher::Worse) => ("higher-is-worse", ""),
        Some(Higher::Better) => ("higher-is-better", ""),
        None => ("higher-is-worse", " (or higher-is-better)"),
    };
    Error::Config {
        what: format!("`{column}` cannot be an outcome yet: {what}"),
        place: "--outcome".into(),
        remedy: format!(
            "say it, for example: --outcome {column} --outcome-scale {scale} --outcome-direction {direction}{other}"
        ),
    }
}
