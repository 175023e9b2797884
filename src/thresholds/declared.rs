//! Declared: what the runner says of themself in `shakeout.toml`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Provenance;

/// Athlete facts from `shakeout.toml`, valid from a date on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AthleteBlock {
    /// First day on which they hold; `None`: always.
    pub from: Option<Date>,
    /// HRmax, bpm.
    pub hr_max_bpm: Option<f64>,
    /// Resting heart rate, bpm.
    pub hr_rest_bpm: Option<f64>,
    /// Heart rate at the lactate threshold, bpm.
    pub lthr_bpm: Option<f64>,
    /// Threshold speed, m/s (from `threshold_pace`).
    pub threshold_mps: Option<f64>,
    /// `Some(true)`: female.
    pub female: Option<bool>,
    /// Weight, kg.
    pub weight_kg: Option<f64>,
    /// Year of birth.
    pub born: Option<i16>,
}

/// A fact by the first day on which it holds; `None`: always.
pub(super) type ByDay<T> = BTreeMap<Option<Date>, T>;

/// The same, each fact by itself: what a block leaves out holds on from the block before.
#[derive(Clone, Debug, Default)]
pub(super) struct Declared {
    /// First days of the blocks.
    pub(super) days: BTreeSet<Date>,
    pub(super) hr_max_bpm: ByDay<f64>,
    pub(super) hr_rest_bpm: ByDay<f64>,
    pub(super) lthr_bpm: ByDay<f64>,
    pub(super) threshold_mps: ByDay<f64>,
    pub(super) female: ByDay<bool>,
    pub(super) weight_kg: ByDay<f64>,
    pub(super) born: ByDay<f64>,
}

impl Declared {
    pub(super) fn of(blocks: &[AthleteBlock]) -> Self {
        let mut all = Self::default();
        for block in blocks {
            let from = block.from;
            all.days.extend(from);
            all.hr_max_bpm.extend(block.hr_max_bpm.map(|bpm| (from, bpm)));
            all.hr_rest_bpm.extend(block.hr_rest_bpm.map(|bpm| (from, bpm)));
            all.lthr_bpm.extend(block.lthr_bpm.map(|bpm| (from, bpm)));
            all.threshold_mps.extend(block.threshold_mps.map(|mps| (from, mps)));
            all.female.extend(block.female.map(|female| (from, female)));
            all.weight_kg.extend(block.weight_kg.map(|kg| (from, kg)));
            all.born.extend(block.born.map(|year| (from, f64::from(year))));
        }
        all
    }
}

/// What holds on `date`.
pub(super) fn on<T: Copy>(facts: &ByDay<T>, date: Date) -> Option<(T, Provenance)> {
    let (&from, &value) = facts.range(..=Some(date)).next_back()?;
    Some((value, Provenance::Declared { from }))
}
