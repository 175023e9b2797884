//! Evening reports: no verdict, but the bracket that they leave.

use super::eligible::{Record, eligible};
use super::estimate::least_squares;
use super::frame::Frame;
use super::gate::{MIN_ARM, MIN_DF};
use super::{DayLog, Estimate, NamedEstimate, Settings};
use crate::day::DayKind;

/// Three readings of a log of evening reports. An evening report holds a part of that day's effect, so that
/// adjusting for it hides the effect; the report of the evening before is too old to remove all
/// confounding. The truth lies between.
#[must_use]
pub fn bracket(log: &DayLog) -> Vec<NamedEstimate> {
    let as_reported = Record::new(log);
    // The report of the evening before takes the place of this morning's.
    let mut shifted: Vec<Option<f64>> = (0..log.len()).map(|day| as_reported.soreness(day)).collect();
    shifted.insert(0, None);
    let day_before = Record::with_soreness(log, shifted);
    vec![
        reading(
            &as_reported,
            1,
            "evening_as_morning",
            "Taken as if it were a morning report (hides a part of the effect)",
        ),
        reading(&day_before, 1, "evening_same", "That evening's soreness, given the evening before"),
        reading(&day_before, 2, "evening_next", "The next evening's soreness, given the evening before"),
    ]
}

fn reading(record: &Record<'_>, lag: usize, name: &str, label: &str) -> NamedEstimate {
    let frame = Frame::new(record, &eligible(record, DayKind::Easy, lag), lag);
    let (easy_days, rest_days) = frame.arms();
    let enough = easy_days >= MIN_ARM && rest_days >= MIN_ARM;
    let fit = least_squares(&frame).ok().filter(|fit| enough && fit.df >= MIN_DF);
    let estimate = fit.as_ref().map(|fit| match lag {
        1 => fit.interval(),
        _ => super::lags::interval(fit, &frame.days, lag),
    });
    NamedEstimate {
        name: name.to_owned(),
        label: label.to_owned(),
        estimate,
        reason: estimate.is_none().then(|| "not enough comparable days".to_owned()),
        note: None,
        easy_days,
        rest_days,
        p_holm: None,
    }
}

/// Why evening reports give no verdict, with the bracket where there is one.
#[must_use]
pub fn reason(bracket: &[NamedEstimate], settings: &Settings) -> String {
    let points: Vec<Estimate> = bracket.iter().filter_map(|reading| reading.estimate).collect();
    let low = points.iter().map(|estimate| estimate.estimate).fold(f64::INFINITY, f64::min);
    let high = points.iter().map(|estimate| estimate.estimate).fold(f64::NEG_INFINITY, f64::max);
    let words = |value| super::sentence::lower_or_higher(value, settings);
    let why = "soreness is reported in the evening, when it already holds a part of what the day's run did";
    if points.len() < 2 {
        format!("{why}; report it in the morning before running instead")
    } else {
        format!(
            "{why}; readings of it range from {} to {} after easy runs than after rest, and the truth lies \
             somewhere about there; morning reports, made before running, can tell",
            words(low),
            words(high)
        )
    }
}
