//! Thresholds in words: the rows of the report and the sentences that go with them.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Athlete, Fact, Provenance, Thresholds, tanaka};
use serde::Serialize;

/// A threshold of the report: name, unit, change below which two values share a row, and how to
/// read it from an [`Athlete`] in the unit of the report.
struct Shown {
    name: &'static str,
    unit: &'static str,
    tolerance: f64,
    /// The tolerance doubles up to this while there are too many stretches: a value that drifts is no list.
    widest: f64,
    read: fn(&Athlete) -> &Fact<f64>,
    to_unit: fn(f64) -> f64,
}

/// Values within the tolerance of the first of a stretch share a row, which names their range;
/// computing still uses each day's value.
const SHOWN: [Shown; 4] = [
    Shown {
        name: "hr_max",
        unit: "bpm",
        tolerance: 1.0,
        widest: 2.0,
        read: |a| &a.hr_max_bpm,
        to_unit: |v| v,
    },
    Shown {
        name: "hr_rest",
        unit: "bpm",
        tolerance: 3.0,
        widest: 3.0,
        read: |a| &a.hr_rest_bpm,
        to_unit: |v| v,
    },
    Shown { name: "lthr", unit: "bpm", tolerance: 1.0, widest: 4.0, read: |a| &a.lthr_bpm, to_unit: |v| v },
    Shown {
        name: "threshold_pace",
        unit: "s/km",
        tolerance: 1.0,
        widest: 16.0,
        read: |a| &a.threshold_mps,
        to_unit: |v| 1000.0 / v,
    },
];

/// Not a threshold, and not a row of the report; `shakeout.toml` has it.
const WEIGHT: Shown = Shown {
    name: "weight_kg",
    unit: "kg",
    tolerance: 1.0,
    widest: 1.0,
    read: |a| &a.weight_kg,
    to_unit: |v| v,
};

/// With more stretches than this a threshold is shown year by year.
pub(crate) const MOST_ROWS: usize = 12;

/// A threshold over the time of the activities.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Key in `shakeout.toml`: `hr_max`, `hr_rest`, `lthr`, `threshold_pace`, `weight_kg`.
    pub name: &'static str,
    /// Unit of the values: bpm, s/km, kg.
    pub unit: &'static str,
    /// Its stretches, oldest first; at least one.
    pub stretches: Vec<Stretch>,
}

/// A stretch of dates with the same value (within tolerance) from the same kind of source.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// First date; `None` without any activity.
    pub from: Option<Date>,
    /// Its first value, in SI or bpm as an [`Athlete`] has it, or why there is none.
    pub fact: Fact<f64>,
    /// Lowest and highest value, in the report's unit; `None` while not known.
    pub range: Option<(f64, f64)>,
    /// The first value in the report's unit; `None` while not known.
    pub value: Option<f64>,
}

/// A threshold with its provenance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThresholdRow {
    /// `hr_max`, `hr_rest`, `lthr`, `threshold_pace`.
    pub name: String,
    /// Value: bpm, or s/km for the pace; `None`: not known.
    pub value: Option<f64>,
    /// Unit.
    pub unit: String,
    /// First day on which it holds.
    pub from: Option<Date>,
    /// Where it comes from, in words.
    pub source: String,
    /// How far off the value may be, in its unit; `None`: declared, or not known.
    pub error: Option<f64>,
    /// Lowest and highest value that share the row, in its unit; `None`: one value.
    pub range: Option<(f64, f64)>,
}

pub(super) fn rows(thresholds: &Thresholds) -> Vec<ThresholdRow> {
    let athletes = athletes(thresholds);
    SHOWN.iter().flat_map(|shown| rows_of(shown, &athletes, thresholds)).collect()
}

pub(super) fn history(thresholds: &Thresholds) -> Vec<History> {
    let athletes = athletes(thresholds);
    let of = |shown: &Shown| History {
        name: shown.name,
        unit: shown.unit,
        stretches: stretches(shown, &athletes, thresholds),
    };
    SHOWN.iter().chain([&WEIGHT]).map(of).collect()
}

/// What is known on every date on which something may change.
fn athletes(thresholds: &Thresholds) -> Vec<(Date, Athlete)> {
    dates_of_change(thresholds).into_iter().map(|date| (date, thresholds.known_on(date))).collect()
}

/// Every date on which something may change: the activities', and the first days of the blocks.
fn dates_of_change(thresholds: &Thresholds) -> BTreeSet<Date> {
    let (first, last) = (thresholds.dates.first(), thresholds.dates.last());
    let inside = |d: &Date| first.is_none_or(|first| first <= d) && last.is_none_or(|last| d <= last);
    let declared = thresholds.declared.days.iter().copied().filter(inside);
    thresholds.dates.iter().copied().chain(declared).collect()
}

