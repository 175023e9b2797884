//! Metrics: hand-worked values, fallbacks, and that what is not known is never 0.

mod load;
mod novelty;

use jiff::civil::Date;
use proptest::prelude::*;
use shakeout::activity::Sport;
use shakeout::digest::Half;
use shakeout::measure::{
    Compute, LoadSource, METRICS, Measured, Unmeasured, ZoneRule, glossary, intensity, measure, trimp, zones,
};
use shakeout::thresholds::AthleteBlock;
use shakeout::thresholds::{DailyFacts, Thresholds, resolve};
use shakeout::units::speed_from_pace;

use crate::support::session::{Session, date, dated, run, session};

/// The reference athlete of the check values: HRrest 50, HRmax 190, LTHR 170, 70 kg, 4:15/km.
fn reference(female: Option<bool>) -> AthleteBlock {
    AthleteBlock {
        from: None,
        hr_max_bpm: Some(190.0),
        hr_rest_bpm: Some(50.0),
        lthr_bpm: Some(170.0),
        threshold_mps: Some(speed_from_pace(255.0)),
        female,
        weight_kg: Some(70.0),
        born: None,
    }
}

fn measured(block: &AthleteBlock, sessions: &[Session]) -> Vec<Measured> {
    let activities = dated(sessions);
    measure(&activities, &resolve(std::slice::from_ref(block), &activities, &DailyFacts::default()))
}

fn one(block: &AthleteBlock, session: Session) -> Measured {
    measured(block, &[session]).remove(0)
}

fn metric(m: &Measured, column: &str) -> Result<f64, Unmeasured> {
    m.metrics.iter().find(|(c, _)| *c == column).expect("a column of the registry").1
}

fn man() -> AthleteBlock {
    reference(Some(false))
}

fn today() -> Date {
    date("2024-05-01")
}

fn close(value: f64, expected: f64) {
    assert!((value - expected).abs() < 1e-4, "{value} is not {expected}");
}

fn hour_at_150() -> Session {
    run(today(), 60.0).hr(&[(150, 60.0)])
}

fn value(block: &AthleteBlock, session: Session, column: &str) -> f64 {
    metric(&one(block, session), column).expect("a value")
}

#[test]
fn trimp_of_an_hour_at_150_is_108_for_a_man_121_for_a_woman_112_when_sex_is_not_known() {
    close(value(&reference(Some(false)), hour_at_150(), "trimp"), 108.0954);
    close(value(&reference(Some(true)), hour_at_150(), "trimp"), 121.4991);
    close(value(&reference(None), hour_at_150(), "trimp"), 112.0257);
}

#[test]
fn an_unknown_sex_is_said_in_the_notes() {
    let sessions = [hour_at_150()];
    let notes = |block| resolve(&[block], &dated(&sessions), &DailyFacts::default()).notes().join("\n");
    assert!(notes(reference(None)).contains("Sex is not known"));
    assert!(!notes(reference(Some(true))).contains("Sex is not known"));
}

#[test]
fn trimp_is_summed_over_heart_rates_and_not_taken_from_their_mean() {
    let intervals = run(today(), 60.0).hr(&[(130, 30.0), (170, 30.0)]);
    close(value(&man(), intervals, "trimp"), 118.1915);
}

#[test]
fn hrss_of_an_hour_at_lthr_is_100_and_at_150_is_63() {
    close(value(&man(), run(today(), 60.0).hr(&[(170, 60.0)]), "trimp"), 170.6511);
    close(value(&man(), run(today(), 60.0).hr(&[(170, 60.0)]), "hrss"), 100.0);
    close(value(&man(), hour_at_150(), "hrss"), 63.3429);
}

#[test]
fn edwards_weighs_five_zones_of_hrmax() {
    // 10, 20, 20, 7 and 3 min in zones 1 to 5 of HRmax 190, 5 min below 50 %
    let session =
        run(today(), 65.0).hr(&[(80, 5.0), (100, 10.0), (120, 20.0), (140, 20.0), (160, 7.0), (180, 3.0)]);
    close(value(&man(), session, "edwards"), 153.0);
}

#[test]
fn a_heart_rate_on_a_limit_of_edwards_belongs_to_the_zone_above() {
    // 95, 114, 133, 152, 171 are 50, 60, 70, 80, 90 % of 190
    for (bpm, weight) in
        [(94, 0.0), (95, 1.0), (114, 2.0), (133, 3.0), (152, 4.0), (171, 5.0), (190, 5.0), (195, 5.0)]
    {
        close(value(&man(), run(today(), 1.0).hr(&[(bpm, 1.0)]), "edwards"), weight);
    }
}

