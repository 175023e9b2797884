//! Small files of whole-account exports, of every kind that is read: 2024-05-04, 08:00 in Berlin, half an hour.

const POLAR_OLD: &str = r#"{"exportVersion": "1.6", "name": "Long run", "startTime": "2024-05-04T08:00:00.000",
 "stopTime": "2024-05-04T08:30:00.000", "timeZoneOffset": 120, "duration": "PT1800S", "distance": 5000.0,
 "physicalInformationSnapshot": {"sex": "FEMALE", "birthday": "1985-05-05", "maximumHeartRate": 190,
  "restingHeartRate": 52, "anaerobicThreshold": 174, "weight, kg": 60.0},
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

/// An export of Apple Health: a run on a treadmill and a ride.
pub const APPLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
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

/// What a file is, and one of its kind: every reader of the registry but the lists of Strava and Garmin.
pub const SAMPLES: &[(&str, &str)] = &[
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
    (
        "Garmin's days",
        r#"[{"dailyLogList": [{"behaviourName": "Alcohol", "status": "YES", "calendarDate": [2024, 5, 3]}]}]"#,
    ),
    ("Zepp's heart rate", "date,time,heartRate\n2024-05-04,08:00,120\n2024-05-04,08:01,121\n"),
    (
        "Whoop's journal",
        "Cycle start time,Cycle end time,Cycle timezone,Question text,Answered yes,Notes\n\
         2024-05-03 23:30:00,2024-05-04 23:00:00,UTC+02:00,Have any alcoholic drinks?,true,\n",
    ),
];
