//! Activities made by hand: a digest with exactly what a test says, and nothing else.

#![allow(dead_code)]

use jiff::civil::Date;
use shakeout::activity::{FileThresholds, NameSource, Sport};
use shakeout::clean::CleanLog;
use shakeout::digest::effort::{HrEffort, PaceEffort};
use shakeout::digest::{Digest, HrHistogram, SpeedBin, SpeedHistogram};
use shakeout::thresholds::DatedDigest;
use shakeout::units::UtcMillis;

/// A local date from `2024-05-01`.
pub fn date(text: &str) -> Date {
    text.parse().expect("a date in a test")
}

/// One activity and the local date that it counts on.
#[derive(Clone, Debug)]
pub struct Session {
    pub date: Date,
    pub digest: Digest,
}

/// A run of so many minutes, at noon UTC.
pub fn run(day: Date, minutes: f64) -> Session {
    session(day, Sport::Running, minutes)
}

/// An activity of so many minutes, at noon UTC.
pub fn session(day: Date, sport: Sport, minutes: f64) -> Session {
    let noon = day.at(12, 0, 0, 0).in_tz("UTC").expect("a time").timestamp();
    Session {
        date: day,
        digest: empty(UtcMillis(noon.as_millisecond()), sport, Some(minutes * 60.0).filter(|s| *s > 0.0)),
    }
}

fn empty(start: UtcMillis, sport: Sport, length_s: Option<f64>) -> Digest {
    Digest {
        index: 0,
        sport,
        sub_sport: None,
        sport_inferred: false,
        name: None,
        name_source: NameSource::Profile,
        workout: None,
        workout_type: None,
        start,
        utc_offset_s: Some(0),
        zone: None,
        first_position: None,
        elapsed_s: length_s,
        timer_s: length_s,
        moving_s: None,
        distance_m: None,
        hr: None,
        hr_s: 0.0,
        summary_hr_bpm: None,
        summary_hr_max_bpm: None,
        summary_hr_zones: Vec::new(),
        hr_peak_bpm: None,
        hr_best_30min_bpm: None,
        gap_best_30min_mps: None,
        hr_effort: None,
        pace_effort: None,
        gap: None,
        halves: None,
        ascent_m: None,
        descent_m: None,
        steep_down_s: None,
        downhill_m3_s2: None,
        steps: None,
        cadence_spm: None,
        rpe: None,
        records: 0,
        hr_records: 0,
        gps_records: 0,
        laps: 0,
        device: None,
        device_key: None,
        thresholds: FileThresholds::default(),
        clean: CleanLog::default(),
        problems: Vec::new(),
    }
}

impl Session {
    /// Minutes at heart rates.
    pub fn hr(mut self, minutes_at: &[(usize, f64)]) -> Self {
        let mut seconds = [0.0_f32; 256];
        for &(bpm, minutes) in minutes_at {
            seconds[bpm] += (minutes * 60.0) as f32;
        }
        self.digest.hr_s = seconds.iter().map(|s| f64::from(*s)).sum();
        let covered_s = self.digest.hr_s;
        let moving_s = self.digest.timer_s.unwrap_or(covered_s).max(1.0);
        self.digest.hr_effort = Some(HrEffort {
            histogram: HrHistogram::of(&seconds),
            coverage: (covered_s / moving_s).min(1.0),
            lock_share: 0.0,
            best_20min_bpm: None,
        });
        self.digest.hr = Some(HrHistogram::of(&seconds));
        self
    }

    /// Minutes at grade-adjusted speeds, m/s.
    pub fn gap(mut self, minutes_at: &[(f64, f64)]) -> Self {
        let mut bins = vec![SpeedBin::default(); SpeedHistogram::MAX_BINS];
        for &(mps, minutes) in minutes_at {
            let bin = &mut bins[(mps / SpeedHistogram::BIN_MPS) as usize];
            bin.seconds += (minutes * 60.0) as f32;
            bin.gap_m += (minutes * 60.0 * mps) as f32;
        }
        let (mut seconds, mut metres) = (0.0, 0.0);
        let mut stretches = vec![0; 450];
        for &(mps, minutes) in minutes_at {
            // The bin whose middle is nearest from above: 3.40 m/s is no faster than 3.40.
            stretches[((mps / PaceEffort::BIN_MPS).round() as usize).min(449)] +=
                (minutes * 2.0).round() as u16;
            (seconds, metres) = (seconds + minutes * 60.0, metres + minutes * 60.0 * mps);
        }
        self.digest.pace_effort =
            Some(PaceEffort { mean_mps: metres / seconds, stretches, best_30min_mps: None });
        self.digest.moving_s = Some(seconds);
        let used = bins.iter().rposition(|b| b.seconds > 0.0).map_or(0, |last| last + 1);
        bins.truncate(used);
        self.digest.gap = Some(SpeedHistogram { bins });
        self
    }

    pub fn rpe(mut self, rpe: f64) -> Self {
        self.digest.rpe = Some(rpe);
        self
    }

    pub fn descent(mut self, metres: f64) -> Self {
        self.digest.descent_m = Some(metres);
        self
    }

    pub fn peak(mut self, bpm: f64) -> Self {
        self.digest.hr_peak_bpm = Some(bpm);
        self.usable_heart_rate()
    }

    /// A best half hour: mean heart rate, bpm, and grade-adjusted speed, m/s, which is that over ground.
    pub fn half_hour(mut self, bpm: f64, mps: f64) -> Self {
        self.digest.hr_best_30min_bpm = Some(bpm);
        self.digest.gap_best_30min_mps = Some(mps);
        self = self.usable_heart_rate();
        let effort = PaceEffort { mean_mps: mps, stretches: Vec::new(), best_30min_mps: None };
        self.digest.pace_effort.get_or_insert(effort).best_30min_mps = Some(mps);
        self
    }

    /// A heart rate that counts for thresholds.
    fn usable_heart_rate(mut self) -> Self {
        let histogram = HrHistogram::of(&[0.0; 256]);
        let effort = HrEffort { histogram, coverage: 1.0, lock_share: 0.0, best_20min_bpm: None };
        self.digest.hr_effort.get_or_insert(effort);
        self
    }

    /// Anything else.
    pub fn with(mut self, change: impl FnOnce(&mut Digest)) -> Self {
        change(&mut self.digest);
        self
    }
}

/// Sessions as the stages take them.
pub fn dated(sessions: &[Session]) -> Vec<DatedDigest<'_>> {
    sessions.iter().map(|s| DatedDigest { date: s.date, digest: &s.digest }).collect()
}
