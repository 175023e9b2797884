//! GPX writer: neutral activities as GPX 1.1 with TrackPointExtension v1.
//!
//! One `trk` an activity, one `trkseg` between two pauses. GPX cannot hold a point without a position,
//! so a run on the treadmill is a track of one empty segment; and it has no place for distance, speed,
//! laps and summaries.

use std::fmt::Write;

use crate::activity::{Activity, Sample, Sport};
use crate::synth::xml::{escape, one_foot, time, without_pauses};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="shakeout (synthetic)" xmlns="http://www.topografix.com/GPX/1/1" xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
"#;

/// The bytes of one GPX file with these activities.
#[must_use]
pub fn write(activities: &[Activity]) -> Vec<u8> {
    let mut out = String::from(HEAD);
    if let Some(start) = activities.first().and_then(|a| time(a.start)) {
        out += &format!(" <metadata><time>{start}</time></metadata>\n");
    }
    for activity in activities {
        track(&mut out, activity);
    }
    out += "</gpx>\n";
    out.into_bytes()
}

fn track(out: &mut String, activity: &Activity) {
    *out += " <trk>\n";
    if let Some(name) = &activity.name {
        *out += &format!("  <name>{}</name>\n", escape(name));
    }
    if let Some(kind) = track_type(activity) {
        *out += &format!("  <type>{}</type>\n", escape(&kind));
    }
    let placed: Vec<Sample> = activity.samples.rows().filter(|s| s.position.is_some()).collect();
    if placed.is_empty() {
        *out += "  <trkseg/>\n";
    }
    for segment in without_pauses(activity, &placed) {
        *out += "  <trkseg>\n";
        segment.iter().for_each(|sample| point(out, sample));
        *out += "  </trkseg>\n";
    }
    *out += " </trk>\n";
}

/// `running`, `treadmill_running`, ...; `None` when the sport is not known.
fn track_type(activity: &Activity) -> Option<String> {
    match (activity.sport, &activity.sub_sport) {
        (Sport::Unknown, _) => None,
        (Sport::Running, Some(finer)) => Some(format!("{finer}_running")),
        (sport, _) => Some(sport.name().to_owned()),
    }
}

fn point(out: &mut String, sample: &Sample) {
    let Some(position) = sample.position else { return };
    // Seven decimals are 11 mm, finer than a semicircle.
    let (lat, lon) = (position.lat_degrees(), position.lon_degrees());
    // Writing to a String cannot fail.
    let _ = write!(out, r#"   <trkpt lat="{lat:.7}" lon="{lon:.7}">"#);
    if let Some(altitude) = sample.altitude_m {
        let _ = write!(out, "<ele>{altitude:.1}</ele>");
    }
    if let Some(time) = time(sample.time) {
        let _ = write!(out, "<time>{time}</time>");
    }
    if sample.heart_rate_bpm.is_some() || sample.cadence_spm.is_some() {
        *out += "<extensions><gpxtpx:TrackPointExtension>";
        if let Some(bpm) = sample.heart_rate_bpm {
            let _ = write!(out, "<gpxtpx:hr>{bpm}</gpxtpx:hr>");
        }
        if let Some(cadence) = sample.cadence_spm {
            let _ = write!(out, "<gpxtpx:cad>{}</gpxtpx:cad>", one_foot(cadence));
        }
        *out += "</gpxtpx:TrackPointExtension></extensions>";
    }
    *out += "</trkpt>\n";
}
