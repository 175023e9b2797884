//! Does a fixed piece of work so many times, for `benches/count` to count its instructions:
//! `cargo run --release --example fixed_work fit|watch-2024|gpx|phone-gpx|tcx|clean|witness|digest|effect TIMES`.

#[path = "../benches/inputs/mod.rs"]
mod inputs;

use std::cell::RefCell;
use std::hint::black_box;

use shakeout::activity::Activity;
use shakeout::clean::{CleanLog, clean};
use shakeout::decode::{fit, gpx, tcx};
use shakeout::digest::digest;
use shakeout::effect::analyse;
use shakeout::witness::hear;

fn main() {
    let mut args = std::env::args().skip(1);
    let work = args.next().unwrap_or_default();
    let times: usize = args.next().and_then(|times| times.parse().ok()).unwrap_or(1);
    match work.as_str() {
        "fit" => repeat(times, &inputs::fit_run(), |file| fit::decode(file).is_ok()),
        "watch-2024" => repeat(times, &inputs::run_like("watch-2024"), |file| fit::decode(file).is_ok()),
        "phone-gpx" => repeat(times, &inputs::run_like("phone-gpx"), |file| gpx::decode(file).is_ok()),
        "gpx" => repeat(times, &inputs::gpx_run(), |text| gpx::decode(text.as_bytes()).is_ok()),
        "tcx" => repeat(times, &inputs::tcx_run(), |text| tcx::decode(text.as_bytes()).is_ok()),
        "clean" => repeat(times, &run(), |run| black_box(clean(run.clone())).0.distance_m.len() > 1),
        // A sound recording: it is as it was afterwards.
        "witness" => repeat(times, &RefCell::new(clean(gpx_run()).0), |run| {
            let mut log = CleanLog::default();
            hear(&mut run.borrow_mut(), &mut log, None);
            black_box(log).choices.is_empty()
        }),
        "digest" => repeat(times, &clean(run()).0, |run| digest(run, CleanLog::default(), None).hr.is_some()),
        "effect" => repeat(times, &inputs::log(730), |(log, settings)| {
            black_box(analyse(log, settings));
            true
        }),
        _ => {
            eprintln!("usage: fixed_work fit|watch-2024|gpx|phone-gpx|tcx|clean|witness|digest|effect TIMES");
            std::process::exit(2);
        }
    }
}

/// The run of the FIT file.
fn run() -> Activity {
    let decoded = fit::decode(&inputs::fit_run()).expect("the input is sound");
    decoded.activities.into_iter().next().expect("the file holds a run")
}

/// The run of the GPX file.
fn gpx_run() -> Activity {
    let decoded = gpx::decode(inputs::gpx_run().as_bytes()).expect("the input is sound");
    decoded.activities.into_iter().next().expect("the file holds a run")
}

/// Counts nothing itself: the difference between 1 and 2 times is the work without its input.
fn repeat<T>(times: usize, input: &T, work: impl Fn(&T) -> bool) {
    for _ in 0..times {
        assert!(work(black_box(input)), "the input is sound");
    }
}
