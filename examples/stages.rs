//! Where the time of `analyze` goes: `cargo run --release --example stages ARCHIVE [SORENESS.csv]`.
//! Medians of five, warm, in milliseconds: reading (open, decode, clean, digest; on all cores), everything
//! up to the report (that, merging, measuring, days, effect), tables, and words and pictures.

use std::path::PathBuf;
use std::time::Instant;

use shakeout::cli::Analyze;
use shakeout::config::AnalyzeConfig;
use shakeout::error::Result;
use shakeout::render::render;
use shakeout::table::store;

fn main() -> std::process::ExitCode {
    match stages() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn stages() -> Result<()> {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let typed =
        Analyze { paths: args.next().into_iter().collect(), soreness: args.next(), ..Analyze::default() };
    let config = AnalyzeConfig::resolve(&typed)?;
    let mut laps: [Vec<f64>; 3] = Default::default();
    for _ in 0..6 {
        let mut begun = Instant::now();
        let mut lap = |of: &mut Vec<f64>| {
            of.push(begun.elapsed().as_secs_f64() * 1000.0);
            begun = Instant::now();
        };
        let report = shakeout::pipeline::analyze(&config, &|_| ())?;
        lap(&mut laps[0]);
        let soreness = report.soreness.as_ref().map(shakeout::report::SorenessInfo::meaning);
        store::activities_csv(&report.activities)?;
        store::activities_parquet(&report.activities)?;
        store::days_csv(&report.days, &report.extra_names, soreness)?;
        store::days_parquet(&report.days, &report.extra_names, soreness)?;
        store::files_csv(&report.file_rows)?;
        lap(&mut laps[1]);
        render(&report)?;
        lap(&mut laps[2]);
    }
    for (name, lap) in ["read and analyse", "tables", "words and pictures"].iter().zip(&mut laps) {
        // The first one is cold.
        let warm = &mut lap[1..];
        warm.sort_by(f64::total_cmp);
        println!("{name}: {:.1} ms", warm[2]);
    }
    Ok(())
}
