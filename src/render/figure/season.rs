//! Season: daily load by kind of day, fitness, fatigue and form, and soreness, on one time axis.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;

use super::{Figure, stretches};
use crate::day::Day;
use crate::day::DayKind;
use crate::measure::LoadSource;
use crate::render::axis::{self, Calendar, LABEL, Linear, NOTE};
use crate::render::canvas::{Align, Canvas, Rect};
use crate::render::number::{self, cell};
use crate::render::theme::{
    self, AXIS, BLANK, FATIGUE, FITNESS, FORM, HAIR, HATCH, KINDS, LINE, SORENESS, UNZONED, ZONE, kind_colour,
};
use crate::render::words;
use crate::report::Report;

/// The row of the table of figures.
pub const FIGURE: Figure = Figure {
    name: "season",
    title: "The season: load, fitness and soreness",
    caption: "Load by kind of day on top, fitness (CTL, 42 days), fatigue (ATL, 7 days) and form (TSB) in the \
              middle, morning soreness below. Fitness needs 42 days to warm up. Hatched: nothing is known.",
    alt,
    data_csv,
    available,
    columns: ["Day", "What was done, load, fitness, soreness"],
    draw,
};

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
            number::count(report.days.len(), "day")
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
        days.first().map(|d| d.date.to_string()).unwrap_or_default(),
        days.last().map(|d| d.date.to_string()).unwrap_or_default(),
        number::count(days.len(), "day"),
        kinds.join(", ")
    )
}

fn data_csv(report: &Report) -> String {
    let mut out = String::from("date,kind,load,load_source,ctl,atl,tsb,warming_up,soreness,gap\n");
    for (d, source) in report.days.iter().zip(sources(report)) {
        let _ = writeln!(
            out,
            "{},{},{},{},{},{},{},{},{},{}",
            d.date,
            d.kind.name(),
            cell(d.load),
            source.map_or("", |source| SOURCES[source]),
            cell(d.ctl),
            cell(d.atl),
            cell(d.tsb),
            d.warming_up,
            cell(d.soreness),
            d.gap
        );
    }
    out
}

fn draw(report: &Report, canvas: &mut Canvas) {
    let days = &report.days;
    let Some(calendar) = calendar(days, canvas.margin() + 80.0, canvas.width() - canvas.margin()) else {
        return;
    };
    let runs: usize = days.iter().map(|d| d.runs).sum();
    let subtitle = format!(
        "{} to {} · {} · {}",
        calendar.first,
        days.last().map(|d| d.date.to_string()).unwrap_or_default(),
        number::count(days.len(), "day"),
        number::count(runs, "run")
    );
    let subtitle = match words::distance(report) {
        Some(distance) => format!("{subtitle} · {distance}"),
        None => subtitle,
    };
    let top = axis::heading(canvas, FIGURE.title, &subtitle);
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
    let room = axis::room_above(canvas, calendar.left, &soreness_title(report).unwrap_or_default());
    let soreness = sheet(fitness + 90.0 + room, 190.0);
    draw_soreness(canvas, report, &calendar, soreness);
    calendar.draw(canvas, soreness.bottom, soreness.bottom);
    let whole = Rect { top: load.top, bottom: soreness.bottom, ..load };
    if days.len() > MOST_SPOTS {
        spots_by_week(canvas, days, &calendar, whole)
    } else {
        spots(canvas, days, &calendar, whole)
    }
}

/// In a longer record a day is too thin to point at.
const MOST_SPOTS: usize = 800;

fn spots(canvas: &mut Canvas, days: &[Day], calendar: &Calendar, whole: Rect) {
    for (i, day) in days.iter().enumerate() {
        let mut parts = vec![if day.gap { "nothing is known" } else { day.kind.name() }.to_owned()];
        let load = day.load.filter(|load| *load > 0.0);
        parts.extend(load.map(|load| format!("load {}", number::decimals(load, 0))));
        parts.extend(fitness_words(day));
        parts.extend(day.soreness.map(|value| format!("soreness {}", number::short(value))));
        let place = Rect { left: calendar.edge(i), right: calendar.edge(i + 1), ..whole };
        canvas.spot(&[place], day.date.to_string(), parts.join(" · "));
    }
}

