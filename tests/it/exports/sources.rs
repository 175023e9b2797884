//! Sources: whole-account exports of apps, each as a small file of its kind.

use std::collections::BTreeSet;
use std::io::BufReader;

use shakeout::activity::Sport;
use shakeout::activity::{Column, Entry as _};
use shakeout::decode::Budget;
use shakeout::source::{self, ListedActivity, Listing, PROVIDERS, Pulse, Wellness, When, read_apple, unread};
use shakeout::synth::gpx_writer;
use shakeout::units::UtcMillis;

use super::{BERLIN, START_S, analyze, folder, run, zip};
use crate::support::export_samples::{APPLE, SAMPLES};
use crate::support::invariants::list;

/// 2024-05-04T06:00:00Z is 08:00 in Berlin.
const START: When = When::Instant(UtcMillis(START_S * 1000), Some(7200));

fn read(text: &str) -> Listing {
    source::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error} in {text}"))
}

fn of(words: &str) -> impl Iterator<Item = Listing> {
    SAMPLES.iter().filter(move |(own, _)| *own == words).map(|(_, text)| read(text))
}

/// The first entry of every sample of that kind.
fn entries(words: &str) -> Vec<ListedActivity> {
    of(words).filter_map(|listing| listing.entries.first().cloned()).collect()
}

#[test]
fn each_file_is_known_by_its_content_and_read() {
    for (words, text) in SAMPLES {
        let listing = read(text);
        assert_eq!(listing.kind.words, *words, "{text}");
        assert!(listing.rejected.is_empty(), "{:?} in {text}", listing.rejected);
        let empty = listing.entries.is_empty() && listing.pulses.is_empty() && listing.daily.is_empty();
        assert!(!empty, "nothing was read of {text}");
    }
}

#[test]
fn each_reader_of_the_registry_has_a_sample() {
    for reader in PROVIDERS.iter().flat_map(|provider| provider.readers) {
        let elsewhere = ["Strava", "Garmin's list", "a list of sessions"];
        let here = SAMPLES.iter().any(|(words, _)| *words == reader.kind.words);
        assert!(
            here || elsewhere.iter().any(|words| reader.kind.words.contains(words)),
            "{}",
            reader.kind.words
        );
    }
}

#[test]
fn a_file_that_is_cut_off_or_has_wrong_bits_is_refused_or_read_without_what_cannot_be() {
    for (_, text) in SAMPLES {
        list(text.as_bytes());
        for cut in (0..text.len()).step_by(text.len() / 40 + 1) {
            list(&text.as_bytes()[..cut]);
            let mut bytes = text.as_bytes().to_vec();
            for bit in [0, 4, 6] {
                bytes[cut] ^= 1 << bit;
                list(&bytes);
            }
        }
    }
}

/// Kinds that list no activity: days, mornings, and a heart rate alone.
const NO_ENTRIES: [&str; 6] = [
    "intervals.icu's wellness",
    "TrainingPeaks' metrics",
    "Whoop's cycles",
    "Garmin's days",
    "Zepp's heart rate",
    "Whoop's journal",
];

#[test]
fn a_run_of_half_an_hour_is_the_same_in_every_list() {
    let kinds: BTreeSet<&str> = SAMPLES.iter().map(|(words, _)| *words).collect();
    for words in NO_ENTRIES {
        assert!(kinds.contains(words) && entries(words).is_empty(), "{words}");
    }
    // Its run has a pause and another time zone, with tests of their own.
    let elsewhere = "Apple Health's export";
    assert!(kinds.contains(elsewhere));
    for words in kinds.into_iter().filter(|words| !NO_ENTRIES.contains(words) && *words != elsewhere) {
        assert!(!entries(words).is_empty(), "{words}");
        for entry in entries(words) {
            let sport = entry.sport.as_ref().map(|(sport, _)| *sport);
            assert_eq!(sport, Some(Sport::Running), "{words}");
            let lasted = entry.timer_s.or(entry.elapsed_s);
            assert_eq!(lasted, Some(1800.0), "{words}: {entry:?}");
            let distance = entry.distance_m.expect("a distance");
            // Three miles where the header or the unit says so: 4,828 m.
            assert!([5000.0, 4828.032].iter().any(|m| (m - distance).abs() < 0.001), "{words}: {distance}");
            assert!(entry.hr_mean_bpm.is_none_or(|bpm| bpm == 140.0), "{words}");
            match entry.start {
                When::Instant(at, offset) => {
                    assert_eq!(at.0, START_S * 1000, "{words}");
                    assert!(offset.is_none_or(|offset| offset == 7200), "{words}");
                }
                When::Local(at) => assert_eq!(at.to_string(), "2024-05-04T08:00:00", "{words}"),
                When::Day(day) => assert_eq!(day.to_string(), "2024-05-04", "{words}"),
            }
        }
    }
}

