//! Event study: raw mean soreness around hard days, easy next day against rest next day.

use std::fmt::Write as _;

use super::{Figure, NO_LOG};
use crate::render::axis::{self, LABEL, Linear, NOTE};
use crate::render::canvas::{Align, Canvas, Rect, Type};
use crate::render::number::{self, cell};
use crate::render::theme::{AXIS, BLANK, Colour, EASY, HAIR, LINE, MARGIN, PAPER, REST, THIN};
use crate::report::{EventPoint, MeanBand, Report};

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "event_study",
    title: "Soreness around hard days",
    caption: "Raw means with 95 % bands, not adjusted: runners rest when they are sore, so the two lines differ \
              before the choice as well. Look at the shape, not at the gap.",
    alt,
    data_csv,
    available,
    height: |_| 1010,
    draw,
};

const SERIES: [(&str, Colour, fn(&EventPoint) -> Option<MeanBand>); 2] =
    [("easy next day", EASY, |p| p.easy_next), ("rest next day", REST, |p| p.rest_next)];

fn available(report: &Report) -> Result<(), String> {
    if report.soreness.is_none() && report.analysis.is_none() {
        return Err(NO_LOG.to_owned());
    }
    let drawn = |pick: fn(&EventPoint) -> Option<MeanBand>| {
        report.event_study.iter().filter(|p| pick(p).is_some()).count()
    };
    if SERIES.iter().all(|(_, _, pick)| drawn(*pick) < 2) {
        return Err(
            "Too few hard days with soreness reports around them: at least 3 hard days followed by an \
                    easy day, or by rest, are needed."
                .to_owned(),
        );
    }
    Ok(())
}

fn alt(report: &Report) -> String {
    let series: Vec<String> = SERIES
        .iter()
        .map(|(name, _, pick)| {
            let points: Vec<String> = report
                .event_study
                .iter()
                .filter_map(|p| {
                    pick(p).map(|b| format!("day {}: {} (n {})", p.day, number::points(b.mean), b.n))
                })
                .collect();
            format!(
                "{name}: {}",
                if points.is_empty() { "too few days".to_owned() } else { points.join(", ") }
            )
        })
        .collect();
    format!("Mean soreness on the mornings around hard days, raw means, not adjusted. {}.", series.join(". "))
}

fn data_csv(report: &Report) -> String {
    let mut out = String::from("day,next_day,mean,low,high,n\n");
    for p in &report.event_study {
        for (next, band) in [("easy", p.easy_next), ("rest", p.rest_next)] {
            let n = band.map(|b| b.n.to_string()).unwrap_or_default();
            let [mean, low, high] =
                [band.map(|b| b.mean), band.map(|b| b.low), band.map(|b| b.high)].map(cell);
            let _ = writeln!(out, "{},{next},{mean},{low},{high},{n}", p.day);
        }
    }
    out
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let points = &report.event_study;
    let top = axis::heading(
        canvas,
        FIGURE.title,
        "Raw means with 95 % bands, not adjusted: no answer to what helps",
    );
    let panel = Rect {
        left: MARGIN + 130.0,
        top: top + 110.0,
        right: canvas.width() - MARGIN,
        bottom: canvas.height() - 260.0,
    };
    let bands = || points.iter().flat_map(|p| [p.easy_next, p.rest_next]).flatten();
    let low = bands().map(|b| b.low).fold(f64::INFINITY, f64::min);
    let high = bands().map(|b| b.high).fold(f64::NEG_INFINITY, f64::max);
    let pad = ((high - low) * 0.1).max(0.1);
    let y = Linear { low: low - pad, high: high + pad, from: panel.bottom, to: panel.top };
    let days = points.iter().map(|p| f64::from(p.day));
    let (first, last) = (days.clone().fold(f64::INFINITY, f64::min), days.fold(f64::NEG_INFINITY, f64::max));
    let x = Linear { low: first - 0.5, high: last + 0.5, from: panel.left, to: panel.right };
    canvas.fill(Rect { left: x.at(-0.5), right: x.at(0.5), ..panel }, BLANK);
    canvas.text((x.at(0.0), panel.top + 26.0), "hard day", NOTE, Align::Centre);
    axis::y_axis(canvas, panel, &y, 5, "Mean morning soreness, points");
    for (series, (_, colour, pick)) in SERIES.iter().enumerate() {
        draw_band(canvas, points, *pick, *colour, (&x, &y), series == 1);
    }
    for (series, (_, colour, pick)) in SERIES.iter().enumerate() {
        draw_series(canvas, points, *pick, *colour, (&x, &y), series == 1);
    }
    let mut at = panel.left;
    for (series, (name, colour, _)) in SERIES.iter().enumerate() {
        let line = [(at, top + 20.0), (at + 70.0, top + 20.0)];
        if series == 1 {
            canvas.dashed(&line, LINE, 12.0, *colour)
        } else {
            canvas.stroke(&line, LINE, *colour)
        }
        canvas.dot((at + 35.0, top + 20.0), 11.0, *colour, 1.0);
        if series == 1 {
            canvas.dot((at + 35.0, top + 20.0), 6.0, PAPER, 1.0);
        }
        at += 86.0 + canvas.text((at + 86.0, top + 20.0), name, LABEL, Align::Left) + 50.0;
    }
    below(canvas, points, panel, &x);
}

