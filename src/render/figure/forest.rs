//! Forest: rows of differences with their intervals on one axis, words on the left, numbers on the right.
//! On a phone the words of a row are above its mark.

use crate::render::axis::{self, LABEL, Linear, NOTE, STRONG};
use crate::render::canvas::Canvas;
use crate::render::font::{text_width, wrap};
use crate::render::marks::{Align, Rect, Type};
use crate::render::theme::{AXIS, EASY, GRID, HAIR, LINE, MUTED, NAIVE, PAPER, THIN, ZONE};
use crate::text::number;

const ROW: f64 = 66.0;
const GROUP: f64 = 80.0;
const TICKS: usize = 7;
/// From line to line of a text in a row, px.
const LINE_STEP: f64 = 34.0;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// The headline.
    Answer,
    /// A heading between rows.
    Group,
    /// Adjusted, but not the headline.
    Secondary,
    /// The headline by another method.
    Method,
    /// The headline with easy decided in another way.
    Exposure,
    /// A subgroup or another contrast: no answer.
    Hint,
    /// Raw: never an answer.
    Naive,
    /// Of another outcome than soreness: in the data, not in the picture.
    Outcome,
}

impl RowKind {
    /// Name in the data.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Group | Self::Secondary | Self::Method | Self::Exposure | Self::Hint => "secondary",
            Self::Naive => "naive",
            Self::Outcome => "outcome",
        }
    }
}

/// One row.
#[derive(Clone, Debug)]
pub struct ForestRow {
    /// Machine name.
    pub name: String,
    /// For the reader.
    pub label: String,
    /// What it is.
    pub kind: RowKind,
    /// Difference, points.
    pub estimate: Option<f64>,
    /// Interval.
    pub interval: Option<(f64, f64)>,
    /// Why there is no estimate.
    pub reason: Option<String>,
    /// The same in the column of numbers.
    pub absent: &'static str,
}

impl ForestRow {
    /// A row of words alone.
    #[must_use]
    pub fn bare(label: &str, kind: RowKind) -> Self {
        Self {
            name: String::new(),
            label: label.to_owned(),
            kind,
            estimate: None,
            interval: None,
            reason: None,
            absent: "not enough data",
        }
    }

    /// Its largest distance from 0 with its interval, points.
    #[must_use]
    pub fn extent(&self) -> f64 {
        let ends = self.interval.map_or(0.0, |(low, high)| low.abs().max(high.abs()));
        ends.max(self.estimate.map_or(0.0, f64::abs))
    }
}

/// Room for labels, px.
const LABEL_ROOM: f64 = 490.0;
/// Room for values, px.
const VALUE_ROOM: f64 = 380.0;

fn indent(row: &ForestRow) -> f64 {
    if row.kind == RowKind::Naive { 36.0 } else { 0.0 }
}

/// The words of a row: its number with its interval, or that there is none.
fn value(row: &ForestRow) -> String {
    match (row.estimate, row.interval) {
        (Some(value), Some((low, high))) => {
            format!("{}  ({})", number::beside_interval(value, low, high), number::interval(low, high))
        }
        (Some(value), None) => number::signed(value),
        (None, Some((low, high))) => number::interval(low, high),
        (None, None) => row.absent.to_owned(),
    }
}

/// The same for the data table: with the reason where there is no estimate.
#[must_use]
pub fn value_or_reason(row: &ForestRow) -> String {
    match &row.reason {
        Some(reason) => reason.clone(),
        None => value(row).replace("  ", " "),
    }
}

fn value_look(row: &ForestRow) -> Type {
    match row.estimate.or(row.interval.map(|ends| ends.0)) {
        Some(_) => Type { size: NOTE.size, ..look(row) },
        None => NOTE,
    }
}

fn drawn(row: &ForestRow) -> bool {
    row.estimate.is_some() || row.interval.is_some()
}

fn row_height(canvas: &Canvas, row: &ForestRow) -> f64 {
    if row.kind == RowKind::Group {
        return GROUP;
    }
    if canvas.narrow() {
        let mark = if drawn(row) { 50.0 } else { 0.0 };
        return 24.0 + stacked(canvas, row).len() as f64 * NARROW_STEP + mark;
    }
    height(&[(&row.label, LABEL_ROOM - indent(row), look(row)), (&value(row), VALUE_ROOM, value_look(row))])
}

