//! Season: daily load by kind of day, fitness, fatigue and form, and soreness, on one time axis.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::data::{self, column, number as decimal, words as phrase};
use super::{Figure, stretches};
use crate::day::{Day, DayKind};
use crate::measure::LoadSource;
use crate::render::axis::{self, Calendar, Linear, NOTE};
use crate::render::canvas::Canvas;
use crate::render::marks::{Align, Rect, Type};
use crate::render::theme::{
    self, AXIS, BLANK, Colour, EASY, FATIGUE, FITNESS, FORM, HAIR, HATCH, KINDS, LINE, MUTED, NAIVE,
    SORENESS, UNZONED, ZONE, kind_colour,
};
use crate::render::words;
use crate::report::Report;
use crate::sheet::facts::{Get, TableColumn};
use crate::text::{self, date, number};

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "season",
    topic: "The season",
    title,
    caption: "Load by kind of day on top, fitness (CTL, 42 days), fatigue (ATL, 7 days) and form (TSB) in the \
              middle, morning soreness at the bottom. Hatched: nothing is known. Fitness needs 42 days to warm up, \
              and starts again after a gap, because the training in it is not known.",
    alt,
    columns: || data::facts(COLUMNS),
    data_csv: |report| data::csv(COLUMNS, rows(report)),
    available,
    reads: ["Day", "What was done, load, fitness, soreness"],
    draw,
};

/// A day of the season.
struct Row {
    day: Day,
    source: Option<usize>,
}

fn rows(report: &Report) -> Vec<Row> {
    let days = report.days.iter().cloned().zip(sources(report));
    days.map(|(day, source)| Row { day, source }).collect()
}

const NO_LOAD: &str = "as in days.csv";

const COLUMNS: &[TableColumn<Row>] = &[
    column("date", "Local date", Get::Date(|row| Some(row.day.date))),
    column(
        "kind",
        "What was done that day: rest, easy, moderate, hard, unknown",
        Get::Text(|row| row.day.kind.name().to_owned()),
    ),
    decimal("load", "", NO_LOAD, "Load of all sessions", |row| row.day.load),
    phrase("load_source", "no session that day", "Where most of the day's load comes from", |row| {
        row.source.map_or("", |source| SOURCES[source]).to_owned()
    }),
    decimal("ctl", "", NO_LOAD, "Fitness (CTL) of the evening", |row| row.day.ctl),
    decimal("atl", "", NO_LOAD, "Fatigue (ATL) of the evening", |row| row.day.atl),
    decimal("tsb", "", NO_LOAD, "Form (TSB) of the morning", |row| row.day.tsb),
    column("warming_up", "True in the first 42 days of the curves", Get::Flag(|row| row.day.warming_up)),
    decimal("soreness", "points", "no report", "Soreness as reported; higher is sorer", |row| {
        row.day.soreness
    }),
    column("gap", "True: inside a stretch without files and diary", Get::Flag(|row| row.day.gap)),
];

/// How many runs, and when fitness was highest.
fn title(report: &Report) -> String {
    let runs: usize = report.days.iter().map(|day| day.runs).sum();
    let known = report.days.iter().filter(|day| !day.gap).count();
    let counted = format!("{} in {}", text::count(runs, "run"), text::count(known, "day"));
    let ready = report.days.iter().filter(|day| !day.warming_up);
    let best = ready.filter_map(|day| Some((day.ctl?, day.date))).max_by(|a, b| a.0.total_cmp(&b.0));
    match best {
        Some((ctl, day)) => {
            format!("{counted}; fitness highest in {} ({})", date::month(day), number::decimals(ctl, 0))
        }
        None => counted,
    }
}

/// Where loads come from, as a reader groups them; the surest first.
const SOURCES: [&str; 5] = ["heart rate", "perceived exertion", "pace", "minutes", "none"];

/// Place of a load source in [`SOURCES`].
const fn source(source: LoadSource) -> usize {
    match source {
        LoadSource::Trimp | LoadSource::TrimpMeanHr | LoadSource::Edwards => 0,
        LoadSource::SessionRpe => 1,
        LoadSource::RtssGap => 2,
        LoadSource::Minutes => 3,
        LoadSource::None => 4,
    }
}

