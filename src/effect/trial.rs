//! Trial: the analysis of a randomised trial of easy or rest, fixed before the first coin.
//!
//! By intention to treat: a coin day counts as what its coin said, whatever was done. Easy minus rest;
//! negative = easy helps.

use serde::Serialize;

use super::eligible::Record;
use super::estimate::{Fit, NoEstimate};
use super::frame::{kernel, loads_before};
use super::linear::{dot, standardise};
use super::plan::{BLOCK, DEFAULT_SIGMA, redraw};
use super::rng::SplitMix64;
use super::verdict::{always_valid_halfwidth, inside_zone, mde80};
use super::{DayLog, Estimate, Settings, Status};
use crate::day::DayKind;

/// Random lists of the randomisation test.
pub const DRAWS: usize = 1_999;

const SEED: u64 = 0x0c01_0f5a_1e0f_0c01;

/// Fewest coin days of each arm with reports on both mornings.
// METHOD: the interval's small-sample t allows for few days; below this its degrees of freedom say
// nothing any more.
pub const MIN_ARM: usize = 6;

/// What became of a coin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Not used yet.
    Waiting,
    /// Used on this day of the log, 0-based.
    On(usize),
    /// Used on a day that the log does not have.
    OutsideLog,
}

/// A coin of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coin {
    /// True: easy; false: rest.
    pub easy: bool,
    /// What became of it.
    pub used: Use,
}

/// What was done on coin days of one arm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Done {
    /// Easy.
    pub easy: usize,
    /// Rest.
    pub rest: usize,
    /// A moderate or hard run.
    pub other: usize,
    /// Not known.
    pub unknown: usize,
}

impl Done {
    fn add(&mut self, kind: DayKind) {
        *match kind {
            DayKind::Easy => &mut self.easy,
            DayKind::Rest => &mut self.rest,
            DayKind::Moderate | DayKind::Hard => &mut self.other,
            DayKind::Unknown => &mut self.unknown,
        } += 1;
    }
}

/// Used coins that are not in the estimate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LostCoins {
    /// Why, in words.
    pub reason: String,
    /// How many.
    pub count: usize,
}

/// The result of a trial. Numbers are `None` where they cannot be given; `reason` then says why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrialResult {
    /// Verdict.
    pub status: Status,
    /// Coins of the list.
    pub coins: usize,
    /// Coins used.
    pub used: usize,
    /// Coins passed over: not used although a later one was. They will not be.
    pub passed_over: usize,
    /// True: every coin of the list is used or passed over, so that this is the one look that was planned.
    pub complete: bool,
    /// Coin days in the estimate.
    pub rows: usize,
    /// Of which the coin said easy.
    pub easy_coins: usize,
    /// Of which it said rest.
    pub rest_coins: usize,
    /// Effect of the coin on soreness the morning after, points; its p is that of the t test.
    pub estimate: Option<Estimate>,
    /// Confidence level of the interval.
    pub level: f64,
    /// p value by re-drawing the blocks: the one that the verdict goes by.
    pub p_randomisation: Option<f64>,
    /// Exact e-value over whole blocks: 20 or more is evidence at 5 % at whatever look. `None` without a block.
    pub e_value: Option<f64>,
    /// Used coins without a report the morning after, by what the coin said: easy, rest.
    pub missing_by_arm: [usize; 2],
    /// Lists that were drawn for it.
    pub draws: usize,
    /// Half-width of the interval that holds at every look, points.
    pub always_valid_halfwidth: Option<f64>,
    /// Effect that this trial would find in 80 % of repetitions, points.
    pub mde80: Option<f64>,
    /// Spread of a morning that covariates leave, points.
    pub sigma: Option<f64>,
    /// Smallest effect that matters, points.
    pub smallest_effect: f64,
    /// What was done when the coin said easy.
    pub done_on_easy: Done,
    /// What was done when the coin said rest.
    pub done_on_rest: Done,
    /// Only a note: the difference by what was done, points. Not protected by the coin.
    pub as_treated: Option<f64>,
    /// Why used coins are not in the estimate.
    pub lost: Vec<LostCoins>,
    /// Why there is no answer.
    pub reason: Option<String>,
}

impl TrialResult {
    /// Coins of which the day was what they said.
    #[must_use]
    pub const fn followed(&self) -> usize {
        self.done_on_easy.easy + self.done_on_rest.rest
    }

