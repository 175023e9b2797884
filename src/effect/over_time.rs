//! Over time: the answer as it grew, every fortnight and on the last day. It shows how many days an answer takes, and
//! that early numbers wander.

use serde::Serialize;

use super::estimate::primary;
use super::frame::Frame;
use super::gate::{MIN_ARM, MIN_DF};
use super::verdict::always_valid_halfwidth;
use super::{Estimate, Settings};

/// Days from one look to the next.
const FORTNIGHT: usize = 14;
/// Most looks; a longer log is looked at every second fortnight, or third, and so on.
const LOOKS: usize = 30;

/// The answer at one look.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Look {
    /// Days since the first report.
    pub days: usize,
    /// Usable days until then.
    pub rows: usize,
    /// The headline's estimate from them.
    pub estimate: Estimate,
    /// Half-width of the interval that holds at every look, points.
    pub always_valid_halfwidth: f64,
}

/// The looks from the first with enough days on; the last is at the whole log, so that it finds what the headline says.
/// `span`: first day with a report, and one past the last.
#[must_use]
pub fn over_time(frame: &Frame, span: (usize, usize), settings: &Settings) -> Vec<Look> {
    let (first, end) = span;
    let whole = end - first;
    let every = FORTNIGHT * whole.div_ceil(FORTNIGHT).div_ceil(LOOKS).max(1);
    // A look just before the last would be the same one.
    let before = (every..=whole.saturating_sub(every / 2)).step_by(every);
    before.chain([whole]).filter_map(|days| look(frame, first, days, settings)).collect()
}

fn look(frame: &Frame, first: usize, days: usize, settings: &Settings) -> Option<Look> {
    // The morning after must have been reported by then.
    let rows = frame.filter(&|row| frame.days[row] + 1 < first + days);
    let (easy, rest) = rows.arms();
    if easy < MIN_ARM || rest < MIN_ARM {
        return None;
    }
    let estimate = primary(&rows, settings).ok()?.estimate;
    let sound = estimate.df >= MIN_DF && estimate.se > 1e-9;
    sound.then(|| Look {
        days,
        rows: rows.rows(),
        estimate,
        always_valid_halfwidth: always_valid_halfwidth(&estimate, settings.smallest_effect),
    })
}
