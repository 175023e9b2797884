//! layers: tests to be written.
