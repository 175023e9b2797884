//! clean: what cannot be true goes, and the log says so.

use shakeout::activity::{Activity, Pause, Sample, Sport};
use shakeout::clean::heart_rate::median_of_five;
use shakeout::clean::{CLEANERS, CleanActivity, CleanLog, DistanceSource, Link, clean};
use shakeout::units::{Position, UtcMillis};

/// 2023-11-14T22:13:20Z.
pub const START_S: i64 = 1_700_000_000;

pub fn at(second: i64) -> UtcMillis {
    UtcMillis::from_secs(START_S + second)
}

/// A run with samples at seconds 0..=`seconds`, one each second, made by `fill`.
pub fn run(seconds: i64, mut fill: impl FnMut(i64, &mut Sample)) -> Activity {
    let mut activity = Activity::new(0, Sport::Running, at(0));
    for second in 0..=seconds {
        let mut sample = Sample::at(at(second));
        fill(second, &mut sample);
        activity.samples.push(sample);
    }
    activity
}

/// `metres` north of 50 N, 8 E.
pub fn north(metres: f64) -> Option<Position> {
    Position::from_degrees(50.0 + (metres / 6_371_008.8).to_degrees(), 8.0)
}

fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} is not within {tolerance} of {b}");
}

fn cleaned(activity: Activity) -> (CleanActivity, CleanLog) {
    let (clean, log) = clean(activity);
    let n = clean.activity.samples.len();
    for len in [
        clean.dt_s.len(),
        clean.covered_s.len(),
        clean.link.len(),
        clean.speed_mps.raw().len(),
        clean.altitude_m.raw().len(),
        clean.grade.raw().len(),
    ] {
        assert_eq!(len, n, "each column has one entry a sample");
    }
    assert!(clean.distance_m.len() == n || clean.distance_m.is_empty());
    (clean, log)
}

#[test]
fn the_cleaners_run_in_the_order_that_they_need() {
    let names: Vec<_> = CLEANERS.iter().map(|cleaner| cleaner.name).collect();
    assert_eq!(names, ["clock", "gaps", "speed", "altitude", "rates", "heart rate", "electrodes"]);
}

#[test]
fn a_sound_run_is_left_as_it_is_and_the_log_is_empty() {
    let activity = run(600, |s, sample| {
        sample.heart_rate_bpm = Some(140 + (s % 7) as u8);
        sample.distance_m = Some(3.0 * s as f32);
        sample.altitude_m = Some(100.0);
        sample.cadence_spm = Some(170.0);
    });
    let samples = activity.samples.clone();
    let (clean, log) = cleaned(activity);
    assert_eq!(clean.activity.samples, samples);
    assert_eq!(log, CleanLog::default());
    assert!(log.sentences().is_empty());
    assert_eq!(clean.covered_s.last(), Some(&600.0));
}

#[test]
fn an_activity_without_samples_stays_without() {
    let (clean, log) = cleaned(Activity::new(0, Sport::Running, at(0)));
    assert_eq!(log, CleanLog::default());
    assert!(clean.dt_s.is_empty());
    assert_eq!(clean.first_position(), None);
}

#[test]
fn a_clock_that_goes_one_second_back_is_sorted_and_joined() {
    let mut activity = run(10, |_, sample| sample.heart_rate_bpm = Some(120));
    // 0 1 2 3 4 5 5 7 8 9 10, the second 5 without heart rate but with a cadence.
    activity.samples.edit(|samples| {
        samples[6] = Sample { cadence_spm: Some(160.0), heart_rate_bpm: None, ..samples[6] };
        samples[6].time = at(5);
        samples.swap(2, 3);
    });
    let (clean, log) = cleaned(activity);
    assert_eq!(log.reordered, 1);
    assert_eq!(log.duplicate_times, 1);
    assert_eq!(clean.activity.samples.len(), 10);
    assert!(clean.activity.samples.time.windows(2).all(|pair| pair[0] < pair[1]));
    let joined = clean.activity.samples.row(5);
    assert_eq!((joined.heart_rate_bpm, joined.cadence_spm), (Some(120), Some(160.0)));
}

