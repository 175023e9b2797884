//! Over time: the answer as it grew, with the interval of each day and the one that holds at every look.

use super::data::{self, column, number as decimal};
use super::{Figure, analysis};
use crate::effect::over_time::Look;
use crate::effect::{Estimate, Status};
use crate::render::axis::{self, Linear, NOTE};
use crate::render::canvas::Canvas;
use crate::render::marks::Rect;
use crate::render::theme::{AXIS, EASY, LINE, THIN, ZONE};
use crate::report::Report;
use crate::report::words::settled;
use crate::sheet::facts::{Get, TableColumn};
use crate::text::{self, number, one_line};

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "over_time",
    topic: "How the answer grew",
    title,
    caption: "The estimate as it would have been after so many days. Early numbers wander, and who looks every fortnight and \
              stops at the first clear one is often fooled: only the wide band holds at every look; the dark one holds on \
              one day that was chosen before.",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| data::csv(COLUMNS, looks(report)),
    available,
    reads: ["After", "Easy minus rest, points (95 % interval)"],
    draw,
};

const COLUMNS: &[TableColumn<Look>] = &[
    column("days", "Days since the first report", Get::Count(|look| look.days as i64)),
    column("usable_days", "Usable days until then", Get::Count(|look| look.rows as i64)),
    decimal("estimate", "points", "", "Soreness after easy minus after rest", |look| {
        Some(look.estimate.estimate)
    }),
    decimal("low", "points", "", "Lower end of the 95 % interval", |look| Some(look.estimate.low)),
    decimal("high", "points", "", "Upper end of the 95 % interval", |look| Some(look.estimate.high)),
    decimal("always_valid_low", "points", "", "Lower end of the interval that holds at every look", |look| {
        Some(always_valid(look).0)
    }),
    decimal(
        "always_valid_high",
        "points",
        "",
        "Upper end of the interval that holds at every look",
        |look| Some(always_valid(look).1),
    ),
];

fn always_valid(look: &Look) -> (f64, f64) {
    let Estimate { estimate, .. } = look.estimate;
    (estimate - look.always_valid_halfwidth, estimate + look.always_valid_halfwidth)
}

fn looks(report: &Report) -> &[Look] {
    report.analysis.as_ref().map_or(&[], |analysis| &analysis.over_time)
}

fn available(report: &Report) -> Result<(), String> {
    analysis(report)?;
    match looks(report).len() {
        0 | 1 => Err("Too few days to look back at: it takes two fortnights with enough easy and rest days."
            .to_owned()),
        _ => Ok(()),
    }
}

/// Where it began, and where it settled, if the answer is one: what is too early to tell has settled nothing.
fn title(report: &Report) -> String {
    let Some(analysis) = &report.analysis else { return FIGURE.topic.to_owned() };
    let (Some(first), Some(last)) = (analysis.over_time.first(), analysis.over_time.last()) else {
        return FIGURE.topic.to_owned();
    };
    let [began, now] = [first, last].map(|look| number::signed(look.estimate.estimate));
    let answered = matches!(analysis.answer.status, Status::Helps | Status::Hurts | Status::NoDifference);
    match settled(analysis) {
        _ if !answered => {
            format!("From {began} after {} days to {now} after {}: no answer yet", first.days, last.days)
        }
        Some(look) if look.days < last.days => {
            format!("From {began} after {} days to {now}: settled from day {} on", first.days, look.days)
        }
        _ => {
            format!("From {began} after {} days to {now} after {}: still on the move", first.days, last.days)
        }
    }
}

fn alt(report: &Report) -> String {
    let words = report.verdict.as_ref().and_then(|verdict| verdict.over_time.as_deref()).map(one_line);
    let looks = looks(report);
    format!("The estimate at {}. {}", text::count(looks.len(), "look"), words.unwrap_or_default())
}

