//! From what the messages say to activities: which record, lap and pause belongs to which session.

use std::cell::OnceCell;
use std::cmp::Reverse;

use super::content::{FitContent, FitPart, SessionMessage, TimerEvent};
use super::heart_rate;
use super::profile;
use crate::activity::{
    Activity, Column, DeviceKey, FileThresholds, Pause, Problem, Samples, Sport, Summary, ThresholdMessage,
};
use crate::decode::sport;
use crate::units::UtcMillis;

/// The activities in the order of their starts; empty when nothing in the file has a time.
#[must_use]
pub fn activities(mut content: FitContent) -> Vec<Activity> {
    let local_clock = content.settle_clock();
    let mut beats = std::mem::take(&mut content.beats);
    beats.sort_by_key(|beat| beat.time);
    let (sessions, mut left_out) = sessions(&content);
    let starts: Vec<UtcMillis> = sessions.iter().map(|(start, _)| *start).collect();
    let pauses = pauses(std::mem::take(&mut content.timer));
    let samples = samples_by_session(std::mem::take(&mut content.samples), &starts);
    let laps = by_session(std::mem::take(&mut content.lap_starts), &starts, |lap| *lap);

    let first = FirstParts::default();
    let no_file_id = content.parts.iter().all(|part| part.file_type.is_none());
    let mut activities = Vec::with_capacity(sessions.len());
    for (index, (((start, session), samples), laps)) in
        sessions.into_iter().zip(samples).zip(laps).enumerate()
    {
        let own = session.as_ref().map_or(0, |session| session.part);
        let parts = Origin { parts: &content.parts, own, first: &first };
        let mut activity = activity(index, start, session, samples, &parts);
        activity.laps = laps.len();
        activity.pauses = pauses_between(&pauses, start, starts.get(index + 1).copied(), &activity.summary);
        if local_clock {
            activity.utc_offset_s = Some(0);
        }
        let from_strap = heart_rate::attach(&mut activity.samples, &beats);
        activity.problems.append(&mut left_out);
        let mut note = |wrong: bool, text: String| {
            if wrong {
                activity.problems.push(Problem(text));
            }
        };
        note(no_file_id, "the file does not say what it is (no file_id message)".into());
        let untimed = content.untimed_records;
        note(untimed > 0, format!("{untimed} records without a usable time were left out"));
        note(local_clock, "the device did not know UTC: times are those of its local clock".into());
        note(
            from_strap > 0,
            format!("heart rate of {from_strap} samples taken from the chest strap's own memory"),
        );
        activities.push(activity);
    }
    activities
}

/// Each session with its start, in the order of the starts; without any, one for the records. And what was
/// left out of them, in words.
fn sessions(content: &FitContent) -> (Vec<(UtcMillis, Option<SessionMessage>)>, Vec<Problem>) {
    let first_sample = content.samples.time.iter().copied().min();
    let begun = |session: &SessionMessage| Some((session.start.or(first_sample)?, session.clone()));
    let mut sessions: Vec<(UtcMillis, SessionMessage)> = content.sessions.iter().filter_map(begun).collect();
    let mut problems = Vec::new();
    let mut note = |left_out: usize, what: &str| {
        if left_out > 0 {
            problems.push(Problem(format!("{left_out} of the file's sessions left out: {what}")));
        }
    };
    // A chained file may repeat a session word for word: not worth a note.
    sessions.sort_by_key(|(start, session)| (*start, session.sport, Reverse(elapsed_ms(session))));
    sessions.dedup_by(|(later, other), (start, kept)| {
        (*later, other.sport, elapsed_ms(other)) == (*start, kept.sport, elapsed_ms(kept))
    });
    let different = sessions.len();
    sessions.dedup_by_key(|(start, session)| (*start, session.sport));
    // DEVICE: a session that is saved half-way and again at its end.
    note(different - sessions.len(), "each is the beginning of a longer one");
    sessions.sort_by_key(|(start, session)| (*start, Reverse(elapsed_ms(session))));
    let distinct = sessions.len();
    let sessions = without_totals(sessions);
    note(distinct - sessions.len(), "a total beside its legs, or laps beside their total");
    let mut sessions: Vec<_> = sessions.into_iter().map(|(start, session)| (start, Some(session))).collect();
    if sessions.is_empty() {
        sessions.extend(first_sample.map(|start| (start, None)));
    }
    (sessions, problems)
}

