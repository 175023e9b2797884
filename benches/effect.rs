//! How long the answer takes on ten years of days: the headline alone, and the whole analysis.

mod inputs;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use shakeout::effect::{analyse, headline};

fn ten_years(criterion: &mut Criterion) {
    let (log, settings) = inputs::log(3_650);
    criterion.bench_function("headline of 3,650 days", |bencher| {
        bencher.iter(|| headline(black_box(&log), black_box(&settings)));
    });
    criterion.bench_function("everything on 3,650 days", |bencher| {
        bencher.iter(|| analyse(black_box(&log), black_box(&settings)));
    });
}

criterion_group!(benches, ten_years);
criterion_main!(benches);
