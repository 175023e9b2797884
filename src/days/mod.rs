//! Days: sessions and diary to one row per local day, without a gap, and time in zones by week.

pub mod columns;
pub mod join;
pub mod read;

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Time, Weekday};
use serde::Serialize;

use crate::activity::Sport;
use crate::classify::SessionClass;
use crate::day::{Day, DayKind, Outside};
use crate::diary::{Diary, DiaryEntry};
use crate::load_curves;
use crate::session::Session;
use crate::soreness::Reported;

/// Options of [`build`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayOptions {
    /// First day to return. Load curves still know the days before it.
    pub since: Option<Date>,
    /// Last day to return.
    pub until: Option<Date>,
    /// True: days without file and diary entry are rest, however long the stretch.
    pub assume_rest: bool,
}

/// Minutes of other sports from which a day without a run is no rest day.
pub const OTHER_TRAINING_MIN: f64 = 20.0;
/// Days in a row with neither a file nor a diary entry that are unknown, not rest.
pub const GAP_DAYS: usize = 7;
/// The same where there is no diary at all: files alone must be missing for longer.
pub const GAP_DAYS_WITHOUT_DIARY: usize = 14;

/// One row a local day, from the first to the last day with an activity or a diary report.
///
/// Empty when there is neither, or nothing between `since` and `until`.
#[must_use]
pub fn build(activities: &[Session], diary: Option<&Diary>, options: &DayOptions) -> Vec<Day> {
    let mut sessions: BTreeMap<Date, Vec<&Session>> = BTreeMap::new();
    // What costs the legs nothing (driving, meditation) is no session: the rest day stays.
    for activity in activities.iter().filter(|activity| activity.sport != Sport::Inactive) {
        sessions.entry(activity.local_date).or_default().push(activity);
    }
    let reports: BTreeMap<Date, &DiaryEntry> = diary
        .map(|diary| {
            diary.entries.iter().filter(|(_, entry)| entry.is_report()).map(|(d, e)| (*d, e)).collect()
        })
        .unwrap_or_default();
    let overnight = overnight(sessions.values().flatten());
    let dates = calendar(sessions.keys().chain(reports.keys()));
    let silent: Vec<bool> =
        dates.iter().map(|date| !sessions.contains_key(date) && !reports.contains_key(date)).collect();
    let limit = if diary.is_some() { GAP_DAYS } else { GAP_DAYS_WITHOUT_DIARY };
    let gaps = if options.assume_rest { vec![false; dates.len()] } else { stretches(&silent, limit) };
    // METHOD: a log goes on after its runner exported the runs. No file says whether the days since were rest.
    let recorded = sessions.keys().next().copied().zip(sessions.keys().next_back().copied());
    let outside = |date: Date| {
        let (first, last) = recorded.filter(|_| !options.assume_rest)?;
        match (date < first, date > last) {
            (true, _) => Some(Outside::Before),
            (_, true) => Some(Outside::After),
            _ => None,
        }
    };

    let mut days: Vec<Day> = dates
        .iter()
        .zip(gaps)
        .map(|(&date, gap)| {
            let sessions = sessions.get(&date).map_or(&[][..], Vec::as_slice);
            let mut day = match outside(date) {
                _ if gap => unknown_day(date),
                Some(outside) => Day {
                    kind_reason: outside.reason().into(),
                    outside: Some(outside),
                    gap: false,
                    ..unknown_day(date)
                },
                None => trained_day(date, sessions),
            };
            if let Some(diary) = diary {
                add_entry(&mut day, diary, first_run_start(sessions));
            }
            if let Some(reason) = overnight.get(&date) {
                spoil(&mut day, reason);
            }
            day
        })
        .collect();
    add_curves(&mut days);
    days.retain(|day| {
        options.since.is_none_or(|since| day.date >= since)
            && options.until.is_none_or(|until| day.date <= until)
    });
    days
}

