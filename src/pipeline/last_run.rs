//! Last run: the runner's last run by every common variant of its formulas.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

use super::archive::{Archive, Measurements};
use crate::day::Day;
use crate::measure::formula_variants::{self, Loads, Run};
use crate::report::LastRun;
use crate::session::Session;

/// `days`: without a hole, from the first activity on.
/// `None` without a run that `asked_for` accepts.
pub(super) fn last_run(
    archive: &Archive,
    found: &Measurements,
    days: &[Day],
    asked_for: impl Fn(Date) -> bool,
) -> Option<LastRun> {
    let activities = &found.sessions;
    let last = activities.iter().rposition(|row| row.is_run() && asked_for(row.local_date))?;
    let row = &activities[last];
    let first = days.first()?.date;
    let gaps: BTreeSet<Date> = days.iter().filter(|day| day.gap).map(|day| day.date).collect();
    let daily = |until: Date, day_of: &dyn Fn(&Session) -> Option<Date>| {
        let mut sums: BTreeMap<Date, Option<f64>> = BTreeMap::new();
        for (day, load) in activities.iter().filter_map(|row| Some((day_of(row)?, row.known_load()))) {
            let sum = sums.entry(day).or_insert(Some(0.0));
            *sum = sum.zip(load).map(|(sum, load)| sum + load);
        }
        let load = |day: Date| match sums.get(&day) {
            Some(sum) => *sum,
            None if gaps.contains(&day) => None,
            None => Some(0.0),
        };
        first.series(1.day()).take_while(|&day| day <= until).map(load).collect::<Vec<_>>()
    };
    let loads = Loads {
        local: daily(row.local_date, &|row| Some(row.local_date)),
        runs_only: daily(row.local_date, &|row| row.is_run().then_some(row.local_date)),
        utc: daily(utc_day(row)?, &utc_day),
    };
    let athlete = found.thresholds.on(row.local_date);
    let run = Run { digest: &archive.kept[last].recording.digest, athlete: &athlete, loads: &loads };
    Some(LastRun { date: row.local_date, rows: formula_variants::rows(&run) })
}

fn utc_day(row: &Session) -> Option<Date> {
    let start = Timestamp::from_millisecond(row.start.0).ok()?;
    Some(Offset::UTC.to_datetime(start).date())
}
