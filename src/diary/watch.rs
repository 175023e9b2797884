//! Watch: columns that the runner did not write: what a watch knew on the morning of a day.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Diary, DiaryEntry};

/// A column that was not written by the runner: its name in [`super::columns::EXTRAS`], and its values by date.
pub type WatchColumn = (&'static str, BTreeMap<Date, f64>);

impl Diary {
    /// Adds columns of a watch. A column of that name in the log itself stays: the runner knows better.
    #[must_use]
    pub fn with_watch_columns(mut self, columns: Vec<WatchColumn>) -> Self {
        let missing = |name: &str| {
            let has = |own: &String| own == name || (name == "sleep_h" && own == "sleep");
            !self.extra_names.iter().any(has)
        };
        let columns: Vec<WatchColumn> =
            columns.into_iter().filter(|(name, values)| missing(name) && !values.is_empty()).collect();
        for (name, values) in columns {
            self.notes.push(format!(
                "{} of {} days comes from the export, known before the choice; --no-watch-columns leaves it out.",
                name.replace('_', " "),
                values.len()
            ));
            self.add_column(name, &values);
        }
        self
    }

    fn add_column(&mut self, name: &str, values: &BTreeMap<Date, f64>) {
        let width = self.extra_names.len();
        self.extra_names.push(name.to_owned());
        for date in values.keys() {
            // A day without a report: what a watch filled in is none.
            self.entries.entry(*date).or_insert_with(|| DiaryEntry {
                line: 0,
                soreness: None,
                time: None,
                ill: false,
                extra: vec![None; width],
            });
        }
        for (date, entry) in &mut self.entries {
            entry.extra.resize(width, None);
            entry.extra.push(values.get(date).copied());
        }
    }
}
