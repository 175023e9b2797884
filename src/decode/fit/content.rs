//! What the messages of a FIT file say, gathered before it is known which belongs to which activity.

use super::definition::Message;
use super::field::{
    activity, device_info, event, file_id, metrics, session, sport, time_in_zone, user_profile, workout,
    workout_step, zones_target,
};
use super::heart_rate::{Beat, BeatClock};
use super::profile::{self, FIRST_ABSOLUTE_TIME, FIRST_UTC, MESSAGE_INDEX, TIMESTAMP, message};
use super::values::{CompressedDistance, cadence, cadence_fraction, heart_rate};
use crate::activity::{Samples, StepIntensity, Summary, Workout};
use crate::decode::budget::{ACTIVITY, NOTE};
use crate::decode::{Budget, Counts};
use crate::units::UtcMillis;

/// Everything that was gathered from a file.
pub struct FitContent {
    /// Memory that is left for more.
    pub budget: Budget,
    /// The parts of a chained file; most files have one.
    pub parts: Vec<FitPart>,
    /// The records, in file order. Cadence as the device counts it (one foot when running).
    pub samples: Samples,
    /// Records without a time.
    pub untimed_records: usize,
    /// True: some times count from the start of the device.
    pub device_clock: bool,
    /// The sessions, in file order.
    pub sessions: Vec<SessionMessage>,
    /// Start of each lap.
    pub lap_starts: Vec<Option<UtcMillis>>,
    /// Timer starts and stops, in file order.
    pub timer: Vec<TimerEvent>,
    /// Heart beats recorded by a chest strap.
    pub beats: Vec<Beat>,
    /// What was counted.
    pub counts: Counts,
    /// The distance that `compressed_speed_distance` has come to.
    pub compressed: CompressedDistance,
    beat_clock: BeatClock,
}

/// What one part of a chained file says of its origin and its owner.
#[derive(Default)]
pub struct FitPart {
    /// `file_id.type`.
    pub file_type: Option<u8>,
    /// `file_id.manufacturer`.
    pub manufacturer: Option<u16>,
    /// `file_id.product`.
    pub product: Option<u16>,
    /// `file_id.serial_number`, never 0.
    pub serial: Option<u32>,
    /// `file_id.time_created`, FIT seconds.
    pub created: Option<u32>,
    /// Name of the product, of `file_id` or of the creator's `device_info`.
    pub product_name: Option<String>,
    /// `activity.local_timestamp - timestamp`, s, as written.
    pub local_minus_utc_s: Option<i64>,
    /// The same, when `timestamp` counts from the start of the device.
    pub local_minus_device_s: Option<i64>,
    /// The sports that the device was set to: sport, sub-sport, name of the sport profile.
    pub sports: Vec<SportSetting>,
    /// The owner's body data and thresholds.
    pub owner: Owner,
    /// `zones_target` messages with the sport in force.
    pub targets: Vec<ZonesTargetMessage>,
    /// `time_in_zone` messages.
    pub zones: Vec<TimeInZone>,
    /// The workout that was loaded, where there is one.
    pub workout: Option<Workout>,
    /// What the watch found of its owner.
    pub found: Found,
}

/// Message 79, which the profile does not describe.
///
/// DEVICE: Garmin watches write it with age (field 1) and the highest heart rate that they detected
/// (field 6).
#[derive(Default)]
pub struct Found {
    /// Years.
    pub age_y: Option<f64>,
    /// Highest heart rate, bpm.
    pub hr_max_bpm: Option<f64>,
}

/// A `sport` message.
pub struct SportSetting {
    /// Sport.
    pub sport: Option<u8>,
    /// Sub-sport.
    pub sub_sport: Option<u8>,
    /// Name of the sport profile.
    pub name: Option<String>,
}

/// A `user_profile` message.
#[derive(Default)]
pub struct Owner {
    /// 0 female, 1 male.
    pub gender: Option<u8>,
    /// Years.
    pub age_y: Option<f64>,
    /// kg.
    pub weight_kg: Option<f64>,
    /// Resting heart rate, bpm.
    pub hr_rest_bpm: Option<f64>,
    /// Highest heart rate, bpm.
    pub hr_max_bpm: Option<f64>,
}

