//! Layout: the table of activities of an app as a description of its columns, and the one reader of all of them.

use jiff::civil::Time;

use super::columns::{self, Header, positive, text};
use super::dates::{self, DateCell, When};
use super::duration::{self, Unit};
use super::series::pulse;
use super::{FileKind, ListedActivity, Listing};
use crate::activity::{FileThresholds, HrZone, Sport, ThresholdMessage};
use crate::decode::sport;
use crate::error::FileError;
use crate::sheet::dates::DateOrder;
use crate::sheet::delimited::{Row, Sheet};
use crate::sheet::values::clock_time;
use crate::units::UtcMillis;

/// Names of one column, squashed, the surest first.
pub type Names = &'static [&'static str];

/// What a cell says of the sport: its kind and its finer name; `None`: nothing.
pub type SportOf = fn(&str) -> Option<(Sport, Option<String>)>;

/// What the times of a table without a zone are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeBasis {
    /// Of where the runner was.
    Local,
    /// UTC.
    Utc,
}

/// How long something took, and the unit of plain numbers where the header names none.
#[derive(Clone, Copy, Debug)]
pub struct Lasts {
    /// Names of the column.
    pub names: Names,
    /// Seconds of 1; 0: decided by the median of the column.
    pub unit_s: f64,
}

/// In what the columns of time in zones count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ZoneUnit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Percent of the duration.
    Percent,
}

/// The columns of a table.
#[derive(Clone, Copy, Debug)]
pub struct TableLayout {
    /// What it is.
    pub kind: FileKind,
    /// The table is this one when it has a column of each of these names.
    pub must: &'static [Names],
    /// Start: date and time, or the date alone.
    pub start: Names,
    /// Time of day beside a date.
    pub time: Names,
    /// End, on the clock of the start.
    pub end: Names,
    /// What times without a zone are.
    pub clock: TimeBasis,
    /// Column of the offset from UTC (`UTC+02:00`).
    pub offset: Names,
    /// Sport.
    pub sport: Names,
    /// What a cell of it says.
    pub sport_of: SportOf,
    /// Title.
    pub name: Names,
    /// Type of the workout.
    pub workout: Names,
    /// The file with the recording.
    pub file: Names,
    /// From start to end.
    pub elapsed: Lasts,
    /// Without pauses.
    pub timer: Lasts,
    /// Distance.
    pub distance: Names,
    /// Metres of 1 where the header names no unit; 0: the pace decides between metres and kilometres.
    pub distance_m: f64,
    /// Mean heart rate, bpm.
    pub hr_mean: Names,
    /// Highest heart rate, bpm.
    pub hr_max: Names,
    /// Ascent.
    pub ascent: Names,
    /// Descent.
    pub descent: Names,
    /// Exertion.
    pub rpe: Names,
    /// What an exertion of 10 is in the table.
    pub rpe_top: f64,
    /// Time in zones, lowest first.
    pub zones: &'static [Names],
    /// In what that is.
    pub zone_unit: ZoneUnit,
    /// Upper bounds of the zones, bpm, lowest first.
    pub bounds: &'static [Names],
    /// Resting heart rate, HRmax, heart rate at the threshold (bpm), and weight.
    pub thresholds: [Names; 4],
    /// Threshold pace, as a speed in m/s.
    pub threshold_speed: Names,
    /// Rows without a duration are plans, not activities.
    pub plans: bool,
}

const NO_TIME: Lasts = Lasts { names: &[], unit_s: 1.0 };

impl TableLayout {
    /// A table of which nothing is known but what it is.
    pub const fn of(kind: FileKind) -> Self {
        Self {
            kind,
            must: &[],
            start: &[],
            time: &[],
            end: &[],
            clock: TimeBasis::Local,
            offset: &[],
            sport: &[],
            sport_of: sport::by_name,
            name: &[],
            workout: &[],
            file: &[],
            elapsed: NO_TIME,
            timer: NO_TIME,
            distance: &[],
            distance_m: 0.0,
            hr_mean: &[],
            hr_max: &[],
            ascent: &[],
            descent: &[],
            rpe: &[],
            rpe_top: 10.0,
            zones: &[],
            zone_unit: ZoneUnit::Seconds,
            bounds: &[],
            thresholds: [&[]; 4],
            threshold_speed: &[],
            plans: false,
        }
    }

    /// True for a header with the columns that the table must have.
    pub fn fits(&self, header: &Header) -> bool {
        self.must.iter().all(|names| header.find(names).is_some())
    }

    /// True for a file that begins with such a header.
    pub fn sniff(&self, bytes: &[u8]) -> bool {
        Header::of(bytes).is_some_and(|header| self.fits(&header))
    }

    /// Reads the table of a file.
    pub fn read(&self, bytes: &[u8]) -> Result<Listing, FileError> {
        let (header, sheet) = columns::sheet(bytes)?;
        self.read_sheet(&header, sheet)
    }

