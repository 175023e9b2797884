//! Canvas: a picture with the marks that the figures need, on a [`Sheet`] of pixels.
//!
//! Polygons are plotters'. Text, strokes and dots are placed here by coverage:
//! plotters 0.3.7 drops the left bearing of a glyph and rounds every advance down, which tears
//! words apart, and it rounds the corners of thick lines to whole pixels.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, GlyphId, PxScale, ScaleFont, point};

use super::sheet::Sheet;
use super::theme::{Colour, MARGIN, NARROW_MARGIN, PAPER, WIDTH};
use crate::error::{Error, Result};

static REGULAR: &[u8] = include_bytes!("../../assets/Inter-Regular.otf");
static SEMI_BOLD: &[u8] = include_bytes!("../../assets/Inter-SemiBold.otf");

/// The embedded fonts; `None` only when an asset is damaged at build time.
static FONTS: LazyLock<Option<[FontRef<'static>; 2]>> = LazyLock::new(|| {
    Some([FontRef::try_from_slice(REGULAR).ok()?, FontRef::try_from_slice(SEMI_BOLD).ok()?])
});

/// Where a text stands relative to its x.
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
#[derive(Clone, Copy, Debug)]
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

/// A place of a picture and what is shown there: what a reader who points at it is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Where, px of the picture; more than one where a picture shows it twice.
    pub places: Vec<Rect>,
    /// What stands there: a row, a day, a point.
    pub what: String,
    /// Its value in words.
    pub value: String,
}

/// A finished picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// As PNG.
    pub png: Vec<u8>,
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// Its values and their places, in the order of the data.
    pub spots: Vec<Spot>,
}

/// A picture in the making. It grows downwards with what is drawn.
pub struct Canvas {
    sheet: Sheet,
    spots: Vec<Spot>,
    failure: Option<String>,
}

