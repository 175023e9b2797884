//! The fixed inputs of the measurements: made here, the same bytes every time.

// Each measurement takes some of them.
#![allow(dead_code)]

#[path = "../../examples/made/like.rs"]
mod like;

use std::fmt::Write;

use like::LIKE;
use shakeout::activity::{Activity, Sample, Sport};
use shakeout::effect::{DayLog, Settings};
use shakeout::synth::athlete::{Params, simulate};
use shakeout::synth::fit_writer::{FitOptions, write};
use shakeout::units::{Position, UtcMillis};

/// A run of 6,600 s with every channel: about 190 kB.
pub fn fit_run() -> Vec<u8> {
    write(&[long_run()], &FitOptions::default())
}

/// The same run as a device or a service writes it.
pub fn run_like(name: &str) -> Vec<u8> {
    let like = LIKE.iter().find(|like| like.name == name).expect("a name of the table");
    (like.write)(&long_run(), 1)
}

fn long_run() -> Activity {
    let start = UtcMillis::from_secs(1_714_802_400);
    let mut run = Activity::new(0, Sport::Running, start);
    run.laps = 18;
    run.samples = (0..6600)
        .map(|second| Sample {
            time: UtcMillis(start.0 + i64::from(second) * 1000),
            position: Some(Position { lat: 568_000_000 + second * 130, lon: 139_000_000 - second * 70 }),
            altitude_m: Some(320.0 + (second % 90) as f32 / 5.0),
            distance_m: Some(second as f32 * 2.8),
            speed_mps: Some(2.5 + (second % 7) as f32 / 10.0),
            heart_rate_bpm: Some(120 + (second % 40) as u8),
            cadence_spm: Some(168.0 + (second % 9) as f32 * 0.5),
        })
        .collect();
    run
}

/// Points of a run of an hour and a half, one a second.
pub const POINTS: u32 = 5400;

/// The clock time of a point, and its coordinates, altitude and heart rate as a watch writes them.
fn point(second: u32) -> (String, f64, f64, f64, u32) {
    let (hour, minute, rest) = (6 + second / 3600, second / 60 % 60, second % 60);
    let turn = f64::from(second) / 900.0;
    (
        format!("2024-05-01T{hour:02}:{minute:02}:{rest:02}.000Z"),
        47.377_134_5 + 0.01 * turn.sin(),
        8.541_712_3 + 0.01 * turn.cos(),
        412.0 + 30.0 * (turn / 3.0).sin(),
        140 + second % 30,
    )
}

/// A GPX as Garmin and Strava export it: position, altitude, time, heart rate, cadence.
pub fn gpx_run() -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx creator=\"bench\" version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\" xmlns:gpxtpx=\"http://www.garmin.com/xmlschemas/TrackPointExtension/v1\">\n <trk>\n  <name>Morning</name>\n  <type>running</type>\n  <trkseg>\n",
    );
    for (time, lat, lon, ele, hr) in (0..POINTS).map(point) {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "   <trkpt lat=\"{lat:.7}\" lon=\"{lon:.7}\">\n    <ele>{ele:.1}</ele>\n    <time>{time}</time>\n    <extensions>\n     <gpxtpx:TrackPointExtension>\n      <gpxtpx:hr>{hr}</gpxtpx:hr>\n      <gpxtpx:cad>84</gpxtpx:cad>\n     </gpxtpx:TrackPointExtension>\n    </extensions>\n   </trkpt>\n"
        );
    }
    text + "  </trkseg>\n </trk>\n</gpx>\n"
}

/// A TCX as Garmin exports it.
pub fn tcx_run() -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TrainingCenterDatabase xmlns:ns3=\"http://www.garmin.com/xmlschemas/ActivityExtension/v2\">\n  <Activities>\n    <Activity Sport=\"Running\">\n      <Id>2024-05-01T06:00:00.000Z</Id>\n      <Lap StartTime=\"2024-05-01T06:00:00.000Z\">\n        <TotalTimeSeconds>5400.0</TotalTimeSeconds>\n        <Track>\n",
    );
    for (second, (time, lat, lon, ele, hr)) in (0..POINTS).map(|second| (second, point(second))) {
        let distance = f64::from(second) * 2.9;
        let _ = write!(
            text,
            "          <Trackpoint>\n            <Time>{time}</Time>\n            <Position>\n              <LatitudeDegrees>{lat:.14}</LatitudeDegrees>\n              <LongitudeDegrees>{lon:.14}</LongitudeDegrees>\n            </Position>\n            <AltitudeMeters>{ele:.1}</AltitudeMeters>\n            <DistanceMeters>{distance:.2}</DistanceMeters>\n            <HeartRateBpm>\n              <Value>{hr}</Value>\n            </HeartRateBpm>\n            <Extensions>\n              <ns3:TPX>\n                <ns3:Speed>2.9</ns3:Speed>\n                <ns3:RunCadence>84</ns3:RunCadence>\n              </ns3:TPX>\n            </Extensions>\n          </Trackpoint>\n"
        );
    }
    text + "        </Track>\n      </Lap>\n    </Activity>\n  </Activities>\n</TrainingCenterDatabase>\n"
}

/// The log of a runner of so many days, and what is asked of it.
pub fn log(days: usize) -> (DayLog, Settings) {
    let runner = simulate(&Params { n: days, tau: -0.5, miss: 0.05, ..Params::DEFAULT }, 1);
    let mut log = runner.day_log();
    log.extra = vec![("sleep_h".to_owned(), runner.sleep_h.iter().copied().map(Some).collect())];
    (log, Settings::ZERO_TO_TEN)
}