    /// Reads a table whose header is apart.
    pub fn read_sheet(&self, header: &Header, sheet: Sheet) -> Result<Listing, FileError> {
        let columns = Columns::of(self, header, &sheet);
        let cells: Vec<Option<DateCell>> =
            sheet.rows.iter().map(|row| dates::take_apart(columns.date(row))).collect();
        let order = dates::order(&cells).map_err(FileError::Unreadable)?;
        let mut listing = Listing { notes: sheet.notes, ..Listing::new(self.kind) };
        for (row, cell) in sheet.rows.iter().zip(cells) {
            match columns.entry(row, cell, order) {
                Some(Ok(entry)) => listing.entries.push(entry),
                Some(Err(reason)) => listing.rejected.push((row.line, reason)),
                None => {}
            }
        }
        Ok(listing)
    }
}

/// A column, and what its plain numbers are multiplied with.
#[derive(Clone, Copy)]
struct Scaled {
    column: usize,
    unit: f64,
}

impl Scaled {
    fn of(self, row: &Row) -> Option<f64> {
        positive(row, Some(self.column)).map(|value| value * self.unit)
    }
}

/// Where a layout is in one table.
struct Columns<'l> {
    layout: &'l TableLayout,
    start: Option<usize>,
    time: Option<usize>,
    end: Option<usize>,
    offset: Option<usize>,
    sport: Option<usize>,
    name: Option<usize>,
    workout: Option<usize>,
    file: Option<usize>,
    elapsed: Option<(usize, Option<Unit>)>,
    timer: Option<(usize, Option<Unit>)>,
    /// Unit 0: the pace decides.
    distance: Option<Scaled>,
    hr_mean: Option<usize>,
    hr_max: Option<usize>,
    ascent: Option<Scaled>,
    descent: Option<Scaled>,
    rpe: Option<Scaled>,
    zones: Vec<usize>,
    bounds: Vec<usize>,
    hr_rest: Option<usize>,
    hr_highest: Option<usize>,
    lthr: Option<usize>,
    weight: Option<Scaled>,
    threshold_speed: Option<usize>,
}

impl<'l> Columns<'l> {
    fn of(layout: &'l TableLayout, header: &Header, sheet: &Sheet) -> Self {
        let find = |names: Names| header.find(names);
        let scaled = |names: Names, unit_of: fn(&str) -> Option<f64>, unit: f64| {
            let column = header.find(names)?;
            Some(Scaled { column, unit: unit_of(&header.cells[column]).unwrap_or(unit) })
        };
        let lasts = |lasts: Lasts| {
            let column = header.find(lasts.names)?;
            let cells = || sheet.rows.iter().map(|row| row.cell(column)).collect::<Vec<_>>();
            let plain =
                if lasts.unit_s > 0.0 { Some(Unit(lasts.unit_s)) } else { duration::unit_of(&cells()) };
            Some((column, duration::unit_in(&header.cells[column]).or(plain)))
        };
        let several =
            |names: &[Names]| -> Vec<usize> { names.iter().map_while(|names| header.find(names)).collect() };
        let [rest, highest, lthr, weight] = layout.thresholds;
        Self {
            layout,
            start: find(layout.start),
            time: find(layout.time),
            end: find(layout.end),
            offset: find(layout.offset),
            sport: find(layout.sport),
            name: find(layout.name),
            workout: find(layout.workout),
            file: find(layout.file),
            elapsed: lasts(layout.elapsed),
            timer: lasts(layout.timer),
            distance: scaled(layout.distance, columns::metres_in, layout.distance_m),
            hr_mean: find(layout.hr_mean),
            hr_max: find(layout.hr_max),
            ascent: scaled(layout.ascent, columns::metres_in, 1.0),
            descent: scaled(layout.descent, columns::metres_in, 1.0),
            rpe: scaled(layout.rpe, |_| None, 10.0 / layout.rpe_top),
            zones: several(layout.zones),
            bounds: several(layout.bounds),
            hr_rest: find(rest),
            hr_highest: find(highest),
            lthr: find(lthr),
            weight: scaled(weight, columns::kilograms_in, 1.0),
            threshold_speed: find(layout.threshold_speed),
        }
    }

