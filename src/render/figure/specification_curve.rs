//! Specification curve: the answer under other class cut-offs (rows) and covariate sets (columns).

use super::data::{self, column, number as decimal};
use super::{Figure, analysis};
use crate::effect::Estimate;
use crate::effect::diagnostics::Specification;
use crate::render::axis::{self, LABEL, Linear, NOTE, STRONG};
use crate::render::canvas::Canvas;
use crate::render::font::wrap;
use crate::render::marks::{Align, Rect, Type};
use crate::render::theme::{AXIS, EASY, GRID, HAIR, INK, THIN, ZONE};
use crate::report::Report;
use crate::sheet::facts::{Get, TableColumn};
use crate::text::{number, one_line, plain};

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "specification_curve",
    topic: "Would other choices give another answer?",
    title,
    caption: "The estimate under every set of reasonable choices, with 95 % intervals: a row for each cut-off between \
              easy and moderate, by what is other than in the headline (the hardest tenth of a run counts beside its \
              mean), a column for each set of covariates. The headline's choices are in bold. One of \
              them picked because it looks good would mean nothing.",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| data::csv(COLUMNS, rows(report)),
    available,
    reads: ["Choices", "Easy minus rest, points (95 % interval)"],
    draw,
};

/// One set of choices with its place among the estimates.
struct Row {
    rank: Option<usize>,
    of: Specification,
}

const NO_ESTIMATE: &str = "it could not be estimated";

const COLUMNS: &[TableColumn<Row>] = &[
    decimal("rank", "", "no estimate", "Place among the estimates, smallest first, from 1", |row| {
        Some(row.rank? as f64)
    }),
    column("cutoffs", "Where easy ends and hard begins", Get::Text(|row| plain(&row.of.cutoffs))),
    column("covariates", "What is adjusted for", Get::Text(|row| plain(&row.of.covariates))),
    column("headline", "True: the choices of the answer", Get::Flag(|row| row.of.headline)),
    column("status", "Verdict under these choices", Get::Text(|row| row.of.status.name().to_owned())),
    decimal("estimate", "points", NO_ESTIMATE, "Soreness after easy minus after rest", |row| {
        Some(row.of.estimate?.estimate)
    }),
    decimal("low", "points", NO_ESTIMATE, "Lower end of the 95 % interval", |row| Some(row.of.estimate?.low)),
    decimal("high", "points", NO_ESTIMATE, "Upper end of the 95 % interval", |row| {
        Some(row.of.estimate?.high)
    }),
    column("easy_days", "Usable easy days", Get::Count(|row| row.of.easy_days as i64)),
    column("rest_days", "Usable rest days", Get::Count(|row| row.of.rest_days as i64)),
];

fn all(report: &Report) -> &[Specification] {
    report.analysis.as_ref().map_or(&[], |analysis| &analysis.diagnostics.specifications)
}

/// Those with an estimate, sorted by it.
fn estimated(report: &Report) -> Vec<(&Specification, Estimate)> {
    let mut known: Vec<_> = all(report).iter().filter_map(|s| Some((s, s.estimate?))).collect();
    known.sort_by(|a, b| a.1.estimate.total_cmp(&b.1.estimate));
    known
}

fn rows(report: &Report) -> Vec<Row> {
    let known = estimated(report).into_iter().zip(1..);
    let without = all(report).iter().filter(|s| s.estimate.is_none());
    known
        .map(|((s, _), rank)| Row { rank: Some(rank), of: s.clone() })
        .chain(without.map(|s| Row { rank: None, of: s.clone() }))
        .collect()
}

fn available(report: &Report) -> Result<(), String> {
    analysis(report)?;
    if estimated(report).len() < 2 {
        return Err("Too few days to answer under other choices of cut-offs and covariates.".to_owned());
    }
    Ok(())
}

/// From the smallest to the largest estimate.
fn span(report: &Report) -> String {
    let known = estimated(report);
    let ends = known.first().zip(known.last());
    ends.map_or_else(String::new, |(first, last)| number::interval(first.1.estimate, last.1.estimate))
}

fn title(report: &Report) -> String {
    format!("{} other choices: estimates from {}", estimated(report).len().saturating_sub(1), span(report))
}

fn counted(report: &Report) -> String {
    let (all, known) = (all(report).len(), estimated(report).len());
    match all - known {
        0 => format!("n = {all} sets of choices"),
        missing => format!("n = {known} sets of choices ({missing} more have too few days)"),
    }
}

