//! Zones: minutes in three intensity zones, week by week.

use jiff::civil::Date;

use super::Figure;
use super::data::{self, column, number as decimal};
use crate::days::WeekZones;
use crate::render::axis::{self, Calendar, Linear};
use crate::render::canvas::Canvas;
use crate::render::marks::Rect;
use crate::render::theme::{AXIS, HAIR, INTENSITY, PAPER, UNZONED};
use crate::report::Report;
use crate::sheet::facts::{Get, TableColumn};
use crate::text::{self, date, number};

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "zones",
    topic: "Intensity by week",
    title,
    caption: "Hours of running below the first threshold (easy), between the two, and above the second; grey where \
              nothing tells the intensity. Hatched: the first or last week, of which not every day is in the record.",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| data::csv(COLUMNS, &report.weeks),
    available,
    reads: ["Week from", "Hours by intensity"],
    draw,
};

const NAMES: [&str; 4] = ["zone 1 (easy)", "zone 2", "zone 3 (hard)", "no zone known"];

const COLUMNS: &[TableColumn<WeekZones>] = &[
    column("monday", "First day of the week", Get::Date(|week| Some(week.monday))),
    decimal("zone1_min", "min", "", "Running below the first threshold (VT1)", |week| Some(week.zone_min[0])),
    decimal("zone2_min", "min", "", "Running between VT1 and VT2", |week| Some(week.zone_min[1])),
    decimal("zone3_min", "min", "", "Running above the second threshold (VT2)", |week| {
        Some(week.zone_min[2])
    }),
    decimal("unzoned_min", "min", "", "Running without zones", |week| Some(week.unzoned_min)),
    column("runs", "Number of runs", Get::Count(|week| week.runs as i64)),
    column(
        "runs_of_unknown_length",
        "Those of them that are in no minutes: nothing tells how long they were",
        Get::Count(|week| week.runs_of_unknown_length as i64),
    ),
];

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

/// Minutes of all weeks.
fn total(report: &Report) -> [f64; 4] {
    let add = |sum: [f64; 4], week: &WeekZones| {
        let parts = parts(week);
        std::array::from_fn(|i| sum[i] + parts[i])
    };
    report.weeks.iter().fold([0.0; 4], add)
}

/// The share of easy running in what has a zone.
fn title(report: &Report) -> String {
    let [one, two, three, _] = total(report);
    let known = one + two + three;
    if known <= 0.0 {
        return "Running time whose intensity is not known".to_owned();
    }
    format!(
        "{} of running time was easy, {} hard",
        number::percent(one / known),
        number::percent(three / known)
    )
}

fn alt(report: &Report) -> String {
    let total = total(report);
    let hours: Vec<String> = NAMES
        .iter()
        .zip(total)
        .map(|(name, min)| format!("{name} {} h", number::decimals(min / 60.0, 0)))
        .collect();
    format!(
        "Running time by intensity over {}: {}.",
        text::count(report.weeks.len(), "week"),
        hours.join(", ")
    )
}

/// True for a week with days outside of the record.
fn partial(report: &Report, monday: Date) -> bool {
    let (Some(first), Some(last)) = (report.days.first(), report.days.last()) else { return false };
    monday < first.date || axis::days_spanned(monday, last.date) < 7
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let weeks = &report.weeks;
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else { return };
    let sum = |of: fn(&WeekZones) -> usize| weeks.iter().map(of).sum();
    let subtitle = format!(
        "n = {} in {} · {}",
        runs_in_words(sum(|week| week.runs), sum(|week| week.runs_of_unknown_length)),
        text::count(weeks.len(), "week"),
        report.zone_rule
    );
    let top = axis::heading(canvas, &title(report), &subtitle);
    let colours = [INTENSITY[0], INTENSITY[1], INTENSITY[2], UNZONED];
    let items: Vec<_> = colours.into_iter().zip(NAMES).collect();
    let left = canvas.margin() + 80.0;
    let above = axis::legend(canvas, (left, top + 10.0), &items);
    let panel =
        Rect { left, top: above + 86.0, right: canvas.width() - canvas.margin(), bottom: above + 600.0 };
    let days = axis::days_spanned(first.monday, last.monday) + 6;
    let calendar =
        Calendar { first: first.monday, days, left: panel.left, right: panel.right, breaks: Vec::new() };
    let tallest = weeks.iter().map(|week| parts(week).iter().sum::<f64>()).fold(0.0, f64::max) / 60.0;
    let scale = Linear { low: 0.0, high: axis::round_up(tallest), from: panel.bottom, to: panel.top };
    axis::y_axis(canvas, panel, &scale, 4, "Hours of running per week");
    let edges = |week: &WeekZones| {
        let index = axis::days_spanned(first.monday, week.monday).saturating_sub(1);
        calendar.bar(index, index + 7)
    };
    // One colour after the other: neighbours on the page share a path.
    for (part, colour) in colours.into_iter().enumerate() {
        for week in weeks.iter().filter(|week| parts(week)[part] > 0.0) {
            let (left, right) = edges(week);
            let base: f64 = parts(week)[..part].iter().sum();
            let (low, high) = (scale.at(base / 60.0), scale.at((base + parts(week)[part]) / 60.0));
            canvas.fill(Rect { left, top: high, right, bottom: low }, colour);
        }
    }
    for week in weeks {
        let (left, right) = edges(week);
        let hours = parts(week).iter().sum::<f64>() / 60.0;
        if hours > 0.0 && partial(report, week.monday) {
            canvas.hatch(Rect { left, right, top: scale.at(hours), ..panel }, PAPER);
        }
        canvas.spot(&[Rect { left, right, ..panel }], date::day(week.monday), words(week));
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
    let runs = text::count(runs, "run");
    match of_unknown_length {
        0 => runs,
        some => format!("{runs} ({some} of unknown length)"),
    }
}
