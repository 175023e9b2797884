//! Text: what every output that is made of words shares: numbers as a reader sees them, plurals,
//! names from files made safe to show, and lines of a given width.

mod clean;
pub mod date;
mod lines;
pub mod number;
mod plural;
mod quote;
pub mod routine;

pub use clean::{beginning, name, one_line, plain, visible};
pub use lines::{Page, fit, fold, hanging};
pub use plural::count;
pub use quote::{csv_cell, quoted, shell};
