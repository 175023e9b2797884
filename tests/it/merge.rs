//! merge: tests
