//! GPX and TCX: every quirk of real exports as a small document made here, and the real samples.

mod damage;
mod form;
mod gpx_quirks;
mod plain;
mod real;
mod tcx_quirks;
mod values;

use std::time::{Duration, Instant};

use shakeout::activity::{Activity, Problem};
use shakeout::decode::{Decoded, gpx, tcx};
use shakeout::error::FileError;
use shakeout::units::UtcMillis;

/// 2024-05-01T06:00:00Z.
const START: i64 = 1_714_543_200_000;

fn at(seconds: i64) -> UtcMillis {
    UtcMillis(START + seconds * 1000)
}

fn read_gpx(text: &str) -> Decoded {
    gpx::decode(text.as_bytes()).expect("a GPX document that can be read")
}

fn read_tcx(text: &str) -> Decoded {
    tcx::decode(text.as_bytes()).expect("a TCX document that can be read")
}

/// The only activity of a file.
fn only(decoded: Decoded) -> Activity {
    assert_eq!(decoded.activities.len(), 1, "{:?}", decoded.no_activity);
    decoded.activities.into_iter().next().expect("counted above")
}

fn says(activity: &Activity, part: &str) -> bool {
    activity.problems.iter().any(|Problem(text)| text.contains(part))
}

/// A track of one segment with these points.
fn track(points: &str) -> String {
    format!("<gpx version=\"1.1\"><trk><trkseg>{points}</trkseg></trk></gpx>")
}

/// A point `second` seconds after [`START`] with `inside` after its time.
fn point(second: i64, inside: &str) -> String {
    let (minute, rest) = (second / 60, second % 60);
    format!(
        "<trkpt lat=\"47.{:07}\" lon=\"8.5\"><time>2024-05-01T06:{minute:02}:{rest:02}Z</time>{inside}</trkpt>",
        second * 270
    )
}

/// A TCX document with these laps.
fn activity(sport: &str, laps: &str) -> String {
    format!(
        "<TrainingCenterDatabase><Activities><Activity Sport=\"{sport}\"><Id>2024-05-01T06:00:00Z</Id>{laps}</Activity></Activities></TrainingCenterDatabase>"
    )
}

fn trackpoint(second: i64, inside: &str) -> String {
    let (minute, rest) = (second / 60, second % 60);
    format!("<Trackpoint><Time>2024-05-01T06:{minute:02}:{rest:02}Z</Time>{inside}</Trackpoint>")
}

/// Small numbers from a seed (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit
    }
}

/// Cuts `bytes` at 64 places and flips a bit at 256: never a panic, never more points than the
/// sound file, and after a cut never fewer than stand complete before it.
fn survives(
    name: &str,
    bytes: &[u8],
    decode: impl Fn(&[u8]) -> Result<Decoded, FileError>,
    end_of_point: &str,
) {
    let sound = decode(bytes).map_or(0, |decoded| decoded.counts.records);
    let begun = Instant::now();
    for place in 0..64 {
        let cut = &bytes[..bytes.len() * place / 64];
        let complete = String::from_utf8_lossy(cut).matches(end_of_point).count();
        let read = decode(cut).map_or(0, |decoded| decoded.counts.records);
        assert_eq!(read, complete, "{name} cut at {}", cut.len());
    }
    let mut dice = Dice(0x5EED);
    for _ in 0..256 {
        let mut flipped = bytes.to_vec();
        let (place, bit) = (dice.below(bytes.len()), dice.below(8));
        flipped[place] ^= 1 << bit;
        let head = String::from_utf8_lossy(&bytes[..place]);
        let before = head.matches(end_of_point).count();
        let read = decode(&flipped).map_or(0, |decoded| decoded.counts.records);
        assert!(read >= before, "{name}: {read} of {before} points before byte {place} bit {bit}");
        assert!(read <= sound + 1, "{name}: {read} points of {sound} at byte {place} bit {bit}");
    }
    assert!(begun.elapsed() < Duration::from_secs(60), "{name}: {:?}", begun.elapsed());
}
