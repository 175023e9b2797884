//! Profile init: the text of a `shakeout.toml` with what is known of a runner, each value with its
//! source, and how to find those that are not.
//!
//! METHOD: reading the file again must give the thresholds that the archive gave. So a value that the
//! file cannot say the same way stays a comment, and the archive goes on to decide it: a value that was
//! lost again later (a block inherits what it leaves out), one that changes with every file, and a
//! guess: an age formula, a usual share of HRmax (declared, they would count as measured).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;

use super::profile::Profile;
use super::{AnalysisOptions, PROFILE};
use crate::soreness::{Direction, Reported};
use crate::thresholds::{Fact, History, MOST_ROWS, Provenance, Stretch, Thresholds};
use crate::units::Units;

/// What is known of the zones of an archive's activities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Activities.
    pub activities: usize,
    /// Activities whose local day follows the zone of this computer.
    pub without_zone: usize,
    /// IANA zone in which most activities with a position began.
    pub usual: Option<String>,
}

/// A line of a block: `key = value`, and the comment above it.
struct Line {
    comment: String,
    text: String,
}

/// The blocks by their first day; what only the first block says of the whole time comes first.
#[derive(Default)]
struct Blocks {
    dated: BTreeMap<Option<Date>, Vec<Line>>,
    comments: Vec<String>,
}

/// The text of `shakeout.toml`: what `thresholds` knows, and the settings that are in force.
#[must_use]
pub fn toml(thresholds: &Thresholds, options: &AnalysisOptions, places: &Places) -> String {
    let mut out = String::from(HEAD);
    settings(&mut out, options, places);
    let mut blocks = Blocks::default();
    for history in thresholds.history() {
        blocks.add(&history, thresholds, options.units);
    }
    blocks.add_body(thresholds);
    blocks.write(&mut out);
    out
}

const HEAD: &str = "\
# What your watch does not know, for shakeout. It is read when it lies in the first folder of PATH,
# beside the soreness log, or is given with --profile.
#
# A value here wins over what the files say, now and later: delete a line to leave it to the archive.
# A line that begins with # is not read.

";

fn settings(out: &mut String, options: &AnalysisOptions, places: &Places) {
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    match &options.diary.tz {
        Some(tz) => line(format!("tz = \"{tz}\"")),
        None => {
            let example = places.usual.as_deref().unwrap_or("Europe/Berlin");
            if places.without_zone > 0 {
                line(format!(
                    "# {} of {} activities carry neither a zone nor a position; their local day is taken from \
                     this\n# computer's zone until you say yours.",
                    places.without_zone, places.activities
                ));
            } else {
                line(
                    "# Only where neither the file nor a position gives it: every activity here has one."
                        .into(),
                );
            }
            line(format!("# tz = \"{example}\""));
        }
    }
    let (mark, units) = match options.units {
        Units::Metric => ("# ", "metric"),
        Units::Imperial => ("", "imperial"),
    };
    line(format!(
        "{mark}units = \"{units}\"                        # or \"metric\", \"imperial\": of the report"
    ));
    line("\n[soreness]".into());
    let diary = &options.diary;
    match diary.scale {
        Some(scale) => line(format!("scale = [{}, {}]", scale.low, scale.high)),
        None => {
            line("# scale = [0, 10]                           # lowest and highest value of your log".into())
        }
    }
    match diary.direction {
        Some(Direction::HigherIsSorer) => line("direction = \"higher-is-sorer\"".into()),
        Some(Direction::HigherIsFresher) => line("direction = \"higher-is-fresher\"".into()),
        None => line("# direction = \"higher-is-sorer\"             # or \"higher-is-fresher\"".into()),
    }
    match diary.reported {
        Some(Reported::Morning) => line("reported = \"morning\"".into()),
        Some(Reported::Evening) => line("reported = \"evening\"".into()),
        None => line("# reported = \"morning\"                      # before you run; or \"evening\"".into()),
    }
    line(String::new());
}

/// How a runner finds a value that is not known, and what the line looks like.
fn how_to_find(name: &str) -> (&'static str, &'static str) {
    match name {
        "hr_max" => (
            "hr_max = 188",
            "How to find it: the highest value of a race or of hard uphill repeats that you have run anyway; 220 minus age is a guess",
        ),
        "hr_rest" => (
            "hr_rest = 50",
            "How to find it: lying still after waking, the usual value of a week of mornings",
        ),
        "lthr" => (
            "lthr = 168",
            "How to find it: mean heart rate of the last 20 minutes of a race or time trial of half an hour (Friel)",
        ),
        "threshold_pace" => {
            ("threshold_pace = \"4:15/km\"", "How to find it: the pace of a flat race of about an hour")
        }
        "weight_kg" => {
            ("weight_kg = 70", "It is used for the work of braking downhill, and for nothing else")
        }
        "sex" => (
            "sex = \"female\"",
            "TRIMP weighs \"female\" and \"male\" differently; left out, the weights midway are used",
        ),
        _ => ("born = 1985", "The year; where HRmax is not known it is estimated from the age"),
    }
}

impl Blocks {
    fn active(&mut self, from: Option<Date>, comment: String, text: String) {
        self.dated.entry(from).or_default().push(Line { comment, text });
    }

    fn inactive(&mut self, name: &str, why: &str) {
        let (example, how) = how_to_find(name);
        self.comments.push(format!("# {why}\n# {how}.\n# {example}"));
    }