/// A `zones_target` message.
pub struct ZonesTargetMessage {
    /// The sport of the `sport` message before it.
    pub sport: Option<u8>,
    /// Highest heart rate, bpm.
    pub hr_max_bpm: Option<f64>,
    /// Threshold heart rate, bpm.
    pub lthr_bpm: Option<f64>,
}

/// The thresholds of a `time_in_zone` message.
pub struct TimeInZone {
    /// Index of the session that it sums up; `None` for a lap.
    pub session: Option<u16>,
    /// Highest heart rate, bpm.
    pub hr_max_bpm: Option<f64>,
    /// Resting heart rate, bpm.
    pub hr_rest_bpm: Option<f64>,
    /// Threshold heart rate, bpm.
    pub lthr_bpm: Option<f64>,
}

/// A `session` message.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionMessage {
    /// The part of the file that holds it.
    pub part: usize,
    /// `message_index`.
    pub index: Option<u16>,
    /// Start.
    pub start: Option<UtcMillis>,
    /// Sport.
    pub sport: Option<u8>,
    /// Sub-sport.
    pub sub_sport: Option<u8>,
    /// Name of the sport profile.
    pub name: Option<String>,
    /// The summary. Cadence as the device counts it.
    pub summary: Summary,
}

/// An `event` message of the timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerEvent {
    /// When.
    pub time: UtcMillis,
    /// True: the timer starts; false: it stops.
    pub starts: bool,
}

/// What a [`FitPart`] takes, bytes.
const PART: u64 = 1024;

/// Most messages of a kind that set something for a part: each session is looked up among them. Devices write one a
/// session and one a lap.
const MOST_SETTINGS: usize = 1000;

impl FitContent {
    /// Nothing so far.
    #[must_use]
    pub fn new(budget: Budget) -> Self {
        Self {
            budget,
            parts: Vec::new(),
            samples: Samples::default(),
            untimed_records: 0,
            device_clock: false,
            sessions: Vec::new(),
            lap_starts: Vec::new(),
            timer: Vec::new(),
            beats: Vec::new(),
            counts: Counts::default(),
            compressed: CompressedDistance::default(),
            beat_clock: BeatClock::default(),
        }
    }

    /// A new part of a chained file begins.
    pub fn begin_part(&mut self) {
        if !self.budget.take(PART) {
            return;
        }
        self.parts.push(FitPart::default());
        self.beat_clock = BeatClock::default();
        self.compressed = CompressedDistance::default();
    }

    /// Makes room for about `count` more records.
    pub fn expect_records(&mut self, count: usize) {
        // A hostile definition of one byte a record must not reserve gigabytes.
        self.samples.reserve(count.min(1 << 16));
    }

    /// Takes any other message.
    pub fn message(&mut self, message: Message<'_>) {
        let cost = match message.definition.global {
            message::SESSION => ACTIVITY,
            message::LAP | message::EVENT | message::HR => NOTE,
            _ => 0,
        };
        if !self.budget.take(cost) {
            return;
        }
        match message.definition.global {
            message::SESSION => self.session(message),
            message::LAP => self.lap(message),
            message::EVENT => self.event(message),
            message::HR => self.beat_clock.read(message, &mut self.beats),
            _ => {
                if let Some(part) = self.parts.last_mut() {
                    part.message(message);
                }
            }
        }
    }

    /// Moves times that count from the start of the device to where they belong; leaves out what
    /// cannot be moved. Returns true if something was moved: then all times are local ones.
    ///
    /// DEVICE: watches without a fix write such times; `activity.local_timestamp` is the time of day
    /// that the owner had set (`compressed-timestamp-treadmill-hr.fit`).
    pub fn settle_clock(&mut self) -> bool {
        let shift_ms = self.parts.iter().find_map(|part| part.local_minus_device_s).map(|s| s * 1000);
        let settle = |time: &mut UtcMillis| match shift_ms {
            _ if *time >= FIRST_UTC => true,
            Some(shift) => {
                time.0 += shift;
                true
            }
            None => false,
        };
        for start in self.sessions.iter_mut().map(|s| &mut s.start).chain(&mut self.lap_starts) {
            let settled = start.as_mut().is_some_and(settle);
            *start = start.filter(|_| settled);
        }
        self.timer.retain_mut(|event| settle(&mut event.time));
        if !self.device_clock {
            return false;
        }
        let all = self.samples.len();
        self.samples.edit(|samples| samples.retain_mut(|sample| settle(&mut sample.time)));
        self.untimed_records += all - self.samples.len();
        shift_ms.is_some()
    }

