//! clean: tests to be written.
