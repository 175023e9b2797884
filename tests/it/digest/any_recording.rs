//! What holds of any recording.

use super::*;
use proptest::prelude::*;
use shakeout::activity::Sample;

fn sample() -> impl Strategy<Value = Sample> {
    let time = prop_oneof![
        20 => -600_000_i64..4_000_000,
        1 => any::<i64>().prop_map(|t| t / 4),
    ];
    let position = prop::option::of((any::<i32>(), any::<i32>()));
    let number = || prop::option::of(prop_oneof![3 => -10.0_f32..5000.0, 1 => any::<f32>()]);
    (time, position, number(), number(), number(), any::<Option<u8>>(), number()).prop_map(
        |(ms, position, altitude_m, distance_m, speed_mps, heart_rate_bpm, cadence_spm)| Sample {
            time: UtcMillis(at(0).0.saturating_add(ms)),
            position: position.map(|(lat, lon)| shakeout::units::Position { lat: lat / 2, lon }),
            altitude_m,
            distance_m,
            speed_mps,
            heart_rate_bpm,
            cadence_spm,
        },
    )
}

proptest! {
    #[test]
    fn is_digested_to_finite_numbers_whose_seconds_add_up(
        samples in prop::collection::vec(sample(), 0..120),
        stops in prop::collection::vec((-600_000_i64..4_000_000, -1000_i64..600_000), 0..4),
    ) {
        let mut activity = Activity::new(0, Sport::Running, at(0));
        activity.samples = samples.into_iter().collect();
        activity.pauses = stops
            .into_iter()
            .map(|(from, ms)| Pause { from: UtcMillis(at(0).0 + from), to: UtcMillis(at(0).0 + from + ms) })
            .collect();
        let (clean, log) = clean(activity);
        let covered: f64 = clean.dt_s.iter().map(|dt| f64::from(*dt)).sum();
        let digest = digest(&clean, log, None);
        // Three usual intervals of at most 150 s.
        prop_assert!(clean.dt_s.iter().all(|dt| (0.0..=450.0).contains(dt)));
        prop_assert!(digest.timer_s.is_none_or(|seconds| seconds.is_finite() && seconds > 0.0));
        prop_assert!(digest.hr_s <= covered + 1e-6);
        if let Some(hr) = &digest.hr {
            let sum: f64 = hr.covered_s();
            prop_assert!((sum - digest.hr_s).abs() < 0.01);
        }
        for number in [
            digest.moving_s, digest.distance_m, digest.hr_peak_bpm, digest.hr_best_30min_bpm,
            digest.gap_best_30min_mps, digest.ascent_m, digest.descent_m, digest.steep_down_s,
            digest.downhill_m3_s2, digest.steps, digest.cadence_spm,
        ].into_iter().flatten() {
            prop_assert!(number.is_finite() && number >= 0.0, "{number}");
        }
    }

    #[test]
    fn has_the_peak_that_sorting_every_window_finds(
        steps in prop::collection::vec((1_i64..8, -14_i32..=14), 6..400),
    ) {
        let mut activity = Activity::new(0, Sport::Running, at(0));
        let (mut second, mut bpm) = (0, 130);
        for (seconds, step) in &steps {
            second += seconds;
            bpm = (bpm + step).clamp(40, 220);
            activity.samples.push(Sample { heart_rate_bpm: Some(bpm as u8), ..Sample::at(at(second)) });
        }
        // The first sample stands for no time.
        let raw: Vec<u8> = activity.samples.heart_rate_bpm.present().skip(1).collect();
        let seconds: Vec<i64> = steps[1..].iter().map(|(seconds, _)| *seconds).collect();
        let mut smooth = raw.clone();
        for i in 2..raw.len() - 2 {
            let mut five = raw[i - 2..=i + 2].to_vec();
            five.sort_unstable();
            smooth[i] = five[2];
        }
        let median_until = |last: usize| {
            let first = (0..=last).rev().find(|first| seconds[*first..=last].iter().sum::<i64>() >= 30)?;
            let mut window: Vec<u8> = (first..=last)
                .flat_map(|i| std::iter::repeat_n(smooth[i], seconds[i] as usize))
                .collect();
            window.sort_unstable();
            Some(window[(window.len() - 1) / 2])
        };
        let expected = (0..smooth.len()).filter_map(median_until).max().map(f64::from);
        let (clean, log) = clean(activity);
        prop_assert_eq!(digest(&clean, log, None).hr_peak_bpm, expected);
    }
}
