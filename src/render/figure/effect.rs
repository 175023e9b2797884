//! Effect: the answer with its interval, the raw difference beside it, later mornings, other ways
//! to compute it in one row, and subgroups as hints, on one axis.

use super::data::{self, column, number as decimal, words as phrase};
use super::{Figure, NO_LOG};
use crate::effect::{Analysis, Estimate, Status};
use crate::render::axis::{self, LABEL, Linear, NOTE, STRONG};
use crate::render::canvas::Canvas;
use crate::render::font::{text_width, wrap};
use crate::render::marks::{Align, Rect, Type};
use crate::render::theme::{AXIS, EASY, GRID, HAIR, LINE, MUTED, NAIVE, PAPER, THIN, ZONE};
use crate::report::Report;
use crate::report::easy::Exposure;
use crate::sheet::facts::{Get, TableColumn};
use crate::text::{self, number, one_line, plain};

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "effect",
    topic: "Easy run against rest",
    title,
    caption: "Left of 0: less sore after an easy run. Right of 0: less sore after rest. Lines are confidence \
              intervals; hollow marks are raw differences, which mislead; the grey zone is too small to matter. \
              Grey rows are hints only. The data table has every row.",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| {
        data::csv(
            COLUMNS,
            report
                .analysis
                .as_ref()
                .map(|analysis| estimates(analysis, &report.exposures))
                .unwrap_or_default(),
        )
    },
    available,
    reads: ["Estimate", "Easy minus rest, points"],
    draw,
};

const NO_ESTIMATE: &str = "it could not be estimated";

const COLUMNS: &[TableColumn<Row>] = &[
    column("name", "Short name of the estimate", Get::Text(|r| r.name.clone())),
    column("label", "The same in words", Get::Text(|r| r.label.clone())),
    column(
        "kind",
        "answer, secondary, or naive (a raw difference, misleading)",
        Get::Text(|r| r.kind.name().to_owned()),
    ),
    decimal(
        "estimate",
        "points",
        NO_ESTIMATE,
        "Soreness after easy minus after rest; negative: easy helps",
        |r| r.estimate,
    ),
    decimal("low", "points", "no interval", "Lower end of the 95 % interval", |r| Some(r.interval?.0)),
    decimal("high", "points", "no interval", "Upper end of the 95 % interval", |r| Some(r.interval?.1)),
    phrase("reason", "there is an estimate", "Why there is none", |r| r.reason.clone().unwrap_or_default()),
];

const ROW: f64 = 66.0;
const GROUP: f64 = 80.0;
const TICKS: usize = 7;
/// From line to line of a text in a row, px.
const LINE_STEP: f64 = 34.0;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
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
}

impl Kind {
    /// Name in the data.
    const fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Group | Self::Secondary | Self::Method | Self::Exposure | Self::Hint => "secondary",
            Self::Naive => "naive",
        }
    }
}

/// One row of the forest.
#[derive(Clone, Debug)]
pub struct Row {
    /// Machine name.
    pub name: String,
    /// For the reader.
    pub label: String,
    /// What it is.
    pub kind: Kind,
    /// Easy minus rest, points.
    pub estimate: Option<f64>,
    /// Interval.
    pub interval: Option<(f64, f64)>,
    /// Why there is no estimate.
    pub reason: Option<String>,
}

fn available(report: &Report) -> Result<(), String> {
    let Some(analysis) = &report.analysis else { return Err(NO_LOG.to_owned()) };
    if estimates(analysis, &report.exposures)
        .iter()
        .any(|row| row.estimate.is_some() && row.kind != Kind::Naive)
    {
        return Ok(());
    }
    Err(analysis.answer.reason.clone().unwrap_or_else(|| "no estimate is given".to_owned()))
}

