//! discover: tests to be written.
