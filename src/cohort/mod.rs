//! Cohort: what the answers of many runners say together. The unit is one runner.

pub mod pooling;
