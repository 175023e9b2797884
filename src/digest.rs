//! Digest: one cleaned activity reduced to what every metric needs (at most 3 kB), so that samples die
//! inside their file's closure and metrics can wait for thresholds of the whole archive.

pub mod best;
pub mod effort;
pub mod histogram;
pub mod moments;
pub mod relief;
pub mod speeds;

use crate::activity::{DeviceKey, Entry, FileThresholds, HrZone, NameSource, Sport, Summary, Workout};
use crate::clean::gaps::paused_between;
use crate::clean::{Choice, CleanActivity, CleanLog, DistanceSource};
use crate::units::{Position, UtcMillis};
use crate::witness;
use effort::{HrEffort, PaceEffort};
pub use histogram::HrHistogram;
use moments::{MOVING_MPS, Moments, Sums};

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
#[derive(Clone, Debug, PartialEq)]
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
    /// Where the title comes from.
    pub name_source: NameSource,
    /// The workout on the device.
    pub workout: Option<Workout>,
    /// Type of the workout in a list, as written.
    pub workout_type: Option<String>,
    /// Start.
    pub start: UtcMillis,
    /// Local minus UTC, s, and where that comes from. `None` until the zone is known:
    /// neither the file nor a position gives it.
    pub utc_offset_s: Option<i32>,
    /// IANA zone of the first position; not the position itself.
    pub zone: Option<String>,
    /// First position that is to be believed; `None` in a virtual world. In no output: it tells the recordings of
    /// two runners apart.
    pub first_position: Option<Position>,
    /// Elapsed time, s, above 0. `None`: its length is not known.
    pub elapsed_s: Option<f64>,
    /// Timer time, s, above 0: the device's, else elapsed minus pauses and gaps. `None` as for elapsed.
    pub timer_s: Option<f64>,
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
    /// Highest heart rate as the summary says it, bpm: likewise.
    pub summary_hr_max_bpm: Option<f64>,
    /// Time in heart-rate zones as the summary says it: likewise.
    pub summary_hr_zones: Vec<HrZone>,
    /// Highest 30 s rolling median of heart rate (5-sample medians first), bpm.
    pub hr_peak_bpm: Option<f64>,
    /// Best mean heart rate over 30 min, bpm.
    pub hr_best_30min_bpm: Option<f64>,
    /// Best mean grade-adjusted speed over 30 min, m/s.
    pub gap_best_30min_mps: Option<f64>,
    /// Heart rate while moving; `None` without any.
    pub hr_effort: Option<HrEffort>,
    /// Grade-adjusted speed while moving, on foot; `None` without any.
    pub pace_effort: Option<PaceEffort>,
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

impl Digest {
    /// True where the finer name of the sport says that it was on a treadmill or in a room.
    #[must_use]
    pub fn is_on_treadmill(&self) -> bool {
        let finer = self.sub_sport.as_deref().unwrap_or_default().to_lowercase();
        ["treadmill", "indoor", "virtual"].iter().any(|word| finer.contains(word))
    }
}

/// Steep down: at or below -5 %.
const STEEP_DOWN: f32 = -0.05;
/// Longest difference between the device's elapsed time and its samples, s.
const LONGEST_UNRECORDED_S: f64 = 86_400.0;
/// Longest activity that is believed without samples, s.
const LONGEST_ACTIVITY_S: f64 = 10.0 * 86_400.0;
/// Decoupling needs this much moving time, s, and this share of it with both channels.
const HALVES_FROM_S: f64 = 1200.0;
const HALF_COVERAGE: f64 = 0.8;