fn elapsed_ms(session: &SessionMessage) -> i64 {
    session.summary.elapsed_s.map_or(0, |seconds| (seconds * 1000.0) as i64)
}

/// A session that may be the total of those after it.
struct Total {
    at: usize,
    end: UtcMillis,
    /// Those that lie in it.
    parts: Vec<usize>,
    parts_ms: i64,
}

/// Of a total beside its parts what counts once: legs of several sports instead of their total, the total
/// instead of parts of its own sport (laps that are written as sessions). `sessions` are in the order of
/// their starts, of one start the longest first.
fn without_totals(sessions: Vec<(UtcMillis, SessionMessage)>) -> Vec<(UtcMillis, SessionMessage)> {
    /// Sessions end some seconds apart.
    const TOLERANCE_MS: i64 = 30_000;
    /// A total is made of its parts and of the changes between them.
    const LEAST_SHARE: f64 = 0.6;
    let mut keep = vec![true; sessions.len()];
    let mut settle = |total: Option<Total>| {
        let Some(Total { at, parts, parts_ms, .. }) = total.filter(|total| total.parts.len() >= 2) else {
            return;
        };
        let whole = &sessions[at].1;
        if (parts_ms as f64) < LEAST_SHARE * elapsed_ms(whole) as f64 {
            return;
        }
        match parts.iter().all(|part| sessions[*part].1.sport == whole.sport) {
            true => parts.iter().for_each(|part| keep[*part] = false),
            false => keep[at] = false,
        }
    };
    let mut total: Option<Total> = None;
    for (at, (start, session)) in sessions.iter().enumerate() {
        let end = UtcMillis(start.0 + elapsed_ms(session));
        match &mut total {
            Some(total) if end.0 <= total.end.0 + TOLERANCE_MS && *start < total.end => {
                total.parts.push(at);
                total.parts_ms += elapsed_ms(session);
            }
            _ => settle(total.replace(Total { at, end, parts: Vec::new(), parts_ms: 0 })),
        }
    }
    settle(total);
    sessions.into_iter().zip(keep).filter_map(|(session, keep)| keep.then_some(session)).collect()
}

/// Deals `items` out to the sessions: each to the last session that began before it, what is
/// earlier than all or has no time to the first.
fn by_session<T>(items: Vec<T>, starts: &[UtcMillis], time: impl Fn(&T) -> Option<UtcMillis>) -> Vec<Vec<T>> {
    if starts.len() <= 1 {
        return vec![items];
    }
    let mut dealt: Vec<Vec<T>> = starts.iter().map(|_| Vec::new()).collect();
    for item in items {
        let begun = time(&item).map_or(1, |time| starts.partition_point(|start| *start <= time));
        dealt[begun.max(1) - 1].push(item);
    }
    dealt
}

fn samples_by_session(samples: Samples, starts: &[UtcMillis]) -> Vec<Samples> {
    if starts.len() <= 1 {
        return vec![samples];
    }
    let dealt = by_session(samples.rows().collect(), starts, |sample| Some(sample.time));
    dealt.into_iter().map(Samples::from_iter).collect()
}

/// One activity of a session, or of records without one.
fn activity(
    index: usize,
    start: UtcMillis,
    session: Option<SessionMessage>,
    samples: Samples,
    parts: &Origin<'_>,
) -> Activity {
    let setting = parts.find(Fact::Sport, |part| part.sports.first());
    let sport_number = session.as_ref().and_then(|s| s.sport).or_else(|| setting.and_then(|s| s.sport));
    let sub_sport = match session.as_ref().and_then(|s| s.sub_sport) {
        None if session.as_ref().is_none_or(|s| s.sport.is_none()) => setting.and_then(|s| s.sub_sport),
        known => known,
    };
    let mut activity = Activity::new(index, profile::sport(sport_number, sub_sport), start);
    activity.sub_sport = profile::sub_sport_name(sub_sport).or_else(|| {
        let other =
            sport_number.filter(|&n| matches!(activity.sport, Sport::Other | Sport::Inactive) && n != 0);
        other.map(profile::sport_name)
    });
    activity.samples = samples;
    activity.utc_offset_s = parts.find(Fact::Offset, |part| part.local_minus_utc_s).and_then(utc_offset);
    activity.thresholds = thresholds(parts, session.as_ref().and_then(|s| s.index), sport_number);
    activity.workout = parts.find(Fact::Workout, |part| part.workout.clone());
    activity.device = parts.find(Fact::Device, device);
    activity.device_key = parts.find(Fact::DeviceKey, device_key);
    match session {
        Some(session) => {
            activity.name = session.name;
            activity.summary = session.summary;
        }
        None => {
            activity.name = setting.and_then(|setting| setting.name.clone());
            let text = "no session message: the activity was put together from the records";
            activity.problems.push(Problem(text.into()));
        }
    }
    if activity.sport == Sport::Unknown {
        activity.sport = sport::infer(&activity.samples);
        activity.sport_inferred = activity.sport != Sport::Unknown;
    }
    count_both_feet(&mut activity);
    activity
}

