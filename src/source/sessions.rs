//! Sessions: a table of sessions that somebody keeps, or that a questionnaire collects: when, how
//! long, what, and how hard it felt (`date,duration_min,sport,rpe`; PMSys:
//! `end_date_time,activity_names,perceived_exertion,duration_min`).

use super::columns::{self, Header, metres, positive, text};
use super::dates::{self, DateCell};
use super::duration::{self, Unit};
use super::series::pulse;
use super::{FileKind, ListedActivity, Listing, Provider, Reader};
use crate::activity::Sport;
use crate::decode::sport;
use crate::diary::names_soreness;
use crate::error::FileError;
use crate::sheet::dates::DateOrder;
use crate::sheet::delimited::{Row, Sheet};
use crate::sheet::values::clock_time;

const KIND: FileKind = FileKind { words: "a list of sessions", typed: true };

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "A list kept by hand",
    readers: &[Reader { kind: KIND, sniff, read }],
    gives: "a CSV with a day, a duration, and a sport or an exertion (0 to 10)",
    leaves: "other columns",
    export: "any spreadsheet: columns date, duration_min, sport, rpe; saved as CSV",
};

/// Names of the columns, squashed: the earlier ones are the surer ones.
const START: &[&str] = &[
    "start",
    "starttime",
    "startdatelocal",
    "starttimelocal",
    "startdatetime",
    "startdate",
    "datetime",
    "begin",
    "beginn",
    "timestamp",
];
const END: &[&str] = &["enddatetime", "endtime", "enddate", "end", "ende"];
const DATE: &[&str] = &[
    "date",
    "day",
    "datum",
    "fecha",
    "data",
    "dato",
    "tag",
    "sessiondate",
    "trainingdate",
    "localdate",
    "activitydate",
    "dzień",
    "jour",
    "giorno",
    "día",
    "дата",
    "日付",
    "日期",
    "날짜",
];
const CLOCK: &[&str] =
    &["time", "timeofday", "starttime", "start", "uhrzeit", "hora", "heure", "ora", "tijd", "时间"];
const DURATION: &[&str] = &[
    "duration",
    "durationmin",
    "durationmins",
    "durationminutes",
    "durationinminutes",
    "durations",
    "durationsec",
    "durationseconds",
    "durationh",
    "durationhours",
    "minutes",
    "mins",
    "min",
    "dauer",
    "dauermin",
    "minuten",
    "durée",
    "duree",
    "duréemin",
    "duración",
    "duracion",
    "durata",
    "duração",
    "tijdsduur",
    "movingtime",
    "elapsedtime",
    "totaltime",
    "sessionduration",
    "sessiondurationmin",
    "时长",
];
/// Names of a time, which beside a distance is how long it took.
const TOOK: &[&str] = &[
    "time",
    "zeit",
    "laufzeit",
    "tiempo",
    "temps",
    "chrono",
    "tempo",
    "tijd",
    "tid",
    "czas",
    "cas",
    "tempototal",
    "время",
    "時間",
    "时间",
    "用时",
    "タイム",
];
const SPORT: &[&str] = &[
    "sport",
    "activitynames",
    "activitytype",
    "activity",
    "type",
    "sporttype",
    "workouttype",
    "sessiontype",
    "discipline",
    "sportart",
    "aktivität",
    "art",
    "deporte",
    "actividad",
    "activité",
    "运动",
];
const RPE: &[&str] = &[
    "rpe",
    "perceivedexertion",
    "sessionrpe",
    "rpecr10",
    "rpe10",
    "cr10",
    "borg",
    "borgcr10",
    "exertion",
    "perceivedeffort",
    "effort",
    "anstrengung",
    "gefühlteanstrengung",
    "effortperçu",
    "esfuerzo",
    "esfuerzopercibido",
];
const HR_MEAN: &[&str] = &[
    "avghr",
    "hravg",
    "averagehr",
    "meanhr",
    "hrmean",
    "averageheartrate",
    "avgheartrate",
    "heartrate",
    "hr",
    "puls",
];
const HR_MAX: &[&str] = &["maxhr", "hrmax", "maxheartrate", "peakhr"];
const DISTANCE: &[&str] = &[
    "distance",
    "distancekm",
    "distancem",
    "distanz",
    "distancia",
    "distanza",
    "strecke",
    "afstand",
    "km",
    "miles",
    "mi",
    "distancemi",
    "distancemiles",
    "distanceyd",
    "distância",
    "dystans",
    "distans",
    "vzdálenost",
    "дистанция",
    "расстояние",
    "距離",
    "距离",
    "거리",
    "távolság",
    "matka",
];
const NAME: &[&str] = &["name", "title", "titel", "activityname", "sessionname", "session"];

