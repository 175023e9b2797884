//! Mechanical (eccentric) dose: what muscle soreness follows and no load metric sees. Downhill is
//! cheap for the heart (0.60 of the flat at -10 %) and is what makes legs sore.
//!
//! The first of these doses, descent in metres, is a column of the activity itself.

use super::{Compute, Metric, Unmeasured};
use crate::digest::Digest;
use crate::thresholds::Athlete;

/// Eccentric work.
pub const ECCENTRIC_WORK: Metric = Metric {
    column: "eccentric_work_kj",
    unit: "kJ",
    title: "Eccentric work",
    what_it_says: "The energy that your legs had to brake on the way down.",
    formula: "m * g * descent / 1000, g = 9.81 m/s2",
    needs: "altitude, weight",
    typical: "flat run 10 to 50, hilly run 200, mountain marathon 1000 and more",
    evidence: "Downhill running is the standard way to make muscles sore in the laboratory; soreness peaks one to three days later.",
    reference: "Bontemps et al. 2020, Sports Med 50:2083",
    compute: Compute::Alone(eccentric_work),
};

/// Time steeply down.
pub const STEEP_DOWN: Metric = Metric {
    column: "steep_down_s",
    unit: "s",
    title: "Steep downhill",
    what_it_says: "Seconds of running down at 5 % or steeper.",
    formula: "time at grade <= -5 %",
    needs: "altitude and distance",
    typical: "flat run 0, hilly run 300 to 900",
    evidence: "Steepness, more than metres, drives muscle damage; 5 % is a convention.",
    reference: "Bontemps et al. 2020, Sports Med 50:2083",
    compute: Compute::Alone(steep_down),
};

/// Downhill dose.
pub const DOWNHILL_DOSE: Metric = Metric {
    column: "downhill_dose",
    unit: "",
    title: "Downhill dose",
    what_it_says: "Metres down, counting more the faster they were run.",
    formula: "sum of descent steps * (v / v_thr)^2",
    needs: "altitude, speed, threshold pace",
    typical: "half to all of the metres down",
    evidence: "Impact and braking rise with speed; the square is our choice and untested.",
    reference: "own definition",
    compute: Compute::Alone(downhill_dose),
};

/// Steps.
pub const STEPS: Metric = Metric {
    column: "steps",
    unit: "",
    title: "Steps",
    what_it_says: "Steps of both feet: each is one landing.",
    formula: "sum of cadence (both feet) * time",
    needs: "cadence",
    typical: "easy hour 9,500 to 10,500",
    evidence: "The count of loading cycles; says nothing of their size.",
    reference: "cumulative load in running-injury research (Bertelsen et al. 2017, Scand J Med Sci Sports 27:1170)",
    compute: Compute::Alone(steps),
};

/// Gravity as docs/metrics.md has it ("Eccentric work"), m/s2.
const G: f64 = 9.81;

fn on_foot(digest: &Digest) -> Result<(), Unmeasured> {
    if digest.sport.is_on_foot() { Ok(()) } else { Err(Unmeasured::NotOnFoot) }
}

/// Descent of an activity on foot, m.
///
/// # Errors
/// For other sports and without altitude.
pub fn descent_m(digest: &Digest, _: &Athlete) -> Result<f64, Unmeasured> {
    on_foot(digest)?;
    digest.descent_m.ok_or(Unmeasured::NoAltitude)
}

/// What a dose of samples lacks: with a descent but no moving time among them it is speed.
fn no_way_down(digest: &Digest) -> Unmeasured {
    let climbs = digest.records > 0 && digest.descent_m.is_some();
    if climbs && digest.moving_s.is_none() { Unmeasured::NoSpeed } else { Unmeasured::NoAltitude }
}

fn eccentric_work(digest: &Digest, athlete: &Athlete) -> Result<f64, Unmeasured> {
    let descent = descent_m(digest, athlete)?;
    let weight = athlete.weight_kg.value().ok_or(Unmeasured::NoWeight)?;
    Ok(weight * G * descent / 1000.0)
}

pub(super) fn steep_down(digest: &Digest, _: &Athlete) -> Result<f64, Unmeasured> {
    on_foot(digest)?;
    digest.steep_down_s.ok_or_else(|| no_way_down(digest))
}

pub(super) fn downhill_dose(digest: &Digest, athlete: &Athlete) -> Result<f64, Unmeasured> {
    on_foot(digest)?;
    let dose = digest.downhill_m3_s2.ok_or_else(|| no_way_down(digest))?;
    let threshold = athlete.threshold_mps.value().ok_or(Unmeasured::NoThresholdSpeed)?;
    Ok(dose / (threshold * threshold))
}

pub(super) fn steps(digest: &Digest, _: &Athlete) -> Result<f64, Unmeasured> {
    on_foot(digest)?;
    digest.steps.ok_or(Unmeasured::NoCadence)
}
