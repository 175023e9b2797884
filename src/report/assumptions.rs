//! Assumptions: what has to be true for the number to mean what it says, each as a sentence beside it.

use crate::effect::{Analysis, Settings};

/// What such a factor shifts the estimate by, as a share of the range.
// METHOD: the bias of the world `unmeasured` in docs/validation.md: 0.2 points on 0-10.
const HIDDEN: f64 = 0.02;

/// The assumptions, general ones first, then what this log gives reason to doubt.
#[must_use]
pub fn assumptions(analysis: &Analysis, settings: &Settings) -> Vec<String> {
    let mut sentences = vec![
        "Nothing else that changes soreness made you run easy or rest. What is allowed for: soreness today and in the days \
         before, hard load and hard days before, an easy run the day before, the day of the week, and the season."
            .to_owned(),
        "On the days compared, both an easy run and a rest day were really possible.".to_owned(),
        "A day without a recording is a rest day: no unrecorded runs, no other hard activity. If one rest day in ten hid an \
         easy run, a tenth of the effect would be lost; if it hid hard sport, easy runs would look better by a tenth \
         of what that sport does to soreness."
            .to_owned(),
        format!(
            "Stress, bad sleep or illness that was not logged did not both make you sorer and keep you from running: in \
             simulated runners such a factor, as strong as today's soreness, makes easy runs look better by about {}.{}",
            settings.points(HIDDEN * settings.range()),
            in_this_log(analysis, settings)
        ),
        "Soreness means the same on all days, and how a day was recorded does not change it.".to_owned(),
        "Days without a report are like reported days with the same past.".to_owned(),
        "The answer is about one easy run and the next morning, for you; it says nothing about fitness, injury, \
         weeks of training, or other runners."
            .to_owned(),
    ];
    sentences.push(if settings.evening {
        "Soreness was reported in the evening.".to_owned()
    } else if settings.reported_assumed {
        "Soreness was reported in the morning, before running. This was assumed, not said; evening reports cannot \
         answer the question."
            .to_owned()
    } else {
        "Soreness was reported in the morning, before running.".to_owned()
    });
    for habit in &analysis.co_interventions {
        sentences.push(format!(
            "Easy days nearly always came with {habit} and rest days rarely did: the answer is about the two together."
        ));
    }
    if let Some(day) = analysis.scale_jump {
        sentences.push(format!(
            "Reports before and after day {} of the log have little in common: if you changed the scale or what its \
             numbers mean, analyse the two parts apart.",
            day + 1
        ));
    }
    sentences
}

/// What a hidden factor could do to the answer of this log.
fn in_this_log(analysis: &Analysis, settings: &Settings) -> String {
    let shift = analysis.answer.hidden_shift;
    shift
        .map(|shift| format!(" In your log it could move the answer by about {}.", settings.points(shift)))
        .unwrap_or_default()
}
