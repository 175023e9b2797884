//! Session: one activity of the runner, measured and classified. Days, figures and tables are made of these.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Span, Timestamp};

use crate::activity::Sport;
use crate::classify::{self, SessionClass};
use crate::intensity::Intensity;
use crate::intent::Meant;
use crate::measure::{LoadSource, Unmeasured};
use crate::units::UtcMillis;

pub use crate::label::Label;
pub use crate::zone::ZoneSource;

/// A row of `activities.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Start.
    pub start: UtcMillis,
    /// Local day that it counts to.
    pub local_date: Date,
    /// Local time minus UTC, s.
    pub utc_offset_s: i32,
    /// Where the local time comes from.
    pub zone_source: ZoneSource,
    /// Sport.
    pub sport: Sport,
    /// Finer name as the file has it.
    pub sub_sport: Option<String>,
    /// Title.
    pub name: Option<String>,
    /// What it was meant to be, and where that was read; `None`: nothing says.
    pub meant: Option<Meant>,
    /// What it was by heart rate and pace.
    pub intensity: Intensity,
    /// Distance from VT1: the higher of the mean score and that of the 90th percentile; 0 is VT1, 1 about
    /// threshold. `None`: no evidence.
    pub intensity_score: Option<f64>,
    /// Mean heart rate while moving, as a share of LTHR.
    pub hr_of_threshold: Option<f64>,
    /// Mean grade-adjusted speed while moving, as a share of threshold speed.
    pub pace_of_threshold: Option<f64>,
    /// Minutes at or above threshold, by heart rate where that is usable, else by pace.
    pub above_threshold_min: Option<f64>,
    /// Why it is an outlier in length or descent, in words; `None`: it is none.
    pub dose: Option<String>,
    /// Session class: intent and intensity together.
    pub class: SessionClass,
    /// Evidence for the class, in words.
    pub class_reasons: String,
    /// Elapsed time, s. `None`: the file does not say how long it lasted.
    pub elapsed_s: Option<f64>,
    /// Timer time, s. `None` as for `elapsed_s`.
    pub timer_s: Option<f64>,
    /// Moving time, s.
    pub moving_s: Option<f64>,
    /// Distance, m.
    pub distance_m: Option<f64>,
    /// Ascent, m.
    pub ascent_m: Option<f64>,
    /// Descent, m.
    pub descent_m: Option<f64>,
    /// Mean heart rate, bpm.
    pub hr_mean_bpm: Option<f64>,
    /// Mean cadence, steps/min.
    pub cadence_spm: Option<f64>,
    /// Perceived exertion, CR-10.
    pub rpe: Option<f64>,
    /// The load that is summed over days, or why there is none.
    pub load: Result<f64, Unmeasured>,
    /// Metric that the load comes from.
    pub load_source: LoadSource,
    /// Share of timer time with heart rate, 0..=1.
    pub hr_coverage: Option<f64>,
    /// Every metric of the registry, in its order: (column name, value or why there is none).
    pub metrics: Vec<(&'static str, Result<f64, Unmeasured>)>,
    /// Minutes below VT1, between, above VT2.
    pub zone_min: Option<[f64; 3]>,
    /// Device, as far as the file names it.
    pub device: Option<String>,
    /// True: the recording holds positions.
    pub has_positions: bool,
    /// What was chosen where its channels disagreed, without the numbers.
    pub choices: Vec<String>,
    /// File or archive member that it comes from.
    pub file: Label,
    /// Place in that file, from 0.
    pub index: usize,
}

impl Session {
    /// True for running of any kind.
    #[must_use]
    pub fn is_run(&self) -> bool {
        self.sport == Sport::Running
    }

    /// What it was meant to be, where that and not heart rate and pace decided its class.
    #[must_use]
    pub fn by_intent(&self) -> Option<Meant> {
        self.meant.filter(|_| !classify::alike(self.class, classify::of_intensity(self.intensity)))
    }

    /// Value of a metric by its column in [`METRICS`](crate::measure::METRICS); `None` when it could not be
    /// measured, or when there is no such column.
    #[must_use]
    pub fn metric(&self, column: &str) -> Option<f64> {
        self.metrics.iter().find(|(own, _)| *own == column).and_then(|(_, value)| value.ok())
    }

    /// Load, if it could be measured.
    #[must_use]
    pub fn known_load(&self) -> Option<f64> {
        self.load.ok()
    }

    /// Timer time, min.
    #[must_use]
    pub fn minutes(&self) -> Option<f64> {
        self.timer_s.map(|seconds| seconds / 60.0)
    }

    /// Local date and time of the start; `None` outside the calendar.
    #[must_use]
    pub fn local_start(&self) -> Option<DateTime> {
        let start = Timestamp::from_millisecond(self.start.0).ok()?;
        Some(Offset::from_seconds(self.utc_offset_s).ok()?.to_datetime(start))
    }

    /// Start; `None` outside the calendar.
    #[must_use]
    pub fn start_instant(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.start.0).ok()
    }

    /// Start in UTC, RFC 3339; empty outside the calendar.
    #[must_use]
    pub fn start_text(&self) -> String {
        self.start_instant().map_or_else(String::new, |start| start.to_string())
    }

    /// The same session, `days` later.
    #[must_use]
    pub fn moved(mut self, days: i32) -> Self {
        self.start.0 += i64::from(days) * 86_400_000;
        self.local_date = self.local_date.saturating_add(Span::new().days(days));
        self
    }
}
