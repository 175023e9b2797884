//! Tables: all CSV and Parquet. The only
//! user of polars; its types do not leave this folder.

use jiff::civil::Date;

use crate::effect::DayKind;

pub mod store;

/// One local day: a row of `days.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    /// Local date.
    pub date: Date,
    /// What was done.
    pub kind: DayKind,
    /// Why the kind is unknown, in words; empty otherwise.
    pub kind_reason: String,
    /// Number of runs.
    pub runs: usize,
    /// Load of all sessions; `None`: a session whose load cannot be measured, or an unknown day.
    pub load: Option<f64>,
    /// Load of moderate and hard sessions; `None` as for `load`.
    pub hard_load: Option<f64>,
    /// Metres down, all runs.
    pub descent_m: Option<f64>,
    /// Minutes of easy running.
    pub easy_min: Option<f64>,
    /// Minutes of running.
    pub run_min: Option<f64>,
    /// Metres of running.
    pub distance_m: Option<f64>,
    /// Minutes of other sports.
    pub other_min: Option<f64>,
    /// Minutes in the three zones (below VT1, between, above VT2) of all runs.
    pub zone_min: Option<[f64; 3]>,
    /// Fitness (CTL), of the evening.
    pub ctl: Option<f64>,
    /// Fatigue (ATL), of the evening.
    pub atl: Option<f64>,
    /// Form of the morning: yesterday's CTL - ATL.
    pub tsb: Option<f64>,
    /// True in the first 42 days, and after each unknown stretch.
    pub warming_up: bool,
    /// Monotony of the last 7 days (Foster 1998).
    pub monotony: Option<f64>,
    /// Strain of the last 7 days.
    pub strain: Option<f64>,
    /// Morning soreness as written, flipped to higher-is-sorer.
    pub soreness: Option<f64>,
    /// True: the report was made after the day's run started.
    pub reported_late: bool,
    /// True: illness or injury was noted.
    pub ill: bool,
    /// Extra columns of the diary, in the order of [`crate::diary::Diary::extra_names`].
    pub extra: Vec<Option<f64>>,
    /// True: inside an unknown stretch.
    pub gap: bool,
}
