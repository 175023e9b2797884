//! One test binary: a file per stage. Tests are sentences.

mod classify;
mod clean;
mod cli;
mod days;
mod determinism;
mod diary;
mod digest;
mod discover;
mod effect;
mod effect_validation;
mod exports;
mod fit;
#[cfg(target_os = "linux")]
mod hostile;
mod layers;
mod measure;
mod merge;
mod page;
mod pipeline;
mod render;
mod soreness_log;
mod store;
mod support;
mod synth;
mod thresholds;
mod trial;
#[cfg(target_os = "linux")]
mod whole_outputs;
mod xml;
