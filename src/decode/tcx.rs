//! Reads Garmin Training Center XML v2: one activity an `Activity`, legs of a multisport session apart.

use std::io::Read;
use std::ops::Range;

use super::budget::{ACTIVITY, NOTE, SAMPLE};
use super::sport;
use super::time::Clock;
use super::xml::{self, Document, Elements, attribute, heart_rate, number, single};
use super::{Budget, Counts, Damage, Decoded};
use crate::activity::{Activity, Entry, Format, NameSource, Pause, Problem, Sample, Samples, Sport, Summary};
use crate::error::FileError;
use crate::text;
use crate::units::{Position, UtcMillis};

/// True if the root element is `TrainingCenterDatabase`, or `Activities` as some exporters write.
#[must_use]
pub fn sniff(bytes: &[u8]) -> bool {
    xml::root_name(bytes).is_some_and(|name| {
        ["TrainingCenterDatabase", "Activities"].iter().any(|root| name.eq_ignore_ascii_case(root))
    })
}

/// Reads every activity. Courses and workouts give none.
///
/// # Errors
/// [`FileError::Damaged`] when the document is broken before its first point or activity;
/// [`FileError::Limit`] when it would take more memory than its size allows.
pub fn decode(bytes: &[u8]) -> Result<Decoded, FileError> {
    decode_within(bytes, Budget::of_bytes(bytes))
}

/// [`decode`] within a budget.
pub fn decode_within(bytes: &[u8], budget: Budget) -> Result<Decoded, FileError> {
    let mut tcx = Tcx::new(budget);
    let document = Document::new(bytes);
    let damage = xml::walk(&document, &mut tcx);
    tcx.finish(damage, document.replaced_bytes)
}

/// The same for a file that is read piece by piece.
pub fn stream(reader: &mut dyn Read, budget: Budget) -> Result<Decoded, FileError> {
    let mut tcx = Tcx::new(budget);
    let (damage, replaced_bytes) = xml::walk_stream(reader, &mut tcx);
    tcx.finish(damage, replaced_bytes)
}

struct Tcx {
    budget: Budget,
    leg: Option<Leg>,
    point: Option<Point>,
    activities: Vec<Activity>,
    /// One note for each activity without any time.
    left_out: Vec<Problem>,
    /// Why the times of an activity that was left out cannot be used.
    unusable: Option<String>,
    counts: Counts,
    courses: usize,
    workouts: usize,
}

/// An `Activity`, or the `Transition` between two of a multisport session, while it is read.
#[derive(Default)]
struct Leg {
    sport: Option<(Sport, Option<String>)>,
    clock: Clock,
    /// Of the first lap, else of `Id`.
    start: Option<UtcMillis>,
    id: Option<UtcMillis>,
    name: Option<String>,
    device: Option<String>,
    laps: Vec<Lap>,
    samples: Samples,
    pauses: Vec<Pause>,
    boundary: Option<Boundary>,
}

/// Where one track ended and the next has not begun.
#[derive(Clone, Copy)]
struct Boundary {
    from: UtcMillis,
    new_lap: bool,
}

/// No lap lasts so many seconds, and nothing is so many metres away: what is beyond is no number of a
/// recording, and sums of such stay finite.
const MOST: f64 = 1e9;

/// The totals of one lap.
#[derive(Default)]
struct Lap {
    /// Number of samples before it.
    first_sample: usize,
    timer_s: Option<f64>,
    distance_m: Option<f64>,
    hr_mean_bpm: Option<f64>,
    hr_max_bpm: Option<f64>,
    cadence: Option<f64>,
}

/// A `Trackpoint` while it is read.
struct Point {
    latitude: Option<f64>,
    longitude: Option<f64>,
    time: Option<UtcMillis>,
    run_cadence: Option<f32>,
    sample: Sample,
}

