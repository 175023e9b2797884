//! Logs of apps.

use shakeout::diary::dialect::DIALECTS;

use super::*;

#[test]
fn an_intervals_icu_export_has_1_to_4_newest_first_and_0_means_cleared() {
    let text = "\u{feff}date,weight,restingHR,hrv,sleepSecs,soreness,fatigue,stress,injury\n\
                2024-03-04,,48,60,27000,4,,0,4\n2024-03-03,,49,,,0,,,1\n2024-03-02,70.5,47,,25200,,,2,\n2024-03-01,,47,,,1,,3,2\n";
    let log = read(text);
    assert_eq!(log.dialect, "intervals.icu");
    assert_eq!((log.scale, log.direction), (Scale { low: 1.0, high: 4.0 }, Direction::HigherIsSorer));
    assert_eq!(
        values(&log),
        [(date(2024, 3, 1), Some(1.0)), (date(2024, 3, 2), None), (date(2024, 3, 4), Some(4.0)),]
    );
    assert_eq!(log.extra_names, ["sleep_h", "stress"]);
    assert_eq!(log.entries[&date(2024, 3, 4)].extra, [Some(7.5), None]);
    assert!(log.entries[&date(2024, 3, 4)].ill, "injured");
    assert!(!log.entries[&date(2024, 3, 1)].ill, "a niggle is no injury");
    assert!(log.info().rejected.is_empty());
    assert!(!log.entries[&date(2024, 3, 2)].is_report(), "what the watch filled in is no report");
}

#[test]
fn the_intervals_icu_api_has_the_date_in_id_and_another_date_in_updated() {
    let text = "id,ctl,updated,sportInfo,soreness\n\
                2024-03-02,40.1,2024-03-05T06:00:00.000+00:00,\"[{'type': 'Run', 'eftp': None}]\",2\n\
                2024-03-01,40.3,2024-03-05T06:00:00.000+00:00,None,None\n";
    let log = read(text);
    assert_eq!(log.dialect, "intervals.icu API");
    assert_eq!(values(&log), [(date(2024, 3, 2), Some(2.0))]);
}

const PMSYS: &str = "effective_time_frame,fatigue,mood,readiness,sleep_duration_h,soreness,soreness_area,stress\n\
    2019-11-01T08:31:40.751Z,2,3,5,6,2,[],3\n2019-11-02T23:06:11.000Z,3,3,5,7,4,[12921003],3\n\
    2019-11-03T19:00:00.000Z,3,3,5,7,5,[],3\n2019-11-05T07:00:00.000Z,3,3,5,7,0,[],3\n";

#[test]
fn pmsys_times_are_utc_and_need_the_zone_of_the_runner() {
    let text = refused_with(PMSYS, &one_to_five());
    assert!(text.contains("--tz") && text.contains("Europe/Oslo"), "{text}");
    let wrong = DiaryOptions { tz: Some("Mars/Olympus".into()), ..one_to_five() };
    assert!(refused_with(PMSYS, &wrong).contains("Mars/Olympus"));
}

#[test]
fn a_pmsys_report_of_23_06_utc_belongs_to_the_next_day_in_oslo() {
    let log = read_with(PMSYS, &DiaryOptions { tz: Some("Europe/Oslo".into()), ..one_to_five() });
    assert_eq!(log.dialect, "PMSys");
    assert_eq!(
        values(&log),
        [(date(2019, 11, 1), Some(2.0)), (date(2019, 11, 3), Some(4.0)), (date(2019, 11, 5), None),]
    );
    let night = &log.entries[&date(2019, 11, 3)];
    assert_eq!(night.time, Some(TimeOfDay::At(time(0, 6, 11, 0))), "the earlier of two reports of that day");
    assert_eq!(log.info().rejected, [(4, "second entry for 2019-11-03; line 3 is used".to_owned())]);
    assert!(noted(&log, "the earliest of the day"));
    assert_eq!(log.extra_names, ["sleep_h", "stress"]);
}

#[test]
fn the_direction_of_pmsys_is_documented_nowhere_and_asked_for() {
    let options = DiaryOptions { tz: Some("Europe/Oslo".into()), ..DiaryOptions::default() };
    let text = refused_with(PMSYS, &options);
    assert!(
        text.contains("--soreness-direction higher-is-sorer") && !text.contains("--soreness-scale"),
        "{text}"
    );
}

#[test]
fn hrv4training_has_padded_headers_and_a_placeholder_time() {
    let text = " date , rMSSD , muscle_soreness , sick \n2026-07-09 00:01:00 +0000, 55, 3, -\n2026-07-10 00:01:00 +0000, 51, -, yes\n";
    let log = read_with(text, &one_to_five());
    assert_eq!(log.dialect, "HRV4Training");
    assert_eq!(values(&log), [(date(2026, 7, 9), Some(3.0)), (date(2026, 7, 10), None)]);
    assert_eq!(log.entries[&date(2026, 7, 9)].time, None);
    assert!(log.entries[&date(2026, 7, 10)].ill);
    assert!(refused(text).contains("--soreness-scale"));
}

#[test]
fn hrv4training_may_write_the_day_before_the_month() {
    let text = "date,rMSSD,muscle_soreness\n2026-09-07,55,3\n2026-30-07,55,2\n";
    let log = read_with(text, &one_to_five());
    assert_eq!(values(&log), [(date(2026, 7, 9), Some(3.0)), (date(2026, 7, 30), Some(2.0))]);
    assert!(noted(&log, "year, day, month"));
}

#[test]
fn a_team_sheet_of_several_people_is_refused() {
    let text = "Date,PlayerID,Soreness\n2018-07-21,1,3\n2018-07-21,2,5\n";
    let message = refused_with(text, &scaled(1.0, 7.0, Direction::HigherIsFresher));
    assert!(message.contains("2 people") && message.contains("PlayerID"), "{message}");
    let alone = "Date,PlayerID,Soreness,Illness\n2018-07-22,1,NA,No\n2018-07-21,1,6,Yes\n";
    let log = read_with(alone, &scaled(1.0, 7.0, Direction::HigherIsFresher));
    assert_eq!(values(&log), [(date(2018, 7, 21), Some(2.0))]);
    assert!(log.entries[&date(2018, 7, 21)].ill);
}

#[test]
fn every_dialect_is_in_the_document_of_formats() {
    let docs = include_str!("../../../docs/formats.md");
    for dialect in DIALECTS.iter().filter(|dialect| !["own", "generic"].contains(&dialect.name)) {
        let named = docs.lines().any(|line| line.starts_with("| ") && line.contains(dialect.name));
        assert!(named, "docs/formats.md: the table of logs lacks {}", dialect.name);
    }
}
