//! Effect: the answer with its interval, the raw difference beside it, later mornings, other ways
//! to compute it in one row, and subgroups as hints, on one axis.

use super::data::{self, column, number as decimal, words as phrase};
use super::forest::{self, Axis, ForestRow, RowKind};
use super::{Figure, NO_LOG};
use crate::effect::{Analysis, Estimate, Status};
use crate::render::axis::{self, Linear, NOTE};
use crate::render::canvas::Canvas;
use crate::render::marks::Rect;
use crate::report::Report;
use crate::report::easy::Exposure;
use crate::report::outcome::OtherOutcome;
use crate::sheet::facts::{Get, TableColumn};
use crate::text::{self, number, one_line, plain};

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "effect",
    topic: "Easy run against rest",
    title,
    caption: "Left of 0: less sore after an easy run. Right of 0: less sore after rest. Lines are confidence \
              intervals; hollow marks are plain averages, which mislead; the grey zone is too small to matter. \
              Grey rows are hints only. The data table has every row.",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| {
        let analysis = report.analysis.as_ref();
        let mut rows = analysis.map(|analysis| estimates(analysis, &report.exposures)).unwrap_or_default();
        rows.extend(report.outcome.iter().flat_map(outcome));
        data::csv(COLUMNS, rows)
    },
    available,
    reads: ["Estimate", "Easy minus rest, points"],
    draw,
};

const NO_ESTIMATE: &str = "it could not be estimated";

const COLUMNS: &[TableColumn<ForestRow>] = &[
    column("name", "Short name of the estimate", Get::Text(|r| r.name.clone())),
    column("label", "The same in words", Get::Text(|r| r.label.clone())),
    column(
        "kind",
        "answer, secondary, naive (a raw difference, misleading), or outcome (of another one: --outcome)",
        Get::Text(|r| r.kind.name().to_owned()),
    ),
    decimal(
        "estimate",
        "points",
        NO_ESTIMATE,
        "Soreness after easy minus after rest; negative: easy helps. Of another outcome in the unit and the direction \
         that the label says",
        |r| r.estimate,
    ),
    decimal("low", "points", "no interval", "Lower end of the 95 % interval", |r| Some(r.interval?.0)),
    decimal("high", "points", "no interval", "Upper end of the 95 % interval", |r| Some(r.interval?.1)),
    phrase("reason", "there is an estimate", "Why there is none", |r| r.reason.clone().unwrap_or_default()),
];

