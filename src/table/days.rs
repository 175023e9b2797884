//! days: to be written.
