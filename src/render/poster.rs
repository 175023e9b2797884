//! Poster: `report.png` and `report-square.png`, the pictures to share - verdict, estimate, season, small
//! print - and the strip plot that the page shows under its headline.

use super::axis::{LABEL, NOTE, STRONG};
use super::canvas::{Canvas, Drawing};
use super::figure::{Medium, effect, forest, season};
use super::font::{text_width, wrap};
use super::marks::{Align, Rect, Type};
use super::theme::{AXIS, BLANK, BODY, Colour, EASY, HAIR, INK, MARGIN, MUTED, NAIVE, SMALL, WIDTH};
use super::words;
use crate::effect::{Analysis, Status};
use crate::report::Report;
use crate::text::{self, number};

/// Shape of the poster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Taller than wide.
    Tall,
    /// As tall as wide.
    Square,
}

/// Every shape.
pub const SHAPES: [Shape; 2] = [Shape::Tall, Shape::Square];

impl Shape {
    /// Its file.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Tall => "report.png",
            Self::Square => "report-square.png",
        }
    }

    const fn height(self) -> u32 {
        match self {
            Self::Tall => 2160,
            Self::Square => WIDTH,
        }
    }
}

const EDGE: f64 = 80.0;
const SENTENCE: Type = Type { size: 64.0, bold: true, colour: INK };

/// The poster.
#[must_use]
pub fn draw(report: &Report, shape: Shape) -> Drawing {
    let mut canvas = Canvas::new(WIDTH, shape.height(), true);
    let width = canvas.width() - 2.0 * EDGE;
    let mut y = head(&mut canvas, report, shape);
    y = match &report.analysis {
        Some(analysis) if analysis.answer.estimate.is_some() => {
            estimate(&mut canvas, report, analysis, y, shape)
        }
        Some(analysis) => {
            // The headline says the reason already; what it takes comes after it.
            let reason = || analysis.answer.reason.as_deref().map(text::one_line);
            let news =
                words::lead(report).or_else(|| reason().filter(|why| !words::headline(report).contains(why)));
            news.map_or(y, |news| no_estimate(&mut canvas, &news, y))
        }
        None => no_estimate(&mut canvas, &words::START_LOG.replace('`', ""), y),
    };
    let print = small_print(report, shape);
    let lines: usize = print.iter().map(|text| wrap(text, width, NOTE).len()).sum();
    let print_top = f64::from(shape.height()) - EDGE - (lines as f64 - 1.0) * 1.35 * SMALL;
    strip(&mut canvas, report, y + 30.0, print_top - 50.0);
    let mut y = print_top;
    for text in print {
        y = canvas.paragraph((EDGE, y), width, &text, NOTE);
    }
    canvas.finish()
}

fn head(canvas: &mut Canvas, report: &Report, shape: Shape) -> f64 {
    let right = canvas.width() - EDGE;
    let mut y = EDGE + 4.0;
    canvas.fill(Rect { left: EDGE, top: y - 40.0, right, bottom: y - 32.0 }, colour(report));
    y += 4.0;
    canvas.text((EDGE, y), words::verdict(report), Type { colour: colour(report), ..STRONG }, Align::Left);
    if let Some(range) = words::range(report) {
        canvas.text((right, y), &range, NOTE, Align::Right);
    }
    y += 92.0;
    let sentence = words::headline(report);
    let room = if shape == Shape::Tall { 360.0 } else { 230.0 };
    let fits = |size: f64| {
        wrap(&sentence, right - EDGE, Type { size, ..SENTENCE }).len() as f64 * size * 1.35 <= room
    };
    let size = [64.0, 56.0, 48.0, 42.0].into_iter().find(|&size| fits(size)).unwrap_or(36.0);
    y = canvas.paragraph((EDGE, y), right - EDGE, &sentence, Type { size, ..SENTENCE });
    if let Some(notice) = &report.synthetic {
        let look = Type { colour: NAIVE, ..STRONG };
        y = canvas.paragraph((EDGE, y), right - EDGE, &text::plain(notice), look);
    }
    y
}

/// Colour of the verdict: grey unless the numbers carry a direction.
fn colour(report: &Report) -> Colour {
    match report.analysis.as_ref().map(|a| a.answer.status) {
        Some(Status::Helps | Status::Hurts | Status::NoDifference) => EASY,
        _ => MUTED,
    }
}

/// True with an estimate to show.
#[must_use]
pub fn has_estimate(report: &Report) -> bool {
    report.analysis.as_ref().is_some_and(|analysis| analysis.answer.estimate.is_some())
}

/// The estimate and the raw difference on one axis, for the head of the page.
#[must_use]
pub fn strip_plot(report: &Report, format: Medium) -> Drawing {
    let mut canvas = format.canvas(0);
    if let Some(analysis) = &report.analysis {
        let margin = canvas.margin();
        let (left, right) = (margin + 10.0, canvas.width() - margin - 10.0);
        compare(&mut canvas, analysis, Rect { left, top: 70.0, right, bottom: 300.0 });
        canvas.reach(430.0);
    }
    canvas.finish()
}

