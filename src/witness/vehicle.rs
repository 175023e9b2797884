//! Vehicle: speeds that no body reaches for so long.

use super::Derived;
use super::scene::{Scene, Step};
use crate::activity::{Entry, Pause, Sport};
use crate::clean::{CleanActivity, CleanLog};

/// Men's world records: seconds, and mean speed over them, m/s.
const RECORDS: [(f64, f64); 9] = [
    (43.0, 9.3),
    (101.0, 7.92),
    (206.0, 7.28),
    (755.0, 6.62),
    (1571.0, 6.37),
    (3402.0, 6.2),
    (7235.0, 5.83),
    (21_900.0, 4.57),
    (86_400.0, 3.7),
];
/// Satellites and pods are off by so much.
const MARGIN: f64 = 1.03;
/// A part is looked at when it lasts so long, s.
const LEAST_PART_S: f64 = 120.0;
/// Stops of a car at lights, s.
const LONGEST_STOP_S: f64 = 240.0;
/// Beside a ridden part what is as fast belongs to it, m/s.
const RIDING_MPS: f32 = 6.0;

/// The fastest mean over `seconds` that anybody ran, m/s.
fn record_mps(seconds: f64) -> f64 {
    let next = RECORDS.iter().position(|(s, _)| *s >= seconds).unwrap_or(RECORDS.len() - 1).max(1);
    let [(a, slow), (b, fast)] = [RECORDS[next - 1], RECORDS[next]];
    let share = ((seconds / a).ln() / (b / a).ln()).clamp(0.0, 1.0);
    slow + share * (fast - slow)
}

fn is_run(scene: &Scene<'_>) -> bool {
    scene.clean.activity.sport == Sport::Running
}

fn sums<'a>(steps: impl Iterator<Item = &'a Step>) -> (f64, f64) {
    steps
        .filter_map(|step| Some((step.seconds, step.mps()?)))
        .fold((0.0, 0.0), |(seconds, metres), (s, mps)| (seconds + s, metres + s * mps))
}

/// Mean speed, m/s, of a run that nobody runs so fast for so long.
// METHOD: half of the steps as fast, so that one stretch in a car does not make a ride of a run.
pub fn no_runner(scene: &Scene<'_>) -> Option<f64> {
    if !is_run(scene) {
        return None;
    }
    let (seconds, metres) = sums(scene.steps.iter());
    let limit = MARGIN * record_mps(seconds);
    let fast = scene.steps.iter().filter(|step| step.mps().is_some_and(|mps| mps > limit)).count();
    let whole = seconds >= LEAST_PART_S && metres > limit * seconds && 2 * fast > scene.steps.len();
    whole.then(|| metres / seconds)
}

pub fn take_for_ride(clean: &mut CleanActivity, _: &CleanLog, _: f64) -> Derived {
    clean.activity.sport = Sport::Cycling;
    clean.activity.sport_inferred = true;
    // Speeds of more than 12 m/s were dropped as a runner's.
    Derived::Again
}

/// Seconds in parts of a run that nobody runs so fast.
pub fn ridden_s(scene: &Scene<'_>) -> Option<f64> {
    if !is_run(scene) {
        return None;
    }
    let parts = parts(scene.steps);
    (!parts.is_empty()).then(|| parts.iter().map(|part| part.seconds).sum())
}

/// A ridden part: its first and last step, both included.
struct Part {
    from: usize,
    to: usize,
    seconds: f64,
}

/// Runs of fast steps, with the stops between them, that are faster as a whole than anybody runs.
fn parts(steps: &[Step]) -> Vec<Part> {
    let fast = |step: &Step| step.mps().is_some_and(|mps| mps > MARGIN * record_mps(LEAST_PART_S));
    let mut parts: Vec<Part> = Vec::new();
    let mut since_s = 0.0;
    for (i, step) in steps.iter().enumerate() {
        since_s += step.seconds;
        if !fast(step) {
            continue;
        }
        match parts.last_mut() {
            Some(part) if since_s - step.seconds <= LONGEST_STOP_S => {
                part.to = i;
                part.seconds += since_s;
            }
            _ => parts.push(Part { from: i, to: i, seconds: step.seconds }),
        }
        since_s = 0.0;
    }
    parts.retain(|part| {
        let (seconds, metres) = sums(steps[part.from..=part.to].iter());
        seconds >= LEAST_PART_S && metres > MARGIN * record_mps(seconds) * seconds
    });
    parts
}

/// Makes the ridden parts pauses, with what is as fast beside them; the timer and the distance of the summary
/// hold them and go.
pub fn cut_off(clean: &mut CleanActivity, _: &CleanLog, _: f64) -> Derived {
    let steps = super::scene::steps(clean);
    let parts = parts(&steps);
    let samples = &clean.activity.samples;
    let speeds = clean.speed_mps.raw();
    // Faster than a runner can be was dropped.
    let rides = |i: usize| !speeds[i].is_present() || speeds[i] > RIDING_MPS;
    let pauses: Vec<Pause> = parts
        .iter()
        .map(|part| {
            let mut from = part.from.checked_sub(1).map_or(0, |before| steps[before].to);
            let mut to = steps[part.to].to;
            while from > 0 && rides(from) {
                from -= 1;
            }
            while to + 1 < samples.len() && rides(to + 1) {
                to += 1;
            }
            Pause { from: samples.time[from], to: samples.time[to] }
        })
        .collect();
    clean.activity.pauses.extend(pauses);
    clean.activity.summary.timer_s = None;
    clean.activity.summary.distance_m = None;
    Derived::Again
}
