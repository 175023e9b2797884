//! Calendar: every day of every year, what was done and below it how sore.

use jiff::civil::{Date, date};

use super::Figure;
use super::data::{self, column, number as decimal};
use super::season::{MOST_SPOTS, kinds_legend, soreness_range};
use crate::day::{Day, DayKind};
use crate::render::axis::{self, NOTE, STRONG};
use crate::render::canvas::Canvas;
use crate::render::marks::{Align, Rect};
use crate::render::theme::{HATCH, KINDS, MUTED, SORENESS, kind_colour};
use crate::report::Report;
use crate::sheet::facts::{Get, TableColumn};
use crate::text::{self, number};

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "calendar",
    topic: "Every day",
    title,
    caption: "One cell a day, weeks from left to right, Monday on top. First what was done, below it soreness that \
              morning, the darker the sorer. Hatched: no report, or nothing is known of the day. Days are not runs: a day \
              with several runs counts once, as the hardest of them, and a very long or steep run makes a hard day, \
              however easy it was.",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| data::csv(COLUMNS, &report.days),
    available,
    reads: ["Day", "What was done, how sore"],
    draw,
};

const COLUMNS: &[TableColumn<Day>] = &[
    column("date", "Local date", Get::Date(|day| Some(day.date))),
    column(
        "kind",
        "What was done that day: rest, easy, moderate, hard, unknown",
        Get::Text(|day| day.kind.name().to_owned()),
    ),
    decimal("soreness", "points", "no report", "Soreness as reported; higher is sorer", |day| day.soreness),
    column("gap", "True: inside a stretch without files and diary", Get::Flag(|day| day.gap)),
];

const WEEKS: f64 = 54.0;
const ROW: f64 = 23.0;
/// From a block to the next, px.
const BLOCK: f64 = 7.0 * ROW + 112.0;
/// Blocks that are one below the other at most.
const MOST_BLOCKS: usize = 6;
/// Between two blocks side by side, px.
const GAP: f64 = 50.0;
/// Between two cells, px.
const SEAM: f64 = 2.0;

fn years(days: &[Day], holds: impl Fn(&Day) -> bool) -> Vec<i16> {
    let mut years: Vec<i16> = days.iter().filter(|day| holds(day)).map(|day| day.date.year()).collect();
    years.dedup();
    years
}

/// Days of a record whose year would be all but empty.
const FEWEST: usize = 7;

fn available(report: &Report) -> Result<(), String> {
    match report.days.len() {
        0 => Err("No day was read.".to_owned()),
        n if n < FEWEST => {
            Err(format!("A calendar begins with a week; the record has {}.", text::count(n, "day")))
        }
        _ => Ok(()),
    }
}

fn count(days: &[Day], kind: DayKind) -> usize {
    days.iter().filter(|day| day.kind == kind).count()
}

fn title(report: &Report) -> String {
    let known = KINDS.iter().filter(|kind| **kind != DayKind::Unknown);
    let parts: Vec<String> = known
        .map(|&kind| (count(&report.days, kind), kind.name()))
        .filter(|(n, _)| *n > 0)
        .map(|(n, kind)| text::count(n, &format!("{kind} day")))
        .collect();
    match parts.is_empty() {
        true => text::count(report.days.len(), "day"),
        false => parts.join(", "),
    }
}

fn alt(report: &Report) -> String {
    let reported = report.days.iter().filter(|d| d.soreness.is_some()).count();
    let runs = report.days.iter().filter(|d| d.runs > 0).count();
    format!(
        "Calendar of {}: {} with a run, {} with a soreness report.",
        text::count(report.days.len(), "day"),
        number::grouped(runs),
        number::grouped(reported)
    )
}

/// Column of a day in its year: weeks start on Monday, the first may be short.
fn week(day: Date) -> f64 {
    let first = date(day.year(), 1, 1);
    let offset = i32::from(first.weekday().to_monday_zero_offset());
    f64::from((i32::from(day.day_of_year()) - 1 + offset) / 7)
}

/// How much of the colour of soreness, of least to most sore: 0 is seen, too.
fn strength(share: f64) -> f64 {
    (20.0 * (0.12 + 0.88 * share.clamp(0.0, 1.0))).round() / 20.0
}

/// Where the cells are.
struct Grid {
    left: f64,
    top: f64,
    column: f64,
    /// From a block of what was done to that of soreness beside it; `None`: it is below.
    beside: Option<f64>,
    /// Years of the blocks, from the top: what was done (false), how sore (true).
    blocks: Vec<(i16, bool)>,
}

impl Grid {
    /// Left and top of a block.
    fn corner(&self, block: usize) -> (f64, f64) {
        let below = |row: usize| self.top + row as f64 * BLOCK;
        match self.beside {
            None => (self.left, below(block)),
            Some(step) => {
                let (year, sore) = self.blocks[block];
                let row = self.blocks.iter().filter(|(own, sore)| *own < year && !sore).count();
                (self.left + if sore { step } else { 0.0 }, below(row))
            }
        }
    }

