//! How long the answer takes on ten years of days: the headline alone, and the whole analysis.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use shakeout::effect::{Settings, analyse, headline};
use shakeout::synth::athlete::{Params, simulate};

fn ten_years(criterion: &mut Criterion) {
    let runner = simulate(&Params { n: 3_650, tau: -0.5, miss: 0.05, ..Params::DEFAULT }, 1);
    let mut log = runner.day_log();
    log.extra = vec![("sleep_h".to_owned(), runner.sleep_h.iter().copied().map(Some).collect())];
    let settings = Settings {
        scale_low: 0.0,
        scale_high: 10.0,
        step: 1.0,
        smallest_effect: 0.5,
        evening: false,
        reported_assumed: false,
    };
    criterion.bench_function("headline of 3,650 days", |bencher| {
        bencher.iter(|| headline(black_box(&log), black_box(&settings)));
    });
    criterion.bench_function("everything on 3,650 days", |bencher| {
        bencher.iter(|| analyse(black_box(&log), black_box(&settings)));
    });
}

criterion_group!(benches, ten_years);
criterion_main!(benches);
