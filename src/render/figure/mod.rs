//! The figures: one row of [`FIGURES`] each. To add one, write `figure/NAME.rs` with its
//! functions, add a `mod` line and a row here; the report, `plots/` and the tests follow.

use super::axis;
use super::canvas::{Canvas, Drawing};
use super::theme::MARGIN;
use crate::effect::Analysis;
use crate::error::Result;
use crate::report::Report;

pub mod balance;
pub mod calendar;
pub mod columns;
pub mod dose_response;
pub mod effect;
pub mod event_study;
pub mod how_easy;
pub mod missing;
pub mod season;
pub mod specification_curve;
pub mod what_made_me_sore;
pub mod zones;

/// A figure: facts and functions.
pub struct Figure {
    /// File name without extension, in `plots/`.
    pub name: &'static str,
    /// Title.
    pub title: &'static str,
    /// How to read it, one or two sentences.
    pub caption: &'static str,
    /// What it shows, with its numbers, for whoever does not see it.
    pub alt: fn(&Report) -> String,
    /// The drawn data as CSV with a header.
    pub data_csv: fn(&Report) -> String,
    /// `Err(why)`: there is not enough to draw; the reason stands in its place.
    pub available: fn(&Report) -> std::result::Result<(), String>,
    /// What its values are called: what stands there, and what is said of it.
    pub columns: [&'static str; 2],
    /// Draws it on a sheet of either width, from the top down, and says what is where.
    pub draw: fn(&Report, &mut Canvas),
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
    dose_response::FIGURE,
    balance::FIGURE,
    specification_curve::FIGURE,
    missing::FIGURE,
];

impl Figure {
    /// The picture, `width` px wide (as for a desk or as for a phone): the figure, or the reason why
    /// there is none.
    ///
    /// # Errors
    /// When drawing or encoding failed.
    pub fn drawing(&self, report: &Report, width: u32) -> Result<Drawing> {
        match (self.available)(report) {
            Ok(()) => {
                let mut canvas = Canvas::new(width, 0);
                (self.draw)(report, &mut canvas);
                canvas.reach(canvas.height() + 0.7 * MARGIN);
                canvas.finish()
            }
            Err(reason) => {
                let mut canvas = Canvas::new(width, WORDS_HEIGHT);
                axis::words_instead(&mut canvas, self.title, &reason);
                canvas.finish()
            }
        }
    }

    /// The text alternative: the numbers, or the reason why there is no figure.
    #[must_use]
    pub fn alt_text(&self, report: &Report) -> String {
        match (self.available)(report) {
            Ok(()) => (self.alt)(report),
            Err(reason) => format!("{}: not drawn. {reason}", self.title),
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
