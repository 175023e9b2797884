//! Digest: one cleaned activity reduced to what every metric needs (1-2 kB), so that samples die
//! inside their file's closure and metrics can wait for thresholds of the whole archive.

use serde::Serialize;

use crate::activity::{DeviceKey, FileThresholds, Sport};
use crate::clean::CleanLog;
use crate::units::UtcMillis;

/// Seconds spent at each heart rate: index = bpm. Exact, so every heart-rate metric is exact.
#[derive(Clone, Debug, PartialEq)]
pub struct HrHistogram {
    /// 256 bins of seconds.
    pub seconds: Box<[f32; 256]>,
}

/// Seconds and metres at each grade-adjusted speed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpeedHistogram {
    /// Bin k holds grade-adjusted speeds of [k, k+1) * `BIN_MPS`; empty bins at the end are cut.
    pub bins: Vec<SpeedBin>,
}

/// One bin of a [`SpeedHistogram`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SpeedBin {
    /// Seconds.
    pub seconds: f32,
    /// Grade-adjusted metres.
    pub gap_m: f32,
}

impl SpeedHistogram {
    /// Width of a bin, m/s.
    pub const BIN_MPS: f64 = 0.1;
    /// Number of bins at most: 12 m/s is faster than anyone runs.
    pub const MAX_BINS: usize = 120;
}

/// One half of an activity by moving time, for decoupling.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Half {
    /// Seconds with heart rate and speed.
    pub seconds: f64,
    /// Integral of heart rate, bpm s.
    pub beats: f64,
    /// Grade-adjusted metres over the same seconds.
    pub gap_m: f64,
}

/// What a cleaned activity is reduced to.
#[derive(Clone, Debug)]
pub struct Digest {
    /// Place in the file, from 0.
    pub index: usize,
    /// Sport.
    pub sport: Sport,
    /// The finer name as the file has it.
    pub sub_sport: Option<String>,
    /// True: inferred, not declared.
    pub sport_inferred: bool,
    /// Title.
    pub name: Option<String>,
    /// Start.
    pub start: UtcMillis,
    /// Local minus UTC, s, and where that comes from. `None` until the zone is known:
    /// neither the file nor a position tells.
    pub utc_offset_s: Option<i32>,
    /// IANA zone of the first position; not the position itself.
    pub zone: Option<String>,
    /// Elapsed time, s.
    pub elapsed_s: f64,
    /// Timer time, s: the device's, else elapsed minus pauses and gaps.
    pub timer_s: f64,
    /// Moving time, s.
    pub moving_s: Option<f64>,
    /// Distance, m.
    pub distance_m: Option<f64>,
    /// Heart rate, where there is any.
    pub hr: Option<HrHistogram>,
    /// Seconds with a valid heart rate.
    pub hr_s: f64,
    /// Mean heart rate as the device's summary says it, bpm: for activities without samples.
    pub summary_hr_bpm: Option<f64>,
    /// Highest 30 s rolling median of heart rate (5-sample medians first), bpm.
    pub hr_peak_bpm: Option<f64>,
    /// Best mean heart rate over 30 min, bpm.
    pub hr_best_30min_bpm: Option<f64>,
    /// Best mean grade-adjusted speed over 30 min, m/s.
    pub gap_best_30min_mps: Option<f64>,
    /// Grade-adjusted speed, where there is speed.
    pub gap: Option<SpeedHistogram>,
    /// First and second half, where both have heart rate and speed.
    pub halves: Option<[Half; 2]>,
    /// Ascent, m (hysteresis).
    pub ascent_m: Option<f64>,
    /// Descent, m, positive (hysteresis).
    pub descent_m: Option<f64>,
    /// Running at grade <= -5 %, s.
    pub steep_down_s: Option<f64>,
    /// Sum of descent steps x speed^2, m (m/s)^2: the downhill dose once divided by the threshold
    /// speed squared.
    pub downhill_m3_s2: Option<f64>,
    /// Steps of both feet.
    pub steps: Option<f64>,
    /// Mean cadence of both feet, steps/min.
    pub cadence_spm: Option<f64>,
    /// Perceived exertion, CR-10.
    pub rpe: Option<f64>,
    /// Samples read.
    pub records: usize,
    /// Samples with heart rate.
    pub hr_records: usize,
    /// Samples with a position.
    pub gps_records: usize,
    /// Laps.
    pub laps: usize,
    /// Device.
    pub device: Option<String>,
    /// Identity of the recording.
    pub device_key: Option<DeviceKey>,
    /// Thresholds and body data of the file.
    pub thresholds: FileThresholds,
    /// What cleaning dropped and why.
    pub clean: CleanLog,
    /// What is odd, in words.
    pub problems: Vec<String>,
}

/// Where the local time of an activity comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ZoneSource {
    /// `--tz`, which overrides everything.
    Typed,
    /// FIT activity.local_timestamp.
    File,
    /// Zone of the first position (bundled map).
    Position,
    /// `tz` of the profile.
    Profile,
    /// Neither file nor position nor profile tells: the machine's zone was used.
    Machine,
}
