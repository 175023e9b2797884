//! Synth: runners who do not exist, with a truth that is known, and the files their watches would
//! have written. For the demo, the fixtures (`examples/made`) and the validation of the estimator.
//!
//! ```text
//!  Params + seed ─athlete→ Athlete (days, reports, truth) ─season→ [Activity] ─writers→ FIT, GPX, TCX ─demo→ an archive
//! ```
//!
//! Bytes are returned, never written: the caller decides where they go. Everything here is a
//! function of its parameters and its seed, to the last bit and on every platform (see
//! [`portable`]).

pub mod archive;
pub mod athlete;
pub mod cohort;
pub mod demo;
pub mod fit_writer;
pub mod gpx_writer;
pub mod params;
pub mod portable;
pub mod rng;
pub mod season;
pub mod session;
pub mod tcx_writer;
pub mod truth;
pub mod world;
pub mod xml;
pub mod zip_writer;

pub use demo::demo;
