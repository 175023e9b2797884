//! JSON: `summary.json`. Names and order are fixed; everything may have more. A number that cannot be given is `null`
//! with a sibling `..._reason`; numbers have at most six significant digits.

mod outcome;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::words;
use crate::effect::{Analysis, Answer, Estimate, NamedEstimate, Status};
use crate::report::{FileRow, FileStatus, Report};
use crate::text::number::six_digits;

/// `summary.json`, with a line feed at its end.
#[must_use]
pub fn summary_json(report: &Report) -> String {
    let mut object = Object::default();
    object.put("schema", Node::count(1));
    object.put("version", Node::text(report.version));
    object.put("files", files(report));
    object.put("activities", Node::count(report.activities.len()));
    object.put("runs", Node::count(report.runs));
    let no_day = "no activity and no soreness entry gives a day";
    object.put_or("first_day", report.days.first().map(|d| Node::text(&d.date.to_string())), no_day);
    object.put_or("last_day", report.days.last().map(|d| Node::text(&d.date.to_string())), no_day);
    object.put("days", Node::count(report.days.len()));
    object.put_or("soreness", soreness(report), NO_LOG);
    object.put("answer", answer(report));
    object.put("naive", naive(report));
    let analysis = report.analysis.as_ref();
    let level = analysis.map(|a| a.answer.level);
    object.put("sensitivity", named(analysis.map(|a| a.sensitivity.as_slice()), level));
    object.put("lags", lags(analysis));
    object.put("strata", named(analysis.map(|a| a.strata.as_slice()), level));
    // Everything else that the prose quotes: the words and these numbers come from one place.
    let robustness = analysis.and_then(|a| a.robustness.as_ref()).map(Node::of);
    object.put_or("robustness", robustness, "no estimate is given");
    object.put_or("further", analysis.map(|a| Node::of(&a.diagnostics)), NO_LOG);
    object.put("missing_by_arm", missing_by_arm(analysis));
    let habits = analysis.iter().flat_map(|a| &a.habits).map(Node::of);
    object.put("habits", Node::List(habits.collect()));
    let looks = analysis.iter().flat_map(|a| &a.over_time).map(Node::of);
    object.put("over_time", Node::List(looks.collect()));
    let other = report.outcome.as_ref().map(outcome::outcome);
    object.put_or("outcome", other, "no --outcome was asked about");
    object.put(
        "assumptions",
        Node::texts(report.verdict.as_ref().map(|v| v.assumptions.as_slice()).unwrap_or_default()),
    );
    object.put("excluded", excluded(analysis));
    object.put("exposures", exposures(report));
    object.put("easy", Node::texts(&report.easy));
    object.put_or("stability", report.stability.as_ref().map(Node::of), "there is no activity");
    object.put("thresholds", thresholds(report));
    object.put_or("last_run", report.last_run.as_ref().map(Node::of), "there is no run");
    let mut settings = Object::default();
    for (name, value) in &report.settings {
        settings.put(name, Node::text(value));
    }
    object.put("settings", Node::Object(settings));
    object.put("zone_rule", Node::text(&report.zone_rule));
    object.put("notes", Node::texts(&report.notes));
    object.put("next_steps", Node::texts(&report.next_steps));
    let mut tail = Object::default();
    tail.put("synthetic", report.synthetic.as_deref().map_or(Node::Null, Node::text));
    tail.put("generated", report.generated.as_deref().map_or(Node::Null, Node::text));
    let summary = Summary { head: object, files: &report.file_rows, tail };
    // It is text, finite numbers and string keys: nothing in it can fail to serialise.
    serde_json::to_string_pretty(&summary).unwrap_or_default() + "\n"
}

const NO_LOG: &str = "no soreness log was given";

