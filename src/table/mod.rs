//! Tables: all CSV and Parquet. The only user of polars; its types do not leave this folder.

pub mod cohort;
mod csv;
mod parquet;
pub mod store;
