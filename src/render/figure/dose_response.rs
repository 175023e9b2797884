//! Dose-response: soreness after so many easy minutes against rest.

use super::data::{self, column, number as decimal};
use super::{Figure, analysis};
use crate::effect::Estimate;
use crate::effect::diagnostics::{DosePoint, DoseResponse};
use crate::render::axis::{self, Linear, NOTE};
use crate::render::canvas::Canvas;
use crate::render::marks::{Align, Rect, Type};
use crate::render::theme::{AXIS, EASY, LINE, NAIVE, THIN, ZONE};
use crate::report::Report;
use crate::sheet::facts::{Get, TableColumn};
use crate::text::{self, number};

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "dose_response",
    topic: "How long an easy run?",
    title,
    caption: "Next-morning soreness after an easy run of so many minutes minus after rest, adjusted as the answer is, with its \
              95 % band. Ticks at the bottom are your easy days: where they are few the curve says little. How long \
              you ran was your choice too, which makes the shape a hint, not an answer.",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| data::csv(COLUMNS, rows(report)),
    available,
    reads: ["Easy running", "Easy minus rest, points (95 % band)"],
    draw,
};

/// A point of the curve, or one easy day.
struct Row {
    minutes: f64,
    estimate: Option<Estimate>,
}

const NO_CURVE: &str = "kind is easy_day";

const COLUMNS: &[TableColumn<Row>] = &[
    column(
        "kind",
        "curve (a point of it), or easy_day (one easy day's minutes)",
        Get::Text(|row| if row.estimate.is_some() { "curve" } else { "easy_day" }.to_owned()),
    ),
    decimal("minutes", "min", "", "Minutes of easy running", |row| Some(row.minutes)),
    decimal("estimate", "points", NO_CURVE, "Soreness after such a run minus after rest", |row| {
        Some(row.estimate?.estimate)
    }),
    decimal("low", "points", NO_CURVE, "Lower end of the 95 % interval", |row| Some(row.estimate?.low)),
    decimal("high", "points", NO_CURVE, "Upper end of the 95 % interval", |row| Some(row.estimate?.high)),
];

fn rows(report: &Report) -> Vec<Row> {
    let Some(dose) = dose(report) else { return Vec::new() };
    let curve = dose.points.iter().map(|p| Row { minutes: p.minutes, estimate: Some(p.estimate) });
    curve.chain(dose.easy_min.iter().map(|&minutes| Row { minutes, estimate: None })).collect()
}

/// The part of the curve that is longer than the shortest runs: before them it is only drawn out.
fn curve(dose: &DoseResponse) -> Vec<DosePoint> {
    let shortest = dose.easy_min.iter().copied().fold(f64::INFINITY, f64::min);
    let start = 10.0 * (shortest / 10.0).floor();
    let known: Vec<DosePoint> = dose.points.iter().filter(|p| p.minutes >= start).copied().collect();
    if known.len() > 1 { known } else { dose.points.clone() }
}

/// What the curve says at its ends.
fn title(report: &Report) -> String {
    let points = dose(report).map(curve).unwrap_or_default();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return FIGURE.topic.to_owned();
    };
    let end = |p: &DosePoint| {
        format!("{} after {} min", number::signed(p.estimate.estimate), number::short(p.minutes))
    };
    format!("Easy minus rest: {}, {}", end(first), end(last))
}

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
        text::count(dose.easy_min.len(), "easy day"),
        text::count(dose.rows, "usable day")
    )
}

/// Ends of the vertical axis: the curve and the zone whole, a band that flares only as far as three
/// times that; true when it goes on beyond.
fn reach(points: &[DosePoint], matter: f64) -> (f64, f64, bool) {
    let core = points.iter().map(|p| p.estimate.estimate.abs()).fold(1.4 * matter, f64::max);
    let low = points.iter().map(|p| p.estimate.low).fold(-1.4 * matter, f64::min);
    let high = points.iter().map(|p| p.estimate.high).fold(1.4 * matter, f64::max);
    let most = 3.0 * core;
    (low.max(-most) - 0.05 * core, high.min(most) + 0.05 * core, low < -most || high > most)
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let (Some(dose), Some(analysis)) = (dose(report), &report.analysis) else { return };
    let matter = analysis.answer.smallest_effect;
    let points = curve(dose);
    let (low, high, beyond) = reach(&points, matter);
    let subtitle = format!(
        "Soreness the next morning, easy run minus rest, points · n = {} ({}) · 95 % band{}",
        text::count(dose.rows, "usable day"),
        text::count(dose.easy_min.len(), "easy day"),
        if beyond { ", which goes on beyond the picture" } else { "" }
    );
    let top = axis::heading(canvas, &title(report), &subtitle);
    let margin = canvas.margin();
    let zone = format!("too small to matter (±{})", number::points(matter));
    let above = legend(canvas, (margin, top + 16.0), &zone);
    let panel = Rect {
        left: margin + 90.0,
        top: above + 50.0,
        right: canvas.width() - margin - 20.0,
        bottom: above + 680.0,
    };
    let most = points.iter().map(|p| p.minutes).chain(dose.easy_min.iter().copied());
    let x = Linear {
        low: points.first().map_or(0.0, |p| p.minutes - 5.0).max(0.0),
        high: axis::round_up(most.fold(0.0, f64::max)),
        from: panel.left,
        to: panel.right,
    };
    let y = Linear { low, high, from: panel.bottom - 50.0, to: panel.top };
    canvas.fill(Rect { top: y.at(matter), bottom: y.at(-matter), ..panel }, ZONE);
    axis::y_axis(canvas, panel, &y, 7, "");
    canvas.stroke(&[(panel.left, y.at(0.0)), (panel.right, y.at(0.0))], THIN, AXIS);
    axis::x_axis(canvas, panel, &x, 8, "Minutes of easy running on the day");
    if let Some(answer) = analysis.answer.estimate {
        let level = y.at(answer.estimate);
        canvas.dashed(&[(panel.left, level), (panel.right, level)], THIN, 10.0, NAIVE);
        let words = format!("the answer over all lengths: {}", number::signed(answer.estimate));
        let look = Type { colour: NAIVE, ..NOTE };
        canvas.text_on_lines((panel.right - 8.0, level - 24.0), &words, look, Align::Right);
    }
    draw_curve(canvas, &points, (&x, &y));
    draw_rug(canvas, &dose.easy_min, &x, panel);
    for point in &points {
        let (x, y) = (x.at(point.minutes), y.at(point.estimate.estimate));
        let place = Rect { left: x - 10.0, top: y - 10.0, right: x + 10.0, bottom: y + 10.0 };
        canvas.spot(
            &[place],
            format!("{} min", number::short(point.minutes)),
            number::estimate(point.estimate.estimate, point.estimate.low, point.estimate.high),
        );
    }
}

fn legend(canvas: &mut Canvas, at: (f64, f64), zone: &str) -> f64 {
    let nothing = |_: &mut Canvas, _: (f64, f64)| {};
    let grey = |canvas: &mut Canvas, at: (f64, f64)| axis::square(canvas, at, ZONE);
    let entry = |words, width, draw| axis::LegendEntry { words, width, draw };
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
