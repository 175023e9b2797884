//! Writes an archive of any size for measurements:
//! `cargo run --release --example make_archive FILES FOLDER [fit|gpx [STRETCH]] [--like DEVICE]`.
//! One synthetic run a file, 1 Hz, none like another; the same bytes every time. STRETCH makes every
//! run that much longer: 2.2 gives FIT files of 190 kB in the mean. `--like` gives the files the make-up of those of
//! a device or a service: `watch-2015`, `watch-2024`, `footpod`, `phone-gpx`, `strava-gpx`.

#[path = "made/like.rs"]
mod like;

use std::path::PathBuf;
use std::{fs, io};

use like::{LIKE, Like};
use shakeout::activity::Activity;
use shakeout::synth::archive::fit;
use shakeout::synth::athlete::{Params, simulate};
use shakeout::synth::gpx_writer;
use shakeout::synth::season::{Sampling, record};
use shakeout::synth::session::sessions;

const PLAIN: [Like; 2] = [
    Like { name: "fit", extension: "fit", write: |run: &Activity, _| fit(run) },
    Like {
        name: "gpx",
        extension: "gpx",
        write: |run: &Activity, _| gpx_writer::write(std::slice::from_ref(run)),
    },
];

fn main() -> io::Result<()> {
    let usage = || {
        let names: Vec<&str> = LIKE.iter().map(|like| like.name).collect();
        let names = names.join("|");
        io::Error::other(format!("usage: make_archive FILES FOLDER [fit|gpx [STRETCH]] [--like {names}]"))
    };
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let like = match args.iter().position(|arg| arg == "--like") {
        None => None,
        Some(at) => {
            let name = args.drain(at..).nth(1).ok_or_else(usage)?;
            Some(LIKE.iter().find(|like| like.name == name).ok_or_else(usage)?)
        }
    };
    let mut args = args.into_iter();
    let files: usize = args.next().and_then(|n| n.parse().ok()).ok_or_else(usage)?;
    let folder = PathBuf::from(args.next().ok_or_else(usage)?);
    let name = args.next().unwrap_or_else(|| "fit".to_owned());
    let plain = PLAIN.iter().find(|plain| plain.name == name).ok_or_else(usage)?;
    let stretch: f64 = args.next().map_or(Some(1.0), |text| text.parse().ok()).ok_or_else(usage)?;
    let form = like.unwrap_or(plain);
    // About two days in three have a run; a long record holds as many as are asked for.
    let athlete = simulate(&Params { n: files * 2 + 14, ..Params::DEFAULT }, 1);
    let mut bytes = 0;
    for (i, mut session) in sessions(&athlete).into_iter().take(files).enumerate() {
        session.blocks.iter_mut().for_each(|block| block.seconds *= stretch);
        let activity = record(&athlete, &session, Sampling::Every(1));
        let file = (form.write)(&activity, i);
        let path = folder.join(format!("{:02}", i % 16)).join(format!("{i:05}.{}", form.extension));
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        bytes += file.len();
        fs::write(path, file)?;
    }
    println!("{files} files, {bytes} bytes in {}", folder.display());
    Ok(())
}