fn rows_of(shown: &Shown, athletes: &[(Date, Athlete)], thresholds: &Thresholds) -> Vec<ThresholdRow> {
    let mut stretches = stretches(shown, athletes, thresholds);
    if stretches.len() > MOST_ROWS {
        stretches = by_year(stretches);
    }
    stretches.into_iter().map(|s| s.row(shown, thresholds)).collect()
}

fn stretches(shown: &Shown, athletes: &[(Date, Athlete)], thresholds: &Thresholds) -> Vec<Stretch> {
    let mut tolerance = shown.tolerance;
    loop {
        let found = stretches_within(tolerance, shown, athletes, thresholds);
        if found.len() <= MOST_ROWS || 2.0 * tolerance > shown.widest {
            return found;
        }
        tolerance *= 2.0;
    }
}

fn stretches_within(
    tolerance: f64,
    shown: &Shown,
    athletes: &[(Date, Athlete)],
    thresholds: &Thresholds,
) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for (date, athlete) in athletes {
        let fact = (shown.read)(athlete);
        let value = fact.value().map(shown.to_unit);
        match (stretches.last_mut(), value) {
            (Some(last), Some(v)) if last.takes(fact, v, tolerance) => {
                last.range = last.range.map(|(low, high)| (low.min(v), high.max(v)));
            }
            (Some(last), None) if last.fact.value().is_none() => {}
            (_, value) => {
                stretches.push(Stretch {
                    from: Some(*date),
                    fact: fact.clone(),
                    range: value.map(|v| (v, v)),
                    value,
                });
            }
        }
    }
    if stretches.is_empty() {
        // No activity at all: what is declared is still worth showing.
        let date = thresholds.declared.days.last().copied().unwrap_or(Date::MIN);
        let fact = (shown.read)(&thresholds.known_on(date)).clone();
        let value = fact.value().map(shown.to_unit);
        stretches.push(Stretch { from: None, fact, range: value.map(|v| (v, v)), value });
    }
    stretches
}

/// One stretch a calendar year, where a value flickers (two watches with different settings).
fn by_year(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut years: Vec<Stretch> = Vec::new();
    for next in stretches {
        let year = |s: &Stretch| s.from.map(|from| from.year());
        match years.last_mut() {
            Some(last)
                if year(last) == year(&next)
                    && last.fact.value().is_some() == next.fact.value().is_some() =>
            {
                last.range = last
                    .range
                    .zip(next.range)
                    .map(|((low, high), (l, h))| (f64::min(low, l), f64::max(high, h)));
            }
            _ => years.push(next),
        }
    }
    years
}

impl Stretch {
    fn takes(&self, fact: &Fact<f64>, value: f64, tolerance: f64) -> bool {
        let Some(first) = self.value else { return false };
        let same_kind = match (self.fact.provenance(), fact.provenance()) {
            (Some(Provenance::Declared { from: a }), Some(Provenance::Declared { from: b })) => a == b,
            (Some(a), Some(b)) => std::mem::discriminant(a) == std::mem::discriminant(b),
            _ => false,
        };
        same_kind && (value - first).abs() <= tolerance
    }

    /// Where its value comes from and between what it lies, or why there is none, in words.
    #[must_use]
    pub fn source(&self, thresholds: &Thresholds) -> String {
        match self.spread() {
            Some((low, high)) => format!("{}, {low:.0} to {high:.0}", self.origin(thresholds)),
            None => self.origin(thresholds),
        }
    }

    /// Where its value comes from, or why there is none, in words.
    fn origin(&self, thresholds: &Thresholds) -> String {
        match &self.fact {
            Fact::Unknown { reason } => format!("not known: {reason}"),
            Fact::Known { provenance, .. } => in_words(provenance, thresholds),
        }
    }

    /// Lowest and highest value, in the report's unit; `None` where they are as good as one.
    fn spread(&self) -> Option<(f64, f64)> {
        self.range.filter(|(low, high)| high - low >= 0.5)
    }

    /// First day on which the value holds: that of its block, for one that was declared.
    #[must_use]
    pub fn holds_from(&self) -> Option<Date> {
        match self.fact.provenance() {
            Some(Provenance::Declared { from }) => *from,
            _ => self.from,
        }
    }

    /// How far off the value may be, in the report's unit.
    ///
    /// METHOD: LTHR of a watch or an archive is within 5 bpm of a test (Nuuttila 2025 for LT1: 5 to 7); HRmax by
    /// age within 10, as seen in runs within 5; a threshold pace within 4 % at the time of its run.
    fn error(&self, shown: &Shown) -> Option<f64> {
        match (shown.name, self.fact.provenance()?) {
            (_, Provenance::Declared { .. }) => None,
            ("hr_max", Provenance::Formula { .. })
            | ("lthr", Provenance::Formula { .. } | Provenance::Share) => Some(10.0),
            ("hr_max" | "lthr", _) => Some(5.0),
            ("threshold_pace", _) => self.value.map(|pace| 0.04 * pace),
            _ => None,
        }
    }

