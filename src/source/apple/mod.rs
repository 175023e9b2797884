//! Apple Health: `export.xml` of an account export, whatever its name is in the language of the phone.
//!
//! DEVICE: everything is in attributes. Times are local with an offset (`2024-05-04 08:00:00 +0200`), on phones
//! with a 12-hour clock with AM and PM. Records of heart rate come before the workouts; those inside a
//! `Correlation` occur twice; phone and watch double. Tracks are GPX files beside it, which a workout names.

mod tags;

use std::collections::BTreeMap;
use std::io::BufRead;

use jiff::civil::{Date, Time};

use self::tags::{Tags, attribute, is_closed, name};
use super::pulse::Pulse;
use super::series::{beats, pulse};
use super::{FileKind, ListedActivity, Listing, Provider, Reader, When, dates};
use crate::activity::{Pause, Sport};
use crate::decode::budget::{ACTIVITY, NOTE};
use crate::decode::{Budget, sport, time};
use crate::error::FileError;
use crate::sheet::dates::DateOrder;
use crate::text;
use crate::units::UtcMillis;

const KIND: FileKind = FileKind::list("Apple Health's export");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "Apple Health",
    readers: &[Reader { kind: KIND, sniff, read }],
    gives: "workouts with heart rate, pauses, indoor runs, distance and effort, joined to their routes; sleep, resting heart rate and HRV",
    leaves: "ECGs, clinical records, steps; effort that the watch estimated",
    export: "Health app › picture at the top right › Export All Health Data: export.zip as it is",
};

/// How much of the file is needed to recognise it: the document type comes first and is long.
const HEAD: usize = 64 * 1024;

/// True for XML whose root is `HealthData`.
pub fn sniff(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    text.starts_with(b"<") && memchr::memmem::find(head, b"<HealthData").is_some()
        || text.starts_with(b"<?xml") && memchr::memmem::find(head, b"<!DOCTYPE HealthData").is_some()
}

/// Reads the file from a slice.
pub fn read(bytes: &[u8]) -> Result<Listing, FileError> {
    read_stream(bytes, Budget::of_bytes(bytes))
}

/// Reads the file as it comes: what is kept grows by two bytes a reading of heart rate.
///
/// # Errors
/// [`FileError::Damaged`] when the stream breaks off before the first workout; [`FileError::Limit`] when what it says
/// would take more memory than `budget` has.
pub fn read_stream(stream: impl BufRead, mut budget: Budget) -> Result<Listing, FileError> {
    let mut health = Health::default();
    let ended = Tags::new(stream).for_each(|tag| health.tag(tag, &mut budget));
    budget.check()?;
    match ended {
        Err(error) if health.workouts.is_empty() => {
            Err(FileError::Damaged { what: format!("Apple's export breaks off: {error}"), at: 0 })
        }
        Err(error) => {
            let mut listing = health.listing();
            listing.notes.push(format!("the file breaks off: {error}"));
            Ok(listing)
        }
        Ok(()) if health.is_whole => Ok(health.listing()),
        Ok(()) if health.workouts.is_empty() => {
            let what = "Apple's export ends before its first workout; export it again".to_owned();
            Err(FileError::Damaged { what, at: 0 })
        }
        Ok(()) => {
            let mut listing = health.listing();
            listing
                .notes
                .push("the file is cut off: workouts behind that are missing; export it again".into());
            Ok(listing)
        }
    }
}

/// Nobody rates one time more often: the search for the effort of a workout goes no further back.
const MOST_EFFORTS: usize = 64;

/// A workout while it is read.
#[derive(Default)]
struct Workout {
    sport: String,
    from: Option<Moment>,
    to: Option<Moment>,
    duration_s: Option<f64>,
    distance_m: Option<f64>,
    hr_mean_bpm: Option<f64>,
    hr_max_bpm: Option<f64>,
    ascent_m: Option<f64>,
    indoor: bool,
    zone: Option<String>,
    file: Option<String>,
    pauses: Vec<Pause>,
    paused: Option<UtcMillis>,
}

/// What was read so far.
#[derive(Default)]
struct Health {
    /// True once its end was read.
    is_whole: bool,
    /// Heart rate by source: (second, bpm).
    readings: BTreeMap<String, Vec<(u32, u8)>>,
    workouts: Vec<Workout>,
    open: Option<Workout>,
    /// Depth of `WorkoutActivity`, whose statistics are those of a part.
    parts: usize,
    /// Exertion by time: (from, to, 1-10).
    efforts: Vec<(UtcMillis, UtcMillis, f64)>,
    /// Resting heart rate by date.
    rests: BTreeMap<Date, f64>,
    variability: BTreeMap<Date, f64>,
    /// Stretches of sleep by source: (from, to).
    sleep: BTreeMap<String, Vec<(Moment, UtcMillis)>>,
    /// Year of birth.
    born: Option<i16>,
    /// `Some(true)`: female.
    female: Option<bool>,
}

