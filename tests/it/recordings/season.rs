//! A season of which a third of the runs has some trouble: its days keep their kind, and the answer its verdict.

use std::collections::BTreeMap;

use jiff::civil::Date;
use shakeout::activity::{Activity, Column, Sample, Sport};
use shakeout::cli;
use shakeout::config::AnalyzeConfig;
use shakeout::day::DayKind;
use shakeout::effect::Status;
use shakeout::pipeline;
use shakeout::synth::archive::{self, Form, file, fit};
use shakeout::synth::athlete::{Params, simulate};
use shakeout::synth::season::{Sampling, season};
use shakeout::synth::{gpx_writer, zip_writer};
use shakeout::units::{Position, UtcMillis};

use crate::support::fixture;
use crate::support::program::Seeded;

/// A file: its path in the archive, and its bytes.
type File = (String, Vec<u8>);

/// What becomes of one run of three.
struct Trouble {
    name: &'static str,
    /// The files in place of the sound one.
    files: fn(&Activity, &mut Seeded) -> Vec<File>,
}

const TROUBLES: &[Trouble] = &[
    Trouble {
        name: "a phone beside the watch, 7 % further",
        files: |run, _| beside(run, gpx("phone", stretched(run, 1.07))),
    },
    Trouble {
        name: "a second watch, 3 % shorter",
        files: |run, random| beside(run, second_watch(run, random)),
    },
    Trouble {
        name: "a belt beside the watch, 14 % shorter",
        files: |run, _| beside(run, fit_file("belt", &on_belt(run, 0.86))),
    },
    Trouble {
        name: "an island beside the watch",
        files: |run, _| beside(run, fit_file("island", &on_island(run))),
    },
    Trouble {
        name: "an island alone, without an offset",
        files: |run, _| vec![fit_file("island", &on_island(run))],
    },
    Trouble {
        name: "a phone that calls it a walk",
        files: |run, _| beside(run, gpx("walk", of_sport(run, Sport::Walking))),
    },
    Trouble {
        name: "a phone that calls it a workout",
        files: |run, _| beside(run, gpx("workout", of_sport(run, Sport::Other))),
    },
    Trouble {
        name: "the same bytes, packed",
        files: |run, _| beside(run, ("again.gz".into(), zip_writer::gzip(&fit(run)))),
    },
    Trouble {
        name: "a watch that died half-way beside a phone",
        files: |run, _| vec![fit_file("died", &part(run, 0.0, 0.5)), gpx("phone", run.clone())],
    },
    Trouble {
        name: "two halves beside the whole",
        files: |run, _| {
            vec![
                fit_file("first", &part(run, 0.0, 0.5)),
                fit_file("second", &part(run, 0.5, 1.0)),
                file(run, Form::Tcx),
            ]
        },
    },
    Trouble { name: "speed in km/h", files: |run, _| changed(run, |s, _| scale(&mut s.speed_mps, 3.6)) },
    Trouble {
        name: "speed in miles an hour",
        files: |run, _| changed(run, |s, _| scale(&mut s.speed_mps, 2.237)),
    },
    Trouble { name: "speed always 0", files: |run, _| changed(run, |s, _| s.speed_mps = Some(0.0)) },
    Trouble { name: "distance in km", files: |run, _| changed(run, |s, _| scale(&mut s.distance_m, 0.001)) },
    Trouble {
        name: "distance in miles",
        files: |run, _| changed(run, |s, _| scale(&mut s.distance_m, 1.0 / 1609.344)),
    },
    Trouble {
        name: "distance always 0, as TCX",
        files: |run, _| vec![file(&with(run, |s, _| s.distance_m = Some(0.0)), Form::Tcx)],
    },
    Trouble {
        name: "heart rate in every third record",
        files: |run, _| {
            changed(run, |s, i| {
                if i % 3 != 0 {
                    s.heart_rate_bpm = None
                }
            })
        },
    },
    Trouble {
        name: "heart rate in half of the records, as GPX",
        files: |run, _| {
            vec![file(
                &with(run, |s, i| {
                    if i % 2 != 0 {
                        s.heart_rate_bpm = None
                    }
                }),
                Form::Gpx,
            )]
        },
    },
    Trouble {
        name: "cadence in every fifth record",
        files: |run, _| {
            changed(run, |s, i| {
                if i % 5 != 0 {
                    s.cadence_spm = None
                }
            })
        },
    },
    Trouble {
        name: "cadence counted twice",
        files: |run, _| changed(run, |s, _| scale(&mut s.cadence_spm, 2.0)),
    },
    Trouble {
        name: "a heart rate with outages",
        files: |run, _| {
            changed(run, |s, i| {
                if i % 40 < 5 {
                    s.heart_rate_bpm = None
                }
            })
        },
    },
    Trouble {
        name: "a dry strap",
        files: |run, _| {
            changed(run, |s, i| {
                if i < 40 {
                    s.heart_rate_bpm = Some(215)
                }
            })
        },
    },
    Trouble {
        name: "a heart rate that is the cadence",
        files: |run, _| changed(run, |s, _| s.heart_rate_bpm = s.cadence_spm.map(|spm| spm as u8)),
    },
    Trouble { name: "a point each minute", files: |run, _| vec![file(&each_minute(run), Form::Gpx)] },
    Trouble {
        name: "local time written as UTC",
        files: |run, _| vec![fit_file("utc", &Activity { utc_offset_s: Some(0), ..run.clone() })],
    },
    Trouble {
        name: "a start of the day before",
        files: |run, _| {
            vec![fit_file(
                "stale",
                &Activity { start: UtcMillis(run.start.0 - 20 * 3_600_000), ..run.clone() },
            )]
        },
    },
    Trouble {
        name: "a timer in minutes",
        files: |run, _| summed(run, |run| run.summary.timer_s = run.summary.timer_s.map(|s| s / 60.0)),
    },
    Trouble {
        name: "a timer of a day",
        files: |run, _| summed(run, |run| run.summary.timer_s = Some(86_000.0)),
    },
    Trouble { name: "records while the timer stands", files: |run, _| vec![fit_file("stood", &stood(run))] },
    Trouble { name: "a car at the end", files: |run, _| vec![fit_file("car", &driven_home(run))] },
    Trouble { name: "no sport", files: |run, _| vec![fit_file("none", &of_sport(run, Sport::Unknown))] },
    Trouble {
        name: "a first point in the sea",
        files: |run, _| {
            changed(run, |s, i| {
                if i == 0 {
                    s.position = Position::from_degrees(0.0, 0.0)
                }
            })
        },
    },
    Trouble {
        name: "an altitude of 0 at the start",
        files: |run, _| {
            changed(run, |s, i| {
                if i < 4 {
                    s.altitude_m = Some(0.0)
                }
            })
        },
    },
    Trouble {
        name: "points out of order at the start",
        files: |run, _| vec![fit_file("order", &out_of_order(run))],
    },
    Trouble {
        name: "a drifting barometer on a belt",
        files: |run, _| vec![fit_file("belt", &drifting(&on_belt(run, 1.0)))],
    },
    Trouble {
        name: "the end of the file missing",
        files: |run, _| {
            let mut bytes = fit(run);
            bytes.truncate(bytes.len() * 49 / 50);
            vec![(format!("{}-cut.fit", archive::local_name(run)), bytes)]
        },
    },
];

