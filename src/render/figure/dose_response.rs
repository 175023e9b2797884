//! Dose-response: soreness after so many easy minutes against rest.

use std::fmt::Write as _;

use super::{Figure, analysis};
use crate::effect::diagnostics::{DosePoint, DoseResponse};
use crate::render::axis::{self, Linear, NOTE};
use crate::render::canvas::{Canvas, Rect};
use crate::render::number::{self, cell};
use crate::render::theme::{AXIS, EASY, LINE, THIN, ZONE};
use crate::report::Report;

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "dose_response",
    title: "How long an easy run?",
    caption: "Next-morning soreness after an easy run of so many minutes minus after rest, adjusted as the answer is, with its \
              95 % band. Ticks at the bottom are your easy days: where they are few the curve says little. How long \
              you ran was your choice too, so the shape is a hint, not an answer.",
    alt,
    data_csv,
    available,
    columns: ["Easy running", "Easy minus rest, points (95 % band)"],
    draw,
};

fn dose(report: &Report) -> Option<&DoseResponse> {
    report.analysis.as_ref()?.diagnostics.dose.as_ref().filter(|dose| dose.points.len() > 1)
}

fn available(report: &Report) -> Result<(), String> {
    analysis(report)?;
    dose(report).map(|_| ()).ok_or_else(|| {
        "Too few easy or rest days, or easy runs all of about the same length: a curve over minutes needs rest days, and short and long easy runs."
            .to_owned()
    })
}

fn alt(report: &Report) -> String {
    let Some(dose) = dose(report) else { return String::new() };
    // First, middle and last point tell the shape.
    let told = [0, dose.points.len() / 2, dose.points.len() - 1].map(|i| {
        let DosePoint { minutes, estimate: e } = dose.points[i];
        let range = number::interval(e.low, e.high);
        format!("{} minutes {} ({range})", number::short(minutes), number::signed(e.estimate))
    });
    format!(
        "Easy minus rest, points, by minutes of easy running: {}. {}, {} in all.",
        told.join("; "),
        number::count(dose.easy_min.len(), "easy day"),
        number::count(dose.rows, "usable day")
    )
}

fn data_csv(report: &Report) -> String {
    let mut out = String::from("kind,minutes,estimate,low,high\n");
    let Some(dose) = dose(report) else { return out };
    for DosePoint { minutes, estimate: e } in &dose.points {
        let (value, low, high) = (cell(Some(e.estimate)), cell(Some(e.low)), cell(Some(e.high)));
        let _ = writeln!(out, "curve,{},{value},{low},{high}", cell(Some(*minutes)));
    }
    for &minutes in &dose.easy_min {
        let _ = writeln!(out, "easy_day,{},,,", cell(Some(minutes)));
    }
    out
}

/// Ends of the vertical axis: the curve and the zone whole, a band that flares only as far as three
/// times that; true when it goes on beyond.
fn reach(dose: &DoseResponse, matter: f64) -> (f64, f64, bool) {
    let core = dose.points.iter().map(|p| p.estimate.estimate.abs()).fold(1.4 * matter, f64::max);
    let low = dose.points.iter().map(|p| p.estimate.low).fold(-1.4 * matter, f64::min);
    let high = dose.points.iter().map(|p| p.estimate.high).fold(1.4 * matter, f64::max);
    let most = 3.0 * core;
    (low.max(-most) - 0.05 * core, high.min(most) + 0.05 * core, low < -most || high > most)
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let (Some(dose), Some(analysis)) = (dose(report), &report.analysis) else { return };
    let matter = analysis.answer.smallest_effect;
    let (low, high, beyond) = reach(dose, matter);
    let subtitle = format!(
        "Soreness the next morning, easy run minus rest, points · n = {} ({}) · 95 % band{}",
        number::count(dose.rows, "usable day"),
        number::count(dose.easy_min.len(), "easy day"),
        if beyond { ", which goes on beyond the picture" } else { "" }
    );
    let top = axis::heading(canvas, FIGURE.title, &subtitle);
    let margin = canvas.margin();
    let zone = format!("too small to matter (±{})", number::points(matter));
    let above = legend(canvas, (margin, top + 16.0), &zone);
    let panel = Rect {
        left: margin + 90.0,
        top: above + 50.0,
        right: canvas.width() - margin - 20.0,
        bottom: above + 680.0,
    };
    let most = dose.points.iter().map(|p| p.minutes).chain(dose.easy_min.iter().copied());
    let x = Linear {
        low: 0.0,
        high: axis::round_up(most.fold(0.0, f64::max)),
        from: panel.left,
        to: panel.right,
    };
    let y = Linear { low, high, from: panel.bottom - 50.0, to: panel.top };
    canvas.fill(Rect { top: y.at(matter), bottom: y.at(-matter), ..panel }, ZONE);
    axis::y_axis(canvas, panel, &y, 7, "");
    canvas.stroke(&[(panel.left, y.at(0.0)), (panel.right, y.at(0.0))], THIN, AXIS);
    axis::x_axis(canvas, panel, &x, 8, "Minutes of easy running on the day");
    draw_curve(canvas, &dose.points, (&x, &y));
    draw_rug(canvas, &dose.easy_min, &x, panel);
    for point in &dose.points {
        let (x, y) = (x.at(point.minutes), y.at(point.estimate.estimate));
        let place = Rect { left: x - 10.0, top: y - 10.0, right: x + 10.0, bottom: y + 10.0 };
        canvas.spot(
            &[place],
            format!("{} min", number::short(point.minutes)),
            number::estimate(point.estimate),
        );
    }
}

fn legend(canvas: &mut Canvas, at: (f64, f64), zone: &str) -> f64 {
    let nothing = |_: &mut Canvas, _: (f64, f64)| {};
    let grey = |canvas: &mut Canvas, at: (f64, f64)| axis::square(canvas, at, ZONE);
    let entry = |words, width, draw| axis::Entry { words, width, draw };
    let entries = [
        entry("↑ rest better", 0.0, &nothing as &dyn Fn(&mut Canvas, (f64, f64))),
        entry("↓ easy run better", 0.0, &nothing),
        entry(zone, axis::SQUARE, &grey),
    ];
    axis::entries(canvas, at, NOTE, &entries)
}

fn draw_curve(canvas: &mut Canvas, points: &[DosePoint], (x, y): (&Linear, &Linear)) {
    let mut band: Vec<(f64, f64)> = points.iter().map(|p| (x.at(p.minutes), y.at(p.estimate.high))).collect();
    band.extend(points.iter().rev().map(|p| (x.at(p.minutes), y.at(p.estimate.low))));
    canvas.polygon(&band, EASY, 0.18);
    let line: Vec<(f64, f64)> = points.iter().map(|p| (x.at(p.minutes), y.at(p.estimate.estimate))).collect();
    canvas.stroke(&line, LINE, EASY);
}

/// A tick for every easy day, dark where many lie together.
fn draw_rug(canvas: &mut Canvas, minutes: &[f64], x: &Linear, panel: Rect) {
    for &minutes in minutes {
        let at = x.at(minutes);
        let (top, bottom) = (panel.bottom - 34.0, panel.bottom - 6.0);
        let tick = [(at - 1.5, top), (at + 1.5, top), (at + 1.5, bottom), (at - 1.5, bottom)];
        canvas.polygon(&tick, EASY, 0.5);
    }
}
