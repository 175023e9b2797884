//! Decoding of GPX and TCX against the bare event loop of the XML crate on the same bytes.

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use quick_xml::Reader;
use quick_xml::events::Event;
use shakeout::decode::{Decoded, gpx, tcx};
use shakeout::error::FileError;

type Decode = fn(&[u8]) -> Result<Decoded, FileError>;

/// Points of a run of an hour and a half, one a second.
const POINTS: u32 = 5400;

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
fn gpx_run() -> String {
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
fn tcx_run() -> String {
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

/// Every event, looked at and thrown away.
fn bare_event_loop(bytes: &[u8]) -> usize {
    let mut reader = Reader::from_reader(bytes);
    let mut events = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return events,
            Ok(event) => {
                black_box(&event);
                events += 1;
            }
            Err(error) => panic!("the bench's own document is sound: {error}"),
        }
    }
}

fn decode_xml(criterion: &mut Criterion) {
    let (gpx_text, tcx_text) = (gpx_run(), tcx_run());
    for (name, text, decode) in
        [("gpx", &gpx_text, gpx::decode as Decode), ("tcx", &tcx_text, tcx::decode as Decode)]
    {
        let bytes = text.as_bytes();
        let points = decode(bytes).map_or(0, |decoded| decoded.counts.hr_records);
        assert_eq!(points, POINTS as usize, "the bench decodes what it says");
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("bare event loop", |bench| bench.iter(|| bare_event_loop(bytes)));
        group.bench_function("decode", |bench| bench.iter(|| decode(black_box(bytes))));
        group.finish();
    }
}

criterion_group!(benches, decode_xml);
criterion_main!(benches);