    /// The last known stretches of a threshold as lines, everything else as comments.
    fn add(&mut self, history: &History, thresholds: &Thresholds, units: Units) {
        let stretches = &history.stretches;
        let first = stretches.len() - stretches.iter().rev().take_while(|s| is_sayable(s)).count();
        let known = &stretches[first..];
        let last = stretches.last();
        self.earlier(history, first, thresholds);
        if known.is_empty() || known.len() > MOST_ROWS {
            let why = match last {
                Some(stretch) if known.is_empty() => stretch.source(thresholds),
                _ => format!(
                    "it changes {} times, {}: two watches with different settings?",
                    known.len(),
                    range(known)
                ),
            };
            return self.inactive(history.name, &format!("{}: {why}.", history.name));
        }
        for (i, stretch) in known.iter().enumerate() {
            // What held from the first activity on is taken to have held before it, too.
            let from = if first == 0 && i == 0 { declared_from(stretch) } else { stretch.holds_from() };
            // The middle of a value that drifts within its stretch.
            let value = stretch.range.map(|(low, high)| f64::midpoint(low, high));
            let Some(value) = value.and_then(|value| text(history.name, value, units)) else {
                continue;
            };
            let source = stretch.source(thresholds);
            let line = format!("{} = {value}", history.name);
            if is_read(&line) && !above_hr_max(history.name, stretch, thresholds) {
                self.active(from, source, line);
            } else {
                self.inactive(history.name, &format!("{value} is not used ({source}): it cannot be right."));
            }
        }
    }

    /// Says of a value that was lost again that the archive still has it for its time.
    fn earlier(&mut self, history: &History, before: usize, thresholds: &Thresholds) {
        let stretches = &history.stretches;
        let Some(last) = stretches[..before].iter().rposition(is_sayable) else { return };
        let until = stretches.get(last + 1).and_then(|stretch| stretch.from);
        let until = until.map_or_else(String::new, |day| format!(" before {day}"));
        let source = stretches[last].source(thresholds);
        self.comments.push(format!("# {}{until} is left to the archive ({source}).", history.name));
    }

    /// Sex and year of birth: one value for all time, or none.
    fn add_body(&mut self, thresholds: &Thresholds) {
        let days = thresholds.dates();
        let athletes: Vec<_> = days.iter().map(|&day| (day, thresholds.on(day))).collect();
        let sex = only(athletes.iter().map(|(_, athlete)| athlete.female.value()));
        let born = only(athletes.iter().map(|(day, athlete)| {
            athlete.age_y.value().map(|age| i64::from(day.year()) - age.round() as i64)
        }));
        for (name, line) in [
            ("sex", sex.map(|female| format!("sex = \"{}\"", if female { "female" } else { "male" }))),
            ("born", born.map(|year| format!("born = {year}"))),
        ] {
            match line.filter(|line| is_read(line)) {
                Some(line) => self.active(None, "declared before, or said by the files".into(), line),
                None => self.inactive(name, &format!("{name}: not known, or the files differ.")),
            }
        }
    }

    fn write(mut self, out: &mut String) {
        // The first block is there even when it says nothing: its comments say how to fill it in.
        self.dated.entry(None).or_default();
        for (from, lines) in self.dated {
            out.push_str("[[athlete]]\n");
            if let Some(from) = from {
                // Writing to a String cannot fail.
                let _ = writeln!(out, "from = {from}");
            }
            for line in lines {
                let _ = writeln!(out, "# {}\n{}", line.comment, line.text);
            }
            if from.is_none() {
                for comment in &self.comments {
                    let _ = writeln!(out, "{comment}");
                }
            }
            out.push('\n');
        }
        // One line feed at the end.
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
}

/// True for a value that a block can say without changing what else follows from it.
fn is_sayable(stretch: &Stretch) -> bool {
    let guessed =
        |provenance: &Provenance| matches!(provenance, Provenance::Formula { .. } | Provenance::Share);
    matches!(&stretch.fact, Fact::Known { provenance, .. } if !guessed(provenance))
}

fn declared_from(stretch: &Stretch) -> Option<Date> {
    match stretch.fact.provenance() {
        Some(Provenance::Declared { from }) => *from,
        _ => None,
    }
}

fn range(stretches: &[Stretch]) -> String {
    let low = stretches.iter().filter_map(|s| s.value).fold(f64::INFINITY, f64::min);
    let high = stretches.iter().filter_map(|s| s.value).fold(f64::NEG_INFINITY, f64::max);
    format!("{low:.0} to {high:.0}")
}

/// The reader refuses a block whose threshold heart rate is not below its HRmax.
fn above_hr_max(name: &str, stretch: &Stretch, thresholds: &Thresholds) -> bool {
    let max = stretch.from.and_then(|day| thresholds.on(day).hr_max_bpm.value());
    name == "lthr" && stretch.value.zip(max).is_some_and(|(lthr, max)| lthr >= max - 0.1)
}

/// A value as it is written: a tenth is finer than any of them is known.
fn text(name: &str, value: f64, units: Units) -> Option<String> {
    if name != "threshold_pace" {
        return Some(tenths(value));
    }
    let (seconds, unit) = units.pace(value);
    let tenths_of_s = (seconds * 10.0).round();
    let (minutes, rest) = ((tenths_of_s / 600.0).floor(), tenths_of_s % 600.0);
    let seconds = tenths(rest / 10.0);
    let pad = if rest < 100.0 { "0" } else { "" };
    value.is_finite().then(|| format!("\"{minutes}:{pad}{seconds}{unit}\""))
}

fn tenths(value: f64) -> String {
    ((value * 10.0).round() / 10.0).to_string()
}

/// True for a line that our own reader accepts.
fn is_read(line: &str) -> bool {
    Profile::parse(PROFILE.into(), format!("[[athlete]]\n{line}\n")).is_ok()
}

/// The value, when there is one and every date has the same.
fn only<T: PartialEq + Copy>(mut values: impl Iterator<Item = Option<T>>) -> Option<T> {
    let first = values.next()??;
    values.all(|value| value == Some(first)).then_some(first)
}
