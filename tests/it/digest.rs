//! digest: every derived number by a hand-worked example.

use shakeout::activity::{Activity, Column, Entry, Pause, Sample, Sport, Summary};
use shakeout::clean::clean;
use shakeout::digest::relief::relief;
use shakeout::digest::{Digest, HrHistogram, SpeedHistogram, digest};
use shakeout::grade::{GRADE_CURVES, energy_cost, energy_factor, heart_rate_factor};
use shakeout::units::{UtcMillis, speed_from_pace};

use super::clean::{at, north, run};

mod any_recording;
mod summaries;

fn digested(activity: Activity) -> Digest {
    let (clean, log) = clean(activity);
    digest(&clean, log, None)
}

#[track_caller]
fn close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance, "{a} is not within {tolerance} of {b}");
}

#[test]
fn the_grade_curves_meet_their_check_values() {
    close(energy_cost(-0.10), 2.1517, 1e-4);
    close(energy_cost(0.10), 5.9682, 1e-4);
    close(energy_cost(0.45), 19.4260, 1e-4);
    close(energy_cost(0.60), 19.4260, 1e-4);
    close(heart_rate_factor(0.0), 1.0, 1e-12);
    close(heart_rate_factor(0.10), 1.4702, 1e-4);
    close(heart_rate_factor(-0.10), 0.8841, 1e-4);
    close(heart_rate_factor(-0.18), 1.0, 1e-9);
    assert_eq!(heart_rate_factor(-0.9), heart_rate_factor(-0.32));
}

#[test]
fn six_minutes_a_kilometre_at_ten_percent_are_worth_4_04_9_by_heart_rate_and_3_37_2_by_energy() {
    let pace = |factor: fn(f64) -> f64| 1000.0 / (speed_from_pace(360.0) * factor(0.10));
    close(pace(heart_rate_factor), 244.9, 0.05);
    close(pace(energy_factor), 217.2, 0.05);
    let names: Vec<_> = GRADE_CURVES.iter().map(|curve| curve.name).collect();
    assert_eq!(names, ["heart rate", "energy"]);
    close(pace(GRADE_CURVES[0].factor), 244.9, 0.05);
}

#[test]
fn the_heart_rate_curve_is_smooth_and_has_one_low_point() {
    let factors: Vec<f64> = (-32..=32).map(|percent| heart_rate_factor(f64::from(percent) / 100.0)).collect();
    let turns = factors.windows(3).filter(|w| (w[1] - w[0]) * (w[2] - w[1]) < 0.0).count();
    assert_eq!(turns, 1);
}

#[test]
fn ten_minutes_at_150_bpm_are_600_seconds_in_bin_150() {
    let digest = digested(run(600, |_, sample| sample.heart_rate_bpm = Some(150)));
    let hr = digest.hr.unwrap();
    assert_eq!(hr.bins()[150], 600.0);
    assert_eq!(hr.bins().iter().sum::<f32>(), 600.0);
    assert_eq!(digest.hr_s, 600.0);
    assert_eq!((digest.elapsed_s, digest.timer_s), (Some(600.0), Some(600.0)));
    assert_eq!(digest.hr_peak_bpm, Some(150.0));
    assert_eq!((digest.moving_s, digest.distance_m, digest.steps), (None, None, None));
    assert!(digest.gap.is_none() && digest.halves.is_none() && digest.ascent_m.is_none());
}

#[test]
fn pauses_and_gaps_are_no_time() {
    let mut activity = run(2000, |s, sample| {
        sample.heart_rate_bpm = Some(150);
        sample.distance_m = Some(3.0 * s as f32);
    });
    activity.pauses = vec![Pause { from: at(500), to: at(800) }];
    activity
        .samples
        .edit(|samples| samples.retain(|sample| sample.time <= at(1000) || sample.time >= at(1130)));
    // 2000 s, 300 of them stopped, 130 between two samples: 100 beyond 30.
    let digest = digested(activity);
    assert_eq!(digest.elapsed_s, Some(2000.0));
    assert_eq!(digest.timer_s, Some(1600.0));
    assert_eq!(digest.hr_s, 1600.0);
    assert_eq!(digest.moving_s, Some(1600.0));
    assert_eq!(digest.hr.unwrap().bins()[150], 1600.0);
    let gap = digest.gap.unwrap();
    assert_eq!(gap.bins.iter().map(|bin| bin.seconds).sum::<f32>(), 1600.0);
    assert!(
        digest.problems.iter().any(|p| p == "1 gap in the recording, 100 s not counted"),
        "{:?}",
        digest.problems
    );
}