#[test]
fn lucia_weighs_three_zones() {
    let session = run(today(), 60.0).hr(&[(140, 45.0), (160, 10.0), (172, 5.0)]);
    close(value(&man(), session, "lucia"), 80.0);
}

#[test]
fn session_rpe_is_rpe_times_minutes() {
    close(value(&man(), run(today(), 50.0).rpe(4.0), "session_rpe"), 200.0);
}

#[test]
fn an_rpe_of_zero_is_a_question_that_was_skipped() {
    let m = one(&man(), run(today(), 50.0).rpe(0.0));
    assert_eq!(metric(&m, "session_rpe"), Err(Unmeasured::NoRpe));
}

#[test]
fn rtss_of_an_hour_at_five_minutes_a_kilometre_is_72() {
    let session = run(today(), 60.0).gap(&[(speed_from_pace(300.0), 60.0)]);
    close(value(&man(), session.clone(), "rtss_gap"), 72.25);
    close(value(&man(), session, "gap_share"), 0.85);
}

#[test]
fn an_hour_at_threshold_pace_is_100_rtss() {
    close(value(&man(), run(today(), 60.0).gap(&[(speed_from_pace(255.0), 60.0)]), "rtss_gap"), 100.0);
}

#[test]
fn speed_over_too_little_of_the_time_gives_no_pace_load() {
    let session = run(today(), 60.0).gap(&[(3.3, 30.0)]);
    assert_eq!(
        metric(&one(&man(), session), "rtss_gap"),
        Err(Unmeasured::SpeedCoverageBelow80 { percent: 50.0 })
    );
}

#[test]
fn standing_still_is_covered_time_and_a_hole_in_the_recording_is_not() {
    let at = |standing| one(&man(), run(today(), 60.0).gap(&[(0.1, standing), (3.3, 40.0)]));
    assert!(metric(&at(8.0), "rtss_gap").is_ok());
    assert!(matches!(metric(&at(7.9), "rtss_gap"), Err(Unmeasured::SpeedCoverageBelow80 { .. })));
}

#[test]
fn waiting_at_a_traffic_light_does_not_make_a_run_slower() {
    let session = run(today(), 70.0).gap(&[(0.0, 10.0), (3.4, 60.0)]).with(|d| d.moving_s = Some(3600.0));
    let m = one(&man(), session);
    close(metric(&m, "gap_share").expect("a value"), 3.4 * 0.255);
    close(metric(&m, "rtss_gap").expect("a value"), 100.0 * (3.4_f64 * 0.255).powi(2));
    close(m.zone_min.expect("zones").iter().sum(), 60.0);
}

#[test]
fn a_speed_within_the_bin_of_a_limit_goes_by_its_mean() {
    // threshold speed 3.9216 m/s lies inside the bin 3.9 to 4.0
    let at = |mps| one(&man(), run(today(), 60.0).gap(&[(mps, 60.0)])).zone_min.expect("zones");
    close(at(3.91)[1], 60.0);
    close(at(3.93)[2], 60.0);
}

#[test]
fn faster_than_the_last_bin_counts_as_fast_as_it_was() {
    // The bin from 11.9 m/s on is open.
    let m = one(
        &man(),
        run(today(), 60.0).gap(&[(11.95, 60.0)]).with(|d| {
            let last = d.gap.as_mut().expect("speeds").bins.last_mut().expect("a bin");
            last.gap_m = 3_600.0 * 13.0;
        }),
    );
    close(metric(&m, "gap_share").expect("a value"), 13.0 * 0.255);
}

#[test]
fn the_mechanical_dose_of_300_m_down_at_70_kg_is_206_kj() {
    let session = run(today(), 60.0).descent(300.0).with(|d| {
        d.steep_down_s = Some(420.0);
        d.downhill_m3_s2 = Some(300.0 * 9.0);
        d.steps = Some(9_900.0);
    });
    let m = one(&man(), session);
    close(metric(&m, "eccentric_work_kj").expect("a value"), 206.01);
    close(metric(&m, "steep_down_s").expect("a value"), 420.0);
    close(metric(&m, "steps").expect("a value"), 9_900.0);
    // 300 m at 3 m/s against 3.9216 m/s
    close(metric(&m, "downhill_dose").expect("a value"), 300.0 * (3.0_f64 * 0.255).powi(2));
}

