//! What the recordings of one run, and the runs of one archive, must agree on.

use super::*;

/// One run as its recordings: two watches, a phone, a belt and an island, some of them in pieces.
fn recorded(random: &mut Seeded, start_s: i64, source: &mut usize) -> Vec<Recording> {
    let length_s = 2400 + random.below(4000) as i64;
    let mut made = Vec::new();
    let mut add = |from: i64, to: i64, sport: Sport, share: f64, hr: bool, sub_sport: Option<&str>| {
        let mut digest = read(run((to - from).max(120), |s, sample| {
            sample.distance_m = Some((share * MPS * s as f64) as f32);
            sample.heart_rate_bpm = hr.then_some(150);
        }));
        digest.start = at(start_s + from);
        digest.sport = sport;
        digest.sub_sport = sub_sport.map(str::to_owned);
        made.push(Recording { source: *source, digest });
        *source += 1;
    };
    add(0, length_s, Sport::Running, 1.0, true, None);
    match random.below(5) {
        0 => add(12, length_s - 30, Sport::Walking, 1.07, false, None),
        1 => add(-20, length_s + 15, Sport::Running, 0.86, true, Some("virtual_activity")),
        2 => {
            add(5, length_s / 2, Sport::Running, 1.02, true, None);
            add(length_s / 2 + 20, length_s, Sport::Running, 1.02, true, None);
        }
        3 => add(3, length_s / 3, Sport::Other, 1.0, true, None),
        _ => add(40, length_s - 5, Sport::Running, 0.93, true, Some("treadmill")),
    }
    made
}

#[test]
fn whatever_recorded_a_run_it_counts_once_and_its_neighbours_count_too() {
    let mut random = Seeded(33);
    for _ in 0..30 {
        let (mut recordings, mut source) = (Vec::new(), 0);
        // Morning and evening, four hours apart at least.
        for half_day in 0..6 {
            recordings.extend(recorded(&mut random, half_day * 43_200, &mut source));
        }
        random.shuffle(&mut recordings);
        let all = recordings.len();
        let merged = merge(recordings);
        assert_eq!(merged.kept.len(), 6, "{:?}", merged.duplicates);
        assert_eq!(merged.kept.len() + merged.duplicates.len(), all);
        assert!(
            merged.kept.iter().all(|kept| kept.digest.hr.is_some() && kept.digest.sport == Sport::Running)
        );
    }
}

#[test]
fn two_halves_of_a_watch_give_their_heart_rate_to_the_whole_of_a_phone() {
    let part = |source, from: i64, to: i64, hr: bool| {
        let mut digest = read(run(to - from, |s, sample| {
            sample.distance_m = Some((MPS * s as f64) as f32);
            sample.heart_rate_bpm = hr.then_some(150);
        }));
        digest.start = at(from);
        Recording { source, digest }
    };
    let merged = merge(vec![part(0, 0, 10_800, false), part(1, 2, 5400, true), part(2, 5430, 10_795, true)]);
    assert_eq!((merged.kept.len(), merged.duplicates.len()), (1, 2));
    let kept = &merged.kept[0].digest;
    near(kept.timer_s, 10_800.0, 0.001);
    near(Some(kept.hr_s), 10_760.0, 0.01);
    let died = merge(vec![part(0, 0, 10_800, false), part(1, 2, 5400, true)]);
    assert_eq!(died.kept.len(), 1);
    near(died.kept[0].digest.distance_m, 32_400.0, 0.001);
}

#[test]
fn the_intervals_of_the_poorer_half_stay_in_what_the_class_is_made_of() {
    let part = |source, from: i64, to: i64, bpm: Option<u8>| {
        let mut digest = read(run(to - from, |s, sample| {
            sample.distance_m = Some((MPS * s as f64) as f32);
            sample.heart_rate_bpm = bpm;
        }));
        digest.start = at(from);
        Recording { source, digest }
    };
    let halves = [part(1, 2, 7400, Some(130)), part(2, 7430, 10_795, Some(170))];
    let merged = merge([vec![part(0, 0, 10_800, None)], halves.to_vec()].concat());
    let effort = merged.kept[0].digest.hr_effort.clone().expect("an effort");
    let [easy, fast] = halves.map(|half| half.digest.hr_effort.expect("an effort"));
    let seconds = easy.histogram.covered_s() + fast.histogram.covered_s();
    assert_eq!(effort.histogram.covered_s(), seconds);
    assert_eq!(effort.histogram.minutes_from(165.0), fast.histogram.covered_s() / 60.0);
    near(effort.best_20min_bpm, 170.0, 0.001);
    near(Some(effort.coverage), 1.0, 0.001);
}

