//! Axes: scales, ticks, grids and the frame of a figure. Titles stand above their axis, level.

use jiff::civil::Date;

use super::canvas::Canvas;
use super::font::{text_width, wrap};
use super::marks::{Align, Rect, Type};
use super::theme::{AXIS, BLANK, BODY, Colour, GRID, HAIR, INK, MUTED, SMALL, THIN, TITLE};
use crate::day;
use crate::text::{date, number};

/// Body text.
pub const LABEL: Type = Type { size: BODY, bold: false, colour: INK };
/// Body text that stands out.
pub const STRONG: Type = Type { size: BODY, bold: true, colour: INK };
/// Second text.
pub const NOTE: Type = Type { size: SMALL, bold: false, colour: MUTED };
/// Titles.
pub const HEADING: Type = Type { size: TITLE, bold: true, colour: INK };

/// A linear scale from values to pixels.
#[derive(Clone, Copy, Debug)]
pub struct Linear {
    /// Value at `from`.
    pub low: f64,
    /// Value at `to`.
    pub high: f64,
    /// Pixel of `low`.
    pub from: f64,
    /// Pixel of `high`.
    pub to: f64,
}

impl Linear {
    /// The pixel of `value`, kept inside the scale.
    #[must_use]
    pub fn at(&self, value: f64) -> f64 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.from + share * (self.to - self.from)
    }

    /// True when `value` lies inside.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// About `wanted` round values inside, and their decimals.
    #[must_use]
    pub fn ticks(&self, wanted: usize) -> (Vec<f64>, usize) {
        let step = round_step((self.high - self.low) / wanted.max(1) as f64);
        let places = (-step.log10().floor()).max(0.0) as usize;
        let (first, last) = ((self.low / step).ceil() as i64, (self.high / step + 1e-9).floor() as i64);
        ((first..=last).map(|i| i as f64 * step).collect(), places)
    }
}

/// The next of 1, 2, 5 times a power of ten.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(|s| s * power >= rough * 0.999);
    step.unwrap_or(10.0) * power
}

/// The smallest round number that is not below `value` (and above 0).
#[must_use]
pub fn round_up(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let step = round_step(value / 8.0);
    (value / step).ceil() * step
}

/// Horizontal grid lines with labels left of `panel`, and the axis title above it.
pub fn y_axis(canvas: &mut Canvas, panel: Rect, scale: &Linear, wanted: usize, title: &str) {
    let (ticks, places) = scale.ticks(wanted);
    y_axis_at(canvas, panel, scale, (&ticks, places), title);
}

/// As [`y_axis`], at chosen values with so many decimals.
pub fn y_axis_at(
    canvas: &mut Canvas,
    panel: Rect,
    scale: &Linear,
    (ticks, places): (&[f64], usize),
    title: &str,
) {
    for &value in ticks {
        let y = scale.at(value);
        canvas.stroke(&[(panel.left, y), (panel.right, y)], HAIR, GRID);
        canvas.text((panel.left - 16.0, y), &number::decimals(value, places), LABEL, Align::Right);
    }
    above(canvas, panel, title);
}

/// From line to line of a note, px.
const STEP: f64 = 1.35 * SMALL;

/// A note above `panel`, as many lines as it takes; the last is level with the others'.
fn above(canvas: &mut Canvas, panel: Rect, words: &str) {
    let top = panel.top - 30.0 - room_above(canvas, panel.left, words);
    canvas.paragraph((panel.left, top), canvas.width() - canvas.margin() - panel.left, words, NOTE);
}

/// What the title of an axis at `left` needs beyond its first line, px.
#[must_use]
pub fn room_above(canvas: &Canvas, left: f64, title: &str) -> f64 {
    let lines = wrap(title, canvas.width() - canvas.margin() - left, NOTE).len();
    lines.saturating_sub(1) as f64 * STEP
}

/// One line centred on `x`, but kept between the borders.
pub fn centred(canvas: &mut Canvas, (x, y): (f64, f64), words: &str, look: Type) {
    let half = text_width(words, look.size, look.bold) / 2.0;
    let edge = canvas.margin() + half;
    let x = x.clamp(edge.min(canvas.width() / 2.0), (canvas.width() - edge).max(canvas.width() / 2.0));
    canvas.text((x, y), words, look, Align::Centre);
}

/// A horizontal axis below `panel`: line, ticks, labels, title.
pub fn x_axis(canvas: &mut Canvas, panel: Rect, scale: &Linear, wanted: usize, title: &str) {
    let (ticks, places) = scale.ticks(fitting(panel, wanted));
    canvas.stroke(&[(panel.left, panel.bottom), (panel.right, panel.bottom)], THIN, AXIS);
    for value in ticks {
        let x = scale.at(value);
        canvas.stroke(&[(x, panel.bottom), (x, panel.bottom + 12.0)], THIN, AXIS);
        canvas.text((x, panel.bottom + 38.0), &number::decimals(value, places), LABEL, Align::Centre);
    }
    centred(canvas, ((panel.left + panel.right) / 2.0, panel.bottom + 84.0), title, NOTE);
}

