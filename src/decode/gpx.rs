//! Reads GPX 1.0 and 1.1: one activity a track, heart rate and cadence from any extension.

use std::io::Read;

use super::budget::{ACTIVITY, NOTE, SAMPLE};
use super::sport;
use super::time::Clock;
use super::xml::{self, Document, Elements, attribute, heart_rate, number, single};
use super::{Budget, Counts, Damage, Decoded};
use crate::activity::{
    Activity, Column, Entry, Format, NameSource, Pause, Problem, Sample, Samples, Sport, Summary,
};
use crate::error::FileError;
use crate::text;
use crate::units::{Position, UtcMillis};

/// True if the root element is `gpx`, under any prefix and in any encoding that is read.
#[must_use]
pub fn sniff(bytes: &[u8]) -> bool {
    xml::root_name(bytes).is_some_and(|name| name.eq_ignore_ascii_case("gpx"))
}

/// Reads every track. A track without any time is no activity; points without a time are counted
/// and left out.
///
/// `counts.hr_records` counts the heart rates of waypoints and route points too (an app may write
/// nothing else), although only track points become samples.
///
/// # Errors
/// [`FileError::Damaged`] when the document is broken before its first point or track;
/// [`FileError::Limit`] when it would take more memory than its size allows.
pub fn decode(bytes: &[u8]) -> Result<Decoded, FileError> {
    decode_within(bytes, Budget::of_bytes(bytes))
}

/// [`decode`] within a budget.
pub fn decode_within(bytes: &[u8], budget: Budget) -> Result<Decoded, FileError> {
    let mut gpx = Gpx::new(budget);
    let document = Document::new(bytes);
    let damage = xml::walk(&document, &mut gpx);
    gpx.finish(damage, document.replaced_bytes)
}

/// The same for a file that is read piece by piece.
pub fn stream(reader: &mut dyn Read, budget: Budget) -> Result<Decoded, FileError> {
    let mut gpx = Gpx::new(budget);
    let (damage, replaced_bytes) = xml::walk_stream(reader, &mut gpx);
    gpx.finish(damage, replaced_bytes)
}

/// True for a route of Apple Health without a type: it can be a run, a ride or a walk, and its pace does not
/// tell which.
// DEVICE: the sport of a route is in export.xml beside it, by the name of the file.
fn is_apple_route(activity: &Activity) -> bool {
    let by_apple = activity.device.as_deref().is_some_and(|creator| creator.starts_with("Apple Health"));
    by_apple && activity.sport_inferred && !activity.samples.cadence_spm.any()
}

struct Gpx {
    budget: Budget,
    creator: Option<String>,
    /// Time of the file's own metadata.
    file_time: Option<UtcMillis>,
    track: Option<Track>,
    point: Option<Point>,
    activities: Vec<Activity>,
    /// One note for each track that is no activity.
    left_out: Vec<Problem>,
    /// Why the times of a track that was left out cannot be used.
    unusable: Option<String>,
    /// Heart rates that the file keeps apart from the track.
    heart_rates: Vec<(UtcMillis, u8)>,
    counts: Counts,
    waypoints: usize,
    routes: usize,
}

/// A track while it is read.
#[derive(Default)]
struct Track {
    clock: Clock,
    name: Option<String>,
    kind: Option<String>,
    /// Time given for the track as a whole.
    start: Option<UtcMillis>,
    summary: Summary,
    /// Distance and duration under names whose unit is not certain: used when nothing else is there.
    loose: Summary,
    samples: Samples,
    pauses: Vec<Pause>,
    /// Last time of the segments before the one that is open.
    segment_ended: Option<UtcMillis>,
    /// Time of a marker that opened a pause.
    pause_opened: Option<UtcMillis>,
}

/// A `trkpt`, `wpt` or `rtept` while it is read.
struct Point {
    in_track: bool,
    /// Latitude of a track point as written, beyond the poles too.
    latitude: Option<f64>,
    time: Option<UtcMillis>,
    sample: Sample,
}

