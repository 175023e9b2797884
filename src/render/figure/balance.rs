//! Balance: how unlike easy and rest days were before the choice, as they are and as weighted.

use super::data::{self, column, number as decimal};
use super::{Figure, analysis, forest};
use crate::effect::diagnostics::Balance;
use crate::render::axis::{self, LABEL, Linear, NOTE};
use crate::render::canvas::Canvas;
use crate::render::marks::{Align, Rect, Type};
use crate::render::theme::{AXIS, EASY, GRID, HAIR, HATCH, NAIVE, PAPER, THIN, ZONE};
use crate::report::Report;
use crate::sheet::facts::{Get, TableColumn};
use crate::text::{number, plain};

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "balance",
    topic: "Were easy and rest days alike?",
    title,
    caption: "Difference between easy and rest days before the choice, in standard deviations. Hollow: as they are. Filled: \
              weighted as the adjustment weights them. Inside the grey zone (±0.1) they are alike enough to compare. \
              Only what was recorded can be balanced.",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| data::csv(COLUMNS, sorted(report)),
    available,
    reads: ["What", "Easy minus rest, standard deviations: before → after adjustment"],
    draw,
};

const COLUMNS: &[TableColumn<Balance>] = &[
    column(
        "covariate",
        "What is compared between easy and rest days, before the choice",
        Get::Text(|b| plain(&b.label)),
    ),
    decimal("before", "SD", "", "Difference as the days are, in standard deviations", |b| Some(b.before)),
    decimal("after", "SD", "", "Difference after weighting", |b| Some(b.after)),
];

/// How they differed most, and whether the adjustment made them alike.
fn title(report: &Report) -> String {
    let rows = sorted(report);
    let apart = |value: fn(&Balance) -> f64| rows.iter().filter(|b| value(b).abs() > ALIKE).count();
    match (apart(|b| b.before), apart(|b| b.after)) {
        (0, 0) => "Easy and rest days were alike before the choice".to_owned(),
        (before, 0) => format!("Easy and rest days differed in {before} ways; the adjustment evens them out"),
        (before, after) => {
            format!("Easy and rest days differed in {before} ways; after the adjustment still in {after}")
        }
    }
}

const LABEL_ROOM: f64 = 470.0;
/// Room for the numbers of a row, px.
const VALUE_ROOM: f64 = 280.0;
/// Standardised differences below this are taken as alike (Austin 2009).
const ALIKE: f64 = 0.1;

/// The most unlike first.
fn sorted(report: &Report) -> Vec<Balance> {
    let Some(analysis) = &report.analysis else { return Vec::new() };
    let mut rows = analysis.diagnostics.balance.clone();
    rows.sort_by(|a, b| b.before.abs().total_cmp(&a.before.abs()));
    rows
}

fn available(report: &Report) -> Result<(), String> {
    let analysis = analysis(report)?;
    if analysis.diagnostics.balance.is_empty() {
        return Err("Too few easy or rest days to say how alike they were before the choice.".to_owned());
    }
    Ok(())
}