    fn session(&mut self, m: Message<'_>) {
        self.counts.sessions += 1;
        let elapsed_s = m.amount(session::TOTAL_ELAPSED_TIME, 1000.0);
        let end = m.unsigned(TIMESTAMP).map(profile::utc);
        let start = m.unsigned(session::START_TIME).map(profile::utc).or_else(|| {
            let back_ms = elapsed_s.map(|s| (s * 1000.0) as i64)?;
            end.map(|end| UtcMillis(end.0 - back_ms))
        });
        self.sessions.push(SessionMessage {
            part: self.parts.len().saturating_sub(1),
            index: m.unsigned(MESSAGE_INDEX),
            start,
            sport: m.unsigned(session::SPORT),
            sub_sport: m.unsigned(session::SUB_SPORT),
            name: m.text(session::SPORT_PROFILE_NAME),
            summary: Summary {
                elapsed_s,
                timer_s: m.amount(session::TOTAL_TIMER_TIME, 1000.0),
                distance_m: m.amount(session::TOTAL_DISTANCE, 100.0),
                hr_mean_bpm: heart_rate_field(m, session::AVG_HEART_RATE),
                hr_max_bpm: heart_rate_field(m, session::MAX_HEART_RATE),
                ascent_m: m.amount(session::TOTAL_ASCENT, 1.0),
                descent_m: m.amount(session::TOTAL_DESCENT, 1.0),
                cadence_spm: m.integer(session::AVG_CADENCE).and_then(cadence).map(|whole| {
                    f64::from(whole + cadence_fraction(m.integer(session::AVG_FRACTIONAL_CADENCE)))
                }),
                rpe: m.integer(session::WORKOUT_RPE).and_then(exertion),
                hr_zones: Vec::new(),
            },
        });
    }

    fn lap(&mut self, m: Message<'_>) {
        self.counts.laps += 1;
        let start = m.unsigned(session::START_TIME).or_else(|| m.unsigned(TIMESTAMP));
        self.lap_starts.push(start.map(profile::utc));
    }

    /// SPEC: event 0 is the timer; types 0 start, 1 stop, 4 stop all, 8 stop disable, 9 stop disable all.
    fn event(&mut self, m: Message<'_>) {
        let starts = match (m.integer(event::EVENT), m.integer(event::EVENT_TYPE)) {
            (Some(0), Some(0)) => true,
            (Some(0), Some(1 | 4 | 8 | 9)) => false,
            _ => return,
        };
        if let Some(time) = m.unsigned(TIMESTAMP).map(profile::utc) {
            self.timer.push(TimerEvent { time, starts });
        }
    }
}

impl FitPart {
    fn message(&mut self, m: Message<'_>) {
        match m.definition.global {
            message::FILE_ID => self.file_id(m),
            message::DEVICE_INFO => {
                let creator = m.integer(device_info::DEVICE_INDEX) == Some(0);
                if creator && self.product_name.is_none() {
                    self.product_name = m.text(device_info::PRODUCT_NAME);
                }
            }
            message::ACTIVITY => self.activity(m),
            message::SPORT if self.sports.len() < MOST_SETTINGS => self.sports.push(SportSetting {
                sport: m.unsigned(sport::SPORT),
                sub_sport: m.unsigned(sport::SUB_SPORT),
                name: m.text(sport::NAME),
            }),
            message::USER_PROFILE => self.owner.update(m),
            message::ZONES_TARGET if self.targets.len() < MOST_SETTINGS => {
                self.targets.push(ZonesTargetMessage {
                    sport: self.sports.last().and_then(|setting| setting.sport),
                    hr_max_bpm: heart_rate_field(m, zones_target::MAX_HEART_RATE),
                    lthr_bpm: heart_rate_field(m, zones_target::THRESHOLD_HEART_RATE),
                })
            }
            message::TIME_IN_ZONE if self.zones.len() < MOST_SETTINGS => self.zones.push(TimeInZone {
                session: m
                    .unsigned(time_in_zone::REFERENCE_INDEX)
                    .filter(|_| m.integer(time_in_zone::REFERENCE_MESG) == Some(i64::from(message::SESSION))),
                hr_max_bpm: heart_rate_field(m, time_in_zone::MAX_HEART_RATE),
                hr_rest_bpm: heart_rate_field(m, time_in_zone::RESTING_HEART_RATE),
                lthr_bpm: heart_rate_field(m, time_in_zone::THRESHOLD_HEART_RATE),
            }),
            message::WORKOUT => {
                self.workout.get_or_insert_default().name = m.text(workout::WKT_NAME);
            }
            message::WORKOUT_STEP => {
                let steps = &mut self.workout.get_or_insert_default().steps;
                if let Some(step) = step_intensity(m).filter(|_| steps.len() < MOST_STEPS) {
                    steps.push(step);
                }
            }
            message::METRICS => {
                self.found = Found {
                    age_y: m.scaled(metrics::AGE, 1.0).filter(|&age| age > 0.0),
                    hr_max_bpm: heart_rate_field(m, metrics::MAX_HEART_RATE),
                };
            }
            _ => {}
        }
    }

