//! summary.json and its schema say the same: `docs/summary.schema.json` of one runner, `docs/cohort-summary.schema.json` of
//! many.

use std::path::Path;

use serde_json::Value;

use crate::support::program::{program, season};

const RUNNER: &str = "docs/summary.schema.json";
const COHORT: &str = "docs/cohort-summary.schema.json";

fn schema(file: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
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

/// Runs the program with `--json` in `folder` and holds what it prints against the schema in `file`.
#[track_caller]
fn holds_in(folder: &Path, file: &str, what: &str, args: &[&str]) -> Value {
    let output = program().args(args).arg("--json").current_dir(folder).output().expect("it starts");
    let summary: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{what}: {error}: {}", String::from_utf8_lossy(&output.stderr)));
    let (schema, mut found) = (schema(file), Vec::new());
    departures(&schema, &schema, &summary, what, &mut found);
    assert!(found.is_empty(), "{found:#?}");
    summary
}

#[track_caller]
fn holds(what: &str, args: &[&str]) -> Value {
    let folder = tempfile::tempdir().expect("a temporary folder");
    holds_in(folder.path(), RUNNER, what, args)
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
    let schema = schema(RUNNER);
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

/// Results of eleven runners, made of that of the season: everybody has another effect and another soreness.
fn eleven_results(folder: &Path) {
    let log = season().join("soreness.csv");
    let request = serde_json::json!({"athlete": "ann", "paths": [season()], "soreness": log});
    std::fs::write(folder.join("request.jsonl"), format!("{request}\n")).expect("a request");
    let asked = std::fs::File::open(folder.join("request.jsonl")).expect("a request");
    let output = program().arg("worker").stdin(asked).output().expect("it starts");
    let mut result: Value = serde_json::from_slice(&output.stdout).expect("a result");
    let mut lines = String::new();
    for runner in 0..11 {
        result["athlete"] = Value::from(format!("runner {runner}"));
        result["own"]["estimate"] = Value::from(-0.4 + 0.1 * f64::from(runner));
        result["moderators"]["baseline_soreness"] = Value::from(0.2 + 0.01 * f64::from(runner));
        lines.push_str(&format!("{result}\n"));
    }
    std::fs::write(folder.join("results.jsonl"), lines).expect("results");
}

#[test]
fn the_summaries_of_a_cohort_with_and_without_a_group_are_what_their_schema_says() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    eleven_results(folder.path());
    let group = holds_in(folder.path(), COHORT, "a group", &["pool", "results.jsonl", "--out", "club"]);
    assert!(group["pooled"]["new_runner"].is_array() && group["moderators"][0]["slope"].is_number());
    let manifest = format!("athlete,path\nann,{}\nbob,nowhere\n", season().display());
    std::fs::write(folder.path().join("two.csv"), manifest).expect("a manifest");
    let list = holds_in(folder.path(), COHORT, "a list", &["cohort", "two.csv", "--out", "list"]);
    assert!(list["pooled"].is_null() && list["without_result"] == 1, "{list:#}");
}
