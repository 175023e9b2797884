//! Missing: the share of mornings without a report, by the day before.

use super::data::{self, column};
use super::{Figure, NO_LOG};
use crate::day::DayKind;
use crate::render::axis::{self, LABEL, Linear};
use crate::render::canvas::Canvas;
use crate::render::marks::{Align, Rect};
use crate::render::theme::{BLANK, KINDS, SORENESS};
use crate::report::Report;
use crate::sheet::facts::{Get, TableColumn};
use crate::text::number;

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "missing",
    topic: "Mornings without a report",
    title,
    caption: "Share of mornings without a soreness report, by what was done the day before. Such days are left out, \
              never filled in; bars that differ a lot are a warning. Every morning counts here, and a report made after \
              running is a report; \"What could fool this?\" counts only days that lack nothing else, and only \
              reports made before running.",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| data::csv(COLUMNS, rows(report)),
    available,
    reads: ["Day before", "Mornings without a report"],
    draw,
};

/// The mornings after one kind of day.
struct Row {
    kind: DayKind,
    mornings: usize,
    reported: usize,
}

impl Row {
    fn missing(&self) -> usize {
        self.mornings - self.reported
    }

    /// Share without a report; `None`: there is no such morning.
    fn share(&self) -> Option<f64> {
        (self.mornings > 0).then(|| self.missing() as f64 / self.mornings as f64)
    }

    /// `8 % (10 of 120)`.
    fn words(&self) -> String {
        match self.share() {
            None => "no such day".to_owned(),
            Some(share) => format!(
                "{} ({} of {})",
                number::percent(share),
                number::grouped(self.missing()),
                number::grouped(self.mornings)
            ),
        }
    }
}

const COLUMNS: &[TableColumn<Row>] = &[
    column("day_before", "What was done the day before", Get::Text(|row| row.kind.name().to_owned())),
    column("mornings", "Mornings after such a day", Get::Count(|row| row.mornings as i64)),
    column("reported", "Those with a soreness report", Get::Count(|row| row.reported as i64)),
];

fn rows(report: &Report) -> Vec<Row> {
    let pairs = || report.days.windows(2).filter(|pair| !pair[0].gap && !pair[1].gap);
    KINDS
        .iter()
        .map(|&kind| {
            let after = || pairs().filter(|pair| pair[0].kind == kind);
            let reported = after().filter(|pair| pair[1].soreness.is_some()).count();
            Row { kind, mornings: after().count(), reported }
        })
        .collect()
}

fn available(report: &Report) -> Result<(), String> {
    if report.days.iter().all(|d| d.soreness.is_none()) {
        return Err(NO_LOG.to_owned());
    }
    Ok(())
}

/// The whole share, and the kind of day after which most is missing.
fn title(report: &Report) -> String {
    let rows = rows(report);
    let (missing, all) = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.missing(), sum.1 + row.mornings));
    if missing == 0 || all == 0 {
        return "No morning without a report".to_owned();
    }
    let share = number::percent(missing as f64 / all as f64);
    let most = rows.iter().filter(|row| row.mornings >= 10).filter_map(|row| Some((row.share()?, row.kind)));
    /// By less than this the kinds of days do not differ.
    const MORE: f64 = 0.05;
    let overall = missing as f64 / all as f64;
    match most.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(most, _)| *most > overall + MORE) {
        Some((_, kind)) => {
            format!("{share} of mornings have no report, most often those after {} days", kind.name())
        }
        None => format!("{share} of mornings have no report"),
    }
}

fn alt(report: &Report) -> String {
    let rows: Vec<String> = rows(report)
        .iter()
        .map(|row| format!("after {} days {} of {}", row.kind.name(), row.missing(), row.mornings))
        .collect();
    format!("Mornings without a soreness report: {}.", rows.join(", "))
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let rows = rows(report);
    let mornings = rows.iter().map(|row| row.mornings).sum();
    let subtitle = format!(
        "n = {} mornings · stretches in which nothing is known are left out",
        number::grouped(mornings)
    );
    let top = axis::heading(canvas, &title(report), &subtitle);
    let (margin, narrow) = (canvas.margin(), canvas.narrow());
    // On a phone the words of a bar are above it.
    let (left, room, row) = if narrow { (margin + 12.0, 24.0, 110.0) } else { (margin + 260.0, 360.0, 90.0) };
    let height = row * rows.len() as f64;
    let panel =
        Rect { left, top: top + 10.0, right: canvas.width() - margin - room, bottom: top + 10.0 + height };
    let most = rows.iter().filter_map(Row::share).fold(0.0, f64::max);
    let high = axis::round_up(100.0 * most).clamp(10.0, 100.0);
    let scale = Linear { low: 0.0, high, from: panel.left, to: panel.right };
    for (i, one) in rows.iter().enumerate() {
        let (above, below) = (panel.top + i as f64 * row, panel.top + (i + 1) as f64 * row);
        let y = if narrow { below - 32.0 } else { (above + below) / 2.0 };
        let name = format!("after {}", one.kind.name());
        if narrow {
            canvas.text((margin, y - 46.0), &name, LABEL, Align::Left);
            canvas.text((panel.right, y - 46.0), &one.words(), LABEL, Align::Right);
        } else {
            canvas.text((panel.left - 20.0, y), &name, LABEL, Align::Right);
            canvas.text((panel.right + 24.0, y), &one.words(), LABEL, Align::Left);
        }
        if let Some(share) = one.share() {
            let bar = Rect { left: panel.left, top: y - 22.0, right: panel.right, bottom: y + 22.0 };
            canvas.fill(bar, BLANK);
            canvas.fill(Rect { right: scale.at(100.0 * share), ..bar }, SORENESS);
        }
        let place = Rect { left: margin, top: above, right: canvas.width() - margin, bottom: below };
        canvas.spot(&[place], name, one.words());
    }
    axis::x_axis(canvas, panel, &scale, 5, "Mornings without a report, %");
}
