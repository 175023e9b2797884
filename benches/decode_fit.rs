//! Our FIT decoder, checksum included, against fitparser on the same file of a 1 Hz run.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use shakeout::activity::{Activity, Sample, Sport};
use shakeout::decode::fit;
use shakeout::synth::fit_writer::{FitOptions, write};
use shakeout::units::{Position, UtcMillis};

/// A run of 6,600 s with every channel: about 190 kB.
fn file() -> Vec<u8> {
    let start = UtcMillis::from_secs(1_714_802_400);
    let mut run = Activity::new(0, Sport::Running, start);
    run.laps = 18;
    run.samples = (0..6600)
        .map(|second| Sample {
            time: UtcMillis(start.0 + i64::from(second) * 1000),
            position: Some(Position { lat: 568_000_000 + second * 130, lon: 139_000_000 - second * 70 }),
            altitude_m: Some(320.0 + (second % 90) as f32 / 5.0),
            distance_m: Some(second as f32 * 2.8),
            speed_mps: Some(2.5 + (second % 7) as f32 / 10.0),
            heart_rate_bpm: Some(120 + (second % 40) as u8),
            cadence_spm: Some(168.0 + (second % 9) as f32 * 0.5),
        })
        .collect();
    write(&[run], &FitOptions::default())
}

fn decode(criterion: &mut Criterion) {
    let file = file();
    let mut group = criterion.benchmark_group("decode_fit");
    group.throughput(Throughput::Bytes(file.len() as u64));
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2)).sample_size(20);
    group.bench_function("shakeout", |b| b.iter(|| fit::decode(black_box(&file))));
    group.bench_function("checksum alone", |b| b.iter(|| fit::crc16(black_box(&file))));
    group.bench_function("fitparser", |b| b.iter(|| fitparser::from_bytes(black_box(&file))));
    group.finish();
}

criterion_group!(benches, decode);
criterion_main!(benches);
