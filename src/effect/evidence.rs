//! Evidence: what trials on other people found, so that a log is read against a fair guess.

use super::Settings;

/// A fair guess before any log, either way, as a share of the range of the scale.
// METHOD: docs/method.md, "Odds": half a point on 0-10, harm included.
const PRIOR: f64 = 0.05;

/// The findings, one a sentence with its source, and what they leave to expect on this scale.
#[must_use]
pub fn evidence(settings: &Settings) -> Vec<String> {
    let either_way = settings.points(PRIOR * settings.range());
    let unit = if (settings.range() - 10.0).abs() < 1e-9 { "" } else { " on your scale" };
    vec![
        "After a half-marathon, recreational runners who recovered actively were no better off than those who \
         rested, and in some measures worse (Wiewelhove et al. 2018, PLoS One 13:e0207313)."
            .to_owned(),
        "Pooled over many trials, active recovery went with less muscle soreness, by amounts from small to large; \
         trials without an effect may have stayed unpublished (Dupuy et al. 2018, Front Physiol 9:403)."
            .to_owned(),
        "An active cool-down right after exercise mostly did not lessen soreness on the days that followed (Van \
         Hooren & Peake 2018, Sports Med 48:1575)."
            .to_owned(),
        format!(
            "So before looking at any log a fair guess is 0, give or take {either_way}{unit}: help is possible, \
             harm as well, and neither is likely to be large."
        ),
    ]
}
