//! Columns of `plots/*.csv`, one table a figure. A test holds them against the headers that the
//! figures write; `docs/columns.md` is written from them.

use crate::sheet::facts::{Facts, Kind};

const fn column(name: &'static str, kind: Kind, about: &'static str) -> Facts {
    Facts { name, kind, unit: "", missing: "", about }
}

const fn number(name: &'static str, unit: &'static str, missing: &'static str, about: &'static str) -> Facts {
    Facts { name, kind: Kind::Number, unit, missing, about }
}

const DATE: Facts = column("date", Kind::Date, "Local date");
const DAY_KIND: Facts =
    column("kind", Kind::Text, "What was done that day: rest, easy, moderate, hard, unknown");
const SORENESS: Facts = number("soreness", "points", "no report", "Soreness as reported; higher is sorer");
const GAP: Facts = column("gap", Kind::Flag, "True: inside a stretch without files and diary");
const NO_ESTIMATE: &str = "it could not be estimated";
const NO_LOAD: &str = "as in days.csv";

const EFFECT: &[Facts] = &[
    column("name", Kind::Text, "Short name of the estimate"),
    column("label", Kind::Text, "The same in words"),
    column("kind", Kind::Text, "answer, secondary, or naive (a raw difference, misleading)"),
    number("estimate", "points", NO_ESTIMATE, "Soreness after easy minus after rest; negative: easy helps"),
    number("low", "points", "no interval", "Lower end of the 95 % interval"),
    number("high", "points", "no interval", "Upper end of the 95 % interval"),
    Facts {
        name: "reason",
        kind: Kind::Text,
        unit: "",
        missing: "there is an estimate",
        about: "Why there is none",
    },
];

const EVENT_STUDY: &[Facts] = &[
    column("day", Kind::Count, "Days since the hard day, -2 to 5"),
    column("next_day", Kind::Text, "What was done the day after the hard day: easy, rest"),
    number("mean", "points", "fewer than 3 days", "Mean soreness, not adjusted"),
    number("low", "points", "fewer than 3 days", "Lower end of its 95 % band"),
    number("high", "points", "fewer than 3 days", "Upper end of its 95 % band"),
    Facts { name: "n", kind: Kind::Count, unit: "", missing: "fewer than 3 days", about: "Days in the mean" },
];

const SEASON: &[Facts] = &[
    DATE,
    DAY_KIND,
    number("load", "", NO_LOAD, "Load of all sessions"),
    Facts {
        name: "load_source",
        kind: Kind::Text,
        unit: "",
        missing: "no session that day",
        about: "Where most of the day's load comes from",
    },
    number("ctl", "", NO_LOAD, "Fitness (CTL) of the evening"),
    number("atl", "", NO_LOAD, "Fatigue (ATL) of the evening"),
    number("tsb", "", NO_LOAD, "Form (TSB) of the morning"),
    column("warming_up", Kind::Flag, "True in the first 42 days of the curves"),
    SORENESS,
    GAP,
];

const CALENDAR: &[Facts] = &[DATE, DAY_KIND, SORENESS, GAP];

const ZONES: &[Facts] = &[
    column("monday", Kind::Date, "First day of the week"),
    number("zone1_min", "min", "", "Running below the first threshold (VT1)"),
    number("zone2_min", "min", "", "Running between VT1 and VT2"),
    number("zone3_min", "min", "", "Running above the second threshold (VT2)"),
    number("unzoned_min", "min", "", "Running without zones"),
    column("runs", Kind::Count, "Number of runs"),
    column(
        "runs_of_unknown_length",
        Kind::Count,
        "Those of them that are in no minutes: nothing tells how long they were",
    ),
];

const WHAT_MADE_ME_SORE: &[Facts] = &[
    column("exposure", Kind::Text, "hard_load (a typical hard session) or descent (a typical descent)"),
    column("days_before", Kind::Count, "Days between it and the morning, 1 to 4"),
    number("estimate", "points", NO_ESTIMATE, "Soreness that goes with it, given the other days"),
    number("low", "points", NO_ESTIMATE, "Lower end of the 95 % interval"),
    number("high", "points", NO_ESTIMATE, "Upper end of the 95 % interval"),
    column("mornings", Kind::Count, "Mornings that the estimates stand on"),
];

const DOSE_RESPONSE: &[Facts] = &[
    column("kind", Kind::Text, "curve (a point of it), or easy_day (one easy day's minutes)"),
    number("minutes", "min", "", "Minutes of easy running"),
    number("estimate", "points", "kind is easy_day", "Soreness after such a run minus after rest"),
    number("low", "points", "kind is easy_day", "Lower end of the 95 % interval"),
    number("high", "points", "kind is easy_day", "Upper end of the 95 % interval"),
];

const BALANCE: &[Facts] = &[
    column("covariate", Kind::Text, "What is compared between easy and rest days, before the choice"),
    number("before", "SD", "", "Difference as the days are, in standard deviations"),
    number("after", "SD", "", "Difference after weighting"),
];

const SPECIFICATION_CURVE: &[Facts] = &[
    Facts {
        name: "rank",
        kind: Kind::Count,
        unit: "",
        missing: "no estimate",
        about: "Place in the curve, smallest estimate first, from 1",
    },
    column("cutoffs", Kind::Text, "Where easy ends and hard begins"),
    column("covariates", Kind::Text, "What is adjusted for"),
    column("headline", Kind::Flag, "True: the choices of the answer"),
    column("status", Kind::Text, "Verdict under these choices"),
    number("estimate", "points", NO_ESTIMATE, "Soreness after easy minus after rest"),
    number("low", "points", NO_ESTIMATE, "Lower end of the 95 % interval"),
    number("high", "points", NO_ESTIMATE, "Upper end of the 95 % interval"),
    column("easy_days", Kind::Count, "Usable easy days"),
    column("rest_days", Kind::Count, "Usable rest days"),
];

const MISSING: &[Facts] = &[
    column("day_before", Kind::Text, "What was done the day before"),
    column("mornings", Kind::Count, "Mornings after such a day"),
    column("reported", Kind::Count, "Those with a soreness report"),
];

/// Columns of the data of each figure: (name of the figure, columns), in the order of
/// [`super::FIGURES`].
pub const PLOT_COLUMNS: &[(&str, &[Facts])] = &[
    ("effect", EFFECT),
    ("event_study", EVENT_STUDY),
    ("season", SEASON),
    ("calendar", CALENDAR),
    ("zones", ZONES),
    ("what_made_me_sore", WHAT_MADE_ME_SORE),
    ("dose_response", DOSE_RESPONSE),
    ("balance", BALANCE),
    ("specification_curve", SPECIFICATION_CURVE),
    ("missing", MISSING),
];