#[test]
fn a_mechanical_dose_that_is_not_known_says_what_is_missing() {
    let nobody = AthleteBlock::default();
    let m = one(&nobody, run(today(), 60.0));
    assert_eq!(metric(&m, "eccentric_work_kj"), Err(Unmeasured::NoAltitude));
    assert_eq!(metric(&m, "steps"), Err(Unmeasured::NoCadence));
    let m = one(&nobody, run(today(), 60.0).descent(100.0).with(|d| d.downhill_m3_s2 = Some(900.0)));
    assert_eq!(metric(&m, "eccentric_work_kj"), Err(Unmeasured::NoWeight));
    assert_eq!(metric(&m, "downhill_dose"), Err(Unmeasured::NoThresholdSpeed));
    let still = one(
        &man(),
        run(today(), 60.0)
            .descent(100.0)
            .with(|d| (d.records, d.moving_s, d.steep_down_s) = (3600, None, None)),
    );
    for column in ["steep_down_s", "downhill_dose"] {
        assert_eq!(metric(&still, column), Err(Unmeasured::NoSpeed), "{column}");
    }
    // Without samples nobody knows what they lack.
    assert_eq!(metric(&m, "steep_down_s"), Err(Unmeasured::NoAltitude));
    let ride = one(&man(), session(today(), Sport::Cycling, 60.0).descent(800.0));
    assert_eq!(metric(&ride, "eccentric_work_kj"), Err(Unmeasured::NotOnFoot));
}

fn halves(seconds: f64) -> Session {
    let half = |speed: f64, bpm: f64| Half { seconds, beats: bpm * seconds, gap_m: speed * seconds };
    run(today(), seconds / 30.0)
        .hr(&[(144, seconds / 30.0)])
        .with(|d| d.halves = Some([half(3.0, 140.0), half(2.95, 148.0)]))
}

#[test]
fn decoupling_compares_speed_per_beat_of_the_halves() {
    close(value(&man(), halves(1200.0), "decoupling_pct"), 6.9820);
    close(value(&man(), halves(600.0), "decoupling_pct"), 6.9820);
    assert_eq!(
        metric(&one(&man(), halves(599.0)), "decoupling_pct"),
        Err(Unmeasured::TooShort { minutes: 20 })
    );
}

#[test]
fn the_polarization_index_is_defined_for_polarized_sessions_only() {
    close(intensity::polarization_index([0.75, 0.05, 0.20]).expect("a value"), 2.4771);
    close(intensity::polarization_index([75.0, 5.0, 20.0]).expect("a value"), 2.4771);
    for zones in [[0.75, 0.20, 0.05], [0.2, 0.05, 0.75], [0.8, 0.0, 0.2], [0.8, 0.1, 0.1]] {
        assert_eq!(intensity::polarization_index(zones), Err(Unmeasured::NotPolarized));
    }
    assert_eq!(intensity::polarization_index([0.0; 3]), Err(Unmeasured::NoZones));
    let session = run(today(), 60.0).hr(&[(120, 45.0), (160, 3.0), (180, 12.0)]);
    close(value(&man(), session, "polarization_index"), 2.4771);
}

#[test]
fn zones_go_by_lthr_then_by_a_share_of_hrmax_then_by_pace_then_there_are_none() {
    let session = || {
        run(today(), 60.0).hr(&[(152, 30.0), (153, 10.0), (169, 5.0), (170, 15.0)]).gap(&[
            (3.0, 40.0),
            (3.5, 15.0),
            (4.0, 5.0),
        ])
    };
    let by_lthr = one(&man(), session());
    assert_eq!(by_lthr.zone_min, Some([30.0, 15.0, 15.0]));
    assert_eq!(by_lthr.zone_rule, Some(ZoneRule::Lthr { vt1_bpm: 153.0, vt2_bpm: 170.0 }));

    // 91 % of 190 bpm: VT2 172.9, VT1 155.6.
    let no_lthr = AthleteBlock { lthr_bpm: None, ..man() };
    assert_eq!(one(&no_lthr, session()).zone_min, Some([40.0, 20.0, 0.0]));

    let pace_only = AthleteBlock { hr_max_bpm: None, ..no_lthr };
    let by_pace = one(&pace_only, session());
    let zones = by_pace.zone_min.expect("zones");
    for (zone, expected) in zones.into_iter().zip([40.0, 15.0, 5.0]) {
        close(zone, expected);
    }
    assert!(matches!(by_pace.zone_rule, Some(ZoneRule::Speed { .. })));

    let nothing = one(&AthleteBlock::default(), session());
    assert_eq!((nothing.zone_min, nothing.zone_rule), (None, None));
}