#[test]
fn a_flat_kilometre_in_five_minutes_is_300_seconds_and_1000_metres_in_bin_33() {
    let speed = 1000.0 / 300.0;
    let digest = digested(run(300, |s, sample| {
        sample.speed_mps = Some(speed as f32);
        sample.distance_m = Some((speed * s as f64) as f32);
        sample.altitude_m = Some(12.0);
    }));
    let gap = digest.gap.unwrap();
    assert_eq!(gap.bins.len(), 34);
    let bin = gap.bins[(speed / SpeedHistogram::BIN_MPS) as usize];
    close(f64::from(bin.seconds), 300.0, 1e-3);
    close(f64::from(bin.gap_m), 1000.0, 0.1);
    close(digest.distance_m.unwrap(), 1000.0, 1e-3);
    assert_eq!((digest.ascent_m, digest.descent_m, digest.steep_down_s), (Some(0.0), Some(0.0), Some(0.0)));
}

#[test]
fn a_metre_uphill_at_ten_percent_is_1_47_grade_adjusted_metres() {
    let digest = digested(run(600, |s, sample| {
        sample.distance_m = Some(2.5 * s as f32);
        sample.altitude_m = Some(0.25 * s as f32);
    }));
    let metres: f32 = digest.gap.unwrap().bins.iter().map(|bin| bin.gap_m).sum();
    close(f64::from(metres), 1500.0 * 1.4702, 5.0);
    close(digest.ascent_m.unwrap(), 150.0, 0.01);
}

#[test]
fn grade_adjusted_pace_is_pace_below_fifty_metres() {
    let digest = digested(run(16, |s, sample| {
        sample.distance_m = Some(3.0 * s as f32);
        sample.altitude_m = Some(0.3 * s as f32);
    }));
    let metres: f32 = digest.gap.unwrap().bins.iter().map(|bin| bin.gap_m).sum();
    close(f64::from(metres), 48.0, 1e-3);
}

/// 0, up to 30 m and down again, 600 m at 5 % each way, at 3 m/s.
fn triangle(noise: impl Fn(i64) -> f64) -> Digest {
    digested(run(400, |s, sample| {
        sample.distance_m = Some(3.0 * s as f32);
        let height = if s <= 200 { 0.15 * s as f64 } else { 0.15 * (400 - s) as f64 };
        sample.altitude_m = Some((height + noise(s)) as f32);
    }))
}

#[test]
fn a_triangle_of_thirty_metres_is_a_climb_and_a_drop_of_thirty_metres() {
    let digest = triangle(|_| 0.0);
    // Smoothing over 50 m rounds the top by a quarter of 25 m x 5 % x 2 = 0.6 m.
    close(digest.ascent_m.unwrap(), 30.0, 0.7);
    close(digest.descent_m.unwrap(), 30.0, 0.7);
    close(digest.downhill_m3_s2.unwrap(), 30.0 * 9.0, 0.7 * 9.0);
    let digest = triangle(|s| if s % 2 == 0 { 0.4 } else { -0.4 });
    close(digest.descent_m.unwrap(), 30.0, 1.5);
}

#[test]
fn hysteresis_counts_whole_hills_and_no_noise() {
    let track = |heights: &[f32]| relief(&heights.iter().copied().collect(), |_| Some(3.0), 3.0).unwrap();
    let hill = track(&[0.0, 10.0, 20.0, 30.0, 20.0, 10.0, 0.0]);
    assert_eq!((hill.ascent_m, hill.descent_m, hill.downhill_m3_s2), (30.0, 30.0, 270.0));
    let dip = track(&[0.0, 10.0, 8.0, 20.0, 22.0, 19.5, 30.0]);
    assert_eq!((dip.ascent_m, dip.descent_m), (30.0, 0.0), "dips below 3 m do not count");
    let dip = track(&[0.0, 10.0, 7.0, 20.0]);
    assert_eq!((dip.ascent_m, dip.descent_m), (23.0, 3.0), "a dip of 3 m counts");
    let noise = track(&[1.0, -1.0, 1.0, -1.0, 1.9, -1.0]);
    assert_eq!((noise.ascent_m, noise.descent_m), (0.0, 0.0));
    assert_eq!(relief(&Column::missing(4), |_| Some(3.0), 3.0), None);
}

