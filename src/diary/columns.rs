//! Columns: which column of a diary holds what.

use std::collections::BTreeMap;

use super::DiaryOptions;
use super::ask::Ask;
use super::grading::{fraction, is_graded};
use super::shapes::{across, activity_columns, side_by_side};
use super::words::{DATES, form_stamp, grade, is_legs, is_sore};
use crate::error::{Error, Result};
use crate::near;
use crate::sheet::dates::{counted, take_apart};
use crate::sheet::delimited::Sheet;
use crate::sheet::fold::fold;
use crate::sheet::values::{self, TimeOfDay, squash};
use crate::text;

/// An optional column that a log may have beside soreness, under the name that reports use.
#[derive(Debug)]
pub struct Extra {
    /// Name in `days.csv` and in reports; with the unit where it has one.
    pub name: &'static str,
    /// Header cells, squashed, under which it is met.
    pub aliases: &'static [&'static str],
    /// Where a watch measures it: further names, squashed, that mean it once it is asked about. `None`: the runner writes it.
    pub watch: Option<&'static [&'static str]>,
    /// What a value is multiplied by.
    pub factor: f64,
}

const WRITTEN: Extra = Extra { name: "", aliases: &[], watch: None, factor: 1.0 };

/// The optional columns that are used. Each is a fact of the day that the log was written on.
pub const EXTRAS: &[Extra] = &[
    Extra { name: "sleep", aliases: &["sleep"], ..WRITTEN },
    Extra {
        name: "sleep_h",
        aliases: &["sleeph", "sleephours", "sleepdurationh", "hoursofsleep"],
        watch: Some(&[]),
        factor: 1.0,
    },
    Extra { name: "sleep_h", aliases: &["sleepsecs"], factor: 1.0 / 3600.0, ..WRITTEN },
    Extra {
        name: "hr_rest_bpm",
        aliases: &["hrrestbpm"],
        watch: Some(&["restinghr", "restinghrbpm", "hrrest", "rhr"]),
        factor: 1.0,
    },
    Extra { name: "hrv_ms", aliases: &["hrvms"], watch: Some(&["hrv"]), factor: 1.0 },
    Extra { name: "sleep_quality", aliases: &["sleepquality"], ..WRITTEN },
    Extra { name: "stress", aliases: &["stress"], ..WRITTEN },
    Extra { name: "hydration", aliases: &["hydration"], ..WRITTEN },
    Extra { name: "nutrition", aliases: &["nutrition"], ..WRITTEN },
    Extra { name: "stretching", aliases: &["stretching", "stretch"], ..WRITTEN },
    Extra { name: "strength", aliases: &["strength"], ..WRITTEN },
    Extra { name: "massage", aliases: &["massage"], ..WRITTEN },
    Extra { name: "alcohol", aliases: &["alcohol"], ..WRITTEN },
];

/// An optional column of one log.
#[derive(Clone, Debug, PartialEq)]
pub struct ExtraColumn {
    /// Its place, from 0.
    pub place: usize,
    /// Name in `days.csv` and in reports.
    pub name: String,
    /// What a value is multiplied by.
    pub factor: f64,
}

/// The optional columns of a header, and `asked`, which is one because it was asked for. `None`: there is no such
/// column, and no watch measures it. `taken`: the column of soreness.
#[must_use]
pub fn extras(header: &[String], asked: Option<&str>, taken: Option<usize>) -> Option<Vec<ExtraColumn>> {
    let mut extras: Vec<ExtraColumn> = Vec::new();
    let free = |(place, _): &(usize, &String)| Some(*place) != taken;
    for (place, extra) in
        header.iter().enumerate().filter(free).filter_map(|(k, cell)| Some((k, extra_of(cell)?)))
    {
        if extras.iter().all(|other| other.name != extra.name) {
            extras.push(ExtraColumn { place, name: extra.name.to_owned(), factor: extra.factor });
        }
    }
    if let Some(name) = asked.filter(|name| extras.iter().all(|extra| extra.name != **name)) {
        let (wanted, watch) = (squash(&fold(name)), watch_names(name));
        let means =
            |cell: String| cell == wanted || watch.is_some_and(|names| names.contains(&cell.as_str()));
        match header.iter().position(|cell| means(squash(&fold(cell)))) {
            Some(place) => extras.push(ExtraColumn { place, name: name.to_owned(), factor: 1.0 }),
            // What a watch measures may come from the export.
            None if watch.is_some() => {}
            None => return None,
        }
    }
    extras.iter().all(|extra| Some(extra.place) != taken).then_some(extras)
}

