//! Missing: who is missing when - mornings with and without a report, by the day before.

use std::fmt::Write as _;

use super::{Figure, NO_LOG};
use crate::effect::DayKind;
use crate::render::axis::{self, LABEL, Linear, NOTE};
use crate::render::canvas::{Align, Canvas, Rect};
use crate::render::number;
use crate::render::theme::{BLANK, HATCH, KINDS, MARGIN, SORENESS};
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
    height: |_| 700,
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
    let panel = Rect {
        left: MARGIN + 260.0,
        top: top + 10.0,
        right: canvas.width() - 420.0,
        bottom: canvas.height() - 150.0,
    };
    let scale = Linear { low: 0.0, high: 100.0, from: panel.left, to: panel.right };
    let height = panel.height() / rows.len() as f64;
    for (i, (kind, n, reported)) in rows.into_iter().enumerate() {
        let y = panel.top + (i as f64 + 0.5) * height;
        canvas.text((panel.left - 20.0, y), &format!("after {}", kind.name()), LABEL, Align::Right);
        let bar = Rect { left: panel.left, top: y - 22.0, right: panel.right, bottom: y + 22.0 };
        if n == 0 {
            canvas.text((panel.left + 10.0, y), "no such day", NOTE, Align::Left);
            continue;
        }
        let share = reported as f64 / n as f64;
        canvas.fill(bar, BLANK);
        canvas.hatch(bar, HATCH);
        canvas.fill(Rect { right: scale.at(100.0 * share), ..bar }, SORENESS);
        let words =
            format!("{} ({} of {})", number::percent(share), number::grouped(reported), number::grouped(n));
        canvas.text((panel.right + 24.0, y), &words, LABEL, Align::Left);
    }
    axis::x_axis(canvas, panel, &scale, 5, "Mornings with a report, % (hatched: without)");
}
