//! Design: from the request to a plan.

use jiff::ToSpan;

use crate::config::{Length, PlanConfig};
use crate::days::join;
use crate::diary::Diary;
use crate::effect::plan::{
    DEFAULT_SIGMA, blocks, coins_needed, detectable, list_length, own_sigma, power, spread_of_mornings,
};
use crate::error::{Error, Result};
use crate::report::Report;
use crate::soreness::{Reported, Scale};
use crate::trial::TrialPlan;

/// Most coins of a list: twelve years of free days.
const MOST_COINS: usize = 2_500;

/// Share of the range that counts as the smallest effect that matters in a trial.
// METHOD: docs/method.md, "Symbols": 0.75 points on 0-10, the most that a trial of a season can find. With a
// log at hand the smallest effect of its analysis takes the place of this.
const SMALLEST_SHARE: f64 = 0.075;

/// The same of a report.
const REPORT_SHARE: f64 = 0.05;

/// Scale of a log when none was given.
const USUAL_SCALE: Scale = Scale { low: 0.0, high: 10.0 };

/// What is known of the runner's mornings.
#[derive(Debug)]
pub enum Known<'a> {
    /// Nothing.
    Nothing,
    /// The soreness log alone: its path, and what it says.
    Log(String, Box<Diary>),
    /// The analysis of the runner's own day table.
    Table(&'a Report),
}

impl Known<'_> {
    fn scale(&self) -> Option<Scale> {
        match self {
            Self::Nothing => None,
            Self::Log(_, diary) => Some(diary.scale),
            Self::Table(report) => report.soreness.as_ref().map(|info| info.scale),
        }
    }
}

/// A plan, from what is known of the mornings.
///
/// # Errors
/// [`Error::Config`]: no first day, or a list too long to use up.
pub fn design(config: &PlanConfig, mornings: &Known<'_>, seed: u64) -> Result<TrialPlan> {
    let known = config.scale.or_else(|| mornings.scale());
    let scale = known.unwrap_or(USUAL_SCALE);
    let (sigma, sigma_source) = spread(config, mornings, scale);
    let log = if let Known::Table(report) = mornings { Some(*report) } else { None };
    let answer = log.and_then(|log| log.analysis.as_ref()).map(|analysis| &analysis.answer);
    let of_analysis = answer.map(|answer| answer.smallest_effect);
    let delta = config.smallest_effect.or(of_analysis).unwrap_or(scale.range() * SMALLEST_SHARE);
    let needed = coins_needed(sigma, delta);
    let coins = length(config, needed);
    if coins > MOST_COINS {
        return Err(too_long(config, coins, (delta, sigma), scale));
    }
    let detectable = detectable(sigma, coins, config.mismatch, config.missing);
    let notes = [
        of_log(config, mornings),
        known.is_none().then(|| {
            "Assumed, not said: soreness is logged on 0..10. If not, say it: --soreness-scale A..B.".into()
        }),
        answer.and_then(|answer| answer.estimate).map(|estimate| power_note(estimate.estimate, sigma, coins)),
        short_note(coins, allowed(config, needed), delta, detectable),
        (config.smallest_effect.is_none() && of_analysis.is_none())
            .then(|| default_note(delta, sigma, scale)),
    ];
    Ok(TrialPlan {
        coins: blocks(coins, seed),
        seed,
        smallest_effect: delta,
        scale,
        sigma,
        sigma_source,
        needed,
        detectable,
        start: start(config, log)?,
        flex_per_week: config.flex_per_week,
        mismatch: config.mismatch,
        missing: config.missing,
        notes: notes.into_iter().flatten().collect(),
    })
}

/// Coins of a list that leaves `coins` of use.
fn allowed(config: &PlanConfig, coins: usize) -> usize {
    list_length(coins, config.mismatch, config.missing)
}

/// Coins of the list; a requested length is only rounded to whole blocks.
fn length(config: &PlanConfig, needed: usize) -> usize {
    match config.length {
        Length::Effect => allowed(config, needed),
        Length::Weeks(weeks) => list_length(weeks.saturating_mul(config.flex_per_week), 0.0, 0.0),
        Length::Coins(coins) => list_length(coins, 0.0, 0.0),
    }
}

