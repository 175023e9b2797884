//! Sources: whole-account exports of apps, each as a small file of its kind.

use std::io::BufReader;

use shakeout::activity::Sport;
use shakeout::activity::{Column, Entry as _};
use shakeout::source::{self, Entry, Listing, Morning, PROVIDERS, When, read_apple, unread};
use shakeout::synth::gpx_writer;
use shakeout::units::UtcMillis;

use super::{BERLIN, START_S, analyze, folder, run, zip};
use crate::support::invariants::list;

/// 2024-05-04T06:00:00Z is 08:00 in Berlin.
const START: When = When::Instant(UtcMillis(START_S * 1000), Some(7200));

const POLAR_OLD: &str = r#"{"exportVersion": "1.6", "name": "Long run", "startTime": "2024-05-04T08:00:00.000",
 "stopTime": "2024-05-04T08:30:00.000", "timeZoneOffset": 120, "duration": "PT1800S", "distance": 5000.0,
 "physicalInformationSnapshot": {"sex": "FEMALE", "birthday": "1985-05-05", "maximumHeartRate": 190,
  "restingHeartRate": 52, "anaerobicThreshold": 171, "weight, kg": 60.0},
 "exercises": [{"startTime": "2024-05-04T06:00:00.000", "stopTime": "2024-05-04T06:30:00.000", "duration": "PT1800S",
  "sport": "TRAIL_RUNNING", "heartRate": {"min": 90, "avg": 140, "max": 170}, "samples": {
   "heartRate": [{"dateTime": "2024-05-04T06:00:00.000", "value": 120}, {"dateTime": "2024-05-04T06:00:01.000"},
    {"dateTime": "2024-05-04T06:00:02.000", "value": 122}],
   "speed": [{"dateTime": "2024-05-04T06:00:00.000", "value": 9.0}]}}]}"#;

const POLAR_NEW: &str = r#"{"startTime": "2024-05-04T08:00:00", "stopTime": "2024-05-04T08:30:00", "name": "Running",
 "timezoneOffsetMinutes": 120, "durationMillis": 1800000, "distanceMeters": 5000, "hrAvg": 140,
 "physicalInformation": {"maximumHeartRate": 190}, "exercises": [{"startTime": "2024-05-04T08:00:00",
 "durationMillis": 1800000, "sport": {"id": "17"}, "samples": {"samples": [
  {"type": "HEART_RATE", "intervalMillis": 1000, "values": [120, NaN, 122]},
  {"type": "ALTITUDE", "intervalMillis": 1000, "values": [NaN, 30.5, 31.0]}]},
 "routes": {"route": {"startTime": "2024-05-04T08:00:00", "wayPoints": [
  {"latitude": 52.5, "longitude": 13.4, "altitude": NaN, "elapsedMillis": 1000}]}}}]}"#;

const APPLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ATTLIST Broken "as Apple writes it >
]>
<HealthData locale="de_DE">
 <Me HKCharacteristicTypeIdentifierDateOfBirth="1985-05-05" HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexFemale"/>
 <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch &amp; &gt; more" startDate="2024-05-04 08:00:10 +0200" value="130"/>
 <Correlation><Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch &amp; &gt; more" startDate="2024-05-04 08:00:10 +0200" value="130"/></Correlation>
 <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch &amp; &gt; more" startDate="2024-05-04 8:00:15 AM +0200" value="131.6"/>
 <Record type="HKQuantityTypeIdentifierRestingHeartRate" startDate="2024-05-03 00:00:00 +0200" value="50"/>
 <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Watch" value="HKCategoryValueSleepAnalysisInBed" startDate="2024-05-03 22:00:00 +0200" endDate="2024-05-04 07:00:00 +0200"/>
 <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Watch" value="HKCategoryValueSleepAnalysisAsleepCore" startDate="2024-05-03 23:00:00 +0200" endDate="2024-05-04 03:00:00 +0200"/>
 <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Watch" value="HKCategoryValueSleepAnalysisAsleepREM" startDate="2024-05-04 02:00:00 +0200" endDate="2024-05-04 06:00:00 +0200"/>
 <Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="25" durationUnit="min" sourceName="a &gt; b > c" startDate="2024-05-04 08:00:00 +0200" endDate="2024-05-04 08:30:00 +0200">
  <MetadataEntry key="HKIndoorWorkout" value="1"/>
  <MetadataEntry key="HKTimeZone" value="Asia/Tokyo"/>
  <WorkoutEvent type="HKWorkoutEventTypePause" date="2024-05-04 08:10:00 +0200"/>
  <WorkoutEvent type="HKWorkoutEventTypeResume" date="2024-05-04 08:15:00 +0200"/>
  <WorkoutActivity uuid="1" startDate="2024-05-04 08:00:00 +0200">
   <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" sum="1" unit="mi"/>
  </WorkoutActivity>
  <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" sum="3" unit="mi"/>
  <WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" average="140" maximum="160" unit="count/min"/>
  <WorkoutRoute><FileReference path="/workout-routes/route.gpx"/></WorkoutRoute>
 </Workout>
 <Workout workoutActivityType="HKWorkoutActivityTypeCycling" duration="40" durationUnit="min" totalDistance="12" totalDistanceUnit="km" startDate="2024-05-05 08:00:00 +0200" endDate="2024-05-05 08:40:00 +0200"/>
 <Record type="HKQuantityTypeIdentifierWorkoutEffortScore" startDate="2024-05-04 08:00:00 +0200" endDate="2024-05-04 08:30:00 +0200" value="4"/>
</HealthData>"#;

