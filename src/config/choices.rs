//! Choices: the settings that can move an answer and that the report itself does not list, for a
//! registration.

use jiff::tz::TimeZone;

use super::{AnalysisOptions, AnalyzeConfig, OutcomeOptions, ReadOptions};
use crate::diary::DiaryOptions;
use crate::thresholds::AthleteBlock;

impl AnalyzeConfig {
    /// Settings that can move the answer, as name and value; [`crate::report::registration`] adds those that
    /// the report holds (the scale that was used, thresholds, the period, the smallest effect).
    #[doc(hidden)]
    #[must_use]
    pub fn choices(&self) -> Vec<(String, String)> {
        // Every field is named, so that a new one cannot be forgotten here.
        let Self { paths: _, soreness: _, out: _, anonymize: _, read, analysis } = self;
        let ReadOptions { tz, day_start, limits: _, jobs: _, strict: _, warnings: _ } = read;
        let AnalysisOptions {
            profile: _,
            profile_tz,
            since: _,
            until: _,
            diary,
            smallest_effect: _,
            outcome,
            athlete,
            units: _,
            assume_rest: _,
            no_watch_columns,
            intent: _,
        } = analysis;
        // The zone of the diary is one of the two zones above, and the recordings are no choice.
        let DiaryOptions {
            scale: _,
            direction: _,
            reported: _,
            column,
            date_order,
            outcome: _,
            tz: _,
            year,
            likely_year: _,
            recorded: _,
        } = diary;
        let watch = if *no_watch_columns { "left out" } else { "used" };
        let mut choices = vec![
            ("time zone", zone(tz.as_ref())),
            ("time zone where no file gives one", zone(profile_tz.as_ref())),
            ("day starts", day_start.to_string()),
            ("columns of the watch", watch.to_owned()),
            ("soreness column", column.clone().unwrap_or_else(not_said)),
            ("another outcome", outcome.as_ref().map_or_else(not_said, OutcomeOptions::words)),
            ("order of dates", date_order.map_or_else(not_said, |order| order.name().to_owned())),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect::<Vec<_>>();
        choices.extend(year.map(|year| ("year of the first entry".to_owned(), year.to_string())));
        choices.extend(athlete.iter().flat_map(facts));
        choices
    }
}

/// What a block says of the runner beside the thresholds, which the report lists.
fn facts(block: &AthleteBlock) -> Vec<(String, String)> {
    let AthleteBlock {
        from,
        hr_max_bpm: _,
        hr_rest_bpm: _,
        lthr_bpm: _,
        threshold_mps: _,
        female,
        weight_kg,
        born,
    } = block;
    let from = from.map(|day| format!(" from {day}")).unwrap_or_default();
    let sex = female.map(|female| if female { "female" } else { "male" }.to_owned());
    let said = [
        ("sex", sex),
        ("weight", weight_kg.map(|kg| format!("{kg} kg"))),
        ("born", born.map(|year| year.to_string())),
    ];
    said.into_iter().filter_map(|(name, value)| Some((format!("{name}{from}"), value?))).collect()
}

fn zone(tz: Option<&TimeZone>) -> String {
    tz.map_or_else(not_said, |tz| tz.iana_name().map_or_else(|| format!("{tz:?}"), str::to_owned))
}

fn not_said() -> String {
    "not said".to_owned()
}
