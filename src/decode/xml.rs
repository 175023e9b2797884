//! xml: to be written.
