//! digest: tests to be written.
