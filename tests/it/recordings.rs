//! recordings: what the channels of one recording, the recordings of one run and the runs of one archive must
//! agree on. Each kind of trouble is made by a seeded generator, so that kinds are tested and not files.

mod electrodes;
mod season;
mod several;

use shakeout::activity::{Activity, Pause, Sport};
use shakeout::clean::clean;
use shakeout::corroborate::{refuse_heart_rates, take_strays};
use shakeout::decode::{self, sport};
use shakeout::digest::{Digest, digest};
use shakeout::merge::{Recording, merge};
use shakeout::units::{Position, UtcMillis};
use shakeout::witness;

use super::clean::{at, north, run};
use super::support::program::Seeded;

/// Metres a second of the runs below.
const MPS: f64 = 3.0;

/// An hour at 3 m/s and 150 bpm along a meridian, each second with every channel.
fn hour() -> Activity {
    run(3600, |s, sample| {
        sample.position = north(MPS * s as f64);
        sample.distance_m = Some((MPS * s as f64) as f32);
        sample.speed_mps = Some(MPS as f32);
        sample.heart_rate_bpm = Some(150);
        sample.cadence_spm = Some(170.0);
        sample.altitude_m = Some(35.0);
    })
}

/// As the pipeline does it; `zone`: that of the first position.
fn read_in(activity: Activity, zone: Option<&str>) -> Digest {
    let (mut clean, mut log) = clean(activity);
    let zone = zone.filter(|_| !witness::is_virtual(&clean.activity));
    witness::hear(&mut clean, &mut log, zone);
    digest(&clean, log, zone.map(str::to_owned))
}

fn read(activity: Activity) -> Digest {
    read_in(activity, Some("Europe/Berlin"))
}

fn changed(mut activity: Activity, change: impl FnOnce(&mut Activity)) -> Activity {
    change(&mut activity);
    activity
}

fn near(value: Option<f64>, right: f64, share: f64) {
    let value = value.expect("a value");
    assert!((value - right).abs() <= share * right.abs(), "{value} is not within {share} of {right}");
}

fn kinds(digest: &Digest) -> Vec<&str> {
    digest.clean.choices.iter().map(|choice| &*choice.kind).collect()
}

#[track_caller]
fn chose(digest: &Digest, kind: &str) {
    assert!(kinds(digest).iter().any(|own| own.contains(kind)), "{kind}: {:?}", kinds(digest));
    for choice in &digest.clean.choices {
        assert!(digest.problems.contains(&choice.words), "{:?} lacks {}", digest.problems, choice.words);
    }
}

#[test]
fn a_sound_recording_is_left_as_it_is() {
    let mut random = Seeded(16);
    for _ in 0..20 {
        let (mps, bend) = (2.0 + random.below(30) as f64 / 10.0, 20.0 + random.below(80) as f64);
        // Round and round a track, with a foot pod that is off by up to 8 %.
        let pod = 0.92 + random.below(17) as f64 / 100.0;
        let activity = run(1800 + random.below(3600) as i64, |s, sample| {
            let way = mps * s as f64;
            let (north, east) = (bend * (way / bend).sin(), bend * (way / bend).cos());
            sample.position = Position::from_degrees(50.0 + north / 111_195.0, 8.0 + east / 71_475.0);
            sample.distance_m = Some((pod * way) as f32);
            sample.speed_mps = Some((pod * mps) as f32);
            sample.heart_rate_bpm = Some(140 + (s % 20) as u8);
            sample.cadence_spm = Some(168.0);
            sample.altitude_m = Some(100.0 + (way / 300.0).sin() as f32);
        });
        let digest = read(activity);
        assert_eq!(digest.problems, [""; 0]);
        near(digest.distance_m, pod * mps * (digest.timer_s.unwrap()), 0.001);
    }
}

#[test]
fn a_channel_that_is_written_seldom_is_held_until_its_next_value() {
    for every in [2, 3, 5, 10] {
        let digest = read(changed(hour(), |activity| {
            let samples = &mut activity.samples;
            for i in 0..samples.len() {
                if i % every != 1 {
                    samples.heart_rate_bpm.set(i, None);
                    samples.cadence_spm.set(i, None);
                }
            }
        }));
        near(Some(digest.hr_s), 3600.0, 0.005);
        near(digest.steps, 10_200.0, 0.005);
        chose(&digest, &format!("heart rate every {every} s: held until the next"));
    }
}

#[test]
fn a_channel_in_half_of_the_samples_at_random_is_known_all_the_time() {
    let mut random = Seeded(7);
    let digest = read(changed(hour(), |activity| {
        for i in 0..activity.samples.len() {
            if random.below(2) == 0 {
                activity.samples.heart_rate_bpm.set(i, None);
            }
        }
    }));
    near(Some(digest.hr_s), 3600.0, 0.02);
}

