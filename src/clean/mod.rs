//! Clean: an activity with what cannot be true taken out, its derived columns, and the log of both.
//!
//! A new cleaner = one file beside `gaps.rs`, one `mod` line, one row in [`CLEANERS`].

pub mod altitude;
pub mod clock;
pub mod electrodes;
pub mod gaps;
pub mod heart_rate;
pub mod rates;
pub mod speed;

use std::borrow::Cow;

use serde::Serialize;

use crate::activity::{Activity, Column, Problem, Summary};
use crate::units::Position;

/// What cleaning did to one activity. Counts of samples unless the name says seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CleanLog {
    /// Samples whose time is outside 1990..=2100 or more than a day from their neighbours.
    pub clock_dropped: usize,
    /// Samples that came out of order and were sorted.
    pub reordered: usize,
    /// Samples with the time of another one.
    pub duplicate_times: usize,
    /// Heart rates outside 30..=230 bpm, and single spikes.
    pub hr_dropped: usize,
    /// Seconds of heart rate that follow the cadence (cadence lock), dropped.
    pub cadence_lock_s: f64,
    /// Seconds of heart rate that equal the cadence while nothing else in the recording shows whether it is real.
    pub lock_doubt_s: f64,
    /// Seconds beyond 30 s (or three usual intervals) between two samples: gaps, never filled.
    pub gap_s: f64,
    /// Number of such gaps.
    pub gaps: usize,
    /// Speeds above 12 m/s in a run.
    pub speed_dropped: usize,
    /// Altitudes outside -500..=9000 m or steps that no runner makes.
    pub altitude_dropped: usize,
    /// Metres that were passed over a gap, not counted.
    pub gap_m: f64,
    /// Where channels disagreed, or one was written seldom: what was chosen.
    pub choices: Vec<Choice>,
}

/// What was chosen where a recording leaves more than one reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The choice without the numbers of this recording: how `doctor` counts it.
    pub kind: Cow<'static, str>,
    /// The choice in words, with the numbers.
    pub words: String,
    /// True: without it the activity would count on another day, or as another sport.
    pub moves_day: bool,
}

impl Choice {
    /// A choice that leaves the day as it is.
    pub(crate) fn new(kind: impl Into<Cow<'static, str>>, words: String) -> Self {
        Self { kind: kind.into(), words, moves_day: false }
    }
}

impl CleanLog {
    /// Notes a choice whose words are its kind.
    pub(crate) fn choose(&mut self, words: String) {
        self.choices.push(Choice::new(words.clone(), words));
    }

    /// One sentence for each thing that was done; empty for a clean file.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let mut count = |n: usize, what: &str| {
            if n > 0 {
                lines.push(format!("{n} {}{what}", if n == 1 { "sample" } else { "samples" }));
            }
        };
        count(self.clock_dropped, " with an impossible time dropped");
        count(self.reordered, " out of order in time, sorted");
        count(self.duplicate_times, " with the time of another one, joined to it");
        count(self.hr_dropped, " with an impossible heart rate, which was dropped");
        count(self.speed_dropped, " with an impossible speed, which was dropped");
        count(self.altitude_dropped, " with an impossible altitude, which was dropped");
        if self.gaps > 0 {
            let gaps = if self.gaps == 1 { "gap" } else { "gaps" };
            lines.push(format!("{} {gaps} in the recording, {:.0} s not counted", self.gaps, self.gap_s));
        }
        if self.cadence_lock_s > 0.0 {
            lines.push(format!(
                "{:.0} s of heart rate follow the cadence (cadence lock), dropped",
                self.cadence_lock_s
            ));
        }
        if self.gap_m > 0.0 {
            lines.push(format!("{:.0} m across gaps in the recording not counted", self.gap_m));
        }
        lines.extend(self.choices.iter().map(|choice| choice.words.clone()));
        lines
    }
}

/// How a sample hangs together with the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The first sample.
    First,
    /// Recorded on without interruption.
    Joined,
    /// The timer was stopped for a part of the time between.
    AfterPause,
    /// More than 30 s of running timer without a sample.
    AfterGap,
}

/// Where [`CleanActivity::distance_m`] comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DistanceSource {
    /// The distance channel of the device.
    Device,
    /// Great-circle distances between positions.
    Positions,
    /// Device speed times time.
    Speed,
}

/// How many samples the file had of each kind, before cleaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SampleCounts {
    /// All.
    pub records: usize,
    /// With heart rate.
    pub hr: usize,
    /// With a position.
    pub gps: usize,
}