#[test]
fn a_table_whose_first_line_alone_has_more_columns_is_read_by_those_of_the_whole() {
    let listing = read("||||||||F\n,2024-05-04 08:00:00,false,,5,,0:30:00\n1\n");
    let read: Vec<_> = listing.entries.iter().map(|entry| (entry.distance_m, entry.timer_s)).collect();
    assert_eq!(read, [(Some(5000.0), Some(1800.0))]);
    assert_eq!(listing.rejected.len(), 1);
}

#[test]
fn metrics_of_trainingpeaks_whose_day_and_month_cannot_be_told_apart_are_refused() {
    let of = |date: &str| format!("\"Timestamp\",\"Type\",\"Value\"\n\"{date}\",\"Pulse\",\"50\"\n");
    let refused = source::read(of("4/5/2024 06:10:00").as_bytes()).expect_err("either of two days");
    assert!(refused.to_string().contains("could be day or month first"), "{refused}");
    // AM and PM are American.
    let listing = read(&of("4/5/2024 6:10:00 AM"));
    assert!(listing.daily.mornings.contains_key(&"2024-04-05".parse().expect("a date")), "{listing:?}");
}

#[test]
fn what_was_known_on_the_morning_belongs_to_that_day() {
    let sleep = Some(7.5);
    let rest = Some(50.0);
    for (words, sleep_h, hr_rest_bpm) in [
        ("intervals.icu's wellness", sleep, rest),
        ("TrainingPeaks' metrics", sleep, rest),
        ("Whoop's cycles", sleep, rest),
        // A resting heart rate of the whole of May 3 is known on May 4.
        ("Apple Health's export", Some(7.0), rest),
        ("Health Auto Export's file", None, rest),
    ] {
        for listing in of(words) {
            let date = "2024-05-04".parse().expect("a date");
            let Wellness { sleep_h: sleep, hr_rest_bpm: rest, .. } = listing.daily.mornings[&date];
            assert_eq!((sleep, rest), (sleep_h, hr_rest_bpm), "{words}");
        }
    }
}

#[test]
fn a_list_gives_zones_with_their_bounds_and_the_thresholds_of_the_day() {
    for entry in entries("intervals.icu's list of activities") {
        let zones: Vec<_> =
            entry.hr_zones.iter().map(|zone| (zone.low_bpm, zone.high_bpm, zone.seconds)).collect();
        let expected =
            [(None, Some(140.0), 1200.0), (Some(140.0), Some(155.0), 500.0), (Some(155.0), None, 100.0)];
        assert_eq!(zones, expected);
        let known = &entry.thresholds;
        assert_eq!(
            (known.hr_max_bpm, known.hr_rest_bpm, known.lthr_bpm),
            (Some(188.0), Some(50.0), Some(170.0))
        );
        assert_eq!(entry.rpe, Some(3.0));
    }
}

#[test]
fn polar_sessions_keep_their_samples_whatever_clock_their_exercise_has() {
    let [old, new] = entries("Polar Flow's training session").try_into().expect("both generations");
    for entry in [&old, &new] {
        assert_eq!(entry.start, START);
        let times: Vec<i64> = entry.samples.time.iter().map(|time| time.0 - START_S * 1000).collect();
        let bpm = |column: &Column<u8>| column.present().collect::<Vec<_>>();
        assert_eq!(bpm(&entry.samples.heart_rate_bpm), [120, 122], "a dropout is no heart rate");
        assert!(times.contains(&0) && times.contains(&2000), "{times:?}");
    }
    assert_eq!(old.sport, Some((Sport::Running, Some("trail".into()))));
    assert_eq!(new.sport, Some((Sport::Running, Some("treadmill".into()))));
    assert_eq!(old.samples.speed_mps.get(0), Some(2.5), "9 km/h");
    assert_eq!(new.samples.altitude_m.raw().iter().filter(|m| m.is_present()).count(), 2);
    let body = &old.thresholds;
    assert_eq!((body.female, body.age_y, body.weight_kg), (Some(true), Some(39.0), Some(60.0)));
}

