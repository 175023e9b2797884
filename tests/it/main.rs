//! One test binary: a file per stage. Tests are sentences.

mod classify;
mod clean;
mod cli;
mod days;
mod diary;
mod digest;
mod discover;
mod effect;
mod effect_validation;
mod exports;
mod fit;
mod layers;
mod measure;
mod merge;
mod page;
mod pipeline;
mod render;
mod soreness_log;
mod store;
mod support;
mod sweep;
mod synth;
mod thresholds;
mod trial;
mod xml;
