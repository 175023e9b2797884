//! merge: what is one run, what is not, and which recording stays.

use std::cell::Cell;
use std::collections::BTreeMap;

use shakeout::activity::{Activity, DeviceKey, Sport};
use shakeout::clean::clean;
use shakeout::digest::{Digest, HrHistogram, SpeedBin, SpeedHistogram, digest};
use shakeout::merge::{Duplicate, Merged, Recording, merge};
use shakeout::units::UtcMillis;

use super::clean::START_S;

mod pairs;
mod properties;

const HOUR: i64 = 3600;

/// A small seeded generator (64-bit linear congruential, upper bits).
struct Random(Cell<u64>);

impl Random {
    fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
    }

    fn unit(&self) -> f64 {
        let next =
            self.0.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0.set(next);
        (next >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    fn whole(&self, low: i64, high: i64) -> i64 {
        self.between(low as f64, (high + 1) as f64).floor() as i64
    }

    /// About normal, mean 0 and standard deviation 1.
    fn normal(&self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Heart rate that wanders around `mean`, 1 Hz.
    fn heart_rate(&self, seconds: f64, mean: f64) -> HrHistogram {
        let mut histogram = [0.0; 256];
        let mut hr = mean - 20.0;
        for _ in 0..seconds as usize {
            hr += 0.02 * (mean - hr) + 0.8 * self.normal();
            histogram[hr.clamp(60.0, 210.0) as usize] += 1.0;
        }
        HrHistogram::of(&histogram)
    }

    fn speeds(&self, seconds: f64, mean: f64) -> SpeedHistogram {
        let mut bins = vec![SpeedBin::default(); 120];
        let mut speed = mean;
        for _ in 0..seconds as usize {
            speed += 0.05 * (mean - speed) + 0.08 * self.normal();
            let bin = &mut bins[(speed.clamp(0.0, 11.9) * 10.0) as usize];
            bin.seconds += 1.0;
            bin.gap_m += speed as f32;
        }
        SpeedHistogram { bins }
    }
}

/// A run that starts `second` s after the common start: nothing but its time.
fn bare(second: i64, seconds: f64) -> Digest {
    let mut activity = Activity::new(0, Sport::Running, UtcMillis::from_secs(START_S + second));
    activity.summary.elapsed_s = Some(seconds);
    let (clean, log) = clean(activity);
    digest(&clean, log, None)
}

/// A run outdoors with heart rate, as a watch records it.
fn watch(random: &Random, second: i64, seconds: f64, metres: f64) -> Digest {
    let mut digest = bare(second, seconds);
    let mean = random.between(135.0, 165.0);
    digest.distance_m = Some(metres);
    digest.moving_s = Some(seconds);
    digest.hr = Some(random.heart_rate(seconds, mean));
    digest.hr_s = seconds;
    digest.gap = Some(random.speeds(seconds, metres / seconds));
    digest.descent_m = Some(40.0);
    digest.records = seconds as usize;
    digest.hr_records = digest.records;
    digest.gps_records = digest.records;
    digest
}

fn without_heart_rate(mut digest: Digest) -> Digest {
    digest.hr = None;
    digest.hr_s = 0.0;
    digest.hr_records = 0;
    digest.halves = None;
    digest
}

fn heart_rate_only(mut digest: Digest) -> Digest {
    digest.distance_m = None;
    digest.moving_s = None;
    digest.gap = None;
    digest.descent_m = None;
    digest.gps_records = 0;
    digest
}

fn moved(mut digest: Digest, seconds: i64) -> Digest {
    digest.start = UtcMillis(digest.start.0 + 1000 * seconds);
    digest
}

fn key(serial: u32) -> Option<DeviceKey> {
    Some(DeviceKey { manufacturer: 1, product: 2, serial, created: 3 })
}

fn recordings(digests: Vec<Digest>) -> Vec<Recording> {
    digests.into_iter().enumerate().map(|(source, digest)| Recording { source, digest }).collect()
}

fn pair(a: Digest, b: Digest) -> Merged {
    merge(recordings(vec![a, b]))
}

#[track_caller]
fn one(a: Digest, b: Digest) -> (Digest, Duplicate) {
    let mut merged = pair(a, b);
    assert_eq!((merged.kept.len(), merged.duplicates.len()), (1, 1));
    (merged.kept.remove(0).digest, merged.duplicates.remove(0))
}

#[track_caller]
fn two(a: Digest, b: Digest) {
    let merged = pair(a, b);
    assert_eq!(merged.duplicates, [], "two runs were taken for one");
    assert_eq!(merged.kept.len(), 2);
}

#[test]
fn the_copy_without_heart_rate_goes_and_the_original_stays() {
    let random = Random::new(1);
    let original = watch(&random, 0, 3000.0, 9000.0);
    let copy = without_heart_rate(original.clone());
    let (kept, duplicate) = one(copy, original);
    assert!(kept.hr.is_some());
    assert_eq!((duplicate.source, duplicate.of_source), (0, 1));
    assert_eq!(duplicate.reason, "the same recording in another file");
}

#[test]
fn an_edited_copy_of_one_device_recording_is_a_duplicate() {
    let random = Random::new(2);
    let mut original = watch(&random, 0, 3000.0, 9000.0);
    let mut cropped = watch(&random, 600, 1500.0, 4000.0);
    (original.device_key, cropped.device_key) = (key(9), key(9));
    let (kept, duplicate) = one(cropped, original);
    assert_eq!(kept.elapsed_s, Some(3000.0));
    assert_eq!(duplicate.reason, "same device recording");
}

#[test]
fn one_watch_does_not_record_two_runs_at_once() {
    let random = Random::new(19);
    let first = watch(&random, 0, 3800.0, 10_000.0);
    let second = heart_rate_only(watch(&random, 450, 3400.0, 9000.0));
    let with_key = |mut digest: Digest, created| {
        digest.device_key = key(4).map(|key| DeviceKey { created, ..key });
        digest
    };
    two(with_key(first.clone(), 1), with_key(second, 2));
    // But a website may write a new time of creation into a copy.
    one(with_key(first.clone(), 1), with_key(without_heart_rate(first), 2));
}

#[test]
fn a_heart_rate_of_half_the_run_gives_way_to_one_of_the_whole_run() {
    let random = Random::new(20);
    let mut track = watch(&random, 0, 3000.0, 9000.0);
    track.hr = Some(random.heart_rate(1200.0, 150.0));
    track.hr_s = 1200.0;
    let strap = heart_rate_only(watch(&random, 0, 3000.0, 9000.0));
    let (kept, _) = one(track, strap.clone());
    assert_eq!((kept.hr, kept.hr_s, kept.distance_m), (strap.hr, 3000.0, Some(9000.0)));
}

#[test]
fn the_second_activity_of_a_file_is_no_copy_of_the_first() {
    let random = Random::new(3);
    let mut first = watch(&random, 0, 1200.0, 4000.0);
    let mut second = watch(&random, 1100, 1200.0, 4000.0);
    second.index = 1;
    (first.device_key, second.device_key) = (key(9), key(9));
    two(first, second);
}

#[test]
fn watch_and_phone_of_one_run_are_one_run() {
    let random = Random::new(4);
    let watch_file = watch(&random, 0, 3000.0, 9000.0);
    let mut phone = without_heart_rate(watch(&random, -40, 3100.0, 9300.0));
    phone.rpe = Some(4.0);
    phone.name = Some("Along the river".into());
    let (kept, duplicate) = one(watch_file, phone);
    assert_eq!(kept.distance_m, Some(9000.0));
    assert_eq!((kept.rpe, kept.name.as_deref()), (Some(4.0), Some("Along the river")));
    assert_eq!(duplicate.reason, "same hour (100 % of the shorter) and distance (3.2 % apart)");
}

#[test]
fn the_same_hour_with_another_distance_is_one_run_and_another_ride() {
    let random = Random::new(5);
    let (a, b) = (watch(&random, 0, 3000.0, 9000.0), watch(&random, 0, 3000.0, 9600.0));
    let (_, duplicate) = one(a.clone(), b.clone());
    assert!(duplicate.reason.contains("nobody does two things on foot"), "{}", duplicate.reason);
    let ride = |mut digest: Digest| {
        digest.sport = Sport::Cycling;
        digest
    };
    two(ride(a), ride(b));
}

#[test]
fn one_that_lacks_the_distance_is_the_same_run_by_hour_and_sport() {
    let random = Random::new(6);
    let mut strap = watch(&random, 60, 2900.0, 8700.0);
    strap.distance_m = None;
    let mut track = without_heart_rate(watch(&random, 0, 3000.0, 9000.0));
    track.gps_records = 0;
    let (kept, duplicate) = one(track, strap);
    assert_eq!(kept.distance_m, Some(9000.0));
    assert!(kept.hr.is_some());
    assert!(duplicate.reason.starts_with("same hour"), "{}", duplicate.reason);
}

#[test]
fn a_heart_rate_recording_of_the_same_hour_is_joined_to_the_track() {
    let random = Random::new(7);
    for sport in [Sport::Unknown, Sport::Other, Sport::Running] {
        let track = without_heart_rate(watch(&random, 0, 3000.0, 9000.0));
        let mut strap = heart_rate_only(watch(&random, -120, 3300.0, 9000.0));
        strap.sport = sport;
        strap.hr_peak_bpm = Some(171.0);
        let hr = strap.hr.clone();
        let (kept, duplicate) = one(strap, track);
        assert_eq!((duplicate.source, duplicate.of_source), (0, 1), "the track stays");
        assert_eq!(duplicate.reason, "heart rate of the same hour, joined to the track");
        assert_eq!((kept.sport, kept.distance_m), (Sport::Running, Some(9000.0)));
        assert_eq!((kept.hr, kept.hr_peak_bpm), (hr, Some(171.0)));
        assert!(kept.problems.iter().any(|p| p.contains("heart rate joined")));
    }
}

#[test]
fn the_heart_rate_of_a_whole_afternoon_is_not_that_of_the_run() {
    let random = Random::new(8);
    let track = without_heart_rate(watch(&random, 3600, 3000.0, 9000.0));
    let mut strap = heart_rate_only(watch(&random, 0, 14_400.0, 9000.0));
    strap.sport = Sport::Unknown;
    let (kept, _) = one(track, strap);
    assert!(kept.hr.is_none());
    assert!(kept.problems.iter().any(|p| p.contains("of a longer time")));
}

#[test]
fn heart_rate_of_strength_training_is_not_joined_to_a_ride() {
    let random = Random::new(9);
    let mut ride = without_heart_rate(watch(&random, 0, 3000.0, 25_000.0));
    ride.sport = Sport::Cycling;
    let mut gym = heart_rate_only(watch(&random, 0, 3000.0, 9000.0));
    gym.sport = Sport::Strength;
    two(ride, gym);
}

#[test]
fn a_copy_shifted_by_whole_hours_is_the_same_run() {
    let random = Random::new(10);
    for hours in [-13, -8, -1, 1, 2, 14] {
        let mut original = watch(&random, 0, 3000.0, 9000.0);
        original.zone = Some("Europe/Zurich".into());
        let mut shifted = moved(original.clone(), hours * HOUR);
        shifted.distance_m = Some(9020.0);
        shifted.zone = None;
        let (kept, duplicate) = one(shifted, original.clone());
        assert_eq!(kept.start, original.start, "the one whose local time is known stays");
        let hours = hours.abs();
        assert_eq!(duplicate.reason, format!("the same recording shifted by {hours} h (a wrong time zone)"));
    }
}

#[test]
fn a_shifted_track_without_heart_rate_is_known_by_its_metres_and_speeds() {
    let random = Random::new(11);
    let track = without_heart_rate(watch(&random, 0, 3000.0, 9000.0));
    one(track.clone(), moved(track.clone(), 2 * HOUR));
    let again = without_heart_rate(watch(&random, 2 * HOUR, 3000.0, 9000.0));
    two(track, again);
}

#[test]
fn a_shift_by_half_an_hour_or_fifteen_hours_is_no_wrong_zone() {
    let random = Random::new(12);
    let run = watch(&random, 0, 1200.0, 4000.0);
    two(run.clone(), moved(run.clone(), HOUR / 2));
    two(run.clone(), moved(run.clone(), 15 * HOUR));
}

#[test]
fn two_equal_treadmill_runs_on_one_day_are_two_runs() {
    let random = Random::new(13);
    let treadmill = |random: &Random, second| {
        let mut run = watch(random, second, 1800.0, 5000.0);
        run.gps_records = 0;
        run
    };
    let (morning, evening) = (treadmill(&random, 0), treadmill(&random, 9 * HOUR));
    two(morning.clone(), evening.clone());
    // Without heart rate and at one speed of the belt nothing tells them apart: both stay.
    let belt = |digest: Digest| {
        let mut digest = without_heart_rate(digest);
        let mut bins = vec![SpeedBin::default(); 28];
        bins[27] = SpeedBin { seconds: 1800.0, gap_m: 5000.0 };
        digest.gap = Some(SpeedHistogram { bins });
        digest
    };
    two(belt(morning), belt(evening));
    two(bare(0, 1800.0), bare(9 * HOUR, 1800.0));
}

#[test]
fn two_easy_runs_on_one_day_are_two_runs() {
    let random = Random::new(14);
    let (morning, evening) = (watch(&random, 0, 2400.0, 7000.0), watch(&random, 8 * HOUR, 2400.0, 7000.0));
    two(morning, evening);
}

#[test]
fn a_warm_up_beside_a_ride_is_no_duplicate() {
    let random = Random::new(15);
    let mut treadmill = watch(&random, 0, 900.0, 2500.0);
    treadmill.distance_m = None;
    let mut ride = watch(&random, 600, 3600.0, 28_000.0);
    ride.sport = Sport::Cycling;
    two(treadmill, ride);
}

#[test]
fn a_race_in_three_files_stays_three_recordings() {
    let random = Random::new(16);
    let mut parts = Vec::new();
    for part in 0..3 {
        let mut digest = watch(&random, part * 3601, 3600.0, 13_000.0);
        // The app gives all three the same identity.
        digest.device_key = key(0);
        parts.push(digest);
    }
    let merged = merge(recordings(parts));
    assert_eq!(merged.duplicates, []);
    assert_eq!(merged.kept.len(), 3);
}

#[test]
fn likeness_does_not_chain_from_run_to_run() {
    let random = Random::new(17);
    let a = watch(&random, 0, 3000.0, 9000.0);
    let b = without_heart_rate(watch(&random, 1080, 3000.0, 9000.0));
    let c = watch(&random, 2160, 3000.0, 9000.0);
    let merged = merge(recordings(vec![a, b, c]));
    // b is like both, a and c are 8 % apart: b goes to the richer of them.
    assert_eq!(merged.kept.iter().map(|r| r.source).collect::<Vec<_>>(), [0, 2]);
    assert_eq!(merged.duplicates.len(), 1);
    assert_eq!((merged.duplicates[0].source, merged.duplicates[0].of_source), (1, 0));
}

/// What a phone without heart rate makes of a run and so many more seconds at a speed, m/s, after it.
fn with_a_rest(run: &Digest, seconds: f64, mps: f64) -> Digest {
    let mut phone = without_heart_rate(run.clone());
    let add = |to: &mut Option<f64>, more: f64| *to = to.map(|value| value + more);
    add(&mut phone.elapsed_s, seconds);
    add(&mut phone.distance_m, seconds * mps);
    add(&mut phone.moving_s, if mps > 0.0 { seconds } else { 0.0 });
    let bins = &mut phone.gap.as_mut().expect("speeds").bins;
    let bin = &mut bins[(mps / SpeedHistogram::BIN_MPS) as usize];
    bin.seconds += if mps > 0.0 { seconds as f32 } else { 0.0 };
    bin.gap_m += (seconds * mps) as f32;
    phone
}

/// Start after the common start and length of what is kept, s.
fn kept(merged: &Merged) -> Vec<(i64, f64)> {
    let of = |one: &Recording| {
        let digest = &one.digest;
        (digest.start.0 / 1000 - START_S, digest.elapsed_s.expect("a length"))
    };
    merged.kept.iter().map(of).collect()
}

#[test]
fn the_way_home_and_the_time_on_the_table_are_not_the_run() {
    let random = Random::new(16);
    let run = watch(&random, 0, 2400.0, 7200.0);
    for (what, seconds, mps) in
        [("lies on the table", 900.0, 0.0), ("walks home", 1800.0, 1.4), ("rides home", 1800.0, 5.5)]
    {
        let merged = pair(run.clone(), with_a_rest(&run, seconds, mps));
        assert_eq!(kept(&merged), [(0, 2400.0)], "{what}");
    }
    // The watch was stopped too early, or died: the phone has the whole run.
    let merged = pair(run.clone(), with_a_rest(&run, 1800.0, 2.6));
    assert_eq!(kept(&merged), [(0, 4200.0)]);
    // The phone alone has a heart rate, and keeps it.
    let belt = Digest { hr: run.hr.clone(), hr_s: 2400.0, ..with_a_rest(&run, 900.0, 0.0) };
    let merged = pair(without_heart_rate(run), belt);
    assert_eq!(kept(&merged), [(0, 3300.0)]);
}

#[test]
fn a_phone_over_ride_and_run_takes_no_run_for_a_ride() {
    let random = Random::new(22);
    let ride_by = |inferred: bool, second, seconds| {
        let mut ride = without_heart_rate(watch(&random, second, seconds, 8.0 * seconds));
        (ride.sport, ride.sport_inferred, ride.gap) = (Sport::Cycling, inferred, None);
        ride
    };
    let run = |second, seconds| watch(&random, second, seconds, 3.0 * seconds);
    // Both parts by the watch; the run alone.
    let (ride, last) = (ride_by(false, 0, 3600.0), run(3660, 1500.0));
    let merged = merge(recordings(vec![ride_by(true, 0, 5200.0), ride, last]));
    assert_eq!(kept(&merged), [(0, 3600.0), (3660, 1500.0)], "{:?}", merged.duplicates);
    assert_eq!(kept(&pair(ride_by(true, 0, 5200.0), run(3660, 1500.0))), [(3660, 1500.0)]);
    // A short run of a long ride by the phone is one, and so is the ride.
    let long = pair(ride_by(true, 0, 7200.0), run(5700, 1200.0));
    assert_eq!(kept(&long), [(0, 7200.0), (5700, 1200.0)]);
    // Positions that jump make no ride of the run of the same time.
    let (stays, _) = one(ride_by(true, 0, 1500.0), run(0, 1500.0));
    assert_eq!((stays.sport, stays.sport_inferred), (Sport::Running, false));
}

#[test]
fn a_row_of_a_watch_that_was_paused_for_days_swallows_no_runs() {
    let random = Random::new(23);
    let mut row = Digest { timer_s: Some(2400.0), distance_m: Some(7000.0), ..bare(0, 300_000.0) };
    row.moving_s = None;
    let run = |day: i64| without_heart_rate(watch(&random, 24 * HOUR * day + HOUR, 2400.0, 7000.0));
    let merged = merge(recordings(vec![row, run(0), run(1), run(2)]));
    let lengths: Vec<f64> = kept(&merged).into_iter().map(|(_, seconds)| seconds).collect();
    assert_eq!(lengths, [2400.0; 3], "{:?}", merged.duplicates);
}

#[test]
fn a_device_that_reads_a_fifth_too_much_makes_no_ride_of_a_run() {
    let random = Random::new(17);
    let belt = watch(&random, 0, 2400.0, 7200.0);
    let whole = without_heart_rate(watch(&random, -360, 2760.0, 6600.0));
    assert_eq!(kept(&pair(whole, belt)), [(-360, 2760.0)]);
}

#[test]
fn no_run_is_lost_to_another_that_does_not_overlap_it() {
    let random = Random::new(18);
    let parts = [(0, 1500.0), (2000, 1200.0)].map(|(at, seconds)| watch(&random, at, seconds, 2.8 * seconds));
    // A strap over two files of a watch that was stopped by accident, and a phone that went on in the shop.
    let strap = heart_rate_only(watch(&random, 0, 3200.0, 1.0));
    let mut phone = without_heart_rate(watch(&random, 0, 6000.0, 7560.0));
    phone.moving_s = Some(2700.0);
    for whole in [strap, phone] {
        let [a, b] = parts.clone();
        let merged = merge(recordings(vec![whole, a, b]));
        assert_eq!(kept(&merged), [(0, 1500.0), (2000, 1200.0)], "{:?}", merged.duplicates);
    }
}

#[test]
fn a_strap_that_was_worn_longer_is_not_said_to_be_joined() {
    let random = Random::new(19);
    let run = without_heart_rate(watch(&random, 3600, 2400.0, 7200.0));
    let merged = pair(run, heart_rate_only(watch(&random, 0, 30_000.0, 1.0)));
    assert_eq!(kept(&merged), [(3600, 2400.0)]);
    assert!(merged.duplicates[0].reason.contains("not used"), "{:?}", merged.duplicates);
}

#[test]
fn a_hike_with_a_short_run_in_it_stays_a_hike() {
    let random = Random::new(20);
    let mut hike = without_heart_rate(watch(&random, 0, 14_400.0, 17_000.0));
    hike.sport = Sport::Hiking;
    let (kept, _) = one(hike, watch(&random, 3600, 720.0, 2000.0));
    assert_eq!((kept.sport, kept.elapsed_s), (Sport::Hiking, Some(14_400.0)));
}

#[test]
fn a_shifted_copy_by_another_measure_of_its_way_is_known_by_its_heart_rate() {
    let random = Random::new(21);
    let a = watch(&random, 0, 2820.0, 9008.0);
    let by_positions = Digest { distance_m: Some(8870.0), ..a.clone() };
    assert_eq!(pair(a, moved(by_positions, HOUR)).kept.len(), 1);
}

#[test]
fn two_parts_an_hour_apart_of_a_run_that_went_on_are_one_run_with_it() {
    let random = Random::new(16);
    let whole = watch(&random, 0, 7200.0, 20_000.0);
    // A phone that recorded the first and the last quarter of an hour.
    let parts = [60, 6000].map(|second| without_heart_rate(watch(&random, second, 900.0, 2500.0)));
    let [first, last] = parts.clone();
    let merged = merge(recordings(vec![whole.clone(), first, last]));
    assert_eq!((merged.kept.len(), merged.duplicates.len()), (1, 2), "{:?}", merged.duplicates);
    assert_eq!(merged.kept[0].digest.elapsed_s, Some(7200.0));

    // A watch that was not stopped between two runs goes with the first.
    let idle = Digest { moving_s: Some(2000.0), ..whole };
    let [first, last] = parts;
    let merged = merge(recordings(vec![idle, first, last]));
    assert_eq!((merged.kept.len(), merged.duplicates.len()), (2, 1), "{:?}", merged.duplicates);
}

#[test]
fn a_declared_sport_replaces_an_inferred_one() {
    let random = Random::new(18);
    let mut gpx = watch(&random, 0, 3000.0, 9000.0);
    gpx.sport_inferred = true;
    let mut fit = without_heart_rate(gpx.clone());
    fit.sport_inferred = false;
    fit.sport = Sport::Hiking;
    let (kept, _) = one(gpx, fit);
    assert_eq!((kept.sport, kept.sport_inferred), (Sport::Hiking, false));
}

#[test]
fn nothing_merges_to_nothing() {
    let merged = merge(Vec::new());
    assert!(merged.kept.is_empty() && merged.duplicates.is_empty());
}