/// Ends of the vertical axis: the zone and the widest band, whole.
fn reach(looks: &[Look], matter: f64) -> (f64, f64) {
    let low = looks.iter().map(|look| always_valid(look).0).fold(-1.4 * matter, f64::min);
    let high = looks.iter().map(|look| always_valid(look).1).fold(1.4 * matter, f64::max);
    let margin = 0.03 * (high - low);
    (low - margin, high + margin)
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let Some(analysis) = &report.analysis else { return };
    let (looks, matter) = (&analysis.over_time, analysis.answer.smallest_effect);
    let (Some(first), Some(last)) = (looks.first(), looks.last()) else { return };
    let subtitle = format!(
        "Easy run minus rest, points, adjusted · n = {} usable days at the first look, {} at the last",
        number::grouped(first.rows),
        number::grouped(last.rows)
    );
    let top = axis::heading(canvas, &title(report), &subtitle);
    let margin = canvas.margin();
    let above = legend(canvas, (margin, top + 16.0), matter);
    let panel = Rect {
        left: margin + 90.0,
        top: above + 100.0,
        right: canvas.width() - margin - 20.0,
        bottom: above + 720.0,
    };
    let (low, high) = reach(looks, matter);
    let y = Linear { low, high, from: panel.bottom, to: panel.top };
    let x = Linear { low: 0.0, high: last.days as f64 * 1.02, from: panel.left, to: panel.right };
    canvas.fill(Rect { top: y.at(matter), bottom: y.at(-matter), ..panel }, ZONE);
    band(canvas, looks, (&x, &y), always_valid, 0.16);
    band(canvas, looks, (&x, &y), |look| (look.estimate.low, look.estimate.high), 0.3);
    axis::y_axis(canvas, panel, &y, 7, "Points; below 0: easy run better");
    canvas.stroke(&[(panel.left, y.at(0.0)), (panel.right, y.at(0.0))], THIN, AXIS);
    axis::x_axis(canvas, panel, &x, 8, "Days since the first report");
    line(canvas, looks, (&x, &y), panel);
}

/// Between the ends that `of` gives, from the first look to the last.
fn band(
    canvas: &mut Canvas,
    looks: &[Look],
    (x, y): (&Linear, &Linear),
    of: fn(&Look) -> (f64, f64),
    opacity: f64,
) {
    let at = |look: &Look, value: f64| (x.at(look.days as f64), y.at(value));
    let mut outline: Vec<(f64, f64)> = looks.iter().map(|look| at(look, of(look).1)).collect();
    outline.extend(looks.iter().rev().map(|look| at(look, of(look).0)));
    canvas.polygon(&outline, EASY, opacity);
}

/// The estimates, a dot a look, each to be pointed at.
fn line(canvas: &mut Canvas, looks: &[Look], (x, y): (&Linear, &Linear), panel: Rect) {
    let points: Vec<(f64, f64)> =
        looks.iter().map(|look| (x.at(look.days as f64), y.at(look.estimate.estimate))).collect();
    canvas.stroke(&points, LINE, EASY);
    for (look, &(at, level)) in looks.iter().zip(&points) {
        canvas.dot((at, level), 9.0, EASY, 1.0);
        let place = Rect { left: at - 14.0, top: panel.top, right: at + 14.0, bottom: panel.bottom };
        let Estimate { estimate, low, high, .. } = look.estimate;
        let what = format!("{} ({} usable)", text::count(look.days, "day"), number::grouped(look.rows));
        canvas.spot(&[place], what, number::estimate(estimate, low, high));
    }
}

/// What the bands are; returns the y of the last line.
fn legend(canvas: &mut Canvas, at: (f64, f64), matter: f64) -> f64 {
    let swatch = |opacity: f64| {
        move |canvas: &mut Canvas, at: (f64, f64)| canvas.tint(axis::square_at(at), EASY, opacity)
    };
    let (every, one) = (swatch(0.16), swatch(0.46));
    let zone = |canvas: &mut Canvas, at: (f64, f64)| axis::square(canvas, at, ZONE);
    let words = format!("too small to matter (±{})", number::points(matter));
    axis::entries(
        canvas,
        at,
        NOTE,
        &[
            axis::LegendEntry { words: "holds at every look", width: axis::SQUARE, draw: &every },
            axis::LegendEntry { words: "95 % interval of that day", width: axis::SQUARE, draw: &one },
            axis::LegendEntry { words: &words, width: axis::SQUARE, draw: &zone },
        ],
    )
}
