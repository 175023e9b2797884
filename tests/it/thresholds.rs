//! thresholds: tests to be written.
