//! Exposures: the effect under each way to say what was easy, side by side.

use crate::days::{self, DayOptions, join};
use crate::diary::Diary;
use crate::effect::{self, Settings};
use crate::report::easy::{Exposure, WAYS, classes, differing};
use crate::session::Session;

/// The effect by each of [`WAYS`]. `sessions`: all of them, by start.
pub(super) fn exposures(
    sessions: &[Session],
    diary: &Diary,
    options: &DayOptions,
    settings: &Settings,
) -> Vec<Exposure> {
    WAYS.iter()
        .map(|&(name, label)| {
            let classes = classes(name, sessions);
            let differing_runs = differing(sessions, &classes);
            let with = |(session, class): (&Session, _)| Session { class, ..session.clone() };
            let other: Vec<Session> = sessions.iter().zip(classes).map(with).collect();
            let log = join::day_log(&days::build(&other, Some(diary), options), &diary.extra_names);
            let fit = effect::specifications([(label, &log)], settings).into_iter().next();
            let estimate = fit.as_ref().and_then(|fit| fit.estimate);
            let status = fit.as_ref().map_or("too few days", |fit| fit.status.name());
            Exposure {
                name,
                label,
                estimate,
                reason: estimate.is_none().then(|| status.replace('_', " ")),
                easy_days: fit.as_ref().map_or(0, |fit| fit.easy_days),
                rest_days: fit.as_ref().map_or(0, |fit| fit.rest_days),
                differing_runs,
            }
        })
        .collect()
}
