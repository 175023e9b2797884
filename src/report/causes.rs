//! Causes: what keeps days out of the comparison, each with its count, its remedy, and how many days it
//! would win. The one that would win most comes first.
//!
//! A new cause = one row in `CAUSES`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::Report;
use crate::activity::Sport;
use crate::classify::SessionClass;
use crate::day::{Day, DayKind, NO_ROW};
use crate::effect::Status;
use crate::session::Session;
use crate::soreness::Reported;
use crate::text::count;

/// Something that keeps days out of the comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// Machine name.
    pub code: &'static str,
    /// How often it is met: runs, rows, days or mornings, as `what` says.
    pub count: usize,
    /// Days that could be compared if this alone were mended.
    pub days: usize,
    /// What is the matter, as the beginning of a sentence.
    pub what: String,
    /// What to do, as a sentence.
    pub remedy: String,
    /// What to type or to do; `PATH` and `CSV` stand for the archive and the log.
    pub action: &'static str,
}

/// What a row of [`CAUSES`] finds: count, days, what, remedy, action.
type Found = (usize, usize, String, String, &'static str);

struct Row {
    code: &'static str,
    find: fn(&Facts<'_>) -> Option<Found>,
}

/// The causes; of those that would win as many days the earlier one comes first.
const CAUSES: &[Row] = &[
    Row { code: "no_runs", find: no_runs },
    Row { code: "empty_column", find: empty_column },
    Row { code: "no_overlap", find: no_overlap },
    Row { code: "evening_reports", find: evening_reports },
    Row { code: "no_class", find: no_class },
    Row { code: "other_sport", find: other_sport },
    Row { code: "gaps", find: gaps },
    Row { code: NO_ROWS, find: no_rows },
    Row { code: "late_reports", find: late_reports },
    Row { code: "rejected_rows", find: rejected_rows },
    Row { code: MISSING_MORNINGS, find: missing_mornings },
];

/// The cause of a day table that has rows for days with a run only.
pub const NO_ROWS: &str = "no_rows";

/// The only cause that more logging mends.
pub const MISSING_MORNINGS: &str = "missing_mornings";

/// [`SorenessInfo::dialect`](super::SorenessInfo) of the column of a day table.
pub const DAY_TABLE: &str = "day table";

const LOG_EACH_MORNING: &str = "each morning, before you run: shakeout soreness add VALUE CSV";

/// Days that a cause must win before it is called the reason for having no answer.
const WORTH_TELLING: usize = 5;

/// What the causes look at, made once.
struct Facts<'a> {
    report: &'a Report,
    /// Sessions by local day.
    sessions: BTreeMap<Date, Vec<&'a Session>>,
    /// For each day of the report: its own morning and the next have a value.
    paired: Vec<bool>,
}

impl<'a> Facts<'a> {
    fn of(report: &'a Report) -> Self {
        let mut sessions: BTreeMap<Date, Vec<&Session>> = BTreeMap::new();
        for session in &report.activities {
            sessions.entry(session.local_date).or_default().push(session);
        }
        let has = |k: usize| report.days.get(k).is_some_and(|day| day.soreness.is_some());
        let paired = (0..report.days.len()).map(|k| has(k) && has(k + 1)).collect();
        Self { report, sessions, paired }
    }

    /// Days with both mornings for which `is` holds.
    fn paired(&self, is: impl Fn(&Day) -> bool) -> usize {
        self.report.days.iter().zip(&self.paired).filter(|(day, paired)| **paired && is(day)).count()
    }

    fn on(&self, day: &Day) -> &[&'a Session] {
        self.sessions.get(&day.date).map_or(&[], Vec::as_slice)
    }

    fn mornings(&self) -> usize {
        self.report.days.iter().filter(|day| day.soreness.is_some()).count()
    }
}

fn easy_or_rest(day: &Day) -> bool {
    matches!(day.kind, DayKind::Easy | DayKind::Rest)
}

fn is_unclear(session: &Session) -> bool {
    session.is_run() && matches!(session.class, SessionClass::Uncertain | SessionClass::Unknown)
}

/// What keeps days out of the comparison, the one that would win most days first.
#[must_use]
pub fn causes(report: &Report) -> Vec<Cause> {
    if report.soreness.is_none() {
        return Vec::new();
    }
    let facts = Facts::of(report);
    let mut causes: Vec<Cause> = CAUSES
        .iter()
        .filter_map(|row| {
            let (count, days, what, remedy, action) = (row.find)(&facts)?;
            Some(Cause { code: row.code, count, days, what, remedy, action })
        })
        .filter(|cause| cause.days > 0)
        .collect();
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.days));
    causes
}

