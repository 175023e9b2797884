//! Sessions without files: lists that people and questionnaires keep.

use proptest::prelude::*;
use shakeout::activity::Sport;
use shakeout::source::{self, ListedActivity, When};

use super::{BERLIN, START_S, analyze, fit, folder, run};

fn entries(text: &str) -> Vec<ListedActivity> {
    let listing = source::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error} in {text}"));
    assert_eq!(listing.kind.words, "a list of sessions");
    listing.entries
}

#[test]
fn a_list_of_sessions_is_a_source_of_activities_with_session_rpe_load() {
    let list = "date,time,sport,duration_min,rpe,avg_hr\n\
                2024-05-04,18:30,Run,60,4,145\n\
                2024-05-05,07:00,Run,90,6,\n\
                2024-05-06,,Strength,40,5,\n\
                2024-05-07,,Run,,5,\n";
    let dir = folder(&[("sessions.csv", list.as_bytes().to_vec())]);
    let outcome = analyze(dir.path(), &["--tz", "Europe/Berlin"]).sound();
    assert_eq!(
        outcome.cells(&["start", "local_date", "sport", "timer_s", "rpe", "session_rpe"]),
        [
            ["2024-05-04T16:30:00Z", "2024-05-04", "running", "3600.0", "4.0", "240.0"],
            ["2024-05-05T05:00:00Z", "2024-05-05", "running", "5400.0", "6.0", "540.0"],
            ["2024-05-05T22:00:00Z", "2024-05-06", "strength", "2400.0", "5.0", "200.0"],
        ]
    );
    assert_eq!(outcome.activities[1]["load_source"], "session_rpe");
    assert_eq!(outcome.status("sessions.csv"), "used");
    let reason = outcome.reason("sessions.csv");
    for words in ["3 sessions", "1 row not used (line 5", "duration"] {
        assert!(reason.contains(words), "no `{words}` in: {reason}");
    }
}

#[test]
fn a_session_that_a_watch_recorded_gives_it_its_rpe_and_counts_once() {
    // Typed: half past eight for a run that began at 08:00 and took 60 minutes by the watch.
    let list = "date;time;sport;duration (min);RPE\n\
                04.05.2024;08:30;Lauf;55;4\n\
                05.05.2024;;Lauf;50;6\n\
                05.05.2024;;Lauf;30;2\n\
                06.05.2024;19:00;Lauf;45;3\n";
    let dir = folder(&[
        ("log/sessions.csv", list.as_bytes().to_vec()),
        ("a.fit", fit(&run(START_S, 60, BERLIN))),
        ("b.fit", fit(&run(START_S + 86_400, 52, BERLIN))),
    ]);
    let outcome = analyze(dir.path(), &[]).sound();
    assert_eq!(
        outcome.cells(&["local_date", "rpe", "timer_s", "hr_coverage"]),
        [
            ["2024-05-04", "4.0", "3600.0", "1.0"],
            // The half hour of the same day was another run: no watch recorded it.
            ["2024-05-05", "2.0", "1800.0", "0.0"],
            ["2024-05-05", "6.0", "3120.0", "1.0"],
            ["2024-05-06", "3.0", "2700.0", "0.0"],
        ]
    );
    assert!(outcome.reason("sessions.csv").starts_with("4 sessions; RPE of 2 recorded activities"));
    assert_eq!(outcome.activities[3]["start"], "2024-05-06T17:00:00Z", "local time of the nearest recording");
}

#[test]
fn pmsys_writes_the_end_in_utc_and_the_sport_as_a_list() {
    let list = "end_date_time,activity_names,perceived_exertion,duration_min\n\
                2019-11-01T18:30:00.000Z,\"['individual', 'endurance', 'running']\",6,70\n\
                2019-11-02T12:00:00.000Z,\"['team', 'soccer']\",8,90\n";
    let found = entries(list);
    let instant = |text: &str| {
        let at: jiff::Timestamp = text.parse().expect("a time");
        When::Instant(shakeout::units::UtcMillis(at.as_millisecond()), None)
    };
    assert_eq!(found[0].start, instant("2019-11-01T17:20:00Z"));
    assert_eq!(found[0].sport, Some((Sport::Running, None)));
    assert_eq!((found[0].rpe, found[0].elapsed_s), (Some(6.0), Some(4200.0)));
    assert_eq!(found[1].sport, Some((Sport::Other, Some("soccer".into()))));
}

