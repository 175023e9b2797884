//! One test binary: a file per stage. Tests are sentences.

mod anonymize;
mod by_definition;
mod classify;
mod clean;
mod cli;
mod columns;
mod days;
mod determinism;
mod diary;
mod digest;
mod discover;
mod docs;
mod doctor;
mod effect;
mod effect_validation;
mod elsewhere;
mod exports;
mod fit;
mod help;
#[cfg(target_os = "linux")]
mod hostile;
mod intent;
mod layers;
mod long_work;
mod measure;
mod merge;
mod near;
mod page;
mod pipeline;
mod privacy;
mod profile_init;
mod render;
mod robust;
mod samples;
mod settings;
mod soreness_log;
mod store;
mod support;
mod sweep;
mod synth;
mod thresholds;
mod trial;
#[cfg(target_os = "linux")]
mod whole_outputs;
mod xml;
