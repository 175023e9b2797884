//! diary: tests to be written.
