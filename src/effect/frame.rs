//! The rows of a comparison: outcome, choice and the seven covariates, as plain columns.

use super::eligible::{EligibleDays, Record};
use crate::day::DayKind;

/// Response of soreness to a hard day 1, 2 and 3 days ago, shared by load and descent.
// METHOD: fixed, not fitted: the usual rise and fall of delayed soreness; `L1` frees the first day,
// because after long-distance running soreness can be highest at once.
const KERNEL: [f64; 3] = [0.9, 1.2, 0.6];

/// A covariate, not yet scaled; one value a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Covariate {
    /// `S`, `Sprev`, `K`, `L1`, `H1`, `Aprev`, `t`, or the name of an added one.
    pub name: String,
    /// Values.
    pub values: Vec<f64>,
}

/// Rows of one comparison, in the order of days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// Day of the choice, 0-based.
    pub days: Vec<usize>,
    /// True: the treated kind (easy); false: rest.
    pub treated: Vec<bool>,
    /// Soreness `lag` mornings later.
    pub outcome: Vec<f64>,
    /// Soreness on the morning of the choice.
    pub soreness: Vec<f64>,
    /// True: a hard day the day before.
    pub after_hard: Vec<bool>,
    /// Covariates; the first is `S`.
    pub covariates: Vec<Covariate>,
}

impl Frame {
    /// Rows of the usable days. A row whose outcome or load is missing after all is left out; the
    /// rules of eligibility leave none.
    #[must_use]
    pub fn new(record: &Record<'_>, eligible: &EligibleDays, lag: usize) -> Self {
        let names = ["S", "Sprev", "K", "L1", "H1", "Aprev", "t"];
        let beside = &record.log.beside;
        let names = names.into_iter().chain(beside.iter().map(|(name, _)| name.as_str()));
        let mut frame = Self {
            covariates: names.map(|name| Covariate { name: name.to_owned(), values: Vec::new() }).collect(),
            ..Self::default()
        };
        for &day in &eligible.days {
            let row = (|| {
                let soreness = record.soreness(day)?;
                let outcome = record.soreness(day + lag)?;
                Some((soreness, outcome, loads_before(record, day)?, record.beside(day)?))
            })();
            let Some((soreness, outcome, loads, beside)) = row else { continue };
            let yesterday = record.kind(day - 1);
            let after_hard = yesterday == DayKind::Hard;
            let values = [
                soreness,
                record.previous_soreness(day).unwrap_or(soreness),
                kernel(loads),
                loads[0],
                f64::from(u8::from(after_hard)),
                f64::from(u8::from(yesterday == DayKind::Easy)),
                // Scaled by its standard deviation over the rows later, so that the length of the
                // record does not matter.
                day as f64,
            ];
            for (column, value) in frame.covariates.iter_mut().zip(values.into_iter().chain(beside)) {
                column.values.push(value);
            }
            frame.days.push(day);
            frame.treated.push(record.kind(day) != DayKind::Rest);
            frame.outcome.push(outcome);
            frame.soreness.push(soreness);
            frame.after_hard.push(after_hard);
        }
        frame
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.days.len()
    }

    /// Treated rows and rest rows.
    #[must_use]
    pub fn arms(&self) -> (usize, usize) {
        let treated = self.treated.iter().filter(|treated| **treated).count();
        (treated, self.rows() - treated)
    }

    /// The choice as 1 (treated) and 0 (rest).
    #[must_use]
    pub fn choice(&self) -> Vec<f64> {
        self.treated.iter().map(|treated| f64::from(u8::from(*treated))).collect()
    }

    /// Seven columns of 1 and 0, one a weekday of the choice.
    // METHOD: a log has no holes, so that the day number modulo 7 is the weekday; which of the seven comes
    // first does not matter.
    #[must_use]
    pub fn weekdays(&self) -> [Vec<f64>; 7] {
        std::array::from_fn(|weekday| {
            self.days.iter().map(|day| f64::from(u8::from(day % 7 == weekday))).collect()
        })
    }

    /// The rows for which `keep` (by row number) holds.
    #[must_use]
    pub fn filter(&self, keep: &dyn Fn(usize) -> bool) -> Self {
        fn pick<T: Copy>(column: &[T], keep: &dyn Fn(usize) -> bool) -> Vec<T> {
            column.iter().enumerate().filter(|(row, _)| keep(*row)).map(|(_, value)| *value).collect()
        }
        Self {
            days: pick(&self.days, keep),
            treated: pick(&self.treated, keep),
            outcome: pick(&self.outcome, keep),
            soreness: pick(&self.soreness, keep),
            after_hard: pick(&self.after_hard, keep),
            covariates: self
                .covariates
                .iter()
                .map(|column| Covariate { name: column.name.clone(), values: pick(&column.values, keep) })
                .collect(),
        }
    }

    /// The same rows with one more covariate.
    #[must_use]
    pub fn with(mut self, name: &str, values: Vec<f64>) -> Self {
        self.covariates.push(Covariate { name: name.to_owned(), values });
        self
    }

    /// The same rows without a covariate.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.covariates.retain(|column| column.name != name);
        self
    }

    /// Covariates centred and scaled, with their names; constant ones dropped.
    #[must_use]
    pub fn standardised(&self) -> (Vec<&str>, Vec<Vec<f64>>) {
        self.covariates
            .iter()
            .filter_map(|column| Some((column.name.as_str(), super::linear::standardise(&column.values)?)))
            .unzip()
    }
}

/// Hard load 1, 2 and 3 days before; `None` when one of them is not known.
#[must_use]
pub fn loads_before(record: &Record<'_>, day: usize) -> Option<[f64; 3]> {
    let back = |days: usize| record.hard_load(day.checked_sub(days)?);
    Some([back(1)?, back(2)?, back(3)?])
}

/// Kernel-weighted sum of what happened 1, 2 and 3 days before.
#[must_use]
pub fn kernel(before: [f64; 3]) -> f64 {
    KERNEL.iter().zip(before).map(|(weight, load)| weight * load).sum()
}
