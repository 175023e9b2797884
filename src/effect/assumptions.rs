//! What has to be true for the number to mean what it says, each as a sentence beside it.

use super::eligible::Record;
use super::{DayLog, Settings};

/// Reports on each side of a day at which the scale may have changed.
const WINDOW: usize = 30;
/// Smallest distance of the two distributions (Kolmogorov-Smirnov) that is called a change.
// METHOD: conservative on purpose. 30 against 30 reports differ by 0.42 at the 1 % level when independent;
// soreness is not, and this looks at every day, so that only a jump that leaves little in common counts.
// A slow drift over a season does not: the time column of the model takes that.
const JUMP: f64 = 0.75;

/// What such a factor shifts the estimate by, as a share of the range.
// METHOD: the bias of the world `unmeasured` in docs/validation.md: 0.2 points on 0-10.
const HIDDEN: f64 = 0.02;

/// The assumptions, general ones first, then what this log gives reason to doubt.
#[must_use]
pub fn assumptions(log: &DayLog, settings: &Settings, co_interventions: &[String]) -> Vec<String> {
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
             simulated runners such a factor, as strong as today's soreness, makes easy runs look better by about {}. What \
             it could do in your log is said beside the answer.",
            settings.points(HIDDEN * settings.range())
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
    for habit in co_interventions {
        sentences.push(format!(
            "Easy days nearly always came with {habit} and rest days rarely did: the answer is about the two together."
        ));
    }
    if let Some(day) = scale_change(log) {
        sentences.push(format!(
            "Reports before and after day {} of the log have little in common: if you changed the scale or what its \
             numbers mean, analyse the two parts apart.",
            day + 1
        ));
    }
    sentences
}

/// The day (0-based) at which reports jump to another part of the scale, if they do: the largest
/// distance between the 30 reports before and the 30 from it on, when that is 0.75 or more, and the
/// parts before and after keep apart as a whole.
#[must_use]
pub fn scale_change(log: &DayLog) -> Option<usize> {
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
