//! What made me sore: points of morning soreness that go with a hard session, and with a descent,
//! one to four days before.

use super::data::{self, column, number as decimal};
use super::{Figure, analysis};
use crate::effect::Estimate;
use crate::effect::diagnostics::{LagPoint, LagProfile};
use crate::render::axis::{self, LABEL, Linear, NOTE, STRONG};
use crate::render::canvas::Canvas;
use crate::render::marks::{Align, Rect, Type};
use crate::render::theme::{AXIS, Colour, EASY, GRID, HAIR, NAIVE, REST, THIN, ZONE};
use crate::report::Report;
use crate::sheet::facts::{Get, TableColumn};
use crate::text::{self, number, plain};
use crate::units::Units;

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "what_made_me_sore",
    topic: "What made me sore",
    title,
    caption: "Points of morning soreness that go with a typical hard session, and with a typical descent, so many days \
              before; each with everything else in the picture held equal. Lines are 95 % intervals. Muscle soreness \
              usually peaks 24 to 72 hours after the effort: a bump there speaks for the legs.",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| data::csv(COLUMNS, rows(report)),
    available,
    reads: ["Exposure", "Points of soreness (95 % interval)"],
    draw,
};

/// One interval.
struct Row {
    exposure: &'static str,
    days: usize,
    estimate: Option<Estimate>,
    mornings: usize,
}

const NO_ESTIMATE: &str = "it could not be estimated";

const COLUMNS: &[TableColumn<Row>] = &[
    column(
        "exposure",
        "hard_load (a typical hard session) or descent (a typical descent)",
        Get::Text(|row| row.exposure.to_owned()),
    ),
    column("days_before", "Days between it and the morning, 1 to 4", Get::Count(|row| row.days as i64)),
    decimal("estimate", "points", NO_ESTIMATE, "Soreness that goes with it, given the other days", |row| {
        Some(row.estimate?.estimate)
    }),
    decimal("low", "points", NO_ESTIMATE, "Lower end of the 95 % interval", |row| Some(row.estimate?.low)),
    decimal("high", "points", NO_ESTIMATE, "Upper end of the 95 % interval", |row| Some(row.estimate?.high)),
    column("mornings", "Mornings that the estimates stand on", Get::Count(|row| row.mornings as i64)),
];

fn rows(report: &Report) -> Vec<Row> {
    let Some(profile) = profile(report) else { return Vec::new() };
    let of = |exposure: &'static Exposure| {
        profile.points.iter().map(|p| Row {
            exposure: exposure.name,
            days: p.days,
            estimate: (exposure.pick)(p),
            mornings: profile.rows,
        })
    };
    EXPOSURES.iter().flat_map(of).collect()
}

fn worst(report: &Report) -> Option<(usize, Estimate)> {
    let points = profile(report).map(|profile| profile.points.as_slice()).unwrap_or_default();
    let known = points.iter().filter_map(|p| Some((p.days, p.hard_load?)));
    known.max_by(|a, b| a.1.estimate.total_cmp(&b.1.estimate))
}

/// Mornings after a hard session until it hurts most by itself; `None`: it clearly hurts on none.
pub(super) fn worst_morning(report: &Report) -> Option<usize> {
    worst(report).filter(|(_, e)| e.low > 0.0).map(|(days, _)| days)
}

/// The morning on which hard sessions hurt most.
fn title(report: &Report) -> String {
    match worst(report) {
        Some((days, e)) if e.low > 0.0 => {
            format!("By itself a hard session hurts most on morning {days}: {}", number::signed(e.estimate))
        }
        Some(_) => "By itself a hard session clearly hurts on no morning".to_owned(),
        None => FIGURE.topic.to_owned(),
    }
}

/// One of the two panels.
struct Exposure {
    /// Name in the data.
    name: &'static str,
    title: &'static str,
    colour: Colour,
    /// Colour of its words, dark enough to read.
    words: Colour,
    pick: fn(&LagPoint) -> Option<Estimate>,
    /// Said where there is nothing to draw.
    missing: &'static str,
}

const EXPOSURES: [Exposure; 2] = [
    Exposure {
        name: "hard_load",
        title: "A typical hard session",
        colour: EASY,
        words: EASY,
        pick: |p| p.hard_load,
        missing: "Too few mornings after hard sessions.",
    },
    Exposure {
        name: "descent",
        title: "A typical descent",
        colour: REST,
        words: NAIVE,
        pick: |p| p.descent,
        missing: "Too few days with a known descent.",
    },
];

/// Days that lie 24 to 72 hours back.
const USUAL_PEAK: (f64, f64) = (0.5, 3.5);

fn profile(report: &Report) -> Option<&LagProfile> {
    report.analysis.as_ref()?.diagnostics.profile.as_ref()
}

fn available(report: &Report) -> Result<(), String> {
    let analysis = analysis(report)?;
    let Some(profile) = &analysis.diagnostics.profile else {
        return Err("Too few mornings with a report and four known days before them.".to_owned());
    };
    let known = |e: &Exposure| profile.points.iter().any(|p| (e.pick)(p).is_some());
    if EXPOSURES.iter().any(known) {
        return Ok(());
    }
    let said: Vec<String> = profile.sentences.iter().map(|s| plain(s)).collect();
    Err(if said.is_empty() { EXPOSURES[0].missing.to_owned() } else { said.join(" ") })
}

