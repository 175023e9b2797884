//! GPX and TCX: every quirk of real exports as a small document made here, and the real samples.

use std::time::{Duration, Instant};

use shakeout::activity::{Activity, Pause, Problem, Sport};
use shakeout::decode::time::{Timestamp, parse};
use shakeout::decode::xml::{heart_rate, number};
use shakeout::decode::{Decoded, gpx, sniff, tcx};
use shakeout::error::FileError;
use shakeout::units::UtcMillis;

use crate::support::real_files;

/// 2024-05-01T06:00:00Z.
const START: i64 = 1_714_543_200_000;

fn at(seconds: i64) -> UtcMillis {
    UtcMillis(START + seconds * 1000)
}

fn read_gpx(text: &str) -> Decoded {
    gpx::decode(text.as_bytes()).expect("a GPX document that can be read")
}

fn read_tcx(text: &str) -> Decoded {
    tcx::decode(text.as_bytes()).expect("a TCX document that can be read")
}

/// The only activity of a file.
fn only(decoded: Decoded) -> Activity {
    assert_eq!(decoded.activities.len(), 1, "{:?}", decoded.no_activity);
    decoded.activities.into_iter().next().expect("counted above")
}

fn says(activity: &Activity, part: &str) -> bool {
    activity.problems.iter().any(|Problem(text)| text.contains(part))
}

/// A track of one segment with these points.
fn track(points: &str) -> String {
    format!("<gpx version=\"1.1\"><trk><trkseg>{points}</trkseg></trk></gpx>")
}

/// A point `second` seconds after [`START`] with `inside` behind its time.
fn point(second: i64, inside: &str) -> String {
    let (minute, rest) = (second / 60, second % 60);
    format!(
        "<trkpt lat=\"47.{:07}\" lon=\"8.5\"><time>2024-05-01T06:{minute:02}:{rest:02}Z</time>{inside}</trkpt>",
        second * 270
    )
}

/// A TCX document with these laps.
fn activity(sport: &str, laps: &str) -> String {
    format!(
        "<TrainingCenterDatabase><Activities><Activity Sport=\"{sport}\"><Id>2024-05-01T06:00:00Z</Id>{laps}</Activity></Activities></TrainingCenterDatabase>"
    )
}

fn trackpoint(second: i64, inside: &str) -> String {
    let (minute, rest) = (second / 60, second % 60);
    format!("<Trackpoint><Time>2024-05-01T06:{minute:02}:{rest:02}Z</Time>{inside}</Trackpoint>")
}

// ---------------------------------------------------------------- timestamps

#[test]
fn the_usual_timestamps_are_read_to_the_millisecond() {
    for (text, expected, offset_s) in [
        ("2024-05-01T06:00:00Z", START, Some(0)),
        ("2024-05-01T06:00:00.5Z", START + 500, Some(0)),
        ("2024-05-01T06:00:00.418000Z", START + 418, Some(0)),
        ("2024-05-01T06:00:00.999999Z", START + 999, Some(0)),
        ("2024-05-01T07:15:00+01:15", START, Some(4500)),
        ("2024-04-30T22:00:00-0800", START, Some(-28_800)),
        ("2024-05-01T08:00:00+02", START, Some(7200)),
        ("2024-05-01T06:00:00", START, None),
        (" 2024-05-01t06:00:00z\n", START, Some(0)),
        ("2024-05-01 06:00:00 UTC", START, Some(0)),
        ("2024-05-01T06:00Z", START, Some(0)),
        ("2024/5/1 6:00:00", START, None),
        ("20240501T060000Z", START, Some(0)),
        ("2024-05-01T06:00:00,250", START + 250, None),
        ("2024-04-30T24:00:00Z", START - 6 * 3_600_000, Some(0)),
        ("2024-05-01T05:59:60Z", START, Some(0)),
        ("1969-12-31T23:59:59Z", -1000, Some(0)),
    ] {
        let expected = Some(Timestamp { utc: UtcMillis(expected), offset_s });
        assert_eq!(parse(text), expected, "{text}");
    }
}

#[test]
fn every_day_of_four_centuries_follows_the_day_before() {
    let mut previous = parse("1899-12-31T00:00:00Z").expect("a date").utc.0;
    let mut days = 0;
    for year in 1900..2300 {
        for month in 1..=12 {
            for day in 1..=31 {
                let text = format!("{year}-{month:02}-{day:02}T00:00:00Z");
                let Some(read) = parse(&text) else { continue };
                assert_eq!(read.utc.0 - previous, 86_400_000, "{text}");
                previous = read.utc.0;
                days += 1;
            }
        }
    }
    assert_eq!(days, 146_097);
}

