//! Decoding of GPX and TCX against the bare event loop of the XML crate on the same bytes, against the walk
//! over its elements alone, and against a bare search for `<`.

mod inputs;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use memchr::memchr_iter;
use quick_xml::Reader;
use quick_xml::events::Event;
use shakeout::decode::xml::{Document, Elements, walk};
use shakeout::decode::{Decoded, gpx, tcx};
use shakeout::error::FileError;

use inputs::{POINTS, gpx_run, tcx_run};

type Decode = fn(&[u8]) -> Result<Decoded, FileError>;

/// Every event, looked at and thrown away.
fn bare_event_loop(bytes: &[u8]) -> usize {
    let mut reader = Reader::from_reader(bytes);
    let mut events = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return events,
            Ok(event) => {
                black_box(&event);
                events += 1;
            }
            Err(error) => panic!("the bench's own document is sound: {error}"),
        }
    }
}

/// What hears of every element and does nothing.
struct Deaf;

impl Elements for Deaf {
    fn open(&mut self, name: &[u8], attributes: &str) {
        black_box((name, attributes));
    }

    fn close(&mut self, name: &[u8], parent: &[u8], text: &str) {
        black_box((name, parent, text));
    }
}

fn decode_xml(criterion: &mut Criterion) {
    let (gpx_text, tcx_text) = (gpx_run(), tcx_run());
    for (name, text, decode) in
        [("gpx", &gpx_text, gpx::decode as Decode), ("tcx", &tcx_text, tcx::decode as Decode)]
    {
        let bytes = text.as_bytes();
        let points = decode(bytes).map_or(0, |decoded| decoded.counts.hr_records);
        assert_eq!(points, POINTS as usize, "the bench decodes what it says");
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("search for <", |bench| {
            bench.iter(|| memchr_iter(b'<', black_box(bytes)).count())
        });
        group.bench_function("walk", |bench| {
            bench.iter(|| walk(&Document::new(black_box(bytes)), &mut Deaf).is_none())
        });
        group.bench_function("bare event loop", |bench| bench.iter(|| bare_event_loop(bytes)));
        group.bench_function("decode", |bench| bench.iter(|| decode(black_box(bytes))));
        group.finish();
    }
}

criterion_group!(benches, decode_xml);
criterion_main!(benches);
