//! Sessions and recordings of the synthetic runner.

use std::collections::BTreeMap;

use shakeout::activity::{Activity, Sample};
use shakeout::classify::{Classified, SessionClass, classify};
use shakeout::clean::clean;
use shakeout::day::DayKind;
use shakeout::digest::{Digest, digest};
use shakeout::synth::athlete::{SimulatedAthlete, scenario, simulate};
use shakeout::synth::season::{LTHR_BPM, Sampling, THRESHOLD_S_PER_KM, record};
use shakeout::synth::session::{SimulatedSession, sessions, trimp_per_min};
use shakeout::thresholds::{AthleteBlock, DailyFacts, DatedDigest, resolve};
use shakeout::units::{Position, speed_from_pace};

use super::assert_near;

/// A year of a runner, and each session as it is recorded.
pub fn year(sampling: Sampling) -> (SimulatedAthlete, Vec<(SimulatedSession, Activity)>) {
    let athlete = simulate(&scenario("help").unwrap(), 2);
    let sessions = sessions(&athlete);
    let recorded = sessions.into_iter().map(|s| (s.clone(), record(&athlete, &s, sampling))).collect();
    (athlete, recorded)
}

/// Pairs of samples that are close in time, with the seconds between them.
fn steps(activity: &Activity) -> impl Iterator<Item = (Sample, Sample, f64)> {
    let pairs = activity.samples.rows().zip(activity.samples.rows().skip(1));
    let pairs = pairs.map(|(a, b)| (a, b, b.time.seconds_since(a.time)));
    pairs.filter(|(_, _, s)| *s <= 30.0)
}

/// Kinds of the sessions of a year and the classes of their recordings by the declared thresholds.
fn kinds_and_classes(seed: u64) -> Vec<(DayKind, Classified)> {
    let athlete = simulate(&scenario("help").unwrap(), seed);
    let sessions = sessions(&athlete);
    let digests = sessions.iter().map(|session| {
        let (clean, log) = clean(record(&athlete, session, Sampling::Smart(5, 10)));
        digest(&clean, log, None)
    });
    let digests: Vec<Digest> = digests.collect();
    let dated: Vec<DatedDigest> = sessions
        .iter()
        .zip(&digests)
        .map(|(session, digest)| DatedDigest { date: session.start.date(), digest })
        .collect();
    let declared = AthleteBlock {
        lthr_bpm: Some(LTHR_BPM),
        threshold_mps: Some(speed_from_pace(THRESHOLD_S_PER_KM)),
        ..AthleteBlock::default()
    };
    let thresholds = resolve(&[declared], &dated, &DailyFacts::default());
    sessions.iter().map(|session| session.kind).zip(classify(&dated, &thresholds)).collect()
}

#[test]
fn every_session_is_of_the_class_of_its_kind() {
    let all: Vec<(DayKind, Classified)> = (1..=4).flat_map(kinds_and_classes).collect();
    let mut other = BTreeMap::new();
    for (kind, classified) in &all {
        let class = match classified.class {
            SessionClass::Easy | SessionClass::Recovery => DayKind::Easy,
            SessionClass::Moderate => DayKind::Moderate,
            SessionClass::Hard => DayKind::Hard,
            SessionClass::Uncertain | SessionClass::Unknown => DayKind::Unknown,
        };
        if class != *kind {
            other.entry((*kind, class)).or_insert_with(Vec::new).push(&classified.reasons);
        }
    }
    let wrong: usize = other.values().map(Vec::len).sum();
    assert!(all.len() > 600, "{}", all.len());
    assert!(100 * wrong <= all.len(), "{wrong} of {}: {other:#?}", all.len());
    assert!(other.keys().all(|(_, class)| *class != DayKind::Unknown), "{other:#?}");
}

#[test]
fn the_load_of_a_recording_is_the_load_of_its_day() {
    let (athlete, year) = year(Sampling::Every(1));
    let ratio = |(session, activity): &(SimulatedSession, Activity)| {
        let trimp = steps(activity).map(|(sample, _, seconds)| {
            let reserve = (f64::from(sample.heart_rate_bpm.unwrap()) - 50.0) / 138.0;
            seconds / 60.0 * trimp_per_min(reserve)
        });
        trimp.sum::<f64>() / athlete.load[session.day]
    };
    let mut ratios: Vec<f64> = year.iter().map(ratio).collect();
    ratios.sort_by(f64::total_cmp);
    let n = ratios.len();
    // Sessions of very small or very large loads reach the limits of what their kind can be.
    let (tenth, median, ninetieth) = (ratios[n / 10], ratios[n / 2], ratios[n * 9 / 10]);
    assert!(tenth > 0.93 && ninetieth < 1.12, "{tenth} {ninetieth}");
    assert_near("median ratio of the loads", median, 1.0, 0.04);
}