/// An activity in which every sample can be true, with derived channels as columns. Each column
/// has one entry a sample.
#[derive(Clone, Debug)]
pub struct CleanActivity {
    /// The activity: samples strictly ascending in time, impossible values `None`.
    pub activity: Activity,
    /// Samples as read.
    pub counts: SampleCounts,
    /// Timer seconds from the sample before to this one, at most 30 and 0 for the first: the time
    /// that a sample stands for. The sum is the covered time.
    pub dt_s: Vec<f32>,
    /// Running sum of `dt_s`.
    pub covered_s: Vec<f64>,
    /// How a sample hangs together with the one before it.
    pub link: Vec<Link>,
    /// Metres since the first sample, never falling; empty when no channel gives it.
    pub distance_m: Vec<f64>,
    /// Where the distance comes from.
    pub distance_source: Option<DistanceSource>,
    /// Speed over ground, m/s.
    pub speed_mps: Column<f32>,
    /// Smoothed altitude, m. Jumps of the sensor are taken out, so that only differences count.
    pub altitude_m: Column<f32>,
    /// Rise over run, dimensionless (0.10 = +10 %).
    pub grade: Column<f32>,
    /// Smallest climb or drop that counts, m: 3, or 5 or 20 for a noisy altitude. `None`: no altitude.
    pub hysteresis_m: Option<f64>,
}

impl CleanActivity {
    /// Where the activity was: the first position that the next one confirms. `None` without any.
    // DEVICE: the first position after a cold start may be where the device was last switched off.
    #[must_use]
    pub fn first_position(&self) -> Option<Position> {
        const NEAR_M: f64 = 5000.0;
        let mut positions = self.activity.samples.position.present().take(64);
        let mut before = positions.next()?;
        for here in positions {
            if before.metres_to(here) <= NEAR_M {
                return Some(before);
            }
            before = here;
        }
        Some(before)
    }

    /// True for one sample, or several of one moment, and no summary with a length or a distance.
    #[must_use]
    pub fn is_single_point(&self) -> bool {
        let Summary { elapsed_s, timer_s, distance_m, .. } = self.activity.summary;
        let told = [elapsed_s, timer_s, distance_m].into_iter().flatten().any(|amount| amount > 0.0);
        self.activity.samples.len() == 1 && !told
    }

    /// Adds a sentence to the problems of the activity.
    fn report(&mut self, what: String) {
        self.activity.problems.push(Problem(what));
    }
}

/// One step of cleaning.
pub struct Cleaner {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub does: &'static str,
    /// Does it.
    pub clean: fn(&mut CleanActivity, &mut CleanLog),
}

/// The steps, in the order in which they are done. The order matters: everything needs a sound
/// clock; speed needs the intervals of `gaps`; grade needs the distance of `speed`; cadence lock
/// is judged against heart rates at the same speed; heart rate and cadence are held before that.
pub const CLEANERS: &[Cleaner] = &[
    Cleaner {
        name: "clock",
        does: "sorts samples in time, drops impossible times and those more than a day from the rest",
        clean: clock::clean,
    },
    Cleaner {
        name: "gaps",
        does: "gives each sample the timer time since the one before, at most 30 s or three usual intervals; the rest is a gap",
        clean: gaps::clean,
    },
    Cleaner {
        name: "speed",
        does: "finds distance and speed from the best channel there is and drops impossible speeds",
        clean: speed::clean,
    },
    Cleaner {
        name: "altitude",
        does: "drops impossible altitudes, smooths over 50 m or 30 s, finds the grade over 20 m",
        clean: altitude::clean,
    },
    Cleaner {
        name: "rates",
        does: "holds heart rate and cadence that are written less often than the samples until the next",
        clean: rates::clean,
    },
    Cleaner {
        name: "heart rate",
        does: "drops heart rates outside 30..=230 bpm, single spikes and stretches that follow the cadence",
        clean: heart_rate::clean,
    },
    Cleaner {
        name: "electrodes",
        does: "drops heart rates of dry electrodes and static electricity: far above the rest of the run at no higher speed",
        clean: electrodes::clean,
    },
];

/// Cleans one activity: all of [`CLEANERS`] in their order.
#[must_use]
pub fn clean(activity: Activity) -> (CleanActivity, CleanLog) {
    let counts = SampleCounts {
        records: activity.samples.len(),
        hr: activity.samples.heart_rate_bpm.present().count(),
        gps: activity.samples.position.present().count(),
    };
    let mut clean = CleanActivity {
        activity,
        counts,
        dt_s: Vec::new(),
        covered_s: Vec::new(),
        link: Vec::new(),
        distance_m: Vec::new(),
        distance_source: None,
        speed_mps: Column::default(),
        altitude_m: Column::default(),
        grade: Column::default(),
        hysteresis_m: None,
    };
    let mut log = CleanLog::default();
    for cleaner in CLEANERS {
        (cleaner.clean)(&mut clean, &mut log);
    }
    (clean, log)
}

/// Derives again what follows from the samples, after a witness changed them.
pub fn derive_again(clean: &mut CleanActivity, log: &mut CleanLog) {
    // What was dropped the first time is counted there.
    let mut again = CleanLog::default();
    for derive in [gaps::clean, speed::clean, altitude::clean] {
        derive(clean, &mut again);
    }
    (log.gaps, log.gap_s, log.gap_m) = (again.gaps, again.gap_s, again.gap_m);
}
