//! Theme: every colour, text size and line width of the pictures, in one place.
//!
//! Colours follow Okabe and Ito (2008): blue against orange, no red-green pair. The four kinds of
//! day also differ in lightness, so that they stay apart in a grey print.

use crate::day::DayKind;

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// Background of every picture.
pub const PAPER: Colour = Colour(255, 255, 255);
/// Text and axes (contrast 15:1 on paper).
pub const INK: Colour = Colour(28, 32, 40);
/// Second text (contrast 7:1 on paper).
pub const MUTED: Colour = Colour(82, 88, 98);
/// Grid lines.
pub const GRID: Colour = Colour(226, 229, 234);
/// Axis lines and the line at 0.
pub const AXIS: Colour = Colour(120, 126, 136);
/// Zone of effects too small to matter.
pub const ZONE: Colour = Colour(233, 236, 241);
/// Panel behind the words of a figure that cannot be drawn, and stretches that are unknown.
pub const BLANK: Colour = Colour(240, 242, 245);
/// Hatching.
pub const HATCH: Colour = Colour(208, 212, 219);
/// Easy running; the adjusted estimate.
pub const EASY: Colour = Colour(0, 100, 168);
/// Rest.
pub const REST: Colour = Colour(217, 130, 0);
/// The raw difference.
pub const NAIVE: Colour = Colour(150, 88, 0);
/// Soreness.
pub const SORENESS: Colour = Colour(120, 54, 120);
/// Fitness (CTL).
pub const FITNESS: Colour = Colour(0, 100, 168);
/// Fatigue (ATL).
pub const FATIGUE: Colour = Colour(217, 130, 0);
/// Form (TSB).
pub const FORM: Colour = Colour(82, 88, 98);

/// Colours of time below VT1, between the thresholds, above VT2.
pub const INTENSITY: [Colour; 3] = [Colour(158, 206, 238), Colour(31, 120, 180), Colour(11, 37, 69)];
/// Running time without a zone.
pub const UNZONED: Colour = Colour(205, 209, 215);

/// Where a load comes from: heart rate, perceived exertion, pace, minutes, nothing.
pub const SOURCES: [Colour; 5] =
    [Colour(0, 130, 100), SORENESS, Colour(230, 159, 0), Colour(120, 126, 136), Colour(205, 209, 215)];

/// Colour of a kind of day.
#[must_use]
pub const fn kind_colour(kind: DayKind) -> Colour {
    match kind {
        DayKind::Rest => Colour(251, 211, 141),
        DayKind::Easy => Colour(107, 183, 232),
        DayKind::Moderate => INTENSITY[1],
        DayKind::Hard => INTENSITY[2],
        DayKind::Unknown => UNZONED,
    }
}

/// The kinds in the order of legends.
pub const KINDS: [DayKind; 5] =
    [DayKind::Rest, DayKind::Easy, DayKind::Moderate, DayKind::Hard, DayKind::Unknown];

/// Width of a figure, px. Drawn at twice the size at which it is shown.
pub const WIDTH: u32 = 1600;
/// Empty border, px.
pub const MARGIN: f64 = 60.0;
/// Width of a figure on a phone, px: shown 350 px wide, the smallest text is 12 px.
pub const NARROW: u32 = 820;
/// Empty border of a figure on a phone, px.
pub const NARROW_MARGIN: f64 = 32.0;

/// Text sizes, px per em.
pub const TITLE: f64 = 46.0;
/// Axis labels, legends, values.
pub const BODY: f64 = 32.0;
/// Notes; the smallest text there is (10.5 px when a figure is shown 600 px wide).
pub const SMALL: f64 = 28.0;

/// Data lines, px.
pub const LINE: f64 = 5.0;
/// Axes and whiskers of lesser rows, px.
pub const THIN: f64 = 3.0;
/// Grid, px.
pub const HAIR: f64 = 2.0;
