//! Season: sessions to recordings, second by second, as a watch would have made them.
//!
//! The heart follows the effort with a lag, drifts upward and is noisy; the speed follows the effort
//! and the grade; the loop closes; the hills give the wanted descent.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::activity::{Activity, DeviceKey, FileThresholds, Pause, Sample, Sport, Summary, ThresholdMessage};
use crate::day::DayKind;
use crate::synth::athlete::SimulatedAthlete;
use crate::synth::portable::{cos, sin};
use crate::synth::rng::Xoshiro;
use crate::synth::session::{SimulatedSession, sessions};
use crate::units::{Position, UtcMillis, speed_from_pace};

/// Where the runner lives (a zone with daylight saving time).
pub const ZONE: &str = "America/Denver";
/// Where every run starts: a park in Boulder, Colorado; degrees, and m above the sea.
const HOME: (f64, f64, f64) = (40.0150, -105.2705, 1630.0);
/// Heart rate at the lactate threshold, bpm.
pub const LTHR_BPM: f64 = 168.0;
/// Pace at the lactate threshold, s/km.
pub const THRESHOLD_S_PER_KM: f64 = 255.0;

/// Which seconds of a run are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    /// Every so many seconds.
    Every(u32),
    /// As "smart recording" does: steps that vary between these two, s.
    Smart(u32, u32),
}

/// All runs of the runner, in order.
#[must_use]
pub fn season(athlete: &SimulatedAthlete, sampling: Sampling) -> Vec<Activity> {
    sessions(athlete).iter().map(|session| record(athlete, session, sampling)).collect()
}

/// The recording of one session. The run is the same for every `sampling`; only what is written down
/// of it differs.
#[must_use]
pub fn record(athlete: &SimulatedAthlete, session: &SimulatedSession, sampling: Sampling) -> Activity {
    let (start, offset_s) = to_utc(session.start);
    let mut activity = Activity::new(0, session.sport, start);
    activity.utc_offset_s = Some(offset_s);
    activity.sub_sport = session.indoor.then(|| "treadmill".to_owned());
    activity.name = Some(title(session).to_owned());
    activity.device = Some("shakeout synthetic watch".to_owned());
    // 255: the number that the FIT profile keeps for development. 631065600: the FIT epoch.
    let created = u32::try_from(start.0 / 1000 - 631_065_600).unwrap_or(u32::MAX);
    activity.device_key = Some(DeviceKey { manufacturer: 255, product: 1, serial: 1000, created });
    activity.thresholds = FileThresholds {
        hr_max_bpm: Some(athlete.params.hr_max),
        hr_max_from: Some(ThresholdMessage::ZonesTarget),
        hr_rest_bpm: Some(athlete.params.hr_rest),
        lthr_bpm: Some(LTHR_BPM),
        ..FileThresholds::default()
    };
    let mut run = Run::start(athlete, session);
    let mut written = Written::new(sampling, session);
    let mut totals = Totals::default();
    let seconds = session.blocks.iter().map(|b| b.seconds).sum::<f64>() as u32;
    for second in 0..=seconds {
        let pause = session.pause.filter(|(at, _)| second > *at).map_or(0, |(_, length)| length);
        let sample = run.sample(UtcMillis(start.0 + 1000 * i64::from(second + pause)), session);
        totals.add(&sample);
        let edge = second == seconds || session.pause.is_some_and(|(at, _)| second == at || second == at + 1);
        if written.is_due(second, edge) {
            activity.samples.push(sample);
        }
        run.advance(second, session);
    }
    if let Some((at, length)) = session.pause {
        let from = UtcMillis(start.0 + 1000 * i64::from(at));
        activity.pauses.push(Pause { from, to: UtcMillis(from.0 + 1000 * i64::from(length)) });
    }
    activity.laps = (run.distance_m / 1000.0).ceil().max(1.0) as usize;
    activity.summary = totals.summary(session, &activity, f64::from(seconds));
    activity
}

/// Local time at home to UTC, and the offset in s.
fn to_utc(local: DateTime) -> (UtcMillis, i32) {
    // The zone is part of the program (jiff bundles the database); were it not, the runner would live
    // by standard time, and the fixtures' test would say so.
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::fixed(jiff::tz::offset(-7)));
    // RFC 5545: a time that the change of clocks skips or repeats has the offset before the change.
    let offset = match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
    };
    let since_epoch = local.duration_since(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0)).as_secs();
    (UtcMillis::from_secs(since_epoch - i64::from(offset.seconds())), offset.seconds())
}

fn title(session: &SimulatedSession) -> &'static str {
    match (session.sport, session.start.hour()) {
        (Sport::Cycling, _) => "Ride",
        (_, 5..11) => "Morning Run",
        (_, 11..14) => "Lunch Run",
        (_, 14..18) => "Afternoon Run",
        _ => "Evening Run",
    }
}

/// Decides which seconds are written.
struct Written {
    sampling: Sampling,
    next: u32,
    rng: Xoshiro,
}