fn fit_file(what: &str, run: &Activity) -> File {
    (format!("{}-{what}.fit", run.start.0), fit(run))
}

fn gpx(what: &str, mut run: Activity) -> File {
    run.samples.heart_rate_bpm = Column::missing(run.samples.len());
    (format!("{}-{what}.gpx", run.start.0), gpx_writer::write(&[run]))
}

fn beside(run: &Activity, other: File) -> Vec<File> {
    vec![file(run, Form::Fit), other]
}

/// `run` with each sample changed; `i`: its place.
fn with(run: &Activity, mut change: impl FnMut(&mut Sample, usize)) -> Activity {
    let mut run = run.clone();
    run.samples.edit(|samples| samples.iter_mut().enumerate().for_each(|(i, sample)| change(sample, i)));
    run
}

fn changed(run: &Activity, change: impl FnMut(&mut Sample, usize)) -> Vec<File> {
    vec![file(&with(run, change), Form::Fit)]
}

fn summed(run: &Activity, change: impl FnOnce(&mut Activity)) -> Vec<File> {
    let mut run = run.clone();
    change(&mut run);
    vec![file(&run, Form::Fit)]
}

fn scale(channel: &mut Option<f32>, factor: f32) {
    *channel = channel.map(|value| value * factor);
}

fn of_sport(run: &Activity, sport: Sport) -> Activity {
    Activity { sport, ..run.clone() }
}

