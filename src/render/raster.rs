//! Raster: marks as pixels, and as PNG.
//!
//! Polygons are plotters'. Text, lines and dots are placed here by coverage: plotters 0.3.7 drops the left
//! bearing of a glyph and rounds every advance down, which tears words apart, and it rounds the corners of
//! thick lines to whole pixels.

use ab_glyph::{Font, Glyph, point};

use super::font::{self, baseline, text_width};
use super::marks::{Align, Ink, Mark, Point, Rect, Type};
use super::pixmap::{Pixmap, over};
use super::theme::{Colour, PAPER};

/// From line to line of a hatching, and the thickness of a line, px across.
pub const HATCH_STEP: i32 = 14;
/// Thickness of a line of a hatching, px across.
pub const HATCH_LINE: i32 = 3;

/// Width of the rim of paper around a text, px.
pub const RIM: f64 = 3.0;

/// The picture of `marks` as PNG; `Err`: what went wrong, in words.
pub fn png(marks: &[Mark], (width, height): (u32, u32)) -> Result<Vec<u8>, String> {
    let mut pixmap = Pixmap::new(width);
    pixmap.reach(height);
    for mark in marks {
        draw(&mut pixmap, mark)?;
    }
    pixmap.png().map_err(|error| error.to_string())
}

fn draw(pixmap: &mut Pixmap, mark: &Mark) -> Result<(), String> {
    match mark {
        Mark::Fill(rect, ink) => fill(pixmap, *rect, *ink),
        Mark::Polygon(corners, ink) => {
            let corners: Vec<(i32, i32)> =
                corners.iter().map(|&(x, y)| (x.round() as i32, y.round() as i32)).collect();
            pixmap.polygon(&corners, ink.colour.rgb(), ink.opacity)?;
        }
        Mark::Hatch(rect, colour) => hatch(pixmap, *rect, *colour),
        Mark::Line { points, width, dash, ink } => {
            let segments = match dash {
                Some(dash) => dashes(points, *dash),
                None => points.windows(2).map(|pair| (pair[0], pair[1])).collect(),
            };
            lines(pixmap, &segments, *width, *ink);
        }
        Mark::Dot { at, radius, ink } => lines(pixmap, &[(*at, *at)], 2.0 * radius, *ink),
        Mark::Text { at, words, look, align, rim } => {
            if *rim {
                let around = Type { colour: PAPER, ..*look };
                for (dx, dy) in AROUND {
                    text(pixmap, (at.0 + RIM * dx, at.1 + RIM * dy), words, around, *align)?;
                }
            }
            text(pixmap, *at, words, *look, *align)?;
        }
    }
    Ok(())
}

const AROUND: [Point; 8] =
    [(-1.0, -1.0), (0.0, -1.0), (1.0, -1.0), (-1.0, 0.0), (1.0, 0.0), (-1.0, 1.0), (0.0, 1.0), (1.0, 1.0)];

fn fill(pixmap: &mut Pixmap, rect: Rect, ink: Ink) {
    let from = (rect.left.round() as i32, rect.top.round() as i32);
    // What is drawn is seen, however thin.
    let to = ((rect.right.round() as i32).max(from.0 + 1), (rect.bottom.round() as i32).max(from.1 + 1));
    pixmap.fill(from.0..to.0, from.1..to.1, tinted(ink));
}

/// What a colour laid on paper looks like.
fn tinted(ink: Ink) -> [u8; 3] {
    if ink.opacity >= 1.0 { ink.colour.rgb() } else { over(PAPER.rgb(), ink.colour.rgb(), ink.opacity) }
}

fn hatch(pixmap: &mut Pixmap, rect: Rect, colour: Colour) {
    let (left, right) = (rect.left.round() as i32, rect.right.round() as i32);
    let (top, bottom) = (rect.top.round() as i32, rect.bottom.round() as i32);
    for y in top..bottom {
        for x in left..right {
            if (x + y).rem_euclid(HATCH_STEP) < HATCH_LINE {
                pixmap.paint((x, y), colour.rgb(), 1.0);
            }
        }
    }
}

type Segment = (Point, Point);

/// The drawn parts of a dashed line.
fn dashes(points: &[Point], dash: f64) -> Vec<Segment> {
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
    segments
}

