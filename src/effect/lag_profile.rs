//! Lag profile: what made this runner sore, by the hard load and the descent of the four days before a morning.

use super::diagnostics::{LagPoint, LagProfile};
use super::eligible::{Record, flag, value};
use super::estimate::Fit;
use super::lags::interval;
use super::strata::holm;
use super::{Estimate, Settings, sentence};
use crate::stats::{median, variance};

/// Days before a morning that are looked at.
const LAGS: usize = 4;
/// Fewest mornings with a report and known exposures.
pub const MIN_MORNINGS: usize = 60;
/// Fewest days with an exposure (hard load; descent).
const MIN_EXPOSED: usize = 10;
/// Share of mornings on which descent must be known to take part.
const DESCENT_KNOWN: f64 = 0.8;
/// Share of an exposure that the other columns must leave unexplained.
const FREE: f64 = 0.05;
/// Days over which errors may be correlated (Bartlett weights): soreness lingers for days.
const REACH: usize = 7;
/// Time constant of getting used to descent, days.
const ACCUSTOMED_DAYS: f64 = 42.0;
/// Fewest mornings for the question whether getting used to descent matters.
const MIN_NOVELTY: usize = 120;

/// The distributed lag of hard load and of descent over four days, with what it says in sentences.
///
/// Units: hard load in the runner's typical hard days (median of days with hard load), descent in the
/// runner's median descent of days with descent, easy ones included.
// METHOD: one least squares fit of a morning's soreness on the eight exposures together, the date, and the last
// report from before all of them. Soreness in between is an effect of the earlier exposures (a mediator) and
// is not adjusted for. Standard error: the larger of HC2 and Bartlett over 7 days; Bell-McCaffrey t.
#[must_use]
pub fn lag_profile(record: &Record<'_>, settings: &Settings) -> LagProfile {
    let mornings = Mornings::of(record);
    let rows = mornings.days.len();
    if let Some(why) = mornings.too_few() {
        return refused(rows, &why);
    }
    let with_descent = mornings.with_descent(record);
    let joint = with_descent.as_ref().ok().and_then(|(rows, descent)| {
        let model = rows.model(Some(descent));
        model.separable().then_some((rows, descent, model))
    });
    let (used, model) = match &joint {
        Some((rows, _, model)) => (*rows, model.clone()),
        None => (&mornings, mornings.model(None)),
    };
    let hard: Option<Vec<Estimate>> = (0..LAGS).map(|lag| model.coefficient(lag)).collect();
    let Some(hard) = hard.filter(|_| model.separable()) else {
        return refused(
            rows,
            "hard days follow so fixed a rhythm that one day's load cannot be told from another's",
        );
    };
    let descent: Option<Vec<Estimate>> =
        joint.as_ref().and_then(|_| (LAGS..2 * LAGS).map(|lag| model.coefficient(lag)).collect());
    let sentences = vec![
        Some(about_hard_load(&model, &hard, settings)),
        Some(match (&joint, with_descent.as_ref().err()) {
            (Some((_, _, model)), _) => about_descent(model, settings),
            (None, Some(reason)) => format!("Descent is left out: {reason}."),
            (None, None) => REGULAR_DESCENT.to_owned(),
        }),
        joint.as_ref().and_then(|(rows, descent, _)| novelty(record, rows, descent, settings)),
        Some(NOT_ALL_TRAINING.to_owned()),
    ];
    let points = hard.iter().enumerate().map(|(lag, hard)| LagPoint {
        days: lag + 1,
        hard_load: Some(*hard),
        descent: descent.as_ref().and_then(|descent| descent.get(lag).copied()),
    });
    let typical_descent_m = joint.as_ref().map(|(_, descent, _)| descent.unit_m);
    LagProfile {
        points: points.collect(),
        rows: used.days.len(),
        typical_descent_m,
        sentences: sentences.into_iter().flatten().collect(),
    }
}

const REGULAR_DESCENT: &str =
    "Descent is left out: it came with hard load too regularly to tell the two apart.";
const NOT_ALL_TRAINING: &str = "This describes what came after your days; you chose when to train hard, so that not all of it need \
                                be the training.";

fn refused(rows: usize, why: &str) -> LagProfile {
    let points = (1..=LAGS).map(|days| LagPoint { days, hard_load: None, descent: None });
    LagProfile {
        points: points.collect(),
        rows,
        typical_descent_m: None,
        sentences: vec![format!("What made you sore cannot be told from this log: {why}.")],
    }
}

