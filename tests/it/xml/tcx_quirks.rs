//! Quirks of TCX.

use shakeout::activity::{Pause, Sport};
use shakeout::decode::tcx;

use super::{activity, at, only, read_tcx, says, trackpoint};

#[test]
fn every_channel_of_a_trackpoint_and_the_totals_of_the_laps_are_read() {
    let lap = |from: i64, seconds: u32, mean: u32, highest: u32| {
        format!(
            "<Lap StartTime=\"2024-05-01T06:00:00Z\"><TotalTimeSeconds>{seconds}</TotalTimeSeconds><DistanceMeters>100</DistanceMeters>\
             <AverageHeartRateBpm><Value>{mean}</Value></AverageHeartRateBpm><MaximumHeartRateBpm><Value>{highest}</Value></MaximumHeartRateBpm>\
             <Track>{}</Track><Extensions><ns3:LX><ns3:AvgRunCadence>85</ns3:AvgRunCadence></ns3:LX></Extensions></Lap>",
            trackpoint(
                from,
                "<Position><LatitudeDegrees>47</LatitudeDegrees><LongitudeDegrees>8.5</LongitudeDegrees></Position>\
             <AltitudeMeters>512.5</AltitudeMeters><DistanceMeters>10.5</DistanceMeters><HeartRateBpm><Value>142</Value></HeartRateBpm>\
             <Cadence>3</Cadence><Extensions><ns3:TPX><ns3:Speed>3.25</ns3:Speed><ns3:RunCadence>84</ns3:RunCadence></ns3:TPX></Extensions>"
            )
        )
    };
    let creator = "<Creator xsi:type=\"Device_t\"><Name>Forerunner</Name></Creator>";
    let decoded = read_tcx(&activity("running", &(lap(0, 30, 140, 150) + &lap(31, 90, 160, 180) + creator)));
    let counts = decoded.counts;
    assert_eq!(
        (counts.records, counts.hr_records, counts.gps_records, counts.sessions, counts.laps),
        (2, 2, 2, 1, 2)
    );
    let run = only(decoded);
    assert_eq!(
        (run.sport, run.start, run.laps, run.device.as_deref()),
        (Sport::Running, at(0), 2, Some("Forerunner"))
    );
    assert_eq!((run.summary.timer_s, run.summary.distance_m), (Some(120.0), Some(200.0)));
    assert_eq!((run.summary.hr_mean_bpm, run.summary.hr_max_bpm), (Some(155.0), Some(180.0)));
    assert_eq!(run.summary.cadence_spm, Some(170.0));
    let sample = run.samples.row(0);
    assert_eq!(
        (sample.altitude_m, sample.speed_mps, sample.distance_m),
        (Some(512.5), Some(3.25), Some(10.5))
    );
    assert_eq!((sample.heart_rate_bpm, sample.cadence_spm), (Some(142), Some(168.0)));
    assert!(sample.position.is_some());
}

#[test]
fn several_tracks_in_a_lap_are_pauses_and_the_next_lap_is_none() {
    let track = |from: i64| format!("<Track>{}{}</Track>", trackpoint(from, ""), trackpoint(from + 1, ""));
    let laps =
        format!("<Lap>{}{}</Lap><Lap>{}</Lap><Lap>{}</Lap>", track(0), track(60), track(67), track(300));
    let run = only(read_tcx(&activity("Running", &laps)));
    assert_eq!(run.pauses, [Pause { from: at(1), to: at(60) }, Pause { from: at(68), to: at(300) }]);
}

