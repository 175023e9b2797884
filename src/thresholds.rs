//! thresholds: to be written.
