//! Formula variants: why another program shows another number for the same run. The same quantity by every
//! form of its formula that is in use, computed for one run.
//!
//! A variant is a [`Variant`]: facts (what is measured, what differs, formula, source) and one function. A
//! program is named only where its documentation or published source gives the form; programs change.

use serde::Serialize;

use super::heart_rate::{reserve, reserve_fraction, usable};
use super::trimp::{self, Weights};
use super::{Compute, Metric, Unmeasured, edwards, pace_load};
use crate::digest::Digest;
use crate::digest::speeds::mean_gap_speed;
use crate::load_curves::{self, ATL_DAYS, CTL_DAYS, EwmaForm};
use crate::thresholds::Athlete;

/// One run and the days up to it.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The run.
    pub digest: &'a Digest,
    /// What is known of the runner on its day.
    pub athlete: &'a Athlete,
    /// The loads of the days up to its own.
    pub loads: &'a Loads,
}

/// Daily loads, one a calendar day without a hole, the last one of the run's own day; `None`: a day
/// whose load is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loads {
    /// Of every sport, by local day: ours.
    pub local: Vec<Option<f64>>,
    /// Of runs alone, by local day.
    pub runs_only: Vec<Option<f64>>,
    /// Of every sport, by the day in UTC.
    pub utc: Vec<Option<f64>>,
}

/// One form of a quantity.
#[derive(Clone, Copy)]
pub struct Variant {
    /// What is measured.
    pub quantity: &'static str,
    /// Unit; empty for an arbitrary one.
    pub unit: &'static str,
    /// How it is computed, in a few words.
    pub form: &'static str,
    /// Formula.
    pub formula: &'static str,
    /// Source of the formula, and who is known to use it.
    pub source: &'static str,
    /// True for the form that our own columns have.
    pub ours: fn(&Athlete) -> bool,
    /// The value.
    pub compute: fn(&Run<'_>) -> Result<f64, Unmeasured>,
}

/// A form with its value for one run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VariantValue {
    /// What is measured.
    pub quantity: &'static str,
    /// Unit; empty for an arbitrary one.
    pub unit: &'static str,
    /// How it is computed, in a few words.
    pub form: &'static str,
    /// Formula.
    pub formula: &'static str,
    /// Source of the formula, and who is known to use it.
    pub source: &'static str,
    /// True for the form that our own columns have.
    pub ours: bool,
    /// The value.
    pub value: Option<f64>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_reason: Option<String>,
}

/// Every form for `run`, in the order of [`VARIANTS`].
#[must_use]
pub fn rows(run: &Run<'_>) -> Vec<VariantValue> {
    VARIANTS
        .iter()
        .map(|form| {
            let value = (form.compute)(run);
            VariantValue {
                quantity: form.quantity,
                unit: form.unit,
                form: form.form,
                formula: form.formula,
                source: form.source,
                ours: (form.ours)(run.athlete),
                value: value.as_ref().ok().copied(),
                value_reason: value.err().map(|reason| reason.to_string()),
            }
        })
        .collect()
}

const YES: fn(&Athlete) -> bool = |_| true;
const NO: fn(&Athlete) -> bool = |_| false;

const TRIMP: Variant = Variant {
    quantity: "TRIMP",
    unit: "",
    form: "",
    formula: "sum over heart rates of min * x * A * exp(B x), x = (HR - HRrest) / (HRmax - HRrest)",
    source: "",
    ours: NO,
    compute: |_| Err(Unmeasured::NoHeartRate),
};

const OF_MEAN: Variant = Variant {
    formula: "min * x * A * exp(B x) of the mean heart rate, weights as ours",
    source: "a mean instead of samples understates it: the weight is convex",
    ..TRIMP
};

const SCORE: Variant = Variant {
    quantity: "Score (an hour at threshold = 100)",
    formula: "100 * s * v * IF / (v_thr * 3600), IF = v / v_thr",
    source: "form of rTSS (McGregor); TrainingPeaks' own grade adjustment (NGP) is unpublished",
    ..TRIMP
};

