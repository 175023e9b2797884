//! Habits: what else goes with less soreness, each column of the diary a row. Hints, not answers.

use super::data::{self, column, number as decimal, words as phrase};
use super::forest::{self, Axis, ForestRow, RowKind};
use super::{Figure, analysis};
use crate::effect::habits::{Contrast, Habit};
use crate::render::axis::{self, NOTE};
use crate::render::canvas::Canvas;
use crate::render::marks::Rect;
use crate::report::Report;
use crate::report::words::{is_clear, more_of};
use crate::sheet::facts::{Get, TableColumn};
use crate::text::{number, one_line, plain};

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "habits",
    topic: "What else goes with less soreness?",
    title,
    caption: "Each column of your diary, compared on the same days and with the same adjustment as the answer, the easy run \
              held equal. Left of 0: less sore the next morning. These are hints: nobody chose them for their effect, and \
              several were tried, which the p values allow for (Holm).",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| data::csv(COLUMNS, habits(report)),
    available,
    reads: ["Habit", "Soreness the next morning, points (95 % interval)"],
    draw,
};

const NO_ESTIMATE: &str = "it could not be estimated";

const COLUMNS: &[TableColumn<Habit>] = &[
    column("habit", "Column of the diary", Get::Text(|habit| plain(&habit.name))),
    column("contrast", "What days have more of", Get::Text(|habit| plain(&more_of(habit)))),
    decimal(
        "sd",
        "unit of the column",
        "days with it are compared with days without",
        "How much more: one standard deviation",
        |habit| match habit.contrast? {
            Contrast::PerSd { sd } => Some(sd),
            Contrast::WithAndWithout => None,
        },
    ),
    decimal("estimate", "points", NO_ESTIMATE, "Soreness the next morning that goes with it", |habit| {
        Some(habit.estimate?.estimate)
    }),
    decimal("low", "points", NO_ESTIMATE, "Lower end of the 95 % interval", |habit| {
        Some(habit.estimate?.low)
    }),
    decimal("high", "points", NO_ESTIMATE, "Upper end of the 95 % interval", |habit| {
        Some(habit.estimate?.high)
    }),
    decimal("p_holm", "", NO_ESTIMATE, "p value, adjusted for all habits (Holm)", |habit| habit.p_holm),
    column("days", "Days used", Get::Count(|habit| habit.days as i64)),
    phrase("reason", "there is an estimate", "Why there is none", |habit| {
        habit.reason.as_deref().map(one_line).unwrap_or_default()
    }),
];

/// Those with an estimate, the clearest first; then the others.
fn habits(report: &Report) -> Vec<Habit> {
    let mut habits = report.analysis.as_ref().map(|analysis| analysis.habits.clone()).unwrap_or_default();
    let p = |habit: &Habit| habit.estimate.map_or(2.0, |estimate| estimate.p);
    habits.sort_by(|a, b| p(a).total_cmp(&p(b)));
    habits
}

fn available(report: &Report) -> Result<(), String> {
    analysis(report)?;
    let habits = habits(report);
    match habits.first() {
        None => Err("The soreness log has no other column. Add one for what you would like to compare, such as sleep_h \
                     or stretching."
            .to_owned()),
        Some(first) if first.estimate.is_none() => {
            let said = |habit: &Habit| Some(format!("{}: {}", plain(&habit.name), one_line(habit.reason.as_ref()?)));
            Err(format!("{}.", habits.iter().filter_map(said).collect::<Vec<_>>().join("; ")))
        }
        Some(_) => Ok(()),
    }
}

/// The clearest hint, called one.
fn title(report: &Report) -> String {
    let habits = habits(report);
    let known: Vec<_> = habits.iter().filter_map(|habit| Some((habit, habit.estimate?))).collect();
    let clear = known.iter().find(|(habit, e)| is_clear(habit) && e.estimate < 0.0);
    match (clear, known.as_slice()) {
        (Some((habit, e)), _) => {
            format!(
                "A hint: less sore after days with {} ({})",
                plain(&more_of(habit)),
                number::signed(e.estimate)
            )
        }
        (None, [(only, _)]) => format!("No clear hint: {} may be chance", plain(&more_of(only))),
        (None, known) => format!("No clear hint among {} habits", known.len()),
    }
}

fn rows(report: &Report) -> Vec<ForestRow> {
    let row = |habit: &Habit| ForestRow {
        name: habit.name.clone(),
        estimate: habit.estimate.map(|e| e.estimate),
        interval: habit.estimate.map(|e| (e.low, e.high)),
        reason: habit.reason.as_deref().filter(|_| habit.estimate.is_none()).map(one_line),
        absent: if habit.co_intervention { "comes with easy runs" } else { "not enough data" },
        ..ForestRow::bare(&label(habit), if is_clear(habit) { RowKind::Secondary } else { RowKind::Hint })
    };
    habits(report).iter().map(row).collect()
}

/// What is compared, and on how many days.
fn label(habit: &Habit) -> String {
    let without = if habit.contrast == Some(Contrast::WithAndWithout) { " (against none)" } else { "" };
    format!("{}{without}, n = {}", plain(&more_of(habit)), number::grouped(habit.days))
}

fn alt(report: &Report) -> String {
    let parts: Vec<String> =
        rows(report).iter().map(|row| format!("{}: {}", row.label, forest::value_or_reason(row))).collect();
    format!("Soreness the next morning, points, hints only. {}.", parts.join("; "))
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let Some(analysis) = &report.analysis else { return };
    let rows = rows(report);
    let n = number::grouped(habits(report).iter().map(|habit| habit.days).max().unwrap_or(0));
    let subtitle = format!(
        "Hints, not answers · points of soreness the next morning · n up to {n} days · 95 % intervals"
    );
    let top = axis::heading(canvas, &title(report), &subtitle) + 70.0;
    let matter = analysis.answer.smallest_effect;
    let widest = rows.iter().map(ForestRow::extent).fold(1.6 * matter, f64::max);
    let axis =
        Axis { sides: ["less sore with it", "sorer with it"], matter, reach: axis::round_up(1.05 * widest) };
    let below =
        forest::draw(canvas, &rows, &axis, top, |canvas: &mut Canvas, row: &ForestRow, place: Rect| {
            canvas.spot(&[place], row.label.clone(), forest::value_or_reason(row));
        });
    let words = "Blue: clear after allowing for all that were tried. Grey: may be chance.";
    canvas.paragraph((canvas.margin(), below + 40.0), canvas.room(), words, NOTE);
}
