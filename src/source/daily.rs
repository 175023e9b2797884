//! Daily: what an export knows of single days beside their activities: thresholds, and what a runner
//! woke up with.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Time};

use super::dates::{self, DateCell, When};
use crate::activity::FileThresholds;
use crate::diary::WatchColumn;
use crate::sheet::dates::DateOrder;
use crate::sheet::fold::{fold, position, words};
use crate::thresholds::DailyFacts;

/// What was known on the morning of a day, before the choice between running and rest.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wellness {
    /// Sleep of the night before, h.
    pub sleep_h: Option<f64>,
    /// Resting heart rate, bpm.
    pub hr_rest_bpm: Option<f64>,
    /// Heart-rate variability, ms.
    pub hrv_ms: Option<f64>,
}

/// Habits of a log of yes and no: the column of the soreness log, and words of its question, folded.
const HABITS: &[(&str, &[&str])] = &[
    ("alcohol", &["alcohol", "alkohol", "alcool", "アルコール", "饮酒", "알코올"]),
    ("massage", &["massage", "masaje", "massagg", "massagem", "masaz", "マッサージ", "按摩", "마사지"]),
    (
        "stretching",
        &["stretch", "dehn", "etirement", "estiramiento", "along", "ストレッチ", "拉伸", "스트레칭"],
    ),
    ("strength", &["strength training", "weight training", "krafttraining", "musculation", "筋トレ"]),
];

/// The days of an export.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Daily {
    /// Thresholds by date.
    pub facts: DailyFacts,
    /// Thresholds without a date: the settings of the account when it was exported.
    pub settings: Option<FileThresholds>,
    /// Mornings by date.
    pub mornings: BTreeMap<Date, Wellness>,
    /// Habits by column of the soreness log and date: 1 for yes, 0 for no, each of the day before.
    pub habits: BTreeMap<&'static str, BTreeMap<Date, f64>>,
}

impl Daily {
    /// True when nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Number of values of single days.
    #[must_use]
    pub fn values(&self) -> usize {
        let habits: usize = self.habits.values().map(BTreeMap::len).sum();
        self.facts.values() + self.mornings.len() + habits
    }

    /// A resting heart rate that was measured in the night before `date`.
    pub fn rest(&mut self, date: Date, bpm: Option<f64>) {
        let Some(bpm) = resting(bpm) else { return };
        self.facts.hr_rest_bpm.insert(date, bpm);
        self.morning(date).hr_rest_bpm = Some(bpm);
    }

    /// A resting heart rate of the whole of `date`.
    // METHOD: what a day's run can have changed is not known before it. Such a value counts as known on
    // the next morning.
    pub fn rest_of_day(&mut self, date: Date, bpm: Option<f64>) {
        let Some(bpm) = resting(bpm) else { return };
        self.facts.hr_rest_bpm.insert(date, bpm);
        if let Ok(next) = date.checked_add(1.day()) {
            self.morning(next).hr_rest_bpm = Some(bpm);
        }
    }

    /// Hours of sleep of the night before `date`; of two values the longer: a nap is no night.
    pub fn night(&mut self, date: Date, hours: Option<f64>) {
        let Some(hours) = hours.filter(|hours| *hours > 0.0 && *hours <= 24.0) else { return };
        let morning = self.morning(date);
        morning.sleep_h = Some(morning.sleep_h.map_or(hours, |longest| longest.max(hours)));
    }

    /// Heart-rate variability of the night before `date`, ms.
    pub fn variability(&mut self, date: Date, ms: Option<f64>) {
        if let Some(ms) = ms.filter(|ms| *ms > 0.0 && *ms <= 500.0) {
            self.morning(date).hrv_ms = Some(ms);
        }
    }

    /// An answer of `date` to the question whether a habit was kept; others than [`HABITS`] are not used.
    // METHOD: what was done in the course of a day is known on the next morning, as in a log that is written then.
    pub fn habit(&mut self, date: Date, question: &str, kept: Option<f64>) {
        let words = words(&fold(question));
        let asked =
            HABITS.iter().find(|(_, names)| names.iter().any(|name| position(&words, name).is_some()));
        if let (Some((name, _)), Some(kept), Ok(next)) = (asked, kept, date.checked_add(1.day())) {
            let day = self.habits.entry(name).or_default().entry(next).or_insert(kept);
            *day = day.max(kept);
        }
    }

