//! classify: tests to be written.
