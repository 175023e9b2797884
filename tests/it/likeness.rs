//! Made files that imitate a device have the make-up of that device's files.

use std::collections::BTreeMap;
use std::fs;

use shakeout::activity::{Activity, Sample, Sport};
use shakeout::decode::{fit, gpx};
use shakeout::units::{Position, UtcMillis};

use crate::support::like::LIKE;
use crate::support::real_files;

/// A run of so many seconds, of which each has a sample.
fn run(seconds: i32, laps: usize) -> Activity {
    let start = UtcMillis::from_secs(1_714_802_400);
    let mut run = Activity::new(0, Sport::Running, start);
    run.laps = laps;
    run.samples = (0..seconds)
        .map(|second| Sample {
            time: UtcMillis(start.0 + i64::from(second) * 1000),
            position: Some(Position { lat: 568_000_000 + second * 130, lon: 139_000_000 - second * 70 }),
            altitude_m: Some(320.0 + (second % 90) as f32 / 5.0),
            distance_m: Some(second as f32 * 2.8),
            speed_mps: Some(2.5 + (second % 7) as f32 / 10.0),
            heart_rate_bpm: Some(120 + (second % 40) as u8),
            cadence_spm: Some(168.0),
        })
        .collect();
    run
}

fn made(name: &str, run: &Activity, n: usize) -> Vec<u8> {
    let like = LIKE.iter().find(|like| like.name == name).expect("a name of the table");
    (like.write)(run, n)
}

/// What a FIT file is made of.
#[derive(Default)]
struct MakeUp {
    bytes: usize,
    /// Bytes and messages by global number.
    messages: BTreeMap<u16, (usize, usize)>,
    definitions: usize,
    /// Records by bytes and fields, developer fields counted in.
    records: BTreeMap<(usize, usize), usize>,
}

impl MakeUp {
    /// Of sound files with normal headers, one part each.
    fn of(files: &[Vec<u8>]) -> Self {
        let mut all = Self::default();
        for file in files {
            let data = &file[usize::from(file[0])..file.len() - 2];
            all.bytes += data.len();
            let mut known: BTreeMap<u8, (u16, usize, usize)> = BTreeMap::new();
            let mut at = 0;
            while at < data.len() {
                let header = data[at];
                let rest = &data[at + 1..];
                if header & 0x40 == 0 {
                    let (global, size, fields) = known[&(header & 0x0F)];
                    let (bytes, count) = all.messages.entry(global).or_default();
                    (*bytes, *count) = (*bytes + 1 + size, *count + 1);
                    if global == 20 {
                        *all.records.entry((1 + size, fields)).or_default() += 1;
                    }
                    at += 1 + size;
                    continue;
                }
                let number = [rest[2], rest[3]];
                let global =
                    if rest[1] == 1 { u16::from_be_bytes(number) } else { u16::from_le_bytes(number) };
                let mut triples = rest[5..5 + 3 * usize::from(rest[4])].to_vec();
                let mut length = 5 + triples.len();
                if header & 0x20 != 0 {
                    let developer = 3 * usize::from(rest[length]);
                    triples.extend_from_slice(&rest[length + 1..length + 1 + developer]);
                    length += 1 + developer;
                }
                let size = triples.chunks_exact(3).map(|triple| usize::from(triple[1])).sum();
                known.insert(header & 0x0F, (global, size, triples.len() / 3));
                all.definitions += 1;
                at += 1 + length;
            }
        }
        all
    }

    fn share(&self, global: u16) -> f64 {
        self.messages.get(&global).map_or(0.0, |(bytes, _)| *bytes as f64 / self.bytes as f64)
    }

    fn fields_of_a_record(&self) -> f64 {
        let records: usize = self.records.values().sum();
        self.records.iter().map(|((_, fields), count)| fields * count).sum::<usize>() as f64 / records as f64
    }
}