/// The finding, never stronger than the verdict.
fn title(report: &Report) -> String {
    let answer = report.analysis.as_ref().map(|analysis| &analysis.answer);
    let Some((answer, e)) = answer.and_then(|answer| Some((answer, answer.estimate?))) else {
        return "Easy run or rest: no estimate yet".to_owned();
    };
    let size = number::points(e.estimate.abs());
    match answer.status {
        Status::Helps => format!("The morning after an easy run: {size} points less sore than after rest"),
        Status::Hurts => format!("The morning after an easy run: {size} points sorer than after rest"),
        Status::NoDifference => "Easy run or rest: no difference that matters".to_owned(),
        _ => format!("Easy run or rest: anything from {} is possible", number::interval(e.low, e.high)),
    }
}

/// Every estimate, in order.
#[must_use]
pub fn estimates(analysis: &Analysis, exposures: &[Exposure]) -> Vec<Row> {
    let mut rows = mornings(analysis);
    for (kind, group) in [(Kind::Method, &analysis.sensitivity), (Kind::Hint, &analysis.strata)] {
        for one in group {
            push(&mut rows, &one.name, &one.label, kind, one.estimate, one.reason.as_ref());
        }
    }
    for one in exposures.iter().filter(|one| one.name != "class") {
        let name = format!("exposure_{}", one.name);
        push(&mut rows, &name, one.label, Kind::Exposure, one.estimate, one.reason.as_ref());
    }
    rows
}

/// The answer and later mornings, each with its raw difference.
#[must_use]
pub fn mornings(analysis: &Analysis) -> Vec<Row> {
    let mut rows = Vec::new();
    let answer = &analysis.answer;
    push(&mut rows, "next_morning", "Next morning", Kind::Answer, answer.estimate, answer.reason.as_ref());
    push_naive(&mut rows, 1, analysis.naive.easy_minus_rest);
    for lag in analysis.lags.iter().filter(|lag| lag.days > 1) {
        let (name, label) = (format!("lag_{}", lag.days), format!("{} mornings later", lag.days));
        push(&mut rows, &name, &label, Kind::Secondary, lag.estimate, lag.reason.as_ref());
        push_naive(&mut rows, lag.days, lag.naive);
    }
    rows
}

/// The rows of the picture: other methods are one, from their lowest to their highest estimate.
fn rows(analysis: &Analysis, exposures: &[Exposure]) -> Vec<Row> {
    let all = estimates(analysis, exposures);
    let of = |kind: Kind| all.iter().filter(move |row| row.kind == kind).cloned();
    let mut rows = mornings(analysis);
    rows.extend(folded(&of(Kind::Method).collect::<Vec<_>>()));
    for (heading, kind) in
        [("Easy decided in other ways", Kind::Exposure), ("Other comparisons (hints only)", Kind::Hint)]
    {
        let heading = of(kind).next().map(|_| Row::bare(heading, Kind::Group));
        rows.extend(heading.into_iter().chain(of(kind)));
    }
    rows
}

/// `7 other methods`, from the lowest to the highest of their estimates; `None` without one.
fn folded(methods: &[Row]) -> Option<Row> {
    let known: Vec<f64> = methods.iter().filter_map(|row| row.estimate).collect();
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let label = text::count(known.len(), "other method");
    (!known.is_empty()).then(|| Row { interval: Some((low, high)), ..Row::bare(&label, Kind::Method) })
}

impl Row {
    fn bare(label: &str, kind: Kind) -> Self {
        let label = label.to_owned();
        Self { name: String::new(), label, kind, estimate: None, interval: None, reason: None }
    }
}

fn push(
    rows: &mut Vec<Row>,
    name: &str,
    label: &str,
    kind: Kind,
    estimate: Option<Estimate>,
    reason: Option<&String>,
) {
    rows.push(Row {
        name: name.to_owned(),
        label: plain(label),
        kind,
        estimate: estimate.map(|e| e.estimate),
        interval: estimate.map(|e| (e.low, e.high)),
        reason: reason.filter(|_| estimate.is_none()).map(|r| one_line(r)),
    });
}

fn push_naive(rows: &mut Vec<Row>, days: usize, value: Option<f64>) {
    if let Some(value) = value {
        rows.push(Row {
            name: format!("naive_{days}"),
            label: "raw difference (misleading)".to_owned(),
            kind: Kind::Naive,
            estimate: Some(value),
            interval: None,
            reason: None,
        });
    }
}

