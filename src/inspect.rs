//! Inspect: what one file holds, as a line of JSON or a few lines of text per activity.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::digest::Digest;
use crate::pipeline::{Fate, FileOutcome};
use crate::text;
use crate::zone::Zones;

/// One JSON object for each activity of `outcome`; one with `"activity": null` and a reason for a
/// file without an activity.
#[must_use]
pub fn json_lines(outcome: &FileOutcome, zones: &Zones) -> Vec<String> {
    let place = json!({
        "path": outcome.label.path(),
        "member": if outcome.label.is_member() { outcome.label.member().into() } else { Value::Null },
        "format": outcome.format.map(|format| format.name()),
    });
    let object = |rest: Value| {
        let mut all = Map::new();
        for part in [place.clone(), rest] {
            if let Value::Object(fields) = part {
                all.extend(fields);
            }
        }
        Value::Object(all).to_string()
    };
    match &outcome.fate {
        Fate::Read { digests, .. } => {
            digests.iter().map(|digest| object(activity(digest, zones, outcome))).collect()
        }
        Fate::Listed(listing) => {
            let reason = format!("{}, {}", listing.kind.words, text::count(listing.entries.len(), "entry"));
            vec![object(json!({"activity": null, "status": "used", "reason": reason}))]
        }
        Fate::Skipped(reason) => {
            vec![object(json!({"activity": null, "status": "skipped", "reason": reason}))]
        }
        Fate::Failed(reason) => vec![object(json!({"activity": null, "status": "failed", "reason": reason}))],
    }
}

fn activity(digest: &Digest, zones: &Zones, outcome: &FileOutcome) -> Value {
    let local = zones.local(digest.start, digest.utc_offset_s, digest.zone.as_deref(), digest.records == 0);
    let mut problems = digest.problems.clone();
    if let Fate::Read { damage: Some(damage), .. } = &outcome.fate {
        problems.push(format!("{} at byte {}", damage.what, damage.at));
    }
    json!({
        "activity": digest.index,
        "sport": digest.sport.name(),
        "sport_inferred": digest.sport_inferred,
        "sub_sport": digest.sub_sport,
        "name": digest.name,
        "start": Timestamp::from_millisecond(digest.start.0).ok().map(|start| start.to_string()),
        "utc_offset_s": local.map(|local| local.offset_s),
        "zone_source": local.map(|local| local.source),
        "local_date": local.map(|local| local.day.to_string()),
        "elapsed_s": round(digest.elapsed_s, 1),
        "timer_s": round(digest.timer_s, 1),
        "moving_s": round(digest.moving_s, 1),
        "distance_m": round(digest.distance_m, 1),
        "records": digest.records,
        "hr_records": digest.hr_records,
        "hr_mean": round(hr_mean(digest), 1),
        "hr_max": hr_max(digest),
        "gps_records": digest.gps_records,
        "ascent_m": round(digest.ascent_m, 1),
        "descent_m": round(digest.descent_m, 1),
        "cadence_mean": round(digest.cadence_spm, 1),
        "laps": digest.laps,
        "device": digest.device,
        "rpe": digest.rpe,
        "problems": problems,
    })
}

/// The same for people: a few lines an activity.
#[must_use]
pub fn text(outcome: &FileOutcome, zones: &Zones) -> String {
    let mut out = format!("{}\n", outcome.label);
    let (digests, damage) = match &outcome.fate {
        Fate::Read { digests, damage } => (digests, damage),
        Fate::Listed(listing) => {
            return format!(
                "{out}  {}: {}\n",
                listing.kind.words,
                text::count(listing.entries.len(), "entry")
            );
        }
        Fate::Skipped(reason) => return format!("{out}  skipped: {reason}\n"),
        Fate::Failed(reason) => return format!("{out}  failed: {reason}\n"),
    };
    for digest in digests {
        let start =
            Timestamp::from_millisecond(digest.start.0).map_or_else(|_| "?".into(), |t| t.to_string());
        let local =
            zones.local(digest.start, digest.utc_offset_s, digest.zone.as_deref(), digest.records == 0);
        let day = local.map_or_else(|| "?".into(), |local| local.day.to_string());
        let _ = writeln!(out, "  {} {}  local day {day}, start {start}", digest.sport.name(), digest.index);
        let _ = writeln!(
            out,
            "    {}  timer {}  moving {}  descent {}",
            known(digest.distance_m, 1000.0, "km", 2),
            known(digest.timer_s, 60.0, "min", 1),
            known(digest.moving_s, 60.0, "min", 1),
            known(digest.descent_m, 1.0, "m", 0),
        );
        let _ = writeln!(
            out,
            "    samples {}, with heart rate {}, with position {}; laps {}",
            digest.records, digest.hr_records, digest.gps_records, digest.laps
        );
        for problem in &digest.problems {
            let _ = writeln!(out, "    note: {problem}");
        }
    }
    if let Some(damage) = damage {
        let _ = writeln!(out, "  read in part: {} at byte {}", damage.what, damage.at);
    }
    out
}

fn known(value: Option<f64>, divisor: f64, unit: &str, digits: usize) -> String {
    value.map_or_else(|| format!("? {unit}"), |value| format!("{:.digits$} {unit}", value / divisor))
}

fn round(value: Option<f64>, digits: i32) -> Option<f64> {
    value.map(|value| (value * 10f64.powi(digits)).round() / 10f64.powi(digits))
}

/// Time-weighted mean of the histogram, else what the device's summary says, bpm.
fn hr_mean(digest: &Digest) -> Option<f64> {
    digest.hr.as_ref().and_then(crate::digest::HrHistogram::mean_bpm).or(digest.summary_hr_bpm)
}

fn hr_max(digest: &Digest) -> Option<usize> {
    digest.hr.as_ref().and_then(crate::digest::HrHistogram::highest_bpm)
}
