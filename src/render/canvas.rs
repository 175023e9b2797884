//! Canvas: a picture in the making. Figures put marks on it; the finished drawing becomes pixels for the
//! files ([`super::raster`]) and paths for the page ([`super::svg`]), laid out once.

use super::font::{DESCENT, baseline, text_width, wrap};
use super::marks::{Align, Ink, Mark, Point, Rect, Type};
use super::raster;
use super::svg;
use super::theme::{Colour, MARGIN, NARROW_MARGIN, WIDTH};
use crate::error::{Error, Result};

/// A place of a picture and what is shown there: what a reader who points at it reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Where, px of the picture; more than one where a picture shows it twice.
    pub places: Vec<Rect>,
    /// What is there: a row, a day, a point.
    pub what: String,
    /// Its value in words.
    pub value: String,
}

/// A finished picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// Its values and their places, in the order of the data.
    pub spots: Vec<Spot>,
    marks: Vec<Mark>,
}

impl Drawing {
    /// The picture as PNG.
    ///
    /// # Errors
    /// When drawing or encoding failed.
    pub fn png(&self) -> Result<Vec<u8>> {
        raster::png(&self.marks, (self.width, self.height))
            .map_err(|reason| Error::Output { what: "a picture could not be drawn".to_owned(), reason })
    }

    /// The picture as what is inside an `svg` element, coloured by the classes of
    /// `super::theme::stylesheet`.
    #[must_use]
    pub fn svg(&self) -> String {
        svg::content(&self.marks)
    }
}

/// A picture in the making. It grows downwards with what is drawn.
pub struct Canvas {
    width: u32,
    height: u32,
    titled: bool,
    spots: Vec<Spot>,
    marks: Vec<Mark>,
}

impl Canvas {
    /// An empty picture, at least so high, with its title on it or not.
    #[must_use]
    pub fn new(width: u32, height: u32, titled: bool) -> Self {
        Self { width, height, titled, spots: Vec::new(), marks: Vec::new() }
    }

    /// False: the title is written beside the picture, not on it.
    #[must_use]
    pub fn titled(&self) -> bool {
        self.titled
    }

    /// Makes the picture at least `bottom` px high.
    pub fn reach(&mut self, bottom: f64) {
        self.height = self.height.max(bottom.ceil().max(0.0) as u32);
    }

    /// True for a picture that is shown on a phone: what is side by side elsewhere is one below the
    /// other on it.
    #[must_use]
    pub fn narrow(&self) -> bool {
        self.width < WIDTH
    }

    /// Empty border, px.
    #[must_use]
    pub fn margin(&self) -> f64 {
        if self.narrow() { NARROW_MARGIN } else { MARGIN }
    }

    /// Width between the borders, px.
    #[must_use]
    pub fn room(&self) -> f64 {
        self.width() - 2.0 * self.margin()
    }

    /// Says what is shown at `places`.
    pub fn spot(&mut self, places: &[Rect], what: impl Into<String>, value: impl Into<String>) {
        self.spots.push(Spot { places: places.to_vec(), what: what.into(), value: value.into() });
    }

    /// Width, px.
    #[must_use]
    pub fn width(&self) -> f64 {
        f64::from(self.width)
    }

    /// Height, px.
    #[must_use]
    pub fn height(&self) -> f64 {
        f64::from(self.height)
    }

    /// A filled rectangle.
    pub fn fill(&mut self, rect: Rect, colour: Colour) {
        self.tint(rect, colour, 1.0);
    }

    /// A filled rectangle, `opacity` 0..=1.
    pub fn tint(&mut self, rect: Rect, colour: Colour, opacity: f64) {
        if rect.width() < 0.5 || rect.height() < 0.5 {
            return;
        }
        self.put(rect.bottom, Mark::Fill(rect, Ink { colour, opacity }));
    }

    /// A filled polygon, `opacity` 0..=1.
    pub fn polygon(&mut self, corners: &[Point], colour: Colour, opacity: f64) {
        self.put(lowest(corners), Mark::Polygon(corners.to_vec(), Ink { colour, opacity }));
    }

    /// Slanted hatching inside `rect`.
    pub fn hatch(&mut self, rect: Rect, colour: Colour) {
        self.put(rect.bottom, Mark::Hatch(rect, colour));
    }

    /// A line through `points` with round joins.
    pub fn stroke(&mut self, points: &[Point], width: f64, colour: Colour) {
        self.line(points, width, None, colour);
    }

    /// A dashed line through `points`: `dash` px drawn, `dash` px not.
    pub fn dashed(&mut self, points: &[Point], width: f64, dash: f64, colour: Colour) {
        self.line(points, width, Some(dash), colour);
    }

    fn line(&mut self, points: &[Point], width: f64, dash: Option<f64>, colour: Colour) {
        if points.len() > 1 {
            let bottom = lowest(points) + width / 2.0 + 1.0;
            self.put(bottom, Mark::Line { points: points.to_vec(), width, dash, ink: Ink::full(colour) });
        }
    }

    /// A filled dot, `opacity` 0..=1.
    pub fn dot(&mut self, at: Point, radius: f64, colour: Colour, opacity: f64) {
        self.put(at.1 + radius + 1.0, Mark::Dot { at, radius, ink: Ink { colour, opacity } });
    }

    /// One line of text; `y` is the middle of its capital letters. Returns its width, px.
    pub fn text(&mut self, at: Point, words: &str, look: Type, align: Align) -> f64 {
        self.words(at, words, look, align, false)
    }

    /// As [`Canvas::text`], on a rim of paper that keeps it legible across lines.
    pub fn text_on_lines(&mut self, at: Point, words: &str, look: Type, align: Align) -> f64 {
        self.words(at, words, look, align, true)
    }

    fn words(&mut self, at: Point, words: &str, look: Type, align: Align, rim: bool) -> f64 {
        let bottom = baseline(at.1, look.size) + DESCENT * look.size;
        self.put(bottom, Mark::Text { at, words: words.to_owned(), look, align, rim });
        text_width(words, look.size, look.bold)
    }

    /// A paragraph wrapped to `width`, lines `1.35` em apart; `y` is the middle of the first line.
    /// Returns the y of a next line.
    pub fn paragraph(&mut self, (x, y): Point, width: f64, text: &str, look: Type) -> f64 {
        let mut y = y;
        for line in wrap(text, width, look) {
            self.text((x, y), &line, look, Align::Left);
            y += 1.35 * look.size;
        }
        y
    }

    fn put(&mut self, bottom: f64, mark: Mark) {
        self.reach(bottom);
        self.marks.push(mark);
    }

    /// The picture.
    #[must_use]
    pub fn finish(self) -> Drawing {
        Drawing { width: self.width, height: self.height, spots: self.spots, marks: self.marks }
    }
}

/// The largest y.
fn lowest(points: &[Point]) -> f64 {
    points.iter().map(|point| point.1).fold(0.0, f64::max)
}
