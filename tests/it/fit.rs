//! fit: tests to be written.
