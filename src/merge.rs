//! merge: to be written.