/// The way from the first point is longer by a factor.
fn stretched(run: &Activity, factor: f64) -> Activity {
    let Some(home) = run.samples.position.present().next() else { return run.clone() };
    let (lat, lon) = (home.lat_degrees(), home.lon_degrees());
    with(run, |sample, _| {
        sample.position = sample.position.and_then(|here| {
            Position::from_degrees(
                lat + factor * (here.lat_degrees() - lat),
                lon + factor * (here.lon_degrees() - lon),
            )
        });
    })
}

fn second_watch(run: &Activity, random: &mut Seeded) -> File {
    let late_ms = 1000 * (3 + random.below(20) as i64);
    let mut other = with(run, |sample, _| {
        sample.time = UtcMillis(sample.time.0 + late_ms);
        scale(&mut sample.distance_m, 0.97);
        sample.heart_rate_bpm = sample.heart_rate_bpm.map(|bpm| bpm + 1);
    });
    other.start = UtcMillis(run.start.0 + late_ms);
    other.pauses.iter_mut().for_each(|pause| {
        (pause.from, pause.to) = (UtcMillis(pause.from.0 + late_ms), UtcMillis(pause.to.0 + late_ms));
    });
    other.device = Some("another synthetic watch".into());
    other.device_key = None;
    fit_file("second", &other)
}

fn on_belt(run: &Activity, factor: f32) -> Activity {
    let mut belt = with(run, |sample, _| {
        (sample.position, sample.altitude_m) = (None, None);
        scale(&mut sample.distance_m, factor);
        scale(&mut sample.speed_mps, factor);
    });
    belt.sub_sport = Some("treadmill".into());
    belt.summary.distance_m = belt.summary.distance_m.map(|metres| f64::from(factor) * metres);
    (belt.summary.ascent_m, belt.summary.descent_m, belt.device_key) = (None, None, None);
    belt
}

/// A virtual world in the Pacific, with hills of its own.
fn on_island(run: &Activity) -> Activity {
    let home = run.samples.position.present().next();
    let mut island = with(run, |sample, i| {
        sample.position = sample.position.zip(home).and_then(|(here, home)| {
            Position::from_degrees(
                -11.64 + here.lat_degrees() - home.lat_degrees(),
                166.95 + here.lon_degrees() - home.lon_degrees(),
            )
        });
        sample.altitude_m = Some(60.0 + 40.0 * (i as f32 / 20.0).sin());
    });
    island.sub_sport = Some("virtual_activity".into());
    (island.utc_offset_s, island.device_key) = (None, None);
    island
}

/// From one share of its time to another, as a recording of its own.
fn part(run: &Activity, from: f64, to: f64) -> Activity {
    let n = run.samples.len() as f64;
    let (from, to) = ((from * n) as usize, ((to * n) as usize).min(run.samples.len() - 1));
    let mut part = run.clone();
    let first_m = run.samples.distance_m.get(from).unwrap_or_default();
    part.samples = run.samples.rows().skip(from).take(to + 1 - from).collect();
    part.samples
        .edit(|samples| samples.iter_mut().for_each(|s| s.distance_m = s.distance_m.map(|m| m - first_m)));
    part.start = run.samples.time[from];
    part.pauses.retain(|pause| pause.from >= part.start && pause.to <= run.samples.time[to]);
    let seconds = run.samples.time[to].seconds_since(part.start);
    let paused_s: f64 = part.pauses.iter().map(|pause| pause.to.seconds_since(pause.from)).sum();
    part.summary = shakeout::activity::Summary {
        elapsed_s: Some(seconds),
        timer_s: Some(seconds - paused_s),
        distance_m: part.samples.distance_m.present().next_back().map(f64::from),
        ..Default::default()
    };
    part.device_key = None;
    part
}

fn each_minute(run: &Activity) -> Activity {
    let mut next = i64::MIN;
    let due = |sample: &Sample| {
        let due = sample.time.0 >= next;
        next = if due { sample.time.0 + 60_000 } else { next };
        due
    };
    Activity { samples: run.samples.rows().filter(due).collect(), pauses: Vec::new(), ..run.clone() }
}

