//! TRIMP (Banister) and HRSS, its form normalised to an hour at threshold.

use super::heart_rate::{reserve, reserve_fraction, usable};
use super::{Compute, Metric, Unmeasured};
use crate::activity::is_living;
use crate::digest::Digest;
use crate::thresholds::Athlete;

/// TRIMP.
pub const TRIMP: Metric = Metric {
    column: "trimp",
    unit: "",
    title: "TRIMP (Banister)",
    what_it_says: "How much the run cost the heart: minutes, each weighted by how hard the heart worked in it. Hard minutes count far more than easy ones.",
    formula: "sum over heart rates of min * x * A * exp(B x), x = (HR - HRrest) / (HRmax - HRrest); men A 0.64, B 1.92; women A 0.86, B 1.67; sex not known A 0.725215, B 1.795",
    needs: "heart rate over at least 80 % of the time, HRmax, HRrest",
    typical: "easy hour 60 to 90, hour at threshold 170, marathon 250 to 400",
    evidence: "The dose of most fitness-fatigue models and the usual internal load of runners. Weights come from the blood lactate of few men and women; between people it compares poorly, within one runner well.",
    reference: "Banister 1991; Morton, Fitz-Clarke & Banister 1990, J Appl Physiol 69:1171",
    compute: Compute::Alone(trimp),
};

/// HRSS.
pub const HRSS: Metric = Metric {
    column: "hrss",
    unit: "",
    title: "HRSS",
    what_it_says: "TRIMP on a scale where one hour at threshold is 100, so that it reads like a training stress score.",
    formula: "100 * TRIMP / TRIMP(60 min at LTHR)",
    needs: "as TRIMP, and LTHR",
    typical: "easy hour 35 to 55, hour at threshold 100, marathon 180 to 250",
    evidence: "As TRIMP: the same number in another unit.",
    reference: "normalised TRIMP, as in Elevate and GoldenCheetah",
    compute: Compute::Alone(hrss),
};

/// The weights of TRIMP: A and B of A * exp(B x).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Factor.
    pub a: f64,
    /// Exponent.
    pub b: f64,
}

/// Men (Morton 1990).
pub const MEN: Weights = Weights { a: 0.64, b: 1.92 };
/// Women (Morton 1990).
pub const WOMEN: Weights = Weights { a: 0.86, b: 1.67 };
/// Sex not known.
///
/// METHOD: Runalyze's weights for an unspecified sex, halfway between its men's and women's. To
/// take men's in silence, as others do, would be a guess that nobody sees.
pub const UNSPECIFIED: Weights = Weights { a: 0.725_215, b: 1.795 };

/// Women's exponent with men's factor, as other programs have it (see [`super::formula_variants`]).
pub const WOMEN_WITH_MENS_FACTOR: Weights = Weights { a: 0.64, b: 1.67 };
/// Women's exponent shifted by 0.25 at rest: 0.64 * exp(0.25), as another program has it.
pub const WOMEN_SHIFTED: Weights = Weights { a: 0.821_776_3, b: 1.67 };

impl Weights {
    /// The weights for this runner.
    #[must_use]
    pub fn of(athlete: &Athlete) -> Self {
        match athlete.female.value() {
            Some(true) => WOMEN,
            Some(false) => MEN,
            None => UNSPECIFIED,
        }
    }

    /// TRIMP of one minute at the reserve fraction `x`.
    #[must_use]
    pub fn per_minute(self, x: f64) -> f64 {
        x * self.a * (self.b * x).exp()
    }
}

/// TRIMP under given weights.
///
/// METHOD: summed over heart rates, never taken from the session's mean: the weight is convex, so
/// that the mean of an interval session understates it (30 min at 130 and 30 at 170: 108 for 118).
///
/// # Errors
/// Without usable heart rate, HRmax or HRrest.
pub fn with_weights(digest: &Digest, athlete: &Athlete, weights: Weights) -> Result<f64, Unmeasured> {
    let hr = usable(digest, athlete)?;
    let reserve = reserve(athlete)?;
    Ok(hr.map(|(bpm, s)| s / 60.0 * weights.per_minute(reserve_fraction(bpm, reserve))).sum())
}

/// TRIMP of the whole timer time at the mean heart rate of the device's summary, for an activity
/// without samples. A little below the true one (the weight is convex).
///
/// # Errors
/// Without a mean heart rate, a duration, HRmax or HRrest.
pub fn of_mean(digest: &Digest, athlete: &Athlete) -> Result<f64, Unmeasured> {
    let mean = digest.summary_hr_bpm.filter(|bpm| is_living(*bpm));
    let mean = mean.ok_or(Unmeasured::NoHeartRate)?;
    let reserve = reserve(athlete)?;
    let timer_s = digest.timer_s.ok_or(Unmeasured::NoDuration)?;
    let x = reserve_fraction(mean, reserve);
    Ok(timer_s / 60.0 * Weights::of(athlete).per_minute(x))
}

fn trimp(digest: &Digest, athlete: &Athlete) -> Result<f64, Unmeasured> {
    with_weights(digest, athlete, Weights::of(athlete))
}

fn hrss(digest: &Digest, athlete: &Athlete) -> Result<f64, Unmeasured> {
    let trimp = trimp(digest, athlete)?;
    let lthr = athlete.lthr_bpm.value().ok_or(Unmeasured::NoLthr)?;
    let x = reserve_fraction(lthr, reserve(athlete)?);
    let hour = 60.0 * Weights::of(athlete).per_minute(x);
    if hour <= 0.0 {
        return Err(Unmeasured::NoLthr);
    }
    Ok(100.0 * trimp / hour)
}