#[test]
fn the_zone_rules_of_many_activities_are_one_sentence() {
    let lthr = Some(ZoneRule::Lthr { vt1_bpm: 153.0, vt2_bpm: 170.0 });
    let sentence = zones::summary([lthr, lthr, None].into_iter());
    assert!(sentence.starts_with("2 by heart rate, zone 3 from threshold heart rate on"), "{sentence}");
    assert!(sentence.contains("1 without zones"), "{sentence}");
    assert!(zones::summary([lthr].into_iter()).starts_with("by heart rate"));
}

#[test]
fn heart_rate_over_less_than_80_percent_of_the_time_gives_no_sum_over_it() {
    let at = |minutes: f64| one(&man(), run(today(), 100.0).hr(&[(150, minutes)]));
    let partial = at(79.0);
    assert_eq!(metric(&partial, "trimp"), Err(Unmeasured::HrCoverageBelow80 { percent: 79.0 }));
    assert_eq!(partial.hr_coverage, Some(0.79));
    assert!(metric(&at(80.0), "trimp").is_ok());
}

#[test]
fn heart_rates_beyond_hrmax_plus_ten_are_dropped_counted_and_said() {
    let m = one(&man(), run(today(), 60.0).hr(&[(29, 1.0), (150, 57.0), (200, 1.0), (201, 1.0)]));
    close(m.hr_coverage.expect("a coverage"), 58.0 / 60.0);
    let x = 150.0 / 140.0;
    let expected = 57.0 / 60.0 * 108.095_359_34 + x * 0.64 * (1.92_f64 * x).exp();
    // Scaled from 58 minutes to the hour.
    close(metric(&m, "trimp").expect("a value"), expected * 60.0 / 58.0);
    assert!(m.problems.iter().any(|p| p.contains("120 s of heart rate")), "{:?}", m.problems);
    assert!(m.problems.iter().any(|p| p.contains("above HRmax 190 (up to 200 bpm)")), "{:?}", m.problems);
}

#[test]
fn no_heart_rate_is_believed_above_230_whatever_hrmax_is_set() {
    let block = AthleteBlock { hr_max_bpm: Some(228.0), ..man() };
    let m = one(&block, run(today(), 60.0).hr(&[(150, 58.0), (230, 1.0), (231, 1.0)]));
    assert!(m.problems.iter().any(|p| p.starts_with("60 s of heart rate outside")), "{:?}", m.problems);
}

#[test]
fn an_hrmax_below_every_heart_rate_leaves_none_to_believe() {
    for hr_max in [1.0, 19.0, 25.0] {
        let block = AthleteBlock { hr_max_bpm: Some(hr_max), hr_rest_bpm: None, ..man() };
        let m = one(&block, run(today(), 60.0).hr(&[(28, 10.0), (36, 20.0), (150, 30.0)]));
        // Of HRmax 25 the ten beats above it are still believed: 30 to 35.
        assert_eq!(m.hr_coverage, Some(0.0), "HRmax {hr_max}");
        assert!(m.problems.iter().any(|p| p.starts_with("3600 s of heart rate outside")), "{:?}", m.problems);
    }
}

#[test]
fn a_heart_rate_below_rest_counts_as_rest_and_not_as_negative_load() {
    close(value(&man(), run(today(), 60.0).hr(&[(45, 60.0)]), "trimp"), 0.0);
}

#[test]
fn a_missing_threshold_is_named() {
    let m = one(&AthleteBlock { hr_rest_bpm: None, ..man() }, hour_at_150());
    assert_eq!(metric(&m, "trimp"), Err(Unmeasured::NoRestingHr));
    let m = one(&AthleteBlock { hr_max_bpm: None, ..man() }, hour_at_150());
    assert_eq!(metric(&m, "trimp"), Err(Unmeasured::NoHrMax));
    assert_eq!(metric(&m, "edwards"), Err(Unmeasured::NoHrMax));
    let m = one(&AthleteBlock { lthr_bpm: None, ..man() }, hour_at_150());
    assert!(metric(&m, "hrss").is_ok(), "91 % of HRmax is taken for LTHR");
    let m = one(&man(), run(today(), 60.0));
    assert_eq!(metric(&m, "trimp"), Err(Unmeasured::NoHeartRate));
    assert_eq!(m.hr_coverage, Some(0.0));
}

#[test]
fn what_is_not_known_is_never_zero() {
    let m = one(&AthleteBlock::default(), run(today(), 60.0));
    assert!(m.metrics.iter().all(|(_, value)| value.is_err()), "{:?}", m.metrics);
    assert_eq!((m.load, m.load_source), (Err(Unmeasured::NoLoad), LoadSource::None));
    assert_eq!(m.zone_min, None);
}

// --- the registry ---