/// The days on which an activity of an earlier day ended, with why nothing is known of them.
// METHOD: a night before three o'clock belongs to the evening, as in `--day-start`. A run that goes on
// longer leaves no rest day after it, and the report of that morning is none of a rested morning.
fn overnight<'a>(activities: impl Iterator<Item = &'a &'a Session>) -> BTreeMap<Date, String> {
    const NIGHT: Time = Time::constant(3, 0, 0, 0);
    let ends = |activity: &Session| {
        let local = activity.local_start()?.checked_add((activity.elapsed_s? as i64).seconds()).ok()?;
        let day = if local.time() < NIGHT { local.date().yesterday().ok()? } else { local.date() };
        (day > activity.local_date).then(|| (day, local.time()))
    };
    let mut days = BTreeMap::new();
    for activity in activities {
        let Some((last, time)) = ends(activity) else { continue };
        let reason = format!(
            "{} from {} went on until {:.5}",
            activity.sport.name(),
            activity.local_date,
            time.to_string()
        );
        let later = activity.local_date.series(1.day()).skip(1).take_while(|day| *day <= last);
        days.extend(later.take(GAP_DAYS).map(|day| (day, reason.clone())));
    }
    days
}

/// Makes a day one of which nothing can be said, whatever was done on it.
fn spoil(day: &mut Day, reason: &str) {
    if day.kind != DayKind::Hard {
        (day.kind, day.kind_reason, day.outside) = (DayKind::Unknown, reason.to_owned(), None);
    }
    day.reported_late |= day.soreness.is_some();
}

/// Every date from the first to the last one.
fn calendar<'a>(dates: impl Iterator<Item = &'a Date> + Clone) -> Vec<Date> {
    match (dates.clone().min(), dates.max()) {
        (Some(&first), Some(&last)) => first.series(1.day()).take_while(|&date| date <= last).collect(),
        _ => Vec::new(),
    }
}

/// True on each day of a run of at least `limit` silent days.
fn stretches(silent: &[bool], limit: usize) -> Vec<bool> {
    silent
        .chunk_by(|a, b| a == b)
        .flat_map(|stretch| std::iter::repeat_n(stretch[0] && stretch.len() >= limit, stretch.len()))
        .collect()
}

/// A day about which nothing is known.
fn unknown_day(date: Date) -> Day {
    Day {
        date,
        kind: DayKind::Unknown,
        kind_reason: "no file and no diary entry for a longer stretch".into(),
        outside: None,
        runs: 0,
        load: None,
        hard_load: None,
        descent_m: None,
        easy_min: None,
        run_min: None,
        distance_m: None,
        other_min: None,
        zone_min: None,
        ctl: None,
        atl: None,
        tsb: None,
        warming_up: true,
        monotony: None,
        strain: None,
        soreness: None,
        reported_late: false,
        ill: false,
        extra: Vec::new(),
        gap: true,
    }
}

/// A day with these sessions; without one it is a rest day.
fn trained_day(date: Date, sessions: &[&Session]) -> Day {
    let (runs, others): (Vec<_>, Vec<_>) = sessions.iter().copied().partition(|session| session.is_run());
    let (kind, kind_reason) = kind(&runs, &others);
    Day {
        kind,
        kind_reason,
        runs: runs.len(),
        load: total(sessions.iter().map(|session| session.known_load())),
        hard_load: hard_load(&runs, &others),
        descent_m: total(runs.iter().map(|run| run.descent_m)),
        easy_min: total(runs.iter().map(|run| easy_minutes(run))),
        run_min: minutes(&runs),
        distance_m: total(runs.iter().map(|run| run.distance_m)),
        other_min: minutes(&others),
        zone_min: zone_minutes(&runs),
        gap: false,
        ..unknown_day(date)
    }
}

fn is_easy(class: SessionClass) -> bool {
    matches!(class, SessionClass::Easy | SessionClass::Recovery)
}

fn is_demanding(session: &Session) -> bool {
    matches!(session.class, SessionClass::Moderate | SessionClass::Hard) || session.dose.is_some()
}