    /// The cell of a day; `None` where its year has no such block.
    fn cell(&self, day: Date, sore: bool) -> Option<Rect> {
        let block = self.blocks.iter().position(|block| *block == (day.year(), sore))?;
        let (left, top) = self.corner(block);
        let left = left + week(day) * self.column;
        let top = top + f64::from(day.weekday().to_monday_zero_offset()) * ROW;
        Some(Rect { left, top, right: left + self.column - SEAM, bottom: top + ROW - SEAM })
    }
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let days = &report.days;
    let reported = days.iter().filter(|d| d.soreness.is_some()).count();
    let subtitle = format!(
        "n = {}, {} of them with a soreness report",
        text::count(days.len(), "day"),
        number::grouped(reported)
    );
    let top = axis::heading(canvas, &title(report), &subtitle);
    let (margin, narrow) = (canvas.margin(), canvas.narrow());
    let mut above = kinds_legend(canvas, (margin, top + 16.0), &KINDS);
    let range = soreness_range(report);
    if let Some((low, high)) = range {
        above = soreness_legend(canvas, (margin, above + axis::LEGEND_STEP), low, high);
    }
    let sore = years(days, |day| day.soreness.is_some());
    let blocks: Vec<(i16, bool)> = years(days, |_| true)
        .into_iter()
        .flat_map(|year| [Some((year, false)), sore.contains(&year).then_some((year, true))])
        .flatten()
        .collect();
    let left = margin + if narrow { 44.0 } else { 80.0 };
    // Many years would be many screens high: soreness is beside what was done.
    let abreast = !narrow && blocks.len() > MOST_BLOCKS;
    let room =
        (canvas.width() - margin - left - if abreast { GAP } else { 0.0 }) / if abreast { 2.0 } else { 1.0 };
    let beside = abreast.then_some(room + GAP);
    let grid = Grid { left, top: above + 126.0, column: room / WEEKS, beside, blocks };
    for (i, (year, sore)) in grid.blocks.iter().enumerate() {
        let what = if *sore { "soreness" } else { "what was done" };
        let (x, y) = grid.corner(i);
        let from = if x > left { x } else { margin };
        canvas.text((from, y - 68.0), &format!("{year}, {what}"), STRONG, Align::Left);
        labels(canvas, &grid, *year, (x, y));
    }
    cells(canvas, days, &grid, range);
    spots(canvas, days, &grid);
}

/// A day each; in a long record the last years.
fn spots(canvas: &mut Canvas, days: &[Day], grid: &Grid) {
    for day in &days[days.len().saturating_sub(MOST_SPOTS)..] {
        let places: Vec<Rect> = [false, true].iter().filter_map(|&sore| grid.cell(day.date, sore)).collect();
        canvas.spot(&places, text::date::day(day.date), words(day));
    }
}

/// Weekdays left of a block and months above it.
fn labels(canvas: &mut Canvas, grid: &Grid, year: i16, (left, top): (f64, f64)) {
    let letters = if canvas.narrow() { 1 } else { 3 };
    for (row, name) in [(0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun")] {
        let y = top + (f64::from(row) + 0.5) * ROW;
        if left <= grid.left {
            canvas.text((left - 10.0, y), &name[..letters], NOTE, Align::Right);
        }
    }
    let letters = if grid.column < 20.0 { 1 } else { 3 };
    for month in 1..=12 {
        let first = date(year, month, 1);
        let name = first.strftime("%b").to_string();
        canvas.text((left + week(first) * grid.column, top - 24.0), &name[..letters], NOTE, Align::Left);
    }
}

/// The cells, those of one colour together: neighbours on the page share a path.
fn cells(canvas: &mut Canvas, days: &[Day], grid: &Grid, range: Option<(f64, f64)>) {
    for kind in KINDS {
        for day in days.iter().filter(|day| day.kind == kind && !day.gap) {
            if let Some(cell) = grid.cell(day.date, false) {
                canvas.fill(cell, kind_colour(kind));
            }
        }
    }
    if let Some((low, high)) = range {
        let mut sore: Vec<(f64, Rect)> = days
            .iter()
            .filter_map(|day| {
                Some((strength((day.soreness? - low) / (high - low)), grid.cell(day.date, true)?))
            })
            .collect();
        sore.sort_by(|a, b| a.0.total_cmp(&b.0));
        sore.into_iter().for_each(|(strength, cell)| canvas.tint(cell, SORENESS, strength));
    }
    let unknown = days.iter().filter(|day| day.gap).map(|day| (day, false));
    let missing = days.iter().filter(|day| day.soreness.is_none()).map(|day| (day, true));
    for (day, sore) in unknown.chain(missing) {
        if let Some(cell) = grid.cell(day.date, sore) {
            canvas.hatch(cell, HATCH);
        }
    }
}

/// What was done and how sore that morning.
pub(super) fn words(day: &Day) -> String {
    let done = if day.gap { "nothing is known" } else { day.kind.name() };
    match day.soreness {
        Some(soreness) => format!("{done} · soreness {}", number::short(soreness)),
        None => format!("{done} · no report"),
    }
}

/// From least to most sore; returns its y.
fn soreness_legend(canvas: &mut Canvas, at: (f64, f64), low: f64, high: f64) -> f64 {
    const STEPS: i32 = 5;
    let strip = |canvas: &mut Canvas, (x, y): (f64, f64)| {
        for step in 0..=STEPS {
            let left = x + f64::from(step) * axis::SQUARE;
            let strength = strength(f64::from(step) / f64::from(STEPS));
            canvas.tint(axis::square_at((left, y)), SORENESS, strength);
        }
    };
    let blank = |canvas: &mut Canvas, at: (f64, f64)| canvas.hatch(axis::square_at(at), MUTED);
    let nothing = |_: &mut Canvas, _: (f64, f64)| {};
    let (low, high) = (format!("soreness {}", number::short(low)), number::short(high));
    let width = f64::from(STEPS + 1) * axis::SQUARE;
    axis::entries(
        canvas,
        at,
        NOTE,
        &[
            axis::LegendEntry { words: &low, width: 0.0, draw: &nothing },
            axis::LegendEntry { words: &high, width, draw: &strip },
            axis::LegendEntry { words: "no report, or nothing is known", width: axis::SQUARE, draw: &blank },
        ],
    )
}