/// Per day, the least sure source among its activities; `None`: a day without one.
fn sources(report: &Report) -> Vec<Option<usize>> {
    let mut by_day: BTreeMap<Date, usize> = BTreeMap::new();
    for run in report.activities.iter().filter(|session| session.is_run()) {
        let slot = by_day.entry(run.local_date).or_default();
        *slot = (*slot).max(source(run.load_source));
    }
    report.days.iter().map(|day| by_day.get(&day.date).copied()).collect()
}

/// The sources by day, where more than one occurs.
fn rug(report: &Report) -> Option<Vec<Option<usize>>> {
    let sources = sources(report);
    let mut known = sources.iter().flatten();
    let first = known.next()?;
    known.any(|source| source != first).then_some(sources)
}

/// Days narrower than this many pixels are summed into weeks in the load panel.
const NARROWEST_DAY_PX: f64 = 2.5;

fn available(report: &Report) -> Result<(), String> {
    if report.days.len() < 7 {
        return Err(format!(
            "{} of training are too few for a season.",
            text::count(report.days.len(), "day")
        ));
    }
    Ok(())
}

fn alt(report: &Report) -> String {
    let days = &report.days;
    let kinds: Vec<String> = KINDS
        .iter()
        .map(|&kind| format!("{} {}", days.iter().filter(|d| d.kind == kind).count(), kind.name()))
        .collect();
    let reported = days.iter().filter(|d| d.soreness.is_some()).count();
    format!(
        "Season from {} to {}, {}: {}. Soreness reported on {reported} mornings.",
        days.first().map(|d| date::day(d.date)).unwrap_or_default(),
        days.last().map(|d| date::day(d.date)).unwrap_or_default(),
        text::count(days.len(), "day"),
        kinds.join(", ")
    )
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let days = &report.days;
    let right = canvas.width() - canvas.margin() - LABELS;
    let Some(calendar) = calendar(days, canvas.margin() + 80.0, right) else { return };
    let runs: usize = days.iter().map(|d| d.runs).sum();
    let subtitle = format!(
        "{} to {} · {} · {}",
        date::day(calendar.first),
        days.last().map(|d| date::day(d.date)).unwrap_or_default(),
        text::count(days.len(), "day"),
        text::count(runs, "run")
    );
    let subtitle = match words::distance(report) {
        Some(distance) => format!("{subtitle} · {distance}"),
        None => subtitle,
    };
    let top = axis::heading(canvas, &title(report), &subtitle);
    let sheet = |top: f64, height: f64| Rect {
        left: calendar.left,
        top,
        right: calendar.right,
        bottom: top + height,
    };
    let left = if canvas.narrow() { canvas.margin() } else { calendar.left };
    let above = kinds_legend(canvas, (left, top + 10.0), kinds_in_bars(&calendar));
    let load_top = above + 86.0 + axis::room_above(canvas, calendar.left, &load_title(days, &calendar));
    let load = sheet(load_top, 330.0);
    draw_load(canvas, days, &calendar, load);
    let below = match rug(report) {
        Some(sources) => draw_rug(canvas, &sources, &calendar, load.bottom + 54.0),
        None => load.bottom,
    };
    let fitness = draw_fitness(canvas, days, &calendar, below + 64.0);
    let bottom = match soreness_title(report, &calendar) {
        Some(title) => {
            let room = axis::room_above(canvas, calendar.left, &title);
            let soreness = sheet(fitness + 90.0 + room, 190.0);
            draw_soreness(canvas, report, &calendar, soreness);
            soreness.bottom
        }
        None => fitness,
    };
    calendar.draw(canvas, bottom, bottom);
    let whole = Rect { top: load.top, bottom, ..load };
    if days.len() > MOST_SPOTS {
        spots_by_week(canvas, days, &calendar, whole)
    } else {
        spots(canvas, days, &calendar, whole)
    }
}

