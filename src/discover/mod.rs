//! mod: to be written.