#[test]
fn dates_that_do_not_exist_and_other_texts_are_no_timestamps() {
    for text in [
        "",
        "Z",
        "2024",
        "2024-05-01",
        "2023-02-29T06:00:00Z",
        "2024-13-01T06:00:00Z",
        "2024-04-31T06:00:00Z",
        "2024-05-00T06:00:00Z",
        "2024-05-01T24:00:01Z",
        "2024-05-01T06:60:00Z",
        "2024-05-01T06:00:61Z",
        "2024-05-01T06:00:00.Z",
        "2024-05-01T06:00:00Q",
        "2024-05-01T06:00:00+1:0",
        "2024-05-01T06:00:00Z Z",
        "-024-05-01T06:00:00Z",
        "17605-05-01T06:00:00Z",
        "2024-05-01T0é:00:00Z",
        "gestern",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
}

// ---------------------------------------------------------------- numbers

#[test]
fn a_coordinate_with_29_decimals_is_read_to_a_nanometre() {
    let text = "51.43788929097354412078857421875";
    let (read, exact) = (number(text).expect("a number"), text.parse::<f64>().expect("a number"));
    assert!((read - exact).abs() <= 2.0 * f64::EPSILON * exact, "{read} {exact}");
}

#[test]
fn short_decimals_are_correctly_rounded() {
    for text in ["0", "-0.459622", "52.147912", "142", "37.8", "0.07999992", "123456789.123456", ".5", "7."] {
        assert_eq!(number(text), text.parse().ok(), "{text}");
    }
    assert_eq!(number(" 12,5\n"), Some(12.5));
    assert_eq!(number("1.5e2"), Some(150.0));
    for text in ["", "-", ".", "NaN", "inf", "1e999", "12 5", "1.2.3", "--", "٣"] {
        assert_eq!(number(text), None, "{text}");
    }
}

#[test]
fn a_heart_rate_of_0_or_255_is_no_heart_rate() {
    assert_eq!(["0", "255", "-3", "300", "", "x"].map(heart_rate), [None; 6]);
    assert_eq!(["1", " 142 ", "141.6", "254"].map(heart_rate), [1, 142, 142, 254].map(Some));
}

// ---------------------------------------------------------------- finding the format

#[test]
fn the_format_is_known_by_its_root_element_alone() {
    let name = |bytes: &[u8]| sniff(bytes).map(|decoder| decoder.format.name());
    assert_eq!(name(b"<gpx>"), Some("gpx"));
    assert_eq!(name(b"\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- <a> --><!DOCTYPE gpx><x:gpx/>"), Some("gpx"));
    assert_eq!(name(b"          <?xml version=\"1.0\"?><TrainingCenterDatabase xmlns='a'>"), Some("tcx"));
    assert_eq!(name(b"<Activities>"), Some("tcx"));
    for other in [&b"<html><gpx>"[..], b"gpx", b"", b"<", b"<!-- gpx", b"\0\0\0\0", b"<gpxx>", b"<?xml"] {
        assert_eq!(name(other), None, "{}", String::from_utf8_lossy(other));
    }
}

#[test]
fn utf_16_is_read_in_both_orders_with_and_without_a_mark() {
    let text = format!("<?xml version=\"1.0\"?>{}", track(&point(0, "<hr>142</hr>")));
    for (mark, little) in [(true, true), (true, false), (false, true), (false, false)] {
        let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        let bytes: Vec<u8> = units
            .flat_map(|unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect();
        assert!(gpx::sniff(&bytes));
        let run = only(gpx::decode(&bytes).expect("UTF-16"));
        assert_eq!(run.samples[0].heart_rate_bpm, Some(142));
    }
}

#[test]
fn latin_1_names_are_read_when_declared_and_marked_when_not() {
    let body = b"<trk><name>Caf\xE9</name><trkseg><trkpt lat='1' lon='2'><time>2024-05-01T06:00:00Z</time></trkpt></trkseg></trk></gpx>";
    let file = |head: &[u8]| [head, body].concat();
    let declared =
        only(gpx::decode(&file(b"<?xml version='1.0' encoding='ISO-8859-1'?><gpx>")).expect("Latin-1"));
    assert_eq!((declared.name.as_deref(), declared.problems.len()), (Some("Café"), 0));
    let silent = only(gpx::decode(&file(b"<gpx>")).expect("readable"));
    assert_eq!(silent.name.as_deref(), Some("Caf?"));
    assert!(says(&silent, "no UTF-8"));
}

// ---------------------------------------------------------------- GPX

#[test]
fn heart_rate_is_found_under_every_prefix_and_name() {
    for extension in [
        "<hr>142</hr>",
        "<extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>142</gpxtpx:hr></gpxtpx:TrackPointExtension></extensions>",
        "<extensions><ns3:TrackPointExtension><ns3:hr>142</ns3:hr></ns3:TrackPointExtension></extensions>",
        "<extensions><gpxdata:hr>142</gpxdata:hr></extensions>",
        "<extensions><heartrate>142</heartrate></extensions>",
        "<extensions><a:b><c:d><HeartRateBpm><Value>142</Value></HeartRateBpm></c:d></a:b></extensions>",
        "<extensions><hr><![CDATA[142]]></hr></extensions>",
        "<extensions><hr>1<!-- forty-two -->42</hr></extensions>",
        "<extensions><hr>&#49;4&#x32;</hr></extensions>",
    ] {
        let decoded = read_gpx(&track(&point(0, extension)));
        assert_eq!(decoded.counts.hr_records, 1, "{extension}");
        assert_eq!(only(decoded).samples[0].heart_rate_bpm, Some(142), "{extension}");
    }
}

#[test]
fn of_two_heart_rates_in_one_point_the_first_valid_one_counts() {
    let decoded = read_gpx(&track(&point(0, "<hr>0</hr><hr>142</hr><hr>150</hr>")));
    assert_eq!(decoded.counts.hr_records, 1);
    assert_eq!(only(decoded).samples[0].heart_rate_bpm, Some(142));
}

#[test]
fn end_tags_in_the_wrong_order_and_a_missing_one_lose_nothing() {
    let crossed = "<extensions><a:T><a:hr>142</a:hr></extensions></a:T>";
    let unclosed = "<extensions><a:T><a:hr>143</a:hr>";
    let decoded = read_gpx(&track(&(point(0, crossed) + &point(1, unclosed) + &point(2, "<ele>1</ele>"))));
    assert_eq!(decoded.damage, None);
    let rates: Vec<_> = only(decoded).samples.iter().map(|sample| sample.heart_rate_bpm).collect();
    assert_eq!(rates, [Some(142), Some(143), None]);
}

#[test]
fn every_channel_of_a_point_is_read() {
    let inside = "<ele>512.5</ele><speed>3.25</speed><extensions><hr>142</hr><cad>85</cad><distance>10.5</distance></extensions>";
    let run = only(read_gpx(&track(&point(0, inside)).replace("<trkseg>", "<type>running</type><trkseg>")));
    let sample = run.samples[0];
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
        only(read_gpx(&document)).samples.iter().map(|sample| sample.cadence_spm).collect::<Vec<_>>()
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
fn without_a_type_pace_and_cadence_tell_the_sport_and_it_is_said_to_be_inferred() {
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
fn an_empty_track_is_an_activity_only_if_its_extensions_tell_when_and_how_long() {
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
    assert_eq!(from_start.samples[2].distance_m, Some(6.0));
    let between = only(read_gpx(&track(&points(["0", "3", "2.9"]))));
    assert_eq!(between.samples[2].distance_m, None);
    assert!(says(&between, "do not count from the start"));
}

#[test]
fn opentracks_markers_beyond_the_pole_are_a_pause_and_no_samples() {
    let marker = |second, latitude: &str| {
        let (before, behind) = point(second, "")
            .split_once("lat=")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .expect("a latitude");
        let behind = behind.split_once(" lon").expect("a longitude").1.to_owned();
        format!("{before}lat=\"{latitude}\" lon{behind}")
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

// ---------------------------------------------------------------- TCX

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
    let sample = run.samples[0];
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
    let distances: Vec<_> = run.samples.iter().filter_map(|sample| sample.distance_m).collect();
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
    let distances: Vec<_> = run.samples.iter().filter_map(|sample| sample.distance_m).collect();
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
    assert_eq!(bare.samples[0].heart_rate_bpm, Some(142));
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

// ---------------------------------------------------------------- damage

#[test]
fn a_cut_file_keeps_the_points_before_the_cut_and_tells_the_byte() {
    let document = track(&(point(0, "<hr>142</hr>") + &point(1, "<hr>143</hr>")));
    let cut = document.rfind("43</hr>").expect("the second heart rate") + 1;
    let decoded = read_gpx(&document[..cut]);
    let damage = decoded.damage.clone().expect("damage");
    assert_eq!((damage.what.as_str(), damage.at), ("the file ends before </gpx>", cut as u64));
    assert_eq!(only(decoded).samples.len(), 1);
}

#[test]
fn a_lost_quote_costs_its_point_and_no_more() {
    let document = track(&(0..10).map(|second| point(second, "")).collect::<String>());
    let place = document.find("lat=\"47.0000810\"").expect("the fourth point");
    let broken = document.replacen("lat=\"47.0000810\"", "lat=\"47.0000810", 1);
    let decoded = read_gpx(&broken);
    let damage = decoded.damage.clone().expect("damage");
    assert_eq!(damage.at, place as u64 - 7);
    let run = only(decoded);
    let seconds: Vec<_> = run.samples.iter().map(|sample| (sample.time.0 - START) / 1000).collect();
    assert_eq!(seconds, [0, 1, 2, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn the_byte_of_the_damage_is_one_of_the_file_in_every_encoding() {
    let document = track(&point(0, "")).replace("<trkseg>", "<name>Café</name><trkseg>");
    let broken = document.replace("</trkseg>", "<!x></trkseg>");
    let place = broken.find("<!x>").expect("the broken place");
    let utf8 = gpx::decode(broken.as_bytes()).expect("readable").damage.expect("damage");
    assert_eq!(utf8.at, place as u64);
    let units: Vec<u8> =
        [0xFEFF].into_iter().chain(broken.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let utf16 = gpx::decode(&units).expect("readable").damage.expect("damage");
    assert_eq!(utf16.at, 2 + 2 * (place as u64 - 1));
}

#[test]
fn nothing_readable_is_a_failure_with_its_byte() {
    for bytes in [&b"<gpx"[..], b"<gpx>", b"<gpx><metadata>", b"<?xml version='1.0'?><gpx version=\"1.1>"] {
        let error = gpx::decode(bytes).expect_err("nothing to read");
        assert!(matches!(error, FileError::Damaged { .. }), "{error}");
    }
    assert!(matches!(tcx::decode(b"<Activities>"), Err(FileError::Damaged { at: 12, .. })));
}

#[test]
fn a_million_nested_elements_end_the_reading_and_keep_what_was_read() {
    let deep = "<a>".repeat(1_000_000);
    let document = format!("<gpx><trk><trkseg>{}{deep}", point(0, ""));
    let begun = Instant::now();
    let decoded = read_gpx(&document);
    assert!(decoded.damage.as_ref().expect("damage").what.contains("deeper than 256"));
    assert_eq!(only(decoded).samples.len(), 1);
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn hostile_bytes_end_fast() {
    let begun = Instant::now();
    for unit in
        ["<!--", "<![CDATA[", "<a b=\"", "&", "<", "</", "<?", "<a b='\"' ", "]]>", "<!DOCTYPE [", "\u{FEFF}"]
    {
        let document = format!("<gpx>{}", unit.repeat(1_000_000 / unit.len()));
        let _ = gpx::decode(document.as_bytes());
        let _ = tcx::decode(document.as_bytes());
    }
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

/// Small numbers from a seed (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }
}

type Decode = fn(&[u8]) -> Result<Decoded, FileError>;

/// Cuts `bytes` at 64 places and flips a bit at 256: never a panic, never more points than the
/// sound file, and after a cut never fewer than stand complete before it.
fn survives(name: &str, bytes: &[u8], decode: Decode, end_of_point: &str) {
    let sound = decode(bytes).map_or(0, |decoded| decoded.counts.records);
    let begun = Instant::now();
    for place in 0..64 {
        let cut = &bytes[..bytes.len() * place / 64];
        let complete = String::from_utf8_lossy(cut).matches(end_of_point).count();
        let read = decode(cut).map_or(0, |decoded| decoded.counts.records);
        assert_eq!(read, complete, "{name} cut at {}", cut.len());
    }
    let mut dice = Dice(0x5EED);
    for _ in 0..256 {
        let mut flipped = bytes.to_vec();
        let (place, bit) = (dice.below(bytes.len()), dice.below(8));
        flipped[place] ^= 1 << bit;
        let head = String::from_utf8_lossy(&bytes[..place]);
        let before = head.matches(end_of_point).count();
        let read = decode(&flipped).map_or(0, |decoded| decoded.counts.records);
        assert!(read >= before, "{name}: {read} of {before} points before byte {place} bit {bit}");
        assert!(read <= sound + 1, "{name}: {read} points of {sound} at byte {place} bit {bit}");
    }
    assert!(begun.elapsed() < Duration::from_secs(60), "{name}: {:?}", begun.elapsed());
}

#[test]
fn a_cut_or_flipped_gpx_or_tcx_never_panics_and_keeps_what_stands_before_the_damage() {
    let inside = "<ele>512.5</ele><extensions><g:T><g:hr>142</g:hr><g:cad>85</g:cad></g:T></extensions>";
    let points: String = (0..200).map(|second| point(second, inside)).collect();
    survives("made.gpx", track(&points).as_bytes(), gpx::decode, "</trkpt>");
    let inside = "<Position><LatitudeDegrees>47</LatitudeDegrees><LongitudeDegrees>8.5</LongitudeDegrees></Position><HeartRateBpm><Value>142</Value></HeartRateBpm>";
    let points: String = (0..200).map(|second| trackpoint(second, inside)).collect();
    let document = activity("Running", &format!("<Lap><Track>{points}</Track></Lap>"));
    survives("made.tcx", document.as_bytes(), tcx::decode, "</Trackpoint>");
}

// ---------------------------------------------------------------- the real samples

/// Rows of MANIFEST.tsv with this folder: path in the folder, bytes, what a reader found.
fn samples(kind: &str) -> Vec<(String, Vec<u8>, String)> {
    let Some(folder) = real_files() else { return Vec::new() };
    let manifest = std::fs::read_to_string(folder.join("MANIFEST.tsv")).expect("the manifest");
    let rows = manifest.lines().filter(|row| row.starts_with(kind));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        let bytes = std::fs::read(folder.join(cells[0])).expect("a sample of the manifest");
        (cells[0].to_owned(), bytes, cells[8].to_owned())
    })
    .collect()
}

/// The number behind `key=` in the manifest's cell.
fn manifest_count(found: &str, key: &str) -> usize {
    let value = found.split(' ').find_map(|part| part.strip_prefix(key)?.strip_prefix('='));
    value.expect("a count").parse().expect("a number")
}

#[test]
fn the_counts_of_every_real_gpx_and_tcx_equal_the_manifest() {
    for (kind, sessions) in [("gpx/", "trk"), ("tcx/", "act")] {
        let samples = samples(kind);
        for (name, bytes, found) in &samples {
            let decoder = sniff(bytes).expect("a known format");
            let counts = (decoder.decode)(bytes).expect("readable").counts;
            let read = [counts.records, counts.hr_records, counts.sessions, counts.laps];
            let expected = ["pts", "hr", sessions, "lap"].map(|key| manifest_count(found, key));
            assert_eq!(read, expected, "{name}");
        }
        assert!(samples.is_empty() || samples.len() >= 5, "{kind}: {} samples", samples.len());
    }
}

#[test]
fn no_real_gpx_or_tcx_is_damaged_and_each_gives_an_activity_or_a_reason() {
    for kind in ["gpx/", "tcx/"] {
        for (name, bytes, _) in samples(kind) {
            let decoder = sniff(&bytes).expect("a known format");
            let decoded = (decoder.decode)(&bytes).expect("readable");
            assert_eq!(decoded.damage, None, "{name}");
            assert_ne!(decoded.activities.is_empty(), decoded.no_activity.is_none(), "{name}");
        }
    }
}

#[test]
fn cut_or_flipped_real_samples_never_panic() {
    for (kind, decode, end_of_point) in
        [("gpx/", gpx::decode as Decode, "</trkpt>"), ("tcx/", tcx::decode as Decode, "</Trackpoint>")]
    {
        for (name, bytes, _) in samples(kind) {
            // A point without content has no end tag of its own; that file is cut elsewhere.
            if bytes.len() < 60_000 && !String::from_utf8_lossy(&bytes).contains("\"/>") {
                survives(&name, &bytes, decode, end_of_point);
            }
        }
    }
}
