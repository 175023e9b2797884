//! How easy: each run a dot, its heart rate against its pace, as shares of threshold.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::Figure;
use super::data::{self, column, number as decimal, words as phrase};
use crate::classify::SessionClass;
use crate::render::axis::{self, Linear, NOTE};
use crate::render::canvas::Canvas;
use crate::render::marks::{Align, Rect};
use crate::render::theme::{AXIS, Colour, INTENSITY, REST, THIN, UNZONED};
use crate::report::Report;
use crate::session::Session;
use crate::sheet::facts::{Get, TableColumn};
use crate::text;

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "how_easy",
    topic: "How easy is easy?",
    title,
    caption: "Every run with heart rate and pace is a dot. Up: the heart beat faster; right: the pace was faster on the \
              flat; both as shares of your threshold. Dashed: the first threshold (VT1), below which running is easy \
              where nothing else decides; solid: the second (VT2). Colours are the classes: what a run was meant to be, \
              pace beside heart rate, and the hardest part of it count too, so that a dot may have another colour than its \
              place says.",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| data::csv(COLUMNS, dots(report)),
    available,
    reads: ["Run", "Heart rate and pace, % of threshold"],
    draw,
};

const COLUMNS: &[TableColumn<Dot>] = &[
    column("date", "Local date", Get::Date(|dot| Some(dot.date))),
    column("class", "Session class", Get::Text(|dot| dot.class.name().to_owned())),
    phrase("intent", "nothing says what it was meant to be", "What it was meant to be", |dot| {
        dot.intent.to_owned()
    }),
    decimal("hr_of_lthr_pct", "%", "", "Mean heart rate while moving, share of LTHR", |dot| Some(dot.heart)),
    decimal(
        "pace_of_threshold_pct",
        "%",
        "",
        "Mean grade-adjusted speed while moving, share of threshold speed",
        |dot| Some(dot.pace),
    ),
];

/// Half the width of a dot, px.
const RADIUS: f64 = 9.0;
/// Fewer dots show no distribution.
const LEAST_RUNS: usize = 5;
/// Runs that can be pointed at.
const MOST_SPOTS: usize = 500;
/// VT1 as shares of LTHR and of threshold speed, %.
const VT1: (f64, f64) = (90.0, 85.0);

/// A run with both.
struct Dot {
    date: Date,
    class: SessionClass,
    /// Name of what it was meant to be; empty: nothing says.
    intent: &'static str,
    /// Said beside the class where the intent decided it.
    by_intent: String,
    /// % of LTHR.
    heart: f64,
    /// % of threshold speed.
    pace: f64,
}

fn dots(report: &Report) -> Vec<Dot> {
    let dot = |run: &Session| {
        let (heart, pace) = run.hr_of_threshold.zip(run.pace_of_threshold)?;
        let intent = run.meant.as_ref().map_or("", |meant| meant.intent.name());
        let (date, class) = (run.local_date, run.class);
        let by_intent = run.by_intent().map_or_else(String::new, |meant| format!(", {}", meant.words()));
        Some(Dot { date, class, intent, by_intent, heart: 100.0 * heart, pace: 100.0 * pace })
    };
    report.activities.iter().filter(|run| run.is_run()).filter_map(dot).collect()
}

/// How many of the runs that are called easy, or were meant so, were above the first threshold by mean heart rate.
fn title(report: &Report) -> String {
    let dots = dots(report);
    let easy = || dots.iter().filter(|dot| dot.intent == "easy" || group(dot.class).0 == "easy");
    let above = easy().filter(|dot| dot.heart > VT1.0).count();
    match easy().count() {
        0 => format!("{} by heart rate and pace", text::count(dots.len(), "run")),
        n if above == 0 => {
            format!("The average heart rate of {} was below the first threshold", of_all(n))
        }
        n => format!("{above} of {} were above the first threshold on average", text::count(n, "easy run")),
    }
}

/// `the one easy run`, `all 98 easy runs`.
fn of_all(n: usize) -> String {
    if n == 1 { "the one easy run".to_owned() } else { format!("all {}", text::count(n, "easy run")) }
}

fn available(report: &Report) -> Result<(), String> {
    if dots(report).len() < LEAST_RUNS {
        return Err(
            "Fewer than five runs have both a heart rate and a pace that can be held against a threshold."
                .to_owned(),
        );
    }
    Ok(())
}

/// Runs whose class is another one than the dashed lines say of their means.
fn otherwise(dots: &[Dot]) -> usize {
    let differs = |dot: &&Dot| match group(dot.class).0 {
        "easy" => dot.heart > VT1.0 || dot.pace > VT1.1,
        "uncertain" => false,
        _ => dot.heart <= VT1.0 && dot.pace <= VT1.1,
    };
    dots.iter().filter(differs).count()
}

/// The same in a sentence; empty: none.
fn decided(dots: &[Dot]) -> String {
    match otherwise(dots) {
        0 => String::new(),
        n => format!(
            "{} coloured otherwise than the dashed lines say: what the run was meant to be, its pace or its hardest \
             part decided",
            text::count(n, "run")
        ),
    }
}