#[test]
fn an_outage_stays_an_outage_and_is_said() {
    let digest = read(changed(hour(), |activity| {
        for i in (0..activity.samples.len()).filter(|i| i % 300 < 45) {
            activity.samples.heart_rate_bpm.set(i, None);
        }
    }));
    near(Some(digest.hr_s), 3060.0, 0.005);
    chose(&digest, "loads scaled to the whole");
}

#[test]
fn a_point_each_minute_or_two_is_no_gap() {
    for every in [20, 31, 60, 120] {
        let activity = hour();
        let samples = activity.samples.rows().step_by(every).collect();
        let mut digest = read(Activity { samples, ..activity });
        digest.problems.clear();
        let lasted = (3600 / every * every) as f64;
        near(digest.timer_s, lasted, 0.001);
        near(Some(digest.hr_s), lasted, 0.001);
        near(digest.distance_m, MPS * lasted, 0.001);
        near(digest.moving_s, lasted, 0.001);
    }
}

#[test]
fn a_gap_far_beyond_the_usual_interval_stays_one_and_a_bus_in_it_is_no_way_of_the_runner() {
    let activity = run(3600, |s, sample| {
        // After half an hour the recording stops for ten minutes and 5 km.
        sample.position = north(MPS * s as f64 + if s > 1800 { 3200.0 } else { 0.0 });
    });
    let samples = activity.samples.rows().enumerate().filter(|(i, _)| !(1801..2400).contains(i));
    let samples = samples.map(|(_, sample)| sample).collect();
    let digest = read(Activity { samples, ..activity });
    near(digest.timer_s, 3030.0, 0.01);
    near(digest.distance_m, 3000.0 * MPS, 0.01);
}

#[test]
fn a_distance_in_another_unit_gives_way_to_the_positions() {
    for factor in [0.0, 0.001, 1.0 / 3.6, 0.6214, 1.609, 3.281, 3.6] {
        let digest = read(changed(hour(), |activity| {
            activity.samples.distance_m.raw_mut().iter_mut().for_each(|m| *m *= factor);
            activity.samples.speed_mps.raw_mut().fill(f32::NAN);
            activity.summary.distance_m = Some(10_800.0 * f64::from(factor));
        }));
        near(digest.distance_m, 10_800.0, 0.01);
        near(digest.moving_s, 3600.0, 0.01);
    }
}

#[test]
fn a_speed_in_another_unit_or_none_gives_way_to_the_distance() {
    for factor in [0.0, 0.001, 1.609, 3.6] {
        let digest = read(changed(hour(), |activity| {
            activity.samples.speed_mps.raw_mut().iter_mut().for_each(|v| *v *= factor);
        }));
        near(digest.moving_s, 3600.0, 0.01);
        chose(&digest, "speed in another unit");
        let fast = digest.gap.as_ref().unwrap().bins.len();
        assert!(fast <= 32, "nothing above 3.2 m/s, but bin {fast}");
    }
}

#[test]
fn a_start_that_belongs_to_another_recording_gives_way_to_the_samples() {
    for hours in [-20, -3, 5] {
        let digest = read(changed(hour(), |activity| {
            activity.start = UtcMillis(activity.start.0 + hours * 3_600_000);
            activity.summary.elapsed_s = Some(3600.0);
        }));
        assert_eq!(digest.start, at(0));
        chose(&digest, "start far from the samples");
        // An hour before midnight in Berlin.
        assert_eq!(digest.clean.choices[0].moves_day, hours == 5);
        near(digest.elapsed_s, 3600.0, 0.01);
    }
    let late = read(changed(hour(), |activity| {
        activity.start = UtcMillis(activity.start.0 - 1_200_000);
        activity.summary.elapsed_s = Some(4800.0);
    }));
    assert_eq!(late.start, UtcMillis(at(0).0 - 1_200_000), "the elapsed time confirms the start");
}

#[test]
fn an_offset_that_is_not_that_of_the_position_gives_way_to_it() {
    let with = |offset_s| changed(hour(), |activity| activity.utc_offset_s = Some(offset_s));
    let auckland = read_in(with(0), Some("Pacific/Auckland"));
    assert_eq!(auckland.utc_offset_s, None);
    chose(&auckland, "local time of the file");
    // 22:13 UTC is the next morning there.
    assert!(auckland.clean.choices[0].moves_day);
    assert_eq!(read_in(with(-5 * 3600), Some("Europe/Berlin")).utc_offset_s, None);
    assert_eq!(
        read_in(with(2 * 3600), Some("Europe/Berlin")).utc_offset_s,
        Some(7200),
        "an hour off is a journey"
    );
    assert_eq!(read_in(with(0), Some("Europe/London")).utc_offset_s, Some(0));
}

