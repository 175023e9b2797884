//! Dialects: the kinds of soreness log that are known, and what is known about each.
//!
//! A new dialect = one row in [`DIALECTS`]: its facts and a function that knows its header.

use super::words::form_stamp;
use crate::sheet::fold::fold;
use crate::soreness::{Direction, Scale};

/// What a dialect is recognised by.
#[derive(Clone, Copy, Debug)]
pub struct Features<'a> {
    /// Header cells as written.
    pub header: &'a [String],
    /// The same by `squash`.
    pub names: &'a [String],
    /// Separator.
    pub separator: char,
    /// True: every date has its year first.
    pub iso_dates: bool,
}

impl Features<'_> {
    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|other| other == name)
    }

    fn count(&self, names: &[&str]) -> usize {
        names.iter().filter(|name| self.has(name)).count()
    }
}

/// One kind of soreness log: its facts, and how to know it.
#[derive(Debug)]
pub struct Dialect {
    /// Name in reports.
    pub name: &'static str,
    /// What it is, in words.
    pub about: &'static str,
    /// Scale, where it is known for sure.
    pub scale: Option<Scale>,
    /// Direction, where it is known for sure.
    pub direction: Option<Direction>,
    /// True: a 0 says "not entered".
    pub zero_is_missing: bool,
    /// True: dates may stand as YYYY-DD-MM.
    pub year_day_month: bool,
    /// Scale that is proposed where it is not known for sure; `None`: what the values suggest.
    pub likely: Option<Scale>,
    /// True: the stamp of a row is the start of a night's sleep, not the time of the report. One from noon on
    /// belongs to the next day.
    pub starts_at_night: bool,
    /// An injury from this value on makes a day an ill one; `None`: yes/no, or 0 and 1.
    pub injured_from: Option<f64>,
    /// True for a header like its own.
    pub matches: fn(&Features<'_>) -> bool,
}

const SORER: Option<Direction> = Some(Direction::HigherIsSorer);

/// What holds of a log of which nothing is known.
const OTHER: Dialect = Dialect {
    name: "generic",
    about: "any other table with a date and a soreness column",
    scale: None,
    direction: None,
    zero_is_missing: false,
    year_day_month: false,
    likely: None,
    starts_at_night: false,
    injured_from: None,
    matches: |_| true,
};

/// The dialects, in the order in which they are tried. The last one matches every log.
pub const DIALECTS: &[Dialect] = &[
    Dialect {
        name: "intervals.icu API",
        about: "wellness records of the intervals.icu API as CSV: `id` is the date",
        scale: Some(Scale { low: 1.0, high: 4.0 }),
        direction: SORER,
        zero_is_missing: true,
        injured_from: Some(3.0),
        matches: |look| look.has("id") && look.has("updated") && !look.has("date"),
        ..OTHER
    },
    Dialect {
        name: "intervals.icu",
        about: "wellness export of intervals.icu: newest first, mostly blank columns",
        scale: Some(Scale { low: 1.0, high: 4.0 }),
        direction: SORER,
        zero_is_missing: true,
        injured_from: Some(3.0),
        matches: |look| {
            let typical = [
                "restinghr",
                "hrvsdnn",
                "sleepsecs",
                "sleepscore",
                "sleepquality",
                "avgsleepinghr",
                "ramprate",
                "ctl",
                "atl",
                "ctlload",
                "atlload",
                "menstrualphase",
                "kcalconsumed",
                "hydrationvolume",
            ];
            look.has("date") && look.count(&typical) >= 2
        },
        ..OTHER
    },
    Dialect {
        name: "PMSys",
        about: "wellness reports of PMSys (as in PMData): times in UTC, 1 to 5, direction nowhere documented",
        scale: Some(Scale { low: 1.0, high: 5.0 }),
        zero_is_missing: true,
        matches: |look| look.has("effectivetimeframe"),
        ..OTHER
    },
    Dialect {
        name: "HRV4Training",
        about: "export of HRV4Training: padded headers, `muscle_soreness`",
        year_day_month: true,
        matches: |look| {
            look.has("musclesoreness")
                && look.count(&["rmssd", "hr", "avnn", "sdnn", "hrv4trecoverypoints", "lnrmssd"]) >= 1
        },
        ..OTHER
    },
    Dialect {
        name: "Whoop journal",
        about: "journal of Whoop: a row a question, yes or no, by the start of the night",
        starts_at_night: true,
        matches: |look| look.has("cyclestarttime") && look.has("questiontext"),
        ..OTHER
    },
    Dialect {
        name: "Bearable",
        about: "export of Bearable: a row an entry; symptoms from 0 (none) to 4 (unbearable)",
        // SPEC: bearable.app/support, "the different scales used in Bearable".
        scale: Some(Scale { low: 0.0, high: 4.0 }),
        direction: SORER,
        matches: |look| look.has("ratingamount") && look.has("detail"),
        ..OTHER
    },
    Dialect {
        name: "TrainingPeaks metrics",
        about: "metrics of TrainingPeaks: a row a value",
        likely: Some(Scale { low: 1.0, high: 10.0 }),
        matches: |look| look.names == ["timestamp", "type", "value"],
        ..OTHER
    },
    Dialect {
        name: "Daylio",
        about: "export of Daylio: moods and notes; the note says how sore",
        matches: |look| look.has("fulldate") && look.has("mood"),
        ..OTHER
    },
    Dialect {
        name: "Habit Dash",
        about: "export of Habit Dash: a row a value",
        matches: |look| look.count(&["source", "category", "name", "value", "units"]) == 5,
        ..OTHER
    },
    Dialect {
        name: "Garmin lifestyle logging",
        about: "behaviours of Garmin's lifestyle logging: yes or no",
        matches: |look| look.has("behaviourname") || look.has("behaviorname"),
        ..OTHER
    },
    Dialect {
        name: "Hooper index",
        about: "sleep, stress, fatigue and muscle soreness, each from 1 to 7 (Hooper 1995)",
        likely: Some(Scale { low: 1.0, high: 7.0 }),
        matches: |look| look.has("doms") && look.count(&["sleep", "stress", "fatigue"]) == 3,
        ..OTHER
    },
    Dialect {
        name: "Google Forms",
        about: "answers of a form, with the time stamp of each",
        matches: |look| look.header.first().is_some_and(|cell| form_stamp(&fold(cell)).is_some()),
        ..OTHER
    },
    Dialect {
        name: "own",
        about: "the log that `shakeout soreness new` starts: `date,soreness` or more, ISO dates, 0 to 10",
        scale: Some(Scale { low: 0.0, high: 10.0 }),
        direction: SORER,
        matches: |look| {
            let header: Vec<String> = look.header.iter().map(|cell| cell.trim().to_lowercase()).collect();
            let ours = |name: &&str| header.iter().any(|own| own == name);
            // A spreadsheet program may have saved our log anew: with `time` the names alone tell.
            let untouched = look.separator == ',' && look.iso_dates;
            ["date", "soreness"].iter().all(ours)
                && header.iter().all(|name| name.is_empty() || OWN_COLUMNS.contains(&name.as_str()))
                && (untouched || ours(&"time"))
        },
        ..OTHER
    },
    OTHER,
];

/// The columns of our own log.
pub const OWN_COLUMNS: &[&str] = &[
    "date",
    "time",
    "soreness",
    "area",
    "sleep",
    "sleep_h",
    "stress",
    "hydration",
    "nutrition",
    "stretching",
    "strength",
    "massage",
    "alcohol",
    "ill",
    "illness",
    "injury",
    "note",
    "notes",
];

/// The dialect of a log.
#[must_use]
pub fn of(look: &Features<'_>) -> &'static Dialect {
    let generic = &DIALECTS[DIALECTS.len() - 1];
    DIALECTS.iter().find(|dialect| (dialect.matches)(look)).unwrap_or(generic)
}

/// A scale as people write it: `0..10`, `1-5`, `1 to 7`, `1/5`; `None` when it is none.
#[must_use]
pub fn scale_in(text: &str) -> Option<Scale> {
    let numbers: Vec<f64> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [low, high] = numbers[..] else { return None };
    (low < high && high <= 1000.0).then_some(Scale { low, high })
}