/// The dots in the order in which they are drawn, each with whether most that lie there are of another class: what is
/// rare where it lies comes last, and is hidden by nothing.
fn rare_last<'a>(dots: &'a [Dot], at: &dyn Fn(&Dot) -> (f64, f64)) -> Vec<(&'a Dot, bool)> {
    let places: Vec<(f64, f64)> = dots.iter().map(at).collect();
    let touch = |a: f64, b: f64| (a - b).abs() < 2.0 * RADIUS;
    let count = |k: usize| {
        let (x, y) = places[k];
        let near = (0..dots.len()).filter(|&other| touch(places[other].0, x) && touch(places[other].1, y));
        let own = group(dots[k].class).0;
        near.fold((0, 0), |(alike, all), k| (alike + usize::from(group(dots[k].class).0 == own), all + 1))
    };
    let mut order: Vec<((usize, usize), usize)> = (0..dots.len()).map(|k| (count(k), k)).collect();
    order.sort_by_key(|&((alike, _), k)| (Reverse(alike), group(dots[k].class).0, k));
    order.into_iter().map(|((alike, all), k)| (&dots[k], 2 * alike < all)).collect()
}

/// What classes are shown together: words and colour.
const fn group(class: SessionClass) -> (&'static str, Colour) {
    match class {
        SessionClass::Recovery | SessionClass::Easy => ("easy", INTENSITY[0]),
        SessionClass::Moderate => ("moderate", REST),
        SessionClass::Hard => ("hard", INTENSITY[2]),
        SessionClass::Uncertain | SessionClass::Unknown => ("uncertain", UNZONED),
    }
}

const GROUPS: [SessionClass; 4] =
    [SessionClass::Easy, SessionClass::Moderate, SessionClass::Hard, SessionClass::Uncertain];

fn alt(report: &Report) -> String {
    let dots = dots(report);
    let of = |class| {
        let (words, _) = group(class);
        let own: Vec<&Dot> = dots.iter().filter(|dot| group(dot.class).0 == words).collect();
        let mean = |value: fn(&Dot) -> f64| own.iter().map(|dot| value(dot)).sum::<f64>() / own.len() as f64;
        (!own.is_empty()).then(|| {
            format!(
                "{}: heart rate {:.0} %, pace {:.0} % on average",
                text::count(own.len(), &format!("{words} run")),
                mean(|dot| dot.heart),
                mean(|dot| dot.pace)
            )
        })
    };
    let decided = Some(decided(&dots)).filter(|words| !words.is_empty());
    let parts: Vec<String> = GROUPS.into_iter().filter_map(of).chain(decided).collect();
    format!("Runs by heart rate and pace as shares of threshold. {}.", parts.join("; "))
}

/// A scale around all values and the thresholds, %.
fn scale(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Linear {
    let (low, high) = values.fold((75.0, 105.0), |(low, high): (f64, f64), v| (low.min(v), high.max(v)));
    Linear { low: low - 2.0, high: high + 2.0, from, to }
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let dots = dots(report);
    let n = text::count(dots.len(), "run");
    let parts = ["Heart rate and pace, % of threshold".to_owned(), format!("n = {n}"), decided(&dots)];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let subtitle = parts.join(" · ");
    let top = axis::heading(canvas, &title(report), &subtitle);
    let margin = canvas.margin();
    let shown = GROUPS
        .map(group)
        .into_iter()
        .filter(|(words, _)| dots.iter().any(|dot| group(dot.class).0 == *words));
    let items: Vec<(Colour, &str)> = shown.map(|(words, colour)| (colour, words)).collect();
    let above = axis::legend(canvas, (margin, top + 16.0), &items);
    let panel = Rect {
        left: margin + 90.0,
        top: above + 80.0,
        right: canvas.width() - margin - 20.0,
        bottom: above + 800.0,
    };
    let x = scale(dots.iter().map(|dot| dot.pace), panel.left, panel.right);
    let y = scale(dots.iter().map(|dot| dot.heart), panel.bottom, panel.top);
    axis::y_axis(canvas, panel, &y, 7, "Mean heart rate, % of threshold heart rate");
    axis::x_axis(canvas, panel, &x, 8, "Mean pace on the flat, % of threshold speed");
    draw_thresholds(canvas, panel, (&x, &y));
    let at = |dot: &Dot| (x.at(dot.pace), y.at(dot.heart));
    for (dot, outnumbered) in rare_last(&dots, &at) {
        // No other colour shines through one that would be taken for a third.
        let opacity = if outnumbered { 1.0 } else { 0.75 };
        canvas.dot(at(dot), RADIUS, group(dot.class).1, opacity);
    }
    // Of ten years the last runs can be pointed at; the CSV has all.
    for dot in &dots[dots.len().saturating_sub(MOST_SPOTS)..] {
        let at = at(dot);
        let [left, right] = [at.0 - RADIUS, at.0 + RADIUS];
        let place = Rect { left, top: at.1 - RADIUS, right, bottom: at.1 + RADIUS };
        canvas.spot(
            &[place],
            format!("{}: {}{}", text::date::day(dot.date), dot.class.name(), dot.by_intent),
            format!("heart rate {:.0} %, pace {:.0} %", dot.heart, dot.pace),
        );
    }
}

fn draw_thresholds(canvas: &mut Canvas, panel: Rect, (x, y): (&Linear, &Linear)) {
    let (heart, pace) = VT1;
    canvas.dashed(&[(panel.left, y.at(heart)), (panel.right, y.at(heart))], THIN, 14.0, AXIS);
    canvas.dashed(&[(x.at(pace), panel.top), (x.at(pace), panel.bottom)], THIN, 14.0, AXIS);
    canvas.stroke(&[(panel.left, y.at(100.0)), (panel.right, y.at(100.0))], THIN, AXIS);
    canvas.stroke(&[(x.at(100.0), panel.top), (x.at(100.0), panel.bottom)], THIN, AXIS);
    canvas.text((panel.left + 8.0, y.at(heart) - 22.0), "first threshold (VT1)", NOTE, Align::Left);
    canvas.text((panel.left + 8.0, y.at(100.0) - 22.0), "second threshold (VT2)", NOTE, Align::Left);
}
