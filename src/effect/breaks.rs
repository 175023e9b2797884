//! Breaks: long stretches of nothing but rest, as after an injury. Their rest days were not chosen.

use std::ops::Range;

use crate::day::DayKind;
use crate::stats::median;

/// Shortest break, days.
const SHORTEST: usize = 10;
/// Shortest break in median distances from one running day to the next.
const DISTANCES: f64 = 4.0;

/// Stretches of consecutive rest days of at least max(10, 4 x the median number of days from one running
/// day to the next), ascending. A day of any other kind ends a stretch, an unknown one too.
// METHOD: docs/method.md, "Estimand": with such stretches as rows, soreness that fades over weeks of healing
// looks like rest that fails to help or like runs that do; without them coverage goes from 81 to 96 %.
#[must_use]
pub fn breaks(kind: &[DayKind]) -> Vec<Range<usize>> {
    let ran = |kind: &DayKind| matches!(kind, DayKind::Easy | DayKind::Moderate | DayKind::Hard);
    let running: Vec<usize> = (0..kind.len()).filter(|day| ran(&kind[*day])).collect();
    let distances = running.iter().zip(running.iter().skip(1)).map(|(a, b)| (b - a) as f64);
    // Without two running days nothing says how long a pause is usual for this runner.
    let usual = median(distances.collect()).unwrap_or(0.0);
    let shortest = (SHORTEST as f64).max(DISTANCES * usual);
    let mut found = Vec::new();
    let mut first = 0;
    for stretch in kind.chunk_by(|a, b| (*a == DayKind::Rest) == (*b == DayKind::Rest)) {
        let end = first + stretch.len();
        if stretch.first() == Some(&DayKind::Rest) && stretch.len() as f64 >= shortest {
            found.push(first..end);
        }
        first = end;
    }
    found
}
