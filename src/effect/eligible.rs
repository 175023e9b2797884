//! Which days can be compared, and why the others cannot: the eligibility rules, each day counted once.

use std::ops::Range;

use super::DayLog;
use super::breaks::breaks;
use crate::day::DayKind;
use crate::stats::median;

/// Days before the choice that must be known.
pub const DAYS_BEFORE: usize = 3;

/// Why a day is not used; the order is the order of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Obstacle {
    Gap,
    Ill,
    KindUnknown,
    OtherKind,
    Break,
    ReportedLate,
    NoReport,
    StartOfRecord,
    LoadUnknown,
    NoOutcome,
}

const OBSTACLES: [Obstacle; 10] = [
    Obstacle::Gap,
    Obstacle::Ill,
    Obstacle::KindUnknown,
    Obstacle::OtherKind,
    Obstacle::Break,
    Obstacle::ReportedLate,
    Obstacle::NoReport,
    Obstacle::StartOfRecord,
    Obstacle::LoadUnknown,
    Obstacle::NoOutcome,
];

impl Obstacle {
    fn sentence(self, treated: DayKind, lag: usize) -> String {
        match self {
            Self::Gap => "inside a stretch without recordings and diary".to_owned(),
            Self::Ill => "illness or injury on that day or the day before".to_owned(),
            Self::KindUnknown => format!("not known whether it was {} or rest", treated.name()),
            Self::OtherKind => format!("neither {} nor rest", treated.name()),
            Self::Break => "inside a long break from running, when rest was no choice".to_owned(),
            Self::ReportedLate => "soreness reported after the day's run had started".to_owned(),
            Self::NoReport => "no soreness report that morning".to_owned(),
            Self::StartOfRecord => "the three days before are not all in the record".to_owned(),
            Self::LoadUnknown => "the load of one of the three days before is not known".to_owned(),
            Self::NoOutcome if lag == 1 => "no soreness report before running the morning after".to_owned(),
            Self::NoOutcome => format!("no soreness report before running {lag} mornings after"),
        }
    }
}

/// A log made ready: soreness that may serve as a baseline or an outcome, hard load in units of the
/// runner's typical hard day, and the stretch from the first to the last report.
#[derive(Clone, Debug)]
pub struct Record<'a> {
    /// The log as it came.
    pub log: &'a DayLog,
    soreness: Vec<Option<f64>>,
    hard_unit: f64,
    first: usize,
    end: usize,
    breaks: Vec<Range<usize>>,
}

impl<'a> Record<'a> {
    /// Prepares a log.
    #[must_use]
    pub fn new(log: &'a DayLog) -> Self {
        // METHOD: soreness is by definition what was felt before the day's running, so a late report is
        // neither a baseline nor an outcome. Keeping it as an outcome would let tomorrow's run in.
        let soreness = (0..log.len())
            .map(|day| if flag(&log.reported_late, day) { None } else { value(&log.soreness, day) })
            .collect();
        Self::with_soreness(log, soreness)
    }

    /// The same log with another soreness series of the same length.
    #[must_use]
    pub fn with_soreness(log: &'a DayLog, soreness: Vec<Option<f64>>) -> Self {
        let first = soreness.iter().position(Option::is_some).unwrap_or(soreness.len());
        let end = soreness.iter().rposition(Option::is_some).map_or(first, |last| last + 1);
        // METHOD: days after the last report take no part in anything, so that appending days without
        // a report cannot change a digit.
        let positive = (0..end).filter_map(|day| value(&log.hard_load, day)).filter(|load| *load > 0.0);
        // Without a hard day every load is 0 and the unit does not matter.
        let hard_unit = median(positive.collect()).unwrap_or(1.0);
        let breaks = breaks(log.kind.get(..end).unwrap_or(&log.kind));
        Self { log, soreness, hard_unit, first, end, breaks }
    }

    /// What was done on a day.
    #[must_use]
    pub fn kind(&self, day: usize) -> DayKind {
        self.log.kind.get(day).copied().unwrap_or(DayKind::Unknown)
    }

    /// Soreness felt before the day's running; `None`: not reported, or reported too late.
    #[must_use]
    pub fn soreness(&self, day: usize) -> Option<f64> {
        self.soreness.get(day).copied().flatten()
    }

