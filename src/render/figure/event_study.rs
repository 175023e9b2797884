//! Event study: raw mean soreness around hard days, easy next day against rest next day.

use std::fmt::Write as _;

use super::{Figure, NO_LOG};
use crate::effect::event_study::{EventPoint, MeanBand};
use crate::render::axis::{self, LABEL, Linear, NOTE};
use crate::render::canvas::{Align, Canvas, Rect, Type};
use crate::render::number::{self, cell};
use crate::render::theme::{AXIS, BLANK, Colour, EASY, HAIR, LINE, NAIVE, PAPER, REST, THIN};
use crate::report::Report;

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "event_study",
    title: "Soreness around hard days",
    caption: "Raw means with 95 % bands, not adjusted: runners rest when they are sore, so the two lines differ \
              before the choice as well. Look at the shape, not at the gap.",
    alt,
    data_csv,
    available,
    columns: ["Morning", "Mean soreness (95 % band)"],
    draw,
};

/// One of the two lines.
struct Series {
    name: &'static str,
    short: &'static str,
    colour: Colour,
    /// Colour of its words, dark enough to read.
    words: Colour,
    /// Dashed, hollow, and a little to the right, so that neither line hides the other.
    second: bool,
    pick: fn(&EventPoint) -> Option<MeanBand>,
}

const SERIES: [Series; 2] = [
    Series {
        name: "easy next day",
        short: "n easy",
        colour: EASY,
        words: EASY,
        second: false,
        pick: |p| p.easy_next,
    },
    Series {
        name: "rest next day",
        short: "n rest",
        colour: REST,
        words: NAIVE,
        second: true,
        pick: |p| p.rest_next,
    },
];

fn available(report: &Report) -> Result<(), String> {
    if report.soreness.is_none() && report.analysis.is_none() {
        return Err(NO_LOG.to_owned());
    }
    let drawn = |series: &Series| report.event_study.iter().filter(|p| (series.pick)(p).is_some()).count();
    if SERIES.iter().all(|series| drawn(series) < 2) {
        return Err(
            "Too few hard days with soreness reports around them: at least 3 hard days followed by an \
                    easy day, or by rest, are needed."
                .to_owned(),
        );
    }
    Ok(())
}

