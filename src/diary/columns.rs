//! Columns: which column of a diary holds what.

use crate::error::{Error, Result};
use crate::near;
use crate::sheet::dates::take_apart;
use crate::sheet::delimited::Sheet;
use crate::sheet::values::squash;

/// An optional column that a log may have beside soreness, under the name that reports use.
#[derive(Debug)]
pub struct Extra {
    /// Name in `days.csv` and in reports; the unit stands in it where it has one.
    pub name: &'static str,
    /// Header cells, squashed, under which it is met.
    pub aliases: &'static [&'static str],
    /// What a value is multiplied by.
    pub factor: f64,
}

/// The optional columns that are used. Each is a fact of the day that the log was written on.
pub const EXTRAS: &[Extra] = &[
    Extra { name: "sleep", aliases: &["sleep"], factor: 1.0 },
    Extra {
        name: "sleep_h",
        aliases: &["sleeph", "sleephours", "sleepdurationh", "hoursofsleep"],
        factor: 1.0,
    },
    Extra { name: "sleep_h", aliases: &["sleepsecs"], factor: 1.0 / 3600.0 },
    Extra { name: "hr_rest_bpm", aliases: &["hrrestbpm"], factor: 1.0 },
    Extra { name: "hrv_ms", aliases: &["hrvms"], factor: 1.0 },
    Extra { name: "sleep_quality", aliases: &["sleepquality"], factor: 1.0 },
    Extra { name: "stress", aliases: &["stress"], factor: 1.0 },
    Extra { name: "hydration", aliases: &["hydration"], factor: 1.0 },
    Extra { name: "nutrition", aliases: &["nutrition"], factor: 1.0 },
    Extra { name: "stretching", aliases: &["stretching", "stretch"], factor: 1.0 },
    Extra { name: "strength", aliases: &["strength"], factor: 1.0 },
    Extra { name: "massage", aliases: &["massage"], factor: 1.0 },
    Extra { name: "alcohol", aliases: &["alcohol"], factor: 1.0 },
];

const DATES: &[&str] = &[
    "date",
    "day",
    "datum",
    "dato",
    "fecha",
    "data",
    "localdate",
    "calendardate",
    "timestamp",
    "datetime",
    "effectivetimeframe",
    "timeframe",
];
const SORENESS: &[&str] = &["soreness", "musclesoreness"];
const ILL: &[&str] = &["ill", "illness", "sick", "sickness", "injury", "injured"];
const PERSON: &[&str] = &[
    "playerid",
    "player",
    "playername",
    "athlete",
    "athleteid",
    "participant",
    "participantid",
    "userid",
    "user",
    "person",
    "subject",
    "subjectid",
];
const NOTES: &[&str] = &["note", "notes", "comment", "comments", "remark", "remarks"];

/// The optional column that a header cell names.
#[must_use]
pub fn extra_of(header: &str) -> Option<&'static Extra> {
    let name = squash(header);
    EXTRAS.iter().find(|extra| extra.aliases.contains(&name.as_str()))
}