impl Written {
    fn new(sampling: Sampling, session: &SimulatedSession) -> Self {
        Self { sampling, next: 0, rng: Xoshiro::new(session.seed, 2) }
    }

    /// True when `second` is written. `edge`: an end or the edge of a pause, always written.
    fn is_due(&mut self, second: u32, edge: bool) -> bool {
        let due = edge || second >= self.next;
        if due {
            self.next = second
                + match self.sampling {
                    Sampling::Every(step) => step.max(1),
                    Sampling::Smart(low, high) => low + self.rng.below((high + 1 - low) as usize) as u32,
                };
        }
        due
    }
}

/// The state of the run at a second.
struct Run {
    rng: Xoshiro,
    hr_rest: f64,
    reserve_bpm: f64,
    heart_bpm: f64,
    heart_noise: f64,
    speed_mps: f64,
    distance_m: f64,
    /// East and north of home, m.
    place: (f64, f64),
    gps_noise: (f64, f64),
    altitude_noise: f64,
    course: Course,
    /// Today's pace at the same effort, relative.
    form: f64,
}

/// The loop of the day.
struct Course {
    length_m: f64,
    hills: f64,
    hill_m: f64,
    wiggle: f64,
    heading: f64,
}

impl Course {
    /// Altitude above home after `distance_m`, and the grade there.
    fn at(&self, distance_m: f64) -> (f64, f64) {
        let turn = std::f64::consts::TAU * self.hills / self.length_m;
        let height = 0.5 * self.hill_m * (1.0 - cos(turn * distance_m));
        (height, 0.5 * self.hill_m * turn * sin(turn * distance_m))
    }

    /// Direction of running after `distance_m`, radians. One turn a loop plus a sinusoid of more
    /// cycles: a curve that closes exactly.
    fn heading_at(&self, distance_m: f64) -> f64 {
        let turn = std::f64::consts::TAU * distance_m / self.length_m;
        self.heading + turn + 0.9 * sin(self.wiggle * turn)
    }
}

/// Speed on the flat at a fraction of the heart-rate reserve, m/s: threshold speed at LTHR (0.855),
/// 5:57 a km at 0.55.
fn flat_speed(reserve: f64) -> f64 {
    speed_from_pace(THRESHOLD_S_PER_KM) + 3.6 * (reserve - 0.855)
}

/// Cost of a grade relative to the flat at equal effort, near the heart-rate based curve that
/// grade-adjusted pace uses: 1.47 at +10 %, 0.88 at -10 %.
fn grade_cost(grade: f64) -> f64 {
    1.0 + 2.93 * grade + 17.7 * grade * grade
}

impl Run {
    fn start(athlete: &SimulatedAthlete, session: &SimulatedSession) -> Self {
        let mut rng = Xoshiro::new(session.seed, 1);
        let form = 1.0 + (0.02 * rng.normal()).clamp(-0.03, 0.03);
        let (wiggle, heading) = (2.0 + rng.below(4) as f64, std::f64::consts::TAU * rng.uniform());
        let flat_m: f64 = session.blocks.iter().map(|b| b.seconds * form * flat_speed(b.reserve)).sum();
        let mut course = Course { length_m: flat_m, hills: 1.0, hill_m: 0.0, wiggle, heading };
        if !session.indoor {
            // Hills of about 25 m and at least 700 m of road each, at most 12 m of descent in 200 m.
            let descent_m = session.descent_m.min(0.06 * flat_m);
            course.hills = (descent_m / 25.0).round().clamp(1.0, (flat_m / 700.0).floor().max(1.0));
            course.hill_m = descent_m / course.hills;
        }
        // Hills cost time: with the length of the flat run the loop would not be finished. The mean
        // cost over a loop is that of its mean squared grade.
        let steepness = std::f64::consts::PI * course.hills * course.hill_m / course.length_m;
        course.length_m = flat_m * sport_factor(session.sport) / (1.0 + 8.85 * steepness * steepness);
        Self {
            rng,
            hr_rest: athlete.params.hr_rest,
            reserve_bpm: athlete.params.hr_max - athlete.params.hr_rest,
            heart_bpm: athlete.params.hr_rest + 40.0,
            heart_noise: 0.0,
            speed_mps: 1.5,
            distance_m: 0.0,
            place: (0.0, 0.0),
            gps_noise: (0.0, 0.0),
            altitude_noise: 0.0,
            course,
            form,
        }
    }