#[test]
fn apple_workouts_have_pauses_effort_zone_and_route_and_their_parts_do_not_count_twice() {
    let listing = read(APPLE);
    let [run, ride] = listing.entries.as_slice() else { panic!("{:?}", listing.entries) };
    assert_eq!(run.sport, Some((Sport::Running, Some("treadmill".into()))));
    assert_eq!(run.start, When::Instant(UtcMillis(START_S * 1000), Some(9 * 3600)), "the zone of Tokyo");
    assert_eq!((run.elapsed_s, run.timer_s, run.rpe), (Some(1800.0), Some(1500.0), Some(4.0)));
    assert_eq!(run.distance_m, Some(3.0 * 1609.344));
    assert_eq!(run.file.as_deref(), Some("workout-routes/route.gpx"));
    let pauses: Vec<f64> = run.pauses.iter().map(|pause| pause.to.seconds_since(pause.from)).collect();
    assert_eq!(pauses, [300.0]);
    assert_eq!((ride.sport.clone(), ride.distance_m), (Some((Sport::Cycling, None)), Some(12_000.0)));
    let beats: Vec<(i64, u8)> =
        listing.pulses[0].within(UtcMillis(START_S * 1000), UtcMillis((START_S + 60) * 1000)).collect();
    assert_eq!(beats, [(START_S + 10, 130), (START_S + 15, 132)], "one reading a moment");
}

#[test]
fn of_two_workouts_that_touch_each_has_its_own_effort() {
    let record = |from: &str, to: &str, value: u8| {
        format!(
            "<Record type=\"HKQuantityTypeIdentifierWorkoutEffortScore\" value=\"{value}\" \
             startDate=\"2024-05-04 {from} +0000\" endDate=\"2024-05-04 {to} +0000\"/>"
        )
    };
    let workout = |from: &str, to: &str| {
        format!(
            "<Workout workoutActivityType=\"HKWorkoutActivityTypeRunning\" \
             startDate=\"2024-05-04 {from} +0000\" endDate=\"2024-05-04 {to} +0000\"></Workout>"
        )
    };
    let (warm_up, race) = (("08:00:00", "08:20:00"), ("08:20:00", "09:00:00"));
    let export = format!(
        "<?xml version=\"1.0\"?><HealthData>{}{}{}{}{}</HealthData>",
        record(race.0, race.1, 9),
        record(warm_up.0, warm_up.1, 2),
        workout(warm_up.0, warm_up.1),
        workout(race.0, race.1),
        workout("10:00:00", "10:30:00"),
    );
    let efforts: Vec<Option<f64>> = read(&export).entries.iter().map(|entry| entry.rpe).collect();
    assert_eq!(efforts, [Some(2.0), Some(9.0), None]);
}

#[test]
fn readings_of_any_stretch_are_those_between_its_ends() {
    let readings: Vec<(u32, u8)> =
        (0..5000).map(|k| (1_000_000 + 7 * k + k % 3, 100 + (k % 50) as u8)).collect();
    let pulses = Pulse::of(readings.clone());
    assert_eq!(pulses.len(), 1);
    for (from, to) in [
        (0, 2_000_000),
        (1_000_000, 1_000_000),
        (1_007_168, 1_007_200),
        (1_014_336, 1_021_000),
        (1_034_990, 1_100_000),
        (1_100_000, 1_200_000),
    ] {
        let between: Vec<(i64, u8)> = readings
            .iter()
            .map(|(second, bpm)| (i64::from(*second), *bpm))
            .filter(|(second, _)| (from..=to).contains(second))
            .collect();
        let found: Vec<_> = pulses[0].within(UtcMillis::from_secs(from), UtcMillis::from_secs(to)).collect();
        assert_eq!(found, between, "{from} to {to}");
    }
}

#[test]
fn an_apple_export_is_the_same_whatever_the_size_of_the_pieces_in_which_it_comes() {
    let whole = read(APPLE);
    for size in [1, 2, 7, 64, 1000] {
        let streamed =
            read_apple(BufReader::with_capacity(size, APPLE.as_bytes()), Budget::of_bytes(APPLE.as_bytes()))
                .expect("sound");
        assert!(streamed == whole, "{size}");
    }
}

