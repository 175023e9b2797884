//! summary.json and its schema, `docs/summary.schema.json`, say the same.

use std::path::Path;

use serde_json::Value;

use crate::support::program::{program, season};

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/summary.schema.json");
    serde_json::from_slice(&std::fs::read(path).expect("a schema")).expect("JSON")
}

/// What JSON Schema calls the type of a value.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn is_of(kind: &str, wanted: &Value) -> bool {
    let one = |wanted: &Value| *wanted == kind || *wanted == "number" && kind == "integer";
    wanted.as_array().map_or_else(|| one(wanted), |list| list.iter().any(one))
}

/// Where `value` departs from the part `it` of `schema`; a name that the schema does not know is a departure, too, so that
/// it grows with the summary. Of JSON Schema only what the file uses.
fn departures(schema: &Value, it: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(name) = it["$ref"].as_str() {
        let it = schema.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("no {name}"));
        return departures(schema, it, value, at, found);
    }
    if !it["type"].is_null() && !is_of(kind(value), &it["type"]) {
        found.push(format!("{at}: {} is no {}", kind(value), it["type"]));
    }
    let listed = it["enum"].as_array().is_none_or(|values| values.contains(value));
    let constant = it.get("const").is_none_or(|wanted| wanted == value);
    let least = it["minimum"].as_f64().zip(value.as_f64()).is_none_or(|(least, value)| value >= least);
    if !(listed && constant && least) {
        found.push(format!("{at}: {value} is not allowed"));
    }
    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
        departures(schema, &it["items"], item, &format!("{at}[{place}]"), found);
    }
    let Some(object) = value.as_object() else { return };
    let required = it["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    found.extend(required.filter(|name| !object.contains_key(*name)).map(|name| format!("{at}: no {name}")));
    for (name, value) in object {
        match (it["properties"].get(name), it.get("additionalProperties")) {
            (Some(it), _) | (None, Some(it)) => departures(schema, it, value, &format!("{at}.{name}"), found),
            (None, None) if name.ends_with("_reason") => {}
            (None, None) => found.push(format!("{at}.{name} is not in the schema")),
        }
    }
}

#[track_caller]
fn holds(what: &str, args: &[&str]) -> Value {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = program().args(args).arg("--json").current_dir(folder.path()).output().expect("it starts");
    let summary: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{what}: {error}: {}", String::from_utf8_lossy(&output.stderr)));
    let (schema, mut found) = (schema(), Vec::new());
    departures(&schema, &schema, &summary, what, &mut found);
    assert!(found.is_empty(), "{found:#?}");
    summary
}

#[test]
fn the_summaries_of_the_season_and_of_a_demo_are_what_the_schema_says() {
    let season = season();
    let path = season.to_str().expect("UTF-8");
    holds("season", &["analyze", path, "--quiet", "--outcome", "sleep_h"]);
    holds("evening", &["analyze", path, "--quiet", "--reported", "evening"]);
    holds("anonymized", &["analyze", path, "--quiet", "--anonymize"]);
    holds("demo", &["demo"]);
}

#[test]
fn the_summary_without_a_log_is_what_the_schema_says() {
    let runs = season().join("watch");
    let summary = holds("no log", &["analyze", runs.to_str().expect("UTF-8"), "--quiet"]);
    assert!(summary["soreness"].is_null() && summary["soreness_reason"].is_string());
}

#[test]
fn a_summary_that_departs_from_the_schema_is_noticed() {
    let schema = schema();
    let runs = season().join("watch");
    let mut summary = holds("no log", &["analyze", runs.to_str().expect("UTF-8"), "--quiet"]);
    summary["runs"] = Value::from("many");
    summary["answer"]["status"] = Value::from("maybe");
    summary["files"]["lost"] = Value::from(1);
    summary.as_object_mut().expect("an object").remove("days");
    let mut found = Vec::new();
    departures(&schema, &schema, &summary, "", &mut found);
    assert_eq!(found.len(), 4, "{found:#?}");
}