impl Elements for Gpx {
    fn open(&mut self, name: &[u8], attributes: &str) {
        match name {
            b"trkpt" => self.open_point(attributes, true),
            b"trk" => {
                self.end_track();
                self.counts.sessions += 1;
                self.track = Some(Track::default());
            }
            b"trkseg" => {
                self.end_point();
                if let Some(track) = &mut self.track {
                    track.segment_ended = track.samples.time.last().copied();
                }
            }
            b"wpt" | b"rtept" => {
                self.waypoints += usize::from(name == b"wpt");
                self.open_point(attributes, false);
            }
            b"rte" => self.routes += 1,
            b"heartRate" if self.point.is_none() => {
                let reading = timed_heart_rate(attributes);
                self.heart_rates.extend(reading.filter(|_| self.budget.take(NOTE)));
            }
            name if !attributes.is_empty() && is_heart_rate(name) => {
                if let Some(point) = &mut self.point {
                    let heart_rate = || attribute(attributes, b"bpm").and_then(|text| heart_rate(&text));
                    point.sample.heart_rate_bpm = point.sample.heart_rate_bpm.or_else(heart_rate);
                }
            }
            b"gpx" => {
                self.creator = attribute(attributes, b"creator").and_then(|creator| text::name(&creator));
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8], parent: &[u8], text: &str) {
        if let Some(point) = &mut self.point {
            match name {
                b"trkpt" | b"wpt" | b"rtept" => self.end_point(),
                b"time" if point.in_track && point.time.is_none() => {
                    point.time = self.track.get_or_insert_default().clock.read(text);
                }
                _ => point.set(name, parent, text),
            }
        } else if name == b"trk" {
            self.end_track();
        } else if let Some(track) = &mut self.track {
            track.set(name, parent, text);
        } else if name == b"time" && self.file_time.is_none() {
            self.file_time = Clock::default().read(text);
        }
    }
}

impl Point {
    /// Sets the channel that an element of a point (or of its extensions, at any depth) holds.
    /// The first valid value wins: after a merge a point may hold two `hr`.
    fn set(&mut self, name: &[u8], parent: &[u8], text: &str) {
        let sample = &mut self.sample;
        let single = || single(text);
        let nested_heart_rate = name == b"Value" && parent == b"HeartRateBpm";
        match if nested_heart_rate { parent } else { name } {
            b"ele" => sample.altitude_m = sample.altitude_m.or_else(single),
            name if is_heart_rate(name) => {
                sample.heart_rate_bpm = sample.heart_rate_bpm.or_else(|| bpm(text));
            }
            b"cad" | b"cadence" | b"Cadence" | b"RunCadence" | b"runcadence" => {
                let cadence = || {
                    single()
                        .filter(|cadence| (0.0..sport::MOST_CADENCE).contains(cadence) && *cadence != 255.0)
                };
                sample.cadence_spm = sample.cadence_spm.or_else(cadence);
            }
            b"speed" | b"Speed" => {
                let speed = || single().filter(|speed| *speed >= 0.0);
                sample.speed_mps = sample.speed_mps.or_else(speed);
            }
            b"distance" | b"Distance" | b"DistanceMeters" => {
                let distance = || single().filter(|distance| *distance >= 0.0);
                sample.distance_m = sample.distance_m.or_else(distance);
            }
            _ => {}
        }
    }
}

impl Gpx {
    fn new(budget: Budget) -> Self {
        Self {
            budget,
            creator: None,
            file_time: None,
            track: None,
            point: None,
            activities: Vec::new(),
            left_out: Vec::new(),
            unusable: None,
            heart_rates: Vec::new(),
            counts: Counts::default(),
            waypoints: 0,
            routes: 0,
        }
    }

    /// What was read, after the walk.
    fn finish(mut self, damage: Option<Damage>, replaced_bytes: usize) -> Result<Decoded, FileError> {
        // A point that is open at the end was cut off: its last value may lack digits.
        self.point = None;
        self.end_track();
        self.budget.check()?;
        self.join_heart_rate_track();
        let found = self.counts.records > 0 || !self.activities.is_empty();
        if let Some(Damage { what, at }) = damage.clone().filter(|_| !found) {
            return Err(FileError::Damaged { what, at });
        }
        let no_activity = self.activities.is_empty().then(|| self.reason());
        let mut activities = self.activities;
        for activity in &mut activities {
            activity.device.clone_from(&self.creator);
            if is_apple_route(activity) {
                (activity.sport, activity.sport_inferred) = (Sport::Unknown, false);
                let why = "a route of Apple Health names no sport: hand over export.zip whole, its export.xml has it";
                activity.problems.push(Problem(why.to_owned()));
            }
        }
        if let Some(first) = activities.first_mut() {
            first.problems.append(&mut self.left_out);
            if replaced_bytes > 0 {
                let text = format!("{replaced_bytes} bytes are no UTF-8: read as `?`");
                first.problems.push(Problem(text));
            }
        }
        Ok(Decoded { format: Format::Gpx, activities, no_activity, counts: self.counts, damage })
    }

