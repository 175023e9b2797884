//! Missing: who is missing when - mornings with and without a report, by the day before.

use std::fmt::Write as _;

use super::{Figure, NO_LOG};
use crate::day::DayKind;
use crate::render::axis::{self, LABEL, Linear};
use crate::render::canvas::{Align, Canvas, Rect};
use crate::render::number;
use crate::render::theme::{BLANK, HATCH, KINDS, SORENESS};
use crate::report::Report;

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "missing",
    title: "Mornings without a report",
    caption: "Share of mornings with a soreness report, by what was done the day before. Days without a report are \
              left out, never filled in; bars that differ a lot are a warning.",
    alt,
    data_csv,
    available,
    columns: ["Day before", "Mornings with a report"],
    draw,
};

/// (kind of the day before, mornings, of which reported).
fn counts(report: &Report) -> Vec<(DayKind, usize, usize)> {
    let pairs = || report.days.windows(2).filter(|pair| !pair[0].gap && !pair[1].gap);
    KINDS
        .iter()
        .map(|&kind| {
            let after = || pairs().filter(|pair| pair[0].kind == kind);
            (kind, after().count(), after().filter(|pair| pair[1].soreness.is_some()).count())
        })
        .collect()
}

fn available(report: &Report) -> Result<(), String> {
    if report.days.iter().all(|d| d.soreness.is_none()) {
        return Err(NO_LOG.to_owned());
    }
    Ok(())
}

fn alt(report: &Report) -> String {
    let rows: Vec<String> = counts(report)
        .into_iter()
        .map(|(kind, n, reported)| format!("after {} days {reported} of {n}", kind.name()))
        .collect();
    format!("Mornings with a soreness report: {}.", rows.join(", "))
}

fn data_csv(report: &Report) -> String {
    let mut out = String::from("day_before,mornings,reported\n");
    for (kind, n, reported) in counts(report) {
        let _ = writeln!(out, "{},{n},{reported}", kind.name());
    }
    out
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let rows = counts(report);
    let (n, reported) = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.1, sum.1 + row.2));
    let subtitle = format!(
        "n = {} mornings, {} of them with a report · stretches in which nothing is known are left out",
        number::grouped(n),
        number::grouped(reported)
    );
    let top = axis::heading(canvas, FIGURE.title, &subtitle);
    let margin = canvas.margin();
    let narrow = canvas.narrow();
    // On a phone the words of a bar stand above it.
    let (left, room, row) = if narrow { (margin + 12.0, 24.0, 110.0) } else { (margin + 260.0, 360.0, 90.0) };
    let height = row * rows.len() as f64;
    let panel =
        Rect { left, top: top + 10.0, right: canvas.width() - margin - room, bottom: top + 10.0 + height };
    let scale = Linear { low: 0.0, high: 100.0, from: panel.left, to: panel.right };
    for (i, (kind, n, reported)) in rows.into_iter().enumerate() {
        let (above, below) = (panel.top + i as f64 * row, panel.top + (i + 1) as f64 * row);
        let y = if narrow { below - 32.0 } else { (above + below) / 2.0 };
        let (name, value) = (format!("after {}", kind.name()), words(n, reported));
        if narrow {
            canvas.text((margin, y - 46.0), &name, LABEL, Align::Left);
            canvas.text((panel.right, y - 46.0), &value, LABEL, Align::Right);
        } else {
            canvas.text((panel.left - 20.0, y), &name, LABEL, Align::Right);
            canvas.text((panel.right + 24.0, y), &value, LABEL, Align::Left);
        }
        if n > 0 {
            let bar = Rect { left: panel.left, top: y - 22.0, right: panel.right, bottom: y + 22.0 };
            canvas.fill(bar, BLANK);
            canvas.hatch(bar, HATCH);
            canvas.fill(Rect { right: scale.at(100.0 * reported as f64 / n as f64), ..bar }, SORENESS);
        }
        let place = Rect { left: margin, top: above, right: canvas.width() - margin, bottom: below };
        canvas.spot(&[place], name, value);
    }
    axis::x_axis(canvas, panel, &scale, 5, "Mornings with a report, % (hatched: without)");
}

/// `92 % (110 of 120)`.
fn words(n: usize, reported: usize) -> String {
    match n {
        0 => "no such day".to_owned(),
        n => format!(
            "{} ({} of {})",
            number::percent(reported as f64 / n as f64),
            number::grouped(reported),
            number::grouped(n)
        ),
    }
}
