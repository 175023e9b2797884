//! days: tests to be written.