/// What a file is, and one of its kind.
const SAMPLES: &[(&str, &str)] = &[
    ("Apple Health's export", APPLE),
    ("Polar Flow's training session", POLAR_OLD),
    ("Polar Flow's training session", POLAR_NEW),
    (
        "intervals.icu's list of activities",
        "\u{feff}id,start_date_local,name,type,moving_time,distance,elapsed_time,max_heartrate,average_heartrate,icu_rpe,\
         icu_resting_hr,lthr,hr_z1,hr_z2,hr_max,hr_z1_secs,hr_z2_secs,hr_z3_secs,start_date\n\
         i1,2024-05-04T08:00:00,Easy,Run,1800,5000,1860,160,140,3,50,170,140,155,188,1200,500,100,2024-05-04T06:00:00Z\n",
    ),
    (
        "intervals.icu's list of activities",
        r#"[{"id": "i1", "start_date_local": "2024-05-04T08:00:00", "start_date": "2024-05-04T06:00:00Z", "type": "Run",
         "moving_time": 1800, "elapsed_time": 1860, "distance": 5000.0, "average_heartrate": 140, "icu_rpe": 3, "lthr": 170,
         "athlete_max_hr": 188, "icu_resting_hr": 50, "icu_hr_zones": [140, 155], "icu_hr_zone_times": [1200, 500, 100]}]"#,
    ),
    (
        "intervals.icu's wellness",
        r#"[{"id": "2024-05-04", "restingHR": 50, "sleepSecs": 27000, "hrv": 61.5, "soreness": 2}]"#,
    ),
    ("intervals.icu's wellness", "date,restingHR,sleepSecs,hrv,soreness\n2024-05-04,50,27000,61.5,2\n"),
    (
        "TrainingPeaks' list of workouts",
        "\"Title\",\"WorkoutType\",\"WorkoutDay\",\"DistanceInMeters\",\"TimeTotalInHours\",\"HeartRateAverage\",\
         \"HRZone1Minutes\",\"HRZone2Minutes\",\"Rpe\",\"AthleteComments\"\n\
         \"Easy\",\"Run\",\"2024-05-04\",\"5000\",\"0.5\",\"140\",\"20\",\"10\",\"3\",\"two\nlines\"\n\
         \"Plan\",\"Run\",\"2024-05-05\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"\n",
    ),
    (
        "TrainingPeaks' metrics",
        "\"Timestamp\",\"Type\",\"Value\"\n\"2024-05-04 00:00:00\",\"Pulse\",\"60\"\n\"2024-05-04 06:10:00\",\"Pulse\",\"50\"\n\
         \"2024-05-04 06:10:00\",\"Sleep Hours\",\"7.5\"\n",
    ),
    (
        "Whoop's export",
        "Cycle start time,Cycle end time,Cycle timezone,Workout start time,Workout end time,Duration (min),Activity name,\
         Max HR (bpm),Average HR (bpm),HR Zone 1 %,HR Zone 2 %,Distance (meters)\n\
         2024-05-03 23:30:00,,UTC+02:00,2024-05-04 08:00:00,2024-05-04 08:30:00,30,Running,160,140,60,40,5000\n",
    ),
    (
        "Whoop's cycles",
        "Cycle start time,Cycle end time,Cycle timezone,Recovery score %,Resting heart rate (bpm),Heart rate variability (ms),\
         Asleep duration (min)\n2024-05-03 23:30:00,,UTC+02:00,70,50,61.5,450\n",
    ),
    (
        "Fitbit's export",
        r#"[{"logId": 1, "activityName": "Run", "averageHeartRate": 140, "duration": 1800000, "activeDuration": 1800000,
         "heartRateZones": [{"name": "Peak", "min": 160, "max": 220, "minutes": 3}], "startTime": "05/04/24 06:00:00",
         "distance": 3.0, "distanceUnit": "Mile"}]"#,
    ),
    ("Fitbit's export", r#"[{"dateTime": "05/04/24 06:00:00", "value": {"bpm": 120, "confidence": 3}}]"#),
    (
        "Fitbit's export",
        r#"[{"logId": 1, "dateOfSleep": "2024-05-04", "minutesAsleep": 450, "mainSleep": true}]"#,
    ),
    (
        "Fitbit's export",
        r#"[{"dateTime": "05/03/24 00:00:00", "value": {"date": "05/03/24", "value": 50.2, "error": 6.8}}]"#,
    ),
    (
        "Fitbit's export",
        "exercise_id,exercise_start,exercise_end,utc_offset,activity_name,tracker_total_distance_mm,tracker_avg_heart_rate\n\
         1,2024-05-04T06:00:00Z,2024-05-04T06:30:00Z,+02:00,Run,5000000,140\n",
    ),
    (
        "Runkeeper's list of activities",
        "Activity Id,Date,Type,Route Name,Distance (mi),Duration,Average Pace,Average Heart Rate (bpm),Notes,GPX File\n\
         a,2024-05-04 08:00:00,Running,,3.0,30:00,10:00,140,,2024-05-04-080000.gpx\n",
    ),
    (
        "Samsung Health's export",
        "com.samsung.shealth.exercise,6500001,3\n\
         com.samsung.health.exercise.start_time,com.samsung.health.exercise.time_offset,com.samsung.health.exercise.exercise_type,\
         com.samsung.health.exercise.duration,com.samsung.health.exercise.distance,com.samsung.health.exercise.mean_heart_rate\n\
         2024-05-04 06:00:00.000,UTC+0200,1002,1800000,5000,140,\n",
    ),
    ("Samsung Health's export", r#"[{"start_time": 1714802400000, "heart_rate": 120}, {"heart_rate": 0}]"#),
    (
        "Zepp's list of workouts",
        "\u{feff}type,startTime,sportTime(s),maxPace(/meter),distance(m),calories(kcal)\n\
         8,2024-05-04 06:00:00+0000,1800,0.2,5000,400\n1,2024-05-05 06:00:00+0000,1800,-1,-1,-1\n",
    ),
    (
        "Runtastic's session",
        r#"{"id": "a", "start_time": 1714802400000, "end_time": 1714804200000, "start_time_timezone_offset": 7200000,
         "duration": 1800000, "sport_type_id": "1", "features": [{"type": "heart_rate", "attributes": {"average": 140}},
         {"type": "track_metrics", "attributes": {"distance": 5000}}]}"#,
    ),
    (
        "Runtastic's session",
        r#"[{"timestamp": "2024-05-04 08:00:00 +0200", "heart_rate": 120, "version": 1}]"#,
    ),
    (
        "MapMyRun's list of workouts",
        "Date Submitted,Workout Date,Activity Type,Distance (mi),Workout Time (seconds),Avg Pace (min/mi),Avg Heart Rate\n\
         \"May 4, 2024\",\"May 4, 2024\",Run,3.0,1800,10.0,140\n",
    ),
    (
        "Endomondo's workout",
        r#"[{"sport": "RUNNING"}, {"start_time": "2024-05-04 08:00:00.0"}, {"duration_s": 1800}, {"distance_km": 5.0},
         {"points": [[{"location": [[{"latitude": 52.5}, {"longitude": 13.4}]]}, {"heart_rate_bpm": 120},
         {"timestamp": "Sat May 04 06:00:00 UTC 2024"}], [{"heart_rate_bpm": 121},
         {"timestamp": "Sat May 04 06:00:05 UTC 2024"}]]}]"#,
    ),
    (
        "Health Auto Export's file",
        r#"{"data": {"workouts": [{"name": "Outdoor Run", "start": "2024-05-04 08:00:00 +0200",
         "end": "2024-05-04 08:30:00 +0200", "duration": 1800, "distance": {"qty": 3, "units": "mi"}, "heartRateData": [
          {"date": "2024-05-04 08:00:00 +0200", "Min": 118, "Avg": 120, "Max": 121},
          {"date": "2024-05-04 08:01:00 +0200", "Avg": 130}]}],
         "metrics": [{"name": "resting_heart_rate", "data": [{"date": "2024-05-03 00:00:00 +0200", "qty": 50}]}]}}"#,
    ),
    (
        "Garmin Connect's table of activities",
        "Aktivitätstyp,Datum,Favorit,Titel,Distanz,Kalorien,Zeit,Ø HF,Maximale HF\n\
         Laufen,2024-05-04 08:00:00,false,Berlin Laufen,\"5,00\",300,00:30:00,140,160\n",
    ),
    (
        "Garmin's days",
        r#"[{"trainingMethod": "HR_MAX", "restingHeartRateUsed": 50, "lactateThresholdHeartRateUsed": 170,
         "maxHeartRateUsed": 188, "zone1Floor": 94, "sport": "DEFAULT"}]"#,
    ),
    (
        "Garmin's days",
        r#"[{"calendarDate": "2024-05-03", "restingHeartRate": 50}, {"calendarDate": "2024-05-04", "restingHeartRate": -1}]"#,
    ),
    (
        "Garmin's days",
        r#"[{"calendarDate": "2024-05-04", "deepSleepSeconds": 6000, "lightSleepSeconds": 16000, "remSleepSeconds": 5000}]"#,
    ),
];

