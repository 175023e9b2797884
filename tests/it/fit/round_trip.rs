//! What is written comes back, whatever the options.

use proptest::prelude::*;
use shakeout::activity::{
    Activity, DeviceKey, FileThresholds, Pause, Sample, Sport, Summary, ThresholdMessage,
};
use shakeout::decode::fit;
use shakeout::synth::fit_writer::{FitHeader, FitOptions, write};
use shakeout::units::Position;

use super::{at, decode, run};

/// Every combination of the options of an activity file.
pub fn every_option() -> Vec<FitOptions> {
    let mut all = Vec::new();
    for bits in 0..64u8 {
        for header in [FitHeader::WithCrc, FitHeader::ZeroCrc, FitHeader::Short] {
            all.push(FitOptions {
                big_endian: bits & 1 != 0,
                compressed_timestamps: bits & 2 != 0,
                enhanced: bits & 4 != 0,
                developer_field: bits & 8 != 0,
                garbage_field: bits & 16 != 0,
                summary_first: bits & 32 != 0,
                header,
                ..FitOptions::default()
            });
        }
    }
    all
}

fn assert_same(read: &Activity, written: &Activity, context: &str) {
    assert_eq!(read.samples, written.samples, "{context}");
    assert_eq!(read.summary, written.summary, "{context}");
    assert_eq!(read.pauses, written.pauses, "{context}");
    assert_eq!(read.thresholds, written.thresholds, "{context}");
    // The rest is plain: whatever is added to an activity is compared too.
    assert_eq!(format!("{read:?}"), format!("{written:?}"), "{context}");
}

#[test]
fn a_run_comes_back_as_it_was_with_every_option() {
    let mut run = run(100);
    run.pauses = vec![Pause { from: at(20), to: at(45) }];
    run.device_key = Some(DeviceKey { manufacturer: 1, product: 2431, serial: 77, created: 1_083_736_800 });
    run.device = Some("garmin fr235".into());
    for options in every_option() {
        let decoded = decode(&write(std::slice::from_ref(&run), &options));
        assert_eq!((decoded.activities.len(), decoded.damage), (1, None), "{options:?}");
        assert_same(&decoded.activities[0], &run, &format!("{options:?}"));
    }
}

#[test]
fn the_same_activity_gives_the_same_bytes() {
    let options = FitOptions { developer_field: true, garbage_field: true, ..FitOptions::default() };
    assert_eq!(write(&[run(300)], &options), write(&[run(300)], &options));
}

/// `None` one time in five.
fn maybe<T: std::fmt::Debug + Clone>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    prop_oneof![1 => Just(()).prop_map(|()| None), 4 => value.prop_map(Some)]
}

fn hr() -> impl Strategy<Value = Option<f64>> {
    maybe((1..=254u8).prop_map(f64::from))
}

prop_compose! {
    /// A sample `step` seconds after the one before, of values that FIT holds exactly.
    fn sample()(
        step in 0..70i64,
        position in maybe((-(1 << 30)..=1 << 30, i32::MIN..i32::MAX)),
        altitude in maybe(0..60_000u32),
        distance in maybe(0..10_000_000u32),
        speed in maybe(0..65_535u32),
        heart_rate_bpm in maybe(1..=254u8),
        cadence in maybe(0..120u32 * 128),
    ) -> (i64, Sample) {
        let sample = Sample {
            position: position.map(|(lat, lon)| Position { lat, lon }),
            altitude_m: altitude.map(|raw| (f64::from(raw) / 5.0 - 500.0) as f32),
            distance_m: distance.map(|raw| (f64::from(raw) / 100.0) as f32),
            speed_mps: speed.map(|raw| (f64::from(raw) / 1000.0) as f32),
            heart_rate_bpm,
            cadence_spm: cadence.map(|raw| raw as f32 / 64.0),
            ..Sample::at(at(0))
        };
        (step, sample)
    }
}

prop_compose! {
    fn summary()(
        elapsed_s in maybe((0..90_000_000u32).prop_map(|ms| f64::from(ms) / 1000.0)),
        timer_s in maybe((0..90_000_000u32).prop_map(|ms| f64::from(ms) / 1000.0)),
        distance_m in maybe((0..20_000_000u32).prop_map(|cm| f64::from(cm) / 100.0)),
        hr_mean_bpm in hr(),
        hr_max_bpm in hr(),
        ascent_m in maybe((0..9000u16).prop_map(f64::from)),
        descent_m in maybe((0..9000u16).prop_map(f64::from)),
        cadence_spm in maybe((0..120u32 * 128).prop_map(|raw| f64::from(raw) / 64.0)),
        rpe in maybe((10..=100u8).prop_map(|raw| f64::from(raw) / 10.0)),
    ) -> Summary {
        Summary { elapsed_s, timer_s, distance_m, hr_mean_bpm, hr_max_bpm, ascent_m, descent_m, cadence_spm, rpe, hr_zones: Vec::new() }
    }
}

prop_compose! {
    fn thresholds()(
        hr_max_bpm in hr(),
        hr_rest_bpm in hr(),
        lthr_bpm in hr(),
        female in maybe(any::<bool>()),
        age_y in maybe((1..=120u8).prop_map(f64::from)),
        weight_kg in maybe((1..2000u16).prop_map(|raw| f64::from(raw) / 10.0)),
    ) -> FileThresholds {
        let hr_max_from = hr_max_bpm.map(|_| ThresholdMessage::ZonesTarget);
        FileThresholds { hr_max_bpm, hr_max_from, hr_rest_bpm, lthr_bpm, threshold_mps: None, female, age_y, weight_kg }
    }
}

prop_compose! {
    fn activity()(
        samples in prop::collection::vec(sample(), 1..60),
        summary in summary(),
        thresholds in thresholds(),
        sub_sport in prop::sample::select(vec![None, Some("treadmill"), Some("trail"), Some("track")]),
        on_foot in prop::sample::select(vec![Sport::Running, Sport::Walking, Sport::Hiking]),
        quarter in maybe(-56..=56i32),
        laps in 0..12usize,
        name in maybe("[A-Za-zäß走]{1,20}"),
        serial in maybe(1..u32::MAX),
    ) -> Activity {
        let mut activity = Activity::new(0, on_foot, at(0));
        let mut time = 0;
        for (step, sample) in samples {
            time += step;
            activity.samples.push(Sample { time: at(time), ..sample });
        }
        if time > 3 {
            activity.pauses.push(Pause { from: at(1), to: at(time - 1) });
        }
        activity.summary = summary;
        activity.thresholds = thresholds;
        activity.sub_sport = sub_sport.map(str::to_owned);
        activity.utc_offset_s = quarter.map(|quarter| quarter * 900);
        activity.laps = laps;
        activity.name = name;
        activity.device_key =
            serial.map(|serial| DeviceKey { manufacturer: 23, product: 34, serial, created: 1_000_000_000 });
        activity.device = serial.map(|_| "suunto Race".to_owned());
        activity
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_activity_comes_back_as_it_was(activity in activity(), choice in 0..192usize) {
        let options = every_option()[choice];
        let decoded = fit::decode(&write(std::slice::from_ref(&activity), &options)).expect("readable");
        prop_assert_eq!(decoded.damage, None);
        assert_same(&decoded.activities[0], &activity, &format!("{options:?}"));
    }
}