fn alt(report: &Report) -> String {
    let known = estimated(report);
    let headline = known.iter().find(|(s, _)| s.headline).map_or_else(String::new, |(_, e)| {
        format!(" The headline's is {} ({}).", number::signed(e.estimate), number::interval(e.low, e.high))
    });
    format!("Estimates under other choices, {}: {} points.{headline}", counted(report), span(report))
}

/// The values of one choice, in order of appearance.
fn choices(report: &Report, pick: fn(&Specification) -> &str) -> Vec<&str> {
    let mut values: Vec<&str> = Vec::new();
    for s in all(report) {
        if !values.contains(&pick(s)) {
            values.push(pick(s));
        }
    }
    values
}

/// Height of a cell, of a line of a heading, and room for the words of a row on a desk, px.
const CELL: f64 = 124.0;
const LINE_STEP: f64 = 36.0;
const LABEL_ROOM: f64 = 360.0;

/// Where the cells are.
struct Grid<'a> {
    cutoffs: Vec<&'a str>,
    /// The words of each row, in lines.
    labels: Vec<Vec<String>>,
    covariates: Vec<&'a str>,
    left: f64,
    top: f64,
    width: f64,
    /// Height of the words of a row where they are above its cells.
    words: f64,
}

impl Grid<'_> {
    fn row_top(&self, row: usize) -> f64 {
        self.top + row as f64 * (CELL + self.words)
    }

    fn bottom(&self) -> f64 {
        self.row_top(self.cutoffs.len())
    }

    fn cell(&self, row: usize, column: usize) -> Rect {
        let left = self.left + column as f64 * self.width;
        let top = self.row_top(row) + self.words;
        Rect { left: left + 14.0, top, right: left + self.width - 14.0, bottom: top + CELL }
    }
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let Some(analysis) = &report.analysis else { return };
    let matter = analysis.answer.smallest_effect;
    let subtitle = format!("Easy run minus rest, points · {} · 95 % intervals", counted(report));
    let subtitle = match &analysis.diagnostics.agreement {
        Some(agreement) => format!("{subtitle}. {}", one_line(agreement)),
        None => subtitle,
    };
    let top = axis::heading(canvas, &title(report), &subtitle) + 20.0;
    let (margin, narrow) = (canvas.margin(), canvas.narrow());
    let left = margin + if narrow { 0.0 } else { LABEL_ROOM };
    let (cutoffs, covariates) = (choices(report, |s| &s.cutoffs), choices(report, |s| &s.covariates));
    let width = (canvas.width() - margin - left) / covariates.len().max(1) as f64;
    let headline = all(report).iter().find(|one| one.headline).map_or("", |one| one.cutoffs.as_str());
    let label_room = if narrow { canvas.room() } else { LABEL_ROOM - 30.0 };
    let labels: Vec<Vec<String>> = cutoffs
        .iter()
        .map(|cutoffs| wrap(&in_words(&difference(cutoffs, headline)), label_room, NOTE))
        .collect();
    let most = labels.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let words = if narrow { (most + 0.4) * LINE_STEP } else { 0.0 };
    let mut grid = Grid { cutoffs, labels, covariates, left, top, width, words };
    grid.top = headings(canvas, &grid, top);
    let known = estimated(report);
    let low = known.iter().map(|(_, e)| e.low).fold(-1.3 * matter, f64::min);
    let high = known.iter().map(|(_, e)| e.high).fold(1.3 * matter, f64::max);
    let scale = |cell: Rect| Linear { low, high, from: cell.left, to: cell.right };
    for column in 0..grid.covariates.len() {
        let (first, last) = (grid.cell(0, column), grid.bottom());
        frame(canvas, Rect { bottom: last, ..first }, &scale(first), matter);
    }
    for (row, cutoffs) in grid.cutoffs.iter().enumerate() {
        row_words(canvas, &grid, row);
        for (column, covariates) in grid.covariates.iter().enumerate() {
            let one = all(report).iter().find(|s| s.cutoffs == **cutoffs && s.covariates == **covariates);
            if let Some(one) = one {
                let cell = grid.cell(row, column);
                draw_cell(canvas, one, cell, &scale(cell));
            }
        }
    }
    let zone = format!(
        "Points; left of 0: easy run better. Grey: too small to matter (±{})",
        number::points(matter)
    );
    canvas.paragraph((margin, grid.bottom() + 84.0), canvas.room(), &zone, NOTE);
}

