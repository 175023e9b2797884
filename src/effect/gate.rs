//! When not to answer: mornings that mean something else, too few days, no comparable days, a choice that the
//! weekday makes.

use super::dates::{Dates, REFUSE};
use super::eligible::Record;
use super::estimate::{NoEstimate, Primary};
use super::findings::{self, Finding};
use super::frame::Frame;
use super::{Estimate, Settings, Status, scale_change};
use crate::text;

/// Fewest days of each kind.
pub const MIN_ARM: usize = 10;
/// Fewest degrees of freedom.
pub const MIN_DF: f64 = 10.0;
/// Smallest share of days with a comparable day of the other kind.
// METHOD: a heuristic; ordinary logs have 0.64 or more, so that it trips on degenerate ones only.
const MIN_OVERLAP: f64 = 0.60;
/// Below this share no amount of such days will do.
const NO_OVERLAP: f64 = 0.05;
/// With less than this share of the choice left within weekdays, the weekday decides.
const WEEKDAY_DECIDES: f64 = 0.05;

/// A closed gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Not enough data, or not identifiable.
    pub status: Status,
    /// Why, in words.
    pub reason: String,
}

/// One rule of a gate: when `check` gives a reason, the answer is `status`. The first rule that does decides.
pub struct Rule<Check> {
    /// Fixed name.
    pub name: &'static str,
    /// Why the gate is closed, in words; `None`: it is not, as far as this rule goes.
    pub check: Check,
    /// What the answer is then.
    pub status: Status,
}

/// A rule for a log as a whole.
pub type LogCheck = fn(&LogFacts<'_>) -> Option<String>;
/// A rule for a comparison.
pub type ComparisonCheck = fn(&ComparisonFacts<'_>) -> Option<String>;

/// A log, as the rules for it see it.
pub struct LogFacts<'a> {
    /// The log.
    pub record: &'a Record<'a>,
    /// What the tests of dates say.
    pub dates: &'a Dates,
}

/// Rules for a log as a whole: when one holds, no comparison of its mornings means anything.
pub const LOG_RULES: &[Rule<LogCheck>] = &[
    Rule { name: "scale_change", check: another_scale, status: Status::NotIdentifiable },
    Rule { name: "same_day", check: same_day, status: Status::NotIdentifiable },
    Rule { name: "early_diary", check: early_diary, status: Status::NotIdentifiable },
    Rule { name: "late_diary", check: late_diary, status: Status::NotIdentifiable },
    Rule { name: "late_reports", check: late_reports, status: Status::NotIdentifiable },
];

/// Why a log is refused whatever is asked of it; `None`: it is not.
#[must_use]
pub fn refusal(record: &Record<'_>, dates: &Dates) -> Option<Closed> {
    let log = LogFacts { record, dates };
    LOG_RULES.iter().find_map(|rule| Some(Closed { status: rule.status, reason: (rule.check)(&log)? }))
}

fn another_scale(log: &LogFacts<'_>) -> Option<String> {
    scale_change::scale_change(log.record).map(scale_change::reason)
}

fn same_day(log: &LogFacts<'_>) -> Option<String> {
    log.dates.same_day_t.filter(|t| *t > REFUSE).map(|_| {
        "reports depend on what you ran on the same day, as reports do that are made after running; a report of the \
         morning cannot. If you log in the evening, say so (--reported evening); from now on log before you run"
            .to_owned()
    })
}

fn early_diary(log: &LogFacts<'_>) -> Option<String> {
    log.dates.early.map(|fired| {
        format!(
            "in {} reports depend on what you ran on the same day: the diary seems to run a day early there; correct the \
             dates or leave that part out (--since, --until)",
            fired.part.words()
        )
    })
}

fn late_diary(log: &LogFacts<'_>) -> Option<String> {
    log.dates.late.filter(|_| log.dates.late_for_sure).map(|fired| {
        format!(
            "in {} reports follow the training of two days before, and hardly that of the day before: the diary seems to run \
             a day late there; correct the dates or leave that part out (--since, --until)",
            fired.part.words()
        )
    })
}

fn late_reports(log: &LogFacts<'_>) -> Option<String> {
    let Finding::LateReports { late, of } = findings::late_reports(log.record)? else { return None };
    Some(format!(
        "{late} of {of} reports on running days were made after the run had started, so that they hold a part of what \
         the run did; log in the morning before you run"
    ))
}

/// A comparison, as the rules for it see it.
pub struct ComparisonFacts<'a> {
    /// Its rows.
    pub frame: &'a Frame,
    /// Its fit.
    pub fit: &'a Result<Primary, NoEstimate>,
    /// The scale, and what matters on it.
    pub settings: &'a Settings,
    /// Share of rows with a comparable day of the other kind.
    pub overlap: Option<f64>,
}

impl ComparisonFacts<'_> {
    fn estimate(&self) -> Option<&Estimate> {
        self.fit.as_ref().ok().map(|primary| &primary.estimate)
    }

    fn error(&self) -> Option<NoEstimate> {
        self.fit.as_ref().err().copied()
    }
}

/// Rules for a comparison.
pub const RULES: &[Rule<ComparisonCheck>] = &[
    Rule { name: "weekday_decides", check: weekday, status: Status::NotIdentifiable },
    Rule { name: "few_days", check: few_days, status: Status::NotEnoughData },
    Rule { name: "no_overlap", check: no_overlap, status: Status::NotIdentifiable },
    Rule { name: "choice_explained", check: explained, status: Status::NotIdentifiable },
    Rule { name: "few_rows", check: few_rows, status: Status::NotEnoughData },
    Rule { name: "little_overlap", check: little_overlap, status: Status::NotEnoughData },
    Rule { name: "no_spread", check: no_spread, status: Status::NotEnoughData },
    Rule { name: "few_degrees_of_freedom", check: few_degrees, status: Status::NotEnoughData },
    Rule { name: "wide_interval", check: wide, status: Status::NotEnoughData },
];

