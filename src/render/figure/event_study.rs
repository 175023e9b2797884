//! Event study: how soreness moves around hard days, easy next day against rest next day.

use super::data::{self, column, number as decimal};
use super::{Figure, NO_LOG, what_made_me_sore};
use crate::effect::event_study::{EventPoint, MeanBand};
use crate::render::axis::{self, LABEL, Linear, NOTE, STRONG};
use crate::render::canvas::Canvas;
use crate::render::marks::{Align, Rect, Type};
use crate::render::theme::{AXIS, BLANK, Colour, EASY, HAIR, LINE, NAIVE, REST, THIN};
use crate::report::Report;
use crate::sheet::facts::{Get, TableColumn};
use crate::text::{self, number};

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "event_study",
    topic: "Around hard days",
    title,
    caption: "Mean change of soreness since the morning before the hard session, with 95 % bands. Not adjusted for \
              anything else: runners rest when they are sore, which parts the two lines by itself, and the days after hold \
              sessions of their own. Look at the shape, not at the gap. What one hard session does by itself is \
              under \"What made me sore\", where the sorest morning may be another.",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| data::csv(COLUMNS, rows(report)),
    available,
    reads: ["Morning", "Change since the morning before the session (95 % band)"],
    draw,
};

/// A point of one line.
struct Row {
    day: i32,
    next: &'static str,
    band: Option<MeanBand>,
}

fn rows(report: &Report) -> Vec<Row> {
    let both = |p: &EventPoint| {
        [("easy", p.easy_next), ("rest", p.rest_next)].map(|(next, band)| Row { day: p.day, next, band })
    };
    report.event_study.iter().flat_map(both).collect()
}

const FEW: &str = "fewer than 3 days";

const COLUMNS: &[TableColumn<Row>] = &[
    column("day", "Days since the hard day, -2 to 5", Get::Count(|row| i64::from(row.day))),
    column(
        "next_day",
        "What was done the day after the hard day: easy, rest",
        Get::Text(|row| row.next.to_owned()),
    ),
    decimal("mean", "points", FEW, "Mean change of soreness since the morning of the hard day", |row| {
        Some(row.band?.mean)
    }),
    decimal("low", "points", FEW, "Lower end of its 95 % band", |row| Some(row.band?.low)),
    decimal("high", "points", FEW, "Upper end of its 95 % band", |row| Some(row.band?.high)),
    decimal("n", "", FEW, "Hard days in the mean", |row| Some(row.band?.n as f64)),
];

/// One of the two lines.
struct Series {
    name: &'static str,
    /// Written at its end.
    short: &'static str,
    colour: Colour,
    /// Colour of its words, dark enough to read.
    words: Colour,
    dashed: bool,
    pick: fn(&EventPoint) -> Option<MeanBand>,
}

const SERIES: [Series; 2] = [
    Series {
        name: "easy next day",
        short: "then easy",
        colour: EASY,
        words: EASY,
        dashed: false,
        pick: |p| p.easy_next,
    },
    Series {
        name: "rest next day",
        short: "then rest",
        colour: REST,
        words: NAIVE,
        dashed: true,
        pick: |p| p.rest_next,
    },
];

fn available(report: &Report) -> Result<(), String> {
    if report.soreness.is_none() && report.analysis.is_none() {
        return Err(NO_LOG.to_owned());
    }
    let drawn = |series: &Series| report.event_study.iter().filter(|p| (series.pick)(p).is_some()).count();
    if SERIES.iter().all(|series| drawn(series) < 2) {
        return Err(
            "Too few hard days with soreness reports around them: at least 3 hard days followed by an \
                    easy day, or by rest, are needed."
                .to_owned(),
        );
    }
    Ok(())
}

/// The morning on which soreness is highest, over both lines, and by how much.
fn sorest(report: &Report) -> Option<(i32, f64)> {
    let pooled = |p: &EventPoint| {
        let known = || [p.easy_next, p.rest_next].into_iter().flatten();
        let n: usize = known().map(|band| band.n).sum();
        let sum: f64 = known().map(|band| band.mean * band.n as f64).sum();
        (n > 0).then(|| (p.day, sum / n as f64))
    };
    let after = report.event_study.iter().filter(|p| p.day > 0).filter_map(pooled);
    after.max_by(|a, b| a.1.total_cmp(&b.1))
}

