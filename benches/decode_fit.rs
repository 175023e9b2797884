//! Our FIT decoder, checksum included, against fitparser on the same file of a 1 Hz run.

mod inputs;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use shakeout::decode::fit;

fn decode(criterion: &mut Criterion) {
    let file = inputs::fit_run();
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
