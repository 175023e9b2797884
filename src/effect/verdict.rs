//! The verdict, and what would sharpen it: how many more days, what this log could find, and the interval
//! that holds at every look.

use super::estimate::{NoEstimate, Primary};
use super::frame::Frame;
use super::gate::{MIN_ARM, MIN_DF, gate, overlap};
use super::odds::odds;
use super::plan::power;
use super::robustness::{benchmark, hidden_shift};
use super::small_sample::t_quantile;
use super::{Answer, Estimate, Settings, Status};

/// Standard deviation of a morning that is not explained, on a scale of 10 points, and share of the choice
/// left open by covariates: what to plan with as long as a log is too short to tell its own.
const PLANNED_SIGMA: f64 = 1.0;
const PLANNED_INFORMATION: f64 = 0.2;

/// Coins of the trial whose power is said beside an answer: a season of free days.
pub const TRIAL_COINS: usize = 64;

/// The headline of a comparison.
#[must_use]
pub fn answer(frame: &Frame, fit: &Result<Primary, NoEstimate>, settings: &Settings) -> Answer {
    let (easy_days, rest_days) = frame.arms();
    let closed = gate(frame, fit, settings);
    if let Some(closed) = closed.as_ref().filter(|closed| closed.status == Status::NotIdentifiable) {
        return refused(frame, closed.reason.clone(), settings);
    }
    let delta = settings.smallest_effect;
    let primary = fit.as_ref().ok();
    let shown = primary.filter(|_| closed.is_none());
    // The gate is closed whenever there is no fit.
    let status = shown.map_or(Status::NotEnoughData, |primary| verdict(&primary.estimate, delta));
    let hidden_shift = shown.and_then(|primary| hidden_shift(&primary.fit, benchmark(frame)));
    let robust = |primary: &Primary| match (status, hidden_shift) {
        (Status::CannotTell | Status::NotEnoughData | Status::NotIdentifiable, _) => None,
        (_, None) => Some(false),
        (Status::NoDifference, Some(shift)) => Some(inside_zone_after(&primary.estimate, delta, shift)),
        (Status::Helps | Status::Hurts, Some(shift)) => Some(is_robust(&primary.estimate, shift)),
    };
    Answer {
        status,
        robust: shown.and_then(robust),
        estimate: shown.map(|primary| primary.estimate),
        level: 0.95,
        rows: frame.rows(),
        easy_days,
        rest_days,
        overlap: overlap(frame, settings.caliper()),
        mde80: shown.map(|primary| mde80(&primary.estimate)),
        more_days_needed: Some(days_still_needed(frame, primary, settings)),
        smallest_effect: delta,
        hidden_shift,
        always_valid_halfwidth: shown.map(|primary| always_valid_halfwidth(&primary.estimate, delta)),
        trial_power: shown.map(|primary| {
            let directed = matches!(status, Status::Helps | Status::Hurts);
            let effect = if directed { primary.estimate.estimate } else { delta };
            power(effect, primary.fit.sigma, TRIAL_COINS)
        }),
        odds: shown
            .zip(hidden_shift)
            .map(|(primary, shift)| odds(&primary.estimate, shift, delta, settings.range())),
        reason: closed.map(|closed| closed.reason),
    }
}

/// An answer that is refused whatever the numbers: the log cannot tell.
#[must_use]
pub fn refused(frame: &Frame, reason: String, settings: &Settings) -> Answer {
    let (easy_days, rest_days) = frame.arms();
    Answer {
        status: Status::NotIdentifiable,
        robust: None,
        estimate: None,
        level: 0.95,
        rows: frame.rows(),
        easy_days,
        rest_days,
        overlap: overlap(frame, settings.caliper()),
        mde80: None,
        more_days_needed: None,
        smallest_effect: settings.smallest_effect,
        hidden_shift: None,
        always_valid_halfwidth: None,
        trial_power: None,
        odds: None,
        reason: Some(reason),
    }
}

/// The verdict on an estimate; `delta` is the smallest effect that matters.
#[must_use]
pub fn verdict(estimate: &Estimate, delta: f64) -> Status {
    if estimate.high < 0.0 {
        Status::Helps
    } else if estimate.low > 0.0 {
        Status::Hurts
    } else if inside_zone(estimate, delta) {
        Status::NoDifference
    } else {
        Status::CannotTell
    }
}