/// Room right of the panels for the names of the curves, px.
const LABELS: f64 = 116.0;

/// In a longer record a day is too thin to point at.
pub(super) const MOST_SPOTS: usize = 800;

fn spots(canvas: &mut Canvas, days: &[Day], calendar: &Calendar, whole: Rect) {
    for (i, day) in days.iter().enumerate() {
        let mut parts = vec![if day.gap { "nothing is known" } else { day.kind.name() }.to_owned()];
        let load = day.load.filter(|load| *load > 0.0);
        parts.extend(load.map(|load| format!("load {}", number::decimals(load, 0))));
        parts.extend(fitness_words(day));
        parts.extend(day.soreness.map(|value| format!("soreness {}", number::short(value))));
        let place = Rect { left: calendar.edge(i), right: calendar.edge(i + 1), ..whole };
        canvas.spot(&[place], date::day(day.date), parts.join(" · "));
    }
}

/// The weeks of the load bars, with fitness at their end.
fn spots_by_week(canvas: &mut Canvas, days: &[Day], calendar: &Calendar, whole: Rect) {
    for (i, week) in days.chunks(7).enumerate() {
        let (Some(first), Some(last)) = (week.first(), week.last()) else { continue };
        let load: f64 = week.iter().filter_map(|day| day.load).sum();
        let mut parts = vec![text::count(week.iter().map(|day| day.runs).sum(), "run")];
        parts.push(format!("load {}", number::decimals(load, 0)));
        parts.extend(fitness_words(last));
        let place = Rect { left: calendar.edge(7 * i), right: calendar.edge(7 * i + week.len()), ..whole };
        canvas.spot(&[place], format!("week from {}", date::day(first.date)), parts.join(" · "));
    }
}

fn fitness_words(day: &Day) -> impl Iterator<Item = String> {
    [("fitness", day.ctl), ("fatigue", day.atl), ("form", day.tsb)]
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name} {}", number::decimals(value?, 0))))
}

/// The calendar of `days` between two edges; `None` without a day.
pub fn calendar(days: &[Day], left: f64, right: f64) -> Option<Calendar> {
    let mut breaks = stretches(days.len(), |i| days[i].gap);
    breaks.retain(|(from, until)| until - from >= LONG_GAP);
    Some(Calendar { first: days.first()?.date, days: days.len(), left, right, breaks })
}

/// Gaps from so many days on are cut out of the axis.
const LONG_GAP: usize = 28;

/// The legend of the kinds of day; returns the y of its last line.
pub fn kinds_legend(canvas: &mut Canvas, at: (f64, f64), kinds: &[DayKind]) -> f64 {
    let items: Vec<_> = kinds.iter().map(|&kind| (kind_colour(kind), kind.name())).collect();
    axis::legend(canvas, at, &items)
}

/// True where a day is too narrow for a mark of its own.
fn dense(calendar: &Calendar) -> bool {
    calendar.step() < NARROWEST_DAY_PX
}

/// The kinds that the load bars show: bars of whole weeks have no marks for rest.
#[must_use]
pub fn kinds_in_bars(calendar: &Calendar) -> &'static [DayKind] {
    const WITHOUT_REST: [DayKind; 4] = [KINDS[1], KINDS[2], KINDS[3], KINDS[4]];
    if dense(calendar) { &WITHOUT_REST } else { &KINDS }
}

/// Hatches the stretches about which nothing is known.
pub fn hatch_gaps(canvas: &mut Canvas, days: &[Day], calendar: &Calendar, panel: Rect) {
    for (from, until) in stretches(days.len(), |i| days[i].gap) {
        let gap = Rect { left: calendar.edge(from), right: calendar.edge(until), ..panel };
        canvas.fill(gap, BLANK);
        canvas.hatch(gap, HATCH);
    }
}

/// Load of a day or week, one value a kind.
struct Bar {
    first: usize,
    until: usize,
    load: [f64; 5],
    unmeasured: bool,
}