#[test]
fn the_downhill_dose_takes_the_speed_of_the_falling_steps() {
    // 10 m at 2 m/s and 20 m at 4 m/s: 10 * 4 + 20 * 16 = 360; the climb at 9 m/s does not count.
    let (heights, speeds) = ([0.0, 30.0, 20.0, 10.0, 0.0], [9.0, 9.0, 2.0, 4.0, 4.0]);
    let dose = |heights: &[f32], speed: &dyn Fn(usize) -> Option<f32>| {
        relief(&heights.iter().copied().collect(), speed, 3.0).unwrap().downhill_m3_s2
    };
    assert_eq!(dose(&heights, &|i| Some(speeds[i])), 360.0);
    // The first 10 m at an unknown speed take that of the other 20 m: 30 * 16 = 480.
    assert_eq!(dose(&heights, &|i| Some(speeds[i]).filter(|_| i != 2)), 480.0);
    assert_eq!(dose(&heights, &|_| None), 0.0);
    // Without an altitude in between it is one step of 20 m: 20 * 16 + 10 * 16 = 480.
    assert_eq!(dose(&[0.0, 30.0, f32::MISSING, 10.0, 0.0], &|i| Some(speeds[i])), 480.0);
    // A small rise on the way down: 15 m and 17 m fall, and the drop is still one of 30 m.
    let wave = dose(&[30.0, 15.0, 17.0, 0.0], &|i| Some([9.0, 2.0, 9.0, 4.0][i]));
    let falls = (15.0 * 4.0 + 17.0 * 16.0) / 32.0;
    assert!((wave - 30.0 * falls).abs() < 1e-9, "{wave}");
}

#[test]
fn altitude_noise_of_two_metres_is_no_descent() {
    for seed in 1..=20_u64 {
        let mut state = seed;
        let mut noise = Vec::new();
        for _ in 0..=3600 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            noise.push((state >> 33) as f64 / (1_u64 << 31) as f64 * 4.0 - 2.0);
        }
        let digest = digested(run(3600, |s, sample| {
            sample.distance_m = Some(3.0 * s as f32);
            sample.altitude_m = Some((100.0 + noise[s as usize]) as f32);
        }));
        assert_eq!((digest.ascent_m, digest.descent_m), (Some(0.0), Some(0.0)), "seed {seed}");
    }
}

#[test]
fn seconds_at_minus_five_percent_and_steeper_are_steep_down() {
    // 300 s at -10 %, 300 s at -2 %; standing on the slope is not running down it.
    let digest = digested(run(600, |s, sample| {
        sample.distance_m = Some(3.0 * s as f32);
        let height = if s <= 300 { 0.3 * s as f64 } else { 90.0 + 0.06 * (s - 300) as f64 };
        sample.altitude_m = Some((200.0 - height) as f32);
        sample.speed_mps = Some(if s < 100 { 0.0 } else { 3.0 });
    }));
    close(digest.steep_down_s.unwrap(), 201.0, 8.0);
    assert_eq!(digest.moving_s, Some(501.0));
}

#[test]
fn no_steep_ground_is_zero_and_not_minus_zero() {
    let digest = digested(run(600, |s, sample| {
        sample.distance_m = Some(3.0 * s as f32);
        sample.altitude_m = Some(100.0);
    }));
    assert!(digest.steep_down_s.is_some_and(|s| s == 0.0 && s.is_sign_positive()));
}

#[test]
fn one_altitude_is_no_relief() {
    let digest = digested(run(60, |s, sample| sample.altitude_m = (s == 30).then_some(100.0)));
    assert_eq!((digest.ascent_m, digest.descent_m), (None, None));
}

#[test]
fn ten_minutes_at_170_are_1700_steps() {
    let digest = digested(run(600, |_, sample| sample.cadence_spm = Some(170.0)));
    close(digest.steps.unwrap(), 1700.0, 0.01);
    close(digest.cadence_spm.unwrap(), 170.0, 1e-3);
}

#[test]
fn standing_lowers_the_steps_and_not_the_mean_cadence() {
    let digest =
        digested(run(600, |s, sample| sample.cadence_spm = Some(if s <= 300 { 170.0 } else { 0.0 })));
    close(digest.steps.unwrap(), 850.0, 0.01);
    close(digest.cadence_spm.unwrap(), 170.0, 1e-3);
}

#[test]
fn the_best_half_hour_is_found_wherever_it_is() {
    let digest = digested(run(5400, |s, sample| {
        let hard = (1201..=3000).contains(&s);
        sample.heart_rate_bpm = Some(if hard { 165 } else { 135 });
        sample.speed_mps = Some(if hard { 4.0 } else { 2.5 });
    }));
    close(digest.hr_best_30min_bpm.unwrap(), 165.0, 1e-6);
    close(digest.gap_best_30min_mps.unwrap(), 4.0, 1e-4);
}