/// True for a header with a day, a duration, and an exertion, a sport or a distance.
pub fn sniff(bytes: &[u8]) -> bool {
    Header::of(bytes).is_some_and(|header| Columns::of(&header).is_some()) && !super::is_own_table(bytes)
}

/// Which column holds what.
struct Columns {
    when: Moment,
    clock: Option<usize>,
    duration: usize,
    /// True: the duration is called a time, which may be one on the clock.
    took: bool,
    unit: Option<Unit>,
    sport: Option<usize>,
    rpe: Option<usize>,
    hr_mean: Option<usize>,
    hr_max: Option<usize>,
    /// With the metres of 1, where the header names a unit.
    distance: Option<(usize, Option<f64>)>,
    name: Option<usize>,
}

#[derive(Clone, Copy)]
enum Moment {
    Start(usize),
    End(usize),
}

impl Columns {
    fn of(header: &Header) -> Option<Self> {
        let start = header.find(START).filter(|_| header.find(DATE).is_none());
        let when = match (header.find(DATE).or(start), header.find(END)) {
            (Some(k), _) => Moment::Start(k),
            (None, Some(k)) => Moment::End(k),
            (None, None) => return None,
        };
        // Garmin Connect's table of activities calls the duration `Time` and puts the clock into `Date`.
        let connect = header.has("activitytype") && header.has("title");
        let distance = header.find(DISTANCE);
        let (sport, rpe) = (header.find(SPORT), header.find(RPE));
        // A log of soreness may have a time on the clock and a distance too.
        let of_runs = distance.is_some() && !header.cells.iter().any(|cell| names_soreness(cell));
        let took = header.find(DURATION).is_none() && !connect;
        let duration = header
            .find(DURATION)
            .or_else(|| header.find(&["time"]).filter(|_| connect))
            .or_else(|| header.find(TOOK).filter(|_| of_runs))?;
        if sport.is_none() && rpe.is_none() && !of_runs {
            return None;
        }
        Some(Self {
            took,
            when,
            clock: header.find(CLOCK).filter(|k| *k != duration && !connect),
            duration,
            unit: duration::unit_in(&header.cells[duration]),
            sport,
            rpe,
            hr_mean: header.find(HR_MEAN),
            hr_max: header.find(HR_MAX),
            distance: distance.map(|k| (k, columns::metres_in(&header.cells[k]))),
            name: header.find(NAME),
        })
    }

    const fn date(&self) -> usize {
        match self.when {
            Moment::Start(k) | Moment::End(k) => k,
        }
    }
}

/// The scale of a column of exertions.
#[derive(Clone, Copy, PartialEq)]
enum RpeScale {
    /// CR-10, as written.
    Cr10,
    /// Anything else: no number on it is a CR-10.
    Other,
}

/// Reads the table.
pub fn read(bytes: &[u8]) -> Result<Listing, FileError> {
    let (header, sheet) = columns::sheet(bytes)?;
    let no_header = || FileError::Unreadable("a list of sessions without a date and a duration".into());
    let mut columns = Columns::of(&header).ok_or_else(no_header)?;
    let mut notes = sheet.notes.clone();
    let cells: Vec<&str> = sheet.rows.iter().map(|row| row.cell(columns.duration)).collect();
    if columns.unit.is_none() {
        columns.unit = duration::unit_of(&cells);
        if let Some(unit) = columns.unit {
            let name = [(1.0, "seconds"), (60.0, "minutes"), (3600.0, "hours")];
            let name = name.iter().find(|(s, _)| *s == unit.0).map_or("", |(_, name)| name);
            notes.push(format!("durations were taken as {name}"));
        }
    }
    let scale = rpe_scale(&sheet, columns.rpe, &mut notes);
    let dates: Vec<Option<DateCell>> =
        sheet.rows.iter().map(|row| dates::take_apart(row.cell(columns.date()))).collect();
    let order = dates::order(&dates).map_err(FileError::Unreadable)?;
    let mut listing = Listing { notes, ..Listing::new(KIND) };
    for (row, date) in sheet.rows.iter().zip(dates) {
        match entry(row, date, order, &columns, scale) {
            Ok(entry) => listing.entries.push(entry),
            Err(reason) => listing.rejected.push((row.line, reason)),
        }
    }
    if columns.took && !are_paces(&listing.entries) {
        let name = &header.cells[columns.duration];
        let what = format!("`{name}` is not how long the runs took; call the column that says so `duration`");
        return Err(FileError::Unreadable(what));
    }
    if columns.sport.is_none() {
        let runs = by_pace(&mut listing.entries);
        let all = listing.entries.len();
        listing
            .notes
            .push(format!("no column names the sport: {runs} of {all} sessions are runs by their pace"));
    }
    Ok(listing)
}

