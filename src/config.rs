//! Config: what was typed and what `shakeout.toml` says, resolved and validated, with units.

use std::path::PathBuf;

use jiff::civil::Date;
use serde::Serialize;

/// Which way the soreness scale runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The higher the value, the sorer.
    HigherIsSorer,
    /// The higher the value, the fresher: flipped before anything is computed.
    HigherIsFresher,
}

/// When soreness is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reported {
    /// Before the day's running.
    Morning,
    /// After it.
    Evening,
}

/// Which comes first in dates such as 03/04/2024.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// A soreness scale as the runner uses it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Scale {
    /// Lowest value.
    pub low: f64,
    /// Highest value.
    pub high: f64,
}

impl Scale {
    /// Highest minus lowest value.
    #[must_use]
    pub fn range(self) -> f64 {
        self.high - self.low
    }
}

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

/// How the soreness log is to be read. `None`: not said; the dialect may know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DiaryOptions {
    /// Scale.
    pub scale: Option<Scale>,
    /// Direction.
    pub direction: Option<Direction>,
    /// Time of the report.
    pub reported: Option<Reported>,
    /// Column of the soreness value, when several could be it.
    pub column: Option<String>,
    /// Day before month or month before day, where the dates themselves do not tell.
    pub date_order: Option<DateOrder>,
    /// IANA zone in which the runner lives: for logs that write UTC times.
    pub tz: Option<String>,
}

/// Everything the pipeline needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// Files, folders and zips to read.
    pub paths: Vec<PathBuf>,
    /// Soreness log.
    pub soreness: Option<PathBuf>,
    /// Folder of the report.
    pub out: PathBuf,
    /// Profile that was read, if any.
    pub profile: Option<PathBuf>,
    /// Declared zone (IANA name), from `--tz` or the profile.
    pub tz: Option<String>,
    /// First local day to use.
    pub since: Option<Date>,
    /// Last local day to use.
    pub until: Option<Date>,
    /// The soreness log.
    pub diary: DiaryOptions,
    /// Smallest effect that matters, in points of the scale; `None`: 5 % of the range.
    pub smallest_effect: Option<f64>,
    /// Dated athlete facts, oldest first.
    pub athlete: Vec<AthleteBlock>,
    /// Worker threads; `None`: one a core.
    pub jobs: Option<usize>,
    /// Exit 3 when a file failed or is partial.
    pub strict: bool,
    /// No progress, no summary.
    pub quiet: bool,
    /// summary.json on stdout and nothing else there.
    pub json: bool,
    /// Keep positions in the outputs.
    pub with_positions: bool,
    /// Days without file and diary are rest, however long the stretch.
    pub assume_rest: bool,
}
