//! Novelty: today's mechanical dose against what the legs are used to (repeated-bout effect).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::eccentric::{descent_m, downhill_dose, steep_down, steps};
use super::{Compute, Metric, Unmeasured};
use crate::activity::Sport;
use crate::digest::Digest;
use crate::thresholds::{Athlete, DatedDigest};

type Dose = fn(&Digest, &Athlete) -> Result<f64, Unmeasured>;

/// A comparison with the days before.
#[derive(Clone, Copy)]
pub enum Baseline {
    /// Today's dose divided by its 42-day exponential mean.
    OverMean(Dose),
    /// Today's dose divided by the largest of any run in the 42 days before.
    OverMax(Dose),
}

const EVIDENCE: &str = "One bout of eccentric work protects against the next for weeks (repeated-bout effect), so that the unusual makes sore, not the much.";
const REFERENCE: &str =
    "Bontemps et al. 2020, Sports Med 50:2083; Khassetarash et al. 2022, J Sport Health Sci 11:319";
const OVER_MEAN: &str =
    "dose of the run / daily mean of the same dose, exponentially weighted over 42 days up to yesterday";
const NEEDS: &str = "the dose itself, and 14 days of history without a hole of 14 days";

/// Novelty of descent; that of eccentric work is the same number.
pub const DESCENT_NOVELTY: Metric = Metric {
    column: "descent_novelty",
    unit: "",
    title: "Novelty of descent",
    what_it_says: "Metres down, against your own daily mean of the last six weeks.",
    formula: OVER_MEAN,
    needs: NEEDS,
    typical: "1 to 3 on a usual run, 10 and more on the first mountain day of the year",
    evidence: EVIDENCE,
    reference: REFERENCE,
    compute: Compute::Novelty(Baseline::OverMean(descent_m)),
};

/// Novelty of steep downhill time.
pub const STEEP_DOWN_NOVELTY: Metric = Metric {
    column: "steep_down_novelty",
    title: "Novelty of steep downhill",
    what_it_says: "Time steeply down, against your own daily mean of the last six weeks.",
    compute: Compute::Novelty(Baseline::OverMean(steep_down)),
    ..DESCENT_NOVELTY
};

/// Novelty of the downhill dose.
pub const DOWNHILL_NOVELTY: Metric = Metric {
    column: "downhill_novelty",
    title: "Novelty of the downhill dose",
    what_it_says: "Metres down, counting more the faster, against your own daily mean of the last six weeks.",
    compute: Compute::Novelty(Baseline::OverMean(downhill_dose)),
    ..DESCENT_NOVELTY
};

/// Novelty of steps.
pub const STEPS_NOVELTY: Metric = Metric {
    column: "steps_novelty",
    title: "Novelty of steps",
    what_it_says: "Steps, against your own daily mean of the last six weeks.",
    typical: "1 to 2.5 on a usual run, 5 on a run of unusual length",
    compute: Compute::Novelty(Baseline::OverMean(steps)),
    ..DESCENT_NOVELTY
};

/// Duration against the longest run.
pub const DURATION_OF_MAX: Metric = Metric {
    column: "duration_of_max",
    unit: "",
    title: "Duration against the longest",
    what_it_says: "Duration of the run, against the longest of the last six weeks: above 1 is longer than anything you did.",
    formula: "timer time / longest timer time of a run in the 42 days before",
    needs: NEEDS,
    typical: "0.3 to 1; above 1.1 is a jump",
    evidence: "A run much longer than any of the last month raises injury risk more than a change of the weekly total; for soreness untested.",
    reference: "Frandsen et al. 2025, Br J Sports Med",
    compute: Compute::Novelty(Baseline::OverMax(duration)),
};

/// Distance against the longest run.
pub const DISTANCE_OF_MAX: Metric = Metric {
    column: "distance_of_max",
    title: "Distance against the longest",
    what_it_says: "Distance of the run, against the longest of the last six weeks: above 1 is further than anything you did.",
    formula: "distance / longest distance of a run in the 42 days before",
    compute: Compute::Novelty(Baseline::OverMax(distance)),
    ..DURATION_OF_MAX
};

/// Time constant of the mean and length of the window, days.
const DAYS: i32 = 42;
/// No value before so many days of history.
const WARM_UP_DAYS: u32 = 14;
/// So many days without any activity are a hole in the archive, not rest: history starts anew.
const HOLE_DAYS: i32 = 14;

fn duration(digest: &Digest, _: &Athlete) -> Result<f64, Unmeasured> {
    if digest.sport != Sport::Running {
        return Err(Unmeasured::NotARun);
    }
    digest.timer_s.ok_or(Unmeasured::NoDuration)
}