/// Further names of what a watch measures as the column `name`; `None`: the runner writes it.
fn watch_names(name: &str) -> Option<&'static [&'static str]> {
    EXTRAS.iter().find(|extra| extra.name == name)?.watch
}

/// True when `typed` names what a watch measures as the column `name`.
#[must_use]
pub fn is_measured_as(name: &str, typed: &str) -> bool {
    let typed = squash(&fold(typed));
    let (known, own) = (watch_names(name), extra_of(&typed).is_some_and(|extra| extra.name == name));
    known.is_some_and(|names| own || names.contains(&typed.as_str()))
}

/// The refusal of an outcome that is no column of `header`: what, and the remedy.
#[must_use]
pub fn no_outcome(header: &[String], name: &str) -> (String, String) {
    let near = near::nearest(name, header.iter().map(String::as_str).filter(|cell| cell.len() > 3));
    let remedy = match near {
        Some(near) => {
            format!("did you mean --outcome {}? The other flags stay as they are", text::shell(near))
        }
        None => "give --outcome one of these names; the other flags stay as they are".to_owned(),
    };
    (format!("no column `{name}` beside soreness"), remedy)
}

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

/// Columns of a long table that name what a row is about, squashed.
const LABELS: &[&str] = &[
    "type",
    "name",
    "metric",
    "questiontext",
    "question",
    "detail",
    "behaviourname",
    "behaviorname",
    "behavior",
    "behaviour",
    "symptom",
    "item",
    "key",
    "measure",
    "variable",
    "parameter",
    "habit",
    "label",
    "tag",
    "category",
];
/// Columns of a long table that hold the value.
const VALUES: &[&str] = &[
    "value",
    "ratingamount",
    "rating",
    "amount",
    "score",
    "answer",
    "answeredyes",
    "status",
    "level",
    "severity",
    "response",
    "result",
];
/// Columns of tags of a day, squashed.
const TAGS: &[&str] =
    &["activities", "tags", "activity", "aktivitaten", "activites", "actividades", "attivita"];
/// Columns of the time of a report, folded and squashed.
const TIMES: &[&str] = &[
    "time",
    "timeofday",
    "reported",
    "uhrzeit",
    "zeit",
    "tageszeit",
    "heure",
    "momentdelajournee",
    "hora",
    "ora",
    "tijd",
    "tidpunkt",
    "tid",
    "klockslag",
    "klokkeslett",
    "aika",
    "kello",
    "godzina",
    "cas",
    "ido",
    "saat",
    "время",
    "час",
    "ωρα",
    "時刻",
    "時間",
    "时间",
    "時段",
    "시간",
    "when",
    "ampm",
];

/// Places of the columns, from 0.
#[derive(Clone, Debug)]
pub struct Columns {
    /// Date.
    pub date: usize,
    /// Soreness; of several body parts the first.
    pub soreness: usize,
    /// The other body parts: the highest value counts.
    pub others: Vec<usize>,
    /// What the soreness column is called, in a long table what its rows are called.
    pub label: String,
    /// In a long table: the column that names what a row is about.
    pub labels: Option<usize>,
    /// True: the column holds tags of the day, of which one is about soreness.
    pub tagged: bool,
    /// Time of the report.
    pub time: Option<usize>,
    /// Illness and injury.
    pub ill: Vec<usize>,
    /// Who it is about.
    pub person: Option<usize>,
    /// Optional columns.
    pub extras: Vec<ExtraColumn>,
    /// True: the last column is free text, so that surplus cells are commas in it.
    pub ends_in_notes: bool,
    /// That soreness was not found by its name, and is asked for.
    pub ask: Option<Ask>,
}