/// The one thing that keeps this record from an answer, when it is not a lack of mornings: the
/// first cause, where there is no answer yet and it alone would win more days than there are.
#[must_use]
pub fn the_reason(report: &Report, causes: &[Cause]) -> Option<Cause> {
    let answer = &report.analysis.as_ref()?.answer;
    let open = matches!(answer.status, Status::NotEnoughData | Status::CannotTell);
    let first = causes.first().filter(|cause| cause.code != MISSING_MORNINGS)?;
    let much = first.days >= WORTH_TELLING.max(answer.rows / 2);
    (open && much).then(|| first.clone())
}

/// Puts the true reason first: the sentence of a record without an answer begins with what would win most
/// days, and says to keep logging only where logging is what is missing.
pub fn tell_first(report: &mut Report) {
    let Some(reason) = the_reason(report, &causes(report)) else { return };
    let without =
        report.analysis.as_ref().is_some_and(|analysis| analysis.answer.status == Status::NotEnoughData);
    if let (true, Some(verdict)) = (without, &mut report.verdict) {
        verdict.headline = format!(
            "No answer yet, and logging longer is not what it takes: {}. {} That would win about {}.",
            reason.what,
            reason.remedy,
            count(reason.days, "day")
        );
    }
}

/// What tells a sport that no file names.
const SAY_THE_SPORT: &str = "Give the export as it was downloaded, with the list of activities in it (Apple: export.xml), or add a \
                             column `sport` to a list of your own.";

/// Activities, and no run among them.
fn no_runs(facts: &Facts<'_>) -> Option<Found> {
    let activities = &facts.report.activities;
    if activities.is_empty() || activities.iter().any(Session::is_run) {
        return None;
    }
    let mut sports: BTreeMap<&'static str, usize> = BTreeMap::new();
    for session in activities {
        *sports.entry(session.sport.name()).or_default() += 1;
    }
    let listed: Vec<String> = sports.iter().map(|(sport, count)| format!("{count} of {sport}")).collect();
    let unknown = sports.get(Sport::Unknown.name()).copied().unwrap_or_default();
    let what =
        format!("none of {} is a run (by sport: {})", count(activities.len(), "activity"), listed.join(", "));
    let remedy = if unknown * 2 > activities.len() {
        format!("No file says what they were. {SAY_THE_SPORT}")
    } else {
        "Add the recordings of your runs.".to_owned()
    };
    Some((activities.len(), facts.paired(|_| true), what, remedy, "add the missing files to PATH"))
}

fn empty_column(facts: &Facts<'_>) -> Option<Found> {
    let (column, rows) = facts.report.soreness.as_ref()?.empty_column.clone()?;
    let days = facts.report.days.iter().filter(|day| easy_or_rest(day)).count();
    let what = format!("the column `{column}` of the soreness log holds no value in {}", count(rows, "row"));
    let remedy = "Fill it in, or give --soreness-column the name of the column that has the values.".into();
    Some((rows, days.max(rows), what, remedy, LOG_EACH_MORNING))
}