    fn row(self, shown: &Shown, thresholds: &Thresholds) -> ThresholdRow {
        ThresholdRow {
            name: shown.name.to_owned(),
            value: self.value,
            unit: shown.unit.to_owned(),
            from: self.holds_from().map(|date| thresholds.shown(date)),
            source: self.origin(thresholds),
            error: self.error(shown),
            range: self.spread(),
        }
    }
}

/// A provenance as the report says it.
fn in_words(provenance: &Provenance, thresholds: &Thresholds) -> String {
    match provenance {
        Provenance::Declared { from: Some(from) } => format!("declared, from {}", thresholds.shown(*from)),
        Provenance::Declared { from: None } => "declared".to_owned(),
        Provenance::File { date } => {
            format!("the watch's own value, in the file of {}", thresholds.shown(*date))
        }
        Provenance::Archive { method, runs } => format!("archive: {method} ({})", list(runs, thresholds)),
        Provenance::Share => {
            "91 % of HRmax, the usual share: no half hour of yours shows a better one".to_owned()
        }
        Provenance::Formula { age_y } => {
            format!("formula by age: 208 - 0.7 x {age_y:.0} (Tanaka 2001), give or take 10 bpm")
        }
    }
}

fn list(runs: &[Date], thresholds: &Thresholds) -> String {
    let shown: Vec<String> = runs.iter().take(3).map(|&date| thresholds.shown(date).to_string()).collect();
    match runs.len().checked_sub(3) {
        Some(more @ 1..) => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}

pub(super) fn notes(thresholds: &Thresholds) -> Vec<String> {
    let mut notes = spike_notes(thresholds);
    notes.extend(low_hr_max_note(thresholds));
    let Some(&last) = thresholds.dates.last() else { return notes };
    let athlete = thresholds.known_on(last);
    if let Some(Provenance::Formula { .. }) = athlete.hr_max_bpm.provenance() {
        notes.push(
            "HRmax is an age formula, which is off by 10 bpm or more in one runner of three: declare hr_max if you know it."
                .to_owned(),
        );
    }
    if athlete.hr_rest_bpm.value().is_none() {
        notes.push(
            "Resting heart rate is not known, so TRIMP cannot be computed: declare hr_rest in shakeout.toml (measured on waking)."
                .to_owned(),
        );
    }
    if athlete.female.value().is_none() && athlete.reserve_bpm().is_some() {
        notes.push(
            "Sex is not known: TRIMP uses the weights midway between those for men and women (A 0.725215, B 1.795)."
                .to_owned(),
        );
    }
    if let Some(Provenance::Archive { .. }) = athlete.threshold_mps.provenance() {
        notes.push(
            "Threshold pace is an estimate from your best half hour: declare threshold_pace if you have tested it."
                .to_owned(),
        );
    }
    notes
}

/// A peak far above what the archive supports is a sensor fault until other runs confirm it.
fn spike_notes(thresholds: &Thresholds) -> Vec<String> {
    let by_archive = |date: Date| {
        let athlete = thresholds.known_on(date);
        matches!(athlete.hr_max_bpm.provenance(), Some(Provenance::Archive { .. }))
    };
    let spikes = thresholds.archive.spikes().into_iter().filter(|(date, _)| by_archive(*date));
    spikes
        .map(|(date, bpm)| {
            let date = thresholds.shown(date);
            format!("{bpm:.0} bpm on {date} was reached in one run only: not taken as HRmax (a lone spike is not a maximum).")
        })
        .collect()
}

/// Warns where HRmax looks wrong: far from the age formula, or below what runs reach.
fn low_hr_max_note(thresholds: &Thresholds) -> Option<String> {
    let &last = thresholds.dates.last()?;
    let athlete = thresholds.known_on(last);
    let (max, provenance) = (athlete.hr_max_bpm.value()?, athlete.hr_max_bpm.provenance()?);
    if let (Some(seen), Provenance::Declared { .. } | Provenance::File { .. } | Provenance::Formula { .. }) =
        (&thresholds.archive.peak, provenance)
        && seen.on(last) > max + 3.0
    {
        return Some(format!(
            "HRmax looks too low: {max:.0} bpm is set, but runs of {} reach {:.0} bpm.",
            list(&seen.runs, thresholds),
            seen.on(last)
        ));
    }
    let expected = tanaka(athlete.age_y.value()?);
    (matches!(provenance, Provenance::Archive { .. }) && max < expected - 10.0).then(|| {
        format!(
            "HRmax of the archive is the highest seen, {max:.0} bpm, where the age formula gives {expected:.0}: if no run was all-out it is too low; declare hr_max if you know it."
        )
    })
}