/// Mornings with a report, known hard load on the four days before, and a report from before those.
#[derive(Clone, Debug, Default)]
struct Mornings {
    days: Vec<usize>,
    soreness: Vec<f64>,
    /// The last report from before the four days were run, at most a week back.
    before: Vec<f64>,
    /// Hard load 1, 2, 3, 4 days before.
    hard: [Vec<f64>; LAGS],
}

/// Descent 1, 2, 3, 4 days before, in `unit_m`.
struct Descent {
    lags: [Vec<f64>; LAGS],
    unit_m: f64,
}

impl Mornings {
    fn of(record: &Record<'_>) -> Self {
        let log = record.log;
        let (first, end) = record.span();
        let mut mornings = Self::default();
        for day in first.max(LAGS)..end {
            let spoilt = flag(&log.ill, day)
                || flag(&log.ill, day - 1)
                || (1..=LAGS).any(|back| flag(&log.gap, day - back));
            let earlier =
                (LAGS..=LAGS + 3).filter_map(|back| day.checked_sub(back)).find_map(|d| record.soreness(d));
            let loads: Option<Vec<f64>> = (1..=LAGS).map(|back| record.hard_load(day - back)).collect();
            let (false, Some(soreness), Some(earlier), Some(loads)) =
                (spoilt, record.soreness(day), earlier, loads)
            else {
                continue;
            };
            mornings.push(day, soreness, earlier, &loads);
        }
        mornings
    }

    /// Why they cannot tell; `None`: they may.
    fn too_few(&self) -> Option<String> {
        let (rows, exposed) = (self.days.len(), exposed(&self.hard));
        if rows < MIN_MORNINGS {
            return Some(format!(
                "{rows} mornings with a report, the load of the {LAGS} days before and an earlier report; at least \
                 {MIN_MORNINGS} are needed"
            ));
        }
        (exposed < MIN_EXPOSED).then(|| {
            format!(
                "hard load on only {exposed} of the days before these mornings; at least {MIN_EXPOSED} are needed"
            )
        })
    }

    fn push(&mut self, day: usize, soreness: f64, before: f64, loads: &[f64]) {
        self.days.push(day);
        self.soreness.push(soreness);
        self.before.push(before);
        for (column, load) in self.hard.iter_mut().zip(loads) {
            column.push(*load);
        }
    }

    /// The mornings on which descent is known as well; `Err` says why it cannot take part.
    fn with_descent(&self, record: &Record<'_>) -> Result<(Self, Descent), String> {
        let metres = |day: usize| value(&record.log.descent_m, day);
        let (_, end) = record.span();
        let unit_m = median((0..end).filter_map(metres).filter(|m| *m > 0.0).collect())
            .ok_or("no descent was recorded")?;
        let (mut known, mut lags) = (Self::default(), <[Vec<f64>; LAGS]>::default());
        for (row, day) in self.days.iter().enumerate() {
            let descents: Option<Vec<f64>> = (1..=LAGS).map(|back| metres(day - back)).collect();
            let Some(descents) = descents else { continue };
            let loads: Vec<f64> = self.hard.iter().map(|column| column[row]).collect();
            known.push(*day, self.soreness[row], self.before[row], &loads);
            for (column, metres) in lags.iter_mut().zip(descents) {
                column.push(metres / unit_m);
            }
        }
        let rows = known.days.len();
        if rows < MIN_MORNINGS || (rows as f64) < DESCENT_KNOWN * self.days.len() as f64 {
            return Err(format!("it is known before {rows} of {} mornings only", self.days.len()));
        }
        if exposed(&lags) < MIN_EXPOSED || exposed(&known.hard) < MIN_EXPOSED {
            return Err(format!("fewer than {MIN_EXPOSED} days with descent"));
        }
        Ok((known, Descent { lags, unit_m }))
    }

    fn model(&self, descent: Option<&Descent>) -> Model {
        let descents = descent.map_or(&[][..], |descent| &descent.lags);
        Model {
            days: self.days.clone(),
            outcome: self.soreness.clone(),
            exposures: self.hard.iter().chain(descents).cloned().collect(),
            adjusted: vec![self.before.clone(), self.days.iter().map(|day| *day as f64).collect()],
        }
    }
}

/// Rows with an exposure one day before: days, each counted once.
fn exposed(lags: &[Vec<f64>; LAGS]) -> usize {
    lags[0].iter().filter(|exposure| **exposure > 0.0).count()
}

/// Soreness on exposures, given other columns.
#[derive(Clone, Debug)]
struct Model {
    days: Vec<usize>,
    outcome: Vec<f64>,
    exposures: Vec<Vec<f64>>,
    adjusted: Vec<Vec<f64>>,
}

