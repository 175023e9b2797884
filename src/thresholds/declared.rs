//! Declared: what the runner says of themself in `shakeout.toml`.

use jiff::civil::Date;

/// Athlete facts from `shakeout.toml`, valid from a date on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AthleteBlock {
    /// First day on which they hold; `None`: always.
    pub from: Option<Date>,
    /// HRmax, bpm.
    pub hr_max_bpm: Option<f64>,
    /// Resting heart rate, bpm.
    pub hr_rest_bpm: Option<f64>,
    /// Heart rate at the lactate threshold, bpm.
    pub lthr_bpm: Option<f64>,
    /// Threshold speed, m/s (from `threshold_pace`).
    pub threshold_mps: Option<f64>,
    /// `Some(true)`: female.
    pub female: Option<bool>,
    /// Weight, kg.
    pub weight_kg: Option<f64>,
    /// Year of birth.
    pub born: Option<i16>,
}
