//! More of what exports hold: heart rate by the minute, clocks that are not said, habits, and lists that lack much.

use shakeout::source::{self, When};
use shakeout::synth::gpx_writer;

use super::{BERLIN, Outcome, START_S, analyze, fit, folder, run};

fn analyzed(files: &[(&str, String)]) -> Outcome {
    let files: Vec<(&str, Vec<u8>)> =
        files.iter().map(|(name, text)| (*name, text.clone().into_bytes())).collect();
    analyze(folder(&files).path(), &["--tz", "Europe/Berlin"]).sound()
}

/// Local start of the `k`-th of the runs, two days apart, at 18:00 in Berlin.
fn start(k: i64) -> jiff::civil::DateTime {
    jiff::civil::date(2024, 5, 4).at(18, 0, 0, 0).saturating_add(jiff::Span::new().days(2 * k))
}

/// In UTC.
fn start_utc(k: i64) -> jiff::civil::DateTime {
    start(k).saturating_sub(jiff::Span::new().hours(2))
}

/// A list of intervals.icu: columns and cells behind the usual ones.
fn intervals(n: i64, columns: &str, cells: impl Fn(i64) -> String) -> String {
    let rows: String = (0..n).map(|k| format!("i{k},{},Run,Run,2400,{}\n", start(k), cells(k))).collect();
    format!("id,start_date_local,name,type,moving_time,{columns}\n{rows}")
}

fn classes(outcome: &Outcome) -> Vec<&str> {
    outcome.activities.iter().map(|row| row["class"].as_str()).collect()
}

#[test]
fn heart_rate_by_the_minute_in_local_time_goes_to_the_runs_of_its_time() {
    let sport: String =
        (0..12).map(|k| format!("1,{}+0000,2400,6000\n", start_utc(k).strftime("%F %T"))).collect();
    let beats: String = (0..12)
        .flat_map(|k| {
            (0..=40).map(move |minute| {
                let at = start(k).saturating_add(jiff::Span::new().minutes(minute));
                format!("{},{},{}\n", at.date(), at.strftime("%H:%M"), if k % 3 == 0 { 170 } else { 140 })
            })
        })
        .collect();
    let outcome = analyzed(&[
        ("SPORT/SPORT_1.csv", format!("type,startTime,sportTime(s),distance(m)\n{sport}")),
        ("HEARTRATE_AUTO/HEARTRATE_AUTO_1.csv", format!("date,time,heartRate\n{beats}")),
    ]);
    assert_eq!(outcome.activities.len(), 12);
    for (k, row) in outcome.activities.iter().enumerate() {
        let mean: f64 = row["hr_mean_bpm"].parse().expect("a heart rate");
        assert!((mean - if k % 3 == 0 { 170.0 } else { 140.0 }).abs() < 1.0, "{row:?}");
    }
}

#[test]
fn the_offset_of_a_summer_recording_does_not_move_the_heart_rate_of_winter_runs() {
    // A treadmill run in May says that it was two hours ahead of UTC, and nothing of where.
    let mut may = run(START_S, 40, BERLIN);
    may.samples.edit(|samples| samples.iter_mut().for_each(|sample| sample.position = None));
    may.utc_offset_s = Some(7200);
    let day = |k: i64| jiff::civil::date(2024, 12, 1).saturating_add(jiff::Span::new().days(k));
    let sport: String = (0..12).map(|k| format!("1,{} 17:00:00+0000,2400,6000\n", day(k))).collect();
    let beats: String = (0..12)
        .flat_map(|k| (0..240).map(move |minute| (day(k).at(16, 0, 0, 0), minute)))
        .map(|(from, minute)| {
            let at = from.saturating_add(jiff::Span::new().minutes(minute));
            let bpm = if (120..160).contains(&minute) { 150 } else { 60 };
            format!("{},{bpm}\n", at.strftime("%F,%H:%M"))
        })
        .collect();
    let dir = folder(&[
        ("may.fit", fit(&may)),
        ("SPORT.csv", format!("type,startTime,sportTime(s),distance(m)\n{sport}").into_bytes()),
        ("HEARTRATE_AUTO.csv", format!("date,time,heartRate\n{beats}").into_bytes()),
        ("shakeout.toml", b"tz = \"Europe/Berlin\"\n".to_vec()),
    ]);
    let outcome = analyze(dir.path(), &[]).sound();
    let winter = outcome.activities.iter().filter(|row| row["local_date"].starts_with("2024-12"));
    let beats: Vec<f64> = winter.map(|row| row["hr_mean_bpm"].parse().expect("a heart rate")).collect();
    assert_eq!(beats.len(), 12);
    assert!(beats.iter().all(|bpm| *bpm > 140.0), "{beats:?}");
}

