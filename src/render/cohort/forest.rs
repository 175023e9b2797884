//! Forest: every runner's own answer and the one with the group, sorted, and the group's mean as a band.

use crate::cohort::group::{Group, Member};
use crate::render::axis::{self, LABEL, Linear, NOTE};
use crate::render::canvas::{Canvas, Drawing};
use crate::render::figure::Medium;
use crate::render::font::text_width;
use crate::render::marks::{Align, Rect, Type};
use crate::render::theme::{AXIS, Colour, EASY, GRID, HAIR, MUTED, NAIVE, PAPER, SMALL, THIN};

/// How it is read.
pub(super) const CAPTION: &str = "Soreness after an easy run minus after rest, points of 10. Dot and line: the runner's own \
                                  answer with its 95 % interval, grey and hollow where the own log has no answer yet. \
                                  Diamond: the same with the group. Band: the group's mean.";

/// More runners than this have rows without names.
const NAMED: usize = 60;
/// More than this are shown by so many of them, evenly spaced.
const MOST: usize = 400;
/// Height of a row with a name and without, px.
const ROW: f64 = 50.0;
const THIN_ROW: f64 = 14.0;
const TICKS: usize = 8;
/// Widest axis to either side, points of 10: an interval of few days must not flatten the rest.
const WIDEST: f64 = 5.0;
/// Share of the interval ends that the axis holds.
const HELD: f64 = 0.9;

/// An estimate with its interval, points of 10.
#[derive(Clone, Copy)]
struct Span {
    low: f64,
    at: f64,
    high: f64,
}

struct Bar<'a> {
    member: &'a Member,
    own: Span,
    shrunken: Option<Span>,
}

impl<'a> Bar<'a> {
    fn of(member: &'a Member) -> Option<Self> {
        member.result.share_of_scale()?;
        let (own, range) = (member.result.own?, member.result.scale_range?);
        let points = |value: f64| 10.0 * value / range;
        let own = Span { low: points(own.low), at: points(own.estimate), high: points(own.high) };
        let shrunken = member.shrunken.map(|with| Span {
            low: 10.0 * with.low,
            at: 10.0 * with.estimate,
            high: 10.0 * with.high,
        });
        Some(Self { member, own, shrunken })
    }
}

/// The text for a reader who does not see the picture.
pub(super) fn alt(group: &Group) -> String {
    format!(
        "Estimates of {} runners with 95 % intervals, sorted; the tables below have the numbers",
        group.in_pool()
    )
}

/// The picture; `None` when nobody has an estimate.
pub(super) fn draw(group: &Group, format: Medium) -> Option<Drawing> {
    let bars = bars(group);
    if bars.is_empty() {
        return None;
    }
    let mut canvas = format.canvas(0);
    let caption = if canvas.titled() { CAPTION } else { "" };
    let top = axis::heading(&mut canvas, &group.sentence(), caption) + 10.0;
    let names = bars.len() <= NAMED;
    let step = if names { ROW } else { THIN_ROW };
    let margin = canvas.margin();
    let column = if names { name_column(&canvas, &bars) } else { 0.0 };
    let panel = Rect {
        left: margin + column,
        top,
        right: canvas.width() - margin,
        bottom: step.mul_add(bars.len() as f64, top + 10.0),
    };
    let reach = reach(&bars);
    let scale = Linear { low: -reach, high: reach, from: panel.left, to: panel.right };
    ground(&mut canvas, group, panel, &scale);
    for (k, bar) in bars.iter().enumerate() {
        let y = step.mul_add(k as f64 + 0.5, top + 5.0);
        if names {
            let name = fitting(&bar.member.result.athlete, column - 20.0);
            canvas.text((margin, y), &name, Type { size: SMALL, ..LABEL }, Align::Left);
        }
        row(&mut canvas, bar, y, step, &scale);
    }
    let title = if bars.len() < group.in_pool() {
        format!("points of 10; {} of {} runners, evenly spaced", bars.len(), group.in_pool())
    } else {
        format!("points of 10; {} runners", bars.len())
    };
    axis::x_axis(&mut canvas, panel, &scale, TICKS, &title);
    canvas.reach(panel.bottom + 84.0 + margin);
    Some(canvas.finish())
}