/// Of `wanted` ticks as many as have room for their numbers below `panel`.
#[must_use]
pub fn fitting(panel: Rect, wanted: usize) -> usize {
    wanted.min((panel.width() / 100.0) as usize).max(2)
}

/// Days on the horizontal: each day is a column of equal width, but a long gap is a narrow one.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// First day.
    pub first: Date,
    /// Number of days.
    pub days: usize,
    /// Left edge of the first day, px.
    pub left: f64,
    /// Right edge of the last day, px.
    pub right: f64,
    /// Stretches that are cut out of the axis: first day, one past the last.
    pub breaks: Vec<(usize, usize)>,
}

/// Width of a break of the axis, px.
const BREAK: f64 = 44.0;

impl Calendar {
    /// Width of a day outside of the breaks, px.
    #[must_use]
    pub fn step(&self) -> f64 {
        let hidden: usize = self.breaks.iter().map(|(from, until)| until - from).sum();
        let room = self.right - self.left - BREAK * self.breaks.len() as f64;
        room / self.days.saturating_sub(hidden).max(1) as f64
    }

    /// Left edge of day `index`, px.
    #[must_use]
    pub fn edge(&self, index: usize) -> f64 {
        let (mut hidden, mut x) = (0.0, self.left);
        for &(from, until) in self.breaks.iter().filter(|gap| gap.0 < index) {
            let length = (until - from) as f64;
            let inside = (index.min(until) - from) as f64;
            hidden += inside;
            x += BREAK * inside / length;
        }
        x + (index as f64 - hidden) * self.step()
    }

    /// Middle of day `index`, px.
    #[must_use]
    pub fn middle(&self, index: usize) -> f64 {
        (self.edge(index) + self.edge(index + 1)) / 2.0
    }

    /// Left and right of the bar of the days `from..until`: apart from its neighbours, unless it is thin.
    #[must_use]
    pub fn bar(&self, from: usize, until: usize) -> (f64, f64) {
        let (left, right) = (self.edge(from), self.edge(until));
        let inset = if right - left < 6.0 { 0.0 } else { ((right - left) * 0.12).min(2.0) };
        (left + inset, right - inset)
    }

    /// True for a day that is cut out.
    fn hides(&self, index: usize) -> bool {
        self.breaks.iter().any(|(from, until)| (*from..*until).contains(&index))
    }

    fn day(&self, index: usize) -> Option<Date> {
        self.first.checked_add(jiff::Span::new().days(index as i64)).ok()
    }

    /// First days of months, every 1, 2, 3, 6, 12 or 24 months, far enough apart for their labels.
    #[must_use]
    pub fn months(&self) -> Vec<(usize, Date)> {
        let room = text_width("May 2024", BODY, false) + 40.0;
        let month_px = self.step() * 30.4;
        let every = [1, 2, 3, 6, 12, 24, 36].into_iter().find(|&m| f64::from(m) * month_px >= room);
        let every = every.unwrap_or(60);
        let starts = |day: Date| {
            let month = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
            day.day() == 1 && month % every == 0
        };
        let shown = (0..self.days).filter(|&index| !self.hides(index));
        shown.filter_map(|index| Some((index, self.day(index)?))).filter(|(_, day)| starts(*day)).collect()
    }

    /// Weeks from one whole date to the next, so that they do not touch.
    fn weeks_apart(&self) -> usize {
        let room = text_width("28 May 2024", BODY, false) + 40.0;
        (room / (7.0 * self.step())).ceil().max(1.0) as usize
    }

    /// Mondays, every so many weeks that whole dates do not touch; the first day without one.
    #[must_use]
    pub fn mondays(&self) -> Vec<(usize, Date)> {
        let weeks = self.weeks_apart();
        let monday = (7 - usize::from(self.first.weekday().to_monday_zero_offset().unsigned_abs())) % 7;
        let shown = (monday..self.days).step_by(7 * weeks).filter(|&index| !self.hides(index));
        let mut out: Vec<(usize, Date)> = shown.filter_map(|index| Some((index, self.day(index)?))).collect();
        if out.is_empty() {
            out.push((0, self.first));
        }
        out
    }

