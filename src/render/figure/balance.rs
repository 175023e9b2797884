//! Balance: how unlike easy and rest days were before the choice, as they are and as weighted.

use std::fmt::Write as _;

use super::{Figure, analysis, effect};
use crate::effect::further::Balance;
use crate::render::axis::{self, LABEL, Linear, NOTE};
use crate::render::canvas::{Align, Canvas, Rect, Type};
use crate::render::number::{self, cell, text_cell};
use crate::render::theme::{AXIS, EASY, GRID, HAIR, HATCH, MARGIN, NAIVE, PAPER, THIN, ZONE};
use crate::render::words::plain;
use crate::report::Report;

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "balance",
    title: "Were easy and rest days alike?",
    caption: "Difference between easy and rest days before the choice, in standard deviations. Hollow: as they are. Filled: \
              weighted as the adjustment weights them. Inside the grey zone (±0.1) they are alike enough to compare. \
              Only what was recorded can be balanced.",
    alt,
    data_csv,
    available,
    height: |report| (HEAD + FOOT + stack(&sorted(report))) as u32,
    draw,
};

const HEAD: f64 = 270.0;
const FOOT: f64 = 190.0;
const LABEL_ROOM: f64 = 470.0;
/// Standardised differences below this are taken as alike (Austin 2009).
const ALIKE: f64 = 0.1;

/// The most unlike first.
fn sorted(report: &Report) -> Vec<&Balance> {
    let Some(analysis) = &report.analysis else { return Vec::new() };
    let mut rows: Vec<&Balance> = analysis.further.balance.iter().collect();
    rows.sort_by(|a, b| b.before.abs().total_cmp(&a.before.abs()));
    rows
}

fn available(report: &Report) -> Result<(), String> {
    let analysis = analysis(report)?;
    if analysis.further.balance.is_empty() {
        return Err("Too few easy or rest days to say how alike they were before the choice.".to_owned());
    }
    Ok(())
}

fn alt(report: &Report) -> String {
    let parts: Vec<String> = sorted(report)
        .into_iter()
        .map(|b| {
            format!(
                "{}: {} before, {} after",
                plain(&b.label),
                number::signed(b.before),
                number::signed(b.after)
            )
        })
        .collect();
    format!("Easy minus rest in standard deviations, before and after adjustment. {}.", parts.join("; "))
}

fn data_csv(report: &Report) -> String {
    let mut out = String::from("covariate,before,after\n");
    for b in sorted(report) {
        let label = text_cell(&plain(&b.label));
        let _ = writeln!(out, "{label},{},{}", cell(Some(b.before)), cell(Some(b.after)));
    }
    out
}

fn height(row: &Balance) -> f64 {
    effect::height(&[(&plain(&row.label), LABEL_ROOM, LABEL)])
}

fn stack(rows: &[&Balance]) -> f64 {
    rows.iter().map(|row| height(row)).sum()
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let Some(analysis) = &report.analysis else { return };
    let rows = sorted(report);
    let subtitle = format!(
        "Easy minus rest before the choice, in standard deviations · n = {} easy, {} rest",
        number::grouped(analysis.answer.easy_days),
        number::grouped(analysis.answer.rest_days)
    );
    let top = axis::heading(canvas, FIGURE.title, &subtitle);
    legend(canvas, top + 14.0);
    let left = MARGIN + LABEL_ROOM + 40.0;
    let panel = Rect { left, top: HEAD, right: canvas.width() - MARGIN - 280.0, bottom: HEAD + stack(&rows) };
    let widest = rows.iter().flat_map(|b| [b.before.abs(), b.after.abs()]).fold(2.0 * ALIKE, f64::max);
    let reach = 1.05 * widest;
    let x = Linear { low: -reach, high: reach, from: panel.left, to: panel.right };
    canvas.fill(Rect { left: x.at(-ALIKE), right: x.at(ALIKE), ..panel }, ZONE);
    for value in x.ticks(6).0 {
        canvas.stroke(&[(x.at(value), panel.top), (x.at(value), panel.bottom)], HAIR, GRID);
    }
    canvas.stroke(&[(x.at(0.0), panel.top), (x.at(0.0), panel.bottom)], THIN, AXIS);
    axis::x_axis(canvas, panel, &x, 6, "");
    let y = panel.bottom + 88.0;
    canvas.text((panel.left, y), "← lower on easy days", NOTE, Align::Left);
    canvas.text((panel.right, y), "higher on easy days →", NOTE, Align::Right);
    let mut y = HEAD;
    for row in rows {
        let height = height(row);
        draw_row(canvas, row, &x, y + height / 2.0);
        y += height;
    }
}

fn legend(canvas: &mut Canvas, y: f64) {
    let mut x = MARGIN + 11.0;
    canvas.dot((x, y), 11.0, NAIVE, 1.0);
    canvas.dot((x, y), 7.0, PAPER, 1.0);
    x += 26.0;
    x += canvas.text((x, y), "before: as they are", NOTE, Align::Left) + 46.0;
    canvas.dot((x, y), 11.0, EASY, 1.0);
    x += 26.0;
    x += canvas.text((x, y), "after adjustment", NOTE, Align::Left) + 36.0;
    axis::legend(canvas, (x, y), &[(ZONE, "alike enough (±0.1)")]);
}

fn draw_row(canvas: &mut Canvas, row: &Balance, x: &Linear, y: f64) {
    effect::label(canvas, &plain(&row.label), (MARGIN, y), LABEL_ROOM, LABEL);
    canvas.stroke(&[(x.at(row.before), y), (x.at(row.after), y)], THIN, HATCH);
    canvas.dot((x.at(row.before), y), 12.0, NAIVE, 1.0);
    canvas.dot((x.at(row.before), y), 8.0, PAPER, 1.0);
    canvas.dot((x.at(row.after), y), 10.0, EASY, 1.0);
    let right = canvas.width() - MARGIN;
    let after = number::signed(row.after);
    canvas.text((right, y), &after, Type { colour: EASY, ..NOTE }, Align::Right);
    canvas.text((right - 90.0, y), "→", NOTE, Align::Right);
    let before = number::signed(row.before);
    canvas.text((right - 130.0, y), &before, Type { colour: NAIVE, ..NOTE }, Align::Right);
}
