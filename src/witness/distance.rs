//! Distance: the distance channel, the speed channel and the summary against the way that was made.

use super::Derived;
use super::scene::{Scene, Step};
use crate::activity::{Column, Entry};
use crate::clean::{CleanActivity, CleanLog};
use crate::witness::is_virtual;

/// What programs confuse: m/s with km/h and miles an hour, m with km and feet, km with miles, each either way.
const MISTAKES: [f64; 10] =
    [3.6, 1.0 / 3.6, 2.236_94, 1.0 / 2.236_94, 1000.0, 0.001, 1.609_344, 1.0 / 1.609_344, 3.280_84, 0.3048];
/// A ratio this near a mistake is that mistake.
const NEAR: f64 = 0.07;
/// Less than this share is nothing at all.
const NOTHING: f64 = 0.01;
/// A ratio in here needs no second look.
const SOUND: std::ops::RangeInclusive<f64> = 0.8..=1.25;
/// Shorter ways tell nothing, m.
const LEAST_M: f64 = 300.0;

fn is_mistake(ratio: f64) -> bool {
    ratio < NOTHING || MISTAKES.iter().any(|mistake| (ratio / mistake - 1.0).abs() <= NEAR)
}

/// The sum over the steps that have both of one thing by that of the other; `None` for a short way.
fn ratio(
    steps: &[Step],
    of: impl Fn(&Step) -> Option<f64>,
    to: impl Fn(&Step) -> Option<f64>,
) -> Option<f64> {
    let (of, to, both) = steps
        .iter()
        .filter_map(|step| Some((of(step)?, to(step)?)))
        .fold((0.0, 0.0, 0), |(sum, total, both), (of, to)| (sum + of, total + to, both + 1));
    (to >= LEAST_M && 2 * both >= steps.len()).then_some(of / to)
}

/// Distance channel by positions, where that is a known mistake.
pub fn wrong_channel(scene: &Scene<'_>) -> Option<f64> {
    let suspicious = ratio(scene.steps, |step| step.device_m, |step| step.chord_m)?;
    if SOUND.contains(&suspicious) || is_virtual(&scene.clean.activity) {
        return None;
    }
    let samples = &scene.clean.activity.samples;
    let (mut device_m, mut way_m) = (0.0, 0.0);
    let mut last = None;
    for (position, distance) in samples.position.iter().zip(samples.distance_m.iter()) {
        let Some(here) = position.zip(distance) else { continue };
        if let Some((before, distance)) = last.replace(here) {
            let (metres, step) = (before.metres_to(here.0), f64::from(here.1 - distance));
            // A satellite's jump is no way.
            if metres < 200.0 {
                (device_m, way_m) = (device_m + step, way_m + metres);
            }
        }
    }
    Some(device_m / way_m).filter(|ratio| way_m >= LEAST_M && is_mistake(*ratio))
}

/// The positions tell the distance.
pub fn drop_channel(clean: &mut CleanActivity, _: &CleanLog, _: f64) -> Derived {
    let distances = &mut clean.activity.samples.distance_m;
    *distances = Column::missing(distances.raw().len());
    Derived::Again
}

/// Speed channel by the distance that was made, where that is a known mistake.
pub fn wrong_speed(scene: &Scene<'_>) -> Option<f64> {
    let suspicious = ratio(scene.steps, |step| step.speed_m, |step| step.chord_m.or(step.device_m))?;
    if SOUND.contains(&suspicious) {
        return None;
    }
    let clean = scene.clean;
    let (mut by_speed, mut made) = (0.0, 0.0);
    let way =
        clean.distance_m.iter().zip(clean.distance_m.iter().skip(1)).map(|(before, here)| here - before);
    for ((speed, dt_s), metres) in
        clean.activity.samples.speed_mps.raw().iter().zip(&clean.dt_s).skip(1).zip(way)
    {
        if speed.is_present() {
            by_speed += f64::from(speed * dt_s);
            made += metres;
        }
    }
    Some(by_speed / made).filter(|ratio| made >= LEAST_M && is_mistake(*ratio))
}

/// The speed follows from the distance.
pub fn drop_speed(clean: &mut CleanActivity, _: &CleanLog, _: f64) -> Derived {
    let speeds = &mut clean.activity.samples.speed_mps;
    *speeds = Column::missing(speeds.raw().len());
    Derived::Again
}

/// Distance of the summary, m, where it is a known mistake beside the samples, or holds metres of a gap.
pub fn wrong_summary(scene: &Scene<'_>) -> Option<f64> {
    let device = scene.clean.activity.summary.distance_m.filter(|metres| *metres > 0.0)?;
    let recorded = scene.clean.distance_m.last().copied().filter(|metres| *metres >= LEAST_M)?;
    let holds_gap = scene.log.gap_m > 0.0 && device > recorded + scene.log.gap_m / 2.0;
    (is_mistake(device / recorded) || holds_gap).then_some(device)
}

/// The samples tell the distance.
pub fn forget_summary(clean: &mut CleanActivity, _: &CleanLog, _: f64) -> Derived {
    clean.activity.summary.distance_m = None;
    Derived::Same
}
