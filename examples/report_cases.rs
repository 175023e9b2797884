//! Writes the archives on which every figure was looked at, a folder each
//! (`cargo run --release --example report_cases FOLDER`): 25 days, a runner who never rests, ten years,
//! and a scale of 1 to 5 on which higher is fresher. The same bytes every time.

use std::path::PathBuf;
use std::{fs, io};

use shakeout::synth::archive::{ArchiveFile, date_of};
use shakeout::synth::athlete::{Params, SimulatedAthlete, simulate};
use shakeout::synth::demo::{SEED, archive};

/// What all of them have: easy runs help, some mornings are missing.
const COMMON: Params = Params { tau: -0.5, miss: 0.05, ..Params::DEFAULT };

fn main() -> io::Result<()> {
    let folder = std::env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .ok_or_else(|| io::Error::other("usage: report_cases FOLDER"))?;
    let of = |params: Params| simulate(&params, SEED);
    let year = of(COMMON);
    for (name, files) in [
        ("25-days", archive(&of(Params { n: 25, ..COMMON }))),
        ("no-rest", archive(&of(Params { a0: 100.0, ..COMMON }))),
        ("ten-years", archive(&of(Params { n: 3_650, ..COMMON }))),
        ("one-to-five", one_to_five(&year)),
    ] {
        for (path, bytes) in files {
            let path = folder.join(name).join(path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, bytes)?;
        }
    }
    Ok(())
}

/// The archive of `athlete`, who writes down freshness: 5 where the model says 0, 1 where it says 10.
fn one_to_five(athlete: &SimulatedAthlete) -> Vec<ArchiveFile> {
    let mut files = archive(athlete);
    for (path, bytes) in &mut files {
        match path.as_str() {
            "soreness.csv" => *bytes = freshness_csv(athlete).into_bytes(),
            "shakeout.toml" => {
                *bytes = String::from_utf8_lossy(bytes)
                    .replace("[0, 10]", "[1, 5]")
                    .replace("higher-is-sorer", "higher-is-fresher")
                    .into_bytes();
            }
            _ => {}
        }
    }
    files
}

fn freshness_csv(athlete: &SimulatedAthlete) -> String {
    let rows = athlete.soreness.iter().enumerate().filter_map(|(day, soreness)| {
        Some(format!("{},{:.0}\n", date_of(athlete, day), 5.0 - (*soreness)? * 0.4))
    });
    "date,soreness\n".to_owned() + &rows.collect::<String>()
}
