//! Dialects: the kinds of soreness log that are known, and what is known about each.
//!
//! A new dialect = one row in [`DIALECTS`]: its facts and a function that knows its header.

use crate::soreness::{Direction, Scale};

/// What a dialect is recognised by.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// Header cells as written.
    pub header: &'a [String],
    /// The same by [`squash`].
    pub names: &'a [String],
    /// Separator.
    pub separator: char,
    /// True: every date has its year first.
    pub iso_dates: bool,
}

impl Look<'_> {
    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|other| other == name)
    }

    fn count(&self, names: &[&str]) -> usize {
        names.iter().filter(|name| self.has(name)).count()
    }
}

/// One kind of soreness log: its facts, and how to know it.
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
    /// An injury from this value on makes a day an ill one; `None`: yes/no, or 0 and 1.
    pub injured_from: Option<f64>,
    /// True for a header like its own.
    pub matches: fn(&Look<'_>) -> bool,
}

const SORER: Option<Direction> = Some(Direction::HigherIsSorer);

/// The dialects, in the order in which they are tried. The last one matches every log.
pub const DIALECTS: &[Dialect] = &[
    Dialect {
        name: "intervals.icu API",
        about: "wellness records of the intervals.icu API as CSV: `id` is the date",
        scale: Some(Scale { low: 1.0, high: 4.0 }),
        direction: SORER,
        zero_is_missing: true,
        year_day_month: false,
        injured_from: Some(3.0),
        matches: |look| look.has("id") && look.has("updated") && !look.has("date"),
    },
    Dialect {
        name: "intervals.icu",
        about: "wellness export of intervals.icu: newest first, mostly blank columns",
        scale: Some(Scale { low: 1.0, high: 4.0 }),
        direction: SORER,
        zero_is_missing: true,
        year_day_month: false,
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
    },
    Dialect {
        name: "PMSys",
        about: "wellness reports of PMSys (as in PMData): times in UTC, 1 to 5, direction nowhere documented",
        scale: Some(Scale { low: 1.0, high: 5.0 }),
        direction: None,
        zero_is_missing: true,
        year_day_month: false,
        injured_from: None,
        matches: |look| look.has("effectivetimeframe"),
    },
    Dialect {
        name: "HRV4Training",
        about: "export of HRV4Training: padded headers, `muscle_soreness`",
        scale: None,
        direction: None,
        zero_is_missing: false,
        year_day_month: true,
        injured_from: None,
        matches: |look| {
            look.has("musclesoreness")
                && look.count(&["rmssd", "hr", "avnn", "sdnn", "hrv4trecoverypoints", "lnrmssd"]) >= 1
        },
    },
    Dialect {
        name: "own",
        about: "the log that `shakeout soreness new` starts: `date,soreness` or more, ISO dates, 0 to 10",
        scale: Some(Scale { low: 0.0, high: 10.0 }),
        direction: SORER,
        zero_is_missing: false,
        year_day_month: false,
        injured_from: None,
        matches: |look| {
            let ours = |name: &&str| look.header.iter().any(|own| own == name);
            // A spreadsheet program may have saved our log anew: with `time` the names alone tell.
            let untouched = look.separator == ',' && look.iso_dates;
            ["date", "soreness"].iter().all(ours)
                && look.header.iter().all(|name| name.is_empty() || OWN_COLUMNS.contains(&name.as_str()))
                && (untouched || ours(&"time"))
        },
    },
    Dialect {
        name: "generic",
        about: "any other table with a date and a soreness column",
        scale: None,
        direction: None,
        zero_is_missing: false,
        year_day_month: false,
        injured_from: None,
        matches: |_| true,
    },
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
];

/// The dialect of a log.
#[must_use]
pub fn of(look: &Look<'_>) -> &'static Dialect {
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

/// The scale that a header cell states in brackets: `Soreness (1-5)`.
#[must_use]
pub fn scale_in_header(header: &str) -> Option<Scale> {
    let (_, remark) = header.split_once(['(', '['])?;
    scale_in(remark)
}
