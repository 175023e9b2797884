//! Habits: what else goes with less soreness the next morning, each logged column asked the headline's question.
//! Hints, not answers: nobody chose these columns for their effect, and there may be many.

use serde::Serialize;

use super::diary::{CO_INTERVENTION, kept_on};
use super::eligible::{Record, value};
use super::estimate::adjusted;
use super::frame::Frame;
use super::gate::{MIN_ARM, MIN_DF};
use super::linear::standardise;
use super::strata::holm;
use super::{Estimate, Settings};
use crate::stats::{mean, median, variance};

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Contrast {
    /// Days with it and days without.
    WithAndWithout,
    /// One standard deviation more of it.
    PerSd {
        /// That standard deviation, in the column's unit.
        sd: f64,
    },
}

/// One habit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Habit {
    /// The column's name.
    pub name: String,
    /// What is compared; `None` for a column that hardly varies.
    pub contrast: Option<Contrast>,
    /// Difference in next-morning soreness, points.
    #[serde(flatten)]
    pub estimate: Option<Estimate>,
    /// p value adjusted for all habits (Holm).
    pub p_holm: Option<f64>,
    /// Days used.
    pub days: usize,
    /// True: nearly always comes with easy runs, so that neither can be told from the other.
    pub co_intervention: bool,
    /// Why there is no estimate.
    pub reason: Option<String>,
}

/// Every column of the diary by the rows, covariates and interval of the headline, the easy run among the
/// covariates; p values adjusted as a family of its own.
#[must_use]
pub fn habits(record: &Record<'_>, frame: &Frame, settings: &Settings) -> Vec<Habit> {
    let mut habits: Vec<Habit> =
        record.log.extra.iter().map(|(name, column)| habit(name, column, frame, settings)).collect();
    let told = |habit: &&mut Habit| habit.estimate.is_some();
    let (p_values, places): (Vec<f64>, Vec<&mut Option<f64>>) = habits
        .iter_mut()
        .filter(told)
        .map(|habit| (habit.estimate.map_or(1.0, |estimate| estimate.p), &mut habit.p_holm))
        .unzip();
    for (place, adjusted) in places.into_iter().zip(holm(&p_values)) {
        *place = Some(adjusted);
    }
    habits
}

fn habit(name: &str, column: &[Option<f64>], frame: &Frame, settings: &Settings) -> Habit {
    let of_row: Vec<Option<f64>> = frame.days.iter().map(|day| value(column, *day)).collect();
    let rows = frame.filter(&|row| of_row[row].is_some());
    let values: Vec<f64> = of_row.into_iter().flatten().collect();
    let mut habit = Habit {
        name: name.replace('_', " "),
        contrast: None,
        estimate: None,
        p_holm: None,
        days: values.len(),
        co_intervention: kept_on(&values, &rows.treated)
            .is_some_and(|(easy, rest)| easy - rest >= CO_INTERVENTION),
        reason: None,
    };
    let Some((contrast, exposure)) = contrast(&values) else {
        habit.reason = Some(format!("fewer than {MIN_ARM} days each way"));
        return habit;
    };
    habit.contrast = Some(contrast);
    if habit.co_intervention {
        habit.reason = Some("nearly always comes with easy runs".to_owned());
        return habit;
    }
    let choice = rows.choice();
    let fit = adjusted(&rows.with("A", choice), &exposure, settings);
    habit.estimate =
        fit.ok().map(|fit| fit.estimate).filter(|estimate| estimate.df >= MIN_DF && estimate.se > 1e-9);
    habit.reason = habit.estimate.is_none().then(|| "too few comparable days".to_owned());
    habit
}

/// Two values: with and without. More: a spread, with enough days on either side of its middle.
fn contrast(values: &[f64]) -> Option<(Contrast, Vec<f64>)> {
    let middle = median(values.to_vec())?;
    let mut distinct = values.to_vec();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    let (contrast, exposure, split) = if let [low, _] = distinct[..] {
        let with = values.iter().map(|value| f64::from(u8::from(*value > low)));
        (Contrast::WithAndWithout, with.collect(), low + 1e-9)
    } else {
        (Contrast::PerSd { sd: variance(values)?.sqrt() }, standardise(values)?, middle)
    };
    // Many equal values may sit on the median itself: the mean then divides them.
    let enough = |split: f64| {
        let above = values.iter().filter(|value| **value > split).count();
        let below = values.iter().filter(|value| **value < split).count();
        above >= MIN_ARM && below >= MIN_ARM
    };
    (enough(split) || enough(mean(values)?)).then_some((contrast, exposure))
}