fn alt(report: &Report) -> String {
    let Some(analysis) = &report.analysis else { return NO_LOG.to_owned() };
    let mut parts = Vec::new();
    for row in estimates(analysis, &report.exposures) {
        let Some(value) = row.estimate else { continue };
        let range = row.interval.map(|(l, h)| format!(", {}", number::interval(l, h))).unwrap_or_default();
        parts.push(format!("{}: {}{range}", row.label, number::signed(value)));
    }
    format!(
        "Soreness after an easy run minus after rest, points, with {} intervals. {}. Below ±{} is too small to matter.",
        number::level(analysis.answer.level),
        parts.join("; "),
        number::points(analysis.answer.smallest_effect)
    )
}

/// Room for labels, px.
const LABEL_ROOM: f64 = 490.0;
/// Room for values, px.
const VALUE_ROOM: f64 = 380.0;

fn indent(row: &Row) -> f64 {
    if row.kind == Kind::Naive { 36.0 } else { 0.0 }
}

/// The words of a row: its number with its interval, or that there is none.
fn value(row: &Row) -> String {
    match (row.estimate, row.interval) {
        (Some(value), Some((low, high))) => {
            format!("{}  ({})", number::signed(value), number::interval(low, high))
        }
        (Some(value), None) => number::signed(value),
        (None, Some((low, high))) => number::interval(low, high),
        (None, None) => "not enough data".to_owned(),
    }
}

/// The same for the data table: with the reason where there is no estimate.
fn value_or_reason(row: &Row) -> String {
    match &row.reason {
        Some(reason) => reason.clone(),
        None => value(row).replace("  ", " "),
    }
}

fn value_look(row: &Row) -> Type {
    match row.estimate.or(row.interval.map(|ends| ends.0)) {
        Some(_) => Type { size: NOTE.size, ..look(row) },
        None => NOTE,
    }
}

fn drawn(row: &Row) -> bool {
    row.estimate.is_some() || row.interval.is_some()
}