impl Elements for Tcx {
    fn open(&mut self, name: &[u8], attributes: &str) {
        match name {
            b"Trackpoint" => {
                self.end_point();
                self.point = Some(Point {
                    latitude: None,
                    longitude: None,
                    time: None,
                    run_cadence: None,
                    sample: Sample::at(UtcMillis(0)),
                });
            }
            b"Track" => {
                self.end_point();
                if let Some(leg) = &mut self.leg {
                    leg.open_track(false);
                }
            }
            b"Lap" => {
                self.end_point();
                self.counts.laps += 1;
                if let Some(leg) = self.leg.as_mut().filter(|_| self.budget.take(NOTE)) {
                    leg.open_lap(attributes);
                }
            }
            b"Activity" => {
                self.end_leg();
                self.counts.sessions += 1;
                let sport = attribute(attributes, b"Sport").and_then(|sport| sport::by_name(&sport));
                self.leg = Some(Leg { sport, ..Leg::default() });
            }
            // A leg of its own: it has the content of a lap.
            b"Transition" => {
                self.end_leg();
                let mut leg = Leg { sport: Some((Sport::Transition, None)), ..Leg::default() };
                leg.open_lap(attributes);
                self.leg = Some(leg);
            }
            b"Course" => {
                self.end_leg();
                self.courses += 1;
            }
            b"Workout" => self.workouts += 1,
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8], parent: &[u8], text: &str) {
        if let Some(point) = &mut self.point {
            match name {
                b"Trackpoint" => self.end_point(),
                b"Time" if point.time.is_none() => {
                    point.time = match &mut self.leg {
                        Some(leg) => leg.clock.read(text),
                        None => None,
                    };
                }
                _ => point.set(name, parent, text),
            }
        } else if matches!(name, b"Activity" | b"Transition") {
            self.end_leg();
        } else if let Some(leg) = &mut self.leg {
            leg.set(name, parent, text);
        }
    }
}

impl Tcx {
    fn new(budget: Budget) -> Self {
        Self {
            budget,
            leg: None,
            point: None,
            activities: Vec::new(),
            left_out: Vec::new(),
            unusable: None,
            counts: Counts::default(),
            courses: 0,
            workouts: 0,
        }
    }

    /// What was read, after the walk.
    fn finish(mut self, damage: Option<Damage>, replaced_bytes: usize) -> Result<Decoded, FileError> {
        // A point that is open at the end was cut off: its last value may lack digits.
        self.point = None;
        self.end_leg();
        self.budget.check()?;
        let found = self.counts.records > 0 || !self.activities.is_empty();
        if let Some(Damage { what, at }) = damage.clone().filter(|_| !found) {
            return Err(FileError::Damaged { what, at });
        }
        let no_activity = self.activities.is_empty().then(|| self.reason());
        let mut activities = self.activities;
        if let Some(first) = activities.first_mut() {
            first.problems.append(&mut self.left_out);
            if replaced_bytes > 0 {
                let text = format!("{replaced_bytes} bytes are no UTF-8: read as `?`");
                first.problems.push(Problem(text));
            }
        }
        Ok(Decoded { format: Format::Tcx, activities, no_activity, counts: self.counts, damage })
    }

    fn end_point(&mut self) {
        let Some(mut point) = self.point.take() else { return };
        let place = point.latitude.zip(point.longitude);
        let sample = &mut point.sample;
        sample.position = place.and_then(|(lat, lon)| Position::from_degrees(lat, lon));
        // `Cadence` is that of the bike or of an old foot pod, `RunCadence` of the run.
        sample.cadence_spm = point.run_cadence.or(sample.cadence_spm);
        self.counts.records += 1;
        self.counts.hr_records += usize::from(sample.heart_rate_bpm.is_some());
        self.counts.gps_records += usize::from(sample.position.is_some());
        let Some(leg) = &mut self.leg else { return };
        leg.clock.count(point.time.is_some());
        if let Some(time) = point.time.filter(|_| self.budget.take(SAMPLE)) {
            sample.time = time;
            leg.push(point.sample);
        }
    }

    fn end_leg(&mut self) {
        self.end_point();
        let Some(leg) = self.leg.take() else { return };
        let (number, points) = (self.counts.sessions, leg.clock.points());
        let unusable = leg.clock.unusable();
        match leg.into_activity(self.activities.len()) {
            Some(activity) if self.budget.take(ACTIVITY) => self.activities.push(activity),
            None if self.budget.take(NOTE) => {
                let what = format!("activity {number} has no usable times ({points} points): left out");
                self.left_out.push(Problem(what));
                self.unusable = self.unusable.take().or(unusable);
            }
            Some(_) | None => {}
        }
    }

    /// Why a file without an activity has none.
    fn reason(&self) -> String {
        if let Some(why) = &self.unusable {
            return format!("an activity without usable times: {why}");
        }
        match (self.counts.sessions, self.courses, self.workouts) {
            (1.., ..) => "an activity without times",
            (0, 1.., _) => "a course",
            (0, 0, 1..) => "a workout plan",
            _ => "no activity in the file",
        }
        .to_owned()
    }
}