/// The stretches of a series in pixels: x and band of each point. The two series stand a little
/// apart so that neither hides the other.
fn pieces(
    points: &[EventPoint],
    pick: fn(&EventPoint) -> Option<MeanBand>,
    x: &Linear,
    second: bool,
) -> Vec<Vec<(f64, MeanBand)>> {
    let shift = if second { 0.05 } else { -0.05 };
    super::stretches(points.len(), |i| pick(&points[i]).is_some())
        .into_iter()
        .map(|(from, until)| {
            let known = points[from..until].iter();
            known.filter_map(|p| pick(p).map(|band| (x.at(f64::from(p.day) + shift), band))).collect()
        })
        .collect()
}

fn draw_band(
    canvas: &mut Canvas,
    points: &[EventPoint],
    pick: fn(&EventPoint) -> Option<MeanBand>,
    colour: Colour,
    (x, y): (&Linear, &Linear),
    second: bool,
) {
    for piece in pieces(points, pick, x, second).into_iter().filter(|piece| piece.len() > 1) {
        let mut outline: Vec<(f64, f64)> = piece.iter().map(|(x, b)| (*x, y.at(b.high))).collect();
        outline.extend(piece.iter().rev().map(|(x, b)| (*x, y.at(b.low))));
        canvas.polygon(&outline, colour, 0.16);
    }
}

fn draw_series(
    canvas: &mut Canvas,
    points: &[EventPoint],
    pick: fn(&EventPoint) -> Option<MeanBand>,
    colour: Colour,
    (x, y): (&Linear, &Linear),
    second: bool,
) {
    for piece in pieces(points, pick, x, second) {
        let line: Vec<(f64, f64)> = piece.iter().map(|(x, b)| (*x, y.at(b.mean))).collect();
        if second {
            canvas.dashed(&line, LINE, 12.0, colour)
        } else {
            canvas.stroke(&line, LINE, colour)
        }
        for (at, band) in piece {
            canvas.stroke(&[(at, y.at(band.low)), (at, y.at(band.high))], THIN, colour);
            canvas.dot((at, y.at(band.mean)), 11.0, colour, 1.0);
            if second {
                canvas.dot((at, y.at(band.mean)), 6.0, PAPER, 1.0);
            }
        }
    }
}

/// Day numbers, the axis title, and n under each point.
fn below(canvas: &mut Canvas, points: &[EventPoint], panel: Rect, x: &Linear) {
    canvas.stroke(&[(panel.left, panel.bottom), (panel.right, panel.bottom)], HAIR, AXIS);
    for p in points {
        let at = x.at(f64::from(p.day));
        let day = if p.day > 0 { format!("+{}", p.day) } else { number::decimals(f64::from(p.day), 0) };
        canvas.text((at, panel.bottom + 36.0), &day, LABEL, Align::Centre);
    }
    canvas.text(
        ((panel.left + panel.right) / 2.0, panel.bottom + 84.0),
        "Days since the hard day (mornings)",
        NOTE,
        Align::Centre,
    );
    for (row, (_, colour, pick)) in SERIES.iter().enumerate() {
        let y = panel.bottom + 150.0 + row as f64 * 48.0;
        let colour = if *colour == REST { crate::render::theme::NAIVE } else { *colour };
        let look = Type { colour, ..NOTE };
        canvas.text((MARGIN, y), if row == 0 { "n easy" } else { "n rest" }, look, Align::Left);
        for p in points {
            let n = pick(p).map_or("–".to_owned(), |band| number::grouped(band.n));
            canvas.text((x.at(f64::from(p.day)), y), &n, look, Align::Centre);
        }
    }
}