    fn date<'r>(&self, row: &'r Row) -> &'r str {
        self.start.map_or("", |column| row.cell(column))
    }

    /// `None` for a plan.
    fn entry(
        &self,
        row: &Row,
        date: Option<DateCell>,
        order: DateOrder,
    ) -> Option<Result<ListedActivity, String>> {
        let seconds = |column: Option<(usize, Option<Unit>)>| {
            column.and_then(|(column, unit)| duration::of_app(row.cell(column), unit))
        };
        let (elapsed_s, timer_s) =
            (seconds(self.elapsed).or_else(|| self.until_end(row, date, order)), seconds(self.timer));
        let lasted_s = elapsed_s.or(timer_s);
        if self.layout.plans && lasted_s.is_none() {
            return None;
        }
        let Some(start) = date.and_then(|cell| self.when(row, cell.when(order)?)) else {
            return Some(Err(format!("`{}` is no date that is understood", self.date(row))));
        };
        let distance_m = self.distance.and_then(|column| {
            let value = positive(row, Some(column.column))?;
            if column.unit > 0.0 { Some(value * column.unit) } else { columns::metres(value, lasted_s) }
        });
        Some(Ok(ListedActivity {
            sport: text(row, self.sport).and_then(|cell| (self.layout.sport_of)(&cell)),
            name: text(row, self.name),
            workout_type: text(row, self.workout),
            file: text(row, self.file),
            elapsed_s,
            timer_s: timer_s.filter(|timer| elapsed_s.is_none_or(|all| *timer <= all)),
            distance_m,
            hr_mean_bpm: pulse(positive(row, self.hr_mean)),
            hr_max_bpm: pulse(positive(row, self.hr_max)),
            ascent_m: self.ascent.and_then(|column| column.of(row)),
            descent_m: self.descent.and_then(|column| column.of(row)),
            rpe: self.rpe.and_then(|column| column.of(row)).filter(|rpe| *rpe <= 10.0),
            hr_zones: self.zones(row, timer_s.or(elapsed_s)),
            thresholds: self.thresholds(row),
            ..ListedActivity::new(row.line, start)
        }))
    }

    /// Seconds from start to end, s.
    fn until_end(&self, row: &Row, start: Option<DateCell>, order: DateOrder) -> Option<f64> {
        let end = dates::take_apart(row.cell(self.end?))?;
        let at = |cell: DateCell| match cell.when(order)?.as_utc() {
            When::Instant(at, _) => Some(at),
            _ => None,
        };
        Some(at(end)?.seconds_since(at(start?)?)).filter(|seconds| *seconds > 0.0)
    }

    fn when(&self, row: &Row, when: When) -> Option<When> {
        let time: Option<Time> = self.time.and_then(|column| clock_time(row.cell(column)));
        let when = time.map_or(when, |time| when.at(time));
        let offset_s = self.offset.and_then(|column| offset_s(row.cell(column)));
        match (when, offset_s, self.layout.clock) {
            (When::Local(_), Some(offset), TimeBasis::Local) => match when.as_utc() {
                When::Instant(at, _) => {
                    Some(When::Instant(UtcMillis(at.0 - i64::from(offset) * 1000), Some(offset)))
                }
                other => Some(other),
            },
            (When::Local(_), offset, TimeBasis::Utc) => match when.as_utc() {
                When::Instant(at, _) => Some(When::Instant(at, offset)),
                other => Some(other),
            },
            // What is written as UTC, with the runner's offset beside it.
            (When::Instant(at, None), Some(offset), _) => Some(When::Instant(at, Some(offset))),
            _ => Some(when),
        }
    }

    fn zones(&self, row: &Row, lasted_s: Option<f64>) -> Vec<HrZone> {
        let number = |column: &usize| match columns::number(row, Some(*column)) {
            Some(value) if value >= 0.0 => Some(value),
            _ => None,
        };
        let unit_s = match self.layout.zone_unit {
            ZoneUnit::Seconds => Some(1.0),
            ZoneUnit::Minutes => Some(60.0),
            ZoneUnit::Percent => lasted_s.map(|seconds| seconds / 100.0),
        };
        let Some(unit_s) = unit_s else { return Vec::new() };
        let bounds: Vec<Option<f64>> =
            self.bounds.iter().map(|column| pulse(positive(row, Some(*column)))).collect();
        let bound = |k: usize| bounds.get(k).copied().flatten();
        let zones: Vec<HrZone> = (0..)
            .zip(&self.zones)
            .map_while(|(k, column)| {
                let low_bpm = usize::checked_sub(k, 1).and_then(bound);
                Some(HrZone { low_bpm, high_bpm: bound(k), seconds: number(column)? * unit_s })
            })
            .collect();
        // Nothing but zeros is a recording without heart rate.
        if zones.iter().any(|zone| zone.seconds > 0.0) { zones } else { Vec::new() }
    }

    fn thresholds(&self, row: &Row) -> FileThresholds {
        let bpm = |column: Option<usize>| positive(row, column);
        let hr_max_bpm = bpm(self.hr_highest);
        FileThresholds {
            hr_max_bpm,
            hr_max_from: hr_max_bpm.map(|_| ThresholdMessage::Export),
            hr_rest_bpm: bpm(self.hr_rest),
            lthr_bpm: bpm(self.lthr),
            threshold_mps: positive(row, self.threshold_speed),
            weight_kg: self.weight.and_then(|column| column.of(row)).filter(|kg| (20.0..=300.0).contains(kg)),
            ..FileThresholds::default()
        }
    }
}

/// Seconds of `UTC+02:00`, `GMT-0330`, `+0300`, `UTCZ`, `Z`; `None`: it is no offset.
#[must_use]
pub fn offset_s(cell: &str) -> Option<i32> {
    let cell = cell.trim();
    let rest = cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim();
    if rest.is_empty() {
        return (!cell.is_empty()).then_some(0);
    }
    let (sign, digits) = match rest.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-" | "\u{2212}", digits) => (-1, digits),
        _ => return None,
    };
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let hm: i32 = digits.parse().ok()?;
    let seconds = match digits.len() {
        1 | 2 => hm * 3600,
        3 | 4 => hm / 100 * 3600 + hm % 100 * 60,
        _ => return None,
    };
    (seconds <= 14 * 3600).then_some(sign * seconds)
}