#[test]
fn a_virtual_world_and_a_belt_have_no_hills() {
    let hilly = |activity: &mut Activity| {
        for i in 0..activity.samples.len() {
            activity.samples.altitude_m.set(i, Some(100.0 + 40.0 * (i as f32 / 300.0).sin()));
        }
        activity.summary.descent_m = Some(240.0);
    };
    let island = read(changed(hour(), |activity| {
        hilly(activity);
        activity.sub_sport = Some("virtual_activity".into());
    }));
    assert_eq!((island.zone.as_deref(), island.descent_m, island.ascent_m), (None, Some(0.0), Some(0.0)));
    let belt = read(changed(hour(), |activity| {
        hilly(activity);
        activity.sub_sport = Some("treadmill".into());
        activity.samples.position.raw_mut().fill(shakeout::activity::Entry::MISSING);
    }));
    assert_eq!(belt.descent_m, Some(0.0));
    chose(&belt, "climbs on a belt");
    let hills = read(changed(hour(), hilly));
    assert!(hills.descent_m.unwrap() > 100.0);
}

#[test]
fn a_timer_that_its_samples_contradict_gives_way_to_them() {
    for timer_s in [30.0, 60.0, 72_000.0] {
        let digest = read(changed(hour(), |activity| {
            activity.summary.timer_s = Some(timer_s);
            activity.summary.elapsed_s = Some(timer_s);
        }));
        near(digest.timer_s, 3600.0, 0.01);
        chose(&digest, "timer that does not fit");
    }
    let lost = read(changed(hour(), |activity| {
        activity.summary.timer_s = Some(9000.0);
        activity.summary.elapsed_s = Some(9000.0);
        activity.summary.distance_m = Some(27_000.0);
    }));
    near(lost.timer_s, 9000.0, 0.001);
}

#[test]
fn records_while_the_timer_was_stopped_do_not_count() {
    let activity = run(3600, |s, sample| {
        let standing = (1200..2400).contains(&s);
        let way = MPS * (s.min(1200) + (s - 2400).max(0)) as f64;
        sample.position = north(way);
        sample.distance_m = Some(way as f32);
        sample.heart_rate_bpm = Some(if standing { 110 } else { 150 });
    });
    let digest = read(changed(activity, |activity| activity.summary.timer_s = Some(2400.0)));
    near(Some(digest.hr_s), 2400.0, 0.01);
    near(Some(f64::from(digest.hr.as_ref().unwrap().bins()[150])), 2400.0, 0.01);
    chose(&digest, "records while the timer stood");
    let events = read(changed(hour(), |activity| {
        activity.summary.timer_s = Some(3000.0);
        activity.pauses.push(Pause { from: at(600), to: at(1200) });
    }));
    assert_eq!(kinds(&events), [""; 0], "pauses that the file tells need no witness");
}

#[test]
fn a_car_at_the_end_is_cut_off_and_a_ride_is_no_run() {
    for car in [8.5, 14.0, 25.0] {
        let activity = run(3600, |s, sample| {
            let way = MPS * s.min(3000) as f64 + car * (s - 3000).max(0) as f64;
            sample.position = north(way);
            sample.heart_rate_bpm = Some(if s > 3000 { 90 } else { 150 });
        });
        let digest = read(activity);
        near(digest.timer_s, 3000.0, 0.03);
        near(digest.distance_m, 9000.0, 0.03);
        chose(&digest, "cut off");
    }
    let ride = read(run(3600, |s, sample| sample.position = north(7.2 * s as f64)));
    assert_eq!((ride.sport, ride.sport_inferred), (Sport::Cycling, true));
    let record = read(run(1600, |s, sample| sample.position = north(6.2 * s as f64)));
    assert_eq!(record.sport, Sport::Running, "ten kilometres in 27 minutes were run");
}

#[test]
fn feet_and_a_cadence_counted_twice_are_mended() {
    let wavy = |unit: f32| {
        changed(hour(), |activity| {
            for i in 0..activity.samples.len() {
                let altitude = 100.0 + 50.0 * (MPS as f32 * i as f32 / 300.0).sin();
                activity.samples.altitude_m.set(i, Some(unit * altitude));
            }
        })
    };
    let (metres, feet) = (read(wavy(1.0)), read(wavy(3.280_84)));
    near(feet.ascent_m, metres.ascent_m.unwrap(), 0.05);
    chose(&feet, "taken as feet");
    let twice = read(changed(hour(), |activity| {
        activity.samples.cadence_spm.raw_mut().iter_mut().for_each(|spm| *spm *= 2.0);
    }));
    near(twice.cadence_spm, 170.0, 0.001);
    chose(&twice, "cadence counted twice");
}

