//! Words: the verdict of a trial in a runner's words, kind and honest, with its numbers.

use crate::effect::sentence::{self, range, range_beside};
use crate::effect::trial::{LOOK_EVERY, TrialResult};
use crate::effect::verdict::{inside_zone, interval90};
use crate::effect::{Estimate, Settings, Status};

/// The verdict; every number in it is a field of the trial.
#[must_use]
pub fn sentence(trial: &TrialResult, settings: &Settings) -> String {
    let (Some(estimate), Some(p)) = (&trial.estimate, trial.p_randomisation) else {
        let reason = trial.reason.as_deref().unwrap_or("too few coin days with reports on both mornings");
        return format!("Not enough data yet: {reason}.");
    };
    let coins = format!("{} easy and {} rest coins", trial.easy_coins, trial.rest_coins);
    let found = format!(
        "soreness the next morning was {} when the coin said easy than when it said rest ({}; {coins})",
        sentence::of(estimate, settings),
        interval(trial, estimate, settings),
    );
    match trial.status {
        Status::Helps | Status::Hurts => {
            let helps = trial.status == Status::Helps;
            let verb = if helps { "helped you" } else { "left you sorer" };
            let small = trial.smallest_effect;
            let size = if inside_zone(estimate, small) {
                format!(" It is less than the {} that were to count.", settings.points(small))
            } else {
                String::new()
            };
            format!(
                "In this trial easy runs {verb}: {found}. If the coin had made no difference, chance alone would show one \
                 this large in {} trials. The coin chose easy or rest, and you chose the days: choosing by how you felt cannot explain it.{size}",
                share(p)
            )
        }
        Status::NoDifference => format!(
            "No difference that matters: {found}, and less than {} either way was to count as too small to matter.{}",
            settings.points(trial.smallest_effect),
            if trial.well_followed() {
                " On such days either choice is as good for next-morning soreness."
            } else {
                " That is what the coin did, not the run: it was not followed often enough to say more."
            }
        ),
        _ if trial.complete => format!(
            "The trial cannot tell, as happens to careful trials too: {found}. Effects as far apart as the ends of that \
             interval fit your days. A second list of coins would narrow it."
        ),
        _ => format!(
            "Too early to tell: {found}. Wait for all {} coins; {} of them are used.",
            trial.coins, trial.used
        ),
    }
}

/// How much of the list was used; `None` when it is used up.
#[must_use]
pub fn looks(trial: &TrialResult, settings: &Settings) -> Option<String> {
    if trial.complete {
        return None;
    }
    let looked = format!(
        "{} of {} coins used: wait for all {}, or look every {LOOK_EVERY} coins by the always-valid interval",
        trial.used, trial.coins, trial.coins
    );
    Some(match (&trial.estimate, trial.always_valid_halfwidth) {
        (Some(e), Some(half)) => {
            format!("{looked}, {}.", range(e.estimate - half, e.estimate + half, settings))
        }
        _ => format!("{looked}, once there is one."),
    })
}

/// The interval that decides the verdict.
fn interval(trial: &TrialResult, estimate: &Estimate, settings: &Settings) -> String {
    let delta = trial.smallest_effect;
    let none = trial.status == Status::NoDifference;
    let early = trial.always_valid_halfwidth.filter(|_| !trial.complete);
    let always = early.map(|half| (estimate.estimate - half, estimate.estimate + half));
    let (name, (low, high)) = match always {
        Some((low, high)) if !none || (low > -delta && high < delta) => {
            ("95 % interval that holds at every look", (low, high))
        }
        None if none => ("90 % interval", interval90(estimate)),
        _ => ("95 % interval", (estimate.low, estimate.high)),
    };
    let marks: &[f64] = if none { &[-delta, 0.0, delta] } else { &[0.0] };
    format!("{name} {}", range_beside(low, high, marks, settings))
}

/// A p value as a share: "about 4 in 100", "about 2 in 1000", "fewer than 1 in 1000".
fn share(p: f64) -> String {
    if p < 0.001 {
        "fewer than 1 in 1000".to_owned()
    } else if p < 0.01 {
        format!("about {:.0} in 1000", 1000.0 * p)
    } else {
        format!("about {:.0} in 100", 100.0 * p)
    }
}
