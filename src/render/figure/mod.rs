//! The figures: one row of [`FIGURES`] each. To add one, write `figure/NAME.rs` with its
//! functions and columns, add a `mod` line and a row here; the report, `plots/`, `docs/columns.md` and
//! the tests follow.

use super::axis;
use super::canvas::{Canvas, Drawing};
use super::theme::{MARGIN, NARROW, WIDTH};
use crate::effect::Analysis;
use crate::report::Report;
use crate::sheet::facts::Facts;

pub mod balance;
pub mod calendar;
mod data;
pub mod dose_response;
pub mod effect;
pub mod event_study;
pub mod forest;
pub mod habits;
pub mod how_easy;
pub mod missing;
pub mod over_time;
pub mod season;
pub mod specification_curve;
pub mod what_made_me_sore;
pub mod zones;

/// A figure: facts and functions.
pub struct Figure {
    /// File name without extension, in `plots/`.
    pub name: &'static str,
    /// What it is about: its entry in lists.
    pub topic: &'static str,
    /// What it found: its title.
    pub title: fn(&Report) -> String,
    /// How to read it, one or two sentences.
    pub caption: &'static str,
    /// What it shows, with its numbers, for whoever does not see it.
    pub alt: fn(&Report) -> String,
    /// Columns of its data.
    pub columns: fn() -> Vec<Facts>,
    /// The drawn data as CSV with a header.
    pub data_csv: fn(&Report) -> String,
    /// `Err(why)`: there is not enough to draw.
    pub available: fn(&Report) -> std::result::Result<(), String>,
    /// Headings of its values: what is there, and what is said of it.
    pub reads: [&'static str; 2],
    /// Draws it in either width, from the top down, and says what is where.
    pub draw: fn(&Report, &mut Canvas),
}

/// Where a picture is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// As a file, with its title.
    File,
    /// On the page, on a desk.
    Desk,
    /// On the page, on a phone.
    Phone,
}

impl Medium {
    /// An empty picture of this width, at least so high.
    #[must_use]
    pub fn canvas(self, height: u32) -> Canvas {
        let width = if self == Self::Phone { NARROW } else { WIDTH };
        Canvas::new(width, height, self == Self::File)
    }
}

/// Every figure, in the order of the report.
pub const FIGURES: &[Figure] = &[
    effect::FIGURE,
    event_study::FIGURE,
    season::FIGURE,
    calendar::FIGURE,
    zones::FIGURE,
    how_easy::FIGURE,
    what_made_me_sore::FIGURE,
    habits::FIGURE,
    dose_response::FIGURE,
    over_time::FIGURE,
    balance::FIGURE,
    specification_curve::FIGURE,
    missing::FIGURE,
];

impl Figure {
    /// The picture: the figure, or the reason why there is none.
    #[must_use]
    pub fn drawing(&self, report: &Report, format: Medium) -> Drawing {
        match (self.available)(report) {
            Ok(()) => {
                let mut canvas = format.canvas(0);
                (self.draw)(report, &mut canvas);
                let border = if canvas.titled() { 0.7 * MARGIN } else { 24.0 };
                canvas.reach(canvas.height() + border);
                canvas.finish()
            }
            Err(reason) => {
                let mut canvas = format.canvas(WORDS_HEIGHT);
                axis::words_instead(&mut canvas, self.topic, &reason);
                canvas.finish()
            }
        }
    }

    /// The finding; the topic where there is no figure.
    #[must_use]
    pub fn title_of(&self, report: &Report) -> String {
        match (self.available)(report) {
            Ok(()) => (self.title)(report),
            Err(_) => self.topic.to_owned(),
        }
    }

    /// The text alternative: the numbers, or the reason why there is no figure.
    #[must_use]
    pub fn alt_text(&self, report: &Report) -> String {
        match (self.available)(report) {
            Ok(()) => (self.alt)(report),
            Err(reason) => format!("{}: not drawn. {reason}", self.topic),
        }
    }
}

/// Height of the panel of words in the place of a figure, px.
const WORDS_HEIGHT: u32 = 500;

/// Said wherever a figure needs a soreness log and there is none.
pub(super) const NO_LOG: &str =
    "There is no soreness log yet. Start one with: shakeout soreness new soreness.csv";

/// The analysis, or why there is none.
pub(super) fn analysis(report: &Report) -> std::result::Result<&Analysis, String> {
    report.analysis.as_ref().ok_or_else(|| NO_LOG.to_owned())
}

/// Runs of neighbouring indices for which `holds`, as (first, one past the last).
pub(super) fn stretches(n: usize, holds: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for i in (0..n).filter(|&i| holds(i)) {
        match out.last_mut() {
            Some(last) if last.1 == i => last.1 = i + 1,
            _ => out.push((i, i + 1)),
        }
    }
    out
}