    /// Ticks and labels (`May 2024`; whole dates in a short record) below `y`, with faint lines up to `top`.
    pub fn draw(&self, canvas: &mut Canvas, top: f64, y: f64) {
        let mut from = self.left;
        for &(start, end) in &self.breaks {
            canvas.stroke(&[(from, y), (self.edge(start), y)], HAIR, AXIS);
            from = self.edge(end);
            for x in [self.edge(start), from] {
                canvas.stroke(&[(x - 6.0, y + 12.0), (x + 6.0, y - 12.0)], THIN, AXIS);
            }
        }
        canvas.stroke(&[(from, y), (self.right, y)], HAIR, AXIS);
        let months = self.months();
        // Whole dates name a short record; in a long one they are months apart, and two months say more.
        let short = months.len() < 2 || months.len() == 2 && self.weeks_apart() <= 2;
        let mut free = f64::NEG_INFINITY;
        for (index, day) in if short { self.mondays() } else { months } {
            let x = self.edge(index);
            let label = if short { date::day(day) } else { date::month(day) };
            let half = text_width(&label, BODY, false) / 2.0;
            let (at, align) = if x - half < self.left - 40.0 {
                (x, Align::Left)
            } else if x + half > self.right + 20.0 {
                (x.min(self.right), Align::Right)
            } else {
                (x, Align::Centre)
            };
            let left = match align {
                Align::Left => at,
                Align::Centre => at - half,
                Align::Right => at - 2.0 * half,
            };
            // A label that was moved in from the edge may leave its neighbour no room.
            if left < free {
                continue;
            }
            canvas.stroke(&[(x, top), (x, y)], HAIR, GRID);
            canvas.stroke(&[(x, y), (x, y + 12.0)], HAIR, AXIS);
            canvas.text((at, y + 38.0), &label, LABEL, align);
            free = left + 2.0 * half + 16.0;
        }
    }
}

/// Number of days from `a` to `b`, both included; 0 when `b` is before `a`.
#[must_use]
pub fn days_spanned(a: Date, b: Date) -> usize {
    usize::try_from(day::days_between(a, b) + 1).unwrap_or(0)
}

/// Title and subtitle of a figure; returns the y below them. On the page the title is the page's.
pub fn heading(canvas: &mut Canvas, title: &str, subtitle: &str) -> f64 {
    let margin = canvas.margin();
    let y = match canvas.titled() {
        true => canvas.paragraph((margin, margin + 10.0), canvas.room(), title, HEADING) - 4.0,
        false => 28.0,
    };
    canvas.paragraph((margin, y), canvas.room(), subtitle, NOTE) + 4.0
}

/// Words in the place of a figure that cannot be drawn.
pub fn words_instead(canvas: &mut Canvas, title: &str, reason: &str) {
    let margin = canvas.margin();
    let top = heading(canvas, title, "");
    let (right, bottom) = (canvas.width() - margin, canvas.height() - margin);
    let panel = Rect { left: margin, top, right, bottom };
    canvas.fill(panel, BLANK);
    let lines = wrap(reason, panel.width() - 2.0 * margin, LABEL);
    let mut y = (panel.top + panel.bottom) / 2.0 - (lines.len() as f64 - 1.0) * 0.675 * BODY;
    for line in lines {
        canvas.text(((panel.left + panel.right) / 2.0, y), &line, LABEL, Align::Centre);
        y += 1.35 * BODY;
    }
}

/// One entry of a legend: a square, or what `draw` puts at (x, y), `width` px wide.
pub struct LegendEntry<'a> {
    /// Its words.
    pub words: &'a str,
    /// Width of the mark, px.
    pub width: f64,
    /// Draws the mark from x on, level with y.
    pub draw: &'a dyn Fn(&mut Canvas, (f64, f64)),
}

/// Entries from `x` on, in as many lines as it takes; later lines begin there, too. Returns the y of the
/// last line.
pub fn entries(canvas: &mut Canvas, (left, y): (f64, f64), look: Type, entries: &[LegendEntry]) -> f64 {
    let (mut x, mut y) = (left, y);
    let edge = canvas.width() - canvas.margin();
    for entry in entries {
        let gap = if entry.width > 0.0 { 10.0 } else { 0.0 };
        let width = entry.width + gap + text_width(entry.words, look.size, look.bold);
        if x > left && x + width > edge {
            (x, y) = (left, y + LEGEND_STEP);
        }
        (entry.draw)(canvas, (x, y));
        canvas.text((x + entry.width + gap, y), entry.words, look, Align::Left);
        x += width + 34.0;
    }
    y
}

/// From line to line of a legend, px.
pub const LEGEND_STEP: f64 = 44.0;

/// Squares with words, in as many lines as it takes; returns the y of the last.
pub fn legend(canvas: &mut Canvas, at: (f64, f64), items: &[(Colour, &str)]) -> f64 {
    let squares: Vec<_> = items
        .iter()
        .map(|&(colour, _)| move |canvas: &mut Canvas, (x, y): (f64, f64)| square(canvas, (x, y), colour))
        .collect();
    let all: Vec<LegendEntry> = items
        .iter()
        .zip(&squares)
        .map(|(&(_, words), draw)| LegendEntry { words, width: SQUARE, draw })
        .collect();
    entries(canvas, at, NOTE, &all)
}

/// Side of the squares of a legend, px.
pub const SQUARE: f64 = 26.0;

/// The place of the square of a legend, from x on, level with y.
#[must_use]
pub fn square_at((x, y): (f64, f64)) -> Rect {
    Rect { left: x, top: y - SQUARE / 2.0, right: x + SQUARE, bottom: y + SQUARE / 2.0 }
}

/// The square of a legend.
pub fn square(canvas: &mut Canvas, at: (f64, f64), colour: Colour) {
    canvas.fill(square_at(at), colour);
}