fn bars(days: &[Day], calendar: &Calendar) -> (Vec<Bar>, bool) {
    let weekly = dense(calendar);
    let width = if weekly { 7 } else { 1 };
    let bars = days
        .chunks(width)
        .enumerate()
        .map(|(i, chunk)| {
            let mut bar =
                Bar { first: i * width, until: i * width + chunk.len(), load: [0.0; 5], unmeasured: false };
            for day in chunk {
                let slot = KINDS.iter().position(|&k| k == day.kind).unwrap_or(KINDS.len() - 1);
                match day.load {
                    Some(load) => bar.load[slot] += load,
                    None => bar.unmeasured |= day.runs > 0,
                }
            }
            bar
        })
        .collect();
    (bars, weekly)
}

/// What the bars show, and what they cannot.
fn load_title(days: &[Day], calendar: &Calendar) -> String {
    let weekly = dense(calendar);
    let title = format!("Load per {} (load units)", if weekly { "week" } else { "day" });
    let unmeasured = days.iter().filter(|d| d.runs > 0 && d.load.is_none()).count();
    let days = text::count(unmeasured, "day");
    match (unmeasured, weekly) {
        (0, _) => title,
        (_, false) => format!("{title} · grey stubs: {days} with a run of unknown load"),
        (_, true) => format!("{title} · without {days} with a run of unknown load"),
    }
}

/// Load bars, coloured by kind of day; a grey stub where a run's load is not known; rest days as
/// short ticks below the line.
pub fn draw_load(canvas: &mut Canvas, days: &[Day], calendar: &Calendar, panel: Rect) {
    let (bars, weekly) = bars(days, calendar);
    let tallest = bars.iter().map(|b| b.load.iter().sum::<f64>()).fold(0.0, f64::max);
    let scale = Linear { low: 0.0, high: axis::round_up(tallest), from: panel.bottom, to: panel.top };
    hatch_gaps(canvas, days, calendar, panel);
    axis::y_axis(canvas, panel, &scale, 4, &load_title(days, calendar));
    let sides = |bar: &Bar| calendar.bar(bar.first, bar.until);
    // One colour after the other: neighbours on the page share a path.
    for (slot, kind) in KINDS.iter().enumerate() {
        for bar in bars.iter().filter(|bar| bar.load[slot] > 0.0) {
            let (left, right) = sides(bar);
            let base: f64 = bar.load[..slot].iter().sum();
            let (top, bottom) = (scale.at(base + bar.load[slot]), scale.at(base));
            canvas.fill(Rect { left, top, right, bottom }, kind_colour(*kind));
        }
    }
    for bar in bars.iter().filter(|bar| bar.unmeasured && !weekly) {
        let (left, right) = sides(bar);
        canvas.fill(Rect { left, top: panel.bottom - 18.0, right, bottom: panel.bottom }, UNZONED);
    }
    canvas.stroke(&[(panel.left, panel.bottom), (panel.right, panel.bottom)], HAIR, AXIS);
    if weekly {
        return;
    }
    // Rest is no bar of height 0: a mark below the line says that the day is known.
    for (from, until) in stretches(days.len(), |i| days[i].kind == DayKind::Rest) {
        let (left, right) = (calendar.edge(from), calendar.edge(until));
        canvas.fill(
            Rect { left, top: panel.bottom + 4.0, right, bottom: panel.bottom + 16.0 },
            kind_colour(DayKind::Rest),
        );
    }
}

/// A strip that says by day where the load comes from, below its legend at `y`; returns its lower end.
fn draw_rug(canvas: &mut Canvas, sources: &[Option<usize>], calendar: &Calendar, y: f64) -> f64 {
    let x = calendar.left + canvas.text((calendar.left, y), "Load from", NOTE, Align::Left) + 26.0;
    let items: Vec<_> = (0..SOURCES.len())
        .filter(|slot| sources.iter().flatten().any(|source| source == slot))
        .map(|slot| (theme::SOURCES[slot], SOURCES[slot]))
        .collect();
    let top = axis::legend(canvas, (x, y), &items) + 30.0;
    let panel = Rect { left: calendar.left, top, right: calendar.right, bottom: top + 22.0 };
    for (slot, colour) in theme::SOURCES.into_iter().enumerate() {
        for (from, until) in stretches(sources.len(), |i| sources[i] == Some(slot)) {
            let left = calendar.edge(from);
            canvas.fill(Rect { left, right: calendar.edge(until).max(left + 1.0), ..panel }, colour);
        }
    }
    canvas.stroke(&[(panel.left, panel.bottom), (panel.right, panel.bottom)], HAIR, HATCH);
    panel.bottom
}

