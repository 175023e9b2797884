//! Words: the verdict and what belongs to it in a runner's words: kind, honest, with its numbers. The effect stage
//! returns numbers; every sentence about them is made here, once, for all outputs.

use serde::Serialize;

use super::assumptions::assumptions;
use crate::effect::findings::Finding;
use crate::effect::gate::MIN_ARM;
use crate::effect::habits::{Contrast, Habit};
use crate::effect::odds::{Chances, Odds};
use crate::effect::over_time::Look;
use crate::effect::sentence::{self, lower_or_higher, range, range_beside};
use crate::effect::verdict::{FALSE_ALARMS, FalseAlarms, TRIAL_COINS, interval90};
use crate::effect::{Analysis, Answer, Estimate, Robustness, Settings, Status};
use crate::text::number::{self, spelled};

/// A warning beside the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Fixed machine name.
    pub code: &'static str,
    /// What it is about, in a sentence or two.
    pub text: String,
}

/// The verdict in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The answer; its first sentence can go alone.
    pub headline: String,
    /// The chances of help and harm; `None` without an estimate.
    pub odds: Option<String>,
    /// What the log cannot show: hidden factors, unreported mornings, other ways to compute, looking again.
    pub details: Vec<String>,
    /// What in this log may mislead.
    pub warnings: Vec<Warning>,
    /// What else goes with less soreness, the clearest first.
    pub habits: Vec<String>,
    /// How long the answer took to settle.
    pub over_time: Option<String>,
    /// What must hold for the number to mean what it says, a sentence each.
    pub assumptions: Vec<String>,
}

/// All words of an analysis.
#[must_use]
pub fn verdict(analysis: &Analysis, settings: &Settings) -> Verdict {
    let answer = &analysis.answer;
    Verdict {
        headline: headline(answer, &analysis.co_interventions, settings),
        odds: answer.odds.as_ref().map(|odds| self::odds(odds, answer, settings)),
        details: analysis
            .robustness
            .as_ref()
            .map(|bounds| details(bounds, answer, settings))
            .unwrap_or_default(),
        warnings: analysis.findings.iter().map(|finding| warning(finding, settings)).collect(),
        habits: habits(&analysis.habits, settings),
        over_time: over_time(analysis, settings),
        assumptions: assumptions(analysis, settings),
    }
}

/// The answer, every number in it a field of the answer.
#[must_use]
pub fn headline(answer: &Answer, co_interventions: &[String], settings: &Settings) -> String {
    match (answer.status, &answer.estimate) {
        (Status::Helps | Status::Hurts, Some(estimate)) => {
            let mut sentence = directed(answer, estimate, settings);
            if !co_interventions.is_empty() {
                sentence.push_str(&format!(
                    " Your easy days nearly always came with {}, so this is the effect of the two together.",
                    co_interventions.join(" and ")
                ));
            }
            sentence
        }
        (Status::NoDifference, Some(estimate)) => no_difference(answer, estimate, settings),
        (Status::CannotTell, Some(estimate)) => cannot_tell(answer, estimate, settings),
        (Status::NotIdentifiable, _) => format!(
            "This log cannot answer the question{}, however long it gets: {}.",
            about(settings),
            answer.reason.as_deref().unwrap_or("easy days and rest days are not comparable")
        ),
        _ => not_enough(answer, settings),
    }
}

fn days(answer: &Answer) -> String {
    format!("{} easy and {} rest days", number::grouped(answer.easy_days), number::grouped(answer.rest_days))
}

fn directed(answer: &Answer, estimate: &Estimate, settings: &Settings) -> String {
    let small = if answer.less_than_matters() {
        format!(
            "; it is there, but less than the {} that count as worth noticing",
            settings.points(answer.smallest_effect)
        )
    } else {
        String::new()
    };
    format!(
        "Easy runs {}: the morning after one, {} was {} than after rest on comparable days. \
         The 95 % interval is {} ({}){small}. {}",
        match answer.status {
            Status::Helps => "seem to help you",
            _ if settings.outcome.is_soreness() => "seem to leave you sorer",
            _ => "seem to cost you",
        },
        settings.outcome.name,
        sentence::of(estimate, settings),
        range(estimate.low, estimate.high, settings),
        days(answer),
        if answer.robust == Some(true) {
            format!(
                "A hidden factor as strong as today's {} would not explain it away.",
                settings.outcome.name
            )
        } else {
            let left = answer.hidden_shift.is_some_and(|shift| estimate.estimate.abs() > shift);
            let does = if left { "make it uncertain" } else { "explain it" };
            let name = &settings.outcome.name;
            format!("But a hidden factor as strong as today's {name} could {does}; {}", trial_offer(answer))
        },
    )
}