fn distance(digest: &Digest, _: &Athlete) -> Result<f64, Unmeasured> {
    if digest.sport != Sport::Running {
        return Err(Unmeasured::NotARun);
    }
    digest.distance_m.ok_or(Unmeasured::NoDistance)
}

/// The comparison for every activity, in the order given.
pub(super) fn compute(
    history: Baseline,
    activities: &[DatedDigest<'_>],
    athletes: &[Athlete],
) -> Vec<Result<f64, Unmeasured>> {
    let (Baseline::OverMean(dose) | Baseline::OverMax(dose)) = history;
    let doses: Vec<Result<f64, Unmeasured>> =
        activities.iter().zip(athletes).map(|(a, athlete)| dose(a.digest, athlete)).collect();
    let mut days: BTreeMap<Date, Vec<Result<f64, Unmeasured>>> = BTreeMap::new();
    for (activity, dose) in activities.iter().zip(&doses) {
        days.entry(activity.date).or_default().push(*dose);
    }
    let before = match history {
        Baseline::OverMean(_) => means_before(&days),
        Baseline::OverMax(_) => maxima_before(&days),
    };
    activities
        .iter()
        .zip(doses)
        .map(|(activity, dose)| {
            let dose = dose?;
            let usual = before
                .get(&activity.date)
                .copied()
                .flatten()
                .ok_or(Unmeasured::NoHistory { days: WARM_UP_DAYS })?;
            if usual > 0.0 { Ok(dose / usual) } else { Err(Unmeasured::NothingBefore) }
        })
        .collect()
}

fn gap_days(from: Date, to: Date) -> i32 {
    from.duration_until(to).as_hours() as i32 / 24
}

/// The dose of a whole day: sports that have no such dose add none, a run whose dose could not be
/// measured makes the day unknown.
fn of_day(doses: &[Result<f64, Unmeasured>]) -> Option<f64> {
    doses.iter().try_fold(0.0, |sum, dose| match dose {
        Ok(d) => Some(sum + d),
        Err(Unmeasured::NotOnFoot | Unmeasured::NotARun) => Some(sum),
        Err(_) => None,
    })
}

/// For each day with an activity: the exponential mean up to the evening before; `None` in the first
/// 14 days of history.
///
/// METHOD: alpha = 1 - exp(-1/42) as for fitness. The weights are divided by their sum, so that
/// a short history is a mean and not a mean with zeros in front; days of unknown dose are left
/// out, days without an activity count as 0. It ends yesterday: a dose is not compared with itself.
fn means_before(days: &BTreeMap<Date, Vec<Result<f64, Unmeasured>>>) -> BTreeMap<Date, Option<f64>> {
    let keep = (-1.0 / f64::from(DAYS)).exp();
    let (mut sum, mut weight) = (0.0, 0.0);
    let mut span: Option<(Date, Date)> = None; // first and latest day of this stretch of history
    let mut means = BTreeMap::new();
    for (&date, doses) in days {
        if let Some((first, last)) = span {
            let empty = gap_days(last, date) - 1;
            if empty >= HOLE_DAYS {
                (sum, weight, span) = (0.0, 0.0, None);
            } else {
                for _ in 0..empty {
                    (sum, weight) = (sum * keep, weight * keep + (1.0 - keep));
                }
                let warm = gap_days(first, date) >= WARM_UP_DAYS as i32;
                means.insert(date, (warm && weight > 0.0).then(|| sum / weight));
            }
        }
        if let Some(dose) = of_day(doses) {
            sum = sum * keep + (1.0 - keep) * dose;
            weight = weight * keep + (1.0 - keep);
        }
        span = Some((span.map_or(date, |(first, _)| first), date));
    }
    means
}

/// For each day with an activity: the largest single dose in the 42 days before it; `None` in the
/// first 14 days of history.
fn maxima_before(days: &BTreeMap<Date, Vec<Result<f64, Unmeasured>>>) -> BTreeMap<Date, Option<f64>> {
    let mut first: Option<Date> = None;
    let mut last: Option<Date> = None;
    let mut maxima = BTreeMap::new();
    for &date in days.keys() {
        if last.is_none_or(|last| gap_days(last, date) > HOLE_DAYS) {
            first = Some(date);
        }
        last = Some(date);
        let Some(first) = first.filter(|first| gap_days(*first, date) >= WARM_UP_DAYS as i32) else {
            continue;
        };
        let from = date.saturating_sub(jiff::Span::new().days(DAYS)).max(first);
        let largest = days
            .range(from..date)
            .flat_map(|(_, doses)| doses.iter().filter_map(|d| d.ok()))
            .max_by(f64::total_cmp);
        maxima.insert(date, largest);
    }
    maxima
}