/// Lines with round ends by coverage: each pixel takes the largest share that any of the segments
/// covers, for joins not to be drawn twice.
fn lines(pixmap: &mut Pixmap, segments: &[Segment], width: f64, ink: Ink) {
    let radius = width / 2.0;
    let reach = radius + 1.0;
    let ends = || segments.iter().flat_map(|&(a, b)| [a, b]);
    let low = |v: f64, limit: u32| (v - reach).floor().clamp(0.0, f64::from(limit)) as usize;
    let high = |v: f64, limit: u32| (v + reach).ceil().clamp(0.0, f64::from(limit)) as usize;
    let fold = |f: fn(f64, f64) -> f64, start, pick: fn(Point) -> f64| ends().map(pick).fold(start, f);
    let left = low(fold(f64::min, f64::INFINITY, |p| p.0), pixmap.width());
    let right = high(fold(f64::max, f64::NEG_INFINITY, |p| p.0), pixmap.width());
    let top = low(fold(f64::min, f64::INFINITY, |p| p.1), pixmap.height());
    let bottom = high(fold(f64::max, f64::NEG_INFINITY, |p| p.1), pixmap.height());
    if left >= right || top >= bottom {
        return;
    }
    let columns = right - left;
    let mut mask = vec![0.0_f32; columns * (bottom - top)];
    // The square separates inside from outside; only at the rim is the distance itself needed.
    let (inside, outside) = (0.99 * (radius - 0.5).max(0.0).powi(2), 1.01 * (radius + 0.5).powi(2));
    for &(a, b) in segments {
        let rows = low(a.1.min(b.1), pixmap.height())..high(a.1.max(b.1), pixmap.height());
        for y in rows {
            for x in low(a.0.min(b.0), pixmap.width())..high(a.0.max(b.0), pixmap.width()) {
                let (dx, dy) = from_segment((x as f64 + 0.5, y as f64 + 0.5), a, b);
                let squared = dx * dx + dy * dy;
                if squared > outside {
                    continue;
                }
                let covered =
                    if squared < inside { 1.0 } else { (radius + 0.5 - dx.hypot(dy)).clamp(0.0, 1.0) as f32 };
                let cell = &mut mask[(y - top) * columns + x - left];
                *cell = cell.max(covered);
            }
        }
    }
    for (i, &covered) in mask.iter().enumerate().filter(|&(_, &c)| c > 0.0) {
        let at = ((left + i % columns) as i32, (top + i / columns) as i32);
        pixmap.paint(at, ink.colour.rgb(), shade(covered) * ink.opacity);
    }
}

/// From the nearest point of the segment `a`..`b` to `p`, across and down.
fn from_segment(p: Point, a: Point, b: Point) -> Point {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let squared = dx * dx + dy * dy;
    let along = if squared > 0.0 { ((p.0 - a.0) * dx + (p.1 - a.1) * dy) / squared } else { 0.0 };
    let along = along.clamp(0.0, 1.0);
    (p.0 - a.0 - along * dx, p.1 - a.1 - along * dy)
}

/// Coverage in sixteenths: more steps cannot be seen, and a picture with few colours packs well.
fn shade(covered: f32) -> f64 {
    (f64::from(covered.clamp(0.0, 1.0)) * 16.0).round() / 16.0
}

fn text(pixmap: &mut Pixmap, (x, y): Point, words: &str, look: Type, align: Align) -> Result<(), String> {
    let width = text_width(words, look.size, look.bold);
    let start = match align {
        Align::Left => x,
        Align::Centre => x - width / 2.0,
        Align::Right => x - width,
    };
    let font = font::font(look.bold).ok_or("the embedded font is damaged")?;
    let base = baseline(y, look.size);
    for (glyph, offset) in font::set(font, words, look.size) {
        let placed = Glyph { position: point((start + offset) as f32, base as f32), ..glyph };
        let Some(outline) = font.outline_glyph(placed) else { continue };
        let bounds = outline.px_bounds();
        let (left, top) = (bounds.min.x as i32, bounds.min.y as i32);
        outline.draw(|dx, dy, covered| {
            // Half of the pixels around a glyph are not covered.
            if covered > 0.0 {
                pixmap.paint((left + dx as i32, top + dy as i32), look.colour.rgb(), shade(covered));
            }
        });
    }
    Ok(())
}