    fn morning(&mut self, date: Date) -> &mut Wellness {
        self.mornings.entry(date).or_default()
    }

    /// The mornings as columns of a soreness log.
    #[must_use]
    pub fn columns(&self) -> Vec<WatchColumn> {
        let column = |name, of: fn(&Wellness) -> Option<f64>| {
            let values = self.mornings.iter().filter_map(|(date, morning)| Some((*date, of(morning)?)));
            (name, values.collect())
        };
        [
            column("sleep_h", |morning| morning.sleep_h),
            column("hr_rest_bpm", |morning| morning.hr_rest_bpm),
            column("hrv_ms", |morning| morning.hrv_ms),
        ]
        .into_iter()
        .chain(self.habits.iter().map(|(name, values)| (*name, values.clone())))
        .collect()
    }

    /// Takes what another file of the archive knows; of a value that both have, what is here stays.
    pub fn take_missing(&mut self, other: &Self) {
        for (date, theirs) in &other.mornings {
            let ours = self.mornings.entry(*date).or_default();
            ours.sleep_h = ours.sleep_h.or(theirs.sleep_h);
            ours.hr_rest_bpm = ours.hr_rest_bpm.or(theirs.hr_rest_bpm);
            ours.hrv_ms = ours.hrv_ms.or(theirs.hrv_ms);
        }
        for (name, theirs) in &other.habits {
            take(self.habits.entry(name).or_default(), theirs);
        }
        let (ours, theirs) = (&mut self.facts, &other.facts);
        take(&mut ours.hr_rest_bpm, &theirs.hr_rest_bpm);
        take(&mut ours.hr_max_bpm, &theirs.hr_max_bpm);
        take(&mut ours.lthr_bpm, &theirs.lthr_bpm);
        take(&mut ours.weight_kg, &theirs.weight_kg);
        take(&mut ours.hr_zones_bpm, &theirs.hr_zones_bpm);
        if let Some(settings) = &other.settings {
            self.settings.get_or_insert_default().take_missing(settings);
        }
    }

    /// Puts the settings without a date on `date`.
    pub fn date_settings(&mut self, date: Date) {
        let Some(settings) = self.settings.take() else { return };
        let mut keep = |into: fn(&mut DailyFacts) -> &mut BTreeMap<Date, f64>, value: Option<f64>| {
            if let Some(value) = value {
                into(&mut self.facts).entry(date).or_insert(value);
            }
        };
        keep(|facts| &mut facts.hr_rest_bpm, settings.hr_rest_bpm);
        keep(|facts| &mut facts.hr_max_bpm, settings.hr_max_bpm);
        keep(|facts| &mut facts.lthr_bpm, settings.lthr_bpm);
        keep(|facts| &mut facts.weight_kg, settings.weight_kg);
    }
}

fn take<T: Clone>(ours: &mut BTreeMap<Date, T>, theirs: &BTreeMap<Date, T>) {
    for (date, value) in theirs {
        ours.entry(*date).or_insert_with(|| value.clone());
    }
}

fn resting(bpm: Option<f64>) -> Option<f64> {
    bpm.filter(|bpm| (25.0..=110.0).contains(bpm))
}

/// The date of a cell as it is written; of day and month in either order, the month comes first, as in the
/// exports that write so (Fitbit).
#[must_use]
pub fn day_of(cell: DateCell) -> Option<Date> {
    match cell.when_written(DateOrder::Mdy)? {
        When::Day(day) => Some(day),
        When::Local(at) => Some(at.date()),
        When::Instant(..) => None,
    }
}

/// The date that a text begins with.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    day_of(dates::take_apart(text)?)
}

/// The day on which a night that begins at the local time in `text` ends.
#[must_use]
pub fn morning_after(text: &str) -> Option<Date> {
    match dates::take_apart(text)?.when_written(DateOrder::Mdy)? {
        When::Local(at) if at.time() >= Time::constant(12, 0, 0, 0) => at.date().checked_add(1.day()).ok(),
        When::Local(at) => Some(at.date()),
        When::Day(day) => Some(day),
        When::Instant(..) => None,
    }
}
