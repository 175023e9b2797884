//! Scale jump: a day at which reports move to another part of the scale, as when its numbers come to mean something else.

use super::DayLog;
use super::eligible::Record;

/// Reports on each side of a day at which the scale may have changed.
const WINDOW: usize = 30;
/// Smallest distance of the two distributions (Kolmogorov-Smirnov) that is called a change.
// METHOD: conservative on purpose. 30 against 30 reports differ by 0.42 at the 1 % level when independent;
// soreness is not, and this looks at every day, so that only a jump that leaves little in common counts.
// A slow drift over a season does not: the time column of the model takes that.
const JUMP: f64 = 0.75;

/// The day (0-based) at which reports jump to another part of the scale, if they do: the largest
/// distance between the 30 reports before and the 30 from it on, when that is 0.75 or more, and the
/// parts before and after keep apart as a whole.
#[must_use]
pub fn scale_jump(log: &DayLog) -> Option<usize> {
    let record = Record::new(log);
    let (days, reports): (Vec<usize>, Vec<f64>) =
        (0..log.len()).filter_map(|day| Some((day, record.soreness(day)?))).unzip();
    let mut best: Option<(f64, usize)> = None;
    for split in WINDOW..=reports.len().saturating_sub(WINDOW) {
        let distance = distance(&reports[split - WINDOW..split], &reports[split..split + WINDOW]);
        if distance >= JUMP && best.is_none_or(|(largest, _)| distance > largest) {
            best = Some((distance, split));
        }
    }
    best.filter(|(_, split)| distance(&reports[..*split], &reports[*split..]) >= JUMP)
        .map(|(_, split)| days[split])
}

/// Largest difference of two empirical distribution functions, 0..=1.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let share = |sorted: &[f64], value: f64| {
        sorted.partition_point(|other| *other <= value) as f64 / sorted.len().max(1) as f64
    };
    a.iter().chain(&b).map(|value| (share(&a, *value) - share(&b, *value)).abs()).fold(0.0, f64::max)
}