/// Places of the columns, from 0.
#[derive(Clone, Debug)]
pub struct Columns {
    /// Date.
    pub date: usize,
    /// Soreness.
    pub soreness: usize,
    /// Time of the report.
    pub time: Option<usize>,
    /// Illness and injury.
    pub ill: Vec<usize>,
    /// Who it is about.
    pub person: Option<usize>,
    /// Optional columns.
    pub extras: Vec<(usize, &'static Extra)>,
    /// True: the last column is free text, so that surplus cells are commas in it.
    pub ends_in_notes: bool,
}

impl Columns {
    /// Finds the columns of a sheet; `wanted` is the soreness column that was asked for.
    ///
    /// # Errors [`Error::Config`] with the columns found, when there is no date column, or none or
    /// several that could be soreness.
    pub fn find(sheet: &Sheet, path: &str, wanted: Option<&str>) -> Result<Self> {
        let names: Vec<String> = sheet.header.iter().map(|cell| squash(cell)).collect();
        let place = |name: &&str| names.iter().position(|own| own == name);
        let first_of = |list: &[&str]| list.iter().find_map(place);

        let refuse = |what: &str, remedy: String| {
            let what = format!("{what}; the columns are: {}", listed(&sheet.header));
            Error::in_file(what, sheet.excerpt(path, sheet.header_line, None), remedy)
        };
        let is_date = |k: &usize| sheet.rows.iter().any(|row| take_apart(row.cell(*k)).is_some());
        let date = first_of(DATES).or_else(|| place(&"id").filter(is_date)).ok_or_else(|| {
            let near = likely_slip(&sheet.header, DATES)
                .map_or(String::new(), |k| format!("; if `{}` is it, mend its name there", sheet.header[k]));
            let what = "name the column of the day `date` (2024-03-09) in the header line";
            refuse("no date column", format!("{what}{near}"))
        })?;
        let soreness = match wanted {
            Some(wanted) => place(&squash(wanted).as_str()).ok_or_else(|| {
                let what = format!("no column `{wanted}`");
                let near = near::nearest(wanted, sheet.header.iter().map(String::as_str));
                let remedy = near.map_or("give --soreness-column one of these names".into(), |near| {
                    format!("did you mean --soreness-column \"{near}\"?")
                });
                refuse(&what, remedy)
            })?,
            None => soreness_of(&names, &sheet.header, refuse)?,
        };
        let mut extras: Vec<(usize, &'static Extra)> = Vec::new();
        for (k, extra) in sheet.header.iter().enumerate().filter_map(|(k, cell)| Some((k, extra_of(cell)?))) {
            if k != soreness && extras.iter().all(|(_, other)| other.name != extra.name) {
                extras.push((k, extra));
            }
        }
        Ok(Self {
            date,
            soreness,
            time: names.iter().position(|name| name == "time" || name == "timeofday" || name == "reported"),
            ill: (0..names.len()).filter(|&k| k != soreness && ILL.contains(&names[k].as_str())).collect(),
            person: first_of(PERSON),
            extras,
            ends_in_notes: names.last().is_some_and(|name| NOTES.contains(&name.as_str())),
        })
    }
}

/// The one column that is soreness without being told.
fn soreness_of(names: &[String], header: &[String], refuse: impl Fn(&str, String) -> Error) -> Result<usize> {
    if let Some(k) = SORENESS.iter().find_map(|name| names.iter().position(|own| own == name)) {
        return Ok(k);
    }
    let likely = |name: &String| {
        ["soreness", "doms", "muskelkater"].iter().any(|word| name.contains(word))
            && !["area", "note", "scale", "direction", "location"].iter().any(|word| name.ends_with(word))
    };
    let found: Vec<usize> = (0..names.len()).filter(|&k| likely(&names[k])).collect();
    match found[..] {
        [k] => Ok(k),
        [] => {
            let remedy = likely_slip(header, SORENESS)
                .map_or("name it with --soreness-column NAME".to_owned(), |k| {
                    format!("if `{0}` is it, say so: --soreness-column \"{0}\"", header[k])
                });
            Err(refuse("no soreness column", remedy))
        }
        [first, ..] => {
            let what = format!("{} columns could be soreness", found.len());
            Err(refuse(&what, format!("choose one: --soreness-column \"{}\"", header[first])))
        }
    }
}

/// The column whose name is one of `known` but for a slip.
fn likely_slip(header: &[String], known: &[&str]) -> Option<usize> {
    header.iter().position(|name| {
        let name = squash(name);
        // Three letters are near to everything.
        name.len() > 3 && near::nearest(&name, known.iter().copied().filter(|own| own.len() > 3)).is_some()
    })
}

/// At most a dozen column names, for a message.
fn listed(header: &[String]) -> String {
    let short = |name: &String| name.chars().take(30).collect::<String>();
    let mut text =
        header.iter().filter(|name| !name.is_empty()).take(12).map(short).collect::<Vec<_>>().join(", ");
    if header.len() > 12 {
        text.push_str(", ...");
    }
    text
}