#[test]
fn times_outside_1990_to_2100_are_dropped() {
    let mut activity = run(100, |_, _| {});
    activity.samples.time[3] = UtcMillis(0);
    activity.samples.time[50] = UtcMillis::from_secs(177_000_000_000);
    let (clean, log) = cleaned(activity);
    assert_eq!(log.clock_dropped, 2);
    assert_eq!(clean.activity.samples.len(), 99);
}

#[test]
fn a_sample_27_days_before_the_run_does_not_make_a_run_of_27_days() {
    let mut activity = run(600, |_, _| {});
    activity.samples.time[0] = at(-27 * 86_400);
    activity.start = at(-27 * 86_400);
    let (clean, log) = cleaned(activity);
    assert_eq!(log.clock_dropped, 1);
    assert_eq!(clean.activity.start, at(1), "the start moves to the first sample that is left");
    assert!(clean.activity.problems.iter().any(|problem| problem.0.contains("more than a day")));
    assert_eq!(clean.covered_s.last(), Some(&599.0));
}

#[test]
fn a_gap_longer_than_thirty_seconds_is_reported_and_never_filled() {
    let mut activity = run(10, |_, _| {});
    activity.samples.time[5..].iter_mut().for_each(|time| time.0 += 99_000);
    // 100 s between samples 4 and 5: 30 count, 70 are a gap.
    let (clean, log) = cleaned(activity);
    assert_eq!((log.gaps, log.gap_s), (1, 70.0));
    assert_eq!(clean.dt_s[5], 30.0);
    assert_eq!(clean.link[5], Link::AfterGap);
    assert_eq!(clean.covered_s.last(), Some(&39.0));
}

#[test]
fn smart_recording_every_thirty_seconds_has_no_gap() {
    let mut activity = run(10, |_, _| {});
    for (i, time) in activity.samples.time.iter_mut().enumerate() {
        *time = at(30 * i as i64);
    }
    let (clean, log) = cleaned(activity);
    assert_eq!(log.gaps, 0);
    assert_eq!(clean.covered_s.last(), Some(&300.0));
}

#[test]
fn time_in_a_pause_does_not_count_and_is_no_gap() {
    let mut activity = run(20, |_, _| {});
    activity.samples.edit(|samples| samples.retain(|sample| sample.time <= at(5) || sample.time >= at(15)));
    activity.samples.time[6..].iter_mut().for_each(|time| time.0 += 600_000);
    // Samples 0..=5 and 615..=620; stopped from 6 to 613: 1 s before and 2 s after the stop count.
    activity.pauses = vec![Pause { from: at(100), to: at(613) }, Pause { from: at(6), to: at(200) }];
    let (clean, log) = cleaned(activity);
    assert_eq!((log.gaps, log.gap_s), (0, 0.0));
    assert_eq!(clean.dt_s[6], 3.0);
    assert_eq!(clean.link[6], Link::AfterPause);
    assert_eq!(clean.covered_s.last(), Some(&13.0));
}

#[test]
fn samples_inside_a_pause_cover_no_time() {
    let mut activity = run(100, |_, _| {});
    activity.pauses = vec![Pause { from: at(40), to: at(60) }];
    let (clean, _) = cleaned(activity);
    assert_eq!(clean.covered_s.last(), Some(&80.0));
    assert!(clean.dt_s[41..=60].iter().all(|dt| *dt == 0.0));
}

#[test]
fn heart_rates_outside_30_to_230_are_dropped_and_counted() {
    let (clean, log) = cleaned(run(100, |s, sample| {
        sample.heart_rate_bpm = Some(if s < 5 {
            29
        } else if s > 95 {
            231
        } else {
            140
        });
    }));
    assert_eq!(log.hr_dropped, 10);
    assert_eq!(clean.activity.samples.heart_rate_bpm.present().count(), 91);
}