#[test]
fn a_half_hour_bridges_a_pause_and_standing_but_no_gap() {
    let hour = |_: i64, sample: &mut shakeout::activity::Sample| {
        sample.heart_rate_bpm = Some(160);
        sample.speed_mps = Some(4.0);
    };
    let mut paused = run(1900, hour);
    paused.pauses = vec![Pause { from: at(900), to: at(1000) }];
    assert_eq!(digested(paused).hr_best_30min_bpm, Some(160.0));

    let mut standing = run(1900, hour);
    standing.samples.speed_mps.raw_mut()[901..=1000].fill(0.0);
    standing.samples.heart_rate_bpm.raw_mut()[901..=1000].fill(110);
    assert_eq!(digested(standing).hr_best_30min_bpm, Some(160.0));

    let mut broken = run(3000, hour);
    broken
        .samples
        .edit(|samples| samples.retain(|sample| sample.time <= at(1400) || sample.time >= at(1500)));
    assert_eq!(digested(broken).hr_best_30min_bpm, None);
    assert_eq!(digested(run(1799, hour)).hr_best_30min_bpm, None);
    assert_eq!(digested(run(1800, hour)).hr_best_30min_bpm, Some(160.0));
}

#[test]
fn the_peak_heart_rate_is_a_median_over_thirty_seconds() {
    // 20 s at 190 are not half of any 30 s more than 15 ... they are: 20 of 30. 14 s are not.
    let peak = |seconds: i64| {
        digested(run(600, |s, sample| {
            sample.heart_rate_bpm = Some(if (300..300 + seconds).contains(&s) { 175 } else { 150 });
        }))
        .hr_peak_bpm
    };
    assert_eq!(peak(20), Some(175.0));
    assert_eq!(peak(14), Some(150.0));
    assert_eq!(digested(run(29, |_, sample| sample.heart_rate_bpm = Some(150))).hr_peak_bpm, None);
    assert_eq!(digested(run(30, |_, sample| sample.heart_rate_bpm = Some(150))).hr_peak_bpm, Some(150.0));
}

#[test]
fn one_sample_after_a_gap_is_no_peak() {
    let mut activity = run(300, |s, sample| sample.heart_rate_bpm = Some(if s == 200 { 220 } else { 140 }));
    activity
        .samples
        .edit(|samples| samples.retain(|sample| sample.time <= at(100) || sample.time >= at(200)));
    assert_eq!(digested(activity).hr_peak_bpm, Some(140.0));
}

#[test]
fn the_sliding_peak_is_that_of_sorting_every_window() {
    let bpm = |s: i64| (120 + (s * 37 + s * s % 23) % 40) as u8;
    let digest = digested(run(900, |s, sample| sample.heart_rate_bpm = Some(bpm(s))));
    let raw: Vec<u8> = (1..=900).map(bpm).collect();
    let median = |window: &[u8]| {
        let mut sorted = window.to_vec();
        sorted.sort_unstable();
        sorted[(sorted.len() - 1) / 2]
    };
    let mut smooth = raw.clone();
    for i in 2..raw.len() - 2 {
        smooth[i] = median(&raw[i - 2..=i + 2]);
    }
    let expected = smooth.windows(30).map(median).max().unwrap();
    assert_eq!(digest.hr_peak_bpm, Some(f64::from(expected)));
}

#[test]
fn the_halves_of_forty_minutes_give_the_decoupling_of_the_example() {
    // 3.0/140 against 2.95/148: 6.9820 %.
    let digest = digested(run(2400, |s, sample| {
        let first = s <= 1200;
        sample.heart_rate_bpm = Some(if first { 140 } else { 148 });
        sample.speed_mps = Some(if first { 3.0 } else { 2.95 });
    }));
    let [a, b] = digest.halves.unwrap();
    close(a.seconds, 1200.0, 1e-6);
    close(b.seconds, 1200.0, 1e-6);
    let ratio = |half: shakeout::digest::Half| half.gap_m / half.beats;
    close(100.0 * (ratio(a) - ratio(b)) / ratio(a), 6.9820, 1e-3);
}

#[test]
fn there_are_no_halves_below_twenty_minutes_or_with_heart_rate_in_one_half_only() {
    let speedy = |s: i64, sample: &mut shakeout::activity::Sample| {
        sample.speed_mps = Some(3.0);
        sample.heart_rate_bpm = Some(140 + (s % 2) as u8);
    };
    assert!(digested(run(1199, speedy)).halves.is_none());
    assert!(digested(run(1200, speedy)).halves.is_some());
    let digest = digested(run(2400, |s, sample| {
        sample.speed_mps = Some(3.0);
        sample.heart_rate_bpm = (s < 1400).then_some(140);
    }));
    assert!(digest.halves.is_none());
}

