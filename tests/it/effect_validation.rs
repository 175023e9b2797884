//! effect_validation: tests to be written.
