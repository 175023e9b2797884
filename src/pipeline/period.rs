//! Period: days that were asked for, of which the record has none.

use jiff::civil::Date;

use super::asked_for;
use crate::config::AnalysisOptions;
use crate::error::{Error, Result};

/// Refuses a period without any of `days`: an empty report would say that nothing was ever run.
///
/// # Errors
/// [`Error::Config`] with the first and the last day there is.
pub(super) fn refuse_outside(days: impl Iterator<Item = Date>, options: &AnalysisOptions) -> Result<()> {
    let mut ends: Option<(Date, Date)> = None;
    for day in days {
        if asked_for(day, options) {
            return Ok(());
        }
        ends = Some(ends.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
    }
    let Some((first, last)) = ends else { return Ok(()) };
    let flag = |name: &str, day: Option<Date>| day.map(|day| format!("{name} {day}"));
    let asked = [flag("--since", options.since), flag("--until", options.until)];
    Err(Error::Config {
        what: format!("the record has no day of this period: it runs from {first} to {last}"),
        place: asked.into_iter().flatten().collect::<Vec<_>>().join(" "),
        remedy: format!("ask for days from {first} to {last}"),
    })
}