#[test]
fn a_phone_that_was_not_stopped_does_not_join_two_runs() {
    let made = |source, from: i64, to: i64, moving: f64| {
        let mut digest = read(run(to - from, |s, sample| sample.distance_m = Some((MPS * s as f64) as f32)));
        digest.start = at(from);
        digest.moving_s = digest.elapsed_s.map(|elapsed| moving * elapsed);
        Recording { source, digest }
    };
    let day = [made(0, 0, 30_000, 0.2), made(1, 10, 3000, 1.0), made(2, 26_000, 29_000, 1.0)];
    let merged = merge(day.to_vec());
    let kept: Vec<usize> = merged.kept.iter().map(|kept| kept.source).collect();
    assert_eq!(kept, [1, 2]);
}

#[test]
fn thirty_thousand_recordings_of_one_hour_are_merged_at_once() {
    let digest = read(run(3600, |s, sample| sample.distance_m = Some((MPS * s as f64) as f32)));
    let many = |n: usize, sport: Sport| {
        let recordings = (0..n).map(|source| {
            let mut digest = digest.clone();
            digest.sport = sport;
            // Rides of different lengths are not taken for one.
            digest.distance_m = Some(1000.0 * 1.1_f64.powi((source % 97) as i32));
            Recording { source, digest }
        });
        let start = std::time::Instant::now();
        let merged = merge(recordings.collect());
        (merged, start.elapsed().as_secs_f64())
    };
    let (runs, seconds) = many(30_000, Sport::Running);
    assert_eq!(runs.kept.len(), 1);
    assert!(seconds < 5.0, "{seconds} s");
    let (_, seconds) = many(10_000, Sport::Cycling);
    assert!(seconds < 5.0, "{seconds} s");
}

#[test]
fn a_date_years_from_the_rest_is_kept_out_and_named() {
    let day = |source, day: i64| {
        let mut digest = read(hour());
        digest.start = at(86_400 * day);
        Recording { source, digest }
    };
    for stray in [-7168, -9000, 3 * 1461, 20_000] {
        let mut recordings: Vec<Recording> = (0..40).map(|n| day(n, 3 * n as i64)).collect();
        recordings.push(day(40, stray));
        recordings.sort_by_key(|recording| recording.digest.start);
        let strays = take_strays(&mut recordings);
        assert_eq!(strays.len(), 1);
        assert_eq!((strays[0].source, recordings.len()), (40, 40));
        assert!(strays[0].reason.contains("kept out of the record"), "{}", strays[0].reason);
        assert_eq!(strays[0].reason.contains("weeks ran over"), stray == -7168);
    }
    let mut back: Vec<Recording> =
        (0..40).map(|n| day(n, if n < 20 { 0 } else { 2500 } + n as i64)).collect();
    assert_eq!(take_strays(&mut back), [], "a break of seven years");
}

#[test]
fn other_runs_refuse_a_heart_rate_that_is_the_cadence() {
    let make = |source: usize, bpm: u8, spm: f32| {
        let mut digest = read(changed(hour(), |activity| {
            activity.samples.heart_rate_bpm.raw_mut().fill(bpm);
            activity.samples.cadence_spm.raw_mut().fill(spm);
        }));
        digest.start = at(86_400 * source as i64);
        Recording { source, digest }
    };
    let others = || (0..6).map(|n| make(n, 140 + n as u8, 172.0));
    let refused = |bpm, spm| {
        let mut recordings: Vec<Recording> = others().chain([make(6, bpm, spm)]).collect();
        refuse_heart_rates(&mut recordings);
        assert!(recordings[..6].iter().all(|recording| recording.digest.hr.is_some()));
        recordings.pop().unwrap().digest
    };
    let locked = refused(172, 172.0);
    assert!(locked.hr.is_none());
    chose(&locked, "equals the cadence");
    assert!(refused(172, 150.0).hr.is_some(), "a hard run is no lock");
    assert!(refused(150, 150.0).hr.is_some(), "near the others it may be true");
    chose(&refused(205, 172.0), "far above the other runs");
}