#[test]
fn a_ride_has_no_grade_adjusted_pace_and_no_steps() {
    let mut activity = run(600, |s, sample| {
        sample.speed_mps = Some(8.0);
        sample.distance_m = Some(8.0 * s as f32);
        sample.cadence_spm = Some(90.0);
        sample.heart_rate_bpm = Some(130);
        sample.altitude_m = Some(100.0);
    });
    activity.sport = Sport::Cycling;
    let digest = digested(activity);
    assert!(digest.gap.is_none() && digest.steps.is_none() && digest.downhill_m3_s2.is_none());
    assert_eq!(digest.hr_s, 600.0);
    assert_eq!(digest.moving_s, Some(600.0));
}

#[test]
fn a_locked_stretch_is_not_in_the_histogram() {
    let digest = digested(run(2400, |s, sample| {
        sample.cadence_spm = Some(168.0);
        sample.speed_mps = Some(3.0);
        sample.heart_rate_bpm = Some(if (301..=900).contains(&s) { 168 } else { 140 });
    }));
    let hr = digest.hr.unwrap();
    assert_eq!((hr.bins()[168], hr.bins()[140]), (0.0, 1800.0));
    assert_eq!(digest.clean.cadence_lock_s, 600.0);
}

#[test]
fn an_hour_at_1_hz_is_cleaned_and_digested_in_well_under_two_milliseconds() {
    let activity = run(3600, |s, sample| {
        sample.heart_rate_bpm = Some((140 + s / 30 % 25 + s % 2) as u8);
        sample.cadence_spm = Some(168.0 + (s % 5) as f32);
        sample.distance_m = Some(3.0 * s as f32);
        sample.speed_mps = Some(3.0 + (s % 7) as f32 * 0.05);
        sample.altitude_m = Some(100.0 + 20.0 * (s as f32 / 200.0).sin());
        sample.position = north(3.0 * s as f64);
    });
    // The best of some, as other tests run beside it.
    let mut best_s = f64::MAX;
    for _ in 0..50 {
        let copy = activity.clone();
        let begun = std::time::Instant::now();
        let digest = digested(copy);
        best_s = best_s.min(begun.elapsed().as_secs_f64());
        assert_eq!(digest.hr_s, 3600.0);
    }
    println!("3,601 samples cleaned and digested in {:.0} us", best_s * 1e6);
    assert!(best_s < 2e-3, "{best_s} s");
}

#[test]
fn a_distance_channel_that_ends_below_its_first_value_gives_no_negative_distance() {
    let mut activity = Activity::new(0, Sport::Running, UtcMillis(1_714_543_200_000));
    for (second, metres) in [(0, 5.0), (1, 5.3), (2, 4.44)] {
        let time = UtcMillis(activity.start.0 + second * 1000);
        activity.samples.push(Sample { distance_m: Some(metres), ..Sample::at(time) });
    }
    let (cleaned, log) = clean(activity);
    let distance = digest(&cleaned, log, None).distance_m;
    assert!(distance.is_some_and(|metres| (0.2..=0.4).contains(&metres)), "{distance:?}");
}

#[test]
fn a_digest_of_a_run_takes_no_more_than_three_kilobytes_however_long_it_was() {
    for seconds in [3600, 36_000] {
        let digest = digested(run(seconds, |s, sample| {
            // From walking up to a sprint, between 85 and 195 bpm.
            let swing = ((s % 900) as f64 / 450.0 - 1.0).abs();
            sample.position = north(3.0 * s as f64);
            sample.speed_mps = Some((1.2 + 3.8 * swing) as f32);
            sample.heart_rate_bpm = Some((85.0 + 110.0 * swing) as u8);
            sample.cadence_spm = Some(170.0);
            sample.altitude_m = Some((100.0 + 20.0 * swing) as f32);
        }));
        let bins = |hr: &HrHistogram| hr.iter().count() * size_of::<f32>();
        let pace = digest.pace_effort.as_ref().expect("a pace");
        let heap = bins(digest.hr.as_ref().expect("a heart rate"))
            + bins(&digest.hr_effort.as_ref().expect("a heart rate").histogram)
            + pace.stretches.len() * size_of::<u16>()
            + size_of_val(&digest.gap.as_ref().expect("speeds").bins[..])
            + digest.problems.iter().map(|problem| size_of::<String>() + problem.len()).sum::<usize>();
        let bytes = size_of::<Digest>() + heap;
        assert!(bytes <= 3 * 1024, "{bytes} bytes, {} of them in place", size_of::<Digest>());
    }
}
