//! Specification curve: the answer under other class cut-offs and covariate sets, sorted, with the
//! choices of each below it.

use std::fmt::Write as _;

use super::{Figure, analysis};
use crate::effect::Estimate;
use crate::effect::diagnostics::Specification;
use crate::render::axis::{self, LABEL, Linear, NOTE, STRONG};
use crate::render::canvas::{Align, Canvas, Rect, Type, wrap};
use crate::render::number::{self, cell, text_cell};
use crate::render::theme::{AXIS, EASY, GRID, HAIR, MUTED, THIN, ZONE};
use crate::render::words::{one_line, plain};
use crate::report::Report;

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "specification_curve",
    title: "Would other choices give another answer?",
    caption: "The estimate under every set of reasonable choices, smallest first, with 95 % intervals; the headline's is dark. The \
              dots below say which cut-offs between easy and moderate and which covariates each one uses. One of them \
              picked because it looks good would mean nothing.",
    alt,
    data_csv,
    available,
    columns: ["Choices", "Easy minus rest, points (95 % interval)"],
    draw,
};

const CURVE: f64 = 520.0;
const ROW: f64 = 46.0;
const GROUP: f64 = 64.0;
const LABEL_ROOM: f64 = 400.0;
const SMALL_LINE: f64 = 36.0;

fn all(report: &Report) -> &[Specification] {
    report.analysis.as_ref().map_or(&[], |analysis| &analysis.diagnostics.specifications)
}

/// Those with an estimate, sorted by it.
fn drawn(report: &Report) -> Vec<(&Specification, Estimate)> {
    let mut drawn: Vec<_> = all(report).iter().filter_map(|s| Some((s, s.estimate?))).collect();
    drawn.sort_by(|a, b| a.1.estimate.total_cmp(&b.1.estimate));
    drawn
}

fn available(report: &Report) -> Result<(), String> {
    analysis(report)?;
    if drawn(report).len() < 2 {
        return Err("Too few days to answer under other choices of cut-offs and covariates.".to_owned());
    }
    Ok(())
}

fn counted(report: &Report) -> String {
    let (all, drawn) = (all(report).len(), drawn(report).len());
    match all - drawn {
        0 => format!("n = {all} sets of choices"),
        missing => format!("n = {drawn} sets of choices ({missing} more have too few days)"),
    }
}

fn alt(report: &Report) -> String {
    let drawn = drawn(report);
    let ends = drawn
        .first()
        .zip(drawn.last())
        .map_or_else(String::new, |(first, last)| number::interval(first.1.estimate, last.1.estimate));
    let headline = drawn.iter().find(|(s, _)| s.headline).map_or_else(String::new, |(_, e)| {
        format!(" The headline's is {} ({}).", number::signed(e.estimate), number::interval(e.low, e.high))
    });
    format!("Estimates under other choices, {}: {ends} points.{headline}", counted(report))
}

fn data_csv(report: &Report) -> String {
    let mut out =
        String::from("rank,cutoffs,covariates,headline,status,estimate,low,high,easy_days,rest_days\n");
    let row = |rank: String, s: &Specification, e: Option<Estimate>| {
        format!(
            "{rank},{},{},{},{},{},{},{},{},{}\n",
            text_cell(&plain(&s.cutoffs)),
            text_cell(&plain(&s.covariates)),
            s.headline,
            s.status.name(),
            cell(e.map(|e| e.estimate)),
            cell(e.map(|e| e.low)),
            cell(e.map(|e| e.high)),
            s.easy_days,
            s.rest_days
        )
    };
    for (i, (s, e)) in drawn(report).into_iter().enumerate() {
        let _ = write!(out, "{}", row((i + 1).to_string(), s, Some(e)));
    }
    for s in all(report).iter().filter(|s| s.estimate.is_none()) {
        let _ = write!(out, "{}", row(String::new(), s, None));
    }
    out
}