/// From line to line on a phone, px.
const NARROW_STEP: f64 = 40.0;

/// A row on a phone: lines of its label and its value, the value beside the last line of the label where
/// there is room.
fn stacked(canvas: &Canvas, row: &ForestRow) -> Vec<[Option<String>; 2]> {
    let (room, label, value, looks) = (canvas.room(), look(row), value(row), value_look(row));
    let mut lines: Vec<[Option<String>; 2]> =
        wrap(&row.label, room - indent(row), label).into_iter().map(|line| [Some(line), None]).collect();
    let width = text_width(&value, looks.size, looks.bold);
    match lines.last_mut() {
        Some([Some(line), beside])
            if indent(row) + text_width(line, label.size, label.bold) + width + 30.0 <= room =>
        {
            *beside = Some(value);
        }
        _ => lines.extend(wrap(&value, room, looks).into_iter().map(|line| [None, Some(line)])),
    }
    lines
}

fn look(row: &ForestRow) -> Type {
    match row.kind {
        RowKind::Answer | RowKind::Group => STRONG,
        // One size for all of them, the size at which every label has room.
        RowKind::Secondary | RowKind::Method | RowKind::Exposure | RowKind::Outcome => {
            Type { size: NOTE.size, ..LABEL }
        }
        RowKind::Hint => NOTE,
        RowKind::Naive => Type { colour: NAIVE, ..NOTE },
    }
}

/// Height of a row that holds these texts side by side, each in its room, px.
pub(super) fn height(texts: &[(&str, f64, Type)]) -> f64 {
    let lines = texts.iter().map(|&(words, room, look)| lines(words, room, look).0.len()).max();
    ROW.max(28.0 + lines.unwrap_or(1) as f64 * LINE_STEP)
}

/// `words` in one line where it fits, else in as many smaller ones as it takes; and how they look.
fn lines(words: &str, room: f64, look: Type) -> (Vec<String>, Type) {
    if text_width(words, look.size, look.bold) <= room {
        return (vec![words.to_owned()], look);
    }
    let small = Type { size: NOTE.size, ..look };
    (wrap(words, room, small), small)
}

/// What the axis says.
pub struct Axis<'a> {
    /// Left and right of 0.
    pub sides: [&'a str; 2],
    /// What is grey around 0, up to ± this, points.
    pub matter: f64,
    /// Half of its width, points.
    pub reach: f64,
}

/// The rows from `top` down; `spot` says what is at the place of each. Returns the y below them and the axis.
pub fn draw(
    canvas: &mut Canvas,
    rows: &[ForestRow],
    axis: &Axis,
    top: f64,
    spot: impl Fn(&mut Canvas, &ForestRow, Rect),
) -> f64 {
    let (margin, narrow) = (canvas.margin(), canvas.narrow());
    let bottom = top + rows.iter().map(|row| row_height(canvas, row)).sum::<f64>();
    let panel = match narrow {
        true => Rect { left: margin + 30.0, top, right: canvas.width() - margin - 30.0, bottom },
        false => Rect { left: 580.0, top, right: canvas.width() - 400.0, bottom },
    };
    let scale = frame(canvas, axis, panel);
    let mut y = top;
    for row in rows {
        let next = y + row_height(canvas, row);
        match narrow {
            true => draw_stacked(canvas, row, &scale, (y, next)),
            false => draw_row(canvas, row, &scale, (y + next) / 2.0),
        }
        spot(canvas, row, Rect { left: margin, top: y, right: canvas.width() - margin, bottom: next });
        y = next;
    }
    bottom + 110.0
}

