//! Logs of days, cut and changed.

use shakeout::effect::DayLog;

/// The first `days` days of a log without extra columns.
pub fn first_days(log: &DayLog, days: usize) -> DayLog {
    let mut log = log.clone();
    log.kind.truncate(days);
    for column in
        [&mut log.soreness, &mut log.hard_load, &mut log.load, &mut log.descent_m, &mut log.easy_min]
    {
        column.truncate(days);
    }
    for flags in [&mut log.gap, &mut log.reported_late, &mut log.ill] {
        flags.truncate(days);
    }
    log.extra.clear();
    log.beside.clear();
    log
}