#[test]
fn a_row_that_is_pasted_twice_is_one_run() {
    let once = intervals(6, "distance", |k| format!("{}", 6000 + k));
    let again: String = once.lines().skip(1).map(|line| format!("{line}\n")).collect();
    let outcome = analyzed(&[("activities.csv", format!("{once}{again}"))]);
    assert_eq!(outcome.activities.len(), 6);
    assert!(outcome.reason("activities.csv").contains("6 activities are listed twice and count once"));
}

#[test]
fn times_in_zones_with_their_limits_class_a_run_without_a_mean_heart_rate() {
    let columns =
        "hr_z1,hr_z2,hr_z3,hr_z4,hr_z5,hr_max,hr_z1_secs,hr_z2_secs,hr_z3_secs,hr_z4_secs,hr_z5_secs,lthr";
    let zones = |k: i64| match k % 3 {
        0 => "300,300,300,1500,0",
        _ => "2000,400,0,0,0",
    };
    let list = intervals(24, columns, |k| format!("132,145,160,172,188,188,{},163", zones(k)));
    let outcome = analyzed(&[("activities.csv", list)]);
    for (k, class) in classes(&outcome).into_iter().enumerate() {
        assert_eq!(class == "easy", k % 3 != 0, "run {k}: {:?}", outcome.activities[k]["class_reasons"]);
        assert_ne!(class, "unknown", "run {k}");
    }
    // Half of the time says nothing of the mean.
    let half = intervals(24, columns, |_| "132,145,160,172,188,188,800,200,0,0,0,163".into());
    assert!(classes(&analyzed(&[("activities.csv", half)])).iter().all(|class| *class == "unknown"));
}

#[test]
fn the_threshold_pace_of_an_export_counts_unless_runs_are_faster() {
    let list = |set: &str| {
        intervals(24, "distance,threshold_pace", |k| {
            format!("{},{set}", if k % 3 == 0 { 6480 } else { 6000 } + k % 5)
        })
    };
    // 2.5 and 2.7 m/s: alone they show no threshold, below one of 3.3 m/s both are easy or moderate.
    let outcome = analyzed(&[("activities.csv", list("3.3"))]);
    assert_eq!(classes(&outcome)[1], "easy", "{}", outcome.activities[1]["class_reasons"]);
    assert!(outcome.activities[1]["class_reasons"].contains("pace 76 % of threshold"));
    assert!(classes(&analyzed(&[("activities.csv", list(""))])).iter().all(|class| *class == "unknown"));
    // A setting of 2 m/s is far below what was run.
    let fast =
        intervals(24, "distance,threshold_pace", |k| format!("{},2.0", if k % 3 == 0 { 8400 } else { 6000 }));
    let outcome = analyzed(&[("activities.csv", fast)]);
    assert_eq!((classes(&outcome)[0], classes(&outcome)[1]), ("hard", "easy"));
}

#[test]
fn sessions_without_a_sport_are_runs_by_their_pace() {
    let row = |day: i64, km: &str| format!("{},{km},40,3\n", start(day).date());
    let list =
        format!("date,distance_km,minutes,effort\n{}{}{}", row(0, "6.0"), row(1, "7.0"), row(2, "20.0"));
    let outcome = analyzed(&[("sessions.csv", list)]);
    let sports = outcome.cells(&["sport"]).concat();
    assert_eq!(sports.iter().filter(|sport| **sport == "running").count(), 2, "{sports:?}");
    assert!(outcome.reason("sessions.csv").contains("2 of 3 sessions are runs by their pace"));
}

fn fitbit(local: bool) -> String {
    let at = |k: i64| if local { start(k) } else { start_utc(k) };
    let one = |k: i64| {
        format!(
            r#"{{"logId": {k}, "activityName": "Run", "startTime": "{}", "activeDuration": 1800000, "duration": 1800000, "averageHeartRate": {}}}"#,
            at(k).strftime("%m/%d/%y %T"),
            140 + k
        )
    };
    format!("[{}]", (0..5).map(one).collect::<Vec<_>>().join(","))
}