#[test]
fn a_route_of_apple_health_takes_its_sport_and_heart_rate_from_the_export() {
    let mut routes = Vec::new();
    for day in 0..2 {
        let mut route = run(START_S + day * 86_400, 30, BERLIN);
        route.samples.heart_rate_bpm.raw_mut().fill(0);
        let gpx = String::from_utf8(gpx_writer::write(&[route])).expect("text");
        // As Apple writes it: no type.
        let gpx =
            gpx.replace("<type>running</type>", "").replace("shakeout (synthetic)", "Apple Health Export");
        routes.push(gpx.into_bytes());
    }
    let beats: String = (0..300)
        .map(|k| {
            let (minute, second) = (k * 6 / 60, k * 6 % 60);
            format!(
                "<Record type=\"HKQuantityTypeIdentifierHeartRate\" sourceName=\"Watch\" startDate=\"2024-05-04 \
                 08:{minute:02}:{second:02} +0200\" value=\"140\"/>\n"
            )
        })
        .collect();
    let workout = |sport: &str, day: &str, route: &str| {
        format!(
            "<Workout workoutActivityType=\"HKWorkoutActivityType{sport}\" duration=\"30\" durationUnit=\"min\" \
             startDate=\"{day} 08:00:00 +0200\" endDate=\"{day} 08:30:00 +0200\"><WorkoutRoute><FileReference \
             path=\"/workout-routes/{route}\"/></WorkoutRoute></Workout>\n"
        )
    };
    let health = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE HealthData []><HealthData locale=\"de_DE\">{beats}{}{}</HealthData>",
        workout("Running", "2024-05-04", "a.gpx"),
        workout("Cycling", "2024-05-05", "b.gpx")
    );
    let [a, b] = <[Vec<u8>; 2]>::try_from(routes).expect("two");
    let members = [
        ("apple_health_export/workout-routes/a.gpx", a.clone()),
        ("apple_health_export/workout-routes/b.gpx", b),
        ("apple_health_export/Exportieren.xml", health.into_bytes()),
    ];
    let dir = folder(&[("Export.zip", zip(&members))]);
    let outcome = analyze(dir.path(), &[]).sound();
    assert_eq!(outcome.cells(&["sport", "hr_mean_bpm"]), [["running", "140.0"], ["cycling", ""]]);
    let alone = folder(&[("route.gpx", a)]);
    let outcome = analyze(alone.path(), &[]).sound();
    assert_eq!(outcome.cells(&["sport"]), [["unknown"]], "its pace tells no ride from a run");
}