fn trial_offer(answer: &Answer) -> String {
    let power = answer.trial_power.map(|power| {
        format!(" (one of {TRIAL_COINS} coins finds an effect of this size {} times)", in_hundred(power))
    });
    format!("a coin-toss trial can test it{}.", power.unwrap_or_default())
}

fn no_difference(answer: &Answer, estimate: &Estimate, settings: &Settings) -> String {
    let (low, high) = interval90(estimate);
    let name = &settings.outcome.name;
    let hidden = if answer.robust == Some(true) {
        format!("A hidden factor as strong as today's {name} would not hide one that does.")
    } else {
        format!(
            "But a hidden factor as strong as today's {name} could hide one of {}; {}",
            settings.points(answer.smallest_effect),
            trial_offer(answer)
        )
    };
    format!(
        "Easy or rest: no difference that matters for next-morning {name} was found. After \
         easy runs it was {} (90 % interval {}), and less than {} either way counts as too small to matter ({}). {hidden}",
        sentence::of(estimate, settings),
        range_beside(low, high, &[-answer.smallest_effect, 0.0, answer.smallest_effect], settings),
        settings.points(answer.smallest_effect),
        days(answer),
    )
}

fn cannot_tell(answer: &Answer, estimate: &Estimate, settings: &Settings) -> String {
    let so_far = format!(
        "{}: so far {} was {} after easy runs than after rest on comparable days, but it could be chance. Anything \
         from {} fits your log (95 % interval; {}).",
        if answer.is_too_early() { "Too early to tell" } else { "Cannot tell" },
        settings.outcome.name,
        sentence::of(estimate, settings),
        range(estimate.low, estimate.high, settings),
        days(answer),
    );
    match answer.more_days_needed {
        Some(more) if more > 0 => {
            let effect = settings.points(answer.smallest_effect);
            format!("{so_far} To see an effect of {effect}, keep logging for {}.", more_days(answer, more))
        }
        _ => format!(
            "{so_far} The log is long enough to see an effect of {} most of the time; if there is one, it is \
             small or near that size.",
            settings.points(answer.smallest_effect)
        ),
    }
}

fn not_enough(answer: &Answer, settings: &Settings) -> String {
    let about = about(settings);
    let reason = answer.reason.as_deref().unwrap_or("too few days with reports on both mornings");
    match answer.more_days_needed {
        Some(more) if more > 0 => {
            format!("Not enough data yet{about}: {reason}. It takes {}.", more_days(answer, more))
        }
        _ => format!("Not enough data yet{about}: {reason}."),
    }
}

/// What a sentence without a number is about, where it is not soreness.
fn about(settings: &Settings) -> String {
    if settings.outcome.is_soreness() { String::new() } else { format!(" about {}", settings.outcome.name) }
}

/// "about 83 more easy/rest days with both reports (about 42 each; the scarcer kind first: easy)".
fn more_days(answer: &Answer, more: u64) -> String {
    let scarcer = match answer.easy_days.cmp(&answer.rest_days) {
        std::cmp::Ordering::Less => "the scarcer kind first: easy",
        std::cmp::Ordering::Greater => "the scarcer kind first: rest",
        std::cmp::Ordering::Equal => "the scarcer kind first",
    };
    format!("about {more} more easy/rest days with both reports (about {} each; {scarcer})", more.div_ceil(2))
}

/// "18 in 100", "fewer than 1 in 100", "more than 99 in 100".
fn in_hundred(share: f64) -> String {
    format!("{} in 100", hundredths(share))
}

fn hundredths(share: f64) -> String {
    match 100.0 * share {
        percent if percent < 0.5 => "fewer than 1".to_owned(),
        percent if percent > 99.5 => "more than 99".to_owned(),
        percent => format!("{percent:.0}"),
    }
}

