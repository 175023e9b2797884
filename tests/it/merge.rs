//! merge: tests to be written.