/// Why there is no answer; `None`: the gate is open.
#[must_use]
pub fn gate(frame: &Frame, fit: &Result<Primary, NoEstimate>, settings: &Settings) -> Option<Closed> {
    let overlap = overlap(frame, settings.caliper());
    let comparison = ComparisonFacts { frame, fit, settings, overlap };
    RULES.iter().find_map(|rule| Some(Closed { status: rule.status, reason: (rule.check)(&comparison)? }))
}

fn weekday(it: &ComparisonFacts<'_>) -> Option<String> {
    weekday_decides(it.frame).then(|| {
        "the weekday decides whether you run easy or rest, so that your easy days and your rest days are never the same \
         kind of day"
            .to_owned()
    })
}

fn few_days(it: &ComparisonFacts<'_>) -> Option<String> {
    let (easy, rest) = it.frame.arms();
    (easy < MIN_ARM || rest < MIN_ARM).then(|| {
        format!(
            "{} and {} with reports on both mornings; at least {MIN_ARM} of each are needed",
            text::count(easy, "easy day"),
            text::count(rest, "rest day")
        )
    })
}

fn no_overlap(it: &ComparisonFacts<'_>) -> Option<String> {
    it.overlap.is_none_or(|share| share < NO_OVERLAP).then(|| {
        "no comparable days: you never ran easy on mornings like those on which you rested".to_owned()
    })
}

fn explained(it: &ComparisonFacts<'_>) -> Option<String> {
    (it.error() == Some(NoEstimate::ChoiceExplained)).then(|| {
        "no comparable days: what went before decides completely whether you run easy or rest".to_owned()
    })
}

fn few_rows(it: &ComparisonFacts<'_>) -> Option<String> {
    (it.error() == Some(NoEstimate::TooFewRows)).then(|| format!("only {} usable days", it.frame.rows()))
}

fn little_overlap(it: &ComparisonFacts<'_>) -> Option<String> {
    it.overlap.filter(|share| *share < MIN_OVERLAP).map(|share| {
        format!(
            "only {:.0} % of the days have a comparable day of the other kind (about the same {}, and as often after a hard day)",
            100.0 * share,
            it.settings.outcome.name
        )
    })
}

fn no_spread(it: &ComparisonFacts<'_>) -> Option<String> {
    let se = it.estimate()?.se;
    (se.is_nan() || se <= 1e-9).then(|| {
        format!("{} the morning after does not vary, so that nothing can be told", it.settings.outcome.name)
    })
}

fn few_degrees(it: &ComparisonFacts<'_>) -> Option<String> {
    (it.estimate()?.df < MIN_DF)
        .then(|| "the comparable days are too few for a trustworthy interval".to_owned())
}

fn wide(it: &ComparisonFacts<'_>) -> Option<String> {
    let estimate = it.estimate()?;
    let halfwidth = 0.5 * (estimate.high - estimate.low);
    (halfwidth > it.settings.widest_halfwidth()).then(|| {
        format!(
            "the interval would reach {} to either side, too wide to say anything",
            it.settings.points(halfwidth)
        )
    })
}

/// Share of rows that have a row of the other kind with soreness within `caliper` points and the same
/// answer to "hard day yesterday?", 0..=1; `None` without rows.
#[must_use]
pub fn overlap(frame: &Frame, caliper: f64) -> Option<f64> {
    // Soreness of the rows by (treated, after a hard day), sorted.
    let mut groups: [[Vec<f64>; 2]; 2] = Default::default();
    for (row, soreness) in frame.soreness.iter().enumerate() {
        groups[usize::from(frame.treated[row])][usize::from(frame.after_hard[row])].push(*soreness);
    }
    for group in groups.iter_mut().flatten() {
        group.sort_by(f64::total_cmp);
    }
    // Half steps and the like are no exact binary fractions.
    let reach = caliper + 1e-9;
    let comparable = |row: usize| {
        let soreness = frame.soreness[row];
        let others = &groups[usize::from(!frame.treated[row])][usize::from(frame.after_hard[row])];
        let first = others.partition_point(|other| *other < soreness - reach);
        others.get(first).is_some_and(|other| *other <= soreness + reach)
    };
    let count = (0..frame.rows()).filter(|row| comparable(*row)).count();
    (frame.rows() > 0).then(|| count as f64 / frame.rows() as f64)
}

/// True when next to nothing of the choice is left within weekdays.
// METHOD: a log has no holes, so that the day number modulo 7 is the weekday. The weekday alone is looked
// at, not beside the covariates: those would use up the degrees of freedom of a short log and cry wolf.
#[must_use]
pub fn weekday_decides(frame: &Frame) -> bool {
    let mut counts = [[0_usize; 2]; 7];
    for (day, treated) in frame.days.iter().zip(&frame.treated) {
        counts[day % 7][usize::from(*treated)] += 1;
    }
    let (easy, rest) = frame.arms();
    let spread = |a: usize, b: usize| a as f64 * b as f64 / ((a + b).max(1)) as f64;
    let within: f64 = counts.iter().map(|[rest, easy]| spread(*rest, *easy)).sum();
    // With fewer days of a kind, chance alone may look like a plan.
    easy >= 6 && rest >= 6 && within < WEEKDAY_DECIDES * spread(easy, rest)
}
