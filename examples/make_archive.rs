//! Writes an archive of any size for measurements: `cargo run --release --example make_archive FILES FOLDER [fit|gpx [STRETCH]]`.
//! One synthetic run a file, 1 Hz, none like another; the same bytes every time. STRETCH makes every
//! run that much longer: 2.2 gives FIT files of 190 kB in the mean.

use std::path::PathBuf;
use std::{fs, io};

use shakeout::synth::archive::fit;
use shakeout::synth::athlete::{Params, simulate};
use shakeout::synth::gpx_writer;
use shakeout::synth::season::{Sampling, record};
use shakeout::synth::session::sessions;

fn main() -> io::Result<()> {
    let usage = || io::Error::other("usage: make_archive FILES FOLDER [fit|gpx [STRETCH]]");
    let mut args = std::env::args().skip(1);
    let files: usize = args.next().and_then(|n| n.parse().ok()).ok_or_else(usage)?;
    let folder = PathBuf::from(args.next().ok_or_else(usage)?);
    let gpx = match args.next().as_deref() {
        None | Some("fit") => false,
        Some("gpx") => true,
        Some(_) => return Err(usage()),
    };
    let stretch: f64 = args.next().map_or(Some(1.0), |text| text.parse().ok()).ok_or_else(usage)?;
    // About two days in three have a run; a long record holds as many as are asked for.
    let athlete = simulate(&Params { n: files * 2 + 14, ..Params::DEFAULT }, 1);
    let mut bytes = 0;
    for (i, mut session) in sessions(&athlete).into_iter().take(files).enumerate() {
        session.blocks.iter_mut().for_each(|block| block.seconds *= stretch);
        let activity = record(&athlete, &session, Sampling::Every(1));
        let (ext, file) = if gpx { ("gpx", gpx_writer::write(&[activity])) } else { ("fit", fit(&activity)) };
        let path = folder.join(format!("{:02}", i % 16)).join(format!("{i:05}.{ext}"));
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        bytes += file.len();
        fs::write(path, file)?;
    }
    println!("{files} files, {bytes} bytes in {}", folder.display());
    Ok(())
}