#[test]
fn an_altitude_of_zero_before_the_first_fix_is_none() {
    for (every, zeros) in [(1, 30), (20, 1), (60, 1)] {
        let activity = run(3600, |s, sample| {
            sample.position = north(MPS * s as f64);
            sample.altitude_m = Some(if s < zeros * every as i64 { 0.0 } else { 250.0 });
        });
        let samples = activity.samples.rows().step_by(every).collect();
        assert_eq!(read(Activity { samples, ..activity }).ascent_m, Some(0.0));
    }
}

#[test]
fn a_sport_is_named_by_whole_words() {
    let rows: &[(Sport, &[&str])] = &[
        (
            Sport::Running,
            &[
                "Run",
                "TrailRun",
                "VirtualRun",
                "trail_running",
                "Parkrun",
                "Jogging",
                "Laufen",
                "Waldlauf",
                "Orientierungslauf",
                "Course à pied",
                "Courir",
                "Correr",
                "Corsa",
                "Hardlopen",
                "Bieganie",
                "Löpning",
                "Løb",
                "Juoksu",
                "Běh",
                "Koşu",
                "Futás",
                "Hlaup",
                "Alergare",
                "Τρέξιμο",
                "Пробежка",
                "Бег",
                "Lari",
                "Chạy bộ",
                "วิ่ง",
                "跑步",
                "ランニング",
                "러닝",
                "Run/Walk",
                "Laufband",
                "Treadmill",
                "Trail",
                "Cursa",
            ],
        ),
        (Sport::Walking, &["Walk", "Treadmill walk", "Caminata", "Nordic walking", "Spaziergang"]),
        (Sport::Hiking, &["Hike", "Trekking", "Wandern", "Trail hiking"]),
        (
            Sport::Cycling,
            &["Ride", "VirtualRide", "Mountain biking", "Radfahren", "Pedalada", "Velomobil", "Spinning"],
        ),
        (Sport::Swimming, &["Open water swim", "open_water_swimming", "Schwimmen"]),
        (Sport::Strength, &["Krafttraining", "WeightTraining", "Crunches"]),
        (Sport::Inactive, &["Driving", "Truckdriving", "Motorcycling", "Flying", "Meditation", "Breathwork"]),
        (
            Sport::Other,
            &[
                "Langlauf",
                "Skilanglauf",
                "Narty biegowe",
                "Беговые лыжи",
                "Běh na lyžích",
                "Sífutás",
                "Langrenn",
                "Schlittschuhlaufen",
                "Skridskolöpning",
                "Rulleskøjteløb",
                "Schneeschuhlaufen",
                "Aquajogging",
                "Stride",
                "Bikram Yoga",
                "Horseback Ride",
                "Drunken",
                "Rollerblade",
                "Biathlon",
                "Patinage",
                "Other",
            ],
        ),
    ];
    for (right, names) in rows {
        for name in *names {
            assert_eq!(sport::by_name(name).map(|(sport, _)| sport), Some(*right), "{name}");
        }
    }
    for nothing in ["", "Workout", "trip#track", "Unknown", "generic", "Activity"] {
        assert_eq!(sport::by_name(nothing), None, "{nothing}");
    }
}

#[test]
fn a_heart_rate_is_read_under_every_name_that_apps_give_it() {
    let bodies = [
        "<hr>145</hr>",
        "<extensions><HR>145</HR></extensions>",
        "<extensions><pulse>145</pulse></extensions>",
        "<extensions><x:heart_rate_bpm>145</x:heart_rate_bpm></extensions>",
        "<extensions><g:TrackPointExtension><g:hr bpm='145'/></g:TrackPointExtension></extensions>",
        "<extensions><s:HR>2.4166</s:HR></extensions>",
        "<extensions><HEARTRATE>145.2</HEARTRATE></extensions>",
    ];
    for body in bodies {
        let point =
            |s: usize| format!("<trkpt lat='50' lon='8'><time>2024-05-01T06:00:{s:02}Z</time>{body}</trkpt>");
        let text = format!("<gpx><trk><trkseg>{}{}</trkseg></trk></gpx>", point(0), point(1));
        let decoded = decode::gpx::decode(text.as_bytes()).expect("a track");
        assert_eq!(decoded.activities[0].samples.heart_rate_bpm.get(1), Some(145), "{body}");
    }
}