#[test]
fn a_spike_of_two_samples_is_dropped_and_a_steep_rise_is_not() {
    let (clean, log) = cleaned(run(200, |s, sample| {
        sample.heart_rate_bpm = Some(match s {
            50 | 51 => 228,
            // 3 bpm a second from 100: a sprint.
            100..=120 => 140 + 2 * (s - 100) as u8,
            121.. => 180,
            _ => 140,
        });
    }));
    assert_eq!(log.hr_dropped, 2);
    assert_eq!(clean.activity.samples.heart_rate_bpm.get(50), None);
    assert_eq!(clean.activity.samples.heart_rate_bpm.get(110), Some(160));
}

#[test]
fn the_median_of_five_is_that_of_a_sort() {
    for code in 0..3125_u32 {
        let digits = [code % 5, code / 5 % 5, code / 25 % 5, code / 125 % 5, code / 625].map(|d| d as u8);
        let mut sorted = digits;
        sorted.sort_unstable();
        assert_eq!(median_of_five(digits), sorted[2], "{digits:?}");
    }
}

/// 40 min at 3 m/s; cadence 168 +-1; heart rate 140, but equal to the cadence in `locked`.
fn with_lock(locked: std::ops::Range<i64>) -> Activity {
    run(2400, |s, sample| {
        let cadence = 167 + s % 3;
        sample.cadence_spm = Some(cadence as f32);
        sample.speed_mps = Some(3.0);
        sample.heart_rate_bpm = Some(if locked.contains(&s) { cadence as u8 } else { 140 + (s % 2) as u8 });
    })
}

#[test]
fn a_stretch_of_heart_rate_that_follows_the_cadence_is_dropped() {
    let (clean, log) = cleaned(with_lock(301..901));
    assert_eq!(log.cadence_lock_s, 600.0);
    let left = |from: usize, to: usize| {
        (from..to).filter(|&i| clean.activity.samples.heart_rate_bpm.get(i).is_some()).count()
    };
    assert_eq!(left(301, 901), 0);
    assert_eq!(left(0, 301) + left(901, 2401), 301 + 1500);
    assert!(log.sentences().iter().any(|line| line.contains("600 s of heart rate follow the cadence")));
}

#[test]
fn two_locked_stretches_are_two_stretches() {
    let mut activity = with_lock(301..901);
    for s in 1500..1900 {
        activity.samples.heart_rate_bpm.set(s, Some(168));
    }
    let (clean, log) = cleaned(activity);
    assert_eq!(log.cadence_lock_s, 1000.0);
    assert!((901..1500).all(|i| clean.activity.samples.heart_rate_bpm.get(i).is_some()));
}

#[test]
fn four_minutes_of_equal_heart_rate_and_cadence_are_kept() {
    let (_, log) = cleaned(with_lock(301..541));
    assert_eq!(log.cadence_lock_s, 0.0);
}

#[test]
fn a_hard_run_whose_heart_rate_happens_to_be_its_cadence_is_kept() {
    let (clean, log) = cleaned(run(2400, |s, sample| {
        sample.cadence_spm = Some(172.0);
        sample.speed_mps = Some(4.2);
        // 165 and rising to 172: within 15 bpm of the match.
        sample.heart_rate_bpm = Some(if s < 900 { 165 } else { 172 });
    }));
    assert_eq!(log.cadence_lock_s, 0.0);
    assert!(clean.activity.samples.heart_rate_bpm.is_complete());
}

#[test]
fn a_fast_stretch_with_nothing_to_compare_is_kept_and_reported() {
    let (_, log) = cleaned(with_lock(0..2401));
    assert_eq!(log.cadence_lock_s, 0.0);
    let (clean, log) = cleaned(run(2400, |s, sample| {
        let fast = (900..1500).contains(&s);
        sample.cadence_spm = Some(if fast { 180.0 } else { 164.0 });
        sample.speed_mps = Some(if fast { 4.5 } else { 2.8 });
        sample.heart_rate_bpm = Some(if fast { 179 } else { 140 });
    }));
    assert_eq!(log.cadence_lock_s, 0.0);
    assert!(clean.activity.problems.iter().any(|p| p.0.contains("the heart rate equals the cadence")));
}

