//! SVG: marks as paths and texts, coloured by classes and nothing else: the page's style decides, and
//! dark mode, print and zoom are right. Neighbouring marks of one look share a path, and coordinates are
//! whole pixels relative to the last: a picture of ten years is some ten thousand marks.

use std::fmt::Write as _;

use super::font::baseline;
use super::marks::{Align, Ink, Mark, Point, Rect, Type};
use super::raster::{HATCH_LINE, HATCH_STEP, RIM};
use super::theme::{Colour, SMALL};

/// Size of a text that does not say another, px: set on the `svg` element.
pub const TEXT_SIZE: f64 = SMALL;

/// What is inside the `svg` element.
pub fn content(marks: &[Mark]) -> String {
    let mut svg = Svg::default();
    marks.iter().for_each(|mark| svg.put(mark));
    svg.close();
    svg.text
}

#[derive(Default)]
struct Svg {
    text: String,
    /// Attributes of the open path; empty: none is open.
    look: String,
    /// Where its pen is.
    pen: (i64, i64),
}

impl Svg {
    fn put(&mut self, mark: &Mark) {
        match mark {
            Mark::Fill(rect, ink) => self.fill(*rect, *ink),
            Mark::Polygon(corners, ink) => {
                self.path(&filled(*ink));
                self.through(corners);
            }
            Mark::Hatch(rect, colour) => self.hatch(*rect, *colour),
            Mark::Line { points, width, dash, ink } => {
                self.path(&drawn(*ink, *width, *dash));
                self.through(points);
            }
            Mark::Dot { at, radius, ink } => {
                // A line of no length with round ends.
                self.path(&drawn(*ink, 2.0 * radius, None));
                self.go(whole(*at));
                self.text.push_str("h0");
            }
            Mark::Text { at, words, look, align, rim } => self.words(*at, words, *look, *align, *rim),
        }
    }

    /// Opens a path of this look, unless one is open.
    fn path(&mut self, look: &str) {
        if self.look != look {
            self.close();
            // Writing to a String cannot fail.
            let _ = write!(self.text, "<path {look} d=\"");
            look.clone_into(&mut self.look);
            self.pen = (0, 0);
        }
    }

    fn close(&mut self) {
        if !self.look.is_empty() {
            self.text.push_str("\"/>");
            self.look.clear();
        }
    }

    /// Moves the pen.
    fn go(&mut self, to: (i64, i64)) {
        self.text.push('m');
        self.step(to);
    }

    /// Writes the way from the pen to `to`.
    fn step(&mut self, to: (i64, i64)) {
        let (dx, dy) = (to.0 - self.pen.0, to.1 - self.pen.1);
        let between = if dy < 0 { "" } else { " " };
        let _ = write!(self.text, "{dx}{between}{dy}");
        self.pen = to;
    }

    /// A line through `points`; after a move further pairs are lines. What goes straight on is one line.
    fn through(&mut self, points: &[Point]) {
        let Some((&first, rest)) = points.split_first() else { return };
        self.go(whole(first));
        let mut ahead = self.pen;
        for to in rest.iter().copied().map(whole) {
            if !goes_straight_on(self.pen, ahead, to) {
                self.line(ahead);
            }
            ahead = to;
        }
        self.line(ahead);
    }

    /// A line from the pen to `to`, unless it is there.
    fn line(&mut self, to: (i64, i64)) {
        if to != self.pen {
            if to.0 >= self.pen.0 {
                self.text.push(' ');
            }
            self.step(to);
        }
    }

    fn fill(&mut self, rect: Rect, ink: Ink) {
        self.path(&filled(ink));
        let (from, to) = (whole((rect.left, rect.top)), whole((rect.right, rect.bottom)));
        // What is drawn is seen, however thin.
        let (width, height) = ((to.0 - from.0).max(1), (to.1 - from.1).max(1));
        self.go(from);
        // A filled shape closes by itself.
        let _ = write!(self.text, "h{width}v{height}h-{width}");
        self.pen.1 += height;
    }

    /// The lines x + y = a multiple of the step, as far as they are inside.
    fn hatch(&mut self, rect: Rect, colour: Colour) {
        let thickness = f64::from(HATCH_LINE) / std::f64::consts::SQRT_2;
        self.path(&drawn(Ink::full(colour), thickness, None).replacen("class=\"", "class=\"flat ", 1));
        let step = f64::from(HATCH_STEP);
        let mut sum = ((rect.left + rect.top) / step).ceil() * step;
        while sum < rect.right + rect.bottom {
            let (left, right) = (rect.left.max(sum - rect.bottom), rect.right.min(sum - rect.top));
            if left < right {
                self.through(&[(left, sum - left), (right, sum - right)]);
            }
            sum += step;
        }
    }

    fn words(&mut self, (x, y): Point, words: &str, look: Type, align: Align, rim: bool) {
        self.close();
        let (x, y) = (x.round(), baseline(y, look.size));
        let _ = write!(self.text, "<text class=\"{}", look.colour.class);
        self.text.push_str(match align {
            Align::Left => "",
            Align::Centre => " mid",
            Align::Right => " end",
        });
        self.text.push_str(if look.bold { " bold" } else { "" });
        self.text.push_str(if rim { " rim" } else { "" });
        let _ = write!(self.text, "\" x=\"{x}\" y=\"{y}\"");
        if look.size != TEXT_SIZE {
            let _ = write!(self.text, " font-size=\"{}\"", look.size);
        }
        self.text.push('>');
        escape(&mut self.text, words);
        self.text.push_str("</text>");
    }
}

/// Rules for what the marks share, for the page's style.
#[must_use]
pub fn rules() -> String {
    format!(
        "svg path{{fill:currentColor}}svg text{{fill:currentColor}}\
         svg .line{{fill:none;stroke:currentColor;stroke-linecap:round;stroke-linejoin:round}}\
         svg .flat{{stroke-linecap:butt}}svg .mid{{text-anchor:middle}}svg .end{{text-anchor:end}}\
         svg .bold{{font-weight:600}}svg .rim{{paint-order:stroke;stroke:var(--paper);stroke-width:{}px;stroke-linejoin:round}}\n",
        2.0 * RIM
    )
}

fn filled(ink: Ink) -> String {
    format!("class=\"{}\"{}", ink.colour.class, opacity("fill", ink.opacity))
}

fn drawn(ink: Ink, width: f64, dash: Option<f64>) -> String {
    let dash = dash.map(|dash| format!(" stroke-dasharray=\"{dash}\"")).unwrap_or_default();
    let width = (10.0 * width).round() / 10.0;
    format!(
        "class=\"line {}\" stroke-width=\"{width}\"{dash}{}",
        ink.colour.class,
        opacity("stroke", ink.opacity)
    )
}

fn opacity(of: &str, share: f64) -> String {
    if share >= 1.0 { String::new() } else { format!(" {of}-opacity=\"{share:.2}\"") }
}

fn whole((x, y): Point) -> (i64, i64) {
    (x.round() as i64, y.round() as i64)
}

/// True if `middle` is on the straight line from `from` to `to`.
fn goes_straight_on(from: (i64, i64), middle: (i64, i64), to: (i64, i64)) -> bool {
    let (before, after) = ((middle.0 - from.0, middle.1 - from.1), (to.0 - middle.0, to.1 - middle.1));
    before.0 * after.1 == before.1 * after.0 && before.0 * after.0 + before.1 * after.1 >= 0
}

fn escape(out: &mut String, words: &str) {
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}
