//! Lucia's TRIMP: minutes in three zones split at the ventilatory thresholds, weighted 1, 2, 3.

use super::{Compute, Metric, Unmeasured, zones};
use crate::digest::Digest;
use crate::thresholds::Athlete;

/// Lucia.
pub const LUCIA: Metric = Metric {
    column: "lucia",
    unit: "",
    title: "Lucia's TRIMP",
    what_it_says: "Minutes below, between and above the two thresholds, counting one, two and three.",
    formula: "1 * Z1 + 2 * Z2 + 3 * Z3 min, split at VT1 and VT2 by heart rate",
    needs: "heart rate over at least 80 % of the time; LTHR",
    typical: "easy hour 60 to 75, hour at threshold 120 to 180",
    evidence: "Follows race time in cyclists and runners; here the thresholds are conventions unless you tested them.",
    reference: "Lucia et al. 2003, Med Sci Sports Exerc 35:872",
    compute: Compute::Alone(lucia),
};

fn lucia(digest: &Digest, athlete: &Athlete) -> Result<f64, Unmeasured> {
    let [z1, z2, z3] = zones::by_heart_rate(digest, athlete)?.minutes;
    Ok(z1 + 2.0 * z2 + 3.0 * z3)
}