#[test]
fn durations_are_read_in_the_unit_of_their_column() {
    let of = |header: &str, cells: &[&str]| -> Vec<Option<f64>> {
        let rows: String = cells.iter().map(|cell| format!("2024-05-04,{cell},5\n")).collect();
        entries(&format!("date,{header},rpe\n{rows}")).iter().map(|entry| entry.elapsed_s).collect()
    };
    assert_eq!(of("duration_min", &["45"]), [Some(2700.0)]);
    assert_eq!(of("duration", &["45", "60", "90"]), [2700.0, 3600.0, 5400.0].map(Some));
    assert_eq!(of("duration", &["2700", "3600", "5400"]), [2700.0, 3600.0, 5400.0].map(Some));
    assert_eq!(of("Duration (h)", &["1.5"]), [Some(5400.0)]);
    assert_eq!(of("duration", &["1:02:30", "45:10", "1:05"]), [3750.0, 2710.0, 3900.0].map(Some));
    assert_eq!(of("duration", &["1h 05m", "65 min", "1h05"]), [3900.0; 3].map(Some));
}

#[test]
fn borg_6_to_20_is_no_cr_10_and_is_left_out_loudly() {
    let listing =
        source::read(b"date,duration_min,borg\n2024-05-04,60,13\n2024-05-05,60,9\n").expect("a list");
    assert!(listing.entries.iter().all(|entry| entry.rpe.is_none()), "{listing:?}");
    assert!(listing.notes.iter().any(|note| note.contains("13")), "{:?}", listing.notes);
}

#[test]
fn garmin_connects_table_of_activities_is_known_by_its_rows() {
    let listing = source::read(
        b"Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR\n\
         Treadmill Running,2024-05-04 07:30:00,false,Morning,8.20,500,00:45:10,145,160\n",
    )
    .expect("a list");
    assert_eq!(listing.kind.words, "Garmin Connect's table of activities");
    let found = &listing.entries;
    assert_eq!(found[0].start, When::Local(jiff::civil::date(2024, 5, 4).at(7, 30, 0, 0)));
    assert_eq!(found[0].sport, Some((Sport::Running, Some("treadmill".into()))));
    assert_eq!((found[0].timer_s, found[0].distance_m), (Some(2710.0), Some(8200.0)));
    assert_eq!(found[0].name.as_deref(), Some("Morning"));
}

#[test]
fn the_log_the_profile_and_our_own_report_below_a_path_are_no_sessions() {
    let log = "date,soreness\n2024-05-04,3\n2024-05-05,4\n";
    let own = "start,local_date,sport,class,class_reasons,timer_s,rpe,load,load_source\n\
               2024-05-04T06:00:00Z,2024-05-04,running,easy,,1800,4,30,trimp\n";
    let dir = folder(&[
        ("run.fit", fit(&run(START_S, 30, BERLIN))),
        ("soreness.csv", log.as_bytes().to_vec()),
        ("shakeout.toml", b"tz = \"Europe/Berlin\"\n".to_vec()),
        ("old-report/activities.csv", own.as_bytes().to_vec()),
        ("other-log.csv", log.as_bytes().to_vec()),
    ]);
    let log = dir.path().join("soreness.csv");
    let outcome = analyze(dir.path(), &["--soreness", log.to_str().expect("UTF-8")]).sound();
    for (name, words) in [
        ("soreness.csv", "used as the soreness log, not as a recording"),
        ("shakeout.toml", "used as the settings, not as a recording"),
    ] {
        assert_eq!((outcome.status(name), outcome.reason(name)), ("skipped", words), "{name}");
    }
    for (name, words) in
        [("old-report/activities.csv", "a table that this program wrote"), ("other-log.csv", "text, but no")]
    {
        let name = name.trim_start_matches('/');
        assert_eq!(
            (outcome.status(name), outcome.reason(name).contains(words)),
            ("skipped", true),
            "{name}: {}",
            outcome.reason(name)
        );
    }
    assert_eq!(outcome.activities.len(), 1);
}

