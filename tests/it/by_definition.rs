//! What fast loops give, against the sentence that defines it, sample by sample.

use proptest::prelude::*;
use shakeout::activity::{Activity, Sample, Sport};
use shakeout::clean::{CleanActivity, DistanceSource, Link, clean};
use shakeout::digest::{Digest, digest};

use crate::clean::at;

/// One sample after the other: seconds and metres since the last, metres up, beats per minute; and which
/// channels it has (altitude, distance, heart rate, speed).
type Step = (i64, f32, f32, u8, [bool; 4]);

/// With `holes` each channel lacks one sample of fifteen, else none.
fn steps(holes: bool) -> impl Strategy<Value = Vec<Step>> {
    let present = move || prop_oneof![14 => Just(true), 1 => Just(!holes)];
    let channels = [present(), present(), present(), present()];
    let seconds = prop_oneof![6 => Just(1_i64), 2 => 1_i64..6, 1 => 6_i64..40];
    let metres = prop_oneof![1 => Just(0.0_f32), 6 => 1.0_f32..5.0, 1 => 0.0_f32..12.0];
    prop::collection::vec((seconds, metres, -3.0_f32..3.0, 120_u8..150, channels), 2..400)
}

fn recorded(steps: &[Step]) -> Activity {
    let mut activity = Activity::new(0, Sport::Running, at(0));
    let (mut second, mut way, mut altitude) = (0, 0.0, 300.0);
    for (seconds, metres, up, bpm, [has_altitude, has_distance, has_heart_rate, has_speed]) in steps {
        second += seconds;
        way += metres;
        altitude += up;
        let mut sample = Sample::at(at(second));
        sample.altitude_m = has_altitude.then_some(altitude);
        sample.distance_m = has_distance.then_some(way);
        sample.heart_rate_bpm = has_heart_rate.then_some(*bpm);
        sample.speed_mps = has_speed.then_some(metres / *seconds as f32);
        activity.samples.push(sample);
    }
    activity
}

/// METRICS: the mean of the altitudes within 25 m of track and 15 s to either side; toward both ends the time
/// shrinks on both sides alike.
fn smoothed(clean: &CleanActivity, i: usize) -> Option<f64> {
    let levels = &clean.activity.samples.altitude_m;
    levels.get(i)?;
    let (time, way) = (&clean.covered_s, &clean.distance_m);
    let with_level: Vec<usize> = (0..levels.raw().len()).filter(|k| levels.get(*k).is_some()).collect();
    let (first, last) = (with_level[0], with_level[with_level.len() - 1]);
    let half_s = 15_f64.min(time[i] - time[first]).min(time[last] - time[i]);
    let near = |k: &&usize| {
        let on_track = way.is_empty() || (way[**k] - way[i]).abs() <= 25.0;
        on_track && time[**k] >= time[i] - half_s && time[**k] <= time[i] + half_s
    };
    let levels: Vec<f64> =
        with_level.iter().filter(near).filter_map(|k| levels.get(*k)).map(f64::from).collect();
    Some(levels.iter().sum::<f64>() / levels.len() as f64)
}

/// METRICS: rise over run from the last sample 10 m after to the first 10 m ahead, and over at least 20 m:
/// further ahead near the start, further back near the end.
fn sloped(clean: &CleanActivity, i: usize) -> Option<f64> {
    let (altitude, way) = (&clean.altitude_m, &clean.distance_m);
    altitude.get(i)?;
    let n = way.len();
    if n == 0 || way[n - 1] - way[0] < 50.0 {
        return None;
    }
    let lo = (0..n).rev().find(|k| way[*k] <= way[i] - 10.0).unwrap_or(0);
    let reach = (way[i] + 10.0).max(way[lo] + 20.0);
    let hi = (0..n).find(|k| way[*k] >= reach).unwrap_or(n - 1);
    let lo = (0..=lo).rev().find(|k| way[hi] - way[*k] >= 20.0)?;
    Some(f64::from(altitude.get(hi)? - altitude.get(lo)?) / (way[hi] - way[lo]))
}

/// Highest mean over the shortest windows of 30 min of moving time that end with a sample and hold no gap;
/// `value` has to be there for 90 % of it.
fn best_half_hour(clean: &CleanActivity, value: impl Fn(usize) -> Option<f64>) -> Option<f64> {
    let moving = |i: usize| match clean.speed_mps.get(i) {
        Some(speed) if speed < 0.5 => 0.0,
        _ => f64::from(clean.dt_s[i]),
    };
    let mean_to = |i: usize| {
        let (mut seconds, mut covered, mut sum, mut k) = (0.0, 0.0, 0.0, i);
        loop {
            seconds += moving(k);
            if let Some(value) = value(k) {
                covered += moving(k);
                sum += moving(k) * value;
            }
            if seconds >= 1800.0 - 1e-3 {
                return (covered >= 0.9 * seconds).then(|| sum / covered);
            }
            if clean.link[k] == Link::AfterGap {
                return None;
            }
            k = k.checked_sub(1)?;
        }
    };
    (0..clean.dt_s.len()).filter_map(mean_to).reduce(f64::max)
}

