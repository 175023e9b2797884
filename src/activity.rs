//! The neutral recording: what every decoder returns and nothing of any file format.

mod samples;

use serde::Serialize;

pub use self::samples::{Column, Entry, Samples};
use crate::units::{Position, UtcMillis};

/// The format of a file, found by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Garmin Flexible and Interoperable Data Transfer.
    Fit,
    /// GPS Exchange Format 1.0 / 1.1.
    Gpx,
    /// Garmin Training Center XML v2.
    Tcx,
}

impl Format {
    /// Lower-case name, as in `files.csv`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Gpx => "gpx",
            Self::Tcx => "tcx",
        }
    }
}

/// What was done. Everything that is not a run keeps its own name for the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sport {
    /// Running of any kind: road, trail, track, treadmill.
    Running,
    /// Walking.
    Walking,
    /// Hiking.
    Hiking,
    /// Cycling of any kind.
    Cycling,
    /// Swimming of any kind.
    Swimming,
    /// Strength training and gym work.
    Strength,
    /// The change between two legs of a multisport activity.
    Transition,
    /// What costs the legs nothing: driving, flying, meditation, breathing. No training.
    Inactive,
    /// Any other sport.
    Other,
    /// The file does not say, and it cannot be inferred.
    Unknown,
}

impl Sport {
    /// Lower-case name, as in the `sport` column.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Walking => "walking",
            Self::Hiking => "hiking",
            Self::Cycling => "cycling",
            Self::Swimming => "swimming",
            Self::Strength => "strength",
            Self::Transition => "transition",
            Self::Inactive => "inactive",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }

    /// True where legs carried the runner.
    #[must_use]
    pub const fn is_on_foot(self) -> bool {
        matches!(self, Self::Running | Self::Walking | Self::Hiking)
    }

    /// True where they may have: the file does not say otherwise.
    #[must_use]
    pub const fn may_be_on_foot(self) -> bool {
        self.is_on_foot() || matches!(self, Self::Unknown)
    }
}

/// Heart rates that a living runner has, bpm.
pub const LIVING_BPM: std::ops::RangeInclusive<u8> = 30..=230;

/// True for such a heart rate, bpm.
#[must_use]
pub fn is_living(bpm: f64) -> bool {
    (f64::from(*LIVING_BPM.start())..=f64::from(*LIVING_BPM.end())).contains(&bpm)
}

/// One sample of a recording, a row of [`Samples`]. A missing channel is `None`; device values that
/// mean "invalid" never get here (a heart rate of 0 or 255, 0x7FFFFFFF as a position).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Time of the sample.
    pub time: UtcMillis,
    /// Position.
    pub position: Option<Position>,
    /// Altitude, m (barometric where the file has it).
    pub altitude_m: Option<f32>,
    /// Distance since the start of the activity as the device counts it, m.
    pub distance_m: Option<f32>,
    /// Speed as the device measures it, m/s.
    pub speed_mps: Option<f32>,
    /// Heart rate, beats per minute, as recorded (1..=254).
    pub heart_rate_bpm: Option<u8>,
    /// Cadence of *both* feet, steps per minute.
    pub cadence_spm: Option<f32>,
}

impl Sample {
    /// A sample with a time and nothing else.
    #[must_use]
    pub const fn at(time: UtcMillis) -> Self {
        Self {
            time,
            position: None,
            altitude_m: None,
            distance_m: None,
            speed_mps: None,
            heart_rate_bpm: None,
            cadence_spm: None,
        }
    }
}

/// What the device says about the whole activity. `None`: the file does not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// From start to end, pauses included, s.
    pub elapsed_s: Option<f64>,
    /// While the timer ran, s.
    pub timer_s: Option<f64>,
    /// Distance, m.
    pub distance_m: Option<f64>,
    /// Mean heart rate, bpm.
    pub hr_mean_bpm: Option<f64>,
    /// Highest heart rate, bpm.
    pub hr_max_bpm: Option<f64>,
    /// Ascent, m.
    pub ascent_m: Option<f64>,
    /// Descent, m (positive).
    pub descent_m: Option<f64>,
    /// Mean cadence of both feet, steps/min.
    pub cadence_spm: Option<f64>,
    /// Perceived exertion, CR-10 (0..=10).
    pub rpe: Option<f64>,
    /// Time in the heart-rate zones of the app or device, lowest zone first; empty: not said.
    pub hr_zones: Vec<HrZone>,
}

/// Time in one heart-rate zone of a summary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HrZone {
    /// Lower bound, bpm; `None`: open, as in the lowest zone.
    pub low_bpm: Option<f64>,
    /// Upper bound, bpm; `None`: open, as in the highest zone.
    pub high_bpm: Option<f64>,
    /// Seconds in it.
    pub seconds: f64,
}

/// The workout that was loaded on the device: what the activity was meant to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workout {
    /// Its name as written (FIT `workout.wkt_name`); `None`: unnamed.
    pub name: Option<String>,
    /// Its steps in order.
    pub steps: Vec<StepIntensity>,
}

/// The intensity of one step of a workout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepIntensity {
    /// Work without a finer name.
    Active,
    /// Rest between efforts.
    Rest,
    /// Warm-up.
    WarmUp,
    /// Cool-down.
    CoolDown,
    /// Easy running between efforts.
    Recovery,
    /// A hard effort.
    Interval,
    /// The steps before are repeated.
    Repeat,
}