fn alt(report: &Report) -> String {
    let parts: Vec<String> = sorted(report)
        .iter()
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

/// Where a row has its parts: on a phone its words stand above its marks.
struct Layout {
    narrow: bool,
    left: f64,
    right: f64,
    label_room: f64,
}

impl Layout {
    fn of(canvas: &Canvas) -> Self {
        let (left, right) = (canvas.margin(), canvas.width() - canvas.margin());
        let narrow = canvas.narrow();
        let label_room = if narrow { right - left - VALUE_ROOM } else { LABEL_ROOM };
        Self { narrow, left, right, label_room }
    }

    fn height(&self, row: &Balance) -> f64 {
        let words = forest::height(&[(&plain(&row.label), self.label_room, LABEL)]);
        words + if self.narrow { 50.0 } else { 0.0 }
    }
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let Some(analysis) = &report.analysis else { return };
    let rows = sorted(report);
    let subtitle = format!(
        "Easy minus rest before the choice, in standard deviations · n = {} easy, {} rest",
        number::grouped(analysis.answer.easy_days),
        number::grouped(analysis.answer.rest_days)
    );
    let top = axis::heading(canvas, &title(report), &subtitle);
    let top = legend(canvas, (canvas.margin(), top + 14.0)) + 60.0;
    let layout = Layout::of(canvas);
    let (left, right) = match layout.narrow {
        true => (layout.left, layout.right),
        false => (layout.left + LABEL_ROOM + 40.0, layout.right - VALUE_ROOM),
    };
    let height: f64 = rows.iter().map(|row| layout.height(row)).sum();
    let panel = Rect { left, top, right, bottom: top + height };
    let widest = rows.iter().flat_map(|b| [b.before.abs(), b.after.abs()]).fold(2.0 * ALIKE, f64::max);
    let reach = 1.05 * widest;
    let x = Linear { low: -reach, high: reach, from: panel.left, to: panel.right };
    canvas.fill(Rect { left: x.at(-ALIKE), right: x.at(ALIKE), ..panel }, ZONE);
    for value in x.ticks(axis::fitting(panel, 6)).0 {
        canvas.stroke(&[(x.at(value), panel.top), (x.at(value), panel.bottom)], HAIR, GRID);
    }
    canvas.stroke(&[(x.at(0.0), panel.top), (x.at(0.0), panel.bottom)], THIN, AXIS);
    axis::x_axis(canvas, panel, &x, 6, "");
    let y = panel.bottom + 88.0;
    canvas.text((panel.left, y), "← lower on easy days", NOTE, Align::Left);
    canvas.text((panel.right, y), "higher on easy days →", NOTE, Align::Right);
    let mut y = panel.top;
    for row in &rows {
        let height = layout.height(row);
        draw_row(canvas, row, &x, &layout, (y, y + height));
        y += height;
    }
}

/// The two marks and the zone; returns the y of the last.
fn legend(canvas: &mut Canvas, at: (f64, f64)) -> f64 {
    let before = |canvas: &mut Canvas, (x, y): (f64, f64)| {
        canvas.dot((x + 11.0, y), 11.0, NAIVE, 1.0);
        canvas.dot((x + 11.0, y), 7.0, PAPER, 1.0);
    };
    let after = |canvas: &mut Canvas, (x, y): (f64, f64)| canvas.dot((x + 11.0, y), 11.0, EASY, 1.0);
    let zone = |canvas: &mut Canvas, at: (f64, f64)| axis::square(canvas, at, ZONE);
    axis::entries(
        canvas,
        at,
        NOTE,
        &[
            axis::LegendEntry { words: "before: as they are", width: 22.0, draw: &before },
            axis::LegendEntry { words: "after adjustment", width: 22.0, draw: &after },
            axis::LegendEntry { words: "alike enough (±0.1)", width: axis::SQUARE, draw: &zone },
        ],
    )
}

fn draw_row(canvas: &mut Canvas, row: &Balance, x: &Linear, layout: &Layout, (top, bottom): (f64, f64)) {
    let words = if layout.narrow { (top + bottom - 50.0) / 2.0 } else { (top + bottom) / 2.0 };
    let y = if layout.narrow { bottom - 36.0 } else { words };
    forest::label(canvas, &plain(&row.label), (layout.left, words), layout.label_room, LABEL);
    canvas.stroke(&[(x.at(row.before), y), (x.at(row.after), y)], THIN, HATCH);
    canvas.dot((x.at(row.before), y), 12.0, NAIVE, 1.0);
    canvas.dot((x.at(row.before), y), 8.0, PAPER, 1.0);
    canvas.dot((x.at(row.after), y), 10.0, EASY, 1.0);
    let (before, after) = (number::signed(row.before), number::signed(row.after));
    let right = layout.right;
    canvas.text_on_lines((right, words), &after, Type { colour: EASY, ..NOTE }, Align::Right);
    canvas.text_on_lines((right - 90.0, words), "→", NOTE, Align::Right);
    canvas.text_on_lines((right - 130.0, words), &before, Type { colour: NAIVE, ..NOTE }, Align::Right);
    let place = Rect { left: layout.left, top, right, bottom };
    canvas.spot(&[place], plain(&row.label), format!("{before} → {after}"));
}