fn available(report: &Report) -> Result<(), String> {
    let Some(analysis) = &report.analysis else { return Err(NO_LOG.to_owned()) };
    if estimates(analysis, &report.exposures)
        .iter()
        .any(|row| row.estimate.is_some() && row.kind != RowKind::Naive)
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
pub fn estimates(analysis: &Analysis, exposures: &[Exposure]) -> Vec<ForestRow> {
    let mut rows = mornings(analysis);
    for (kind, group) in [(RowKind::Method, &analysis.sensitivity), (RowKind::Hint, &analysis.strata)] {
        for one in group {
            push(&mut rows, &one.name, &one.label, kind, one.estimate, one.reason.as_ref());
        }
    }
    for one in exposures.iter().filter(|one| one.name != "class") {
        let name = format!("exposure_{}", one.name);
        push(&mut rows, &name, one.label, RowKind::Exposure, one.estimate, one.reason.as_ref());
    }
    rows
}

/// The answer and later mornings, each with its raw difference.
#[must_use]
pub fn mornings(analysis: &Analysis) -> Vec<ForestRow> {
    let mut rows = Vec::new();
    let answer = &analysis.answer;
    push(&mut rows, "next_morning", "Next morning", RowKind::Answer, answer.estimate, answer.reason.as_ref());
    push_naive(&mut rows, 1, analysis.naive.easy_minus_rest);
    for lag in analysis.lags.iter().filter(|lag| lag.days > 1) {
        let (name, label) = (format!("lag_{}", lag.days), format!("{} mornings later", lag.days));
        push(&mut rows, &name, &label, RowKind::Secondary, lag.estimate, lag.reason.as_ref());
        push_naive(&mut rows, lag.days, lag.naive);
    }
    rows
}

/// The same of another outcome than soreness, in its own unit and direction; in the data alone.
fn outcome(other: &OtherOutcome) -> Vec<ForestRow> {
    let mut rows = Vec::new();
    let OtherOutcome { outcome, column, .. } = other;
    for lag in &other.analysis.lags {
        let name = format!("outcome_{column}_{}", lag.days);
        let after = text::count(lag.days, "morning");
        let label =
            format!("{}, {}, higher is {}: after {after}", outcome.name, outcome.unit, other.higher());
        let own = lag.estimate.map(|estimate| other.own(&estimate));
        push(&mut rows, &name, &label, RowKind::Outcome, own, lag.reason.as_ref());
    }
    rows
}

/// The rows of the picture: other methods are one, from their lowest to their highest estimate.
fn rows(analysis: &Analysis, exposures: &[Exposure]) -> Vec<ForestRow> {
    let all = estimates(analysis, exposures);
    let of = |kind: RowKind| all.iter().filter(move |row| row.kind == kind).cloned();
    let mut rows = mornings(analysis);
    rows.extend(folded(&of(RowKind::Method).collect::<Vec<_>>()));
    for (heading, kind) in
        [("Easy decided in other ways", RowKind::Exposure), ("Other comparisons (hints only)", RowKind::Hint)]
    {
        let heading = of(kind).next().map(|_| ForestRow::bare(heading, RowKind::Group));
        rows.extend(heading.into_iter().chain(of(kind)));
    }
    rows
}

/// `7 other methods`, from the lowest to the highest of their estimates; `None` without one.
fn folded(methods: &[ForestRow]) -> Option<ForestRow> {
    let known: Vec<f64> = methods.iter().filter_map(|row| row.estimate).collect();
    let low = known.iter().copied().fold(f64::INFINITY, f64::min);
    let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let label = text::count(known.len(), "other method");
    (!known.is_empty())
        .then(|| ForestRow { interval: Some((low, high)), ..ForestRow::bare(&label, RowKind::Method) })
}

fn push(
    rows: &mut Vec<ForestRow>,
    name: &str,
    label: &str,
    kind: RowKind,
    estimate: Option<Estimate>,
    reason: Option<&String>,
) {
    rows.push(ForestRow {
        name: name.to_owned(),
        label: plain(label),
        estimate: estimate.map(|e| e.estimate),
        interval: estimate.map(|e| (e.low, e.high)),
        reason: reason.filter(|_| estimate.is_none()).map(|r| one_line(r)),
        ..ForestRow::bare("", kind)
    });
}

fn push_naive(rows: &mut Vec<ForestRow>, days: usize, value: Option<f64>) {
    if let Some(value) = value {
        rows.push(ForestRow {
            name: format!("naive_{days}"),
            estimate: Some(value),
            ..ForestRow::bare("plain averages (misleading)", RowKind::Naive)
        });
    }
}

fn alt(report: &Report) -> String {
    let Some(analysis) = &report.analysis else { return NO_LOG.to_owned() };
    let mut parts = Vec::new();
    for row in estimates(analysis, &report.exposures) {
        let Some(value) = row.estimate else { continue };
        let words = match row.interval {
            Some((low, high)) => {
                format!("{}, {}", number::beside_interval(value, low, high), number::interval(low, high))
            }
            None => number::signed(value),
        };
        parts.push(format!("{}: {words}", row.label));
    }
    format!(
        "Soreness after an easy run minus after rest, points, with {} intervals. {}. Below ±{} is too small to matter.",
        number::level(analysis.answer.level),
        parts.join("; "),
        number::points(analysis.answer.smallest_effect)
    )
}

/// Half-width of the axis, points: wide enough for the answer, the raw difference and the zone; a
/// subgroup with a huge interval does not squeeze them, its whisker gets an arrow head instead.
fn reach(analysis: &Analysis, rows: &[ForestRow]) -> f64 {
    let core = |row: &&ForestRow| matches!(row.kind, RowKind::Answer | RowKind::Naive);
    let core =
        rows.iter().filter(core).map(ForestRow::extent).fold(1.6 * analysis.answer.smallest_effect, f64::max);
    let all = rows.iter().map(ForestRow::extent).fold(core, f64::max);
    axis::round_up(1.05 * all.min(2.0 * core))
}

/// The axis of easy minus rest for these rows.
fn axis(analysis: &Analysis, rows: &[ForestRow]) -> Axis<'static> {
    Axis {
        sides: ["easy run better", "rest better"],
        matter: analysis.answer.smallest_effect,
        reach: reach(analysis, rows),
    }
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
    let spot = |canvas: &mut Canvas, row: &ForestRow, place: Rect| match row.kind {
        RowKind::Group => {}
        // The data table has every method; all of them are at the place of the one row.
        RowKind::Method => all.iter().filter(|one| one.kind == RowKind::Method).for_each(|one| {
            canvas.spot(&[place], one.label.clone(), forest::value_or_reason(one));
        }),
        _ => canvas.spot(&[place], row.label.clone(), forest::value_or_reason(row)),
    };
    let below = forest::draw(canvas, &rows, &axis(analysis, &rows), top, spot);
    canvas.paragraph(
        (canvas.margin(), below + 40.0),
        canvas.room(),
        "Every row but the hollow ones is adjusted for what came before the choice: today's soreness, recent load, yesterday.",
        NOTE,
    );
}

/// Directions, zone and axis of the poster: as wide as the answer and the raw difference need.
pub fn poster_frame(canvas: &mut Canvas, analysis: &Analysis, panel: Rect) -> Linear {
    let core: Vec<ForestRow> = mornings(analysis).into_iter().take_while(|row| row.name != "lag_2").collect();
    forest::frame(canvas, &axis(analysis, &core), panel)
}