fn read(text: &str) -> Listing {
    source::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error} in {text}"))
}

fn of(words: &str) -> impl Iterator<Item = Listing> {
    SAMPLES.iter().filter(move |(own, _)| *own == words).map(|(_, text)| read(text))
}

/// The first entry of every sample of that kind.
fn entries(words: &str) -> Vec<Entry> {
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
        let here = SAMPLES.iter().any(|(_, text)| (reader.sniff)(text.as_bytes()));
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

#[test]
fn a_run_of_half_an_hour_is_the_same_in_every_list() {
    for words in [
        "intervals.icu's list of activities",
        "Whoop's export",
        "Samsung Health's export",
        "Runtastic's session",
        "Runkeeper's list of activities",
        "Endomondo's workout",
        "Polar Flow's training session",
        "Health Auto Export's file",
        "Garmin Connect's table of activities",
        "TrainingPeaks' list of workouts",
        "MapMyRun's list of workouts",
    ] {
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
            let Morning { sleep_h: sleep, hr_rest_bpm: rest, .. } = listing.daily.mornings[&date];
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
fn an_apple_export_is_the_same_whatever_the_size_of_the_pieces_in_which_it_comes() {
    let whole = read(APPLE);
    for size in [1, 2, 7, 64, 1000] {
        let streamed = read_apple(BufReader::with_capacity(size, APPLE.as_bytes())).expect("sound");
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
        assert!(
            docs.contains(&format!("**{}**", provider.name)),
            "{} is not in docs/formats.md",
            provider.name
        );
    }
}