fn too_long(config: &PlanConfig, coins: usize, (delta, sigma): (f64, f64), scale: Scale) -> Error {
    Error::Config {
        what: format!("this takes {coins} coin days, more than anybody could use up"),
        place: format!("smallest effect {delta}, sigma {sigma}"),
        remedy: match config.length {
            Length::Effect => format!("ask for a larger effect: --smallest-effect {}", scale.range() * 0.1),
            Length::Weeks(_) | Length::Coins(_) => "ask for a shorter trial: --weeks 16".to_owned(),
        },
    }
}

fn power_note(effect: f64, sigma: f64, coins: usize) -> String {
    format!(
        "For a difference of the size that your log shows ({:.2} points) a list of {coins} coins has a power of {:.0} %.",
        effect.abs(),
        100.0 * power(effect, sigma, coins)
    )
}

/// Said when nobody said what matters: the default of a trial is not that of a report.
fn default_note(delta: f64, sigma: f64, scale: Scale) -> String {
    let of_report = scale.range() * REPORT_SHARE;
    format!(
        "Assumed, not said: {delta} points are the smallest effect that matters, about the least that a season of coins can \
         find. A report counts {of_report} points; that takes {} coins: --smallest-effect {of_report}. With your day table \
         (shakeout plan DAYS.csv) both are the same.",
        coins_needed(sigma, of_report)
    )
}

/// Said of a list that is shorter than the effect takes.
fn short_note(coins: usize, wanted: usize, delta: f64, detectable: Option<f64>) -> Option<String> {
    (coins < wanted).then(|| match detectable {
        Some(effect) => format!(
            "A list of {coins} coins is shorter than the {wanted} that {delta} points take: it finds {effect:.2} points in \
             80 % of trials."
        ),
        None => format!("A list of {coins} coins is too short to find anything; {wanted} are needed."),
    })
}

/// Which numbers are those of a log that nobody typed.
fn of_log(config: &PlanConfig, mornings: &Known<'_>) -> Option<String> {
    let Known::Log(path, diary) = mornings else { return None };
    let Scale { low, high } = diary.scale;
    let scale = config.scale.is_none().then(|| format!("the scale {low}..{high}"));
    let spread = (config.sigma.is_none() && sigma_of_log(diary).is_some()).then(|| {
        "the spread of a morning around the one before, which is rather too large, as a log knows no training: your day \
         table (shakeout plan DAYS.csv) gives your own"
            .to_owned()
    });
    let parts: Vec<String> = scale.into_iter().chain(spread).collect();
    (!parts.is_empty()).then(|| format!("Taken from {path}: {}.", parts.join(", and ")))
}

/// Evening reports do not tell how mornings spread.
fn sigma_of_log(diary: &Diary) -> Option<f64> {
    let (first, last) = (diary.entries.first_key_value()?.0, diary.entries.last_key_value()?.0);
    let days = first.series(1.day()).take_while(|day| day <= last);
    let soreness: Vec<Option<f64>> = days.map(|day| diary.entries.get(&day)?.soreness).collect();
    spread_of_mornings(&soreness).filter(|_| diary.reported == Reported::Morning)
}

/// Sigma and where it comes from.
fn spread(config: &PlanConfig, mornings: &Known<'_>, scale: Scale) -> (f64, String) {
    if let Some(sigma) = config.sigma {
        return (sigma, "as given".into());
    }
    let usual = DEFAULT_SIGMA * scale.range() / 10.0;
    let (own, reported, from) = match mornings {
        Known::Nothing => return (usual, "the usual value; your own day table gives your own".into()),
        Known::Log(path, diary) => (sigma_of_log(diary), diary.reported, format!("from {path} alone")),
        Known::Table(report) => {
            let reported = report.soreness.as_ref().map_or(Reported::Morning, |info| info.reported);
            let own = own_sigma(&join::day_log(&report.days, &report.extra_names));
            (own, reported, "from your own log".into())
        }
    };
    match own {
        _ if reported == Reported::Evening => (usual, "the usual value: evening reports do not tell".into()),
        Some(sigma) => (sigma, from),
        None => (usual, "the usual value: your log is too short to tell its own".into()),
    }
}

fn start(config: &PlanConfig, log: Option<&Report>) -> Result<jiff::civil::Date> {
    let after = || log?.days.last()?.date.tomorrow().ok().max(config.earliest);
    config.start.or_else(after).or(config.earliest).ok_or_else(|| Error::Config {
        what: "the first day of the trial is not known".into(),
        place: "--start".into(),
        remedy: "say it: --start 2024-05-01".into(),
    })
}
