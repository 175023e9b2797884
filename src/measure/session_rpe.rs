//! Session RPE: perceived exertion times minutes.

use super::{Compute, Metric, Unmeasured};
use crate::digest::Digest;
use crate::thresholds::Athlete;

/// Session RPE.
pub const SESSION_RPE: Metric = Metric {
    column: "session_rpe",
    unit: "",
    title: "Session RPE load",
    what_it_says: "How hard it felt, times how long it took. Needs no sensor at all.",
    formula: "RPE (CR-10) * timer minutes",
    needs: "an RPE of 1 to 10",
    typical: "easy hour 120 to 240, hour at threshold 420, hard marathon 1500 to 2000",
    evidence: "Valid beside heart rate in many sports; counts what heart rate does not see (heat, hills, sore legs).",
    reference: "Foster 1998, Med Sci Sports Exerc 30:1164; Foster et al. 2001, J Strength Cond Res 15:109",
    compute: Compute::Alone(session_rpe),
};

/// The RPE of an activity, if it is one. An RPE of 0 ("rest") is what devices write for a question
/// that was skipped: no RPE.
#[must_use]
pub fn rpe(digest: &Digest) -> Option<f64> {
    digest.rpe.filter(|rpe| *rpe > 0.0 && *rpe <= 10.0)
}

fn session_rpe(digest: &Digest, _: &Athlete) -> Result<f64, Unmeasured> {
    let rpe = rpe(digest).ok_or(Unmeasured::NoRpe)?;
    let timer_s = digest.timer_s.ok_or(Unmeasured::NoDuration)?;
    Ok(rpe * timer_s / 60.0)
}