#[test]
fn every_column_is_named_once_and_none_is_a_column_of_the_activity_itself() {
    let taken = [
        "start",
        "local_date",
        "utc_offset_s",
        "zone_source",
        "sport",
        "sub_sport",
        "name",
        "class",
        "class_reasons",
        "elapsed_s",
        "timer_s",
        "moving_s",
        "distance_m",
        "ascent_m",
        "descent_m",
        "hr_mean_bpm",
        "cadence_spm",
        "rpe",
        "load",
        "load_source",
        "hr_coverage",
        "file",
        "index",
    ];
    let mut columns: Vec<&str> = METRICS.iter().map(|m| m.column).chain(taken).collect();
    columns.sort_unstable();
    let all = columns.len();
    columns.dedup();
    assert_eq!(columns.len(), all);
}

#[test]
fn every_metric_is_documented_and_measured_in_the_order_of_the_table() {
    for m in METRICS {
        for fact in [m.title, m.what_it_says, m.formula, m.needs, m.typical, m.evidence, m.reference] {
            assert!(!fact.is_empty(), "{}", m.column);
        }
    }
    let columns: Vec<&str> = one(&man(), hour_at_150()).metrics.iter().map(|(c, _)| *c).collect();
    assert_eq!(columns, METRICS.iter().map(|m| m.column).collect::<Vec<_>>());
    assert!(METRICS.iter().any(|m| matches!(m.compute, Compute::Novelty(_))));
    assert!(format!("{:?}", METRICS[0]).contains("column: \"trimp\""), "a metric is known by its column");
}

#[test]
fn every_metric_has_an_example_here() {
    let here =
        [include_str!("measure.rs"), include_str!("measure/load.rs"), include_str!("measure/novelty.rs")];
    for column in METRICS.iter().map(|metric| format!("\"{}\"", metric.column)) {
        assert!(
            here.iter().any(|tests| tests.contains(&column)),
            "tests/it/measure.rs: an example of {column}"
        );
    }
}

#[test]
fn the_document_of_metrics_is_the_one_that_the_table_gives() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/metrics.md");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    if std::env::var_os("SHAKEOUT_WRITE_DOCS").is_some() && written != glossary::markdown() {
        std::fs::write(path, glossary::markdown()).expect("docs/metrics.md");
        panic!("docs/metrics.md was written anew: look at it and run the tests again");
    }
    assert!(written == glossary::markdown(), "docs/metrics.md is old: SHAKEOUT_WRITE_DOCS=1 writes it anew");
}

// --- properties ---

fn thresholds() -> Thresholds {
    resolve(&[man()], &[], &DailyFacts::default())
}

proptest! {
    #[test]
    fn trimp_of_the_histogram_is_that_of_the_samples(
        samples in prop::collection::vec((40_u8..=199, 1_u8..=30), 1..400)
    ) {
        let athlete = thresholds().on(today());
        let per_sample: f64 = samples.iter().map(|&(bpm, dt)| {
            let x = ((f64::from(bpm) - 50.0) / 140.0).max(0.0);
            f64::from(dt) / 60.0 * x * 0.64 * (1.92 * x).exp()
        }).sum();
        let seconds: f64 = samples.iter().map(|&(_, dt)| f64::from(dt)).sum();
        let bins: Vec<(usize, f64)> =
            samples.iter().map(|&(bpm, dt)| (usize::from(bpm), f64::from(dt) / 60.0)).collect();
        let session = run(today(), seconds / 60.0).hr(&bins);
        let trimp = trimp::with_weights(&session.digest, &athlete, trimp::MEN).expect("a value");
        prop_assert!((trimp - per_sample).abs() <= 1e-4 * per_sample.max(1.0), "{} {}", trimp, per_sample);
    }

    #[test]
    fn a_higher_heart_rate_never_lowers_a_load(bpm in 40_usize..199, minutes in 1.0_f64..300.0) {
        let at = |bpm| one(&man(), run(today(), minutes).hr(&[(bpm, minutes)]));
        let (low, high) = (at(bpm), at(bpm + 1));
        for column in ["trimp", "hrss", "edwards", "lucia"] {
            prop_assert!(metric(&low, column).expect("a value") <= metric(&high, column).expect("a value"));
        }
    }

    #[test]
    fn the_minutes_in_zones_are_the_minutes_with_heart_rate(
        minutes in prop::collection::vec((40_usize..=199, 0.1_f64..20.0), 1..40)
    ) {
        let sum: f64 = minutes.iter().map(|(_, m)| m).sum();
        let zones = one(&man(), run(today(), sum).hr(&minutes)).zone_min.expect("zones");
        prop_assert!((zones.iter().sum::<f64>() - sum).abs() < 1e-3);
    }
}
