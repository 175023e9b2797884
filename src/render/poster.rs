//! Poster: `report.png`, the one picture to share - verdict, estimate, season, small print.

use super::axis::{LABEL, NOTE, STRONG};
use super::canvas::{Align, Canvas, Drawing, Rect, Type, wrap};
use super::figure::{effect, season};
use super::number;
use super::theme::{AXIS, BLANK, BODY, EASY, HAIR, INK, MARGIN, MUTED, NAIVE, SMALL, WIDTH};
use super::words;
use crate::effect::{Analysis, Status};
use crate::error::Result;
use crate::report::Report;

const HEIGHT: u32 = 2160;
const EDGE: f64 = 80.0;
const SENTENCE: Type = Type { size: 64.0, bold: true, colour: INK };

/// The poster as PNG.
///
/// # Errors
/// When drawing or encoding failed.
pub fn draw(report: &Report) -> Result<Drawing> {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let width = canvas.width() - 2.0 * EDGE;
    let mut y = head(&mut canvas, report);
    y = match &report.analysis {
        Some(analysis) if analysis.answer.estimate.is_some() => estimate(&mut canvas, report, analysis, y),
        Some(analysis) => {
            let reason = analysis.answer.reason.as_deref().unwrap_or("No estimate is given.");
            no_estimate(&mut canvas, &words::one_line(reason), y)
        }
        None => no_estimate(&mut canvas, &words::START_LOG.replace('`', ""), y),
    };
    let print = small_print(report);
    let lines: usize = print.iter().map(|text| wrap(text, width, NOTE).len()).sum();
    let print_top = f64::from(HEIGHT) - EDGE - (lines as f64 - 1.0) * 1.35 * SMALL;
    strip(&mut canvas, report, y + 30.0, print_top - 50.0);
    let mut y = print_top;
    for text in print {
        y = canvas.paragraph((EDGE, y), width, &text, NOTE);
    }
    canvas.finish()
}

fn head(canvas: &mut Canvas, report: &Report) -> f64 {
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
    let fits = |size: f64| {
        wrap(&sentence, right - EDGE, Type { size, ..SENTENCE }).len() as f64 * size * 1.35 <= 360.0
    };
    let size = [64.0, 56.0, 48.0, 42.0].into_iter().find(|&size| fits(size)).unwrap_or(36.0);
    y = canvas.paragraph((EDGE, y), right - EDGE, &sentence, Type { size, ..SENTENCE });
    if let Some(notice) = &report.synthetic {
        y = canvas.paragraph(
            (EDGE, y),
            right - EDGE,
            &words::plain(notice),
            Type { colour: NAIVE, ..STRONG },
        );
    }
    y
}

/// Colour of the verdict: grey unless the numbers carry a direction.
fn colour(report: &Report) -> super::theme::Colour {
    match report.analysis.as_ref().map(|a| a.answer.status) {
        Some(Status::Helps | Status::Hurts | Status::NoDifference) => EASY,
        _ => MUTED,
    }
}

fn estimate(canvas: &mut Canvas, report: &Report, analysis: &Analysis, y: f64) -> f64 {
    let answer = &analysis.answer;
    let panel =
        Rect { left: EDGE + 30.0, top: y + 120.0, right: canvas.width() - EDGE - 30.0, bottom: y + 380.0 };
    let title = format!("Soreness the next morning, easy run minus rest, {}", words::scale(report));
    canvas.text((EDGE, y + 20.0), &title, LABEL, Align::Left);
    let scale = effect::frame(canvas, analysis, panel, effect::poster_reach(analysis));
    let rows = effect::rows(analysis, &[]);
    for (row, offset) in rows.iter().take_while(|row| row.name != "lag_2").zip([0.36, 0.83]) {
        let Some(value) = row.estimate else { continue };
        let at = panel.top + offset * panel.height();
        effect::mark(canvas, row, value, &scale, at);
        let (words, look) = match words::estimate(answer).filter(|_| row.kind == effect::Kind::Answer) {
            Some(estimate) => (format!("adjusted: {estimate}"), Type { colour: EASY, ..STRONG }),
            None => (
                format!("raw difference (misleading): {}", number::signed(value)),
                Type { colour: NAIVE, ..LABEL },
            ),
        };
        beside(canvas, (scale.at(value), at - 44.0), &words, look, panel);
    }
    let y = panel.bottom + 160.0;
    canvas.text((EDGE, y), &words::usable(answer), STRONG, Align::Left);
    let width = canvas.width() - 2.0 * EDGE;
    let notes = [words::odds(report), words::robustness(answer)];
    match notes.iter().flatten().fold(None, |y: Option<f64>, note| {
        Some(canvas.paragraph((EDGE, y.unwrap_or(panel.bottom + 206.0)), width, note, NOTE))
    }) {
        Some(bottom) => bottom,
        None => y + 40.0,
    }
}

/// A label centred on its mark but kept inside the panel.
fn beside(canvas: &mut Canvas, (x, y): (f64, f64), text: &str, look: Type, panel: Rect) {
    let half = super::canvas::text_width(text, look.size, look.bold) / 2.0;
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

/// The season between `top` and `bottom`: load bars and soreness.
fn strip(canvas: &mut Canvas, report: &Report, top: f64, bottom: f64) {
    let Some(calendar) = season::calendar(&report.days, EDGE + 80.0, canvas.width() - EDGE) else {
        let panel = Rect { left: EDGE, top, right: canvas.width() - EDGE, bottom };
        canvas.fill(panel, BLANK);
        let middle = (canvas.width() / 2.0, (top + bottom) / 2.0);
        canvas.text(middle, "No day was read, so there is no season to show.", LABEL, Align::Centre);
        return;
    };
    canvas.stroke(&[(EDGE, top), (canvas.width() - EDGE, top)], HAIR, AXIS);
    season::kinds_legend(canvas, (calendar.left, top + 44.0), season::kinds_in_bars(&calendar));
    let sheet = |top: f64, bottom: f64| Rect { left: calendar.left, top, right: calendar.right, bottom };
    let (first, last) = (top + 130.0, bottom - 70.0);
    let split = first + (last - first) * 0.58;
    season::draw_load(canvas, &report.days, &calendar, sheet(first, split - 50.0));
    let soreness = sheet(split + 50.0, last);
    season::draw_soreness(canvas, report, &calendar, soreness);
    calendar.draw(canvas, soreness.bottom, soreness.bottom);
}

fn small_print(report: &Report) -> Vec<String> {
    let mut print = Vec::new();
    if report.analysis.as_ref().is_some_and(|a| a.answer.estimate.is_some()) {
        print.push(
            "Adjusted for that morning's soreness, recent load and the day before. Holds if nothing unlogged decided \
             between easy and rest; the raw difference does not, because runners rest when they are sore."
                .to_owned(),
        );
    }
    print.extend(words::assumed(report).map(str::to_owned));
    print.push(words::LIMITS.to_owned());
    print.push(format!(
        "{} · {} · shakeout {}",
        number::count(report.runs, "run"),
        words::files(report),
        report.version
    ));
    print
}