/// `seconds` more at the end, each 5 s, that the timer does not hold unless the summary says so.
fn longer(run: &Activity, seconds: i64, mps: f64) -> Activity {
    let mut run = run.clone();
    let Some(last) = run.samples.rows().next_back() else { return run };
    for step in 1..=seconds / 5 {
        let metres = 5.0 * step as f64 * mps;
        let position = last
            .position
            .and_then(|p| Position::from_degrees(p.lat_degrees() + metres / 111_195.0, p.lon_degrees()));
        run.samples.push(Sample {
            time: UtcMillis(last.time.0 + 5000 * step),
            position,
            distance_m: last.distance_m.map(|m| m + metres as f32),
            speed_mps: Some(mps as f32),
            heart_rate_bpm: Some(95),
            cadence_spm: Some(0.0),
            ..last
        });
    }
    run.summary.elapsed_s = run.summary.elapsed_s.map(|s| s + seconds as f64);
    run
}

fn stood(run: &Activity) -> Activity {
    longer(run, 900, 0.0)
}

fn driven_home(run: &Activity) -> Activity {
    let mut run = longer(run, 600, 15.0);
    run.summary.timer_s = run.summary.timer_s.map(|s| s + 600.0);
    run.summary.distance_m = run.summary.distance_m.map(|m| m + 9000.0);
    run
}

fn out_of_order(run: &Activity) -> Activity {
    let mut run = run.clone();
    run.samples.edit(|samples| samples.swap(1, 3));
    run
}

/// The belt's run with an altitude that goes up and down with the weather.
fn drifting(belt: &Activity) -> Activity {
    with(belt, |sample, i| sample.altitude_m = Some(1630.0 + 15.0 * (i as f32 / 30.0).sin()))
}

/// What the season says: the kind of each day, and the verdict.
fn said(files: &[File]) -> (BTreeMap<Date, DayKind>, Status) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, bytes).expect("a file");
    }
    let args = cli::Analyze {
        paths: vec![dir.path().to_owned()],
        soreness: Some(dir.path().join("soreness.csv")),
        ..cli::Analyze::default()
    };
    let config = AnalyzeConfig::resolve(&args).expect("a sound configuration");
    let report = pipeline::analyze(&config, &|_| ()).expect("a report");
    let status = report.analysis.as_ref().expect("an answer").answer.status;
    (report.days.iter().map(|day| (day.date, day.kind)).collect(), status)
}

#[test]
fn a_season_with_trouble_in_every_third_run_keeps_its_days_and_its_verdict() {
    let params = Params { n: 240, tau: -0.8, ..fixture::params() };
    let athlete = simulate(&params, fixture::SEED);
    let runs = season(&athlete, Sampling::Smart(5, 10));
    let about = [
        ("soreness.csv".to_owned(), archive::soreness_csv(&athlete, |_| "", &[])),
        ("shakeout.toml".to_owned(), archive::shakeout_toml(&athlete, "made")),
    ];
    let files = |trouble: Option<&Trouble>, random: &mut Seeded| -> Vec<File> {
        let of = |(k, run): (usize, &Activity)| match trouble {
            Some(trouble) if k % 3 == 1 => (trouble.files)(run, random),
            _ => vec![file(run, Form::Fit)],
        };
        about.iter().cloned().chain(runs.iter().enumerate().flat_map(of)).collect()
    };
    let (sound, verdict) = said(&files(None, &mut Seeded(1)));
    let mut wrong = Vec::new();
    for (seed, trouble) in (2..).zip(TROUBLES) {
        let (days, status) = said(&files(Some(trouble), &mut Seeded(seed)));
        let differ: Vec<String> = sound
            .iter()
            .filter(|(date, kind)| days.get(date) != Some(kind))
            .map(|(date, kind)| format!("{date} {kind:?} {:?}", days.get(date)))
            .collect();
        let more = days.keys().filter(|date| !sound.contains_key(date)).count();
        if 50 * (differ.len() + more) > sound.len() || status != verdict {
            wrong.push(format!(
                "{}: {more} days more, {status:?}, {}: {differ:?}",
                trouble.name,
                differ.len()
            ));
        }
    }
    assert!(TROUBLES.len() >= 30);
    assert!(wrong.is_empty(), "{verdict:?}\n{}", wrong.join("\n"));
}
