//! What made me sore: points of morning soreness that go with a hard session, and with a descent,
//! one to four days before.

use std::fmt::Write as _;

use super::{Figure, analysis};
use crate::effect::Estimate;
use crate::effect::diagnostics::{LagPoint, LagProfile};
use crate::render::axis::{self, LABEL, Linear, NOTE, STRONG};
use crate::render::canvas::{Align, Canvas, Rect, Type};
use crate::render::number::{self, cell};
use crate::render::theme::{AXIS, Colour, EASY, GRID, HAIR, NAIVE, REST, THIN, ZONE};
use crate::render::words::plain;
use crate::report::Report;

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "what_made_me_sore",
    title: "What made me sore",
    caption: "Points of morning soreness that go with a typical hard session, and with a typical descent, so many days \
              before; each with everything else in the picture held equal. Lines are 95 % intervals. Muscle soreness \
              usually peaks 24 to 72 hours after the effort: a bump there speaks for the legs.",
    alt,
    data_csv,
    available,
    columns: ["Exposure", "Points of soreness (95 % interval)"],
    draw,
};

/// One of the two panels.
struct Exposure {
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
        title: "A typical hard session",
        colour: EASY,
        words: EASY,
        pick: |p| p.hard_load,
        missing: "Too few mornings after hard sessions.",
    },
    Exposure {
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
                format!("{} before {} ({range})", number::count(days, "day"), number::signed(e.estimate))
            })
            .collect();
        match parts.is_empty() {
            true => format!("{}: {}", exposure.title, exposure.missing),
            false => format!("{}: {}.", exposure.title, parts.join("; ")),
        }
    });
    format!(
        "Points of morning soreness by days before, {}. {}",
        number::count(profile.rows, "morning"),
        series.collect::<Vec<_>>().join(" ")
    )
}

fn data_csv(report: &Report) -> String {
    let mut out = String::from("exposure,days_before,estimate,low,high,mornings\n");
    let Some(profile) = profile(report) else { return out };
    for (name, exposure) in ["hard_load", "descent"].iter().zip(&EXPOSURES) {
        for p in &profile.points {
            let e = (exposure.pick)(p);
            let _ = writeln!(
                out,
                "{name},{},{},{},{},{}",
                p.days,
                cell(e.map(|e| e.estimate)),
                cell(e.map(|e| e.low)),
                cell(e.map(|e| e.high)),
                profile.rows
            );
        }
    }
    out
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let Some(profile) = profile(report) else { return };
    let subtitle = format!(
        "Points of soreness that go with it, by days before the morning · n = {} · 95 % intervals",
        number::count(profile.rows, "morning")
    );
    let top = axis::heading(canvas, FIGURE.title, &subtitle);
    let estimates = || profile.points.iter().flat_map(|p| [p.hard_load, p.descent]).flatten();
    let low = estimates().map(|e| e.low).fold(0.0, f64::min);
    let high = estimates().map(|e| e.high).fold(0.0, f64::max);
    let pad = ((high - low) * 0.06).max(0.05);
    // On a phone the panels stand one below the other.
    let narrow = canvas.narrow();
    let (left, right, gap) = (canvas.margin() + 90.0, canvas.width() - canvas.margin(), 60.0);
    let width = if narrow { right - left } else { (right - left - gap) / 2.0 };
    let height = if narrow { 500.0 } else { 620.0 };
    let (dx, dy) = if narrow { (0.0, height + 230.0) } else { (width + gap, 0.0) };
    for (i, exposure) in EXPOSURES.iter().enumerate() {
        let (left, top) = (left + i as f64 * dx, top + 90.0 + i as f64 * dy);
        let panel = Rect { left, top, right: left + width, bottom: top + height };
        // The words of the shaded band stand above the intervals.
        let y = Linear { low: low - pad, high: high + pad, from: panel.bottom, to: panel.top + 60.0 };
        draw_panel(canvas, profile, exposure, panel, &y, narrow || i == 0);
    }
}

fn draw_panel(
    canvas: &mut Canvas,
    profile: &LagProfile,
    exposure: &Exposure,
    panel: Rect,
    y: &Linear,
    first: bool,
) {
    let last = profile.points.iter().map(|p| p.days).max().unwrap_or(4) as f64;
    let x = Linear { low: 0.5, high: last + 0.75, from: panel.left, to: panel.right };
    let title = Type { colour: exposure.words, ..STRONG };
    canvas.text((panel.left, panel.top - 34.0), exposure.title, title, Align::Left);
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
            let what = format!("{}, {} before", exposure.title, number::count(p.days, "day"));
            canvas.spot(&[place], what, number::estimate(e));
        }
    }
    if profile.points.iter().all(|p| (exposure.pick)(p).is_none()) {
        let at = ((panel.left + panel.right) / 2.0, (panel.top + panel.bottom) / 2.0);
        canvas.text_on_lines(at, exposure.missing, LABEL, Align::Centre);
    }
    let middle = (panel.left + panel.right) / 2.0;
    axis::centred(canvas, (middle, panel.bottom + 86.0), "Days before the morning", NOTE);
}
