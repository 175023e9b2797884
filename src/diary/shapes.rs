//! Shapes: tables that are kept in another way than a row a day, each known by its header.

use super::words::{DATES, is_of_activities, is_sore, is_time, is_week};
use crate::sheet::dates::take_apart;
use crate::sheet::fold::fold;

/// The columns that show that a table is about activities: at least two of what is measured of one.
#[must_use]
pub fn activity_columns(header: &[String]) -> Option<String> {
    let measured = header.iter().any(|cell| is_of_activities(&fold(cell)));
    let is_one = |cell: &&String| is_of_activities(&fold(cell)) || measured && is_time(&fold(cell));
    let found: Vec<String> = header.iter().filter(is_one).map(|cell| format!("`{cell}`")).collect();
    (found.len() >= 2).then(|| found[..found.len().min(4)].join(", "))
}

/// The column of soreness that is there again beside a second column of dates: a block a month, side by side.
#[must_use]
pub fn side_by_side<'a>(names: &[String], header: &'a [String]) -> Option<&'a str> {
    let again = |k: usize| names[..k].contains(&names[k]);
    let dates = (0..names.len()).filter(|&k| DATES.contains(&names[k].as_str()) && again(k)).count();
    let sore = (0..names.len()).find(|&k| again(k) && is_sore(&fold(&header[k])));
    sore.filter(|_| dates > 0).map(|k| header[k].as_str())
}

/// What shows that the days stand side by side.
#[must_use]
pub fn across(header: &[String]) -> Option<&'static str> {
    let dates = header.iter().filter(|cell| take_apart(cell).is_some()).count();
    if dates >= 5 {
        return Some("the log has a column a day");
    }
    is_week(header).then_some("the log has a row a week, with a column for each day of it")
}