impl Canvas {
    /// An empty sheet of paper, at least so high.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        let mut canvas = Self { sheet: Sheet::new(width), spots: Vec::new(), failure: None };
        canvas.reach(f64::from(height));
        canvas
    }

    /// Makes the sheet at least `bottom` px high.
    pub fn reach(&mut self, bottom: f64) {
        let height = bottom.ceil().max(0.0) as u32;
        if height > self.sheet.height() {
            self.sheet.reach(height);
        }
    }

    /// True for a sheet that is shown on a phone: what stands side by side elsewhere stands one below
    /// the other on it.
    #[must_use]
    pub fn narrow(&self) -> bool {
        self.sheet.width() < WIDTH
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
        f64::from(self.sheet.width())
    }

    /// Height, px.
    #[must_use]
    pub fn height(&self) -> f64 {
        f64::from(self.sheet.height())
    }

    /// A filled rectangle.
    pub fn fill(&mut self, rect: Rect, colour: Colour) {
        if rect.width() < 0.5 || rect.height() < 0.5 {
            return;
        }
        self.reach(rect.bottom);
        let from = (rect.left.round() as i32, rect.top.round() as i32);
        // What is drawn is seen, however thin.
        let to = ((rect.right.round() as i32).max(from.0 + 1), (rect.bottom.round() as i32).max(from.1 + 1));
        self.sheet.fill(from.0..to.0, from.1..to.1, colour);
    }

    /// A filled polygon, `opacity` 0..=1.
    pub fn polygon(&mut self, corners: &[(f64, f64)], colour: Colour, opacity: f64) {
        self.reach(corners.iter().map(|corner| corner.1).fold(0.0, f64::max));
        let corners: Vec<(i32, i32)> =
            corners.iter().map(|&(x, y)| (x.round() as i32, y.round() as i32)).collect();
        if let Err(reason) = self.sheet.polygon(&corners, colour, opacity) {
            self.failure.get_or_insert(reason);
        }
    }

    /// Slanted hatching inside `rect`.
    pub fn hatch(&mut self, rect: Rect, colour: Colour) {
        const STEP: i32 = 14;
        self.reach(rect.bottom);
        let (left, right) = (rect.left.round() as i32, rect.right.round() as i32);
        let (top, bottom) = (rect.top.round() as i32, rect.bottom.round() as i32);
        for y in top..bottom {
            for x in left..right {
                if (x + y).rem_euclid(STEP) < 3 {
                    self.sheet.paint((x, y), colour, 1.0);
                }
            }
        }
    }

    /// A line through `points` with round joins.
    pub fn stroke(&mut self, points: &[(f64, f64)], width: f64, colour: Colour) {
        let segments: Vec<Segment> = points.windows(2).map(|pair| (pair[0], pair[1])).collect();
        self.segments(&segments, width, colour, 1.0);
    }

    /// A dashed line through `points`: `dash` px drawn, `dash` px not.
    pub fn dashed(&mut self, points: &[(f64, f64)], width: f64, dash: f64, colour: Colour) {
        let mut segments = Vec::new();
        let mut walked = 0.0;
        for pair in points.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            let length = (x1 - x0).hypot(y1 - y0);
            let mut at = 0.0;
            while at < length {
                let phase = (walked + at) % (2.0 * dash);
                let until = (at + if phase < dash { dash - phase } else { 2.0 * dash - phase }).min(length);
                if phase < dash {
                    let along = |s: f64| (x0 + (x1 - x0) * s / length, y0 + (y1 - y0) * s / length);
                    segments.push((along(at), along(until)));
                }
                // A step of less than a hundredth of a pixel would never end.
                at = until.max(at + 0.01);
            }
            walked += length;
        }
        self.segments(&segments, width, colour, 1.0);
    }

    /// A filled dot, `opacity` 0..=1.
    pub fn dot(&mut self, (x, y): (f64, f64), radius: f64, colour: Colour, opacity: f64) {
        self.segments(&[((x, y), (x, y))], 2.0 * radius, colour, opacity);
    }

    /// Strokes with round ends by coverage: each pixel takes the largest share that any of the
    /// segments covers, so that joins are not drawn twice.
    fn segments(&mut self, segments: &[Segment], width: f64, colour: Colour, opacity: f64) {
        let radius = width / 2.0;
        let reach = radius + 1.0;
        let ends = || segments.iter().flat_map(|&(a, b)| [a, b]);
        self.reach(ends().map(|end| end.1 + reach).fold(0.0, f64::max));
        let low = |v: f64, limit: u32| (v - reach).floor().clamp(0.0, f64::from(limit)) as usize;
        let high = |v: f64, limit: u32| (v + reach).ceil().clamp(0.0, f64::from(limit)) as usize;
        let fold =
            |f: fn(f64, f64) -> f64, start, pick: fn((f64, f64)) -> f64| ends().map(pick).fold(start, f);
        let left = low(fold(f64::min, f64::INFINITY, |p| p.0), self.sheet.width());
        let right = high(fold(f64::max, f64::NEG_INFINITY, |p| p.0), self.sheet.width());
        let top = low(fold(f64::min, f64::INFINITY, |p| p.1), self.sheet.height());
        let bottom = high(fold(f64::max, f64::NEG_INFINITY, |p| p.1), self.sheet.height());
        if left >= right || top >= bottom {
            return;
        }
        let columns = right - left;
        let mut mask = vec![0.0_f32; columns * (bottom - top)];
        // Inside and outside are told by the square; only at the rim the distance itself is needed.
        let (inside, outside) = (0.99 * (radius - 0.5).max(0.0).powi(2), 1.01 * (radius + 0.5).powi(2));
        for &(a, b) in segments {
            let rows = low(a.1.min(b.1), self.sheet.height())..high(a.1.max(b.1), self.sheet.height());
            for y in rows {
                for x in low(a.0.min(b.0), self.sheet.width())..high(a.0.max(b.0), self.sheet.width()) {
                    let (dx, dy) = from_segment((x as f64 + 0.5, y as f64 + 0.5), a, b);
                    let squared = dx * dx + dy * dy;
                    if squared > outside {
                        continue;
                    }
                    let covered = if squared < inside {
                        1.0
                    } else {
                        (radius + 0.5 - dx.hypot(dy)).clamp(0.0, 1.0) as f32
                    };
                    let cell = &mut mask[(y - top) * columns + x - left];
                    *cell = cell.max(covered);
                }
            }
        }
        self.blend(&mask, (left, top), columns, colour, opacity);
    }

    fn blend(
        &mut self,
        mask: &[f32],
        (left, top): (usize, usize),
        columns: usize,
        colour: Colour,
        opacity: f64,
    ) {
        for (i, &covered) in mask.iter().enumerate().filter(|&(_, &c)| c > 0.0) {
            let at = ((left + i % columns) as i32, (top + i / columns) as i32);
            self.sheet.paint(at, colour, shade(covered) * opacity);
        }
    }

    /// One line of text; `y` is the middle of its capital letters. Returns its width, px.
    pub fn text(&mut self, (x, y): (f64, f64), text: &str, look: Type, align: Align) -> f64 {
        let width = text_width(text, look.size, look.bold);
        let start = match align {
            Align::Left => x,
            Align::Centre => x - width / 2.0,
            Align::Right => x - width,
        };
        let Some(font) = font(look.bold) else {
            self.failure.get_or_insert_with(|| "the embedded font is damaged".to_owned());
            return width;
        };
        // Capitals of Inter are 0.727 em high.
        let baseline = (y + 0.364 * look.size).round();
        self.reach(baseline + DESCENT * look.size);
        for (glyph, offset) in set(font, text, look.size) {
            let placed =
                ab_glyph::Glyph { position: point((start + offset) as f32, baseline as f32), ..glyph };
            let Some(outline) = font.outline_glyph(placed) else { continue };
            let bounds = outline.px_bounds();
            let (left, top) = (bounds.min.x as i32, bounds.min.y as i32);
            outline.draw(|dx, dy, covered| {
                self.sheet.paint((left + dx as i32, top + dy as i32), look.colour, shade(covered));
            });
        }
        width
    }

    /// As [`Canvas::text`], on a rim of paper that keeps it legible across lines.
    pub fn text_on_lines(&mut self, (x, y): (f64, f64), text: &str, look: Type, align: Align) -> f64 {
        const RIM: f64 = 3.0;
        for (dx, dy) in [
            (-1.0, -1.0),
            (0.0, -1.0),
            (1.0, -1.0),
            (-1.0, 0.0),
            (1.0, 0.0),
            (-1.0, 1.0),
            (0.0, 1.0),
            (1.0, 1.0),
        ] {
            self.text((x + RIM * dx, y + RIM * dy), text, Type { colour: PAPER, ..look }, align);
        }
        self.text((x, y), text, look, align)
    }

    /// A paragraph wrapped to `width`, lines `1.35` em apart; `y` is the middle of the first line.
    /// Returns the y at which a next line would stand.
    pub fn paragraph(&mut self, (x, y): (f64, f64), width: f64, text: &str, look: Type) -> f64 {
        let mut y = y;
        for line in wrap(text, width, look) {
            self.text((x, y), &line, look, Align::Left);
            y += 1.35 * look.size;
        }
        y
    }

    /// The picture.
    ///
    /// # Errors
    /// When drawing or encoding failed.
    pub fn finish(self) -> Result<Drawing> {
        let failed =
            |reason: String| Error::Output { what: "a picture could not be drawn".to_owned(), reason };
        if let Some(reason) = self.failure {
            return Err(failed(reason));
        }
        let (width, height) = (self.sheet.width(), self.sheet.height());
        let png = self.sheet.png().map_err(|e| failed(e.to_string()))?;
        Ok(Drawing { png, width, height, spots: self.spots })
    }
}