fn alt(report: &Report) -> String {
    let Some(profile) = profile(report) else { return String::new() };
    let series = EXPOSURES.iter().map(|exposure| {
        let known = profile.points.iter().filter_map(|p| Some((p.days, (exposure.pick)(p)?)));
        let parts: Vec<String> = known
            .map(|(days, e)| {
                let range = number::interval(e.low, e.high);
                format!("{} before {} ({range})", text::count(days, "day"), number::signed(e.estimate))
            })
            .collect();
        match parts.is_empty() {
            true => format!("{}: {}", exposure.title, exposure.missing),
            false => format!("{}: {}.", exposure.title, parts.join("; ")),
        }
    });
    format!(
        "Points of morning soreness by days before, {}. {}",
        text::count(profile.rows, "morning"),
        series.collect::<Vec<_>>().join(" ")
    )
}

/// The exposures with an estimate, and the words above their panels.
fn panels(profile: &LagProfile, units: Units) -> Vec<(&'static Exposure, String)> {
    let known = |e: &&Exposure| profile.points.iter().any(|p| (e.pick)(p).is_some());
    let words = |exposure: &'static Exposure| match profile.typical_descent_m {
        Some(metres) if exposure.name == "descent" => {
            format!("{} of {}", exposure.title, number::height(metres, units))
        }
        _ => exposure.title.to_owned(),
    };
    EXPOSURES.iter().filter(known).map(|exposure| (exposure, words(exposure))).collect()
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let Some(profile) = profile(report) else { return };
    let subtitle = format!(
        "Points of soreness that go with it, by days before the morning · n = {} · 95 % intervals",
        text::count(profile.rows, "morning")
    );
    let top = axis::heading(canvas, &title(report), &subtitle);
    let estimates = || profile.points.iter().flat_map(|p| [p.hard_load, p.descent]).flatten();
    let low = estimates().map(|e| e.low).fold(0.0, f64::min);
    let high = estimates().map(|e| e.high).fold(0.0, f64::max);
    let pad = ((high - low) * 0.06).max(0.05);
    // On a phone the panels stand one below the other.
    let narrow = canvas.narrow();
    let (left, right, gap) = (canvas.margin() + 90.0, canvas.width() - canvas.margin(), 60.0);
    let panels = panels(profile, report.units);
    let alone = narrow || panels.len() == 1;
    let width = if alone { right - left } else { (right - left - gap) / 2.0 };
    let height = if narrow { 500.0 } else { 620.0 };
    let (dx, dy) = if narrow { (0.0, height + 230.0) } else { (width + gap, 0.0) };
    for (i, (exposure, words)) in panels.iter().enumerate() {
        let (left, top) = (left + i as f64 * dx, top + 90.0 + i as f64 * dy);
        let panel = Rect { left, top, right: left + width, bottom: top + height };
        // The words of the shaded band stand above the intervals.
        let y = Linear { low: low - pad, high: high + pad, from: panel.bottom, to: panel.top + 60.0 };
        draw_panel(canvas, profile, (exposure, words), panel, &y, narrow || i == 0);
    }
}

fn draw_panel(
    canvas: &mut Canvas,
    profile: &LagProfile,
    (exposure, words): (&Exposure, &str),
    panel: Rect,
    y: &Linear,
    first: bool,
) {
    let last = profile.points.iter().map(|p| p.days).max().unwrap_or(4) as f64;
    let x = Linear { low: 0.5, high: last + 0.75, from: panel.left, to: panel.right };
    let title = Type { colour: exposure.words, ..STRONG };
    canvas.text((panel.left, panel.top - 34.0), words, title, Align::Left);
    canvas.fill(Rect { left: x.at(USUAL_PEAK.0), right: x.at(USUAL_PEAK.1), ..panel }, ZONE);
    let ticks = y.ticks(8);
    for &value in &ticks.0 {
        let at = y.at(value);
        canvas.stroke(&[(panel.left, at), (panel.right, at)], HAIR, GRID);
        if first {
            let words = number::decimals(value, ticks.1);
            canvas.text((panel.left - 16.0, at), &words, LABEL, Align::Right);
        }
    }
    canvas.stroke(&[(panel.left, y.at(0.0)), (panel.right, y.at(0.0))], THIN, AXIS);
    let middle = (x.at(USUAL_PEAK.0) + x.at(USUAL_PEAK.1)) / 2.0;
    canvas.text((middle, panel.top + 32.0), "24–72 h: the usual peak", NOTE, Align::Centre);
    for p in &profile.points {
        let at = x.at(p.days as f64);
        canvas.text((at, panel.bottom + 38.0), &p.days.to_string(), LABEL, Align::Centre);
        if let Some(e) = (exposure.pick)(p) {
            canvas.stroke(&[(at, y.at(e.low)), (at, y.at(e.high))], THIN + 1.0, exposure.colour);
            canvas.dot((at, y.at(e.estimate)), 12.0, exposure.colour, 1.0);
            let look = Type { colour: exposure.words, ..NOTE };
            // Beside its dot, but not on the line at 0.
            let (level, zero) = (y.at(e.estimate), y.at(0.0));
            let level = if (level - zero).abs() < 22.0 { zero - 24.0 } else { level };
            canvas.text((at + 20.0, level), &number::signed(e.estimate), look, Align::Left);
            let place = Rect { left: at - 22.0, right: at + 22.0, top: y.at(e.high), bottom: y.at(e.low) };
            let what = format!("{}, {} before", exposure.title, text::count(p.days, "day"));
            canvas.spot(&[place], what, number::estimate(e.estimate, e.low, e.high));
        }
    }
    let middle = (panel.left + panel.right) / 2.0;
    axis::centred(canvas, (middle, panel.bottom + 86.0), "Days before the morning", NOTE);
}