    fn file_id(&mut self, m: Message<'_>) {
        self.file_type = m.unsigned(file_id::TYPE);
        self.manufacturer = m.unsigned(file_id::MANUFACTURER);
        self.product = m.unsigned(file_id::PRODUCT);
        // SPEC: uint32z, 0 is invalid.
        self.serial = m.unsigned(file_id::SERIAL_NUMBER).filter(|&serial| serial != 0);
        self.created = m.unsigned(file_id::TIME_CREATED).filter(|&created| created != 0);
        self.product_name = m.text(file_id::PRODUCT_NAME).or(self.product_name.take());
    }

    /// Learns the local time from `activity`.
    fn activity(&mut self, m: Message<'_>) {
        let local =
            m.unsigned::<u32>(activity::LOCAL_TIMESTAMP).filter(|&local| local >= FIRST_ABSOLUTE_TIME);
        if let Some((local, time)) = local.zip(m.unsigned::<u32>(TIMESTAMP)) {
            let difference_s = Some(i64::from(local) - i64::from(time));
            if time < FIRST_ABSOLUTE_TIME {
                self.local_minus_device_s = difference_s;
            } else {
                self.local_minus_utc_s = difference_s;
            }
        }
    }
}

impl Owner {
    fn update(&mut self, m: Message<'_>) {
        self.gender = m.unsigned(user_profile::GENDER).or(self.gender);
        self.age_y = m.scaled(user_profile::AGE, 1.0).filter(|&age| age > 0.0).or(self.age_y);
        self.weight_kg = m.scaled(user_profile::WEIGHT, 10.0).filter(|&kg| kg > 0.0).or(self.weight_kg);
        self.hr_rest_bpm = heart_rate_field(m, user_profile::RESTING_HEART_RATE).or(self.hr_rest_bpm);
        // The general highest heart rate, else the one for running.
        self.hr_max_bpm = heart_rate_field(m, user_profile::DEFAULT_MAX_HEART_RATE)
            .or_else(|| heart_rate_field(m, user_profile::DEFAULT_MAX_RUNNING_HEART_RATE))
            .or(self.hr_max_bpm);
    }
}

/// CR-10 of `workout_rpe`.
///
/// SPEC: 0 to 100, ten times CR-10; devices write 0 for "not rated". DEVICE: some apps write 1 to 9
/// on the scale to 10 itself, where the profile has 10, 20, .. 100.
fn exertion(raw: i64) -> Option<f64> {
    match raw {
        1..=9 => Some(raw as f64),
        10..=100 => Some(raw as f64 / 10.0),
        _ => None,
    }
}

/// A watch takes at most 50 steps; a hostile file must not fill the memory with them.
const MOST_STEPS: usize = 200;

/// SPEC: `workout_step.duration_type` 6..=13 repeats the steps before; `intensity` as in the profile.
fn step_intensity(m: Message<'_>) -> Option<StepIntensity> {
    if matches!(m.integer(workout_step::DURATION_TYPE), Some(6..=13)) {
        return Some(StepIntensity::Repeat);
    }
    Some(match m.integer(workout_step::INTENSITY)? {
        0 => StepIntensity::Active,
        1 => StepIntensity::Rest,
        2 => StepIntensity::WarmUp,
        3 => StepIntensity::CoolDown,
        4 => StepIntensity::Recovery,
        5 => StepIntensity::Interval,
        _ => return None,
    })
}

fn heart_rate_field(m: Message<'_>, number: u8) -> Option<f64> {
    m.integer(number).and_then(heart_rate).map(f64::from)
}
