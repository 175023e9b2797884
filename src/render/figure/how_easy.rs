//! How easy: each run a dot, its heart rate against its pace, as shares of threshold.

use std::fmt::Write as _;

use super::Figure;
use crate::classify::SessionClass;
use crate::render::axis::{self, Linear, NOTE};
use crate::render::canvas::{Align, Canvas, Rect};
use crate::render::number::{self, cell};
use crate::render::theme::{AXIS, Colour, INTENSITY, REST, THIN, UNZONED};
use crate::report::Report;
use crate::session::Session;

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "how_easy",
    title: "How easy is easy?",
    caption: "Every run with heart rate and pace is a dot. Up: the heart beat faster; right: the pace was faster on the \
              flat; both as shares of your threshold. Dashed: the first threshold (VT1), below which running is easy; \
              solid: the second (VT2). Easy dots far above the dashed lines were meant easy and run harder.",
    alt,
    data_csv,
    available,
    columns: ["Run", "Heart rate and pace, % of threshold"],
    draw,
};

/// Fewer dots show no distribution.
const LEAST_RUNS: usize = 5;
/// VT1 as shares of LTHR and of threshold speed, %.
const VT1: (f64, f64) = (90.0, 85.0);

/// A run with both.
struct Dot<'a> {
    run: &'a Session,
    /// % of LTHR.
    heart: f64,
    /// % of threshold speed.
    pace: f64,
}

fn dots(report: &Report) -> Vec<Dot<'_>> {
    let dot = |run| {
        let run: &Session = run;
        let (heart, pace) = run.hr_of_threshold.zip(run.pace_of_threshold)?;
        Some(Dot { run, heart: 100.0 * heart, pace: 100.0 * pace })
    };
    report.activities.iter().filter(|run| run.is_run()).filter_map(dot).collect()
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
        let own: Vec<&Dot<'_>> = dots.iter().filter(|dot| group(dot.run.class).0 == words).collect();
        let mean =
            |value: fn(&Dot<'_>) -> f64| own.iter().map(|dot| value(dot)).sum::<f64>() / own.len() as f64;
        (!own.is_empty()).then(|| {
            format!(
                "{} {words}: heart rate {:.0} %, pace {:.0} % on average",
                own.len(),
                mean(|dot| dot.heart),
                mean(|dot| dot.pace)
            )
        })
    };
    let parts: Vec<String> = GROUPS.into_iter().filter_map(of).collect();
    format!("Runs by heart rate and pace as shares of threshold. {}.", parts.join("; "))
}

fn data_csv(report: &Report) -> String {
    let mut out = String::from("date,class,intent,hr_percent_of_lthr,pace_percent_of_threshold\n");
    for dot in dots(report) {
        let intent = dot.run.meant.map_or("", |meant| meant.intent.name());
        let (date, class) = (dot.run.local_date, dot.run.class.name());
        let _ = writeln!(out, "{date},{class},{intent},{},{}", cell(Some(dot.heart)), cell(Some(dot.pace)));
    }
    out
}

/// A scale around all values and the thresholds, %.
fn scale(values: impl Iterator<Item = f64>, from: f64, to: f64) -> Linear {
    let (low, high) = values.fold((75.0, 105.0), |(low, high): (f64, f64), v| (low.min(v), high.max(v)));
    Linear { low: (low - 2.0).max(30.0), high: (high + 2.0).min(160.0), from, to }
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let dots = dots(report);
    let subtitle = format!("Heart rate and pace, % of threshold · n = {}", number::count(dots.len(), "run"));
    let top = axis::heading(canvas, FIGURE.title, &subtitle);
    let margin = canvas.margin();
    let items = GROUPS.map(group).map(|(words, colour)| (colour, words));
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
    for dot in &dots {
        let at = (x.at(dot.pace), y.at(dot.heart));
        canvas.dot(at, 9.0, group(dot.run.class).1, 0.75);
        let place = Rect { left: at.0 - 9.0, top: at.1 - 9.0, right: at.0 + 9.0, bottom: at.1 + 9.0 };
        canvas.spot(
            &[place],
            format!("{}: {}", dot.run.local_date, dot.run.class.name()),
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
    canvas.text((panel.right - 8.0, y.at(heart) - 22.0), "VT1", NOTE, Align::Right);
    canvas.text((panel.right - 8.0, y.at(100.0) - 22.0), "VT2", NOTE, Align::Right);
}
