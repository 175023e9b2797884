//! Other Rust readers on files in memory, one core: `cargo run --release -- fitparser|rustyfit|gpx FILES...`.
//! The median of five passes over all files.

use std::time::Instant;

type Read = fn(&[u8]) -> usize;

fn fitparser(bytes: &[u8]) -> usize {
    fitparser::from_bytes(bytes).map_or(0, |messages| messages.len())
}

fn rustyfit(bytes: &[u8]) -> usize {
    rustyfit::Decoder::new().decode(bytes).ok().flatten().map_or(0, |fit| fit.messages.len())
}

fn gpx(bytes: &[u8]) -> usize {
    let points = |track: &gpx::Track| track.segments.iter().map(|segment| segment.points.len()).sum::<usize>();
    gpx::read(bytes).map_or(0, |gpx| gpx.tracks.iter().map(points).sum())
}

fn main() {
    let mut args = std::env::args().skip(1);
    let read: Read = match args.next().as_deref() {
        Some("fitparser") => fitparser,
        Some("rustyfit") => rustyfit,
        Some("gpx") => gpx,
        _ => panic!("usage: fitparser|rustyfit|gpx FILES..."),
    };
    let files: Vec<Vec<u8>> = args.map(|path| std::fs::read(path).expect("a file")).collect();
    let bytes: usize = files.iter().map(Vec::len).sum();
    let mut seconds: Vec<f64> = (0..5)
        .map(|_| {
            let begun = Instant::now();
            let items: usize = files.iter().map(|file| read(file)).sum();
            assert!(items > 0, "nothing was read");
            begun.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    println!("{} files, {:.1} MB/s", files.len(), bytes as f64 / 1e6 / seconds[2]);
}