/// The parts of a file, seen from one of them: what that one does not say, the others may.
struct Origin<'a> {
    parts: &'a [FitPart],
    own: usize,
    first: &'a FirstParts,
}

/// What parts say, as far as sessions ask for it.
#[derive(Clone, Copy)]
enum Fact {
    Sport,
    Offset,
    Workout,
    Device,
    DeviceKey,
    Gender,
    Age,
    Weight,
    FoundAge,
    FoundMax,
    OwnerMax,
    OwnerRest,
    ZoneMax,
    ZoneRest,
    ZoneThreshold,
    TargetMax,
    TargetThreshold,
}

/// The first part that says a [`Fact`], looked for once for all sessions.
type FirstParts = [OnceCell<Option<usize>>; Fact::TargetThreshold as usize + 1];

impl<'a> Origin<'a> {
    /// What `said` finds in the own part, else in the first that says it. Whether a part says `fact` must not depend on
    /// the session.
    fn find<T>(&self, fact: Fact, said: impl Fn(&'a FitPart) -> Option<T>) -> Option<T> {
        self.parts.get(self.own).and_then(&said).or_else(|| {
            let first = self.first[fact as usize]
                .get_or_init(|| self.parts.iter().position(|part| said(part).is_some()));
            self.parts.get((*first)?).and_then(&said)
        })
    }
}

/// Local time minus UTC, s: to the quarter of an hour, as zones are.
///
/// Devices read the two clocks up to some seconds apart; anything further from a quarter of an hour
/// is no zone, nor is anything beyond +-14 h.
fn utc_offset(local_minus_utc_s: i64) -> Option<i32> {
    const QUARTER: i64 = 900;
    let offset = (local_minus_utc_s + QUARTER / 2).div_euclid(QUARTER) * QUARTER;
    let near = (local_minus_utc_s - offset).abs() <= 60;
    (near && offset.abs() <= 14 * 3600).then_some(offset as i32)
}

/// The thresholds in force: of the session's own zones, else of any, else the targets, else the profile.
fn thresholds(parts: &Origin<'_>, session: Option<u16>, sport: Option<u8>) -> FileThresholds {
    let zone = |fact, value: fn(&super::content::TimeInZone) -> Option<f64>| {
        parts.find(fact, |part| {
            let own = part.zones.iter().filter(|zone| zone.session.is_some() && zone.session == session);
            own.chain(&part.zones).find_map(value)
        })
    };
    let target = |fact, value: fn(&super::content::ZonesTargetMessage) -> Option<f64>| {
        parts.find(fact, |part| {
            let own = part.targets.iter().filter(|target| target.sport.is_some() && target.sport == sport);
            own.chain(&part.targets).find_map(value)
        })
    };
    let candidates = [
        (zone(Fact::ZoneMax, |zone| zone.hr_max_bpm), ThresholdMessage::TimeInZone),
        (target(Fact::TargetMax, |target| target.hr_max_bpm), ThresholdMessage::ZonesTarget),
        (parts.find(Fact::FoundMax, |part| part.found.hr_max_bpm), ThresholdMessage::Metrics),
        (parts.find(Fact::OwnerMax, |part| part.owner.hr_max_bpm), ThresholdMessage::UserProfile),
    ];
    let hr_max = candidates.into_iter().find_map(|(bpm, from)| Some((bpm?, from)));
    FileThresholds {
        hr_max_bpm: hr_max.map(|(bpm, _)| bpm),
        hr_max_from: hr_max.map(|(_, from)| from),
        hr_rest_bpm: zone(Fact::ZoneRest, |zone| zone.hr_rest_bpm)
            .or_else(|| parts.find(Fact::OwnerRest, |part| part.owner.hr_rest_bpm)),
        lthr_bpm: zone(Fact::ZoneThreshold, |zone| zone.lthr_bpm)
            .or_else(|| target(Fact::TargetThreshold, |target| target.lthr_bpm)),
        threshold_mps: None,
        female: parts.find(Fact::Gender, |part| part.owner.gender).and_then(|gender| match gender {
            0 => Some(true),
            1 => Some(false),
            _ => None,
        }),
        age_y: parts
            .find(Fact::Age, |part| part.owner.age_y)
            .or_else(|| parts.find(Fact::FoundAge, |part| part.found.age_y)),
        weight_kg: parts.find(Fact::Weight, |part| part.owner.weight_kg),
    }
}

/// `garmin fr235`, `suunto 34`: the maker, then the name of the product or its number.
fn device(part: &FitPart) -> Option<String> {
    let manufacturer = part.manufacturer?;
    let maker = profile::manufacturer_name(manufacturer);
    let product = match (&part.product_name, part.product) {
        (Some(name), _) if manufacturer == profile::DEVELOPMENT => return Some(name.clone()),
        (Some(name), _) => name.clone(),
        (None, Some(product)) if product != 0 => profile::product_name(manufacturer, product),
        (None, _) => return Some(maker),
    };
    let named = product.to_lowercase().starts_with(&maker.to_lowercase());
    Some(if named { product } else { format!("{maker} {product}") })
}

/// Only with serial number and time of creation: without them two recordings could share a key.
fn device_key(part: &FitPart) -> Option<DeviceKey> {
    Some(DeviceKey {
        manufacturer: part.manufacturer?,
        product: part.product?,
        serial: part.serial?,
        created: part.created?,
    })
}

/// Mean cadence above which both feet are counted already, 1/min: 120 strides would be 240 steps.
const MOST_STRIDES: f32 = 120.0;

/// Makes the cadence that of both feet, where there are feet.
///
/// SPEC: FIT counts strides (one foot) in running and walking, revolutions in cycling, strokes in
/// swimming. DEVICE: some apps write steps of both feet all the same; their mean is too high for strides.
fn count_both_feet(activity: &mut Activity) {
    let on_foot = activity.sport.is_on_foot();
    let feet = |mean: f64| if mean > f64::from(MOST_STRIDES) { 1.0 } else { 2.0 };
    let cadence = &mut activity.samples.cadence_spm;
    if on_foot {
        let moving = cadence.present().filter(|&c| c > 0.0);
        let (count, sum) = moving.fold((0_u32, 0.0), |(count, sum), c| (count + 1, sum + f64::from(c)));
        let mean = if count > 0 { sum / f64::from(count) } else { 0.0 };
        cadence.raw_mut().iter_mut().for_each(|c| *c *= feet(mean) as f32);
    } else {
        *cadence = Column::missing(cadence.raw().len());
    }
    let summary = &mut activity.summary;
    summary.cadence_spm = summary.cadence_spm.filter(|_| on_foot).map(|c| c * feet(c));
}

/// Stretches from a timer stop to the next start, in order.
fn pauses(mut timer: Vec<TimerEvent>) -> Vec<Pause> {
    timer.sort_by_key(|event| event.time);
    let mut stopped = None;
    let mut pauses = Vec::new();
    for event in timer {
        if !event.starts {
            stopped = stopped.or(Some(event.time));
        } else if let Some(from) = stopped.take().filter(|from| *from < event.time) {
            pauses.push(Pause { from, to: event.time });
        }
    }
    pauses
}

/// The pauses of the session from `start` to `next`. The change from one session to the next is no
/// pause of either: with a next session, a pause ends with its session.
fn pauses_between(
    pauses: &[Pause],
    start: UtcMillis,
    next: Option<UtcMillis>,
    summary: &Summary,
) -> Vec<Pause> {
    let elapsed_end = summary.elapsed_s.map(|s| UtcMillis(start.0 + s.floor() as i64 * 1000));
    let end = next.map(|next| elapsed_end.map_or(next, |end| end.min(next)));
    let from = pauses.partition_point(|pause| pause.from < start);
    let own = pauses[from..].iter().take_while(|pause| end.is_none_or(|end| pause.from < end));
    // Without an elapsed time the stop before the next session can only be the end of this one.
    let own = own.filter(|pause| elapsed_end.is_some() || next.is_none_or(|next| pause.to < next));
    own.map(|pause| Pause { from: pause.from, to: end.map_or(pause.to, |end| end.min(pause.to)) }).collect()
}
