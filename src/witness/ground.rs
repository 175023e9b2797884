//! Ground: where there is ground to climb, the altitude against the way, the cadence against the legs.

use super::Derived;
use super::scene::Scene;
use crate::activity::{Activity, Entry};
use crate::clean::{CleanActivity, CleanLog};

/// Positions that lie within this are no way, m.
const ONE_PLACE_M: f64 = 300.0;
/// Nobody takes more steps for half of the time, steps/min.
const MOST_STEPS: f32 = 240.0;
/// Nobody climbs faster for so long: the record of the vertical kilometre is 0.56 m/s over half an hour.
const FASTEST_CLIMB_MPS: f64 = 0.65;
const CLIMB_S: f64 = 240.0;
const METRES_PER_FOOT: f32 = 0.3048;

/// True for a run in a virtual world: its positions and its hills are not where the runner was.
// DEVICE: Zwift writes FIT of its own manufacturer with sub-sport 58 and positions on the Solomon Islands;
// Strava exports the same as GPX of type `VirtualRun`.
#[must_use]
pub fn is_virtual(activity: &Activity) -> bool {
    let says = |text: &Option<String>, word: &str| {
        text.as_ref()
            .is_some_and(|text| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))
    };
    says(&activity.sub_sport, "virtual") || says(&activity.device, "zwift") || says(&activity.name, "zwift")
}

fn is_belt(scene: &Scene<'_>) -> bool {
    let belt =
        matches!(scene.clean.activity.sub_sport.as_deref(), Some("treadmill" | "indoor" | "indoor_running"));
    belt && scene.steps.iter().filter_map(|step| step.chord_m).sum::<f64>() < ONE_PLACE_M
}

/// Code of what there is instead of ground.
const BELT: f64 = 0.0;
const VIRTUAL: f64 = 1.0;

/// What there is instead of ground, where a climb or a drop is reported all the same.
pub fn no_ground(scene: &Scene<'_>) -> Option<f64> {
    let activity = &scene.clean.activity;
    let kind = if is_virtual(activity) {
        VIRTUAL
    } else if is_belt(scene) {
        BELT
    } else {
        return None;
    };
    let told = [activity.summary.ascent_m, activity.summary.descent_m].into_iter().flatten().any(|m| m > 0.0);
    let mut altitudes = activity.samples.altitude_m.present();
    let varies = altitudes.next().is_some_and(|first| altitudes.any(|altitude| altitude != first));
    (told || varies).then_some(kind)
}

pub fn words(kind: f64) -> String {
    if kind == VIRTUAL {
        "a virtual world: its positions are no place and its hills none for the legs".into()
    } else {
        "a belt: what the altitude does is the weather, no climb".into()
    }
}

/// Makes all of it level.
pub fn level(clean: &mut CleanActivity, _: &CleanLog, _: f64) -> Derived {
    let summary = &mut clean.activity.summary;
    for climb in [&mut summary.ascent_m, &mut summary.descent_m] {
        *climb = climb.map(|_| 0.0);
    }
    let columns = [&mut clean.activity.samples.altitude_m, &mut clean.altitude_m, &mut clean.grade];
    for value in columns.into_iter().flat_map(|column| column.raw_mut()).filter(|value| value.is_present()) {
        *value = 0.0;
    }
    Derived::Same
}

/// Median cadence of a run or a walk, steps/min, where nobody takes so many.
pub fn cadence_twice(scene: &Scene<'_>) -> Option<f64> {
    let activity = &scene.clean.activity;
    let cadences = activity.samples.cadence_spm.raw();
    let mut seen: Vec<f32> =
        scene.steps.iter().map(|step| cadences[step.to]).filter(|cadence| *cadence > 0.0).collect();
    let middle = seen.len() / 2;
    let median = (activity.sport.may_be_on_foot() && !seen.is_empty())
        .then(|| *seen.select_nth_unstable_by(middle, f32::total_cmp).1)
        .or(activity.summary.cadence_spm.map(|cadence| cadence as f32))?;
    (activity.sport.may_be_on_foot() && median > MOST_STEPS).then_some(f64::from(median))
}

pub fn halve_cadence(clean: &mut CleanActivity, _: &CleanLog, _: f64) -> Derived {
    clean.activity.samples.cadence_spm.raw_mut().iter_mut().for_each(|cadence| *cadence /= 2.0);
    let summary = &mut clean.activity.summary.cadence_spm;
    *summary = summary.map(|cadence| if cadence > f64::from(MOST_STEPS) { cadence / 2.0 } else { cadence });
    Derived::Same
}

/// The fastest climb over four minutes, m/s, where nobody climbs so fast.
pub fn in_feet(scene: &Scene<'_>) -> Option<f64> {
    let (altitudes, times) = (scene.clean.altitude_m.raw(), &scene.clean.activity.samples.time);
    let (steps, mut from, mut seconds, mut fastest) = (scene.steps, 0, 0.0, 0.0_f64);
    for (to, step) in steps.iter().enumerate().skip(1) {
        seconds += step.seconds;
        while seconds - steps[from + 1].seconds >= CLIMB_S {
            from += 1;
            seconds -= steps[from].seconds;
        }
        let [before, here] = [from, to].map(|k| steps[k].to);
        let climb = f64::from(altitudes[here] - altitudes[before]);
        // Between two steps there may be a pause, and a lift in it.
        let lasted_s = times[here].seconds_since(times[before]);
        if seconds >= CLIMB_S && climb.is_present() {
            fastest = fastest.max(climb / lasted_s);
        }
    }
    (scene.clean.activity.sport.may_be_on_foot() && fastest > FASTEST_CLIMB_MPS).then_some(fastest)
}

pub fn from_feet(clean: &mut CleanActivity, _: &CleanLog, _: f64) -> Derived {
    clean.activity.samples.altitude_m.raw_mut().iter_mut().for_each(|altitude| *altitude *= METRES_PER_FOOT);
    Derived::Again
}