/// Where the name of an activity comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NameSource {
    /// The sport profile of the device (`Run`): it says nothing of this activity.
    #[default]
    Profile,
    /// The title in the file (GPX, TCX).
    Title,
    /// The title in a list of activities.
    List,
}

/// A stretch in which the timer was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Timer stop.
    pub from: UtcMillis,
    /// Timer start after it.
    pub to: UtcMillis,
}

/// The thresholds and body data that a file carries of its owner at that time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileThresholds {
    /// HRmax, bpm (FIT time_in_zone.max_heart_rate, else zones_target, else user_profile).
    pub hr_max_bpm: Option<f64>,
    /// The message that `hr_max_bpm` comes from.
    pub hr_max_from: Option<ThresholdMessage>,
    /// Resting heart rate, bpm (FIT time_in_zone or user_profile).
    pub hr_rest_bpm: Option<f64>,
    /// Heart rate at the lactate threshold, bpm.
    pub lthr_bpm: Option<f64>,
    /// Threshold speed, m/s.
    pub threshold_mps: Option<f64>,
    /// `Some(true)`: female.
    pub female: Option<bool>,
    /// Age, years.
    pub age_y: Option<f64>,
    /// Weight, kg.
    pub weight_kg: Option<f64>,
}

impl FileThresholds {
    /// Takes from `other` what is missing here.
    pub fn take_missing(&mut self, other: &Self) {
        if self.hr_max_bpm.is_none() {
            (self.hr_max_bpm, self.hr_max_from) = (other.hr_max_bpm, other.hr_max_from);
        }
        self.hr_rest_bpm = self.hr_rest_bpm.or(other.hr_rest_bpm);
        self.lthr_bpm = self.lthr_bpm.or(other.lthr_bpm);
        self.threshold_mps = self.threshold_mps.or(other.threshold_mps);
        self.female = self.female.or(other.female);
        self.age_y = self.age_y.or(other.age_y);
        self.weight_kg = self.weight_kg.or(other.weight_kg);
    }
}

/// What a threshold of a file was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ThresholdMessage {
    /// FIT `time_in_zone`.
    TimeInZone,
    /// FIT `zones_target`.
    ZonesTarget,
    /// FIT message 79, which the profile does not describe: what the watch found by itself.
    Metrics,
    /// FIT `user_profile`.
    UserProfile,
    /// An export of the account, or a list of activities.
    Export,
}

/// What identifies the original recording of a device (FIT file_id 1-4): two files with equal
/// keys are copies of one recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceKey {
    /// Manufacturer.
    pub manufacturer: u16,
    /// Product.
    pub product: u16,
    /// Serial number.
    pub serial: u32,
    /// Time of creation, FIT seconds.
    pub created: u32,
}

/// Something in a file that the owner should know: kept with the activity, listed by `inspect`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem(pub String);

/// One activity of one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// Its place in the file, from 0.
    pub index: usize,
    /// What was done.
    pub sport: Sport,
    /// The finer name as the file has it: `treadmill`, `trail`, ...
    pub sub_sport: Option<String>,
    /// True: the file names no sport and `sport` was inferred from pace and cadence.
    pub sport_inferred: bool,
    /// Title that the runner or the app gave it.
    pub name: Option<String>,
    /// Where the name comes from.
    pub name_source: NameSource,
    /// The workout on the device, where it ran one.
    pub workout: Option<Workout>,
    /// Type of the workout as a list has it (`Long Run`, `Workout`, `TEMPO`), as written.
    pub workout_type: Option<String>,
    /// Start: of the session, else of the first sample. Always present: an activity without a
    /// time cannot be put on a day and is no activity for this program.
    pub start: UtcMillis,
    /// Local time minus UTC, seconds, where the *file* says it (FIT activity.local_timestamp).
    pub utc_offset_s: Option<i32>,
    /// The device's summary.
    pub summary: Summary,
    /// Number of laps.
    pub laps: usize,
    /// Samples in file order; the cleaning stage orders them.
    pub samples: Samples,
    /// Timer stops, in file order as the samples; empty where the format has none.
    pub pauses: Vec<Pause>,
    /// Thresholds and body data in the file.
    pub thresholds: FileThresholds,
    /// Manufacturer and product, as far as the file names them.
    pub device: Option<String>,
    /// Identity of the recording.
    pub device_key: Option<DeviceKey>,
    /// What is odd about it.
    pub problems: Vec<Problem>,
}

impl Activity {
    /// An activity that starts at `start` and holds nothing yet.
    #[must_use]
    pub fn new(index: usize, sport: Sport, start: UtcMillis) -> Self {
        Self {
            index,
            sport,
            sub_sport: None,
            sport_inferred: false,
            name: None,
            name_source: NameSource::default(),
            workout: None,
            workout_type: None,
            start,
            utc_offset_s: None,
            summary: Summary::default(),
            laps: 0,
            samples: Samples::default(),
            pauses: Vec::new(),
            thresholds: FileThresholds::default(),
            device: None,
            device_key: None,
            problems: Vec::new(),
        }
    }
}