fn files(report: &Report) -> Node {
    let f = report.files;
    let mut object = Object::default();
    for (name, n) in [
        ("seen", f.seen),
        ("used", f.used),
        ("duplicate", f.duplicate),
        ("skipped", f.skipped),
        ("failed", f.failed),
        ("partial", f.partial),
    ] {
        object.put(name, Node::count(n));
    }
    Node::Object(object)
}

fn soreness(report: &Report) -> Option<Node> {
    let log = report.soreness.as_ref()?;
    let mut object = Object::default();
    object.put("entries", Node::count(log.entries));
    object.put("rejected_rows", Node::count(log.rejected_rows));
    object.put("scale", Node::List(vec![Node::Number(log.scale.low), Node::Number(log.scale.high)]));
    object.put("direction", Node::text(log.direction.name()));
    object.put("dialect", Node::text(&log.dialect));
    object.put("reported", Node::text(log.reported.name()));
    object.put("reported_assumed", Node::Bool(log.reported_assumed));
    let rejected = log.rejected.iter().map(|(line, why)| {
        let mut row = Object::default();
        row.put("line", Node::count(*line));
        row.put("reason", Node::text(why));
        Node::Object(row)
    });
    object.put("rejected", Node::List(rejected.collect()));
    object.put("notes", Node::texts(&log.notes));
    Some(Node::Object(object))
}

fn answer(report: &Report) -> Node {
    let mut object = Object::default();
    let answer = report.analysis.as_ref().map(|a| &a.answer);
    let why = answer.map_or(NO_LOG, |a| a.reason.as_deref().unwrap_or("no estimate is given"));
    object.put("status", Node::text(answer.map_or(Status::NotEnoughData, |a| a.status).name()));
    let undirected = if answer.is_some() { "only for helps, hurts and no_difference" } else { NO_LOG };
    object.put_or("robust", answer.and_then(|a| a.robust).map(Node::Bool), undirected);
    put_estimate(&mut object, answer.and_then(|a| a.estimate), why, &["estimate", "low", "high"]);
    object.put_or("level", answer.map(|a| Node::Number(a.level)), why);
    put_estimate(&mut object, answer.and_then(|a| a.estimate), why, &["se", "df", "p"]);
    object.put("rows", Node::count(answer.map_or(0, |a| a.rows)));
    object.put("easy_days", Node::count(answer.map_or(0, |a| a.easy_days)));
    object.put("rest_days", Node::count(answer.map_or(0, |a| a.rest_days)));
    let number = |value: Option<f64>| value.map(Node::Number);
    object.put_or("overlap", number(answer.and_then(|a| a.overlap)), why);
    object.put_or("mde80", number(answer.and_then(|a| a.mde80)), why);
    let more = answer.and_then(|a| a.more_days_needed).and_then(|n| usize::try_from(n).ok());
    object.put_or("more_days_needed", more.map(Node::count), why);
    object.put_or("smallest_effect", number(answer.map(|a| a.smallest_effect)), why);
    object.put_or("hidden_shift", number(answer.and_then(|a| a.hidden_shift)), why);
    object.put_or("always_valid_halfwidth", number(answer.and_then(|a| a.always_valid_halfwidth)), why);
    object.put_or(
        "reason",
        answer.map_or(Some(Node::text(NO_LOG)), |a| a.reason.as_deref().map(Node::text)),
        "there is an answer",
    );
    object.put_or("trial_power", number(answer.and_then(|a| a.trial_power)), why);
    object.put("less_than_matters", Node::Bool(answer.is_some_and(Answer::less_than_matters)));
    let boundless = "a hidden factor as strong as today's soreness could explain any difference";
    let no_odds = if answer.is_some_and(|a| a.estimate.is_some()) { boundless } else { why };
    object.put_or("odds", answer.and_then(|a| a.odds.as_ref()).map(Node::of), no_odds);
    let warnings = report.verdict.iter().flat_map(|verdict| &verdict.warnings).map(Node::of);
    object.put("warnings", Node::List(warnings.collect()));
    object.put("verdict", Node::text(words::verdict(report)));
    object.put("sentence", Node::text(&words::sentence(report)));
    Node::Object(object)
}