fn no_overlap(facts: &Facts<'_>) -> Option<Found> {
    let runs = facts.report.activities.iter().filter(|session| session.is_run());
    let (first, last) = ends(runs.map(|session| session.local_date))?;
    let logged = || facts.report.days.iter().filter(|day| day.soreness.is_some()).map(|day| day.date);
    let (from, to) = ends(logged())?;
    // The morning after the last run still belongs to it.
    if logged().any(|day| day >= first && (day - last).get_days() <= 1) {
        return None;
    }
    let mornings = facts.mornings();
    let what = format!("the soreness log ({from} to {to}) and the runs ({first} to {last}) share no day");
    let remedy = "Give the runs of the months of the log, or fix the years of its dates.".into();
    Some((mornings, mornings, what, remedy, "shakeout soreness check CSV"))
}

fn ends(mut dates: impl Iterator<Item = Date>) -> Option<(Date, Date)> {
    let first = dates.next()?;
    Some(dates.fold((first, first), |(low, high), date| (low.min(date), high.max(date))))
}

fn evening_reports(facts: &Facts<'_>) -> Option<Found> {
    let evening = facts.report.soreness.as_ref()?.reported == Reported::Evening;
    let days = facts.paired(easy_or_rest);
    let what = "soreness is reported in the evening, when the day's run is in it already".to_owned();
    let remedy = "Log it in the morning, before you run; if you do: --reported morning.".into();
    evening.then_some((facts.mornings(), days, what, remedy, LOG_EACH_MORNING))
}

fn no_class(facts: &Facts<'_>) -> Option<Found> {
    let runs: Vec<&Session> = facts.report.activities.iter().filter(|session| session.is_run()).collect();
    let unclear: Vec<&&Session> = runs.iter().filter(|run| is_unclear(run)).collect();
    let days = facts.paired(|day| {
        day.kind == DayKind::Unknown && facts.on(day).iter().any(|session| is_unclear(session))
    });
    if unclear.is_empty() {
        return None;
    }
    let what = if unclear.len() == runs.len() {
        format!("none of {} has a class (easy, moderate or hard)", count(runs.len(), "run"))
    } else {
        format!("{} of {} have no class (easy, moderate or hard)", unclear.len(), count(runs.len(), "run"))
    };
    let heart =
        unclear.iter().filter(|run| run.hr_mean_bpm.is_some() || run.hr_coverage.is_some_and(|c| c > 0.0));
    let with_heart = heart.count();
    let known =
        |name: &str| facts.report.thresholds.iter().any(|row| row.name == name && row.value.is_some());
    let (remedy, action) = if with_heart * 2 < unclear.len() {
        (
            "They come without heart rate and without effort: add the recordings themselves (FIT files), or note \
             for each run how hard it was (RPE).",
            "add the FIT, TCX or GPX files to PATH",
        )
    } else if !known("hr_max") || !known("hr_rest") {
        ("They have heart rate: put hr_max and hr_rest into shakeout.toml.", "shakeout profile init PATH")
    } else {
        (
            "The column class_reasons of activities.csv says why; a tested threshold (lthr) or RPE settles it.",
            "shakeout profile init PATH",
        )
    };
    Some((unclear.len(), days, what, remedy.into(), action))
}

/// The one other sport that keeps most days from being rest.
fn other_sport(facts: &Facts<'_>) -> Option<Found> {
    let mut days: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (day, paired) in facts.report.days.iter().zip(&facts.paired) {
        let sessions = facts.on(day);
        let others = sessions.iter().filter(|session| session.sport != Sport::Running);
        let by_others = day.kind == DayKind::Unknown && !sessions.iter().any(|session| is_unclear(session));
        let sports: std::collections::BTreeSet<&'static str> =
            others.map(|session| session.sport.name()).collect();
        // With two sports on a day neither alone would win it.
        if let (true, true, Some(sport), 1) = (*paired, by_others, sports.first(), sports.len()) {
            *days.entry(sport).or_default() += 1;
        }
    }
    let (sport, days) = days.into_iter().max_by_key(|(_, days)| *days)?;
    let (what, remedy) = if sport == Sport::Unknown.name() {
        (
            format!("on {} something was done of which no file says the sport", count(days, "day")),
            SAY_THE_SPORT.to_owned(),
        )
    } else {
        (
            format!("{} of {sport} count as neither rest nor a run", count(days, "day")),
            format!(
                "If that is the way to work or a stroll and no training, leave the files of {sport} out."
            ),
        )
    };
    Some((days, days, what, remedy, "give PATH without them"))
}