/// A time as it is written.
#[derive(Clone, Copy)]
struct Moment {
    at: UtcMillis,
    offset_s: i32,
}

impl Moment {
    fn local(self) -> jiff::civil::DateTime {
        let local = self.at.0 + i64::from(self.offset_s) * 1000;
        jiff::Timestamp::from_millisecond(local)
            .map_or_else(|_| jiff::civil::DateTime::default(), |at| jiff::tz::TimeZone::UTC.to_datetime(at))
    }
}

/// `2024-05-04 08:00:00 +0200`, `2024-05-04 8:00:00 AM +0200`; `None`: no time, or one that cannot be.
fn moment(text: &str) -> Option<Moment> {
    let moment = match time::parse(text) {
        Some(at) => Moment { at: at.utc, offset_s: at.offset_s? },
        None => match dates::take_apart(text)?.when_written(DateOrder::Mdy)? {
            When::Instant(at, offset) => Moment { at, offset_s: offset.unwrap_or_default() },
            _ => return None,
        },
    };
    (moment.at.is_plausible() && moment.offset_s.abs() <= 14 * 3600).then_some(moment)
}

fn number(text: Option<&str>) -> Option<f64> {
    text?.trim().parse::<f64>().ok().filter(|number| number.abs() < 1e12)
}

/// Characters that XML writes as words.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let words =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")];
    words.iter().fold(text.to_owned(), |text, (word, sign)| text.replace(word, sign))
}

/// Metres of an amount with its unit.
fn metres(amount: Option<f64>, unit: Option<&str>) -> Option<f64> {
    let unit = match unit? {
        "m" => 1.0,
        "km" => 1000.0,
        "cm" => 0.01,
        "mi" => 1609.344,
        "yd" => 0.9144,
        "ft" => 0.3048,
        _ => return None,
    };
    amount.filter(|amount| *amount > 0.0).map(|amount| amount * unit)
}

/// Seconds of an amount with its unit.
fn seconds(amount: Option<f64>, unit: Option<&str>) -> Option<f64> {
    let unit = match unit {
        Some("s" | "sec") => 1.0,
        Some("hr" | "h") => 3600.0,
        _ => 60.0,
    };
    amount.filter(|amount| *amount > 0.0).map(|amount| amount * unit)
}

impl Health {
    fn tag(&mut self, tag: &[u8], budget: &mut Budget) {
        match name(tag) {
            b"Record" => self.record(tag, budget),
            b"Workout" => {
                self.end_workout();
                self.open = budget.take(ACTIVITY + tag.len() as u64).then(|| Workout::of(tag));
                if is_closed(tag) {
                    self.end_workout();
                }
            }
            b"/Workout" => self.end_workout(),
            b"/HealthData" => self.is_whole = true,
            b"WorkoutActivity" if !is_closed(tag) => self.parts += 1,
            b"/WorkoutActivity" => self.parts = self.parts.saturating_sub(1),
            b"WorkoutEvent" | b"WorkoutStatistics" | b"MetadataEntry" | b"FileReference"
                if self.parts == 0 =>
            {
                if let Some(workout) = &mut self.open
                    && budget.take(NOTE + tag.len() as u64)
                {
                    workout.tag(tag);
                }
            }
            b"Me" => {
                let born = attribute(tag, "HKCharacteristicTypeIdentifierDateOfBirth");
                self.born = born.and_then(|born| born.get(..4)?.parse().ok());
                self.female = match attribute(tag, "HKCharacteristicTypeIdentifierBiologicalSex") {
                    Some("HKBiologicalSexFemale") => Some(true),
                    Some("HKBiologicalSexMale") => Some(false),
                    _ => None,
                };
            }
            _ => {}
        }
    }

    fn record(&mut self, tag: &[u8], budget: &mut Budget) {
        let Some(kind) = attribute(tag, "type") else { return };
        let source = attribute(tag, "sourceName").unwrap_or_default();
        let mut fits = || budget.take(NOTE + source.len() as u64);
        match kind {
            "HKQuantityTypeIdentifierHeartRate" => {
                let Some((at, bpm)) = reading(tag).filter(|_| fits()) else { return };
                match self.readings.get_mut(source) {
                    Some(readings) => readings.push((at, bpm)),
                    None => drop(self.readings.insert(source.to_owned(), vec![(at, bpm)])),
                }
            }
            "HKQuantityTypeIdentifierRestingHeartRate" => {
                let value = number(attribute(tag, "value"));
                if let Some((date, bpm)) = start(tag).map(|start| start.local().date()).zip(value) {
                    self.rests.insert(date, bpm);
                }
            }
            "HKQuantityTypeIdentifierHeartRateVariabilitySDNN" => self.variability(tag),
            "HKCategoryTypeIdentifierSleepAnalysis" if fits() => self.asleep(tag, source),
            "HKQuantityTypeIdentifierWorkoutEffortScore" => {
                let times = start(tag).zip(attribute(tag, "endDate").and_then(moment));
                let effort = number(attribute(tag, "value")).filter(|effort| (1.0..=10.0).contains(effort));
                if let Some(((from, to), effort)) = times.zip(effort).filter(|_| fits()) {
                    self.efforts.push((from.at, to.at, effort));
                }
            }
            _ => {}
        }
    }

