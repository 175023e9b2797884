//! Quirks of GPX.

use shakeout::activity::{Activity, Pause, Sport};

use super::{at, only, point, read_gpx, says, track};

#[test]
fn heart_rate_is_found_under_every_prefix_and_name() {
    for extension in [
        "<hr>142</hr>",
        "<extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>142</gpxtpx:hr></gpxtpx:TrackPointExtension></extensions>",
        "<extensions><ns3:TrackPointExtension><ns3:hr>142</ns3:hr></ns3:TrackPointExtension></extensions>",
        "<extensions><gpxdata:hr>142</gpxdata:hr></extensions>",
        "<extensions><heartrate>142</heartrate></extensions>",
        "<extensions><bpm>142</bpm></extensions>",
        "<extensions><a:b><c:d><HeartRateBpm><Value>142</Value></HeartRateBpm></c:d></a:b></extensions>",
        "<extensions><hr><![CDATA[142]]></hr></extensions>",
        "<extensions><hr>1<!-- forty-two -->42</hr></extensions>",
        "<extensions><hr>&#49;4&#x32;</hr></extensions>",
    ] {
        let decoded = read_gpx(&track(&point(0, extension)));
        assert_eq!(decoded.counts.hr_records, 1, "{extension}");
        assert_eq!(only(decoded).samples.heart_rate_bpm.get(0), Some(142), "{extension}");
    }
}

#[test]
fn of_two_heart_rates_in_one_point_the_first_valid_one_counts() {
    let decoded = read_gpx(&track(&point(0, "<hr>0</hr><hr>142</hr><hr>150</hr>")));
    assert_eq!(decoded.counts.hr_records, 1);
    assert_eq!(only(decoded).samples.heart_rate_bpm.get(0), Some(142));
}

#[test]
fn end_tags_in_the_wrong_order_and_a_missing_one_lose_nothing() {
    let crossed = "<extensions><a:T><a:hr>142</a:hr></extensions></a:T>";
    let unclosed = "<extensions><a:T><a:hr>143</a:hr>";
    let decoded = read_gpx(&track(&(point(0, crossed) + &point(1, unclosed) + &point(2, "<ele>1</ele>"))));
    assert_eq!(decoded.damage, None);
    let rates: Vec<_> = only(decoded).samples.heart_rate_bpm.iter().collect();
    assert_eq!(rates, [Some(142), Some(143), None]);
}

#[test]
fn every_channel_of_a_point_is_read() {
    let inside = "<ele>512.5</ele><speed>3.25</speed><extensions><hr>142</hr><cad>85</cad><distance>10.5</distance></extensions>";
    let run = only(read_gpx(&track(&point(0, inside)).replace("<trkseg>", "<type>running</type><trkseg>")));
    let sample = run.samples.row(0);
    assert_eq!(sample.time, at(0));
    assert_eq!(
        (sample.altitude_m, sample.speed_mps, sample.distance_m),
        (Some(512.5), Some(3.25), Some(10.5))
    );
    assert_eq!((sample.heart_rate_bpm, sample.cadence_spm), (Some(142), Some(170.0)));
    let position = sample.position.expect("a position");
    assert!((position.lat_degrees() - 47.0).abs() < 1e-7 && (position.lon_degrees() - 8.5).abs() < 1e-7);
}

#[test]
fn cadence_of_one_foot_is_doubled_and_cadence_of_both_feet_is_not() {
    let run = |cadences: [&str; 3]| {
        let points: String = (0..).zip(cadences).map(|(s, c)| point(s, &format!("<cad>{c}</cad>"))).collect();
        let document = track(&points).replace("<trkseg>", "<type>9</type><trkseg>");
        only(read_gpx(&document)).samples.cadence_spm.iter().collect::<Vec<_>>()
    };
    assert_eq!(run(["80", "0", "85"]), [Some(160.0), Some(0.0), Some(170.0)]);
    // The walking break of a runner whose device counts both feet stays what it is.
    assert_eq!(run(["170", "110", "172"]), [Some(170.0), Some(110.0), Some(172.0)]);
}

#[test]
fn types_are_understood_by_meaning() {
    for (kind, sport, finer) in [
        ("running", Sport::Running, None),
        ("Run", Sport::Running, None),
        ("9", Sport::Running, None),
        ("跑步", Sport::Running, None),
        ("Laufen", Sport::Running, None),
        ("track_running", Sport::Running, Some("track")),
        ("treadmill_running", Sport::Running, Some("treadmill")),
        ("Trail Running", Sport::Running, Some("trail")),
        ("trail", Sport::Running, Some("trail")),
        ("VirtualRun", Sport::Running, Some("virtual")),
        ("walking", Sport::Walking, None),
        ("10", Sport::Walking, None),
        ("Hiking", Sport::Hiking, None),
        ("1", Sport::Cycling, None),
        ("cycling", Sport::Cycling, None),
        ("<![CDATA[mountain biking]]>", Sport::Cycling, Some("mountain")),
        ("lap_swimming", Sport::Swimming, Some("lap_swimming")),
        ("Nordic Skiing", Sport::Other, Some("nordic skiing")),
        ("Kanu", Sport::Other, Some("kanu")),
        ("other", Sport::Other, None),
        ("strength_training", Sport::Strength, None),
    ] {
        let document = track(&point(0, "")).replace("<trkseg>", &format!("<type>{kind}</type><trkseg>"));
        let read = only(read_gpx(&document));
        assert_eq!((read.sport, read.sub_sport.as_deref()), (sport, finer), "{kind}");
        assert!(!read.sport_inferred, "{kind}");
    }
}

