//! What the device's summary says, and when it is believed.

use super::*;

#[test]
fn the_device_says_timer_and_distance_when_that_can_be() {
    let make = |timer_s, distance_m| {
        let mut activity = run(600, |s, sample| sample.distance_m = Some(100.0 + 3.0 * s as f32));
        activity.summary = Summary { timer_s, distance_m, ..Summary::default() };
        digested(activity)
    };
    let digest = make(Some(590.0), Some(1810.0));
    assert_eq!((digest.timer_s, digest.distance_m), (Some(590.0), Some(1810.0)));
    let digest = make(Some(601.0), None);
    assert_eq!((digest.timer_s, digest.distance_m), (Some(601.0), Some(1800.0)));
    let digest = make(Some(6000.0), Some(180_000.0));
    assert_eq!((digest.timer_s, digest.distance_m), (Some(600.0), Some(1800.0)));
    assert!(digest.problems.iter().any(|p| p.contains("cannot be")));
    assert_eq!(make(None, Some(0.0)).distance_m, Some(1800.0));
}

#[test]
fn a_summary_of_27_days_over_ten_minutes_of_samples_is_not_believed() {
    let mut activity = run(600, |_, _| {});
    activity.summary.elapsed_s = Some(27.0 * 86_400.0);
    let digest = digested(activity);
    assert_eq!(digest.elapsed_s, Some(600.0));
    assert!(digest.problems.iter().any(|p| p.contains("27.0 days")));
}

#[test]
fn without_a_device_distance_the_positions_give_it() {
    let digest = digested(run(1000, |s, sample| sample.position = north(3.0 * s as f64)));
    close(digest.distance_m.unwrap(), 3000.0, 0.2);
    assert_eq!((digest.records, digest.gps_records, digest.hr_records), (1001, 1001, 0));
}

#[test]
fn a_manual_entry_is_taken_from_its_summary_and_what_it_lacks_is_none() {
    let mut activity = Activity::new(2, Sport::Running, at(0));
    activity.summary = Summary {
        elapsed_s: Some(3600.0),
        distance_m: Some(10_000.0),
        hr_mean_bpm: Some(148.0),
        descent_m: Some(80.0),
        cadence_spm: Some(170.0),
        rpe: Some(4.0),
        ..Summary::default()
    };
    let digest = digested(activity);
    assert_eq!((digest.index, digest.records), (2, 0));
    assert_eq!(
        (digest.elapsed_s, digest.timer_s, digest.distance_m),
        (Some(3600.0), Some(3600.0), Some(10_000.0))
    );
    assert_eq!((digest.summary_hr_bpm, digest.rpe, digest.descent_m), (Some(148.0), Some(4.0), Some(80.0)));
    assert_eq!(digest.steps, Some(10_200.0));
    assert_eq!((digest.moving_s, digest.ascent_m, digest.hr_peak_bpm), (None, None, None));
    assert!(digest.hr.is_none() && digest.gap.is_none());
}

#[test]
fn an_entry_that_does_not_say_how_long_it_was_is_reported() {
    let digest = digested(Activity::new(0, Sport::Running, at(0)));
    assert_eq!((digest.elapsed_s, digest.timer_s, digest.steps), (None, None, None));
    assert!(digest.problems.iter().any(|p| p == "nothing tells how long it lasted"));
    // Nor does a summary that says 0, or a week and a half.
    for odd in [0.0, 10.5 * 86_400.0] {
        let mut activity = Activity::new(0, Sport::Running, at(0));
        activity.summary.elapsed_s = Some(odd);
        activity.summary.timer_s = Some(odd);
        activity.summary.cadence_spm = Some(170.0);
        let digest = digested(activity);
        assert_eq!((digest.elapsed_s, digest.timer_s, digest.steps), (None, None, None), "{odd} s");
        assert_eq!(digest.cadence_spm, Some(170.0));
    }
}

#[test]
fn a_single_sample_lasts_as_long_as_the_device_says() {
    let mut activity = Activity::new(0, Sport::Running, at(0));
    activity.samples.push(Sample::at(at(0)));
    assert_eq!(digested(activity.clone()).elapsed_s, None);
    activity.summary.timer_s = Some(900.0);
    let digest = digested(activity);
    assert_eq!((digest.elapsed_s, digest.timer_s), (Some(900.0), Some(900.0)));
}

#[test]
fn two_samples_a_second_apart_last_a_second_though_the_device_says_0() {
    let mut activity = run(1, |_, _| {});
    assert_eq!(activity.samples.len(), 2);
    activity.summary.elapsed_s = Some(0.0);
    let digest = digested(activity);
    assert_eq!((digest.elapsed_s, digest.timer_s), (Some(1.0), Some(1.0)));
}