fn row_height(canvas: &Canvas, row: &Row) -> f64 {
    if row.kind == Kind::Group {
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
fn stacked(canvas: &Canvas, row: &Row) -> Vec<[Option<String>; 2]> {
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

fn look(row: &Row) -> Type {
    match row.kind {
        Kind::Answer | Kind::Group => STRONG,
        // One size for all of them, the size at which every label has room.
        Kind::Secondary | Kind::Method | Kind::Exposure => Type { size: NOTE.size, ..LABEL },
        Kind::Hint => NOTE,
        Kind::Naive => Type { colour: NAIVE, ..NOTE },
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

/// Half-width of the axis, points: wide enough for the answer, the raw difference and the zone; a
/// subgroup with a huge interval does not squeeze them, its whisker gets an arrow head instead.
fn reach(analysis: &Analysis, rows: &[Row]) -> f64 {
    let extent = |row: &Row| {
        let ends = row.interval.map_or(0.0, |(low, high)| low.abs().max(high.abs()));
        ends.max(row.estimate.map_or(0.0, f64::abs))
    };
    let core = |row: &&Row| matches!(row.kind, Kind::Answer | Kind::Naive);
    let core = rows.iter().filter(core).map(extent).fold(1.6 * analysis.answer.smallest_effect, f64::max);
    let all = rows.iter().map(extent).fold(core, f64::max);
    axis::round_up(1.05 * all.min(2.0 * core))
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let Some(analysis) = &report.analysis else { return };
    let answer = &analysis.answer;
    let subtitle = format!(
        "Points of soreness, easy minus rest · n = {} usable days ({} easy, {} rest) · {} intervals",
        number::grouped(answer.rows),
        number::grouped(answer.easy_days),
        number::grouped(answer.rest_days),
        number::level(answer.level)
    );
    let top = axis::heading(canvas, &title(report), &subtitle) + 70.0;
    let all = estimates(analysis, &report.exposures);
    let rows = rows(analysis, &report.exposures);
    let (margin, narrow) = (canvas.margin(), canvas.narrow());
    let bottom = top + rows.iter().map(|row| row_height(canvas, row)).sum::<f64>();
    let panel = match narrow {
        true => Rect { left: margin + 8.0, top, right: canvas.width() - margin - 8.0, bottom },
        false => Rect { left: 580.0, top, right: canvas.width() - 400.0, bottom },
    };
    let scale = frame(canvas, analysis, panel, reach(analysis, &rows));
    let mut y = top;
    for row in &rows {
        let next = y + row_height(canvas, row);
        match narrow {
            true => draw_stacked(canvas, row, &scale, (y, next)),
            false => draw_row(canvas, row, &scale, (y + next) / 2.0),
        }
        let place = Rect { left: margin, top: y, right: canvas.width() - margin, bottom: next };
        match row.kind {
            Kind::Group => {}
            // The data table has every method; all of them are at the place of the one row.
            Kind::Method => all.iter().filter(|one| one.kind == Kind::Method).for_each(|one| {
                canvas.spot(&[place], one.label.clone(), value_or_reason(one));
            }),
            _ => canvas.spot(&[place], row.label.clone(), value_or_reason(row)),
        }
        y = next;
    }
    canvas.paragraph(
        (margin, bottom + 150.0),
        canvas.room(),
        "Every row but the hollow ones is adjusted for what came before the choice: today's soreness, recent load, yesterday.",
        NOTE,
    );
}

/// A row on a phone: its words, and its mark below them.
fn draw_stacked(canvas: &mut Canvas, row: &Row, scale: &Linear, (top, bottom): (f64, f64)) {
    let (left, right) = (canvas.margin(), canvas.width() - canvas.margin());
    if row.kind == Kind::Group {
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

/// Directions, zone, grid and axis of a difference; returns its scale.
pub fn frame(canvas: &mut Canvas, analysis: &Analysis, panel: Rect, reach: f64) -> Linear {
    let scale = Linear { low: -reach, high: reach, from: panel.left, to: panel.right };
    let matter = analysis.answer.smallest_effect;
    let (left, right) = (scale.at(-matter), scale.at(matter));
    canvas.fill(Rect { left, right, ..panel }, ZONE);
    let ticks = axis::fitting(panel, TICKS);
    for value in scale.ticks(ticks).0 {
        let x = scale.at(value);
        canvas.stroke(&[(x, panel.top), (x, panel.bottom)], HAIR, GRID);
    }
    let zero = scale.at(0.0);
    canvas.stroke(&[(zero, panel.top), (zero, panel.bottom)], THIN, AXIS);
    let above = panel.top - 32.0;
    canvas.text((panel.left, above), "← easy run better", STRONG, Align::Left);
    canvas.text((panel.right, above), "rest better →", STRONG, Align::Right);
    let zone = format!("points of soreness · grey: too small to matter (±{})", number::points(matter));
    axis::x_axis(canvas, panel, &scale, ticks, &zone);
    scale
}

fn draw_row(canvas: &mut Canvas, row: &Row, scale: &Linear, y: f64) {
    let y = if row.kind == Kind::Group { y + 8.0 } else { y };
    let left = canvas.margin() + indent(row);
    label(canvas, &row.label, (left, y), LABEL_ROOM - indent(row), look(row));
    if row.kind != Kind::Group {
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
pub fn mark(canvas: &mut Canvas, row: &Row, scale: &Linear, y: f64) {
    let (colour, radius, width) = match row.kind {
        Kind::Answer => (EASY, 15.0, 2.0 * LINE),
        Kind::Naive => (NAIVE, 11.0, THIN),
        Kind::Hint => (MUTED, 8.0, THIN),
        Kind::Method => (EASY, 9.0, 16.0),
        Kind::Secondary | Kind::Exposure | Kind::Group => (EASY, 9.0, THIN + 1.0),
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
    if row.kind == Kind::Naive {
        canvas.dot((scale.at(value), y), radius - 4.0, PAPER, 1.0);
    }
}

/// Half-width of the axis of the poster: the answer and the raw difference only.
#[must_use]
pub fn poster_reach(analysis: &Analysis) -> f64 {
    let core: Vec<Row> = mornings(analysis).into_iter().take_while(|row| row.name != "lag_2").collect();
    reach(analysis, &core)
}