#[test]
fn speed_comes_from_the_device_else_from_distance_else_from_positions() {
    let (clean, _) = cleaned(run(60, |s, sample| {
        sample.speed_mps = Some(3.5);
        sample.distance_m = Some(3.0 * s as f32);
    }));
    assert_eq!(clean.speed_mps.get(30), Some(3.5));
    assert_eq!(clean.distance_source, Some(DistanceSource::Device));

    let (clean, _) = cleaned(run(60, |s, sample| sample.distance_m = Some(3.0 * s as f32)));
    assert!(clean.speed_mps.iter().skip(1).all(|v| v.is_some_and(|v| (v - 3.0).abs() < 1e-4)));

    let (clean, _) = cleaned(run(600, |s, sample| sample.position = north(3.0 * s as f64)));
    assert_eq!(clean.distance_source, Some(DistanceSource::Positions));
    close(clean.distance_m[600], 1800.0, 0.1);
    close(f64::from(clean.speed_mps.get(300).unwrap()), 3.0, 0.01);

    let (clean, _) = cleaned(run(60, |_, sample| sample.speed_mps = Some(3.5)));
    assert_eq!(clean.distance_source, Some(DistanceSource::Speed));
    close(clean.distance_m[60], 210.0, 1e-3);

    let (clean, _) = cleaned(run(60, |_, sample| sample.heart_rate_bpm = Some(120)));
    assert_eq!(clean.distance_source, None);
    assert!(!clean.speed_mps.any());
}

#[test]
fn near_distances_agree_with_the_haversine() {
    for (lat, lon) in [(0.0, 179.9999), (47.3, 8.5), (-33.9, 151.2), (69.6, 18.9), (85.0, 10.0)] {
        let position = |s: i64| {
            let lon = lon + 0.00004 * s as f64;
            Position::from_degrees(lat + 0.00002 * s as f64, if lon > 180.0 { lon - 360.0 } else { lon })
        };
        let activity = run(200, |s, sample| sample.position = position(s));
        let direct: f64 = (0..200).map(|s| position(s).unwrap().metres_to(position(s + 1).unwrap())).sum();
        let (clean, _) = cleaned(activity);
        close(clean.distance_m[200], direct, 1e-3 * direct);
    }
}

#[test]
fn a_channel_that_is_written_every_fourth_sample_gives_the_mean_speed() {
    let (clean, log) = cleaned(run(400, |s, sample| {
        sample.distance_m = (s % 4 == 0).then_some(3.0 * s as f32);
    }));
    assert_eq!(log.speed_dropped, 0);
    assert!(
        clean.speed_mps.iter().skip(1).all(|v| v.is_some_and(|v| (v - 3.0).abs() < 1e-3)),
        "{:?}",
        &clean.speed_mps.raw()[..9]
    );
    close(clean.distance_m[400], 1200.0, 1e-3);
}

#[test]
fn speeds_above_12_m_s_in_a_run_are_dropped_and_a_jump_of_the_position_is_no_distance() {
    let (clean, log) = cleaned(run(100, |s, sample| {
        sample.speed_mps = Some(if s == 50 { 25.0 } else { 3.0 });
    }));
    assert_eq!(log.speed_dropped, 1);
    assert_eq!(clean.speed_mps.get(50), None);

    // One position 500 m off: out and back are two impossible steps.
    let (clean, log) = cleaned(run(100, |s, sample| {
        sample.position = north(3.0 * s as f64 + if s == 50 { 500.0 } else { 0.0 });
    }));
    assert_eq!(log.speed_dropped, 2);
    close(clean.distance_m[100], 294.0, 0.1);
    close(f64::from(clean.speed_mps.get(70).unwrap()), 3.0, 0.02);
}

#[test]
fn a_fast_descent_on_a_bicycle_is_possible() {
    let mut activity = run(60, |_, sample| sample.speed_mps = Some(20.0));
    activity.sport = Sport::Cycling;
    let (_, log) = cleaned(activity);
    assert_eq!(log.speed_dropped, 0);
}