/// The sum; `None` when one value is unknown; 0 for no values, as on a rest day.
fn total(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    // Not `Iterator::sum`: its neutral element is -0.0, which would be printed.
    values.into_iter().try_fold(0.0, |sum, value| Some(sum + value?))
}

fn minutes(activities: &[&Session]) -> Option<f64> {
    total(activities.iter().map(|activity| activity.minutes()))
}

/// True when other sports are training that is no rest: long enough, or of unknown length.
fn is_training(others: &[&Session]) -> bool {
    minutes(others).is_none_or(|minutes| minutes >= OTHER_TRAINING_MIN)
}

fn easy_minutes(run: &Session) -> Option<f64> {
    match run.class {
        SessionClass::Uncertain | SessionClass::Unknown => None,
        class if is_easy(class) => run.minutes(),
        _ => Some(0.0),
    }
}

fn zone_minutes(runs: &[&Session]) -> Option<[f64; 3]> {
    runs.iter().try_fold([0.0; 3], |sum, run| {
        let zones = run.zone_min?;
        Some([sum[0] + zones[0], sum[1] + zones[1], sum[2] + zones[2]])
    })
}

/// The kind of a day, and why it is unknown.
///
/// METHOD: the day takes its hardest run. A run that is an outlier in length or descent makes the day as hard
/// as a hard run does: the legs pay for it, however easy it was. A run without evidence is never rest and never easy, but
/// it cannot make a hard day less hard. Another sport of 20 minutes or more, or of unknown length, is
/// not rest; with easy runs it matters only when it was itself moderate or hard.
fn kind(runs: &[&Session], others: &[&Session]) -> (DayKind, String) {
    if runs.iter().any(|run| run.class == SessionClass::Hard || run.dose.is_some()) {
        return (DayKind::Hard, String::new());
    }
    let unclear = |run: &&&Session| matches!(run.class, SessionClass::Uncertain | SessionClass::Unknown);
    if let Some(run) = runs.iter().find(unclear) {
        let class = run.class.name();
        let why = &run.class_reasons;
        let reason = if why.is_empty() {
            format!("a run of {class} class")
        } else {
            format!("a run of {class} class: {why}")
        };
        return (DayKind::Unknown, reason);
    }
    if runs.iter().any(|run| run.class == SessionClass::Moderate) {
        return (DayKind::Moderate, String::new());
    }
    let counts = is_training(others);
    let demanding = others.iter().any(|other| is_demanding(other));
    match (runs.is_empty(), counts, demanding) {
        (true, true, _) => (DayKind::Unknown, other_training(others)),
        (true, false, _) => (DayKind::Rest, String::new()),
        (false, true, true) => (DayKind::Unknown, format!("easy run and {}", other_training(others))),
        (false, _, _) => (DayKind::Easy, String::new()),
    }
}

/// `other training: cycling 65 min, strength of unknown length`.
fn other_training(others: &[&Session]) -> String {
    let mut sports: BTreeMap<&str, Vec<&Session>> = BTreeMap::new();
    for &other in others {
        sports.entry(other.sport.name()).or_default().push(other);
    }
    let words = |(sport, sessions): (&&str, &Vec<&Session>)| match minutes(sessions) {
        Some(min) => format!("{sport} {min:.0} min"),
        None => format!("{sport} of unknown length"),
    };
    let list: Vec<String> = sports.iter().map(words).collect();
    format!("other training: {}", list.join(", "))
}

/// Load of the moderate and hard sessions. `None` when a session of unknown class, or a moderate or
/// hard one of unknown load, is among them. Other sports that are too short to count as training (a
/// walk to the shop) add their load if it is known, and never make the sum unknown.
fn hard_load(runs: &[&Session], others: &[&Session]) -> Option<f64> {
    let counts = is_training(others);
    let part = |session: &Session| match session.class {
        SessionClass::Uncertain | SessionClass::Unknown => None,
        _ if is_demanding(session) => session.known_load(),
        _ => Some(0.0),
    };
    let short = |other: &Session| part(other).or((!counts).then_some(0.0));
    total(runs.iter().map(|run| part(run)).chain(others.iter().map(|other| short(other))))
}

