//! measure: tests to be written.