    fn open_point(&mut self, attributes: &str, in_track: bool) {
        self.end_point();
        let (mut latitude, mut longitude) = (None, None);
        for (name, value) in xml::attributes(attributes) {
            match name {
                b"lat" => latitude = number(value),
                b"lon" => longitude = number(value),
                _ => {}
            }
        }
        let mut sample = Sample::at(UtcMillis(0));
        sample.position = latitude.zip(longitude).and_then(|(lat, lon)| Position::from_degrees(lat, lon));
        self.point = Some(Point { in_track, latitude, time: None, sample });
    }

    fn end_point(&mut self) {
        let Some(mut point) = self.point.take() else { return };
        self.counts.hr_records += usize::from(point.sample.heart_rate_bpm.is_some());
        if !point.in_track {
            return;
        }
        self.counts.records += 1;
        self.counts.gps_records += usize::from(point.sample.position.is_some());
        // A `trkpt` outside any `trk` is read as one of a track that lost its tag.
        let track = self.track.get_or_insert_default();
        track.clock.count(point.time.is_some());
        let Some(time) = point.time.filter(|_| self.budget.take(SAMPLE)) else { return };
        point.sample.time = time;
        track.push(point);
    }

    fn end_track(&mut self) {
        self.end_point();
        let Some(track) = self.track.take() else { return };
        let (number, points) = (self.counts.sessions, track.clock.points());
        let unusable = track.clock.unusable();
        match track.into_activity(self.activities.len(), self.file_time) {
            Some(activity) if self.budget.take(ACTIVITY) => self.activities.push(activity),
            None if self.budget.take(NOTE) => {
                self.left_out.push(Problem(match points {
                    0 => format!("track {number} is empty: left out"),
                    _ => format!("track {number} has no usable times ({points} points): left out"),
                }));
                self.unusable = self.unusable.take().or(unusable);
            }
            Some(_) | None => {}
        }
    }

    /// Assigns heart rates stored apart from the track to the samples of the same time.
    // DEVICE: SportTracks and its converters write them to a `heartRateTrack` next to the track.
    fn join_heart_rate_track(&mut self) {
        self.heart_rates.sort_unstable();
        for samples in self.activities.iter_mut().map(|activity| &mut activity.samples) {
            for (here, heart_rate) in samples.time.iter().zip(samples.heart_rate_bpm.raw_mut()) {
                let next = self.heart_rates.partition_point(|(time, _)| time <= here);
                let reading = next.checked_sub(1).and_then(|last| self.heart_rates.get(last));
                // An older reading is no reading of this moment.
                if let Some((time, bpm)) = reading
                    && !heart_rate.is_present()
                    && here.seconds_since(*time) <= 5.0
                {
                    *heart_rate = *bpm;
                    self.counts.hr_records += 1;
                }
            }
        }
    }

    /// Why a file without an activity has none.
    fn reason(&self) -> String {
        if let Some(why) = &self.unusable {
            return format!("a track without usable times: {why}");
        }
        match (self.counts.records, self.counts.sessions, self.routes, self.waypoints) {
            (1.., ..) => "a route without times".to_owned(),
            (0, 1.., ..) => "a track without points, and no time or duration".to_owned(),
            (0, 0, 1.., _) => "a planned route".to_owned(),
            (0, 0, 0, 1..) => "waypoints without a track".to_owned(),
            _ => "no track in the file".to_owned(),
        }
    }
}

impl Track {
    /// Reads what a track holds outside its points: names, and the summary in its extensions.
    fn set(&mut self, name: &[u8], parent: &[u8], text: &str) {
        let text = text.trim();
        let value = || number(text).filter(|value| *value >= 0.0);
        let summary = &mut self.summary;
        match name {
            b"name" if parent == b"trk" => self.name = text::name(text),
            b"type" if parent == b"trk" => self.kind = Some(text::beginning(text).to_owned()),
            b"time" | b"startTime" | b"StartTime" | b"start_time" => {
                self.start = self.start.or_else(|| self.clock.read(text));
            }
            // Garmin TrackStatsExtension, and the names that apps use for the same.
            b"Distance" | b"DistanceMeters" => {
                summary.distance_m = summary.distance_m.or_else(value);
            }
            b"TimerTime" | b"TotalTimeSeconds" => summary.timer_s = summary.timer_s.or_else(value),
            b"distance" | b"totalDistance" => self.loose.distance_m = value(),
            b"duration" | b"Duration" | b"TotalTime" => self.loose.timer_s = value(),
            b"TotalElapsedTime" | b"ElapsedTime" => {
                summary.elapsed_s = summary.elapsed_s.or_else(value);
            }
            b"Ascent" => summary.ascent_m = summary.ascent_m.or_else(value),
            b"Descent" => summary.descent_m = summary.descent_m.or_else(value),
            b"AvgHeartRate" | b"avgHeartRate" | b"averageHeartRate" | b"AvgHr" => {
                summary.hr_mean_bpm = heart_rate(text).map(f64::from);
            }
            b"MaxHeartRate" | b"maxHeartRate" | b"maximumHeartRate" | b"MaxHr" => {
                summary.hr_max_bpm = heart_rate(text).map(f64::from);
            }
            _ => {}
        }
    }

