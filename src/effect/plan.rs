//! Plan: how many coin days a randomised trial of easy or rest takes, and its permuted blocks.

use statrs::distribution::{ContinuousCDF, Normal};

use super::DayLog;
use super::eligible::{Record, eligible};
use super::estimate::least_squares;
use super::frame::Frame;
use super::gate::MIN_DF;
use super::rng::SplitMix64;
use crate::day::DayKind;

/// Coins of a block: two easy, two rest.
pub const BLOCK: usize = 4;

/// Spread of a morning that covariates leave, on a scale of 10 points: to plan with until a log is
/// long enough to tell its own.
pub const DEFAULT_SIGMA: f64 = 1.0;

/// Free days a week: no hard or moderate session planned.
pub const FREE_DAYS: usize = 4;

/// Normal quantiles of a two-sided 5 % test and of 80 % power, added.
const Z975_Z80: f64 = 1.959_963_984_540_054 + 0.841_621_233_572_914_3;

/// Coin days that the covariates and the t distribution cost.
const ADJUSTMENT: f64 = 6.0;

/// Coin days K that find an effect of `delta` points in 80 % of trials, when mornings spread by `sigma`
/// points around what covariates say: ⌈4 σ² (z.975 + z.80)² / δ²⌉ + 6, rounded up to even. Both above 0.
// METHOD: docs/method.md, "The coin trial"; sigma = 1: 132, 62 and 38 coin days for 0.5, 0.75 and 1 point.
#[must_use]
pub fn coins_needed(sigma: f64, delta: f64) -> usize {
    up_to_multiple((4.0 * (sigma * Z975_Z80 / delta).powi(2)).ceil() + ADJUSTMENT, 2.0)
}

/// Coins of the list for `needed` coin days: more where the coin is not followed or the next report is
/// missing, in whole blocks. `mismatch`: share of coins of which the opposite is done, 0 to below 0.5;
/// `missing`: share of coin days without the next report, 0 to below 1.
// METHOD: docs/method.md, "The coin trial": half of the mismatched days move from each arm, so that the effect
// shrinks by 1 - 2m and the number of days grows by its square.
#[must_use]
pub fn list_length(needed: usize, mismatch: f64, missing: f64) -> usize {
    up_to_multiple(needed as f64 / kept_share(mismatch, missing), BLOCK as f64)
}

/// Weeks that a list of `coins` takes with so many free days a week.
#[must_use]
pub fn weeks(coins: usize, free_days: usize) -> usize {
    coins.div_ceil(free_days.max(1))
}

/// The next multiple from a number on. Saturates: the caller refuses a list that nobody could use up.
fn up_to_multiple(number: f64, of: f64) -> usize {
    ((number / of).ceil() * of) as usize
}

/// Effect that a list of `coins` finds in 80 % of trials, points; `None`: the list is too short for any.
#[must_use]
pub fn detectable(sigma: f64, coins: usize, mismatch: f64, missing: f64) -> Option<f64> {
    let free = coins as f64 * kept_share(mismatch, missing) - ADJUSTMENT;
    (free > 0.0).then(|| 2.0 * sigma * Z975_Z80 / free.sqrt())
}

/// Chance that a trial of `coins` followed coins finds an effect of `delta` points, 0..=1.
#[must_use]
pub fn power(delta: f64, sigma: f64, coins: usize) -> f64 {
    const Z975: f64 = 1.959_963_984_540_054;
    let free = (coins as f64 - ADJUSTMENT).max(0.0);
    let standard = Normal::standard();
    let mean = delta.abs() * free.sqrt() / (2.0 * sigma);
    standard.cdf(mean - Z975) + standard.cdf(-mean - Z975)
}

/// What a coin day is worth when some are not followed and some have no next report.
fn kept_share(mismatch: f64, missing: f64) -> f64 {
    (1.0 - 2.0 * mismatch).powi(2) * (1.0 - missing)
}

/// A list of coins (true = easy) in permuted blocks, each with as many easy as rest coins. The same
/// seed gives the same list on every machine. `coins` is a multiple of [`BLOCK`].
#[must_use]
pub fn blocks(coins: usize, seed: u64) -> Vec<bool> {
    redraw(coins, &mut SplitMix64::new(seed))
}

/// The next list of a generator.
#[must_use]
pub fn redraw(coins: usize, rng: &mut SplitMix64) -> Vec<bool> {
    let mut list: Vec<bool> = (0..coins).map(|i| i % BLOCK < BLOCK / 2).collect();
    list.chunks_mut(BLOCK).for_each(|block| rng.shuffle(block));
    list
}

/// Spread of next-morning soreness around what the headline's covariates say, points; `None` while the
/// log is too short to tell.
#[must_use]
pub fn own_sigma(log: &DayLog) -> Option<f64> {
    let record = Record::new(log);
    let frame = Frame::new(&record, &eligible(&record, DayKind::Easy, 1), 1);
    let fit = least_squares(&frame).ok()?;
    (fit.df >= MIN_DF && fit.sigma > 1e-9).then_some(fit.sigma)
}

/// Spread of a morning around what the morning before it says, points: of a log alone, of which no training is known,
/// so that it is rather too large. `None` while the log is too short, or where nothing varies.
#[must_use]
pub fn spread_of_mornings(soreness: &[Option<f64>]) -> Option<f64> {
    let pairs: Vec<(f64, f64)> = soreness.windows(2).filter_map(|pair| pair[0].zip(pair[1])).collect();
    let n = pairs.len() as f64;
    let (mean_x, mean_y) =
        (pairs.iter().map(|(x, _)| x).sum::<f64>() / n, pairs.iter().map(|(_, y)| y).sum::<f64>() / n);
    let sum = |of: fn(f64, f64) -> f64| pairs.iter().map(|(x, y)| of(x - mean_x, y - mean_y)).sum::<f64>();
    let (xx, xy, yy) = (sum(|x, _| x * x), sum(|x, y| x * y), sum(|_, y| y * y));
    let left = if xx > 0.0 { yy - xy * xy / xx } else { yy };
    let sigma = (left.max(0.0) / (n - 2.0)).sqrt();
    (n >= MIN_DF + 2.0 && sigma > 1e-9).then_some(sigma)
}
