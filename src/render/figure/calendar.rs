//! Calendar: every day of every year, what was done on the left and how sore on the right.

use std::fmt::Write as _;

use jiff::civil::{Date, date};

use super::Figure;
use super::season::{kinds_legend, soreness_range};
use crate::render::axis::{self, NOTE, STRONG};
use crate::render::canvas::{Align, Canvas, Rect};
use crate::render::number::{self, cell};
use crate::render::theme::{BLANK, Colour, KINDS, MARGIN, PAPER, SORENESS, kind_colour};
use crate::report::Report;

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "calendar",
    title: "Every day: what was done, how sore",
    caption: "One cell a day, weeks from left to right, Monday on top. Left: kind of day. Right: soreness that \
              morning, the darker the sorer; grey where none was reported.",
    alt,
    data_csv,
    available,
    height: |report| (TOP + years(report).len() as f64 * BLOCK + 40.0) as u32,
    draw,
};

const TOP: f64 = 300.0;
const COLUMN: f64 = 12.5;
const ROW: f64 = 20.0;
const BLOCK: f64 = 7.0 * ROW + 70.0;
/// Left edges of the two blocks.
const BLOCKS: [f64; 2] = [MARGIN + 92.0, MARGIN + 92.0 + 54.0 * COLUMN + 38.0];

fn years(report: &Report) -> Vec<i16> {
    let mut years: Vec<i16> = report.days.iter().map(|d| d.date.year()).collect();
    years.dedup();
    years
}

fn available(report: &Report) -> Result<(), String> {
    if report.days.is_empty() { Err("No day was read.".to_owned()) } else { Ok(()) }
}

fn alt(report: &Report) -> String {
    let reported = report.days.iter().filter(|d| d.soreness.is_some()).count();
    let runs = report.days.iter().filter(|d| d.runs > 0).count();
    format!(
        "Calendar of {}: {} with a run, {} with a soreness report.",
        number::count(report.days.len(), "day"),
        number::grouped(runs),
        number::grouped(reported)
    )
}

fn data_csv(report: &Report) -> String {
    let mut out = String::from("date,kind,soreness,gap\n");
    for d in &report.days {
        let _ = writeln!(out, "{},{},{},{}", d.date, d.kind.name(), cell(d.soreness), d.gap);
    }
    out
}

/// Column of a day in its year: weeks start on Monday, the first may be short.
fn column(day: Date) -> i32 {
    let first = date(day.year(), 1, 1);
    let offset = i32::from(first.weekday().to_monday_zero_offset());
    (i32::from(day.day_of_year()) - 1 + offset) / 7
}

/// Between paper and the colour of soreness.
fn shade(share: f64) -> Colour {
    let share = 0.08 + 0.92 * share.clamp(0.0, 1.0);
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    Colour(mix(PAPER.0, SORENESS.0), mix(PAPER.1, SORENESS.1), mix(PAPER.2, SORENESS.2))
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let reported = report.days.iter().filter(|d| d.soreness.is_some()).count();
    let subtitle = format!(
        "n = {}, {} of them with a soreness report · weeks from left to right, Monday on top",
        number::count(report.days.len(), "day"),
        number::grouped(reported)
    );
    let top = axis::heading(canvas, FIGURE.title, &subtitle);
    let range = soreness_range(report);
    kinds_legend(canvas, (MARGIN, top + 16.0), &KINDS);
    if let Some((low, high)) = range {
        soreness_legend(canvas, (BLOCKS[1], top + 16.0), low, high);
    } else {
        canvas.text((BLOCKS[1], top + 16.0), "no soreness log yet", NOTE, Align::Left);
    }
    let years = years(report);
    for (i, year) in years.iter().enumerate() {
        canvas.text((MARGIN, TOP + i as f64 * BLOCK + 3.5 * ROW), &year.to_string(), STRONG, Align::Left);
    }
    for day in &report.days {
        let block = years.iter().position(|&y| y == day.date.year()).unwrap_or(0);
        let row = f64::from(day.date.weekday().to_monday_zero_offset());
        let top = TOP + block as f64 * BLOCK + row * ROW;
        let sore = match (day.soreness, range) {
            (Some(value), Some((low, high))) => shade((value - low) / (high - low)),
            _ => BLANK,
        };
        for (edge, colour) in BLOCKS.into_iter().zip([kind_colour(day.kind), sore]) {
            let left = edge + f64::from(column(day.date)) * COLUMN;
            canvas.fill(Rect { left, top, right: left + COLUMN - 2.0, bottom: top + ROW - 2.0 }, colour);
            // Every other month: twelve names would touch.
            if day.date.day() == 1 && day.date.month() % 2 == 1 {
                let label = day.date.strftime("%b").to_string();
                canvas.text((left, TOP + block as f64 * BLOCK - 22.0), &label, NOTE, Align::Left);
            }
        }
    }
}

fn soreness_legend(canvas: &mut Canvas, (x, y): (f64, f64), low: f64, high: f64) {
    let mut x =
        x + canvas.text((x, y), &format!("soreness {}", number::short(low)), NOTE, Align::Left) + 12.0;
    for step in 0..=5 {
        canvas.fill(
            Rect { left: x, top: y - 13.0, right: x + 26.0, bottom: y + 13.0 },
            shade(f64::from(step) / 5.0),
        );
        x += 26.0;
    }
    x += 12.0 + canvas.text((x + 12.0, y), &number::short(high), NOTE, Align::Left) + 30.0;
    axis::legend(canvas, (x, y), &[(BLANK, "no report")]);
}
