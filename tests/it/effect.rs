//! effect: tests to be written.
