//! Marks: what a picture is made of, before anybody decides between pixels and paths.

use super::theme::Colour;

/// Across and down, px.
pub type Point = (f64, f64);

/// The side of its x on which a text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// x is its left end.
    Left,
    /// x is its middle.
    Centre,
    /// x is its right end.
    Right,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    /// Size, px per em.
    pub size: f64,
    /// Semi-bold.
    pub bold: bool,
    /// Colour.
    pub colour: Colour,
}

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

impl Rect {
    /// Width, px.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height, px.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// A colour laid on at `opacity`, 0..=1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    /// The colour.
    pub colour: Colour,
    /// How much of it, 0..=1.
    pub opacity: f64,
}

impl Ink {
    /// The colour at full strength.
    #[must_use]
    pub const fn full(colour: Colour) -> Self {
        Self { colour, opacity: 1.0 }
    }
}

/// One mark; later marks are drawn over earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A filled rectangle.
    Fill(Rect, Ink),
    /// A filled polygon.
    Polygon(Vec<Point>, Ink),
    /// Slanted hatching.
    Hatch(Rect, Colour),
    /// A line with round joins; dashed: so many pixels drawn, so many not.
    Line {
        /// Its corners.
        points: Vec<Point>,
        /// Width, px.
        width: f64,
        /// Length of a dash; `None`: a whole line.
        dash: Option<f64>,
        /// Colour.
        ink: Ink,
    },
    /// A filled dot.
    Dot {
        /// Its middle.
        at: Point,
        /// Radius, px.
        radius: f64,
        /// Colour.
        ink: Ink,
    },
    /// A line of text; `at.1` is the middle of its capital letters.
    Text {
        /// Where.
        at: Point,
        /// The words.
        words: String,
        /// How they look.
        look: Type,
        /// Which end is at `at.0`.
        align: Align,
        /// True: on a rim of paper that keeps it legible across lines.
        rim: bool,
    },
}
