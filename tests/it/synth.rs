//! synth: tests to be written.