/// Fitness, fatigue and form with their names at their right ends; returns the lower end of the panel.
fn draw_fitness(canvas: &mut Canvas, days: &[Day], calendar: &Calendar, y: f64) -> f64 {
    let warming = stretches(days.len(), |i| days[i].warming_up && !days[i].gap);
    let title = match warming.is_empty() {
        true => "Fitness, fatigue and form, load units per day",
        false => "Fitness, fatigue and form, load units per day · grey: fitness is warming up (42 days)",
    };
    let top = y + axis::room_above(canvas, calendar.left, title) + 30.0;
    let panel = Rect { left: calendar.left, top, right: calendar.right, bottom: top + 290.0 };
    let values = || days.iter().flat_map(|d| [d.ctl, d.atl, d.tsb]).flatten();
    let high = axis::round_up(values().fold(0.0, f64::max));
    let low = -axis::round_up(-values().fold(0.0, f64::min));
    let low = if values().any(|v| v < 0.0) { low } else { 0.0 };
    let scale = Linear { low, high, from: panel.bottom, to: panel.top };
    for (from, until) in warming {
        let stretch = Rect { left: calendar.edge(from), right: calendar.edge(until), ..panel };
        canvas.fill(stretch, ZONE);
    }
    hatch_gaps(canvas, days, calendar, panel);
    axis::y_axis(canvas, panel, &scale, 6, title);
    if low < 0.0 {
        canvas.stroke(&[(panel.left, scale.at(0.0)), (panel.right, scale.at(0.0))], HAIR, AXIS);
    }
    for curve in &CURVES {
        draw_curve(canvas, days, calendar, &scale, curve);
    }
    name_curves(canvas, days, &scale, panel);
    panel.bottom
}

/// One of the three curves.
struct Curve {
    name: &'static str,
    colour: Colour,
    /// Colour of its name, dark enough to read.
    words: Colour,
    width: f64,
    dashed: bool,
    pick: fn(&Day) -> Option<f64>,
}

/// From the lowest layer to the highest.
const CURVES: [Curve; 3] = [
    Curve { name: "form", colour: FORM, words: MUTED, width: 3.0, dashed: true, pick: |day| day.tsb },
    Curve { name: "fatigue", colour: FATIGUE, words: NAIVE, width: 3.5, dashed: false, pick: |day| day.atl },
    Curve { name: "fitness", colour: FITNESS, words: EASY, width: LINE, dashed: false, pick: |day| day.ctl },
];

fn draw_curve(canvas: &mut Canvas, days: &[Day], calendar: &Calendar, scale: &Linear, curve: &Curve) {
    let dense = dense(calendar);
    for (from, until) in stretches(days.len(), |i| (curve.pick)(&days[i]).is_some() && !days[i].gap) {
        let line: Vec<(f64, f64)> = (from..until)
            .filter_map(|i| Some((calendar.middle(i), scale.at((curve.pick)(&days[i])?))))
            .collect();
        match (dense && curve.width < LINE, curve.dashed) {
            (true, _) => canvas.stroke(&line, 1.5, curve.colour),
            (false, true) => canvas.dashed(&line, curve.width, 9.0, curve.colour),
            (false, false) => canvas.stroke(&line, curve.width, curve.colour),
        }
    }
}

/// The names of the curves at their ends, apart from each other.
fn name_curves(canvas: &mut Canvas, days: &[Day], scale: &Linear, panel: Rect) {
    const APART: f64 = 34.0;
    let mut ends: Vec<(f64, &Curve)> = CURVES
        .iter()
        .filter_map(|curve| Some((scale.at(days.iter().rev().find_map(curve.pick)?), curve)))
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut free = panel.top;
    for (y, curve) in ends {
        let y = y.max(free);
        let look = Type { colour: curve.words, ..NOTE };
        canvas.text((panel.right + 12.0, y), curve.name, look, Align::Left);
        free = y + APART;
    }
}