fn title(report: &Report) -> String {
    match sorest(report) {
        Some((day, rise)) if rise > 0.0 && clear(report, day) => {
            let morning = if day == 1 { "the morning".to_owned() } else { mornings(day) };
            format!("Plain average: sorest {morning} after a hard day, {}", number::signed(rise))
        }
        Some((_, rise)) if rise > 0.0 => "Plain average: no clear rise after hard days".to_owned(),
        Some(_) => "Plain average: no sorer after hard days".to_owned(),
        None => FIGURE.topic.to_owned(),
    }
}

/// Why the sorest morning here is another than under "What made me sore"; empty: it is the same, or one is not known.
fn why_another(report: &Report) -> String {
    let told = |&(day, rise): &(i32, f64)| rise > 0.0 && clear(report, day);
    let plain = sorest(report).filter(told).map(|(day, _)| day.unsigned_abs() as usize);
    let (Some(plain), Some(by_itself)) = (plain, what_made_me_sore::worst_morning(report)) else {
        return String::new();
    };
    match plain == by_itself {
        true => String::new(),
        false => format!(
            ". By itself a hard session hurts most on morning {by_itself}, not {plain}: the plain average also holds what you \
             did on the days between"
        ),
    }
}

/// True where the band of a line is above 0 on that morning.
fn clear(report: &Report, day: i32) -> bool {
    let bands = report.event_study.iter().filter(|p| p.day == day).flat_map(|p| [p.easy_next, p.rest_next]);
    bands.flatten().any(|band| band.low > 0.0)
}

fn mornings(day: i32) -> String {
    text::count(day.unsigned_abs() as usize, "morning")
}

fn alt(report: &Report) -> String {
    let lines = SERIES.iter().map(|series| {
        let words = |(p, b): (&EventPoint, MeanBand)| {
            format!("day {}: {} (n {})", p.day, number::signed(b.mean), b.n)
        };
        let known = report.event_study.iter().filter_map(|p| Some((p, (series.pick)(p)?)));
        let points: Vec<String> = known.map(words).collect();
        let points = if points.is_empty() { "too few days".to_owned() } else { points.join(", ") };
        format!("{}: {points}", series.name)
    });
    let lines: Vec<String> = lines.collect();
    format!(
        "Mean change of soreness since the morning before a hard session. {}{}.",
        lines.join(". "),
        why_another(report)
    )
}

/// Room right of the panel for the names of the lines, px.
const LABELS: f64 = 150.0;

fn draw(report: &Report, canvas: &mut Canvas) {
    let points = &report.event_study;
    let hard = points.iter().find(|p| p.day == 0);
    let n = |pick: fn(&EventPoint) -> Option<MeanBand>| hard.and_then(pick).map_or(0, |band| band.n);
    let subtitle = format!(
        "Change since the morning before the session, points · n = {} hard days then easy, {} then rest · 95 % bands{}",
        number::grouped(n(SERIES[0].pick)),
        number::grouped(n(SERIES[1].pick)),
        why_another(report)
    );
    let top = axis::heading(canvas, &title(report), &subtitle) + 30.0;
    let margin = canvas.margin();
    let right = canvas.width() - margin - LABELS;
    let panel = Rect { left: margin + 100.0, top, right, bottom: top + 520.0 };
    let bands = || points.iter().flat_map(|p| [p.easy_next, p.rest_next]).flatten();
    let low = bands().map(|b| b.low).fold(0.0, f64::min);
    let high = bands().map(|b| b.high).fold(0.0, f64::max);
    let pad = ((high - low) * 0.1).max(0.1);
    let y = Linear { low: low - pad, high: high + pad, from: panel.bottom, to: panel.top };
    let days = points.iter().map(|p| f64::from(p.day));
    let (first, last) = (days.clone().fold(f64::INFINITY, f64::min), days.fold(f64::NEG_INFINITY, f64::max));
    let x = Linear { low: first - 0.5, high: last + 0.5, from: panel.left, to: panel.right };
    canvas.fill(Rect { left: x.at(-0.5), right: x.at(0.5), ..panel }, BLANK);
    axis::y_axis(canvas, panel, &y, 5, "");
    canvas.stroke(&[(panel.left, y.at(0.0)), (panel.right, y.at(0.0))], THIN, AXIS);
    SERIES.iter().for_each(|series| draw_band(canvas, points, series, (&x, &y)));
    SERIES.iter().for_each(|series| draw_line(canvas, points, series, (&x, &y)));
    let half = x.at(0.5) - x.at(0.0);
    for (i, line) in ["morning", "before the", "session"].iter().enumerate() {
        let at = (x.at(-0.5) + half, panel.top + 26.0 + 34.0 * i as f64);
        canvas.text_on_lines(at, line, NOTE, Align::Centre);
    }
    name_lines(canvas, points, &y, panel);
    below(canvas, points, panel, &x);
    for p in points {
        let day = f64::from(p.day);
        let place = Rect { left: x.at(day - 0.5), right: x.at(day + 0.5), ..panel };
        canvas.spot(&[place], morning(p.day), words(p));
    }
}