fn near(what: &str, made: f64, real: f64) {
    assert!((made / real - 1.0).abs() <= 0.1, "{what}: {made:.3} instead of {real:.3}");
}

#[test]
fn watches_and_foot_pods_are_imitated_as_their_files_are() {
    let Some(folder) = real_files() else { return };
    let pairs = [("watch-2015", "run-hr-gps-6laps.fit"), ("footpod", "run-developer-fields.fit")];
    for (name, sample) in pairs {
        let real = MakeUp::of(&[fs::read(folder.join("fit").join(sample)).expect("a sample")]);
        let count = |global| real.messages.get(&global).map_or(0, |(_, count)| *count);
        let made = MakeUp::of(&[made(name, &run(count(20) as i32, count(19)), 0)]);
        for (global, (bytes, _)) in &real.messages {
            if *bytes * 10 >= real.bytes {
                near(&format!("{name}, message {global}"), made.share(*global), real.share(*global));
            }
        }
        near(&format!("{name}, fields"), made.fields_of_a_record(), real.fields_of_a_record());
        near(&format!("{name}, definitions"), made.definitions as f64, real.definitions as f64);
        near(&format!("{name}, bytes"), made.bytes as f64, real.bytes as f64);
    }
}

#[test]
fn a_current_watch_is_imitated_as_described() {
    // The mean file of current watches has 680 kB.
    let files: Vec<Vec<u8>> = (0..4).map(|n| made("watch-2024", &run(8300, 10), n)).collect();
    let made = MakeUp::of(&files);
    near("bytes", made.bytes as f64 / 4.0, 680_000.0);
    for (global, share) in [(20, 0.52), (160, 0.22), (233, 0.12)] {
        near(&format!("message {global}"), made.share(global), share);
    }
    near("definitions", made.definitions as f64 / 4.0, 36.0);
    for seen in [78, 534, 325, 312, 326, 22, 19] {
        assert!(made.share(seen) > 0.0, "{seen}");
    }
    let records: Vec<(usize, usize)> = made.records.keys().copied().collect();
    assert_eq!(records, [(32, 13), (34, 14), (65, 31), (66, 32)]);
}

#[test]
fn points_of_services_and_phones_are_imitated() {
    let of_a_point = |text: &str, what: &str| {
        let count = |what: &str| text.matches(what).count() as f64;
        count(what) / count("<trkpt")
    };
    let phone = String::from_utf8(made("phone-gpx", &run(1000, 1), 0)).expect("text");
    let strava = String::from_utf8(made("strava-gpx", &run(1000, 1), 0)).expect("text");
    // Five extensions, each on a line of its own.
    near("lines", of_a_point(&phone, "\n"), 11.0);
    near("elements", of_a_point(&phone, "</"), 9.0);
    let Some(folder) = real_files() else { return };
    let real = fs::read_to_string(folder.join("gpx/strava-export-hr-type9.gpx")).expect("a sample");
    for what in ["\n", "</", "<"] {
        near(&format!("{what:?} a point"), of_a_point(&strava, what), of_a_point(&real, what));
    }
    let bytes = |text: &str| text.len() as f64 / text.matches("<trkpt").count() as f64;
    near("bytes a point", bytes(&strava), bytes(&real));
}

#[test]
fn what_is_imitated_is_read_as_what_is_written_plainly() {
    let run = run(500, 3);
    for like in LIKE {
        for n in 0..2 {
            let file = (like.write)(&run, n);
            let decode = if like.extension == "fit" { fit::decode } else { gpx::decode };
            let read = decode(&file).expect("a sound file");
            assert_eq!((read.damage, read.counts.records), (None, 500), "{}", like.name);
            let samples = &read.activities[0].samples;
            assert_eq!(samples.heart_rate_bpm, run.samples.heart_rate_bpm, "{}", like.name);
            assert_eq!(samples.time, run.samples.time, "{}", like.name);
        }
    }
}