/// The headings of the columns, and of the rows where they have a column; returns the y below them.
fn headings(canvas: &mut Canvas, grid: &Grid, top: f64) -> f64 {
    let look = Type { size: NOTE.size, ..STRONG };
    let lines: Vec<Vec<String>> =
        grid.covariates.iter().map(|words| wrap(&plain(words), grid.width - 28.0, look)).collect();
    let most = lines.iter().map(Vec::len).max().unwrap_or(1);
    let first = top + LINE_STEP;
    canvas.text((canvas.margin(), top), "Cut-offs (rows) · adjusted for (columns)", NOTE, Align::Left);
    for (column, lines) in lines.iter().enumerate() {
        for (i, line) in lines.iter().enumerate() {
            let y = first + 12.0 + i as f64 * LINE_STEP;
            canvas.text((grid.cell(0, column).left, y), line, look, Align::Left);
        }
    }
    first + most as f64 * LINE_STEP + 10.0
}

/// The zone, the line at 0 and the numbers of one column.
fn frame(canvas: &mut Canvas, panel: Rect, scale: &Linear, matter: f64) {
    canvas.fill(Rect { left: scale.at(-matter), right: scale.at(matter), ..panel }, ZONE);
    canvas.stroke(&[(scale.at(0.0), panel.top), (scale.at(0.0), panel.bottom)], THIN, AXIS);
    canvas.stroke(&[(panel.left, panel.bottom), (panel.right, panel.bottom)], HAIR, AXIS);
    let (ticks, places) = scale.ticks(axis::fitting(panel, 4));
    for value in ticks {
        let x = scale.at(value);
        canvas.stroke(&[(x, panel.bottom), (x, panel.bottom + 10.0)], HAIR, AXIS);
        canvas.text((x, panel.bottom + 34.0), &number::decimals(value, places), NOTE, Align::Centre);
    }
}

/// What these cut-offs have that those of the headline do not. Those of the headline itself stand in the data.
fn difference(cutoffs: &str, headline: &str) -> String {
    let differs = |part: &&str| headline.split("; ").all(|other| other != *part);
    let parts: Vec<&str> = cutoffs.split("; ").filter(differs).collect();
    if parts.is_empty() { "as in the headline".to_owned() } else { plain(&parts.join("; ")) }
}

/// Cut-offs in plain words; the table of the data keeps the terms.
fn in_words(cutoffs: &str) -> String {
    cutoffs
        .replace("p90", "hardest tenth")
        .replace("LTHR", "of threshold heart rate")
        .replace("% pace", "% of threshold pace")
}

/// The words of a row, left of its cells or above them, and a line between it and the one before.
fn row_words(canvas: &mut Canvas, grid: &Grid, row: usize) {
    let (margin, top) = (canvas.margin(), grid.row_top(row));
    canvas.stroke(&[(margin, top), (canvas.width() - margin, top)], HAIR, GRID);
    let lines = &grid.labels[row];
    let below_first = (lines.len() as f64 - 1.0) * LINE_STEP;
    let first = match grid.words > 0.0 {
        true => top + grid.words - 24.0 - below_first,
        false => top + (CELL - below_first) / 2.0,
    };
    for (i, line) in lines.iter().enumerate() {
        let look = Type { colour: INK, ..NOTE };
        canvas.text_on_lines((margin, first + i as f64 * LINE_STEP), line, look, Align::Left);
    }
}

fn draw_cell(canvas: &mut Canvas, one: &Specification, cell: Rect, scale: &Linear) {
    let what = format!("{}; {}", in_words(&plain(&one.cutoffs)), plain(&one.covariates));
    let what = if one.headline { format!("headline: {what}") } else { what };
    let Some(e) = one.estimate else {
        for (i, line) in wrap("not enough data", cell.width(), NOTE).iter().enumerate() {
            let y = cell.top + 36.0 + i as f64 * LINE_STEP;
            canvas.text_on_lines((cell.left, y), line, NOTE, Align::Left);
        }
        canvas.spot(
            &[cell],
            what,
            format!("{} easy, {} rest: not enough data", one.easy_days, one.rest_days),
        );
        return;
    };
    let (look, colour, width) = match one.headline {
        true => (Type { colour: EASY, ..STRONG }, EASY, 8.0),
        false => (LABEL, AXIS, 4.0),
    };
    canvas.text_on_lines((cell.left, cell.top + 36.0), &number::signed(e.estimate), look, Align::Left);
    let y = cell.bottom - 36.0;
    canvas.stroke(&[(scale.at(e.low), y), (scale.at(e.high), y)], width, colour);
    canvas.dot((scale.at(e.estimate), y), if one.headline { 13.0 } else { 10.0 }, colour, 1.0);
    canvas.spot(&[cell], what, number::estimate(e.estimate, e.low, e.high));
}
