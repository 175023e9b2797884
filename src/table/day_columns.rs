//! Day columns: the columns of `days`, each with how it is written and how it is read back.

use crate::effect::DayKind;
use crate::table::Day;
use crate::table::store::Get;

/// How a cell gets into a [`Day`] and out of it.
pub enum Access {
    /// The date; read apart from the others.
    Date,
    /// The kind; read apart from the others.
    Kind,
    /// Minutes in zone 0, 1 or 2, read apart from the others: a day has all three or none.
    Zone(fn(&Day) -> Option<f64>, usize),
    /// A number.
    Number(fn(&Day) -> Option<f64>, fn(&mut Day, Option<f64>)),
    /// A whole number.
    Count(fn(&Day) -> i64, fn(&mut Day, usize)),
    /// Yes or no.
    Flag(fn(&Day) -> bool, fn(&mut Day, bool)),
    /// Text.
    Text(fn(&Day) -> String, fn(&mut Day, String)),
}

/// A column of `days`.
pub struct DayColumn {
    /// Name; the unit stands in it.
    pub name: &'static str,
    /// What it says.
    pub about: &'static str,
    /// How it is written and read.
    pub access: Access,
}

impl DayColumn {
    /// How it is written.
    #[must_use]
    pub fn get(&self) -> Get<Day> {
        match self.access {
            Access::Date => Get::Date(|day| day.date),
            Access::Kind => Get::Text(|day| day.kind.name().into()),
            Access::Number(get, _) | Access::Zone(get, _) => Get::Number(get),
            Access::Count(get, _) => Get::Count(get),
            Access::Flag(get, _) => Get::Flag(get),
            Access::Text(get, _) => Get::Text(get),
        }
    }
}

const fn column(name: &'static str, about: &'static str, access: Access) -> DayColumn {
    DayColumn { name, about, access }
}

/// A column of a field that is an optional number.
macro_rules! number {
    ($field:ident, $about:literal) => {
        column(stringify!($field), $about, Access::Number(|day| day.$field, |day, value| day.$field = value))
    };
}

/// A column of a field that is yes or no.
macro_rules! flag {
    ($field:ident, $about:literal) => {
        column(stringify!($field), $about, Access::Flag(|day| day.$field, |day, value| day.$field = value))
    };
}

/// Minutes in zone `$zone`.
macro_rules! zone {
    ($name:literal, $zone:literal, $about:literal) => {
        column($name, $about, Access::Zone(|day| day.zone_min.map(|zones| zones[$zone]), $zone))
    };
}

/// The columns of `days`, in order. The diary's optional columns follow them.
pub const DAY_COLUMNS: &[DayColumn] = &[
    column("date", "Local date", Access::Date),
    column("kind", "What was done: rest, easy, moderate, hard, unknown", Access::Kind),
    number!(load, "Load of all sessions"),
    number!(hard_load, "Load of the moderate and hard sessions"),
    number!(descent_m, "Descent of all runs, m"),
    number!(easy_min, "Minutes of easy running"),
    number!(soreness, "Soreness as reported for the day, points, higher is sorer"),
    column("runs", "Number of runs", Access::Count(|day| day.runs as i64, |day, value| day.runs = value)),
    number!(run_min, "Minutes of running"),
    number!(distance_m, "Distance of all runs, m"),
    number!(other_min, "Minutes of other sports"),
    zone!("z1_min", 0, "Minutes of running below VT1"),
    zone!("z2_min", 1, "Minutes of running between VT1 and VT2"),
    zone!("z3_min", 2, "Minutes of running above VT2"),
    number!(ctl, "Fitness of the evening"),
    number!(atl, "Fatigue of the evening"),
    number!(tsb, "Form of the morning: yesterday's fitness minus fatigue"),
    flag!(warming_up, "True in the first 42 days of the curves"),
    number!(monotony, "Monotony of the last 7 days (Foster)"),
    number!(strain, "Strain of the last 7 days (Foster)"),
    flag!(reported_late, "True: soreness was reported after the day's run started"),
    flag!(ill, "True: illness or injury was noted"),
    flag!(gap, "True: inside a stretch without files and diary"),
    column(
        "kind_reason",
        "Why the kind is unknown",
        Access::Text(|day| day.kind_reason.clone(), |day, value| day.kind_reason = value),
    ),
];

/// The kind that a name in the `kind` column means, in any case; `None`: none of them. An empty
/// cell is unknown.
#[must_use]
pub fn kind_named(name: &str) -> Option<DayKind> {
    match name.trim().to_lowercase().as_str() {
        "rest" => Some(DayKind::Rest),
        "easy" | "recovery" => Some(DayKind::Easy),
        "moderate" => Some(DayKind::Moderate),
        "hard" => Some(DayKind::Hard),
        "unknown" | "uncertain" | "" => Some(DayKind::Unknown),
        _ => None,
    }
}