/// Ten minutes at this speed without a type.
fn untyped(mps: f64, inside: &str) -> Activity {
    let points: String = (0..600)
        .map(|second| {
            let latitude = 47.0 + mps * f64::from(second) / 111_195.0;
            let (m, s) = (second / 60, second % 60);
            format!("<trkpt lat=\"{latitude:.7}\" lon=\"8.5\"><time>2024-05-01T06:{m:02}:{s:02}Z</time>{inside}</trkpt>")
        })
        .collect();
    only(read_gpx(&track(&points)))
}

#[test]
fn without_a_type_pace_and_cadence_give_the_sport_and_it_is_said_to_be_inferred() {
    for (mps, inside, sport) in [
        (3.0, "", Sport::Running),
        (1.4, "", Sport::Walking),
        (1.8, "", Sport::Walking),
        (1.8, "<cad>80</cad>", Sport::Running),
        (8.0, "", Sport::Cycling),
        (0.0, "", Sport::Unknown),
    ] {
        let read = untyped(mps, inside);
        assert_eq!(read.sport, sport, "{mps} m/s {inside}");
        assert_eq!(read.sport_inferred, sport != Sport::Unknown);
    }
}

#[test]
fn every_track_is_an_activity_and_segments_are_pauses() {
    let segment = |from: i64| format!("<trkseg>{}{}</trkseg>", point(from, ""), point(from + 1, ""));
    let document = format!(
        "<gpx creator=\"A &amp; B\"><trk><name>One &lt; two</name>{}<trkseg/>{}{}</trk><trk><name> </name>{}</trk></gpx>",
        segment(0),
        segment(100),
        segment(102),
        segment(200)
    );
    let decoded = read_gpx(&document);
    assert_eq!((decoded.counts.sessions, decoded.counts.records, decoded.counts.gps_records), (2, 8, 8));
    let [one, two] = &decoded.activities[..] else { panic!("two activities") };
    assert_eq!((one.index, one.start, one.samples.len()), (0, at(0), 6));
    assert_eq!(one.name.as_deref(), Some("One < two"));
    assert_eq!(one.device.as_deref(), Some("A & B"));
    // From 101 to 102 the clock simply goes on.
    assert_eq!(one.pauses, [Pause { from: at(1), to: at(100) }]);
    assert_eq!((two.index, two.start, two.name.as_deref(), two.pauses.len()), (1, at(200), None, 0));
}

#[test]
fn a_route_without_times_is_no_activity_and_says_so() {
    let decoded = read_gpx(&track("<trkpt lat='1' lon='2'/><trkpt lat='1' lon='2'><ele>3</ele></trkpt>"));
    assert!(decoded.activities.is_empty());
    assert_eq!(decoded.no_activity.as_deref(), Some("a route without times"));
    assert_eq!((decoded.counts.records, decoded.counts.gps_records), (2, 2));
    let route = read_gpx("<gpx><rte><rtept lat='1' lon='2'/></rte></gpx>");
    assert_eq!(route.no_activity.as_deref(), Some("a planned route"));
    let empty = read_gpx("<gpx></gpx>");
    assert_eq!(empty.no_activity.as_deref(), Some("no track in the file"));
}

#[test]
fn of_a_partly_timed_track_the_timed_points_are_kept_and_the_others_counted() {
    let decoded = read_gpx(&track(&format!("<trkpt lat='1' lon='2'/>{}", point(5, ""))));
    assert_eq!(decoded.counts.records, 2);
    let run = only(decoded);
    assert_eq!((run.samples.len(), run.start), (1, at(5)));
    assert!(says(&run, "1 of 2 points without a usable time"), "{:?}", run.problems);
}

#[test]
fn times_of_1970_and_of_7605_are_no_times() {
    let points = point(1, "") + &point(2, "").replace("2024", "1970") + &point(3, "").replace("2024", "7605");
    let run = only(read_gpx(&track(&points)));
    assert_eq!(run.samples.len(), 1);
    assert!(says(&run, "2 times before 1990 or after 2100"), "{:?}", run.problems);
}

#[test]
fn a_track_whose_clock_was_never_set_is_no_activity_and_says_why() {
    let decoded = read_gpx(&track(&(point(1, "") + &point(2, ""))).replace("2024", "1970"));
    assert!(decoded.activities.is_empty());
    assert_eq!(
        decoded.no_activity.as_deref(),
        Some("a track without usable times: 2 times before 1990 or after 2100")
    );
}

