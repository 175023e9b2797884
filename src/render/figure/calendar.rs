//! Calendar: every day of every year, what was done on the left and how sore on the right.

use std::fmt::Write as _;

use jiff::civil::{Date, date};

use super::Figure;
use super::season::{kinds_legend, soreness_range};
use crate::day::Day;
use crate::render::axis::{self, NOTE, STRONG};
use crate::render::canvas::{Align, Canvas, Rect};
use crate::render::number::{self, cell};
use crate::render::theme::{BLANK, Colour, KINDS, PAPER, SORENESS, kind_colour};
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
    columns: ["Day", "What was done, how sore"],
    draw,
};

const COLUMN: f64 = 12.5;
const ROW: f64 = 20.0;
const BLOCK: f64 = 7.0 * ROW + 70.0;
/// Width of a year, and of the gap between the two blocks of a year, px.
const YEAR: f64 = 54.0 * COLUMN;
const GAP: f64 = 38.0;
/// Room for the numbers of years, px.
const YEARS: f64 = 92.0;

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
    let margin = canvas.margin();
    // On a phone the year of soreness stands below the year of training, not beside it.
    let narrow = canvas.narrow();
    let left = margin + if narrow { canvas.room() - YEAR } else { YEARS };
    let beside = if narrow { (0.0, BLOCK) } else { (YEAR + GAP, 0.0) };
    let step = if narrow { 2.0 * BLOCK + 20.0 } else { BLOCK };
    let above = kinds_legend(canvas, (margin, top + 16.0), &KINDS);
    let at = if narrow { (margin, above + axis::LEGEND_STEP) } else { (left + beside.0, top + 16.0) };
    let above = match range {
        Some((low, high)) => soreness_legend(canvas, at, low, high),
        None => {
            canvas.text(at, "no soreness log yet", NOTE, Align::Left);
            at.1
        }
    };
    let years = years(report);
    let first = above + if narrow { 100.0 } else { 82.0 };
    for (i, year) in years.iter().enumerate() {
        let y = first + i as f64 * step + if narrow { -22.0 } else { 3.5 * ROW };
        canvas.text((margin, y), &year.to_string(), STRONG, Align::Left);
    }
    for day in &report.days {
        let block = years.iter().position(|&y| y == day.date.year()).unwrap_or(0) as f64;
        let row = f64::from(day.date.weekday().to_monday_zero_offset());
        let sore = match (day.soreness, range) {
            (Some(value), Some((low, high))) => shade((value - low) / (high - low)),
            _ => BLANK,
        };
        let x = left + f64::from(column(day.date)) * COLUMN;
        let places = [(0.0, 0.0), beside].map(|(dx, dy)| {
            let top = first + block * step + row * ROW + dy;
            Rect { left: x + dx, top, right: x + dx + COLUMN - 2.0, bottom: top + ROW - 2.0 }
        });
        for (place, colour) in places.into_iter().zip([kind_colour(day.kind), sore]) {
            canvas.fill(place, colour);
            // Every other month: twelve names would touch.
            if day.date.day() == 1 && day.date.month() % 2 == 1 {
                let label = day.date.strftime("%b").to_string();
                let y = place.top - row * ROW - 22.0;
                let x = if narrow { place.left.max(margin + 100.0) } else { place.left };
                canvas.text((x, y), &label, NOTE, Align::Left);
            }
        }
        canvas.spot(&places, day.date.to_string(), words(day));
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
            let colour = shade(f64::from(step) / f64::from(STEPS));
            axis::square(canvas, (x + f64::from(step) * axis::SQUARE, y), colour);
        }
    };
    let blank = |canvas: &mut Canvas, at: (f64, f64)| axis::square(canvas, at, BLANK);
    let nothing = |_: &mut Canvas, _: (f64, f64)| {};
    let (low, high) = (format!("soreness {}", number::short(low)), number::short(high));
    let width = f64::from(STEPS + 1) * axis::SQUARE;
    axis::entries(
        canvas,
        at,
        NOTE,
        &[
            axis::Entry { words: &low, width: 0.0, draw: &nothing },
            axis::Entry { words: &high, width, draw: &strip },
            axis::Entry { words: "no report", width: axis::SQUARE, draw: &blank },
        ],
    )
}