#[test]
fn a_treadmill_whose_distance_stays_0_has_no_distance() {
    let (clean, _) = cleaned(run(60, |_, sample| sample.distance_m = Some(0.0)));
    assert_eq!(clean.distance_source, None);
}

#[test]
fn ways_made_in_a_pause_are_no_distance() {
    let mut activity = run(100, |s, sample| {
        // 200 m on foot to the fountain while the timer is stopped.
        sample.position =
            north(3.0 * s.min(40) as f64 + if s >= 60 { 200.0 + 3.0 * (s - 60) as f64 } else { 0.0 });
    });
    activity.samples.edit(|samples| samples.retain(|sample| sample.time <= at(40) || sample.time > at(60)));
    activity.pauses = vec![Pause { from: at(40), to: at(60) }];
    let (clean, _) = cleaned(activity);
    close(clean.distance_m[clean.distance_m.len() - 1], 120.0 + 117.0, 0.1);
}

/// 20 min at 3 m/s with an altitude.
fn hilly(altitude: impl Fn(i64) -> f64) -> (CleanActivity, CleanLog) {
    cleaned(run(1200, |s, sample| {
        sample.distance_m = Some(3.0 * s as f32);
        sample.altitude_m = Some(altitude(s) as f32);
    }))
}

#[test]
fn the_grade_of_an_even_slope_is_that_slope_from_end_to_end() {
    let (clean, log) = hilly(|s| 500.0 - 0.08 * 3.0 * s as f64);
    assert_eq!(log.altitude_dropped, 0);
    for grade in clean.grade.iter() {
        close(f64::from(grade.unwrap()), -0.08, 1e-3);
    }
    assert_eq!(clean.hysteresis_m, Some(3.0));
}

#[test]
fn altitude_noise_of_two_metres_makes_no_steep_ground_and_asks_for_five_metres() {
    let (clean, _) = hilly(|s| 100.0 + [-2.0, 1.0, 2.0, -1.0, 0.5, -1.5, 1.5][(s * s % 7) as usize]);
    assert_eq!(clean.hysteresis_m, Some(20.0));
    // Within 15 s of the ends there is less to smooth over.
    assert!(
        clean.grade.iter().take(1186).skip(15).all(|grade| grade.is_some_and(|grade| grade.abs() < 0.05))
    );
}

#[test]
fn impossible_altitudes_and_steps_are_dropped() {
    let (clean, log) = hilly(|s| match s {
        300 => 20_000.0,
        // A spike of 80 m.
        600 => 180.0,
        _ => 100.0,
    });
    assert_eq!(log.altitude_dropped, 2);
    assert!(clean.altitude_m.get(300).is_none() && clean.altitude_m.get(600).is_none());
    assert!(clean.grade.iter().flatten().all(|grade| grade.abs() < 1e-6));
}

#[test]
fn a_barometer_that_is_calibrated_on_the_way_makes_no_climb() {
    let (clean, log) = hilly(|s| if s < 600 { 100.0 } else { 340.0 });
    assert_eq!(log.altitude_dropped, 5);
    let altitudes: Vec<f32> = clean.altitude_m.present().collect();
    assert!(altitudes.iter().all(|altitude| (altitude - 100.0).abs() < 1e-3));
}

#[test]
fn less_than_fifty_metres_have_no_grade() {
    let (clean, _) = cleaned(run(16, |s, sample| {
        sample.distance_m = Some(3.0 * s as f32);
        sample.altitude_m = Some(s as f32);
    }));
    assert!(!clean.grade.any());
}

#[test]
fn standing_still_for_an_hour_keeps_grade_and_altitude_finite() {
    let (clean, _) = cleaned(run(4200, |s, sample| {
        sample.distance_m = Some(3.0 * s.min(300) as f32);
        sample.altitude_m = Some(100.0 + 0.1 * s.min(300) as f32);
    }));
    assert!(clean.grade.present().all(|g| g.is_finite() && (g - 1.0 / 30.0).abs() < 0.04));
    assert!(clean.altitude_m.iter().flatten().all(|a| a.is_finite()));
}