/// The weeks of the load bars, with fitness at their end.
fn spots_by_week(canvas: &mut Canvas, days: &[Day], calendar: &Calendar, whole: Rect) {
    for (i, week) in days.chunks(7).enumerate() {
        let (Some(first), Some(last)) = (week.first(), week.last()) else { continue };
        let load: f64 = week.iter().filter_map(|day| day.load).sum();
        let mut parts = vec![number::count(week.iter().map(|day| day.runs).sum(), "run")];
        parts.push(format!("load {}", number::decimals(load, 0)));
        parts.extend(fitness_words(last));
        let place = Rect { left: calendar.edge(7 * i), right: calendar.edge(7 * i + week.len()), ..whole };
        canvas.spot(&[place], format!("week from {}", first.date), parts.join(" · "));
    }
}

fn fitness_words(day: &Day) -> impl Iterator<Item = String> {
    [("fitness", day.ctl), ("fatigue", day.atl), ("form", day.tsb)]
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name} {}", number::decimals(value?, 0))))
}

/// The calendar of `days` between two edges; `None` without a day.
pub fn calendar(days: &[Day], left: f64, right: f64) -> Option<Calendar> {
    Some(Calendar { first: days.first()?.date, days: days.len(), left, right })
}

/// The legend of the kinds of day; returns the y of its last line.
pub fn kinds_legend(canvas: &mut Canvas, at: (f64, f64), kinds: &[DayKind]) -> f64 {
    let items: Vec<_> = kinds.iter().map(|&kind| (kind_colour(kind), kind.name())).collect();
    axis::legend(canvas, at, &items)
}

/// The kinds that the load bars show: bars of whole weeks have no marks for rest.
#[must_use]
pub fn kinds_in_bars(calendar: &Calendar) -> &'static [DayKind] {
    const WITHOUT_REST: [DayKind; 4] = [KINDS[1], KINDS[2], KINDS[3], KINDS[4]];
    if calendar.step() < NARROWEST_DAY_PX { &WITHOUT_REST } else { &KINDS }
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
    let weekly = calendar.step() < NARROWEST_DAY_PX;
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
    let weekly = calendar.step() < NARROWEST_DAY_PX;
    let title = format!("Load per {} (load units)", if weekly { "week" } else { "day" });
    let unmeasured = days.iter().filter(|d| d.runs > 0 && d.load.is_none()).count();
    let days = number::count(unmeasured, "day");
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
    for bar in bars {
        let (left, right) = (calendar.edge(bar.first), calendar.edge(bar.until));
        let inset = if right - left < 6.0 { 0.0 } else { ((right - left) * 0.12).min(2.0) };
        let mut base = 0.0;
        for (kind, load) in KINDS.iter().zip(bar.load).filter(|(_, load)| *load > 0.0) {
            let (top, bottom) = (scale.at(base + load), scale.at(base));
            canvas.fill(Rect { left: left + inset, top, right: right - inset, bottom }, kind_colour(*kind));
            base += load;
        }
        if bar.unmeasured && !weekly {
            canvas.fill(
                Rect {
                    left: left + inset,
                    top: panel.bottom - 18.0,
                    right: right - inset,
                    bottom: panel.bottom,
                },
                UNZONED,
            );
        }
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
    for (i, source) in sources.iter().enumerate() {
        if let Some(source) = source {
            let left = calendar.edge(i);
            let right = calendar.edge(i + 1).max(left + 1.0);
            canvas.fill(Rect { left, right, ..panel }, theme::SOURCES[*source]);
        }
    }
    canvas.stroke(&[(panel.left, panel.bottom), (panel.right, panel.bottom)], HAIR, HATCH);
    panel.bottom
}