/// The chosen parts of an estimate, each `null` with the reason when there is none.
fn put_estimate(object: &mut Object, estimate: Option<Estimate>, why: &str, parts: &[&str]) {
    for &part in parts {
        let value = estimate.map(|e| match part {
            "estimate" => e.estimate,
            "low" => e.low,
            "high" => e.high,
            "se" => e.se,
            "df" => e.df,
            _ => e.p,
        });
        object.put_or(part, value.map(Node::Number), why);
    }
}

const ESTIMATE: [&str; 6] = ["estimate", "low", "high", "se", "df", "p"];

fn naive(report: &Report) -> Node {
    let naive = report.analysis.as_ref().map(|a| &a.naive);
    let why = if naive.is_some() { "too few easy or rest days with reports" } else { NO_LOG };
    let mut object = Object::default();
    for (name, value) in [
        ("easy_minus_rest", naive.and_then(|n| n.easy_minus_rest)),
        ("change_score", naive.and_then(|n| n.change_score)),
        ("pearson_r", naive.and_then(|n| n.pearson_r)),
    ] {
        object.put_or(name, value.map(Node::Number), why);
    }
    object.put("note", Node::text("what a naive look would say; never an answer"));
    Node::Object(object)
}

/// The effect under each way to say what was easy, by name.
fn exposures(report: &Report) -> Node {
    let mut object = Object::default();
    for one in &report.exposures {
        let mut row = Object::default();
        row.put("label", Node::text(one.label));
        let why = one.reason.as_deref().unwrap_or("not given");
        put_estimate(&mut row, one.estimate, why, &["estimate", "low", "high"]);
        row.put("easy_days", Node::count(one.easy_days));
        row.put("rest_days", Node::count(one.rest_days));
        row.put("differing_runs", Node::count(one.differing_runs));
        object.put(one.name, Node::Object(row));
    }
    Node::Object(object)
}

fn named(rows: Option<&[NamedEstimate]>, level: Option<f64>) -> Node {
    let rows = rows.unwrap_or_default().iter().map(|one| {
        let mut row = Object::default();
        row.put("name", Node::text(&one.name));
        row.put("label", Node::text(&one.label));
        put_estimate(&mut row, one.estimate, one.reason.as_deref().unwrap_or("not given"), &ESTIMATE);
        row.put_or("level", level.map(Node::Number), "not given");
        row.put("easy_days", Node::count(one.easy_days));
        row.put("rest_days", Node::count(one.rest_days));
        row.put_or("p_holm", one.p_holm.map(Node::Number), "not one of a family");
        Node::Object(row)
    });
    Node::List(rows.collect())
}

fn lags(analysis: Option<&Analysis>) -> Node {
    let rows = analysis.map(|a| a.lags.as_slice()).unwrap_or_default().iter().map(|lag| {
        let mut row = Object::default();
        row.put("days", Node::count(lag.days));
        put_estimate(&mut row, lag.estimate, lag.reason.as_deref().unwrap_or("not given"), &ESTIMATE);
        row.put("rows", Node::count(lag.rows));
        row.put_or("naive", lag.naive.map(Node::Number), "too few days");
        row.put_or("p_holm", lag.p_holm.map(Node::Number), "not one of the family");
        Node::Object(row)
    });
    Node::List(rows.collect())
}

fn missing_by_arm(analysis: Option<&Analysis>) -> Node {
    let mut object = Object::default();
    for (place, name) in ["after_easy", "after_rest"].into_iter().enumerate() {
        object.put_or(name, analysis.map(|a| Node::of(&a.missing_by_arm[place])), NO_LOG);
    }
    Node::Object(object)
}