/// Reduces a cleaned activity. `zone`: IANA zone of the first position, where there is one.
///
/// Every sample counts for the time since the one before it (see [`CleanActivity::dt_s`]), so the
/// seconds of a histogram add up to the covered time that has the channel. An activity without
/// samples takes what its device's summary says.
#[must_use]
pub fn digest(clean: &CleanActivity, mut log: CleanLog, zone: Option<String>) -> Digest {
    let activity = &clean.activity;
    let on_foot = activity.sport.may_be_on_foot();
    let mut problems: Vec<_> = activity.problems.iter().map(|p| p.0.clone()).chain(log.sentences()).collect();

    let moments = Moments::of(clean, on_foot);
    let sums = Sums::of(&moments);
    let elapsed_s = elapsed_s(clean, &mut problems);
    let timer_s = timer_s(clean, &log, elapsed_s);
    note_outages(sums.hr_s, timer_s, &mut log, &mut problems);
    let best = best::means(&moments);
    let ground = ground(clean, on_foot);
    let cadence = cadence(clean, timer_s);
    Digest {
        index: activity.index,
        sport: activity.sport,
        sub_sport: activity.sub_sport.clone(),
        sport_inferred: activity.sport_inferred,
        name: activity.name.clone(),
        name_source: activity.name_source,
        workout: activity.workout.clone(),
        workout_type: activity.workout_type.clone(),
        start: activity.start,
        utc_offset_s: activity.utc_offset_s,
        zone,
        first_position: clean.first_position().filter(|_| !witness::is_virtual(activity)),
        elapsed_s,
        timer_s,
        moving_s: clean.speed_mps.any().then_some(sums.moving_s),
        distance_m: distance_m(clean, timer_s, &mut problems),
        hr: sums.hr_histogram(),
        hr_s: sums.hr_s,
        summary_hr_bpm: activity.summary.hr_mean_bpm,
        summary_hr_max_bpm: activity.summary.hr_max_bpm,
        summary_hr_zones: activity.summary.hr_zones.clone(),
        hr_peak_bpm: best::hr_peak(clean),
        hr_best_30min_bpm: best.hr_30min_bpm,
        gap_best_30min_mps: best.gap_30min_mps,
        hr_effort: effort::heart_rate(&moments, &sums, &activity.samples.cadence_spm, best.hr_20min_bpm),
        pace_effort: effort::pace(&moments, best.speed_30min_mps),
        gap: sums.speed_histogram(),
        halves: halves(&moments, sums.moving_s),
        ascent_m: ground.ascent_m,
        descent_m: ground.descent_m,
        steep_down_s: ground.steep_down_s,
        downhill_m3_s2: ground.downhill_m3_s2,
        steps: cadence.and_then(|c| c.steps).filter(|_| on_foot),
        cadence_spm: cadence.map(|c| c.mean_spm),
        rpe: activity.summary.rpe,
        records: clean.counts.records,
        hr_records: clean.counts.hr,
        gps_records: clean.counts.gps,
        laps: activity.laps,
        device: activity.device.clone(),
        device_key: activity.device_key,
        thresholds: activity.thresholds.clone(),
        clean: log,
        problems,
    }
}

/// A heart rate over less than this share of the time has outages, over less than the other it is no measure.
pub const NEARLY_ALL: f64 = 0.99;
/// See [`NEARLY_ALL`].
pub const LEAST_COVERAGE: f64 = 0.80;

/// Notes where the heart rate has outages: loads are scaled (see `measure::heart_rate`).
fn note_outages(hr_s: f64, timer_s: Option<f64>, log: &mut CleanLog, problems: &mut Vec<String>) {
    let share = timer_s.map(|timer_s| hr_s / timer_s);
    if let Some(share) = share.filter(|share| (LEAST_COVERAGE..NEARLY_ALL).contains(share)) {
        let words = format!("heart rate over {:.0} % of the time: loads scaled to the whole", 100.0 * share);
        problems.push(words.clone());
        log.choices
            .push(Choice::new("heart rate over 80 to 99 % of the time: loads scaled to the whole", words));
    }
}

/// The sum, 0 for nothing: `Iterator::sum` of no floats is -0.
fn total(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(0.0, |sum, number| sum + number)
}