fn gaps(facts: &Facts<'_>) -> Option<Found> {
    let days = facts.paired(|day| day.gap);
    let what =
        format!("{} with soreness {} in stretches without a recording", count(days, "day"), lies(days));
    let remedy = "If you rested then: --assume-rest; if another watch was worn, add its files.".into();
    Some((days, days, what, remedy, "--assume-rest, or add the missing files to PATH"))
}

/// How many days a day table leaves out, and that in words; `None`: none.
#[must_use]
pub fn rowless(days: &[Day]) -> Option<(usize, String)> {
    let rowless = days.iter().filter(|day| day.kind_reason == NO_ROW).count();
    let [have, are] = if rowless == 1 { ["has", "is"] } else { ["have", "are"] };
    let what = format!(
        "{} {have} no row in the day table and {are} unknown, not rest",
        count(rowless, "calendar day")
    );
    (rowless > 0).then_some((rowless, what))
}

/// Days that a day table leaves out: most tables of runs leave out every rest day.
fn no_rows(facts: &Facts<'_>) -> Option<Found> {
    let days = &facts.report.days;
    let (rowless, what) = rowless(days)?;
    // A row of a table that has its own soreness would bring that morning too.
    let own = facts.report.soreness.as_ref()?.dialect == DAY_TABLE;
    let has = |day: &Day| day.soreness.is_some() || own && day.kind_reason == NO_ROW;
    let won = |pair: &&[Day]| match pair {
        [day, next] => {
            let lacks = day.kind_reason == NO_ROW || easy_or_rest(day) && next.kind_reason == NO_ROW;
            lacks && has(day) && has(next)
        }
        _ => false,
    };
    let row = if own { "rest, load 0 and the soreness of that morning" } else { "rest and load 0" };
    let remedy = format!("Write each day without a run as a row with kind {row}.");
    Some((rowless, days.windows(2).filter(won).count(), what, remedy, "add the rest days to the day table"))
}

fn late_reports(facts: &Facts<'_>) -> Option<Found> {
    let days = facts.paired(|day| day.reported_late && easy_or_rest(day));
    let what = format!("{} written down after that day's run had begun", were(days, "morning"));
    let remedy = "Log before you run.".into();
    Some((days, days, what, remedy, LOG_EACH_MORNING))
}

fn rejected_rows(facts: &Facts<'_>) -> Option<Found> {
    let rows = facts.report.soreness.as_ref()?.rejected_rows;
    let what = format!("{} of the soreness log left out", count(rows, "row"));
    let remedy = "The report lists them by line; fix them there.".into();
    Some((rows, rows, what, remedy, "shakeout soreness check CSV"))
}

/// Easy and rest days that lack their own morning or the next.
fn missing_mornings(facts: &Facts<'_>) -> Option<Found> {
    let (first, last) =
        ends(facts.report.days.iter().filter(|day| day.soreness.is_some()).map(|day| day.date))?;
    let inside = |day: &Day| day.date >= first && day.date < last;
    let lacking = facts.report.days.iter().zip(&facts.paired);
    let days = lacking.filter(|(day, paired)| !**paired && easy_or_rest(day) && inside(day)).count();
    let what =
        format!("{} without a value on their own morning or the next", count(days, "easy or rest day"));
    let remedy = "Keep logging every morning, on rest days too.".into();
    Some((days, days, what, remedy, LOG_EACH_MORNING))
}

const fn lies(n: usize) -> &'static str {
    if n == 1 { "lies" } else { "lie" }
}

/// `1 morning was`, `6 mornings were`.
fn were(n: usize, one: &str) -> String {
    format!("{} {}", count(n, one), if n == 1 { "was" } else { "were" })
}