const PACE: Variant = Variant { quantity: "Pace", unit: "s/km", formula: "time / distance", ..TRIMP };

const CTL: Variant = Variant {
    quantity: "Fitness (CTL, 42 days)",
    formula: "CTL = CTL of yesterday + alpha * (load - CTL of yesterday), from 0",
    ..TRIMP
};
const ATL: Variant = Variant {
    quantity: "Fatigue (ATL, 7 days)",
    formula: "ATL = ATL of yesterday + alpha * (load - ATL of yesterday), from 0",
    ..TRIMP
};

/// Every form, those of a quantity together, ours first where it is always the same one.
pub const VARIANTS: &[Variant] = &[
    Variant {
        form: "men's weights: A 0.64, B 1.92",
        source: "Banister 1991; Morton 1990; the same in GoldenCheetah, Elevate and Runalyze",
        ours: |athlete| Weights::of(athlete) == trimp::MEN,
        compute: |run| trimp::with_weights(run.digest, run.athlete, trimp::MEN),
        ..TRIMP
    },
    Variant {
        form: "women's weights: A 0.86, B 1.67",
        source: "Banister 1991; Morton 1990",
        ours: |athlete| Weights::of(athlete) == trimp::WOMEN,
        compute: |run| trimp::with_weights(run.digest, run.athlete, trimp::WOMEN),
        ..TRIMP
    },
    Variant {
        form: "women's B with men's A: A 0.64, B 1.67",
        source: "GoldenCheetah and Elevate, for women",
        compute: |run| trimp::with_weights(run.digest, run.athlete, trimp::WOMEN_WITH_MENS_FACTOR),
        ..TRIMP
    },
    Variant {
        form: "women's A shifted: A 0.64 exp(0.25), B 1.67",
        source: "Runalyze, for women",
        compute: |run| trimp::with_weights(run.digest, run.athlete, trimp::WOMEN_SHIFTED),
        ..TRIMP
    },
    Variant {
        form: "sex not said: A 0.725215, B 1.795",
        source: "Runalyze, for an unspecified sex",
        ours: |athlete| Weights::of(athlete) == trimp::UNSPECIFIED,
        compute: |run| trimp::with_weights(run.digest, run.athlete, trimp::UNSPECIFIED),
        ..TRIMP
    },
    Variant {
        form: "mean heart rate, moving time",
        compute: |run| of_mean(run, run.digest.moving_s.ok_or(Unmeasured::NoSpeed)),
        ..OF_MEAN
    },
    Variant {
        form: "mean heart rate, timer time",
        compute: |run| of_mean(run, run.digest.timer_s.ok_or(Unmeasured::NoDuration)),
        ..OF_MEAN
    },
    Variant {
        form: "mean heart rate, elapsed time",
        compute: |run| of_mean(run, run.digest.elapsed_s.ok_or(Unmeasured::NoDuration)),
        ..OF_MEAN
    },
    Variant {
        quantity: "Edwards' load",
        form: "zones of HRmax",
        formula: edwards::EDWARDS.formula,
        source: edwards::EDWARDS.reference,
        ours: YES,
        compute: |run| column(&edwards::EDWARDS, run),
        ..TRIMP
    },
    Variant {
        quantity: "Edwards' load",
        form: "the same zones of heart-rate reserve",
        formula: "sum of min_k * k, zones 50-60-70-80-90-100 % of (HRmax - HRrest) above HRrest",
        source: "heart-rate reserve: Karvonen 1957; zones as Edwards 1993",
        compute: edwards_of_reserve,
        ..TRIMP
    },
    Variant {
        form: "by heart rate (HRSS)",
        formula: trimp::HRSS.formula,
        source: trimp::HRSS.reference,
        ours: YES,
        compute: |run| column(&trimp::HRSS, run),
        ..SCORE
    },
    Variant {
        form: "by grade-adjusted pace, moving time",
        source: pace_load::RTSS_GAP.reference,
        ours: YES,
        compute: |run| column(&pace_load::RTSS_GAP, run),
        ..SCORE
    },
    Variant {
        form: "by plain pace, moving time",
        compute: |run| plain_score(run, run.digest.moving_s.ok_or(Unmeasured::NoSpeed)),
        ..SCORE
    },
    Variant {
        form: "by plain pace, elapsed time",
        compute: |run| plain_score(run, run.digest.elapsed_s.ok_or(Unmeasured::NoDuration)),
        ..SCORE
    },
    Variant {
        form: "grade-adjusted, moving time",
        formula: "1000 / mean of speed * factor(grade), factor by even heart rate",
        source: crate::grade::GRADE_CURVES[0].reference,
        compute: |run| mean_gap_speed(run.digest).map(|mps| 1000.0 / mps),
        ..PACE
    },
    Variant {
        form: "moving time",
        source: "standing left out",
        compute: |run| pace(run, run.digest.moving_s.ok_or(Unmeasured::NoSpeed)),
        ..PACE
    },
    Variant {
        form: "timer time",
        source: "pauses that the watch knows of left out",
        compute: |run| pace(run, run.digest.timer_s.ok_or(Unmeasured::NoDuration)),
        ..PACE
    },
    Variant {
        form: "elapsed time",
        source: "from start to end, as in a race result",
        compute: |run| pace(run, run.digest.elapsed_s.ok_or(Unmeasured::NoDuration)),
        ..PACE
    },
    Variant {
        form: "alpha = 1 - exp(-1/42)",
        source: EwmaForm::Exponential.label(),
        ours: YES,
        compute: |run| fitness(&run.loads.local, CTL_DAYS, EwmaForm::Exponential),
        ..CTL
    },
    Variant {
        form: "alpha = 1/42",
        source: EwmaForm::Reciprocal.label(),
        compute: |run| fitness(&run.loads.local, CTL_DAYS, EwmaForm::Reciprocal),
        ..CTL
    },
    Variant {
        form: "alpha = 2/(42 + 1)",
        source: EwmaForm::Span.label(),
        compute: |run| fitness(&run.loads.local, CTL_DAYS, EwmaForm::Span),
        ..CTL
    },
    Variant {
        form: "ours, runs alone",
        source: "a program that counts one sport only",
        compute: |run| fitness(&run.loads.runs_only, CTL_DAYS, EwmaForm::Exponential),
        ..CTL
    },
    Variant {
        form: "ours, days in UTC",
        source: "a program that sums by the day in UTC instead of yours",
        compute: |run| fitness(&run.loads.utc, CTL_DAYS, EwmaForm::Exponential),
        ..CTL
    },
    Variant {
        form: "alpha = 1 - exp(-1/7)",
        source: EwmaForm::Exponential.label(),
        ours: YES,
        compute: |run| fitness(&run.loads.local, ATL_DAYS, EwmaForm::Exponential),
        ..ATL
    },
    Variant {
        form: "alpha = 1/7",
        source: EwmaForm::Reciprocal.label(),
        compute: |run| fitness(&run.loads.local, ATL_DAYS, EwmaForm::Reciprocal),
        ..ATL
    },
    Variant {
        form: "alpha = 2/(7 + 1)",
        source: EwmaForm::Span.label(),
        compute: |run| fitness(&run.loads.local, ATL_DAYS, EwmaForm::Span),
        ..ATL
    },
    Variant {
        quantity: "Form (TSB)",
        form: "of the morning",
        formula: "CTL - ATL of yesterday",
        source: "looks at no run of the day itself",
        ours: YES,
        compute: |run| form_of(run, 1),
        ..CTL
    },
    Variant {
        quantity: "Form (TSB)",
        form: "of the evening",
        formula: "CTL - ATL of the same day",
        source: "the day's own run is in it",
        compute: |run| form_of(run, 0),
        ..CTL
    },
    Variant {
        quantity: "Monotony of 7 days",
        form: "population SD",
        formula: "mean / SD of the 7 daily loads, SD over 7",
        source: "Foster 1998",
        ours: YES,
        compute: |run| last(&load_curves::monotony(&run.loads.local)),
        ..CTL
    },
    Variant {
        quantity: "Monotony of 7 days",
        form: "sample SD",
        formula: "mean / SD of the 7 daily loads, SD over 6",
        source: "the SD of most spreadsheets",
        compute: |run| {
            last(&load_curves::monotony(&run.loads.local)).map(|monotony| monotony * (6.0_f64 / 7.0).sqrt())
        },
        ..CTL
    },
];