/// The two groups of choices: heading, reader of a choice, its values in order of appearance.
type Choice = (&'static str, fn(&Specification) -> &str, Vec<String>);

fn choices(report: &Report) -> [Choice; 2] {
    let values = |pick: fn(&Specification) -> &str| {
        let mut values: Vec<String> = Vec::new();
        for s in all(report).iter().filter(|s| s.estimate.is_some()) {
            if !values.iter().any(|v| v == pick(s)) {
                values.push(pick(s).to_owned());
            }
        }
        values
    };
    let cutoffs: fn(&Specification) -> &str = |s| &s.cutoffs;
    let covariates: fn(&Specification) -> &str = |s| &s.covariates;
    [("Cut-offs", cutoffs, values(cutoffs)), ("Covariates", covariates, values(covariates))]
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let Some(analysis) = &report.analysis else { return };
    let matter = analysis.answer.smallest_effect;
    let drawn = drawn(report);
    let subtitle = format!("Easy run minus rest, points · {} · 95 % intervals", counted(report));
    let subtitle = match &analysis.diagnostics.agreement {
        Some(agreement) => format!("{subtitle}. {}", one_line(agreement)),
        None => subtitle,
    };
    let top = axis::heading(canvas, FIGURE.title, &subtitle);
    let margin = canvas.margin();
    // On a phone the labels stand above what they name, not left of it.
    let narrow = canvas.narrow();
    let top = if narrow { directions_above(canvas, (margin, top + 16.0), matter) + 76.0 } else { top + 70.0 };
    let left = margin + if narrow { 90.0 } else { LABEL_ROOM + 40.0 };
    let panel = Rect { left, top, right: canvas.width() - margin, bottom: top + CURVE };
    let low = drawn.iter().map(|(_, e)| e.low).fold(-1.3 * matter, f64::min);
    let high = drawn.iter().map(|(_, e)| e.high).fold(1.3 * matter, f64::max);
    let pad = 0.06 * (high - low);
    let y = Linear { low: low - pad, high: high + pad, from: panel.bottom, to: panel.top };
    let n = drawn.len() as f64;
    let x = Linear { low: -0.5, high: n - 0.5, from: panel.left + 10.0, to: panel.right - 10.0 };
    canvas.fill(Rect { top: y.at(matter), bottom: y.at(-matter), ..panel }, ZONE);
    axis::y_axis(canvas, panel, &y, 6, "");
    canvas.stroke(&[(panel.left, y.at(0.0)), (panel.right, y.at(0.0))], THIN, AXIS);
    if !narrow {
        directions(canvas, panel, matter);
    }
    let radius = ((x.to - x.from) / n * 0.3).clamp(3.0, 11.0);
    for (i, (s, e)) in drawn.iter().enumerate() {
        let at = x.at(i as f64);
        let (colour, width) = if s.headline { (EASY, 8.0) } else { (AXIS, radius.min(4.0)) };
        canvas.stroke(&[(at, y.at(e.low)), (at, y.at(e.high))], width, colour);
        canvas.dot((at, y.at(e.estimate)), if s.headline { 15.0 } else { radius }, colour, 1.0);
        let half = (x.to - x.from) / n / 2.0;
        let what = format!("{}; {}", plain(&s.cutoffs), plain(&s.covariates));
        let what = if s.headline { format!("headline: {what}") } else { what };
        let (left, right) = (at - half, at + half);
        canvas.spot(&[Rect { left, right, ..panel }], what, number::estimate(*e));
    }
    if let Some((i, (_, e))) = drawn.iter().enumerate().find(|(_, (s, _))| s.headline) {
        let words = format!("headline: {}", number::signed(e.estimate));
        let half = crate::render::canvas::text_width(&words, STRONG.size, true) / 2.0;
        let at = x.at(i as f64).clamp(panel.left + half, panel.right - half);
        canvas.text((at, panel.top - 30.0), &words, Type { colour: EASY, ..STRONG }, Align::Centre);
    }
    matrix(canvas, report, &drawn, &x, panel.bottom + if narrow { 20.0 } else { 60.0 }, radius);
}

/// What up, down and the zone mean, left of the axis.
fn directions(canvas: &mut Canvas, panel: Rect, matter: f64) {
    let left = canvas.margin();
    canvas.text((left, panel.top + 14.0), UP, LABEL, Align::Left);
    canvas.text((left, panel.bottom - 14.0), DOWN, LABEL, Align::Left);
    let middle = (panel.top + panel.bottom) / 2.0;
    let zone = format!("grey: {}", zone(matter));
    canvas.paragraph((left, middle - 18.0), LABEL_ROOM - 120.0, &zone, NOTE);
}

const UP: &str = "↑ rest better";
const DOWN: &str = "↓ easy run better";

fn zone(matter: f64) -> String {
    format!("too small to matter (±{})", number::points(matter))
}

/// The same above the axis; returns the y of its last line.
fn directions_above(canvas: &mut Canvas, at: (f64, f64), matter: f64) -> f64 {
    let nothing = |_: &mut Canvas, _: (f64, f64)| {};
    let grey = |canvas: &mut Canvas, at: (f64, f64)| axis::square(canvas, at, ZONE);
    axis::entries(
        canvas,
        at,
        NOTE,
        &[
            axis::Entry { words: UP, width: 0.0, draw: &nothing },
            axis::Entry { words: DOWN, width: 0.0, draw: &nothing },
            axis::Entry { words: &zone(matter), width: axis::SQUARE, draw: &grey },
        ],
    )
}

/// A row for every choice, a dot where a specification makes it.
fn matrix(
    canvas: &mut Canvas,
    report: &Report,
    drawn: &[(&Specification, Estimate)],
    x: &Linear,
    top: f64,
    radius: f64,
) {
    let (left, narrow) = (canvas.margin(), canvas.narrow());
    let room = if narrow { canvas.room() } else { LABEL_ROOM };
    let mut y = top;
    for (heading, pick, values) in choices(report) {
        canvas.text((left, y + GROUP / 2.0 + 6.0), heading, STRONG, Align::Left);
        y += GROUP;
        for value in values {
            let lines = wrap(&plain(&value), room, NOTE);
            let words = ROW + lines.len().saturating_sub(1) as f64 * SMALL_LINE;
            for (i, line) in lines.iter().enumerate() {
                let at = y + ROW / 2.0 + i as f64 * SMALL_LINE;
                canvas.text((left, at), line, NOTE, Align::Left);
            }
            let middle = if narrow { y + words + 8.0 } else { y + words / 2.0 };
            canvas.stroke(&[(x.from, middle), (x.to, middle)], HAIR, GRID);
            for (i, (s, _)) in drawn.iter().enumerate().filter(|(_, (s, _))| pick(s) == value) {
                let colour = if s.headline { EASY } else { MUTED };
                canvas.dot((x.at(i as f64), middle), radius.min(9.0), colour, 1.0);
            }
            y += words + if narrow { 30.0 } else { 0.0 };
        }
    }
}
