//! Writes an archive whose names are hostile (`cargo run --release --example hostile_archive FOLDER`):
//! markup, a turned writing direction, emoji, scripts that the pictures' font lacks, 10 kB. They stand
//! wherever a stranger can write one: activity names and devices, names of files and of zip members,
//! columns and cells of the soreness log. Good runs, copies and broken files all have them, so that each
//! part of the report that quotes a name has one to quote. The same bytes every time.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{fs, io};

use shakeout::activity::Activity;
use shakeout::synth::archive::{ArchiveFile, date_of, fit, shakeout_toml};
use shakeout::synth::athlete::{Params, SimulatedAthlete, simulate};
use shakeout::synth::season::{Sampling, record};
use shakeout::synth::session::sessions;
use shakeout::synth::zip_writer::{Method, ZipEntry, gzip, write as write_zip};
use shakeout::synth::{gpx_writer, tcx_writer};

/// Names that have broken pages. `/` is left out where it parts folders.
const NAMES: [&str; 12] = [
    "<img src=x onerror=document.title='broken'>",
    "<script>document.title='broken'<∕script>",
    "\"><svg onload=document.title='broken'>",
    "' onmouseover='document.title=1' x='",
    "&lt;b&gt;already escaped&amp;amp;",
    "[link](javascript:document.title=1) | cell | **bold** `code",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "ריצת בוקר קלה جري صباحي خفيف",
    "turned \u{202e}tif.exe\u{202c} \u{2066}and isolated",
    "🏃‍♀️💨 👨‍👩‍👧‍👦 e\u{301}\u{301}\u{301}\u{301} Z͑ͫ̓ͪ̂ͫ̽͏̴a̴l̸g̵o̷",
    "早晨輕鬆跑 아침 달리기 วิ่งเช้า",
    "bell\u{7}, tab\u{9}, zero\u{200b}width, long-dash—quote’",
];

fn main() -> io::Result<()> {
    let folder = std::env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .ok_or_else(|| io::Error::other("usage: hostile_archive FOLDER"))?;
    let files = archive();
    for (path, bytes) in &files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)?;
    }
    println!("{} files in {}", files.len(), folder.display());
    Ok(())
}

/// Ten kilobytes without a blank to break at, markup at both ends.
fn long_name() -> String {
    format!("<b>{}</b>", "Ω€🏃x".repeat(1000))
}

fn name(i: usize) -> String {
    if i % (NAMES.len() + 1) == NAMES.len() { long_name() } else { NAMES[i % NAMES.len()].to_owned() }
}

/// A name that a file system takes: no `/`, no control characters, at most 200 bytes.
fn file_name(i: usize) -> String {
    let mut out = format!("{i:03} ");
    for c in name(i).chars().filter(|&c| c != '/' && !c.is_control()) {
        if out.len() + c.len_utf8() > 200 {
            break;
        }
        out.push(c);
    }
    out
}

fn archive() -> Vec<ArchiveFile> {
    let athlete = simulate(&Params { n: 150, tau: -0.5, ..Params::DEFAULT }, 1);
    let mut files = Vec::new();
    let mut zipped = Vec::new();
    for (i, session) in sessions(&athlete).iter().enumerate() {
        let mut activity = record(&athlete, session, Sampling::Smart(8, 12));
        activity.name = Some(name(i));
        activity.device = Some(name(i + 1));
        files.extend(forms(i, &activity));
        if i % 9 == 0 {
            zipped.push(ZipEntry {
                path: format!("{}/{}.gpx", name(i), name(i + 2)),
                bytes: gpx_writer::write(&[activity]),
                method: Method::Deflated,
            });
        }
    }
    // A dozen small members never need zip64.
    files.extend(write_zip(&zipped).map(|bytes| (format!("{}.zip", file_name(0)), bytes)));
    files.push(("soreness.csv".to_owned(), soreness(&athlete)));
    files.push(("shakeout.toml".to_owned(), shakeout_toml(&athlete, "The runner is synthetic.")));
    files
}

/// The run in one of the formats, and beside some of them a copy, a broken file or something else.
fn forms(i: usize, activity: &Activity) -> Vec<ArchiveFile> {
    let (one, called) = (std::slice::from_ref(activity), file_name(i));
    let (ext, bytes) = match i % 4 {
        0 => ("fit", fit(activity)),
        1 => ("gpx", gpx_writer::write(one)),
        2 => ("tcx", tcx_writer::write(one)),
        _ => ("fit.gz", gzip(&fit(activity))),
    };
    let mut files = vec![(format!("runs/{called}.{ext}"), bytes)];
    match i % 7 {
        1 => files.push((format!("copies/{called}.fit"), fit(activity))),
        2 => files.push((
            format!("broken/{called}.gpx"),
            format!("<gpx><name>{called}</trk><script>").into_bytes(),
        )),
        3 => {
            let mut cut = fit(activity);
            cut.truncate(40);
            files.push((format!("broken/{called}.fit"), cut));
        }
        4 => files.push((format!("other/{called}.html"), format!("<script>{called}").into_bytes())),
        _ => {}
    }
    files
}

/// A log whose extra columns, notes and unreadable cells have the names.
fn soreness(athlete: &SimulatedAthlete) -> Vec<u8> {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut out =
        format!("date,soreness,note,{},{}\n", quoted(NAMES[0]), quoted(&NAMES[7].replace(' ', "_")));
    for (day, report) in athlete.soreness.iter().enumerate() {
        let (date, note) = (date_of(athlete, day), quoted(&name(day)));
        // Writing to a String cannot fail.
        if let Some(report) = report {
            let _ = writeln!(out, "{date},{report:.0},{note},{},{}", day % 3, day % 5);
        }
        if day < NAMES.len() + 1 {
            let _ = writeln!(out, "{note},3,,,");
            let _ = writeln!(out, "{},{note},,,", date_of(athlete, day + athlete.soreness.len()));
        }
    }
    out.into_bytes()
}