fn column(metric: &Metric, run: &Run<'_>) -> Result<f64, Unmeasured> {
    match metric.compute {
        Compute::Alone(compute) => compute(run.digest, run.athlete),
        Compute::Novelty(_) => Err(Unmeasured::NothingBefore),
    }
}

fn of_mean(run: &Run<'_>, seconds: Result<f64, Unmeasured>) -> Result<f64, Unmeasured> {
    let (beats, covered) = usable(run.digest, run.athlete)?
        .fold((0.0, 0.0), |(beats, covered), (bpm, s)| (beats + bpm * s, covered + s));
    let x = reserve_fraction(beats / covered, reserve(run.athlete)?);
    Ok(lasting(seconds)? / 60.0 * Weights::of(run.athlete).per_minute(x))
}

fn edwards_of_reserve(run: &Run<'_>) -> Result<f64, Unmeasured> {
    let hr = usable(run.digest, run.athlete)?;
    let (rest, max) = reserve(run.athlete)?;
    Ok(hr.map(|(bpm, s)| s / 60.0 * edwards::zone(bpm - rest, max - rest)).sum())
}

fn distance(run: &Run<'_>) -> Result<f64, Unmeasured> {
    run.digest.distance_m.filter(|metres| *metres > 0.0).ok_or(Unmeasured::NoDistance)
}