    fn push(&mut self, point: Point) {
        let time = point.sample.time;
        // DEVICE: OpenTracks marks a pause by a point at latitude 100 and its end by one at
        // latitude 200 (pause-resume.gpx). They are no places and no samples.
        if point.latitude == Some(100.0) {
            self.pause_opened = Some(time);
            return;
        }
        if point.latitude == Some(200.0) {
            let from = self.pause_opened.take();
            self.pauses.extend(from.filter(|from| *from < time).map(|from| Pause { from, to: time }));
            return;
        }
        if let Some(from) = self.segment_ended.take() {
            // A new segment within a second is no pause but a lap, or a lost satellite.
            if time.0 - from.0 > 1000 {
                self.pauses.push(Pause { from, to: time });
            }
        }
        self.samples.push(point.sample);
    }

    /// `None` for a track without times, unless its extensions say when (`file_time` as a
    /// fallback) and how long.
    fn into_activity(mut self, index: usize, file_time: Option<UtcMillis>) -> Option<Activity> {
        if self.samples.is_empty() {
            self.summary.timer_s = self.summary.timer_s.or(self.loose.timer_s);
            self.summary.distance_m = self.summary.distance_m.or(self.loose.distance_m);
        }
        let lasted = self.summary.timer_s.is_some_and(|seconds| seconds > 0.0);
        let told = self.start.or(file_time).filter(|_| lasted);
        let start = self.samples.time.first().copied().or(told)?;
        let mut problems = self.clock.problems();
        if self.samples.is_empty() {
            let what = "no point with a time: known by the summary of its extensions alone";
            problems.push(Problem(what.to_owned()));
        }
        drop_distance_between_points(&mut self.samples, &mut problems);
        let named = self.kind.as_deref().and_then(sport::by_name);
        let sport_inferred = named.is_none();
        let (sport, sub_sport) = named.unwrap_or_else(|| (sport::infer(&self.samples), None));
        sport::count_both_feet(&mut self.samples, sport);
        Some(Activity {
            sub_sport,
            sport_inferred: sport_inferred && sport != Sport::Unknown,
            name_source: NameSource::Title,
            name: self.name,
            utc_offset_s: self.clock.utc_offset_s,
            summary: self.summary,
            samples: self.samples,
            pauses: self.pauses,
            problems,
            ..Activity::new(index, sport, start)
        })
    }
}

/// True for the names under which apps keep the heart rate of a point, in any case of letters.
// DEVICE: `hr` Garmin TrackPointExtension 1 and 2, Cluetrust, and bare; `bpm` Holux; `pulse` and
// `heart_rate_bpm` converters; `HR` Polar and Suunto.
fn is_heart_rate(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 7] =
        [b"hr", b"bpm", b"pulse", b"heartrate", b"heart_rate", b"heartratebpm", b"heart_rate_bpm"];
    // Most names begin otherwise.
    matches!(name, [b'h' | b'H' | b'b' | b'B' | b'p' | b'P', ..])
        && NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// A heart rate in beats a minute or a second, as bpm.
// DEVICE: Suunto keeps all of its values in SI units: 2.4 Hz are 144 bpm.
fn bpm(text: &str) -> Option<u8> {
    const SLOWEST: u8 = 5;
    let bpm = heart_rate(text)?;
    let of_hertz = || number(text).map(|hertz| (hertz * 60.0).round() as u8).filter(|bpm| *bpm >= SLOWEST);
    if bpm >= SLOWEST { Some(bpm) } else { of_hertz() }
}

/// A heart rate with a time of its own, in attributes.
fn timed_heart_rate(attributes: &str) -> Option<(UtcMillis, u8)> {
    let time = Clock::default().read(&attribute(attributes, b"time")?)?;
    Some((time, heart_rate(&attribute(attributes, b"bpm")?)?))
}

/// Takes the distance off the samples when it does not count from the start.
// DEVICE: Cluetrust `distance` counts from the start, OpenTracks' counts from the point before. Only
// the first kind never falls.
fn drop_distance_between_points(samples: &mut Samples, problems: &mut Vec<Problem>) {
    if !samples.distance_m.present().is_sorted() {
        samples.distance_m = Column::missing(samples.len());
        let what = "distances in the file do not count from the start: taken from the positions";
        problems.push(Problem(what.to_owned()));
    }
}