#[test]
fn a_recording_of_the_same_run_tells_whether_fitbit_wrote_utc_or_local_time() {
    let utc_s = |k: i64| START_S + 10 * 3600 + 2 * 86_400 * k;
    let gpx = gpx_writer::write(&[run(utc_s(1), 30, BERLIN), run(utc_s(3), 30, BERLIN)]);
    for (local, words) in
        [(true, "its times are local, as 2 recordings show"), (false, "its times are UTC, as 2")]
    {
        let files = [("exercise-0.json", fitbit(local).into_bytes()), ("runs.gpx", gpx.clone())];
        let outcome = analyze(folder(&files).path(), &[]).sound();
        assert!(outcome.reason("exercise-0.json").contains(words), "{}", outcome.reason("exercise-0.json"));
        assert_eq!(outcome.activities.len(), 5, "{words}");
        assert!(outcome.activities.iter().all(|row| row["start"].contains("T16:00:00Z")), "{words}");
    }
    let alone = analyzed(&[("exercise-0.json", fitbit(false))]);
    assert!(alone.reason("exercise-0.json").contains("taken as UTC: the file does not say"));
}

#[test]
fn an_apple_export_that_is_cut_off_says_so() {
    let whole = crate::support::export_samples::APPLE;
    let note = |text: &str| {
        let listing = source::read(text.as_bytes()).expect("workouts");
        listing.notes.iter().any(|note| note.contains("cut off"))
    };
    assert!(!note(whole));
    let second = whole.find("<Workout workoutActivityType=\"HKWorkoutActivityTypeCycling\"").expect("a ride");
    assert!(note(&whole[..second]));
    let first = whole.find("<Workout ").expect("a run");
    let error = source::read(&whole.as_bytes()[..first]).expect_err("no workout");
    assert!(error.to_string().contains("ends before its first workout"), "{error}");
}

#[test]
fn habits_of_a_lifestyle_log_are_known_on_the_next_morning() {
    let garmin = r#"[{"dailyLogList": [
        {"behaviourName": "Alcohol", "status": "YES", "calendarDate": [2024, 5, 3]},
        {"behaviourName": "Late meal", "status": "YES", "calendarDate": [2024, 5, 3]},
        {"behaviourName": "Massage", "status": "NO", "calendarDate": [2024, 5, 3]}]}]"#;
    let whoop = "Cycle start time,Cycle end time,Cycle timezone,Question text,Answered yes,Notes\n\
                 2024-05-02 23:30:00,2024-05-03 23:00:00,UTC+02:00,Have any alcoholic drinks?,true,\n\
                 2024-05-02 23:30:00,2024-05-03 23:00:00,UTC+02:00,Received a massage?,false,\n";
    for text in [garmin, whoop] {
        let listing = source::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        let columns = listing.daily.columns();
        let of = |name: &str| {
            let column = columns.iter().find(|(own, _)| *own == name).map(|(_, values)| values);
            column.and_then(|values| values.get(&"2024-05-04".parse().expect("a date")).copied())
        };
        assert_eq!((of("alcohol"), of("massage"), of("stretching")), (Some(1.0), Some(0.0), None), "{text}");
    }
}

#[test]
fn a_list_of_one_kind_starts_where_it_says() {
    let listing = source::read(intervals(1, "distance", |_| "6000".into()).as_bytes()).expect("a list");
    assert_eq!(listing.entries[0].start, When::Local(start(0)));
}

#[test]
fn what_a_watch_measured_is_left_out_where_it_is_asked_to_be() {
    let day = |k: i64| jiff::civil::date(2024, 5, 4).saturating_add(jiff::Span::new().days(k));
    let rest: Vec<String> = (0..24)
        .map(|k| format!("{{\"calendarDate\": \"{}\", \"restingHeartRate\": {}}}", day(k), 48 + k % 5))
        .collect();
    let log: String = (0..24).map(|k| format!("{},{}\n", day(k), k % 7)).collect();
    let dir = folder(&[
        ("activities.csv", intervals(12, "distance", |k| format!("{}", 6000 + k)).into_bytes()),
        ("UDSFile_1.json", format!("[{}]", rest.join(",")).into_bytes()),
        ("soreness.csv", format!("date,soreness\n{log}").into_bytes()),
    ]);
    let log = dir.path().join("soreness.csv");
    let typed = |flags: &[&'static str]| {
        let mut args = vec!["--tz", "Europe/Berlin", "--soreness", log.to_str().expect("UTF-8")];
        args.extend(flags);
        analyze(dir.path(), &args)
    };
    assert!(typed(&[]).sound().report.contains("hr rest bpm of 24 days comes from the export"));
    assert!(!typed(&["--no-watch-columns"]).sound().report.contains("comes from the export"));
    // An outcome that was left out with them says so.
    let message = typed(&["--no-watch-columns", "--outcome", "hr_rest_bpm"]).stderr;
    assert!(message.contains("leave out --no-watch-columns"), "{message}");
}
