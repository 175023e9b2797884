//! mod: to be written.

pub mod fit_writer;