impl Columns {
    /// Finds the columns of a sheet, soreness and another outcome by the names that were asked for.
    ///
    /// # Errors [`Error::Config`] with the columns found, when there is no date column, none that could be
    /// soreness, or no other outcome.
    pub fn find(sheet: &Sheet, path: &str, options: &DiaryOptions) -> Result<Self> {
        let names: Vec<String> = sheet.header.iter().map(|cell| squash(&fold(cell))).collect();
        let refuse = |what: &str, remedy: String| {
            let what = format!("{what}; the columns are: {}", listed(&sheet.header));
            Error::in_file(what, sheet.excerpt(path, sheet.header_line, None), remedy)
        };
        let date = date_of(sheet, &names).ok_or_else(|| {
            let near = likely_slip(&sheet.header, DATES).map_or(String::new(), |k| {
                format!("; if `{}` is it, correct its name there", sheet.header[k])
            });
            let what = "name the column of the day `date` (2024-03-09) in the header line";
            refuse("no date column", format!("{what}{near}"))
        })?;
        if let Some(twice) = side_by_side(&names, &sheet.header) {
            let remedy = "put the blocks below each other, under one header line";
            return Err(refuse(
                &format!("`{twice}` stands in the header again, with dates of its own"),
                remedy.into(),
            ));
        }
        let first_of = |list: &[&str]| list.iter().find_map(|name| names.iter().position(|own| own == name));
        let time = first_of(TIMES).filter(|&k| k != date);
        let found =
            Search { sheet, names: &names, date, time }.soreness(options.column.as_deref(), &refuse)?;
        let Found { soreness, others, label, labels, tagged, ask } = found;
        let asked = options.outcome.as_deref();
        let extras = extras(&sheet.header, asked, Some(soreness)).ok_or_else(|| {
            let (what, remedy) = no_outcome(&sheet.header, asked.unwrap_or_default());
            refuse(&what, remedy)
        })?;
        Ok(Self {
            date,
            soreness,
            others,
            label,
            labels,
            tagged,
            time,
            ill: (0..names.len()).filter(|&k| k != soreness && ILL.contains(&names[k].as_str())).collect(),
            person: first_of(PERSON),
            extras,
            ends_in_notes: names.last().is_some_and(|name| NOTES.contains(&name.as_str())),
            ask,
        })
    }

    /// Leaves the rows of a long table that are about soreness; of tags it leaves whether one is.
    pub fn keep(&self, sheet: &mut Sheet) {
        if self.tagged {
            for row in &mut sheet.rows {
                if let Some(cell) = row.cells.get_mut(self.soreness) {
                    *cell = if sore_tag(cell).is_some() { "yes" } else { "no" }.to_owned();
                }
            }
        }
        if let Some(labels) = self.labels {
            sheet.rows.retain(|row| row.cell(labels) == self.label);
        }
    }

    /// True when column `k` is for free text.
    #[must_use]
    pub fn is_note(sheet: &Sheet, k: usize) -> bool {
        sheet.header.get(k).is_some_and(|cell| NOTES.contains(&squash(&fold(cell)).as_str()))
    }
}

/// The column of dates: by its name where dates stand in it, else the first that holds hardly anything else.
fn date_of(sheet: &Sheet, names: &[String]) -> Option<usize> {
    let is_date = |cell: &str| take_apart(cell).is_some();
    let holds =
        |k: usize| sheet.rows.iter().any(|row| is_date(row.cell(k)) || counted(row.cell(k)).is_some());
    let named: Vec<usize> = DATES
        .iter()
        .flat_map(|name| (0..names.len()).filter(move |&k| names[k] == *name))
        .chain((0..names.len()).filter(|&k| form_stamp(&fold(&sheet.header[k])).is_some()))
        .collect();
    let by_content = |k: &usize| {
        let filled = sheet.rows.iter().map(|row| row.cell(*k)).filter(|cell| !values::is_missing(cell));
        let (all, dates) =
            filled.fold((0, 0), |(all, dates), cell| (all + 1, dates + usize::from(is_date(cell))));
        all > 0 && dates * 10 >= all * 8
    };
    let first_with_dates = named.iter().copied().find(|&k| holds(k));
    first_with_dates.or_else(|| (0..names.len()).find(by_content)).or_else(|| named.first().copied())
}

struct Search<'a> {
    sheet: &'a Sheet,
    names: &'a [String],
    date: usize,
    time: Option<usize>,
}

struct Found {
    soreness: usize,
    others: Vec<usize>,
    label: String,
    labels: Option<usize>,
    tagged: bool,
    ask: Option<Ask>,
}