#[test]
fn activities_of_one_file_and_legs_of_a_multisport_session_stay_apart() {
    let leg = |sport: &str, from: i64, metres: i64| {
        format!(
            "<Activity Sport=\"{sport}\"><Lap StartTime=\"2024-05-01T06:{:02}:00Z\"><Track>{}{}</Track></Lap></Activity>",
            from / 60,
            trackpoint(from, &format!("<DistanceMeters>{metres}</DistanceMeters>")),
            trackpoint(from + 10, &format!("<DistanceMeters>{}</DistanceMeters>", metres + 30)),
        )
    };
    let session = format!(
        "<Activities><MultiSportSession><Id>2024-05-01T06:00:00Z</Id><FirstSport>{}</FirstSport><NextSport><Transition StartTime=\"2024-05-01T06:05:00Z\">\
         <TotalTimeSeconds>60</TotalTimeSeconds></Transition>{}</NextSport></MultiSportSession>{}</Activities>",
        leg("Biking", 0, 0),
        leg("RUNNING", 600, 10_000),
        leg("Other", 1200, 0)
    );
    let decoded = read_tcx(&session);
    assert_eq!((decoded.counts.sessions, decoded.counts.laps, decoded.counts.records), (3, 3, 6));
    let sports: Vec<_> = decoded.activities.iter().map(|leg| leg.sport).collect();
    assert_eq!(sports, [Sport::Cycling, Sport::Transition, Sport::Running, Sport::Other]);
    let run = &decoded.activities[2];
    assert_eq!(run.start, at(600));
    let distances: Vec<_> = run.samples.distance_m.present().collect();
    assert_eq!(distances, [0.0, 30.0]);
    assert!(says(run, "10000 m taken off"), "{:?}", run.problems);
}

#[test]
fn distances_that_begin_anew_with_each_lap_count_on() {
    let lap = |from: i64| {
        let points: String = (0..3)
            .map(|step| trackpoint(from + step, &format!("<DistanceMeters>{}</DistanceMeters>", step * 100)))
            .collect();
        format!("<Lap><Track>{points}</Track></Lap>")
    };
    let run = only(read_tcx(&activity("Running", &(lap(0) + &lap(10) + &lap(20)))));
    let distances: Vec<_> = run.samples.distance_m.present().collect();
    assert_eq!(distances, [0.0, 100.0, 200.0, 200.0, 300.0, 400.0, 400.0, 500.0, 600.0]);
}

#[test]
fn a_course_is_no_activity() {
    let document = "<TrainingCenterDatabase><Courses><Course><Name>Round</Name><Lap><TotalTimeSeconds>1</TotalTimeSeconds></Lap><Track><Trackpoint><Time>2024-05-01T06:00:00Z</Time></Trackpoint></Track></Course></Courses></TrainingCenterDatabase>";
    let decoded = read_tcx(document);
    assert_eq!(decoded.no_activity.as_deref(), Some("a course"));
    assert_eq!((decoded.activities.len(), decoded.counts.records), (0, 1));
}

#[test]
fn an_activity_without_points_is_known_by_its_lap_and_heart_rates_may_lack_a_value_element() {
    let lap = "<Lap StartTime=\"2024-05-01T06:00:00Z\"><TotalTimeSeconds>1800</TotalTimeSeconds><DistanceMeters>5000</DistanceMeters></Lap>";
    let manual = only(read_tcx(&activity("Running", lap)));
    assert_eq!((manual.start, manual.samples.len(), manual.summary.timer_s), (at(0), 0, Some(1800.0)));
    let bare = only(read_tcx(&activity(
        "Running",
        &format!("<Lap><Track>{}</Track></Lap>", trackpoint(0, "<HeartRateBpm>142</HeartRateBpm>")),
    )));
    assert_eq!(bare.samples.heart_rate_bpm.get(0), Some(142));
}

#[test]
fn ten_blanks_before_the_declaration_and_the_root_activities_are_read() {
    let document = format!(
        "          <?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}",
        activity("Running", &format!("<Lap><Track>{}</Track></Lap>", trackpoint(0, "")))
    );
    assert_eq!(only(read_tcx(&document)).samples.len(), 1);
    let bare = document.replace("<TrainingCenterDatabase>", "").replace("</TrainingCenterDatabase>", "");
    assert!(tcx::sniff(bare.as_bytes()));
    let decoded = read_tcx(&bare);
    assert_eq!(decoded.damage, None);
    assert_eq!(only(decoded).samples.len(), 1);
}
