//! Archive: what the demo and the fixtures share: one file an activity, the soreness log, the profile.

use std::fmt::Write;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::activity::Activity;
use crate::synth::athlete::SimulatedAthlete;
use crate::synth::season::{LTHR_BPM, THRESHOLD_S_PER_KM, ZONE};
use crate::synth::zip_writer::gzip;
use crate::synth::{fit_writer, gpx_writer, tcx_writer};

/// A file of an archive: its path below the archive's folder (`/` as separator) and its bytes.
pub type ArchiveFile = (String, Vec<u8>);

/// How an activity is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// FIT, in `watch/`.
    Fit,
    /// FIT, gzipped, in `watch/`.
    FitGz,
    /// GPX, in `phone/`.
    Gpx,
    /// TCX, in `old-watch/`.
    Tcx,
}

/// The file of one activity, named by its local start.
#[must_use]
pub fn file(activity: &Activity, form: Form) -> ArchiveFile {
    let name = local_name(activity);
    let one = std::slice::from_ref(activity);
    match form {
        Form::Fit => (format!("watch/{name}.fit"), fit(activity)),
        Form::FitGz => (format!("watch/{name}.fit.gz"), gzip(&fit(activity))),
        Form::Gpx => (format!("phone/{name}.gpx"), gpx_writer::write(one)),
        Form::Tcx => (format!("old-watch/{name}.tcx"), tcx_writer::write(one)),
    }
}

/// One activity as a FIT file.
#[must_use]
pub fn fit(activity: &Activity) -> Vec<u8> {
    fit_writer::write(std::slice::from_ref(activity), &fit_writer::FitOptions::default())
}

/// `2023-01-02-171502`: the local start of an activity.
#[must_use]
pub fn local_name(activity: &Activity) -> String {
    let offset_ms = activity.utc_offset_s.map_or(0, |s| i64::from(s) * 1000);
    Timestamp::from_millisecond(activity.start.0 + offset_ms)
        .map_or_else(|_| activity.start.0.to_string(), |t| t.strftime("%Y-%m-%d-%H%M%S").to_string())
}

/// The date of a day of the record.
#[must_use]
pub fn date_of(athlete: &SimulatedAthlete, day: usize) -> Date {
    athlete.params.start.saturating_add((day as i64).days())
}

/// The soreness log of the runner: a row for every report, made at 06:45, with `note` for each day
/// and the whole rows of `extra` in front of those of their day.
#[must_use]
pub fn soreness_csv(
    athlete: &SimulatedAthlete,
    note: impl Fn(usize) -> &'static str,
    extra: &[(usize, String)],
) -> Vec<u8> {
    let mut out = String::from("date,time,soreness,sleep_h,note\n");
    for (day, report) in athlete.soreness.iter().enumerate() {
        for (_, row) in extra.iter().filter(|(before, _)| *before == day) {
            out += row;
            out.push('\n');
        }
        if let Some(soreness) = report {
            let (date, sleep_h) = (date_of(athlete, day), athlete.sleep_h[day]);
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{date},06:45,{soreness:.0},{sleep_h:.1},{}", note(day));
        }
    }
    out.into_bytes()
}

/// The profile of the runner. `about`: the comment at its top.
#[must_use]
pub fn shakeout_toml(athlete: &SimulatedAthlete, about: &str) -> Vec<u8> {
    let (hr_max, hr_rest) = (athlete.params.hr_max, athlete.params.hr_rest);
    let (minutes, seconds) = ((THRESHOLD_S_PER_KM / 60.0).floor(), THRESHOLD_S_PER_KM % 60.0);
    format!(
        r#"# {about}
tz = "{ZONE}"

[soreness]
scale = [0, 10]
direction = "higher-is-sorer"
reported = "morning"

[[athlete]]
hr_max = {hr_max:.0}
hr_rest = {hr_rest:.0}
lthr = {LTHR_BPM:.0}
threshold_pace = "{minutes:.0}:{seconds:02.0}/km"
sex = "male"
weight_kg = 70
born = 1985
"#
    )
    .into_bytes()
}
