//! Zones: minutes in three intensity zones, week by week.

use std::fmt::Write as _;

use super::Figure;
use crate::days::WeekZones;
use crate::render::axis::{self, Calendar, Linear};
use crate::render::canvas::{Canvas, Rect};
use crate::render::number::{self, cell};
use crate::render::theme::{AXIS, HAIR, INTENSITY, UNZONED};
use crate::report::Report;

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "zones",
    title: "Intensity by week",
    caption: "Hours of running below the first threshold (easy), between the two, and above the second; grey where \
              nothing tells the intensity.",
    alt,
    data_csv,
    available,
    columns: ["Week from", "Hours by intensity"],
    draw,
};

const NAMES: [&str; 4] = ["zone 1 (easy)", "zone 2", "zone 3 (hard)", "no zone known"];

fn parts(week: &WeekZones) -> [f64; 4] {
    let [one, two, three] = week.zone_min;
    [one, two, three, week.unzoned_min]
}

fn available(report: &Report) -> Result<(), String> {
    if report.weeks.iter().all(|week| parts(week).iter().sum::<f64>() <= 0.0) {
        return Err("No week with running time.".to_owned());
    }
    Ok(())
}

fn alt(report: &Report) -> String {
    let mut total = [0.0; 4];
    for week in &report.weeks {
        for (sum, part) in total.iter_mut().zip(parts(week)) {
            *sum += part;
        }
    }
    let hours: Vec<String> = NAMES
        .iter()
        .zip(total)
        .map(|(name, min)| format!("{name} {} h", number::decimals(min / 60.0, 0)))
        .collect();
    format!(
        "Running time by intensity over {}: {}.",
        number::count(report.weeks.len(), "week"),
        hours.join(", ")
    )
}

fn data_csv(report: &Report) -> String {
    let mut out =
        String::from("monday,zone1_min,zone2_min,zone3_min,unzoned_min,runs,runs_of_unknown_length\n");
    for week in &report.weeks {
        let [one, two, three, none] = parts(week).map(|minutes| cell(Some(minutes)));
        let WeekZones { monday, runs, runs_of_unknown_length: unknown, .. } = week;
        let _ = writeln!(out, "{monday},{one},{two},{three},{none},{runs},{unknown}");
    }
    out
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let weeks = &report.weeks;
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else { return };
    let sum = |of: fn(&WeekZones) -> usize| weeks.iter().map(of).sum();
    let subtitle = format!(
        "n = {} in {} · {}",
        runs_in_words(sum(|week| week.runs), sum(|week| week.runs_of_unknown_length)),
        number::count(weeks.len(), "week"),
        report.zone_rule
    );
    let top = axis::heading(canvas, FIGURE.title, &subtitle);
    let colours = [INTENSITY[0], INTENSITY[1], INTENSITY[2], UNZONED];
    let items: Vec<_> = colours.into_iter().zip(NAMES).collect();
    let left = canvas.margin() + 80.0;
    let above = axis::legend(canvas, (left, top + 10.0), &items);
    let panel =
        Rect { left, top: above + 86.0, right: canvas.width() - canvas.margin(), bottom: above + 600.0 };
    let days = axis::days_between(first.monday, last.monday) + 6;
    let calendar = Calendar { first: first.monday, days, left: panel.left, right: panel.right };
    let tallest = weeks.iter().map(|week| parts(week).iter().sum::<f64>()).fold(0.0, f64::max) / 60.0;
    let scale = Linear { low: 0.0, high: axis::round_up(tallest), from: panel.bottom, to: panel.top };
    axis::y_axis(canvas, panel, &scale, 4, "Hours of running per week");
    for week in weeks {
        let index = axis::days_between(first.monday, week.monday).saturating_sub(1);
        let (left, right) = (calendar.edge(index), calendar.edge(index + 7));
        let inset = ((right - left) * 0.08).min(4.0);
        let mut base = 0.0;
        for (part, colour) in parts(week).into_iter().zip(colours).filter(|(part, _)| *part > 0.0) {
            let (low, high) = (scale.at(base / 60.0), scale.at((base + part) / 60.0));
            canvas.fill(Rect { left: left + inset, top: high, right: right - inset, bottom: low }, colour);
            base += part;
        }
        canvas.spot(&[Rect { left, right, ..panel }], week.monday.to_string(), words(week));
    }
    canvas.stroke(&[(panel.left, panel.bottom), (panel.right, panel.bottom)], HAIR, AXIS);
    calendar.draw(canvas, panel.bottom, panel.bottom);
}

fn words(week: &WeekZones) -> String {
    let known = parts(week).into_iter().zip(NAMES).filter(|(minutes, _)| *minutes > 0.0);
    let hours: Vec<String> =
        known.map(|(minutes, name)| format!("{name} {}", number::decimals(minutes / 60.0, 1))).collect();
    let runs = runs_in_words(week.runs, week.runs_of_unknown_length);
    match hours.is_empty() {
        true => runs,
        false => format!("{} h · {runs}", hours.join(", ")),
    }
}

/// `2 runs`, `2 runs (1 of unknown length)`.
fn runs_in_words(runs: usize, of_unknown_length: usize) -> String {
    let runs = number::count(runs, "run");
    match of_unknown_length {
        0 => runs,
        some => format!("{runs} ({some} of unknown length)"),
    }
}
