//! Did easy runs help me? From a folder of watch exports and a soreness log to an honest answer.
//!
//! Data flows one way; a stage takes the previous stage's value and returns its own:
//!
//! ```text
//!  paths ─discover→ [Source] ─┐ rayon, one closure a file; samples die inside it
//!                             │  decode → Activity │ clean → CleanActivity + CleanLog │ witness │ digest → Digest
//!                             ▼
//!               [FileOutcome] in input order ───────────► files table (the fate of every file)
//!                             │ source: names, RPE and sessions of lists (Strava, Garmin, hand-kept)
//!                             │ merge duplicates, corroborate heart rates and dates
//!                             ▼  thresholds: dated HRmax, HRrest, LTHR, pace (declared > file > archive)
//!                      measure → loads │ classify → session class, with reasons
//!                             ▼
//!                          [Session]
//!                             ▼
//!               days: one row a local day ⟕ soreness diary
//!                             ▼
//!               effect: eligibility → estimate → sensitivity → verdict (plain f64 slices)
//!                             ▼
//!               Report (plain data) ─render→ terminal · summary.json · report.html/.md/.png · plots/ · CSV/Parquet
//! ```
//!
//! Why a digest: thresholds such as HRmax are known only after the whole archive was read, and
//! samples must not stay in memory. So a file is reduced to what every metric needs; heart-rate metrics
//! are exact from its histogram.
//!
//! ARCHITECTURE.md has the floors: a room (`src/<room>.rs` or `src/<room>/`) uses rooms on lower floors only,
//! and `tests/it/layers.rs` checks it.
//!
//! # As a library
//!
//! [`pipeline`] has one function a command; it takes a value of [`config`] and gives back plain
//! data ([`report::Report`]). Nothing is printed and nothing is written.
//!
//! ```
//! use shakeout::config::{AnalyzeConfig, AthleteBlock};
//! use shakeout::pipeline;
//!
//! let run = "fixtures/season/watch/2023-01-04-125320.fit";
//! let mut config = AnalyzeConfig::new(&[run.into()], None)?;
//! config.analysis.athlete = vec![AthleteBlock {
//!     hr_max_bpm: Some(188.0),
//!     hr_rest_bpm: Some(50.0),
//!     female: Some(false),
//!     ..AthleteBlock::default()
//! }];
//!
//! let report = pipeline::analyze(&config, &|_bytes| ())?;
//! let run = &report.activities[0];
//! let trimp = run.metric("trimp").expect("a run with heart rate");
//! println!("{}: TRIMP {trimp:.1}", run.local_date);
//! assert_eq!(run.local_date.to_string(), "2023-01-04");
//! assert!((trimp - 29.5).abs() < 0.05);
//! # Ok::<(), shakeout::error::Error>(())
//! ```
//!
//! The columns of [`measure::METRICS`] are those of `activities.csv`; [`table::store`] gives the
//! tables as CSV and Parquet bytes, [`render`] the report. CHANGELOG.md says what is promised between
//! versions.
//!
//! # Glossary
//!
//! | ours | FIT | TCX | GPX |
//! |---|---|---|---|
//! | activity | session | Activity | trk |
//! | lap | lap | Lap | - |
//! | sample | record | Trackpoint | trkpt |
//! | pause | event timer stop .. start | gap between Tracks | gap between trkseg |
//! | elapsed | total_elapsed_time | last - first time | last - first time |
//! | timer | total_timer_time | sum of TotalTimeSeconds | moving time |
//! | load | - | - | - |
//!
//! The unit is part of the name of every field (`distance_m`, `timer_s`); [`units`] has the conversions.

// Hidden modules serve the program and the tests; they may change at any time.
pub mod activity;
pub mod anonymize;
#[doc(hidden)]
pub mod apart;
pub mod classify;
#[doc(hidden)]
pub mod clean;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod cohort;
#[doc(hidden)]
pub mod compare;
pub mod config;
#[doc(hidden)]
pub mod corroborate;
#[doc(hidden)]
pub mod day;
#[doc(hidden)]
pub mod days;
#[doc(hidden)]
pub mod decode;
#[doc(hidden)]
pub mod diary;
#[doc(hidden)]
pub mod digest;
#[doc(hidden)]
pub mod discover;
#[doc(hidden)]
pub mod doctor;
pub mod effect;
pub mod error;
#[doc(hidden)]
pub mod grade;
#[doc(hidden)]
pub mod inspect;
pub mod intensity;
pub mod intent;
#[doc(hidden)]
pub mod label;
#[doc(hidden)]
pub mod load_curves;
pub mod measure;
#[doc(hidden)]
pub mod merge;
#[doc(hidden)]
pub mod near;
#[doc(hidden)]
pub mod output;
pub mod pipeline;
pub mod render;
pub mod report;
pub mod session;
#[doc(hidden)]
pub mod sheet;
#[doc(hidden)]
pub mod signal;
pub mod soreness;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod stats;
#[doc(hidden)]
pub mod synth;
pub mod table;
#[doc(hidden)]
pub mod terminal;
#[doc(hidden)]
pub mod text;
pub mod thresholds;
pub mod trial;
pub mod units;
#[doc(hidden)]
pub mod unmeasured;
#[doc(hidden)]
pub mod witness;
#[doc(hidden)]
pub mod worker;
pub mod zone;
