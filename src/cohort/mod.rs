//! Cohort: many runners, and what they say together. The unit is one runner: what is pooled is one
//! small row a runner, wherever it was made.
//!
//! ```text
//!  manifest → [Runner] ─worker, a runner at a time→ [AthleteResult] ─pooling→ Group ─render→ the group's report
//! ```

pub mod group;
pub mod manifest;
pub mod pooling;
pub mod result;

pub use group::Group;
pub use manifest::Runner;
pub use result::{AthleteResult, Failure};