    /// True when nearly every coin was followed, so that the effect of the coin is the effect of the run.
    // METHOD: docs/method.md, "The coin trial": with a share m of coins done the opposite, the effect of the
    // coin is 1 - 2m of the run's: 0.9 at one in twenty.
    #[must_use]
    pub fn well_followed(&self) -> bool {
        self.followed() as f64 >= 0.95 * self.used as f64
    }
}

/// Coin days with everything that the analysis needs; columns of equal length.
#[derive(Default)]
struct Rows {
    /// Place of the coin in the list, 0-based.
    coin: Vec<usize>,
    easy: Vec<f64>,
    done: Vec<DayKind>,
    outcome: Vec<f64>,
    /// S, K and L1.
    covariates: [Vec<f64>; 3],
}

/// Why a used coin is not in the estimate; the order is that of the checks.
#[derive(Clone, Copy)]
enum Lost {
    OutsideLog,
    NoReport,
    LoadUnknown,
    NoOutcome,
}

const LOST: [(Lost, &str); 4] = [
    (Lost::OutsideLog, "the log does not have that day"),
    (Lost::NoReport, "no soreness report that morning before running"),
    (Lost::LoadUnknown, "the training of one of the three days before is not known"),
    (Lost::NoOutcome, "no soreness report the morning after before running"),
];

impl Rows {
    fn add(&mut self, number: usize, coin: Coin, record: &Record<'_>) -> Result<(), Lost> {
        let day = match coin.used {
            Use::Waiting => return Ok(()),
            Use::OutsideLog => return Err(Lost::OutsideLog),
            Use::On(day) => day,
        };
        let soreness = record.soreness(day).ok_or(Lost::NoReport)?;
        let loads = loads_before(record, day).ok_or(Lost::LoadUnknown)?;
        let outcome = record.soreness(day + 1).ok_or(Lost::NoOutcome)?;
        self.coin.push(number);
        self.easy.push(f64::from(u8::from(coin.easy)));
        self.done.push(record.kind(day));
        self.outcome.push(outcome);
        for (column, value) in self.covariates.iter_mut().zip([soreness, kernel(loads), loads[0]]) {
            column.push(value);
        }
        Ok(())
    }

    fn easy_coins(&self) -> usize {
        self.easy.iter().filter(|easy| **easy > 0.0).count()
    }

    fn standardised(&self) -> Vec<Vec<f64>> {
        self.covariates.iter().filter_map(|column| standardise(column)).collect()
    }

    /// The difference by what was done, on days that were easy or rest.
    fn as_treated(&self) -> Option<f64> {
        let either: Vec<usize> = (0..self.done.len())
            .filter(|&row| matches!(self.done[row], DayKind::Easy | DayKind::Rest))
            .collect();
        let pick = |column: &[f64]| -> Vec<f64> { either.iter().map(|&row| column[row]).collect() };
        let easy: Vec<f64> =
            either.iter().map(|&row| f64::from(u8::from(self.done[row] == DayKind::Easy))).collect();
        let covariates: Vec<Vec<f64>> =
            self.covariates.iter().filter_map(|column| standardise(&pick(column))).collect();
        Fit::new(&pick(&self.outcome), &easy, &covariates).ok().map(|fit| fit.estimate)
    }
}

