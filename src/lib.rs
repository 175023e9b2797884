//! Did easy runs help me? From a folder of watch exports and a soreness log to an honest answer.
//!
//! Data flows one way; a stage takes the previous stage's value and returns its own:
//!
//! ```text
//!  paths ─discover→ [Source] ─┐ rayon, one closure a file; samples die inside it
//!                             │  decode → Activity │ clean → CleanActivity + CleanLog │ digest → Digest
//!                             ▼
//!               [FileOutcome] in input order ───────────► files table (the fate of every file)
//!                             │ listing: names, RPE and sessions of lists (Strava, Garmin, hand-kept)
//!                             │ merge duplicates
//!                             ▼  thresholds: dated HRmax, HRrest, LTHR, pace (declared > file > archive)
//!                      measure → loads │ classify → session class, with reasons
//!                             ▼
//!               days: one row a local day ⟕ soreness diary
//!                             ▼
//!               effect: eligibility → estimate → sensitivity → verdict (plain f64 slices)
//!                             ▼
//!               Report (plain data) ─render→ terminal · summary.json · report.html/.md/.png · plots/ · CSV/Parquet
//! ```
//!
//! Why a digest: thresholds such as HRmax are known only after the whole archive was read, and
//! samples must not stay in memory. So a file is reduced to what every metric needs (see
//! [`digest::Digest`]); heart-rate metrics are exact from its histogram.
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
//! Units stand in the name of every field (`distance_m`, `timer_s`); [`units`] has the conversions.

pub mod activity;
pub mod anonymize;
pub mod classify;
pub mod clean;
pub mod cli;
pub mod config;
pub mod decode;
pub mod digest;
pub mod discover;
pub mod doctor;
pub mod effect;
pub mod error;
pub mod grade;
pub mod inspect;
pub mod listing;
pub mod measure;
pub mod merge;
pub mod near;
pub mod output;
pub mod pipeline;
pub mod render;
pub mod report;
pub mod synth;
pub mod table;
pub mod thresholds;
pub mod trial;
pub mod units;
pub mod zone;