/// Coverage in sixteenths: more steps cannot be seen, and a picture with few colours packs well.
fn shade(covered: f32) -> f64 {
    (f64::from(covered.clamp(0.0, 1.0)) * 16.0).round() / 16.0
}

/// Lower edge of letters below the baseline, em.
const DESCENT: f64 = 0.3;

type Segment = ((f64, f64), (f64, f64));

fn font(bold: bool) -> Option<&'static FontRef<'static>> {
    FONTS.as_ref().map(|fonts| &fonts[usize::from(bold)])
}

/// From the nearest point of the segment `a`..`b` to `p`, across and down.
fn from_segment(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let squared = dx * dx + dy * dy;
    let along = if squared > 0.0 { ((p.0 - a.0) * dx + (p.1 - a.1) * dy) / squared } else { 0.0 };
    let along = along.clamp(0.0, 1.0);
    (p.0 - a.0 - along * dx, p.1 - a.1 - along * dy)
}

/// Stands for a character that the font lacks (emoji, scripts other than Latin, Greek and Cyrillic).
const UNKNOWN: char = '□';

/// Characters that are seen only in what they do to their neighbours: joiners, variation selectors,
/// blanks without width, skin tones.
fn joins(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// The glyphs of `text` with their x, px from its start.
fn set(font: &FontRef<'static>, text: &str, size: f64) -> Vec<(ab_glyph::Glyph, f64)> {
    let scale = scale(font, size);
    let scaled = font.as_scaled(scale);
    let mut x = 0.0;
    let mut previous = None;
    text.chars()
        .filter(|&c| !joins(c))
        .map(|c| {
            let id = match font.glyph_id(c) {
                GlyphId(0) => font.glyph_id(UNKNOWN),
                id => id,
            };
            if let Some(before) = previous {
                x += f64::from(scaled.kern(before, id));
            }
            previous = Some(id);
            let at = x;
            x += f64::from(scaled.h_advance(id));
            (id.with_scale(scale), at)
        })
        .collect()
}

/// ab_glyph measures a font by its height, type by its em.
fn scale(font: &FontRef<'static>, size: f64) -> PxScale {
    let em = font.units_per_em().unwrap_or(1000.0);
    PxScale::from(size as f32 * font.height_unscaled() / em)
}

/// Width of a line of text, px.
#[must_use]
pub fn text_width(text: &str, size: f64, bold: bool) -> f64 {
    font(bold).map_or(0.0, |font| {
        let scaled = font.as_scaled(scale(font, size));
        set(font, text, size).last().map_or(0.0, |(glyph, x)| x + f64::from(scaled.h_advance(glyph.id)))
    })
}

/// `text` in lines of at most `width` px; a word that is wider stands alone and is cut.
#[must_use]
pub fn wrap(text: &str, width: f64, look: Type) -> Vec<String> {
    let fits = |line: &str| text_width(line, look.size, look.bold) <= width;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if fits(&longer) || line.is_empty() {
            line = longer;
        } else {
            lines.push(std::mem::replace(&mut line, word.to_owned()));
        }
        while !fits(&line) && line.chars().count() > 1 {
            line.pop();
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}
