//! join: to be written.