/// Analyses the coins of a list in the order of the list.
#[must_use]
pub fn analyse(log: &DayLog, coins: &[Coin], settings: &Settings) -> TrialResult {
    let record = Record::new(log);
    let mut rows = Rows::default();
    let mut counts = [0_usize; LOST.len()];
    let mut missing_by_arm = [0_usize; 2];
    let (mut done_on_easy, mut done_on_rest) = (Done::default(), Done::default());
    for (number, &coin) in coins.iter().enumerate() {
        if let Err(lost) = rows.add(number, coin, &record) {
            counts[lost as usize] += 1;
            missing_by_arm[usize::from(!coin.easy)] += usize::from(matches!(lost, Lost::NoOutcome));
        }
        let arm = if coin.easy { &mut done_on_easy } else { &mut done_on_rest };
        match coin.used {
            Use::Waiting => {}
            Use::On(day) => arm.add(record.kind(day)),
            Use::OutsideLog => arm.add(DayKind::Unknown),
        }
    }
    let used = coins.iter().filter(|coin| coin.used != Use::Waiting).count();
    let spent = coins.iter().rposition(|coin| coin.used != Use::Waiting).map_or(0, |last| last + 1);
    let easy_coins = rows.easy_coins();
    let mut trial = TrialResult {
        status: Status::NotEnoughData,
        coins: coins.len(),
        used,
        passed_over: spent - used,
        // METHOD: docs/method.md, "The coin trial": a coin that was passed over must not keep the trial open:
        // power 89 -> 69 %.
        complete: spent == coins.len(),
        rows: rows.coin.len(),
        easy_coins,
        rest_coins: rows.coin.len() - easy_coins,
        estimate: None,
        level: 0.95,
        p_randomisation: None,
        e_value: e_value(&rows, coins, spent, settings),
        missing_by_arm,
        draws: DRAWS,
        always_valid_halfwidth: None,
        mde80: None,
        sigma: None,
        smallest_effect: settings.smallest_effect,
        done_on_easy,
        done_on_rest,
        as_treated: None,
        lost: LOST
            .iter()
            .filter(|(lost, _)| counts[*lost as usize] > 0)
            .map(|(lost, reason)| LostCoins { reason: (*reason).to_owned(), count: counts[*lost as usize] })
            .collect(),
        reason: None,
    };
    match fit(&rows) {
        Ok(fit) => answer(&mut trial, &fit, &rows),
        Err(reason) => trial.reason = Some(reason),
    }
    trial
}

// METHOD: docs/method.md, "The coin trial": the coin on S, K and L1, without the rounding correction: chance
// made the choice, so that there is no confounding that rounding could leave behind.
fn fit(rows: &Rows) -> Result<Fit, String> {
    let (easy, all) = (rows.easy_coins(), rows.coin.len());
    let few = || {
        format!(
            "{easy} easy and {} rest coins with reports on both mornings; at least {MIN_ARM} of each are needed",
            all - easy
        )
    };
    if easy < MIN_ARM || all - easy < MIN_ARM {
        return Err(few());
    }
    let fit = Fit::new(&rows.outcome, &rows.easy, &rows.standardised()).map_err(|error| match error {
        NoEstimate::TooFewRows => few(),
        NoEstimate::ChoiceExplained => {
            "the mornings of easy coins and of rest coins are not comparable yet".to_owned()
        }
    })?;
    if fit.sigma <= 1e-9 || fit.se <= 1e-9 {
        return Err("soreness the morning after does not vary, so that nothing can be told".to_owned());
    }
    Ok(fit)
}

fn answer(trial: &mut TrialResult, fit: &Fit, rows: &Rows) {
    let estimate = fit.interval();
    let p = randomisation_p(fit, &rows.coin, trial.coins);
    let halfwidth = always_valid_halfwidth(&estimate, trial.smallest_effect);
    trial.status = if trial.complete {
        planned_look(&estimate, p, trial.smallest_effect)
    } else {
        early_look(&estimate, halfwidth, trial)
    };
    trial.estimate = Some(estimate);
    trial.p_randomisation = Some(p);
    trial.always_valid_halfwidth = Some(halfwidth);
    trial.mde80 = Some(mde80(&estimate));
    trial.sigma = Some(fit.sigma);
    trial.as_treated = rows.as_treated();
}

/// The verdict of the one look that was planned: a direction needs the randomisation test and the interval
/// to agree, so that the two numbers never contradict each other.
fn planned_look(estimate: &Estimate, p: f64, delta: f64) -> Status {
    if p < 0.05 && estimate.high < 0.0 {
        Status::Helps
    } else if p < 0.05 && estimate.low > 0.0 {
        Status::Hurts
    } else if inside_zone(estimate, delta) {
        Status::NoDifference
    } else {
        Status::CannotTell
    }
}

/// Coins from one early look to the next.
pub const LOOK_EVERY: usize = 8;

/// The verdict of an earlier look, by the interval that holds at every look or by the e-value; at half and at
/// three quarters of the list also "no difference", when the ordinary interval lies inside the zone.
// METHOD: docs/method.md, "The coin trial". Never a Bayesian stop: it finds "little" in 36 % where there is
// something.
fn early_look(estimate: &Estimate, halfwidth: f64, trial: &TrialResult) -> Status {
    let delta = trial.smallest_effect;
    let (low, high) = (estimate.estimate - halfwidth, estimate.estimate + halfwidth);
    let decided = trial.e_value.is_some_and(|e_value| e_value >= DECISIVE);
    let spent = trial.used + trial.passed_over;
    let planned = [trial.coins / 2, 3 * trial.coins / 4];
    let look = planned.iter().any(|at| (*at..at + LOOK_EVERY).contains(&spent));
    if high < 0.0 || (decided && estimate.high < 0.0) {
        Status::Helps
    } else if low > 0.0 || (decided && estimate.low > 0.0) {
        Status::Hurts
    } else if (low > -delta && high < delta) || (look && estimate.low > -delta && estimate.high < delta) {
        Status::NoDifference
    } else {
        Status::CannotTell
    }
}

