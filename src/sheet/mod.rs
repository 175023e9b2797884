//! Sheets: tables as text, and what their cells say.

pub mod dates;
pub mod delimited;
pub mod facts;
pub mod formula;
pub mod values;