fn digested(clean: &CleanActivity) -> Digest {
    digest(clean, shakeout::clean::CleanLog::default(), None)
}

#[track_caller]
fn close(value: Option<f64>, defined: Option<f64>, tolerance: f64, what: &str) {
    match (value, defined) {
        (Some(value), Some(defined)) => {
            assert!((value - defined).abs() <= tolerance, "{what}: {value}, by definition {defined}");
        }
        _ => assert_eq!(value, defined, "{what}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn altitude_and_grade_are_what_their_definition_gives(steps in any::<bool>().prop_flat_map(steps)) {
        let (clean, log) = clean(recorded(&steps));
        prop_assert_eq!(log.altitude_dropped, 0);
        for i in 0..clean.dt_s.len() {
            let (altitude, grade) = (clean.altitude_m.get(i), clean.grade.get(i));
            close(altitude.map(f64::from), smoothed(&clean, i), 1e-4, &format!("altitude {i}"));
            close(grade.map(f64::from), sloped(&clean, i), 1e-5, &format!("grade {i}"));
        }
    }

    #[test]
    fn the_best_half_hour_is_what_its_definition_gives(
        steps in any::<bool>().prop_flat_map(steps),
        seconds in prop::collection::vec(prop_oneof![400 => 8_i64..25, 1 => Just(45)], 400),
    ) {
        let steps: Vec<Step> = steps
            .into_iter()
            .zip(seconds)
            .map(|((_, metres, _, bpm, has), seconds)| (seconds, metres * seconds as f32 / 2.0, 0.0, bpm, has))
            .collect();
        let (clean, _) = clean(recorded(&steps));
        let digest = digested(&clean);
        let heart_rate = |i: usize| clean.activity.samples.heart_rate_bpm.get(i).map(f64::from);
        let speed = |i: usize| clean.speed_mps.get(i).map(f64::from);
        let best_hr = best_half_hour(&clean, heart_rate);
        close(digest.hr_best_30min_bpm, best_hr, 1e-6, "heart rate");
        // On the flat the grade-adjusted speed is the speed.
        close(digest.gap_best_30min_mps, best_half_hour(&clean, speed), 1e-6, "speed");
        prop_assume!(best_hr.is_some());
    }

    #[test]
    fn a_sound_distance_is_that_of_adding_up_its_steps(steps in steps(false)) {
        let sound = recorded(&steps);
        let mut mended = sound.clone();
        // Without one speed the steps are looked at one by one.
        mended.samples.speed_mps.set(steps.len() - 1, None);
        let ((sound, _), (mended, _)) = (clean(sound), clean(mended));
        prop_assert_eq!(sound.distance_source, mended.distance_source);
        prop_assume!(sound.distance_source == Some(DistanceSource::Device));
        prop_assert_eq!(sound.distance_m.len(), mended.distance_m.len());
        for (direct, added) in sound.distance_m.iter().zip(&mended.distance_m) {
            prop_assert!((direct - added).abs() < 1e-9, "{} and {}", direct, added);
        }
    }
}

/// Heart rates that often jump.
fn jumping_heart_rates() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop_oneof![20 => 120_u8..150, 2 => 35_u8..225], 5..400)
}

proptest! {
    #[test]
    fn the_dropped_heart_rates_are_those_far_from_the_median_of_five(bpm in jumping_heart_rates()) {
        let mut activity = Activity::new(0, Sport::Running, at(0));
        for (second, bpm) in bpm.iter().enumerate() {
            let mut sample = Sample::at(at(second as i64));
            sample.heart_rate_bpm = Some(*bpm);
            activity.samples.push(sample);
        }
        let far = |i: usize| {
            let mut five = bpm.get(i.checked_sub(2)?..i + 3)?.to_vec();
            five.sort_unstable();
            Some(bpm[i].abs_diff(five[2]) > 30)
        };
        let kept = clean(activity).0.activity.samples.heart_rate_bpm;
        for (i, bpm) in bpm.iter().enumerate() {
            let expected = Some(*bpm).filter(|_| far(i) != Some(true));
            prop_assert_eq!(kept.get(i), expected, "sample {}", i);
        }
    }
}
