//! Day: one local day of a runner, what was done and what was reported.

use jiff::civil::Date;
use serde::Serialize;

/// Days from one date to another; below 0 where the second is the earlier one.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i32 {
    from.duration_until(to).as_hours() as i32 / 24
}

/// What was done on a local day, for the comparison of easy and rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum DayKind {
    /// No recorded run and no other logged sport of 20 minutes or more.
    Rest,
    /// Every run was easy.
    Easy,
    /// The hardest run was moderate.
    Moderate,
    /// The hardest run was hard.
    Hard,
    /// Not known, or neither easy nor rest: a run without evidence, another sport, a gap.
    Unknown,
}

impl DayKind {
    /// Lower-case name, as in the `kind` column.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Easy => "easy",
            Self::Moderate => "moderate",
            Self::Hard => "hard",
            Self::Unknown => "unknown",
        }
    }
}

/// A day outside the recordings. The log may go on there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// Before the first one.
    Before,
    /// After the last one.
    After,
}

impl Outside {
    /// Why nothing is known of such a day.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Before => "before the first recording",
            Self::After => "after the last recording: a newer export may hold a run",
        }
    }
}

/// Why nothing is known of a day that a day table leaves out.
pub const NO_ROW: &str = "no row for this day";

/// One local day: a row of `days.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Day {
    /// Local date.
    pub date: Date,
    /// What was done.
    pub kind: DayKind,
    /// Why the kind is unknown, in words; empty otherwise.
    pub kind_reason: String,
    /// Where it lies when no recording can say what was done on it; `None`: within the recordings, or read from a table.
    pub outside: Option<Outside>,
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