/// What the soreness panel shows; `None` without a log.
fn soreness_title(report: &Report, calendar: &Calendar) -> Option<String> {
    let (low, high) = soreness_range(report)?;
    let reported = report.days.iter().filter(|d| d.soreness.is_some()).count();
    let line = if dense(calendar) { format!(" · line: mean of {MEAN_OVER} days") } else { String::new() };
    Some(format!(
        "Morning soreness, points ({}–{}; higher is sorer) · n = {} of {} mornings{line}",
        number::short(low),
        number::short(high),
        number::grouped(reported),
        number::grouped(report.days.len())
    ))
}

/// Soreness as dots, joined where mornings follow each other; nothing where nothing was reported.
pub fn draw_soreness(canvas: &mut Canvas, report: &Report, calendar: &Calendar, panel: Rect) {
    let days = &report.days;
    hatch_gaps(canvas, days, calendar, panel);
    let (Some((low, high)), Some(title)) = (soreness_range(report), soreness_title(report, calendar)) else {
        return;
    };
    let scale = Linear { low, high, from: panel.bottom - 8.0, to: panel.top + 8.0 };
    // Both ends of the scale and its middle, where the middle is a value that can be read.
    let middle = (low + high) / 2.0;
    let ticks = [low, middle, high];
    let places = usize::from(ticks.iter().any(|t| t.fract() != 0.0));
    axis::y_axis_at(canvas, panel, &scale, (&ticks, places), &title);
    let dense = dense(calendar);
    if !dense {
        for (from, until) in stretches(days.len(), |i| days[i].soreness.is_some()) {
            let line: Vec<_> = (from..until)
                .filter_map(|i| Some((calendar.middle(i), scale.at(days[i].soreness?))))
                .collect();
            canvas.stroke(&line, HAIR, HATCH);
        }
    }
    for (i, day) in days.iter().enumerate() {
        if let Some(value) = day.soreness {
            let radius = (calendar.step() * 0.7).clamp(3.0, 7.0);
            let at = (calendar.middle(i), scale.at(value));
            canvas.dot(at, radius, SORENESS, if dense { 0.25 } else { 1.0 });
        }
    }
    if dense {
        draw_months(canvas, days, calendar, &scale);
    }
}

/// Days of a mean of soreness, where single days are too thin to follow.
const MEAN_OVER: usize = 28;

/// Mean soreness of every [`MEAN_OVER`] days with at least 7 reports.
fn draw_months(canvas: &mut Canvas, days: &[Day], calendar: &Calendar, scale: &Linear) {
    const FEWEST: usize = 7;
    let means: Vec<Option<(f64, f64)>> = days
        .chunks(MEAN_OVER)
        .enumerate()
        .map(|(i, chunk)| {
            let values: Vec<f64> = chunk.iter().filter_map(|day| day.soreness).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            (values.len() >= FEWEST)
                .then(|| (calendar.middle(i * MEAN_OVER + chunk.len() / 2), scale.at(mean)))
        })
        .collect();
    for (from, until) in stretches(means.len(), |i| means[i].is_some()) {
        let line: Vec<(f64, f64)> = means[from..until].iter().flatten().copied().collect();
        canvas.stroke(&line, LINE, SORENESS);
    }
}

/// Ends of the soreness scale: the log's, else of the values; `None` without a value.
#[must_use]
pub fn soreness_range(report: &Report) -> Option<(f64, f64)> {
    let values = || report.days.iter().filter_map(|d| d.soreness);
    values().next()?;
    if let Some(log) = &report.soreness {
        return Some((log.scale.low, log.scale.high));
    }
    let low = values().fold(0.0, f64::min);
    let high = axis::round_up(values().fold(0.0, f64::max));
    Some((low, high))
}