/// The runners with an estimate by their own answers; of many, some.
fn bars(group: &Group) -> Vec<Bar<'_>> {
    let mut bars: Vec<Bar<'_>> = group.members.iter().filter_map(Bar::of).collect();
    bars.sort_by(|a, b| {
        a.own.at.total_cmp(&b.own.at).then_with(|| a.member.result.athlete.cmp(&b.member.result.athlete))
    });
    let count = bars.len();
    let mut place = 0;
    bars.retain(|_| {
        place += 1;
        // Keeps MOST of them: one at each step of the running share.
        place * MOST / count.max(MOST) != (place - 1) * MOST / count.max(MOST)
    });
    bars
}

/// Half the width of the axis.
fn reach(bars: &[Bar<'_>]) -> f64 {
    let mut ends: Vec<f64> = bars.iter().map(|bar| bar.own.low.abs().max(bar.own.high.abs())).collect();
    ends.sort_by(f64::total_cmp);
    let held = ends.get((HELD * ends.len() as f64) as usize).or(ends.last()).copied().unwrap_or(1.0);
    let furthest = bars.iter().map(|bar| bar.own.at.abs()).fold(0.5, f64::max);
    axis::round_up(held.max(1.1 * furthest).min(WIDEST))
}

/// Grid, the line at 0, and the group's mean.
fn ground(canvas: &mut Canvas, group: &Group, panel: Rect, scale: &Linear) {
    let line = |canvas: &mut Canvas, value: f64, width: f64, colour: Colour| {
        let x = scale.at(value);
        canvas.stroke(&[(x, panel.top), (x, panel.bottom)], width, colour);
    };
    for tick in scale.ticks(axis::fitting(panel, TICKS)).0 {
        line(canvas, tick, HAIR, GRID);
    }
    if let Some(pooled) = &group.pooled {
        let (left, right) = (scale.at(10.0 * pooled.low), scale.at(10.0 * pooled.high));
        canvas.tint(Rect { left, right, ..panel }, EASY, 0.15);
    }
    line(canvas, 0.0, THIN, AXIS);
}

fn row(canvas: &mut Canvas, bar: &Bar<'_>, y: f64, step: f64, scale: &Linear) {
    let answered = bar.member.is_answered();
    let colour = if answered { EASY } else { MUTED };
    let (above, below) = (y - 0.16 * step, y + 0.2 * step);
    let whisker = |canvas: &mut Canvas, span: Span, y: f64, width: f64, colour: Colour| {
        canvas.stroke(&[(scale.at(span.low), y), (scale.at(span.high), y)], width, colour);
    };
    whisker(canvas, bar.own, above, if answered { THIN + 1.0 } else { HAIR }, colour);
    let radius = (0.17 * step).clamp(3.0, 8.0);
    if scale.holds(bar.own.at) {
        canvas.dot((scale.at(bar.own.at), above), radius, colour, 1.0);
        if !answered && radius > 4.0 {
            canvas.dot((scale.at(bar.own.at), above), radius - 3.0, PAPER, 1.0);
        }
    }
    let Some(with) = bar.shrunken else { return };
    if step >= ROW {
        whisker(canvas, with, below, HAIR, NAIVE);
    }
    let (x, half) = (scale.at(with.at), 0.7 * radius);
    canvas.polygon(&[(x - half, below), (x, below - half), (x + half, below), (x, below + half)], NAIVE, 1.0);
}

/// Width of the column of names: that of the widest, at most a third of the picture.
fn name_column(canvas: &Canvas, bars: &[Bar<'_>]) -> f64 {
    let widest =
        bars.iter().map(|bar| text_width(&bar.member.result.athlete, SMALL, false)).fold(0.0, f64::max);
    (widest + 20.0).min(canvas.room() / 3.0)
}

/// The name, cut at the end where it is wider than `width`.
fn fitting(name: &str, width: f64) -> String {
    let mut shown = name.to_owned();
    let mut letters: Vec<char> = name.chars().collect();
    while text_width(&shown, NOTE.size, false) > width && letters.len() > 1 {
        letters.pop();
        shown = letters.iter().collect::<String>() + "…";
    }
    shown
}