#[test]
fn heart_rates_kept_apart_from_the_track_are_joined_by_time() {
    let apart = "<extensions><st:activity><st:heartRateTrack>\
        <st:heartRate time=\"2024-05-01T06:00:02Z\" bpm=\"143\"/>\
        <st:heartRate time=\"2024-05-01T06:00:00Z\" bpm=\"142\"/>\
        </st:heartRateTrack></st:activity></extensions><trk>";
    let points = [0, 1, 2, 7, 8].map(|second| point(second, "")).concat();
    let decoded = read_gpx(&track(&points).replace("<trk>", apart));
    assert_eq!(decoded.counts.hr_records, 4);
    let rates: Vec<_> = only(decoded).samples.heart_rate_bpm.iter().collect();
    assert_eq!(rates, [Some(142), Some(142), Some(143), Some(143), None]);
}

#[test]
fn a_time_without_a_zone_is_read_as_utc_and_noted() {
    let run = only(read_gpx(&track(&point(0, "").replace("Z<", "<"))));
    assert_eq!((run.start, run.utc_offset_s), (at(0), None));
    assert!(says(&run, "1 times without a zone: read as UTC"), "{:?}", run.problems);
}

#[test]
fn an_offset_in_the_times_is_the_local_time_of_the_runner() {
    let run = only(read_gpx(&track(&point(0, "").replace("Z<", "-07:00<"))));
    assert_eq!((run.start, run.utc_offset_s), (at(7 * 3600), Some(-7 * 3600)));
    assert_eq!(only(read_gpx(&track(&point(0, "")))).utc_offset_s, None);
}

#[test]
fn an_empty_track_is_an_activity_only_if_its_extensions_say_when_and_how_long() {
    let document = |extensions: &str| {
        format!(
            "<gpx><metadata><time>2024-05-01T06:00:00Z</time></metadata><trk><name>Treadmill</name><type>running</type>{extensions}<trkseg/></trk></gpx>"
        )
    };
    let silent = read_gpx(&document(""));
    assert!(silent.activities.is_empty() && silent.counts.sessions == 1);
    assert!(silent.no_activity.expect("a reason").contains("without points"));
    let told = only(read_gpx(&document(
        "<extensions><s:TimerTime>1800</s:TimerTime><s:Distance>5000</s:Distance></extensions>",
    )));
    assert_eq!((told.start, told.sport), (at(0), Sport::Running));
    assert_eq!((told.summary.timer_s, told.summary.distance_m), (Some(1800.0), Some(5000.0)));
    // With points, a `duration` of unknown unit is not believed.
    let timed =
        track(&point(0, "")).replace("<trkseg>", "<extensions><duration>90</duration></extensions><trkseg>");
    assert_eq!(only(read_gpx(&timed)).summary.timer_s, None);
}

#[test]
fn a_track_without_times_beside_a_timed_one_is_noted() {
    let document =
        format!("<gpx><trk><trkseg><trkpt lat='1' lon='2'/></trkseg></trk>{}", &track(&point(0, ""))[19..]);
    let run = only(read_gpx(&document));
    assert!(says(&run, "track 1 has no usable times (1 points)"), "{:?}", run.problems);
}

#[test]
fn distances_from_point_to_point_are_not_taken_for_distances_from_the_start() {
    let points = |values: [&str; 3]| -> String {
        (0..).zip(values).map(|(s, d)| point(s, &format!("<distance>{d}</distance>"))).collect()
    };
    let from_start = only(read_gpx(&track(&points(["0", "3", "6"]))));
    assert_eq!(from_start.samples.distance_m.get(2), Some(6.0));
    let between = only(read_gpx(&track(&points(["0", "3", "2.9"]))));
    assert_eq!(between.samples.distance_m.get(2), None);
    assert!(says(&between, "do not count from the start"));
}

#[test]
fn opentracks_markers_beyond_the_pole_are_a_pause_and_no_samples() {
    let marker = |second, latitude: &str| {
        let (before, after) = point(second, "")
            .split_once("lat=")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .expect("a latitude");
        let after = after.split_once(" lon").expect("a longitude").1.to_owned();
        format!("{before}lat=\"{latitude}\" lon{after}")
    };
    let points = point(0, "") + &marker(10, "100") + &marker(50, "200") + &point(51, "");
    let decoded = read_gpx(&track(&points));
    assert_eq!((decoded.counts.records, decoded.counts.gps_records), (4, 2));
    let run = only(decoded);
    assert_eq!(run.pauses, [Pause { from: at(10), to: at(50) }]);
    assert_eq!(run.samples.len(), 2);
}

#[test]
fn heart_rates_of_waypoints_are_counted_but_are_no_samples() {
    let decoded =
        read_gpx("<gpx><wpt lat='1' lon='2'><time>2024-05-01T06:00:00Z</time><hr>171</hr></wpt></gpx>");
    assert_eq!((decoded.counts.records, decoded.counts.hr_records), (0, 1));
    assert_eq!(decoded.no_activity.as_deref(), Some("waypoints without a track"));
}