    /// What the watch shows now.
    fn sample(&mut self, time: UtcMillis, session: &SimulatedSession) -> Sample {
        let mut sample = Sample::at(time);
        let running = session.sport == Sport::Running;
        sample.heart_rate_bpm = Some((self.heart_bpm + self.heart_noise).round().clamp(40.0, 220.0) as u8);
        sample.distance_m = Some((self.distance_m * 100.0).round() as f32 / 100.0);
        sample.speed_mps = Some((self.speed_mps * 1000.0).round() as f32 / 1000.0);
        // Uphill the steps get shorter, not slower: cadence goes with the speed on the flat.
        let (_, grade) = self.course.at(self.distance_m);
        let flat_mps = self.speed_mps * grade_cost(grade);
        let steps = 170.0 + 15.0 * (flat_mps - 2.7) + self.rng.normal();
        sample.cadence_spm = running.then_some(steps.round().clamp(120.0, 200.0) as f32);
        if !session.indoor {
            let (height, _) = self.course.at(self.distance_m);
            let altitude = HOME.2 + height + self.altitude_noise;
            sample.altitude_m = Some((altitude * 5.0).round() as f32 / 5.0);
            sample.position = position(self.place.0 + self.gps_noise.0, self.place.1 + self.gps_noise.1);
        }
        sample
    }

    /// One second of running, in the block that holds `second`.
    fn advance(&mut self, second: u32, session: &SimulatedSession) {
        let elapsed = f64::from(second);
        let effort = effort_at(session, elapsed);
        // Drift: 3 % of the reserve fraction an hour.
        let target = self.hr_rest + self.reserve_bpm * effort * (1.0 + 0.03 * elapsed / 3600.0);
        let lag_s = if target > self.heart_bpm { 28.0 } else { 36.0 };
        self.heart_bpm += (target - self.heart_bpm) / lag_s;
        self.heart_noise = 0.93 * self.heart_noise + 0.45 * self.rng.normal();
        let (_, grade) = self.course.at(self.distance_m);
        let wanted = self.form * flat_speed(effort) * sport_factor(session.sport) / grade_cost(grade);
        self.speed_mps += (wanted - self.speed_mps) / 5.0 + 0.03 * self.rng.normal();
        self.speed_mps = self.speed_mps.max(0.8);
        let heading = self.course.heading_at(self.distance_m + 0.5 * self.speed_mps);
        self.place.0 += self.speed_mps * sin(heading);
        self.place.1 += self.speed_mps * cos(heading);
        self.distance_m += self.speed_mps;
        // Stationary SDs: 1.2 m a coordinate, 0.3 m of altitude.
        self.gps_noise.0 = 0.985 * self.gps_noise.0 + 0.2 * self.rng.normal();
        self.gps_noise.1 = 0.985 * self.gps_noise.1 + 0.2 * self.rng.normal();
        self.altitude_noise = 0.98 * self.altitude_noise + 0.06 * self.rng.normal();
    }
}

/// How much faster than a runner the sport is at equal effort.
fn sport_factor(sport: Sport) -> f64 {
    if sport == Sport::Cycling { 2.4 } else { 1.0 }
}

/// Fraction of the reserve that the block at `elapsed_s` asks for.
fn effort_at(session: &SimulatedSession, elapsed_s: f64) -> f64 {
    let mut end = 0.0;
    for block in &session.blocks {
        end += block.seconds;
        if elapsed_s < end {
            return block.reserve;
        }
    }
    session.blocks.last().map_or(0.5, |block| block.reserve)
}

/// The position `east` and `north` of home, m; `None` beyond a pole, which no run reaches.
fn position(east: f64, north: f64) -> Option<Position> {
    const METRES_PER_DEGREE: f64 = 111_195.0;
    let narrowing = cos(HOME.0 * std::f64::consts::PI / 180.0);
    Position::from_degrees(
        HOME.0 + north / METRES_PER_DEGREE,
        HOME.1 + east / (METRES_PER_DEGREE * narrowing),
    )
}

/// Sums over all seconds, for the summary that the device writes.
#[derive(Default)]
struct Totals {
    seconds: f64,
    beats: f64,
    highest_bpm: f64,
    steps: f64,
}

impl Totals {
    fn add(&mut self, sample: &Sample) {
        self.seconds += 1.0;
        let bpm = sample.heart_rate_bpm.map_or(0.0, f64::from);
        self.beats += bpm;
        self.highest_bpm = self.highest_bpm.max(bpm);
        self.steps += sample.cadence_spm.map_or(0.0, f64::from);
    }

    fn summary(&self, session: &SimulatedSession, activity: &Activity, timer_s: f64) -> Summary {
        let paused = session.pause.map_or(0.0, |(_, length)| f64::from(length));
        let outdoors = (!session.indoor).then_some(session.descent_m.round());
        Summary {
            elapsed_s: Some(timer_s + paused),
            timer_s: Some(timer_s),
            distance_m: activity.samples.distance_m.present().next_back().map(f64::from),
            hr_mean_bpm: Some((self.beats / self.seconds).round()),
            hr_max_bpm: Some(self.highest_bpm),
            ascent_m: outdoors,
            descent_m: outdoors,
            cadence_spm: (self.steps > 0.0).then(|| (self.steps / self.seconds).round()),
            rpe: (session.kind != DayKind::Unknown).then_some(session.rpe),
            hr_zones: Vec::new(),
        }
    }
}