#[test]
fn what_is_known_and_not_read_says_what_to_hand_over_instead() {
    for (bytes, words) in [
        (&b"<?xml version=\"1.0\"?><ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>"[..], "export.xml"),
        (br#"{"DeviceLog": {"Header": {}}}"#, "FIT"),
        (br#"{"fitnessActivity": "running", "startTime": "2024"}"#, "TCX"),
        (b"SQLite format 3\0", "FIT, TCX or GPX"),
        (br#"{"a": 1}"#, "shakeout sources"),
    ] {
        assert!(unread::words(bytes).is_some_and(|told| told.contains(words)), "{words}");
        assert!(source::sniff(bytes).is_none());
    }
    assert_eq!(unread::words(b"just text"), None);
}

#[test]
fn every_source_says_what_is_read_and_how_to_export_it() {
    let docs = include_str!("../../../docs/formats.md");
    for provider in PROVIDERS {
        assert!(!provider.gives.is_empty() && !provider.leaves.is_empty() && !provider.export.is_empty());
        let source::Provider { name, gives, leaves, export, .. } = provider;
        let line = format!("- **{name}**: {gives}. Not read: {leaves}. How: {export}.");
        assert!(docs.contains(&line), "docs/formats.md lacks the line\n{line}");
    }
}

/// A list of `runs` runs, each a row of MapMyRun's.
fn map_my_run(runs: usize, bpm: impl Fn(usize) -> usize, metres: impl Fn(usize) -> usize) -> String {
    let mut csv =
        "Workout Date,Activity Type,Distance (mi),Workout Time (seconds),Avg Heart Rate\n".to_owned();
    for k in 0..runs {
        let miles = metres(k) as f64 / 1609.344;
        csv += &format!("2024-{:02}-{:02},Run,{miles:.4},2400,{}\n", 4 + k / 28, 1 + k % 28, bpm(k));
    }
    csv
}

#[test]
fn a_mean_heart_rate_that_is_the_same_for_every_run_is_not_used_and_said_so() {
    let analyzed = |csv: String| analyze(folder(&[("list.csv", csv.into_bytes())]).path(), &[]).sound();
    let same = analyzed(map_my_run(30, |_| 140, |_| 6000));
    assert!(same.activities.iter().all(|row| row["hr_mean_bpm"].is_empty()));
    let note =
        "its mean heart rate is the same in 30 of 30 activities, so it says nothing of any and is not used";
    assert!(same.files[0]["reason"].contains(note), "{:?}", same.files[0]);
    let own = analyzed(map_my_run(30, |k| 135 + k % 7, |_| 6000));
    assert!(own.activities.iter().all(|row| !row["hr_mean_bpm"].is_empty()));
    // Nine runs show nothing.
    let few = analyzed(map_my_run(9, |_| 140, |_| 6000));
    assert!(few.activities.iter().all(|row| row["hr_mean_bpm"].starts_with("140")));
}

#[test]
fn a_list_without_heart_rate_is_classed_by_pace_where_its_paces_differ() {
    let analyzed = |csv: String| analyze(folder(&[("list.csv", csv.into_bytes())]).path(), &[]).sound();
    // 40 min at 2.5 m/s, each third run at 3.0 m/s: 83 % of the fastest and the fastest itself.
    let mixed = analyzed(map_my_run(30, |_| 0, |k| if k % 3 == 0 { 7200 } else { 6000 }));
    for (k, row) in mixed.activities.iter().enumerate() {
        let class = if k % 3 == 0 { "hard" } else { "easy" };
        assert_eq!(row["class"], class, "run {k}: {}", row["class_reasons"]);
        assert_eq!(row["load_source"], "rtss_gap");
    }
    // All at one pace: nobody knows how far below threshold that is.
    let one = analyzed(map_my_run(30, |_| 0, |k| 6000 + 10 * (k % 5)));
    assert!(one.activities.iter().all(|row| row["class"] == "unknown"));
}

#[test]
fn a_list_without_times_of_day_counts_no_run_twice() {
    let list = |name: &str| {
        let (_, text) = SAMPLES.iter().find(|(words, _)| *words == name).expect("a sample");
        text.replace('\n', "\r\n").into_bytes()
    };
    let workouts = list("TrainingPeaks' list of workouts");
    // The run of the list, and one of another length in the evening, which the list has not.
    let day = [
        ("a.fit", super::fit(&run(START_S, 30, BERLIN))),
        ("b.fit", super::fit(&run(START_S + 36_000, 50, BERLIN))),
        ("workouts.csv", workouts.clone()),
    ];
    let both = analyze(folder(&day).path(), &[]).sound();
    assert_eq!(
        both.cells(&["elapsed_s", "rpe"]),
        [["1800.0", "3.0"], ["3000.0", ""]],
        "{:?}",
        both.activities
    );
    // Two such lists, and no recording.
    let twice = [("workouts.csv", workouts.clone()), ("again.csv", [workouts, b"\r\n".to_vec()].concat())];
    let twice = analyze(folder(&twice).path(), &["--tz", "Europe/Berlin"]).sound();
    assert_eq!(twice.cells(&["elapsed_s"]), [["1800.0"]]);
}

#[test]
fn a_recording_of_an_export_that_another_file_has_too_is_called_a_copy() {
    let polar =
        SAMPLES.iter().find(|(words, _)| *words == "Polar Flow's training session").expect("a sample").1;
    let files = [("a.fit", super::fit(&run(START_S, 30, BERLIN))), ("polar.json", polar.as_bytes().to_vec())];
    let both = analyze(folder(&files).path(), &[]).sound();
    assert_eq!(both.activities.len(), 1, "{:?}", both.activities);
    assert_eq!((both.status("a.fit"), both.status("polar.json")), ("used", "duplicate"));
    assert_eq!(both.file("polar.json")["duplicate_of"], "a.fit");
}

#[test]
fn a_threshold_that_polar_takes_from_hrmax_is_no_measurement() {
    let session = |bpm: &str| {
        format!(
            r#"{{"exportVersion": "1.6", "startTime": "2024-05-04T08:00:00.000", "stopTime": "2024-05-04T08:30:00.000",
            "physicalInformationSnapshot": {{"maximumHeartRate": 190, "anaerobicThreshold": {bpm}}},
            "exercises": [{{"startTime": "2024-05-04T08:00:00.000", "sport": "RUNNING"}}]}}"#
        )
    };
    let lthr = |bpm: &str| read(&session(bpm)).entries[0].thresholds.lthr_bpm;
    assert_eq!((lthr("171"), lthr("174")), (None, Some(174.0)));
}