impl Model {
    fn unit(&self, exposure: usize) -> Vec<f64> {
        (0..self.exposures.len()).map(|other| f64::from(u8::from(other == exposure))).collect()
    }

    fn coefficient(&self, exposure: usize) -> Option<Estimate> {
        self.combination(&self.unit(exposure))
    }

    fn difference(&self, one: usize, other: usize) -> Option<Estimate> {
        let mut weights = self.unit(one);
        weights[other] = -1.0;
        self.combination(&weights)
    }

    /// The sum of weighted coefficients.
    fn combination(&self, weights: &[f64]) -> Option<Estimate> {
        let fit = self.fit(weights)?;
        (fit.se > 1e-9).then(|| interval(&fit, &self.days, REACH))
    }

    // The model is written anew so that the sum is the coefficient of one column: with t = sum of w_k b_k and
    // w_p not 0, x_p b_p = (x_p / w_p) t - sum over the others of (w_k / w_p) x_p b_k.
    fn fit(&self, weights: &[f64]) -> Option<Fit> {
        let pivot = weights.iter().position(|weight| *weight != 0.0)?;
        let column: Vec<f64> = self.exposures[pivot].iter().map(|x| x / weights[pivot]).collect();
        let mut others = self.adjusted.clone();
        for (exposure, weight) in
            self.exposures.iter().zip(weights).enumerate().filter(|(k, _)| *k != pivot).map(|(_, pair)| pair)
        {
            others.push(exposure.iter().zip(&column).map(|(x, pivot)| x - weight * pivot).collect());
        }
        Fit::new(&self.outcome, &column, &others).ok()
    }

    /// True when each exposure has something of its own beside all other columns.
    fn separable(&self) -> bool {
        self.exposures.iter().enumerate().all(|(exposure, column)| {
            let spread = variance(column).unwrap_or_default() * column.len() as f64;
            let own = self.fit(&self.unit(exposure)).map(|fit| fit.information);
            own.is_some_and(|own| own > FREE * spread)
        })
    }
}

const MORNING: [&str; LAGS] = ["first", "second", "third", "fourth"];

/// Where the peak lies, and what cannot be told from it.
fn about_hard_load(model: &Model, hard: &[Estimate], settings: &Settings) -> String {
    let adjusted = holm(&hard.iter().map(|lag| lag.p).collect::<Vec<_>>());
    let clear = |wanted: &dyn Fn(f64) -> bool| {
        (0..LAGS).any(|lag| adjusted[lag] < 0.05 && wanted(hard[lag].estimate))
    };
    let extreme = |sign: f64| {
        (0..LAGS).max_by(|a, b| (sign * hard[*a].estimate).total_cmp(&(sign * hard[*b].estimate)))
    };
    let (highest, lowest) = (extreme(1.0).unwrap_or_default(), extreme(-1.0).unwrap_or_default());
    let is = |lag: usize| {
        format!(
            "on the {} morning after, soreness was {}",
            MORNING[lag],
            sentence::with_interval(&hard[lag], settings)
        )
    };
    if !clear(&|estimate| estimate > 0.0) {
        let widest =
            if hard[highest].estimate.abs() >= hard[lowest].estimate.abs() { highest } else { lowest };
        return if clear(&|estimate| estimate < 0.0) {
            format!("Hard sessions were followed by less soreness, not more: {}.", is(lowest))
        } else {
            format!(
                "Hard sessions left no clear trace in your soreness over four mornings; the largest difference: {}.",
                is(widest)
            )
        };
    }
    // METHOD: three comparisons with the highest, each at 5 % / 3 (Bonferroni).
    let alike: Vec<usize> = (0..LAGS)
        .filter(|lag| *lag != highest)
        .filter(|lag| model.difference(highest, *lag).is_none_or(|gap| 3.0 * gap.p >= 0.05))
        .collect();
    let mut words = format!(
        "A typical hard session shows most {}: {}",
        &MORNING_AFTER[highest],
        sentence::with_interval(&hard[highest], settings)
    );
    if !alike.is_empty() {
        let names: Vec<&str> = alike.iter().map(|lag| MORNING[*lag]).collect();
        words.push_str(&format!(", though the {} cannot be told apart from it", names.join(" and the ")));
    }
    let inside = |lag: usize| lag < 3;
    let as_highest = |lag: &usize| inside(*lag) == inside(highest);
    words.push_str(match (inside(highest), alike.iter().all(as_highest)) {
        (true, true) => ". So your peak lies within the 24 to 72 hours that are usual for delayed soreness.",
        (true, false) => {
            ". So your peak seems to lie within the 24 to 72 hours that are usual for delayed soreness, but a later one is \
             not ruled out."
        }
        (false, true) => {
            ". That is later than the 24 to 72 hours that are usual for delayed soreness, and four mornings are as far as \
             this looks."
        }
        (false, false) => {
            ". So it is not clear whether your peak lies within the 24 to 72 hours that are usual for delayed soreness."
        }
    });
    words
}