fn estimate(canvas: &mut Canvas, report: &Report, analysis: &Analysis, y: f64, shape: Shape) -> f64 {
    let answer = &analysis.answer;
    let (left, right) = (EDGE + 30.0, canvas.width() - EDGE - 30.0);
    let panel = Rect { left, top: y + 120.0, right, bottom: y + 350.0 };
    let title = format!("Soreness the next morning, easy run minus rest, {}", words::scale(report));
    canvas.text((EDGE, y + 20.0), &title, LABEL, Align::Left);
    compare(canvas, analysis, panel);
    let y = panel.bottom + 150.0;
    canvas.text((EDGE, y), &words::usable(answer), STRONG, Align::Left);
    let notes = [words::odds(report), words::robustness(answer).filter(|_| shape == Shape::Tall)];
    let width = canvas.width() - 2.0 * EDGE;
    let bottom = notes.iter().flatten().fold(None, |y: Option<f64>, note| {
        let top = y.unwrap_or(panel.bottom + 196.0);
        Some(canvas.paragraph((EDGE, top), width, note, NOTE))
    });
    match bottom {
        Some(bottom) => bottom,
        None => y + 40.0,
    }
}

/// The adjusted estimate above the raw difference.
fn compare(canvas: &mut Canvas, analysis: &Analysis, panel: Rect) {
    let answer = &analysis.answer;
    let scale = effect::poster_frame(canvas, analysis, panel);
    let rows = effect::mornings(analysis);
    for (row, offset) in rows.iter().take_while(|row| row.name != "lag_2").zip([0.36, 0.83]) {
        let Some(value) = row.estimate else { continue };
        let at = panel.top + offset * panel.height();
        forest::mark(canvas, row, &scale, at);
        let (words, look) = match words::estimate(answer).filter(|_| row.kind == forest::RowKind::Answer) {
            // Where the whole sentence has no room, it is in the text beside the picture.
            Some(estimate) if text_width(&estimate, STRONG.size, true) > panel.width() => {
                (format!("adjusted: {}", number::signed(value)), Type { colour: EASY, ..STRONG })
            }
            Some(estimate) => (estimate, Type { colour: EASY, ..STRONG }),
            None => (
                format!("plain averages: {} (misleading)", number::signed(value)),
                Type { colour: NAIVE, ..LABEL },
            ),
        };
        beside(canvas, (scale.at(value), at - 44.0), &words, look, panel);
    }
}

/// A label centred on its mark but kept inside the panel.
fn beside(canvas: &mut Canvas, (x, y): (f64, f64), text: &str, look: Type, panel: Rect) {
    let half = text_width(text, look.size, look.bold) / 2.0;
    let x = x.clamp((panel.left + half).min(panel.right - half), panel.right - half);
    canvas.text_on_lines((x, y), text, look, Align::Centre);
}

fn no_estimate(canvas: &mut Canvas, reason: &str, y: f64) -> f64 {
    let width = canvas.width() - 2.0 * EDGE;
    let lines = wrap(reason, width - 2.0 * MARGIN, LABEL).len() as f64;
    let bottom = y + 110.0 + lines * 1.35 * BODY;
    canvas.fill(Rect { left: EDGE, top: y + 10.0, right: EDGE + width, bottom }, BLANK);
    canvas.paragraph((EDGE + MARGIN, y + 76.0), width - 2.0 * MARGIN, reason, LABEL);
    bottom + 20.0
}

/// Lower panels than these cannot be read: that of the load beside soreness, and a lone one.
const LEAST_BOTH: f64 = 420.0;
const LEAST_ONE: f64 = 90.0;

/// The season between `top` and `bottom`: load bars, and soreness where there is a log. Where there is no room for
/// both it is soreness alone, and nothing where there is none for that.
fn strip(canvas: &mut Canvas, report: &Report, top: f64, bottom: f64) {
    let Some(calendar) = season::calendar(&report.days, EDGE + 80.0, canvas.width() - EDGE) else {
        let panel = Rect { left: EDGE, top, right: canvas.width() - EDGE, bottom };
        canvas.fill(panel, BLANK);
        let middle = (canvas.width() / 2.0, (top + bottom) / 2.0);
        canvas.text(middle, "No day was read, so there is no season to show.", LABEL, Align::Centre);
        return;
    };
    let sheet = |top: f64, bottom: f64| Rect { left: calendar.left, top, right: calendar.right, bottom };
    let (first, last) = (top + 130.0, bottom - 70.0);
    let logged = season::soreness_range(report).is_some();
    let alone = logged && last - first < LEAST_BOTH;
    let first = if alone { top + 80.0 } else { first };
    if last - first < LEAST_ONE {
        return;
    }
    canvas.stroke(&[(EDGE, top), (canvas.width() - EDGE, top)], HAIR, AXIS);
    if alone {
        season::draw_soreness(canvas, report, &calendar, sheet(first, last));
        calendar.draw(canvas, last, last);
        return;
    }
    season::kinds_legend(canvas, (calendar.left, top + 44.0), season::kinds_in_bars(&calendar));
    let split = if logged { first + (last - first) * 0.58 } else { last + 50.0 };
    season::draw_load(canvas, &report.days, &calendar, sheet(first, split - 50.0));
    if logged {
        season::draw_soreness(canvas, report, &calendar, sheet(split + 50.0, last));
    }
    calendar.draw(canvas, last, last);
}

fn small_print(report: &Report, shape: Shape) -> Vec<String> {
    let mut print = Vec::new();
    if has_estimate(report) && shape == Shape::Tall {
        print.push(
            "Adjusted for that morning's soreness, recent load and the day before. Holds if nothing unlogged decided \
             between easy and rest; plain averages do not, because runners rest when they are sore."
                .to_owned(),
        );
    }
    if report.analysis.is_some() {
        print.push(words::LIMITS.to_owned());
    }
    print.push(format!("{} · shakeout {}", text::count(report.runs, "run"), report.version));
    print
}