/// Elapsed time: the device's where its samples do not contradict it, else from start to last sample.
/// A single sample lasts no time: then the device's, as without samples.
fn elapsed_s(clean: &CleanActivity, problems: &mut Vec<String>) -> Option<f64> {
    let Summary { elapsed_s, timer_s, .. } = clean.activity.summary;
    if let [first, .., last] = clean.activity.samples.time[..] {
        let recorded_s = last.seconds_since(first.min(clean.activity.start));
        return Some(match elapsed_s.filter(|device| *device > 0.0) {
            Some(device) if (recorded_s - 1.0..=recorded_s + LONGEST_UNRECORDED_S).contains(&device) => {
                device
            }
            Some(device) if device > recorded_s => {
                problems.push(format!(
                    "the device says {:.1} days, its samples {recorded_s:.0} s: the samples are used",
                    device / 86_400.0
                ));
                recorded_s
            }
            _ => recorded_s,
        });
    }
    let told = |device: &f64| *device > 0.0 && *device <= LONGEST_ACTIVITY_S;
    let device = elapsed_s.filter(told).or_else(|| timer_s.filter(told));
    if device.is_none() {
        problems.push("nothing tells how long it lasted".into());
    }
    device
}

/// Timer time: the device's if it fits into the elapsed time, else elapsed minus pauses and gaps.
fn timer_s(clean: &CleanActivity, log: &CleanLog, elapsed_s: Option<f64>) -> Option<f64> {
    let elapsed_s = elapsed_s?;
    match clean.activity.summary.timer_s {
        Some(device) if device > 0.0 && device <= elapsed_s + 1.0 => Some(device),
        _ => {
            let from = clean
                .activity
                .samples
                .time
                .first()
                .map_or(clean.activity.start, |time| (*time).min(clean.activity.start));
            let to = from.0.saturating_add((elapsed_s * 1000.0) as i64);
            let paused_s = paused_between(&clean.activity.pauses, from.0, to) as f64 / 1000.0;
            Some(elapsed_s - paused_s - log.gap_s).filter(|seconds| *seconds > 0.0)
        }
    }
}

/// Distance: the device's summary, else its channel, else positions, else speed times time.
fn distance_m(clean: &CleanActivity, timer_s: Option<f64>, problems: &mut Vec<String>) -> Option<f64> {
    // Of unknown length: no more than what the longest activity covers.
    let longest_s = timer_s.unwrap_or(LONGEST_ACTIVITY_S).max(1.0);
    let recorded = clean.distance_m.last().copied().filter(|metres| *metres > 0.0);
    let fastest = f64::from(crate::clean::speed::fastest_mps(clean.activity.sport));
    let device = clean.activity.summary.distance_m.filter(|metres| *metres > 0.0);
    match device {
        Some(metres) if metres > fastest * longest_s => {
            let within = timer_s.map(|seconds| format!(" in {seconds:.0} s")).unwrap_or_default();
            problems.push(format!("the device says {:.1} km{within}, which cannot be", metres / 1000.0));
            recorded
        }
        Some(metres) => Some(metres),
        None if clean.distance_source == Some(DistanceSource::Device) => channel_m(clean).or(recorded),
        None => recorded,
    }
}

/// Last minus first value of the distance channel; `None` when it starts again on the way.
fn channel_m(clean: &CleanActivity) -> Option<f64> {
    let recorded = clean.distance_m.last()?;
    let mut channel = clean.activity.samples.distance_m.present();
    let first = f64::from(channel.next()?);
    let metres = f64::from(channel.next_back()?) - first;
    // More than the sum of its believable steps: a jump was dropped. Less: the channel was reset,
    // be it to a value just below its first.
    (metres >= 0.0 && (metres - recorded).abs() <= 1.0).then_some(metres)
}

/// The two halves by moving time; `None` below 20 min, or where one half lacks heart rate or speed
/// for more than a fifth of its time.
fn halves(moments: &Moments<'_>, moving_s: f64) -> Option<[Half; 2]> {
    if moving_s < HALVES_FROM_S {
        return None;
    }
    let middle_s = moving_s / 2.0;
    let mut before_s = 0.0;
    let middle = moments.moving_s.iter().position(|moving_s| {
        let after_s = before_s + f64::from(*moving_s);
        let across = after_s > middle_s;
        before_s = if across { before_s } else { after_s };
        across
    })?;
    // The sample across the middle counts for both halves, for its share.
    let after_s = before_s + f64::from(moments.moving_s[middle]);
    let first = Half::default().with(moments, 0..middle).with_share(moments, middle, middle_s - before_s);
    let second = Half::default().with_share(moments, middle, after_s - middle_s);
    let halves = [first, second.with(moments, middle + 1..moments.moving_s.len())];
    let covered = halves.iter().all(|half| half.seconds >= HALF_COVERAGE * middle_s);
    covered.then_some(halves)
}