fn excluded(analysis: Option<&Analysis>) -> Node {
    let rows = analysis.map(|a| a.excluded.as_slice()).unwrap_or_default().iter().map(|(reason, days)| {
        let mut row = Object::default();
        row.put("reason", Node::text(reason));
        row.put("days", Node::count(*days));
        Node::Object(row)
    });
    Node::List(rows.collect())
}

fn thresholds(report: &Report) -> Node {
    let rows = report.thresholds.iter().map(|t| {
        let mut row = Object::default();
        row.put("name", Node::text(&t.name));
        row.put_or("value", t.value.map(Node::Number), &t.source);
        row.put("unit", Node::text(&t.unit));
        row.put("from", t.from.map_or(Node::Null, |d| Node::text(&d.to_string())));
        row.put("source", Node::text(&t.source));
        let [low, high] =
            [t.range.map(|r| r.0), t.range.map(|r| r.1)].map(|end| end.map_or(Node::Null, Node::Number));
        row.put("low", low);
        row.put("high", high);
        Node::Object(row)
    });
    Node::List(rows.collect())
}

/// All of it. There may be a million files: each is made when it is written.
struct Summary<'a> {
    head: Object,
    files: &'a [FileRow],
    tail: Object,
}

impl Serialize for Summary<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in &self.head.0 {
            map.serialize_entry(name, value)?;
        }
        map.serialize_entry("files_not_used", &NotUsed(self.files))?;
        for (name, value) in &self.tail.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

struct NotUsed<'a>(&'a [FileRow]);

impl Serialize for NotUsed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().filter(|f| f.status != FileStatus::Used).map(file_not_used))
    }
}

fn file_not_used(file: &FileRow) -> Node {
    let mut row = Object::default();
    row.put("path", Node::text(&file.path));
    row.put("member", Node::text(&file.member));
    row.put("status", Node::text(file.status.name()));
    row.put("reason", Node::text(&file.reason));
    row.put("duplicate_of", Node::text(&file.duplicate_of));
    Node::Object(row)
}

/// A JSON value whose objects keep the order in which they were filled.
enum Node {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Object(Object),
}

#[derive(Default)]
struct Object(Vec<(String, Node)>);

impl Object {
    fn put(&mut self, name: &str, value: Node) {
        self.0.push((name.to_owned(), value));
    }

    /// The value, or `null` and its reason beside it.
    fn put_or(&mut self, name: &str, value: Option<Node>, why: &str) {
        let missing = value.is_none();
        self.put(name, value.unwrap_or(Node::Null));
        if missing {
            self.put(&format!("{name}_reason"), Node::text(why));
        }
    }
}

impl Node {
    fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    fn texts(texts: &[String]) -> Self {
        Self::List(texts.iter().map(|t| Self::text(t)).collect())
    }

    fn count(n: usize) -> Self {
        Self::Number(n as f64)
    }

    /// Any plain data of the report.
    fn of(data: &impl Serialize) -> Self {
        // Report data is structs, lists, text and numbers: it always has a JSON value.
        serde_json::to_value(data).map_or(Self::Null, Self::from)
    }
}

impl From<serde_json::Value> for Node {
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value;
        match value {
            Value::Null => Self::Null,
            Value::Bool(yes) => Self::Bool(yes),
            Value::Number(number) => number.as_f64().map_or(Self::Null, Self::Number),
            Value::String(text) => Self::Text(text),
            Value::Array(list) => Self::List(list.into_iter().map(Self::from).collect()),
            Value::Object(fields) => Self::Object(Object(
                fields.into_iter().map(|(name, value)| (name, Self::from(value))).collect(),
            )),
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            // Counts and other whole numbers below 2^53 are written in full and without ".0".
            Self::Number(value) if value.fract() == 0.0 && value.abs() < 9e15 => {
                serializer.serialize_i64(*value as i64)
            }
            Self::Number(value) => six_digits(*value).serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => items.serialize(serializer),
            Self::Object(object) => {
                let mut map = serializer.serialize_map(Some(object.0.len()))?;
                for (name, value) in &object.0 {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}
