//! Pool: what all runs of an archive together show of a runner's thresholds.
//!
//! METHOD: pooled over the whole archive, with the slow decline of age taken out, instead of year by
//! year: a threshold then never jumps at New Year, one run moves nothing, and the artefacts of one
//! strap stay in their block.

use jiff::civil::Date;

use crate::day::days_between;
use crate::stats::median;

/// Decline of HRmax with age, bpm a year (Tanaka 2001).
const DECLINE_BPM: f64 = 0.7;
/// The year to which heart rates are adjusted; any would do.
const REFERENCE_YEAR: f64 = 2020.0;
/// About so many runs make a block.
const BLOCK_RUNS: f64 = 30.0;
/// A block of fewer runs has no second highest that means something.
const LEAST_BLOCK: usize = 3;
/// A block is dropped from this far above the median of blocks on, bpm ...
const OUTLYING_BPM: f64 = 12.0;
/// ... and this many standard deviations, estimated from the MAD.
const OUTLYING_SD: f64 = 3.0;
/// 1.4826 MAD is the standard deviation of a normal distribution.
const SD_OF_MAD: f64 = 1.4826;

/// The year of a date, with its fraction.
#[must_use]
pub fn year(date: Date) -> f64 {
    2000.0 + f64::from(days_between(Date::constant(2000, 1, 1), date)) / 365.25
}

/// A heart rate that all blocks of the archive support, adjusted to 2020.
#[derive(Clone, Debug, PartialEq)]
pub struct PooledRate {
    /// Adjusted heart rate, bpm.
    pub at_reference_bpm: f64,
    /// The runs that it rests on: the two highest of its block.
    pub runs: Vec<Date>,
    /// Runs that were looked at.
    pub looked_at: usize,
}

impl PooledRate {
    /// The heart rate on `date`, bpm.
    #[must_use]
    pub fn on(&self, date: Date) -> f64 {
        self.at_reference_bpm - DECLINE_BPM * (year(date) - REFERENCE_YEAR)
    }

    /// A heart rate of `date` as it would have been at the reference.
    #[must_use]
    pub fn adjusted(date: Date, bpm: f64) -> f64 {
        bpm + DECLINE_BPM * (year(date) - REFERENCE_YEAR)
    }
}

/// Pools heart rates (date, bpm) in time order. `None` below three.
#[must_use]
pub fn heart_rate(runs: &[(Date, f64)]) -> Option<PooledRate> {
    let adjusted: Vec<(f64, Date)> =
        runs.iter().map(|&(date, bpm)| (PooledRate::adjusted(date, bpm), date)).collect();
    let mut tops: Vec<Top> = blocks(&adjusted).into_iter().filter_map(Top::of).collect();
    let all: Vec<f64> = tops.iter().map(|top| top.second).collect();
    let centre = median(all.clone())?;
    let deviations: Vec<f64> = all.iter().map(|bpm| (bpm - centre).abs()).collect();
    let limit = centre + f64::max(OUTLYING_BPM, OUTLYING_SD * SD_OF_MAD * median(deviations)?);
    tops.retain(|top| top.second <= limit);
    tops.sort_by(|a, b| b.second.total_cmp(&a.second));
    let rank = if all.len() < 3 { 1 } else { tops.len().div_ceil(10) };
    let top = tops.into_iter().nth(rank - 1)?;
    Some(PooledRate { at_reference_bpm: top.second, runs: top.runs, looked_at: runs.len() })
}

/// Near-equal blocks of about thirty, the first ones longer.
fn blocks<T>(runs: &[T]) -> Vec<&[T]> {
    let count = ((runs.len() as f64 / BLOCK_RUNS).round_ties_even() as usize).max(1);
    let (length, longer) = (runs.len() / count, runs.len() % count);
    let mut rest = runs;
    (0..count)
        .map(|block| {
            let (first, others) = rest.split_at(length + usize::from(block < longer));
            rest = others;
            first
        })
        .collect()
}

/// The second highest of a block and its two runs.
struct Top {
    second: f64,
    runs: Vec<Date>,
}

impl Top {
    fn of(block: &[(f64, Date)]) -> Option<Self> {
        if block.len() < LEAST_BLOCK {
            return None;
        }
        let mut sorted = block.to_vec();
        sorted.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut runs = vec![sorted[0].1, sorted[1].1];
        runs.sort();
        runs.dedup();
        Some(Self { second: sorted[1].0, runs })
    }
}

/// A best half hour by speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HalfHour {
    /// Date of the run.
    pub date: Date,
    /// Grade-adjusted speed, m/s.
    pub gap_mps: f64,
    /// Best half hour by speed over ground, m/s.
    pub speed_mps: f64,
}

/// Speeds that a runner can hold for half an hour, m/s. The world record is 6.2.
const SUSTAINED_MPS: std::ops::RangeInclusive<f64> = 1.5..=6.0;
/// Grade adjustment may add so much to the best half hour over ground: more is a faulty altitude.
const MOST_ADJUSTED: f64 = 1.06;
/// What a half hour loses of its meaning a year, as a share.
const FADING: f64 = 0.12;
/// Fewer half hours show nothing.
pub(super) const LEAST_HALF_HOURS: usize = 3;
/// A half hour further away says nothing, years.
const FURTHEST_Y: f64 = 5.0;

impl HalfHour {
    /// True for what a body can do.
    #[must_use]
    pub fn is_believed(&self) -> bool {
        SUSTAINED_MPS.contains(&self.gap_mps) && self.gap_mps <= MOST_ADJUSTED * self.speed_mps
    }
}

/// A threshold speed and the run that supports it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    /// Threshold speed, m/s.
    pub mps: f64,
    /// The run.
    pub run: Date,
    /// Time to that run, months.
    pub months: f64,
}

/// Threshold speed on `date`: the second highest half hour, each faded by its distance in time.
/// `None` with fewer than three believable half hours or none within five years. `half_hours`:
/// believable ones only, by date.
///
/// METHOD: any half hour is a lower bound of threshold speed, all-out or not. The second highest: one run on
/// a wrong track moves nothing.
#[must_use]
pub fn threshold_speed(half_hours: &[HalfHour], date: Date) -> Option<Speed> {
    if half_hours.len() < LEAST_HALF_HOURS {
        return None;
    }
    let reach = jiff::Span::new().days((FURTHEST_Y * 365.25) as i32 + 1);
    let from = half_hours.partition_point(|half_hour| half_hour.date < date.saturating_sub(reach));
    let until = date.saturating_add(reach);
    let mut best: [Option<Speed>; 2] = [None; 2];
    for half_hour in half_hours[from..].iter().take_while(|half_hour| half_hour.date <= until) {
        let years = f64::from(days_between(half_hour.date, date).abs()) / 365.25;
        if years > FURTHEST_Y {
            continue;
        }
        let speed = Speed {
            mps: half_hour.gap_mps * (1.0 - FADING * years),
            run: half_hour.date,
            months: 12.0 * years,
        };
        if best[0].is_none_or(|first| speed.mps > first.mps) {
            best = [Some(speed), best[0]];
        } else if best[1].is_none_or(|second| speed.mps > second.mps) {
            best[1] = Some(speed);
        }
    }
    best[1]
}
