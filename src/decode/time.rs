//! time: to be written.