#[test]
fn two_typed_sessions_of_a_day_without_a_clock_are_two_sessions() {
    let list = "date,sport,duration,rpe\n2024-05-04,run,45,4\n2024-05-04,run,45,4\n2024-05-05,run,30,2\n";
    let dir = folder(&[("sessions.csv", list.as_bytes().to_vec())]);
    let outcome = analyze(dir.path(), &["--tz", "America/New_York"]).sound();
    assert_eq!(
        outcome.cells(&["local_date", "timer_s"]),
        [["2024-05-04", "2700.0"], ["2024-05-04", "2700.0"], ["2024-05-05", "1800.0"]]
    );
    assert!(outcome.reason("sessions.csv").contains("durations were taken as minutes"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn arbitrary_lists_never_panic_and_every_entry_has_a_time_that_can_be(
        header in "(date|start|end_date_time|Activity Date|time|duration|dur(ation)? ?\\(h\\)|rpe|sport|Filename|Activity Type|[a-z]{1,6})(,(date|time|duration|duration_min|rpe|sport|distance|Filename|Activity Type|Type|[a-z]{1,6})){2,8}",
        cells in "([0-9a-zA-Z:/.,;\"\n+#\u{e4}\u{202f}年月日 \\[\\]'-]|2024-0[1-9]-[0-3][0-9] [0-9]:00,[0-9]{2},[0-9]){0,200}",
    ) {
        if let Ok(listing) = source::read(format!("{header}\n{cells}").as_bytes()) {
            for entry in listing.entries {
                if let When::Instant(at, _) = entry.start.as_utc() {
                    prop_assert!((1989..=2101).contains(&jiff::Timestamp::from_millisecond(at.0).expect("a time").to_zoned_datetime(jiff::tz::TimeZone::UTC).year()));
                }
                prop_assert!(entry.rpe.is_none_or(|rpe| rpe > 0.0 && rpe <= 10.0));
                prop_assert!(entry.duration_s().is_none_or(|s| s > 0.0 && s.is_finite()));
            }
        }
    }

    #[test]
    fn arbitrary_bytes_and_json_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), at in 0_usize..400) {
        let _ = source::read(&bytes);
        let mut json = br#"[{"summarizedActivitiesExport": [{"name": "a", "beginTimestamp": 1714802400000, "duration": 1e308,
            "distance": -3, "avgHr": "x", "startTimeLocal": 17148096000000000000000, "workoutRpe": null}]}]"#.to_vec();
        if let (Some(byte), Some(other)) = (json.get_mut(at), bytes.first()) {
            *byte = *other;
        }
        let _ = source::read(&json);
    }
}

#[test]
fn a_clock_that_is_two_hours_off_still_finds_its_recording_and_five_hours_do_not() {
    // The run began at 08:00 and took 60 minutes by the watch.
    for (clock, activities) in [("10:15", 1), ("13:00", 2)] {
        let list = format!("date,time,sport,duration_min,rpe\n2024-05-04,{clock},Run,55,4\n");
        let dir = folder(&[("sessions.csv", list.into_bytes()), ("a.fit", fit(&run(START_S, 60, BERLIN)))]);
        let outcome = analyze(dir.path(), &[]).sound();
        assert_eq!(outcome.activities.len(), activities, "{clock}");
        let watch = outcome.activities.iter().find(|row| row["timer_s"] == "3600.0").expect("the recording");
        assert_eq!(watch["rpe"], if activities == 1 { "4.0" } else { "" }, "{clock}");
    }
}

#[test]
fn of_two_runs_of_a_day_the_one_of_its_length_is_the_session_without_a_clock() {
    let list = "date,sport,duration_min,rpe\n20240504,Run,58,7\n";
    let dir = folder(&[
        ("sessions.csv", list.as_bytes().to_vec()),
        ("a.fit", fit(&run(START_S, 50, BERLIN))),
        ("b.fit", fit(&run(START_S + 8 * 3600, 60, BERLIN))),
    ]);
    let outcome = analyze(dir.path(), &[]).sound();
    assert_eq!(outcome.cells(&["timer_s", "rpe"]), [["3000.0", ""], ["3600.0", "7.0"]]);
}

#[test]
fn a_table_of_day_distance_and_time_is_a_list_of_runs_in_several_languages() {
    for header in [
        "Datum;Strecke (km);Zeit;Gefühl",
        "Date;Distance (km);Time;Notes",
        "Fecha;Distancia (km);Tiempo;Sensaciones",
        "Date;Distance (km);Durée;Ressenti",
        "Дата;Дистанция (km);Время;Заметки",
        "日付;距離 (km);時間;メモ",
    ] {
        let found = entries(&format!("{header}\n2024-05-04;8,4;45:10;4\n2024-05-05;21,1;1:58:00;7\n"));
        assert_eq!(found.len(), 2, "{header}");
        assert_eq!((found[0].distance_m, found[0].elapsed_s), (Some(8400.0), Some(2710.0)), "{header}");
        assert!(found.iter().all(|entry| entry.sport == Some((Sport::Running, None))), "{header}");
    }
}

#[test]
fn a_time_on_the_clock_is_not_how_long_a_run_took() {
    let list = b"Date,Distance,Time,Notes\n2024-05-04,8.4,07:30,ok\n2024-05-05,12.1,18:15,ok\n";
    let error = source::read(list).expect_err("a refusal").to_string();
    assert!(error.contains("`Time` is not how long the runs took"), "{error}");
    // A log of soreness with both is a log.
    assert!(source::sniff(b"date,distance,time,soreness\n2024-05-04,8.4,45:00,3\n").is_none());
}
