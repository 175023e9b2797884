//! Like: recordings with the make-up of those that runners have, for measurements and their tests.

use std::fmt::Write;

use shakeout::activity::{Activity, Sample};
use shakeout::synth::fit_writer::make_up::{FOOTPOD, MakeUp, WATCH_2015, WATCH_2024, WATCH_2024_DYNAMICS};
use shakeout::synth::fit_writer::{self, FitOptions};
use shakeout::synth::xml::{escape, one_foot, time};

/// A device or a service whose files are imitated.
pub struct Like {
    /// Name on the command line.
    pub name: &'static str,
    /// Extension of its files.
    pub extension: &'static str,
    /// The file of an activity, the `n`-th of an archive.
    pub write: fn(&Activity, usize) -> Vec<u8>,
}

/// All of them.
pub const LIKE: &[Like] = &[
    Like { name: "watch-2015", extension: "fit", write: |run, _| watch(run, &WATCH_2015, false) },
    Like { name: "watch-2024", extension: "fit", write: watch_2024 },
    Like { name: "footpod", extension: "fit", write: |run, _| watch(run, &FOOTPOD, true) },
    Like { name: "phone-gpx", extension: "gpx", write: |run, _| gpx(run, phone_point) },
    Like { name: "strava-gpx", extension: "gpx", write: |run, _| gpx(run, strava_point) },
];

fn watch(run: &Activity, made_up: &'static MakeUp, enhanced: bool) -> Vec<u8> {
    let options = FitOptions { enhanced, make_up: Some(made_up), ..FitOptions::default() };
    fit_writer::write(std::slice::from_ref(run), &options)
}

/// One run in four is with a sensor of running dynamics.
fn watch_2024(run: &Activity, n: usize) -> Vec<u8> {
    watch(run, if n.is_multiple_of(4) { &WATCH_2024_DYNAMICS } else { &WATCH_2024 }, true)
}

/// Called with the text so far, a point and its time.
type Point = fn(&mut String, &Sample, &str);

fn gpx(run: &Activity, point: Point) -> Vec<u8> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx creator=\"shakeout (synthetic)\" version=\"1.1\" \
         xmlns=\"http://www.topografix.com/GPX/1/1\" \
         xmlns:gpxtpx=\"http://www.garmin.com/xmlschemas/TrackPointExtension/v1\">\n <trk>\n",
    );
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "  <name>{}</name>\n  <type>running</type>\n  <trkseg>\n",
        escape(run.name.as_deref().unwrap_or("Run"))
    );
    for sample in run.samples.rows() {
        if let Some(time) = time(sample.time) {
            point(&mut out, &sample, &time);
        }
    }
    out += "  </trkseg>\n </trk>\n</gpx>\n";
    out.into_bytes()
}

/// As apps of phones write it: all digits, and what their sensors say of themselves.
fn phone_point(out: &mut String, sample: &Sample, time: &str) {
    let Some(position) = sample.position else { return };
    let (lat, lon) = (position.lat_degrees(), position.lon_degrees());
    let altitude = f64::from(sample.altitude_m.unwrap_or_default());
    let speed = f64::from(sample.speed_mps.unwrap_or_default());
    let _ = write!(
        out,
        "      <trkpt lat=\"{lat:.15}\" lon=\"{lon:.14}\">\n        <ele>{altitude:.13}</ele>\n        \
         <time>{time}</time>\n        <extensions>\n          <speed>{speed:.16}</speed>\n          \
         <course>{:.14}</course>\n          <hAcc>{:.15}</hAcc>\n          <vAcc>{:.15}</vAcc>\n          \
         <hr>{}</hr>\n        </extensions>\n      </trkpt>\n",
        (lat * 1e5).rem_euclid(360.0),
        2.0 + (lon * 1e4).rem_euclid(3.0),
        1.0 + (lat * 1e4).rem_euclid(2.0),
        sample.heart_rate_bpm.unwrap_or(120),
    );
}

/// As a service exports what a watch recorded: heart rate and cadence.
fn strava_point(out: &mut String, sample: &Sample, time: &str) {
    let Some(position) = sample.position else { return };
    let _ = write!(
        out,
        "   <trkpt lat=\"{:.7}\" lon=\"{:.7}\">\n    <ele>{:.1}</ele>\n    <time>{time}</time>\n    <extensions>\n     \
         <gpxtpx:TrackPointExtension>\n      <gpxtpx:hr>{}</gpxtpx:hr>\n      <gpxtpx:cad>{}</gpxtpx:cad>\n     \
         </gpxtpx:TrackPointExtension>\n    </extensions>\n   </trkpt>\n",
        position.lat_degrees(),
        position.lon_degrees(),
        sample.altitude_m.unwrap_or_default(),
        sample.heart_rate_bpm.unwrap_or(120),
        one_foot(sample.cadence_spm.unwrap_or(160.0)),
    );
}