impl Point {
    /// Sets the channel that an element of a point or of its extensions holds; the first valid
    /// value stays.
    fn set(&mut self, name: &[u8], parent: &[u8], text: &str) {
        let positive = || single(text).filter(|value| (0.0..=MOST as f32).contains(value));
        let cadence = || positive().filter(|cadence| *cadence < sport::MOST_CADENCE && *cadence != 255.0);
        let sample = &mut self.sample;
        // Some exporters leave out the `Value` inside `HeartRateBpm`.
        let nested_heart_rate = name == b"Value" && parent == b"HeartRateBpm";
        match if nested_heart_rate { parent } else { name } {
            b"LatitudeDegrees" => self.latitude = self.latitude.or_else(|| number(text)),
            b"LongitudeDegrees" => self.longitude = self.longitude.or_else(|| number(text)),
            b"AltitudeMeters" => {
                sample.altitude_m = sample.altitude_m.or_else(|| single(text));
            }
            b"DistanceMeters" => sample.distance_m = sample.distance_m.or_else(positive),
            b"HeartRateBpm" => {
                sample.heart_rate_bpm = sample.heart_rate_bpm.or_else(|| heart_rate(text));
            }
            b"Speed" => sample.speed_mps = sample.speed_mps.or_else(positive),
            b"RunCadence" => self.run_cadence = self.run_cadence.or_else(cadence),
            b"Cadence" => sample.cadence_spm = sample.cadence_spm.or_else(cadence),
            _ => {}
        }
    }
}

impl Leg {
    fn open_lap(&mut self, attributes: &str) {
        if self.laps.is_empty() {
            let start = attribute(attributes, b"StartTime");
            self.start = start.and_then(|text| self.clock.read(&text));
        }
        self.laps.push(Lap { first_sample: self.samples.len(), ..Lap::default() });
        self.open_track(true);
    }

    fn open_track(&mut self, new_lap: bool) {
        if let Some(&from) = self.samples.time.last() {
            let new_lap = new_lap || self.boundary.is_some_and(|boundary| boundary.new_lap);
            self.boundary = Some(Boundary { from, new_lap });
        }
    }

    /// SPEC: Track_t of Training Center XML v2: the device was stopped between two tracks of a lap.
    fn push(&mut self, sample: Sample) {
        if let Some(Boundary { from, new_lap }) = self.boundary.take() {
            // The next lap's first sample may come some seconds later without a stop, because
            // devices record when something changes.
            let longest_step_ms = if new_lap { 10_000 } else { 1000 };
            if sample.time.0 - from.0 > longest_step_ms {
                self.pauses.push(Pause { from, to: sample.time });
            }
        }
        self.samples.push(sample);
    }

    /// Reads what an activity holds outside its points.
    fn set(&mut self, name: &[u8], parent: &[u8], text: &str) {
        let text = text.trim();
        match (parent, name) {
            (b"Activity", b"Id") => self.id = self.clock.read(text),
            (b"Creator", b"Name") => self.device = text::name(text),
            (b"Activity", b"Name") | (b"Plan", b"Name") => self.name = text::name(text),
            _ => {
                if let Some(lap) = self.laps.last_mut() {
                    lap.set(name, parent, text);
                }
            }
        }
    }

    /// `None` when neither a point nor a lap nor the id has a time.
    fn into_activity(mut self, index: usize) -> Option<Activity> {
        let declared = self.start.or(self.id);
        let first = self.samples.time.first().copied();
        // The lap starts a moment before its first point; farther away one of the two clocks is
        // wrong, and the points are what is measured.
        let start = match (declared, first) {
            (Some(declared), Some(first)) if !(0..=3_600_000).contains(&(first.0 - declared.0)) => first,
            (declared, first) => declared.or(first)?,
        };
        let mut problems = self.clock.problems();
        self.join_laps();
        let taken_off = start_distance_at_zero(&mut self.samples, start);
        problems.extend(taken_off.map(|metres| {
            Problem(format!("distance counts on from an earlier leg: {metres:.0} m taken off"))
        }));
        let sport_inferred = self.sport.is_none();
        let (sport, sub_sport) = self.sport.take().unwrap_or_else(|| (sport::infer(&self.samples), None));
        sport::count_both_feet(&mut self.samples, sport);
        Some(Activity {
            sub_sport,
            sport_inferred: sport_inferred && sport != Sport::Unknown,
            name_source: NameSource::Title,
            name: self.name,
            utc_offset_s: self.clock.utc_offset_s,
            summary: summary(&self.laps, sport),
            laps: self.laps.len(),
            samples: self.samples,
            pauses: self.pauses,
            device: self.device,
            problems,
            ..Activity::new(index, sport, start)
        })
    }