const MORNING_AFTER: [&str; LAGS] = [
    "on the first morning after",
    "on the second morning after",
    "on the third morning after",
    "on the fourth morning after",
];

/// Whether descent adds anything to hard load, over the four mornings together.
fn about_descent(model: &Model, settings: &Settings) -> String {
    let weights: Vec<f64> = (0..2 * LAGS).map(|lag| if lag < LAGS { 0.0 } else { 1.0 }).collect();
    let Some(total) = model.combination(&weights) else {
        return "Whether descent adds anything cannot be told.".to_owned();
    };
    let size = sentence::with_interval(&total, settings);
    let what =
        format!("a typical descent of yours goes with soreness that is, added up over four mornings, {size}");
    match (total.p < 0.05, total.estimate > 0.0) {
        (true, true) => format!("Descent adds to the load: at the same hard load, {what}."),
        (true, false) => format!("Descent goes with less soreness, not more: at the same hard load, {what}."),
        (false, _) => format!("Descent adds nothing clear to the load: at the same hard load, {what}."),
    }
}

/// Whether the same descent left less soreness when the runner was used to it (repeated bout effect); `None`
/// with fewer than 120 mornings that look back on six weeks, or when it cannot be told.
// METHOD: the descent of four days in one number, beside how much descent the runner was used to before them
// (exponentially weighted over 42 days), and the product of the two.
fn novelty(record: &Record<'_>, rows: &Mornings, descent: &Descent, settings: &Settings) -> Option<String> {
    let used_to: Vec<Option<f64>> =
        rows.days.iter().map(|day| accustomed(record, day.checked_sub(LAGS + 1)?)).collect();
    let known: Vec<usize> = (0..used_to.len()).filter(|row| used_to[*row].is_some()).collect();
    if known.len() < MIN_NOVELTY {
        return None;
    }
    let pick = |column: &[f64]| -> Vec<f64> { known.iter().map(|row| column[*row]).collect() };
    let level = super::linear::standardise(&used_to.iter().flatten().copied().collect::<Vec<_>>())?;
    let dose: Vec<f64> =
        known.iter().map(|row| descent.lags.iter().map(|lag| lag[*row]).sum::<f64>()).collect();
    let product = dose.iter().zip(&level).map(|(dose, level)| dose * level).collect();
    let days: Vec<usize> = known.iter().map(|row| rows.days[*row]).collect();
    let mut adjusted: Vec<Vec<f64>> = rows.hard.iter().map(|lag| pick(lag)).collect();
    adjusted.extend([pick(&rows.before), days.iter().map(|day| *day as f64).collect(), dose, level]);
    let model = Model { days, outcome: pick(&rows.soreness), exposures: vec![product], adjusted };
    let change = model.separable().then(|| model.coefficient(0)).flatten()?;
    let size = sentence::with_interval(&change, settings);
    let compared = "soreness on a morning soon after a typical descent was";
    let when = "when you were more used to descent (by a standard deviation, over the six weeks before)";
    Some(match (change.p < 0.05, change.estimate < 0.0) {
        (true, true) => format!("Being used to it seems to protect you: {when}, {compared} {size}."),
        (true, false) => format!("Being used to it did not protect you: {when}, {compared} {size}."),
        (false, _) => {
            format!("Whether being used to descent protects you is not clear: {when}, {compared} {size}.")
        }
    })
}

/// Descent a day that the runner was used to on `day`, m: exponentially weighted over the days up to it;
/// `None` in the first six weeks, and when a fifth of the weight falls on days of unknown descent.
fn accustomed(record: &Record<'_>, day: usize) -> Option<f64> {
    if (day as f64) < ACCUSTOMED_DAYS {
        return None;
    }
    let (mut sum, mut known, mut total) = (0.0, 0.0, 0.0);
    // Three time constants hold 95 % of the weight.
    for back in 0..=(day.min(3 * ACCUSTOMED_DAYS as usize)) {
        let weight = (-(back as f64) / ACCUSTOMED_DAYS).exp();
        total += weight;
        if let Some(metres) = value(&record.log.descent_m, day - back) {
            sum += weight * metres;
            known += weight;
        }
    }
    (known >= 0.8 * total).then(|| sum / known)
}