#[test]
fn a_run_comes_home_and_its_positions_are_as_far_apart_as_its_distance_says() {
    let (_, year) = year(Sampling::Smart(5, 10));
    let mut gaps: Vec<f64> = Vec::new();
    for (session, activity) in &year {
        let positions: Vec<Position> = activity.samples.position.present().collect();
        assert_eq!(positions.len(), activity.samples.len());
        let home = positions[0].metres_to(positions[positions.len() - 1]);
        let distance = activity.summary.distance_m.unwrap();
        gaps.push(home / distance);
        let walked: f64 = positions.windows(2).map(|pair| pair[0].metres_to(pair[1])).sum();
        assert_near(&format!("day {}", session.day), walked / distance, 1.0, 0.04);
    }
    gaps.sort_by(f64::total_cmp);
    assert!(gaps[gaps.len() / 2] < 0.01, "half of the loops close to within 1 %: {}", gaps[gaps.len() / 2]);
}

/// Metres down between turning points that are 3 m apart or more (hysteresis, as the digest has it).
fn descent_m(altitudes: impl Iterator<Item = f64>) -> f64 {
    let (mut high, mut low, mut falling, mut descent) = (f64::NEG_INFINITY, f64::INFINITY, false, 0.0);
    for altitude in altitudes {
        if falling && altitude - low >= 3.0 {
            descent += high - low;
            (falling, high) = (false, altitude);
        } else if !falling && high - altitude >= 3.0 {
            (falling, low) = (true, altitude);
        }
        high = if falling { high } else { high.max(altitude) };
        low = if falling { low.min(altitude) } else { low };
    }
    descent + if falling { high - low } else { 0.0 }
}

#[test]
fn the_hills_give_the_descent_that_was_wanted() {
    let (_, year) = year(Sampling::Every(1));
    let (mut wanted, mut found) = (0.0, 0.0);
    for (session, activity) in &year {
        found += descent_m(activity.samples.altitude_m.iter().map(|altitude| f64::from(altitude.unwrap())));
        wanted += session.descent_m;
    }
    assert!(wanted > 10_000.0);
    assert_near("descent of the year, relative", found / wanted, 1.0, 0.08);
}

#[test]
fn the_same_run_recorded_more_coarsely_is_a_subset_of_the_same_samples() {
    let athlete = simulate(&scenario("help").unwrap(), 2);
    for session in sessions(&athlete).iter().take(20) {
        let fine = record(&athlete, session, Sampling::Every(1));
        let coarse = record(&athlete, session, Sampling::Smart(5, 10));
        assert_eq!(
            (fine.start, &fine.summary, &fine.pauses),
            (coarse.start, &coarse.summary, &coarse.pauses)
        );
        let all: Vec<Sample> = fine.samples.rows().collect();
        assert!(coarse.samples.rows().all(|sample| all.contains(&sample)));
        assert!(coarse.samples.len() * 5 <= fine.samples.len() + 25);
        assert_eq!(fine.samples.rows().last(), coarse.samples.rows().last());
    }
}

#[test]
fn nothing_is_recorded_in_a_pause_and_the_clock_goes_on() {
    let (_, year) = year(Sampling::Every(1));
    let mut pauses = 0;
    for (_, activity) in &year {
        for pause in &activity.pauses {
            assert!(activity.samples.time.iter().all(|time| *time <= pause.from || *time > pause.to));
            pauses += 1;
        }
        let span = activity.samples.time.last().unwrap().seconds_since(activity.start);
        assert_eq!(activity.summary.elapsed_s, Some(span));
        let paused: f64 = activity.pauses.iter().map(|p| p.to.seconds_since(p.from)).sum();
        assert_eq!(activity.summary.timer_s, Some(span - paused));
    }
    assert!(pauses > 20, "{pauses}");
}

#[test]
fn the_heart_never_beats_in_time_with_the_feet() {
    let (_, year) = year(Sampling::Every(1));
    for (session, activity) in &year {
        let locked = |s: &Sample| {
            (f64::from(s.heart_rate_bpm.unwrap()) - f64::from(s.cadence_spm.unwrap())).abs() <= 3.0
        };
        let samples: Vec<Sample> = activity.samples.rows().collect();
        for window in samples.windows(300).step_by(30) {
            let share = window.iter().filter(|s| locked(s)).count() as f64 / 300.0;
            assert!(share < 0.6, "day {}: {share}", session.day);
        }
    }
}

#[test]
fn clocks_change_for_this_runner_too() {
    let (athlete, year) = year(Sampling::Smart(5, 10));
    // In 2023 the clocks of Denver went forward on 12 March, day 69, and back on 5 November, day 307.
    for (session, activity) in &year {
        let summer = (69..307).contains(&session.day);
        assert_eq!(activity.utc_offset_s, Some(if summer { -6 } else { -7 } * 3600), "day {}", session.day);
        let local = activity.start.0 / 1000 + i64::from(activity.utc_offset_s.unwrap());
        let first = 1_672_617_600; // 2023-01-02T00:00:00Z
        assert_eq!((local - first).div_euclid(86_400), session.day as i64);
    }
    assert_eq!(athlete.params.start.to_string(), "2023-01-02");
}
