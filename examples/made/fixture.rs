//! Fixture: half a year of one synthetic runner as a mixed archive, with what real archives have in
//! them besides good files. `fixtures/README.md` says what each file proves.
//!
//! METHOD: the world is `help` (an easy run takes 0.5 points off the next morning) with 5 % of the
//! reports missing; the seed is 1, chosen before the result was seen, and whatever the answer comes
//! out at is the answer. Which session becomes which special file follows from its rank among the
//! sessions of its kind, not from what it does to the result.

use std::collections::BTreeMap;

use jiff::ToSpan;

use shakeout::activity::{Activity, Column, Sample, Sport};
use shakeout::day::DayKind;
use shakeout::synth::archive::{
    ArchiveFile, Form, date_of, file, fit, local_name, shakeout_toml, soreness_csv,
};
use shakeout::synth::athlete::{Params, SimulatedAthlete, simulate};
use shakeout::synth::fit_writer::{self, FitOptions};
use shakeout::synth::gpx_writer;
use shakeout::synth::season::{Sampling, record};
use shakeout::synth::session::{Block, SimulatedSession, sessions};
use shakeout::synth::zip_writer::{Method, ZipEntry, write as write_zip};

/// The world of the fixture.
#[must_use]
pub fn params() -> Params {
    Params { n: 180, tau: -0.5, miss: 0.05, ..Params::DEFAULT }
}

/// Its seed; see the top of this file.
pub const SEED: u64 = 1;

/// Days whose files lie in `export.zip`: the 11th and 12th week.
const ZIPPED_DAYS: std::ops::Range<usize> = 70..84;

/// What becomes of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// A separate file in this form.
    Plain(Form),
    /// A member of the zip.
    Zipped,
    /// FIT; the run starts at 23:50.
    LateFit,
    /// GPX; the run starts at 23:50.
    LateGpx,
    /// FIT without positions, `sub_sport` treadmill.
    Treadmill,
    /// FIT whose end is missing.
    Truncated,
    /// FIT, and the same bytes once more under another name.
    CopiedBytes,
    /// FIT, and the same run as GPX without heart rate.
    CopiedWithoutHr,
    /// FIT, and a bike ride on the same day.
    WithRide,
}

/// `fixtures/season`: every file with its path below that folder, sorted by path.
#[must_use]
pub fn season() -> Vec<ArchiveFile> {
    let athlete = simulate(&params(), SEED);
    let mut sessions = sessions(&athlete);
    let roles = roles(&sessions);
    let (mut files, mut zipped) = (BTreeMap::new(), Vec::new());
    for (i, (session, role)) in sessions.iter_mut().zip(&roles).enumerate() {
        match role {
            Role::LateFit | Role::LateGpx => session.start = session.start.date().at(23, 50, 0, 0),
            Role::Treadmill => session.indoor = true,
            _ => {}
        }
        let activity = record(&athlete, session, sampling(i, *role));
        match role {
            Role::Zipped => zipped.push(activity),
            role => files.extend(files_of(&athlete, session, &activity, *role)),
        }
    }
    // Two weeks never need zip64.
    files.extend(zip(&zipped).map(|bytes| ("export.zip".to_owned(), bytes)));
    files.extend(zipped.first().map(|run| ("watch/course.fit".to_owned(), course(run))));
    files.insert(".DS_Store".to_owned(), b"\0\0\0\x01Bud1 synthetic junk of a file browser\0\0".to_vec());
    files.insert("soreness.csv".to_owned(), log(&athlete));
    let about = "The runner of this fixture is synthetic (made by examples/make_fixtures.rs).";
    files.insert("shakeout.toml".to_owned(), shakeout_toml(&athlete, about));
    files.into_iter().collect()
}

/// Decides by rank: the first hard FIT is copied, the third easy one starts at 23:50, and so on.
fn roles(sessions: &[SimulatedSession]) -> Vec<Role> {
    let mut rank: BTreeMap<(DayKind, &str), usize> = BTreeMap::new();
    let mut role = |i: usize, session: &SimulatedSession| {
        if ZIPPED_DAYS.contains(&session.day) {
            return Role::Zipped;
        }
        let (form, name) = match i % 12 {
            5 => (Form::Gpx, "gpx"),
            9 => (Form::Tcx, "tcx"),
            2 | 7 | 11 => (Form::FitGz, "fit.gz"),
            _ => (Form::Fit, "fit"),
        };
        let rank = rank.entry((session.kind, name)).or_default();
        *rank += 1;
        match (session.kind, name, *rank) {
            (DayKind::Easy, "fit", 3) => Role::LateFit,
            (DayKind::Easy, "gpx", 2) => Role::LateGpx,
            (DayKind::Easy, "fit", 5) => Role::Treadmill,
            (DayKind::Easy, "fit", 7) => Role::Truncated,
            (DayKind::Hard, "fit", 1) => Role::CopiedBytes,
            (DayKind::Moderate, "fit", 1) => Role::CopiedWithoutHr,
            (DayKind::Moderate, "fit", 3) => Role::WithRide,
            _ => Role::Plain(form),
        }
    };
    sessions.iter().enumerate().map(|(i, session)| role(i, session)).collect()
}

