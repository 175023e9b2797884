//! The verdict in one sentence, in a runner's words: kind, honest, with its numbers.

use super::verdict::interval90;
use super::{Answer, Estimate, Robustness, Settings, Status};

/// The sentence of an answer; every number in it is a field of the answer.
#[must_use]
pub fn verdict(answer: &Answer, settings: &Settings) -> String {
    match (answer.status, &answer.estimate) {
        (Status::Helps | Status::Hurts, Some(estimate)) => directed(answer, estimate, settings),
        (Status::NoDifference, Some(estimate)) => no_difference(answer, estimate, settings),
        (Status::CannotTell, Some(estimate)) => cannot_tell(answer, estimate, settings),
        (Status::NotIdentifiable, _) => format!(
            "This log cannot answer the question, however long it gets: {}.",
            answer.reason.as_deref().unwrap_or("easy days and rest days are not comparable")
        ),
        _ => not_enough(answer),
    }
}

/// Says in the sentence of helps and hurts that a habit always came with easy runs.
pub fn add_packages(answer: &mut Answer, packages: &[String]) {
    if matches!(answer.status, Status::Helps | Status::Hurts) && !packages.is_empty() {
        answer.sentence.push_str(&format!(
            " Your easy days nearly always came with {}, so this is the effect of the two together.",
            packages.join(" and ")
        ));
    }
}

/// "0.51 points lower", "0.20 points higher", "0.00 points lower or higher".
#[must_use]
pub fn lower_or_higher(value: f64, settings: &Settings) -> String {
    let size = settings.points(value.abs());
    let zero = size.bytes().all(|byte| !(b'1'..=b'9').contains(&byte));
    match (zero, value < 0.0) {
        (true, _) => format!("{size} lower or higher"),
        (false, true) => format!("{size} lower"),
        (false, false) => format!("{size} higher"),
    }
}

/// "0.80 points lower to 0.10 points higher".
#[must_use]
pub fn range(low: f64, high: f64, settings: &Settings) -> String {
    format!("{} to {}", lower_or_higher(low, settings), lower_or_higher(high, settings))
}

/// "0.51 points lower (95 % interval 0.80 points lower to 0.22 points lower)".
#[must_use]
pub fn with_interval(estimate: &Estimate, settings: &Settings) -> String {
    format!(
        "{} (95 % interval {})",
        lower_or_higher(estimate.estimate, settings),
        range(estimate.low, estimate.high, settings)
    )
}

fn days(answer: &Answer) -> String {
    format!("{} easy and {} rest days", answer.easy_days, answer.rest_days)
}

fn directed(answer: &Answer, estimate: &Estimate, settings: &Settings) -> String {
    let helps = answer.status == Status::Helps;
    let mut sentence = format!(
        "Easy runs {}: the morning after one, soreness was {} than after rest on comparable days. \
         The 95 % interval is {} ({})",
        if helps { "seem to help you" } else { "seem to cost you" },
        lower_or_higher(estimate.estimate, settings),
        range(estimate.low, estimate.high, settings),
        days(answer),
    );
    let (low, high) = interval90(estimate);
    if low > -answer.smallest_effect && high < answer.smallest_effect {
        let limit = settings.points(answer.smallest_effect);
        sentence.push_str(&format!("; that is less than the {limit} that count as worth noticing"));
    }
    sentence.push_str(if answer.robust == Some(true) {
        ". A hidden factor as strong as today's soreness would not explain it away."
    } else {
        ". But a hidden factor as strong as today's soreness could explain it; only a coin-toss trial can settle it."
    });
    sentence
}

fn no_difference(answer: &Answer, estimate: &Estimate, settings: &Settings) -> String {
    let (low, high) = interval90(estimate);
    format!(
        "It makes no difference that matters for your next-morning soreness whether you run easy or rest. After \
         easy runs it was {} (90 % interval {}), and less than {} either way counts as too small to matter ({}).",
        lower_or_higher(estimate.estimate, settings),
        range(low, high, settings),
        settings.points(answer.smallest_effect),
        days(answer),
    )
}