    /// Makes distances that begin anew with each lap count on.
    // DEVICE: some exporters count the distance of a lap, not of the activity.
    fn join_laps(&mut self) {
        let distances = self.samples.distance_m.raw_mut();
        let begins = self.laps.iter().map(|lap| lap.first_sample);
        let ends = begins.clone().skip(1).chain([distances.len()]);
        let laps: Vec<Range<usize>> = begins.zip(ends).map(|(begin, end)| begin..end).collect();
        let nexts = first_from_each(&laps, distances);
        let mut last = laps.first().and_then(|first| last_of(&distances[..first.start]));
        let mut before = 0.0;
        for (number, (lap, next)) in laps.into_iter().zip(nexts).enumerate() {
            if let (1.., Some(last), Some(next)) = (number, last, next) {
                // Far back, and near 0: not the metre by which a device corrects itself.
                if next + before < last - 50.0 && next < 50.0 {
                    before = last;
                }
                if before > 0.0 {
                    // What is missing stays so.
                    distances[lap.clone()].iter_mut().for_each(|distance| *distance += before);
                }
            }
            last = last_of(&distances[lap]).or(last);
        }
    }
}

fn last_of(distances: &[f32]) -> Option<f32> {
    distances.iter().rev().copied().find(|distance| distance.is_present())
}

/// The first distance in each lap, or in those after it.
fn first_from_each(laps: &[Range<usize>], distances: &[f32]) -> Vec<Option<f32>> {
    let mut nexts = vec![None; laps.len()];
    let mut next = None;
    for (lap, first) in laps.iter().zip(&mut nexts).rev() {
        next = distances[lap.clone()].iter().copied().find(|distance| distance.is_present()).or(next);
        *first = next;
    }
    nexts
}

impl Lap {
    fn set(&mut self, name: &[u8], parent: &[u8], text: &str) {
        let value = || number(text).filter(|value| (0.0..=MOST).contains(value));
        let bpm = || heart_rate(text).map(f64::from);
        match (parent, name) {
            (_, b"TotalTimeSeconds") => self.timer_s = value(),
            (_, b"DistanceMeters") => self.distance_m = value(),
            (b"AverageHeartRateBpm", b"Value") => self.hr_mean_bpm = bpm(),
            (b"MaximumHeartRateBpm", b"Value") => self.hr_max_bpm = bpm(),
            (_, b"AvgRunCadence") => self.cadence = value(),
            (_, b"Cadence") => self.cadence = self.cadence.or_else(value),
            _ => {}
        }
    }
}

/// The summary of the activity from those of its laps: sums, and means weighted by timer time over
/// the laps that have the value.
fn summary(laps: &[Lap], sport: Sport) -> Summary {
    let sum = |of: fn(&Lap) -> Option<f64>| {
        laps.iter()
            .filter_map(of)
            .fold(None, |sum: Option<f64>, value| Some(sum.map_or(value, |sum| sum + value)))
    };
    let mean = |of: fn(&Lap) -> Option<f64>| {
        let weighted = laps.iter().filter_map(|lap| of(lap).zip(lap.timer_s));
        let (total, seconds) =
            weighted.fold((0.0, 0.0), |(total, all), (value, s)| (total + value * s, all + s));
        (seconds > 0.0).then(|| total / seconds)
    };
    let cadence = mean(|lap| lap.cadence);
    Summary {
        timer_s: sum(|lap| lap.timer_s),
        distance_m: sum(|lap| lap.distance_m),
        hr_mean_bpm: mean(|lap| lap.hr_mean_bpm),
        hr_max_bpm: laps.iter().filter_map(|lap| lap.hr_max_bpm).max_by(f64::total_cmp),
        cadence_spm: cadence.map(|cadence| f64::from(sport::both_feet(cadence as f32, sport))),
        ..Summary::default()
    }
}

/// Lets the distance begin at the start of this leg; returns what was taken off, m.
// DEVICE: in a multisport export the distance of a leg may go on from the leg before.
fn start_distance_at_zero(samples: &mut Samples, start: UtcMillis) -> Option<f32> {
    let timed = || samples.time.iter().zip(samples.distance_m.iter());
    let (first, distance) = timed().find_map(|(time, distance)| Some((*time, distance?)))?;
    // What the fastest sport may have covered before its first point is the leg's own.
    let own = 100.0 + 15.0 * first.seconds_since(start).max(0.0) as f32;
    if distance <= own {
        return None;
    }
    for covered in samples.distance_m.raw_mut().iter_mut().filter(|covered| covered.is_present()) {
        *covered = (*covered - distance).max(0.0);
    }
    Some(distance)
}