/// The morning of a day after the hard day.
fn morning(day: i32) -> String {
    match day {
        0 => "before the session".to_owned(),
        d => format!("{} {}", mornings(d), if d > 0 { "after" } else { "earlier" }),
    }
}

/// Both means, their bands and numbers of mornings.
fn words(p: &EventPoint) -> String {
    let one = |series: &Series| match (series.pick)(p) {
        Some(b) => format!(
            "{} {} ({}, n = {})",
            series.name,
            number::signed(b.mean),
            number::interval(b.low, b.high),
            number::grouped(b.n)
        ),
        None => format!("{}: too few days", series.name),
    };
    SERIES.iter().map(one).collect::<Vec<_>>().join(" · ")
}

/// The unbroken stretches of a series: x and band of each point.
fn pieces(points: &[EventPoint], series: &Series, x: &Linear) -> Vec<Vec<(f64, MeanBand)>> {
    let place = |p: &EventPoint| (series.pick)(p).map(|band| (x.at(f64::from(p.day)), band));
    super::stretches(points.len(), |i| (series.pick)(&points[i]).is_some())
        .into_iter()
        .map(|(from, until)| points[from..until].iter().filter_map(place).collect())
        .collect()
}

fn draw_band(canvas: &mut Canvas, points: &[EventPoint], series: &Series, (x, y): (&Linear, &Linear)) {
    for piece in pieces(points, series, x).into_iter().filter(|piece| piece.len() > 1) {
        let mut outline: Vec<(f64, f64)> = piece.iter().map(|(x, b)| (*x, y.at(b.high))).collect();
        outline.extend(piece.iter().rev().map(|(x, b)| (*x, y.at(b.low))));
        canvas.polygon(&outline, series.colour, 0.2);
    }
}

fn draw_line(canvas: &mut Canvas, points: &[EventPoint], series: &Series, (x, y): (&Linear, &Linear)) {
    for piece in pieces(points, series, x) {
        let line: Vec<(f64, f64)> = piece.iter().map(|(x, b)| (*x, y.at(b.mean))).collect();
        match (line.as_slice(), series.dashed) {
            // A single morning has no line to be on.
            ([only], _) => canvas.dot(*only, 9.0, series.colour, 1.0),
            (line, true) => canvas.dashed(line, LINE, 12.0, series.colour),
            (line, false) => canvas.stroke(line, LINE, series.colour),
        }
    }
}

/// The names of the lines right of their ends, apart from each other.
fn name_lines(canvas: &mut Canvas, points: &[EventPoint], y: &Linear, panel: Rect) {
    let mut ends: Vec<(f64, &Series)> = SERIES
        .iter()
        .filter_map(|series| Some((y.at(points.iter().rev().find_map(series.pick)?.mean), series)))
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut free = panel.top;
    for (level, series) in ends {
        let level = level.max(free);
        let look = Type { size: NOTE.size, colour: series.words, ..STRONG };
        canvas.text((panel.right + 10.0, level), series.short, look, Align::Left);
        free = level + 36.0;
    }
}

/// Day numbers, the axis title, and n under each point.
fn below(canvas: &mut Canvas, points: &[EventPoint], panel: Rect, x: &Linear) {
    canvas.stroke(&[(panel.left, panel.bottom), (panel.right, panel.bottom)], HAIR, AXIS);
    for p in points {
        let at = x.at(f64::from(p.day));
        let day = if p.day > 0 { format!("+{}", p.day) } else { number::decimals(f64::from(p.day), 0) };
        canvas.text((at, panel.bottom + 36.0), &day, LABEL, Align::Centre);
    }
    let middle = (panel.left + panel.right) / 2.0;
    axis::centred(
        canvas,
        (middle, panel.bottom + 84.0),
        "Mornings since the hard session (0: before it)",
        NOTE,
    );
    for (row, series) in SERIES.iter().enumerate() {
        let y = panel.bottom + 146.0 + row as f64 * 44.0;
        let look = Type { colour: series.words, ..NOTE };
        let words = if series.dashed { "n rest" } else { "n easy" };
        canvas.text((canvas.margin(), y), words, look, Align::Left);
        for p in points {
            let n = (series.pick)(p).map_or("–".to_owned(), |band| number::grouped(band.n));
            canvas.text((x.at(f64::from(p.day)), y), &n, look, Align::Centre);
        }
    }
}
