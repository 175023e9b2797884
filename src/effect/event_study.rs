//! Soreness around hard days: a picture of what happened, not an estimate of an effect.

use super::DayLog;
use super::eligible::Record;
use super::small_sample::t_quantile;
use crate::day::DayKind;
use serde::Serialize;

/// Change of soreness around hard days since the morning before the session, on one day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventPoint {
    /// Days since the hard day, -2..=5.
    pub day: i32,
    /// Where the day after the hard day was easy; `None` below 3 days.
    pub easy_next: Option<MeanBand>,
    /// Where it was rest.
    pub rest_next: Option<MeanBand>,
}

/// A mean with its 95 % band.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MeanBand {
    /// Mean.
    pub mean: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Number of days.
    pub n: usize,
}

/// Fewest days for a mean.
const MIN_DAYS: usize = 3;

/// Mean change of soreness since the morning of a hard day (before the session), from two days before to
/// five days after it, apart for those followed by an easy day and those followed by rest. `None` below 3
/// days.
///
/// Hard days that lie close together share mornings; nothing else is adjusted for.
#[must_use]
pub fn event_study(log: &DayLog) -> Vec<EventPoint> {
    let record = Record::new(log);
    let hard_days: Vec<usize> = (0..log.len()).filter(|day| record.kind(*day) == DayKind::Hard).collect();
    let band = |offset: i32, next: DayKind| {
        let around = hard_days.iter().filter(|day| record.kind(*day + 1) == next);
        let change = |day: &usize| {
            let morning = day.checked_add_signed(isize::try_from(offset).ok()?)?;
            Some(record.soreness(morning)? - record.soreness(*day)?)
        };
        mean_band(&around.filter_map(change).collect::<Vec<_>>())
    };
    (-2..=5)
        .map(|day| EventPoint {
            day,
            easy_next: band(day, DayKind::Easy),
            rest_next: band(day, DayKind::Rest),
        })
        .collect()
}

/// Mean with its 95 % band by Student's t; `None` below 3 values.
fn mean_band(values: &[f64]) -> Option<MeanBand> {
    let n = values.len();
    if n < MIN_DAYS {
        return None;
    }
    let mean = crate::stats::mean(values)?;
    let free = (n - 1) as f64;
    // The standard error of the mean: its divisor n - 1 makes up for that of the variance, n.
    let reach = t_quantile(0.975, free) * (crate::stats::variance(values)? / free).sqrt();
    Some(MeanBand { mean, low: mean - reach, high: mean + reach, n })
}
