//! xml: tests to be written.
