//! Day columns: the columns of `days`, each with how it is written and how it is read back.

use crate::day::Day;
use crate::day::DayKind;
use crate::sheet::facts::{Get, TableColumn};

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
    /// Name, unit included.
    pub name: &'static str,
    /// Unit; empty where there is none.
    pub unit: &'static str,
    /// When a cell is missing; empty: never.
    pub missing: &'static str,
    /// What it says.
    pub about: &'static str,
    /// True: a number of it may be below 0.
    pub signed: bool,
    /// How it is written and read.
    pub access: Access,
}

impl DayColumn {
    /// How it is written.
    #[must_use]
    pub fn get(&self) -> Get<Day> {
        match self.access {
            Access::Date => Get::Date(|day| Some(day.date)),
            Access::Kind => Get::Text(|day| day.kind.name().into()),
            Access::Number(get, _) | Access::Zone(get, _) => Get::Number(get),
            Access::Count(get, _) => Get::Count(get),
            Access::Flag(get, _) => Get::Flag(get),
            Access::Text(get, _) => Get::Text(get),
        }
    }

    /// The same as a column of an output table.
    #[must_use]
    pub fn column(&self) -> TableColumn<Day> {
        let Self { name, unit, missing, about, .. } = *self;
        TableColumn { name, unit, missing, about, get: self.get() }
    }
}

const fn column(name: &'static str, about: &'static str, access: Access) -> DayColumn {
    DayColumn { name, unit: "", missing: "", about, signed: false, access }
}

/// A column of a field that is an optional number.
macro_rules! number {
    ($field:ident, $unit:literal, $missing:expr, $about:literal) => {
        DayColumn {
            name: stringify!($field),
            unit: $unit,
            missing: $missing,
            about: $about,
            signed: false,
            access: Access::Number(|day| day.$field, |day, value| day.$field = value),
        }
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
        DayColumn {
            name: $name,
            unit: "min",
            missing: "unknown day, or a run without zones",
            about: $about,
            signed: false,
            access: Access::Zone(|day| day.zone_min.map(|zones| zones[$zone]), $zone),
        }
    };
}

const NO_LOAD: &str = "unknown day, or a session whose load could not be measured";
const NOT_A_WEEK: &str = "one of the last 7 days has no load, or all have the same";

/// The columns of `days`, in order. The diary's optional columns follow them.
pub const DAY_COLUMNS: &[DayColumn] = &[
    column("date", "Local date", Access::Date),
    column("kind", "What was done: rest, easy, moderate, hard, unknown", Access::Kind),
    number!(load, "", NO_LOAD, "Load of all sessions; 0 on a rest day"),
    number!(
        hard_load,
        "",
        "unknown day, or a session whose class or load is unknown",
        "Load of the moderate and hard sessions"
    ),
    number!(descent_m, "m", "unknown day, or a run without usable altitude", "Descent of all runs"),
    number!(
        easy_min,
        "min",
        "unknown day, or a run of unknown class, or an easy one of unknown length",
        "Easy running, timer time"
    ),
    DayColumn {
        signed: true,
        ..number!(soreness, "points", "no report", "Soreness as reported for the day; higher is sorer")
    },
    column("runs", "Number of runs", Access::Count(|day| day.runs as i64, |day, value| day.runs = value)),
    number!(run_min, "min", "unknown day, or a run of unknown length", "Running, timer time"),
    number!(distance_m, "m", "unknown day, or a run without distance", "Distance of all runs"),
    number!(other_min, "min", "unknown day, or a session of unknown length", "Other sports, timer time"),
    zone!("z1_min", 0, "Running below the first threshold (VT1)"),
    zone!("z2_min", 1, "Running between VT1 and VT2"),
    zone!("z3_min", 2, "Running above the second threshold (VT2)"),
    number!(
        ctl,
        "",
        NO_LOAD,
        "Fitness (CTL) of the evening: c + k (load - c) with c that of the evening before, 0 at first, k = 1 - exp(-1/42)"
    ),
    number!(atl, "", NO_LOAD, "Fatigue (ATL) of the evening: the same with k = 1 - exp(-1/7)"),
    DayColumn {
        signed: true,
        ..number!(
            tsb,
            "",
            "first day, or the day before has no fitness",
            "Form (TSB) of the morning: `ctl` minus `atl` of the evening before"
        )
    },
    flag!(warming_up, "True in the first 42 days of the curves"),
    number!(
        monotony,
        "",
        NOT_A_WEEK,
        "Monotony of the last 7 days (Foster): mean of the load / its SD (divisor 7)"
    ),
    number!(strain, "", NOT_A_WEEK, "Strain of the last 7 days (Foster): sum of the load * monotony"),
    flag!(reported_late, "True: soreness was reported after the day's run started"),
    flag!(ill, "True: illness or injury was noted"),
    flag!(gap, "True: inside a stretch without files and diary, so that the day is unknown"),
    DayColumn {
        name: "kind_reason",
        unit: "",
        missing: "the kind is known",
        about: "Why the kind is unknown",
        signed: false,
        access: Access::Text(|day| day.kind_reason.clone(), |day, value| day.kind_reason = value),
    },
];

/// The columns that say what the scale of a day table is.
pub const SCALE_COLUMNS: [&str; 2] = ["soreness_scale_low", "soreness_scale_high"];

/// The column that says when the soreness of a day table was reported: morning or evening.
pub const REPORTED_COLUMN: &str = "soreness_reported";

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