    /// The first reading of a night or morning: later ones may follow a run.
    fn variability(&mut self, tag: &[u8]) {
        let Some(start) = start(tag).map(Moment::local) else { return };
        if start.time() < Time::constant(12, 0, 0, 0)
            && let Some(ms) = number(attribute(tag, "value"))
        {
            self.variability.entry(start.date()).or_insert(ms);
        }
    }

    /// Stages and plain sleep; time in bed is none.
    fn asleep(&mut self, tag: &[u8], source: &str) {
        let value = attribute(tag, "value").unwrap_or_default();
        if !value.starts_with("HKCategoryValueSleepAnalysisAsleep") {
            return;
        }
        let times = start(tag).zip(attribute(tag, "endDate").and_then(moment));
        if let Some((from, to)) = times.filter(|(from, to)| from.at < to.at) {
            self.sleep.entry(source.to_owned()).or_default().push((from, to.at));
        }
    }

    fn end_workout(&mut self) {
        self.parts = 0;
        self.workouts.extend(self.open.take());
    }

    fn listing(mut self) -> Listing {
        self.end_workout();
        self.efforts.sort_by_key(|(from, to, _)| (*from, *to));
        let mut listing = Listing::new(KIND);
        for (place, workout) in (1..).zip(&self.workouts) {
            let rpe = workout.effort(&self.efforts);
            match workout.entry(place) {
                Some(mut entry) => {
                    entry.rpe = rpe;
                    entry.thresholds.female = self.female;
                    entry.thresholds.age_y = self.born.and_then(|born| workout.age_y(born));
                    listing.entries.push(entry);
                }
                None => listing.rejected.push((place, "it has no start that can be".into())),
            }
        }
        listing.pulses = self.readings.into_values().flat_map(Pulse::of).collect();
        for (date, bpm) in self.rests {
            listing.daily.rest_of_day(date, Some(bpm));
        }
        for (date, ms) in self.variability {
            listing.daily.variability(date, Some(ms));
        }
        for (date, hours) in nights(self.sleep) {
            listing.daily.night(date, Some(hours));
        }
        listing
    }
}

fn start(tag: &[u8]) -> Option<Moment> {
    attribute(tag, "startDate").and_then(moment)
}

fn reading(tag: &[u8]) -> Option<(u32, u8)> {
    let second = u32::try_from(start(tag)?.at.0 / 1000).ok()?;
    Some((second, beats(number(attribute(tag, "value"))?)?))
}

/// Hours of sleep by the date on which the night ends, of the source that saw most of it.
// METHOD: stages of one source may overlap (a phone's guess beside a watch's stages): overlapping
// time counts once.
fn nights(sleep: BTreeMap<String, Vec<(Moment, UtcMillis)>>) -> BTreeMap<Date, f64> {
    let mut nights: BTreeMap<Date, f64> = BTreeMap::new();
    for (_, mut stretches) in sleep {
        stretches.sort_by_key(|(from, to)| (from.at, *to));
        let mut own: BTreeMap<Date, f64> = BTreeMap::new();
        let mut ended = UtcMillis(i64::MIN);
        for (from, to) in stretches {
            let seconds = to.seconds_since(from.at.max(ended));
            ended = ended.max(to);
            let local = Moment { at: to, ..from }.local();
            // What ends in the evening belongs to the next night.
            let evening = local.time() >= Time::constant(18, 0, 0, 0);
            let date = if evening { local.date().tomorrow().ok() } else { Some(local.date()) };
            if let Some(date) = date.filter(|_| seconds > 0.0) {
                *own.entry(date).or_default() += seconds / 3600.0;
            }
        }
        for (date, hours) in own {
            let most = nights.entry(date).or_default();
            *most = most.max(hours);
        }
    }
    nights
}