/// True when every effect that fits is too small to matter: the 90 % interval lies inside (-delta, delta).
#[must_use]
pub fn inside_zone(estimate: &Estimate, delta: f64) -> bool {
    inside_zone_after(estimate, delta, 0.0)
}

fn inside_zone_after(estimate: &Estimate, delta: f64, shift: f64) -> bool {
    let (low, high) = interval90(estimate);
    low - shift > -delta && high + shift < delta
}

/// The 90 % interval: two one-sided 5 % tests against the smallest effect that matters.
#[must_use]
pub fn interval90(estimate: &Estimate) -> (f64, f64) {
    let reach = t_quantile(0.95, estimate.df) * estimate.se;
    (estimate.estimate - reach, estimate.estimate + reach)
}

/// True when the interval stays off 0 after a shift by a hidden factor.
#[must_use]
pub fn is_robust(estimate: &Estimate, hidden_shift: f64) -> bool {
    let reach = t_quantile(0.975, estimate.df) * estimate.se;
    estimate.estimate.abs() - reach - hidden_shift > 0.0
}

fn detectable_multiple(df: f64) -> f64 {
    t_quantile(0.975, df) + t_quantile(0.80, df)
}

/// Effect that would be found in 80 % of such logs, points: what the standard error of this estimate makes of it.
#[must_use]
pub fn mde80(estimate: &Estimate) -> f64 {
    detectable_multiple(estimate.df) * estimate.se
}

/// More rows until an effect of `delta` is found in 80 % of such logs; 0: there already.
// METHOD: docs/method.md, "Planning": planned from the spread of mornings and the information of the least
// squares fit, which grow evenly with the rows. The robust standard error of [`mde80`] also holds how this log
// happened to scatter: the two need not agree.
#[must_use]
pub fn more_days(primary: &Primary, rows: usize, delta: f64) -> u64 {
    let fit = &primary.fit;
    let target = (fit.sigma * detectable_multiple(fit.df) / delta).powi(2);
    let missing = ((target - fit.information) / (fit.information / rows as f64)).ceil();
    // `as` saturates; a missing count below 0 becomes 0.
    missing.max(0.0) as u64
}

/// As [`more_days`], from planning values while the log is too short for its own, and never less than what
/// the gate asks for.
fn days_still_needed(frame: &Frame, primary: Option<&Primary>, settings: &Settings) -> u64 {
    let (easy, rest) = frame.arms();
    let for_gate = (MIN_ARM.saturating_sub(easy) + MIN_ARM.saturating_sub(rest)) as u64;
    let own = primary.filter(|primary| primary.fit.df >= MIN_DF && primary.fit.sigma > 1e-9);
    let for_effect = own.map_or_else(
        || {
            let sigma = PLANNED_SIGMA * settings.range() / 10.0;
            let target = (sigma * (1.96 + 0.84) / settings.smallest_effect).powi(2);
            let total = (target / PLANNED_INFORMATION).ceil();
            (total as u64).saturating_sub(frame.rows() as u64)
        },
        |primary| more_days(primary, frame.rows(), settings.smallest_effect),
    );
    for_effect.max(for_gate)
}

/// How often a log without an effect gives a clear answer, %: see [`FALSE_ALARMS`].
pub struct FalseAlarms {
    /// Looked at once.
    pub once: u32,
    /// Looked at every two weeks for a year, up to the first clear answer.
    pub looking: u32,
}

/// METHOD: `looking` as simulated (world `null` of docs/validation.md), where `once` holds; tests/it/effect_validation.rs
/// draws it again.
pub const FALSE_ALARMS: FalseAlarms = FalseAlarms { once: 5, looking: 20 };

/// Half-width of an interval that holds at every look at once, so that one may look again each week
/// (normal-mixture boundary, tuned to the sample at which `delta` is found).
#[must_use]
pub fn always_valid_halfwidth(estimate: &Estimate, delta: f64) -> f64 {
    const ALPHA: f64 = 0.05;
    /// The normal quantile that the boundary is made for; a t quantile takes its place.
    const Z975: f64 = 1.959_963_984_540_054;
    let precision = 1.0 / (estimate.se * estimate.se);
    let tuned = (2.8 / delta).powi(2) / 8.8;
    let total = precision + tuned;
    (total * (total / (tuned * ALPHA * ALPHA)).ln()).sqrt() / precision * t_quantile(0.975, estimate.df)
        / Z975
}