fn alt(report: &Report) -> String {
    let lines = SERIES.iter().map(|series| {
        let words = |(p, b): (&EventPoint, MeanBand)| {
            format!("day {}: {} (n {})", p.day, number::points(b.mean), b.n)
        };
        let known = report.event_study.iter().filter_map(|p| Some((p, (series.pick)(p)?)));
        let points: Vec<String> = known.map(words).collect();
        let points = if points.is_empty() { "too few days".to_owned() } else { points.join(", ") };
        format!("{}: {points}", series.name)
    });
    let lines: Vec<String> = lines.collect();
    format!("Mean soreness on the mornings around hard days, raw means, not adjusted. {}.", lines.join(". "))
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
    let margin = canvas.margin();
    let above = legend(canvas, (margin, top + 20.0));
    let panel = Rect {
        left: margin + 130.0,
        top: above + 90.0,
        right: canvas.width() - margin,
        bottom: above + 590.0,
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
    for series in &SERIES {
        draw_band(canvas, points, series, (&x, &y));
    }
    for series in &SERIES {
        draw_series(canvas, points, series, (&x, &y));
    }
    below(canvas, points, panel, &x);
    for p in points {
        let day = f64::from(p.day);
        let place = Rect { left: x.at(day - 0.5), right: x.at(day + 0.5), ..panel };
        canvas.spot(&[place], morning(p.day), words(p));
    }
}

/// The morning of a day after the hard day.
fn morning(day: i32) -> String {
    match day {
        0 => "of the hard day".to_owned(),
        d => format!(
            "{} {}",
            number::count(d.unsigned_abs() as usize, "day"),
            if d > 0 { "after" } else { "before" }
        ),
    }
}

/// Both means, their bands and how many mornings they stand on.
fn words(p: &EventPoint) -> String {
    let one = |series: &Series| match (series.pick)(p) {
        Some(b) => format!(
            "{} {} ({} to {}, n = {})",
            series.name,
            number::points(b.mean),
            number::points(b.low),
            number::points(b.high),
            number::grouped(b.n)
        ),
        None => format!("{}: too few days", series.name),
    };
    SERIES.iter().map(one).collect::<Vec<_>>().join(" · ")
}

/// The two lines and their names; returns the y of the last.
fn legend(canvas: &mut Canvas, at: (f64, f64)) -> f64 {
    const LENGTH: f64 = 70.0;
    let marks = SERIES.each_ref().map(|series| {
        move |canvas: &mut Canvas, (x, y): (f64, f64)| {
            draw_line(canvas, series, &[(x, y), (x + LENGTH, y)]);
            draw_mark(canvas, series, (x + LENGTH / 2.0, y));
        }
    });
    let all: Vec<axis::Entry> = SERIES
        .iter()
        .zip(&marks)
        .map(|(series, draw)| axis::Entry { words: series.name, width: LENGTH, draw })
        .collect();
    axis::entries(canvas, at, LABEL, &all)
}

/// The unbroken stretches of a series: x and band of each point.
fn pieces(points: &[EventPoint], series: &Series, x: &Linear) -> Vec<Vec<(f64, MeanBand)>> {
    let shift = if series.second { 0.05 } else { -0.05 };
    let place = |p: &EventPoint| (series.pick)(p).map(|band| (x.at(f64::from(p.day) + shift), band));
    super::stretches(points.len(), |i| (series.pick)(&points[i]).is_some())
        .into_iter()
        .map(|(from, until)| points[from..until].iter().filter_map(place).collect())
        .collect()
}

fn draw_band(canvas: &mut Canvas, points: &[EventPoint], series: &Series, (x, y): (&Linear, &Linear)) {
    for piece in pieces(points, series, x).into_iter().filter(|piece| piece.len() > 1) {
        let mut outline: Vec<(f64, f64)> = piece.iter().map(|(x, b)| (*x, y.at(b.high))).collect();
        outline.extend(piece.iter().rev().map(|(x, b)| (*x, y.at(b.low))));
        canvas.polygon(&outline, series.colour, 0.16);
    }
}

fn draw_series(canvas: &mut Canvas, points: &[EventPoint], series: &Series, (x, y): (&Linear, &Linear)) {
    for piece in pieces(points, series, x) {
        let line: Vec<(f64, f64)> = piece.iter().map(|(x, b)| (*x, y.at(b.mean))).collect();
        draw_line(canvas, series, &line);
        for (at, band) in piece {
            canvas.stroke(&[(at, y.at(band.low)), (at, y.at(band.high))], THIN, series.colour);
            draw_mark(canvas, series, (at, y.at(band.mean)));
        }
    }
}

fn draw_line(canvas: &mut Canvas, series: &Series, line: &[(f64, f64)]) {
    if series.second {
        canvas.dashed(line, LINE, 12.0, series.colour);
    } else {
        canvas.stroke(line, LINE, series.colour);
    }
}

fn draw_mark(canvas: &mut Canvas, series: &Series, at: (f64, f64)) {
    canvas.dot(at, 11.0, series.colour, 1.0);
    if series.second {
        canvas.dot(at, 6.0, PAPER, 1.0);
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
    let middle = (panel.left + panel.right) / 2.0;
    axis::centred(canvas, (middle, panel.bottom + 84.0), "Days since the hard day (mornings)", NOTE);
    for (row, series) in SERIES.iter().enumerate() {
        let y = panel.bottom + 150.0 + row as f64 * 48.0;
        let look = Type { colour: series.words, ..NOTE };
        canvas.text((canvas.margin(), y), series.short, look, Align::Left);
        for p in points {
            let n = (series.pick)(p).map_or("–".to_owned(), |band| number::grouped(band.n));
            canvas.text((x.at(f64::from(p.day)), y), &n, look, Align::Centre);
        }
    }
}
