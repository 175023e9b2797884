//! One test binary: a file per stage. Tests are sentences.
mod support;