impl Workout {
    fn of(tag: &[u8]) -> Self {
        let of = |name: &str| attribute(tag, name);
        let kind = of("workoutActivityType").unwrap_or_default();
        Self {
            sport: kind.strip_prefix("HKWorkoutActivityType").unwrap_or(kind).to_owned(),
            from: of("startDate").and_then(moment),
            to: of("endDate").and_then(moment),
            duration_s: seconds(number(of("duration")), of("durationUnit")),
            distance_m: metres(number(of("totalDistance")), of("totalDistanceUnit")),
            ..Self::default()
        }
    }

    /// What an element of the workout says.
    fn tag(&mut self, tag: &[u8]) {
        let of = |name: &str| attribute(tag, name);
        match name(tag) {
            b"WorkoutStatistics" => match of("type") {
                Some("HKQuantityTypeIdentifierHeartRate") => {
                    self.hr_mean_bpm = self.hr_mean_bpm.or_else(|| pulse(number(of("average"))));
                    self.hr_max_bpm = self.hr_max_bpm.or_else(|| pulse(number(of("maximum"))));
                }
                Some(kind) if kind.starts_with("HKQuantityTypeIdentifierDistance") => {
                    self.distance_m = self.distance_m.or_else(|| metres(number(of("sum")), of("unit")));
                }
                _ => {}
            },
            b"MetadataEntry" => match (of("key"), of("value")) {
                (Some("HKIndoorWorkout"), Some(value)) => self.indoor = value == "1",
                (Some("HKTimeZone"), Some(zone)) => self.zone = text::name(zone),
                (Some("HKElevationAscended"), Some(climb)) => {
                    self.ascent_m = climb
                        .split_once(' ')
                        .and_then(|(amount, unit)| metres(number(Some(amount)), Some(unit)));
                }
                _ => {}
            },
            b"FileReference" => {
                self.file = of("path").map(|path| unescaped(text::beginning(path.trim_start_matches('/'))))
            }
            b"WorkoutEvent" => self.event(of("type").unwrap_or_default(), of("date").and_then(moment)),
            _ => {}
        }
    }

    fn event(&mut self, kind: &str, at: Option<Moment>) {
        let Some(Moment { at, .. }) = at else { return };
        match kind.strip_prefix("HKWorkoutEventType") {
            Some("Pause" | "MotionPaused") => self.paused = self.paused.or(Some(at)),
            Some("Resume" | "MotionResumed") => {
                let from = self.paused.take().filter(|from| *from < at);
                self.pauses.extend(from.map(|from| Pause { from, to: at }));
            }
            _ => {}
        }
    }

    /// The exertion that was given to the time of the workout: of several, the one that shares most of it.
    fn effort(&self, efforts: &[(UtcMillis, UtcMillis, f64)]) -> Option<f64> {
        let (from, to) = (self.from?.at, self.to?.at);
        let begun = efforts.partition_point(|(begins, ..)| *begins <= to);
        let near = efforts[..begun].iter().rev().take(MOST_EFFORTS).filter(|(_, ends, _)| *ends >= from);
        let shared_ms =
            |(begins, ends, _): &&(UtcMillis, UtcMillis, f64)| (*ends).min(to).0 - (*begins).max(from).0;
        near.max_by_key(shared_ms).map(|(.., effort)| *effort)
    }

    fn age_y(&self, born: i16) -> Option<f64> {
        let year = self.from?.local().year();
        Some(f64::from(year.saturating_sub(born))).filter(|age| *age > 0.0)
    }

    /// Local minus UTC where it was, s: of the zone that the workout names, else as its times are written.
    fn offset_s(&self, from: Moment) -> i32 {
        let zone = self.zone.as_deref().and_then(|zone| jiff::tz::TimeZone::get(zone).ok());
        let at = jiff::Timestamp::from_millisecond(from.at.0).ok();
        zone.zip(at).map_or(from.offset_s, |(zone, at)| zone.to_offset(at).seconds())
    }

    fn entry(&self, place: usize) -> Option<ListedActivity> {
        let from = self.from?;
        let elapsed_s = self.to.map(|to| to.at.seconds_since(from.at)).filter(|seconds| *seconds > 0.0);
        let sport = sport::by_name(&self.sport).map(|(sport, finer)| match sport {
            Sport::Running if self.indoor => (sport, Some("treadmill".to_owned())),
            _ => (sport, finer),
        });
        Some(ListedActivity {
            sport,
            file: self.file.clone(),
            elapsed_s,
            timer_s: self.duration_s.filter(|timer| elapsed_s.is_none_or(|all| *timer <= all + 1.0)),
            distance_m: self.distance_m,
            hr_mean_bpm: self.hr_mean_bpm,
            hr_max_bpm: self.hr_max_bpm,
            ascent_m: self.ascent_m,
            pauses: self.pauses.clone(),
            ..ListedActivity::new(place, When::Instant(from.at, Some(self.offset_s(from))))
        })
    }
}