/// True where most sessions have the speed of somebody on foot or on wheels.
fn are_paces(entries: &[ListedActivity]) -> bool {
    let speeds: Vec<f64> =
        entries.iter().filter_map(|entry| Some(entry.distance_m? / entry.duration_s()?)).collect();
    let moving = speeds.iter().filter(|mps| (1.0..=15.0).contains(*mps)).count();
    !speeds.is_empty() && moving * 2 > speeds.len()
}

/// Names the sport of sessions at a runner's pace, and counts them.
fn by_pace(entries: &mut [ListedActivity]) -> usize {
    let mut runs = 0;
    for entry in entries {
        let speed = entry.distance_m.zip(entry.duration_s()).map(|(metres, seconds)| metres / seconds);
        if speed.is_some_and(|mps| sport::RUNNING_MPS.contains(&mps)) {
            entry.sport = Some((Sport::Running, None));
            runs += 1;
        }
    }
    runs
}

/// CR-10 unless a value is beyond it; Borg's 6-20 is no CR-10 and is not converted.
fn rpe_scale(sheet: &Sheet, column: Option<usize>, notes: &mut Vec<String>) -> RpeScale {
    let highest = sheet.rows.iter().filter_map(|row| positive(row, column)).fold(0.0, f64::max);
    if highest <= 10.0 {
        return RpeScale::Cr10;
    }
    notes.push(format!("exertion goes up to {highest}, which is not the scale of 0 to 10: it was left out"));
    RpeScale::Other
}

fn entry(
    row: &Row,
    date: Option<DateCell>,
    order: DateOrder,
    columns: &Columns,
    scale: RpeScale,
) -> Result<ListedActivity, String> {
    let when = date
        .and_then(|cell| cell.when(order))
        .ok_or_else(|| format!("`{}` is no date", row.cell(columns.date())))?;
    let duration_s = duration::seconds(row.cell(columns.duration), columns.unit)
        .ok_or_else(|| format!("`{}` is no duration", row.cell(columns.duration)))?;
    let start = match columns.when {
        Moment::Start(_) => match columns.clock.and_then(|k| clock_time(row.cell(k))) {
            Some(time) => when.at(time),
            None => when,
        },
        Moment::End(_) => when.before(duration_s),
    };
    Ok(ListedActivity {
        sport: text(row, columns.sport).and_then(|cell| sport_of(&cell)),
        name: text(row, columns.name),
        rpe: positive(row, columns.rpe).filter(|_| scale == RpeScale::Cr10),
        elapsed_s: Some(duration_s),
        distance_m: columns.distance.and_then(|(column, unit)| {
            let distance = positive(row, Some(column))?;
            unit.map_or_else(|| metres(distance, Some(duration_s)), |unit| Some(distance * unit))
        }),
        hr_mean_bpm: pulse(positive(row, columns.hr_mean)),
        hr_max_bpm: pulse(positive(row, columns.hr_max)),
        ..ListedActivity::new(row.line, start)
    })
}

/// `Run`, or PMSys' `['individual', 'endurance', 'running']`: the first word that names a sport.
fn sport_of(cell: &str) -> Option<(Sport, Option<String>)> {
    let list = cell.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let Some(list) = list else { return sport::by_name(cell) };
    let words: Vec<&str> = list
        .split(',')
        .map(|word| word.trim().trim_matches(['\'', '"']))
        .filter(|word| !word.is_empty())
        .collect();
    let known =
        words.iter().find_map(|word| sport::by_name(word).filter(|(sport, _)| *sport != Sport::Other));
    // `individual` and `team` say how, the last word says what.
    known.or_else(|| words.last().and_then(|word| sport::by_name(word)))
}