fn pace(run: &Run<'_>, seconds: Result<f64, Unmeasured>) -> Result<f64, Unmeasured> {
    Ok(1000.0 * lasting(seconds)? / distance(run)?)
}

/// Moving time may be 0 s: no pace comes of it.
fn lasting(seconds: Result<f64, Unmeasured>) -> Result<f64, Unmeasured> {
    seconds.and_then(|seconds| if seconds > 0.0 { Ok(seconds) } else { Err(Unmeasured::NoDuration) })
}

fn plain_score(run: &Run<'_>, seconds: Result<f64, Unmeasured>) -> Result<f64, Unmeasured> {
    let threshold = run.athlete.threshold_mps.value().ok_or(Unmeasured::NoThresholdSpeed)?;
    let pace = pace(run, seconds)?;
    Ok(pace_load::score(seconds?, 1000.0 / pace, threshold))
}

fn last(curve: &[Option<f64>]) -> Result<f64, Unmeasured> {
    curve.last().copied().flatten().ok_or(Unmeasured::NoLoad)
}

fn fitness(loads: &[Option<f64>], days: f64, form: EwmaForm) -> Result<f64, Unmeasured> {
    last(&load_curves::ewma(loads, days, form))
}

/// CTL - ATL of the evening `days_before` the run's day.
fn form_of(run: &Run<'_>, days_before: usize) -> Result<f64, Unmeasured> {
    let loads = &run.loads.local;
    let until = &loads[..loads.len().saturating_sub(days_before)];
    let of = |days| fitness(until, days, EwmaForm::Exponential);
    Ok(of(CTL_DAYS)? - of(ATL_DAYS)?)
}