/// The chances after the log, from the fair guess, and whether another guess would say otherwise.
#[must_use]
pub fn odds(odds: &Odds, answer: &Answer, settings: &Settings) -> String {
    let effect = settings.points(answer.smallest_effect);
    let Chances { helps, little, hurts } = odds.fair;
    let guess = if odds.guess_decides() {
        " A more sceptical or a more open guess makes another of the three the likeliest: the guess decides, not your log."
    } else {
        ""
    };
    format!(
        "If effects like those in published trials are a fair guess, the odds for you are: {} that easy runs help by {effect} \
         or more, {} that they matter little, {} that they hurt by as much.{guess}",
        in_hundred(helps),
        hundredths(little),
        hundredths(hurts),
    )
}

/// What the log cannot show, in sentences.
#[must_use]
pub fn details(bounds: &Robustness, answer: &Answer, settings: &Settings) -> Vec<String> {
    let mut sentences = vec![hidden_factor(bounds, settings)];
    sentences.extend(bounds.placebo.as_ref().map(|placebo| placebo_check(placebo, settings)));
    sentences.extend(missing_mornings(bounds, settings));
    if bounds.fragile {
        sentences.push(format!(
            "Fragile: computed in another reasonable way ({}), the answer moves by more than its standard error.",
            bounds.fragile_because.join(", ")
        ));
    }
    if let Some((estimate, halfwidth)) = answer.estimate.zip(answer.always_valid_halfwidth) {
        let FalseAlarms { once, looking } = FALSE_ALARMS;
        sentences.push(format!(
            "Looking again every two weeks for a year and stopping at the first clear answer makes a wrong answer {} \
             times as likely ({looking} % instead of {once} %). The interval that holds at every look is {}.",
            spelled(looking / once),
            range(estimate.estimate - halfwidth, estimate.estimate + halfwidth, settings)
        ));
    }
    sentences
}

fn hidden_factor(bounds: &Robustness, settings: &Settings) -> String {
    let name = &settings.outcome.name;
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let uncertain = if bounds.robustness_value_alpha > 0.0 {
        format!("{} to make it uncertain", percent(bounds.robustness_value_alpha))
    } else {
        "it is uncertain as it is".to_owned()
    };
    format!(
        "A hidden factor would have to explain {} of what is unexplained in both your choices and your \
         {name} to account for the whole difference ({uncertain}). For comparison, today's {name} \
         explains {} of the choices and {} of tomorrow's {name}.",
        percent(bounds.robustness_value),
        percent(bounds.soreness_r2_choice),
        percent(bounds.soreness_r2_outcome),
    )
}

fn placebo_check(placebo: &Estimate, settings: &Settings) -> String {
    let found = format!(
        "Among alike mornings, {} the day before was {} when you then ran easy (p = {:.2})",
        settings.outcome.name,
        lower_or_higher(placebo.estimate, settings),
        placebo.p
    );
    if placebo.p < 0.05 {
        format!("Warning: {found}. No run can change the day before: the comparison may lack something.")
    } else {
        format!(
            "{found}. No run can change the day before; but this check seldom notices a hidden factor, so that it is no comfort."
        )
    }
}

fn missing_mornings(bounds: &Robustness, settings: &Settings) -> Option<String> {
    let (easy, rest) = bounds.missing_after_easy.zip(bounds.missing_after_rest)?;
    if easy == 0.0 && rest == 0.0 {
        return None;
    }
    let shares = format!(
        "Of the days that lack nothing else, {:.0} % of easy and {:.0} % of rest days have no report before running the \
         morning after",
        100.0 * easy,
        100.0 * rest
    );
    Some(match bounds.missing_tipping_point {
        Some(tipping) if tipping <= settings.range() => format!(
            "{shares}; unreported mornings would have to differ by {} from alike reported ones to bring the difference to 0.",
            settings.points(tipping)
        ),
        _ => format!(
            "{shares}; a difference of unreported mornings that is the same after both would not bring the effect to 0, \
             one that is not the same could."
        ),
    })
}