fn cannot_tell(answer: &Answer, estimate: &Estimate, settings: &Settings) -> String {
    let so_far = format!(
        "Cannot tell yet, as is common: after easy runs soreness was {} than after rest on comparable days. Anything from {} \
         fits your log (95 % interval; {}).",
        lower_or_higher(estimate.estimate, settings),
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

fn not_enough(answer: &Answer) -> String {
    let reason = answer.reason.as_deref().unwrap_or("too few days with reports on both mornings");
    match answer.more_days_needed {
        Some(more) if more > 0 => {
            format!("Not enough data yet: {reason}. It takes {}.", more_days(answer, more))
        }
        _ => format!("Not enough data yet: {reason}."),
    }
}

/// "about 83 more easy/rest days with both reports (about 42 each;
/// the scarcer kind first: easy)".
fn more_days(answer: &Answer, more: u64) -> String {
    let scarcer = match answer.easy_days.cmp(&answer.rest_days) {
        std::cmp::Ordering::Less => "the scarcer kind first: easy",
        std::cmp::Ordering::Greater => "the scarcer kind first: rest",
        std::cmp::Ordering::Equal => "the scarcer kind first",
    };
    format!("about {more} more easy/rest days with both reports (about {} each; {scarcer})", more.div_ceil(2))
}

/// What the log cannot show, in sentences: hidden factors, placebo, unreported mornings, other ways
/// to compute, looking again and again.
#[must_use]
pub fn robustness(bounds: &Robustness, answer: &Answer, settings: &Settings) -> Vec<String> {
    let mut sentences = vec![hidden_factor(bounds)];
    sentences.extend(bounds.placebo.as_ref().map(|placebo| placebo_check(placebo, settings)));
    sentences.extend(missing_mornings(bounds, settings));
    if bounds.fragile {
        sentences.push(format!(
            "Fragile: computed in another reasonable way ({}), the answer moves by more than its standard error.",
            bounds.fragile_because.join(", ")
        ));
    }
    if let Some((estimate, halfwidth)) = answer.estimate.zip(answer.always_valid_halfwidth) {
        sentences.push(format!(
            "Looking again every two weeks for a year and stopping at the first clear answer makes a wrong answer four \
             times as likely (20 % instead of 5 %). The interval that holds at every look is {}.",
            range(estimate.estimate - halfwidth, estimate.estimate + halfwidth, settings)
        ));
    }
    sentences
}

fn hidden_factor(bounds: &Robustness) -> String {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let uncertain = if bounds.robustness_value_alpha > 0.0 {
        format!("{} to make it uncertain", percent(bounds.robustness_value_alpha))
    } else {
        "it is uncertain as it is".to_owned()
    };
    format!(
        "A hidden factor would have to explain {} of what is unexplained in both your choices and your \
         soreness to account for the whole difference ({uncertain}). For comparison, today's soreness \
         explains {} of the choices and {} of tomorrow's soreness.",
        percent(bounds.robustness_value),
        percent(bounds.soreness_r2_choice),
        percent(bounds.soreness_r2_outcome),
    )
}

fn placebo_check(placebo: &Estimate, settings: &Settings) -> String {
    let found = format!(
        "Among alike mornings, soreness the day before was {} when you then ran easy (p = {:.2})",
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
        "The report is missing the morning after {:.0} % of easy and {:.0} % of rest days",
        100.0 * easy,
        100.0 * rest
    );
    Some(match bounds.missing_tipping_point {
        Some(tipping) if tipping <= settings.range() => format!(
            "{shares}; unreported mornings would have to differ by {} from alike reported ones to bring the difference to 0.",
            settings.points(tipping)
        ),
        _ => format!("{shares}; no difference that the scale allows would bring the effect to 0."),
    })
}