/// Fitness, fatigue and form below their legend at `y`; returns the lower end of the panel.
fn draw_fitness(canvas: &mut Canvas, days: &[Day], calendar: &Calendar, y: f64) -> f64 {
    let mut items = vec![(FITNESS, "fitness (CTL)"), (FATIGUE, "fatigue (ATL)"), (FORM, "form (TSB)")];
    if days.iter().any(|day| day.warming_up && !day.gap) {
        items.push((ZONE, "warming up: 42 days"));
    }
    let left = if canvas.narrow() { canvas.margin() } else { calendar.left };
    let squares: Vec<_> = items
        .iter()
        .map(|&(colour, _)| move |canvas: &mut Canvas, at: (f64, f64)| axis::square(canvas, at, colour))
        .collect();
    let nothing = |_: &mut Canvas, _: (f64, f64)| {};
    let mut entries: Vec<axis::Entry> = Vec::new();
    for (&(_, words), draw) in items.iter().zip(&squares) {
        entries.push(axis::Entry { words, width: axis::SQUARE, draw });
    }
    entries.push(axis::Entry { words: "load units per day", width: 0.0, draw: &nothing });
    let top = axis::entries(canvas, (left, y), NOTE, &entries) + 36.0;
    let panel = Rect { left: calendar.left, top, right: calendar.right, bottom: top + 290.0 };
    let values = || days.iter().flat_map(|d| [d.ctl, d.atl, d.tsb]).flatten();
    let high = axis::round_up(values().fold(0.0, f64::max));
    let low = -axis::round_up(-values().fold(0.0, f64::min));
    let low = if values().any(|v| v < 0.0) { low } else { 0.0 };
    let scale = Linear { low, high, from: panel.bottom, to: panel.top };
    for (from, until) in stretches(days.len(), |i| days[i].warming_up && !days[i].gap) {
        let stretch = Rect { left: calendar.edge(from), right: calendar.edge(until), ..panel };
        canvas.fill(stretch, ZONE);
    }
    hatch_gaps(canvas, days, calendar, panel);
    axis::y_axis(canvas, panel, &scale, 6, "");
    if low < 0.0 {
        canvas.stroke(&[(panel.left, scale.at(0.0)), (panel.right, scale.at(0.0))], HAIR, AXIS);
    }
    let line = |pick: fn(&Day) -> Option<f64>| -> Vec<Vec<(f64, f64)>> {
        stretches(days.len(), |i| pick(&days[i]).is_some() && !days[i].gap)
            .into_iter()
            .map(|(from, until)| {
                (from..until).filter_map(|i| Some((calendar.middle(i), scale.at(pick(&days[i])?)))).collect()
            })
            .collect()
    };
    let dense = calendar.step() < NARROWEST_DAY_PX;
    for piece in line(|d| d.tsb) {
        if dense { canvas.stroke(&piece, 1.5, FORM) } else { canvas.dashed(&piece, 3.0, 9.0, FORM) }
    }
    for piece in line(|d| d.atl) {
        canvas.stroke(&piece, if dense { 1.5 } else { 3.5 }, FATIGUE);
    }
    for piece in line(|d| d.ctl) {
        canvas.stroke(&piece, LINE, FITNESS);
    }
    panel.bottom
}

/// What the soreness panel shows; `None` without a log.
fn soreness_title(report: &Report) -> Option<String> {
    let (low, high) = soreness_range(report)?;
    let reported = report.days.iter().filter(|d| d.soreness.is_some()).count();
    Some(format!(
        "Morning soreness, points ({}–{}; higher is sorer) · n = {} of {} mornings",
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
    let (Some((low, high)), Some(title)) = (soreness_range(report), soreness_title(report)) else {
        canvas.text((panel.left, panel.top - 30.0), "Morning soreness", NOTE, Align::Left);
        let middle = ((panel.left + panel.right) / 2.0, (panel.top + panel.bottom) / 2.0);
        canvas.text(middle, "no soreness log yet", LABEL, Align::Centre);
        return;
    };
    let scale = Linear { low, high, from: panel.bottom - 8.0, to: panel.top + 8.0 };
    // Both ends of the scale and its middle, where the middle is a value that can be read.
    let middle = (low + high) / 2.0;
    let ticks = [low, middle, high];
    let places = usize::from(ticks.iter().any(|t| t.fract() != 0.0));
    axis::y_axis_at(canvas, panel, &scale, (&ticks, places), &title);
    let dense = calendar.step() < NARROWEST_DAY_PX;
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
            canvas.dot(
                (calendar.middle(i), scale.at(value)),
                radius,
                SORENESS,
                if dense { 0.35 } else { 1.0 },
            );
        }
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