    /// Load of moderate and hard sessions; 1 = the runner's median hard day. `None`: not known.
    #[must_use]
    pub fn hard_load(&self, day: usize) -> Option<f64> {
        value(&self.log.hard_load, day).map(|load| load / self.hard_unit)
    }

    /// The covariates beside the fixed ones; `None` where one of them is not known.
    #[must_use]
    pub fn beside(&self, day: usize) -> Option<Vec<f64>> {
        self.log.beside.iter().map(|(_, column)| value(column, day)).collect()
    }

    /// First day with a report, and one past the last; equal without a report.
    #[must_use]
    pub fn span(&self) -> (usize, usize) {
        (self.first, self.end)
    }

    /// Long stretches of rest, none of whose days is compared (see [`breaks`]), ascending.
    #[must_use]
    pub fn breaks(&self) -> &[Range<usize>] {
        &self.breaks
    }

    fn in_break(&self, day: usize) -> bool {
        self.breaks.iter().any(|stretch| stretch.contains(&day))
    }

    /// The last report in the three days before `day`.
    #[must_use]
    pub fn previous_soreness(&self, day: usize) -> Option<f64> {
        (1..=DAYS_BEFORE).filter_map(|back| day.checked_sub(back)).find_map(|day| self.soreness(day))
    }

    fn obstacle(&self, day: usize, treated: DayKind, lag: usize) -> Option<Obstacle> {
        let log = self.log;
        let before = |test: &dyn Fn(usize) -> bool| (1..=DAYS_BEFORE).any(|back| test(day - back));
        let kind = self.kind(day);
        if flag(&log.gap, day) {
            Some(Obstacle::Gap)
        } else if flag(&log.ill, day) || day.checked_sub(1).is_some_and(|day| flag(&log.ill, day)) {
            Some(Obstacle::Ill)
        } else if kind == DayKind::Unknown {
            Some(Obstacle::KindUnknown)
        } else if kind != treated && kind != DayKind::Rest {
            Some(Obstacle::OtherKind)
        } else if self.in_break(day) {
            Some(Obstacle::Break)
        } else if flag(&log.reported_late, day) {
            Some(Obstacle::ReportedLate)
        } else if self.soreness(day).is_none() || self.beside(day).is_none() {
            Some(Obstacle::NoReport)
        } else if day < DAYS_BEFORE || before(&|day| flag(&log.gap, day)) {
            Some(Obstacle::StartOfRecord)
        } else if before(&|day| self.hard_load(day).is_none()) {
            Some(Obstacle::LoadUnknown)
        } else if self.soreness(day + lag).is_none() {
            Some(Obstacle::NoOutcome)
        } else {
            None
        }
    }
}

/// The days of one comparison and the fate of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EligibleDays {
    /// Usable days, ascending.
    pub days: Vec<usize>,
    /// Why the other days between the first and the last report are not used, each counted once.
    pub excluded: Vec<(String, usize)>,
    /// Days that lack nothing but the later report: after the treated kind, after rest.
    pub unanswered: [usize; 2],
}

/// Applies the rules to a comparison of `treated` days with rest days, outcome `lag` mornings later.
#[must_use]
pub fn eligible(record: &Record<'_>, treated: DayKind, lag: usize) -> EligibleDays {
    let mut found = EligibleDays::default();
    let mut counts = [0_usize; OBSTACLES.len()];
    let (first, end) = record.span();
    for day in first..end {
        match record.obstacle(day, treated, lag) {
            None => found.days.push(day),
            Some(obstacle) => {
                counts[obstacle as usize] += 1;
                if obstacle == Obstacle::NoOutcome {
                    found.unanswered[usize::from(record.kind(day) == DayKind::Rest)] += 1;
                }
            }
        }
    }
    found.excluded = OBSTACLES
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(obstacle, count)| (obstacle.sentence(treated, lag), count))
        .collect();
    found
}

/// A finite entry of a column.
#[must_use]
pub fn value(column: &[Option<f64>], day: usize) -> Option<f64> {
    column.get(day).copied().flatten().filter(|value| value.is_finite())
}

/// A flag of a column; a day beyond its end is not flagged.
#[must_use]
pub fn flag(column: &[bool], day: usize) -> bool {
    column.get(day).copied().unwrap_or(false)
}