/// Directions, zone, grid and axis of a difference; returns its scale.
pub fn frame(canvas: &mut Canvas, axis: &Axis, panel: Rect) -> Linear {
    let Axis { sides: [left, right], matter, reach } = *axis;
    let scale = Linear { low: -reach, high: reach, from: panel.left, to: panel.right };
    canvas.fill(Rect { left: scale.at(-matter), right: scale.at(matter), ..panel }, ZONE);
    let ticks = axis::fitting(panel, TICKS);
    for value in scale.ticks(ticks).0 {
        let x = scale.at(value);
        canvas.stroke(&[(x, panel.top), (x, panel.bottom)], HAIR, GRID);
    }
    let zero = scale.at(0.0);
    canvas.stroke(&[(zero, panel.top), (zero, panel.bottom)], THIN, AXIS);
    let above = panel.top - 32.0;
    canvas.text((panel.left, above), &format!("← {left}"), STRONG, Align::Left);
    canvas.text((panel.right, above), &format!("{right} →"), STRONG, Align::Right);
    let zone = format!("points of soreness · grey: too small to matter (±{})", number::points(matter));
    axis::x_axis(canvas, panel, &scale, ticks, &zone);
    scale
}

/// A row on a phone: its words, and its mark below them.
fn draw_stacked(canvas: &mut Canvas, row: &ForestRow, scale: &Linear, (top, bottom): (f64, f64)) {
    let (left, right) = (canvas.margin(), canvas.width() - canvas.margin());
    if row.kind == RowKind::Group {
        canvas.text_on_lines((left, bottom - 26.0), &row.label, look(row), Align::Left);
        return;
    }
    let looks = value_look(row);
    for (i, [label, value]) in stacked(canvas, row).into_iter().enumerate() {
        let y = top + 28.0 + i as f64 * NARROW_STEP;
        if let Some(label) = label {
            canvas.text_on_lines((left + indent(row), y), &label, look(row), Align::Left);
        }
        if let Some(value) = value {
            canvas.text_on_lines((right, y), &value, looks, Align::Right);
        }
    }
    mark(canvas, row, scale, bottom - 32.0);
}

fn draw_row(canvas: &mut Canvas, row: &ForestRow, scale: &Linear, y: f64) {
    let y = if row.kind == RowKind::Group { y + 8.0 } else { y };
    let left = canvas.margin() + indent(row);
    label(canvas, &row.label, (left, y), LABEL_ROOM - indent(row), look(row));
    if row.kind != RowKind::Group {
        mark(canvas, row, scale, y);
        let right = canvas.width() - canvas.margin();
        canvas.text((right, y), &value(row), value_look(row), Align::Right);
    }
}

/// A text around the middle of its row: in smaller lines where one line has no room.
pub(super) fn label(canvas: &mut Canvas, words: &str, (x, y): (f64, f64), room: f64, look: Type) {
    let (lines, look) = lines(words, room, look);
    let first = y - (lines.len() as f64 - 1.0) * LINE_STEP / 2.0;
    for (i, line) in lines.iter().enumerate() {
        canvas.text_on_lines((x, first + i as f64 * LINE_STEP), line, look, Align::Left);
    }
}

/// The mark of a row: interval with a dot; hollow for the raw difference; a bar for other methods.
pub fn mark(canvas: &mut Canvas, row: &ForestRow, scale: &Linear, y: f64) {
    let (colour, radius, width) = match row.kind {
        RowKind::Answer => (EASY, 15.0, 2.0 * LINE),
        RowKind::Naive => (NAIVE, 11.0, THIN),
        RowKind::Hint => (MUTED, 8.0, THIN),
        RowKind::Method => (EASY, 9.0, 16.0),
        RowKind::Secondary | RowKind::Exposure | RowKind::Group | RowKind::Outcome => (EASY, 9.0, THIN + 1.0),
    };
    if let Some((low, high)) = row.interval {
        canvas.stroke(&[(scale.at(low), y), (scale.at(high), y)], width, colour);
        for (end, side) in [(low, 1.0), (high, -1.0)].into_iter().filter(|(end, _)| !scale.holds(*end)) {
            let x = scale.at(end);
            let head = [(x + side * 14.0, y - 12.0), (x, y), (x + side * 14.0, y + 12.0)];
            canvas.stroke(&head, THIN, colour);
        }
    }
    let Some(value) = row.estimate.filter(|value| scale.holds(*value)) else { return };
    canvas.dot((scale.at(value), y), radius, colour, 1.0);
    if row.kind == RowKind::Naive {
        canvas.dot((scale.at(value), y), radius - 4.0, PAPER, 1.0);
    }
}