impl Search<'_> {
    fn soreness(&self, wanted: Option<&str>, refuse: &dyn Fn(&str, String) -> Error) -> Result<Found> {
        let header = &self.sheet.header;
        if let Some(wanted) = wanted {
            return self.wanted(wanted).ok_or_else(|| {
                let near = near::nearest(wanted, header.iter().map(String::as_str));
                let remedy = near.map_or_else(
                    || self.flag(),
                    |near| format!("did you mean --soreness-column {}?", text::quoted(near)),
                );
                refuse(&format!("no column `{wanted}`"), remedy)
            });
        }
        if let Some(k) = SORENESS.iter().find_map(|name| self.names.iter().position(|own| own == name)) {
            return Ok(self.column(k));
        }
        let candidates = |is: fn(&str) -> bool| {
            let named = (0..header.len()).filter(|&k| Some(k) != self.time && k != self.date);
            self.of_the_morning(named.filter(|&k| is(&fold(&header[k]))).collect())
        };
        let ways: [&dyn Fn() -> Option<Found>; 5] = [
            &|| self.parts(&candidates(is_sore)),
            &|| self.long(),
            &|| self.parts(&candidates(is_legs)),
            &|| self.in_text(),
            &|| self.tags(),
        ];
        if let Some(found) = ways.iter().find_map(|way| way()) {
            return Ok(found);
        }
        let slip = likely_slip(header, SORENESS);
        if let (None, Some(columns)) = (slip, activity_columns(header)) {
            return Err(refuse(
                &format!("this is a list of activities ({columns}), and no column says how sore you were"),
                "give it among the recordings (PATH), not as --soreness; a log of soreness begins with: shakeout \
                 soreness new soreness.csv; if a column is about soreness, give its name to --soreness-column"
                    .to_owned(),
            ));
        }
        if let Some(what) = across(header) {
            let remedy = "write a row a day, with the columns date and soreness (in a spreadsheet: copy, paste transposed)";
            return Err(refuse(what, remedy.to_owned()));
        }
        let k = slip.or_else(|| self.numeric()).ok_or_else(|| refuse("no soreness column", self.flag()))?;
        let ask = Ask {
            what: format!("no soreness column; the columns are: {}", listed(header)),
            flag: format!("--soreness-column {}", text::quoted(&header[k])),
            otherwise: format!("if `{}` is not soreness, name the column that is", header[k]),
            line: self.sheet.header_line,
            column: Some(k),
        };
        Ok(Found { ask: Some(ask), ..self.column(k) })
    }

    /// The flag that names a column, one of numbers first.
    fn flag(&self) -> String {
        let is_free =
            |k: &usize| *k != self.date && Some(*k) != self.time && !self.sheet.header[*k].is_empty();
        let numeric = self.numeric();
        let others = (0..self.sheet.header.len()).filter(is_free).filter(|k| Some(*k) != numeric);
        let names: Vec<String> =
            numeric.into_iter().chain(others).map(|k| text::quoted(&self.sheet.header[k])).collect();
        match &names[..] {
            [] => "write a row a day with two columns: date,soreness".into(),
            [only] => format!("if that is how sore you were: --soreness-column {only}"),
            [first, others @ ..] => {
                format!("name the one that says it: --soreness-column {first}, or {}", others.join(", "))
            }
        }
    }

    fn column(&self, k: usize) -> Found {
        let label = self.sheet.header[k].clone();
        Found { soreness: k, others: Vec::new(), label, labels: None, tagged: false, ask: None }
    }

    /// The column of that name; in a long table the rows of that name.
    fn wanted(&self, wanted: &str) -> Option<Found> {
        let header = &self.sheet.header;
        let exact = header.iter().position(|cell| cell == wanted);
        let squashed = || self.names.iter().position(|own| *own == squash(&fold(wanted)));
        if let Some(k) = exact.or_else(squashed) {
            return Some(self.column(k));
        }
        let values = self.first_of(VALUES)?;
        let is = |cell: &str| cell == wanted || squash(cell) == squash(wanted);
        let (k, label) = self.labelled(&is)?;
        Some(Found { label, labels: Some(k), ..self.column(values) })
    }

    fn cells(&self, k: usize) -> impl Iterator<Item = &str> {
        self.sheet.rows.iter().map(move |row| row.cell(k))
    }

    /// Of columns of several times of the day those of the morning.
    fn of_the_morning(&self, columns: Vec<usize>) -> Vec<usize> {
        let half = |k: usize| values::half_of_day(&fold(&self.sheet.header[k]));
        let of = |wanted: fn(Option<TimeOfDay>) -> bool| -> Vec<usize> {
            columns.iter().copied().filter(|&k| wanted(half(k))).collect()
        };
        let morning = of(|half| half == Some(TimeOfDay::Morning));
        let not_evening = of(|half| half != Some(TimeOfDay::Evening));
        [morning, not_evening].into_iter().find(|some| !some.is_empty()).unwrap_or(columns)
    }

    /// One column, or several body parts.
    fn parts(&self, columns: &[usize]) -> Option<Found> {
        let says = |k: &usize| self.cells(*k).any(|cell| is_graded(cell) || grade(&fold(cell)).is_some());
        let saying: Vec<usize> = columns.iter().copied().filter(says).collect();
        let (&first, others) =
            if saying.is_empty() { columns.split_first()? } else { saying.split_first()? };
        let others = if saying.is_empty() { Vec::new() } else { others.to_vec() };
        Some(Found { others, ..self.column(first) })
    }

    /// A table with a row a value: `date,name,value`.
    fn long(&self) -> Option<Found> {
        let values = self.first_of(VALUES)?;
        let (k, label) = self.labelled(&|cell| is_sore(&fold(cell)))?;
        Some(Found { label, labels: Some(k), ..self.column(values) })
    }

    fn first_of(&self, list: &[&str]) -> Option<usize> {
        list.iter().find_map(|name| self.names.iter().position(|own| own == name))
    }

    /// The column of names with the most frequent name that `is` meant.
    fn labelled(&self, is: &dyn Fn(&str) -> bool) -> Option<(usize, String)> {
        let columns = LABELS.iter().filter_map(|name| self.names.iter().position(|own| own == name));
        columns
            .filter_map(|k| {
                let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
                for cell in self.cells(k).filter(|cell| !cell.is_empty()) {
                    *counts.entry(cell).or_default() += 1;
                }
                counts.retain(|cell, _| is(cell));
                let (cell, _) = counts.into_iter().max_by_key(|(_, n)| *n)?;
                Some((k, cell.to_owned()))
            })
            .next()
    }

    /// A column of text in which most cells hold a value out of ten: `legs 3/10`.
    fn in_text(&self) -> Option<Found> {
        let share = |k: usize| {
            let filled = self.cells(k).filter(|cell| !cell.is_empty());
            let (all, holding) = filled
                .fold((0, 0), |(all, n), cell| (all + 1, n + usize::from(fraction(&fold(cell)).is_some())));
            (holding * 2 >= all && holding > 0).then_some(holding)
        };
        let columns = (0..self.sheet.header.len()).filter(|&k| k != self.date);
        let (_, k) = columns.filter_map(|k| Some((share(k)?, std::cmp::Reverse(k)))).max()?;
        Some(self.column(k.0))
    }

    /// A column of tags, of which some say sore: `run | sore legs`.
    fn tags(&self) -> Option<Found> {
        let columns = TAGS.iter().filter_map(|name| self.names.iter().position(|own| own == name));
        let tag = |k: usize| Some((k, self.cells(k).find_map(sore_tag)?.to_owned()));
        let (k, label) = columns.filter_map(tag).next()?;
        Some(Found { label, tagged: true, ..self.column(k) })
    }

    /// The first column of numbers that is nothing else.
    fn numeric(&self) -> Option<usize> {
        (0..self.sheet.header.len()).find(|&k| {
            let known = k == self.date
                || Some(k) == self.time
                || extra_of(&self.sheet.header[k]).is_some()
                || PERSON.contains(&self.names[k].as_str())
                || ILL.contains(&self.names[k].as_str());
            let numbers = self.cells(k).filter(|cell| is_graded(cell)).count();
            !known && numbers > 0 && numbers * 2 >= self.cells(k).filter(|cell| !cell.is_empty()).count()
        })
    }
}

/// The tag of a cell that is about soreness.
fn sore_tag(cell: &str) -> Option<&str> {
    cell.split(['|', ',', ';']).map(str::trim).find(|tag| is_sore(&fold(tag)))
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