/// E-value that ends a trial: 1 / 5 %.
pub const DECISIVE: f64 = 20.0;

/// Evidence against "the coin made no difference at all", valid at every look and without any distribution: for
/// each whole block the likelihood of its coins against the mean over all six orders that the block could have
/// had, multiplied over blocks, help and harm weighing the same. `None` without a whole block.
// METHOD: docs/method.md, "The coin trial". Within a block the six orders are equally likely (Ville's
// inequality does the rest); the tilt is fixed beforehand: the smallest effect over the variance to plan with.
// Half of this morning's soreness is taken off the outcome, a fixed share, so that mornings spread less.
fn e_value(rows: &Rows, coins: &[Coin], spent: usize, settings: &Settings) -> Option<f64> {
    let sigma = DEFAULT_SIGMA * settings.range() / 10.0;
    let tilt = settings.smallest_effect / (sigma * sigma);
    let of_coin = |number: usize| {
        let row = rows.coin.iter().position(|coin| *coin == number)?;
        Some(rows.outcome[row] - 0.5 * rows.covariates[0][row])
    };
    let whole = spent / BLOCK * BLOCK;
    let mut log_e = [0.0_f64; 2];
    for (block, four) in coins.get(..whole)?.chunks_exact(BLOCK).enumerate() {
        let outcomes: Vec<Option<f64>> = (0..BLOCK).map(|place| of_coin(BLOCK * block + place)).collect();
        let said: Vec<bool> = four.iter().map(|coin| coin.easy).collect();
        for (log_e, direction) in log_e.iter_mut().zip([-tilt, tilt]) {
            let weight = |list: &[bool]| -> f64 {
                let easy = list.iter().zip(&outcomes).filter(|(easy, _)| **easy);
                (direction * easy.filter_map(|(_, outcome)| *outcome).sum::<f64>()).exp()
            };
            let mean = ORDERS.iter().map(|order| weight(order)).sum::<f64>() / ORDERS.len() as f64;
            *log_e += (weight(&said) / mean).ln();
        }
    }
    (whole > 0).then(|| 0.5 * (log_e[0].exp() + log_e[1].exp()))
}

/// The six orders of a block.
const ORDERS: [[bool; BLOCK]; 6] = [
    [true, true, false, false],
    [true, false, true, false],
    [true, false, false, true],
    [false, true, true, false],
    [false, true, false, true],
    [false, false, true, true],
];

/// Two-sided p value of the coefficient by drawing the list of blocks anew, (1 + extreme) / (1 + draws).
/// `coin`: place in the list of each row; `coins`: length of the list.
#[must_use]
pub fn randomisation_p(fit: &Fit, coin: &[usize], coins: usize) -> f64 {
    // What covariates leave of the outcome: orthogonal to them, so that a draw needs no fit.
    let left: Vec<f64> = fit.residual.iter().zip(&fit.choice).map(|(r, a)| r + fit.estimate * a).collect();
    let observed = fit.estimate.abs() * (1.0 - 1e-12);
    let mut rng = SplitMix64::new(SEED);
    let mut extreme = 0;
    let mut column = vec![0.0; coin.len()];
    for _ in 0..DRAWS {
        let list = redraw(coins, &mut rng);
        for (value, &place) in column.iter_mut().zip(coin) {
            *value = f64::from(u8::from(list[place]));
        }
        let explained: f64 = fit.basis.columns().iter().map(|q| dot(q, &column).powi(2)).sum();
        let information = dot(&column, &column) - explained;
        // A list that covariates explain has no coefficient; it counts as extreme, to the safe side.
        let ordinary =
            information > 1e-6 * coin.len() as f64 && (dot(&column, &left) / information).abs() < observed;
        extreme += usize::from(!ordinary);
    }
    (1 + extreme) as f64 / (1 + DRAWS) as f64
}