impl Half {
    /// With the samples of `range`.
    fn with(mut self, moments: &Moments<'_>, range: std::ops::Range<usize>) -> Self {
        let channels = moments.hr_bpm.raw()[range.clone()].iter().zip(&moments.gap_mps.raw()[range.clone()]);
        for (moving_s, (hr, speed)) in moments.moving_s[range].iter().zip(channels) {
            self.add(*hr, *speed, f64::from(*moving_s));
        }
        self
    }

    /// With `seconds` of the sample `i`.
    fn with_share(mut self, moments: &Moments<'_>, i: usize, seconds: f64) -> Self {
        self.add(moments.hr_bpm.raw()[i], moments.gap_mps.raw()[i], seconds);
        self
    }

    #[inline(always)]
    fn add(&mut self, hr: u8, speed: f32, seconds: f64) {
        if hr.is_present() && speed.is_present() {
            self.seconds += seconds;
            self.beats += seconds * f64::from(hr);
            self.gap_m += seconds * f64::from(speed);
        }
    }
}

/// What the ground did; each `None` where a channel that it needs is missing.
struct Ground {
    ascent_m: Option<f64>,
    descent_m: Option<f64>,
    steep_down_s: Option<f64>,
    downhill_m3_s2: Option<f64>,
}

fn ground(clean: &CleanActivity, on_foot: bool) -> Ground {
    let moving = |i: usize| clean.speed_mps.get(i).filter(|v| *v >= MOVING_MPS);
    let stepping = |i: usize| moving(i).filter(|_| clean.dt_s[i] > 0.0);
    let relief = |hysteresis_m| relief::relief(&clean.altitude_m, stepping, hysteresis_m);
    let relief = clean.hysteresis_m.and_then(relief);
    let graded = clean.grade.any();
    let steep =
        |i: &usize| moving(*i).is_some() && clean.grade.get(*i).is_some_and(|grade| grade <= STEEP_DOWN);
    let steep_down_s = || total((0..clean.grade.raw().len()).filter(steep).map(|i| f64::from(clean.dt_s[i])));
    let has_speed = clean.speed_mps.any();
    let summary = &clean.activity.summary;
    Ground {
        ascent_m: relief.map(|r| r.ascent_m).or(summary.ascent_m),
        descent_m: relief.map(|r| r.descent_m).or(summary.descent_m),
        steep_down_s: (graded && has_speed && on_foot).then(steep_down_s),
        downhill_m3_s2: relief.filter(|_| has_speed && on_foot).map(|r| r.downhill_m3_s2),
    }
}

/// Nobody steps faster, steps/min; a sprinter comes to about 290.
const FASTEST_SPM: f32 = 300.0;

#[derive(Clone, Copy)]
struct Cadence {
    steps: Option<f64>,
    /// Mean while the feet moved.
    mean_spm: f64,
}

/// Steps = cadence x time, from samples, else from the summary over the timer time.
fn cadence(clean: &CleanActivity, timer_s: Option<f64>) -> Option<Cadence> {
    let (mut steps, mut stepping_s) = (0.0_f64, 0.0);
    for (spm, dt) in clean.activity.samples.cadence_spm.iter().zip(&clean.dt_s) {
        if let Some(spm) = spm.filter(|spm| *spm > 0.0 && *spm <= FASTEST_SPM) {
            steps += f64::from(spm * dt);
            stepping_s += f64::from(*dt);
        }
    }
    steps /= 60.0;
    if stepping_s > 0.0 {
        return Some(Cadence { steps: Some(steps), mean_spm: steps / stepping_s * 60.0 });
    }
    let mean_spm = clean.activity.summary.cadence_spm.filter(|spm| *spm > 0.0)?;
    Some(Cadence { steps: timer_s.map(|seconds| mean_spm * seconds / 60.0), mean_spm })
}
