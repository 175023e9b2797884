//! How the intensity of a run was spread: decoupling of pace and heart rate, polarization.

use super::{Compute, Metric, Unmeasured, zones};
use crate::activity::Sport;
use crate::digest::Digest;
use crate::thresholds::Athlete;

/// Decoupling.
pub const DECOUPLING: Metric = Metric {
    column: "decoupling_pct",
    unit: "%",
    title: "Decoupling (Pa:HR)",
    what_it_says: "How much slower you ran per heart beat in the second half than in the first.",
    formula: "100 * (r1 - r2) / r1, r = grade-adjusted speed / heart rate of each half",
    needs: "a run of at least 20 min with heart rate and speed in both halves",
    typical: "steady easy run 0 to 5; heat, fatigue or a fast finish 10 and more",
    evidence: "Cardiac drift is well studied; 5 % as a limit of aerobic fitness is a coach's rule.",
    reference: "Friel, The Triathlete's Training Bible; Coyle & Gonzalez-Alonso 2001, Exerc Sport Sci Rev 29:88",
    compute: Compute::Alone(decoupling),
};

/// Polarization index.
pub const POLARIZATION: Metric = Metric {
    column: "polarization_index",
    unit: "",
    title: "Polarization index",
    what_it_says: "Above 2: much easy, some hard, little in between.",
    formula: "log10(Z1 / Z2 * Z3 * 100) of the shares of time, only for Z1 > Z3 > Z2 > 0",
    needs: "zones",
    typical: "polarized training 2 to 3; most single runs have none",
    evidence: "Made for weeks of training; of one run it only says whether it was intervals.",
    reference: "Treff et al. 2019, Front Physiol 10:707",
    compute: Compute::Alone(|digest, athlete| polarization_index(zones::of(digest, athlete)?.minutes)),
};

/// Shortest run with a decoupling, min.
const DECOUPLING_MIN: u32 = 20;

fn decoupling(digest: &Digest, _: &Athlete) -> Result<f64, Unmeasured> {
    if digest.sport != Sport::Running {
        return Err(Unmeasured::NotARun);
    }
    if digest.hr.is_none() {
        return Err(Unmeasured::NoHeartRate);
    }
    let [first, second] = digest.halves.ok_or(Unmeasured::NoSpeed)?;
    if first.seconds + second.seconds < 60.0 * f64::from(DECOUPLING_MIN) {
        return Err(Unmeasured::TooShort { minutes: DECOUPLING_MIN });
    }
    if first.beats <= 0.0 || second.beats <= 0.0 {
        return Err(Unmeasured::NoHeartRate);
    }
    if first.gap_m <= 0.0 {
        return Err(Unmeasured::NoSpeed);
    }
    // Mean speed over mean heart rate: the seconds cancel.
    let (r1, r2) = (first.gap_m / first.beats, second.gap_m / second.beats);
    Ok(100.0 * (r1 - r2) / r1)
}

/// Treff's polarization index of minutes (or shares) in the three zones.
///
/// # Errors
/// [`Unmeasured::NotPolarized`] unless Z1 > Z3 > Z2 > 0.
pub fn polarization_index(zones: [f64; 3]) -> Result<f64, Unmeasured> {
    let [z1, z2, z3] = zones::shares(zones).ok_or(Unmeasured::NoZones)?;
    if z1 > z3 && z3 > z2 && z2 > 0.0 {
        Ok((z1 / z2 * z3 * 100.0).log10())
    } else {
        Err(Unmeasured::NotPolarized)
    }
}