/// Local start of the first run, where it can be read.
fn first_run_start(sessions: &[&Session]) -> Option<Time> {
    let runs = sessions.iter().filter(|session| session.is_run());
    runs.filter_map(|run| run.local_start()).map(|start| start.time()).min()
}

/// Adds what the diary says of the day.
///
/// METHOD: a report made after the day's run began is no baseline. On a day without a run, a report
/// of the evening in a log of mornings is no baseline either: by then the choice to rest was made.
/// Treating the two alike keeps the rule from dropping easy days only.
fn add_entry(day: &mut Day, diary: &Diary, first_run: Option<Time>) {
    day.extra = vec![None; diary.extra_names.len()];
    let Some(entry) = diary.entries.get(&day.date) else { return };
    day.soreness = entry.soreness;
    day.ill = entry.ill;
    day.extra.clone_from(&entry.extra);
    day.reported_late = match (entry.time, first_run) {
        (Some(time), Some(start)) => time.is_after(start),
        (Some(time), None) => diary.reported == Reported::Morning && time.is_evening(),
        (None, _) => false,
    };
}

/// Fills the load curves from the loads of the days.
fn add_curves(days: &mut [Day]) {
    let loads: Vec<Option<f64>> = days.iter().map(|day| day.load).collect();
    let (ctl, atl) = (load_curves::ctl(&loads), load_curves::atl(&loads));
    let tsb = load_curves::tsb(&ctl, &atl);
    let (monotony, strain) = (load_curves::monotony(&loads), load_curves::strain(&loads));
    let warming_up = load_curves::warming_up(&loads);
    for (k, day) in days.iter_mut().enumerate() {
        day.ctl = ctl[k];
        day.atl = atl[k];
        day.tsb = tsb[k];
        day.monotony = monotony[k];
        day.strain = strain[k];
        day.warming_up = warming_up[k];
    }
}

/// Time in zones of one ISO week.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeekZones {
    /// Monday.
    pub monday: Date,
    /// Minutes below VT1, between, above VT2.
    pub zone_min: [f64; 3],
    /// Minutes of running without a zone.
    pub unzoned_min: f64,
    /// Runs.
    pub runs: usize,
    /// Runs of unknown length; they are not in any minutes.
    pub runs_of_unknown_length: usize,
}

impl WeekZones {
    /// A week without a run.
    #[must_use]
    pub const fn of(monday: Date) -> Self {
        Self { monday, zone_min: [0.0; 3], unzoned_min: 0.0, runs: 0, runs_of_unknown_length: 0 }
    }
}

/// Minutes of running in the three zones, one row per ISO week (from Monday), from the week of the
/// first to that of the last run, without a gap. A week without a run has zeros.
#[must_use]
pub fn weeks(activities: &[Session]) -> Vec<WeekZones> {
    let monday = |run: &Session| {
        let back = i64::from(run.local_date.weekday().since(Weekday::Monday));
        run.local_date.checked_sub(back.days()).ok()
    };
    let runs: Vec<(Date, &Session)> =
        activities.iter().filter(|a| a.is_run()).filter_map(|run| Some((monday(run)?, run))).collect();
    let mut weeks: BTreeMap<Date, WeekZones> = calendar(runs.iter().map(|(monday, _)| monday))
        .into_iter()
        .step_by(7)
        .map(|monday| (monday, WeekZones::of(monday)))
        .collect();
    for (monday, run) in runs {
        let Some(week) = weeks.get_mut(&monday) else { continue };
        week.runs += 1;
        match (run.zone_min, run.minutes()) {
            (Some(zones), _) => zones.iter().zip(&mut week.zone_min).for_each(|(min, sum)| *sum += min),
            (None, Some(minutes)) => week.unzoned_min += minutes,
            (None, None) => week.runs_of_unknown_length += 1,
        }
    }
    weeks.into_values().collect()
}
