//! Measure: what each activity cost, by every metric of the field, and the one load that is summed.
//!
//! A metric is a [`Metric`]: facts (name, unit, documentation) and one function. Column headers,
//! the glossary and `docs/metrics.md` read the facts; nothing is written twice. To add one: a file
//! (or a `const` in a related file) with the `Metric`, a `mod` line here, a row in [`METRICS`].

use std::fmt;

use crate::digest::Digest;
use crate::thresholds::{Athlete, DatedDigest, Thresholds};

pub mod eccentric;
pub mod edwards;
pub mod formula_variants;
pub mod glossary;
pub mod heart_rate;
pub mod intensity;
pub mod load;
pub mod lucia;
pub mod novelty;
pub mod pace_load;
pub mod session_rpe;
pub mod trimp;
pub mod zones;

pub use crate::unmeasured::Unmeasured;
pub use load::LoadSource;
pub use zones::ZoneRule;

/// How a metric is computed.
#[derive(Clone, Copy)]
pub enum Compute {
    /// From the activity alone.
    Alone(fn(&Digest, &Athlete) -> Result<f64, Unmeasured>),
    /// From the activity and what the runner did on the days before.
    Novelty(novelty::Baseline),
}

/// A metric: facts for the reader, and how it is computed.
#[derive(Clone, Copy)]
pub struct Metric {
    /// Column name in `activities.csv`, with the unit where there is one.
    pub column: &'static str,
    /// Unit; empty for a ratio or an arbitrary unit.
    pub unit: &'static str,
    /// Name as the field says it.
    pub title: &'static str,
    /// What it says, for a runner.
    pub what_it_says: &'static str,
    /// Formula.
    pub formula: &'static str,
    /// What must be known.
    pub needs: &'static str,
    /// Typical values.
    pub typical: &'static str,
    /// What is known of its worth.
    pub evidence: &'static str,
    /// Source of the formula.
    pub reference: &'static str,
    /// How it is computed.
    pub compute: Compute,
}

/// Every metric, in the order of the columns. Descent in metres is a column of the activity
/// itself and not repeated here.
pub const METRICS: &[Metric] = &[
    trimp::TRIMP,
    trimp::HRSS,
    edwards::EDWARDS,
    lucia::LUCIA,
    session_rpe::SESSION_RPE,
    pace_load::RTSS_GAP,
    pace_load::GAP_SHARE,
    intensity::DECOUPLING,
    intensity::POLARIZATION,
    eccentric::ECCENTRIC_WORK,
    eccentric::STEEP_DOWN,
    eccentric::DOWNHILL_DOSE,
    eccentric::STEPS,
    novelty::DESCENT_NOVELTY,
    novelty::STEEP_DOWN_NOVELTY,
    novelty::DOWNHILL_NOVELTY,
    novelty::STEPS_NOVELTY,
    novelty::DURATION_OF_MAX,
    novelty::DISTANCE_OF_MAX,
];

/// What was measured of one activity.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Every metric of [`METRICS`], in that order: (column, value or why there is none).
    pub metrics: Vec<(&'static str, Result<f64, Unmeasured>)>,
    /// The load that is summed over days, on the scale of TRIMP (see [`load`]).
    pub load: Result<f64, Unmeasured>,
    /// What the load was computed from.
    pub load_source: LoadSource,
    /// Share of timer time with a usable heart rate, 0..=1; `None` without a timer time. 0 without
    /// heart rate.
    pub hr_coverage: Option<f64>,
    /// Minutes below VT1, between, above VT2.
    pub zone_min: Option<[f64; 3]>,
    /// The convention by which these zones were drawn.
    pub zone_rule: Option<ZoneRule>,
    /// What is odd, in words.
    pub problems: Vec<String>,
}

impl Measured {
    /// The value of a column of [`METRICS`], if it has one.
    #[must_use]
    pub fn value(&self, column: &str) -> Option<f64> {
        self.metrics.iter().find(|(c, _)| *c == column).and_then(|(_, v)| v.ok())
    }
}

impl fmt::Debug for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metric").field("column", &self.column).finish_non_exhaustive()
    }
}

/// Measures every activity, in the order given (which need not be that of time).
#[must_use]
pub fn measure(activities: &[DatedDigest<'_>], thresholds: &Thresholds) -> Vec<Measured> {
    together(activities, activities.iter().map(|activity| alone(activity, thresholds)).collect())
}

/// What was known of the runner on the day of an activity, and what was measured of the activity alone.
pub struct Alone {
    athlete: Athlete,
    measured: Measured,
}

/// Measures one activity by everything that needs no other, for callers that measure several at a time.
#[must_use]
pub fn alone(activity: &DatedDigest<'_>, thresholds: &Thresholds) -> Alone {
    let athlete = thresholds.on(activity.date);
    let measured = of_itself(activity.digest, &athlete);
    Alone { athlete, measured }
}

/// Measures what needs the other activities. `alone`: each of `activities`, in their order.
#[must_use]
pub fn together(activities: &[DatedDigest<'_>], alone: Vec<Alone>) -> Vec<Measured> {
    let (athletes, mut measured): (Vec<Athlete>, Vec<Measured>) =
        alone.into_iter().map(|Alone { athlete, measured }| (athlete, measured)).unzip();
    for (column, metric) in METRICS.iter().enumerate() {
        if let Compute::Novelty(history) = metric.compute {
            let values = novelty::compute(history, activities, &athletes);
            for (m, value) in measured.iter_mut().zip(values) {
                m.metrics[column].1 = value;
            }
        }
    }
    let loads = load::loads(activities, &athletes, &measured);
    for (m, (load, source)) in measured.iter_mut().zip(loads) {
        (m.load, m.load_source) = (load, source);
    }
    measured
}

/// Everything that needs no other activity; the rest is still to be filled in.
fn of_itself(digest: &Digest, athlete: &Athlete) -> Measured {
    let metrics = METRICS
        .iter()
        .map(|metric| match metric.compute {
            Compute::Alone(compute) => (metric.column, compute(digest, athlete)),
            Compute::Novelty(_) => (metric.column, Err(Unmeasured::NothingBefore)),
        })
        .collect();
    let zones = zones::of(digest, athlete).ok();
    Measured {
        metrics,
        load: Err(Unmeasured::NoLoad),
        load_source: LoadSource::None,
        hr_coverage: heart_rate::coverage(digest, athlete),
        zone_min: zones.map(|z| z.minutes),
        zone_rule: zones.map(|z| z.rule),
        problems: heart_rate::problems(digest, athlete),
    }
}