/// Every 30th session at 1 Hz, the others as smart recording does; XML is bulky and coarser.
fn sampling(i: usize, role: Role) -> Sampling {
    match role {
        Role::Plain(Form::Gpx | Form::Tcx) | Role::LateGpx => Sampling::Smart(8, 12),
        _ if i.is_multiple_of(30) => Sampling::Every(1),
        _ => Sampling::Smart(5, 10),
    }
}

/// The files of one session outside the zip.
fn files_of(
    athlete: &SimulatedAthlete,
    session: &SimulatedSession,
    activity: &Activity,
    role: Role,
) -> Vec<ArchiveFile> {
    let form = match role {
        Role::Plain(form) => form,
        Role::LateGpx => Form::Gpx,
        _ => Form::Fit,
    };
    let (path, mut bytes) = file(activity, form);
    let mut files = Vec::new();
    match role {
        Role::Truncated => bytes.truncate(bytes.len() * 7 / 10),
        Role::CopiedBytes => files.push(("inbox/activity_7001.fit".to_owned(), bytes.clone())),
        Role::CopiedWithoutHr => files.push(("inbox/7002.gpx".to_owned(), without_hr(activity))),
        Role::WithRide => {
            let ride = record(athlete, &ride(session), Sampling::Smart(8, 12));
            files.push((format!("watch/{}-ride.fit", local_name(&ride)), fit(&ride)));
        }
        _ => {}
    }
    files.push((path, bytes));
    files
}

/// The run as a platform hands it out that never saw the heart rate.
fn without_hr(activity: &Activity) -> Vec<u8> {
    let mut copy = activity.clone();
    copy.name = Some("Über den \"Flagstaff\" & zurück <locker>".to_owned());
    copy.samples.heart_rate_bpm = Column::missing(copy.samples.len());
    copy.samples.cadence_spm = Column::missing(copy.samples.len());
    gpx_writer::write(&[copy])
}

/// Forty easy minutes on the bike, three hours before the run.
fn ride(run: &SimulatedSession) -> SimulatedSession {
    SimulatedSession {
        kind: DayKind::Unknown,
        sport: Sport::Cycling,
        start: run.start.saturating_sub(3.hours()),
        blocks: vec![Block { seconds: 2400.0, reserve: 0.50 }],
        descent_m: 60.0,
        pause: None,
        seed: run.seed ^ 1,
        ..run.clone()
    }
}

/// `export.zip`: FIT members, every second one stored, a TCX in a folder, and what macOS puts in.
fn zip(activities: &[Activity]) -> Option<Vec<u8>> {
    let mut members = Vec::new();
    for (i, activity) in activities.iter().enumerate() {
        let form = if i == 3 { Form::Tcx } else { Form::Fit };
        let (path, bytes) = file(activity, form);
        let method = if i % 2 == 1 { Method::Stored } else { Method::Deflated };
        let name = path.rsplit('/').next().unwrap_or(&path);
        let junk = b"\0\x05\x16\x07\0\x02\0\0Mac OS X        synthetic resource fork".to_vec();
        if i == 0 {
            members.push(ZipEntry {
                path: format!("__MACOSX/._{name}"),
                bytes: junk,
                method: Method::Stored,
            });
        }
        members.push(ZipEntry { path: format!("activities/{name}"), bytes, method });
    }
    write_zip(&members)
}

/// The log, with notes, and with two rows that must be rejected: a date that does not exist and a value
/// beyond the scale.
fn log(athlete: &SimulatedAthlete) -> Vec<u8> {
    let note = |day: usize| match day % 23 {
        4 => "legs heavy",
        11 => "\"slept badly, late train\"",
        17 => "fine",
        _ => "",
    };
    // The slip of the finger is on the first morning that has no other report.
    let unreported = athlete.soreness.iter().position(Option::is_none);
    let mut extra = vec![(58, "2023-02-30,06:45,3,7.0,date typed by hand".to_owned())];
    extra.extend(
        unreported.map(|day| (day, format!("{},06:45,14,7.1,typed in a hurry", date_of(athlete, day)))),
    );
    soreness_csv(athlete, note, &extra)
}

/// A FIT file that holds a course: sound, with positions, and not an activity. The way is that of a run.
fn course(activity: &Activity) -> Vec<u8> {
    const FILE_TYPE_COURSE: u8 = 6;
    let mut course = activity.clone();
    let place = |sample: Sample| Sample {
        position: sample.position,
        altitude_m: sample.altitude_m,
        distance_m: sample.distance_m,
        ..Sample::at(sample.time)
    };
    course.samples = activity.samples.rows().step_by(20).map(place).collect();
    fit_writer::write(&[course], &FitOptions { file_type: FILE_TYPE_COURSE, ..FitOptions::default() })
}
