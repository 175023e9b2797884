//! TCX writer: neutral activities as Training Center XML v2 with the ActivityExtension (speed and
//! running cadence).
//!
//! An activity knows how many laps it has, not where they were: its samples are cut into that many
//! parts of equal number. A pause begins a new `Track`, as on the devices.

use std::fmt::Write;
use std::ops::Range;

use crate::activity::{Activity, Sample, Sport};
use crate::synth::xml::{escape, one_foot, paused_s, time, without_pauses};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">
 <Activities>
"#;

/// The bytes of one TCX file with these activities. An activity whose start has no calendar date is
/// left out: its `Id` is its start.
#[must_use]
pub fn write(activities: &[Activity]) -> Vec<u8> {
    let mut out = String::from(HEAD);
    for activity in activities {
        if let Some(start) = time(activity.start) {
            write_activity(&mut out, activity, &start);
        }
    }
    out += " </Activities>\n</TrainingCenterDatabase>\n";
    out.into_bytes()
}

fn write_activity(out: &mut String, activity: &Activity, start: &str) {
    // SPEC: Sport_t of TrainingCenterDatabasev2.xsd knows these three.
    let sport = match activity.sport {
        Sport::Running => "Running",
        Sport::Cycling => "Biking",
        _ => "Other",
    };
    *out += &format!("  <Activity Sport=\"{sport}\">\n   <Id>{start}</Id>\n");
    let samples: Vec<Sample> = activity.samples.rows().collect();
    let laps = activity.laps.clamp(1, samples.len().max(1));
    for lap in 0..laps {
        let first = lap * samples.len() / laps;
        let end = (lap + 1) * samples.len() / laps;
        write_lap(out, activity, &samples, first..end);
    }
    if let Some(name) = &activity.name {
        *out += &format!("   <Notes>{}</Notes>\n", escape(name));
    }
    if let Some(device) = &activity.device {
        *out += &format!(
            "   <Creator xsi:type=\"Device_t\"><Name>{}</Name><UnitId>0</UnitId><ProductID>0</ProductID><Version><VersionMajor>1</VersionMajor><VersionMinor>0</VersionMinor></Version></Creator>\n",
            escape(device)
        );
    }
    *out += "  </Activity>\n";
}

/// The lap of samples `first..end`; it lasts until the first sample of the next lap.
fn write_lap(
    out: &mut String,
    activity: &Activity,
    samples: &[Sample],
    Range { start: first, end }: Range<usize>,
) {
    let part = &samples[first..end];
    let from = if first == 0 { activity.start } else { samples[first].time };
    let to = samples.get(end).or(part.last()).map_or(from, |s| s.time);
    let only = samples.len() == part.len();
    let timer_s = match activity.summary.timer_s {
        Some(timer_s) if only => timer_s,
        _ => to.seconds_since(from) - paused_s(&activity.pauses, from, to),
    };
    let distance_m = match activity.summary.distance_m {
        Some(distance_m) if only => distance_m,
        _ => covered_m(samples, first, end),
    };
    let start = time(from).unwrap_or_default();
    *out += &format!("   <Lap StartTime=\"{start}\">\n");
    // SPEC: Calories, Intensity and TriggerMethod are required; devices write 0 for calories that they
    // do not know.
    *out += &format!(
        "    <TotalTimeSeconds>{timer_s:.1}</TotalTimeSeconds>\n    <DistanceMeters>{distance_m:.2}</DistanceMeters>\n    <Calories>0</Calories>\n"
    );
    let beats: Vec<u32> = part.iter().filter_map(|s| s.heart_rate_bpm).map(u32::from).collect();
    if let Some(highest) = beats.iter().max() {
        let mean = (f64::from(beats.iter().sum::<u32>()) / beats.len() as f64).round();
        *out += &format!(
            "    <AverageHeartRateBpm><Value>{mean}</Value></AverageHeartRateBpm>\n    <MaximumHeartRateBpm><Value>{highest}</Value></MaximumHeartRateBpm>\n"
        );
    }
    *out += "    <Intensity>Active</Intensity>\n    <TriggerMethod>Manual</TriggerMethod>\n";
    for track in without_pauses(activity, part) {
        *out += "    <Track>\n";
        track.iter().for_each(|sample| trackpoint(out, sample));
        *out += "    </Track>\n";
    }
    *out += "   </Lap>\n";
}

/// Metres from sample `first` to sample `end` (or the last), as the device counts them.
fn covered_m(samples: &[Sample], first: usize, end: usize) -> f64 {
    let at = |i: usize| samples.get(i).and_then(|s| s.distance_m).map(f64::from);
    let from = if first == 0 { Some(0.0) } else { at(first) };
    let to = at(end).or_else(|| samples.last().and_then(|s| s.distance_m).map(f64::from));
    match (from, to) {
        (Some(from), Some(to)) => to - from,
        // SPEC: DistanceMeters is required; a lap without distance is written as 0, as devices do.
        _ => 0.0,
    }
}

fn trackpoint(out: &mut String, sample: &Sample) {
    // SPEC: Time is required in a Trackpoint.
    let Some(time) = time(sample.time) else { return };
    // Writing to a String cannot fail.
    let _ = write!(out, "     <Trackpoint><Time>{time}</Time>");
    if let Some(position) = sample.position {
        let (lat, lon) = (position.lat_degrees(), position.lon_degrees());
        let _ = write!(
            out,
            "<Position><LatitudeDegrees>{lat:.7}</LatitudeDegrees><LongitudeDegrees>{lon:.7}</LongitudeDegrees></Position>"
        );
    }
    if let Some(altitude) = sample.altitude_m {
        let _ = write!(out, "<AltitudeMeters>{altitude:.1}</AltitudeMeters>");
    }
    if let Some(distance) = sample.distance_m {
        let _ = write!(out, "<DistanceMeters>{distance:.2}</DistanceMeters>");
    }
    if let Some(bpm) = sample.heart_rate_bpm {
        let _ = write!(out, "<HeartRateBpm><Value>{bpm}</Value></HeartRateBpm>");
    }
    if sample.speed_mps.is_some() || sample.cadence_spm.is_some() {
        *out += "<Extensions><ns3:TPX>";
        if let Some(speed) = sample.speed_mps {
            let _ = write!(out, "<ns3:Speed>{speed:.3}</ns3:Speed>");
        }
        if let Some(cadence) = sample.cadence_spm {
            let _ = write!(out, "<ns3:RunCadence>{}</ns3:RunCadence>", one_foot(cadence));
        }
        *out += "</ns3:TPX></Extensions>";
    }
    *out += "</Trackpoint>\n";
}