/// A finding in words.
#[must_use]
pub fn warning(finding: &Finding, settings: &Settings) -> Warning {
    let text = match finding {
        Finding::SameDayTest { t } => format!(
            "Reports go with the training of the same day (t = {t:.1}), which a report of the morning cannot know. Were some \
             made after running, or filed under the day before?"
        ),
        Finding::EarlyDiary(fired) => format!(
            "In {} reports go with the training of the same day (t = {:.1}): the diary seems to run a day early there.",
            fired.part.words(),
            fired.t
        ),
        Finding::LateDiary(fired) => format!(
            "In {} reports follow the training of two days before instead of the day before (t = {:.1}): the diary seems \
             to run a day late there, or your {} peaks two days after.",
            fired.part.words(),
            fired.t,
            settings.outcome.name
        ),
        Finding::LateReports { late, of } => format!(
            "{late} of {of} reports on running days were made after the run had started; they are neither a morning before \
             nor a morning after."
        ),
        Finding::Heaped { values, variance } => {
            let values: Vec<String> = values.iter().map(f64::to_string).collect();
            format!(
                "Few values are in use ({}): reports are rounded to about {}. A row of the sensitivity table corrects for that; \
                 the answer does not.",
                values.join(", "),
                settings.points((12.0 * variance).sqrt())
            )
        }
        Finding::Copied { repeated, .. } => format!(
            "{:.0} % of reports repeat the one before, more than chance allows: if yesterday's value was copied, the log \
             shows less than you felt.",
            100.0 * repeated
        ),
        Finding::FlatReports { value, share } => format!(
            "{:.0} % of reports are {value}: the reports hardly move, so that no difference between easy runs and rest could \
             show in them.",
            100.0 * share
        ),
        Finding::Break { stretches, days } => format!(
            "{days} days in {} from running are left out: rest was no choice there.",
            if *stretches == 1 { "a long break".to_owned() } else { format!("{stretches} long breaks") }
        ),
    };
    Warning { code: finding.code(), text }
}

/// Every habit with an estimate, the smallest p first.
fn habits(habits: &[Habit], settings: &Settings) -> Vec<String> {
    let mut told: Vec<(&Habit, Estimate)> =
        habits.iter().filter_map(|habit| Some((habit, habit.estimate?))).collect();
    told.sort_by(|a, b| a.1.p.total_cmp(&b.1.p));
    told.into_iter().map(|(habit, estimate)| self::habit(habit, &estimate, settings)).collect()
}

fn habit(habit: &Habit, estimate: &Estimate, settings: &Settings) -> String {
    let against =
        if habit.contrast == Some(Contrast::WithAndWithout) { " than after days without" } else { "" };
    format!(
        "The morning after days with {}, {} was {}{against} (95 % interval {}; {} days){}",
        more_of(habit),
        settings.outcome.name,
        sentence::of(estimate, settings),
        range(estimate.low, estimate.high, settings),
        habit.days,
        if is_clear(habit) { ". A hint, not an answer." } else { "; that may be chance." }
    )
}

/// True for a habit that is clear after allowing for all that were tried.
#[must_use]
pub fn is_clear(habit: &Habit) -> bool {
    habit.p_holm.is_some_and(|p| p < 0.05)
}

/// What days have more of: `0.8 h more sleep`, `stress higher by 1.3`, `stretching`.
#[must_use]
pub fn more_of(habit: &Habit) -> String {
    let Habit { name, contrast, .. } = habit;
    let Some(Contrast::PerSd { sd }) = contrast else { return name.clone() };
    let unit = ["h", "bpm", "ms", "min", "kg"]
        .into_iter()
        .find_map(|unit| Some((name.strip_suffix(unit)?.strip_suffix(' ')?, unit)));
    let digits = if *sd < 0.1 { 2 } else { 1 };
    match unit {
        Some((what, unit)) => format!("{sd:.digits$} {unit} more {what}"),
        None => format!("{name} higher by {sd:.digits$}"),
    }
}

/// The first of the looks from which on the estimate stayed within half of the smallest effect of the last one.
#[must_use]
pub fn settled(analysis: &Analysis) -> Option<&Look> {
    let last = analysis.over_time.last()?.estimate.estimate;
    let near = |look: &&Look| (look.estimate.estimate - last).abs() <= 0.5 * analysis.answer.smallest_effect;
    analysis.over_time.iter().rev().take_while(near).last()
}

/// How the answer wandered and from when on it did not.
fn over_time(analysis: &Analysis, settings: &Settings) -> Option<String> {
    let (settled, last) = (settled(analysis)?, analysis.over_time.last()?);
    let first = analysis.over_time.first()?;
    Some(format!(
        "The first look with {MIN_ARM} days of each kind, after {} days, found {}; from day {} on the estimate stayed within \
         {} of the one of today, {}.",
        first.days,
        lower_or_higher(first.estimate.estimate, settings),
        settled.days,
        settings.points(0.5 * analysis.answer.smallest_effect),
        lower_or_higher(last.estimate.estimate, settings),
    ))
}
